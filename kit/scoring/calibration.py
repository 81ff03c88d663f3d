"""How sure somebody is, against how often they are right.

Pairs are (confidence in per cent, 50 to 100; whether the answer was right). Well calibrated is who is right in seven of
ten answers of which they were 70 % sure. Small numbers are told as counts and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

Pairs = Sequence[tuple[int, bool]]
"""Confidence in per cent, and whether the answer was right."""
ENOUGH = 20
"""Answers from which on shares are told; below it, counts."""
NEAR = 0.05
"""How far the two means may lie apart and still count as the same. Ours."""
LOW, HIGH, STEP = 50, 100, 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence."""

    low: int
    """The lowest confidence in it, in per cent."""
    high: int
    """The highest: the last two steps do not flow into one, for "certain" is a thing of its own."""
    count: int
    right: int
    sure: float
    """The mean confidence, 0.5 to 1."""

    @property
    def often(self) -> float:
        """The share that was right."""
        return self.right / self.count

    @property
    def name(self) -> str:
        """`70 %`, or `70 to 79 %` where confidences between the steps were given."""
        return f"{self.low} %" if self.low == self.high else f"{self.low} to {self.high} %"


def checked(pairs: Iterable[tuple[int, bool]]) -> tuple[tuple[int, bool], ...]:
    """The pairs; raises ValueError for a confidence outside 50 to 100."""
    held = tuple(pairs)
    for sure, _ in held:
        if not LOW <= sure <= HIGH:
            raise ValueError(f"a confidence is {LOW} to {HIGH} per cent, not {sure}")
    return held


def brier(pairs: Pairs) -> float | None:
    """The Brier score: the mean of (confidence - right) squared, 0 best, 0.25 for always saying 50 %, 1 worst.

    The form for one yes-or-no event that is usual today. Brier's own (1950) adds the same for "not right" and is twice
    as large. None where there is no answer.

    >>> round(brier([(80, True), (80, False)]), 2)
    0.34
    """
    held = checked(pairs)
    return sum((sure / 100 - right) ** 2 for sure, right in held) / len(held) if held else None


def bins(pairs: Pairs) -> tuple[Bin, ...]:
    """The answers by how sure they were, in steps of ten per cent; steps without answers are left out.

    >>> [(b.name, b.right, b.count) for b in bins([(70, True), (70, False), (100, True)])]
    [('70 %', 1, 2), ('100 %', 1, 1)]
    """
    held: dict[int, list[tuple[int, bool]]] = {}
    for sure, right in sorted(checked(pairs)):
        held.setdefault(sure // STEP, []).append((sure, right))
    return tuple(_bin(group) for _, group in sorted(held.items()))


def _bin(group: Pairs) -> Bin:
    sures = [sure for sure, _ in group]
    low = min(sures) // STEP * STEP
    high = low if set(sures) == {low} else min(low + STEP - 1, HIGH)
    return Bin(low, high, len(group), sum(right for _, right in group), sum(sures) / len(sures) / 100)


def overconfidence(pairs: Pairs) -> float | None:
    """Mean confidence less the share that was right: above 0 surer than right, below 0 less sure. None where empty.

    >>> round(overconfidence([(90, True), (90, False)]), 2)
    0.4
    """
    held = checked(pairs)
    return _mean(held) - _share(held) if held else None


def _mean(pairs: Pairs) -> float:
    return sum(sure for sure, _ in pairs) / len(pairs) / 100


def _share(pairs: Pairs) -> float:
    return sum(right for _, right in pairs) / len(pairs)


def _per_cent(share: float) -> str:
    """Kept on one line."""
    return f"{round(100 * share)}\N{NO-BREAK SPACE}%"


def leeway(pairs: Pairs) -> float:
    """How far the two means come apart by chance alone, for somebody perfectly calibrated: one standard deviation."""
    held = checked(pairs)
    return sqrt(sum(sure / 100 * (1 - sure / 100) for sure, _ in held)) / len(held) if held else 0.0


def told(pairs: Pairs) -> tuple[str, ...]:
    """Counts; from twenty answers on also how sure and how right on average, and which way it leans.

    >>> told([(80, True), (60, False)])
    ('You said 2 times how sure you were; 1 of these answers was right.',)
    """
    held = checked(pairs)
    if not held:
        return ()
    right, n = sum(right for _, right in held), len(held)
    if n == 1:
        return (f"You said once how sure you were; that answer was {'right' if right else 'not right'}.",)
    was = "was" if right == 1 else "were"
    counts = f"You said {n} times how sure you were; {right or 'none'} of these answers {was} right."
    if n < ENOUGH:
        return (counts,)
    sure, often = _per_cent(_mean(held)), _per_cent(_share(held))
    return (
        f"{counts} On average you were {sure} sure, and {often} were right. {_leaning(held)}",
        f"In figures: Brier score {brier(held):.2f} (0 is best; saying {_per_cent(0.5)} every time gives 0.25).",
    )


def _leaning(pairs: Pairs) -> str:
    gap = _mean(pairs) - _share(pairs)
    if round(abs(gap), 9) <= max(NEAR, leeway(pairs)):
        return "The two go together: when you are sure, you can lean on it about as much as you do."
    if gap > 0:
        return "You were surer than you were right. Before you choose a high number, ask what would speak against it."
    return "You were right more often than you thought: you may trust your reading a little more."


def moved(pairs: Pairs) -> str:
    """Answers in the order of time: how both means went from the earlier half to the later; empty where too early."""
    held = checked(pairs)
    middle = len(held) // 2
    if middle < ENOUGH:
        return ""
    parts = (held[:middle], held[middle:])
    first, last = (f"{_per_cent(_mean(p))} sure and {_per_cent(_share(p))} right" for p in parts)
    return f"In the earlier half of these answers you were {first}; in the later half {last}."
