"""A class of thirty, simulated, and the report that their teacher reads."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from statistics import fmean, stdev

import pytest
from chromium import axe_source
from hypothesis import given
from hypothesis import strategies as st
from submissions import EXERCISE, KEYS, checked_once, ferry, key_values, put, write_sheet

from kit import grading
from kit.assignment import Assignment
from kit.case import Case, cases, load
from kit.classreport import class_report, figures, write_class_report
from kit.classreport.agreement import agreements
from kit.classreport.lesson import camps, chosen, stumbles
from kit.codebook import codebook
from kit.deck import load_deck
from kit.grading import Grade, Gradebook, TaskGrade, grade
from kit.model import Attribution, Chain, Choice, Layer, Pair, Spans, Task
from kit.progresspage import COUNTED
from kit.scoring import in_play, score
from kit.scoring.about import by_item
from kit.scoring.agreement import alpha
from kit.scoring.calibration import brier
from kit.scoring.cohort import alpha_of_counts, change, correlation, discrimination, t_border

pytestmark = pytest.mark.usefixtures("quick_check")

FIRST = ["Ada", "Ben", "Cleo", "Dov", "Edda", "Finn", "Gia", "Hal", "Ines", "Jon"]
FIRST += ["Kaja", "Leo", "Mira", "Noor", "Otto", "Pia", "Quin", "Ria", "Sami", "Tess"]
LAST = ["Rill", "Brook", "Stone", "Alder", "Marsh", "Heath"]
SURE = (50, 60, 70, 80, 90, 100)


@pytest.fixture(scope="module")
def case() -> Case:
    return ferry()


def answers_of(case: Case, dice: random.Random, skill: float) -> dict[str, list[dict]]:
    """One student's answers: the key's own, with slips that are the likelier the harder the thing and the less skilled
    the student. Usual wrong answers of the key are the likelier slips."""
    values, hard = key_values(case), random.Random(5)
    given = {"attributions": [], "pairs": [], "claims": []}
    for task, of_task in values.items():
        for value in of_task:
            trouble = hard.uniform(-0.1, 0.55)
            slipped = dice.random() < max(0.03, trouble + 0.45 - skill)
            wanted = case.key.layer.get(value["id"])
            sure = 10 * round(dice.gauss(8.2 - 2 * trouble, 1.2))
            made = {**value, "confidence": min(100, max(50, sure))}
            if task == "attributions":
                if slipped and dice.random() < 0.6:
                    continue
                if slipped:
                    made |= relabelled(wanted, dice, ("quote", "naming"))
            elif slipped:
                made |= relabelled(wanted, dice, ("relation",) if task == "pairs" else ("checkability",))
                if made.get("checkability") == "not" and not made.get("reasons"):
                    made["reasons"] = [dice.choice(["vague", "no-access", "future"])]
            given[task].append(made)
    for i, id in enumerate(("p3s2", "p4s3", "p1s3")):
        if dice.random() < (0.75, 0.35, 0.2)[i] - skill / 2:
            words = case.article.sentence(id).text.rstrip(".").split(" ")
            parts = {"source": [" ".join(words[:2])], "cue": [words[2]], "content": [" ".join(words[3:])]}
            given["attributions"].append({"type": "attribution", "id": f"own{i}", "sentence": id, **parts})
    return given


def relabelled(wanted, dice: random.Random, fields: tuple[str, ...]) -> dict:
    """One field with another label, often one of those that the key calls usual."""
    field = dice.choice(fields)
    usual = [a.label for a in wanted.wrong if a.field == field]
    others = [label for label in codebook()[field].ids if label != getattr(wanted, field)]
    label = usual[0] if usual and dice.random() < 0.7 else dice.choice(usual or others)
    return {field: label, **({"dimension": None} if label in ("compatible", "different-event") else {})}


def sheet_by(case: Case, name: str, number: str, given: dict[str, list[dict]]) -> dict:
    """What is handed in."""
    tasks = [
        {"task": f"ferry/{id}", "digest": case.article.digest, "operations": [put(v, f"{id}-{v['id']}") for v in of]}
        for id, of in given.items()
    ]
    student = {"name": name, "number": number}
    moment = "2026-11-23T09:00:00Z"
    return {
        "format": 1, "kit": "0", "assignment": "ferry-report", "student": student, "made_at": moment, "tasks": tasks,
        "readable": [],
    }  # fmt: skip


def class_of(case: Case, folder: Path, size: int = 30, seed: int = 4, gain: float = 0.0) -> Gradebook:
    """The gradebook of a class; with the same seed the same people, `gain` the better."""
    people = random.Random(seed)
    dice = random.Random(f"{seed}/{gain}")
    for n in range(size):
        name = f"{FIRST[n % len(FIRST)]} {LAST[n // len(FIRST) % len(LAST)]}"
        skill = people.gauss(0.42, 0.16) + gain
        number = f"s{4700 + n}"
        write_sheet(folder / f"{number}.json", sheet_by(case, name, number, answers_of(case, dice, skill)))
    return grade(folder, EXERCISE, KEYS)


@pytest.fixture(scope="module")
def book(case, tmp_path_factory) -> Gradebook:
    """Thirty students; graded once for all tests of this module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "check_case", checked_once)
        return class_of(case, tmp_path_factory.mktemp("class"))


