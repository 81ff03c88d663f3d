"""What the tests of the core share: a tiny case, ways to break it, and a folder for answers of each test's own."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from chromium import launched
from classroom import Classroom
from drafts import complete
from hypothesis import HealthCheck, settings
from submissions import EXERCISE, KEYS, Student, checked_once, key_values, sheet_of, write_sheet

from kit import grading
from kit.article import Span
from kit.case import Case, read_case
from kit.drafting import Draft
from kit.errors import KitError
from kit.model import Attribution
from kit.tasks import Exercise

# The same examples in every run: what is red stays red, and nobody's build fails by the luck of the draw.
settings.register_profile(
    "kit", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("kit")

MILL = {
    "notes.md": "# For teachers\n\nFor a test.\n",
    "article.md": """\
---
title: The mill
language: en
kind: invented
source: Written for a test; nobody in it exists.
licence: CC BY 4.0
level: first steps
content_note: none
---
“The wheel broke on Monday,” said Ada Rill, the miller, “and nobody saw it.”
The mill stands by the river.

A neighbour claimed that the wheel had broken on Sunday.
It turns 12 times a minute.
Rain had fallen all week.
""",
    "voices.yaml": """\
- {id: ada, name: Ada Rill}
- {id: neighbour, name: a neighbour}
- {id: paper, name: the paper, publisher: true}
""",
    "claims.yaml": """\
- {id: c1, sentence: p1s1, words: "The wheel broke on Monday", gist: Ada Rill says the wheel broke on Monday.}
- {id: c2, sentence: p2s1, words: the wheel had broken on Sunday, gist: A neighbour says it broke on Sunday.}
- {id: c3, sentence: p1s2, words: The mill stands by the river, gist: The mill is by the river.}
- {id: c4, sentence: p2s2, words: It turns 12 times a minute, gist: The wheel turns 12 times a minute.}
""",
    "tasks.yaml": """\
- id: who
  kind: attributions
  title: Who is speaking?
  prompt: Who says what?
  objective: o1
  points: 10
  sentences: [p1s1, p1s2, p2s1, p2s2, p2s3]
  fields: [quote]
- id: pairs
  kind: pairs
  title: Two claims
  prompt: Do they clash?
  objective: o2
  points: 10
  pairs: [[c1, c2], [c1, c3], [c3, c4], [c1, c4]]
  fields: [dimension]
- id: check
  kind: assessments
  title: Can it be checked?
  prompt: Can it be checked?
  objective: o3
  points: 10
  claims: [c1, c2, c3, c4]
  fields: [reasons]
""",
    "key.yaml": """\
readings: [{coder: test, date: 2026-11-22, note: for a test}]
voices:
  - {id: ada, kind: resident, stake: unknown, why: She owns it.}
  - {id: neighbour, kind: resident, stake: unknown, why: Lives near.}
  - {id: paper, kind: publisher, stake: none-shown, why: The paper.}
events: {c1: break, c2: break, c3: place, c4: speed}
attributions:
  - id: a1
    sentence: p1s1
    source: ["Ada Rill, the miller"]
    cue: [said]
    content: [The wheel broke on Monday, and nobody saw it]
    quote: direct
    stance: neutral
    naming: named
    basis: not-given
    attitude: said
    voice: ada
    why: Her own words stand in marks.
    wrong: [{field: quote, label: mixed, why: All of it stands in marks.}]
  - id: a2
    sentence: p2s1
    source: [A neighbour]
    cue: [claimed]
    content: [the wheel had broken on Sunday]
    quote: indirect
    stance: distancing
    naming: described
    basis: not-given
    attitude: said
    voice: neighbour
    why: The paper retells it.
pairs:
  - {id: x1, a: c1, b: c2, relation: contradiction, dimension: time, why: It broke on one of two days.}
  - {id: x2, a: c1, b: c3, relation: different-event, why: Where it stands is no break.}
  - {id: x3, a: c3, b: c4, relation: different-event, why: They have nothing in common.}
  - {id: x4, a: c1, b: c4, relation: compatible, why: It can turn and break.}
assessments:
  - {id: s1, claim: c1, checkability: not, reasons: [no-access], evidence: witness, why: Nobody saw it break.}
  - {id: s2, claim: c2, checkability: not, reasons: [no-access], evidence: witness, why: He saw nothing either.}
  - {id: s3, claim: c3, checkability: elsewhere, evidence: imagery, why: A map shows it.}
  - {id: s4, claim: c4, checkability: elsewhere, evidence: measurement, why: Anybody can count.}
