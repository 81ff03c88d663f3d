"""The class bundle works where it is unpacked and gives no key away; what is planted in it is found."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from submissions import COURSE, KEYS, checked_once, ferry

from kit import course as of_course
from kit import leaks
from kit import release as of_release
from kit.cli import main
from kit.course import BUNDLE, build, check_course
from kit.errors import KitError
from kit.interchange.layerfile import layer_text
from kit.leaks import KINDS, scan
from kit.release import release
from kit.structure import written

# ---- a key of the test's own

ARTICLE = """\
---
title: Who emptied the duck pond of Quillmere
kind: invented
---
“We drained it on Tuesday,” said Osbert Plim, the warden.
A jogger claimed that the pond was dry on Monday.
The pond holds nine ducks.
"""
KEY = """\
# - Osbert Plim's Tuesday may be the day of the report and not of the draining; a strict reader takes it so.
voices:
  - {id: plim, kind: authority, part_of: null, stake: party,
     why: "He answers for the pond and is asked about his own work."}
  - {id: jogger, kind: resident, part_of: null, stake: none-shown,
     why: "Nothing in the text ties the jogger to the warden."}
events: {c1: draining, c2: draining, c3: ducks}
attributions:
  - {id: a1, sentence: p1s1, source: ["Osbert Plim, the warden"], cue: ["said"], content: ["We drained it on Tuesday"],
     quote: direct, stance: neutral, naming: named, basis: official-role, voice: plim,
     why: "His name and his office stand behind the words about Quillmere, and the marks close after Tuesday."}
pairs:
  - {id: x1, a: c1, b: c2, relation: contradiction, dimension: time,
     why: "A pond that was dry on Monday cannot have been drained by Osbert Plim on the day after."}
  - {id: x2, a: c1, b: c3, relation: compatible, why: "Ducks may stay on a dry pond."}
  - {id: x3, a: c2, b: c3, relation: tension, dimension: status, why: "Ducks on a dry pond sit oddly."}
assessments:
  - {id: s1, claim: c1, checkability: elsewhere, reasons: [], evidence: record, holder: the parks office of Quillmere,
     why: "The warden's log."}
  - {id: s2, claim: c2, checkability: not, reasons: [no-access], evidence: none, why: "Nobody else was there."}
  - {id: s3, claim: c3, checkability: elsewhere, reasons: [], evidence: count, why: "Go and count."}
chains:
  - {id: k1, claim: c1, voices: [plim, jogger], why: "Short."}
verdicts:
  - {id: v1, claim: c3, verdict: refuted, document: duck-census, why: "Short."}
briefs:
  - task: brief
    samples:
      known: {strong: {text: "The pond of Quillmere is dry; since when, two voices tell differently.", why: "Short."}}
"""
DECK = """\
title: A graded form about the lighthouse keepers
items:
  - {id: i1, ask: choice, question: Who?, text: [The keeper of Vash Point slept.], options: [{id: keeper}, {id: paper}]}
  - {id: i2, ask: choice, question: Who?, text: [The lamp of Vash Point burns.], options: [{id: keeper}, {id: paper}]}
  - {id: i3, ask: words, question: Which?, text: [Reading from the log the keeper said no.]}
"""
DECK_KEY = """\
items:
  - {id: i1, sound: true, right: paper, why: "Nobody at Vash Point is said to have said it.",
     wrong: {keeper: "The keeper of Vash Point sleeps through all of it, and sleepers pass nothing on to a paper."}}
  - {id: i2, sound: true, right: keeper, why: "Short.", wrong: {paper: "Short."}}
  - {id: i3, sound: false, words: [Reading from the log], why: "Short.",
     otherwise: "Look at what the keeper of Vash Point holds in his hands while he speaks."}
