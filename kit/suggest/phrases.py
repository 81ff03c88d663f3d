"""Cues that are no verbs: “according to”, “reportedly”, nouns and adjectives; and all cues of a stretch together."""

from __future__ import annotations

import re

from kit.suggest.chunks import (
    Range,
    explained_before,
    noun_phrase_after,
    noun_phrase_before,
    verb_group,
    with_appositive,
)
from kit.suggest.complements import FINITE
from kit.suggest.contents import stop_after, to_the_left, to_the_right
from kit.suggest.cues import ADJECTIVE_CUES, ADVERBS, DOCUMENTS, NOUN_CUES, VERBS, WANTING_ADJECTIVES
from kit.suggest.found import Found
from kit.suggest.patterns import AUTHOR_AND_READER, read_verb
from kit.suggest.verbs import BE
from kit.suggest.wordlists import listed
from kit.suggest.words import Stretch

POSSESSIVES = listed("his her their its whose")
NOUN_PREPOSITIONS = listed("of about for on against")
NOBODY = listed("it there")
AFTER_THAT = re.compile(r"[Tcs],?$")
"""Before “according to”: what follows is the content."""
VERB_AFTER_NOUN = re.compile(r",|(?<![tac])[vxm]")
NO_SPEAKER = listed(
    "update correction clarification note photo picture video analysis opinion live breaking related more"
)
SPEAKER_LABEL = re.compile(r"[NndP][NnP'.,]{0,5}:")
SHORTEST = 3
"""Words after a name and a colon from which they are a statement."""
COMMA = re.compile(r"[,.;]")
BETWEEN = 3
"""Words at most between an owner and a noun: “the mayor’s repeated public claim”."""


def find_in(stretch: Stretch) -> list[Found]:
    """All attributions of a stretch outside its quotations, in the order of their cues."""
    found = [colon] if (colon := name_and_colon(stretch)) else []
    for at, tag in enumerate(stretch.tags):
        if tag not in "Q<>,.;:":
            made = _read(stretch, at, tag, found)
            if made:
                found.append(made)
    return nested(found)


def _read(stretch: Stretch, at: int, tag: str, earlier: list[Found]) -> Found | None:
    word = stretch.lower[at]
    made = None
    if tag in "vbi" and word in VERBS:
        made = read_verb(stretch, at, VERBS[word], earlier)
    elif word == "according":
        return according_to(stretch, at)
    elif word in ADVERBS:
        return reportedly(stretch, at)
    if not made and word in NOUN_CUES and tag in "bn":
        return noun(stretch, at)
    if not made and (word in ADJECTIVE_CUES or word in WANTING_ADJECTIVES):
        return adjective(stretch, at)
    return made


def name_and_colon(stretch: Stretch) -> Found | None:
    """A headline or a transcript: “Council: Bridge stays shut”, “VORLEY: It is safe.”"""
    match = SPEAKER_LABEL.match(stretch.tags)
    if not match or stretch.lower[match.end() - 2] in NO_SPEAKER or not (stretch.title or stretch.words[0].isupper()):
        return None
    colon = match.end() - 1
    content = [(colon + 1, len(stretch.tags))] if len(stretch.tags) > colon + 1 + SHORTEST else []
    return Found((colon, colon + 1), content, (0, colon), "colon") if content else None


def according_to(stretch: Stretch, at: int) -> Found | None:
    """CONTENT, according to SOURCE; According to SOURCE, CONTENT."""
    if stretch.lower[at + 1 : at + 2] != ["to"]:
        return None
    phrase = noun_phrase_after(stretch, at + 2)
    comma = COMMA.search(stretch.tags, phrase[1] if phrase else at + 2)
    end = with_appositive(stretch, comma.start() if comma else len(stretch.tags))
    opened = at == stretch.begin or AFTER_THAT.search(stretch.tags, max(0, at - 2), at)
    content = to_the_right(stretch, end) if opened else to_the_left(stretch, at)
    return Found((at, at + 2), content, (at + 2, end), "according") if content and end > at + 2 else None


