"""A run of `kit grade` that is killed leaves nothing that the next run does not put right."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from killing import SCENARIOS, Rehearsal, files, killed_at, killed_at_each_write, seconds_of_reading

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="needs SIGKILL and fork")
KILLS, STUDENTS = 20, 30


@pytest.fixture(scope="module")
def small(tmp_path_factory) -> Rehearsal:
    """Few students, so that every write can be tried."""
    return Rehearsal(tmp_path_factory.mktemp("small"), 5)


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Rehearsal:
    """A class."""
    return Rehearsal(tmp_path_factory.mktemp("large"), STUDENTS)


@pytest.fixture(scope="module")
def killed(small) -> dict[str, list]:
    """For each scenario, a folder for each write at which a run was killed."""
    return {scenario: killed_at_each_write(small, scenario) for scenario in SCENARIOS}


def changes_told(text: str) -> bool:
    """Whether somebody was told whose points changed, by the key too."""
    return "Changed since the last run: the points of " in text and "key changed: " in text


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_killed_at_any_write_the_next_run_ends_in_the_same_files(small, killed, scenario):
    """Every file, byte for byte, and no other one left; what changed is told by one of the two runs."""
    assert len(killed[scenario]) > 3 * 8, "each file has three places to be killed at"
    for at, out, told in killed[scenario]:
        told += small.last(out)
        held, want = files(out), small.want[scenario]
        assert {name for name in held | want if held.get(name) != want.get(name)} == set(), at
        assert scenario == "first" or changes_told(told), f"{at}: nobody was told of the corrected key"


def test_killed_at_random_moments_the_next_run_ends_in_the_same_files(large):
    """Half of the moments lie anywhere before the first write, half between the writes."""
    draw, stages, reading = random.Random(4), Counter(), seconds_of_reading(large)
    for n in range(KILLS):
        scenario = SCENARIOS[n // 2 % 2]
        share = (n + draw.random()) / KILLS
        moment = {"writes": 1 + int(share * STUDENTS)} if n % 2 else {"seconds": share * reading}
        done = killed_at(large, scenario, f"random-{n}", **moment)
        stages[done.stage] += 1
        told = done.told + large.last(done.out)
        held, want = files(done.out), large.want[scenario]
        wrong = {name for name in held | want if held.get(name) != want.get(name)}
        assert wrong == set(), f"{moment}, {done.stage}"
        assert scenario == "first" or changes_told(told), f"{moment}, {done.stage}"
    assert stages["reading"] >= 5 and stages["writing"] >= 5, dict(stages)
