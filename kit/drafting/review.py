"""What the steps of a draft hold, as the records that a case and its key are made of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from kit.article import Article
from kit.drafting.suggested import is_refusal, suggested
from kit.model import (
    Alternative,
    Annotation,
    Assessment,
    Attribution,
    Chain,
    Choice,
    Claim,
    Layer,
    Pair,
    Spans,
    Text,
    Verdict,
    Voice,
    VoiceFacts,
)
from kit.suggest import voices as suggested_voices

if TYPE_CHECKING:
    from kit.drafting import Draft

PAPER = Voice("paper", "the paper itself", publisher=True)
"""The voice of the text itself, which every draft has."""


# ---- answers in parts: "<id>.<part>"


def texts(layer: Layer) -> dict[str, str]:
    """Prompt to what was written, blank answers left out."""
    return {a.prompt: a.text.strip() for a in layer.of(Text) if a.text.strip()}


def choices(layer: Layer) -> dict[str, str]:
    """Item to the option chosen; refusals of suggestions are none."""
    return {a.item: a.option for a in layer.of(Choice) if not is_refusal(a)}


def _part(values: Mapping[str, str], part: str) -> dict[str, str]:
    """Id to value, of the prompts that end in this part."""
    return {name.removesuffix(f".{part}"): value for name, value in values.items() if name.endswith(f".{part}")}


# ---- voices


def names(draft: Draft) -> dict[str, str]:
    """Voice id to the name that its author gave it; what the step `voices` says goes first."""
    given = _part(texts(draft.step_layer("attributions")), "name")
    return given | _part(texts(draft.step_layer("voices")), "name")


def merged(draft: Draft) -> dict[str, str]:
    """Voice id to the one that it is the same as; a circle of them is no answer and left out."""
    same = {a: b for a, b in _part(choices(draft.step_layer("voices")), "same").items() if a != b}
    return {a: end for a in same if (end := _end(a, same)) is not None}


def _end(start: str, next_of: Mapping[str, str]) -> str | None:
    """Where a way through `next_of` ends; None where it leads in a circle."""
    seen, at = {start}, next_of[start]
    while at in next_of:
        if at in seen:
            return None
        seen.add(at)
        at = next_of[at]
    return at


def everybody(draft: Draft) -> dict[str, Voice]:
    """Voice id to voice, of all that were suggested, named or given to an attribution, and the paper."""
    article = draft.article
    made = draft.step_layer("attributions").attributions
    found = {a.voice: Voice(a.voice, a.voice) for a in made if a.voice}
    found |= {v.id: v for v in suggested_voices(article.text, suggested(article))}
    found |= {id: Voice(id, name) for id, name in names(draft).items()}
    paper = Voice(PAPER.id, names(draft).get(PAPER.id, PAPER.name), publisher=True)
    return {PAPER.id: paper} | {id: v for id, v in found.items() if id != PAPER.id}


def offered(draft: Draft) -> tuple[Voice, ...]:
    """Every voice that an attribution can be given: all but those that are the same as another."""
    joined = merged(draft)
    return tuple(v for v in everybody(draft).values() if v.id not in joined)


def voices(draft: Draft) -> tuple[Voice, ...]:
    """Who speaks: the paper, the voices of the attributions in text order, and those that were added besides."""
    known = everybody(draft)
    speaking = dict.fromkeys(a.voice for a in attributions(draft) if a.voice)
    joined = merged(draft)
    added = [id for id in names(draft) if id not in joined]
    return tuple(known.get(id) or Voice(id, id) for id in dict.fromkeys((PAPER.id, *speaking, *added)))


def facts(draft: Draft) -> dict[str, VoiceFacts]:
    """Voice id to what is said of it so far, with empty places; a voice of which nothing is said is left out."""
    layer = draft.step_layer("voices")
    chosen, written = choices(layer), texts(layer)
    words = {s.item: s.spans for s in layer.of(Spans) if s.spans}
    joined, known = merged(draft), {v.id: v for v in voices(draft)}
    found = {}
    for id in known:
        kind, stake, why = chosen.get(f"{id}.kind"), chosen.get(f"{id}.stake"), written.get(f"{id}.why")
        if not (kind or stake or why):
            continue
        part_of = chosen.get(f"{id}.part_of")
        part_of = joined.get(part_of or "", part_of)
        part_of = part_of if part_of != id and part_of in known else None
        spans = words.get(f"{id}.words", ())
        shown = draft.article.words(spans[0]) if spans and stake == "party" else ""
        own_kind = kind or ("publisher" if id == PAPER.id else "")
        found[id] = VoiceFacts(id, own_kind, part_of, stake or "", shown, why or "")
    return found


# ---- attributions


def attributions(draft: Draft) -> tuple[Attribution, ...]:
    """The attributions in text order, with the voices that they have now, and parents that are there."""
    made = draft.step_layer("attributions").attributions
    joined, parents = merged(draft), {a.id: a.parent for a in made if a.parent}
    ids = {a.id for a in made}
    clean = []
    for a in sorted(made, key=lambda a: (a.spans[0], -a.spans[-1].end)):
        parent = a.parent if a.parent in ids and not _circles(a.id, parents) else None
        clean.append(replace(a, voice=joined.get(a.voice or "", a.voice), parent=parent, confidence=None))
    return tuple(clean)


def _circles(id: str, parents: Mapping[str, str]) -> bool:
    return _end(id, parents) is None


def silent(draft: Draft) -> list[str]:
    """Ids of the sentences in which no attribution has a word."""
    speaking = {draft.article.at(span.start).id for a in attributions(draft) for span in a.spans}
    return [s.id for s in draft.article.sentences if s.id not in speaking]


# ---- claims


def claims(draft: Draft) -> tuple[Claim, ...]:
    """The statements picked, in text order; `gist` is empty until it is written."""
    layer = draft.step_layer("claims")
    gists, article = _part(texts(layer), "gist"), draft.article
    picked = sorted((s for s in layer.of(Spans) if s.spans), key=lambda s: s.spans[0])
    return tuple(_claim(s, gists.get(s.id, ""), article) for s in picked)


def _claim(picked: Spans, gist: str, article: Article) -> Claim:
    span = picked.spans[0]
    return Claim(picked.id, article.at(span.start).id, span, article.words(span), gist)


def events(draft: Draft) -> dict[str, str]:
    """Claim id to the id of what it is about, made of the author's own name for it.

    A claim without a name is about something that no other claim is about: its own first words name it.
    """
    named = _part(texts(draft.step_layer("claims")), "event")
    found = {c.id: event_id(named[c.id]) for c in claims(draft) if c.id in named}
    taken = set(found.values())
    for c in claims(draft):
        if c.id not in found:
            first = event_id(" ".join((c.gist or c.words).split()[:5]))
            found[c.id] = next(name for n in count(1) if (name := first if n == 1 else f"{first}-{n}") not in taken)
            taken.add(found[c.id])
    return found


def event_id(name: str) -> str:
    """A name as an id.

    >>> event_id("The fire in Mill Lane")
    'the-fire-in-mill-lane'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "event"


