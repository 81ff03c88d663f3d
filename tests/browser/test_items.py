"""The items: a deck of short questions, one card at a time, answered with an option or with words of the text."""

from __future__ import annotations

import pytest
from harness import axe_findings, mount, source
from test_axe import TONES
from test_pairs import LISTEN, item, overflow, settled, tab_to, too_small
from views_items_evidence import DECK_FEEDBACK, DECK_LAYER, chosen, deck_view, note, question, sentences, spans

pytestmark = pytest.mark.browser


def head(page) -> str:
    """The heading of the card in sight."""
    return page.locator(".kit-item-name:visible").inner_text()


def go(page, n: int) -> None:
    page.locator(".kit-number").nth(n - 1).click()


def word(page, id: str, text: str, nth: int = 0):
    return item(page, id).locator(".kit-word").get_by_text(text, exact=True).nth(nth)


def shaded(page, id: str) -> str:
    return "".join(item(page, id).locator(".kit-in").all_inner_texts())


def said(page) -> str:
    """What the live region says by the next frame."""
    page.wait_for_timeout(40)
    return page.locator("[role=status]").inner_text()


def focused(page) -> str:
    return page.evaluate("() => document.activeElement.textContent.trim()")


def checked(page, note: dict) -> None:
    page.evaluate("reply => { W.at(-1).reply = reply; }", note)
    page.get_by_role("button", name="Check").click()


# ------------------------------------------------------------------------------------- the deck


def test_one_card_stands_alone(widget):
    """The first visit lands on the first question; text, question, options, and a way on."""
    page = widget("items", deck_view())
    assert head(page) == "Question 1 of 6"
    assert page.locator(".kit-card:visible").count() == 1
    card = item(page, "i1")
    assert card.locator(".kit-text").inner_text() == "The mayor declined to comment on the bridge."
    assert card.locator("legend").first.inner_text() == "Is a statement credited to somebody here?"
    assert card.get_by_role("radio").count() == 3 and page.get_by_role("button", name="Previous").is_hidden()
    assert page.locator(".kit-count").inner_text() == "○ 6 open"


def test_a_return_lands_on_the_first_open_card(widget):
    """And where nothing is open, on the summary."""
    page = widget("items", deck_view(), [DECK_LAYER[0], DECK_LAYER[2]])
    assert head(page) == "Question 2 of 6"
    page.evaluate("() => W[0].close()")
    mount(page, "items", deck_view(), DECK_LAYER)
    assert head(page) == "The whole deck"


def test_next_previous_and_numbers_turn_the_cards(widget):
    """The focus goes to the heading of the new card."""
    page = widget("items", deck_view())
    page.get_by_role("button", name="Next").click()
    assert head(page) == "Question 2 of 6" and focused(page) == "Question 2 of 6"
    page.get_by_role("button", name="Previous").click()
    assert head(page) == "Question 1 of 6"
    page.get_by_role("button", name="Question 6: open").click()
    assert head(page) == "Question 6 of 6"
    assert page.locator("[aria-current=step]").inner_text().startswith("6")
    page.get_by_role("button", name="To the summary").click()
    assert focused(page) == "The whole deck" and page.get_by_role("button", name="Next").is_hidden()


def test_an_option_and_how_sure_are_kept(widget):
    """How sure is asked once there is an answer."""
    page = widget("items", deck_view())
    assert item(page, "i1").locator(".kit-sure").is_hidden()
    page.get_by_role("radio", name="No: nobody").click()
    page.get_by_role("radio", name="80 %").click()
    assert settled(page) == [chosen("i1", "no", confidence=80)]
    assert page.get_by_role("button", name="Question 1: answered").is_visible()
    assert page.locator(".kit-part-count").all_inner_texts() == ["● 1 answered", "○ 5 open"]


def test_an_edit_is_seen_and_said(widget):
    """Words and quotation marks that differ are bold and underlined, and told in words."""
    page = widget("items", deck_view())
    go(page, 2)
    card = item(page, "i2")
    assert card.locator(".kit-text").nth(0).locator(".kit-diff").all_inner_texts() == ["said"]
    assert card.locator(".kit-text").nth(1).locator(".kit-diff").all_inner_texts() == ["claimed", "“", "”"]
    assert page.evaluate("() => getComputedStyle(document.querySelector('.kit-diff')).fontWeight") == "700"
    told = card.locator(".kit-passage .kit-unseen").text_content()
    assert told == (
        "What the edit changed: “said” became “claimed”; a quotation mark was added before “safe”; "
        "a quotation mark was added after “safe”."
    )


