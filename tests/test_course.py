"""Exercises are built from their solutions, and nothing in them gives the key away."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from submissions import COURSE, checked_once

from kit import course as of_course
from kit.case import load
from kit.cli import main
from kit.course import (
    OBJECTIVE,
    TASK,
    build,
    check_course,
    for_students,
    leftovers,
    read_notebook,
    tidied,
    to_bytes,
)
from kit.deck import find_task
from kit.errors import KitError

NAME = "ferry-report"
LESSONS = sorted((COURSE / "notebooks").glob("[0-9]*.ipynb"))


@pytest.fixture(autouse=True)
def quick_check(monkeypatch):
    """A case that was checked is not checked again."""
    monkeypatch.setattr(of_course, "check_case", checked_once)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with the graded exercise and its solution, and no lessons."""
    for part in ("exercises", "solutions"):
        shutil.copytree(COURSE / part, tmp_path / part, ignore=shutil.ignore_patterns("answers", "*-[0-9]*.json", ".*"))
    build(tmp_path, write=True)
    return tmp_path


def source(course: Path) -> Path:
    return course / "solutions" / NAME / f"{NAME}.ipynb"


def exercise(course: Path) -> Path:
    return course / "exercises" / NAME / f"{NAME}.ipynb"


def changed(path: Path, change) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook["cells"])
    path.write_bytes(to_bytes(notebook))


def told(course: Path) -> str:
    return "\n".join(str(fault) for fault in check_course(course))


def test_the_courses_own_exercises_are_up_to_date():
    """What lies in exercises/ is what solutions/ makes, and nothing else lies there."""
    assert build(COURSE, write=False) == []
    assert leftovers(COURSE) == []


def test_the_courses_own_check_finds_nothing():
    """Cases, keys, notebooks and exercises are in order as they are handed out."""
    assert [str(fault) for fault in check_course(COURSE)] == []


def test_building_twice_gives_the_same_bytes(course):
    """The second build has nothing to write."""
    before = exercise(course).read_bytes()
    assert build(course, write=True) == []
    exercise(course).unlink()
    assert build(course, write=True) == [exercise(course)]
    assert exercise(course).read_bytes() == before


def test_students_get_no_cell_of_the_teachers(course):
    """Cells tagged `teacher` are gone, the others keep their ids and their order; the grade cells come after them."""
    teachers = [c["id"] for c in read_notebook(source(course))["cells"] if "teacher" in c["metadata"].get("tags", [])]
    everybody = [c["id"] for c in read_notebook(source(course))["cells"] if c["id"] not in teachers]
    assert len(teachers) >= 9
    added = ["points", "points-attributions", "points-pairs", "points-claims"]
    assert [c["id"] for c in read_notebook(exercise(course))["cells"]] == [*everybody, *added]


def test_each_notebook_finds_the_case_from_its_own_folder(course):
    """`../../exercises/cases/` in a solution is `../cases/` in its exercise; both are there."""
    for path, start in ((source(course), "../../exercises/cases/ferry"), (exercise(course), "../cases/ferry")):
        text = path.read_text(encoding="utf-8")
        assert f'kit.task(\\"{start}/pairs\\")' in text
        assert (path.parent / start).is_dir()
        assert f"case: {start}\n" in (path.parent / "assignment.yaml").read_text(encoding="utf-8")


def test_each_test_finds_the_forms_from_its_own_folder():
    """The same for the decks that a test gives out, which stand there without a slash behind them."""
    for folder, start in (("solutions", "../../exercises/decks"), ("exercises", "../decks")):
        place = COURSE / folder / "pre-test"
        assert f"case: {start}\n" in (place / "assignment.yaml").read_text(encoding="utf-8")
        assert (place / start / "form-a.yaml").is_file()


