"""Briefs in graded exercises are read by a person, whose points come in one table, `marking.csv`.

Each row is bound to the text that it was given to, by the text's hash: a new text makes it stale. Nothing that somebody
wrote into the table is ever lost: what does not count stays in it, with the reason beside it.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kit.codebook import codebook
from kit.commentbank import BANK, NUMBER, Bank, grown, read_bank
from kit.csvfile import Record, Table, read_table, table_text
from kit.errors import KitError, nearest
from kit.feedback.told import plural
from kit.feedbackpage import framed
from kit.files import sweep, write_whole
from kit.grading import Grade, Gradebook, Mark, TaskGrade, shown, state_of
from kit.model import LEVELS, Detection, Judgement, Score, Task
from kit.readerpage import BRIEF_STYLE, READER_STYLE, Reading, given_words, most, reader_page
from kit.submissions import printable

FILE, PAGE = "marking.csv", "reading.html"
COLUMNS = ("student", "task", "criterion", "level", "points", "comment", "hash", "state")
"""`state` is the kit's own: what becomes of the row, told anew each time."""
GIVEN = ("level", "points", "comment")
TOLD = 20
"""Rows that are told singly; each has its reason in the table."""
OPEN, COUNTED = "open", "counted"
POINTS = re.compile(r"\d{1,6}(?:[.,]\d{1,6})?")
HASH = re.compile(r"t[0-9a-f]{12}")
Place = tuple[str, str, str]
"""Student, task, criterion."""


@dataclass(frozen=True)
class Marking:
    """A gradebook with the reader's points in it, and what the files are to hold."""

    gradebook: Gradebook
    path: Path
    rows: tuple[Record, ...] = ()
    own: tuple[str, ...] = ()
    delimiter: str = ","
    bank: Bank = field(default_factory=Bank)
    readings: tuple[Reading, ...] = ()
    told: tuple[str, ...] = ()
    """For the terminal: how much is to be read, and what does not count and why."""

    @property
    def waiting(self) -> int:
        """Texts that still need a reader."""
        return sum(r.open for r in self.readings)


def text_hash(done: TaskGrade) -> str:
    """What a row is bound to: the words of a brief, whatever the spaces between them.

    A letter comes first, so that no spreadsheet program takes it for a number.
    """
    written = [(p, " ".join(unicodedata.normalize("NFC", t).split())) for p, t in sorted(done.texts.items())]
    return "t" + hashlib.sha256(json.dumps(written).encode()).hexdigest()[:12]


def students(gradebook: Gradebook) -> dict[str, Grade]:
    """What tables call each student: the number; where that is none or not one's own, the platform's; else the file."""
    numbers = Counter(g.number.casefold() for g in gradebook.grades)
    held: dict[str, Grade] = {}
    for g in gradebook.grades:
        named = f"{g.identity.system} {g.identity.id}" if g.identity and g.identity.id else g.file
        own = g.number if g.number and numbers[g.number.casefold()] == 1 else named
        held[own if own not in held else g.file] = g
    return held


def mark(gradebook: Gradebook, out: Path, path: Path | None = None) -> Marking:
    """The gradebook with the points of `path` (else of `marking.csv` in `out`) counted in. Writes nothing.

    Raises KitError where a table cannot be read as a whole; a row that does not count is told, and costs itself only.
    """
    if path is not None and not path.is_file():
        todo = "Check the path, or leave it out to begin: the table is then made beside the gradebook"
        raise KitError(printable(str(path)), "there is no such table of a reader’s points", todo)
    file = path or out / FILE
    asked = {id: task for id, (_, task) in gradebook.parts.items() if task.kind == "brief"}
    if not asked:
        told = (f"{file.name} was not read: no task of this exercise is read by a person.",) if file.is_file() else ()
        return Marking(gradebook, file, told=told)
    table = read_table(file, COLUMNS, ("student", "task", "criterion", "hash")) if file.is_file() else Table()
    bank = read_bank(file.with_name(BANK))
    desk = _Desk(gradebook, asked, table, bank, file.name)
    return Marking(
        desk.marked(),
        file,
        tuple(desk.lines()),
        table.own,
        table.delimiter,
        grown(bank, ((row["criterion"], row["comment"]) for row in desk.rows())),
        tuple(desk.readings()),
        (*desk.told(), *bank.told),
    )


