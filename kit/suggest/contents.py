"""Where what is said begins and ends, to the left and to the right of who says it."""

from __future__ import annotations

import re

from kit.suggest.chunks import Range
from kit.suggest.cues import VERBS
from kit.suggest.wordlists import listed
from kit.suggest.words import Stretch

HARD = re.compile(r"[.;]")
CANDIDATE = re.compile(
    r",a*[qsi]|,a*c(?=(?:r|[dPa#nNyv]*[nNP#y](?:[po][dPa#nNyv]+)*)[axmgr]*[vxmb])|c[axmg]*[vb]|-|\(|>"
)
"""Where a clause may end: a comma before a relative clause, a side clause, an -ing or an “and”; “and” before a verb."""
OWN_REMARKS = listed("who which whose while although though whereas as when where")
"""Words after a comma with which the paper begins something of its own."""
SHORTEST = 2
"""Words that are said in any case."""
OCCASIONS = listed("during before when while since because")
"""Words with which the time and the reason of criticising or citing begin."""
LISTED = re.compile(r"[cv]|[dan]{0,3}<")
"""After a quoted word and a comma: another one follows."""
MARGINS = ",.':"
"""Signs that are left out at either end."""


def to_the_left(stretch: Stretch, at: int, *, clause: bool = False) -> list[Range]:
    """From the beginning of the stretch to `at`, or of its last `clause` after a semicolon."""
    tags, last = stretch.tags, at
    first = max(stretch.begin, tags.rfind(";", 0, at) + 1 if clause else 0)
    while last > first and tags[last - 1] in MARGINS:
        last -= 1
    while first < last and tags[first] in MARGINS:
        first += 1
    return [(first, last)] if last > first else []


def to_the_right(stretch: Stretch, at: int, *, thing: bool = False) -> list[Range]:
    """From `at` to where the clause ends; of a `thing` that is criticised or cited, not when and where it was."""
    tags, first = stretch.tags, at
    while first < len(tags) and tags[first] in MARGINS:
        first += 1
    last = _clause_end(stretch, first, stop_after(stretch, first))
    if thing:
        last = _thing_end(stretch, first, last)
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
        # A comma inside the marks ends the clause, except in a list of quoted words.
        return stretch.words[place - 1] == "," and not LISTED.match(stretch.tags, place + 1)
    word = stretch.lower[place]
    if sign in "-(":
        return True
    if sign == "c":
        cue = VERBS.get(word)
        tags = stretch.tags[place : place + 2]
        return cue is not None and ((tags[0] == "v" and "d" in cue.form) or tags == "bt")
    if match[0][-1] in "qs":
        return word in OWN_REMARKS
    return True


def _thing_end(stretch: Stretch, first: int, last: int) -> int:
    places = (at for at in range(first + 1, last) if stretch.lower[at] in OCCASIONS and stretch.tags[at] in "ps")
    return next(places, last)
