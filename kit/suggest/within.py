"""What a quoted voice passes on: attributions inside a quotation, each inside the one that credits it."""

from __future__ import annotations

from kit.article import Span
from kit.suggest.found import Found
from kit.suggest.phrases import find_in
from kit.suggest.quotations import find_quotations, inside
from kit.suggest.sentences import sentences_within
from kit.suggest.words import Stretch

SHORTEST = 5
"""Words from which a quotation can hold a statement about somebody else’s."""
DEEPEST = 3
"""Quotations inside quotations that are looked into."""
TOLD = ("that", "bare", "left", "quote", "inverted", "according", "to")
"""Patterns that hold also in quoted speech, which has no editor."""


def passed_on(stretch: Stretch, found: list[Found], depth: int = DEEPEST) -> list[tuple[Stretch, Found]]:
    """The attributions in the quotations of a stretch; the smallest of `found` that holds a quotation is the parent."""
    made: list[tuple[Stretch, Found]] = []
    if not depth:
        return made
    for first, last in stretch.quotations:
        holders = [one for one in found if any(begin <= first < end for begin, end in one.content)]
        if holders and last - first > SHORTEST + 1:
            made += _inside(stretch.text, stretch.span(first, last), min(holders, key=lambda one: one.size), depth)
    for one in found:
        for quotation in one.extra:
            made += _inside(stretch.text, quotation, one, depth)
    return made


def _inside(text: str, quotation: Span, outer: Found, depth: int) -> list[tuple[Stretch, Found]]:
    made: list[tuple[Stretch, Found]] = []
    within = inside(text, quotation)
    for sentence in sentences_within(text, within.start, within.end):
        stretch = Stretch(text, sentence.start, sentence.end, find_quotations(text, sentence.start, sentence.end))
        found = [one for one in find_in(stretch) if one.source and one.content and one.pattern in TOLD]
        for one in found:
            one.parent = one.parent if one.parent in found else outer
        made += [(stretch, one) for one in found] + passed_on(stretch, found, depth - 1)
    return made
