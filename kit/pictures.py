"""Pictures as SVG in HTML, each with its table: pure, without a script, an address or a font of their own.

Lines and words take the colour of the text around them, so that they read in light and dark; the two colours that carry
something are of middle brightness (at least three to one on white and on JupyterLab's dark grey) and never alone: what
they say stands there in words and in another shape as well. The table says all that the picture does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt

from kit.scoring.calibration import Bin

FONT = "var(--jp-ui-font-family, system-ui, sans-serif)"
INK = "var(--jp-ui-font-color1, currentColor)"
SOLID, OUTLINE = "#2a8ca0", "#c2700f"
"""Filled shapes, and outlined ones."""


def svg(body: str, width: float, height: float, title: str, description: str) -> str:
    """An SVG that shrinks with the page and never grows beyond its size, with a name and a description for all."""
    style = f"display:block;max-width:100%;height:auto;font:12px {FONT};color:{INK}"
    return (
        f'<svg role="img" aria-label="{escape(f"{title}. {description}")}" '
        f'width="{_n(width)}" height="{_n(height)}" viewBox="0 0 {_n(width)} {_n(height)}" style="{style}">'
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>{body}</svg>"
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """A table of plain text; the first cell of a row names it."""
    left = "text-align:left;vertical-align:top"
    top = "".join(f'<th scope="col" style="{left}">{escape(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row" style="{left};font-weight:normal">{escape(first)}</th>'
        + "".join(f'<td style="{left}">{escape(cell)}</td>' for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    named = f'<caption style="{left}">{escape(caption)}</caption>' if caption else ""
    return f'<table style="margin:.5em 0">{named}<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'


def beside(*parts: str) -> str:
    """Pictures and tables next to each other, one below the other where the page is narrow."""
    held = "".join(f'<div style="flex:0 1 auto;min-width:0;max-width:100%">{part}</div>' for part in parts)
    return f'<div style="display:flex;flex-wrap:wrap;gap:.75em 2.5em;align-items:flex-start">{held}</div>'


def text(x: float, y: float, words: str, anchor: str = "start", extra: str = "") -> str:
    """Words in a picture; `extra` are further attributes."""
    return f'<text x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}" fill="currentColor" {extra}>{escape(words)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, extra: str = "") -> str:
    """A thin line; `extra` are further attributes."""
    ends = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
    return f'<line {ends} stroke="currentColor" {extra}/>'


def clip(words: str, longest: int) -> str:
    """The words, cut with an ellipsis where they are longer.

    >>> clip("Who is speaking?", 10)
    'Who is sp…'
    """
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"


def _n(value: float) -> str:
    return f"{round(value, 2):g}"


# ---- how sure, how often right

LEFT, TOP, WIDTH, HEIGHT, RIGHT, BELOW = 46, 24, 264, 210, 30, 76
"""Of the calibration picture: its field, and the room around it."""
SMALLEST, LARGEST = 4, 14
"""Radius of the point of one answer at the least, and of the step with most answers."""


def calibration(bins: Sequence[Bin]) -> str:
    """How sure against how often right: a point for each step, its area by its number of answers, and the table."""
    return beside(calibration_svg(bins), calibration_table(bins))


def calibration_table(bins: Sequence[Bin]) -> str:
    """The same in numbers."""
    rows = [(b.name, str(b.count), f"{b.right} of {b.count}") for b in bins]
    return table(("how sure", "answers", "how often right"), rows)


def calibration_svg(bins: Sequence[Bin]) -> str:
    """The picture alone."""
    most = max((b.count for b in bins), default=1)
    parts = [_field(), *(_point(b, most) for b in bins), *(_count(b, most) for b in bins)]
    described = "; ".join(f"{b.name} sure: {b.right} of {b.count} right" for b in bins) or "No answers yet"
    title = "How sure you were, and how often you were right"
    return svg("".join(parts), LEFT + WIDTH + RIGHT, TOP + HEIGHT + BELOW, title, described)


def _x(sure: float) -> float:
    return LEFT + (sure - 0.5) * 2 * WIDTH


def _y(often: float) -> float:
    return TOP + (1 - often) * HEIGHT


def _field() -> str:
    floor = TOP + HEIGHT
    parts = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(line(LEFT, _y(share), LEFT + WIDTH, _y(share), 'stroke-opacity="0.25"'))
        parts.append(text(LEFT - 8, _y(share) + 4, f"{round(100 * share)} %", "end"))
    for sure in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        parts.append(line(_x(sure), floor, _x(sure), floor + 4, 'stroke-opacity="0.6"'))
        parts.append(text(_x(sure), floor + 18, f"{round(100 * sure)} %", "middle"))
    parts.append(text(LEFT - 40, 12, "how often right"))
    parts.append(text(LEFT + WIDTH, floor + 34, "how sure", "end"))
    parts.append(line(_x(0.5), _y(0.5), _x(1), _y(1), 'stroke-width="1.5" stroke-dasharray="5 4"'))
    parts.append(text(LEFT, floor + 54, "Broken line: right as often as sure."))
    parts.append(text(LEFT, floor + 70, "Points below it: surer than right."))
    return "".join(parts)


def _radius(b: Bin, most: int) -> float:
    return max(SMALLEST, LARGEST * sqrt(b.count / most))


def _point(b: Bin, most: int) -> str:
    place = f'cx="{_n(_x(b.sure))}" cy="{_n(_y(b.often))}" r="{_n(_radius(b, most))}"'
    return f'<circle {place} fill="{SOLID}" stroke="currentColor"/>'


def _count(b: Bin, most: int) -> str:
    """Below the point where it is high up, above it elsewhere."""
    y, away = _y(b.often), _radius(b, most) + 4
    return text(_x(b.sure), y + away + 9 if b.often > 0.5 else y - away, f"{b.right} of {b.count}", "middle", _HALO)


_HALO = 'font-size="11" stroke="var(--jp-layout-color1, Canvas)" stroke-width="3" paint-order="stroke"'
"""A rim of the page's own colour, so that a line behind the words does not cross them."""


