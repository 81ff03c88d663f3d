"""A case as the files of its folder: words in place of offsets, in an order and a layout that people read."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kit.article import Article, Span
from kit.case import Case
from kit.model import Annotation, Attribution, Claim, Key, Task, Voice, VoiceFacts
from kit.structure import name_words, written
from kit.text import occurrences

PARTS = {"attributions": "attribution", "pairs": "pair", "assessments": "assessment", "chains": "chain"}
"""Part of a key file to the type of annotation that stands in it."""
DROPPED = ("type", "confidence", "votes", "same_event")
"""What an author's annotation has and a key made of it has not; a relation says by itself whether the event is one."""
FRONT = ("title", "language", "kind", "source", "licence", "level", "content_note")


def case_files(case: Case, key: Key) -> dict[str, str]:
    """Name of each file of the case's folder to what stands in it."""
    article = case.article
    return {
        "article.md": article_file(article),
        "voices.yaml": _file(VOICES_HEAD, [_voice(v) for v in case.voice_list]),
        "claims.yaml": _file(CLAIMS_HEAD, [_claim(c, article) for c in case.claim_list]),
        "tasks.yaml": _file(TASKS_HEAD, [_task(t) for t in case.tasks]),
        "key.yaml": _file(KEY_HEAD.format(title=article.title), key_parts(case, key)),
        "notes.md": notes_file(case, key),
    }


VOICES_HEAD = "Who speaks in this text. What kind of voice each is, and which belong together, stands in the key."
CLAIMS_HEAD = "The statements that are asked about: their words, and the same in neutral words (the gist)."
TASKS_HEAD = "What a learner is asked."
KEY_HEAD = "The answers to “{title}”. Learners read every `why` as feedback."


# ---- the text


def article_file(article: Article) -> str:
    """Front matter, then one sentence a line and an empty line between paragraphs."""
    front = {field: getattr(article, field) for field in FRONT}
    front["content_note"] = front["content_note"] or "none"
    paragraphs: dict[int, list[str]] = {}
    for s in article.sentences:
        paragraphs.setdefault(s.paragraph, []).append(s.text)
    body = "\n\n".join("\n".join(lines) for lines in paragraphs.values())
    return f"---\n{dumped(front)}---\n{body}\n"


# ---- the records


def _voice(voice: Voice) -> Any:
    return _flow({"id": voice.id, "name": voice.name} | ({"publisher": True} if voice.publisher else {}))


def _claim(claim: Claim, article: Article) -> Any:
    (named, *_) = name_words(claim.span, article)
    return _flow({"id": claim.id, **named, "gist": claim.gist})


def _task(task: Task) -> dict[str, Any]:
    made = {name: getattr(task, name) for name in ("id", "kind", "title", "prompt", "objective")}
    made["points"] = int(task.points) if float(task.points).is_integer() else task.points
    for part in ("sentences", "pairs", "claims"):
        if values := getattr(task, part):
            made[part] = _flow([_flow(list(v)) if isinstance(v, tuple) else v for v in values])
    return made | {"fields": _flow(list(task.fields))}


# ---- the key


def key_parts(case: Case, key: Key) -> dict[str, Any]:
    """The key as the groups of its file."""
    made: dict[str, Any] = {
        "readings": [{"coder": r.coder, "date": r.date, "note": r.note} for r in key.readings],
        "voices": [_facts(key.voices[v.id], case.article) for v in case.voice_list if v.id in key.voices],
        "events": dict(key.events),
    }
    held: dict[str, list] = {part: [] for part in PARTS}
    for a in key.layer.annotations:
        for part, kind in PARTS.items():
            if type(a).__name__.lower() == kind:
                held[part].append(_annotation(a, case.article))
    if not held["chains"]:
        del held["chains"]
    return made | held | {"unattributed": dict(key.unattributed)}


