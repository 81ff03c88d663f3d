"""Two layers become a key: every decision is kept and does what it says, and nothing is decided in silence."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from layers import layers
from test_coders import change, without

from kit import coders
from kit.adjudication import BOTH, FIRST, NEITHER, SECOND, Adjudication, merge
from kit.article import Span
from kit.authoring import check_case
from kit.case import read_case
from kit.coders.compared import compare
from kit.errors import KitError
from kit.interchange.layerfile import Coding
from kit.interchange.reading import read_layer
from kit.model import Alternative, Attribution, Layer, Pair, Spans, Vote


@pytest.fixture
def key(mill) -> Layer:
    return mill.key.layer


@pytest.fixture
def decided(mill):
    """The layer of two coders, every difference decided in the same way; and what is left to write."""

    def make(first: Layer, second: Layer, choice: str):
        compared = compare(mill, Coding("Ada", first, date="2026-11-20"), Coding("Ben", second, date="2026-11-21"))
        return merge(compared, {d.id: choice for d in compared.differences})

    return make


def test_what_both_say_is_taken_without_a_question(mill, key, decided):
    """Two equal layers make the same layer again, and nothing is left to write."""
    merged = decided(key, key, NEITHER)
    assert set(merged.layer.annotations) == set(key.annotations) and merged.to_write == ()
    assert merged.layer.digest == mill.article.digest


LABELS = [
    ("a2", "stance", "neutral"),
    ("a2", "naming", "named"),
    ("a2", "voice", "ada"),
    ("x1", "relation", "tension"),
    ("x1", "dimension", "place"),
    ("s3", "evidence", "record"),
]


@pytest.mark.parametrize(("id", "field", "label"), LABELS)
def test_one_reading_or_the_other_is_taken(key, decided, id, field, label):
    """The label of the coder who was right; a reason goes with it, and is to be looked at where they differ."""
    other = change(key, id, **{field: label, "why": "By Ben."})
    own = getattr(key.get(id), field)
    first, second = (decided(key, other, side) for side in (FIRST, SECOND))
    assert getattr(first.layer.get(id), field) == own and first.to_write == ()
    assert first.layer.get(id).why == key.get(id).why
    assert getattr(second.layer.get(id), field) == label and second.layer.get(id).why == "By Ben."
    assert second.to_write[0].startswith(f"{id}, why: ")
    assert not first.layer.get(id).votes and not second.layer.get(id).votes


@pytest.mark.parametrize(("id", "field", "label"), LABELS)
def test_both_keeps_the_first_accepts_the_second_and_keeps_the_votes(key, decided, id, field, label):
    """An honest difference stays visible: who said what, when; its why is asked for."""
    merged = decided(key, change(key, id, **{field: label}), BOTH)
    made, own = merged.layer.get(id), getattr(key.get(id), field)
    assert getattr(made, field) == own and Alternative(field, label, "") in made.accept
    assert made.votes == (Vote("Ada", "2026-11-20", field, own), Vote("Ben", "2026-11-21", field, label))
    assert {own, label} <= made.right_labels(field) and made.soft
    assert any(id in line and label in line and "why" in line for line in merged.to_write)


def test_both_of_several_labels_accepts_those_that_the_first_lacks(key, decided):
    """Reasons come in lists: each label of the second that the first does not have is accepted."""
    merged = decided(key, change(key, "s1", reasons=("no-access", "vague")), BOTH)
    made = merged.layer.get("s1")
    assert made.reasons == ("no-access",) and made.accept == (Alternative("reasons", "vague", ""),)
    assert [v.label for v in made.votes] == ["no-access", "no-access", "vague"]


@pytest.mark.parametrize(("id", "field", "label"), LABELS)
def test_neither_leaves_the_label_open_and_says_so(key, decided, id, field, label):
    """Nobody's label passes for the key's."""
    merged = decided(key, change(key, id, **{field: label}), NEITHER)
    assert getattr(merged.layer.get(id), field) is None
    assert any(line.startswith(f"{id}, ") and "neither label was right" in line for line in merged.to_write)


def test_a_label_that_is_taken_is_no_longer_wrong_or_accepted(key, decided):
    """A key that calls its own label a usual mistake would be no key."""
    soft = change(
        key,
        "a2",
        accept=(Alternative("stance", "neutral", "It can be heard so."),),
        wrong=(Alternative("quote", "mixed", "Nothing is quoted."),),
    )
    other = change(soft, "a2", stance="neutral", quote="mixed", accept=(), wrong=())
    made = decided(soft, other, SECOND).layer.get("a2")
    assert made.stance == "neutral" and made.quote == "mixed" and made.accept == () and made.wrong == ()
    kept = decided(soft, other, FIRST).layer.get("a2")
    assert kept.accept == soft.get("a2").accept and kept.wrong == soft.get("a2").wrong
    both = decided(soft, change(soft, "a2", quote="mixed"), BOTH).layer.get("a2")
    assert Alternative("quote", "mixed", "") in both.accept and not both.wrong


def test_further_answers_of_the_reading_not_taken_are_counted(key, decided):
    """They were one coder's alone: they are not taken over, and that is told."""
    other = change(key, "a2", accept=(Alternative("basis", "told-by", "x"), Alternative("voice", "stranger", "x")))
    merged = decided(key, other, FIRST)
    assert merged.layer.get("a2").accept == ()
    assert merged.to_write == ("1 labels that one coder accepts beside the one chosen were not taken over.",)


