"""A layer as W3C Web Annotations (Web Annotation Data Model, Recommendation of 23 February 2017), as JSON-LD.

One AnnotationCollection with its one AnnotationPage. How the kit's records stand in it:

- **Words** are the target: the text's IRI with a TextQuoteSelector (`exact`, and up to 32 characters of `prefix` and
  `suffix`) and a TextPositionSelector (`start`, `end`) beside it. Two selectors that each describe the same segment
  (4.2); one that *refines* another would count from the other's beginning (4.2.9). Positions count Unicode code points
  of the text as given (4.2.4 and 4.2.5 ask for them), half-open, as everywhere in the kit.
- **An attribution** is a `linking` annotation whose targets are those of its parts, each an annotation of its own that
  carries its role. Who carries it (`parent`) is one more `linking` annotation.
- **A pair** links two statements, a chain a statement and, in their order, its voices; assessments and verdicts
  target the statement. Statements of the case stand in the page as well, with their words.
- **Labels** are textual bodies `field: label` with the purpose `tagging`; free text is `describing`, the reason
  `commenting`. Further answers and votes stand in one body of `application/json`.

IRIs are made, by no authority's leave: `urn:uuid:` of what the text and the layer are, and the annotation's id behind
`#`. So the same layer has the same IRIs on every day. `kit.interchange.w3cin` reads all of this back.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, asdict, fields
from typing import Any
from urllib.parse import quote

from kit.article import Article, Span
from kit.model import ROLES, Annotation, Assessment, Attribution, Chain, Claim, Layer, Pair, Spans, Verdict

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
"""The standard's own name of its vocabulary: an identifier that nothing here loads."""
AROUND = 32
"""Characters of prefix and suffix. The model leaves the length open."""
FREE = ("holder", "confirms", "refutes", "text")
"""Fields that hold what somebody wrote, and no label."""
LINKED = ("a", "b", "claim", "parent", "voice", "voices")
"""Fields that name another thing: they become links."""
REST = ("accept", "wrong", "votes")
"""Fields that stand in the body of `application/json`."""
PART, CLAIM = "part", "statement"
"""Types of annotations that are none of the kit's records: an attribution's part, a statement of the case."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOTIVATIONS: Mapping[type, str] = {
    Attribution: "linking",
    Pair: "linking",
    Chain: "linking",
    Assessment: "assessing",
    Verdict: "assessing",
    Spans: "highlighting",
}
"""Kind of record to one of the model's motivations (3.3.5); the others are `describing`."""


def text_iri(article: Article) -> str:
    """The IRI of a text: the same for the same text, whatever its name."""
    return _urn(f"text {article.digest}")


def layer_iri(article: Article, case: str, coder: str, date: str) -> str:
    """The IRI of a coder's layer."""
    return _urn(f"layer {json.dumps([article.digest, case, coder, date])}")


def part_iri(whole: str, id: str) -> str:
    """The IRI of a thing within a text or a layer."""
    return f"{whole}#{quote(id, safe='')}"


def _urn(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"media-verification-kit {name}").urn


def w3c_text(layer: Layer, article: Article, **about: Any) -> str:
    """The same as `w3c_collection`, as text."""
    return json.dumps(w3c_collection(layer, article, **about), ensure_ascii=False, indent=1) + "\n"


def w3c_collection(
    layer: Layer,
    article: Article,
    *,
    case: str,
    coder: str,
    date: str = "",
    claims: Iterable[Claim] = (),
    voices: Mapping[str, str] | None = None,
) -> dict:
    """One coder's layer as an AnnotationCollection (5.1) with its page (5.2) inside.

    `claims` are the case's statements, `voices` the names of its voices by id. A date that is a day becomes `created`.
    """
    return _Out(layer, article, case, coder, date, list(claims), dict(voices or {})).collection()