"""
WHY = "A pond that was dry on Monday cannot have been drained by Osbert Plim on the day after."


@pytest.fixture
def teachers(tmp_path: Path) -> Path:
    """The folder of a course's keys, with the texts beside it, and with nothing that students get but these."""
    for name, text in {
        "solutions/keys/pond.yaml": KEY,
        "solutions/keys/decks/form-a.key.yaml": DECK_KEY,
        "exercises/cases/pond/article.md": ARTICLE,
        "exercises/decks/form-a.yaml": DECK,
    }.items():
        (tmp_path / "course" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "course" / name).write_text(text, encoding="utf-8")
    return tmp_path / "course" / "solutions" / "keys"


def found(teachers: Path, files: dict[str, bytes | str], kinds: set[str] | None = None) -> str:
    """What the search tells of a zip with these files."""
    path = teachers.parents[2] / "bundle.zip"
    path.write_bytes(zip_of(files))
    return "\n".join(str(fault) for fault in scan(path, teachers, kinds=kinds)[0])


def zip_of(files: dict[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def notebook(*sources: list[str]) -> str:
    cells = [{"cell_type": "markdown", "id": str(n), "metadata": {}, "source": s} for n, s in enumerate(sources)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


SENTENCES = {
    "as it stands": f"x {WHY} y",
    "in capitals and over lines": WHY.upper().replace(" ", "\n   > "),
    "with tags": f"<p>{WHY.replace('cannot', '<b>can</b>not')}</p>",
    "half of it": WHY[8:70],
    "escaped": json.dumps({"x": WHY.replace("pond", "pond\u200b")}),
    "in base64": base64.b64encode(f"data: {WHY}".encode()).decode(),
    "packed in base64": base64.b64encode(gzip.compress(WHY.encode())).decode(),
    "a wrong answer's reason in a deck": "the keeper of Vash Point sleeps through all of it",
    "other words in a deck": "Look at what the keeper of Vash Point holds in his hands",
    "a sample": "The pond of Quillmere is dry; since when, two voices tell differently.",
    "who holds it": "ask the parks office of Quillmere",
    "a comment": "Osbert Plim's Tuesday may be the day of the report and not of the draining",
}


@pytest.mark.parametrize("text", SENTENCES.values(), ids=SENTENCES.keys())
def test_a_sentence_of_a_key_is_found(teachers, text):
    """In a file that does not say what it is about, under any name."""
    assert "it holds “" in found(teachers, {"notes/a.md": text})


def test_a_notebook_is_read_as_it_is_shown(teachers):
    """A sentence that runs over two lines of a cell, in markdown, in an output or in metadata."""
    split = [WHY[:30], WHY[30:]]
    assert "a.ipynb: it holds" in found(teachers, {"a.ipynb": notebook(["# Title"], split)})
    shown = json.loads(notebook(["x"]))
    shown["cells"][0]["metadata"] = {"deep": {"er": split}}
    assert "a.ipynb: it holds" in found(teachers, {"a.ipynb": json.dumps(shown)})


def test_a_turn_of_phrase_is_no_secret(teachers):
    """Short common reasons count only where the file is about the case; what the text itself says never does."""
    common = "Ducks may stay on a dry pond."
    assert found(teachers, {"a.md": "It was told. The pond holds nine ducks. " + ARTICLE}) == ""
    assert found(teachers, {"lesson.md": "Nothing in the text ties the "}) == ""
    assert "it holds" in found(teachers, {"cases/pond/notes.md": common})


def test_a_reason_may_take_up_words_of_a_claim(teachers):
    """A claim in its author's words is asked, and so no secret; a whole reason that slipped into it is."""
    claims = teachers.parents[1] / "exercises" / "cases" / "pond" / "claims.yaml"
    for text, secret in ((WHY[:50], False), (WHY, True)):
        claims.write_text(text, encoding="utf-8")
        assert ("it holds" in found(teachers, {"exercises/cases/pond/claims.yaml": text})) == secret


LAYERS = {
    "a relation, in YAML": ("x: cases/pond\n- {a: c2, b: c1, relation: contradiction}", "1 pair"),
    "a relation, in JSON": ('["cases/pond", {"relation": "contradiction", "a": "c1", "b": "c2"}]', "1 pair"),
    "a relation, in a block": ("# cases/pond\n- id: q\n  a: c1\n  b: c2\n  relation: contradiction\n", "1 pair"),
    "relations, in a table": (
        "# cases/pond\n| c1 | c2 | contradiction |\n| c1 | c3 | compatible |\n| c2 | c3 | tension |",
        "3 pairs",
    ),
    "relations, in code": ("'cases/pond'; k = {'c1-c2': 'contradiction', 'c1-c3': 'compatible'}", "2 pairs"),
    "classes, in JSON": ('{"t": "cases/pond", "c1": "elsewhere", "c2": "not", "c3": "elsewhere"}', "3 assessments"),
    "a chain": ("cases/pond\nclaim: c1\nvoices:\n  - plim\n  - jogger\n", "1 chain"),
    "a verdict": ('# cases/pond\n{"claim": "c3", "document": "duck-census", "verdict": "refuted"}', "1 verdict"),
    "a statement": (
        'cases/pond {"content": [{"sentence": "p1s1", "words": "We drained it on Tuesday"}], "cue": ["said"]}',
        "1 attribution",
    ),
    "voices": ("cases/pond\n- {id: plim, kind: authority}\n- {id: jogger, kind: resident}", "2 voices"),
    "a right option": ("decks/form-a\n- {id: i1, right: paper}", "1 choice"),
    "an option, as learners give it": ('decks/form-a {"id": "i1", "item": "i1", "option": "paper"}', "1 choice"),
    "options, in lines": ("decks/form-a\ni1: paper\ni2: keeper\n", "2 choices"),
    "words": ("decks/form-a\n- id: i3\n  words: [Reading from the log]\n", "1 words"),
}


@pytest.mark.parametrize(("text", "told"), LAYERS.values(), ids=LAYERS.keys())
def test_a_file_that_reads_as_a_layer_by_the_key_is_found(teachers, text, told):
    """Right labels for the case's items, however they are written down; wrong ones are nobody's secret."""
    assert f"right answer to {told}" in found(teachers, {"a.md": text})


def test_a_table_of_right_answers_is_found(teachers):
    """CSV with a head, whose path says what it is about."""
    table = "a,b,relation\nc1,c2,contradiction\nc1,c3,compatible\n"
    assert "2 pairs" in found(teachers, {"cases/pond/x.csv": table})


def test_wrong_answers_are_not_found(teachers):
    """A layer that does not agree with the key is somebody's guess."""
    wrong = [{"a": "c1", "b": "c2", "relation": "compatible"}, {"a": "c1", "b": "c3", "relation": "tension"}]
    assert found(teachers, {"cases/pond/x.json": json.dumps(wrong)}) == ""
    assert found(teachers, {"other.yaml": "- {a: c1, b: c2, relation: contradiction}"}) == ""


@pytest.mark.parametrize("form", ["key", "sheet", "layer", "log", "options"])
def test_a_whole_layer_is_found_where_nothing_says_what_it_is(tmp_path, form):
    """The shipped key under another name, its answers as a learner's sheet or log holds them, or the labels alone."""
    values = [written(a, ferry().article) for a in ferry().key.layer.annotations]
    plain = [{n: v for n, v in value.items() if n not in ("why", "accept", "wrong")} for value in values]
    pairs = [v for v in plain if v["type"] == "pair"]
    texts = {
        "key": (KEYS / "ferry.yaml").read_text(encoding="utf-8"),
        "sheet": json.dumps({"answers": plain}, indent=1, sort_keys=True),
        "layer": layer_text(ferry().key.layer, ferry().article, case="x", coder="Ada"),
        "log": "\n".join(json.dumps({"op": "put", "id": v["id"], "value": v}) for v in plain),
        "options": "\n".join(f"{p['a']};{p['b']};{p['relation']}" for p in pairs),
    }
    (tmp_path / "x.md").write_text(texts[form], encoding="utf-8")
    told = [str(f) for f in scan(tmp_path, KEYS)[0]]
    assert any("right answer to" in t and f"{len(pairs)} pairs" in t for t in told)


def test_archives_within_archives_are_opened(teachers):
    """Zip, gzip and both; a member's comment, the zip's comment, and what was written behind a zip."""
    inner = zip_of({"deep/key.txt": KEY})
    assert "a.gz > a > deep/key.txt: it holds" in found(teachers, {"a.gz": gzip.compress(inner)})
    assert "b.whl > c.zip > deep/key.txt: it gives" in found(teachers, {"b.whl": zip_of({"c.zip": inner})})
    with_comment = io.BytesIO()
    with zipfile.ZipFile(with_comment, "w") as archive:
        member = zipfile.ZipInfo("x.md")
        member.comment = WHY.encode()
        archive.writestr(member, "x")
        archive.comment = b"Look at what the keeper of Vash Point holds in his hands"
    told = found(teachers, {"a.zip": with_comment.getvalue()})
    assert "x.md (comment): it holds" in told and "decks/form-a.key.yaml" in told
    assert "it holds" in found(teachers, {"a.zip": WHY.encode() + b"\n" + zip_of({"x.md": "x"})})


KEY_PLACES = [
    *("exercises/cases/pond/key.yaml", "exercises/cases/pond/layers/ada.yaml", "pond/layers/ada.yaml"),
    *("exercises/decks/form-a.key.yaml", "solutions/x.md", "a/keys/x.yaml"),
]


@pytest.mark.parametrize("name", KEY_PLACES)
def test_where_keys_lie_nothing_may_lie(teachers, name):
    """By its name alone, whatever is in it; the lessons' keys are no secret."""
    assert "students get this, and it" in found(teachers, {name: "x"})
    assert found(teachers, {"kit/cases/goat/key.yaml": "x", "kit/decks/verbs.key.yaml": "x"}) == ""


def test_only_kinds_of_file_on_the_list_pass(teachers, monkeypatch):
    """What nobody expects, what is no text, what is locked, too deep, too large or broken is told."""
    told = found(teachers, {"a.exe": "x", "b.md": b"\xff\xfe\x00x", "c.json": "{}", "LICENSE": "x", "d.py": "x"}, KINDS)
    assert sorted(line.split(":")[0].split(" > ")[1] for line in told.splitlines()) == ["a.exe", "b.md", "c.json"]
    assert "no file of this kind" in found(teachers, {"a.zip": zip_of({"x.md": "x"})}, KINDS)
    assert "cannot be opened" in found(teachers, {"a.gz": gzip.compress(b"x" * 999)[:-9]})
    locked = bytearray(zip_of({"x.md": "x"}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    assert "cannot be opened" in found(teachers, {"a.zip": bytes(locked)})
    deep = b"x"
    for _ in range(9):
        deep = zip_of({"x.zip": deep})
    assert "archives within archives" in found(teachers, {"a.zip": deep})
    monkeypatch.setattr(leaks, "LARGEST", 1_000_000)
    assert "more than 1 MB" in found(teachers, {"bomb.md": b"\0" * 2_000_000})


def test_a_folder_is_searched_as_a_zip_is(teachers, tmp_path):
    """Hidden files and those below; a link is told and not followed."""
    folder = tmp_path / "out"
    (folder / ".hidden").mkdir(parents=True)
    (folder / ".hidden" / "x.md").write_text(WHY, encoding="utf-8")
    (folder / "z.zip").write_bytes(zip_of({"x.md": WHY}))
    (folder / "link.md").symlink_to(teachers / "pond.yaml")
    told = "\n".join(str(f) for f in scan(folder, teachers)[0])
    assert ".hidden/x.md: it holds" in told and "link.md: it is a link" in told
    assert "z.zip > x.md: it holds" in told and "z.zip: no file of this kind" in told


def test_nothing_searched_does_not_pass_for_nothing_found(teachers, tmp_path):
    """No keys, nothing to search, and a key that cannot be read are errors."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(KitError, match="no key in this folder"):
        scan(tmp_path, tmp_path / "empty")
    with pytest.raises(KitError, match="no such folder or file"):
        scan(tmp_path / "nowhere", teachers)
    (teachers / "torn.yaml").write_text("pairs: [", encoding="utf-8")
    with pytest.raises(KitError, match=r"torn\.yaml"):
        scan(tmp_path, teachers)


# ---- the bundle


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """The course's own bundle."""
    return release(COURSE, tmp_path_factory.mktemp("released"))


@pytest.fixture(scope="module")
def unpacked(bundle, tmp_path_factory) -> Path:
    """The zip, unpacked as a student does."""
    folder = tmp_path_factory.mktemp("student")
    with zipfile.ZipFile(bundle.zip) as archive:
        archive.extractall(folder)
    return folder / bundle.folder.name


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def run(folder: Path, *command: str, path: Path) -> subprocess.CompletedProcess:
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    environment["KIT_ANSWERS"] = str(path.parent / "answers")
    call = [sys.executable, *command]
    return subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_bundle_holds_what_students_need_and_nothing_of_the_teachers(bundle):
    """Lessons, exercises, kit and set-up; one folder and one zip of the same files; no key of a graded text."""
    held = contents(bundle.folder)
    with zipfile.ZipFile(bundle.zip) as archive:
        assert {n.partition("/")[2]: archive.read(n) for n in archive.namelist()} == held
        assert {n.partition("/")[0] for n in archive.namelist()} == {bundle.folder.name}
    assert {name.partition("/")[0] for name in held if "/" in name} == {"kit", "notebooks", "exercises"}
    for part in ("kit/cases", "kit/decks", "notebooks", "exercises", "kit/widgets"):
        there = {p for p in contents(COURSE / part) if "answers/" not in p and not p.endswith(".pyc") and p[0] != "."}
        left = {p.removeprefix(f"{part}/") for p in held if p.startswith(f"{part}/")}
        assert not {p for p in there - left if "-" not in Path(p).stem and "/." not in p}
    assert {"start.py", "requirements.lock", "environment.yml", "LICENSE", BUNDLE} <= held.keys()
    assert not [name for name in held if name.startswith("exercises/") and name.endswith("key.yaml")]


def test_every_link_in_the_bundle_leads_somewhere_in_it(bundle):
    """So README.md comes without its part for teachers, whose guide works answers through and stays behind."""
    held = contents(bundle.folder)
    pages = [name for name in held if name.endswith(".md") and "/" not in name]
    links = {(n, m) for n in pages for m in re.findall(r"\]\(([^)#]+)", held[n].decode()) if "://" not in m}
    assert [link for link in links if link[1] not in held] == [] and len(links) > 9
    assert not [name for name in held if name.startswith("docs/")]
    assert "## For teachers" in (COURSE / "README.md").read_text(encoding="utf-8")
    assert "## Open the lessons" in held["README.md"].decode() and "## Licence" in held["README.md"].decode()


def test_no_key_is_found_in_the_bundle(bundle):
    """The folder and the zip, as they were written."""
    for path in (bundle.folder, bundle.zip):
        faults, read = scan(path, KEYS)
        assert [str(fault) for fault in faults] == [] and read >= bundle.files


def test_no_key_is_found_in_the_wheel(tmp_path):
    """And one that is planted in it is."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=COURSE, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    assert [str(fault) for fault in scan(wheel, KEYS)[0]] == []
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.write(KEYS / "ferry.yaml", "kit/cases/goat/more.yaml")
    told = "\n".join(str(fault) for fault in scan(wheel, KEYS)[0])
    assert "kit/cases/goat/more.yaml: it holds" in told and "right answer to" in told


def test_the_same_course_makes_the_same_bytes(tmp_path):
    """Twice, with other times and with what working in it leaves behind; an earlier bundle is replaced."""
    course, out = copied(tmp_path), tmp_path / "out"
    first = release(course, out)
    data, held = first.zip.read_bytes(), contents(first.folder)
    for path in sorted(course.rglob("*.py")):
        os.utime(path, (2_000_000_000, 2_000_000_000))
    (course / "notebooks" / "answers" / "goat").mkdir(parents=True)
    (course / "notebooks" / "answers" / "goat" / "who.jsonl").write_text("{}", encoding="utf-8")
    (course / "exercises" / "ferry-report" / "ferry-report-7.json").write_text("{}", encoding="utf-8")
    (course / "notebooks" / ".hidden").write_text("x", encoding="utf-8")
    (course / "kit" / "__pycache__").mkdir()
    (course / "kit" / "__pycache__" / "x.pyc").write_bytes(b"x")
    (first.folder / "old.md").write_text("x", encoding="utf-8")
    again = release(course, out)
    assert again.sha256 == first.sha256 and again.zip.read_bytes() == data
    assert contents(again.folder) == held
    assert sorted(p.name for p in out.iterdir()) == [first.folder.name, first.zip.name]


def test_the_check_is_content_with_a_bundle(unpacked, monkeypatch):
    """It finds nothing there that it does not find in the whole course; its page says what it cannot check."""
    made = run(unpacked, "-m", "kit", "check", path=unpacked)
    monkeypatch.setattr(of_course, "check_case", checked_once)
    course = {str(fault) for fault in check_course(COURSE)}
    assert not made.stderr and not set(made.stdout.splitlines()[:-1]) - course
    assert "whether their keys fit, it cannot tell" in (unpacked / BUNDLE).read_text(encoding="utf-8")


def test_a_bundle_is_still_read_by_the_check(unpacked, tmp_path, monkeypatch):
    """A torn graded text is told; and without the bundle's page, missing solutions are."""
    monkeypatch.setattr(of_course, "check_case", checked_once)
    copy = tmp_path / "copy"
    shutil.copytree(unpacked, copy)
    (copy / "exercises" / "cases" / "ferry" / "tasks.yaml").write_text("[", encoding="utf-8")
    assert "ferry/tasks.yaml" in "\n".join(map(str, check_course(copy)))
    shutil.copytree(unpacked / "exercises", copy / "exercises", dirs_exist_ok=True)
    (copy / BUNDLE).unlink()
    assert "this graded case has no key" in "\n".join(map(str, check_course(copy)))


def test_tasks_open_in_the_unpacked_bundle(unpacked):
    """A lesson's with its key, a graded one without; from the kit that lies in the bundle."""
    code = (
        "import kit, sys; lesson, graded = kit.task('goat/first'), kit.task('../cases/ferry/pairs');"
        "print(kit.__file__, lesson.case.key is not None, graded.case.key is None)"
    )
    done = run(unpacked / "exercises" / "ferry-report", "-c", code, path=unpacked)
    assert done.stdout.strip() == f"{unpacked / 'kit' / '__init__.py'} True True", done.stderr


def test_the_unpacked_bundle_is_one_that_start_takes(unpacked):
    """start.py finds in it all that it asks for."""
    done = run(unpacked, "-c", "import start; start.check_folder(); print('whole')", path=unpacked)
    assert done.stdout.strip() == "whole", done.stderr


# ---- what is not released


def copied(tmp_path: Path) -> Path:
    """The course with all that a release needs."""
    course = tmp_path / "course"
    left = shutil.ignore_patterns("__pycache__", "answers", ".*", "node_modules", "*-[0-9]*.json", "*.pyc")
    for name in ("kit", "notebooks", "exercises", "solutions", "tests/browser"):
        shutil.copytree(COURSE / name, course / name, ignore=left)
    for path in COURSE.iterdir():
        if path.is_file() and not path.name.startswith("."):
            shutil.copy(path, course / path.name)
    return course


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda c: (c / "notebooks" / "x.md").write_text(WHY), "notebooks/x.md: it holds"),
        (lambda c: shutil.copy(c / "solutions/keys/ferry.yaml", c / "kit/x.yaml"), "kit/x.yaml: it holds"),
        (lambda c: (c / "kit" / "x.bin").write_bytes(b"x"), "kit/x.bin: no file of this kind"),
        (lambda c: (c / "notebooks" / "x.md").symlink_to("x"), "notebooks/x.md: this is a link"),
        (lambda c: (c / "exercises" / "x.md").write_text("x"), "exercises/x.md: this was not built"),
        (lambda c: (c / "exercises/ferry-report/assignment.yaml").write_text("x"), "it is not as solutions/ makes it"),
        (lambda c: (c / "requirements.lock").unlink(), "requirements.lock: the bundle needs this file"),
        (lambda c: shutil.rmtree(c / "solutions" / "keys"), "no key in this folder"),
        (lambda c: shutil.rmtree(c / "solutions"), "no course with solutions"),
    ],
)
def test_where_something_is_amiss_nothing_is_written(tmp_path, capsys, spoil, told, teachers):
    """One sentence, exit code 2, and no folder."""
    shutil.rmtree(tmp_path / "course")
    course = copied(tmp_path)
    (course / "solutions/keys/pond.yaml").write_text(KEY, encoding="utf-8")
    spoil(course)
    assert main(["release", "--course", str(course), "--out", str(tmp_path / "out")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_place_is_looked_at_first(tmp_path, unpacked):
    """Not into what is handed out, not over somebody's folder, not from a bundle."""
    course = copied(tmp_path)
    with pytest.raises(KitError, match="the bundle is made from there"):
        release(course, course / "notebooks" / "out")
    with pytest.raises(KitError, match="a class bundle already"):
        release(unpacked, tmp_path / "out")
    (tmp_path / "out" / unpacked.name).mkdir(parents=True)
    (tmp_path / "out" / unpacked.name / "mine.md").write_text("x", encoding="utf-8")
    with pytest.raises(KitError, match="it is no class bundle"):
        release(course, tmp_path / "out")


def test_where_the_new_bundle_cannot_take_its_place_the_old_one_is_back(tmp_path, monkeypatch):
    """A program that holds the folder open costs the new bundle, and never the one that was there."""
    of_release._write_folder(tmp_path / "kit-1", {BUNDLE: b"the old one", "gone.md": b""})
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise PermissionError(13, "Permission denied")
        return rename(path, target)

    with monkeypatch.context() as held:
        held.setattr(Path, "rename", refused)
        with pytest.raises(PermissionError):
            of_release._write_folder(tmp_path / "kit-1", {BUNDLE: b"the new one"})
    assert contents(tmp_path / "kit-1") == {BUNDLE: b"the old one", "gone.md": b""}
    of_release._write_folder(tmp_path / "kit-1", {BUNDLE: b"the new one"})
    assert contents(tmp_path / "kit-1") == {BUNDLE: b"the new one"}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".release")] == []


def test_graded_decks_go_out_without_their_keys(tmp_path, teachers):
    """The deck is in the bundle; the check wants a key for it, and a deck for each key."""
    decks = teachers.parents[1] / "exercises" / "decks", teachers / "decks"
    texts = [next(folder.iterdir()).read_text(encoding="utf-8") for folder in decks]
    shutil.rmtree(tmp_path / "course")
    course = copied(tmp_path)
    places = course / "exercises" / "decks" / "keepers.yaml", course / "solutions/keys/decks/keepers.key.yaml"
    for path, text in zip(places, texts, strict=True):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    build(course, write=True)
    made = release(course, tmp_path / "out")
    names = [n for n in contents(made.folder) if "keepers" in n]
    assert names == ["exercises/decks/keepers.yaml"]
    places[0].rename(places[0].with_name("sleepers.yaml"))
    told = "\n".join(map(str, of_course._graded_faults(course)))
    assert "sleepers.yaml: this graded deck has no key" in told
    assert "keepers.key.yaml: there is no graded deck of this name" in told


def test_the_command_tells_what_it_did(tmp_path, capsys):
    """Folder, zip, sum, and that it searched."""
    assert main(["release", "--course", str(COURSE), "--out", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "nothing found" in told and "sha256: " in told and ".zip" in told
