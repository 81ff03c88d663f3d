"""Handing in: one small file, and the same sheet in the notebook."""

from __future__ import annotations

import json
import stat

import pytest
from submissions import COURSE, EXERCISE, Student, ferry, key_values, put, sheet_of

import kit
from kit.assignment import MIME, read_assignment
from kit.errors import KitError
from kit.handin import HandInCell, TestCell, hand_in, sheet_output


@pytest.fixture
def student(tmp_path, monkeypatch) -> Student:
    return Student(tmp_path / "desk", monkeypatch)


@pytest.fixture
def cell(tmp_path, monkeypatch) -> HandInCell:
    """The hand-in cell, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return HandInCell(read_assignment(EXERCISE))


def test_the_file_holds_every_operation_and_a_part_for_people(student):
    """One file, named by assignment and number; the answers as data and in words."""
    told = student.answer(key_values(ferry())).hand_in("Ada Rill", "s-7")
    sheet = sheet_of(student.folder, "s-7")
    assert told["ok"] and told["file"] == "ferry-report-s-7.json"
    assert json.loads(told["text_file"]) == told["sheet"] == sheet
    assert (sheet["format"], sheet["kit"], sheet["assignment"]) == (1, kit.__version__, "ferry-report")
    assert sheet["student"] == {"name": "Ada Rill", "number": "s-7"}
    assert [task["task"] for task in sheet["tasks"]] == ["ferry/attributions", "ferry/pairs", "ferry/claims"]
    assert len(sheet["tasks"][1]["operations"]) == 8
    assert any("“reportedly”" in line for line in sheet["readable"])
    assert any("8 of 8 answered" in line for line in sheet["readable"])


def test_an_untouched_sheet_can_be_made_and_is_told_to_be_empty(student):
    """Nobody is kept from handing in, and nobody hands in nothing without being told."""
    told = student.hand_in("Cy", "9")
    assert told["ok"] and "Nothing is answered yet" in told["text"]
    assert sheet_of(student.folder, "9")["tasks"][0]["operations"] == []


@pytest.mark.parametrize("number", ["", "../7", "a b", "7.5", "é", "CON", "com1", "x" * 41, "a/b", "a\\b", "\0"])
def test_a_number_that_names_no_file_is_asked_for_again(student, number):
    """A sentence says what a number may hold, and no file is made anywhere."""
    told = student.hand_in("Ada", number)
    assert not told["ok"] and "student number" in told["text"]
    assert list(student.folder.rglob("*.json")) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 500])
def test_a_name_is_asked_for(student, name):
    """Neither an empty name nor an endless one goes into a sheet."""
    assert not student.hand_in(name, "7")["ok"]


def test_running_the_cell_again_puts_the_sheet_in_at_once(cell, tmp_path):
    """Name and number are known from the first time, so the saved notebook is a submission too."""
    assert MIME not in cell.first_output()
    assert "No hand-in file yet" in cell.first_output()["text/plain"]
    cell.hand_in("Ada", "7")
    shown = HandInCell(read_assignment(EXERCISE)).first_output()
    assert shown[MIME]["student"] == {"name": "Ada", "number": "7"}
    assert "ferry-report-7.json" in shown["text/plain"]


def test_the_form_shows_what_is_answered(student, cell, monkeypatch):
    """The form lists each task with its progress, and knows the student from the last time."""
    student.answer(key_values(ferry()))
    monkeypatch.setenv("KIT_ANSWERS", str(student.folder / "answers"))
    cell.hand_in("Ada", "7")
    view = cell.widget().view
    assert [(t["title"], t["answered"], t["of"]) for t in view["tasks"]][1:] == [
        ("Do they clash?", 8, 8),
        ("Can it be checked?", 8, 8),
    ]
    assert (view["name"], view["number"]) == ("Ada", "7")


def test_what_stands_in_the_output_is_escaped(student):
    """A name with markup in it is shown as text in the student's own notebook too."""
    told = student.hand_in("<img src=x onerror=alert(1)>", "7")
    assert "<img" not in sheet_output(told["sheet"], told["file"])["text/html"]


def test_a_folder_without_an_assignment_is_told(tmp_path, monkeypatch):
    """Whoever runs the cell in another folder reads what to do."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KitError, match="Open the notebook in its own folder"):
        hand_in()


def test_a_full_disk_is_no_reason_not_to_hand_in(cell, tmp_path, monkeypatch):
    """The page has the file all the same, and says that it has to be fetched now."""
    import kit.handin

    def refuse(path, data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kit.handin, "write_whole", refuse)
    told = cell.hand_in("Ada", "7")
    assert told["ok"] and json.loads(told["text_file"]) == told["sheet"]
    assert "could not be written into this folder (No space left on device): use the button Download" in told["text"]
    assert not (tmp_path / told["file"]).exists()


def test_a_damaged_student_file_is_asked_for_again(cell, tmp_path, monkeypatch):
    """What was kept of name and number is a convenience, and no reason to fail."""
    (tmp_path / "answers").mkdir()
    for data in (b"", b"[]", b'{"name": 1}', b"\xff"):
        (tmp_path / "answers" / "student.json").write_bytes(data)
        assert "No hand-in file yet" in cell.first_output()["text/plain"]
    assert stat.S_ISREG((tmp_path / "answers" / "student.json").stat().st_mode)


def test_another_number_than_the_test_was_begun_with_is_told(tmp_path, monkeypatch):
    """Its form has other questions, so the file is empty. With the number of before, nothing of the kind is said."""
    monkeypatch.chdir(tmp_path)
    test = read_assignment(COURSE / "exercises" / "pre-test")
    begun, other = list({test.form(str(n)): str(n) for n in range(20)}.values())[:2]
    assert TestCell(test).begin("Ada Rill", begun)["ok"]
    assert "was begun" not in HandInCell(test).make("Ada Rill", begun)["text"]
    told = HandInCell(test).make("Ada Rill", other)
    assert told["ok"] and f"This test was begun as number {begun}" in told["text"]
    (exercise,) = HandInCell(test).exercises(begun)
    item = exercise.task.items[0]
    choice = {"type": "choice", "id": item.id, "item": item.id, "option": item.options[0].id}
    exercise.sheet.append(put(choice, "a"))
    assert "was begun" not in HandInCell(test).make("Ada Rill", begun)["text"]