@pytest.fixture(scope="module")
def later(case, tmp_path_factory) -> Gradebook:
    """The same thirty, later and better."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(grading, "check_case", checked_once)
        return class_of(case, tmp_path_factory.mktemp("later"), gain=0.15)


def by_hand(case: Case, tasks: Sequence[str], layers: Sequence[dict[str, Layer]], **more) -> Gradebook:
    """A gradebook from layers, without files: task id to layer for each student."""
    parts = {id: (case, case.task(id)) for id in tasks}
    grades = []
    for n, own in enumerate(layers):
        done = tuple(
            TaskGrade(task, case, own[id], score(task, case.article, case.key.layer, own[id]))
            for id, (_, task) in parts.items()
            if id in own
        )
        grades.append(Grade(f"s{4700 + n}", f"{FIRST[n % 20]} {LAST[n % 6]}", "graded", f"s{n}.json", (), done))
    return Gradebook(Assignment(id="a", title="A task", case="x", tasks=tuple(tasks), **more), parts, tuple(grades))


def changed(layer: Layer, id: str, **fields) -> Layer:
    """The layer with one annotation changed, or dropped where nothing is said."""
    kept = (replace(a, **fields) if a.id == id else a for a in layer.annotations if a.id != id or fields)
    return replace(layer, annotations=tuple(kept))


class Tags(HTMLParser):
    """Every tag and attribute of a page, that all are closed in order, and its ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag


# ---- the page


@pytest.mark.parametrize("hide", [True, False])
def test_a_page_is_whole_in_itself(book, later, hide):
    """No script, no address, nothing to load; every tag is closed, every link leads somewhere, every id stands once."""
    text = class_report(book, later, hide_names=hide).page()
    tags = Tags(text)
    assert not tags.open
    assert not {"script", "img", "iframe", "link", "object", "form"} & set(tags.tags)
    assert "default-src 'none'" in text
    assert not re.search(r"https?:|url\(|@import|\bon\w+=", text)
    ids = [value for name, value in tags.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for name, value in tags.attributes if name == "href"} <= set(ids)


def test_the_same_gradebooks_give_the_same_bytes(book, tmp_path):
    """Neither the moment nor the hash of a word leaves a trace."""
    one = write_class_report(class_report(book), tmp_path / "out" / "class.html").read_bytes()
    assert one == class_report(book).page().encode()
    shuffled = replace(book, grades=tuple(book.grades))
    assert one == class_report(shuffled).page().encode()


def test_what_to_discuss_comes_before_any_figure(book, later):
    """A teacher reads it on the way to the lesson."""
    ids = [section.id for section in class_report(book, later).sections]
    assert ids == ["discuss", "text1", "frequent", "compared", "points", "caught", "items", "agreement", "sure"]
    assert ids.index("frequent") < ids.index("compared")


def test_names_are_hidden_unless_asked_for(book):
    """On a wall there is no name, number or file of a student, and no slip of a single one."""
    wall, desk = class_report(book), class_report(book, hide_names=False)
    for text in (wall.page(), wall._repr_html_(), str(wall)):
        assert not [g for g in book.grades if g.name in text or g.number in text or g.file in text]
    assert all(g.name in desk.page() for g in book.grades)
    assert not re.search(r"\b1 of 30", wall.page().partition('<section id="points"')[0])


