"""Pairs, assessments and verdicts: one label of a few for each item, and what belongs to it.

Each class of the key weighs the same, however many items it has, and a wrong answer costs what guessing
would gain: so every constant answer earns 0 (the chance correction behind formula scoring and behind
Youden's J, carried over to several classes). The shares for details are ours.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from kit.article import Article
from kit.model import Assessment, Detection, FieldJudgement, Judgement, Layer, Pair, Score, Task, Verdict
from kit.scoring.about import by_item
from kit.scoring.attributions import judge_field

MAIN, DETAILS = 0.7, 0.3
"""Shares of an item's credit where details are asked as well."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of item is read."""

    record: type
    main: str
    """The field that holds the class."""
    flawed: frozenset[str]
    """Classes that are to be caught; the others are sound."""


KINDS = {
    "pairs": Kind(Pair, "relation", frozenset({"contradiction", "tension"})),
    "assessments": Kind(Assessment, "checkability", frozenset({"not"})),
    "verdicts": Kind(Verdict, "verdict", frozenset({"refuted", "conflicting"})),
}
UNSCORED = ("holder", "refutes")
"""Free text: compared by the learner, never judged here."""


def score(task: Task, article: Article, key: Layer, answers: Layer) -> Score:
    """The sum of weighted items over the number of classes, not below 0.

    An item weighs one over the size of its key's class. Right: + weight (with details, 0.7 of it and up to
    0.3 more). Wrong: - weight / (classes - 1). Blank: 0.
    """
    kind = KINDS[task.kind]
    wanted, made = by_item(task, key), by_item(task, answers)
    sizes = Counter(getattr(a, kind.main) for a in wanted.values())
    classes = max(2, len(sizes))
    judgements, earned = [], 0.0
    for id, item in wanted.items():
        share = 1 / (sizes[getattr(item, kind.main)] * len(sizes))
        judgement = judge(kind, task.fields, item, made.get(id))
        worth = judgement.credit if judgement.credit >= 0 else judgement.credit / (classes - 1)
        earned += worth * share
        judgements.append(_weighed(judgement, worth, task.points * share))
    credit = min(1.0, max(0.0, earned))
    whole = {j.key for j in judgements if j.verdict not in ("blank", "incomplete")}
    detection = _detection(kind, wanted, {id: a for id, a in made.items() if id in wanted and wanted[id].id in whole})
    return Score(task.name, credit, task.points * credit, task.points, tuple(judgements), detection)


def _weighed(judgement: Judgement, worth: float, weight: float) -> Judgement:
    # Not by `replace`: of all that judging an item takes, that would be a third.
    return Judgement(judgement.verdict, judgement.answer, judgement.key, worth, worth * weight, judgement.fields)


def judge(kind: Kind, fields: tuple[str, ...], wanted, answer) -> Judgement:
    """One item: credit 1 right, down to 0.7 with wrong details, 0 blank, -1 wrong."""
    label = getattr(answer, kind.main, None)
    if label is None:
        verdict = "incomplete" if answer is not None else "blank"
        return Judgement(verdict, getattr(answer, "id", None), wanted.id, 0.0)
    if label == "not" and "reasons" in fields and not answer.reasons:
        # "Not checkable" without a reason is not an answer.
        return Judgement("incomplete", answer.id, wanted.id, 0.0)
    main = judge_field(wanted, kind.main, label)
    if not main.credit:
        return Judgement("wrong", answer.id, wanted.id, -1.0, fields=(main,))
    details = tuple(_detail(wanted, answer, field) for field in fields if _asked(wanted, answer, field))
    share = sum(d.credit for d in details) / len(details) if details else 1.0
    credit = MAIN + DETAILS * share
    return Judgement("right" if credit == 1 else "half", answer.id, wanted.id, credit, fields=(main, *details))


def _asked(wanted, answer, field: str) -> bool:
    """Whether a detail can be judged: not where the answer's class, though accepted, has no such detail in the key."""
    if field in UNSCORED:
        return False
    if field == "dimension":
        return wanted.dimension is not None and answer.relation in ("contradiction", "tension")
    if field == "reasons":
        return bool(wanted.reasons or wanted.right_labels("reasons")) and answer.checkability == "not"
    return True


def _detail(wanted, answer, field: str) -> FieldJudgement:
    if field not in ("reasons", "sourcing"):
        return judge_field(wanted, field, getattr(answer, field))
    given, own = frozenset(getattr(answer, field)), frozenset(getattr(wanted, field))
    allowed = own | wanted.right_labels(field)
    hits = len(given & allowed)
    precision = hits / len(given) if given else 0.0
    recall = min(1.0, hits / max(1, len(own)))
    credit = 1.0 if not given and not own else 2 * precision * recall / (precision + recall) if hits else 0.0
    return FieldJudgement(field, tuple(sorted(given)), tuple(sorted(own)), credit, bool(hits) and not given <= own)


def _detection(kind: Kind, wanted, answered) -> Detection:
    """Hits over flawed items, false alarms over sound ones; an accepted label is neither miss nor alarm."""
    hits = signals = alarms = noises = 0
    for id, item in wanted.items():
        own = getattr(item, kind.main)
        label = getattr(answered.get(id), kind.main, None)
        accepted = label != own and label in item.right_labels(kind.main)
        flagged = label in kind.flawed
        if own in kind.flawed:
            signals += 1
            hits += flagged or accepted
        else:
            noises += 1
            alarms += flagged and not accepted
    return Detection(hits, signals, alarms, noises)
