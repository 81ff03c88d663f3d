"""The learner's own page: what it counts, what it leaves out, and that no sheet can break it."""

import dataclasses
import re

import pytest

from kit import progresspage
from kit.answers import Sheet
from kit.case import cases, load
from kit.deck import decks, find_task, load_deck
from kit.model import Detection, Layer
from kit.progresspage import TITLES, disputed, measure, progress
from kit.scoring import in_play
from kit.scoring.about import by_item
from kit.structure import written
from kit.tasks import Exercise

DECK = "decks/credited"
ACCEPT = "    why: The paper retells it.\n    accept: [{field: quote, label: mixed, why: Perhaps.}]"


def right_values(case, task):
    """Item id to the key's own answer, as a sheet keeps it."""
    key = case.key.layer
    attributions = {a.id: a for a in in_play(task, case.article, key)} if task.kind == "attributions" else None
    made = {}
    for id, a in (attributions or by_item(task, key)).items():
        value = written(a, case.article) | {"id": id}
        made[id] = {k: v for k, v in value.items() if k not in ("why", "accept", "wrong", "votes", "sound")}
    return made


@pytest.fixture
def learner(answers_folder):
    """Somebody at work: `do(name, changes, check=...)` answers as the key, but for the changes; None leaves one out."""

    class Learner:
        folder = answers_folder
        number = 0

        def exercise(self, name):
            return Exercise(*find_task(name))

        def put(self, exercise, values):
            for id, value in values.items():
                self.number += 1
                op = {"op": "put", "op_id": f"op{self.number}", "id": id, "value": value | {"id": id}}
                exercise.sheet.append(op)

        def do(self, name, changes=(), check=True):
            exercise = self.exercise(name)
            values, changes = right_values(exercise.case, exercise.task), dict(changes)
            self.put(exercise, {id: v | (changes.get(id) or {}) for id, v in values.items() if changes.get(id, 1)})
            if check:
                exercise.check()
            return exercise

    return Learner()


def only(page, kind):
    """The one work of a kind on a page."""
    works = [w for w in page.works if w.kind == kind]
    assert len(works) == 1
    return works[0]


# ---- nothing yet


def test_an_empty_page_says_how_to_begin(answers_folder):
    """Without a folder, and with an empty one; and looking makes nothing."""
    for _ in range(2):
        page = progress()
        assert "00-start.ipynb" in str(page) and "Check" in page._repr_html_()
        assert not list(answers_folder.rglob("*")) if answers_folder.exists() else True
        answers_folder.mkdir(exist_ok=True)


def test_answers_without_a_check_are_listed_and_not_judged(learner):
    """Nobody is measured before they ask."""
    learner.do("goat/first", check=False)
    page = progress()
    work = only(page, "attributions")
    assert (work.checked, work.detection, work.sure) == ("not yet", None, ())
    assert "Nothing is checked yet" in str(page) and "You found" not in str(page)


# ---- what is counted


def test_what_was_done_and_what_was_caught(learner):
    """Each exercise with its title, how much is answered, how often checked; then both halves in words."""
    learner.do("goat/first")
    page = progress()
    work = only(page, "attributions")
    assert work.name == "Who says so? (The goat on the library roof)"
    assert (work.answered, work.checked) == ("2 highlighted", "once")
    assert work.detection == Detection(2, 2, 0, 2)
    said = "You found 2 of 2 attributions. You highlighted something in none of 2 sentences that credit nobody."
    assert said in str(page) and said in page._repr_html_()


def test_a_deck_counts_the_cards_that_were_checked(learner):
    """Three cards of fourteen, one of them wrong; the others are no misses."""
    exercise = learner.exercise(DECK)
    values = right_values(exercise.case, exercise.task)
    learner.put(exercise, values | {"i6": values["i6"] | {"option": "yes"}})
    for id in ("i1", "i2", "i6"):
        exercise.check(id)
    work = only(progress(), "items")
    assert work.detection == Detection(1, 2, 0, 1) and work.checked == "3 of 14 questions"
    assert work.name == "Is anybody’s word passed on here? (short questions)"


