"""Shards go out and lines come in; then the copies of one student become one line, and faulty files get theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import kit
from kit.assignment import Assignment
from kit.grading import Gradebook, Parts, Tell, grade_copies
from kit.intake import Entry, Listing
from kit.many.again import read_again
from kit.many.engine import Engine, in_order
from kit.many.rows import files_of, row_of
from kit.many.shards import Sheet, exercise_of, shards
from kit.many.store import FORMAT, Store
from kit.regrade import asked_hashes
from kit.submissions import Fault, set_aside, told_elsewhere
from kit.whose import ONE_NUMBER, settle

GRADING = "files graded"
"""What is told of how far it is."""


def grade_into(
    store: Store,
    listing: Listing,
    assignment: Assignment,
    parts: Parts,
    engine: Engine,
    tell: Tell = lambda *_: None,
) -> None:
    """Grade every file of a listing. The lines come to be those of `kit.grading.grade_checked`, in `store`.

    Raises KitError where the engine cannot go on, or a file changes meanwhile.
    """
    done = 0
    for lines in in_order(engine, shards(_to_read(listing, assignment, store), exercise_of(assignment, parts))):
        sheets = [line for line in lines if isinstance(line, Sheet)]
        store.add_rows((-line.place, line.row) for line in sheets)
        store.add_faults((line.place, line.fault) for line in lines if not isinstance(line, Sheet))
        done = lines[-1].place + 1
        tell(GRADING, done, len(listing))
    if done < len(listing):
        tell(GRADING, len(listing), len(listing))
    store.index()
    _join_copies(store, listing, assignment, parts)
    for line in store.same_number():
        store.remark(line, ONE_NUMBER)
    store.add_passed(settle(store.faults(), store))
    book = Gradebook(assignment, parts, ())
    store.tell(
        format=FORMAT,
        assignment=assignment.id,
        kit=kit.__version__,
        tasks=asked_hashes(parts),
        columns=[name for name, _ in book.columns],
    )


def _to_read(listing: Listing, assignment: Assignment, store: Store) -> Iterator[tuple[int, Entry]]:
    """The files that are to be read, with their places; what is said of the others goes into the store."""
    neighbours, elsewhere = assignment.neighbours(), Counter[str]()
    for place, entry in enumerate(listing):
        made = set_aside(entry, neighbours)
        if made is None:
            yield place, entry
        elif isinstance(made, Fault):
            # After all files of the right kind, as in a small class.
            store.add_faults([(len(listing) + place, made)])
        elif made.exercise:
            elsewhere[made.exercise] += 1
        else:
            store.add_passed([made[:2]])
    store.add_passed(told_elsewhere(elsewhere))


def _join_copies(store: Store, listing: Listing, assignment: Assignment, parts: Parts) -> None:
    """Who handed in twice is graded once more, from all copies together."""
    for who in store.copies():
        lines = store.lines_of(who)
        files = [file for _, row in lines for file in files_of(row)]
        grade = grade_copies(read_again(listing, files, assignment), assignment, parts)
        store.remove(seq for seq, _ in lines[1:])
        store.add_rows([(lines[0][0], row_of(grade, who, files))])
