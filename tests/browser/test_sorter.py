"""The sorter: a claim, whether it can be checked, why not, and what would settle it."""

from __future__ import annotations

import pytest
import test_axe
import test_pairs
from harness import axe_findings, mount, source
from test_pairs import (
    CLAIMS,
    LISTEN,
    claim,
    item,
    labels,
    overflow,
    settled,
    shown_legends,
    tab_to,
    tick,
    too_small,
)

pytestmark = pytest.mark.browser
ALL = ("reasons", "sourcing", "evidence")
WRITTEN = {"holder": "Who holds that evidence?", "refutes": "Which result would show that the claim is wrong?"}


def sorter_view(fields=ALL, **more) -> dict:
    """Three claims that ask for everything."""
    return {
        "task": "bridge/check-1",
        "kind": "assessments",
        "title": "Can it be checked?",
        "prompt": "For each claim, say whether a reader could find out if it is true, and where.",
        "points": 10,
        "lang": "en",
        "labels": labels("checkability", *(f for f in fields if f not in WRITTEN)),
        "questions": {f: q for f, q in WRITTEN.items() if f in fields},
        "fields": list(fields),
        "digest": "d1",
        "checkable": True,
        "confidence": [50, 60, 70, 80, 90, 100],
        "notice": "",
        "journal": "w1/bridge/check-1",
        "items": [{"id": id, **CLAIMS[id]} for id in ("c1", "c3", "c4")],
    } | more


def assessment(id: str, **more) -> dict:
    empty = {
        "checkability": None,
        "reasons": [],
        "sourcing": [],
        "evidence": None,
        "confidence": None,
    }
    return {"id": id, "type": "assessment", "claim": id, "given": False} | empty | more


SAMPLE_VIEW = sorter_view()
SAMPLE_LAYER = [
    assessment("c1", checkability="elsewhere", sourcing=["no-basis"], evidence="record", confidence=70),
    assessment("c3", checkability="not"),
]
SAMPLE_FEEDBACK = {
    "checks": 1,
    "summary": "You recognised 1 of 2 claims that no reader can check. You gave up on no other.",
    "checked": SAMPLE_LAYER,
    "notes": [
        {
            "tone": "half",
            "annotation": "c1",
            "title": "Right, but look again",
            "text": "The office keeps a log.",
        },
        {
            "tone": "wrong",
            "annotation": "c3",
            "title": "Not so",
            "text": "The tickets can be counted.",
        },
        {
            "tone": "blank",
            "annotation": "c4",
            "title": "Not answered yet",
            "text": "Choose an answer.",
        },
    ],
}


def test_each_class_shows_its_definition(widget):
    """And the other questions wait until a class is chosen."""
    page = widget("sorter", sorter_view())
    for label in SAMPLE_VIEW["labels"]["checkability"]:
        assert label["name"] in item(page, "c1").inner_text() and label["hint"] in item(page, "c1").inner_text()
    assert len(shown_legends(page, "c1")) == 1
    tick(page, "c1", "here")
    assert len(shown_legends(page, "c1")) == 4
    tick(page, "c1", "not")
    assert len(shown_legends(page, "c1")) == 5


def test_what_is_filled_in_is_seen_before_the_class_is_chosen(widget):
    """A task may fill in the evidence and ask for the class."""
    page = widget("sorter", sorter_view(), [assessment("c1", evidence="record", given=True)])
    assert item(page, "c1").locator("input[value='record']").is_checked()
    assert shown_legends(page, "c1") == ["Can it be checked?", "What would settle it?"]
    tick(page, "c1", "elsewhere")
    assert settled(page) == [assessment("c1", checkability="elsewhere", evidence="record")]


def test_only_what_is_asked_is_asked(widget):
    """A task without fields has the class and how sure."""
    page = widget("sorter", sorter_view(fields=()))
    tick(page, "c1", "not")
    assert len(shown_legends(page, "c1")) == 2
    assert page.locator(".kit-count").first.inner_text() == "1 of 3 answered"


def test_a_whole_answer_by_mouse(widget):
    """Class, gaps, evidence and how sure arrive in one annotation."""
    page = widget("sorter", sorter_view())
    for value in ("elsewhere", "no-basis", "nobody-named", "record", "90"):
        tick(page, "c1", value)
    want = assessment(
        "c1",
        checkability="elsewhere",
        sourcing=["nobody-named", "no-basis"],
        evidence="record",
        confidence=90,
    )
    assert settled(page) == [want]
    assert "Answered" in item(page, "c1").locator(".kit-state").inner_text()


