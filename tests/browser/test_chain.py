"""The chain: the voices of a statement in order, and where all statements of a task come from."""

from __future__ import annotations

import pytest
from harness import axe_findings, mount, source
from test_pairs import LISTEN, item, overflow, settled, tab_to, too_small
from views_chain_brief import ALL_CHAINS, CHAIN_FEEDBACK, HALF_CHAINS, VOICES, chain, chain_view, origins

pytestmark = pytest.mark.browser


def add(page, id: str, name: str) -> None:
    item(page, id).get_by_role("button", name=f"Add: {name}").click()


def control(page, id: str, name: str):
    return item(page, id).get_by_role("button", name=name, exact=True)


def boxes(page, id: str) -> list[str]:
    """What stands in the drawn chain, in its order."""
    return (
        item(page, id)
        .locator(".kit-way .kit-box:visible")
        .evaluate_all("es => es.map(e => (e.querySelector('.kit-voice-name') ?? e).textContent)")
    )


def focused(page) -> str:
    return page.evaluate(
        "() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"
    )


def spoken(page, words: str) -> None:
    """Wait until the live region has said it."""
    page.wait_for_function("w => document.querySelector('[role=status]').textContent.includes(w)", arg=words)


COUNCIL, ENGINEER, BAKER = (v["name"] for v in VOICES[:3])

# ------------------------------------------------------------------------------------- answering


def test_a_statement_stands_in_its_sentence_with_an_empty_chain(widget):
    """Reader and article are there already; the next place waits; every voice is a button with its name."""
    page = widget("chain", chain_view())
    assert item(page, "c2").locator("mark").inner_text() == "rust in two of the cables"
    assert boxes(page, "c2") == ["You, the reader", "This article", "Who comes here?", "Where this began"]
    buttons = item(page, "c2").get_by_role("button", name="Add: ")
    assert buttons.count() == len(VOICES)
    assert item(page, "c2").locator("fieldset:visible").count() == 0


def test_a_whole_chain_by_mouse(widget):
    """Each button adds the next voice; the hops are told in words, and how sure is asked."""
    page = widget("chain", chain_view())
    add(page, "c2", COUNCIL)
    add(page, "c2", ENGINEER)
    assert boxes(page, "c2") == ["You, the reader", "This article", COUNCIL, ENGINEER, "Where this began"]
    hops = item(page, "c2").locator(".kit-hops").inner_text()
    assert hops.startswith("2 voices stand between the article and where this began")
    item(page, "c2").locator("input[value='80']").click()
    assert settled(page) == [chain("c2", "council", "engineer", confidence=80)]
    assert "Answered" in item(page, "c2").locator(".kit-state").inner_text()


def test_voices_move_and_go(widget):
    """Nearer, further, remove; the focus stays with the voice, then goes to the next one."""
    page = widget("chain", chain_view(), HALF_CHAINS)
    add(page, "c2", BAKER)
    control(page, "c2", f"Move {BAKER} nearer to you").click()
    assert settled(page)[1]["voices"] == ["council", "baker", "engineer"]
    assert focused(page) == f"Move {BAKER} nearer to you"
    control(page, "c2", f"Move {COUNCIL} further from you").click()
    assert settled(page)[1]["voices"] == ["baker", "council", "engineer"]
    control(page, "c2", f"Remove {COUNCIL} from the chain").click()
    assert settled(page)[1]["voices"] == ["baker", "engineer"]
    assert focused(page) == f"Remove {ENGINEER} from the chain"
    control(page, "c2", f"Remove {ENGINEER} from the chain").click()
    assert focused(page) == f"Remove {BAKER} from the chain"
    assert settled(page)[1]["confidence"] == 80


def test_at_its_end_a_voice_stays_where_it_is(widget):
    """The button says so, is still in reach, and nothing is sent."""
    page = widget("chain", chain_view(), HALF_CHAINS)
    for words in (f"Move {COUNCIL} nearer to you", f"Move {ENGINEER} further from you"):
        assert control(page, "c2", words).get_attribute("aria-disabled") == "true"
        control(page, "c2", words).focus()
        page.keyboard.press("Enter")
    spoken(page, f"{ENGINEER} is already the farthest from you")
    item(page, "c2").locator("[data-add='council']").focus()
    page.keyboard.press("Enter")
    spoken(page, f"{COUNCIL} is in the chain already")
    assert page.evaluate("() => W[0].sent") == []


