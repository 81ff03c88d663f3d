"""The brief: short texts that are never lost, samples beside them, and the learner's own rating."""

from __future__ import annotations

import pytest
from harness import axe_findings, mount, source
from test_pairs import LISTEN, item, overflow, settled, tab_to, too_small
from views_chain_brief import (
    ALL_TEXTS,
    BRIEF_FEEDBACK,
    HALF_TEXTS,
    OWN,
    RATINGS,
    SAMPLES,
    brief_view,
    rating,
    text,
)

pytestmark = pytest.mark.browser
KNOWN, CLAIMED, OPEN = "What is known, and how?", "Who claims the rest?", "What can nobody outside know?"


def box(page, question: str):
    return page.get_by_label(question)


def write(page, question: str, words: str) -> None:
    """Type it, and leave the field."""
    box(page, question).focus()
    page.keyboard.insert_text(words)
    page.evaluate("() => document.activeElement.blur()")


def sent(page) -> list:
    return page.evaluate("() => W.at(-1).sent.filter(m => m.type === 'op').map(m => m.op)")


def journal(page) -> list:
    """The texts that this browser keeps."""
    return page.evaluate("""() => Object.keys(localStorage).filter(k => k.startsWith("kit:"))
        .map(k => JSON.parse(localStorage[k])).sort((a, b) => a.order - b.order).map(e => e.op.value?.text)""")


def rates(page, criterion: str, level: str):
    return page.get_by_role("group", name=criterion).get_by_role("radio", name=level, exact=True)


# --------------------------------------------------------------------------------------- writing


def test_each_prompt_is_a_labelled_field_with_its_count(widget):
    """The count beside what was asked for follows each word, and nothing stops a longer text."""
    page = widget("brief", brief_view())
    words = item(page, "known").locator(".kit-field-note")
    assert words.inner_text() == "0 words; about 40 are asked for"
    described = box(page, KNOWN).get_attribute("aria-describedby")
    assert words.get_attribute("id") == described
    box(page, KNOWN).type("The bridge – it is closed.")
    assert words.inner_text() == "5 words; about 40 are asked for"
    write(page, KNOWN, " and" * 60)
    assert words.inner_text() == "65 words; about 40 were asked for"
    assert page.locator(".kit-count").inner_text() == "1 of 3 written"


def test_a_pause_in_typing_keeps_the_text_as_one_step(widget):
    """Nothing is sent at each key; after the pause all of it goes at once."""
    page = widget("brief", brief_view())
    box(page, KNOWN).type("It is closed.", delay=5)
    assert sent(page) == []
    page.wait_for_function("() => W[0].sent.length === 1")
    assert settled(page) == [text("known", "It is closed.")]
    assert "Saved" in page.locator(".kit-save").inner_text()
    assert page.evaluate("() => document.activeElement.tagName") == "TEXTAREA"


def test_leaving_the_field_keeps_the_text_at_once(widget):
    """Exactly as it was written, with its line breaks and signs."""
    page = widget("brief", brief_view())
    words = "Line one,\n  line two: 🦊 “x”.  "
    write(page, CLAIMED, words)
    assert [op["value"]["text"] for op in sent(page)] == [words]
    assert settled(page) == [text("claimed", words)]


def test_an_emptied_field_is_no_answer(widget):
    """Blank is blank: the annotation goes."""
    page = widget("brief", brief_view(), HALF_TEXTS)
    box(page, KNOWN).fill("  ")
    page.evaluate("() => document.activeElement.blur()")
    assert settled(page) == []
    assert page.locator(".kit-count").inner_text() == "0 of 3 written"


