"""The marker as a learner uses it: by mouse, by keyboard alone, on a phone, with no kernel."""

from __future__ import annotations

import pytest
from harness import STORY, attribution, marker_view, mount, tokens

pytestmark = pytest.mark.browser

VIEW = marker_view()
ONE = attribution(
    VIEW,
    "a1",
    ["the harbour office"],
    ["said"],
    ["The bridge at Oster Sound will close at noon on Friday"],
    quote="indirect",
)
NESTED = [
    attribution(VIEW, "a3", ["She"], ["told"], ["a diver had said two piers were cracked"]),
    attribution(VIEW, "a4", ["a diver"], ["had said"], ["two piers were cracked"]),
]
PLACE = """([phrase, at]) => {       // where the words `phrase` begin or end on the page
  const text = document.querySelector(".kit-text");
  const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT,
    n => n.parentElement.closest(".kit-s") ? 1 : 3);
  const nodes = []; let all = "";
  for (let n; (n = walk.nextNode()); all += n.data) nodes.push([n, all.length]);
  const start = all.indexOf(phrase);
  const spot = o => { const [n, s] = nodes.findLast(([, s]) => s <= o); return [n, o - s]; };
  const r = new Range();
  r.setStart(...spot(start)); r.setEnd(...spot(start + phrase.length - 1));
  r.setEnd(r.endContainer, r.endOffset + 1);
  const boxes = [...r.getClientRects()], b = at === "end" ? boxes.at(-1) : boxes[0];
  return at === "end" ? [b.right - 2, b.top + b.height / 2] : at === "mid"
    ? [b.left + b.width / 2, b.top + b.height / 2] : [b.left + 1, b.top + b.height / 2];
}"""


def drag(page, phrase: str) -> None:
    """Select words as a mouse does."""
    x, y = page.evaluate(PLACE, [phrase, "start"])
    page.mouse.move(x, y)
    page.mouse.down()
    x, y = page.evaluate(PLACE, [phrase, "end"])
    page.mouse.move(x - 5, y, steps=4)
    page.mouse.move(x, y)
    page.mouse.up()


def mark(page, phrase: str, key: str) -> None:
    drag(page, phrase)
    page.keyboard.press(key)


def wait_saved(page, n: int = 0) -> None:
    """One operation is on its way at a time, so the last one may not have been sent yet."""
    page.wait_for_function(f"() => W[{n}].el.querySelector('.kit-save').dataset.state !== 'saving'")


def layer(page, n: int = 0) -> list:
    """What the kernel has, once it has everything."""
    wait_saved(page, n)
    return page.evaluate(f"() => W[{n}].S.layer")


def parts(page, role: str, n: int = 0) -> list[str]:
    """The words the last put carried for a role, once everything is sent."""
    wait_saved(page, n)
    return page.evaluate(f"() => W[{n}].sent.filter(m => m.op?.op === 'put').at(-1).op.words.{role}")


def marks(page) -> list:
    return page.evaluate("() => [...document.querySelectorAll('.kit-text mark[data-g]')].map(m => m.dataset.g)")


def cards(page) -> int:
    return page.locator(".kit-card").count()


# ------------------------------------------------------------------------------------------ mouse


def test_words_are_marked_by_mouse_and_one_key(widget):
    """Drag, press a key: the words fill the attribution in focus, with their exact text."""
    page = widget("marker", VIEW)
    mark(page, "the harbour office", "s")
    mark(page, "said on", "c")
    mark(page, "The bridge at Oster Sound will close at noon on Friday", "t")
    (made,) = layer(page)
    assert made["source"] == [tokens(VIEW, "the harbour office")]
    assert made["content"] == [tokens(VIEW, "The bridge at Oster Sound will close at noon on Friday")]
    assert parts(page, "cue") == ["said on"]
    assert marks(page) == ["T1", "S1", "C1"]
    assert page.locator(".kit-save").inner_text() == "Saved 12:04"


