"""What a learner at work costs a JupyterHub in memory: a server, a kernel, and the hub and its proxy beside them.

    python benchmarks/hub.py [--students 5]

Starts the hub of the tests (tests/hub/hub.py) with the released lessons. Each student logs in in a browser of their
own, follows a link and runs every cell: of lesson 00, which loads no pandas, and others of lesson 01, whose tables do.
PSS counts what processes share (libraries, mostly) once, divided among them: on one computer it is what adds up. RSS
counts it in each: it is what a container of its own may come to. Linux only. Needs Chromium, the hub's environment
(KIT_HUB names its Python) and its proxy (npm).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), *(str(ROOT / "tests" / room) for room in ("", "lab", "hub"))]

from chromium import launched  # noqa: E402
from hub import Hub, Seat  # noqa: E402
from teacher import Teacher  # noqa: E402

LESSONS = {"without pandas": "notebooks/00-start.ipynb", "with pandas": "notebooks/01-who-is-speaking.ipynb"}
MB = 1_000_000


def megabytes(process) -> tuple[float, float]:
    """PSS and RSS of a process."""
    held = process.memory_full_info()
    return held.pss / MB, held.rss / MB


def shown(name: str, sizes: list[tuple[float, float]]) -> None:
    """One line: the mean, and the largest."""
    pss, rss = zip(*sizes, strict=True)
    mean = f"PSS {statistics.mean(pss):6.0f} MB   RSS {statistics.mean(rss):6.0f} MB"
    print(f"{name:<28} {mean}   largest RSS {max(rss):6.0f} MB")


def measured(hub: Hub, students: list[str], what: str) -> None:
    """The servers and kernels as they are now."""
    servers, kernels = [], []
    for student in students:
        server, *others = hub.processes_of(student)
        [kernel] = [p for p in others if "ipykernel_launcher" in " ".join(p.cmdline())]
        servers.append(megabytes(server))
        kernels.append(megabytes(kernel))
        loaded = any("pandas" in mapped.path for mapped in kernel.memory_maps())
        assert loaded == (what == "with pandas"), f"{student} is {'' if loaded else 'not '}with pandas"
    shown(f"a server, {what}", servers)
    shown(f"a kernel, {what}", kernels)
    shown(f"a learner, {what}", [(s[0] + k[0], s[1] + k[1]) for s, k in zip(servers, kernels, strict=True)])


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=5)
    number = parser.parse_args().students
    with tempfile.TemporaryDirectory() as there:
        hub = Hub(Path(there) / "hub", Teacher(Path(there)).repository)
        try:
            for what, lesson in LESSONS.items():
                students = [f"{what.split()[0]}-{n + 1}" for n in range(number)]
                with launched() as chromium:
                    for student in students:
                        Seat(hub, chromium, student).log_in(lesson).run()
                    print(f"{number} learners, all at work in {lesson}")
                    measured(hub, students, what)
                for student in students:
                    hub.stop_server(student)
            hubs, proxy = (megabytes(process) for process in hub.processes()[:2])
            shown("the hub", [hubs])
            shown("its proxy", [proxy])
        finally:
            hub.stop()


if __name__ == "__main__":
    main()