def test_the_article_itself_is_an_explicit_answer(widget):
    """No voice is an answer of its own; pressed again it is none; a voice takes its place."""
    page = widget("chain", chain_view())
    nobody = item(page, "c4").get_by_role("button", name="Nobody else: the article says it itself")
    nobody.click()
    assert settled(page) == [chain("c4")]
    assert nobody.get_attribute("aria-pressed") == "true"
    assert "the article says it itself" in item(page, "c4").locator(".kit-hops").inner_text()
    assert boxes(page, "c4") == ["You, the reader", "This article", "Where this began"]
    nobody.click()
    assert settled(page) == []
    assert "Not answered" in item(page, "c4").locator(".kit-state").inner_text()
    nobody.click()
    add(page, "c4", BAKER)
    assert settled(page) == [chain("c4", "baker")]
    nobody.click()
    spoken(page, "Your chain of 1 voice is put away")
    assert settled(page) == [chain("c4")]


def test_with_its_last_voice_the_answer_goes(widget):
    """An empty chain would say that the article says it itself."""
    page = widget("chain", chain_view(), HALF_CHAINS)
    control(page, "c1", f"Remove {COUNCIL} from the chain").click()
    assert settled(page) == [HALF_CHAINS[1]]
    assert page.evaluate("() => W[0].sent.at(-1).op.op") == "drop"
    assert focused(page) == f"Add: {COUNCIL}"
    page.keyboard.press("Control+z")
    assert chain("c1", "council") in settled(page)


def test_everything_by_keyboard_alone(widget):
    """Tab, Enter, Space and arrows build, order and answer; the focus is always where one goes on."""
    page = widget("chain", chain_view())
    tab_to(page, "[data-item='c2'] [data-add='engineer']")
    page.keyboard.press("Enter")
    assert focused(page) == f"Add: {ENGINEER} (in the chain)"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert settled(page)[0]["voices"] == ["engineer", "council"]
    page.locator("[data-item='c2'] .kit-item-name").evaluate("e => e.focus()")
    tab_to(page, f"[data-item='c2'] [aria-label='Move {COUNCIL} nearer to you']")
    page.keyboard.press("Enter")
    assert settled(page)[0]["voices"] == ["council", "engineer"]
    assert focused(page) == f"Move {COUNCIL} nearer to you"
    tab_to(page, "[data-item='c2'] .kit-sure input")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    tab_to(page, "[data-item='c3'] [data-add='baker']")
    page.keyboard.press("Enter")
    page.locator("[data-item='c3'] .kit-item-name").evaluate("e => e.focus()")
    tab_to(page, f"[aria-label='Remove {BAKER} from the chain']")
    page.keyboard.press("Enter")
    tab_to(page, "[data-item='c4'] .kit-itself")
    page.keyboard.press("Space")
    tab_to(page, "[data-item='origins'] input")
    page.keyboard.press("ArrowDown")
    made = {a["id"]: a for a in settled(page)}
    assert set(made) == {"c2", "c4", "origins"}
    assert made["c2"]["confidence"] == 60 and made["c4"]["voices"] == []
    assert made["origins"]["option"] == "2"
    tab_to(page, ".kit-check")
    page.keyboard.press("Enter")
    assert page.evaluate("() => W[0].sent.at(-1).type") == "check"


def test_what_was_done_is_spoken(widget):
    """Politely, by the one live region: the act and what stands there now."""
    page = widget("chain", chain_view())
    assert page.get_by_role("status").count() == 1
    add(page, "c2", ENGINEER)
    spoken(page, f"{ENGINEER} added, the farthest from you. 1 voice stands between")
    add(page, "c2", COUNCIL)
    control(page, "c2", f"Move {COUNCIL} nearer to you").click()
    spoken(page, f"{COUNCIL} is now number 1 of 2, counted from the article.")
    control(page, "c2", f"Remove {COUNCIL} from the chain").click()
    spoken(page, f"{COUNCIL} removed. 1 voice")
    page.keyboard.press("Control+z")
    spoken(page, f"Undone: Statement 2, remove {COUNCIL}")


