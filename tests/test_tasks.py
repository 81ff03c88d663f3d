"""Where case, widget, answers and score meet: what the browser says is kept, judged and shown, and nothing else."""

import dataclasses
import json
import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kit
from kit.answers import Sheet
from kit.errors import KitError
from kit.tasks import Exercise, Worked

ADA = {"type": "attribution", "source": [[6, 9]], "cue": [[5, 5]], "content": [[0, 4], [10, 13]], "quote": "direct"}
ADA_WORDS = {
    "source": ["Ada Rill, the miller"],
    "cue": ["said"],
    "content": ["The wheel broke on Monday", "and nobody saw it"],
}


def put(op_id, id, value, **more):
    """A `put` as the browser sends it."""
    return {"op": "put", "op_id": op_id, "at": "2026-11-22T10:00:00Z", "id": id, "value": value, **more}


def pair(id, relation, dimension=None):
    """A pair as the browser sends it."""
    a, b = id.split("+")
    return {"type": "pair", "a": a, "b": b, "same_event": True, "relation": relation, "dimension": dimension}


# ---- finding a task


def test_a_task_is_found_by_path_and_by_name(mill_folder):
    """`case/task`, with the case's folder in place of its name."""
    assert kit.task(f"{mill_folder}/who").task.name == "mill/who"
    for name, told in [
        ("who", "the case is missing"),
        (f"{mill_folder}/hwo", 'Did you mean "who"'),
        ("nowhere/x", "no case"),
    ]:
        with pytest.raises(KitError, match=told):
            kit.task(name)


def test_a_task_cannot_be_shown_solved_without_its_key(mill_folder):
    """And with it, it can."""
    assert "It broke on one of two days." in kit.worked(f"{mill_folder}/pairs").text()
    (mill_folder / "key.yaml").unlink()
    with pytest.raises(KitError, match="carries no key"):
        kit.worked(f"{mill_folder}/pairs")


# ---- keeping


def test_a_put_is_kept_in_words_and_drawn_in_word_numbers(exercise, answers_folder):
    """The file names sentences and words, so that a person and a changed text can place them."""
    drawn, saved = exercise("who").receive(put("1", "h1", ADA, words=ADA_WORDS))
    assert saved["ops"] == ["1"] and saved["problem"] == ""
    (again,) = exercise("who").drawn()
    assert again == drawn[0] and again["content"] == [[0, 4], [10, 13]] and again["quote"] == "direct"
    stored = json.loads((answers_folder / "mill" / "who.jsonl").read_text().splitlines()[1])["value"]
    assert stored["content"][0] == {"sentence": "p1s1", "words": "The wheel broke on Monday"}
    assert "[[" not in json.dumps(stored), "word numbers are never stored"


def test_a_drop_takes_it_away_and_a_put_brings_it_back(exercise):
    """As undo and redo send them."""
    who = exercise("who")
    who.receive(put("1", "h1", ADA))
    assert who.receive({"op": "drop", "op_id": "2", "id": "h1"})[0] == []
    assert len(who.receive(put("3", "h1", ADA))[0]) == 1 and len(exercise("who").drawn()) == 1


def test_an_operation_sent_again_is_acknowledged_again(exercise):
    """Its first acknowledgement may have been lost on the way; nothing changes."""
    who = exercise("who")
    first = who.receive(put("1", "h1", ADA))
    who.receive({"op": "drop", "op_id": "2", "id": "h1"})
    drawn, saved = who.receive(put("1", "h1", ADA))
    assert saved["ops"] == first[1]["ops"] == ["1"] and drawn == []


def test_two_kernels_see_each_others_answers(exercise):
    """At the next operation of each."""
    one, two = exercise("pairs"), exercise("pairs")
    one.receive(put("1", "c1+c2", pair("c1+c2", "tension", "time")))
    drawn, _ = two.receive(put("2", "c1+c3", pair("c1+c3", "compatible")))
    assert {a["id"] for a in drawn} == {"c1+c2", "c1+c3"}


