"""The scorers, by examples worked out by hand on the mill.

Words of the mill: 0-4 “The wheel broke on Monday”, 5 said, 6-9 Ada Rill the miller, 10-13 and nobody saw it,
14-19 The mill stands by the river, 20-21 A neighbour, 22 claimed, 23 that, 24-29 the wheel had broken on Sunday,
30-35 It turns 12 times a minute, 36-40 Rain had fallen all week.
"""

import dataclasses

import pytest

from kit.article import Span, plain_article
from kit.model import Alternative, Assessment, Attribution, Choice, Layer, Pair, Vote
from kit.scoring import in_play, score
from kit.scoring.attributions import words

CLOSE = {"abs": 1e-9}


@pytest.fixture
def judge(mill):
    """Score some annotations on a task of the mill; `key` and `task` may be exchanged."""

    def run(task_id, *annotations, key=None, **changes):
        task = dataclasses.replace(mill.task(task_id), **changes)
        return score(task, mill.article, key or mill.key.layer, Layer(annotations))

    return run


def test_the_words_of_the_mill_are_numbered_as_this_file_says(mill):
    """The examples below stand on it."""
    words = [mill.article.words(token) for token in mill.article.tokens]
    assert (words[5], words[22], words[29], words[35]) == ("said", "claimed", "Sunday", "minute")


# ---- attributions


def test_the_words_of_a_highlight_are_those_of_its_own_text():
    """The same places in another text are other words, whichever was looked at first."""
    made = Attribution(id="h1", cue=(Span(0, 9),))
    texts = [plain_article("a", text, [[Span(0, len(text))]]) for text in ("It rained.", "I, we all.")]
    assert [len(words(article, made).cue) for article in (*texts, *texts)] == [2, 3, 2, 3]


def ada(highlight, **labels):
    """The first attribution as the key has it."""
    return highlight("h1", [(6, 9)], [(5, 5)], [(0, 4), (10, 13)], **labels)


def test_one_of_two_found_exactly_earns_two_thirds(judge, highlight):
    """2 x 1 / (2 in the key + 1 made)."""
    got = judge("who", ada(highlight, quote="direct"))
    assert got.credit == pytest.approx(2 / 3) and got.points == pytest.approx(20 / 3) and got.out_of == 10
    assert [(j.verdict, j.answer, j.key) for j in got.judgements] == [("right", "h1", "a1"), ("missed", None, "a2")]


def test_a_wrong_label_costs_three_tenths(judge, highlight):
    """0.6 for finding it and 0.1 for its edges remain."""
    got = judge("who", ada(highlight, quote="indirect"))
    assert got.judgements[0].credit == pytest.approx(0.7) and got.judgements[0].verdict == "half"
    assert judge("who", ada(highlight)).judgements[0].credit == pytest.approx(0.7), "not answered is not right"


def test_labels_share_their_three_tenths(judge, highlight):
    """One of two right: 0.15."""
    got = judge("who", ada(highlight, quote="direct", naming="bare"), fields=("quote", "naming"))
    assert got.judgements[0].credit == pytest.approx(0.6 + 0.15 + 0.1)


def test_a_field_that_is_not_asked_is_not_judged(judge, highlight):
    """Where nothing is asked, the three tenths are given."""
    got = judge("who", ada(highlight, quote="indirect"), fields=())
    assert got.judgements[0].credit == pytest.approx(1.0) and got.judgements[0].fields == ()


def test_edges_earn_a_tenth_by_the_mean_of_the_three_roles(judge, highlight):
    """Five of nine content words, two of four source words, no cue: F1 of 5/7, 2/3 and 0."""
    got = judge("who", highlight("h1", [(6, 7)], [], [(0, 4)], quote="direct")).judgements[0]
    assert got.boundaries == pytest.approx({"source": 2 / 3, "cue": 0, "content": 5 / 7})
    assert got.credit == pytest.approx(0.6 + 0.3 + 0.1 * (2 / 3 + 0 + 5 / 7) / 3)
    assert got.verdict == "half", "a role that was left out keeps it from being right"


