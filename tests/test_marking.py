"""Briefs are read by a person: a table of points, a page to read from, and what flows into the gradebook."""

from __future__ import annotations

import re

import pytest
from briefs import CRITERIA, WORDS, Course, Shipped, rows_of, text_of
from submissions import checked_once
from test_report import Tags

from kit import grading
from kit.errors import KitError
from kit.feedbackpage import LARGEST_PAGE
from kit.grading import grade
from kit.intake import Identity
from kit.marking import TOLD, mark, students
from kit.scoring import rubric


@pytest.fixture(autouse=True)
def quick_check(monkeypatch):
    """Content is checked elsewhere."""
    monkeypatch.setattr(grading, "check_case", lambda *_: [])


@pytest.fixture
def course(tmp_path) -> Course:
    return Course(tmp_path)


@pytest.fixture
def shipped(tmp_path, monkeypatch) -> Shipped:
    return Shipped(tmp_path, monkeypatch)


def states(course: Course) -> dict[tuple[str, str], str]:
    return {(row["student"], row["criterion"]): row["state"] for row in course.rows()}


# ---- until it is read


def test_a_learners_own_rating_is_no_grade(course):
    """Four times “strong” by themselves earn nothing: the brief waits, and what is known is told as so far."""
    course.hands_in("7")
    assert course.grade() == 0
    row = course.row("7")
    assert (row["state"], row["whole-2 (10)"], row["brief-1 (9)"], row["points"]) == ("needs a reader", "10", "", "10")
    page = course.page("7")
    assert "A person still has to read what you wrote" in page and "points so far" in page
    assert "three million passengers" in page and "Samples to compare" not in page


def test_the_template_has_a_row_for_each_text_and_criterion(course, capsys):
    """Nothing is filled in, and the terminal tells how much there is."""
    for number in ("8", "7"):
        course.hands_in(number)
    course.grade()
    assert [(r["student"], r["criterion"], r["state"]) for r in course.rows()] == [
        (n, c, "open") for n in ("7", "8") for c in CRITERIA
    ]
    assert len({r["hash"] for r in course.rows()}) == 1
    assert "2 of 2 texts, 8 open rows in marking.csv" in capsys.readouterr().out


def test_a_brief_without_a_word_needs_no_reader(course):
    """0 points, said to be because nothing is written; spaces are nothing."""
    course.hands_in("7", words={"known": " \n "})
    course.grade()
    assert (course.row("7")["state"], course.row("7")["brief-1 (9)"]) == ("graded", "0")
    assert course.rows() == [] and "Nothing is written here" in course.page("7")


def test_a_sheet_that_is_only_a_brief_is_not_unreadable(course):
    """No task has points yet, and still everything was read by the machine."""
    course.asks("brief-1")
    course.hands_in("7")
    course.grade()
    assert (course.row("7")["state"], course.row("7")["points"]) == ("needs a reader", "")


def test_a_text_that_could_not_be_read_is_no_0(course):
    """A prompt answered at impossible length is lost and told; with nothing left to read the task has no points."""
    course.hands_in("7", words={"known": "word " * 5000})
    course.grade()
    assert (course.row("7")["state"], course.row("7")["brief-1 (9)"]) == ("partly", "")
    assert "There is nothing here that a person could read" in course.page("7")


def test_an_exercise_without_a_brief_has_no_table(course, capsys):
    """And a table that lies there is left as it is."""
    course.asks("whole-2")
    course.hands_in("7")
    course.grade()
    assert not {"marking.csv", "comments.csv", "reading.html"} & set(course.files())
    course.marking.write_bytes(b"mine")
    course.grade()
    assert course.marking.read_bytes() == b"mine" and "marking.csv was not read" in capsys.readouterr().out


# ---- what the reader gives


