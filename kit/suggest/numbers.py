"""Figures of a text, in digits or in words: where they stand, how much they say, and of what."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kit.article import Span
from kit.suggest.stems import CLOSED, stem
from kit.suggest.wordlists import any_of, in_order, listed

ONES = in_order("one two three four five six seven eight nine")
TEENS = in_order("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
TENS = in_order("twenty thirty forty fifty sixty seventy eighty ninety")
SCALES = {"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SHORT_SCALES = {"k": 1e3, "m": 1e6, "bn": 1e9, "tn": 1e12}
PARTS = {
    **{"half": 2, "halves": 2, "quarter": 4, "third": 3, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8},
    **{"ninth": 9, "tenth": 10},
}
VALUES = {
    **{word: number for number, word in enumerate(ONES + TEENS, start=1)},
    **{word: 10 * number for number, word in enumerate(TENS, start=2)},
}
CURRENCIES = listed("$ € £ ¥ dollar euro crown cent penny franc yen rouble rupee")
MEASURES = CURRENCIES | listed(
    """metre meter kilometre kilometer mile foot inch yard acre hectare litre liter gallon gram kilo kilogram tonne
    ton pound degree decibel volt watt kilowatt megawatt percent point second minute hour day week month year
    decade century"""
)
"""Stems of what a figure may be told in, beside things that are counted."""
PEOPLE = frozenset({"person", "man", "woman", "child"})
"""Stems of what is counted without an -s."""

SMALL = rf"(?:(?:{any_of(TENS)})(?:[- ](?:{any_of(ONES)}))?|{any_of(TEENS + ONES)})\b"
_SCALE = rf"(?:{any_of(SCALES)})s?\b"
_IN_WORDS = rf"(?:{SMALL}|an?|half an?|several|many|tens of|hundreds of|thousands of)(?:[ -](?:of )?{_SCALE})+"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_FRACTION = (
    rf"(?:an?|one|two|three|four|five|seven|nine)[ -](?:{any_of(PARTS)})s?\b"
    rf"|half\b(?= (?:of|the|an?(?! {_SCALE})|its|his|her|their|our|as)\b)"
    rf"|(?:{SMALL}|\d+)(?: in| out of)(?: every)? (?:{SMALL}|\d+)"
)
NUMBER = re.compile(
    rf"(?:(?P<money>[$€£¥]) ?(?P<amount>{_DIGITS})(?P<sized>k|m|bn|tn)?(?!\w)"
    rf"|(?P<fraction>{_FRACTION})"
    rf"|(?P<digits>{_DIGITS})(?P<short>k|m|bn|tn)?(?:(?![\w/])|(?=(?:km|cm|mm|kg|mph|kph)\b))"
    rf"|(?P<words>{SMALL} and a half\b|{_IN_WORDS}(?: (?:and )?{SMALL}(?:[ -]{_SCALE})*)*|{SMALL}"
    rf"|(?:dozens|scores|twice)\b))(?P<scale>[ -]{_SCALE})?",
    re.IGNORECASE,
)
"""A number by its first character; where it may begin is asked before."""
BEGINS = re.compile(
    rf"(?<![\w.,:/$€£¥-])(?=[$€£¥]?\d|(?:{any_of(VALUES)}"
    r"|half|an?|several|many|tens|hundreds|thousands|dozens|scores|twice)\b)",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"(?:\b(?i:line|no\.|numbers?|route|room|page|chapter|section|article|paragraph|flight|channel|platform|gate|unit"
    r"|phase|level|grade|class|act|rule|highway|interstate|district|ward|stage|season|version|figure|table|step)"
    r"|(?<=[a-z,;] )[A-Z]\w*) $"
)
"""What makes a number a name: “line 4”, “number 9”."""
STREET = re.compile(r" (?:[A-Z][\w’'-]+ ){0,2}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Place|Way|Drive|Court)\b")
YEAR, PLURAL = re.compile(r"(?:19|20)\d\d"), re.compile(r" \w+s\b")
FOLLOWING = re.compile(r"([ -])([^\W\d_]+(?:[’'-][^\W\d_]+)*)")
PERCENT = re.compile(r" ?%| per cent\b| percent\b| pc\b| percentage points?\b", re.IGNORECASE)
ROUGH = re.compile(
    r"\b(?:about|around|roughly|some|nearly|almost|approximately|over|under|up to|at least|at most|close to"
    r"|(?:more|less|fewer) than|as (?:many|much) as|an estimated) (?:[$€£¥])?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text."""

    span: Span
    """The number with its unit, half-open, in code points of the text."""
    value: float
    """How much; `nan` for “several hundred” or “dozens”."""
    units: frozenset[str]
    """Stems of the words that may say of what; `%` for per cent and for a fraction."""
    rough: bool
    """Whether words before it round it: “about”, “more than”."""

    @property
    def kind(self) -> str:
        """`share`, `money`, `measure` or `count`."""
        if "%" in self.units:
            return "share"
        return "money" if self.units & CURRENCIES else "measure" if self.units & MEASURES else "count"


