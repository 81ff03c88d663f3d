"""One student's feedback page: the text with their answers and the key's, and a reason for each point.

A page is whole in itself: no script, no address, nothing to load. Everything from a student is escaped.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from html import escape

from kit import pictures
from kit.assignment import COMPLETION
from kit.case import Case
from kit.codebook import codebook
from kit.feedback import Feedback, Judged, Note, explain
from kit.grading import (
    CONFLICT,
    GRADED,
    MISSING,
    NEEDS_READER,
    PARTLY,
    UNREADABLE,
    Grade,
    Gradebook,
    TaskGrade,
    sentence,
    shown,
)
from kit.lines import answer_words
from kit.model import Layer, Task
from kit.progresspage import sureness
from kit.readerpage import BRIEF_STYLE, brief
from kit.render import article_html, numbered
from kit.scoring import calibration, in_play
from kit.scoring.about import ORIGINS, by_item, id_by_item, item_ids, item_of

log = logging.getLogger(__name__)
LARGEST_PAGE = 60_000
"""Bytes. What an e-mail and a phone take without a thought."""
DRAWN = 80
"""Highlights of one student that are drawn into the text; with more, nobody could read it."""
INVENTED = 20
"""Highlights without a match that are told singly."""


def page(gradebook: Gradebook, grade: Grade) -> str:
    """The feedback page of one student, below 60 kB whatever they sent."""
    try:
        for drawn, told in ((DRAWN, INVENTED), (0, INVENTED), (0, 3)):
            made = _page(gradebook, grade, drawn, told)
            if len(made.encode()) < LARGEST_PAGE:
                break
        return made
    except Exception as fault:
        # One page that cannot be made must not cost the others theirs.
        log.warning("the page of %s could not be made", grade.file, exc_info=fault)
        remark = f"The reasons for your points could not be shown ({type(fault).__name__}). Ask your teacher."
        return _page(gradebook, replace(grade, tasks=(), remarks=(remark,)), 0, 0)


def _page(gradebook: Gradebook, grade: Grade, drawn: int, told: int) -> str:
    title = gradebook.assignment.title
    if gradebook.assignment.counts == COMPLETION:
        return framed(f"{title}: {grade.number or grade.name}", _received(gradebook, grade))
    sections = [task_section(gradebook, t, drawn, told) for t in grade.tasks]
    body = [_head(gradebook, grade), *sections, _sure(grade), _again(grade)]
    style = BRIEF_STYLE if any(t.task.kind == "brief" for t in grade.tasks) else ""
    return framed(f"{title}: {grade.number or grade.name}", "\n".join(body), style)


def _received(gradebook: Gradebook, grade: Grade) -> str:
    """The page of a test that counts as done: that it came in and how much is answered, and nothing of the answers.

    Its questions come back on the next occasion for somebody else.
    """
    who = " · ".join(escape(part) for part in (grade.name, grade.number) if part)
    done = [len(by_item(t.task, t.layer)) for t in grade.tasks]
    of = sum(len(item_ids(t.task)) for t in grade.tasks)
    told = f"{sum(done)} of {of} questions are answered. " if done else ""
    remarks = "".join(f"<li>{escape(sentence(remark))}</li>" for remark in grade.remarks)
    return (
        f"<header><h1>{escape(gradebook.assignment.title)}</h1><p class=who>{who}</p>"
        f"<p>{told}This test counts as done, and not by its points. The answers are explained after the last test.</p>"
        f"{f'<ul class=remarks>{remarks}</ul>' if remarks else ''}</header>"
    )


def framed(title: str, body: str, style: str = "") -> str:
    """A whole page. Even if something slipped through, a browser would neither run nor load it."""
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en"><head><meta charset="utf-8">',
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}{style}</style></head><body><main>",
            body,
            "</main></body></html>\n",
        ]
    )


STATE_WORDS = {
    GRADED: "Everything in your sheet was read and graded.",
    PARTLY: "A part of your sheet could not be read. The points below are for what could be read, and are not final.",
    NEEDS_READER: "A person still has to read what you wrote. The points below are for the rest, and are not final.",
    MISSING: "No answers to this exercise were handed in, so there are no points yet.",
    UNREADABLE: "What you handed in could not be read, so there are no points yet. This is not a 0.",
    CONFLICT: "You handed in several files that contradict each other, so there are no points yet. This is not a 0.",
}


def _head(gradebook: Gradebook, grade: Grade) -> str:
    who = " · ".join(escape(part) for part in (grade.name, grade.number) if part)
    total = ""
    if grade.points is not None:
        kind = "" if grade.state == GRADED else " so far"
        total = f"<p class=total><strong>{shown(grade.points)}</strong> of {shown(gradebook.out_of)} points{kind}</p>"
    rows = "".join(
        f'<tr><th scope="row"><a href="#{escape(t.task.id)}">{escape(t.task.title)}</a></th>'
        f"<td>{shown(t.points) or 'no points yet'} of {shown(t.task.points)}</td></tr>"
        for t in grade.tasks
    )
    table = f"<table><caption>Points for each task</caption>{rows}</table>" if rows else ""
    remarks = "".join(f"<li>{escape(sentence(remark))}</li>" for remark in grade.remarks)
    told = f"<ul class=remarks>{remarks}</ul>" if remarks else ""
    return (
        f"<header><h1>{escape(gradebook.assignment.title)}</h1><p class=who>{who}</p>{total}"
        f"<p>{STATE_WORDS[grade.state]}</p>{told}{table}</header>"
    )


def _sure(grade: Grade) -> str:
    """How sure they were, against how often right, over all tasks; nothing where they never said so."""
    judged = [t for t in grade.tasks if t.score]
    pairs = [pair for t in judged for pair in sureness(t.case, t.score, t.layer)]
    if not pairs:
        return ""
    steps = calibration.bins(pairs)
    drawn = pictures.calibration if len(pairs) >= calibration.ENOUGH else pictures.calibration_table
    told = "".join(f"<p>{escape(sentence)}</p>" for sentence in (*calibration.told(pairs), COSTS_NOTHING))
    return f"<section><h2>{SURE}</h2>{told}{drawn(steps)}</section>"


SURE = "How sure, and how often right"
COSTS_NOTHING = "How sure you were costs no points. Answers that careful readers dispute are left out."


def _again(grade: Grade) -> str:
    told = "" if grade.state in (GRADED, NEEDS_READER) else "only what can be read can earn points."
    better = f" Then hand in the new file: {told}" if told else ""
    return (
        "<section><h2>Try again</h2><p>Open the exercise’s notebook in its folder and choose Run &gt; Run All Cells. "
        "Your answers are still there. Go through the reasons on this page, change what you see differently now, and "
        f"make the hand-in file anew in the last cell.{better} Whether a second hand-in counts is for your teacher to "
        "say. You can also dispute an answer: name the words in the text that speak for yours.</p></section>"
    )


def task_section(gradebook: Gradebook, done: TaskGrade, drawn: int = DRAWN, told: int = INVENTED) -> str:
    """One task of a page, without the page's style: its points, and the reason for each."""
    task = done.task
    points = f"{shown(done.points)} of {shown(task.points)} points" if done.score else "no points yet"
    head = f'<section id="{escape(task.id)}"><h2>{escape(task.title)} <span class=points>{points}</span></h2>'
    if task.kind == "brief":
        longest = 10_000 if drawn else 3_000 if told == INVENTED else 500
        return f"{head}<p>{escape(task.prompt)}</p>{_unread(done)}{brief(done, longest)}</section>"
    unread = _unread(done)
    if done.score is None:
        return f"{head}{unread}</section>"
    feedback = _feedback(gradebook, done)
    body = _highlights if task.kind == "attributions" else _items
    return (
        f"{head}<p>{escape(task.prompt)}</p><p class=summary>{escape(feedback.summary)}</p>{unread}"
        f"{body(gradebook, done, feedback, drawn, told)}{_floor(done)}</section>"
    )