# ---------------------------------------------------------------------------------- where it ends


def test_the_last_word_shades_the_statement(widget):
    """By mouse: all words up to the one clicked are shaded, one is kept, and another click moves it."""
    page = widget("items", deck_view())
    go(page, 3)
    word(page, "i3", "were").click()
    assert shaded(page, "i3") == "Mara Lind, the harbour’s engineer, said two piers were"
    word(page, "i3", "cracked").click()
    assert settled(page) == [spans("i3", [9, 9])]
    assert page.evaluate("() => W[0].sent.at(-1).op.words") == {"tokens": ["cracked"]}
    assert item(page, "i3").locator("[aria-selected=true]").all_inner_texts() == ["cracked"]
    assert "It ends with “cracked”" in item(page, "i3").inner_text()


def test_the_last_word_by_keyboard(widget):
    """One tab stop; arrows, Home and End move by word and line; Enter and Space choose; Tab leaves."""
    page = widget("items", deck_view())
    go(page, 3)
    tab_to(page, ".kit-word")
    assert focused(page) == "Mara"
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert focused(page) == "Lind"
    page.keyboard.press("ArrowDown")
    below = focused(page)
    page.keyboard.press("ArrowUp")
    assert focused(page) in ("Lind", "Mara", "the") and below not in ("Lind", "Mara")
    page.keyboard.press("End")
    assert focused(page) == "nine"
    page.keyboard.press("Enter")
    assert len(settled(page)[0]["tokens"]) == 1
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    assert settled(page) == [spans("i3", [0, 0])]
    page.keyboard.press("Tab")
    assert page.evaluate("() => !document.activeElement.matches('.kit-word')")


# -------------------------------------------------------------------------------- which words


def test_words_by_mouse(widget):
    """A click takes a word, Shift a stretch, a drag another; neighbours join; a click on a highlight takes it away."""
    page = widget("items", deck_view())
    go(page, 4)
    word(page, "i4", "diver").click()
    word(page, "i4", "Monday").click(modifiers=["Shift"])
    assert settled(page) == [spans("i4", [1, 8])]
    word(page, "i4", "twice").click(modifiers=["Shift"])
    assert settled(page) == [spans("i4", [1, 6])]
    a, b = word(page, "i4", "second").bounding_box(), word(page, "i4", "cracked").bounding_box()
    page.mouse.move(a["x"] + 5, a["y"] + 8)
    page.mouse.down()
    page.mouse.move(b["x"] + 5, b["y"] + 8, steps=4)
    assert item(page, "i4").locator(".kit-picking").count() > 2
    page.mouse.up()
    assert settled(page) == [spans("i4", [1, 6], [14, 17])]
    word(page, "i4", "from").click()
    assert settled(page) == [spans("i4", [1, 6], [14, 18])]
    word(page, "i4", "had").click()
    assert settled(page) == [spans("i4", [14, 18])]
    item(page, "i4").get_by_role("button", name="Take away “second").click()
    assert settled(page) == []


