"""Hits, false alarms, sensitivity and bias: the formulas against a published example, and the words."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.model import Detection
from kit.scoring import detection
from kit.scoring.detection import (
    Words,
    bias,
    corrected,
    counts,
    enough,
    first_and_last,
    moved,
    sensitivity,
    told,
    total,
)


def test_the_figures_of_a_published_example():
    """The help page of `signal` in the R package statpsych: signal(82, 46, 100, 100), with the same correction."""
    d = Detection(82, 100, 46, 100)
    assert corrected(d) == pytest.approx((0.8168317, 0.460396), abs=5e-7)
    assert sensitivity(d) == pytest.approx(1.002793, abs=5e-7)
    assert bias(d) == pytest.approx(-0.4019603, abs=5e-7)


def test_guessing_has_no_sensitivity_and_accusing_all_has_a_bias():
    """Both halves alike: d' is 0, however much is accused."""
    assert sensitivity(Detection(6, 12, 6, 12)) == pytest.approx(0) and bias(Detection(6, 12, 6, 12)) == pytest.approx(
        0
    )
    assert sensitivity(Detection(12, 12, 12, 12)) == pytest.approx(0) and bias(Detection(12, 12, 12, 12)) < -1
    assert sensitivity(Detection(0, 12, 0, 12)) == pytest.approx(0) and bias(Detection(0, 12, 0, 12)) > 1


@pytest.mark.parametrize(
    ("d", "can"),
    [
        (Detection(8, 10, 1, 10), True),
        (Detection(8, 10, 1, 9), False),
        (Detection(1, 4, 1, 30), False),
        (Detection(30, 30, 0, 4), False),
        (Detection(0, 0, 0, 0), False),
    ],
    ids=["twenty", "nineteen", "hardly a flaw", "hardly anything sound", "nothing"],
)
def test_below_twenty_there_are_counts_and_nothing_else(d, can):
    """And where one of the two kinds is hardly there."""
    assert enough(d) is can
    assert (sensitivity(d) is not None) is (bias(d) is not None) is can
    text = " ".join(told(d))
    assert ("%" in text) is ("d′" in text) is can and text.startswith(counts(d))


def test_the_counts_in_plain_words():
    """As learners read them."""
    assert counts(Detection(8, 10, 1, 10)) == "You caught 8 of 10 flaws. You also accused 1 of 10 sound statements."
    assert counts(Detection(0, 1, 0, 3)) == "You caught none of 1 flaw. You accused none of 3 sound statements."
    assert counts(Detection(2, 2, 0, 0)) == "You caught 2 of 2 flaws."
    assert counts(Detection(0, 0, 2, 2)) == "You accused 2 of 2 sound statements."
    assert counts(Detection(0, 0, 0, 0)) == ""


@pytest.mark.parametrize(
    ("d", "says"),
    [
        (Detection(10, 10, 8, 10), "you tend to accuse"),
        (Detection(2, 10, 0, 10), "you tend to let things pass"),
        (Detection(8, 10, 2, 10), "You lean neither way"),
        (Detection(9, 10, 0, 12), "too few slips"),
    ],
    ids=["too readily", "too slowly", "neither", "hardly ever wrong"],
)
def test_which_way_somebody_leans(d, says):
    """Said kindly, and with what to do."""
    text = " ".join(told(d))
    assert says in text and not {"bad", "poor", "fail", "failed", "only"} & set(text.lower().split())


def test_other_words_for_other_tasks():
    """Pairs clash, claims are given up on."""
    words = Words(
        "recognised", "gave up on", "a", "claims nobody can check", "b", "that can be checked", "give up early"
    )
    text = " ".join(told(Detection(10, 10, 9, 10), words))
    assert "You recognised 10 of 10 claims nobody can check." in text and "you tend to give up early" in text


def test_what_moved_is_told_once_both_parts_are_large_enough():
    """Two halves of twenty items; before that nothing, for it would be chance."""
    early, late = Detection(5, 10, 6, 10), Detection(9, 10, 1, 10)
    assert moved([early]) == moved([]) == "" and first_and_last([early, Detection(1, 3, 1, 3)]) is None
    assert moved([early, late]).endswith("in the later ones 9 of 10 and 1 of 10.")
    assert first_and_last([early, late, late]) == (early, total([late, late])) or first_and_last(
        [early, late, late]
    ) == (total([early, late]), late)


def test_the_examples_in_the_docstrings_hold():
    """They are the shortest lesson."""
    assert doctest.testmod(detection).failed == 0


# ---- whatever the counts


@st.composite
def drawn(draw):
    signals, noises = draw(st.integers(0, 40)), draw(st.integers(0, 40))
    return Detection(draw(st.integers(0, signals)), signals, draw(st.integers(0, noises)), noises)


@given(drawn())
def test_words_and_figures_exist_for_all_counts(d):
    """No division by nothing, no infinite d'."""
    assert not {"None", "nan", "inf", "-inf"} & set(" ".join(told(d)).replace(",", " ").split())
    assert bool(told(d)) == bool(d.signals + d.noises)
    if enough(d):
        assert abs(sensitivity(d)) < 6 and abs(bias(d)) < 3


@given(drawn())
def test_swapping_what_is_called_a_flaw_turns_only_the_bias_round(d):
    """Calling sound what was flawed, and accusing the others: the same eye, the other leaning."""
    other = Detection(d.noises - d.false_alarms, d.noises, d.signals - d.hits, d.signals)
    if enough(d):
        assert sensitivity(other) == pytest.approx(sensitivity(d)) and bias(other) == pytest.approx(-bias(d))


@given(drawn())
def test_one_more_hit_helps_and_one_more_false_alarm_does_not(d):
    """Sensitivity follows both."""
    if enough(d) and d.hits < d.signals and d.false_alarms < d.noises:
        assert sensitivity(Detection(d.hits + 1, d.signals, d.false_alarms, d.noises)) > sensitivity(d)
        assert sensitivity(Detection(d.hits, d.signals, d.false_alarms + 1, d.noises)) < sensitivity(d)


@given(st.lists(drawn(), max_size=6))
def test_nothing_is_lost_between_earlier_and_later(parts):
    """The two parts are all of it."""
    both = first_and_last(parts)
    if both:
        assert total(both) == total(parts)
