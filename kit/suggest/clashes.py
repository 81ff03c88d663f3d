"""Pairs of statements worth a look: much the same words, and one thing that differs in kind.

A strict gate: half of the content words shared, and a number, a time, a negation or a pair of opposites apart. It finds
few contradictions and accuses few innocents; whether two statements really clash is for a reader to say. The kinds are
drawn from de Marneffe, Rafferty and Manning (2008).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from kit import text as words_of
from kit.article import Span
from kit.suggest.claims import Statement
from kit.suggest.dates import find_dates, reading
from kit.suggest.numbers import MEASURES, VALUES, Figure, apart, find_figures
from kit.suggest.stems import CLOSED, NEGATIONS, stem
from kit.suggest.wordlists import listed

SHARED = 0.5
"""The part of the shorter statement's content words that the other must hold."""
FEWEST = 2
"""Content words that must be shared, whatever part they are."""
FEWEST_NEGATED = 3
"""The same where only a negation tells them apart."""
COMMON = 4
"""A word in more statements than this, and in more than a sixth of them, does not count as shared."""
ROUNDED = 0.1
"""How far a rounded figure and another may be apart and still be the same."""
SURE = 40
"""Per cent of the pairs let through in the kit's own cases that a key calls a contradiction or a tension: 4 of 10."""
SPANS_OF_TIME = listed("second minute hour day night week weekend month year decade century")
OPPOSITES = {
    "status": """open:close shut full:empty present:absent true:false safe:dangerous unsafe legal:illegal alive:dead
        guilty:innocent possible:impossible able:unable known:unknown free:paid public:secret same:different
        missing:found safe there""",
    "action": """rise:fall drop increase:decrease fall arrive:leave accept:refuse reject win:lose begin:end start:stop
        confirm:deny buy:sell push:pull lock:unlock keep:lose allow:forbid ban support:oppose agree:disagree add:remove
        walk:carry push:jump""",
    "number": "more:fewer less most:fewest many:few all:none every:no majority:minority double:halve",
    "time": "before:after early:late first:last earlier:later day:night morning:evening afternoon",
    "actor": "man:woman boy:girl",
}
"""Pairs of opposites by what they would make two statements part on; further opposites of the first word follow it."""


class Clash(NamedTuple):
    """Two statements worth a look together."""

    a: int
    b: int
    """Their places in the list given."""
    dimension: str
    """On what they part, as the codebook names it."""
    strength: float
    """The part of the content words shared; more is stronger."""
    why: str


def _opposites() -> dict[frozenset[str], str]:
    table: dict[frozenset[str], str] = {}
    for dimension, lines in OPPOSITES.items():
        first = ""
        for entry in lines.split():
            first, _, second = entry.rpartition(":") if ":" in entry else (first, "", entry)
            table[frozenset((stem(first), stem(second)))] = dimension
    return table


OPPOSED = _opposites()
OPPOSABLE = frozenset(word for pair in OPPOSED for word in pair)


@dataclass(frozen=True)
class _Read:
    """A statement, read for comparing."""

    words: str
    denied: bool
    """Whether whoever is credited with it says that it is not so."""

    @cached_property
    def lower(self) -> list[str]:
        return [self.words[start:end].lower() for start, end in words_of.words(self.words)]

    @cached_property
    def stems(self) -> frozenset[str]:
        """Of all words, also those of grammar: opposites are looked for among them."""
        return frozenset(stem(word) for word in self.lower)

    @cached_property
    def content(self) -> frozenset[str]:
        """Of the words that tell what it is about, also what is counted: no grammar, figures, measures or times."""
        held = list(self.words)
        for span in [*self.dates, *(figure.span for figure in self.figures)]:
            held[span.start : span.end] = " " * (span.end - span.start)
        words = "".join(held)
        plain = (words[start:end].lower() for start, end in words_of.words(words))
        counted = {unit for figure in self.figures for unit in figure.units - MEASURES - {"%"}}
        told = {stem(w) for w in plain if w not in CLOSED and w not in VALUES and not w[0].isdecimal()}
        return frozenset(told | counted)

    @cached_property
    def figures(self) -> list[Figure]:
        figures = (figure for figure in find_figures(self.words) if not math.isnan(figure.value))
        return list(apart(figures, self.dates))

    @cached_property
    def dates(self) -> list[Span]:
        return list(find_dates(self.words))

    @cached_property
    def times(self) -> dict[str, set[int]]:
        """`weekday`, `day`, `month`, `year`, `time` to what it says of each."""
        found: dict[str, set[int]] = {}
        for span in self.dates:
            for name, value in reading(self.words[span.start : span.end]).items():
                found.setdefault(name, set()).add(value)
        return found

    @cached_property
    def negated(self) -> bool:
        """Whether an odd number of words says no, the cue among them."""
        said = sum(word in NEGATIONS or word.endswith(("n’t", "n't")) for word in self.lower)
        return (said + self.denied) % 2 == 1

    @cached_property
    def ahead(self) -> bool:
        """Whether it speaks of what will be."""
        return any(word == "will" or word.endswith(("’ll", "'ll")) for word in self.lower)


