"""The course as a whole: exercises built from their solutions, and a look at everything that is handed out.

`solutions/<id>/` is the source: the notebook with the teacher's cells in it, and `assignment.yaml`. What students get
is made from it and never edited:

- cells tagged `teacher` are left out;
- outputs stay only in cells tagged `compare`; counts, times and widget states go;
- `../../exercises/cases/` becomes `../cases/` (and `decks` likewise), so that each notebook finds what it needs;
- cell ids stay as they are;
- the grade cells that nbgrader reads come to its end (see `gradecells`).

The source notebook and the lessons are tidied in the same way (their outputs, not their cells), so that the same
text is always the same bytes. To renew the outputs that are part of a lesson: Run All Cells, save, `kit build`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from kit.assignment import FILE, read_assignment
from kit.authoring import check_case, check_deck
from kit.deck import find_task
from kit.errors import KitError
from kit.files import read_text, write_whole
from kit.gradecells import grade_cells
from kit.keysecrets import read_secrets
from kit.leaks import members, place_faults, told

TEACHER, COMPARE, OPTIONAL = "teacher", "compare", "optional"
"""Tags: a cell that students do not get; a cell whose output is part of the lesson; an exercise that comes on top."""
RAN = 1
"""The count of every cell that keeps its output, whenever it ran."""
FROM_SOLUTION, FROM_EXERCISE = "../../exercises/cases/", "../cases/"
PASSING = {"execution", "ExecuteTime", "collapsed", "scrolled", "trusted"}
"""Cell metadata that changes by itself."""
NOT_OURS = {"answers", "drafts", "__pycache__"}
"""Folders that working in an exercise leaves behind, as it leaves a hand-in file; git ignores them, and so do we."""
BUNDLE = "BUNDLE.md"
"""The page that says what a class bundle is; it lies in bundles only."""
NEEDED = ("cell_type", "metadata", "source", "id")


# ---- building


def build(course: Path, write: bool) -> list[Path]:
    """Make exercises/ from solutions/. Returns the files that were (or, without `write`, would be) changed.

    Raises KitError where a source cannot be read.
    """
    changed = []
    for path, data in made_files(course).items():
        if not path.is_file() or path.read_bytes() != data:
            changed.append(path)
            if write:
                write_whole(path, data)
    return changed


def made_files(course: Path) -> dict[Path, bytes]:
    """Every file that `kit build` answers for, and what has to stand in it."""
    made = {path: to_bytes(tidied(read_notebook(path))) for path in lessons(course)}
    for folder in _source_folders(course):
        assignment = read_assignment(folder)
        if assignment.id != folder.name:
            todo = "Give folder and id the same name"
            raise KitError(f"{folder.name}/{FILE}, id", f'it says "{assignment.id}"', todo)
        source = folder / f"{folder.name}.ipynb"
        target = course / "exercises" / folder.name
        notebook = read_notebook(source)
        made[source] = to_bytes(tidied(notebook))
        made[target / source.name] = to_bytes(for_students(notebook, grade_cells(assignment)))
        made[target / FILE] = _moved(read_text(folder / FILE)).encode()
    return made


def leftovers(course: Path) -> list[Path]:
    """What stands in exercises/ and was not built; the cases have their own check."""
    folder, made = course / "exercises", made_files(course)
    if not folder.is_dir():
        return []
    found = (path for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return sorted(p for p in found if p not in made and not _exempt(p.relative_to(folder).parts))


def _exempt(parts: tuple[str, ...]) -> bool:
    case = parts[0] == "cases" and len(parts) > 2
    deck = parts[0] == "decks" and len(parts) == 2 and parts[1].endswith(".yaml") and not parts[1].endswith(".key.yaml")
    return case or deck or is_learners(parts)


def is_learners(parts: tuple[str, ...]) -> bool:
    """Whether working in an exercise left this file behind."""
    hidden = any(part.startswith(".") for part in parts)
    handed_in = len(parts) == 2 and parts[1].startswith(f"{parts[0]}-") and parts[1].endswith(".json")
    return hidden or handed_in or bool(NOT_OURS & set(parts[:-1]))


def lessons(course: Path) -> list[Path]:
    """The lessons in their order."""
    return sorted((course / "notebooks").glob("*.ipynb"))


def _source_folders(course: Path) -> list[Path]:
    return sorted(path.parent for path in (course / "solutions").glob(f"*/{FILE}"))


def for_students(notebook: dict, added: Iterable[dict] = ()) -> dict:
    """The notebook without the teacher's cells, its paths as seen from exercises/, with some cells added."""
    made = tidied(notebook)
    cells = [cell for cell in made["cells"] if TEACHER not in _tags(cell)]
    moved = [{**cell, "source": [_moved(line) for line in cell["source"]]} for cell in cells]
    return {**made, "cells": [*moved, *added]}


