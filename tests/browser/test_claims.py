"""The claims: statements picked in the text, restated, and named for what they are about."""

from __future__ import annotations

import pytest
from harness import axe_findings, marker_view, tokens
from test_marker import drag, layer, marks
from test_suggestions import head, in_text, kept, press

pytestmark = pytest.mark.browser

BASE = marker_view(fields=()) | {
    "title": "What is claimed",
    "checkable": False,
    "confidence": [],
    "kept": "Kept in your draft",
    "texts": [
        {"field": "gist", "label": "The same in neutral words"},
        {"field": "event", "label": "What is it about?", "again": True},
    ],
}


def candidate(id: str, phrase: str, gist: str) -> dict:
    value = {"id": id, "type": "spans", "item": id, "tokens": [tokens(BASE, phrase)], "none": False, "given": False}
    return {"id": id, "value": value, "texts": {"gist": gist}, "tier": "likely", "why": "It gives a day.", "hints": []}


VIEW = BASE | {
    "suggestions": [
        candidate("c1", "will close at noon on Friday", "The harbour office: the bridge closes at noon on Friday."),
        candidate("c2", "two piers were cracked", "A diver: two piers were cracked."),
    ],
    "worth": [
        {
            "id": "d1",
            "item": "date",
            "name": "Date",
            "tokens": [tokens(BASE, "since 1961")],
            "why": "A year to look up.",
        }
    ],
}


def test_selected_words_and_one_key_make_a_claim(widget):
    """It is the answer to an item of its own; the next words begin another."""
    page = widget("claims", VIEW)
    drag(page, "Lorries were turned back")
    press(page, "c")
    drag(page, "Nordhav claimed the closure")
    press(page, "c")
    first, second = layer(page)
    assert first["type"] == "spans" and first["item"] == first["id"] != second["id"]
    assert first["tokens"] == [tokens(VIEW, "Lorries were turned back")]
    assert page.evaluate("() => W[0].sent[0].op.words") == {"tokens": ["Lorries were turned back"]}


def test_words_that_touch_a_claim_in_focus_take_the_place_of_its_own(widget):
    """Longer or shorter, it stays one stretch; the same words once more take it away."""
    page = widget("claims", VIEW)
    drag(page, "Lorries were turned back")
    press(page, "c")
    drag(page, "were turned back at both ends")
    press(page, "c")
    (made,) = layer(page)
    assert made["tokens"] == [tokens(VIEW, "were turned back at both ends")]
    drag(page, "turned back")
    press(page, "c")
    (made,) = layer(page)
    assert made["tokens"] == [tokens(VIEW, "turned back")]
    drag(page, "turned back")
    press(page, "c")
    assert layer(page) == []


def test_a_claim_lies_in_one_sentence(widget):
    """Of words over two sentences those of the first count."""
    page = widget("claims", VIEW)
    page.locator(".kit-s").nth(2).focus()
    press(page, "Enter", "Shift+ArrowDown", "Shift+ArrowDown", "c")
    (made,) = layer(page)
    assert len(made["tokens"]) == 1
    assert made["tokens"][0][1] == tokens(VIEW, "like them")[1]


def test_an_accepted_candidate_brings_a_restatement_to_begin_with(widget):
    """Both are one step: an undo takes both back."""
    page = widget("claims", VIEW)
    in_text(page)
    press(page, "a")
    held = kept(page)
    assert set(held) == {"c1", "c1.gist"} and held["c1.gist"]["prompt"] == "c1.gist"
    assert head(page) == "Suggestion 2 of 2 · likely · 1 left"
    press(page, "Control+z")
    assert kept(page) == {} and head(page).startswith("Suggestion 1 of 2")


def test_restatement_and_subject_are_written_in_the_card(widget):
    """Each is kept as a text of its own and shown; what a claim is about need not be said, and no question is open."""
    page = widget("claims", VIEW)
    in_text(page)
    press(page, "a")
    assert "open" not in page.locator(".kit-card-brief").locator("visible=true").last.inner_text()
    page.get_by_role("button", name="Edit claim 1").click()
    assert page.get_by_label("The same in neutral words").input_value() == VIEW["suggestions"][0]["texts"]["gist"]
    page.get_by_role("textbox", name="What is it about?").fill("the closing of the bridge")
    page.get_by_role("button", name="Done with claim 1").click()
    assert kept(page)["c1.event"]["text"] == "the closing of the bridge"
    assert "the closing of the bridge" in page.locator(".kit-card").inner_text()
    page.get_by_role("button", name="Undo").click()
    assert "c1.event" not in kept(page)


def test_what_other_claims_are_about_is_offered_again(widget):
    """The same words are one click away, so that two claims can be about the same."""
    page = widget("claims", VIEW)
    in_text(page)
    press(page, "a", "e")
    page.get_by_role("textbox", name="What is it about?").fill("the bridge")
    page.get_by_role("button", name="Edit claim 1").click()
    page.get_by_role("button", name="What is it about?: the bridge").locator("visible=true").click()
    held = kept(page)
    assert held["c1.event"]["text"] == held["c2.event"]["text"] == "the bridge"
    assert page.get_by_role("textbox", name="What is it about?").input_value() == "the bridge"
    again = page.get_by_role("button", name="What is it about?: the bridge").locator("visible=true")
    assert again.get_attribute("aria-pressed") == "true", "it stays, so that nothing moves under a click on its way"


def test_what_is_worth_checking_is_underlined_on_request_and_says_why(widget):
    """By mouse and by keyboard; it is no suggestion, and no highlight."""
    page = widget("claims", VIEW)
    assert page.locator("mark.kit-worth").count() == 0
    page.get_by_role("button", name="Worth checking (1)").click()
    assert page.locator("mark.kit-worth").all_inner_texts() == ["since 1961"]
    page.locator("mark.kit-worth").click(position={"x": 5, "y": 5})
    assert "Date: A year to look up." in page.locator(".kit-status").inner_text()
    page.wait_for_function("() => document.querySelector('[role=status]').textContent.includes('A year to look up')")
    assert marks(page) == ["C", "C"]
    page.get_by_role("button", name="Worth checking (1)").click()
    assert page.locator("mark.kit-worth").count() == 0


def test_a_claim_by_keyboard_alone(widget):
    """To a sentence, its words, the key, and into the card."""
    page = widget("claims", VIEW)
    in_text(page)
    press(page, "ArrowDown", "Enter", "c")
    (made,) = layer(page)
    assert made["tokens"] == [tokens(VIEW, "It has carried the coast road since 1961")]
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('.kit-in-focus textarea')"):
            break
    page.keyboard.type("the text: it has stood since 1961")
    page.keyboard.press("Tab")
    assert [a["text"] for a in layer(page) if a["type"] == "text"] == ["the text: it has stood since 1961"]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """With a claim in focus, one suggested, and what is worth checking underlined."""
    page = widget("claims", VIEW, dark=dark)
    in_text(page)
    press(page, "e")
    page.get_by_role("button", name="Worth checking (1)").click()
    assert axe_findings(page) == []
