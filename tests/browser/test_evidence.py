"""The evidence: claims judged from the text alone, a sealed pack, and the claims again."""

from __future__ import annotations

import pytest
from harness import axe_findings, mount, source
from test_axe import TONES
from test_pairs import LISTEN, item, overflow, settled, tab_to, too_small
from views_items_evidence import (
    CLAIMS,
    DOCUMENTS,
    EVIDENCE_FEEDBACK,
    EVIDENCE_LAYER,
    evidence_view,
    note,
    verdict,
)

pytestmark = pytest.mark.browser
BEFORE = [verdict(c["id"], before="supported") for c in CLAIMS]


def tick(page, id: str, legend: str, name: str) -> None:
    group = item(page, id).get_by_role("group", name=legend)
    group.get_by_role("radio", name=name, exact=True).click()


def document(page, id: str):
    return page.locator(f"[data-doc='{id}']")


def open_document(page, id: str) -> None:
    document(page, id).locator(".kit-doc-open").click()


def asked(page, id: str) -> list[str]:
    return item(page, id).locator("fieldset:visible > legend").all_inner_texts()


def opened_notes(page) -> list[str]:
    """Documents that the kernel was told about."""
    return page.evaluate(
        """() => W.flatMap(w => w.sent).filter(m => m.op?.op === "did" && m.op.what === "opened").map(m => m.op.id)"""
    )


def said(page) -> str:
    page.wait_for_timeout(40)
    return page.locator("[role=status]").inner_text()


TEXT, PACK, WHICH = "From the text alone", "With the pack", "Which document"

# ------------------------------------------------------------------------------------ three steps


def test_first_the_text_alone(widget):
    """One question a claim; the documents are named and sealed, and the pack can be opened early, quietly."""
    page = widget("evidence", evidence_view())
    assert asked(page, "c1") == ["From the text alone, what would you say?"]
    assert document(page, "notice").inner_text().startswith("▪")
    assert "Correction · Harbour office of Oster Sound (invented) · sealed" in document(page, "notice").inner_text()
    assert page.locator(".kit-doc-open:visible").count() == 0
    assert "Decide from the text alone" in page.locator("[aria-current=step]").inner_text()
    assert "kit-quiet" in page.get_by_role("button", name="Open the pack").get_attribute("class")
    tick(page, "c1", TEXT, "Supported")
    assert settled(page) == [verdict("c1", before="supported")]
    assert "Still to do: decide again with the pack." in item(page, "c1").inner_text()


def test_then_the_pack(widget):
    """Once every claim has its first answer the way to it is plain; opened, its documents can be read."""
    page = widget("evidence", evidence_view(), BEFORE[:2])
    tick(page, "c3", TEXT, "Not enough evidence")
    button = page.get_by_role("button", name="Open the pack")
    assert "kit-quiet" not in button.get_attribute("class")
    assert "Open the pack" in page.locator("[aria-current=step]").inner_text()
    button.click()
    assert said(page) == "The pack is open. 3 documents."
    assert button.is_hidden() and page.locator(".kit-doc-open:visible").count() == 3
    assert page.evaluate("() => document.activeElement.textContent") == DOCUMENTS[0]["title"]
    assert opened_notes(page) == []


def test_a_document_shows_itself_and_is_noted_once(widget):
    """A text, a table and a picture, each with its note; closing and opening again tells the kernel nothing new."""
    page = widget("evidence", evidence_view(), BEFORE)
    page.get_by_role("button", name="Open the pack").click()
    open_document(page, "notice")
    sheet = document(page, "notice").locator(".kit-sheet")
    assert sheet.locator("strong").first.inner_text() == "withdrawn"
    assert "Invented for this exercise." in sheet.inner_text()
    assert document(page, "notice").inner_text().startswith("✓")
    sheet.get_by_role("button", name="Close").click()
    assert sheet.is_hidden() and page.evaluate("() => document.activeElement.matches('.kit-doc-open')")
    open_document(page, "notice")
    open_document(page, "tolls")
    assert document(page, "tolls").get_by_role("columnheader").count() == 4
    assert document(page, "tolls").locator("td.kit-figures").all_inner_texts() == ["1,204", "9,880", "1,377", "10,021"]
    open_document(page, "dive")
    picture = document(page, "dive").get_by_role("img")
    assert picture.get_attribute("alt") == DOCUMENTS[1]["alt"]
    assert picture.evaluate("e => e.decode().then(() => e.naturalWidth > 0)")
    document(page, "dive").locator("summary").click()
    assert document(page, "dive").locator(".kit-in-words").inner_text() == DOCUMENTS[1]["alt"]
    settled(page)
    assert opened_notes(page) == ["notice", "tolls", "dive"]
    assert page.get_by_role("button", name="Undo").get_attribute("aria-disabled") == "true"