def _unread(done: TaskGrade) -> str:
    faults = "".join(f"<li>{escape(fault)}</li>" for fault in done.faults[:INVENTED])
    if len(done.faults) > INVENTED:
        faults += f"<li>And {len(done.faults) - INVENTED} more.</li>"
    return f"<h3>What could not be read</h3><ul>{faults}</ul>" if faults else ""


def _feedback(gradebook: Gradebook, done: TaskGrade) -> Feedback:
    case = done.case
    known = (case.names, case.claims_by_id)
    judged = Judged(done.task, case.article, case.key, done.layer, done.score, codebook(), True, *known)
    return explain(judged)


def _floor(done: TaskGrade) -> str:
    """Why the single points do not add up, where wrong answers cost more than right ones earned."""
    if sum(j.points for j in done.score.judgements) >= 0:
        return ""
    return "<p>Wrong answers cost more here than right ones earned. A task is never below 0 points.</p>"


# ---- highlights


def _highlights(gradebook: Gradebook, done: TaskGrade, feedback: Feedback, drawn: int, told: int) -> str:
    case, task = done.case, done.task
    own = _ordered(in_play(task, case.article, done.layer), done.layer)
    key = _ordered(in_play(task, case.article, case.key.layer), case.key.layer)
    figures = [
        _figure("Your highlights", article_html(case.article, own, task.sentences))
        if len(own.annotations) <= drawn
        else f"<p>Your {len(own.annotations)} highlights are too many to be drawn into the text.</p>",
        _figure("The key’s highlights", article_html(case.article, key, task.sentences)),
    ]
    yours, keys = ({a.id: n for n, a in enumerate(numbered(layer), 1)} for layer in (own, key))
    notes = list(feedback.notes)
    invented = [note for note in notes if note.tone == "invented"]
    left_out = {id(note) for note in invented[told:]}
    rows = [_note(note, _numbers(note, yours, keys)) for note in notes if id(note) not in left_out]
    more = f"<p>And {len(left_out)} more highlights that match nothing in the key.</p>" if left_out else ""
    texts, listed = "".join(figures), "".join(rows)
    return f"{LEGEND}<div class=beside>{texts}</div><h3>One by one</h3><ol class=notes>{listed}</ol>{more}"