def test_a_statement_that_one_coder_alone_found_is_kept_left_out_or_written_anew(key, decided):
    """As it was decided; an id that is taken already is given once only."""
    fewer = without(key, "a2")
    assert decided(key, fewer, FIRST).layer.get("a2") == key.get("a2")
    assert decided(key, fewer, SECOND).layer.get("a2") is None
    assert decided(fewer, key, SECOND).layer.get("a2") == key.get("a2")
    assert "write it anew" in decided(key, fewer, NEITHER).to_write[0]
    renamed = Layer((dataclasses.replace(key.get("a2"), id="a1"),))
    merged = decided(without(key, "a2"), renamed, SECOND)
    assert [a.id for a in merged.layer.attributions] == ["a1-2"]


def test_carriers_that_two_readings_bend_into_a_circle_are_cut(key, decided):
    """Each reading has none; taken together they would have no end."""
    first = Layer((key.get("a1"), dataclasses.replace(key.get("a2"), parent="a1")))
    second = Layer((dataclasses.replace(key.get("a1"), parent="a2"), key.get("a2")))
    compared = decided(first, second, FIRST)
    assert compared.layer.get("a2").parent == "a1" and compared.layer.get("a1").parent is None


def test_words_are_those_of_the_reading_that_was_right(key, decided):
    """All three parts go together; with neither, the statement waits to be highlighted anew."""
    a2 = key.get("a2")
    shorter = (Span(a2.content[0].start, a2.content[0].end - len(" broken on Sunday")),)
    other = change(key, "a2", content=shorter)
    assert decided(key, other, FIRST).layer.get("a2").content == a2.content
    assert decided(key, other, SECOND).layer.get("a2").content == shorter
    merged = decided(key, other, NEITHER)
    assert merged.layer.get("a2") is None and "neither reading was right" in merged.to_write[0]


def test_carriers_follow_their_statements_to_their_new_ids(key, decided):
    """A parent is an id of the new layer, or nothing and told."""
    renamed = Layer(
        (
            dataclasses.replace(key.get("a1"), id="b1"),
            dataclasses.replace(key.get("a2"), id="b2", parent="b1"),
        )
    )
    assert decided(Layer(key.attributions), renamed, FIRST).layer.get("a2").parent == "a1"
    alone = decided(Layer((key.get("a1"),)), renamed, SECOND)
    assert alone.layer.get("b2").parent == "a1" and not alone.to_write
    lost = decided(Layer((key.get("a2"),)), renamed, FIRST)
    assert lost.layer.get("a2").parent is None
    assert lost.to_write == ("a2: what carried it was left out, so it stands alone; look at it.",)


