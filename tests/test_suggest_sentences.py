"""Paragraphs and sentences of a text as it was given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kit
from kit.suggest.sentences import split_sentences

MARKS = st.text(st.sampled_from("ab A.!? \n“”\"'’‘()[]-—:,"), max_size=80)


def sentences(text: str) -> list[list[str]]:
    return [[text[span.start : span.end] for span in paragraph] for paragraph in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "Gov. J. B. Arlo met Mr. Teal at St. Osyth.",
        "The U.S. Senate of No. 3 Mill Lane voted at 5 p.m. on Monday.",
        "It cost 3.5 million crowns, i.e. too much.",
        "He waited... and nobody came.",
        "“It is safe. It is old. I like it,” said Ida Brandt.",
        '"It is safe. It is old," said Ida Brandt.',
        "''It is safe. It is old,'' said Ida Brandt.",
        "‘It is safe. It is old,’ said Ida Brandt.",
        "“Is it safe?” Ida Brandt asked.",
        "“It is safe.” — Ida Brandt",
    ],
)
def test_what_ends_no_sentence(whole):
    """Abbreviations, initials, figures, dots and what stands inside a quotation do not cut a sentence."""
    assert sentences(whole) == [[whole]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The oven is cold. The baker left!", ["The oven is cold.", "The baker left!"]),
        ("He left the U.S. He came back.", ["He left the U.S.", "He came back."]),
        ("There were no. He was sure.", ["There were no.", "He was sure."]),
        ("“It is cold,” she said. “It is old.”", ["“It is cold,” she said.", "“It is old.”"]),
        ("She said “it is cold.” He agreed.", ["She said “it is cold.”", "He agreed."]),
        ("It is cold… And old.", ["It is cold…", "And old."]),
    ],
)
def test_what_ends_a_sentence(text, expected):
    """A stop before a new beginning does, also one that closes a quotation, and an abbreviation before “He”."""
    assert sentences(text) == [expected]


def test_a_paragraph_of_one_quotation_is_cut_at_its_sentences():
    """Where nothing but a quotation stands, nothing outside ties its sentences together."""
    assert sentences("“It is old. It is cold.”") == [["“It is old.", "It is cold.”"]]


def test_lines_are_paragraphs_unless_the_text_is_wrapped():
    """A line break ends a paragraph; in a text whose lines go on in lower case only a blank line does."""
    assert sentences("One.\nTwo.\n\nThree.") == [["One."], ["Two."], ["Three."]]
    wrapped = "The oven is cold and\nthe baker is not\nthere.\n\nThe door is\nshut."
    assert sentences(wrapped) == [["The oven is cold and\nthe baker is not\nthere."], ["The door is\nshut."]]


@pytest.mark.parametrize("case", ["bridge", "flood", "naps", "trams", "goat"])
def test_the_lessons_are_cut_as_their_authors_cut_them(case):
    """The sentences of the shipped articles come out as the lines of their files."""
    article = kit.load(case).article
    made = [sentence for paragraph in sentences(article.text) for sentence in paragraph]
    assert made == [sentence.text for sentence in article.sentences]


@given(st.text(max_size=200) | MARKS)
def test_every_word_is_in_exactly_one_sentence(text):
    """Whatever the text: spans follow each other, none is empty or padded, and nothing but space is left out."""
    spans = [span for paragraph in split_sentences(text) for span in paragraph]
    assert all(text[span.start : span.end] == text[span.start : span.end].strip() != "" for span in spans)
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    assert edges == sorted(edges)
    assert "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)).strip() == ""
