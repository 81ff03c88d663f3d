"""What the browser draws: a task and its annotations as plain data, words by their numbers in the text.

Nothing here comes from a key: whatever reaches a browser can be read there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.case import Case
from kit.codebook import codebook
from kit.model import ROLES, Annotation, Article, Assessment, Attribution, Pair, Sentence, Span, Task

CONFIDENCE = (50, 60, 70, 80, 90, 100)
"""How sure, in per cent: from a coin's toss to certain."""
MAIN = {"attributions": "roles", "pairs": "relation", "assessments": "checkability"}
"""Kind of task to the field that is always asked."""


def task_view(case: Case, task: Task) -> dict[str, Any]:
    """What a widget shows of a task: the part of the text in play or the items, the questions and labels."""
    asked = [field for field in (MAIN[task.kind], *task.fields) if field != "voice"]
    view = {
        "task": task.name,
        "kind": task.kind,
        "title": task.title,
        "prompt": task.prompt,
        "points": task.points,
        "lang": case.article.language,
        "digest": case.article.digest,
        "checkable": case.key is not None,
        "fields": list(task.fields),
        "questions": {"voice": "Whose voice is it?"} | {field: codebook()[field].question for field in asked},
        "labels": {field: _labels(field) for field in asked},
        "confidence": list(CONFIDENCE),
    }
    if task.kind != "attributions":
        return view | {"items": _items(case, task)}
    voices = [{"id": v.id, "name": v.name} for v in case.voice_list] if "voice" in task.fields else []
    return view | {"paragraphs": _paragraphs(case.article, task), "voices": voices}


def drawn_annotation(article: Article, a: Annotation, given: bool) -> dict[str, Any]:
    """One annotation as a widget draws it; `given` says that the task had filled it in."""
    drawn: dict[str, Any] = {"id": a.id, "type": type(a).__name__.lower(), "confidence": a.confidence, "given": given}
    if isinstance(a, Attribution):
        names = ("quote", "stance", "naming", "basis", "voice")
        drawn |= drawn_roles(article, a)
    elif isinstance(a, Pair):
        names = ("a", "b", "same_event", "relation", "dimension")
    elif isinstance(a, Assessment):
        names = ("claim", "checkability", "reasons", "sourcing", "evidence")
    else:
        names = ("item", "option")
    values = {name: getattr(a, name) for name in names}
    return drawn | {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


def drawn_roles(article: Article, a: Attribution) -> dict[str, list[list[int]]]:
    """Role to the first and last word of each of its parts."""
    return {role: _ranges(article, getattr(a, role)) for role in ROLES}


def _ranges(article: Article, spans) -> list[list[int]]:
    runs = [sorted(article.token_ids([span])) for span in spans]
    return [[run[0], run[-1]] for run in runs if run]


def shown_sentences(article: Article, task: Task) -> list[Sentence]:
    """The sentences in play, with the others of their paragraphs."""
    shown = {article.sentence(id).paragraph for id in task.sentences}
    return [s for s in article.sentences if s.paragraph in shown]


def _paragraphs(article: Article, task: Task) -> list[dict]:
    numbers = {span: n for n, span in enumerate(article.tokens)}
    paragraphs: dict[int, list] = {}
    for s in shown_sentences(article, task):
        view = {"id": s.id, "inplay": s.id in task.sentences, "pieces": _pieces(article, s, numbers)}
        paragraphs.setdefault(s.paragraph, []).append(view)
    return [{"number": n, "sentences": sentences} for n, sentences in paragraphs.items()]


def _pieces(article: Article, sentence: Sentence, numbers: Mapping[Span, int]) -> list[list]:
    """The sentence as words with their numbers, and the gaps between them."""
    pieces: list[list] = []
    at = sentence.start
    for id in sorted(article.token_ids([Span(sentence.start, sentence.end)])):
        token = article.tokens[id]
        if token.start > at:
            pieces.append([None, article.text[at : token.start]])
        pieces.append([numbers[token], article.words(token)])
        at = token.end
    if at < sentence.end:
        pieces.append([None, article.text[at : sentence.end]])
    return pieces


def _items(case: Case, task: Task) -> list[dict]:
    if task.kind == "pairs":
        return [{"id": f"{a}+{b}", "a": _claim(case, a), "b": _claim(case, b)} for a, b in task.pairs]
    return [{"id": id, **_claim(case, id)} for id in task.claims]


def _claim(case: Case, id: str) -> dict[str, Any]:
    claim = case.claim(id)
    s = case.article.sentence(claim.sentence)
    start, end = claim.span.start - s.start, claim.span.end - s.start
    parts = {"before": s.text[:start], "words": s.text[start:end], "after": s.text[end:]}
    return {"claim": id, "gist": claim.gist, "sentence": s.id, "paragraph": s.paragraph, **parts}


def _labels(field: str) -> list[dict]:
    """A field's labels as buttons show them."""
    labels = codebook()[field].labels
    return [{"id": label.id, "name": label.name, "hint": label.definition, "key": label.key} for label in labels]
