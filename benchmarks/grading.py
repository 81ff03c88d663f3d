"""Grading a class: how many a second, how much memory, and what takes the time; beside it the floor, and nbgrader.

    python benchmarks/grading.py [--sizes 100 1000 10000] [--exercise ferry-report]

Everybody hands in a notebook that the kit made, each with other answers. The whole command is timed from outside,
cold: pages, reports, zip and tables included. Its parts are timed in another process of the same run, beside the floor
there: the same bytes read and parsed as JSON, and nothing else. nbgrader grades ten of the same notebooks, if its
environment is there (`start.py test` makes it). The bars: a thousand in under 10 seconds, scoring within 10 floors, and
a thousand times nbgrader's marginal rate.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from classroom import Classroom  # noqa: E402

KEYS = ROOT / "solutions" / "keys"
SECONDS, FLOORS, TIMES_NBGRADER = 10, 10, 1_000
"""The bars: of a thousand submissions, of scoring, and of one more submission."""
TEN = 10


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000])
    parser.add_argument("--exercise", default="ferry-report")
    parser.add_argument("--parts", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    exercise = ROOT / "exercises" / options.exercise
    if options.parts:
        print(json.dumps(parts(exercise, options.parts)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return compare(exercise, sorted(options.sizes), Path(folder))


def compare(exercise: Path, sizes: list[int], folder: Path) -> int:
    """A line for each size, then nbgrader. Gives 1 where something is over its bar."""
    classroom = Classroom(exercise, KEYS, folder / "no-answers")
    rooms = {size: folder / f"room-{size}" for size in sizes}
    total = classroom.hand_in(rooms[sizes[-1]], sizes[-1])
    for size in sizes[:-1]:
        share(rooms[sizes[-1]], rooms[size], size)
    print(f"{exercise.name}: notebooks of {total / sizes[-1] / 1000:.0f} kB; seconds, and in brackets times the floor")
    heads = ("seconds", "of processor", "a second", "peak MB", "floor", "key", "reading", "scoring", "writing")
    print(f"{'submissions':>11}" + "".join(f"{head:>14}" for head in heads), flush=True)
    fine, rates = True, []
    for size, room in rooms.items():
        seconds, busy, peak = command(exercise, room, folder / f"out-{size}")
        taken = in_parts(exercise.name, room)
        floor = taken.pop("floor")
        cells = [f"{seconds:.2f}", f"{busy:.2f}", f"{size / seconds:.0f}", f"{peak / 1e6:.0f}", f"{floor:.2f}"]
        cells += [f"{part:.2f} ({part / floor:.1f})" for part in taken.values()]
        missed = [f"scoring takes more than {FLOORS} floors"] if taken["scoring"] > FLOORS * floor else []
        missed += [f"more than {SECONDS} s a thousand"] if size == 1_000 and seconds > SECONDS else []
        print(
            f"{size:11}" + "".join(f"{cell:>14}" for cell in cells) + "".join(f"   over the bar: {m}" for m in missed)
        )
        sys.stdout.flush()
        fine &= not missed
        rates.append((size, seconds))
    marginal = per_submission(rates)
    fine &= beside_nbgrader(exercise, classroom, folder / "course", marginal)
    return 0 if fine else 1


def share(source: Path, room: Path, size: int) -> None:
    """The first so many of a larger class, without a second copy on the disk."""
    for path in sorted(source.iterdir())[:size]:
        shutil.copytree(path, room / path.name, copy_function=os.link)


def command(exercise: Path, room: Path, out: Path) -> tuple[float, float, int]:
    """Seconds of the whole command from a cold start, those of a busy processor, and the peak of memory in bytes."""
    call = [sys.executable, "-m", "kit", "grade", str(room), "--assignment", str(exercise), "--keys", str(KEYS)]
    started = time.perf_counter()
    process = subprocess.Popen([*call, "--out", str(out)], cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, "grading failed"
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def environment() -> dict[str, str]:
    """In which a process finds this kit."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def in_parts(exercise: str, room: Path) -> dict[str, float]:
    """What takes how long, in a process that has done nothing else."""
    call = [sys.executable, __file__, "--exercise", exercise, "--parts", str(room)]
    return json.loads(subprocess.run(call, env=environment(), capture_output=True, text=True, check=True).stdout)


