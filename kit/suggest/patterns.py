"""Verbs as cues: who says what. One function a pattern; each says what it found, or None."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kit.article import Span
from kit.suggest.chunks import Range, explained_before, first_subject, noun_phrase_after, noun_phrase_before, verb_group
from kit.suggest.contents import to_the_left, to_the_right
from kit.suggest.cues import DOCUMENTS, VERBS, Cue, Frame
from kit.suggest.words import Stretch

BE = frozenset("is are was were be been being isn't isn’t aren't aren’t wasn't wasn’t weren't weren’t".split())
CONTRACTED = re.compile("[’'](?:s|re|m)$")
ADJUNCT = re.compile(r"(?:[ay]|(?:[po][dP]?[anN#yP'bi]+)+(?=[Tq<,.:;)]|$)|py|p#|dn?y|ny?(?=[T<,.:]))+")
"""When, where and to whom it was said, before what was said."""
QUOTE_AHEAD = re.compile(r"[^vxmi.;:<TQ]{0,14},(?=<)")
FINITE = re.compile(r"(?<!t)[vxmb]|<")
CLAUSE = re.compile(r"[^vxmb<.;:-]*(?:(?<!t)[vxmb]|<)")
AGAIN = re.compile(",c?(?=<)")
"""The quotation goes on."""
APPOSITIVE_END = re.compile(r",(?=<|c|i|s|a)|[.;]")
SPEECH = frozenset("cqh")
PLURALS = frozenset("people men women police children media officials staff few many most some all both".split())
AUTHOR_AND_READER = re.compile(r"(?:i|we|you)(?:[’'](?:m|ve|d|ll|re))?")


@dataclass
class Found:
    """An attribution as token ranges of its stretch."""

    cue: Range
    content: list[Range]
    source: Range | None
    pattern: str
    frame: Frame | None = None
    attitude: str = "said"
    stance: str = "neutral"
    parent: Found | None = field(default=None, repr=False)
    extra: list[Span] = field(default_factory=list)
    """Content in other stretches: the rest of a quotation."""


@dataclass(slots=True)
class Verb:
    """A cue verb in its stretch."""

    stretch: Stretch
    at: int
    first: int
    """Where its group begins."""
    last: int
    """One past its particle, or past itself."""
    cue: Cue
    frame: Frame
    earlier: list[Found]
    """What was found before it in the stretch."""

    @property
    def before(self) -> str:
        """The tag before its group; empty at the beginning."""
        return self.stretch.tags[self.first - 1] if self.first else ""

    @property
    def helpers(self) -> list[str]:
        return self.stretch.lower[self.first : self.at]

    def made(self, content: list[Range], source: Range | None, pattern: str) -> Found | None:
        if not content:
            return None
        cue = (self.first, self.last)
        return Found(cue, content, source, pattern, self.frame, self.frame.attitude, self.frame.stance)


def read_verb(stretch: Stretch, at: int, cue: Cue, earlier: list[Found]) -> Found | None:
    """The attribution that the verb at `at` makes."""
    frame, last = _frame(stretch, at, cue)
    if frame is None:
        return None
    verb = Verb(stretch, at, verb_group(stretch, at), last, cue, frame, earlier)
    being = any(word in BE for word in verb.helpers)
    if "n" in cue.form and being:
        return passive(verb)
    if cue.form == "g" and not being:
        return progressive(verb) if verb.before == "r" else participle(verb)
    if verb.before == "t" and "b" in cue.form:
        return None
    return inverted(verb) or finite(verb)


def _frame(stretch: Stretch, at: int, cue: Cue) -> tuple[Frame | None, int]:
    following = stretch.lower[at + 1] if at + 1 < len(stretch.lower) else ""
    for frame in cue.frames:
        if frame.particle and frame.particle == following:
            return frame, at + 2
    return next((frame for frame in cue.frames if not frame.particle), None), at + 1


def inverted(verb: Verb) -> Found | None:
    """“…,” said NAME."""
    stretch, tags = verb.stretch, verb.stretch.tags
    if verb.before not in (",", ">") or not verb.frame.builds & SPEECH:
        return None
    if not quoted_before(stretch, verb.first) and (
        explained_before(stretch, verb.first) or not FINITE.search(tags, 0, verb.first - 1)
    ):
        return None
    phrase = noun_phrase_after(stretch, verb.last)
    if not phrase or tags[phrase[0]] in "#y" or tags[phrase[1] : phrase[1] + 1] not in (*",.;:<c(-pas", ""):
        return None
    source = phrase[0], _with_appositive(stretch, phrase[1])
    return verb.made(to_the_left(stretch, verb.first), source, "inverted")


def _with_appositive(stretch: Stretch, end: int) -> int:
    tags = stretch.tags
    if tags[end : end + 1] != "," or tags[end + 1 : end + 2] not in tuple("dq#nN"):
        return end
    match = APPOSITIVE_END.search(tags, end + 1)
    end = match.start() if match else len(tags)
    while tags[end - 1] in ",.":
        end -= 1
    return end


def finite(verb: Verb) -> Found | None:
    """SUBJECT VERB …"""
    if not _is_finite(verb):
        return None
    source, pattern = _subject(verb)
    if not source:
        return None
    if AUTHOR_AND_READER.fullmatch(verb.stretch.lower[source[1] - 1]):
        return None
    return complement(verb, source, pattern)


def _is_finite(verb: Verb) -> bool:
    tags, at, before, form = verb.stretch.tags, verb.at, verb.before, verb.cue.form
    if any(tag in "mx" for tag in tags[verb.first : at]):
        return True
    if before in ("d", "P", "p", "o"):
        return False
    base = "b" in form and "d" not in form
    if base and before == "c":
        return bool(verb.earlier) and "b" in VERBS[verb.stretch.lower[verb.earlier[-1].cue[1] - 1]].form
    if tags[at] == "v":
        return True
    if verb.stretch.words[at][0].isupper() and not verb.stretch.title:
        return False
    after = tags[at + 1] if at + 1 < len(tags) else "."
    if before == "" or before in ",;:.(-":
        return before == "," and "s" in form
    if "s" in form:
        return before in "rq" or (before in "TN')," and after in "TtqdrN<,:P#jnb.y") or (before == "n" and after in "TtqdrN<,:P#j")
    word = verb.stretch.lower[verb.first - 1]
    plural = word.endswith("s") or word in PLURALS
    return before in "rq" or (before in "nNjd" and (plural or before == "N") and after in "TtqdrN<P")


def progressive(verb: Verb) -> Found | None:
    """He’s claiming …"""
    pronoun = verb.first - 1
    if not CONTRACTED.search(verb.stretch.lower[pronoun]):
        return None
    return complement(verb, (pronoun, verb.first), "plain")


def participle(verb: Verb) -> Found | None:
    """…, saying that …; by saying …; before asking …; footage of somebody saying: “…”"""
    if verb.before in (",", "p", "s"):
        return complement(verb, _earlier_subject(verb), "participle")
    following = verb.stretch.tags[verb.last : verb.last + 2]
    if verb.before and verb.before in "nN" and (following[:1] in ("T", "<") or following in (",<", ":<")):
        return complement(verb, noun_phrase_before(verb.stretch, verb.first), "participle")
    return None


def passive(verb: Verb) -> Found | None:
    """SUBJECT is expected to …; is accused of …; was praised by SOURCE; it is feared that …"""
    stretch, builds, here = verb.stretch, verb.frame.builds, verb.stretch.tags[verb.last : verb.last + 1]
    word = stretch.lower[verb.last] if here else ""
    subject = explained_before(stretch, verb.first) or noun_phrase_before(stretch, verb.first)
    if word == "by":
        source = noun_phrase_after(stretch, verb.last + 1)
        if not source or not builds & {"o", "c"}:
            return None
        return verb.made([subject] if subject else [], source, "passive+by")
    if here in ("T", "q", "<") and builds & SPEECH:
        return verb.made(to_the_right(stretch, verb.last), None, "passive+that")
    if here == "t" and builds & {"i", "c", "h"}:
        rest = to_the_right(stretch, verb.last)
        told = "h" in builds and "c" not in builds
        return verb.made(rest if told or not subject else [subject, *rest], None, "passive+to")
    if word in verb.frame.prepositions or (here in ("<", "d") and "n" in builds):
        return verb.made([*([subject] if subject else []), *to_the_right(stretch, verb.last)], None, "passive+of")
    return None


def _subject(verb: Verb) -> tuple[Range | None, str]:
    if verb.before in ("q", "T"):
        return (verb.first - 1, verb.first), "relative"
    if verb.before == "c":
        return _earlier_subject(verb), "joined"
    if verb.before == ",":
        explained = explained_before(verb.stretch, verb.first)
        return (explained, "explained") if explained else (_earlier_subject(verb), "joined")
    return noun_phrase_before(verb.stretch, verb.first), "plain"


def _earlier_subject(verb: Verb) -> Range | None:
    """Who the clause before speaks of: the last source found, else the first noun phrase of the stretch."""
    for found in reversed(verb.earlier):
        if found.source and found.source[1] <= verb.first:
            return found.source
    return first_subject(verb.stretch, verb.first)


def complement(verb: Verb, source: Range | None, pattern: str) -> Found | None:
    """What the verb says: to its right, to its left, or on both sides."""
    stretch, tags, builds = verb.stretch, verb.stretch.tags, verb.frame.builds
    begin = _after_adjuncts(verb)
    here, following = tags[begin : begin + 1] or ".", tags[begin + 1 : begin + 2] or "."
    left_ends = source[0] if source and source[0] < verb.first else verb.first
    aside = pattern != "participle" and left_ends > 0 and tags[left_ends - 1] in ",>" and bool(builds & {"c", "q"})
    if here == ":" and following == "." and builds & SPEECH:
        cue = (verb.first, verb.last)
        return Found(cue, [], source, "announced", verb.frame, verb.frame.attitude, verb.frame.stance)
    if aside and quoted_before(stretch, left_ends):
        again = tags[begin : begin + 1] == "<" or AGAIN.match(tags, begin)
        content = to_the_left(stretch, left_ends) + (to_the_right(stretch, begin) if again else [])
        return verb.made(content, source, pattern + "+left")
    if here in ".;" or (here == "," and following != "<"):
        if not aside:
            return None
        content = to_the_left(stretch, left_ends)
        if here == "," and tags[left_ends - 1] == ",":
            content += to_the_right(stretch, begin)
        return verb.made(content, source, pattern + "+left")
    if here in ",<:":
        if not builds & {*SPEECH, "n"} and here != "<":
            return None
        return verb.made(to_the_right(stretch, begin), source, pattern + "+quote")
    built = _built(verb, begin, here, source)
    return verb.made(to_the_right(stretch, begin), source, f"{pattern}+{built}") if built else None


def _built(verb: Verb, begin: int, here: str, source: Range | None) -> str:
    """How what follows is built, if the verb's frame allows it; empty if it does not."""
    stretch, builds = verb.stretch, verb.frame.builds
    if here in "Tq" and builds & SPEECH:
        return "that" if FINITE.search(stretch.tags, begin) else ""
    if here == "t":
        return "to" if builds & {"i", "h"} else "prep" if "to" in verb.frame.prepositions else ""
    if here in "po":
        return "prep" if stretch.lower[begin] in verb.frame.prepositions else ""
    if "o" in builds or "n" in builds:
        return "object"
    if "e" in builds and source and set(stretch.lower[source[0] : source[1]]) & DOCUMENTS:
        return "object"
    if "c" in builds and here in "rdNPn#ai" and _clause_follows(stretch, begin):
        return "bare"
    return "hearer" if "h" in builds and begin > verb.last else ""


def _clause_follows(stretch: Stretch, at: int) -> bool:
    """Whether a subject and its verb stand there, with at most something between commas between them."""
    return bool(CLAUSE.match(stretch.tags, at))


def _after_adjuncts(verb: Verb) -> int:
    """Where what is said can begin: after who hears it, when and where."""
    stretch, builds, begin = verb.stretch, verb.frame.builds, verb.last
    if "h" in builds and (hearer := noun_phrase_after(stretch, begin)):
        begin = hearer[1]
    if not builds & {*SPEECH, "n"}:
        return begin
    adjunct = ADJUNCT.match(stretch.tags, begin)
    if adjunct and stretch.lower[begin] not in verb.frame.prepositions:
        begin = adjunct.end()
    ahead = QUOTE_AHEAD.match(stretch.tags, begin)
    return ahead.end() - 1 if ahead else begin


def quoted_before(stretch: Stretch, at: int) -> bool:
    """Whether a quotation ends just before `at`."""
    return stretch.tags[max(0, at - 1) : at] == ">" or stretch.tags[max(0, at - 2) : at] == ">,"
