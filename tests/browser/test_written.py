"""The sorter's questions in one's own words: who holds the evidence, and which result would refute the claim."""

from __future__ import annotations

import pytest
from harness import axe_findings, claim_of, marker_view, mount
from test_pairs import LISTEN, item, overflow, settled, tick, too_small
from test_sorter import WRITTEN, assessment, sorter_view

pytestmark = pytest.mark.browser


def written_view(**more) -> dict:
    """Claims that ask for the kind of evidence, and in words for who holds it and what would refute the claim."""
    text = marker_view()
    phrases = {"c1": "two piers were cracked", "c3": "Lorries were turned back", "c4": "will close at noon"}
    items = [{"id": c, **claim_of(text, c, phrase)} for c, phrase in phrases.items()]
    return sorter_view(fields=("evidence", *WRITTEN), paragraphs=text["paragraphs"], items=items, **more)


def written(id: str, **more) -> dict:
    return assessment(id, holder="", refutes="") | more


WRITTEN_LAYER = [
    written("c1", checkability="elsewhere", evidence="record", holder="The <b>harbour</b> office\nor the diver")
]
WRITTEN_FEEDBACK = {
    "checks": 1,
    "summary": "You recognised 1 of 2.",
    "checked": WRITTEN_LAYER,
    "notes": [
        {
            "tone": "right",
            "annotation": "c1",
            "title": "Right",
            "text": "The diver wrote a report.",
            "compare": [
                {"question": WRITTEN["holder"], "key": "The harbour office <i>keeps</i> the report."},
                {"question": WRITTEN["refutes"], "key": "A second dive that finds no crack."},
            ],
        }
    ],
}


def test_what_is_written_is_kept_after_a_pause_as_one_step(widget):
    """Not with every letter; undo takes the whole of it back."""
    page = widget("sorter", written_view())
    tick(page, "c1", "elsewhere")
    field = page.get_by_label(WRITTEN["holder"]).first
    field.press_sequentially("The diver", delay=20)
    assert settled(page) == [written("c1", checkability="elsewhere")]
    page.wait_for_function("() => W[0].S.layer[0].holder === 'The diver'")
    assert page.evaluate("() => W[0].sent.length") == 2
    assert page.evaluate("() => document.activeElement.value") == "The diver"
    page.get_by_role("button", name="Undo").click()
    assert settled(page) == [written("c1", checkability="elsewhere")]
    assert field.input_value() == ""
    page.get_by_role("button", name="Redo").click()
    assert field.input_value() == "The diver"


def test_what_is_written_is_kept_when_the_focus_leaves(widget):
    """At once, and before a check."""
    page = widget("sorter", written_view())
    tick(page, "c1", "elsewhere")
    tick(page, "c1", "record")
    page.get_by_label(WRITTEN["holder"]).first.fill("The harbour office")
    page.keyboard.press("Tab")
    assert settled(page)[0]["holder"] == "The harbour office"
    assert "write which result would refute it" in item(page, "c1").locator(".kit-todo").inner_text()
    page.get_by_label(WRITTEN["refutes"]).first.fill("Another dive")
    page.get_by_role("button", name="Check").click()
    assert settled(page) == [
        written("c1", checkability="elsewhere", evidence="record", holder="The harbour office", refutes="Another dive")
    ]
    page.wait_for_function("() => W[0].sent.at(-1).type === 'check'")
    assert "Answered" in item(page, "c1").locator(".kit-state").inner_text()
    page.get_by_label(WRITTEN["refutes"]).first.fill("  ")
    page.keyboard.press("Tab")
    assert settled(page)[0]["refutes"] == ""


def test_what_is_half_written_outlives_the_widget(widget):
    """A cell run again in the midst of a word loses nothing, with or without a kernel."""
    page = widget("sorter", written_view(), WRITTEN_LAYER, kernel="gone")
    page.get_by_label(WRITTEN["refutes"]).first.press_sequentially("Another di")
    page.evaluate("() => W[0].close()")
    mount(page, "sorter", written_view(), WRITTEN_LAYER, kernel="alive")
    assert page.get_by_label(WRITTEN["refutes"]).first.input_value() == "Another di"
    assert settled(page)[0]["refutes"] == "Another di"


def test_an_answer_from_elsewhere_leaves_words_in_the_making_alone(widget):
    """Another tab's operation is drawn, but not over what is being typed."""
    page = widget("sorter", written_view(), WRITTEN_LAYER)
    field = page.get_by_label(WRITTEN["refutes"]).first
    field.press_sequentially("Another")
    page.evaluate("() => W[0].take({op: 'put', op_id: 'x', id: 'c1', value: {...W[0].S.layer[0], confidence: 50}})")
    assert field.input_value() == "Another"
    page.keyboard.press("Tab")
    assert [(a["refutes"], a["confidence"]) for a in settled(page)] == [("Another", 50)]


def test_letters_and_undo_in_a_text_are_its_own(widget):
    """No shortcut of the widget or of JupyterLab fires while somebody writes."""
    page = widget("sorter", written_view(), WRITTEN_LAYER)
    page.evaluate(LISTEN)
    page.get_by_label(WRITTEN["refutes"]).first.focus()
    for key in ("d", "d", "Enter", "m"):
        page.keyboard.press(key)
    page.keyboard.press("Control+z")
    assert [k for k in page.evaluate("() => leaked") if k not in ("Control", "z")] == []
    assert settled(page)[0]["evidence"] == "record"


def test_the_key_stands_beside_ones_own_words(widget):
    """After a check, question by question, as text; what was not written is said so."""
    page = widget("sorter", written_view(), WRITTEN_LAYER, feedback=WRITTEN_FEEDBACK)
    note = item(page, "c1").locator(".kit-note")
    assert note.locator("dt").all_inner_texts() == list(WRITTEN.values())
    assert [" ".join(d.split()) for d in note.locator("dd").all_inner_texts()] == [
        "Your words : The <b>harbour</b> office or the diver",
        "The key : The harbour office <i>keeps</i> the report.",
        "Your words : Nothing written.",
        "The key : A second dive that finds no crack.",
    ]
    page.get_by_label(WRITTEN["holder"]).first.fill("Somebody")
    page.keyboard.press("Tab")
    assert note.locator(".kit-note-changed").is_hidden()  # free text is compared, never judged


def test_a_claim_that_nobody_can_check_needs_no_holder(widget):
    """It may be written, it is not asked for."""
    page = widget("sorter", written_view())
    tick(page, "c1", "not")
    tick(page, "c1", "none")
    assert item(page, "c1").locator(".kit-todo").is_hidden()
    assert page.get_by_label(WRITTEN["holder"]).first.is_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 900, 1300])
def test_words_and_comparison_fit(widget, width, dark):
    """Also a long word; nothing sticks out."""
    layer = [WRITTEN_LAYER[0] | {"holder": "Har" + "bour" * 30}]
    feedback = WRITTEN_FEEDBACK | {"checked": layer}
    page = widget("sorter", written_view(), layer, feedback=feedback, width=width, dark=dark)
    assert overflow(page) == [] and too_small(page) == []


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_written_answers(widget, dark):
    """The fields, and the comparison."""
    page = widget("sorter", written_view(), WRITTEN_LAYER, feedback=WRITTEN_FEEDBACK, dark=dark)
    assert axe_findings(page) == []
