"""Layers for tests: any that a text can carry, by hypothesis, and lopsided readings of the mill."""

from __future__ import annotations

import dataclasses

from hypothesis import strategies as st

from kit.article import Span
from kit.codebook import codebook
from kit.model import (
    Alternative,
    Assessment,
    Attribution,
    Chain,
    Choice,
    Layer,
    Pair,
    Rating,
    Spans,
    Text,
    Verdict,
    Vote,
)
from kit.text import trim

LABELS = codebook().ids
FIELDS = {
    Attribution: ("quote", "stance", "naming", "basis", "attitude"),
    Pair: ("relation", "dimension"),
    Assessment: ("checkability", "evidence"),
    Verdict: ("verdict",),
    Rating: ("level",),
}
written = st.text(max_size=40)
names = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_-]{0,8}", fullmatch=True)


def label(field: str):
    return st.none() | st.sampled_from(LABELS[field])


def several(field: str):
    return st.lists(st.sampled_from(LABELS[field]), max_size=3, unique=True).map(tuple)


def spans_of(article, most: int = 3):
    """Up to so many stretches of whole words, each within one sentence, in text order."""
    stretches = []
    for s in article.sentences:
        tokens = [article.tokens[n] for n in sorted(article.token_ids([Span(s.start, s.end)]))]
        ends = [(a.start - s.start, b.end - s.start) for i, a in enumerate(tokens) for b in tokens[i : i + 4]]
        # As files name words: a bracket that is opened within is closed.
        trimmed = (trim(start, end, s.text) for start, end in ends)
        stretches += [Span(s.start + start, s.start + end) for start, end in trimmed]
    return st.lists(st.sampled_from(stretches), max_size=most, unique=True).map(lambda held: tuple(sorted(held)))


def alternatives(kind: type):
    fields = FIELDS.get(kind, ())
    if not fields:
        return st.just(())
    one = st.sampled_from(fields).flatmap(
        lambda f: st.builds(Alternative, st.just(f), st.sampled_from(LABELS[f]), written)
    )
    return st.lists(one, max_size=2).map(tuple)


def base(kind: type) -> dict:
    votes = st.lists(st.builds(Vote, names, st.just("2026-11-28"), st.just("stance"), names), max_size=2).map(tuple)
    return {
        "why": written,
        "accept": alternatives(kind),
        "wrong": alternatives(kind),
        "votes": votes,
        "confidence": st.none() | st.integers(0, 100),
    }


def annotations(article):
    """Any one annotation; its id is given afterwards."""
    id, spans = st.just(""), spans_of(article)
    claims = st.sampled_from(["c1", "c2", "c3", "c4"])
    some = spans_of(article).filter(bool)
    return st.one_of(
        st.builds(
            Attribution,
            id=id,
            source=spans,
            cue=spans,
            content=some,
            **{f: label(f) for f in FIELDS[Attribution]},
            voice=st.none() | names,
            **base(Attribution),
        ),
        st.builds(
            Pair, id=id, a=claims, b=claims, same_event=st.none() | st.booleans(),
            **{f: label(f) for f in FIELDS[Pair]}, **base(Pair),
        ),
        st.builds(
            Assessment, id=id, claim=claims, reasons=several("reasons"), sourcing=several("sourcing"), holder=written,
            confirms=written, refutes=written, **{f: label(f) for f in FIELDS[Assessment]}, **base(Assessment),
        ),
        st.builds(
            Chain, id=id, claim=claims, voices=st.lists(names, max_size=3, unique=True).map(tuple), **base(Chain),
        ),
        st.builds(
            Verdict, id=id, claim=claims, verdict=label("verdict"), document=st.none() | names, before=label("verdict"),
            **base(Verdict),
        ),
        st.builds(Choice, id=id, item=names, option=names, sound=st.booleans(), **base(Choice)),
        st.builds(Spans, id=id, item=names, spans=spans, none=st.booleans(), sound=st.booleans(), **base(Spans)),
        st.builds(Text, id=id, prompt=names, text=written, **base(Text)),
        st.builds(Rating, id=id, criterion=names, level=label("level"), **base(Rating)),
    )  # fmt: skip


def layers(article):
    """Layers of any annotations, with ids of their own and now and then a parent."""

    def named(held, nested: bool) -> Layer:
        made = [dataclasses.replace(a, id=f"x{n}") for n, a in enumerate(held)]
        own = [n for n, a in enumerate(made) if isinstance(a, Attribution)]
        if nested and len(own) > 1:
            made[own[1]] = dataclasses.replace(made[own[1]], parent=made[own[0]].id)
        return Layer(tuple(made), article.digest)

    return st.builds(named, st.lists(annotations(article), max_size=5), st.booleans())
