"""Decks of short questions: an option chosen, or words clicked.

Items that offer the same options form a group; in it each right option weighs the same, however many items it has,
and a wrong answer costs what guessing would gain (as for pairs and assessments, `kit.scoring.items`). Words have no
constant answer but "not given", so only that, or words where none are given, can cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kit.article import Article, Span
from kit.model import Annotation, Choice, Detection, FieldJudgement, Item, Judgement, Layer, Score, Spans, Task
from kit.scoring.about import by_item
from kit.scoring.attributions import OVERLAP, iou
from kit.text import occurrences

OTHERWISE, NOT_GIVEN = "*", "(not given)"
"""Labels of alternatives in a key: all words that have no reason of their own, and the answer "not given"."""


def score(task: Task, article: Article, key: Layer, answers: Layer) -> Score:
    """The weighted sum over the items, not below 0. An item weighs its group's share over its class's size there."""
    wanted, made = by_item(task, key), by_item(task, answers)
    items = {item.id: item for item in task.items if item.id in wanted}
    judgements, earned = [], 0.0
    for group in _groups(items.values()):
        classes: dict[str, int] = {}
        for item in group:
            classes[_class(wanted[item.id])] = classes.get(_class(wanted[item.id]), 0) + 1
        for item in group:
            own = _class(wanted[item.id])
            share = len(group) / len(items) / len(classes) / classes[own]
            judgement = judge(item, article, wanted[item.id], made.get(item.id))
            worth = judgement.credit
            if worth < 0:
                worth /= max(1, (len(classes) if len(classes) > 1 else max(2, len(item.options))) - 1)
            earned += worth * share
            judgements.append(replace(judgement, credit=worth, points=worth * share * task.points))
    order = {item.id: n for n, item in enumerate(task.items)}
    judgements.sort(key=lambda j: order.get(j.key or "", 0))
    credit = min(1.0, max(0.0, earned))
    return Score(
        task.name, credit, task.points * credit, task.points, tuple(judgements), _detection(wanted, judgements)
    )


def _groups(items: Iterable[Item]) -> list[list[Item]]:
    """Items that are answered in the same way."""
    groups: dict[tuple, list[Item]] = {}
    for item in items:
        groups.setdefault((item.ask, *(o.id for o in item.options)), []).append(item)
    return list(groups.values())


def _class(wanted: Annotation) -> str:
    if isinstance(wanted, Choice):
        return wanted.option
    return "none" if wanted.none else "words"


def judge(item: Item, article: Article, wanted: Choice | Spans, answer: Annotation | None) -> Judgement:
    """One item: 1 right, 0 blank or other words, -1 a wrong option, or words where none are given and the reverse."""
    if not is_answer_to(item, answer):
        return Judgement("blank", getattr(answer, "id", None), wanted.id, 0.0)
    if item.ask == "choice":
        accepted = answer.option != wanted.option and answer.option in wanted.right_labels("option")
        right = answer.option == wanted.option or accepted
        field = FieldJudgement("option", answer.option, wanted.option, float(right), accepted)
        return Judgement("right" if right else "wrong", answer.id, wanted.id, 1.0 if right else -1.0, fields=(field,))
    own = fits(item, article, answer, wanted.spans, wanted.none)
    label = None if own else _alternative(item, article, wanted, answer)
    right = own or label in wanted.right_labels("spans")
    field = FieldJudgement("spans", label, None, float(right), right and not own)
    cost = -1.0 if answer.none != wanted.none else 0.0
    return Judgement("right" if right else "wrong", answer.id, wanted.id, 1.0 if right else cost, fields=(field,))


def is_answer_to(item: Item, answer: Annotation | None) -> bool:
    """Whether an annotation answers the item in the way in which it asks."""
    kind = Choice if item.ask == "choice" else Spans
    if not isinstance(answer, kind):
        return False
    if item.ask == "choice":
        return answer.option in {o.id for o in item.options}
    return bool(answer.spans) or (answer.none and item.ask == "words")


def fits(item: Item, article: Article, answer: Spans, spans: Iterable[Span], none: bool) -> bool:
    """Whether words answer an item: half of them shared, or the same last word."""
    if answer.none or none:
        return answer.none and none
    ours, theirs = article.token_ids(answer.spans), article.token_ids(spans)
    if item.ask == "end":
        return max(ours, default=-1) == max(theirs, default=-2)
    return iou(ours, theirs) >= OVERLAP


def _alternative(item: Item, article: Article, wanted: Spans, answer: Spans) -> str | None:
    """The label of the key's alternative that these words are; `OTHERWISE` if they are none of them."""
    for other in (*wanted.accept, *wanted.wrong):
        if other.label == OTHERWISE:
            continue
        if other.label == NOT_GIVEN:
            if answer.none:
                return NOT_GIVEN
        elif fits(item, article, answer, places(other.label, item, article), False):
            return other.label
    return OTHERWISE


def places(label: str, item: Item, article: Article) -> list[Span]:
    """Where the words of a label ("town", "town#2") stand in the item's text, or else in its edited version."""
    words, _, number = label.partition("#")
    for ids in (item.sentences, item.changed):
        found = [
            Span(sentence.start + start, sentence.start + end)
            for sentence in map(article.sentence, ids)
            for start, end in occurrences(words, sentence.text)
        ]
        if number:
            found = found[int(number) - 1 : int(number)]
        if found:
            return found
    return []


def _detection(wanted: Mapping[str, Annotation], judgements: Iterable[Judgement]) -> Detection:
    """Items with a catch that were seen through, and plain ones in which something was suspected."""
    verdicts = {j.key: j.verdict for j in judgements}
    catches = [id for id, a in wanted.items() if not a.sound]
    plain = [id for id, a in wanted.items() if a.sound]
    hits = sum(verdicts.get(wanted[id].id) == "right" for id in catches)
    alarms = sum(verdicts.get(wanted[id].id) == "wrong" for id in plain)
    return Detection(hits, len(catches), alarms, len(plain))
