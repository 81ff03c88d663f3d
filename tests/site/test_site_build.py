"""What the command makes: nothing of a graded key, nothing half, and pandas only from where it was told."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from visitor import TABLES_TOLD, Visitor, served

from kit.cli import main
from kit.errors import KitError
from kit.leaks import scan
from kit.site import MADE, build_site
from kit.site.packages import Distribution

pytestmark = [pytest.mark.browser, pytest.mark.site]
COURSE = Path(__file__).parents[2]
KEYS = COURSE / "solutions" / "keys"


def test_no_graded_key_is_in_it(site, tmp_path):
    """Neither among the files that a reader sees nor in the packages of the browser's Python."""
    for part in ("files", "api"):
        faults, read = scan(site / part, KEYS, kinds=None)
        assert not faults and read > 20
    [wheel] = (site / "static" / "pyodide").glob("media_verification_kit-*.whl")
    faults, read = scan(wheel, KEYS)
    assert not faults and read > 100
    shutil.copytree(site / "files", tmp_path / "files")
    shutil.copy(KEYS / "ferry.yaml", tmp_path / "files" / "notebooks" / "notes.txt")
    assert scan(tmp_path / "files", KEYS, kinds=None)[0], "the search finds a key that is there"
    assert not list(site.rglob("solutions")) and not list(site.rglob("*teaching-with*"))


def test_no_page_knows_another_host(site):
    """Where a page of JupyterLite would load something from, it is the site itself."""
    settings = json.loads((site / "jupyter-lite.json").read_text())["jupyter-config-data"]
    kernel = settings["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]
    assert kernel["pyodideUrl"].startswith("./") and kernel["disablePyPIFallback"] is True
    assert all(url.startswith("./") for url in kernel["pipliteUrls"])
    lock = json.loads((site / "static/pyodide/pyodide-lock.json").read_text())
    assert sorted(lock["packages"]) == kernel["loadPyodideOptions"]["packages"]
    for entry in lock["packages"].values():
        data = (site / "static/pyodide" / entry["file_name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
    for page in [site / "index.html", *site.glob("*/index.html")]:
        loaded = re.findall(r'(?:src|href)="([^"]+)"', page.read_text())
        assert loaded and not [link for link in loaded if "//" in link]


def test_pyodide_is_the_one_that_the_kernel_is_made_for(site):
    """The kernel's own Python says for which; package.json pins it."""
    tools = COURSE / ".venv-site"
    python = os.environ.get("KIT_SITE", "")
    code = "from jupyterlite_pyodide_kernel.constants import PYODIDE_VERSION as v; print(v)"
    wanted = subprocess.run([python or tools / "bin/python", "-c", code], capture_output=True, text=True, check=True)
    pinned = json.loads((COURSE / "package.json").read_text())["dependencies"]["pyodide"]
    assert wanted.stdout.strip() == pinned


def test_a_folder_that_is_no_site_is_left_alone(tmp_path):
    """Neither a folder with other files nor a link."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "essay.txt").write_text("mine")
    with pytest.raises(KitError, match="it is no site of the kit"):
        build_site(COURSE, tmp_path / "mine")
    assert [p.name for p in tmp_path.rglob("*")] == ["mine", "essay.txt"]


def test_without_what_it_is_built_from(tmp_path, monkeypatch, capsys):
    """One sentence with the command that fetches it."""
    monkeypatch.setenv("KIT_SITE", str(tmp_path / "bin" / "python"))
    assert main(["site", "--out", str(tmp_path / "out"), "--course", str(COURSE)]) == 2
    assert "Type python3 start.py site --out DIR" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


# ---- pandas


def pyodide() -> dict:
    """Pyodide's own list of packages."""
    return json.loads((COURSE / "node_modules" / "pyodide" / "pyodide-lock.json").read_bytes())


@pytest.fixture
def distribution(tmp_path) -> Path:
    """A folder with files of the names that Pyodide's own distribution has; they hold no pandas, only its name."""
    folder = tmp_path / "distribution"
    folder.mkdir()
    entries = Distribution.of(pyodide(), "https://example.org/").entries
    assert {"pandas", "numpy"} < set(entries)
    for entry in entries.values():
        with zipfile.ZipFile(folder / entry["file_name"], "w") as archive:
            archive.writestr(f"{entry['imports'][0]}/__init__.py", "")
    return folder


def test_a_folder_without_pandas_is_told(distribution):
    """Which file is missing, before anything is built."""
    [pandas] = distribution.glob("pandas-*.whl")
    pandas.unlink()
    with pytest.raises(KitError, match=f"{pandas.name} is not in this folder"):
        Distribution.of(pyodide(), str(distribution))


def test_pandas_from_a_folder_lies_in_the_site(distribution, tmp_path):
    """It is copied, listed with Pyodide's own digest, and not loaded before it is asked for."""
    call = [sys.executable, "-m", "kit", "site", "--out", str(tmp_path / "out"), "--pandas-from", str(distribution)]
    done = subprocess.run(call, cwd=COURSE, capture_output=True, text=True, check=True)
    assert "Tables load pandas when they are opened" in done.stdout
    out = tmp_path / "out"
    assert (out / MADE).is_file()
    lock = json.loads((out / "static/pyodide/pyodide-lock.json").read_text())
    assert lock["packages"]["pandas"] == pyodide()["packages"]["pandas"]
    assert (out / "static/pyodide" / lock["packages"]["pandas"]["file_name"]).is_file()
    settings = json.loads((out / "jupyter-lite.json").read_text())["jupyter-config-data"]["litePluginSettings"]
    assert "pandas" not in settings["@jupyterlite/pyodide-kernel-extension:kernel"]["loadPyodideOptions"]["packages"]
    lesson = json.loads((out / "files/notebooks/04-two-accounts.ipynb").read_text())
    assert any("".join(c["source"]).startswith("import pandas as pd") for c in lesson["cells"])


def test_pandas_from_an_address_is_asked_for_by_a_table_and_not_before(distribution, tmp_path, chromium):
    """A lesson up to its tables asks the site alone; then pandas is asked for, where it was said to be.

    What answers here is a server without pandas: the table is told to have none, and the next cells run.
    """
    with served(tmp_path / "empty") as elsewhere:
        call = [sys.executable, "-m", "kit", "site", "--out", str(tmp_path / "web" / "out"), "--pandas-from", elsewhere]
        subprocess.run(call, cwd=COURSE, capture_output=True, text=True, check=True)
        with served(tmp_path / "web") as base:
            context = chromium.new_context()
            urls: list[str] = []
            context.on("request", lambda request: urls.append(request.url))
            reader = Visitor(context.new_page(), f"{base}/out")
            reader.open("notebooks/00-start.ipynb")
            reader.run("marker")
            assert not [url for url in urls if url.startswith(elsewhere)]
            reader.open("notebooks/07-how-sure-am-i.ipynb")
            reader.run("marker")
            reader.page.wait_for_function(TABLES_TOLD)
            assert any(url.startswith(f"{elsewhere}/pandas-") for url in urls)
            assert not reader.page.get_by_text("Traceback").count()
            context.close()
