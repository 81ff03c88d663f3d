"""Two layers and a task make a score. Pure: nothing here touches disk or browser."""

from __future__ import annotations

from kit.article import Article
from kit.model import Annotation, Attribution, Choice, Layer, Score, Task
from kit.scoring import about, attributions, chains, decks, found_pairs, items, rubric

__all__ = ["asked", "in_play", "score"]

SCORERS = {
    "attributions": attributions.score,
    "pairs": items.score,
    "assessments": items.score,
    "verdicts": items.score,
    "chains": chains.score,
    "items": decks.score,
    "brief": rubric.score,
}
"""Kind of task to its scorer; pairs that the learner has to find have one of their own."""


def score(task: Task, article: Article, key: Layer, answers: Layer) -> Score:
    """Judge the answers against the key, within what the task has in play.

    `credit` is a share from 0 to 1 and `points` that share of `task.points`. A key against itself is 1, an
    empty layer 0. A brief is judged by the ratings in the answers alone. Raises ValueError for a kind of task that has
    no scorer.
    """
    if task.kind not in SCORERS:
        raise ValueError(f"no scorer for tasks of kind {task.kind!r}")
    return (found_pairs.score if task.open else SCORERS[task.kind])(task, article, key, answers)


def asked(task: Task, annotation: Annotation) -> bool:
    """Whether an answer is about something that the task asks; words may be highlighted anywhere."""
    if task.kind == "attributions":
        return isinstance(annotation, (Attribution, Choice))
    return isinstance(annotation, about.RECORDS[task.kind]) and about.item_of(annotation) in about.id_by_item(task)


def in_play(task: Task, article: Article, layer: Layer) -> tuple:
    """The layer's annotations that the task asks about."""
    if task.kind == "attributions":
        return attributions.in_play(task, article, layer)
    return tuple(about.by_item(task, layer).values())
