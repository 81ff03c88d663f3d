"""Words of a sentence, and a quotation found in it."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

WORD = re.compile(r"[$€£]?[^\W_]+(?:[’'.,\-/][^\W_]+)*%?")
"""A word as learners see it: inner apostrophes, hyphens and points belong to it, quotation marks do not."""


class NotFound(ValueError):
    """The words do not stand in the sentence; `near` is the most similar run of words that does."""

    def __init__(self, near: str) -> None:
        super().__init__(near)
        self.near = near


class NotUnique(ValueError):
    """The words stand in the sentence more than once; `times` says how often."""

    def __init__(self, times: int) -> None:
        super().__init__(times)
        self.times = times


def words(text: str) -> list[tuple[int, int]]:
    """The half-open `(start, end)` of each word, in code points.

    >>> [ "“Don’t pay $25, the U.S. said.”"[a:b] for a, b in words("“Don’t pay $25, the U.S. said.”") ]
    ['Don’t', 'pay', '$25', 'the', 'U.S', 'said']
    """
    return [match.span() for match in WORD.finditer(text)]


def find(quotation: str, text: str, occurrence: int | None = None) -> tuple[int, int]:
    """Where `quotation` stands in `text`, as a half-open `(start, end)` in code points.

    It counts only where it begins and ends at the border of a word, so that “he” is not found in “the”.
    `occurrence` counts from 1 and is needed where the words stand there more than once.

    Raises NotFound (with the nearest text) or NotUnique (with the number of places).

    >>> find("he", "the mayor said he would")
    (15, 17)
    """
    places = occurrences(quotation, text)
    if not places or (occurrence is not None and not 1 <= occurrence <= len(places)):
        raise NotFound(_nearest(quotation, text))
    if occurrence is None and len(places) > 1:
        raise NotUnique(len(places))
    return places[(occurrence or 1) - 1]


def occurrences(quotation: str, text: str) -> list[tuple[int, int]]:
    """Every place where `quotation` stands in `text` at word borders."""
    if not quotation.strip():
        return []
    inside = _inside(text)
    found, at = [], text.find(quotation)
    while at >= 0:
        end = at + len(quotation)
        if at not in inside and end not in inside:
            found.append((at, end))
        at = text.find(quotation, at + 1)
    return found


@lru_cache(maxsize=4096)
def _inside(text: str) -> frozenset[int]:
    """The places between two characters of one word. A class quotes the same few sentences."""
    return frozenset(i for start, end in words(text) for i in range(start + 1, end))


def trim(start: int, end: int, text: str) -> tuple[int, int]:
    """The same stretch without quotation marks, spaces and punctuation around its first and last word.

    A bracket that was opened inside is closed: “the agency (AFP)”.
    """
    held = [(a, b) for a, b in words(text) if a < end and start < b]
    if not held:
        return start, end
    start, end = held[0][0], held[-1][1]
    opened = text.count("(", start, end) > text.count(")", start, end)
    return start, end + (opened and text[end : end + 1] == ")")


def _nearest(quotation: str, text: str) -> str:
    spans, size = words(text), max(1, len(words(quotation)))
    if not spans:
        return text
    runs = [text[spans[i][0] : spans[min(i + size, len(spans)) - 1][1]] for i in range(len(spans))]
    return max(runs, key=lambda run: SequenceMatcher(None, quotation, run).ratio())