def test_a_second_speaker_elsewhere_begins_another_attribution(widget):
    """Once all three parts are there, a source in another sentence is not joined to it; content may run on."""
    page = widget("marker", VIEW)
    mark(page, "the harbour office", "s")
    mark(page, "said on", "c")
    mark(page, "The bridge at Oster Sound will close", "t")
    mark(page, "Lorries were turned back", "t")
    assert len(layer(page)) == 1
    mark(page, "Mara Lind", "s")
    first, second = layer(page)
    assert second["source"] == [tokens(VIEW, "Mara Lind")] and second["content"] == []
    assert first["source"] == [tokens(VIEW, "the harbour office")] and len(first["content"]) == 2


def test_n_begins_a_new_one_from_any_button(widget):
    """Right after Check the focus is on a button; N works there too."""
    page = widget("marker", VIEW, layer=[ONE])
    page.get_by_role("button", name="Check").click()
    page.keyboard.press("n")
    mark(page, "A spokesman for the ministry", "s")
    assert len(layer(page)) == 2


def test_a_drag_that_selects_nothing_still_takes_its_words(widget):
    """At some zooms the browser's own selection collapses: press and release say which words are meant."""
    page = widget("marker", VIEW)
    page.add_style_tag(content=".kit-text { user-select: none; }")
    mark(page, "Mara Lind", "s")
    assert parts(page, "source") == ["Mara Lind"]


def test_a_double_click_a_click_on_the_number_and_the_buttons(widget):
    """A word by double click, a sentence by its number, the role by its button."""
    page = widget("marker", VIEW)
    page.mouse.dblclick(*page.evaluate(PLACE, ["claimed", "mid"]))
    page.get_by_role("button", name="Cue").click()
    page.get_by_role("button", name="Sentence 3.2").click()
    page.get_by_role("button", name="Content").click()
    assert parts(page, "cue") == ["claimed"]
    assert parts(page, "content") == ["A spokesman for the ministry insisted the decision was the harbour’s alone"]


def test_clicks_with_shift_do_what_a_drag_does(widget):
    """No gesture needs dragging."""
    page = widget("marker", VIEW)
    page.mouse.click(*page.evaluate(PLACE, ["harbour office", "mid"]))
    page.keyboard.press("Escape")
    page.mouse.click(*page.evaluate(PLACE, ["Lorries", "mid"]))
    page.keyboard.down("Shift")
    page.mouse.click(*page.evaluate(PLACE, ["turned", "mid"]))
    page.keyboard.up("Shift")
    page.keyboard.press("t")
    assert parts(page, "content") == ["Lorries were turned"]


def test_a_finger_takes_the_first_word_and_the_last(widget):
    """On a touch screen two taps select, a role button marks."""
    page = widget("marker", VIEW, width=390, height=800, has_touch=True)
    page.touchscreen.tap(*page.evaluate(PLACE, ["Mara", "mid"]))
    page.touchscreen.tap(*page.evaluate(PLACE, ["engineer", "mid"]))
    page.get_by_role("button", name="Source").tap()
    assert parts(page, "source") == ["Mara Lind, the harbour’s engineer"]


def test_quotation_marks_commas_and_spaces_stay_outside(widget):
    """A drag over “We looked at the bolts,” stores the words only."""
    page = widget("marker", VIEW)
    mark(page, "“We looked at the bolts,” ", "t")
    assert parts(page, "content") == ["We looked at the bolts"]


def test_emoji_and_letters_beyond_the_basic_plane_shift_nothing(widget):
    """Offsets never mix UTF-16 with code points."""
    view = marker_view([["The 🦊🧪 report 🧪 says so, Dr 𝒳eno said: “It 🦊 rained.”"]])
    page = widget("marker", view)
    mark(page, "Dr 𝒳eno", "s")
    mark(page, "It 🦊 rained", "t")
    assert parts(page, "source") == ["Dr 𝒳eno"]
    assert parts(page, "content") == ["It 🦊 rained"]


# ------------------------------------------------------------------------- overlap, nested, split


def test_a_split_quotation_has_two_parts(widget):
    """The same role again adds a part."""
    page = widget("marker", VIEW)
    mark(page, "We looked at the bolts", "t")
    mark(page, "and we did not like them", "t")
    assert parts(page, "content") == ["We looked at the bolts", "and we did not like them"]
    assert cards(page) == 1


