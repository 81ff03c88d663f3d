"""How English builds attributions: one function a pattern. Each looks at one cue word and says what it found, or None."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kit.suggest.chunks import noun_phrase_after, noun_phrase_before, stop_after, verb_group
from kit.suggest.cues import ADVERBS, VERBS, Cue, Frame
from kit.suggest.words import Stretch

Range = tuple[int, int]
CLAUSE_OPENERS = frozenset("that whether if how why what where when who which".split())
BE = frozenset("is are was were be been being".split())
CUT = re.compile(r",[a]*(?:q|i|c|s)|-|\(|[.;]")


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


def verb_cue(stretch: Stretch, at: int, cue: Cue, floor: int, ceiling: int) -> Found | None:
    """A verb with its subject: who says what."""
    tags = stretch.tags
    first = verb_group(stretch, at, floor)
    if not _is_verb(stretch, at, first, cue, floor):
        return None
    passive = "n" in cue.form and any(stretch.lower[k] in BE for k in range(first, at))
    if passive:
        return None
    frame = _frame(stretch, at, cue)
    last = at + 1
    if frame.particle:
        if last < ceiling and stretch.lower[last] == frame.particle:
            last += 1
        else:
            return None
    inverted = _inverted(stretch, first, last, floor, ceiling)
    if inverted:
        return Found((first, last), _left(stretch, floor, first), inverted, "inverted", frame, frame.attitude, frame.stance)
    source = noun_phrase_before(stretch, first, floor) or _before_comma(stretch, first, floor)
    if tags[at] == "i" and (source is None or tags[first - 1 : first] == ","):
        source = None
    content = _right(stretch, last, ceiling, frame)
    pattern = "right"
    if not content and source and "c" in frame.builds:
        content, pattern = _left(stretch, floor, source[0]), "left"
    elif content and source and source[0] > floor and tags[source[0] - 1] == "," and tags[last : last + 1] == ",":
        content, pattern = _left(stretch, floor, source[0]) + content, "split"
    if not content:
        return None
    return Found((first, last), content, source, pattern, frame, frame.attitude, frame.stance)


def _is_verb(stretch: Stretch, at: int, first: int, cue: Cue, floor: int) -> bool:
    tags = stretch.tags
    before = tags[first - 1] if first > floor else ""
    if tags[at] == "b" and (before in ("d", "P", "o", "p", "") ) and first == at:
        return False
    if tags[at] == "v" and before in ("d", "P", "p", "o") and first == at:
        return False
    if "b" in cue.form and "d" not in cue.form and first == at and before in ("t",):
        return False
    return True


def _frame(stretch: Stretch, at: int, cue: Cue) -> Frame:
    following = stretch.lower[at + 1] if at + 1 < len(stretch.lower) else ""
    for frame in cue.frames:
        if frame.particle and frame.particle == following:
            return frame
    return next((f for f in cue.frames if not f.particle), cue.frames[0])


def _inverted(stretch: Stretch, first: int, last: int, floor: int, ceiling: int) -> Range | None:
    """“…,” said NAME."""
    tags = stretch.tags
    if first <= floor or tags[first - 1] not in ",>.":
        return None
    phrase = noun_phrase_after(stretch, last, ceiling)
    if not phrase or tags[phrase[0]] in "#y":
        return None
    end = phrase[1]
    if end < ceiling and tags[end] not in ",.;:<c(-pas":
        return None
    if end + 1 < ceiling and tags[end] == "," and tags[end + 1] in "dq#nN":
        match = re.compile(r",(?=<|c|i|s|a)|[.;]").search(tags, end + 1, ceiling)
        end = match.start() if match else ceiling
        while tags[end - 1] in ",.":
            end -= 1
    return phrase[0], end


def _before_comma(stretch: Stretch, first: int, floor: int) -> Range | None:
    """NAME, an appositive or a relative clause between commas, and then the verb."""
    tags = stretch.tags
    if first - 1 <= floor or tags[first - 1] != ",":
        return None
    comma = first - 1
    for _ in range(5):
        comma = tags.rfind(",", floor, comma)
        if comma <= floor:
            return None
        head = noun_phrase_before(stretch, comma, floor)
        if head and tags[head[0]] in "NdPn" and tags[comma + 1] in "dqn#Npi" and (
            head[0] == floor or tags[head[0] - 1] in ",;:.>-cTs"
        ):
            return head[0], first - 1
    return None


def _left(stretch: Stretch, floor: int, at: int) -> list[Range]:
    tags = stretch.tags
    last = at
    while last > floor and tags[last - 1] in ",'":
        last -= 1
    first = floor
    while first < last and tags[first] in ",c'.":
        first += 1
    return [(first, last)] if last - first >= 1 else []


def _right(stretch: Stretch, at: int, ceiling: int, frame: Frame) -> list[Range]:
    tags = stretch.tags
    first = at
    if "h" in frame.builds:
        hearer = noun_phrase_after(stretch, at, ceiling)
        if hearer and hearer[1] < ceiling and tags[hearer[1]] in "Ttq,:<":
            first = hearer[1]
    while first < ceiling and tags[first] in ",:'y":
        first += 1
    end = stop_after(stretch, first, ceiling)
    for match in CUT.finditer(tags, first, end):
        if match.start() > first + 2:
            end = match.start()
            break
    while end > first and tags[end - 1] in ",.'":
        end -= 1
    return [(first, end)] if end > first else []


def according_to(stretch: Stretch, at: int, floor: int, ceiling: int) -> Found | None:
    """CONTENT, according to SOURCE; According to SOURCE, CONTENT."""
    tags = stretch.tags
    if at + 1 >= ceiling or stretch.lower[at + 1] != "to":
        return None
    comma = re.compile(r"[,.;]").search(tags, at + 2, ceiling)
    end = comma.start() if comma else ceiling
    if end <= at + 2:
        return None
    source = (at + 2, end)
    if at == floor or tags[at - 1] in ",Tc" and not _left(stretch, floor, at):
        content = [(end + 1, stop_after(stretch, end + 1, ceiling))] if end + 1 < ceiling else []
    else:
        content = _left(stretch, floor, at)
    content = [c for c in content if c[1] > c[0]]
    return Found((at, at + 2), content, source, "according") if content else None


def reportedly(stretch: Stretch, at: int, floor: int, ceiling: int) -> Found | None:
    """An adverb that passes something on."""
    end = stop_after(stretch, at + 1, ceiling)
    content = [(floor, at), (at + 1, end)]
    return Found((at, at + 1), [c for c in content if c[1] > c[0]], None, "reportedly", stance=ADVERBS[stretch.lower[at]])


def find_in(stretch: Stretch) -> list[Found]:
    """All attributions of a stretch outside its quotations, in the order of their cues."""
    found: list[Found] = []
    tags, ceiling = stretch.tags, len(stretch.tags)
    for at, word in enumerate(stretch.lower):
        if tags[at] in "Q<>":
            continue
        made = None
        if word == "according":
            made = according_to(stretch, at, 0, ceiling)
        elif word in ADVERBS:
            made = reportedly(stretch, at, 0, ceiling)
        elif tags[at] in "vbi" and (cue := VERBS.get(word)):
            made = verb_cue(stretch, at, cue, 0, ceiling)
        if made:
            found.append(made)
    return found
