"""Grades and pages go back to Canvas, Moodle and Blackboard: by their rules, and with nothing else changed."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import lms_rules
import pytest
from hypothesis import given
from hypothesis import strategies as st
from submissions import EXERCISE, KEYS, checked_once, ferry

from kit import grading, lms
from kit.assignment import COMPLETION, POINTS, Assignment
from kit.errors import KitError
from kit.feedbackpage import page
from kit.grading import CONFLICT, GRADED, MISSING, PARTLY, UNREADABLE, Grade, Gradebook, TaskGrade, grade
from kit.intake import identify
from kit.lmsfile import cells_of, read_file
from kit.model import Choice, Detection, Layer, Score, Task

TASK = Task(id="t", case="c", kind="pairs", title="T", prompt="", objective="", points=12)
HARD = [
    "Doe, Jane",
    'Ann "Bo" Lee',
    "=SUM(1)",
    "Ünï Çağ",
    "李 小龙",
    "O’Hara; Pat",
    "-Cmd",
    "@x",
    "Tab\there",
    "Two\r\nlines",
]
"""Names that careless writers break."""


def scored(number: str, points: float | None, path: str = "", state: str = "", name: str = "", answers=True) -> Grade:
    """A student's grade; the path tells the platform's identity, as when a zip is read."""
    layer = Layer((Choice(id="x", item="i", option="yes"),)) if answers else Layer()
    held = None if points is None else Score("t", 1, points, 12, (), Detection(0, 0, 0, 0))
    tasks = () if points is None else (TaskGrade(TASK, None, layer, held),)
    known = state or (GRADED if points is not None else MISSING)
    return Grade(number, name, known, path or f"{number}.json", (), tasks, identify(path, "verify"))


def book(*grades: Grade, title: str = "Verify 1", counts: str = POINTS) -> Gradebook:
    made = Assignment(id="verify", title=title, case="c", tasks=("t",), counts=counts, folder=Path())
    return Gradebook(made, {"t": (None, TASK)}, grades)


def written(rows: list[list[str]], delimiter=",", ends="\r\n", quote=csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=quote).writerows(rows)
    return out.getvalue()


def rows_of(text: str, delimiter=",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


# ---- the platforms' files

CANVAS_HEADER = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Notes", "Verify 1 (12345)", "Old (77)"]
CANVAS_HEADER += ["Current Score", "Final Score"]


def canvas_file(names=("Doe, Jane", "Ash, Bo"), held=None, most="12", delimiter=",", ends="\n") -> str:
    """A gradebook; the students' IDs are 900, 901, ..., their numbers s0, s1, ..."""
    rows = [CANVAS_HEADER, ["", "", "", "", "", "", "Manual Posting", "", "", ""]]
    rows.append(["    Points Possible", "", "", "", "", "", most, "5", "(read only)", "(read only)"])
    for n, name in enumerate(names):
        old = (held or {}).get(n, "")
        rows.append([name, str(900 + n), f"s{n}", f"login{n}", "A and B", "n, n", old, "3.5", "81.25", "40"])
    return written(rows, delimiter, ends)


def canvas_name(n: int) -> str:
    return f"doejane_LATE_{900 + n}_5{n}_verify-s{n}.json"


MOODLE_HEADER = ["Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade", "Grade can be changed"]
MOODLE_HEADER += ["Last modified (submission)", "Last modified (grade)", "Feedback comments"]


def moodle_file(names=("Jane Doe", "Bo Ash"), held=None, most="12.00", changeable=(), ends="\n") -> str:
    """A worksheet; the participants are 117, 118, ..."""
    rows = [MOODLE_HEADER]
    for n, name in enumerate(names):
        may = "No" if n in changeable else "Yes"
        old = (held or {}).get(n, "")
        cells = [f"Participant {117 + n}", name, f"{n}@example.org", "Submitted", old, most, may]
        rows.append([*cells, "Monday, 23 November 2026, 9:00 AM", "-", "well, “done”"])
    return written(rows, ends=ends)


