"""Two coders of one case or more: how far they agree, where they differ, and how two layers become a key.

from kit import coders
coders.agree("bridge", "layers/ada.json", "layers/ben.json")        figures, and every difference in the text
coders.adjudicate("bridge", "layers/ada.json", "layers/ben.json")   each difference decided, and a key's layer
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.case import Case, load
from kit.coders.compared import Compared, compare
from kit.coders.figures import FEW, Row, counts, rows, together
from kit.coders.page import alone, body, page, styled
from kit.coders.words import readings, subject
from kit.errors import KitError
from kit.interchange.layerfile import Coding
from kit.interchange.reading import KEY, Source, coding_of

if TYPE_CHECKING:
    from kit.adjudication import Adjudication

__all__ = ["Agreement", "adjudicate", "agree"]
MOST = 6
"""Coders of one case that are compared at once: fifteen pairs."""


def agree(case: Case | str | Path, *sources: Source) -> Agreement:
    """How far coders agree on a case: the layers of two or more, each a file, a `Layer`, or "key" for the case's own.

    Raises KitError where one cannot be read, or there are too few or too many.
    """
    case = case if isinstance(case, Case) else load(case)
    if not 2 <= len(sources) <= MOST:
        raise KitError(case.id, f"{len(sources)} layers are given", f"Agreement needs two, and takes {MOST} at most")
    codings = []
    for source in sources:
        coding = coding_of(source, case)
        known = sum(c.coder.partition(" (")[0] == coding.coder for c in codings)
        codings.append(replace(coding, coder=f"{coding.coder} ({known + 1})") if known else coding)
    return Agreement(case, tuple(codings), tuple(compare(case, a, b) for a, b in combinations(codings, 2)))


def adjudicate(case: Case | str | Path, first: Source, second: Source) -> Adjudication:
    """Each difference of two coders as a question, and from the answers the layer of a key. Raises KitError."""
    from kit.adjudication import Adjudication

    case = case if isinstance(case, Case) else load(case)
    return Adjudication(compare(case, coding_of(first, case), coding_of(second, case)))


@dataclass(frozen=True)
class Agreement:
    """How far coders agree, to be looked at: in a notebook, as a page, as lines of text."""

    case: Case
    codings: tuple[Coding, ...]
    compared: tuple[Compared, ...]
    """Each two of them."""

    @cached_property
    def together(self) -> Sequence[Row]:
        """The figures of all of them at once, where they are more than two."""
        if len(self.codings) == 2:
            return ()
        fitted = {c.coder: c for two in self.compared for c in (two.first, two.second)}
        return together(list(fitted.values()))

    @property
    def title(self) -> str:
        """What it is about."""
        return f"Agreement on {self.case.article.title or self.case.id}"

    @property
    def notes(self) -> list[str]:
        """What was not taken over from the layers' files, whose layer it is first."""
        held = [(c.coder, c.notes) for c in self.codings]
        told = []
        if any(coder == KEY for coder, _ in held):
            told.append("The key was made by people too: it is one reading here, and no judge of the other.")
        for coder, notes in held:
            told += [f"{coder}: {note}" for note in notes[:20]]
            told += [f"{coder}: {len(notes) - 20} more notes like these."] if len(notes) > 20 else []
        return told

    def page(self) -> str:
        """The whole as a page that opens by itself."""
        return page(self.title, body(self.title, self.compared, self.together, self.notes))

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """`agreement` and `differences` as rows, for files."""
        figures, apart = [], []
        for two in self.compared:
            names = {"first": two.first.coder, "second": two.second.coder}
            for r in rows(two):
                value = {"f1" if r.f1 else "per_cent": None if r.value is None else round(r.value, 1)}
                more = {"low": r.low, "high": r.high, "kappa": r.kappa, "alpha": r.alpha}
                rounded = {name: None if x is None else round(x, 3) for name, x in more.items()}
                blank = {"f1": None, "per_cent": None}
                figures.append({**names, "kind": r.kind, "question": r.question, "n": r.n, **blank, **value, **rounded})
            for d in two.differences:
                said = dict(zip(("first_says", "second_says"), readings(two, d), strict=True))
                about = {"sentences": " ".join(two.sentences(d.unit)), "about": subject(self.case, d.unit)}
                apart.append({**names, **about, "field": d.field, **said})
        return {"agreement": figures, "differences": apart}

    def _repr_html_(self) -> str:
        shown = body(self.title, self.compared, self.together, self.notes)
        return f"<style>{styled()}</style>{shown}"

    def __str__(self) -> str:
        lines = [self.title, *self.notes]
        if self.together:
            lines += ["", "All coders at once", *map(_line, self.together)]
        for two in self.compared:
            lines += ["", f"{two.first.coder} and {two.second.coder}", *counts(two), *alone(two), *two.notes]
            lines += map(_line, rows(two))
            n = len(two.differences)
            lines.append(f"{n} difference{'s' if n != 1 else ''}, laid out on the page.")
        few = any(row.n < FEW for two in self.compared for row in rows(two))
        lines += ["", f"Fewer than {FEW} things make a figure that moves a lot by one answer."] if few else []
        return "\n".join(lines)

    __repr__ = __str__


def _line(row: Row) -> str:
    value = "–" if row.value is None else f"{row.value:.0f}" if row.f1 else f"{row.value:.0f} %"
    about = f"  {row.question} ({row.kind})"
    if row.f1:
        return f"{about}: F1 {value} of {row.n}"
    figures = [f"{name} {x:.2f}" for name, x in (("kappa", row.kappa), ("alpha", row.alpha)) if x is not None]
    span = f" ({row.low:.0f} to {row.high:.0f} %)" if row.low is not None else ""
    return ", ".join([f"{about}: {value} of {row.n}{span}", *figures])