@pytest.mark.parametrize("width", [360, 500, 1100])
def test_overlapping_and_nested_attributions_share_words(widget, width):
    """N begins another; both letters stand on the words; the sentence's description names both.

    On a narrow page as well: what is said above the text must not move the words under the mouse.
    """
    page = widget("marker", VIEW, width=width)
    mark(page, "a diver had said two piers were cracked", "t")
    page.keyboard.press("n")
    mark(page, "two piers were cracked", "t")
    mark(page, "that a diver", "s")
    assert len(layer(page)) == 2
    assert sorted(marks(page)) == ["S1", "T1", "T2"] or sorted(marks(page)) == ["S1", "T2", "T1"]
    sentence = page.locator(".kit-s").nth(3)
    described = page.locator("#" + sentence.get_attribute("aria-describedby"))
    assert "content of highlight 2: a diver had said" in described.text_content()
    assert sentence.inner_text() == "She told reporters that a diver had said two piers were cracked."


def test_a_word_has_one_role_in_an_attribution(widget):
    """Marked as another role it moves; with the same key it is taken away."""
    page = widget("marker", VIEW)
    mark(page, "She told", "s")
    mark(page, "told", "c")
    assert (parts(page, "source"), parts(page, "cue")) == (["She"], ["told"])
    page.keyboard.press("c")
    assert parts(page, "cue") == []


def test_the_last_word_taken_away_takes_the_card_and_undo_brings_it_back(widget):
    """Nothing without words is stored; what was chosen for it comes back with its words."""
    page = widget("marker", VIEW, [ONE | {"source": [], "cue": []}])
    page.get_by_role("button", name="Edit highlight 1").click()
    mark(page, "The bridge at Oster Sound will close at noon on Friday", "t")
    assert layer(page) == []
    mark(page, "The bridge", "t")
    assert layer(page)[0]["quote"] == "indirect"
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert layer(page)[0]["content"] == ONE["content"]


# --------------------------------------------------------------------------------------- keyboard


def test_everything_by_keyboard_alone(widget):
    """Tab in, mark three roles, answer the questions, check, Tab out: no mouse, no trap."""
    page = widget("marker", VIEW)

    def focus() -> str:
        return page.evaluate("() => document.activeElement.className")

    for _ in range(20):
        page.keyboard.press("Tab")
        if "kit-s" in focus().split():
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    for keys, role in (("", "s"), ("ArrowRight ", "c"), ("ArrowRight " * 3 + "Shift+End ", "t")):
        for key in (["ArrowRight"] if role == "s" else []) + keys.split():
            page.keyboard.press(key)
        page.keyboard.press(role)
    assert [parts(page, r) for r in ("source", "cue", "content")] == [
        ["She"],
        ["told"],
        ["a diver had said two piers were cracked"],
    ]
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.value === 'direct'"):
            break
    page.keyboard.press("ArrowRight")
    assert layer(page)[0]["quote"] == "indirect"
    assert "The writer tells in other words" in page.locator(".kit-hint:visible").inner_text()
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("() => document.activeElement.tagName"))
        if seen[-1] == "BODY":
            break
    assert seen[-1] == "BODY", "Tab leaves the widget"


def test_the_keyboard_reaches_what_was_never_laid_out(widget):
    """Paragraphs out of sight are not laid out until they are needed: the word in hand is seen all the same."""
    page = widget("marker", marker_view(STORY * 12))
    page.locator(".kit-s").first.focus()
    for _ in range(60):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("s")
    assert parts(page, "source") == ["Lorries"]
    inside = """() => {
      const box = document.querySelector(".kit-text").getBoundingClientRect();
      const r = document.querySelector("mark").getBoundingClientRect();
      return r.height > 0 && r.top >= box.top && r.bottom <= box.bottom;
    }"""
    page.wait_for_function(inside)


