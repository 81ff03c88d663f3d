"""`kit.points` in a student's hands and under autograding, without nbgrader; and the cells that call it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from briefs import Course as WithBrief
from nbgradercourse import sheet_of, test_sheet
from submissions import COURSE, KEYS, ferry, key_values, write_notebook, write_sheet

import kit
from kit import autograded
from kit.assignment import read_assignment
from kit.autograded import Later, NoPoints, points
from kit.course import build
from kit.errors import KitError
from kit.gradecells import columns, grade_cells
from kit.grading import grade

FERRY = "ferry-report"


@pytest.fixture
def tree(tmp_path) -> Path:
    """An empty tree of submissions."""
    return tmp_path / "submitted"


@pytest.fixture
def autograding(monkeypatch, tree):
    """What nbgrader's process tells the kernel."""

    def tell(student: str, exercise: str | Path = FERRY, keys: Path = KEYS) -> None:
        autograded._graded.cache_clear()
        monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
        monkeypatch.setenv("KIT_STUDENT", student)
        monkeypatch.setenv("KIT_SUBMITTED", str(tree))
        monkeypatch.setenv("KIT_EXERCISE", str(COURSE / "exercises" / exercise))
        monkeypatch.setenv("KIT_KEYS", str(keys))

    return tell


def full(student: str) -> dict:
    case = ferry()
    return sheet_of(FERRY, student, {f"ferry/{task}": values for task, values in key_values(case).items()}, case)


def hands_in(tree: Path, student: str, sheet: dict, exercise: str = FERRY) -> None:
    write_sheet(tree / student / exercise / f"{exercise}-{student}.json", sheet)


# ---- in a student's hands


@pytest.mark.parametrize("execution", [None, "validate"])
def test_a_student_is_told_quietly(monkeypatch, execution, capfd):
    """No points, no error, in the notebook as under `nbgrader validate`, whatever the name."""
    if execution:
        monkeypatch.setenv("NBGRADER_EXECUTION", execution)
    else:
        monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert repr(kit.points("pairs")) == repr(kit.points("no such task")) == repr(Later())
    assert "teacher’s computer" in repr(Later())
    assert capfd.readouterr() == ("", "")


# ---- under autograding


def test_the_points_are_a_number_with_reasons(autograding, tree, capfd):
    """The text is the bare number, the HTML explains each point, nothing goes to stderr."""
    hands_in(tree, "s1", full("s1"))
    autograding("s1")
    made = points("pairs")
    data, metadata = made._repr_mimebundle_()
    assert data["text/plain"] == "30" and metadata == {}
    assert data["text/html"].count("<p class=verdict>") == 8
    assert capfd.readouterr() == ("", "")


def test_the_sheet_in_the_notebook_counts_as_well(autograding, tree):
    """A student who uploaded the saved notebook alone has points."""
    write_notebook(tree / "s1" / FERRY / f"{FERRY}.ipynb", full("s1"))
    autograding("s1")
    assert points("attributions").points == 40


def test_only_the_students_own_folder_is_read(autograding, tree):
    """Neither a classmate's sheet nor one for another exercise."""
    hands_in(tree, "s1", full("s1"))
    write_sheet(tree / "s2" / "who-says-what" / f"{FERRY}-s2.json", full("s2"))
    autograding("s2")
    with pytest.raises(NoPoints, match="nothing that could be graded was handed in"):
        points("pairs")


def test_what_is_no_number_is_an_error(autograding, tree):
    """It says that it is no 0, why, and what to do; its lines fit on nbgrader's page."""
    write_notebook(tree / "s1" / FERRY / f"{FERRY}.ipynb")
    autograding("s1")
    with pytest.raises(NoPoints) as raised:
        points("pairs")
    lines = raised.value._render_traceback_()
    text = " ".join(lines)
    assert text == str(raised.value) and max(map(len, lines)) <= 88
    assert text.startswith("No points yet, and this is not a 0: s1/ferry-report/ferry-report.ipynb: missing.")
    assert "the hand-in cell was not run" in text and "autograde again" in text


def test_points_for_a_part_are_not_final(autograding, tree):
    """One answer cannot be read: the rest has points, and the teacher is to look."""
    sheet = full("s1")
    sheet["tasks"][1]["operations"].append("no answer")
    hands_in(tree, "s1", sheet)
    autograding("s1")
    made = points("pairs")
    assert made.points == 30 and made._repr_mimebundle_()[1] == {"kit_not_final": True}
    assert "could not be read" in made.html
    assert points("claims").final


