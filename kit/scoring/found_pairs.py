"""Pairs that the learner has to find: as for attributions, what was found counts against what was accused.

Score = 2 x the sum of credit / (clashes in the key + clashes claimed): the harmonic mean of precision and recall, with
credits in place of hits. A pair recorded as compatible or as two events is free where the key agrees or is silent.
"""

from __future__ import annotations

from dataclasses import replace

from kit.article import Article
from kit.model import Detection, Judgement, Layer, Pair, Score, Task
from kit.scoring.about import by_item
from kit.scoring.items import KINDS, judge

KIND = KINDS["pairs"]


def score(task: Task, article: Article, key: Layer, answers: Layer) -> Score:
    """Judge the pairs that were made, and those that were missed."""
    wanted, made = by_item(task, key), by_item(task, answers)
    needed = {id: p for id, p in wanted.items() if p.relation in KIND.flawed and not _free(p)}
    claimed = {
        id: p for id, p in made.items() if p.relation in KIND.flawed and not (id in wanted and _free(wanted[id]))
    }
    judgements = [
        j for id in (*wanted, *(id for id in made if id not in wanted)) if (j := _judge(task, id, wanted, made))
    ]
    earned = sum(max(0.0, j.credit) for j in judgements if j.key in {p.id for p in needed.values()})
    total = len(needed) + len(claimed)
    share = 2 * task.points / total if total else 0.0
    credit = 2 * earned / total if total else 0.0
    counted = tuple(replace(j, points=max(0.0, j.credit) * share) for j in judgements)
    return Score(task.name, credit, task.points * credit, task.points, counted, _detection(wanted, made, needed))


def _free(pair: Pair) -> bool:
    """Careful readers part on whether it clashes at all: finding it neither earns nor costs."""
    return any((label in KIND.flawed) != (pair.relation in KIND.flawed) for label in pair.right_labels("relation"))


def _judge(task: Task, id: str, wanted: dict, made: dict) -> Judgement | None:
    """None where there is nothing to say: a look-alike that nobody accused."""
    answer, pair = made.get(id), wanted.get(id)
    flagged = answer is not None and answer.relation in KIND.flawed
    if pair is None:
        return Judgement("invented", answer.id, None, 0.0) if flagged else None
    if _free(pair):
        return Judgement("optional", answer.id if answer else None, pair.id, 0.0) if answer else None
    if pair.relation not in KIND.flawed:
        return None if answer is None or answer.relation is None else _lookalike(task, pair, answer)
    if answer is None:
        return Judgement("missed", None, pair.id, 0.0)
    return judge(KIND, task.fields, pair, answer)


def _lookalike(task: Task, pair: Pair, answer: Pair) -> Judgement:
    """A look-alike that the learner made: right, it is free; accused, it counts as one too many."""
    return replace(judge(KIND, (), pair, answer), credit=0.0)


def _detection(wanted: dict, made: dict, needed: dict) -> Detection:
    """Clashes found, and look-alikes (or pairs that nobody would name) accused."""
    flagged = {id for id, p in made.items() if p.relation in KIND.flawed}
    plain = [id for id, p in wanted.items() if p.relation not in KIND.flawed and not _free(p)]
    return Detection(len(flagged & needed.keys()), len(needed), len(flagged & set(plain)), len(plain))
