"""A pasted text, or a file's bytes, become plain text: decoded, its markup taken off, what is odd about it told.

Nothing in a file is run, and nothing is fetched. What is no text is refused in a sentence that says what it is.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kit.drafting.webpage import main_text
from kit.errors import KitError, nearest

LARGEST = 3_000_000
"""Bytes of a file: many times an article's, also with a web page's markup around it."""
MOST_WORDS = 10_000
"""Words of a text. A class reads some 700 in a lesson."""
ENDINGS = (".txt", ".md", ".html", ".htm")
SIGNATURES = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zip, a Word or an OpenDocument file"),
    (b"\xd0\xcf\x11\xe0", "an old Word, Excel or PowerPoint file"),
    (b"{\\rtf", "a rich text file (RTF)"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"RIFF", "a picture, a sound or a film"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"7z\xbc\xaf", "a packed file (7z)"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
)
"""How files begin that are no text, whatever their names say."""
CHARSET = re.compile(rb"""charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff]")
"""Signs that show nothing: control characters, soft hyphens, spaces of no width."""
BREAKS = re.compile(r"\r\n?|[\x0c\x85\u2028\u2029]")
ENGLISH = """the a an and or but of to in on at by for from with that this it is are was were be been has have had not
    they he she his her their its as which who will would said"""
"""Words that make up a third of most English texts, and next to nothing of others."""


@dataclass(frozen=True)
class Opened:
    """What a file or a pasted text holds."""

    text: str
    """Plain: paragraphs divided by line breaks, no markup."""
    front: dict[str, str]
    """What the file itself says of it: a title, or the front matter of one of the kit's own articles."""
    notes: tuple[str, ...]
    """What its author should know, a sentence each."""
    lines: bool = False
    """Whether each line is one sentence already, as in the kit's own articles."""


def open_text(given: str) -> Opened:
    """A pasted text. Raises KitError where it is empty or too long for a class."""
    return _opened("the text", cleaned(given), {}, [])


def open_file(name: str, data: bytes) -> Opened:
    """A file's text, by the ending of its name. Raises KitError where it is no text, empty or too long."""
    text, notes = decoded(name, data)
    ending = "." + name.rpartition(".")[2].lower()
    if ending in (".html", ".htm") or re.match(r"\s*<(!doctype html|html)\b", text, re.IGNORECASE):
        page = main_text(text)
        front = {"title": page.title} if page.title else {}
        return _opened(name, cleaned(page.text), front, [*notes, *page.notes])
    if ending == ".md":
        return _markdown(name, cleaned(text), notes)
    return _opened(name, cleaned(text), {}, notes)


def cleaned(text: str) -> str:
    """The text with line breaks of one kind and without signs that show nothing.

    >>> cleaned("One\\r\\ntwo\\x00")
    'One\\ntwo'
    """
    return CONTROLS.sub("", BREAKS.sub("\n", text)).strip()


def word_count(text: str) -> int:
    """How many words a text has; a dash alone is none."""
    return sum(any(c.isalnum() for c in word) for word in text.split())


def check_length(where: str, text: str) -> None:
    """Raises KitError for a text that is empty, or longer than a class can read."""
    count = word_count(text)
    if not count:
        raise KitError(where, "there are no words in it", "Paste the article’s text, or choose another file")
    if count > MOST_WORDS:
        what = f"it has {count:,} words, and a case is one article of at most {MOST_WORDS:,}"
        raise KitError(where, what, "Choose a part of it: a class reads some 700 words in a lesson")


def _opened(where: str, text: str, front: dict[str, str], notes: list[str], lines: bool = False) -> Opened:
    check_length(where, text)
    return Opened(text, front, (*notes, *_odd(text)), lines)


def _odd(text: str) -> list[str]:
    """What sets a text apart from an English article."""
    sample = text[:20_000]
    ways = [way for c in sample if (way := unicodedata.bidirectional(c)) in ("L", "R", "AL")]
    words, english = re.findall(r"[^\W\d_]+", sample.lower()), set(ENGLISH.split())
    if len(ways) > 20 and sum(way != "L" for way in ways) * 2 > len(ways):
        return [
            "This text runs from right to left. All steps work on it by hand; suggestions are made for English only."
        ]
    if len(words) >= 40 and sum(word in english for word in words) * 8 < len(words):
        return ["This does not look like English. All steps work on it by hand; suggestions are made for English only."]
    if len(words) < 60:
        return [f"A very short text ({word_count(text)} words): there will be little to ask about."]
    return []


