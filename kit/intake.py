"""Where submissions come from: a folder, or the zip as a learning platform gave it; and whose each file is.

Nothing is unpacked to the disk, no link is followed, and a path is a label and never a place: what a zip says of its
members is not believed, only what is read.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from kit.errors import KitError

LARGEST = 20_000_000
"""Bytes of a file. A notebook with answers has some ten thousand."""
MOST = 50_000
"""Files of a class that is graded in memory: ten thousand students with a few each."""
READ = (".json", ".ipynb")
NOT_READ = "not read: "
"""How the reason begins that is given for a file of another kind."""


@dataclass(frozen=True)
class Identity:
    """Who a learning platform says that a file is from."""

    system: str
    """`moodle`, `canvas` or `nbgrader`."""
    id: str
    """Moodle's participant, Canvas's user, nbgrader's student; empty where the platform hid it."""
    name: str
    label: str
    """The folder, or the beginning of the file's name, under which feedback goes back."""


@dataclass(frozen=True)
class Entry:
    """One file of a source."""

    path: str
    """Within the source, parts parted by `/`."""
    read: Callable[[], bytes]
    """Its bytes, at most `LARGEST` + 1 of them. Raises OSError."""
    passed: str = ""
    """Why it is not read; empty where it is."""
    identity: Identity | None = None


class Listing(Sequence[Entry]):
    """The files of a source in a fixed order. Only their names are held: an entry is made when it is asked for."""

    def __init__(self, names: list[Any], bare: Callable[[Any], Entry], assignment: str, most: int) -> None:
        """`bare` makes the entry of a name, without an identity."""
        self._names, self._bare, self._assignment, self._most = names, bare, assignment, most

    def __len__(self) -> int:
        return min(len(self._names), self._most + 1)

    def __getitem__(self, place: int) -> Entry:
        # Also from the end; and past it there is nothing.
        place = range(len(self))[place]
        if place == self._most:
            return Entry("…", bytes, f"more than {self._most} files are not read: hand them over in parts")
        entry = self._bare(self._names[place])
        return Entry(
            entry.path, entry.read, entry.passed or _passed(entry.path), identify(entry.path, self._assignment)
        )


def entries(source: Path, assignment: str, below: str = "", most: int = MOST) -> Listing:
    """Every file of a folder or a zip, in a fixed order; of a folder perhaps only those below a part of it.

    More than `most` are not read, and the last entry says so. Raises KitError where the source cannot be opened.
    """
    names, bare = _of_zip(source) if source.is_file() else _of_folder(source, below)
    return Listing(list(islice(names, most + 1)), bare, assignment, most)


def _passed(path: str) -> str:
    parts = PurePosixPath(path).parts
    if ".ipynb_checkpoints" in parts:
        return "a checkpoint that Jupyter made"
    if parts[:1] == ("__MACOSX",) or parts[-1].startswith("._"):
        return "a file that macOS adds to zips"
    kind = PurePosixPath(path).suffix.lower()
    if kind not in READ:
        return NOT_READ + ("unpack it first" if kind == ".zip" else "only .json and .ipynb are")
    return ""


# ---- a folder


def _of_folder(folder: Path, below: str) -> tuple[Iterator[str], Callable[[str], Entry]]:
    """The paths within a folder, and what makes an entry of one."""
    if not folder.is_dir():
        raise KitError(folder.name, "there is no such folder or zip of submissions", "Check the path")

    def entry(name: str) -> Entry:
        path, about = folder / name, ""
        if path.is_symlink():
            about = "a link; links are not followed"
        elif path.is_dir():
            about = "a folder of working answers; the hand-in file is what counts"
        return Entry(_readable(Path(name)), lambda: _bytes(path), about)

    return (os.path.relpath(path, folder) for path in _files(folder / below)), entry


