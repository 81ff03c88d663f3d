"""The desk: grading without a terminal. `kit.desk()` in the teacher's copy of the course.

What it makes it also writes, to a folder for each exercise in `graded/` beside the notebook. It makes nothing by
itself: it joins the grader, the feedback pages, the class report and the platforms' files, and tells what they tell.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kit import handback, lms, marking
from kit.assignment import COMPLETION, FILE, Assignment, read_assignment
from kit.classreport import class_report
from kit.errors import KitError
from kit.feedbackpage import page
from kit.files import write_whole
from kit.grading import CONFLICT, GRADED, MISSING, NOTHING, PARTLY, UNREADABLE, Grade, Gradebook, grade, shown
from kit.handback import POINTS, as_asked, finish, hand_back
from kit.lmsfile import LARGEST, NAMES
from kit.report import page_files
from kit.submissions import printable

SIGNS = {GRADED: "✓", PARTLY: "◐", "needs a reader": "✎", MISSING: "○", UNREADABLE: "✗", CONFLICT: "≠"}
"""State to its sign, beside its word: never a colour alone."""
SHOWN = 2_000
"""Rows that the browser gets; the gradebook's file has all."""
LISTED = 200
"""Files passed over, and lines on the platform's file, that are told singly."""
LARGEST_LOOK = 2_500_000
"""Bytes of a page that is shown here. Jupyter drops what comes faster than a megabyte a second."""
BEFORE = "marking-before.csv"
"""Where the table of points that was there before a new one is kept."""
BOX = "tick the box for it"
"""How a setting is asked for here."""
NOT_YET = "Nothing is graded yet. Grade an exercise at the desk, then run this cell again."


def desk(course: Path | str | None = None, out: Path | str = "graded") -> Desk:
    """The desk of the course around the current folder. Raises KitError where there is none, or no key."""
    return Desk(Path(course) if course else find_course(Path()), Path(out))


def find_course(start: Path) -> Path:
    """The teacher's copy of the course that a folder lies in. Raises KitError."""
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / "exercises").is_dir():
            return folder
    raise KitError(here.name, "this folder lies in no course", "Open solutions/desk.ipynb in the course’s own folder")


