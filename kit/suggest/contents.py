"""Where what is said begins and ends, to the left and to the right of who says it."""

from __future__ import annotations

import re

from kit.suggest.chunks import Range
from kit.suggest.cues import VERBS
from kit.suggest.words import Stretch

HARD = re.compile(r"[.;]")
CANDIDATE = re.compile(r",a*[qsi]|,a*c[^poTtq<]|c[axmg]*[vb]|-|\(|>")
"""Where a clause may end: a comma before a relative clause, a side clause, an -ing or an “and”; “and” before a verb."""
OWN_REMARKS = frozenset("who which whose while although though whereas as when after where".split())
"""Words after a comma with which the paper begins something of its own."""
SHORTEST = 2
DATELINE = re.compile(r"N{1,3}[N,'.]*-")
MARGINS = ",.':"


def to_the_left(stretch: Stretch, at: int) -> list[Range]:
    """From the beginning of the stretch to `at`."""
    tags, first, last = stretch.tags, 0, at
    dateline = DATELINE.match(tags, 0, at)
    if dateline and stretch.words[0].isupper():
        first = dateline.end()
    while last > first and tags[last - 1] in MARGINS:
        last -= 1
    while first < last and tags[first] in MARGINS:
        first += 1
    return [(first, last)] if last > first else []


def to_the_right(stretch: Stretch, at: int) -> list[Range]:
    """From `at` to where the clause ends."""
    tags, first = stretch.tags, at
    while first < len(tags) and tags[first] in MARGINS:
        first += 1
    last = _clause_end(stretch, first, stop_after(stretch, first))
    while last > first and tags[last - 1] in MARGINS:
        last -= 1
    return [(first, last)] if last > first else []


def stop_after(stretch: Stretch, at: int) -> int:
    """The next full stop or semicolon outside quotations, or the end."""
    match = HARD.search(stretch.tags, at)
    return match.start() if match else len(stretch.tags)


def _clause_end(stretch: Stretch, first: int, last: int) -> int:
    for match in CANDIDATE.finditer(stretch.tags, first + SHORTEST, last):
        if _ends_here(stretch, match):
            return match.end() if match[0] == ">" else match.start()
    return last


def _ends_here(stretch: Stretch, match: re.Match) -> bool:
    sign, place = match[0][0], match.end() - 1
    if sign == ">":
        # A comma inside the marks ends the clause.
        return stretch.words[place - 1] == ","
    word = stretch.lower[place]
    if sign in "-(":
        return True
    if sign == "c":
        cue = VERBS.get(word)
        return cue is not None and "d" in cue.form and stretch.tags[place] == "v"
    if match[0][-1] in "qs":
        return word in OWN_REMARKS
    return True
