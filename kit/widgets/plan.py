"""The last step of a draft: which tasks are asked, under which title and in which words, and who read the text."""

from kit.widgets.base import TaskWidget, script, style


class Plan(TaskWidget):
    """The step `tasks` of a draft. See `TaskWidget` for its callbacks and traits.

    The annotations are choices (a task's id: `on` or `off`) and texts (`who-1.title`, `who-1.prompt`, `coder`, `date`).
    """

    _esm = script("plan")
    _css = style("plan")