def moodle_name(n: int, who: str = "Jane Doe") -> str:
    return f"{who}_{117 + n}_assignsubmission_file/verify.json"


def blackboard_file(names=("Doe", "Ash"), held=None, delimiter="\t", most="12", old="2.00") -> str:
    header = ["Last Name", "First Name", "Username", "Student ID", "Last Access", "Availability"]
    header += [f"Verify 1 [Total Pts: {most} Score] |1281892", "Old [EXTRA CREDIT] [Total Pts: 5 Score] |12"]
    header += ["Total [Total Pts: up to 1,499 Score] |3", "Letter [Total Pts: 10 Letter] |4"]
    rows = [header]
    for n, name in enumerate(names):
        cell = (held or {}).get(n, "")
        rows.append([name, "Jo", f"s{n}", f"id{n}", "2026-11-23", "Yes", cell, old, "70", "A"])
    return written(rows, delimiter, "\n", csv.QUOTE_ALL)


BOMS = {"utf-8": b"", "utf-8-sig": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


def encoded(text: str, kind: str) -> bytes:
    return BOMS[kind] + text.encode("utf-8" if kind == "utf-8-sig" else kind)


# ---- by the platforms' own rules


def test_canvas_takes_the_filled_gradebook_and_no_other_grade_changes():
    """Students by Canvas's ID, the assignment by its number, excused ones left alone, nothing created."""
    data = canvas_file(["Doe, Jane", "Ash, Bo", "Ex, Cy", "Off, Di", "Late, Ed"], {2: "EX", 3: "N/A", 4: "7"}).encode()
    students, assignments = {str(900 + n) for n in range(5)}, {"12345": "Verify 1", "77": "Old"}
    grades = [scored(f"s{n}", 8.5 - n, canvas_name(n)) for n in range(5)]
    filled, report = lms.fill(data, book(*grades))
    before, after = (lms_rules.canvas(d, students, assignments) for d in (data, filled))
    assert not before.complaints and not after.complaints
    assert after.points == before.points
    own = {key: grade for key, grade in after.grades.items() if key[1] == "12345"}
    assert own == {("900", "12345"): 8.5, ("901", "12345"): 7.5, ("902", "12345"): "EX", ("904", "12345"): 4.5}
    assert after.grades == before.grades | own
    assert report.filled == 3 and len(report.kept) == 2 and not report.unmatched
    assert any("“7” became “4.5”" in note for note in report.notes)


def test_moodle_takes_the_filled_worksheet_and_locked_grades_stay():
    """Participants by number; a grade that Moodle would pass over is told."""
    data = moodle_file(["Jane Doe", "Bo Ash", "Cy Ex"], {2: "3.00"}, changeable=(2,)).encode("utf-8-sig")
    grades = [scored(f"x{n}", 8.25 + n, moodle_name(n)) for n in range(3)]
    filled, report = lms.fill(data, book(*grades, title="Named otherwise"))
    after = lms_rules.moodle(filled, {"117", "118", "119"}, 12)
    assert not after.complaints
    assert after.grades == {("117", "Grade"): 8.25, ("118", "Grade"): 9.25, ("119", "Grade"): 3}
    assert report.column == "Grade" and report.filled == 2
    assert "cannot be changed" in report.kept[0] and "“3.00”" in report.kept[0]


@pytest.mark.parametrize(("kind", "delimiter"), [("utf-16-le", "\t"), ("utf-16-be", "\t"), ("utf-8-sig", ",")])
def test_blackboard_takes_the_filled_download(kind, delimiter):
    """By username, in the column's own number, quoted as before, in the encoding that it had."""
    data = encoded(blackboard_file(delimiter=delimiter), kind)
    filled, report = lms.fill(data, book(scored("S0", 8.5), scored("s1", 12)))
    known = {"s0", "s1"}, {"1281892", "12", "3", "4"}
    before, after = (lms_rules.blackboard(d, *known) for d in (data, filled))
    assert not after.complaints
    assert after.grades == before.grades | {("s0", "1281892"): "8.5", ("s1", "1281892"): "12"}
    assert report.filled == 2 and not report.unmatched


def test_a_platform_in_another_language_is_known_by_its_participants():
    """A German worksheet: the grade's column is the one beside its maximum."""
    header = ["ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung", "Bestwertung", "Änderbar"]
    header += ["Zuletzt geändert (Abgabe)", "Zuletzt geändert (Bewertung)", "Feedback als Kommentar"]
    row = ["Teilnehmer/in 117", "Jane Doe", "j@example.org", "Abgegeben", "", "12,00", "Ja", "-", "-", ""]
    data = written([header, row]).encode("utf-8-sig")
    filled, report = lms.fill(data, book(scored("x", 8.5, moodle_name(0))))
    words = ("ID", "Bewertung", "Zuletzt geändert (Bewertung)")
    after = lms_rules.moodle(filled, {"117"}, 12, words, "Teilnehmer/in ", comma=True)
    assert (after.grades, after.complaints, report.column) == ({("117", "Grade"): 8.5}, [], "Bewertung")


def test_a_decimal_comma_where_blackboard_writes_one():
    """Canvas and Moodle read the point in every language; Blackboard gets what it wrote."""
    data = encoded(blackboard_file(old="2,50", delimiter=","), "utf-8-sig")
    filled, _ = lms.fill(data, book(scored("s0", 8.5)))
    assert b'"8,5"' in filled
    bare = written(rows_of(blackboard_file(old="2,50", delimiter=",")), ends="\n").encode()
    filled, _ = lms.fill(bare, book(scored("s0", 8.5)))
    assert b'Yes,"8,5","2,50"' in filled
    german = canvas_file(delimiter=";", most="12,0", held={1: "3,25"}).encode()
    filled, _ = lms.fill(german, book(scored("s0", 8.5, canvas_name(0))))
    after = lms_rules.canvas(filled, {"900", "901"}, {"12345": "Verify 1", "77": "Old"})
    assert after.grades["900", "12345"] == 8.5 and after.grades["901", "12345"] == 3.25 and not after.complaints


# ---- nothing else changes

NAME = st.one_of(
    st.sampled_from(HARD), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)
)
HELD = st.sampled_from(["", "-", "7", "8.5", "11.00"])
MADE = st.none() | st.integers(0, 1200).map(lambda n: n / 100)