def tidied(notebook: dict) -> dict:
    """The notebook without anything that depends on when or where it ran."""
    return {
        "cells": [_tidied_cell(cell) for cell in notebook["cells"]],
        "metadata": {
            "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _tidied_cell(cell: dict) -> dict:
    kept = {name: cell[name] for name in ("attachments", "cell_type", "id") if name in cell}
    kept["metadata"] = {name: value for name, value in cell["metadata"].items() if name not in PASSING}
    kept["source"] = _lines(cell["source"])
    if cell["cell_type"] == "code":
        kept["outputs"] = [_tidied_output(o) for o in cell["outputs"]] if COMPARE in _tags(cell) else []
        # nbval takes a cell with an output and no count for one that somebody pasted, and fails it.
        kept["execution_count"] = RAN if kept["outputs"] else None
    return kept


def _tidied_output(output: dict) -> dict:
    made = dict(output)
    if "execution_count" in made:
        made["execution_count"] = RAN
    if "text" in made:
        made["text"] = _lines(made["text"])
    if "data" in made:
        made["data"] = {kind: _lines(v) if kind.startswith("text/") else v for kind, v in made["data"].items()}
    return made


def _lines(text: str | list[str]) -> list[str]:
    """Text as a list of lines, which is how notebooks are kept."""
    return "".join(text).splitlines(keepends=True)


def _tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def _moved(text: str) -> str:
    return text.replace(FROM_SOLUTION, FROM_EXERCISE).replace("../../exercises/decks", "../decks")


def to_bytes(notebook: dict) -> bytes:
    """As Jupyter itself writes it."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def read_notebook(path: Path) -> dict:
    """A notebook of format 4.5 (with cell ids). Raises KitError."""
    where = "/".join(path.parts[-2:])
    todo = "Open it in JupyterLab and save it again"
    try:
        notebook = json.loads(read_text(path))
        whole = all(c[part] is not None for c in notebook["cells"] for part in NEEDED)
        whole &= all(isinstance(c["outputs"], list) for c in notebook["cells"] if c["cell_type"] == "code")
    except KitError:
        raise
    except KeyError as fault:
        what = "a cell has no id" if fault.args[0] == "id" else f"“{fault.args[0]}” is missing in it"
        raise KitError(where, what, todo) from None
    except (ValueError, TypeError, RecursionError):
        raise KitError(where, "it is no notebook", todo) from None
    if not whole:
        raise KitError(where, "it is no notebook", todo)
    return notebook


# ---- checking


def check_course(course: Path) -> list[KitError]:
    """Every fault of the cases, keys, lessons and exercises of a course, each told once.

    A class bundle has neither sources nor keys of its exercises: there they are only read, as students' notebooks do.
    Raises KitError for a folder that is no course: nothing checked must not pass for nothing wrong.
    """
    if not any((course / part).is_dir() for part in ("kit/cases", "notebooks", "exercises")):
        raise KitError(
            str(course.resolve().name), "there is no course in this folder", "Go to the kit's own folder first"
        )
    faults = [*_case_faults(course), *_notebook_faults(course), *_gentle_faults(course), *_core_faults(course)]
    if is_bundle(course):
        faults += _bundle_faults(course)
    else:
        faults += [*_graded_faults(course), *_built_faults(course), *_leaks(course)]
    return list({str(fault): fault for fault in faults}.values())


def _case_faults(course: Path) -> Iterator[KitError]:
    for folder in _case_folders(course / "kit" / "cases"):
        yield from check_case(folder)
        if not (folder / "key.yaml").is_file():
            yield KitError(f"{folder.name}/key.yaml", "the file is missing, so no lesson can explain", "Write the key")
    for path in sorted((course / "kit" / "decks").glob("*.yaml")):
        if path.stem.endswith(".key"):
            if not path.with_name(path.name.replace(".key.", ".")).is_file():
                yield KitError(f"decks/{path.name}", "there is no deck of this name", "Rename or remove it")
            continue
        yield from check_deck(path)
        if not path.with_suffix(".key.yaml").is_file():
            yield KitError(f"decks/{path.name}", "it has no key, so no lesson can explain", "Write its .key.yaml")


def _graded_faults(course: Path) -> Iterator[KitError]:
    """Graded texts with their keys, and what lacks the other half."""
    graded, keys = course / "exercises", course / "solutions" / "keys"
    folders = {folder.name: folder for folder in _case_folders(graded / "cases")}
    decks = {path.stem: path for path in sorted((graded / "decks").glob("*.yaml")) if not path.stem.endswith(".key")}
    for name, folder in folders.items():
        key = keys / f"{name}.yaml"
        yield from check_case(folder, key) if key.is_file() else [_no_key(folder, key, "case", course)]
    for name, path in decks.items():
        key = keys / "decks" / f"{name}.key.yaml"
        yield from check_deck(path, key) if key.is_file() else [_no_key(path, key, "deck", course)]
    for key in [*sorted(keys.glob("*.yaml")), *sorted((keys / "decks").glob("*.yaml"))]:
        kind, there = ("case", folders) if key.parent == keys else ("deck", {f"{name}.key" for name in decks})
        if key.stem not in there:
            yield KitError(_short(key, course), f"there is no graded {kind} of this name", "Rename or remove it")


def _no_key(path: Path, key: Path, kind: str, course: Path) -> KitError:
    return KitError(_short(path, course), f"this graded {kind} has no key", f"Write {_short(key, course)}")


def is_bundle(course: Path) -> bool:
    """Whether this is what `kit release` made: its page is there and solutions/ is not."""
    return (course / BUNDLE).is_file() and not (course / "solutions").exists()


def _bundle_faults(course: Path) -> Iterator[KitError]:
    for folder in _case_folders(course / "exercises" / "cases"):
        yield from check_case(folder)
    for path in sorted((course / "exercises" / "decks").glob("*.yaml")):
        yield from check_deck(path)
    for path in sorted((course / "exercises").glob(f"*/{FILE}")):
        try:
            read_assignment(path.parent)
        except KitError as fault:
            yield fault


def _case_folders(shelf: Path) -> list[Path]:
    return sorted(path for path in shelf.iterdir() if path.is_dir()) if shelf.is_dir() else []


def _built_faults(course: Path) -> Iterator[KitError]:
    try:
        for path in build(course, write=False):
            yield KitError(_short(path, course), "it is not as solutions/ makes it", "Run `python -m kit build`")
        for path in leftovers(course):
            yield KitError(_short(path, course), "this was not built from solutions/", "Move it there or remove it")
    except KitError as fault:
        yield fault


# ---- what students must not get


def _leaks(course: Path) -> Iterator[KitError]:
    """What exercises/ gives away, and every cell in it that asks for a key."""
    folder = course / "exercises"
    try:
        secrets = read_secrets(course / "solutions" / "keys", folder)
    except KitError as fault:
        yield fault
        secrets = []
    for name, data, _ in members(folder) if folder.is_dir() else ():
        where = f"exercises/{name}"
        yield from place_faults(where, secrets)
        if name.endswith(".ipynb") and re.search(r"\bkey\s*=|solutions/|keys/", data.decode("utf-8", "replace")):
            yield KitError(where, "a cell names a key", "Tag the cell `teacher` in solutions/")
        # What learners answer here may well be right.
        yield from told(where, data, secrets, answers=not is_learners(PurePosixPath(name).parts))


# ---- notebooks


def _notebook_faults(course: Path) -> Iterator[KitError]:
    own = lessons(course)
    others = [path for path in _made_paths(course) if path.suffix == ".ipynb" and path.is_file() and path not in own]
    for path in [*own, *others]:
        try:
            yield from notebook_faults(path, _short(path, course), lesson=path in own)
            yield from _objective_faults(path, _short(path, course)) if path in own else ()
        except KitError as fault:
            yield fault


def _made_paths(course: Path) -> list[Path]:
    """The built files, or none where a source cannot be read (which is told elsewhere)."""
    try:
        return list(made_files(course))
    except KitError:
        return []


def notebook_faults(path: Path, where: str, lesson: bool) -> Iterator[KitError]:
    """What a notebook may not carry into git, and what every lesson has. Raises KitError for no notebook."""
    notebook = read_notebook(path)
    if "widgets" in notebook.get("metadata", {}):
        yield KitError(where, "it holds the state of widgets", "Turn off Settings > Save Widget State, clear, save")
    ids = [cell["id"] for cell in notebook["cells"]]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        yield KitError(where, f'two cells have the id "{id}"', "Delete one of them and make it anew")
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell.get("outputs") and COMPARE not in _tags(cell):
            yield KitError(f"{where}, cell {number}", "it holds an output", "Clear it, or tag the cell `compare`")
    texts = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown"]
    if not texts or not texts[0].startswith("# "):
        yield KitError(where, "it does not begin with a title", "Begin the first cell with # and the title")
    links = [(link, (path.parent / link.split("#")[0])) for text in texts for link in _links(text)]
    for link, target in links:
        if not target.exists():
            yield KitError(where, f"its link to {link} leads nowhere", "Correct the link")
    if lesson and not any(link.endswith(".ipynb") for link in (_links(texts[-1]) if texts else ())):
        yield KitError(where, "its last text has no link to what comes next", "Add one to the next notebook")


OBJECTIVE = re.compile(r"<!-- objective: ([\w-]+) -->")
TASK = re.compile(r"""kit\.task\(["']([\w-]+/[\w-]+)["']""")


def _objective_faults(path: Path, where: str) -> Iterator[KitError]:
    """Every objective is practised, and every exercise serves an objective that the lesson's head names."""
    text = _text(path)
    named = set(OBJECTIVE.findall(text))
    asked = {task.objective for _, task in map(find_task, TASK.findall(text))}
    for objective in sorted(asked - named):
        yield KitError(where, f'the objective "{objective}" of one of its exercises is not in its head', "Add it")
    for objective in sorted(named - asked):
        yield KitError(where, f'no exercise practises the objective "{objective}"', "Add one, or leave it out")


def _gentle_faults(course: Path) -> Iterator[KitError]:
    """No objective needs a text whose subject a school may find too hard."""
    for objective in _only({(objective, noted) for objective, noted, _ in _practice(course)}):
        what = f'the objective "{objective}" is practised only on texts with a content note'
        yield KitError("notebooks", what, "Add an exercise on another text")


def _core_faults(course: Path) -> Iterator[KitError]:
    """No objective needs an exercise that a lesson says may be left out."""
    for objective in _only({(objective, optional) for objective, _, optional in _practice(course)}):
        what = f'the objective "{objective}" is practised only in exercises tagged `{OPTIONAL}`'
        yield KitError("notebooks", what, "Add one that is not, or take the tag away")


def _only(practised: set[tuple[str, bool]]) -> list[str]:
    """The objectives of which it is always so and never otherwise."""
    return sorted(objective for objective, so in practised if so and (objective, False) not in practised)


def _practice(course: Path) -> Iterator[tuple[str, bool, bool]]:
    """Every exercise of the lessons: its objective, has its text a content note, is it tagged as optional."""
    for path in lessons(course):
        try:
            for cell in read_notebook(path)["cells"]:
                for case, task in map(find_task, TASK.findall("".join(cell["source"]))):
                    yield task.objective, bool(case.article.content_note), OPTIONAL in _tags(cell)
        except KitError:
            continue  # told already, with its lesson


def _text(path: Path) -> str:
    return "\n".join("".join(cell["source"]) for cell in read_notebook(path)["cells"])


def _links(text: str) -> list[str]:
    """The relative links of a text."""
    found = re.findall(r"\]\(([^)\s]+)\)", text)
    return [link for link in found if not re.match(r"[a-z]+:|#|attachment:", link)]


def _short(path: Path, course: Path) -> str:
    return path.relative_to(course).as_posix()
