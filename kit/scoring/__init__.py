"""Two layers and a task make a score. Pure: nothing here touches disk or browser."""

from __future__ import annotations

from kit.model import Annotation, Article, Attribution, Choice, Layer, Score, Task
from kit.scoring import attributions, items

__all__ = ["asked", "in_play", "score"]


def score(task: Task, article: Article, key: Layer, answers: Layer) -> Score:
    """Judge the answers against the key, within what the task has in play.

    `credit` is a share from 0 to 1 and `points` that share of `task.points`. A key against itself is 1, an
    empty layer 0. Raises ValueError for a kind of task that has no scorer.
    """
    if task.kind == "attributions":
        return attributions.score(task, article, key, answers)
    if task.kind in items.KINDS:
        return items.score(task, key, answers)
    raise ValueError(f"no scorer for tasks of kind {task.kind!r}")


def asked(task: Task, annotation: Annotation) -> bool:
    """Whether an answer is about something that the task asks; words may be highlighted anywhere."""
    if task.kind == "attributions":
        return isinstance(annotation, (Attribution, Choice))
    return items.item_of(annotation) in items.id_by_item(task)


def in_play(task: Task, article: Article, layer: Layer) -> tuple:
    """The layer's annotations that the task asks about."""
    if task.kind == "attributions":
        return attributions.in_play(task, article, layer)
    return tuple(items.by_item(task, layer).values())
