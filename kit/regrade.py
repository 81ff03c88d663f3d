"""Graded once more: whose points changed since the gradebook that lies there, and why.

What a grade rests on is kept as hashes in a small file, `run.json`: each task, its key, the kit's version, and of each
student the answers and the reader's points. Where that file is missing, changes are told without their reasons.

While a run writes, `run.json` keeps what the run before it had given. So a run that was killed counts for nothing,
however far it came: the next one tells the changes since the last run that was finished.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

import kit
from kit.case import Case
from kit.csvfile import UTF8_MARK, Record, cell, read_table
from kit.errors import KitError
from kit.feedback.told import plural
from kit.files import sweep, whole, write_whole
from kit.grading import Grade, Gradebook, TaskGrade, shown
from kit.marking import students
from kit.model import Task
from kit.scoring import in_play
from kit.scoring.about import by_item
from kit.structure import structure

BOOK, RUN, FILE = "gradebook.csv", "run.json", "changes.csv"
STORE = "grades.sqlite"
"""What a very large class leaves in place of `run.json`: the lines of its last run that was finished."""
FORMAT = 2
UNFINISHED = "unfinished"
"""Where `run.json` keeps what was before, while a run writes."""
COLUMNS = ("number", "name", "task", "before", "after", "why")
SHOWN = 25
"""Changes that are told singly on the terminal; all of them stand in the file."""
KEY, EXERCISE, SHEET, READER = "key changed", "exercise changed", "sheet changed", "marking changed"
NEW, GONE, UNKNOWN = "handed in since", "handed in no longer", "not known: there is no record of the earlier run"


@dataclass(frozen=True)
class Change:
    """The points of one student in one task."""

    number: str
    """Of the student, or the file where there is none."""
    name: str
    task: str
    before: str
    after: str
    why: str


@dataclass(frozen=True)
class Row:
    """A student's line in an earlier gradebook."""

    number: str
    name: str
    file: str
    points: dict[str, str]
    """Task to points; empty where there were none."""


@dataclass(frozen=True)
class Before:
    """What the last run that was finished has given."""

    rows: tuple[Row, ...] | None = None
    """None where there is nothing to compare with."""
    record: dict[str, Any] = field(default_factory=dict)
    """What its grades rested on; empty where that is not known."""


@dataclass(frozen=True)
class Regrade:
    """What is otherwise than in the gradebook that lies there."""

    changes: tuple[Change, ...] = ()
    told: tuple[str, ...] = ()
    begun: str = ""
    """What `run.json` is to hold while the files are written."""
    record: str = ""
    """What it is to hold when all are written, and told."""

    def table(self) -> list[str]:
        """For the terminal."""
        return [*summed(self.changes), *self.told]


def summed(changes: Iterable[Change]) -> list[str]:
    """How many changed and why, and the first of them; nothing where nothing did. Goes through them once."""
    people: set[int] = set()
    reasons: Counter[str] = Counter()
    shown_now: list[Change] = []
    for c in changes:
        people.add(hash((c.number, c.name)))
        reasons[c.why] += 1
        if len(shown_now) < SHOWN:
            shown_now.append(c)
    if not shown_now:
        return []
    rows = [("number", "name", "task", "before", "after", "why")]
    rows += [(c.number, c.name, c.task, c.before or "none", c.after or "none", c.why) for c in shown_now]
    widths = [min(30, max(len(row[i]) for row in rows)) for i in range(5)]
    told = ", ".join(f"{why}: {n}" for why, n in sorted(reasons.items()))
    lines = [f"Changed since the last run: the points of {len(people)} {plural(len(people), 'student')} ({told})."]
    lines += ["  ".join([*(c.ljust(w) for c, w in zip(row[:5], widths, strict=True)), row[5]]).rstrip() for row in rows]
    more = reasons.total() - SHOWN
    return [*lines, *([f"And {more} more in {FILE}."] if more > 0 else [])]


