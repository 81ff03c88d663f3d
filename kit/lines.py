"""Items and answers in a line of plain words each, for readable copies, hand-in forms and pages."""

from __future__ import annotations

from kit.article import Article, Span
from kit.case import Case
from kit.codebook import codebook
from kit.model import Annotation, Assessment, Chain, Choice, Layer, Pair, Rating, Spans, Task, Text, Verdict
from kit.scoring.about import ORIGINS, by_item, is_answer, item_ids, unrated_ids

ITSELF = "the article says it itself"


def item_lines(case: Case, task: Task, layer: Layer) -> list[str]:
    """A line for each item: what it is about, and what is answered. Of pairs to be found, those that were made.

    A rating of one's own brief has its line once it is made: without a key nobody is asked for one.
    """
    made = by_item(task, layer)
    asked = () if task.open else unrated_ids(task)
    ids = [id for id in item_ids(task) if id in made or id in asked]
    return [f"{item_words(case, task, id)}: {answer_words(case, task, made.get(id))}" for id in ids]


def item_words(case: Case, task: Task, id: str) -> str:
    """What an item is about: the claims' own gist, a deck's question and text, a brief's question."""
    if task.kind == "items":
        item = next(i for i in task.items if i.id == id)
        before, after = (" ".join(case.article.sentence(s).text for s in ids) for ids in (item.sentences, item.changed))
        return f"{item.question} “{before}”" + (f" After the edit: “{after}”" if after else "")
    if task.kind == "brief":
        names = {p.id: p.question for p in task.prompts} | {f"rate-{c.id}": c.name for c in task.criteria}
        return names[id]
    if id == ORIGINS:
        return "How many independent origins"
    return " / ".join(case.claim(part).gist for part in id.split("+"))


def answer_words(case: Case, task: Task, answer: Annotation | None) -> str:
    """An answer by the names of its labels, voices, documents and options."""
    if not is_answer(task, answer):
        return "not answered"
    match answer:
        case Pair():
            return _labelled("relation", answer, task.fields)
        case Assessment():
            return _labelled("checkability", answer, task.fields)
        case Verdict():
            return _verdict(case, task, answer)
        case Chain():
            names = [case.voice_names.get(v, v) for v in answer.voices]
            return " ← ".join(["this article", *names]) if names else ITSELF
        case Choice():
            options = {o.id: o.text for i in task.items if i.id == answer.item for o in i.options}
            return options.get(answer.option, answer.option).rstrip(".")
        case Spans():
            return "not given" if answer.none else _quoted(case.article, answer.spans)
        case Text():
            return answer.text
        case Rating():
            return codebook().name("level", answer.level).lower()
    return "not answered"


def _verdict(case: Case, task: Task, answer: Verdict) -> str:
    said = codebook().name("verdict", answer.verdict).lower()
    titles = {d.id: d.title for d in case.documents}
    document = titles.get(answer.document or "", "none of the documents") if answer.document else ""
    return f"{said}: {document}" if document and "document" in task.fields else said


def _labelled(main: str, answer: Annotation, fields: tuple[str, ...]) -> str:
    """The main label, and the details that are asked; free text as it stands."""
    details = []
    for field in fields:
        value = getattr(answer, field)
        labels = value if isinstance(value, tuple) else (value,)
        free = field in ("holder", "refutes")
        details += [label if free else codebook().name(field, label).lower() for label in labels if label]
    said = codebook().name(main, getattr(answer, main)).lower()
    return f"{said}: {'; '.join(details)}" if details else said


def _quoted(article: Article, spans: tuple[Span, ...]) -> str:
    return "“" + " … ".join(article.words(span) for span in spans) + "”"
