"""Whose words a text carries: the sources of attributions brought together into voices, and whom a pronoun may mean.

A name with the same last word is the same person; “the council” is the last group whose name ends so; “the mayor” is
who was called mayor; “he” is taken for the person mentioned last, one who has just been a source before others. What
else is possible stands in `accept`, for a reader to decide: telling who “he” is takes understanding; rules have none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from kit.article import Span
from kit.model import Alternative, Attribution, Voice
from kit.suggest.cast import GENDERS, Cast, Somebody
from kit.suggest.mentions import Mention, find_mentions, gender_of
from kit.suggest.stems import CLOSED, stem
from kit.suggest.wordlists import listed

FURTHER = 3
"""How many further voices are offered."""
LONGEST = 60
"""Characters of a source's words that are taken for its name whole."""
PRONOUNS = {**GENDERS, "it": "thing", "its": "thing", "they": "many", "them": "many", "their": "many", "both": "many"}
NEAREST = frozenset({"who", "which", "that", "whom"})
"""Relative pronouns: they mean what stands right before them."""
SPEAKING = frozenset({"i", "we", "me", "us", "my", "our"})
PERSONS = listed(
    """official man woman boy girl person spokesman spokeswoman spokesperson minister officer doctor teacher driver
    expert mayor judge lawyer attorney president candidate senator governor leader critic witness resident
    neighbour neighbor victim suspect author researcher scientist professor librarian engineer baker director
    manager chairman chairwoman councillor secretary adviser aide nominee businessman businesswoman reporter
    journalist analyst commander captain volunteer"""
)
"""Stems of nouns for somebody who can be “he” or “she”."""
HEAD_END = re.compile(
    r",|;|:|\(| (?:who|which|that|whose|whom|of|in|at|for|from|by|with|on|among|to|and|near|under|about"
    r"|familiar|close|as)\b",
    re.IGNORECASE,
)
DEFINITE = re.compile(r"(?:the|its|his|her|their|this|that|my|our)\b|.{1,40}[’']s? ", re.IGNORECASE)
INDEFINITE = re.compile(r"(?:an?|some|many|several|few|another|other|two|three|most)\b", re.IGNORECASE)
DETERMINER = re.compile(r"(?:the|an?|its|his|her|their|my|our|this|that|these|those|one|another|other) ", re.IGNORECASE)
ENDING = re.compile(r"[’'](?:s|re|ve|d|ll|m)?$")
"""What is written together with a source: “the council’s” view, “they’re” afraid."""
NEAR = 40
"""Characters between a mention and the “who” that means it."""
OWNED, OWNER = re.compile(r"(?:his|her|their|my|our)\b", re.IGNORECASE), re.compile(r"[’']s? ")


class Found(NamedTuple):
    """Whose words an attribution carries."""

    who: Somebody
    further: tuple[tuple[Somebody, str], ...] = ()
    """Who else may be meant, and what speaks for each."""
    why: str = ""


def name_voices(text: str, attributions: Sequence[Attribution]) -> tuple[list[Attribution], tuple[Voice, ...]]:
    """The attributions with `voice` and `accept` filled in, and the voices by their first use.

    An attribution whose source words mean nobody who can be told keeps None. Ids are slugs, each once.
    """
    found = _read(text, attributions)
    ids = _ids(who for f in found.values() for who in (f.who, *(other for other, _ in f.further)))
    voices = tuple(Voice(id, who.name) for who, id in ids.items())
    return [_filled(a, found[a.id], ids) if a.id in found else a for a in attributions], voices


def _read(text: str, attributions: Sequence[Attribution]) -> dict[str, Found]:
    """Attribution id to whose words it carries."""
    mentions = list(find_mentions(text))
    cast, found, place = Cast(text, mentions), {}, 0
    for attribution in sorted((a for a in attributions if a.source), key=lambda a: a.source[0]):
        span = attribution.source[0]
        while place < len(mentions) and mentions[place].span.start < span.start:
            cast.meet(mentions[place])
            place += 1
        words = ENDING.sub("", text[span.start : span.end].strip("“”‘’\"' \n"))
        if result := _source(cast, mentions, words, attribution, found):
            found[attribution.id] = result
            cast.speak(result.who, span.start)
    return found


def _source(
    cast: Cast, mentions: list[Mention], words: str, attribution: Attribution, found: dict[str, Found]
) -> Found | None:
    """Whose words one attribution carries; None where that cannot be told."""
    lower = words.lower()
    if lower in SPEAKING:
        around = found.get(attribution.parent or "")
        return Found(around.who, why=f"“{words}” is whoever speaks around it.") if around else None
    if lower in PRONOUNS:
        return _pronoun(cast, words, attribution)
    if lower in NEAREST:
        near = cast.recent and attribution.source[0].start - cast.recent[-1].at <= NEAR
        return Found(cast.recent[-1].who, why=f"“{words}” means what stands right before it.") if near else None
    if mention := _name_within(cast.text, mentions, attribution.source[0], words):
        return Found(cast.meet(mention, source=True))
    return _phrase(cast, words, attribution) if words.split() else None


def _pronoun(cast: Cast, words: str, attribution: Attribution) -> Found | None:
    meant = cast.candidates(PRONOUNS[words.lower()], attribution.source[0].start, attribution.content)
    if not meant:
        return None
    why = f"“{words}” is taken for {_called_shortly(meant[0])}, {cast.standing(meant[0])}."
    return Found(meant[0], _further(cast, meant[1:]), why)


