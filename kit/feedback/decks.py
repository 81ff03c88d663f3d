"""What is told about a deck's short questions: the key's reason for the answer that was given."""

from __future__ import annotations

from kit.article import Article
from kit.feedback.told import Judged, Note
from kit.model import Choice, Item, Judgement, Spans
from kit.scoring.decks import OTHERWISE


def notes(judged: Judged) -> list[Note]:
    """A note for each item that was answered."""
    return [_note(judged, j) for j in judged.score.judgements if j.verdict != "blank" or judged.show]


def summary(judged: Judged) -> str:
    """Both halves, as counts, over the questions that were answered."""
    d = judged.score.detection
    if all(j.verdict == "blank" for j in judged.score.judgements):
        return "Nothing is answered yet."
    plain = f"Plain questions: {d.noises - d.false_alarms} of {d.noises} right." if d.noises else ""
    caught = f"Questions with a catch: {d.hits} of {d.signals} seen through." if d.signals else ""
    left = sum(j.verdict == "blank" for j in judged.score.judgements)
    rest = f"{left} still unanswered." if left else ""
    return " ".join(part for part in (plain, caught, rest) if part)


def _note(judged: Judged, j: Judgement) -> Note:
    wanted = judged.key.layer.get(j.key)
    item = next(i for i in judged.task.items if i.id == wanted.item)
    right = _right(judged.article, item, wanted)
    if j.verdict == "blank":
        return Note("blank", "Not answered yet", f"The key has {right}. {wanted.why}", item.id, j.key, None, j.points)
    label = j.fields[0].answer
    if j.verdict == "right":
        also = next((a.why for a in wanted.accept if a.label == label), "") if j.fields[0].accepted else ""
        text = f"This is accepted as well. {also} {wanted.why}" if j.fields[0].accepted else wanted.why
        return Note("right", "Right", text, item.id, j.key, None, j.points)
    field = "option" if isinstance(wanted, Choice) else "spans"
    why_not = wanted.why_not(field, label) or wanted.why_not(field, OTHERWISE)
    return Note(
        "wrong", "Not this", f"{why_not} The key has {right}. {wanted.why}".strip(), item.id, j.key, None, j.points
    )


def _right(article: Article, item: Item, wanted: Choice | Spans) -> str:
    """The key's answer, as the learner would have given it."""
    if isinstance(wanted, Choice):
        return f"“{next(o.text for o in item.options if o.id == wanted.option).rstrip('.')}”"
    if wanted.none:
        return "“not given”"
    words = " … ".join(article.words(span) for span in wanted.spans)
    return f"“{words}” as the last word" if item.ask == "end" else f"“{words}”"
