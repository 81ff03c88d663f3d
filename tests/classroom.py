"""A class of any size: its answers lie between the key's and wrong ones, and come in as notebooks that the kit made.

For tests and benchmarks. The same seed gives the same class, byte for byte.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from submissions import TEACHERS

from kit.assignment import read_assignment
from kit.case import Case, load
from kit.deck import load_deck
from kit.handin import file_name, make_sheet, sheet_output
from kit.model import ROLES, Task
from kit.scoring import in_play
from kit.scoring.about import by_item
from kit.structure import written
from kit.tasks import Exercise
from kit.text import occurrences
from kit.text import words as words_of

MADE_AT = "2026-11-23T09:00:00Z"
ABOUT = {"id", "type", "source", "cue", "content", "claim", "a", "b", "item", "confidence", "parent"}
"""What an answer is about, not what it says of it."""
LABELS_LATER = {"attribution": ("quote", "stance", "naming", "basis"), "assessment": ("reasons", "evidence")}
"""What a learner adds to an answer after its main part: each comes as an operation of its own."""
WIDGET = "application/vnd.jupyter.widget-view+json"


class Classroom:
    """An exercise and everybody who hands it in."""

    def __init__(self, exercise: Path, keys: Path, answers: Path, seed: int = 1) -> None:
        """`answers` is a folder that need not exist: nothing is written to it."""
        self.folder, self.answers, self.seed = exercise, answers, seed
        self.assignment = read_assignment(exercise)
        self._parts = {id: self._part(id, keys) for id in self.assignment.tasks or self.assignment.forms}

    def _part(self, id: str, keys: Path) -> tuple[Case, Task, list[dict]]:
        """A task of the case as students have it, and the key's answers to it."""
        folder = self.assignment.case_folder
        if self.assignment.forms:
            case = load_deck(id, folder, keys / "decks" / f"{id}.key.yaml")
            task = case.tasks[0]
        else:
            case = load(folder, keys / f"{folder.resolve().name}.yaml")
            task = case.task(id)
        return replace(case, key=None), task, _right(case, task)

    @cached_property
    def _notebook(self) -> dict:
        return json.loads((self.folder / f"{self.folder.name}.ipynb").read_bytes())

    def sheet(self, number: str) -> tuple[dict, list[Exercise]]:
        """One student's sheet, and the exercises that it was made from."""
        draw = random.Random(f"{self.seed} {number}")
        skill = draw.triangular(0.2, 1, 0.75)
        exercises = []
        for id in self.assignment.parts(number):
            case, task, right = self._parts[id]
            exercise = Exercise(case, task, self.answers)
            exercise.sheet.operations = list(_operations(case, task, right, skill, draw))
            exercises.append(exercise)
        made = make_sheet(self.assignment, exercises, f"Student {number}", number)
        return made | {"made_at": MADE_AT}, exercises

    def notebook(self, number: str) -> str:
        """The saved notebook of one student, as JupyterLab writes it: each task drawn, the sheet in the last cell."""
        sheet, exercises = self.sheet(number)
        book = deepcopy(self._notebook)
        shown = [[_widget(n), _display(e.static())] for n, e in enumerate(exercises)]
        shown.append([_widget(99), _display(sheet_output(sheet, file_name(self.assignment, number)))])
        cells = [c for c in book["cells"] if "kit.task(" in (s := "".join(c["source"])) or "kit.my_test(" in s]
        cells += [c for c in book["cells"] if "kit.hand_in(" in "".join(c["source"])]
        for place, (cell, outputs) in enumerate(zip(cells, shown, strict=True), start=1):
            cell |= {"outputs": outputs, "execution_count": place}
        return json.dumps(book, indent=1, ensure_ascii=False) + "\n"

    def hand_in(self, room: Path, students: int) -> int:
        """Write everybody's notebook in folders as Moodle names them. Returns the bytes of all together."""
        total = 0
        for number in self.numbers(students):
            name = f"Student {number}_{int(number) + 50_000}_assignsubmission_file_"
            path = room / name / f"{self.folder.name}.ipynb"
            path.parent.mkdir(parents=True)
            total += path.write_bytes(self.notebook(number).encode())
        return total

    @staticmethod
    def numbers(students: int) -> Iterator[str]:
        """Student numbers from 10001 on."""
        return (str(n) for n in range(10_001, 10_001 + students))


def _right(case: Case, task: Task) -> list[dict]:
    """The key's answers as a sheet holds them."""
    key = case.key.layer
    found = in_play(task, case.article, key) if task.kind == "attributions" else by_item(task, key).values()
    values = [written(a, case.article) for a in found]
    return [{name: deepcopy(part) for name, part in value.items() if name not in TEACHERS} for value in values]