def test_then_decide_again(widget):
    """The new verdict, the document (only an opened one), how sure; and what changed is told."""
    page = widget("evidence", evidence_view(), BEFORE)
    page.get_by_role("button", name="Open the pack").click()
    open_document(page, "notice")
    assert asked(page, "c1") == ["With the pack, what do you say now?"]
    assert "From the text alone you said: supported." in item(page, "c1").inner_text()
    tick(page, "c1", PACK, "Refuted")
    assert asked(page, "c1")[1] == "Which document settles it?"
    boxes = item(page, "c1").get_by_role("group", name=WHICH).get_by_role("radio")
    assert [boxes.nth(i).is_disabled() for i in range(4)] == [False, True, True, False]
    assert "open it first" in item(page, "c1").inner_text()
    assert "say which document settles it" in item(page, "c1").locator(".kit-todo").inner_text()
    tick(page, "c1", WHICH, DOCUMENTS[0]["title"])
    tick(page, "c1", "How sure", "90 %")
    assert settled(page)[0] == EVIDENCE_LAYER[0]
    assert item(page, "c1").locator(".kit-change").inner_text() == "Before: supported. Now: refuted."
    open_document(page, "dive")
    assert not boxes.nth(1).is_disabled()
    assert page.locator(".kit-count").first.inner_text() == "1 of 3 answered, 2 incomplete"


def test_where_nothing_settles_it_no_document_is_asked_for(widget):
    """And it comes back, unanswered, with another verdict; all of it is one step."""
    page = widget("evidence", evidence_view(opened=["notice"]), BEFORE)
    tick(page, "c3", PACK, "Not enough evidence")
    assert settled(page)[2] == verdict("c3", before="supported", verdict="not-enough-evidence", document="none")
    assert "Nothing in the pack settles it" in item(page, "c3").inner_text()
    tick(page, "c3", PACK, "Conflicting")
    assert settled(page)[2]["document"] is None
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert settled(page) == BEFORE


def test_without_the_document_in_its_fields_only_the_verdict_is_asked(widget):
    """The stored answer names none."""
    page = widget("evidence", evidence_view(fields=[], opened=["notice"]), BEFORE)
    tick(page, "c1", PACK, "Refuted")
    assert asked(page, "c1") == ["With the pack, what do you say now?", "How sure are you?"]
    assert settled(page)[0] == verdict("c1", before="supported", verdict="refuted")
    assert "Answered" in item(page, "c1").locator(".kit-state").inner_text()


def test_the_pack_may_be_opened_early(widget):
    """The first question stays until there is a verdict; then what was not said before is told so."""
    page = widget("evidence", evidence_view())
    page.get_by_role("button", name="Open the pack").click()
    assert len(asked(page, "c1")) == 2
    tick(page, "c1", PACK, "Supported")
    assert "Before: not said. Now: supported." in item(page, "c1").inner_text()
    assert asked(page, "c1")[0] == "With the pack, what do you say now?"


def test_what_was_opened_stays_open(widget):
    """From the view, from a document named in an answer, and when the same view is drawn again."""
    page = widget("evidence", evidence_view(opened=["tolls"]), EVIDENCE_LAYER[:1])
    states = page.locator(".kit-doc").evaluate_all("all => all.map(e => e.dataset.state)")
    assert states == ["opened", "closed", "opened"]
    assert page.get_by_role("button", name="Open the pack").is_hidden()
    open_document(page, "notice")
    settled(page)
    assert opened_notes(page) == []


def test_the_text_stands_beside_the_claims(widget):
    """Folded away when the documents need the room, and shown with a claim's words on request."""
    page = widget("evidence", evidence_view(), width=700)
    page.get_by_role("button", name="claim 2").click()
    assert page.locator(".kit-pane mark").inner_text().endswith("two piers were cracked")
    page.get_by_role("button", name="Back to claim 2").click()
    assert page.evaluate("() => document.activeElement.closest('[data-item]').dataset.item") == "c2"


def test_documents_stand_beside_or_above(widget):
    """Beside the claims on a wide output, and in sight while one scrolls; above them on a narrow one."""
    page = widget("evidence", evidence_view(opened=["notice"]), EVIDENCE_LAYER, width=1300)
    pack, first = page.locator(".kit-pack"), item(page, "c1")
    assert pack.bounding_box()["x"] + pack.bounding_box()["width"] <= first.bounding_box()["x"]
    item(page, "c3").scroll_into_view_if_needed()
    page.mouse.wheel(0, 500)
    page.wait_for_timeout(60)
    assert 0 <= page.locator(".kit-side").bounding_box()["y"] < 60
    page.set_viewport_size({"width": 600, "height": 900})
    page.wait_for_timeout(60)
    assert pack.bounding_box()["y"] + pack.bounding_box()["height"] <= first.bounding_box()["y"]


