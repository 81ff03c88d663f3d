"""Decks of short questions are files that anybody can write; each mistake is told in one sentence."""

import os

import pytest

from kit.authoring import check_deck
from kit.case import load
from kit.deck import SHELF, decks, find_task, read_deck
from kit.errors import KitError
from kit.model import Layer
from kit.scoring import in_play, score
from kit.tasks import Exercise

DECK = """\
title: Small words
prompt: Read each sentence.
objective: o1
language: en
kind: invented
licence: CC BY 4.0
points: 6
options:
  - {id: said, text: Somebody says so}
  - {id: none, text: Nobody is credited}
items:
  - {id: i1, ask: choice, question: Who says it?, text: ["“It rains,” said Ada Rill."]}
  - {id: i2, ask: choice, question: Who says it?, text: [It rains on the mill.]}
  - {id: i3, ask: choice, question: Who says it?, text: ["Rain, Ada Rill thinks, is good."]}
  - {id: i4, ask: choice, question: Who says it?, text: [The “wheel of luck” stands still.]}
  - {id: i5, ask: end, question: Where does it end?, text: ["Ada Rill said it rains, while the wheel stands still."]}
  - {id: i6, ask: words, question: How does she know?, text: ["Ada Rill, who was there, said so there."]}
  - {id: i7, ask: words, question: How does she know?, text: [Ada Rill said so.], changed: [Ada Rill thought so.]}
"""
KEY = """\
readings: [{coder: test, date: "2026-11-23", note: for a test}]
items:
  - {id: i1, sound: true, right: said, why: Her words stand in marks., wrong: {none: Look at “said”.}}
  - {id: i2, sound: true, right: none, why: The paper says so itself., wrong: {said: Nobody speaks here.}}
  - {id: i3, sound: false, right: said, why: A thought is passed on., wrong: {none: “Thinks” is a cue.}}
  - {id: i4, sound: false, right: none, why: A name in marks., wrong: {said: The marks hold a name.}}
  - {id: i5, sound: true, words: [rains], why: The rest is the paper’s., otherwise: The sentence turns at “while”.,
     wrong: [{words: still, why: The wheel is the paper’s own.}]}
  - {id: i6, sound: true, words: [who was there], why: She was there., otherwise: These do not tell how.,
     wrong: [{words: (not given), why: Read what stands behind her name.}]}
  - {id: i7, sound: false, not_given: true, why: The text does not say., otherwise: That is what she says.}
"""


@pytest.fixture
def shelf(tmp_path):
    """A folder with the deck above."""
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "small.yaml").write_text(DECK, encoding="utf-8")
    (folder / "small.key.yaml").write_text(KEY, encoding="utf-8")
    return folder


def test_a_fit_deck_has_no_faults(shelf):
    """And it reads as a case with one task."""
    assert [str(fault) for fault in check_deck(shelf / "small.yaml")] == []
    case, task = find_task(f"{shelf}/small")
    assert (case.id, task.name, task.kind, len(task.items)) == ("decks/small", "decks/small", "items", 7)
    assert repr(case) and [o.id for o in task.items[0].options] == ["said", "none"] and not task.items[4].options


@pytest.mark.parametrize("name", decks())
def test_the_kits_own_decks_are_fit_for_use(name):
    """At least half sound, a why for everything, no cheat that pays; the key earns all, a blank sheet nothing."""
    path = SHELF / f"{name}.yaml"
    assert [str(fault) for fault in check_deck(path)] == []
    case, task = find_task(f"decks/{name}")
    key = case.key.layer
    itself = score(task, case.article, key, Layer(in_play(task, case.article, key)))
    assert itself.credit == pytest.approx(1) and score(task, case.article, key, Layer()).credit == 0
    assert len(task.items) >= 10 and itself.detection.noises >= itself.detection.signals
    view = str(Exercise(case, task).view())
    assert not [a.id for a in key.annotations if a.why in view]


