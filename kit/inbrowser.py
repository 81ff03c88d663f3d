"""What is otherwise where Python itself runs in the reader's browser (Pyodide, in JupyterLite).

There files lie in the browser's own storage, which may be refused or full; pandas is not there; and what a page says
arrives with a null of its own kind. Everywhere else nothing of this is used.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = sys.platform == "emscripten"
DRIVE = Path("/drive")
"""Where JupyterLite shows the browser's storage to Python. Without it there is nothing but memory."""
FORGETS = (
    "This browser keeps nothing here: your answers are lost when this page is closed. Open the site over https, in an "
    "ordinary window (not a private one) that may keep data."
)
HELD = "Held only while this page is open: this browser keeps nothing."
UNREADABLE = (
    "This browser lets Python read no files here: open the site over https, in an ordinary window (not a private one) "
    "that may keep data"
)
NO_TABLES = "There is no pandas here, so this table cannot be worked with. All exercises work without it."


def set_up() -> None:
    """Let a missing pandas be told in a sentence, and the cells behind it run.

    JupyterLite stops at the first error of Run All Cells, whatever a cell's tags say of it.
    """
    from IPython import get_ipython

    if shell := get_ipython():
        shell.set_custom_exc((ModuleNotFoundError,), _told)


def _told(shell: Any, kind: type, fault: ModuleNotFoundError, trace: Any, tb_offset: int | None = None) -> None:
    if fault.name == "pandas":
        shell.display_pub.publish({"text/plain": NO_TABLES})
    else:
        shown = shell.InteractiveTB.structured_traceback(kind, fault, trace, tb_offset=tb_offset)
        shell._showtraceback(kind, fault, shown)


def forgets() -> str:
    """What a learner has to know where nothing outlives the page; empty where answers are kept."""
    return "" if _has_files() else FORGETS


def only_held() -> str:
    """The same in few words, for each answer."""
    return "" if _has_files() else HELD


def unreadable() -> str:
    """Why a file that lies beside a lesson cannot be read; empty where that is not the reason."""
    return "" if _has_files() else UNREADABLE


def _has_files() -> bool:
    return not HERE or Path.cwd().is_relative_to(DRIVE)


def plain(message: Any) -> Any:
    """What a page has sent, as JSON reads it: Pyodide turns each null into an object that is not None."""
    if not HERE:
        return message
    if isinstance(message, dict):
        return {name: plain(part) for name, part in message.items()}
    if isinstance(message, list):
        return [plain(part) for part in message]
    return None if type(message).__name__ == "JsNull" else message
