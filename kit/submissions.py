"""What was handed in, read but not judged: a folder of files becomes sheets, and a reason for each that gives none.

Everything here is hostile until read. Nothing in a file is run, links are not followed, and large or deeply nested
files are refused. Text from outside is made printable at the door.
"""

from __future__ import annotations

import json
import logging
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from kit import jsonfile
from kit.answers import is_operation
from kit.assignment import FORMAT, MIME, Assignment, is_safe
from kit.intake import LARGEST, NOT_READ, Entry, Identity, Listing

log = logging.getLogger(__name__)
UNREADABLE, MISSING = "unreadable", "missing"
"""Two of a grade's states: what a file without a sheet comes to."""


@dataclass(frozen=True)
class Received:
    """One sheet, read and looked at, its answers not yet."""

    file: str
    number: str
    """As the student gave it where it can name a file; else empty."""
    name: str
    assignment: str
    made_at: str
    tasks: tuple[tuple[str, str, tuple[dict, ...], int], ...]
    """Name, digest of the text, operations, and how many entries were none."""
    remarks: tuple[str, ...] = ()
    identity: Identity | None = None

    @property
    def operations(self) -> frozenset[str]:
        """What one copy may have and another not."""
        return frozenset(
            f"{name} {json.dumps(op, sort_keys=True)}" for name, _, operations, _ in self.tasks for op in operations
        )


@dataclass(frozen=True)
class Fault:
    """A file that gives no sheet."""

    file: str
    state: str
    what: str
    name: str = ""
    number: str = ""
    identity: Identity | None = None


class _Refused(Exception):
    """A file that gives no sheet; its text is a sentence for the teacher."""

    def __init__(self, what: str, state: str = UNREADABLE, student: tuple[str, str] = ("", "")) -> None:
        super().__init__(what)
        self.what, self.state, self.student = what, state, student


def collect(
    found: Listing, assignment: Assignment, tell: Callable[[int, int], None] = lambda *_: None
) -> tuple[list[Received], list[Fault], list[tuple[str, str]]]:
    """Every sheet of a folder or zip, every file that should hold one and does not, and all others with the reason.

    A file of another kind is a fault where the platform says whose it is, after all faults of the right kind: whoever
    handed in an essay handed in something, and is not to be looked for among the others.
    `tell` is called with the number of files looked at, and of how many.
    """
    received: list[Received] = []
    faults: list[Fault] = []
    strays: list[Fault] = []
    others: list[tuple[str, str]] = []
    neighbours, elsewhere = assignment.neighbours(), Counter[str]()
    for number, entry in enumerate(found, start=1):
        made = set_aside(entry, neighbours) or look_at(entry, assignment)
        if isinstance(made, Received):
            received.append(made)
        elif isinstance(made, Fault):
            (strays if entry.passed else faults).append(made)
        elif made.exercise:
            elsewhere[made.exercise] += 1
        else:
            others.append(made[:2])
        tell(number, len(found))
    return received, faults + strays, [*others, *told_elsewhere(elsewhere)]


class Passed(NamedTuple):
    """A file that is not read, and is nobody's fault."""

    file: str
    why: str
    exercise: str = ""
    """The other exercise of an nbgrader tree that it lies with."""


def set_aside(entry: Entry, neighbours: frozenset[str]) -> Passed | Fault | None:
    """What is said of a file without reading it; None where it is to be read. `neighbours` are other exercises."""
    file = printable(entry.path, 400)
    if neighbour := _lies_with(entry, neighbours):
        return Passed(file, "", neighbour)
    if entry.passed.startswith(NOT_READ) and entry.identity and entry.identity.id:
        return Fault(file, MISSING, entry.passed, identity=entry.identity)
    return Passed(file, entry.passed) if entry.passed else None


