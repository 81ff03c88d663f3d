"""Answering in JupyterLab: by mouse, and by the keyboard alone."""

from __future__ import annotations

import pytest
from lab import lesson

pytestmark = pytest.mark.browser

COMMANDS = ["m", "y", "r", "a", "b", "x", "v", "z", "d", "d", "i", "i", "0", "0", "Shift+M"]
"""Keys that JupyterLab, with a cell selected, takes for: markdown, code, raw, insert above and
below, cut, paste, undo, delete, interrupt, restart, merge."""


def place(sentence: str, words: str) -> dict:
    return {"sentence": sentence, "words": words}


def run_lesson(desk, *tasks: str):
    notebook = desk.open(desk.write("lesson.ipynb", lesson(*tasks)))
    notebook.run()
    return notebook


def test_an_attribution_by_mouse(desk):
    """Dragging and double-clicking snap to whole words; buttons give the role; a sentence's number
    takes the sentence; all of it is on disk as words, and Check paints an explained feedback."""
    notebook = run_lesson(desk, "who")
    page, marker = notebook.page, notebook.widget("marker")

    def press(name: str) -> None:
        marker.locator(".kit-bar").get_by_role("button", name=name).click()

    notebook.drag("The wheel broke on Monday")
    press("Content")
    notebook.double_click("said")
    press("Cue")
    notebook.drag("Ada Rill, the miller")
    press("Source")
    notebook.drag("and nobody saw it")
    press("Content")
    marker.locator("input[type=radio][value=direct]").check()
    notebook.wait_saved()
    [made] = desk.kept("who").values()
    assert made["type"] == "attribution" and made["quote"] == "direct"
    assert made["source"] == [place("p1s1", "Ada Rill, the miller")]
    assert made["cue"] == [place("p1s1", "said")]
    content = [place("p1s1", "The wheel broke on Monday"), place("p1s1", "and nobody saw it")]
    assert made["content"] == content

    press("New")
    marker.get_by_role("button", name="Sentence 2.2").click()
    press("Content")
    notebook.wait_saved()
    assert list(desk.kept("who").values())[1]["content"] == [place("p2s2", "It turns 12 times a minute")]

    press("Undo")
    notebook.wait_saved()
    assert len(desk.kept("who")) == 1

    marker.get_by_role("button", name="Check", exact=True).click()
    feedback = marker.locator(".kit-feedback")
    feedback.locator(".kit-note.kit-tone-right").wait_for()
    assert feedback.locator(".kit-summary").inner_text()
    assert feedback.locator(".kit-note-text").first.inner_text()
    assert [o["what"] for o in desk.operations("who") if o["op"] == "did"] == ["checked"]
    assert page.locator(".jp-Notebook .jp-Cell").count() == 3


def test_an_attribution_by_keyboard_alone(desk):
    """From the cell to the feedback without a mouse: Tab goes in, arrows and Shift take words,
    letters give roles, Tab reaches the question and Check, and Tab leaves the widget again."""
    notebook = run_lesson(desk, "who", "pairs")
    page = notebook.page
    keys = page.keyboard
    notebook.command("notebook:move-cursor-up")
    notebook.command("notebook:move-cursor-up")
    notebook.command("notebook:move-cursor-up")
    notebook.command("notebook:move-cursor-down")
    notebook.command("notebook:move-cursor-down")
    notebook.tab_to(".kit-marker .kit-s", limit=25)

    def select(words: int) -> None:
        for _ in range(words - 1):
            keys.press("Shift+ArrowRight")

    keys.press("ArrowRight")
    select(5)
    keys.press("t")
    keys.press("ArrowRight")
    keys.press("c")
    keys.press("ArrowRight")
    select(4)
    keys.press("s")
    keys.press("ArrowRight")
    select(4)
    keys.press("t")
    notebook.wait_saved()
    [made] = desk.kept("who").values()
    assert made["source"] == [place("p1s1", "Ada Rill, the miller")]
    assert made["cue"] == [place("p1s1", "said")]
    content = [place("p1s1", "The wheel broke on Monday"), place("p1s1", "and nobody saw it")]
    assert made["content"] == content

    notebook.tab_to(".kit-card input[type=radio]", limit=25)
    keys.press("Space")
    notebook.tab_to(".kit-marker .kit-check", limit=25)
    keys.press("Enter")
    notebook.widget("marker").locator(".kit-note").first.wait_for()
    notebook.wait_saved()
    [made] = desk.kept("who").values()
    assert made["quote"] == "direct"
    notebook.tab_to(":not(.kit-marker *)", limit=25)


def test_letters_stay_in_the_widget(desk):
    """With the focus on a sentence, a button, a radio or the list, none of JupyterLab's one-key
    commands fires: cells are neither deleted, inserted, cut, turned nor merged."""
    notebook = run_lesson(desk, "who", "check")
    notebook.mark("Monday", "t")
    before = notebook.cells()
    places = [
        ".kit-marker .kit-s[tabindex='0']",
        ".kit-marker .kit-role",
        ".kit-marker .kit-check",
        ".kit-marker .kit-card button",
        ".kit-marker .kit-card input[type=radio]",
        ".kit-marker summary",
        ".kit-sorter input[type=radio]",
    ]
    for where in places:
        notebook.page.locator(where).first.focus()
        for key in COMMANDS:
            notebook.page.keyboard.press(key)
        assert notebook.cells() == before, where
    assert not notebook.page.locator(".jp-Dialog").count()
    notebook.page.keyboard.press("Control+s")
    notebook.page.wait_for_function("() => !window.jupyterapp.shell.currentWidget.context.model.dirty")


def test_a_pair_by_keyboard_alone(desk):
    """One pair answered with Tab, Space and arrows alone is kept on disk, relation and dimension."""
    notebook = run_lesson(desk, "pairs")
    keys = notebook.page.keyboard
    notebook.enter("pairs")
    notebook.tab_to(".kit-pairs input[type=radio]")
    keys.press("Space")
    keys.press("Tab")
    notebook.tab_to(".kit-pairs input[type=radio][value=contradiction]", limit=10, key="ArrowDown")
    keys.press("Space")
    notebook.tab_to(".kit-pairs input[type=radio][value=action]", limit=10)
    notebook.tab_to(".kit-pairs input[type=radio][value=time]", limit=10, key="ArrowDown")
    notebook.wait_saved()
    first = notebook.page.locator(".kit-pairs .kit-item").first.get_attribute("data-item")
    kept = desk.kept("pairs")[first]
    assert (kept["relation"], kept["dimension"]) == ("contradiction", "time")


def test_a_claim_sorted_by_keyboard_alone(desk):
    """One claim sorted with Tab, Space and arrows alone is kept on disk, class and reason."""
    notebook = run_lesson(desk, "check")
    keys = notebook.page.keyboard
    notebook.enter("sorter")
    notebook.tab_to(".kit-sorter input[type=radio]")
    notebook.tab_to(".kit-sorter input[type=radio][value=not]", limit=10, key="ArrowDown")
    keys.press("Space")
    notebook.tab_to(".kit-sorter input[type=checkbox][value=no-access]", limit=20)
    keys.press("Space")
    notebook.wait_saved()
    first = notebook.page.locator(".kit-sorter .kit-item").first.get_attribute("data-item")
    kept = desk.kept("check")[first]
    assert (kept["checkability"], kept["reasons"]) == ("not", ["no-access"])