@st.composite
def classes(draw):
    """Names, what their cells hold, what they earned."""
    names = draw(st.lists(NAME, min_size=1, max_size=6))
    held = {n: draw(HELD) for n in range(len(names))}
    return names, held, [draw(MADE) for _ in names]


def around(text: str, delimiter: str) -> list[str]:
    """The text without the cells of the column."""
    cells = [row[6] for row in cells_of(text, delimiter)[3:]]
    ends = [0, *(cell.end for cell in cells)]
    return [text[a:b] for a, b in zip(ends, [*(cell.start for cell in cells), len(text)], strict=True)]


@given(classes(), st.sampled_from(sorted(BOMS)), st.sampled_from(["\n", "\r\n"]), st.sampled_from([",", ";", "\t"]))
def test_every_other_cell_and_every_mark_stays(room, kind, ends, delimiter):
    """Whatever stands in the file: the same table but for the filled cells, in the same bytes, and once only."""
    names, held, points = room
    data = encoded(canvas_file(names, held, delimiter=delimiter, ends=ends), kind)
    grades = book(*(scored(f"s{n}", p, canvas_name(n)) for n, p in enumerate(points)))
    filled, report = lms.fill(data, grades)
    codec = {"utf-8": "utf-8", "utf-8-sig": "utf-8-sig"}.get(kind, "utf-16")
    before, after = (rows_of(d.decode(codec), delimiter) for d in (data, filled))
    for n, p in enumerate(points):
        cell = after[3 + n][6]
        assert cell == before[3 + n][6] if p is None else float(cell) == p
        before[3 + n][6] = cell
    assert before == after
    assert filled.startswith(BOMS[kind])
    assert around(data.decode(codec), delimiter) == around(filled.decode(codec), delimiter)
    assert report.filled == sum(p is not None for p in points)
    assert lms.fill(filled, grades)[0] == filled
    assert lms.fill(data, book())[0] == data


