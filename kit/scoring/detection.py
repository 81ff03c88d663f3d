"""Telling flawed from sound: what was caught, what was accused without need, and which way somebody leans.

Signal detection theory parts two things that a share of right answers mixes up: how well the two kinds are told apart
(sensitivity, d') and how readily one says "flawed" (bias, c). Somebody who accuses everything catches every flaw and
has learnt nothing, so both are told, and apart. Small numbers are told as counts and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from kit.model import Detection

ENOUGH = 20
"""Items from which on rates are told; below it, counts."""
OF_EACH = 5
"""Flawed and sound items that there must be for d' and c to mean anything. Ours."""
EVEN = 0.3
"""How far c may be from 0 and still count as leaning neither way. Ours; with 20 items its own error is about that."""

SLIPS = 4
"""Misses and false alarms together from which on it is said which way they lean. Ours."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a hit, a false alarm and the two kinds of items are called, after "You"."""

    caught: str = "caught"
    accused: str = "accused"
    flaw: str = "flaw"
    flaws: str = "flaws"
    sound: str = "sound statement"
    sounds: str = "sound statements"
    many: str = "accuse"
    """What somebody does too readily, after "to"."""
    few: str = "let things pass"


FLAWS = Words()


def total(parts: Iterable[Detection]) -> Detection:
    """The counts of several tasks together.

    >>> total([Detection(4, 5, 0, 5), Detection(4, 5, 1, 5)])
    Detection(hits=8, signals=10, false_alarms=1, noises=10)
    """
    counts = [(d.hits, d.signals, d.false_alarms, d.noises) for d in parts]
    return Detection(*map(sum, zip(*counts, strict=True))) if counts else Detection(0, 0, 0, 0)


def items(d: Detection) -> int:
    """How many items were judged."""
    return d.signals + d.noises


def enough(d: Detection) -> bool:
    """Whether rates may be told: twenty items, and some of each kind."""
    return items(d) >= ENOUGH and min(d.signals, d.noises) >= OF_EACH


def corrected(d: Detection) -> tuple[float, float]:
    """The rates of hits and of false alarms, with 0.5 added to each count and 1 to what it is out of.

    The log-linear correction (Hautus 1995): it keeps d' finite for somebody who caught all or accused none, and is
    made always, not only then.

    >>> corrected(Detection(10, 10, 0, 9))
    (0.9545454545454546, 0.05)
    """
    return (d.hits + 0.5) / (d.signals + 1), (d.false_alarms + 0.5) / (d.noises + 1)


def sensitivity(d: Detection) -> float | None:
    """d' = z(hits) - z(false alarms) (Green & Swets 1966), corrected: 0 is guessing. None below `enough`."""
    if not enough(d):
        return None
    hits, alarms = corrected(d)
    return _z(hits) - _z(alarms)


def bias(d: Detection) -> float | None:
    """c = -(z(hits) + z(false alarms)) / 2 (Stanislaw & Todorov 1999), corrected. None below `enough`.

    Below 0: "flawed" is said too readily; above 0: things are let pass.
    """
    if not enough(d):
        return None
    hits, alarms = corrected(d)
    return -(_z(hits) + _z(alarms)) / 2


def _z(share: float) -> float:
    return NormalDist().inv_cdf(share)


def counts(d: Detection, words: Words = FLAWS) -> str:
    """Both halves as counts; empty where nothing was judged.

    >>> counts(Detection(8, 10, 1, 10))
    'You caught 8 of 10 flaws. You also accused 1 of 10 sound statements.'
    >>> counts(Detection(0, 0, 0, 1))
    'You accused none of 1 sound statement.'
    """
    flaws = f"You {words.caught} {_of(d.hits, d.signals)} {words.flaw if d.signals == 1 else words.flaws}."
    also = "also " if d.signals and d.false_alarms else ""
    sounds = f"You {also}{words.accused} {_of(d.false_alarms, d.noises)} "
    sounds += f"{words.sound if d.noises == 1 else words.sounds}."
    return " ".join([flaws] * bool(d.signals) + [sounds] * bool(d.noises))


def _of(count: int, out_of: int) -> str:
    return f"{count or 'none'} of {out_of}"


def told(d: Detection, words: Words = FLAWS) -> tuple[str, ...]:
    """The counts; from twenty items on also rates, how well the two kinds were told apart, and which way one leans.

    >>> told(Detection(3, 4, 0, 4))
    ('You caught 3 of 4 flaws. You accused none of 4 sound statements.',)
    >>> told(Detection(9, 12, 6, 12))[-1]
    'In figures: sensitivity d′ = 0.6 (0 would be guessing), bias c = −0.3 (0 leans neither way).'
    """
    d_prime, c = sensitivity(d), bias(d)
    if d_prime is None or c is None:
        return tuple(filter(None, [counts(d, words)]))
    hits, alarms = (
        f"{round(100 * share)}\N{NO-BREAK SPACE}%" for share in (d.hits / d.signals, d.false_alarms / d.noises)
    )
    apart, leans = f"{_number(d_prime)} (0 would be guessing)", f"{_number(c)} (0 leans neither way)"
    return (
        f"{counts(d, words)} That is {hits} of the {words.flaws} and {alarms} of the {words.sounds}.",
        f"{next(said for border, said in APART if d_prime < border)} {_leaning(d, c, words)}",
        f"In figures: sensitivity d′ = {apart}, bias c = {leans}.",
    )


APART = (
    (0.5, "So far the two kinds look much alike to you: the reasons under each answer say what sets them apart."),
    (1.5, "You often tell the two kinds apart."),
    (2.5, "You mostly tell the two kinds apart."),
    (float("inf"), "You tell the two kinds apart nearly every time."),
)
"""Words for d', each up to its number. The borders are ours."""


def _leaning(d: Detection, c: float, words: Words) -> str:
    if d.signals - d.hits + d.false_alarms < SLIPS:
        return "There are too few slips to say which way they lean."
    if abs(c) < EVEN:
        return "You lean neither way: your slips fall about as often on one side as on the other."
    if c < 0:
        return f"When in doubt, you tend to {words.many}: before you decide, look for the words that make it plain."
    return f"When in doubt, you tend to {words.few}: a second look may show you more."


def _number(value: float) -> str:
    """One decimal, with a real minus, and no minus before nothing."""
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "−")


def first_and_last(parts: Sequence[Detection]) -> tuple[Detection, Detection] | None:
    """Tasks in the order of time, parted into earlier and later ones of about as many items; None where too early.

    Each part must be `enough`: what moved between two handfuls would be chance.

    >>> first_and_last([Detection(5, 10, 5, 10), Detection(9, 10, 1, 10)])
    (Detection(hits=5, signals=10, false_alarms=5, noises=10), Detection(hits=9, signals=10, false_alarms=1, noises=10))
    """
    splits = [(total(parts[:n]), total(parts[n:])) for n in range(1, len(parts))]
    good = [(first, last) for first, last in splits if enough(first) and enough(last)]
    return min(good, key=lambda pair: abs(items(pair[0]) - items(pair[1])), default=None)


def moved(parts: Sequence[Detection], words: Words = FLAWS) -> str:
    """How hits and false alarms went from the earlier tasks to the later ones; empty where it is too early to say."""
    both = first_and_last(parts)
    if both is None:
        return ""
    first, last = both
    return (
        f"In your earlier exercises you {words.caught} {_of(first.hits, first.signals)} {words.flaws} and "
        f"{words.accused} {_of(first.false_alarms, first.noises)} {words.sounds}; "
        f"in the later ones {_of(last.hits, last.signals)} and {_of(last.false_alarms, last.noises)}."
    )
