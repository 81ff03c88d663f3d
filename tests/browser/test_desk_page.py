"""The desk in a browser, with the desk's own Python half behind it: from the zip to every file."""

from __future__ import annotations

import base64
import zipfile
from pathlib import Path

import pytest
from harness import MOUNT, axe_findings, source
from submissions import COURSE, ferry, write_sheet
from test_desk import BAD, WORKSHEET, moodle  # noqa: F401  (a fixture)
from test_pairs import LISTEN, overflow, tab_to, too_small

from kit.deskpage import desk
from kit.widgets.desk import DeskWidget

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("quick_check")]

# The fake model, with messages of one's own and buffers.
DESK_MOUNT = MOUNT.replace(
    "tell(names)",
    """custom(content, bytes) {
      const buffers = bytes.map(b => new DataView(Uint8Array.from(atob(b), c => c.charCodeAt(0)).buffer));
      for (const fn of heard["msg:custom"] ?? []) fn(content, buffers);
    },
    async kernel_(m, buffers) {
      const b64 = bytes => btoa(Array.from(new Uint8Array(bytes), b => String.fromCharCode(b)).join(""));
      for (const [kind, what, bytes] of await window.kernel(m, buffers.map(b64))) {
        if (kind === "state") w.set(what); else w.custom(what, bytes);
      }
    },
    tell(names)""",
    1,
).replace(
    "send(m) {",
    """send(m, _callbacks, buffers = []) {
      if (w.kernel === "python") { sent.push(structuredClone(m)); w.kernel_(structuredClone(m), buffers); return; }""",
    1,
)


@pytest.fixture(scope="module")
def case():
    return ferry()


@pytest.fixture
def opened(widget_page, tmp_path):
    """Opens the desk: a page, with the real Python half as its kernel; or "gone", or "deaf"."""

    def make(kernel: str = "python", **settings):
        page = widget_page(**settings)
        made = DeskWidget(desk(COURSE, tmp_path / "graded"), desk(COURSE).view() | {"out": "graded"})
        out: list = []
        made.send = lambda content, buffers=None: out.append(("custom", content, [_text(b) for b in buffers or []]))
        made.observe(lambda change: out.append(("state", {change.name: change.new}, [])), ["progress", "book", "lms"])

        def heard(message, buffers):
            out.clear()
            made._heard(made, message, [base64.b64decode(b) for b in buffers])
            return list(out)

        page.expose_function("kernel", heard)
        state = {"view": made.view, "progress": {}, "book": {}, "lms": {}}
        page.evaluate(DESK_MOUNT, source("desk") | {"state": state, "kernel": kernel})
        return page

    return make


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def choose(page, path: Path, *more: Path) -> None:
    page.get_by_label("Exercise", exact=True).select_option("ferry-report")
    page.get_by_label("The zip, or the single files").set_input_files([path, *more])


def graded(page, path: Path) -> None:
    """A graded class in view."""
    choose(page, path)
    page.get_by_role("button", name="Grade", exact=True).click()
    page.locator(".kit-results").wait_for()


def cells(page, row: int) -> list[str]:
    return page.locator(".kit-book tbody tr").nth(row).locator("th, td").all_inner_texts()


def test_from_the_zip_to_the_table(opened, moodle):  # noqa: F811
    """Upload, press, and a row for each student: state in a word and a sign; what came is said."""
    page = opened()
    graded(page, moodle)
    assert cells(page, 0)[:4] == ["7", "Ada Rill", "✓ graded", "100"]
    assert cells(page, 2)[2] == "✗ unreadable" and cells(page, 2)[3] == "–" and cells(page, 2)[4]
    assert "3 students: 2 graded, 1 unreadable" in page.locator(".kit-outcome").inner_text()
    page.wait_for_function("() => document.querySelector('[role=status]').textContent.startsWith('Graded. 3 students')")


def test_an_upload_goes_in_pieces_and_only_once(opened, tmp_path, moodle):  # noqa: F811
    """Two megabytes in five pieces; grading again sends nothing anew."""
    big = tmp_path / "big.zip"
    with zipfile.ZipFile(moodle) as old, zipfile.ZipFile(big, "w") as archive:
        for name in old.namelist():
            archive.writestr(name, old.read(name))
        archive.writestr("photo.jpg", b"\0" * 2_100_000)
    page = opened()
    graded(page, big)
    sizes = page.evaluate("() => W[0].sent.filter(m => m.type === 'upload').map(m => m.from)")
    assert len(sizes) == 5 and sizes[1] == 512 * 1024
    assert page.get_by_text("Files passed over, and why (1)").is_visible()
    page.get_by_role("button", name="Grade", exact=True).click()
    page.wait_for_function(
        "() => W[0].S.progress.phase === 'done' && W[0].sent.filter(m => m.type === 'grade').length === 2"
    )
    assert page.evaluate("() => W[0].sent.filter(m => m.type === 'upload').length") == 5