def test_it_is_the_first_check_that_counts(learner):
    """A better answer afterwards is practice; so is a worse one."""
    exercise = learner.do(DECK, {"i6": {"option": "yes"}, "i1": {"option": "no"}})
    before = only(progress(), "items").detection
    assert before == Detection(6, 7, 1, 7)
    learner.put(exercise, right_values(exercise.case, exercise.task))
    exercise.check()
    after = only(progress(), "items")
    assert after.detection == before and after.checked == "twice"


def test_what_is_made_after_what_was_missed_was_shown_is_not_counted(learner):
    """The second check shows it; before that there is a hint, and finding it is one's own work."""
    exercise = learner.do("goat/first", dict.fromkeys(["a1"]))
    missing = {"a1": right_values(exercise.case, exercise.task)["a1"]}
    assert only(progress(), "attributions").detection == Detection(1, 2, 0, 2)
    exercise.check()
    learner.put(exercise, missing)
    exercise.check()
    assert only(progress(), "attributions").detection == Detection(1, 2, 0, 2)


def test_an_item_that_was_not_answered_is_no_miss(learner):
    """Nor is one that is not complete: "not checkable" wants a reason."""
    case, task = find_task("goat/check")
    wanted = by_item(task, case.key.layer)
    counted = [id for id, a in wanted.items() if not disputed(a)]
    first = next(id for id in counted if wanted[id].checkability == "not")
    learner.do("goat/check", {first: {"reasons": []}, counted[-1]: None})
    d = only(progress(), "assessments").detection
    assert (d.signals + d.noises, d.hits, d.false_alarms) == (len(counted) - 2, d.signals, 0)


def test_what_careful_readers_dispute_is_left_out(mill, variant):
    """A pair that may be read in two ways neither counts for catching nor for accusing, nor for being sure."""
    task = mill.task("pairs")
    answers = tuple(dataclasses.replace(a, confidence=90) for a in by_item(task, mill.key.layer).values())
    assert measure(mill, task, Layer(answers)) == (Detection(1, 1, 0, 3), ((90, True),) * 4)
    old = "relation: compatible, why: It can turn and break."
    new = "relation: compatible, why: Yes., accept: [{field: relation, label: tension, why: Perhaps.}]"
    soft = variant(("key.yaml", old, new))
    assert measure(soft, task, Layer(answers)) == (Detection(1, 1, 0, 2), ((90, True),) * 3)


def test_a_second_reading_of_a_label_is_no_dispute_about_finding(variant, highlight):
    """Another form of the quotation may be accepted: somebody is credited all the same."""
    case = variant(("key.yaml", "    why: The paper retells it.", ACCEPT))
    found = highlight("h1", [(20, 21)], [(22, 22)], [(24, 29)], confidence=80)
    invented = highlight("h2", [(36, 36)], [(37, 37)], [(38, 40)], confidence=100)
    got, sure = measure(case, case.task("who"), Layer((found, invented)))
    assert got == Detection(1, 2, 1, 3) and sorted(sure) == [(80, True), (100, False)]


def test_pairs_to_be_found_count_whole(mill):
    """What was not found is a miss there, and an accused look-alike a false alarm."""
    task = dataclasses.replace(mill.task("pairs"), pairs=(), claims=("c1", "c2", "c3", "c4"))
    pairs = {a.id: a for a in mill.key.layer.pairs}
    wrong = dataclasses.replace(pairs["x2"], relation="contradiction", confidence=70)
    assert measure(mill, task, Layer((wrong,))) == (Detection(0, 1, 1, 3), ((70, False),))


@pytest.mark.parametrize("name", [*cases(), *(f"decks/{name}" for name in decks())])
def test_the_keys_own_answers_catch_all_and_accuse_none(name):
    """In every task of every case and deck: then the words of all kinds fit their scorer."""
    case = load_deck(name.partition("/")[2]) if name.startswith("decks/") else load(name)
    for task in case.tasks if case.key else ():
        got, _ = measure(case, task, case.key.layer)
        assert (got is None) == (task.kind not in TITLES)
        if got:
            assert got.hits == got.signals and got.false_alarms == 0