# ---- bytes


def decoded(name: str, data: bytes) -> tuple[str, list[str]]:
    """A file's characters, and what had to be guessed. Raises KitError where it holds none."""
    if len(data) > LARGEST:
        what = f"this file has {len(data) / 1e6:.0f} MB, and an article far less than {LARGEST / 1e6:.0f}"
        raise KitError(name, what, "Open it, copy the article’s text, and paste it")
    for signature, kind in SIGNATURES:
        if data.startswith(signature):
            raise KitError(name, f"this is {kind}, not a text file", "Open it, copy the article’s text, and paste it")
    encoding = _marked(data)
    if encoding:
        return data.decode(encoding, "replace").removeprefix("\ufeff"), []
    if data.count(b"\0") or sum(byte < 9 for byte in data) * 100 > len(data):
        raise KitError(name, "this is no text file", "Open it, copy the article’s text, and paste it")
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    named = CHARSET.search(data[:2048])
    if named and (text := _by_name(data, named[1].decode("ascii"))) is not None:
        return text, []
    note = "The file is not in UTF-8; it was read as Windows text (cp1252). Look at its accents and quotation marks."
    return data.decode("cp1252", "replace"), [note]


def _marked(data: bytes) -> str:
    """The encoding that the first bytes tell, or that every second byte of an English UTF-16 text does."""
    if data.startswith(b"\xef\xbb\xbf"):
        return "utf-8"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = data[:4000:2].count(0), data[1:4000:2].count(0)
    half = min(len(data), 4000) // 2
    if half > 4 and even + odd and max(even, odd) * 10 > half * 8 and min(even, odd) * 10 < half:
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _by_name(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (LookupError, ValueError):
        return None


# ---- Markdown


def _markdown(name: str, text: str, notes: list[str]) -> Opened:
    front, body, own = _front(text)
    if not own and (heading := re.match(r"#[ \t]+(.+?)[ \t]*#*(?:\n|\Z)", body)):
        front, body = {"title": heading[1]} | front, body[heading.end() :]
    return _opened(name, _plain(body) or _plain(front.get("title", "")), front, notes, own)


def _front(text: str) -> tuple[dict[str, str], str, bool]:
    """Front matter, the text behind it, and whether it is one of the kit's own articles."""
    match = re.match(r"---\n(.*?)\n---(?:\n|\Z)", text, re.DOTALL)
    if not match:
        return {}, text, False
    from kit.drafting import FRONT
    from kit.files import parse_yaml

    try:
        written = parse_yaml(match[1], "the front matter")
    except KitError:
        written = None
    if not isinstance(written, dict):
        return {}, text[match.end() :], False
    front = {k: v.strip() for k, v in written.items() if k in FRONT and isinstance(v, str) and v.strip()}
    return front, text[match.end() :].strip(), {"title", "kind", "licence"} <= set(front)


LINES = (
    (re.compile(r"^[ \t]*(?:```|~~~).*$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]{0,3}(?:[-*_][ \t]*){3,}$", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE), r"\n\1\n"),
    (re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+", re.MULTILINE), ""),
)
"""Marks of whole lines: fences, rules, quotations, headings, lists."""
INLINE = (
    (re.compile(r"!\[[^\]\n]{0,500}\]\([^)\n]{0,2000}\)"), ""),
    (re.compile(r"\[([^\]\n]{0,500})\]\([^)\n]{0,2000}\)"), r"\1"),
    (re.compile(r"(\*\*|__)(?=\S)([^\n*_]{1,2000})(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^\n*]{1,2000})(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_])_(?=\S)([^\n_]{1,2000})(?<=\S)_(?![\w_])"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
)
"""Marks within a line: pictures, links, emphasis, code."""


def _plain(text: str) -> str:
    """Markdown without its marks; the words stay as they are."""
    for pattern, by in (*LINES, *INLINE):
        text = pattern.sub(by, text)
    return text.strip()


def check_ending(name: str) -> None:
    """Raises KitError for a file whose name says that it is something else."""
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS:
        what = f"a file of the kind “{ending or name}” cannot be read"
        raise KitError(name, what, nearest(ending, ENDINGS) + ". Or open it, copy its text, and paste it")
