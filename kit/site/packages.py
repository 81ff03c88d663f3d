"""The packages of the browser's Python, in the form in which Pyodide looks them up (`pyodide-lock.json`)."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import KitError

TABLES = "pandas"


@dataclass(frozen=True)
class Distribution:
    """Pyodide's own packages, of which only pandas and what it needs are taken."""

    entries: dict[str, dict[str, Any]]
    place: str
    """The folder that holds the files, or the address that does; it ends without a slash."""

    @classmethod
    def of(cls, pyodide: dict[str, Any], place: str) -> Distribution:
        """Pandas and what it needs, as Pyodide's list has them. Raises KitError where they are not at that place."""
        packages = pyodide["packages"]
        entries = {name: packages[name] for name in _with_needs(TABLES, packages)}
        self = cls(entries, place.rstrip("/"))
        if not self.is_address:
            lacking = [e["file_name"] for e in entries.values() if not (Path(place) / e["file_name"]).is_file()]
            if lacking:
                what = f"{lacking[0]} is not in this folder"
                todo = "Name the folder of Pyodide’s whole distribution, of the version in package.json, or its address"
                raise KitError(place, what, todo)
        return self

    @property
    def is_address(self) -> bool:
        return re.match("https?://", self.place) is not None

    def listed(self, folder: Path) -> dict[str, dict[str, Any]]:
        """The entries for a site; files that lie in a folder are copied into the site's."""
        if self.is_address:
            return {name: {**e, "file_name": f"{self.place}/{e['file_name']}"} for name, e in self.entries.items()}
        for entry in self.entries.values():
            shutil.copy(Path(self.place) / entry["file_name"], folder)
        return self.entries


def _with_needs(name: str, packages: dict[str, dict[str, Any]]) -> list[str]:
    found: list[str] = []
    wanted = [name]
    while wanted:
        one = wanted.pop()
        if one not in found:
            found.append(one)
            wanted += packages[one]["depends"]
    return sorted(found)


def lock_of(
    pyodide: dict[str, Any], wheels: Iterable[Path], pandas: Distribution | None, folder: Path
) -> tuple[dict[str, Any], list[str]]:
    """Pyodide's list with these wheels instead of its own packages, and the names of those that are loaded at once."""
    own = {entry["name"]: entry for entry in map(_entry, wheels)}
    listed = pandas.listed(folder) if pandas else {}
    return {**pyodide, "packages": {**listed, **own}}, sorted(own)


def _entry(wheel: Path) -> dict[str, Any]:
    name, version, *_ = wheel.name.split("-")
    return {
        "name": re.sub(r"[-_.]+", "-", name).lower(),
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "package_type": "package",
        "imports": sorted(set(_modules(wheel))),
        # All are loaded at once, so none has to bring another.
        "depends": [],
        "unvendored_tests": False,
    }


def _modules(wheel: Path) -> Iterator[str]:
    """What can be imported from a wheel, by its outermost names."""
    with zipfile.ZipFile(wheel) as archive:
        for path in archive.namelist():
            first, slash, _ = path.partition("/")
            if path.endswith(".py") and "." not in first.removesuffix(".py"):
                yield first if slash else first.removesuffix(".py")
