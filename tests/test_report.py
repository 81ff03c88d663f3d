"""A gradebook becomes a CSV and a page for each student."""

from __future__ import annotations

import csv
import io
import json
import re
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from submissions import COURSE, EXERCISE, KEYS, ferry, put, write_sheet

from kit.assignment import read_assignment
from kit.cli import main
from kit.deck import load_deck
from kit.feedbackpage import LARGEST_PAGE, SURE, page
from kit.grading import grade
from kit.progresspage import measure
from kit.report import write_gradebook

pytestmark = pytest.mark.usefixtures("quick_check")

POST = COURSE / "exercises" / "post-test"


@pytest.fixture(scope="module")
def case():
    return ferry()


def rows(out: Path) -> list[dict]:
    text = (out / "gradebook.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def bytes_of(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in sorted(out.rglob("*")) if p.is_file()}


class Tags(HTMLParser):
    """Every tag and attribute of a page; that all are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


def test_from_hand_in_to_table_and_page_by_the_command_line(room, tmp_path, sheet, capsys):
    """The whole way: the hand-in's own file, `kit grade`, a row with the points, a page with the reasons."""
    write_sheet(room / "ferry-report-7.json", sheet)
    out = tmp_path / "out"
    assert main(["grade", str(room), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(out)]) == 0
    (row,) = rows(out)
    assert (row["number"], row["name"], row["state"], row["points"]) == ("7", "Ada Rill", "graded", "100")
    assert [row[task] for task in ("attributions (40)", "pairs (30)", "claims (30)")] == ["40", "30", "30"]
    text = (out / "feedback" / "7.html").read_text(encoding="utf-8")
    assert "You found 10 of 10 attributions" in text
    assert "31 on board less three crew makes 28 passengers" in text
    assert "1 graded" in capsys.readouterr().out


def test_a_page_is_whole_in_itself(room, sheet):
    """No script, no address, nothing to load; every tag is closed; below 60 kB."""
    write_sheet(room / "a.json", sheet)
    book = grade(room, EXERCISE, KEYS)
    text = page(book, book.grades[0])
    tags = Tags(text)
    assert not tags.open
    assert not {"script", "img", "iframe", "link", "object", "form"} & set(tags.tags)
    assert all(value.startswith("#") for name, value in tags.attributes if name in ("href", "src"))
    assert not re.search(r"https?:|url\(|@import|\bon\w+=", text)
    assert len(text.encode()) < LARGEST_PAGE


def test_grading_twice_gives_the_same_bytes(room, tmp_path, sheet):
    """Neither the time nor the order on the disk leaves a trace."""
    for number in ("7", "12", "3"):
        write_sheet(room / f"{number}.json", {**sheet, "student": {"name": "N", "number": number}})
    (room / "bad.json").write_bytes(b"{")
    for out in ("one", "two"):
        write_gradebook(grade(room, EXERCISE, KEYS), tmp_path / out)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert len(bytes_of(tmp_path / "one")) == 4


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


def test_nothing_from_a_student_is_markup(room, sheet):
    """HTML in a name, a number, a file's name, a task or an answer is shown as text."""
    bad = {"id": EVIL, "type": "pair", "a": EVIL, "b": "c7", "relation": EVIL, EVIL: EVIL}
    task = {**sheet["tasks"][1], "operations": [put(bad, "1"), put({**bad, "id": "2", EVIL: None}, "2")]}
    evil = {
        **sheet,
        "student": {"name": EVIL, "number": "7"},
        "tasks": [sheet["tasks"][0], task, {"task": EVIL, "digest": EVIL, "operations": []}],
    }
    write_sheet(room / "<img src=x>.json", evil)
    write_sheet(room / "b.json", {**sheet, "assignment": EVIL, "student": {"name": EVIL, "number": EVIL}})
    book = grade(room, EXERCISE, KEYS)
    for g in book.grades:
        tags = Tags(page(book, g))
        assert not tags.open
        assert not {"script", "img"} & set(tags.tags)
        assert not [name for name, _ in tags.attributes if name.startswith("on")]


@pytest.mark.parametrize("name", ["=1+1", "+A1", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0", '"a",b\nc', "  =1"])
def test_a_name_is_no_formula(room, tmp_path, sheet, name):
    """No cell of the table begins as a formula does, and quotes, commas and line ends move no column."""
    write_sheet(room / "a.json", {**sheet, "student": {"name": name, "number": "7"}})
    write_gradebook(grade(room, EXERCISE, KEYS), tmp_path / "out")
    (row,) = rows(tmp_path / "out")
    assert not row["name"].lstrip().startswith(("=", "+", "-", "@"))
    assert (row["points"], row["out of"]) == ("100", "100")


def test_a_number_that_begins_as_a_formula_does_is_none_in_the_table(room, tmp_path, sheet):
    """`-5` may name a file; in the table it is text."""
    write_sheet(room / "a.json", {**sheet, "student": {"name": "A", "number": "-5"}})
    write_gradebook(grade(room, EXERCISE, KEYS), tmp_path / "out")
    assert rows(tmp_path / "out")[0]["number"] == "'-5"


def test_no_page_stands_outside_its_folder(room, tmp_path, sheet):
    """Whatever a sheet gives as its number, its page lies in `feedback`."""
    for i, number in enumerate(["../../evil", "a/b", "..", ""]):
        write_sheet(room / f"{i}.json", {**sheet, "student": {"name": "A", "number": number}})
    write_gradebook(grade(room, EXERCISE, KEYS), tmp_path / "out")
    made = bytes_of(tmp_path / "out")
    assert len(made) == 5
    assert all(re.fullmatch(r"gradebook\.csv|feedback/without-number-[0-9a-f]{8}\.html", name) for name in made)
    assert {p.name for p in tmp_path.iterdir()} <= {"room", "out", "desk", "answers"}


def test_a_fault_is_no_0_in_the_table(room, tmp_path, sheet):
    """Unreadable, missing and conflict leave the points empty."""
    write_sheet(room / "a.json", {**sheet, "assignment": "other"})
    (room / "b.json").write_bytes(b"")
    first, second = sheet["tasks"][2]["operations"][:1], sheet["tasks"][2]["operations"][1:]
    for name, operations in (("c", first), ("d", second)):
        tasks = [*sheet["tasks"][:2], {**sheet["tasks"][2], "operations": operations}]
        write_sheet(room / f"{name}.json", {**sheet, "student": {"name": "C", "number": "8"}, "tasks": tasks})
    write_gradebook(grade(room, EXERCISE, KEYS), tmp_path / "out")
    table = rows(tmp_path / "out")
    assert sorted(row["state"] for row in table) == ["conflict", "missing", "unreadable"]
    assert all(row["points"] == row["pairs (30)"] == "" and row["remarks"] for row in table)
    assert "This is not a 0" in (tmp_path / "out" / "feedback" / "8.html").read_text(encoding="utf-8")


def test_a_page_stays_small_whatever_was_highlighted(room, sheet, case):
    """Hundreds of overlapping highlights are counted, not drawn."""
    value = sheet["tasks"][0]["operations"][0]["value"]
    sentences = map(case.article.sentence, case.task("attributions").sentences)
    whole = [{"sentence": s.id, "words": s.text.rstrip(".")} for s in sentences]
    many = []
    for i in range(400):
        many.append(put({**value, "id": f"n{i}", "source": [], "cue": [], "content": [whole[1], whole[9]]}, f"n{i}"))
    tasks = [{**sheet["tasks"][0], "operations": many}, *sheet["tasks"][1:]]
    write_sheet(room / "a.json", {**sheet, "tasks": tasks})
    book = grade(room, EXERCISE, KEYS)
    text = page(book, book.grades[0])
    assert len(text.encode()) < LARGEST_PAGE
    assert "Your 400 highlights are too many" in text
    assert not Tags(text).open


def test_the_points_on_a_page_add_up(room, sheet):
    """What stands at the single answers is what stands at the task, up to rounding."""
    tasks = [{**t, "operations": t["operations"][:6]} for t in sheet["tasks"]]
    write_sheet(room / "a.json", {**sheet, "tasks": tasks})
    book = grade(room, EXERCISE, KEYS)
    for done in book.grades[0].tasks:
        assert sum(j.points for j in done.score.judgements) == pytest.approx(done.points, abs=0.01)
    assert book.grades[0].points == pytest.approx(sum(t.points for t in book.grades[0].tasks))


def with_sureness(sheet: dict, tasks: int, confidence: int) -> dict:
    """The sheet with a confidence under every answer of its first tasks, and one claim of the last one misjudged."""
    made = json.loads(json.dumps(sheet))
    for task in made["tasks"][:tasks]:
        for op in task["operations"]:
            op["value"]["confidence"] = confidence
    wrong = next(op["value"] for op in made["tasks"][2]["operations"] if op["value"]["checkability"] == "here")
    wrong["checkability"] = "elsewhere"
    return made


def test_how_sure_they_were_is_told_in_counts_then_in_a_picture(room, sheet):
    """The same answers as the learner's own page counts; few are a table, many a picture, none are nothing."""
    write_sheet(room / "a.json", with_sureness({**sheet, "student": {"number": "8", "name": "Bo"}}, 0, 0))
    write_sheet(room / "b.json", with_sureness({**sheet, "student": {"number": "9", "name": "Cy"}}, 1, 70))
    write_sheet(room / "c.json", with_sureness({**sheet, "student": {"number": "10", "name": "Di"}}, 3, 90))
    book = grade(room, EXERCISE, KEYS)
    many, none, few = (page(book, g) for g in book.grades)
    assert SURE not in none
    pairs = [p for t in book.grades[0].tasks for p in measure(t.case, t.task, t.layer)[1]]
    assert len(pairs) > 20 and sum(right for _, right in pairs) == len(pairs) - 1
    assert f"You said {len(pairs)} times how sure you were; {len(pairs) - 1} of these answers were right." in many
    assert many.count("<svg") == 1 and "Brier score" in many and "<td" in many
    own = [p for t in book.grades[2].tasks for p in measure(t.case, t.task, t.layer)[1]]
    assert f"You said {len(own)} times" in few and "<svg" not in few
    assert f"{len(own)} of {len(own)}</td>" in few
    assert not Tags(many).open and len(many.encode()) < LARGEST_PAGE


def test_a_question_of_a_deck_stands_above_its_answer(room):
    """A page of a test says what was asked, or nobody could follow the reasons."""
    number = next(str(n) for n in range(20) if read_assignment(POST).form(str(n)) == "form-a")
    case = load_deck("form-a", COURSE / "exercises" / "decks")
    student = {"name": "Ada Rill", "number": number}
    tasks = [{"task": "decks/form-a", "digest": case.article.digest, "operations": []}]
    head = {"format": 1, "kit": "0", "assignment": "post-test", "made_at": "2026-11-23T09:00:00Z", "readable": []}
    write_sheet(room / "a.json", {**head, "student": student, "tasks": tasks})
    book = grade(room, POST, KEYS)
    made = page(book, book.grades[0])
    items = case.tasks[0].items
    assert made.count("<p class=title>") == len(items)
    for item in items:
        assert f"<p class=title>{escape(item.question)}</p>" in made
