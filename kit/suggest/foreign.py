"""A text that is not in English: the rules know no other language, and only quotation marks are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from kit.article import Span
from kit.model import Attribution
from kit.suggest.quotations import find_quotations
from kit.suggest.stems import CLOSED

LOOKED_AT = 2000
"""Words by which a text's language is told."""
FEWEST = 8
"""Words below which it is not asked: “Yes, Minister”."""
LEAST = 0.25
"""The part of them that are English words of grammar: a third and more in English, a fifth in its neighbours."""
SHORTEST = 3
"""Words from which a quotation is no title."""
SURE = 50
WORD = re.compile(r"[^\W\d_]+")


def is_english(text: str) -> bool:
    """Whether a text reads as English; a very short one is taken for it.

    >>> is_english("Nobody at the mill answered the telephone, and the road to it is under water.")
    True
    >>> is_english("Niemand in der Mühle ging ans Telefon, und die Straße dorthin steht unter Wasser.")
    False
    """
    words = [match[0].lower() for match in islice(WORD.finditer(text), LOOKED_AT)]
    return len(words) < FEWEST or sum(word in CLOSED for word in words) >= LEAST * len(words)


def plain_quotations(text: str, paragraphs: Iterable[Iterable[Span]]) -> list[Attribution]:
    """An attribution without source and cue for each quotation of some words, in text order."""
    found = [
        quotation
        for paragraph in paragraphs
        for sentence in paragraph
        for quotation in find_quotations(text, sentence.start, sentence.end)
        if len(WORD.findall(text, quotation.start, quotation.end)) >= SHORTEST
    ]
    return [
        Attribution(
            id=f"m{number}",
            content=(span,),
            quote="direct",
            naming="none",
            attitude="said",
            confidence=SURE,
            why="It stands in quotation marks; who says it is not looked for in a text that is not in English.",
        )
        for number, span in enumerate(found, start=1)
    ]
