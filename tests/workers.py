"""What workers do in tests: in a module of its own, which they can import."""

from __future__ import annotations

import os
from pathlib import Path

from kit.many.shards import Line, Shard, grade_shard

MARKER = "KIT_TEST_MARKER"
"""Names a file that is there as soon as a worker has died."""
FATAL = 9
"""The place of the file over which the first worker dies."""


def die_once(shard: Shard) -> list[Line]:
    """Grades; but the first worker that comes by a certain file is gone at once, as if somebody had killed it."""
    if any(sent.place == FATAL for sent in shard.files):
        try:
            Path(os.environ[MARKER]).touch(exist_ok=False)
        except FileExistsError:
            return grade_shard(shard)
        os.abort() if os.name == "nt" else os.kill(os.getpid(), 9)
    return grade_shard(shard)
