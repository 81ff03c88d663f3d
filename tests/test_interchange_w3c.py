"""W3C annotations: what goes out is of the model and comes back as it was; what does not anchor is told."""

from __future__ import annotations

import copy
import json

import pytest
import w3c_rules
from hypothesis import given, settings
from hypothesis import strategies as st
from layers import layers

import kit
from kit.article import Span, build_article
from kit.interchange.w3c import CONTEXT, text_iri, w3c_collection, w3c_text
from kit.interchange.w3cin import is_w3c, layer_of_w3c
from kit.model import Attribution, Claim, Layer, Pair, Spans

FRONT = dict.fromkeys(("title", "language", "kind", "source", "licence", "level", "content_note"), "")
MILL = build_article(
    "mill",
    [
        ["“The wheel broke on Monday,” said Ada Rill, the miller.", "The mill stands by the river 😀, she said."],
        ["A neighbour claimed that the wheel had broken on Sunday.", "The mill stands by the river."],
    ],
    **FRONT,
)


def out(layer: Layer, article=MILL, **about) -> dict:
    about = {"case": "mill", "coder": "Ada", "date": "2026-11-28"} | about
    return json.loads(w3c_text(layer, article, **about))


def back(value, article=MILL):
    return layer_of_w3c(value, article, "x.json")


def marked(target, **more) -> dict:
    """An annotation of another program: a highlight of words."""
    made = {"id": "urn:x#h1", "type": "Annotation", "motivation": "highlighting", "target": target}
    return {"@context": CONTEXT} | made | more


def quote(exact: str, place: tuple[int, int] | None = None, **more) -> dict:
    selectors = [{"type": "TextQuoteSelector", "exact": exact, **more}]
    if place:
        selectors.append({"type": "TextPositionSelector", "start": place[0], "end": place[1]})
    return {"source": "http://kit.test/mill", "selector": selectors}


@settings(max_examples=150)
@given(layers(MILL))
def test_every_layer_comes_back_as_it_was(layer):
    """All kinds, labels, reasons, further answers, votes, confidence and links: nothing is lost and nothing added."""
    value = out(layer)
    assert back(value).layer == layer and not back(value).notes
    assert w3c_rules.broken(value) == []


@pytest.mark.parametrize("name", kit.cases())
def test_every_key_comes_back_as_it_was(name):
    """With the statements and voices of its case in the page, and within the model's rules."""
    case = kit.load(name)
    about = {"case": name, "coder": "the key", "claims": case.claim_list, "voices": case.voice_names}
    value = out(case.key.layer, case.article, **about)
    coding = back(value, case.article)
    assert coding.layer == case.key.layer and coding.notes == () and coding.coder == "the key"
    assert w3c_rules.broken(value) == [] and coding.date == "2026-11-28"


def test_the_rules_notice_what_is_broken():
    """A check that cannot fail would prove nothing: each of these breaks one rule."""
    layer = Layer((Attribution(id="a1", content=(Span(1, 4),)),))
    for harm, section in [
        (lambda c: c.update({"@context": "x"}), "5.1"),
        (lambda c: c["first"].pop("id"), "5.2"),
        (lambda c: c["first"]["items"][0].pop("target"), "3.1"),
        (lambda c: c["first"]["items"][0].update(bodyValue="x"), "3.2.5"),
        (lambda c: c["first"]["items"][0].update(motivation="guessing"), "3.3.5"),
        (lambda c: c["first"]["items"][0]["target"]["selector"][0].pop("exact"), "4.2.4"),
        (lambda c: c["first"]["items"][0]["target"]["selector"][1].update(start=-1), "4.2.5"),
        (lambda c: c["first"]["items"][0]["target"].pop("source"), "4:"),
        (lambda c: c["first"]["items"][0]["body"][0].pop("value"), "3.2.4"),
        (lambda c: c["first"]["items"][0].update(mood="x"), "1.2"),
        (lambda c: c["first"]["items"][1].update(id=c["first"]["items"][0]["id"]), "3.1"),
        (lambda c: c.update(created="yesterday"), "3.3.1"),
    ]:
        value = out(layer)
        assert w3c_rules.broken(value) == []
        harm(value)
        found = w3c_rules.broken(value)
        assert found and any(section in rule for rule in found), section


