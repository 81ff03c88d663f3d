"""Grades and pages go back to a learning platform: Canvas, Moodle or Blackboard.

The file that the teacher downloaded there comes back with one column filled. Only the cells that get a grade are
written anew, so everything else stays as it was to the byte. A state that is no grade leaves its cell alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from kit.assignment import COMPLETION
from kit.errors import KitError
from kit.grading import GRADED, PARTLY, Grade, Gradebook, shown
from kit.lmsfile import BLACKBOARD, CANVAS, MOODLE, NAMES, Cell, Column, PlatformFile, Row, number_in, read_file
from kit.zips import zipped

SYSTEMS = (CANVAS, MOODLE, BLACKBOARD)
NO_SCORE = ("", "-")
"""What the platforms write where there is no grade."""
DECIDED = {"EX": "the student is excused there", "N/A": "the assignment is not given to this student there"}
"""What only the teacher may take back, on Canvas."""
LISTED = 20


@dataclass(frozen=True)
class Report:
    """What happened to the file, in sentences for the teacher."""

    system: str
    """`canvas`, `moodle` or `blackboard`."""
    column: str
    """Its header, as it stands in the file."""
    filled: int = 0
    """Students whose cell holds their grade now."""
    remarks: tuple[str, ...] = ()
    """On the whole file: scaling, an unknown maximum."""
    unmatched: tuple[str, ...] = ()
    """Students with a grade for whom no single row was found."""
    kept: tuple[str, ...] = ()
    """Students whose cell was left as it was, and why."""
    notes: tuple[str, ...] = ()
    """Grades that were replaced, names that differ."""
    absent: tuple[str, ...] = ()
    """People in the file of whom nothing was handed in; their cells are as they were."""

    def lines(self) -> list[str]:
        """All of it, the most important first."""
        told = [f"{NAMES[self.system]}, column “{self.column}”: {self.filled} filled."]
        told += [*self.remarks, *self.unmatched, *self.kept, *self.notes]
        if self.absent:
            people = "person" if len(self.absent) == 1 else "people"
            told.append(f"Nothing was handed in by {len(self.absent)} {people} in the file: {_some(self.absent)}.")
        return told


@dataclass(frozen=True)
class _Claim:
    """A grade that belongs in a row."""

    grade: Grade
    row: Row
    sure: bool
    """The platform itself named the student, and not only a typed number."""


def platform_of(data: bytes, name: str = "") -> str:
    """Which platform a file is from: `canvas`, `moodle` or `blackboard`. Raises KitError where it is from none."""
    return read_file(data, name).system


def columns_of(data: bytes, name: str = "") -> list[str]:
    """The headers of the columns that can be filled, to choose one from. Raises KitError."""
    return [column.header for column in read_file(data, name).columns if not column.closed]


def fill(
    data: bytes,
    gradebook: Gradebook,
    column: str | None = None,
    *,
    partly: bool = False,
    scale: bool = False,
    mapping: Mapping[str, str] | None = None,
    name: str = "",
) -> tuple[bytes, Report]:
    """The platform's own file with one column filled, and what could not be filled.

    `column` is a header, the title in it or the number in it; without it, the column that bears the assignment's
    title. `partly` also fills grades of sheets that could be read in part; `scale` turns points into the column's
    where they are out of another number; `mapping` leads from student numbers to Canvas's ID, Moodle's identifier or
    Blackboard's username. `name` is the file's, for messages. Raises KitError.
    """
    file = read_file(data, name)
    target = _chosen(file, column, gradebook)
    factor, remarks = _factor(file, target, gradebook, scale)
    claims, unmatched = _claims(file, gradebook, mapping or {})
    chosen, kept = _settled(claims, target, partly, gradebook.assignment.counts == COMPLETION)
    notes: list[str] = []
    changed: list[tuple[Cell, str]] = []
    for claim in chosen:
        text = _written(file, _points(claim.grade, gradebook, target, factor))
        cell = claim.row.cells[target.index]
        old = cell.value.strip()
        if old in NO_SCORE or number_in(old) != number_in(text):
            changed.append((cell, text))
            if old not in NO_SCORE:
                notes.append(f"{claim.row.who}: “{old}” became “{text}”.")
        notes += _other_name(claim)
    in_part = sum(claim.grade.state == PARTLY for claim in chosen)
    if in_part:
        remarks.append(f"{in_part} of the grades filled in are of sheets that could be read only in part.")
    handed_in = {claim.row.number for claim in claims}
    absent = tuple(row.who for row in file.people if row.number not in handed_in)
    report = Report(
        file.system, target.header, len(chosen), tuple(remarks), tuple(unmatched), tuple(kept), tuple(notes), absent
    )
    return file.with_cells(changed), report


# ---- the column


def _chosen(file: PlatformFile, wanted: str | None, gradebook: Gradebook) -> Column:
    asked = wanted or gradebook.assignment.title
    if not wanted and file.only is not None:
        fits = [file.only]
    else:
        fits = [c for c in file.columns if _plain(asked) in (_plain(c.header), _plain(c.title), c.id)]
    fits = [c for c in fits if not c.closed] or fits
    if len(fits) == 1:
        if fits[0].closed:
            raise KitError(f"{file.where}, “{fits[0].header}”", fits[0].closed, fits[0].todo)
        return fits[0]
    known = ", ".join(f"“{c.header}”" for c in file.columns if not c.closed) or "none"
    found = f"{len(fits)} columns are" if fits else "no column that can be filled is"
    raise KitError(file.where, f"{found} named “{asked}”", f"Name one of the columns: {known}")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _factor(file: PlatformFile, target: Column, gradebook: Gradebook, scale: bool) -> tuple[float, list[str]]:
    """By what points are multiplied, and what the teacher is told of it. Raises KitError where they do not fit."""
    most, out_of, system = target.maximum, gradebook.out_of, NAMES[file.system]
    whole = gradebook.assignment.counts == COMPLETION
    if most is None:
        what = f"The file does not say how many points the column is out of; the exercise is out of {shown(out_of)}."
        return 1, [f"{what} Check that {system} has the same."]
    where = f"{file.where}, “{target.header}”"
    if most <= 0 or out_of <= 0:
        todo = f"Give it points on {system} and download the file again"
        raise KitError(where, "the column is out of 0 points", todo)
    if whole:
        return 1, [f"The exercise counts as done or not: whoever did it has all {shown(most)} points."]
    if abs(most - out_of) < 0.005:
        return 1, []
    if not scale:
        what = f"the column is out of {shown(most)} points, and the exercise out of {shown(out_of)}"
        todo = f"Change the points on {system} and download the file again, or ask for the points to be scaled"
        raise KitError(where, what, f"{todo} (scale=True)")
    return most / out_of, [f"Points were scaled: {shown(out_of)} in the exercise are {shown(most)} in the column."]


def _points(grade: Grade, gradebook: Gradebook, target: Column, factor: float) -> float:
    if gradebook.assignment.counts == COMPLETION:
        return gradebook.out_of if target.maximum is None else target.maximum
    return (grade.points or 0) * factor


def _written(file: PlatformFile, points: float) -> str:
    text = shown(round(points, 2))
    return text.replace(".", ",") if file.comma else text


# ---- whose row?


def _claims(file: PlatformFile, book: Gradebook, mapping: Mapping[str, str]) -> tuple[list[_Claim], list[str]]:
    by_id, by_other = _index(file)
    mapped = {number.strip().casefold(): key for number, key in mapping.items()}
    claims, unmatched = [], []
    for grade in book.grades:
        named = grade.identity if grade.identity and grade.identity.id else None
        number = (named.id if named and named.system == "nbgrader" else grade.number).strip().casefold()
        sure = named is not None and named.system == file.system
        if sure:
            rows, sought = by_id.get(_key(file, named.id), []), f"{file.id_name} {named.id}"
        elif key := mapped.get(number, ""):
            rows, sought = by_id.get(_key(file, key), []), f"{file.id_name} {key}"
        elif number:
            fields = " or ".join(file.others) or "a student number"
            rows, sought = by_other.get(number, []), f"{number} as {fields}"
        else:
            rows, sought = [], ""
        if len(rows) == 1:
            claims.append(_Claim(grade, rows[0], sure))
        else:
            unmatched.append(_unmatched(file, grade, rows, sought))
    return claims, unmatched


def _index(file: PlatformFile) -> tuple[dict[str, list[Row]], dict[str, list[Row]]]:
    """Rows by the platform's own identity, and by anything that a student may have typed as a number."""
    by_id: dict[str, list[Row]] = {}
    by_other: dict[str, list[Row]] = {}
    for row in file.people:
        if row.id:
            by_id.setdefault(_key(file, row.id), []).append(row)
        for value in {other.strip().casefold() for other in row.others} - {""}:
            by_other.setdefault(value, []).append(row)
    return by_id, by_other