# ------------------------------------------------------------------------------ the author of a case

MADE = "What does the pack make of it?"


def authored(**more) -> dict:
    """As the step of a draft shows it."""
    return evidence_view(open=True, opened=[d["id"] for d in DOCUMENTS], confidence=[], checkable=False) | more


def test_an_author_has_the_pack_open_and_is_not_asked_twice(widget):
    """No seal, no steps, nothing about the text alone; a verdict and its document are kept as any."""
    page = widget("evidence", authored())
    assert asked(page, "c1") == [MADE]
    assert page.locator(".kit-steps").count() == 0 and page.get_by_role("button", name="Open the pack").is_hidden()
    assert page.locator(".kit-doc-open:visible").count() == len(DOCUMENTS)
    assert "opened" not in page.locator(".kit-pack").inner_text()
    tick(page, "c1", MADE, "Refuted")
    assert asked(page, "c1") == [MADE, "Which document settles it?"]
    assert "Still to do: say which document settles it." in item(page, "c1").inner_text()
    tick(page, "c1", WHICH, DOCUMENTS[0]["title"])
    assert settled(page) == [verdict("c1", verdict="refuted", document=DOCUMENTS[0]["id"])]
    assert page.locator(".kit-count").first.inner_text().startswith("1 of 3 answered")
    assert "Before" not in item(page, "c1").inner_text()
    open_document(page, DOCUMENTS[1]["id"])
    assert document(page, DOCUMENTS[1]["id"]).locator(".kit-paper").is_visible() and opened_notes(page) == []


@pytest.mark.axe
def test_axe_finds_nothing_where_the_pack_is_open_from_the_beginning(widget):
    """With one claim answered."""
    page = widget("evidence", authored(), [verdict("c1", verdict="supported", document=DOCUMENTS[0]["id"])])
    assert axe_findings(page) == []


# ------------------------------------------------------------------------------- keyboard, undo


def test_everything_by_keyboard(widget):
    """Radios by arrows, the pack and its documents by Enter, and no key gets out."""
    page = widget("evidence", evidence_view(items=CLAIMS[:1]))
    tab_to(page, ".kit-unseal")
    page.evaluate(LISTEN)
    tab_to(page, "[data-item=c1] input")
    page.keyboard.press("Space")
    for _ in range(60):
        if page.evaluate("() => document.activeElement.matches('.kit-unseal')"):
            break
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert document(page, "notice").locator(".kit-sheet").is_visible()
    tab_to(page, "[data-item=c1] input:not([value=x])")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to(page, "[data-item=c1] input[value=notice]")
    page.keyboard.press("Space")
    tab_to(page, "[data-item=c1] .kit-sure input")
    page.keyboard.press("Space")
    made = settled(page)[0]
    assert (made["before"], made["verdict"], made["document"]) == ("supported", "refuted", "notice")
    assert made["confidence"] in (50, 60)
    tab_to(page, ".kit-check")
    page.keyboard.press("Enter")
    assert page.evaluate("() => W[0].sent.at(-1).type") == "check"
    for key in ("d", "d", "m", "a", "x", "Escape"):
        page.keyboard.press(key)
    assert page.evaluate("() => leaked") == []


def test_undo_and_redo_walk_through_every_step(widget):
    """Opening is no step; an undo elsewhere says where."""
    page = widget("evidence", evidence_view(opened=["notice"]), BEFORE)
    tick(page, "c1", PACK, "Refuted")
    tick(page, "c1", WHICH, DOCUMENTS[0]["title"])
    tick(page, "c1", "How sure", "70 %")
    whole = settled(page)
    for _ in range(3):
        page.get_by_role("button", name="Undo").click()
    assert settled(page) == BEFORE
    page.get_by_role("button", name="Claim 1 has changed: show it").click()
    assert page.evaluate("() => document.activeElement.textContent") == "Claim 1"
    for _ in range(3):
        page.keyboard.press("Control+Shift+z")
    assert settled(page) == whole


def test_answers_made_without_a_kernel_come_back(widget):
    """The journal draws and sends them again, and what was opened with them."""
    page = widget("evidence", evidence_view(), BEFORE, kernel="gone")
    page.get_by_role("button", name="Open the pack").click()
    open_document(page, "notice")
    tick(page, "c1", PACK, "Refuted")
    assert "Not connected" in page.locator(".kit-save").inner_text()
    page.evaluate("() => W[0].close()")
    mount(page, "evidence", evidence_view(), BEFORE, kernel="alive")
    assert settled(page)[0]["verdict"] == "refuted"
    assert opened_notes(page) == ["notice"]


