"""What files say becomes records, strictly, and goes back to files without a loss."""

from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.article import Span, build_article
from kit.errors import KitError
from kit.model import (
    Alternative,
    Assessment,
    Attribution,
    Chain,
    Choice,
    Pair,
    Rating,
    Spans,
    Text,
    Verdict,
    Vote,
)
from kit.structure import Words, annotation, name_words, place, structure, written

FRONT = dict.fromkeys(("title", "language", "kind", "source", "licence", "level", "content_note"), "x")
REPEATING = build_article(
    "echo",
    [
        ["He said he knew, he said.", "“🙂 He knew,” he said; he said he knew."],
        ["Don’t say he said: the U.S. said “Don’t”, and said “Don’t” again."],
    ],
    **FRONT,
)
"""Few words, many times over: the hardest text to name a place in."""


def runs(draw, most=3):
    """Up to `most` runs of words within one sentence each."""
    made = []
    for _ in range(draw(st.integers(0, most))):
        sentence = draw(st.sampled_from(REPEATING.sentences))
        ids = sorted(REPEATING.token_ids([Span(sentence.start, sentence.end)]))
        first = draw(st.integers(0, len(ids) - 1))
        last = draw(st.integers(first, len(ids) - 1))
        made.append(Span(REPEATING.tokens[ids[first]].start, REPEATING.tokens[ids[last]].end))
    return tuple(sorted(made))


labels = st.none() | st.sampled_from(["direct", "neutral", "x"])
others = st.lists(st.builds(Alternative, field=st.just("quote"), label=st.text(), why=st.text()), max_size=2).map(tuple)
votes = st.lists(st.builds(Vote, st.text(), st.text(), st.just("quote"), st.text()), max_size=2).map(tuple)
common = {
    "id": st.text(min_size=1),
    "why": st.text(),
    "accept": others,
    "wrong": others,
    "votes": votes,
    "confidence": st.none() | st.integers(0, 100),
}


@st.composite
def attributions(draw):
    """Any attribution of the repeating text."""
    made = {name: draw(strategy) for name, strategy in common.items()}
    made |= {role: runs(draw) for role in ("source", "cue", "content")}
    made |= {name: draw(labels) for name in ("quote", "stance", "naming", "basis", "attitude", "voice", "parent")}
    return Attribution(**made)


@st.composite
def stretches(draw):
    """Words of the repeating text."""
    return runs(draw)


annotations = st.one_of(
    attributions(),
    st.builds(
        Pair,
        **common,
        a=st.text(),
        b=st.text(),
        same_event=st.none() | st.booleans(),
        relation=labels,
        dimension=labels,
    ),
    st.builds(
        Assessment,
        **common,
        claim=st.text(),
        checkability=labels,
        reasons=st.lists(st.text(), max_size=2).map(tuple),
        sourcing=st.lists(st.text(), max_size=2).map(tuple),
        evidence=labels,
        holder=st.text(),
        confirms=st.text(),
        refutes=st.text(),
    ),
    st.builds(Choice, **common, item=st.text(), option=st.text(), sound=st.booleans()),
    st.builds(Chain, **common, claim=st.text(), voices=st.lists(st.text(), max_size=3).map(tuple)),
    st.builds(Verdict, **common, claim=st.text(), verdict=labels, document=labels, before=labels),
    st.builds(Spans, **common, item=st.text(), spans=stretches(), none=st.booleans(), sound=st.booleans()),
    st.builds(Text, **common, prompt=st.text(), text=st.text()),
    st.builds(Rating, **common, criterion=st.text(), level=labels),
)


@given(annotations)
def test_what_is_written_reads_back_the_same(made):
    """Record to file and back: every span, label, reason and vote."""
    assert annotation(written(made, REPEATING), REPEATING, "here") == made


@given(st.data())
def test_words_over_several_sentences_keep_their_words(data):
    """A span that crosses sentences is named in parts; not one word is won or lost."""
    first = data.draw(st.integers(0, len(REPEATING.tokens) - 1))
    last = data.draw(st.integers(first, len(REPEATING.tokens) - 1))
    span = Span(REPEATING.tokens[first].start, REPEATING.tokens[last].end)
    parts = [place(Words(**entry), REPEATING, "here") for entry in name_words(span, REPEATING)]
    assert REPEATING.token_ids(parts) == REPEATING.token_ids([span])


