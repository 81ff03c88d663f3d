"""The guide for many learners is true where a test can tell: its commands, its figures, the cell for Colab."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

import start
from kit.cli import _parser
from kit.many import LARGE
from kit.many.engine import LOSSES, PATIENCE
from kit.many.handing import SAMPLE

COURSE = Path(__file__).parents[1]
GUIDE = COURSE / "docs" / "for-many-learners.md"
TEXT = GUIDE.read_text(encoding="utf-8")
LINES = [
    line.strip()
    for block in re.findall(r"(?ms)^ *```\n(.*?)^ *```$", TEXT)
    for line in block.splitlines()
    if line.strip()
]
KIT, START = ".venv/bin/python -m kit ", "python3 start.py "


@pytest.mark.parametrize("command", sorted({line for line in LINES if line.startswith(KIT)}))
def test_the_kit_takes_every_command(command):
    """Its words are those of the parser, and the exercises in it are there."""
    options = _parser().parse_args(shlex.split(command.removeprefix(KIT)))
    assert callable(options.run)
    assert not hasattr(options, "assignment") or (COURSE / options.assignment / "assignment.yaml").is_file()


@pytest.mark.parametrize("command", sorted({line for line in LINES if line.startswith(START)}))
def test_start_takes_every_command(command):
    """What stands behind `site` goes to the kit."""
    word, *rest = shlex.split(command.removeprefix(START))
    assert word in start.COMMANDS
    if word == "site":
        _parser().parse_args(["site", *rest])


def test_commands_were_found():
    """The guide has some of each kind."""
    assert sum(line.startswith(KIT) for line in LINES) >= 5
    assert any(line.startswith(f"{START}site") for line in LINES)


def test_the_figures_of_large_classes():
    """They are those of the code."""
    assert f"more than {LARGE:,} files" in TEXT
    assert f"from {SAMPLE:,} students drawn by chance" in " ".join(TEXT.split())
    assert (LOSSES, PATIENCE) == (40, 900) and "after forty times" in TEXT and "for 15 minutes" in TEXT


def test_colab_gets_what_the_kit_needs():
    """Nothing but what Colab does not have, in the versions that pyproject.toml allows."""
    [line] = [line for line in LINES if line.startswith("%pip install")]
    declared = tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    given = shlex.split(line)[3:]
    assert given and set(given) < set(declared)


def test_the_hub_takes_the_file_that_the_guide_names():
    """It is where the link leads, and speaks of this guide."""
    assert "(hub/jupyterhub_config.py)" in TEXT
    assert GUIDE.name in (GUIDE.parent / "hub" / "jupyterhub_config.py").read_text(encoding="utf-8")
