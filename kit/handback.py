"""Everything that goes back after grading, written into one folder: the same for the terminal and for the desk.

A run that breaks off counts for nothing: until it is finished, which is when its changes are told, the next one
compares with the run before it, and writes every file anew.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from kit import lms, marking, regrade
from kit.classreport import class_report, write_class_report
from kit.commentbank import BANK
from kit.files import write_whole
from kit.grading import Gradebook, Tell, uncollected
from kit.lmsfile import NAMES
from kit.report import PAGES, page_files, write_gradebook
from kit.zips import zipped

log = logging.getLogger(__name__)

CSV, WALL, OWN = "gradebook.csv", "class-report.html", "class-report-with-names.html"
FEEDBACK, ZIP = "feedback-for-the-platform.zip", "feedback-pages.zip"
POINTS = marking.FILE
PASSED = "passed-over.csv"
"""Of a very large class only: a small one tells them all."""
WRITING, REPORTING, PACKING = "pages written", "class reports written", "zips of pages written"
"""What is told of how far it is."""
LISTED = 20
"""Pages of an earlier run that are named."""


@dataclass(frozen=True)
class Handback:
    """What was written for one exercise."""

    gradebook: Gradebook
    """With the points of a reader in it."""
    files: dict[str, tuple[str, Path]] = field(default_factory=dict)
    """Name to what it is, in words, and where it lies."""
    changed: regrade.Regrade = field(default_factory=regrade.Regrade)
    """Whose points are otherwise than in the gradebook that lay there."""
    told: tuple[str, ...] = ()
    """What waits for a reader, and what could not be made."""


@dataclass(frozen=True)
class Filled:
    """A platform's file that goes back to it."""

    path: Path
    about: str
    report: lms.Report


@uncollected()
def hand_back(
    graded: Gradebook,
    out: Path,
    *,
    points: Path | None = None,
    earlier: Iterable[Gradebook] = (),
    tell: Tell = lambda *_: None,
) -> Handback:
    """Count in the points of a reader, then write everything into `out`.

    `points` is the reader's table (default: the one in `out`). `earlier` are the gradebooks of earlier tests of the
    same students, to be compared with. Call `finish` when what changed is told. Where nothing was handed in, nothing is
    written: it was the wrong folder, and what lies in `out` may be of the right one. Raises KitError where the reader's
    table cannot be read, or another program holds a file.
    """
    if not graded.grades:
        return Handback(graded)
    marked = marking.mark(graded, out, points)
    book, changed = marked.gradebook, regrade.compare(marked.gradebook, out)
    # A reader's own table may have any name.
    files = {p.name: (ABOUT.get(p.name, ABOUT[POINTS]), p) for p in marking.write_marking(marked, out)}
    regrade.write_changes(changed, out)
    # What a very large class left is of an earlier run from here on.
    for name in (regrade.STORE, PASSED):
        (out / name).unlink(missing_ok=True)
    pages = len(page_files(book))
    write_gradebook(book, out, lambda n: tell(WRITING, n, pages))
    if changed.changes:
        files[regrade.FILE] = (ABOUT[regrade.FILE], out / regrade.FILE)
    reports, told = _reports([*earlier, book], out, tell)
    packed = _packed(book, out)
    tell(PACKING, 1, 1)
    held = {CSV: (ABOUT[CSV], out / CSV), **files, **reports, **packed}
    return Handback(book, held, changed, (*marked.told, *told, *_left_over(book, out)))


def finish(made: Handback, out: Path) -> None:
    """What changed is told: the next run compares with this one."""
    if made.files:
        regrade.write_record(made.changed, out)


def fill(book: Gradebook, out: Path, name: str, data: bytes, column: str | None, **settings: bool) -> Filled:
    """Fill one column of a file that a platform gave, and write it into `out` under a name of its own.

    `settings` are those of `lms.fill`. Raises KitError where the file or the column does not fit.
    """
    filled, report = lms.fill(data, book, column, name=name, **settings)
    path = out / f"for-{report.system}-{name}"
    write_whole(path, filled)
    about = f"Your file from {NAMES[report.system]} with “{report.column}” filled: import it there"
    return Filled(path, about, report)


ABOUT = {
    CSV: "The gradebook: one line a student, for any spreadsheet program",
    regrade.FILE: "Whose points changed since the last time, and why",
    marking.PAGE: "What a person has to read, with the rubric",
    POINTS: "The table for the points of whoever reads",
    BANK: "The comment bank, which grows as comments are used",
    WALL: "The class report for the wall: no name, no number",
    OWN: "The class report for you: with names",
    FEEDBACK: "All feedback pages, as Moodle or Canvas takes them back",
    ZIP: "All feedback pages, one for each student",
}


def as_asked(text: str, how: str) -> str:
    """What is a setting in Python, as one asks for it at another door.

    >>> as_asked("only if you ask for it (partly=True)", "write --{}")
    'only if you ask for it (write --partly)'
    """
    for setting in ("partly", "scale"):
        text = text.replace(f"({setting}=True)", f"({how.format(setting)})")
    return text


def _reports(books: list[Gradebook], out: Path, tell: Tell) -> tuple[dict[str, tuple[str, Path]], list[str]]:
    """Both class reports. The points must not wait for a picture of them: what cannot be made is told."""
    try:
        wall = class_report(*books)
        for number, (name, report) in enumerate(((WALL, wall), (OWN, replace(wall, hide_names=False))), start=1):
            write_class_report(report, out / name)
            tell(REPORTING, number, 2)
    except Exception as fault:
        log.warning("the class report could not be made", exc_info=fault)
        return {}, [f"The class report could not be made ({type(fault).__name__}). All other files are whole."]
    return {name: (ABOUT[name], out / name) for name in (WALL, OWN)}, []


def _left_over(book: Gradebook, out: Path) -> list[str]:
    """Pages of people who are in an earlier run and not in this one: told, and left to the teacher."""
    left = sorted({path.name for path in (out / PAGES).glob("*.html")} - page_files(book).keys())
    if not left:
        return []
    names = ", ".join(left[:LISTED]) + (f" and {len(left) - LISTED} more" if len(left) > LISTED else "")
    return [f"In {PAGES}/ lie pages of an earlier run, of nobody in this one: {names}. Remove what is not wanted."]


def _packed(book: Gradebook, out: Path) -> dict[str, tuple[str, Path]]:
    """The pages in one zip: as the platform takes them back, or plainly where the files came from no platform."""
    # By the grade itself: a zip may hold two files of one name.
    pages = {id(grade): out / PAGES / name for name, grade in page_files(book).items()}
    if lms.feedback_names(book)[0]:
        name, data = FEEDBACK, lms.feedback_zip(book, lambda grade: pages[id(grade)].read_bytes())
    else:
        name, data = ZIP, zipped((path.name, path.read_bytes()) for path in sorted(pages.values()))
    write_whole(out / name, data)
    return {name: (ABOUT[name], out / name)}
