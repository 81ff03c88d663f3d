"""The widgets' scripts as text, and their pure functions under Node."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
WIDGETS = HERE.parents[1] / "kit" / "widgets"
ADDRESS = r"https?:|wss?:|@import|url\(|\bfetch\(|\bimport\s*\(|^import\b|www\."
FILES = sorted([*WIDGETS.glob("*.js"), *WIDGETS.glob("*.css")])


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_no_script_or_style_holds_an_address(path):
    """A widget works with no network: nothing in it is fetched from anywhere."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"https?:|wss?:|@import|url\(|\bfetch\(|\bimport\s*\(|^import\b|www\.", text, re.M)
    assert not found


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
