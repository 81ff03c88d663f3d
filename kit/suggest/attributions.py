"""Suggested attributions of a text."""

from __future__ import annotations

from collections.abc import Iterable

from kit.article import Span
from kit.model import Attribution
from kit.suggest.continuation import joined
from kit.suggest.patterns import Found
from kit.suggest.phrases import find_in
from kit.suggest.quotations import find_quotations
from kit.suggest.words import Stretch


def find_attributions(text: str, paragraphs: Iterable[Iterable[Span]]) -> list[Attribution]:
    """The attributions of `text`, in text order, ids `m1`, `m2`, …; `paragraphs` are its sentences by paragraph."""
    read: list[list[tuple[Stretch, list[Found]]]] = []
    for paragraph in paragraphs:
        sentences = list(paragraph)
        if not sentences:
            continue
        quotations = find_quotations(text, sentences[0].start, sentences[-1].end)
        stretches = []
        for start, end in _units(sentences, quotations):
            stretch = Stretch(text, start, end, [q for q in quotations if start <= q.start and q.end <= end])
            stretches.append((stretch, find_in(stretch)))
        read.append(stretches)
    made = joined(read)
    ids = {id(found): f"m{number}" for number, (_, found) in enumerate(made, start=1)}
    return [_attribution(stretch, found, ids) for stretch, found in made]


def _units(sentences: list[Span], quotations: list[Span]) -> list[tuple[int, int]]:
    units: list[tuple[int, int]] = []
    for sentence in sentences:
        if units and any(q.start < sentence.start < q.end for q in quotations):
            units[-1] = (units[-1][0], sentence.end)
        else:
            units.append((sentence.start, sentence.end))
    return units


def _attribution(stretch: Stretch, found: Found, ids: dict[int, str]) -> Attribution:
    content = tuple(stretch.span(*part) for part in found.content)
    return Attribution(
        id=ids[id(found)],
        source=(stretch.span(*found.source),) if found.source else (),
        cue=(stretch.span(*found.cue),),
        content=content + tuple(found.extra),
        attitude=found.attitude,
        stance=found.stance,
        parent=ids.get(id(found.parent)) if found.parent else None,
        why=found.pattern,
    )
