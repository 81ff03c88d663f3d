"""Reasons to begin with: what an author's own labels say, in plain words, for an author to look at and to mend."""

from __future__ import annotations

from kit.article import Article
from kit.case import Case
from kit.codebook import codebook
from kit.model import Annotation, Assessment, Attribution, Chain, Pair, Verdict

PRONOUNS = ("he", "she", "they", "it", "we", "i")
QUOTED = {
    "direct": "All of it stands in quotation marks: these are the source’s own words.",
    "indirect": "No quotation marks stand around it: the paper tells it in its own words.",
    "mixed": "Only some of the words stand in quotation marks; the others are the paper’s.",
}
NAMED = {
    "described": "The source is described, and not named.",
    "bare": "Nobody could be asked, since the text does not say who this is.",
    "none": "The text does not say who this is.",
}
KNOWN = {
    "witnessed": "The text shows that the source was there.",
    "documents": "It rests on a paper or a picture.",
    "told-by": "The source has it from somebody else.",
    "expertise": "The source knows the subject.",
    "official-role": "It is the source’s office to know it.",
}
THOUGHT = {"believed": "It is a thought.", "want": "It is a wish."}
RELATED = {
    "contradiction": "Both are about the same thing, and they cannot both be true.",
    "tension": "Both are about the same thing, and they are both true only under a special reading.",
    "compatible": "Both are about the same thing, and both can be true.",
    "different-event": "They are about two different things, so that neither denies the other.",
}
HINDERED = {
    "no-access": "Something would settle it, but no reader can get at it.",
    "future": "It lies in the future.",
    "private": "It is somebody’s thought, into which nobody else can look.",
    "value": "It is a matter of taste or worth, which no count decides.",
    "vague": "Its words have no measure: no count could show it to be wrong.",
    "no-baseline": "It does not say with what it compares.",
    "cannot-be-false": "It would hold whatever happens.",
}
SETTLES = {
    "record": "an official record",
    "document": "a certain document",
    "data": "data",
    "imagery": "a picture or a film",
    "measurement": "measuring or counting it",
    "witness": "another witness",
    "publication": "the original publication",
    "reference": "a work of reference",
}
SETTLED = {
    "supported": "“{document}” shows that it is so.",
    "refuted": "“{document}” shows that it is not so.",
    "conflicting": "There is good evidence for it and against it: see “{document}”.",
    "not-enough-evidence": "None of the documents settles it.",
}
STAKES = {
    "party": "The words show that it gains or loses by what is believed here. That does not make it wrong.",
    "none-shown": "No words show that it gains or loses by what is believed here.",
    "unknown": "The text says too little about it to tell.",
}
"""Stake to a reason to begin with."""
SILENT = "No cue stands here: the paper tells it itself."


def begun(case: Case, a: Annotation, others: dict[str, Annotation]) -> str:
    """A reason for this annotation to begin with; `others` are all of them by their ids."""
    match a:
        case Attribution():
            return _joined(*_attribution(case, a, others.get(a.parent or "")))
        case Pair():
            parting = codebook().name("dimension", a.dimension).lower() if a.dimension else ""
            return _joined(RELATED.get(a.relation or ""), parting and f"They part on one question: {parting}.")
        case Assessment():
            return _joined(*_assessment(a))
        case Verdict():
            return SETTLED.get(a.verdict or "", "").format(document=case.names.get(a.document or "none"))
        case Chain():
            return _chain([case.voice_names.get(v, v) for v in a.voices])
    return ""


def _joined(*sentences: str | None) -> str:
    return " ".join(s for s in sentences if s)


def _attribution(case: Case, a: Attribution, parent: Annotation | None) -> list[str | None]:
    voice = case.voice_names.get(a.voice or "", "")
    source, cue = _words(case.article, a.source), _words(case.article, a.cue)
    first = f"“{cue[:1].upper()}{cue[1:]}” is the cue" if cue else "No cue stands here"
    if source.lower() in PRONOUNS and voice:
        first += f", and “{source}” is {voice}"
    elif source:
        first += f", and “{source}” the source"
    carried = case.voice_names.get(getattr(parent, "voice", "") or "", "somebody else") if parent else ""
    inside = f"It stands inside what {carried} says: one voice more through which it came." if parent else ""
    known = (QUOTED.get(a.quote or ""), NAMED.get(a.naming or ""), KNOWN.get(a.basis or ""))
    return [f"{first}.", inside, *known, THOUGHT.get(a.attitude or "")]


def _words(article: Article, spans: tuple) -> str:
    return " … ".join(article.words(span) for span in spans)


def _assessment(a: Assessment) -> list[str | None]:
    if a.checkability == "here":
        return ["This text settles it, with arithmetic or a work of reference."]
    if a.checkability == "not":
        return [HINDERED.get(reason) for reason in a.reasons]
    settles = SETTLES.get(a.evidence or "", "something else")
    return [f"This text does not settle it; {settles} would."]


def _chain(voices: list[str]) -> str:
    if not voices:
        return "The paper tells it itself: no other voice stands between."
    return f"The paper has it from {', who has it from '.join(voices)}."
