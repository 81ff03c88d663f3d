"""The class report: one page for the lesson after the grading. What to discuss comes first, statistics after.

A page is whole in itself: no script, no address, nothing to load; in a notebook the same report is shown as it is.
Nothing in it depends on the moment, so the same gradebooks give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from kit.classreport import lesson, statistic
from kit.classreport.data import Part, read_parts
from kit.classreport.lesson import Section
from kit.classreport.style import PAGE, style
from kit.files import write_whole
from kit.grading import GRADED, Gradebook, shown
from kit.scoring import cohort

__all__ = ["Census", "ClassReport", "class_report", "write_class_report"]

SAMPLED = "That counts everybody. All that follows counts {} of them, drawn by chance."
NAMED = 20
"""Names in one cell."""
LONGEST_NAME = 40
FEW = 5
"""Students below which a report without names still tells who it is about. Ours."""
TOO_FEW = "There are so few students that these figures tell who they are of: better not show them to the class."
COMES_BACK = "These questions come back in the next test, for other students: show this report after the last one."


@dataclass(frozen=True)
class Census:
    """How everybody fared, where a report is made from some of them only."""

    states: Mapping[str, int]
    """How many grades have each state."""
    points: Sequence[float]
    """Those of all final grades."""


def class_report(*gradebooks: Gradebook, hide_names: bool = True, census: Census | None = None) -> ClassReport:
    """The report of one gradebook, or of several by the same students in the order of time (pre, post, delayed).

    The last one is read closely, and the earlier ones are compared with it. With `hide_names`, as for the wall, no
    name, number or file of a student is in it. Where the gradebooks hold a sample of a very large class, `census` is
    of all of it. Raises ValueError where no gradebook is given.
    """
    if not gradebooks:
        raise ValueError("a class report needs a gradebook")
    parts = tuple(read_parts(gradebooks[-1]))
    return ClassReport(gradebooks, parts, statistic.agreement(parts), hide_names, census)


def write_class_report(report: ClassReport, path: Path) -> Path:
    """Write the report as one HTML file. Returns its path."""
    write_whole(path, report.page())
    return path


@dataclass(frozen=True)
class ClassReport:
    """A class, to be looked at: in a notebook as it stands, or as a page."""

    gradebooks: tuple[Gradebook, ...]
    parts: tuple[Part, ...]
    """The tasks or forms of the last gradebook, each with what happened there."""
    agreement: Section | None
    """How far they agree: the longest to reckon, and the same with names and without."""
    hide_names: bool = True
    census: Census | None = None

    @property
    def gradebook(self) -> Gradebook:
        """The one that is read closely."""
        return self.gradebooks[-1]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the report in their order."""
        names = None if self.hide_names else self._names
        made = (
            lesson.discuss(self.parts),
            *lesson.texts(self.parts, names),
            lesson.frequent(self.parts, names),
            statistic.compared(self.gradebooks),
            statistic.points(self.gradebook),
            statistic.caught(self.parts),
            statistic.items(self.parts, apart=bool(self.gradebook.assignment.forms)),
            self.agreement,
            statistic.sure(self.parts),
            statistic.left_out(self.gradebook, self.parts, names),
        )
        return tuple(section for section in made if section)

    def page(self) -> str:
        """The report as a page that opens by itself."""
        title = escape(f"{self.gradebook.assignment.title}: the class")
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        return (
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            # Even if something slipped through, a browser would neither run nor load it.
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title}</title><style>{style(self.hide_names)}{PAGE}</style></head>"
            f"<body><main>{self._body()}</main></body></html>\n"
        )

    def _body(self) -> str:
        links = "".join(f'<li><a href="#{s.id}">{escape(s.title)}</a></li>' for s in self.sections)
        held = "".join(f'<section id="{s.id}"><h2>{escape(s.title)}</h2>{s.html}</section>\n' for s in self.sections)
        first, *rest = self._facts()
        facts = f'<p class="fact">{escape(first)}</p>' + "".join(f"<p>{escape(fact)}</p>" for fact in rest)
        title = escape(self.gradebook.assignment.title)
        return (
            f'<div class="kit-class"><div class="head"><h1>{title}</h1>{facts}'
            f'<nav aria-label="Contents"><ul>{links}</ul></nav></div>\n{held}</div>'
        )

    def _repr_html_(self) -> str:
        return f"<style>{style(self.hide_names)}</style>{self._body()}"

    def __str__(self) -> str:
        head = [self.gradebook.assignment.title, *self._facts()]
        return "\n".join([*head, *(line for s in self.sections for line in ("", s.title, *s.lines))])

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}

    def _facts(self) -> list[str]:
        """Who is in it, and how it went, in a sentence or two."""
        book = self.gradebook
        everybody = self.census or _census(book)
        n = sum(everybody.states.values())
        counts = [f"{everybody.states[state]} {state}" for state in statistic.states(everybody.states)]
        facts = [f"{n} {'student' if n == 1 else 'students'}: {', '.join(counts)}." if n else "Nothing was handed in."]
        if quarters := cohort.middle(everybody.points):
            low, half, high = map(shown, quarters)
            rest = f"; the middle half lies between {low} and {high}" if low != high else ""
            facts.append(f"Median {half} of {shown(book.out_of)} points{rest}.")
        if self.census:
            facts.append(SAMPLED.format(len(book.grades)))
        if len(self.gradebooks) > 1:
            earlier = ", ".join(statistic.title_of(self.gradebooks, i) for i in range(len(self.gradebooks) - 1))
            facts.append(f"Compared with: {earlier}.")
        if book.assignment.occasion < len(book.assignment.forms) - 1:
            facts.append(COMES_BACK)
        if self.hide_names and 0 < n < FEW:
            facts.append(TOO_FEW)
        return facts

    def _names(self, who: Iterable[int]) -> str:
        """Names for the teacher's own copy, some of them where there are many."""
        grades = [self.gradebook.grades[n] for n in who]
        names = [(g.called or g.number or g.file)[:LONGEST_NAME] for g in grades]
        more = len(names) - NAMED
        return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _census(book: Gradebook) -> Census:
    final = [g.points for g in book.grades if g.state == GRADED and g.points is not None]
    return Census(Counter(g.state for g in book.grades), final)
