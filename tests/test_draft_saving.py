"""From a pasted text to a checked case, a graded exercise and points: no step in between is skipped."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from drafts import ATTRIBUTIONS, CLAIMS, PAIRS, attribute, choose, files, paste, send, write
from submissions import Student

from kit.authoring import check_case
from kit.case import load
from kit.course import NOT_OURS, check_course
from kit.drafting import Draft, draft, saving
from kit.errors import KitError
from kit.files import parse_yaml
from kit.grading import grade
from kit.release import FOLDERS
from kit.scoring import in_play
from kit.scoring.about import id_by_item, item_of
from kit.structure import written
from kit.tasks import Exercise, task
from kit.views import drawn_roles
from kit.yamltext import dumped

ROOT = Path(__file__).parent.parent


@pytest.fixture
def here(tmp_path, monkeypatch) -> Path:
    """The folder that a notebook lies in."""
    for name in ("KIT_DRAFTS", "KIT_ANSWERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def made(here) -> Draft:
    """A draft with nothing in it."""
    return draft("bakery")


@pytest.fixture
def done(here, whole_draft) -> Draft:
    """A draft in which every step is done, beside the notebook."""
    shutil.copytree(whole_draft, here / "drafts" / "bakery")
    return draft("bakery")


def lacking(made: Draft) -> dict[str, list[str]]:
    """Step to what is to be mended there."""
    found: dict[str, list[str]] = {}
    for lack in made.check().lacks:
        found.setdefault(lack.step, []).append(lack.text)
    return found


# ------------------------------------------------------------------------------------- the check


def test_an_empty_draft_is_told_what_to_begin_with(made):
    """Not one word about keys and files."""
    assert lacking(made) == {
        "source": ["Still missing: a text, a title, what the text is, where it comes from and its licence."]
    }


def test_each_step_is_named_with_what_it_lacks(made):
    """Voices without a kind, claims without words of one's own, sentences and answers without reasons."""
    paste(made)
    attribute(made, ("m1", "m2", "m3", "m4"))
    step = made.claims_step()
    send(step, "c1", {"type": "spans", "item": "c1", "tokens": [[0, 2]]})
    write(made.tasks(), coder="A. Teacher", date="2026-11-28")
    told = lacking(made)
    assert told["claims"] == ["“The bakery in” has no restatement in plain words."]
    assert "the paper itself: kind, stake, why missing." in told["voices"]
    assert told["assessments"] == ["“The bakery in”: The claim has no assessment. Each claim has one."]
    (told_once,) = told["reasons"]
    assert "reasons are not written yet. The first is that of Sentence p1s1" in told_once
    step = made.reasons()
    for item in step.items[3:]:
        write(step, **{f"{item['id']}__why": "So it is."})
    told = lacking(made)["reasons"]
    assert len(told) == 3 and all(text.endswith("no reason is written yet.") for text in told)
    assert "I smelt smoke at three" in told[1]


def test_a_label_left_open_is_told_with_its_words(done):
    """Which attribution, which label."""
    step = done.attributions()
    held = next(a for a in step.drawn() if a["id"] == "m5")
    send(step, "m5", {**held, "naming": None})
    assert lacking(done) == {
        "attributions": [
            "“It took them half an hour … Finch … said” (naming): The label is missing. Choose one from the codebook."
        ]
    }


def test_the_reader_of_the_key_is_asked_for_and_never_made_up(done):
    """Without a name, and a day that is one, there is no reading; a second one is nobody's to invent."""
    write(done.tasks(), coder="")
    assert "Only a reading that was really made" in lacking(done)["tasks"][0]
    told = done.tasks().receive(
        {"op": "put", "op_id": "d", "id": "date", "value": {"type": "text", "prompt": "date", "text": "Saturday"}}
    )[1]
    assert "Write it as 2026-11-28" in told["problem"]
    with pytest.raises(KitError, match="1 to mend"):
        done.save()


def test_a_draft_with_everything_is_fit(done):
    """Nothing is lacking, and it is said in words and as a page."""
    checked = done.check()
    assert checked.fit, str(checked)
    assert "nothing is lacking" in checked._repr_mimebundle_()["text/html"]


# ------------------------------------------------------------------------------------- the tasks


def test_tasks_are_proposed_from_what_there_is(done):
    """Attributions over paragraphs that also hold silent sentences, pairs and claims half of which are sound."""
    view = done.tasks().view()
    told = {p["id"]: (p["balance"], p["faults"]) for p in view["planned"]}
    assert told["who-1"] == ("4 attributions in 8 sentences; 4 credit nobody", [])
    assert told["pairs-1"] == ("4 of 6 are sound", [])
    assert told["checked-1"] == ("4 of 7 are sound", [])
    assert told["chain-1"] == ("1 through more than one voice", [])
    asked = [t.id for t in done.save() and load("cases/bakery").tasks]
    assert asked == ["who-1", "who-2", "pairs-1", "checked-1", "chain-1"]


