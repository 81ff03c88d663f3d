"""Attributions: was it found, are its labels right, do its edges fit.

Finding counts most and edges least, because trained readers agree far better on *that* somebody is
credited than on *where* the words begin and end: PolNeAR 1.0 (Newell, Margolin & Ruths 2018) and the
overlap figures of BBC Citron on PARC 3.0. The weights are ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from kit.article import Article, Span
from kit.model import ROLES, Attribution, Choice, Detection, FieldJudgement, Judgement, Layer, Score, Task

OVERLAP = 0.5
"""Content overlap (intersection over union of words) from which an attribution can count as found."""
CLEAN = 0.8
"""F1 of each part from which an attribution is called right; below it, found with edges to mind. Costs nothing."""
FOUND, FIELDS, EDGES = 0.6, 0.3, 0.1
"""Shares of one attribution's credit."""


@dataclass(frozen=True, slots=True)
class Words:
    """An attribution as sets of word numbers. A word has one role: source or cue before content."""

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def words(article: Article, attribution: Attribution) -> Words:
    """The words of each role."""
    return _words(article, attribution.source, attribution.cue, attribution.content)


@lru_cache(maxsize=2_000)
def _words(article: Article, source: tuple[Span, ...], cue: tuple[Span, ...], content: tuple[Span, ...]) -> Words:
    sources = article.token_ids(source)
    cues = article.token_ids(cue) - sources
    return Words(sources, cues, article.token_ids(content) - sources - cues)


def iou(a: frozenset, b: frozenset) -> float:
    """Intersection over union; 0 where both are empty.

    >>> iou(frozenset({1, 2, 3}), frozenset({2, 3, 4}))
    0.5
    """
    return len(a & b) / len(a | b) if a or b else 0.0


def f1(a: frozenset, b: frozenset) -> float:
    """Harmonic mean of precision and recall on words; 1 where both are empty.

    >>> f1(frozenset({1, 2, 3}), frozenset({2, 3, 4})) == 2 / 3
    True
    >>> f1(frozenset(), frozenset())
    1.0
    """
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def matches(key: Words, made: Words, *, content_alone: bool = False) -> bool:
    """Whether `made` finds `key`: half of the content, and a word of the source or the cue.

    `content_alone` asks for the half of the content only: how systems are measured on a corpus (content IoU of
    PolNeAR and PARC 3.0 results). No task is scored so.

    >>> key = Words(frozenset({0, 1}), frozenset({2}), frozenset({3, 4, 5, 6}))
    >>> matches(key, Words(frozenset({1}), frozenset(), frozenset({3, 4})))
    True
    >>> matches(key, Words(frozenset(), frozenset(), frozenset({3, 4, 5, 6})))
    False
    >>> matches(key, Words(frozenset(), frozenset(), frozenset({3, 4, 5, 6})), content_alone=True)
    True
    """
    met = content_alone or key.source & made.source or key.cue & made.cue
    return bool(met) and iou(key.content, made.content) >= OVERLAP


def pair_up(key: dict[str, Words], made: dict[str, Words], *, content_alone: bool = False) -> dict[str, str]:
    """Key id to answer id, one to one, best first: content IoU + 0.1 cue IoU + 0.1 source IoU, ties in text order.

    `content_alone` as for `matches`.
    """
    candidates = [
        (-(iou(k.content, m.content) + 0.1 * iou(k.cue, m.cue) + 0.1 * iou(k.source, m.source)), i, j, key_id, made_id)
        for i, (key_id, k) in enumerate(key.items())
        for j, (made_id, m) in enumerate(made.items())
        if matches(k, m, content_alone=content_alone)
    ]
    chosen: dict[str, str] = {}
    for *_, key_id, made_id in sorted(candidates):
        if key_id not in chosen and made_id not in chosen.values():
            chosen[key_id] = made_id
    return chosen


