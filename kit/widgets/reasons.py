"""The reasons: each answer of a coming key in its context, and why it is right."""

from kit.widgets.base import TaskWidget, script, style


class Reasons(TaskWidget):
    """A draft's step `reasons`. See `TaskWidget` for its callbacks and traits."""

    _esm = script("reasons")
    _css = style("reasons")