def test_a_task_can_be_left_out_and_told_in_ones_own_words(done):
    """The choice and the words stand in the case."""
    step = done.tasks()
    choose(step, "who-2", "off")
    write(step, **{"who-1__title": "Who says it?", "who-1__prompt": "Find them."})
    done.save()
    tasks = {t.id: t for t in load("cases/bakery").tasks}
    assert "who-2" not in tasks
    assert (tasks["who-1"].title, tasks["who-1"].prompt) == ("Who says it?", "Find them.")


def test_a_task_that_can_be_cheated_is_asked_only_if_its_author_insists_and_then_told(done):
    """It is off by itself; switched on, it keeps the draft from being saved, with the reason."""
    send(done.claims_step(), "c9", None)
    shown = {p["id"]: p["faults"] for p in done.tasks().view()["planned"]}
    assert "Too easy to guess" in shown["chain-1"][0]
    choose(done.tasks(), "chain-1", "on")
    assert "always council" in lacking(done)["tasks"][0]


def test_what_cannot_be_proposed_yet_says_what_it_wants(made):
    """A text without answers has no tasks, and a sentence for each."""
    paste(made)
    view = made.tasks().view()
    assert view["planned"] == [] and len(view["lacking"]) == 5


# -------------------------------------------------------------------------------------- the case


def test_the_saved_case_is_the_draft(done):
    """Loaded from its files it passes every check, and holds each answer that was given, word for word."""
    done.save()
    assert check_case(Path("cases/bakery")) == []
    case = load("cases/bakery")
    key, layer = case.key, done.layer
    assert [(a.source, a.cue, a.content, a.voice, bool(a.parent), a.why) for a in key.layer.attributions] == [
        (a.source, a.cue, a.content, a.voice, bool(a.parent), a.why) for a in layer.attributions
    ]
    gist = {c.id: c.gist for c in case.claim_list}
    assert sorted(gist.values()) == sorted(own for _, own, _ in CLAIMS.values())
    assert {(gist[p.a], gist[p.b], p.relation) for p in key.layer.pairs} == {
        (CLAIMS[a][1], CLAIMS[b][1], relation) for (a, b), (relation, _) in PAIRS.items()
    }
    assert (key.readings[0].coder, key.readings[0].date, len(key.readings)) == ("A. Teacher", "2026-11-28", 1)
    assert len(key.layer.attributions) == len(ATTRIBUTIONS)
    assert case.article.text == done.article.text


def test_the_files_name_words_and_no_offsets(done):
    """Whoever opens the key finds the text's own words, each answer with its reason behind it."""
    done.save()
    written = Path("cases/bakery/key.yaml").read_text(encoding="utf-8")
    assert 'content: ["I smelt smoke at three"]' in written
    for offset in ("start:", "end:", "tokens:", "confidence:"):
        assert offset not in written
    assert "(In a sentence or two" in Path("cases/bakery/notes.md").read_text(encoding="utf-8")


def test_learners_work_on_it_by_its_path(done):
    """The lesson's task opens, and the key against itself earns everything."""
    done.save()
    exercise = task("cases/bakery/who-1")
    assert isinstance(exercise, Exercise) and exercise.case.key is not None
    for a in in_play(exercise.task, exercise.case.article, exercise.case.key.layer):
        send(exercise, a.id, {"type": "attribution", **drawn_roles(exercise.case.article, a)})
    assert "4 of 4" in exercise.check()["summary"]


@pytest.mark.parametrize(
    "value",
    [
        {
            "a": [
                "no",
                "12:30",
                "2026-11-28",
                "",
                " x ",
                "a: b",
                "# c",
                "- d",
                "“e”",
                "\\f",
                "\t",
                "\u2028",
                "🦊",
                "'",
                '"',
            ]
        },
        [{"null": None, "n": 3, "yes": True, "long": "word " * 200}],
        {"lines": "one\ntwo\n", "deep": [{"b": {"c": []}}, []]},
    ],
)
def test_what_is_written_is_read_again_as_it_was(value):
    """YAML takes nothing for a date, a number or a comment."""
    assert parse_yaml(dumped(value), "a test") == value


# --------------------------------------------------------------------------------- never over others'


