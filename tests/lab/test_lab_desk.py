"""A graded exercise in JupyterLab, there and back: a student hands in, a teacher grades at the desk."""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from pathlib import Path

import lms_rules
import pytest
from chromium import axe_source
from lab import ROOT, Notebook
from playwright.sync_api import expect
from submissions import EXERCISE, KEYS, ferry

from kit.answers import own_values
from kit.assignment import MIME, read_assignment
from kit.cli import main
from kit.deck import load_deck

pytestmark = pytest.mark.browser

CLASS = 12
NAMES = ("Ada Rill", "Bo Łuczak", "Cy O’Brien", "Di van der Berg")

# Every text that an element of the desk has shown, from now on.
LISTEN_TO = """what => {
  window.said = [];
  const line = document.querySelector(`.kit-desk:not([data-old]) ${what}`);
  // Of each change what came by it: when the next one follows at once, the line itself shows only that.
  new MutationObserver(all => all.forEach(one => one.addedNodes.forEach(n => window.said.push(n.textContent))))
    .observe(line, {childList: true});
}"""


@pytest.fixture(scope="module")
def case():
    return ferry()


def course(desk, *folders: str) -> None:
    """The course's own folders in the learner's or teacher's folder on the server."""
    left_out = shutil.ignore_patterns("answers", ".ipynb_checkpoints", "graded")
    for folder in folders:
        shutil.copytree(ROOT / folder, desk.folder / folder, ignore=left_out)


# ---- the teacher


@pytest.fixture
def handed_in(tmp_path, sheet) -> Path:
    """Twelve students as Moodle zips them, each with a task less or a part of one; and one file that is damaged."""
    path = tmp_path / "Fewer crossings-117.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for n in range(CLASS):
            tasks = [{**task, "operations": task["operations"][: 12 - n]} for task in sheet["tasks"][: 3 - n % 3]]
            tasks += [{**task, "operations": []} for task in sheet["tasks"][3 - n % 3 :]]
            who = {"name": f"{NAMES[n % 4]} {n}", "number": f"{20100 + n}"}
            text = json.dumps({**sheet, "student": who, "tasks": tasks})
            archive.writestr(f"{who['name']}_{400 + n}_assignsubmission_file/ferry-report-{who['number']}.json", text)
        archive.writestr("Ed Torn_499_assignsubmission_file/ferry-report-9.json", '{"format": 1,')
    return path


PARTICIPANTS = {str(400 + n) for n in range(CLASS)} | {"499"}


def worksheet(folder: Path) -> Path:
    """Moodle's grading worksheet for them, as it is downloaded: with a mark in front, and CRLF."""
    lines = ["Identifier,Full name,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)"]
    lines += [f"Participant {id},Somebody,Submitted for grading,,100.00,Yes,-" for id in sorted(PARTICIPANTS)]
    path = folder / "Grades-Course-117.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*lines, ""]).encode())
    return path


def opened_desk(desk) -> Notebook:
    """The teacher's copy of the course, and its desk brought up by Run All Cells."""
    course(desk, "exercises", "solutions")
    notebook = desk.open(f"{desk.name}/solutions/desk.ipynb")
    notebook.run()
    expect(notebook.page.locator(".jp-OutputArea").last).to_contain_text("Nothing is graded yet.")
    return notebook


def graded(notebook, path: Path):
    """The desk after choosing the exercise and the zip and pressing Grade, with the mouse."""
    desk = notebook.widget("desk")
    desk.get_by_label("Exercise", exact=True).select_option("ferry-report")
    desk.get_by_label("The zip, or the single files").set_input_files(path)
    desk.get_by_role("button", name="Grade", exact=True).click()
    desk.locator(".kit-results").wait_for()
    return desk


