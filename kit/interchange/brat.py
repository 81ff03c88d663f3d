"""brat standoff in: a text and the `.ann` file beside it.

Read are text-bound annotations (`T1  Source 0 9  The mayor`; `;` parts one that is split), events that join them
(`E1  Attribution:T4 Source:T1 Cue:T2 Content:T3`; a role given twice carries a number, `Content2`; a role may be
another event, which is then carried by this one), as PolNeAR (Newell, Margolin & Ruths 2018) uses them, and notes on
events. The format: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, product

from kit.article import Article, Span
from kit.errors import KitError
from kit.model import ROLES, Attribution, Layer

TEXT_BOUND = re.compile(r"(?P<id>T\d+)\t(?P<type>\S+) (?P<places>\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)\t(?P<words>.*)")
EVENT = re.compile(r"(?P<id>E\d+)\t(?P<parts>[^\s:]+:[TE]\d+(?: +[^\s:]+:[TE]\d+)*)\s*")
NOTE = re.compile(r"#\d+\t\S+ (?P<of>E\d+)\t(?P<note>.*)")
KNOWN = "TERAMN#*"
"""First characters of brat's lines: text-bound, event, relation, attribute (A, M), normalisation, note, equivalence."""
BREAK = re.compile(r"\r\n|[\r\n]")
Width = Callable[[str, str], int]
"""How much a program counts for a character of the text, which the one before may decide."""
WIDTHS: tuple[Width, ...] = (
    lambda c, before: 1,
    lambda c, before: 1 + (c == "\n" and before != "\r"),
    lambda c, before: 1 - (c == "\n" and before == "\r"),
    lambda c, before: 1 + (ord(c) > 0xFFFF),
)
"""Ways in which places have been counted: by code points, as brat does; with Windows' line breaks, where the text has
lost them; without them, where it has them; in UTF-16's units, as programs in a browser do. Each of them also with a
mark before the text, where that has been lost. One way has to fit all places of a document."""


@dataclass
class _Document:
    """The lines of an `.ann` file, by what they are."""

    bound: dict[str, tuple[str, list[tuple[int, int]], str]] = field(default_factory=dict)
    """Id to where it stands in the file, its places as counted there, and its words."""
    events: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    """Id to where it stands, and (role, id) of its parts, the trigger first."""
    notes: dict[str, str] = field(default_factory=dict)


def read_brat(text: str, standoff: str, where: str) -> tuple[Attribution, ...]:
    """The attributions of a brat document, in the order of its events; spans in code points of `text`.

    An event counts whose name begins with "Attribution". Other annotations are not of the kit and are left out.
    Raises KitError, with the line, for what is no brat and for words that do not stand where it says.
    """
    document = _lines(standoff, where)
    bound = _places(text, document)
    made = {}
    for id, (here, parts) in document.events.items():
        if parts[0][0].startswith("Attribution"):
            made[id] = _attribution(id, parts[1:], bound, document, here)
    for id, (here, parts) in document.events.items():
        for role, part in parts[1:] if id in made else ():
            if _role(role) in ROLES and part in made:
                if _carries(made, part, id):
                    raise KitError(here, f"{id} and {part} carry each other", "Correct it in brat, and export it again")
                made[part] = replace(made[part], parent=made[id].id)
    return tuple(made.values())


def brat_layer(text: str, attributions: Iterable[Attribution], article: Article, where: str) -> tuple[Layer, list[str]]:
    """The layer that the attributions of a brat document make on a case's article, and why others have no place there.

    A sentence of the article that stands word for word in `text`, as often as in the article, is the same sentence.
    What lies outside such sentences is refused with its place, and so is an attribution without words.
    """
    moves, kept, told = _same_sentences(text, article), [], []
    for a in attributions:
        try:
            parts = {role: tuple(_moved(span, text, article, moves) for span in getattr(a, role)) for role in ROLES}
        except LookupError as fault:
            span = fault.args[0]
            words = f"“{_short(text[span.start : span.end])}” ({span.start} to {span.end})"
            told.append(str(KitError(f"{where}, {a.id}", f"{words} does not stand so in this article", "Left out")))
            continue
        if a.spans:
            kept.append(replace(a, **parts))
        else:
            told.append(str(KitError(f"{where}, {a.id}", "it has no words in the text", "Left out")))
    there = {a.id for a in kept}
    orphans = [a for a in kept if a.parent and a.parent not in there]
    told += [f"{where}, {a.id}: {a.parent}, which carries it, was left out, so it stands alone." for a in orphans]
    layer = tuple(replace(a, parent=None) if a in orphans else a for a in kept)
    return Layer(layer, article.digest), told


# ---- the lines