def find_figures(text: str) -> Iterator[Figure]:
    """The figures of a text in their order. Numbers that are names (“line 4”) and a plain “one” are no figures."""
    end = 0
    for begin in BEGINS.finditer(text):
        match = NUMBER.match(text, begin.start()) if begin.start() >= end else None
        if match and not _is_name(text, match):
            figure = _figure(text, match)
            end = figure.span.end
            yield figure


def apart(figures: Iterable[Figure], dates: Sequence[Span]) -> Iterator[Figure]:
    """The figures that touch none of the `dates`; both in text order, each without overlaps."""
    place = 0
    for figure in figures:
        while place < len(dates) and dates[place].end <= figure.span.start:
            place += 1
        if place == len(dates) or dates[place].start >= figure.span.end:
            yield figure


def _is_name(text: str, match: re.Match) -> bool:
    """Whether these words count nothing: a house number, a year, the “one” of “no one”, a number after a name."""
    if match[0].lower() == "one":
        return True
    if match["digits"] and not match["scale"]:
        before = text[max(0, match.start() - 24) : match.start()]
        year = YEAR.fullmatch(match[0]) and not PLURAL.match(text, match.end())
        return bool(year or LABELLED.search(before) or STREET.match(text, match.end()))
    return False


def _figure(text: str, match: re.Match) -> Figure:
    before = text[max(0, match.start() - 16) : match.start()]
    units, end = _units(text, match)
    return Figure(Span(match.start(), end), _value(match), units, bool(ROUGH.search(before)))


def _units(text: str, match: re.Match) -> tuple[frozenset[str], int]:
    """What is counted, and where the figure ends: after its measure, or after one plural noun."""
    if percent := PERCENT.match(text, match.end()):
        return frozenset("%"), percent.end()
    if match["fraction"]:
        return frozenset("%"), match.end()
    found, end, at = set(), match.end(), match.end()
    for place in range(3):
        word = FOLLOWING.match(text, at)
        if not word or word[2].lower() in CLOSED:
            break
        root = stem(word[2])
        at = word.end()
        if root in MEASURES and end == match.end():
            # “600 metres”: what is measured afterwards is not what is counted.
            return frozenset({root}), at
        if not place and (word[2].endswith("s") or root in PEOPLE):
            end = at
        found.add(root)
    return frozenset(found | {match["money"]} if match["money"] else found), end


def _value(match: re.Match) -> float:
    """The number that is meant."""
    factor = 1.0
    for scale in re.findall(r"[a-z]+", (match["scale"] or "").lower()):
        factor *= SCALES[scale.removesuffix("s")]
    if match["fraction"]:
        return _share(match["fraction"].lower())
    if digits := match["digits"] or match["amount"]:
        return _digits(digits) * factor * SHORT_SCALES.get((match["short"] or match["sized"] or "").lower(), 1.0)
    return _worded(match["words"].lower()) * factor


def _digits(words: str) -> float:
    return float(words.replace(",", "")) if len(words) <= 24 else math.inf


def _worded(words: str) -> float:
    """The value of a number in words.

    >>> _worded("two thousand three hundred and forty-one"), _worded("half a million"), _worded("a dozen")
    (2341.0, 500000.0, 12.0)
    """
    if words == "twice":
        return 2.0
    if words.endswith(" and a half"):
        return _worded(words.removesuffix(" and a half")) + 0.5
    total, group = 0.0, 1.0 if re.match(r"an?\b|half an?\b", words) else 0.0
    if words.startswith("half"):
        group = 0.5
    for word in re.findall(r"[a-z]+", words):
        if word in VALUES:
            group += VALUES[word]
        elif word in SCALES:
            group *= SCALES[word]
            if SCALES[word] > 100:
                total, group = total + group, 0.0
    return total + group or math.nan


def _share(words: str) -> float:
    """The value of a fraction in words.

    >>> _share("two thirds"), _share("one in five"), _share("half")
    (0.6666666666666666, 0.2, 0.5)
    """
    whole, _, of = re.sub(r" (?:in|out of)(?: every)? ", "/", words).partition("/")
    if of:
        return _count(whole) / (_count(of) or math.nan)
    first, _, part = re.sub("-", " ", words).rpartition(" ")
    return VALUES.get(first, 1) / PARTS[part if part in PARTS else part.removesuffix("s")]


def _count(words: str) -> float:
    return _digits(words) if words[:1].isdecimal() else _worded(words)