@given(classes())
def test_moodle_and_blackboard_files_keep_the_rest_as_well(room):
    """As a table and by the platforms' rules."""
    names, held, points = room
    ids = {str(117 + n) for n in range(len(names))}
    data = moodle_file(names, held).encode()
    filled, _ = lms.fill(data, book(*(scored("", p, moodle_name(n)) for n, p in enumerate(points))))
    old, after = (lms_rules.moodle(d, ids, 12) for d in (data, filled))
    own = {(str(117 + n), "Grade"): p for n, p in enumerate(points) if p is not None}
    assert after.grades == old.grades | own and not after.complaints
    assert [r[:4] + r[5:] for r in rows_of(filled.decode())] == [r[:4] + r[5:] for r in rows_of(data.decode())]
    users = {f"s{n}" for n in range(len(names))}
    data = encoded(blackboard_file(names, held), "utf-16-le")
    filled, _ = lms.fill(data, book(*(scored(f"s{n}", p) for n, p in enumerate(points))))
    old, after = (lms_rules.blackboard(d, users, {"1281892", "12", "3", "4"}) for d in (data, filled))
    assert {k: v for k, v in after.grades.items() if k[1] != "1281892"} == {
        k: v for k, v in old.grades.items() if k[1] != "1281892"
    }
    assert all(float(after.grades[f"s{n}", "1281892"]) == p for n, p in enumerate(points) if p is not None)


@given(st.lists(st.lists(st.text(st.sampled_from('ab,;\t"\r\n= é李'), max_size=5), min_size=2, max_size=4), max_size=5))
def test_cells_are_read_as_everybody_reads_them(table):
    """The reader agrees with Python's own on any table, and its places lie where the cells are."""
    for delimiter in (",", ";", "\t"):
        text = written(table, delimiter)
        found = cells_of(text, delimiter)
        assert [[cell.value for cell in row] for row in found] == rows_of(text, delimiter) == table
        ends = [text[cell.end : cell.end + 1] for row in found for cell in row]
        assert set(ends) <= {delimiter, "\r"}


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_whatever_is_handed_over_gets_a_sentence(data):
    """No bytes bring anything but the kit's own error."""
    for begin in (
        b"",
        canvas_file().encode(),
        b"Student,ID,Section,",
        b"Identifier,a,b,c,Grade,d\n",
        b'"Username","|1",',
    ):
        try:
            lms.fill(begin + data, book(scored("s0", 5)))
        except KitError as fault:
            assert fault.what and fault.todo


def test_a_grade_that_stands_there_already_stays_as_it_is_written():
    """8.50 is 8.5; and where all is in quotation marks, what is new is as well."""
    data = canvas_file(held={0: "8.50"}).encode()
    filled, report = lms.fill(data, book(scored("s0", 8.5, canvas_name(0))))
    assert filled == data and report.filled == 1 and not report.notes
    data = blackboard_file(delimiter=",").replace(',"",', ",,").encode()
    assert b'"Yes","5","2.00"' in lms.fill(data, book(scored("s0", 5)))[0]


# ---- what is no grade


@pytest.mark.parametrize("state", [MISSING, UNREADABLE, CONFLICT, "needs a reader"])
def test_a_state_that_is_no_grade_leaves_the_cell_as_it_was(state):
    """Neither a 0 nor a blank in place of what was there."""
    data = canvas_file(held={0: "7"}).encode()
    points = 4 if state == "needs a reader" else None
    filled, report = lms.fill(data, book(scored("s0", points, canvas_name(0), state)))
    assert filled == data and report.filled == 0
    assert report.kept == (f"Doe, Jane (900): {state}, which is no grade. The cell still has “7”.",)
    assert report.absent == ("Ash, Bo (901)",)


