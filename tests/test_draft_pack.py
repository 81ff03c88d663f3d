"""A draft with documents: the step `verdicts`, the key, the task, and the pack in the saved case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from drafts import choose, files, reason, send, write

from kit.authoring import check_case
from kit.case import load
from kit.course import check_course
from kit.drafting import Draft
from kit.drafting.naming import numbered_name
from kit.drafting.planning import tasks
from kit.drafting.reasons import reason_items
from kit.errors import KitError
from kit.model import Verdict

ROOT = Path(__file__).resolve().parents[1]
PACK = """\
- {id: log, title: Log of the fire brigade, kind: Log, source: Lower Quill fire brigade (invented), licence: CC0,
   note: Invented for a test., file: log.csv}
- {id: notice, title: Notice on the door, kind: Notice, source: Tom Rusk (invented), licence: CC0,
   note: Invented for a test., file: notice.md}
"""
DOCUMENTS = {
    "pack.yaml": PACK,
    "log.csv": "Time,What\n04:02,call from Mill Lane; chimney\n04:29,two engines there\n04:50,only flour burned\n",
    "notice.md": "Closed until further notice.\n",
}
VERDICTS = {
    "c1": ("supported", "log"),
    "c10": ("supported", "log"),
    "c4": ("supported", "log"),
    "c3": ("refuted", "log"),
    "c6": ("not-enough-evidence", "none"),
    "c7": ("not-enough-evidence", "none"),
}


@pytest.fixture
def done(tmp_path, monkeypatch, whole_draft) -> Draft:
    """A draft in which every step is done, beside the notebook."""
    for name in ("KIT_DRAFTS", "KIT_ANSWERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(whole_draft, tmp_path / "drafts" / "bakery")
    return Draft("bakery")


def lay(draft: Draft, **changed: str | None) -> Path:
    """Put the pack into the draft's folder; None leaves a file out."""
    folder = draft.folder / "evidence"
    folder.mkdir(exist_ok=True)
    for name, text in (DOCUMENTS | {name.replace("_", "."): text for name, text in changed.items()}).items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def decide(draft: Draft) -> None:
    """A verdict on some of the claims, each with its reason."""
    step = draft.verdicts()
    for claim, (verdict, document) in VERDICTS.items():
        send(step, claim, {"type": "verdict", "claim": claim, "verdict": verdict, "document": document})
    reason(draft)


def shown(draft: Draft) -> str:
    return draft.verdicts()._repr_mimebundle_()["text/plain"]


def test_without_a_pack_nothing_is_asked(done):
    """The step says that it is optional and where documents go; the draft is fit, and no task is missed."""
    assert "is optional" in shown(done) and "drafts/bakery/evidence" in shown(done)
    assert "- 7. What the pack settles: optional, no documents" in done._repr_mimebundle_()["text/plain"]
    assert done.documents == () and done.check().fit
    assert "What do the documents show?" not in [kind["title"] for kind in done.tasks().view()["lacking"]]
    (done.folder / "evidence" / ".ipynb_checkpoints").mkdir(parents=True)
    assert "is optional" in shown(done)


def test_the_step_has_the_documents_open(done):
    """Each claim is asked about, no document is sealed, and what the text alone tells is nobody's question."""
    lay(done)
    view = done.verdicts().view()
    assert [d["id"] for d in view["documents"]] == view["opened"] == ["log", "notice"]
    assert view["open"] and view["fields"] == ["document"] and len(view["items"]) == 10
    assert [d.id for d in done.case.documents] == ["log", "notice"]


