"""A website of the lessons that needs nothing installed: JupyterLite, whose Python (Pyodide) runs in the browser.

Everything that a page loads lies in the site's own folder, which any web server can serve as it is. It is made from the
class bundle, so no graded key is in it. What it is built from, `python3 start.py site` fetches beforehand: JupyterLite
in `.venv-site/`, the packages of the browser's Python in `.venv-site/wheels/`, Pyodide in `node_modules/`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kit.errors import KitError
from kit.files import put_folder
from kit.release import check_place, release
from kit.site.lessons import for_the_browser
from kit.site.packages import Distribution, lock_of
from kit.site.page import first_page

HERE = Path(__file__).parent
INSIDE = "Scripts/python.exe" if os.name == "nt" else "bin/python"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
"""What of Pyodide a page loads; its list of packages is made anew."""
EXTENSION = "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension/static/pypi"
"""Where the kernel's own packages lie in the environment that builds the site."""
KERNEL = ("ipykernel", "piplite", "pyodide_kernel")
CONTENTS = ("notebooks", "exercises", "LICENSE", "LICENSE-CONTENT")
"""What of the bundle a reader sees as files; the kit itself is a package of the browser's Python."""
APPS = ("notebooks", "lab", "tree")
DRIVERS = ["asyncStorage", "memoryStorageDriver"]
"""The browser's database, and where that is refused, memory: JupyterLite's own names."""
GUARD = "guard.js"
MADE = "kit-site.json"
"""Says that a folder is a site of ours, which the next one may replace."""


@dataclass(frozen=True)
class Site:
    """What was written."""

    folder: Path
    files: int
    size: int
    """Bytes."""
    tables: bool
    """Whether pandas can be loaded there."""


@dataclass(frozen=True)
class Tools:
    """What a site is built from."""

    python: Path
    wheels: Path
    pyodide: Path


def build_site(course: Path, out: Path, pandas_from: str = "") -> Site:
    """Write the site of a course into a folder; an earlier site there is replaced.

    `pandas_from` is Pyodide's own distribution, from which the tables of the second door load pandas: the folder with
    its files, which are then copied into the site, or its address, which is asked when somebody opens a table, and by
    then only. Without it those cells say that there are no tables, and show what they would. Raises KitError.
    """
    course, out = course.absolute(), out.absolute()
    tools = _tools(course)
    check_place(course, out)
    _check_free(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    # Beside its place, so that the whole site is moved there and not copied.
    with tempfile.TemporaryDirectory(prefix=".kit-site-", dir=out.parent) as folder:
        work = Path(folder)
        bundle = release(course, work / "release").folder
        pyodide = json.loads((tools.pyodide / "pyodide-lock.json").read_bytes())
        pandas = Distribution.of(pyodide, pandas_from) if pandas_from else None
        _write_python(bundle, tools, work / "lite" / "static" / "pyodide", pyodide, pandas)
        _write_contents(bundle, work / "lite" / "contents", bool(pandas))
        built = work / "site"
        _build(tools, work / "lite", built)
        _write_own(bundle, built)
        put_folder(built, out, work / "old")
    files = [path for path in out.rglob("*") if path.is_file()]
    return Site(out, len(files), sum(path.stat().st_size for path in files), bool(pandas))


def _tools(course: Path) -> Tools:
    """Raises KitError where something is missing that `start.py site` fetches."""
    python = Path(os.environ.get("KIT_SITE") or course / ".venv-site" / INSIDE).absolute()
    tools = Tools(python, python.parents[1] / "wheels", course / "node_modules" / "pyodide")
    for path in (tools.python, tools.wheels, tools.pyodide):
        if not path.exists():
            what = f"what a site is built from is not here ({path.name})"
            raise KitError("kit site", what, "Type python3 start.py site --out DIR: it fetches that first")
    return tools


def _check_free(out: Path) -> None:
    ours = out.is_dir() and ((out / MADE).is_file() or not any(out.iterdir()))
    if out.is_symlink() or (out.exists() and not ours):
        what = "this is there already, and it is no site of the kit"
        raise KitError(str(out), what, "Name a new folder, or an empty one")


# ---- the browser's Python


def _write_python(bundle: Path, tools: Tools, folder: Path, pyodide: dict, pandas: Distribution | None) -> None:
    """Pyodide, the packages, and the list by which it finds them."""
    folder.mkdir(parents=True)
    for name in CORE:
        shutil.copy(tools.pyodide / name, folder)
    _run([tools.python, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], bundle)
    for wheel in [*tools.wheels.glob("*.whl"), *_of_the_kernel(tools)]:
        shutil.copy(wheel, folder)
    lock, always = lock_of(pyodide, sorted(folder.glob("*.whl")), pandas, folder)
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1), encoding="utf-8")
    settings = {"disablePyPIFallback": True, "loadPyodideOptions": {"packages": always}}
    # Where a browser refuses to keep anything the pages open all the same; the guard says what that means.
    config = {"appName": "Media Verification Kit", "enableMemoryStorage": True}
    config |= {f"{what}StorageDrivers": DRIVERS for what in ("contents", "settings", "workspaces")}
    config["litePluginSettings"] = {"@jupyterlite/pyodide-kernel-extension:kernel": settings}
    made = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
    (folder.parents[1] / "jupyter-lite.json").write_text(json.dumps(made), encoding="utf-8")


def _of_the_kernel(tools: Tools) -> Iterator[Path]:
    found = tools.python.parents[1] / EXTENSION
    for name in KERNEL:
        yield from found.glob(f"{name}-*.whl")


# ---- what a reader sees


def _write_contents(bundle: Path, folder: Path, tables: bool) -> None:
    for name in CONTENTS:
        source = bundle / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / name)
    for path in folder.rglob("*.ipynb"):
        path.write_text(for_the_browser(path.read_text(encoding="utf-8"), tables), encoding="utf-8")


def _write_own(bundle: Path, site: Path) -> None:
    """The first page, and on every page of JupyterLite the guard over what is kept."""
    shutil.copy(HERE / GUARD, site / GUARD)
    (site / "index.html").write_text(first_page(bundle), encoding="utf-8")
    for app in APPS:
        page = site / app / "index.html"
        text = page.read_text(encoding="utf-8")
        if "<head>" not in text:
            what = f"JupyterLite’s page {app}/index.html is not as expected"
            raise KitError("kit site", what, "Tell the kit’s makers")
        page.write_text(text.replace("<head>", f'<head><script src="../{GUARD}"></script>', 1), encoding="utf-8")
    (site / MADE).write_text("{}\n", encoding="utf-8")


# ---- building


def _build(tools: Tools, lite: Path, out: Path) -> None:
    settings = {"contents": ["contents"], "apps": list(APPS), "no_sourcemaps": True, "no_unused_shared_packages": True}
    (lite / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": settings}), encoding="utf-8")
    _run([tools.python, "-m", "jupyterlite_core", "build", "--output-dir", out], lite)


def _run(command: list, folder: Path) -> None:
    """Raises KitError with the last of what a program said where it failed."""
    # Nothing of this computer's own Jupyter goes into a site.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON"))}
    environment = {**kept, "JUPYTER_NO_CONFIG": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(list(map(str, command)), cwd=folder, env=environment, capture_output=True)
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split())[-400:]
        raise KitError("kit site", f"{Path(command[2]).name} did not do its part: {said}", "Tell the kit’s makers")