def test_what_was_read_in_part_is_filled_in_only_when_asked():
    """And the teacher is told how many."""
    data, grades = canvas_file().encode(), book(scored("s0", 6, canvas_name(0), PARTLY))
    filled, report = lms.fill(data, grades)
    assert filled == data and "only if you ask" in report.kept[0]
    filled, report = lms.fill(data, grades, partly=True)
    assert rows_of(filled.decode())[3][6] == "6" and "1 of the grades" in report.remarks[0]


def test_a_nought_that_was_earned_is_written():
    """0 points are a grade."""
    filled, _ = lms.fill(canvas_file(held={0: "7"}).encode(), book(scored("s0", 0, canvas_name(0))))
    assert rows_of(filled.decode())[3][6] == "0"


def test_what_counts_as_done_has_all_points_and_an_empty_sheet_is_for_the_teacher():
    """A pre-test's points say that it was done."""
    grades = [scored("s0", 2, canvas_name(0)), scored("s1", 0, canvas_name(1), answers=False)]
    filled, report = lms.fill(canvas_file(most="3").encode(), book(*grades, counts=COMPLETION))
    assert [row[6] for row in rows_of(filled.decode())[3:]] == ["3", ""]
    assert "done or not" in report.remarks[0] and "nothing is answered" in report.kept[0]


# ---- points


def test_points_of_another_size_are_refused_until_scaling_is_asked_for():
    """No silent change of what a point is worth."""
    data, grades = canvas_file(most="100").encode(), book(scored("s0", 8.5, canvas_name(0)))
    with pytest.raises(KitError, match="out of 100 points, and the exercise out of 12"):
        lms.fill(data, grades)
    filled, report = lms.fill(data, grades, scale=True)
    assert rows_of(filled.decode())[3][6] == "70.83"
    assert "12 in the exercise are 100 in the column" in report.remarks[0]


@pytest.mark.parametrize("make", [canvas_file, moodle_file, blackboard_file])
def test_a_column_out_of_nothing_is_refused_and_an_unknown_maximum_told(make):
    """Blackboard makes such columns by itself; Canvas has them for ungraded work."""
    path = {canvas_file: canvas_name(0), moodle_file: moodle_name(0)}.get(make, "")
    grades = book(scored("s0", 8.5, path))
    if make is not moodle_file:
        with pytest.raises(KitError, match="out of 0 points"):
            lms.fill(make(most="0").encode(), grades, scale=True)
    if make is not blackboard_file:
        _, report = lms.fill(make(most="").encode(), grades)
        assert "does not say how many points" in report.remarks[0] and report.filled == 1


# ---- which column


def test_the_column_is_found_by_title_or_named_by_header_title_or_number():
    """Case and spaces do not matter."""
    data, grade = canvas_file().encode(), scored("s0", 5, canvas_name(0))
    for column in (None, "Verify 1 (12345)", "verify  1", "12345"):
        assert lms.fill(data, book(grade), column)[1].column == "Verify 1 (12345)"
    assert lms.columns_of(data) == ["Verify 1 (12345)", "Old (77)"]
    assert lms.fill(data, book(grade), "Old", scale=True)[1].column == "Old (77)"


def test_no_column_or_several_are_listed():
    """The teacher chooses; the kit guesses at nothing."""
    data = canvas_file().replace("Old (77)", "verify 1 (77)").encode()
    for column, told in ((None, "2 columns are named “Verify 1”"), ("Other", "no column that can be filled is named")):
        with pytest.raises(KitError, match=told) as raised:
            lms.fill(data, book(), column)
        assert "“Verify 1 (12345)”, “verify 1 (77)”" in str(raised.value)
    for name in ("Current Score", "Section", "Notes", "Student"):
        with pytest.raises(KitError, match="no column"):
            lms.fill(data, book(), name)


