"""Two coders’ differences in a browser: the page with both readings, and the questions that decide between them."""

from __future__ import annotations

import pytest
from chromium import axe_source
from harness import axe_findings
from test_coders import change, without
from test_pairs import overflow, too_small

from kit import coders
from kit.interchange.layerfile import Coding

pytestmark = pytest.mark.browser


@pytest.fixture
def two(mill) -> tuple[Coding, Coding]:
    """The key, and a reading with one statement less, another stance, and another pair."""
    key = mill.key.layer
    other = change(change(without(key, "a1"), "a2", stance="neutral", why="By Ben."), "x1", relation="tension")
    return Coding("Ada", key), Coding("Ben", other)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 1100])
def test_axe_finds_nothing_in_the_questions_and_they_fit(widget, mill, two, width, dark):
    """Every difference is a card with the readings as options; nothing sticks out, no target is too small."""
    exercise = coders.adjudicate(mill, *two).exercise
    page = widget("items", exercise.view(), exercise.drawn(), width=width, dark=dark)
    assert page.locator(".kit-number").count() == 3 + 1
    assert page.locator(".kit-card:visible .kit-rows input[type=radio]").count() == 3
    assert "Each decision is kept at once" in page.inner_text("main") and not page.locator(".kit-check").count()
    page.locator(".kit-number").nth(1).click()
    assert page.locator(".kit-card:visible .kit-rows input[type=radio]").count() == 4
    assert "Distancing: " in page.inner_text(".kit-card:visible")
    assert not overflow(page) and not too_small(page)
    assert axe_findings(page) == []


def test_a_choice_is_an_operation_that_the_adjudication_keeps(widget, mill, two):
    """What the browser sends decides the difference, and nothing else."""
    one = coders.adjudicate(mill, *two)
    page = widget("items", one.exercise.view(), one.exercise.drawn())
    page.locator(".kit-number").nth(1).click()
    page.locator(".kit-card:visible label").get_by_text("Neutral: ").click()
    page.wait_for_function("() => W[0].sent.some(m => m.type === 'op')")
    (op,) = [m["op"] for m in page.evaluate("() => W[0].sent") if m["type"] == "op"]
    assert one.exercise.receive(op)[1]["problem"] == ""
    assert list(one.decisions.values()) == ["second"] and len(one.undecided) == 2


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1100])
def test_axe_finds_nothing_on_the_page_and_it_fits(chromium, mill, two, tmp_path, scheme, width):
    """All folds open, in both schemes, from a phone to a screen."""
    path = tmp_path / "agreement.html"
    path.write_text(coders.agree(mill, *two).page(), encoding="utf-8")
    context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True)
    page = context.new_page()
    page.goto(path.as_uri())
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".two").count() == 3
    page.add_script_tag(content=axe_source())
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html]))")
    context.close()
    assert found == []