def test_no_key_reaches_jupyterlab(widget):
    """Letters and arrows stay inside, on buttons as on radios."""
    page = widget("chain", chain_view(), HALF_CHAINS)
    page.evaluate(LISTEN)
    for selector in ("[data-add='baker']", ".kit-move", ".kit-itself", "[data-item='c2'] input"):
        page.locator(selector).first.focus()
        for key in ("d", "d", "m", "b", "Escape", "ArrowDown"):
            page.keyboard.press(key)
    assert page.evaluate("() => leaked") == []


def test_a_chain_that_was_begun_waits_to_be_gone_on_with(widget):
    """Untouched it is no answer yet; a voice more, or how sure, makes it the learner's own."""
    begun = [chain("c1", "council", given=True), chain("c2", "council", given=True)]
    page = widget("chain", chain_view(), begun)
    assert item(page, "c1").get_by_text("filled in for you").is_visible()
    assert "Incomplete" in item(page, "c1").locator(".kit-state").inner_text()
    item(page, "c1").locator("input[value='90']").click()
    add(page, "c2", ENGINEER)
    assert settled(page) == [chain("c1", "council", confidence=90), chain("c2", "council", "engineer")]
    assert page.locator(".kit-count").first.inner_text() == "2 of 6 answered"


# --------------------------------------------------------------------------------- undo, journal


def test_undo_and_redo_walk_through_every_step(widget):
    """Adding, moving, removing, nobody else, how sure, origins: each is one step."""
    page = widget("chain", chain_view())
    add(page, "c2", ENGINEER)
    add(page, "c2", COUNCIL)
    control(page, "c2", f"Move {COUNCIL} nearer to you").click()
    item(page, "c2").locator("input[value='70']").click()
    item(page, "origins").locator("input[value='3']").click()
    item(page, "c4").get_by_role("button", name="Nobody else").click()
    control(page, "c2", f"Remove {ENGINEER} from the chain").click()
    whole = settled(page)
    for _ in range(7):
        page.keyboard.press("Control+z")
    assert settled(page) == []
    for _ in range(7):
        page.get_by_role("button", name="Redo").click()
    assert settled(page) == whole == [chain("c2", "council", confidence=70), origins("3"), chain("c4")]


def test_an_undo_keeps_the_focus_close(widget):
    """When the box that has the focus goes, the focus goes to the button that brings it back."""
    page = widget("chain", chain_view())
    add(page, "c2", ENGINEER)
    control(page, "c2", f"Remove {ENGINEER} from the chain").focus()
    page.keyboard.press("Control+z")
    assert focused(page) == f"Add: {ENGINEER}"


def test_answers_made_without_a_kernel_come_back(widget):
    """The journal draws and sends them again."""
    page = widget("chain", chain_view(), kernel="gone")
    add(page, "c2", COUNCIL)
    add(page, "c2", ENGINEER)
    item(page, "origins").locator("input[value='2']").click()
    assert "Not connected" in page.locator(".kit-save").inner_text()
    page.evaluate("() => W[0].close()")
    mount(page, "chain", chain_view(), kernel="alive")
    assert boxes(page, "c2")[2:4] == [COUNCIL, ENGINEER]
    assert settled(page) == [chain("c2", "council", "engineer"), origins("2")]


def test_a_layer_from_elsewhere_draws_what_it_can(widget):
    """A voice twice stands once; one that the view does not know has its id."""
    page = widget("chain", chain_view(), [chain("c1", "council", "council", "gone-voice")])
    assert boxes(page, "c1")[2:4] == [COUNCIL, "gone-voice"]


# --------------------------------------------------------------------------------------- origins


def words(page) -> list[str]:
    return item(page, "origins").locator(".kit-words-list li").all_inner_texts()


