"""How far a class agrees, with itself and with the key: Krippendorff's alpha for names, question by question.

A unit is a thing that was asked (an attribution that was found, a pair, a claim); for highlights it is a word, and the
question is whether it belongs to the source, the cue, the content. What careful readers dispute is no unit. Alpha of
one student with the key is alpha of two coders; told are the quartiles over the students.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kit.classreport.data import Part, question_name
from kit.grading import TaskGrade
from kit.model import ROLES, Annotation
from kit.progresspage import COUNTED
from kit.scoring import in_play
from kit.scoring.about import ORIGINS, by_item, chain_label
from kit.scoring.agreement import alpha
from kit.scoring.cohort import alpha_of_counts, middle
from kit.scoring.items import UNSCORED

UNITS = 5
"""Things from which on an agreement is told. Ours."""


@dataclass(frozen=True)
class Agreement:
    """How far readers agree in one question."""

    question: str
    units: int
    people: int
    in_class: float | None
    with_key: tuple[float, float, float] | None
    """Quartiles over the students, each held against the key alone."""
    as_key: float | None
    """The share of answers that are the key's own."""


def agreements(part: Part) -> list[Agreement]:
    """Each question by itself, over what no careful reader disputes; for highlights also each role, word by word."""
    if part.task.kind == "attributions":
        return [*_words_agreed(part), *_agreed(part, part.task.fields, _found_labels)]
    if part.task.kind == "items":
        return _deck_agreed(part)
    main = COUNTED[type(next(iter(by_item(part.task, part.case.key.layer).values())))]
    fields = [f for f in part.task.fields if f not in (*UNSCORED, ORIGINS)]
    return _agreed(part, (main, *fields), _item_labels)


def _words_agreed(part: Part) -> Iterator[Agreement]:
    """Role by role: is this word a part of it or not? Words of what is optional are left out."""
    article, task = part.case.article, part.task
    wanted = in_play(task, article, part.case.key.layer)
    free = article.token_ids(s for a in wanted if a.optional for s in a.spans)
    free -= article.token_ids(s for a in wanted if not a.optional for s in a.spans)
    spans = [(s.start, s.end) for s in map(article.sentence, task.sentences)]
    inside = (i for i, t in enumerate(article.tokens) if any(a <= t.start < b for a, b in spans))
    words = frozenset(inside) - free
    made = [in_play(task, article, done.layer) for done in part.done.values()]
    for role in ROLES:
        own = article.token_ids(s for a in wanted for s in getattr(a, role)) & words
        theirs = [article.token_ids(s for a in one for s in getattr(a, role)) & words for one in made]
        counts = Counter(word for one in theirs for word in one)
        n = len(theirs)
        whole = alpha_of_counts(({True: counts[w], False: n - counts[w]}, 1) for w in words)
        each = [_two(len(one & own), len(one ^ own), len(words - one - own)) for one in theirs]
        known = [a for a in each if a is not None]
        yield Agreement(f"{role}, word by word", len(words), n, whole, middle(known), None)


@lru_cache(maxsize=4096)
def _two(both: int, one: int, neither: int) -> float | None:
    return alpha_of_counts([({True: 2}, both), ({True: 1, False: 1}, one), ({False: 2}, neither)])


Labels = Mapping[str, Hashable]


def _agreed(part: Part, fields: Iterable[str], labels) -> list[Agreement]:
    made = []
    for name in fields:
        key = {
            id: label
            for id, a in _wanted(part).items()
            if (label := _label(a, name)) is not None and not _field_disputed(a, name)
        }
        given = {str(n): labels(part, done, name, key) for n, done in part.done.items()}
        made.append(_agreement(question_name(name), key, given))
    return made


def _agreement(question: str, key: Labels, given: Mapping[str, Labels]) -> Agreement:
    given = {n: labels for n, labels in given.items() if labels}
    pairs = [(label, key[id]) for labels in given.values() for id, label in labels.items()]
    as_key = sum(a == b for a, b in pairs) / len(pairs) if pairs else None
    if len(key) < UNITS:
        return Agreement(question, len(key), len(given), None, None, as_key)
    each = [alpha_of_counts((Counter((label, key[id])), 1) for id, label in own.items()) for own in given.values()]
    known = [a for a in each if a is not None]
    return Agreement(question, len(key), len(given), alpha(given), middle(known), as_key)


def _wanted(part: Part) -> dict[str, Annotation]:
    if part.task.kind == "attributions":
        wanted = in_play(part.task, part.case.article, part.case.key.layer)
        return {a.id: a for a in wanted if not a.optional}
    return {id: a for id, a in by_item(part.task, part.case.key.layer).items() if id in part.things and id != ORIGINS}


def _label(a: Annotation | None, name: str) -> Hashable | None:
    value = getattr(a, name, None)
    if name == "voices":
        return chain_label(value) if a is not None else None
    return frozenset(value) or None if isinstance(value, tuple) else value


def _field_disputed(a: Annotation, name: str) -> bool:
    own = getattr(a, name)
    held = own if isinstance(own, tuple) and name != "voices" else (_label(a, name),)
    return bool(a.right_labels(name) - set(held))


def _item_labels(part: Part, done: TaskGrade, name: str, key: Labels) -> Labels:
    made = by_item(part.task, done.layer)
    return {id: label for id in key if (label := _label(made.get(id), name)) is not None}


def _found_labels(part: Part, done: TaskGrade, name: str, key: Labels) -> Labels:
    """The labels of the attributions that were found, under the key's names for them."""
    found = {j.key: done.layer.get(j.answer) for j in done.score.judgements if j.key and j.answer}
    return {id: label for id in key if (label := _label(found.get(id), name)) is not None}


def _deck_agreed(part: Part) -> list[Agreement]:
    """Questions that offer the same options belong together; words have no names, and are left out."""
    groups: dict[tuple, list[str]] = defaultdict(list)
    for item in part.task.items:
        if item.ask == "choice" and item.id in part.things and not part.things[item.id].disputed:
            groups[tuple(o.id for o in item.options)].append(item.id)
    key, made = by_item(part.task, part.case.key.layer), []
    for ids in groups.values():
        if len(ids) >= UNITS:
            labels = {id: key[id].option for id in ids}
            given = {str(n): _item_labels(part, done, "option", labels) for n, done in part.done.items()}
            made.append(_agreement(f"{len(ids)} questions with the same options", labels, given))
    return made