def test_less_than_half_of_the_content_is_not_found(judge, highlight):
    """Four of nine words: missed, and the highlight is one too many."""
    got = judge("who", highlight("h1", [(6, 9)], [(5, 5)], [(0, 3)], quote="direct"))
    assert sorted(j.verdict for j in got.judgements) == ["invented", "missed", "missed"] and got.credit == 0


def test_exactly_half_of_the_content_is_found(judge, highlight):
    """Three of six words."""
    got = judge("who", highlight("h1", [(20, 21)], [], [(24, 26)]))
    assert [j.verdict for j in got.judgements] == ["missed", "half"]


def test_content_alone_finds_nothing(judge, highlight):
    """Somebody must be credited: a word of the source or the cue."""
    assert judge("who", highlight("h1", content=[(24, 29)])).credit == 0
    assert judge("who", highlight("h1", cue=[(22, 22)], content=[(24, 29)])).credit > 0


def test_a_word_in_two_roles_counts_as_source_before_cue_before_content(judge, highlight):
    """A whole sentence as content, with source and cue inside it, still finds: six of seven words."""
    whole = highlight("h1", [(20, 21)], [(20, 22)], [(20, 29)], quote="indirect")
    got = judge("who", whole).judgements[1]
    assert got.boundaries == pytest.approx({"source": 1, "cue": 1, "content": 12 / 13})


def test_the_same_thing_marked_twice_counts_once(judge, highlight):
    """The better one is taken, the other is one too many: 2 x 1 / (2 + 2)."""
    good, poor = ada(highlight, quote="direct"), highlight("h2", [(6, 7)], [], [(0, 4)], quote="direct")
    for order in ([good, poor], [poor, good]):
        got = judge("who", *order)
        assert got.credit == pytest.approx(1 / 2)
        assert {(j.verdict, j.answer) for j in got.judgements} == {
            ("right", "h1"),
            ("invented", "h2"),
            ("missed", None),
        }


def test_what_lies_outside_the_task_neither_earns_nor_costs(judge, highlight):
    """Only the sentences in play count, for the key and for the answers."""
    nearby = highlight("h2", [(20, 21)], [(22, 22)], [(24, 29)], quote="indirect")
    got = judge("who", ada(highlight, quote="direct"), nearby, sentences=("p1s1",))
    assert got.credit == 1 and len(got.judgements) == 1


def test_a_split_statement_belongs_where_its_cue_stands(mill, highlight):
    """Content that begins in an earlier sentence does not move it there."""
    task = dataclasses.replace(mill.task("who"), sentences=("p2s1",))
    made = highlight("h", cue=[(22, 22)], content=[(14, 19), (24, 29)])
    assert [a.id for a in in_play(task, mill.article, Layer((made,)))] == ["h"]
    assert not in_play(task, mill.article, Layer((highlight("e"),))), "without words it stands nowhere"


@pytest.fixture
def wanting(mill):
    """The mill's key with the neighbour's statement made a bare want."""
    changed = (dataclasses.replace(a, attitude="want") if a.id == "a2" else a for a in mill.key.layer.annotations)
    return Layer(tuple(changed))


def test_a_bare_want_is_neither_missed_nor_false(judge, highlight, wanting):
    """The same score with it and without it."""
    first = ada(highlight, quote="direct")
    also = highlight("h2", [(20, 21)], [(22, 22)], [(24, 29)])
    for made in ([first], [first, also]):
        got = judge("who", *made, key=wanting)
        assert got.credit == 1 and "optional" in [j.verdict for j in got.judgements]
    assert judge("who", also, key=wanting).credit == 0, "and alone it earns nothing"
    assert judge("who", key=wanting).detection.signals == 1


def test_where_nobody_is_credited_saying_so_is_right(judge, highlight):
    """None here earns all, blank nothing, anything marked nothing, with or without the claim of none."""
    none = Choice(id="none", item="none-here", option="yes")
    quiet = {"sentences": ("p1s2", "p2s2")}
    assert judge("who", none, **quiet).credit == 1
    assert judge("who", **quiet).credit == 0
    marked = highlight("h", [(14, 15)], [(16, 16)], [(17, 19)])
    assert judge("who", marked, **quiet).credit == judge("who", none, marked, **quiet).credit == 0
    assert judge("who", Choice(id="none", item="none-here", option="no"), **quiet).credit == 0


