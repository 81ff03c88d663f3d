"""Some students graded once more from their files, answers and all: for a sample of the class, and for pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kit.assignment import Assignment
from kit.errors import KitError
from kit.grading import Grade, Parts, grade_copies
from kit.intake import Listing
from kit.many.rows import File, Row, files_of, grade_of, made_of
from kit.many.shards import file_of, received, sent_of
from kit.submissions import Received, look_at


def read_again(listing: Listing, files: Iterable[File], assignment: Assignment) -> list[Received]:
    """The sheets of these files. Raises KitError where one is not as it was."""
    return [_read(listing, file, assignment) for file in files]


def _read(listing: Listing, file: File, assignment: Assignment) -> Received:
    if file.place < len(listing):
        sent = sent_of(file.place, listing[file.place])
        if file_of(sent) == file:
            made = look_at(received(sent), assignment)
            if isinstance(made, Received):
                return made
    raise KitError(file.path, "what was handed in has changed since it was graded", "Grade all of it once more")


def graded_again(listing: Listing, row: Row, assignment: Assignment, parts: Parts) -> Grade:
    """The whole grade of a line. Raises KitError where its files or its points are not as they were."""
    tasks = {id: task for id, (_, task) in parts.items()}
    line = grade_of(row, tasks)
    files = files_of(row)
    if not files:
        return line
    grade = grade_copies(read_again(listing, files, assignment), assignment, parts)
    if (grade.state, made_of(grade)) != (line.state, made_of(line)):
        what = "it is graded otherwise than it was: the key, the exercise or the kit has changed since"
        raise KitError(row.file, what, "Grade all of it once more")
    # Remarks on its number and on files beside it were made when the class was whole.
    return replace(grade, remarks=line.remarks)
