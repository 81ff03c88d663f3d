"""The kernel's half of a widget: what it accepts, what it answers, and that nothing kills it."""

from __future__ import annotations

import re
import sys
import threading
from collections import Counter
from types import SimpleNamespace

import pytest

from kit.errors import KitError
from kit.widgets.base import HERE, PARTS, SHARED, TaskWidget, script, style
from kit.widgets.evidence import Evidence
from kit.widgets.handin import HandIn
from kit.widgets.marker import Marker

PUT = {"op": "put", "op_id": "1", "id": "a", "digest": "d", "at": "x", "value": {"id": "a"}}
SAVED = {"ops": ["1"], "at": "12:04", "problem": ""}


def made(**callbacks) -> TaskWidget:
    settings = {
        "on_op": lambda op: ([op.get("value")], SAVED),
        "on_check": lambda item: {"checks": 1, "summary": "Well.", "notes": []},
    }
    return Marker({"task": "t"}, [], **settings | callbacks)


def test_an_operation_is_kept_and_acknowledged():
    """Both come back as traits, and the same acknowledgement twice is heard twice."""
    widget, heard = made(), []
    widget.observe(lambda change: heard.append(change["new"]), "saved")
    for _ in range(2):
        widget._heard(widget, {"type": "op", "op": PUT}, [])
    assert widget.layer == [{"id": "a"}]
    assert [h["ops"] for h in heard] == [["1"], ["1"]]


def test_a_check_brings_feedback_and_remembers_what_it_judged():
    """`checked` is the layer at the check: so the browser can tell what changed since."""
    widget = made()
    widget._heard(widget, {"type": "op", "op": PUT}, [])
    widget._heard(widget, {"type": "check", "op_id": "2"}, [])
    assert widget.feedback["summary"] == "Well."
    assert widget.feedback["checked"] == [{"id": "a"}]


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        "op",
        [],
        {},
        {"type": "op"},
        {"type": "op", "op": "drop"},
        {"type": "eval", "op": PUT},
    ]
    + [{"type": "op", "op": PUT | wrong} for wrong in ({"op": "x"}, {"op_id": 1}, {"op_id": ""}, {"id": []})]
    + [{"type": "op", "op": PUT | {"value": "x"}}, {"type": "op", "op": PUT | {"id": "x" * 999}}],
)
def test_what_is_not_of_the_protocol_changes_nothing(message):
    """Ignored, never thrown, never acknowledged."""
    widget = made(on_op=lambda op: pytest.fail("reached the store"))
    widget._heard(widget, message, [])
    assert (widget.layer, widget.saved, widget.feedback) == ([], {}, {})


def test_a_callback_that_fails_is_told_and_never_thrown():
    """The learner reads a sentence; the answers drawn stay; nothing is acknowledged."""

    def broken(*_):
        raise OSError("no space left on device")

    def told(*_):
        raise KitError("answers/who-1.jsonl", "the disk is full", "Free some space")

    widget = made(on_op=broken, on_check=broken)
    widget._heard(widget, {"type": "op", "op": PUT}, [])
    widget._heard(widget, {"type": "check"}, [])
    assert "no space left" in widget.saved["problem"]
    assert widget.saved["ops"] == []
    assert "no space left" in widget.feedback["summary"]
    widget = made(on_op=told)
    widget._heard(widget, {"type": "op", "op": PUT}, [])
    assert widget.saved["problem"] == "answers/who-1.jsonl: the disk is full. Free some space."
    widget = made(on_op=lambda op: ("not a list", None))
    widget._heard(widget, {"type": "op", "op": PUT}, [])
    assert widget.saved["problem"]


