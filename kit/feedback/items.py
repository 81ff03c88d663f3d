"""What is told about pairs, claims and verdicts: one label of a few, and what belongs to it."""

from __future__ import annotations

from kit.feedback.told import Judged, Note, fields, labels
from kit.model import Annotation, Assessment, Judgement, Verdict
from kit.scoring.about import id_by_item, item_of
from kit.scoring.items import KINDS

TITLES = {"right": "Right", "half": "Right, but look again", "wrong": "Not so"}
LACKING = {
    "pairs": "Both are about the same event, you say: now choose how they stand to each other.",
    "assessments": "“Not checkable” needs a reason: it is part of the answer.",
    "verdicts": "Choose a verdict: what does the pack make of this statement?",
}
"""Kind of task to what an answer that was begun still needs."""
FREE = {"holder": "Who holds that evidence?", "refutes": "Which result would show that the claim is wrong?"}
"""Free text of an assessment, to compare with the key's."""


def notes(judged: Judged) -> list[Note]:
    """A note for each item."""
    return [note(judged, j) for j in judged.score.judgements]


def note(judged: Judged, j: Judgement) -> Note:
    """One item: what was right, what was not, and why."""
    wanted = judged.key.layer.get(j.key)
    main = KINDS[judged.task.kind].main
    if j.verdict == "blank" and not judged.show:
        text = "Choose an answer; you can change it as often as you like."
    elif j.verdict == "incomplete" and not judged.show:
        text = LACKING[judged.task.kind]
    elif j.verdict in ("blank", "incomplete"):
        text = f"The key has {labels(judged, main, getattr(wanted, main))}. {wanted.why}"
    else:
        text = " ".join([*fields(judged, j, wanted), wanted.why, _second_thoughts(judged, j)]).strip()
    title = TITLES.get(j.verdict, "Not answered yet" if j.verdict == "blank" else "Not complete yet")
    compare = _compared(judged, wanted) if j.verdict not in ("blank", "incomplete") or judged.show else ()
    return Note(j.verdict, title, text, item_id(judged, wanted), j.key, None, j.points, compare=compare)


def _compared(judged: Judged, wanted: Annotation) -> tuple[tuple[str, str], ...]:
    if not isinstance(wanted, Assessment):
        return ()
    asked = [field for field in FREE if field in judged.task.fields and getattr(wanted, field)]
    return tuple((FREE[field], getattr(wanted, field)) for field in asked)


def _second_thoughts(judged: Judged, j: Judgement) -> str:
    """What opening the pack did to the first answer."""
    answer = judged.answers.get(j.answer) if j.answer else None
    if not isinstance(answer, Verdict) or not answer.before or answer.before == answer.verdict:
        return ""
    return f"From the text alone you had said {labels(judged, 'verdict', answer.before)}."


def item_id(judged: Judged, wanted: Annotation) -> str:
    """The id that answers to this item carry: "c1+c2" in the task's order, or the claim's."""
    return id_by_item(judged.task)[item_of(wanted)]