def test_all_chains_make_one_picture_and_the_same_in_words(widget):
    """It is drawn from the learner's own chains, and again when one changes."""
    page = widget("chain", chain_view())
    own = item(page, "origins")
    assert own.get_by_role("heading", name="All statements together").is_visible()
    assert own.get_by_role("img").count() == 0 and "so far there are none" in own.inner_text()
    add(page, "c2", COUNCIL)
    add(page, "c2", ENGINEER)
    add(page, "c3", COUNCIL)
    add(page, "c5", BAKER)
    item(page, "c4").get_by_role("button", name="Nobody else").click()
    picture = own.get_by_role("img", name="4 statements lead to 4 places; chains end at 4 of them")
    picture.wait_for()
    assert picture.locator(".kit-dot").count() == 5 and picture.locator(".kit-dot-open").count() == 1
    assert picture.locator(".kit-node-end").count() == 4
    assert words(page) == [
        f"{COUNCIL}: reached by 2 statements (2 and 3); 3 ends here, 2 on to {ENGINEER}.",
        "The article itself: 1 statement (4), with nobody else behind it.",
        "A baker (P3): reached by 1 statement (5); it ends here.",
        f"{ENGINEER}: reached by 1 statement (2); it ends here.",
        "Without a chain so far: 1 statement (1).",
    ]
    add(page, "c3", ENGINEER)
    own.get_by_role("img", name="chains end at 3 of them").wait_for()


def test_the_number_of_origins_is_an_answer(widget):
    """Radios from one to the number of statements; it counts as one more thing to answer."""
    page = widget("chain", chain_view())
    radios = item(page, "origins").get_by_role("radio")
    assert [r.get_attribute("value") for r in radios.all()] == ["1", "2", "3", "4", "5"]
    radios.nth(2).click()
    assert settled(page) == [origins("3")]
    assert page.locator(".kit-count").first.inner_text() == "1 of 6 answered"


def test_a_task_without_the_field_does_not_ask(widget):
    """Then there is no picture either."""
    page = widget("chain", chain_view(fields=()), ALL_CHAINS[:5])
    assert item(page, "origins").count() == 0 and page.get_by_role("img").count() == 0
    assert page.locator(".kit-count").first.inner_text() == "5 of 5 answered"


@pytest.mark.parametrize("width", [320, 900])
def test_every_word_of_the_picture_stands_in_its_box(widget, width):
    """Boxes overlap nowhere, also where two voices each stand behind the other."""
    page = widget("chain", chain_view(), ALL_CHAINS, width=width)
    page.get_by_role("img", name="Your chains as a picture").wait_for()
    found = page.evaluate("""() => {
      const rect = e => e.getBoundingClientRect(), bad = [];
      const nodes = [...document.querySelectorAll(".kit-node")];
      for (const g of nodes) for (const t of g.querySelectorAll("text")) {
        const a = rect(g.querySelector("rect")), b = rect(t);
        const inside = b.left >= a.left && b.right <= a.right && b.top >= a.top - 1 && b.bottom <= a.bottom + 1;
        if (!inside) bad.push(t.textContent);
      }
      const all = nodes.map(g => rect(g.querySelector("rect")));
      all.forEach((a, i) => all.forEach((b, k) => { if (i < k && a.left < b.right && b.left < a.right
        && a.top < b.bottom && b.top < a.bottom) bad.push([i, k]); }));
      return bad;
    }""")
    assert found == []


# -------------------------------------------------------------------------------------- feedback


def test_check_paints_each_note_beside_its_statement(widget):
    """The note about origins stands with the picture; a changed chain says so, and how sure changes nothing."""
    page = widget("chain", chain_view(), ALL_CHAINS)
    page.evaluate("reply => { W[0].reply = reply; }", CHAIN_FEEDBACK)
    page.get_by_role("button", name="Check").click()
    item(page, "origins").locator(".kit-note").wait_for()
    assert "At most 3" in item(page, "origins").locator(".kit-note").inner_text()
    assert page.locator(".kit-feedback .kit-note").count() == 0
    changed = item(page, "c2").locator(".kit-note-changed")
    item(page, "c2").locator("input[value='70']").click()
    assert changed.is_hidden()
    control(page, "c2", f"Move {COUNCIL} nearer to you").click()
    assert changed.inner_text() == "changed since this check"
    page.get_by_role("button", name="All statements together: Not this").click()
    assert page.evaluate("() => document.activeElement.textContent") == "All statements together"


