"""A difference between two coders in plain words: what it is about, both readings, what the codebook advises."""

from __future__ import annotations

from kit.case import Case
from kit.codebook import codebook
from kit.coders.compared import FOUND, WORDS, Compared, Difference, Label, Unit
from kit.coders.figures import question
from kit.feedback.told import clip
from kit.model import Annotation, Assessment, Attribution, Chain, Choice, Pair, Rating, Spans, Verdict
from kit.references import LABELLED
from kit.render import quoted

NOTHING = {
    Attribution: "Not highlighted: nobody is credited so.",
    Spans: "Not highlighted.",
}
NO_JUDGEMENT = "No judgement was given."


def subject(case: Case, unit: Unit) -> str:
    """What a unit is about: the words of a statement, the gists of claims."""
    a = unit.one
    gists = {id: claim.gist for id, claim in case.claims_by_id.items()}
    match a:
        case Attribution():
            said = a.content or a.spans
            return f"“{clip(' … '.join(case.article.words(s) for s in said))}”"
        case Pair():
            return " / ".join(gists.get(id, id) for id in (a.a, a.b))
        case Assessment() | Chain() | Verdict():
            return gists.get(a.claim, a.claim)
        case Spans():
            return f"{a.item.capitalize()}: {highlighted(case, a)}"
        case Choice():
            return a.item
        case Rating():
            return a.criterion
    return a.id


def asked(difference: Difference) -> str:
    """The question that stands between the two."""
    unit, field = difference.unit, difference.field
    if field == FOUND:
        return "Is somebody credited with this here?" if isinstance(unit.one, Attribution) else "Is this so?"
    if field == WORDS:
        return "Which words are they?"
    if field in LABELLED:
        return codebook()[field].question
    return {
        "voice": "Whose voice is it?",
        "parent": "Does another statement carry this one?",
        "voices": "Through whom did it reach the reader?",
        "document": "Which document settles it?",
    }.get(field, "Which answer is right?")


def readings(compared: Compared, difference: Difference) -> tuple[str, str]:
    """The first coder's reading and the second's, a sentence or a label each."""
    unit = difference.unit
    if difference.field in (FOUND, WORDS):
        return whole(compared, unit.first, unit), whole(compared, unit.second, unit)
    first, second = (label_words(compared, difference.field, label) for label in difference.labels)
    return first, second


def meanings(compared: Compared, difference: Difference) -> tuple[str, str]:
    """The same, a label of the codebook with what it means behind it."""
    told = []
    for said, label in zip(readings(compared, difference), difference.labels, strict=True):
        known = difference.field in LABELLED and isinstance(label, str)
        told.append(f"{said}: {codebook()[difference.field].label(label).definition}" if known else said)
    return told[0], told[1]


def described(case: Case, difference: Difference) -> str:
    """What a difference is about; of a statement also who says it by which words, where that is not in question."""
    a = difference.unit.one
    told = subject(case, difference.unit)
    if isinstance(a, Attribution) and difference.field not in (FOUND, WORDS):
        said = [f"{role} {quoted(case.article, a, role)}" for role in ("source", "cue") if getattr(a, role)]
        return f"{told} ({', '.join(said)})." if said else told
    return told


def whole(compared: Compared, a: Annotation | None, unit: Unit) -> str:
    """One coder's annotation as a whole."""
    article = compared.case.article
    match a:
        case None:
            return NOTHING.get(type(unit.one), NO_JUDGEMENT)
        case Attribution():
            names = {role: codebook().name("roles", role) for role in ("source", "cue", "content")}
            return "; ".join(f"{names[r]} {quoted(article, a, r)}" for r in names if getattr(a, r))
        case Spans():
            return highlighted(compared.case, a)
    told = [
        f"{question(field)}: {label_words(compared, field, getattr(a, field) or None)}"
        for field in ("relation", "checkability", "voices", "verdict", "option", "level")
        if hasattr(a, field)
    ]
    return "; ".join(told)


def highlighted(case: Case, a: Spans) -> str:
    """The words that were highlighted, or that there are none."""
    return "“" + " … ".join(case.article.words(s) for s in a.spans) + "”" if a.spans else "not given"


def label_words(compared: Compared, field: str, label: Label | None) -> str:
    """A label by its name."""
    case = compared.case
    if label is None:
        return "not said"
    if isinstance(label, tuple):
        if field == "voices":
            names = [case.voice_names.get(v, v) for v in label]
            return " ← ".join(["this article", *names]) if names else "the article says it itself"
        return "; ".join(codebook().name(field, one) for one in label) if label else "none of them"
    if field in LABELLED:
        return codebook().name(field, label)
    if field == "voice":
        return case.voice_names.get(label, label) if label else "Nobody is named"
    if field == "parent":
        return _carrier(compared, label) if label else "Nobody carries it"
    return case.names.get(label, label)


def _carrier(compared: Compared, id: str) -> str:
    made = compared.first.layer.get(id)
    if made is None:
        made = compared.second.layer.get(id.partition(" (of ")[0])
    if not isinstance(made, Attribution):
        return id
    words = made.source or made.cue or made.spans
    return f"Carried by “{' … '.join(compared.case.article.words(s) for s in words)}”"


def advice(difference: Difference) -> list[tuple[str, str, str]]:
    """What the codebook says on the labels in question: (name, what it means, when unsure)."""
    field = difference.field
    if field == WORDS and isinstance(difference.unit.one, Attribution):
        return [(label.name, label.definition, label.advice) for label in codebook()["roles"].labels]
    if field == FOUND and isinstance(difference.unit.one, Attribution):
        rule = codebook().rule("what-counts")
        return [("What counts", rule.rule, rule.example)]
    if field not in LABELLED:
        return []
    given = [one for label in difference.labels for one in (label if isinstance(label, tuple) else (label,))]
    held = [codebook()[field].label(id) for id in dict.fromkeys(given) if id]
    return [(label.name, label.definition, label.advice) for label in held]
