"""The course in the real nbgrader: its points are ours, and what has none is no 0."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from nbgradercourse import FERRY, SCRIPT, TEST, WITNESS, autograde, nbgrader, place, prepared, run, stumbled, words_of

from kit.assignment import read_assignment
from kit.gradecells import TEST as COLUMN
from kit.gradecells import columns
from kit.grading import CONFLICT, GRADED, MISSING, PARTLY, UNREADABLE, Gradebook, grade

pytestmark = pytest.mark.nbgrader
ASK = """
import json
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps([
        [a.name, s.student.id, g.name, g.auto_score, g.needs_manual_grade]
        for a in book.assignments for s in a.submissions for n in s.notebooks for g in n.grades
    ]))
"""
VERDICT = '<p class="verdict">'
EXPECTED = {
    **{"s01": GRADED, "s02": GRADED, "s03": GRADED, "s04": MISSING, "s05": UNREADABLE},
    **{"s06": CONFLICT, "s07": PARTLY, "s08": GRADED},
}


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """Ten submissions, autograded by nbgrader, with feedback and a table."""
    made = prepared(tmp_path_factory.mktemp("nbgrader") / "course")
    shutil.copytree(made / "submitted", made / "as-it-was")
    for assignment in (FERRY, TEST):
        for done in (autograde(made, assignment), nbgrader(made, "generate_feedback", assignment)):
            assert done.returncode == 0 and not stumbled(done.stderr), done.stderr
    done = nbgrader(made, "export")
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def theirs(course) -> dict[tuple[str, str], dict[str, tuple[float | None, bool]]]:
    """(exercise, student) to what nbgrader's gradebook has for each cell: points, and whether a teacher must look."""
    done = run(course, "-c", ASK)
    assert done.returncode == 0, done.stderr
    held: dict = {}
    for assignment, student, cell, points, waits in json.loads(done.stdout):
        held.setdefault((assignment, student), {})[cell] = (points, waits)
    return held


@pytest.fixture(scope="module")
def ours(course) -> dict[str, Gradebook]:
    """What `kit grade` makes of the same tree."""
    keys = course / "solutions" / "keys"
    return {name: grade(course / "submitted", course / "exercises" / name, keys) for name in (FERRY, TEST)}


@pytest.fixture(scope="module")
def table(course) -> dict[tuple[str, str], dict[str, str]]:
    """The exported table."""
    with (course / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row["assignment"], row["student_id"]): row for row in csv.DictReader(file)}


def page(course: Path, assignment: str, student: str) -> str:
    return (course / "feedback" / student / assignment / f"{assignment}.html").read_text(encoding="utf-8")


def test_the_ten_are_of_many_kinds(ours):
    """Each state that a grade can have without a reader is among them, and a student has one line."""
    found = {g.identity.id: g.state for g in ours[FERRY].grades if g.tasks or g.state == CONFLICT}
    states = {student: {g.state for g in ours[FERRY].grades if g.identity.id == student} for student in EXPECTED}
    assert all(EXPECTED[student] in states[student] for student in EXPECTED), states
    assert len(found) == len([g for g in ours[FERRY].grades if g.tasks or g.state == CONFLICT])
    assert [g.state for g in ours[TEST].grades] == [GRADED, GRADED]


def test_the_points_are_ours(theirs, ours):
    """Cell for cell, student for student; points that are not final wait for a teacher."""
    compared = 0
    for name, book in ours.items():
        for g in (g for g in book.grades if g.tasks):
            cells = theirs[name, g.identity.id]
            assert len(cells) == len(g.tasks)
            for done in g.tasks:
                points, waits = cells[COLUMN if book.assignment.forms else done.task.id]
                assert points == done.points
                assert waits == bool(done.faults)
                compared += points is not None
    assert compared == 3 * 4 + 2 + 2


def test_points_differ_so_that_comparing_means_something(ours):
    """Full, half and none are not the same number."""
    points = {g.identity.id: g.points for g in ours[FERRY].grades if g.tasks}
    assert points["s01"] == 100 and points["s03"] == 0
    assert 0 < points["s02"] < points["s07"] < 100 and points["s08"] == points["s02"]


@pytest.mark.parametrize("student", ["s04", "s05", "s06"])
def test_what_has_no_number_is_no_zero(course, theirs, table, student):
    """nbgrader waits for a teacher, its table has an empty cell, and the page says why."""
    cells = theirs[FERRY, student]
    assert len(cells) == 3 and set(cells.values()) == {(None, True)}
    assert (table[FERRY, student]["state"], table[FERRY, student]["score"]) == ("needs a teacher", "")
    text = page(course, FERRY, student)
    assert text.count("No points yet, and this is not a 0") == 3
    assert f"{student}/{FERRY}/" in text and EXPECTED[student] in text


