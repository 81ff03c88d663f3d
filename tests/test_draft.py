"""A draft: its sheets, its text, and the case that it is on the way to."""

import pytest

from kit.drafting import Draft, draft
from kit.errors import KitError

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