def write_marking(marking: Marking, out: Path) -> list[Path]:
    """Write the table with all open rows, the comment bank beside it, and the reader's page into `out`.

    Nothing where no task is read by a person. Raises KitError where another program holds a file.
    """
    book = marking.gradebook
    briefs = [(case, task) for case, task in book.parts.values() if task.kind == "brief"]
    if not briefs:
        return []
    title = book.assignment.title
    body = reader_page(title, marking.path.name, briefs, marking.readings, marking.bank.comments)
    held = {
        marking.path: table_text(COLUMNS, marking.rows, marking.own, marking.delimiter),
        marking.path.with_name(BANK): marking.bank.text(),
        out / PAGE: framed(f"To read: {title}", body, BRIEF_STYLE + READER_STYLE),
    }
    for path, text in held.items():
        try:
            sweep(path.parent, path.name)
            if not path.is_file() or path.read_bytes() != text.encode():
                write_whole(path, text)
        except OSError as fault:
            what = f"it cannot be written ({fault.strerror or type(fault).__name__}); it is as it was"
            raise KitError(path.name, what, "Close it in the spreadsheet program, and grade once more") from None
    return list(held)


# ---- which row counts


class _Desk:
    """One table laid beside one gradebook."""

    def __init__(self, gradebook: Gradebook, asked: Mapping[str, Task], table: Table, bank: Bank, name: str) -> None:
        self.book, self.asked, self.bank, self.name = gradebook, asked, bank, name
        self.who = students(gradebook)
        self.texts: dict[tuple[str, str], TaskGrade] = {
            (who, t.task.id): t for id in asked for who, g in self.who.items() for t in g.tasks if t.task.id == id
        }
        self.hashes = {at: text_hash(t) for at, t in self.texts.items() if t.texts}
        self.marks: dict[Place, Mark] = {}
        self.now: dict[Place, Record] = {}
        """The row of each text that stands now, where there is one."""
        self.earlier: dict[Place, list[Record]] = defaultdict(list)
        self.others: list[Record] = []
        self.states: dict[int, str] = {}
        self.faults: list[tuple[int, KitError]] = []
        """Number of the row in the table as it was read, and what is wrong with it."""
        self._folded = {who.casefold(): who for who in self.who}
        self._numbers = self._by_number()
        self._levels = {codebook().name("level", level).casefold(): level for level in LEVELS}
        for row in table.rows:
            self._take(row)
        for place in list(self.now):
            self._settle(place)
        for place, rows in self.earlier.items():
            for row in rows:
                self._stale(place, row)

    def _by_number(self) -> dict[str, list[str]]:
        """Student numbers as spreadsheet programs leave them, and whose they may be."""
        held: dict[str, list[str]] = defaultdict(list)
        for who, grade in self.who.items():
            for name in {who.casefold(), grade.number.casefold(), grade.number.casefold().lstrip("0")} - {""}:
                held[name].append(who)
        return held

    def _student(self, row: Record) -> str:
        """Who a row is about. Raises KitError."""
        name = row["student"].casefold()
        if name in self._folded:
            return self._folded[name]
        found = self._numbers.get(name) or self._numbers.get(name.lstrip("0")) or []
        fits = [who for who in found if self.hashes.get((who, row["task"])) == row["hash"]] or found
        if len(fits) == 1:
            return fits[0]
        what = f"{len(fits)} students have this number" if fits else "handed in nothing"
        todo = f"Write one of: {', '.join(fits)}" if fits else "Is it the table of this exercise?"
        raise KitError(self.name, f"student “{printable(row['student'], 60)}”: {what}", todo)

    def _take(self, row: Record) -> None:
        """Put a row to the text that it is about, or to the others with a reason."""
        if not any((*(row[name] for name in GIVEN), *row.own)) and not row.over:
            return
        try:
            place = self._place(row)
        except KitError as fault:
            self._refuse(row, fault)
            self.others.append(row)
            return
        row = self._written_out(row)
        if self.hashes.get(place[:2]) != row["hash"]:
            self.earlier[place].append(row)
        elif place not in self.now:
            self.now[place] = row
        elif all(row[name] in ("", self.now[place][name]) for name in GIVEN) and not any(row.own):
            return  # the same once more
        else:
            what = "another row gives something else to the same text and criterion, so neither counts"
            self._refuse(row, KitError(self.name, what, "Keep one of the two"))
            self._refuse(self.now[place], KitError(self.name, what), tell=False)
            self.earlier[place].append(row)

    def _place(self, row: Record) -> Place:
        if row.over:
            what = "it has more cells than the header, so its columns have slipped"
            raise KitError(self.name, what, "Put a comment with commas into quotation marks")
        who = self._student(row)
        if row["task"] not in self.asked:
            what = f"no task “{printable(row['task'], 60)}” is read by a person here"
            raise KitError(self.name, what, nearest(row["task"], self.asked))
        known = [c.id for c in self.asked[row["task"]].criteria]
        if row["criterion"] not in known:
            what = f"the criterion “{printable(row['criterion'], 60)}” is none of {row['task']}"
            raise KitError(self.name, what, nearest(row["criterion"], known))
        if not HASH.fullmatch(row["hash"]):
            what = f"“{printable(row['hash'], 60)}” is no text’s hash, so nobody can tell which text it was given to"
            raise KitError(self.name, what, f"Copy it from the open row or from {PAGE}")
        return who, row["task"], row["criterion"]

    def _written_out(self, row: Record) -> Record:
        """With the comment of the bank in place of its number."""
        if short := NUMBER.fullmatch(row["comment"]):
            meant = next((c.text for c in self.bank.comments if c.number == int(short[1])), None)
            if meant is not None:
                return replace(row, values=row.values | {"comment": meant})
            what = f"the comment bank has no #{short[1]}"
            self.faults.append(
                (row.number, KitError(self.name, what, f"Look it up in {BANK}; the comment stays as it is"))
            )
        return row

    def _refuse(self, row: Record, fault: KitError, tell: bool = True) -> None:
        self.states[row.number] = f"not counted: {fault.what}"
        if tell:
            self.faults.append((row.number, fault))

    def _settle(self, place: Place) -> None:
        row = self.now[place]
        if row.number in self.states:
            return
        try:
            given = self._given(row, self.asked[place[1]])
        except KitError as fault:
            self._refuse(row, fault)
            return
        self.states[row.number] = OPEN
        if given:
            self.marks[place] = given
            self.states[row.number] = COUNTED

    def _given(self, row: Record, task: Task) -> Mark | None:
        """What a row gives; None where neither a level nor points stand there yet. Raises KitError."""
        level, points, limit = row["level"].casefold(), row["points"], most(task)
        level = self._levels.get(level, level)
        if level and level not in LEVELS:
            raise KitError(self.name, f"“{printable(row['level'], 60)}” is no level", f"Known are: {', '.join(LEVELS)}")
        if not points:
            return Mark(limit * LEVELS.index(level) / (len(LEVELS) - 1), level, row["comment"]) if level else None
        if points.startswith("="):
            raise KitError(self.name, "its points are a formula, and none is worked out", "Write the number itself")
        if not POINTS.fullmatch(points.removeprefix("-")):
            raise KitError(self.name, f"“{printable(points, 60)}” is no number of points", "Write it as 1.5 or 1,5")
        value = float(points.replace(",", "."))
        if not 0 <= value <= round(limit, 2) + 1e-9:
            what = f"{printable(row['points'], 60)} for {row['criterion']} is out of range"
            raise KitError(self.name, what, f"Write 0 to {shown(round(limit, 2))}")
        return Mark(min(value, limit), level, row["comment"])

    def _stale(self, place: Place, row: Record) -> None:
        if row.number in self.states:
            return
        if place[:2] not in self.hashes:
            self.states[row.number] = "stale: there is no text of theirs to this task now"
        elif place in self.marks:
            self.states[row.number] = "stale: given to an earlier text; the one of now is read"
        else:
            self.states[row.number] = "stale: given to an earlier text; read the one of now"

    # ---- what comes of it

    def marked(self) -> Gradebook:
        """The gradebook with the points, the states that follow from them, and a word where they are stale."""
        grades = {g.file: self._grade(who, g) for who, g in self.who.items()}
        return replace(self.book, grades=tuple(grades[g.file] for g in self.book.grades))

    def _grade(self, who: str, grade: Grade) -> Grade:
        if not any(t.task.id in self.asked for t in grade.tasks):
            return grade
        tasks = tuple(self._read(who, t) if t.texts else t for t in grade.tasks)
        remarks = [
            f"“{t.task.title}”: the points that a reader gave to an earlier text do not count for this one."
            for t in tasks
            if t.waits and self._old(who, t.task)
        ]
        return replace(grade, tasks=tasks, state=state_of(tasks), remarks=(*grade.remarks, *remarks))

    def _old(self, who: str, task: Task) -> list[tuple[str, Record]]:
        """What was given to earlier texts, where nothing was given anew."""
        places = [(who, task.id, c.id) for c in task.criteria]
        rows = [(p[2], row) for p in places if p not in self.marks for row in self.earlier.get(p, ())]
        return [(id, row) for id, row in rows if self.states[row.number].startswith("stale")]

    def _read(self, who: str, done: TaskGrade) -> TaskGrade:
        task = done.task
        marks = self._marks(who, task)
        if len(marks) < len(task.criteria):
            return done
        total = sum(m.points for m in marks.values())
        judgements = tuple(
            Judgement("rated", f"rate-{id}", None, m.points / most(task) if task.points else 0.0, m.points)
            for id, m in marks.items()
        )
        credit = total / task.points if task.points else 0.0
        made = Score(task.name, credit, total, task.points, judgements, Detection(0, 0, 0, 0))
        return replace(done, score=made, marks=marks)

    def _marks(self, who: str, task: Task) -> dict[str, Mark]:
        places = {c.id: (who, task.id, c.id) for c in task.criteria}
        return {id: self.marks[place] for id, place in places.items() if place in self.marks}

    def lines(self) -> Iterator[Record]:
        """The table anew: brief by brief, each text's rows and what was given to earlier ones; then all others."""
        done = set()
        for (who, id), hash in self.hashes.items():
            for criterion in self.asked[id].criteria:
                place = (who, id, criterion.id)
                done.add(place)
                row = self.now.get(place) or Record(0, {})
                place_cells = dict(zip(COLUMNS, place, strict=False)) | {"hash": hash}
                yield self._line(replace(row, values=row.values | place_cells), OPEN)
                yield from (self._line(old) for old in self.earlier.get(place, ()))
        left = [row for place, rows in self.earlier.items() if place not in done for row in rows]
        yield from (self._line(row) for row in sorted([*left, *self.others], key=lambda row: row.number))

    def _line(self, row: Record, state: str = "") -> Record:
        return replace(row, values=row.values | {"state": self.states.get(row.number, state)})

    def readings(self) -> Iterator[Reading]:
        """Each text as the reader finds it."""
        for (who, id), hash in self.hashes.items():
            done = self.texts[who, id]
            old = tuple((criterion, _words(row)) for criterion, row in self._old(who, done.task))
            yield Reading(who, done, hash, self._marks(who, done.task), old)

    def rows(self) -> Iterator[Record]:
        """Every row that is about a text of this exercise."""
        yield from self.now.values()
        for rows in self.earlier.values():
            yield from rows

    def told(self) -> Iterator[str]:
        """How much is to be read, how much is stale, and every row that does not count."""
        criteria = {id: len(task.criteria) for id, task in self.asked.items()}
        missing = {(who, id): criteria[id] - len(self._marks(who, self.asked[id])) for who, id in self.hashes}
        waiting, rows = sum(n > 0 for n in missing.values()), sum(missing.values())
        if waiting:
            many = f"{waiting} of {len(self.hashes)} {plural(len(self.hashes), 'text')}"
            yield f"Needs a reader: {many}, {rows} open {plural(rows, 'row')} in {self.name}; read them in {PAGE}."
        stale = {(who, id): self._old(who, self.asked[id]) for who, id in self.hashes}
        gone = sum(self.states[r.number].startswith("stale: there") for rows in self.earlier.values() for r in rows)
        for (who, id), old in stale.items():
            if old:
                n = len(old)
                yield f"Stale: {who}, {id}: {n} {plural(n, 'row')} gave points to an earlier text; read the new one."
        if gone:
            yield f"Stale: {gone} {plural(gone, 'row')} in {self.name}: the texts are no longer handed in."
        # As the rows stand in the table that is written now, which is the one that a teacher opens next.
        places = {row.number: place for place, row in enumerate(self.lines(), start=2) if row.number}
        told = sorted(((places[number], fault) for number, fault in self.faults), key=lambda entry: entry[0])
        yield from (str(KitError(f"{f.where}, row {place}", f.what, f.todo)) for place, f in told[:TOLD])
        if len(self.faults) > TOLD:
            yield f"And {len(self.faults) - TOLD} more; each row has its reason in the column “state”."


def _words(row: Record) -> str:
    points = POINTS.fullmatch(row["points"])
    return given_words(row["level"], float(row["points"].replace(",", ".")) if points else None, row["comment"])