def test_what_one_coder_alone_judged_is_taken_and_told(key, decided):
    """Single judgements, and whole kinds: a person reads them once more."""
    merged = decided(key, without(key, "x2", *(s.id for s in key.assessments)), FIRST)
    assert merged.layer.get("x2") == key.get("x2") and len(merged.layer.assessments) == 4
    assert merged.to_write == (
        "x2: judged by Ada alone; read it once more.",
        "4 assessments are by Ada alone and taken as they are; read them.",
    )
    empty = decided(key, Layer((*key.attributions, Pair(id="y", a="c2", b="c3"))), FIRST)
    assert any("its relation is not said" in line for line in empty.to_write)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_any_two_layers_merge_under_any_decisions(mill, data):
    """Ids stand once, parents lead to what is there and in no circle of one, whatever was decided."""
    first, second = data.draw(layers(mill.article)), data.draw(layers(mill.article))
    compared = compare(mill, Coding("Ada", first), Coding("Ben", second))
    choice = st.sampled_from([FIRST, SECOND, BOTH, NEITHER])
    merged = merge(compared, {d.id: data.draw(choice) for d in compared.differences})
    ids = [a.id for a in merged.layer.annotations]
    assert len(set(ids)) == len(ids)
    parents = {a.id: a.parent for a in merged.layer.attributions}
    for at in parents:
        for _ in parents:
            at = parents.get(at)
        assert at is None, "a circle, or a parent that is not there"
    assert {parent for parent in parents.values() if parent} <= parents.keys()


# ---- in the widget


@pytest.fixture
def open_one(mill, key, tmp_path) -> Adjudication:
    other = change(without(key, "a1"), "a2", stance="neutral")
    return Adjudication(compare(mill, Coding("Xenia", key), Coding("Yorick", other)), tmp_path / "kept")


def choose(adjudication: Adjudication, id: str, option: str) -> dict:
    """What the browser sends when an option is chosen."""
    value = {"type": "choice", "item": id, "option": option}
    op = {"op": "put", "op_id": f"{id}{option}", "id": id, "value": value}
    return adjudication.exercise.receive(op)[1]


def test_each_difference_is_a_question_over_its_own_sentences(open_one):
    """In the widget of short questions, with both readings in words and the key nowhere."""
    view = open_one.exercise.view()
    found, stance = view["items"]
    assert not view["checkable"] and [i["id"] for i in view["items"]] == [d.id for d in open_one.compared.differences]
    assert [s["id"] for s in found["text"]] == ["p1s1"] and "credited" in found["question"]
    assert {o["id"] for o in found["options"]} == {"first", "second", "neither"}
    texts = {o["id"]: o["text"] for o in stance["options"]}
    assert (
        texts["first"].startswith("Distancing: ")
        and texts["second"].startswith("Neutral: ")
        and set(texts) == {FIRST, SECOND, BOTH, NEITHER}
    )
    assert "Xenia" not in json.dumps(view["items"]) and "Yorick" not in json.dumps(view["items"])


def test_decisions_are_kept_as_answers_are_and_open_ones_block(open_one, mill, tmp_path):
    """Over several sittings; what is open is told, and no layer comes of it."""
    first, second = open_one.compared.differences
    assert str(open_one) == "0 of 2 differences decided."
    assert "These are open:" in str(open_one.outcome) and len(open_one.outcome.lines) == 2
    assert choose(open_one, first.id, FIRST)["problem"] == ""
    with pytest.raises(KitError, match="1 difference is not decided yet"):
        open_one.merged()
    again = Adjudication(open_one.compared, tmp_path / "kept")
    assert again.decisions == {first.id: FIRST} and again.undecided == (second,)
    with pytest.raises(KitError, match="is not decided yet"):
        again.save(tmp_path / "key.json", "Cleo")
    assert "not asked here" in choose(again, "d0000000000", FIRST)["problem"]
    choose(again, second.id, BOTH)
    with pytest.raises(KitError, match="nobody is named"):
        again.save(tmp_path / "key.json", " ")
    assert "can be defended as well" in again.outcome._repr_html_() and "2 of 2" in again.outcome.head
    path = again.save(tmp_path / "key.json", "Cleo", "2026-11-28")
    coding = read_layer(path, mill)
    assert coding.layer == again.merged().layer and coding.coder == "Cleo" and not coding.notes