def test_single_files_and_a_folder_by_its_path(opened, room, sheet):
    """Both other ways in."""
    one = write_sheet(room / "a.json", sheet)
    two = write_sheet(room / "b.json", {**sheet, "student": {"name": "Bo", "number": "8"}})
    page = opened()
    choose(page, one, two)
    page.get_by_role("button", name="Grade", exact=True).click()
    page.get_by_text("2 students: 2 graded").first.wait_for()
    page.get_by_label("It lies on the computer where Jupyter runs").check()
    page.get_by_label("The folder, or a zip").fill(str(room))
    page.get_by_role("button", name="Grade", exact=True).click()
    page.wait_for_function("() => W[0].sent.at(-1).from === 'path' && W[0].S.progress.phase === 'done'")
    assert page.locator(".kit-book tbody tr").count() == 2


def test_bad_input_is_told_in_sentences(opened, tmp_path):
    """At the field, which gets the focus; nothing is shown as graded."""
    page = opened()
    button, problem = page.get_by_role("button", name="Grade", exact=True), page.locator(".kit-form .kit-problem")
    page.get_by_label("Exercise", exact=True).select_option("ferry-report")
    button.click()
    assert problem.inner_text() == "Choose the zip, or the files that were handed in."
    assert page.evaluate("() => document.activeElement.type") == "file"
    (tmp_path / "letter.zip").write_bytes(b"no zip")
    choose(page, tmp_path / "letter.zip")
    button.click()
    page.get_by_text("letter.zip: it cannot be opened as a zip").first.wait_for()
    page.get_by_label("It lies on the computer where Jupyter runs").check()
    button.click()
    assert "Write where the handed-in files are." in problem.inner_text()
    page.get_by_label("The folder, or a zip").fill("no/such/folder")
    assert problem.is_hidden()
    button.click()
    page.get_by_text("no/such/folder: there is no such folder or zip.").first.wait_for()
    assert page.get_by_label("The folder, or a zip").get_attribute("aria-invalid") == "true"
    assert page.locator(".kit-results").is_hidden()


def test_too_large_is_said_before_anything_is_sent(opened, moodle):  # noqa: F811
    """With the limit, and what to do."""
    page = opened()
    page.evaluate("() => { W[0].S.view.most = 100; }")
    choose(page, moodle)
    page.get_by_role("button", name="Grade", exact=True).click()
    assert "too large" in page.locator(".kit-form .kit-problem").inner_text()
    assert page.evaluate("() => W[0].sent") == []


def test_without_a_kernel_it_says_so(opened, moodle):  # noqa: F811
    """At once, and the button can be pressed again."""
    page = opened("gone")
    choose(page, moodle)
    page.get_by_role("button", name="Grade", exact=True).click()
    page.get_by_text("Not connected.").first.wait_for()
    assert page.get_by_role("button", name="Grade", exact=True).get_attribute("aria-disabled") == "false"


def test_progress_is_shown_in_counts(opened):
    """What the kernel tells, and the button waits."""
    page = opened("deaf")
    page.evaluate("() => W[0].set({progress: {phase: 'working', text: 'Graded 12 students…', n: 1}})")
    assert page.get_by_text("Graded 12 students…").first.is_visible()
    assert page.get_by_role("button", name="Grading…").get_attribute("aria-disabled") == "true"
    page.evaluate("() => W[0].set({progress: {phase: 'problem', text: 'No.', n: 2}})")
    assert page.get_by_role("button", name="Grade", exact=True).is_visible()


def test_the_table_is_sorted_and_narrowed(opened, moodle):  # noqa: F811
    """By a button in each head; what is empty stays last; one state alone."""
    page = opened()
    graded(page, moodle)
    names = lambda: page.locator(".kit-book tbody th").all_inner_texts()  # noqa: E731
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Number")
    page.get_by_role("button", name="State").click()
    assert names()[-1] == "Cy"
    page.get_by_role("button", name="State").click()
    assert names()[0] == "Cy" and page.locator("th[aria-sort=descending]").count() == 1
    page.get_by_role("button", name="Points").click()
    page.get_by_role("button", name="Points").click()
    assert names()[-1] == "Cy"
    page.get_by_label("Show", exact=True).select_option("unreadable")
    assert names() == ["Cy"]


