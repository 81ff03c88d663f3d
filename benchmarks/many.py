"""Grading a very large class: how many a second, and that its memory stays flat; in one process, in several, on Dask.

    python benchmarks/many.py [--sizes 1000 10000 100000] [--exercise ferry-report] [--notebooks]

Some thousand different sheets are handed in by everybody under their own numbers; the same answers come again in them,
as in a class, with other ids, edges, labels and confidences, and a highlight of one's own now and then. The whole
command is timed from outside, cold: the check of the key, tables and class reports included. Memory is that of the
command's own process, and of all processes that grade together (each with what it shares, so the sum is a little too
large); it is looked at twenty times a second. Beside it stands the floor: the same bytes read and parsed as JSON, by
one process and nothing else (the middle one of three). Told in floors are, by the clock, the whole command and the
grading alone (a pool begun, files read and graded, their lines stored), which is what grows with the class; and of the
whole command what all processes together take of the processors, a cluster's own work included (a cluster is up before,
and asked for its kit outside of the grading). Each engine has to give the same bytes. The bars, by the clock: grading
within 10 floors for every size and engine, and from ten thousand on the whole command as well; and from a hundred
thousand on, between the two largest sizes, at most two megabytes more for each thousand students more (in smaller
classes fewer shards are under way than there may be).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from classroom import Classroom  # noqa: E402

KEYS = ROOT / "solutions" / "keys"
FLOORS, GROWTH = 10, 2.0
"""The bars: times the floor, and megabytes for each thousand more."""
WHOLE, ENOUGH = 10_000, 100_000
"""Hand-ins from which on the bar holds for the whole command, and for memory."""
DIFFERENT = 3_000
WORKERS = 2
OFTEN = 0.05
FLOOR = """
import json, pathlib, sys, time
started = time.perf_counter()
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    json.loads(path.read_bytes())
print(time.perf_counter() - started)
"""
COMMAND = """
import sys, time
from kit import cli
from kit.many import handing
grade_into = handing.grade_into
def timed(*arguments):
    began = time.perf_counter()
    grade_into(*arguments)
    print("graded in", time.perf_counter() - began, flush=True)
handing.grade_into = timed
sys.exit(cli.main(sys.argv[1:]))
"""
"""The command, which tells besides how long the grading alone took."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--exercise", default="ferry-report")
    parser.add_argument("--notebooks", action="store_true", help="saved notebooks in place of hand-in files")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return measure(ROOT / "exercises" / options.exercise, sorted(options.sizes), Path(folder), options.notebooks)


def measure(exercise: Path, sizes: list[int], folder: Path, notebooks: bool) -> int:
    """A line for each size and engine. Gives 1 where something is over its bar."""
    room, total = folder / "room", 0
    made = handed_in(exercise, folder / "no-answers", notebooks)
    heads = ("submissions", "engine", "a second", "seconds", "floors", "grading alone", "floors")
    heads = (*heads, "of processors", "floors", "peak MB, main", "peak MB, all")
    print("".join(f"{head:>15}" for head in heads), flush=True)
    memory: dict[str, list[tuple[int, float]]] = {}
    missed = []
    for size in sizes:
        room.mkdir(exist_ok=True)
        for name, data in islice(made, size - total):
            (room / name).write_bytes(data)
        total = size
        call = [sys.executable, "-c", FLOOR, str(room)]
        floor = statistics.median(float(subprocess.check_output(call)) for _ in range(3))
        print(f"{size:15}{'(the floor)':>15}{size / floor:15.0f}{floor:15.2f}", flush=True)
        tables = set()
        for engine, begun in (("serial", serial), (f"{WORKERS} processes", processes), (f"Dask, {WORKERS}", dask)):
            with begun(folder) as (more, others):
                if more is None:
                    print(f"{size:15}{engine:>15}   not measured: {others}")
                    continue
                out = folder / f"out-{size}-{len(tables)}-{engine[:4]}"
                seconds, grading, busy, own, together = command(exercise, room, out, more, others)
            tables.add((out / "gradebook.csv").read_bytes())
            cells = [f"{size / seconds:.0f}"]
            cells += [cell for taken in (seconds, grading, busy) for cell in (f"{taken:.1f}", f"{taken / floor:.1f}")]
            cells += [f"{own:.0f}", f"{together:.0f}"]
            print(f"{size:15}{engine:>15}" + "".join(f"{cell:>15}" for cell in cells), flush=True)
            memory.setdefault(engine, []).append((size, own))
            held_to = {"grading": grading} | ({"the whole command": seconds} if size >= WHOLE else {})
            over = [what for what, taken in held_to.items() if taken > FLOORS * floor]
            missed += [f"{size}, {engine}: {what} takes more than {FLOORS} floors" for what in over]
        if len(tables) != 1:
            missed.append(f"the engines give different tables of {size}")
    for engine, peaks in memory.items():
        (few, less), (many, more) = peaks[-2] if len(peaks) > 1 else (0, 0.0), peaks[-1]
        growth = (more - less) / (many - few) * 1000
        print(f"{engine}: from {few} to {many} {growth:.2f} MB more for each thousand more")
        missed += [f"{engine}: memory grows"] if growth > GROWTH and many >= ENOUGH else []
    print("\n".join(f"over the bar: {what}" for what in missed) or "all bars are met")
    return 1 if missed else 0