def test_columns_that_the_platform_would_pass_over_are_refused():
    """Totals, and what is named like one; a scale; what is shown as letters."""
    with pytest.raises(KitError, match="those of its totals"):
        lms.fill(canvas_file().replace("Verify 1", "Final Scores").encode(), book(title="Final Scores"))
    with pytest.raises(KitError, match="read only"):
        lms.fill(canvas_file(most="(read only)").encode(), book())
    hidden = canvas_file().replace("Manual Posting", "Manual Posting (scores hidden from instructors)")
    with pytest.raises(KitError, match="hides its scores"):
        lms.fill(hidden.encode(), book())
    with pytest.raises(KitError, match="scale of words"):
        lms.fill(moodle_file().replace("Maximum Grade", "Scale").encode(), book())
    data = blackboard_file().replace("Total [", "Labs [")
    for title, told in (("Labs", "calculates"), ("Letter", "shows this column as “Letter”")):
        with pytest.raises(KitError, match=told):
            lms.fill(data.encode(), book(), title)
    data = canvas_file(most="(read only)").replace("Old (77)", "Verify 1 (77)").replace(",5,", ",12,").encode()
    assert lms.fill(data, book())[1].column == "Verify 1 (77)"


def test_blackboards_file_of_one_column_needs_no_name():
    """The teacher chose the column when downloading it."""
    header = ["Last Name", "First Name", "Username", "Student ID", "Another name [Total Pts: 12 Score] |5"]
    header += ["Grading Notes", "Notes Format", "Feedback to Learner", "Feedback Format"]
    data = encoded(written([header, ["Doe", "Jo", "s0", "1", "", "", "", "", ""]], "\t"), "utf-16-le")
    filled, report = lms.fill(data, book(scored("s0", 5)))
    assert report.column.endswith("|5") and rows_of(filled.decode("utf-16"), "\t")[1][4] == "5"


# ---- whose row


def test_students_without_a_row_are_told_in_words():
    """By whom, from which file, what was looked for; a number that was typed never beats the platform's own."""
    grades = [
        scored("s1", 5, canvas_name(7), name="Zed"),
        scored("nobody", 6),
        scored("", None, "bad.json", UNREADABLE),
        scored("", 7, "anon_abc_55_x.json", name="Anon"),
    ]
    filled, report = lms.fill(canvas_file().encode(), book(*grades))
    assert filled == canvas_file().encode()
    told = "\n".join(report.unmatched)
    assert "Zed (s1) (doejane_LATE_907_57_verify-s7.json; graded, 5 points): no row of the file has the ID 907" in told
    assert "nobody as SIS User ID or SIS Login ID" in told
    assert "Somebody (bad.json; unreadable)" in told and "neither a student number nor a name from Canvas" in told
    assert len(report.unmatched) == 4 and len(report.absent) == 2
    assert "handed in by 2 people" in report.lines()[-1]


def test_typed_numbers_and_a_mapping_find_rows_where_no_platform_named_the_student():
    """Canvas's SIS number or login; any file by the teacher's own list."""
    data = canvas_file().encode()
    assert lms.fill(data, book(scored("LOGIN1", 5), scored("s0", 5)))[1].filled == 2
    moodle = moodle_file().encode()
    for file, key in ((data, "901"), (moodle, "118"), (moodle, "Participant 118")):
        _, report = lms.fill(file, book(scored("mine", 5, name="Bo")), mapping={"Mine ": key})
        assert report.filled == 1 and not report.unmatched
    assert lms.fill(moodle_file().encode(), book(scored("118", 5)))[1].filled == 0, "no participant’s number is typed"