def _facts(facts: VoiceFacts, article: Article) -> Any:
    made: dict[str, Any] = {"id": facts.id, "kind": facts.kind, "part_of": facts.part_of, "stake": facts.stake}
    if facts.words and (words := _found(facts.words, article)):
        made["words"] = _flow(words)
    return _flow(made | {"why": facts.why})


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
    for name in ("accept", "wrong"):
        if name in value:
            value[name] = [_flow({k: v for k, v in other.items() if v}) for other in value[name]]
    why = value.pop("why", "")
    others = {name: value.pop(name) for name in ("accept", "wrong") if name in value}
    return {k: _flow(v) if isinstance(v, list) else v for k, v in value.items()} | {"why": why} | others


def _by_sentence(value: dict[str, Any]) -> dict[str, Any]:
    """Words of the sentence that has most of them stand bare; the others name their own."""
    roles = [role for role in ("source", "cue", "content") if role in value]
    named = [part["sentence"] for role in roles for part in value[role]]
    home = max(dict.fromkeys(named), key=named.count) if named else None
    made: dict[str, Any] = {"id": value["id"]} | ({"sentence": home} if home else {})
    for role in roles:
        made[role] = [
            part["words"] if part["sentence"] == home and "occurrence" not in part else _flow(part)
            for part in value[role]
        ]
    return made | {name: part for name, part in value.items() if name not in made}


# ---- for the teacher


def notes_file(case: Case, key: Key | None) -> str:
    """A page to begin one's own notes with. Without a key it holds nothing that answers a task."""
    rows = "\n".join(f"| {t.id} | `{t.objective}` | {t.title} |" for t in case.tasks)
    page = f"# For teachers: {case.article.title}\n\n{NOTES_HEAD}\n\n{NOTES_TASKS}\n{rows}\n"
    if key is None:
        return page
    disputed = (
        "\n".join(_disputed(a) for a in key.layer.annotations if a.accept) or "- Nothing is noted in the key yet."
    )
    read = "\n".join(f"- {r.coder}, {r.date}: {r.note}." for r in key.readings)
    return f"{page}\n{NOTES_MORE}\n\n**What careful readers may dispute.**\n\n{disputed}\n\n{NOTES_READ}\n\n{read}\n"


def _disputed(a: Annotation) -> str:
    return "\n".join(f"- {a.id}: “{o.label}” is accepted as well. {o.why}" for o in a.accept)


NOTES_HEAD = "**Goal.** (In a sentence or two: what can a learner do at the end, and why this text?)"
NOTES_TASKS = "**Objectives and tasks.**\n\n| task | objective | what the learner does |\n|---|---|---|"
NOTES_MORE = (
    "**Out of scope.** (What this text does not practise.)\n\n"
    "**What is in it, on purpose.** (What to look for: who speaks through whom, what clashes, what only looks like it.)"
)
NOTES_READ = (
    "**Readings.** One person has read this text for the key. Ask a second one who has not seen the key; "
    "`python -m kit agree` compares the two."
)


# ---- YAML


@dataclass(frozen=True)
class _Flow:
    """A list or a group of fields that stands on one line."""

    value: Any


def _flow(value: Any) -> Any:
    return _Flow(value) if isinstance(value, (list, Mapping)) else value


def _file(head: str, value: Any) -> str:
    return f"# {head}\n{dumped(value)}"


def dumped(value: Any) -> str:
    """A value as YAML 1.2, each text on one line."""
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = 1_000_000
    writer.allow_unicode = True
    writer.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    writer.dump(_commented(value), out)
    return out.getvalue()


def _commented(value: Any, flow: bool = False) -> Any:
    """The value in the writer's own lists and mappings, which know whether they stand on one line."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq

    if isinstance(value, _Flow):
        return _commented(value.value, flow=True)
    if isinstance(value, Mapping):
        made = CommentedMap((k, _commented(v, flow)) for k, v in value.items())
    elif isinstance(value, list):
        made = CommentedSeq(_commented(v, flow) for v in value)
    else:
        return _scalar(value)
    if flow or not value:
        made.fa.set_flow_style()
    return made


def _scalar(value: Any) -> Any:
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    # Quoted, as in the kit's own files, where a sentence or anything that is more than a plain name stands.
    plain = isinstance(value, str) and value.replace("-", "").replace("_", "").isalnum() and value.isascii()
    return DoubleQuotedScalarString(value) if isinstance(value, str) and not (plain and value[0].isalpha()) else value
