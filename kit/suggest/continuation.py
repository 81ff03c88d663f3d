"""Quotations without a cue of their own: which attribution they belong to.

In order: one that a dash and a name follow; the rest of what a cue in the same paragraph quotes, or what one before a
colon announces, or what runs on over paragraphs; and last, one after a sentence about somebody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kit.suggest.found import Found
from kit.suggest.unclaimed import introduced, unclaimed
from kit.suggest.words import Stretch

BARE = re.compile(r"[.,'\- ]*<Q*>?(?:[.,']*<Q*>?)*[.,'\-]*$")
SIGNED = re.compile(r"<Q*>?[.,']*(-)'*([NdPn][NP#n',o]*)[.']*$")
SHORTEST = 7
"""Tokens, marks included, from which a quotation alone in its sentence is no title."""
Placed = tuple[Stretch, Found]
Read = list[tuple[Stretch, list[Found]]]
"""A paragraph: its stretches, each with what was found in it."""


def joined(paragraphs: Iterable[Read]) -> list[Placed]:
    """All attributions of a text, with the quotations that go on elsewhere."""
    thread = Thread()
    for paragraph in paragraphs:
        thread.new_paragraph()
        for stretch, found in paragraph:
            thread.take(stretch, found)
    return [(stretch, one) for stretch, one in thread.made if one.content or one.extra]


class Thread:
    """Who is being quoted, from sentence to sentence."""

    def __init__(self) -> None:
        self.made: list[Placed] = []
        self._quoted: Placed | None = None
        """The attribution that a quotation here goes on with."""
        self._before: tuple[Stretch, list[Found]] | None = None
        """The sentence before, where it is more than a quotation, and what was found in it."""
        self._unclosed = False

    def new_paragraph(self) -> None:
        """A quotation goes on in a new paragraph only if it was not closed, or has only been announced."""
        if self._quoted and not self._unclosed and self._quoted[1].pattern != "announced":
            self._quoted = None

    def take(self, stretch: Stretch, found: list[Found]) -> None:
        """One stretch more, in text order."""
        signed, bare = SIGNED.match(stretch.tags), BARE.match(stretch.tags)
        if signed:
            new = Found(signed.span(1), [(0, signed.start(1))], signed.span(2), "signed")
            self.made.append((stretch, new))
            self._quoted = None
        elif bare:
            self._take_bare(stretch)
        else:
            found = found + unclaimed(stretch, found)
            self.made += [(stretch, one) for one in found]
            quoting = [one for one in found if one.parent is None and _quotes(stretch, one)]
            self._quoted = (stretch, quoting[-1]) if quoting else None
        self._before = None if bare or signed else (stretch, found)
        self._unclosed = bool(stretch.quotations) and stretch.tags[-1] in "Q<"

    def _take_bare(self, stretch: Stretch) -> None:
        if not self._quoted and self._before and len(stretch.tags) >= SHORTEST:
            new = introduced(*self._before)
            if new:
                self._quoted = (self._before[0], new)
                self.made.append(self._quoted)
        if self._quoted:
            self._quoted[1].extra.append(stretch.span(0, len(stretch.tags)))


def _quotes(stretch: Stretch, found: Found) -> bool:
    return found.pattern == "announced" or any("<" in stretch.tags[first:last] for first, last in found.content)
