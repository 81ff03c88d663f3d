"""Cues that are no verbs: “according to”, “reportedly”, “the claim that”; and all cues of a stretch together."""

from __future__ import annotations

import re

from kit.suggest.chunks import Range, explained_before, noun_phrase_after, noun_phrase_before, verb_group, with_appositive
from kit.suggest.contents import stop_after, to_the_left, to_the_right
from kit.suggest.cues import ADJECTIVES, ADVERBS, DOCUMENTS, NOUN_CUES, VERBS, WANTING_ADJECTIVES
from kit.suggest.patterns import AUTHOR_AND_READER, BE, FINITE, Found, read_verb
from kit.suggest.words import Stretch

POSSESSIVES = frozenset("his her their its whose".split())
AFTER_THAT = re.compile(r"[Tcs],?$")
"""Before “according to”: what follows is the content."""
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
    phrase = noun_phrase_after(stretch, at + 2)
    comma = COMMA.search(stretch.tags, phrase[1] if phrase else at + 2)
    end = with_appositive(stretch, comma.start() if comma else len(stretch.tags))
    opened = at == stretch.begin or AFTER_THAT.search(stretch.tags, 0, at)
    content = to_the_right(stretch, end) if opened else to_the_left(stretch, at)
    return Found((at, at + 2), content, (at + 2, end), "according") if content and end > at + 2 else None


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
        if NOUN_CUES[stretch.lower[at]] == "want" or stretch.lower[at] in DOCUMENTS or not FINITE.search(tags, at + 3):
            return None
        if not owned and tags[at - 1 : at] != "d":
            return None
    elif stretch.lower[at] in DOCUMENTS or not owned or not (following == "t" or stretch.lower[at + 1 : at + 2] in (["of"], ["about"], ["for"], ["on"], ["against"])):
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
    """Each with the smallest one in whose content its cue stands as its parent; none that only describes a source."""
    found = [one for one in found if not any(_holds(other.source, one) for other in found if other is not one and other.source)]
    for inner in found:
        if inner.parent:
            continue
        holders = [outer for outer in found if outer is not inner and any(_holds(part, inner) for part in outer.content)]
        # Of two that hold each other, the later is the outer one: “Its log says so, a spokesman told us”.
        holders = [outer for outer in holders if outer.cue > inner.cue or not any(_holds(part, outer) for part in inner.content)]
        if holders:
            inner.parent = min(holders, key=size)
            _keep_within(inner, inner.parent)
    return found


def size(found: Found) -> tuple[int, bool]:
    """How much an attribution holds; of two with the same content the inner one is smaller."""
    return sum(last - first for first, last in found.content), found.parent is None


def _holds(part: Range, one: Found) -> bool:
    return part[0] <= one.cue[0] < part[1]


def _keep_within(inner: Found, outer: Found) -> None:
    """Cut what the inner one says where the outer one’s own words begin."""
    own = min((part[0] for part in (outer.cue, outer.source) if part and part[0] > inner.cue[0]), default=None)
    if own is None:
        return
    inner.content = [(first, min(last, own)) for first, last in inner.content if first < own]