def compare(gradebook: Gradebook, out: Path) -> Regrade:
    """The gradebook beside the one of an earlier run in `out`; call it before that one is overwritten.

    An earlier file that cannot be read costs the comparison and no grade.
    """
    now = _record(gradebook)
    before, told = _before(gradebook, out)
    changes = tuple(_changes(gradebook, before, now))
    if before.rows is not None and not changes:
        told.append("No points changed since the last run.")
    rows = None if before.rows is None else [vars(row) for row in before.rows]
    begun = {
        "format": FORMAT,
        "assignment": gradebook.assignment.id,
        UNFINISHED: {"record": before.record, "rows": rows},
    }
    return Regrade(changes, tuple(told), _json(begun), _json(now))


def write_changes(regrade: Regrade, out: Path) -> None:
    """Say in `run.json` that a run has begun, and write `changes.csv`; call it before the gradebook is written.

    Where nothing changed, the file of the last change stays.
    """
    write_whole(out / RUN, regrade.begun)
    if regrade.changes:
        with whole(out / FILE) as file:
            for _ in written(regrade.changes, file):
                pass


def written(changes: Iterable[Change], file: TextIO) -> Iterator[Change]:
    """The same changes, each in the table as it goes by."""
    file.write(UTF8_MARK)
    lines = csv.writer(file)
    lines.writerow(COLUMNS)
    for change in changes:
        lines.writerow(cell(getattr(change, name)) for name in COLUMNS)
        yield change


def write_record(regrade: Regrade, out: Path) -> None:
    """Say in `run.json` that the run is finished; call it when everything is written, and its changes told.

    What runs that were killed left half written goes.
    """
    for folder in (out, *(path for path in out.glob("*") if path.is_dir())):
        sweep(folder)
    write_whole(out / RUN, regrade.record)


def _json(value: object) -> str:
    return json.dumps(value, indent=0, sort_keys=True, ensure_ascii=True) + "\n"


# ---- what a grade rests on


def _record(gradebook: Gradebook) -> dict:
    return {
        "format": FORMAT,
        "assignment": gradebook.assignment.id,
        "kit": kit.__version__,
        "tasks": asked_hashes(gradebook.parts),
        "students": {who: {t.task.id: made_hashes(t) for t in g.tasks} for who, g in students(gradebook).items()},
    }


def asked_hashes(parts: Mapping[str, tuple[Case, Task]]) -> dict[str, dict[str, str]]:
    """Id of each task or form to hashes of itself with its text, and of its key."""
    return {
        id: {"task": _hash(task, case.article.digest), "key": _key(case, task)} for id, (case, task) in parts.items()
    }


def made_hashes(done: TaskGrade) -> list[str]:
    """Hashes of the answers, and of what a reader gave."""
    return [done.answers_digest, _hash(sorted(done.marks.items()))]


def _key(case: Case, task: Task) -> str:
    """Of what the key says in answer to this task; a better reason for the same answer changes no points."""
    layer = case.key.layer
    held = in_play(task, case.article, layer) if task.kind == "attributions" else by_item(task, layer).values()
    return _hash([replace(a, why="", wrong=()) for a in held])


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


# ---- what was before


def _before(gradebook: Gradebook, out: Path) -> tuple[Before, list[str]]:
    """What the last finished run has given, and what is to be told of it."""
    held, told = _earlier(out / RUN)
    if UNFINISHED in held:
        if held.get("assignment") == gradebook.assignment.id:
            return held[UNFINISHED], told
        held = {}
    path = out / BOOK
    if not path.is_file():
        return Before(), []
    try:
        table = read_table(path, ("number", "name", "assignment", "file"), ("number", "assignment", "file"))
    except KitError as fault:
        return Before(), [f"{fault.where}: {fault.what}; so what changed since the last run cannot be told."]
    if other := sorted({row["assignment"] for row in table.rows} - {gradebook.assignment.id}):
        names = ", ".join(other)
        return Before(), [f"The gradebook that was here is of another exercise ({names}): nothing was compared."]
    rows = (Row(row["number"], row["name"], row["file"], _points(row, table.own)) for row in table.rows)
    return Before(tuple(rows), held), told


def _earlier(path: Path) -> tuple[dict, list[str]]:
    """What `run.json` holds; empty where there is none that can be read."""
    if not path.is_file():
        return {}, []
    try:
        held = json.loads(path.read_bytes())
        whole = isinstance(held, dict) and held.get("format") == FORMAT
        if whole and UNFINISHED in held:
            held[UNFINISHED] = structure(held[UNFINISHED], Before, RUN)
        elif whole:
            whole = all(isinstance(held.get(part), dict) for part in ("tasks", "students"))
    except (OSError, ValueError, RecursionError, KitError):
        whole = False
    return (held, []) if whole else ({}, [f"{RUN} of the last run cannot be read, so the reasons are not known."])