def _operations(case: Case, task: Task, right: list[dict], skill: float, draw: random.Random) -> Iterator[dict]:
    """What the browser sent: each answer in the steps in which it was given, some of them taken back."""
    for value in [*_own_ids(right, draw), *_invented(case, task, right, draw)]:
        if draw.random() > skill and draw.random() < 0.3:
            continue  # left out
        given = value if draw.random() < skill else _wrong(task, value, right, draw)
        given = given | {"confidence": draw.choice((50, 60, 70, 80, 90, 100))}
        for role in ROLES if value["type"] == "attribution" else ():
            if draw.random() > skill:
                given = given | {role: [_other_edges(case, words, draw) for words in given.get(role, ())]}
        later = LABELS_LATER.get(value["type"], ())
        steps = [name for name in later if name in given]
        for done in range(len(steps) + 1):
            so_far = {name: part for name, part in given.items() if name not in steps[done:]}
            yield _operation("put", case, value, draw) | {"value": so_far}
        if draw.random() < 0.05:
            yield _operation("drop", case, value, draw)


def _own_ids(right: list[dict], draw: random.Random) -> list[dict]:
    """The same, with ids for what is highlighted such as the browser draws: everybody's are others."""
    own = {v["id"]: _drawn_id(draw) for v in right if v["type"] == "attribution"}
    renamed = {"id": own, "parent": own}
    return [{k: renamed[k].get(v, v) if k in renamed else v for k, v in value.items()} for value in right]


def _drawn_id(draw: random.Random) -> str:
    return f"h-{draw.getrandbits(96):024x}"


def _other_edges(case: Case, words: dict, draw: random.Random) -> dict:
    """The same with a few words more or less at either end, where they can be found again."""
    sentence = case.article.sentence(words["sentence"]).text
    places = occurrences(words["words"], sentence)
    if len(places) != 1:
        return words
    tokens = list(words_of(sentence))
    inside = [n for n, (start, end) in enumerate(tokens) if start < places[0][1] and end > places[0][0]]
    first, last = (min(len(tokens) - 1, max(0, n + draw.randint(-2, 2))) for n in (inside[0], inside[-1]))
    return words | {"words": found} if (found := _stretch(sentence, tokens[first : last + 1])) else words


def _invented(case: Case, task: Task, right: list[dict], draw: random.Random) -> Iterator[dict]:
    """Now and then a highlight where nobody is credited."""
    if task.kind != "attributions" or draw.random() < 0.6:
        return
    id = draw.choice(task.sentences)
    sentence = case.article.sentence(id).text
    tokens = list(words_of(sentence))
    if len(tokens) <= len(ROLES):
        return
    found = [_stretch(sentence, tokens[a:b]) for a, b in pairwise(sorted(draw.sample(range(len(tokens) + 1), 4)))]
    if all(found):
        parts = {role: [{"sentence": id, "words": words}] for role, words in zip(ROLES, found, strict=True)}
        yield draw.choice(right) | parts | {"id": _drawn_id(draw)}


def _stretch(sentence: str, tokens: list[tuple[int, int]]) -> str:
    """The words of these tokens, where they stand once in their sentence; else nothing."""
    words = sentence[tokens[0][0] : tokens[-1][1]] if tokens else ""
    return words if words and len(occurrences(words, sentence)) == 1 else ""


def _wrong(task: Task, value: dict, right: list[dict], draw: random.Random) -> dict:
    """What the key says of something else; for a deck's question, another of its options."""
    if value["type"] == "choice" and task.kind == "items":
        item = next(i for i in task.items if i.id == value["item"])
        return value | {"option": draw.choice([o.id for o in item.options])}
    other = draw.choice([v for v in right if v["type"] == value["type"]])
    if value["type"] == "spans":
        return {name: part for name, part in value.items() if name != "spans"} | {"none": True}
    return value | {name: part for name, part in other.items() if name not in ABOUT}


def _operation(op: str, case: Case, value: dict, draw: random.Random) -> dict:
    op_id = f"{draw.getrandbits(64):016x}"
    return {"op": op, "op_id": op_id, "at": MADE_AT, "digest": case.article.digest, "id": value["id"]}


def _display(data: dict) -> dict:
    return {"data": data, "metadata": {}, "output_type": "display_data"}


def _widget(place: int) -> dict:
    model = {"model_id": f"{place:032x}", "version_major": 2, "version_minor": 1}
    return _display({WIDGET: model, "text/plain": "A widget"})
