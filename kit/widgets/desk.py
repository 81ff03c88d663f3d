"""The desk's widget: files come in and go out in pieces, and what a button asks for is handed to the desk.

The browser sends `{type: upload | grade | page | get | fill}`; an upload's piece travels as the message's one buffer.
It sends the next piece when the last one was acknowledged (`took`), and asks for a file piece by piece (`got`), slowly
enough for Jupyter, which drops what comes faster than a megabyte a second.
"""

import re
import shutil
import tempfile
import threading
import time
import weakref
from pathlib import Path
from typing import Any

import anywidget
import traitlets as t

from kit.errors import KitError
from kit.inbrowser import plain
from kit.widgets.base import log, script, style

LARGEST_UPLOAD = 300_000_000
"""Bytes of all files of one upload. Measured up to here; a larger one is quicker as a folder on the disk."""
MOST_FILES = 2_000
PIECE = 512 * 1024
"""Bytes of an upload's piece: far below the ten megabytes that a message to Jupyter may have."""
PIECE_BACK = 256 * 1024
"""Bytes of a file's piece on its way to the browser."""
OFTEN = 0.15
"""Seconds between two tellings of progress."""


class DeskWidget(anywidget.AnyWidget):
    """The page's side of a `kit.deskpage.Desk`, which does the work.

    Traits: `view` (what can be chosen), `progress` (`phase`, `text`), `book` (the last gradebook, as rows), `lms` (the
    platform's file). What is raised while a message is carried out is told to the teacher and logged, never thrown.
    """

    _esm = script("desk")
    _css = style("desk")

    view = t.Dict().tag(sync=True)
    progress = t.Dict().tag(sync=True)
    book = t.Dict().tag(sync=True)
    lms = t.Dict().tag(sync=True)

    def __init__(self, desk: Any, view: dict) -> None:
        limits = {"most": LARGEST_UPLOAD, "files": MOST_FILES, "piece": PIECE}
        super().__init__(view={"task": "desk", **view, **limits})
        self._desk = desk
        self._uploads: dict[str, _Upload] = {}
        self._lock, self._count, self._told = threading.RLock(), 0, 0.0
        self.on_msg(self._heard)

    def _heard(self, _widget: object, message: object, buffers: object) -> None:
        """One message from the browser. What is not of the protocol is left alone."""
        message = plain(message)
        kind = message.get("type") if isinstance(message, dict) else None
        deeds = {"upload": self._take, "grade": self._grade, "page": self._page, "get": self._get, "fill": self._fill}
        if kind not in deeds:
            log.warning("a message outside the protocol was ignored: %.200r", message)
            return
        with self._lock:
            try:
                deeds[kind](message, buffers)
            except Exception as fault:
                self._fail(kind, message, plainly(fault))

    def _fail(self, kind: str, message: dict, text: str) -> None:
        if kind == "grade":
            self._say("problem", text)
        elif kind == "fill":
            self.lms = {**self.lms, "ok": False, "problem": text, "n": self._next()}
        else:
            self.send({"type": "failed", "about": kind, "id": message.get("id"), "text": text})

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _say(self, phase: str, text: str) -> None:
        self.progress = {"phase": phase, "text": text, "n": self._next()}

    # ---- in

    def _take(self, message: dict, buffers: Any) -> None:
        to, id = str(message.get("to")), str(message.get("id"))
        if to not in ("work", "lms", "marking"):
            raise KitError("", "this upload is for nothing that the desk knows", "Run the cell again")
        upload = self._uploads.get(to)
        if upload is None or upload.id != id:
            self._uploads[to] = upload = _Upload(id)
        upload.take(message, bytes(buffers[0]) if buffers else b"")
        if upload.whole and to == "lms":
            name, data = upload.only()
            self.lms = {**self._desk.platform_file(name, data), "n": self._next()}
        said = self._desk.take_marking(*upload.only()) if upload.whole and to == "marking" else ""
        self.send(
            {
                "type": "took",
                "id": id,
                "text": said,
                "file": message["file"],
                "upto": upload.upto,
                "whole": upload.whole,
            }
        )

    # ---- the work

    def _grade(self, message: dict, _buffers: object) -> None:
        self._say("working", "Checking the key…")
        if message.get("from") == "upload":
            upload = self._uploads.get("work")
            if upload is None or not upload.whole:
                raise KitError("", "the upload is not complete", "Choose the files again and press Grade")
            source = upload.source
        else:
            source = self._desk.place(str(message.get("path") or ""))
        book = self._desk.grade(str(message.get("exercise") or ""), source, self._tell)
        with self.hold_sync():
            self.book = {**book, "n": self._next()}
            # The file of the platform stays; what was filled in it was of the gradebook before.
            self.lms = {k: v for k, v in self.lms.items() if k in ("name", "system", "columns", "chosen")}
            self._say("done", book["summary"])

    def _tell(self, text: str, now: bool = False) -> None:
        if now or time.monotonic() - self._told > OFTEN:
            self._told = time.monotonic()
            self._say("working", text)

    def _fill(self, message: dict, _buffers: object) -> None:
        column = str(message.get("column") or "")
        made = self._desk.fill(column, partly=message.get("partly") is True, scale=message.get("scale") is True)
        with self.hold_sync():
            self.book = {**self.book, "files": made.pop("files")}
            self.lms = {**self.lms, "problem": "", **made, "ok": True, "n": self._next()}

    # ---- out

    def _page(self, message: dict, _buffers: object) -> None:
        made = self._desk.look(message.get("what"))
        self.send({"type": "page", "id": message.get("id"), **made})

    def _get(self, message: dict, _buffers: object) -> None:
        path, start = self._desk.file(str(message.get("file"))), message.get("from")
        with path.open("rb") as file:
            file.seek(start if isinstance(start, int) and start > 0 else 0)
            piece = file.read(PIECE_BACK)
        held = {"id": message.get("id"), "file": message["file"], "from": start, "size": path.stat().st_size}
        self.send({"type": "got", **held}, buffers=[piece])

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """The live desk and, beside it, a word for where it cannot run."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/plain": "The desk\nRun > Run All Cells brings it back."}, metadata


class _Upload:
    """Files on their way in, in a folder that goes when the next ones come or the kernel ends."""

    def __init__(self, id: str) -> None:
        self.id = id
        self.folder = Path(tempfile.mkdtemp(prefix="kit-desk-"))
        weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self.paths: list[Path] = []
        self.total = self.upto = 0
        self.whole = False

    def take(self, message: dict, piece: bytes) -> None:
        """One piece. A piece that came already is passed over; one out of turn is told."""
        file, start, size, count = (message.get(name) for name in ("file", "from", "size", "files"))
        if not all(isinstance(n, int) and n >= 0 for n in (file, start, size, count)) or self.whole:
            raise KitError("", "a piece of the upload came out of turn", "Choose the files again")
        if file == len(self.paths):
            self.paths.append(self.folder / safe_name(str(message.get("name")), file, self.folder))
            self.paths[-1].write_bytes(b"")
            self.upto = 0
        if file != len(self.paths) - 1 or start > self.upto:
            raise KitError("", "a piece of the upload came out of turn", "Choose the files again")
        if start == self.upto:
            self.total += len(piece)
            if self.total > LARGEST_UPLOAD or file >= MOST_FILES:
                raise KitError("", too_large(), "Put them on the computer where Jupyter runs, and name the folder")
            with self.paths[-1].open("ab") as out:
                out.write(piece)
            self.upto += len(piece)
        self.whole = file == count - 1 and self.upto >= size

    @property
    def source(self) -> Path:
        """What the grader reads: the one zip, or the folder of single files."""
        single = len(self.paths) == 1 and self.paths[0].suffix.lower() not in (".json", ".ipynb")
        return self.paths[0] if single else self.folder

    def only(self) -> tuple[str, bytes]:
        """The one file's name and bytes."""
        return self.paths[0].name, self.paths[0].read_bytes()


def safe_name(name: str, number: int, folder: Path) -> str:
    """A file's name as it can stand in a folder of ours, and in no other."""
    plain = re.sub(r"[^\w .()+-]", "_", re.split(r"[/\\]", name)[-1]).strip(" .")[-120:]
    return plain if plain and not (folder / plain).exists() else f"{number}-{plain}"


def too_large() -> str:
    """What is said of an upload beyond the limits."""
    return f"an upload holds at most {LARGEST_UPLOAD // 1_000_000} MB and {MOST_FILES} files"


def plainly(fault: Exception) -> str:
    """What the teacher reads; the log has the rest."""
    if isinstance(fault, KitError):
        return str(fault)
    log.error("the desk stumbled", exc_info=fault)
    if isinstance(fault, OSError) and fault.strerror:
        return f"A file could not be read or written ({fault.strerror}). Is it open elsewhere, or the disk full?"
    what = f"{type(fault).__name__}: {fault}"[:300]
    return f"The desk stumbled ({what}). Nothing was changed. Tell the kit’s makers this line."
