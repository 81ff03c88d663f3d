"""A very large class is graded like a small one, byte for byte, on whatever engine; only its memory stays flat."""

from __future__ import annotations

import csv
import functools
import io
import json
import os
import sqlite3
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import closing
from pathlib import Path

import briefs
import pytest
import workers
from classroom import Classroom
from mixedclass import MixedClass
from submissions import COURSE, EXERCISE, KEYS, write_sheet

import kit
from kit import lms
from kit.assignment import read_assignment
from kit.cli import main
from kit.errors import KitError
from kit.grading import CONFLICT, Gradebook, grade, parts_of
from kit.handback import CSV, OWN, WALL, hand_back
from kit.intake import entries
from kit.many import MOST, cluster, engine, handing, run, shards
from kit.many.engine import Engine, in_order, processes, serial, threads
from kit.many.handing import Class, write_pages
from kit.many.shards import Faulty, Shard, Sheet, exercise_of, grade_shard
from kit.many.store import Store, reading
from kit.regrade import STORE
from kit.report import PAGES, gradebook_csv, write_gradebook

pytestmark = pytest.mark.usefixtures("quick_check")
ENGINES = {"serial": serial, "threads": lambda: threads(3), "processes": lambda: processes(2)}


@pytest.fixture(scope="module")
def mixed(classroom) -> list[MixedClass]:
    """Three classes, no two alike."""
    return [MixedClass(classroom, files, seed) for seed, files in enumerate((12, 60, 90))]


@pytest.fixture
def small_shards(monkeypatch) -> None:
    """So that even a small class is many shards."""
    monkeypatch.setattr(run, "shards", functools.partial(shards.shards, files=7))


def many(source: Path) -> Class:
    made = read_assignment(EXERCISE)
    return Class(entries(source, made.id, most=MOST), made, parts_of(made, KEYS))


def handed_back(source: Path, out: Path, on: Engine) -> list[str]:
    """All of it written; what is told."""
    with handing.hand_back(many(source), out, on) as handed:
        return handed.told


def both(source: Path, tmp_path: Path, on: Engine) -> tuple[Gradebook, Path]:
    """The class as a small one has it, and what came of it as a very large one."""
    handed_back(source, tmp_path / "many", on)
    return grade(source, EXERCISE, KEYS), tmp_path / "many"


def same(book: Gradebook, out: Path) -> None:
    """What a small class has, the large one has: the table, byte for byte, and each line with its remarks."""
    assert (out / CSV).read_bytes().decode() == gradebook_csv(book)
    with reading(out / STORE) as store:
        lines = list(store.grades({id: task for id, (_, task) in book.parts.items()}))
        passed = list(store.passed())
    assert [(g.file, g.state, g.remarks, g.identity) for g in lines] == [
        (g.file, g.state, g.remarks, g.identity) for g in book.grades
    ]
    assert passed == list(book.others)


# ---- the same as a small class


@pytest.mark.parametrize("on", ENGINES)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.usefixtures("small_shards")
def test_a_class_of_everything_is_the_same_byte_for_byte(mixed, room, tmp_path, on, seed):
    """Copies, conflicts, faults, strays, one number typed by two, names from each platform, hostile files."""
    book, out = both(mixed[seed].lay_out(room), tmp_path, ENGINES[on]())
    assert len({g.state for g in book.grades}) >= 4
    same(book, out)


@pytest.mark.parametrize("on", ["serial", "processes"])
@pytest.mark.usefixtures("small_shards")
def test_so_is_a_zip_in_which_paths_stand_twice(mixed, tmp_path, on):
    """Lines that only their order tells apart keep it."""
    book, out = both(mixed[2].pack(tmp_path / "all.zip"), tmp_path, ENGINES[on]())
    assert any(g.state == CONFLICT for g in book.grades) and book.others
    same(book, out)


def test_the_class_is_mixed_enough(mixed, room):
    """Each rule about who is one student is needed by one of these classes: else the tests above prove less."""
    books = [grade(one.lay_out(room / str(n)), EXERCISE, KEYS) for n, one in enumerate(mixed)]
    told = " ".join(g.told for book in books for g in book.grades)
    for rule in (
        "it holds all that the others hold",
        "none holds all that the others hold",
        "Another student handed in under the same",
        "Also handed in:",
        "The copies carry different names",
        "The copies carry different student numbers",
        "more that could not be read",
        "no usable student number",
    ):
        assert rule in told, rule