def test_two_grades_for_one_row_and_two_rows_for_one_grade_stay_with_the_teacher():
    """Except where the platform itself named one of the two."""
    data = canvas_file().encode()
    _, report = lms.fill(data, book(scored("s0", 5, "a.json"), scored("s0", 6, "b.json")))
    assert report.filled == 0 and "2 grades claim this row (a.json, b.json)" in report.kept[0]
    filled, report = lms.fill(data, book(scored("s0", 5, "a.json", name="Eve"), scored("s0", 6, canvas_name(0))))
    assert rows_of(filled.decode())[3][6] == "6"
    assert "belongs to somebody else’s row" in report.kept[0] and "Eve" in report.kept[0]
    twice = canvas_file().replace("901,s1", "900,s0").encode()
    filled, report = lms.fill(twice, book(scored("s0", 5, canvas_name(0))))
    assert filled == twice and "2 rows of the file have the ID 900" in report.unmatched[0]


def test_a_name_that_fits_in_no_part_is_told_and_the_platform_believed():
    """Accents, order and case are no difference."""
    grades = [scored("s0", 5, canvas_name(0), name="JANÉ Doe"), scored("s1", 5, canvas_name(1), name="Cy Rill")]
    _, report = lms.fill(canvas_file().encode(), book(*grades))
    assert report.filled == 2
    assert report.notes == ("Ash, Bo (901): the sheet is signed “Cy Rill”. Check that it is the same person.",)


def test_a_row_with_a_cell_too_many_is_left_alone():
    """A name with a bare comma moves all that follows; the grade would land in another column."""
    data = canvas_file().replace('"Doe, Jane"', "Doe, Jane").encode()
    filled, report = lms.fill(data, book(scored("s0", 5, canvas_name(0)), scored("s0", 5), scored("s1", 5)))
    assert rows_of(filled.decode())[3] == rows_of(data.decode())[3]
    assert report.filled == 1 and len(report.kept) + len(report.unmatched) == 2


# ---- which platform


def test_each_platform_is_known_by_its_file():
    """In every encoding that it has."""
    made = {"canvas": canvas_file(), "moodle": moodle_file(), "blackboard": blackboard_file()}
    for system, text in made.items():
        for kind in BOMS:
            assert lms.platform_of(encoded(text, kind)) == system
    assert lms.platform_of(canvas_file().replace("Student,", "LastName,FirstName,", 1).encode()) == "canvas"
    assert lms.platform_of(blackboard_file().encode("utf-16-le")) == "blackboard"
    first = canvas_file().split("\n", 1)[0]
    assert read_file(b"sep=,\r\n" + canvas_file().encode()).header == first.split(",")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        ("Ünï,a,b".encode("latin-1"), "encoded"),
        (b"First name,Last name,ID number,Assignment: x (Real)\na,b,c,1\n", "Moodle’s gradebook"),
        (b"First Name,Last Name,SID,Email\na,b,1,c\n", "Gradescope"),
        (b"<html><table>", "web page"),
        (b"number,name,assignment,state\ns1,Ann,x,graded\n", "no file from Canvas"),
        (canvas_file().split("\n", 1)[0].encode() + b"\n", "no student is in it"),
        (canvas_file().encode() + b'"open,', "never closed"),
    ],
)
def test_other_files_are_refused_in_words(data, told):
    """What it is, and how to come by the right one."""
    with pytest.raises(KitError, match=told) as raised:
        lms.fill(data, book(), name="grades.csv")
    assert str(raised.value).startswith("grades.csv") and raised.value.todo


# ---- pages