def test_selecting_over_a_sentence_border_by_keyboard_makes_a_part_for_each(widget):
    """A statement over two sentences is stored sentence by sentence."""
    page = widget("marker", VIEW)
    page.locator(".kit-s").first.focus()
    for key in ("End", "Shift+ArrowDown", "t"):
        page.keyboard.press(key)
    assert parts(page, "content") == ["Tuesday", "It has carried the coast road since 1961"]


def test_keys_stay_inside_and_ctrl_keys_pass(widget):
    """JupyterLab must not hear `d`; it must hear Ctrl+S."""
    page = widget("marker", VIEW)
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', e => heard.push(e.key)) }")
    page.locator(".kit-s").first.focus()
    for key in ("d", "m", "x", "s", "ArrowDown", "Control+s", "Control+z"):
        page.keyboard.press(key)
    assert page.evaluate("() => heard.filter(k => k !== 'Control')") == ["s"]


def test_letters_do_nothing_in_a_field(widget):
    """Single-key shortcuts act in the text and on the cards, not while a control has the keys."""
    page = widget("marker", VIEW, [ONE])
    page.get_by_role("button", name="Edit highlight 1").click()
    mark(page, "Friday", "Escape")
    drag(page, "Tuesday")
    page.get_by_role("radio", name="mixed").focus()
    for key in "sctn":
        page.keyboard.press(key)
    assert layer(page) == [ONE]


def test_a_click_is_not_lost_when_focus_leaves_an_explained_choice(widget):
    """The explanation of one question stays while the mouse is pressed on the next one."""
    page = widget("marker", VIEW, [ONE])
    page.get_by_role("button", name="Edit highlight 1").click()
    page.get_by_role("radio", name="mixed").focus()
    for name in ("forceful", "described"):
        radio = page.get_by_role("radio", name=name)
        radio.scroll_into_view_if_needed()
        before = radio.bounding_box()
        radio.hover()
        page.mouse.down()
        assert radio.bounding_box() == before
        page.mouse.up()
        assert radio.is_checked()
    assert (layer(page)[0]["stance"], layer(page)[0]["naming"]) == ("forceful", "described")


def test_what_is_not_asked_looks_so_and_says_so(widget):
    """A sentence out of play is paler, its number in brackets; words taken there are answered politely."""
    view = marker_view()
    for s in view["paragraphs"][0]["sentences"]:
        s["inplay"] = s["id"] == "p1s1"
    page = widget("marker", view)
    assert page.get_by_role("button", name="Sentence 1.2, not part of the task").is_visible()
    looks = page.evaluate("() => [...document.querySelectorAll('.kit-s')].map(s => getComputedStyle(s).color)")
    assert looks[1] != looks[0] == looks[2]
    for words in ("coast", "since 1961"):
        page.keyboard.press("Escape")
        if " " in words:
            drag(page, words)
        else:
            page.mouse.click(*page.evaluate(PLACE, [words, "mid"]))
        page.locator("[role=status]", has_text="This sentence is not asked").wait_for(state="attached")
        assert "not asked" in page.locator(".kit-status").inner_text()
    drag(page, "the harbour office")
    assert "not asked" not in page.locator(".kit-status").inner_text()


# ------------------------------------------------------------------------------- undo of everything


def test_undo_after_a_reload_has_nothing_to_undo(widget):
    """The steps are gone with the page; the answers stay, and JupyterLab does not hear the key."""
    page = widget("marker", VIEW)
    mark(page, "She", "s")
    made = layer(page)
    page.reload()
    page.evaluate("() => { window.heard = []; document.addEventListener('keydown', e => heard.push(e.key)) }")
    mount(page, "marker", VIEW, made)
    page.locator(".kit-s").first.focus()
    page.keyboard.press("Control+z")
    page.locator("[role=status]", has_text="Nothing to undo").wait_for(state="attached")
    assert (layer(page), marks(page)) == (made, ["S1"])
    assert page.evaluate("() => [W[0].sent.length, heard.includes('z')]") == [0, False]


