"""How far coders agree, question by question, with how many things each figure rests on and how to read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from kit.codebook import codebook
from kit.coders.compared import FIELDS, FOLLOWS, Compared, Unit
from kit.model import ROLES, Assessment, Attribution, Chain, Choice, Pair, Rating, Spans, Verdict
from kit.scoring.about import item_of
from kit.scoring.agreement import alpha, kappa, per_cent_agreement

NAMES: dict[type, str] = {
    Attribution: "attributions",
    Pair: "pairs",
    Assessment: "assessments",
    Chain: "chains",
    Verdict: "verdicts",
    Choice: "choices",
    Rating: "ratings",
    Spans: "highlights",
}
OWN = {"voice": "Voice", "parent": "Who carries it", "voices": "Chain", "document": "Document", "option": "Answer"}
"""Names of fields that are not of the codebook."""
FEW = 20
"""Things below which a figure is told to be of few. Ours."""
HOW = (
    (
        "Per cent says on how many things two coders gave the same label. The range behind it is where it would lie if "
        "the same people coded very many such things (Wilson’s interval, 95 %): of few things it is wide."
    ),
    (
        "Two coders who guess agree now and then, and more often where one label is frequent. Kappa (Cohen 1960) and "
        "alpha (Krippendorff 2011) take that off: 1 is whole agreement, 0 what chance gives, below 0 less than chance. "
        "A dash stands where both gave one and the same label throughout: nothing can then be told from chance."
    ),
    (
        "A kappa of few things, or with one rare label, moves a lot by one answer. Krippendorff asks for an alpha of "
        "0.80, and calls 0.67 the least for tentative conclusions; here each difference is worth a talk."
    ),
    (
        "F1 is twice what both found over all that either found: 100 where they found the same. On twenty news "
        "articles of the corpus PolNeAR that two trained people coded, they reached 79.5 (by content; our count)."
    ),
)
"""How to read it, in sentences."""


@dataclass(frozen=True)
class Row:
    """One figure of agreement."""

    kind: str
    question: str
    n: int
    """Things that it rests on."""
    value: float | None
    """Per cent, or F1 in per cent."""
    low: float | None = None
    high: float | None = None
    kappa: float | None = None
    alpha: float | None = None
    f1: bool = False


def rows(compared: Compared) -> list[Row]:
    """All figures of two coders, kind by kind."""
    return [row for kind in compared.kinds for row in _rows(compared, kind)]


def counts(compared: Compared) -> list[str]:
    """What both have and what one alone does, a sentence for each kind."""
    told = []
    for kind in compared.kinds:
        units = compared.of(kind)
        both, near = sum(u.both for u in units), sum(u.near for u in units)
        mine, theirs = (sum(getattr(u, s) is not None and not u.both for u in units) for s in ("first", "second"))
        line = f"{NAMES[kind].capitalize()}: {both} by both, {mine} more by {compared.first.coder}, "
        line += f"{theirs} more by {compared.second.coder}."
        told.append(f"{line} Of these, {near} meet in what is said and not in who says it." if near else line)
    return told


def _rows(compared: Compared, kind: type) -> Iterator[Row]:
    units = compared.of(kind)
    if kind in (Attribution, Spans):
        yield from _found(compared, kind, units)
    for field in FIELDS[kind]:
        held = [compared.labels(u, field) for u in units if u.both and _asked(compared, u, field)]
        if row := _row(NAMES[kind], question(field), [pair for pair in held if None not in pair]):
            yield row


def _asked(compared: Compared, unit: Unit, field: str) -> bool:
    """A detail is compared where coders agree in what it is a detail of."""
    main = FOLLOWS.get(field)
    if main is None:
        return True
    first, second = compared.labels(unit, main)
    return first == second


def _found(compared: Compared, kind: type, units: list[Unit]) -> Iterator[Row]:
    groups: dict[str, list[Unit]] = {}
    for unit in units:
        groups.setdefault(getattr(unit.one, "item", "found"), []).append(unit)
    for name, held in groups.items():
        both = sum(u.both for u in held)
        total = sum((u.first is not None) + (u.second is not None) for u in held)
        yield Row(NAMES[kind], name.capitalize(), len(held), 200 * both / total, f1=True)
    matched = [compared.edges(u) for u in units if u.both] if kind is Attribution else []
    for role in ROLES if matched else ():
        name = f"Words of the {codebook().name('roles', role).lower()}"
        yield Row(NAMES[kind], name, len(matched), 100 * fmean(edges[role] for edges in matched), f1=True)


def _row(kind: str, name: str, pairs: Sequence[tuple]) -> Row | None:
    if not pairs:
        return None
    codings = {side: {str(n): pair[i] for n, pair in enumerate(pairs)} for i, side in enumerate("ab")}
    same = sum(a == b for a, b in pairs)
    low, high = wilson(same, len(pairs))
    value = per_cent_agreement(codings)
    return Row(kind, name, len(pairs), value, 100 * low, 100 * high, kappa(codings), alpha(codings))


def together(case_codings: Sequence, kinds: Sequence[type] = (Pair, Assessment, Chain, Verdict, Choice)) -> list[Row]:
    """Three coders or more at once, in what has items of its own: pairs, assessments, chains, verdicts, choices.

    Per cent is the mean over pairs of coders, kappa is of two coders only. `case_codings` are `Coding`s.
    """
    made = []
    for kind in kinds:
        for field in FIELDS[kind]:
            held = {
                f"{n} {coding.coder}": {str(item_of(a)): getattr(a, field) or None for a in coding.layer.of(kind)}
                for n, coding in enumerate(case_codings)
            }
            value = per_cent_agreement(held)
            units = {u for labels in held.values() for u, label in labels.items() if label is not None}
            shared = [u for u in units if sum(labels.get(u) is not None for labels in held.values()) > 1]
            if value is not None:
                made.append(Row(NAMES[kind], question(field), len(shared), value, alpha=alpha(held)))
    return made


def question(field: str) -> str:
    """A field's name for readers."""
    return OWN.get(field) or codebook()[field].name


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's interval (1927) of a share at 95 %, as shares; it keeps within 0 and 1, also for few things.

    >>> [round(x, 2) for x in wilson(9, 10)]
    [0.6, 0.98]
    """
    z = 1.959964
    share, half = right / n, z * sqrt(right * (n - right) / n**3 + z * z / (4 * n * n))
    middle, whole = share + z * z / (2 * n), 1 + z * z / n
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