# ---- hits and false alarms, one exercise below the other


@dataclass(frozen=True, slots=True)
class Row:
    """One exercise: what was caught of what there was to catch, and what was accused of what was sound."""

    name: str
    place: str
    """Where it belongs, in a line of its own; may be empty."""
    hits: int
    signals: int
    alarms: int
    noises: int


@dataclass(frozen=True, slots=True)
class Panel:
    """The exercises of one kind, in the order of time, and what a filled and an outlined square mean."""

    title: str
    caught: str
    accused: str
    rows: tuple[Row, ...]


_SMALL = 'font-size="11"'
WIDE, HEAD, LINE = 324, 40, 14
"""Width of a panel, height of what its squares mean, and of a line of words."""
UNIT, SPACE = 11, 230
"""Width of an item's square at most, and of all of a row's."""


def multiples(panels: Sequence[Panel]) -> str:
    """Small multiples: a picture for each panel, each with its table."""
    return beside(*(panel_svg(panel) + panel_table(panel) for panel in panels))


def panel_table(panel: Panel) -> str:
    """A panel in numbers, folded away: they stand in the picture as well."""
    rows = [(_whole(row), _of(row.hits, row.signals), _of(row.alarms, row.noises)) for row in panel.rows]
    held = table(("exercise", panel.caught, panel.accused), rows)
    return f"<details><summary>The same as a table: {escape(panel.title)}</summary>{held}</details>"


def panel_svg(panel: Panel) -> str:
    """One square an item: filled is caught, outlined and crossed is accused without need, a dot is neither."""
    parts = [_square(0, 2, UNIT, SOLID), text(UNIT + 7, 12, clip(panel.caught, 54), "start", _SMALL)]
    parts += [_crossed(0, 20, UNIT), text(UNIT + 7, 30, clip(panel.accused, 54), "start", _SMALL)]
    y = HEAD
    for row in panel.rows:
        parts.append(text(0, y + 12, clip(row.name, 40), "start", 'font-weight="600"'))
        if row.place:
            y += LINE
            parts.append(text(0, y + 12, clip(row.place, 54), "start", _SMALL))
        parts.append(_units(row.hits, row.signals, y + LINE + 4, filled=True))
        parts.append(_units(row.alarms, row.noises, y + 2 * LINE + 4, filled=False))
        y += 3 * LINE + 12
    told = "; ".join(
        f"{_whole(row)}: {panel.caught} {_of(row.hits, row.signals)}, {panel.accused} {_of(row.alarms, row.noises)}"
        for row in panel.rows
    )
    return svg("".join(parts), WIDE, y, panel.title, told)


def _whole(row: Row) -> str:
    return f"{row.name} ({row.place})" if row.place else row.name


def _units(count: int, out_of: int, y: float, filled: bool) -> str:
    if not out_of:
        return ""
    pitch = min(UNIT + 2, SPACE / out_of)
    side = max(2.0, min(UNIT, pitch - 1))
    parts = []
    for n in range(out_of):
        x = n * pitch
        if n < count:
            parts.append(_square(x, y, side, SOLID) if filled else _crossed(x, y, side))
        else:
            parts.append(_dot(x + side / 2, y + UNIT / 2))
    return "".join(parts) + text(out_of * pitch + 8, y + 10, _of(count, out_of))


def _square(x: float, y: float, side: float, colour: str) -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(side)}" height="{UNIT}" fill="{colour}"/>'


def _crossed(x: float, y: float, side: float) -> str:
    inner = f'x="{_n(x + 0.75)}" y="{_n(y + 0.75)}" width="{_n(max(0.5, side - 1.5))}" height="{UNIT - 1.5}"'
    cross = f"M{_n(x + 1)} {_n(y + UNIT - 1)}L{_n(x + side - 1)} {_n(y + 1)}"
    return f'<rect {inner} fill="none" stroke="{OUTLINE}" stroke-width="1.5"/><path d="{cross}" stroke="{OUTLINE}"/>'


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="1.7" fill="currentColor" fill-opacity="0.7"/>'


def _of(count: int, out_of: int) -> str:
    return f"{count} of {out_of}" if out_of else "none there"