@pytest.mark.usefixtures("small_shards")
def test_whose_a_faulty_file_is_follows_from_the_same_order_and_the_same_company(room, tmp_path, classroom):
    """A damaged sheet before an essay that came first; in a folder of one student theirs, in one of two nobody's."""
    for folder, numbers in (("alone", ["10001"]), ("together", ["10002", "10003"])):
        for number in numbers:
            write_sheet(room / folder / f"{number}.json", classroom.sheet(number)[0])
        (room / folder / "x.json").write_bytes(b"{")
    for name in ("a.docx", "b.json"):
        path = room / "Bo_2_assignsubmission_file_" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"{")
    book, out = both(room, tmp_path, serial())
    assert [g.file for g in book.grades[3:]] == ["Bo_2_assignsubmission_file_/b.json", "together/x.json"]
    same(book, out)


@pytest.mark.usefixtures("small_shards")
def test_reports_are_those_of_a_small_class_where_all_are_in_the_sample(mixed, room, tmp_path):
    """A class that is no larger than the sample has the same two reports."""
    book, out = both(mixed[1].lay_out(room), tmp_path, serial())
    hand_back(book, tmp_path / "small")
    for name in (WALL, OWN):
        assert (out / name).read_bytes() == (tmp_path / "small" / name).read_bytes()


@pytest.mark.usefixtures("small_shards")
def test_pages_on_demand_are_those_of_a_small_class(mixed, room, tmp_path):
    """Under the same names; also where two people have one number, or only the platform knows who somebody is."""
    book, out = both(mixed[1].lay_out(room), tmp_path, serial())
    write_gradebook(book, tmp_path / "small")
    names = {g.number or (g.identity.id if g.identity else "") for g in book.grades} - {""}
    written, told = write_pages(many(room), out, sorted(names))
    assert told == [] and len({path.name for path in written}) >= 10
    for path in written:
        assert path.read_bytes() == (tmp_path / "small" / PAGES / path.name).read_bytes()


@pytest.mark.parametrize("head", ["Identifier,Full name,Grade,Maximum Grade,Grade can be changed"])
@pytest.mark.usefixtures("small_shards")
def test_a_platforms_file_is_filled_alike(mixed, room, tmp_path, head):
    """Cells and sentences, from lines as from grades."""
    book, out = both(mixed[2].lay_out(room), tmp_path, serial())
    rows = "".join(f"Participant {500 + n},Somebody,,100.00,Yes\r\n" for n in range(mixed[2].people))
    data = f"{head}\r\n{rows}".encode()
    of = many(room)
    with reading(out / STORE) as store:
        light = of.book(store.grades(of.tasks))
    assert lms.fill(data, light) == lms.fill(data, book)
    assert lms.fill(data, light, partly=True)[1].filled >= 3


# ---- the engine


class Breaking(Executor):
    """Works at once, and breaks as a pool of processes does when a worker dies: at these shards, or at a file."""

    def __init__(self, dies: callable) -> None:
        self.dies, self.broken = dies, False

    def submit(self, work, /, shard):
        future: Future = Future()
        if self.broken:
            raise BrokenExecutor
        if self.dies(shard):
            self.broken = True
            future.set_exception(BrokenExecutor())
        else:
            future.set_result(work(shard))
        return future


def some_shards(room: Path, files: int = 4) -> list[Shard]:
    of = many(room)
    return list(shards.shards(enumerate(of.listing), exercise_of(of.assignment, of.parts), files=files))


def test_a_worker_that_dies_costs_no_result(twenty):
    """Each shard kills its first worker; every file is graded all the same, in its order."""
    seen: set[int] = set()

    def dies(shard: Shard) -> bool:
        new = shard.files[0].place not in seen
        seen.add(shard.files[0].place)
        return new

    lines = [line for made in in_order(Engine(lambda: Breaking(dies), 3), some_shards(twenty)) for line in made]
    assert lines == [line for shard in some_shards(twenty) for line in grade_shard(shard)]


def test_a_file_that_ends_each_process_costs_itself_only(twenty):
    """It is found by halving its shard, and told in words; nobody else loses a grade, and it comes to an end."""
    killer = 13
    on = Engine(lambda: Breaking(lambda shard: any(sent.place == killer for sent in shard.files)), 3)
    lines = [line for made in in_order(on, some_shards(twenty, 8)) for line in made]
    assert [line.place for line in lines] == list(range(20))
    assert [type(line) for line in lines] == [Faulty if n == killer else Sheet for n in range(20)]
    assert "ended the process" in lines[killer].fault.what