def told_elsewhere(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """A line for each other exercise whose files lie here."""
    return [(f"*/{name}", f"files of another exercise: {n}") for name, n in counts.items()]


def look_at(entry: Entry, assignment: Assignment) -> Received | Fault:
    """The sheet in a file, or why it gives none. Whatever a hostile file brings about, it is told and not raised."""
    file = printable(entry.path, 400)
    try:
        return _received(read_sheet(entry), file, assignment, entry.identity)
    except _Refused as fault:
        return Fault(file, fault.state, fault.what, *fault.student, identity=entry.identity)
    except Exception as fault:
        # Whatever a hostile file brings about must not cost the others their grade.
        log.warning("%s could not be read", file, exc_info=fault)
        return Fault(file, UNREADABLE, f"it cannot be read ({type(fault).__name__})", identity=entry.identity)


def _lies_with(entry: Entry, neighbours: frozenset[str]) -> str:
    """The other exercise in whose folder of an nbgrader tree (student, exercise, files) this lies; else nothing."""
    parts = entry.path.split("/")
    return parts[1] if entry.identity is None and len(parts) >= 3 and parts[1] in neighbours else ""


def read_sheet(entry: Entry) -> Any:
    """The sheet in a hand-in file or a saved notebook, as JSON gives it. Raises _Refused."""
    try:
        data = entry.read()
    except OSError as fault:
        raise _Refused(str(fault.strerror or fault)) from None
    if len(data) > LARGEST:
        raise _Refused(f"more than {LARGEST // 1_000_000} MB are not read")
    if not data:
        raise _Refused("the file is empty")
    try:
        value = jsonfile.parse(data)
        if entry.path.lower().endswith(".ipynb"):
            value = _sheet_in_notebook(value)
        jsonfile.check_shape(value)
    except jsonfile.BadJson as fault:
        raise _Refused(str(fault)) from None
    return value


def _sheet_in_notebook(notebook: Any) -> Any:
    """The last sheet that a cell of the notebook shows."""
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise _Refused("it is no notebook")
    outputs = [o for c in cells if isinstance(c, dict) and isinstance(c.get("outputs"), list) for o in c["outputs"]]
    data = [o["data"] for o in outputs if isinstance(o, dict) and isinstance(o.get("data"), dict)]
    sheets = [d[MIME] for d in data if MIME in d]
    if not sheets:
        raise _Refused("no sheet is in this notebook: the hand-in cell was not run, or not saved afterwards", MISSING)
    return sheets[-1]


def _received(sheet: Any, file: str, assignment: Assignment, identity: Identity | None = None) -> Received:
    """A sheet of this assignment and this format. Raises _Refused."""
    if not isinstance(sheet, dict) or "assignment" not in sheet or "format" not in sheet:
        raise _Refused("it is no hand-in file of this kit")
    student = sheet["student"] if isinstance(sheet.get("student"), dict) else {}
    name, number = (printable(student.get(part)) for part in ("name", "number"))
    known = (name, number if is_safe(number) else "")
    if sheet["format"] != FORMAT:
        theirs = f"format {printable(sheet['format'], 20)}, kit {printable(sheet.get('kit'), 20)}"
        what = f"it was made by another version of the kit ({theirs}); this one reads format {FORMAT}"
        raise _Refused(what, UNREADABLE, known)
    if sheet["assignment"] != assignment.id:
        other = printable(sheet["assignment"], 60)
        raise _Refused(f"it is the sheet of another assignment ({other}), not of {assignment.id}", MISSING, known)
    if not isinstance(sheet.get("tasks"), list):
        raise _Refused("its list of tasks is missing", UNREADABLE, known)
    remarks = () if known[1] else (f"The sheet has no usable student number (“{number[:60]}”).",)
    tasks = tuple(_received_task(task) for task in sheet["tasks"] if isinstance(task, dict))
    made_at = printable(sheet.get("made_at"), 40)
    return Received(file, known[1], name, assignment.id, made_at, tasks, remarks, identity)


def _received_task(task: dict) -> tuple[str, str, tuple[dict, ...], int]:
    entries = task["operations"] if isinstance(task.get("operations"), list) else [None]
    good = tuple(entry for entry in entries if is_operation(entry))
    return printable(task.get("task")), printable(task.get("digest"), 40), good, len(entries) - len(good)


def printable(value: Any, longest: int = 200) -> str:
    """Text from outside on one line, without signs that have no shape or turn the direction of writing.

    >>> printable("Ann\\u202e\\n Lee\\ud800", 200)
    'Ann Lee'
    """
    text = value if isinstance(value, str) else "" if value is None else str(value)
    if text.isascii() and text.isprintable():
        # Nearly all of them, in a tenth of the time: nothing here is without a shape.
        return " ".join(text[: longest * 4].split())[:longest]
    kept = (" " if c.isspace() else c for c in text[: longest * 4] if c.isspace() or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))[:longest]


def sentence(text: str) -> str:
    """With a capital and a full stop.

    >>> sentence("it is empty")
    'It is empty.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
