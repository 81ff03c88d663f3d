"""A class in which everything is mixed: names as each platform gives them, copies, faults, strays, hostile files.

The numbers are few, so that people meet: copies that agree and copies that do not, two people who typed one number, a
faulty file beside a good one. The same seed gives the same class.
"""

from __future__ import annotations

import json
import random
import warnings
import zipfile
from copy import deepcopy
from pathlib import Path

from classroom import Classroom
from submissions import put

HOSTILE = (
    b"",
    b'{"format": 1, "assi',
    b"[" * 100_000 + b"]" * 100_000,
    '{"format": "é"}'.encode("utf-16"),
    b'{"format": 1, "assignment": "ferry-report", "tasks": [], "x": NaN}',
    b'{"format": 1, "assignment": "ferry-report", "student": 5, "tasks": 5}',
    b'{"x": ' + b"9" * 5000 + b"}",
)
NAMES = ("Ann Lee", "Bo", "Cy =1+1", "Dörte \u202eMay", "", "Eve, “the” last")


class MixedClass:
    """Files by their paths, in the order in which a zip has them."""

    def __init__(self, classroom: Classroom, files: int, seed: int) -> None:
        self._room, self._draw = classroom, random.Random(seed)
        self._sheets = [classroom.sheet(number)[0] for number in classroom.numbers(6)]
        self._notebook = json.loads(classroom.notebook("10001"))
        self.people = max(3, files // 3)
        self.files: list[tuple[str, bytes]] = []
        for n in range(files):
            self.files += self._handed_in(n)

    def _handed_in(self, n: int) -> list[tuple[str, bytes]]:
        draw = self._draw
        person = draw.randrange(self.people)
        path, kind = self._path(person, n), draw.random()
        if kind < 0.08:
            return [(path.replace(".json", draw.choice((".docx", ".zip", ".txt"))), b"PK")]
        if kind < 0.2:
            return [(path, draw.choice(HOSTILE))]
        sheet = self._sheet(person)
        if kind < 0.3:
            return [(path.replace(".json", ".ipynb"), self._in_notebook(sheet))]
        return [(path, json.dumps(sheet, ensure_ascii=draw.random() < 0.5).encode())]

    def _path(self, person: int, n: int) -> str:
        file = self._draw.choice((f"ferry-report-{self._number(person)}.json", "a.json", f"b{n}.json"))
        name = NAMES[person % len(NAMES)].replace("\u202e", "") or "nobody"
        return self._draw.choice(
            (
                f"{n}-{file}",
                f"group-{person % 3}/{n}-{file}",
                f"own-{person}/{n}/{file}",
                f"{name}_{500 + person}_assignsubmission_file_/{n}-{file}",
                f"{name.lower().replace(' ', '').replace('_', '')}_{700 + person}_{900 + n}_{file}",
                f"anon_x{n}_{900 + n}_{file}",
                f"submitted/who{person}/ferry-report/{n}-{file}",
                f"submitted/who{person}/do-they-clash/{n}-{file}",
                f"__MACOSX/{n}-{file}",
            )
        )

    def _number(self, person: int) -> str:
        return self._draw.choice((f"n{person}", f"N{person}", f"n{person % 4}", "../no", ""))

    def _sheet(self, person: int) -> dict:
        draw = self._draw
        sheet = deepcopy(self._sheets[person % len(self._sheets)])
        sheet["student"] = {"name": draw.choice(NAMES), "number": self._number(person)}
        sheet["made_at"] = f"2026-11-2{draw.randrange(4)}T09:00:00Z"
        task = draw.choice(sheet["tasks"])
        change = draw.randrange(9)
        if change == 0:
            sheet["assignment"] = "do-they-clash"
        elif change == 1:
            sheet["format"] = 99
        elif change == 2:
            del task["operations"][draw.randrange(1, 9) :]
        elif change == 3:
            value = {"id": "w", "type": "attribution", "content": [{"sentence": "p1s1", "words": "none of these"}]}
            task["operations"] += [put(value | {"id": f"w{i}"}, f"w{i}") for i in range(draw.randrange(1, 12))]
        elif change == 4:
            sheet["tasks"].remove(task)
        elif change == 5:
            task["operations"] = []
        return sheet

    def _in_notebook(self, sheet: dict) -> bytes:
        book = deepcopy(self._notebook)
        for output in book["cells"][-1]["outputs"]:
            for mime in output["data"]:
                if mime.endswith("sheet+json"):
                    output["data"][mime] = sheet
        return json.dumps(book).encode()

    def lay_out(self, room: Path) -> Path:
        """As a folder."""
        for path, data in self.files:
            (room / path).parent.mkdir(parents=True, exist_ok=True)
            (room / path).write_bytes(data)
        return room

    def pack(self, path: Path) -> Path:
        """As a zip, in which some paths stand twice."""
        with zipfile.ZipFile(path, "w") as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            for name, data in [*self.files, *self.files[:4]]:
                archive.writestr(name, data)
        return path