class Desk:
    """What the desk does; its widget only asks for it. Show it by ending a cell with it."""

    def __init__(self, course: Path, out: Path) -> None:
        self.course, self.out = course, out
        self.keys = course / "solutions" / "keys"
        if not self.keys.is_dir():
            what = "there are no keys in solutions/keys, so nothing can be graded"
            raise KitError(course.resolve().name, what, "Open the teacher’s copy; the class bundle carries no keys")
        self.assignments: dict[str, Assignment] = {}
        self.faults: list[str] = []
        for path in sorted((course / "exercises").glob(f"*/{FILE}")):
            try:
                found = read_assignment(path.parent)
                self.assignments[found.id] = found
            except KitError as fault:
                self.faults.append(str(fault))
        self.books: dict[str, Gradebook] = {}
        """The last gradebook of each exercise graded here."""
        self.book: Gradebook | None = None
        self._files: dict[str, tuple[str, Path]] = {}
        self._notes: list[str] = []
        self._reads = False
        self._platform: tuple[str, bytes] | None = None

    # ---- the page

    def widget(self) -> Any:
        """The desk as the page draws it."""
        from kit.widgets.desk import DeskWidget

        return DeskWidget(self, self.view())

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.widget())

    def view(self) -> dict:
        """What can be chosen."""
        chosen = [{"id": id, "title": a.title, "about": _about(a)} for id, a in self.assignments.items()]
        return {"title": "The desk", "exercises": chosen, "faults": self.faults, "out": self.out.as_posix()}

    # ---- grading

    def place(self, path: str) -> Path:
        """A folder or zip that the teacher names. Raises KitError."""
        text = path.strip().strip("\"'").strip()
        if not text:
            raise KitError("", "no folder is named", "Write where the handed-in files are, or upload them")
        try:
            found = Path(text).expanduser()
            if found.exists():
                return found
        except (OSError, RuntimeError, ValueError):
            pass
        todo = f"Check the path; one without a beginning starts from {Path().resolve().name}, the notebook’s folder"
        raise KitError(printable(text, 200), "there is no such folder or zip", todo)

    def grade(self, exercise: str, source: Path, tell: Callable[..., None] = lambda *_: None) -> dict:
        """Grade, write everything out, and give what the page draws. `tell` takes sentences. Raises KitError."""
        assignment = self.assignments.get(exercise)
        if assignment is None:
            raise KitError("", "there is no such exercise", "Choose one from the list, or run the cell again")

        def counted(what: str, done: int, of: int) -> None:
            tell(f"{done} of {of} {what}…", done == of)

        graded = grade(source, assignment.folder, self.keys, counted)
        made = hand_back(graded, self.out / exercise, earlier=self._earlier(graded), tell=counted)
        first = made.changed.table()[:1] if made.changed.changes else []
        self._files, self._notes = dict(made.files), [*made.told, *first, *made.changed.told]
        self._reads = marking.PAGE in self._files
        self.book = self.books[exercise] = made.gradebook
        finish(made, self.out / exercise)
        return self._drawn(self.book)

    def _earlier(self, book: Gradebook) -> list[Gradebook]:
        """The gradebooks of earlier tests that were graded at this desk, in the order of time."""
        if not book.assignment.forms:
            return []
        tests = [b for b in self.books.values() if b.assignment.forms]
        before = [b for b in tests if b.assignment.occasion < book.assignment.occasion]
        return sorted(before, key=lambda b: b.assignment.occasion)

    def _drawn(self, book: Gradebook) -> dict:
        told = [f"{file}: {why}" for file, why in book.others]
        named, left_out = lms.feedback_names(book)
        with_page = {id(g) for g in page_files(book).values()}
        counts = Counter(g.state for g in book.grades)
        order = [state for state in SIGNS if state in counts] + sorted(set(counts) - set(SIGNS))
        return {
            "exercise": book.assignment.id,
            "title": book.assignment.title,
            "out_of": shown(book.out_of),
            "summary": _summary(book, [(state, counts[state]) for state in order]),
            "states": [{"state": state, "sign": SIGNS.get(state, "·"), "n": counts[state]} for state in order],
            "rows": [_row(n, g, id(g) in with_page) for n, g in enumerate(book.grades[:SHOWN])],
            "all": len(book.grades),
            "others": _some(told),
            "notes": _some(self._notes),
            "reads": self._reads,
            "left_out": _some(left_out) if named else [],
            "files": self.listed(),
            "folder": self._lie(book),
        }

    def _lie(self, book: Gradebook) -> str:
        beside = "" if self.out.is_absolute() else " beside this notebook"
        folder = (self.out / book.assignment.id).as_posix()
        return f"They also lie in {folder}/{beside}; each student’s page is in its folder “feedback”."

    # ---- what was written

    def listed(self) -> list[dict]:
        """Every file that can be downloaded."""
        return [
            {"name": name, "about": about, "size": path.stat().st_size, "look": name.endswith(".html")}
            for name, (about, path) in self._files.items()
            if path.is_file()
        ]

    def file(self, name: str) -> Path:
        """The path of one of them. Raises KitError."""
        if name not in self._files or not self._files[name][1].is_file():
            raise KitError(printable(name, 100), "there is no such file here any more", "Press Grade again")
        return self._files[name][1]

    def look(self, what: object) -> dict:
        """A page to look at: of a student (a row's number) or a file's. Raises KitError."""
        if type(what) is int and self.book and 0 <= what < len(self.book.grades):
            g = self.book.grades[what]
            return {"what": what, "title": f"Feedback page: {_who(g)}", "html": page(self.book, g)}
        path = self.file(str(what))
        if path.suffix != ".html" or path.stat().st_size > LARGEST_LOOK:
            raise KitError(path.name, "it is too large to be shown here", "Download it and open it in the browser")
        return {"what": what, "title": self._files[path.name][0], "html": path.read_text(encoding="utf-8")}

    def class_report(self, *, hide_names: bool = True) -> None:
        """Show the class report of the exercise graded last in the notebook; without one, say what to do."""
        from IPython.display import display

        if self.book is None:
            display({"text/plain": NOT_YET, "text/html": f"<p>{NOT_YET}</p>"}, raw=True)
        else:
            display(class_report(*self._earlier(self.book), self.book, hide_names=hide_names))

    # ---- the points of a reader

    def take_marking(self, name: str, data: bytes) -> str:
        """Put a filled table of points where the next grading reads it; the one before is kept. Raises KitError."""
        if self.book is None or not self._reads:
            raise KitError(name, "there is no exercise here with anything to read", "Grade one first")
        folder = self.out / self.book.assignment.id
        with tempfile.TemporaryDirectory() as trial:
            (Path(trial) / POINTS).write_bytes(data)
            try:
                marking.mark(self.book, Path(trial))
            except KitError as fault:
                raise KitError(name, fault.what, fault.todo) from None
        if (folder / POINTS).is_file():
            write_whole(folder / BEFORE, (folder / POINTS).read_bytes())
        write_whole(folder / POINTS, data)
        return f"{name} is taken; the table before it is kept as {BEFORE}. Press Grade to count the points in."

    # ---- back to the platform

    def platform_file(self, name: str, data: bytes) -> dict:
        """Take the file that the teacher downloaded there; gives the columns to choose from. Raises KitError."""
        self._platform = None
        if len(data) > LARGEST:
            raise KitError(name, f"it has more than {LARGEST // 1_000_000} MB", "Is it the file with the grades?")
        columns, system = lms.columns_of(data, name), lms.platform_of(data, name)
        if not columns:
            todo = "Make the exercise a column there, then download the file again"
            raise KitError(name, "it has no column that can be filled", todo)
        title = self.book.assignment.title.casefold() if self.book else ""
        fits = [column for column in columns if title and title in column.casefold()]
        chosen = fits[0] if len(fits) == 1 else columns[0] if len(columns) == 1 else ""
        self._platform = (name, data)
        return {"name": name, "system": NAMES[system], "columns": columns, "chosen": chosen}

    def fill(self, column: str, *, partly: bool = False, scale: bool = False) -> dict:
        """Fill the chosen column of that file, write it out, and tell what could not be filled. Raises KitError."""
        if self.book is None or self._platform is None:
            raise KitError("", "there is no gradebook or no file to fill yet", "Grade first, then choose the file")
        if not column:
            raise KitError("", "no column is chosen", "Choose the column of this exercise")
        name, data = self._platform
        out = self.out / self.book.assignment.id
        try:
            filled = handback.fill(self.book, out, name, data, column, partly=partly, scale=scale)
        except KitError as fault:
            raise KitError(fault.where, fault.what, as_asked(fault.todo, BOX)) from None
        self._files[filled.path.name] = (filled.about, filled.path)
        return {
            "report": _some([as_asked(text, BOX) for text in filled.report.lines()]),
            "made": filled.path.name,
            "filled": filled.report.filled,
            "files": self.listed(),
        }


