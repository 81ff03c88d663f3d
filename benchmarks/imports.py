"""What `import kit` costs, beside `import pandas`, in fresh interpreters of one run.

    python benchmarks/imports.py [rounds]

Prints one line; ends with 1 where the kit costs a tenth of pandas or more, or loads what it must not.
"""

import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 0.1
UNWANTED = ("pandas", "ipywidgets", "jsonschema")
TIMED = """
import sys, time
before, start = set(sys.modules), time.perf_counter()
import {module}
spent = time.perf_counter() - start
print(spent, *sorted(set(sys.modules) - before))
"""


def main() -> int:
    """Measure in turns, so that a busy moment of the machine falls on both."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    kit, pandas, loaded = [], [], []
    for _ in range(rounds):
        spent, *loaded = fresh("kit")
        kit.append(float(spent))
        pandas.append(float(fresh("pandas")[0]))
    ours, theirs = statistics.median(kit), statistics.median(pandas)
    heavy = [name for name in UNWANTED if name in loaded]
    print(
        f"import kit {ours * 1000:.1f} ms, import pandas {theirs * 1000:.1f} ms, ratio {ours / theirs:.4f} "
        f"(limit {LIMIT}, median of {rounds}); {len(loaded)} modules loaded: {' '.join(loaded)}"
    )
    return int(ours / theirs >= LIMIT or bool(heavy))


def fresh(module: str) -> list[str]:
    """Seconds and the modules that came with it, in an interpreter of its own."""
    call = [sys.executable, "-c", TIMED.format(module=module)]
    return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


if __name__ == "__main__":
    raise SystemExit(main())