def test_threads_keep_everything(exercise):
    """Messages arrive on threads of their own."""
    pairs = exercise("pairs")
    ids = ["c1+c2", "c1+c3", "c3+c4", "c1+c4"]
    send = lambda n: pairs.receive(put(str(n), ids[n % 4], pair(ids[n % 4], "tension", "time")))  # noqa: E731
    workers = [threading.Thread(target=send, args=(n,)) for n in range(24)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(Sheet("mill/pairs").operations) == 24 and len(pairs.drawn()) == 4


def test_a_readable_copy_lies_beside_the_log(exercise, answers_folder):
    """For anybody who opens the folder."""
    exercise("pairs").receive(put("1", "c1+c2", pair("c1+c2", "contradiction", "time")))
    text = (answers_folder / "mill" / "pairs.md").read_text()
    assert "1 of 4 answered" in text and "Ada Rill says the wheel broke on Monday." in text and "not answered" in text


NONSENSE = [
    None, 5, "put", [], {}, {"op": "put"}, {"op": "sing", "op_id": "1", "id": "a"}, {"op": "did", "op_id": "1",
        "id": "a"},
    {"op": "put", "op_id": "1", "id": "a"}, put("1", "a", None), put("1", "a", []), put("1", "a", 5), put("", "a", ADA),
    put("1", "", ADA), put(5, "a", ADA), put("x" * 300, "a", ADA), put("1", "a" * 300, ADA), put("1", ["a"], ADA),
    put("1", "a", {}), put("1", "a", {"type": []}), put("1", "a", {"type": "poem"}),
    put("1", "a", {**ADA, "cue": [[5, 99999]]}), put("1", "a", {**ADA, "cue": [[-1, 5]]}), put("1", "a", {**ADA,
        "cue": [[7, 5]]}),
    put("1", "a", {**ADA, "cue": [[5]]}), put("1", "a", {**ADA, "cue": ["said"]}), put("1", "a", {**ADA, "cue": 5}),
    put("1", "a", {**ADA, "cue": True}), put("1", "a", {**ADA, "cue": {"a": 1}}), put("1", "a", {**ADA, "cue": [[True,
        5]]}),
    put("1", "a", {**ADA, "quote": "quarrel"}), put("1", "a", {**ADA, "quote": 5}), put("1", "a", {**ADA,
        "colour": "red"}),
    put("1", "a", {**ADA, "confidence": "very"}), put("1", "a", pair("c1+c2", "quarrel")), put("1", "a",
        {"type": "pair", "a": "c1"}),
    put("1", "a", {"type": "assessment", "claim": "c1", "reasons": "vague"}), put("1", "\ud800", ADA),
    put("1", "a", {"type": "assessment", "claim": "c1", "holder": "\ud800"}),
    put("1", "a", ADA, digest="other", words=5), put("1", "a", ADA, digest="other", words={"source": 5}),
    put("1", "a", ADA, digest="other"), put("1", "a", ADA, digest="other", words={"source": [{}], "cue": [],
        "content": []}),
]  # fmt: skip


@pytest.mark.parametrize("operation", NONSENSE, ids=lambda o: ascii(o)[:60])
def test_nonsense_is_told_and_never_kept(exercise, answers_folder, operation):
    """It raises nothing, enters no sheet, and is acknowledged where it has an id, or it would come back for ever."""
    who = exercise("who")
    drawn, saved = who.receive(operation)
    assert drawn == [] and saved["problem"] and who.sheet.operations == [] and not answers_folder.exists()
    known = operation.get("op_id") if isinstance(operation, dict) else None
    assert saved["ops"] == ([known] if isinstance(known, str) else [])


json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 60) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
values = st.dictionaries(
    st.sampled_from(
        ["type", "source", "cue", "content", "quote", "a", "b", "claim", "relation", "reasons", "given", "id"]
    ),
    json_like | st.sampled_from(["attribution", "pair", "assessment", "choice", "c1", "tension"]) | st.just([[0, 3]]),
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values | json_like, st.none() | st.just("other"), json_like)
def test_whatever_arrives_the_exercise_goes_on(exercise, value, digest, words):
    """No message of a browser brings an error, and what was kept reads back."""
    who = exercise("who")
    drawn, saved = who.receive(put(f"{len(who.sheet.operations)}", "a", value, digest=digest, words=words))
    assert isinstance(saved["problem"], str) and exercise("who").drawn() == drawn
    exercise("who").check()


