"""A hub for the whole run, and a student who has worked on it."""

from __future__ import annotations

import json

import pytest
from hub import EXERCISE, LESSON, Hub, Seat
from learner import Listener
from teacher import Teacher


@pytest.fixture(scope="session")
def teacher(tmp_path_factory: pytest.TempPathFactory) -> Teacher:
    """Who has published the lessons."""
    return Teacher(tmp_path_factory.mktemp("teacher"))


@pytest.fixture(scope="session")
def hub(teacher: Teacher, tmp_path_factory: pytest.TempPathFactory):
    """The hub, which ends whole."""
    running = Hub(tmp_path_factory.mktemp("hub"), teacher.repository)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def seat(hub: Hub, chromium):
    """Sits a student down: `seat("ada")`. Nothing that their browser does may ask another host."""
    seats, heard = [], Listener()

    def sat_down(student: str) -> Seat:
        seats.append(Seat(hub, chromium, student))
        heard.listen(seats[-1].context, hub.base)
        return seats[-1]

    yield sat_down
    for one in seats:
        one.context.close()
    assert not heard.outside, f"something was asked of another host: {heard.outside}"


class Worked:
    """Ada has followed two links: she marked a word, wrote into the lesson, answered one pair and handed in."""

    def __init__(self, hub: Hub, seat) -> None:
        self.hub, self.folder = hub, hub.course("ada")
        self.seat = seat("ada")
        assert not self.folder.exists()
        lesson = self.seat.log_in(LESSON)
        self.landed = lesson.page.url
        lesson.run()
        lesson.drag("Omar Vance, the librarian")
        lesson.page.keyboard.press("s")
        lesson.wait_saved()
        self.line = lesson.widget("marker").locator(".kit-save").inner_text()
        self.highlights = lesson.highlights()
        lesson.rewrite("keyboard", "My own words.")
        lesson.save()
        lesson.close()
        exercise = self.seat.follow(EXERCISE)
        exercise.run_all()
        exercise.wait_painted(4)  # three tasks and the form
        pair = exercise.widget("pairs").locator(".kit-item").first
        pair.locator(".kit-yesno input").first.check()
        pair.locator("input[value=contradiction]").check()
        exercise.wait_saved()
        form = exercise.widget("handin")
        form.get_by_label("Your name").fill("Ada Rill")
        form.get_by_label("Student number").fill("1042")
        form.locator(".kit-check").click()
        form.locator(".kit-outcome .kit-file").wait_for()
        exercise.save()
        exercise.close()
        self.sheet = self.folder / "exercises" / "ferry-report" / "ferry-report-1042.json"

    def operations(self, path: str) -> list[dict]:
        """The operations in one of her sheets."""
        lines = (self.folder / path).read_text(encoding="utf-8").splitlines()
        return [json.loads(line) for line in lines[1:]]

    def made(self) -> dict[str, bytes]:
        """All that she made and that is no lesson: answers and hand-in files."""
        files = [p for p in self.folder.rglob("*") if p.is_file() and ("answers" in p.parts or p == self.sheet)]
        return {p.relative_to(self.folder).as_posix(): p.read_bytes() for p in files}


@pytest.fixture(scope="session")
def ada(hub: Hub, seat) -> Worked:
    """A student who has worked."""
    return Worked(hub, seat)