def _readable(path: Path) -> str:
    """Its parts, parted by `/`; a zip unpacked in another encoding leaves names that no file could be written with."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _files(folder: Path) -> Iterator[Path]:
    """All files and links below a folder, in a fixed order; never a step out of it."""
    for at, folders, files in os.walk(folder, followlinks=False):
        folders.sort()
        here = Path(at)
        apart = [name for name in folders if (here / name).is_symlink() or _is_workplace(here / name)]
        yield from (here / name for name in apart)
        folders[:] = [name for name in folders if name not in apart]
        yield from (here / name for name in sorted(files))


def _is_workplace(folder: Path) -> bool:
    """Whether this is the folder in which the kit keeps answers as they are made."""
    return folder.name == "answers" and ((folder / "workspace").exists() or (folder / "student.json").exists())


def _bytes(path: Path) -> bytes:
    about = path.lstat()
    if not stat.S_ISREG(about.st_mode):
        raise OSError("it is no ordinary file")
    if about.st_size > LARGEST:
        raise OSError(f"it has {about.st_size // 1_000_000} MB; more than {LARGEST // 1_000_000} MB are not read")
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


# ---- a zip


def _of_zip(path: Path) -> tuple[Iterator[zipfile.ZipInfo], Callable[[zipfile.ZipInfo], Entry]]:
    """The members of a zip, and what makes an entry of one. It is opened once, however many there are."""
    try:
        archive = zipfile.ZipFile(path)
        members = sorted(archive.infolist(), key=lambda member: member.filename)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        what = "it cannot be opened as a zip"
        raise KitError(path.name, what, "Download it once more, or unpack it and name the folder") from None

    def entry(member: zipfile.ZipInfo) -> Entry:
        return Entry(member.filename, lambda: _member(archive, member), _of_member(member))

    return (member for member in members if not member.is_dir()), entry


def _of_member(member: zipfile.ZipInfo) -> str:
    parts = PurePosixPath(member.filename.replace("\\", "/")).parts
    if stat.S_ISLNK(member.external_attr >> 16):
        return "a link; links are not followed"
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
        return "its path leads out of the zip"
    return "it is locked with a password" if member.flag_bits & 1 else ""


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """As many bytes as are allowed, whatever the zip says of its size: a bomb is cut off there."""
    try:
        with archive.open(member) as file:
            return file.read(LARGEST + 1)
    except Exception as fault:
        # There are as many kinds of error here as there are ways of packing.
        raise OSError(f"it is damaged in the zip ({type(fault).__name__})") from None


# ---- whose is it?

MOODLE = re.compile(r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_file_?")
CANVAS = re.compile(r"(?P<name>[^_]+)(?:_LATE)?_(?P<id>\d+)_(?P<attachment>\d+)_.+")
CANVAS_HIDDEN = re.compile(r"anon_\w+?_(?P<attachment>\d+)_.+")


def identify(path: str, assignment: str) -> Identity | None:
    """Whom a platform's naming of a path means; None where it is nobody's.

    >>> identify("Ann_Lee van der Berg_117_assignsubmission_file/ferry-1.json", "ferry").id
    '117'
    >>> identify("leeann_LATE_987_5551_ferry-1.json", "ferry").id
    '987'
    >>> identify("submitted/ann/ferry/ferry-1.json", "ferry").id
    'ann'
    """
    parts = PurePosixPath(path.replace("\\", "/")).parts
    for part in parts[:-1]:
        if found := MOODLE.fullmatch(part):
            return Identity("moodle", found["id"], found["name"], part)
    name = parts[-1] if parts else ""
    if found := CANVAS_HIDDEN.fullmatch(name):
        return Identity("canvas", "", "", name[: found.end("attachment") + 1])
    if found := CANVAS.fullmatch(name):
        return Identity("canvas", found["id"], found["name"], name[: found.end("attachment") + 1])
    if len(parts) >= 3 and parts[-2] == assignment:
        return Identity("nbgrader", parts[-3], "", "/".join(parts[-3:-1]))
    return None