def test_a_folder_that_is_somebody_elses_is_never_touched(done, here):
    """Neither a case nor any other folder or file."""
    other = here / "cases" / "bakery"
    other.mkdir(parents=True)
    (other / "article.md").write_text("mine", encoding="utf-8")
    with pytest.raises(KitError, match="something else in this place"):
        done.save()
    (here / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(KitError, match="something else in this place"):
        done.save("file")
    assert files(other) == {"article.md": "mine"} and (here / "file").read_text(encoding="utf-8") == "mine"


def test_saving_again_brings_the_case_up_to_date(done):
    """The draft's own folder is written anew, and what lies beside the files stays."""
    done.save()
    Path("cases/bakery/mine.txt").write_text("mine", encoding="utf-8")
    write(done.source(), title="Another title")
    draft("bakery").save()
    assert load("cases/bakery").article.title == "Another title"
    assert Path("cases/bakery/mine.txt").read_text(encoding="utf-8") == "mine"
    assert [p.name for p in Path("cases").iterdir()] == ["bakery"]


def test_a_course_can_be_moved_with_its_drafts(done, here, monkeypatch):
    """What a draft wrote is known again in another place."""
    done.save()
    (here / "moved").mkdir()
    for name in ("drafts", "cases"):
        (here / name).rename(here / "moved" / name)
    monkeypatch.chdir(here / "moved")
    write(draft("bakery").source(), title="Another title")
    draft("bakery").save()
    assert load("cases/bakery").article.title == "Another title"


def test_notes_that_a_teacher_went_on_with_stay(done):
    """They are begun for them, and then theirs."""
    done.save()
    Path("cases/bakery/notes.md").write_text("# My notes\n", encoding="utf-8")
    write(done.source(), title="Another title")
    saved = done.save()
    assert saved.kept == ("notes.md",)
    assert Path("cases/bakery/notes.md").read_text(encoding="utf-8") == "# My notes\n"


def test_a_file_that_was_changed_by_hand_is_not_written_over(done):
    """It is told which, and nothing is written at all."""
    done.save()
    key = Path("cases/bakery/key.yaml")
    key.write_text(key.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    before = files(Path("cases/bakery"))
    write(done.source(), title="Another title")
    with pytest.raises(KitError, match=r"key\.yaml was changed by hand"):
        done.save()
    assert files(Path("cases/bakery")) == before


# ------------------------------------------------------------------------------------------ killed

KILLED = """
import json, os, shutil, signal, sys
from pathlib import Path
sys.path[:0] = {paths!r}
from drafts import files
from kit.drafting import draft, saving

count = at = 0

def once(call):
    def counted(*given, **more):
        global count
        count += 1
        if count == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*given, **more)
    return counted

def save():
    for name in ("replace", "rename", "mkdir", "write_bytes"):
        setattr(Path, name, once(getattr(Path, name)))
    saving.shutil.rmtree = once(saving.shutil.rmtree)
    saving.shutil.copytree = once(saving.shutil.copytree)
    draft("bakery").save()
    os._exit(0)

# The check writes to a folder of its own, and is no part of this.
saving.checking.check = lambda made: saving.checking.Checked(made.name, ())
killed = True
while killed:
    at += 1
    for name in ("cases", "drafts"):
        shutil.rmtree(name)
        shutil.copytree(f"before-{{name}}", name)
    child = os.fork()
    if not child:
        save()
    killed = os.waitpid(child, 0)[1] != 0
    draft("bakery")
    left = files(Path("cases/bakery"))
    draft("bakery").save()
    print(json.dumps([killed, left, files(Path("cases"))]))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_save_that_is_killed_leaves_the_old_case_or_the_new_one(done):
    """At each of its calls to the disk; and the next save ends as if nothing had happened."""
    done.save()
    old = files(Path("cases/bakery"))
    write(done.source(), title="Another title")
    shutil.copytree("cases", "before-cases")
    shutil.copytree("drafts", "before-drafts")
    done.save()
    new = files(Path("cases/bakery"))
    script = Path("killed.py")
    script.write_text(KILLED.format(paths=[str(ROOT), str(ROOT / "tests")]), encoding="utf-8")
    run = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    ends = [json.loads(line) for line in run.stdout.splitlines()]
    assert [killed for killed, _, _ in ends] == [True] * (len(ends) - 1) + [False] and len(ends) > 10
    assert old != new and all(left in (old, new) for _, left, _ in ends)
    assert {left == old for killed, left, _ in ends if killed} == {True, False}
    # Nothing else is left beside the case, and the next save is whole.
    assert all(after == {f"bakery/{name}": text for name, text in new.items()} for _, _, after in ends)


def test_a_record_that_is_no_record_makes_everything_somebody_elses(done):
    """A damaged note of what was saved is never read as leave to write."""
    done.save()
    for text in ("", "[]", '{"a": 1}', "{", '{"a": {"b": "c"}}'):
        (done.folder / saving.RECORD).write_text(text, encoding="utf-8")
        with pytest.raises(KitError, match="something else in this place"):
            draft("bakery").save()


# -------------------------------------------------------------------------------- a graded exercise


@pytest.fixture
def course(here) -> Path:
    """A small copy of the course around the notebook: what its check looks at."""
    folder = here / "course"
    for name in ("solutions", "exercises"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("answers", "drafts", ".*"))
    return folder


def test_a_draft_becomes_a_graded_exercise(done, course):
    """It passes the check of the whole course, and what students get holds no key."""
    made = done.exercise(course=course)
    assert made.faults == () and check_course(course) == []
    assert set(files(course / "exercises/cases/bakery")) == {
        *("article.md", "claims.yaml", "notes.md", "tasks.yaml", "voices.yaml")
    }
    assert set(files(course / "exercises/bakery-exercise")) == {"assignment.yaml", "bakery-exercise.ipynb"}
    given = (course / "exercises/bakery-exercise/bakery-exercise.ipynb").read_text(encoding="utf-8")
    assert "kit.worked" not in given and "../cases/bakery/who-1" in given
    assert "For teachers" not in given


def test_the_exercise_is_handed_in_and_graded(done, course, monkeypatch):
    """Who answers as the key does has every point, and who leaves it blank has none."""
    done.exercise(course=course)
    exercise, keys = course / "exercises" / "bakery-exercise", course / "solutions" / "keys"
    case = load(course / "exercises" / "cases" / "bakery", keys / "bakery.yaml")
    room = course / "room"
    for number, right in (("7", True), ("8", False)):
        student = Student(course / number, monkeypatch, exercise)
        student.answer({t.id: answers_to(case, t) for t in case.tasks if right})
        student.hand_in("A. Student", number)
        room.mkdir(exist_ok=True)
        shutil.copy(course / number / f"bakery-exercise-{number}.json", room)
    book = grade(room, exercise, keys)
    assert {g.number: g.points for g in book.grades} == {"7": 50, "8": 0}


def answers_to(case, task) -> list[dict]:
    """The key's answers to a task, as a student gives them."""
    teachers = ("why", "accept", "wrong", "votes", "attitude", "parent")
    found = in_play(task, case.article, case.key.layer)
    items = id_by_item(task) if task.kind != "attributions" else {}
    values = [written(a, case.article) | {"id": items.get(item_of(a), a.id)} for a in found]
    return [{name: part for name, part in value.items() if name not in teachers} for value in values]


def test_making_the_exercise_again_renews_it_and_touches_nothing_of_others(done, course):
    """Its own files follow the draft; a key or notebook changed by hand, or another's exercise, stops it."""
    done.exercise(course=course)
    write(done.source(), title="Another title")
    done.exercise(course=course)
    page = course / "exercises" / "bakery-exercise" / "bakery-exercise.ipynb"
    assert "Another title" in page.read_text(encoding="utf-8")
    with pytest.raises(KitError, match="another file in this place"):
        done.exercise("ferry-report", course=course)
    key = course / "solutions" / "keys" / "bakery.yaml"
    key.write_text(key.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    write(done.source(), title="A third title")
    with pytest.raises(KitError, match="changed by hand"):
        done.exercise(course=course)


@pytest.mark.parametrize("name", ["../x", "cases", "a b", "CON", "x" * 60])
def test_a_name_that_no_exercise_can_have_is_refused(done, course, name):
    """It becomes a folder of the course."""
    with pytest.raises(KitError, match="is no name for one"):
        done.exercise(name, course=course)


def test_a_copy_without_solutions_makes_no_exercise(done, here):
    """Students’ bundle has no place for a key."""
    (here / "bundle" / "exercises").mkdir(parents=True)
    with pytest.raises(KitError, match="no solutions"):
        done.exercise(course=here / "bundle")


def test_a_draft_never_enters_git_or_a_bundle():
    """Drafts are their authors’: a copyrighted article, a key half made."""
    call = ["git", "check-ignore", "-q", "--no-index", "solutions/drafts/bakery/source.txt"]
    assert subprocess.run(call, cwd=ROOT, check=False).returncode == 0
    # Whatever folder a notebook lies in, its drafts are passed over.
    assert "solutions" not in FOLDERS and "drafts" in NOT_OURS
