"""Ids that people read: what a draft calls by its words is numbered in a case's files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from kit.case import Case
from kit.model import Annotation, Assessment, Attribution, Chain, Key, Layer, Pair, Task, Verdict

LETTERS = {Attribution: "a", Pair: "x", Assessment: "s", Verdict: "v", Chain: "n"}
"""Record to the letter that begins its ids in a key."""


def numbered(case: Case, key: Key) -> tuple[Case, Key]:
    """The same case and key, claims called c1, c2 …, attributions a1 …, each in the order in which they stand."""
    claims = {c.id: f"c{n}" for n, c in enumerate(case.claim_list, start=1)}
    ids: dict[str, str] = {}
    for kind, letter in LETTERS.items():
        ids |= {a.id: f"{letter}{n}" for n, a in enumerate(key.layer.of(kind), start=1)}
    renamed = Layer(tuple(_renamed(a, ids, claims) for a in key.layer.annotations), key.layer.digest)
    made = replace(
        case,
        claim_list=tuple(replace(c, id=claims[c.id]) for c in case.claim_list),
        tasks=tuple(_task(t, claims) for t in case.tasks),
    )
    return made, replace(key, layer=renamed, events={claims.get(c, c): event for c, event in key.events.items()})


def _renamed(a: Annotation, ids: Mapping[str, str], claims: Mapping[str, str]) -> Annotation:
    a = replace(a, id=ids.get(a.id, a.id))
    match a:
        case Attribution():
            return replace(a, parent=ids.get(a.parent or ""))
        case Pair():
            return replace(a, a=claims.get(a.a, a.a), b=claims.get(a.b, a.b))
        case Assessment() | Verdict() | Chain():
            return replace(a, claim=claims.get(a.claim, a.claim))
    return a


def _task(task: Task, claims: Mapping[str, str]) -> Task:
    def named(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(claims.get(id, id) for id in ids)

    return replace(task, claims=named(task.claims), pairs=tuple(named(pair) for pair in task.pairs))
