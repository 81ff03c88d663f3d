"""Phrases in a stretch: verb groups, noun phrases before and after a place, the subject of an earlier clause.

Places are token numbers; ranges are half-open. Each look goes over a bounded window, so that time stays linear.
"""

from __future__ import annotations

import re

from kit.suggest.cues import DOCUMENTS
from kit.suggest.wordlists import listed
from kit.suggest.words import Stretch

Range = tuple[int, int]
WINDOW = 60
"""Tokens looked at on one side."""

BRACKET = r"(?:\)[^()]{1,6}\()?"
CORE = rf"{BRACKET}[nNPy#bij]*[nNPy#bj](?:'[N#n']*)?(?:[av#]*[dP][dPa#]*|[a#]*)"
"""A noun group read backwards: the head, what stands before it, its determiners."""
BEFORE = re.compile(rf"(?:r|d(?=[,.;:c-]|$)|(?:do)?{CORE}(?:(?:[pot]|p[vi]){CORE}|o[d#]+|cN[nNP'#]*)*)")
"""A noun phrase read backwards: its last group, then what prepositions, “some of” or “and” put before it."""
GROUP = r"[dPa#]*(?:[vi][dPa#]*)?(?:[NnPj#']|(?<=[dP])b)+"
AFTER = re.compile(rf"r|{GROUP}(?:(?:[po][vi]?|c){GROUP})*")
RELATIVE_BACK = re.compile(r"[^,;:.<>()\-cs]{0,14}?[qT]")
PERSONAL, IMPERSONAL = listed("who whose"), listed("that which")
GROUP_OF_VERB = frozenset("axmg")
"""Auxiliaries, modals, negations, adverbs."""
CLAUSE_BACK = re.compile(r"[^,.;:<>()\-TsxmvqQ]*")
AFTER_NOUNS = listed("ago here there else alone together back")
"""Adverbs that go with what stands before them."""
COMMA = re.compile(r"[,.;<]")
FINITE = re.compile(r"[^xmvqT:<]*(?:(?<!t)[xmv]|b(?=[:T<]))")
"""A stretch with a verb of its own, before any relative pronoun: no appositive."""
APPOSITIVES = 5
"""Commas looked back over for the name that appositives explain."""


def verb_group(stretch: Stretch, at: int) -> int:
    """Where the group of the verb at `at` begins: with its auxiliaries, modals, negations and adverbs."""
    first = at
    while first > 0 and stretch.tags[first - 1] in GROUP_OF_VERB and stretch.lower[first - 1] not in AFTER_NOUNS:
        first -= 1
    return first


def noun_phrase_before(stretch: Stretch, at: int) -> Range | None:
    """The noun phrase that ends just before `at`, with what prepositions and a relative clause add to it."""
    low, last = max(0, at - WINDOW), at
    while last > low and stretch.lower[last - 1] in AFTER_NOUNS:
        last -= 1
    match = BEFORE.match(stretch.tags[low:last][::-1])
    if not match:
        return None
    return _before_relative(stretch, _trimmed(stretch, last - match.end(), last), low), at


def _before_relative(stretch: Stretch, first: int, low: int) -> int:
    """Where “a driver who brings her books” begins, if the phrase at `first` stands in such a relative clause.

    “That” and “which” may begin another clause; they count after a document only: “the plan that the council adopted”.
    """
    relative = RELATIVE_BACK.match(stretch.tags[low:first][::-1])
    pronoun = first - relative.end() if relative else first
    word = stretch.lower[pronoun] if relative else ""
    if word in PERSONAL or (word in IMPERSONAL and pronoun and stretch.lower[pronoun - 1] in DOCUMENTS):
        outer = BEFORE.match(stretch.tags[low:pronoun][::-1])
        return _trimmed(stretch, pronoun - outer.end(), pronoun) if outer else first
    return first


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
    best = None
    for _ in range(APPOSITIVES):
        comma = tags.rfind(",", max(0, at - WINDOW), comma)
        if comma <= 0:
            break
        head = noun_phrase_before(stretch, comma)
        if not head or tags[head[0]] not in "NdPn" or tags[comma + 1] not in "dqn#Npiv":
            continue
        before = tags[head[0] - 1] if head[0] else ""
        if before == "" or before in ",;:.>-cTs":
            best = head[0], at - 1
            # Before another comma, this may be an appositive itself.
            if before != "," or tags[head[0]] == "N":
                break
    return best


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


def with_appositive(stretch: Stretch, end: int) -> int:
    """Where a noun phrase that ends at `end` ends with its appositives: “Lena Abel, 13, who cycled past”."""
    tags = stretch.tags
    for _ in range(APPOSITIVES):
        if tags[end : end + 1] != "," or tags[end + 1 : end + 2] not in ("d", "q", "#", "n", "N", "P"):
            return end
        match = COMMA.search(tags, end + 1)
        last = match.start() if match else len(tags)
        # “Lena Abel, 13, who”, and not “a survey, 62 per cent count”
        if tags[end + 1] == "#" and last > end + 2:
            return end
        if FINITE.match(tags, end + 1, last):
            return end
        end = last
    return end


def clause_before(stretch: Stretch, at: int) -> Range | None:
    """The subject of a passive: all that stands before `at` in its clause."""
    explained = explained_before(stretch, at)
    if explained:
        return explained
    match = CLAUSE_BACK.match(stretch.tags[max(0, at - WINDOW) : at][::-1])
    first = at - match.end() if match else at
    while first < at and stretch.tags[first] in "c'a":
        first += 1
    return (first, at) if first < at else None
