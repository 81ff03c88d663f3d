"""The base of every widget: a view in, operations out, and nothing kept here.

A widget is the thin middle between a browser and two callbacks. The browser sends operations and
asks for checks; `on_op` keeps them, `on_check` judges; what they return goes back as traits, which
(unlike messages) are still there when the widget is drawn again.
"""

import logging
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import anywidget
import traitlets as t

from kit.errors import KitError, nearest
from kit.inbrowser import plain

HERE = Path(__file__).parent
log = logging.getLogger("kit.widgets")


SHARED = ("values", "journal", "answers", "page", "fields", "feedback", "frame", "pane", "itemtask", "start")
"""The files of `shared/` in the order in which they are joined; what a later style says wins."""
PARTS = {
    "marker": ("marks", "names", "picklist", "article", "card", "queue", "marking"),
    "claims": ("marks", "names", "picklist", "article", "card", "queue", "marking"),
    "voices": ("marks", "names", "picklist", "facets"),
    "reasons": ("picklist", "facets"),
    "items": ("edits", "picker"),
    "chain": ("funnel",),
    "source": ("sentences",),
}
"""Widget to the files of `parts/` that its script is made of as well."""


@cache
def script(stem: str) -> str:
    """The module that the browser loads: what is shared, the widget's parts, and its own script behind them.

    A module that is loaded from text can import nothing, so all of it is one text with one scope.
    """
    return _joined("js", stem)


@cache
def style(stem: str) -> str:
    """The widget's style: what is shared in front of its own."""
    return _joined("css", stem)


def _joined(kind: str, stem: str) -> str:
    names = [*(f"shared/{name}" for name in SHARED), *(f"parts/{name}" for name in PARTS.get(stem, ())), stem]
    found = [path for name in names if (path := HERE / f"{name}.{kind}").exists()]
    return "\n".join(path.read_text(encoding="utf-8") for path in found)


class TaskWidget(anywidget.AnyWidget):
    """One task in the page. A subclass names its `_esm = script(...)` and `_css = style(...)`.

    `on_op(op)` keeps one operation and returns `(layer, saved)`: the annotations as the browser
    draws them, and `{"ops": [ids now on disk], "at": "12:04", "problem": ""}`.
    `on_check(item)` returns the feedback, after a check of one item or (None) of all. The callbacks are called
    under a lock, because messages arrive on a thread of their own; whatever they raise is told to the learner
    and logged, never thrown.
    """

    view = t.Dict().tag(sync=True)
    """What to draw; set once."""
    layer = t.List().tag(sync=True)
    """The annotations as the kernel knows them; written only here."""
    saved = t.Dict().tag(sync=True)
    """`ops` acknowledged by this message, `at`, `problem`; `n` makes every acknowledgement new."""
    news = t.Unicode("").tag(sync=True)
    """What has changed elsewhere since this was drawn, in a sentence; empty where nothing has."""
    feedback = t.Dict().tag(sync=True)
    """The last check's, with `checked`: the layer that it judged. Empty before the first."""

    def __init__(
        self,
        view: dict,
        layer: list,
        *,
        on_op: Callable[[dict], tuple[list, dict]],
        on_check: Callable[[str | None], dict],
        feedback: dict | None = None,
        **misspelt: object,
    ) -> None:
        if misspelt:
            name = next(iter(misspelt))
            known = ["view", "layer", "on_op", "on_check", "feedback"]
            hint = nearest(name, known)
            raise KitError(type(self).__name__, f'there is no setting "{name}"', hint)
        super().__init__(view=view, layer=layer, feedback=feedback or {})
        self._on_op, self._on_check = on_op, on_check
        self._lock, self._count = threading.RLock(), 0
        self.on_msg(self._heard)

    def _heard(self, _widget: object, message: object, _buffers: object) -> None:
        """One message from the browser. What is not of the protocol is left alone."""
        message = plain(message)
        kind = message.get("type") if isinstance(message, dict) else None
        with self._lock:
            if kind == "op" and _is_operation(message.get("op")):
                self._keep(message["op"])
            elif kind == "check":
                self._judge(message.get("item"))
            else:
                log.warning("a message outside the protocol was ignored: %.200r", message)

    def _keep(self, op: dict) -> None:
        layer = self.layer
        try:
            layer, saved = self._on_op(op)
            layer, saved = list(layer), dict(saved)
        except Exception as error:
            saved = {"ops": [], "at": self.saved.get("at", ""), "problem": told(error, "kept")}
        self._count += 1
        with self.hold_sync():
            self.layer, self.saved = layer, {**saved, "n": self._count}

    def _judge(self, item: object) -> None:
        try:
            feedback = dict(self._on_check(item if isinstance(item, str) else None))
        except Exception as error:
            # What an earlier check said stays; `failed` tells that this summary is not its own.
            feedback = {"notes": [], **self.feedback, "summary": told(error, "checked"), "failed": True}
        self._count += 1
        self.feedback = {"checked": self.layer, **feedback, "n": self._count}

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """The live view and, beside it, a word for where it cannot run; the answers have an output of their own."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        title = self.view.get("title") or "Exercise"
        return {**data, "text/plain": f"{title}\nRun > Run All Cells brings the exercise back."}, metadata


def _is_operation(op: object) -> bool:
    """Is this a `put`, a `drop` or a `did` of the protocol? Its words and labels are judged by `on_op`."""
    needed = {"put": ("op_id", "id"), "drop": ("op_id", "id"), "did": ("op_id", "id", "what")}
    if not isinstance(op, dict) or not isinstance(op.get("op"), str) or op["op"] not in needed:
        return False
    named = all(isinstance(op.get(k), str) and 0 < len(op[k]) <= 200 for k in needed[op["op"]])
    return named and (op["op"] != "put" or isinstance(op.get("value"), dict))


def told(error: Exception, verb: str) -> str:
    """The sentence a learner reads when a callback failed; the log has the rest."""
    log.error("a widget's answer could not be %s", verb, exc_info=error)
    if isinstance(error, KitError):
        return str(error)
    what = f"{type(error).__name__}: {error}"
    return f"This could not be {verb} ({what}). Show this line to your teacher."