def test_the_same_by_keyboard_alone(widget):
    """Tab goes from field to field and on to the samples, the rating and the button."""
    page = widget("brief", brief_view())
    page.evaluate("reply => { W[0].reply = reply; }", BRIEF_FEEDBACK | {"checked": []})
    for question, id in ((KNOWN, "known"), (CLAIMED, "claimed"), (OPEN, "unknowable")):
        tab_to(page, f"[data-item='{id}'] textarea")
        assert box(page, question).evaluate("e => e === document.activeElement")
        page.keyboard.type("Some words.")
    tab_to(page, ".kit-check")
    page.keyboard.press("Enter")
    page.locator(".kit-sample").first.wait_for()
    assert page.evaluate("() => document.activeElement.textContent") == "Compare with samples"
    tab_to(page, ".kit-jumps button")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.matches(\"[data-item='known'] summary\")")
    tab_to(page, ".kit-ratings input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert settled(page)[-1] == rating("attribution", "partial")


def test_undo_in_a_field_is_the_browsers_own(widget):
    """Ctrl+Z takes back the last letters; the button takes back a whole step."""
    page = widget("brief", brief_view(), HALF_TEXTS)
    box(page, CLAIMED).focus()
    page.keyboard.insert_text("Somebody")
    page.keyboard.press("Control+z")
    assert box(page, CLAIMED).input_value() == ""
    assert sent(page) == []
    write(page, CLAIMED, "The council.")
    write(page, KNOWN, " And more.")
    page.get_by_role("button", name="Undo").click()
    assert box(page, KNOWN).input_value() == OWN["known"]
    page.get_by_role("button", name="Undo").click()
    assert box(page, CLAIMED).input_value() == ""
    assert settled(page) == HALF_TEXTS
    page.get_by_role("button", name="Redo").click()
    assert box(page, CLAIMED).input_value() == "The council."
    assert settled(page) == [*HALF_TEXTS, text("claimed", "The council.")]


def test_no_key_reaches_jupyterlab(widget):
    """Shift+Enter makes a line and runs no cell."""
    page = widget("brief", brief_view(), ALL_TEXTS, feedback=BRIEF_FEEDBACK)
    page.evaluate(LISTEN)
    for selector in ("textarea", "summary", ".kit-ratings input"):
        page.locator(selector).first.focus()
        for key in ("d", "d", "Escape", "ArrowDown", "Shift+Enter"):
            page.keyboard.press(key)
    assert page.evaluate("() => leaked") == []


# --------------------------------------------------------------------------------- never lost


@pytest.mark.parametrize("kernel", ["gone", "deaf"])
def test_a_torn_connection_loses_no_word(widget, kernel):
    """What was written stays in the field and in this browser, and goes when somebody listens again."""
    page = widget("brief", brief_view(), kernel=kernel)
    write(page, KNOWN, "Written while nobody listened.")
    box(page, CLAIMED).type("Still typing")
    page.locator(".kit-save", has_text="Not connected (kept in this browser)").wait_for()
    page.wait_for_timeout(900)
    assert box(page, CLAIMED).input_value() == "Still typing"
    assert journal(page) == ["Written while nobody listened.", "Still typing"]
    page.evaluate("() => W[0].close()")
    mount(page, "brief", brief_view(), kernel="alive")
    assert box(page, KNOWN).input_value() == "Written while nobody listened."
    assert settled(page) == [text("known", "Written while nobody listened."), text("claimed", "Still typing")]


@pytest.mark.parametrize("kernel", ["alive", "gone"])
def test_a_cell_run_again_in_the_middle_of_a_word_loses_nothing(widget, kernel):
    """The widget goes before the pause is over."""
    page = widget("brief", brief_view(), kernel=kernel)
    box(page, KNOWN).type("In the midd")
    page.evaluate("() => W[0].close()")
    assert journal(page) == ["In the midd"]
    mount(page, "brief", brief_view(), kernel="alive")
    assert box(page, KNOWN).input_value() == "In the midd"
    assert settled(page) == [text("known", "In the midd")]


@pytest.mark.parametrize("event", ["pagehide", "visibilitychange"])
def test_a_closed_tab_loses_nothing(widget, event):
    """The page says goodbye before the pause is over."""
    page = widget("brief", brief_view(), kernel="deaf")
    box(page, KNOWN).type("Nearly done")
    page.evaluate(
        """event => {
          Object.defineProperty(document, "hidden", {get: () => true});
          (event === "pagehide" ? window : document).dispatchEvent(new Event(event));
        }""",
        event,
    )
    assert journal(page) == ["Nearly done"]


def test_words_in_the_making_are_not_written_over(widget):
    """Whatever the kernel sends, the field in use is the learner's."""
    page = widget("brief", brief_view(), HALF_TEXTS)
    box(page, KNOWN).focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(" More")
    page.evaluate("layer => W[0].set({layer})", [text("known", "From elsewhere.")])
    assert box(page, KNOWN).input_value() == OWN["known"] + " More"
    page.evaluate("() => document.activeElement.blur()")
    assert settled(page) == [text("known", OWN["known"] + " More")]


# ---------------------------------------------------------------------------- samples and rating


def test_comparing_shows_the_samples_under_each_text(widget):
    """Level, text and reason; the last words typed are sent before the comparison."""
    page = widget("brief", brief_view(), ALL_TEXTS[:2])
    page.evaluate("reply => { W[0].reply = reply; }", BRIEF_FEEDBACK)
    assert page.locator(".kit-sample, .kit-ratings:visible").count() == 0
    box(page, OPEN).type(OWN["unknowable"])
    page.get_by_role("button", name="Compare with samples").click()
    page.locator(".kit-sample").first.wait_for()
    kinds = page.evaluate("() => W[0].sent.map(m => m.type)")
    assert kinds == ["op", "check"]
    for s in SAMPLES:
        shown = item(page, s["prompt"]).locator(f".kit-sample[data-level='{s['level']}']").inner_text()
        assert s["name"] in shown and s["text"] in shown and s["why"] in shown
    own = box(page, KNOWN).bounding_box()
    assert own["y"] < item(page, "known").locator(".kit-sample").first.bounding_box()["y"]
    assert page.get_by_role("heading", name="Where does yours stand?").is_visible()
    page.wait_for_function(
        "() => document.querySelector('[role=status]').textContent.includes('Samples stand beneath')"
    )
    assert page.get_by_role("button", name="Compare with samples").count() == 1


def test_a_sample_without_a_name_has_that_of_its_level(widget):
    """The criteria know what their levels are called."""
    samples = [{k: v for k, v in s.items() if k != "name"} for s in SAMPLES]
    page = widget("brief", brief_view(), ALL_TEXTS, feedback=BRIEF_FEEDBACK | {"samples": samples})
    assert "Strong" in item(page, "known").locator("[data-level='strong'] .kit-level").inner_text()


def test_the_summary_leads_to_the_samples(widget):
    """They appear above the button that was pressed, so each can be gone to; a fold opens again."""
    page = widget("brief", brief_view(), ALL_TEXTS, feedback=BRIEF_FEEDBACK)
    fold = item(page, "claimed").locator("details")
    fold.locator("summary").click()
    assert fold.locator(".kit-sample").first.is_hidden()
    page.get_by_role("button", name=f"Samples: {CLAIMED}").click()
    assert fold.locator(".kit-sample").first.is_visible()
    assert fold.locator("summary").evaluate("e => e === document.activeElement")


def test_the_learner_rates_each_criterion(widget):
    """Radios with the definition of each level, and a plain sum in words that is spoken."""
    page = widget("brief", brief_view(), ALL_TEXTS, feedback=BRIEF_FEEDBACK)
    group = page.get_by_role("group", name="Every claim has its source")
    assert "Some claims name a source; others stand alone." in group.inner_text()
    rates(page, "Every claim has its source", "Partial").click()
    rates(page, "As sure as the text allows", "Strong").click()
    assert page.locator(".kit-sum").inner_text() == "You rate yourself: 1 strong, 1 partial. 1 still to rate."
    rates(page, "Says what stays open", "Partial").click()
    assert page.locator(".kit-sum").inner_text() == "You rate yourself: 1 strong, 2 partial."
    page.wait_for_function("() => document.querySelector('[role=status]').textContent.includes('1 strong, 2 partial')")
    assert page.get_by_role("status").count() == 1
    assert settled(page)[3:] == [
        rating("attribution", "partial"),
        rating("measure", "strong"),
        rating("limits", "partial"),
    ]
    page.keyboard.press("Control+z")
    assert not rates(page, "Says what stays open", "Partial").is_checked()
    assert "1 still to rate" in page.locator(".kit-sum").inner_text()


def test_a_text_changed_since_the_comparison_says_so(widget):
    """And says no more when it is what it was; a rating changes nothing."""
    page = widget("brief", brief_view(), ALL_TEXTS, feedback=BRIEF_FEEDBACK)
    changed = item(page, "known").locator(".kit-changed")
    rates(page, "Says what stays open", "Weak").click()
    assert changed.is_hidden()
    write(page, KNOWN, " And more.")
    assert changed.is_visible() and "changed since this check" in changed.inner_text()
    assert item(page, "claimed").locator(".kit-changed").is_hidden()
    page.get_by_role("button", name="Undo").click()
    assert changed.is_hidden()


def test_the_criteria_can_be_read_before_writing(widget):
    """In a fold, until they stand beneath as the rating."""
    page = widget("brief", brief_view())
    page.get_by_text("What makes a good brief?").click()
    assert page.locator(".kit-rubric").get_by_text("Nothing is said to be open.").is_visible()
    page.evaluate("feedback => W[0].set({feedback})", BRIEF_FEEDBACK)
    assert page.get_by_text("What makes a good brief?").is_hidden()


def test_a_check_without_samples_shows_its_summary_only(widget):
    """Where nothing is written yet, there is nothing to compare or rate."""
    page = widget("brief", brief_view(), feedback={"checks": 1, "summary": "Write first.", "notes": [], "samples": []})
    assert page.get_by_text("Write first.").is_visible()
    assert page.locator(".kit-ratings").is_hidden() and page.locator(".kit-jumps").count() == 0


def test_a_graded_task_has_no_samples(widget):
    """It says that the answers are for the teacher."""
    page = widget("brief", brief_view(checkable=False, notice="An earlier answer could not be placed."), HALF_TEXTS)
    assert page.get_by_text("Saved for your teacher").is_visible()
    assert page.locator(".kit-check").count() == 0 and page.locator(".kit-ratings").is_hidden()
    assert page.get_by_role("note").inner_text() == "An earlier answer could not be placed."


@pytest.mark.parametrize("broken", [{"prompts": 3}, {"criteria": [{"name": "x"}]}, {"task": ""}], ids=str)
def test_a_broken_view_becomes_a_notice(widget, broken):
    """A sentence in the widget's place, never an empty output."""
    page = widget("brief", brief_view(**broken))
    assert "could not be drawn" in page.get_by_role("alert").inner_text()


# ----------------------------------------------------------------------------- looks and hostility


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 550, 1100])
def test_it_fits_a_phone_and_double_zoom(widget, width, dark):
    """No sideways scrolling, no target under 24 px, with one long word as well."""
    layer = [text("known", "x" * 300), *ALL_TEXTS[1:], *RATINGS]
    page = widget("brief", brief_view(), layer, feedback=BRIEF_FEEDBACK, width=width, dark=dark)
    assert overflow(page) == [] and too_small(page) == []
    across = page.locator(".kit-three").first.evaluate("e => getComputedStyle(e).gridTemplateColumns.split(' ').length")
    assert across == {320: 1, 550: 1, 1100: 3}[width]


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """In either theme: compared and rated, and with nothing written."""
    page = widget("brief", brief_view(), ALL_TEXTS + RATINGS, feedback=BRIEF_FEEDBACK, dark=dark)
    assert axe_findings(page) == []
    page.evaluate("() => W[0].close()")
    mount(page, "brief", brief_view(checkable=False))
    assert axe_findings(page) == []


def test_hostile_text_is_shown_as_text(widget):
    """Nothing that a case, a sample or a learner says becomes part of the page."""
    bad = "<img src=x onerror='window.hacked=1'></textarea>"
    view = brief_view(title=bad, prompt=bad)
    view["prompts"] = [p | {"question": bad} for p in view["prompts"]]
    view["criteria"] = [c | {"name": bad} for c in view["criteria"]]
    feedback = BRIEF_FEEDBACK | {"summary": bad, "samples": [s | {"text": bad, "why": bad} for s in SAMPLES]}
    page = widget("brief", view, [text("known", bad)], feedback=feedback)
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img')")
    assert page.locator("textarea").first.input_value() == bad


def test_the_python_half_loads_this_script():
    """The class hands out exactly what these tests draw."""
    from kit.widgets.brief import Brief

    made = Brief(brief_view(), [], on_op=lambda op: ([], {}), on_check=dict)
    assert made._esm == source("brief")["script"] and made._css == source("brief")["style"]