def test_saying_none_where_somebody_is_credited_earns_nothing(judge):
    """It is not a way around the work."""
    assert judge("who", Choice(id="none", item="none-here", option="yes")).credit == 0


def test_both_halves_are_counted_for_attributions(judge, highlight):
    """One of two found; one of the three sentences that credit nobody was accused."""
    got = judge("who", ada(highlight), highlight("h2", [(14, 15)], [(16, 16)], [(17, 19)])).detection
    assert (got.hits, got.signals, got.false_alarms, got.noises) == (1, 2, 1, 3)


def test_an_accepted_label_of_an_attribution_earns_all(judge, highlight, mill):
    """And is told apart from the key's own."""
    soft = Alternative("quote", "mixed", "One may see it so.")
    key = Layer(
        tuple(dataclasses.replace(a, accept=(soft,)) if a.id == "a1" else a for a in mill.key.layer.attributions)
    )
    first = judge("who", ada(highlight, quote="mixed"), key=key).judgements[0]
    assert first.credit == pytest.approx(1) and first.fields[0].accepted and first.verdict == "right"


# ---- pairs: three classes in the key, of 1, 2 and 1 items; each class is worth a third


def pair(id, relation, dimension=None):
    """An answer to a pair, by the item's id."""
    a, b = id.split("+")
    return Pair(id=id, a=a, b=b, relation=relation, dimension=dimension)


@pytest.mark.parametrize(
    ("made", "credit"),
    [
        ([("c1+c2", "contradiction", "time")], 1 / 3),
        ([("c1+c2", "contradiction", "place")], 0.7 / 3),
        ([("c1+c2", "contradiction", None)], 0.7 / 3),
        ([("c1+c3", "different-event", None)], 1 / 6),
        ([("c1+c4", "compatible", None)], 1 / 3),
        ([("c1+c2", "contradiction", "time"), ("c1+c3", "compatible", None)], 1 / 3 - 1 / 6 / 2),
        ([("c1+c2", "contradiction", "time"), ("c1+c4", "tension", "time")], 1 / 3 - 1 / 3 / 2),
        ([("c1+c3", "tension", "time")], 0),
        ([("c1+c2", None, "time")], 0),
        ([("c2+c1", "contradiction", "time")], 1 / 3),
        ([("c2+c4", "contradiction", "time")], 0),
    ],
    ids=str,
)
def test_pairs_by_hand(judge, made, credit):
    """Right + weight, wrong - weight / (classes - 1), blank 0; 0.7 for the relation, 0.3 for the dimension."""
    assert judge("pairs", *(pair(*m) for m in made)).credit == pytest.approx(credit, **CLOSE)


def test_a_pair_without_an_asked_dimension_earns_all_by_its_relation(judge):
    """No detail asked, no detail judged."""
    assert judge("pairs", pair("c1+c2", "contradiction", "place"), fields=()).credit == pytest.approx(1 / 3)


def changed_key(mill, id, **changes):
    """The mill's key layer with one annotation changed."""
    return Layer(tuple(dataclasses.replace(a, **changes) if a.id == id else a for a in mill.key.layer.annotations))


def test_an_accepted_relation_earns_all(judge, mill):
    """It is no false alarm either."""
    soft = changed_key(mill, "x4", accept=(Alternative("relation", "tension", "One may see it so."),))
    got = judge("pairs", pair("c1+c4", "tension", "cause"), key=soft)
    assert got.credit == pytest.approx(1 / 3) and got.detection.false_alarms == 0
    assert judge("pairs", pair("c1+c4", "contradiction", "cause"), key=soft).credit == 0


def test_a_third_of_the_votes_earns_all(judge, mill):
    """Less than a third does not."""
    for labels, credit in [(("tension", "compatible", "compatible"), 1 / 3), (("tension", *["compatible"] * 3), 0)]:
        votes = tuple(Vote("someone", "2026-11-22", "relation", label) for label in labels)
        got = judge("pairs", pair("c1+c4", "tension", "time"), key=changed_key(mill, "x4", votes=votes))
        assert got.credit == pytest.approx(credit, **CLOSE)


