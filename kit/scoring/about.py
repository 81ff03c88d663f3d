"""What an answer is about: the items of a task, and which annotation belongs to which."""

from __future__ import annotations

from kit.model import Annotation, Assessment, Chain, Choice, Layer, Pair, Rating, Spans, Task, Text, Verdict

ORIGINS = "origins"
"""The item of a task of chains that asks how many origins there are."""
RECORDS: dict[str, tuple[type, ...]] = {
    "pairs": (Pair,),
    "assessments": (Assessment,),
    "chains": (Chain, Choice),
    "verdicts": (Verdict,),
    "items": (Choice, Spans),
    "brief": (Text, Rating),
}
"""Kind of task to the records that answer it; tasks of attributions have no items."""


def item_of(annotation: Annotation) -> str | frozenset[str] | None:
    """What an annotation is about; a pair's two claims have no order."""
    match annotation:
        case Pair():
            return frozenset((annotation.a, annotation.b))
        case Assessment() | Chain() | Verdict():
            return annotation.claim
        case Choice() | Spans():
            return annotation.item
        case Text():
            return annotation.prompt
        case Rating():
            return f"rate-{annotation.criterion}"
    return None


def item_ids(task: Task) -> tuple[str, ...]:
    """The ids that the answers to a task's items carry, in the task's order: "c1+c2", "c1", "i1", "known".

    A task that asks for pairs to be found has every pair of its claims.
    """
    match task.kind:
        case "pairs":
            return tuple(f"{a}+{b}" for a, b in task_pairs(task))
        case "items":
            return tuple(item.id for item in task.items)
        case "brief":
            return tuple(p.id for p in task.prompts) + tuple(f"rate-{c.id}" for c in task.criteria)
        case "chains" if ORIGINS in task.fields:
            return (*task.claims, ORIGINS)
    return task.claims


def unrated_ids(task: Task) -> tuple[str, ...]:
    """The same without the ratings of a brief, which nobody is asked for before it is compared."""
    return tuple(id for id in item_ids(task) if not id.startswith("rate-"))


def task_pairs(task: Task) -> tuple[tuple[str, str], ...]:
    """The pairs in play, listed or to be found."""
    if not task.open:
        return task.pairs
    return tuple((a, b) for i, a in enumerate(task.claims) for b in task.claims[i + 1 :])


def id_by_item(task: Task) -> dict[str | frozenset[str], str]:
    """What each item of the task is about, in the task's order, and the id that its answer carries."""
    if task.kind == "pairs":
        return {frozenset(pair): f"{pair[0]}+{pair[1]}" for pair in task_pairs(task)}
    return {id: id for id in item_ids(task)}


def by_item(task: Task, layer: Layer) -> dict[str, Annotation]:
    """Item id to the layer's annotation of it.

    The number of origins belongs to a task, so in a key its item is named after the task.
    """
    records = RECORDS[task.kind]
    held = {item_of(a): a for a in layer.annotations if isinstance(a, records)}
    own = f"{ORIGINS}/{task.id}"
    if own in held:
        held[ORIGINS] = held[own]
    return {id: held[item] for item, id in id_by_item(task).items() if item in held}


def is_answer(task: Task, annotation: Annotation | None) -> bool:
    """Whether the main question of an item is answered."""
    match annotation:
        case Pair():
            return annotation.relation is not None
        case Assessment():
            return annotation.checkability is not None
        case Verdict():
            return annotation.verdict is not None
        case Spans():
            return bool(annotation.spans) or annotation.none
        case Text():
            return bool(annotation.text.strip())
        case Rating():
            return annotation.level is not None
    return annotation is not None


def chain_of(label: str) -> tuple[str, ...]:
    """The voices of a chain as a key writes it in one line.

    >>> chain_of("council > engineer")
    ('council', 'engineer')
    """
    return tuple(part.strip() for part in label.split(">") if part.strip())


def chain_label(voices: tuple[str, ...]) -> str:
    """A chain in one line."""
    return " > ".join(voices)