def test_undo_and_redo_of_everything(widget):
    """Words, labels, confidence, a part, a whole attribution, 'none here': back and forth."""
    page = widget("marker", VIEW)
    states = [layer(page)]

    def did():
        states.append(layer(page))
        assert states[-1] != states[-2]

    mark(page, "She", "s")
    did()
    mark(page, "told", "c")
    did()
    mark(page, "a diver had said two piers were cracked", "t")
    did()
    page.get_by_role("radio", name="indirect").check()
    did()
    page.get_by_role("radio", name="70 %").check()
    did()
    page.get_by_role("button", name="Take away cue “told”").click()
    did()
    page.get_by_role("button", name="Remove highlight 1").click()
    did()
    page.get_by_role("button", name="Nobody is credited in this text").click()
    did()
    page.locator(".kit-s").first.focus()
    for was in reversed(states[:-1]):
        page.keyboard.press("Control+z")
        assert layer(page) == was
    for then in states[1:]:
        page.keyboard.press("Control+Shift+Z" if then is not states[1] else "Control+y")
        assert layer(page) == then
    assert page.get_by_role("button", name="Redo").get_attribute("aria-disabled") == "true"


def test_delete_takes_a_part_and_on_a_card_the_highlight(widget):
    """Delete acts on what has focus."""
    page = widget("marker", VIEW, [ONE, *NESTED])
    page.get_by_role("button", name="Edit highlight 1").click()
    drag(page, "harbour office")
    page.keyboard.press("Delete")
    assert layer(page)[0]["source"] == []
    page.get_by_role("button", name="Edit highlight 3").focus()
    page.keyboard.press("Delete")
    assert [a["id"] for a in layer(page)] == ["a1", "a3"]
    assert page.evaluate("() => document.activeElement !== document.body"), "focus is not lost"


def test_none_here_is_an_answer_and_a_highlight_takes_it_back(widget):
    """It is refused while highlights stand, and leaves with the first highlight, in one step."""
    page = widget("marker", VIEW)
    none = page.get_by_role("button", name="Nobody is credited in this text")
    none.click()
    assert layer(page) == [{"id": "none", "type": "choice", "item": "none-here", "option": "yes"}]
    mark(page, "She", "s")
    assert [a["type"] for a in layer(page)] == ["attribution"]
    none.click(force=True)
    assert cards(page) == 1
    page.keyboard.press("Control+z")
    assert [a["id"] for a in layer(page)] == ["none"]


def test_given_parts_are_labelled_and_cannot_be_removed_whole(widget):
    """Half-worked highlights look the same, say "given", and can be completed."""
    page = widget("marker", VIEW, [ONE | {"given": True, "cue": []}])
    assert page.locator(".kit-given").is_visible()
    assert page.get_by_role("button", name="Remove highlight 1").count() == 0
    page.get_by_role("button", name="Edit highlight 1").click()
    mark(page, "said", "c")
    assert layer(page)[0]["cue"] == [tokens(VIEW, "said")]


# ------------------------------------------------------------------------ what arrives from outside


def test_focus_and_selection_survive_what_the_kernel_sends(widget):
    """Another layer arrives while words are in hand: focus and words stay, keys still work."""
    page = widget("marker", VIEW, [ONE])
    page.locator(".kit-s").nth(3).focus()
    page.keyboard.press("ArrowRight")
    page.evaluate("a => W[0].set({layer: a, saved: {ops: [], at: '12:05', problem: ''}})", NESTED)
    assert page.evaluate("() => document.activeElement.dataset.s") == "3"
    page.keyboard.press("n")
    page.keyboard.press("c")
    assert parts(page, "cue") == ["She"]


def test_two_widgets_on_one_page_do_not_touch_each_other(widget_page):
    """Words in hand, highlights, ids, journals are each one's own; closing one leaves the other."""
    page = widget_page()
    mount(page, "marker", VIEW)
    mount(page, "marker", VIEW | {"task": "bridge/who-2", "journal": "w1/bridge/who-2"})
    mark(page, "the harbour office", "s")
    page.locator(".kit-text").nth(1).locator(".kit-s").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    assert (parts(page, "source", 0), parts(page, "content", 1)) == (
        ["the harbour office"],
        ["The"],
    )
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    page.evaluate("() => W[0].close()")
    page.keyboard.press("c")
    assert parts(page, "cue", 1) == ["The"]
    assert page.evaluate("() => CSS.highlights.get('kit-picked').size") <= 1


