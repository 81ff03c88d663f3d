"""A real JupyterLab, and a notebook in it, driven as a learner does.

`Lab` is the server, `Desk` a folder with one learner's notebooks and answers, `Notebook` a tab of
the browser. Every wait is for a condition that the page itself shows; nothing sleeps.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from pathlib import Path

import psutil  # comes with ipykernel
from learner import Learner, until

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "learner"
START_SECONDS = 90
PAGE_MS = 90_000
RUN_MS = 120_000

SERVER_CONFIG = """
c = get_config()
c.ServerApp.allow_root = True
c.ServerApp.open_browser = False
c.ServerApp.ip = "127.0.0.1"
c.LabApp.expose_app_in_browser = True
c.LabApp.extension_manager = "readonly"  # or the server asks PyPI for its list
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.KernelRestarter.time_to_dead = 0.5     # a dead kernel is noticed at once
c.KernelRestarter.restart_limit = 1000   # the tests kill more than five in a row
"""
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}

# The kernel of the notebook in front is connected and has nothing to do. The tool bar's own
# data-status says "idle" before the kernel is there at all.
IDLE = """() => {
  const w = window.jupyterapp?.shell.currentWidget, c = w?.context?.sessionContext;
  return !!(w?.context?.isReady && c?.isReady
    && c.session?.kernel?.connectionStatus === "connected" && c.session.kernel.status === "idle");
}"""


class Lab:
    """One JupyterLab server on a free port, with settings and data of its own."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.log = folder / "server.log"
        self._runtime = folder / "runtime"
        labconfig = folder / "config" / "labconfig"
        for made in (self.root, self._runtime, labconfig):
            made.mkdir(parents=True)
        (folder / "config" / "jupyter_server_config.py").write_text(SERVER_CONFIG)
        (labconfig / "page_config.json").write_text(json.dumps(QUIET))
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        env = {name: value for name, value in os.environ.items() if name != "KIT_ANSWERS"}
        env |= {
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTER_DATA_DIR": str(folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self._runtime),
            "JUPYTERLAB_SETTINGS_DIR": str(folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "IPYTHONDIR": str(folder / "ipython"),
            "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        }
        command = [sys.executable, "-m", "jupyter", "lab", f"--ServerApp.port={port}"]
        command += [f"--ServerApp.root_dir={self.root}", f"--IdentityProvider.token={TOKEN}"]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, env=env, cwd=self.root, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.base = self._address()

    def _address(self) -> str:
        """Where the server listens; it may have taken another port than the one it was given."""
        note = self._runtime / f"jpserver-{self._process.pid}.json"

        def answering() -> str | None:
            if self._process.poll() is not None:
                raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}")
            try:
                self.base = json.loads(note.read_text())["url"].rstrip("/")
                self.api("GET", "status")
            except (OSError, ValueError):
                return None
            return self.base

        return until(answering, START_SECONDS, f"JupyterLab to answer (its log is {self.log})")

    def api(self, method: str, path: str, body: object = None) -> object:
        """One request to the server's REST interface."""
        request = urllib.request.Request(
            f"{self.base}/api/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {TOKEN}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def sessions(self) -> list[dict]:
        return self.api("GET", "sessions")

    def kernel_pid(self, notebook: str) -> int:
        """The process of the kernel behind a notebook, given by its path from the root."""
        [kernel] = [s["kernel"]["id"] for s in self.sessions() if s["path"] == notebook]
        for process in psutil.Process(self._process.pid).children(recursive=True):
            try:
                if any(kernel in part for part in process.cmdline()):
                    return process.pid
            except psutil.NoSuchProcess:
                continue
        raise LookupError(f"the kernel {kernel} has no process")

    def shut_kernels_down(self, folder: str = "") -> None:
        """End the kernels of the notebooks below a folder."""
        for session in self.sessions():
            if session["path"].startswith(folder):
                try:
                    self.api("DELETE", f"sessions/{session['id']}")
                except urllib.error.HTTPError as gone:
                    if gone.code not in (404, 410):
                        raise

    def stop(self) -> None:
        """End the kernels, then the server; whoever does not go is made to."""
        family = psutil.Process(self._process.pid).children(recursive=True)
        try:
            self.shut_kernels_down()
            self.api("POST", "shutdown")
        except OSError:
            self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for process in psutil.wait_procs(family, timeout=5)[1]:
            process.kill()


# ------------------------------------------------------------------------------------- notebooks


def notebook_json(cells: list[str]) -> dict:
    """A notebook as it comes from us: no outputs. A cell that begins with "md:" is text."""
    made = []
    for n, text in enumerate(cells):
        cell = {"id": f"cell-{n}", "metadata": {}, "source": text}
        if text.startswith("md:"):
            cell |= {"cell_type": "markdown", "source": text[3:]}
        else:
            cell |= {"cell_type": "code", "execution_count": None, "outputs": []}
        made.append(cell)
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def lesson(*tasks: str) -> list[str]:
    """The cells of a small lesson on the mill: a heading, the import, one cell for each task."""
    return ["md:# The mill\n\n## Two accounts", "import kit", *(f'kit.task("cases/mill/{task}")' for task in tasks)]


class Desk:
    """One learner's folder on the server, with the case of the mill, and the tabs opened on it."""

    def __init__(self, lab: Lab, name: str, context, files: dict[str, str]) -> None:
        self.lab, self.name, self.context = lab, name, context
        self.folder = lab.root / name
        case = self.folder / "cases" / "mill"
        case.mkdir(parents=True)
        for file, text in files.items():
            (case / file).write_text(text, encoding="utf-8")

    def write(self, name: str, cells: list[str]) -> str:
        """Write a notebook into the folder; returns its path from the server's root."""
        (self.folder / name).write_text(json.dumps(notebook_json(cells)), encoding="utf-8")
        return f"{self.name}/{name}"

    def open(self, path: str, mode: str = "doc", ready: bool = True, context=None) -> Notebook:
        """Open a notebook in a tab of its own and a workspace of its own.

        `mode` is "doc", the notebook alone, or "lab", the whole of JupyterLab. With ready=False
        the kernel is not waited for.
        """
        page = (context or self.context).new_page()
        workspace = f"w{uuid.uuid4().hex[:8]}"
        where = f"{mode}/workspaces/{workspace}/tree/{urllib.parse.quote(path)}"
        notebook = Notebook(self.lab, page, path, f"{self.lab.base}/{where}?token={TOKEN}&reset")
        notebook.load(ready)
        return notebook

    def operations(self, task: str, case: str = "mill") -> list[dict]:
        """What is on disk for a task: the lines of its sheet after the first."""
        path = self.folder / "answers" / case / f"{task}.jsonl"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()[1:]]

    def kept(self, task: str, case: str = "mill") -> dict[str, dict]:
        """Id to annotation, as the lines on disk leave them. Not the kit's own replay, on purpose."""
        held = {}
        for operation in self.operations(task, case):
            if operation["op"] == "put":
                held[operation["id"]] = operation["value"]
            elif operation["op"] == "drop":
                held.pop(operation["id"], None)
        return held


class Notebook(Learner):
    """A notebook in a tab."""

    def __init__(self, lab: Lab, page, path: str, url: str) -> None:
        self.lab, self.page, self.path, self.url = lab, page, path, url
        page.set_default_timeout(PAGE_MS)

    # ---- the tab

    def load(self, ready: bool = True) -> None:
        self.page.goto(self.url)
        self.wait_open(ready)

    def wait_open(self, ready: bool = True) -> None:
        """Wait until the notebook stands there, whatever led to it, and with ready=True its kernel.

        Others that were open before may come first, in a workspace that is not reset.
        """
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", state="attached")
        self.page.wait_for_function("() => !document.querySelector('#jupyterlab-splash')")
        self.page.wait_for_function(
            """path => {
              const context = window.jupyterapp?.shell.currentWidget?.context;
              return context?.isReady && context.path === path;
            }""",
            arg=self.path,
        )
        if ready:
            self.wait_idle()

    def close(self) -> None:
        """Close the tab as somebody does who has not saved."""
        self.page.close(run_before_unload=False)

    def command(self, name: str, **arguments) -> None:
        """Run one of JupyterLab's commands and wait until it is done."""
        self.page.evaluate(
            "([n, a]) => window.jupyterapp.commands.execute(n, a).then(() => true)",
            [name, arguments],
        )

    def save(self) -> None:
        self.command("docmanager:save")

    def cells(self) -> list[list[str]]:
        """Kind and source of every cell, as they stand in the notebook."""
        return self.page.evaluate(
            "() => [...window.jupyterapp.shell.currentWidget.content.model.cells]"
            ".map(c => [c.type, c.sharedModel.getSource()])"
        )

    def rewrite(self, cell: str, text: str) -> None:
        """Put other text into a cell, given by its id."""
        self.page.evaluate(
            "([id, text]) => [...window.jupyterapp.shell.currentWidget.content.model.cells]"
            ".find(c => c.id === id).sharedModel.setSource(text)",
            [cell, text],
        )

    # ---- the kernel

    def wait_idle(self) -> None:
        self.page.wait_for_function(IDLE)

    def run_all(self) -> None:
        """Run All Cells, and wait until all have run. Widgets drawn before are marked as old."""
        self.page.evaluate("""() => {
          for (const e of document.querySelectorAll(".kit")) e.dataset.old = "1";
          window.ran = 0;
          window.jupyterapp.commands.execute("notebook:run-all-cells")
            .then(() => { window.ran = 1; }, e => { window.ran = String(e); });
        }""")
        self.page.wait_for_function("() => window.ran", timeout=RUN_MS)
        assert self.page.evaluate("() => window.ran") == 1
        self.wait_idle()

    def run(self) -> None:
        """Run All Cells, and wait until every widget has painted."""
        self.run_all()
        self.wait_painted()

    def wait_painted(self, number: int = 1) -> None:
        """Wait until so many fresh widgets have painted their first frame, and none is on its way.

        A cell that failed is told at once, not waited for.
        """
        seen = self.page.wait_for_function(
            """n => {
              const error = document.querySelector(
                "[data-mime-type='application/vnd.jupyter.error'], .kit-broken:not([data-old])");
              if (error) return error.innerText;
              const all = [...document.querySelectorAll(".jp-OutputArea .kit:not([data-old])")];
              return all.length >= n && all.every(e => e.dataset.ready);
            }""",
            arg=number,
        ).json_value()
        assert seen is True, seen

    def restart(self) -> None:
        """Restart the kernel as the menu does, without its question."""
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart()"
        )
        self.wait_idle()

    def reload(self) -> None:
        """Load the page again as the browser's button does, whatever was not saved."""
        self.page.once("dialog", lambda dialog: dialog.accept())
        self.page.reload()
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_idle()

    def pid(self) -> int:
        return self.lab.kernel_pid(self.path)

    def kill(self, pid: int | None = None) -> None:
        """Kill the kernel as the kernel's machine would, out of memory: no farewell."""
        os.kill(pid or self.pid(), signal.SIGKILL)

    def pass_dialog(self) -> None:
        """Wait for JupyterLab's "Kernel Restarting" and agree, as there is nothing else to do."""
        self.page.locator(".jp-Dialog .jp-mod-accept").click()
        self.page.wait_for_selector(".jp-Dialog", state="detached")
