"""How it looks in JupyterLab: light, dark, magnified, and on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from chromium import axe_source
from lab import lesson

pytestmark = pytest.mark.browser

CONTRAST, SIGN_CONTRAST = 4.5, 3
"""WCAG 2.2, level AA: 1.4.3 for text of ordinary size, 1.4.11 for a sign beside its word."""

# Every piece of text that is seen in the widgets, with its colour and all that lies behind it,
# opaque: [[ratio, colour, ground, text, is it a sign]]. A canvas reads whatever way of writing a colour.
TEXT_COLOURS = """() => {
  const pen = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  const read = css => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = css; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const over = (top, under) => top.slice(0, 3)
    .map((c, i) => c * top[3] / 255 + under[i] * (1 - top[3] / 255));
  const ground = e => {
    const layers = [];
    for (let n = e; n; n = n.parentElement) layers.push(read(getComputedStyle(n).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const light = rgb => {
    const [r, g, b] = rgb.map(c => c / 255)
      .map(c => c <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + .05) / (Math.min(light(a), light(b)) + .05);
  const found = [];
  const note = (e, style, under, text) => {
    const colour = over(read(style.color), under);
    found.push([ratio(colour, under), colour.map(Math.round).join(), under.map(Math.round).join(),
      text.trim().slice(0, 40), !!e.closest(".kit-note-sign, .kit-state [aria-hidden]")]);
  };
  for (const root of document.querySelectorAll(".kit:not([data-old])")) {
    const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let t = walk.nextNode(); t; t = walk.nextNode()) {
      const e = t.parentElement;
      if (!t.data.trim() || !e.checkVisibility({visibilityProperty: true})) continue;
      if (e.closest(".kit-unseen, [aria-disabled=true]")) continue;
      note(e, getComputedStyle(e), ground(e), t.data);
    }
    for (const box of root.querySelectorAll("textarea"))
      if (box.checkVisibility()) note(box, getComputedStyle(box), ground(box), box.value);
    for (const m of root.querySelectorAll("mark[data-g]"))
      note(m, getComputedStyle(m, "::before"), ground(root), m.dataset.g);
  }
  return found;
}"""

# What sticks out of a widget to the right, other than a wide table in the box that scrolls for it.
STICKS_OUT = """() => [...document.querySelectorAll(".kit:not([data-old])")].flatMap(root => {
  const edge = root.getBoundingClientRect().right + 1, out = [];
  if (root.scrollWidth > root.clientWidth + 1) out.push("the widget scrolls sideways");
  const area = root.closest(".jp-OutputArea-output");
  if (area.scrollWidth > area.clientWidth + 1) out.push("its output area scrolls sideways");
  for (const e of root.querySelectorAll("*")) {
    if (!e.checkVisibility() || e.closest(".kit-unseen, option, .kit-scroll")) continue;
    const scrolls = ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
    if (scrolls && e.scrollWidth > e.clientWidth + 1) out.push("scrolls sideways: " + e.className);
    const beyond = [...e.getClientRects()].find(b => b.width && b.right > edge);
    if (beyond) out.push(`${e.tagName}.${e.className} by ${Math.round(beyond.right - edge)}`);
  }
  return out;
})"""


# Letters above highlighted words that a box around them cuts off at the top.
CUT_OFF = """() => [...document.querySelectorAll(".kit:not([data-old]) mark[data-g]")].flatMap(m => {
  const top = m.getClientRects()[0].top + parseFloat(getComputedStyle(m, "::before").top);
  for (let n = m.parentElement; !n.matches(".kit"); n = n.parentElement) {
    const style = getComputedStyle(n), edge = n.getBoundingClientRect().top;
    const cuts = style.display !== "inline" && (style.overflowY !== "visible"
      || style.contentVisibility === "auto" || style.contain.includes("paint"));
    if (cuts && top < edge - 1 && !n.scrollTop) return [m.dataset.g + " by " + n.className];
  }
  return [];
})"""


MORE_TASKS = ("bridge/chain-1", "bridge/pairs-2", "decks/credited", "bridge/pack-1", "flood/brief-1")
TASKS = 3 + len(MORE_TASKS)

# JupyterLab scrolls to the last cell some time after it has run; a click in between would miss its word.
STANDS_STILL = """() => new Promise(done => {
  let last, same = 0;
  const look = () => {
    const at = document.querySelector(".kit-marker").getBoundingClientRect().top;
    same = at === last ? same + 1 : 0;
    last = at;
    if (same > 12) done(); else requestAnimationFrame(look);
  };
  look();
})"""
ALL_SAVED = """() => [...document.querySelectorAll(".kit:not([data-old]) .kit-save")]
  .every(line => line.dataset.state === "saved")"""
OPEN_FOLDS = """() => {
  for (const fold of document.querySelectorAll(".kit:not([data-old]) details")) fold.open = true;
}"""


def worked_lesson(desk, context=None):
    """A lesson with every kind of task, in each an answer and its feedback, and everything that folds unfolded.

    In the marker one highlight stands inside another; of the open pairs one is made and one begun; every document
    of the evidence is open.
    """
    cells = [*lesson("who", "pairs", "check"), *(f'kit.task("{task}")' for task in MORE_TASKS)]
    notebook = desk.open(desk.write("looks.ipynb", cells), context=context)
    notebook.run()
    notebook.wait_painted(TASKS)
    notebook.page.evaluate(STANDS_STILL)
    for word, key in (("neighbour", "s"), ("claimed", "c"), ("Sunday", "t"), ("nobody", "n")):
        notebook.mark(word, key)
    notebook.mark("nobody", "t")
    notebook.mark("said", "c")
    _, pairs, sorter, chain, open_pairs, items, evidence, brief = notebook.widget().all()
    for listed in (pairs, sorter):
        listed.locator(".kit-item input[type=radio]").nth(1).check()
    for n in (0, 1):
        chain.locator("[data-item=c10] .kit-add").nth(n).click()
    for n in (0, 2):
        open_pairs.locator(".kit-choose").nth(n).click()
    open_pairs.locator(".kit-yesno input").first.check()
    open_pairs.locator("input[value=contradiction]").check()
    items.locator(".kit-card:not([hidden]) input").first.check()
    evidence.locator(".kit-item input").first.check()
    evidence.locator(".kit-unseal").click()
    for document in evidence.locator(".kit-doc-open").all():
        document.click()
    evidence.locator(".kit-item").first.locator("input:visible").first.check()
    evidence.locator(".kit-item").first.locator(".kit-rows input").first.check()
    brief.locator("textarea").first.fill("The county counts two dead.")
    brief.locator("textarea").first.blur()
    notebook.page.wait_for_function(ALL_SAVED)
    for widget in notebook.widget().all():
        widget.locator(".kit-check:visible").click()
        widget.locator(".kit-summary").wait_for(state="attached")  # a deck's stands behind its last card
    open_pairs.locator(".kit-choose").nth(1).click()
    brief.locator(".kit-ratings input").first.check()
    notebook.page.wait_for_function(ALL_SAVED)
    notebook.page.evaluate(OPEN_FOLDS)
    return notebook


def assert_readable(notebook) -> None:
    found = notebook.page.evaluate(TEXT_COLOURS)
    assert len(found) > 400, "hardly any text was measured"
    weak = sorted(row for row in found if row[0] < (SIGN_CONTRAST if row[-1] else CONTRAST))
    assert not weak, weak[:8]


def take_picture(notebook, name: str) -> None:
    """A picture of the marker, where KIT_SHOTS names a folder for it."""
    folder = os.environ.get("KIT_SHOTS")
    if folder:
        notebook.page.locator(".kit-title").first.scroll_into_view_if_needed()
        notebook.page.mouse.move(0, 0)
        notebook.page.screenshot(path=Path(folder) / f"lab-{name}.png")


def test_text_is_readable_in_light_and_dark(desk):
    """In JupyterLab's light and dark theme every word of every widget, the highlighted ones, their
    letters, the learner's own and the feedback among them, has a contrast of at least 4.5 to what lies behind
    it; and the measure finds a word made too pale. No letter over a highlight is cut off."""
    notebook = worked_lesson(desk)
    page = notebook.page
    assert_readable(notebook)
    assert not page.evaluate(CUT_OFF)
    take_picture(notebook, "light")
    page.evaluate("() => { document.querySelector('.kit-prompt').style.color = '#aaa'; }")
    with pytest.raises(AssertionError, match="Who says what"):
        assert_readable(notebook)
    page.evaluate("() => { document.querySelector('.kit-prompt').style.color = ''; }")

    notebook.command("apputils:change-theme", theme="JupyterLab Dark")
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    page.wait_for_function(
        "() => getComputedStyle(document.body).getPropertyValue('--jp-layout-color1').trim() !== 'white'"
    )
    try:
        assert_readable(notebook)
        take_picture(notebook, "dark")
    finally:
        notebook.command("apputils:change-theme", theme="JupyterLab Light")
        page.wait_for_selector("body[data-jp-theme-light=true]", state="attached")


@pytest.mark.parametrize(
    ("name", "width", "height", "scale"),
    [("zoom-200", 650, 475, 2), ("phone-360", 360, 740, 2)],
)
def test_nothing_sticks_out_of_a_narrow_window(desk, window, name, width, height, scale):
    """At 200 % zoom and on a screen 360 pixels wide, no widget scrolls sideways and nothing in it
    sticks out; only a document's table scrolls in a box of its own."""
    narrow = window(width=width, height=height, device_scale_factor=scale)
    notebook = worked_lesson(desk, narrow)
    found = notebook.page.evaluate(STICKS_OUT)
    assert not found, found[:8]
    take_picture(notebook, name)
    notebook.page.evaluate("() => { document.querySelector('.kit-prompt').style.width = '200%'; }")
    assert notebook.page.evaluate(STICKS_OUT), "the measure sees nothing"


@pytest.mark.axe
def test_axe_finds_nothing_in_jupyterlab(desk):
    """axe-core finds nothing in any widget where it really stands; and, told to look at words made
    too pale, finds one in each. JupyterLab's clipping hides all contrast from it, so that is
    undone first."""
    notebook = worked_lesson(desk)
    page = notebook.page
    page.evaluate(axe_source())
    page.add_style_tag(
        content="body, .jp-LabShell, .jp-OutputArea, .jp-OutputArea-child,"
        " .jp-OutputArea-output, .kit-text, .kit-side { overflow: visible !important }"
    )

    def findings() -> list[str]:
        report = page.evaluate("() => axe.run({include: [['.kit']]}, {resultTypes: ['violations']})")
        return [f"{v['id']}: {n['html'][:90]}" for v in report["violations"] for n in v["nodes"]]

    assert not findings()
    page.add_style_tag(content=".kit .kit-prompt { color: #aaa }")
    pale = [f for f in findings() if f.startswith("color-contrast") and "kit-prompt" in f]
    assert len(pale) == TASKS