def pairs(draft: Draft) -> tuple[Pair, ...]:
    """The pairs that are judged, of claims that are still there."""
    known = {c.id for c in claims(draft)}
    judged = (p for p in draft.step_layer("pairs").pairs if p.relation and {p.a, p.b} <= known)
    return tuple(replace(p, confidence=None) for p in judged)


def assessments(draft: Draft) -> tuple[Assessment, ...]:
    """The assessments of claims that are still there, in the order of the claims."""
    made = {a.claim: a for a in draft.step_layer("assessments").assessments if a.checkability}
    return tuple(replace(made[c.id], id=f"s-{c.id}", confidence=None) for c in claims(draft) if c.id in made)


def verdicts(draft: Draft) -> tuple[Verdict, ...]:
    """The verdicts on claims that are still there, in the order of the claims; none without a pack.

    A document that is no longer in the pack settles nothing: its place is empty again.
    """
    documents = draft.documents
    known = {"none", *(d.id for d in documents)}
    made = {v.claim: v for v in draft.step_layer("verdicts").of(Verdict) if v.verdict} if documents else {}
    return tuple(
        replace(v, id=f"v-{c.id}", document=v.document if v.document in known else None, before=None, confidence=None)
        for c in claims(draft)
        if (v := made.get(c.id)) is not None
    )