def test_callbacks_never_run_at_the_same_time():
    """Messages may come on several threads."""
    inside, most = [], []

    def on_op(op):
        inside.append(1)
        most.append(len(inside))
        threading.Event().wait(0.002)
        inside.pop()
        return [], SAVED

    widget = made(on_op=on_op)
    message = {"type": "op", "op": PUT}
    threads = [threading.Thread(target=widget._heard, args=(widget, message, [])) for _ in range(20)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert len(most) == 20
    assert max(most) == 1


def test_a_misspelt_setting_is_refused():
    """With the nearest right one; anywidget alone would accept it in silence."""
    with pytest.raises(KitError, match="on_op"):
        made(onop=lambda op: None)


def test_beside_the_live_view_stands_one_line_of_text():
    """The answers follow in an output of their own: in an untrusted notebook they would stand there twice."""
    data, _ = Marker({"task": "t", "title": "Who says it?"}, [], on_op=None, on_check=None)._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/plain"}
    assert data["text/plain"] == "Who says it?\nRun > Run All Cells brings the exercise back."


def test_in_colab_a_widget_says_which_manager_draws_it(monkeypatch):
    """anywidget asks Colab for its manager of foreign widgets, once; what we put beside the view keeps that word.

    Colab is a stand-in here: a module of its name with the call that anywidget makes.
    """
    calls = []
    colab = SimpleNamespace(enable_custom_widget_manager=lambda: calls.append("on"))
    colab._widgets = SimpleNamespace(_installed_url="https://colab.example/manager.js")
    monkeypatch.setitem(sys.modules, "google.colab.output", colab)
    form = HandIn(view={"title": "Hand in"}, on_handin=None, static=lambda: {"text/plain": "Hand in"})
    for shown in (made(), form):
        _, metadata = shown._repr_mimebundle_()
        view = metadata["application/vnd.jupyter.widget-view+json"]
        assert view["colab"]["custom_widget_manager"]["url"] == "https://colab.example/manager.js"
    assert calls == ["on"]


@pytest.mark.parametrize("stem", sorted(path.stem for path in HERE.glob("*.js")))
def test_the_script_is_one_module(stem):
    """What is shared, the widget's parts and its own script, joined as they load; no name is given twice."""
    text = script(stem)
    assert text.count("\nexport default {") == 1
    assert "function openJournal" in text and ".kit-button" in style(stem)
    names = re.findall(r"^(?:function|const|let) (\w+)", text, re.M)
    assert [name for name, n in Counter(names).items() if n > 1] == []


def test_no_file_of_a_script_is_left_out():
    """Whatever lies in the two folders is joined."""
    assert {p.stem for p in (HERE / "shared").iterdir()} == set(SHARED)
    assert {p.stem for p in (HERE / "parts").iterdir()} == {name for names in PARTS.values() for name in names}


def test_a_failed_check_keeps_what_an_earlier_one_said():
    """The summary says what went wrong; the notes and what they judged stay, until a check succeeds."""
    replies = [{"checks": 1, "summary": "Well.", "notes": [{"title": "Right"}]}, OSError("no space left on device")]

    def on_check(item):
        reply = replies.pop(0)
        if isinstance(reply, OSError):
            raise reply
        return reply

    widget = made(on_check=on_check)
    widget._heard(widget, {"type": "op", "op": PUT}, [])
    widget._heard(widget, {"type": "check"}, [])
    widget._heard(widget, {"type": "op", "op": PUT | {"value": {"id": "b"}}}, [])
    widget._heard(widget, {"type": "check"}, [])
    assert "no space left" in widget.feedback["summary"] and widget.feedback["failed"]
    assert widget.feedback["notes"] == [{"title": "Right"}]
    assert widget.feedback["checked"] == [{"id": "a"}]
    replies.append({"checks": 2, "summary": "Better.", "notes": []})
    widget._heard(widget, {"type": "check"}, [])
    assert widget.feedback["summary"] == "Better." and "failed" not in widget.feedback


def opening(op_id: str, document: str) -> dict:
    op = {"op": "did", "op_id": op_id, "at": "x", "what": "opened", "id": document}
    return {"type": "op", "op": op}


def test_a_document_opened_stands_in_the_view_once_it_is_kept():
    """So a page that is loaded again on a living kernel shows it; what was not kept, or is in no pack, does not."""
    view = {"task": "t", "documents": [{"id": "map"}, {"id": "table"}], "opened": ["table"]}
    widget = Evidence(view, [], on_op=lambda op: ([], SAVED | {"ops": [op["op_id"]]}), on_check=dict)
    for op_id, document in (("1", "map"), ("2", "map"), ("3", "film")):
        widget._heard(widget, opening(op_id, document), [])
    assert widget.view["opened"] == ["table", "map"]
    assert view["opened"] == ["table"], "a new value, or the browser would not be told"
    lost = Evidence(view, [], on_op=lambda op: ([], SAVED | {"ops": []}), on_check=dict)
    lost._heard(lost, opening("1", "map"), [])
    assert lost.view["opened"] == ["table"]
