"""Statements worth asking about: what somebody is credited with, and what the text itself tells in figures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kit.article import Span
from kit.model import Attribution, Spans
from kit.suggest.stems import NEGATIONS
from kit.text import trim
from kit.text import words as words_of

FEWEST, MOST = 3, 45
"""Words of a statement: fewer say too little, more are several statements."""
LONGEST = 20 * MOST
"""Characters from which the words need no counting."""
BEST = range(5, 26)
"""Words of a statement that can be held in the head."""
TASTE = re.compile(
    r"\b(?:good|better|best|bad|worse|worst|great|lovel\w+|beautiful|glad|happy|unhappy|proud|sad|angry|terrible|awful|wonderful"
    r"|amazing|important|disgrace\w*|shame\w*|worth|hope|wish|should|ought|must|let[’']s)\b|[?!]",
    re.IGNORECASE,
)
AHEAD = re.compile(r"\b(?:will|would|may|might|could|going to)\b|[’']ll\b", re.IGNORECASE)
EVERY = re.compile(r"\b(?:all|every|only|always|ever|each)\b", re.IGNORECASE)
NO = re.compile(rf"\b(?:{'|'.join(sorted(NEGATIONS))})\b|n[’']t\b", re.IGNORECASE)
DENYING = re.compile(r"\b(?:den(?:y|ies|ied|ying)|reject\w*|dismiss\w*|refut\w*|disput\w*)\b", re.IGNORECASE)
JOINT = re.compile(r"[\W_]*(?:that|but|and|so)\b[\W_]*", re.IGNORECASE)
NO_STATEMENT = re.compile(r"(?:to|for|about|how|what|why|whether|if|of|as|in|on|at|by|who|which)\b(?! [A-Z0-9])")
"""How words begin that tell no whole thing: “to order sofas”, “about the closure”."""
SURE = {True: 75, False: 50}
"""Whether somebody is credited with it, to how many in a hundred were claims of the kit's own cases."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that may become a claim."""

    span: Span
    """Its words without the frame of the attribution, half-open, trimmed to words."""
    attribution: str | None
    """Who is credited with it: an attribution's id; None where the text tells it itself."""
    voice: str | None
    denied: bool
    """Whether they are credited with denying it."""
    worth: float
    """How much there is to ask about; higher is more."""
    why: str


def find_statements(
    text: str, paragraphs: Iterable[Iterable[Span]], attributions: Sequence[Attribution], facts: Sequence[Spans]
) -> list[Statement]:
    """The statements of a text in their order; none overlaps another."""
    figures = sorted(fact.spans[0].start for fact in facts if fact.item == "figure")
    dates = sorted(fact.spans[0].start for fact in facts if fact.item == "date")
    found = [
        statement
        for span, attribution in [*_credited(attributions), *_told(text, paragraphs, attributions)]
        if (statement := _statement(text, span, attribution, _held(figures, span), _held(dates, span)))
    ]
    return _disjoint(found)


def _credited(attributions: Sequence[Attribution]) -> Iterable[tuple[Span, Attribution]]:
    """What somebody is credited with, where it carries no further attribution: the longest part of it."""
    carriers = {a.parent for a in attributions}
    for attribution in attributions:
        if attribution.content and attribution.attitude != "want" and attribution.id not in carriers:
            yield max(attribution.content, key=lambda part: part.end - part.start), attribution


def _told(
    text: str, paragraphs: Iterable[Iterable[Span]], attributions: Sequence[Attribution]
) -> Iterable[tuple[Span, None]]:
    """The sentences that credit nobody."""
    taken = sorted(span for attribution in attributions for span in attribution.spans)
    ends = _running_ends(taken)
    for sentence in (sentence for paragraph in paragraphs for sentence in paragraph):
        place = bisect_left(taken, Span(sentence.end, 0))
        if not place or ends[place - 1] <= sentence.start:
            yield sentence, None


def _running_ends(spans: list[Span]) -> list[int]:
    """For each span the furthest end so far: whether any of them reaches a place is then one look."""
    ends: list[int] = []
    for span in spans:
        ends.append(max(span.end, ends[-1]) if ends else span.end)
    return ends


def _held(starts: list[int], span: Span) -> int:
    return bisect_left(starts, span.end) - bisect_left(starts, span.start)


def _statement(text: str, span: Span, attribution: Attribution | None, figures: int, dates: int) -> Statement | None:
    """The statement that these words make; None where they are too few or too many, or hold nothing to ask about."""
    if span.end - span.start > LONGEST:
        return None
    span = _trimmed(text, span)
    words = text[span.start : span.end]
    count = len(words_of(words))
    if not FEWEST <= count <= MOST or NO_STATEMENT.match(words):
        return None
    held = Held(figures, dates, bool(EVERY.search(words)), bool(NO.search(words)))
    if attribution is None and not any(held):
        return None
    worth = held.worth + 0.5 * (count in BEST) - bool(TASTE.search(words)) - 0.75 * bool(AHEAD.search(words))
    if attribution is None:
        why = f"The text tells it itself, with {held}: something could show it true or false."
        return Statement(span, None, None, False, worth, why)
    why = (
        f"Somebody is credited with it, with {held}."
        if any(held)
        else "Somebody is credited with it: ask how they know."
    )
    cue = " ".join(text[part.start : part.end] for part in attribution.cue)
    return Statement(span, attribution.id, attribution.voice, bool(DENYING.search(cue)), worth + 0.75, why)


class Held(NamedTuple):
    """What makes a statement one that something could show false."""

    figures: int
    times: int
    every: bool
    no: bool

    @property
    def worth(self) -> float:
        """The weights are ours, set on the lessons: what their authors chose as claims."""
        return min(self.figures, 3) + 0.75 * min(self.times, 2) + 0.75 * (self.every or self.no)

    def __str__(self) -> str:
        names = ("a figure", "a time", "an “all” or “only”", "a plain no")
        held = [name for name, there in zip(names, self, strict=True) if there]
        return " and ".join([", ".join(held[:-1]), held[-1]] if held[1:] else held)


def _trimmed(text: str, span: Span) -> Span:
    """Without marks and spaces at its ends, and without the word that only joins it to what stands before."""
    words = text[span.start : span.end]
    joint = JOINT.match(words)
    start, end = trim(joint.end() if joint else 0, len(words), words)
    return Span(span.start + start, span.start + end)


def _disjoint(statements: list[Statement]) -> list[Statement]:
    """In text order; of two that overlap the one worth more."""
    kept: list[Statement] = []
    for statement in sorted(statements, key=lambda s: s.span):
        if kept and statement.span.start < kept[-1].span.end:
            if statement.worth > kept[-1].worth:
                kept[-1] = statement
        else:
            kept.append(statement)
    return kept
