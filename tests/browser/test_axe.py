"""axe on every widget, on the fake page: inside JupyterLab it sees no contrast at all.

A widget joins by an entry in WIDGETS: name, view, layer, feedback, and what to open first.
"""

from __future__ import annotations

import pytest
from chromium import axe_source
from harness import attribution, marker_view, tokens

pytestmark = [pytest.mark.browser, pytest.mark.axe]

MARKER = marker_view(notice="An earlier answer could not be placed.")
MARKER["paragraphs"][0]["sentences"][1]["inplay"] = False
ANNOTATIONS = [
    attribution(MARKER, "a1", ["the harbour office"], ["said"], ["The bridge"], given=True),
    attribution(MARKER, "a3", ["She"], ["told"], ["a diver had said two piers were cracked"]),
    attribution(MARKER, "a4", ["a diver"], ["had said"], ["two piers were cracked"]),
]
TONES = ["right", "half", "wrong", "missed", "invented", "optional", "blank", "incomplete"]


def feedback(annotation: str, sentence: str | None = None, words: dict | None = None) -> dict:
    """One note of each tone, one of them about something changed since."""
    about = {"annotation": annotation, "sentence": sentence, "tokens": words}
    notes = [{"tone": t, "title": f"A note, {t}.", "text": "A reason."} | about for t in TONES]
    notes.append(notes[0] | {"annotation": "gone"})
    checked = [{"id": "gone", "type": "attribution"}]
    return {
        "checks": 2,
        "stale": False,
        "checked": checked,
        "summary": "You found 1.",
        "notes": notes,
    }


def open_marker(page) -> None:
    page.get_by_role("button", name="Edit highlight 2").click()
    for summary in page.locator("summary").all():
        summary.click()
    page.get_by_role("radio", name="distancing").check()
    page.locator(".kit-show").nth(3).click()


WIDGETS = {
    "marker": (
        MARKER,
        ANNOTATIONS,
        feedback("a1", "p3s2", {"source": [tokens(MARKER, "A spokesman")], "cue": [], "content": []}),
        open_marker,
    ),
    "marker-empty": (MARKER | {"checkable": False}, [], {}, lambda page: None),
}

RUN = """async () => {
  const r = await axe.run(document.querySelector("main"),
    {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]});
  return {found: r.violations.map(v => [v.id, ...v.nodes.map(n => n.html.slice(0, 120))]),
    contrast: (r.passes.find(p => p.id === "color-contrast") ?? {nodes: []}).nodes.length};
}"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", WIDGETS)
def test_axe_finds_nothing(widget, name, dark):
    """No finding in either theme, and contrast was really looked at."""
    view, layer, given, prepare = WIDGETS[name]
    page = widget(name.partition("-")[0], view, layer, feedback=given, dark=dark)
    prepare(page)
    page.evaluate(axe_source())
    result = page.evaluate(RUN)
    assert result["found"] == []
    assert result["contrast"] > 5


def test_axe_finds_what_it_must(widget):
    """The control: pale words, a button without a name and a radio without a label are found."""
    view, layer, given, _ = WIDGETS["marker"]
    page = widget("marker", view, layer, feedback=given)
    page.add_style_tag(content=".kit-note-text { color: #bbb !important }")
    page.evaluate(
        """() => document.querySelector(".kit-bar").insertAdjacentHTML("beforeend",
          "<button></button><input type=radio>")"""
    )
    page.evaluate(axe_source())
    found = {f[0] for f in page.evaluate(RUN)["found"]}
    assert {"color-contrast", "button-name", "label"} <= found