# ---- how sure


def test_below_twenty_answers_there_is_a_table_and_no_picture(learner):
    """From twenty on there is both."""
    sure = {f"i{n}": {"confidence": 80} for n in range(1, 15)}
    learner.do(DECK, sure | {"i6": {"option": "yes", "confidence": 90}})
    page = progress()
    assert "You said 14 times how sure you were; 13 of these answers were right." in str(page)
    assert "90 % sure: 0 of 1 right" in str(page) and "Brier" not in str(page)
    assert "and how often you were right" not in page._repr_html_()
    learner.do("goat/two", {id: {"confidence": 70} for id in by_item(*task_and_key("goat/two"))})
    page = progress()
    assert sum(len(w.sure) for w in page.works) == 20
    assert "Brier" in str(page) and "and how often you were right" in page._repr_html_()


def task_and_key(name):
    """For `by_item`."""
    case, task = find_task(name)
    return task, case.key.layer


def test_without_a_confidence_the_page_says_what_it_is_for(learner):
    """An invitation, and no reproach."""
    learner.do("goat/first")
    assert "It never costs anything" in str(progress())


# ---- sheets that are none


def test_a_sheet_that_cannot_be_used_costs_a_line(learner):
    """And nothing on the disk is touched."""
    folder = learner.do("goat/first").sheet.path.parent
    (folder / "hello.jsonl").write_text("hello\n", encoding="utf-8")
    (folder / "bytes.jsonl").write_bytes(b"\xff\x00" * 50)
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "deep.jsonl").write_text("[" * 100_000, encoding="utf-8")
    (folder / "two.jsonl").write_text('{"format": 2, "task": "goat/two"}\n', encoding="utf-8")
    (folder / "other.jsonl").write_text('{"format": 1, "task": "goat/first"}\n', encoding="utf-8")
    (folder / "gone.jsonl").write_text('{"format": 1, "task": "goat/gone"}\n', encoding="utf-8")
    (folder / "none.jsonl").write_text('{"format": 1}\n', encoding="utf-8")
    (folder / "first.aside-1.jsonl").write_text("put aside\n", encoding="utf-8")
    (folder / "folder.jsonl").mkdir()
    before = {p: p.read_bytes() for p in learner.folder.rglob("*") if p.is_file()}
    page = progress()
    assert {p: p.read_bytes() for p in learner.folder.rglob("*") if p.is_file()} == before
    assert only(page, "attributions").detection == Detection(2, 2, 0, 2)
    told = dict(fault.split(": ", 1) for fault in page.faults)
    names = "hello bytes empty deep two other gone none folder first.aside-1"
    assert sorted(told) == sorted(f"goat/{name}.jsonl" for name in names.split())
    assert "not an answer file of this kit" in told["goat/hello.jsonl"] and "newer kit" in told["goat/two.jsonl"]
    assert "a copy" in told["goat/other.jsonl"] and "not among those" in told["goat/gone.jsonl"]
    assert all(fault in str(page) for fault in page.faults)


def test_half_a_line_and_odd_values_cost_themselves_only(learner):
    """What a crash or a curious hand leaves in a sheet of ours."""
    sheet = learner.do("goat/two").sheet.path
    odd = [
        b'{"op": "put", "op_id": "x1", "id": "c2+c3", "value": {"type": "pair", "relation": 7}}',
        b'{"op": "put", "op_id": "x2", "id": "zz", "value": {"type": "chain", "voices": null}}',
        b'{"op": "did", "op_id": "x3", "what": "checked", "at": 12, "id": "nothing"}',
        b'{"op": "pu',
    ]
    sheet.write_bytes(sheet.read_bytes() + b"\n".join(odd))
    page = progress()
    assert only(page, "pairs").detection.hits == only(page, "pairs").detection.signals and not page.faults


def test_what_nobody_foresaw_costs_one_sheet(learner, monkeypatch):
    """The others are still there."""
    learner.do("goat/first")
    learner.do("goat/two")

    def broken(case, task, first):
        if task.kind == "pairs":
            raise ZeroDivisionError
        return measure(case, task, first)

    monkeypatch.setattr(progresspage, "measure", broken)
    page = progress()
    assert [w.kind for w in page.works] == ["attributions"]
    assert page.faults == ("goat/two.jsonl: it cannot be read. It was left as it is.",)


