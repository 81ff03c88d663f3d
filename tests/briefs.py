"""Graded exercises with a brief, their students, and a reader who fills in the table."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

from submissions import COURSE, KEYS, TEACHERS, Student, put, write_sheet

from kit.case import SHELF, Case, load
from kit.cli import main
from kit.structure import written

CRITERIA = ("attribution", "basis", "limits", "fairness")
WORDS = {
    "known": "By the company’s own figures Line 4 carried three million passengers.",
    "claimed": "The union says six minutes, the company ten.",
    "unknowable": "What the drivers feel.",
}
UTF8_MARK = "\ufeff"


class Course:
    """The trams as a graded case: an exercise of ten pairs (10 points) and a brief (9 points, four criteria)."""

    def __init__(self, folder: Path) -> None:
        self.root, self.room, self.out = folder, folder / "room", folder / "out"
        self.keys, self.exercise = folder / "keys", folder / "exercises" / "year-one"
        shutil.copytree(SHELF / "trams", folder / "exercises" / "cases" / "trams")
        self.keys.mkdir()
        (folder / "exercises" / "cases" / "trams" / "key.yaml").rename(self.keys / "trams.yaml")
        self.room.mkdir()
        self.exercise.mkdir()
        self.asks("whole-2", "brief-1")

    def asks(self, *tasks: str) -> None:
        """Which tasks the exercise has."""
        text = f"id: year-one\ntitle: A year of Line 4\ncase: ../cases/trams\ntasks: [{', '.join(tasks)}]\n"
        (self.exercise / "assignment.yaml").write_text(text, encoding="utf-8")

    @property
    def case(self) -> Case:
        return load(self.root / "exercises" / "cases" / "trams", self.keys / "trams.yaml")

    def hands_in(self, number: str, words: dict[str, str] | None = None, pairs: int = 10, file: str = "") -> None:
        """A sheet with the key's first pairs, and a brief."""
        case, plain = self.case, self.plain_pairs("whole-2", pairs)
        made = texts_of(WORDS if words is None else words)
        made += [{"id": f"rate-{c}", "type": "rating", "criterion": c, "level": "strong"} for c in CRITERIA]
        tasks = [
            {
                "task": f"trams/{id}",
                "digest": case.article.digest,
                "operations": [put(v, f"{id}-{v['id']}") for v in held],
            }
            for id, held in (("whole-2", plain), ("brief-1", made))
        ]
        sheet = {"format": 1, "assignment": "year-one", "student": {"name": f"Student {number}", "number": number}}
        write_sheet(self.room / (file or f"year-one-{number}.json"), {**sheet, "tasks": tasks})

    def plain_pairs(self, task: str, many: int) -> list[dict]:
        """The key's answers to the first pairs of a task, as a student gives them."""
        case = self.case
        key = {frozenset((p.a, p.b)): p for p in case.key.layer.pairs}
        values = [written(key[frozenset(pair)], case.article) for pair in case.task(task).pairs[:many]]
        return [{n: v for n, v in value.items() if n not in TEACHERS} for value in values]

    def grade(self, *more: str) -> int:
        """`kit grade`, as typed."""
        call = ["grade", str(self.room), "--assignment", str(self.exercise), "--keys", str(self.keys)]
        return main([*call, "--out", str(self.out), *more])

    @property
    def marking(self) -> Path:
        return self.out / "marking.csv"

    def rows(self, name: str = "marking.csv") -> list[dict[str, str]]:
        """A table that was written."""
        return rows_of((self.out / name).read_bytes())

    def row(self, number: str) -> dict[str, str]:
        """A student's line of the gradebook."""
        return next(row for row in self.rows("gradebook.csv") if row["number"] == number)

    def page(self, number: str) -> str:
        """A student's page."""
        return (self.out / "feedback" / f"{number}.html").read_text(encoding="utf-8")

    def fills(self, given: dict[tuple[str, str], dict[str, str]], path: Path | None = None) -> None:
        """The reader's work: (student, criterion) to cells, in the rows that are open or counted."""
        rows = self.rows()
        for row in rows:
            if not row["state"].startswith("stale"):
                row |= given.get((row["student"], row["criterion"]), {})
        self.writes(rows, path)

    def writes(self, rows: list[dict[str, str]], path: Path | None = None) -> None:
        """The table as a spreadsheet program saves it."""
        (path or self.marking).write_bytes((UTF8_MARK + text_of(rows)).encode())

    def reads(self, number: str, level: str = "strong", **more: str) -> None:
        """All of one student's brief read."""
        self.fills({(number, c): {"level": level, **more} for c in CRITERIA})

    def files(self) -> dict[str, bytes]:
        """Everything that was written."""
        return {p.relative_to(self.out).as_posix(): p.read_bytes() for p in self.out.rglob("*") if p.is_file()}


class Shipped(Course):
    """The graded exercise with a brief as students get it, and its own key: eight pairs (8 points), a brief (12)."""

    def __init__(self, folder: Path, monkeypatch) -> None:
        self.root, self.room, self.out = folder, folder / "room", folder / "out"
        self.keys, self.exercise = KEYS, COURSE / "exercises" / "what-is-known"
        self.room.mkdir()
        self._patch = monkeypatch

    @property
    def case(self) -> Case:
        return load(COURSE / "exercises" / "cases" / "vote", self.keys / "vote.yaml")

    def hands_in(self, number: str, words: dict[str, str] | None = None, pairs: int = 8) -> dict:
        """What a student does: answer, press the form's button, upload the file. Returns what the form tells."""
        student = Student(self.root / "desks" / number, self._patch, self.exercise)
        student.answer({"pairs-1": self.plain_pairs("pairs-1", pairs), "brief-1": texts_of(words or WORDS)})
        told = student.hand_in(f"Student {number}", number)
        shutil.copy(student.folder / told["file"], self.room)
        return told


def texts_of(words: dict[str, str]) -> list[dict]:
    """What is written to the prompts of a brief."""
    return [{"id": p, "type": "text", "prompt": p, "text": t} for p, t in words.items()]


def rows_of(data: bytes) -> list[dict[str, str]]:
    """A table's rows."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def text_of(rows: list[dict[str, str]], delimiter: str = ",") -> str:
    """Rows as a table."""
    out = io.StringIO()
    lines = csv.DictWriter(out, list(rows[0]), delimiter=delimiter)
    lines.writeheader()
    lines.writerows(rows)
    return out.getvalue()