def _about(assignment: Assignment) -> str:
    n = len(assignment.forms or assignment.tasks)
    kind = ("form" if assignment.forms else "task") + ("s" if n > 1 else "")
    counts = "; counts as done or not" if assignment.counts == COMPLETION else ""
    return f"exercises/{assignment.folder.name}, {n} {kind}{counts}"


def _row(n: int, g: Grade, has_page: bool) -> dict:
    who = {"n": n, "number": g.number, "name": g.called, "file": g.file}
    held = {"state": g.state, "sign": SIGNS.get(g.state, "·"), "points": shown(g.points), "value": g.points}
    return {**who, **held, "remarks": g.told, "page": has_page}


def _who(g: Grade) -> str:
    return f"{g.called} ({g.number})" if g.called and g.number else g.called or g.number or g.file


def _summary(book: Gradebook, counts: list[tuple[str, int]]) -> str:
    n = len(book.grades)
    if not n:
        return NOTHING
    parts = ", ".join(f"{count} {state}" for state, count in counts)
    return f"{n} {'student' if n == 1 else 'students'}: {parts}. Points are out of {shown(book.out_of)}."


def _some(lines: list[str]) -> list[str]:
    more = len(lines) - LISTED
    return [*lines[:LISTED], *([f"And {more} more."] if more > 0 else [])]
