"""The first step of a draft: a text pasted or chosen, what it is, and its sentences, by mouse and by keyboard."""

from __future__ import annotations

import base64

import pytest
from drafts import TEXT
from harness import axe_findings
from test_pairs import overflow, tab_to, too_small

from kit.drafting import Draft

pytestmark = pytest.mark.browser
SENTENCES = "Otter Bridge is closed. It is old.\n“It is safe,” said Vorley.\n\nNobody was hurt."

KERNEL = """sentences => {
  const w = W[0], take = w.take.bind(w);
  w.take = op => {                    // as the kernel does: a text becomes sentences, and is not drawn itself
    if (op.op !== "put" || !["given", "file"].includes(op.value.prompt)) return take(op);
    const saved = {ops: [op.op_id], at: "12:04", problem: ""};
    if (sentences === null) {
      w.set({layer: [...w.S.layer], saved: {...saved, problem: "a.txt: this is a PDF."}});
      return;
    }
    const rest = w.S.layer.filter(a => !["sentences", "notes"].includes(a.id));
    const text = (id, text) => ({id, type: "text", prompt: id, text});
    w.set({layer: [...rest, text("sentences", sentences), text("notes", "A remark on it.")], saved});
  };
}"""


@pytest.fixture
def view(tmp_path) -> dict:
    """The step as the kit makes it."""
    return Draft("bakery", tmp_path).source().view()


def text(id: str, words: str) -> dict:
    return {"id": id, "type": "text", "prompt": id, "text": words}


@pytest.fixture
def corrected(widget, view):
    """A page whose text is there already: `corrected(width=…)`."""
    return lambda **more: widget("source", view, [text("sentences", SENTENCES)], **more)


def sent(page) -> list[dict]:
    """The operations that the browser sent."""
    return page.evaluate("() => W[0].sent.filter(m => m.type === 'op').map(m => m.op)")


def sentences(page) -> str:
    """The text as it stands in the kernel at last."""
    page.wait_for_function("() => /Saved/.test(document.querySelector('.kit-save').textContent)")
    return page.evaluate("() => W[0].S.layer.find(a => a.id === 'sentences')?.text ?? ''")


def row(page, id: str):
    return page.locator(f"[data-sentence='{id}'] .kit-sentence")


def choose(page, id: str, tool: str) -> None:
    """Choose a row, and press one of its tools."""
    row(page, id).click()
    page.get_by_role("group", name=f"Change {id}").get_by_role("button", name=tool).click()


def focus(page) -> str:
    return page.evaluate("() => document.activeElement.textContent")


# ----------------------------------------------------------------------------------- a text comes in


def test_a_pasted_text_is_taken_at_once(widget, view):
    """Nothing more to press: its sentences appear, the box is empty, and the first of them has the focus."""
    page = widget("source", view)
    page.evaluate(KERNEL, SENTENCES)
    page.evaluate(
        """words => { const box = document.querySelector(".kit-paste"); box.focus(); box.value = words;
        box.dispatchEvent(new ClipboardEvent("paste", {bubbles: true})); }""",
        TEXT,
    )
    row(page, "p1s1").wait_for()
    assert [op["value"]["text"] for op in sent(page)] == [TEXT]
    assert page.locator(".kit-paste").input_value() == ""
    assert focus(page).endswith("It is old.")
    assert page.locator(".kit-note").inner_text() == "A remark on it."
    assert page.locator(".kit-count").inner_text() == "3 sentences in 2 paragraphs, 15 words"


def test_a_typed_text_is_taken_by_the_button(widget, view):
    """And an empty box is told."""
    page = widget("source", view)
    page.evaluate(KERNEL, SENTENCES)
    page.get_by_role("button", name="Take this text").click()
    assert "no words in the box" in page.get_by_role("alert").inner_text()
    page.get_by_label("Paste the article here").fill("Otter Bridge is closed.")
    page.get_by_role("button", name="Take this text").click()
    row(page, "p1s1").wait_for()
    assert not page.get_by_role("alert").is_visible()


