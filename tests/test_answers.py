"""Answers survive: whatever was acknowledged is there, whatever was in the way is kept aside."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.answers import Sheet, answers_folder, is_operation, layer_of, replay, workspace
from kit.article import Span, plain_article

TASK = "mill/who"


def put(op_id, id="a", **value):
    """An operation that keeps an annotation."""
    return {"op": "put", "op_id": op_id, "id": id, "value": value}


def drop(op_id, id="a"):
    """An operation that takes it away."""
    return {"op": "drop", "op_id": op_id, "id": id}


def file_of(*lines):
    """The bytes of a sheet: its first line and these."""
    header = json.dumps({"format": 1, "task": TASK}).encode()
    return b"\n".join([header, *(json.dumps(line).encode() if isinstance(line, dict) else line for line in lines)])


@pytest.fixture
def path(answers_folder):
    """Where the sheet of the task lies."""
    place = answers_folder / "mill" / "who.jsonl"
    place.parent.mkdir(parents=True)
    return place


# ---- append and replay


def test_nothing_is_written_before_the_first_answer(answers_folder):
    """Looking costs nothing."""
    assert Sheet(TASK).values() == {} and not answers_folder.exists()


def test_the_later_operation_wins_and_survives(answers_folder):
    """Put, put again, drop another: a new sheet on the same file says the same."""
    sheet = Sheet(TASK)
    for operation in (put("1", "a", x=1), put("2", "b", x=1), put("3", "a", x=2), drop("4", "b")):
        assert sheet.append(operation) is True
    assert sheet.values() == Sheet(TASK).values() == {"a": {"x": 2}}


def test_an_operation_added_twice_changes_nothing(path):
    """Also when another kernel added it, and also when it arrives late."""
    one, two = Sheet(TASK), Sheet(TASK)
    assert one.append(put("1", x=1)) and two.append(put("2", x=2))
    assert not two.append(put("1", x=1)) and not one.append(put("2", x=2)) and not Sheet(TASK).append(put("1", x=1))
    assert one.values() == two.values() == Sheet(TASK).values() == {"a": {"x": 2}}
    assert len(path.read_bytes().splitlines()) == 3


def test_what_the_task_filled_in_can_be_changed_and_dropped():
    """Given parts come first; operations lie on top."""
    sheet = Sheet(TASK)
    given_parts = [("g", {"x": 0}), ("h", {"x": 0})]
    sheet.append(put("1", "g", x=1))
    sheet.append(drop("2", "h"))
    assert sheet.values(given_parts) == {"g": {"x": 1}}


operations = st.lists(
    st.one_of(
        st.builds(lambda n, id, x: put(str(n), id, x=x), st.integers(0, 9), st.sampled_from("abc"), st.integers()),
        st.builds(lambda n, id: drop(str(n), id), st.integers(0, 9), st.sampled_from("abc")),
        st.builds(lambda n: {"op": "did", "op_id": str(n), "what": "checked"}, st.integers(0, 9)),
    ),
    max_size=12,
)


@given(operations)
def test_replay_is_a_dictionary_with_puts_and_drops(made):
    """A twin by hand says the same, and notes of what was done change no answer."""
    twin = {}
    for op in made:
        if op["op"] == "put":
            twin[op["id"]] = op["value"]
        elif op["op"] == "drop" and op["id"] in twin:
            del twin[op["id"]]
    assert replay(made) == twin


@given(st.dictionaries(st.sampled_from(["op", "op_id", "id", "value", "what"]), st.one_of(
    st.none(), st.integers(), st.text(max_size=3), st.lists(st.integers(), max_size=1), st.just({}),
    st.sampled_from(["put", "drop", "did", "x" * 201]),
)))  # fmt: skip
def test_only_whole_operations_are_operations(value):
    """Each has its own id, a put and a drop what they are about, and ids are short."""
    if is_operation(value):
        assert 0 < len(value["op_id"]) <= 200 and value["op"] in ("put", "drop", "did")
        assert value["op"] == "did" or 0 < len(value["id"]) <= 200


@pytest.mark.parametrize(
    "nonsense", [{}, [], None, "put", put("", "a"), put("x" * 201, "a"), {"op": "did", "op_id": "1"}]
)
def test_nonsense_never_enters_a_sheet(nonsense, answers_folder):
    """It is refused, and no file comes of it."""
    with pytest.raises(ValueError, match="not an operation"):
        Sheet(TASK).append(nonsense)
    assert not answers_folder.exists()


def test_checks_are_counted_and_change_no_answer():
    """So that the first can be told from the later ones, also tomorrow."""
    sheet = Sheet(TASK)
    sheet.append(put("1", x=1))
    sheet.did("checked")
    sheet.did("opened")
    sheet.did("checked")
    assert sheet.checks == Sheet(TASK).checks == 2 and sheet.values() == {"a": {"x": 1}}


def test_names_make_paths_inside_the_folder(answers_folder):
    """Whatever a task is called."""
    for name in ("mill/who 1", "mill/wer?*", "mill/ä", "/x"):
        Sheet(name).append(put("1"))
    made = list(answers_folder.parent.rglob("*.jsonl"))
    assert len(made) == 4 and all(answers_folder in p.parents for p in made)


# ---- damage


def test_a_torn_last_line_costs_that_operation_only(path):
    """The others are there, the next one is not swallowed, and nobody is alarmed."""
    path.write_bytes(file_of(put("1", x=1), b'{"op": "put", "op_id": "2", "id": "a", "va'))
    sheet = Sheet(TASK)
    assert sheet.values() == {"a": {"x": 1}} and sheet.notice == ""
    sheet.append(put("3", "b", x=3))
    again = Sheet(TASK)
    assert again.values() == {"a": {"x": 1}, "b": {"x": 3}} and again.notice == ""


@pytest.mark.parametrize("size", range(1, 60, 7))
def test_a_line_torn_anywhere_costs_nothing_else(path, size):
    """Torn in the first letter or in the last, then written on by two more kernels."""
    torn = json.dumps(put("2", x="Zoë")).encode()[:size]
    path.write_bytes(file_of(put("1", x=1), torn))
    for n in ("3", "4"):
        Sheet(TASK).append(put(n, n))
    again = Sheet(TASK)
    assert set(again.values()) == {"a", "3", "4"} and again.notice == ""
    assert torn in path.read_bytes(), "the torn bytes stay where they are"


def test_a_whole_line_that_only_lacks_its_end_is_taken_in(path):
    """The last byte was lost; the next write closes the line, and adding it again changes nothing."""
    path.write_bytes(file_of(put("1", x=1)))
    sheet = Sheet(TASK)
    sheet.append(put("1", x=1))
    assert Sheet(TASK).values() == {"a": {"x": 1}}


FOREIGN = {
    "another program's": (b'{"cells": []}\n', "it is not an answer file of this kit"),
    "plain text": (b"shopping: eggs\n", "it is not an answer file of this kit"),
    "not UTF-8": ("Zoë\n".encode("latin-1"), "it is not an answer file of this kit"),
    "zero bytes": (b"\x00" * 64, "it is not an answer file of this kit"),
    "newer": (b'{"format": 2, "task": "mill/who"}\n{"op": "sing"}\n', "made by a newer kit"),
    "older": (b'{"format": 0, "task": "mill/who"}\n', "made by an older kit"),
    "of another task": (b'{"format": 1, "task": "heir/who"}\n', "it holds answers to another task (heir/who)"),
    "deep": (b"[" * 100_000, "it is not an answer file of this kit"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_is_kept_aside_unchanged_and_told(path, kind):
    """Under a new name, with all its bytes; the learner is told where; new answers start a new file."""
    data, reason = FOREIGN[kind]
    path.write_bytes(data)
    sheet = Sheet(TASK)
    aside = path.with_name("who.aside-1.jsonl")
    assert aside.read_bytes() == data and str(aside) in sheet.notice and reason in sheet.notice
    sheet.append(put("1", x=1))
    again = Sheet(TASK)
    assert again.values() == {"a": {"x": 1}} and again.notice == "" and aside.read_bytes() == data


def test_garbage_between_good_lines_is_kept_aside_and_the_good_taken_over(path):
    """The whole old file stays, the readable answers go on."""
    data = file_of(put("1", x=1), b"\x00\xff garbage", b'{"op": "sing"}', b"<<<<<<< HEAD", put("2", "b", x=2), b"")
    path.write_bytes(data)
    sheet = Sheet(TASK)
    aside = path.with_name("who.aside-1.jsonl")
    assert (
        sheet.values() == {"a": {"x": 1}, "b": {"x": 2}} and aside.read_bytes() == data and str(aside) in sheet.notice
    )
    assert Sheet(TASK).notice == "" and Sheet(TASK).values() == sheet.values()


def test_a_second_foreign_file_does_not_overwrite_the_first_one_aside(path):
    """Each gets a number of its own."""
    for n, data in enumerate([b"one\n", b"two\n", b"three\n"], start=1):
        path.write_bytes(data)
        Sheet(TASK)
        assert path.with_name(f"who.aside-{n}.jsonl").read_bytes() == data
    assert path.with_name("who.aside-1.jsonl").read_bytes() == b"one\n"


def test_an_empty_file_is_a_fresh_sheet(path):
    """A crash before the first byte alarms nobody."""
    path.write_bytes(b"")
    sheet = Sheet(TASK)
    sheet.append(put("1", x=1))
    assert sheet.notice == Sheet(TASK).notice == "" and Sheet(TASK).values() == {"a": {"x": 1}}


def test_two_first_lines_alarm_nobody(path):
    """Two kernels that begin the file at the same moment both write one."""
    path.write_bytes(file_of(put("1", x=1)) + b"\n" + file_of(put("2", "b", x=2)) + b"\n")
    sheet = Sheet(TASK)
    assert set(sheet.values()) == {"a", "b"} and sheet.notice == ""


@given(st.binary(max_size=200), st.integers(0, 3))
def test_any_bytes_open_without_an_error_and_none_are_lost(tmp_path_factory, data, whole):
    """After good lines or instead of them: what was there is in the file or aside, what is new is kept."""
    folder = tmp_path_factory.mktemp("any")
    place = folder / "mill" / "who.jsonl"
    place.parent.mkdir()
    before = file_of(*(put(str(n), str(n)) for n in range(whole))) + b"\n" + data if whole else data
    place.write_bytes(before)
    sheet = Sheet(TASK, folder)
    sheet.append(put("new", "new", x=1))
    assert Sheet(TASK, folder).values()["new"] == {"x": 1}
    kept = [p.read_bytes() for p in place.parent.iterdir()]
    assert any(text.startswith(before) for text in kept)
    assert {str(n) for n in range(whole)} <= set(sheet.values())


# ---- two kernels, threads, a crash


def test_two_kernels_on_one_file_see_each_other():
    """Each takes in what the other wrote, at its own next write."""
    one, two = Sheet(TASK), Sheet(TASK)
    one.append(put("1", "a", x=1))
    two.append(put("2", "b", x=2))
    one.append(put("3", "c", x=3))
    assert set(one.values()) == {"a", "b", "c"} and set(two.values()) == {"a", "b"}
    two.append(drop("4", "a"))
    assert set(two.values()) == set(Sheet(TASK).values()) == {"b", "c"}


def test_a_file_taken_away_under_a_running_kernel_begins_anew(path):
    """Its own answers stay in memory, and what it keeps next is seen and readable."""
    sheet = Sheet(TASK)
    for n in range(5):
        sheet.append(put(str(n), str(n)))
    path.unlink()
    sheet.append(put("new", "new", x=1))
    assert "new" in sheet.values() and Sheet(TASK).values() == {"new": {"x": 1}}


def test_many_threads_lose_nothing():
    """Through one sheet and through several at once."""
    shared = Sheet(TASK)

    def work(worker):
        mine = shared if worker % 2 else Sheet(TASK)
        for n in range(15):
            mine.append(put(f"{worker}-{n}", f"{worker}-{n}"))

    workers = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    after = Sheet(TASK)
    assert set(after.values()) == {f"{w}-{n}" for w in range(6) for n in range(15)} and after.notice == ""


def test_what_is_acknowledged_was_on_the_disk_before(path, monkeypatch):
    """At the moment of fsync the whole line stands in the file; append returns only afterwards."""
    synced = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(path.read_bytes()), real(handle)))
    Sheet(TASK).append(put("1", x="here"))
    assert len(synced) == 1 and synced[0].endswith(b'"value": {"x": "here"}}\n')


WRITER = """
import sys
from kit.answers import Sheet
sheet = Sheet("mill/who")
for n in range(100_000):
    op_id = f"{sys.argv[1]}-{n}"
    sheet.append({"op": "put", "op_id": op_id, "id": op_id, "value": {"text": "word " * 20}})
    print(op_id, flush=True)
