"""What a learner answered: an append-only log of operations, and the layer that it replays to.

One file a task, one JSON object a line. The first line names the format and the task; then come two
operations, `put` (an id and its whole annotation) and `drop` (an id), and notes of what was done (`did`), which
change no answer. The later line wins; adding an operation twice changes nothing.
"""

from __future__ import annotations

import errno
import json
import logging
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from kit.article import Article
from kit.codebook import codebook
from kit.errors import KitError
from kit.files import write_whole
from kit.model import ROLES, Annotation, Attribution, Layer
from kit.references import check_labels
from kit.structure import annotation

log = logging.getLogger(__name__)
FORMAT = 1
KEPT, SHORT = 4_000, 1_000
"""Answers that are remembered once they are read, and their letters as JSON: what is longer is nobody else's."""
SAFE = re.compile(r"[^\w.-]+")


def answers_folder() -> Path:
    """Where answers are kept: `KIT_ANSWERS`, or `answers` beside the notebook."""
    return Path(os.environ.get("KIT_ANSWERS") or "answers")


def workspace() -> str:
    """A random name for this copy of the course, so that a shared computer mixes nobody up."""
    path = answers_folder() / "workspace"
    try:
        if name := path.read_text(encoding="ascii").strip():
            return name
    except (OSError, ValueError):
        pass
    name = secrets.token_hex(8)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="ascii") as file:
            file.write(name + "\n")
    except FileExistsError:
        return _workspace_of_another(path) or name
    except OSError as fault:
        # A folder that takes no files: the exercise still opens, and says so at the first answer.
        log.warning("the name of this workspace could not be kept: %s", fault)
    return name


def _workspace_of_another(path: Path) -> str:
    """The name that a quicker kernel wrote; an empty or unreadable file is left to `write_whole`."""
    try:
        if known := path.read_text(encoding="ascii", errors="ignore").strip():
            return known
        write_whole(path, secrets.token_hex(8) + "\n")
        return path.read_text(encoding="ascii").strip()
    except OSError as fault:
        log.warning("the name of this workspace could not be kept: %s", fault)
        return ""