def _key(file: PlatformFile, id: str) -> str:
    """An identity, comparable: of “Participant 117” the number."""
    found = re.search(r"(\d+)\s*$", id) if file.system == MOODLE else None
    return found[1] if found else id.strip().casefold()


def _unmatched(file: PlatformFile, grade: Grade, rows: list[Row], sought: str) -> str:
    points = f", {shown(grade.points)} points" if grade.points is not None else ""
    who = f"{_who(grade)} ({grade.file}; {grade.state}{points})"
    todo = " Enter the grade by hand." if grade.state in (GRADED, PARTLY) else ""
    if len(rows) > 1:
        return f"{who}: {len(rows)} rows of the file have {sought}.{todo}"
    if sought:
        return f"{who}: no row of the file has {sought}. Is it the file of this course?{todo}"
    return f"{who}: there is neither a student number nor a name from {NAMES[file.system]}.{todo}"


def _settled(claims: list[_Claim], target: Column, partly: bool, done: bool) -> tuple[list[_Claim], list[str]]:
    """The claims that are carried out; what is kept and why."""
    of_row: dict[int, list[_Claim]] = {}
    kept: list[str] = []
    for claim in claims:
        if why := _no_grade(claim, target, partly, done):
            kept.append(_stays(claim, target, why))
        else:
            of_row.setdefault(claim.row.number, []).append(claim)
    chosen = []
    for rivals in of_row.values():
        first = [claim for claim in rivals if claim.sure] or rivals
        if len(first) == 1:
            chosen += first
        else:
            files = ", ".join(claim.grade.file for claim in first)
            kept.append(_stays(first[0], target, f"{len(first)} grades claim this row ({files})"))
        passed = [claim for claim in rivals if claim not in first]
        told = "it was typed with a number that belongs to somebody else’s row"
        kept += [f"{_who(claim.grade)} ({claim.grade.file}): {told}, {claim.row.who}." for claim in passed]
    return chosen, kept