def test_workers_that_all_die_are_told_of_and_not_replaced_for_ever(twenty):
    """One sentence says so, with what may help."""
    with pytest.raises(KitError, match="died 41 times"):
        list(in_order(Engine(lambda: Breaking(lambda _: True), 3), some_shards(twenty, 1) * 20))


def test_few_shards_are_under_way_at_a_time(twenty):
    """No more are read than there is room for, however slowly results are taken."""
    read = 0

    def counted():
        nonlocal read
        for shard in some_shards(twenty, 2):
            read += 1
            yield shard

    results = in_order(threads(2), counted())
    next(results)
    assert read <= threads(2).window + 1
    results.close()


def test_a_result_that_never_comes_is_not_waited_for_for_ever(twenty, monkeypatch):
    """After a while a sentence says that nothing came."""
    monkeypatch.setattr(engine, "LOOK", 0.01)
    monkeypatch.setattr(engine, "PATIENCE", 0.05)

    class Never(Executor):
        def submit(self, work, /, shard):
            return Future()

    with pytest.raises(KitError, match="no result came"):
        list(in_order(Engine(Never), some_shards(twenty)))


def test_a_real_process_that_is_killed_costs_no_result(twenty, tmp_path, monkeypatch):
    """The pool is replaced, and what was under way is done again."""
    monkeypatch.setenv(workers.MARKER, str(tmp_path / "died"))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(COURSE), str(COURSE / "tests"))))
    lines = [line for made in in_order(processes(2), some_shards(twenty), workers.die_once) for line in made]
    assert (tmp_path / "died").exists()
    assert lines == [line for shard in some_shards(twenty) for line in grade_shard(shard)]


@pytest.mark.parametrize("on", ["serial", "threads"])
def test_work_that_runs_out_of_time_by_itself_is_told_at_once(twenty, monkeypatch, on):
    """Its TimeoutError does not pass for a result that is still to come."""

    def times_out(_: Shard) -> list:
        raise TimeoutError

    monkeypatch.setattr(engine, "PATIENCE", 0.05)
    with pytest.raises(KitError, match=r"some files could not be graded there \(TimeoutError\)"):
        list(in_order(ENGINES[on](), some_shards(twenty), times_out))


def test_what_an_engine_cannot_do_is_told_in_a_sentence(twenty, monkeypatch):
    """Work that fails by itself, and a cluster without the package for it."""

    def fails(_: Shard) -> list:
        raise MemoryError

    with pytest.raises(KitError, match=r"some files could not be graded there \(MemoryError\)"):
        list(in_order(threads(2), some_shards(twenty), fails))
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(KitError, match="Dask is not installed here"), cluster.dask("tcp://127.0.0.1:1"):
        pass


def test_another_kit_on_a_worker_is_refused(twenty, monkeypatch):
    """By version, and by what its files hold: two kits may give two grades."""
    [shard, *_] = some_shards(twenty)
    monkeypatch.setattr(kit, "__version__", "9.9")
    with pytest.raises(KitError, match=r"a worker has another kit \(9.9 there, 0.1.0 here\)"):
        grade_shard(shard)
    monkeypatch.undo()
    monkeypatch.setattr(shards, "kit_digest", lambda: "another")
    with pytest.raises(KitError, match="a worker’s kit has other files"):
        grade_shard(shard)


def test_a_shard_ends_with_its_bytes_too(twenty):
    """A few large files are as much to carry as many small ones."""
    of = many(twenty)
    sizes = [len(of.listing[n].read()) for n in range(20)]
    made = list(shards.shards(enumerate(of.listing), b"", bytes=sum(sizes[:3])))
    assert len(made[0].files) == 3 and sum(len(shard.files) for shard in made) == 20


# ---- what is kept, and what it costs


@pytest.mark.usefixtures("small_shards")
def test_no_answers_are_kept_of_anybody(mixed, room, tmp_path):
    """A line has points, states and reasons; not one operation, label or word of an answer: so memory stays flat."""
    handed_back(mixed[1].lay_out(room), tmp_path / "out", serial())
    of = many(room)
    with reading(tmp_path / "out" / STORE) as store:
        for row in store.rows():
            assert len(row.body) < 6_000
        assert not any(hasattr(t, "layer") for g in store.grades(of.tasks) for t in g.tasks)
    assert b"op_id" not in (tmp_path / "out" / STORE).read_bytes()


