"""How English builds attributions: one function a pattern. Each looks at one cue word and says what it found, or None."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kit.article import Span
from kit.suggest.chunks import noun_phrase_after, noun_phrase_before, stop_after, verb_group
from kit.suggest.cues import ADVERBS, VERBS, Cue, Frame
from kit.suggest.words import Stretch

Range = tuple[int, int]
BE = frozenset("is are was were be been being isn't isn’t aren't aren’t wasn't wasn’t weren't weren’t".split())
CUT = re.compile(r",[a]*(?:q|i|c|s)|-|\(|[.;]")
ADJUNCT = re.compile(r"(?:[ay]|p[dP]?[anN#yP'bi]*?(?=[Tq<,.:;)]|$)|py|p#|dn?y|ny?(?=[T<,.:]))+")
COMMA = re.compile(r"[,.;]")
FINITE = re.compile(r"[vxmb<]")
APPOSITIVE_END = re.compile(r",(?=<|c|i|s|a)|[.;]")
CONTRACTED = re.compile("[’'](?:s|re|m)$")
QUOTE_AHEAD = re.compile(r"[^vxm.;:<TQ]{0,14},(?=<)")
SPEECH = frozenset("cqh")
ADVERBIAL = frozenset("psaciy")


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


class Reader:
    """Reads the attributions of one stretch, cue by cue."""

    def __init__(self, stretch: Stretch, floor: int = 0, ceiling: int | None = None) -> None:
        self.stretch = stretch
        self.tags = stretch.tags
        self.lower = stretch.lower
        self.floor = floor
        self.ceiling = len(stretch.tags) if ceiling is None else ceiling
        self.found: list[Found] = []

    def read(self) -> list[Found]:
        """All attributions outside the quotations, in the order of their cues."""
        for at in range(self.floor, self.ceiling):
            tag, word = self.tags[at], self.lower[at]
            if tag in "Q<>":
                continue
            made = None
            if word == "according":
                made = self.according_to(at)
            elif word in ADVERBS:
                made = self.reportedly(at)
            elif tag in "vbi" and (cue := VERBS.get(word)):
                made = self.verb(at, cue)
            if made:
                self.found.append(made)
        return self.found

    # ---- verbs

    def verb(self, at: int, cue: Cue) -> Found | None:
        """A verb with its subject: who says what."""
        first = verb_group(self.stretch, at, self.floor)
        frame, last = self.frame(at, cue)
        if frame is None:
            return None
        helpers = self.lower[first:at]
        before = self.tags[first - 1] if first > self.floor else ""
        passive = "n" in cue.form and any(word in BE for word in helpers)
        if passive:
            return self.passive(first, at, last, frame)
        if cue.form == "g" and not any(word in BE for word in helpers):
            if before == "r" and CONTRACTED.search(self.lower[first - 1]):
                return self.complement(first, last, frame, (first - 1, first), "contracted")
            return self.participle(first, last, frame, before)
        if before == "t" and "b" in cue.form:
            return None
        inverted = self.inverted(first, last) if frame.builds & SPEECH else None
        if inverted:
            return self.made((first, last), self.left(first), inverted, "inverted", frame)
        if not self.is_verb(at, first, cue, before):
            return None
        source, pattern = self.subject(first, before)
        return self.complement(first, last, frame, source, pattern)

    def frame(self, at: int, cue: Cue) -> tuple[Frame | None, int]:
        following = self.lower[at + 1] if at + 1 < self.ceiling else ""
        for frame in cue.frames:
            if frame.particle and frame.particle == following:
                return frame, at + 2
        return next((frame for frame in cue.frames if not frame.particle), None), at + 1

    def is_verb(self, at: int, first: int, cue: Cue, before: str) -> bool:
        tags = self.tags
        if first < at and any(tag in "mx" for tag in tags[first:at]):
            return True
        if before in "dPpo" and before:
            return False
        if tags[at] == "v":
            return True
        if self.stretch.words[at][0].isupper() and before == "N" and "s" not in cue.form:
            return False
        after = tags[at + 1] if at + 1 < self.ceiling else "."
        if before == "" or before in ",;:.(-":
            return before == "," and "s" in cue.form
        if "s" in cue.form and before in "rqTNn'),":
            return before in "rq" or after in "TtqdrN<,:P#jnb.y"
        return before in "rq" or (before in "nNj" and after in "TtqdrN<P")

    def subject(self, first: int, before: str) -> tuple[Range | None, str]:
        if before and before in "qT":
            return (first - 1, first), "relative"
        if before == "c" or (before == "," and not self.appositive(first)):
            return self.earlier_subject(first), "joined"
        if before == ",":
            return self.appositive(first), "appositive"
        return noun_phrase_before(self.stretch, first, self.floor), "plain"

    def earlier_subject(self, at: int) -> Range | None:
        """Who the clause before speaks of: the last source found, else the first noun phrase of the stretch."""
        for found in reversed(self.found):
            if found.source and found.source[1] <= at:
                return found.source
        return self.first_subject(at)

    def first_subject(self, at: int) -> Range | None:
        start = self.floor
        while start < at and self.tags[start] in "ca,<":
            start += 1
        if start < at and self.tags[start] in "psyi":
            comma = self.tags.find(",", start, at)
            if comma > 0:
                start = comma + 1
        phrase = noun_phrase_after(self.stretch, start, at)
        return phrase

    def complement(self, first: int, last: int, frame: Frame, source: Range | None, pattern: str) -> Found | None:
        """What a finite verb says: to its right, to its left, or on both sides."""
        tags = self.tags
        builds, prepositions = frame.builds, frame.prepositions
        begin = last
        if "h" in builds:
            begin = self.after_hearer(begin)
        clause = builds & {"c", "h", "q", "n"}
        adjunct = ADJUNCT.match(tags, begin, self.ceiling) if clause else None
        if adjunct and adjunct.end() > begin and (begin >= self.ceiling or self.lower[begin] not in prepositions):
            begin = adjunct.end()
        ahead = QUOTE_AHEAD.match(tags, begin, self.ceiling) if clause else None
        if ahead:
            begin = ahead.end() - 1
        here = tags[begin] if begin < self.ceiling else "."
        following = tags[begin + 1] if begin + 1 < self.ceiling else "."
        left_ends = source[0] if source and source[0] < first else first
        parenthetic = left_ends > self.floor and tags[left_ends - 1] in ",>" and "c" in builds | {"c" if "q" in builds else ""}
        if here == ":" and begin + 1 >= self.ceiling and clause:
            return Found((first, last), [], source, "announced", frame, frame.attitude, frame.stance)
        if here in ".;" or (here == "," and following != "<"):
            if not parenthetic or pattern == "participle":
                return None
            content = self.left(left_ends)
            if here == "," and tags[left_ends - 1] == "," and not self.quoted_before(left_ends):
                content = content + self.right(begin)
                pattern += "+split"
            return self.made((first, last), content, source, pattern + "+left", frame) if content else None
        if here == "," or here == "<" or here == ":":
            if not clause and here != "<":
                return None
            content = self.right(begin)
            if here == "," and parenthetic and self.quoted_before(left_ends):
                content = self.left(left_ends) + content
            return self.made((first, last), content, source, pattern + "+quote", frame)
        if here in "Tq" and clause:
            return self.made((first, last), self.right(begin), source, pattern + "+that", frame)
        if here == "t" and builds & {"i", "h"}:
            return self.made((first, last), self.right(begin), source, pattern + "+to", frame)
        if here in "po":
            if self.lower[begin] in prepositions:
                return self.made((first, last), self.right(begin), source, pattern + "+prep", frame)
            return None
        if parenthetic and self.quoted_before(left_ends) and pattern != "participle":
            return self.made((first, last), self.left(left_ends), source, pattern + "+left", frame)
        if "o" in builds or "n" in builds:
            return self.made((first, last), self.right(begin), source, pattern + "+object", frame)
        if "c" in builds and here in "rdNPn#ai" and self.finite_after(begin):
            return self.made((first, last), self.right(begin), source, pattern + "+bare", frame)
        if "h" in builds and begin > last:
            return self.made((first, last), self.right(last), source, pattern + "+hearer", frame)
        return None

    def finite_after(self, at: int) -> bool:
        match = FINITE.search(self.tags, at + 1, stop_after(self.stretch, at, self.ceiling))
        return bool(match)

    def after_hearer(self, at: int) -> int:
        hearer = noun_phrase_after(self.stretch, at, self.ceiling)
        return hearer[1] if hearer else at

    def quoted_before(self, at: int) -> bool:
        return at > self.floor and (self.tags[at - 1] == ">" or self.tags[max(self.floor, at - 2) : at] == ">,")

    def passive(self, first: int, at: int, last: int, frame: Frame) -> Found | None:
        return None

    def participle(self, first: int, last: int, frame: Frame, before: str) -> Found | None:
        """“…, saying that …”, “by saying …”."""
        if before not in ",ps" or not before or not frame.builds & {"c", "h", "n", "o", "q"}:
            return None
        source = self.earlier_subject(first)
        return self.complement(first, last, frame, source, "participle")

    def inverted(self, first: int, last: int) -> Range | None:
        """“…,” said NAME."""
        tags = self.tags
        if first <= self.floor or tags[first - 1] not in ",>":
            return None
        if not self.quoted_before(first) and (self.appositive(first) or not FINITE.search(tags, self.floor, first - 1)):
            return None
        phrase = noun_phrase_after(self.stretch, last, self.ceiling)
        if not phrase or tags[phrase[0]] in "#y":
            return None
        end = phrase[1]
        if end < self.ceiling and tags[end] not in ",.;:<c(-pas":
            return None
        if end + 1 < self.ceiling and tags[end] == "," and tags[end + 1] in "dq#nN":
            match = APPOSITIVE_END.search(tags, end + 1, self.ceiling)
            end = match.start() if match else self.ceiling
            while tags[end - 1] in ",.":
                end -= 1
        return phrase[0], end

    def appositive(self, first: int) -> Range | None:
        """NAME, an appositive or a relative clause between commas, and then the verb."""
        tags = self.tags
        comma = first - 1
        for _ in range(5):
            comma = tags.rfind(",", self.floor, comma)
            if comma <= self.floor:
                return None
            head = noun_phrase_before(self.stretch, comma, self.floor)
            if not head or tags[head[0]] not in "NdPn" or tags[comma + 1] not in "dqn#Npi":
                continue
            if head[0] == self.floor or tags[head[0] - 1] in ",;:.>-cTs":
                return head[0], first - 1
        return None

    def left(self, at: int) -> list[Range]:
        tags, last, first = self.tags, at, self.floor
        while last > first and tags[last - 1] in ",'":
            last -= 1
        while first < last and tags[first] in ",'.":
            first += 1
        return [(first, last)] if last > first else []

    def right(self, at: int) -> list[Range]:
        tags, first = self.tags, at
        while first < self.ceiling and tags[first] in ",:'":
            first += 1
        end = stop_after(self.stretch, first, self.ceiling)
        for match in CUT.finditer(tags, first, end):
            if match.start() > first + 2:
                end = match.start()
                break
        while end > first and tags[end - 1] in ",.'":
            end -= 1
        return [(first, end)] if end > first else []

    # ---- without a verb

    def according_to(self, at: int) -> Found | None:
        """CONTENT, according to SOURCE; According to SOURCE, CONTENT."""
        tags = self.tags
        if at + 1 >= self.ceiling or self.lower[at + 1] != "to":
            return None
        comma = COMMA.search(tags, at + 2, self.ceiling)
        end = comma.start() if comma else self.ceiling
        if end <= at + 2:
            return None
        if at == self.floor or (tags[at - 1] in ",Tc" and not self.left(at)):
            content = self.right(end)
        else:
            content = self.left(at)
        return self.made((at, at + 2), content, (at + 2, end), "according")

    def reportedly(self, at: int) -> Found | None:
        """An adverb that passes something on."""
        content = [part for part in ((self.floor, at), (at + 1, stop_after(self.stretch, at + 1, self.ceiling))) if part[1] > part[0]]
        return Found((at, at + 1), content, None, "reportedly", stance=ADVERBS[self.lower[at]])

    def made(self, cue: Range, content: list[Range], source: Range | None, pattern: str, frame: Frame | None = None) -> Found | None:
        if not content:
            return None
        found = Found(cue, content, source, pattern, frame)
        if frame:
            found.attitude, found.stance = frame.attitude, frame.stance
        return found


def find_in(stretch: Stretch) -> list[Found]:
    """All attributions of a stretch outside its quotations, in the order of their cues."""
    return nested(Reader(stretch).read())


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
