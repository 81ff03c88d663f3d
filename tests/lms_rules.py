"""What learning platforms do with a file that is handed back, as far as it is known from their sources and manuals.

Each function takes the bytes and what the platform knows already (its course), and gives what would be in its books
afterwards and every complaint. They share no line with the kit's own readers.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What a platform holds after an import."""

    grades: dict = field(default_factory=dict)
    """(student, column) to what was read for them; blanks are left out, as they are no grade."""
    complaints: list[str] = field(default_factory=list)
    points: dict[str, str] = field(default_factory=dict)
    """Column to its maximum as the file tells it."""


# ---- Canvas: lib/gradebook_importer.rb

DROPPED = re.compile(
    "Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade"
    "|Override Score|Override Grade|Override Status"
)


def canvas(data: bytes, students: set[str], assignments: dict[str, str]) -> Outcome:
    """Canvas's own import of a gradebook; `assignments` is id to title."""
    out = Outcome()
    text = data.decode("utf-8-sig")
    lines = text.splitlines()[:3]
    sizes = {d: {len(next(csv.reader([line], delimiter=d), [])) for line in lines} for d in ";,"}
    count = {d: next(iter(s)) if len(s) == 1 else 0 for d, s in sizes.items()}
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if count[";"] > count[","] else ",", strict=True)
    header = next(rows)
    split = header[:2] == ["LastName", "FirstName"]
    names = len(header) > 3 and "Student" in header[0] and "ID" in header[1]
    if not names and not (split and "ID" in header[2]):
        return Outcome(complaints=["Invalid header row"])
    if "Section" not in header:
        return Outcome(complaints=["Invalid header row: no Section"])
    columns = {}
    for place, title in enumerate(header):
        if place <= header.index("Section") or DROPPED.search(title):
            continue
        named = re.fullmatch(r"(?s)(.*)\s\((\d+)\)", title)
        if named and named[2] in assignments:
            columns[named[2]] = header.index(title)
        elif title in assignments.values():
            columns[next(id for id, known in assignments.items() if known == title)] = header.index(title)
        elif title not in ("Notes",):
            out.complaints.append(f"creates a new assignment: {title}")
    seen, closed = set(), set()
    for row in rows:
        row = [_point(cell) for cell in row]
        if not any(row):
            continue
        if "Points Possible" in row[0]:
            out.points = {id: row[place] for id, place in columns.items()}
            closed = {id for id, points in out.points.items() if "read only" in points}
            continue
        if all(re.fullmatch(r"(?i)\s*(Muted|Manual Posting.*)?\s*", cell) for cell in row):
            continue
        student = row[2 if split else 1]
        if student not in students:
            out.complaints.append(f"a new student: {row[0]}")
            continue
        if student in seen:
            out.complaints.append(f"{student} stands in two rows")
        seen.add(student)
        for id, place in columns.items():
            grade = row[place].strip()
            if grade not in ("", "-", "N/A") and id not in closed:
                out.grades[student, id] = grade.upper() if grade.upper() == "EX" else round(float(grade), 2)
    return out


def _point(cell: str) -> str:
    """Every comma and point but the last goes; the last is the decimal point."""
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *front, last = re.split("[,.]", cell)
    return "".join(front) + "." + last if front else last


def canvas_pages(archive: bytes, attachments: set[tuple[str, str]]) -> tuple[dict[str, list[str]], list[str]]:
    """Which student gets which file, and which files Canvas passes over; `attachments` are (user, attachment)."""
    given: dict[str, list[str]] = {}
    ignored = []
    for name in _members(archive):
        file = name.rsplit("/", 1)[-1]
        parts = file.split("_")
        user, attachment = ([p for p in parts if re.fullmatch(r"\d+", p)] + [None, None])[:2]
        if parts[-1].startswith("link") or file.startswith("._") or (user, attachment) not in attachments:
            ignored.append(name)
        else:
            given.setdefault(user, []).append(file)
    return given, ignored


# ---- Moodle: mod/assign/feedback/offline and mod/assign/feedback/file


def moodle(
    data: bytes,
    participants: set[str],
    most: float,
    words: tuple[str, ...] = ("Identifier", "Grade", "Last modified (grade)"),
    hidden: str = "Participant ",
    comma: bool = False,
) -> Outcome:
    """The import of an offline grading worksheet; `words` and `hidden` are the site's language."""
    out = Outcome()
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
    header = next(rows)
    if not set(words) <= set(header):
        return Outcome(complaints=["invalid grade import"])
    id_at, grade_at = header.index(words[0]), header.index(words[1])
    for row in rows:
        if not row:
            continue
        if len(row) != len(header):
            return Outcome(complaints=["csvweirdcolumns"])
        id = row[id_at][len(hidden) :]
        if id not in participants:
            out.complaints.append(f"nobody is {row[id_at]}")
            continue
        grade = row[grade_at].strip().replace(" ", "")
        grade = grade.replace(",", ".") if comma else grade
        if grade in ("", "-"):
            continue
        # PHP's cast to a number reads as far as it can and says nothing.
        leading = re.match(r"-?\d+(\.\d+)?", grade)
        if leading is None or leading[0] != grade:
            out.complaints.append(f"{grade} would be read as something else")
        elif not 0 <= float(grade) <= most:
            out.complaints.append(f"{grade} is out of range and passed over")
        else:
            out.grades[id, "Grade"] = round(float(grade), 2)
    return out


def moodle_pages(archive: bytes, participants: set[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Which participant gets which file, and which files Moodle passes over."""
    given: dict[str, list[str]] = {}
    ignored = []
    for name in _members(archive):
        found = None
        for number, part in enumerate(name.split("/")):
            info = part.split("_", 4)
            known = len(info) >= 4 and re.fullmatch(r"\d+", info[1]) and str(int(info[1])) in participants
            if known and info[2:4] == ["assignsubmission", "file"]:
                rest = [*info[4:], *name.split("/")[number + 1 :]]
                found = (str(int(info[1])), "/".join(part for part in rest if part))
                break
        if found is None or name.rsplit("/", 1)[-1].startswith((".", "~")):
            ignored.append(name)
        else:
            given.setdefault(found[0], []).append(found[1])
    return given, ignored


# ---- Blackboard: its manual

NEVER = ("Total", "Weighted Total", "Running Total")


def blackboard(data: bytes, usernames: set[str], columns: set[str]) -> Outcome:
    """The upload of a download that was worked on offline; `columns` are the numbers after `|`."""
    out = Outcome()
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = data.decode("utf-16" if wide else "utf-8-sig")
    delimiter = "\t" if "\t" in text.splitlines()[0] else ","
    if delimiter == "," and not re.fullmatch(r'(?:"(?:[^"]|"")*+"(?:,|\r?\n|\Z))++', text):
        out.complaints.append("not every field is quoted")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header = next(rows)
    if "Username" not in header:
        return Outcome(complaints=["Username is missing"])
    for row in rows:
        if not row:
            continue
        user = row[header.index("Username")]
        if user not in usernames:
            out.complaints.append(f"nobody is {user}")
            continue
        for place, title in enumerate(header):
            named = re.fullmatch(r"(?s)(.*)\|(\d+)", title)
            if named is None:
                continue
            if named[2] not in columns:
                out.complaints.append(f"creates a column: {title}")
            elif named[1].split("[")[0].strip() not in NEVER and row[place].strip():
                out.grades[user, named[2]] = row[place].strip()
    return out


def _members(archive: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return opened.namelist()
