"""A folder of handed-in files becomes a gradebook. Answers are data: nothing that a student sent is ever run.

Each fault costs what it touches and no more: an answer, a task or a file. No fault is ever told as a bare 0.
"""

from __future__ import annotations

import gc
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from kit.answers import layer_of, own_values
from kit.assignment import Assignment, read_assignment
from kit.authoring import check_case, check_deck
from kit.case import Case, load
from kit.deck import load_deck
from kit.errors import KitError
from kit.intake import Identity
from kit.model import Layer, Score, Task, Text
from kit.scoring import score
from kit.scoring.about import by_item
from kit.structure import written
from kit.submissions import MISSING, UNREADABLE, Fault, Received, collect, printable, sentence

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

    @property
    def texts(self) -> dict[str, str]:
        """Prompt to what was written to it, where this is a brief."""
        if self.task.kind != "brief":
            return {}
        held = by_item(self.task, self.layer).values()
        return {a.prompt: a.text.strip() for a in held if isinstance(a, Text) and a.text.strip()}

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
    """Empty where nothing could be graded."""
    identity: Identity | None = None
    """Whom the learning platform names; it wins over what somebody typed."""

    @property
    def called(self) -> str:
        """The name as it was typed, else as the platform has it; empty where neither is known."""
        return self.name or (printable(self.identity.name) if self.identity else "")

    @property
    def told(self) -> str:
        """All that the teacher is told: on the whole sheet, then on each task."""
        of_tasks = (f"“{t.task.title}”: {fault}" for t in self.tasks for fault in _shortened(t.faults))
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
    if not submissions.exists():
        raise KitError(printable(str(submissions)), "there is no such folder or zip of submissions", "Check the path")
    made = read_assignment(assignment)
    check_keys(made, keys)
    return grade_checked(submissions, made, keys, tell)


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
def grade_checked(
    submissions: Path, made: Assignment, keys: Path, tell: Tell = lambda *_: None, below: str = ""
) -> Gradebook:
    """The same with keys that `check_keys` has passed; `below` names the part of a folder that is graded."""
    parts = _parts(made, keys)
    received, faults, others = collect(submissions, made, lambda n, of: tell(READING, n, of), below)
    students, graded = list(_by_student(received)), []
    of = len(students)
    del received
    while students:
        # What was read is let go as soon as it is graded: there may not be room for a large class twice.
        graded.append(_safely(students.pop(), made, parts))
        tell(GRADING, len(graded), of)
    grades, passed = _with_faults(_told_apart(graded), faults)
    ordered = sorted(grades, key=lambda g: (g.number == "", g.number.casefold(), g.file))
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


def _parts(assignment: Assignment, keys: Path) -> dict[str, tuple[Case, Task]]:
    """Each task or form with its text and key."""
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


# ---- several copies by one student


def _by_student(received: Iterable[Received]) -> Iterator[list[Received]]:
    """The copies of each student: by whom the platform names, else by number; a sheet without either stands alone."""
    held: dict[str, list[Received]] = {}
    for one in received:
        named = one.identity.id if one.identity else ""
        held.setdefault(f"/{named}" if named else one.number.casefold() or f"//{one.file}", []).append(one)
    yield from held.values()


def _told_apart(grades: list[Grade]) -> list[Grade]:
    """Where two people typed one number, both are told of it: the platform says that they are two."""
    numbers = Counter(g.number.casefold() for g in grades if g.number)
    told = "Another student handed in under the same student number: ask which of them it belongs to."
    return [
        replace(g, remarks=(*g.remarks, told)) if numbers[g.number.casefold()] > 1 and g.number else g for g in grades
    ]


Parts = Mapping[str, tuple[Case, Task]]


def _safely(copies: list[Received], assignment: Assignment, parts: Parts) -> Grade:
    try:
        return _graded(copies, assignment, parts)
    except Exception as fault:
        log.warning("%s could not be graded", copies[0].file, exc_info=fault)
        what = f"Grading stumbled over this sheet ({type(fault).__name__}): read it by hand, and tell the kit’s makers."
        first = copies[0]
        return Grade(first.number, first.name, UNREADABLE, first.file, (what,), identity=first.identity)


def _graded(copies: list[Received], assignment: Assignment, parts: Parts) -> Grade:
    chosen, remarks = _fullest(copies)
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
    if state == GRADED and not any(t.layer.annotations for t in tasks):
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


