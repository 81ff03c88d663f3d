"""How sure against how often right: the score, the table, the words."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.scoring import calibration
from kit.scoring.calibration import bins, brier, leeway, moved, overconfidence, told


def answers(sure, right, of):
    """So many answers of one confidence, the first ones right."""
    return [(sure, n < right) for n in range(of)]


def plain(words):
    """With spaces that may break."""
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_the_brier_score_is_the_form_from_0_to_1():
    """Half of what Brier (1950) wrote, who added the square for "not right" as well."""
    assert brier([(100, True)]) == 0 and brier([(100, False)]) == 1
    assert brier(answers(50, 3, 7)) == 0.25, "saying 50 % every time, whatever is right"
    assert brier([(70, True), (90, False)]) == pytest.approx((0.09 + 0.81) / 2)
    twice = ((0.7 - 1) ** 2 + (0.3 - 0) ** 2 + (0.9 - 0) ** 2 + (0.1 - 1) ** 2) / 2
    assert twice == pytest.approx(2 * brier([(70, True), (90, False)]))


def test_the_table_has_a_line_for_each_step_that_was_used():
    """How sure, how many, how many right."""
    table = bins(answers(90, 3, 4) + answers(50, 1, 2) + answers(100, 1, 1))
    assert [(b.name, b.count, b.right, b.sure, b.often) for b in table] == [
        ("50 %", 2, 1, 0.5, 0.5),
        ("90 %", 4, 3, 0.9, 0.75),
        ("100 %", 1, 1, 1.0, 1.0),
    ]
    assert [b.name for b in bins([(73, True), (70, True)])] == ["70 to 79 %"]


def test_confidence_has_a_range():
    """Below a guess there is nothing to be sure of."""
    for wrong in (0, 49, 101):
        with pytest.raises(ValueError, match="50 to 100 per cent"):
            brier([(wrong, True)])


def test_nothing_said_is_nothing_told():
    """None and empty, and no division."""
    assert brier([]) is overconfidence([]) is None
    assert bins([]) == () and told([]) == () and moved([]) == "" and leeway([]) == 0


def test_below_twenty_there_are_counts_and_nothing_else():
    """And from twenty on the two means."""
    assert told(answers(80, 12, 19)) == ("You said 19 times how sure you were; 12 of these answers were right.",)
    assert told(answers(80, 0, 1)) == ("You said once how sure you were; that answer was not right.",)
    assert told(answers(80, 0, 2)) == ("You said 2 times how sure you were; none of these answers were right.",)
    assert "On average you were 80 % sure, and 60 % were right." in plain(told(answers(80, 12, 20))[0])


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (answers(90, 12, 20), "surer than you were right"),
        (answers(60, 19, 20), "more often than you thought"),
        (answers(80, 15, 20), "The two go together"),
        (answers(80, 150, 200), "The two go together"),
        (answers(80, 140, 200), "surer than you were right"),
    ],
    ids=["too sure", "not sure enough", "within chance", "near enough", "too many for chance"],
)
def test_which_way_it_leans(pairs, says):
    """What chance alone would do is not called leaning."""
    assert says in told(pairs)[0]


def test_what_moved_is_told_from_forty_answers_on():
    """Two halves of twenty."""
    early, late = answers(90, 10, 20), answers(80, 16, 20)
    assert moved(early + late[:-1]) == ""
    before = "In the earlier half of these answers you were 90 % sure and 50 % right"
    assert plain(moved(early + late)) == f"{before}; in the later half 80 % sure and 80 % right."


def test_the_examples_in_the_docstrings_hold():
    """They are the shortest lesson."""
    assert doctest.testmod(calibration).failed == 0


# ---- whatever the answers

PAIRS = st.lists(st.tuples(st.integers(50, 100), st.booleans()), max_size=60)


@given(PAIRS)
def test_the_table_holds_every_answer_once(pairs):
    """And its means are the means of all."""
    table = bins(pairs)
    assert sum(b.count for b in table) == len(pairs) and sum(b.right for b in table) == sum(r for _, r in pairs)
    assert all(b.low / 100 <= b.sure <= b.high / 100 and 0 <= b.often <= 1 for b in table)
    if pairs:
        apart = sum((b.sure - b.often) * b.count for b in table) / len(pairs)
        assert overconfidence(pairs) == pytest.approx(apart)


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_changes_nothing(pairs, chance):
    """Of score, table and words."""
    turned = chance.sample(pairs, len(pairs))
    assert bins(turned) == bins(pairs) and told(turned) == told(pairs)


@given(PAIRS.filter(bool))
def test_the_score_is_never_below_what_the_table_allows(pairs):
    """0 to 1, and no better than the distance of the means squared (Jensen)."""
    assert overconfidence(pairs) ** 2 - 1e-12 <= brier(pairs) <= 1


@given(PAIRS.filter(bool))
def test_a_right_answer_in_place_of_a_wrong_one_never_hurts(pairs):
    """At the same confidence."""
    better = [(sure, True) for sure, _ in pairs]
    assert brier(better) <= brier(pairs) and overconfidence(better) <= overconfidence(pairs)