def test_the_same_by_keyboard_alone(widget):
    """Tab, Space and arrows."""
    page = widget("sorter", sorter_view())
    tab_to(page, "[data-item='c1'] input[value='here']")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[data-item='c1'] input[value='future']")
    page.keyboard.press("Space")
    tab_to(page, "[data-item='c1'] input[value='no-basis']")
    page.keyboard.press("Space")
    tab_to(page, "[data-item='c1'] input[value='record']")
    page.keyboard.press("ArrowUp")  # round to the last one, which only `not` offers
    tab_to(page, ".kit-next")
    want = assessment("c1", checkability="not", reasons=["future"], sourcing=["no-basis"], evidence="none")
    assert settled(page) == [want]


def test_not_checkable_needs_a_reason(widget):
    """Without one the answer is incomplete and says why."""
    page = widget("sorter", sorter_view(fields=("reasons",)))
    tick(page, "c1", "not")
    assert "a reason is part of the answer" in item(page, "c1").locator(".kit-todo").inner_text()
    assert page.locator(".kit-count").first.inner_text() == "0 of 3 answered, 1 incomplete"
    tick(page, "c1", "vague")
    assert item(page, "c1").locator(".kit-todo").is_hidden()
    tick(page, "c1", "vague")
    assert item(page, "c1").locator(".kit-todo").is_visible()
    assert settled(page) == [assessment("c1", checkability="not")]


def test_reasons_and_nothing_would_go_with_the_class(widget):
    """They belong to `not` alone; gaps in the sourcing stay."""
    page = widget("sorter", sorter_view())
    for value in ("not", "vague", "no-basis", "none"):
        tick(page, "c1", value)
    assert settled(page)[0]["evidence"] == "none"
    tick(page, "c1", "elsewhere")
    assert settled(page) == [assessment("c1", checkability="elsewhere", sourcing=["no-basis"])]
    assert item(page, "c1").locator("input[value='none']").is_hidden()
    assert "choose what would settle it" in item(page, "c1").locator(".kit-todo").inner_text()


def test_nothing_moves_under_a_pressed_mouse(widget):
    """Leaving a group keeps its explanation, or the click on what is beneath would be lost."""
    page = widget("sorter", sorter_view())
    tick(page, "c1", "elsewhere")
    tick(page, "c1", "no-basis")
    target = item(page, "c1").locator("input[value='record']")
    before = target.bounding_box()
    target.hover()
    page.mouse.down()
    assert target.bounding_box() == before
    page.mouse.up()
    assert target.is_checked()


def test_no_gap_is_said_in_words(widget):
    """None ticked is an answer, and it can be read."""
    page = widget("sorter", sorter_view())
    tick(page, "c1", "here")
    gaps = item(page, "c1").locator(".kit-gaps")
    assert gaps.inner_text() == "None ticked: no gap."
    tick(page, "c1", "no-basis")
    assert gaps.inner_text() == "1 ticked."


def test_undo_redo_and_clear(widget):
    """Ticks are steps like any other."""
    page = widget("sorter", sorter_view())
    steps = ["not", "value", "vague", "no-basis", "70"]
    for value in steps:
        tick(page, "c1", value)
    whole = settled(page)
    for _ in steps:
        page.keyboard.press("Control+z")
    assert settled(page) == []
    for _ in steps:
        page.keyboard.press("Control+Shift+z")
    assert settled(page) == whole
    page.get_by_role("button", name="Clear this answer, claim 1").click()
    assert settled(page) == [] and item(page, "c1").locator("input:checked").count() == 0
    page.get_by_role("button", name="Undo").click()
    assert settled(page) == whole


def test_answers_made_without_a_kernel_come_back(widget):
    """The journal draws and sends them again."""
    page = widget("sorter", sorter_view(), kernel="gone")
    for value in ("not", "future"):
        tick(page, "c3", value)
    page.evaluate("() => W[0].close()")
    mount(page, "sorter", sorter_view(), kernel="alive")
    assert item(page, "c3").locator("input[value='future']").is_checked()
    assert settled(page) == [assessment("c3", checkability="not", reasons=["future"])]


def test_no_key_reaches_jupyterlab(widget):
    """From radios, checkboxes, folds and buttons alike."""
    page = widget("sorter", sorter_view(), SAMPLE_LAYER)
    page.evaluate(LISTEN)
    for selector in ("input[value='here']", "input[value='vague']", "summary", ".kit-clear"):
        page.locator(f"[data-item='c3'] {selector}").first.focus()
        for key in ("d", "d", "m", "b", "Escape"):
            page.keyboard.press(key)
    assert page.evaluate("() => leaked") == []


