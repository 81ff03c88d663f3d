"""Lessons as the site has them: which cells cannot run without pandas is compared with what happens when they run."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from kit.site.lessons import IMPORT, SHOWN, for_the_browser

COURSE = Path(__file__).parents[1]
NOTEBOOKS = sorted([*COURSE.glob("notebooks/*.ipynb"), *COURSE.glob("exercises/*/*.ipynb")])
RUN = """
import ast, json, os, sys
os.chdir(sys.argv[1])
sys.modules["pandas"] = None
known, failed = {}, []
for number, source in json.load(sys.stdin):
    body = ast.parse(source).body
    try:
        for statement in body[:-1]:
            exec(compile(ast.Module([statement], []), "cell", "exec"), known)
        if body and isinstance(body[-1], ast.Expr):
            shown = eval(compile(ast.Expression(body[-1].value), "cell", "eval"), known)
            str(shown)
        elif body:
            exec(compile(ast.Module(body[-1:], []), "cell", "exec"), known)
    except Exception as fault:
        if source.startswith("import pandas"):
            assert isinstance(fault, ModuleNotFoundError), fault
        failed.append(number)
print(json.dumps(failed))
"""


def failing(book: dict, folder: Path, answers: Path) -> list[int]:
    """The code cells that fail where there is no pandas, run one after the other."""
    cells = [(n, "".join(c["source"])) for n, c in enumerate(book["cells"]) if c["cell_type"] == "code"]
    cells = [(n, source) for n, source in cells if "kit.points(" not in source]  # a grade cell waits for its teacher
    environment = {"PYTHONPATH": str(COURSE), "KIT_ANSWERS": str(answers), "PATH": ""}
    call = [sys.executable, "-c", RUN, str(folder)]
    done = subprocess.run(call, input=json.dumps(cells), env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_just_those_cells_are_changed_that_need_pandas(path, tmp_path):
    """Each cell that fails begins with the import that says why; each one that does so fails; no other is touched."""
    before = json.loads(path.read_bytes())
    after = json.loads(for_the_browser(path.read_text(encoding="utf-8"), tables=False))
    kept = {c["id"]: c for c in before["cells"]}
    told = [
        n for n, c in enumerate(after["cells"]) if c["cell_type"] == "code" and "".join(c["source"]).startswith(IMPORT)
    ]
    assert failing(after, path.parent, tmp_path / "answers") == told
    for cell in after["cells"]:
        same = kept.get(cell["id"])
        assert same == cell or same is None or "dataframe" in str(same["outputs"]) or "import pandas" in str(cell)
    assert all(not after["cells"][n]["outputs"] for n in told)
    if any("groupby" in str(c["source"]) for c in before["cells"]):
        assert told, "this lesson has a second door"


def test_what_jupyterlab_shows_stands_beneath():
    """The table as text, once, behind its cell; a table that learners meet without code stays a table and no cell."""
    path = COURSE / "notebooks" / "04-two-accounts.ipynb"
    cells = json.loads(for_the_browser(path.read_text(encoding="utf-8"), tables=False))["cells"]
    beneath = [(a, b) for a, b in pairwise(cells) if "".join(b["source"]).startswith(SHOWN)]
    assert len(beneath) == 3
    for code, shown in beneath:
        assert code["cell_type"] == "code" and "<table" in "".join(shown["source"])
        assert "\n\n<" not in "".join(shown["source"]).partition("<div>")[2], "a blank line ends a table in Markdown"
    [who] = [c for c in cells if "<table" in "".join(c["source"]) and not "".join(c["source"]).startswith(SHOWN)]
    assert who["cell_type"] == "markdown"
    ids = [c["id"] for c in cells]
    assert len(ids) == len(set(ids))


def test_with_pandas_the_lesson_keeps_its_cells():
    """Only the import is added where it lacks: Pyodide loads what a cell's own text imports."""
    path = COURSE / "notebooks" / "04-two-accounts.ipynb"
    before = json.loads(path.read_bytes())["cells"]
    after = json.loads(for_the_browser(path.read_text(encoding="utf-8"), tables=True))["cells"]
    assert [c["id"] for c in after] == [c["id"] for c in before]
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert changed and all("".join(b["source"]) == f"{IMPORT}\n\n{''.join(a['source'])}" for a, b in changed)
