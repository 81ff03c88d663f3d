"""A draft: its sheets, its text, and the case that it is on the way to."""

import base64
import itertools
from pathlib import Path

import pytest

from kit.cli import main
from kit.course import notebook_faults, read_notebook
from kit.drafting import STEPS, Draft, draft
from kit.drafting.naming import NAMES
from kit.drafting.opening import MOST_WORDS
from kit.errors import KitError

COURSE = Path(__file__).parent.parent

TEXT = {
    "title": "The bakery in Lower Quill is closed",
    "kind": "invented",
    "source": "Written for a test. Lower Quill does not exist.",
    "licence": "CC BY 4.0",
    "sentences": "The bakery in Lower Quill is closed.\n“We open in May,” said Ada Finch.\n\nNobody was hurt.",
}


def write(made: Draft, step: str, **texts: str) -> None:
    """Keep texts as the step's widget does."""
    sheet = made.sheet(step)
    for prompt, text in texts.items():
        value = {"type": "text", "id": prompt, "prompt": prompt, "text": text}
        op_id = f"{prompt}-{len(sheet.operations)}"
        sheet.append({"op": "put", "op_id": op_id, "id": prompt, "value": value})


@pytest.fixture
def made(tmp_path, monkeypatch) -> Draft:
    """A draft with nothing in it."""
    monkeypatch.setenv("KIT_DRAFTS", str(tmp_path / "drafts"))
    return draft("bakery")


def test_a_draft_stands_in_a_folder_of_its_own(made, tmp_path):
    """One folder holds all of it, and opening it writes nothing."""
    assert made.folder == tmp_path / "drafts" / "bakery"
    assert not made.folder.exists()
    write(made, "source", title="The bakery")
    assert [p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*.jsonl")] == [
        "answers/bakery/source.jsonl"
    ]


@pytest.mark.parametrize("name", ["", "Bakery", "../bakery", "a/b", "a--b", "-a", "ä", "a" * 41, None])
def test_a_name_that_cannot_be_a_folder_is_refused(name):
    """The name becomes a folder, an address and part of every task's name."""
    with pytest.raises(KitError, match="cannot name a case"):
        Draft(name)


def test_the_article_says_what_is_missing(made):
    """Until text, title, kind, source and licence are there, a sentence lists them."""
    with pytest.raises(KitError, match="a text, a title, what the text is, where it comes from, its licence missing"):
        _ = made.article
    write(made, "source", title="T", sentences="One.")
    with pytest.raises(KitError, match="ready: what the text is, where it comes from, its licence missing"):
        _ = made.article


def test_sentences_and_front_matter_make_the_article(made):
    """One sentence a line, a blank line between paragraphs; what was written last counts."""
    write(made, "source", **TEXT)
    write(made, "source", title="The bakery is closed")
    article = draft("bakery").article
    assert [s.id for s in article.sentences] == ["p1s1", "p1s2", "p2s1"]
    assert (article.id, article.title, article.language) == ("bakery", "The bakery is closed", "en")
    assert article.content_note == ""


def test_there_is_no_sheet_for_another_step(made):
    """A misspelt step is an error, never a new file."""
    with pytest.raises(KeyError):
        made.sheet("sorce")


def test_the_shop_window_keeps_its_name():
    """`kit.draft` is a function every time: no room has its name."""
    import kit

    assert kit.draft("bakery").name == kit.draft("bakery").name == "bakery"


# ---------------------------------------------------------------------------- the text comes in


PASTED = "The bakery in Lower Quill is closed. “We open in May,” said Ada Finch.\n\nNobody was hurt."
NUMBERS = itertools.count()


def keep(step, prompt: str, text: str, id: str = "", **more) -> dict:
    """What the browser is told after a text; the operation is kept."""
    value = {"type": "text", "prompt": prompt, "text": text, **more}
    return step.receive({"op": "put", "op_id": f"k{next(NUMBERS)}", "id": id or prompt, "value": value})[1]


def choose(step, name: str, data: bytes, id: str = "file.1") -> dict:
    """The same for a file."""
    return keep(step, "file", base64.b64encode(data).decode(), id, name=name)


def test_a_pasted_text_becomes_sentences(made):
    """Numbered at once; the text as it was given lies beside."""
    told = keep(made.source(), "given", PASTED, "given.1")
    assert told["problem"] == ""
    assert made.paragraphs == [
        ["The bakery in Lower Quill is closed.", "“We open in May,” said Ada Finch."],
        ["Nobody was hurt."],
    ]
    assert (made.folder / "source.txt").read_text(encoding="utf-8") == PASTED


