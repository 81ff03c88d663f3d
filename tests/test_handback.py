"""Everything that goes back: the same for the terminal and the desk, and what the terminal can ask for."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import lms_rules
import pytest
from submissions import COURSE, EXERCISE, KEYS, ferry, write_sheet

from kit.assignment import read_assignment
from kit.cli import main
from kit.deskpage import desk
from kit.grading import GRADING, READING, grade
from kit.handback import CSV, FEEDBACK, OWN, WALL, WRITING, ZIP, hand_back
from kit.handin import HandInCell, make_sheet

pytestmark = pytest.mark.usefixtures("quick_check")

WORKSHEET = (
    "Identifier,Full name,Grade,Maximum Grade,Grade can be changed\r\n"
    "Participant 100,Ada Rill,,100.00,Yes\r\nParticipant 101,Bo,,100.00,Yes\r\n"
)


@pytest.fixture(scope="module")
def case():
    return ferry()


@pytest.fixture
def moodle(room, sheet) -> Path:
    """Two students, as Moodle zips them: one whole, one unreadable."""
    path = room / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Ada Rill_100_assignsubmission_file/ferry-report-7.json", json.dumps(sheet))
        archive.writestr("Bo_101_assignsubmission_file/ferry-report-8.json", "{")
    return path


def graded(source: Path, out: Path, *more: str) -> int:
    return main(["grade", str(source), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(out), *more])


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_terminal_and_desk_write_the_same_files(moodle, tmp_path):
    """Byte for byte: gradebook, pages, both reports, the platform’s zip, the record."""
    assert graded(moodle, tmp_path / "terminal") == 0
    desk(COURSE, tmp_path / "desk").grade("ferry-report", moodle)
    assert tree(tmp_path / "terminal") == tree(tmp_path / "desk" / "ferry-report")
    pages = {"feedback/7.html", "feedback/moodle-101.html"}
    assert set(tree(tmp_path / "terminal")) == {CSV, WALL, OWN, FEEDBACK, "run.json", *pages}


def test_whoever_sent_what_cannot_be_read_gets_a_page(moodle, tmp_path):
    """A student hears of it by the same way as the others: in the zip, and in words."""
    assert graded(moodle, tmp_path / "out") == 0
    with zipfile.ZipFile(tmp_path / "out" / FEEDBACK) as archive:
        [name] = [n for n in archive.namelist() if n.startswith("Bo_101_")]
        assert "This is not a 0." in archive.read(name).decode()


def test_two_students_of_one_number_have_a_page_each(room, sheet, tmp_path):
    """Neither reads the other’s: not in the folder, not in the zip."""
    for n, name in ((100, "Ada Rill"), (101, "Bo")):
        write_sheet(
            room / f"{name}_{n}_assignsubmission_file" / "ferry-report-7.json",
            {**sheet, "student": {"name": name, "number": "7"}},
        )
    book = hand_back(grade(room, EXERCISE, KEYS), tmp_path / "out").gradebook
    assert len(book.grades) == 2
    pages = tree(tmp_path / "out" / "feedback")
    assert sorted(pages) == ["7.2.html", "7.html"]
    with zipfile.ZipFile(tmp_path / "out" / FEEDBACK) as archive:
        held = {name.split("_")[0]: archive.read(name).decode() for name in archive.namelist()}
    assert "Ada Rill" in held["Ada Rill"] and "Ada Rill" not in held["Bo"] and "Bo" in held["Bo"]


def test_from_no_platform_the_pages_are_packed_plainly(room, sheet, tmp_path):
    """One page a student, under its number."""
    write_sheet(room / "a.json", sheet)
    assert graded(room, tmp_path / "out") == 0
    with zipfile.ZipFile(tmp_path / "out" / ZIP) as archive:
        assert archive.namelist() == ["7.html"]


def test_a_wrong_folder_costs_nothing_that_was_graded_before(room, sheet, tmp_path, capsys):
    """An empty folder is asked about, and the gradebook of the right one stays, byte for byte."""
    write_sheet(room / "right" / "a.json", sheet)
    (room / "wrong").mkdir()
    assert graded(room / "right", tmp_path / "out") == 0
    before = tree(tmp_path / "out")
    assert graded(room / "wrong", tmp_path / "out") == 1
    assert "Is it the right zip or folder?" in capsys.readouterr().out
    assert tree(tmp_path / "out") == before


def test_a_page_of_an_earlier_run_is_told_and_left(room, sheet, tmp_path, capsys):
    """Whoever is no longer among the files has a page that belongs to nobody now: no zip packs it."""
    write_sheet(room / "a.json", sheet)
    write_sheet(room / "b.json", {**sheet, "student": {"number": "8", "name": "Bo"}})
    assert graded(room, tmp_path / "out") == 0
    assert "earlier run" not in capsys.readouterr().out
    (room / "b.json").unlink()
    assert graded(room, tmp_path / "out") == 0
    assert "of nobody in this one: 8.html." in capsys.readouterr().out
    assert (tmp_path / "out" / "feedback" / "8.html").is_file()
    with zipfile.ZipFile(tmp_path / "out" / ZIP) as archive:
        assert archive.namelist() == ["7.html"]


def test_each_exercise_has_a_folder_of_its_own(room, sheet, tmp_path, monkeypatch):
    """Without --out, what is graded second does not write over what was graded first."""
    write_sheet(room / "a.json", sheet)
    monkeypatch.chdir(tmp_path)
    assert main(["grade", str(room), "--assignment", str(EXERCISE), "--keys", str(KEYS)]) == 0
    assert (tmp_path / "graded" / "ferry-report" / CSV).is_file()


def test_the_terminal_fills_the_platforms_file(moodle, tmp_path, capsys):
    """By Moodle’s own rules; who has no grade keeps the cell, and that is told."""
    (tmp_path / "sheet.csv").write_text(WORKSHEET, encoding="utf-8")
    assert graded(moodle, tmp_path / "out", "--fill", str(tmp_path / "sheet.csv")) == 0
    filled = (tmp_path / "out" / "for-moodle-sheet.csv").read_bytes()
    outcome = lms_rules.moodle(filled, {"100", "101"}, most=100, words=("Identifier", "Grade", "Maximum Grade"))
    assert (outcome.grades, outcome.complaints) == ({("100", "Grade"): 100}, [])
    said = capsys.readouterr().out
    assert "1 filled" in said and "Bo" in said


def test_an_earlier_test_is_compared_with(room, tmp_path, monkeypatch):
    """The post-test's report knows of the pre-test that the same students handed in."""
    for name in ("pre-test", "post-test"):
        monkeypatch.chdir(COURSE / "exercises" / name)
        assignment = read_assignment(Path())
        for number in ("1", "2"):
            sheet = make_sheet(assignment, HandInCell(assignment).exercises(number), f"N{number}", number)
            write_sheet(room / name / f"{number}.json", sheet)
    monkeypatch.chdir(COURSE)
    call = ["grade", str(room / "post-test"), "--assignment", "exercises/post-test", "--out", str(tmp_path / "out")]
    assert main([*call, "--earlier", f"exercises/pre-test={room / 'pre-test'}"]) == 0
    assert "Compared with: " in (tmp_path / "out" / WALL).read_text(encoding="utf-8")


