"""Suggestions in the marker, as an author decides on them: a key each, by mouse, by keyboard alone, with undo."""

from __future__ import annotations

import pytest
from harness import LABELS, attribution, axe_findings, marker_view, mount, tokens
from test_marker import cards, drag, layer, marks, wait_saved

pytestmark = pytest.mark.browser

FIELDS = ("quote", "stance", "naming", "voice", "parent")
BASE = marker_view(fields=()) | {
    "fields": list(FIELDS),
    "labels": LABELS,
    "voices": [{"id": "paper", "name": "the paper itself"}, {"id": "lind", "name": "Mara Lind"}],
    "questions": {"voice": "Whose voice is it?", "parent": "Which highlight carries it?"},
    "adds": True,
    "checkable": False,
    "confidence": [],
    "kept": "Kept in your draft",
}


def suggestion(id: str, tier: str, why: str, *words, hints=(), **labels) -> dict:
    """One suggestion as a step's view has it."""
    value = attribution(BASE, id, *words, **labels)
    return {"id": id, "value": value, "texts": {}, "tier": tier, "why": why, "hints": list(hints)}


SUGGESTED = [
    suggestion(
        *("m1", "sure", "“Said” stands behind a name.", ["the harbour office"], ["said on"]),
        ["The bridge at Oster Sound will close at noon on Friday"],
        quote="indirect",
        stance="neutral",
        naming="described",
    ),
    suggestion(
        *("m2", "sure", "“Said” stands between two quotations.", ["Mara Lind, the harbour’s engineer"], ["said"]),
        ["We looked at the bolts", "and we did not like them"],
        quote="direct",
        voice="lind",
    ),
    suggestion(
        *("m3", "likely", "“Told” has a clause.", ["She"], ["told"], ["a diver had said two piers were cracked"]),
        voice="lind",
        hints=[{"label": "paper", "why": "“She” may be the reporter."}],
    ),
    suggestion(
        *("m4", "worth a look", "A clause inside.", ["a diver"], ["had said"], ["two piers were cracked"]), parent="m3"
    ),
]
VIEW = BASE | {"suggestions": SUGGESTED}


def head(page) -> str:
    return page.locator(".kit-queue-head").inner_text()


def in_text(page) -> None:
    """The focus where the keys mean the text."""
    page.locator(".kit-s").first.focus()


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def kept(page) -> dict[str, dict]:
    return {a["id"]: a for a in layer(page)}


# ------------------------------------------------------------------------------------------ deciding


def test_a_suggestion_stands_in_the_queue_with_its_words_its_reason_and_its_tier(widget):
    """And in the text, with its letters, told from a highlight by a dashed line and no number."""
    page = widget("marker", VIEW)
    assert head(page) == "Suggestion 1 of 4 · sure · 4 left"
    queue = page.locator(".kit-queue")
    assert "“Said” stands behind a name." in queue.inner_text()
    assert "the harbour office" in queue.inner_text() and "indirect · neutral · described" in queue.inner_text()
    assert marks(page)[:3] == ["T", "S", "C"] and cards(page) == 0
    assert page.locator("mark.kit-pending").count() > 8
    style = "e => getComputedStyle(e).textDecorationStyle"
    assert page.locator("mark.kit-pending.kit-content").first.evaluate(style) == "dashed"


def test_a_accepts_and_goes_on_to_the_next(widget):
    """The attribution is kept under the suggestion's id, with its labels and without the suggestion's own words."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "a")
    assert head(page) == "Suggestion 2 of 4 · sure · 3 left"
    (made,) = layer(page)
    assert made["id"] == "m1" and made["quote"] == "indirect" and made["content"] == SUGGESTED[0]["value"]["content"]
    assert not {"why", "tier", "hints", "texts"} & set(made) and made["confidence"] is None
    assert marks(page)[:3] == ["T1", "S1", "C1"] and cards(page) == 1


def test_r_refuses_and_the_refusal_is_kept_as_an_answer(widget):
    """It is gone from the text, and stays gone when the step is shown again."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "r")
    assert kept(page) == {"m1.refused": {"id": "m1.refused", "type": "choice", "item": "m1", "option": "refused"}}
    assert head(page) == "Suggestion 2 of 4 · sure · 3 left"
    assert page.locator("mark[data-id=m1]").count() == 0
    mount(page, "marker", VIEW, layer(page))
    assert page.locator(".kit-queue-head").nth(1).inner_text() == "Suggestion 2 of 4 · sure · 3 left"


def test_e_takes_over_and_puts_in_focus_so_that_s_c_t_change_it(widget):
    """Correcting is accepting, with the card open; the next key on the queue goes on."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "e")
    assert page.get_by_role("button", name="Done with highlight 1").is_visible()
    drag(page, "noon on Friday")
    press(page, "t")
    made = kept(page)["m1"]
    assert made["content"] == [tokens(VIEW, "The bridge at Oster Sound will close at")]
    press(page, "a")
    assert set(kept(page)) == {"m1", "m2"}


def test_e_on_words_of_a_highlight_edits_that_one(widget):
    """As in every marker; only where no highlight is under the words does it mean the suggestion."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "a")
    drag(page, "the harbour office")
    press(page, "e")
    assert page.get_by_role("button", name="Done with highlight 1").is_visible()
    assert set(kept(page)) == {"m1"}