class _Out:
    """What all annotations of one layer have in common."""

    def __init__(self, layer, article, case, coder, date, claims, voices) -> None:
        self.layer, self.article, self.case, self.coder, self.date = layer, article, case, coder, date
        self.claims, self.voices = {c.id: c for c in claims}, voices
        self.text, self.base = text_iri(article), layer_iri(article, case, coder, date)
        self.own = {a.id for a in layer.of(Spans)}

    def collection(self) -> dict:
        items = [*self._claims(), *(item for a in self.layer.annotations for item in self._items(a))]
        page = {"id": f"{self.base}#page", "type": "AnnotationPage", "startIndex": 0, "items": items}
        created = {"created": f"{self.date}T00:00:00Z"} if DAY.fullmatch(self.date) else {}
        about = {"label": f"{self.case}: the layer of {self.coder}", "creator": {"name": self.coder}}
        head = {"@context": CONTEXT, "id": self.base, "type": "AnnotationCollection", **about, **created}
        return head | {"total": len(items), "first": page}

    # ---- the annotations

    def _annotation(self, id: str, motivation: str, body: list, target: list) -> dict:
        made: dict[str, Any] = {"id": part_iri(self.base, id), "type": "Annotation", "motivation": motivation}
        return made | {"body": body, "target": target if len(target) > 1 else target[0]}

    def _claims(self) -> Iterator[dict]:
        for c in self.claims.values():
            made = self._annotation(c.id, "identifying", [_tag("type", CLAIM)], [self._words(c.span)])
            body = [_tag("type", CLAIM), _said("describing", f"gist: {c.gist}")]
            yield made | {"id": self._claim(c.id), "body": body}

    def _items(self, a: Annotation) -> Iterator[dict]:
        targets: list = []
        if isinstance(a, Attribution):
            for role in ROLES:
                for number, span in enumerate(getattr(a, role), start=1):
                    id = f"{a.id}/{role}/{number}"
                    body = [_tag("type", PART), _tag("role", role)]
                    yield self._annotation(id, "highlighting", body, [self._words(span)])
                    targets.append(part_iri(self.base, id))
        elif isinstance(a, Spans):
            targets = [self._words(span) for span in a.spans]
        elif isinstance(a, Pair):
            targets = [self._claim(a.a), self._claim(a.b)]
        elif isinstance(a, (Assessment, Chain, Verdict)):
            targets = [self._claim(a.claim)]
        yield self._annotation(a.id, MOTIVATIONS.get(type(a), "describing"), self._bodies(a), targets or [self.text])
        if isinstance(a, Attribution) and a.parent is not None:
            body = [_tag("type", "parent"), _link(part_iri(self.base, a.parent))]
            yield self._annotation(f"{a.id}/parent", "linking", body, [part_iri(self.base, a.id)])

    def _bodies(self, a: Annotation) -> list[dict]:
        bodies = [_tag("type", type(a).__name__.lower())]
        for item in fields(a):
            name, value = item.name, getattr(a, item.name)
            default = item.default is not MISSING and value == item.default
            if name in ("id", "why", *ROLES, "spans", *LINKED, *REST) or default:
                continue
            for one in value if isinstance(value, tuple) else (value,):
                said = f"{name}: {str(one).lower() if isinstance(one, bool) else one}"
                bodies.append(_said("describing" if name in FREE else "tagging", said))
        voices = [a.voice] if isinstance(a, Attribution) and a.voice is not None else getattr(a, "voices", ())
        bodies += [self._voice(voice) for voice in voices]
        rest = {name: [asdict(entry) for entry in getattr(a, name)] for name in REST if getattr(a, name)}
        if rest:
            value = json.dumps(rest, ensure_ascii=False)
            bodies.append(_said("describing", value) | {"format": "application/json"})
        return [*bodies, _said("commenting", a.why)] if a.why else bodies

    # ---- what they point at

    def _words(self, span: Span) -> dict:
        text = self.article.text
        quoted: dict[str, Any] = {"type": "TextQuoteSelector", "exact": text[span.start : span.end]}
        quoted["prefix"] = text[max(0, span.start - AROUND) : span.start]
        quoted["suffix"] = text[span.end : span.end + AROUND]
        place = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
        return {"type": "SpecificResource", "source": self.text, "selector": [quoted, place]}

    def _claim(self, id: str) -> str:
        """A layer's own statement comes before the case's of the same id: a suggester numbers its own."""
        return part_iri(self.base, id) if id in self.own else part_iri(self.text, f"claim/{id}")

    def _voice(self, id: str) -> dict:
        iri = part_iri(self.text, f"voice/{id}")
        named = {"id": iri, "name": self.voices[id]} if id in self.voices else iri
        return _link(named, "identifying")


def _tag(name: str, label: str) -> dict:
    return _said("tagging", f"{name}: {label}")


def _said(purpose: str, value: str) -> dict:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _link(source: Any, purpose: str = "linking") -> dict:
    return {"type": "SpecificResource", "purpose": purpose, "source": source}
