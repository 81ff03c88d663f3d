"""The desk: what a teacher without a terminal asks for, and what they are told."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from briefs import Course
from submissions import COURSE, KEYS, ferry, write_sheet

from kit import deskpage, grading, handback
from kit.assignment import Assignment
from kit.course import notebook_faults
from kit.deskpage import Desk, desk, find_course
from kit.errors import KitError
from kit.grading import Gradebook
from kit.handback import CSV, FEEDBACK, OWN, WALL, ZIP
from kit.widgets import desk as channel
from kit.widgets.desk import DeskWidget, safe_name

pytestmark = pytest.mark.usefixtures("quick_check")

BAD = '<img src=x onerror="window.hacked=1"></script><script>window.hacked=2</script>'


@pytest.fixture(scope="module")
def case():
    return ferry()


@pytest.fixture
def made(tmp_path) -> Desk:
    """A desk of the real course that writes elsewhere."""
    return desk(COURSE, tmp_path / "graded")


@pytest.fixture
def moodle(room, sheet) -> Path:
    """Three students, as Moodle zips them: one whole, one with a name that is HTML, one unreadable."""
    path = room / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n, (name, text) in enumerate(
            [
                ("Ada Rill", json.dumps(sheet)),
                ("Bo", json.dumps({**sheet, "student": {"number": "8", "name": BAD}})),
                ("Cy", "{"),
            ]
        ):
            archive.writestr(f"{name}_{100 + n}_assignsubmission_file/ferry-report-{7 + n}.json", text)
    return path


WORKSHEET = (
    "Identifier,Full name,Grade,Maximum Grade,Grade can be changed\r\n"
    + "".join(
        f"Participant {n},{name},,100.00,Yes\r\n"
        for n, name in [(100, "Ada Rill"), (101, "Bo"), (102, "Cy"), (103, "Di")]
    )
).encode()


def files(made: Desk) -> dict[str, bytes]:
    return {f["name"]: made.file(f["name"]).read_bytes() for f in made.listed()}


# ---- grading


def test_a_zip_becomes_a_table_and_every_file(made, moodle):
    """One press: rows with their states, and the CSV, both reports, the pages and the platform's zip on the disk."""
    told = []
    book = made.grade("ferry-report", moodle, lambda text, now=False: told.append(text))
    assert [(r["number"], r["state"], r["points"]) for r in book["rows"]] == [
        ("7", "graded", "100"),
        ("8", "graded", "100"),
        ("", "unreadable", ""),
    ]
    assert book["rows"][2]["name"] == "Cy" and book["rows"][2]["remarks"]
    assert book["summary"] == "3 students: 2 graded, 1 unreadable. Points are out of 100."
    assert {f["name"] for f in book["files"]} == {CSV, WALL, OWN, FEEDBACK}
    folder = made.out / "ferry-report"
    assert {p.name for p in folder.iterdir()} == {CSV, WALL, OWN, FEEDBACK, "feedback", "run.json"}
    assert {p.name for p in (folder / "feedback").iterdir()} == {"7.html", "8.html", "moodle-102.html"}
    assert "3 of 3 files read…" in told and "2 of 2 students graded…" in told and "3 of 3 pages written…" in told
    assert list(csv.DictReader(io.StringIO(files(made)[CSV].decode("utf-8-sig"))))[2]["name"] == "Cy"
    assert b">Cy<" in files(made)[OWN] and b"Cy" not in files(made)[WALL]


def test_grading_twice_gives_the_same_files(made, moodle):
    """Byte for byte, also the zips."""
    made.grade("ferry-report", moodle)
    first = files(made)
    made.grade("ferry-report", moodle)
    assert files(made) == first


def test_a_folder_without_a_platform_gets_a_plain_zip_of_pages(made, room, sheet):
    """Also where two people typed one number, each has a page of their own."""
    write_sheet(room / "a.json", sheet)
    write_sheet(room / "b.json", {**sheet, "student": {"number": "8", "name": "Bo"}})
    made.grade("ferry-report", room)
    assert zipfile.ZipFile(made.file(ZIP)).namelist() == ["7.html", "8.html"]


def test_nothing_of_a_student_stands_unescaped(made, moodle):
    """Neither in a page nor in the reports; the table's text goes as data."""
    book = made.grade("ferry-report", moodle)
    assert book["rows"][1]["name"] == BAD
    for html in (made.look(1)["html"], made.look(OWN)["html"], made.look(WALL)["html"]):
        assert "<img" not in html and "<script" not in html
    assert "&lt;img" in made.look(1)["html"]