def test_levels_become_points_as_the_rubric_has_it(course):
    """The same rule as in lessons: `scoring.rubric.credit`."""
    course.hands_in("7")
    course.grade()
    levels = dict(zip(CRITERIA, ("weak", "Strong", "Partly there", "strong"), strict=True))
    course.fills({("7", c): {"level": level} for c, level in levels.items()})
    course.grade()
    ids = dict(zip(CRITERIA, ("weak", "strong", "partial", "strong"), strict=True))
    task = course.case.task("brief-1")
    row = course.row("7")
    assert float(row["brief-1 (9)"]) == pytest.approx(9 * rubric.credit(task, ids), abs=0.01)
    assert row["state"] == "graded" and float(row["points"]) == pytest.approx(10 + float(row["brief-1 (9)"]))
    assert set(states(course).values()) == {"counted"}


def test_until_every_criterion_has_points_the_brief_has_none(course, capsys):
    """Three of four are no grade."""
    course.hands_in("7")
    course.grade()
    course.fills({("7", c): {"level": "strong"} for c in CRITERIA[:3]})
    course.grade()
    assert (course.row("7")["state"], course.row("7")["brief-1 (9)"]) == ("needs a reader", "")
    assert "1 of 1 text, 1 open row in" in capsys.readouterr().out
    assert "3 of 4 criteria done" in (course.out / "reading.html").read_text(encoding="utf-8")


def test_points_count_where_both_stand_there(course):
    """A reader may give less than the level has; a decimal comma is a point."""
    course.hands_in("7")
    course.grade()
    course.fills({("7", c): {"level": "strong", "points": "1,5"} for c in CRITERIA})
    course.grade()
    assert course.row("7")["brief-1 (9)"] == "6"
    assert "1.5 of 2.25" in course.page("7") and "✓ reached" in course.page("7")


def test_the_page_shows_levels_comments_rubric_and_samples(course):
    """And one's own rating beside the reader's level."""
    course.hands_in("7")
    course.grade()
    course.reads("7", "partial", comment="Say <b>who</b> counted.")
    course.grade()
    page, task = course.page("7"), course.case.task("brief-1")
    assert page.count("✓ reached") == 4 and "Say &lt;b&gt;who&lt;/b&gt; counted." in page and "your own rating" in page
    assert all(text in page for c in task.criteria for text in c.levels.values())
    assert page.count("<ul class=samples>") == 3 and len(page.encode()) < LARGEST_PAGE
    assert not Tags(page).open


def test_the_points_on_a_page_add_up(course):
    """Of the criteria to the task's."""
    course.hands_in("7")
    course.grade()
    course.reads("7", "partial")
    book = mark(grade(course.room, course.exercise, course.keys), course.out).gradebook
    done = book.grades[0].tasks[1]
    assert sum(j.points for j in done.score.judgements) == pytest.approx(done.points, abs=0.01) == 4.5


def test_a_part_that_could_not_be_read_stays_told_after_reading(course):
    """A brief that was read does not make a sheet whole."""
    course.hands_in("7", words={**WORDS, "known": "word " * 5000})
    course.grade()
    assert course.row("7")["state"] == "needs a reader"
    course.reads("7")
    course.grade()
    assert (course.row("7")["state"], course.row("7")["brief-1 (9)"]) == ("partly", "9")


def test_another_table_may_be_named(course, tmp_path, capsys):
    """It is read and kept where it lies; one that is not there is told before anything is written."""
    course.hands_in("7")
    assert course.grade("--marking", str(tmp_path / "none.csv")) == 2
    assert not course.out.exists() and "no such table" in capsys.readouterr().err
    course.grade()
    own = tmp_path / "mine" / "read.csv"
    own.parent.mkdir()
    course.fills({("7", c): {"level": "weak"} for c in CRITERIA}, own)
    before = course.marking.read_bytes()
    course.grade("--marking", str(own))
    assert course.row("7")["brief-1 (9)"] == "0" and course.marking.read_bytes() == before
    assert {row["state"] for row in rows_of(own.read_bytes())} == {"counted"}
    assert (own.parent / "comments.csv").is_file()