def test_a_test_that_counts_as_done_gives_all_points_and_no_reasons(autograding, tree):
    """As in the file that goes back to a learning platform; the questions come back for somebody else."""
    form = read_assignment(COURSE / "exercises" / "pre-test").form("s1")
    hands_in(tree, "s1", test_sheet("s1", form, part=3) | {"assignment": "pre-test"}, "pre-test")
    autograding("s1", "pre-test")
    made = points("test")
    assert made.points == 15 and made.final
    assert "verdict" not in made.html and "counts as done" in made.html
    autograding("s2", "pre-test")
    with pytest.raises(NoPoints):
        points("test")


def test_beside_a_brief_the_other_tasks_have_their_points(autograding, tree, tmp_path):
    """A brief has no cell; that a reader still has to read it keeps nobody from the rest."""
    course = WithBrief(tmp_path / "with-brief")
    course.hands_in("s1", pairs=4)
    shutil.copytree(course.room, tree / "s1" / "year-one")
    assert columns(read_assignment(course.exercise)) == {"whole-2": 10}
    autograding("s1", course.exercise, course.keys)
    (ours,) = grade(tree, course.exercise, course.keys).grades
    assert points("whole-2").points == ours.points
    course.asks("brief-1")
    assert grade_cells(read_assignment(course.exercise)) == []


def test_a_cell_for_another_task_is_told(autograding, tree):
    """A grade cell that the exercise no longer has."""
    hands_in(tree, "s1", full("s1"))
    autograding("s1")
    with pytest.raises(KitError, match="the exercise has no such task"):
        points("pears")


@pytest.mark.parametrize("name", ["KIT_STUDENT", "KIT_SUBMITTED", "KIT_EXERCISE", "KIT_KEYS"])
def test_another_configuration_is_told(autograding, monkeypatch, name):
    """nbgrader without this course's configuration gives no points, and says where it lies."""
    autograding("s1")
    monkeypatch.delenv(name)
    with pytest.raises(KitError, match=r"where its nbgrader_config\.py lies"):
        points("pairs")


# ---- the cells


EXERCISES = sorted(path.parent for path in COURSE.glob("exercises/*/assignment.yaml"))


@pytest.mark.parametrize("folder", EXERCISES, ids=lambda folder: folder.name)
def test_each_exercise_has_a_grade_cell_for_each_task(folder):
    """In the order of the tasks, with their points, locked, at its end, under one folded heading."""
    cells = json.loads((folder / f"{folder.name}.ipynb").read_text(encoding="utf-8"))["cells"]
    wanted = columns(read_assignment(folder))
    made = cells[-len(wanted) :]
    assert ["".join(cell["source"]) for cell in made] == [f'kit.points("{name}")' for name in wanted]
    about = [cell["metadata"]["nbgrader"] for cell in made]
    assert {a["grade_id"]: a["points"] for a in about} == wanted
    assert all(a["locked"] and a["grade"] and not a["solution"] for a in about)
    assert not any("nbgrader" in cell["metadata"] for cell in cells[: -len(wanted)])
    assert cells[-len(wanted) - 1]["metadata"] == {"jp-MarkdownHeadingCollapsed": True}


def test_a_changed_grade_cell_is_found(tmp_path):
    """Other points in the built exercise, or in the task: the build differs, which `kit check` tells, and mends it."""
    for part in ("exercises", "solutions"):
        shutil.copytree(COURSE / part, tmp_path / part, ignore=shutil.ignore_patterns("answers", "*-[0-9]*.json", ".*"))
    built = tmp_path / "exercises" / FERRY / f"{FERRY}.ipynb"
    assert build(tmp_path, write=False) == []
    text = built.read_text(encoding="utf-8")
    built.write_text(text.replace('"points": 40', '"points": 4'), encoding="utf-8")
    assert build(tmp_path, write=True) == [built]
    assert built.read_text(encoding="utf-8") == text
    tasks = tmp_path / "exercises" / "cases" / "ferry" / "tasks.yaml"
    tasks.write_text(tasks.read_text(encoding="utf-8").replace("points: 40", "points: 50"), encoding="utf-8")
    assert build(tmp_path, write=True) == [built]
    assert '"points": 50' in built.read_text(encoding="utf-8")
