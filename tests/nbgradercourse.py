"""A course as nbgrader runs it: a copy in a folder of its own, ten submissions of many kinds, and nbgrader's commands.

nbgrader has an environment of its own, which `start.py test` makes; KIT_NBGRADER names another one's Python.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from submissions import COURSE, KEYS, TEACHERS, ferry, key_values, put, write_sheet

from kit.assignment import FORMAT, read_assignment
from kit.case import Case
from kit.deck import load_deck
from kit.handin import sheet_output
from kit.structure import written

FERRY, TEST = "ferry-report", "post-test"
INSIDE = "Scripts/python.exe" if os.name == "nt" else "bin/python"
WITNESS = "a-student-was-here"
"""The file that a student's code would leave behind if it ran."""
SCRIPT = "<script>alert(1)</script>"


def python() -> Path:
    """The Python of nbgrader's environment."""
    named = os.environ.get("KIT_NBGRADER")
    path = Path(named) if named else COURSE / ".venv-nbgrader" / INSIDE
    assert path.is_file(), "nbgrader's environment is not there: `python3 start.py test` makes it"
    return path


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess:
    """One of nbgrader's commands, in the course's folder."""
    return run(course, "-m", "nbgrader", *arguments)


def run(course: Path, *arguments: str) -> subprocess.CompletedProcess:
    """nbgrader's Python, with this kit and with settings of nobody's."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("KIT_", "JUPYTER", "NBGRADER"))}
    home = course / ".home"
    env |= {"PYTHONPATH": str(COURSE), "HOME": str(home), "IPYTHONDIR": str(home), "JUPYTER_CONFIG_DIR": str(home)}
    call = [str(python()), *arguments]
    return subprocess.run(call, cwd=course, env=env, capture_output=True, text=True, timeout=500, check=False)


SOCKETS = re.compile(
    r"^.*Uncaught exception in ZMQStream callback\nTraceback .*\n"
    rf"(?:[ \t](?!.*{re.escape(str(COURSE / 'kit'))}).*\n)+\S.*$",
    re.MULTILINE,
)
"""What pyzmq says, once in dozens of runs, of a socket to nbgrader's kernel, when nothing of this kit stands in it."""


def stumbled(log: str) -> bool:
    """Whether nbgrader met an exception, by what it tells."""
    return "Traceback" in SOCKETS.sub("", log)


def generate(course: Path, assignment: str) -> None:
    """What a teacher does once for each exercise."""
    done = nbgrader(course, "generate_assignment", assignment)
    assert done.returncode == 0, done.stderr


def autograde(course: Path, assignment: str, student: str = "*") -> subprocess.CompletedProcess:
    """Autograde everybody's submissions, or one student's."""
    return nbgrader(course, "autograde", assignment, f"--student={student}")


def copied(folder: Path) -> Path:
    """A copy of the course with nothing handed in; both exercises are known to nbgrader."""
    left = shutil.ignore_patterns("answers", "*-[0-9]*.json", ".*", "__pycache__")
    for part in ("exercises", "solutions"):
        shutil.copytree(COURSE / part, folder / part, ignore=left)
    shutil.copy(COURSE / "nbgrader_config.py", folder)
    for assignment in (FERRY, TEST):
        generate(folder, assignment)
    return folder


