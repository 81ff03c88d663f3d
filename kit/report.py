"""A gradebook becomes files: one CSV for the teacher, one page for each student."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from kit.assignment import is_safe
from kit.csvfile import UTF8_MARK, cell
from kit.feedbackpage import page
from kit.files import write_whole
from kit.grading import Grade, Gradebook, shown

PAGES = "feedback"
"""The folder of the pages."""


def write_gradebook(gradebook: Gradebook, out: Path, tell: Callable[[int], None] = lambda _: None) -> Path:
    """Write every page into `feedback/` and, when all are there, `gradebook.csv`. Returns the CSV's path.

    `tell` is called with the number of pages written.
    """
    for number, (name, grade) in enumerate(page_files(gradebook).items(), start=1):
        write_whole(out / PAGES / name, page(gradebook, grade))
        tell(number)
    write_whole(out / "gradebook.csv", gradebook_csv(gradebook))
    return out / "gradebook.csv"


def page_files(gradebook: Gradebook) -> dict[str, Grade]:
    """Name of each page's file to whose it is. Who is known by nothing, and has nothing to read, gets none.

    Two students who typed one number have a page each.
    """
    held: dict[str, Grade] = {}
    same: Counter[str] = Counter()
    for grade in gradebook.grades:
        if name := page_name(grade):
            same[name.casefold()] += 1
            held[page_file(name, same[name.casefold()])] = grade
    return held


def page_file(name: str, number: int) -> str:
    """The file of a page, which is the first of its name, or the second, or a later one."""
    return f"{name}.html" if number == 1 else f"{name}.{number}.html"


def page_name(grade: Grade) -> str:
    """A name for the page's file: the student's number, else the platform's, else one made from the file.

    Empty where there is no page: nobody is known, and there is nothing to read.
    """
    if not (grade.number or grade.tasks or grade.identity):
        return ""
    if is_safe(grade.number):
        return grade.number
    if grade.identity and is_safe(grade.identity.id):
        return f"{grade.identity.system}-{grade.identity.id}"
    return "without-number-" + hashlib.sha256(grade.file.encode("utf-8", "replace")).hexdigest()[:8]


# ---- the table


def gradebook_csv(gradebook: Gradebook) -> str:
    """One line a student. Points stay empty where there is no grade: a fault is no 0."""
    out = io.StringIO()
    write_lines(out, gradebook, gradebook.grades)
    return out.getvalue()


def write_lines(out: TextIO, gradebook: Gradebook, grades: Iterable[Grade]) -> None:
    """Write the table of these grades, one after the other; of the gradebook only the exercise is looked at."""
    out.write(UTF8_MARK)
    lines = csv.writer(out)
    tasks = [f"{name} ({shown(points)})" for name, points in gradebook.columns]
    lines.writerow(["number", "name", "assignment", "state", *tasks, "points", "out of", "file", "remarks"])
    out_of = shown(gradebook.out_of)
    for g in grades:
        points = [shown(t.points) for t in g.tasks] or [""] * len(tasks)
        cells = [g.number, g.called, gradebook.assignment.id, g.state, *points, shown(g.points)]
        lines.writerow(map(cell, [*cells, out_of, g.file, g.told]))