def test_a_verdict_becomes_part_of_the_key_with_its_reason(done):
    """In the order of the claims, with words to begin with made of its labels; it goes with its claim."""
    lay(done)
    step = done.verdicts()
    send(step, "c3", {"type": "verdict", "claim": "c3", "verdict": "refuted", "document": "log", "before": "supported"})
    item = next(item for item in reason_items(done) if item["id"] == "v-c3")
    assert item["suggested"] == "“Log of the fire brigade” shows that it is not so."
    assert item["answer"] == "Refuted; Log of the fire brigade"
    assert [label["id"] for label in item["others"][1]["labels"]] == ["none", "notice"]
    write(done.reasons(), **{"v-c3__why": "They came at 04:29.", "v-c3__wrong__document__notice": "It names no time."})
    (v,) = done.layer.of(Verdict)
    assert (v.claim, v.verdict, v.document, v.before, v.why) == ("c3", "refuted", "log", None, "They came at 04:29.")
    assert [(o.field, o.label) for o in v.wrong] == [("document", "notice")]
    assert done.verdicts().progress_words() == "1 verdict"
    send(done.claims_step(), "c3", None)
    assert done.layer.of(Verdict) == ()


def test_what_is_no_document_of_the_pack_is_refused(done):
    """Nothing is kept of it."""
    lay(done)
    value = {"type": "verdict", "id": "c1", "claim": "c1", "verdict": "supported", "document": "letter"}
    op = {"op": "put", "op_id": "x", "id": "c1", "digest": done.article.digest, "value": value}
    assert done.verdicts().receive(op)[1]["problem"] and done.layer.of(Verdict) == ()


def test_a_draft_with_a_pack_becomes_a_checked_case(done):
    """Only claims with a verdict are asked; the documents lie in the case byte for byte."""
    folder = lay(done)
    (folder / "log.csv").write_bytes(DOCUMENTS["log.csv"].replace("\n", "\r\n").encode())
    decide(done)
    assert done.check().fit, str(done.check())
    done.save()
    case = load("cases/bakery")
    assert check_case(Path("cases/bakery")) == []
    assert [v.id for v in case.key.layer.of(Verdict)] == [f"v{n}" for n in range(1, 7)]
    assert {c.words: v.verdict for v in case.key.layer.of(Verdict) for c in [case.claim(v.claim)]} == {
        c.words: VERDICTS[c.id][0] for c in done.claims if c.id in VERDICTS
    }
    task = case.task("pack-1")
    assert set(task.claims) == {v.claim for v in case.key.layer.of(Verdict)} and task.fields == ("document",)
    assert task.objective == "decide-with-evidence"
    for path in folder.iterdir():
        assert (Path("cases/bakery/evidence") / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(
    ("verdicts", "proposed"),
    [
        (dict.fromkeys(VERDICTS, ("refuted", "log")), False),
        (dict.fromkeys(VERDICTS, ("not-enough-evidence", "none")), False),
        (dict(list(VERDICTS.items())[:2]), False),
        (VERDICTS, True),
    ],
)
def test_a_task_is_proposed_where_something_is_supported(done, verdicts, proposed):
    """Not where everything is refuted, or open, or nearly nothing is decided; then the step says what it wants."""
    lay(done)
    for claim, (verdict, document) in verdicts.items():
        send(done.verdicts(), claim, {"type": "verdict", "claim": claim, "verdict": verdict, "document": document})
    assert ("pack-1" in [t.id for t in tasks(done)]) == proposed
    assert ("What do the documents show?" in [k["title"] for k in done.tasks().view()["lacking"]]) != proposed


def test_a_task_in_which_one_answer_is_always_right_is_told_and_not_asked(done):
    """A pack that supports everything teaches nothing."""
    lay(done)
    for claim in VERDICTS:
        send(done.verdicts(), claim, {"type": "verdict", "claim": claim, "verdict": "supported", "document": "log"})
    (planned,) = [p for p in done.tasks().view()["planned"] if p["id"] == "pack-1"]
    assert "Too easy to guess" in planned["faults"][0]
    assert "pack-1" not in [t.id for t in tasks(done)]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"pack_yaml": "- {id: log"}, "pack.yaml"),
        ({"pack_yaml": None}, "pack.yaml"),
        (
            {"pack_yaml": PACK.replace("note: Invented for a test., file: log.csv", "file: log.csv")},
            '"note" is missing',
        ),
        ({"log_csv": None}, "log.csv"),
        ({"log_csv": "Time,What\n04:02\n"}, "rows differ"),
        ({"log_csv": "Time,What\n" + "x" * 200_000 + ",y\n"}, "cannot be read"),
        ({"notice_md": " \n"}, "the document is empty"),
        ({"letter_md": "Dear Tom"}, "letter.md is not named in it"),
    ],
)
def test_a_damaged_pack_is_told_in_words(done, changed, told):
    """In the step and in the check; every other step goes on, and nothing is saved."""
    lay(done)
    decide(done)
    shutil.rmtree(done.folder / "evidence")
    lay(done, **changed)
    assert "cannot read the documents" in shown(done) and told in shown(done)
    (lack,) = done.check().lacks
    assert lack.step == "verdicts" and told in lack.text
    assert "the documents cannot be read" in done._repr_mimebundle_()["text/plain"]
    note = done.tasks().check("save")["notes"][0]
    assert note["title"] == numbered_name("verdicts") == "7. What the pack settles"
    assert not Path("cases").exists()
    shutil.rmtree(done.folder / "evidence")
    lay(done)
    assert len(done.layer.of(Verdict)) == len(VERDICTS)