def test_j_and_k_go_on_and_back_without_deciding(widget):
    """Round in a ring; what was left out comes back behind the last."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "j")
    assert head(page).startswith("Suggestion 2 of 4")
    press(page, "k", "k")
    assert head(page).startswith("Suggestion 4 of 4")
    press(page, "a")
    assert head(page) == "Suggestion 1 of 4 · sure · 3 left"
    assert set(kept(page)) == {"m4"}


def test_undo_brings_a_suggestion_back_and_shows_it(widget):
    """Whether it was accepted or refused; redo decides again."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "a", "r")
    assert head(page).startswith("Suggestion 3 of 4")
    press(page, "Control+z")
    assert head(page) == "Suggestion 2 of 4 · sure · 3 left"
    press(page, "Control+z")
    assert head(page) == "Suggestion 1 of 4 · sure · 4 left" and kept(page) == {}
    press(page, "Control+Shift+z")
    assert set(kept(page)) == {"m1"} and head(page).startswith("Suggestion 2 of 4")


def test_what_was_refused_on_another_day_can_be_brought_back(widget):
    """An undo ends with the page; a refusal is an answer like any other."""
    refused = [{"id": f"{id}.refused", "type": "choice", "item": id, "option": "refused"} for id in ("m1", "m3")]
    page = widget("marker", VIEW, refused)
    assert head(page) == "Suggestion 2 of 4 · sure · 2 left"
    page.get_by_role("button", name="Bring back the refused (2)").click()
    assert kept(page) == {} and "4 left" in head(page)
    assert page.get_by_role("button", name="Bring back").count() == 0
    page.keyboard.press("a")
    assert set(kept(page)) == {"m2"}, "the keys work at once"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert set(kept(page)) == {"m1.refused", "m3.refused"}


def test_escape_leads_from_a_card_back_to_the_text(widget):
    """There the letters decide again, which in a radio or a list they do not."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "e")
    page.get_by_role("radio", name="direct", exact=True).focus()
    press(page, "a")
    assert set(kept(page)) == {"m1"}
    press(page, "Escape", "a")
    assert set(kept(page)) == {"m1", "m2"}


def test_the_buttons_do_what_the_keys_do(widget):
    """By mouse alone; the focus stays on the button, so that it can be pressed again."""
    page = widget("marker", VIEW)
    for name in ("Accept", "Refuse", "Next", "Back", "Correct"):
        page.get_by_role("button", name=name, exact=True).click()
    assert set(kept(page)) == {"m1", "m2.refused", "m3"}


def test_all_decided_is_said(widget):
    """The queue is done; a key on it changes nothing."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, *"aaaa")
    assert head(page) == "All 4 suggestions are decided."
    assert page.get_by_role("button", name="Accept").count() == 0
    press(page, *"arj")
    assert len(kept(page)) == 4


def test_a_text_without_suggestions_says_so(widget):
    """A text in another language, say: everything else works."""
    page = widget("marker", BASE | {"suggestions": []})
    assert "Nothing is suggested" in head(page)
    drag(page, "Mara Lind")
    press(page, "s")
    assert len(kept(page)) == 1


def test_tiers_can_be_left_for_later(widget):
    """What is not shown is neither drawn nor next; the counts are those of what is left."""
    page = widget("marker", VIEW)
    page.get_by_role("checkbox", name="sure 2").uncheck()
    assert head(page) == "Suggestion 3 of 4 · likely · 2 left"
    assert page.locator("mark[data-id=m1]").count() == 0
    page.get_by_role("checkbox", name="likely 1").uncheck()
    page.get_by_role("checkbox", name="worth a look 1").uncheck()
    assert head(page) == "None of these is left; 4 of the others are."
    page.get_by_role("checkbox", name="sure 2").check()
    in_text(page)
    press(page, "a")
    assert set(kept(page)) == {"m1"}
    assert page.get_by_role("checkbox", name="sure 1").is_visible()


def test_the_text_scrolls_to_the_suggestion_and_the_page_does_not(widget):
    """The next one is in sight of the text's own box."""
    view = marker_view([[f"Sentence {n} says nothing to anybody at all."] for n in range(60)], fields=())
    far = {"id": "far", "type": "attribution", "source": [tokens(view, "Sentence 55")], "cue": [], "content": []}
    near = far | {"id": "near", "source": [tokens(view, "Sentence 2")]}
    listed = [{"id": v["id"], "value": v, "texts": {}, "tier": "sure", "why": "", "hints": []} for v in (near, far)]
    page = widget("marker", view | {"suggestions": listed}, height=600)
    in_text(page)
    press(page, "a")
    where = """() => { const m = document.querySelector("mark[data-id=far]").getBoundingClientRect();
      const box = document.querySelector(".kit-text").getBoundingClientRect();
      return [m.top > box.top && m.bottom < box.bottom, scrollY] }"""
    assert page.evaluate(where) == [True, 0]