def test_a_file_goes_to_the_kernel_byte_for_byte(widget, view):
    """Whatever its encoding: the browser does not read it."""
    page = widget("source", view)
    page.evaluate(KERNEL, SENTENCES)
    data = "Otter Bridge – “closed”.".encode("utf-16")
    page.locator("input[type=file]").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": data})
    row(page, "p1s1").wait_for()
    (op,) = sent(page)
    assert (op["value"]["name"], base64.b64decode(op["value"]["text"])) == ("a.txt", data)


def test_what_the_kernel_refuses_is_told_and_nothing_is_lost(widget, view):
    """The text stays in the box, the earlier sentences stay where they are."""
    page = widget("source", view, [text("sentences", SENTENCES)])
    page.evaluate(KERNEL, None)
    page.get_by_text("Take another text").click()
    page.get_by_label("Paste the article here").fill("%PDF")
    page.get_by_role("button", name="Take this text").click()
    page.get_by_role("alert").wait_for()
    assert page.get_by_role("alert").inner_text() == "a.txt: this is a PDF."
    assert page.get_by_label("Paste the article here").input_value() == "%PDF"
    assert row(page, "p2s1").is_visible()


def test_a_text_too_long_for_a_class_stays_in_the_box(widget, view):
    """It is not even sent; both numbers are told."""
    page = widget("source", view)
    page.locator(".kit-paste").evaluate("(box, words) => { box.value = words; }", "word " * 200_000)
    page.get_by_role("button", name="Take this text").click()
    assert "200,000 words" in page.get_by_role("alert").inner_text()
    assert sent(page) == [] and len(page.locator(".kit-paste").input_value()) == 1_000_000


def test_a_text_waits_in_the_browser_for_a_kernel(widget, view):
    """With no kernel there the journal keeps it, and the page says so."""
    page = widget("source", view, kernel="gone")
    page.get_by_label("Paste the article here").fill("Otter Bridge is closed.")
    page.get_by_role("button", name="Take this text").click()
    page.wait_for_function("() => /kept in this browser/.test(document.querySelector('.kit-save').textContent)")
    assert page.evaluate("() => Object.keys(localStorage).length") == 1


# --------------------------------------------------------------------------------------- what it is


def test_each_answer_is_kept_and_what_is_missing_is_told(widget, view):
    """Until title, kind, source and licence are there; the usual level stands without being asked."""
    page = widget("source", view, [text("sentences", SENTENCES)])
    state = page.locator(".kit-state")
    assert state.inner_text() == "Still missing: a title, what the text is, where it comes from and its licence."
    page.get_by_label("What is its title?").fill("Otter Bridge")
    page.get_by_label("Where does it come from?").fill("The Fennelby Echo, 4 May")
    page.get_by_label("Under which licence may it be used?").fill("my own text")
    page.get_by_role("radio", name="an invented text").check()
    # What is typed is kept a moment after the last key.
    page.wait_for_function("() => W[0].S.layer.length === 5")
    assert state.inner_text() == "Everything that this step needs is there."
    assert {op["id"]: op["value"]["text"] for op in sent(page)} == {
        "title": "Otter Bridge",
        "source": "The Fennelby Echo, 4 May",
        "licence": "my own text",
        "kind": "invented",
    }
    assert page.get_by_role("radio", name="medium").is_checked()


def test_copyright_is_spoken_of_before_it_matters(widget, view):
    """Calmly, above the questions."""
    page = widget("source", view)
    assert "may not pass it on" in page.locator(".kit-caution").inner_text()


# ----------------------------------------------------------------------------------------- sentences


def test_a_sentence_is_split_at_a_word(corrected):
    """The word that is pressed begins the new one; Undo joins them again."""
    page = corrected()
    choose(page, "p1s1", "Split…")
    page.get_by_role("button", name="It", exact=True).click()
    assert sentences(page).startswith("Otter Bridge is closed.\nIt is old.\n")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("text => W[0].S.layer[0].text === text", arg=SENTENCES)