def derived_chains(draft: Draft) -> tuple[Chain, ...]:
    """For each claim, as far as it can be told, the voices through which it came, as voices and parents say.

    The innermost attribution whose content holds the claim's words counts; where one of its voices is unknown, there
    is no chain to tell. In a sentence that credits nobody the paper speaks, and the chain has no voice.
    """
    made = {a.id: a for a in attributions(draft)}
    found, speechless = [], set(silent(draft))
    for claim in claims(draft):
        if claim.sentence in speechless:
            found.append(Chain(id=f"n-{claim.id}", claim=claim.id, voices=()))
            continue
        words = draft.article.token_ids([claim.span])
        around = [a for a in made.values() if words and words <= draft.article.token_ids(a.content)]
        if not around:
            continue
        steps = _outermost_first(max(around, key=lambda a: len(_line(a, made))), made)
        if all(steps):
            found.append(Chain(id=f"n-{claim.id}", claim=claim.id, voices=tuple(v for v in steps if v != PAPER.id)))
    return tuple(found)


def _line(a: Attribution, made: Mapping[str, Attribution]) -> list[Attribution]:
    """An attribution and those that carry it, nearest first."""
    line = [a]
    while (parent := made.get(line[-1].parent or "")) is not None:
        line.append(parent)
    return line


def _outermost_first(a: Attribution, made: Mapping[str, Attribution]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(b.voice or "" for b in reversed(_line(a, made))))


def chains(draft: Draft) -> tuple[Chain, ...]:
    """The chains that follow from the attributions, or what the author put in their place."""
    corrected = {c.claim: c.voices for c in draft.step_layer("chains").of(Chain)}
    derived = {c.claim: c for c in derived_chains(draft)}
    known, asked = {v.id for v in voices(draft)}, [c.id for c in claims(draft)]
    for claim, steps in corrected.items():
        if set(steps) <= known and claim in asked:
            derived[claim] = Chain(id=f"n-{claim}", claim=claim, voices=steps)
    return tuple(derived[claim] for claim in asked if claim in derived)


# ---- reasons


def layer(draft: Draft) -> Layer:
    """Everything annotated so far, with its reasons: what the key will hold."""
    written = texts(draft.step_layer("reasons"))
    made = (*attributions(draft), *pairs(draft), *assessments(draft), *verdicts(draft), *chains(draft))
    return Layer(tuple(with_reasons(a, written) for a in made), draft.article.digest)


def with_reasons(a: Annotation, written: Mapping[str, str]) -> Annotation:
    """An annotation with its `why`, and its other right and usual wrong labels, by prompts such as

    "a3.why", "a3.accept.naming.named" and "a3.wrong.quote.direct".
    """
    return replace(
        a,
        why=written.get(f"{a.id}.why", ""),
        accept=tuple(_alternatives(f"{a.id}.accept.", written)),
        wrong=tuple(_alternatives(f"{a.id}.wrong.", written)),
    )


def _alternatives(start: str, written: Mapping[str, str]) -> Iterable[Alternative]:
    for prompt, why in written.items():
        if prompt.startswith(start):
            field, _, label = prompt.removeprefix(start).partition(".")
            yield Alternative(field, label, why)


def unattributed(draft: Draft) -> dict[str, str]:
    """Sentence id to the reason why it credits nobody, where one is written."""
    reasons = _part(texts(draft.step_layer("reasons")), "why")
    return {id: reasons[id] for id in silent(draft) if id in reasons}
