"""A draft becomes the folder of a case, whole or not at all, and never over what is not the draft's own.

A draft remembers what it wrote where (`saved.json`, by the hash of each file). A file that somebody changed by hand
since is not written over; the teacher's own notes and other files in the folder stay. The evidence pack is copied whole
from the draft; where the draft has none, what the folder has stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kit.drafting import checking
from kit.drafting.evidence import FOLDER, pack_files
from kit.errors import KitError
from kit.files import write_whole

if TYPE_CHECKING:
    from kit.drafting import Draft

RECORD = "saved.json"
KEPT = 20
"""How many states of a file a draft remembers."""
THEIRS = ("notes.md",)
"""Files that are begun for a teacher, who then goes on with them: once changed, they are left as they are."""


@dataclass(frozen=True)
class Saved:
    """What was written."""

    folder: Path
    tasks: tuple[tuple[str, str], ...]
    """Id and title of each."""
    kept: tuple[str, ...]
    """Files that somebody has changed since, and that were left as they are."""

    def lines(self) -> list[str]:
        """What to tell of it, a sentence each."""
        path = self.folder.as_posix()
        lines = [f"Saved in {path}."]
        lines += [f'kit.task("{path}/{id}") is “{title}”.' for id, title in self.tasks]
        lines += [f"{name} was changed by hand and left as it is." for name in self.kept]
        lines.append("One reading makes a key. Ask a second reader who has not seen it: see `kit agree`.")
        return lines

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        lines = self.lines()
        return {"text/plain": "\n".join(lines), "text/html": "".join(f"<p>{escape(line)}</p>" for line in lines)}


def save(draft: Draft, to: Path | None = None) -> Saved:
    """Write the case's folder. Raises KitError, and writes nothing, where it is not fit or the place is another's."""
    to = to if to is not None else Path("cases") / draft.name
    checking.refuse(checking.check(draft))
    case, key = checking.drafted(draft)
    kept = write_folder(draft, to, checking.saved_files(draft, case, key))
    return Saved(to, tuple((task.id, task.title) for task in case.tasks), kept)


# ---- a folder


def write_folder(draft: Draft, folder: Path, files: Mapping[str, str | bytes]) -> tuple[str, ...]:
    """Put files into a folder of the draft's own, all at once; gives the names of those that were left as they are.

    Raises KitError where the folder is somebody else's or one of its files was changed by hand.
    """
    settle(folder)
    kept = _kept(draft, folder, files)
    fresh = folder.with_name(f".{folder.name}.{os.getpid()}.new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        if folder.is_dir():
            shutil.copytree(folder, fresh)
        for name in _gone(draft, folder, files):
            (fresh / name).unlink()
        if (fresh / FOLDER).is_dir() and not pack_files(fresh / FOLDER):
            shutil.rmtree(fresh / FOLDER)
        written = {name: content for name, content in files.items() if name not in kept}
        for name, content in written.items():
            write_whole(fresh / name, content)
        remember(draft, folder, written)
        _swap(fresh, folder)
    except OSError as fault:
        raise KitError(
            str(folder), f"it could not be written ({fault.strerror})", "Is there room, and leave?"
        ) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return kept


def _kept(draft: Draft, folder: Path, files: Mapping[str, str | bytes]) -> tuple[str, ...]:
    if not folder.exists():
        return ()
    known = _record(draft).get(_place(draft, folder))
    if known is None or not folder.is_dir():
        raise KitError(str(folder), "there is something else in this place already", "Save it to another folder")
    changed = [name for name in files if _changed(folder / name, files[name], known.get(name, []))]
    gone = _gone(draft, folder, files)
    changed += [name for name in gone if hash_of((folder / name).read_bytes()) not in known.get(name, [])]
    theirs = tuple(name for name in changed if name in THEIRS)
    if others := [name for name in changed if name not in THEIRS]:
        what = f"{' and '.join(others)} was changed by hand since it was saved"
        raise KitError(str(folder), what, "Save to another folder, or move this one away")
    return theirs


def _gone(draft: Draft, folder: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Names of the documents in the folder that the draft's pack no longer has, or never had.

    Without a pack of its own the draft takes back only what it once put there.
    """
    known = _record(draft).get(_place(draft, folder), {})
    own = any(name.startswith(f"{FOLDER}/") for name in files)
    return [name for name in pack_files(folder / FOLDER) if name not in files and (own or name in known)]


def _changed(path: Path, content: str | bytes, known: list[str]) -> bool:
    return path.exists() and hash_of(path.read_bytes()) not in (*known, hash_of(content))


def _swap(fresh: Path, folder: Path) -> None:
    """The new folder takes the old one's place. Between the two renames the old one has another name: see `settle`."""
    before = _before(folder)
    if folder.exists():
        folder.rename(before)
    fresh.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def _before(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.before")


def settle(folder: Path) -> None:
    """Where a save was cut off between its two renames, the folder as it was before is back in its place."""
    before = _before(folder)
    if before.is_dir():
        if folder.exists():
            shutil.rmtree(before, ignore_errors=True)
        else:
            before.rename(folder)
    for half in folder.parent.glob(f".{folder.name}.*.new"):
        shutil.rmtree(half, ignore_errors=True)


# ---- what was written where


def write_file(draft: Draft, path: Path, text: str) -> None:
    """Put one file of the draft's own in its place. Raises KitError as `write_folder` does."""
    known = _record(draft).get(_place(draft, path))
    if path.exists() and _changed(path, text, (known or {}).get("", [])):
        what = "it was changed by hand since" if known else "there is another file in this place already"
        raise KitError(str(path), what, "Choose another name, or move this file away")
    remember(draft, path, {"": text})
    write_whole(path, text)


def remember(draft: Draft, place: Path, files: Mapping[str, str | bytes]) -> None:
    """Note, before anything is written there, how the files of a place will look."""
    record = _record(draft)
    known = record.setdefault(_place(draft, place), {})
    for name, content in files.items():
        now = hash_of(content)
        known[name] = [*(h for h in known.get(name, []) if h != now), now][-KEPT:]
    write_whole(draft.folder / RECORD, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def settle_all(draft: Draft) -> None:
    """The same for every folder that a draft was saved to."""
    for place in _record(draft):
        settle(draft.folder / place)


def _place(draft: Draft, path: Path) -> str:
    """A place as seen from the draft's folder: who moves the whole course moves both."""
    try:
        return Path(os.path.relpath(path.resolve(), draft.folder.resolve())).as_posix()
    except ValueError:
        # Another drive of a Windows computer.
        return path.resolve().as_posix()


def _record(draft: Draft) -> dict[str, dict[str, list[str]]]:
    """Place to name to the hashes that the file has had; empty where nothing was saved, or the record is unreadable."""
    try:
        record = json.loads((draft.folder / RECORD).read_bytes())
    except (OSError, ValueError):
        return {}
    sound = isinstance(record, dict) and all(
        isinstance(files, dict) and all(isinstance(hashes, list) for hashes in files.values())
        for files in record.values()
    )
    return record if sound else {}


def hash_of(content: str | bytes) -> str:
    """By which a file is known again."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
