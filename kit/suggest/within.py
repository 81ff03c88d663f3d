"""What a quoted voice passes on: attributions inside a quotation, each inside the one that credits it."""

from __future__ import annotations

from kit.suggest.patterns import Found
from kit.suggest.phrases import find_in
from kit.suggest.quotations import find_quotations, inside
from kit.suggest.sentences import sentences_within
from kit.suggest.words import Stretch

SHORTEST = 5
"""Words from which a quotation can hold a statement about somebody else’s."""
TOLD = ("that", "bare", "left", "quote", "inverted", "according", "to")
"""Ends of the names of patterns that hold also in quoted speech, which has no editor."""


def passed_on(stretch: Stretch, found: Found) -> list[tuple[Stretch, Found]]:
    """The attributions in the quotations of `found`, with `found` as the parent of the outermost."""
    made: list[tuple[Stretch, Found]] = []
    quotations = [
        stretch.span(first, last)
        for first, last in stretch.quotations
        if last - first > SHORTEST + 1 and any(begin <= first < end for begin, end in found.content)
    ]
    for quotation in quotations + found.extra:
        within = inside(stretch.text, quotation)
        for sentence in sentences_within(stretch.text, within.start, within.end):
            marks = find_quotations(stretch.text, sentence.start, sentence.end)
            inner = Stretch(stretch.text, sentence.start, sentence.end, marks)
            for one in find_in(inner):
                if one.source and one.content and one.pattern.rpartition("+")[2] in TOLD:
                    one.parent = one.parent or found
                    made.append((inner, one))
                    made += passed_on(inner, one)
    return made
