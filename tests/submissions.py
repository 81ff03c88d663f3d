"""Students for the tests: they answer in a folder of their own and hand in with the kit's own function."""

from __future__ import annotations

import copy
import json
import zlib
from functools import cache
from pathlib import Path

from kit.answers import Sheet
from kit.assignment import read_assignment
from kit.authoring import check_case
from kit.case import Case, load
from kit.handin import HandInCell, sheet_output
from kit.structure import written

COURSE = Path(__file__).parent.parent
EXERCISE = COURSE / "exercises" / "ferry-report"
KEYS = COURSE / "solutions" / "keys"
TEACHERS = ("why", "accept", "wrong", "votes")
"""What stands in a key and in no student's answer."""


checked_once = cache(check_case)
"""The same check, made once for all tests: it plays every cheat, and that takes a second."""


def ferry() -> Case:
    """The graded case with its key."""
    return load(COURSE / "exercises" / "cases" / "ferry", KEYS / "ferry.yaml")


def key_values(case: Case) -> dict[str, list[dict]]:
    """Task id to the key's answers, as a student's sheet holds them."""
    kinds = {"attributions": "attribution", "pairs": "pair", "claims": "assessment"}
    values = [written(a, case.article) for a in case.key.layer.annotations]
    plain = [{name: part for name, part in v.items() if name not in TEACHERS} for v in values]
    return {task: [copy.deepcopy(v) for v in plain if v["type"] == kind] for task, kind in kinds.items()}


def put(value: dict, op_id: str) -> dict:
    """One operation."""
    return {"op": "put", "op_id": op_id, "at": "2026-11-23T09:00:00Z", "digest": "", "id": value["id"], "value": value}


class Student:
    """Somebody who answers and hands in."""

    def __init__(self, folder: Path, monkeypatch, exercise: Path = EXERCISE) -> None:
        self.folder, self.assignment = folder, read_assignment(exercise)
        folder.mkdir(parents=True, exist_ok=True)
        self._patch = monkeypatch

    def answer(self, values: dict[str, list[dict]]) -> Student:
        """Put each value into the sheet of its task; another value of the same id comes after it."""
        for task, of_task in values.items():
            sheet = Sheet(f"{self.assignment.case_folder.name}/{task}", self.folder / "answers")
            for value in of_task:
                sheet.append(put(value, f"{task}-{value['id']}-{zlib.crc32(json.dumps(value).encode())}"))
        return self

    def hand_in(self, name: str, number: str) -> dict:
        """What the button of the form does. Returns what it tells."""
        self._patch.setenv("KIT_ANSWERS", str(self.folder / "answers"))
        with self._patch.context() as here:
            here.chdir(self.folder)
            return HandInCell(self.assignment).hand_in(name, number)


def sheet_of(folder: Path, number: str) -> dict:
    """The sheet that a student has handed in."""
    return json.loads((folder / f"ferry-report-{number}.json").read_text(encoding="utf-8"))


def write_sheet(path: Path, sheet: dict) -> Path:
    """A sheet as a file, whatever it holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sheet), encoding="utf-8")
    return path


def write_notebook(path: Path, *sheets: dict) -> Path:
    """A saved notebook whose hand-in cell shows these sheets."""
    outputs = [
        {"output_type": "display_data", "data": sheet_output(sheet, "file.json"), "metadata": {}} for sheet in sheets
    ]
    cells = [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": ["# Title"]},
        {"cell_type": "code", "id": "in", "metadata": {}, "source": [], "execution_count": 1, "outputs": outputs},
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path
