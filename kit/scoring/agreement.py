"""How far coders agree: in per cent, and beyond what chance would give.

Every function takes the codings as coder -> unit -> label, {"ada": {"c1": "here", "c2": "not"}, ...}. A unit that a
coder did not label is left out, or has the label None. Labels are names: two are the same, or they are not. Neither the
order of coders and units nor the names of the labels matter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from fractions import Fraction

Codings = Mapping[str, Mapping[str, Hashable | None]]
"""Coder to unit to label."""


def per_cent_agreement(codings: Codings) -> float | None:
    """The pairs of coders that agree on a unit, of those that both labelled it, as a mean over the units: 0 to 100.

    For two coders that is the share of their common units on which they agree. For more it is the observed
    agreement of Fleiss (1971), carried over to units that only some of them labelled. Nothing is taken off for chance.
    None where no unit has labels of two coders.

    >>> per_cent_agreement({"ada": {"c1": "here", "c2": "not"}, "ben": {"c1": "here", "c2": "elsewhere"}})
    50.0
    """
    units = _shared(codings)
    if not units:
        return None
    return float(100 * sum(1 - _parting(labels) for labels in units) / len(units))


def kappa(codings: Codings) -> float | None:
    """Cohen's kappa (1960) of two coders: 1 whole agreement, 0 what chance would give, below 0 less than that.

    (observed - expected) / (1 - expected), where the expected agreement is what two coders would reach who gave each
    label as often as these did, and at random. Only units that both labelled count. None where there are not exactly
    two coders, where they have no unit in common, and where both gave one and the same label throughout: without
    variation there is nothing that chance could be told from.

    >>> ada = {"c1": "here", "c2": "here", "c3": "not", "c4": "not"}
    >>> kappa({"ada": ada, "ben": ada | {"c4": "here"}})
    0.5
    """
    if len(codings) != 2:
        return None
    first, second = codings.values()
    pairs = [(label, second.get(unit)) for unit, label in first.items()]
    pairs = [(a, b) for a, b in pairs if a is not None and b is not None]
    if not pairs:
        return None
    n = len(pairs)
    observed = Fraction(sum(a == b for a, b in pairs), n)
    ours, theirs = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    expected = Fraction(sum(count * theirs[label] for label, count in ours.items()), n * n)
    return None if expected == 1 else float((observed - expected) / (1 - expected))


def alpha(codings: Codings) -> float | None:
    """Krippendorff's alpha (2011) for names, any number of coders, labels missing: 1, 0 and below 0 as for kappa.

    1 - observed / expected disagreement. Observed: within each unit, the pairs of labels that differ, each unit
    weighing by its labels. Expected: pairs that differ when all labels are thrown together. Units with one label only
    are no part of it. None where no unit has two labels (one coder; nothing in common), and where all are the same.

    >>> ada = {"c1": "here", "c2": "here", "c3": "not", "c4": "not"}
    >>> round(alpha({"ada": ada, "ben": ada | {"c4": "here"}, "cleo": {"c1": "here"}}), 3)
    0.556
    """
    units = _shared(codings)
    sizes = Counter(label for labels in units for label in labels)
    n = sum(sizes.values())
    expected = n * n - sum(size * size for size in sizes.values())
    if not expected:
        return None
    observed = sum(_parting(labels) * len(labels) for labels in units)
    return float(1 - observed * (n - 1) / expected)


def _shared(codings: Codings) -> list[list[Hashable]]:
    """The labels of each unit that two coders or more labelled."""
    held: dict[str, list[Hashable]] = {}
    for labels in codings.values():
        for unit, label in labels.items():
            if label is not None:
                held.setdefault(unit, []).append(label)
    return [labels for labels in held.values() if len(labels) > 1]


def _parting(labels: list[Hashable]) -> Fraction:
    """Of all pairs of one unit's labels, the share that differs."""
    m = len(labels)
    same = sum(count * (count - 1) for count in Counter(labels).values())
    return 1 - Fraction(same, m * (m - 1))
