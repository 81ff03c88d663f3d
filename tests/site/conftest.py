"""A site built once for all its tests, served by the plainest of servers, and a browser on it that asks nobody else."""

from __future__ import annotations

import socketserver
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from learner import Listener
from visitor import Visitor, served

COURSE = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site, as the command makes it."""
    out = tmp_path_factory.mktemp("web") / "course"
    call = [sys.executable, "-m", "kit", "site", "--out", str(out)]
    done = subprocess.run(call, cwd=COURSE, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(f"The site was not built: {done.stderr.strip()[-1000:]}", False)
    return out


@pytest.fixture(scope="session")
def address(site: Path):
    """Where the site is served: below a folder of another name, as on most servers."""
    with served(site.parent) as base:
        yield f"{base}/{site.name}"


@pytest.fixture(scope="session")
def outside():
    """A proxy for every address but our own: it counts what is asked of others, and lets nothing through.

    Unlike what a page tells of its requests this holds those of its workers as well.
    """

    class Refuses(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.server.asked.append(self.rfile.readline(1000).decode("latin-1").strip())
            self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refuses) as server:
        server.daemon_threads, server.asked = True, []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def visit(chromium, address: str, outside):
    """Opens a tab on the site: `visit(width=…, height=…)`. It may ask no other host."""
    contexts, heard = [], Listener()
    outside.asked.clear()
    proxy = {"server": f"http://127.0.0.1:{outside.server_address[1]}", "bypass": "127.0.0.1"}

    def opened(width: int = 1300, height: int = 950, **more) -> Visitor:
        size = {"width": width, "height": height}
        context = chromium.new_context(viewport=size, reduced_motion="reduce", proxy=proxy, **more)
        heard.listen(context, address.rpartition("/")[0])
        contexts.append(context)
        return Visitor(context.new_page(), address)

    yield opened
    for context in contexts:
        context.close()
    assert not heard.outside and not outside.asked, f"asked of others: {heard.outside} {outside.asked}"
