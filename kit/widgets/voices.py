"""The voices: who they are, one after another, each with its name, kind and stake."""

from kit.widgets.base import TaskWidget, script, style


class Voices(TaskWidget):
    """A draft's step `voices`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("voices")
    _css = style("voices")