def test_what_changes_by_itself_is_not_kept():
    """Counts, times, widget states and outputs go; a cell tagged `compare` keeps its output."""
    output = {"output_type": "execute_result", "execution_count": 7, "data": {"text/plain": "a\nb"}, "metadata": {}}
    cell = {"cell_type": "code", "id": "x", "source": "1", "execution_count": 7, "outputs": [output]}
    plain = {**cell, "metadata": {"execution": {"iopub.status.busy": "now"}, "collapsed": True, "jupyter": {"a": 1}}}
    compare = {**cell, "id": "y", "metadata": {"tags": ["compare"]}}
    made = tidied({"cells": [plain, compare], "metadata": {"widgets": {}, "language_info": {"version": "3.11"}}})
    assert "widgets" not in made["metadata"] and "version" not in made["metadata"]["language_info"]
    first, second = made["cells"]
    assert (first["outputs"], first["execution_count"], first["metadata"]) == ([], None, {"jupyter": {"a": 1}})
    assert second["outputs"][0]["execution_count"] == second["execution_count"] == 1
    assert second["outputs"][0]["data"]["text/plain"] == ["a\n", "b"]
    assert for_students(made)["cells"] == made["cells"]


def test_an_edited_exercise_is_found(course, capsys):
    """Whoever edits the built notebook instead of its source is told, by the check and by the build."""
    changed(exercise(course), lambda cells: cells.pop())
    assert f"exercises/{NAME}/{NAME}.ipynb: it is not as solutions/ makes it" in told(course)
    assert main(["build", "--check", "--course", str(course)]) == 1
    assert "differs" in capsys.readouterr().out
    assert main(["build", "--course", str(course)]) == 0
    assert main(["build", "--check", "--course", str(course)]) == 0


def test_what_was_not_built_is_found(course, capsys):
    """A forgotten file in exercises/ is told by the check and by the build; answers and hand-in files are not."""
    folder = course / "exercises" / NAME
    (folder / "notes.json").write_text("{}", encoding="utf-8")
    (folder / f"{NAME}-7.json").write_text("{}", encoding="utf-8")
    (folder / "answers").mkdir()
    (folder / "answers" / "student.json").write_text("{}", encoding="utf-8")
    assert f"exercises/{NAME}/notes.json: this was not built from solutions/" in told(course)
    assert "student.json" not in told(course) and f"{NAME}-7.json" not in told(course)
    assert main(["build", "--check", "--course", str(course)]) == 1
    assert "notes.json" in capsys.readouterr().out


WHY = "Same boat, same accident: “at four knots” and “at seven knots” cannot both be its speed as it came in."


@pytest.mark.parametrize(
    "place", ["cases/ferry/notes.md", f"{NAME}/{NAME}.ipynb", f"{NAME}/data.json", f"{NAME}/hidden/x.csv"]
)
def test_a_planted_sentence_of_the_key_is_found(course, place):
    """One reason of the key, anywhere below exercises/, in any letters and broken over lines, is a fault."""
    path = course / "exercises" / place
    path.parent.mkdir(exist_ok=True)
    words = WHY.upper().replace(" ", "\n ", 3)
    if path.suffix == ".ipynb":
        lines = words.splitlines(keepends=True)
        changed(path, lambda cells: cells[0].update(source=lines))
    else:
        text = json.dumps({"x": words}) if path.suffix == ".json" else words
        path.write_text(text, encoding="utf-8")
    assert f"exercises/{place}: it holds" in told(course)


def test_every_planted_sample_of_a_brief_is_found(course):
    """Students would copy it: each of the nine, in a file that says nothing of what it is about."""
    vote = load(course / "exercises" / "cases" / "vote", course / "solutions" / "keys" / "vote.yaml")
    folder = course / "exercises" / "what-is-known" / "hidden"
    folder.mkdir()
    names = []
    for s in vote.key.samples["brief-1"]:
        (folder / f"{s.prompt}-{s.level}.md").write_text(s.text.upper().replace(" ", "\n", 5), encoding="utf-8")
        names.append(f"{s.prompt}-{s.level}.md")
    faults = told(course)
    assert len(names) == 9 and [n for n in names if f"what-is-known/hidden/{n}: it holds" not in faults] == []


