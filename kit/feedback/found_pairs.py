"""What is told about pairs that the learner had to find."""

from __future__ import annotations

from kit.feedback import items
from kit.feedback.told import Judged, Note, labels
from kit.model import Judgement


def notes(judged: Judged) -> list[Note]:
    """A note for each pair that was made or missed."""
    return [_note(judged, j) for j in judged.score.judgements]


def _note(judged: Judged, j: Judgement) -> Note:
    wanted = judged.key.layer.get(j.key) if j.key else None
    if j.verdict == "missed":
        return _missed(judged, j, wanted)
    if j.verdict == "invented":
        return Note("invented", "These two do not clash", _no_clash(judged, j), j.answer, None, None, j.points)
    if j.verdict == "optional":
        return Note("optional", "Not counted", f"Careful readers part on this pair. {wanted.why}", j.answer, j.key)
    return items.note(judged, j)


def _missed(judged: Judged, j: Judgement, wanted) -> Note:
    a, b = judged.claims[wanted.a], judged.claims[wanted.b]
    if not judged.show:
        paragraph = judged.article.sentence(a.sentence).paragraph
        text = f"A statement in paragraph {paragraph} does not go together with another one of this list."
        return Note("missed", "One pair not found yet", text, None, None, None)
    relation = labels(judged, "relation", wanted.relation)
    text = f"“{a.gist}” and “{b.gist}”: the key has {relation}. {wanted.why}"
    return Note("missed", "Missed", text, None, j.key, None)


def _no_clash(judged: Judged, j: Judgement) -> str:
    answer = judged.answers.get(j.answer)
    same = judged.key.events.get(answer.a) == judged.key.events.get(answer.b)
    if not same:
        return "They speak about two different things, so both can be true. Ask first: is it the same event?"
    return "Both can be true at once: try to tell it so. Is it a later hour, a rounding, a part of the whole?"
