"""Where quotations stand in a paragraph: curly, straight, single, doubled (`''`) and broken marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.article import Span

MARK = re.compile(r"[“”„\"«»]|''|``|(?<![^\W_])[‘'](?=[^\W_\s])|[’'](?![^\W_])")
"""A double mark, a single one that opens before a word, or a single one that ends after one."""
FORMS_THAT_OPEN = frozenset("“„«‘")
SINGLE = frozenset("‘’'")
LONGEST_SINGLE = 600
"""Characters in which a single mark must close again; otherwise it is an apostrophe."""
BEFORE_A_QUOTATION = "([—–―:,"
EDGES = frozenset("“”„«»\"‘'`,.;:—–―-… \t\n\r\u00a0")
"""What does not belong to the words at either end of a quotation."""


def find_quotations(text: str, start: int, end: int) -> list[Span]:
    """The outermost quotations of `text[start:end]`, marks included, in text order.

    A double mark that never closes reaches to the end: a quotation that runs on in the next paragraph is printed so.
    Quotations inside a quotation are found by asking for its inside.
    """
    marks = list(MARK.finditer(text, start, end))
    opening = [_opens(text, mark, start) for mark in marks]
    closing = _partners(marks, opening)
    found: list[Span] = []
    number = 0
    while number < len(marks):
        mark, partner = marks[number], closing[number]
        single = mark[0] in SINGLE
        if single and partner is not None and marks[partner].start() - mark.start() > LONGEST_SINGLE:
            partner = None
        if opening[number] and partner is not None:
            found.append(Span(mark.start(), marks[partner].end()))
            number = partner
        elif opening[number] and not single:
            found.append(Span(mark.start(), end))
            break
        number += 1
    return found


def _opens(text: str, mark: re.Match, start: int) -> bool:
    """Whether a mark stands as one that opens: a straight or a wrong one tells by what is beside it."""
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end() : mark.end() + 1]
    if mark[0] in FORMS_THAT_OPEN or mark[0] == "``":
        return before.isspace() or not (after == "" or after.isspace())
    return (
        mark[0] != "’" and (before.isspace() or before in BEFORE_A_QUOTATION) and not (after == "" or after.isspace())
    )


def _partners(marks: list[re.Match], opening: list[bool]) -> list[int | None]:
    """For each mark the number of the next one of its kind that closes, or None.

    Where a paragraph has as many “ as ”, those inside one another are matched as brackets are.
    """
    partners: list[int | None] = [None] * len(marks)
    following: dict[bool, int | None] = {True: None, False: None}
    for number in range(len(marks) - 1, -1, -1):
        single = marks[number][0] in SINGLE
        partners[number] = following[single]
        if not opening[number]:
            following[single] = number
    curly = [(number, mark[0]) for number, mark in enumerate(marks) if mark[0] in "“”"]
    if sum(mark == "“" for _, mark in curly) * 2 == len(curly):
        partners_of_curly = dict(_brackets(curly))
        partners = [partners_of_curly.get(number, partner) for number, partner in enumerate(partners)]
    return partners


def _brackets(curly: list[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    unclosed: list[int] = []
    for number, mark in curly:
        if mark == "“":
            unclosed.append(number)
        elif unclosed:
            yield unclosed.pop(), number


def inside(text: str, quotation: Span) -> Span:
    """A quotation without its marks."""
    first = 2 if text[quotation.start : quotation.start + 2] in ("''", "``") else 1
    last = 2 if text[quotation.end - 2 : quotation.end] == "''" else int(text[quotation.end - 1] in "”\"»’'“")
    return Span(quotation.start + first, max(quotation.start + first, quotation.end - last))


def without_marks(text: str, span: Span) -> Span:
    """Without the marks, and the commas and full stops, at either end; an apostrophe before a word stays."""
    start, end = span.start, span.end
    while start < end and text[start] in EDGES:
        start += 1
    while start < end and (text[end - 1] in EDGES or text[end - 1] == "’"):
        end -= 1
    return Span(start, end)
