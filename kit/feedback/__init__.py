"""A score becomes sentences for the learner: what was right, what was not, and why."""

from __future__ import annotations

from kit.feedback import attributions, chains, decks, found_pairs, items
from kit.feedback.told import Feedback, Judged, Note, plural
from kit.model import Text
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


WORDS = {
    "pairs": (
        "caught",
        "accused",
        "clashing pair",
        "clashing pairs",
        "pair that does not clash",
        "pairs that do not clash",
    ),
    "assessments": (
        "recognised",
        "gave up on",
        "claim that no reader can check",
        "claims that no reader can check",
        "claim that can be checked",
        "claims that can be checked",
    ),
    "verdicts": (
        "caught",
        "accused",
        "statement that the pack speaks against",
        "statements that the pack speaks against",
        "other",
        "others",
    ),
    "chains": (
        "followed",
        "lengthened",
        "statement that comes through somebody else",
        "statements that come through somebody else",
        "that comes straight",
        "that come straight",
    ),
}
"""Kind of task to the words for a hit, a false alarm, one and several flawed items, one and several sound ones."""


def summary(judged: Judged) -> str:
    """Hits and false alarms as counts, in plain words."""
    own = {"attributions": attributions, "items": decks}.get(judged.task.kind)
    if own is not None:
        return own.summary(judged)
    made = [j for j in judged.score.judgements if j.verdict not in ("blank", "incomplete", "missed")]
    if not made:
        return "Nothing is answered yet."
    d = judged.score.detection
    caught, accused, one_flawed, flawed, one_sound, sound = WORDS[judged.task.kind]
    flawed = f"{d.signals} {one_flawed if d.signals == 1 else flawed}"
    sound = f"{d.noises} {one_sound if d.noises == 1 else sound}"
    both = [f"You {caught} {d.hits} of {flawed}."] if d.signals else []
    also = f"You also {accused} {d.false_alarms} of {sound}."
    both += [also if d.false_alarms else f"Of {sound} you {accused} none."] if d.noises else []
    left = len(judged.score.judgements) - len(made)
    rest = "" if judged.task.open else f"{left} still unanswered or incomplete."
    return " ".join([*both, *([rest] if left and rest else [])])


def _brief(judged: Judged) -> Feedback:
    """Sample answers to the prompts that were written to; nothing here judges a text."""
    written = {t.prompt for t in judged.answers.of(Text) if t.text.strip()}
    samples = tuple(s for s in judged.key.samples.get(judged.task.id, ()) if s.prompt in written or judged.show)
    open_prompts = len(judged.task.prompts) - len(written)
    if not written:
        return Feedback("Nothing is written yet.", (), samples)
    left = f" {open_prompts} {plural(open_prompts, 'question')} still open." if open_prompts else ""
    return Feedback(f"Compare what you wrote with the samples, then say where yours stands.{left}", (), samples)