def pages_of(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_moodle_takes_the_pages_back_under_the_folders_that_it_gave():
    """Unchanged names, also with the underscore that older ones end in; people with underscores are found too."""
    paths = ["Jane Doe_117_assignsubmission_file/a.json", "李 Ünï_118_assignsubmission_file_/a.json"]
    paths += ["Ann_Lee_119_assignsubmission_file/a.json"]
    grades = book(*(scored(f"s{n}", 5, path) for n, path in enumerate(paths)))
    archive = lms.feedback_zip(grades, lambda g: f"page of {g.number}")
    given, ignored = lms_rules.moodle_pages(archive, {"117", "118", "119"})
    assert given == {id: ["feedback-verify.html"] for id in ("117", "118", "119")} and not ignored
    assert next(iter(pages_of(archive))) == "Ann Lee_119_assignsubmission_file/feedback-verify.html"
    assert "李 Ünï_118_assignsubmission_file_/feedback-verify.html" in pages_of(archive)


def test_canvas_takes_the_pages_back_by_the_numbers_in_their_names():
    """User and attachment stay between underscores, and no other number is taken for them."""
    paths = ["doejane_900_50_a.json", "ashbo_LATE_901_51_a_3_4.json", "42_902_52_a.json"]
    grades = book(*(scored(f"s{n}", 5, path) for n, path in enumerate(paths)))
    archive = lms.feedback_zip(grades, lambda g: f"page of {g.number}".encode())
    given, ignored = lms_rules.canvas_pages(archive, {("900", "50"), ("901", "51"), ("902", "52")})
    assert sorted(given) == ["900", "901", "902"] and not ignored
    assert pages_of(archive)["ashbo_LATE_901_51_feedback-verify.html"] == b"page of s1"


def test_the_zip_is_the_same_at_every_making_and_in_any_order():
    """So that a second download can be compared with the first."""
    grades = [scored(f"s{n}", 5, moodle_name(n, who)) for n, who in enumerate(["Zoë", "Ann", "Bo"])]
    first, second = (lms.feedback_zip(book(*order), lambda g: g.number) for order in (grades, grades[::-1]))
    assert first == second
    assert list(pages_of(first)) == sorted(pages_of(first))


def test_who_is_not_in_the_zip_is_told():
    """No platform's folder, a page that is not made, a name that no zip can hold; two pages of one student both go."""
    grades = [
        scored("s0", 5, "loose.json", name="Jane"),
        scored("s1", 5, moodle_name(1)),
        scored("", None, moodle_name(0), UNREADABLE),
        scored("", None, moodle_name(0).replace("verify", "other"), UNREADABLE),
        scored("s9", 5, "Bad\x07_7_assignsubmission_file/a.json"),
        scored("s8", 5, "anon_ab_12_x.json"),
    ]
    names, told = lms.feedback_names(book(*grades))
    assert [name.rsplit("/", 1)[-1] for name in names] == [
        "feedback-verify.html",
        "feedback-verify.html",
        "feedback-verify-2.html",
        "anon_ab_12_feedback-verify.html",
    ]
    assert len(told) == 3 and "Jane (s0) (loose.json): it came from no platform’s folder" in told[0]
    archive = lms.feedback_zip(book(*grades), lambda g: "x" if g.number == "s1" else None)
    assert list(pages_of(archive)) == ["Jane Doe_118_assignsubmission_file/feedback-verify.html"]


# ---- the whole way


@pytest.fixture(scope="module")
def case():
    return ferry()


def test_from_moodles_zip_to_moodles_worksheet_and_pages(tmp_path, sheet, monkeypatch):
    """What was downloaded is graded, and what goes back is taken by Moodle's rules."""
    import json

    monkeypatch.setattr(grading, "check_case", checked_once)
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as made:
        made.writestr("Jane Doe_117_assignsubmission_file/ferry-report-7.json", json.dumps(sheet))
        made.writestr("Bo Ash_118_assignsubmission_file/ferry-report-8.json", "{ torn")
    graded = grade(tmp_path / "all.zip", EXERCISE, KEYS)
    filled, report = lms.fill(moodle_file(most="100.00").encode("utf-8-sig"), graded)
    after = lms_rules.moodle(filled, {"117", "118"}, 100)
    assert after.grades == {("117", "Grade"): 100} and not after.complaints
    assert "unreadable, which is no grade" in report.kept[0]
    archive = lms.feedback_zip(graded, lambda g: page(graded, g))
    given, ignored = lms_rules.moodle_pages(archive, {"117", "118"})
    assert sorted(given) == ["117", "118"] and not ignored
    assert all(b"<!doctype html>" in text for text in pages_of(archive).values())