LEGEND = (
    "<p class=legend><b class=S>S</b> source: who says it. <b class=C>C</b> cue: the words that show that they say it. "
    "<b class=T>T</b> content: what is said. The number tells which belong together.</p>"
)


def _ordered(annotations, layer: Layer) -> Layer:
    return replace(layer, annotations=tuple(annotations))


def _figure(title: str, html: str) -> str:
    return f"<figure><figcaption>{title}</figcaption>{html}</figure>"


def _numbers(note: Note, yours: dict[str, int], keys: dict[str, int]) -> str:
    """Which highlights a note is about, as they are numbered in the two texts."""
    parts = []
    if note.answer in yours:
        parts.append(f"yours {yours[note.answer]}")
    if note.key in keys:
        parts.append(f"key {keys[note.key]}")
    return ", ".join(parts)


# ---- items


def _items(gradebook: Gradebook, done: TaskGrade, feedback: Feedback, drawn: int, told: int) -> str:
    case, task = done.case, done.task
    yours, keys = by_item(task, done.layer), by_item(task, case.key.layer)
    rows = []
    for note in feedback.notes:
        id = note.answer or _item_of(task, case, note)
        words = _subject(done, id)
        own = answer_words(case, task, yours.get(id))
        right = answer_words(case, task, keys[id]) if id in keys else "no clash"
        answers = (
            f"<dl><div><dt>You</dt><dd>{escape(own)}</dd></div><div><dt>Key</dt><dd>{escape(right)}</dd></div></dl>"
        )
        rows.append(_note(replace(note, title=_asked(task, id)), "", words + answers))
    return f"<ol class=notes>{''.join(rows)}</ol>"


def _item_of(task: Task, case: Case, note: Note) -> str:
    """The item of a note about something that the student did not answer."""
    return id_by_item(task)[item_of(case.key.layer.get(note.key))]


def _asked(task: Task, id: str) -> str:
    """What was asked, where no sentence of the text tells it: a pair or a claim needs no words but its own."""
    if id == ORIGINS:
        return "How many independent origins?"
    return next((item.question for item in task.items if item.id == id), "")


def _subject(done: TaskGrade, id: str) -> str:
    """What an item is about: its claims in their sentences, or a deck's text."""
    article, lang = done.case.article, escape(done.case.article.language)
    for item in done.task.items:
        if item.id == id:
            before = " ".join(article.sentence(s).text for s in item.sentences)
            after = " ".join(article.sentence(s).text for s in item.changed)
            changed = f'<p class=claim lang="{lang}"><small>After the edit</small> {escape(after)}</p>' if after else ""
            return f'<p class=claim lang="{lang}">{escape(before)}</p>{changed}'
    known = done.case.claims_by_id
    return "".join(_claim(done.case, part) for part in id.split("+") if part in known)


def _claim(case: Case, id: str) -> str:
    """A claim in its sentence."""
    claim = case.claim(id)
    sentence = case.article.sentence(claim.sentence)
    start, end = claim.span.start - sentence.start, claim.span.end - sentence.start
    before, words, after = (escape(t) for t in (sentence.text[:start], sentence.text[start:end], sentence.text[end:]))
    lang = escape(case.article.language)
    return f'<p class=claim lang="{lang}"><small>{sentence.paragraph}</small> {before}<mark>{words}</mark>{after}</p>'


# ---- one note

VERDICTS = {
    "right": ("✓", "Right"),
    "half": ("◐", "Partly right"),
    "wrong": ("✗", "Not so"),
    "missed": ("○", "Missed"),
    "invented": ("✗", "No match"),
    "optional": ("·", "Not counted"),
    "blank": ("○", "Not answered"),
    "incomplete": ("○", "Not complete"),
}
"""Verdict to its sign and its words: never a colour alone."""


