"""A real JupyterHub with its proxy, for a test: the documented configuration, with what a test must have of its own.

Every address is on 127.0.0.1. Students' homes, the git repository and all that the hub keeps lie in one folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path

import psutil  # comes with ipykernel
from lab import Notebook, until
from traitlets.config import Config

ROOT = Path(__file__).resolve().parents[2]
CONFIG = ROOT / "docs" / "hub" / "jupyterhub_config.py"
PROXY = ROOT / "node_modules" / ".bin" / "configurable-http-proxy"
INSIDE = "Scripts" if os.name == "nt" else "bin"
PASSWORD = "a password of the test's"
TOKEN = "the-test-asks-the-hub-with-this"
FOLDER = "media-verification"
LESSON, EXERCISE = "notebooks/00-start.ipynb", "exercises/ferry-report/ferry-report.ipynb"
QUIET = ("labextension", "disable", "--level=user", "@jupyterlab/apputils-extension:announcements")
"""What keeps JupyterLab from asking whether one wants its news; for a hub's environment the level is sys_prefix."""
START_SECONDS = 60

OURS = """

# ---- the test's own
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = {password!r}
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = HOME
c.Spawner.ip = "127.0.0.1"
c.Spawner.environment.update({{"JUPYTER_CONFIG_PATH": {settings!r}}})
c.Spawner.args.extend(["--allow-root", "--LabApp.expose_app_in_browser=True"])
c.JupyterHub.bind_url = "http://127.0.0.1:{port}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub_port}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api_port}"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.JupyterHub.services = [{{"name": "test", "api_token": {token!r}}}]
c.JupyterHub.load_roles = [{{"name": "test", "scopes": ["admin:servers"], "services": ["test"]}}]
"""


def python() -> Path:
    """The Python of the hub's environment."""
    named = os.environ.get("KIT_HUB")
    path = Path(named) if named else ROOT / ".venv-hub" / INSIDE / "python"
    assert path.is_file(), "the hub's environment is not there: `python3 start.py test` makes it"
    return path