def test_sentences_and_paragraphs_are_joined_and_parted(corrected):
    """Join with the next, a new paragraph, and paragraphs together."""
    page = corrected()
    choose(page, "p1s1", "Join with next")
    assert sentences(page).startswith("Otter Bridge is closed. It is old. “It is safe,” said Vorley.\n\n")
    choose(page, "p2s1", "Join paragraphs")
    page.wait_for_function("() => !W[0].S.layer[0].text.includes('\\n\\n')")
    choose(page, "p1s2", "New paragraph here")
    page.wait_for_function("() => W[0].S.layer[0].text.includes('\\n\\n')")


def test_words_are_mended_and_a_row_without_words_goes(corrected):
    """A line break in the box cuts, an empty box takes the row out."""
    page = corrected()
    choose(page, "p1s2", "Edit…")
    page.get_by_label("The words of p1s2").fill("“It is safe,” said Hanna Vorley.\nShe smiled.")
    page.get_by_role("button", name="Done").click()
    assert "said Hanna Vorley.\nShe smiled.\n" in sentences(page)
    choose(page, "p2s1", "Edit…")
    page.get_by_label("The words of p2s1").fill(" ")
    page.get_by_role("button", name="Done").click()
    page.wait_for_function("() => W[0].S.layer[0].text.endsWith('smiled.')")


def test_all_of_it_by_keyboard(corrected):
    """Arrows go through the rows; S, J, P and E change them; Escape leaves; Ctrl+Z takes back; focus is never lost."""
    page = corrected()
    tab_to(page, ".kit-sentence")
    page.keyboard.press("s")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert focus(page) == "It"
    page.keyboard.press("Enter")
    assert sentences(page).startswith("Otter Bridge is closed.\nIt is old.\n")
    assert focus(page).startswith("p1s1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("p")
    page.wait_for_function("() => W[0].S.layer[0].text.startsWith('Otter Bridge is closed.\\n\\nIt is old.')")
    page.keyboard.press("e")
    page.keyboard.type("!")
    page.keyboard.press("Escape")
    assert page.evaluate("() => document.activeElement.className") == "kit-sentence"
    page.keyboard.press("Control+z")
    page.wait_for_function("() => W[0].S.layer[0].text.startsWith('Otter Bridge is closed.\\nIt is old.\\n')")
    page.keyboard.press("Control+z")
    page.wait_for_function("text => W[0].S.layer[0].text === text", arg=SENTENCES)


def test_at_the_ends_of_the_text_there_is_nothing_to_join(corrected):
    """The last sentence has no next one, and before the first is no paragraph."""
    page = corrected()
    for id, tool in (("p2s1", "Join with next"), ("p1s1", "New paragraph")):
        row(page, id).click()
        group = page.get_by_role("group", name=f"Change {id}")
        button = group.get_by_role("button").nth(1 if tool == "Join with next" else 2)
        assert button.get_attribute("aria-disabled") == "true"
        button.click(force=True)
    page.keyboard.press("p")
    assert sent(page) == []


def test_what_changes_is_spoken(corrected):
    """One polite voice says what was done and how the text stands."""
    page = corrected()
    choose(page, "p1s1", "Join with next")
    page.wait_for_function(
        "() => /2 sentences in 2 paragraphs/.test(document.querySelector('[role=status]').textContent)"
    )


def test_a_text_from_right_to_left_keeps_its_direction(widget, view):
    """Each row follows its own words."""
    page = widget("source", view, [text("sentences", "השער נסגר ביום שישי.")])
    direction = "el => getComputedStyle(el).direction"
    assert page.locator(".kit-words-of").evaluate(direction) == "rtl"


# ------------------------------------------------------------------------------------------- looks


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(corrected, widget, view, dark):
    """Empty, with a text, and with each tool open."""
    assert axe_findings(widget("source", view, dark=dark)) == []
    page = corrected(dark=dark)
    for key in ("s", "Escape", "e"):
        row(page, "p1s1").focus()
        page.keyboard.press(key)
        assert axe_findings(page) == []


def test_it_fits_a_telephone(corrected):
    """Nothing runs out of the page, and everything can be hit."""
    page = corrected(width=360)
    row(page, "p1s1").click()
    page.keyboard.press("s")
    assert overflow(page) == [] and too_small(page) == []
