"""Every case that is shipped loads, is fit for use, and gives nothing away before its time."""

import dataclasses
import json
from pathlib import Path

import pytest

from kit.authoring import check_case
from kit.case import cases, load, read_case
from kit.model import Assessment, Attribution, Chain, Layer, Pair, Task, Text, Verdict
from kit.scoring import in_play, score
from kit.structure import annotation, written
from kit.tasks import Exercise

ROOT = Path(__file__).parent.parent
LESSONS = sorted(p.parent for p in (ROOT / "kit" / "cases").glob("*/article.md"))
GRADED = sorted(p.parent for p in (ROOT / "exercises" / "cases").glob("*/article.md"))
FOLDERS = [*LESSONS, *GRADED]


def key_of(folder: Path) -> Path:
    """Beside the case for a lesson; with the teacher for a graded one."""
    return folder / "key.yaml" if folder in LESSONS else ROOT / "solutions" / "keys" / f"{folder.name}.yaml"


every_case = pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)


def test_there_are_cases_of_both_kinds():
    """Lessons and at least one graded case; the kit lists the first by name."""
    assert [f.name for f in LESSONS] == cases() and {"heir"} < set(cases()) and GRADED


def test_no_graded_case_carries_its_key():
    """It lies with the teacher, and nowhere a learner's copy reaches."""
    assert not list((ROOT / "exercises").rglob("*key*.y*ml"))
    for folder in GRADED:
        assert key_of(folder).is_file() and load(folder).key is None


@every_case
def test_a_case_is_fit_for_use(folder):
    """`kit check` finds nothing."""
    assert [str(fault) for fault in check_case(folder, key_of(folder))] == []


@every_case
def test_a_key_round_trips_through_words(folder):
    """Each annotation, written by its words and read again, is the same."""
    case = read_case(folder, key_of(folder))
    assert case.key.layer.annotations
    for made in case.key.layer.annotations:
        assert annotation(written(made, case.article), case.article, "here") == made


@every_case
def test_a_key_earns_everything_and_a_blank_sheet_nothing(folder):
    """On each of the case's tasks."""
    case = read_case(folder, key_of(folder))
    assert case.tasks
    for task in case.tasks:
        if task.kind == "brief":
            continue  # A text has no key: samples stand beside it.
        itself = Layer(in_play(task, case.article, case.key.layer))
        assert score(task, case.article, case.key.layer, itself).points == pytest.approx(task.points)
        assert score(task, case.article, case.key.layer, Layer()).credit == 0


@every_case
def test_a_view_holds_nothing_of_the_key(folder):
    """It is the same with a key and without, but for whether there is one to check with."""
    case = read_case(folder, key_of(folder))
    bare = dataclasses.replace(case, key=None)
    for task in case.tasks:
        with_key, without = Exercise(case, task), Exercise(bare, task)
        view, plain = with_key.view(), without.view()
        assert (view.pop("checkable"), plain.pop("checkable")) == (True, False) and view == plain
        assert with_key.drawn() == without.drawn() and without.check() == {}
        # What is filled in already is shown on purpose, reasons and all.
        shown = json.dumps({k: v for k, v in view.items() if k != "labels"}, ensure_ascii=False)
        assert not [a.id for a in case.key.layer.annotations if a.why and a.why in shown]


@every_case
def test_every_check_of_a_shipped_task_can_be_told(folder):
    """Blank, the key itself, and the key's answers all shifted by one: each is explained without an error."""
    case = read_case(folder, key_of(folder))
    for task in case.tasks:
        for made in (Layer(), case.key.layer, shifted(case.key.layer, task)):
            told = feedback(case, task, made)
            assert told.summary and all(n.title and n.text for n in told.notes)


MADE = {
    "attributions": (Attribution, ("quote", "stance", "naming", "basis", "voice")),
    "pairs": (Pair, ("relation", "dimension")),
    "assessments": (Assessment, ("checkability", "reasons", "sourcing", "evidence")),
    "chains": (Chain, ("voices",)),
    "verdicts": (Verdict, ("verdict", "document")),
    "brief": (Text, ("text",)),
}
"""Kind of task to its record and the fields that answer."""


def shifted(key: Layer, task: Task) -> Layer:
    """The key with each answer given to the next question."""
    record, labels = MADE[task.kind]
    kind = key.of(record)
    turned = kind[1:] + kind[:1]
    return Layer(
        tuple(dataclasses.replace(a, **{n: getattr(b, n) for n in labels}) for a, b in zip(kind, turned, strict=True))
    )


def feedback(case, task, made: Layer):
    """What is told about a layer at the second check."""
    from kit.codebook import codebook
    from kit.feedback import Judged, explain

    judged = score(task, case.article, case.key.layer, made)
    known = (case.names, case.claims_by_id)
    return explain(Judged(task, case.article, case.key, made, judged, codebook(), True, *known))


@every_case
def test_a_first_check_of_a_shipped_task_hides_what_is_missed(folder):
    """The words of a missed attribution stand in no note, nor does its reason."""
    case = read_case(folder, key_of(folder))
    for task in case.tasks:
        if task.kind != "attributions":
            continue
        told = Exercise(case, dataclasses.replace(task, given=())).check()
        text = " ".join(n["title"] + " " + n["text"] for n in told["notes"])
        for a in in_play(task, case.article, case.key.layer):
            if not a.optional:
                assert a.why not in text and not any(
                    case.article.words(s) in text for s in a.content if s.end - s.start > 12
                )


@every_case
def test_a_case_is_told_to_the_teacher(folder):
    """Notes lie beside it, and it says what kind of text it is."""
    case = read_case(folder, key_of(folder))
    assert (folder / "notes.md").read_text(encoding="utf-8").strip()
    assert case.article.source and case.article.licence and case.article.kind in ("retelling", "invented", "report")


def test_the_tables_of_a_lesson_have_rows():
    """On the kit's own cases every table shows something."""
    pytest.importorskip("pandas")
    case = load("heir")
    for name in ("sentences", "voices", "claims", "attributions", "chains", "pairs", "assessments", "evidence"):
        assert len(getattr(case, name)), name
    assert len(case.claim_list) >= 35 and max(case.attributions["hops"]) >= 2
