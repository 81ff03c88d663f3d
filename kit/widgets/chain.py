"""The chain: the voices through which a statement reached the reader, in order, and where they all end."""

from kit.widgets.base import TaskWidget, script, style


class Chain(TaskWidget):
    """A task of kind `chains`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("chain")
    _css = style("chain")
