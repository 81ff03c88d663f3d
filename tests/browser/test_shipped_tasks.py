"""Every task that the kit ships, drawn as the kit itself makes its view: no example of ours stands in between."""

from __future__ import annotations

import pytest
from harness import mount, open_page

import kit
from kit.case import cases, load
from kit.deck import decks
from kit.tasks import WIDGETS

pytestmark = pytest.mark.browser

TASKS = [task.name for case in cases() for task in load(case).tasks] + [f"decks/{deck}" for deck in decks()]
CLEARED = "() => { for (const w of window.W ?? []) w.close(); window.W = []; localStorage.clear(); }"
OUTSIDE = """() => [...document.querySelectorAll(".kit *")].filter(e => e.checkVisibility()
  && !e.closest(".kit-unseen, .kit-scroll")
  && e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.className)"""


@pytest.fixture(scope="module")
def narrow(chromium):
    """One phone for all of them."""
    context = chromium.new_context(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    yield open_page(context)
    context.close()


@pytest.mark.parametrize("name", TASKS)
def test_a_shipped_task_is_drawn(narrow, name):
    """With its title and all it asks, and nothing sticks out of a narrow page; so too after a check of nothing."""
    narrow.evaluate(CLEARED)
    exercise = kit.task(name)
    view = exercise.view()
    mount(narrow, WIDGETS[exercise.task.kind].lower(), view, exercise.drawn())
    narrow.evaluate("feedback => W[0].set({feedback})", exercise.check())
    assert narrow.locator(".kit-broken").count() == 0
    assert narrow.locator(".kit-title").inner_text() == view["title"]
    asked = [*view.get("items", ()), *view.get("claims", ()), *view.get("prompts", ())]
    drawn = narrow.locator(".kit-item, .kit-card[data-item], .kit-row[data-claim]").count()
    origins = exercise.task.kind == "chains" and "origins" in view["fields"]
    assert drawn == len(asked) + origins
    assert narrow.evaluate(OUTSIDE) == []


@pytest.mark.parametrize("name", [f"decks/{deck}" for deck in decks()])
def test_an_edit_is_shown_where_there_is_one(narrow, name):
    """A question without an edited version shows its text alone."""
    narrow.evaluate(CLEARED)
    view = kit.task(name).view()
    mount(narrow, "items", view)
    for item in view["items"]:
        card = narrow.locator(f".kit-card[data-item={item['id']}]")
        assert card.locator(".kit-version").count() == (2 if item.get("changed") else 0)
        assert card.locator(".kit-diff").count() == 0 or item.get("changed")
