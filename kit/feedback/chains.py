"""What is told about chains: where a link is wrong, and how many origins there are."""

from __future__ import annotations

from kit.feedback.told import Judged, Note, join, upper
from kit.model import Chain, Judgement
from kit.scoring.about import ORIGINS, by_item

ITSELF = "the article says it itself"


def notes(judged: Judged) -> list[Note]:
    """A note for each statement, and one for the number of origins."""
    return [_chain(judged, j) if _is_chain(judged, j) else _number(judged, j) for j in judged.score.judgements]


def _is_chain(judged: Judged, j: Judgement) -> bool:
    return isinstance(judged.key.layer.get(j.key), Chain)


def _chain(judged: Judged, j: Judgement) -> Note:
    wanted = judged.key.layer.get(j.key)
    title = {"right": "Right", "half": "Partly right", "wrong": "Not so"}.get(j.verdict, "Not answered yet")
    if j.verdict == "blank":
        text = f"The key has: {told(judged, wanted.voices)}. {wanted.why}" if judged.show else _first_question()
    elif j.verdict == "right":
        text = " ".join([_accepted(wanted, j), wanted.why]).strip()
    else:
        text = f"{_difference(judged, wanted, j)} {wanted.why}"
    return Note(j.verdict, title, text, wanted.claim, j.key, None, j.points)


def _first_question() -> str:
    return "Begin nearest to you: whom does the article name for this? Then: from whom does that voice have it?"


def _accepted(wanted: Chain, j: Judgement) -> str:
    if not j.fields[0].accepted:
        return ""
    made = " > ".join(j.fields[0].answer)
    why = next((a.why for a in wanted.accept if a.field == "voices" and a.label == made), "")
    return f"This is accepted as well. {why}"


def _difference(judged: Judged, wanted: Chain, j: Judgement) -> str:
    """The key's own reason against this chain, or what sets it apart."""
    made = tuple(j.fields[0].answer)
    known = wanted.why_not("voices", " > ".join(made))
    if known:
        return known
    own = f"The key has: {told(judged, wanted.voices)}."
    lacking = [judged.names.get(v, v) for v in wanted.voices if v not in made]
    extra = [judged.names.get(v, v) for v in made if v not in wanted.voices]
    if lacking and not extra:
        return f"{own} {upper(join(lacking))} {'is' if len(lacking) == 1 else 'are'} missing."
    if extra and not lacking:
        verb = "does" if len(extra) == 1 else "do"
        return f"{own} {upper(join(extra))} {verb} not stand between you and this statement."
    return f"{own} The order runs from you back to where the statement begins." if not extra else own


def told(judged: Judged, voices: tuple[str, ...]) -> str:
    """A chain in words, from the reader's end."""
    if not voices:
        return ITSELF
    return "the article has it from " + ", and that goes back to ".join(judged.names.get(v, v) for v in voices)


def _miscounted(judged: Judged, made: str) -> str:
    """What a wrong number most likely counts."""
    chains = [a.voices for a in by_item(judged.task, judged.key.layer).values() if isinstance(a, Chain)]
    slips = {
        len({voice for chain in chains for voice in chain}): "That is the number of voices: count where they begin.",
        len({chain[-1:] for chain in chains}): "These are the ends of the chains, and some of them belong together.",
        len(
            {chain[-1] for chain in chains if chain}
        ): "What the article says itself begins with the article: count it, too.",
        len(chains): "That is the number of statements: several may begin in one place.",
    }
    return next((why for number, why in slips.items() if str(number) == made), "")


def _number(judged: Judged, j: Judgement) -> Note:
    wanted = judged.key.layer.get(j.key)
    title = "Origins: " + {"right": "right", "wrong": "not so"}.get(j.verdict, "not answered yet")
    if j.verdict == "blank" and not judged.show:
        text = "Follow each chain to its end, then count the ends. Voices that belong together are one."
    elif j.verdict == "right" or judged.show:
        made = j.fields[0].answer if j.fields else ""
        other = next((a.why for a in (*wanted.accept, *wanted.wrong) if a.label == made), "")
        other = other or ("" if j.verdict == "right" else _miscounted(judged, made))
        text = f"{other} At most {wanted.option}. {wanted.why}".strip()
    else:
        text = "Count the ends of the chains and not the voices; a spokeswoman and her office are one origin."
    if j.verdict == "right" and j.credit < 1:
        text += " It counts as far as your chains are right."
    return Note(j.verdict, title, text, ORIGINS, j.key, None, j.points)
