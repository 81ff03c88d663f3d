"""Which files are of one student: the copies of a sheet, and a faulty file beside a good one.

The same rules hold for a class that lies in memory and for one that does not (`kit/many/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Protocol

from kit.submissions import Fault, Received

ONE_NUMBER = "Another student handed in under the same student number: ask which of them it belongs to."
"""Told to both where two people typed one number: the platform says that they are two."""


def student_key(one: Received) -> str:
    """What all copies of one student have in common: whom the platform names, else the number.

    A sheet without either stands alone.
    """
    named = one.identity.id if one.identity else ""
    return f"/{named}" if named else one.number.casefold() or f"//{one.file}"


def by_student(received: Iterable[Received]) -> Iterator[list[Received]]:
    """The copies of each student."""
    held: dict[str, list[Received]] = {}
    for one in received:
        held.setdefault(student_key(one), []).append(one)
    yield from held.values()


def fullest(copies: list[Received]) -> tuple[Received | None, list[str]]:
    """The copy that holds all that the others hold; None where no copy does. With remarks."""
    if len(copies) == 1:
        return copies[0], []
    operations = {copy.file: copy.operations for copy in copies}
    everything = frozenset().union(*operations.values())
    full = [copy for copy in copies if operations[copy.file] == everything]
    files = ", ".join(copy.file for copy in copies)
    if not full:
        return None, [f"{len(copies)} copies, and none holds all that the others hold: {files}. Ask which one counts."]
    chosen = max(full, key=lambda copy: (copy.made_at, copy.file))
    return chosen, [f"{len(copies)} copies ({files}); {chosen.file} counts, it holds all that the others hold."]


# ---- files without a sheet


class Lines(Protocol):
    """The lines of a gradebook, and how they are found. Where several fit, it is the first that was added."""

    def add(self, fault: Fault) -> None:
        """A line for somebody of whom nothing else is here."""

    def remark(self, line: int, told: str) -> None:
        """A further remark in a line."""

    def by_id(self, id: str) -> int | None:
        """The line of whom a platform names so."""

    def by_number(self, number: str) -> int | None:
        """The line of a sheet that was read, by its number in small letters."""

    def alone_in(self, folder: str) -> int | None:
        """The line of the one sheet with a number that was read in this folder; None where there are several."""


def settle(faults: Iterable[Fault], lines: Lines) -> Iterator[tuple[str, str]]:
    """Each faulty file gets its line, unless its student has one: with a good sheet, or where a platform names them.

    Yields the files that got none, and why they give no sheet.
    """
    for fault in faults:
        owner = _owner(fault, lines)
        if owner is None:
            lines.add(fault)
            continue
        if fault.number:
            lines.remark(owner, f"Also handed in: {fault.file}, but {fault.what}.")
        yield fault.file, fault.what


def _owner(fault: Fault, lines: Lines) -> int | None:
    """The line of the same student: by whom the platform names, by number, or by the folder of one student alone."""
    if fault.identity and fault.identity.id:
        return lines.by_id(fault.identity.id)
    if fault.number:
        return lines.by_number(fault.number.casefold())
    path = PurePosixPath(fault.file)
    parts = path.stem.casefold().split("-")
    for number in ("-".join(parts[n:]) for n in range(1, len(parts))):
        if (found := lines.by_number(number)) is not None:
            return found
    alone = (lines.alone_in(str(folder)) for folder in path.parents if str(folder) != ".")
    return next((found for found in alone if found is not None), None)
