"""The pairs: two claims side by side, and what they are to each other."""

from kit.widgets.base import TaskWidget, script, style


class Pairs(TaskWidget):
    """A task of kind `pairs`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("pairs")
    _css = style("pairs")
