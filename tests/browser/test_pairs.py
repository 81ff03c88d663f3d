"""The pairs that a task lists: two claims in their sentences, and what they are to each other."""

from __future__ import annotations

import pytest
from harness import axe_findings, mount, source
from test_axe import TONES

from kit.codebook import codebook

pytestmark = pytest.mark.browser


def labels(*fields: str) -> dict:
    """Field to its labels, as a view carries them."""
    return {
        field: [{"id": x.id, "name": x.name, "hint": x.definition} for x in codebook()[field].labels]
        for field in fields
    }


def claim(id: str, paragraph: int, before: str, words: str, after: str, gist: str) -> dict:
    place = {"claim": id, "sentence": f"p{paragraph}s1", "paragraph": paragraph, "gist": gist}
    return place | {"before": before, "words": words, "after": after}


CLAIMS = {
    "c1": claim(
        "c1",
        1,
        "The harbour office said ",
        "the bridge would close at noon",
        " on Friday.",
        "The bridge closes at noon.",
    ),
    "c2": claim(
        "c2",
        3,
        "“",
        "It shut at ten in the morning",
        ",” said Mara Lind.",
        "A kiosk owner says it closed at ten.",
    ),
    "c3": claim(
        "c3",
        4,
        "The ferry took ",
        "about 400 passengers",
        " that day.",
        "Some 400 people took the ferry.",
    ),
    "c4": claim("c4", 6, "The log shows that ", "412 tickets were sold", ".", "A log gives 412 tickets."),
}


def pairs_view(**more) -> dict:
    """Three pairs that ask for the dimension as well."""
    ids = [("c1", "c2"), ("c3", "c4"), ("c1", "c4")]
    return {
        "task": "bridge/clash-1",
        "kind": "pairs",
        "title": "Do these two clash?",
        "prompt": "Are both claims about the same happening, and can both be true?",
        "points": 10,
        "lang": "en",
        "labels": labels("relation", "dimension"),
        "fields": ["dimension"],
        "digest": "d1",
        "checkable": True,
        "confidence": [50, 60, 70, 80, 90, 100],
        "notice": "",
        "journal": "w1/bridge/clash-1",
        "items": [{"id": f"{a}+{b}", "a": CLAIMS[a], "b": CLAIMS[b]} for a, b in ids],
    } | more


def pair(id: str, **more) -> dict:
    a, b = id.split("+")
    empty = {
        "same_event": None,
        "relation": None,
        "dimension": None,
        "confidence": None,
        "given": False,
    }
    return {"id": id, "type": "pair", "a": a, "b": b} | empty | more


SAMPLE_VIEW = pairs_view()
SAMPLE_LAYER = [
    pair("c1+c2", same_event=True, relation="contradiction", dimension="time", confidence=90),
    pair("c3+c4", same_event=True),
]
SAMPLE_FEEDBACK = {
    "checks": 1,
    "summary": "You caught 1 of 2 pairs that clash. You also accused 1 of 1 that fits together.",
    "checked": SAMPLE_LAYER,
    "notes": [
        {
            "tone": "right",
            "annotation": "c1+c2",
            "title": "Right",
            "text": "It closes once, at noon or at ten.",
        },
        {
            "tone": "blank",
            "annotation": "c3+c4",
            "title": "Not answered yet",
            "text": "One part is missing.",
        },
        {
            "tone": "wrong",
            "annotation": "c1+c4",
            "title": "Not so",
            "text": "A bridge and a ferry.",
        },
    ],
}


# ------------------------------------------------------------------------------ what the tests ask

LISTEN = """() => {
  window.leaked = [];
  document.addEventListener("keydown", e => leaked.push(e.key));
}"""


def item(page, id: str):
    return page.locator(f"[data-item='{id}']")


def tick(page, id: str, value) -> None:
    item(page, id).locator(f".kit-choices:visible input[value='{value}']").click()


def settled(page) -> list:
    """The layer, once the kernel has everything."""
    page.wait_for_function("() => Object.keys(localStorage).every(k => !k.startsWith('kit:'))")
    return page.evaluate("() => W.at(-1).S.layer")


