"""A stretch of text as words with tags (`tags`), and where its quotations are."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kit.article import Span
from kit.suggest.tags import tag, title_case

TOKEN = re.compile(r"[$€£#@]?[^\W_]+(?:[’'.,\-/&][^\W_]+)*%?|''|``|--+|\.\.+|[^\w\s]|_")
"""A word, or a sign; points, hyphens and apostrophes within a word belong to it."""
LABEL = re.compile(r"(?:#(?::#)?|y):|N{1,3}[N,'.#()]{0,8}-")
"""What is set before a sentence: an hour, or the place of a report."""


class Stretch:
    """The words of a sentence (or of several that one quotation ties together), with their tags."""

    __slots__ = ("begin", "end", "ends", "lower", "quotations", "start", "starts", "tags", "text", "title", "words")

    def __init__(self, text: str, start: int, end: int, quotations: Iterable[Span]) -> None:
        matches = list(TOKEN.finditer(text, start, end))
        self.text, self.start, self.end = text, start, end
        self.words = [match[0] for match in matches]
        self.starts = [match.start() for match in matches]
        self.ends = [match.end() for match in matches]
        self.lower = [word.lower() for word in self.words]
        self.quotations: list[tuple[int, int]] = []
        """First and one past the last token of each quotation, marks included."""
        self.tags = self._tagged(list(quotations))
        label = LABEL.match(self.tags)
        self.begin = label.end() if label and label.end() < len(self.tags) else 0
        """Where the sentence begins, after an hour (`06:40:`) or a place (`WEXABY —`) set before it."""

    def _tagged(self, quotations: list[Span]) -> str:
        self.title = title_case(self.words)
        words = self.lower if self.title else self.words
        tags = [tag(word) for word in words]
        count, place = len(tags), 0
        for quotation in quotations:
            if quotation.end <= self.start or quotation.start >= self.end:
                continue
            while place < count and self.starts[place] < quotation.start:
                place += 1
            first = place
            while place < count and self.ends[place] <= quotation.end:
                place += 1
            if place - first >= 2:
                closed = self.words[place - 1][0] in "”\"»’'“"
                tags[first:place] = "<" + "Q" * (place - first - 1 - closed) + (">" if closed else "")
                self.quotations.append((first, place))
        for place, word in enumerate(self.words):
            self._tag_in_context(tags, place, word, count)
        return "".join(tags)

    def _tag_in_context(self, tags: list[str], place: int, word: str, count: int) -> None:
        """What only the neighbours tell: a point within a sentence, “her” before a noun, a name."""
        if tags[place] == "." and word == "." and place + 1 < count and tags[place + 1] not in "<>":
            tags[place] = "'"
        elif tags[place] == "j" and word.lower() == "her" and "".join(tags[place + 1 : place + 2]) in "nNbavP#i":
            tags[place] = "d"
        elif self._is_name(tags, place, word):
            tags[place] = "N"

    def _is_name(self, tags: list[str], place: int, word: str) -> bool:
        """An initial, or a word within a sentence whose capital makes a name of what could be a verb: Ash Post."""
        if len(word) == 1:
            return word.isupper() and self.words[place + 1 : place + 2] == ["."]
        return (
            word[0].isupper()
            and tags[place] in "bvi"
            and place > 0
            and not self.title
            and tags[place - 1] not in ".:<-'"
        )

    def span(self, first: int, last: int) -> Span:
        """Tokens `first` up to, and without, `last`, as a span of the text."""
        return Span(self.starts[first], self.ends[last - 1])
