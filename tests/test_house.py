"""The house rules: which room may know what, and what no file may hold."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
KIT = ROOT / "kit"
WIDGETS = KIT / "widgets"
MODULES = sorted(p for p in KIT.rglob("*.py") if "__pycache__" not in p.parts)
PURE = (
    *("errors", "text", "article", "model", "structure", "references", "tables", "scoring", "feedback"),
    *("origins", "render", "documents", "pictures", "chain_map", "suggest"),
)
"""Rooms that touch neither disk nor browser."""
DISK = {"os", "io", "pathlib", "shutil", "tempfile", "glob", "fileinput", "subprocess", "socket", "urllib", "sqlite3"}
BROWSER = {"anywidget", "ipywidgets", "traitlets"}
HEAVY = (
    "pandas",
    "numpy",
    "ipywidgets",
    "anywidget",
    "jsonschema",
    "nbformat",
    "IPython",
    "ruamel",
    "cattrs",
    "attrs",
    "attr",
)


def name_of(path: Path) -> str:
    """`kit.scoring.items` for its file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it; `from kit import x` counts as `kit.x`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: imports are written out"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def room(name: str) -> str:
    """`scoring` for `kit.scoring.items`; the outermost package for others."""
    parts = name.split(".")
    return parts[1] if parts[0] == "kit" and len(parts) > 1 else parts[0]


def tracked() -> list[Path]:
    """Every file that is or will be part of the project."""
    call = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout of the repository")
    return [p for name in listed.stdout.split("\0") if name and (p := ROOT / name).is_file()]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_pure_rooms_touch_neither_disk_nor_browser(path):
    """Whoever reads a record or a score can do so anywhere: in a test, a grader, a page."""
    if room(name_of(path)) not in PURE:
        assert room(name_of(path)) not in ("scoring", "model"), "the list above names them"
        return
    used = {name.split(".")[0] for name in imports(path)}
    assert not used & (DISK | BROWSER | {"IPython"})
    assert not {room(n) for n in imports(path) if n.startswith("kit.")} & {
        "files",
        "answers",
        "tasks",
        "widgets",
        "handin",
    }
    calls = {
        n.func.id
        for n in ast.walk(ast.parse(path.read_text()))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    }
    assert not calls & {"open", "exec", "eval", "print", "input"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_widgets_know_the_browser(path):
    """anywidget and its kin are imported in one room."""
    if WIDGETS not in path.parents:
        assert not {name.split(".")[0] for name in imports(path)} & BROWSER


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nobody_imports_the_command_line(path):
    """It is a door, not a room."""
    if path.name != "__main__.py":
        assert "kit.cli" not in imports(path)


@pytest.mark.parametrize("name", ["grading", "report", "autograded"])
def test_a_grader_never_loads_a_widget(name):
    """Neither by its own imports nor by those of what it imports: it runs where no browser is."""
    assert not {room(n) for n in imports(KIT / f"{name}.py")} & {"widgets", "tasks", "handin"}
    loaded = loaded_by(f"import kit.{name}")
    assert not loaded & {"kit.widgets", "kit.tasks", "anywidget", "ipywidgets", "IPython", "nbformat"}


def loaded_by(code: str) -> set[str]:
    """The modules in memory after a fresh interpreter ran this."""
    call = [sys.executable, "-c", f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"]
    return set(subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split())


def test_importing_the_kit_loads_nothing_heavy():
    """A notebook's first cell is there at once; each name fetches its room when it is used."""
    loaded = loaded_by("import kit")
    assert not loaded & set(HEAVY)
    assert {name for name in loaded if name.startswith("kit.")} == set()


def test_each_widget_has_its_three_files():
    """One .py, one .js and one .css of the same stem."""
    stems = {suffix: {p.stem for p in WIDGETS.glob(f"*{suffix}")} for suffix in (".py", ".js", ".css")}
    shared = {"__init__", "base"}
    assert stems[".py"] - shared == stems[".js"] - shared == stems[".css"] - shared
    assert {"marker", "pairs", "sorter"} <= stems[".py"]


SCRIPTS = sorted(p for p in KIT.rglob("*") if p.suffix in (".js", ".css"))


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda p: p.name)
def test_no_script_or_style_holds_an_address(path):
    """A school without the internet sees the same, and nobody is told who reads."""
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"https?://|wss?://|[\"'(]//\w|@import|\bfetch\(|XMLHttpRequest|importScripts", text)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_attracts_everything(path):
    """About four hundred lines are one room."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 450


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_public_name_says_what_it_is_for(path):
    """Modules, classes, functions and methods; a property may speak for itself."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [] if ast.get_docstring(tree) else ["the module"]
    for node in tree.body:
        inner = node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else []
        for item in (node, *inner):
            if not isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) or item.name.startswith("_"):
                continue
            is_property = any("property" in ast.unparse(d) for d in item.decorator_list)
            if not is_property and not ast.get_docstring(item):
                silent.append(item.name)
    assert not silent


# Written in halves, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "/(" + "|".join(a + b for a, b in [("wo", "rk"), ("t", "mp"), ("ro", "ot"), ("fa", "rm")]) + ")/[a-z]"
)
SESSION = re.compile(
    "|".join(
        re.escape(a + b)
        for a, b in [
            ("clau", "de"), ("anthr", "opic"), ("chat", "gpt"), ("copi", "lot"), ("as an", " ai"), ("sub", "agent"),
            ("this ses", "sion"), ("design", ".md"), ("brief", ".md"), ("../sha", "red"), ("the lead ", "owns"),
        ]
    ),
    re.IGNORECASE,
)  # fmt: skip
ADDRESS = re.compile(r"https?://")
PROSE = {".py", ".md", ".yaml", ".yml", ".toml", ".ipynb", ".js", ".mjs", ".json", ".txt", ".cfg", ".sh", ".lock", ""}


def lines_with(pattern: re.Pattern, files: list[Path]) -> list[str]:
    """Where the pattern stands, as file:line."""
    found = []
    for path in files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return found


def test_no_file_holds_a_path_of_the_machine_it_was_made_on():
    """It would mean nothing on any other."""
    assert not lines_with(MACHINE, [p for p in tracked() if p.suffix != ".css"])


def test_no_file_talks_about_how_it_was_written():
    """A reader meets the work, not the workshop, and no page that is not here."""
    assert not lines_with(SESSION, [p for p in tracked() if p.suffix in PROSE])


def test_no_lock_file_holds_an_address():
    """A school's own mirror serves as well as the public registry."""
    locks = [p for p in tracked() if p.suffix == ".lock" or "requirements" in p.name or p.name == "package-lock.json"]
    assert locks and not lines_with(ADDRESS, locks)


def test_no_answers_and_no_copies_lie_about():
    """What learners made, and what notebooks leave behind, is no part of the project."""
    names = [p.relative_to(ROOT).as_posix() for p in tracked()]
    assert not [n for n in names if re.search(r"-Copy\d|Untitled|checkpoint|(^|/)answers/|__pycache__", n)]
