"""Agreement of coders, against the worked examples of those who thought the measures up."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.scoring import agreement
from kit.scoring.agreement import alpha, kappa, per_cent_agreement


def codings(*rows):
    """Coder to unit to label, from one row a coder; a dot is a unit without a label."""
    return {f"coder {n}": {f"u{i}": v for i, v in enumerate(r.split()) if v != "."} for n, r in enumerate(rows)}


def table(rows):
    """Two coders, from how often the first gave the row's label and the second the column's."""
    cells = [(i, j) for i, row in enumerate(rows) for j, count in enumerate(row) for _ in range(count)]
    return {"a": {str(n): i for n, (i, _) in enumerate(cells)}, "b": {str(n): j for n, (_, j) in enumerate(cells)}}


TWO_VALUES = codings("0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0")
TWO_CODERS = codings("a a b b d c c c e d d a", "b a b b b c c c e d d d")
FOUR_CODERS = codings(
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
THREE_CODERS = codings(
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)


@pytest.mark.parametrize(
    ("data", "published"),
    [(TWO_VALUES, 0.095), (TWO_CODERS, 0.692), (FOUR_CODERS, 0.743), (THREE_CODERS, 0.691)],
    ids=["A: two values", "B: two coders", "C: four coders, labels missing", "three coders, labels missing"],
)
def test_alpha_is_what_krippendorff_computed(data, published):
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A to C; the three coders are the worked
    example of the encyclopaedia article on alpha, after his textbook."""
    assert alpha(data) == pytest.approx(published, abs=0.0005)


def test_alpha_as_a_fraction():
    """The same examples worked by hand to the end: section B is 155/224, section C 113/152."""
    assert alpha(TWO_CODERS) == pytest.approx(155 / 224, abs=1e-12)
    assert alpha(FOUR_CODERS) == pytest.approx(113 / 152, abs=1e-12)


def test_a_unit_with_one_label_is_no_part_of_alpha():
    """Section C says so of its twelfth unit."""
    without = {coder: {u: v for u, v in labels.items() if u != "u11"} for coder, labels in FOUR_CODERS.items()}
    assert alpha(without) == alpha(FOUR_CODERS)


def test_kappa_is_what_cohen_computed():
    """Cohen (1960), A coefficient of agreement for nominal scales, table of 200 cases: .492."""
    assert kappa(table([[88, 14, 18], [10, 40, 10], [2, 6, 12]])) == pytest.approx(0.492, abs=0.0005)


def test_kappa_of_two_doctors():
    """A worked example of easycalculation.com: 14 of 20 alike, (0.7 - 0.62) / 0.38."""
    assert kappa(table([[12, 2], [4, 2]])) == pytest.approx(0.21, abs=0.005)


def test_kappa_worked_by_hand():
    """The table of R's fmsb::Kappa.test: 35 of 50 alike, 25 expected by chance: (0.7 - 0.5) / 0.5."""
    data = table([[20, 5], [10, 15]])
    assert kappa(data) == pytest.approx(0.4, abs=1e-12)
    assert per_cent_agreement(data) == 70


def test_per_cent_agreement_counts_pairs_of_coders():
    """Three coders, one of whom parts from the other two: one pair of three agrees."""
    assert per_cent_agreement(codings("a b", "a b", "a c")) == pytest.approx(100 * (1 + 1 / 3) / 2)
    assert per_cent_agreement(TWO_CODERS) == 75
    assert per_cent_agreement(codings("a . b", ". c b")) == 100, "only the unit that both labelled"


@pytest.mark.parametrize(
    "data",
    [
        {},
        codings("a b c"),
        codings("a b . .", ". . a b"),
        {"ada": {}, "ben": {"u1": "a"}},
        {"ada": {"u1": None}, "ben": {"u1": "a"}},
    ],
    ids=["nobody", "one coder", "nothing in common", "an empty coder", "None is no label"],
)
def test_without_a_second_opinion_there_is_no_agreement(data):
    """None, and no number that looks like one."""
    assert per_cent_agreement(data) is kappa(data) is alpha(data) is None


def test_without_variation_only_the_per_cent_can_be_said():
    """Everybody gave one label throughout: chance would have done the same."""
    data = codings("a a a", "a a a")
    assert per_cent_agreement(data) == 100 and kappa(data) is None and alpha(data) is None


def test_kappa_is_for_two():
    """More coders are a case for alpha."""
    assert kappa(FOUR_CODERS) is None


def test_the_examples_in_the_docstrings_hold():
    """They are the shortest lesson."""
    assert doctest.testmod(agreement).failed == 0


# ---- whatever the codings

UNITS = [f"u{n}" for n in range(6)]
DRAWN = st.dictionaries(
    st.sampled_from(["ada", "ben", "cleo", "dov"]), st.dictionaries(st.sampled_from(UNITS), st.sampled_from("abc"))
)
MEASURES = (per_cent_agreement, kappa, alpha)


@given(DRAWN)
def test_each_measure_stays_in_its_range(data):
    """Per cent from 0 to 100; kappa and alpha at most 1, and not below -1."""
    share, k, a = (measure(data) for measure in MEASURES)
    assert share is None or 0 <= share <= 100
    assert all(value is None or -1 <= value <= 1 for value in (k, a))


@given(DRAWN, st.randoms(use_true_random=False))
def test_the_order_of_coders_and_units_changes_nothing(data, chance):
    """Nor do the coders' names."""
    turned = {}
    for coder, labels in chance.sample(list(data.items()), len(data)):
        turned[coder[::-1]] = dict(chance.sample(list(labels.items()), len(labels)))
    assert [m(turned) for m in MEASURES] == [m(data) for m in MEASURES]


@given(DRAWN, st.permutations("abc"))
def test_other_names_for_the_labels_change_nothing(data, names):
    """They are names, and no order is in them."""
    other = dict(zip("abc", names, strict=True))
    renamed = {coder: {u: other[v] for u, v in labels.items()} for coder, labels in data.items()}
    assert [m(renamed) for m in MEASURES] == [m(data) for m in MEASURES]


@given(DRAWN)
def test_whole_agreement_is_one_and_only_that(data):
    """Where it can be said at all."""
    alike = all(len({labels[u] for labels in data.values() if u in labels}) < 2 for u in UNITS)
    if alpha(data) is not None:
        assert (alpha(data) == 1) == alike == (per_cent_agreement(data) == 100)


@given(DRAWN, st.sampled_from("abc"))
def test_a_coder_who_says_nothing_changes_nothing(data, label):
    """Nor does a unit that one coder alone has seen."""
    before = per_cent_agreement(data), alpha(data)
    assert (per_cent_agreement(data | {"eve": {}}), alpha(data | {"eve": {"elsewhere": label}})) == before
