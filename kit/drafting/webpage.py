"""A saved web page becomes the text of its article. Its scripts are never run, and nothing that it names is fetched.

The library trafilatura, where it is installed (the extra `html`), tells an article from what stands around it. Without
it the standard library's parser keeps paragraphs, headings, list items and quotations outside of menus and footers.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

KEPT = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "figcaption", "pre"})
"""Elements whose text is taken, a paragraph each."""
SKIPPED = frozenset(
    {"nav", "aside", "footer", "script", "style", "noscript", "template", "svg", "form", "button", "select", "iframe"}
    | {"object", "video", "audio", "canvas", "textarea", "dialog", "menu"}
)
"""Elements that are passed over with all that they hold."""
UNSEEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<!", ">"), ("<?", ">"))
"""Stretches that are cut out before anything parses: how each begins and ends."""
MOST_TAGS = 50_000
"""A page with more is no article's: the library is spared it."""
EXTRA = (
    "This page was read by simple means: what stands around the article may have come along. Look through the "
    "sentences and take out what does not belong. Whoever set the kit up can add the extra `html`, which tells "
    "them apart."
)


@dataclass(frozen=True)
class Page:
    """What a page's article says."""

    text: str
    """Paragraphs, an empty line between them."""
    title: str
    notes: tuple[str, ...] = ()


def main_text(html: str) -> Page:
    """The article of a page. Never raises; where no article is found, all text in paragraphs is."""
    html = without_unseen(html)
    plain = _by_parser(html)
    try:
        import trafilatura
    except ImportError:
        return Page(plain.text, plain.title, (EXTRA,))
    found = None
    if html.count("<") <= MOST_TAGS:
        # What such a library says about a broken page in its log is nothing to an author.
        logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
        try:
            found = trafilatura.extract(html, include_comments=False, include_tables=False, output_format="txt")
        except Exception as fault:
            logging.getLogger(__name__).warning("the page's article was not found: %s", fault)
    if not found:
        return plain
    # It gives each paragraph a line of its own.
    return Page("\n\n".join(line for line in found.split("\n") if line.strip()), plain.title)


def without_unseen(html: str) -> str:
    """The page without comments, scripts, styles and declarations, each cut out once from front to back.

    What is left has no tag that never ends: on those the parser's time grows with the square of the length.

    >>> without_unseen("<p>a<!-- b --></p><script>c()</script> 1 < 2 <p")
    '<p>a</p> 1 < 2 '
    """
    for start, end in UNSEEN:
        html = "".join(_around(html, start, end))
    whole = html.rfind(">") + 1
    return html[:whole] + re.split(r"<(?=[A-Za-z/])", html[whole:], maxsplit=1)[0]


def _around(html: str, start: str, end: str) -> Iterator[str]:
    """What stands around the stretches from `start` to `end`; one that is never closed goes on to the end."""
    opens, closes = (re.compile(re.escape(part), re.IGNORECASE) for part in (start, end))
    at = 0
    while begin := opens.search(html, at):
        yield html[at : begin.start()]
        over = closes.search(html, begin.end())
        if not over:
            return
        # An end tag goes on to its bracket.
        at = over.end() if end.endswith(">") else html.find(">", over.end()) + 1 or len(html)
    yield html[at:]


def _by_parser(html: str) -> Page:
    reader = _Paragraphs()
    reader.feed(html)
    reader.close()
    reader.end()
    return Page("\n\n".join(reader.paragraphs), reader.title)


class _Paragraphs(HTMLParser):
    """The text of a page's paragraphs, and its title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self.title = ""
        self._parts: list[str] = []
        self._loose: list[str] = []
        self._skipping: list[str] = []
        self._open = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag in SKIPPED:
            self._skipping.append(tag)
        elif tag == "title" and not self._skipping:
            self._in_title = True
        elif tag in KEPT:
            self._flush()
            self._open = 1
        elif tag == "br":
            self._parts.append(" ")
        elif tag in ("div", "section", "article", "td", "tr", "body"):
            self._flush()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._skipping:
            while self._skipping.pop() != tag:
                pass
        elif tag == "title":
            self._in_title = False
        elif tag in KEPT:
            self._flush()

    def handle_data(self, data: str) -> None:
        if self._skipping:
            return
        if self._in_title:
            self.title += data
        elif self._open:
            self._parts.append(data)
        else:
            self._loose.append(data)

    def end(self) -> None:
        """What was left open is closed; a page without paragraphs is taken as it stands."""
        self._flush()
        self.title = re.sub(r"\s+", " ", self.title).strip()[:300]
        if not self.paragraphs:
            loose = re.split(r"\s*\n\s*\n\s*", "".join(self._loose))
            self.paragraphs = [text for part in loose if (text := _joined(part))]

    def _flush(self) -> None:
        text = _joined("".join(self._parts))
        if text:
            self.paragraphs.append(text)
        self._parts, self._open = [], 0


def _joined(text: str) -> str:
    """Words of one paragraph with single spaces between them."""
    return re.sub(r"\s+", " ", text).strip()