def test_letters_typed_into_a_field_decide_nothing(widget):
    """A name with an A in it accepts no suggestion."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "e")
    page.get_by_role("textbox", name="The name of another voice").fill("")
    page.get_by_role("textbox", name="The name of another voice").press_sequentially("ara jak")
    assert set(kept(page)) == {"m1"}


# ---------------------------------------------------------------------------------- voices and nesting


def test_a_voice_that_is_missing_is_added_in_the_card(widget):
    """It is chosen at once, offered from then on, and one step to undo."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "e")
    page.get_by_role("textbox", name="The name of another voice").fill("The Harbour Office, Oster")
    page.keyboard.press("Enter")
    held = kept(page)
    assert held["m1"]["voice"] == "the-harbour-office-oster"
    assert held["the-harbour-office-oster.name"]["text"] == "The Harbour Office, Oster"
    voice = page.get_by_label("Whose voice is it?")
    assert voice.locator("option").all_inner_texts() == [
        *("not chosen", "the paper itself", "Mara Lind"),
        "The Harbour Office, Oster",
    ]
    page.get_by_role("textbox", name="The name of another voice").fill("mara lind")
    page.get_by_role("button", name="Add").click()
    assert kept(page)["m1"]["voice"] == "lind", "a name that is there is chosen, not added twice"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    assert set(kept(page)) == {"m1"} and kept(page)["m1"]["voice"] is None


def test_further_candidates_for_a_voice_are_told_with_their_reason(widget):
    """Whom else “she” may mean."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "j", "j", "e")
    assert page.get_by_text("Or the paper itself? “She” may be the reporter.").is_visible()
    assert page.get_by_label("Whose voice is it?").input_value() == "lind"


def test_which_highlight_carries_another_is_chosen_from_the_others(widget):
    """Those whose content holds its words come first; one that it carries itself is not offered."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, *"aaa", "e")
    carrier = page.get_by_label("Which highlight carries it?")
    assert carrier.input_value() == "m3"
    assert carrier.locator("option").all_inner_texts()[1] == "3: She … told (these words lie inside it)"
    carrier.select_option("")
    assert kept(page)["m4"]["parent"] is None
    carrier.select_option("m3")
    page.get_by_role("button", name="Edit highlight 3").click()
    offered = page.get_by_label("Which highlight carries it?").locator("visible=true").locator("option")
    assert [o for o in offered.all_inner_texts() if o.startswith("4:")] == []


# ------------------------------------------------------------------------------- for a learner nothing changes


def test_without_suggestions_the_marker_has_no_queue_and_no_new_keys(widget):
    """A, R, J and K mean nothing to a learner."""
    page = widget("marker", marker_view())
    assert page.locator(".kit-queue").count() == 0
    in_text(page)
    press(page, *"arjk")
    assert layer(page) == []
    assert page.get_by_role("button", name="Nobody is credited").is_visible()
    assert "accept" not in page.locator(".kit-keys").inner_text()


# ----------------------------------------------------------------------------------- saving, speech, looks


def test_with_no_kernel_decisions_wait_in_the_browser(widget):
    """They are drawn at once, and sent when the kernel is back."""
    page = widget("marker", VIEW, kernel="gone")
    in_text(page)
    press(page, "a", "r")
    assert head(page).startswith("Suggestion 3 of 4")
    mount(page, "marker", VIEW)
    wait_saved(page, 1)
    assert {a["id"] for a in page.evaluate("() => W[1].S.layer")} == {"m1", "m2.refused"}


def test_what_happens_is_spoken(widget):
    """The next suggestion is read out with its words and its reason."""
    page = widget("marker", VIEW)
    in_text(page)
    press(page, "a")
    page.wait_for_function("() => document.querySelector('[role=status]').textContent.startsWith('Accepted.')")
    spoken = page.locator("[role=status]").text_content()
    assert "Suggestion 2 of 4" in spoken and "Cue: said." in spoken and "between two quotations" in spoken


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """With suggestions pending, one in the editor, and one refused."""
    page = widget("marker", VIEW, dark=dark)
    in_text(page)
    press(page, "r", "e")
    assert axe_findings(page) == []


def test_nothing_scrolls_sideways_on_a_phone(widget):
    """At 320 px the queue stands above the text."""
    page = widget("marker", VIEW, width=320, height=700)
    in_text(page)
    press(page, "a", "e")
    wide = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('.kit, .kit *')]
          .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
            && getComputedStyle(e).display !== 'inline' && !e.closest('.kit-unseen, option, select'))
          .map(e => e.className || e.tagName)"""
    )
    assert wide == []
    tops = page.evaluate("() => ['.kit-queue', '.kit-text'].map(q => document.querySelector(q).offsetTop)")
    assert tops[0] < tops[1]
