"""The reasons: why each answer is right, which other one is right as well, and which is a usual mistake."""

from __future__ import annotations

import pytest
from harness import axe_findings, marker_view, mount, tokens
from test_suggestions import kept

pytestmark = pytest.mark.browser

VIEW = marker_view(fields=()) | {
    "title": "Why it is so",
    "task": "bridge/reasons",
    "checkable": False,
    "confidence": [],
    "kept": "Kept in your draft",
}
OTHERS = [
    {
        "field": "quote",
        "name": "Whose words",
        "labels": [{"id": "direct", "name": "Direct"}, {"id": "mixed", "name": "Mixed"}],
    },
    {"field": "voice", "name": "Whose voice", "labels": [{"id": "lind", "name": "Mara Lind"}]},
]
VIEW["items"] = [
    {
        "id": "m1",
        "name": "Highlight 1",
        "tokens": [tokens(VIEW, "the harbour office"), tokens(VIEW, "said on")],
        "lines": ["The bridge at Oster Sound will close … the harbour office … said"],
        "answer": "the harbour office; Indirect",
        "suggested": "“Said” stands behind a name.",
        "others": OTHERS,
    },
    {
        "id": "p1s2",
        "name": "Sentence p1s2",
        "tokens": [tokens(VIEW, "It has carried the coast road since 1961")],
        "lines": ["It has carried the coast road since 1961."],
        "answer": "Nobody is credited with anything here.",
        "suggested": "",
        "others": [],
    },
    {
        "id": "c1+c2",
        "name": "Pair 1",
        "tokens": [],
        "lines": ["Noon.", "Five."],
        "answer": "Contradiction; When",
        "suggested": "",
        "others": [],
    },
]


def card(page, id: str):
    return page.locator(f'[data-item="{id}"]')


def leave(page) -> None:
    """The focus leaves the field, and what was typed is handed over."""
    page.locator(".kit-title").click()


def test_a_reason_is_written_and_kept(widget):
    """In the words of the author, for each item by itself; the count says how many are left."""
    page = widget("reasons", VIEW)
    card(page, "p1s2").get_by_label("Why is that right?").fill("The paper tells it itself.")
    leave(page)
    assert kept(page) == {
        "p1s2.why": {"id": "p1s2.why", "type": "text", "prompt": "p1s2.why", "text": "The paper tells it itself."}
    }
    assert page.locator(".kit-count").first.inner_text() == "1 of 3 answered"
    card(page, "c1+c2").get_by_label("Why is that right?").fill("Noon is not five.")
    leave(page)
    assert set(kept(page)) == {"p1s2.why", "c1+c2.why"}


def test_a_suggested_reason_is_no_reason_until_it_was_looked_at(widget):
    """It is marked as suggested; one button begins with it, in a field in which it can be changed."""
    page = widget("reasons", VIEW)
    one = card(page, "m1")
    assert "Suggested:" in one.inner_text() and one.get_attribute("data-state") == "open"
    one.get_by_role("button", name="Begin with this").click()
    field = one.get_by_label("Why is that right?")
    assert field.input_value() == "“Said” stands behind a name."
    assert page.evaluate("() => document.activeElement.tagName") == "TEXTAREA"
    assert not one.get_by_text("Suggested:").is_visible()
    field.fill("The words are told, not quoted.")
    leave(page)
    assert kept(page)["m1.why"]["text"] == "The words are told, not quoted."
    page.get_by_role("button", name="Undo").click()
    assert kept(page)["m1.why"]["text"] == "“Said” stands behind a name."


def test_another_answer_is_added_with_its_own_reason(widget):
    """Right as well, or a usual mistake; without a reason it is none."""
    page = widget("reasons", VIEW)
    one = card(page, "m1")
    one.locator("summary").click()
    one.get_by_role("button", name="Add").click()
    assert page.locator(".kit-field").locator("visible=true").count() == 3, "both have to be chosen first"
    one.get_by_label("The other answer").select_option("quote.mixed")
    one.get_by_label("It would be").select_option("accept")
    one.get_by_role("button", name="Add").click()
    assert kept(page) == {}
    page.keyboard.type("Two words are quoted.")
    one.get_by_label("The other answer").select_option("voice.lind")
    one.get_by_label("It would be").select_option("wrong")
    one.get_by_role("button", name="Add").click()
    page.keyboard.type("She speaks later.")
    leave(page)
    assert {id: a["text"] for id, a in kept(page).items()} == {
        "m1.accept.quote.mixed": "Two words are quoted.",
        "m1.wrong.voice.lind": "She speaks later.",
    }
    assert one.get_by_label("Whose words: Mixed, right as well. Why?").input_value() == "Two words are quoted."
    mount(page, "reasons", VIEW, page.evaluate("() => W[0].S.layer"))
    again = page.locator('[data-item="m1"]').nth(1)
    assert again.get_by_label("Whose voice: Mara Lind, a usual mistake. Why?").input_value() == "She speaks later."


def test_emptied_words_take_another_answer_away(widget):
    """It goes from the key, and undo brings it back."""
    held = {"id": "m1.wrong.quote.direct", "type": "text", "prompt": "m1.wrong.quote.direct", "text": "No marks."}
    page = widget("reasons", VIEW, [held])
    field = card(page, "m1").get_by_label("Whose words: Direct, a usual mistake. Why?")
    field.fill("")
    leave(page)
    assert kept(page) == {}
    page.get_by_role("button", name="Undo").click()
    assert kept(page) == {held["id"]: held} and field.input_value() == "No marks."


def test_the_text_shows_what_a_reason_is_about(widget):
    """The words of the item in use are outlined beside it."""
    page = widget("reasons", VIEW)
    card(page, "m1").get_by_label("Why is that right?").focus()
    assert page.locator("mark.kit-end").all_inner_texts() == ["the harbour office", "said on"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """With a suggested reason, one written, and another answer begun."""
    page = widget("reasons", VIEW, dark=dark)
    one = card(page, "m1")
    one.locator("summary").click()
    one.get_by_label("The other answer").select_option("quote.mixed")
    one.get_by_label("It would be").select_option("accept")
    one.get_by_role("button", name="Add").click()
    card(page, "p1s2").get_by_label("Why is that right?").fill("The paper tells it.")
    assert axe_findings(page) == []
