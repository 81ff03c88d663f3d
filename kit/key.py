"""A key file becomes a Key: the answers to a case, checked against its text, its records and the codebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kit.article import Article
from kit.codebook import codebook
from kit.errors import KitError
from kit.files import read_yaml
from kit.model import (
    LEVELS,
    Account,
    Alternative,
    Annotation,
    Assessment,
    Chain,
    Claim,
    Key,
    Layer,
    Pair,
    Reading,
    Sample,
    Task,
    Verdict,
    Voice,
    VoiceFacts,
)
from kit.references import check_labels, known, unique
from kit.scoring.about import ORIGINS, chain_of, item_of
from kit.structure import Words, annotation, place, structure

PARTS = {
    "attributions": "attribution",
    "pairs": "pair",
    "assessments": "assessment",
    "chains": "chain",
    "verdicts": "verdict",
}
"""Part of a key file to the kind of annotation that it lists."""


@dataclass(frozen=True, kw_only=True)
class _WrittenVoiceFacts:
    id: str
    kind: str
    stake: str
    why: str
    part_of: str | None = None
    words: Words | None = None


@dataclass(frozen=True, kw_only=True)
class _WrittenKey:
    readings: tuple[Reading, ...]
    voices: tuple[_WrittenVoiceFacts, ...]
    events: dict[str, str]
    attributions: tuple[dict, ...]
    pairs: tuple[dict, ...]
    assessments: tuple[dict, ...]
    accounts: tuple[Account, ...] = ()
    unattributed: dict[str, str] = field(default_factory=dict)
    chains: tuple[dict, ...] = ()
    verdicts: tuple[dict, ...] = ()
    briefs: tuple[_WrittenBrief, ...] = ()
    origins: tuple[_WrittenOrigins, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _WrittenOrigins:
    """Numbers of origins that are accepted, or usual and wrong, beside the one that the chains make."""

    task: str
    accept: tuple[Alternative, ...] = ()
    wrong: tuple[Alternative, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _WrittenSample:
    text: str
    why: str


@dataclass(frozen=True, kw_only=True)
class _WrittenBrief:
    task: str
    samples: dict[str, dict[str, _WrittenSample]]


def read_key(path: Path, article: Article, voices: tuple[Voice, ...], claims: tuple[Claim, ...]) -> Key:
    """A key file, checked against its case and the codebook. Raises KitError for the first fault."""
    where = f"{path.resolve().parent.name}/{path.name}"
    written = structure(read_yaml(path), _WrittenKey, where)
    made: list[Annotation] = []
    for part, kind in PARTS.items():
        for place_no, value in enumerate(getattr(written, part), start=1):
            name = value.get("id", f"{kind} {place_no}")
            value = value | {"document": value.get("document") or "none"} if kind == "verdict" else value
            made.append(annotation(value, article, f"{where}, {name}", kind))
    for records in (made, written.voices):
        unique(records, where)
    facts = {v.id: _facts(v, article, f"{where}, {v.id}") for v in written.voices}
    key = Key(
        layer=Layer(tuple(made), article.digest),
        voices=facts,
        events=written.events,
        accounts=written.accounts,
        unattributed=written.unattributed,
        readings=written.readings,
        origins={o.task: (o.accept, o.wrong) for o in written.origins},
        samples={brief.task: tuple(_samples(brief, where)) for brief in written.briefs},
    )
    _check_references(key, article, voices, claims, where)
    return key


def _samples(brief: _WrittenBrief, where: str) -> Iterator[Sample]:
    for prompt, levels in brief.samples.items():
        known(levels, LEVELS, f"{where}, {brief.task}, {prompt}", "level")
        yield from (Sample(prompt, level, s.text, s.why) for level, s in levels.items())


def _facts(v: _WrittenVoiceFacts, article: Article, where: str) -> VoiceFacts:
    words = article.words(place(v.words, article, where)) if v.words else ""
    return VoiceFacts(v.id, v.kind, v.part_of, v.stake, words, v.why)


def _check_references(key: Key, article: Article, voices, claims, where: str) -> None:
    """Every label in the codebook, every voice, claim and parent there."""
    labels = codebook().ids
    voice_ids, claim_ids = [v.id for v in voices], [c.id for c in claims]
    for id, facts in key.voices.items():
        known([id], voice_ids, f"{where}, {id}", "voice")
        others = [voice for voice in voice_ids if voice != id]
        known([facts.part_of] if facts.part_of else [], others, f"{where}, {id}, part_of", "voice")
        known([facts.kind], labels["voice-kind"], f"{where}, {id}, kind", "label")
        known([facts.stake], labels["stake"], f"{where}, {id}, stake", "label")
    known(key.events, claim_ids, f"{where}, events", "claim")
    known(key.unattributed, [s.id for s in article.sentences], f"{where}, unattributed", "sentence")
    for account in key.accounts:
        known([account.voice], voice_ids, f"{where}, accounts", "voice")
        known([account.claim], claim_ids, f"{where}, accounts", "claim")
        known([account.facet], labels["dimension"], f"{where}, accounts", "label")
        known([account.event], set(key.events.values()), f"{where}, accounts", "event")
    attribution_ids = [a.id for a in key.layer.attributions]
    for a in key.layer.annotations:
        check_labels(a, labels, f"{where}, {a.id}")
    for kind in (Pair, Assessment, Chain, Verdict):
        _judged_once(key.layer.of(kind), where)
    for a in key.layer.attributions:
        named = [a.voice] if a.voice else []
        named += [other.label for other in (*a.accept, *a.wrong) if other.field == "voice"]
        known(named, voice_ids, f"{where}, {a.id}, voice", "voice")
        others = [id for id in attribution_ids if id != a.id]
        known([a.parent] if a.parent else [], others, f"{where}, {a.id}, parent", "attribution")
    _no_circle({a.id: a.parent for a in key.layer.attributions}, where, "parent")
    _no_circle({v.id: v.part_of for v in key.voices.values()}, where, "part_of")
    for p in key.layer.pairs:
        known([p.a, p.b], claim_ids, f"{where}, {p.id}", "claim")
    for kind in (Assessment, Chain, Verdict):
        for a in key.layer.of(kind):
            known([a.claim], claim_ids, f"{where}, {a.id}", "claim")
    for c in key.layer.of(Chain):
        named = [c.voices, *(chain_of(o.label) for o in (*c.accept, *c.wrong))]
        known([v for voices in named for v in voices], voice_ids, f"{where}, {c.id}, voices", "voice")


def check_tasks_of(key: Key, tasks: Iterable[Task], where: str) -> None:
    """Raise KitError where the key speaks of a task or prompt that is not there, or of no number of origins."""
    prompts = {task.id: [p.id for p in task.prompts] for task in tasks if task.kind == "brief"}
    known(key.samples, prompts, f"{where}, briefs", "brief")
    for task, samples in key.samples.items():
        known([s.prompt for s in samples], prompts[task], f"{where}, briefs, {task}", "prompt")
    known(key.origins, [t.id for t in tasks if ORIGINS in t.fields], f"{where}, origins", "task that asks for origins")
    for task, others in key.origins.items():
        for other in (*others[0], *others[1]):
            if other.field != "option" or not other.label.isdecimal():
                todo = 'Write field: option and the number in quotation marks, "2"'
                raise KitError(f"{where}, origins, {task}", f"“{other.label}” is no number of origins", todo)


def _no_circle(next_of: Mapping[str, str | None], where: str, what: str) -> None:
    for start in next_of:
        seen, at = {start}, next_of.get(start)
        while at:
            if at in seen:
                raise KitError(f"{where}, {start}", f"its {what} leads in a circle", "Cut it at one place")
            seen.add(at)
            at = next_of.get(at)


def _judged_once(annotations, where: str) -> None:
    items = [item_of(a) for a in annotations]
    if len(set(items)) < len(items):
        twice = next(i for i in items if items.count(i) > 1)
        named = " and ".join(sorted(twice)) if isinstance(twice, frozenset) else twice
        raise KitError(where, f"{named} is judged twice", "Keep one of the two")
