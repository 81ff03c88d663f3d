"""A quotation is found where it stands, at word borders, or not at all."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kit.text import NotFound, NotUnique, find, occurrences, trim, words

PIECES = st.sampled_from(
    [
        "he",
        "the",
        "said",
        "Don’t",
        "U.S",
        "$25",
        "12:30",
        "3.5%",
        "well-known",
        "a",
        "été",
        "🙂",
        "👩‍👩‍👧",
        "“",
        "”",
        "—",
        "…",
    ]
)
SENTENCES = st.lists(st.tuples(PIECES, st.sampled_from([" ", ", ", " “", "” ", "  "])), min_size=1, max_size=12).map(
    lambda parts: "".join(piece + gap for piece, gap in parts)
)


def test_words_are_found_at_word_borders_only():
    """“he” is neither in “the” nor in “then”."""
    assert find("he", "the mayor then said he would") == (20, 22)


def test_a_part_of_a_hyphenated_or_apostrophed_word_is_not_a_word():
    """Inner hyphens, apostrophes and points belong to the word."""
    for part, text in [
        ("known", "a well-known fact"),
        ("Don", "Don’t go"),
        ("25", "It costs $25 now"),
        ("3", "up 3.5%"),
    ]:
        with pytest.raises(NotFound):
            find(part, text)


def test_words_that_stand_twice_need_the_occurrence():
    """Without it nothing is guessed, with it the right place is taken."""
    text = "he said he knew he was late"
    with pytest.raises(NotUnique) as raised:
        find("he", text)
    assert raised.value.times == 3
    assert [find("he", text, n) for n in (1, 2, 3)] == [(0, 2), (8, 10), (16, 18)]


@pytest.mark.parametrize("occurrence", [0, -1, 4])
def test_an_occurrence_that_is_not_there_is_not_found(occurrence):
    """Occurrences count from 1, and 0 is not the last."""
    with pytest.raises(NotFound):
        find("he", "he said he knew he was late", occurrence)


def test_an_occurrence_given_without_need_is_accepted():
    """A file that is more exact than necessary is right."""
    assert find("said", "he said so", 1) == (3, 7)


def test_the_nearest_text_of_the_same_length_is_shown():
    """The hint is what the author most likely meant."""
    with pytest.raises(NotFound) as raised:
        find("a neighbor claimed", "Yesterday a neighbour claimed that it broke.")
    assert raised.value.near == "a neighbour claimed"


@pytest.mark.parametrize("quotation", ["", " ", "\n"])
def test_nothing_is_found_nowhere(quotation):
    """An empty quotation is an error, not a match at every place."""
    with pytest.raises(NotFound):
        find(quotation, "he said so")


def test_straight_marks_do_not_pass_for_curly_ones():
    """Exact words are exact."""
    with pytest.raises(NotFound):
        find("Don't", "“Don’t,” she said.")


def test_positions_are_code_points_beyond_the_basic_plane():
    """An emoji counts as one, as Python counts."""
    text = "🙂🙂 “Hello,” she said."
    start, end = find("Hello", text)
    assert text[start:end] == "Hello" and start == 4


def test_overlapping_places_are_all_counted():
    """“ha ha” stands twice in “ha ha ha”."""
    assert occurrences("ha ha", "ha ha ha") == [(0, 5), (3, 8)]


@given(SENTENCES, st.data())
def test_every_run_of_words_is_found_where_it_came_from(text, data):
    """Named by its words and its occurrence, a run leads back to its place, and to no other."""
    spans = words(text)
    assume(spans)
    first = data.draw(st.integers(0, len(spans) - 1))
    last = data.draw(st.integers(first, len(spans) - 1))
    start, end = spans[first][0], spans[last][1]
    places = occurrences(text[start:end], text)
    assert (start, end) in places
    assert find(text[start:end], text, places.index((start, end)) + 1) == (start, end)
    if len(places) == 1:
        assert find(text[start:end], text) == (start, end)


@given(st.text(max_size=60))
def test_words_never_overlap_and_hold_no_quotation_marks(text):
    """In any text words come in order, apart from each other, free of marks and spaces."""
    at = 0
    for start, end in words(text):
        assert at <= start < end
        assert not set(text[start:end]) & set('“”"«» \n')
        at = end


@given(st.text(max_size=40), st.text(max_size=8), st.none() | st.integers(-2, 5))
def test_finding_finds_the_words_or_says_why_not(text, quotation, occurrence):
    """Whatever comes in: the words themselves, NotFound with text that stands there, or NotUnique."""
    try:
        start, end = find(quotation, text, occurrence)
    except NotFound as fault:
        assert fault.near in text
    except NotUnique as fault:
        assert fault.times > 1
    else:
        assert text[start:end] == quotation


def test_trimming_leaves_marks_and_stops_outside():
    """What a mouse picks up around the words falls off."""
    text = "“Go home,” she said."
    start, end = trim(0, 10, text)
    assert text[start:end] == "Go home"
    assert trim(8, 10, text) == (8, 10), "where no word is held there is nothing to trim to"
