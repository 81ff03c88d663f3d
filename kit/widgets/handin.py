"""The hand-in form: who it is from, what is in the sheet, and one small file to upload."""

import threading
from collections.abc import Callable

import anywidget
import traitlets as t

from kit.inbrowser import plain
from kit.widgets.base import log, script, style, told


class HandIn(anywidget.AnyWidget):
    """The form of one graded exercise.

    `view` is `{title, tasks: [{task, title, answered, of, words}], name, number}`.
    `on_handin(name, number)` writes the file and returns `{ok, file, text, sheet, text_file}` and,
    if it likes, `tasks` as they stand by then. `static()` returns the mime types that stand in for
    the form where it cannot run. `on_handin` is called under a lock; what it raises is told to the
    learner and logged, never thrown.
    """

    _esm = script("handin")
    _css = style("handin")

    view = t.Dict().tag(sync=True)
    """What to draw. Name and number follow what was handed in, for when it is drawn again."""
    result = t.Dict().tag(sync=True)
    """What came of the last hand-in; `n` makes each one a change. Empty before the first."""

    def __init__(
        self,
        *,
        view: dict,
        on_handin: Callable[[str, str], dict],
        static: Callable[[], dict[str, str]],
    ) -> None:
        super().__init__(view={"task": "hand-in", **view})
        self._on_handin, self._static = on_handin, static
        self._lock = threading.RLock()
        self.on_msg(self._heard)

    def _heard(self, _widget: object, message: object, _buffers: object) -> None:
        """One message from the browser. What is not of the protocol is left alone."""
        message = plain(message)
        if not isinstance(message, dict) or message.get("type") != "handin":
            log.warning("a message outside the protocol was ignored: %.200r", message)
            return
        name, number = (str(message.get(key) or "").strip()[:200] for key in ("name", "number"))
        with self._lock:
            self._hand_in(name, number)

    def _hand_in(self, name: str, number: str) -> None:
        try:
            result = self._on_handin(name, number)
        except Exception as error:
            result = {"ok": False, "text": told(error, "made")}
        with self.hold_sync():
            self.view = {**self.view, "name": name, "number": number}
            self.result = {**result, "n": self.result.get("n", 0) + 1}

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict, dict]:
        """The live form and, beside it, what can be read where it cannot run."""
        data, metadata = super()._repr_mimebundle_(**kwargs)
        try:
            static = self._static()
        except Exception as error:
            static = {"text/plain": told(error, "shown")}
        return {**data, **static}, metadata
