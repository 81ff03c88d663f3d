"""A folder of handed-in files becomes a gradebook. Answers are data: nothing that a student sent is ever run.

Each fault costs what it touches and no more: an answer, a task or a file. No fault is ever told as a bare 0.
"""

from __future__ import annotations

import gc
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from kit.answers import layer_of, own_values
from kit.article import digest_of
from kit.assignment import Assignment, read_assignment
from kit.authoring import check_case, check_deck
from kit.case import Case, load
from kit.deck import load_deck
from kit.errors import KitError
from kit.intake import Identity, Listing, entries
from kit.model import Layer, Score, Task, Text
from kit.scoring import score
from kit.scoring.about import by_item
from kit.structure import written
from kit.submissions import MISSING, UNREADABLE, Fault, Received, collect, printable, sentence
from kit.whose import ONE_NUMBER, by_student, fullest, settle

log = logging.getLogger(__name__)

GRADED, PARTLY, NEEDS_READER, CONFLICT = "graded", "partly", "needs a reader", "conflict"
STATES = (GRADED, PARTLY, NEEDS_READER, MISSING, UNREADABLE, CONFLICT)
MOST = 500
"""Answers to one task."""
LONGEST = 10_000
"""Characters of one answer, with the names of its fields."""
TOLD = 5
"""Faults of one task that are told singly."""
NOTHING = "Nothing that could be handed in for this exercise was found. Is it the right zip or folder?"
EMPTY = Layer()
READING, GRADING = "files read", "students graded"
"""What `grade` tells how far it is with."""
Tell = Callable[[str, int, int], None]
"""Called with what is being done, how many are done, and of how many."""


@dataclass(frozen=True)
class Mark:
    """What a reader gave a brief in one criterion."""

    points: float
    level: str = ""
    """Empty where only points were given."""
    comment: str = ""


@dataclass(frozen=True)
class TaskGrade:
    """One task of one student."""

    task: Task
    case: Case
    """The text, with its key."""
    layer: Layer = EMPTY
    score: Score | None = None
    """None where the answers to this task are not there or cannot be read."""
    faults: tuple[str, ...] = ()
    """What could not be read or placed, one sentence each."""
    marks: Mapping[str, Mark] = field(default_factory=dict)
    """Criterion to what a reader gave, where this is a brief and all of it was read."""
    answers_digest: str = ""
    """Of all that was handed in to this task, in its order, readable or not."""

    @property
    def texts(self) -> dict[str, str]:
        """Prompt to what was written to it, where this is a brief."""
        if self.task.kind != "brief":
            return {}
        held = by_item(self.task, self.layer).values()
        return {a.prompt: a.text.strip() for a in held if isinstance(a, Text) and a.text.strip()}

    @property
    def told(self) -> tuple[str, ...]:
        """The faults, the first few singly."""
        more = len(self.faults) - TOLD
        return (*self.faults[:TOLD], *([f"And {more} more that could not be read."] if more > 0 else []))

    @property
    def answered(self) -> bool:
        return bool(self.layer.annotations)

    @property
    def waits(self) -> bool:
        """Whether a person still has to read what is written here."""
        return self.score is None and bool(self.texts)

    @property
    def points(self) -> float | None:
        """To two decimals, so that what a student reads adds up to what the gradebook has."""
        return None if self.score is None else round(self.score.points, 2)


@dataclass(frozen=True)
class Grade:
    """One student, or one file that could not be read."""

    number: str
    name: str
    state: str
    file: str
    """Within the folder of submissions."""
    remarks: tuple[str, ...] = ()
    tasks: tuple[TaskGrade, ...] = ()
    """Empty where nothing could be graded; of a very large class, only what tables need (`kit.many.rows.TaskLine`)."""
    identity: Identity | None = None
    """Whom the learning platform names; it wins over what somebody typed."""

    @property
    def called(self) -> str:
        """The name as it was typed, else as the platform has it; empty where neither is known."""
        return self.name or (printable(self.identity.name) if self.identity else "")

    @property
    def told(self) -> str:
        """All that the teacher is told: on the whole sheet, then on each task."""
        of_tasks = (f"“{t.task.title}”: {fault}" for t in self.tasks for fault in t.told)
        return " ".join(sentence(remark) for remark in (*self.remarks, *of_tasks))

    @property
    def points(self) -> float | None:
        """The sum over the tasks that could be graded; None where there is none."""
        known = [t.points for t in self.tasks if t.points is not None]
        return round(sum(known), 2) if known else None


