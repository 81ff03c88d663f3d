"""What a verb says: the clause, the quotation or the thing that it takes, to its right or to its left."""

from __future__ import annotations

import re

from kit.suggest.chunks import Range, noun_phrase_after, with_appositive
from kit.suggest.contents import to_the_left, to_the_right
from kit.suggest.cues import DOCUMENTS
from kit.suggest.found import Found
from kit.suggest.verbs import Verb
from kit.suggest.words import Stretch

SPEECH = frozenset("cqh")
"""Frames that take a clause or a quotation."""
ADJUNCT = re.compile(r"(?:[ay]|(?:[po][dP]?[anN#yP'bi]+)+(?=[Tq<,.:;)]|$)|py|p#|dn?y|ny?(?=[T<,.:]))+")
"""When, where and to whom it was said, before what was said."""
ASIDE = re.compile(r",[^,.;:<TvxmQ]{1,14},(?=[T<])")
"""Something between commas before what is said: “reported, citing the release, that”."""
QUOTE_AHEAD = re.compile(r"[^vxmi.;:<TQ]{0,14},(?=<)")
AFTER_HEARER = re.compile(r"[aypo]|[rdTqt<]|[,:](?=<)|:|.?$")
AGAIN = re.compile(",c?(?=<)")
"""The quotation goes on."""
FINITE = re.compile(r"(?<!t)[vxmb]|<")
CLAUSE = re.compile(r"(?:[^vxmb<.;:,-]|,(?!a*[csi]))*(?:(?<!t)[vxmb]|<)")
"""A subject and its verb, with at most something between commas between them."""
PLAIN_CLAUSE = re.compile(r"(?:r|[dP]?[an#NP]+(?:[po][dP]?[an#NP]+)?)[axmg]*(?<!t)[vxm]")
"""A short subject and a verb that is no noun: a clause also after a verb that can take a thing."""
LONG_ENOUGH = 4
"""Words after “that” which make a clause of it, whatever they are."""


def complement(verb: Verb, source: Range | None, subject: str) -> Found | None:
    """What the verb says; None where it says nothing, or nothing that its frame allows."""
    stretch, tags = verb.stretch, verb.stretch.tags
    begin = _after_adjuncts(verb)
    here, following = tags[begin : begin + 1] or ".", tags[begin + 1 : begin + 2] or "."
    if here == ":" and following == "." and verb.frame.builds & SPEECH:
        return Found((verb.first, verb.last), [], source, "announced", subject, verb.frame.attitude, verb.frame.stance)
    left = _left_of(verb, source, subject)
    if left is not None and quoted_before(stretch, left):
        again = here == "<" or AGAIN.match(tags, begin)
        content = to_the_left(stretch, left) + (to_the_right(stretch, begin) if again else [])
        return verb.made(content, source, "left", subject)
    if here in ".;" or (here == "," and following != "<"):
        if left is None:
            return None
        split = here == "," and tags[left - 1] == ","
        content = to_the_left(stretch, left, clause=split) + (to_the_right(stretch, begin) if split else [])
        return verb.made(content, source, "left", subject)
    pattern = _built(verb, begin, here, source)
    if not pattern or (subject == "relative" and pattern not in ("that", "bare", "quote")):
        return None
    if pattern == "preposition" and begin == verb.last:
        verb.last = begin = begin + 1
    return verb.made(to_the_right(stretch, begin, thing=pattern == "object"), source, pattern, subject)


def _left_of(verb: Verb, source: Range | None, subject: str) -> int | None:
    """Where speaker and verb begin, if what is said can stand to their left, before a comma or a closing mark."""
    at = source[0] if source and source[0] < verb.first else verb.first
    if at > 1 and verb.stretch.lower[at - 1] == "as":
        # “The oven, as the baker pointed out, was cold.”
        at -= 1
    allowed = verb.frame.builds & {"c", "q"} and not (subject == "earlier" and "g" in verb.cue.form)
    return at if allowed and at > 0 and verb.stretch.tags[at - 1] in ",>" else None


def _built(verb: Verb, begin: int, here: str, source: Range | None) -> str:
    """How what follows is built, if the verb’s frame allows it; empty if it does not."""
    stretch, builds = verb.stretch, verb.frame.builds
    if here in ",<:":
        return "quote" if builds & {*SPEECH, "n"} or here == "<" else ""
    if here in "Tq" and builds & SPEECH:
        return "that" if FINITE.search(stretch.tags, begin) or len(stretch.tags) - begin > LONG_ENOUGH else ""
    if here == "t":
        return "to" if builds & {"i", "h"} else "preposition" if "to" in verb.frame.prepositions else ""
    if here in "po":
        return "preposition" if stretch.lower[begin] in verb.frame.prepositions else ""
    if "c" in builds and here in "rdNPn#" and PLAIN_CLAUSE.match(stretch.tags, begin):
        return "bare"
    if builds & {"o", "n"} or ("e" in builds and source and set(stretch.lower[source[0] : source[1]]) & DOCUMENTS):
        return "object"
    if "c" in builds and here in "rdNPn#ai" and CLAUSE.match(stretch.tags, begin):
        return "bare"
    return ""


def _after_adjuncts(verb: Verb) -> int:
    """Where what is said can begin: after who hears it, when and where."""
    stretch, builds, begin = verb.stretch, verb.frame.builds, verb.last
    if "h" in builds and (hearer := noun_phrase_after(stretch, begin)):
        end = with_appositive(stretch, hearer[1])
        end += end > hearer[1] and stretch.tags[end : end + 1] == ","
        begin = end if AFTER_HEARER.match(stretch.tags, end) else begin
    if not builds & {*SPEECH, "n"}:
        return begin
    aside = ASIDE.match(stretch.tags, begin)
    if aside:
        return aside.end()
    adjunct = ADJUNCT.match(stretch.tags, begin)
    if adjunct and stretch.lower[begin] not in verb.frame.prepositions:
        begin = adjunct.end()
    ahead = QUOTE_AHEAD.match(stretch.tags, begin)
    return ahead.end() - 1 if ahead else begin


def quoted_before(stretch: Stretch, at: int) -> bool:
    """Whether a quotation ends just before `at`."""
    return stretch.tags[max(0, at - 1) : at] == ">" or stretch.tags[max(0, at - 2) : at] == ">,"