def test_a_planted_key_file_and_a_named_key_are_found(course):
    """A key.yaml among the exercises, and a cell that asks for a key, are faults."""
    shutil.copy(course / "solutions" / "keys" / "ferry.yaml", course / "exercises" / "cases" / "ferry" / "key.yaml")
    changed(source(course), lambda cells: cells[3]["metadata"].pop("tags", None))
    changed(source(course), lambda cells: [c["metadata"].pop("tags", None) for c in cells])
    build(course, write=True)
    assert "cases/ferry/key.yaml: students get this" in told(course)
    assert "a cell names a key" in told(course)


def test_a_graded_case_and_its_key_go_together(course):
    """A case without a key and a key without a case are each told."""
    (course / "solutions" / "keys" / "ferry.yaml").rename(course / "solutions" / "keys" / "fairy.yaml")
    assert "this graded case has no key" in told(course)
    assert "solutions/keys/fairy.yaml: there is no graded case of this name" in told(course)


GOOD = {
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": ["# A lesson"]},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": ["1"], "outputs": [], "execution_count": None},
        {"cell_type": "markdown", "id": "c", "metadata": {}, "source": ["Next: [two](two.ipynb)"]},
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def spoil(notebook: dict, fault: str) -> None:
    cells = notebook["cells"]
    if fault == "it holds an output":
        cells[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": ["1"]}]
    elif fault == "it holds the state of widgets":
        notebook["metadata"]["widgets"] = {}
    elif fault == 'two cells have the id "a"':
        cells[1]["id"] = "a"
    elif fault == "a cell has no id":
        del cells[1]["id"]
    elif fault == "it does not begin with a title":
        cells[0]["source"] = ["A lesson"]
    elif fault == "its link to three.ipynb leads nowhere":
        cells[2]["source"] = ["Next: [three](three.ipynb)"]
    elif fault == "its last text has no link to what comes next":
        cells[2]["source"] = ["The end."]
    elif fault == "it is no notebook":
        notebook["cells"] = 5


@pytest.mark.parametrize(
    "fault",
    [
        "",
        "it holds an output",
        "it holds the state of widgets",
        'two cells have the id "a"',
        "a cell has no id",
        "it does not begin with a title",
        "its link to three.ipynb leads nowhere",
        "its last text has no link to what comes next",
        "it is no notebook",
    ],
)
def test_a_lesson_carries_nothing_that_it_should_not(course, fault):
    """Outputs, widget states, doubled ids, a missing title or next link: a sentence each, none for a clean one."""
    notebook = json.loads(json.dumps(GOOD))
    folder = course / "notebooks"
    folder.mkdir()
    (folder / "two.ipynb").write_bytes(to_bytes(tidied(GOOD)))
    spoil(notebook, fault)
    whole = to_bytes(notebook if fault else tidied(notebook))
    (folder / "one.ipynb").write_bytes(whole)
    assert (fault in told(course)) if fault else (told(course) == "")


def test_a_source_that_cannot_be_built_is_told(course):
    """An id that is not the folder's, a broken notebook: a sentence, and nothing is written."""
    path = course / "solutions" / NAME / "assignment.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(f"id: {NAME}", "id: other"), encoding="utf-8")
    with pytest.raises(KitError, match="same name"):
        build(course, write=True)
    assert "same name" in told(course)


def test_a_lesson_names_the_objectives_that_its_exercises_serve(tmp_path):
    """One that is practised and not named, and one that is named and not practised, are both told."""
    notebook = json.loads((COURSE / "notebooks" / "00-start.ipynb").read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = [line.replace("objective: first-look", "objective: fly-a-kite") for line in cell["source"]]
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00-start.ipynb").write_bytes(to_bytes(notebook))
    faults = told(tmp_path)
    assert '"first-look" of one of its exercises is not in its head' in faults
    assert 'no exercise practises the objective "fly-a-kite"' in faults


@pytest.mark.parametrize("optional", [True, False])
def test_every_objective_is_practised_without_what_may_be_left_out(tmp_path, optional):
    """An objective whose only exercise is tagged `optional` is told; one with an exercise for everybody is not."""
    notebook = read_notebook(COURSE / "notebooks" / "00-start.ipynb")
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["optional"] if optional else []
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "00-start.ipynb").write_bytes(to_bytes(notebook))
    assert ('"first-look" is practised only in exercises tagged `optional`' in told(tmp_path)) == optional


ON_TOP = ("If you have more time", "A further, harder text")
"""How the heading of what a learner may leave out begins."""


def exercises(lesson: Path) -> Iterator[tuple[str, bool, bool]]:
    """Each exercise of a lesson: its name, whether it is tagged as optional, whether it is headed so."""
    above: dict[int, str] = {}
    for cell in read_notebook(lesson)["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            for marks, title in re.findall(r"^(#+) (.+)$", text, re.MULTILINE):
                above = {level: title for level, title in above.items() if level < len(marks)} | {len(marks): title}
        for name in TASK.findall(text):
            headed = any(title.startswith(ON_TOP) for title in above.values())
            yield name, "optional" in cell["metadata"]["tags"], headed


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_what_is_tagged_optional_is_headed_so(lesson):
    """The check reads the tag and a learner reads the heading: an exercise has both or neither."""
    found = list(exercises(lesson))
    assert found and [name for name, tagged, headed in found if tagged != headed] == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_head_says_which_objective_is_for_those_with_more_time(lesson):
    """It says so of exactly those that the lesson practises in optional exercises alone."""
    core = {find_task(name)[1].objective for name, optional, _ in exercises(lesson) if not optional}
    lines = [line for line in head(lesson).splitlines() if OBJECTIVE.search(line)]
    assert lines
    for line in lines:
        assert ("if you have more time" in line) == (OBJECTIVE.findall(line)[0] not in core), line


def head(lesson: Path) -> str:
    return next("".join(c["source"]) for c in read_notebook(lesson)["cells"] if c["id"] == "head")


def minutes(lesson: Path) -> tuple[int, int]:
    """What a lesson's head asks for: so many minutes, and so many more for those who have them."""
    core, _, more = head(lesson).splitlines()[0].partition("If you have more time:")
    whole, *parts = map(int, re.findall(r"\d+", core))
    assert sum(parts) in (0, whole), "the sittings do not add up"
    return whole, sum(map(int, re.findall(r"\d+", more)))


def test_readme_gives_the_minutes_that_the_lessons_give():
    """A row for each lesson, with the minutes of its head and a dash for none."""
    row = re.compile(r"^\| \[.+\]\(notebooks/(.+)\) \| (\d+) \| (\d+|–) \|", re.MULTILINE)
    rows = row.findall((COURSE / "README.md").read_text(encoding="utf-8"))
    wanted = {lesson.name: minutes(lesson) for lesson in LESSONS}
    assert {name: (int(core), 0 if more == "–" else int(more)) for name, core, more in rows} == wanted


NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


@pytest.mark.parametrize("place", ["README.md", "CHANGELOG.md", "notebooks/00-start.ipynb"])
def test_the_hours_of_the_course_are_the_sum_of_its_lessons(place):
    """“Ten lessons of a good seven hours”: as many lessons, and so many hours and up to half an hour more."""
    said = re.findall(r"(\w+) lessons (?:of|take) a good (\w+) hours", (COURSE / place).read_text(encoding="utf-8"))
    hours, rest = divmod(sum(minutes(lesson)[0] for lesson in LESSONS), 60)
    assert 0 < rest <= 30
    assert [(a.lower(), b) for a, b in said] == [(NUMBERS[len(LESSONS)], NUMBERS[hours])]


def test_the_hours_on_top_are_the_sum_of_what_is_on_top():
    """“Nearly three hours more”: up to half an hour less than that."""
    said = re.findall(r"nearly (\w+) hours more", (COURSE / "CHANGELOG.md").read_text(encoding="utf-8"))
    more = sum(minutes(lesson)[1] for lesson in LESSONS)
    assert said == [NUMBERS[-(-more // 60)]] and 0 < -more % 60 <= 30


def test_a_folder_that_is_no_course_is_not_in_order(tmp_path, capsys, monkeypatch):
    """Nothing checked must not pass for nothing wrong."""
    monkeypatch.chdir(tmp_path)
    assert main(["check"]) == 2
    assert "there is no course in this folder" in capsys.readouterr().err
