"""Two coders: how far they agree, and where they differ, counted by hand beside what the kit says."""

from __future__ import annotations

import dataclasses
import doctest
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layers import layers

import kit
from kit import coders
from kit.article import Span
from kit.coders import figures
from kit.coders.compared import compare
from kit.coders.figures import counts, question, rows, together, wilson
from kit.coders.words import readings
from kit.errors import KitError
from kit.interchange.layerfile import Coding, layer_text
from kit.model import Alternative, Assessment, Attribution, Choice, Layer, Pair, Spans, Text


def change(layer: Layer, id: str, **fields) -> Layer:
    """The layer with one annotation changed."""
    return dataclasses.replace(
        layer, annotations=tuple(dataclasses.replace(a, **fields) if a.id == id else a for a in layer.annotations)
    )


def without(layer: Layer, *ids: str) -> Layer:
    return dataclasses.replace(layer, annotations=tuple(a for a in layer.annotations if a.id not in ids))


@pytest.fixture
def key(mill) -> Layer:
    return mill.key.layer


@pytest.fixture
def two(mill):
    """Two layers, compared."""
    return lambda first, second: compare(mill, Coding("Ada", first), Coding("Ben", second))


def told(compared) -> list[tuple[str, str]]:
    """What each difference is about, and its field."""
    return [(d.unit.one.id, d.field) for d in compared.differences]


def test_a_layer_agrees_with_itself_in_everything(two, key):
    """Every figure is 100, every kappa 1 or not to be told, and nothing differs."""
    compared = two(key, key)
    assert not compared.differences and all(u.both for u in compared.units)
    assert {round(row.value) for row in rows(compared)} == {100}
    assert {row.kappa for row in rows(compared)} <= {1.0, None}
    assert counts(compared)[0] == "Attributions: 2 by both, 0 more by Ada, 0 more by Ben."


@pytest.mark.parametrize(
    ("id", "fields", "field"),
    [
        ("a2", {"stance": "neutral"}, "stance"),
        ("a2", {"quote": "mixed"}, "quote"),
        ("a2", {"voice": None}, "voice"),
        ("a2", {"parent": "a1"}, "parent"),
        ("x1", {"relation": "tension"}, "relation"),
        ("x1", {"dimension": "place"}, "dimension"),
        ("s1", {"checkability": "here", "reasons": ()}, "checkability"),
        ("s1", {"reasons": ("no-access", "vague")}, "reasons"),
        ("s3", {"evidence": "record"}, "evidence"),
    ],
)
def test_one_changed_label_is_one_difference(two, key, id, fields, field):
    """Each is told once, by its field, and in words; what hangs on it is not told again."""
    first, second = (key, change(key, id, **fields))
    if field == "parent":
        # Nobody speaks of carriers in the first layer, so nothing contradicts: both have to use the field.
        assert told(two(first, second)) == []
        first = change(first, "a1", parent="a2")
        assert ("a2", "parent") in told(two(first, second))
        return
    compared = two(first, second)
    assert told(compared) == [(id, field)]
    one, other = readings(compared, compared.differences[0])
    assert one and other and one != other


def test_what_one_coder_alone_found_is_a_difference_of_attributions_only(two, key):
    """Of a pair that one of them did not judge nothing is disputed."""
    compared = two(key, without(key, "a2", "x2"))
    assert told(compared) == [("a2", "found")]
    assert counts(compared)[:2] == [
        "Attributions: 1 by both, 1 more by Ada, 0 more by Ben.",
        "Pairs: 3 by both, 1 more by Ada, 0 more by Ben.",
    ]
    found = rows(compared)[0]
    assert found.f1 and found.value == pytest.approx(200 * 1 / 3) and found.n == 2


def test_other_words_are_a_difference_and_meeting_contents_are_one_thing(two, key, mill):
    """Found by the kit's matching with other edges; or the same content with another source and cue."""
    a2 = key.get("a2")
    shorter = change(key, "a2", content=(Span(a2.content[0].start, a2.content[0].end - len(" broken on Sunday")),))
    compared = two(key, shorter)
    assert told(compared) == [("a2", "words")] and compared.units[1].both
    tokens = mill.article.tokens
    elsewhere = change(key, "a2", source=(tokens[0],), cue=(tokens[1],))
    compared = two(key, elsewhere)
    assert told(compared) == [("a2", "words")] and compared.units[1].near and not compared.units[1].both
    assert "1 meet in what is said" in counts(compared)[0]


def test_figures_are_those_of_the_kits_own_formulas(two, key):
    """Four pairs, one of them judged otherwise: 75 %, and kappa by hand."""
    compared = two(key, change(key, "x4", relation="different-event"))
    row = next(r for r in rows(compared) if r.question == "Relation")
    assert (row.n, row.value) == (4, 75)
    # Ada: contradiction 1, different-event 2, compatible 1. Ben: 1, 3, 0. By chance: (1 + 6 + 0) / 16.
    assert row.kappa == pytest.approx((3 / 4 - 7 / 16) / (1 - 7 / 16))
    assert (row.low, row.high) == tuple(100 * x for x in wilson(3, 4)) and row.low < 75 < row.high
    # What they differ in is asked of a clash alone, and only one pair clashes for both.
    assert next(r for r in rows(compared) if r.question == question("dimension")).n == 1


