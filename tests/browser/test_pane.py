"""The whole text beside a task: what it shows, where it stands, and that nothing else moves."""

from __future__ import annotations

import pytest
from harness import STORY, axe_findings, claim_of, marker_view
from test_pairs import LISTEN, SAMPLE_FEEDBACK, item, overflow, pair, pairs_view, tab_to, too_small
from test_sorter import sorter_view

pytestmark = pytest.mark.browser

LONG = [
    *STORY,
    *([f"Nothing of note happened in hour {n} of that long day."] * 3 for n in range(1, 25)),
    ["Only at ten in the morning did it shut, Mara Lind said."],
]
TEXT = marker_view(LONG)
CLAIMS = {
    "c1": claim_of(TEXT, "c1", "will close at noon on Friday", "It closes at noon."),
    "c2": claim_of(TEXT, "c2", "two piers were cracked", "Two piers are cracked."),
    "c3": claim_of(TEXT, "c3", "two piers", "There are two."),
    "c4": claim_of(TEXT, "c4", "at ten in the morning did it shut", "It shut at ten."),
}


def listed(**more) -> dict:
    ids = [("c1", "c2"), ("c1", "c4"), ("c2", "c3")]
    items = [{"id": f"{a}+{b}", "a": CLAIMS[a], "b": CLAIMS[b]} for a, b in ids]
    return pairs_view(paragraphs=TEXT["paragraphs"], items=items, **more)


def shown(page) -> list[str]:
    """The words now highlighted in the text, each with its letter in front."""
    return page.locator(".kit-pane mark").evaluate_all("marks => marks.map(m => m.textContent)")


def await_shown(page, *words: str) -> None:
    page.wait_for_function(
        "want => [...document.querySelectorAll('.kit-pane mark')].map(m => m.textContent).join('|') === want",
        arg="|".join(words),
    )


IN_SIGHT = """n => {
  const box = document.querySelector(".kit-pane-text").getBoundingClientRect();
  const mark = document.querySelectorAll(".kit-pane mark")[n].getBoundingClientRect();
  return mark.top >= box.top && mark.bottom <= box.bottom;
}"""


def test_the_text_stands_there_whole_and_cannot_be_changed(widget):
    """Every sentence, numbered paragraphs, nothing to type into, nothing shown yet."""
    page = widget("pairs", listed())
    text = page.locator(".kit-pane-text").inner_text()
    assert all(s in " ".join(text.split()) for p in LONG for s in p)
    numbers = page.locator(".kit-pane-num").evaluate_all("all => all.map(n => n.textContent)")
    assert numbers == [f"Paragraph {n}" for n in range(1, len(LONG) + 1)]
    assert shown(page) == [] and page.locator(".kit-pane input, .kit-pane textarea").count() == 0


def test_the_mouse_shows_both_ends_and_the_page_stays_where_it_is(widget):
    """A letter at each end; the first comes into view inside the pane, the other by its button."""
    page = widget("pairs", listed())
    before = page.evaluate("() => scrollY")
    item(page, "c1+c4").locator(".kit-item-name").hover()
    await_shown(page, "A: will close at noon on Friday", "B: at ten in the morning did it shut")
    assert page.evaluate(IN_SIGHT, 0) and not page.evaluate(IN_SIGHT, 1)
    page.get_by_role("button", name="B Paragraph 28").click()
    assert page.evaluate(IN_SIGHT, 1)
    assert page.evaluate("() => scrollY") == before
    page.locator(".kit-prompt").hover()
    assert len(shown(page)) == 2  # what was shown stays, so that it can be read


def test_the_focus_shows_the_same(widget):
    """By keyboard, without a mouse; the focus itself goes nowhere."""
    page = widget("pairs", listed())
    tab_to(page, "[data-item='c1+c2'] input[value='true']")
    assert shown(page) == ["A: will close at noon on Friday", "B: two piers were cracked"]
    assert page.evaluate("() => document.activeElement.value") == "true"
    assert page.evaluate(IN_SIGHT, 0) and page.evaluate(IN_SIGHT, 1)


def test_words_inside_other_words_keep_both_letters(widget):
    """Two claims that share words: the shared ones are of both, and the letters stand where each begins."""
    page = widget("pairs", listed())
    item(page, "c2+c3").locator("input").first.focus()
    assert shown(page) == ["A B: two piers", " were cracked"]
    ends = page.locator(".kit-pane mark").evaluate_all("all => all.map(m => m.dataset.end)")
    assert ends == ["both", "0"]


def test_a_single_claim_has_no_letter(widget):
    """The sorter's claims, one at a time."""
    items = [{"id": c, **CLAIMS[c]} for c in ("c1", "c2")]
    page = widget("sorter", sorter_view(paragraphs=TEXT["paragraphs"], items=items))
    item(page, "c2").locator("input").first.focus()
    assert shown(page) == ["two piers were cracked"]


def test_at_the_side_it_stays_in_sight(widget):
    """Wide outputs have it open beside the items; it is there at the last one as well."""
    answered = {"same_event": True, "relation": "contradiction"}
    page = widget("pairs", listed(), [pair("c1+c2", **answered), pair("c1+c4", **answered)], width=1300)
    pane, first = page.locator(".kit-pane").bounding_box(), item(page, "c1+c2").bounding_box()
    assert pane["x"] + pane["width"] <= first["x"]
    assert page.locator(".kit-to-text:visible").count() == 0
    page.locator("[data-item='c2+c3']").evaluate("e => e.scrollIntoView({block: 'start'})")
    assert page.evaluate("() => scrollY") > 300
    assert page.locator(".kit-pane").bounding_box()["y"] == pytest.approx(8, abs=1)
    page.locator(".kit-pane summary").click()
    assert item(page, "c2+c3").bounding_box()["x"] < first["x"]  # folded, it leaves the room to the items