def test_a_refusing_disk_is_told_and_nothing_acknowledged(mill, answers_folder):
    """The browser keeps the answer then and sends it again."""
    answers_folder.write_text("a file stands where the folder should")
    who = Exercise(mill, mill.task("who"))
    drawn, saved = who.receive(put("1", "h1", ADA))
    assert saved["ops"] == [] and "could not be written" in saved["problem"] and drawn == []
    assert who.check()["summary"], "a check works all the same"
    answers_folder.unlink()
    assert who.receive(put("1", "h1", ADA))[1]["ops"] == ["1"] and len(who.drawn()) == 1


def test_a_file_that_cannot_be_read_leaves_the_exercise_usable(mill, answers_folder):
    """It opens, says what is wrong, and acknowledges nothing."""
    (answers_folder / "mill" / "who.jsonl").mkdir(parents=True)
    who = Exercise(mill, mill.task("who"))
    assert "cannot be read" in who.view()["notice"]
    assert who.receive(put("1", "h1", ADA))[1]["ops"] == []


# ---- another text


@pytest.fixture
def changed(variant):
    """The mill after its author rewrote it: one sentence more, one word less."""
    return variant(
        ("article.md", "The mill stands by the river.", "The mill stands by the old river."),
        ("article.md", "A neighbour claimed", "A farmer claimed"),
        ("claims.yaml", "The mill stands by the river", "The mill stands"),
        ("key.yaml", "A neighbour", "A farmer"),
    )


def test_kept_answers_find_their_words_on_a_changed_text_or_are_listed(exercise, changed):
    """Still unique in their sentence: kept. Others: told with their words, and still in the file."""
    who = exercise("who")
    who.receive(put("1", "h1", ADA, digest=who.case.article.digest))
    who.receive(put("2", "h2", {"type": "attribution", "source": [[20, 21]], "cue": [[22, 22]], "content": [[24, 29]]}))
    after = exercise("who", changed)
    assert [a["id"] for a in after.drawn()] == ["h1"]
    notice = after.notice()
    assert "1 of your earlier answers could not be placed" in notice and "“A neighbour”" in notice
    assert str(after.sheet.path) in notice and "h2" in after.values(), "nothing is dropped"
    assert exercise("who").notice() == "", "and on the old text all is well"


def test_an_answer_that_waited_in_the_browser_is_placed_by_its_words(exercise, changed):
    """Its word numbers mean another text; where its words stand once, they are taken; else it is told."""
    after = exercise("who", changed)
    old = exercise("who").case.article.digest
    assert old != changed.article.digest
    drawn, saved = after.receive(put("1", "h1", ADA, digest=old, words=ADA_WORDS))
    assert saved["problem"] == "" and drawn[0]["source"] == [[6, 9]]
    river = {"type": "attribution", "source": [[14, 15]], "cue": [[16, 16]], "content": [[30, 31]]}
    words = {"source": ["The mill"], "cue": ["stands"], "content": ["It turns"]}
    drawn, _ = after.receive(put("2", "h2", river, digest=old, words=words))
    assert drawn[1]["content"] == [[31, 32]], "one word further on in the new text"
    drawn, saved = after.receive(put("3", "h3", river, digest=old, words={**words, "source": ["wheel"]}))
    assert "“wheel … stands … It turns” has no sure place" in saved["problem"] and len(drawn) == 2
    assert (
        saved["ops"] == ["3"]
        and "h3" in after.values()
        and "1 of your earlier answers" in exercise("who", changed).notice()
    )


def test_the_second_of_two_is_never_guessed_on_a_changed_text(exercise, variant):
    """ "The second “the”" means another word once a sentence was rewritten: it is listed, not placed."""
    claim = ("claims.yaml", "The mill stands by the river", "mill by the river")
    twice = variant(("article.md", "The mill stands by the river.", "A mill by the river is the mill."), claim)
    before = exercise("who", twice)
    value = {"type": "attribution", "source": [[15, 15]], "cue": [[19, 19]], "content": [[21, 21]]}
    _, saved = before.receive(put("1", "h1", value, digest=twice.article.digest))
    kept = before.values()["h1"]
    assert saved["problem"] == "" and {"sentence": "p1s2", "words": "mill", "occurrence": 2} in kept["content"]
    rewritten = variant(
        ("article.md", "The mill stands by the river.", "Old mill by the river: a mill is the mill."), claim
    )
    after = exercise("who", rewritten)
    assert after.drawn() == [] and "“mill” stands 3 times" in after.notice()


