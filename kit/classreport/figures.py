"""Pictures of a class as HTML and SVG: pure strings, each with the same in words or in a table beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import sqrt

from kit import pictures
from kit.article import Article, Span
from kit.pictures import SOLID, line, svg, text
from kit.scoring.calibration import Bin

STEPS = (0.0, 0.2, 0.4, 0.6)
"""Shares from which on a sentence is shaded one step darker. Ours."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]], caption: str, html: bool = False) -> str:
    """A table in a frame that scrolls by itself where the page is narrow. `html` takes the cells as they are."""
    held = [[cell if html else escape(cell) for cell in row] for row in rows]
    top = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    body = "".join(
        f'<tr><th scope="row">{first}</th>'
        + "".join(f"<td{_named(head, name)}>{cell}</td>" for name, cell in zip(head[1:], rest, strict=True))
        + "</tr>"
        for first, *rest in held
    )
    # A frame that scrolls must be reachable by keyboard, and say what it is.
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _named(head: Sequence[str], name: str) -> str:
    """A cell's column in the cell itself, for narrow pages; needless where there is one column beside the name."""
    return f' data-l="{escape(name)}"' if len(head) > 2 else ""


def per_cent(share: float | None) -> str:
    """`71 %`, kept on one line; a dash where there is nothing."""
    return "–" if share is None else f"{round(100 * share)}\N{NO-BREAK SPACE}%"


def number(value: float | None, digits: int = 2) -> str:
    """A figure with a real minus; a dash where there is none."""
    return "–" if value is None else f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


# ---- the text


@dataclass(frozen=True, slots=True)
class Heat:
    """What most readers stumbled over in one sentence."""

    count: int
    out_of: int
    what: str
    """`missed`, `highlighted`, `wrong`."""

    @property
    def step(self) -> int:
        """0 for nothing, then 1 to 4."""
        share = self.count / self.out_of if self.out_of else 0
        return sum(share >= border for border in STEPS) if self.count else 0


def text_map(article: Article, heats: Mapping[str, Heat], anchor: str, titles: Mapping[int, str] | None = None) -> str:
    """The article with each sentence shaded by its heat, and the count in figures behind it, linked to `anchor`."""
    rows, paragraph = [], 0
    for sentence in article.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            title = f"<b>{escape(titles[paragraph])}</b><br>" if titles and paragraph in titles else ""
            rows.append(f'{"</p>" if rows else ""}<p><small class="n">{paragraph}</small>{title}')
        heat = heats.get(sentence.id)
        if heat is None:
            rows.append(f'<span class="h none">{escape(sentence.text)}</span> ')
        elif not heat.step:
            rows.append(f'<span class="h h0">{escape(sentence.text)}</span> ')
        else:
            told = f"{heat.count} of {heat.out_of} {heat.what}"
            rows.append(
                # The joiner keeps the count on the line of the sentence that it counts.
                f'<span class="h h{heat.step}">{escape(sentence.text)}</span>\N{WORD JOINER}'
                f'<a class="chip" href="#{anchor}-{sentence.id}"><span class="c{heat.step}">{told}</span></a> '
            )
    return f'<div class="text" lang="{escape(article.language)}">{"".join(rows)}</p></div>'


def legend() -> str:
    """What the shades mean."""
    borders = [*(f"{round(100 * s)}" for s in STEPS[1:]), "100"]
    low = ["1", *borders[:-1]]
    names = [f"{a} to {b} %" for a, b in zip(low, borders, strict=True)]
    held = "".join(f'<span class="h h{n}">{name}</span> ' for n, name in enumerate(names, start=1))
    return f'<p class="legend">Share of students with the slip that most of them made in a sentence: {held}</p>'


def marked(article: Article, sentence: str, spans: Iterable[Span]) -> str:
    """One sentence with some of its words marked."""
    s = article.sentence(sentence)
    at, pieces = s.start, []
    for start, end in _merged(spans):
        start, end = max(start, s.start), min(end, s.end)
        if start < end and start >= at:
            pieces += [escape(article.text[at:start]), f"<mark>{escape(article.text[start:end])}</mark>"]
            at = end
    return f'<span lang="{escape(article.language)}">{"".join(pieces)}{escape(article.text[at : s.end])}</span>'


def _merged(spans: Iterable[Span]) -> list[tuple[int, int]]:
    held: list[tuple[int, int]] = []
    for span in sorted(spans):
        if held and span.start <= held[-1][1]:
            held[-1] = (held[-1][0], max(held[-1][1], span.end))
        else:
            held.append((span.start, span.end))
    return held


# ---- who answered what


def shares(parts: Sequence[tuple[str, int, str]]) -> str:
    """A bar of counts and the same in words: (name, count, class of its colour)."""
    # Where nobody has the key's answer, that is worth a line.
    shown = [part for part in parts if part[1] or part[2] == "key"]
    bar = "".join(f'<i class="{kind}" style="flex-grow:{count}"></i>' for _, count, kind in shown if count)
    words = "".join(
        f'<li><i class="{kind}" aria-hidden="true"></i><b>{count}</b> {escape(name)}</li>'
        for name, count, kind in shown
    )
    return f'<div class="bar" aria-hidden="true">{bar}</div><ul class="shares">{words}</ul>'


def meter(share: float) -> str:
    """A small bar for a table's cell, beside its figure."""
    return f'<span class="meter" aria-hidden="true"><i style="width:{round(100 * share)}%"></i></span>'


# ---- points

LEFT, TOP, WIDTH, HEIGHT = 14, 22, 430, 170
BINS = 10