def test_a_report_that_fails_does_not_cost_the_points(made, moodle, monkeypatch):
    """The other files are there, and the teacher is told."""

    def broken(*_books, **_how):
        raise ValueError("x")

    monkeypatch.setattr(handback, "class_report", broken)
    book = made.grade("ferry-report", moodle)
    assert {f["name"] for f in book["files"]} == {CSV, FEEDBACK}
    assert "could not be made (ValueError)" in book["notes"][0]


def test_an_empty_folder_is_told(made, room):
    """No row, a question, and no crash."""
    book = made.grade("ferry-report", room)
    assert book["rows"] == [] and "Is it the right zip or folder?" in book["summary"]


@pytest.mark.parametrize("path", ["", "  ", "nowhere", "a\0b", "x" * 5000, "~nobody-of-this-name/x", BAD])
def test_a_path_that_leads_nowhere_is_told_in_a_sentence(made, path):
    """Whatever was typed."""
    with pytest.raises(KitError) as raised:
        made.place(path)
    assert len(str(raised.value)) < 500 and str(raised.value).endswith((".", "?"))


def test_a_path_is_taken_as_people_write_it(made, room):
    """With the quotation marks that Windows copies, and blanks."""
    assert made.place(f' "{room}" ') == room


def test_what_is_no_zip_is_told(made, tmp_path):
    """By its name."""
    (tmp_path / "letter.pdf").write_bytes(b"%PDF")
    with pytest.raises(KitError, match=r"letter\.pdf: it cannot be opened as a zip"):
        made.grade("ferry-report", made.place(str(tmp_path / "letter.pdf")))


# ---- which course


def test_the_desk_finds_its_course_from_any_folder_in_it():
    """The notebook may be moved into a folder of its own."""
    assert find_course(COURSE / "solutions" / "ferry-report") == COURSE
    view = desk(COURSE).view()
    assert ("ferry-report", "Fewer crossings to Little Finn") in [(e["id"], e["title"]) for e in view["exercises"]]


