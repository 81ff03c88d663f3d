"""Graded once more: whose points changed, and why."""

from __future__ import annotations

import json
import shutil

import pytest
from briefs import UTF8_MARK, WORDS, Course, text_of
from submissions import write_sheet

from kit import grading, handback, regrade


@pytest.fixture(autouse=True)
def quick_check(monkeypatch):
    """Content is checked elsewhere."""
    monkeypatch.setattr(grading, "check_case", lambda *_: [])


@pytest.fixture
def course(tmp_path) -> Course:
    """Two students, both read, graded once."""
    made = Course(tmp_path)
    for number in ("7", "8"):
        made.hands_in(number)
    made.grade()
    made.reads("7")
    made.reads("8", "partial")
    made.grade()
    (made.out / "changes.csv").unlink()
    return made


def changes(course: Course) -> list[tuple[str, ...]]:
    return [tuple(row[n] for n in ("number", "task", "before", "after", "why")) for row in course.rows("changes.csv")]


def corrects_the_key(course: Course, old: str, new: str) -> None:
    path = course.keys / "trams.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


CLASH = "b: c18\n    relation: contradiction"


def test_a_corrected_key_tells_whose_points_changed(course, capsys):
    """On the terminal and in a file, with the task; the brief rests on another part of the key."""
    course.hands_in("9", pairs=0)
    course.grade()
    capsys.readouterr()
    corrects_the_key(course, CLASH, "b: c18\n    relation: tension")
    course.grade()
    held = changes(course)
    assert [(c[0], c[1], c[2], c[4]) for c in held] == [(n, "whole-2", "10", "key changed") for n in ("7", "8")]
    assert all(float(c[3]) < 10 for c in held)
    out = capsys.readouterr().out
    assert "the points of 2 students (key changed: 2)" in out
    assert any(line.split()[:4] == ["7", "Student", "7", "whole-2"] for line in out.splitlines())


def test_nothing_changed_is_told_and_changes_no_file(course, capsys):
    """And the file of the last change stays, byte for byte."""
    course.hands_in("7", pairs=3)
    course.grade()
    before = course.files()
    assert "changes.csv" in before
    course.grade()
    assert course.files() == before and "No points changed since the last run." in capsys.readouterr().out


def test_each_reason_is_told_apart(course):
    """Another sheet, other points of the reader, both; a new student, and one who is gone."""
    course.hands_in("7", pairs=3)
    course.grade()
    assert [c[:3] + c[4:] for c in changes(course)] == [("7", "whole-2", "10", "sheet changed")]
    course.reads("8", "weak")
    course.grade()
    assert changes(course) == [("8", "brief-1", "4.5", "0", "marking changed")]
    course.hands_in("8", {**WORDS, "known": "Else."}, pairs=10)
    course.hands_in("9", {})
    (course.room / "year-one-7.json").unlink()
    course.grade()
    held = changes(course)
    assert ("8", "brief-1", "0", "", "sheet changed") in held
    assert ("9", "whole-2", "", "10", "handed in since") in held and (
        "9",
        "brief-1",
        "",
        "0",
        "handed in since",
    ) in held
    assert [c[4] for c in held if c[0] == "7"] == ["handed in no longer"] * 2


def test_what_cannot_be_read_belongs_to_the_sheet(course):
    """A brief of something unreadable waits for its reader, an empty one has 0: it is the sheet that changed."""
    course.hands_in("9", {})
    path = course.room / "year-one-9.json"
    sheet = json.loads(path.read_bytes())
    for operations in ([{"op": "put"}], []):
        sheet["tasks"][1]["operations"] = operations
        write_sheet(path, sheet)
        course.grade()
    assert changes(course) == [("9", "brief-1", "", "0", "sheet changed")]


def test_a_better_reason_in_the_key_is_no_change_of_it(course):
    """Points changed by the sheet alone are not laid at the key's door."""
    corrects_the_key(course, CLASH, CLASH + "\n    # why is better now")
    text = (course.keys / "trams.yaml").read_text(encoding="utf-8")
    (course.keys / "trams.yaml").write_text(
        text.replace("only the minutes differ", "the minutes differ"), encoding="utf-8"
    )
    course.hands_in("7", pairs=3)
    course.grade()
    assert [c[4] for c in changes(course)] == ["sheet changed"]


def test_another_worth_is_the_exercise(course):
    """Ten points become five."""
    tasks = course.root / "exercises" / "cases" / "trams" / "tasks.yaml"
    text = tasks.read_text(encoding="utf-8")
    head, mid, rest = text.partition("- id: whole-2")
    tasks.write_text(head + mid + rest.replace("points: 10", "points: 5", 1), encoding="utf-8")
    course.grade()
    assert [c[1:] for c in changes(course)] == [("whole-2", "10", "5", "exercise changed")] * 2


def test_a_task_taken_out_or_added_is_told(course):
    """Its points were there, and are no more."""
    course.asks("whole-2")
    course.grade()
    assert [c[:4] for c in changes(course)] == [("7", "brief-1", "9", ""), ("8", "brief-1", "4.5", "")]
    assert {c[4] for c in changes(course)} == {"exercise changed"}


def test_a_new_kit_is_a_reason(course, monkeypatch):
    """Where nothing else changed."""
    import kit

    rows = course.rows("gradebook.csv")
    (course.out / "gradebook.csv").write_bytes(
        (UTF8_MARK + text_of([row | {"whole-2 (10)": "9"} for row in rows])).encode()
    )
    monkeypatch.setattr(kit, "__version__", "9.9")
    course.grade()
    assert {c[4] for c in changes(course)} == {"kit changed (0.1.0 to 9.9)"}