# ------------------------------------------------------------------------------------ kept answers


def journal(page) -> list[str]:
    return page.evaluate("() => Object.keys(localStorage).filter(k => k.startsWith('kit:'))")


@pytest.mark.parametrize("kernel", ["deaf", "gone"])
def test_what_a_dead_kernel_missed_is_kept_and_replayed_in_order(widget, kernel):
    """Kept in the browser, said so, drawn again and sent again when the widget shows again."""
    page = widget("marker", VIEW, kernel=kernel)
    mark(page, "She", "s")
    mark(page, "told", "c")
    page.locator(".kit-save").get_by_text("Not connected (kept in this browser)").wait_for(timeout=6000)
    assert len(journal(page)) == 2
    page.reload()
    mount(page, "marker", VIEW)
    page.wait_for_function("() => document.querySelector('.kit-save').dataset.state === 'saved'")
    assert [m["op"]["words"]["cue"] for m in page.evaluate("() => W[0].sent")] == [[], ["told"]]
    assert marks(page) == ["S1", "C1"]
    assert journal(page) == []


def test_a_browser_that_keeps_nothing_says_so_and_goes_on(widget):
    """localStorage that throws, on touch or when full, never breaks the widget."""
    page = widget("marker", VIEW, kernel="deaf")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full') } }")
    mark(page, "She", "s")
    assert marks(page) == ["S1"]
    page.locator(".kit-save").get_by_text("this browser keeps nothing").wait_for(timeout=6000)


def test_no_storage_at_all(widget_page):
    """A frame without storage: everything works, acknowledged by the kernel."""
    page = widget_page()
    page.evaluate("() => Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied') }})")
    mount(page, "marker", VIEW)
    mark(page, "She", "s")
    assert len(layer(page)) == 1


def test_a_problem_of_the_kernel_is_told_and_the_answer_kept(widget):
    """`saved.problem` stands in the save line; the operation stays in the journal."""
    page = widget("marker", VIEW, kernel="deaf")
    mark(page, "She", "s")
    page.evaluate("() => W[0].set({saved: {ops: [], at: '', problem: 'The disk is full.'}})")
    assert page.locator(".kit-save").inner_text() == "The disk is full."
    assert len(journal(page)) == 1


# ---------------------------------------------------------------------------------------- feedback

FEEDBACK = {
    "checks": 1,
    "stale": False,
    "summary": "You found 1 of 2 attributions.",
    "notes": [
        {"tone": "right", "annotation": "a1", "sentence": "p1s1", "tokens": None}
        | {"title": "The harbour office says so.", "text": "“said” reports it."},
        {
            "tone": "missed",
            "annotation": None,
            "sentence": "p3s2",
            "title": "Somebody insists.",
            "text": "",
        }
        | {"tokens": {"source": [tokens(VIEW, "A spokesman")], "cue": [], "content": []}},
        {"tone": "invented", "annotation": None, "sentence": "p2s3", "tokens": None}
        | {"title": "<img src=x onerror=alert(1)>", "text": "Nobody says this."},
    ],
}


def test_feedback_is_painted_and_points_at_the_words(widget):
    """Summary and notes in words; Show outlines the words, also those that nobody marked."""
    page = widget("marker", VIEW, [ONE])
    page.evaluate("f => { W[0].reply = f }", FEEDBACK)
    page.get_by_role("button", name="Check").click()
    page.locator(".kit-summary").wait_for()
    notes = page.locator(".kit-note")
    assert "Right" in notes.nth(0).inner_text() and "Highlight 1" in notes.nth(0).inner_text()
    assert notes.nth(2).locator("img").count() == 0, "what the kernel sends is text, never markup"
    page.locator(".kit-show").nth(0).click()
    assert page.locator("mark.kit-peek").count() == 3
    page.locator(".kit-show").nth(1).click()
    page.mouse.move(0, 0)
    assert page.locator("mark.kit-ghost").all_inner_texts() == ["A spokesman"]
    page.locator(".kit-show").nth(1).click()
    page.mouse.move(0, 0)
    assert page.locator("mark.kit-ghost").count() == 0
    page.get_by_role("button", name="Check").click()
    assert page.evaluate("() => W[0].sent.filter(m => m.type === 'check').length") == 2