def test_without_a_course_or_keys_it_says_so(tmp_path, monkeypatch):
    """A bundle for the class has no keys."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KitError, match="lies in no course"):
        desk()
    (tmp_path / "exercises").mkdir()
    with pytest.raises(KitError, match="Open the teacher’s copy"):
        desk()


def test_a_broken_exercise_does_not_hide_the_others(tmp_path):
    """It is told above the form."""
    (tmp_path / "solutions" / "keys").mkdir(parents=True)
    (tmp_path / "exercises" / "odd").mkdir(parents=True)
    (tmp_path / "exercises" / "odd" / "assignment.yaml").write_text("id: [")
    view = desk(tmp_path).view()
    assert view["exercises"] == [] and "odd/assignment.yaml" in view["faults"][0]


# ---- looking, taking away


def test_only_its_own_files_are_given_out(made, moodle):
    """A name is looked up and never a path."""
    made.grade("ferry-report", moodle)
    for name in ("../secret", "/etc/passwd", "feedback/7.html", "", None, 99, -1, True, CSV):
        with pytest.raises(KitError):
            made.look(name)
    with pytest.raises(KitError):
        made.file("../gradebook.csv")


# ---- what a person reads


@pytest.fixture
def read_course(tmp_path) -> Course:
    """A course with a brief in its one exercise, and two who handed in."""
    made = Course(tmp_path)
    shutil.copytree(made.keys, tmp_path / "solutions" / "keys")
    for number in ("7", "8"):
        made.hands_in(number)
    return made


def test_the_points_of_a_reader_come_back_and_count(read_course, monkeypatch):
    """The table and the page to read are there; the filled table is handed over, and the next press counts it."""
    monkeypatch.setattr(grading, "check_case", lambda *_: [])
    made = desk(read_course.root, read_course.root / "graded")
    read_course.out = made.out / "year-one"
    book = made.grade("year-one", read_course.room)
    assert book["reads"] and {r["state"] for r in book["rows"]} == {"needs a reader"}
    assert {"reading.html", "marking.csv"} <= {f["name"] for f in book["files"]}
    assert "three million passengers" in made.look("reading.html")["html"]
    empty = read_course.marking.read_bytes()
    read_course.reads("7")
    filled = read_course.marking.read_bytes()
    read_course.marking.write_bytes(empty)
    with pytest.raises(KitError, match=r"letter\.csv"):
        made.take_marking("letter.csv", b"Dear all\n")
    assert read_course.marking.read_bytes() == empty
    assert "Press Grade" in made.take_marking("marking.csv", filled)
    assert (made.out / "year-one" / "marking-before.csv").read_bytes() == empty
    book = made.grade("year-one", read_course.room)
    assert [r["state"] for r in book["rows"]] == ["graded", "needs a reader"]
    assert any(note.startswith("Changed since the last run: the points of 1 student") for note in book["notes"])
    assert "changes.csv" in {f["name"] for f in book["files"]}


def test_without_a_brief_no_table_is_taken(made, moodle):
    """It would lie there and count for nothing."""
    made.grade("ferry-report", moodle)
    with pytest.raises(KitError, match="anything to read"):
        made.take_marking("marking.csv", b"")


def test_earlier_tests_graded_here_stand_in_the_report(made):
    """Those before it in time, in their order; nothing else."""
    tests = {n: Assignment(id=str(n), title=str(n), case="c", forms=("a", "b"), occasion=n) for n in (2, 0, 1)}
    other = Assignment(id="other", title="", case="c", tasks=("t",))
    made.books = {a.id: Gradebook(a, {}, ()) for a in (*tests.values(), other)}
    assert [b.assignment.id for b in made._earlier(made.books["2"])] == ["0", "1"]
    assert made._earlier(made.books["0"]) == made._earlier(made.books["other"]) == []


# ---- the platform's file


def test_the_platforms_file_comes_back_with_one_column_filled(made, moodle):
    """Offered columns, a filled copy on the disk, and who was left alone."""
    made.grade("ferry-report", moodle)
    asked = made.platform_file("worksheet.csv", WORKSHEET)
    assert asked == {"name": "worksheet.csv", "system": "Moodle", "columns": ["Grade"], "chosen": "Grade"}
    told = made.fill("Grade")
    assert told["filled"] == 2
    rows = list(csv.DictReader(io.StringIO(made.file("for-moodle-worksheet.csv").read_text(encoding="utf-8"))))
    assert [r["Grade"] for r in rows] == ["100", "100", "", ""]
    assert any("Cy" in line and "unreadable" in line for line in told["report"])
    assert any(f["name"] == "for-moodle-worksheet.csv" for f in told["files"])


def test_faults_of_the_platforms_file_are_sentences(made, moodle):
    """No file, no column, a file of something else."""
    with pytest.raises(KitError, match="Grade first"):
        made.fill("Grade")
    made.grade("ferry-report", moodle)
    with pytest.raises(KitError, match=r"letter\.csv"):
        made.platform_file("letter.csv", b"hello\n")
    with pytest.raises(KitError, match="Grade first"):
        made.fill("Grade")
    made.platform_file("worksheet.csv", WORKSHEET)
    with pytest.raises(KitError, match="no column is chosen"):
        made.fill("")
    with pytest.raises(KitError):
        made.fill("Nothing of this name")


def test_the_notebook_shows_the_class(made, moodle, monkeypatch):
    """What to do before anything is graded; then the report of the last exercise, with names only where asked for."""
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda what, raw=False: shown.append(what))
    made.class_report()
    assert "Nothing is graded yet." in shown[-1]["text/plain"]
    made.grade("ferry-report", moodle)
    made.class_report()
    assert shown[-1].page() == made.file(WALL).read_text(encoding="utf-8")
    made.class_report(hide_names=False)
    assert shown[-1].page() == made.file(OWN).read_text(encoding="utf-8")


# ---- the channel


class Line:
    """A widget, its sent messages, and a way to say something to it."""

    def __init__(self, made: Desk) -> None:
        self.widget, self.sent, self.told = DeskWidget(made, made.view()), [], []
        self.widget.send = lambda content, buffers=None: self.sent.append((content, buffers or []))
        self.widget.observe(lambda change: self.told.append(change.new["text"]), "progress")

    def say(self, message: object, *buffers: bytes) -> dict:
        self.widget._heard(self.widget, message, [memoryview(b) for b in buffers])
        return self.sent[-1][0] if self.sent else {}

    def upload(self, to: str, id: str, *files: tuple[str, bytes], piece: int = 1000) -> None:
        for n, (name, data) in enumerate(files):
            for start in range(0, max(1, len(data)), piece):
                head = {"type": "upload", "to": to, "id": id, "name": name, "file": n, "files": len(files)}
                self.say({**head, "from": start, "size": len(data)}, data[start : start + piece])


@pytest.fixture
def line(made) -> Line:
    return Line(made)


def test_an_upload_in_pieces_is_graded(line, moodle, sheet):
    """A zip; then single files in its place; each piece is acknowledged."""
    line.upload("work", "u1", ("all.zip", moodle.read_bytes()))
    assert line.sent[-1][0]["whole"] and line.sent[0][0]["upto"] == 1000
    line.say({"type": "grade", "exercise": "ferry-report", "from": "upload"})
    assert line.widget.progress["phase"] == "done" and len(line.widget.book["rows"]) == 3
    line.upload("work", "u2", ("a.json", json.dumps(sheet).encode()), ("b.ipynb", b""))
    line.say({"type": "grade", "exercise": "ferry-report", "from": "upload"})
    assert [r["state"] for r in line.widget.book["rows"]] == ["graded", "unreadable"]
    assert line.told[0] == "Checking the key…" and line.told[-1].startswith("2 students: 1 graded")


def test_a_file_comes_back_in_pieces(line, moodle, monkeypatch):
    """Put together they are the file."""
    monkeypatch.setattr(channel, "PIECE_BACK", 1000)
    line.say({"type": "grade", "exercise": "ferry-report", "from": "path", "path": str(moodle)})
    got, at, size = b"", 0, 1
    while at < size:
        line.say({"type": "get", "id": "g", "file": WALL, "from": at})
        content, (piece,) = line.sent[-1]
        got, at, size = got + piece, at + len(piece), content["size"]
    assert got == line.widget._desk.file(WALL).read_bytes()


def test_the_platforms_file_travels_the_same_way(line, moodle):
    """Its columns, then the filled one; grading anew forgets what was filled and keeps the file."""
    grade = {"type": "grade", "exercise": "ferry-report", "from": "path", "path": str(moodle)}
    line.say(grade)
    line.upload("lms", "l1", ("worksheet.csv", WORKSHEET))
    assert line.widget.lms["chosen"] == "Grade"
    line.say({"type": "fill", "column": "Grade", "partly": False, "scale": False})
    assert line.widget.lms["ok"] is True and line.widget.lms["filled"] == 2
    line.say({"type": "fill", "column": "", "partly": False, "scale": False})
    assert line.widget.lms["ok"] is False and "no column is chosen" in line.widget.lms["problem"]
    line.say(grade)
    assert "report" not in line.widget.lms and line.widget.lms["columns"] == ["Grade"]


def test_faults_are_told_and_never_thrown(line, monkeypatch):
    """A grade without an upload, an unknown exercise, pieces out of turn, too much, and noise."""
    line.say({"type": "grade", "exercise": "ferry-report", "from": "upload"})
    assert line.widget.progress["phase"] == "problem" and "upload is not complete" in line.widget.progress["text"]
    line.say({"type": "grade", "exercise": "../x", "from": "path", "path": "."})
    assert "no such exercise" in line.widget.progress["text"]
    line.say({"type": "page", "id": "p", "what": 0})
    assert line.sent[-1][0]["type"] == "failed"
    head = {"type": "upload", "to": "work", "id": "u", "name": "a.zip", "files": 1, "size": 10}
    for wrong in ({"file": 1, "from": 0}, {"file": 0, "from": 5}, {"file": "x", "from": 0}, {"file": -1, "from": 0}):
        assert line.say({**head, **wrong}, b"x")["type"] == "failed"
    monkeypatch.setattr(channel, "LARGEST_UPLOAD", 5)
    assert "at most" in line.say({**head, "id": "v", "file": 0, "from": 0}, b"123456")["text"]
    count = len(line.sent)
    for noise in ("x", None, 7, {}, {"type": "run"}, []):
        line.say(noise)
    assert len(line.sent) == count


def test_a_fault_of_ours_is_told_plainly(line, moodle, monkeypatch):
    """A full disk and a slip: a sentence each, and the book before stays."""
    grade = {"type": "grade", "exercise": "ferry-report", "from": "path", "path": str(moodle)}
    line.say(grade)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handback, "write_gradebook", full)
    line.say(grade)
    assert "No space left on device" in line.widget.progress["text"] and len(line.widget.book["rows"]) == 3
    monkeypatch.setattr(deskpage, "grade", lambda *_: 1 / 0)
    line.say(grade)
    assert "The desk stumbled (ZeroDivisionError" in line.widget.progress["text"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("leeann_987_5551_ferry-1.json", "leeann_987_5551_ferry-1.json"),
        ("../../x.json", "x.json"),
        ("C:\\a\\b.json", "b.json"),
        (".hidden", "hidden"),
        ("..", "0-"),
        ("Zoë 1.json", "Zoë 1.json"),
        ("a:b\0.json", "a_b_.json"),
    ],
)
def test_an_uploaded_name_stays_in_its_folder(tmp_path, name, kept):
    """Canvas's names stay as they are: they say whose a file is."""
    assert safe_name(name, 0, tmp_path) == kept


# ---- the notebook


def test_the_notebook_is_fit_and_runs(tmp_path, monkeypatch):
    """It stands by the house's rules; its two cells bring up the desk and, below it, the class."""
    path = COURSE / "solutions" / "desk.ipynb"
    assert list(notebook_faults(path, "desk.ipynb", lesson=False)) == []
    cells = [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    assert ["".join(c["source"]) for c in cells] == ["import kit\n\ndesk = kit.desk()\ndesk", "desk.class_report()"]
    monkeypatch.chdir(COURSE / "solutions")
    assert desk().keys == KEYS and "text/plain" in desk().widget()._repr_mimebundle_()[0]