def test_wilsons_interval_keeps_within_its_bounds_and_narrows():
    """For none, all and few things too; four times as many make it about half as wide."""
    assert doctest.testmod(figures).failed == 0
    assert wilson(0, 3)[0] == 0 and wilson(3, 3)[1] == 1 and wilson(0, 3)[1] > 0.5
    few, many = (wilson(n // 2, n) for n in (40, 160))
    assert many[1] - many[0] == pytest.approx((few[1] - few[0]) / 2, rel=0.05)


def test_a_voice_that_the_case_does_not_know_is_no_difference_and_told(two, key):
    """A machine makes its own names."""
    compared = two(key, change(key, "a2", voice="a-neighbour"))
    assert told(compared) == [] and "1 that Ben names are not known to this case (a-neighbour)" in compared.notes[0]
    assert next(r for r in rows(compared) if r.question == "Voice").n == 1


def test_a_layers_own_statements_are_taken_for_the_cases_of_the_same_words(two, key, mill):
    """And a pair about other words is left out, and told; nobody's c1 passes for another's."""
    c1, c2 = mill.claim("c1").span, mill.claim("c2").span
    far = mill.article.sentence("p2s3")
    own = (
        Spans(id="c1", item="claim", spans=(c2,)),
        Spans(id="c2", item="claim", spans=(c1,)),
        Spans(id="c3", item="claim", spans=(Span(far.start, far.end),)),
    )
    pairs = (Pair(id="y1", a="c1", b="c2", relation="tension"), Pair(id="y2", a="c1", b="c3", relation="tension"))
    compared = two(key, Layer((*own, *pairs)))
    (d,) = compared.differences
    assert (d.unit.first.id, d.unit.second.id, d.labels) == ("x1", "y1", ("contradiction", "tension"))
    assert "Statements: 1 pairs or assessments by Ben" in compared.notes[0]
    assert [a.id for a in compared.second.layer.of(Spans)] == ["own-c1", "own-c2", "own-c3"]


def test_highlights_are_compared_item_by_item(two, mill):
    """By the same matching, on their words alone."""
    tokens = mill.article.tokens
    mine = Layer((Spans(id="h1", item="hedge", spans=(tokens[3],)), Spans(id="f1", item="figure", spans=(tokens[4],))))
    theirs = Layer(
        (Spans(id="h1", item="hedge", spans=(tokens[3],)), Spans(id="f1", item="figure", spans=(tokens[9],)))
    )
    compared = two(mine, theirs)
    assert {row.question: row.value for row in rows(compared)} == {"Hedge": 100, "Figure": 0}
    assert sorted(told(compared)) == [("f1", "found"), ("f1", "found")]


def test_a_difference_has_the_same_name_as_long_as_both_readings_stand(two, key):
    """So a decision stays with what it decided, and never passes to another reading."""
    other = change(key, "a2", stance="neutral")
    one = two(key, other).differences[0].id
    more = two(change(key, "a1", stance="forceful"), other)
    assert one in {d.id for d in more.differences}
    assert one != two(key, change(key, "a2", stance="forceful")).differences[0].id
    assert one != two(other, key).differences[0].id


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_two_layers_can_be_compared(mill, data):
    """Whatever they hold: figures within their bounds, and a page."""
    first, second = data.draw(layers(mill.article)), data.draw(layers(mill.article))
    a, b = Coding("Ada", first), Coding("Ben", second)
    compared = compare(mill, a, b)
    assert len({d.id for d in compared.differences}) <= len(compared.differences)
    for row in rows(compared):
        assert row.n and 0 <= row.value <= 100
    assert coders.Agreement(mill, (a, b), (compared,)).page().endswith("</html>\n")


# ---- what is shown


def test_agreement_is_told_in_lines_a_page_and_tables(mill, key):
    """The same figures in each, with how to read them, and every difference beside its sentence."""
    agreement = coders.agree(mill, "key", Coding("Ben", change(without(key, "a1"), "a2", stance="neutral")))
    lines, page = str(agreement), agreement.page()
    assert "Attributions: 1 by both, 1 more by the key, 0 more by Ben." in lines and "2 differences" in lines
    assert "Relation (pairs): 100 % of 4" in lines and "it is one reading here" in lines
    assert "What the codebook says" in page and "Cohen 1960" in page and "<mark" in page
    assert "Not highlighted: nobody is credited so." in page
    tables = agreement.tables()
    assert [r["field"] for r in tables["differences"]] == ["found", "stance"]
    assert {"first_says": "Distancing", "second_says": "Neutral"}.items() <= tables["differences"][1].items()
    assert agreement._repr_html_().startswith("<style>")


def test_nothing_from_a_layer_runs_and_nothing_is_loaded(mill, key):
    """Names, reasons and words are escaped; the page has no script and no address."""
    evil = "<script>alert(1)</script><img src=x>"
    second = change(key, "a2", stance="neutral", why=evil, accept=(Alternative("stance", "distancing", evil),))
    page = coders.agree(mill, Coding(evil, key), Coding("Ben", second)).page()
    assert "<script" not in page and "<img" not in page and "&lt;script&gt;" in page
    assert not re.search(r"https?://|src=|href=\"(?!#)", page.replace("&lt;img src=x&gt;", ""))


def test_what_a_coder_accepts_already_is_told_beside_the_difference(mill, key):
    """A key that has the other label under accept says so, with its reason."""
    soft = change(key, "a2", accept=(Alternative("stance", "neutral", "It can be heard so."),))
    page = coders.agree(mill, Coding("Ada", soft), Coding("Ben", change(key, "a2", stance="neutral"))).page()
    assert "The other reading is accepted there: It can be heard so." in page


def test_three_coders_are_compared_two_by_two_and_all_at_once(mill, key):
    """Alpha is of all three; coders of one name are told apart."""
    three = [key, change(key, "x4", relation="different-event"), without(key, "x1")]
    agreement = coders.agree(mill, *(Coding("Ada", layer) for layer in three))
    assert [(c.first.coder, c.second.coder) for c in agreement.compared] == [
        ("Ada", "Ada (2)"), ("Ada", "Ada (3)"), ("Ada (2)", "Ada (3)"),
    ]  # fmt: skip
    row = next(r for r in agreement.together if r.question == "Relation")
    # Three of the pairs have three labels each, one has two; of x4's three pairs of labels one agrees.
    assert row.n == 4 and row.kappa is None and row.value == pytest.approx(100 * (1 + 1 + 1 + 1 / 3) / 4)
    assert "All coders at once" in agreement.page() and "All coders at once" in str(agreement)
    assert next(r.question for r in together(agreement.codings, (Pair,))) == "Relation"


def test_agreement_wants_two_to_six_layers_that_can_be_read(mill, tmp_path):
    """In words."""
    with pytest.raises(KitError, match="Agreement needs two"):
        coders.agree(mill, "key")
    with pytest.raises(KitError, match="takes 6 at most"):
        coders.agree(mill, *["key"] * 7)
    with pytest.raises(KitError, match="cannot be read"):
        coders.agree(mill, "key", tmp_path / "nothing.json")
    assert coders.agree(mill, "key", Layer()).compared[0].units == ()


@pytest.mark.parametrize("name", kit.cases())
def test_every_shipped_key_agrees_with_itself(name):
    """The real thing: chains, verdicts, origins and all."""
    agreement = coders.agree(name, "key", "key")
    assert not agreement.compared[0].differences and "Nowhere, in what both of them did." in agreement.page()


def test_what_only_one_of_them_did_is_told_and_not_counted(two, key):
    """There is nothing to compare it with."""
    only = Layer(key.attributions)
    compared = two(key, only)
    assert {(c.coder, k) for c, k, _ in compared.alone} == {("Ada", Pair), ("Ada", Assessment)}
    assert not compared.of(Pair) and not compared.differences
    assert compared.kinds == (Attribution,)
    assert two(Layer((Choice(id="c", item="i", option="x"), Text(id="t", prompt="p"))), key).kinds == ()


# ---- the command


def test_agree_reads_layers_and_writes_a_page_and_tables(mill_folder, mill, key, tmp_path, capsys):
    """`kit agree`: figures on the terminal, page and tables in files; without layers, those of the case's folder."""
    from kit.cli import main

    (mill_folder / "layers").mkdir()
    for coder, layer in (("Ada", key), ("Ben", change(key, "a2", stance="neutral"))):
        text = layer_text(layer, mill.article, case="mill", coder=coder)
        (mill_folder / "layers" / f"{coder.lower()}.json").write_text(text, "utf-8")
    html, out = tmp_path / "page.html", tmp_path / "out"
    assert main(["agree", str(mill_folder), "--html", str(html), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "Ada and Ben" in said and "1 difference," in said and str(html) in said
    assert html.read_text("utf-8").startswith("<!doctype html>")
    assert "Distancing" in (out / "differences.csv").read_text("utf-8") and (out / "agreement.csv").exists()
    assert main(["agree", str(mill_folder), "key", f"Cleo={mill_folder / 'layers' / 'ben.json'}"]) == 0
    assert "the key and Cleo" in capsys.readouterr().out
    assert main(["agree", str(mill_folder), "key"]) == 2
    assert "Agreement needs two" in capsys.readouterr().err


def test_the_machine_is_a_coder_like_any_other(mill):
    """What the suggester makes of the case's article, by its name."""
    pytest.importorskip("kit.suggest")
    agreement = coders.agree(mill, "key", "machine")
    assert [c.coder for c in agreement.codings] == ["the key", "the machine"]
    assert agreement.codings[1].layer.digest == mill.article.digest
