"""One student as a line: what tables and platforms need of a grade, and none of the answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kit.grading import Grade, TaskGrade, folder_of_line
from kit.intake import Identity
from kit.model import Task
from kit.regrade import made_hashes
from kit.report import page_name


@dataclass(frozen=True)
class TaskLine:
    """What tables need of a `TaskGrade`."""

    task: Task
    points: float | None
    told: tuple[str, ...]
    answered: bool
    made: tuple[str, str]
    """Hashes of the answers and of a reader's points, as `regrade` compares them."""


class File(NamedTuple):
    """A file that a line was made from."""

    place: int
    """In the listing of what was handed in."""
    path: str
    digest: str
    """Of its bytes."""


class Row(NamedTuple):
    """A line as the store keeps it: the columns that are searched, and all of it as JSON."""

    who: str
    """What all copies of one student have in common; empty where there is no sheet."""
    number: str
    """In small letters."""
    id: str
    """The platform's; empty where it names nobody."""
    folder: str | None
    """As `grading.folder_of_line`."""
    file: str
    state: str
    points: float | None
    page: str
    """The name of the page in small letters; empty where there is none."""
    drawn: int
    """By chance, and for one student the same in every run and every test: who is in a sample."""
    files: str
    body: str


def row_of(grade: Grade, who: str, files: list[File]) -> Row:
    """The line of a grade, whether it has its answers still or is a line already."""
    number, id = grade.number.casefold(), grade.identity.id if grade.identity else ""
    drawn = hashlib.sha256((number or who or f"{id}/{grade.file}").encode("utf-8", "surrogatepass")).digest()
    body = {
        "number": grade.number,
        "name": grade.name,
        "remarks": grade.remarks,
        "tasks": [[t.task.id, t.points, t.told, t.answered, *_made(t)] for t in grade.tasks],
        "identity": grade.identity and [getattr(grade.identity, name) for name in IDENTITY],
    }
    return Row(
        who,
        number,
        id,
        folder_of_line(grade),
        grade.file,
        grade.state,
        grade.points,
        page_name(grade).casefold(),
        int.from_bytes(drawn[:7], "big"),
        json.dumps(files),
        json.dumps(body),
    )


IDENTITY = ("system", "id", "name", "label")


def _made(task: TaskGrade | TaskLine) -> tuple[str, ...]:
    return task.made if isinstance(task, TaskLine) else tuple(made_hashes(task))


def made_of(grade: Grade) -> list[tuple]:
    """What a grade is in each task, and what it rests on: the same for a grade and for its line."""
    return [(t.task.id, t.points, *_made(t)) for t in grade.tasks]


def grade_of(row: Row, tasks: Mapping[str, Task]) -> Grade:
    """The grade of a line, with lines in place of its tasks."""
    held = json.loads(row.body)
    return Grade(
        held["number"],
        held["name"],
        row.state,
        row.file,
        tuple(held["remarks"]),
        tuple(
            TaskLine(tasks[id], points, tuple(told), answered, tuple(made))
            for id, points, told, answered, *made in held["tasks"]
        ),
        held["identity"] and Identity(*held["identity"]),
    )


def files_of(row: Row) -> list[File]:
    """The files of a line: its copies, in their order."""
    return [File(*file) for file in json.loads(row.files)]


def remarked(body: str, told: str) -> str:
    """The body of a line with a further remark."""
    held = json.loads(body)
    held["remarks"].append(told)
    return json.dumps(held)