def test_a_graded_task_has_no_check(widget):
    """It says that the answers are for the teacher."""
    page = widget("chain", chain_view(checkable=False, notice="An earlier answer could not be placed."))
    assert page.get_by_role("button", name="Check").count() == 0
    assert page.get_by_text("Saved for your teacher").is_visible()
    assert page.get_by_role("note").inner_text() == "An earlier answer could not be placed."


@pytest.mark.parametrize("broken", [{"voices": 3}, {"items": [None]}, {"task": ""}], ids=str)
def test_a_broken_view_becomes_a_notice(widget, broken):
    """A sentence in the widget's place, never an empty output."""
    page = widget("chain", chain_view(**broken))
    assert "could not be drawn" in page.get_by_role("alert").inner_text()


# ----------------------------------------------------------------------------- looks and hostility


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [320, 550, 1100])
def test_it_fits_a_phone_and_double_zoom(widget, width, dark):
    """No sideways scrolling, no target under 24 px; long chains run downwards."""
    layer = [chain("c1", *(v["id"] for v in VOICES)), *ALL_CHAINS[1:]]
    page = widget("chain", chain_view(), layer, feedback=CHAIN_FEEDBACK, width=width, dark=dark)
    page.get_by_role("img", name="Your chains as a picture").wait_for()
    assert overflow(page) == [] and too_small(page) == []
    across = item(page, "c4").locator(".kit-way").evaluate("e => getComputedStyle(e).flexDirection")
    assert across == ("column" if width == 320 else "row")
    long = item(page, "c1").locator(".kit-way").evaluate("e => getComputedStyle(e).flexDirection")
    assert long == "column"


def test_forced_colours_keep_every_line(widget):
    """The system's own colours draw the picture and the boxes."""
    page = widget("chain", chain_view(), ALL_CHAINS, forced_colors="active")
    page.get_by_role("img", name="Your chains as a picture").wait_for()
    seen = page.evaluate("""() => {
      const probe = document.createElement("i");
      probe.style.color = "CanvasText";
      document.body.append(probe);
      const ink = getComputedStyle(probe).color;
      return [".kit-flow", ".kit-node rect", ".kit-arrow path"].map(
        s => getComputedStyle(document.querySelector(s)).stroke === ink);
    }""")
    assert seen == [True, True, True]


@pytest.mark.axe
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(widget, dark):
    """In either theme: answered and explained, and with nothing answered."""
    page = widget("chain", chain_view(), ALL_CHAINS, feedback=CHAIN_FEEDBACK, dark=dark)
    page.get_by_role("img", name="Your chains as a picture").wait_for()
    assert axe_findings(page) == []
    page.evaluate("() => W[0].close()")
    mount(page, "chain", chain_view(checkable=False))
    assert axe_findings(page) == []


def test_hostile_text_is_shown_as_text(widget):
    """Nothing that a case or a note says becomes part of the page."""
    bad = "<img src=x onerror='window.hacked=1'>"
    view = chain_view(title=bad, prompt=bad, voices=[{"id": "council", "name": bad}])
    view["items"] = [s | {"before": bad, "gist": bad} for s in view["items"]]
    notes = [{"tone": bad, "annotation": "c1", "title": bad, "text": bad}]
    feedback = {"checks": 1, "summary": bad, "notes": notes}
    page = widget("chain", view, HALF_CHAINS, feedback=feedback)
    page.get_by_role("img", name="Your chains as a picture").wait_for()
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img')")
    assert boxes(page, "c1")[2] == bad


def test_the_python_half_loads_this_script():
    """The class hands out exactly what these tests draw."""
    from kit.widgets.chain import Chain

    made = Chain(chain_view(), [], on_op=lambda op: ([], {}), on_check=dict)
    assert made._esm == source("chain")["script"] and made._css == source("chain")["style"]