# ---- given parts


GIVEN = (
    "tasks.yaml",
    "fields: [reasons]",
    "fields: [reasons]\n  given: [{id: c3, claim: c3, checkability: here}]",
)


def test_what_is_filled_in_is_drawn_and_is_not_the_learners(variant, exercise):
    """It counts once it was worked on."""
    check = exercise("check", variant(GIVEN))
    assert [(a["id"], a["given"]) for a in check.drawn()] == [("c3", True)]
    assert check.layer.annotations == () and check.progress_words() == "0 of 4 answered"
    value = {"type": "assessment", "claim": "c3", "checkability": "elsewhere", "given": True}
    drawn, _ = check.receive(put("1", "c3", value))
    assert drawn[0]["given"] is False and check.layer.get("c3").checkability == "elsewhere"
    assert check.progress_words() == "1 of 4 answered"


# ---- what the learner sees


def without_names_of_labels(view):
    """A view without the labels' own texts, which everybody may read in the codebook."""
    return json.dumps({k: v for k, v in view.items() if k != "labels"}, ensure_ascii=False)


@pytest.mark.parametrize("task_id", ["who", "pairs", "check"])
def test_the_view_is_the_same_with_and_without_a_key(exercise, mill_unkeyed, task_id):
    """So there is nothing of the key in it, but for whether there is one to check with."""
    with_key, without = exercise(task_id), exercise(task_id, mill_unkeyed)
    a, b = with_key.view(), without.view()
    assert (a.pop("checkable"), b.pop("checkable")) == (True, False) and a == b
    shown = without_names_of_labels(a)
    for annotation in with_key.case.key.layer.annotations:
        assert annotation.why not in shown


def test_a_view_crosses_to_the_browser_and_holds_the_whole_text(exercise):
    """It is plain JSON; the pieces of a sentence make the sentence, and numbers count on."""
    view = json.loads(json.dumps(exercise("who").view()))
    sentences = [s for p in view["paragraphs"] for s in p["sentences"]]
    article = exercise("who").case.article
    for s in sentences:
        assert "".join(text for _, text in s["pieces"]) == article.sentence(s["id"]).text and s["inplay"]
    numbers = [n for s in sentences for n, _ in s["pieces"] if n is not None]
    assert numbers == list(range(len(article.tokens)))


def test_claims_are_shown_in_their_sentence(exercise):
    """What stands before and after makes the sentence again."""
    for item in exercise("pairs").view()["items"]:
        for side in (item["a"], item["b"]):
            sentence = exercise("pairs").case.article.sentence(side["sentence"])
            assert side["before"] + side["words"] + side["after"] == sentence.text and side["gist"]


def test_labels_come_from_the_codebook_with_their_definitions(exercise):
    """Those of the main question and of each asked field, and the voices where they are asked."""
    labels = exercise("check").view()["labels"]
    assert set(labels) == {"checkability", "reasons"} and all(label["hint"] for label in labels["reasons"])
    assert exercise("who").view()["voices"] == []
    case = exercise("who").case
    asked = Exercise(case, dataclasses.replace(case.task("who"), fields=("voice",))).view()
    assert asked["voices"][0] == {"id": "ada", "name": "Ada Rill"} and "voice" not in asked["labels"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([], "nothing highlighted yet"),
        ([("h1", ADA)], "1 attribution highlighted"),
        ([("h1", ADA), ("h2", ADA)], "2 attributions highlighted"),
        (
            [("none", {"type": "choice", "item": "none-here", "option": "yes"})],
            "“nobody is credited in this text” chosen",
        ),
    ],
)
def test_progress_in_words(exercise, values, words):
    """Without saying how many there are to find."""
    who = exercise("who")
    for n, (id, value) in enumerate(values):
        who.receive(put(str(n), id, value))
    assert who.progress_words() == words


