"""Words that soften a statement: modals, adverbs of doubt, roundings, “is expected to”, and what each leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kit.article import Span
from kit.suggest.numbers import SMALL

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
NUMERAL = rf"(?:[$€£]?\d|{SMALL}|(?:half|an? (?:hundred|thousand|million|dozen|third|quarter))\b)"


class Found(NamedTuple):
    """Words worth asking about, and what to ask."""

    span: Span
    """Half-open, in code points of the text."""
    ask: str
    """The rest of a sentence that begins with the words: “leaves open whether it is so: …”."""


class Kind(NamedTuple):
    """A kind of words: those that it may begin with, all of its shape, and what to ask."""

    first: str
    shape: re.Pattern
    ask: str


def kind(first: str, shape: str, ask: str) -> Kind:
    """A kind; `shape` in words of any case, from the first one on."""
    return Kind(first, re.compile(shape, re.IGNORECASE), ask)


_BE = "is are was were be been being"
_ADVERB = r"(?:also |now |widely |still |not |long |once )?"
HEDGES = (
    kind(
        _BE,
        rf"\w+ {_ADVERB}(?:said|thought|believed|understood|reported|rumoured|rumored|alleged|feared|supposed"
        rf"|considered)(?= to\b)",
        "passes on what somebody holds, and does not say who: ask who.",
    ),
    kind(
        _BE,
        rf"\w+ {_ADVERB}(?:expected|set|likely|unlikely|scheduled|poised|bound|predicted|projected|forecast"
        rf"|due)(?= to (?!an?\b|the\b))",
        "speaks of what has not happened yet: ask who expects it, and on what grounds.",
    ),
    kind(
        "it",
        r"it is (?:said|thought|feared|believed|understood)(?= that\b)",
        "passes something on: ask whose words they are.",
    ),
    kind("might could", r"\w+\b(?! of\b)", "leaves open whether it is so: ask what it depends on."),
    kind("may", r"(?-i:may)\b", "leaves open whether it is so: ask what it depends on."),
    kind(
        "about around roughly nearly almost approximately up at more less fewer as close an upwards",
        r"(?:about|around|roughly|nearly|almost|approximately|up to|at least|at most|(?:more|less|fewer) than"
        rf"|as (?:many|much|few) as|close to|an estimated|upwards of)(?= {NUMERAL})",
        "leaves the figure open: ask for the exact one, and who counted.",
    ),
    kind(
        "plan plans planned hope hopes hoped intend intends intended aim aims aimed seek seeks",
        r"\w+(?= to (?!the\b|an?\b)[a-z])",
        "tells of an intention, not of a deed: ask whether it was done.",
    ),
    kind(
        "seem seems seemed appear appears appeared tend tends tended",
        r"\w+ (?:to|that|as if|as though)\b",
        "tells how it looks, not how it is: ask what was seen.",
    ),
    kind(
        "reportedly allegedly purportedly rumoured rumored alleged presumed so-called",
        r"[\w-]+",
        "keeps a distance from the statement: ask who made it first.",
    ),
    kind(
        "perhaps maybe possibly probably likely unlikely presumably seemingly apparently supposedly "
        "ostensibly potentially conceivably",
        r"\w+",
        "tells how sure somebody is: ask who, and why not surer.",
    ),
)


def find_hedges(text: str) -> Iterator[Found]:
    """The hedges of a text in their order."""
    return find(text, _BY_FIRST)


def by_first_word(kinds: tuple[Kind, ...]) -> dict[str, tuple[Kind, ...]]:
    """The kinds that each word may begin."""
    words = {word for kind in kinds for word in kind.first.split()}
    return {word: tuple(kind for kind in kinds if word in kind.first.split()) for word in words}


def find(text: str, by_first: dict[str, tuple[Kind, ...]]) -> Iterator[Found]:
    """Words of the given kinds in their order; none begins within another.

    Each word is looked up, so that long lists cost nothing where they do not apply.
    """
    end = 0
    for word in WORD.finditer(text):
        for kind in by_first.get(word[0].lower(), ()) if word.start() >= end else ():
            if match := kind.shape.match(text, word.start()):
                end = match.end()
                yield Found(Span(match.start(), end), kind.ask)
                break


_BY_FIRST = by_first_word(HEDGES)
