"""brat in: what stands in a document comes over exactly; what is no brat, or does not fit, is told with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.article import Span
from kit.errors import KitError
from kit.interchange.brat import brat_layer, read_brat

TEXT = "“It is closed,” said Ida Brandt, the baker, “and it\nstays closed.”\nThe town has a mill.\n"


def bound(id: str, kind: str, text: str, *words: str) -> str:
    """A text-bound line of words, each found once in the text."""
    places = [(text.index(w), text.index(w) + len(w)) for w in words]
    assert all(text.count(w) == 1 for w in words)
    spelt = " ".join(words).replace("\r\n", " ").replace("\n", " ")
    return f"{id}\t{kind} {';'.join(f'{a} {b}' for a, b in places)}\t{spelt}"


def standoff(text: str = TEXT, *more: str) -> str:
    lines = [
        bound("T1", "Source", text, "Ida Brandt, the baker"),
        bound("T2", "Cue", text, "said"),
        bound("T3", "Content", text, "It is closed", "and it\nstays closed"),
        bound("T4", "Attribution", text, "“It is closed,”"),
        "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3",
    ]
    return "\n".join([*lines, *more, ""])


def words(text: str, spans) -> list[str]:
    return [text[s.start : s.end] for s in spans]


def test_a_split_quotation_keeps_its_parts():
    """A discontinuous annotation is one content of two spans, its line break where the text has it."""
    (a,) = read_brat(TEXT, standoff(), "x.ann")
    assert words(TEXT, a.content) == ["It is closed", "and it\nstays closed"]
    assert words(TEXT, a.source) == ["Ida Brandt, the baker"] and words(TEXT, a.cue) == ["said"]
    assert a.id == "e1" and a.parent is None


@pytest.mark.parametrize(
    "line",
    [
        "A1\tNested E1",
        "M1\tNegated E1",
        "R1\tSame Arg1:T1 Arg2:T2",
        "N1\tReference T1 Wiki:534366\tIda",
        "*\tEquiv T1 T2",
        "#1\tAnnotatorNotes T1\tlook again",
        "",
        "T9\tPlace 0 1\t“",
    ],
)
def test_what_the_kit_has_no_use_for_is_left_out(line):
    """Attributes, relations, normalisations, equivalences and notes on words change no attribution."""
    assert read_brat(TEXT, standoff(TEXT, line), "x") == read_brat(TEXT, standoff(), "x")


def test_a_note_on_an_event_is_its_reason():
    """What an annotator wrote about it is not lost."""
    (a,) = read_brat(TEXT, standoff(TEXT, "#1\tAnnotatorNotes E1\tshe was there"), "x")
    assert a.why == "she was there"


def test_an_event_within_an_event_is_carried_by_it():
    """A reports that B said it: the inner one has the outer as its parent, and keeps its own words."""
    inner = ["T5\tCue 21 31\tIda Brandt", "E2\tAttribution:T4 Cue:T5 Content:T1"]
    outer, carried = read_brat(TEXT, standoff(TEXT, *inner).replace("Content:T3", "Content:T3 Content2:E2"), "x")
    assert carried.parent == outer.id and words(TEXT, outer.content) == ["It is closed", "and it\nstays closed"]


@pytest.mark.parametrize(
    "text", ["\ufeff" + TEXT, "😀 " + TEXT, TEXT.replace("\n", "\r\n")], ids=["mark", "emoji", "CRLF"]
)
def test_places_are_code_points_of_the_text_as_given(text):
    """A mark, an emoji and line breaks of two signs count as they stand there, and brat writes a break as a space."""
    split = "and it\r\nstays closed" if "\r" in text else "and it\nstays closed"
    lines = [bound("T1", "Source", text, "Ida Brandt"), bound("T2", "Content", text, "It is closed", split)]
    (a,) = read_brat(text, "\n".join([*lines, "E1\tAttribution:T1 Source:T1 Content:T2"]), "x")
    assert words(text, a.source) == ["Ida Brandt"] and words(text, a.content) == ["It is closed", split]


@pytest.mark.parametrize(
    ("counted_on", "read_with"),
    [
        (TEXT.replace("\n", "\r\n"), TEXT),
        ("\ufeff" + TEXT, TEXT),
        ("\ufeff" + TEXT.replace("\n", "\r\n"), TEXT),
        (TEXT, TEXT.replace("\n", "\r\n")),
    ],
    ids=["it lost Windows' line breaks", "it lost its mark", "it lost both", "it got Windows' line breaks"],
)
def test_a_text_saved_by_another_program_still_fits(counted_on, read_with):
    """Places that were counted with line breaks or a mark which the text has lost since are found all the same."""
    late = counted_on.index("a mill")
    lines = f"T1\tContent {late} {late + 6}\ta mill\nE1\tAttribution:T1 Content:T1\n"
    (a,) = read_brat(read_with, lines, "x")
    assert words(read_with, a.content) == ["a mill"]


def test_places_in_utf_16_units_are_understood():
    """What a program in a browser counted fits too, as long as every place of the document fits."""
    text = "😀😀 Ada said it rained."
    at = len(text[: text.index("Ada")].encode("utf-16-le")) // 2
    (a,) = read_brat(text, f"T1\tSource {at} {at + 3}\tAda\nE1\tAttribution:T1 Source:T1\n", "x")
    assert words(text, a.source) == ["Ada"]


def test_a_separator_within_a_line_ends_no_line():
    """Signs that Python takes for line ends belong to the words that hold them."""
    text = "Ada\u2028Rill said so."
    (a,) = read_brat(text, "T1\tSource 0 8\tAda\u2028Rill\r\nE1\tAttribution:T1 Source:T1\r\n", "x")
    assert a.source == (Span(0, 8),)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("T1\tSource 0 4\tNobody", "line 1: “Nobody” does not stand at 0 4; there stands “Ada ”"),
        ("T1\tSource 0 99999999\tAda", "line 1: “Ada” does not stand at 0 99999999"),
        ("T1\tSource 3 3\t", "line 1: “” does not stand at 3 3"),
        ("T1\tSource 3 0\tAda", "does not stand at 3 0"),
        ("T1 Source 0 3 Ada", "line 1: this is no text-bound annotation of brat"),
        (f"T1\tSource 0 {'9' * 5000}\tAda", "line 1: this is no text-bound annotation of brat"),
        ("T1\tSource 0 3\tAda\nT1\tSource 0 3\tAda", "line 2: T1 is there twice"),
        ("E1\tAttribution", "line 1: this is no event of brat"),
        ("E1\tAttribution:T1 Source:T7\nT1\tSource 0 3\tAda", "line 1: T7 is not there"),
        ("{\\rtf1", "line 1: no line of brat begins with “{"),
        ("\0\0\0", "line 1: no line of brat begins with"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(lines, told):
    """The first fault, in words: where, what, what to do."""
    with pytest.raises(KitError) as raised:
        read_brat("Ada said so.", lines, "x.ann")
    assert told in str(raised.value)


def test_events_that_carry_each_other_are_refused():
    """A circle of carriers would have no end."""
    lines = "T1\tSource 0 3\tAda\nE1\tAttribution:T1 Content:E2\nE2\tAttribution:T1 Content:E1\n"
    with pytest.raises(KitError, match="carry each other"):
        read_brat("Ada said so.", lines, "x.ann")
    with pytest.raises(KitError, match="carry each other"):
        read_brat("Ada said so.", "T1\tSource 0 3\tAda\nE1\tAttribution:T1 Content:E1\n", "x.ann")


@given(st.text(), st.text())
def test_any_two_texts_give_attributions_or_a_sentence(text, lines):
    """Whatever is in them, nothing else is raised."""
    try:
        read_brat(text, lines, "x")
    except KitError as fault:
        assert str(fault)


# ---- onto a case's article


def test_a_document_becomes_a_layer_on_an_article_with_the_same_sentences(mill):
    """Other line breaks and a headline around them do not matter: the sentences are the same, and so is the place."""
    text = "THE MILL\n\n" + "\n".join(s.text for s in mill.article.sentences)
    lines = "\n".join(
        [
            bound("T1", "Source", text, "A neighbour"),
            bound("T2", "Cue", text, "claimed"),
            bound("T3", "Content", text, "the wheel had broken on Sunday"),
            "E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3",
            bound("T4", "Content", text, "Sunday.\nIt turns 12 times"),
            "E2\tAttribution:T2 Cue:T2 Content:T4",
        ]
    )
    layer, told = brat_layer(text, read_brat(text, lines, "x"), mill.article, "x")
    key = mill.key.layer.get("a2")
    first, second = layer.attributions
    assert (first.source, first.cue, first.content) == (key.source, key.cue, key.content) and not told
    assert mill.article.words(second.content[0]) == "Sunday. It turns 12 times" and layer.digest == mill.article.digest


def test_what_lies_outside_the_articles_sentences_is_refused_with_its_place(mill):
    """A changed sentence is another sentence: its attributions are listed, those of the others come over."""
    text = "A neighbour asserted that it broke.\nIt turns 12 times a minute."
    lines = "\n".join(
        [
            bound("T1", "Cue", text, "asserted"),
            "E1\tAttribution:T1 Cue:T1",
            bound("T2", "Content", text, "12 times"),
            "E2\tAttribution:T2 Content:T2 Content2:E1",
            "E3\tAttribution:T2",
        ]
    )
    layer, told = brat_layer(text, read_brat(text, lines, "x.ann"), mill.article, "x.ann")
    assert [a.id for a in layer.attributions] == ["e2"]
    assert told[0].startswith("x.ann, e1: “asserted” (12 to 20) does not stand so in this article")
    assert told[1].startswith("x.ann, e3: it has no words")


def test_a_sentence_that_stands_more_often_in_one_of_the_two_is_not_guessed(variant):
    """Which of the places is meant, nobody can tell."""
    case = variant(("article.md", "Rain had fallen all week.", "It turns 12 times a minute."))
    once = "It turns 12 times a minute."
    made = read_brat(once, bound("T1", "Content", once, "12 times") + "\nE1\tAttribution:T1 Content:T1", "x")
    assert not brat_layer(once, made, case.article, "x")[0].annotations
    both = f"{once}\n\n{once}"
    late = both.rindex("12 times")
    made = read_brat(both, f"T1\tContent {late} {late + 8}\t12 times\nE1\tAttribution:T1 Content:T1", "x")
    (moved,) = brat_layer(both, made, case.article, "x")[0].attributions
    assert case.article.at(moved.content[0].start).id == "p2s3"
