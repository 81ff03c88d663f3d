"""axe on the marker, on the harness's page, and what it must find there.

Every other widget joins in its own file: it is drawn in the states that matter, in either theme, and the harness's
`axe_findings` has to be empty. In JupyterLab itself tests/lab/test_lab_looks.py asks axe.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import attribution, axe_findings, marker_view, tokens

from kit.widgets.base import HERE

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
    page.get_by_role("radio", name="distancing").check()
    page.locator(".kit-show").nth(3).click()


WIDGETS = {  # name: view, layer, feedback, what to open first
    "marker": (
        MARKER,
        ANNOTATIONS,
        feedback("a1", "p3s2", {"source": [tokens(MARKER, "A spokesman")], "cue": [], "content": []}),
        open_marker,
    ),
    "marker-empty": (MARKER | {"checkable": False}, [], {}, lambda page: None),
}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", WIDGETS)
def test_axe_finds_nothing(widget, name, dark):
    """In either theme: with a highlight in the editor and a note of each tone, and with nothing highlighted."""
    view, layer, given, prepare = WIDGETS[name]
    page = widget("marker", view, layer, feedback=given, dark=dark)
    prepare(page)
    assert axe_findings(page) == []


def test_axe_finds_what_it_must(widget):
    """The control: pale words, a button without a name and a radio without a label are found."""
    view, layer, given, _ = WIDGETS["marker"]
    page = widget("marker", view, layer, feedback=given)
    page.add_style_tag(content=".kit-note-text { color: #bbb !important }")
    page.evaluate(
        """() => document.querySelector(".kit-bar").insertAdjacentHTML("beforeend",
          "<button></button><input type=radio>")"""
    )
    found = {f[0] for f in axe_findings(page)}
    assert {"color-contrast", "button-name", "label"} <= found


@pytest.mark.parametrize("name", sorted(script.stem for script in HERE.glob("*.js")))
def test_every_widget_is_shown_to_axe(name):
    """The file whose tests draw it has one named test_axe… that asks for axe's findings."""
    files = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    joined = [text for text in files if "\ndef test_axe" in text and "axe_findings(page)" in text]
    assert any(f'("{name}"' in text for text in joined)
