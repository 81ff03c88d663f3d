"""Articles and layers as HTML and as plain text: pure, self-contained, and readable without any style.

Every text from outside is escaped. A highlight is a `<mark>` with its letter and number, so that it reads in a
notebook that nobody trusts yet, in a mail and in a screen reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from kit.article import Article, Sentence, Span
from kit.model import Attribution, Layer

LETTERS = {"source": "S", "cue": "C", "content": "T"}
"""Role to the letter that stands in a highlight and on its key."""


def article_html(article: Article, layer: Layer | None = None, only: Iterable[str] | None = None) -> str:
    """The article as numbered paragraphs; with a layer, its highlights in the text.

    `only` names the sentences to show; the paragraphs keep their numbers.
    """
    shown = set(only) if only is not None else None
    labels = _labels(article, layer)
    rows = []
    for number, sentences in _paragraphs(article, shown):
        text = " ".join(_sentence_html(article, s, labels) for s in sentences)
        rows.append(f'<p style="margin:.5em 0"><small>{number}</small>&ensp;{text}</p>')
    return (
        f'<section lang="{escape(article.language)}" style="max-width:46em;line-height:1.7">'
        f"<h4>{escape(article.title)}</h4>{_note_html(article)}{''.join(rows)}</section>"
    )


@dataclass(frozen=True)
class Annotated:
    """An article with a layer's highlights in it, to be looked at."""

    article: Article
    layer: Layer

    def _repr_html_(self) -> str:
        return article_html(self.article, self.layer)

    def __str__(self) -> str:
        return f"{article_text(self.article)}\n\n{attributions_text(self.article, self.layer)}"

    __repr__ = __str__


def article_text(article: Article, only: Iterable[str] | None = None) -> str:
    """The same as plain text."""
    shown = set(only) if only is not None else None
    lines = [article.title]
    for number, sentences in _paragraphs(article, shown):
        lines.append(f"{number:>3}  " + " ".join(s.text for s in sentences))
    return "\n".join(lines)


def _note_html(article: Article) -> str:
    return f"<p><em>Note: {escape(article.content_note)}</em></p>" if article.content_note else ""


def _paragraphs(article: Article, shown: set[str] | None) -> Iterator[tuple[int, list[Sentence]]]:
    held: dict[int, list[Sentence]] = {}
    for s in article.sentences:
        if shown is None or s.id in shown:
            held.setdefault(s.paragraph, []).append(s)
    yield from held.items()


def _labels(article: Article, layer: Layer | None) -> Mapping[int, tuple[str, ...]]:
    """Word number to the highlights that it is part of, as "S1"."""
    labels: dict[int, list[str]] = {}
    for number, a in enumerate(numbered(layer), start=1):
        for role, letter in LETTERS.items():
            for id in article.token_ids(getattr(a, role)):
                labels.setdefault(id, []).append(f"{letter}{number}")
    return {id: tuple(names) for id, names in labels.items()}


def attribution_html(article: Article, a: Attribution | None, only: Iterable[str]) -> str:
    """Some sentences with the parts of one attribution highlighted in them, by their letters alone."""
    parts = {role: getattr(a, role) if a is not None else () for role in LETTERS}
    labels = {id: (LETTERS[role],) for role, spans in parts.items() for id in article.token_ids(spans)}
    return " ".join(_sentence_html(article, article.sentence(id), labels) for id in only)


def numbered(layer: Layer | None) -> list[Attribution]:
    """The layer's attributions in text order: the first is number 1."""
    return sorted(layer.attributions, key=lambda a: (a.spans[:1], a.id)) if layer else []


def sentence_html(article: Article, id: str, layer: Layer) -> str:
    """One sentence with a layer's highlights in it, and nothing around it."""
    return _sentence_html(article, article.sentence(id), _labels(article, layer))


def _sentence_html(article: Article, sentence: Sentence, labels: Mapping[int, tuple[str, ...]]) -> str:
    """Runs of words with the same highlights become one `<mark>`, the gaps between them included."""
    pieces, at = [], sentence.start
    tokens = sorted(article.token_ids([Span(sentence.start, sentence.end)]))
    i = 0
    while i < len(tokens):
        names = labels.get(tokens[i])
        j = i
        while names and j + 1 < len(tokens) and labels.get(tokens[j + 1]) == names:
            j += 1
        start, end = article.tokens[tokens[i]].start, article.tokens[tokens[j]].end
        pieces.append(escape(article.text[at:start]))
        words = escape(article.text[start:end])
        pieces.append(_mark(words, names) if names else words)
        at, i = end, j + 1
    pieces.append(escape(article.text[at : sentence.end]))
    return "".join(pieces)


COLOURS = {"S": "#0b7285", "C": "#a05a00", "T": "#8a5cc7"}


def _mark(words: str, names: tuple[str, ...]) -> str:
    style = f"background:none;color:inherit;border-bottom:3px solid {COLOURS[names[-1][0]]}"
    return f'<mark style="{style}">{words}<sup>{" ".join(names)}</sup></mark>'


def attributions_html(article: Article, layer: Layer, name_of, fields: Iterable[str] = ()) -> str:
    """A list of who says what, numbered as in the text, with the labels of the asked fields.

    `name_of(field, label)` gives a label's name.
    """
    items = []
    for a in numbered(layer):
        labels = _chosen(a, name_of, fields)
        tail = f"<br><em>{escape(labels)}</em>" if labels else ""
        why = f"<br>{escape(a.why)}" if a.why else ""
        items.append(f"<li>{escape(_parts(article, a))}{tail}{why}</li>")
    return f"<ol>{''.join(items)}</ol>" if items else "<p>No highlights yet.</p>"


def quoted(article: Article, a: Attribution, role: str) -> str:
    """The words of a role in quotation marks, parts joined by an ellipsis."""
    return "“" + " … ".join(article.words(span) for span in getattr(a, role)) + "”"


def attributions_text(article: Article, layer: Layer, name_of=None, fields: Iterable[str] = ()) -> str:
    """The same list as plain text, without the reasons."""
    lines = []
    for number, a in enumerate(numbered(layer), start=1):
        labels = _chosen(a, name_of, fields)
        lines.append(f"{number}. {_parts(article, a)}" + (f" ({labels})" if labels else ""))
    return "\n".join(lines) or "No highlights yet."


def _parts(article: Article, a: Attribution) -> str:
    return " · ".join(f"{role}: {quoted(article, a, role)}" for role in LETTERS if getattr(a, role))


def _chosen(a: Attribution, name_of, fields: Iterable[str]) -> str:
    """The names of an attribution's labels; a voice is told by its source's words."""
    return "; ".join(name_of(f, getattr(a, f)).lower() for f in fields if f != "voice" and getattr(a, f))
