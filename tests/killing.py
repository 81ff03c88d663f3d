"""`kit grade` killed with SIGKILL: at each of its writes, or at a moment; and what the next run has to come to.

As a script it is the process that is killed: `python tests/killing.py FOLDER START CALL...` grades again and again, and
each time a fork of it kills itself one write later than the one before.
"""

from __future__ import annotations

import io
import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from unittest.mock import patch

from briefs import CRITERIA, WORDS, Course

from kit import grading
from kit.cli import _parser, main
from kit.grading import Gradebook

COURSE = Path(__file__).resolve().parent.parent
SCENARIOS = ("first", "again")
"""Nothing was graded before; or sheets, a reader's points and the key have changed since."""
WHEN = ("half", "before", "after")
"""With half of a file written; with all of it, not in its place yet; in its place."""
OLD = "relation: contradiction\n    dimension: time"
NEW = "relation: contradiction\n    dimension: number"
"""A correction of the key that `kit check` takes."""


class Rehearsal:
    """A class that was graded and read; since then sheets came and went, a reader went on, the key was corrected."""

    def __init__(self, folder: Path, students: int) -> None:
        self.course = Course(folder)
        self.outs = folder / "outs"
        numbers = [str(n) for n in range(101, 101 + students)]
        for place, number in enumerate(numbers):
            self._hands_in(number, place)
        self.start("again").parent.mkdir(parents=True)
        self.course.out = self.start("again")
        self.again(self.course.out)
        self.course.reads(numbers[0], comment="Who says six?")
        self.course.reads(numbers[1], "partial", comment="Say what nobody can know.")
        self.again(self.course.out)
        self._hands_in(numbers[0], 3, " And more.")
        (self.course.room / f"year-one-{numbers[2]}.json").unlink()
        self._hands_in("99", 5)
        self.course.fills({(numbers[3], c): {"level": "weak", "comment": "#1"} for c in CRITERIA})
        self.corrects_the_key()
        self.want = {scenario: self._undisturbed(scenario) for scenario in SCENARIOS}
        assert len(self.want["again"]) > students and "changes.csv" in self.want["again"]

    def _hands_in(self, number: str, place: int, more: str = "") -> None:
        words = {prompt: f"{text} {place}.{more}" for prompt, text in WORDS.items()}
        self.course.hands_in(number, words, pairs=1 + place % 10)

    def corrects_the_key(self, old: str = OLD, new: str = NEW) -> None:
        """One label of the first pair becomes another."""
        path = self.course.keys / "trams.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def _undisturbed(self, scenario: str) -> dict[str, bytes]:
        out = self.begin(scenario, f"undisturbed-{scenario}")
        self.again(out)
        return files(out)

    def start(self, scenario: str) -> Path:
        """The folder that a run of this scenario finds; missing before the first."""
        return self.outs / f"start-{scenario}"

    def begin(self, scenario: str, name: str) -> Path:
        """A folder as a run finds it."""
        return begin(self.start(scenario), self.outs / name)

    def call(self, out: Path) -> list[str]:
        """The command."""
        course = self.course
        where = ["--assignment", str(course.exercise), "--keys", str(course.keys), "--out", str(out)]
        return ["grade", str(course.room), *where]

    def again(self, out: Path) -> str:
        """Grade here, the key unchecked; gives what was told."""
        with unchecked():
            return self._grade(out)

    def last(self, out: Path) -> str:
        """Write here what everybody has now: the class is read once for all calls."""
        with read_once(self._book):
            return self._grade(out)

    def _grade(self, out: Path) -> str:
        told = io.StringIO()
        with redirect_stdout(told):
            assert main(self.call(out)) == 0
        return told.getvalue()

    @cached_property
    def _book(self) -> Gradebook:
        with unchecked():
            return grading.grade(self.course.room, self.course.exercise, self.course.keys)


def unchecked():
    """Content is checked elsewhere."""
    return patch.object(grading, "check_case", lambda *_: [])


def read_once(book: Gradebook):
    """Grading begins with this gradebook in hand: what is tried is how it is written."""
    return patch.object(grading, "grade", lambda *_: book)


def files(out: Path) -> dict[str, bytes]:
    """Every file of a folder, hidden ones too."""
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def begin(start: Path, out: Path) -> Path:
    """A copy to work in; where there is nothing to copy, a folder that is not there yet."""
    if start.is_dir():
        shutil.copytree(start, out)
    return out


# ---- at each write


