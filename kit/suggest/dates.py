"""Dates and times of a text: where they stand, and what they say of calendar and clock."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kit.article import Span
from kit.suggest.numbers import ONES, SMALL, VALUES
from kit.suggest.wordlists import any_of, in_order

MONTHS = in_order("January February March April May June July August September October November December")
WEEKDAYS = in_order("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
CLOCK_WORDS = {"noon": 720, "midday": 720, "midnight": 0}

_MONTH = rf"(?:(?:{any_of(MONTHS)})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_WEEKDAY = rf"(?:(?:{any_of(WEEKDAYS)})\b|(?:Mon|Tues|Wed|Thurs|Fri|Sat|Sun)\b\.)"
_PART = r"(?: (?:morning|afternoon|evening|night|lunchtime)\b)?"
_YEAR = r"(?:1[5-9]|20)\d\d\b(?!,\d)"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_HOUR = rf"(?:{any_of([*ONES, 'ten', 'eleven', 'twelve'])})\b"
_HALF_OF_DAY = r"(?:(?: in the (?:morning|afternoon|evening)| at night)\b)?"
_UNIT = r"(?:second|minute|hour|day|night|week|weekend|fortnight|month|year|decade|century|centurie|generation)s?"
_COUNT = rf"(?:{SMALL}|\d+|an?|several|many|some|(?:a )?few|a couple of)"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_FEAST = r"(?:Christmas|Easter|New Year|Thanksgiving|Halloween|Ramadan)"
_NEAR = (
    r"(?:[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Pp]revious|[Ff]ollowing|[Ee]arlier this|[Ll]ater this|[Tt]he same|[Tt]hat)"
)
_BEFORE = (
    r"(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Tt]o|[Oo]f|[Dd]uring|[Tt]hrough|[Bb]etween|[Aa]nd|[Bb]efore"
    r"|[Aa]fter|[Ee]arly|[Ll]ate|[Mm]id|[Yy]ear|[Ee]very)"
)

CALENDAR = (
    rf"(?:{_WEEKDAY},? )?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?",
    rf"(?:{_WEEKDAY},? )?{_MONTH} {_DAY}\b(?![,.:]\d|-?\w)(?:,? {_YEAR})?",
    rf"{_MONTH},? {_YEAR}",
    rf"{_WEEKDAY}{_PART}",
    r"(?:[Tt]he )?(?:(?:early|late|mid)[ -])?(?:1[5-9]|20)\d0s\b",
    r"(?:1[5-9]|20)\d\d-\d\d-\d\d\b|\d{1,2}/\d{1,2}/(?:\d\d)?\d\d\b",
)
CLOCK = (
    rf"(?:[Hh]alf past|(?:[Aa] )?[Qq]uarter (?:past|to)|(?:(?:[Tt]wenty|[Tt]wenty-five|[Ff]ive"
    rf"|[Tt]en)(?: minutes)?) (?:past|to)) {_HOUR}" + _HALF_OF_DAY,
    rf"{_HOUR} o[’']clock{_HALF_OF_DAY}",
    r"(?:[Nn]oon|[Mm]idday|[Mm]idnight)\b",
    r"\d{1,2}(?:[:.]\d\d)? ?(?:[ap]\.m\.|[apAP][mM]\b)|(?:[01]?\d|2[0-3]):[0-5]\d\b",
)
NEARBY = (
    r"(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Tt]onight)\b(?![’'])",
    rf"(?i:{_COUNT}) {_UNIT} (?:ago|earlier|later|before|after|on)\b",
    rf"{_NEAR} (?:{_UNIT}|morning|afternoon|evening|{_SEASON}|{_WEEKDAY}{_PART}|{_MONTH}|{_FEAST})\b",
    r"[Tt]he (?:day|night|week|month|year) (?:before|after)\b(?: (?:last|next|yesterday|tomorrow))?",
)
_WORDS = "|".join((*CALENDAR, *CLOCK, *NEARBY))
_AFTER_HOUR = r"(?=[,.;:!?”’\"\n]| (?:on|this|that|and|when|he|she|they|it|yesterday|last|every|but|for)\b|$)"
_AFTER_AT = rf"(?<=\b[Aa]t ){_HOUR}(?:{_HALF_OF_DAY[:-1]}|{_AFTER_HOUR})"
_AFTER_PREPOSITION = (
    rf"(?<!\w){_BEFORE} (?P<bare>(?:(?:early|late|mid)[ -])?{_MONTH}(?!,? \d)"
    rf"|{_YEAR}(?! \w+s\b)|{_FEAST}\b|{_SEASON} {_YEAR})"
)
DATE = re.compile(rf"(?<![\w$€£¥.,/-])(?:{_WORDS}|{_AFTER_PREPOSITION})|{_AFTER_AT}")


def find_dates(text: str) -> Iterator[Span]:
    """The dates and times of a text in their order, without the preposition before them."""
    for match in DATE.finditer(text):
        yield Span(*match.span("bare" if match["bare"] else 0))


def reading(words: str) -> Mapping[str, int]:
    """What a date says: `weekday`, `month` (both from 0), `day`, `year`, or `time` in minutes of a twelve-hour clock.

    >>> dict(reading("Monday, 4 May"))
    {'weekday': 0, 'month': 4, 'day': 4}
    >>> reading("twenty-five to nine")["time"] == reading("20:35")["time"] == 8 * 60 + 35
    True
    """
    found: dict[str, int] = {}
    for name, names in (("weekday", WEEKDAYS), ("month", MONTHS)):
        if match := re.search("|".join(n[:3] for n in names), words):
            found[name] = [n[:3] for n in names].index(match[0])
    if match := re.search(_YEAR, words):
        found["year"] = int(match[0])
    if "month" in found and (match := re.search(r"(?<!\d)\d{1,2}(?!\d)", words)):
        found["day"] = int(match[0])
    elif (time := _clock(words.lower())) is not None:
        found["time"] = time % 720
    return found


def _clock(words: str) -> int | None:
    """Minutes after midnight, or None where no clock is read."""
    if words in CLOCK_WORDS:
        return CLOCK_WORDS[words]
    if match := re.match(r"(\d{1,2})[:.](\d\d)|(\d{1,2}) ?[ap]\.?m", words):
        return int(match[1] or match[3]) * 60 + int(match[2] or 0)
    match = re.match(rf"(?:(.*?)(?: minutes)? (past|to) )?({_HOUR})(?! \w+ (?:ago|earlier|later))", words)
    if not match:
        return None
    hour = VALUES[match[3]] * 60
    if not match[2]:
        return hour if len(words) == len(match[3]) or "o" in words[len(match[3]) :][:2] or " in the " in words else None
    minutes = {"half": 30, "a quarter": 15, "quarter": 15, "twenty-five": 25}.get(match[1]) or VALUES.get(match[1], 0)
    return hour + minutes if match[2] == "past" else hour - minutes
