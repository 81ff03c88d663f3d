"""Two coders' layers laid side by side: what both speak of, what one alone does, and each label in which they differ.

Attributions are found in one another by the kit's own matching (`kit.scoring.attributions.pair_up`), pairs and claims
by what they are about. Nothing here says who is right.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from kit.article import Span
from kit.case import Case
from kit.interchange.layerfile import Coding
from kit.model import (
    ROLES,
    Annotation,
    Assessment,
    Attribution,
    Chain,
    Choice,
    Layer,
    Pair,
    Rating,
    Spans,
    Verdict,
)
from kit.scoring.about import item_of
from kit.scoring.attributions import CLEAN, OVERLAP, Words, f1, iou, pair_up, words

FOUND, WORDS = "found", "words"
"""Fields of a difference that are no labels: whether there is anything, and which words it is."""
FIELDS: dict[type, tuple[str, ...]] = {
    Attribution: ("quote", "stance", "naming", "basis", "attitude", "voice", "parent"),
    Pair: ("relation", "dimension"),
    Assessment: ("checkability", "reasons", "sourcing", "evidence"),
    Chain: ("voices",),
    Verdict: ("verdict", "document"),
    Choice: ("option",),
    Rating: ("level",),
    Spans: (),
}
"""Kind of annotation to the labels that are compared. Free text is not: no two people write the same."""
BY_ABSENCE = ("voice", "parent", "reasons", "sourcing", "voices")
"""Fields in which nothing is an answer too (nobody is named), from a coder who used the field at all."""
FOLLOWS = {"dimension": "relation", "reasons": "checkability", "document": "verdict"}
"""Details that mean something only where coders agree in what they are details of."""
Label = str | tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """One thing that was annotated, by both coders or by one."""

    first: Annotation | None
    second: Annotation | None
    near: bool = False
    """An attribution whose contents meet, and whose sources and cues share no word: not the same by the kit's matching,
    and surely about the same."""

    @property
    def both(self) -> bool:
        """Whether it counts as found by both."""
        return self.first is not None and self.second is not None and not self.near

    @property
    def one(self) -> Annotation:
        """The annotation by which it is placed: the first coder's, where there is one."""
        made = self.first or self.second
        assert made is not None, "a unit holds at least one annotation"
        return made


@dataclass(frozen=True)
class Difference:
    """One label (or the words, or that there is something) in which two coders differ."""

    unit: Unit
    field: str
    labels: tuple[Label | None, Label | None]
    """The first coder's and the second's; of FOUND and WORDS none."""
    id: str
    """Made of what it is about and of both readings: another reading makes another difference."""