def test_a_listing_holds_names_only(room):
    """A hundred thousand files weigh what their names weigh; where there are too many, the last entry says so."""
    for n in range(5):
        (room / f"{n}.json").touch()
    assert [len(entries(room, "x", most=most)) for most in (3, 4, 5, 6)] == [4, 5, 5, 5]
    assert [entry.path for entry in entries(room, "x", most=3)] == ["0.json", "1.json", "2.json", "…"]
    for most, last in ((4, "…"), (5, "4.json"), (6, "4.json")):
        found = entries(room, "x", most=most)
        assert [entry.path for entry in found] == ["0.json", "1.json", "2.json", "3.json", last]
        assert found[-1].path == last
    assert all(isinstance(name, str) for name in entries(room, "x")._names)


def test_a_sample_is_the_same_in_each_run_and_of_the_same_people_in_each_test(tmp_path, twenty, classroom):
    """It is drawn by who somebody is, and not by when they came or what file they sent."""
    handed_back(twenty, tmp_path / "one", serial())
    other = tmp_path / "other"
    for number in reversed(list(classroom.numbers(20))):
        path = other / f"Student {number}_{90_000 - int(number)}_assignsubmission_file_" / f"z{number}.json"
        write_sheet(path, classroom.sheet(number)[0])
    handed_back(other, tmp_path / "two", serial())
    drawn = []
    for out in ("one", "two"):
        with reading(tmp_path / out / STORE) as store:
            drawn.append([row.number for row in store.sample(6)])
    assert drawn[0] == drawn[1] and len(drawn[0]) == 6 and drawn[0] != [str(n) for n in range(10_001, 10_007)]


def test_a_report_from_a_sample_says_so_and_counts_everybody_where_it_can(twenty, tmp_path, monkeypatch):
    """States and points are of the whole class; the rest is of the sample, in one plain sentence."""
    monkeypatch.setattr(handing, "SAMPLE", 8)
    handed_back(twenty, tmp_path / "out", serial())
    text = (tmp_path / "out" / WALL).read_text(encoding="utf-8")
    assert "20 students: 20 graded." in text
    assert "That counts everybody. All that follows counts 8 of them, drawn by chance." in text


# ---- from one run to the next


def graded(source: Path, out: Path, *more: str) -> int:
    call = ["grade", str(source), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(out)]
    return main([*call, "--processes", "1", *more] if "--pages" not in more else [*call, *more])


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_changes_and_their_reasons_are_those_of_a_small_class(mixed, room, tmp_path, capsys):
    """Sheets that came, went and changed: the same rows in the same order, from two stores as from two gradebooks."""
    mixed[1].lay_out(room)
    calls = {"small": [], "many": ["--processes", "1"]}

    def grade_both() -> dict[str, str]:
        said = {}
        for name, more in calls.items():
            call = ["grade", str(room), "--assignment", str(EXERCISE), "--keys", str(KEYS)]
            assert main([*call, "--out", str(tmp_path / name), *more]) == 0
            said[name] = capsys.readouterr().out
        return said

    grade_both()
    said = grade_both()
    assert all("No points changed since the last run." in one for one in said.values())
    sheets = sorted(path for path in room.rglob("*.json") if path.stat().st_size > 20_000)
    for path in sheets[:4]:
        path.unlink()
    for path in sheets[5:12]:
        sheet = json.loads(path.read_bytes())
        sheet["tasks"][0]["operations"] = sheet["tasks"][0]["operations"][:3]
        path.write_text(json.dumps(sheet), encoding="utf-8")
    write_sheet(
        room / "new.json", {**json.loads(sheets[20].read_bytes()), "student": {"name": "New", "number": "n999"}}
    )
    said = grade_both()
    small, large = (rows_of(tmp_path / name / "changes.csv") for name in calls)
    assert small == large
    assert {row["why"] for row in small} >= {"sheet changed", "handed in since", "handed in no longer"}
    summary = [[line for line in one.splitlines() if line.startswith("Changed since")] for one in said.values()]
    assert summary[0] == summary[1] != []


