"""What the W3C's Web Annotation Data Model (Recommendation, 23 February 2017) requires, as far as it applies here.

Each rule names its section. They follow the model's text and what the Working Group's own tests assert
(w3c/web-annotation-tests: `annotationMusts.test`, `collectionMusts.test`, and the schema `specificResource.json`);
SHOULDs that the kit keeps are held as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z")
MOTIVATIONS = {
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting"),
    *("identifying", "linking", "moderating", "questioning", "replying", "tagging"),
}
TERMS = {
    *("@context", "id", "type", "motivation", "body", "target", "label", "creator", "created", "total", "first"),
    *("startIndex", "items", "purpose", "value", "format", "source", "selector", "exact", "prefix", "suffix"),
    *("start", "end", "name"),
}
"""Keys that the kit writes; each is a term of the context, so that JSON-LD keeps all of it."""


def broken(collection: Any) -> list[str]:
    """Every rule that a collection with its page breaks."""
    return [*_collection(collection), *_terms(collection)]


def _collection(c: Any) -> Iterator[str]:
    if CONTEXT not in _list(c.get("@context")):
        yield "5.1 (and 3.1): the context is one of the values of @context"
    yield from _head(c, "5.1", "AnnotationCollection")
    if type(c.get("total")) is not int or c["total"] < 0 or c["total"] != len(c["first"]["items"]):
        yield "5.1: total is the number of annotations, not negative"
    if not isinstance(c.get("label"), str):
        yield "5.1: a collection should have a label"
    if "created" in c and not MOMENT.fullmatch(c["created"]):
        yield "3.3.1: created is an xsd:dateTime in UTC, expressed as Z"
    page = c["first"]
    yield from _head(page, "5.2", "AnnotationPage")
    if not isinstance(page.get("items"), list):
        yield "5.2: a page has exactly one list of items"
    if type(page.get("startIndex")) is not int or page["startIndex"] < 0:
        yield "5.2: startIndex is not negative"
    ids = [c.get("id"), page.get("id"), *(a.get("id") for a in page["items"])]
    if len(set(ids)) < len(ids):
        yield "3.1: an id is the IRI of one annotation"
    for a in page["items"]:
        yield from (f"{a.get('id')}: {rule}" for rule in _annotation(a))


def _head(thing: Any, section: str, kind: str) -> Iterator[str]:
    if not isinstance(thing.get("id"), str) or not IRI.fullmatch(thing["id"]):
        yield f"{section}: id is exactly one IRI"
    if kind not in _list(thing.get("type")):
        yield f"{section}: {kind} is one of its types"


def _annotation(a: Any) -> Iterator[str]:
    yield from _head(a, "3.1", "Annotation")
    if not _list(a.get("target")):
        yield "3.1: there are one or more targets"
    if "body" in a and "bodyValue" in a:
        yield "3.2.5: body and bodyValue are not there both"
    if "body" in a and not _list(a["body"]):
        yield "3.2.6: without a body the key is left out"
    if "motivation" not in a or not set(_list(a["motivation"])) <= MOTIVATIONS:
        yield "3.3.5: a motivation is one of the model's"
    for resource in (*_list(a.get("body")), *_list(a.get("target"))):
        yield from _resource(resource)


def _resource(r: Any) -> Iterator[str]:
    if isinstance(r, str):
        if not IRI.fullmatch(r):
            yield f"3.2.1: {r!r} is no IRI"
        return
    if not set(_list(r.get("purpose", []))) <= MOTIVATIONS:
        yield "3.3.5: a purpose is one of the motivations"
    if "TextualBody" in _list(r.get("type")):
        if not isinstance(r.get("value"), str):
            yield "3.2.4: a textual body has exactly one value, a string"
        if not isinstance(r.get("format", ""), str):
            yield "3.2.1: format is one media type"
    elif "SpecificResource" in _list(r.get("type")):
        source = r.get("source")
        if not IRI.fullmatch(source.get("id", "") if isinstance(source, dict) else str(source)):
            yield "4: a specific resource has exactly one source"
        if not {"purpose", "selector"} & r.keys():
            yield "4: a specific resource says what makes it specific"
        for selector in _list(r.get("selector")):
            yield from _selector(selector)
    else:
        yield f"4: a resource says what it is, not {r.get('type')!r}"


def _selector(s: Any) -> Iterator[str]:
    kinds = _list(s.get("type"))
    if kinds == ["TextQuoteSelector"]:
        if not isinstance(s.get("exact"), str):
            yield "4.2.4: a text quote selector has exactly one exact"
        if not all(isinstance(s.get(part, ""), str) for part in ("prefix", "suffix")):
            yield "4.2.4: prefix and suffix are each there once at most"
        if not {"prefix", "suffix"} <= s.keys():
            yield "4.2.4: prefix and suffix should be there"
    elif kinds == ["TextPositionSelector"]:
        if not all(type(s.get(part)) is int and s[part] >= 0 for part in ("start", "end")):
            yield "4.2.5: start and end are each there exactly once and not negative"
        elif s["start"] > s["end"]:
            yield "4.2.5: the end does not come before the start"
    else:
        yield f"4.2: {kinds} is none of the two selectors that the kit writes"


def _terms(value: Any) -> Iterator[str]:
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _terms(part)
    if isinstance(value, dict):
        yield from (f"1.2: {key} is no term of the context, so JSON-LD would lose it" for key in value.keys() - TERMS)


def _list(value: Any) -> list:
    return value if isinstance(value, list) else [] if value is None else [value]