def _further(cast: Cast, meant: list[Somebody]) -> tuple[tuple[Somebody, str], ...]:
    names = [_called_shortly(who) for who in meant]
    whys = [f"{name[:1].upper()}{name[1:]} is {cast.standing(who)}." for who, name in zip(meant, names, strict=True)]
    return tuple(zip(meant, whys, strict=True))[:FURTHER]


def _called_shortly(who: Somebody) -> str:
    """The name without what is told after it."""
    return who.name.partition(",")[0]


def _name_within(text: str, mentions: list[Mention], span: Span, words: str) -> Mention | None:
    """The name that a source is called by: at its head, or a person's right after it; no owner's name."""
    head_end = span.start + len(_core(words))
    for mention in _between(mentions, span):
        if text[mention.span.end : mention.span.end + 1] in ("’", "'") and mention.span.end < span.end:
            continue
        beside = mention.person and re.fullmatch(r"[^,]{0,40}, ", text[span.start : mention.span.start])
        rest = text[mention.span.end : head_end].strip()
        # “Russian troops” are no Russian: what a name only qualifies is not called by it.
        qualifies = rest[:1].isalpha() and not mention.person
        if (beside or mention.span.end <= head_end) and not qualifies:
            return mention
    return None


def _between(mentions: list[Mention], span: Span) -> Iterator[Mention]:
    place = bisect_left(mentions, span.start, key=lambda m: m.span.start)
    while place < len(mentions) and mentions[place].span.start < span.end:
        yield mentions[place]
        place += 1


def _phrase(cast: Cast, words: str, attribution: Attribution) -> Found:
    """Whom a source without a name means: “the mayor”, “some shopkeepers”, “her report”."""
    core = _core(words)
    head = stem(core.split()[-1])
    definite = bool(DEFINITE.match(words))
    if who := _called(cast, words, head, definite):
        return Found(who)
    name = words if len(words) < LONGEST else core
    personal = head in PERSONS or gender_of(head) is not None
    at = attribution.source[0].start
    unclear = cast.candidates(gender_of(core) or "person", at, attribution.content) if definite and personal else []
    further = _further(cast, unclear)
    short = DETERMINER.sub("", core, count=1) if DETERMINER.match(core) else core
    return Found(cast.add(Somebody(_small(name), personal, gender_of(core), _plural(core), short, {head})), further)


def _called(cast: Cast, words: str, head: str, definite: bool) -> Somebody | None:
    """Who was called so before, in the same words or by the same noun: “the council”, Fennelby Town Council."""
    if INDEFINITE.match(words):
        return None
    if same := cast.by_name.get(words.lower()):
        return same
    who = cast.by_role.get(head) if definite else None
    return who if who and not who.many and _agree(who, words) else None


def _agree(who: Somebody, words: str) -> bool:
    """Whether nothing in the words speaks against somebody called by the same noun.

    “Her report” is not the company's, and “the Labour campaign” is not the Liberal one.
    """
    if OWNER.search(who.short) and OWNED.match(words):
        return False
    further = OWNER.split(_core(words))[-1].split()[:-1]
    told = who.name.lower().split()
    return all(word.lower() in CLOSED or word.lower() in told or (who.person and word.islower()) for word in further)


def _core(words: str) -> str:
    """A source's words up to what is said of it: “a report” of “a report by the engineer”; all of “some of them”."""
    found = HEAD_END.search(words)
    core = words[: found.start()] if found else words
    return words if not core.split() or INDEFINITE.fullmatch(core) else core


def _plural(core: str) -> bool:
    first, last = core.lower().split()[0], core.lower().split()[-1]
    return first in ("some", "many", "several", "few", "two", "three", "most") or (
        last.endswith("s") and stem(last) != last
    )


def _small(words: str) -> str:
    """“The council” as it stands within a sentence; names keep their capital."""
    return words[0].lower() + words[1:] if words.partition(" ")[0].lower() in CLOSED else words


# ---- what comes out


def _ids(everybody: Iterator[Somebody]) -> dict[Somebody, str]:
    """An id for each, in the order of first use."""
    ids: dict[Somebody, str] = {}
    taken: Counter[str] = Counter()
    for who in everybody:
        if who not in ids:
            ids[who] = _free(_slug(who), taken)
    return ids


def _slug(who: Somebody) -> str:
    """`vorley` for a person, the first words of the name for others, `voice` where no letter is Latin."""
    words = who.short.split()
    if who.person and words and words[-1][0].isupper():
        words = words[-1:]
    latin = (
        unicodedata.normalize("NFKD", re.sub(r"[’']s?\b", "", " ".join(words[:4]))).encode("ascii", "ignore").decode()
    )
    return "-".join(re.findall(r"[a-z0-9]+", latin.lower()))[:40].strip("-") or "voice"


def _free(id: str, taken: Counter[str]) -> str:
    """The id, with a number where it is taken; `taken` counts how often each was given or asked for."""
    taken[id] += 1
    name = id if taken[id] == 1 else f"{id}-{taken[id]}"
    return name if name == id or not taken[name] else _free(name, taken)


def _filled(attribution: Attribution, found: Found, ids: dict[Somebody, str]) -> Attribution:
    further = tuple(Alternative("voice", ids[who], why) for who, why in found.further)
    why = " ".join(part for part in (attribution.why, found.why) if part)
    return replace(attribution, voice=ids[found.who], accept=attribution.accept + further, why=why)