def _no_grade(claim: _Claim, target: Column, partly: bool, done: bool) -> str:
    """Why a claim is not carried out; empty where it is. `done`: the exercise counts as done or not."""
    grade, row = claim.grade, claim.row
    if grade.state == PARTLY and not partly:
        return "read only in part, and such grades are filled in only if you ask for it (partly=True)"
    if grade.state not in (GRADED, PARTLY) or grade.points is None:
        return f"{grade.state}, which is no grade"
    if done and not any(task.answered for task in grade.tasks):
        return "nothing is answered in the sheet, so whether it counts as done is for you to say"
    if row.closed:
        return row.closed
    if target.index >= len(row.cells):
        return "the row ends before the column"
    old = row.cells[target.index].value.strip().upper()
    if old in DECIDED:
        return DECIDED[old]
    return ""


def _stays(claim: _Claim, target: Column, why: str) -> str:
    cells = claim.row.cells
    old = cells[target.index].value.strip() if target.index < len(cells) else ""
    held = "is still empty" if old in NO_SCORE else f"still has “{old}”"
    return f"{claim.row.who}: {why}. The cell {held}."


def _other_name(claim: _Claim) -> list[str]:
    """A word to the teacher where the sheet and the row have not one part of a name in common."""
    own, theirs = _parts(claim.grade.name), _parts(claim.row.name)
    if not own or not theirs or own & theirs:
        return []
    return [f"{claim.row.who}: the sheet is signed “{claim.grade.name}”. Check that it is the same person."]


