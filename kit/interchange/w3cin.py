"""W3C Web Annotations in: what `kit.interchange.w3c` wrote comes back as it was, and others' highlights as `Spans`.

Words are taken in where they anchor exactly: the quoted words stand in the text once (with prefix and suffix, where
given), or at the position that is given beside them. What does not is refused with its place, and what nobody here
understands is listed; the model lets a program take every place that fits (4.2.4), and for a key that would be a guess.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from kit.article import Article, Span
from kit.codebook import codebook
from kit.errors import KitError
from kit.interchange.layerfile import Coding
from kit.interchange.w3c import CLAIM, CONTEXT, PART, REST, text_iri
from kit.jsonfile import is_writable
from kit.model import ROLES, Annotation, Attribution, Layer, Pair, Spans
from kit.references import check_labels
from kit.structure import PLACED, WRITTEN, structure
from kit.submissions import printable

MOST = 100_000
"""Annotations in one file that are read."""
COLLECTIONS = ("AnnotationCollection", "AnnotationPage", "Annotation")
ELSEWHERE = "elsewhere"
"""Type of what a page names and does not hold."""
HIGHLIGHT = "highlight"
"""The item of a foreign highlight that carries no tag."""


def is_w3c(value: Any) -> bool:
    """Whether JSON says of itself that it is of the Web Annotation vocabulary."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(part, Mapping) and _is(part, "Annotation") for part in value)
    if not isinstance(value, Mapping):
        return False
    return CONTEXT in _list(value.get("@context")) or any(_is(value, kind) for kind in COLLECTIONS)


def layer_of_w3c(value: Any, article: Article, where: str) -> Coding:
    """What annotations say about the text; `coder` is the collection's creator, or empty.

    Each annotation that does not anchor exactly, or is not understood, costs itself alone and has its sentence in the
    notes. Raises KitError where the file holds no annotations, or leads to others that are not in it.
    """
    items = list(_items(value, where))
    if len(items) > MOST:
        raise KitError(where, f"more than {MOST} annotations are not read", "Split the file")
    reader = _In(article, where, items)
    kept, told = reader.layer()
    head = value if isinstance(value, Mapping) and not _is(value, "Annotation") else {}
    return Coding(_name(head.get("creator")), Layer(tuple(kept), article.digest), tuple(told), _day(head))


def _items(value: Any, where: str) -> Iterator[Mapping]:
    """Every annotation of a collection, a page, a list, or the one that it is."""
    if isinstance(value, Mapping) and _is(value, "AnnotationCollection"):
        value = value.get("first")
    pages = 0
    while isinstance(value, Mapping) and _is(value, "AnnotationPage"):
        for item in _list(value.get("items")):
            # An annotation may be named alone (5.2); then it lies elsewhere, and is told.
            yield item if isinstance(item, Mapping) else {"id": item, "type": ELSEWHERE}
        value, pages = value.get("next"), pages + 1
        if value is None:
            return
    if isinstance(value, str):
        todo = "Export it with its pages inside"
        raise KitError(where, f"its next page lies elsewhere ({printable(value, 80)}), and nothing is fetched", todo)
    found = [part for part in _list(value) if isinstance(part, Mapping) and _is(part, "Annotation")]
    if not found and not pages:
        raise KitError(where, "there are no annotations in it", "Export an AnnotationCollection, or a list of them")
    yield from found


def _name(creator: Any) -> str:
    for one in _list(creator):
        found = one.get("name") if isinstance(one, Mapping) else one
        if isinstance(found, str):
            return printable(found, 80)
    return ""


def _day(head: Mapping) -> str:
    created = head.get("created")
    return created[:10] if isinstance(created, str) else ""


def _list(value: Any) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]


def _is(value: Mapping, kind: str) -> bool:
    return kind in _list(value.get("type"))


# ---- where words stand


class _Unplaced(Exception):
    """Why a target has no exact place; a sentence without its capital and stop."""


