"""Cues that are no verbs: “according to”, “reportedly”, “the claim that”; and all cues of a stretch together."""

from __future__ import annotations

import re

from kit.suggest.chunks import Range
from kit.suggest.contents import stop_after, to_the_left, to_the_right
from kit.suggest.cues import ADVERBS, VERBS
from kit.suggest.patterns import Found, read_verb
from kit.suggest.words import Stretch

COMMA = re.compile(r"[,.;]")


def find_in(stretch: Stretch) -> list[Found]:
    """All attributions of a stretch outside its quotations, in the order of their cues."""
    found: list[Found] = []
    for at, (tag, word) in enumerate(zip(stretch.tags, stretch.lower, strict=True)):
        made = None
        if tag in "Q<>":
            continue
        if word == "according":
            made = according_to(stretch, at)
        elif word in ADVERBS:
            made = reportedly(stretch, at)
        elif tag in "vbi" and (cue := VERBS.get(word)):
            made = read_verb(stretch, at, cue, found)
        if made:
            found.append(made)
    return nested(found)


def according_to(stretch: Stretch, at: int) -> Found | None:
    """CONTENT, according to SOURCE; According to SOURCE, CONTENT."""
    if stretch.lower[at + 1 : at + 2] != ["to"]:
        return None
    comma = COMMA.search(stretch.tags, at + 2)
    end = comma.start() if comma else len(stretch.tags)
    source: Range = (at + 2, end)
    content = to_the_left(stretch, at) or to_the_right(stretch, end)
    return Found((at, at + 2), content, source, "according") if content and end > at + 2 else None


def reportedly(stretch: Stretch, at: int) -> Found | None:
    """An adverb that passes something on and names nobody."""
    content = [*to_the_left(stretch, at), (at + 1, stop_after(stretch, at + 1))]
    content = [part for part in content if part[1] > part[0]]
    return Found((at, at + 1), content, None, "reportedly", stance=ADVERBS[stretch.lower[at]]) if content else None


def nested(found: list[Found]) -> list[Found]:
    """Each with the smallest one in whose content its cue stands as its parent."""
    for inner in found:
        holders = [
            outer
            for outer in found
            if outer is not inner and any(first <= inner.cue[0] < last for first, last in outer.content)
        ]
        if holders:
            inner.parent = min(holders, key=lambda outer: sum(last - first for first, last in outer.content))
    return found
