"""`kit.points("pairs")`: the points of a task, as nbgrader's autograding wants them and as `kit grade` has them.

nbgrader runs the cell in a copy of what a student handed in, with the notebook's outputs cleared. So the sheet is read
where it was handed in: from the file, or from the notebook as it was. Where all that lies is told by nbgrader's
process (see `nbgraderplugins`) in the environment; in a student's own notebook it is not told, and the cell says so.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from textwrap import wrap

from kit.assignment import COMPLETION, read_assignment
from kit.errors import KitError
from kit.feedbackpage import task_section
from kit.gradecells import TEST
from kit.grading import GRADED, PARTLY, Grade, Gradebook, TaskGrade, grade_checked, sentence, shown
from kit.intake import entries

EXECUTION = "NBGRADER_EXECUTION"
"""nbgrader's own: what it is running a notebook for."""
EXERCISE, SUBMITTED, STUDENT, KEYS = "KIT_EXERCISE", "KIT_SUBMITTED", "KIT_STUDENT", "KIT_KEYS"
"""Ours: the exercise's folder, the tree of submissions, whose is run, the folder of the keys."""
NOT_FINAL = "kit_not_final"
"""In the metadata of a cell's output: these points are for a part of the answers."""


@dataclass(frozen=True)
class Later:
    """What the cell shows where no teacher is."""

    def __repr__(self) -> str:
        return "Your teacher’s computer works out the points."


@dataclass(frozen=True)
class Points:
    """Points that nbgrader reads as a number, and people with the reasons."""

    points: float
    html: str
    final: bool = True

    def __repr__(self) -> str:
        return shown(self.points)

    def _repr_mimebundle_(self, **_) -> tuple[dict[str, str], dict[str, bool]]:
        return {"text/plain": repr(self), "text/html": self.html}, {} if self.final else {NOT_FINAL: True}


class NoPoints(KitError):
    """There is no number. nbgrader shows it in place of points, to the teacher and on the student's page."""

    def __init__(self, place: str, why: str) -> None:
        todo = "Ask for another file and autograde again, or enter points by hand"
        super().__init__("No points yet, and this is not a 0", f"{place}: {why}", todo)

    def _render_traceback_(self) -> list[str]:
        # nbgrader's page does not break lines.
        return wrap(str(self), 88)


def points(name: str) -> Points | Later:
    """The points of a task (or of the `test`) of the submission that nbgrader is grading.

    Raises NoPoints where no answers can be read or several contradict each other, KitError for a course that is not
    in order.
    """
    if os.environ.get(EXECUTION) != "autograde":
        return Later()
    book, grade = _graded(*map(_told, (SUBMITTED, STUDENT, EXERCISE, KEYS)))
    if name not in dict(book.columns):
        raise KitError(f'kit.points("{name}")', "the exercise has no such task", "Run `python -m kit build`")
    done = next((task for task in grade.tasks if name in (TEST, task.task.id)), None)
    if book.assignment.counts == COMPLETION:
        return _done(book, grade)
    if done is None or done.points is None:
        raise _no_points(grade, done)
    return Points(done.points, _reasons(book, grade, done), final=not done.faults)


def _told(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        todo = "Start nbgrader in the course's folder, where its nbgrader_config.py lies"
        raise KitError("kit.points", "nbgrader does not say where the submission lies", todo)
    return value


@cache
def _graded(submitted: str, student: str, exercise: str, keys: str) -> tuple[Gradebook, Grade]:
    """What one student handed in, graded; made once for all cells of a notebook. The keys were looked at before."""
    assignment = read_assignment(Path(exercise))
    place = f"{student}/{assignment.folder.name}"
    book = grade_checked(entries(Path(submitted), assignment.id, below=place), assignment, Path(keys))
    if not book.grades:
        raise NoPoints(place, "nothing that could be graded was handed in")
    # With several files that cannot be read, each has its line; a sheet that can be read is one line.
    return book, max(book.grades, key=lambda grade: len(grade.tasks))


def _no_points(grade: Grade, done: TaskGrade | None) -> NoPoints:
    why = done.faults if done else grade.remarks
    return NoPoints(grade.file, " ".join([f"{grade.state}.", *map(sentence, why)]))


def _done(book: Gradebook, grade: Grade) -> Points:
    """All points for a test that counts as done; nothing of its answers, which come back on another occasion."""
    if grade.state not in (GRADED, PARTLY):
        raise _no_points(grade, None)
    told = "Handed in. This test counts as done, and not by its points."
    return Points(book.out_of, f"<p>{told}</p>", final=grade.state == GRADED)


def _reasons(book: Gradebook, grade: Grade, done: TaskGrade) -> str:
    remarks = grade.remarks if done is grade.tasks[0] else ()
    told = "".join(f"<li>{escape(sentence(remark))}</li>" for remark in remarks)
    head = f"<ul>{told}</ul>" if told else ""
    return f"<style>{STYLE}</style><div class=kit-reasons>{head}{task_section(book, done)}</div>"


STYLE = """
.kit-reasons{line-height:1.5;overflow-wrap:anywhere}
.kit-reasons h2{font-size:1.3em;font-weight:600;display:flex;justify-content:space-between;gap:1em}
.kit-reasons h3,.kit-reasons h4{font-size:1.1em;font-weight:600}
.kit-reasons .beside{display:grid;gap:1em;grid-template-columns:repeat(auto-fit,minmax(min(100%,26em),1fr))}
.kit-reasons figure{margin:0;padding:.75em 1em;border:1px solid #c9c9d2;border-radius:.4em}
.kit-reasons figcaption,.kit-reasons .summary,.kit-reasons .title,.kit-reasons dd{font-weight:600}
.kit-reasons .notes{list-style:none;padding:0;display:grid;gap:.75em}
.kit-reasons .notes li{border:1px solid #c9c9d2;border-left:.3em solid #55555f;padding:.6em .9em}
.kit-reasons .notes p{margin:.25em 0}
.kit-reasons .verdict{display:flex;justify-content:space-between;gap:1em;font-weight:600}
.kit-reasons .claim{padding-left:.75em;border-left:2px solid #c9c9d2}
.kit-reasons dl{margin:.4em 0}.kit-reasons dl div{display:flex;gap:.6em}.kit-reasons dt{min-width:2.6em}
.kit-reasons dd{margin:0}
""".replace("\n", "")
