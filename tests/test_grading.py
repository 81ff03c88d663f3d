"""Handed-in files become a gradebook, whatever they hold."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from submissions import (
    COURSE,
    EXERCISE,
    KEYS,
    Student,
    ferry,
    put,
    sheet_of,
    write_notebook,
    write_sheet,
)

from kit import grading
from kit.errors import KitError
from kit.grading import CONFLICT, GRADED, MISSING, PARTLY, UNREADABLE, Gradebook, grade
from kit.regrade import made_hashes

pytestmark = pytest.mark.usefixtures("quick_check")


@pytest.fixture(scope="module")
def case():
    return ferry()


def graded(room: Path) -> Gradebook:
    return grade(room, EXERCISE, KEYS)


def only(room: Path) -> grading.Grade:
    book = graded(room)
    assert len(book.grades) == 1, book.table()
    return book.grades[0]


def by(sheet: dict, number: str) -> dict:
    """The same sheet by somebody else."""
    return {**sheet, "student": {"name": f"Student {number}", "number": number}}


def with_task(sheet: dict, place: int, **changed) -> dict:
    tasks = [dict(task) for task in sheet["tasks"]]
    tasks[place] |= changed
    return {**sheet, "tasks": tasks}


# ---- what a good sheet earns


def test_the_keys_own_answers_earn_full_points(room, sheet):
    """Whoever answers as the key does has all the points, in a file and in a saved notebook alike."""
    write_sheet(room / "a.json", sheet)
    write_notebook(room / "b.ipynb", by(sheet, "8"))
    book = graded(room)
    assert [(g.number, g.state, g.points) for g in book.grades] == [("7", GRADED, 100), ("8", GRADED, 100)]
    assert book.out_of == 100


def test_an_untouched_sheet_has_no_points_and_says_why(room, tmp_path, monkeypatch):
    """0 points never stand alone: an empty sheet is told to be one."""
    student = Student(tmp_path / "desk", monkeypatch)
    student.hand_in("Cy", "9")
    write_sheet(room / "a.json", sheet_of(student.folder, "9"))
    one = only(room)
    assert (one.state, one.points) == (GRADED, 0)
    assert "Nothing is answered" in one.told


def test_one_bad_answer_costs_that_answer_only(room, sheet, case):
    """Words that are not in the text, an unknown label and a field that does not exist each cost one answer."""
    whole = only_points(room, sheet)
    operations = list(sheet["tasks"][1]["operations"])
    for bad in ({"relation": "fight"}, {"relation": 7}, {"oops": "x"}):
        spoilt = [{**operations[0], "value": {**operations[0]["value"], **bad}}, *operations[1:]]
        write_sheet(room / "a.json", with_task(sheet, 1, operations=spoilt))
        one = only(room)
        assert one.state == PARTLY
        assert len(one.tasks[1].faults) == 1
        assert whole - 5 < one.points < whole


def only_points(room: Path, sheet: dict) -> float:
    write_sheet(room / "a.json", sheet)
    return only(room).points


def test_entries_that_are_no_operations_are_counted_and_left_out(room, sheet):
    """Junk between good operations changes no answer and is told."""
    junk = [None, 5, "drop", {"op": "run", "op_id": "1", "id": "x"}, {"op": "put"}, []]
    write_sheet(room / "a.json", with_task(sheet, 0, operations=junk + sheet["tasks"][0]["operations"]))
    one = only(room)
    assert (one.state, one.points) == (PARTLY, 100)
    assert "6 entries are no answer" in one.told


def test_a_missing_task_has_no_points_rather_than_0(room, sheet):
    """A task that is not in the sheet leaves an empty cell and makes the grade a partial one."""
    write_sheet(room / "a.json", {**sheet, "tasks": sheet["tasks"][1:]})
    one = only(room)
    assert (one.state, one.points) == (PARTLY, 60)
    assert one.tasks[0].points is None
    write_sheet(room / "a.json", {**sheet, "tasks": []})
    assert (only(room).state, only(room).points) == (UNREADABLE, None)


def test_answers_on_another_text_keep_their_place_where_the_words_are_still_there(room, sheet):
    """Another digest is told, and costs nothing where every word is found."""
    write_sheet(room / "a.json", with_task(sheet, 0, digest="0" * 16))
    one = only(room)
    assert (one.state, one.points) == (GRADED, 100)
    assert "another version of the text" in one.told


def test_the_same_sheet_on_another_text_is_the_same_sheet(room, sheet, tmp_path):
    """That what it highlights lies elsewhere now is not laid at its door."""
    write_sheet(room / "a.json", sheet)
    for part in ("ferry-report", "cases/ferry"):
        shutil.copytree(EXERCISE.parent / part, tmp_path / "exercises" / part)
    article = tmp_path / "exercises" / "cases" / "ferry" / "article.md"
    article.write_text(article.read_text(encoding="utf-8").replace("From Monday", "From next Monday"), encoding="utf-8")
    other = grade(room, tmp_path / "exercises" / "ferry-report", KEYS).grades[0]
    own = only(room)
    assert own.tasks[0].layer.attributions[0].spans != other.tasks[0].layer.attributions[0].spans
    assert [made_hashes(t) for t in own.tasks] == [made_hashes(t) for t in other.tasks]


def test_a_students_own_accept_list_counts_for_nothing(room, sheet):
    """Only the key says what is accepted, whatever a sheet claims about itself."""
    operations = [dict(op) for op in sheet["tasks"][1]["operations"]]
    value = {**operations[0]["value"], "relation": "compatible", "dimension": None}
    value["accept"] = [{"field": "relation", "label": "compatible", "why": "so"}]
    operations[0]["value"] = value
    write_sheet(room / "a.json", with_task(sheet, 1, operations=operations))
    assert only(room).points < 100


# ---- what is not this assignment's sheet


def test_a_sheet_of_another_assignment_is_missing_and_not_0(room, sheet):
    """The wrong file is told by its name and leaves the points empty."""
    write_sheet(room / "a.json", {**sheet, "assignment": "other"})
    one = only(room)
    assert (one.number, one.state, one.points) == ("7", MISSING, None)
    assert "other" in one.told


def test_a_tree_with_all_exercises_gives_each_student_one_line(room, sheet):
    """nbgrader's tree holds what was handed in for every exercise; what lies with another one is counted, not read."""
    write_sheet(room / "ann" / "ferry-report" / "ferry-report-7.json", sheet)
    write_notebook(room / "ann" / "who-says-what" / "who-says-what.ipynb")
    write_sheet(room / "ann" / "who-says-what" / "who-says-what-7.json", sheet | {"assignment": "who-says-what"})
    write_notebook(room / "bob" / "pre-test" / "pre-test.ipynb")
    book = grade(room, EXERCISE, KEYS)
    assert [(g.identity.id, g.state) for g in book.grades] == [("ann", GRADED)]
    told = dict(book.others)
    assert told["*/who-says-what"] == "files of another exercise: 2"
    assert told["*/pre-test"] == "files of another exercise: 1"