def test_a_document_that_left_the_pack_settles_nothing(done):
    """The verdict stays, and the check asks for a document."""
    lay(done)
    decide(done)
    first = PACK.partition("- {id: notice")[2]
    (done.folder / "evidence" / "log.csv").unlink()
    (done.folder / "evidence" / "pack.yaml").write_text(f"- {{id: notice{first}", encoding="utf-8")
    settled = [lack for lack in done.check().lacks if lack.step == "verdicts"]
    assert len(settled) == 4
    assert settled[0].text == "“The fire began at four.”: say which document settles it."


def test_the_pack_of_a_case_follows_the_drafts(done):
    """A document that left the draft leaves the case; without a pack the case has none."""
    lay(done)
    decide(done)
    done.save()
    (done.folder / "evidence" / "notice.md").unlink()
    (done.folder / "evidence" / "pack.yaml").write_text(PACK.partition("- {id: notice")[0], encoding="utf-8")
    done.save()
    assert set(files(Path("cases/bakery/evidence"))) == {"pack.yaml", "log.csv"}
    shutil.rmtree(done.folder / "evidence")
    done.save()
    assert check_case(Path("cases/bakery")) == [] and not Path("cases/bakery/evidence").exists()


@pytest.mark.parametrize("name", ["notice.md", "letter.md", "pack.yaml"])
def test_evidence_that_somebody_changed_or_added_is_not_written_over(done, name):
    """It is told which file, and nothing is written at all."""
    lay(done)
    decide(done)
    done.save()
    (Path("cases/bakery/evidence") / name).write_text("# mine\n", encoding="utf-8")
    before = files(Path("cases/bakery"))
    write(done.source(), title="Another title")
    with pytest.raises(KitError, match=rf"evidence/{name} was changed by hand"):
        done.save()
    assert files(Path("cases/bakery")) == before


def test_evidence_of_the_case_alone_stays(done):
    """A draft without documents touches none that a teacher put into the saved case."""
    done.save()
    folder = Path("cases/bakery/evidence")
    folder.mkdir()
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    write(done.source(), title="Another title")
    done.save()
    assert files(folder) == DOCUMENTS and load("cases/bakery").article.title == "Another title"


def test_a_graded_exercise_has_the_pack_and_not_the_verdicts(done, tmp_path):
    """It passes the check of the whole course."""
    lay(done)
    decide(done)
    choose(done.tasks(), "pack-1", "on")
    for name in ("solutions", "exercises"):
        shutil.copytree(
            ROOT / name, tmp_path / "course" / name, ignore=shutil.ignore_patterns("answers", "drafts", ".*")
        )
    course = tmp_path / "course"
    assert done.exercise(course=course).faults == () and check_course(course) == []
    case = course / "exercises" / "cases" / "bakery"
    assert files(case / "evidence") == DOCUMENTS
    assert not any("refuted" in text for name, text in files(case).items() if name not in ("tasks.yaml",))
    page = (course / "exercises/bakery-exercise/bakery-exercise.ipynb").read_text(encoding="utf-8")
    assert "../cases/bakery/pack-1" in page
