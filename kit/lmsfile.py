"""A learning platform's table, read so that single cells can be written and nothing else changes.

Canvas's gradebook, Moodle's offline grading worksheet and Blackboard's download: which it is, in what encoding and with
which delimiter, which columns can be filled, and whose each row is.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from kit.errors import KitError

CANVAS, MOODLE, BLACKBOARD = "canvas", "moodle", "blackboard"
NAMES = {CANVAS: "Canvas", MOODLE: "Moodle", BLACKBOARD: "Blackboard"}
HOW = {
    CANVAS: "Canvas: Grades, Export",
    MOODLE: "Moodle: the assignment, Submissions, Download grading worksheet",
    BLACKBOARD: "Blackboard: Grade Center or Gradebook, Download",
}
AGAIN = "Download it once more and hand it over as it is, without opening it in a spreadsheet program"
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
DELIMITERS = (",", ";", "\t")
LARGEST = 20_000_000
"""Bytes. A class of a thousand with a hundred columns has less than one million."""


@dataclass(frozen=True)
class Cell:
    """One cell: what it says, and where its characters lie, quotation marks included."""

    value: str
    start: int
    end: int
    quoted: bool


@dataclass(frozen=True)
class Column:
    """A column of grades."""

    index: int
    header: str
    title: str
    id: str = ""
    """The platform's number in the header."""
    maximum: float | None = None
    """Points that it is out of; None where the file does not say."""
    closed: str = ""
    """Why it cannot be filled; empty where it can."""
    todo: str = ""


@dataclass(frozen=True)
class Row:
    """A student's row."""

    number: int
    cells: tuple[Cell, ...]
    id: str
    """Canvas's ID, Moodle's identifier, Blackboard's username."""
    name: str
    others: tuple[str, ...] = ()
    """What else may be the student number."""
    closed: str = ""
    """Why its grade cannot be filled in."""

    @property
    def who(self) -> str:
        return f"{self.name} ({self.id})" if self.name else self.id or f"Row {self.number + 1}"


@dataclass(frozen=True)
class PlatformFile:
    """A platform's file as it was downloaded."""

    system: str
    where: str
    """For messages."""
    text: str = field(repr=False)
    codec: str
    mark: bytes
    delimiter: str
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)

    @property
    def header(self) -> list[str]:
        return [cell.value.strip() for cell in self.rows[0]]

    @property
    def id_name(self) -> str:
        return {CANVAS: "the ID", MOODLE: "the identifier", BLACKBOARD: "the username"}[self.system]

    @cached_property
    def others(self) -> list[str]:
        """Columns in which a typed student number is looked for."""
        wanted = {
            CANVAS: ("SIS User ID", "SIS Login ID"),
            MOODLE: ("ID number", "Username"),
            BLACKBOARD: ("Username", "Student ID"),
        }[self.system]
        return [name for name in wanted if name in self.header]

    @cached_property
    def columns(self) -> list[Column]:
        """All columns of grades, also those that cannot be filled."""
        return {CANVAS: _canvas_columns, MOODLE: _moodle_columns, BLACKBOARD: _blackboard_columns}[self.system](self)

    @property
    def only(self) -> Column | None:
        """The one column that a file of a single assignment is about."""
        grades = self.columns
        if self.system == MOODLE:
            sure = [c for c in grades if c.title == "Grade" or c.maximum]
            return sure[0] if len(sure) == 1 else None
        if self.system == BLACKBOARD and "Feedback to Learner" in self.header and len(grades) == 1:
            return grades[0]
        return None

    @cached_property
    def people(self) -> list[Row]:
        """The students' rows."""
        return [_person(self, number, row) for number, row in enumerate(self.rows) if _is_person(self, number, row)]

    @cached_property
    def comma(self) -> bool:
        """Whether numbers are written with a decimal comma. Canvas and Moodle read the point everywhere."""
        if self.system != BLACKBOARD:
            return False
        held = [r.cells[c.index].value.strip() for r in self.people for c in self.columns if c.index < len(r.cells)]
        points = any(re.fullmatch(r"-?\d+\.\d+", value) for value in held)
        return not points and any(re.fullmatch(r"-?\d+,\d{1,2}", value) for value in held)

    def with_cells(self, changed: Iterable[tuple[Cell, str]]) -> bytes:
        """The file with these cells written anew, and every other character as it was."""
        every = all(cell.quoted for cell in self.rows[0])
        parts, at = [], 0
        for cell, value in sorted(changed, key=lambda change: change[0].start):
            quoted = cell.quoted or every or self.delimiter in value
            parts += [self.text[at : cell.start], f'"{value}"' if quoted else value]
            at = cell.end
        return self.mark + "".join([*parts, self.text[at:]]).encode(self.codec)


