"""Five ways to earn points without reading, played on every task by `kit check`."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

from kit.article import Article, Span
from kit.model import (
    Annotation,
    Assessment,
    Attribution,
    Chain,
    Choice,
    Item,
    Layer,
    Pair,
    Spans,
    Task,
    Verdict,
)
from kit.scoring import items, score
from kit.scoring.about import ORIGINS, item_ids, task_pairs

LIMIT = 0.2
"""A task on which a cheat earns more than this share is not fit for use."""
DRAWS = 60
"""Random layers whose mean is taken, each from its own fixed seed."""


def cheats(task: Task, article: Article, key: Layer, labels: dict[str, tuple[str, ...]]) -> dict[str, float]:
    """What each cheat earns, as a share from 0 to 1.

    `labels` are the codebook's label ids by field; under `voices` and `document` those of the case.
    """
    earned = {name: score(task, article, key, layer).credit for name, layer in _fixed(task, article, labels)}
    draws = [score(task, article, key, _random(task, article, labels, seed)).credit for seed in range(DRAWS)]
    return earned | {"random": sum(draws) / len(draws)}


def _fixed(task: Task, article: Article, labels) -> Iterator[tuple[str, Layer]]:
    yield "blank", Layer()
    if task.kind == "attributions":
        yield "every sentence highlighted", _every_sentence(task, article, halves=False)
        yield "every sentence cut in two", _every_sentence(task, article, halves=True)
    elif task.kind == "chains":
        yield from _same_chain(task, labels["voices"])
    elif task.kind == "items":
        yield from _same_option(task, article)
    else:
        yield from _same_label(task, labels)
        if task.open:
            beside = pairwise(task.claims)
            pairs = (Pair(id=f"{a}+{b}", a=a, b=b, relation="contradiction") for a, b in beside)
            yield "each with its neighbour", Layer(tuple(pairs))


def _same_label(task: Task, labels) -> Iterator[tuple[str, Layer]]:
    for label in labels[items.KINDS[task.kind].main]:
        name = "everything accused" if label in ("contradiction", "not", "refuted") else f"always {label}"
        for detail in _first_details(task, labels):
            yield f"{name} ({detail})" if detail else name, _constant(task, label, detail)


def _first_details(task: Task, labels) -> tuple[str | None, ...]:
    """Every label of the one detail that a constant answer has to name."""
    asked = {"pairs": "dimension", "assessments": "reasons", "verdicts": "document"}[task.kind]
    if task.kind != "assessments" and asked not in task.fields:
        return (None,)
    return labels[asked]


def _constant(task: Task, label: str, detail: str | None) -> Layer:
    if task.kind == "pairs":
        made: list[Annotation] = [
            Pair(id=f"{a}+{b}", a=a, b=b, relation=label, dimension=detail) for a, b in task_pairs(task)
        ]
    elif task.kind == "verdicts":
        made = [Verdict(id=c, claim=c, verdict=label, document=detail) for c in task.claims]
    else:
        made = [Assessment(id=c, claim=c, checkability=label, reasons=(detail,) if detail else ()) for c in task.claims]
    return Layer(tuple(made))


def _same_chain(task: Task, voices: tuple[str, ...]) -> Iterator[tuple[str, Layer]]:
    """Nobody, one voice, or every voice, for each statement; and each number of origins."""
    constant = {"nobody": (), "every voice": voices} | {f"always {v}": (v,) for v in voices}
    for name, chain in constant.items():
        for number in range(1, len(task.claims) + 1) if ORIGINS in task.fields else (0,):
            made: list[Annotation] = [Chain(id=c, claim=c, voices=chain) for c in task.claims]
            if number:
                made.append(Choice(id=ORIGINS, item=ORIGINS, option=str(number)))
            yield f"{name}, {number} origins" if number else name, Layer(tuple(made))


def _same_option(task: Task, article: Article) -> Iterator[tuple[str, Layer]]:
    """Each option wherever it is offered, each place in the list; where words are asked, none, all and the last."""
    options = dict.fromkeys(o.id for item in task.items for o in item.options)
    for id in options:
        yield f"always {id}", _chosen(task, lambda item, id=id: id)
    for place in range(max((len(item.options) for item in task.items), default=0)):
        yield f"always answer {place + 1}", _chosen(task, lambda item, n=place: [o.id for o in item.options][n : n + 1])
    asked = [item for item in task.items if item.ask != "choice"]
    if asked:
        yield "always not given", Layer(tuple(Spans(id=i.id, item=i.id, none=True) for i in asked))
        for name, cut in (("all words", 0), ("the last word", -1)):
            yield name, Layer(tuple(Spans(id=i.id, item=i.id, spans=_words(i, article, cut)) for i in asked))


def _chosen(task: Task, choose) -> Layer:
    made = []
    for item in task.items:
        wanted = choose(item)
        id = wanted if isinstance(wanted, str) else "".join(wanted)
        if id in {o.id for o in item.options}:
            made.append(Choice(id=item.id, item=item.id, option=id))
    return Layer(tuple(made))


def _words(item: Item, article: Article, cut: int) -> tuple[Span, ...]:
    """The item's words from the first, or (-1) its last one."""
    sentences = [article.sentence(id) for id in item.sentences]
    tokens = [t for s in sentences for t in article.tokens if s.start <= t.start < s.end]
    return (Span(tokens[cut].start, tokens[-1].end),)


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
    one = {
        "pairs": _random_pair,
        "assessments": _random_assessment,
        "chains": _random_chain,
        "verdicts": _random_verdict,
    }
    if task.kind == "attributions":
        return Layer(tuple(_random_attribution(id, article, labels, draw) for id in task.sentences))
    if task.kind == "items":
        return Layer(tuple(_random_item(item, article, draw) for item in task.items))
    return Layer(tuple(one[task.kind](id, labels, draw) for id in item_ids(task)))


def _random_pair(id: str, labels, draw: random.Random) -> Pair:
    a, b = id.split("+")
    relation, dimension = draw.choice(labels["relation"]), draw.choice(labels["dimension"])
    return Pair(id=id, a=a, b=b, relation=relation, dimension=dimension)


def _random_chain(id: str, labels, draw: random.Random) -> Chain | Choice:
    if id == ORIGINS:
        return Choice(id=id, item=id, option=str(draw.randint(1, 6)))
    voices = draw.sample(labels["voices"], min(len(labels["voices"]), draw.randint(0, 2)))
    return Chain(id=id, claim=id, voices=tuple(voices))


def _random_verdict(id: str, labels, draw: random.Random) -> Verdict:
    return Verdict(id=id, claim=id, verdict=draw.choice(labels["verdict"]), document=draw.choice(labels["document"]))


def _random_item(item: Item, article: Article, draw: random.Random) -> Choice | Spans:
    if item.ask == "choice":
        return Choice(id=item.id, item=item.id, option=draw.choice([o.id for o in item.options]))
    if item.ask == "words" and draw.random() < 0.5:
        return Spans(id=item.id, item=item.id, none=True)
    whole = _words(item, article, 0)[0]
    tokens = [t for t in article.tokens if whole.start <= t.start < whole.end]
    first, last = sorted(draw.randrange(len(tokens)) for _ in range(2))
    return Spans(id=item.id, item=item.id, spans=(Span(tokens[first].start, tokens[last].end),))


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
