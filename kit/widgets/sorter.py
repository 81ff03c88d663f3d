"""The sorter: one claim at a time, whether it can be checked, and why not."""

from kit.widgets.base import TaskWidget, script, style


class Sorter(TaskWidget):
    """A task of kind `assessments`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("sorter")
    _css = style("sorter")