def test_what_stumbles_over_a_sheet_is_told_without_a_traceback(room, sheet, tmp_path):
    """A slip of ours costs that sheet its grade, and the teacher reads a sentence."""
    write_sheet(room / "a.json", sheet)
    slip = "import kit.grading, kit.cli\nkit.grading.score = lambda *_: 1 / 0\nkit.cli.main({!r})"
    call = ["grade", str(room), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", slip.format(call)], cwd=COURSE, capture_output=True, text=True, check=True
    )
    assert "Grading stumbled over this sheet (ZeroDivisionError)" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("looks_on", [True, False])
def test_progress_is_shown_to_people_only(room, sheet, tmp_path, capsys, monkeypatch, looks_on):
    """Bars on a terminal, for reading, grading and writing; nothing in a file or a pipe."""
    write_sheet(room / "a.json", sheet)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: looks_on)
    assert graded(room, tmp_path / "out") == 0
    said = capsys.readouterr().err
    assert said == "" or looks_on
    for what in (READING, GRADING, WRITING):
        assert (f"{what}: 100%" in said) is looks_on


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--fill", "nowhere.csv"], "cannot be read"),
        (["--earlier", "exercises/pre-test"], "Write exercises/NAME=SUBMISSIONS"),
        (["--earlier", "=x"], "Write exercises/NAME=SUBMISSIONS"),
    ],
)
def test_a_call_that_cannot_be_carried_out_is_told_in_a_sentence(moodle, tmp_path, capsys, more, told):
    """No traceback, and exit code 2."""
    assert graded(moodle, tmp_path / "out", *more) == 2
    assert told in capsys.readouterr().err