@pytest.mark.parametrize(
    "record", [None, b"", b"[]", b"\xff", b"[" * 99_999, b'{"format": 2, "tasks": 1, "students": {}}']
)
def test_without_a_record_changes_are_told_without_their_reasons(course, record):
    """A run file that is not there, or damaged, costs the reasons and nothing else."""
    (course.out / "run.json").unlink()
    if record is not None:
        (course.out / "run.json").write_bytes(record)
    course.hands_in("7", pairs=3)
    assert course.grade() == 0
    assert [c[4] for c in changes(course)] == [regrade.UNKNOWN]


HOSTILE = {
    "students": b'{"format": 2, "tasks": {"whole-2": 5}, "students": {"7": [1], "8": {"whole-2": "x"}}}',
    "kit": b'{"format": 2, "kit": {}, "tasks": {"whole-2": null}, "students": {"7": null}}',
    "unfinished": b'{"format": 2, "unfinished": []}',
    "rows": b'{"format": 2, "unfinished": {"record": {}, "rows": [{"number": "7"}]}}',
    "points": b'{"format": 2, "unfinished": {"record": {}, "rows": [{"number": "7", "points": 5}]}}',
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_record_of_another_make_stops_nothing(course, kind):
    """It has the outer shape and not the inner one."""
    (course.out / "run.json").write_bytes(HOSTILE[kind])
    course.hands_in("7", pairs=3)
    assert course.grade() == 0
    assert [c[:3] for c in changes(course)] == [("7", "whole-2", "10")]


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"a,b\n1,2\n", b'number,assignment,file\n"'])
def test_an_earlier_gradebook_that_cannot_be_read_stops_nothing(course, data, capsys):
    """It is told, and written anew."""
    (course.out / "gradebook.csv").write_bytes(data)
    assert course.grade() == 0
    assert "cannot be told" in capsys.readouterr().out and course.row("7")["points"] == "19"


def test_a_gradebook_of_another_exercise_is_not_compared(course, capsys):
    """Its students may be the same, its tasks are not."""
    rows = course.rows("gradebook.csv")
    (course.out / "gradebook.csv").write_bytes(text_of([row | {"assignment": "other"} for row in rows]).encode())
    course.grade()
    assert "of another exercise (other)" in capsys.readouterr().out and "changes.csv" not in course.files()


def test_a_gradebook_that_a_spreadsheet_program_saved_is_compared(course):
    """With semicolons and decimal commas nothing has changed."""
    rows = [
        {k: v.replace(".", ",") if v[:1].isdigit() else v for k, v in r.items()} for r in course.rows("gradebook.csv")
    ]
    rows = [row | {"file": f"year-one-{row['number']}.json"} for row in rows]
    (course.out / "gradebook.csv").write_bytes((UTF8_MARK + text_of(rows, ";")).encode())
    course.grade()
    assert "changes.csv" not in course.files()


class Killed(BaseException):
    """What nobody catches."""


def is_killed(course: Course, monkeypatch, place: str) -> None:
    """A run that ends before or after the gradebook is written, or before it is finished."""

    def dies(*_):
        raise Killed

    def written_then_dies(*given):
        write(*given)
        raise Killed

    write = handback.write_gradebook
    with monkeypatch.context() as here, pytest.raises(Killed):
        if place == "told":
            here.setattr(regrade, "write_record", dies)
        else:
            here.setattr(handback, "write_gradebook", dies if place == "before" else written_then_dies)
        course.grade()


PLACES = ("before", "after", "told")


@pytest.mark.parametrize("place", PLACES)
def test_a_run_that_was_killed_counts_for_nothing(course, monkeypatch, capsys, place):
    """What changed before it is told by the next run, with what has changed since, and as if it had never been."""
    corrects_the_key(course, CLASH, "b: c18\n    relation: tension")
    is_killed(course, monkeypatch, place)
    course.hands_in("9", {})
    is_killed(course, monkeypatch, place)
    capsys.readouterr()
    course.grade()
    assert {c[0]: c[4] for c in changes(course)} == {"7": "key changed", "8": "key changed", "9": regrade.NEW}
    assert "the points of 3 students" in capsys.readouterr().out
    course.grade()
    assert "No points changed" in capsys.readouterr().out


@pytest.mark.parametrize("place", PLACES)
def test_a_first_run_that_was_killed_is_none(course, monkeypatch, capsys, place):
    """Whoever comes after it has not come late."""
    shutil.rmtree(course.out)
    is_killed(course, monkeypatch, place)
    course.hands_in("9")
    capsys.readouterr()
    course.grade()
    told = capsys.readouterr().out
    assert "changes.csv" not in course.files() and "hanged since" not in told and "No points changed" not in told


def test_a_killed_run_of_another_exercise_is_not_compared(course, monkeypatch, capsys):
    """Two exercises graded into one folder are told apart."""
    is_killed(course, monkeypatch, "before")
    path = course.exercise / "assignment.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("id: year-one", "id: year-two"), encoding="utf-8")
    capsys.readouterr()
    course.grade()
    assert "is of another exercise (year-one): nothing was compared" in capsys.readouterr().out


def test_who_has_no_number_is_known_by_the_file(course):
    """And a number that comes later leads to the same line."""
    course.hands_in("", file="somebody.json")
    course.grade()
    course.hands_in("", file="somebody.json", pairs=3)
    course.grade()
    assert [c[:3] for c in changes(course)] == [("somebody.json", "whole-2", "10")]


def test_many_changes_fill_no_terminal(course, capsys):
    """The file has them all."""
    for n in range(20):
        course.hands_in(f"x{n}", {})
    course.grade()
    assert f"And {40 - regrade.SHOWN} more in changes.csv." in capsys.readouterr().out
    assert len(changes(course)) == 40
