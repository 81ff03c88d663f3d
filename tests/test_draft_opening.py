"""What an author pastes or chooses becomes plain text, or a sentence says why not."""

import importlib.util
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.drafting import webpage
from kit.drafting.opening import MOST_WORDS, Opened, cleaned, open_file, open_text
from kit.errors import KitError

ARTICLE = (
    "The ferry to Little Quill stopped at noon on Friday, and nobody at the pier could say for how long. "
    "“We will know on Monday,” said Ada Finch, who sells the tickets. The harbour office said that it had been told an "
    "hour before, and that the crew were well. In the afternoon the buses were full, and some of the visitors walked."
)
PAGE = f"""<!doctype html><html><head><title>The ferry stopped | The Quill Courier</title>
<script>document.title = "Run me";</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li>Home</li><li>Sport and weather of the day</li></ul></nav>
<aside><p>Buy our lamp, the best lamp in the world.</p></aside>
<article><h1>The ferry stopped</h1><p>{ARTICLE}</p><!-- <p>Hidden words.</p> -->
<blockquote>It was cold &amp; wet, &ldquo;very wet&rdquo;.</blockquote><p>{ARTICLE.replace("Friday", "Sunday")}</p>
<noscript>Turn on scripts</noscript></article><footer><p>All rights reserved.</p></footer></body></html>"""


def said(fault) -> str:
    return str(fault.value)


# ---------------------------------------------------------------------------------------- bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_texts_are_read_in_their_encoding(encoding):
    """With a mark or without, eight bits or sixteen: no sign is lost and nothing is told."""
    opened = open_file("a.txt", ARTICLE.encode(encoding))
    assert opened == Opened(ARTICLE, {}, ())


def test_an_old_windows_text_is_read_and_told():
    """Curly quotes of cp1252 come out right, and the author is asked to look."""
    opened = open_file("a.txt", ARTICLE.encode("cp1252"))
    assert opened.text == ARTICLE
    assert ["cp1252" in note for note in opened.notes] == [True]


def test_a_page_may_say_its_own_encoding():
    """Where it is not UTF-8 and names another one."""
    plain = ARTICLE.replace("“", "").replace("”", "")
    page = f"<html><head><meta charset='iso-8859-2'></head><body><p>{plain} Łódź</p>"
    assert "Łódź" in open_file("a.html", page.encode("iso-8859-2")).text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"PK\x03\x04word/document.xml", "a zip, a Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Word"),
        (b"{\\rtf1\\ansi Hello}", "rich text"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture"),
        (b"abc\x00\x01\x02\x03\x00" * 50, "no text file"),
    ],
)
def test_what_is_no_text_is_named_whatever_its_ending(data, kind):
    """A PDF renamed .txt is told as a PDF, with the way out: open, copy, paste."""
    with pytest.raises(KitError) as fault:
        open_file("article.txt", data)
    assert kind in said(fault) and "paste" in said(fault)


@pytest.mark.parametrize("data", [b"", b"  \n\n ", b"\xef\xbb\xbf", b"-- ... --"])
def test_a_file_without_words_is_told(data):
    """Empty, blank, a mark alone, dashes alone."""
    with pytest.raises(KitError, match="no words in it"):
        open_file("a.txt", data)


def test_a_file_too_large_for_an_article_is_told_at_once():
    """Four megabytes are nobody's article."""
    with pytest.raises(KitError, match=r"4 MB.*paste it"):
        open_file("a.txt", b"word " * 800_000)


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a", ".", ""]))
def test_any_bytes_are_text_or_a_sentence(data, name):
    """Never another error than one that speaks to a teacher."""
    try:
        opened = open_file(name, data)
    except KitError:
        return
    assert cleaned(opened.text) == opened.text != ""


# ---------------------------------------------------------------------------------------- texts


def test_a_pasted_text_keeps_its_words():
    """Line breaks become of one kind; signs that show nothing go."""
    assert open_text("One\r\ntwo\u00ad three\u200b.\r\rFour\x00\x07.").text == "One\ntwo three.\n\nFour."


def test_a_long_text_is_refused_with_both_numbers():
    """The number of its words, and how many a class can read."""
    with pytest.raises(KitError, match=r"200,000 words.*10,000.*a class reads some 700"):
        open_text("word " * 200_000)
    assert open_text("word " * MOST_WORDS).text


def test_one_word_is_a_text_with_a_remark():
    """It is taken, and little can be asked about it."""
    assert "very short text (1 words)" in open_text("Rain").notes[0]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("השער נסגר ביום שישי בצהריים, ואיש לא ידע מתי ייפתח. " * 20, "right to left"),
        ("Die Fähre nach Klein Quill fuhr am Freitag nicht, und niemand am Steg wusste, warum. " * 20, "English"),
        (ARTICLE * 3, ""),
    ],
)
def test_a_text_that_suggestions_cannot_read_is_taken_and_told(text, note):
    """Every step works on it by hand."""
    notes = open_text(text).notes
    assert (note in notes[0] and "by hand" in notes[0]) if note else notes == ()


