"""Answers survive: reload, restart, a closed tab, a kernel shut down, a kernel killed in a burst."""

from __future__ import annotations

import json
import random
import re
import threading
import time

import pytest
from lab import PAGE_MS, lesson
from learner import words_of
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

MADE = [{"source": ["neighbour"], "cue": ["claimed"], "content": ["Sunday"]}]


def made_some(desk):
    """A lesson in which a learner has answered, and saved no notebook."""
    notebook = desk.open(desk.write("lesson.ipynb", lesson("who", "pairs", "check")))
    notebook.run()
    for word, key in (("neighbour", "s"), ("claimed", "c"), ("Sunday", "t")):
        notebook.mark(word, key)
    notebook.page.locator(".kit-pairs input[value=contradiction]").first.evaluate(
        "e => e.closest('.kit-item').querySelector('input[type=radio]').click()"
    )
    notebook.page.locator(".kit-pairs input[value=contradiction]").first.check()
    notebook.page.locator(".kit-sorter input[value=not]").first.check()
    notebook.wait_saved()
    return notebook


def assert_all_there(notebook) -> None:
    """Run All Cells brings back each answer, painted in the text and listed."""
    notebook.run()
    assert notebook.highlights() == notebook.painted() == MADE
    for chosen in (".kit-pairs input[value=contradiction]", ".kit-sorter input[value=not]"):
        widget = notebook.page.locator(f".kit:not([data-old]){chosen.split()[0]}")
        assert widget.locator(chosen.split()[1]).first.is_checked()


def test_a_reload_without_saving_loses_nothing(desk):
    """The page is loaded again, the notebook never saved: Run All Cells shows every answer."""
    notebook = made_some(desk)
    notebook.reload()
    assert_all_there(notebook)


def test_a_kernel_restart_loses_nothing(desk):
    """The kernel is restarted from the menu: Run All Cells shows every answer."""
    notebook = made_some(desk)
    notebook.restart()
    assert_all_there(notebook)


def test_a_tab_closed_unsaved_loses_nothing(desk):
    """The tab is closed unsaved and the notebook opened anew: Run All Cells shows every answer."""
    notebook = made_some(desk)
    notebook.close()
    assert_all_there(desk.open(notebook.path))


def test_the_plain_copy_is_readable_without_its_kernel(desk):
    """Saved, shut down and reopened, nothing run: the plain output says how much was answered,
    as of when, and unfolds to the words. The same in a copy that JupyterLab doesn't trust."""
    notebook = made_some(desk)
    notebook.run()
    notebook.save()
    notebook.close()
    desk.lab.shut_kernels_down(desk.name)
    saved = desk.folder / "lesson.ipynb"
    foreign = json.loads(saved.read_text(encoding="utf-8"))
    del foreign["metadata"]["kernelspec"]["language"]
    foreign["cells"][0]["source"] = "# From somebody else"
    foreign["cells"].append(foreign["cells"][0] | {"id": "more", "source": "Copied."})
    (desk.folder / "copy.ipynb").write_text(json.dumps(foreign), encoding="utf-8")

    for name, trusted in (("lesson.ipynb", True), ("copy.ipynb", False)):
        reopened = desk.open(f"{desk.name}/{name}", ready=False)
        page = reopened.page
        trust = page.evaluate("() => window.jupyterapp.shell.currentWidget.content.model.cells.get(2).trusted")
        assert trust is trusted
        plain = page.locator(".jp-OutputArea-output details", has_text="when this cell ran").first
        # The output is in the page before JupyterLab has painted it, and only what is painted can be read.
        painted = {"use_inner_text": True, "timeout": PAGE_MS}
        expect(plain).to_contain_text(re.compile(r"1 attribution highlighted, as of \d\d:\d\d"), **painted)
        plain.locator("summary").click()
        expect(plain).to_contain_text("that the wheel had broken on", **painted)
        expect(plain.locator("mark", has_text="neighbour").first).to_be_visible(timeout=PAGE_MS)
        reopened.close()


def test_the_save_line_tells_where_the_answers_are(desk):
    """While the kernel is dead the line says that the answer is kept in the browser only, and
    never "Saved"; after Run All Cells it says Saved and when, and the answer is on disk."""
    notebook = desk.open(desk.write("lesson.ipynb", lesson("who")))
    notebook.run()
    notebook.mark("neighbour", "s")
    line = notebook.widget("marker").locator(".kit-save")
    assert re.fullmatch(r"Saved \d\d:\d\d", line.inner_text())
    notebook.kill()
    notebook.pass_dialog()
    notebook.double_click("claimed")
    notebook.page.keyboard.press("c")
    assert "Saved" not in line.inner_text()
    notebook.page.wait_for_selector(".kit-save[data-state=offline]")
    assert "Not connected" in line.inner_text() and "this browser" in line.inner_text()
    assert ["cue" in v for v in desk.kept("who").values()] == [False]
    notebook.wait_idle()
    notebook.run()
    notebook.wait_saved()
    assert re.fullmatch(r"Saved \d\d:\d\d", line.inner_text())
    assert [v["cue"][0]["words"] for v in desk.kept("who").values()] == ["claimed"]


