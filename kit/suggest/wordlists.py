"""Lists of words are written as text and read as sets."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a list, whatever the spaces and lines between them.

    >>> sorted(listed("now then"))
    ['now', 'then']
    """
    return frozenset(words.split())