def test_a_large_class_comes_in_parts(opened):
    """A hundred rows, then a hundred more."""
    page = opened("deaf")
    row = {
        "name": "N",
        "file": "f",
        "state": "graded",
        "sign": "✓",
        "points": "1",
        "value": 1,
        "remarks": "",
        "page": True,
    }
    rows = [row | {"n": n, "number": str(n)} for n in range(250)]
    book = {"title": "T", "summary": "S", "rows": rows, "all": 300, "states": [], "files": [], "n": 1, "folder": "g/"}
    page.evaluate("book => W[0].set({book})", book)
    assert page.locator(".kit-book tbody tr").count() == 100
    page.get_by_role("button", name="Show 100 more").click()
    page.get_by_role("button", name="Show 50 more").click()
    assert page.locator(".kit-book tbody tr").count() == 250
    assert page.get_by_text("The table has the first 250 of 300").is_visible()


def test_a_page_is_looked_at_in_a_frame_that_runs_nothing(opened, moodle):  # noqa: F811
    """The student's page below; closing it leads back to its button."""
    page = opened()
    graded(page, moodle)
    page.get_by_role("button", name="Look at the page of Ada Rill, 7").click()
    frame = page.locator("iframe")
    frame.wait_for()
    assert frame.get_attribute("sandbox") == ""
    assert page.frame_locator("iframe").get_by_text("You found 10 of 10 attributions").first.is_visible()
    assert page.evaluate("() => document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.ariaLabel === 'Look at the page of Ada Rill, 7'")
    page.get_by_role("button", name="Look at class-report.html").click()
    page.frame_locator("iframe").get_by_role("heading", name="Fewer crossings to Little Finn").wait_for()


def test_every_file_can_be_taken_away(opened, moodle, tmp_path):  # noqa: F811
    """Byte for byte what lies in graded/."""
    page = opened()
    graded(page, moodle)
    names = page.locator(".kit-file-row code").all_inner_texts()
    assert len(names) == 4
    for name in names:
        with page.expect_download() as caught:
            page.get_by_role("button", name=f"Download {name}", exact=True).click()
        assert caught.value.suggested_filename == name
        assert Path(caught.value.path()).read_bytes() == (tmp_path / "graded" / "ferry-report" / name).read_bytes()
    assert page.locator("a[download]").count() == 0


def test_the_platforms_file_is_filled_and_given_back(opened, moodle, tmp_path):  # noqa: F811
    """Hand it over, pick the column, read what was done, download."""
    (tmp_path / "worksheet.csv").write_bytes(WORKSHEET)
    page = opened()
    graded(page, moodle)
    page.get_by_label("The file with the grades").set_input_files(tmp_path / "worksheet.csv")
    page.get_by_text("worksheet.csv is a file from Moodle.").first.wait_for()
    assert page.get_by_label("The column of this exercise").input_value() == "Grade"
    page.get_by_label("The column of this exercise").select_option("")
    page.get_by_role("button", name="Fill this column").click()
    page.get_by_text("no column is chosen").first.wait_for()
    page.get_by_label("The column of this exercise").select_option("Grade")
    page.get_by_role("button", name="Fill this column").click()
    page.get_by_text("column “Grade”: 2 filled").first.wait_for()
    with page.expect_download() as caught:
        page.locator(".kit-told").get_by_role("button", name="Download for-moodle-worksheet.csv").click()
    assert Path(caught.value.path()).read_bytes().count(b"100,100.00") == 2
    (tmp_path / "letter.csv").write_bytes(b"Dear all")
    page.get_by_label("The file with the grades").set_input_files(tmp_path / "letter.csv")
    page.locator(".kit-problem", has_text="letter.csv").wait_for()


def test_the_readers_table_is_handed_over(opened, moodle, tmp_path):  # noqa: F811
    """Where there is something to read, its place is shown; what the desk says of the table stands below it."""
    page = opened()
    graded(page, moodle)
    field = page.get_by_label("The table with your points")
    assert field.is_hidden()
    page.evaluate("() => W[0].set({book: {...W[0].S.book, reads: true, n: 50}})")
    (tmp_path / "marking.csv").write_text("student,task,criterion,hash\n")
    field.set_input_files(tmp_path / "marking.csv")
    page.get_by_text("there is no exercise here with anything to read").first.wait_for()