class Hub:
    """One JupyterHub on free ports, with `repository` to pull from."""

    def __init__(self, folder: Path, repository: str) -> None:
        assert PROXY.exists(), "the hub's proxy is not there: `npm ci` brings it"
        self.folder, self.homes, self.log = folder, folder / "homes", folder / "hub.log"
        self.homes.mkdir(parents=True)
        ports = free_ports(3)
        self.base = f"http://127.0.0.1:{ports[0]}"
        env = self._environment()
        settings = folder / "settings"
        quiet = [str(python()), "-m", "jupyter", *QUIET]
        subprocess.run(quiet, env=env | {"JUPYTER_CONFIG_DIR": str(settings)}, check=True, capture_output=True)
        documented = filled_in(repository, f"{self.homes}/{{username}}")
        self._config = {"get_config": Config}
        exec(documented, self._config)
        config = folder / "jupyterhub_config.py"
        config.write_text(
            documented
            + OURS.format(
                password=PASSWORD,
                settings=str(settings),
                token=TOKEN,
                proxy=[shutil.which("node") or "node", str(PROXY.resolve())],
                **dict(zip(("port", "hub_port", "api_port"), ports, strict=True)),
            ),
            encoding="utf-8",
        )
        command = [str(python()), "-m", "jupyterhub", "-f", str(config)]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until(self._answers, START_SECONDS, f"JupyterHub to answer (its log is {self.log})")

    def _environment(self) -> dict[str, str]:
        """Nothing of this computer's settings, and no way to the kit but the one that is documented."""
        passed = ("KIT_", "JUPYTER", "PYTHON", "IPYTHON", "NBGITPULLER")
        env = {name: value for name, value in os.environ.items() if not name.startswith(passed)}
        path = os.pathsep.join([str(python().parent), env["PATH"]])
        return env | {"PATH": path, "HOME": str(self.folder / "home-of-the-hub")}

    def _answers(self) -> bool:
        if self._process.poll() is not None:
            raise RuntimeError(f"JupyterHub did not start:\n{self.log.read_text()[-3000:]}")
        try:
            return bool(self.api("GET", ""))
        except OSError:
            return False

    def api(self, method: str, path: str) -> object:
        """One request to the hub's REST interface."""
        request = urllib.request.Request(
            f"{self.base}/hub/api/{path}", method=method, headers={"Authorization": f"token {TOKEN}"}
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    # ---- students

    def course(self, student: str) -> Path:
        """Where the lessons lie in a student's home."""
        return self.homes / student / FOLDER

    def link(self, path: str) -> str:
        """The link that brings the newest lessons and opens this one, as the configuration makes it."""
        return self.base + self._config["link"](path)

    def servers(self, student: str) -> bool:
        """Whether the student's server is known to run."""
        return bool(self.api("GET", f"users/{student}")["servers"])

    def stop_server(self, student: str) -> None:
        """End a student's server, as a culler does, and wait until its processes are gone."""
        running = self.processes_of(student)
        assert running, f"{student} has no server"
        self.api("DELETE", f"users/{student}/server")
        psutil.wait_procs(running, timeout=30)
        until(lambda: not self.processes_of(student), 30, f"the server of {student} to end")

    def processes_of(self, student: str) -> list[psutil.Process]:
        """A student's server and kernels, the server first."""
        home = str(self.homes / student)
        return [p for p in self.processes() if p.environ().get("HOME") == home]

    def processes(self) -> list[psutil.Process]:
        """The hub, its proxy, and every student's server and kernels."""
        try:
            hub = psutil.Process(self._process.pid)
            return [p for p in [hub, *hub.children(recursive=True)] if p.status() != psutil.STATUS_ZOMBIE]
        except psutil.NoSuchProcess:
            return []

    def stop(self) -> None:
        """End the hub, which ends servers and proxy; whoever does not go is made to, and named."""
        family = self.processes()
        self._process.send_signal(signal.SIGTERM)
        left = psutil.wait_procs(family, timeout=40)[1]
        for process in left:
            process.kill()
        self._process.wait(10)
        assert not left, f"these outlived the hub: {left}"


def filled_in(repository: str, home: str) -> str:
    """The documented configuration with its lines filled in, as whoever runs a hub does."""
    text = CONFIG.read_text(encoding="utf-8")
    for name, value in (("REPOSITORY", repository), ("FOLDER", FOLDER), ("HOME", home)):
        text, times = re.subn(rf"^{name} = .*", lambda _, n=name, v=value: f"{n} = {v!r}", text, flags=re.MULTILINE)
        assert times == 1, f"{CONFIG.name} has {times} lines {name} = ..."
    return text


def free_ports(number: int) -> list[int]:
    """Ports on which nobody listens."""
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Seat:
    """A student at a computer: a browser window of their own, in which nobody is logged in."""

    def __init__(self, hub: Hub, chromium, student: str) -> None:
        self.hub, self.student = hub, student
        self.context = chromium.new_context(viewport={"width": 1300, "height": 950}, reduced_motion="reduce")

    def log_in(self, path: str, url: str = "") -> Notebook:
        """Go to a notebook's link, or to the address that should lead there; log in, and wait for the notebook."""
        notebook = self._tab(path, url)
        notebook.page.goto(notebook.url)
        notebook.page.fill("input[name=username]", self.student)
        notebook.page.fill("input[name=password]", PASSWORD)
        notebook.page.click("#login_submit")
        notebook.wait_open()
        put_away_the_others(notebook)
        return notebook

    def follow(self, path: str) -> Notebook:
        """Follow a notebook's link when logged in already."""
        notebook = self._tab(path)
        notebook.load()
        put_away_the_others(notebook)
        return notebook

    def _tab(self, path: str, url: str = "") -> Notebook:
        return Notebook(self.hub, self.context.new_page(), f"{FOLDER}/{path}", url or self.hub.link(path))


def put_away_the_others(notebook: Notebook) -> None:
    """Close what JupyterLab opened again because it was open before: the driver looks for widgets in the whole page."""
    notebook.page.evaluate("""async () => {
      const {restored, shell} = window.jupyterapp;
      await restored;
      for (const one of [...shell.widgets("main")]) if (one !== shell.currentWidget) one.dispose();
    }""")