def _parts(name: str) -> set[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return set(re.findall(r"[^\W\d_]{2,}", plain.casefold()))


def _who(grade: Grade) -> str:
    name = grade.called
    return f"{name} ({grade.number})" if name and grade.number else name or grade.number or "Somebody"


def _some(names: tuple[str, ...]) -> str:
    more = len(names) - LISTED
    return "; ".join(names[:LISTED]) + (f"; and {more} more" if more > 0 else "")


# ---- the pages


def feedback_zip(gradebook: Gradebook, pages: Callable[[Grade], str | bytes | None]) -> bytes:
    """The zip of pages that Moodle and Canvas take back; the same grades and pages give the same bytes.

    `pages` makes the page of a grade; where it gives none, the student gets none. Whoever is in no platform's folder
    is left out: `feedback_names` says who.
    """
    names, _ = feedback_names(gradebook)
    made = ((path, pages(names[path])) for path in sorted(names))
    return zipped((path, page.encode() if isinstance(page, str) else page) for path, page in made if page)


def feedback_names(gradebook: Gradebook) -> tuple[dict[str, Grade], list[str]]:
    """Where each student's page lies in the zip, and in sentences who is left out or may not be reached."""
    names: dict[str, Grade] = {}
    told = []
    end = f"feedback-{gradebook.assignment.id.replace('_', '-')}"
    for grade in gradebook.grades:
        identity = grade.identity
        if identity is None:
            told.append(f"{_who(grade)} ({grade.file}): it came from no platform’s folder, so its page is not in here.")
            continue
        label = _label(grade)
        if not _storable(label):
            told.append(f"{_who(grade)}: the folder’s name cannot stand in a zip. Send this page by hand.")
            continue
        if identity.system == CANVAS and not identity.id:
            told.append(f"{label}: handed in without a name; Canvas may not take the page back. Try it with one.")
        stem = label + end if identity.system == CANVAS else f"{label}/{end}"
        names[_free(stem, names)] = grade
    return names, told


def _free(stem: str, taken: Iterable[str]) -> str:
    """The path of a page; one student may have two, where two files could not be read."""
    number, path = 1, f"{stem}.html"
    while path in taken:
        number += 1
        path = f"{stem}-{number}.html"
    return path


def _label(grade: Grade) -> str:
    """The folder or the beginning of the name, unchanged wherever the platform finds its student in it.

    Moodle reads a folder's name from the left, Canvas takes the first two numbers between underscores. A name with
    underscores or of digits alone would lead both astray, so its part is changed; neither looks at that part again.
    """
    identity = grade.identity
    if identity.system == MOODLE and "_" in identity.name and identity.label.startswith(f"{identity.name}_"):
        return identity.name.replace("_", " ") + identity.label[len(identity.name) :]
    if identity.system == CANVAS and identity.id and identity.name.isdigit():
        return f"student{identity.label}"
    return identity.label


def _storable(label: str) -> bool:
    plain = all(unicodedata.category(c) not in ("Cc", "Cs") for c in label)
    return plain and "\\" not in label and not {"", ".", ".."} & set(label.split("/"))
