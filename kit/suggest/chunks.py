"""Phrases in a stretch: verb groups, noun phrases before and after a place, where a clause ends.

Places are token numbers; ranges are half-open. Each look goes over a bounded window, so that time stays linear.
"""

from __future__ import annotations

import re

from kit.suggest.cues import VERBS
from kit.suggest.words import Stretch

WINDOW = 60
"""Tokens looked at on one side."""
CORE = r"[nNPy#bij]*[nNPy#bj](?:'[N#n']*)?[dPav#]*"
"""A noun group read backwards: the head, what stands before it, its determiners."""
BEFORE = re.compile(rf"(?:r|T(?=[.,;:<]|$)|{CORE}(?:(?:[po]|p[vi]){CORE}|cN[nNP'#]*)*)")
PLAIN = "[aPd#vbin]*"
GROUP = r"[dPa#]*(?:[vi][dPa#]*)?[NnPj#y']+"
AFTER = re.compile(rf"r|{GROUP}(?:(?:[po][vi]?|c){GROUP})*")
AUXILIARIES = frozenset("axmg")
HARD = re.compile(r"[.;]")
RELATIVE_BACK = re.compile(r"[^,;:.<>()\-csT]{0,14}?[qT]")


def verb_group(stretch: Stretch, at: int, floor: int = 0) -> int:
    """Where the group of the verb at `at` begins: with its auxiliaries, modals, negations and adverbs."""
    tags, first = stretch.tags, at
    while first > floor and tags[first - 1] in AUXILIARIES:
        first -= 1
    return first


def noun_phrase_before(stretch: Stretch, at: int, floor: int = 0) -> tuple[int, int] | None:
    """The noun phrase that ends just before `at`, with what `of` and other prepositions add to it."""
    low = max(floor, at - WINDOW)
    backwards = stretch.tags[low:at][::-1]
    match = BEFORE.match(backwards)
    if not match or not match[0]:
        return None
    first = at - match.end()
    return _whole(stretch, first, at, low)


def _whole(stretch: Stretch, first: int, last: int, low: int) -> tuple[int, int] | None:
    tags = stretch.tags
    while first < last - 1 and (tags[first] in "ac'" or (tags[first] == "y" and tags[first + 1] in "dNrP")):
        first += 1
    # A relative clause without commas: “a driver who brings her books”.
    if tags[first] not in "rN" or tags[first] == "N":
        match = RELATIVE_BACK.match(tags[low:first][::-1])
        if match and match.end() < first - low:
            outer = BEFORE.match(tags[low : first - match.end()][::-1])
            if outer and outer[0] and tags[first - match.end()] == "q" and stretch.lower[first - match.end()] in ("who", "whose"):
                return first - match.end() - outer.end(), last
    return (first, last) if first < last else None


def noun_phrase_after(stretch: Stretch, at: int, ceiling: int) -> tuple[int, int] | None:
    """The noun phrase that begins at `at`."""
    match = AFTER.match(stretch.tags, at, min(ceiling, at + WINDOW))
    return (at, match.end()) if match and match.end() > at else None


def stop_after(stretch: Stretch, at: int, ceiling: int) -> int:
    """The next full stop or semicolon outside quotations, or the end."""
    match = HARD.search(stretch.tags, at, ceiling)
    return match.start() if match else ceiling


def finite_cue(stretch: Stretch, at: int) -> bool:
    """Whether the token at `at` can be a finite cue."""
    cue = VERBS.get(stretch.lower[at])
    return cue is not None and bool(set(cue.form) & set("ds"))