def anchor(target: Mapping, article: Article) -> Span:
    """The span that the selectors of a SpecificResource describe. Raises _Unplaced."""
    selectors = [s for s in _list(target.get("selector")) if isinstance(s, Mapping)]
    quotes = [s for s in selectors if _is(s, "TextQuoteSelector")]
    places = [s for s in selectors if _is(s, "TextPositionSelector")]
    if not quotes and not places:
        kinds = ", ".join(sorted({printable(k, 30) for s in selectors for k in _list(s.get("type"))})) or "none"
        raise _Unplaced(f"its words are not quoted (selectors: {kinds})")
    if not quotes and _target_iri(target) != text_iri(article):
        raise _Unplaced("it gives a position and no words, so nobody can tell whether the text is the same")
    found = [_quoted(s, article.text) for s in quotes] + [[_position(s, article.text)] for s in places]
    spans = set(found[0]).intersection(*found[1:])
    if len(spans) == 1:
        return _refined(spans.pop(), [s for s in (*quotes, *places) if "refinedBy" in s], article)
    words = f"“{_clip(str(quotes[0].get('exact')))}”" if quotes else "it"
    if not all(found):
        raise _Unplaced(f"{words} does not stand in this text{_near(quotes[0], article.text)}")
    if not spans:
        raise _Unplaced(f"{words} does not stand at the position given{_unit(quotes, places, article.text)}")
    raise _Unplaced(f"{words} stands {len(spans)} times in this text, and nothing tells which is meant")


def _quoted(selector: Mapping, text: str) -> list[Span]:
    exact, prefix, suffix = selector.get("exact"), selector.get("prefix", ""), selector.get("suffix", "")
    if not all(isinstance(part, str) for part in (exact, prefix, suffix)) or not exact:
        raise _Unplaced("its quotation is no text")
    starts = (match.start() for match in re.finditer(f"(?={re.escape(exact)})", text))
    fits = (s for s in starts if text.endswith(prefix, 0, s) and text.startswith(suffix, s + len(exact)))
    return [Span(s, s + len(exact)) for s in fits]


def _position(selector: Mapping, text: str) -> Span:
    start, end = selector.get("start"), selector.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise _Unplaced("its position lies outside this text")
    return Span(start, end)


def _refined(span: Span, refining: list[Mapping], article: Article) -> Span:
    """Where a selector is refined by another, the part of the segment that this one selects (4.2.9)."""
    for selector in refining:
        words, found = article.words(span), None
        inner = selector["refinedBy"]
        if isinstance(inner, Mapping) and _is(inner, "TextQuoteSelector"):
            found = _quoted(inner, words)
        elif isinstance(inner, Mapping) and _is(inner, "TextPositionSelector"):
            found = [_position(inner, words)]
        if not found or len(found) > 1 or "refinedBy" in inner:
            raise _Unplaced("the selector that refines its words is not understood, or not exact")
        span = Span(span.start + found[0].start, span.start + found[0].end)
    return span


def _near(quote: Mapping, text: str) -> str:
    """A word on what is different, where the words themselves are there."""
    there = text.count(quote["exact"])
    return f" with that prefix and suffix (the words alone stand there {there} times)" if there else ""


def _unit(quotes: list[Mapping], places: list[Mapping], text: str) -> str:
    """A word on the most usual slip: a browser counts UTF-16 units, the model code points."""
    units = text.encode("utf-16-le")
    for q in quotes:
        for p in places:
            if units[2 * p["start"] : 2 * p["end"]].decode("utf-16-le", "replace") == q["exact"]:
                return "; counted in UTF-16 units it would fit, but the model counts code points"
    return ""


def _clip(words: str) -> str:
    return printable(words, 60)


# ---- the annotations


@dataclass
class _Said:
    """The bodies of one annotation, sorted out."""

    tags: dict[str, list[str]] = field(default_factory=dict)
    """`name: label` of tags and descriptions."""
    plain: list[str] = field(default_factory=list)
    """Tags that are not of the kit's form."""
    links: list[str] = field(default_factory=list)
    comment: str = ""
    rest: dict = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    """Types of bodies that say nothing here."""


