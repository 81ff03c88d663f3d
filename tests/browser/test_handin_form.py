"""The hand-in form: who it is, what is in the sheet, and the file to upload."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import axe_findings, mount, source
from test_pairs import LISTEN, overflow, tab_to, too_small

pytestmark = pytest.mark.browser
TEXT = '{\n  "number": "20417",\n  "name": "Ida Brandt – Łódź"\n}\n'
DONE = {
    "ok": True,
    "file": "ferry-20417.json",
    "text": "3 tasks and 16 answers are in it.",
    "sheet": {"number": "20417"},
    "text_file": TEXT,
}
FAILED = {"ok": False, "text": "The folder is full. Free some space, then press the button again."}


def handin_view(**more) -> dict:
    """Three tasks: one whose number nobody knows, one half done, one whole."""
    return {
        "task": "hand-in",  # HandIn puts it there
        "title": "Hand in: The ferry",
        "name": "",
        "number": "",
        "tasks": [
            {
                "task": "ferry/who-1",
                "title": "Who is speaking?",
                "answered": 5,
                "of": None,
                "words": "5 highlighted",
            },
            {
                "task": "ferry/clash-1",
                "title": "Do they clash?",
                "answered": 3,
                "of": 8,
                "words": "3 of 8 answered",
            },
            {
                "task": "ferry/check-1",
                "title": "Can it be checked?",
                "answered": 8,
                "of": 8,
                "words": "8 of 8 answered",
            },
        ],
    } | more


SAMPLE_VIEW = handin_view(name="Ida Brandt", number="20417")
SAMPLE_LAYER: list = []


def make(page):
    return page.get_by_role("button", name="Make my hand-in file")


def fill(page) -> None:
    page.get_by_label("Your name").fill("Ida Brandt")
    page.get_by_label("Student number").fill(" 20417 ")


def answer(page, result: dict) -> None:
    page.evaluate("result => W.at(-1).set({result})", result)


def test_the_sheet_stands_in_words(widget):
    """What is in it, and what is still empty."""
    page = widget("handin", handin_view())
    rows = page.locator(".kit-task").all_inner_texts()
    assert "5 highlighted" in rows[0] and "empty" not in rows[0]
    assert "3 of 8 answered" in rows[1] and "5 still empty" in rows[1]
    assert "8 of 8 answered" in rows[2] and "empty" not in rows[2]


def test_name_and_number_go_to_the_kernel(widget):
    """One message, and the button waits for the answer."""
    page = widget("handin", handin_view())
    fill(page)
    make(page).click()
    assert page.evaluate("() => W[0].sent") == [{"type": "handin", "name": "Ida Brandt", "number": "20417"}]
    busy = page.get_by_role("button", name="Making your file…")
    busy.click(force=True)
    assert page.evaluate("() => W[0].sent.length") == 1
    answer(page, DONE)
    assert make(page).is_visible()


def test_by_keyboard_alone(widget):
    """Tab and typing; Enter sends the form; the download is a Tab away."""
    page = widget("handin", handin_view())
    tab_to(page, "input")
    page.keyboard.type("Ida Brandt")
    page.keyboard.press("Tab")
    page.keyboard.type("20417")
    page.keyboard.press("Enter")
    assert page.evaluate("() => W[0].sent.at(-1).number") == "20417"
    answer(page, DONE)
    tab_to(page, ".kit-outcome button")
    with page.expect_download() as caught:
        page.keyboard.press("Enter")
    assert caught.value.suggested_filename == "ferry-20417.json"


def test_the_download_is_exactly_the_text(widget):
    """Byte for byte what the kernel wrote, and no link stays behind."""
    page = widget("handin", handin_view())
    answer(page, DONE)
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download ferry-20417.json").click()
    assert Path(caught.value.path()).read_bytes() == TEXT.encode()
    assert page.locator("a[download]").count() == 0


def test_success_says_what_to_do_next(widget):
    """The file's name, saving and uploading; it is still there when the form is drawn again."""
    page = widget("handin", handin_view())
    answer(page, DONE)
    shown = page.locator(".kit-outcome").inner_text()
    assert "ferry-20417.json" in shown and "Save the notebook (Ctrl+S), then upload this file." in shown
    page.evaluate("() => W[0].close()")
    mount(page, "handin", handin_view())
    answer(page, DONE | {"n": 2})
    assert page.locator(".kit-outcome").is_visible()


def test_what_is_missing_is_said_at_its_field(widget):
    """Nothing is sent, the focus goes to the first gap, and the sentence goes when it is filled."""
    page = widget("handin", handin_view())
    page.get_by_label("Your name").fill("   ")
    make(page).click()
    assert page.evaluate("() => W[0].sent") == []
    name = page.get_by_label("Your name")
    assert page.evaluate("() => document.activeElement.id") == name.get_attribute("id")
    assert name.get_attribute("aria-invalid") == "true"
    assert "Write your name" in page.locator(f"#{name.get_attribute('aria-describedby')}").inner_text()
    name.fill("Ida")
    assert name.get_attribute("aria-invalid") is None
    assert page.locator(".kit-problem:visible").count() == 1


