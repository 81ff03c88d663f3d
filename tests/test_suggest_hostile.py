"""Whatever somebody pastes, the suggester gives a layer that fits it: no error, no span outside, nothing that hangs."""

from __future__ import annotations

import random
import unicodedata
from itertools import chain, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kit
from kit.article import plain_article
from kit.model import Attribution, Layer, Pair, Spans
from kit.structure import annotation, written
from kit.suggest import suggest_layer, tier, voices
from kit.suggest.sentences import split_sentences

LESSONS = ("bridge", "flood", "goat", "heir", "naps", "trams")
LETTERS = {"hedge": "h", "figure": "f", "date": "d", "place": "l", "unnamed": "u", "claim": "c"}
MARKS = "“”‘’\"'„«»()[]{}<>…—–-.,;:!?\n\t  \u00a0\u2028"
PIECES = (
    *(
        "said",
        "Vorley",
        "the council",
        "he",
        "she",
        "according to",
        "“",
        "”",
        '"',
        "''",
        "(",
        "[",
        "told",
        "that",
        "Mr",
        "Mrs.",
    ),
    *(
        "Ana Vorley, the engineer,",
        "3",
        "4,000",
        "$",
        "%",
        "half past six",
        "on Monday, 4 May",
        "in Fennelby",
        "may",
        "about",
    ),
    *(
        "no",
        "not",
        "U.S.",
        "No. 3",
        "J. B.",
        "some",
        "critics say",
        "\n",
        "\n\n",
        ".",
        ",",
        ":",
        "?",
        "…",
        "—",
        "wants to",
        "it",
    ),
    *(
        "שלום",
        "مرحبا",
        "🙂",
        "👩‍👩‍👧",
        "é",
        "İ",
        "ß",
        "ﬁ",
        "\u200f",
        "\ud800",
        "\x00",
        "12345678901234567890",
        "1/2",
        "½",
        "٣",
        "twenty",
    ),
)


def check(text: str) -> Layer:
    """The layer of a text, with all that is promised of any layer held."""
    layer = suggest_layer(text)
    spans = [span for a in layer.of(Attribution) for span in a.spans]
    spans += [span for a in layer.of(Spans) for span in a.spans]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    ids = [a.id for a in layer.annotations]
    assert len(ids) == len(set(ids))
    assert all(a.why and tier(a.confidence) for a in layer.annotations)
    _attributions(layer)
    _facts(layer)
    claims = {a.id for a in layer.of(Spans) if a.item == "claim"}
    assert all({pair.a, pair.b} <= claims and pair.a != pair.b for pair in layer.of(Pair))
    used = [id for a in layer.attributions for id in (a.voice, *(x.label for x in a.accept)) if id]
    assert {voice.id for voice in voices(text, layer)} == set(used)
    return layer


def _attributions(layer: Layer) -> None:
    known = {a.id for a in layer.attributions}
    for a in layer.attributions:
        assert a.content and (a.parent is None or a.parent in known - {a.id})
        assert all(one.end <= other.start for one, other in pairwise(a.spans)), "roles are disjoint"
    assert [a.id for a in layer.attributions] == [f"m{n}" for n in range(1, len(layer.attributions) + 1)]


def _facts(layer: Layer) -> None:
    for item, letter in LETTERS.items():
        found = [a for a in layer.of(Spans) if a.item == item]
        assert [a.id for a in found] == [f"{letter}{n}" for n in range(1, len(found) + 1)]
        assert all(len(a.spans) == 1 for a in found)
        places = [a.spans[0] for a in found]
        assert all(one.end <= other.start for one, other in pairwise(places)), "in text order, apart"


def survives_a_file(text: str) -> None:
    """What is written by words and read again touches the same words."""
    article = plain_article("pasted", text, split_sentences(text))
    for a in check(text).annotations:
        again = annotation(written(a, article), article, "pasted")
        if isinstance(a, Pair):
            assert again == a
        elif isinstance(a, Spans):
            assert article.token_ids(again.spans) == article.token_ids(a.spans)
        else:
            for role in ("source", "cue", "content"):
                assert article.token_ids(getattr(again, role)) == article.token_ids(getattr(a, role))


ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=400)
PATCHWORK = st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join)
CLOSE = st.lists(st.sampled_from((*PIECES, *MARKS)), max_size=120).map("".join)


