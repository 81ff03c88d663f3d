"""What the answers of a class tell: of an item, of agreement in counts, of a change from one test to the next.

Pure arithmetic; what counts as right is decided elsewhere. Where a figure rests on too few people it is None.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import atan, pi, sqrt, tanh
from statistics import fmean, quantiles, stdev

ENOUGH = 20
"""People from which on a correlation or an interval is worth a look. Ours."""
PAIRED = 5
"""People with both tests from which on an interval is told; below it each difference is an anecdote. Ours."""
Z = 1.959964
"""What leaves 2.5 % of a normal distribution above it."""


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's r; with a right-or-wrong item as `xs` it is the point-biserial one. None where either never varies.

    >>> round(correlation([0, 0, 1, 1], [1, 2, 2, 3]), 3)
    0.707
    """
    mean_x, mean_y = fmean(xs), fmean(ys)
    a, b = [x - mean_x for x in xs], [y - mean_y for y in ys]
    spread = sqrt(sum(x * x for x in a) * sum(y * y for y in b))
    return sum(x * y for x, y in zip(a, b, strict=True)) / spread if spread > 1e-12 else None


def discrimination(rows: Sequence[Sequence[bool]]) -> list[float | None]:
    """For each item, its correlation with the number of the *other* items that the same person has right.

    The corrected item-total correlation: an item is no part of the total that it is held against, or it would agree
    with itself (Guilford 1953; Henrysson 1963). `rows` is a row a person, a column an item. None for an item that all
    have right or all have wrong.

    >>> discrimination([(True, True, True), (True, False, True), (True, True, False), (True, False, False)])
    [None, 0.0, 0.0]
    """
    totals = [sum(row) for row in rows]
    return [
        correlation(column, [total - own for total, own in zip(totals, column, strict=True)])
        for column in (list(map(int, column)) for column in zip(*rows, strict=True))
    ]


def leeway(n: int) -> float | None:
    """How far a correlation may lie from 0 by chance, 19 times in 20, among n people. None for fewer than four.

    Fisher's transformation: artanh(r) has a standard error of 1 / sqrt(n - 3).

    >>> round(leeway(30), 2)
    0.36
    """
    return tanh(Z / sqrt(n - 3)) if n > 3 else None


def alpha_of_counts(units: Iterable[tuple[Mapping[Hashable, int], int]]) -> float | None:
    """Krippendorff's alpha for names, as `agreement.alpha`, from counts: (label to how many gave it, number of units).

    The same 1 - observed / expected disagreement; made for words of a text, where a class of hundreds gives each of
    hundreds of words one of two labels. None where there is nothing to compare, or no variation.

    >>> round(alpha_of_counts([({"here": 3}, 1), ({"here": 2}, 1), ({"not": 2}, 1), ({"here": 1, "not": 1}, 1)]), 3)
    0.556
    """
    sizes: Counter = Counter()
    observed = 0.0
    for counts, times in units:
        m = sum(counts.values())
        if m < 2 or not times:
            continue
        same = sum(count * (count - 1) for count in counts.values())
        observed += times * (m * (m - 1) - same) / (m - 1)
        for label, count in counts.items():
            sizes[label] += count * times
    n = sum(sizes.values())
    expected = n * n - sum(size * size for size in sizes.values())
    return 1 - observed * (n - 1) / expected if expected else None


def middle(values: Sequence[float]) -> tuple[float, float, float] | None:
    """Lower quartile, median and upper quartile; None where there are no values.

    Where it falls between two values, it lies in proportion.

    >>> middle([1, 2, 3, 4, 5])
    (2.0, 3.0, 4.0)
    """
    if len(values) < 2:
        return (float(values[0]),) * 3 if values else None
    first, second, third = quantiles(values, n=4, method="inclusive")
    return float(first), float(second), float(third)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two tests of the same people."""

    n: int
    mean: float
    low: float
    """The lower end of the 95 % interval."""
    high: float
    up: int
    """How many did better the second time."""
    down: int


def change(first: Sequence[float], last: Sequence[float]) -> Change | None:
    """The mean of the paired differences and Student's 95 % interval: mean ± t(n - 1) x s / sqrt(n).

    For classes the t interval is the better choice than a bootstrap of percentiles, which is too narrow for small
    samples (Hesterberg 2015). None below `PAIRED` people.

    >>> made = change([1, 2, 3, 4, 5], [2, 3, 4, 5, 7])
    >>> round(made.mean, 2), round(made.low, 2), round(made.high, 2)
    (1.2, 0.64, 1.76)
    """
    differences = [b - a for a, b in zip(first, last, strict=True)]
    n = len(differences)
    if n < PAIRED:
        return None
    mean, half = fmean(differences), t_border(n - 1) * stdev(differences) / sqrt(n)
    return Change(n, mean, mean - half, mean + half, sum(d > 0 for d in differences), sum(d < 0 for d in differences))


def t_border(df: int) -> float:
    """Student's t that leaves 2.5 % above it, for whole degrees of freedom, to six decimals.

    >>> [round(t_border(df), 3) for df in (1, 4, 29)]
    [12.706, 2.776, 2.045]
    """
    low, high = 0.0, 13.0
    while high - low > 1e-7:
        half = (low + high) / 2
        low, high = (half, high) if t_within(half, df) < 0.95 else (low, half)
    return (low + high) / 2


def t_within(t: float, df: int) -> float:
    """How much of Student's distribution lies between -t and t: the finite sum for whole degrees of freedom.

    From integration by parts, with one form for odd and one for even numbers, as in Moshier's Cephes (stdtr).
    """
    share = 1 / (1 + t * t / df)  # cos² of the angle atan(t / sqrt(df))
    term = total = 1.0
    for j in range(3 if df % 2 else 2, df - 1, 2):
        term *= share * (j - 1) / j
        total += term
    x = t / sqrt(df)
    if df % 2 == 0:
        return x * sqrt(share) * total
    return 2 / pi * (atan(x) + (x * share * total if df > 1 else 0))