def test_what_is_empty_is_not_written():
    """A sheet holds what was answered and no more."""
    assert written(Pair(id="x", a="c1", b="c2", relation="tension"), REPEATING) == {
        "type": "pair", "id": "x", "a": "c1", "b": "c2", "relation": "tension"
    }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One field of each type that files hold."""

    text: str = ""
    number: float = 0.0
    whole: int | None = None
    flag: bool = False
    many: tuple[str, ...] = ()
    by_name: dict[str, str] | None = None


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("text", 750, 'here stands "750", where text is needed'),
        ("text", True, "here stands true, where text is needed"),
        ("text", None, "here stands nothing, where text is needed"),
        ("text", ["a"], "here stands a list, where text is needed"),
        ("text", {"a": "b"}, "here stands a group of fields, where text is needed"),
        ("number", "7", 'here stands "7", where a number is needed'),
        ("number", True, "here stands true, where a number is needed"),
        ("whole", 7.0, 'here stands "7.0", where a whole number is needed'),
        ("whole", "7", 'here stands "7", where a whole number is needed'),
        ("flag", "no", 'here stands "no", where true or false is needed'),
        ("flag", 1, 'here stands "1", where true or false is needed'),
        ("many", "abc", 'here stands "abc", where a list is needed'),
        ("many", {"a": "b"}, "here stands a group of fields, where a list is needed"),
        ("many", None, "here stands nothing, where a list is needed"),
        ("by_name", ["a"], "here stands a list, where a group of fields is needed"),
    ],
)
def test_a_value_of_another_type_is_refused_by_name(field, value, told):
    """No type is changed in silence, and the place is named."""
    with pytest.raises(KitError) as raised:
        structure({field: value}, Sample, "file.yaml")
    assert str(raised.value).startswith(f"file.yaml, {field}: {told}")


def test_numbers_without_a_point_are_numbers():
    """`points: 10` needs no `.0`."""
    assert structure({"number": 10}, Sample, "x").number == 10


@pytest.mark.parametrize("value", [None, 5, "abc", ["a"], True])
def test_a_record_needs_a_group_of_fields(value):
    """Whatever else stands there."""
    with pytest.raises(KitError, match="where a group of fields is needed"):
        structure(value, Sample, "x")


def test_an_unknown_field_is_told_with_the_nearest_one():
    """Also where the misspelt field is thereby missing."""
    with pytest.raises(KitError, match=r'no field "wrods"\. Did you mean "words"'):
        structure({"sentence": "p1s1", "wrods": "he"}, Words, "x")
    with pytest.raises(KitError, match=r'there is no field "\(.b.,\)"'):
        structure({7: "a", ("b",): "c", "text": "d"}, Sample, "x")


def test_a_missing_field_is_named():
    """By its name in the file."""
    with pytest.raises(KitError, match='x: the field "words" is missing'):
        structure({"sentence": "p1s1"}, Words, "x")


def test_a_nested_place_is_named_from_the_outside_in():
    """By id where there is one, by number where not, by name in a mapping."""
    value = [{"id": "a", "why": "w"}, {"id": "b", "accept": [{"field": "quote", "label": "direct", "why": 5}]}]
    from kit.model import Choice

    with pytest.raises(KitError) as raised:
        structure([{**v, "item": "i", "option": "o"} for v in value], tuple[Choice, ...], "key.yaml")
    assert raised.value.where == "key.yaml, b, accept, item 1, why"
    with pytest.raises(KitError) as raised:
        structure({"by_name": {"c1": "event", "c2": 5}}, Sample, "key.yaml")
    assert raised.value.where == "key.yaml, by_name, c2"


@pytest.mark.parametrize("kind", [None, [], {}, 5, "attributoin"])
def test_an_unknown_type_of_annotation_is_told(kind):
    """With the types that there are."""
    with pytest.raises(KitError, match="is no type of annotation"):
        annotation({"type": kind, "id": "x"}, REPEATING, "x")


def test_bare_words_need_the_sentence():
    """And only they."""
    with pytest.raises(KitError, match="bare words need the annotation's `sentence`"):
        annotation({"type": "attribution", "id": "a", "cue": ["said"]}, REPEATING, "x")
    full = {"type": "attribution", "id": "a", "cue": [{"sentence": "p2s1", "words": "say"}]}
    assert annotation(full, REPEATING, "x").cue


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("id", "type", "sentence", "source", "cue", "quote", "a", "b", "claim", "reasons", "accept", "votes", "option")


@given(
    st.dictionaries(st.sampled_from(FIELDS), json_like),
    st.sampled_from(["attribution", "pair", "assessment", "choice"]),
)
def test_anything_is_an_annotation_or_a_kit_error(value, kind):
    """No value of JSON or YAML brings another kind of error."""
    for wanted in (kind, None):
        with suppress(KitError):
            annotation({"id": "x", "type": kind, **value}, REPEATING, "x", wanted)
