"""Phrases in a stretch: verb groups, noun phrases before and after a place, the subject of an earlier clause.

Places are token numbers; ranges are half-open. Each look goes over a bounded window, so that time stays linear.
"""

from __future__ import annotations

import re

from kit.suggest.words import Stretch

Range = tuple[int, int]
WINDOW = 60
"""Tokens looked at on one side."""

BRACKET = r"(?:\)[^()]{1,6}\()?"
CORE = rf"{BRACKET}[nNPy#bij]*[nNPy#bj](?:'[N#n']*)?[dPav#]*"
"""A noun group read backwards: the head, what stands before it, its determiners."""
BEFORE = re.compile(rf"(?:r|{CORE}(?:(?:[po]|p[vi]){CORE}|cN[nNP'#]*)*)")
GROUP = r"[dPa#]*(?:[vi][dPa#]*)?[NnPj#y']+"
AFTER = re.compile(rf"r|{GROUP}(?:(?:[po][vi]?|c){GROUP})*")
RELATIVE_BACK = re.compile(r"[^,;:.<>()\-csTq]{0,14}q")
GROUP_OF_VERB = frozenset("axmg")
APPOSITIVES = 5
"""Commas looked back over for the name that appositives explain."""


def verb_group(stretch: Stretch, at: int) -> int:
    """Where the group of the verb at `at` begins: with its auxiliaries, modals, negations and adverbs."""
    first = at
    while first > 0 and stretch.tags[first - 1] in GROUP_OF_VERB:
        first -= 1
    return first


def noun_phrase_before(stretch: Stretch, at: int) -> Range | None:
    """The noun phrase that ends just before `at`, with what prepositions and a relative clause add to it."""
    low = max(0, at - WINDOW)
    match = BEFORE.match(stretch.tags[low:at][::-1])
    if not match:
        return None
    first = _trimmed(stretch, at - match.end(), at)
    relative = RELATIVE_BACK.match(stretch.tags[low:first][::-1])
    if relative and stretch.lower[first - relative.end()] in ("who", "whose"):
        pronoun = first - relative.end()
        outer = BEFORE.match(stretch.tags[low:pronoun][::-1])
        if outer:
            first = _trimmed(stretch, pronoun - outer.end(), pronoun)
    return first, at


def _trimmed(stretch: Stretch, first: int, last: int) -> int:
    """Without adverbs and times in front: “On Friday the mayor”."""
    tags = stretch.tags
    while first < last - 1 and (tags[first] in "ac'" or (tags[first] == "y" and tags[first + 1] in "dNrP")):
        first += 1
    return first


def noun_phrase_after(stretch: Stretch, at: int) -> Range | None:
    """The noun phrase that begins at `at`."""
    match = AFTER.match(stretch.tags, at, at + WINDOW)
    return (at, match.end()) if match else None


def explained_before(stretch: Stretch, at: int) -> Range | None:
    """NAME, an appositive or a relative clause, that ends with the comma before `at`: all but that comma."""
    tags, comma = stretch.tags, at - 1
    if comma < 1 or tags[comma] != ",":
        return None
    for _ in range(APPOSITIVES):
        comma = tags.rfind(",", max(0, at - WINDOW), comma)
        if comma <= 0:
            return None
        head = noun_phrase_before(stretch, comma)
        if not head or tags[head[0]] not in "NdPn" or tags[comma + 1] not in "dqn#Npi":
            continue
        if head[0] == 0 or tags[head[0] - 1] in ",;:.>-cTs":
            return head[0], at - 1
    return None


def first_subject(stretch: Stretch, at: int) -> Range | None:
    """The noun phrase that the stretch begins with, before `at`; what is set before it by a comma is left out."""
    tags, start = stretch.tags, 0
    while start < at and tags[start] in "ca,<'":
        start += 1
    if start < at and tags[start] in "psyi":
        comma = tags.find(",", start, at)
        start = comma + 1 if comma > 0 else start + 1
    phrase = noun_phrase_after(stretch, start)
    return phrase if phrase and phrase[1] <= at else None