def test_decisions_make_a_key_that_reads_back(open_one, mill, mill_folder, tmp_path):
    """The merged layer stands in the case's own key; readers are noted, and nothing is written over."""
    path = tmp_path / "decided.yaml"
    with pytest.raises(KitError, match="2 differences are not decided yet"):
        open_one.save_key(path, "Cleo")
    first, second = open_one.compared.differences
    choose(open_one, first.id, FIRST)
    choose(open_one, second.id, BOTH)
    open_one.save_key(path, "Cleo", "2026-11-28")
    made = read_case(mill_folder, path).key
    assert made.layer.annotations == open_one.merged().layer.annotations
    assert (made.voices, made.events) == (mill.key.voices, mill.key.events)
    assert [r.coder for r in made.readings][-3:] == ["Xenia", "Yorick", "Cleo"]
    assert "1 for the first, 1 for both" in made.readings[-1].note and "no reading of its own" in made.readings[-1].note
    faults = "\n".join(map(str, check_case(mill_folder, path)))
    assert "has no `why`" in faults
    with pytest.raises(KitError, match="there is a file of this name"):
        open_one.save_key(path, "Cleo")


def test_a_sentence_that_is_credited_now_is_silent_no_more(mill, key, mill_folder, tmp_path):
    """What the first key said of it as a silent one is left out."""
    silent = next(iter(mill.key.unattributed))
    sentence = mill.article.sentence(silent)
    words = mill.article.tokens[min(mill.article.token_ids([Span(sentence.start, sentence.end)]))]
    more = Attribution(id="z1", cue=(words,), why="x", content=(Span(words.end, sentence.end),), naming="none")
    found = Layer((*key.annotations, more), key.digest)
    made = Adjudication(compare(mill, Coding("the key", key), Coding("Ben", found)), tmp_path / "kept")
    (difference,) = made.compared.differences
    choose(made, difference.id, SECOND)
    made.save_key(tmp_path / "decided.yaml", "Cleo", "2026-11-28")
    again = read_case(mill_folder, tmp_path / "decided.yaml").key
    assert silent not in again.unattributed and len(again.layer.attributions) == len(key.attributions) + 1
    assert "the key" not in [r.coder for r in again.readings]


def test_a_case_without_a_key_gets_none(mill, key, tmp_path):
    """Voices and events are nowhere else."""
    bare = dataclasses.replace(mill, key=None)
    made = Adjudication(compare(bare, Coding("Ada", key), Coding("Ben", key)), tmp_path / "kept")
    with pytest.raises(KitError, match="the case has no key yet"):
        made.save_key(tmp_path / "decided.yaml", "Cleo")


def test_a_reading_that_has_changed_is_asked_anew(open_one, mill, key, tmp_path):
    """A decision belongs to two readings: when one is coded again, it decides nothing."""
    first, second = open_one.compared.differences
    choose(open_one, first.id, FIRST)
    choose(open_one, second.id, FIRST)
    other = change(without(key, "a1"), "a2", stance="forceful")
    changed = Adjudication(compare(mill, Coding("Xenia", key), Coding("Yorick", other)), tmp_path / "kept")
    assert list(changed.decisions) == [first.id] and len(changed.undecided) == 1


def test_two_layers_that_do_not_differ_are_told_so(mill):
    """And make a key at once."""
    one = coders.adjudicate(mill, "key", "key")
    assert "do not differ" in str(one) and one.merged().layer.attributions == mill.key.layer.attributions


def test_highlights_without_a_layer_of_both_are_no_question(mill, key):
    """A machine's hedges have nothing to be compared with; they are taken, and told."""
    tokens = mill.article.tokens
    machine = Layer((*key.attributions, Spans(id="h1", item="hedge", spans=(tokens[0],))))
    one = coders.adjudicate(mill, "key", machine)
    merged = one.merged()
    assert merged.layer.get("h1") and any("1 highlights are by a layer alone" in line for line in merged.to_write)
    assert isinstance(merged.layer.annotations[0], Attribution)