def test_positions_count_code_points_and_quotes_stand_beside_them():
    """Behind an emoji a browser's own count would be one more; the model asks for code points (4.2.4, 4.2.5)."""
    at = MILL.text.index("she said")
    (item,) = out(Layer((Spans(id="s1", item="figure", spans=(Span(at, at + 3),)),)))["first"]["items"]
    quoted, place = item["target"]["selector"]
    assert (place["start"], place["end"]) == (at, at + 3) and quoted["exact"] == "she"
    assert quoted["prefix"].endswith("river 😀, ") and quoted["suffix"].startswith(" said.")
    assert "refinedBy" not in quoted


def test_the_same_layer_has_the_same_names_on_every_day():
    """IRIs are made of what they name: two exports are the same bytes, another coder's are others."""
    layer = Layer((Spans(id="s1", item="figure"),))
    assert out(layer) == out(layer) and out(layer)["id"] != out(layer, coder="Ben")["id"]
    assert w3c_collection(layer, MILL, case="m", coder="A")["first"]["items"][0]["target"] == text_iri(MILL)


def test_an_attribution_links_its_parts_and_its_carrier():
    """The parts carry their roles, and other programs see plain highlights."""
    outer = Attribution(id="a1", source=(Span(34, 42),), cue=(Span(29, 33),), content=(Span(1, 4), Span(5, 10)))
    inner = Attribution(id="a2", content=(Span(1, 4),), parent="a1", voice="ada")
    value = out(Layer((outer, inner)), voices={"ada": "Ada Rill"})
    items = {i["id"].partition("#")[2]: i for i in value["first"]["items"]}
    assert items["a1"]["motivation"] == "linking" and len(items["a1"]["target"]) == 4
    assert items["a1%2Fcontent%2F2"]["target"]["selector"][0]["exact"] == "wheel"
    assert items["a2%2Fparent"]["target"] == items["a2"]["id"]
    assert items["a2%2Fparent"]["body"][1]["source"] == items["a1"]["id"]
    assert {"name": "Ada Rill"}.items() <= items["a2"]["body"][-1]["source"].items()


def test_a_layers_own_statements_come_before_the_cases():
    """A suggester numbers its statements itself: its pair links those, not the case's of the same number."""
    own = tuple(Spans(id=f"c{n}", item="claim", spans=(Span(n, n + 3),)) for n in (1, 5))
    layer = Layer((*own, Pair(id="x1", a="c1", b="c5")), MILL.digest)
    value = out(layer, claims=[Claim("c1", "p2s2", Span(95, 98), "x", "The case's own.")])
    assert all(t.startswith(value["id"]) for t in value["first"]["items"][-1]["target"])
    assert back(value).layer == layer


# ---- others' annotations


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (quote("A neighbour"), ["A neighbour"]),
        (quote("The mill stands", prefix="Sunday. "), ["The mill stands"]),
        (quote("The mill stands", suffix=" by the river 😀"), ["The mill stands"]),
        (quote("said", (MILL.text.index("she said") + 4, MILL.text.index("she said") + 8)), ["said"]),
        ([quote("Monday"), quote("Sunday")], ["Monday", "Sunday"]),
        ({"source": text_iri(MILL), "selector": {"type": "TextPositionSelector", "start": 1, "end": 4}}, ["The"]),
        (
            quote("A neighbour claimed", refinedBy={"type": "TextPositionSelector", "start": 2, "end": 11}),
            ["neighbour"],
        ),
        (quote("A neighbour claimed", refinedBy={"type": "TextQuoteSelector", "exact": "claimed"}), ["claimed"]),
    ],
)
def test_a_highlight_of_another_program_is_taken_in_where_it_anchors(target, words):
    """By a quotation that is unique, or made so by what stands around it, or by its position."""
    coding = back(marked(target))
    (made,) = coding.layer.annotations
    assert [MILL.words(s) for s in made.spans] == words and made.item == "highlight" and made.id == "h1"
    assert not coding.notes


