"""The grade cells of an exercise: one for each task, which nbgrader runs and reads its points from.

`kit build` makes them, so that their points are those of the tasks. They stand folded away at the end of what students
get. A task that a person reads has none: its points come from `marking.csv`.
"""

from __future__ import annotations

from kit.assignment import Assignment
from kit.case import load
from kit.deck import load_deck

TEST = "test"
"""The one column of a test, whichever form a student has."""
HEADING = """\
## Points

Nothing to do here. Where a school uses nbgrader, these cells work out the points on the teacher’s computer.
"""
SCHEMA = 3
"""The version of nbgrader's metadata."""


def columns(assignment: Assignment) -> dict[str, float]:
    """What nbgrader has points for: a task's id, or `test`, to its points. Raises KitError."""
    folder = assignment.case_folder
    if assignment.forms:
        return {TEST: load_deck(assignment.forms[0], folder).tasks[0].points}
    tasks = map(load(folder).task, assignment.tasks)
    return {task.id: task.points for task in tasks if task.kind != "brief"}


def grade_cells(assignment: Assignment) -> list[dict]:
    """The cells as a notebook holds them: a folded heading, then one cell a column. Raises KitError."""
    made = [_grade_cell(name, points) for name, points in columns(assignment).items()]
    return [_heading(), *made] if made else []


def _heading() -> dict:
    return {
        "cell_type": "markdown",
        "id": "points",
        # JupyterLab's own word for a heading that is folded.
        "metadata": {"jp-MarkdownHeadingCollapsed": True},
        "source": HEADING.strip().splitlines(keepends=True),
    }


def _grade_cell(name: str, points: float) -> dict:
    nbgrader = {
        **{"schema_version": SCHEMA, "cell_type": "code", "grade_id": name, "points": points},
        **{"grade": True, "locked": True, "solution": False, "task": False},
    }
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"points-{name}",
        "metadata": {"jupyter": {"source_hidden": True}, "nbgrader": nbgrader},
        "outputs": [],
        "source": [f'kit.points("{name}")'],
    }