def shown_legends(page, id: str) -> list[str]:
    return item(page, id).locator("fieldset:visible > legend").all_inner_texts()


def tab_to(page, selector: str) -> None:
    """Tab, as a learner without a mouse does, until the focus is there."""
    for _ in range(40):
        if page.evaluate("s => !!document.activeElement?.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to {selector}")


# ------------------------------------------------------------------------------------- answering


def test_a_pair_stands_in_its_context(widget):
    """Each claim shows its sentence with its words emphasised, its paragraph and its gist."""
    page = widget("pairs", pairs_view())
    first = item(page, "c1+c2").locator(".kit-claim").nth(0)
    assert (
        first.locator("blockquote").inner_text() == "The harbour office said the bridge would close at noon on Friday."
    )
    assert first.locator("mark").inner_text() == "the bridge would close at noon"
    assert "Paragraph 1" in first.inner_text() and "In short: The bridge closes at noon." in first.inner_text()
    assert page.locator(".kit-item").count() == 3
    assert page.locator(".kit-count").first.inner_text() == "0 of 3 answered"


def test_yes_opens_the_relation_and_a_clash_the_dimension(widget):
    """By mouse, the questions come one after another, and every label shows its definition."""
    page = widget("pairs", pairs_view())
    assert len(shown_legends(page, "c1+c2")) == 1
    tick(page, "c1+c2", "true")
    assert len(shown_legends(page, "c1+c2")) == 2
    relation = item(page, "c1+c2").locator("fieldset:visible").nth(1)
    for label in codebook()["relation"].labels:
        assert (label.definition in relation.inner_text()) == (label.id != "different-event")
    tick(page, "c1+c2", "contradiction")
    assert len(shown_legends(page, "c1+c2")) == 4
    tick(page, "c1+c2", "time")
    tick(page, "c1+c2", "90")
    assert settled(page) == [pair("c1+c2", same_event=True, relation="contradiction", dimension="time", confidence=90)]
    assert "Answered" in item(page, "c1+c2").locator(".kit-state").inner_text()
    assert page.locator(".kit-count").first.inner_text() == "1 of 3 answered"


def test_a_dimension_goes_when_nothing_clashes(widget):
    """Compatible asks for no dimension and keeps none."""
    page = widget("pairs", pairs_view(), [SAMPLE_LAYER[0]])
    tick(page, "c1+c2", "compatible")
    assert settled(page)[0]["dimension"] is None
    assert len(shown_legends(page, "c1+c2")) == 3


def test_a_task_without_dimension_does_not_ask_for_it(widget):
    """A contradiction is then a whole answer."""
    page = widget("pairs", pairs_view(fields=[], labels=labels("relation")))
    tick(page, "c1+c2", "true")
    tick(page, "c1+c2", "contradiction")
    assert len(shown_legends(page, "c1+c2")) == 3
    assert page.locator(".kit-count").first.inner_text() == "1 of 3 answered"


def test_no_ends_it_as_different_event(widget):
    """No is a whole answer; turning to yes again opens the relation and keeps none."""
    page = widget("pairs", pairs_view())
    tick(page, "c1+c2", "false")
    assert settled(page) == [pair("c1+c2", same_event=False, relation="different-event")]
    assert len(shown_legends(page, "c1+c2")) == 2  # and how sure
    tick(page, "c1+c2", "true")
    assert settled(page) == [pair("c1+c2", same_event=True)]


def test_the_same_by_keyboard_alone(widget):
    """Tab, Space and arrows reach and answer everything; Enter on Check checks."""
    page = widget("pairs", pairs_view())
    tab_to(page, "[data-item='c1+c2'] input[value='true']")
    page.keyboard.press("Space")
    tab_to(page, "input[value='contradiction']")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[data-item='c1+c2'] input[value='action']")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to(page, "[data-item='c1+c2'] fieldset:last-of-type input")
    page.keyboard.press("Space")
    made = settled(page)[0]
    assert (made["same_event"], made["relation"], made["dimension"]) == (True, "tension", "number")
    assert made["confidence"] in (50, 60, 70)
    tab_to(page, ".kit-check")
    page.keyboard.press("Enter")
    assert page.evaluate("() => W[0].sent.at(-1).type") == "check"


