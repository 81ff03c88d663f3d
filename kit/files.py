"""Files in and out: UTF-8, YAML 1.2 read strictly, and a write that is whole or not there at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO

from kit.errors import KitError

HALF = ".half-written"
"""How the name of a file ends that is not whole yet."""
LEFT = re.compile(rf"\.(?P<name>.+)\.\d+{HALF}")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file. Raises KitError where it is missing or in another encoding."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        raise KitError(_short(path), "the file is missing", "Put it there, or check the name of its folder") from None
    except UnicodeDecodeError as fault:
        raise KitError(
            _short(path),
            f"byte {fault.start + 1} is not UTF-8",
            "Save the file again with the encoding UTF-8",
        ) from None
    except OSError as fault:
        raise KitError(_short(path), f"the file cannot be read ({fault.strerror})", "Check its permissions") from None


def read_yaml(path: Path) -> Any:
    """What a YAML file holds: mappings, lists, text, numbers, true, false, null. Raises KitError.

    `no`, `12:30` and dates stay text; a key given twice is an error.
    """
    return parse_yaml(read_text(path), _short(path))


def parse_yaml(text: str, where: str) -> Any:
    """What a YAML text holds. Raises KitError with the line."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        return _reader().load(text)
    except MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        problem = (fault.problem or "it cannot be read").splitlines()[0]
        raise KitError(
            f"{where}{line}", problem, "Check the indentation and put quotation marks around text that holds a colon"
        ) from None
    except YAMLError as fault:
        raise KitError(where, str(fault).splitlines()[0], "Save it as plain UTF-8 text") from None
    except Exception as fault:
        # The reader lets its own errors through: `!!int abc`, or a thousand open brackets.
        raise KitError(where, f"it cannot be read ({fault})", "Write plain text, numbers, lists and fields") from None


def _reader():
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import SafeConstructor

    class Constructor(SafeConstructor):
        """Safe, and dates stay text."""

    Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)
    reader = YAML(typ="safe", pure=True)
    reader.Constructor = Constructor
    return reader


def write_whole(path: Path, data: str | bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, never half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = half(path)
    beside.write_bytes(data.encode() if isinstance(data, str) else data)
    beside.replace(path)


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """A UTF-8 file to be written line by line, ends of lines as given. It takes its place when all is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = half(path)
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def put_folder(fresh: Path, folder: Path, old: Path) -> None:
    """A whole new folder takes its place, and what lay there comes to lie at `old`.

    Raises OSError where it cannot; what lay there is then back in its place.
    """
    if folder.exists():
        folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        if old.exists():
            old.rename(folder)
        raise


def half(path: Path) -> Path:
    """Where a file lies until it is whole; `sweep` knows the name."""
    return path.with_name(f".{path.name}.{os.getpid()}{HALF}")


def sweep(folder: Path, name: str = "") -> None:
    """Take away what `write_whole` left of a file of this name, or of any, when its process was killed."""
    for path in folder.glob(f".*{HALF}"):
        found = LEFT.fullmatch(path.name)
        if found and name in ("", found["name"]):
            # What another program holds open stays; it does no harm.
            with suppress(OSError):
                path.unlink()


def _short(path: Path) -> str:
    """Folder and file: enough for a teacher to find it."""
    return "/".join(Path(path).parts[-2:])