class _In:
    """All annotations of one file, so that links between them can be followed."""

    def __init__(self, article: Article, where: str, items: list[Mapping]) -> None:
        self.article, self.where, self.items = article, where, items
        self.said = [_bodies(item) for item in items]
        self.parts: dict[str, tuple[str, Any]] = {}
        self.parents: dict[str, str] = {}

    def layer(self) -> tuple[list[Annotation], list[str]]:
        """What is taken in, and a sentence for everything else."""
        kept: list[Annotation] = []
        told: list[str] = []
        for item, said in zip(self.items, self.said, strict=True):
            self._note_link(item, said)
        ids = Counter(
            # A layer's own statement may be called as one of the case's, which stands in the page to be linked to.
            _id(item.get("id"))
            for item, said in zip(self.items, self.said, strict=True)
            if said.tags.get("type", [""])[0] != CLAIM
        )
        for number, (item, said) in enumerate(zip(self.items, self.said, strict=True), start=1):
            id = _id(item.get("id")) or f"w{number}"
            here = f"{self.where}, {printable(id, 60)}"
            try:
                if not is_writable(item):
                    raise KitError(here, "it holds half a sign, which no text has", "Save the file as UTF-8")
                if ids[id] > 1:
                    raise KitError(here, "several annotations have this id", "Give each its own")
                made = self._made(id, item, said, here)
            except KitError as fault:
                told.append(str(fault))
                continue
            kept += [made] if made is not None else []
            told += [f"{here}: a part of it is not understood ({kind}) and was left out." for kind in said.unread]
        return kept, told

    def _note_link(self, item: Mapping, said: _Said) -> None:
        """Parts and parents stand for themselves in the file, and in the attribution here."""
        kind, iri = said.tags.get("type", [""])[0], item.get("id")
        targets = _list(item.get("target"))
        if kind == PART and isinstance(iri, str) and targets:
            self.parts[iri] = (said.tags.get("role", [""])[0], targets[0])
        elif kind == "parent" and targets and said.links:
            self.parents[_target_iri(targets[0])] = said.links[0]

    @cached_property
    def _linked(self) -> set[str]:
        return {_target_iri(t) for item in self.items for t in _list(item.get("target"))}

    @cached_property
    def _ids(self) -> set[str]:
        return {str(item.get("id")) for item in self.items}

    def _made(self, id: str, item: Mapping, said: _Said, where: str) -> Annotation | None:
        kind = said.tags.get("type", [""])[0]
        if kind == CLAIM:
            return None
        if kind in (PART, "parent"):
            iri = str(item.get("id")) if kind == PART else _target_iri((_list(item.get("target")) or [""])[0])
            known = self._ids if kind == "parent" else self._linked
            if iri not in known:
                raise KitError(where, "it belongs to an attribution that is not in this file", "Export all of it")
            return None
        if kind not in WRITTEN:
            return self._foreign(id, item, said, where)
        record = PLACED.get(WRITTEN[kind], WRITTEN[kind])
        made = structure(self._values(id, record, item, said, where), WRITTEN[kind], where)
        if record is not WRITTEN[kind]:
            spans = self._spans(record, item, where)
            own = {f.name for f in fields(record)} - spans.keys()
            made = record(**{name: getattr(made, name) for name in own}, **spans)
        check_labels(made, codebook().ids, where)
        if made.confidence is not None and not 0 <= made.confidence <= 100:
            raise KitError(where, f"{made.confidence} per cent is no confidence", "Give 0 to 100")
        return made

    def _values(self, id: str, record: type, item: Mapping, said: _Said, where: str) -> dict:
        """The record's other fields, as a file holds them."""
        kinds = {f.name: str(f.type) for f in fields(record)}
        values: dict[str, Any] = {"id": id, "why": said.comment}
        for name, labels in said.tags.items():
            if name == "type":
                continue
            if len(labels) > 1 and not kinds.get(name, "").startswith("tuple"):
                raise KitError(f"{where}, {name}", "it is given twice", "Keep one of the two")
            values[name] = _read(labels, kinds.get(name, "str"))
        targets = [_target_iri(t) for t in _list(item.get("target"))]
        links = [_id(link) for link in said.links]
        if record is Attribution:
            parent = self.parents.get(str(item.get("id")))
            values |= {"voice": links[0] if links else None, "parent": _id(parent) if parent else None}
        elif record is Pair:
            values |= dict(zip(("a", "b"), map(_id, targets), strict=False))
        elif "claim" in kinds:
            values["claim"] = _id(targets[0]) if targets else ""
        if "voices" in kinds:
            values["voices"] = links
        return values | {name: said.rest[name] for name in REST if name in said.rest}

    def _spans(self, record: type, item: Mapping, where: str) -> dict[str, tuple[Span, ...]]:
        targets = _list(item.get("target"))
        if record is Spans:
            return {"spans": tuple(self._anchored(t, where) for t in targets if isinstance(t, Mapping))}
        roles: dict[str, list[Span]] = {role: [] for role in ROLES}
        for target in targets:
            iri = _target_iri(target)
            if iri == text_iri(self.article):
                continue
            role, words = self.parts.get(iri, ("", None))
            if role not in roles:
                raise KitError(where, f"its part {printable(iri, 60)} is not in this file", "Export all of it")
            roles[role].append(self._anchored(words, f"{where}, {role}"))
        return {role: tuple(spans) for role, spans in roles.items()}

    def _anchored(self, target: Any, where: str) -> Span:
        if not isinstance(target, Mapping):
            raise KitError(where, "it does not say which words it means", "Give a SpecificResource with selectors")
        try:
            return anchor(target, self.article)
        except _Unplaced as fault:
            raise KitError(where, str(fault), "Left out") from None

    def _foreign(self, id: str, item: Mapping, said: _Said, where: str) -> Spans:
        """A highlight that another program made: its words, its first tag as what it is, its comment as why."""
        if _is(item, ELSEWHERE):
            raise KitError(where, "it is only named here and lies elsewhere; nothing is fetched", "Export it whole")
        targets = [t for t in _list(item.get("target")) if isinstance(t, Mapping) and "selector" in t]
        if len(targets) < len(_list(item.get("target"))) and targets:
            said.unread.append("a target without words")
        if not targets:
            raise KitError(where, "it is not understood: it highlights no words", "Left out")
        spans = tuple(self._anchored(target, where) for target in targets)
        tags = [*said.plain, *(f"{name}: {label}" for name, labels in said.tags.items() for label in labels)]
        return Spans(id=id, item=tags[0] if tags else HIGHLIGHT, spans=spans, why=said.comment)


