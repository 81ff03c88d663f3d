"""A very large class on a real Dask cluster: a scheduler and workers, processes of their own that speak over TCP."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import workers
from mixedclass import MixedClass
from submissions import COURSE, EXERCISE, KEYS

from kit.assignment import read_assignment
from kit.cli import main
from kit.errors import KitError
from kit.grading import grade, parts_of
from kit.handback import CSV
from kit.intake import entries
from kit.many import cluster as cluster_engine
from kit.many import engine, run, shards
from kit.many.engine import in_order
from kit.many.shards import exercise_of, grade_shard
from kit.report import gradebook_csv

pytestmark = [
    pytest.mark.usefixtures("quick_check"),
    pytest.mark.skipif("sys.platform == 'win32'", reason="ends its clusters with signals"),
]
PLAIN = ""
NO_KIT = "import sys; sys.modules['kit'] = None; "
OTHER_KIT = "import kit; kit.__version__ = '9.9'; "


class Cluster:
    """A scheduler, and workers that each are told in Python what they are like."""

    def __init__(self, folder: Path, *kinds: str, scheduler: str = PLAIN) -> None:
        self._about = folder / "scheduler.json"
        self._environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(COURSE), str(COURSE / "tests"))),
            workers.MARKER: str(folder / "died"),
        }
        self.died = folder / "died"
        self._output = (folder / "output.txt").open("w")
        where = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler = self._start("scheduler", scheduler, *where)
        self.address = json.loads(self._ready())["address"]
        alone = ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
        self.workers = [self._start("worker", kind, *alone) for kind in kinds]

    def _start(self, what: str, first: str, *more: str) -> subprocess.Popen:
        code = f"{first}import sys; from distributed.cli.dask_{what} import main; sys.exit(main())"
        call = [sys.executable, "-c", code, "--scheduler-file", str(self._about), *more]
        streams = {"stdout": self._output, "stderr": self._output}
        return subprocess.Popen(call, env=self._environment, cwd=self._about.parent, **streams)

    def _ready(self) -> str:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if self._about.is_file() and (text := self._about.read_text(encoding="utf-8")).rstrip().endswith("}"):
                return text
            assert self.scheduler.poll() is None, Path(self._output.name).read_text(encoding="utf-8")
            time.sleep(0.02)
        raise AssertionError("the scheduler did not start")

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.send_signal(signal.SIGKILL)
            process.wait()
        self._output.close()


@pytest.fixture
def cluster(tmp_path) -> Iterator[Callable[..., Cluster]]:
    """Starts clusters, and ends them with the test."""
    begun: list[Cluster] = []

    def start(*kinds: str, **more: str) -> Cluster:
        folder = tmp_path / f"cluster-{len(begun)}"
        folder.mkdir()
        begun.append(Cluster(folder, *kinds, **more))
        return begun[-1]

    yield start
    for one in begun:
        one.end()


def graded(source: Path, out: Path, address: str) -> int:
    call = ["grade", str(source), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(out)]
    return main([*call, "--dask", address])


def shards_of(room: Path) -> list[shards.Shard]:
    made = read_assignment(EXERCISE)
    exercise = exercise_of(made, parts_of(made, KEYS))
    return list(shards.shards(enumerate(entries(room, made.id)), exercise, files=2))


def test_a_class_of_everything_is_the_same_byte_for_byte(classroom, cluster, room, tmp_path, monkeypatch):
    """As a folder and as a zip, one run after the other on one cluster."""
    monkeypatch.setattr(run, "shards", functools.partial(shards.shards, files=7))
    mixed = MixedClass(classroom, 60, seed=1)
    address = cluster(PLAIN, PLAIN).address
    for n, source in enumerate((mixed.lay_out(room), mixed.pack(tmp_path / "all.zip"))):
        assert graded(source, tmp_path / str(n), address) == 0
        assert (tmp_path / str(n) / CSV).read_bytes().decode() == gradebook_csv(grade(source, EXERCISE, KEYS))


def test_a_worker_that_is_killed_costs_no_result(cluster, twenty):
    """SIGKILL in the midst: what it had is done by another, and each line is what it would have been."""
    started = cluster(PLAIN, PLAIN)
    with cluster_engine.dask(started.address) as on:
        lines = [line for made in in_order(on, shards_of(twenty), workers.die_once) for line in made]
    assert started.died.exists()
    assert [process.poll() for process in started.workers].count(-signal.SIGKILL) == 1
    assert lines == [line for shard in shards_of(twenty) for line in grade_shard(shard)]


@pytest.mark.parametrize(
    ("kinds", "scheduler", "told"),
    [
        ([NO_KIT], PLAIN, "its worker tcp://.* has no kit"),
        ([PLAIN], NO_KIT, "its scheduler has no kit"),
        ([OTHER_KIT], PLAIN, r"has another kit \(9.9 there, .* here\)"),
        ([], PLAIN, "the cluster has no workers"),
    ],
)
def test_a_cluster_that_cannot_grade_is_told_in_a_sentence(cluster, tmp_path, monkeypatch, kinds, scheduler, told):
    """Before anything is sent: one sentence, and nothing that lay there is touched."""
    monkeypatch.setattr(cluster_engine, "WORKERS", 10 if kinds else 0.2)
    address = cluster(*kinds, scheduler=scheduler).address
    with pytest.raises(KitError, match=told), cluster_engine.dask(address):
        pass


def test_a_cluster_that_is_not_there_costs_nothing(twenty, tmp_path, monkeypatch, capsys):
    """Exit code 2, a sentence, and what was graded before stays as it was."""
    monkeypatch.setattr(cluster_engine, "REACH", 0.3)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / CSV).write_text("kept")
    for address in ("tcp://127.0.0.1:1", "nonsense", "tcp://"):
        assert graded(twenty, tmp_path / "out", address) == 2
        assert "the cluster cannot be reached" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == [CSV]


@pytest.mark.parametrize("whom", ["scheduler", "workers"])
def test_a_cluster_that_goes_away_is_not_waited_for_for_ever(cluster, twenty, monkeypatch, whom):
    """In the midst of a run: one sentence, in a bounded time."""
    monkeypatch.setattr(engine, "LOOK", 0.1)
    monkeypatch.setattr(cluster_engine, "WITHOUT", 0.5)
    started = cluster(PLAIN)
    with pytest.raises(KitError, match="Nothing was written"), cluster_engine.dask(started.address) as on:
        results = in_order(on, shards_of(twenty) * 40)
        next(results)
        for process in [started.scheduler] if whom == "scheduler" else started.workers:
            process.send_signal(signal.SIGKILL)
        list(results)
