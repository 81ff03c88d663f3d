"""What is otherwise in a browser's Python, as far as it can be told outside of one; tests/site/ has the rest."""

from __future__ import annotations

import pytest

from kit import inbrowser
from kit.answers import Sheet
from kit.case import load
from kit.errors import KitError


class JsNull:
    """What Pyodide makes of a null."""


@pytest.fixture
def here(monkeypatch, tmp_path):
    """As if Python ran in a browser that keeps nothing."""
    monkeypatch.setattr(inbrowser, "HERE", True)
    monkeypatch.chdir(tmp_path)


def test_a_null_becomes_none(here):
    """Wherever in a message it stands; all else is as it was."""
    message = {"type": "op", "op": {"value": {"confidence": JsNull(), "source": [{"words": "she"}, JsNull()]}, "n": 0}}
    plain = {"type": "op", "op": {"value": {"confidence": None, "source": [{"words": "she"}, None]}, "n": 0}}
    assert inbrowser.plain(message) == plain


def test_elsewhere_a_message_is_handed_on(monkeypatch):
    """Not even copied."""
    message = {"op": [1]}
    assert inbrowser.plain(message) is message
    assert not inbrowser.forgets() and not inbrowser.only_held() and not inbrowser.unreadable()


def test_where_nothing_is_kept_it_is_said(here, monkeypatch, tmp_path):
    """And why a file beside the lesson is not there; below the browser's own drive nothing is said."""
    assert "answers are lost when this page is closed" in inbrowser.forgets()
    assert inbrowser.only_held()
    with pytest.raises(KitError, match="over https"):
        load("../cases/ferry")
    for drive in (tmp_path, tmp_path.parent):
        monkeypatch.setattr(inbrowser, "DRIVE", drive)
        assert not inbrowser.forgets() and not inbrowser.only_held()


def test_what_cannot_be_read_back_was_not_kept(tmp_path, monkeypatch):
    """A storage that is full may say nothing of it to whoever writes."""
    sheet = Sheet("mill/who", tmp_path)
    monkeypatch.setattr(Sheet, "_write", lambda *_: None)
    operation = {"op": "put", "op_id": "1", "id": "a", "value": {}}
    with pytest.raises(OSError, match="No space left"):
        sheet.append(operation)
    monkeypatch.undo()
    assert sheet.append(operation) is True