def test_no_key_reaches_jupyterlab(widget):
    """d, d, m, arrows and Enter stay inside; Ctrl+S passes."""
    page = widget("pairs", pairs_view())
    page.evaluate(LISTEN)
    for selector in ("[data-item='c1+c2'] input >> nth=0", ".kit-next >> nth=0"):
        page.locator(selector).focus()
        for key in ("d", "d", "m", "a", "x", "Escape", "ArrowDown"):
            page.keyboard.press(key)
    assert page.evaluate("() => leaked") == []
    page.keyboard.press("Control+s")
    assert page.evaluate("() => leaked.includes('s')")


def test_an_incomplete_answer_is_kept_and_said_to_be_incomplete(widget):
    """Yes alone is stored with no relation, and survives being drawn again."""
    page = widget("pairs", pairs_view())
    tick(page, "c1+c2", "true")
    assert settled(page) == [pair("c1+c2", same_event=True)]
    assert "Incomplete" in item(page, "c1+c2").locator(".kit-state").inner_text()
    assert "choose how the two stand" in item(page, "c1+c2").locator(".kit-todo").inner_text()
    assert page.locator(".kit-count").first.inner_text() == "0 of 3 answered, 1 incomplete"
    page.evaluate("() => W[0].close()")
    mount(page, "pairs", pairs_view(), [pair("c1+c2", same_event=True)])
    assert item(page, "c1+c2").locator("input[value='true']").is_checked()
    assert len(shown_legends(page, "c1+c2")) == 2


def test_a_clash_without_its_dimension_is_incomplete(widget):
    """Where the dimension is asked, it is said to be missing."""
    page = widget("pairs", pairs_view(), [pair("c1+c2", same_event=True, relation="tension")])
    assert "choose on what they part" in item(page, "c1+c2").locator(".kit-todo").inner_text()


def test_an_answer_can_be_cleared(widget):
    """Clearing drops it, leaves the focus in the pair, and can be undone."""
    page = widget("pairs", pairs_view(), SAMPLE_LAYER)
    item(page, "c1+c2").get_by_role("button", name="Clear this answer, pair 1").click()
    assert settled(page) == [SAMPLE_LAYER[1]]
    assert page.evaluate("() => W[0].sent.at(-1).op.op") == "drop"
    assert item(page, "c1+c2").locator("input:checked").count() == 0
    assert page.evaluate("() => !!document.activeElement.closest('[data-item=\"c1+c2\"]')")
    page.keyboard.press("Control+z")
    assert settled(page)[-1] == SAMPLE_LAYER[0]
    assert item(page, "c1+c2").locator("input[value='time']").is_checked()


# --------------------------------------------------------------------------------- undo, journal


def test_undo_and_redo_walk_through_every_step(widget):
    """Each choice is one step; the buttons and the keys do the same."""
    page = widget("pairs", pairs_view())
    steps = ["true", "tension", "place", "70"]
    for value in steps:
        tick(page, "c1+c2", value)
    whole = settled(page)
    for _ in steps:
        page.keyboard.press("Control+z")
    assert settled(page) == []
    assert item(page, "c1+c2").locator("input:checked").count() == 0
    for _ in steps:
        page.get_by_role("button", name="Redo").click()
    assert settled(page) == whole


def test_an_undo_out_of_sight_says_where(widget):
    """After an undo the changed pair is named, with a way there."""
    page = widget("pairs", pairs_view())
    tick(page, "c3+c4", "false")
    settled(page)
    page.get_by_role("button", name="Undo").click()
    settled(page)
    page.get_by_role("button", name="Pair 2 has changed: show it").click()
    assert page.evaluate("() => document.activeElement.textContent") == "Pair 2"