@dataclass(frozen=True)
class Compared:
    """Two coders' layers on one case."""

    case: Case
    first: Coding
    second: Coding
    notes: tuple[str, ...] = ()
    """What could not be compared, in sentences."""

    @cached_property
    def kinds(self) -> tuple[type, ...]:
        """The kinds of annotations that both made."""
        return tuple(k for k in FIELDS if self.first.layer.of(k) and self.second.layer.of(k))

    @cached_property
    def alone(self) -> tuple[tuple[Coding, type, int], ...]:
        """Kinds that one coder alone made: whose, what, how many. There is nothing to compare them with."""
        sides = ((self.first, self.second), (self.second, self.first))
        return tuple(
            (own, kind, len(own.layer.of(kind)))
            for own, other in sides
            for kind in FIELDS
            if own.layer.of(kind) and not other.layer.of(kind)
        )

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Everything of the kinds that both made, kind by kind, in text order or in that of the first coder."""
        return tuple(unit for kind in self.kinds for unit in self._units(kind))

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """Each label in which they differ, unit by unit."""
        return tuple(d for unit in self.units for d in self._of(unit))

    def of(self, kind: type) -> list[Unit]:
        """The units of one kind."""
        return [unit for unit in self.units if isinstance(unit.one, kind)]

    def labels(self, unit: Unit, field: str) -> tuple[Label | None, Label | None]:
        """What each coder said in this field; None where one said nothing."""
        sides = ((self.first, unit.first), (self.second, unit.second))
        made = [self._label(coding, a, field) for coding, a in sides]
        if field == "parent" and isinstance(unit.second, Attribution) and unit.second.parent:
            made[1] = self._same_parent.get(unit.second.parent, f"{unit.second.parent} (of {self.second.coder})")
        if field == "voice" and not set(made) - {None, ""} <= self.case.voice_names.keys():
            return None, None
        return made[0], made[1]

    def edges(self, unit: Unit) -> dict[str, float]:
        """Role to F1 on words, of an attribution that both have."""
        ours, theirs = (words(self.case.article, a) for a in (unit.first, unit.second))
        return {role: f1(getattr(ours, role), getattr(theirs, role)) for role in ROLES}

    def sentences(self, unit: Unit) -> tuple[str, ...]:
        """The ids of the sentences that a unit is about, in text order."""
        spans = {span for a in (unit.first, unit.second) for span in _spans(self.case, a)}
        whole = self.case.article.sentences
        held = [s.id for s in whole if any(span.start < s.end and s.start < span.end for span in spans)]
        return tuple(held) or (whole[0].id,)

    # ---- laying side by side

    def _units(self, kind: type) -> Iterator[Unit]:
        mine, theirs = self.first.layer.of(kind), self.second.layer.of(kind)
        if kind in (Attribution, Spans):
            yield from self._by_words(mine, theirs)
            return
        others = {item_of(a): a for a in theirs}
        for a in mine:
            yield Unit(a, others.pop(item_of(a), None))
        yield from (Unit(None, a) for a in others.values())

    def _by_words(self, mine: tuple, theirs: tuple) -> Iterator[Unit]:
        """Attributions, and highlights of one item, that find each other; of the rest, those whose contents meet."""
        made: list[Unit] = []
        for item in dict.fromkeys(getattr(a, "item", None) for a in (*mine, *theirs)):
            ours, others = ([a for a in side if getattr(a, "item", None) == item] for side in (mine, theirs))
            for near in (False, True):
                held = pair_up(self._words(ours), self._words(others), content_alone=near or item is not None)
                for a in [a for a in ours if a.id in held]:
                    b = next(b for b in others if b.id == held[a.id])
                    made.append(Unit(a, b, near))
                    ours.remove(a)
                    others.remove(b)
            made += [Unit(a, None) for a in ours] + [Unit(None, b) for b in others]
        yield from sorted(made, key=lambda u: (_spans(self.case, u.one)[:1], u.first is None))

    def _words(self, made: Iterable[Annotation]) -> dict[str, Words]:
        article = self.case.article
        return {
            a.id: words(article, a)
            if isinstance(a, Attribution)
            else Words(frozenset(), frozenset(), article.token_ids(a.spans))
            for a in made
        }

    @cached_property
    def _same_parent(self) -> dict[str, str]:
        """Id of the second coder's attribution to that of the first's."""
        return {u.second.id: u.first.id for u in self.of(Attribution) if u.first and u.second}

    # ---- where they differ

    def _label(self, coding: Coding, a: Annotation | None, field: str) -> Label | None:
        value = getattr(a, field, None)
        if value in (None, ()) and a is not None and field in BY_ABSENCE and (coding.coder, field) in self._used:
            return "" if field in ("voice", "parent") else ()
        if value == ():
            return None
        return tuple(sorted(value)) if isinstance(value, tuple) and field != "voices" else value

    @cached_property
    def _used(self) -> set[tuple[str, str]]:
        return {
            (coding.coder, field)
            for coding in (self.first, self.second)
            for field in BY_ABSENCE
            if any(getattr(a, field, None) for a in coding.layer.annotations)
        }

    def _of(self, unit: Unit) -> Iterator[Difference]:
        if unit.first is None or unit.second is None:
            # Whom a text credits is found or not; of a claim that one of them did not judge, nothing is disputed.
            if isinstance(unit.one, (Attribution, Spans)):
                yield self._difference(unit, FOUND, (None, None))
            return
        if isinstance(unit.one, Attribution) and (unit.near or min(self.edges(unit).values()) < CLEAN):
            yield self._difference(unit, WORDS, (None, None))
        if isinstance(unit.one, Spans) and self._spread(unit) < CLEAN:
            yield self._difference(unit, WORDS, (None, None))
        apart: set[str] = set()
        for field in FIELDS[type(unit.one)]:
            labels = self.labels(unit, field)
            if None in labels or labels[0] == labels[1] or FOLLOWS.get(field) in apart:
                continue
            apart.add(field)
            yield self._difference(unit, field, labels)

    def _spread(self, unit: Unit) -> float:
        ours, theirs = (self.case.article.token_ids(a.spans) for a in (unit.first, unit.second))
        return f1(ours, theirs)

    def _difference(self, unit: Unit, field: str, labels: tuple) -> Difference:
        told = [
            [str(span) for span in _spans(self.case, a)] + [str(item_of(a))] for a in (unit.first, unit.second) if a
        ]
        sides = [unit.first is not None, unit.second is not None]
        print_ = json.dumps(
            [self.case.article.digest, type(unit.one).__name__, field, labels, told, sides], default=str
        )
        return Difference(unit, field, labels, "d" + hashlib.sha256(print_.encode()).hexdigest()[:10])


def compare(case: Case, first: Coding, second: Coding) -> Compared:
    """Two coders' layers on a case, made comparable: a layer's own statements are the case's of the same words."""
    notes: list[str] = []
    first, second = (_fitted(case, coding, notes) for coding in (first, second))
    if first.coder == second.coder:
        second = replace(second, coder=f"{second.coder} (2)")
    return Compared(case, first, second, tuple(notes))


