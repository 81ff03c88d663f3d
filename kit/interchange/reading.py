"""One way to read what anybody says about a case: `read_layer(path, case)`, whatever the file is.

A layer file, W3C annotations, a hand-in file (all `.json` or `.jsonld`), a learner's sheet (`.jsonl`) or a folder of
sheets, a key (`.yaml`), brat's `.ann` with its `.txt` beside it. Everything from outside is hostile until read: it is
refused by its size and depth before anybody walks through it, nothing in it is run, and what has no exact place in the
case's text is listed and never dropped in silence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kit import jsonfile
from kit.answers import header_fault, is_operation, layer_of, own_values
from kit.case import LAYERS, Case
from kit.errors import KitError
from kit.files import read_text
from kit.intake import LARGEST
from kit.interchange.brat import brat_layer, read_brat
from kit.interchange.layerfile import Coding, is_layer_file, layer_of_json
from kit.interchange.w3cin import is_w3c, layer_of_w3c
from kit.key import read_key
from kit.model import Annotation, Key, Layer, Task
from kit.structure import written
from kit.submissions import printable

KEY, MACHINE = "the key", "the machine"
"""How the layers of a key and of the suggester are called."""
READ = "A layer file, W3C annotations, a hand-in file, a sheet, a key or brat's .ann can be read"
Source = Coding | Layer | str | Path
"""A layer: read already, made here, or in a file; "key" is the case's own, "machine" what the suggester makes of it."""
Sheets = list[tuple[str, list[dict]]]
"""Name of a task ("heir/who-1") and the operations of its sheet."""


def read_layer(path: str | Path, case: Case) -> Coding:
    """What the file or folder says about this case: whose it is, the layer, and a sentence for each thing left out.

    Raises KitError where it cannot be read as a whole, or is about another text.
    """
    path = Path(path)
    if path.is_dir():
        return _of_sheets(case, path.name, *_folder_of_sheets(path))
    if path.suffix.lower() in (".yaml", ".yml"):
        return _of_key(path, case)
    if path.suffix.lower() == ".ann":
        return _of_brat(path, case)
    data = _bytes(path)
    if path.suffix.lower() == ".jsonl":
        return _of_sheets(case, path.stem, [_sheet(data, path.name)])
    try:
        value = jsonfile.parse(data)
        jsonfile.check_shape(value)
    except jsonfile.BadJson as fault:
        raise KitError(path.name, str(fault), READ) from None
    return _of_json(value, path, case)


def coding_of(source: Source, case: Case) -> Coding:
    """A layer with whose it is. `NAME=FILE` names a file's coder. Raises KitError."""
    if isinstance(source, Coding):
        return source
    if isinstance(source, Layer):
        return Coding("a layer", source)
    named, sign, path = str(source).partition("=")
    if not sign:
        named, path = "", str(source)
    made_here = {"key": key_of, "machine": machine_of}
    of_the_case = made_here[path] if path in made_here and not Path(path).exists() else None
    coding = of_the_case(case) if of_the_case else read_layer(path, case)
    return replace(coding, coder=named.strip()) if named.strip() else coding


def key_of(case: Case) -> Coding:
    """The layer of the case's own key. Raises KitError where it carries none."""
    if case.key is None:
        raise KitError(case.id, "this case carries no key", "Name the key's file")
    return _by_its_readers(case.key)


def _by_its_readers(key: Key) -> Coding:
    return Coding(KEY, key.layer, date=key.readings[-1].date if key.readings else "")


def machine_of(case: Case) -> Coding:
    """What the suggester says of the case's article, told where its sentences end."""
    from kit.suggest import suggest_article

    return Coding(MACHINE, suggest_article(case.article))


def layers_of(folder: Path, case: Case) -> list[Coding]:
    """The layers that a case folder carries, in the order of their names. Raises KitError for the first fault."""
    return [read_layer(path, case) for path in sorted((folder / LAYERS).glob("*.json"))]


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise KitError(path.name, f"more than {LARGEST // 1_000_000} MB are not read", "Name the right file")
        return path.read_bytes()
    except OSError as fault:
        what = f"it cannot be read ({fault.strerror or type(fault).__name__})"
        raise KitError(str(path), what, "Check the path") from None


def _of_json(value: Any, path: Path, case: Case) -> Coding:
    if is_layer_file(value):
        return layer_of_json(value, case.article, path.name, case.id)
    if is_w3c(value):
        coding = layer_of_w3c(value, case.article, path.name)
        return coding if coding.coder else replace(coding, coder=printable(path.stem, 80))
    if isinstance(value, dict) and "assignment" in value and isinstance(value.get("tasks"), list):
        return _of_handin(value, path, case)
    raise KitError(path.name, "nobody knows what this file is", READ)


# ---- keys and brat


