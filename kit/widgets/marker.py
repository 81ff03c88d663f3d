"""The marker: who says what, highlighted in the text as source, cue and content."""

from kit.widgets.base import TaskWidget, script, style


class Marker(TaskWidget):
    """A task of kind `attributions`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("marker")
    _css = style("marker")
