"""The pairs that a learner makes: two buttons on two claims, no drag, and everything back with one undo."""

from __future__ import annotations

import pytest
from harness import axe_findings, mount
from test_pairs import LISTEN, item, overflow, pair, pairs_view, settled, tab_to, tick, too_small
from test_pane import CLAIMS, TEXT, shown

pytestmark = pytest.mark.browser


def open_view(**more) -> dict:
    """Four claims, in the order of the text."""
    view = pairs_view(open=True, claims=list(CLAIMS.values()), paragraphs=TEXT["paragraphs"], **more)
    return {k: v for k, v in view.items() if k != "items"}


LAYER = [
    pair("c3+c4", same_event=False, relation="different-event"),
    pair("c1+c4", same_event=True),
]
FEEDBACK = {
    "checks": 1,
    "summary": "You caught 1 of 2 pairs that clash.",
    "checked": LAYER,
    "notes": [
        {"tone": "wrong", "annotation": "c3+c4", "title": "Not so", "text": "Piers and an hour."},
        {"tone": "missed", "annotation": None, "title": "One clash is still hidden", "text": "Look again."},
    ],
}


def press(page, what: str, *letters: str) -> None:
    who = f"claim {letters[0]}" if len(letters) == 1 else f"claims {' and '.join(letters)}"
    page.get_by_role("button", name=f"{what}: {who}", exact=True).click()


def names(page) -> list[str]:
    return page.locator(".kit-item-name").all_inner_texts()


def said(page, words: str) -> None:
    page.wait_for_function("w => document.querySelector('[role=status]').textContent.includes(w)", arg=words)