# ---- a new text


def test_a_new_text_makes_its_points_stale(course, capsys):
    """Not counted, told, kept beside an open row; the old text brings them back."""
    course.hands_in("7")
    course.grade()
    course.reads("7", comment="Good.")
    course.grade()
    assert course.row("7")["brief-1 (9)"] == "9"
    course.hands_in("7", {**WORDS, "known": "Something else."})
    course.grade()
    assert (course.row("7")["state"], course.row("7")["brief-1 (9)"]) == ("needs a reader", "")
    assert "an earlier text" in course.row("7")["remarks"] and "an earlier text" in course.page("7")
    assert [r["state"].partition(":")[0] for r in course.rows()] == ["open", "stale"] * 4
    assert "Stale: 7, brief-1: 4 rows" in capsys.readouterr().out
    assert "Given to an earlier one, and not counted" in (course.out / "reading.html").read_text(encoding="utf-8")
    course.reads("7", "weak")
    course.grade()
    assert (course.row("7")["state"], course.row("7")["brief-1 (9)"]) == ("graded", "0")
    assert "Stale" not in capsys.readouterr().out.split("Needs a reader")[-1].split("Written")[-1]
    course.hands_in("7")
    course.grade()
    assert course.row("7")["brief-1 (9)"] == "9" and len(course.rows()) == 8


def test_other_spaces_are_no_new_text(course):
    """Nobody has to read the same words twice."""
    course.hands_in("7")
    course.grade()
    course.reads("7")
    course.hands_in("7", {**WORDS, "known": "  " + WORDS["known"].replace(" ", "  ")})
    course.grade()
    assert course.row("7")["brief-1 (9)"] == "9"


def test_points_of_a_text_that_is_gone_are_kept(course, capsys):
    """Whoever hands in nothing any more, or nothing written, loses no row of the reader's."""
    course.hands_in("7")
    course.hands_in("8")
    course.grade()
    course.reads("7")
    course.reads("8")
    (course.room / "year-one-7.json").unlink()
    course.hands_in("8", {})
    course.grade()
    assert len(course.rows()) == 8 and all(row["level"] == "strong" for row in course.rows())
    told = capsys.readouterr().out
    assert "student “7”: handed in nothing" in told and "Stale: 4 rows" in told
    assert course.row("8")["brief-1 (9)"] == "0"


# ---- what goes wrong in the table

