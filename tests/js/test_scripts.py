"""The widgets' scripts as text, and their pure functions under Node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WIDGETS = HERE.parents[1] / "kit" / "widgets"
ADDRESS = r"https?:|\bwss?:|@import|url\(|\bfetch\(|\bimport\s*\(|^import\b|www\."
FILES = sorted(p for p in WIDGETS.rglob("*") if p.suffix in (".js", ".css"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_no_script_or_style_holds_an_address(path):
    """A widget works with no network: nothing in it is fetched from anywhere."""
    text = path.read_text(encoding="utf-8")
    assert re.findall(ADDRESS, text, re.M) == []


@pytest.mark.parametrize("path", sorted(WIDGETS.rglob("*.css")), ids=lambda p: p.name)
def test_a_widgets_own_rules_name_the_widget(path):
    """What is shared is read again with each widget: only what weighs more than a rule there is safe from it."""
    root = ".kit" if path.parent.name == "shared" else f".kit-{path.stem}"
    text = re.sub(r"(?s)/\*.*?\*/", "", path.read_text(encoding="utf-8"))
    selectors = [s.strip() for group in re.findall(r"([^{}]+)\{", text) for s in re.split(r",(?![^()]*\))", group)]
    theme = r'(body\[data-jp-theme-light="false"\] )?'
    rule = re.compile(rf"{theme}({re.escape(root)}\b|::highlight)|@(media|container)")
    assert [s for s in selectors if not rule.match(s)] == []


@pytest.mark.browser
def test_the_pure_functions_hold():
    """`node --test tests/js` passes."""
    node = shutil.which("node")
    if not node:
        pytest.fail("Node is missing: install Debian's `nodejs`.", False)
    run = subprocess.run(
        [node, "--test", *map(str, sorted(HERE.glob("*.test.mjs")))],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
