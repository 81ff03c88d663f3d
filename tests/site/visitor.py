"""The site, served by the plainest of servers, and a reader of it in a tab."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from learner import Learner, until

TABLES_TOLD = (
    "() => [...document.querySelectorAll('.jp-OutputArea-output pre')]"
    ".filter(e => e.textContent.startsWith('There is no pandas here')).length === 3"
)
"""Each of the three tables of lesson 07 has said that it has no pandas."""
FAULT = "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']"
"""JupyterLab has shown errors in either."""
SLOW_MS = 120_000
"""A kernel starts in ten seconds or so, and on a busy machine in many more."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder, while it is served with Python's own server."""
    folder.mkdir(parents=True, exist_ok=True)
    call = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder)]
    with subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            port = re.search(r"port (\d+)", server.stdout.readline())[1]
            base = f"http://127.0.0.1:{port}"
            until(lambda: urllib.request.urlopen(base, timeout=10).status == 200, 30, "the server to answer")
            yield base
        finally:
            server.kill()


class Visitor(Learner):
    """A reader of the site in a tab."""

    def __init__(self, page, address: str) -> None:
        self.page, self.address = page, address
        page.set_default_timeout(SLOW_MS)
        # "Leave this page?" where a notebook was not saved.
        page.on("dialog", lambda dialog: dialog.accept())

    def arrive(self, notebook: str) -> None:
        """Go to a notebook, and wait until it can be read."""
        self.page.goto(f"{self.address}/notebooks/index.html?path={notebook}")
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")

    def open(self, notebook: str) -> None:
        self.arrive(notebook)
        self.wait_kernel()

    def wait_kernel(self) -> None:
        # Before the notebook knows its kernel, Run All Cells passes by unheard.
        self.page.wait_for_selector(".jp-KernelName:has-text('Pyodide')", state="attached")
        self.page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]", state="attached")

    def reload(self) -> None:
        """As the browser's button does, whatever was not saved."""
        self.page.reload()
        self.page.wait_for_selector(".jp-Notebook .jp-Cell")
        self.wait_kernel()

    def run(self, last: str) -> None:
        """Run All Cells by the menu, and wait for the widget that comes last."""
        self.run_all()
        self.page.wait_for_selector(f".kit-{last}", state="attached")
        self.page.wait_for_function(
            "() => [...document.querySelectorAll('.jp-OutputArea .kit')]"
            ".every(e => e.dataset.ready || e.matches('.kit-handin'))"
        )

    def run_all(self) -> None:
        """Choose it in the menu."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    def told(self) -> list[str]:
        """What stands on the page where a cell could not do its part."""
        return self.page.locator(FAULT).all_text_contents()

    def guard(self):
        """What the site says of this browser, at the foot of the page."""
        return self.page.locator("#kit-guard")

    def hand_in(self, name: str, number: str, folder: Path) -> Path:
        """Fill the form in, make the file, and download it."""
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Student number").fill(number)
        self.page.get_by_role("button", name="Make my hand-in file").click()
        with self.page.expect_download() as downloaded:
            self.page.get_by_role("button", name=re.compile("Download")).click()
        path = folder / downloaded.value.suggested_filename
        downloaded.value.save_as(path)
        return path
