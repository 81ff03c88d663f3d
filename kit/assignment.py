"""An assignment: tasks of one case that are handed in together, and the sheet that carries the answers.

`assignment.yaml` stands beside the exercise's notebook. A sheet is one JSON object; the hand-in file holds it alone,
the saved notebook holds the same one as an output of the hand-in cell, under its own mime type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kit.errors import KitError
from kit.files import read_yaml
from kit.structure import structure

FILE = "assignment.yaml"
FORMAT = 1
"""Of a sheet. A grader reads this one and tells about any other."""
MIME = "application/vnd.media-verification-kit.sheet+json"
SAFE = re.compile(r"[A-Za-z0-9_-]{1,40}")
RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")
"""Names that no file may have on Windows."""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What is handed in together."""

    id: str
    title: str
    case: str
    """The folder of the case, as seen from the folder of the assignment."""
    tasks: tuple[str, ...]
    """Ids of tasks of that case, in the order in which they are shown."""
    folder: Path = Path()

    @property
    def case_folder(self) -> Path:
        return self.folder / self.case


@dataclass(frozen=True, kw_only=True)
class _Written:
    id: str
    title: str
    case: str
    tasks: tuple[str, ...]


def read_assignment(folder: Path) -> Assignment:
    """The assignment of an exercise's folder. Raises KitError."""
    path = folder / FILE
    if not path.is_file():
        name = folder.resolve().name
        raise KitError(
            f"{name}/{FILE}",
            "this folder is no exercise, the file is missing",
            "Open the notebook in its own folder under exercises, or check the folder's name",
        )
    where = f"{folder.resolve().name}/{FILE}"
    written = structure(read_yaml(path), _Written, where)
    if not is_safe(written.id):
        raise KitError(f"{where}, id", f'"{written.id}" is no name for files', "Use letters, digits, - and _ only")
    if not written.tasks or len(set(written.tasks)) < len(written.tasks):
        raise KitError(f"{where}, tasks", "the list is empty or names a task twice", "Name each task once")
    made = Assignment(id=written.id, title=written.title, case=written.case, tasks=written.tasks, folder=folder)
    if not made.case_folder.is_dir():
        raise KitError(f"{where}, case", f'there is no folder "{written.case}"', "It starts from this folder")
    return made


def is_safe(name: str) -> bool:
    """Whether a name can stand in a file's name on every system.

    >>> is_safe("s-1042"), is_safe("../s"), is_safe("CON")
    (True, False, False)
    """
    return bool(SAFE.fullmatch(name)) and not RESERVED.fullmatch(name)