@pytest.mark.parametrize("format", [0, 2, "1", None])
def test_a_sheet_of_another_format_is_unreadable_and_says_so(room, sheet, format):
    """Older and newer kits are told apart from empty answers."""
    write_sheet(room / "a.json", {**sheet, "format": format})
    one = only(room)
    assert (one.state, one.points) == (UNREADABLE, None)
    assert "another version of the kit" in one.told


def test_a_notebook_whose_hand_in_cell_was_not_run_is_missing(room):
    """The exercise's notebook as it was handed out holds no sheet, and that is told."""
    (room / "x.ipynb").write_bytes((EXERCISE / "ferry-report.ipynb").read_bytes())
    one = only(room)
    assert (one.state, one.points) == (MISSING, None)
    assert "hand-in cell was not run" in one.told


# ---- several copies


def test_the_copy_that_holds_the_other_one_wins(room, sheet):
    """A later hand-in with more answers counts, whatever the files are called."""
    less = with_task(sheet, 2, operations=sheet["tasks"][2]["operations"][:-1])
    write_sheet(room / "z.json", less)
    write_notebook(room / "a.ipynb", sheet)
    one = only(room)
    assert (one.state, one.points, one.file) == (GRADED, 100, "a.ipynb")
    assert "2 copies" in one.told


def test_two_copies_of_which_neither_holds_the_other_are_a_conflict(room, sheet):
    """Which of two different sheets counts is for the teacher to say."""
    write_sheet(room / "a.json", with_task(sheet, 2, operations=sheet["tasks"][2]["operations"][:-1]))
    write_sheet(room / "b.json", with_task(sheet, 2, operations=sheet["tasks"][2]["operations"][1:]))
    one = only(room)
    assert (one.state, one.points) == (CONFLICT, None)
    assert "a.json" in one.told and "b.json" in one.told


def test_a_broken_copy_beside_a_good_one_is_told_and_costs_nothing(room, sheet):
    """A student's damaged notebook does not make a second student of them."""
    write_sheet(room / "7" / "ferry-report-7.json", sheet)
    (room / "7" / "ferry-report.ipynb").write_text("{", encoding="utf-8")
    book = graded(room)
    assert [(g.state, g.points) for g in book.grades] == [(GRADED, 100)]
    assert book.others == (("7/ferry-report.ipynb", "it is not whole: the JSON in it breaks off or is damaged"),)


