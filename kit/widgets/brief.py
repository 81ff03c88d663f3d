"""The brief: short texts under given questions, beside samples of each level, rated by their writer."""

from kit.widgets.base import TaskWidget, script, style


class Brief(TaskWidget):
    """A task of kind `brief`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("brief")
    _css = style("brief")
