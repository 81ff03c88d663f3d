"""The last step of a draft: tasks chosen, in the author's own words, and the case checked and saved."""

from __future__ import annotations

import shutil

import pytest
from drafts import complete, send
from harness import axe_findings
from test_pairs import overflow, tab_to, too_small

from kit.drafting import Draft

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def view(tmp_path_factory) -> dict:
    """The step of a draft in which everything is done, and whose chains are too few to be safe from a cheat."""
    folder = tmp_path_factory.mktemp("plan")
    done = complete(Draft("bakery", folder))
    send(done.claims_step(), "c9", None)
    made = done.tasks().view()
    shutil.rmtree(folder)
    return made


def ops(page) -> dict:
    """Id to what was kept of it at last: an option or a text."""
    page.wait_for_function("() => /Saved/.test(document.querySelector('.kit-save').textContent)")
    layer = page.evaluate("() => W[0].S.layer")
    return {a["id"]: a.get("option") or a.get("text") for a in layer}


def test_fit_tasks_are_asked_and_unfit_ones_say_why_not(widget, view):
    """Without a choice of the author's."""
    page = widget("plan", view)
    assert page.get_by_role("checkbox", name="Who is speaking?").is_checked()
    chain = page.get_by_role("checkbox", name="Through whom did it come?")
    assert not chain.is_checked()
    described = page.locator(f"[id='{chain.get_attribute('aria-describedby')}']")
    assert "Too easy to guess" in described.inner_text()
    assert page.locator(".kit-count").inner_text() == "4 tasks of 5 asked."


def test_a_choice_is_kept_and_undone(widget, view):
    """Leaving a task out, and taking that back."""
    page = widget("plan", view)
    box = page.get_by_role("checkbox", name="Do they clash?")
    box.uncheck()
    assert ops(page) == {"pairs-1": "off"}
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function("() => W[0].S.layer.length === 0")
    assert box.is_checked()


def test_a_task_gets_its_authors_words(widget, view):
    """The title stands above it at once; the kit's own words come back with Undo and are not kept."""
    page = widget("plan", view)
    card = page.locator("[data-task='who-1']")
    card.locator("summary").click()
    card.get_by_label("Title").fill("Who says it?")
    page.get_by_role("button", name="Today").click()
    page.wait_for_function("() => W[0].S.layer.length === 2")
    assert ops(page) == {"who-1.title": "Who says it?", "date": view["today"]}
    assert page.get_by_role("checkbox", name="Who says it?").is_checked()
    card.get_by_label("Title").fill("Who is speaking?")
    card.get_by_label("Title").blur()
    page.wait_for_function("() => W[0].S.layer.length === 1")


def test_the_buttons_ask_for_what_they_say(widget, view):
    """A check, a save, an exercise; what the kernel tells stands beneath, by steps."""
    page = widget("plan", view)
    note = {"tone": "incomplete", "title": "What is claimed", "text": "“It is old” has no restatement."}
    page.evaluate("reply => { W[0].reply = reply; }", {"summary": "1 to mend.", "notes": [note], "checked": []})
    for name in ("Check the case", "Save the case", "Make a graded exercise"):
        page.get_by_role("button", name=name).click()
        page.wait_for_function("() => document.querySelector('.kit-check').textContent === 'Check the case'")
    items = page.evaluate("() => W[0].sent.filter(m => m.type === 'check').map(m => m.item ?? null)")
    assert items == [None, "save", "exercise"]
    told = page.locator(".kit-feedback").inner_text()
    assert "1 to mend." in told and "What is claimed" in told and "has no restatement" in told


def test_the_same_by_keyboard(widget, view):
    """Tab and Space reach everything."""
    page = widget("plan", view)
    tab_to(page, "[data-task='pairs-1'] input[type=checkbox]")
    page.keyboard.press("Space")
    assert ops(page) == {"pairs-1": "off"}
    tab_to(page, ".kit-ends button")
    page.keyboard.press("Enter")
    page.wait_for_function("() => W[0].sent.some(m => m.type === 'check' && m.item === 'save')")


def test_without_answers_it_says_what_each_task_wants(widget, view):
    """A draft that holds nothing yet."""
    empty = view | {"planned": [], "lacking": [{"title": "Do they clash?", "wants": "No judged pairs yet."}]}
    page = widget("plan", empty)
    assert page.locator(".kit-count").inner_text() == "No task can be proposed yet."
    assert page.get_by_text("No judged pairs yet.").is_visible()


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, view, dark):
    """With all folds open."""
    page = widget("plan", view, dark=dark)
    assert axe_findings(page) == []


def test_it_fits_a_telephone(widget, view):
    """Nothing runs out of the page, and everything can be hit."""
    page = widget("plan", view, width=360)
    assert overflow(page) == [] and too_small(page) == []


def test_what_changed_elsewhere_is_told_on_top_and_goes_again(widget, view):
    """The kernel says so at any time; it is spoken, and takes nothing away."""
    page = widget("plan", view)
    news = page.locator(".kit-news")
    assert news.count() == 0
    page.evaluate("W[0].set({news: 'Step 4, “What is claimed”, has changed since.'})")
    assert (
        news.inner_text() == "Step 4, “What is claimed”, has changed since." and news.get_attribute("role") == "status"
    )
    assert page.evaluate("() => document.querySelector('.kit').firstElementChild.className") == "kit-notice kit-news"
    page.evaluate("W[0].set({news: ''})")
    assert news.count() == 0