def _of_key(path: Path, case: Case) -> Coding:
    return _by_its_readers(read_key(path, case.article, case.voice_list, case.claim_list))


def _of_brat(path: Path, case: Case) -> Coding:
    if len(_bytes(path)) == 0:
        raise KitError(path.name, "the file is empty", "Export it again")
    text, standoff = _as_it_is(_text_beside(path)), _as_it_is(path)
    layer, told = brat_layer(text, read_brat(text, standoff, path.name), case.article, path.name)
    return Coding(printable(path.stem, 80), layer, tuple(told))


def _text_beside(path: Path) -> Path:
    """The text of an .ann file: of the same name, or of the one that its coder's name was added to with `_`."""
    same = path.with_suffix(".txt")
    longer = [p for p in path.parent.glob("*.txt") if path.stem.startswith(f"{p.stem}_")]
    return same if same.exists() or not longer else max(longer, key=lambda p: len(p.stem))


def _as_it_is(path: Path) -> str:
    """A file's text with its line breaks as they are, since brat counts them. Raises KitError."""
    read_text(path)
    return _bytes(path).decode("utf-8-sig")


# ---- sheets and hand-in files


def _folder_of_sheets(folder: Path) -> tuple[Sheets, list[str]]:
    sheets, told = [], []
    for path in sorted(folder.rglob("*.jsonl")):
        try:
            sheets.append(_sheet(_bytes(path), path.name))
        except KitError as fault:
            told.append(str(fault))
    if not sheets and not told:
        raise KitError(folder.name, "there is no sheet of answers in this folder", READ)
    return sheets, told


def _sheet(data: bytes, where: str) -> tuple[str, list[dict]]:
    """The task and the operations of a sheet; lines that are none are what a crash left, as when it is opened."""
    first, *lines = data.split(b"\n")
    if fault := header_fault(first):
        raise KitError(where, fault, READ)
    return str(json.loads(first).get("task", "")), [op for line in lines if (op := _operation(line)) is not None]


def _operation(line: bytes) -> dict | None:
    try:
        value = jsonfile.parse(line)
        jsonfile.check_shape(value)
    except jsonfile.BadJson:
        return None
    return value if is_operation(value) and jsonfile.is_writable(value) else None


def _of_handin(value: dict, path: Path, case: Case) -> Coding:
    student = value["student"] if isinstance(value.get("student"), dict) else {}
    coder = printable(student.get("name"), 80) or printable(student.get("number"), 80) or printable(path.stem, 80)
    sheets, told = [], []
    for task in value["tasks"]:
        if not isinstance(task, dict) or not isinstance(task.get("operations"), list):
            told.append(f"{path.name}: a task without its answers was left out.")
            continue
        good = [op for op in task["operations"] if is_operation(op) and jsonfile.is_writable(op)]
        sheets.append((printable(task.get("task")), good))
        if len(good) < len(task["operations"]):
            told.append(f"{path.name}, {sheets[-1][0]}: {len(task['operations']) - len(good)} entries are no answers.")
    return _of_sheets(case, coder, sheets, told)


def _of_sheets(case: Case, coder: str, sheets: Sheets, told: Iterable[str] = ()) -> Coding:
    told, kept, seen = list(told), [], set()
    tasks, dates = {task.name: task for task in case.tasks}, [""]
    for name, operations in sheets:
        if name not in tasks:
            told.append(f"Answers to {printable(name, 80) or 'no task'}, which {case.id} does not have, were left out.")
            continue
        made, unplaced = _answers(case, tasks[name], operations)
        told += unplaced
        dates += [str(op.get("at", ""))[:10] for op in operations]
        for a in made:
            # Each task has an answer to "c1"; in one layer an id stands once.
            id = a.id if a.id not in seen else f"{tasks[name].id}-{a.id}"
            seen.add(id)
            kept.append(replace(a, id=id))
    if not any(name in tasks for name, _ in sheets):
        raise KitError(coder, f"there are no answers to a task of {case.id} in it", "Name the right file, or case")
    return Coding(printable(coder, 80), Layer(tuple(kept), case.article.digest), tuple(told), printable(max(dates), 10))


def _answers(case: Case, task: Task, operations: list[dict]) -> tuple[tuple[Annotation, ...], Iterator[str]]:
    given = [(g.id, written(g, case.article)) for g in task.given]
    values = own_values(operations, given)
    layer, unplaced = layer_of(values, case.article)
    there = {a.id for a in layer.annotations}
    wordless = [id for id in values if id not in there and id not in unplaced]
    told = [f"{task.id}, {printable(id, 60)}: {fault}" for id, fault in unplaced.items()]
    return layer.annotations, [*told, *(f"{task.id}, {printable(id, 60)}: it has no words." for id in wordless)]