@dataclass(frozen=True)
class Gradebook:
    """Everything that was handed in for one assignment."""

    assignment: Assignment
    parts: Mapping[str, tuple[Case, Task]]
    """Id of each task or form to its case, with the key, and itself."""
    grades: tuple[Grade, ...]
    others: tuple[tuple[str, str], ...] = ()
    """Files that were passed over, and why."""

    @property
    def columns(self) -> list[tuple[str, float]]:
        """Name and points of each column; a test has one, whichever form a student had."""
        if self.assignment.forms:
            return [("test", next(iter(self.parts.values()))[1].points)]
        return [(id, task.points) for id, (_, task) in self.parts.items()]

    @property
    def out_of(self) -> float:
        return sum(points for _, points in self.columns)

    def table(self) -> list[str]:
        """The gradebook as lines of text."""
        rows = [("number", "name", "state", "points", "remarks")]
        for g in self.grades:
            rows.append((g.number or "?", g.called or g.file, g.state, shown(g.points), g.told))
        widths = [min(30, max(len(row[i]) for row in rows)) for i in range(4)]
        padded = [[*(c.ljust(w) for c, w in zip(row[:4], widths, strict=True)), row[4]] for row in rows]
        lines = ["  ".join(row).rstrip() for row in padded]
        lines += [f"Passed over: {file} ({why})" for file, why in self.others]
        counts = [f"{n} {state}" for state in STATES if (n := sum(g.state == state for g in self.grades))]
        return [*lines, ", ".join(counts) or NOTHING]


def shown(points: float | None) -> str:
    """Points as people read them; nothing where there are none.

    >>> shown(12.5), shown(40.0), shown(None)
    ('12.5', '40', '')
    """
    return "" if points is None else f"{points:.2f}".rstrip("0").rstrip(".")


def grade(submissions: Path, assignment: Path, keys: Path, tell: Tell = lambda *_: None) -> Gradebook:
    """Grade every sheet of a folder or zip against the keys of the assignment's texts.

    Raises KitError where grading cannot begin: nothing at that path, or a key that is not fit for use.
    """
    made = ready(submissions, assignment, keys)
    return grade_checked(entries(submissions, made.id), made, keys, tell)


def ready(submissions: Path, assignment: Path, keys: Path) -> Assignment:
    """The assignment, when there is something at that path and its keys are fit for use. Raises KitError."""
    if not submissions.exists():
        raise KitError(printable(str(submissions)), "there is no such folder or zip of submissions", "Check the path")
    made = read_assignment(assignment)
    check_keys(made, keys)
    return made


