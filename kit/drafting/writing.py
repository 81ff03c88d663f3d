"""A case as the files of its folder: words in place of offsets, in an order and a layout that people read."""

from __future__ import annotations

from typing import Any

from kit.article import Article
from kit.case import Case
from kit.keyfile import key_text
from kit.model import Annotation, Claim, Key, Task, Voice
from kit.structure import name_words
from kit.yamltext import dumped, headed, one_line

FRONT = ("title", "language", "kind", "source", "licence", "level", "content_note")


def case_files(case: Case, key: Key) -> dict[str, str]:
    """Name of each file of the case's folder to what stands in it."""
    article = case.article
    return {
        "article.md": article_file(article),
        "voices.yaml": headed(VOICES_HEAD, [_voice(v) for v in case.voice_list]),
        "claims.yaml": headed(CLAIMS_HEAD, [_claim(c, article) for c in case.claim_list]),
        "tasks.yaml": headed(TASKS_HEAD, [_task(t) for t in case.tasks]),
        "key.yaml": key_text(case, key),
        "notes.md": notes_file(case, key),
    }


VOICES_HEAD = "Who speaks in this text. What kind of voice each is, and which belong together, stands in the key."
CLAIMS_HEAD = "The statements that are asked about: their words, and the same in neutral words (the gist)."
TASKS_HEAD = "What a learner is asked."


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
    return one_line({"id": voice.id, "name": voice.name} | ({"publisher": True} if voice.publisher else {}))


def _claim(claim: Claim, article: Article) -> Any:
    (named, *_) = name_words(claim.span, article)
    return one_line({"id": claim.id, **named, "gist": claim.gist})


def _task(task: Task) -> dict[str, Any]:
    made = {name: getattr(task, name) for name in ("id", "kind", "title", "prompt", "objective")}
    made["points"] = int(task.points) if float(task.points).is_integer() else task.points
    for part in ("sentences", "pairs", "claims"):
        if values := getattr(task, part):
            made[part] = one_line([one_line(list(v)) if isinstance(v, tuple) else v for v in values])
    return made | {"fields": one_line(list(task.fields))}


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
