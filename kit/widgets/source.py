"""The text of a draft: pasted or chosen, what it is, and its sentences to correct."""

from kit.widgets.base import TaskWidget, script, style


class Source(TaskWidget):
    """The step `source` of a draft. See `TaskWidget` for its callbacks and traits.

    The annotations are texts: one for each question of the view's `questions`, `sentences`, and the kernel's `notes`.
    The browser also sends `given` (a pasted text) and `file` (a file's bytes in base64, with its `name`), from which
    the kernel makes the sentences.
    """

    _esm = script("source")
    _css = style("source")
