"""A score becomes sentences for the learner: what was right, what was not, and why."""

from __future__ import annotations

from kit.feedback import attributions, chains, decks, found_pairs, items
from kit.feedback.told import Feedback, Judged, Note, plural
from kit.feedback.words import WORDS
from kit.model import Detection, Judgement, Layer, Text
from kit.scoring import detection, score
from kit.scoring.about import item_ids

__all__ = ["Feedback", "Judged", "Note", "explain", "summary"]


def explain(judged: Judged) -> Feedback:
    """The summary, and a note for each judgement in the order of the text."""
    kind = judged.task.kind
    if kind == "attributions":
        return Feedback(attributions.summary(judged), tuple(attributions.notes(judged)))
    if kind == "brief":
        return _brief(judged)
    writer = {"chains": chains, "items": decks}.get(kind, items)
    told = (found_pairs if judged.task.open else writer).notes(judged)
    places = {id: n for n, id in enumerate(item_ids(judged.task))}
    told.sort(key=lambda note: places.get(note.answer or "", len(places)))
    return Feedback(summary(judged), tuple(told))


def summary(judged: Judged) -> str:
    """Hits and false alarms as counts, in plain words."""
    own = {"attributions": attributions, "items": decks}.get(judged.task.kind)
    if own is not None:
        return own.summary(judged)
    judgements = judged.score.judgements
    made = [j for j in judgements if j.verdict not in ("blank", "incomplete", "missed")]
    begun = sum(j.verdict == "incomplete" for j in judgements)
    if not made:
        return f"{begun} begun, and none complete yet." if begun else "Nothing is answered yet."
    left = 0 if judged.task.open else len(judgements) - len(made)
    rest = f" {left} still unanswered or incomplete." if left else ""
    return detection.counts(_of_answered(judged, made), WORDS[judged.task.kind]) + rest


def _of_answered(judged: Judged, made: list[Judgement]) -> Detection:
    """Both halves over what was answered: what is still open is not missed. Of pairs to be found, over all."""
    if judged.task.open:
        return judged.score.detection
    keys = {j.key for j in made}
    wanted = Layer(tuple(a for a in judged.key.layer.annotations if a.id in keys))
    return score(judged.task, judged.article, wanted, judged.answers).detection


def _brief(judged: Judged) -> Feedback:
    """Sample answers to the prompts that were written to; nothing here judges a text."""
    written = {t.prompt for t in judged.answers.of(Text) if t.text.strip()}
    samples = tuple(s for s in judged.key.samples.get(judged.task.id, ()) if s.prompt in written or judged.show)
    open_prompts = len(judged.task.prompts) - len(written)
    if not written:
        return Feedback("Nothing is written yet.", (), samples)
    left = f" {open_prompts} {plural(open_prompts, 'question')} still open." if open_prompts else ""
    return Feedback(f"Compare what you wrote with the samples, then say where yours stands.{left}", (), samples)
