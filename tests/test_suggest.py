"""A suggested layer: one text in, one layer out, like any other layer of the kit."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from dataclasses import replace

import pytest

import kit
import kit.suggest
from kit.article import Article, Span, digest_of
from kit.model import Attribution, Layer, Pair, Spans
from kit.suggest import CLAIMS, suggest_layer, tier, voices
from kit.suggest.reasons import TIERS

LESSONS = ("bridge", "flood", "goat", "heir", "naps", "trams")
TEXT = (
    "Fennelby Town Council closed the bridge on Monday, 4 May.\n\n“The bridge is safe for feet,” said Hanna Vorley, "
    "the engineer. She told this paper that two people had been treated for cuts. Critics say that three people had "
    "been treated for cuts. About 4,000 vehicles may come back in June."
)


def paragraphs_of(article: Article) -> list[list[Span]]:
    """The sentences of an article that has them."""
    found: dict[int, list[Span]] = {}
    for sentence in article.sentences:
        found.setdefault(sentence.paragraph, []).append(Span(sentence.start, sentence.end))
    return list(found.values())


def words(text: str, layer: Layer, item: str) -> list[str]:
    """The words of one item."""
    return [text[a.spans[0].start : a.spans[0].end] for a in layer.of(Spans) if a.item == item]


def test_a_layer_holds_all_that_can_be_suggested():
    """Who says what, what is worth checking, what to ask about, and what may clash."""
    layer = suggest_layer(TEXT)
    assert layer.digest == digest_of(TEXT)
    assert [a.voice for a in layer.attributions][:2] == ["vorley", "vorley"]
    assert words(TEXT, layer, "figure") == ["two people", "three people", "4,000 vehicles"]
    assert words(TEXT, layer, "date") == ["Monday, 4 May", "June"]
    assert words(TEXT, layer, "hedge") == ["About", "may"]
    assert words(TEXT, layer, "unnamed") == ["Critics"]
    assert "The bridge is safe for feet" in words(TEXT, layer, "claim")
    (pair,) = layer.of(Pair)
    assert pair.dimension == "number" and pair.relation is None and pair.same_event is None
    asked = [TEXT[slice(layer.get(id).spans[0].start, layer.get(id).spans[0].end)] for id in (pair.a, pair.b)]
    assert asked == ["two people had been treated for cuts", "three people had been treated for cuts"]


def test_who_speaks_is_no_place_and_where_a_group_sits_is_one():
    """The people among the voices are known before places are looked for."""
    text = "“The bridge is shut,” Hanna Vorley said. Trust in Vorley was high in Fennelby, Fennelby Town Council said."
    assert words(text, suggest_layer(text), "place") == ["Fennelby"]


def test_a_text_has_one_layer():
    """The same text gives the same suggestions, so that a refusal of `m3` stays one of `m3`."""
    assert suggest_layer(TEXT) == suggest_layer(TEXT)


def test_an_empty_text_has_an_empty_layer():
    """Nothing to suggest is no error."""
    assert suggest_layer("") == Layer((), digest_of("")) and voices("", suggest_layer("")) == ()


def test_known_sentences_are_kept_to():
    """Where a case has its sentences, no statement of the text itself runs over their ends."""
    article = kit.load("bridge").article
    layer = suggest_layer(article.text, paragraphs_of(article))
    for claim in (a for a in layer.of(Spans) if a.item == "claim"):
        (span,) = claim.spans
        assert article.at(span.start).id == article.at(span.end - 1).id
    whole = [[Span(0, len(article.text))]]
    assert suggest_layer(article.text, whole) != layer


def test_without_sentences_only_words_are_looked_at():
    """A text whose sentences are said to be none credits nobody; its figures and times still stand there."""
    layer = suggest_layer(TEXT, [])
    assert layer.attributions == () and words(TEXT, layer, "claim") == []
    assert words(TEXT, layer, "figure") == ["two people", "three people", "4,000 vehicles"]


def test_the_digest_is_the_articles():
    """A layer says on what text it was made, as the case's own layers do."""
    article = kit.load("bridge").article
    assert suggest_layer(article.text, paragraphs_of(article)).digest == article.digest


@pytest.mark.parametrize("lesson", LESSONS)
def test_claims_are_about_as_many_as_a_case_has(lesson):
    """The best of an article, and what a pair needs; ids in text order."""
    text = kit.load(lesson).article.text
    claims = [a for a in suggest_layer(text).of(Spans) if a.item == "claim"]
    assert 5 <= len(claims) <= CLAIMS
    assert [a.id for a in claims] == [f"c{n}" for n in range(1, len(claims) + 1)]
    assert claims == sorted(claims, key=lambda a: a.spans)


def test_most_claims_of_the_lessons_would_have_been_chosen():
    """Two in three of the suggested statements are claims of the shipped cases, by half of their words."""
    held = suggested = 0
    for lesson in LESSONS:
        case = kit.load(lesson)
        chosen = [case.article.token_ids([claim.span]) for claim in case.claim_list]
        for claim in suggest_layer(case.article.text, paragraphs_of(case.article)).of(Spans):
            if claim.item == "claim":
                ours = case.article.token_ids(claim.spans)
                suggested += 1
                held += any(2 * len(ours & theirs) >= len(ours | theirs) for theirs in chosen)
    assert held >= 0.65 * suggested


def test_every_voice_used_has_a_name():
    """Those of the sources and those of the further candidates, in the order of their first use."""
    layer = suggest_layer(TEXT)
    named = {voice.id: voice.name for voice in voices(TEXT, layer)}
    assert named["vorley"] == "Hanna Vorley, the engineer"
    assert {a.voice for a in layer.attributions if a.voice} <= set(named)


def test_a_voice_that_was_renamed_keeps_what_it_was_called():
    """An author may change a layer; an id that the text does not lead to is its own name."""
    layer = suggest_layer(TEXT)
    changed = Layer((replace(layer.attributions[0], voice="the-town-engineer"),), layer.digest)
    assert [voice.name for voice in voices(TEXT, changed)] == ["the town engineer"]


@pytest.mark.parametrize(
    ("confidence", "name"),
    [(100, "sure"), (90, "sure"), (89, "likely"), (75, "likely"), (74, "worth a look"), (0, "worth a look")],
)
def test_a_tier_tells_how_sure_in_words(confidence, name):
    """Three of them, from per cent."""
    assert tier(confidence) == name


def test_the_tiers_of_attributions_are_called_by_their_names():
    """What was measured as `sure` is called so."""
    assert {name: tier(confidence) for name, confidence in TIERS.items()} == {name: name for name in TIERS}


def test_a_suggestion_answers_nothing():
    """Neither what two claims are to each other nor what a voice is: that is for the author."""
    layer = suggest_layer(kit.load("flood").article.text)
    assert all(pair.relation is None and pair.same_event is None for pair in layer.of(Pair))
    assert {type(a) for a in layer.annotations} <= {Attribution, Spans, Pair}


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(kit.suggest.__path__)])
def test_the_examples_in_the_docstrings_hold(name):
    """What a docstring shows is what happens."""
    assert doctest.testmod(importlib.import_module(f"kit.suggest.{name}")).failed == 0