# ---- bytes, characters, cells


def read_file(data: bytes, name: str = "") -> PlatformFile:
    """A platform's file, whichever it is. Raises KitError where it is none, in words for a teacher."""
    where = name or "the platform’s file"
    text, codec, mark = _decoded(data, where)
    told, torn = re.match(r"sep=(.)\r?\n", text), False
    for delimiter in (told[1],) if told else DELIMITERS:
        header = cells_of(text, delimiter, told.end() if told else 0, most=1)
        if not header or len(header[0]) < 3:
            continue
        rows = cells_of(text, delimiter, told.end() if told else 0)
        if rows is None:
            torn = True
        elif system := _system(rows):
            file = PlatformFile(system, where, text, codec, mark, delimiter, tuple(rows))
            if not file.people:
                raise KitError(where, f"it is a file from {NAMES[system]}, and no student is in it", AGAIN)
            return file
    if torn:
        raise KitError(where, "a quotation mark is opened in it and never closed", AGAIN)
    raise _unknown(text, where)


def _decoded(data: bytes, where: str) -> tuple[str, str, bytes]:
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise KitError(where, "it is a spreadsheet program’s workbook, and not the file that was downloaded", AGAIN)
    if len(data) > LARGEST or not data.strip():
        what = "it is empty" if not data.strip() else "it is larger than any gradebook"
        raise KitError(where, what, AGAIN)
    mark, codec = next(((mark, codec) for mark, codec in MARKS if data.startswith(mark)), (b"", "utf-8"))
    if not mark and b"\0" in data[:2]:
        codec = "utf-16-be" if data[:1] == b"\0" else "utf-16-le"
    try:
        return data[len(mark) :].decode(codec), codec, mark
    except UnicodeDecodeError:
        what = "its letters are not encoded as the platforms do it (UTF-8, or UTF-16 from Blackboard)"
        raise KitError(where, what, AGAIN) from None


def cells_of(text: str, delimiter: str, at: int = 0, most: int | None = None) -> list[tuple[Cell, ...]] | None:
    """The rows of a table from a place on; None where a quotation mark is never closed.

    >>> [cell.value for cell in cells_of('"Doe, Jane",7\\n', ",")[0]]
    ['Doe, Jane', '7']
    """
    parted = re.escape(delimiter)
    # A carriage return alone ends a line only where no line ends otherwise.
    plain, ends = (rf"(?:[^{parted}\r\n]|\r(?!\n))*+", r"\r?\n") if "\n" in text else (rf"[^{parted}\r]*+", r"\r")
    one = re.compile(rf'(?:"([^"]*+(?:""[^"]*+)*+)"({plain})|({plain}))({parted}|{ends}|\Z)')
    rows: list[tuple[Cell, ...]] = []
    row: list[Cell] = []
    while (at < len(text) or row) and (most is None or len(rows) < most):
        found = one.match(text, at)
        if found is None or (found[1] is None and found[3].startswith('"')):
            return None
        value = found[3] if found[1] is None else found[1].replace('""', '"') + found[2]
        row.append(Cell(value, found.start(), found.start(4), found[1] is not None))
        at = found.end()
        if found[4] != delimiter:
            rows.append(tuple(row))
            row = []
    return rows