def run(code: str, seed: str = "0") -> str:
    """What a fresh interpreter prints."""
    tests = Path(__file__).parent
    paths = os.pathsep.join([str(tests), str(tests.parent)])
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout


def test_it_runs_where_no_browser_is():
    """A grader's machine has neither widgets nor pandas."""
    code = "import kit.classreport, sys; print(*sys.modules)"
    assert not {"anywidget", "ipywidgets", "pandas", "IPython", "kit.widgets", "kit.tasks"} & set(run(code).split())


def test_the_order_in_which_a_machine_hashes_words_leaves_no_trace():
    """The same bytes on every machine."""
    code = (
        "import random; from kit.case import load; from test_classreport import by_hand, class_report, spoilt\n"
        "case, dice = load('bridge'), random.Random(1)\n"
        "layers = [{t.id: spoilt(t, case, dice) for t in case.tasks} for _ in range(24)]\n"
        "print(class_report(by_hand(case, [t.id for t in case.tasks], layers), hide_names=False).page())"
    )
    assert run(code, "1") == run(code, "2")


def test_a_notebook_shows_the_same_report(book):
    """The fragment brings its own style, which touches nothing but itself."""
    report = class_report(book)
    bundle = report._repr_mimebundle_()
    assert "<html" not in bundle["text/html"] and "To discuss" in bundle["text/plain"]
    style = re.search(r"<style>(.*?)</style>", bundle["text/html"], re.S)[1]
    outside = re.sub(r"@media[^{]+\{((?:[^{}]+\{[^{}]*\})*)\}", r"\1", style)
    selectors = re.findall(r"([^{}]+)\{", outside)
    assert selectors and all(s.startswith(".kit-class.kit-class") for s in selectors)


EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"


def test_nothing_from_a_student_is_markup(case, room):
    """A name and a number are text, also where they are shown."""
    given = key_values(case)
    for n in range(3):
        sheet = sheet_by(case, EVIL, f"{EVIL}{n}", {**given, "pairs": []})
        write_sheet(room / f"<b>{n}.json", sheet)
    for hide in (True, False):
        tags = Tags(class_report(grade(room, EXERCISE, KEYS), hide_names=hide).page())
        assert not tags.open and not {"script", "img", "b>0.json"} & set(tags.tags)
        assert not [name for name, _ in tags.attributes if name.startswith("on")]


def test_eight_hundred_students_fit_an_e_mail(book):
    """The report grows with what was asked, hardly with the class."""
    many = tuple(
        replace(g, number=f"{g.number}-{n}", name=f"{g.name} the {n}th of a long name indeed & more")
        for n in range(27)
        for g in book.grades
    )
    report = class_report(replace(book, grades=many[:800]), hide_names=False)
    assert len(report.page().encode()) < 400_000
    assert " more</details>" in report.page()


def test_without_students_it_says_so(book):
    """An empty folder, or one in which nothing can be read, is no reason to stumble."""
    assert "Nothing was handed in." in class_report(replace(book, grades=())).page()
    lost = replace(book, grades=(Grade("", "Ada", "unreadable", "a.json"), Grade("7", "Ben", "missing", "b.json")))
    text = str(class_report(lost))
    assert "2 students: 1 missing, 1 unreadable." in text
    assert "Ada" not in text
    with pytest.raises(ValueError, match="needs a gradebook"):
        class_report()


def test_a_class_of_one_is_told_and_not_for_the_wall(case):
    """No median with a middle half of nobody; and the wall's copy says whom it gives away."""
    one = by_hand(case, ["claims"], [{"claims": changed(case.key.layer, "s9")}])
    text = str(class_report(one))
    assert "1 student: 1 graded." in text and "middle half" not in text
    assert "better not show them to the class" in text
    assert "better not" not in str(class_report(one, hide_names=False))


def test_a_perfect_class_has_no_heat_and_says_so(case):
    """Nothing to discuss, no shade without a meaning, every share whole."""
    every = {"attributions": case.key.layer, "claims": case.key.layer}
    for hide, told in ((True, "No slip in a sentence is shared by two students."), (False, "No sentence fooled any")):
        report = class_report(by_hand(case, list(every), [every] * 12), hide_names=hide)
        assert told in str(report) and "The stronger the shade" not in report.page()
        assert "12 of 12 right" in str(report) and not Tags(report.page()).open