@contextmanager
def uncollected() -> Iterator[None]:
    """For a while without the search for cycles: a class is millions of small records that hold none.

    The search would go through all of them again and again, for an eighth of the whole time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@uncollected()
def grade_checked(found: Listing, made: Assignment, keys: Path, tell: Tell = lambda *_: None) -> Gradebook:
    """The same for files that are listed already, with keys that `check_keys` has passed."""
    parts = parts_of(made, keys)
    received, faults, others = collect(found, made, lambda n, of: tell(READING, n, of))
    students, graded = list(by_student(received)), []
    of = len(students)
    del received
    while students:
        # What was read is let go as soon as it is graded: there may not be room for a large class twice.
        graded.append(grade_copies(students.pop(), made, parts))
        tell(GRADING, len(graded), of)
    lines = _Lines(_told_apart(graded))
    passed = list(settle(faults, lines))
    ordered = sorted(lines.grades, key=lambda g: (g.number == "", g.number.casefold(), g.file))
    return Gradebook(made, parts, tuple(ordered), tuple(sorted([*others, *passed])))


def check_keys(assignment: Assignment, keys: Path) -> None:
    """Raises KitError where a text of the assignment or its key is missing or not fit for use."""
    folder = assignment.case_folder
    for id in assignment.forms:
        key = _deck_key(id, keys)
        _fit(check_deck(folder / f"{id}.yaml", key), folder / f"{id}.yaml", key)
    if assignment.tasks:
        key = _case_key(folder, keys)
        _fit(check_case(folder, key), folder, key)


def parts_of(assignment: Assignment, keys: Path) -> dict[str, tuple[Case, Task]]:
    """Each task or form with its text and key. Raises KitError."""
    folder = assignment.case_folder
    if assignment.forms:
        decks = {id: load_deck(id, folder, _deck_key(id, keys)) for id in assignment.forms}
        return {id: (deck, deck.tasks[0]) for id, deck in decks.items()}
    case = load(folder, _case_key(folder, keys))
    return {id: (case, case.task(id)) for id in assignment.tasks}


def _case_key(folder: Path, keys: Path) -> Path:
    return _there(keys / f"{folder.resolve().name}.yaml")


def _deck_key(id: str, keys: Path) -> Path:
    return _there(keys / "decks" / f"{id}.key.yaml")


def _there(key: Path) -> Path:
    if not key.is_file():
        raise KitError(str(key), "the key is missing, so nothing can be graded", "Name its folder with --keys")
    return key


def _fit(faults: list[KitError], place: Path, key: Path) -> None:
    if faults:
        more = f" (and {len(faults) - 1} more faults)" if len(faults) > 1 else ""
        what = f"{faults[0].what}{more}; grading did not begin"
        todo = f"{faults[0].todo or 'Mend it'}; `kit check {place} --key {key}` lists all"
        raise KitError(faults[0].where, what, todo)


# ---- one student


def _told_apart(grades: list[Grade]) -> list[Grade]:
    numbers = Counter(g.number.casefold() for g in grades if g.number)
    return [
        replace(g, remarks=(*g.remarks, ONE_NUMBER)) if g.number and numbers[g.number.casefold()] > 1 else g
        for g in grades
    ]


Parts = Mapping[str, tuple[Case, Task]]


def grade_copies(copies: list[Received], assignment: Assignment, parts: Parts) -> Grade:
    """All that one student handed in. What stumbles over it costs this grade and no other."""
    try:
        return _graded(copies, assignment, parts)
    except Exception as fault:
        log.warning("%s could not be graded", copies[0].file, exc_info=fault)
        what = f"Grading stumbled over this sheet ({type(fault).__name__}): read it by hand, and tell the kit’s makers."
        first = copies[0]
        return Grade(first.number, first.name, UNREADABLE, first.file, (what,), identity=first.identity)


def _graded(copies: list[Received], assignment: Assignment, parts: Parts) -> Grade:
    chosen, remarks = fullest(copies)
    names = sorted({copy.name for copy in copies})
    if len(names) > 1:
        remarks.append("The copies carry different names: " + ", ".join(names) + ".")
    if chosen is None:
        first = copies[0]
        return Grade(first.number, first.name, CONFLICT, first.file, tuple(remarks), identity=first.identity)
    numbers = sorted({copy.number for copy in copies if copy.number})
    if len(numbers) > 1:
        remarks.append("The copies carry different student numbers: " + ", ".join(numbers) + ".")
    asked = _asked(assignment, parts, chosen, remarks)
    tasks = tuple(_task_grade(*parts[id], chosen) for id in asked)
    own = {t.task.name for t in tasks}
    remarks += [f"It holds answers to a task that is not asked ({n})." for n, *_ in chosen.tasks if n not in own]
    digests = {t.task.name: t.case.article.digest for t in tasks}
    if any(name in digests and digest != digests[name] for name, digest, *_ in chosen.tasks):
        remarks.append("Made on another version of the text: answers whose words still stand there once are kept.")
    state = state_of(tasks)
    if state == GRADED and not any(t.answered for t in tasks):
        remarks.append("Nothing is answered in this sheet.")
    told = (*chosen.remarks, *remarks)
    return Grade(chosen.number, chosen.name, state, chosen.file, told, tasks, chosen.identity)


def state_of(tasks: Iterable[TaskGrade]) -> str:
    """The state of a sheet that was read: what is unread by a person is told before what cannot be read at all."""
    tasks = tuple(tasks)
    if any(t.waits for t in tasks):
        return NEEDS_READER
    if all(t.score is None for t in tasks):
        return UNREADABLE
    return PARTLY if any(t.faults for t in tasks) else GRADED


def _asked(assignment: Assignment, parts: Parts, sheet: Received, remarks: list[str]) -> tuple[str, ...]:
    """The tasks, or the form that was answered; another form than the number's own is told."""
    if not assignment.forms:
        return assignment.tasks
    own = assignment.form(sheet.number)
    answered = [id for id in parts if any(name == parts[id][1].name for name, *_ in sheet.tasks)]
    if own in answered or not answered:
        return (own,)
    remarks.append(f"Form {answered[0]} was answered, and this student number has {own}.")
    return (answered[0],)