def gradebook(folder: Path) -> list[dict[str, str]]:
    with (folder / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def downloaded(notebook, button) -> tuple[str, bytes]:
    """The name and the bytes of what a button gives to the browser."""
    with notebook.page.expect_download() as caught:
        button.click()
    return caught.value.suggested_filename, Path(caught.value.path()).read_bytes()


def test_a_class_is_graded_by_keyboard_alone(desk, handed_in, window):
    """Choose, upload, grade, watch; the table is the gradebook on the disk; a page and the class report open in
    the page, without the mouse."""
    notebook = opened_desk(desk)
    page, drawn = notebook.page, notebook.widget("desk")
    # The browser is told to hand choosers over when somebody first listens, and nobody waits for that.
    page.on("filechooser", lambda _: None)
    page.evaluate(LISTEN_TO, ".kit-working")
    notebook.enter("desk")
    notebook.tab_to("select")
    page.keyboard.type("Fewer")
    notebook.tab_to("input[type=file]")
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    asked.value.set_files(handed_in)
    notebook.tab_to(".kit-check")
    page.keyboard.press("Enter")
    drawn.locator(".kit-results").wait_for()
    said = page.evaluate("() => window.said")
    for step in ("Checking the key…", f"{CLASS + 1} of {CLASS + 1} pages written…", "2 of 2 class reports written…"):
        assert step in said, said
    assert f"{CLASS + 1} students: {CLASS} graded, 1 unreadable." in drawn.locator(".kit-outcome").inner_text()

    rows = drawn.locator(".kit-book tbody tr").all()
    on_disk = gradebook(desk.folder / "solutions" / "graded" / "ferry-report")
    assert len(rows) == len(on_disk) == CLASS + 1
    for row, kept in zip(rows, on_disk, strict=True):
        number, name, state, points, *_ = row.locator("th, td").all_inner_texts()
        assert (number, name, state.split()[-1]) == (kept["number"] or "–", kept["name"], kept["state"])
        assert points == (kept["points"] or "–")
    assert len({kept["points"] for kept in on_disk}) > 5

    notebook.tab_to("tbody button")
    page.keyboard.press("Enter")
    frame = page.frame_locator(".kit-desk iframe")
    frame.get_by_role("heading", name="Fewer crossings to Little Finn").first.wait_for()
    assert frame.get_by_text(on_disk[0]["number"]).first.is_visible()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.matches('tbody button')")
    notebook.tab_to("[aria-label='Look at class-report.html']", limit=80)
    page.keyboard.press("Enter")
    frame.get_by_role("heading", name="To discuss").wait_for()
    assert not window.heard.errors, window.heard.errors


def test_everything_is_taken_home(desk, handed_in, tmp_path):
    """Every file is downloaded as it lies on the disk; Moodle's worksheet comes back with its one column filled,
    and the zip of pages finds each student, by Moodle's own rules."""
    notebook = opened_desk(desk)
    drawn = graded(notebook, handed_in)
    folder = desk.folder / "solutions" / "graded" / "ferry-report"
    names = drawn.locator(".kit-files").first.locator("code").all_inner_texts()
    assert {"gradebook.csv", "class-report.html", "feedback-for-the-platform.zip"} <= set(names)
    for name in names:
        button = drawn.get_by_role("button", name=f"Download {name}", exact=True)
        assert downloaded(notebook, button) == (name, (folder / name).read_bytes())
    given, ignored = lms_rules.moodle_pages((folder / "feedback-for-the-platform.zip").read_bytes(), PARTICIPANTS)
    assert set(given) == PARTICIPANTS and not ignored

    before = worksheet(tmp_path)
    drawn.get_by_label("The file with the grades").set_input_files(before)
    drawn.get_by_text("is a file from Moodle.").first.wait_for()
    drawn.get_by_label("The column of this exercise").select_option("Grade")
    drawn.get_by_role("button", name="Fill this column").click()
    drawn.get_by_text(f"column “Grade”: {CLASS} filled").first.wait_for()
    name, data = downloaded(notebook, drawn.locator(".kit-told").get_by_role("button", name="Download"))
    assert data == (folder / name).read_bytes() != before.read_bytes()
    outcome = lms_rules.moodle(data, PARTICIPANTS, 100)
    points = {str(400 + n): float(kept["points"]) for n, kept in enumerate(gradebook(folder)) if kept["points"]}
    assert not outcome.complaints
    assert outcome.grades == {(id, "Grade"): value for id, value in points.items()}


@pytest.mark.axe
def test_the_class_stands_in_the_notebook(desk, handed_in):
    """The cell below the desk, run again as the notebook says, shows the report; its links lead on within the
    page, nothing sticks out of the cell, and axe finds nothing in it or in the desk."""
    notebook = opened_desk(desk)
    graded(notebook, handed_in)
    page = notebook.page
    page.locator(".jp-CodeCell").last.locator(".jp-InputArea-editor").click()
    page.keyboard.press("Shift+Enter")
    report = page.locator(".jp-OutputArea .kit-class")
    report.wait_for()
    assert f"{CLASS + 1} students" in report.inner_text() and "Ada Rill" not in report.inner_text()
    report.get_by_role("link", name="How hard each one was").click()
    page.wait_for_function("() => Math.abs(document.querySelector('#items').getBoundingClientRect().top) < 400")
    area = "e => { const a = e.closest('.jp-OutputArea-output'); return a.scrollWidth - a.clientWidth; }"
    assert report.evaluate(area) <= 1
    page.evaluate(axe_source())
    page.add_style_tag(content="body, .jp-LabShell, .jp-OutputArea * { overflow: visible !important }")
    found = page.evaluate(
        "() => axe.run({include: [['.kit-class'], ['.kit-desk']]}, {resultTypes: ['violations']})"
        ".then(r => r.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 90)}`)))"
    )
    assert found == []


# ---- the student


def opened_exercise(desk, name: str) -> Notebook:
    """An exercise as it lies in the class bundle, without any key, brought up by Run All Cells."""
    course(desk, "exercises")
    notebook = desk.open(f"{desk.name}/exercises/{name}/{name}.ipynb")
    notebook.run()
    return notebook


def fill_in(form, name: str, number: str) -> None:
    form.get_by_label("Your name").fill(name)
    form.get_by_label("Student number").fill(number)


def handed_over(notebook, name: str, number: str) -> tuple[str, bytes]:
    """The file that the hand-in form makes and gives to the browser."""
    form = notebook.widget("handin").last
    fill_in(form, name, number)
    form.get_by_role("button", name="Make my hand-in file").click()
    return downloaded(notebook, form.get_by_role("button", name="Download"))


def sheets_in(notebook: Path) -> list[dict]:
    """The sheets in a saved notebook's outputs."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    held = [o.get("data", {}) for c in cells for o in c.get("outputs", ())]
    return [data[MIME] for data in held if MIME in data]


def grade_alone(file: Path, exercise: Path, folder: Path) -> dict[str, str]:
    """What `kit grade` makes of one handed-in file: its line in the gradebook."""
    (folder / "in").mkdir(parents=True)
    shutil.copy(file, folder / "in")
    where = ["--assignment", str(exercise), "--keys", str(KEYS), "--out", str(folder / "out")]
    assert main(["grade", str(folder / "in"), *where]) == 0
    [line] = gradebook(folder / "out")
    return line


def test_from_the_answers_to_the_points(desk, tmp_path, window):
    """A student highlights, judges, hands in and saves; the file and the saved notebook are graded alike."""
    notebook = opened_exercise(desk, "ferry-report")
    notebook.wait_painted(4)
    assert not notebook.widget().get_by_role("button", name="Check").count()
    notebook.mark("Regulars", "s")
    notebook.mark("claim", "c")
    notebook.drag("that the boat always comes in too fast")
    notebook.page.keyboard.press("t")
    notebook.wait_saved()
    for kind in ("pairs", "sorter"):
        notebook.widget(kind).locator(".kit-item input[type=radio]").first.check()
    notebook.page.wait_for_function(
        "() => [...document.querySelectorAll('.kit:not([data-old]) .kit-save')].slice(0, 3)"
        ".every(line => line.dataset.state === 'saved')"
    )
    name, data = handed_over(notebook, "Ida Brandt – Łódź", "20417")
    exercise = desk.folder / "exercises" / "ferry-report"
    assert name == "ferry-report-20417.json" and data == (exercise / name).read_bytes()
    notebook.page.locator(".jp-OutputArea").get_by_text("In this notebook and in the file").wait_for()
    notebook.save()
    assert sheets_in(exercise / "ferry-report.ipynb") == [json.loads(data)]
    assert all(task["operations"] for task in json.loads(data)["tasks"])

    by_file, by_notebook = (
        grade_alone(exercise / file, EXERCISE, tmp_path / kind)
        for file, kind in ((name, "file"), ("ferry-report.ipynb", "notebook"))
    )
    assert by_file["state"] == "graded" and by_file["name"] == "Ida Brandt – Łódź" and float(by_file["points"]) > 0
    assert by_file | {"file": ""} == by_notebook | {"file": ""}
    assert not window.heard.errors, window.heard.errors


def test_a_test_asks_who_you_are_and_shows_your_form(desk, tmp_path):
    """No question before name and number; then the form of that number, without a Check; answers are handed in,
    and are there again after a restart."""
    notebook = opened_exercise(desk, "pre-test")
    assert not notebook.widget("items").count()
    first = notebook.widget("handin").first
    fill_in(first, "Ida Brandt", "20417")
    first.get_by_role("button", name="Begin").click()
    deck = notebook.widget("items")
    deck.wait_for()
    form = read_assignment(ROOT / "exercises" / "pre-test").form("20417")
    of_form = load_deck(form, ROOT / "exercises" / "decks")
    assert of_form.article.sentence(of_form.tasks[0].items[0].sentences[0]).text in deck.inner_text()
    assert not deck.get_by_role("button", name="Check").count()
    deck.locator(".kit-card:not([hidden]) input").first.check()
    notebook.page.wait_for_selector(".kit-items .kit-save[data-state=saved]", state="attached")

    name, data = handed_over(notebook, "Ida Brandt", "20417")
    [task] = json.loads(data)["tasks"]
    assert name == "pre-test-20417.json" and task["task"] == f"decks/{form}"
    assert len(own_values(task["operations"], [])) == 1
    line = grade_alone(desk.folder / "exercises" / "pre-test" / name, ROOT / "exercises" / "pre-test", tmp_path / "g")
    assert line["state"] == "graded" and line["number"] == "20417"

    notebook.restart()
    notebook.run()
    assert notebook.widget("items").locator(".kit-card:not([hidden])").count() == 1
    assert notebook.widget("handin").last.get_by_label("Student number").input_value() == "20417"