def test_a_note_whose_highlight_was_changed_says_so(widget):
    """Changed since this check, and no longer when the change is undone."""
    page = widget("marker", VIEW, [ONE], feedback=FEEDBACK | {"checked": [ONE]})
    changed = page.get_by_text("changed since this check").locator("visible=true")
    assert changed.count() == 0
    page.get_by_role("button", name="Edit highlight 1").click()
    page.get_by_role("radio", name="70 %").check()
    assert changed.count() == 0, "how sure one is was not judged"
    page.get_by_role("radio", name="mixed").check()
    assert changed.count() == 1
    page.get_by_role("button", name="Undo").click()
    assert changed.count() == 0


def test_a_graded_task_has_no_check_button(widget):
    """It says where the answers go instead."""
    page = widget("marker", VIEW | {"checkable": False})
    assert page.get_by_text("Saved for your teacher").is_visible()
    assert page.get_by_role("button", name="Check").count() == 0


def test_a_view_that_cannot_be_drawn_becomes_a_sentence_and_the_text(widget):
    """Never an empty output."""
    bad = marker_view()
    bad["fields"] = 7
    page = widget("marker", bad, [ONE])
    page.get_by_text("This exercise could not be drawn").wait_for()
    assert page.get_by_text("Lorries were turned back").is_visible()
    page = widget("marker", {"title": "nothing"})
    assert page.get_by_text("This exercise could not be drawn").is_visible()


# ------------------------------------------------------------------------------------------- looks


@pytest.mark.parametrize("size", [(320, 700, 1), (550, 450, 2)], ids=["phone", "zoom 200 %"])
def test_nothing_scrolls_sideways(widget, size):
    """At 320 px and at 200 % of an 1100 px window everything reflows."""
    width, height, scale = size
    page = widget(
        "marker",
        VIEW,
        [ONE, *NESTED],
        feedback=FEEDBACK,
        width=width,
        height=height,
        device_scale_factor=scale,
    )
    page.get_by_role("button", name="Edit highlight 2").click()
    page.locator(".kit-keys summary").click()
    wide = page.evaluate(
        """() => [document.documentElement, ...document.querySelectorAll('.kit, .kit *')]
          .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
            && getComputedStyle(e).display !== 'inline' && !e.closest('.kit-unseen'))
          .map(e => e.className || e.tagName)"""
    )
    assert wide == []


def test_targets_are_big_enough(widget):
    """24 by 24 px for everything that is pressed (the words of a sentence are exempt)."""
    page = widget("marker", VIEW, [ONE], feedback=FEEDBACK, width=390, height=800)
    page.get_by_role("button", name="Edit highlight 1").click()
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            '.kit button, .kit .kit-option, .kit summary, .kit select')]
          .filter(e => e.offsetParent && (e.offsetWidth < 24 || e.offsetHeight < 24))
          .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert small == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_roles_differ_by_more_than_colour(widget, dark):
    """Letter, shape of line and colour: three of each, and the page follows the theme."""
    page = widget("marker", VIEW, [ONE], dark=dark)
    looks = page.evaluate(
        """() => ["source", "cue", "content"].map(r => {
          const s = getComputedStyle(document.querySelector("mark.kit-" + r));
          return [s.textDecorationStyle, s.textDecorationColor] })"""
    )
    assert len({style for style, _ in looks}) == 3
    assert len({colour for _, colour in looks}) == 3
    page_colour = page.evaluate("() => getComputedStyle(document.querySelector('.kit')).backgroundColor")
    assert page_colour == ("rgb(33, 33, 33)" if dark else "rgb(255, 255, 255)")
