"""Suggested attributions of a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kit.article import Span
from kit.model import Attribution
from kit.suggest.patterns import Found, find_in
from kit.suggest.quotations import find_quotations
from kit.suggest.words import Stretch


def find_attributions(text: str, paragraphs: Iterable[Iterable[Span]]) -> list[Attribution]:
    """The attributions of `text`, in text order, ids `m1`, `m2`, …; `paragraphs` are its sentences by paragraph."""
    made: list[Attribution] = []
    for paragraph in paragraphs:
        sentences = list(paragraph)
        if not sentences:
            continue
        quotations = find_quotations(text, sentences[0].start, sentences[-1].end)
        for start, end in _units(sentences, quotations):
            stretch = Stretch(text, start, end, [q for q in quotations if start <= q.start and q.end <= end])
            made += [_attribution(stretch, found) for found in find_in(stretch)]
    return [replace(a, id=f"m{number}") for number, a in enumerate(made, start=1)]


def _units(sentences: list[Span], quotations: list[Span]) -> list[tuple[int, int]]:
    units: list[tuple[int, int]] = []
    for sentence in sentences:
        if units and any(q.start < sentence.start < q.end for q in quotations):
            units[-1] = (units[-1][0], sentence.end)
        else:
            units.append((sentence.start, sentence.end))
    return units


def _attribution(stretch: Stretch, found: Found) -> Attribution:
    content = tuple(stretch.span(*part) for part in found.content)
    return Attribution(
        id="m1",
        source=(stretch.span(*found.source),) if found.source else (),
        cue=(stretch.span(*found.cue),),
        content=content,
        attitude=found.attitude,
        stance=found.stance,
    )
