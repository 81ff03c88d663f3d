"""Handing in: `kit.hand_in()` makes one small file of the answers, and puts the same sheet into the notebook."""

from __future__ import annotations

import json
import secrets
from datetime import datetime
from html import escape
from pathlib import Path

import kit
from kit.answers import answers_folder, now
from kit.assignment import FORMAT, MIME, Assignment, is_safe, read_assignment
from kit.codebook import codebook
from kit.errors import KitError
from kit.files import write_whole
from kit.lines import item_lines
from kit.render import attributions_text
from kit.tasks import Exercise, task

LONGEST_NAME = 120


def hand_in() -> HandInCell:
    """The hand-in form of the exercise in the current folder. Raises KitError where there is none."""
    return HandInCell(read_assignment(Path()))


def my_test() -> TestCell:
    """The test in the current folder: it asks who you are, then shows the form of your number. Raises KitError."""
    assignment = read_assignment(Path())
    if not assignment.forms:
        todo = "Use kit.task in an exercise with tasks"
        raise KitError(assignment.id, "this exercise has no forms", todo)
    return TestCell(assignment)


class TestCell:
    """The cell of a test: who it is from, and below it the form that goes by the student number."""

    __test__ = False  # pytest takes the name for its own

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self._output = f"kit-test-{secrets.token_hex(8)}"

    def exercise(self) -> Exercise | None:
        """The student's form; None while nobody has said who they are."""
        number = student()[1]
        if not number:
            return None
        return task(f"{self.assignment.case_folder.as_posix()}/{self.assignment.form(number)}")

    def begin(self, name: str, number: str) -> dict:
        """What the button does: keep who it is, and show the form."""
        name, number = " ".join(name.split()), number.strip()
        refusal = _refusal(name, number)
        if refusal:
            return {"ok": False, "text": refusal}
        try:
            write_whole(answers_folder() / "student.json", json.dumps({"name": name, "number": number}))
        except OSError as fault:
            return {"ok": False, "text": f"This could not be kept ({fault.strerror}). Is the disk full?"}
        _show(self.exercise().widget(), self._output)
        return {"ok": True, "text": f"This is the form for student number {number}. It stands below."}

    def widget(self):
        """The question who it is."""
        from kit.widgets.handin import HandIn

        name, number = student()
        view = {"title": "Who are you?", "who": True, "tasks": [], "name": name, "number": number}
        return HandIn(view=view, on_handin=self.begin, static=self.static)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display(self.widget())
        exercise = self.exercise()
        waiting = {"text/plain": "The questions stand here when you have said who you are."}
        display(exercise.widget() if exercise else waiting, raw=exercise is None, display_id=self._output)
        if exercise:
            display(exercise.static(), raw=True)

    def static(self) -> dict[str, str]:
        """What stands in for the question where it cannot run."""
        line = f"{self.assignment.title}: Run > Run All Cells brings the test back."
        return {"text/html": f"<p>{escape(line)}</p>", "text/plain": line}


def _show(shown: object, output: str) -> None:
    """Put something into an output that is on the page already."""
    try:
        from IPython import get_ipython
        from IPython.display import update_display
    except ModuleNotFoundError:
        return
    if get_ipython() is not None:
        update_display(shown, display_id=output)


class HandInCell:
    """The last cell of an exercise. Show it by ending a cell with it."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self._output = f"kit-sheet-{secrets.token_hex(8)}"

    def exercises(self, number: str = "") -> list[Exercise]:
        """The tasks with the answers as they stand on the disk now; in a test, the form of the student's number."""
        case = self.assignment.case_folder.as_posix()
        return [task(f"{case}/{id}") for id in self.assignment.parts(number or student()[1])]

    def hand_in(self, name: str, number: str) -> dict:
        """What the form's button does: make the file, and put the same sheet below the form."""
        made = self.make(name, number)
        if made["ok"]:
            self._update_output(made["sheet"], made["file"])
        return made

    def make(self, name: str, number: str) -> dict:
        """Write the file. Returns `ok` and what to tell; where it is not ok, no file was made.

        Where the disk refuses it, the file is in what is returned, and that is told.
        """
        name, number = " ".join(name.split()), number.strip()
        refusal = _refusal(name, number)
        if refusal:
            return {"ok": False, "text": refusal}
        exercises = self.exercises(number)
        sheet = make_sheet(self.assignment, exercises, name, number)
        text = json.dumps(sheet, ensure_ascii=False, indent=1) + "\n"
        file = file_name(self.assignment, number)
        told = _told(exercises) + self._begun_otherwise(number, exercises)
        try:
            write_whole(answers_folder() / "student.json", json.dumps({"name": name, "number": number}))
            write_whole(Path(file), text)
        except OSError as fault:
            # The page has the file all the same: a full disk is no reason not to hand in.
            told += f" It could not be written into this folder ({fault.strerror}): use the button Download, now."
        return {
            "ok": True,
            "file": file,
            "text": told,
            "text_file": text,
            "sheet": sheet,
            "tasks": [_task_view(e) for e in exercises],
        }

    def _begun_otherwise(self, number: str, exercises: list[Exercise]) -> str:
        """A word where a test's form is empty, and it was begun under a number that has another form."""
        begun = student()[1]
        same = not begun or self.assignment.parts(begun) == self.assignment.parts(number)
        if same or any(e.layer.annotations for e in exercises):
            return ""
        return f" This test was begun as number {begun}, which has other questions: if that is you, write it here."

    # ---- what is shown

    def widget(self):
        """The form."""
        from kit.widgets.handin import HandIn

        name, number = student()
        tasks = [_task_view(e) for e in self.exercises()]
        view = {"title": f"Hand in: {self.assignment.title}", "tasks": tasks, "name": name, "number": number}
        return HandIn(view=view, on_handin=self.hand_in, static=self.static)

    def _ipython_display_(self) -> None:
        """The form, and below it the sheet: at once where name and number are known from before."""
        from IPython.display import display

        display(self.widget())
        display(self.first_output(), raw=True, display_id=self._output)

    def first_output(self) -> dict:
        """What stands below the form when the cell has run: the sheet, or that there is none yet."""
        known = student()
        made = self.make(*known) if all(known) else {"ok": False}
        if made["ok"]:
            return sheet_output(made["sheet"], made["file"])
        text = made.get("text") or "No hand-in file yet: fill in the form above and press its button."
        return {"text/html": f"<p>{escape(text)}</p>", "text/plain": text}

    def _update_output(self, sheet: dict, file: str) -> None:
        """A display of its own: the form is never drawn anew under the learner's hands."""
        try:
            from IPython import get_ipython
            from IPython.display import update_display
        except ModuleNotFoundError:
            return
        if get_ipython() is not None:
            update_display(sheet_output(sheet, file), raw=True, display_id=self._output)

    def static(self) -> dict[str, str]:
        """What stands in for the form where it cannot run."""
        lines = [f"Hand in: {self.assignment.title}"]
        lines += [f"- {view['title']}: {view['words']}" for view in map(_task_view, self.exercises())]
        lines += [f"As of {datetime.now():%H:%M}, when this cell ran. Run > Run All Cells brings the form back."]
        return {"text/html": "".join(f"<p>{escape(line)}</p>" for line in lines), "text/plain": "\n".join(lines)}