def reportedly(stretch: Stretch, at: int) -> Found | None:
    """An adverb that passes something on and names nobody; beside another cue it only colours that one."""
    beside = stretch.lower[at + 1] if at + 1 < len(stretch.lower) else ""
    if beside in VERBS and stretch.tags[at + 1] == "v":
        return None
    content = [*to_the_left(stretch, at), (at + 1, stop_after(stretch, at + 1))]
    content = [part for part in content if part[1] > part[0]]
    return Found((at, at + 1), content, None, "adverb", stance=ADVERBS[stretch.lower[at]]) if content else None


def noun(stretch: Stretch, at: int) -> Found | None:
    """SOURCE’s claim that …; their hope of …; the claim that …"""
    word, tags = stretch.lower[at], stretch.tags
    attitude, stance = NOUN_CUES[word]
    owner = _owner(stretch, at)
    following = tags[at + 1 : at + 2]
    if word in DOCUMENTS or not following:
        return None
    if following == "T":
        possible = attitude != "want" and FINITE.search(tags, at + 3) and (owner or tags[at - 1 : at] == "d")
    else:
        possible = owner and (following == "t" or stretch.lower[at + 1] in NOUN_PREPOSITIONS)
    content = to_the_right(stretch, at + 1) if possible else []
    if content and following != "T":
        # The noun may be the subject of a verb: “his plan to leave angered them”.
        first, last = content[0]
        end = VERB_AFTER_NOUN.search(tags, first + 1, last)
        content = [(first, end.start() if end else last)]
    return Found((at, at + 1), content, owner, "noun", attitude=attitude, stance=stance) if content else None


def _owner(stretch: Stretch, at: int) -> Range | None:
    """Whose claim it is: a name with ’s, or a possessive, before the noun and its adjectives."""
    owner = at - 1
    while owner >= 0 and at - owner <= BETWEEN and stretch.tags[owner] in "naNv#":
        owner -= 1
    if owner < 0:
        return None
    if stretch.tags[owner] == "P":
        first = owner
        while first > 0 and stretch.tags[first - 1] in "Nd":
            first -= 1
        return first, owner + 1
    return (owner, owner + 1) if stretch.lower[owner] in POSSESSIVES else None


def adjective(stretch: Stretch, at: int) -> Found | None:
    """SUBJECT is sure that …, is worried about …, is eager to …"""
    first, word = verb_group(stretch, at), stretch.lower[at]
    if not any(helper in BE for helper in stretch.lower[first:at]) or at + 1 == len(stretch.tags):
        return None
    wanting = word in WANTING_ADJECTIVES
    prepositions = () if wanting else ADJECTIVE_CUES[word]
    if stretch.tags[at + 1] not in ("t" if wanting else "Tq") and stretch.lower[at + 1] not in prepositions:
        return None
    source = explained_before(stretch, first) or noun_phrase_before(stretch, first)
    if not source or stretch.lower[source[0]] in NOBODY or AUTHOR_AND_READER.fullmatch(stretch.lower[source[1] - 1]):
        return None
    content = to_the_right(stretch, at + 1)
    attitude = "want" if wanting else "believed"
    return Found((first, at + 1), content, source, "adjective", attitude=attitude) if content else None


def nested(found: list[Found]) -> list[Found]:
    """Each with the smallest one that holds its cue as its parent; none that only describes a source."""
    found = [one for one in found if not any(other.describes(one) for other in found)]
    for inner in found:
        if inner.parent:
            continue
        # Of two that hold each other, the later is the outer one: “Its log says so, a spokesman told us”.
        holders = [outer for outer in found if outer.holds(inner) and (outer.cue > inner.cue or not inner.holds(outer))]
        holders = [outer for outer in holders if inner not in outer.carriers]
        if holders:
            inner.parent = min(holders, key=lambda outer: outer.size)
            _keep_within(inner, inner.parent)
    return found


def _keep_within(inner: Found, outer: Found) -> None:
    """Cut what the inner one says where the outer one’s own words begin."""
    own = min((part[0] for part in (outer.cue, outer.source) if part and part[0] > inner.cue[0]), default=None)
    if own is not None:
        inner.content = [(first, min(last, own)) for first, last in inner.content if first < own]
