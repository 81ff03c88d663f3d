"""Everything that goes back after grading a very large class; pages only for those whose pages are asked for.

As in a small class, a run that breaks off counts for nothing: the store of the last finished run stays until all is
written and told.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from kit import marking
from kit.assignment import Assignment
from kit.classreport import Census, class_report, write_class_report
from kit.csvfile import Record, table_text
from kit.errors import KitError
from kit.feedback.told import plural
from kit.feedbackpage import page
from kit.files import half, sweep, whole, write_whole
from kit.grading import GRADED, NEEDS_READER, NOTHING, STATES, Gradebook, Parts, Tell, uncollected
from kit.handback import ABOUT, CSV, FEEDBACK, OWN, PASSED, REPORTING, WALL, ZIP
from kit.intake import Listing
from kit.many import LARGE
from kit.many.again import graded_again
from kit.many.changes import write_changes
from kit.many.engine import Engine
from kit.many.run import grade_into
from kit.many.store import Store, reading
from kit.regrade import FILE, RUN, STORE
from kit.report import PAGES, page_file, page_name, write_lines

log = logging.getLogger(__name__)
SAMPLE = 1_000
"""Students that a class report is made from."""
LISTED = 20


@dataclass(frozen=True)
class Class:
    """A very large class: what was handed in, for which exercise."""

    listing: Listing
    assignment: Assignment
    parts: Parts

    @property
    def tasks(self) -> dict:
        return {id: task for id, (_, task) in self.parts.items()}

    def book(self, grades: Iterable = ()) -> Gradebook:
        """A gradebook of some of them."""
        return Gradebook(self.assignment, self.parts, tuple(grades))


@dataclass
class Handed:
    """What was written for one exercise."""

    store: Store
    files: dict[str, tuple[str, Path]] = field(default_factory=dict)
    """Name to what it is, in words, and where it lies."""
    told: list[str] = field(default_factory=list)
    """For the terminal."""


@contextmanager
def hand_back(
    of: Class, out: Path, engine: Engine, earlier: Sequence[Class] = (), tell: Tell = lambda *_: None
) -> Iterator[Handed]:
    """Grade a class and write everything into `out`; at the end of the block, which tells it, the run is finished.

    `earlier` are earlier tests of the same students. Where nothing was handed in, nothing is written. Raises KitError
    where grading cannot begin or go on; what lay in `out` is then as it was.
    """
    _check_marking(of, out)
    there = out.is_dir()
    store = Store.made(half(out / STORE))
    try:
        grade_into(store, of.listing, of.assignment, of.parts, engine, tell)
        handed = Handed(store)
        handed.told += _told(store, out)
        if store.states():
            books = [_earlier(one, out, engine, tell) for one in earlier]
            _write(of, handed, out, books, tell)
        yield handed
        if handed.files:
            _finish(store, out)
    finally:
        store.close()
        store.path.unlink(missing_ok=True)
        if not there and out.is_dir() and not any(out.iterdir()):
            out.rmdir()


def _check_marking(of: Class, out: Path) -> None:
    table = out / marking.FILE
    if table.is_file() and any(task.kind == "brief" for task in of.tasks.values()):
        what = f"points that a reader gave are not counted in for more than {LARGE} files; nothing was graded"
        raise KitError(str(table), what, IN_PARTS)


IN_PARTS = "Grade the files of each reader’s students as a folder of their own, with an --out of its own"


def _finish(store: Store, out: Path) -> None:
    store.close()
    store.path.replace(out / STORE)
    for folder in (out, out / PAGES):
        sweep(folder)


@uncollected()
def _write(of: Class, handed: Handed, out: Path, books: list[Gradebook], tell: Tell) -> None:
    store, files = handed.store, handed.files
    changed, told = write_changes(store, out)
    # What a small class leaves to be compared with is of an earlier run from here on.
    (out / RUN).unlink(missing_ok=True)
    with whole(out / CSV) as file:
        write_lines(file, of.book(), store.grades(of.tasks))
    files[CSV] = (ABOUT[CSV], out / CSV)
    if changed:
        files[FILE] = (ABOUT[FILE], out / FILE)
    if store.passed_over() > LISTED:
        rows = (Record(0, {"file": file, "why": why}) for file, why in store.passed())
        write_whole(out / PASSED, table_text(("file", "why"), rows))
        files[PASSED] = ("The files that were passed over, and why", out / PASSED)
    else:
        (out / PASSED).unlink(missing_ok=True)
    handed.told += told
    try:
        files |= _reports([*books, sampled(of, store)], store, out, tell)
    except Exception as fault:
        # The points must not wait for a picture of them.
        log.warning("the class report could not be made", exc_info=fault)
        why = str(fault) if isinstance(fault, KitError) else f"({type(fault).__name__})"
        handed.told.append(f"The class report could not be made {why}. All other files are whole.")
    handed.told.append(_about_pages(out))


def sampled(of: Class, store: Store) -> Gradebook:
    """Some students with their answers, drawn by chance: the same in each run and, by their number, in each test.

    All of them where there are no more. Raises KitError where a file is not as it was.
    """
    return of.book(graded_again(of.listing, row, of.assignment, of.parts) for row in store.sample(SAMPLE))


def _earlier(one: Class, out: Path, engine: Engine, tell: Tell) -> Gradebook:
    store = Store.made(half(out / f"earlier-{one.assignment.id}.sqlite"))
    try:
        grade_into(store, one.listing, one.assignment, one.parts, engine, tell)
        return sampled(one, store)
    finally:
        store.close()
        store.path.unlink(missing_ok=True)


def _reports(books: list[Gradebook], store: Store, out: Path, tell: Tell) -> dict[str, tuple[str, Path]]:
    states = store.states()
    whole_class = Census(states, sorted(store.points(GRADED))) if sum(states.values()) > SAMPLE else None
    wall = class_report(*books, census=whole_class)
    for number, (name, report) in enumerate(((WALL, wall), (OWN, replace(wall, hide_names=False))), start=1):
        write_class_report(report, out / name)
        tell(REPORTING, number, 2)
    return {name: (ABOUT[name], out / name) for name in (WALL, OWN)}


# ---- what is told


def _told(store: Store, out: Path) -> list[str]:
    states = store.states()
    counts = [f"{states[state]} {state}" for state in STATES if state in states]
    told = [f"Passed over: {file} ({why})" for (file, why), _ in zip(store.passed(), range(LISTED), strict=False)]
    if (more := store.passed_over() - LISTED) > 0:
        told.append(f"And {more} more, which stand in {PASSED}.")
    told.append(", ".join(counts) or NOTHING)
    if set(states) - {GRADED}:
        told.append(f"Whoever is not graded in full has the reason in {CSV}: sort it by its column “state”.")
    if waiting := states.get(NEEDS_READER):
        many = f"{waiting} {plural(waiting, 'sheet')}"
        told.append(f"{many} must still be read by a person, and no reading page is made at this size. {IN_PARTS}.")
    return told


def _about_pages(out: Path) -> str:
    told = "No pages were written: add --pages and the numbers of those students whose pages you want."
    old = [name for name in (FEEDBACK, ZIP) if (out / name).is_file()]
    if (out / PAGES).is_dir():
        old.append(f"{PAGES}/")
    return f"{told} What lies in {' and '.join(old)} is of an earlier run." if old else told


# ---- pages on demand


def write_pages(of: Class, out: Path, names: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Write the pages of these students, whom numbers or a platform's names for them tell, by the last run in `out`.

    Gives the pages, and a sentence for each name that got none. Raises KitError where there is no run to go by.
    """
    path = out / STORE
    if not path.is_file():
        what = "no run of a very large class lies here, so there is nothing to make pages of"
        raise KitError(str(out), what, "Grade it first, without --pages; a small class has its pages already")
    written: list[Path] = []
    told: list[str] = []
    with reading(path) as store:
        if (other := store.about()["assignment"]) != of.assignment.id:
            raise KitError(str(out), f"the last run here is of another exercise ({other})", "Name its own --out")
        for name in names:
            rows = [row for row in store.named(name) if row.page]
            if not rows:
                told.append(f"{name}: nobody in the last run has this number.")
            for row in rows:
                try:
                    grade = graded_again(of.listing, row, of.assignment, of.parts)
                except KitError as fault:
                    told.append(f"{name}: {fault}")
                    continue
                place = out / PAGES / page_file(page_name(grade), store.page_number(row))
                write_whole(place, page(of.book(), grade))
                written.append(place)
    return written, told