def test_the_table_has_the_sums(table, ours):
    """An honest 0 is written as one; a test that a student did not hand in is missing."""
    for g in (g for g in ours[FERRY].grades if g.state == GRADED):
        row = table[FERRY, g.identity.id]
        assert (row["state"], float(row["score"]), row["max_score"]) == ("graded", g.points, "100")
    assert table[FERRY, "s03"]["score"] == "0"
    assert (table[FERRY, "s07"]["state"], table[FERRY, "s07"]["score"]) == ("needs a teacher", "")
    assert (table[TEST, "s03"]["state"], table[TEST, "s03"]["score"]) == ("missing", "")


def test_the_feedback_gives_the_reasons(course, ours):
    """Each point won or lost has its reason, as on our own pages, and the student's own words stand there."""
    for g in (g for g in ours[FERRY].grades if g.state == GRADED):
        text = page(course, FERRY, g.identity.id)
        assert words_of(g.identity.id) in text
        for done in g.tasks:
            assert f'<section id="{done.task.id}">' in text
        assert text.count(VERDICT) >= sum(len(done.score.judgements) for done in g.tasks)
    assert page(course, TEST, "s01").count(VERDICT) == 15
    assert "could not be read" in page(course, FERRY, "s07")


def test_nobody_reads_what_another_wrote(course):
    """Each page holds its own student's words and nobody else's."""
    students = list(EXPECTED)
    for student in students:
        text = page(course, FERRY, student)
        assert [one for one in students if words_of(one) in text] == [student]


def test_what_a_student_wrote_is_escaped(course):
    """A name that is a script is shown as text."""
    text = page(course, FERRY, "s01")
    assert SCRIPT not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_nothing_of_a_students_is_run(course):
    """Neither code in the notebook nor a module beside it; and the points are those of the sheet."""
    assert (place(course, FERRY, "s08") / "kit.py").is_file()
    assert not list(course.rglob(WITNESS))


def test_what_was_handed_in_is_as_it_was(course):
    """Autograding writes over nothing of a student's, and adds nothing to it."""

    def files(name: str) -> dict[str, bytes]:
        tree = course / name
        return {p.relative_to(tree).as_posix(): p.read_bytes() for p in tree.rglob("*") if p.is_file()}

    assert files("submitted") == files("as-it-was") != {}


GENERATE = """
import sys
from nbgrader.apps import NbGraderApp
from nbgrader.apps.api import NbGraderAPI
app = NbGraderApp()
app.initialize([])
for name in sys.argv[1:]:
    done = NbGraderAPI(app.coursedir, parent=app).generate_assignment(name)
    if not done["success"]:
        print(name, done["log"])
"""


def test_every_exercise_can_be_generated(course):
    """nbgrader accepts each as it is built, and knows its cells and their points."""
    folders = {path.parent.name: path.parent for path in course.glob("exercises/*/assignment.yaml")}
    others = sorted(folders.keys() - {FERRY, TEST})
    done = run(course, "-c", GENERATE, *others)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    for name in folders:
        released = json.loads((course / "release" / name / f"{name}.ipynb").read_text(encoding="utf-8"))
        about = [cell["metadata"]["nbgrader"] for cell in released["cells"] if "nbgrader" in cell["metadata"]]
        assert {a["grade_id"]: a["points"] for a in about} == columns(read_assignment(folders[name]))
        assert all(len(a["checksum"]) == 32 for a in about)


def test_texts_are_no_assignments(course):
    """nbgrader makes nothing of a folder that holds texts, and says so."""
    done = nbgrader(course, "generate_assignment", "cases")
    assert done.returncode != 0
    assert "No notebooks were matched" in done.stderr
    assert not (course / "release" / "cases").exists()


def test_a_key_that_is_not_in_order_stops_it(course):
    """Nobody is graded by it, and nbgrader says which key and why."""
    key = course / "solutions" / "keys" / "ferry.yaml"
    text = key.read_text(encoding="utf-8")
    key.write_text(text.replace("relation: contradiction", "relation: contradicton", 1), encoding="utf-8")
    try:
        done = nbgrader(course, "autograde", FERRY, "--student=s01", "--force")
    finally:
        key.write_text(text, encoding="utf-8")
    assert done.returncode != 0
    assert "contradicton" in done.stderr and "grading did not begin" in done.stderr
    assert not (course / "autograded" / "s01" / FERRY).exists()


FORGOTTEN = """
from importlib.metadata import distributions
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
here = {canonicalize_name(d.metadata["Name"]): d for d in distributions()}
for name, found in here.items():
    for line in found.requires or []:
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            there = here.get(canonicalize_name(needed.name))
            if there is None or there.version not in needed.specifier:
                print(name, "needs", line)
"""


def test_its_lock_is_complete(course):
    """It is installed without asking for more: what it forgets, nobody fetches."""
    done = run(course, "-c", FORGOTTEN)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