def test_a_graded_exercise_is_saved_for_the_teacher(mill_unkeyed, answers_folder, monkeypatch):
    """No key, no judgement."""
    task = mill_unkeyed.task("check")
    monkeypatch.setattr(progresspage, "find_task", lambda name: (mill_unkeyed, task))
    value = {"type": "assessment", "id": "c3", "claim": "c3", "checkability": "elsewhere"}
    Sheet(task.name).append({"op": "put", "op_id": "1", "id": "c3", "value": value})
    page = progress()
    assert "Can it be checked? (The mill): 1 of 4; checked: saved for your teacher" in str(page)
    assert only(page, "assessments").detection is None


def test_another_folder_may_be_named(learner, tmp_path):
    """As a text or a path; the usual one is not looked at."""
    learner.do("goat/first")
    assert progress(str(learner.folder)).works and not progress(tmp_path / "nowhere").works


# ---- the page


def test_the_page_in_its_forms(learner):
    """HTML for the notebook, text for everything else; in the order in which things were first checked."""
    learner.do(DECK)
    learner.do("goat/two")
    learner.do("goat/check")
    page = progress()
    bundle = page._repr_mimebundle_()
    assert bundle == {"text/html": page._repr_html_(), "text/plain": str(page)} and repr(page) == str(page)
    html = bundle["text/html"]
    assert html.count("<section") == html.count("</section>") == 1
    assert re.findall(r"<h3>(.*?)</h3>", html) == [
        "What you have done",
        "What you caught, and what you left alone",
        "How sure, and how often right",
    ]
    assert [w.at for w in page.works] == sorted(w.at for w in page.works)
    assert not re.search(r"<script|<style|https?:", html)


def test_nothing_on_the_page_counts_points_or_scolds(learner):
    """Neither after a good day nor after a bad one."""
    learner.do(DECK, {f"i{n}": {"option": "yes"} for n in range(1, 15)})
    learner.do("decks/edge")
    learner.do("goat/two", {id: {"relation": "contradiction"} for id in by_item(*task_and_key("goat/two"))})
    said = set(re.findall(r"[a-z]+", str(progress()).replace(str(learner.folder), "").lower()))
    assert not said & {"point", "points", "badge", "grade", "level", "rank", "fail", "failed", "wrong", "bad", "poor"}


def test_titles_are_text(mill, answers_folder, monkeypatch):
    """Whoever writes a case may write what they like."""
    task = dataclasses.replace(mill.task("pairs"), title="<b>Two</b>")
    monkeypatch.setattr(progresspage, "find_task", lambda name: (mill, task))
    exercise = Exercise(mill, task)
    value = {"type": "pair", "id": "c1+c2", "a": "c1", "b": "c2", "relation": "contradiction"}
    exercise.sheet.append({"op": "put", "op_id": "1", "id": "c1+c2", "value": value})
    exercise.check()
    assert "<b>" not in progress()._repr_html_() and "&lt;b&gt;Two" in progress()._repr_html_()


def test_half_an_answer_waits_for_the_check_at_which_it_is_whole(learner):
    """What was said from the text alone, or "same event" without a relation, was told nothing about."""
    exercise = learner.exercise("bridge/pack-1")
    learner.put(exercise, {c: {"type": "verdict", "claim": c, "before": "supported"} for c in exercise.task.claims})
    exercise.check()
    assert "holds no whole answer" in str(progress())
    learner.do("bridge/pack-1")
    d = only(progress(), "verdicts").detection
    assert d.signals + d.noises > 0 and (d.hits, d.false_alarms) == (d.signals, 0)


def test_what_was_made_after_a_hint_is_not_counted_as_found(learner):
    """The first check tells the paragraph of what is missing: finding it then is reading with a pointing hand."""
    learner.exercise("goat/first").check()
    learner.do("goat/first")
    assert only(progress(), "attributions").detection == Detection(0, 2, 0, 2)