def handed_in(exercise: Path, answers: Path, notebooks: bool) -> Iterator[tuple[str, bytes]]:
    """Everybody's file, one after the other, under their own number and name."""
    classroom = Classroom(exercise, KEYS, answers)
    made = []
    for number in classroom.numbers(DIFFERENT):
        text = classroom.notebook(number) if notebooks else json.dumps(classroom.sheet(number)[0], ensure_ascii=False)
        made.append((text, number))
    ending = "ipynb" if notebooks else "json"
    place = 0
    while True:
        text, own = made[place % DIFFERENT]
        number = str(1_000_000 + place)
        yield f"{exercise.name}-{number}.{ending}", text.replace(own, number).encode()
        place += 1


def command(exercise: Path, room: Path, out: Path, more: list[str], others: list) -> tuple[float, ...]:
    """Seconds of all, of grading alone, and of busy processors; the peaks of memory of its own and of all, in MB."""
    call = [sys.executable, "-c", COMMAND, "grade", str(room), "--assignment", str(exercise), "--keys", str(KEYS)]
    call += ["--out", str(out), *more]
    started, before = time.perf_counter(), processor(others)
    with out.with_suffix(".txt").open("w") as told:
        process = psutil.Popen(call, cwd=ROOT, env=environment(), stdout=told)
    own = together = 0
    while process.poll() is None:
        held = [memory_of(one) for one in (process, *children(process))]
        own = max(own, held[0])
        together = max(together, sum(held) + sum(map(memory_of, others)))
        time.sleep(OFTEN)
    seconds = time.perf_counter() - started
    assert process.returncode == 0, "grading failed"
    [grading] = re.findall(r"^graded in (\S+)$", out.with_suffix(".txt").read_text(errors="replace"), re.MULTILINE)
    return seconds, float(grading), processor(others) - before, own / 1e6, together / 1e6


def processor(others: list) -> float:
    """Seconds of all processes that have ended under this one, and of others that still work for it."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(sum(one.cpu_times()[:2]) for one in others)


def children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def memory_of(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0


def environment() -> dict[str, str]:
    """In which a process finds this kit."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


# ---- the engines: what is added to the command, and which processes work for it


@contextmanager
def serial(_: Path):
    """Said to the small sizes too, or they would be graded as small classes."""
    yield ["--processes", "1"], []


@contextmanager
def processes(_: Path):
    yield ["--processes", str(WORKERS)], []


@contextmanager
def dask(folder: Path):
    """A scheduler and workers, each a process of its own."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        yield None, "the package distributed is not installed"
        return
    about = folder / "scheduler.json"
    about.unlink(missing_ok=True)
    begun = [started("scheduler", about, "--host", "127.0.0.1", "--port", "0")]
    begun += [started("worker", about, "--nthreads", "1", "--no-nanny") for _ in range(WORKERS)]
    try:
        while not (about.is_file() and (text := about.read_text(encoding="utf-8")).rstrip().endswith("}")):
            time.sleep(OFTEN)
        yield ["--dask", json.loads(text)["address"]], begun
    finally:
        for process in begun:
            process.kill()
            process.wait()


def started(what: str, about: Path, *more: str) -> psutil.Popen:
    call = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--scheduler-file", str(about), "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return psutil.Popen([*call, *more], env=environment(), cwd=about.parent, **quiet)


if __name__ == "__main__":
    raise SystemExit(main())
