"""The teacher's guide is true where a test can tell: its commands, places, tables, borders and sums."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections import Counter
from dataclasses import replace
from functools import cache
from math import comb
from pathlib import Path

import pytest
from submissions import COURSE, KEYS, Student, ferry, key_values

from kit.article import Article, Span
from kit.assignment import Assignment, read_assignment
from kit.case import load
from kit.classreport import agreement, lesson
from kit.cli import _parser, main
from kit.codebook import codebook
from kit.deck import load_deck
from kit.grading import STATES
from kit.model import Attribution, Chain, Layer, Pair, Score
from kit.scoring import calibration, cohort, detection, in_play, score
from kit.scoring.cheats import cheats

GUIDE = COURSE / "docs" / "teaching-with-the-kit.md"
TEXT = GUIDE.read_text(encoding="utf-8")
PAGES = [GUIDE, GUIDE.with_name("for-many-learners.md"), COURSE / "README.md", COURSE / "CONTRIBUTING.md"]
CALL = ".venv/bin/python -m kit "
COMMANDS = [
    line.strip().removeprefix(CALL)
    for block in re.findall(r"(?ms)^ *```\n(.*?)^ *```$", TEXT)
    for line in block.splitlines()
]
READERS_OWN = ("mine", "my-exercise", "my-keys")
"""What the guide tells its reader to make."""


def section(title: str) -> str:
    """What stands under a heading, up to the next one of its rank or above."""
    rank = re.search(rf"(?m)^(#+) {re.escape(title)}$", TEXT)[1]
    return re.search(rf"(?ms)^{rank} {re.escape(title)}\n(.*?)(?=^#{{2,{len(rank)}}} |\Z)", TEXT)[1]


def prose(title: str) -> str:
    """The same in one line, wherever its lines break."""
    return " ".join(section(title).split())


def table(title: str, head: str) -> list[list[str]]:
    """The rows of the table under a heading whose first column is called `head`."""
    found = re.search(rf"(?m)^\| {head} \|.*\n\|[-|]+\|\n((?:\|.*\n)+)", section(title))
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in found[1].splitlines()]


def numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", text)]


# ---- commands and places


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_one_that_the_kit_takes(command):
    """By the parser of the command line itself; and the folders of the course that it names are there."""
    options = _parser().parse_args(shlex.split(command))
    named = [getattr(options, "assignment", None), getattr(options, "keys", None), getattr(options, "key", None)]
    named += [Path(text.partition("=")[0]) for text in getattr(options, "earlier", [])]
    named += getattr(options, "folders", [])
    assert [str(path) for path in named if path and not (COURSE / path).exists() and not _own(str(path))] == []


def _own(path: str) -> bool:
    return any(name in path for name in READERS_OWN)


def test_commands_were_found():
    """All that a teacher types is among them, so that the test above is not true of nothing."""
    assert {command.split()[0] for command in COMMANDS} == {"release", "grade", "check", "build"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    """To a file of the course, and to a heading in it where one is named."""
    text, lost = page.read_text(encoding="utf-8"), []
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if target.startswith("http"):
            continue
        place, _, anchor = target.partition("#")
        path = page.parent / place if place else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            lost.append(target)
    assert lost == []


def anchors(path: Path) -> set[str]:
    """A page's headings, as a link names them."""
    heads = re.findall(r"(?m)^#+ (.+)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_place_that_is_named_is_there():
    """Files and folders of the course, in the guide and in what README.md says to teachers."""
    readme = (COURSE / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:exercises|solutions|notebooks|kit|docs)/[^` ]*|[\w-]+\.(?:py|yml))`", TEXT + readme)
    made = ("solutions/graded/", "notebooks/answers/", "exercises/EXERCISE")
    lost = [n for n in named if not (COURSE / n).exists() and not _own(n) and n not in made]
    assert lost == [] and len(named) > 15


def test_readme_leads_to_the_guide():
    """From its part for teachers."""
    assert "(docs/teaching-with-the-kit.md)" in (COURSE / "README.md").read_text(encoding="utf-8")


# ---- lessons and exercises


@cache
def lesson_minutes(notebook: Path) -> tuple[int, int]:
    """How long a lesson takes by its own head, and how much longer with all that is optional."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    head = next(line for cell in cells for line in cell["source"] if line.startswith("**Time:**"))
    most, _, more = head.partition("If you have more time:")
    return numbers(most)[0], sum(numbers(more.partition(". ")[0]))


def lessons() -> dict[str, tuple[int, int]]:
    return {p.name: lesson_minutes(p) for p in sorted((COURSE / "notebooks").glob("[0-9]*.ipynb"))}


def test_the_lessons_take_as_long_as_their_heads_say():
    """Each is in the plan, in order, with its minutes and what comes on top."""
    rows = table("A term’s plan", "lesson")
    told = {re.search(r"notebooks/([^)]+)", row[0])[1]: (int(row[1]), sum(numbers(row[2]))) for row in rows}
    assert list(told.items()) == list(lessons().items())


def test_the_sums_of_minutes_are_right():
    """Of the days, and of the lessons that a short form takes."""
    m = [minutes for minutes, _ in lessons().values()]
    test = exercise("pre-test")["minutes"][0]
    days = prose("Shorter forms")
    for minutes in (test + sum(m[:3]), sum(m[3:6]), sum(m[6:9])):
        assert f"({minutes} minutes)" in days
    assert days.count(f"({sum(m[:2])} minutes)") == 2


def test_the_minutes_of_the_weeks_are_right():
    """At the computer; lesson 05 in halves, lesson 08 in the parts that its head names."""
    m = [minutes for minutes, _ in lessons().values()]
    test, parts = exercise("pre-test")["minutes"][0], sittings()
    assert ("three parts of {}, {} and {} minutes".format(*parts)) in prose(WEEKS)
    weeks = [test + m[0], *m[1:5], m[5] // 2, m[5] // 2, m[6], m[7] + parts[0], parts[1] + parts[2] + test, test]
    assert [int(row[2]) for row in table(WEEKS, "week")] == weeks


WEEKS = "Ten weeks, an hour or so each"


def sittings() -> list[int]:
    """Minutes of the three sittings of the last lesson."""
    text = (COURSE / "notebooks" / "08-the-whole-article.ipynb").read_text(encoding="utf-8")
    return numbers(re.search(r"three sittings: (.+?)\. If you", text)[1])


@cache
def exercise(name: str) -> dict[str, list[int]]:
    """What the table has of an exercise, reckoned from its folder and its key."""
    folder = COURSE / "exercises" / name
    made = read_assignment(folder)
    head = "".join(json.loads((folder / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"][0]["source"])
    minutes = numbers(re.search(r"\*\*Time:.*? minutes", head)[0])
    return {**(_test(made) if made.forms else _tasks(made)), "minutes": minutes}


def _test(made: Assignment) -> dict[str, list[int]]:
    keys = [load_deck(f, made.case_folder, KEYS / "decks" / f"{f}.key.yaml") for f in made.forms]
    ((asked, sound),) = {(len(c.tasks[0].items), sum(a.sound for a in c.key.layer.annotations)) for c in keys}
    points = [] if made.counts == "completion" else [int(keys[0].tasks[0].points)]
    return {"words": [asked], "judged": [asked], "sound": [sound], "points": points}


def _tasks(made: Assignment) -> dict[str, list[int]]:
    case = load(made.case_folder, KEYS / f"{made.case_folder.name}.yaml")
    judged, sound, points = Counter(), Counter(), 0
    for task in map(case.task, made.tasks):
        points += int(task.points)
        if task.kind == "brief":
            continue
        d = score(task, case.article, case.key.layer, case.key.layer).detection
        if task.open:
            judged |= {"to find": d.signals, "among": comb(len(task.claims), 2)}
        elif task.kind == "attributions":
            judged.update({"statements": d.signals, "sentences": len(task.sentences)})
            sound.update({"statements": d.noises})
        elif task.kind == "chains":
            held = in_play(task, case.article, case.key.layer)
            judged.update({"chains": sum(isinstance(a, Chain) for a in held), "counts": 1})
        else:
            judged.update({task.kind: d.signals + d.noises})
            sound.update({task.kind: d.noises})
    words = [len(case.article.tokens)]
    return {"words": words, "judged": [*judged.values()], "sound": [*sound.values()], "points": [points]}


def test_the_table_of_exercises_names_each_once():
    """Every folder in exercises/ with an exercise in it, and no other."""
    names = sorted(row[0].strip("`") for row in table("Choosing exercises", "exercise"))
    assert names == sorted(path.parent.name for path in (COURSE / "exercises").glob("*/assignment.yaml"))


@pytest.mark.parametrize("row", table("Choosing exercises", "exercise"), ids=lambda row: row[0].strip("`"))
def test_the_table_of_exercises_is_reckoned(row):
    """Words, what is judged, how much of it is sound, points and minutes."""
    told = dict(zip(("words", "judged", "sound", "points", "minutes"), map(numbers, row[1:6]), strict=True))
    assert told == exercise(row[0].strip("`"))


def test_who_read_the_keys():
    """At least two readings of each key, of a text's as of a form's."""
    told = "two readers, seldom three."
    assert told in prose("What it does not protect against")
    readings = {p.name: p.read_text(encoding="utf-8").count("coder:") for p in sorted(KEYS.rglob("*.yaml"))}
    assert set(readings.values()) == {2, 3}


# ---- grading


@pytest.fixture
def graded(tmp_path, monkeypatch) -> dict[str, set[str]]:
    """Exercise to the names of what lies in its folder: a class on a platform, and one with a brief in a plain folder.

    Both are graded twice, the second time with more answers.
    """
    monkeypatch.chdir(tmp_path)
    ways = {"ferry-report": "Ann Lee_117_assignsubmission_file", "what-is-known": "plain"}
    for name, place in ways.items():
        student = Student(tmp_path / "desk" / name, monkeypatch, COURSE / "exercises" / name)
        for values in ([], key_values(ferry())["pairs"]):
            if name == "ferry-report":
                student.answer({"pairs": values})
            else:
                text = f"The council voted. {len(values)}"
                student.answer({"brief-1": [{"id": "known", "type": "text", "prompt": "known", "text": text}]})
            told = student.hand_in("Ann Lee", "1042")
            (tmp_path / name / place).mkdir(parents=True, exist_ok=True)
            shutil.copy(student.folder / told["file"], tmp_path / name / place)
            exercise = str(COURSE / "exercises" / name)
            assert main(["grade", name, "--assignment", exercise, "--keys", str(KEYS)]) == 0
    return {name: {p.name for p in (tmp_path / "graded" / name).iterdir()} for name in ways}


def test_the_files_that_grading_writes(graded):
    """All of them are in the table, and nothing else is."""
    rows = table("In the terminal", "file")
    told = {name.strip("`/") for row in rows for name in row[0].split(", ")}
    assert told == graded["ferry-report"] | graded["what-is-known"]
    (brief,) = (set(re.findall(r"`([^`]+)`", row[0])) for row in rows if "only for a brief" in row[1])
    assert not brief & graded["ferry-report"]


def test_every_state_has_its_line():
    """In the order in which the kit tells them."""
    assert [row[0].strip("`") for row in table("The states of a grade", "state")] == list(STATES)


def test_what_the_kit_is_said_to_say():
    """The words stand in the kit."""
    code = " ".join(path.read_text(encoding="utf-8") for path in sorted((COURSE / "kit").rglob("*.py"))).casefold()
    quoted = [words for row in table("Handing in", "what happened") for words in re.findall("“(.+?)”", row[1])]
    assert [words for words in quoted if words.casefold() not in code] == [] and len(quoted) > 5


# ---- sums


def words(article: Article, sentence: str, text: str) -> tuple[Span, ...]:
    start = article.text.index(text, article.sentence(sentence).start)
    return (Span(start, start + len(text)),)


def highlights() -> list[Attribution]:
    """The four highlights of the example, in its order."""
    case = ferry()
    holm, solberg, happy = (case.key.layer.get(id) for id in ("a1", "a8", "a10"))
    silent = {part: words(case.article, "p4s3", text) for part, text in
              (("source", "The skipper"), ("cue", "did not answer"), ("content", "our questions"))}  # fmt: skip
    return [
        replace(holm, id="m1"),
        replace(solberg, id="m2", source=words(case.article, "p4s1", "Ravi Solberg")),
        replace(happy, id="m3", quote="direct"),
        Attribution(id="m4", quote="indirect", naming="described", **silent),
    ]


def judged(task: str, made: list) -> Score:
    case = ferry()
    return score(case.task(task), case.article, case.key.layer, Layer(tuple(made)))


def test_the_example_of_highlights_is_what_the_scorer_gives():
    """Credit by credit, and the sums to the cent."""
    text, made = prose("Highlighting: an example"), highlights()
    whole, careful = judged("attributions", made), judged("attributions", made[:3])
    by_answer = {j.answer: j for j in whole.judgements}
    credits = [float(row[4]) for row in table("Highlighting: an example", "highlight")]
    assert credits == [round(by_answer[a.id].credit, 4) for a in made]
    edges = by_answer["m2"].boundaries
    assert f"{edges['source']:.4f}" == "0.4444" in text and f"{sum(edges.values()) / 30:.4f}" == "0.0815" in text
    for told in (
        f"**{whole.points:.2f} of 40 points**",
        f"which is {careful.points:.2f} points",
        f"= {whole.credit:.4f}",
    ):
        assert told in text
    assert f"it cost {careful.points - whole.points:.2f}." in text and f"= {careful.credit:.4f}" in text
    # As the guide does it by hand.
    assert round(40 * 2 * sum(credits) / (10 + 4), 2) == round(whole.points, 2)


def test_highlighting_everything_earns_next_to_nothing_there():
    """Each sentence as a whole or cut in two, by the cheats that `kit check` plays."""
    case = ferry()
    earned = cheats(case.task("attributions"), case.article, case.key.layer, codebook().ids)
    assert earned["every sentence highlighted"] == 0
    cut = earned["every sentence cut in two"] * case.task("attributions").points
    assert f"cut in two after three words {cut:.2f}." in prose("Highlighting: an example")


ANSWERS = {
    ("c3", "c7"): ("contradiction", "number"),
    ("c4", "c8"): ("contradiction", "number"),
    ("c5", "c10"): ("tension", "number"),
    ("c15", "c16"): None,
    ("c6", "c11"): ("contradiction", "number"),
    ("c6", "c13"): ("compatible", None),
    ("c2", "c7"): ("different-event", None),
    ("c19", "c21"): ("contradiction", "action"),
}
"""The pairs of the example, in its order, as its student answers them."""


def test_the_example_of_pairs_is_what_the_scorer_gives():
    """Row by row: the key's class, the student's, the points; and the sum."""
    key = {frozenset((p.a, p.b)): p for p in ferry().key.layer.pairs}
    made = [
        Pair(id="+".join(pair), a=pair[0], b=pair[1], relation=said[0], dimension=said[1])
        for pair, said in ANSWERS.items()
        if said
    ]
    whole = judged("pairs", made)
    by_key = {j.key: j for j in whole.judgements}
    *rows, total = table("Pairs and claims: an example", "pair")
    for row, (pair, said) in zip(rows, ANSWERS.items(), strict=True):
        wanted = key[frozenset(pair)]
        assert row[1].startswith(wanted.relation.replace("-", " ")) and row[2].strip("*") in in_words(said, wanted)
        assert float(row[3].replace("−", "-")) == by_key[wanted.id].points
    assert float(total[-1].strip("*")) == pytest.approx(whole.points)


def in_words(said: tuple | None, wanted: Pair) -> tuple[str, ...]:
    """An answer, as the table may tell it."""
    if said is None:
        return ("blank",)
    relation, dimension = said[0].replace("-", " "), said[1]
    if said == (wanted.relation, wanted.dimension):
        return ("the same", relation)
    return (f"{relation}, but “{dimension}”",) if said[0] == wanted.relation else (relation,)


@pytest.mark.parametrize("relation", ["contradiction", "tension", "compatible", "different-event"])
def test_a_constant_answer_earns_nothing_there(relation):
    """Whichever of the four it is."""
    made = [Pair(id=f"{a}+{b}", a=a, b=b, relation=relation) for a, b in ferry().task("pairs").pairs]
    assert judged("pairs", made).points == pytest.approx(0)


def test_the_borders_of_the_figures():
    """From how many on each is told, as the report has it."""
    report = prose("What each figure says")
    rows = {row[0]: row[2] for row in table("What each figure says", "figure")}
    assert numbers(rows["r (discrimination)"])[:2] == [cohort.ENOUGH, 30]
    assert f"up to {cohort.leeway(30):.2f} from 0" in rows["r (discrimination)"]
    assert numbers(rows["alpha (agreement)"]) == [agreement.UNITS]
    assert numbers(rows["d′ (sensitivity)"]) == [detection.ENOUGH, detection.OF_EACH]
    assert numbers(rows["sure and right (calibration)"]) == [calibration.ENOUGH]
    assert numbers(rows["before and after"]) == [cohort.PAIRED, cohort.ENOUGH]
    chance = [comb(15, k) * 0.6**k * 0.4 ** (15 - k) for k in range(16)]
    for apart, told in ((2, "{} differ by two or more"), (3, "and {} by three")):
        share = sum(chance[a] * chance[b] for a in range(16) for b in range(16) if abs(a - b) >= apart)
        assert told.format(round(100 * share)) in report


def test_one_students_slip_is_not_laid_out_on_the_wall():
    """The report lays out what at least two share."""
    assert lesson.SHARED == 2 and "only one student made" in prose("The class report")