def test_a_test_that_comes_back_is_not_for_the_wall_yet(case):
    """Until the last one, somebody still has these questions before them."""
    for occasion, comes in ((0, True), (1, True), (2, False)):
        book = by_hand(case, ["claims"], [{"claims": case.key.layer}] * 6)
        test = replace(book.assignment, forms=("a", "b", "c"), occasion=occasion)
        assert ("show this report after the last one" in str(class_report(replace(book, assignment=test)))) == comes


# ---- what to discuss, and where


def test_the_commonest_slip_leads_with_the_keys_own_reason(case):
    """Seven of nine say “elsewhere” where the claim can be checked here."""
    key = case.key.layer
    wrong = changed(key, "s9", checkability="elsewhere")
    book = by_hand(case, ["claims"], [{"claims": wrong}] * 7 + [{"claims": key}] * 2)
    (slip,) = chosen(class_report(book).parts)
    assert (slip.said, len(slip.who), slip.asked) == ("elsewhere", 7, 9)
    text = class_report(book).sections[0].html
    assert "7 of 9 answered “elsewhere”" in text
    assert "You need to ask nobody" in text and "1.852" in text
    assert camps(class_report(book).parts[0], slip)[:2] == [("as the key: “here”", 2, "key"), ("“elsewhere”", 7, "own")]


def test_most_heads_come_first(case):
    """Seven of twelve before two of three: where few were asked, a share says little."""
    key = case.key.layer
    layers = [{"claims": changed(key, "s9", checkability="elsewhere")}] * 7 + [{"claims": key}] * 5
    book, other = by_hand(case, ["claims"], layers), case.task("pairs")
    pair = next(a for a in key.annotations if isinstance(a, Pair) and a.relation == "contradiction")
    own = [changed(key, pair.id, relation="tension")] * 2 + [key]
    done = [TaskGrade(other, case, layer, score(other, case.article, key, layer)) for layer in own]
    few = tuple(replace(g, tasks=(*g.tasks, more)) for g, more in zip(book.grades, done, strict=False))
    both = replace(book, grades=(*few, *book.grades[3:]), parts={**book.parts, "pairs": (case, other)})
    assert [(len(s.who), s.asked) for s in chosen(class_report(both).parts)] == [(7, 12), (2, 3)]


def test_a_class_that_shares_no_slip_has_nothing_to_discuss(case):
    """One student's slip is theirs, and no subject for all."""
    key = case.key.layer
    alone = changed(key, "s9", checkability="elsewhere")
    book = by_hand(case, ["claims"], [{"claims": alone}] + [{"claims": key}] * 4)
    assert "No wrong answer is shared" in class_report(book).sections[0].html
    assert "frequent" not in [s.id for s in class_report(book).sections]


def test_the_text_shows_what_was_missed_and_what_was_made_up(case):
    """Missed, invented in a silent sentence, and words that miss their statement, each in its own sentence."""
    key, silent = case.key.layer, case.article.sentence("p3s2")
    missed = changed(key, "a9")
    words = case.article.tokens
    inside = [t for t in words if silent.start <= t.start < silent.end]
    made_up = Attribution(id="m1", source=(inside[0],), cue=(inside[2],), content=tuple(inside[3:]))
    near = next(a for a in key.attributions if a.id == "a9")
    half = replace(near, id="m2", source=(), cue=(), content=near.content)
    layers = [
        {"attributions": missed},
        {"attributions": replace(missed, annotations=(*missed.annotations, half))},
        {"attributions": replace(key, annotations=(*key.annotations, made_up))},
        {"attributions": key},
    ]
    parts = class_report(by_hand(case, ["attributions"], layers)).parts
    found = {
        id: [(s.how, sorted(s.who), s.asked) for s in stumbles(parts, id)] for id in ("p4s2", "p3s2", "p2s1", "p1s1")
    }
    assert found == {
        "p4s2": [("missed it", [0, 1], 4), ("highlighted other words", [1], 4)],
        "p3s2": [("highlighted it", [2], 4)],
        "p2s1": [],
        "p1s1": [],
    }
    assert "who says it is missing" in next(s.why for s in parts[0].slips if s.thing.kind == "near")


def test_a_blank_fooled_nobody(case):
    """No answer is not a wrong one; it is not right either."""
    key = case.key.layer
    part = class_report(by_hand(case, ["claims"], [{"claims": changed(key, "s9")}, {"claims": key}])).parts[0]
    assert (part.right["c9"], part.blank["c9"]) == ({1}, {0})
    assert stumbles([part], "p3s2") == []