def test_a_run_that_breaks_off_counts_for_nothing(twenty, tmp_path, monkeypatch, capsys):
    """The store of the last finished run stays, and the next run tells the changes since that one."""
    out = tmp_path / "out"
    assert graded(twenty, out) == 0
    before = tree(out)
    (twenty / "ferry-report-10001.json").unlink()
    with monkeypatch.context() as broken:
        broken.setattr(handing, "write_changes", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            graded(twenty, out)
    assert tree(out) == before
    with monkeypatch.context() as broken:
        broken.setattr(handing, "_finish", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            graded(twenty, out)
    assert (out / STORE).read_bytes() == before[STORE] and (out / CSV).read_bytes() != before[CSV]
    capsys.readouterr()
    assert graded(twenty, out) == 0
    assert "the points of 1 student (handed in no longer: 3)" in capsys.readouterr().out


def test_a_small_run_and_a_large_one_know_of_each_other(twenty, tmp_path, capsys):
    """Neither takes what the other left for its own: it is told what cannot be compared."""
    out = tmp_path / "out"
    small = ["grade", str(twenty), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(out)]
    assert main(small) == 0
    assert graded(twenty, out) == 0
    said = capsys.readouterr().out
    assert "cannot be told: that one was not graded as a very large class" in said
    assert "feedback-pages.zip and feedback/ is of an earlier run" in said
    assert not (out / "run.json").exists() and (out / STORE).exists()
    assert main(small) == 0
    assert (out / "run.json").exists() and not (out / STORE).exists()
    assert "No points changed since the last run." in capsys.readouterr().out


def test_a_wrong_folder_costs_nothing_that_was_graded_before(twenty, tmp_path, capsys):
    """An empty folder is asked about, and nothing is written: neither beside a good run, nor a new folder."""
    (tmp_path / "empty").mkdir()
    assert graded(twenty, tmp_path / "out") == 0
    before = tree(tmp_path / "out")
    for out in ("out", "fresh"):
        assert graded(tmp_path / "empty", tmp_path / out) == 1
        assert "Is it the right zip or folder?" in capsys.readouterr().out
    assert tree(tmp_path / "out") == before and not (tmp_path / "fresh").exists()


# ---- pages, when they are asked for


def test_pages_need_a_run_and_what_was_handed_in_as_it_was(twenty, tmp_path, capsys):
    """One sentence each: no run, nobody of that number, files that changed since, points that would be others."""
    out = tmp_path / "out"
    assert graded(twenty, out, "--pages", "10001") == 2
    assert "no run of a very large class lies here" in capsys.readouterr().err
    assert graded(twenty, out) == 0
    assert not (out / PAGES).exists()
    assert graded(twenty, out, "--pages", "10001", "10002") == 0
    assert sorted(tree(out / PAGES)) == ["10001.html", "10002.html"]
    path = twenty / "ferry-report-10003.json"
    path.write_bytes(path.read_bytes() + b" ")
    capsys.readouterr()
    assert graded(twenty, out, "--pages", "nobody", "10003", "10004") == 1
    said = capsys.readouterr().out
    assert "nobody: nobody in the last run has this number." in said
    assert "10003: ferry-report-10003.json: what was handed in has changed since it was graded." in said
    assert sorted(tree(out / PAGES)) == ["10001.html", "10002.html", "10004.html"]


def test_a_page_never_has_other_points_than_the_gradebook(twenty, tmp_path, capsys):
    """Where the key was corrected since, the page is refused until all is graded once more."""
    assert graded(twenty, tmp_path / "out") == 0
    keys = tmp_path / "keys"
    keys.mkdir()
    text = (KEYS / "ferry.yaml").read_text(encoding="utf-8")
    (keys / "ferry.yaml").write_text(text.replace("dimension: actor", "dimension: number"), encoding="utf-8")
    call = ["grade", str(twenty), "--assignment", str(EXERCISE), "--keys", str(keys), "--out", str(tmp_path / "out")]
    capsys.readouterr()
    numbers = [str(n) for n in range(10_001, 10_021)]
    assert main([*call, "--pages", *numbers]) == 1
    assert "graded otherwise than it was" in capsys.readouterr().out


# ---- the command


def test_more_files_than_a_small_class_has_are_graded_as_a_large_one(twenty, tmp_path, monkeypatch, capsys):
    """Without any option."""
    monkeypatch.setattr("kit.many.LARGE", 19)
    assert main(["grade", str(twenty), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(tmp_path)]) == 0
    assert "No pages were written" in capsys.readouterr().out
    assert (tmp_path / STORE).exists() and rows_of(tmp_path / CSV)[0]["number"] == "10001"


def test_files_of_other_exercises_make_no_class_large(tmp_path, classroom, monkeypatch, capsys):
    """A hub's tree holds all that a course handed in; it is the files of the exercise that count."""
    for number in classroom.numbers(6):
        for name in ("ferry-report", "pre-test", "post-test", "what-is-known"):
            write_sheet(tmp_path / "handed-in" / number / name / f"{name}-{number}.json", classroom.sheet(number)[0])
    call = ["grade", str(tmp_path / "handed-in"), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out"]
    for limit, small in ((6, True), (5, False)):
        monkeypatch.setattr("kit.many.LARGE", limit)
        assert main([*call, str(tmp_path / str(limit))]) == 0
        assert "6 graded" in capsys.readouterr().out
        assert (tmp_path / str(limit) / PAGES).is_dir() == small != (tmp_path / str(limit) / STORE).exists()
    monkeypatch.setattr("kit.many.LARGE", 6)
    monkeypatch.setattr("kit.intake.MOST", 23)
    assert main([*call, str(tmp_path / "more")]) == 0
    assert (tmp_path / "more" / STORE).exists(), "a class in memory would not have listed all of them"


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--processes", "2"], "and --processes would do nothing there"),
        (["--fill", "grades.csv", "--dask", "tcp://127.0.0.1:1"], "and --fill and --dask would do nothing there"),
        (["--earlier", "exercises/pre-test=pre-test"], "and --earlier would do nothing there"),
    ],
)
def test_pages_are_asked_for_alone(tmp_path, capsys, more, told):
    """What has no part in them is refused, before anything is read, and not passed over in silence."""
    call = ["grade", "nowhere.zip", "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(tmp_path / "out")]
    assert main([*call, *more, "--pages", "10001"]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--processes", "0"], "0 is no number of processes"),
        (["--processes", "1000"], "1000 is no number of processes"),
        (["--processes", "2", "--dask", "tcp://127.0.0.1:1"], "not both"),
        (["--marking", "marking.csv"], "a reader’s points are not counted in"),
    ],
)
def test_a_call_that_cannot_be_carried_out_is_told_in_a_sentence(twenty, tmp_path, capsys, more, told):
    """No traceback, exit code 2, nothing written."""
    call = ["grade", str(twenty), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(tmp_path / "out")]
    assert main([*call, *(more if "--processes" in more else ["--processes", "1", *more])]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_command_fills_a_platforms_file(mixed, room, tmp_path, capsys):
    """From the store, after the run."""
    mixed[2].lay_out(room)
    (tmp_path / "sheet.csv").write_text(
        "Identifier,Full name,Grade,Maximum Grade,Grade can be changed\r\n"
        + "".join(f"Participant {500 + n},Somebody,,100.00,Yes\r\n" for n in range(30)),
        encoding="utf-8",
    )
    assert graded(room, tmp_path / "out", "--fill", str(tmp_path / "sheet.csv"), "--partly") == 0
    assert " filled." in capsys.readouterr().out
    assert (tmp_path / "out" / "for-moodle-sheet.csv").is_file()


def test_many_files_that_are_passed_over_stand_in_a_table(twenty, tmp_path, capsys):
    """A few are told; all of them can be looked up."""
    for n in range(30):
        (twenty / f"essay-{n:02}.docx").touch()
    assert graded(twenty, tmp_path / "out") == 0
    assert "And 10 more, which stand in passed-over.csv." in capsys.readouterr().out
    assert len(rows_of(tmp_path / "out" / "passed-over.csv")) == 30


@pytest.mark.parametrize("now", ["many", "small"])
def test_the_table_of_an_earlier_run_goes(twenty, tmp_path, now):
    """Where the files that are passed over are told one by one, none is left that tells of other ones."""
    essays = [twenty / f"essay-{n:02}.docx" for n in range(21)]
    for path in essays:
        path.touch()
    assert graded(twenty, tmp_path / "out") == 0
    assert (tmp_path / "out" / "passed-over.csv").exists()
    essays[0].unlink()
    call = ["grade", str(twenty), "--assignment", str(EXERCISE), "--keys", str(KEYS), "--out", str(tmp_path / "out")]
    assert (graded(twenty, tmp_path / "out") if now == "many" else main(call)) == 0
    assert not (tmp_path / "out" / "passed-over.csv").exists()


def test_a_record_that_is_none_is_told(tmp_path):
    """A file of another program, an empty one, one of a later kit."""
    (tmp_path / "a").write_bytes(b"not a database, and long enough to be looked at as one" * 30)
    (tmp_path / "b").touch()
    with closing(Store.made(tmp_path / "c")) as store:
        store.tell(format=99)
    for name in "abc":
        with pytest.raises(KitError, match="no record of grades of this kit"):
            Store.opened(tmp_path / name)


def test_a_record_that_is_refused_is_let_go_of(tmp_path, monkeypatch):
    """Windows lets nobody move a file that is open, and the next run puts its own there."""
    begun: list[sqlite3.Connection] = []
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **more: begun.append(connect(*a, **more)) or begun[-1])
    (tmp_path / "a").write_bytes(b"not a database, and long enough to be looked at as one" * 30)
    with closing(Store.made(tmp_path / "b")) as store:
        store.tell(format=99)
    for name in "ab":
        with pytest.raises(KitError):
            Store.opened(tmp_path / name)
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            begun[-1].execute("select 1")


def test_a_damaged_record_costs_the_comparison_and_no_grade(twenty, tmp_path, capsys):
    """The run goes on, says so, and leaves a good one."""
    assert graded(twenty, tmp_path / "out") == 0
    (tmp_path / "out" / STORE).write_bytes(b"x" * 5000)
    capsys.readouterr()
    assert graded(twenty, tmp_path / "out") == 0
    assert "so what changed since the last run cannot be told" in capsys.readouterr().out
    assert graded(twenty, tmp_path / "out", "--pages", "10001") == 0


def test_what_stumbles_over_a_file_in_a_process_is_told_without_a_traceback(twenty, tmp_path):
    """From the command line, with real processes: hostile files cost themselves only, and nothing else is said."""
    (twenty / "deep.json").write_bytes(b"[" * 100_000)
    call = [sys.executable, "-m", "kit", "grade", str(twenty), "--assignment", str(EXERCISE), "--keys", str(KEYS)]
    done = subprocess.run(
        [*call, "--out", str(tmp_path / "out"), "--processes", "2"],
        cwd=COURSE,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "20 graded, 1 unreadable" in done.stdout and done.stderr == ""


# ---- other kinds of exercises


@pytest.mark.usefixtures("small_shards")
def test_tests_with_forms_and_their_comparison_are_those_of_a_small_class(tmp_path, monkeypatch):
    """Each student has another form; the report knows of the earlier test, whose students are the same."""
    monkeypatch.chdir(COURSE)
    for name in ("pre-test", "post-test"):
        room = Classroom(COURSE / "exercises" / name, KEYS, tmp_path / "none")
        for number in room.numbers(12):
            write_sheet(tmp_path / name / f"{name}-{number}.json", room.sheet(number)[0])
    call = ["grade", str(tmp_path / "post-test"), "--assignment", "exercises/post-test"]
    call += ["--earlier", f"exercises/pre-test={tmp_path / 'pre-test'}"]
    assert main([*call, "--out", str(tmp_path / "small")]) == 0
    assert main([*call, "--out", str(tmp_path / "many"), "--processes", "1"]) == 0
    small, large = tree(tmp_path / "small"), tree(tmp_path / "many")
    assert set(large) == {CSV, WALL, OWN, STORE}
    assert all(small[name] == large[name] for name in (CSV, WALL, OWN))
    assert b"Compared with: " in large[WALL]


def test_briefs_wait_for_a_reader_and_what_a_reader_gave_is_never_passed_over(tmp_path, capsys):
    """No reading page is made, and a sentence says what to do; beside points that a reader gave, nothing is graded."""
    course = briefs.Course(tmp_path)
    course.hands_in("7")
    call = ["grade", str(course.room), "--assignment", str(course.exercise), "--keys", str(course.keys)]
    call += ["--out", str(tmp_path / "many"), "--processes", "1"]
    assert main(call) == 0
    said = capsys.readouterr().out
    assert "1 sheet must still be read by a person" in said and "as a folder of their own" in said
    (tmp_path / "many" / "marking.csv").write_text("student,task\n7,brief\n", encoding="utf-8")
    before = tree(tmp_path / "many")
    assert main(call) == 2
    assert "points that a reader gave are not counted in" in capsys.readouterr().err
    assert tree(tmp_path / "many") == before