@pytest.mark.parametrize(
    ("pasted", "ids"),
    [
        ("It is shut.\nIt is cold.\n\n“We wait,” she said.\nHe left.", ["p1s1", "p1s2", "p2s1", "p2s2"]),
        ("A fire\nIt is shut. It is cold.\n\nHe left.", ["p1s1", "p2s1", "p2s2", "p3s1"]),
        ("It is shut.\nIt is cold.", ["p1s1", "p2s1"]),
    ],
    ids=["sentences below one another", "a page with a headline", "no blank line"],
)
def test_blank_lines_alone_end_paragraphs_where_each_line_is_a_sentence(made, pasted, ids):
    """As in `article.md`; elsewhere a line break ends a paragraph, as in what is copied from a page."""
    keep(made.source(), "given", pasted, "given.1")
    write(made, "source", title="T", kind="report", source="S", licence="L")
    assert [s.id for s in made.article.sentences] == ids


def test_the_text_as_given_is_never_altered(made):
    """Corrections change the sentences; another text lies beside the first, the same one is kept once."""
    step = made.source()
    keep(step, "given", PASTED, "given.1")
    keep(step, "sentences", "The bakery is shut.")
    keep(step, "given", "Another text.", "given.2")
    keep(step, "given", PASTED, "given.3")
    assert {p.name: p.read_text(encoding="utf-8") for p in made.folder.glob("source*.txt")} == {
        "source.txt": PASTED,
        "source-2.txt": "Another text.",
    }


def test_a_file_is_kept_byte_for_byte_and_answers_what_it_can(made):
    """A title comes from the file, unless its author gave one."""
    page = "<html><title>From the page</title><p>The bakery is closed, and nobody knows why.</p></html>".encode(
        "utf-16"
    )
    assert choose(made.source(), "C:\\fakepath\\a.html", page)["problem"] == ""
    assert made.front["title"] == "From the page"
    assert (made.folder / "source.html").read_bytes() == page
    keep(made.source(), "title", "My own")
    choose(made.source(), "b.md", b"# Theirs\n\nThe bakery is open.", "file.2")
    assert (made.front["title"], made.paragraphs) == ("My own", [["The bakery is open."]])


def test_a_file_cannot_answer_what_no_page_could(made):
    """Front matter with a kind or level that is none is left for the author to answer; a title is one line."""
    data = b"---\ntitle: |\n  Two\n  lines\nkind: novel\nlevel: odd\nlicence: CC0\n---\nThe bakery is closed."
    assert choose(made.source(), "a.md", data)["problem"] == ""
    assert made.front == {"title": "Two lines", "licence": "CC0"}


def test_what_is_no_text_changes_nothing(made):
    """It is acknowledged and told, or it would come back for ever; the sentences stay."""
    step = made.source()
    keep(step, "given", PASTED, "given.1")
    before = made.paragraphs
    for told in (
        choose(step, "a.txt", b"%PDF-1.7", "file.2"),
        choose(step, "a.docx", b"PK\x03\x04", "file.3"),
        keep(step, "file", "no base64!", "file.4", name="a.txt"),
        keep(step, "given", "  \n", "given.5"),
        keep(step, "given", "word " * (MOST_WORDS + 1), "given.6"),
    ):
        assert told["problem"] and len(told["ops"]) == 1
    assert made.paragraphs == before
    assert [p.name for p in made.folder.glob("source*")] == ["source.txt"]


def test_undo_brings_back_what_stood_there_before(made):
    """Taking a text back restores the corrected sentences of the one before, and at last nothing."""
    step = made.source()
    keep(step, "given", PASTED, "given.1")
    keep(step, "sentences", "Corrected.")
    keep(step, "given", "Another text.", "given.2")
    step.receive({"op": "drop", "op_id": "u1", "id": "given.2"})
    assert made.paragraphs == [["Corrected."]]
    step.receive({"op": "drop", "op_id": "u2", "id": "given.1"})
    assert made.paragraphs == []


def test_a_text_sent_twice_changes_nothing(made):
    """What was corrected since stays: the browser may send again what it has no answer to."""
    step = made.source()
    op = {"op": "put", "op_id": "once", "id": "given.1", "value": {"type": "text", "prompt": "given", "text": PASTED}}
    step.receive(op)
    keep(step, "sentences", "Corrected.")
    assert step.receive(op)[1]["ops"] == ["once"]
    assert made.paragraphs == [["Corrected."]]


@pytest.mark.parametrize(
    "operation",
    [
        None,
        {},
        {"op": "put", "op_id": "x", "id": "given.1"},
        {"op": "put", "op_id": "x", "id": "given.1", "value": {"type": "text", "prompt": "given", "text": 3}},
        {"op": "put", "op_id": "x", "id": "given.1", "value": {"type": "choice", "item": "given", "option": "a"}},
        {"op": "put", "op_id": "x", "id": "kind", "value": {"type": "text", "prompt": "kind", "text": "novel"}},
        {"op": "put", "op_id": "x", "id": "title", "value": {"type": "text", "prompt": "title", "text": "x" * 3000}},
        {"op": "put", "op_id": "x", "id": "other", "value": {"type": "text", "prompt": "other", "text": "x"}},
        {"op": "put", "op_id": "x", "id": "title", "value": {"type": "text", "prompt": "kind", "text": "report"}},
        {"op": "drop", "op_id": "x", "id": "file.9"},
    ],
)
def test_a_message_that_makes_no_sense_changes_no_answer(made, operation):
    """From a browser may come anything."""
    made.source().receive(operation)
    assert (made.front, made.paragraphs) == ({}, [])