# ---- what changed


def _changes(gradebook: Gradebook, before: Before, now: dict) -> Iterator[Change]:
    if before.rows is None:
        return
    columns = [name for name, _ in gradebook.columns]
    gone = {id(row): row for row in before.rows}
    pairs = _paired(gradebook, before.rows)
    for who, grade in students(gradebook).items():
        row = pairs.get(grade.file)
        earlier = gone.pop(id(row)).points if row else {}
        points = dict(zip(columns, (shown(t.points) for t in grade.tasks), strict=False))
        # A task that is asked no longer had points once.
        for name in [*columns, *(n for n in earlier if n not in columns)]:
            was, is_now = earlier.get(name, ""), points.get(name, "")
            if was != is_now:
                task = grade.tasks[columns.index(name)].task.id if name in points else name
                cause = why(who, task, before.record, now) if row else NEW
                yield Change(grade.number or grade.file, grade.name, name, was, is_now, cause)
    for row in gone.values():
        for name, was in row.points.items():
            if was:
                yield Change(row.number or row.file, row.name, name, was, "", GONE)


def _paired(gradebook: Gradebook, rows: tuple[Row, ...]) -> dict[str, Row]:
    """File of each grade to its earlier row: by the number where it is one's own in both, else by the file."""
    numbers = Counter(g.number.casefold() for g in gradebook.grades)
    olds = Counter(row.number.casefold() for row in rows)
    by_number = {n: row for row in rows if olds[n := row.number.casefold()] == 1 and n}
    by_file = {row.file: row for row in rows}
    held: dict[str, Row] = {}
    taken: set[int] = set()

    def pair(grade: Grade, row: Row | None) -> None:
        if row and id(row) not in taken and grade.file not in held:
            taken.add(id(row))
            held[grade.file] = row

    for g in gradebook.grades:
        if g.number and numbers[g.number.casefold()] == 1:
            pair(g, by_number.get(g.number.casefold()) or by_number.get(g.number.casefold().lstrip("0")))
    for g in gradebook.grades:
        pair(g, by_file.get(g.file))
    return held


def _points(row: Record, own: tuple[str, ...]) -> dict[str, str]:
    """Task to points of an earlier row; also as a spreadsheet program with another comma left them."""
    end = own.index("points") if "points" in own else len(own)
    held = {}
    for name, value in list(zip(own, row.own, strict=False))[:end]:
        task, bracket, _ = name.rpartition(" (")
        if bracket:
            try:
                held[task] = shown(round(float(value.replace(",", ".")), 2)) if value.strip() else ""
            except ValueError:
                held[task] = value
    return held


def why(who: str, task: str, before: dict, now: dict) -> str:
    """What a student's grade in a task rests on and is otherwise than it was, by the records of both runs."""
    if not before:
        return UNKNOWN
    was, is_now = (_group(record["tasks"].get(task)) for record in (before, now))
    reasons = [EXERCISE] if was.get("task") != is_now.get("task") else []
    reasons += [KEY] if was and is_now and was.get("key") != is_now.get("key") else []
    held = (_group(record["students"].get(who)) for record in (before, now))
    (sheet, marks), (new_sheet, new_marks) = (_two(own.get(task)) for own in held)
    if None in (sheet, new_sheet):
        return "; ".join(reasons) or SHEET
    reasons += [SHEET] if sheet != new_sheet else []
    # That a new text has not been read yet follows from its being new.
    follows = sheet != new_sheet and new_marks == _hash([])
    reasons += [READER] if marks != new_marks and not follows else []
    if not reasons and before.get("kit") != now["kit"]:
        reasons = [f"kit changed ({before.get('kit')} to {now['kit']})"]
    return "; ".join(reasons) or "not known: nothing that is recorded changed"


def _group(value: object) -> dict:
    return value if isinstance(value, dict) else {}


def _two(value: object) -> tuple[object, object]:
    return (value[0], value[1]) if isinstance(value, list) and len(value) == 2 else (None, None)