def in_play(task: Task, article: Article, layer: Layer) -> tuple[Attribution, ...]:
    """The attributions that begin in one of the task's sentences, in text order."""
    held = [a for a in layer.attributions if a.spans and home(article, a) in task.sentences]
    return tuple(sorted(held, key=lambda a: (a.spans[0], a.id)))


def home(article: Article, attribution: Attribution) -> str:
    """The id of the sentence of its cue, or of its first words where it has no cue."""
    return article.at((attribution.cue or attribution.spans)[0].start).id


def score(task: Task, article: Article, key: Layer, answers: Layer) -> Score:
    """2 x the sum of credit / (attributions in the key + attributions made); optional ones left out of both."""
    wanted, made = in_play(task, article, key), in_play(task, article, answers)
    key_words = {a.id: words(article, a) for a in wanted}
    made_words = {a.id: words(article, a) for a in made}
    found = pair_up(key_words, made_words)
    judgements = [_judge(task, a, made, found.get(a.id), key_words, made_words) for a in wanted]
    judgements += [Judgement("invented", a.id, None, 0.0) for a in made if a.id not in found.values()]
    counted = [j for j in judgements if j.verdict != "optional"]
    needed = [a for a in wanted if not a.optional]
    total = len(needed) + sum(j.answer is not None for j in counted)
    credit = 2 * sum(j.credit for j in counted) / total if total else float(_none_here(answers))
    share = 2 * task.points / total if total else 0.0
    return Score(
        task=task.name,
        credit=credit,
        points=task.points * credit,
        out_of=task.points,
        judgements=tuple(_with_points(j, share) for j in judgements),
        detection=_detection(task, article, wanted, made, found),
    )


def _with_points(judgement: Judgement, share: float) -> Judgement:
    return replace(judgement, points=judgement.credit * share) if judgement.verdict != "optional" else judgement


def _none_here(answers: Layer) -> bool:
    return any(a.item == "none-here" and a.option == "yes" for a in answers.of(Choice))


def _judge(task, wanted: Attribution, made, made_id, key_words, made_words) -> Judgement:
    if wanted.optional:
        return Judgement("optional", made_id, wanted.id, 0.0)
    if made_id is None:
        return Judgement("missed", None, wanted.id, 0.0)
    answer = next(a for a in made if a.id == made_id)
    fields = tuple(judge_field(wanted, field, getattr(answer, field)) for field in task.fields)
    ours, theirs = key_words[wanted.id], made_words[made_id]
    edges = {role: f1(getattr(ours, role), getattr(theirs, role)) for role in ROLES}
    # Rounded, so that 0.6 + 0.3 + 0.1 is 1 and full points look full.
    credit = round(FOUND + FIELDS * _share(fields) + EDGES * sum(edges.values()) / len(edges), 12)
    verdict = "right" if _share(fields) == 1 and min(edges.values()) >= CLEAN else "half"
    return Judgement(verdict, made_id, wanted.id, credit, fields=fields, boundaries=edges)


def judge_field(wanted, field: str, answer: str | None) -> FieldJudgement:
    """One label against the key's own and the accepted ones."""
    key = getattr(wanted, field)
    accepted = answer != key and answer in wanted.right_labels(field)
    return FieldJudgement(field, answer, key, float(answer == key or accepted), accepted)


def _share(fields: Iterable[FieldJudgement]) -> float:
    credits = [f.credit for f in fields]
    return sum(credits) / len(credits) if credits else 1.0


def _detection(task, article, wanted, made, found) -> Detection:
    """Hits over required attributions; false alarms over sentences in play that credit nobody."""
    required = [a for a in wanted if not a.optional]
    touched = {article.at(span.start).id for a in wanted for span in a.spans}
    silent = [s for s in task.sentences if s not in touched]
    accused = {home(article, a) for a in made if a.id not in found.values()}
    return Detection(sum(a.id in found for a in required), len(required), len(accused & set(silent)), len(silent))
