"""The class bundle: what students get, as a folder and as a zip, without anything that only teachers have.

Lessons, exercises, the kit with its cases and decks, and what sets it all up. Solutions, keys of graded texts, the
teacher's guide, tests and benchmarks stay behind. The bundle is searched for keys before anybody sees it (see `leaks`);
where something is found, nothing is written. The same course makes the same bytes, on any day and any computer: the zip
is stored and not packed, because packing differs from one version of zlib to the next.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kit.course import BUNDLE, NOT_OURS, build, is_bundle, is_learners, leftovers
from kit.errors import KitError
from kit.files import put_folder, read_text, write_whole
from kit.leaks import scan
from kit.zips import zipped

FOLDERS = ("kit", "notebooks", "exercises")
"""What goes out whole, apart from what working in it left behind."""
SET_UP = (
    *(
        "start.py",
        "requirements.lock",
        "requirements-test.lock",
        "environment.yml",
        "pyproject.toml",
        "package-lock.json",
    ),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "LICENSE-CONTENT"),
)
"""What sets it up and says what it is. CONTRIBUTING.md, because README.md leads there."""
FOR_TEACHERS = re.compile(r"^## For teachers\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
"""The part of README.md that leads to the teacher's guide. The guide works answers through, so students get neither."""
LEFT_BEHIND = re.compile(r"\.(pyc|pyo|tmp)$|^Untitled|-Copy\d|~$")
PAGE = """\
# The class bundle

This is what students get of the {name}, version {version}: the lessons, the exercises, and the kit that runs them.
Open it with `python3 start.py lab` (Windows: `py start.py lab`).

Solutions, the keys of the graded texts, the teacher’s guide, tests and benchmarks are left out. Grading and `kit build`
therefore need the whole course, and so does `python3 start.py test`. `python -m kit check` checks the lessons here, and
reads the graded texts and exercises. Whether these are as their sources make them, and
whether their keys fit, it cannot tell: neither sources nor keys are here.
"""


@dataclass(frozen=True)
class Bundle:
    """What was written."""

    folder: Path
    zip: Path
    sha256: str
    """Of the zip."""
    files: int
    searched: int
    """Files that were searched for keys."""


def release(course: Path, out: Path, keys: Path | None = None) -> Bundle:
    """Write the class bundle of a course into a folder: one folder and one zip of the same files.

    An earlier bundle of the same name is replaced. Raises KitError, and writes nothing, where the exercises are not as
    solutions/ makes them, where something does not belong into a bundle, or where a key is found in it.
    """
    keys = keys or course / "solutions" / "keys"
    check_place(course, out)
    _check_built(course)
    name, version = _named(course)
    files = bundle_files(course)
    files["README.md"] = FOR_TEACHERS.sub("", files["README.md"].decode()).encode()
    files[BUNDLE] = PAGE.format(name=name.replace("-", " ").title(), version=version).encode()
    top = f"{name}-{version}"
    data = zipped(((f"{top}/{path}", files[path]) for path in sorted(files)), packed=False)
    searched = _searched(data, top, keys, course / "exercises")
    folder, archive = out / top, out / f"{top}.zip"
    _write_folder(folder, files)
    write_whole(archive, data)
    return Bundle(folder, archive, hashlib.sha256(data).hexdigest(), len(files), searched)


def bundle_files(course: Path) -> dict[str, bytes]:
    """Every file of a bundle but its own page: path to bytes, in order.

    Raises KitError for a link or a missing file.
    """
    made = {}
    for name in sorted([*SET_UP, *_below(course)]):
        path = course / name
        if path.is_symlink():
            raise KitError(name, "this is a link, and a bundle holds files only", "Put the file itself there")
        try:
            made[name] = path.read_bytes()
        except OSError as fault:
            what = f"the bundle needs this file, and it cannot be read ({fault.strerror})"
            raise KitError(name, what, "Release from the course's own folder, with all that is in it") from None
    return made


def _below(course: Path) -> Iterator[str]:
    for top in FOLDERS:
        for at, folders, files in os.walk(course / top):
            here = Path(at).relative_to(course)
            linked = [f for f in folders if (course / here / f).is_symlink()]
            folders[:] = [f for f in folders if f not in linked and not f.startswith(".") and f not in NOT_OURS]
            for file in [*files, *linked]:
                parts = (here / file).parts[1:]
                learners = top == "exercises" and is_learners(parts)
                if not (learners or file.startswith(".") or LEFT_BEHIND.search(file)):
                    yield (here / file).as_posix()


def _named(course: Path) -> tuple[str, str]:
    """Name and version, as pyproject.toml has them."""
    try:
        project = tomllib.loads(read_text(course / "pyproject.toml"))["project"]
        return project["name"], project["version"]
    except (tomllib.TOMLDecodeError, KeyError) as fault:
        raise KitError("pyproject.toml", f"name or version cannot be read ({fault})", "Correct it") from None


def check_place(course: Path, out: Path) -> None:
    """Raises KitError where this is no course, or what is made from it would come to lie in it."""
    if is_bundle(course):
        raise KitError(course.resolve().name, "this is a class bundle already", "Release from the whole course")
    if not (course / "solutions").is_dir() or not (course / "kit").is_dir():
        what = "there is no course with solutions in this folder"
        raise KitError(course.resolve().name, what, "Go to the kit's own folder first, or name it with --course")
    target = out.resolve()
    for name in (*FOLDERS, "solutions", "tests"):
        if target.is_relative_to((course / name).resolve()):
            raise KitError(
                str(out), f"this lies in {name}/, and the bundle is made from there", "Choose another folder"
            )
    if out.exists() and not out.is_dir():
        raise KitError(str(out), "this is a file", "Name a folder for the bundle")


def _check_built(course: Path) -> None:
    changed, left = build(course, write=False), leftovers(course)
    if changed or left:
        first = [*changed, *left][0].relative_to(course).as_posix()
        what = "it is not as solutions/ makes it" if changed else "this was not built from solutions/"
        raise KitError(first, what, "Run `python -m kit build` first, then `python -m kit check`")


def _searched(data: bytes, top: str, keys: Path, exercises: Path) -> int:
    """How many files were searched. Raises KitError with what was found."""
    with tempfile.TemporaryDirectory() as there:
        path = Path(there) / f"{top}.zip"
        path.write_bytes(data)
        faults, searched = scan(path, keys, exercises)
    if faults:
        shown = [str(fault).replace(f"{top}.zip > {top}/", "") for fault in faults]
        more = f" (and {len(shown) - 10} more)" if len(shown) > 10 else ""
        what = "nothing was written, since students would get\n" + "\n".join(f"- {one}" for one in shown[:10]) + more
        raise KitError("kit release", f"{what}\n", "Mend these, run `python -m kit check`, and release again")
    return searched


def _write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """The files in a folder of their own, which is there whole or not at all."""
    if folder.is_symlink() or (folder.exists() and not (folder / BUNDLE).is_file()):
        raise KitError(str(folder), "this is there already, and it is no class bundle", "Move it away")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".release-", dir=folder.parent) as beside:
        fresh, old = Path(beside) / "new", Path(beside) / "old"
        for name, data in files.items():
            path = fresh / PurePosixPath(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        put_folder(fresh, folder, old)
        shutil.rmtree(old, ignore_errors=True)
