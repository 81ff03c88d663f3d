"""All chains of an article in one picture: many voices, narrowing to few origins; and the same in words.

A layered drawing in the manner of Sugiyama, Tagawa & Toda (1981), as small as the matter allows: a voice stands in the
column of its longest way to the reader, and within a column near those that carry it.
"""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise

ARTICLE = ""
"""The node that every chain begins with."""
WIDTH, BOX, HIGH, GAP, LANE = 226, 166, 46, 14, 6
"""Of a column, of a box in it, of a box, between two boxes, of a line between boxes; in the picture's own units."""


LEGEND = "From you on the left to where statements begin on the right. Thick frame: an origin. Dashed line: belongs to."
Node = str | tuple[str, str, int]
"""A voice, or a line's lane in a column that it crosses."""


@dataclass(frozen=True)
class ChainMap:
    """The chains of an article, drawn from the reader's side on the left to the origins on the right."""

    chains: tuple[tuple[str, ...], ...]
    """Voice ids of each statement, nearest to the reader first; empty where the article says it itself."""
    names: Mapping[str, str]
    roots: Mapping[str, str]
    """Voice to the one that it belongs to in the end; itself where it belongs to nobody."""

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(line)}</li>" for line in self.lines())
        words = f"<figcaption><small>{LEGEND}</small><ul>{items}</ul></figcaption>"
        return f"<figure style='margin:0'>{self.svg()}{words}</figure>"

    def __str__(self) -> str:
        return "\n".join(f"- {line}" for line in self.lines())

    __repr__ = __str__

    def origins(self) -> dict[str, list[tuple[str, ...]]]:
        """Origin to the chains that end there, the most frequent first; the article itself is `ARTICLE`."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for chain in self.chains:
            found.setdefault(self._root(chain[-1]) if chain else ARTICLE, []).append(chain)
        return dict(sorted(found.items(), key=lambda entry: (-len(entry[1]), self._name(entry[0]))))

    def lines(self) -> list[str]:
        """The picture in words: how many voices and origins, then each origin with the ways that lead to it."""
        voices = {voice for chain in self.chains for voice in chain}
        found = self.origins()
        head = (
            f"{_count(len(self.chains), 'statement')}, {_count(len(voices), 'voice')}, "
            f"at most {_count(len(found), 'independent origin')}, as far as the text shows."
        )
        return [head, *(self._told(origin, chains) for origin, chains in found.items())]

    def _told(self, origin: str, chains: list[tuple[str, ...]]) -> str:
        ways = Counter(chain[:-1] for chain in chains if chain)
        listed = sorted(ways.items(), key=lambda entry: (len(entry[0]), -entry[1]))
        parts = [f"{n} {self._way(way)}" if len(ways) > 1 else self._way(way) for way, n in listed]
        belonging = sorted({self._name(c[-1]) for c in chains if c and c[-1] != origin})
        whose = f" (with {'; '.join(belonging)})" if belonging else ""
        return f"{self._name(origin)}{whose}: {', '.join([_count(len(chains), 'statement'), *parts])}."

    def _way(self, way: tuple[str, ...]) -> str:
        return f"through {' and then '.join(map(self._name, way))}" if way else "straight"

    def _root(self, voice: str) -> str:
        return self.roots.get(voice, voice)

    def _name(self, voice: str) -> str:
        return self.names.get(voice, voice) if voice else "the article itself"

    # ---- the picture

    def svg(self) -> str:
        """The drawing: boxes with names, lines as thick as the number of statements that run along them."""
        links = Counter(link for chain in self.chains for link in pairwise((ARTICLE, *chain)))
        belongs = Counter({(v, r): 1 for v in sorted(self._ends()) if (r := self._root(v)) != v})
        columns = _columns({*links, *belongs})
        ways = {link: _way(link, columns) for link in [*sorted(links), *belongs]}
        places = self._places(columns, ways.values())
        wide = (max(columns.values()) * WIDTH) + BOX + 2
        high = max(y + _high(node) for node, (_, y) in places.items()) + 2
        drawn = [_line(way, places, links[link] or 1, link not in links) for link, way in ways.items()]
        ends = {self._root(v) for v in self._ends()}
        drawn += [self._box(node, at, node in ends) for node, at in places.items() if isinstance(node, str)]
        return (
            f'<svg viewBox="0 0 {wide} {high:g}" role="img" aria-label="{escape(self.lines()[0])}" '
            f'style="max-width:{wide}px;width:100%;height:auto;color:var(--jp-content-font-color1, currentColor)" '
            f'font-family="var(--jp-ui-font-family, sans-serif)" font-size="13">{"".join(drawn)}</svg>'
        )

    def _ends(self) -> set[str]:
        return {chain[-1] for chain in self.chains if chain}

    def _places(self, columns: Mapping[str, int], ways: Iterable[list[Node]]) -> dict[Node, tuple[float, float]]:
        """Node to its left upper corner; in each column the nodes stand near those that carry them."""
        levels: dict[int, set[Node]] = {
            column: {v for v in columns if columns[v] == column} for column in {*columns.values()}
        }
        carriers: dict[Node, list[Node]] = {}
        for way in ways:
            for n, (a, b) in enumerate(pairwise(way), start=columns[way[0]] + 1):
                carriers.setdefault(b, []).append(a)
                levels[n].add(b)
        heights = {column: sum(_high(v) + GAP for v in nodes) for column, nodes in levels.items()}
        places: dict[Node, tuple[float, float]] = {}
        for column in sorted(levels):
            y = 1 + (max(heights.values()) - heights[column]) / 2
            known = {v: [places[c][1] for c in carriers.get(v, ()) if c in places] for v in levels[column]}
            for node in sorted(known, key=lambda v: (sum(known[v]) / max(1, len(known[v])), str(v))):
                places[node] = (1 + column * WIDTH, y)
                y += _high(node) + GAP
        return places

    def _box(self, voice: str, at: tuple[float, float], origin: bool) -> str:
        x, y = at
        name = "This article" if voice == ARTICLE else self._name(voice)
        lines = textwrap.wrap(name, 22, max_lines=2, placeholder=" …") or [voice]
        first = y + HIGH / 2 + 4.5 - 8 * (len(lines) - 1)
        words = "".join(
            f'<tspan x="{x + BOX / 2:g}" y="{first + 16 * n:g}">{escape(line)}</tspan>' for n, line in enumerate(lines)
        )
        width = 2.5 if origin else 1
        return (
            f'<g><title>{escape(name)}{": an origin" if origin else ""}</title><rect x="{x:g}" y="{y:g}" width="{BOX}" '
            f'height="{HIGH}" rx="6" fill="var(--jp-layout-color1, Canvas)" stroke="currentColor" '
            f'stroke-width="{width}"/>'
            f'<text text-anchor="middle" fill="currentColor">{words}</text></g>'
        )


def _high(node: Node) -> int:
    return HIGH if isinstance(node, str) else LANE


def _way(link: tuple[str, str], columns: Mapping[str, int]) -> list[Node]:
    """A line's stations: both its ends, and a lane of its own in each column that it crosses."""
    a, b = link
    return [a, *((a, b, column) for column in range(columns[a] + 1, columns[b])), b]