def test_undo_keeps_the_focus_in_the_pair(widget):
    """When the question that has focus goes away, the focus stays in its pair."""
    page = widget("pairs", pairs_view())
    tick(page, "c1+c2", "true")
    item(page, "c1+c2").locator("input[value='tension']").focus()
    page.keyboard.press("Control+z")
    assert page.evaluate("() => !!document.activeElement.closest('[data-item=\"c1+c2\"]')")


def test_answers_made_without_a_kernel_come_back(widget):
    """The journal draws and sends them again, incomplete ones too."""
    page = widget("pairs", pairs_view(), kernel="gone")
    tick(page, "c1+c2", "true")
    tick(page, "c3+c4", "true")
    tick(page, "c3+c4", "compatible")
    assert "Not connected" in page.locator(".kit-save").inner_text()
    page.evaluate("() => W[0].close()")
    mount(page, "pairs", pairs_view(), kernel="alive")
    assert item(page, "c3+c4").locator("input[value='compatible']").is_checked()
    assert settled(page) == [
        pair("c1+c2", same_event=True),
        pair("c3+c4", same_event=True, relation="compatible"),
    ]
    assert item(page, "c1+c2").locator("input[value='true']").is_checked()


# -------------------------------------------------------------------------------------- feedback


def test_check_paints_each_note_beside_its_pair(widget):
    """The summary stands beneath, the notes with their pairs, and a way from one to the other."""
    page = widget("pairs", pairs_view(), SAMPLE_LAYER)
    page.evaluate("reply => { W[0].reply = reply; }", SAMPLE_FEEDBACK)
    page.get_by_role("button", name="Check").click()
    note = item(page, "c1+c4").locator(".kit-note")
    note.wait_for()
    assert "Not so" in note.inner_text() and "A bridge and a ferry." in note.inner_text()
    assert "✗" in note.inner_text()
    assert item(page, "c1+c2").locator(".kit-note").inner_text().count("Right") == 1
    feedback = page.locator(".kit-feedback")
    assert "You caught 1 of 2" in feedback.inner_text()
    assert feedback.locator(".kit-note").count() == 0
    feedback.get_by_role("button", name="Pair 3: Not this").click()
    assert page.evaluate("() => document.activeElement.textContent") == "Pair 3"


def test_a_note_whose_answer_changed_says_so(widget):
    """And says no more when the answer is what it was; how sure changes nothing."""
    page = widget("pairs", pairs_view(), SAMPLE_LAYER, feedback=SAMPLE_FEEDBACK)
    changed = item(page, "c1+c2").locator(".kit-note-changed")
    assert changed.is_hidden()
    tick(page, "c1+c2", "70")
    assert changed.is_hidden()
    tick(page, "c1+c2", "tension")
    assert changed.inner_text() == "changed since this check"
    page.keyboard.press("Control+z")
    assert changed.is_hidden()


def test_a_second_check_replaces_the_first(widget):
    """No note of an earlier check stays behind, and those without an item stand beneath."""
    page = widget("pairs", pairs_view(), SAMPLE_LAYER, feedback=SAMPLE_FEEDBACK)
    second = {
        "checks": 2,
        "summary": "Now both.",
        "notes": [
            SAMPLE_FEEDBACK["notes"][0],
            {"tone": "optional", "annotation": None, "title": "By the way", "text": "…"},
        ],
    }
    page.evaluate("feedback => W[0].set({feedback})", second)
    assert page.locator(".kit-item .kit-note").count() == 1
    assert page.locator(".kit-feedback .kit-note").count() == 1
    page.evaluate("() => W[0].set({feedback: {}})")
    assert page.locator(".kit-note:visible").count() == 0


def test_a_graded_task_has_no_check(widget):
    """It says that the answers are for the teacher."""
    page = widget("pairs", pairs_view(checkable=False))
    assert page.get_by_role("button", name="Check").count() == 0
    assert page.get_by_text("Saved for your teacher").is_visible()