def histogram(shares_of_points: Sequence[float]) -> str:
    """How many students have how much of the points, in ten steps, with its table."""
    counts = counted(shares_of_points)
    most = max([*counts, 1])
    step, floor = WIDTH / BINS, TOP + HEIGHT
    parts = [line(LEFT, floor, LEFT + WIDTH, floor)]
    for n, count in enumerate(counts):
        x, high = LEFT + n * step, HEIGHT * count / most
        if count:
            size = f'x="{x + 2:g}" y="{floor - high:.1f}" width="{step - 4:g}" height="{high:.1f}"'
            parts.append(f'<rect {size} fill="{SOLID}"/>')
            parts.append(text(x + step / 2, floor - high - 6, str(count), "middle", 'font-weight="600"'))
        parts.append(text(x, floor + 17, f"{10 * n}", "middle"))
    parts.append(text(LEFT + WIDTH, floor + 17, "100 %", "middle"))
    told = "; ".join(f"{name}: {count}" for name, count in zip(bin_names(), counts, strict=True))
    drawn = svg("".join(parts), LEFT + WIDTH + 26, floor + 26, "Points of the class", told)
    shown = [(name, str(count)) for name, count in zip(bin_names(), counts, strict=True) if count]
    return pictures.beside(drawn, table(("share of the points", "students"), shown, "Points in ten steps"))


def counted(shares_of_points: Sequence[float]) -> list[int]:
    """How many lie in each step; full points lie in the last."""
    counts = [0] * BINS
    for share in shares_of_points:
        counts[min(BINS - 1, max(0, int(share * BINS + 1e-9)))] += 1
    return counts


def bin_names() -> list[str]:
    """`0 to 9 %` and so on."""
    return [f"{10 * n} to {10 * n + 9} %" for n in range(BINS - 1)] + ["90 to 100 %"]


# ---- differences

LONGEST_NAME = 60
"""Characters that fit above an interval; the table beside it has the whole name."""


def intervals(rows: Sequence[tuple[str, float, float, float]]) -> str:
    """Mean differences in points of a hundred with their intervals: (name, mean, low, high)."""
    reach = max(10.0, *(10 * (int(max(abs(low), abs(high)) / 10) + 1) for _, _, low, high in rows))
    width, pitch = 460, 46

    def x(value: float) -> float:
        return 20 + (value + reach) / (2 * reach) * width

    floor = 8 + pitch * len(rows)
    parts = [line(20, floor, 20 + width, floor, 'stroke-opacity="0.25"')]
    for tick in (-reach, -reach / 2, 0, reach / 2, reach):
        parts.append(line(x(tick), floor, x(tick), floor + 5))
        parts.append(text(x(tick), floor + 19, number(tick, 0) if tick <= 0 else f"+{tick:.0f}", "middle"))
    for n, (name, mean, low, high) in enumerate(rows):
        y = 32 + pitch * n
        parts.append(text(20, y - 12, pictures.clip(name, LONGEST_NAME), "start", 'font-weight="600"'))
        parts.append(line(x(0), y - 8, x(0), y + 14, 'stroke-dasharray="4 3"'))
        parts.append(line(x(low), y, x(high), y, 'stroke-width="2.5"'))
        parts += [line(x(end), y - 5, x(end), y + 5, 'stroke-width="2.5"') for end in (low, high)]
        parts.append(f'<circle cx="{x(mean):.1f}" cy="{y}" r="5.5" fill="{SOLID}" stroke="currentColor"/>')
    told = "; ".join(f"{name}: {number(m, 1)}, from {number(a, 1)} to {number(b, 1)}" for name, m, a, b in rows)
    return svg("".join(parts), width + 40, floor + 28, "Differences of the same students", told)


# ---- how sure


def calibration(bins: Sequence[Bin]) -> str:
    """How sure against how often right, the points in per cent, and the counts in the table beside it."""
    left, top, wide, high = 46, 26, 400, 220
    parts = []

    def at(sure: float, often: float) -> tuple[float, float]:
        # A little room on either side, so that the figures at 50 and 100 per cent stand free.
        return left + 26 + (sure - 0.5) * 2 * (wide - 52), top + (1 - often) * high

    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = at(0.5, share)[1]
        parts += [line(left, y, left + wide, y, 'stroke-opacity="0.25"'), text(left - 8, y + 4, per_cent(share), "end")]
    for sure in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        x, y = at(sure, 0)
        parts += [line(x, y, x, y + 4), text(x, y + 18, per_cent(sure), "middle")]
    parts += [text(0, 12, "how often right"), text(left + wide, top + high + 36, "how sure", "end")]
    parts.append(line(*at(0.5, 0.5), *at(1, 1), 'stroke-width="1.5" stroke-dasharray="5 4"'))
    parts.append(text(left, top + high + 36, "Broken line: right as often as sure."))
    most = max((b.count for b in bins), default=1)
    for b in bins:
        x, y = at(b.sure, b.often)
        radius = max(4, 13 * sqrt(b.count / most))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{SOLID}" stroke="currentColor"/>')
        below = y + radius + 14 if b.often > 0.5 else y - radius - 5
        parts.append(text(x, below, per_cent(b.often), "middle", HALO))
    told = "; ".join(f"{b.name} sure: {b.right} of {b.count} right" for b in bins)
    title = "How sure they were, and how often right"
    drawn = svg("".join(parts), left + wide + 24, top + high + 44, title, told)
    rows = [(b.name, str(b.count), f"{b.right} ({per_cent(b.often)})") for b in bins]
    return pictures.beside(drawn, table(("how sure", "answers", "right"), rows, "Larger points: more answers"))


HALO = 'font-weight="600" stroke="var(--page)" stroke-width="4" paint-order="stroke"'
"""A rim of the page's own colour, so that a line behind the words does not cross them."""
