"""Paragraphs and sentences of a text as given.

A paragraph ends at every line break; in a text whose lines are wrapped, at a blank line. A quotation is not cut,
however many sentences it holds, because one cue credits all of it, as on the lines of a case's `article.md`; only a
paragraph that is nothing but a quotation is cut at its sentences.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from kit.article import Span
from kit.suggest.cues import VERBS
from kit.suggest.quotations import find_quotations, inside
from kit.suggest.wordlists import listed

BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
LINE_BREAK = re.compile(r"[\n\r\u2028\u2029\x0b\x0c\x85]\s*")
STOP = re.compile(r"[.!?…]+[)\]”\"’'»]*(?=\s)")
ABBREVIATIONS = listed(
    """mr mrs ms mx dr prof rev fr st sr jr hon gov sen rep lt gen col sgt capt cpl maj cmdr adm supt insp det messrs
    mme pres sec no nos vol fig p pp ch sec art op cf vs v inc ltd co corp bros dept est approx ca jan feb mar apr
    jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun e.g i.e etc al a.m p.m ave blvd rd mt ft"""
)
"""Words whose point does not end a sentence, without it."""
MAY_END = listed("etc al a.m p.m inc ltd co corp jr sr u.s u.k u.n e.u d.c")
"""Abbreviations that can also end a sentence: before a word that only begins one."""
STARTERS = listed(
    """the a an he she it they we i you this that these those his her its their our my in on at but and when while
    after before as if there for according no not some many most all what who how why to with since until even so
    then yet still however meanwhile one asked mr mrs ms dr"""
)
WORD_BEFORE = re.compile(r"[^\s(\[“\"‘'—–]+$")
WORD_AFTER = re.compile(r"[\s(\[“\"‘'„«]*([^\s]*)")
DASHES = "—–―-"
WORD = re.compile(r"[^\W\d_]+")
SPEAKER = 6
"""Words in which a speaker and the verb have room."""
SPEECH_VERBS = frozenset(
    form for form, cue in VERBS.items() if any(f.builds & {"c", "q"} and f.attitude == "said" for f in cue.frames)
)
LOOK = 40
"""Characters looked at on either side of a stop."""


def split_sentences(text: str) -> list[list[Span]]:
    """Paragraphs of sentences, in half-open code points of `text`; no span is empty or begins or ends with a space."""
    return [sentences for start, end in _paragraphs(text) if (sentences := _sentences(text, start, end))]


def _paragraphs(text: str) -> list[tuple[int, int]]:
    blank = len(BLANK_LINE.findall(text))
    lines = sum(1 for line in text.split("\n") if line.strip())
    # Hard-wrapped text has blank lines between its paragraphs and many more lines than these.
    between = BLANK_LINE if blank and _wrapped(text) and lines > 2 * (blank + 1) else LINE_BREAK
    edges = [0] + [edge for match in between.finditer(text) for edge in match.span()] + [len(text)]
    return [_trimmed(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _wrapped(text: str) -> bool:
    """Whether lines break off within sentences: many a line that follows another one goes on in lower case."""
    lines = [line.strip() for line in text.split("\n")]
    following = [after for line, after in pairwise(lines) if line and after]
    return 4 * sum(line[0].islower() for line in following) > len(following)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _sentences(text: str, start: int, end: int) -> list[Span]:
    if start >= end:
        return []
    quotations = find_quotations(text, start, end)
    if len(quotations) == 1 and (quotations[0].start, quotations[0].end) == (start, end):
        within = inside(text, quotations[0])
        quotations = find_quotations(text, within.start, within.end)
    return _cut(text, start, end, quotations)


def sentences_within(text: str, start: int, end: int) -> list[Span]:
    """The sentences of `text[start:end]`, for instance of a quotation."""
    start, end = _trimmed(text, start, end)
    return _cut(text, start, end, find_quotations(text, start, end)) if start < end else []


def _cut(text: str, start: int, end: int, quotations: list[Span]) -> list[Span]:
    starts = [q.start for q in quotations]
    found, begin = [], start
    for stop in STOP.finditer(text, start, end):
        at = bisect_right(starts, stop.start()) - 1
        if at >= 0 and stop.end() < quotations[at].end:
            continue
        if _ends_sentence(text, stop, start, end):
            found.append(Span(*_trimmed(text, begin, stop.end())))
            begin = stop.end()
    begin, end = _trimmed(text, begin, end)
    return [*found, Span(begin, end)] if begin < end else found


def _ends_sentence(text: str, stop: re.Match, start: int, end: int) -> bool:
    after = WORD_AFTER.match(text, stop.end(), min(end, stop.end() + LOOK))
    following = after[1]
    if not following or following[0].islower() or following[0] in DASHES:
        return False
    if stop[0][0] in "?!" and stop[0][-1] in "”\"’'" and _speaker_follows(text, stop.end(), end):
        return False
    if stop[0][0] != "." or stop[0][:2] == ".." or len(stop[0]) > 1:
        return True
    before = WORD_BEFORE.search(text, max(start, stop.start() - LOOK), stop.start())
    word = before[0] if before else ""
    first = following.strip(".,;:!?’'”\"")
    if word.lower() in MAY_END:
        return first.lower() in STARTERS
    if word.lower() == "no" or word.lower() == "nos":
        return not first[:1].isdigit()
    if word.lower() in ABBREVIATIONS:
        return False
    initial = len(word) == 1 and word.isupper() and word != "I"
    dotted = len(word) > 1 and "." in word and all(len(part) == 1 for part in word.split("."))
    if initial or dotted:
        return first.lower() in STARTERS and len(first) > 1
    return True


def _speaker_follows(text: str, at: int, end: int) -> bool:
    """Whether a speaker and a verb of speech come next: “Is it?” Ann asked."""
    words = WORD.findall(text[at : min(end, at + 2 * LOOK)].partition(",")[0])[:SPEAKER]
    return any(word.lower() in SPEECH_VERBS for word in words)
