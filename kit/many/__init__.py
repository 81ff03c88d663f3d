"""A very large class is graded in shards, on whatever engine there is, in memory that does not grow with the class.

    shards      the files, some hundreds to thousands at a time, with all that a worker needs to grade them
    engine      one function over the standard `concurrent.futures.Executor`; what a lost worker had is done again
    cluster     the engine that is a Dask cluster
    rows        one student as a line of text, without the answers
    store       the lines, in an SQLite file
    run         shards go out, lines come in; then who handed in twice, and what is nobody's
    again       some students graded once more from their files: for a sample, and for pages
    changes     two stores side by side
    handing     what is written into a folder; pages, when they are asked for

The points, states, remarks and the bytes of the gradebook are those of `kit.grading`, by the same functions.
"""

from __future__ import annotations

LARGE = 5_000
"""Files from which on a class is graded here."""
MOST = 1_000_000
"""Files in one go."""
