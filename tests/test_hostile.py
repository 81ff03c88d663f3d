"""Everything hostile at once, in one folder and in one zip beside honest hand-ins, through the real command line."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from classroom import Classroom
from submissions import COURSE, EXERCISE, KEYS, put

from kit.submissions import printable

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="needs links, pipes and limits of memory")
MEMORY = 1_500_000_000
"""Bytes of address space that grading may take."""
HONEST = 4
EVIL = "\"'><kit-evil onkitevil=1>&<script>kitEvil()</script>"
HUGE = 2_000_000_000
"""Bytes that the bomb unpacks to: more than there is memory."""
PASSED = "passed over"
DEEP = "[" * 100_000 + "]" * 100_000


class Hostile:
    """Files by the name of who handed them in, and what is to be said of each."""

    def __init__(self, classroom: Classroom, marker: Path) -> None:
        self.honest = {number: classroom.notebook(number) for number in classroom.numbers(HONEST)}
        sheet, _ = classroom.sheet("666")
        self._sheet = sheet
        self.files: dict[str, bytes] = {}
        self.told: dict[str, tuple[str, str]] = {}
        """File to its state in the gradebook, or that it was passed over, and a part of the reason."""
        self._plain()
        self._sheets()
        self._notebooks(marker)

    def add(self, who: str, file: str, data: bytes | str | dict, state: str, reason: str) -> str:
        """A file in a folder of its own, as Moodle names it."""
        path = f"{who}_{900 + len(self.files)}_assignsubmission_file_/{file}"
        text = json.dumps(data) if isinstance(data, dict) else data
        self.files[path] = text.encode() if isinstance(text, str) else text
        self.told[path] = (state, reason)
        return path

    def _plain(self) -> None:
        head = '{"format": 1, "assignment": "ferry-report", "tasks": [], "x": '
        for ending in (".json", ".ipynb"):
            for who, data, reason in (
                ("empty", b"", "empty"),
                ("half", b'{"format": 1, "assi', "breaks off"),
                ("utf16", '{"format": "é"}'.encode("utf-16"), "not UTF-8"),
                ("latin", '{"name": "Zoë"}'.encode("latin-1"), "not UTF-8"),
                ("deep", DEEP, "nested too deeply"),
                ("list", "[1, 2]", "hand-in file" if ending == ".json" else "no notebook"),
                ("endless", '{"x": ' + "9" * 5000 + "}", "damaged"),
                ("many lists", "[" + "[[]]," * 3_000_000 + "0]", ""),
            ):
                self.add(f"{who} {ending[1:]}", f"a{ending}", data, "unreadable", reason)
        for who, value in (("nan", "NaN"), ("infinite", "1e999"), ("minus", "-Infinity"), ("huge", "1" + "0" * 400)):
            self.add(who, "a.json", f"{head}{value}}}", "unreadable", "number")
        self.add("too large", "a.json", b" " * 20_000_001, "unreadable", "20 MB are not read")
        self.add("\x1b[31mred\x1b]0;x\a", "a.json", "", "unreadable", "empty")
        self.add("another kind", "all.zip", b"PK", "missing", "unpack it first")
        self.add("essay", "essay.docx", b"PK", "missing", "only .json and .ipynb")

    def _sheets(self) -> None:
        by = self._by
        self.add("other", "a.json", by("901") | {"assignment": "do-they-clash"}, "missing", "do-they-clash")
        swapped = [{"task": f"march/pairs-{n}", "digest": "0" * 16, "operations": []} for n in (1, 2)]
        self.add("another text", "a.json", by("902") | {"tasks": swapped}, "unreadable", "march/pairs-1")
        self.add("no number", "a.json", by(EVIL), "graded", "no usable student number")
        self.add(EVIL, "a.json", by("903", EVIL), "graded", "")
        self.add("evil file", f"{EVIL.replace('/', '')}\n\u202e.json", by("904"), "graded", "")
        self.add("evil answers", "a.json", by("905") | {"tasks": self._evil_tasks()}, "partly", "oops")
        self.add("surrogates", "a.json", by("906", "\ud800x"), "graded", "")
        self.add("twice", "a.json", by("907") | {"tasks": [self._sheet["tasks"][0]] * 2}, "unreadable", "twice")
        # What somebody else's number is worth: the platform says who it is.
        self.add("thief", "a.json", by("10001"), "graded", "Another student")
        two = [by("908") | {"tasks": [self._task(n)]} for n in (0, 1)]
        first = self.add("two files", "a.json", two[0], "conflict", "none holds all")
        second = first.replace("a.json", "b.json")
        self.files[second] = json.dumps(two[1]).encode()

    def _by(self, number: str, name: str = "M") -> dict:
        return self._sheet | {"student": {"name": name, "number": number}}

    def _task(self, place: int) -> dict:
        return self._sheet["tasks"][place]

    def _evil_tasks(self) -> list[dict]:
        pair = {"id": EVIL, "type": "pair", "a": EVIL, "b": "c7", "relation": EVIL, "oops" + EVIL: EVIL}
        words = {"id": "w", "type": "attribution", "content": [{"sentence": "p1s1", "words": EVIL}]}
        evil = self._task(1) | {"operations": [put(pair, "1"), put(pair | {"id": "2"}, "2")]}
        return [
            self._task(0) | {"operations": [*self._task(0)["operations"], put(words, "w")]},
            evil,
            self._task(2),
            {"task": EVIL, "digest": EVIL, "operations": []},
        ]

    def _notebooks(self, marker: Path) -> None:
        runs = f"open({str(marker)!r}, 'w').write('run')"
        cell = {"cell_type": "code", "id": "x", "metadata": {}, "execution_count": None, "outputs": []}
        magic = [cell | {"source": s} for s in (runs, f"!touch {marker}", f"%%bash\ntouch {marker}")]
        start = {"cells": magic, "metadata": {"kernelspec": {"name": "python3"}}, "nbformat": 4, "nbformat_minor": 5}
        self.add("runs", "ferry-report.ipynb", start, "missing", "hand-in cell was not run")
        output = {"output_type": "display_data", "metadata": {}}
        mime = "application/vnd.media-verification-kit.sheet+json"
        for who, data in (
            ("runs too", {mime: self._by("909")}),
            ("deep sheet", {mime: json.loads(DEEP[99_900:100_100])}),
        ):
            shown = start | {"cells": [*magic, cell | {"source": "", "outputs": [output | {"data": data}]}]}
            state, reason = ("graded", "") if who == "runs too" else ("unreadable", "nested too deeply")
            self.add(who, "ferry-report.ipynb", shown, state, reason)


def honest_path(number: str) -> str:
    """Where an honest hand-in lies."""
    return f"Student {number}_{number}_assignsubmission_file_/ferry-report.ipynb"


def in_a_folder(hostile: Hostile, room: Path) -> Path:
    """Everything in one folder, with what only a disk can hold."""
    for path, data in hostile.files.items():
        (room / path).parent.mkdir(parents=True, exist_ok=True)
        (room / path).write_bytes(data)
    outside = room.parent / "outside.json"
    outside.write_text(json.dumps(hostile._by("910")), encoding="utf-8")
    special = (
        ("gigabyte", _sparse, "unreadable", "1000 MB"),
        ("link", lambda path: path.symlink_to(outside), PASSED, "links are not followed"),
        ("folder link", lambda path: path.symlink_to(outside.parent), PASSED, "links are not followed"),
        ("pipe", os.mkfifo, "unreadable", "no ordinary file"),
        ("folder", Path.mkdir, "", ""),
    )
    for id, (who, make, state, reason) in enumerate(special, start=800):
        path = room / f"{who}_{id}_assignsubmission_file_" / ("a.ipynb" if who == "gigabyte" else "a.json")
        path.parent.mkdir()
        make(path)
        if state:
            hostile.told[path.relative_to(room).as_posix()] = (state, reason)
    nameless = os.fsdecode(b"\xff_899_assignsubmission_file_")
    (room / nameless).mkdir()
    (room / nameless / "a.json").write_bytes(b"")
    hostile.told["\ufffd_899_assignsubmission_file_/a.json"] = ("unreadable", "empty")
    return room


def _sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1_000_000_000)


def in_a_zip(hostile: Hostile, path: Path) -> Path:
    """Everything in one zip, with what only a zip can hold."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in hostile.files.items():
            archive.writestr(name, data)
        sheet = json.dumps(hostile._by("911"))
        for name in ("../evil_1_assignsubmission_file_/a.json", "/evil_2_assignsubmission_file_/a.json", "C:/a.json"):
            archive.writestr(name, sheet)
            hostile.told[name] = (PASSED, "leads out of the zip")
        link = zipfile.ZipInfo("link_3_assignsubmission_file_/a.json")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        hostile.told[link.filename] = (PASSED, "links are not followed")
        bombs = (("bomb_4", HUGE, "20 MB are not read"), ("liar_5", HUGE // 10, "damaged in the zip"))
        for name, size, reason in bombs:
            with archive.open(f"{name}_assignsubmission_file_/a.json", "w", force_zip64=True) as member:
                for _ in range(size // 10_000_000):
                    member.write(b" " * 10_000_000)
            hostile.told[f"{name}_assignsubmission_file_/a.json"] = ("unreadable", reason)
        for name in ("broken_6", "locked_7"):
            archive.writestr(f"{name}_assignsubmission_file_/a.json", sheet, zipfile.ZIP_STORED)
        hostile.told["broken_6_assignsubmission_file_/a.json"] = ("unreadable", "damaged in the zip")
        hostile.told["locked_7_assignsubmission_file_/a.json"] = (PASSED, "password")
    data = bytearray(path.read_bytes())
    _spoil(data, b"liar_5", 24, struct.pack("<I", 100))
    _spoil(data, b"broken_6", 16, b"\0\0\0\0")
    _spoil(data, b"locked_7", 8, struct.pack("<H", 1))
    path.write_bytes(data)
    return path


def _spoil(data: bytearray, name: bytes, at: int, by: bytes) -> None:
    """Write over a part of a member's entry in the zip's own list."""
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(name))
    data[entry + at : entry + at + len(by)] = by


# ---- the run


def grade(source: Path, out: Path, keys: Path = KEYS) -> subprocess.CompletedProcess:
    """`python -m kit grade`, with a limit of memory."""
    import resource

    call = [sys.executable, "-m", "kit", "grade", str(source), "--assignment", str(EXERCISE), "--keys", str(keys)]
    return subprocess.run(
        [*call, "--out", str(out)],
        cwd=COURSE,
        env={**os.environ, "PYTHONPATH": str(COURSE)},
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )


def rows(out: Path) -> dict[str, dict[str, str]]:
    """File to its line in the gradebook."""
    text = (out / "gradebook.csv").read_bytes().decode("utf-8-sig")
    return {row["file"].removeprefix("'"): row for row in csv.DictReader(io.StringIO(text, newline=""))}


class Markup(HTMLParser):
    """Every tag and attribute of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found |= {tag, *(name for name, _ in attrs)}


@pytest.fixture
def classroom(tmp_path) -> Classroom:
    """Honest students."""
    return Classroom(EXERCISE, KEYS, tmp_path / "no-answers")


@pytest.fixture
def alone(tmp_path, classroom) -> dict[str, dict[str, str]]:
    """The lines of the honest ones, graded by themselves."""
    for number in classroom.numbers(HONEST):
        path = tmp_path / "alone" / honest_path(number)
        path.parent.mkdir(parents=True)
        path.write_text(classroom.notebook(number), encoding="utf-8")
    done = grade(tmp_path / "alone", tmp_path / "out-alone")
    assert done.returncode == 0, done.stderr
    found = rows(tmp_path / "out-alone")
    assert len({row["points"] for row in found.values()}) == HONEST, "they differ from one another"
    return found


@pytest.mark.parametrize("make", [in_a_folder, in_a_zip])
def test_everything_hostile_at_once(tmp_path, classroom, alone, make: Callable[[Hostile, Path], Path]):
    """Each file has its line with a reason, everybody else their points; nothing is run, loaded whole or unescaped."""
    marker, source = tmp_path / "was-run", tmp_path / "room"
    hostile = Hostile(classroom, marker)
    for number, notebook in hostile.honest.items():
        hostile.files[honest_path(number)] = notebook.encode()
    source = make(hostile, source)
    out = tmp_path / "out"
    done = grade(source, out)
    told = done.stdout.decode()
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    assert b"Traceback" not in done.stderr
    assert not {"\x1b", "\a", "\u202e"} & set(told), "no sign that a terminal obeys"
    held = rows(out)
    for file, (state, reason) in hostile.told.items():
        shown = printable(file, 400)
        if state == PASSED:
            over = [line for line in told.splitlines() if line.startswith(f"Passed over: {shown} (")]
            assert any(reason in line for line in over), (file, held.get(shown))
        else:
            assert (held[shown]["state"], reason in held[shown]["remarks"]) == (state, True), (
                file,
                held[shown]["remarks"],
            )
            assert state == "graded" or held[shown]["remarks"], file
    for file, row in alone.items():
        robbed = {"remarks": held[file]["remarks"]} if row["number"] == "10001" else {}
        assert held[file] == row | robbed
    assert not marker.exists()
    assert_nothing_unescaped(out)
    assert {path.name for path in tmp_path.iterdir()} <= {"room", "alone", "out", "out-alone", "outside.json"}


def assert_nothing_unescaped(out: Path) -> None:
    """No page has a tag or an attribute of a student's, no table a formula."""
    pages = list(out.rglob("*.html"))
    assert len(pages) > HONEST + 5
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert not {"kit-evil", "onkitevil"} & Markup(text).found, path
        assert "<script>kitEvil" not in text, path
    assert any("&lt;kit-evil" in path.read_text(encoding="utf-8") for path in pages), "it was shown somewhere"


def test_ten_thousand_files_in_one_folder(tmp_path, classroom, alone):
    """Each has its line, and the honest ones their points."""
    room = tmp_path / "room"
    for number in classroom.numbers(HONEST):
        (room / honest_path(number)).parent.mkdir(parents=True)
        (room / honest_path(number)).write_text(classroom.notebook(number), encoding="utf-8")
    for n in range(10_000):
        (room / f"{n}.json").write_bytes(b"{" if n % 2 else b"")
    done = grade(room, tmp_path / "out")
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    held = rows(tmp_path / "out")
    assert len(held) == 10_000 + HONEST
    assert all(row["state"] == "unreadable" and row["remarks"] for file, row in held.items() if file not in alone)
    assert {file: held[file] for file in alone} == alone


def test_a_key_that_is_not_fit_stops_before_anything_is_written(tmp_path, classroom):
    """Neither into a new folder nor over what lies in one."""
    room, out, keys = tmp_path / "room", tmp_path / "out", tmp_path / "keys"
    keys.mkdir()
    (room / honest_path("10001")).parent.mkdir(parents=True)
    (room / honest_path("10001")).write_text(classroom.notebook("10001"), encoding="utf-8")
    assert grade(room, out).returncode == 0
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in out.rglob("*") if path.is_file()}
    text = (KEYS / "ferry.yaml").read_text(encoding="utf-8")
    (keys / "ferry.yaml").write_text(text.replace("relation: tension", "relation: tensoin"), encoding="utf-8")
    for place in (out, tmp_path / "new"):
        done = grade(room, place, keys)
        assert done.returncode == 2 and not done.stdout
        assert "grading did not begin" in done.stderr.decode() and "Traceback" not in done.stderr.decode()
    assert not (tmp_path / "new").exists()
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in out.rglob("*") if path.is_file()} == before


def test_a_place_that_takes_no_files_is_told(tmp_path, classroom):
    """In a sentence, where a file lies in the way or the disk says no."""
    room = tmp_path / "room"
    (room / honest_path("10001")).parent.mkdir(parents=True)
    (room / honest_path("10001")).write_text(classroom.notebook("10001"), encoding="utf-8")
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    done = grade(room, tmp_path / "taken" / "out")
    told = done.stderr.decode()
    assert done.returncode == 2 and "taken" in told and "cannot be read or written" in told and "Traceback" not in told
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"
