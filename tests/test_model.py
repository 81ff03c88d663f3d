"""The records: words have numbers, sentences have places, another text has another digest."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.article import Span, build_article
from kit.model import Alternative, Attribution, Choice, Layer, Pair, Vote

FRONT = dict.fromkeys(("title", "language", "kind", "source", "licence", "level", "content_note"), "x")
WORD = st.sampled_from(["Ada", "said", "“it", "broke”", "🙂", "Don’t", "12", "—", "U.S."])
PARAGRAPHS = st.lists(
    st.lists(st.lists(WORD, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=3), min_size=1, max_size=3
)


def article(paragraphs):
    """An article of these paragraphs of sentences."""
    return build_article("case", paragraphs, **FRONT)


def test_sentences_are_numbered_by_paragraph():
    """`p2s1` is the first sentence of the second paragraph."""
    made = article([["One.", "Two."], ["Three."]])
    assert [s.id for s in made.sentences] == ["p1s1", "p1s2", "p2s1"]
    assert made.text == "One. Two.\n\nThree."


@given(PARAGRAPHS)
def test_each_sentence_stands_in_the_text_where_it_says(paragraphs):
    """Start and end cut the sentence out of the text, and `at` finds it from each of its characters."""
    made = article(paragraphs)
    for sentence in made.sentences:
        assert made.text[sentence.start : sentence.end] == sentence.text
        assert made.at(sentence.start) == made.at(sentence.end - 1) == sentence == made.sentence(sentence.id)


def test_an_unknown_sentence_is_a_key_error(mill):
    """`sentence` invents nothing."""
    with pytest.raises(KeyError):
        mill.article.sentence("p9s9")


@given(PARAGRAPHS, st.data())
def test_word_numbers_agree_with_a_slow_twin(paragraphs, data):
    """`token_ids` finds exactly the words that share a character with a span."""
    made = article(paragraphs)
    ends = st.integers(0, len(made.text))
    spans = [Span(*sorted(data.draw(st.tuples(ends, ends)))) for _ in range(data.draw(st.integers(0, 3)))]
    slow = {
        number
        for number, token in enumerate(made.tokens)
        for span in spans
        if set(range(token.start, token.end)) & set(range(span.start, span.end))
    }
    assert made.token_ids([s for s in spans if s.start < s.end]) == slow


def test_spans_that_only_touch_share_no_word(mill):
    """Half-open: a span that ends where a word begins does not hold it."""
    first, second = mill.article.tokens[:2]
    assert mill.article.token_ids([Span(first.start, second.start)]) == {0}


@given(PARAGRAPHS, PARAGRAPHS)
def test_the_digest_tells_texts_apart(one, other):
    """The same text has the same digest, another text another one; the title does not matter."""
    a, b = article(one), article(other)
    assert (a.digest == b.digest) == (a.text == b.text)
    assert dataclasses.replace(a, title="another").digest == a.digest


def test_records_are_frozen(mill):
    """Nobody changes a case behind another's back."""
    for record in (mill, mill.article, mill.claim_list[0], mill.tasks[0], mill.key.layer):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(record, dataclasses.fields(record)[0].name, "x")
    with pytest.raises(AttributeError):
        Span(0, 1).start = 2


def test_a_layer_gives_its_annotations_by_type_and_id():
    """In their order; an unknown id is None."""
    layer = Layer((Attribution(id="a"), Pair(id="p", a="c1", b="c2"), Choice(id="n", item="none-here", option="yes")))
    assert [a.id for a in layer.attributions] == ["a"] and [p.id for p in layer.pairs] == ["p"]
    assert layer.get("n").option == "yes" and layer.get("zzz") is None


def test_the_parts_of_an_attribution_stand_in_text_order():
    """Whatever their roles."""
    made = Attribution(id="a", source=(Span(9, 12),), cue=(Span(5, 8),), content=(Span(0, 4), Span(20, 22)))
    assert made.spans == (Span(0, 4), Span(5, 8), Span(9, 12), Span(20, 22))


@pytest.mark.parametrize(
    ("labels", "right"),
    [
        (["time"] * 2 + ["place"], {"time", "place"}),
        (["time"] * 3 + ["place"], {"time"}),
        (["time"], {"time"}),
        ([], set()),
    ],
)
def test_a_third_of_the_votes_makes_a_label_right(labels, right):
    """One vote of three is enough, one of four is not."""
    votes = tuple(Vote("coder", "2026-11-22", "dimension", label) for label in labels)
    assert Pair(id="x", a="a", b="b", votes=votes).right_labels("dimension") == right
    assert not Pair(id="x", a="a", b="b", votes=votes).right_labels("relation")


def test_an_accepted_label_is_right_and_makes_the_item_soft():
    """And only in its own field."""
    made = Pair(id="x", a="a", b="b", accept=(Alternative("relation", "tension", "why"),))
    assert made.right_labels("relation") == {"tension"} and not made.right_labels("dimension") and made.soft


def test_a_bare_want_is_optional():
    """Said and believed are not."""
    assert Attribution(id="a", attitude="want").optional and not Attribution(id="a", attitude="believed").optional
