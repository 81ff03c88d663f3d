"""What was handed in, read but not judged: a folder of files becomes sheets, and a reason for each that gives none.

Everything here is hostile until read. Nothing in a file is run, links are not followed, and large or deeply nested
files are refused. Text from outside is made printable at the door.
"""

from __future__ import annotations

import json
import logging
import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.answers import is_operation
from kit.assignment import FORMAT, MIME, Assignment, is_safe

log = logging.getLogger(__name__)
UNREADABLE, MISSING = "unreadable", "missing"
"""Two of a grade's states: what a file without a sheet comes to."""
LARGEST = 20_000_000
"""Bytes of a file. A notebook with answers has some ten thousand."""
DEEPEST = 60
"""Levels of lists and groups in a sheet; an honest one has eight."""
HUGE = 1e15
"""No number in a sheet comes near."""


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


class _Refused(Exception):
    """A file that gives no sheet; its text is a sentence for the teacher."""

    def __init__(self, what: str, state: str = UNREADABLE, student: tuple[str, str] = ("", "")) -> None:
        super().__init__(what)
        self.what, self.state, self.student = what, state, student


def collect(folder: Path, assignment: Assignment) -> tuple[list[Received], list[Fault], list[tuple[str, str]]]:
    """Every sheet below a folder, every file that should hold one and does not, and all others with the reason."""
    received: list[Received] = []
    faults: list[Fault] = []
    others: list[tuple[str, str]] = []
    for path in _files(folder):
        file = printable(path.relative_to(folder).as_posix())
        try:
            if path.is_symlink():
                others.append((file, "a link; links are not followed"))
            elif path.is_dir():
                others.append((file, "a folder of working answers; the hand-in file is what counts"))
            elif ".ipynb_checkpoints" in path.parts:
                others.append((file, "a checkpoint that Jupyter made"))
            elif path.suffix.lower() not in (".json", ".ipynb"):
                todo = "unpack it first" if path.suffix.lower() == ".zip" else "only .json and .ipynb are"
                others.append((file, f"not read: {todo}"))
            else:
                received.append(_received(read_sheet(path), file, assignment))
        except _Refused as fault:
            faults.append(Fault(file, fault.state, fault.what, *fault.student))
        except Exception as fault:
            # Whatever a hostile file brings about must not cost the others their grade.
            log.warning("%s could not be read", file, exc_info=fault)
            faults.append(Fault(file, UNREADABLE, f"it cannot be read ({type(fault).__name__})"))
    return received, faults, others


def _files(folder: Path) -> Iterator[Path]:
    """All files and links below a folder, in a fixed order; never a step out of it."""
    for at, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        here = Path(at)
        apart = [name for name in folders if (here / name).is_symlink() or _is_workplace(here / name)]
        yield from (here / name for name in apart)
        folders[:] = [name for name in folders if name not in apart]
        yield from (here / name for name in sorted(files))


def _is_workplace(folder: Path) -> bool:
    """Whether this is the folder in which the kit keeps answers as they are made."""
    return folder.name == "answers" and ((folder / "workspace").exists() or (folder / "student.json").exists())


def read_sheet(path: Path) -> Any:
    """The sheet in a hand-in file or a saved notebook, as JSON gives it. Raises _Refused."""
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        raise _Refused("it is no ordinary file")
    if about.st_size > LARGEST:
        raise _Refused(f"it has {about.st_size // 1_000_000} MB; more than {LARGEST // 1_000_000} MB are not read")
    if not about.st_size:
        raise _Refused("the file is empty")
    with path.open("rb") as file:
        data = file.read(LARGEST)
    value = _json(data)
    if path.suffix.lower() == ".ipynb":
        value = _sheet_in_notebook(value)
    _check_shape(value)
    return value


def _json(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        what = f"it is not UTF-8 (byte {fault.start + 1}); was it opened and saved in another program?"
        raise _Refused(what) from None
    except RecursionError:
        raise _Refused("its lists are nested too deeply") from None
    except ValueError:
        raise _Refused("it is not whole: the JSON in it breaks off or is damaged") from None


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


def _check_shape(value: Any) -> None:
    """No NaN, no infinite or endless numbers, no depth that only an attack has."""
    level = [value]
    for _ in range(DEEPEST):
        inner: list = []
        for part in level:
            if isinstance(part, dict):
                inner.extend(part.values())
            elif isinstance(part, list):
                inner.extend(part)
            elif isinstance(part, (int, float)) and not abs(part) < HUGE:
                raise _Refused("it holds a number that no answer has (NaN, infinite or huge)")
        level = inner
        if not level:
            return
    raise _Refused("its lists are nested too deeply")


def _received(sheet: Any, file: str, assignment: Assignment) -> Received:
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
    return Received(file, known[1], name, assignment.id, printable(sheet.get("made_at"), 40), tasks, remarks)


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
    kept = (" " if c.isspace() else c for c in text[: longest * 4] if c.isspace() or unicodedata.category(c)[0] != "C")
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))[:longest]


def sentence(text: str) -> str:
    """With a capital and a full stop.

    >>> sentence("it is empty")
    'It is empty.'
    """
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?")) else ".")
