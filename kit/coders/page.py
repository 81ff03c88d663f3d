"""The agreement of coders as HTML: figures first, then every difference, both readings beside each other in the text.

A page is whole in itself: no script, no address, nothing to load. Every word from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby

from kit.classreport.figures import marked, number, table
from kit.classreport.style import PAGE, ROOT, style
from kit.coders import words
from kit.coders.compared import FOUND, WORDS, Compared, Difference, Unit
from kit.coders.figures import FEW, HOW, NAMES, Row, counts, question, rows
from kit.model import Attribution
from kit.render import attribution_html

MOST = 400
"""Things in which coders differ that one page lays out; the rest are counted."""
OWN = """
 .two{display:grid;gap:.4em 1.6em;grid-template-columns:repeat(auto-fit,minmax(min(100%,19em),1fr));margin:.5em 0}
 .two>div{min-width:0;border-left:3px solid var(--line);padding-left:.8em}
 .two .who{font-weight:600;margin:0}
 .two .read{font-family:Georgia,serif;font-size:1.05em;line-height:1.8;margin:.2em 0}
 .differ{margin:.4em 0;padding:0;list-style:none}
 .differ>li{margin:.5em 0}
 .differ b{font-weight:600}
 .cards.wide-cards{grid-template-columns:minmax(0,1fr);max-width:60em}
"""


def styled() -> str:
    """The class report's style, and what is added to it."""
    return style(False) + "".join(ROOT + line for line in OWN.strip("\n").split("\n"))


def page(title: str, body: str) -> str:
    """A page that opens by itself."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{styled()}{PAGE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def body(title: str, compared: Sequence[Compared], together: Sequence[Row], notes: Sequence[str]) -> str:
    """What stands on the page, and in a notebook."""
    head = f'<div class="head"><h1>{escape(title)}</h1>{_paragraphs(notes)}</div>'
    shared = ""
    if together:
        shared = f"<section><h2>All coders at once</h2>{figures(together, 'All coders')}</section>"
    held = "".join(_two(one) for one in compared)
    how = f"<section><h2>How to read the figures</h2>{_paragraphs(HOW)}</section>"
    return f'<div class="kit-class">{head}{shared}{held}{how}</div>'


def figures(made: Sequence[Row], caption: str) -> str:
    """Rows of agreement as a table."""
    head = ("question", "of", "things", "agreement", "range", "kappa", "alpha")
    return table(head, [_cells(row) for row in made], caption)


def _cells(row: Row) -> tuple[str, ...]:
    value = "–" if row.value is None else f"F1 {row.value:.0f}" if row.f1 else f"{row.value:.0f}\N{NO-BREAK SPACE}%"
    span = "–" if row.low is None or row.high is None else f"{row.low:.0f}–{row.high:.0f}\N{NO-BREAK SPACE}%"
    few = f"{row.n} (few)" if row.n < FEW else str(row.n)
    beyond = ("–", "–") if row.f1 else (number(row.kappa), number(row.alpha))
    return (row.question, row.kind, few, value, span, *beyond)


def _two(compared: Compared) -> str:
    """Two coders: how far they agree, and where they do not."""
    first, second = compared.first.coder, compared.second.coder
    made = rows(compared)
    told = [*counts(compared), *(alone(compared)), *compared.notes]
    shown = figures(made, f"{first} and {second}") if made else "<p>They have nothing in common to compare.</p>"
    return (
        f"<section><h2>{escape(_capital(f'{first} and {second}'))}</h2>{_paragraphs(told)}{shown}</section>"
        f"<section><h2>Where they differ</h2>{_differences(compared)}</section>"
    )


def alone(compared: Compared) -> list[str]:
    """A sentence for each kind of annotation that one of the two alone made."""
    return [f"Only {c.coder} has {NAMES[k]} ({n}), so there is nothing to compare." for c, k, n in compared.alone]


def _differences(compared: Compared) -> str:
    held = [(unit, list(found)) for unit, found in groupby(compared.differences, key=lambda d: d.unit)]
    if not held:
        return "<p>Nowhere, in what both of them did.</p>"
    n = sum(len(found) for _, found in held)
    intro = (
        f"{n} {'difference' if n == 1 else 'differences'}, in {len(held)} {'thing' if len(held) == 1 else 'things'}. "
        "A difference is no mistake: often the codebook can be read in two ways, or the text can."
    )
    cards = "".join(_card(compared, unit, found) for unit, found in held[:MOST])
    more = f"<p>{len(held) - MOST} more are not shown.</p>" if len(held) > MOST else ""
    return f'<p>{intro}</p><ol class="cards wide-cards">{cards}</ol>{more}'


def _card(compared: Compared, unit: Unit, found: list[Difference]) -> str:
    sentences = compared.sentences(unit)
    names = {side: getattr(compared, side).coder for side in ("first", "second")}
    columns = "".join(
        f'<div><p class="who">{escape(names[side])}</p><p class="read" lang="{escape(compared.case.article.language)}">'
        f"{_reading(compared, unit, side, sentences)}</p>{_why(getattr(unit, side))}</div>"
        for side in ("first", "second")
    )
    differ = "".join(f"<li>{_difference(compared, d)}</li>" for d in found)
    place = f"{NAMES[type(unit.one)].removesuffix('s')} · {', '.join(sentences)}"
    return (
        f'<li><p class="place">{escape(place)}</p><h3>{escape(words.subject(compared.case, unit))}</h3>'
        f'<div class="two">{columns}</div><ul class="differ">{differ}</ul></li>'
    )


def _reading(compared: Compared, unit: Unit, side: str, sentences: Iterable[str]) -> str:
    a, article = getattr(unit, side), compared.case.article
    if a is None:
        return f"<em>{escape(words.whole(compared, None, unit))}</em>"
    if isinstance(a, Attribution):
        return attribution_html(article, a, sentences)
    if getattr(a, "spans", ()):
        return " ".join(marked(article, id, a.spans) for id in sentences)
    return escape(words.whole(compared, a, unit))


def _why(a) -> str:
    return f'<p class="soft">{escape(a.why)}</p>' if a is not None and a.why else ""


def _difference(compared: Compared, d: Difference) -> str:
    first, second = words.readings(compared, d)
    names = {FOUND: "Found by one of the two", WORDS: "Its words"}
    title = names.get(d.field) or question(d.field)
    said = ""
    if d.field not in (FOUND, WORDS):
        names = (escape(compared.first.coder), escape(compared.second.coder))
        said = f": <b>{escape(first)}</b> ({names[0]}) or <b>{escape(second)}</b> ({names[1]})"
    advice = "".join(
        f"<p><b>{escape(name)}</b>: {escape(meaning)} <span class='soft'>{escape(unsure)}</span></p>"
        for name, meaning, unsure in words.advice(d)
    )
    folded = f"<details><summary>What the codebook says</summary>{advice}</details>" if advice else ""
    return f"{escape(title)}{said}.{_allowed(d)}{folded}"


def _allowed(d: Difference) -> str:
    """A word where one of the two allows the other's label already."""
    sides = ((d.unit.first, d.labels[1]), (d.unit.second, d.labels[0]))
    for a, label in sides:
        if a is not None and isinstance(label, str) and label in a.right_labels(d.field):
            why = next((o.why for o in a.accept if (o.field, o.label) == (d.field, label)), "")
            return f" <span class='soft'>The other reading is accepted there: {escape(why)}</span>"
    return ""


def _paragraphs(told: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in told)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
