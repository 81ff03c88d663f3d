"""The site in a browser: its size, a first visit, the seconds to a usable lesson, from a key press to an answer.

    python benchmarks/site.py [--site DIR] [--visits 5] [--samples 30]

A lesson is usable when its exercise has been drawn by Run All Cells, chosen as soon as the lesson stands there. A first
visit is a browser that has nothing, a second one the same browser once more. Bytes are those that left the server, as
they are and as a server would send them that packs what it sends (gzip, level 6). Times of an answer are beside those
of JupyterLab, which `benchmarks/latency.py` takes. Needs what `python3 start.py test` sets up, and Chromium.
"""

from __future__ import annotations

import argparse
import gzip
import http.server
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "lab"), str(ROOT / "tests" / "site")]

from chromium import launched  # noqa: E402
from latency import NEXT_WORD, TIMED, WARM_UP  # noqa: E402
from visitor import Visitor  # noqa: E402

LESSON = "notebooks/00-start.ipynb"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, help="a site that is there (default: one is built)")
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--samples", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        site = options.site or built(Path(folder) / "site")
        files = [path for path in site.rglob("*") if path.is_file()]
        print(f"the site: {sum(p.stat().st_size for p in files) / 1e6:.1f} MB in {len(files)} files")
        with serving(site) as (address, sent):
            visits(browser, address, sent, site, options.visits)
            answers(browser, address, options.samples)
    return 0


def built(out: Path) -> Path:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "kit", "site", "--out", str(out)], cwd=ROOT, check=True, capture_output=True)
    print(f"built in {time.perf_counter() - started:.1f} s")
    return out


@contextmanager
def serving(site: Path):
    """The address, and what has been sent of each file, in bytes."""
    sent: Counter[str] = Counter()

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(site))

        def copyfile(self, source, target):
            data = source.read()
            sent[self.translate_path(self.path)] += len(data)
            target.write(data)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", sent
    finally:
        server.shutdown()
        server.server_close()


def visits(browser, address: str, sent: Counter[str], site: Path, number: int) -> None:
    times: dict[str, list[float]] = {name: [] for name in ("lesson to read", "first", "second")}
    for _ in range(number):
        context = browser.new_context(viewport={"width": 1300, "height": 950})
        sent.clear()
        reader = Visitor(context.new_page(), address)
        times["lesson to read"].append(usable(reader, times["first"]))
        first = dict(sent)
        sent.clear()
        usable(Visitor(context.new_page(), address), times["second"])
        again = sum(sent.values())
        context.close()
    packed = sum(len(gzip.compress(Path(path).read_bytes(), 6)) for path in first if Path(path).is_file())
    raw = sum(first.values())
    print(f"a first visit: {raw / 1e6:.1f} MB in {len(first)} files; packed by the server {packed / 1e6:.1f} MB")
    print(f"a second visit: {again / 1e6:.1f} MB")
    for name, taken in times.items():
        what = name if name.startswith("lesson") else f"{name} visit, to a usable lesson"
        print(f"{what}: median {statistics.median(taken):.1f} s (from {min(taken):.1f} to {max(taken):.1f})")


def usable(reader: Visitor, times: list[float]) -> float:
    """Seconds until the lesson can be read; until its exercise can be worked on, they go into `times`."""
    started = time.perf_counter()
    reader.arrive(LESSON)
    read = time.perf_counter() - started
    reader.wait_kernel()
    reader.run("marker")
    times.append(time.perf_counter() - started)
    return read


def answers(browser, address: str, samples: int) -> None:
    context = browser.new_context(viewport={"width": 1300, "height": 950})
    reader = Visitor(context.new_page(), address)
    reader.open(LESSON)
    reader.run("marker")
    reader.page.locator(".kit-s").first.focus()
    times: dict[str, list[float]] = {"key to Saved": [], "Check to feedback": []}
    for _ in range(WARM_UP + samples):
        reader.page.evaluate(NEXT_WORD)
        for name, what in zip(times, ("mark", "check"), strict=True):
            times[name].append(reader.page.evaluate(TIMED, what))
    for name, taken in times.items():
        kept = sorted(taken[WARM_UP:])
        late = kept[int(len(kept) * 0.95)]
        print(f"{name}: median {statistics.median(kept):.0f} ms, 95th percentile {late:.0f} ms")
    context.close()


if __name__ == "__main__":
    raise SystemExit(main())