def test_its_tag_says_what_it_is_and_its_comment_why():
    """A first tag becomes the item; comments are kept; a body that says nothing here is told."""
    body = [
        {"type": "TextualBody", "purpose": "tagging", "value": "figure"},
        {"type": "TextualBody", "value": "who counted?"},
        {"type": "Choice", "items": []},
    ]
    coding = back(marked(quote("Sunday"), body=body, motivation="commenting"))
    (made,) = coding.layer.annotations
    assert (made.item, made.why) == ("figure", "who counted?")
    assert coding.notes == ("x.json, h1: a part of it is not understood (Choice) and was left out.",)
    (plain,) = back(marked(quote("Sunday"), bodyValue="who?", motivation="commenting")).layer.annotations
    assert plain.why == "who?"


@pytest.mark.parametrize(
    ("target", "told"),
    [
        (quote("The mill stands"), "“The mill stands” stands 2 times in this text, and nothing tells which is meant"),
        (quote("The barn"), "“The barn” does not stand in this text"),
        (quote("Sunday", prefix="on the "), "with that prefix and suffix (the words alone stand there 1 times)"),
        (quote("Sunday", (0, 6)), "“Sunday” does not stand at the position given"),
        (
            quote("she", (MILL.text.index("she") + 1, MILL.text.index("she") + 4)),
            "counted in UTF-16 units it would fit, but the model counts code points",
        ),
        (quote("Sunday", (0, 10**9)), "its position lies outside this text"),
        (quote("Sunday", (5, 5)), "its position lies outside this text"),
        (quote(""), "its quotation is no text"),
        ({"source": "http://kit.test/", "selector": {"type": "TextQuoteSelector", "exact": 7}}, "is no text"),
        (
            {"source": "http://kit.test/", "selector": {"type": "TextPositionSelector", "start": 1, "end": 4}},
            "it gives a position and no words",
        ),
        (
            {"source": "http://kit.test/", "selector": {"type": "XPathSelector", "value": "/p"}},
            "its words are not quoted (selectors: XPathSelector)",
        ),
        ({"source": "http://kit.test/", "selector": []}, "its words are not quoted (selectors: none)"),
        (quote("A neighbour", refinedBy={"type": "CssSelector"}), "is not understood, or not exact"),
        ("http://kit.test/mill", "it is not understood: it highlights no words"),
    ],
)
def test_what_does_not_anchor_exactly_is_refused_with_its_place(target, told):
    """Nothing is moved to where it might have been meant, and nothing goes missing without a word."""
    coding = back(marked(target))
    (note,) = coding.notes
    assert not coding.layer.annotations and note.startswith("x.json, h1: ") and told in note


def test_on_a_changed_text_what_still_stands_there_is_not_taken_by_its_old_position():
    """The quotation and the old position disagree, so it is listed; words elsewhere are untouched by that."""
    layer = Layer((Spans(id="s1", item="figure", spans=(Span(1, 4),)),))
    longer = build_article("mill", [["Hear: “The wheel broke on Monday,” said Ada."]], **FRONT)
    coding = back(out(layer), longer)
    assert not coding.layer.annotations and "does not stand at the position given" in coding.notes[0]