BAD = {
    "student": ({"student": "99"}, "student “99”: handed in nothing"),
    "task": ({"task": "brief-9"}, 'no task “brief-9” is read by a person here. Did you mean "brief-1"?'),
    "criterion": ({"criterion": "fairnes"}, 'the criterion “fairnes” is none of brief-1. Did you mean "fairness"?'),
    "level": ({"level": "good"}, "“good” is no level"),
    "too many points": ({"points": "2.3"}, "out of range. Write 0 to 2.25"),
    "below nothing": ({"points": "-1"}, "out of range"),
    "no number": ({"points": "two"}, "“two” is no number"),
    "not a number": ({"points": "NaN"}, "“NaN” is no number"),
    "endless": ({"points": "1" * 400}, "is no number"),
    "formula": ({"points": "=1+1"}, "its points are a formula"),
    "no hash": ({"level": "strong", "hash": ""}, "“” is no text’s hash"),
    "bank": ({"level": "strong", "comment": "#9"}, "the comment bank has no #9"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_row_costs_itself_and_is_kept_and_told_once(course, kind, capsys):
    """One sentence with its row in the table as it is now; every other row counts; grading again changes nothing."""
    for number in ("7", "8"):
        course.hands_in(number)
    course.grade()
    course.reads("7")
    course.reads("8")
    rows = course.rows()
    spoilt = rows[3] | {"level": "", "comment": "keep me"} | BAD[kind][0]
    course.writes([*rows[:3], spoilt, *rows[4:]])
    capsys.readouterr()
    assert course.grade() == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("marking.csv, row")]
    assert len(told) == 1 and BAD[kind][1] in told[0]
    assert course.row("8")["brief-1 (9)"] == "9"
    assert course.row("7")["state"] == ("graded" if kind == "bank" else "needs a reader")
    at = int(re.search(r"row (\d+)", told[0])[1])
    kept = course.rows()[at - 2]
    want = {k: v for k, v in spoilt.items() if k != "state"} | ({"points": "'-1"} if kind == "below nothing" else {})
    want |= {"points": "'=1+1"} if kind == "formula" else {}
    assert {k: v for k, v in kept.items() if k != "state"} == want
    before = course.files()
    course.grade()
    assert course.files() == before


def test_two_rows_for_one_thing_count_only_where_they_agree(course, capsys):
    """The same once more is the same; something else makes neither count."""
    course.hands_in("7")
    course.grade()
    course.reads("7")
    rows = course.rows()
    course.writes([*rows, rows[0]])
    course.grade()
    assert course.row("7")["brief-1 (9)"] == "9" and len(course.rows()) == 4
    course.writes([*rows, rows[0] | {"level": "weak"}])
    course.grade()
    assert course.row("7")["state"] == "needs a reader" and len(course.rows()) == 5
    assert "another row gives something else" in capsys.readouterr().out
    before = course.files()
    course.grade()
    assert course.files() == before


def test_slipped_cells_are_kept_as_they_are(course, capsys):
    """A comma in a comment without quotation marks moves every cell: the row stays, letter by letter."""
    course.hands_in("7")
    course.grade()
    lines = course.marking.read_text(encoding="utf-8-sig").splitlines()
    hash = course.rows()[0]["hash"]
    slipped = f"7,brief-1,attribution,strong,,good, but short,{hash},open"
    course.marking.write_text("\n".join([lines[0], slipped, *lines[2:]]), encoding="utf-8")
    course.grade()
    assert "more cells than the header" in capsys.readouterr().out
    assert slipped in course.marking.read_text(encoding="utf-8-sig").splitlines()
    assert course.row("7")["state"] == "needs a reader"


WHOLE = {
    "latin-1": (lambda text: text.replace("strong", "stärk").encode("latin-1"), "not UTF-8"),
    "utf-16 without its mark": (lambda text: text.encode("utf-16-le"), "neither UTF-8 nor UTF-16"),
    "workbook": (lambda text: b"PK\x03\x04" + text.encode(), "workbook"),
    "no header": (lambda text: text.partition("\n")[2].encode(), "are missing"),
    "no column": (lambda text: text.replace("hash", "sum").encode(), "the column “hash” is missing"),
    "open quotation mark": (lambda text: (text + '"and so').encode(), "cannot be read from here on"),
    "empty": (lambda text: b"", "are missing"),
    "huge cell": (lambda text: (text + "7,brief-1," + "x" * 200_000).encode(), "cannot be read from here on"),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_a_table_that_cannot_be_read_stops_grading_and_is_left_alone(course, kind, capsys):
    """One sentence, the code 2, and every file as it was: points that were given are never graded away."""
    course.hands_in("7")
    course.grade()
    course.reads("7")
    course.grade()
    spoil, told = WHOLE[kind]
    course.marking.write_bytes(spoil(text_of(course.rows())))
    before = course.files()
    assert course.grade() == 2
    err = capsys.readouterr().err
    assert told in err and "marking.csv" in err and "Traceback" not in err
    assert course.files() == before


@pytest.mark.parametrize("delimiter", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_table_is_read_as_spreadsheet_programs_save_it(course, delimiter, encoding):
    """Semicolons, tabs, either encoding with its mark, line ends of any kind, a header in capitals."""
    course.hands_in("7")
    course.grade()
    course.reads("7", comment="Über; alles, ja")
    text = text_of(course.rows(), delimiter).replace("student", "STUDENT").replace("\r\n", "\r")
    course.marking.write_bytes(text.encode(encoding))
    course.grade()
    assert course.row("7")["brief-1 (9)"] == "9" and "Über; alles, ja" in course.page("7")
    assert course.marking.read_text(encoding="utf-8-sig").startswith(f"student{delimiter}task")


def test_columns_of_the_readers_own_are_kept(course):
    """Also in rows that are still open."""
    course.hands_in("7")
    course.grade()
    course.writes([row | {"Second reader": f"ask {n}"} for n, row in enumerate(course.rows())])
    course.grade()
    assert [row["Second reader"] for row in course.rows()] == [f"ask {n}" for n in range(4)]


def test_a_number_that_a_spreadsheet_program_shortened_is_still_found(course):
    """007 comes back as 7; where both are there, nobody guesses."""
    course.hands_in("007")
    course.grade()
    course.reads("007")
    course.writes([row | {"student": "7"} for row in course.rows()])
    course.grade()
    assert course.row("007")["brief-1 (9)"] == "9" and {row["student"] for row in course.rows()} == {"007"}
    course.hands_in("07")
    course.writes([row | {"student": "7"} for row in course.rows()])
    course.grade()
    assert course.row("007")["state"] == course.row("07")["state"] == "needs a reader"
    assert [row["state"] for row in course.rows()].count("not counted: student “7”: 2 students have this number") == 4


def test_students_who_share_a_number_are_told_apart(course):
    """By the platform's id, or else by their file: no points go to the wrong one."""
    course.hands_in("7")
    book = grade(course.room, course.exercise, course.keys)
    (one,) = book.grades
    from dataclasses import replace

    two = replace(one, file="b.json", identity=Identity("moodle", "117", "Ann", "x"))
    assert list(students(replace(book, grades=(one, two)))) == ["year-one-7.json", "moodle 117"]


def test_many_bad_rows_are_counted(course, capsys):
    """A table of another exercise floods no terminal."""
    course.hands_in("7")
    course.grade()
    rows = course.rows()
    course.writes([*rows, *(rows[0] | {"student": f"x{n}", "level": "weak"} for n in range(60))])
    course.grade()
    out = capsys.readouterr().out
    assert out.count("handed in nothing") == TOLD and "And 40 more; each row has its reason" in out
    assert len(course.rows()) == 64


def test_a_table_that_cannot_be_written_is_told(course, monkeypatch, capsys):
    """A spreadsheet program holds it: one sentence, and the table is as it was."""
    from kit import marking

    def held(path, text):
        raise PermissionError(13, "Permission denied")

    course.hands_in("7")
    monkeypatch.setattr(marking, "write_whole", held)
    assert course.grade() == 2
    assert "Close it in the spreadsheet program" in capsys.readouterr().err


# ---- the comment bank


def test_the_bank_grows_from_what_is_used(course):
    """Sorted by use; numbers stay; a comment can be used by its number; nothing is counted twice."""
    for number in ("7", "8", "9"):
        course.hands_in(number)
    course.grade()
    assert course.rows("comments.csv") == []
    course.fills({
        ("7", "basis"): {"comment": "Which count?"},
        ("8", "basis"): {"comment": "which  count?", "level": "weak"},
        ("7", "fairness"): {"comment": "=both() sides, please"},
    })  # fmt: skip
    course.grade()
    bank = [(r["number"], r["criterion"], r["comment"], r["used"]) for r in course.rows("comments.csv")]
    assert bank == [("1", "basis", "Which count?", "2"), ("2", "fairness", "'=both() sides, please", "1")]
    course.fills({("8", "fairness"): {"comment": "#2"}, ("9", "fairness"): {"comment": "# 2"}})
    course.grade()
    before = course.files()
    course.grade()
    assert course.files() == before
    assert [(r["number"], r["used"]) for r in course.rows("comments.csv")] == [("2", "3"), ("1", "2")]
    assert [r["comment"] for r in course.rows()].count("'=both() sides, please") == 3
    page = (course.out / "reading.html").read_text(encoding="utf-8")
    assert "<b>#2</b> =both() sides, please <small>(used 3×)</small>" in page


def test_a_bank_of_ones_own_is_kept(course, capsys):
    """From another exercise, with columns of one's own; its counts are never lowered."""
    course.hands_in("7")
    course.out.mkdir()
    own = "criterion,comment,used,note\n,Read it aloud.,14,mine\nstyle,Shorter,2,\nbasis,good, but short,,\n"
    (course.out / "comments.csv").write_text(own, encoding="utf-8")
    course.grade()
    rows = course.rows("comments.csv")
    assert [(r["number"], r["comment"], r["used"], r["note"]) for r in rows[:2]] == [
        ("1", "Read it aloud.", "14", "mine"),
        ("2", "Shorter", "2", ""),
    ]
    assert "more cells than the header" in capsys.readouterr().out
    assert "basis,good, but short" in (course.out / "comments.csv").read_text(encoding="utf-8")
    course.reads("7", comment="#1")
    course.grade()
    assert course.rows("comments.csv")[0]["used"] == "14" and "Read it aloud." in course.page("7")
    (course.out / "comments.csv").write_bytes("criterion,comment\n,stärker\n".encode("latin-1"))
    assert course.grade() == 2 and "comments.csv" in capsys.readouterr().err


# ---- the reader's page

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&\u202e\ud800\x00"


def test_the_readers_page_is_whole_in_itself_and_nothing_in_it_is_markup(course):
    """Texts, comments and numbers are shown as text; no script, no address, no name."""
    course.hands_in("7", {"known": EVIL, "claimed": "x", "zzz": EVIL})
    course.grade()
    course.reads("7", comment=EVIL.replace("\ud800", "").replace("\x00", ""))
    course.grade()
    for text in ((course.out / "reading.html").read_text(encoding="utf-8"), course.page("7")):
        tags = Tags(text)
        assert not tags.open and not {"script", "img", "iframe", "link", "form"} & set(tags.tags)
        assert not [name for name, _ in tags.attributes if name.startswith("on")]
        assert all(value.startswith("#") for name, value in tags.attributes if name in ("href", "src"))
        assert "default-src 'none'" in text and "alert(1)" in text and "\u202e" not in text
    assert "Student 7" not in (course.out / "reading.html").read_text(encoding="utf-8")


def test_the_readers_page_has_what_a_reader_needs(course):
    """The question, the text, its hash, the rubric with points, the samples, the article."""
    course.hands_in("7")
    course.grade()
    page, case = (course.out / "reading.html").read_text(encoding="utf-8"), course.case
    assert course.rows()[0]["hash"] in page and "three million passengers" in page
    assert page.count("<li><p><strong>") == 9 and "(2.25)" in page and case.article.title in page
    assert "<strong>1</strong> of 1 text to read" in page


def test_a_long_text_makes_no_large_page(course):
    """What a student wrote is cut on their own page, and whole on the reader's."""
    course.hands_in("7", dict.fromkeys(WORDS, "&" * 9800))
    course.grade()
    course.reads("7", comment="&" * 5000)
    course.grade()
    assert len(course.page("7").encode()) < LARGEST_PAGE and "left out here for its length" in course.page("7")
    assert (course.out / "reading.html").read_text(encoding="utf-8").count("&amp;") >= 3 * 9800


# ---- the exercise that the kit ships

VOTE = {
    "known": "The council voted eleven to ten for the repair, the paper reports.",
    "claimed": "Fallow bound his List, says a councillor of it; he says he did not.",
    "unknowable": "Why Maddock abstained: only she knows.",
}


def samples_in(case, page: str) -> int:
    """How many of the key's samples stand on a page, with their reasons."""
    held = case.key.samples["brief-1"]
    return sum(s.text in page and s.why in page for s in held)


def test_the_shipped_exercise_is_graded_in_part_and_then_read(shipped, capsys):
    """Eight points at once, twelve by a person; the samples are the teacher's until the brief is read."""
    told = shipped.hands_in("7", VOTE)
    assert "8 of 8 answered; " in told["text"] and "3 of 3 answered" in told["text"]
    assert not [line for line in told["sheet"]["readable"] if "not answered" in line]
    shipped.hands_in("8", {"known": "It will be repaired."}, pairs=3)
    assert shipped.grade() == 0
    row, page = shipped.row("7"), shipped.page("7")
    assert (row["state"], row["pairs-1 (8)"], row["brief-1 (12)"]) == ("needs a reader", "8", "")
    assert "only she knows" in page and samples_in(shipped.case, page) == 0
    assert samples_in(shipped.case, (shipped.out / "reading.html").read_text(encoding="utf-8")) == 9
    assert "2 of 2 texts, 8 open rows" in capsys.readouterr().out
    shipped.reads("7", "strong")
    shipped.fills({("7", "limits"): {"level": "partial", "points": "2", "comment": "What could one look up?"}})
    shipped.grade()
    row, page = shipped.row("7"), shipped.page("7")
    assert (row["state"], row["brief-1 (12)"], row["points"], row["out of"]) == ("graded", "11", "19", "20")
    assert page.count("✓ reached") == 4 and "2 of 3" in page and "What could one look up?" in page
    assert samples_in(shipped.case, page) == 9 and len(page.encode()) < LARGEST_PAGE
    assert [(r["criterion"], r["used"]) for r in shipped.rows("comments.csv")] == [("limits", "1")]
    assert shipped.row("8")["state"] == "needs a reader"


def test_a_second_hand_in_of_the_shipped_exercise_is_read_anew(shipped, capsys):
    """A new text of the same student, by the same form: its points wait again, those of the pairs stay."""
    shipped.hands_in("7", VOTE)
    shipped.grade()
    shipped.reads("7", "partial", comment="Whose word is it?")
    shipped.grade()
    assert (shipped.row("7")["brief-1 (12)"], shipped.row("7")["points"]) == ("6", "14")
    shipped.hands_in("7", {**VOTE, "known": "By the plan of 21 September it costs 8.4 million."})
    shipped.grade()
    row, page = shipped.row("7"), shipped.page("7")
    assert (row["state"], row["brief-1 (12)"], row["points"]) == ("needs a reader", "", "8")
    assert "an earlier text" in page and "plan of 21 September" in page and samples_in(shipped.case, page) == 0
    assert "Stale: 7, brief-1: 4 rows" in capsys.readouterr().out
    shipped.fills({("7", c): {"level": "strong", "comment": "#1" if c == "basis" else ""} for c in CRITERIA})
    shipped.grade()
    assert (shipped.row("7")["points"], shipped.row("7")["state"]) == ("20", "graded")
    assert {r["comment"] for r in shipped.rows("comments.csv")} == {"Whose word is it?"}


# ---- the same bytes


def test_grading_twice_gives_the_same_bytes(course):
    """At every stage of reading, with every file."""
    for number in ("7", "8"):
        course.hands_in(number)
    for step in (
        lambda: None,
        lambda: course.reads("7", comment="Good."),
        lambda: course.hands_in("7", {"known": "x"}),
    ):
        step()
        course.grade()
        before = course.files()
        course.grade()
        assert course.files() == before


def test_a_brief_is_checked_like_any_other_key(course, monkeypatch):
    """The exercise of these tests is fit for use."""
    monkeypatch.setattr(grading, "check_case", checked_once)
    course.hands_in("7")
    try:
        grade(course.room, course.exercise, course.keys)
    except KitError as fault:
        pytest.fail(str(fault))
