"""A text: its sentences with their ids, its words with their numbers, and where each of them stands."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from kit import text as words_of


class Span(NamedTuple):
    """A stretch of an article's text: a pair, for thousands of them are sorted and compared."""

    start: int
    """First character, in Python code points of `Article.text`, counted from 0."""
    end: int
    """One past the last character: `[start, end)`."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, as it stands on its line in `article.md`."""

    id: str
    """`p6s1`: paragraph 6, sentence 1, both counted from 1."""
    paragraph: int
    text: str
    start: int
    """Where it begins in `Article.text`, in code points."""

    @property
    def end(self) -> int:
        """One past its last character in `Article.text`."""
        return self.start + len(self.text)


@dataclass(frozen=True, eq=False)
class Article:
    """A text with numbered paragraphs and sentences, and what is known about where it comes from.

    Two are the same only where they are one object: what is remembered of a text must be found at once.
    """

    id: str
    title: str
    language: str
    kind: str
    """`report`, `retelling` or `invented`."""
    source: str
    licence: str
    level: str
    content_note: str
    """What may disturb a reader, in one sentence; empty if nothing."""
    sentences: tuple[Sentence, ...]
    text: str = field(repr=False, default="")
    """Sentences joined by a space, paragraphs by two line breaks."""

    @cached_property
    def digest(self) -> str:
        """As `digest_of` the text."""
        return digest_of(self.text)

    def sentence(self, id: str) -> Sentence:
        """The sentence of this id. Raises KeyError."""
        return self._by_id[id]

    def at(self, offset: int) -> Sentence:
        """The sentence that holds the character at `offset`."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, offset) - 1)]

    def words(self, span: Span) -> str:
        """The words of a span, exactly as they stand."""
        return self.text[span.start : span.end]

    @cached_property
    def tokens(self) -> tuple[Span, ...]:
        """Every word of the article in text order; a word's number is its place here."""
        return tuple(
            Span(sentence.start + start, sentence.start + end)
            for sentence in self.sentences
            for start, end in words_of.words(sentence.text)
        )

    def token_ids(self, spans: Iterable[Span]) -> frozenset[int]:
        """The numbers of all words that the spans touch."""
        found: set[int] = set()
        for span in spans:
            first = bisect_right(self._token_ends, span.start)
            found.update(range(first, bisect_left(self._token_starts, span.end)))
        return frozenset(found)

    @cached_property
    def _by_id(self) -> Mapping[str, Sentence]:
        return {sentence.id: sentence for sentence in self.sentences}

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _token_ends(self) -> list[int]:
        return [token.end for token in self.tokens]

    def __str__(self) -> str:
        from kit.render import article_text

        return article_text(self)

    def _repr_pretty_(self, printer, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        from kit.render import article_html

        return article_html(self)


def digest_of(text: str) -> str:
    """Sixteen hexadecimal digits of the text's SHA-256: another text has another digest. Any string has one."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def build_article(id: str, paragraphs: Iterable[Iterable[str]], **front: str) -> Article:
    """An article from paragraphs of sentences; `front` holds the other fields of `Article`."""
    sentences, pieces, at = [], [], 0
    for number, paragraph in enumerate(paragraphs, start=1):
        if pieces:
            pieces.append("\n\n")
            at += 2
        for place, sentence in enumerate(paragraph, start=1):
            if place > 1:
                pieces.append(" ")
                at += 1
            sentences.append(Sentence(f"p{number}s{place}", number, sentence, at))
            pieces.append(sentence)
            at += len(sentence)
    return Article(id=id, sentences=tuple(sentences), text="".join(pieces), **front)


def plain_article(id: str, text: str, paragraphs: Iterable[Iterable[Span]], **front: str) -> Article:
    """An article whose text stays as it was given; `paragraphs` say where its sentences stand in it."""
    blank = dict.fromkeys(("language", "kind", "source", "licence", "level", "content_note"), "")
    front = blank | {"title": id} | front
    sentences = tuple(
        Sentence(f"p{number}s{place}", number, text[span.start : span.end], span.start)
        for number, paragraph in enumerate(paragraphs, start=1)
        for place, span in enumerate(paragraph, start=1)
    )
    return Article(id=id, sentences=sentences, text=text, **front)