def _shortened(faults: tuple[str, ...]) -> list[str]:
    more = len(faults) - TOLD
    return [*faults[:TOLD], *([f"And {more} more that could not be read."] if more > 0 else [])]


def _fullest(copies: list[Received]) -> tuple[Received | None, list[str]]:
    """The copy that holds all that the others hold; None where no copy does."""
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


# ---- one task


def _task_grade(case: Case, task: Task, sheet: Received) -> TaskGrade:
    found = [entry for entry in sheet.tasks if entry[0] == task.name]
    if len(found) != 1:
        times = "the sheet holds no answers to this task" if not found else "the sheet holds this task twice"
        return TaskGrade(task, case, faults=(f"{times}, so it has no points yet.",))
    _, _, operations, junk = found[0]
    values = own_values(operations, [(g.id, written(g, case.article)) for g in task.given])
    if len(values) > MOST:
        return TaskGrade(task, case, faults=(f"it holds {len(values)} answers; more than {MOST} are not read.",))
    short = {id: value for id, value in values.items() if len(json.dumps(value)) <= LONGEST}
    layer, unplaced = layer_of(short, case.article)
    faults = [_plainly(why) for why in unplaced.values()]
    if len(short) < len(values):
        faults.append(f"{len(values) - len(short)} of the answers are longer than any answer can be.")
    if junk:
        faults.append(f"{junk} {'entries are' if junk > 1 else 'entry is'} no answer.")
    done = TaskGrade(task, case, layer, None, tuple(faults))
    if task.kind == "brief":
        # A learner's own rating is no grade. Where nothing is written and nothing was lost, there is nothing to read.
        return done if done.texts or faults else replace(done, score=score(task, case.article, case.key.layer, EMPTY))
    return replace(done, score=score(task, case.article, case.key.layer, layer))


def _plainly(why: str) -> str:
    """A fault as the teacher and the student read it, without the place that only a file has."""
    return sentence(printable(why).removeprefix("your answers").lstrip(",: "))


# ---- files without a sheet


def _with_faults(grades: list[Grade], faults: list[Fault]) -> tuple[list[Grade], list[tuple[str, str]]]:
    """Each faulty file gets its line, unless its student has one: with a good sheet, or where a platform names them."""
    held, passed, lines = list(grades), [], _Lines()
    for place, grade in enumerate(grades):
        lines.add(place, grade)
    for fault in faults:
        owner = lines.of_the_same(fault)
        if owner is None:
            told = (sentence(fault.what),)
            held.append(Grade(fault.number, fault.name, fault.state, fault.file, told, identity=fault.identity))
            lines.add(len(held) - 1, held[-1])
        else:
            passed.append((fault.file, fault.what))
            if fault.number:
                told = f"Also handed in: {fault.file}, but {fault.what}."
                held[owner] = replace(held[owner], remarks=(*held[owner].remarks, told))
    return held, passed


class _Lines:
    """The lines of a gradebook, by whatever tells that a faulty file is by the same student."""

    def __init__(self) -> None:
        self._by_id: dict[str, int] = {}
        self._by_number: dict[str, int] = {}
        self._by_folder: dict[str, list[int]] = {}

    def add(self, place: int, grade: Grade) -> None:
        """The first of several stays; without a sheet that was read, only a platform tells whose a line is."""
        if grade.identity and grade.identity.id:
            self._by_id.setdefault(grade.identity.id, place)
        if grade.number and (grade.tasks or grade.state == CONFLICT):
            self._by_number.setdefault(grade.number.casefold(), place)
            self._by_folder.setdefault(grade.file.rpartition("/")[0], []).append(place)

    def of_the_same(self, fault: Fault) -> int | None:
        """The place of the line: by whom the platform names, by number, or by the folder of one student alone."""
        if fault.identity and fault.identity.id:
            return self._by_id.get(fault.identity.id)
        if fault.number:
            return self._by_number.get(fault.number.casefold())
        path = PurePosixPath(fault.file)
        parts = path.stem.casefold().split("-")
        for number in ("-".join(parts[n:]) for n in range(1, len(parts))):
            if number in self._by_number:
                return self._by_number[number]
        found = [self._by_folder.get(str(folder), []) for folder in path.parents if str(folder) != "."]
        return next((held[0] for held in found if len(held) == 1), None)
