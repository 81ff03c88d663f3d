"""The voices: name, kind and stake of each, every answer an annotation of its own."""

from __future__ import annotations

import pytest
from harness import axe_findings, marker_view, mount, tokens
from test_suggestions import kept

pytestmark = pytest.mark.browser

LABELS = {
    "voice-kind": [
        {"id": "publisher", "name": "The paper itself", "hint": "Whose text it is."},
        {"id": "authority", "name": "Authority", "hint": "It decides."},
        {"id": "company", "name": "Company", "hint": "It sells."},
    ],
    "stake": [
        {"id": "party", "name": "Party to it", "hint": "Words show it."},
        {"id": "none-shown", "name": "None shown", "hint": "No words show it."},
    ],
}
VIEW = marker_view(fields=()) | {
    "title": "Who they are",
    "task": "bridge/voices",
    "checkable": False,
    "confidence": [],
    "kept": "Kept in your draft",
    "labels": LABELS,
    "questions": {"voice-kind": "What kind of voice is it?", "stake": "Has it a stake?"},
}
VIEW["items"] = [
    {"id": "paper", "name": "the paper itself", "publisher": True, "speaks": [], "highlights": 0},
    {"id": "office", "name": "the harbour office", "publisher": False, "highlights": 1}
    | {"speaks": [tokens(VIEW, "the harbour office")]},
    {"id": "nordhav", "name": "Nordhav", "publisher": False, "speaks": [tokens(VIEW, "Nordhav")], "highlights": 2},
]


def card(page, id: str):
    return page.locator(f"[data-item={id}]")


def test_kind_stake_and_reason_are_kept_each_by_itself(widget):
    """The card says what is open, and then that it is done."""
    page = widget("voices", VIEW)
    one = card(page, "office")
    assert "It speaks in 1 highlight." in one.inner_text()
    assert one.get_by_role("radio", name="The paper itself").count() == 0
    one.get_by_role("radio", name="Authority").check()
    assert "say whether the text shows a stake" in one.inner_text()
    one.get_by_role("radio", name="None shown").check()
    one.get_by_label("Why that kind").fill("It closes bridges.")
    page.locator(".kit-title").click()
    assert kept(page) == {
        "office.kind": {"id": "office.kind", "type": "choice", "item": "office.kind", "option": "authority"},
        "office.stake": {"id": "office.stake", "type": "choice", "item": "office.stake", "option": "none-shown"},
        "office.why": {"id": "office.why", "type": "text", "prompt": "office.why", "text": "It closes bridges."},
    }
    assert one.get_attribute("data-state") == "done"
    assert page.locator(".kit-count").first.inner_text() == "1 of 3 answered"


def test_a_click_after_typing_is_never_lost(widget):
    """What is kept when a field is left makes its card taller; the radio under the mouse is chosen all the same."""
    page = widget("voices", VIEW)
    card(page, "paper").get_by_label("Why that kind").click()
    page.keyboard.type("It tells the story.")
    radio = card(page, "office").get_by_role("radio", name="Authority")
    radio.scroll_into_view_if_needed()
    box = radio.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.up()
    page.locator("[data-item=paper]").get_by_text("Clear this answer").wait_for()
    assert set(kept(page)) == {"paper.why", "office.kind"}


def test_a_reason_to_begin_with_follows_the_stake(widget):
    """It stands there once the stake is chosen, until something is written."""
    page = widget("voices", VIEW | {"starts": {"none-shown": "No words show a gain."}})
    one = card(page, "office")
    assert not one.get_by_text("Suggested:").is_visible()
    one.get_by_role("radio", name="None shown").check()
    one.get_by_role("button", name="Begin with this").click()
    assert one.get_by_label("Why that kind").input_value() == "No words show a gain."
    assert not one.get_by_text("Suggested:").is_visible()
    assert kept(page)["office.why"]["text"] == "No words show a gain."


def test_the_words_that_show_a_stake_are_found_in_the_text(widget):
    """Typed words become words of the text; others are told at once, stay in the field, and are not sent."""
    page = widget("voices", VIEW)
    one = card(page, "nordhav")
    one.get_by_role("radio", name="Party to it").check()
    field = one.get_by_label("The words of the text that show the stake")
    field.fill("would cost it a lot of money")
    assert "They do not stand in the text like this." in one.inner_text()
    page.locator(".kit-title").click()
    assert set(kept(page)) == {"nordhav.stake"} and field.input_value() == "would cost it a lot of money"
    field.fill("the closure would cost it")
    assert "They stand in the text." in one.inner_text()
    page.locator(".kit-title").click()
    held = kept(page)["nordhav.words"]
    assert held["tokens"] == [tokens(VIEW, "the closure would cost it")] and held["type"] == "spans"


def test_a_new_name_stands_everywhere_at_once(widget):
    """In its card, and in the lists of the others."""
    page = widget("voices", VIEW)
    card(page, "nordhav").get_by_label("Its name").fill("Nordhav, the shipping company")
    page.locator(".kit-title").click()
    assert card(page, "nordhav").locator(".kit-voice-name").inner_text() == "Nordhav, the shipping company"
    offered = card(page, "office").get_by_label("Does it speak for").locator("option").all_inner_texts()
    assert offered == ["not chosen", "the paper itself", "Nordhav, the shipping company"]
    mount(page, "voices", VIEW, page.evaluate("() => W[0].S.layer"))
    assert page.locator(".kit-voice-name").nth(5).inner_text() == "Nordhav, the shipping company"


def test_a_voice_that_is_the_same_as_another_needs_nothing_else(widget):
    """Its questions go, and come back when it is a voice of its own again."""
    page = widget("voices", VIEW)
    one = card(page, "nordhav")
    one.get_by_label("Is it the same as").select_option("office")
    assert one.get_attribute("data-state") == "done"
    assert one.get_by_role("radio", name="Company").count() == 0
    one.get_by_label("Is it the same as").select_option("")
    assert one.get_by_role("radio", name="Company").is_visible()
    assert kept(page) == {}


def test_a_missing_voice_is_added_and_taken_back(widget):
    """Under an id made of its name; undo takes its card away."""
    page = widget("voices", VIEW)
    page.get_by_role("textbox", name="The name of another voice").fill("Åsa Lind")
    page.get_by_role("button", name="Add").click()
    assert card(page, "asa-lind").locator(".kit-voice-name").inner_text() == "Åsa Lind"
    page.get_by_role("button", name="Undo").click()
    assert card(page, "asa-lind").count() == 0


def test_the_publisher_is_known(widget):
    """Its kind is not asked; with a stake and a reason it is done."""
    page = widget("voices", VIEW)
    one = card(page, "paper")
    assert one.get_by_role("radio", name="Authority").count() == 0
    one.get_by_role("radio", name="None shown").check()
    one.get_by_label("Why that kind").fill("It tells the story.")
    page.locator(".kit-title").click()
    assert one.get_attribute("data-state") == "done"
    assert kept(page)["paper.kind"]["option"] == "publisher"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """With one voice answered, one begun, and the text beside them."""
    page = widget("voices", VIEW, dark=dark)
    card(page, "office").get_by_role("radio", name="Party to it").check()
    assert axe_findings(page) == []


def test_voices_by_keyboard_alone(widget):
    """Tab reaches every question; a radio is chosen with the space bar."""
    page = widget("voices", VIEW)
    card(page, "office").get_by_label("Its name").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert kept(page)["office.kind"]["option"] == "authority"
