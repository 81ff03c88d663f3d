"""The items: a deck of short questions, one card at a time, each with its own Check."""

from kit.widgets.base import TaskWidget, script, style


class Items(TaskWidget):
    """A deck, or a task of kind `items`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("items")
    _css = style("items")
