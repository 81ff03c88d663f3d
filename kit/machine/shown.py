"""What the machine makes of a few words, and how it fares on whole articles, as HTML and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from kit.article import Span
from kit.case import load
from kit.machine.counts import Figures, figures
from kit.model import ROLES, Attribution
from kit.suggest import suggest_layer, tier, voices

CELL = "text-align:left;vertical-align:top;padding:.2em .6em"


class Shown:
    """What shows itself as HTML in a notebook and as text elsewhere."""

    def __repr__(self) -> str:
        return str(self)


def table_html(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A plain table; every cell is escaped."""
    head = "".join(f'<th scope="col" style="{CELL}">{escape(c)}</th>' for c in columns)
    body = "".join(
        "<tr>" + "".join(f'<td style="{CELL};white-space:normal">{escape(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


# ---- a few words


@dataclass(frozen=True, repr=False)
class Said(Shown):
    """What the machine makes of short texts: each with its suggestions and their reasons."""

    texts: tuple[str, ...]

    def lines(self) -> Iterator[tuple[str, list[str]]]:
        """Each text, and a line for each statement that the machine suggests in it."""
        for text in self.texts:
            layer = suggest_layer(text)
            names = {v.id: v.name for v in voices(text, layer)}
            lines = [f"{suggestion(text, a, names)}{_how_sure(a)}" for a in layer.attributions]
            yield text, lines or ["nothing to highlight"]

    def __str__(self) -> str:
        return "\n".join("\n".join([text, *(f"  {line}" for line in lines)]) for text, lines in self.lines())

    def _repr_html_(self) -> str:
        items = (
            f"<li>{escape(text)}<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul></li>"
            for text, lines in self.lines()
        )
        return f'<ol style="max-width:46em">{"".join(items)}</ol>'


def says(*texts: str) -> Said:
    """What the machine suggests in each of these texts, whatever stands in them."""
    return Said(texts)


def _how_sure(a: Attribution) -> str:
    return f" ({tier(a.confidence)})" if a.confidence is not None else ""


def suggestion(text: str, a: Attribution, names: Mapping[str, str]) -> str:
    """A suggestion in words: its parts as they stand in `text`, without the marks around them, and whose voice it is
    where the source does not spell that out: for "he", and for "Orme" alone.

    `names` are the voices' names by id.
    """
    parts = [f"{role} {_bare(text, getattr(a, role))}" for role in ROLES if getattr(a, role)]
    name = names.get(a.voice, a.voice) if a.voice else ""
    spelt_out = name.casefold() in _bare(text, a.source).casefold()
    meant = "" if spelt_out else f", and that is {name}"
    return "; ".join([parts[0] + meant, *parts[1:]])


def _bare(text: str, spans: Iterable[Span]) -> str:
    return "“" + " … ".join(text[s.start : s.end].strip('“”"‘’,. ') for s in spans) + "”"


# ---- whole articles


@dataclass(frozen=True, repr=False)
class MachineTable(Shown):
    """How the machine fares on whole articles. `pandas.DataFrame(table.rows)` has the same as numbers."""

    rows: tuple[Figures, ...]

    def lines(self) -> Iterator[tuple[str, ...]]:
        """A row each, in words."""
        for r in self.rows:
            shares = (r.found, r.asked), (r.direct_found, r.direct), (r.other_found, r.other)
            told = (f"{part} of {whole}" for part, whole in (*shares, (r.pronouns_right, r.pronouns)))
            found, *rest = told
            yield (load(r.case).article.title, found, str(r.made_up), *rest)

    def __str__(self) -> str:
        return "\n".join(" | ".join(line) for line in (COLUMNS, *self.lines()))

    def _repr_html_(self) -> str:
        return table_html(COLUMNS, self.lines())


COLUMNS = ("text", "found", "made up", "direct: found", "not direct: found", "“he”, “she”: right")


def machine_table(*names: str) -> MachineTable:
    """The machine on these cases, held against their keys. Raises KitError."""
    return MachineTable(tuple(figures(load(name)) for name in names))
