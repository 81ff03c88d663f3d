"""A draft becomes a graded exercise of a course: the case without its key, the key, an assignment and a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kit.assignment import FILE, is_safe
from kit.case import Case
from kit.course import TEACHER, build, check_course, tidied, to_bytes
from kit.deskpage import find_course
from kit.drafting import checking
from kit.drafting.saving import settle, write_file, write_folder
from kit.drafting.writing import notes_file
from kit.errors import KitError
from kit.yamltext import dumped

if TYPE_CHECKING:
    from kit.drafting import Draft

TAKEN = ("cases", "decks", "keys", "drafts")
"""Names beside the exercises that are none."""


@dataclass(frozen=True)
class Made:
    """What was made, and what the check of the whole course says of it."""

    id: str
    folder: Path
    """Of the exercise, as students get it."""
    faults: tuple[str, ...]

    def lines(self) -> list[str]:
        """What to tell of it, a sentence each."""
        lines = [f"The exercise stands in exercises/{self.id}. Students get it with the next class bundle."]
        lines.append(f"Grade it at the desk: open solutions/desk.ipynb and choose {self.id}.")
        return lines + [f"To mend: {fault}" for fault in self.faults]

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        lines = self.lines()
        return {"text/plain": "\n".join(lines), "text/html": "".join(f"<p>{escape(line)}</p>" for line in lines)}


def make(draft: Draft, name: str | None = None, course: Path | None = None) -> Made:
    """Write the exercise and build it. Raises KitError, and writes nothing, where the draft is not fit."""
    course = course if course is not None else find_course(Path())
    if not (course / "solutions").is_dir():
        raise KitError(course.resolve().name, "this copy of the course has no solutions", "Open the teacher’s copy")
    id = name or f"{draft.name}-exercise"
    if not is_safe(id) or id in TAKEN:
        raise KitError("the exercise", f"“{id}” is no name for one", "Use letters, digits, - and _ only")
    checking.refuse(checking.check(draft))
    case, key = checking.drafted(draft)
    files = checking.saved_files(draft, case, key)
    key_file = files.pop("key.yaml")
    # Students can read this page.
    files["notes.md"] = notes_file(case, None)
    source = course / "solutions" / id
    own = {source / FILE: _assignment(id, case), source / f"{id}.ipynb": _notebook(id, case)}
    settle(course / "exercises" / "cases" / draft.name)
    write_folder(draft, course / "exercises" / "cases" / draft.name, files)
    write_file(draft, course / "solutions" / "keys" / f"{draft.name}.yaml", key_file)
    for path, text in own.items():
        write_file(draft, path, text)
    build(course, write=True)
    return Made(id, course / "exercises" / id, tuple(str(fault) for fault in check_course(course)))


def _assignment(id: str, case: Case) -> str:
    place = f"../../exercises/cases/{case.id}"
    return dumped({"id": id, "title": case.article.title, "case": place, "tasks": [t.id for t in case.tasks]})


# ---- the notebook


def _notebook(id: str, case: Case) -> str:
    place = f"../../exercises/cases/{case.id}"
    points = sum(task.points for task in case.tasks)
    note = f"\n\n**Before you read:** {case.article.content_note}" if case.article.content_note else ""
    cells = [
        _prose("title", f"# {case.article.title}\n\n{INTRODUCTION.format(points=f'{points:g}')}{note}"),
        _prose("how", HOW),
        _prose("teacher-top", TOP.format(id=id), TEACHER),
        _code("setup", "import kit"),
        _prose("read", "## Read it once, from top to bottom"),
        _code("article", f'kit.load("{place}").article'),
    ]
    for number, task in enumerate(case.tasks, start=1):
        cells += [
            _prose(f"head-{task.id}", f"## {number}. {task.title}\n\n{task.points:g} points."),
            _code(f"task-{task.id}", f'kit.task("{place}/{task.id}")'),
            _prose(f"teacher-{task.id}", "### What the key says", TEACHER),
            _code(f"worked-{task.id}", f'kit.worked("{place}/{task.id}", key="../keys/{case.id}.yaml")', TEACHER),
        ]
    cells += [_prose("hand-in", HAND_IN), _code("hand-in-form", "kit.hand_in()")]
    cells.append(_prose("teacher-grade", GRADE.format(id=id), TEACHER))
    return to_bytes(tidied({"cells": cells})).decode()


def _prose(id: str, text: str, *tags: str) -> dict:
    return {"cell_type": "markdown", "id": id, "metadata": {"tags": list(tags)} if tags else {}, "source": text}


def _code(id: str, text: str, *tags: str) -> dict:
    metadata = {"tags": list(tags)} if tags else {"jupyter": {"source_hidden": True}}
    return {
        **{"cell_type": "code", "id": id, "metadata": metadata, "source": text},
        **{"outputs": [], "execution_count": None},
    }


INTRODUCTION = """\
**Run > Run All Cells brings everything back.**

A graded exercise on one text. **Points:** {points}."""
HOW = """\
## How this works

Work as in the lessons. Your answers are kept as you give them; you can stop and come back.

There is no Check button here. Your answers are for your teacher, and you get the reasons back with your points.

An honest blank costs nothing. In some tasks a wrong answer costs points, so do not guess."""
TOP = """\
## For teachers

This notebook is the source of `exercises/{id}/`. Cells tagged `teacher`, like this one, are left out there. Below each
task stands what the key says: look at it before you hand points back."""
HAND_IN = """\
## Hand in

Look at what is in your sheet and what is still empty. Then press the button, save the notebook, and upload the small
file that lies beside it."""
GRADE = """\
## For teachers: from files to points

Open `solutions/desk.ipynb`, choose this exercise and upload what your students sent. Or, in the kit's folder:

    python -m kit grade FOLDER --assignment exercises/{id}"""