@settings(max_examples=2000, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(ANYTHING | PATCHWORK | CLOSE)
def test_any_string_has_a_layer(text):
    """Every character of Unicode, lone surrogates among them, and every order of words and marks."""
    check(text)


@settings(max_examples=400, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(PATCHWORK)
def test_a_layer_of_any_words_can_be_written_and_read(text):
    """Suggestions are kept as every answer is kept: by their words."""
    survives_a_file(text.replace("\ud800", "").replace("\x00", ""))


def damaged(text: str, dice: random.Random) -> str:
    """A text as it arrives when something went wrong: cut, shuffled, with marks gone or doubled."""
    way = dice.randrange(6)
    if way == 0:
        start = dice.randrange(len(text))
        return text[start : start + dice.randrange(400)]
    if way == 1:
        words = text.split()
        start = dice.randrange(len(words))
        part = words[start : start + 90]
        dice.shuffle(part)
        return " ".join(part)
    start = dice.randrange(len(text))
    part = text[start : start + 500]
    if way == 2:
        return "".join(c for c in part if c not in MARKS[:14])
    if way == 3:
        return "".join(c * dice.choice((1, 1, 1, 2, 3)) if c in MARKS else c for c in part)
    if way == 4:
        return "".join(c if dice.random() < 0.95 else dice.choice(MARKS) for c in part)
    return dice.choice((part.upper(), part.lower(), part[::-1], part.replace(" ", "\n"), part.replace(" ", "")))


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_damaged_article_has_a_layer(lesson):
    """Half a paragraph, words in any order, quotation marks that never close: two hundred of each article."""
    text = kit.load(lesson).article.text
    dice = random.Random(lesson)
    for _ in range(200):
        check(damaged(text, dice))


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_suggestions_for_an_article_can_be_written_and_read(lesson):
    """Each of them, in the article as it is shipped."""
    survives_a_file(kit.load(lesson).article.text)


SMALL = {
    "nothing": "",
    "a space": " ",
    "line breaks": "\n\n\r\n\u2028\x0b",
    "a word": "said",
    "a mark": "“",
    "marks": MARKS * 3,
    "digits": "0",
    "a lone surrogate": "\ud83d said \ude00",
    "not a number": "\x00\x00 Vorley said \x00 “yes”",
    "German": "Der Rat teilte mit, die Brücke sei sicher. „Niemand weiß es“, sagte Vorley.",
    "Arabic": "قال المجلس إن الجسر مغلق. «لا أحد يعرف»، قالت المهندسة في ٤ مايو.",
    "Hebrew": "“הגשר סגור”, אמרה המועצה ביום שני.",
    "Chinese": "市议会说，这座桥是安全的。“没有人知道，”她说。",
    "emoji": "🙂 “👍🏽🎉,” said 👩‍👩‍👧. 🇫🇷",
    "every category": "".join({unicodedata.category(chr(code)): chr(code) for code in range(0x11000)}.values()),
    "right-to-left marks": "\u202eVorley said “the \u2066bridge\u2069 is shut”\u202c",
    "a script": "<script>alert('said')</script><p>Vorley said <b>“no”</b></p>",
    "one long word": "a" * 5000,
    "nested brackets": "(" * 3000 + "he said" + "[" * 3000,
    "opening marks": "“" * 3000 + " said Vorley",
    "straight marks": '" said ' * 1001,
    "single marks": "'said " * 1001,
    "a thousand cues": "he said that " * 1000,
    "a thousand names": "Ana Vorley, " * 1000,
    "a thousand numbers": "two thousand three hundred and " * 1000,
    "dates that run on": "on Monday, 4 May, at half past six, " * 500,
    "numbers without end": "1" * 5000 + " " + "1,000" * 1000,
    "capitals": "THE COUNCIL SAID ON MONDAY THAT 40 PEOPLE CAME. " * 50,
    "initials": "J. B. S. " * 1000,
    "commas": "Vorley, " * 2000 + "said.",
}


@pytest.mark.parametrize("name", SMALL)
def test_an_odd_text_has_a_layer(name):
    """What is no article, or not in English, or was made to break it."""
    check(SMALL[name])


@pytest.mark.parametrize("name", ["German", "Arabic", "Hebrew", "Chinese"])
def test_in_other_languages_only_quotations_are_suggested(name):
    """The rules know English: elsewhere nobody is credited, and what stands in quotation marks is offered as it is."""
    layer = check(SMALL[name])
    assert not any(a.source or a.cue for a in layer.attributions)
    assert all(SMALL[name][a.content[0].start] in "„«“" for a in layer.attributions)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("shape", ["articles", "one line", "one sentence", "one quotation", "no spaces", "surrogates"])
def test_a_very_long_text_ends(shape):
    """Two hundred thousand words, or a line of a megabyte: a gross hang fails here; growth is a benchmark's."""
    lessons = [kit.load(lesson).article.text for lesson in LESSONS]
    article = "\n\n".join(chain.from_iterable([lessons] * 50))
    words = article.replace("\n", " ")
    text = {
        "articles": article,
        "one line": words[:1_000_000],
        "one sentence": "".join(c for c in words[:500_000] if c not in ".!?"),
        "one quotation": "“" + "".join(c for c in words[:500_000] if c not in '“”"'),
        "no spaces": words.replace(" ", "")[:500_000],
        "surrogates": "\ud800 said " * 100_000,
    }[shape]
    check(text)