def test_inside_an_output_of_jupyterlab_it_stays_as_well(widget):
    """Outputs scroll by themselves there, and the pane would stick to them instead of the page."""
    page = widget("pairs", listed(), width=1300)
    page.add_style_tag(content=".jp-OutputArea-output { overflow: auto }")
    page.locator("[data-item='c2+c3']").evaluate("e => e.scrollIntoView({block: 'start'})")
    assert page.locator(".kit-pane").bounding_box()["y"] == pytest.approx(8, abs=1)


def test_where_it_is_narrow_a_button_leads_there_and_back(widget):
    """A fold, closed at first; the button opens it, moves the focus into it, and another leads back."""
    page = widget("pairs", listed(), width=600)
    assert page.locator(".kit-pane-text").is_hidden()
    assert page.locator(".kit-pane").bounding_box()["y"] < item(page, "c1+c2").bounding_box()["y"]
    tab_to(page, "[data-item='c1+c4'] .kit-to-text")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.className") == "kit-pane-text"
    assert page.evaluate(IN_SIGHT, 0) and page.locator(".kit-pane-text").is_visible()
    tab_to(page, ".kit-pane-back")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.closest('.kit-item').dataset.item") == "c1+c4"
    assert page.locator(".kit-pane-back").is_hidden()


def test_a_narrow_page_that_grows_opens_it(widget):
    """And one that shrinks folds it again."""
    page = widget("pairs", listed(), width=600)
    page.set_viewport_size({"width": 1200, "height": 900})
    page.locator(".kit-pane-text").wait_for(state="visible")
    page.set_viewport_size({"width": 600, "height": 900})
    page.locator(".kit-pane-text").wait_for(state="hidden")


def test_a_note_about_a_sentence_shows_it(widget):
    """A hint that belongs to no item leads into the text, and back to the feedback."""
    note = {
        "tone": "missed",
        "annotation": None,
        "sentence": "p2s3",
        "title": "Something is hidden here",
        "text": "Read again.",
    }
    plain = {"tone": "missed", "annotation": None, "title": "Something is hidden", "text": "Somewhere."}
    page = widget("pairs", listed(), feedback=SAMPLE_FEEDBACK | {"notes": [note, plain]})
    notes = page.locator(".kit-feedback .kit-note")
    assert notes.count() == 2 and notes.nth(1).get_by_role("button").count() == 0
    notes.nth(0).get_by_role("button").click()
    assert shown(page) == ["Lorries were turned back at both ends in the morning."[:-1]]
    page.get_by_role("button", name="Back to the feedback").click()
    assert page.evaluate("() => document.activeElement.classList.contains('kit-show')")


def test_no_key_of_the_text_reaches_jupyterlab(widget):
    """It can be scrolled with the arrows; d, d deletes no cell."""
    page = widget("pairs", listed())
    page.evaluate(LISTEN)
    page.locator(".kit-pane-text").focus()
    for key in ("ArrowDown", "d", "d", "Escape"):
        page.keyboard.press(key)
    assert page.evaluate("() => leaked") == []


def test_a_text_that_is_no_text_is_shown_as_one(widget):
    """Nothing in an article becomes part of the page."""
    bad = "<img src=x onerror='window.hacked=1'>"
    view = listed()
    view["paragraphs"] = [{"number": bad, "sentences": [{"id": "p1s1", "pieces": [[0, bad], [None, bad]]}]}]
    page = widget("pairs", view)
    item(page, "c1+c2").locator("input").first.focus()
    page.wait_for_timeout(30)
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img')")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 600, 900, 1300])
def test_it_fits(widget, width, dark):
    """No sideways scrolling, no small target, with something shown."""
    page = widget("pairs", listed(), [pair("c1+c2", same_event=True)], width=width, dark=dark)
    if width < 890:
        page.locator(".kit-pane summary").click()
    item(page, "c1+c4").locator("input").first.focus()
    assert len(shown(page)) == 2
    assert overflow(page) == [] and too_small(page) == []


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [600, 1300])
def test_axe_finds_nothing(widget, width, dark):
    """With both ends shown, sharing words, at the side and above."""
    page = widget("pairs", listed(), [pair("c1+c2", same_event=True)], width=width, dark=dark)
    item(page, "c2+c3").locator("input").first.focus()
    assert axe_findings(page) == []


def test_forced_colours_keep_both_ends_apart(widget):
    """Where the system chooses the colours, the letter and the line are left."""
    page = widget("pairs", listed(), forced_colors="active")
    item(page, "c1+c4").locator("input").first.focus()
    styles = page.locator(".kit-pane mark").evaluate_all("all => all.map(m => getComputedStyle(m).textDecorationStyle)")
    assert styles == ["solid", "dashed"]
    letters = page.locator(".kit-end-letter").evaluate_all(
        "all => all.map(m => m.checkVisibility() && m.firstChild.data)"
    )
    assert letters == ["A", "B"]