def test_words_by_keyboard(widget):
    """Space begins and ends a stretch, Escape forgets it, Enter takes one word, Delete takes one away."""
    page = widget("items", deck_view())
    go(page, 4)
    tab_to(page, ".kit-word")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert "begins at “diver”" in said(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert settled(page) == []
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    assert settled(page) == [spans("i4", [2, 5])]
    assert said(page) == "Highlighted: “who had been down”."
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    assert settled(page)[0]["tokens"][-1][0] > 5
    page.keyboard.press("Delete")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Space")
    last = settled(page)[0]["tokens"][-1]
    assert last[1] == last[0] + 1
    tab_to(page, "[data-item=i4] .kit-yours > button")
    page.keyboard.press("Enter")
    assert settled(page) == [spans("i4", none=True)]
    page.keyboard.press("Control+z")
    assert len(settled(page)[0]["tokens"]) == 2


def test_words_and_not_given_exclude_each_other(widget):
    """One step each, and each undoes."""
    page = widget("items", deck_view())
    go(page, 5)
    button = item(page, "i5").get_by_role("button", name="Not given")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert settled(page) == [spans("i5", none=True)]
    word(page, "i5", "loose").click()
    assert settled(page) == [spans("i5", [3, 3])]
    assert button.get_attribute("aria-pressed") == "false"
    page.keyboard.press("Control+z")
    button.click()
    assert settled(page) == []


def test_a_stretch_stays_inside_its_sentences(widget):
    """Over the end of a sentence it becomes two."""
    two = question("i1", "words", "Which words?", "It broke. Nobody saw.", "He fell.")
    two["text"] = sentences("i1", "It broke.") + sentences("i1", "Nobody saw it.", start=2)
    page = widget("items", deck_view(items=[two]))
    word(page, "i1", "broke").click()
    word(page, "i1", "saw").click(modifiers=["Shift"])
    assert settled(page) == [spans("i1", [1, 1], [2, 3])]


def test_the_edited_words_can_be_chosen_where_their_numbers_are_their_own(widget):
    """Otherwise they are only shown."""
    both = question("i1", "words", "Which words?", "He said so.")
    both["changed"] = sentences("i1", "He claimed so.", start=3)
    page = widget("items", deck_view(items=[both]))
    word(page, "i1", "claimed").click()
    assert settled(page) == [spans("i1", [4, 4])]
    page.evaluate("() => W[0].close()")
    mount(page, "items", deck_view(items=[both | {"changed": sentences("i1", "He claimed so.")}]))
    assert item(page, "i1").locator(".kit-word").all_inner_texts() == ["He", "said", "so"]
    assert "He claimed so." in item(page, "i1").inner_text()


# -------------------------------------------------------------------------------- check, feedback


def test_check_is_about_the_card_in_sight(widget):
    """It waits for an answer, says why, sends the card's id, and the note appears at once."""
    page = widget("items", deck_view())
    check = page.get_by_role("button", name="Check")
    assert check.get_attribute("aria-disabled") == "true" and page.get_by_text("Answer first, then check.").is_visible()
    check.click(force=True)
    assert said(page) == "Answer this question first, then check it."
    assert page.evaluate("() => W[0].sent.length") == 0
    page.get_by_role("radio", name="No: nobody").click()
    assert check.get_attribute("aria-disabled") == "false"
    checked(page, DECK_FEEDBACK | {"notes": DECK_FEEDBACK["notes"][:1], "checked": [chosen("i1", "no")]})
    shown = page.locator(".kit-note:visible")
    shown.wait_for()
    message = page.evaluate("() => W[0].sent.at(-1)")
    assert (message["type"], message["item"]) == ("check", "i1")
    assert "✓" in shown.inner_text() and "To decline to comment" in shown.inner_text()
    assert said(page).startswith("Checked. Right. To decline to comment")
    assert page.get_by_role("button", name="Question 1: right").is_visible()
    go(page, 2)
    assert page.locator(".kit-note:visible").count() == 0


def test_a_check_that_failed_is_told_on_the_card(widget):
    """Not only at the end of the deck."""
    page = widget("items", deck_view(), DECK_LAYER[:1])
    go(page, 1)
    checked(page, {"summary": "This could not be checked.", "notes": []})
    page.locator(".kit-instead").get_by_text("This could not be checked.").wait_for()
    go(page, 2)
    assert page.locator(".kit-instead").is_hidden()


def test_a_check_that_failed_leaves_what_an_earlier_one_said(widget):
    """The card keeps its note, and says beside it what went wrong this time."""
    page = widget("items", deck_view(), DECK_LAYER, feedback=DECK_FEEDBACK)
    page.locator(".kit-number").first.click()
    told = page.locator(".kit-here .kit-note")
    before = told.inner_text()
    checked(page, DECK_FEEDBACK | {"summary": "This could not be checked.", "failed": True})
    page.locator(".kit-instead").get_by_text("This could not be checked.").wait_for()
    assert told.inner_text() == before
    assert said(page) == "This could not be checked."


def test_retry_is_open_and_an_old_note_says_so(widget):
    """The number goes back to answered; the same answer again is right again; how sure changes nothing."""
    page = widget("items", deck_view(), DECK_LAYER, feedback=DECK_FEEDBACK)
    go(page, 2)
    changed = page.locator(".kit-note-changed")
    assert page.get_by_role("button", name="Question 2: not yet").is_visible() and changed.is_hidden()
    page.get_by_role("radio", name="70 %").click()
    assert changed.is_hidden()
    page.get_by_role("radio", name="keeps away").click()
    assert changed.inner_text() == "changed since this check"
    assert page.get_by_role("button", name="Question 2: answered").is_visible()
    page.keyboard.press("Control+z")
    assert changed.is_hidden()


def test_the_end_shows_the_whole_deck(widget):
    """The summary, each card with its state, and a way back."""
    page = widget("items", deck_view(), DECK_LAYER, feedback=DECK_FEEDBACK)
    assert page.locator(".kit-summary").inner_text() == DECK_FEEDBACK["summary"]
    assert page.get_by_text("All 6 answered; 1 not checked yet.").is_visible()
    rows = page.locator(".kit-row")
    assert rows.count() == 6 and "not yet" in rows.nth(1).inner_text()
    assert page.get_by_role("button", name="Check").is_hidden()
    rows.nth(3).click()
    assert focused(page) == "Question 4 of 6" and page.locator(".kit-note:visible").count() == 1


def test_the_summary_leads_to_what_is_open(widget):
    """And the state of a card is never its colour alone."""
    page = widget("items", deck_view(), DECK_LAYER[:3])
    page.get_by_role("button", name="Summary").click()
    assert page.get_by_text("3 of 6 answered.").is_visible()
    page.get_by_role("button", name="Go to question 4").click()
    assert head(page) == "Question 4 of 6"
    assert page.locator(".kit-number .kit-sign").all_inner_texts() == ["●", "●", "●", "○", "○", "○"]


def test_a_graded_deck_has_no_check(widget):
    """It says that the answers are for the teacher; all else is the same."""
    page = widget("items", deck_view(checkable=False))
    assert page.get_by_role("button", name="Check").count() == 0
    assert page.get_by_text("Saved for your teacher").is_visible()
    page.get_by_role("radio", name="No: nobody").click()
    assert settled(page) == [chosen("i1", "no")]
    page.get_by_role("button", name="Summary").click()
    assert page.get_by_text("1 of 6 answered.").is_visible()


# --------------------------------------------------------------------------------- undo, journal


def test_undo_goes_to_the_card_that_changes(widget):
    """There and back, with words; the buttons do the same as the keys."""
    page = widget("items", deck_view())
    page.get_by_role("radio", name="No: nobody").click()
    go(page, 5)
    item(page, "i5").get_by_role("button", name="Not given").click()
    whole = settled(page)
    page.keyboard.press("Control+z")
    assert head(page) == "Question 5 of 6"
    page.keyboard.press("Control+z")
    assert head(page) == "Question 1 of 6" and settled(page) == []
    assert said(page) == "Undone: question 1, answer"
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Redo").click()
    assert head(page) == "Question 5 of 6" and settled(page) == whole
    assert focused(page).endswith("Redo")


def test_an_answer_can_be_cleared(widget):
    """The focus stays on the card."""
    page = widget("items", deck_view(), DECK_LAYER)
    go(page, 1)
    item(page, "i1").get_by_role("button", name="Clear this answer").click()
    assert len(settled(page)) == 5
    assert page.evaluate("() => !!document.activeElement.closest('[data-item=i1]')")
    page.keyboard.press("Control+z")
    assert item(page, "i1").locator("input[value=no]").is_checked()


def test_what_was_filled_in_is_said_to_be_given(widget):
    """Until the learner changes it."""
    page = widget("items", deck_view(), [chosen("i1", "yes", given=True)])
    go(page, 1)
    assert item(page, "i1").get_by_text("filled in for you").is_visible()
    page.get_by_role("radio", name="No: nobody").click()
    assert item(page, "i1").get_by_text("filled in for you").is_hidden()


def test_answers_made_without_a_kernel_come_back(widget):
    """The journal draws and sends them again."""
    page = widget("items", deck_view(), kernel="gone")
    page.get_by_role("radio", name="No: nobody").click()
    go(page, 4)
    word(page, "i4", "diver").click()
    assert "Not connected" in page.locator(".kit-save").inner_text()
    page.evaluate("() => W[0].close()")
    mount(page, "items", deck_view(), kernel="alive")
    assert settled(page) == [chosen("i1", "no"), spans("i4", [1, 1])]
    go(page, 4)
    assert shaded(page, "i4") == "diver"


def test_the_whole_deck_by_keyboard(widget):
    """Tab, Space, arrows and Enter reach every card, Check and the summary, and no key gets out."""
    page = widget("items", deck_view())
    tab_to(page, "[data-item=i1] input")
    page.evaluate(LISTEN)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "[data-item=i1] .kit-sure input")
    page.keyboard.press("Space")
    tab_to(page, ".kit-check")
    page.keyboard.press("Enter")
    tab_to(page, ".kit-on")
    page.keyboard.press("Enter")
    assert head(page) == "Question 2 of 6"
    for n in (3, 4, 5, 6):
        tab_to(page, ".kit-on")
        page.keyboard.press("Enter")
        assert head(page) == f"Question {n} of 6"
    tab_to(page, ".kit-on")
    page.keyboard.press("Enter")
    assert focused(page) == "The whole deck"
    tab_to(page, ".kit-row")
    page.keyboard.press("Enter")
    assert head(page) == "Question 1 of 6"
    for key in ("d", "d", "m", "a", "x", "Escape", "ArrowDown"):
        page.keyboard.press(key)
    assert page.evaluate("() => leaked") == []
    made = settled(page)[0]
    assert made["option"] in ("no", "yes") and made["confidence"] in (50, 60)


