"""Figures, times, places, hedges and sources without a name: found where they stand, and only there."""

from __future__ import annotations

import pytest

import kit
from kit.suggest.dates import find_dates, reading
from kit.suggest.facts import find_facts
from kit.suggest.foreign import is_english
from kit.suggest.numbers import find_figures
from kit.suggest.places import find_places
from kit.suggest.stems import stem


def found(text: str, item: str, people: tuple[str, ...] = ()) -> list[str]:
    """The words of one item."""
    return [text[f.spans[0].start : f.spans[0].end] for f in find_facts(text, people) if f.item == item]


# ---- figures


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("About 4,000 vehicles crossed.", "4,000 vehicles", 4000),
        ("It cost 88.2 million crowns.", "88.2 million crowns", 88_200_000),
        ("It cost $1.5bn.", "$1.5bn", 1_500_000_000),
        ("Five per cent of them left.", "Five per cent", 5),
        ("It rose by 3.5%.", "3.5%", 3.5),
        ("Two thirds of the sum is paid.", "Two thirds", 2 / 3),
        ("Half of his loaves were sold.", "Half", 0.5),
        ("One in five of them clapped.", "One in five", 0.2),
        ("Forty-one people clapped.", "Forty-one people", 41),
        ("Half a million people came.", "Half a million people", 500_000),
        ("A dozen goats came.", "A dozen goats", 12),
        ("Two thousand three hundred letters came.", "Two thousand three hundred letters", 2300),
        ("It took two and a half hours.", "two and a half hours", 2.5),
        ("The ten-minute break is gone.", "ten-minute", 10),
        ("It weighs 40kg.", "40kg", 40),
        ("The two men spent months there.", "two men", 2),
        ("They were watched for two whole years.", "two whole years", 2),
    ],
)
def test_a_figure_has_its_unit_and_its_value(text, words, value):
    """In digits and in words, with money, shares and scales."""
    (figure,) = find_figures(text)
    assert text[figure.span.start : figure.span.end] in (words, words.removesuffix("kg"))
    assert figure.value == pytest.approx(value)


@pytest.mark.parametrize(
    "text",
    [
        "Line 4 was late.",
        "She lives at number 9.",
        "The bakery is at 2 Bridge Street.",
        "No one came, and one of them knew.",
        "It went to Boeing 737 crews.",
        "Someone often listened.",
        "In his 2002 book he says so.",
    ],
)
def test_a_number_that_is_a_name_is_no_figure(text):
    """A line, a house, an aeroplane, and the “one” of “no one”."""
    assert not list(find_figures(text))


def test_a_rounded_figure_says_so():
    """What stands before it is kept for comparing."""
    exact, rounded = find_figures("3,940 vehicles, or about 4,000 vehicles")
    assert (exact.rough, rounded.rough) == (False, True)


def test_what_a_figure_is_of_decides_what_is_asked():
    """A share, a sum of money, a measure and a count have each their own question."""
    kinds = [f.kind for f in find_figures("5% of 240,000 crowns for 600 metres and 14 shops")]
    assert kinds == ["share", "money", "measure", "count"]


def test_a_date_is_not_a_figure_as_well():
    """The 16 of “16 April” is asked about once."""
    text = "On Thursday, 16 April, 3,940 vehicles crossed."
    assert found(text, "figure") == ["3,940 vehicles"] and found(text, "date") == ["Thursday, 16 April"]


# ---- times


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It has been shut since Monday, 4 May, they said.", ["Monday, 4 May"]),
        ("On May 4, 2021, it was shut.", ["May 4, 2021"]),
        ("It was shut in May.", ["May"]),
        ("It was shut in December 2011.", ["December 2011"]),
        ("It was shut in 1999 and opened by 2004.", ["1999", "2004"]),
        ("The barriers went up at six on Monday morning.", ["six", "Monday morning"]),
        ("It came at twenty-five to nine.", ["twenty-five to nine"]),
        ("At half past six nothing stood there.", ["half past six"]),
        ("The siren sounded at 05:40.", ["05:40"]),
        ("It opens at 9.30 a.m. and shuts at 6pm.", ["9.30 a.m.", "6pm"]),
        ("It was repaired ten years ago.", ["ten years ago"]),
        ("She came last week and left the day after.", ["last week", "the day after"]),
        ("They close by Christmas.", ["Christmas"]),
        ("In the late 1990s it was new.", ["the late 1990s"]),
        ("Dated 2021-05-04.", ["2021-05-04"]),
    ],
)
def test_a_time_is_found_without_its_preposition(text, words):
    """Calendar, clock, and what is told from another day."""
    assert [text[span.start : span.end] for span in find_dates(text)] == words


@pytest.mark.parametrize(
    "text",
    ["You may walk.", "They march at dawn.", "At six shops it failed.", "A second one came.", "We sat in 12 rows."],
)
def test_a_word_like_a_time_is_none(text):
    """“May” and “march” as verbs, “six shops”, “a second one”."""
    assert not list(find_dates(text))


def test_one_clock_reads_all_ways_of_telling_the_time():
    """In words and digits, on a clock of twelve hours."""
    told = ["twenty to six", "05:40", "5.40 a.m.", "17:40"]
    assert {reading(words)["time"] for words in told} == {340}
    assert reading("noon")["time"] == reading("midnight")["time"] == 0