"""


def test_a_kernel_killed_in_a_burst_loses_nothing_acknowledged(answers_folder):
    """Killed with -9 at random moments, again and again on the same file: each acknowledged id is there."""
    chance = random.Random(7)
    acknowledged = set()
    for round_ in range(6):
        root = Path(__file__).parent.parent
        call = [sys.executable, "-c", WRITER, str(round_)]
        with subprocess.Popen(call, stdout=subprocess.PIPE, text=True, cwd=root) as child:
            acknowledged.add(child.stdout.readline().strip())
            time.sleep(chance.uniform(0.0, 0.15))
            child.send_signal(signal.SIGKILL)
            acknowledged |= {line.strip() for line in child.stdout.read().split("\n")[:-1] if line.strip()}
        sheet = Sheet(TASK)
        assert acknowledged <= set(sheet.values()) and sheet.notice == ""
    assert len(acknowledged) > 12, "a burst was really under way"


# ---- a disk that refuses


def test_a_folder_that_cannot_be_made_is_an_oserror(answers_folder):
    """Nothing is acknowledged that is not kept."""
    answers_folder.write_text("a file stands where the folder should")
    with pytest.raises(OSError):
        Sheet(TASK).append(put("1"))


def test_a_file_that_cannot_be_read_is_told_and_not_written_to(path):
    """The exercise still opens; once the file can be read, answers are kept again."""
    path.mkdir()
    sheet = Sheet(TASK)
    assert str(path) in sheet.notice and "cannot be read" in sheet.notice
    with pytest.raises(OSError):
        sheet.append(put("1"))
    path.rmdir()
    assert sheet.append(put("1", x=1)) and Sheet(TASK).values() == {"a": {"x": 1}}


# ---- where things are


def test_answers_lie_beside_the_notebook_unless_told_otherwise(monkeypatch):
    """`KIT_ANSWERS` moves them; an empty one does not."""
    for value in (None, ""):
        monkeypatch.delenv("KIT_ANSWERS") if value is None else monkeypatch.setenv("KIT_ANSWERS", value)
        assert answers_folder() == Path("answers")


def test_the_workspace_keeps_its_random_name(answers_folder, monkeypatch, tmp_path):
    """Another copy of the course has another."""
    name = workspace()
    assert len(name) == 16 and workspace() == name
    monkeypatch.setenv("KIT_ANSWERS", str(tmp_path / "other"))
    assert workspace() != name


def test_a_damaged_workspace_name_is_replaced(answers_folder):
    """An empty or foreign one names nobody."""
    answers_folder.mkdir()
    for data in (b"", b"\n", b"\xff\xfe"):
        (answers_folder / "workspace").write_bytes(data)
        assert len(workspace()) == 16


def test_a_folder_that_takes_no_files_still_gives_a_name(answers_folder):
    """The exercise opens; it is told at the first answer that nothing can be kept."""
    answers_folder.write_text("a file stands where the folder should")
    assert len(workspace()) == 16


# ---- from stored values to a layer


def test_one_unreadable_annotation_costs_that_one_only(mill):
    """The others are placed, and the reason is told."""
    good = {"type": "pair", "a": "c1", "b": "c2", "relation": "tension"}
    bad = {
        "type": {"type": []},
        "field": {"type": "pair", "a": "c1", "b": "c2", "colour": "red"},
        "label": {**good, "relation": "quarrel"},
        "place": {"type": "attribution", "cue": [{"sentence": "p9s9", "words": "said"}]},
    }
    layer, unplaced = layer_of({"c1+c2": good, **bad}, mill.article)
    assert [a.id for a in layer.annotations] == ["c1+c2"] and set(unplaced) == set(bad)
    assert "p9s9" in unplaced["place"] and "quarrel" in unplaced["label"]


def test_what_was_read_once_is_read_on_its_own_text():
    """The same answer and text in other sentences: where its words are not, it has no place, whichever came first."""
    answer = {"h1": {"type": "attribution", "cue": [{"sentence": "p1s2", "words": "said"}]}}
    one, two = (
        plain_article("a", "It rained. She said so.", [[Span(*place) for place in places]])
        for places in ([(0, 23)], [(0, 10), (11, 23)])
    )
    assert one.digest == two.digest
    for article, placed in ((one, 0), (two, 1), (one, 0), (two, 1)):
        layer, unplaced = layer_of(answer, article)
        assert (len(layer.annotations), len(unplaced)) == (placed, 1 - placed)


def test_the_same_words_of_two_learners_keep_their_own_ids(mill):
    """Each highlight has the id that its own browser drew, whoever was read first, and whatever it says of itself."""
    sentence = mill.article.sentences[0]
    value = {"type": "attribution", "cue": [{"sentence": sentence.id, "words": sentence.text.split(" ")[0]}]}
    [first], [second] = (layer_of({id: value | {"id": "x"}}, mill.article)[0].annotations for id in ("h1", "h2"))
    assert (first.id, second.id) == ("h1", "h2") and first.cue == second.cue
