"""nbval over every lesson, exercise and solution; and proof that it really compares.

nbval skips a cell that was stored without having run, and of a stored output it compares what is
there. So the cells whose output is the lesson (tables, the article, worked solutions) are stored
run and tagged `compare`, all others stripped; and it is counted that each was compared.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PATTERNS = ("notebooks/*.ipynb", "exercises/*/*.ipynb", "solutions/*/*.ipynb")
NOTEBOOKS = sorted(p.relative_to(ROOT).as_posix() for glob in PATTERNS for p in ROOT.glob(glob))

AT_LEAST = 80
"""So many stored outputs are compared at the least: below it somebody stripped notebooks whose
output is the lesson. Raise it when lessons are added."""

SILENCERS = {"nbval-skip", "nbval-ignore-output", "nbval-raises-exception", "raises-exception"}
"""Tags that would tell nbval to look away."""

# Loaded into nbval's run: notes what became of each cell, and which were compared.
WITNESS = """
import json
import os
import re

import pytest
from nbval.plugin import IPyNbCell

compare = IPyNbCell.compare_outputs

def note(**what):
    with open(os.environ["WITNESS"], "a", encoding="utf-8") as file:
        file.write(json.dumps(what) + "\\n")

def compared(self, test, ref, skip_compare=None):
    if ref:
        note(path=str(self.fspath), cell=self.cell_num, compared=True)
    return compare(self, test, ref, skip_compare)

IPyNbCell.compare_outputs = compared

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call" or report.outcome != "passed":
        trouble = "" if report.outcome == "passed" else f"{report.outcome}: {report.longrepr}"
        trouble = re.sub("\x1b[^m]*m", "", trouble)
        note(path=str(item.fspath), cell=item.cell_num, trouble=trouble)
    return report
"""

Cell = tuple[str, int]
"""A notebook's whole path, and the number of a code cell in it."""


@dataclass
class Run:
    """What nbval did: each cell that ran with what went wrong, or ""; each cell compared."""

    cells: dict[Cell, str]
    compared: list[Cell]


