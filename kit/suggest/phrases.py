"""Cues that are no verbs: “according to”, “reportedly”, “the claim that”; and all cues of a stretch together."""

from __future__ import annotations

import re

from kit.suggest.chunks import Range, explained_before, noun_phrase_before, verb_group
from kit.suggest.contents import stop_after, to_the_left, to_the_right
from kit.suggest.cues import ADJECTIVES, ADVERBS, NOUN_CUES, VERBS, WANTING_ADJECTIVES
from kit.suggest.patterns import AUTHOR_AND_READER, BE, Found, read_verb
from kit.suggest.words import Stretch

POSSESSIVES = frozenset("his her their its whose".split())
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
        if not made and word in NOUN_CUES and tag in "bn":
            made = noun_cue(stretch, at)
        if not made and (word in ADJECTIVES or word in WANTING_ADJECTIVES):
            made = adjective_cue(stretch, at)
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


def noun_cue(stretch: Stretch, at: int) -> Found | None:
    """SOURCE’s claim that …; their hope of …; the claim that …"""
    tags = stretch.tags
    owner = at - 1
    while owner >= 0 and owner > at - 4 and tags[owner] in "naNv#":
        owner -= 1
    owned = owner >= 0 and (tags[owner] == "P" or stretch.lower[owner] in POSSESSIVES)
    following = tags[at + 1 : at + 2]
    if following == "T":
        if not owned and tags[at - 1 : at] != "d":
            return None
    elif not owned or not (following == "t" or stretch.lower[at + 1 : at + 2] in (["of"], ["about"], ["for"], ["on"], ["against"])):
        return None
    source = None
    if owned:
        whole = noun_phrase_before(stretch, owner) if tags[owner] == "P" and owner and tags[owner - 1] in "Nd" else None
        source = (whole[0] if whole else owner, owner + 1)
    content = to_the_right(stretch, at + 1)
    return Found((at, at + 1), content, source, f"noun+{following}", attitude=NOUN_CUES[stretch.lower[at]]) if content else None


def adjective_cue(stretch: Stretch, at: int) -> Found | None:
    """SUBJECT is sure that …, is worried about …, is eager to …"""
    first = verb_group(stretch, at)
    if not any(word in BE for word in stretch.lower[first:at]):
        return None
    word, following = stretch.lower[at], stretch.tags[at + 1 : at + 2]
    wanting = word in WANTING_ADJECTIVES
    allowed = {"t"} if wanting else {"T", "q"}
    preposition = not wanting and stretch.lower[at + 1 : at + 2] and stretch.lower[at + 1] in ADJECTIVES[word].split("+")[1:]
    if following not in allowed and not preposition:
        return None
    source = explained_before(stretch, first) or noun_phrase_before(stretch, first)
    if not source or AUTHOR_AND_READER.fullmatch(stretch.lower[source[1] - 1]) or stretch.lower[source[0]] in ("it", "there"):
        return None
    content = to_the_right(stretch, at + 1)
    return Found((first, at + 1), content, source, "adjective", attitude="want" if wanting else "believed") if content else None


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