# ---- places


def test_places_are_known_named_or_placed():
    """By a gazetteer, by their own last word, and after “in”."""
    text = "In Fennelby the Otter Bridge is older than any in Norway."
    told = [(text[span.start : span.end], how) for span, how in find_places(text)]
    assert told == [("Fennelby", "placed"), ("Otter Bridge", "kind"), ("Norway", "known")]


@pytest.mark.parametrize(
    "text", ["In May it rained.", "In Congress it failed.", "He works at Teasel Radio.", "In English, no."]
)
def test_what_stands_after_in_is_not_always_a_place(text):
    """Months, institutions and languages are told apart."""
    assert not found(text, "place")


def test_a_person_is_no_place():
    """Also not after “in”, and an owner is none."""
    assert not found("Interest in Vorley's plan and at Monday's debate.", "place")
    text = "Trust in Vorley is high in Fennelby."
    assert found(text, "place", people=("Hanna", "Vorley")) == ["Fennelby"]


def test_a_place_within_a_longer_name_is_left_alone():
    """A paper is not its city."""
    assert not found("The New York Times wrote so.", "place")


# ---- hedges


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The bridge may close.", ["may"]),
        ("Perhaps it could hold.", ["Perhaps", "could"]),
        ("It is expected to close.", ["is expected"]),
        ("Wexaby Buses is said to have ordered sofas.", ["is said"]),
        ("It is feared that it will close.", ["It is feared"]),
        ("About 4,000 came, up to 50 of them late.", ["About", "up to"]),
        ("Four rowers are reportedly missing.", ["reportedly"]),
        ("It seems to hold, and the so-called repair is likely.", ["seems to", "so-called", "likely"]),
        ("The council plans to open it.", ["plans"]),
    ],
)
def test_a_hedge_is_found_by_its_words(text, words):
    """Modals, adverbs, roundings, hearsay, what is expected or intended."""
    assert found(text, "hedge") == words


@pytest.mark.parametrize(
    "text",
    [
        "It was shut in May.",
        "The might of the river.",
        "We talked about the bridge.",
        "He was said nothing.",
        "It is set.",
    ],
)
def test_a_word_like_a_hedge_is_none(text):
    """A month, a noun, “about” without a number."""
    assert not found(text, "hedge")


# ---- sources without a name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Some shopkeepers fear that they will close.", ["Some shopkeepers"]),
        ("Critics say it is unsafe.", ["Critics"]),
        ("It is unsafe, according to officials.", ["officials"]),
        ("“It is unsafe,” a senior source said.", ["a senior source"]),
        ("An aide spoke on condition of anonymity.", ["on condition of anonymity"]),
        ("An engineer who asked not to be named said so.", ["who asked not to be named"]),
        ("People familiar with the plan were not surprised.", ["People familiar with"]),
        ("Some people in the square say that a boy carried her.", ["Some people in the square"]),
    ],
)
def test_a_source_without_a_name_is_found(text, words):
    """Crowds that say something, formulas of anonymity, nearness instead of a name."""
    assert found(text, "unnamed") == words


@pytest.mark.parametrize(
    "text", ["The officials left.", "Hanna Vorley said so.", "We met her friends.", "Some bread is left."]
)
def test_who_says_nothing_is_no_source(text):
    """A crowd word alone is not enough, and a name is a name."""
    assert not found(text, "unnamed")


# ---- all of them


@pytest.mark.parametrize("lesson", ["bridge", "flood", "goat", "naps", "trams"])
def test_every_fact_says_its_words_and_what_to_ask(lesson):
    """A reason a teacher can use: it begins with the words and ends with a question to put."""
    text = kit.load(lesson).article.text
    facts = find_facts(text)
    assert {fact.item for fact in facts} >= {"figure", "date", "place", "hedge"}
    for fact in facts:
        (span,) = fact.spans
        assert fact.why.startswith(f"“{text[span.start : span.end]}”") and fact.why.endswith(".")
        assert 50 <= fact.confidence <= 100


def test_hard_spaces_are_spaces():
    """A text from the web holds them between number and unit."""
    assert found("It cost 240,000\u00a0crowns on 4\u00a0May.", "figure") == ["240,000\u00a0crowns"]
    assert found("It cost 240,000\u00a0crowns on 4\u00a0May.", "date") == ["4\u00a0May"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("buses", "bus"), ("city’s", "cities"), ("closed", "closing"), ("women", "woman"), ("sounded", "sound")],
)
def test_two_forms_of_a_word_have_one_stem(one, other):
    """So that two statements about one thing are seen to share a word."""
    assert stem(one) == stem(other)


def test_english_is_told_from_its_neighbours():
    """By its words of grammar."""
    assert is_english(kit.load("naps").article.text) and is_english("Yes, Minister")
    assert not is_english(
        "Le pont est fermé depuis lundi, mais les piétons peuvent encore le traverser, a dit le maire."
    )
    assert not is_english(
        "El puente está cerrado desde el lunes, pero se puede cruzar a pie, dijo la alcaldesa del pueblo."
    )