@given(st.text(max_size=300))
def test_any_text_is_opened_or_told(text):
    """Also brackets, signs from anywhere, and nothing."""
    try:
        assert open_text(text).text
    except KitError as fault:
        assert "no words" in str(fault)


# ------------------------------------------------------------------------------------- Markdown


def test_markdown_loses_its_marks_and_keeps_its_words():
    """Headings, lists, quotations, links, emphasis, fences and rules."""
    text = (
        "# The ferry\n\nIt *stopped* at **noon**, [they](page.html) said.\n\n## Later\n\n- One went\n"
        "* two_or_three stayed\n1. 3 * 4 * 5 left\n\n> “Cold,” she said.\n\n---\n\n```\n`code`\n```\n"
        "![a picture](x.png)\n"
    )
    opened = open_file("a.md", text.encode())
    assert opened.front == {"title": "The ferry"}
    lines = [line for line in opened.text.split("\n") if line.strip()]
    assert lines == [
        *("It stopped at noon, they said.", "Later", "One went", "two_or_three stayed", "3 * 4 * 5 left"),
        *("“Cold,” she said.", "code"),
    ]


def test_an_article_of_the_kit_is_taken_as_it_stands():
    """Its front matter answers the questions, and its lines are its sentences."""
    front = "title: The ferry\nkind: invented\nlicence: CC BY 4.0\nlevel: easy\nodd: 1\n"
    opened = open_file("a.md", f"---\n{front}---\nOne. Still one.\nTwo.\n\nThree.\n".encode())
    assert opened.front == {"title": "The ferry", "kind": "invented", "licence": "CC BY 4.0", "level": "easy"}
    assert (opened.text, opened.lines) == ("One. Still one.\nTwo.\n\nThree.", True)


@pytest.mark.parametrize("front", ["a: [", "- a", "title: 3", "", "title: x\ntitle: y"])
def test_front_matter_that_cannot_be_read_is_passed_over(front):
    """The text behind it is taken all the same."""
    opened = open_file("a.md", f"---\n{front}\n---\nOne sentence.".encode())
    assert (opened.text, opened.front) == ("One sentence.", {})


# ---------------------------------------------------------------------------------------- pages


@pytest.fixture(params=["library", "parser"])
def reader(request, monkeypatch):
    """With the extra and without it."""
    if request.param == "parser":
        monkeypatch.setitem(sys.modules, "trafilatura", None)
    else:
        assert importlib.util.find_spec("trafilatura"), "the tests need the extra `html`: see requirements-test.lock"
    return request.param


def test_the_article_of_a_page_is_taken(reader):
    """Its paragraphs and quotations, in order; no menu, no advertisement, no footer, nothing hidden."""
    opened = open_file("a.html", PAGE.encode())
    assert opened.text.count("said Ada Finch") == 2
    assert (
        opened.text.index("Friday") < opened.text.index("It was cold & wet, “very wet”.") < opened.text.index("Sunday")
    )
    for other in ("Sport", "lamp", "rights", "Hidden", "Run me", "color", "Turn on"):
        assert other not in opened.text
    assert opened.front == {"title": "The ferry stopped | The Quill Courier"}
    assert [("extra `html`" in note) for note in opened.notes] == ([True] if reader == "parser" else [])


def test_nothing_in_a_page_is_fetched_or_run(reader, monkeypatch):
    """A page that asks for all the world is read without a single connection."""
    import socket

    def refuse(*_args, **_more):
        raise AssertionError("a page was fetched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    calls = '<link rel="stylesheet" href="http://kit.test/a.css"><img src="http://kit.test/b.png" onerror="alert(1)">'
    page = PAGE.replace("<article>", f'{calls}<iframe src="http://kit.test/">x</iframe><article>')
    assert "alert" not in open_file("a.html", page.encode()).text


@pytest.mark.parametrize(
    "page",
    [
        "<html>" + "<p>" * 20_000 + ARTICLE,
        "<html>" + "<div>" * 20_000 + ARTICLE,
        "<html><!--" * 20_000 + f"--><p>{ARTICLE}</p>",
        f"<html><p>{ARTICLE}</p><script>" + "</scrip" * 20_000,
        f"<html><p>{ARTICLE}</p>" + "<a x='" * 20_000,
        f"<html><p>{ARTICLE}</p>" + "<![CDATA[" * 20_000,
        f"<html><P>{ARTICLE}</B></I></P></NAV></SCRIPT>",
        f"<html>{ARTICLE}",
    ],
    ids=["open", "deep", "comments", "script", "attributes", "declarations", "crossed", "bare"],
)
def test_a_broken_page_is_read_all_the_same(reader, page):
    """Whatever is never closed; the words are found, and it ends."""
    assert "said Ada Finch" in open_file("a.html", page.encode()).text


def test_a_page_without_an_article_is_told(reader):
    """A script alone holds no text."""
    with pytest.raises(KitError, match="no words"):
        open_file("a.html", b"<html><p> </p><script>let a = 'words'</script></html>")


@given(st.text(alphabet="<>/!-?&;pnavscript =\"'ab \n", max_size=200))
def test_any_page_becomes_text(page):
    """The parser never stumbles."""
    assert isinstance(webpage._by_parser(webpage.without_unseen(page)).text, str)
