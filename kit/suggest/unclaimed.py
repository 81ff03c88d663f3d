"""Quotations that no pattern took up: the nearest speaker and verb are worth a look."""

from __future__ import annotations

from kit.suggest.chunks import Range, explained_before, first_subject, noun_phrase_after, noun_phrase_before, verb_group
from kit.suggest.contents import to_the_left, to_the_right
from kit.suggest.found import Found
from kit.suggest.patterns import AUTHOR_AND_READER
from kit.suggest.words import Stretch

SHORTEST = 4
"""Words from which a quotation is no title and no nickname."""


def unclaimed(stretch: Stretch, found: list[Found]) -> list[Found]:
    """An attribution for each longer quotation of a stretch that stands in no content yet."""
    made: list[Found] = []
    for first, last in stretch.quotations:
        held = any(begin <= first < end for one in found + made for begin, end in one.content)
        if held or last - first < SHORTEST + 2:
            continue
        new = _speaker_after(stretch, first, last) or _speaker_before(stretch, first)
        if new:
            made.append(new)
    return made


def introduced(stretch: Stretch, found: list[Found]) -> Found | None:
    """A sentence about somebody, before a quotation without a cue."""
    if found:
        return Found(found[-1].cue, [], found[-1].source, "introduced")
    verb = _last_verb(stretch, len(stretch.tags))
    source = first_subject(stretch, len(stretch.tags))
    # “Taken part, he …”: what begins with the verb is no subject of it.
    apart = verb and source and (source[1] <= verb[0] or verb[1] <= source[0])
    return Found(verb, [], source, "introduced") if apart else None


def _speaker_after(stretch: Stretch, first: int, last: int) -> Found | None:
    """“…,” NAME grins; “…,” grins NAME."""
    begin = last + (stretch.tags[last : last + 1] == ",")
    turned = stretch.tags[begin : begin + 1] == "v"
    phrase = noun_phrase_after(stretch, begin + turned)
    if first > 1 or not phrase:
        return None
    if turned:
        return Found((begin, begin + 1), to_the_left(stretch, begin), phrase, "unclaimed")
    at = phrase[1]
    while at < len(stretch.tags) and stretch.tags[at] in "axmg":
        at += 1
    if stretch.tags[at : at + 1] not in ("v", "b"):
        return None
    return Found((phrase[1], at + 1), to_the_left(stretch, begin), phrase, "unclaimed")


def _speaker_before(stretch: Stretch, first: int) -> Found | None:
    """NAME grins: “…”"""
    cue = _last_verb(stretch, first)
    if not cue:
        return None
    source = explained_before(stretch, cue[0]) or noun_phrase_before(stretch, cue[0]) or first_subject(stretch, cue[0])
    if not source or AUTHOR_AND_READER.fullmatch(stretch.lower[source[1] - 1]):
        return None
    content = to_the_right(stretch, cue[1])
    return Found(cue, content, source, "unclaimed") if any(b <= first < e for b, e in content) else None


def _last_verb(stretch: Stretch, before: int) -> Range | None:
    for at in range(before - 1, -1, -1):
        if stretch.tags[at] in "vbi":
            return verb_group(stretch, at), at + 1
    return None
