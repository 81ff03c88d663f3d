"""Quotations that stand without a cue of their own: which attribution they belong to.

In order: the rest of what a cue in the same paragraph quotes; what a cue before a colon announces; what runs on over
paragraphs; a quotation that a dash and a name follow; and last, one after a sentence about somebody.
"""

from __future__ import annotations

import re

from kit.suggest.patterns import Found
from kit.suggest.words import Stretch

BARE = re.compile(r"[^\w]*<Q*>?[.,'\- ]*$|<Q*>?(?:[.,']*<Q*>?)*[.,']*$")
SIGNED = re.compile(r"<Q*>?[.,']*(-)'*([NdPn][NP#n',o]*)[.']*$")
Read = list[list[tuple[Stretch, list[Found]]]]


def joined(read: Read) -> list[tuple[Stretch, Found]]:
    """All attributions of a text, the quotations without a cue among them."""
    made: list[tuple[Stretch, Found]] = []
    before: tuple[Stretch, Found] | None = None
    """The attribution that a quotation here goes on with."""
    open_end = False
    for paragraph in read:
        if before and not (open_end or before[1].pattern == "announced"):
            before = None
        for stretch, found in paragraph:
            signed = SIGNED.match(stretch.tags)
            bare = BARE.match(stretch.tags)
            if signed:
                new = Found((signed.start(1), signed.end(1)), [(0, signed.start(1))], signed.span(2), "signed")
                made.append((stretch, new))
                before = None
            elif bare and before:
                before[1].extra.append(stretch.span(0, len(stretch.tags)))
            else:
                made += [(stretch, one) for one in found]
                quoting = [one for one in found if one.parent is None and (one.pattern == "announced" or _quotes(stretch, one))]
                before = (stretch, quoting[-1]) if quoting else None
            open_end = bool(stretch.quotations) and stretch.tags[-1:] in ("Q", "<")
        if paragraph and before and not open_end and before[1].pattern != "announced":
            open_end = False
    return [(stretch, one) for stretch, one in made if one.content or one.extra]


def _quotes(stretch: Stretch, found: Found) -> bool:
    return any("<" in stretch.tags[first:last] for first, last in found.content)
