"""Files go to whoever grades them by value, some hundreds to thousands at a time: a worker needs no disk of ours.

What a worker gives back are lines. It grades with the very functions that grade a small class, and refuses when its
kit is not the sender's: two kits may give two grades.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import kit
from kit.assignment import Assignment
from kit.errors import KitError
from kit.grading import Parts, grade_copies, uncollected
from kit.intake import Entry, Identity
from kit.many.rows import File, Row, row_of
from kit.submissions import UNREADABLE, Fault, look_at, printable
from kit.whose import student_key

FILES, BYTES = 2_000, 4_000_000
"""A shard ends with whichever comes first."""


class Sent(NamedTuple):
    """A file on its way."""

    place: int
    path: str
    identity: Identity | None
    data: bytes
    fault: str
    """Why it could not be read from the disk or the zip; empty where it was."""


@dataclass(frozen=True)
class Shard:
    """Some files, and what they are graded with."""

    kit: tuple[str, str]
    """Version and digest of the sender's."""
    exercise: bytes
    """Assignment and parts, pickled once for all shards."""
    files: tuple[Sent, ...]

    def halves(self) -> tuple[Shard, Shard]:
        """The first and the second half of its files."""
        middle = len(self.files) // 2
        return replace(self, files=self.files[:middle]), replace(self, files=self.files[middle:])


class Sheet(NamedTuple):
    """What came of a file that holds a sheet."""

    place: int
    row: Row


class Faulty(NamedTuple):
    """What came of a file that gives no sheet."""

    place: int
    fault: Fault


Line = Sheet | Faulty


def exercise_of(assignment: Assignment, parts: Parts) -> bytes:
    """What a worker needs of an exercise. Its folder stays here: a path of one system is none on another."""
    return pickle.dumps((replace(assignment, folder=PurePosixPath()), dict(parts)))


def shards(
    entries: Iterable[tuple[int, Entry]], exercise: bytes, *, files: int = FILES, bytes: int = BYTES
) -> Iterator[Shard]:
    """The files of these places in their order, read one shard at a time."""
    same = (kit.__version__, kit_digest())
    held: list[Sent] = []
    size = 0
    for place, entry in entries:
        sent = sent_of(place, entry)
        if held and (len(held) == files or size + len(sent.data) > bytes):
            yield Shard(same, exercise, tuple(held))
            held, size = [], 0
        held.append(sent)
        size += len(sent.data)
    if held:
        yield Shard(same, exercise, tuple(held))


def sent_of(place: int, entry: Entry) -> Sent:
    """A file of a listing, read."""
    try:
        return Sent(place, entry.path, entry.identity, entry.read(), "")
    except OSError as fault:
        return Sent(place, entry.path, entry.identity, b"", str(fault.strerror or fault))


def received(sent: Sent) -> Entry:
    """A file as the kit reads one."""
    return Entry(sent.path, _raising(sent.fault) if sent.fault else lambda: sent.data, identity=sent.identity)


def _raising(why: str) -> Callable[[], bytes]:
    def read() -> bytes:
        raise OSError(why)

    return read


# ---- on the worker


def grade_shard(shard: Shard) -> list[Line]:
    """What came of each file, in their order. Raises KitError where the kit here is another one."""
    ours = (kit.__version__, kit_digest())
    if ours != shard.kit:
        known = f"{ours[0]} there, {shard.kit[0]} here"
        what = f"a worker has another kit ({known})" if ours[0] != shard.kit[0] else "a worker’s kit has other files"
        raise KitError("Grading", what, "Install the same kit on every worker; nothing was written")
    assignment, parts = _exercise(shard.exercise)
    with uncollected():
        return [_line(sent, assignment, parts) for sent in shard.files]


@lru_cache(maxsize=4)
def _exercise(pickled: bytes) -> tuple[Assignment, Parts]:
    return pickle.loads(pickled)


def _line(sent: Sent, assignment: Assignment, parts: Parts) -> Line:
    made = look_at(received(sent), assignment)
    if isinstance(made, Fault):
        return Faulty(sent.place, made)
    return Sheet(sent.place, row_of(grade_copies([made], assignment, parts), student_key(made), [file_of(sent)]))


def file_of(sent: Sent) -> File:
    """By which a file is known again."""
    return File(sent.place, sent.path, hashlib.sha256(sent.data).hexdigest()[:32])


def died(sent: Sent) -> Line:
    """The line of a file over which one process after the other died."""
    what = "grading it ended the process that did so, more than once: read it by hand, and tell the kit’s makers"
    return Faulty(sent.place, Fault(printable(sent.path, 400), UNREADABLE, what, identity=sent.identity))


@cache
def kit_digest() -> str:
    """Of this kit's own code and labels, whatever the ends of their lines. Cases travel with the shard."""
    folder = Path(kit.__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), folder / "codebook.yaml"]):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()
