"""What wants a reason: every answer of the coming key, as the step `reasons` shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.case import Case
from kit.codebook import codebook
from kit.drafting import review
from kit.drafting.wording import SILENT, begun
from kit.model import Annotation, Assessment, Attribution, Chain, Pair, Verdict
from kit.views import drawn_roles

if TYPE_CHECKING:
    from kit.drafting import Draft

DISPUTED = {
    Attribution: ("quote", "stance", "naming", "basis", "voice"),
    Pair: ("relation", "dimension"),
    Assessment: ("checkability", "reasons", "evidence"),
    Verdict: ("verdict", "document"),
    Chain: (),
}
"""Record to the fields for which a further right or a usual wrong label can be given."""


def reason_items(draft: Draft) -> list[dict[str, Any]]:
    """One item for each reason, in the order attributions, sentences that credit nobody, pairs, assessments, verdicts,
    chains.

    Each has `id`, `name`, what it is about (`tokens`: its words by their numbers, `lines`), its `answer` in words, a
    `suggested` reason to begin with, made of its labels, and the `others`: field, its name, and the labels that it does
    not have.
    """
    case = draft.case
    made = review.attributions(draft)
    known = {a.id: a for a in made}
    items = [_of_attribution(case, a, n, begun(case, a, known)) for n, a in enumerate(made, start=1)]
    items += [_of_sentence(case, id) for id in asked_silent(draft)]
    found = {"Pair": review.pairs, "Claim": review.assessments, "Verdict": review.verdicts, "Chain": review.chains}
    for name, made_in in found.items():
        items += [_of_claims(case, a, f"{name} {n}") for n, a in enumerate(made_in(draft), start=1)]
    return items


def asked_silent(draft: Draft) -> list[str]:
    """The sentences that credit nobody: those that tasks ask about, or before there are tasks all of them."""
    asked = {id for task in draft.case.tasks if task.kind == "attributions" for id in task.sentences}
    return [id for id in review.silent(draft) if not asked or id in asked]


def _of_attribution(case: Case, a: Attribution, number: int, suggested: str) -> dict[str, Any]:
    named = [codebook().name(f, getattr(a, f)) for f in ("quote", "stance", "naming", "basis") if getattr(a, f)]
    voice = case.voice_names.get(a.voice or "", "nobody named")
    tokens = [part for parts in drawn_roles(case.article, a).values() for part in parts]
    lines = [" … ".join(case.article.words(span) for span in a.spans)]
    return _item(a, f"Highlight {number}", tokens, lines, "; ".join([voice, *named]), suggested, case)


def _of_sentence(case: Case, id: str) -> dict[str, Any]:
    s = case.article.sentence(id)
    words = sorted(n for n, span in enumerate(case.article.tokens) if s.start <= span.start < s.end)
    tokens = [[words[0], words[-1]]] if words else []
    about = {"id": id, "name": f"Sentence {id}", "tokens": tokens, "lines": [s.text]}
    return about | {"answer": "Nobody is credited with anything here.", "suggested": SILENT, "others": []}


def _of_claims(case: Case, a: Annotation, name: str) -> dict[str, Any]:
    about = [case.claim(id) for id in ((a.a, a.b) if isinstance(a, Pair) else (a.claim,))]
    tokens = [[min(ids), max(ids)] for c in about if (ids := case.article.token_ids([c.span]))]
    return _item(a, name, tokens, [c.gist or c.words for c in about], _answer(case, a), begun(case, a, {}), case)


def _answer(case: Case, a: Annotation) -> str:
    match a:
        case Pair():
            labels = [("relation", a.relation), ("dimension", a.dimension)]
        case Assessment():
            labels = [("checkability", a.checkability), *(("reasons", r) for r in a.reasons), ("evidence", a.evidence)]
        case Verdict():
            said = codebook().name("verdict", a.verdict)
            return f"{said}; {case.names[a.document]}" if a.document else said
        case Chain():
            return " ← ".join(["this article", *(case.voice_names.get(v, v) for v in a.voices)])
    return "; ".join(codebook().name(field, label) for field, label in labels if label)


def _item(a: Annotation, name: str, tokens: list, lines: list[str], answer: str, first: str, case: Case) -> dict:
    others = [_other(a, field, case) for field in DISPUTED[type(a)] if getattr(a, field)]
    return {"id": a.id, "name": name, "tokens": tokens, "lines": lines} | {
        "answer": answer,
        "suggested": first,
        "others": others,
    }


def _other(a: Annotation, field: str, case: Case) -> dict[str, Any]:
    """A field's labels without the one that it has."""
    own = getattr(a, field)
    if field == "voice":
        labels = [{"id": v.id, "name": v.name} for v in case.voice_list]
        return {"field": field, "name": "Whose voice", "labels": [label for label in labels if label["id"] != own]}
    if field == "document":
        labels = [{"id": id, "name": case.names[id]} for id in ("none", *(d.id for d in case.documents)) if id != own]
        return {"field": field, "name": "Which document settles it", "labels": labels}
    known = codebook()[field]
    held = own if isinstance(own, tuple) else (own,)
    labels = [{"id": label.id, "name": label.name} for label in known.labels if label.id not in held]
    return {"field": field, "name": known.name, "labels": labels}