def find_clashes(text: str, statements: Sequence[Statement]) -> list[Clash]:
    """The pairs worth a look, strongest first.

    Every statement is compared with every other: give it a bounded number of them.
    """
    reads = [_Read(text[s.span.start : s.span.end], denied=s.denied) for s in statements]
    everywhere = _everywhere(reads)
    found = []
    for a, b in combinations(range(len(statements)), 2):
        shared = reads[a].content & reads[b].content
        smaller = min(len(reads[a].content), len(reads[b].content))
        if (
            len(shared - everywhere) < FEWEST
            or len(shared) < SHARED * smaller
            or _one_voice(statements[a], statements[b])
        ):
            continue
        if difference := next(_differences(reads[a], reads[b], len(shared)), None):
            dimension, what = difference
            words = ", ".join(f"“{word}”" for word in _shown(reads[a], shared))
            found.append(Clash(a, b, dimension, len(shared) / smaller, f"Both have {words}, but {what}."))
    return sorted(found, key=lambda clash: (-clash.strength, clash.a, clash.b))


def _everywhere(reads: Sequence[_Read]) -> frozenset[str]:
    """Stems that so many statements hold that they tell none of them apart."""
    held = Counter(word for read in reads for word in read.content)
    return frozenset(word for word, count in held.items() if count > max(COMMON, len(reads) // 6))


def _one_voice(a: Statement, b: Statement) -> bool:
    """Whether one voice says both: seldom a contradiction, mostly a further thing."""
    return a.voice == b.voice and (a.voice is not None or a.attribution is None is b.attribution)


def _shown(read: _Read, shared: frozenset[str]) -> list[str]:
    """Up to three of the shared words, as they stand."""
    return list(dict.fromkeys(word for word in read.lower if stem(word) in shared))[:3]


def _differences(a: _Read, b: _Read, shared: int) -> Iterator[tuple[str, str]]:
    """What differs in kind: the dimension, and a clause that says it. What will be does not clash with what was."""
    if a.ahead != b.ahead:
        return
    if a.denied != b.denied and shared >= FEWEST_NEGATED:
        yield "action", "somebody denies one of them"
    yield from _numbers(a, b)
    yield from _times(a, b)
    yield from _opposed(a, b)
    if a.negated != b.negated and shared >= FEWEST_NEGATED:
        yield "status", "one of them says no"


def _numbers(a: _Read, b: _Read) -> Iterator[tuple[str, str]]:
    """Two figures of one thing that are not the same; none where the two agree on another of it."""
    together = [(x, y) for x in a.figures for y in b.figures if x.units & y.units]
    if any(_same(x, y) for x, y in together):
        return
    for x, y in together:
        dimension = "time" if x.units & y.units & SPANS_OF_TIME else "number"
        yield dimension, f"the figures differ: “{_words(a, x)}”, “{_words(b, y)}”"


def _words(read: _Read, figure: Figure) -> str:
    return read.words[figure.span.start : figure.span.end]


def _same(x: Figure, y: Figure) -> bool:
    between = abs(x.value - y.value)
    return between <= ROUNDED * max(x.value, y.value) if x.rough or y.rough else between < 1e-9


def _times(a: _Read, b: _Read) -> Iterator[tuple[str, str]]:
    """Different hours, or different days; where hours and days both differ, two happenings are likelier."""
    both = a.times.keys() & b.times.keys()
    differing = {name for name in both if not a.times[name] & b.times[name]}
    agreed = both - differing - {"month"}
    if differing == {"time"} or (differing and "time" not in differing and not agreed):
        yield "time", "the times differ"


def _opposed(a: _Read, b: _Read) -> Iterator[tuple[str, str]]:
    """A word of one that is the opposite of a word of the other."""
    for x in sorted(a.stems & OPPOSABLE - b.stems):
        for y in sorted(b.stems & OPPOSABLE - a.stems):
            if dimension := OPPOSED.get(frozenset((x, y))):
                yield dimension, f"“{_as_written(a, x)}” stands against “{_as_written(b, y)}”"


def _as_written(read: _Read, root: str) -> str:
    return next(word for word in read.lower if stem(word) == root)