def run_nbval(paths: list[Path], folder: Path) -> Run:
    """Run nbval over notebooks, each where it stands, with answers kept elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "nbval_witness.py").write_text(WITNESS, encoding="utf-8")
    notes = folder / "witness.jsonl"
    notes.touch()
    env = os.environ | {
        "KIT_ANSWERS": str(folder / "answers"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)]),
        "IPYTHONDIR": str(folder / "ipython"),
        "WITNESS": str(notes),
        "NO_COLOR": "1",
    }
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env"]
    command += ["--nbval-sanitize-with", str(ROOT / "tests" / "nbval_sanitize.cfg")]
    command += ["-p", "no:cacheprovider", "-p", "nbval_witness", "-q", "--tb=short"]
    command += [f"--rootdir={folder}", "-c", os.devnull, *map(str, paths)]
    said = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=500)
    assert said.returncode in (0, 1), said.stdout[-3000:] + said.stderr[-3000:]
    noted = [json.loads(line) for line in notes.read_text(encoding="utf-8").splitlines()]
    cells = {(n["path"], n["cell"]): n["trouble"] for n in noted if "trouble" in n}
    return Run(cells, [(n["path"], n["cell"]) for n in noted if "compared" in n])


@cache
def read(path: str) -> dict:
    return json.loads((ROOT / path).read_text(encoding="utf-8"))


def code_cells(path: str) -> list[dict]:
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def with_output(path: str) -> list[int]:
    """The numbers of the code cells that hold a stored output."""
    return [n for n, cell in enumerate(code_cells(path)) if cell["outputs"]]


@pytest.fixture(scope="module")
def nbval(tmp_path_factory) -> Run:
    """One run over everything."""
    return run_nbval([ROOT / path for path in NOTEBOOKS], tmp_path_factory.mktemp("nbval"))


def test_there_are_notebooks_of_every_kind():
    """Lessons, an exercise and its solution: an empty glob must not pass as success."""
    kinds = {path.split("/")[0] for path in NOTEBOOKS}
    assert kinds == {"notebooks", "exercises", "solutions"}


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_what_is_stored_is_stored_on_purpose(path):
    """A cell with a stored output is tagged `compare`, and the other way round; it has a number,
    or nbval would not compare it; nothing is told to look away; no widget state is stored."""
    assert "widgets" not in read(path)["metadata"]
    for cell in code_cells(path):
        tags = set(cell["metadata"].get("tags", ()))
        source = "".join(cell["source"])
        assert bool(cell["outputs"]) == ("compare" in tags), source
        assert (cell["execution_count"] is not None) == bool(cell["outputs"]), source
        assert not tags & SILENCERS and "NBVAL_" not in source, source
        kinds = {output["output_type"] for output in cell["outputs"]}
        assert "error" not in kinds, source
        view = "application/vnd.jupyter.widget-view+json"
        assert not any(view in output.get("data", ()) for output in cell["outputs"]), source


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_runs_and_shows_what_it_shows(nbval, path):
    """Every cell runs without an error (an exercise unsolved, too), and every stored output is
    what the cell shows now."""
    ran = {n: text for (file, n), text in nbval.cells.items() if file == str(ROOT / path)}
    assert sorted(ran) == list(range(len(code_cells(path))))
    trouble = "\n".join(text for text in ran.values() if text)
    assert not trouble, trouble


def test_every_stored_output_was_compared(nbval):
    """nbval compared exactly the stored outputs, each once, and no fewer than the number that
    this file states."""
    wanted = [(str(ROOT / path), n) for path in NOTEBOOKS for n in with_output(path)]
    assert sorted(nbval.compared) == sorted(wanted)
    assert len(wanted) >= AT_LEAST


# ---------------------------------------------------------------------------------------- controls


def cell(source: str, *outputs: dict) -> dict:
    """A code cell; with outputs, as if it had run."""
    made = {"cell_type": "code", "id": "x", "metadata": {}, "source": source}
    return made | {"execution_count": 1 if outputs else None, "outputs": list(outputs)}


def shown(text: str) -> dict:
    data = {"text/plain": text}
    return {
        "output_type": "execute_result",
        "execution_count": 1,
        "data": data,
        "metadata": {},
    }


def test_nbval_finds_what_it_must_find(tmp_path):
    """The controls: a real lesson with one stored output altered by a word fails in that cell; a
    cell that was stored unrun and raises fails; so does one that shows another number than the
    stored one, or something more; what may differ from run to run does not fail."""
    lesson = next(path for path in NOTEBOOKS if path.startswith("notebooks/") and with_output(path))
    copy, number = json.loads(json.dumps(read(lesson))), with_output(lesson)[0]
    code = [c for c in copy["cells"] if c["cell_type"] == "code"]
    data = code[number]["outputs"][0]["data"]
    data["text/plain"] = "".join(data["text/plain"]) + " altered"
    (tmp_path / "altered.ipynb").write_text(json.dumps(copy), encoding="utf-8")

    cells = [
        cell("1 + 1", shown("2")),
        cell("1 / 0"),
        cell("1 + 1", shown("3")),
        cell("print('more')\n1 + 1", shown("2")),
        cell("object()", shown("<object at 0x7f0000000000>")),
    ]
    for n, made in enumerate(cells):
        made["id"] = f"cell-{n}"
    small = read(lesson) | {"cells": cells}
    (tmp_path / "small.ipynb").write_text(json.dumps(small), encoding="utf-8")

    run = run_nbval([tmp_path / "altered.ipynb", tmp_path / "small.ipynb"], tmp_path / "run")
    failed = {(Path(file).name, n) for (file, n), trouble in run.cells.items() if trouble}
    assert ("altered.ipynb", number) in failed
    assert {n for name, n in failed if name == "small.ipynb"} == {1, 2, 3}