def _lines(standoff: str, where: str) -> _Document:
    document = _Document()
    # Only line breaks end a line: a form feed or a Unicode separator may belong to the words.
    for number, line in enumerate(BREAK.split(standoff.removeprefix("\ufeff")), start=1):
        here = f"{where}, line {number}"
        if line.startswith(("T", "E")):
            _annotation(line, document, here)
        elif line.startswith("#"):
            if note := NOTE.fullmatch(line):
                document.notes[note["of"]] = note["note"].strip()
        elif line.strip() and line[0] not in KNOWN:
            raise KitError(here, f"no line of brat begins with “{line[:12]}”", "Choose the .ann file of the document")
    return document


def _annotation(line: str, document: _Document, here: str) -> None:
    match = (TEXT_BOUND if line[0] == "T" else EVENT).fullmatch(line)
    if match is None:
        what, form = ("text-bound annotation", "T1, a tab, Name 0 5, a tab, words")
        if line[0] == "E":
            what, form = ("event", "E1, a tab, Name:T1 Role:T2 …")
        raise KitError(here, f"this is no {what} of brat", f"It reads: {form}")
    if match["id"] in document.bound or match["id"] in document.events:
        raise KitError(here, f"{match['id']} is there twice", "Export the file again")
    if line[0] == "T":
        places = [(int(start), int(end)) for start, end in (p.split(" ") for p in match["places"].split(";"))]
        document.bound[match["id"]] = (here, places, match["words"])
    else:
        document.events[match["id"]] = (here, [tuple(part.split(":")) for part in match["parts"].split()])


def _places(text: str, document: _Document) -> dict[str, tuple[Span, ...]]:
    """Id to spans, by the first way of counting that fits every place."""
    first: KitError | None = None
    for width, begin in product(WIDTHS, (0, 1)):
        ends = list(accumulate(map(width, text, "\0" + text), initial=begin))
        try:
            return {id: _spans(text, ends, *bound) for id, bound in document.bound.items()}
        except KitError as fault:
            first = first or fault
    raise first or AssertionError("unreachable: without places every way fits")


def _spans(text: str, ends: list[int], where: str, places: list[tuple[int, int]], words: str) -> tuple[Span, ...]:
    spans = tuple(Span(bisect_left(ends, start), bisect_left(ends, end)) for start, end in places)
    # brat writes a line break inside an annotation as a space, and joins the parts by one.
    there = " ".join(text[span.start : span.end] for span in spans)
    same = _on_one_line(there) == _on_one_line(words)
    if not same or any(start >= end or end > ends[-1] for start, end in places):
        told = ";".join(f"{start} {end}" for start, end in places)
        what = f"“{_short(words)}” does not stand at {told}; there stands “{_short(there)}”"
        raise KitError(where, what, "Text and .ann file must belong together, and the text must be unchanged")
    return spans


def _on_one_line(words: str) -> str:
    return BREAK.sub(" ", words)


# ---- the events


def _role(name: str) -> str:
    return name.rstrip("0123456789").lower()


def _attribution(id: str, parts: list, bound: Mapping, document: _Document, where: str) -> Attribution:
    roles: dict[str, list[Span]] = {role: [] for role in ROLES}
    for name, part in parts:
        role = _role(name)
        if role not in roles:
            continue
        if part not in bound and part not in document.events:
            raise KitError(where, f"{part} is not there", "The .ann file is not whole; export it again")
        roles[role] += bound.get(part, ())
    spans = {role: tuple(sorted(spans)) for role, spans in roles.items()}
    return Attribution(id=id.lower(), why=document.notes.get(id, ""), **spans)


def _carries(made: Mapping[str, Attribution], carrier: str, id: str) -> bool:
    """Whether `carrier` carries `id`, itself or through others, or is it."""
    by_own = {a.id: a for a in made.values()}
    at: str | None = made[id].id
    while at is not None:
        if at == made[carrier].id:
            return True
        at = by_own[at].parent
    return False


# ---- onto a case's article


def _same_sentences(text: str, article: Article) -> list[tuple[int, int, int]]:
    """Where sentences of the article stand in the text, as (start, end, start in the article), in text order."""
    moves = []
    for words in {s.text for s in article.sentences if s.text}:
        here, there = _all(words, article.text), _all(words, text)
        if len(here) == len(there):
            moves += [(b, b + len(words), a) for a, b in zip(here, there, strict=True)]
    return sorted(moves)


def _all(words: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(re.escape(words), text)]


def _moved(span: Span, text: str, article: Article, moves: list[tuple[int, int, int]]) -> Span:
    """The span on the article. Raises LookupError with the span."""
    # An attribution's part may run over several sentences, which then have to follow each other here as well.
    start = _carried(span.start, moves, span)
    end = _carried(span.end - 1, moves, span) + 1
    if start >= end or " ".join(text[span.start : span.end].split()) != " ".join(article.text[start:end].split()):
        raise LookupError(span)
    return Span(start, end)


def _carried(at: int, moves: list[tuple[int, int, int]], span: Span) -> int:
    found = [start_here + at - start for start, end, start_here in moves if start <= at < end]
    if not found:
        raise LookupError(span)
    return found[0]


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "…"