def test_an_empty_task_is_told_and_not_counted(case):
    """Who left a task out is no sign that it is hard."""
    key = case.key.layer
    report = class_report(by_hand(case, ["claims", "pairs"], [{"claims": key, "pairs": Layer()}] * 2))
    assert [len(part.done) for part in report.parts] == [2, 0]
    assert "nothing answered: Do they clash?: 2" in str(report)


def spoilt(task: Task, case: Case, dice: random.Random) -> Layer:
    """A layer near the key: some answers dropped, some taken over from their neighbours."""
    made = []
    for a in case.key.layer.annotations:
        roll = dice.random()
        others = [b for b in case.key.layer.annotations if type(b) is type(a)]
        field = {**COUNTED, Attribution: "quote"}.get(type(a))
        if roll < 0.5 and field and field != "spans":
            a = replace(a, **{field: getattr(dice.choice(others), field)})
        elif roll < 0.6 and isinstance(a, Spans):
            a = replace(a, spans=(dice.choice(case.article.tokens),), none=False)
        if isinstance(a, Choice) and a.item.startswith("origins/"):
            a = replace(a, item="origins", option=dice.choice(["1", "2", EVIL]))
        if isinstance(a, Chain) and roll < 0.3:
            a = replace(a, voices=(EVIL,))
        if roll < 0.9:
            made.append(replace(a, confidence=dice.choice(SURE)))
    if task.open:
        a, b = dice.sample(task.claims, 2)
        made.append(Pair(id="x", a=a, b=b, relation="contradiction"))
    return Layer(tuple(made))


@pytest.mark.parametrize("name", cases())
def test_every_kind_of_task_of_every_case_has_its_report(name):
    """Chains, verdicts, pairs to be found: nothing stumbles, and no markup slips in."""
    case, dice = load(name), random.Random(name)
    ids = [task.id for task in case.tasks]
    layers = [{t.id: spoilt(t, case, dice) for t in case.tasks} for _ in range(21)]
    for hide in (True, False):
        report = class_report(by_hand(case, ids, layers), hide_names=hide)
        tags = Tags(report.page())
        assert not tags.open and "alert" not in report.page() + str(report)
        assert "discuss" in [s.id for s in report.sections]
    for part in report.parts:
        for slip in part.slips:
            assert sum(count for _, count, _ in camps(part, slip)) == slip.asked, slip
            assert len(slip.who) <= slip.asked


def test_a_test_with_forms_is_read_form_by_form():
    """Each student has one form; each form has its own text, its own hardness, its own slips."""
    names, dice = ("edge", "knows", "survives"), random.Random(1)
    forms = {id: (load_deck(id), load_deck(id).tasks[0]) for id in names}
    grades = []
    for n in range(66):
        case, task = forms[names[n % 3]]
        layer = spoilt(task, case, dice)
        done = TaskGrade(task, case, layer, score(task, case.article, case.key.layer, layer))
        grades.append(Grade(f"s{n}", "", "graded", "", (), (done,)))
    made = Assignment(id="t", title="Test", case="../decks", forms=names, counts="completion")
    report = class_report(Gradebook(made, forms, tuple(grades)))
    assert [len(part.done) for part in report.parts] == [22, 22, 22]
    assert [s.id for s in report.sections][:4] == ["discuss", "text1", "text2", "text3"]
    items = next(s for s in report.sections if s.id == "items").html
    assert items.count("<table>") == 3 and "Over the 22 students" in items
    assert "It counts for completion only." in str(report)
    assert not Tags(report.page()).open


# ---- figures


def test_difficulty_is_the_share_that_is_right(book):
    """Counted here once more, from the scores."""
    report = class_report(book)
    part = report.parts[2]
    done = [t for g in book.grades for t in g.tasks if t.task.id == "claims"]
    for id in ("s9", "s16"):
        verdicts = [next(j.verdict for j in t.score.judgements if j.key == id) for t in done]
        claim = part.case.key.layer.get(id).claim
        assert len(part.right[claim]) == sum(v in ("right", "half") for v in verdicts)