def number_in(text: str) -> float | None:
    """The number that a cell says, with a decimal point or comma; None where it says none.

    >>> number_in("8,5"), number_in("1,499"), number_in("100.00"), number_in("EX")
    (8.5, 1499.0, 100.0, None)
    """
    text = text.strip()
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        return float(text.replace(",", ""))
    return float(text.replace(",", ".")) if re.fullmatch(r"-?\d{1,15}([.,]\d{1,15})?", text) else None


# ---- which platform?


def _system(rows: list[tuple[Cell, ...]]) -> str:
    names = [cell.value.strip() for cell in rows[0]]
    if {"ID", "Section"} <= set(names) and (names[0] == "Student" or names[:2] == ["LastName", "FirstName"]):
        return CANVAS
    if "Username" in names and any(BLACKBOARD_END.search(name) for name in names):
        return BLACKBOARD
    if names[0] == "Identifier" and "Grade" in names:
        return MOODLE
    # In whatever language: each row begins with the same word and a number of its own.
    ids = [re.fullmatch(r"(\D+)\s\d+", row[0].value.strip()) for row in rows[1:] if _filled(row)]
    alike = bool(ids) and all(ids) and len({found[1] for found in ids if found}) == 1
    return MOODLE if alike and len(names) >= 6 else ""


def _unknown(text: str, where: str) -> KitError:
    head = text.lstrip().splitlines()[0][:200] if text.strip() else ""
    if "(Real)" in head or "Last downloaded from this course" in head:
        what = "it is an export of Moodle’s gradebook, in which the participants’ numbers are missing"
        return KitError(where, what, f"Download the worksheet instead ({HOW[MOODLE]})")
    if head.startswith(("First Name,Last Name,SID", "<")):
        what = "it is a web page" if head.startswith("<") else "it is a file from Gradescope"
        return KitError(where, what, f"Download the file from your platform ({'; '.join(HOW.values())})")
    what = f"it is no file from Canvas, Moodle or Blackboard; its first line is “{head[:120]}”"
    return KitError(where, what, f"Download it there ({'; '.join(HOW.values())})")


# ---- columns of grades

CANVAS_HEADER = re.compile(r"(?s)(.*)\s\((\d+)\)")
CANVAS_TOTALS = re.compile(r"(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)")
CANVAS_MARKS = re.compile(r"(?i)\s*(Muted|Manual Posting.*)?\s*")
BLACKBOARD_HEADER = re.compile(
    r"(?s)(?P<title>.*?)\s*"
    r"(?:\[Total Pts:\s*(?P<upto>up to )?(?P<most>[\d.,]+)\s*(?P<shown>[^\]]*)\]\s*)?"
    r"\|\s*(?P<id>\d+)"
)
BLACKBOARD_END = re.compile(r"\|\s*\d+\Z")
BLACKBOARD_TOTALS = ("total", "weighted total", "running total")


def _canvas_columns(file: PlatformFile) -> list[Column]:
    points = next((r for r in file.rows[1:] if "Points Possible" in r[0].value), ())
    marks = next((r for r in file.rows[1:3] if all(CANVAS_MARKS.fullmatch(c.value) for c in r)), ())
    found = []
    for index, header in enumerate(file.header):
        named = CANVAS_HEADER.fullmatch(header)
        if named is None or index <= file.header.index("Section"):
            continue
        most = points[index].value if index < len(points) else ""
        closed = todo = ""
        if CANVAS_TOTALS.search(header):
            closed = "Canvas passes over every column with such words in its name, as they are those of its totals"
            todo = "Give the assignment another name on Canvas and download the file again"
        elif "read only" in most:
            closed, todo = "Canvas does not let anybody fill it (read only)", "Choose another column"
        elif index < len(marks) and "hidden" in marks[index].value:
            closed = "Canvas hides its scores while nobody may know whose they are"
            todo = "Post the grades there first, then download the file again"
        found.append(Column(index, header, named[1], named[2], number_in(most), closed, todo))
    return found