def make_sheet(assignment: Assignment, exercises: list[Exercise], name: str, number: str) -> dict:
    """The sheet: every operation of every task, and a part for people to read."""
    return {
        "format": FORMAT,
        "kit": kit.__version__,
        "assignment": assignment.id,
        "student": {"name": name, "number": number},
        "made_at": now(),
        "tasks": [
            {"task": e.task.name, "digest": e.case.article.digest, "operations": list(e.sheet.operations)}
            for e in exercises
        ],
        "readable": [line for e in exercises for line in readable(e)],
    }


def readable(exercise: Exercise) -> list[str]:
    """The answers to one task, for people."""
    task, article, layer = exercise.task, exercise.case.article, exercise.layer
    head = f"{task.title}: {exercise.progress_words()}"
    if task.kind == "attributions":
        listed = attributions_text(article, layer, codebook().name, task.fields)
        return [head, *(f"  {line}" for line in listed.splitlines())]
    return [head, *(f"  {line}" for line in item_lines(exercise.case, task, layer))]


def sheet_output(sheet: dict, file: str) -> dict:
    """The sheet as a cell's output: the data for the grader, and two ways to read it."""
    who = f"{sheet['student']['name']}, {sheet['student']['number']}"
    head = f"In this notebook and in the file {file}: the answers of {who}, as of {sheet['made_at']}."
    next_step = f"Now save the notebook, then upload {file}."
    body = "\n".join(sheet["readable"])
    page = (
        f"<p>{escape(head)} <strong>{escape(next_step)}</strong></p>"
        f"<details><summary>What is in it</summary><pre>{escape(body)}</pre></details>"
    )
    return {MIME: sheet, "text/html": page, "text/plain": f"{head}\n{next_step}\n\n{body}"}


def file_name(assignment: Assignment, number: str) -> str:
    """`ferry-report-1042.json`; the number has been looked at by then."""
    return f"{assignment.id}-{number}.json"


def student() -> tuple[str, str]:
    """Name and number as they were given last time in this folder; empty if never."""
    try:
        held = json.loads((answers_folder() / "student.json").read_bytes())
        return str(held["name"]), str(held["number"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return "", ""


def _refusal(name: str, number: str) -> str:
    """What is wrong with name or number, in words; empty if nothing."""
    if not name:
        return "Your name is missing: write it, so that your teacher knows whose answers these are."
    if len(name) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} characters: shorten it."
    if not number:
        return "Your student number is missing: write it, so that your teacher knows whose answers these are."
    if not is_safe(number):
        return (
            "The student number becomes part of a file's name, so it may hold only the letters A to Z, digits, - and _ "
            "(at most 40): write it once more without spaces, dots or slashes."
        )
    return ""


def _task_view(exercise: Exercise) -> dict:
    answered, of = exercise.progress()
    words = exercise.progress_words()
    return {"task": exercise.task.name, "title": exercise.task.title, "answered": answered, "of": of, "words": words}


def _told(exercises: list[Exercise]) -> str:
    """What is in the file, and what is not."""
    if not any(e.layer.annotations for e in exercises):
        return "Nothing is answered yet: this file is empty. Make it again when you have answered."
    told = "; ".join(f"{e.task.title} {e.progress_words()}" for e in exercises)
    unplaced = " ".join(filter(None, (e.notice() for e in exercises)))
    return f"It holds: {told}. {unplaced}".strip()