def test_an_item_counts_as_answered_once_its_main_question_is(exercise):
    """A dimension alone is not an answer."""
    pairs = exercise("pairs")
    pairs.receive(put("1", "c1+c2", pair("c1+c2", None, "time")))
    pairs.receive(put("2", "c1+c3", pair("c1+c3", "compatible")))
    assert pairs.progress_words() == "1 of 4 answered"


# ---- checking


def test_the_first_check_hints_and_the_second_shows(exercise):
    """Checks are noted in the sheet, so a restart does not begin them anew."""
    who = exercise("who")
    first = who.check()
    assert first["checks"] == 1 and {n["title"] for n in first["notes"]} == {"Not highlighted yet"}
    assert all(n["tokens"] is None and n["sentence"] is None for n in first["notes"]), "not even by its place"
    second = exercise("who").check()
    assert second["checks"] == 2 and any(n["tokens"] for n in second["notes"])
    assert [n["sentence"] for n in second["notes"]] == ["p1s1", "p2s1"]
    json.dumps(second)


def test_checking_changes_no_answer(exercise):
    """What was opened or checked is never scored."""
    who = exercise("who")
    who.receive(put("1", "h1", ADA))
    before = who.drawn()
    who.check()
    who.check()
    assert exercise("who").drawn() == before and exercise("who").sheet.checks == 2


@pytest.mark.parametrize("task_id", ["who", "pairs", "check"])
def test_without_a_key_a_check_says_nothing(exercise, mill_unkeyed, task_id):
    """And is not noted either."""
    graded = exercise(task_id, mill_unkeyed)
    assert graded.check() == {} and graded.sheet.checks == 0


def test_a_label_that_the_codebook_no_longer_has_stops_nothing(exercise, answers_folder):
    """An old sheet with a renamed label: that answer is listed, and the check goes on."""
    pairs = exercise("pairs")
    pairs.receive(put("1", "c1+c2", pair("c1+c2", "contradiction", "time")))
    pairs.receive(put("2", "c1+c3", pair("c1+c3", "compatible")))
    path = answers_folder / "mill" / "pairs.jsonl"
    path.write_text(path.read_text().replace('"compatible"', '"harmonious"'))
    again = exercise("pairs")
    assert "harmonious" in again.notice() and "1 of 1" in again.check()["summary"]


# ---- shown without a browser


@pytest.mark.parametrize("task_id", ["who", "pairs", "check"])
def test_the_plain_view_tells_the_answers_and_not_the_key(exercise, task_id):
    """As HTML and as text, with the time and the way back."""
    shown = exercise(task_id).static()
    for text in shown.values():
        assert "Run All Cells" in text and "as of" in text
        assert not any(a.why in text for a in exercise(task_id).case.key.layer.annotations)
    assert set(shown) == {"text/html", "text/plain"}


def test_a_widget_shows_the_last_feedback_again(exercise):
    """After a reload the learner finds it where it was; without a check there is none."""
    pytest.importorskip("anywidget")
    pairs = exercise("pairs")
    assert not pairs.widget().feedback
    pairs.receive(put("1", "c1+c2", pair("c1+c2", "contradiction", "time")))
    pairs.check()
    assert exercise("pairs").widget().feedback["checks"] == 1


@pytest.mark.parametrize("task_id", ["who", "pairs", "check"])
def test_a_worked_example_gives_every_reason(mill, task_id):
    """Each answer of the key stands there with its why."""
    worked = Worked(mill, mill.task(task_id))
    kinds = {"who": mill.key.layer.attributions, "pairs": mill.key.layer.pairs, "check": mill.key.layer.assessments}
    for text in (worked.html(), worked.text()):
        assert all(a.why in text for a in kinds[task_id])


def test_an_answer_about_something_else_is_refused(exercise):
    """It would be kept and never counted; so it is told at once, and nothing of it is stored."""
    pairs = exercise("pairs")
    drawn, saved = pairs.receive(put("1", "c1+c999", {"type": "pair", "a": "c1", "b": "c999", "relation": "tension"}))
    assert drawn == [] and "not asked here" in saved["problem"] and pairs.values() == {}