def _read(labels: list[str], kind: str) -> Any:
    if kind.startswith("tuple"):
        return labels
    if kind.startswith("bool"):
        return {"true": True, "false": False}.get(labels[0], labels[0])
    return int(labels[0]) if kind.startswith("int") and re.fullmatch(r"\d{1,9}", labels[0]) else labels[0]


def _bodies(item: Mapping) -> _Said:
    said = _Said()
    bodies = [*_list(item.get("body")), *({"value": v} for v in _list(item.get("bodyValue")))]
    for body in bodies:
        if isinstance(body, str):
            said.links.append(body)
            continue
        if not isinstance(body, Mapping):
            continue
        value, purpose = body.get("value"), body.get("purpose", item.get("motivation"))
        if isinstance(body.get("source"), (str, Mapping)):
            said.links.append(_target_iri(body))
        elif not isinstance(value, str):
            said.unread += [printable(kind, 30) for kind in _list(body.get("type"))] or ["no type"]
        elif body.get("format") == "application/json":
            said.rest = _rest(value)
        elif "tagging" in _list(purpose) or "describing" in _list(purpose):
            _tag(said, value, "describing" in _list(purpose))
        else:
            said.comment = f"{said.comment}\n{value}" if said.comment else value
    return said


def _tag(said: _Said, value: str, free: bool) -> None:
    name, sign, label = value.partition(": ")
    if sign and re.fullmatch(r"[a-z_]+", name):
        said.tags.setdefault(name, []).append(label)
    elif free:
        said.comment = f"{said.comment}\n{value}" if said.comment else value
    else:
        said.plain.append(value)


def _rest(value: str) -> dict:
    """The body that holds further answers and votes; what it is not is told by whoever makes a record of it."""
    try:
        held = json.loads(value)
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def _target_iri(target: Any) -> str:
    """The IRI that a target or body is, or names as its source."""
    while isinstance(target, Mapping):
        target = target.get("source") or target.get("id") or ""
    return target if isinstance(target, str) else ""


def _id(iri: Any) -> str:
    """The id within the kit: what stands behind #, without the kind in front of it."""
    if not isinstance(iri, str):
        return ""
    whole, sign, part = iri.partition("#")
    id = unquote(part) if sign else whole
    return re.sub(r"\A(claim|voice)/", "", id)
