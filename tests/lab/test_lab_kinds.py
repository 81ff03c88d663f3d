"""Each newer kind of task in JupyterLab: answered by the keyboard alone, saved, checked, and there again."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser


def begun(desk, name: str, kind: str):
    """A small notebook with this task, run, and the focus in front of it."""
    notebook = desk.open(desk.write("lesson.ipynb", ["import kit", f'kit.task("{name}")']))
    notebook.run()
    notebook.enter(kind)
    return notebook


def press(notebook, what: str, key: str = "Enter", back: bool = False) -> None:
    """Go there by Tab, and press the key."""
    notebook.tab_to(what, limit=250, key="Shift+Tab" if back else "Tab")
    notebook.page.keyboard.press(key)


def check(notebook, sees: str) -> None:
    """Press Check, and wait for what it brings."""
    notebook.wait_saved()
    press(notebook, ".kit-check")
    notebook.widget().locator(sees).first.wait_for()


def come_back(notebook) -> None:
    """The kernel is restarted and the page loaded again, unsaved; then Run All Cells."""
    notebook.restart()
    notebook.reload()
    notebook.run()


def checks_on_disk(desk, task: str, case: str) -> int:
    return [o.get("what") for o in desk.operations(task, case)].count("checked")


def test_a_chain(desk):
    """Two voices are put in order and moved; the chain is drawn again as it was left."""
    notebook = begun(desk, "bridge/chain-1", "chain")
    item = "[data-item=c10]"
    names = notebook.widget("chain").locator(f"{item} .kit-add").all_inner_texts()
    for n in (0, 1):
        press(notebook, f"{item} .kit-voices > :nth-child({n + 1})")
    press(notebook, f"{item} .kit-sure input", "Space")
    check(notebook, f"{item} .kit-note")
    kept = desk.kept("chain-1", "bridge")["c10"]
    assert len(kept["voices"]) == 2 and kept["confidence"] == 50
    assert checks_on_disk(desk, "chain-1", "bridge") == 1
    come_back(notebook)
    drawn = notebook.widget("chain").locator(f"{item} .kit-voice-name").all_inner_texts()
    assert drawn == [name.lstrip("+✓ \n") for name in names[:2]]
    assert notebook.widget("chain").locator(f"{item} .kit-note").count() == 1


def test_an_open_pair(desk):
    """Two claims make a pair in two steps; it is there again with its relation."""
    notebook = begun(desk, "bridge/pairs-2", "pairs")
    claims = notebook.widget("pairs").locator(".kit-row")
    first, second = (claims.nth(n).get_attribute("data-claim") for n in (0, 2))
    press(notebook, f"[data-claim={first}] .kit-choose")
    press(notebook, f"[data-claim={second}] .kit-choose")
    press(notebook, ".kit-yesno input", "Space")
    press(notebook, ".kit-item input[value=contradiction]", "Space")
    check(notebook, ".kit-feedback .kit-summary")
    id = f"{first}+{second}"
    kept = desk.kept("pairs-2", "bridge")
    assert list(kept) == [id] and kept[id]["relation"] == "contradiction"
    assert checks_on_disk(desk, "pairs-2", "bridge") == 1
    come_back(notebook)
    item = notebook.widget("pairs").locator(f"[data-item='{id}']")
    assert item.locator("input[value=contradiction]").is_checked()


def test_a_card_of_a_deck(desk):
    """One card is answered and checked alone; its number says so afterwards, and the next card is in sight."""
    notebook = begun(desk, "decks/credited", "items")
    press(notebook, ".kit-card:not([hidden]) input", "Space")
    check(notebook, ".kit-here .kit-note")
    [(id, kept)] = desk.kept("credited", "decks").items()
    assert kept["option"]
    assert [o["id"] for o in desk.operations("credited", "decks") if o.get("what") == "checked"] == [id]
    come_back(notebook)
    deck = notebook.widget("items")
    assert deck.locator(".kit-number").first.get_attribute("data-state") in ("right", "wrong", "half")
    assert deck.locator(".kit-number").nth(1).get_attribute("aria-current") == "step"
    press(notebook, ".kit-items .kit-number:first-child")
    assert deck.locator(f"[data-item={id}] input[value={kept['option']}]").is_checked()


def test_a_document_of_a_pack(desk):
    """A claim is judged, a document opened and named. What was opened is known when only the page is loaded again,
    and when the kernel is another one."""
    notebook = begun(desk, "bridge/pack-1", "evidence")
    evidence = notebook.widget("evidence")
    item = evidence.locator(".kit-item").first.get_attribute("data-item")
    press(notebook, f"[data-item={item}] input", "Space")
    press(notebook, ".kit-unseal", back=True)
    press(notebook, ".kit-doc-open")
    assert evidence.locator(".kit-sheet:visible").inner_text()
    press(notebook, f"[data-item={item}] input", "Space")
    press(notebook, f"[data-item={item}] .kit-rows input", "Space")
    check(notebook, f"[data-item={item}] .kit-note")
    kept = desk.kept("pack-1", "bridge")[item]
    opened = [o["id"] for o in desk.operations("pack-1", "bridge") if o.get("what") == "opened"]
    assert kept["before"] == kept["verdict"] == "supported" and [kept["document"]] == opened

    def states() -> list[str]:
        rows = notebook.widget("evidence").locator(".kit-doc")
        return sorted(rows.evaluate_all("all => all.map(e => e.dataset.state)"), reverse=True)

    seen = states()
    assert seen[:2] == ["opened", "closed"]
    notebook.save()
    notebook.reload()
    notebook.wait_painted()
    assert states() == seen
    come_back(notebook)
    assert states() == seen
    checked = notebook.widget("evidence").locator(f"[data-item={item}] input:checked")
    assert [e.get_attribute("value") for e in checked.all()][-2:] == ["supported", kept["document"]]


def test_a_brief(desk):
    """A text is written, compared with the samples and rated; all three are there again."""
    notebook = begun(desk, "flood/brief-1", "brief")
    notebook.tab_to("textarea")
    words = "The county counts two dead; who called the siren late is one resident."
    notebook.page.keyboard.type(words)
    press(notebook, ".kit-check")
    notebook.widget("brief").locator(".kit-sample").first.wait_for()
    press(notebook, ".kit-ratings input", "Space")
    notebook.wait_saved()
    kept = desk.kept("brief-1", "flood")
    assert [v.get("text", v.get("level")) for v in kept.values()] == [words, "weak"]
    come_back(notebook)
    brief = notebook.widget("brief")
    assert brief.locator("textarea").first.input_value() == words
    assert brief.locator(".kit-sample").count() == 3
    assert brief.locator(".kit-ratings input[value=weak]").first.is_checked()