def _note(note: Note, numbers: str, body: str = "") -> str:
    sign, word = VERDICTS[note.tone]
    about = f" <small>({numbers})</small>" if numbers else ""
    title = note.title.partition(": ")[2] if note.title.partition(": ")[0] in TITLE_BEGINS else note.title
    head = f"<p class=title>{escape(title)}{about}</p>" if title else ""
    return (
        f'<li class="{note.tone}"><p class=verdict><span><span aria-hidden="true">{sign}</span> {word}</span>'
        f"<span class=points>{_signed(note)}</span></p>{head}{body}<p>{escape(note.text)}</p></li>"
    )


TITLE_BEGINS = {"Found", "Missed", "No match", "Not counted"}
"""Said by the verdict already."""


def _signed(note: Note) -> str:
    if note.tone == "optional":
        return ""
    points = round(note.points, 2)
    sign = "−" if points < 0 else "+" if points > 0 else ""
    return f"{sign}{shown(abs(points))} point{'' if abs(points) == 1 else 's'}"


STYLE = """
:root{color-scheme:light dark;--text:#1b1b1f;--soft:#55555f;--page:#fff;--panel:#f6f6f8;--line:#c9c9d2;
--right:#1f6f3f;--half:#8a5a00;--wrong:#a3242f;--S:#0b7285;--C:#a05a00;--T:#6a3fa0}
@media (prefers-color-scheme:dark){:root{--text:#ececf1;--soft:#b5b5c0;--page:#17171b;--panel:#212127;--line:#4a4a55;
--right:#7bd49b;--half:#f0bd62;--wrong:#ff9aa2;--S:#66d1e4;--C:#f0b25e;--T:#c8a8f5}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.25;margin:0}
h2{font-size:1.25rem;margin:0 0 .5rem;display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between}
h3{font-size:1.05rem;margin:1.5rem 0 .5rem}h4{margin:.25rem 0 .5rem;font-size:1rem}
header>p,section>p{max-width:46rem}
section{margin-top:2rem;border-top:1px solid var(--line);padding-top:1.25rem}
figure section{margin:0;border:0;padding:0}
.who,small,figcaption,.legend,caption{color:var(--soft)}
.who{margin:.25rem 0 1rem}
.total{font-size:1.15rem;margin:.5rem 0}.total strong{font-size:1.9rem}
.points{font-weight:600;white-space:nowrap;font-variant-numeric:tabular-nums}h2 .points{font-size:1.05rem}
table{border-collapse:collapse;margin-top:1rem}caption{text-align:left;font-size:.9rem}
th,td{text-align:left;font-weight:400;padding:.3rem 1.5rem .3rem 0;border-bottom:1px solid var(--line)}
a{color:inherit}
.summary{font-weight:600}
.remarks{padding-left:1.2rem}
.beside{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
figure{margin:0;padding:.75rem 1rem;background:var(--panel);border:1px solid var(--line);border-radius:.4rem}
figcaption{font-weight:600}
mark{color:inherit;background:none;border-bottom:2px solid var(--T);padding-bottom:.05em}
mark[style*="0b7285"]{border-color:var(--S)!important}mark[style*="a05a00"]{border-color:var(--C)!important}
mark[style*="8a5cc7"]{border-color:var(--T)!important}
sup{font-size:.68em;line-height:0;margin-left:.15em;color:var(--soft);font-weight:600}
.S,.C,.T{border-bottom:3px solid}.S{border-color:var(--S)}.C{border-color:var(--C)}.T{border-color:var(--T)}
.notes{list-style:none;margin:0;padding:0;display:grid;gap:.75rem;max-width:58rem}
.notes li{border:1px solid var(--line);border-left:.3rem solid var(--line);border-radius:.3rem;padding:.6rem .9rem}
.notes p{margin:.25rem 0;max-width:54rem}
.notes .verdict{display:flex;justify-content:space-between;gap:1rem;font-weight:600;margin-top:0;max-width:none}
.notes .title{font-weight:600}
li.right{border-left-color:var(--right)}li.right .verdict{color:var(--right)}
li.half{border-left-color:var(--half)}li.half .verdict{color:var(--half)}
li.wrong,li.invented,li.missed{border-left-color:var(--wrong)}
li.wrong .verdict,li.invented .verdict,li.missed .verdict{color:var(--wrong)}
.claim{padding-left:.75rem;border-left:2px solid var(--line)}
dl{margin:.4rem 0}dl div{display:flex;gap:.6rem}dt{min-width:2.6rem;color:var(--soft)}dd{margin:0;font-weight:600}
@media print{:root{color-scheme:light;--text:#000;--soft:#333;--page:#fff;--panel:#fff;--line:#888;--right:#1f6f3f;
--half:#8a5a00;--wrong:#a3242f;--S:#0b7285;--C:#a05a00;--T:#6a3fa0}
body{font-size:10pt}main{max-width:none;padding:0}.notes li,tr{break-inside:avoid}h2,h3,figcaption{break-after:avoid}}
""".replace("\n", "")