def _fitted(case: Case, coding: Coding, notes: list[str]) -> Coding:
    own = {a.id: a for a in coding.layer.of(Spans) if a.item == "claim"}
    kept: list[Annotation] = []
    lost = 0
    for a in coding.layer.annotations:
        ids = [getattr(a, name) for name in ("a", "b", "claim") if hasattr(a, name)]
        if not set(ids) & own.keys():
            # From here on "c1" is the case's statement, and a coder's own has another name.
            clash = a.id in own and a.id in case.claims_by_id
            kept.append(replace(a, id=f"own-{a.id}") if clash else a)
            continue
        here = {id: _same_claim(case, own[id]) if id in own else id for id in ids}
        if None in here.values() or len(set(here.values())) < len(ids):
            lost += 1
            continue
        kept.append(replace(a, **{n: here[getattr(a, n)] for n in ("a", "b", "claim") if hasattr(a, n)}))
    if lost:
        notes.append(
            f"Statements: {lost} pairs or assessments by {coding.coder} are about statements that this case does not "
            "have, and were not compared."
        )
    strange = sorted({a.voice for a in coding.layer.attributions if a.voice} - case.voice_names.keys())
    if strange:
        shown = ", ".join(strange[:8]) + (" …" if len(strange) > 8 else "")
        notes.append(
            f"Voices: {len(strange)} that {coding.coder} names are not known to this case ({shown}). Where one of "
            "them stands, voices were not compared."
        )
    return replace(coding, layer=Layer(tuple(kept), coding.layer.digest))


def _same_claim(case: Case, made: Spans) -> str | None:
    """The case's claim of which these are the words: half of them or more, and the most of all."""
    tokens = case.article.token_ids(made.spans)
    found = [(iou(case.article.token_ids([c.span]), tokens), c.id) for c in case.claim_list]
    best = max(found, default=(0.0, ""))
    return best[1] if best[0] >= OVERLAP else None


def _spans(case: Case, a: Annotation | None) -> tuple[Span, ...]:
    """The words that an annotation is about; those of its claims where it has none of its own."""
    if a is None:
        return ()
    if isinstance(a, (Attribution, Spans)):
        return tuple(sorted(a.spans))
    ids = [a.a, a.b] if isinstance(a, Pair) else [a.claim] if hasattr(a, "claim") else []
    return tuple(sorted(case.claims_by_id[id].span for id in ids if id in case.claims_by_id))
