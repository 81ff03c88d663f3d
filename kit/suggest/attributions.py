"""Attributions that a text suggests: who says what, by which words, with labels, a reason and how sure.

The reading goes from small to large: words with tags (`tags`, `words`), phrases (`chunks`), one cue at a time
(`patterns`, `phrases`), quotations without a cue of their own (`unclaimed`, `continuation`), what a quoted voice passes
on (`within`), then the labels (`labels`) and the reason (`reasons`). Cues are a lexicon (`cues`); nothing is learned.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from kit.article import Span
from kit.model import Attribution
from kit.suggest import labels, reasons
from kit.suggest.continuation import Read, joined
from kit.suggest.found import Found
from kit.suggest.phrases import find_in
from kit.suggest.quotations import find_quotations, without_marks
from kit.suggest.within import passed_on
from kit.suggest.words import Stretch

LONGEST = 2_500
"""Characters that are read together, at most; no sentence that anybody wrote is longer."""


@dataclass(slots=True)
class Placed:
    """What was found, with its spans in the text."""

    stretch: Stretch
    found: Found
    content: tuple[Span, ...]

    @property
    def order(self) -> tuple[int, int, int]:
        """Text order; of those that begin together, the outer one first, then the one with the earlier cue."""
        return self.first, len(self.found.carriers), self.stretch.starts[self.found.cue[0]]

    @property
    def first(self) -> int:
        parts = [self.stretch.starts[part[0]] for part in (self.found.cue, self.found.source) if part]
        return min(*parts, self.content[0].start)


def find_attributions(text: str, paragraphs: Iterable[Iterable[Span]]) -> list[Attribution]:
    """The attributions of `text`, in text order, ids `m1`, `m2`, …; `voice` is left open.

    `paragraphs` are the sentences of the text by paragraph; spans are half-open code points of `text`.
    """
    found = joined(_read(text, list(sentences)) for sentences in paragraphs)
    for stretch, together in groupby(tuple(found), key=itemgetter(0)):
        found += passed_on(stretch, [one for _, one in together])
    placed = [_placed(stretch, one) for stretch, one in found]
    placed = sorted((one for one in placed if one.content), key=lambda one: one.order)
    ids = {id(one.found): f"m{number}" for number, one in enumerate(placed, start=1)}
    carried: dict[int, list[Placed]] = {}
    for one in placed:
        if one.found.parent:
            carried.setdefault(id(one.found.parent), []).append(one)
    names = labels.Names()
    return [_attribution(one, ids, carried.get(id(one.found), []), names) for one in placed]


def _read(text: str, sentences: list[Span]) -> Read:
    """The stretches of a paragraph, each with what was found in it."""
    if not sentences:
        return []
    quotations = find_quotations(text, sentences[0].start, sentences[-1].end)
    starts, ends = [quotation.start for quotation in quotations], [quotation.end for quotation in quotations]
    read: Read = []
    for start, end in _units(sentences, quotations):
        within = quotations[bisect_right(ends, start) : bisect_left(starts, end)]
        stretch = Stretch(text, start, end, within)
        read.append((stretch, find_in(stretch)))
    return read


def _units(sentences: list[Span], quotations: list[Span]) -> list[tuple[int, int]]:
    """The sentences, those tied together that one quotation runs through."""
    units: list[tuple[int, int]] = []
    left = iter(quotations)
    quotation = next(left, None)
    for sentence in sentences:
        while quotation and quotation.end <= sentence.start:
            quotation = next(left, None)
        if units and quotation and quotation.start < sentence.start:
            units[-1] = (units[-1][0], sentence.end)
        else:
            units.append((sentence.start, sentence.end))
    return [piece for start, end in units for piece in _pieces(start, end)]


def _pieces(start: int, end: int) -> Iterable[tuple[int, int]]:
    """A stretch that goes on without end is read in pieces, so that time stays linear."""
    return ((at, min(end, at + LONGEST)) for at in range(start, end, LONGEST))


def _placed(stretch: Stretch, found: Found) -> Placed:
    parts = [stretch.span(*part) for part in found.content] + found.extra
    trimmed = (without_marks(stretch.text, part) for part in parts)
    return Placed(stretch, found, tuple(sorted(part for part in trimmed if part.start < part.end)))


def _attribution(one: Placed, ids: dict[int, str], inner: list[Placed], names: labels.Names) -> Attribution:
    stretch, found = one.stretch, one.found
    form = labels.form(stretch, found)
    return Attribution(
        id=ids[id(found)],
        source=(stretch.span(*found.source),) if found.source else (),
        cue=(stretch.span(*found.cue),),
        content=one.content,
        quote=form,
        stance=found.stance,
        naming=names.naming(stretch, found.source, nested=found.parent is not None),
        basis=labels.basis(stretch, found, [(part.stretch, part.found) for part in inner]),
        attitude=found.attitude,
        parent=ids.get(id(found.parent)) if found.parent else None,
        confidence=reasons.confidence(found, form),
        why=reasons.reason(stretch, found),
    )
