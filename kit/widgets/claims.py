"""The claims: which statements of a text will be asked about, highlighted in it and restated."""

from kit.widgets.base import TaskWidget, script, style


class Claims(TaskWidget):
    """A draft's step `claims`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("claims")
    _css = style("claims")
