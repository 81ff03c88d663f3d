"""Several widgets on one page: each brings the shared style with it, and none may change another."""

from __future__ import annotations

import pytest
import test_axe
import test_claims
import test_handin_form
import test_open_pairs
import test_reasons
import test_voices
import test_written
import views_chain_brief as cb
import views_items_evidence as ie
from harness import mount

pytestmark = pytest.mark.browser

# What has just come into sight is laid out a frame later: two are waited for.
LOOKS = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => W.map(w => {
  for (const e of w.el.querySelectorAll("*")) e.scrollTop = 0;
  const home = w.el.getBoundingClientRect();
  return [...w.el.querySelectorAll("*")].filter(e => e.checkVisibility()).map(e => {
    const c = getComputedStyle(e), r = e.getBoundingClientRect();
    const box = [r.x - home.x, r.y - home.y, r.width, r.height].map(n => n.toFixed(1));
    const look = [c.color, c.backgroundColor, c.font, c.borderLeft, c.margin, c.padding];
    return [e.tagName, String(e.className), ...box, ...look, c.textDecoration].join(" ");
  });
}))"""


HEIGHT = 20_000  # no scrolling: what sticks, and what is out of sight, look the same each time
SHOWN = {
    "marker": (test_axe.MARKER, test_axe.ANNOTATIONS, test_axe.WIDGETS["marker"][2]),
    "pairs": (test_open_pairs.open_view(), test_open_pairs.LAYER, test_open_pairs.FEEDBACK),
    "sorter": (test_written.written_view(), test_written.WRITTEN_LAYER, test_written.WRITTEN_FEEDBACK),
    "chain": (cb.chain_view(), cb.HALF_CHAINS, cb.CHAIN_FEEDBACK),
    "brief": (cb.brief_view(), cb.ALL_TEXTS, cb.BRIEF_FEEDBACK),
    "items": (ie.deck_view(), ie.DECK_LAYER, ie.DECK_FEEDBACK),
    "evidence": (ie.evidence_view(), ie.EVIDENCE_LAYER, ie.EVIDENCE_FEEDBACK),
    "claims": (test_claims.VIEW, [], {}),
    "voices": (test_voices.VIEW, [], {}),
    "reasons": (test_reasons.VIEW, [], {}),
    "handin": (test_handin_form.SAMPLE_VIEW, [], {}),
}


def looks(page, names: list[str]) -> list[list[str]]:
    """How every element of each widget looks and where it stands, unfolded, on a page of these widgets."""
    for n, name in enumerate(names):
        view, layer, feedback = SHOWN[name]
        mount(page, name, view, layer, feedback=feedback)
        if name == "handin":
            page.evaluate("([n, result]) => W[n].set({result})", [n, test_handin_form.DONE])
        if name == "marker":
            page.get_by_role("button", name="Edit highlight 2").click()
    for summary in page.locator("summary:visible:not(.kit-pane summary)").all():
        summary.click()
    page.evaluate("() => document.activeElement.blur()")
    page.mouse.move(0, 0)
    return page.evaluate(LOOKS)


@pytest.mark.parametrize("names", [list(SHOWN), list(SHOWN)[::-1]], ids=["forth", "back"])
def test_widgets_on_one_page_leave_each_other_alone(widget_page, names):
    """Every widget brings the shared style with it: read again, in any order, it must not undo another one's rules."""
    together = looks(widget_page(height=HEIGHT), names)
    for n, name in enumerate(names):
        [alone] = looks(widget_page(height=HEIGHT), [name])
        assert len(alone) == len(together[n]), name
        assert [pair for pair in zip(alone, together[n], strict=True) if pair[0] != pair[1]] == [], name
