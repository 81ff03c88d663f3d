"""Five ways to earn points without reading, and a check that lets none of them through."""

import dataclasses

import pytest

from kit.authoring import check_case
from kit.codebook import codebook
from kit.model import Layer
from kit.scoring import score
from kit.scoring.cheats import LIMIT, cheats

LABELS = codebook().ids


@pytest.mark.parametrize("task_id", ["who", "pairs", "check"])
def test_no_cheat_pays_on_the_mill(mill, task_id):
    """Not one of them earns more than the limit."""
    earned = cheats(mill.task(task_id), mill.article, mill.key.layer, LABELS)
    assert max(earned.values()) <= LIMIT, earned


@pytest.mark.parametrize(
    ("task_id", "played"),
    [
        ("who", {"blank", "every sentence highlighted", "every sentence cut in two", "random"}),
        (
            "pairs",
            {"blank", "everything accused", "always tension", "always compatible", "always different-event", "random"},
        ),
        ("check", {"blank", "everything accused", "always here", "always elsewhere", "random"}),
    ],
)
def test_all_five_cheats_are_played(mill, task_id, played):
    """Blank, each constant, every sentence, everything accused, random; constants with every detail."""
    earned = cheats(mill.task(task_id), mill.article, mill.key.layer, LABELS)
    assert {name.split(" (")[0] for name in earned} == played
    if task_id == "pairs":
        assert sum(name.startswith("everything accused") for name in earned) == len(LABELS["dimension"])


def test_blank_and_constant_answers_earn_exactly_nothing(mill):
    """Where nothing is accepted beside the key's own."""
    for id in ("pairs", "check"):
        earned = cheats(mill.task(id), mill.article, mill.key.layer, LABELS)
        assert all(credit == pytest.approx(0, abs=1e-9) for name, credit in earned.items() if name != "random")


def test_cheats_are_the_same_every_time(mill):
    """Random means drawn from fixed seeds: a check that passes today passes tomorrow."""
    play = lambda: cheats(mill.task("check"), mill.article, mill.key.layer, LABELS)  # noqa: E731
    assert play() == play()


def test_a_task_of_one_class_is_caught(variant, tmp_path):
    """Where everything is a clash, accusing everything pays: the check says so."""
    case = variant(
        ("tasks.yaml", "[[c1, c2], [c1, c3], [c3, c4], [c1, c4]]", "[[c1, c2], [c1, c3]]"),
        (
            "key.yaml",
            "a: c1, b: c3, relation: different-event",
            "a: c1, b: c3, relation: contradiction, dimension: place",
        ),
    )
    earned = cheats(case.task("pairs"), case.article, case.key.layer, LABELS)
    assert max(credit for name, credit in earned.items() if name.startswith("everything accused")) > LIMIT
    told = [str(fault) for fault in check_case(tmp_path / "variant" / "mill")]
    assert any("the cheat “everything accused" in line for line in told)
    assert any("2 of 2 items are flawed" in line for line in told)


def test_a_task_whose_sentences_are_all_content_is_caught(mill):
    """If whole sentences were right answers, highlighting each would pay; the scorer sees it."""
    task = dataclasses.replace(mill.task("who"), fields=())
    from kit.scoring.cheats import _every_sentence

    halves = _every_sentence(task, mill.article, halves=True)
    assert score(task, mill.article, halves, halves).credit == pytest.approx(1), "the cheat is a real layer of answers"
    copied = cheats(task, mill.article, halves, LABELS)
    assert copied["every sentence cut in two"] > LIMIT and copied["blank"] == 0


def test_a_blank_sheet_earns_nothing_on_every_task(mill):
    """Blank is blank."""
    for task in mill.tasks:
        assert score(task, mill.article, mill.key.layer, Layer()).credit == 0