def prepared(folder: Path) -> Path:
    """The copy with ten submissions: eight of an exercise of three tasks, two of a test with forms."""
    course = copied(folder)
    case = ferry()
    full = {f"ferry/{task}": values for task, values in key_values(case).items()}
    half = {task: values[: len(values) // 2] for task, values in full.items()}
    nothing = {task: [] for task in full}

    def of(student: str, answers: dict[str, list[dict]], name: str = "") -> dict:
        return sheet_of(FERRY, student, answers, case, name)

    # Everything right; two copies under two names, one of which is hostile.
    hand_in(course, FERRY, "s01", of("s01", full, name=SCRIPT), saved=of("s01", half, name="Ada Rill"))
    # Half, in the notebook alone.
    hand_in(course, FERRY, "s02", saved=of("s02", half))
    # An honest 0: a sheet without answers.
    hand_in(course, FERRY, "s03", of("s03", nothing))
    # The sheet of another exercise, and an untouched notebook.
    hand_in(course, FERRY, "s04", of("s04", full) | {"assignment": TEST})
    # A file that breaks off.
    hand_in(course, FERRY, "s05")
    (place(course, FERRY, "s05") / f"{FERRY}-s05.json").write_text(json.dumps(of("s05", full))[:900], encoding="utf-8")
    # Two files that contradict each other.
    hand_in(course, FERRY, "s06", of("s06", half))
    other = {task: values[len(values) // 2 :] for task, values in full.items()}
    write_sheet(place(course, FERRY, "s06") / f"{FERRY}-s06-again.json", of("s06", other))
    # One task can be read in part, one is not there.
    broken = dict(full) | {"ferry/pairs": [*full["ferry/pairs"], {"id": "no-pair", "type": "pair", "a": 7}]}
    del broken["ferry/claims"]
    hand_in(course, FERRY, "s07", of("s07", broken))
    # Code in the notebook and beside it, and no grade cell left.
    hand_in(course, FERRY, "s08", of("s08", half), change=hostile)
    for name in ("kit", "json", "ipykernel_launcher"):
        (place(course, FERRY, "s08") / f"{name}.py").write_text(f"open('../{WITNESS}', 'w')\n", encoding="utf-8")
    # The test: the form of the number, and another form in half.
    forms = read_assignment(course / "exercises" / TEST).forms
    own = read_assignment(course / "exercises" / TEST).form("s01")
    hand_in(course, TEST, "s01", test_sheet("s01", own, part=1))
    others = [form for form in forms if form != read_assignment(course / "exercises" / TEST).form("s02")]
    hand_in(course, TEST, "s02", test_sheet("s02", others[0], part=2))
    return course


def place(course: Path, assignment: str, student: str) -> Path:
    """Where nbgrader collects a student's files."""
    return course / "submitted" / student / assignment


def words_of(student: str) -> str:
    """What only this student wrote into the notebook."""
    return f"Written by {student} and by nobody else."


def hand_in(
    course: Path, assignment: str, student: str, sheet: dict | None = None, saved: dict | None = None, change=None
) -> None:
    """The notebook as it was released, perhaps with the sheet saved in it, and perhaps the file."""
    folder = place(course, assignment, student)
    folder.mkdir(parents=True)
    notebook = json.loads((course / "release" / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8"))
    own = {"cell_type": "markdown", "id": "own", "metadata": {}, "source": words_of(student)}
    notebook["cells"].insert(1, own)
    if saved:
        cell = next(cell for cell in notebook["cells"] if cell["id"] == "hand-in-form")
        cell["outputs"] = [{"output_type": "display_data", "data": sheet_output(saved, "file"), "metadata": {}}]
    if change:
        change(notebook["cells"])
    (folder / f"{assignment}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    if sheet:
        write_sheet(folder / f"{assignment}-{student}.json", sheet)


def hostile(cells: list[dict]) -> None:
    """Code that leaves a trace and gives itself all points, and no grade cells."""
    cells[:] = [cell for cell in cells if "nbgrader" not in cell["metadata"]]
    source = f"import kit\nopen('../{WITNESS}', 'w')\nkit.points = lambda name: 30"
    cells.insert(
        0, {"cell_type": "code", "id": "bad", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
    )


def sheet_of(assignment: str, student: str, answers: dict[str, list[dict]], case: Case, name: str = "") -> dict:
    """A sheet with these answers to tasks."""
    tasks = [
        {"task": task, "digest": case.article.digest, "operations": operations(task, values)}
        for task, values in answers.items()
    ]
    who = {"name": name or f"Student {student}", "number": student}
    about = {"format": FORMAT, "kit": "test", "assignment": assignment, "made_at": "2026-11-23T09:00:00Z"}
    return {**about, "student": who, "tasks": tasks, "readable": []}


def operations(task: str, values: Iterable[dict]) -> list[dict]:
    """An operation for each answer, the same whenever it is made."""
    return [put(value, f"{task}-{value['id']}") for value in values]


def test_sheet(student: str, form: str, part: int) -> dict:
    """The right answers to every `part`-th question of a form."""
    deck = load_deck(form, COURSE / "exercises" / "decks", KEYS / "decks" / f"{form}.key.yaml")
    values = [written(a, deck.article) for a in deck.key.layer.annotations][::part]
    plain = [{name: held for name, held in value.items() if name not in TEACHERS} for value in values]
    return sheet_of(TEST, student, {deck.tasks[0].name: plain}, deck)


test_sheet.__test__ = False  # pytest takes the name for its own