def test_check_paints_each_note_beside_its_claim(widget):
    """The tone is a word and a sign; a changed answer greys its note only."""
    page = widget("sorter", sorter_view(), SAMPLE_LAYER)
    page.evaluate("reply => { W[0].reply = reply; }", SAMPLE_FEEDBACK)
    page.get_by_role("button", name="Check").click()
    note = item(page, "c3").locator(".kit-note")
    note.wait_for()
    assert "✗" in note.inner_text() and "Not so" in note.inner_text() and "tickets" in note.inner_text()
    assert "You recognised 1 of 2" in page.locator(".kit-feedback").inner_text()
    tick(page, "c3", "vague")
    assert item(page, "c3").locator(".kit-note-changed").is_visible()
    assert item(page, "c1").locator(".kit-note-changed").is_hidden()


def test_how_sure_offers_what_the_kernel_names(widget):
    """The per cent values of the view, with words at the two ends; nothing is asked where it names none."""
    page = widget("sorter", sorter_view(), [assessment("c1", checkability="here")])
    options = item(page, "c1").locator(".kit-sure .kit-option")
    assert options.all_inner_texts() == ["50 % (a guess)", "60 %", "70 %", "80 %", "90 %", "100 % (certain)"]
    tick(page, "c1", "100")
    assert settled(page)[0]["confidence"] == 100


def test_what_is_to_be_told_about_kept_answers_stands_on_top(widget):
    """As text, in a note; without one there is none."""
    told = "3 of your earlier answers <b>could not</b> be placed."
    page = widget("sorter", sorter_view(notice=told))
    note = page.get_by_role("note")
    assert note.inner_text() == told
    assert note.bounding_box()["y"] < page.locator(".kit-prompt").bounding_box()["y"]
    mount(page, "pairs", test_pairs.pairs_view())
    mount(page, "marker", test_axe.MARKER | {"notice": told})
    assert page.get_by_role("note").count() == 2


def test_an_incomplete_answer_has_a_note_of_its_own(widget):
    """It is neither blank nor wrong."""
    note = {"tone": "incomplete", "annotation": "c3", "title": "Not answered yet", "text": "A reason is missing."}
    feedback = SAMPLE_FEEDBACK | {"notes": [note]}
    page = widget("sorter", sorter_view(), SAMPLE_LAYER, feedback=feedback)
    assert "…" in item(page, "c3").locator(".kit-note").inner_text()
    assert page.get_by_role("button", name="Claim 2: Incomplete").is_visible()


def test_what_changes_is_spoken_once(widget):
    """A finished or unfinished answer is said politely; nothing else is."""
    page = widget("sorter", sorter_view(fields=("reasons",)))
    live = page.get_by_role("status")
    tick(page, "c1", "not")
    page.wait_for_function("() => document.querySelector('[role=status]').textContent.includes('a reason is part')")
    tick(page, "c1", "vague")
    page.wait_for_function("() => document.querySelector('[role=status]').textContent.includes('Claim 1 is answered')")
    assert live.count() == 1


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 550, 1100])
def test_it_fits_a_phone_and_double_zoom(widget, width, dark):
    """No sideways scrolling, no target under 24 px, also with a fold open."""
    page = widget("sorter", sorter_view(), SAMPLE_LAYER, feedback=SAMPLE_FEEDBACK, width=width, dark=dark)
    item(page, "c3").locator("summary").first.click()
    assert overflow(page) == [] and too_small(page) == []


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """In either theme, answered and explained, and with nothing answered."""
    page = widget("sorter", sorter_view(), SAMPLE_LAYER, feedback=SAMPLE_FEEDBACK, dark=dark)
    assert axe_findings(page) == []
    page.evaluate("() => W[0].close()")
    mount(page, "sorter", sorter_view(checkable=False))
    assert axe_findings(page) == []


def test_hostile_text_is_shown_as_text(widget):
    """Nothing that a case, a codebook or a note says becomes part of the page."""
    bad = "<img src=x onerror='window.hacked=1'>"
    view = sorter_view(title=bad, prompt=bad)
    view["items"][0] = {"id": "c1", **claim("c1", 1, bad, bad, bad, bad)}
    view["labels"] = {f: [x | {"name": bad, "hint": bad} for x in xs] for f, xs in view["labels"].items()}
    feedback = {
        "checks": 1,
        "summary": bad,
        "notes": [{"tone": bad, "annotation": "c1", "title": bad, "text": bad}],
    }
    page = widget("sorter", view, SAMPLE_LAYER, feedback=feedback)
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img')")
    assert item(page, "c1").locator(".kit-gist").inner_text() == f"In short: {bad}"


def test_the_python_half_loads_this_script():
    """The class hands out exactly what these tests draw."""
    from kit.widgets.sorter import Sorter

    made = Sorter(sorter_view(), [], on_op=lambda op: ([], {}), on_check=lambda item: {})
    assert made._esm == source("sorter")["script"] and made._css == source("sorter")["style"]
