"""What is suggested for a draft's text, under ids that outlive a correction of the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256

from kit.article import Article, Span
from kit.model import Annotation, Attribution, Choice, Layer, Pair, Spans
from kit.suggest import suggest_article

REFUSED = "refused"
"""The option of the choice that refuses a suggestion; its id is "<suggestion>.refused"."""
WORTH = ("hedge", "figure", "date", "place", "unnamed")
"""Kinds of suggested words that are worth checking and no statement of their own."""


LEANING = ("he", "she", "they", "i", "we", "him", "them", "me", "us", "my", "our")
LEANING_FIRST = ("it", "this", "that", "these", "those", "his", "her", "its", "their", "of", "there")
"""Words that mean nothing without the text: anywhere, and as the first word of a statement."""


@lru_cache(maxsize=8)
def suggested(article: Article) -> Layer:
    """The suggestions for an article. Ids are made of the words, so that those of other sentences change nothing."""
    return lasting(suggest_article(article), article)


def lasting(layer: Layer, article: Article) -> Layer:
    """The same layer with ids made of the words that each suggestion is about, and of how often they came before.

    What is suggested on a corrected text has other numbers; a refusal has to find its suggestion all the same.
    """
    times: Counter[str] = Counter()
    ids: dict[str, str] = {}
    for a in layer.annotations:
        words = "|".join(_words(a, article))
        times[words] += 1
        ids[a.id] = a.id[:1] + sha256(f"{words}|{times[words]}".encode()).hexdigest()[:8]
    return replace(layer, annotations=tuple(_renamed(a, ids) for a in layer.annotations))


def _words(a: Annotation, article: Article) -> list[str]:
    if isinstance(a, Attribution):
        return [article.words(span) for part in (a.source, a.cue, a.content) for span in (*part, Span(0, 0))]
    if isinstance(a, Spans):
        return [a.item, *(article.words(span) for span in a.spans)]
    return [a.id]


def _renamed(a: Annotation, ids: Mapping[str, str]) -> Annotation:
    a = replace(a, id=ids[a.id])
    if isinstance(a, Attribution):
        return replace(a, parent=ids.get(a.parent or ""))
    return replace(a, a=ids.get(a.a, a.a), b=ids.get(a.b, a.b)) if isinstance(a, Pair) else a


def statements(layer: Layer) -> tuple[Spans, ...]:
    """The statements worth asking about, of a layer of suggestions."""
    return tuple(s for s in layer.of(Spans) if s.item == "claim" and s.spans)


def worth_checking(layer: Layer) -> tuple[Spans, ...]:
    """Hedges, figures, dates, places and unnamed sources, of a layer of suggestions."""
    return tuple(s for s in layer.of(Spans) if s.item in WORTH and s.spans)


def first_gist(span: Span, article: Article) -> str:
    """A restatement to begin with: the words as they stand, as a sentence. Who says it is another question."""
    said = article.words(span).strip()
    return f"{said[:1].upper()}{said[1:]}{'' if said.endswith(('.', '!', '?')) else '.'}"


def leans(gist: str, span: Span, article: Article) -> str:
    """The word for which a restatement still needs the text, where it is the text's own words; else empty."""
    words = re.findall(r"[^\W\d_]+", gist)
    if gist != first_gist(span, article) or not words:
        return ""
    return next((w for n, w in enumerate(words) if w.lower() in LEANING or (n == 0 and w.lower() in LEANING_FIRST)), "")


def is_refusal(a: Annotation) -> bool:
    """Whether an annotation refuses a suggestion."""
    return isinstance(a, Choice) and a.option == REFUSED


def open_ones(made: Iterable[Annotation], kept: Layer, article: Article) -> list:
    """The suggestions that do not repeat, under another id, what the author has highlighted already.

    It is repeated where more than half of its content is content of theirs, or the other way round.
    """
    own = [(a.id, article.token_ids(_told(a))) for a in kept.annotations if _told(a)]
    return [s for s in made if not any(_same(article.token_ids(_told(s)), words) for id, words in own if id != s.id)]


def _told(a: Annotation) -> tuple[Span, ...]:
    return a.content if isinstance(a, Attribution) else a.spans if isinstance(a, Spans) else ()


def _same(x: frozenset[int], y: frozenset[int]) -> bool:
    return 2 * len(x & y) > max(len(x), len(y))