# ---- one task


def _task_grade(case: Case, task: Task, sheet: Received) -> TaskGrade:
    found = [entry for entry in sheet.tasks if entry[0] == task.name]
    if len(found) != 1:
        times = "the sheet holds no answers to this task" if not found else "the sheet holds this task twice"
        return TaskGrade(task, case, faults=(f"{times}, so it has no points yet.",))
    _, _, operations, junk = found[0]
    values = own_values(operations, [(g.id, written(g, case.article)) for g in task.given])
    raw = ascii(values)  # of which every Python makes the same
    digest = digest_of(f"{junk} {raw}")
    if len(values) > MOST:
        fault = f"it holds {len(values)} answers; more than {MOST} are not read."
        return TaskGrade(task, case, faults=(fault,), answers_digest=digest)
    # Where all together are no longer than one may be, none is looked at by itself.
    short = values if len(raw) <= LONGEST else {i: v for i, v in values.items() if len(repr(v)) <= LONGEST}
    layer, unplaced = layer_of(short, case.article)
    faults = [_plainly(why) for why in unplaced.values()]
    if len(short) < len(values):
        faults.append(f"{len(values) - len(short)} of the answers are longer than any answer can be.")
    if junk:
        faults.append(f"{junk} {'entries are' if junk > 1 else 'entry is'} no answer.")
    done = TaskGrade(task, case, layer, None, tuple(faults), answers_digest=digest)
    if task.kind == "brief":
        # A learner's own rating is no grade. Where nothing is written and nothing was lost, there is nothing to read.
        return done if done.texts or faults else replace(done, score=score(task, case.article, case.key.layer, EMPTY))
    return replace(done, score=score(task, case.article, case.key.layer, layer))


def _plainly(why: str) -> str:
    """A fault as the teacher and the student read it, without the place that only a file has."""
    return sentence(printable(why).removeprefix("your answers").lstrip(",: "))


# ---- files without a sheet


def line_of(fault: Fault) -> Grade:
    """The line of somebody of whom there is nothing but a file that gives no sheet."""
    told = (sentence(fault.what),)
    return Grade(fault.number, fault.name, fault.state, fault.file, told, identity=fault.identity)


def folder_of_line(grade: Grade) -> str | None:
    """The folder in which a faulty file may lie beside this sheet; None where the line is of no sheet with a number."""
    return grade.file.rpartition("/")[0] if grade.number and (grade.tasks or grade.state == CONFLICT) else None


class _Lines:
    """Those of a class in memory (`whose.Lines`)."""

    def __init__(self, grades: Iterable[Grade]) -> None:
        self.grades: list[Grade] = []
        self._by_id: dict[str, int] = {}
        self._by_number: dict[str, int] = {}
        self._by_folder: dict[str, list[int]] = {}
        for grade in grades:
            self._add(grade)

    def _add(self, grade: Grade) -> None:
        place = len(self.grades)
        self.grades.append(grade)
        if grade.identity and grade.identity.id:
            self._by_id.setdefault(grade.identity.id, place)
        folder = folder_of_line(grade)
        if folder is not None:
            self._by_number.setdefault(grade.number.casefold(), place)
            self._by_folder.setdefault(folder, []).append(place)

    def add(self, fault: Fault) -> None:
        self._add(line_of(fault))

    def remark(self, line: int, told: str) -> None:
        grade = self.grades[line]
        self.grades[line] = replace(grade, remarks=(*grade.remarks, told))

    def by_id(self, id: str) -> int | None:
        return self._by_id.get(id)

    def by_number(self, number: str) -> int | None:
        return self._by_number.get(number)

    def alone_in(self, folder: str) -> int | None:
        held = self._by_folder.get(folder, [])
        return held[0] if len(held) == 1 else None
