"""`kit grade` killed (-9) at many moments: does the next run end in the same files, byte for byte?

    python benchmarks/kill.py [--kills 200] [--students 30]

Half of the moments lie before the first write, half between the writes; each kill is followed by a whole second run in
a process of its own. Counts where they fell; ends with 1 where a file differs, one is left over, or nobody was told of
the corrected key.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from killing import SCENARIOS, Rehearsal, files, graded_again, killed_at, seconds_of_reading  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--students", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return kill(Rehearsal(Path(folder), options.students), options.kills, options.students)


def kill(rehearsal: Rehearsal, kills: int, students: int) -> int:
    """Kill, run again, compare."""
    draw, stages, wrong = random.Random(4), Counter(), 0
    reading = seconds_of_reading(rehearsal)
    print(f"{students} students; {reading:.2f} s to the first write; {len(rehearsal.want['again'])} files")
    for n in range(kills):
        scenario, share = SCENARIOS[n // 2 % 2], (n + draw.random()) / kills
        moment = {"writes": 1 + int(share * students)} if n % 2 else {"seconds": share * reading}
        done = killed_at(rehearsal, scenario, f"kill-{n}", **moment)
        stages[done.stage] += 1
        told = done.told + graded_again(rehearsal, done.out)
        held, want = files(done.out), rehearsal.want[scenario]
        differs = sorted(name for name in held | want if held.get(name) != want.get(name))
        if differs or (scenario == "again" and "key changed: " not in told):
            wrong += 1
            print(f"kill {n} ({scenario}, {moment}, {done.stage}): {differs or 'nobody was told'}", flush=True)
    where = ", ".join(f"{count} {stage}" for stage, count in stages.most_common())
    print(f"{kills} kills ({where}): {kills - wrong} ended in the same files, {wrong} did not")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
