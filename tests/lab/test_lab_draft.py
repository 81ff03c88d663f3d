"""A teacher makes a case in JupyterLab: pastes, is cut off, goes on another day, and saves it with a button."""

from __future__ import annotations

import json
import shutil

import pytest
from drafts import TEXT, complete
from lab import ROOT

from kit.authoring import check_case
from kit.drafting import Draft

pytestmark = pytest.mark.browser

NOTEBOOK = json.loads((ROOT / "solutions" / "new-case.ipynb").read_text(encoding="utf-8"))
CELLS = ["".join(c["source"]) for c in NOTEBOOK["cells"] if c["cell_type"] == "code"]


def test_a_text_is_pasted_kept_and_gone_on_with(desk):
    """The kernel is killed in between: the sentences and the answers are there again, and the next step opens."""
    notebook = desk.open(desk.write("new-case.ipynb", CELLS[:3]))
    notebook.run()
    page = notebook.page
    page.get_by_label("Paste the article here").fill(TEXT)
    page.get_by_role("button", name="Take this text").click()
    page.locator("[data-sentence='p1s1']").wait_for()
    page.get_by_label("What is its title?").fill("A fire in Mill Lane")
    page.get_by_role("radio", name="an invented text").check()
    page.get_by_label("Where does it come from?").fill("Written for a test.")
    page.get_by_label("Under which licence may it be used?").fill("CC0")
    page.locator(".kit-state[data-done=true]").wait_for()
    notebook.wait_saved()
    notebook.kill()
    made = Draft("my-article", desk.folder / "drafts" / "my-article")
    assert made.missing() == [] and (made.folder / "source.txt").read_text(encoding="utf-8") == TEXT
    notebook.close()
    again = desk.open("/".join([desk.name, "new-case.ipynb"]))
    again.run()
    assert again.page.get_by_label("What is its title?").input_value() == "A fire in Mill Lane"
    again.page.locator(".kit-marker:not([data-old])").wait_for()
    assert "The text: ready" in again.page.locator(".jp-OutputArea").first.inner_text().replace("\t", ": ")


def test_a_whole_draft_is_checked_and_saved_with_buttons(desk, tmp_path):
    """Run All Cells goes through every step; the case then lies beside the notebook and is fit."""
    complete(Draft("my-article", tmp_path / "made"))
    shutil.copytree(tmp_path / "made", desk.folder / "drafts" / "my-article")
    notebook = desk.open(desk.write("new-case.ipynb", CELLS))
    notebook.run()
    plan = notebook.widget("plan")
    plan.get_by_role("button", name="Check the case").click()
    plan.locator(".kit-summary", has_text="Nothing is lacking.").wait_for()
    plan.get_by_role("button", name="Save the case").click()
    plan.locator(".kit-summary", has_text="Saved in cases/my-article.").wait_for()
    assert check_case(desk.folder / "cases" / "my-article") == []