def test_half_a_surrogate_is_a_sign_like_any_other(made):
    """A text cut in the middle of an emoji is kept."""
    assert keep(made.source(), "given", "It rained \ud83d all day.", "given.1")["problem"] == ""
    assert made.paragraphs == [["It rained \ufffd all day."]]


def test_the_browser_never_gets_the_text_as_given(made):
    """It is drawn as sentences; what was told about it comes along."""
    step = made.source()
    keep(step, "given", PASTED, "given.1")
    assert {a["prompt"] for a in step.drawn()} == {"sentences", "notes"}


def test_the_step_can_be_read_without_its_widget(made):
    """What is answered, what is missing, and each sentence with its number."""
    step = made.source()
    keep(step, "given", PASTED, "given.1")
    keep(step, "title", "The bakery")
    text = step.static()["text/plain"]
    assert "still missing: what the text is, where it comes from, its licence" in text
    assert "What is its title? The bakery" in text and "p2s1: Nobody was hurt." in text


# ------------------------------------------------------------------------- where the draft stands


def test_each_step_has_a_title_and_waits_for_the_text(made):
    """A cell without a text shows a sentence, so that Run All Cells goes on to the end."""
    assert set(NAMES) == set(STEPS)
    for name in STEPS[1:]:
        shown = made.step(name)._repr_mimebundle_()["text/plain"]
        assert shown.startswith(f"“{NAMES[name]}” waits for the first step.")
    with pytest.raises(KeyError):
        made.step("sorce")


def test_a_draft_shows_how_far_each_step_is(made):
    """As a table, in words too; a title that looks like a page is only shown."""
    assert "- 2. Who says what: waits for the text" in made._repr_mimebundle_()["text/plain"]
    write(made, "source", **TEXT | {"title": "<b>Bold</b>"})
    shown = made._repr_mimebundle_()
    assert "- 1. The text: ready" in shown["text/plain"]
    assert "- 9. Why it is so: 0 of 3 reasons written" in shown["text/plain"]
    assert "&lt;b&gt;" in shown["text/html"] and "<b>" not in shown["text/html"]


def test_another_kernel_sees_what_was_kept(made):
    """Two notebooks, or a day later: what the disk holds counts, whoever wrote it."""
    other = draft("bakery")
    write(made, "source", **TEXT)
    assert other.article.title == TEXT["title"]
    write(other, "source", title="Another")
    assert made.article.title == "Another"


# ------------------------------------------------------------------------------ from the terminal


def test_kit_new_takes_a_file_and_says_how_to_go_on(tmp_path, monkeypatch, capsys):
    """The draft lies where the notebook finds it; a second file never takes the place of the first."""
    monkeypatch.delenv("KIT_DRAFTS", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "new-case.ipynb").write_text("{}", encoding="utf-8")
    (tmp_path / "a.txt").write_text(PASTED, encoding="utf-8")
    assert main(["new", "bakery", "--from", "a.txt"]) == 0
    told = capsys.readouterr().out
    assert "3 sentences" in told and "write bakery into its first cell" in told
    made = Draft("bakery", tmp_path / "solutions" / "drafts" / "bakery")
    assert len(made.paragraphs) == 2
    assert main(["new", "bakery", "--from", "a.txt"]) == 2
    assert "has a text already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.pdf", b"%PDF-1.7", "“.pdf” cannot be read"),
        ("a.txt", b"%PDF-1.7", "this is a PDF"),
        ("missing.txt", None, "cannot be read (No such file"),
        ("a.txt", b"", "no words"),
    ],
)
def test_kit_new_refuses_what_is_no_text_in_a_sentence(tmp_path, monkeypatch, capsys, name, data, told):
    """And begins nothing."""
    monkeypatch.delenv("KIT_DRAFTS", raising=False)
    monkeypatch.chdir(tmp_path)
    if data is not None:
        (tmp_path / name).write_bytes(data)
    assert main(["new", "bakery", "--from", name]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "drafts").exists()


def test_the_notebook_leads_through_every_step():
    """It holds no output, its cells have names, and each step is one call."""
    path = COURSE / "solutions" / "new-case.ipynb"
    assert list(notebook_faults(path, "new-case.ipynb", lesson=False)) == []
    cells = read_notebook(path)["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    names = {"voices": "voices_step", "claims": "claims_step"}
    assert code[1:] == [f"draft.{names.get(step, step)}()" for step in NAMES]