# ------------------------------------------------------------------------------ looks and hostility


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 550, 1100])
def test_it_fits_a_phone_and_double_zoom(widget, width, dark):
    """No sideways scrolling, no target under 24 px, on any card."""
    page = widget("items", deck_view(), DECK_LAYER, feedback=DECK_FEEDBACK, width=width, dark=dark)
    for n in range(1, 8):
        go(page, n)
        assert overflow(page) == [] and too_small(page) == [], n
    page.add_style_tag(content=".kit * { letter-spacing: .12em !important; word-spacing: .16em !important }")
    go(page, 4)
    assert overflow(page) == []


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """On every card, with a note of each tone, and with nothing answered."""
    notes = [note(t, "i1", t, "A reason.") for t in TONES] + DECK_FEEDBACK["notes"][1:]
    page = widget("items", deck_view(), DECK_LAYER, feedback=DECK_FEEDBACK | {"notes": notes}, dark=dark)
    for n in (7, 1, 2, 3, 4):
        go(page, n)
        assert axe_findings(page) == [], n
    page.evaluate("() => W[0].close()")
    mount(page, "items", deck_view(checkable=False))
    assert axe_findings(page) == []


def test_forced_colours_keep_the_signs(widget):
    """Highlights and the card in sight can be told without our colours."""
    page = widget("items", deck_view(), DECK_LAYER, forced_colors="active")
    go(page, 4)
    line = page.evaluate("() => getComputedStyle(document.querySelector('[data-item=i4] .kit-in')).textDecorationLine")
    assert line == "underline"
    assert page.locator(".kit-number .kit-sign").first.inner_text() == "●"