def _line(way: list[Node], places: Mapping[Node, tuple[float, float]], n: int, dashed: bool) -> str:
    path = ""
    for a, b in pairwise(way):
        (x1, y1), (x2, y2) = places[a], places[b]
        x1, y1, y2 = x1 + BOX, y1 + _high(a) / 2, y2 + _high(b) / 2
        bend = max(16.0, (x2 - x1) / 2)
        path += f"{f'M{x1:g} {y1:g}' if not path else f'L{x1:g} {y1:g}'}"
        path += f"C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
    dash = ' stroke-dasharray="4 4"' if dashed else ""
    width = min(8.0, 1 + 0.7 * n)
    return f'<path d="{path}" fill="none" stroke="currentColor" stroke-opacity=".45" stroke-width="{width:g}"{dash}/>'


def _columns(links: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Node to the length of its longest way from the article."""
    links = sorted(links)
    columns = {ARTICLE: 0} | {node: 1 for link in links for node in link if node != ARTICLE}
    # Two voices that quote each other would push one another to the right for ever.
    for _ in range(len(columns)):
        moved = False
        for a, b in links:
            if b != ARTICLE and columns[b] <= columns[a] < len(columns):
                columns[b], moved = columns[a] + 1, True
        if not moved:
            break
    used = sorted(set(columns.values()))
    return {node: used.index(column) for node, column in columns.items()}


def _count(n: int, word: str) -> str:
    return f"{n} {word}{'' if n == 1 else 's'}"