def killed_at_each_write(rehearsal: Rehearsal, scenario: str) -> list[tuple[str, Path, str]]:
    """Where each run was killed, the folder that it left, and what it had told."""
    folder = rehearsal.outs / f"killed-{scenario}"
    call = [sys.executable, __file__, str(folder), str(rehearsal.start(scenario)), *rehearsal.call(Path("OUT"))]
    done = subprocess.run(call, cwd=COURSE, env=environment(), capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [(at, folder / at, (folder / f"{at}.txt").read_text(encoding="utf-8")) for at in lines]


def environment() -> dict[str, str]:
    """In which a process finds this kit."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(COURSE), str(COURSE / "tests")])}


def _grade_and_die(folder: Path, start: Path, call: list[str]) -> Iterator[str]:
    """One fork for each write, until one of them is through; only those that were killed are given."""
    folder.mkdir()
    with unchecked():
        asked = _parser().parse_args(call)
        book = grading.grade(asked.submissions, asked.assignment, asked.keys)
    for when in WHEN:
        for n in itertools.count(1):
            at = f"{when}-{n}"
            out = begin(start, folder / at)
            if not (child := os.fork()):
                with read_once(book):
                    _child([str(out) if part == "OUT" else part for part in call], when, n, folder / f"{at}.txt")
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            if code == 0:
                break
            if code != -signal.SIGKILL:
                raise SystemExit(f"{at} ended with {code}: {(folder / f'{at}.txt').read_text(encoding='utf-8')}")
            yield at


def _child(call: list[str], when: str, n: int, told: Path) -> None:
    code = 1
    try:
        with told.open("w", encoding="utf-8") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
        _dies_at(when, n)
        code = main(call)
        sys.stdout.flush()
    finally:
        os._exit(code)


def _dies_at(when: str, n: int) -> None:
    """From here on, this process kills itself at its n-th write."""
    write, replace, counts = Path.write_bytes, os.replace, {"write": 0, "replace": 0}

    def here(kind: str, place: str) -> bool:
        return counts[kind] == n and when == place

    def half_written(path: Path, data: bytes) -> int:
        counts["write"] += 1
        if here("write", "half"):
            write(path, data[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        return write(path, data)

    def replaced(source, target, **more) -> None:
        counts["replace"] += 1
        if here("replace", "before"):
            os.kill(os.getpid(), signal.SIGKILL)
        replace(source, target, **more)
        if here("replace", "after"):
            os.kill(os.getpid(), signal.SIGKILL)

    Path.write_bytes, os.replace = half_written, replaced


# ---- at a moment


@dataclass(frozen=True)
class Killed:
    """A run that was killed, or was quicker."""

    out: Path
    told: str
    stage: str
    """`reading` (nothing written yet), `writing`, `written` (all is there) or `through` (it was quicker)."""


def seconds_of_reading(rehearsal: Rehearsal) -> float:
    """From the start of an undisturbed process to its first write."""
    out = rehearsal.begin("again", "measured")
    started = time.perf_counter()
    process, _ = _started(rehearsal, out)
    _wait_for_writes(process, out, 1)
    taken = time.perf_counter() - started
    assert process.wait() == 0
    return taken


def killed_at(rehearsal: Rehearsal, scenario: str, name: str, *, seconds: float = 0, writes: int = 0) -> Killed:
    """Kill a process so many seconds after its start, or when it has written so many files."""
    out = rehearsal.begin(scenario, name)
    before = files(out)
    process, told = _started(rehearsal, out)
    if writes:
        _wait_for_writes(process, out, writes)
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=seconds)
    process.kill()
    code, now = process.wait(), files(out)
    assert code in (0, -signal.SIGKILL), told.read_text(encoding="utf-8")
    stage = "reading" if now == before else "written" if now == rehearsal.want[scenario] else "writing"
    return Killed(out, told.read_text(encoding="utf-8"), "through" if code == 0 else stage)


def graded_again(rehearsal: Rehearsal, out: Path) -> str:
    """The next run, in a process of its own; gives what it told."""
    process, told = _started(rehearsal, out)
    assert process.wait() == 0, told.read_text(encoding="utf-8")
    return told.read_text(encoding="utf-8")


def _started(rehearsal: Rehearsal, out: Path) -> tuple[subprocess.Popen, Path]:
    told = out.with_name(f"{out.name}.txt")
    with told.open("w", encoding="utf-8") as file:
        call = [sys.executable, "-m", "kit", *rehearsal.call(out)]
        return subprocess.Popen(call, cwd=COURSE, env=environment(), stdout=file, stderr=subprocess.STDOUT), told


def _wait_for_writes(process: subprocess.Popen, out: Path, writes: int) -> None:
    before = _stamps(out)
    while len(_stamps(out) - before) < writes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.001)
            return


def _stamps(out: Path) -> set[tuple[str, int]]:
    """Each file with the time at which it was put in its place; its inode may be that of the one before."""
    found = set()
    for folder in (out, out / "feedback"):
        with suppress(FileNotFoundError):
            named = [entry for entry in os.scandir(folder) if not entry.name.startswith(".")]
            found |= {(entry.name, entry.stat().st_ctime_ns) for entry in named}
    return found


if __name__ == "__main__":
    for killed in _grade_and_die(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]):
        print(json.dumps(killed), flush=True)
