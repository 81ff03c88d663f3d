"""A teacher who publishes the class bundle in a git repository, by the commands that the guide shows."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub import ROOT

from kit.release import FOLDERS, SET_UP

CLONE = "git clone {address} class/repository"
"""Once."""
PUBLISH = (
    "python -m kit release --out class",
    "git -C class/repository --work-tree=../{bundle} add --all",
    "git -C class/repository commit -m {message}",
    "git -C class/repository push",
)
"""The first time and each time something has changed."""


class Teacher:
    """The whole course, keys and all, in a folder that no student sees; and the repository that they pull from."""

    def __init__(self, folder: Path) -> None:
        self.course, self._bare = folder / "course", folder / "lessons.git"
        left = shutil.ignore_patterns("__pycache__", "answers", ".*", "*-[0-9]*.json", "*.pyc")
        for name in (*FOLDERS, "solutions"):
            shutil.copytree(ROOT / name, self.course / name, ignore=left)
        for name in SET_UP:
            shutil.copy(ROOT / name, self.course / name)
        self._home = folder / "home"
        self._home.mkdir()
        for line in ("[user]", "name = A teacher", "email = teacher@example.org", "[init]", "defaultBranch = main"):
            with (self._home / ".gitconfig").open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
        self._run(["git", "init", "--bare", str(self._bare)])
        self.repository = self._bare.as_uri()
        self._run(filled(CLONE, address=self.repository))
        self.publish("The lessons")

    def publish(self, message: str) -> None:
        """Release the course as it stands, and put the bundle into the repository."""
        project = tomllib.loads((self.course / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for command in PUBLISH:
            self._run(filled(command, bundle=f"{project['name']}-{project['version']}", message=message))

    def published(self) -> set[tuple[str, bytes]]:
        """Every file that the repository has ever held: its path and its bytes."""
        found = set()
        for commit in self._git("rev-list", "--all").decode().split():
            with zipfile.ZipFile(io.BytesIO(self._git("archive", "--format=zip", commit))) as archive:
                found |= {(one.filename, archive.read(one)) for one in archive.infolist() if not one.is_dir()}
        return found

    @contextmanager
    def closed(self) -> Iterator[None]:
        """For a while nobody can reach the repository."""
        away = self._bare.rename(self._bare.with_suffix(".away"))
        yield
        away.rename(self._bare)

    def edit(self, path: str, *changes: tuple[str, str]) -> None:
        """Change passages of one of the course's files."""
        file = self.course / path
        text = file.read_text(encoding="utf-8")
        for old, new in changes:
            assert text.count(old) == 1, f"{path} has {text.count(old)} times: {old}"
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")

    def _git(self, *arguments: str) -> bytes:
        return self._run(["git", "-C", "class/repository", *arguments])

    def _run(self, command: list[str]) -> bytes:
        env = {name: value for name, value in os.environ.items() if not name.startswith(("KIT_", "GIT_"))}
        env |= {"HOME": str(self._home), "PYTHONPATH": str(self.course), "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(command, cwd=self.course, env=env, capture_output=True, check=False)
        assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
        return done.stdout


def filled(command: str, **parts: str) -> list[str]:
    """A documented command, its names filled in."""
    words = [word.format(**parts) for word in command.split()]
    return [sys.executable, *words[1:]] if words[0] == "python" else words


def sources(notebook: Path) -> dict[str, str]:
    """Id to source of every cell; a notebook that is no JSON any more fails here."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert len({cell["id"] for cell in cells}) == len(cells), f"{notebook.name} has a cell twice"
    return {cell["id"]: "".join(cell["source"]) for cell in cells}
