"""A rubric: levels reached in its criteria become points. The only score that rests on somebody's reading."""

from __future__ import annotations

from collections.abc import Mapping

from kit.article import Article
from kit.model import LEVELS, Detection, Judgement, Layer, Rating, Score, Task


def credit(task: Task, levels: Mapping[str, str]) -> float:
    """The mean of the levels reached, weak 0, partial 0.5, strong 1; a criterion without a rating counts 0.

    `levels` is criterion id to level. Raises ValueError for an unknown level.
    """
    reached = [LEVELS.index(levels[c.id]) / (len(LEVELS) - 1) for c in task.criteria if c.id in levels]
    return sum(reached) / len(task.criteria) if task.criteria else 0.0


def score(task: Task, article: Article, key: Layer, answers: Layer) -> Score:
    """The learner's own rating of a brief, as a score; an instructor’s levels go through `credit`."""
    levels = {r.criterion: r.level for r in answers.of(Rating) if r.level in LEVELS}
    earned = credit(task, levels)
    judgements = tuple(
        Judgement("rated" if c.id in levels else "blank", f"rate-{c.id}", None, 0.0) for c in task.criteria
    )
    return Score(task.name, earned, task.points * earned, task.points, judgements, Detection(0, 0, 0, 0))