def test_it_leaves_other_widgets_on_the_page_alone(widget):
    """The list of the pairs has a class of the same name."""
    from test_pairs import SAMPLE_LAYER, pairs_view

    page = widget("pairs", pairs_view(), SAMPLE_LAYER)
    look = "() => [...document.querySelectorAll('.kit-pairs *')].map(e => e.getBoundingClientRect().height).join()"
    before = page.evaluate(look)
    mount(page, "items", deck_view())
    assert page.evaluate(look) == before


def test_hostile_text_is_shown_as_text(widget):
    """Nothing that a deck or a note says becomes part of the page."""
    bad = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
    choice = question("i1", "choice", bad, bad, changed=sentences("i1", f"{bad} x"), options=[{"id": "a", "text": bad}])
    end = question("i2", "end", bad, bad)
    feedback = {"checks": 1, "summary": bad, "notes": [note("wrong", "i1", bad, bad)]}
    page = widget("items", deck_view(title=bad, prompt=bad, items=[choice, end]), feedback=feedback)
    page.get_by_role("radio").first.click()
    go(page, 2)
    item(page, "i2").locator(".kit-word").first.click()
    go(page, 3)
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img, .kit script')")


@pytest.mark.parametrize(
    "broken", [{"items": []}, {"items": [question("i1", "sing", "?", "La.")]}, {"items": [{"id": "i1", "ask": "end"}]}]
)
def test_a_broken_view_becomes_a_sentence(widget, broken):
    """Not an empty output; what can be read stands below."""
    page = widget("items", deck_view(**broken))
    assert "could not be drawn" in page.get_by_role("alert").inner_text()
    if broken["items"] and broken["items"][0].get("text"):
        assert "La." in page.get_by_role("alert").inner_text()


def test_the_python_half_loads_this_script():
    """The class hands out exactly what these tests draw."""
    from kit.widgets.items import Items

    made = Items(deck_view(), [], on_op=lambda op: ([], {}), on_check=dict)
    assert made._esm == source("items")["script"] and made._css == source("items")["style"]
