"""Articles and layers as HTML and as text: everything is there, and nothing from outside runs."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.article import Span, build_article
from kit.codebook import codebook
from kit.errors import KitError
from kit.model import Attribution, Layer
from kit.render import COLOURS, article_html, article_text, attributions_html, attributions_text

FRONT = dict.fromkeys(("title", "language", "kind", "source", "licence", "level", "content_note"), "x")


class Reader(HTMLParser):
    """The text of a page without its markers, and its tags, which must close."""

    def __init__(self, page):
        super().__init__()
        self.text, self.tags, self._open = "", [], []
        self.feed(page)
        assert not self._open, "every tag is closed"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br",):
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        if "sup" not in self._open:
            self.text += data


def test_an_article_shows_as_numbered_paragraphs(mill):
    """As HTML in JupyterLab and as text elsewhere; each sentence is there word for word."""
    page, text = Reader(mill.article._repr_html_()), str(mill.article)
    for sentence in mill.article.sentences:
        assert sentence.text in page.text and sentence.text in text
    assert text.splitlines()[0] == "The mill" and [line[:5] for line in text.splitlines()[1:]] == ["  1  ", "  2  "]


def test_only_some_sentences_keep_their_paragraphs_numbers(mill):
    """Paragraph 2 is 2, also alone."""
    text = article_text(mill.article, ["p2s2"])
    assert "  2  It turns" in text and "neighbour" not in text
    assert "neighbour" not in article_html(mill.article, only=["p2s2"])


def test_highlights_say_their_role_and_number_in_letters(mill):
    """S, C and T with a number in the order of the text: colour is never alone."""
    page = article_html(mill.article, mill.key.layer)
    assert re.findall(r"<sup>(.*?)</sup>", page) == ["T1", "C1", "S1", "T1", "S2", "C2", "T2"]
    assert Reader(page).tags.count(("h4", {})) == 1


def test_a_word_in_two_highlights_shows_both(mill):
    """Nested statements can be read."""
    token = mill.article.tokens
    inner = Attribution(id="b", cue=(token[25],), content=(Span(token[26].start, token[29].end),))
    page = article_html(mill.article, Layer((*mill.key.layer.attributions, inner)))
    assert "T2 C3" in page or "C3 T2" in page


def test_a_content_note_stands_before_the_text(variant):
    """Where there is one."""
    case = variant(("article.md", "content_note: none", "content_note: A wheel breaks & falls."))
    assert "Note: A wheel breaks &amp; falls." in case.article._repr_html_()


def test_the_list_of_attributions_names_words_and_labels(mill):
    """In the order of the text, with the asked labels by name and the reasons; and says when there are none."""
    page = attributions_html(mill.article, mill.key.layer, codebook().name, ("stance", "voice"))
    assert Reader(page).text.count("source: ") == 2 and codebook().name("stance", "distancing").lower() in page
    assert codebook().name("quote", "indirect").lower() not in page, "what was not asked is not shown"
    assert all(a.why in page for a in mill.key.layer.attributions)
    text = attributions_text(mill.article, mill.key.layer)
    assert (
        text.splitlines()[1] == "2. source: “A neighbour” · cue: “claimed” · content: “the wheel had broken on Sunday”"
    )
    labelled = attributions_text(mill.article, mill.key.layer, codebook().name, ("quote", "stance", "voice"))
    assert labelled.splitlines()[1].endswith("Sunday” (indirect; distancing)")
    assert "No highlights yet." in attributions_html(mill.article, Layer(), str) == "<p>No highlights yet.</p>"
    assert attributions_text(mill.article, Layer()) == "No highlights yet."


HOSTILE = st.sampled_from(
    ["<script>x</script>", "<img src=x onerror=y>", "a&b", '"q"', "'p'", "</p>", "word", "“Hi,”", "🙂"]
)


@given(
    st.lists(st.lists(HOSTILE, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), max_size=5),
)
def test_a_text_from_outside_is_shown_and_never_run(sentences, places):
    """Whatever stands in it and wherever it is highlighted: the page's text is the article's, its tags are ours."""
    article = build_article("x", [sentences], **{**FRONT, "title": sentences[0], "content_note": sentences[-1]})
    spans = [Span(min(p), max(p)) for p in places]
    layer = Layer(
        tuple(Attribution(id=str(n), source=(s,), content=(s,), why=sentences[0]) for n, s in enumerate(spans))
    )
    page = Reader(article_html(article, layer))
    assert article.text in page.text
    listed = Reader(attributions_html(article, layer, str))
    assert {tag for tag, _ in page.tags + listed.tags} <= {
        "section",
        "h4",
        "p",
        "em",
        "small",
        "mark",
        "sup",
        "ol",
        "li",
        "br",
    }
    assert not any(name.startswith("on") or name in ("src", "href") for _, attrs in page.tags for name in attrs)


@pytest.mark.parametrize("make", [article_html, lambda a: attributions_html(a, Layer(), str)])
def test_a_page_asks_for_nothing_from_outside(mill, make):
    """No script, no style sheet, no address."""
    assert not re.search(r"<script|<link|<style|https?://|url\(", make(mill.article))


def test_a_case_shows_its_annotations_on_request(mill, mill_unkeyed):
    """The key's where there is one, any layer that is named, and a sentence where there is neither."""
    shown = mill.annotated()
    assert "<sup>S1</sup>" in shown._repr_html_() and "1. source: “Ada Rill, the miller”" in str(shown)
    assert "<mark" not in mill.annotated(Layer())._repr_html_()
    with pytest.raises(KitError, match="carries no key"):
        mill_unkeyed.annotated()


def test_lines_under_words_are_seen_in_light_and_dark():
    """A line's contrast is at least 3 to white and to JupyterLab's dark ground (WCAG 2.2, 1.4.11)."""
    for colour in COLOURS.values():
        assert min(_contrast(colour, ground) for ground in ("#ffffff", "#111111")) >= 3
    assert _contrast("#6a3fa0", "#111111") < 3, "the measure sees nothing"


def _contrast(one: str, other: str) -> float:
    low, high = sorted(map(_light, (one, other)))
    return (high + 0.05) / (low + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
