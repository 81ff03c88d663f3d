"""Small tables that a teacher edits: read as a spreadsheet program left them, written so that none of it is a formula.

Columns and cells that the kit does not know are kept: what somebody wrote is never lost by reading it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.errors import KitError

FORMULA = ("=", "+", "-", "@")
LARGEST = 20_000_000
"""Bytes. Ten thousand rows have about one million."""
AGAIN = "Save it once more as “CSV UTF-8”; nothing was written"
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
UTF8_MARK = "\ufeff"
"""Tells spreadsheet programs that a file is UTF-8."""


@dataclass(frozen=True)
class Record:
    """One row."""

    number: int
    """As a spreadsheet program counts it; the header is 1."""
    values: dict[str, str]
    own: tuple[str, ...] = ()
    """Cells of columns that are the teacher's own."""
    over: tuple[str, ...] = ()
    """Cells to the right of the last column: here a delimiter stands where none should."""
    raw: tuple[str, ...] = ()
    """All cells as they were."""

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")


@dataclass(frozen=True)
class Table:
    """A file's rows."""

    rows: tuple[Record, ...] = ()
    own: tuple[str, ...] = ()
    """Names of columns that are the teacher's own."""
    delimiter: str = ","


def cell(text: str) -> str:
    """Text that no spreadsheet program takes for a formula.

    >>> cell("=1+1"), cell("Ann")
    ("'=1+1", 'Ann')
    """
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def uncell(text: str) -> str:
    """What `cell` was given.

    >>> uncell("'=1+1"), uncell("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text[:1] == "'" and text[1:].lstrip().startswith(FORMULA) else text


def read_table(path: Path, columns: Sequence[str], needed: Iterable[str]) -> Table:
    """The rows of a CSV file, with commas, semicolons or tabs; upper and lower case of its header are one.

    Raises KitError, in words for a teacher, where the file cannot be read as a whole or lacks a column.
    """
    text, where = _text(path), path.name
    told = text[:6].lower().startswith("sep=") and text[4:5]
    if told:
        text = text.partition("\n")[2]
    found: list[tuple[str, list[str], list[list[str]]]] = []
    for delimiter in (told,) if told else (",", ";", "\t"):
        head = [name.strip().lower() for name in _first(text, delimiter)]
        lacking = [name for name in needed if name not in head]
        found.append((delimiter, head, lacking))
        if not lacking:
            return _table(_rows(text, delimiter, where), head, columns, delimiter, 2 if told else 1)
    lacking = min((lacking for *_, lacking in found), key=len)
    names = " and ".join(f"“{name}”" for name in lacking)
    what = f"the column{'s' if len(lacking) > 1 else ''} {names} {'are' if len(lacking) > 1 else 'is'} missing"
    raise KitError(where, what, "Give the first row its names back; nothing was written")


def table_text(columns: Sequence[str], rows: Iterable[Record], own: Sequence[str] = (), delimiter: str = ",") -> str:
    """The text of a CSV file; `read_table` gives the same rows back."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=delimiter)
    lines.writerow([*columns, *own])
    for row in rows:
        held = [*row.own, *[""] * (len(own) - len(row.own))]
        # Where cells have slipped, nobody knows which is which: the row stays as it is.
        lines.writerow(map(cell, row.raw if row.over else [*(row[name] for name in columns), *held]))
    return UTF8_MARK + out.getvalue()


def _text(path: Path) -> str:
    where = path.name
    try:
        if path.stat().st_size > LARGEST:
            raise KitError(where, "it is larger than any such table", "Name the right file; nothing was written")
        data = path.read_bytes()
    except OSError as fault:
        what = f"it cannot be read ({fault.strerror or type(fault).__name__})"
        raise KitError(where, what, "Close it in other programs, and check its name; nothing was written") from None
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise KitError(where, "it is a spreadsheet program’s workbook and no CSV file", AGAIN)
    mark, codec = next(((mark, codec) for mark, codec in MARKS if data.startswith(mark)), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(codec)
    except UnicodeDecodeError as fault:
        what = f"byte {len(mark) + fault.start + 1} is not UTF-8, so its letters cannot be told"
        raise KitError(where, what, AGAIN) from None
    if "\0" in text:
        raise KitError(where, "its letters cannot be told: it is neither UTF-8 nor UTF-16 with its mark", AGAIN)
    return text.removeprefix(UTF8_MARK)


def _first(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _rows(text: str, delimiter: str, where: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(row)
    except csv.Error:
        todo = "Look for a quotation mark that is opened and not closed; nothing was written"
        raise KitError(f"{where}, row {len(rows) + 1}", "it cannot be read from here on", todo) from None
    return rows


def _table(rows: list[list[str]], head: list[str], columns: Sequence[str], delimiter: str, first: int) -> Table:
    places = {name: head.index(name) for name in columns if name in head}
    own = [place for place in range(len(head)) if place not in places.values() and head[place]]
    written = rows[0]
    records = []
    for number, row in enumerate(rows[1:], start=first + 1):
        if any(part.strip() for part in row):
            cells = [uncell(part) for part in row] + [""] * (len(head) - len(row))
            values = {name: cells[place].strip() for name, place in places.items()}
            # A cell under a blank name has no column that it could go back to.
            blank = [cells[p] for p in range(len(head)) if not head[p] and p not in places.values() and cells[p]]
            over = (*blank, *cells[len(head) :])
            records.append(Record(number, values, tuple(cells[place] for place in own), over, tuple(cells)))
    return Table(tuple(records), tuple(written[place].strip() for place in own), delimiter)