# -------------------------------------------------------------------------------------- feedback


def test_check_paints_each_note_beside_its_claim(widget):
    """And says when the answer has changed since; how it was before the pack changes nothing."""
    page = widget("evidence", evidence_view(opened=["notice", "dive"]), EVIDENCE_LAYER)
    page.evaluate("reply => { W[0].reply = reply; }", EVIDENCE_FEEDBACK)
    page.get_by_role("button", name="Check").click()
    shown = item(page, "c2").locator(".kit-note")
    shown.wait_for()
    assert "✗" in shown.inner_text() and "It does not show what he saw." in shown.inner_text()
    assert "2 of 3 claims" in page.locator(".kit-feedback").inner_text()
    changed = item(page, "c2").locator(".kit-note-changed")
    tick(page, "c2", "How sure", "60 %")
    assert changed.is_hidden()
    tick(page, "c2", WHICH, "None of them")
    assert changed.is_visible()


def test_a_graded_task_has_no_check(widget):
    """It says that the answers are for the teacher."""
    page = widget("evidence", evidence_view(checkable=False))
    assert page.get_by_role("button", name="Check").count() == 0
    assert page.get_by_text("Saved for your teacher").is_visible()


# ------------------------------------------------------------------------------ looks and hostility


def open_all(page) -> None:
    for d in DOCUMENTS:
        open_document(page, d["id"])


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 550, 900, 1300])
def test_it_fits_a_phone_and_double_zoom(widget, width, dark):
    """No sideways scrolling but inside a table, no target under 24 px; sealed, and with everything open."""
    page = widget("evidence", evidence_view(), width=width, dark=dark)
    assert overflow(page) == [] and too_small(page) == []
    page.evaluate("() => W[0].close()")
    mount(page, "evidence", evidence_view(opened=["dive"]), EVIDENCE_LAYER, feedback=EVIDENCE_FEEDBACK)
    open_all(page)
    wide = page.evaluate(
        """() => [...document.querySelectorAll(".kit *")]
             .filter(e => e.checkVisibility() && !e.closest(".kit-unseen, .kit-scroll")
             && e.getBoundingClientRect().right > innerWidth + 0.5).map(e => e.className || e.tagName)"""
    )
    assert wide == [] and too_small(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """Sealed; with every document open; and with a note of each tone."""
    page = widget("evidence", evidence_view(), BEFORE[:1], dark=dark)
    assert axe_findings(page) == []
    page.evaluate("() => W[0].close()")
    notes = [note(t, "c1", t, "A reason.") for t in TONES] + EVIDENCE_FEEDBACK["notes"][1:]
    mount(
        page,
        "evidence",
        evidence_view(opened=["notice"]),
        EVIDENCE_LAYER,
        feedback=EVIDENCE_FEEDBACK | {"notes": notes},
    )
    open_all(page)
    assert axe_findings(page) == []


def test_hostile_text_is_shown_as_text(widget):
    """A document's html is the kernel's own; everything else is text."""
    bad = "<img src=x onerror='window.hacked=1'><script>window.hacked=1</script>"
    docs = [d | {"title": bad, "kind": bad, "source": bad, "note": bad} for d in DOCUMENTS]
    docs[1]["alt"] = bad
    feedback = {"checks": 1, "summary": bad, "notes": [note("wrong", "c1", bad, bad)]}
    view = evidence_view(
        title=bad, documents=docs, items=[CLAIMS[0] | dict.fromkeys(("before", "words", "after", "gist"), bad)]
    )
    page = widget("evidence", view, EVIDENCE_LAYER[:1], feedback=feedback)
    open_all(page)
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked === undefined && document.querySelectorAll('.kit img').length === 1")


@pytest.mark.parametrize(
    "broken", [{"items": None}, {"documents": []}, {"documents": [DOCUMENTS[0] | {"form": "film"}]}]
)
def test_a_broken_view_becomes_a_sentence(widget, broken):
    """Not an empty output; the article stands below."""
    page = widget("evidence", evidence_view(**broken))
    alert = page.get_by_role("alert").inner_text()
    assert "could not be drawn" in alert and "The bridge at Oster Sound" in alert


def test_the_python_half_loads_this_script():
    """The class hands out exactly what these tests draw."""
    from kit.widgets.evidence import Evidence

    made = Evidence(evidence_view(), [], on_op=lambda op: ([], {}), on_check=dict)
    assert made._esm == source("evidence")["script"] and made._css == source("evidence")["style"]
