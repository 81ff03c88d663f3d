"""What in a text is worth checking or asking about: hedges, figures, dates, places and sources without a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kit.article import Span
from kit.model import Spans
from kit.suggest.dates import find_dates, reading
from kit.suggest.hedges import find_hedges
from kit.suggest.numbers import apart, find_figures
from kit.suggest.places import find_places
from kit.suggest.unnamed import find_unnamed

SURE = {"hedge": 90, "figure": 95, "date": 97, "unnamed": 93}
"""How many in a hundred were what they are called, in samples of 40 to 60 from news articles, read by one reader."""
LETTERS = {"hedge": "h", "figure": "f", "date": "d", "place": "l", "unnamed": "u"}
FIGURE_ASKS = {
    "share": "is a share: ask of how many, and how many that makes.",
    "money": "is a sum of money: ask who worked it out, and what it takes in.",
    "measure": "is a measure: ask who measured it, and how.",
    "count": "is a number: ask who counted, and what counts as one.",
}
CLOCK_ASK = "is a time of day: a log, a recording or another witness could confirm it."
CALENDAR_ASK = "is a date: a calendar, minutes or a record could confirm it."
RELATIVE_ASK = "is told from another day: ask which day that makes."
PLACE_ASKS = {
    "known": "is a place: ask who was there, and what can be seen or looked up there.",
    "kind": "is a place by its name: ask who was there, and what can be seen there.",
    "placed": "stands where places stand: if it is one, ask who was there.",
}
PLACE_SURE = {"known": 95, "kind": 85, "placed": 75}
_SPACES = {ord(space): " " for space in "\u00a0\u2007\u202f\u2009\u200a\u2002\u2003"}


def find_facts(text: str, people: Collection[str] = ()) -> list[Spans]:
    """The facts of a text, each with one span, in text order within each item; `people` are words of persons' names.

    Ids are a letter for the item and a number from 1: `h1`, `f1`, `d1`, `l1`, `u1`.
    """
    even = text.translate(_SPACES)
    dates = list(find_dates(even))
    figures = apart(find_figures(even), dates)
    return [
        *_numbered(text, "hedge", ((found.span, found.ask, SURE["hedge"]) for found in find_hedges(even))),
        *_numbered(text, "figure", ((f.span, FIGURE_ASKS[f.kind], SURE["figure"]) for f in figures)),
        *_numbered(text, "date", ((span, _date_ask(even, span), SURE["date"]) for span in dates)),
        *_numbered(text, "place", ((s, PLACE_ASKS[how], PLACE_SURE[how]) for s, how in find_places(even, people))),
        *_numbered(text, "unnamed", ((found.span, found.ask, SURE["unnamed"]) for found in find_unnamed(even))),
    ]


def _date_ask(text: str, span: Span) -> str:
    says = reading(text[span.start : span.end])
    return CLOCK_ASK if "time" in says else CALENDAR_ASK if says else RELATIVE_ASK


def _numbered(text: str, item: str, found: Iterable[tuple[Span, str, int]]) -> Iterator[Spans]:
    """The words found, as annotations."""
    for number, (span, ask, sure) in enumerate(found, start=1):
        why = f"“{text[span.start : span.end]}” {ask}"
        yield Spans(id=f"{LETTERS[item]}{number}", item=item, spans=(span,), confidence=sure, why=why)
