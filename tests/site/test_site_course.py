"""The built site in a real browser: read, answer, come back, hand in, be graded; and nobody else is asked."""

from __future__ import annotations

import json

import pytest
from chromium import axe_source
from submissions import EXERCISE, KEYS, Student
from visitor import TABLES_TOLD

from kit.answers import replay
from kit.grading import GRADED, grade

pytestmark = [pytest.mark.browser, pytest.mark.site]

FERRY = "exercises/ferry-report/ferry-report.ipynb"
START = "notebooks/00-start.ipynb"


def test_the_first_page_leads_to_every_notebook(site, visit, address):
    """Each lesson and each exercise has its link, and the notebook behind it is there."""
    page = visit().page
    page.goto(f"{address}/index.html")
    links = page.locator(".list a").evaluate_all("links => links.map(a => new URL(a.href).searchParams.get('path'))")
    there = {p.relative_to(site / "files").as_posix() for p in (site / "files").rglob("*.ipynb")}
    assert set(links) == there and len(links) == len(there) > 15
    page.get_by_role("link", name="Start here").click()
    page.wait_for_selector(".jp-Notebook .jp-Cell")


@pytest.mark.axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_the_first_page(visit, address, scheme):
    """At the width of a small phone nothing is cut off, and axe finds nothing."""
    page = visit(width=320, height=640, color_scheme=scheme).page
    page.goto(f"{address}/index.html")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate(axe_source())
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")
    assert found == []
    page.evaluate("document.querySelector('main > p').style.color = 'rgb(120, 120, 120)'")
    assert "color-contrast" in page.evaluate("async () => (await axe.run()).violations.map(v => v.id)")


def test_an_exercise_from_reading_to_points(visit, tmp_path, monkeypatch):
    """Answered, loaded again, handed in, graded: to the points of the same answers given in JupyterLab."""
    reader = visit()
    reader.open(FERRY)
    reader.run("handin")
    reader.mark("claim", "c")
    reader.drag("the boat always comes in too fast")
    reader.page.keyboard.press("t")
    reader.page.keyboard.press("Escape")
    reader.mark("Regulars", "s")
    reader.page.locator(".kit-pairs .kit-item").first.get_by_role("radio", name="No", exact=True).check()
    reader.page.locator(".kit-sorter .kit-item").first.get_by_role("radio").first.check()
    for kind in ("marker", "pairs", "sorter"):
        reader.page.wait_for_selector(f".kit-{kind} .kit-save[data-state=saved]", state="attached")
    before = reader.highlights()
    assert before == [
        {"source": ["Regulars"], "cue": ["claim"], "content": ["the", "boat", "always", "comes", "in", "too", "fast"]}
    ]

    reader.reload()
    reader.run("handin")
    assert reader.highlights() == before
    made = reader.hand_in("Ada Rill", "7", tmp_path / "web")
    assert made.name == "ferry-report-7.json"
    [from_web] = grade(made.parent, EXERCISE, KEYS).grades
    assert (from_web.state, from_web.name, from_web.number) == (GRADED, "Ada Rill", "7")

    sheet = json.loads(made.read_bytes())
    answers = {t["task"].split("/")[1]: list(replay(t["operations"]).items()) for t in sheet["tasks"]}
    assert all(answers.values())
    values = {task: [{**value, "id": id} for id, value in held] for task, held in answers.items()}
    student = Student(tmp_path / "lab", monkeypatch).answer(values)
    assert student.hand_in("Ada Rill", "7")["ok"]
    [from_lab] = grade(student.folder, EXERCISE, KEYS).grades
    assert [t.points for t in from_web.tasks] == [t.points for t in from_lab.tasks]
    assert from_web.points == from_lab.points > 0


def test_a_lesson_explains(visit):
    """What is wrong is explained on the spot: the key of a lesson is there, and Check reads it."""
    reader = visit()
    reader.open(START)
    reader.run("marker")
    reader.mark("said", "c")
    reader.page.get_by_role("button", name="Check", exact=True).click()
    reader.page.wait_for_selector(".kit-summary", state="visible")
    assert reader.page.locator(".kit-note, .kit-notes li").count()


def test_a_finger_on_a_phone(visit):
    """Two taps take words, a button gives them their role, and they are kept."""
    reader = visit(width=390, height=844, has_touch=True, is_mobile=True)
    reader.open(START)
    reader.run("marker")
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    for word in ("Omar", "Vance"):
        box = reader.words_box(word)["first"]
        reader.page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.page.get_by_role("button", name="Source").tap()
    reader.wait_saved()
    assert reader.highlights()[0]["source"] == ["Omar", "Vance"]


def test_the_second_door_says_what_is_not_there(visit):
    """Each cell that works on a table says so in a sentence, its table stands beneath it, and the next cells run."""
    reader = visit()
    reader.open("notebooks/07-how-sure-am-i.ipynb")
    reader.run("marker")
    cells = reader.page.locator(".jp-CodeCell", has_text="import pandas as pd")
    reader.page.wait_for_function(TABLES_TOLD)
    assert cells.count() == 3 and not reader.told()
    assert reader.page.locator(".jp-MarkdownCell table", has_text="often").count() == 1
