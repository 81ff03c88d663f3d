"""What the browser draws: a task and its annotations as plain data, words by their numbers in the text.

Nothing here comes from a key: whatever reaches a browser can be read there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from kit.article import Article, Sentence, Span
from kit.case import Case
from kit.codebook import codebook
from kit.documents import drawn_document
from kit.model import (
    ROLES,
    Annotation,
    Assessment,
    Attribution,
    Chain,
    Choice,
    Item,
    Pair,
    Rating,
    Spans,
    Task,
    Text,
    Verdict,
)

CONFIDENCE = (50, 60, 70, 80, 90, 100)
"""How sure, in per cent: from a coin's toss to certain."""
MAIN = {
    "attributions": "roles",
    "pairs": "relation",
    "assessments": "checkability",
    "verdicts": "verdict",
    "brief": "level",
}
"""Kind of task to the codebook's field that is always asked."""
QUESTIONS = {
    "voice": "Whose voice is it?",
    "voices": "Through whom did it reach you?",
    "origins": "How many independent origins do these statements have, as far as the text shows?",
    "holder": "Who holds that evidence?",
    "refutes": "Which result would show that the claim is wrong?",
    "document": "Which document settles it?",
}
"""Questions whose answers are no labels of the codebook."""


def task_view(case: Case, task: Task) -> dict[str, Any]:
    """What a widget shows of a task: the part of the text in play or the items, the questions and labels."""
    labelled = [field for field in (MAIN.get(task.kind), *task.fields) if field and field not in QUESTIONS]
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
        "questions": QUESTIONS | {field: codebook()[field].question for field in labelled},
        "labels": {field: _labels(field) for field in labelled},
        "confidence": list(CONFIDENCE),
    }
    return view | PARTS[task.kind](case, task)


def _of_attributions(case: Case, task: Task) -> dict:
    voices = _voices(case) if "voice" in task.fields else []
    return {"paragraphs": _paragraphs(case.article, shown_sentences(case.article, task), task), "voices": voices}


def _of_claims(case: Case, task: Task) -> dict:
    """The items, and the whole text to see them in."""
    view: dict[str, Any] = {"paragraphs": _paragraphs(case.article, case.article.sentences, task)}
    if task.open:
        return view | {"open": True, "claims": [_claim(case, id) for id in task.claims]}
    if task.kind == "pairs":
        items = [{"id": f"{a}+{b}", "a": _claim(case, a), "b": _claim(case, b)} for a, b in task.pairs]
    else:
        items = [{"id": id, **_claim(case, id)} for id in task.claims]
    return view | {"items": items}


def _of_chains(case: Case, task: Task) -> dict:
    return _of_claims(case, task) | {"voices": [v for v in _voices(case) if v["id"] not in publishers(case)]}


def publishers(case: Case) -> set[str]:
    """The voice of the text itself, which begins every chain and is no link of it."""
    return {v.id for v in case.voice_list if v.publisher}


def _of_verdicts(case: Case, task: Task) -> dict:
    return _of_claims(case, task) | {"documents": [drawn_document(d) for d in case.documents]}


def _of_deck(case: Case, task: Task) -> dict:
    return {"items": [_deck_item(case.article, item) for item in task.items]}


def _of_brief(case: Case, task: Task) -> dict:
    names = {label.id: label.name for label in codebook()["level"].labels}
    criteria = [
        {
            "id": c.id,
            "name": c.name,
            "levels": [{"id": level, "name": names[level], "definition": text} for level, text in c.levels.items()],
        }
        for c in task.criteria
    ]
    prompts = [{"id": p.id, "question": p.question, "words": p.words} for p in task.prompts]
    return {"prompts": prompts, "criteria": criteria}


PARTS = {
    "attributions": _of_attributions,
    "pairs": _of_claims,
    "assessments": _of_claims,
    "chains": _of_chains,
    "verdicts": _of_verdicts,
    "items": _of_deck,
    "brief": _of_brief,
}
"""Kind of task to what its view has beside the common part."""


def _voices(case: Case) -> list[dict]:
    return [{"id": v.id, "name": v.name} for v in case.voice_list]


def drawn_annotation(article: Article, a: Annotation, given: bool) -> dict[str, Any]:
    """One annotation as a widget draws it; `given` says that the task had filled it in."""
    drawn: dict[str, Any] = {"id": a.id, "type": type(a).__name__.lower(), "confidence": a.confidence, "given": given}
    if isinstance(a, Attribution):
        drawn |= drawn_roles(article, a)
    elif isinstance(a, Spans):
        drawn["tokens"] = _ranges(article, a.spans)
    values = {name: getattr(a, name) for name in DRAWN[type(a)]}
    return drawn | {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}


DRAWN: Mapping[type, tuple[str, ...]] = {
    Attribution: ("quote", "stance", "naming", "basis", "voice"),
    Pair: ("a", "b", "same_event", "relation", "dimension"),
    Assessment: ("claim", "checkability", "reasons", "sourcing", "evidence", "holder", "refutes"),
    Chain: ("claim", "voices"),
    Verdict: ("claim", "verdict", "document", "before"),
    Choice: ("item", "option"),
    Spans: ("item", "none"),
    Text: ("prompt", "text"),
    Rating: ("criterion", "level"),
}
"""Record to the fields that a browser is told."""


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


def _paragraphs(article: Article, shown: Iterable[Sentence], task: Task) -> list[dict]:
    numbers = _numbers(article)
    paragraphs: dict[int, list] = {}
    for s in shown:
        view = {"id": s.id, "inplay": s.id in task.sentences, "pieces": _pieces(article, s, numbers)}
        paragraphs.setdefault(s.paragraph, []).append(view)
    return [{"number": n, "sentences": sentences} for n, sentences in paragraphs.items()]


def _numbers(article: Article) -> Mapping[Span, int]:
    return {span: n for n, span in enumerate(article.tokens)}


def _deck_item(article: Article, item: Item) -> dict[str, Any]:
    numbers = _numbers(article)
    texts = {
        part: [{"id": s.id, "pieces": _pieces(article, s, numbers)} for s in map(article.sentence, ids)]
        for part, ids in (("text", item.sentences), ("changed", item.changed))
        if ids
    }
    options = [{"id": o.id, "text": o.text} for o in item.options]
    return {"id": item.id, "ask": item.ask, "question": item.question, **texts, "options": options}


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


def _claim(case: Case, id: str) -> dict[str, Any]:
    claim = case.claim(id)
    s = case.article.sentence(claim.sentence)
    start, end = claim.span.start - s.start, claim.span.end - s.start
    parts = {"before": s.text[:start], "words": s.text[start:end], "after": s.text[end:]}
    tokens = sorted(case.article.token_ids([claim.span]))
    place = {"sentence": s.id, "paragraph": s.paragraph, "tokens": [tokens[0], tokens[-1]]}
    return {"claim": id, "gist": claim.gist, **place, **parts}


def _labels(field: str) -> list[dict]:
    """A field's labels as buttons show them."""
    labels = codebook()[field].labels
    return [{"id": label.id, "name": label.name, "hint": label.definition, "key": label.key} for label in labels]