def test_an_attribution_with_a_part_that_has_no_place_is_refused_as_a_whole():
    """Half of it would say something else."""
    layer = Layer((Attribution(id="a1", cue=(Span(29, 33),), content=(Span(1, 4),)),))
    value = out(layer)
    value["first"]["items"][0]["target"]["selector"][0]["exact"] = "spoke"
    coding = back(value)
    assert not coding.layer.annotations and coding.notes[0].startswith("x.json, a1, cue: “spoke” does not stand")
    lost = out(layer)
    del lost["first"]["items"][0]
    assert "is not in this file" in back(lost).notes[0]
    alone = out(layer)
    alone["first"]["items"] = alone["first"]["items"][:1]
    assert "belongs to an attribution that is not in this file" in back(alone).notes[0]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda i: i["body"].append({"type": "TextualBody", "purpose": "tagging", "value": "mood: x"}), "no field"),
        (lambda i: i["body"].append({"type": "TextualBody", "purpose": "tagging", "value": "quote: x"}), "no label"),
        (lambda i: i["body"].append({"type": "TextualBody", "purpose": "tagging", "value": "item: x"}), "no field"),
        (
            lambda i: i["body"].append({"type": "TextualBody", "purpose": "tagging", "value": "confidence: 900"}),
            "900 per cent is no confidence",
        ),
        (
            lambda i: i["body"].append(
                {"type": "TextualBody", "purpose": "describing", "format": "application/json", "value": '{"votes": 7}'}
            ),
            "votes",
        ),
    ],
)
def test_labels_that_nobody_knows_cost_their_annotation_alone(harm, told):
    """The codebook is asked, as for every layer."""
    layer = Layer((Attribution(id="a1", content=(Span(1, 4),)), Spans(id="s1", item="date")), MILL.digest)
    value = out(layer)
    harm(value["first"]["items"][1])
    coding = back(value)
    assert [a.id for a in coding.layer.annotations] == ["s1"] and told in coding.notes[0]


def test_half_a_sign_is_no_text():
    """JSON can hold it and no file can: what carries it is told, and the layer can be written again."""
    coding = back(marked(quote("Sunday"), bodyValue="\ud83d", motivation="commenting"))
    assert not coding.layer.annotations and "half a sign" in coding.notes[0]


def test_pages_that_lie_elsewhere_are_told():
    """Nothing is fetched: a file without its annotations is refused, in words."""
    value = out(Layer()) | {"first": "http://kit.test/page1"}
    with pytest.raises(kit.KitError, match="lies elsewhere"):
        back(value)
    page = out(Layer((Spans(id="s1", item="date"),)))["first"] | {"next": "http://kit.test/page2"}
    with pytest.raises(kit.KitError, match="lies elsewhere"):
        back(page)


def test_what_a_page_only_names_and_targets_without_words_are_told():
    """A page may list names of annotations; a highlight may point at a whole page beside its words."""
    page = out(Layer())["first"] | {"items": ["http://kit.test/anno1"]}
    assert "only named here and lies elsewhere" in back(page).notes[0]
    coding = back(marked([quote("Sunday"), "http://kit.test/mill"]))
    assert len(coding.layer.annotations) == 1 and "a target without words" in coding.notes[0]


def test_a_list_and_a_single_annotation_are_read_too():
    """As other programs export them."""
    one = marked(quote("Sunday"))
    assert len(back([one, one | {"id": "urn:x#h2"}]).layer.annotations) == 2
    assert is_w3c(one) and is_w3c([one]) and not is_w3c({"format": "x"}) and not is_w3c([]) and not is_w3c("x")


def test_two_annotations_of_one_id_are_both_told():
    """Which is meant nobody can tell."""
    one = marked(quote("Sunday"))
    assert len(back([one, copy.deepcopy(one)]).notes) == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "type", "target", "body", "selector", "source", "value", "purpose", "exact", "start"]
            ),
            inner | st.sampled_from(["Annotation", "TextQuoteSelector", "type: attribution", "type: part", "tagging"]),
            max_size=5,
        )
    ),
    max_leaves=15,
)


@settings(max_examples=300)
@given(
    st.lists(st.dictionaries(st.sampled_from(["id", "target", "body", "motivation", "bodyValue"]), JSON), max_size=3)
)
def test_whatever_annotations_hold_nothing_is_raised_but_a_sentence(items):
    """Hostile until read: each costs itself alone."""
    coding = back([item | {"type": "Annotation"} for item in items] or [marked(quote("Sunday"))])
    assert all(isinstance(note, str) and note for note in coding.notes)