def test_an_item_is_no_part_of_the_total_that_it_is_held_against():
    """Against the whole total, an item of dice would seem to tell readers apart."""
    dice = random.Random(3)
    rows = [[dice.random() < 0.5 for _ in range(4)] for _ in range(400)]
    assert all(abs(r) < 0.12 for r in discrimination(rows))
    assert all(correlation([row[i] for row in rows], [sum(row) for row in rows]) > 0.4 for i in range(4))


def test_disputed_items_have_no_discrimination(variant):
    """What careful readers dispute is left out of it, and of agreement."""
    line = "{id: s3, claim: c3, checkability: elsewhere, evidence: imagery, why: A map shows it.}"
    also = ", accept: [{field: checkability, label: here, why: The text says so.}]}"
    soft = variant(("key.yaml", line, line.removesuffix("}") + also))
    dice = random.Random(2)
    layers = [{"check": spoilt(soft.task("check"), soft, dice)} for _ in range(25)]
    report = class_report(by_hand(soft, ["check"], layers))
    assert [t.disputed for t in report.parts[0].things.values()] == [False, False, True, False]
    items = next(s for s in report.sections if s.id == "items")
    assert sum("disputed" in row for row in items.html.split("<tr>")) == 1
    assert agreements(report.parts[0])[0].units == 3


def test_agreement_is_krippendorffs_alpha(book):
    """Of the items by `agreement.alpha`; of words from counts, which must give the same."""
    parts = class_report(book).parts
    task, done = parts[2].task, parts[2].done
    codings = {str(n): {id: a.checkability for id, a in by_item(task, d.layer).items()} for n, d in done.items()}
    assert agreements(parts[2])[0].in_class == pytest.approx(alpha(codings))
    source = next(a for a in agreements(parts[0]) if a.question.startswith("cue"))
    article = parts[0].case.article
    inside = [i for i, t in enumerate(article.tokens) if article.at(t.start).id in parts[0].task.sentences]
    words = {
        str(n): {str(i): i in ids for i in inside}
        for n, d in parts[0].done.items()
        for ids in [article.token_ids(s for a in in_play(d.task, article, d.layer) for s in a.cue)]
    }
    assert source.in_class == pytest.approx(alpha(words))
    assert source.units == len(inside)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.integers(0, 4)), max_size=6))
def test_alpha_from_counts_is_alpha_from_codings(units):
    """One formula, two ways in."""
    codings: dict[str, dict[str, str]] = {}
    for u, counts in enumerate(units):
        for coder, label in enumerate(label for label, n in counts.items() for _ in range(n)):
            codings.setdefault(str(coder), {})[str(u)] = label
    expected = alpha(codings)
    assert alpha_of_counts((counts, 1) for counts in units) == (None if expected is None else pytest.approx(expected))


def test_figures_worked_out_by_hand(case):
    """Three readers of eight claims; A and B answer as the key, C has one other answer.

    Alpha in the class: of 24 answers the one unit with two alike and one apart has 2 x 2 x 1 / (3 - 1) = 2 pairs that
    differ; with N answers of each label, alpha = 1 - (24 - 1) x 2 / (24² - sum of N²). C with the key: 16 answers, one
    unit with 2 x 1 x 1 / 1 = 2, so 1 - 15 x 2 / (16² - sum of N²).
    """
    key = case.key.layer
    unlike = changed(key, "s9", checkability="elsewhere")
    part = class_report(by_hand(case, ["claims"], [{"claims": own} for own in (key, key, unlike)])).parts[0]
    labels = [by_item(part.task, key)[id].checkability for id in part.things]
    assert sorted(labels) == ["elsewhere"] * 3 + ["here"] * 2 + ["not"] * 3
    assert key.get("s9").checkability == "here" and not any(thing.disputed for thing in part.things.values())
    agreed = agreements(part)[0]
    assert agreed.in_class == pytest.approx(1 - 23 * 2 / (24**2 - (10**2 + 5**2 + 9**2)))
    assert agreed.with_key[0] == pytest.approx((1 + (1 - 15 * 2 / (16**2 - (7**2 + 3**2 + 6**2)))) / 2)
    assert agreed.as_key == pytest.approx(23 / 24)


def test_a_perfect_class_agrees_with_the_key(case):
    """Alpha is 1 with the key, and the right share is whole."""
    book = by_hand(case, ["attributions", "claims"], [{"attributions": case.key.layer, "claims": case.key.layer}] * 3)
    for part in class_report(book).parts:
        for a in agreements(part):
            assert a.with_key in (None, (1.0, 1.0, 1.0)) and a.as_key in (None, 1.0)