def test_what_was_filled_in_is_said_to_be_given(widget):
    """Until the learner changes it."""
    page = widget("pairs", pairs_view(), [pair("c1+c2", same_event=True, given=True)])
    assert item(page, "c1+c2").get_by_text("filled in for you").is_visible()
    tick(page, "c1+c2", "compatible")
    assert item(page, "c1+c2").get_by_text("filled in for you").is_hidden()
    assert settled(page)[0]["given"] is False


# ----------------------------------------------------------------------------- looks and hostility


def too_small(page) -> list:
    """Controls that a finger or an unsteady hand would miss: under 24 px either way."""
    return page.evaluate("""() => [...document.querySelectorAll(
          ".kit button, .kit label:has(input), .kit summary, .kit input[type=text]")]
        .filter(e => e.checkVisibility()).map(e => [e.textContent, e.getBoundingClientRect()])
        .filter(([, r]) => r.width < 24 || r.height < 24).map(([t]) => t)""")


def overflow(page) -> list:
    """What sticks out to the right of the page."""
    return page.evaluate("""() => [...document.querySelectorAll(".kit *")]
        .filter(e => e.checkVisibility() && !e.closest(".kit-unseen")
          && e.getBoundingClientRect().right > innerWidth + 0.5)
        .map(e => e.className || e.tagName)""")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 550, 1100])
def test_it_fits_a_phone_and_double_zoom(widget, width, dark):
    """No sideways scrolling, no target under 24 px; side by side only where there is room."""
    page = widget("pairs", pairs_view(), SAMPLE_LAYER, feedback=SAMPLE_FEEDBACK, width=width, dark=dark)
    assert overflow(page) == [] and too_small(page) == []
    tops = [c.bounding_box()["y"] for c in item(page, "c1+c2").locator(".kit-claim").all()]
    assert (tops[0] == tops[1]) == (width == 1100)


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """In either theme, with a note of each tone, one of them old, and with nothing answered."""
    notes = [{"tone": t, "annotation": "c1+c2", "title": t, "text": "A reason."} for t in TONES]
    notes.append({"tone": "wrong", "annotation": "c3+c4", "title": "Not so", "text": "A reason."})
    feedback = SAMPLE_FEEDBACK | {"notes": notes, "checked": SAMPLE_LAYER[:1]}
    page = widget("pairs", pairs_view(), SAMPLE_LAYER, feedback=feedback, dark=dark)
    assert axe_findings(page) == []
    page.evaluate("() => W[0].close()")
    mount(page, "pairs", pairs_view(checkable=False))
    assert axe_findings(page) == []


def test_hostile_text_is_shown_as_text(widget):
    """Nothing that a case, a codebook or a note says becomes part of the page."""
    bad = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
    view = pairs_view(title=bad, prompt=bad)
    view["items"][0] = {
        "id": "c1+c2",
        "a": claim("c1", 1, bad, bad, bad, bad),
        "b": claim("c2", 2, bad, bad, bad, bad),
    }
    view["labels"] = {f: [x | {"name": bad, "hint": bad} for x in xs] for f, xs in view["labels"].items()}
    note = {"tone": "wrong", "annotation": "c1+c2", "title": bad, "text": bad}
    feedback = {"checks": 1, "summary": bad, "notes": [note]}
    page = widget("pairs", view, SAMPLE_LAYER, feedback=feedback)
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img, .kit script')")
    assert item(page, "c1+c2").locator(".kit-gist").first.inner_text() == f"In short: {bad}"


def test_a_broken_view_becomes_a_sentence(widget):
    """Not an empty output."""
    page = widget("pairs", pairs_view(items=[{"id": "c1+c2"}]))
    assert "could not be drawn" in page.get_by_role("alert").inner_text()


def test_the_python_half_loads_this_script():
    """The class hands out exactly what these tests draw."""
    from kit.widgets.pairs import Pairs

    made = Pairs(pairs_view(), [], on_op=lambda op: ([], {}), on_check=lambda item: {})
    assert made._esm == source("pairs")["script"] and made._css == source("pairs")["style"]
