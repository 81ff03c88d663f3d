"""The tables of a case, in pandas. Every table has its columns even where it has no rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from kit.article import Article, Span
from kit.codebook import codebook
from kit.errors import KitError
from kit.model import Attribution, Verdict

if TYPE_CHECKING:
    import pandas as pd

    from kit.case import Case


def _frame(rows: Iterable[tuple], columns: str, index: str = "id") -> pd.DataFrame:
    """Rows that begin with the index value. Raises KitError where pandas is not installed."""
    try:
        import pandas as pd
    except ModuleNotFoundError:
        raise KitError("", "tables need pandas, which is not here", "Install it; the exercises work without") from None
    names = [index, *columns.split()]
    return pd.DataFrame(list(rows), columns=names, dtype=object).set_index(index)


def sentences(case: Case) -> pd.DataFrame:
    """Sentence id: paragraph, text."""
    return _frame(((s.id, s.paragraph, s.text) for s in case.article.sentences), "paragraph text")


def voices(case: Case) -> pd.DataFrame:
    """Voice id: name, and from the key kind, part_of, stake."""
    facts = case.key.voices if case.key else {}
    rows = []
    for v in case.voice_list:
        known = facts.get(v.id)
        rows.append((v.id, v.name, *((known.kind, known.part_of, known.stake) if known else (None, None, None))))
    return _frame(rows, "name kind part_of stake")


def claims(case: Case) -> pd.DataFrame:
    """Claim id: sentence, text, gist, and from the key event."""
    events = case.key.events if case.key else {}
    return _frame(
        ((c.id, c.sentence, c.words, c.gist, events.get(c.id)) for c in case.claim_list), "sentence text gist event"
    )


def attributions(case: Case) -> pd.DataFrame:
    """Attribution id: where, the words of each role (parts joined by " … "), the labels, and its place in the chain."""
    layer = _key_layer(case)
    rows = (
        (
            a.id,
            case.article.at((a.cue or a.spans)[0].start).id,
            *(joined(case.article, getattr(a, role)) for role in ("source", "cue", "content")),
            *(a.quote, a.stance, a.naming, a.basis, a.voice, a.parent),
            len(chain(case, a)) - 1,
        )
        for a in layer
    )
    return _frame(rows, "sentence source cue content quote stance naming basis voice parent hops")


def chains(case: Case) -> pd.DataFrame:
    """One row for each voice of each attribution's chain, outermost first; step counts from 0, the publisher."""
    rows = ((a.id, step, voice) for a in _key_layer(case) for step, voice in enumerate(chain(case, a)))
    return _frame(rows, "step voice", index="attribution")


def pairs(case: Case) -> pd.DataFrame:
    """Pair id: a, b, relation, dimension, why."""
    found = case.key.layer.pairs if case.key else ()
    return _frame(((p.id, p.a, p.b, p.relation, p.dimension, p.why) for p in found), "a b relation dimension why")


def assessments(case: Case) -> pd.DataFrame:
    """Assessment id: claim, checkability, reasons, sourcing gaps, verdict where there is a pack, why."""
    found = case.key.layer.assessments if case.key else ()
    verdicts = {v.claim: v.verdict for v in case.key.layer.of(Verdict)} if case.key else {}
    rows = (
        (s.id, s.claim, s.checkability, ", ".join(s.reasons), ", ".join(s.sourcing), verdicts.get(s.claim), s.why)
        for s in found
    )
    return _frame(rows, "claim checkability reasons sourcing verdict why")


def evidence(case: Case) -> pd.DataFrame:
    """Assessment id: claim, the kind of evidence that would settle it, who holds it, what would confirm or refute."""
    found = case.key.layer.assessments if case.key else ()
    rows = ((s.id, s.claim, s.evidence, s.holder, s.confirms, s.refutes) for s in found)
    return _frame(rows, "claim kind holder confirms refutes")


def who_says_what(case: Case) -> pd.DataFrame:
    """Voices against what happened, where, when, how many; cells that disagree begin with a sign.

    One row for each voice and event, one column for each facet that the text gives, named as in the codebook; a first
    column `about` where there are several events. A cell disagrees where the key has a contradiction (≠) or a
    tension (~) of that dimension between its claim and another's.
    """
    accounts = case.key.accounts if case.key else ()
    facets = [f for f in FACETS if any(a.facet == f for a in accounts)]
    signs = _disagreements(case)
    cells: dict[tuple[str, str], dict[str, list[str]]] = {}
    for a in accounts:
        sign = signs.get((a.claim, a.facet), "")
        says = f"{sign} {a.says}" if sign else a.says
        cells.setdefault((a.event, a.voice), {}).setdefault(a.facet, []).append(says)
    rows = [
        (case.voice(voice).name, event.replace("-", " "), *("; ".join(held.get(f, [])) for f in facets))
        for (event, voice), held in cells.items()
    ]
    table = _frame(rows, " ".join(["about", *facets]), index="voice")
    named = table.rename(columns={f: codebook().name("dimension", f) for f in facets})
    return named if named["about"].nunique() > 1 else named.drop(columns="about")


FACETS = ("action", "place", "time", "number", "actor", "cause", "status", "wording")
"""The dimensions in the order of a reporter's questions."""


def _disagreements(case: Case) -> Mapping[tuple[str, str], str]:
    signs: dict[tuple[str, str], str] = {}
    for p in case.key.layer.pairs if case.key else ():
        sign = {"contradiction": "≠", "tension": "~"}.get(p.relation or "")
        for claim in (p.a, p.b) if sign else ():
            if signs.get((claim, p.dimension or "")) != "≠":
                signs[(claim, p.dimension or "")] = sign or ""
    return signs


def chain(case: Case, a: Attribution) -> tuple[str, ...]:
    """The voices that a statement came through, the publisher first; an unnamed one is "(nobody named)".

    The source chains of FactBank (Saurí & Pustejovsky 2009), with the publisher as the author.
    """
    by_id = {b.id: b for b in _key_layer(case)}
    steps: list[str] = []
    current: Attribution | None = a
    while current is not None:
        steps.append(current.voice or "(nobody named)")
        current = by_id.get(current.parent or "")
    own = publisher(case)
    if steps[-1] != own:
        steps.append(own)
    return tuple(reversed(steps))


def publisher(case: Case) -> str:
    """The voice that the text itself speaks with."""
    return next((voice.id for voice in case.voice_list if voice.publisher), "(the publisher)")


def joined(article: Article, spans: Iterable[Span]) -> str:
    """The words of several parts, " … " between them."""
    return " … ".join(article.words(span) for span in spans)


def _key_layer(case: Case) -> Iterator[Attribution]:
    return iter(case.key.layer.attributions if case.key else ())


TABLES: Mapping[str, Callable] = {
    f.__name__: f
    for f in (sentences, voices, claims, attributions, chains, pairs, assessments, evidence, who_says_what)
}