def test_sure_and_right_are_told_of_the_class(book):
    """Nothing on the page speaks to one learner."""
    report = class_report(book)
    sure = next(s for s in report.sections if s.id == "sure")
    pairs = [pair for part in report.parts for pair in part.sure]
    assert f"They said {len(pairs)} times" in sure.html
    assert f"Brier score {brier(pairs):.2f}" in sure.html
    assert not re.search(r"\b[Yy]ou (said|were|caught|found)", sure.html + str(report).partition("Caught")[2])


def test_points_are_told_of_final_grades_only(book):
    """A part is no whole."""
    half = replace(book, grades=(replace(book.grades[0], state="partly"), *book.grades[1:]))
    text = next(s for s in class_report(half).sections if s.id == "points").html
    assert "Only final grades are in it." in text
    assert figures.counted([0.0, 0.0999, 0.1, 0.999, 1.0]) == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert sum(figures.counted([g.points / 100 for g in book.grades])) == 30


# ---- before and after


def test_pre_and_post_are_compared_student_by_student(book, later):
    """The interval is Student's, of the paired differences."""
    first, last = ({g.number: g.points for g in b.grades} for b in (book, later))
    made = change([first[n] for n in sorted(first)], [last[n] for n in sorted(first)])
    differences = [last[n] - first[n] for n in first]
    assert made.mean == pytest.approx(fmean(differences))
    assert made.high - made.mean == pytest.approx(2.04523 * stdev(differences) / 30**0.5, rel=1e-5)
    text = next(s for s in class_report(book, later).sections if s.id == "compared")
    assert f"{made.mean:+.1f}" in text.html and "30 students" in text.lines[0]
    assert "not why" in text.html


def test_who_cannot_be_matched_is_not_compared(book, later):
    """A number that two people gave, a grade that is not final, and whoever was in one test only."""
    twice = replace(later, grades=(replace(later.grades[0], number=later.grades[1].number.upper()), *later.grades[1:]))
    unsure = replace(book, grades=(*book.grades[:-2], replace(book.grades[-2], state="partly")))
    assert "26 students" in next(s for s in class_report(unsure, twice).sections if s.id == "compared").lines[0]
    few = replace(book, grades=book.grades[:3])
    (told,) = next(s for s in class_report(few, later).sections if s.id == "compared").lines
    assert told == "With fewer than 5 students who have both, a difference would be chance."


def test_three_tests_make_three_differences(book, later):
    """Pre to post, pre to delayed, post to delayed."""
    delayed = replace(book, assignment=replace(book.assignment, title="Delayed"))
    section = next(s for s in class_report(book, later, delayed).sections if s.id == "compared")
    assert len(section.lines) == 3
    assert section.lines[1].startswith(f"{book.assignment.title} (1) to Delayed: 0.0 (0.0 to 0.0)")


@pytest.mark.parametrize(("df", "t"), [(1, 12.7062), (2, 4.30265), (9, 2.26216), (10, 2.22814), (120, 1.97993)])
def test_students_t(df, t):
    """The border of 2.5 %, as the tables have it."""
    assert t_border(df) == pytest.approx(t, rel=1e-5)


# ---- as it looks


@pytest.mark.browser
@pytest.mark.parametrize("width", [400, 900, 1280])
def test_no_page_is_wider_than_its_window(book, later, tmp_path, chromium, width):
    """On a phone, on a desk, on a wall."""
    for hide in (True, False):
        path = write_class_report(class_report(book, later, hide_names=hide), tmp_path / f"{hide}.html")
        page = chromium.new_page(viewport={"width": width, "height": 800})
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.close()


@pytest.mark.browser
@pytest.mark.axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(book, later, tmp_path, chromium, scheme):
    """Contrast, headings, tables, names, in light and dark."""
    path = tmp_path / "class.html"
    # The page allows no script, as it should; the checker is one.
    text = class_report(book, later, hide_names=False).page()
    path.write_text(re.sub(r'<meta http-equiv="Content[^>]*>', "", text), encoding="utf-8")
    page = chromium.new_page(viewport={"width": 900, "height": 800}, color_scheme=scheme)
    page.goto(path.as_uri())
    page.add_script_tag(content=axe_source())
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.length, v.nodes[0].html]))")
    page.close()
    assert found == []
