"""A widget in somebody else’s frame: VS Code and Colab draw outputs in sandboxed pages of an origin of their own.

The frame here is stricter than either: its origin is nobody’s, so the browser refuses it any storage.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import PAGE, marker_view, mount
from playwright.sync_api import expect
from test_handin_form import DONE, TEXT, handin_view

pytestmark = pytest.mark.browser

FRAME = """async ([sandbox, html]) => {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", sandbox);
  frame.style = "width: 1000px; height: 800px";
  const loaded = new Promise(done => { frame.onload = done; });
  frame.srcdoc = html;
  document.body.append(frame);
  await loaded;
}"""


@pytest.fixture
def framed(widget_page):
    """Opens a page with a sandboxed frame in it, and gives the frame: `framed("allow-scripts")`."""

    def opened(sandbox: str):
        page = widget_page()
        page.evaluate(FRAME, [sandbox, PAGE % ("", "true")])
        frame = page.frames[1]
        refused = "() => { try { return !localStorage; } catch { return true; } }"
        assert frame.evaluate(refused), "this frame has a storage, and the test would show nothing"
        return frame

    return opened


def answer(frame) -> None:
    """One answer, with the keyboard alone: nobody is credited in this text."""
    frame.get_by_role("button", name="Nobody is credited in this text").press("Enter")


def test_an_answer_reaches_the_kernel_and_comes_back(framed):
    """What counts is kept by the kernel; a frame without storage lacks the second copy only."""
    frame = framed("allow-scripts")
    mount(frame, "marker", marker_view())
    answer(frame)
    expect(frame.locator(".kit-save")).to_have_text("Saved 12:04")
    assert [a["item"] for a in frame.evaluate("() => W[0].S.layer")] == ["none-here"]


@pytest.mark.parametrize("kernel", ["gone", "deaf"])
def test_without_a_kernel_the_frame_says_that_nothing_is_kept(framed, kernel):
    """At once where the connection is known to be gone, after a few seconds where nobody answers."""
    frame = framed("allow-scripts")
    mount(frame, "marker", marker_view(), kernel=kernel)
    answer(frame)
    expect(frame.locator(".kit-save")).to_contain_text("this browser keeps nothing", timeout=8000)


def test_the_hand_in_file_leaves_a_frame_that_may_download(framed):
    """Byte for byte; a frame that may not is why the file lies beside the notebook as well."""
    frame = framed("allow-scripts allow-downloads")
    mount(frame, "handin", handin_view())
    frame.evaluate("result => W[0].set({result})", {**DONE, "n": 1})
    with frame.page.expect_download() as caught:
        frame.get_by_role("button", name="Download").press("Enter")
    assert caught.value.suggested_filename == DONE["file"]
    assert Path(caught.value.path()).read_text(encoding="utf-8") == TEXT
