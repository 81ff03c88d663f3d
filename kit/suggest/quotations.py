"""Where quotations stand in a paragraph: curly, straight, single, doubled (`''`) and broken marks."""

from __future__ import annotations

import re

from kit.article import Span

MARK = re.compile(r"[“”„\"«»]|''|``|(?<![^\W_])[‘'](?=[^\W_\s])|[’'](?![^\W_])")
"""A double mark, a single one that opens before a word, or a single one that ends after one."""
OPENING, CLOSING = frozenset("“„«‘"), frozenset("”»’")
SINGLE = frozenset("‘’'")
LONGEST_SINGLE = 600
"""Characters in which a single mark must close again; otherwise it is an apostrophe."""


def find_quotations(text: str, start: int, end: int) -> list[Span]:
    """The outermost quotations of `text[start:end]`, marks included, in text order.

    A double mark that never closes reaches to the end: a quotation that runs on in the next paragraph is printed so.
    Quotations inside a quotation are found by asking for its inside.
    """
    marks = list(MARK.finditer(text, start, end))
    found: list[Span] = []
    number = 0
    while number < len(marks):
        mark = marks[number]
        if not _opens(text, mark, start):
            number += 1
            continue
        closing = _closing(text, marks, number, start)
        if closing is not None:
            found.append(Span(mark.start(), marks[closing].end()))
            number = closing + 1
        elif mark[0] in SINGLE:
            number += 1
        else:
            found.append(Span(mark.start(), end))
            break
    return found


def inside(text: str, quotation: Span) -> Span:
    """A quotation without its marks."""
    first = 2 if text[quotation.start : quotation.start + 2] in ("''", "``") else 1
    last = 2 if text[quotation.end - 2 : quotation.end] == "''" else int(text[quotation.end - 1] in "”\"»’'“")
    return Span(quotation.start + first, max(quotation.start + first, quotation.end - last))


def _opens(text: str, mark: re.Match, start: int) -> bool:
    if mark[0] in OPENING or mark[0] == "``":
        return True
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end() : mark.end() + 1]
    shaped = (before.isspace() or before in "([—–―-:,") and after != "" and not after.isspace()
    if mark[0] in SINGLE:
        return shaped and before != "-" and mark[0] != "’"
    return shaped


def _closing(text: str, marks: list[re.Match], opening: int, start: int) -> int | None:
    """The number of the mark that closes; None where none does."""
    first = marks[opening]
    single = first[0] in SINGLE
    depth = 0
    balanced = first[0] == "“" and sum(mark[0] == "“" for mark in marks) == sum(mark[0] == "”" for mark in marks)
    for number in range(opening + 1, len(marks)):
        mark = marks[number]
        if balanced and mark[0] == "“":
            depth += 1
        elif balanced and depth and mark[0] == "”":
            depth -= 1
            continue
        if single and mark.start() - first.start() > LONGEST_SINGLE:
            return None
        if (mark[0] in SINGLE) != single:
            continue
        if mark[0] in CLOSING or not _opens(text, mark, start):
            return number
    return None


EDGES = frozenset("“”„«»\"‘'`,.;:—–―-… \t\n\r\u00a0")


def without_marks(text: str, span: Span) -> Span:
    """Without the marks, and the commas and full stops, at either end; an apostrophe before a word stays."""
    start, end = span.start, span.end
    while start < end and text[start] in EDGES:
        start += 1
    while start < end and (text[end - 1] in EDGES or (text[end - 1] == "’")):
        end -= 1
    return Span(start, end)