def test_both_halves_are_counted_for_pairs(judge):
    """A clash caught, a sound pair accused, the rest left alone."""
    got = judge("pairs", pair("c1+c2", "tension", "time"), pair("c1+c3", "contradiction", "time")).detection
    assert (got.hits, got.signals, got.false_alarms, got.noises) == (1, 1, 1, 3)


# ---- assessments: two classes of two items; each item is worth a quarter


def claim(id, checkability, *reasons, **more):
    """An answer to a claim."""
    return Assessment(id=id, claim=id, checkability=checkability, reasons=reasons, **more)


@pytest.mark.parametrize(
    ("made", "credit"),
    [
        ([("c3", "elsewhere")], 1 / 4),
        ([("c1", "not", "no-access")], 1 / 4),
        ([("c1", "not", "vague")], 0.7 / 4),
        ([("c1", "not", "no-access", "vague")], (0.7 + 0.3 * 2 / 3) / 4),
        ([("c1", "not")], 0),
        ([("c3", "elsewhere"), ("c4", "here")], 0),
        ([("c1", "not", "no-access"), ("c2", "not", "no-access"), ("c3", "elsewhere"), ("c4", "here")], 1 / 2),
        ([("c3", "elsewhere", "vague")], 1 / 4),
    ],
    ids=str,
)
def test_assessments_by_hand(judge, made, credit):
    """As for pairs; reasons count by F1, and “not” without a reason is no answer yet."""
    assert judge("check", *(claim(*m) for m in made)).credit == pytest.approx(credit, **CLOSE)


def test_not_without_a_reason_is_incomplete_and_costs_nothing(judge):
    """Neither on a claim that is not checkable nor on one that is."""
    got = judge("check", claim("c1", "not"), claim("c3", "not"), claim("c4", "elsewhere"))
    assert got.credit == pytest.approx(1 / 4)
    assert [j.verdict for j in got.judgements if j.answer in ("c1", "c3")] == ["incomplete", "incomplete"]


def test_further_details_share_the_three_tenths(judge):
    """Class and kind of evidence right, sourcing gap invented: half of the three tenths."""
    made = claim("c3", "elsewhere", evidence="imagery", sourcing=("no-basis",))
    assert judge("check", made, fields=("sourcing", "evidence")).credit == pytest.approx((0.7 + 0.15) / 4)


def test_an_accepted_class_is_not_asked_for_details_that_the_key_lacks(judge, mill):
    """“Not” accepted beside “elsewhere”: there is no reason in the key to compare with."""
    soft = changed_key(mill, "s3", accept=(Alternative("checkability", "not", "One may see it so."),))
    assert judge("check", claim("c3", "not", "vague"), key=soft).credit == pytest.approx(1 / 4)


def test_a_task_of_no_points_still_has_a_credit(judge):
    """Practice that counts for nothing is right or wrong all the same."""
    got = judge("check", claim("c3", "elsewhere"), points=0)
    assert got.credit == pytest.approx(1 / 4) and got.points == got.out_of == 0


def test_confidence_never_changes_a_grade(judge):
    """Sure or not."""
    sure = [claim("c3", "elsewhere", confidence=c) for c in (None, 50, 100)]
    assert len({judge("check", made).credit for made in sure}) == 1


def test_an_unknown_kind_of_task_has_no_scorer(judge):
    """It is a fault of ours and says so."""
    with pytest.raises(ValueError, match="no scorer for tasks of kind 'poem'"):
        judge("check", kind="poem")


def test_the_reasons_of_an_accepted_class_are_judged_by_the_accepted_ones(judge, mill):
    """Where "not" is only accepted, not every reason will do."""
    also = (Alternative("checkability", "not", "One may see it so."), Alternative("reasons", "vague", "Too vague."))
    soft = changed_key(mill, "s3", accept=also)

    def credit(reason):
        made = Assessment(id="c3", claim="c3", checkability="not", reasons=(reason,))
        return next(j.credit for j in judge("check", made, key=soft).judgements if j.key == "s3")

    assert credit("vague") == pytest.approx(1) and credit("future") == pytest.approx(0.7)
