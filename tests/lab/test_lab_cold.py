"""Cold: a notebook nobody has run, and nothing but Run All Cells."""

from __future__ import annotations

import re
import shutil

import pytest
from lab import ROOT, lesson

pytestmark = pytest.mark.browser

NOTEBOOKS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("notebooks/*.ipynb", "exercises/*/*.ipynb")
    for path in ROOT.glob(pattern)
)


def run_from_the_menu(notebook) -> None:
    """Run ▸ Run All Cells, with the mouse."""
    page = notebook.page
    page.locator(".lm-MenuBar-item", has_text="Run").first.click()
    item = page.locator(".lm-Menu-item[data-command='runmenu:run-all']")
    item.click()
    page.wait_for_function(
        """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
          .every(c => c.type !== "code" || !c.sharedModel.getSource().trim() || c.executionCount)"""
    )
    notebook.wait_idle()


def assert_sound(notebook, heard) -> None:
    """No error output, no dialog, no toast in the way, no complaint in the console."""
    page = notebook.page
    error = page.locator("[data-mime-type='application/vnd.jupyter.error'], .kit-broken")
    assert not error.count(), error.first.inner_text()
    failed = page.get_by_text(re.compile("Error displaying widget|Loading widget|Click to show"))
    assert not failed.count(), failed.first.inner_text()
    for inthe_way in (".jp-Dialog", ".Toastify__toast"):
        found = page.locator(inthe_way)
        assert not found.count(), found.first.inner_text()
    assert not heard.errors, heard.errors


def test_a_small_lesson_comes_up_with_every_widget_painted(desk, window):
    """Opened cold in the whole of JupyterLab, Run All Cells from the menu paints every widget and
    its plain copy; nothing is in the way, nothing is asked of another host, the console is quiet."""
    notebook = desk.open(desk.write("cold.ipynb", lesson("who", "pairs", "check")), mode="lab")
    run_from_the_menu(notebook)
    notebook.wait_painted(3)
    for kind in ("marker", "pairs", "sorter"):
        assert notebook.widget(kind).is_visible()
    plain = notebook.page.locator(".jp-OutputArea details", has_text="when this cell ran")
    assert plain.count() == 3
    assert_sound(notebook, window.heard)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_every_notebook_comes_up_cold(desk, window, path):
    """Every lesson and every exercise that we ship, opened cold with only Run All Cells, shows
    each of its widgets and no error."""
    for folder in ("notebooks", "exercises"):
        if (ROOT / folder).is_dir():
            left_out = shutil.ignore_patterns("answers", ".ipynb_checkpoints", "*.json")
            shutil.copytree(ROOT / folder, desk.folder / folder, ignore=left_out)
    notebook = desk.open(f"{desk.name}/{path}")
    wanted = sum("kit.task(" in text for kind, text in notebook.cells() if kind == "code")
    notebook.run_all()
    if wanted:
        notebook.wait_painted(wanted)
    assert notebook.page.locator(".jp-OutputArea .kit").count() >= wanted
    assert_sound(notebook, window.heard)