FAULTS = [
    ("small.yaml", "ask: end", "ask: finish", "decks/small.yaml, i5, ask", 'no way of asking "finish"', "Known"),
    ("small.yaml", "id: i2", "id: i1", "decks/small.yaml", "given twice", "another id"),
    ("small.yaml", "text: [It rains on the mill.]", "text: []", "decks/small.yaml, i2, text", "no text", "one"),
    ("small.yaml", "kind: invented", "kind: dream", "decks/small.yaml, kind", '"dream"', "report, retelling"),
    ("small.yaml", "  - {id: none, text: Nobody is credited}\n", "", "decks/small.yaml, i1, options", "nothing",
     "two options"),
    ("small.yaml", "points: 6", "point: 6", "decks/small.yaml", 'no field "point"', '"points"'),
    ("small.key.yaml", "right: said, why: Her", "right: sayed, why: Her", "i1, right", 'no option "sayed"', '"said"'),
    ("small.key.yaml", "wrong: {none: Look", "wrong: {nobody: Look", "i1, accept", "no other option", "Known"),
    ("small.key.yaml", "words: [rains]", "words: [rain]", "i5", "does not stand in the text", "Copy the words exactly"),
    ("small.key.yaml", "words: [rains], why: The rest", "why: The rest", "i5", "the words are missing", "not_given"),
    ("small.key.yaml", "words: [who was there]", "words: [there]", "i6", "stands 2 times", "occurrence"),
    ("small.key.yaml", "words: [rains]", "words: 5", "i5, words", 'here stands "5"', "a list"),
    ("small.key.yaml", "words: [rains]", "words: [it rains]", "i5", "is one word", "Give it"),
    ("small.key.yaml", "not_given: true", "not_given: true, words: [Ada]", "i7", "says that none are given", "or"),
    ("small.key.yaml", "words: [rains]", "words: [{words: rains, occurrence: 3}]", "i5", "stands 1 times", "Count"),
    ("small.yaml", "points: 6", "points: -6", "decks/small.yaml, points", "no number of points", "0 or more"),
    ("small.yaml", "title: Small words", 'title: ""', "decks/small.yaml, title", "it is empty", "Write it"),
    ("small.key.yaml", "id: i7", "id: i8", "decks/small.key.yaml", 'no item in the deck "i8"', "i7"),
    ("small.key.yaml", "sound: true, right: said", "right: said", "i1", '"sound" is missing', "Add it"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "where", "what", "todo"), FAULTS, ids=[f[2][:30] for f in FAULTS])
def test_a_mistake_is_told_with_its_place(shelf, file, old, new, where, what, todo):
    """File, place, what is wrong and what to do."""
    text = (shelf / file).read_text(encoding="utf-8")
    assert old in text
    (shelf / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KitError) as raised:
        read_deck(shelf / "small.yaml", shelf / "small.key.yaml")
    assert where in str(raised.value) and what in str(raised.value) and todo in str(raised.value)


UNFIT = [
    (", otherwise: That is what she says.", "", "nothing says why not other words"),
    ("wrong: {said: Nobody speaks here.}", "wrong: {}", "nothing says why not said"),
    ("wrong: {said: Nobody speaks here.}", 'wrong: {said: ""}', "a `why` is missing"),
    ("sound: true, right: none", "sound: false, right: none", "At least half must be sound"),
    ('[{coder: test, date: "2026-11-23", note: for a test}]', "[]", "`readings` is empty"),
]


@pytest.mark.parametrize(("old", "new", "told"), UNFIT, ids=[u[2] for u in UNFIT])
def test_a_deck_that_teaches_badly_is_told(shelf, old, new, told):
    """Every wrong answer has its own why, half is sound, and no trick pays."""
    path = shelf / "small.key.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(told in str(fault) for fault in check_deck(shelf / "small.yaml"))


def test_a_deck_that_a_trick_passes_is_told(shelf):
    """Here it would do to click the last word of whatever is shown."""
    (shelf / "small.yaml").write_text(
        DECK[: DECK.index("  - {id: i1,")] + DECK[DECK.index("  - {id: i5,") :].split("\n")[0]
    )
    answer = "  - {id: i5, sound: true, words: [still], why: All of it is hers., otherwise: Read on.}\n"
    (shelf / "small.key.yaml").write_text(KEY[: KEY.index("  - {id: i1,")] + answer, encoding="utf-8")
    assert any("the cheat “the last word” earns 100%" in str(fault) for fault in check_deck(shelf / "small.yaml"))


def test_one_word_needs_no_list(shelf):
    """Whoever writes `words: rains` means that word."""
    path = shelf / "small.key.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("words: [rains]", "words: rains"), encoding="utf-8")
    assert [str(fault) for fault in check_deck(shelf / "small.yaml")] == []


def test_a_deck_without_its_key_is_for_the_teacher(shelf):
    """It can be answered, and nothing is explained."""
    (shelf / "small.key.yaml").unlink()
    exercise = Exercise(*find_task(f"{shelf}/small"))
    assert not exercise.view()["checkable"] and exercise.check("i1") == {}


def test_an_unknown_deck_is_told_with_the_nearest(shelf):
    """Also one that names a key."""
    for name in ("smal", "small.key"):
        with pytest.raises(KitError, match="small"):
            find_task(f"{shelf}/{name}")


def test_a_changed_deck_is_read_anew(shelf):
    """What an author mends is there at the next run of the cell."""
    assert find_task(f"{shelf}/small")[1].title == "Small words"
    (shelf / "small.yaml").write_text(DECK.replace("Small words", "Other words"), encoding="utf-8")
    stamp = (shelf / "small.yaml").stat().st_mtime_ns + 1_000_000
    os.utime(shelf / "small.yaml", ns=(stamp, stamp))
    assert find_task(f"{shelf}/small")[1].title == "Other words"


def test_a_case_is_no_deck():
    """And its tasks are found by the same name as ever."""
    case, task = find_task("goat/first")
    assert case is load("goat") and task.id == "first"
    with pytest.raises(KitError, match="the case is missing"):
        find_task("goat")
