"""An assignment: tasks of one case that are handed in together, and the sheet that carries the answers.

`assignment.yaml` stands beside the exercise's notebook. A sheet is one JSON object; the hand-in file holds it alone,
the saved notebook holds the same one as an output of the hand-in cell, under its own mime type.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, fields
from pathlib import Path

from kit.errors import KitError
from kit.files import read_yaml
from kit.structure import structure

FILE = "assignment.yaml"
FORMAT = 1
"""Of a sheet. A grader reads this one and tells about any other."""
MIME = "application/vnd.media-verification-kit.sheet+json"
POINTS, COMPLETION = "points", "completion"
"""What a grade counts."""
SAFE = re.compile(r"[A-Za-z0-9_-]{1,40}")
RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")
"""Names that no file may have on Windows."""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What is handed in together."""

    id: str
    title: str
    case: str
    """The folder of the case (or, with forms, of the decks), as seen from the folder of the assignment."""
    tasks: tuple[str, ...] = ()
    """Ids of tasks of that case, in the order in which they are shown."""
    forms: tuple[str, ...] = ()
    """Decks of equal make instead of tasks: each student answers one of them, by number and occasion."""
    occasion: int = 0
    """Which of the tests this is; on the next one everybody gets the next form."""
    counts: str = POINTS
    """Whether a grade is its points, or that the work was done."""
    folder: Path = Path()

    @property
    def case_folder(self) -> Path:
        return self.folder / self.case

    def form(self, number: str) -> str:
        """The form for a student number: the same at every try, and another one on each occasion.

        >>> test = Assignment(id="t", title="", case="", forms=("a", "b", "c"))
        >>> from dataclasses import replace
        >>> sorted(replace(test, occasion=n).form("1042") for n in range(3))
        ['a', 'b', 'c']
        """
        drawn = int(hashlib.sha256(number.strip().casefold().encode()).hexdigest(), 16)
        return self.forms[(drawn + self.occasion) % len(self.forms)]

    def neighbours(self) -> frozenset[str]:
        """Names of the other exercises' folders beside this one's."""
        beside = {path.parent.name for path in self.folder.resolve().parent.glob(f"*/{FILE}")}
        return frozenset(beside - {self.folder.resolve().name})

    def parts(self, number: str) -> tuple[str, ...]:
        """Ids of the tasks or of the one form that a student answers."""
        return (self.form(number),) if self.forms else self.tasks


@dataclass(frozen=True, kw_only=True)
class _Written:
    id: str
    title: str
    case: str
    tasks: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    occasion: int = 0
    counts: str = POINTS


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
    parts = written.tasks or written.forms
    if bool(written.tasks) == bool(written.forms) or len(set(parts)) < len(parts):
        todo = "Name each task once, or each form once"
        raise KitError(f"{where}, tasks", "it has neither tasks nor forms, or both, or names one twice", todo)
    if written.counts not in (POINTS, COMPLETION):
        raise KitError(f"{where}, counts", f'"{written.counts}" is no way of counting', f"{POINTS} or {COMPLETION}")
    made = Assignment(**{f.name: getattr(written, f.name) for f in fields(written)}, folder=folder)
    if not made.case_folder.is_dir():
        raise KitError(f"{where}, case", f'there is no folder "{written.case}"', "It starts from this folder")
    return made


def is_safe(name: str) -> bool:
    """Whether a name can stand in a file's name on every system.

    >>> is_safe("s-1042"), is_safe("../s"), is_safe("CON")
    (True, False, False)
    """
    return bool(SAFE.fullmatch(name)) and not RESERVED.fullmatch(name)