def test_by_keyboard_alone(opened, room, sheet):
    """From the first field to a page and a file."""
    write_sheet(room / "a.json", sheet)
    page = opened()
    tab_to(page, "select")
    page.keyboard.type("Fewer")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "input[type=text]")
    page.keyboard.type(str(room))
    page.keyboard.press("Enter")
    page.locator(".kit-results").wait_for()
    tab_to(page, "tbody button")
    page.keyboard.press("Enter")
    page.locator("iframe").wait_for()
    page.keyboard.press("Enter")
    tab_to(page, "button[aria-label='Download gradebook.csv']")
    with page.expect_download():
        page.keyboard.press("Enter")


def test_hostile_text_is_shown_as_text(opened, moodle):  # noqa: F811
    """In the table, a page, a report, the platform's file and whatever else came from outside."""
    page = opened()
    graded(page, moodle)
    page.get_by_role("button", name="Look at the page of <img").click()
    page.frame_locator("iframe").get_by_text("onerror").first.wait_for()
    page.get_by_role("button", name="Look at class-report-with-names.html").click()
    page.frame_locator("iframe").get_by_role("heading").first.wait_for()
    assert cells(page, 1)[1] == BAD
    rows = [{"n": 0, "number": BAD, "name": BAD, "file": BAD, "state": BAD, "sign": BAD, "points": BAD, "remarks": BAD}]
    files = [{"name": BAD, "about": BAD, "size": 1, "look": True}]
    book = {"title": BAD, "summary": BAD, "rows": rows, "all": 1, "files": files, "others": [BAD], "left_out": [BAD]}
    book |= {"states": [{"state": BAD, "sign": BAD, "n": 1}], "n": 99, "folder": BAD, "notes": [BAD], "reads": True}
    lms = {"name": BAD, "system": BAD, "columns": [BAD], "chosen": BAD, "report": [BAD], "ok": True, "made": BAD}
    page.evaluate(
        "what => W[0].set(what)",
        {"book": book, "lms": lms, "progress": {"phase": "problem", "text": BAD}},
    )
    page.wait_for_timeout(50)
    assert page.evaluate("() => window.hacked === undefined && !document.querySelector('.kit img, .kit script')")


def test_no_key_reaches_jupyterlab(opened):
    """Typing stays in the form."""
    page = opened("deaf")
    page.evaluate(LISTEN)
    page.get_by_label("It lies on the computer where Jupyter runs").check()
    page.get_by_label("The folder, or a zip").focus()
    page.keyboard.type("dd m")
    assert page.evaluate("() => leaked") == []


@pytest.mark.parametrize("width", [320, 400, 1100])
def test_it_fits_a_phone(opened, moodle, width):  # noqa: F811
    """With a table, files and a page open."""
    page = opened(width=width)
    graded(page, moodle)
    page.get_by_role("button", name="Look at the page of Ada Rill, 7").click()
    page.locator("iframe").wait_for()
    assert overflow(page) == [] and too_small(page) == []


@pytest.mark.axe
@pytest.mark.parametrize("width", [400, 1100])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(opened, moodle, tmp_path, dark, width):  # noqa: F811
    """In either theme and on a phone: at first, in trouble, at work, graded, filled."""
    (tmp_path / "worksheet.csv").write_bytes(WORKSHEET)
    page = opened(dark=dark, width=width)
    assert axe_findings(page) == []
    page.get_by_role("button", name="Grade", exact=True).click()
    page.evaluate("() => W[0].set({progress: {phase: 'working', text: 'Graded 12 students…', n: 1}})")
    assert axe_findings(page) == []
    page.evaluate("() => W[0].set({progress: {phase: 'problem', text: 'No.', n: 2}})")
    assert axe_findings(page) == []
    graded(page, moodle)
    page.evaluate("() => W[0].set({book: {...W[0].S.book, reads: true, n: 50}})")
    page.get_by_label("The file with the grades").set_input_files(tmp_path / "worksheet.csv")
    page.get_by_role("button", name="Fill this column").click()
    page.get_by_text("column “Grade”: 2 filled").first.wait_for()
    assert axe_findings(page) == []