def has_focus(page) -> str:
    return page.evaluate(
        "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    )


def test_each_claim_stands_there_with_its_sentence_folded(widget):
    """In text order, with a letter, and no pair yet."""
    page = widget("pairs", open_view())
    rows = page.locator(".kit-row")
    assert [r.split("\n")[0] for r in rows.all_inner_texts()] == ["A", "B", "C", "D"]
    assert page.locator(".kit-items .kit-count").first.inner_text() == "No pair made yet"
    assert rows.nth(1).locator("blockquote").is_hidden()
    rows.nth(1).locator("summary").click()
    assert (
        rows.nth(1).locator("blockquote").inner_text()
        == "She told reporters that a diver had said two piers were cracked."
    )
    assert rows.nth(1).locator("mark").inner_text() == "two piers were cracked"


def test_a_pair_is_made_in_two_steps(widget):
    """The later claim first makes the same pair; it is kept, counted, spoken, and has the focus."""
    page = widget("pairs", open_view())
    press(page, "Choose the first", "D")
    said(page, "Claim D is the first")
    assert page.get_by_role("button", name="Chosen: cancel: claim D").get_attribute("aria-pressed") == "true"
    press(page, "Pair with this", "D", "A")
    assert settled(page) == [pair("c1+c4")]
    assert names(page) == ["Pair A + D"] and has_focus(page) == "Pair A + D"
    assert page.locator(".kit-items .kit-count").first.inner_text() == "1 pair made, 1 incomplete"
    said(page, "Pair A + D is made. 1 pair made.")
    tick(page, "c1+c4", "true")
    tick(page, "c1+c4", "contradiction")
    tick(page, "c1+c4", "time")
    tick(page, "c1+c4", "90")
    want = pair("c1+c4", same_event=True, relation="contradiction", dimension="time", confidence=90)
    assert settled(page) == [want]
    assert page.locator(".kit-items .kit-count").first.inner_text() == "1 pair made"


def test_the_same_by_keyboard_alone(widget):
    """Tab and Enter make a pair, answer it, lead back to the claims, and take it apart."""
    page = widget("pairs", open_view())
    tab_to(page, "[data-claim='c1'] .kit-choose")
    page.keyboard.press("Enter")
    tab_to(page, "[data-claim='c4'] .kit-choose")
    page.keyboard.press("Space")
    assert has_focus(page) == "Pair A + D"
    assert shown(page)[0].startswith("A: ") and shown(page)[1].startswith("D: ")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert settled(page) == [pair("c1+c4", same_event=True)]
    page.get_by_role("button", name="Back to the claims").focus()
    page.keyboard.press("Enter")
    assert has_focus(page) == "Choose the first: claim D"
    page.get_by_role("button", name="Take this pair apart, pair A + D").focus()
    page.keyboard.press("Enter")
    assert settled(page) == [] and names(page) == []
    assert has_focus(page) == "Choose the first: claim D"
    said(page, "Undo brings it back")
    page.keyboard.press("Control+z")
    assert settled(page) == [pair("c1+c4", same_event=True)] and names(page) == ["Pair A + D"]


def test_escape_or_the_same_button_cancels_the_first_choice(widget):
    """And nothing is kept of it."""
    page = widget("pairs", open_view())
    page.evaluate(LISTEN)
    press(page, "Choose the first", "B")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    said(page, "Cancelled")
    assert has_focus(page) == "Choose the first: claim B"
    press(page, "Choose the first", "B")
    press(page, "Chosen: cancel", "B")
    assert page.get_by_role("button", name="Pair with this").count() == 0
    assert settled(page) == [] and page.evaluate("() => leaked") == []


def test_a_pair_that_is_there_is_shown_not_made_again(widget):
    """From the second button, and from the letters beside the claim."""
    page = widget("pairs", open_view(), LAYER)
    assert names(page) == ["Pair A + D", "Pair C + D"]
    press(page, "Choose the first", "D")
    press(page, "Go to this pair", "D", "A")
    assert has_focus(page) == "Pair A + D"
    said(page, "Pair A + D is there already")
    page.locator("[data-claim='c3']").get_by_role("button", name="D: go to Pair C + D").click()
    assert has_focus(page) == "Pair C + D"
    assert settled(page) == LAYER


def test_pairs_stand_in_the_order_of_the_text(widget):
    """However they were made; one about a claim that is not shown is left alone and kept."""
    stray = pair("c1+c9", same_event=True)
    page = widget("pairs", open_view(), [*LAYER, stray])
    press(page, "Choose the first", "B")
    press(page, "Pair with this", "B", "A")
    assert names(page) == ["Pair A + B", "Pair A + D", "Pair C + D"]
    assert stray in settled(page)


def test_undo_and_redo_make_and_unmake(widget):
    """A pair made is one step; its answers are others; what comes back out of sight is named."""
    page = widget("pairs", open_view())
    press(page, "Choose the first", "A")
    press(page, "Pair with this", "A", "B")
    tick(page, "c1+c2", "false")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert settled(page) == [] and names(page) == []
    said(page, "Undone: Pair A + B made")
    for _ in range(2):
        page.get_by_role("button", name="Redo").click()
    assert settled(page) == [pair("c1+c2", same_event=False, relation="different-event")]
    page.get_by_role("button", name="Pair A + B has changed: show it").click()
    assert has_focus(page) == "Pair A + B"


def test_undo_inside_a_pair_that_goes_leaves_the_focus_with_its_claims(widget):
    """It is never lost to the page."""
    page = widget("pairs", open_view())
    press(page, "Choose the first", "A")
    press(page, "Pair with this", "A", "C")
    page.keyboard.press("Control+z")
    assert settled(page) == [] and has_focus(page) == "Choose the first: claim C"


def test_pairs_made_without_a_kernel_come_back(widget):
    """The journal holds them like any answer."""
    page = widget("pairs", open_view(), kernel="gone")
    press(page, "Choose the first", "A")
    press(page, "Pair with this", "A", "D")
    page.evaluate("() => W[0].close()")
    mount(page, "pairs", open_view(), kernel="alive")
    assert names(page) == ["Pair A + D"] and settled(page) == [pair("c1+c4")]


def test_notes_stand_with_their_pairs_and_hints_in_the_summary(widget):
    """Also after the pair was taken apart and brought back."""
    page = widget("pairs", open_view(), LAYER, feedback=FEEDBACK)
    assert "Piers and an hour." in item(page, "c3+c4").locator(".kit-note").inner_text()
    hint = page.locator(".kit-feedback .kit-note")
    assert hint.count() == 1 and "One clash is still hidden" in hint.inner_text()
    assert hint.get_by_role("button").count() == 0
    assert page.get_by_role("button", name="Pair C + D: Not this").is_visible()
    page.get_by_role("button", name="Take this pair apart, pair C + D").click()
    page.get_by_role("button", name="Undo").click()
    assert "Piers and an hour." in item(page, "c3+c4").locator(".kit-note").inner_text()
    tick(page, "c3+c4", "true")
    assert item(page, "c3+c4").locator(".kit-note-changed").is_visible()


def test_hovering_a_second_claim_shows_both(widget):
    """Before they are paired, so that the choice can be made in the text."""
    page = widget("pairs", open_view())
    page.locator("[data-claim='c4']").hover()
    page.wait_for_function("() => document.querySelectorAll('.kit-pane mark').length === 1")
    press(page, "Choose the first", "A")
    page.locator("[data-claim='c2']").hover()
    page.wait_for_function("() => document.querySelectorAll('.kit-pane mark').length === 2")
    assert shown(page) == ["A: will close at noon on Friday", "B: two piers were cracked"]


def test_without_a_text_it_works_as_well(widget):
    """An older view carries no paragraphs."""
    page = widget("pairs", open_view() | {"paragraphs": []})
    press(page, "Choose the first", "A")
    press(page, "Pair with this", "A", "B")
    assert names(page) == ["Pair A + B"] and page.locator(".kit-pane").count() == 0


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 550, 900, 1300])
def test_it_fits(widget, width, dark):
    """No sideways scrolling, no small target, with a first claim chosen and the folds open."""
    page = widget("pairs", open_view(), LAYER, feedback=FEEDBACK, width=width, dark=dark)
    press(page, "Choose the first", "A")
    for summary in page.locator(".kit-sentence summary").all():
        summary.click()
    assert overflow(page) == [] and too_small(page) == []


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """With a first claim chosen, pairs, notes and a hint; and with nothing made."""
    page = widget("pairs", open_view(), LAYER, feedback=FEEDBACK, dark=dark)
    press(page, "Choose the first", "A")
    assert axe_findings(page) == []
    page.evaluate("() => W[0].close()")
    mount(page, "pairs", open_view(checkable=False))
    assert axe_findings(page) == []


def test_hostile_claims_are_shown_as_text(widget):
    """Gist, sentence and all."""
    bad = "<img src=x onerror='window.hacked=1'>"
    view = open_view()
    view["claims"][0] = view["claims"][0] | {"gist": bad, "before": bad, "words": bad, "after": bad}
    page = widget("pairs", view, LAYER)
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img')")
