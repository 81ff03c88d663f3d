"""A Key becomes its file again: words in place of offsets, in the order and the layout that people read."""

from __future__ import annotations

from typing import Any

from kit.article import Article, Span
from kit.case import Case
from kit.key import PARTS
from kit.model import Annotation, Attribution, Key, Sample, VoiceFacts
from kit.structure import name_words, written
from kit.text import occurrences
from kit.yamltext import headed, one_line

HEAD = "The answers to “{title}”. Learners read every `why` as feedback."
DROPPED = ("type", "confidence", "same_event")
"""What an annotation can have and a key has not; a relation says by itself whether the event is one."""
ALWAYS = ("attributions", "pairs", "assessments")
"""The parts that a key file has, empty or not."""


def key_text(case: Case, key: Key) -> str:
    """The text of a key file, which `kit.key.read_key` reads as this key.

    Annotations of kinds that have no part in a key file are left out.
    """
    return headed(HEAD.format(title=case.article.title), _groups(case, key))


def _groups(case: Case, key: Key) -> dict[str, Any]:
    article = case.article
    made: dict[str, Any] = {
        "readings": [{"coder": r.coder, "date": r.date, "note": r.note} for r in key.readings],
        "voices": [_facts(key.voices[v.id], article) for v in case.voice_list if v.id in key.voices],
        "events": dict(key.events),
        "accounts": [
            one_line({"event": a.event, "voice": a.voice, "facet": a.facet, "says": a.says, "claim": a.claim})
            for a in key.accounts
        ],
        "unattributed": dict(key.unattributed),
    }
    held: dict[str, list] = {part: [] for part in PARTS}
    part_of = {kind: part for part, kind in PARTS.items()}
    for a in key.layer.annotations:
        if part := part_of.get(type(a).__name__.lower()):
            held[part].append(_annotation(a, article))
    made |= {part: values for part, values in held.items() if values or part in ALWAYS}
    made["origins"] = [
        {"task": task, **_others({"accept": accept, "wrong": wrong})} for task, (accept, wrong) in key.origins.items()
    ]
    made["briefs"] = [{"task": task, "samples": _samples(samples)} for task, samples in key.samples.items()]
    return {name: value for name, value in made.items() if value or name in ("readings", "voices", "events", *ALWAYS)}


def _samples(samples: tuple[Sample, ...]) -> dict[str, dict]:
    made: dict[str, dict] = {}
    for s in samples:
        made.setdefault(s.prompt, {})[s.level] = {"text": s.text, "why": s.why}
    return made


def _others(groups: dict[str, tuple]) -> dict[str, list]:
    """`accept` and `wrong`, one on a line; empty ones left out."""
    return {
        name: [one_line({"field": o.field, "label": o.label, "why": o.why}) for o in others]
        for name, others in groups.items()
        if others
    }


def _facts(facts: VoiceFacts, article: Article) -> Any:
    made: dict[str, Any] = {"id": facts.id, "kind": facts.kind, "part_of": facts.part_of, "stake": facts.stake}
    if facts.words and (words := _found(facts.words, article)):
        made["words"] = one_line(words)
    return one_line(made | {"why": facts.why})


def _found(words: str, article: Article) -> dict[str, Any]:
    """The first place of some words; empty where they are not in any one sentence."""
    for s in article.sentences:
        if places := occurrences(words, s.text):
            start, end = places[0]
            return name_words(Span(s.start + start, s.start + end), article)[0]
    return {}


def _annotation(a: Annotation, article: Article) -> dict[str, Any]:
    value = {name: part for name, part in written(a, article).items() if name not in DROPPED}
    if isinstance(a, Attribution):
        value = _by_sentence(value)
    last = {"why": value.pop("why", ""), **_others({"accept": a.accept, "wrong": a.wrong})}
    if a.votes:
        last["votes"] = [one_line(vote) for vote in value["votes"]]
    value = {name: one_line(part) for name, part in value.items() if name not in last}
    return value | last


def _by_sentence(value: dict[str, Any]) -> dict[str, Any]:
    """Words of the sentence that has most of them stand bare; the others name their own."""
    roles = [role for role in ("source", "cue", "content") if role in value]
    named = [part["sentence"] for role in roles for part in value[role]]
    home = max(dict.fromkeys(named), key=named.count) if named else None
    made: dict[str, Any] = {"id": value["id"]} | ({"sentence": home} if home else {})
    for role in roles:
        made[role] = [
            part["words"] if part["sentence"] == home and "occurrence" not in part else one_line(part)
            for part in value[role]
        ]
    return made | {name: part for name, part in value.items() if name not in made}