def now() -> str:
    """This moment, in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Sheet:
    """The answers to one task, on disk."""

    def __init__(self, task: str, folder: Path | None = None) -> None:
        """`task` is the task's full name, `heir/who-1`. Nothing is written before the first operation."""
        self.task = task
        parts = [SAFE.sub("_", part) or "_" for part in task.split("/")]
        self.path = (folder or answers_folder()).joinpath(*parts[:-1], parts[-1] + ".jsonl")
        self.notice = ""
        """What the learner has to be told about the file; empty if nothing."""
        self.operations: list[dict] = []
        self._seen: set[str] = set()
        self._read_to = 0
        self._lock = threading.RLock()
        self._opened = False
        try:
            self._open()
        except OSError as fault:
            self.notice = f"The file with your answers, {self.path}, cannot be read: {fault.strerror}."

    @property
    def checks(self) -> int:
        """How often the learner has asked for feedback."""
        return sum(op["op"] == "did" and op.get("what") == "checked" for op in self.operations)

    def append(self, operation: dict) -> bool:
        """Keep an operation for good; False where it is there already.

        It is on the disk (fsync) when this returns, and was read back from there. Raises OSError where the disk
        refuses, ValueError for something that is no operation.
        """
        if not is_operation(operation):
            raise ValueError("not an operation")
        with self._lock:
            if not self._opened:
                self._open()
            self._read_tail()
            if operation["op_id"] in self._seen:
                return False
            self._write(operation)
            self._read_tail()
            if operation["op_id"] not in self._seen:
                # A browser's storage that is full or refuses says nothing of it to whoever writes.
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return True

    def _write(self, operation: dict) -> None:
        line = json.dumps(operation, ensure_ascii=False).encode() + b"\n"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Opened and closed for every operation: a browser's file system keeps only what was closed.
        with self.path.open("a+b") as file:
            size = file.seek(0, os.SEEK_END)
            if size == 0:
                line = json.dumps({"format": FORMAT, "task": self.task}).encode() + b"\n" + line
            else:
                file.seek(size - 1)
                if file.read(1) != b"\n":
                    # A crash left half a line: close it, or it would swallow this one too.
                    line = b"\n" + line
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def did(self, what: str, id: str | None = None, op_id: str | None = None) -> None:
        """Note what the learner did, and with which item; it changes no answer and is never scored."""
        about = {"id": id} if id else {}
        self.append({"op": "did", "op_id": op_id or secrets.token_hex(8), "at": now(), "what": what, **about})

    def done(self, what: str) -> list[str]:
        """The ids with which something was done, in the order of the first time."""
        return list(dict.fromkeys(op["id"] for op in self.operations if op.get("what") == what and "id" in op))

    def _open(self) -> None:
        """Take over what the file holds. Raises OSError; nothing is written to a file that was not read."""
        data = self.path.read_bytes() if self.path.exists() else b""
        if data:
            self._take_over(data)
        self._opened = True

    def _take_over(self, data: bytes) -> None:
        header, *rest = data.split(b"\n")
        fault = header_fault(header, self.task)
        if fault:
            self._set_aside(fault)
            return
        # Two kernels that begin the file at once both write its first line.
        whole = [line for line in rest[:-1] if header_fault(line, self.task)]
        if not self._only_torn(whole):
            good = [line for line in whole if _operation_in(line) is not None]
            self._set_aside("some of its lines cannot be read; the others are taken over", good)
        self._read_tail()

    @staticmethod
    def _only_torn(lines: list[bytes]) -> bool:
        """True where each unreadable line is the beginning of one: what a crash in the middle of a write leaves."""
        broken = [line for line in lines if line.strip() and _operation_in(line) is None]
        return all(line[:6] == b'{"op":'[: len(line)] for line in broken)

    def _set_aside(self, fault: str, keep: Iterable[bytes] = ()) -> None:
        number = 1
        while (aside := self.path.with_name(f"{self.path.stem}.aside-{number}.jsonl")).exists():
            number += 1
        self.path.replace(aside)
        keep = list(keep)
        if keep:
            header = json.dumps({"format": FORMAT, "task": self.task}).encode()
            write_whole(self.path, b"\n".join([header, *keep, b""]))
        self.notice = (
            f"The file with your earlier answers was put aside as {aside}: {fault}. Nothing in it was changed."
        )

    def _read_tail(self) -> None:
        """Take in what stands in the file and was not read yet: another kernel may write to it too."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            if file.seek(0, os.SEEK_END) < self._read_to:
                # Somebody put another file here: read it from its beginning.
                self._read_to = 0
            file.seek(self._read_to)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._read_to += len(whole)
        for line in whole.split(b"\n"):
            operation = _operation_in(line)
            if operation and operation["op_id"] not in self._seen:
                self._seen.add(operation["op_id"])
                self.operations.append(operation)

    def values(self, given: Iterable[tuple[str, dict]] = ()) -> dict[str, dict]:
        """Id to annotation as stored, after all operations; `given` is what the task had filled in."""
        return replay(self.operations, given)


def header_fault(line: bytes, task: str | None = None) -> str:
    """Why a file that begins with this line is no answer sheet of ours; empty if it is one."""
    try:
        header = json.loads(line)
    except (ValueError, RecursionError):
        header = None
    if not isinstance(header, dict) or "format" not in header:
        return "it is not an answer file of this kit"
    if type(header["format"]) is not int:
        return "its first line names no format of this kit"
    if header["format"] != FORMAT:
        older = header["format"] < FORMAT
        return f"it was made by {'an older' if older else 'a newer'} kit (format {header['format']}, here {FORMAT})"
    if task is not None and header.get("task") != task:
        return f"it holds answers to another task ({header.get('task')})"
    return ""


def _operation_in(line: bytes) -> dict | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if is_operation(value) else None


def is_operation(value: Any) -> bool:
    """Whether a value has the shape of an operation: nothing else ever enters a sheet."""
    if not isinstance(value, dict) or not _short_text(value.get("op_id")):
        return False
    if value.get("op") == "put":
        return _short_text(value.get("id")) and isinstance(value.get("value"), dict)
    if value.get("op") == "drop":
        return _short_text(value.get("id"))
    return (
        value.get("op") == "did" and _short_text(value.get("what")) and ("id" not in value or _short_text(value["id"]))
    )


def _short_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= 200


def replay(operations: Iterable[dict], given: Iterable[tuple[str, dict]] = ()) -> dict[str, dict]:
    """Id to annotation after the operations, with the digest of the text it was made on; the later one wins.

    >>> replay([{"op": "put", "op_id": "1", "id": "a", "value": {}}, {"op": "drop", "op_id": "2", "id": "a"}])
    {}
    """
    held = dict(given)
    for operation in operations:
        if operation["op"] == "put":
            made_on = {"digest": operation["digest"]} if isinstance(operation.get("digest"), str) else {}
            held[operation["id"]] = {**operation["value"], **made_on}
        elif operation["op"] == "drop":
            held.pop(operation["id"], None)
    return held


def first_checked(
    operations: Iterable[dict],
    given: Iterable[tuple[str, dict]] = (),
    complete: Callable[[str, dict], bool] = lambda id, value: True,
) -> dict[str, dict]:
    """Id to annotation as it stood when the learner first asked for feedback on it: what progress is measured on.

    An answer that is not `complete` waits for the check at which it is: of half an answer a check tells nothing.

    >>> put = {"op": "put", "op_id": "1", "id": "a", "value": {"n": 1}}
    >>> check = {"op": "did", "op_id": "2", "what": "checked"}
    >>> first_checked([put, check, {**put, "op_id": "3", "value": {"n": 2}}, check])
    {'a': {'n': 1}}
    """
    first: dict[str, dict] = {}
    for values in _at_checks(operations, given):
        for id, value in values.items():
            if id not in first and complete(id, value):
                first[id] = value
    return first


def last_checked(operations: Iterable[dict]) -> dict[str, dict]:
    """Id to annotation as it stood when it was last checked."""
    last: dict[str, dict] = {}
    for values in _at_checks(operations, ()):
        last.update(values)
    return last


def _at_checks(operations: Iterable[dict], given: Iterable[tuple[str, dict]]) -> Iterator[dict[str, dict]]:
    """For each check, the annotations that it was about: one, or all that stood then."""
    given, so_far = list(given), []
    for operation in operations:
        so_far.append(operation)
        if operation["op"] == "did" and operation.get("what") == "checked":
            held = own_values(so_far, given)
            one = operation.get("id")
            yield held if one is None else {one: held[one]} if one in held else {}


def own_values(operations: Iterable[dict], given: Iterable[tuple[str, dict]] = ()) -> dict[str, dict]:
    """What the learner made: an answer that the task had filled in is theirs once they worked on it.

    >>> own_values([], [("a", {"claim": "c1"})])
    {}
    """
    untouched = dict(given)
    held = replay(operations, given)
    return {id: value for id, value in held.items() if id not in untouched or untouched[id] != _bare(value)}


def _bare(value: dict) -> dict:
    return {name: part for name, part in value.items() if name != "digest"}


def layer_of(values: dict[str, dict], article: Article) -> tuple[Layer, dict[str, str]]:
    """The layer that stored annotations make on a text, and why each of the others has no place on it.

    After the text was changed, words that are still unique in their sentence keep their place; the rest is
    listed, not guessed. One unreadable annotation costs that one only.
    """
    placed: list[Annotation] = []
    unplaced: dict[str, str] = {}
    for id, value in values.items():
        try:
            made = _placed(id, value, article)
        except KitError as fault:
            unplaced[id] = str(fault)
            continue
        if isinstance(made, Attribution) and not made.spans:
            continue
        placed.append(made)
    return Layer(tuple(placed), article.digest), unplaced


def _placed(id: str, value: dict, article: Article) -> Annotation:
    moved = value.get("digest") not in (None, article.digest)
    bare = unnumbered(_bare(value)) if moved else _bare(value)
    # A highlight's id is drawn by chance; all other ids say what the answer is about.
    drawn = bare.get("type") == "attribution"
    bare["id"] = "" if drawn else id
    answer = json.dumps(bare, ensure_ascii=False)
    made = _remembered(answer, article) if len(answer) <= SHORT else _read(answer, article)
    return replace(made, id=id) if drawn else made


@lru_cache(maxsize=KEPT)
def _remembered(answer: str, article: Article) -> Annotation:
    """In a class the same answers come again and again, and while one works they are read at each step."""
    return _read(answer, article)


def _read(answer: str, article: Article) -> Annotation:
    made = annotation(json.loads(answer), article, "your answers")
    check_labels(made, codebook().ids, "your answers")
    return made


def unnumbered(value: dict) -> dict:
    """Without "the second of two": on another text that would be a guess."""
    numbered = {part: held for part in (*ROLES, "spans") if isinstance(held := value.get(part), list)}
    return value | {part: [_without_occurrence(words) for words in held] for part, held in numbered.items()}


def _without_occurrence(part: Any) -> Any:
    return {k: v for k, v in part.items() if k != "occurrence"} if isinstance(part, dict) else part
