"""From plain text to a suggested layer: pure, offline, standard library only.

A suggestion is a layer like any other: attributions with their voices, words worth checking, statements worth asking
about, and pairs of these worth a look. Each says how sure it is and why; what is right is for a reader to decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import groupby

from kit.article import Article, Span, digest_of
from kit.model import Layer, Pair, Spans, Voice
from kit.suggest.attributions import find_attributions
from kit.suggest.claims import SURE as CLAIM_SURE
from kit.suggest.claims import Statement, find_statements
from kit.suggest.clashes import SURE as PAIR_SURE
from kit.suggest.clashes import Clash, find_clashes
from kit.suggest.facts import find_facts
from kit.suggest.foreign import is_english, plain_quotations
from kit.suggest.mentions import is_person
from kit.suggest.sentences import split_sentences
from kit.suggest.voices import name_voices

CLAIMS = 24
"""How many statements are suggested at most: about as many as a case has."""
POOL = 200
"""How many statements, those worth most, are compared with one another."""
NAMED_FROM = ((90, "sure"), (75, "likely"), (0, "worth a look"))
"""From which confidence, in per cent, a suggestion is called so."""


def suggest_layer(text: str, sentences: Iterable[Iterable[Span]] | None = None) -> Layer:
    """Everything that rules can suggest about a text; any string gives a layer, most an empty one.

    `sentences` are the text's paragraphs of sentences where they are known; else the text is split. Spans are
    half-open, in code points of `text` as given. Ids are in text order within their kind: `m1` attributions,
    `h1` hedges, `f1` figures, `d1` dates, `l1` places, `u1` unnamed sources, `c1` claims, `x1` pairs.
    """
    paragraphs = split_sentences(text) if sentences is None else [list(paragraph) for paragraph in sentences]
    find = find_attributions if is_english(text) else plain_quotations
    attributions, named = name_voices(text, find(text, paragraphs))
    facts = find_facts(text, _people(named))
    claims, pairs = _asked_about(text, find_statements(text, paragraphs, attributions, facts))
    return Layer((*attributions, *facts, *claims, *pairs), digest_of(text))


@lru_cache(maxsize=32)
def suggest_article(article: Article) -> Layer:
    """The same for an article, whose sentences are known."""
    paragraphs = groupby(article.sentences, key=lambda sentence: sentence.paragraph)
    return suggest_layer(article.text, [[Span(s.start, s.end) for s in held] for _, held in paragraphs])


def voices(text: str, layer: Layer) -> tuple[Voice, ...]:
    """The voices whose ids a suggested layer uses, each with the fullest name that the text gives it.

    An id that the text does not lead to (the layer was changed since) is its own name.
    """
    plain = [replace(a, voice=None) for a in layer.attributions]
    known = {voice.id: voice for voice in name_voices(text, plain)[1]}
    used = (
        id for a in layer.attributions for id in (a.voice, *(x.label for x in a.accept if x.field == "voice")) if id
    )
    return tuple(known.get(id, Voice(id, id.replace("-", " "))) for id in dict.fromkeys(used))


def tier(confidence: int) -> str:
    """How sure a suggestion is, in words.

    >>> tier(96), tier(80), tier(40)
    ('sure', 'likely', 'worth a look')
    """
    return next(name for least, name in NAMED_FROM if confidence >= least)


def _people(named: Iterable[Voice]) -> set[str]:
    """The words of the names of the people among the voices."""
    names = (voice.name.partition(",")[0] for voice in named)
    people = (name for name in names if name[:1].isupper() and is_person(name) is not False)
    return {word for name in people for word in name.split()}


def _asked_about(text: str, statements: Sequence[Statement]) -> tuple[list[Spans], list[Pair]]:
    """The claims and the pairs: first the statements that clash with another, then those worth most."""
    pool = sorted(sorted(statements, key=lambda s: (-s.worth, s.span))[:POOL], key=lambda s: s.span)
    clashes = find_clashes(text, pool)
    chosen = _chosen(pool, clashes)
    ids = {place: f"c{number}" for number, place in enumerate(sorted(chosen), start=1)}
    claims = [_claim(ids[place], pool[place]) for place in ids]
    kept = sorted((clash for clash in clashes if clash.a in ids and clash.b in ids), key=lambda clash: clash[:2])
    pairs = [
        Pair(id=f"x{n}", a=ids[c.a], b=ids[c.b], dimension=c.dimension, confidence=PAIR_SURE, why=c.why)
        for n, c in enumerate(kept, start=1)
    ]
    return claims, pairs


def _chosen(pool: Sequence[Statement], clashes: Sequence[Clash]) -> set[int]:
    """Places of at most `CLAIMS` statements; a pair is taken whole or not at all."""
    chosen: set[int] = set()
    for clash in clashes:
        if len(chosen | {clash.a, clash.b}) <= CLAIMS:
            chosen |= {clash.a, clash.b}
    by_worth = sorted(range(len(pool)), key=lambda place: (-pool[place].worth, place))
    for place in by_worth:
        if len(chosen) < CLAIMS:
            chosen.add(place)
    return chosen


def _claim(id: str, statement: Statement) -> Spans:
    confidence = CLAIM_SURE[statement.attribution is not None]
    return Spans(id=id, item="claim", spans=(statement.span,), confidence=confidence, why=statement.why)