def test_a_folder_of_several_students_does_not_tell_whose_a_broken_file_is(room, sheet):
    """It gets its own line, in a class that came in one folder; of one student's folder it is theirs."""
    for number in ("7", "8"):
        write_sheet(room / "class" / f"{number}.json", by(sheet, number))
    (room / "class" / "somebody.ipynb").write_text("{", encoding="utf-8")
    write_sheet(room / "class" / "ann" / "9.json", by(sheet, "9"))
    (room / "class" / "ann" / "mine.ipynb").write_text("{", encoding="utf-8")
    book = graded(room)
    assert [(g.number, g.state) for g in book.grades] == [*((n, GRADED) for n in "789"), ("", UNREADABLE)]
    assert [file for file, _ in book.others] == ["class/ann/mine.ipynb"]


# ---- hostile files


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


HOSTILE = {
    "empty": (b"", "empty"),
    "half": (b'{"format": 1, "assi', "breaks off"),
    "not-utf8": ('{"format": "\u00e9"}'.encode("utf-16"), "not UTF-8"),
    "deep": (nested(100_000).encode(), "nested too deeply"),
    "list": (b"[1, 2]", "no hand-in file"),
    "nan": (b'{"format": 1, "assignment": "ferry-report", "tasks": [], "x": NaN}', "number"),
    "infinite": (b'{"format": 1, "assignment": "ferry-report", "tasks": [], "x": 1e999}', "number"),
    "huge": (b'{"format": 1, "assignment": "ferry-report", "tasks": [], "x": 1' + b"0" * 400 + b"}", "number"),
    "endless": (b'{"x": ' + b"9" * 5000 + b"}", "damaged"),
    "no-tasks": (b'{"format": 1, "assignment": "ferry-report", "student": 5, "tasks": 5}', "list of tasks"),
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("ending", [".json", ".ipynb"])
def test_a_hostile_file_gets_its_line_and_the_others_their_points(room, sheet, kind, ending):
    """No file stops the run; it is told what is wrong with it, and it has no points rather than 0."""
    data, told = HOSTILE[kind]
    (room / f"bad{ending}").write_bytes(data)
    write_sheet(room / "good.json", sheet)
    bad, good = sorted(graded(room).grades, key=lambda g: g.number)
    assert (bad.state, bad.points, bad.file) == (UNREADABLE, None, f"bad{ending}")
    assert told in bad.told or ending == ".ipynb"
    assert (good.state, good.points) == (GRADED, 100)


def test_a_file_of_a_gigabyte_is_not_even_opened(room):
    """The size is looked at first."""
    with (room / "big.json").open("wb") as file:
        file.truncate(1_000_000_000)
    assert "1000 MB" in only(room).told


def test_a_deep_sheet_in_a_notebook_is_refused(room, sheet):
    """What nests deeper than any honest sheet is not walked through."""
    write_notebook(room / "a.ipynb", {**sheet, "x": json.loads(nested(200))})
    assert "nested too deeply" in only(room).told


@pytest.mark.skipif(os.name == "nt", reason="needs the right to make links")
def test_links_are_not_followed(room, tmp_path, sheet):
    """Neither a link to a file nor one to a folder leads out of the submissions."""
    write_sheet(tmp_path / "outside" / "a.json", sheet)
    (room / "link.json").symlink_to(tmp_path / "outside" / "a.json")
    (room / "folder").symlink_to(tmp_path / "outside")
    book = graded(room)
    assert book.grades == ()
    assert [file for file, _ in book.others] == ["folder", "link.json"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_not_waited_for(room):
    """Only ordinary files are opened."""
    os.mkfifo(room / "pipe.json")
    assert "no ordinary file" in only(room).told


@pytest.mark.parametrize("number", ["../../etc/passwd", "a/b", "", "CON", "x" * 500, None, 7.5, {"a": 1}, "7\ud800/"])
def test_a_number_that_names_no_file_is_not_used_as_one(room, sheet, number):
    """The answers are graded, and the teacher is told that the number is none."""
    write_sheet(room / "a.json", {**sheet, "student": {"name": "Ada", "number": number}})
    one = only(room)
    assert (one.number, one.state, one.points) == ("", GRADED, 100)
    assert "no usable student number" in one.told


def test_far_too_many_answers_cost_that_task_only(room, sheet):
    """A sheet stuffed with highlights is refused in that task, and read in the others."""
    value = sheet["tasks"][0]["operations"][0]["value"]
    many = [put({**value, "id": f"n{i}"}, f"n{i}") for i in range(grading.MOST + 1)]
    write_sheet(room / "a.json", with_task(sheet, 0, operations=many))
    one = only(room)
    assert (one.state, one.points, one.tasks[0].points) == (PARTLY, 60, None)


def test_an_answer_of_a_megabyte_is_not_searched_for(room, sheet):
    """Its words are refused by their length; looking for the nearest text would take for ever."""
    value = {"id": "long", "type": "attribution", "content": [{"sentence": "p1s1", "words": "no " * 400_000}]}
    operations = [*sheet["tasks"][0]["operations"], put(value, "long")]
    write_sheet(room / "a.json", with_task(sheet, 0, operations=operations))
    one = only(room)
    assert (one.state, one.points) == (PARTLY, 100)
    assert "longer than any answer" in one.told


@pytest.mark.parametrize(("letters", "read"), [(9_000, True), (10_001, False)])
def test_the_length_of_an_answer_is_counted_in_letters_of_any_script(room, sheet, letters, read):
    """Nine thousand letters are as many in Cyrillic as in Latin."""
    *rest, last = sheet["tasks"][2]["operations"]
    longer = last | {"op_id": "longer", "value": last["value"] | {"confirms": "я" * letters}}
    write_sheet(room / "a.json", with_task(sheet, 2, operations=[*rest, last, longer]))
    assert ("longer than any answer" in only(room).told) is not read


def test_nothing_but_sheets_is_read(room, sheet):
    """Other files are passed over, each with a reason."""
    write_sheet(room / "a.json", sheet)
    for name in ("essay.docx", "all.zip", ".ipynb_checkpoints/a.ipynb"):
        (room / name).parent.mkdir(exist_ok=True)
        (room / name).write_bytes(b"x")
    assert [file for file, _ in graded(room).others] == [".ipynb_checkpoints/a.ipynb", "all.zip", "essay.docx"]


def test_whoever_handed_in_an_essay_is_in_the_table(room, sheet):
    """Where the platform names them: one line a person, however many files; beside a sheet it is only passed over."""
    folder = "{}_assignsubmission_file/{}"
    write_sheet(room / folder.format("Ada Rill_1", "ferry-report-7.json"), sheet)
    for who, file in (("Ada Rill_1", "notes.docx"), ("Bo_2", "essay.docx"), ("Bo_2", "photo.jpg"), ("Cy_3", "a.json")):
        path = room / folder.format(who, file)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"{")
    (room / folder.format("Cy_3", "essay.pdf")).write_bytes(b"x")
    book = graded(room)
    assert [(g.called, g.state) for g in book.grades] == [("Ada Rill", GRADED), ("Bo", MISSING), ("Cy", UNREADABLE)]
    assert book.grades[1].told == "Not read: only .json and .ipynb are."
    assert [Path(file).name for file, _ in book.others] == ["notes.docx", "photo.jpg", "essay.pdf"]


# ---- before it starts


def test_a_key_that_is_not_fit_stops_grading_before_it_starts(room, sheet, tmp_path):
    """Nobody is graded with a key that `kit check` would refuse."""
    write_sheet(room / "a.json", sheet)
    text = (KEYS / "ferry.yaml").read_text(encoding="utf-8")
    (tmp_path / "keys").mkdir()
    text = text.replace("relation: tension", "relation: tensoin")
    (tmp_path / "keys" / "ferry.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(KitError, match="grading did not begin"):
        grade(room, EXERCISE, tmp_path / "keys")
    with pytest.raises(KitError, match="the key is missing"):
        grade(room, EXERCISE, tmp_path / "nowhere")


def test_a_folder_that_is_none_is_told(tmp_path):
    """A zip, a wrong path and a folder without an assignment each get a sentence."""
    (tmp_path / "all.zip").write_bytes(b"PK")
    with pytest.raises(KitError, match="unpack"):
        grade(tmp_path / "all.zip", EXERCISE, KEYS)
    with pytest.raises(KitError, match="Check the path"):
        grade(tmp_path / "nothing", EXERCISE, KEYS)
    with pytest.raises(KitError, match="no exercise"):
        grade(tmp_path, tmp_path, KEYS)


def test_grading_imports_no_widget():
    """The grader reads data; it knows neither the browser nor IPython."""
    import subprocess
    import sys

    code = """
import sys, kit.report
print([m for m in sys.modules if m.startswith(("kit.widgets", "kit.tasks", "IPython", "pandas"))])"""
    done = subprocess.run([sys.executable, "-c", code], cwd=COURSE, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