# --------------------------------------------------------------------------------------- the kill

TRIALS = 20
STEPS = 30
ROLES = {"s": "source", "c": "cue", "t": "content"}

# The steps are played inside the page, because JupyterLab's "Kernel Restarting" dialog takes the
# keyboard half a second after the kernel's death.
BURST = """steps => {
  const root = document.querySelector(".kit-marker:not([data-old])");
  const press = (key, more = {}) => root.querySelector(".kit-s[tabindex='0']").dispatchEvent(
    new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true, ...more}));
  window.burst = {times: [], done: false};
  (async () => {
    for (const step of steps) {
      if (step.undo) press("z", {ctrlKey: true});
      else {
        if (step.fresh) press("n");
        press("ArrowRight");
        press(step.key);
      }
      window.burst.times.push(Date.now());
      await new Promise(done => setTimeout(done, step.pause));
    }
    window.burst.done = true;
  })();
}"""


def plan(seed: int) -> tuple[list[dict], float]:
    """Thirty steps, and the moment of the kernel's death in seconds after the first."""
    dice = random.Random(seed)
    steps, marks = [], 0
    for _ in range(STEPS):
        step = {"pause": dice.randint(5, 40)}
        if marks and dice.random() < 0.2:
            step |= {"undo": True}
            marks -= 1
        else:
            step |= {"key": dice.choice("sct"), "fresh": dice.random() < 0.3}
            marks += 1
        steps.append(step)
    whole = sum(step["pause"] for step in steps) / 1000
    return steps, dice.uniform(0.05, 0.95) * whole


def what_was_done(steps: list[dict], words: list[str]) -> list[dict[str, list[str]]]:
    """What the learner did, worked out here: role to words of each highlight, in reading order."""
    done, current, next_word = [], 0, 0
    for step in steps:
        if step.get("undo"):
            done.pop()
            continue
        current += step["fresh"]
        done.append((current, ROLES[step["key"]], next_word))
        next_word += 1
    highlights = {}
    for highlight, role, word in done:
        empty = {"source": [], "cue": [], "content": []}
        highlights.setdefault(highlight, empty)[role].append(word)
    ordered = sorted(highlights.values(), key=lambda h: min(w for ws in h.values() for w in ws))
    return [{role: [words[w] for w in ws] for role, ws in h.items()} for h in ordered]


def test_a_kernel_killed_in_a_burst_loses_nothing(desk):
    """Twenty times, thirty steps with undo among them, and in their midst the kernel is killed
    with SIGKILL: the learner says OK to the dialog, runs all cells, and each step is there, in the
    list, in the text, and on disk. The order of what reached the disk doesn't matter."""
    tasks = desk.folder / "cases" / "mill" / "tasks.yaml"
    one = tasks.read_text(encoding="utf-8").split("- id: ")[1]
    text = "".join(f"- id: {one.replace('who', f'trial-{n}', 1)}" for n in range(TRIALS))
    tasks.write_text(text, encoding="utf-8")
    now = desk.folder / "now.txt"
    cells = ["import kit", 'kit.task("cases/mill/" + open("now.txt").read())']
    notebook = desk.open(desk.write("burst.ipynb", cells))
    page, in_the_midst = notebook.page, 0
    for trial in range(TRIALS):
        now.write_text(f"trial-{trial}")
        notebook.run()
        text = page.locator(".kit-marker:not([data-old]) .kit-s").all_inner_texts()
        steps, moment = plan(trial)
        expected = what_was_done(steps, words_of(" ".join(text)))
        pid, killed = notebook.pid(), []
        timer = threading.Timer(moment, lambda p=pid, k=killed: (notebook.kill(p), k.append(time.time())))
        page.evaluate(BURST, steps)
        timer.start()
        page.wait_for_function("() => window.burst.done")
        timer.join()
        before = sum(t / 1000 < killed[0] for t in page.evaluate("() => window.burst.times"))
        on_disk = len(desk.operations(f"trial-{trial}"))
        in_the_midst += before < STEPS
        where = f"trial {trial}: killed after step {before}, {on_disk} operations were on disk"
        assert notebook.highlights() == notebook.painted() == expected, f"{where}, before the run"

        notebook.pass_dialog()
        notebook.wait_idle()
        notebook.run()
        assert notebook.highlights() == notebook.painted() == expected, where
        notebook.wait_nothing_pending()
        assert notebook.highlights() == expected, f"{where}, after the replay"
        assert roles_of(desk.kept(f"trial-{trial}")) == roles_as_sets(expected), where
        print(where)
    assert in_the_midst >= TRIALS * 3 // 4, "the kernel was mostly killed after the burst"


def roles_of(kept: dict[str, dict]) -> list:
    rows = [
        {role: words_of(" ".join(part["words"] for part in value.get(role, ()))) for role in ROLES.values()}
        for value in kept.values()
        if value.get("type") == "attribution"
    ]
    return roles_as_sets(rows)


def roles_as_sets(rows: list[dict]) -> list:
    """Highlights without their order, to compare with what is on disk."""
    return sorted(sorted((role, sorted(words)) for role, words in row.items()) for row in rows)
