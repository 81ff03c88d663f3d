"""A class on a real JupyterHub: a link leads into the lesson, answers and files stay, updates take nothing away."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import zipfile

import pytest
from hub import FOLDER, LESSON, ROOT
from teacher import sources

from kit.leaks import scan

pytestmark = [pytest.mark.hub, pytest.mark.browser]
GOAT = "notebooks/answers/goat/first.jsonl"
KEYS = ROOT / "solutions" / "keys"


def test_a_link_leads_into_the_lesson(hub, ada):
    """Logged in at the link, a student stands in the lesson; what they mark is saved, on their own disk."""
    assert ada.landed == f"{hub.base}/user/ada/lab/tree/{FOLDER}/{LESSON}"
    assert ada.line.startswith("Saved ")
    [made] = ada.operations(GOAT)
    assert made["value"]["source"] == [{"sentence": "p2s1", "words": "Omar Vance, the librarian"}]


COLLECT = """
for home in /home/*; do
  to="handed-in/$(basename "$home")/ferry-report"
  mkdir -p "$to"
  cp "$home"/media-verification/exercises/ferry-report/*.{json,ipynb} "$to" || true
done
"""
"""As the guide shows it."""


def test_what_is_handed_in_is_graded(hub, ada, teacher, tmp_path):
    """The file lies in the student's home; collected from there, under the name that they log in with, and graded with
    the keys, it has its points."""
    subprocess.run(["bash", "-ec", COLLECT.replace("/home", str(hub.homes))], cwd=tmp_path, check=True)
    graded = tmp_path / "graded"
    command = [
        "kit",
        "grade",
        str(tmp_path / "handed-in"),
        "--assignment",
        "exercises/ferry-report",
        "--out",
        str(graded),
    ]
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=teacher.course, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with (graded / "gradebook.csv").open(encoding="utf-8-sig", newline="") as file:
        [row] = csv.DictReader(file)
    # One of eight pairs in four classes, 30 points: 3.75, and 0.7 of it without what they disagree about.
    assert (row["number"], row["points"]) == ("1042", "2.62") and row["file"].startswith("ada/ferry-report/"), row


def test_a_server_that_was_stopped_has_lost_nothing(hub, ada, seat):
    """A culler ends a student's server. Logged in anew, at another computer, Run All Cells shows what was marked."""
    hub.stop_server("ada")
    lesson = seat("ada").log_in(LESSON)
    lesson.run()
    assert lesson.highlights() == lesson.painted() == ada.highlights != []


def test_two_students_see_nothing_of_each_other(hub, ada, seat):
    """Whoever types the hub's address gets the first lesson, with nothing marked in it, and no way to another's;
    and what page and kernel say to each other is encrypted."""
    bens = seat("ben")
    lesson = bens.log_in(LESSON, hub.base)
    assert lesson.page.url.endswith(f"/user/ben/lab/tree/{FOLDER}/{LESSON}")
    lesson.run()
    assert lesson.highlights() == []
    lesson.mark("Clover", "t")
    assert (hub.course("ben") / GOAT).is_file()
    [told] = (hub.homes / "ben" / ".local/share/jupyter/runtime").glob("kernel-*.json")
    assert "curve_publickey" in json.loads(told.read_text(encoding="utf-8"))
    assert len(ada.operations(GOAT)) == 1
    for way in ("lab", f"files/{FOLDER}/{GOAT}", f"api/contents/{FOLDER}/{GOAT}"):
        answer = bens.context.request.get(f"{hub.base}/user/ada/{way}")
        assert answer.status in (403, 404), f"{way}: {answer.status}"
        assert "Omar" not in answer.text()


def test_no_key_lies_on_the_hub(hub, ada, teacher, tmp_path):
    """Neither the repository, in any of its commits, nor a home holds anything of a graded key, but for the one right
    answer that a student found by herself."""
    files = teacher.published()
    for home in hub.homes.iterdir():
        found = [p for p in home.rglob("*") if p.is_file() and ".git" not in p.parts]
        files |= {(p.relative_to(home).as_posix().removeprefix(f"{FOLDER}/"), p.read_bytes()) for p in found}
    assert len(files) > 380
    everything = tmp_path / "everything.zip"
    with zipfile.ZipFile(everything, "w") as archive:
        for number, (path, data) in enumerate(sorted(files)):
            archive.writestr(f"{number}/{path}", data)
    faults, read = scan(everything, KEYS, ROOT / "exercises", kinds=None)
    assert read > len(files)
    hers = re.compile(r"> \d+/exercises/ferry-report/(answers/ferry/pairs|.*ferry-report)[\w-]*\.(jsonl?|ipynb)$")
    assert faults and [str(fault) for fault in faults if not hers.search(fault.where)] == []


TITLE, KEYBOARD = "Start here", "go to the text with Tab."


def test_an_update_takes_nothing_away(hub, ada, teacher):
    """The teacher changes a lesson and a task of its text, and adds a file. The student follows the link again and has
    all of it; their answers, their hand-in file and what they wrote into the same notebook are as they were."""
    made, lesson = ada.made(), ada.folder / LESSON
    mine = sources(lesson)
    assert mine["keyboard"] == "My own words."
    teacher.edit(LESSON, (TITLE, "Start here, in the second week"), (KEYBOARD, "go to the text with the key Tab."))
    teacher.edit("kit/cases/goat/tasks.yaml", ("Read the four sentences.", "Read the first four sentences."))
    (teacher.course / "notebooks" / "10-new.ipynb").write_bytes((teacher.course / LESSON).read_bytes())
    teacher.publish("The second week")

    again = ada.seat.follow(LESSON)
    again.restart()
    again.run()
    assert again.widget("marker").get_by_text("Read the first four sentences.").count() == 1
    assert again.highlights() == ada.highlights
    now = sources(lesson)
    assert now["title"] == mine["title"].replace(TITLE, "Start here, in the second week")
    assert now["keyboard"] == "My own words."
    assert {**now, "title": mine["title"]} == mine
    assert (ada.folder / "notebooks" / "10-new.ipynb").is_file()
    assert ada.made() == made


def test_a_repository_that_cannot_be_reached_keeps_nobody_out(hub, ada, teacher):
    """The page of the link says that there was an error, and leads on to the lessons as they were."""
    page = ada.seat.context.new_page()
    with teacher.closed():
        page.goto(hub.link(LESSON))
        page.get_by_role("button", name="Go to the Jupyter server without synchronizing content").click()
        page.wait_for_url(f"{hub.base}/user/ada/lab**")
    page.wait_for_function("() => window.jupyterapp")
    assert (ada.folder / LESSON).is_file() and (ada.folder / GOAT).is_file()
