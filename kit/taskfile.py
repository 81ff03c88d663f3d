"""What is asked: `tasks.yaml` becomes Tasks, each checked against its case."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kit.article import Article
from kit.codebook import codebook
from kit.errors import KitError, nearest
from kit.files import read_yaml
from kit.model import LEVELS, Annotation, Claim, Criterion, Prompt, Task
from kit.references import check_front, check_labels, known, unique, unique_ids
from kit.scoring.about import item_ids
from kit.structure import annotation, structure


@dataclass(frozen=True, kw_only=True)
class _WrittenTask:
    id: str
    kind: str
    title: str
    prompt: str
    objective: str
    points: float
    sentences: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    claims: tuple[str, ...] = ()
    given: tuple[dict, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    criteria: tuple[_WrittenCriterion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _WrittenCriterion:
    id: str
    name: str
    levels: dict[str, str] = field(default_factory=dict)


ASKABLE = {
    "attributions": ("quote", "stance", "naming", "basis", "voice"),
    "pairs": ("dimension",),
    "assessments": ("reasons", "sourcing", "evidence", "holder", "refutes"),
    "chains": ("origins",),
    "verdicts": ("document",),
    "brief": (),
}
"""Kind of task in `tasks.yaml` to the fields that it may ask beside the main answer."""
NEEDED = {
    "attributions": ("sentences",),
    "pairs": ("pairs", "claims"),
    "assessments": ("claims",),
    "chains": ("claims",),
    "verdicts": ("claims",),
    "brief": ("prompts", "criteria"),
}
"""Kind of task to the parts of which it has one (for `pairs` exactly one, for `brief` both)."""
GIVEN = {"attributions": "attribution", "pairs": "pair", "assessments": "assessment", "chains": "chain"}
"""Kind of task to the kind of annotation that it may fill in."""


def read_tasks(path: Path, article: Article, claims: tuple[Claim, ...]) -> tuple[Task, ...]:
    """The tasks of a case. Raises KitError for the first fault."""
    where = f"{path.resolve().parent.name}/{path.name}"
    written = structure(read_yaml(path), tuple[_WrittenTask, ...], where)
    unique(written, where)
    return tuple(_task(w, article, claims, f"{where}, {w.id}") for w in written)


def _task(w: _WrittenTask, article: Article, claims: tuple[Claim, ...], where: str) -> Task:
    if w.kind not in ASKABLE:
        raise KitError(f"{where}, kind", f'there is no kind of task "{w.kind}"', nearest(w.kind, ASKABLE))
    known(w.fields, ASKABLE[w.kind], f"{where}, fields", "field that such a task can ask")
    known(w.sentences, [s.id for s in article.sentences], f"{where}, sentences", "sentence")
    check_front(w, where)
    claim_ids = [c.id for c in claims]
    known(w.claims, claim_ids, f"{where}, claims", "claim")
    for pair in w.pairs:
        known(pair, claim_ids, f"{where}, pairs", "claim")
        if len(set(pair)) != 2:
            raise KitError(f"{where}, pairs", f"[{', '.join(pair)}] is not a pair of two claims", "Name two claims")
    _check_parts(w, where)
    for name, things in (("sentences", w.sentences), ("claims", w.claims), ("pairs", [frozenset(p) for p in w.pairs])):
        if len(set(things)) < len(things):
            raise KitError(f"{where}, {name}", "one of them is named twice", "Take one out")
    if w.given and w.kind not in GIVEN:
        raise KitError(f"{where}, given", "nothing can be filled in for such a task", "Take it out")
    given = tuple(annotation(g, article, f"{where}, given", GIVEN[w.kind]) for g in w.given)
    unique_ids(given, f"{where}, given")
    for g in given:
        check_labels(g, codebook().ids, f"{where}, given, {g.id}")
    made = _made_task(w, article, claim_ids, given)
    for g in given:
        if w.kind != "attributions":
            known([g.id], item_ids(made), f"{where}, given", "item of this task")
    return made


def _check_parts(w: _WrittenTask, where: str) -> None:
    there = [part for part in NEEDED[w.kind] if getattr(w, part)]
    if not there:
        part = NEEDED[w.kind][0]
        raise KitError(where, f"the task has no {part}", f"List its {part}")
    if w.kind == "pairs" and len(there) > 1:
        raise KitError(where, "it lists pairs and claims", "Keep `pairs`, or `claims` for learners to find the pairs")
    if w.kind == "assessments" and "reasons" not in w.fields:
        what = "it does not ask why a claim cannot be checked, and without a reason “not checkable” is no answer"
        raise KitError(f"{where}, fields", what, "Add reasons")
    if w.kind != "brief":
        return
    if len(there) < 2:
        raise KitError(where, "a brief has prompts and criteria", "Add the other of the two")
    unique([*w.prompts, *w.criteria], where)
    for p in w.prompts:
        if not p.question.strip() or p.words < 1:
            raise KitError(f"{where}, {p.id}", "the question is empty, or asks for no words", "Write both")
    for c in w.criteria:
        if tuple(c.levels) != LEVELS:
            raise KitError(f"{where}, {c.id}, levels", "the levels are not weak, partial, strong", "Give these three")


def _made_task(w: _WrittenTask, article: Article, claim_ids: list[str], given: tuple[Annotation, ...]) -> Task:
    return Task(
        id=w.id,
        case=article.id,
        kind=w.kind,
        title=w.title,
        prompt=w.prompt,
        objective=w.objective,
        points=w.points,
        sentences=w.sentences,
        fields=w.fields,
        pairs=_shuffled(w, [tuple(sorted(p, key=claim_ids.index)) for p in w.pairs]),
        claims=_shuffled(w, w.claims),
        given=given,
        prompts=w.prompts,
        criteria=tuple(Criterion(c.id, c.name, c.levels) for c in w.criteria),
    )


def _shuffled(w: _WrittenTask, things: Iterable) -> tuple:
    """The same order for everybody, and none that gives the answers away."""
    things = list(things)
    random.Random(w.id).shuffle(things)
    return tuple(things)