def _moodle_columns(file: PlatformFile) -> list[Column]:
    """The column “Grade”; in another language every one that may be it, which are those with numbers alone."""
    header = file.header
    closed = "Moodle grades this assignment on a scale of words and not with points" if "Scale" in header else ""
    todo = "Set the assignment’s grade to points on Moodle and download the worksheet again" if closed else ""
    places = [i for i, name in enumerate(header) if i and (name == "Grade" or "Grade" not in header)]
    places = [i for i in places if header[i] == "Grade" or _only_numbers(file, i)]
    return [Column(i, header[i], header[i], maximum=_moodle_most(file, i), closed=closed, todo=todo) for i in places]


def _moodle_most(file: PlatformFile, index: int) -> float | None:
    """The maximum stands in a column of its own, next to the grade."""
    at = file.header.index("Maximum Grade") if "Maximum Grade" in file.header else index + 1
    held = {number_in(row[at].value) if at < len(row) else None for row in file.rows[1:] if _filled(row)}
    most = held.pop() if len(held) == 1 else None
    return most if most is not None and most > 0 else None


def _only_numbers(file: PlatformFile, index: int) -> bool:
    held = [row[index].value.strip() for row in file.rows[1:] if index < len(row)]
    return all(value in ("", "-") or number_in(value) is not None for value in held)


def _blackboard_columns(file: PlatformFile) -> list[Column]:
    found = []
    for index, header in enumerate(file.header):
        named = BLACKBOARD_HEADER.fullmatch(header) if BLACKBOARD_END.search(header) else None
        if named is None:
            continue
        shown = (named["shown"] or "").strip()
        closed = todo = ""
        if named["upto"] or named["title"].strip().casefold() in BLACKBOARD_TOTALS:
            closed, todo = "Blackboard calculates this column itself", "Choose another column"
        elif named["most"] and shown not in ("Score", ""):
            closed = f"Blackboard shows this column as “{shown}” and not as points"
            todo = "Set its primary display to Score on Blackboard and download the file again"
        most = number_in(named["most"]) if named["most"] else None
        found.append(Column(index, header, named["title"], named["id"], most, closed, todo))
    return found


# ---- rows


def _filled(row: tuple[Cell, ...]) -> bool:
    return any(cell.value.strip() for cell in row)


def _is_person(file: PlatformFile, number: int, row: tuple[Cell, ...]) -> bool:
    if number == 0 or not _filled(row):
        return False
    if file.system != CANVAS:
        return True
    return "Points Possible" not in row[0].value and not all(CANVAS_MARKS.fullmatch(cell.value) for cell in row)


def _person(file: PlatformFile, number: int, row: tuple[Cell, ...]) -> Row:
    def held(name: str) -> str:
        at = file.header.index(name) if name in file.header else len(row)
        return row[at].value.strip() if at < len(row) else ""

    id, name = IDENTITIES[file.system](held, row)
    closed = ""
    if len(row) < len(file.header) or _filled(row[len(file.header) :]):
        closed = f"its row has {len(row)} cells and the header {len(file.header)}, so nobody can say which is which"
    elif file.system == MOODLE and held("Grade can be changed").casefold() == "no":
        closed = "Moodle says that this grade cannot be changed"
    return Row(number, row, id, name, tuple(held(other) for other in file.others), closed)


def _canvas_who(held: Callable[[str], str], row: tuple[Cell, ...]) -> tuple[str, str]:
    # Canvas itself guards names that begin like a formula: ="=name".
    name = held("Student") or ", ".join(part for part in (held("LastName"), held("FirstName")) if part)
    return held("ID"), re.sub(r'^="(.*)"$', r"\1", name)


def _moodle_who(held: Callable[[str], str], row: tuple[Cell, ...]) -> tuple[str, str]:
    return row[0].value.strip(), held("Full name")


def _blackboard_who(held: Callable[[str], str], row: tuple[Cell, ...]) -> tuple[str, str]:
    return held("Username"), ", ".join(part for part in (held("Last Name"), held("First Name")) if part)


IDENTITIES = {CANVAS: _canvas_who, MOODLE: _moodle_who, BLACKBOARD: _blackboard_who}