unattributed: {p1s2: The paper tells this itself.}
""",
}


@pytest.fixture(autouse=True)
def answers_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for answers that no other test sees."""
    folder = tmp_path / "answers"
    monkeypatch.setenv("KIT_ANSWERS", str(folder))
    return folder


@pytest.fixture
def quick_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of a graded text is checked once for all tests."""
    monkeypatch.setattr(grading, "check_case", checked_once)


@pytest.fixture(scope="session")
def whole_draft(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a draft in which every step is done, without a pack: to be copied, not changed."""
    folder = tmp_path_factory.mktemp("whole") / "bakery"
    complete(Draft("bakery", folder))
    return folder


@pytest.fixture(scope="session")
def mill_files() -> dict[str, str]:
    """File name to text of the tiny case."""
    return dict(MILL)


@pytest.fixture(scope="session")
def write_case():
    """Write a case folder from the mill's files, some replaced; None leaves one out, bytes go in as they are."""

    def write(folder: Path, **files: str | bytes | None) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        changed = {name.replace("_", "."): text for name, text in files.items()}
        for name, text in {**MILL, **changed}.items():
            if text is not None:
                (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return folder

    return write


@pytest.fixture
def mill_folder(tmp_path: Path, write_case) -> Path:
    """The tiny case on disk."""
    return write_case(tmp_path / "cases" / "mill")


@pytest.fixture(scope="session")
def mill(tmp_path_factory: pytest.TempPathFactory, write_case) -> Case:
    """The tiny case, read, with its key."""
    folder = write_case(tmp_path_factory.mktemp("shelf") / "mill")
    return read_case(folder, folder / "key.yaml")


@pytest.fixture(scope="session")
def mill_unkeyed(mill: Case) -> Case:
    """The tiny case as a graded one: no key."""
    return dataclasses.replace(mill, key=None)


@pytest.fixture
def broken(tmp_path: Path, write_case):
    """Read the mill with one passage of one file replaced; returns the KitError that this must raise."""

    def read(file: str, old: str, new: str) -> KitError:
        assert MILL[file].count(old) >= 1, f"the fixture no longer holds {old!r}"
        folder = write_case(tmp_path / "broken" / "mill", **{file.replace(".", "_"): MILL[file].replace(old, new, 1)})
        with pytest.raises(KitError) as raised:
            read_case(folder, folder / "key.yaml")
        return raised.value

    return read


@pytest.fixture
def variant(tmp_path: Path, write_case):
    """The mill with passages replaced (file, old, new), read; it must load."""

    def read(*changes: tuple[str, str, str]) -> Case:
        files = dict(MILL)
        for file, old, new in changes:
            assert old in files[file], f"the fixture no longer holds {old!r}"
            files[file] = files[file].replace(old, new, 1)
        folder = write_case(tmp_path / "variant" / "mill", **{k.replace(".", "_"): v for k, v in files.items()})
        return read_case(folder, folder / "key.yaml")

    return read


@pytest.fixture
def exercise(mill: Case):
    """An exercise of the mill by its task's id."""
    return lambda id, case=None: Exercise(case or mill, (case or mill).task(id))


@pytest.fixture
def highlight(mill):
    """An attribution from word ranges (first, last), both included."""

    def make(id, source=(), cue=(), content=(), **labels):
        tokens = mill.article.tokens
        roles = {"source": source, "cue": cue, "content": content}
        spans = {r: tuple(Span(tokens[a].start, tokens[b].end) for a, b in ranges) for r, ranges in roles.items()}
        return Attribution(id=id, **spans, **labels)

    return make


# ---- what was handed in


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """The folder with what was handed in."""
    folder = tmp_path / "room"
    folder.mkdir()
    return folder


@pytest.fixture
def sheet(tmp_path: Path, monkeypatch, case) -> dict:
    """A sheet with the key's own answers, by student 7."""
    student = Student(tmp_path / "desk", monkeypatch).answer(key_values(case))
    assert student.hand_in("Ada Rill", "7")["ok"]
    return sheet_of(student.folder, "7")


@pytest.fixture(scope="session")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Everybody who hands in the graded exercise."""
    return Classroom(EXERCISE, KEYS, tmp_path_factory.mktemp("none") / "answers")


@pytest.fixture
def twenty(room: Path, classroom: Classroom) -> Path:
    """The folder with a sheet of each of twenty students."""
    for number in classroom.numbers(20):
        write_sheet(room / f"ferry-report-{number}.json", classroom.sheet(number)[0])
    return room


# ---- the browser


@pytest.fixture(scope="session")
def chromium():
    """One headless browser for the whole run."""
    with launched() as browser:
        yield browser
