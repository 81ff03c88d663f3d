"""The comment bank: what readers wrote beside their points, once each, to be used again. It grows from what is used.

`comments.csv` lies beside the reader's table and may be copied to the next exercise. A comment's number stays its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from kit.csvfile import Record, Table, read_table, table_text
from kit.errors import KitError

BANK = "comments.csv"
COLUMNS = ("number", "criterion", "comment", "used")
NUMBER = re.compile(r"#\s*(\d{1,6})")
"""What stands for a whole comment in the reader's table."""


@dataclass(frozen=True)
class Comment:
    """One comment of the bank."""

    number: int
    criterion: str
    """Empty where it fits any."""
    text: str
    used: int


@dataclass(frozen=True)
class Bank:
    """All comments, those that are used most first."""

    comments: tuple[Comment, ...] = ()
    table: Table = field(default_factory=Table)
    """The file that they come from."""
    told: tuple[str, ...] = ()

    def text(self) -> str:
        """The file anew, with what the teacher has in columns of their own."""
        return table_text(COLUMNS, self._rows(), self.table.own, self.table.delimiter)

    def _rows(self) -> Iterator[Record]:
        own = {number: row.own for number, row in _numbered(self.table)}
        for c in self.comments:
            values = (str(c.number), c.criterion, c.text, str(c.used))
            yield Record(0, dict(zip(COLUMNS, values, strict=True)), own.get(c.number, ()))
        yield from (row for row in self.table.rows if row.over or not row["comment"])


def read_bank(path: Path) -> Bank:
    """The bank of a file; an empty one where there is none. Raises KitError where it cannot be read as a whole."""
    if not path.is_file():
        return Bank()
    table = read_table(path, COLUMNS, ("criterion", "comment"))
    held = tuple(
        Comment(number, row["criterion"], row["comment"], _count(row["used"])) for number, row in _numbered(table)
    )
    what = "it has more cells than the header, so it is no comment yet"
    todo = "Put a comment with commas into quotation marks"
    slipped = [row for row in table.rows if row.over]
    return Bank(held, table, tuple(str(KitError(path.name, f"“{r['comment'][:60]}”: {what}", todo)) for r in slipped))


def grown(bank: Bank, used: Iterable[tuple[str, str]]) -> Bank:
    """The bank with every comment that was used (criterion, text), and how often each stands in the table now.

    A count that it came with, from another exercise, is never lowered. Growing twice changes nothing.
    """
    known = {(c.criterion, _folded(c.text)) for c in bank.comments}
    counts: Counter[tuple[str, str]] = Counter()
    words: dict[tuple[str, str], str] = {}
    for criterion, text in used:
        if text and not NUMBER.fullmatch(text):
            own, general = (criterion, _folded(text)), ("", _folded(text))
            key = general if own not in known and general in known else own
            counts[key] += 1
            words[key] = min(words.get(key, text), text)
    held = [replace(c, used=max(counts[c.criterion, _folded(c.text)], c.used)) for c in bank.comments]
    last = max((c.number for c in held), default=0)
    new = sorted(key for key in counts if key not in known)
    held += [Comment(last + n, key[0], words[key], counts[key]) for n, key in enumerate(new, 1)]
    return replace(bank, comments=tuple(sorted(held, key=lambda c: (-c.used, c.number))))


def _numbered(table: Table) -> list[tuple[int, Record]]:
    """Each comment with its number; one without a number, or with one that is taken, gets the next."""
    rows = [row for row in table.rows if row["comment"] and not row.over]
    numbers = [_count(row["number"].lstrip("#")) for row in rows]
    last, seen = max(numbers, default=0), set()
    for place, number in enumerate(numbers):
        if not number or number in seen:
            last += 1
            numbers[place] = last
        seen.add(numbers[place])
    return list(zip(numbers, rows, strict=True))


def _count(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else 0


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