def parts(exercise: Path, room: Path) -> dict[str, float]:
    """Seconds of the floor, of the key and its check, of reading, of scoring and of writing, by what the kit tells."""
    from kit.grading import GRADING, READING, grade
    from kit.handback import finish, hand_back

    started = time.perf_counter()
    for path in sorted(room.rglob("*.ipynb")):
        json.loads(path.read_bytes())
    last = {"floor": time.perf_counter() - started}
    begun: dict[str, float] = {}

    def tell(what: str, done: int, of: int) -> None:
        last[what] = time.perf_counter()
        begun.setdefault(what, last[what])

    start = time.perf_counter()
    book = grade(room, exercise, KEYS, tell)
    graded = time.perf_counter()
    out = room.with_name(f"{room.name}-parts")
    finish(hand_back(book, out), out)
    written = time.perf_counter()
    return {
        "floor": last["floor"],
        "key": begun[READING] - start,
        "reading": last[READING] - begun[READING],
        "scoring": graded - last[READING] if GRADING in last else 0.0,
        "writing": written - graded,
    }


def per_submission(rates: list[tuple[int, float]]) -> float:
    """Seconds that one more submission takes: between the two largest classes, so that the start counts for nothing."""
    (few, less), (many, more) = rates[-2:] if len(rates) > 1 else [(0, 0.0), rates[0]]
    return (more - less) / (many - few)


# ---- nbgrader


def beside_nbgrader(exercise: Path, classroom: Classroom, course: Path, ours: float) -> bool:
    """What one more submission costs there and here. True where the bar is met, or there is nothing to compare."""
    print(f"one more submission: {ours * 1000:.2f} ms, with pages and reports")
    try:
        import nbgradercourse

        nbgradercourse.python()
    except (ImportError, AssertionError) as fault:
        print(f"nbgrader was not measured: {fault}")
        return True
    nbgradercourse.copied(course)
    numbers = list(classroom.numbers(TEN + 1))
    for number in numbers:
        folder = nbgradercourse.place(course, exercise.name, number)
        folder.mkdir(parents=True)
        (folder / f"{exercise.name}.ipynb").write_text(classroom.notebook(number), encoding="utf-8")
    first, ten = (autograded(nbgradercourse, course, exercise.name, part) for part in (numbers[:1], numbers[1:]))
    theirs = (ten - first) / (TEN - 1)
    times, read = theirs / ours, theirs / read_and_scored(exercise, course)
    print(f"nbgrader: {theirs * 1000:.0f} ms, after {first - theirs:.1f} s of start: {times:.0f} times ours")
    print(f"reading and scoring alone, without pages and reports: {read:.0f} times (bar: {TIMES_NBGRADER})")
    return read >= TIMES_NBGRADER


def autograded(nbgradercourse, course: Path, exercise: str, numbers: list[str]) -> float:
    """Seconds that nbgrader takes for these students, and nobody else's notebooks in its way."""
    kept = course / "waiting"
    kept.mkdir(exist_ok=True)
    submitted = course / "submitted"
    for path in submitted.iterdir():
        if path.name not in numbers:
            path.rename(kept / path.name)
    started = time.perf_counter()
    done = nbgradercourse.autograde(course, exercise)
    seconds = time.perf_counter() - started
    assert done.returncode == 0, done.stderr
    made = [path.name for path in (course / "autograded").iterdir()]
    assert set(numbers) <= set(made), f"only {made} were graded"
    for path in kept.iterdir():
        path.rename(submitted / path.name)
    return seconds


def read_and_scored(exercise: Path, course: Path) -> float:
    """Seconds that we take to read and score one of the same notebooks, the key being in hand."""
    rounds = [in_parts(exercise.name, course / "submitted") for _ in range(5)]
    return statistics.median(taken["reading"] + taken["scoring"] for taken in rounds) / (TEN + 1)


if __name__ == "__main__":
    raise SystemExit(main())
