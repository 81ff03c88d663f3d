"""A layer file: what one coder says about one case, as JSON.

    {"format": "media-verification-kit/layer", "version": 1, "case": "bridge", "digest": "<16 hex digits>",
     "coder": "Ada", "date": "2026-11-28", "annotations": [{"type": "attribution", "id": "a1", ...}, ...]}

Annotations stand in it as in answer sheets: words in place of spans (`kit.structure.written`), so that a person can
read it and a changed comma elsewhere in the text harms nothing. Whole words are kept: a span that begins or ends within
a word comes back as the whole word, without punctuation around it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.answers import unnumbered
from kit.article import Article
from kit.codebook import codebook
from kit.errors import KitError, nearest
from kit.jsonfile import is_writable
from kit.model import Annotation, Attribution, Layer
from kit.references import check_labels
from kit.structure import annotation, written
from kit.submissions import printable

FORMAT = "media-verification-kit/layer"
VERSION = 1
MOST = 20_000
"""Annotations of one layer; a long article with everything in it has some hundreds."""
FIELDS = ("format", "version", "case", "digest", "coder", "date", "annotations")
MOVED = "The text was changed since this layer was made; what is still found in it exactly keeps its place."


@dataclass(frozen=True)
class Coding:
    """What one coder says about a case, and what of it could not be taken over."""

    coder: str
    layer: Layer
    notes: tuple[str, ...] = ()
    """Sentences: each annotation that has no place, with the reason, and whatever else a reader must know."""
    date: str = ""
    """As the coder gave it; empty where not said."""


def layer_text(layer: Layer, article: Article, *, case: str, coder: str, date: str = "") -> str:
    """The layer file of one coder, as text."""
    annotations = [written(a, article) for a in layer.annotations]
    values = (FORMAT, VERSION, case, article.digest, coder, date, annotations)
    return json.dumps(dict(zip(FIELDS, values, strict=True)), ensure_ascii=False, indent=1) + "\n"


def is_layer_file(value: Any) -> bool:
    """Whether JSON says of itself that it is a layer file, of whatever version."""
    return isinstance(value, Mapping) and value.get("format") == FORMAT


def layer_of_json(value: Any, article: Article, where: str, case: str) -> Coding:
    """What the JSON of a layer file holds, placed on the text of the case of this id.

    Hostile until read: an annotation that makes no sense or has no exact place costs itself alone, and is listed.
    Raises KitError for what is no layer file, of another version, or on another case.
    """
    if not is_layer_file(value):
        raise KitError(where, "this is no layer file of the kit", f'It begins with "format": "{FORMAT}"')
    if type(value.get("version")) is not int or value["version"] != VERSION:
        shown = printable(value.get("version"), 20)
        raise KitError(where, f"it has version {shown}, here {VERSION} is read", "Save it with the same kit")
    for name in value:
        if name not in FIELDS:
            raise KitError(where, f'there is no field "{printable(name, 40)}"', nearest(printable(name, 40), FIELDS))
    for name in ("case", "digest", "coder", "date"):
        if not isinstance(value.get(name), str):
            raise KitError(f"{where}, {name}", "it is missing, or no text", "Add it, in quotation marks")
    if not isinstance(value.get("annotations"), list):
        raise KitError(f"{where}, annotations", "the list is missing", "Add it")
    if len(value["annotations"]) > MOST:
        raise KitError(f"{where}, annotations", f"more than {MOST} are not read", "Split the text, and its layer")
    coder = printable(value["coder"], 80)
    if not coder:
        raise KitError(f"{where}, coder", "nobody is named", "Say who made these annotations")
    moved = value["digest"] != article.digest
    if moved and value["case"] != case:
        raise KitError(where, f"it is a layer on another case, {printable(value['case'], 60)}", f"Here it is {case}")
    layer, notes = placed(value["annotations"], article, where, moved)
    return Coding(coder, layer, (*([MOVED] if moved else []), *notes), printable(value["date"], 40))


def placed(values: Iterable[Any], article: Article, where: str, moved: bool = False) -> tuple[Layer, tuple[str, ...]]:
    """The layer that annotations as files hold them make on a text, and a sentence for each that has no place.

    `moved` says that they were made on another version of the text: which of several occurrences was meant is then
    forgotten, and not guessed.
    """
    kept: list[Annotation] = []
    told: list[str] = []
    seen: set[str] = set()
    for number, value in enumerate(values, start=1):
        named = value.get("id") if isinstance(value, Mapping) else None
        here = f"{where}, {printable(named, 60) if isinstance(named, str) and named else f'annotation {number}'}"
        try:
            made = _read(value, article, here, moved)
            if made.id in seen:
                raise KitError(here, "another annotation has this id", "Give one of them another id")
        except KitError as fault:
            told.append(str(fault))
            continue
        seen.add(made.id)
        kept.append(made)
    return Layer(tuple(kept), article.digest), tuple(told)


def _read(value: Any, article: Article, where: str, moved: bool) -> Annotation:
    if not is_writable(value):
        raise KitError(where, "it holds half a sign, which no text has", "Save the file as UTF-8")
    if isinstance(value, Mapping) and moved:
        value = unnumbered(dict(value))
    made = annotation(value, article, where)
    check_labels(made, codebook().ids, where)
    if not made.id or len(made.id) > 200:
        raise KitError(where, "its id is empty or endless", "Give it a short one")
    if made.confidence is not None and not 0 <= made.confidence <= 100:
        raise KitError(where, f"{made.confidence} per cent is no confidence", "Give 0 to 100")
    if isinstance(made, Attribution) and not made.spans:
        raise KitError(where, "it has no words in the text", "Highlight them")
    return made