def test_a_failure_is_told_and_nothing_is_offered(widget):
    """The kernel's sentence, no download, and the form as it was."""
    page = widget("handin", handin_view())
    fill(page)
    make(page).click()
    answer(page, FAILED)
    assert "No file was made" in page.locator(".kit-outcome").inner_text()
    assert FAILED["text"] in page.locator(".kit-outcome").inner_text()
    assert page.get_by_role("button", name="Download").count() == 0
    assert page.get_by_label("Your name").input_value() == "Ida Brandt"


def test_without_a_kernel_it_says_so(widget):
    """At once, and the button can be pressed again."""
    page = widget("handin", handin_view(), kernel="gone")
    fill(page)
    make(page).click()
    assert "Not connected: no file was made" in page.locator(".kit-save").inner_text()
    assert make(page).get_attribute("aria-disabled") == "false"


def test_a_silent_kernel_is_noticed(widget_page):
    """Eight seconds without an answer, and the same is said."""
    page = widget_page()
    page.clock.install()
    mount(page, "handin", handin_view(), kernel="deaf")
    fill(page)
    make(page).click()
    page.clock.fast_forward(9000)
    page.get_by_text("Not connected: no file was made").first.wait_for()


def test_a_name_changed_after_the_file_is_noticed(widget):
    """The file of before is not the one to upload."""
    page = widget("handin", handin_view())
    fill(page)
    make(page).click()
    answer(page, DONE)
    assert page.get_by_text("Name or number has changed").is_hidden()
    page.get_by_label("Student number").fill("20418")
    assert page.get_by_text("Name or number has changed").is_visible()
    page.get_by_label("Student number").fill("20417")
    assert page.get_by_text("Name or number has changed").is_hidden()


def test_nothing_personal_stays_in_the_browser(widget):
    """Neither in its storage nor offered to the next one at this computer."""
    page = widget("handin", handin_view())
    fill(page)
    make(page).click()
    answer(page, DONE)
    assert page.evaluate("() => localStorage.length + sessionStorage.length") == 0
    assert page.locator("input:not([autocomplete=off])").count() == 0


def test_fresh_counts_come_with_the_result(widget):
    """The sheet in words follows what was handed in."""
    page = widget("handin", handin_view())
    answer(
        page,
        DONE | {"tasks": [{"task": "t", "title": "T", "answered": 8, "of": 8, "words": "8 of 8 answered"}]},
    )
    assert page.locator(".kit-task").all_inner_texts()[0].endswith("8 of 8 answered")


def test_no_key_reaches_jupyterlab(widget):
    """Typing stays in the form."""
    page = widget("handin", handin_view())
    page.evaluate(LISTEN)
    page.get_by_label("Your name").focus()
    page.keyboard.type("dd m")
    make(page).focus()
    page.keyboard.press("d")
    assert page.evaluate("() => leaked") == []


@pytest.mark.parametrize("width", [320, 1100])
def test_it_fits_a_phone(widget, width):
    """Also with a long file name."""
    page = widget("handin", handin_view(), width=width)
    answer(page, DONE | {"file": "the-long-name-of-a-graded-exercise-about-the-ferry-20417.json"})
    assert overflow(page) == [] and too_small(page) == []


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """In either theme: at first, with gaps, made, failed."""
    page = widget("handin", handin_view(), dark=dark)
    assert axe_findings(page) == []
    make(page).click()
    assert axe_findings(page) == []
    for result in (DONE, FAILED):
        answer(page, result)
        assert axe_findings(page) == []


def test_hostile_text_is_shown_as_text(widget):
    """Whatever a title, a name or a result says."""
    bad = "<img src=x onerror='window.hacked=1'>"
    tasks = [{"task": "t", "title": bad, "answered": 1, "of": 2, "words": bad}]
    page = widget("handin", handin_view(title=bad, name=bad, number=bad, tasks=tasks))
    answer(page, DONE | {"file": bad, "text": bad})
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img')")
    assert page.get_by_label("Your name").input_value() == bad


# -------------------------------------------------------------------------------- the Python half


def handin(on_handin):
    from kit.widgets.handin import HandIn

    return HandIn(
        view={"title": "T", "tasks": [], "name": "", "number": ""},
        on_handin=on_handin,
        static=lambda: {"text/plain": "T"},
    )


def test_the_result_is_a_trait_and_each_one_a_change():
    """The same outcome twice still reaches the browser; name and number follow."""
    asked, seen = [], []
    made = handin(lambda *who: asked.append(who) or {"ok": True, "file": "f.json"})
    made.observe(lambda change: seen.append(change.new), "result")
    for _ in range(2):
        made._heard(made, {"type": "handin", "name": " Ida ", "number": "7"}, [])
    assert asked == [("Ida", "7")] * 2 and [r["n"] for r in seen] == [1, 2]
    assert (made.view["name"], made.view["number"]) == ("Ida", "7")
    assert made._esm == source("handin")["script"] and made._css == source("handin")["style"]


def test_a_fault_is_told_and_never_thrown():
    """Neither from the callback nor from a message of the wrong shape."""

    def full(name, number):
        raise OSError("disk full")

    made = handin(full)
    made._heard(made, {"type": "handin", "name": "Ida", "number": "7"}, [])
    assert made.result["ok"] is False and "disk full" in made.result["text"]
    for message in ("x", None, {"type": "op"}, {}):
        made._heard(made, message, [])
    assert made.result["n"] == 1


def test_the_form_can_be_read_without_a_kernel():
    """The static view stands beside the live one."""
    assert handin(lambda *who: {})._repr_mimebundle_()[0]["text/plain"] == "T"
