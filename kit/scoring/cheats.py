"""Five ways to earn points without reading, played on every task by `kit check`."""

from __future__ import annotations

import random
from collections.abc import Iterator

from kit.model import Annotation, Article, Assessment, Attribution, Layer, Pair, Span, Task
from kit.scoring import items, score

LIMIT = 0.2
"""A task on which a cheat earns more than this share is not fit for use."""
DRAWS = 60
"""Random layers whose mean is taken, each from its own fixed seed."""


def cheats(task: Task, article: Article, key: Layer, labels: dict[str, tuple[str, ...]]) -> dict[str, float]:
    """What each cheat earns, as a share from 0 to 1; `labels` are the codebook's label ids by field."""
    earned = {name: score(task, article, key, layer).credit for name, layer in _fixed(task, article, labels)}
    draws = [score(task, article, key, _random(task, article, labels, seed)).credit for seed in range(DRAWS)]
    return earned | {"random": sum(draws) / len(draws)}


def _fixed(task: Task, article: Article, labels) -> Iterator[tuple[str, Layer]]:
    yield "blank", Layer()
    if task.kind == "attributions":
        yield "every sentence highlighted", _every_sentence(task, article, halves=False)
        yield "every sentence cut in two", _every_sentence(task, article, halves=True)
        return
    for label in labels[items.KINDS[task.kind].main]:
        name = "everything accused" if label in ("contradiction", "not") else f"always {label}"
        for detail in _first_details(task, labels):
            yield f"{name} ({detail})" if detail else name, _constant(task, label, detail)


def _first_details(task: Task, labels) -> tuple[str | None, ...]:
    """Every label of the one detail that a constant answer has to name."""
    if task.kind == "pairs":
        return labels["dimension"] if "dimension" in task.fields else (None,)
    return labels["reasons"]


def _constant(task: Task, label: str, detail: str | None) -> Layer:
    if task.kind == "pairs":
        made: list[Annotation] = [
            Pair(id=f"{a}+{b}", a=a, b=b, relation=label, dimension=detail) for a, b in task.pairs
        ]
    else:
        made = [Assessment(id=c, claim=c, checkability=label, reasons=(detail,) if detail else ()) for c in task.claims]
    return Layer(tuple(made))


def _every_sentence(task: Task, article: Article, halves: bool) -> Layer:
    made = []
    for id in task.sentences:
        sentence = article.sentence(id)
        whole = Span(sentence.start, sentence.end)
        tokens = [t for t in article.tokens if whole.start <= t.start < whole.end]
        if not tokens:
            continue
        cut = tokens[min(2, len(tokens) - 1)].end if halves else whole.start
        source = (Span(whole.start, cut),) if halves else ()
        made.append(Attribution(id=id, source=source, content=(Span(cut, whole.end),)))
    return Layer(tuple(made))


def _random(task: Task, article: Article, labels, seed: int) -> Layer:
    draw = random.Random(seed)
    if task.kind == "pairs":
        return Layer(
            tuple(
                Pair(
                    id=f"{a}+{b}",
                    a=a,
                    b=b,
                    relation=draw.choice(labels["relation"]),
                    dimension=draw.choice(labels["dimension"]),
                )
                for a, b in task.pairs
            )
        )
    if task.kind == "assessments":
        return Layer(tuple(_random_assessment(c, labels, draw) for c in task.claims))
    return Layer(tuple(_random_attribution(id, article, labels, draw) for id in task.sentences))


def _random_assessment(claim: str, labels, draw: random.Random) -> Assessment:
    return Assessment(
        id=claim,
        claim=claim,
        checkability=draw.choice(labels["checkability"]),
        reasons=(draw.choice(labels["reasons"]),),
        evidence=draw.choice(labels["evidence"]),
    )


def _random_attribution(sentence_id: str, article: Article, labels, draw: random.Random) -> Attribution:
    sentence = article.sentence(sentence_id)
    tokens = [t for t in article.tokens if sentence.start <= t.start < sentence.end]
    cuts = sorted(draw.randrange(len(tokens) + 1) for _ in range(3)) if tokens else [0, 0, 0]
    bounds = list(zip([0, *cuts[:2]], cuts, strict=True))
    draw.shuffle(bounds)
    parts = [(Span(tokens[a].start, tokens[b - 1].end),) if b > a else () for a, b in bounds]
    fields = {f: draw.choice(labels[f]) for f in ("quote", "stance", "naming", "basis")}
    return Attribution(id=sentence_id, source=parts[0], cue=parts[1], content=parts[2], **fields)
