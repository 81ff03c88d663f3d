"""Briefs as people read them: the page of the reader, and the part of a student's page that tells what a reader gave.

Everything that somebody wrote is escaped and stands in a block of its own, whichever direction it is written in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from kit.case import Case
from kit.codebook import codebook
from kit.commentbank import Comment
from kit.feedback.told import plural
from kit.grading import Mark, TaskGrade, shown
from kit.model import LEVELS, Criterion, Rating, Task
from kit.render import article_html
from kit.scoring.about import by_item

TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of writing, also of what stands around them."""
SIGNS = {"weak": "○", "partial": "◐", "strong": "●"}
"""Level to its sign: never a word's weight alone."""


@dataclass(frozen=True)
class Reading:
    """One brief of one student, as the reader finds it."""

    who: str
    done: TaskGrade
    digest: str
    marks: Mapping[str, Mark]
    """Criterion to what counts so far."""
    earlier: tuple[tuple[str, str], ...] = ()
    """What was given to a text that stands there no longer: criterion, and what was given."""

    @property
    def open(self) -> bool:
        return any(c.id not in self.marks for c in self.done.task.criteria)


def readable(text: str) -> str:
    """Text without signs that have no shape or turn the direction of writing; lines stay lines.

    >>> readable("a\\u202eb\\ud800\\nc")
    'ab\\nc'
    """
    kept = (c for c in text if c in "\n\t" or (unicodedata.category(c) not in ("Cc", "Cs") and c not in TURNING))
    return "".join(kept)


def most(task: Task) -> float:
    """Points that one criterion is worth."""
    return task.points / len(task.criteria)


# ---- a student's page


def brief(done: TaskGrade, longest: int) -> str:
    """What was written, what a reader gave and why, and the samples; no text here is longer than `longest`."""
    task = done.task
    if done.waits:
        told = "A person will read this and give points by the criteria below. There are no points yet."
    elif done.marks:
        told = "A person has read this and gave points by the criteria below."
    elif done.score is not None:
        told = "Nothing is written here, so there was nothing to read."
    else:
        told = "There is nothing here that a person could read."
    samples = f"<h3>Samples to compare yours with</h3>{_samples(done.case, task)}" if done.score is not None else ""
    return (
        f"<p class=summary>{told}</p>{_texts(done, longest)}<h3>How it is read</h3>"
        f"{_rubric(task, done, longest)}{samples}"
    )


def _texts(done: TaskGrade, longest: int) -> str:
    written = done.texts
    parts = []
    for prompt in done.task.prompts:
        text = readable(written.get(prompt.id, ""))
        count = len(text.split())
        size = f" <small>({count} {plural(count, 'word')}; about {prompt.words} expected)</small>" if count else ""
        cut = "" if len(text) <= longest else "<p><em>The rest is left out here for its length.</em></p>"
        shown_text = f"<blockquote dir=auto>{escape(text[:longest])}</blockquote>{cut}" if count else ""
        parts.append(
            f"<div class=written><h4>{escape(prompt.question)}{size}</h4>{shown_text or '<p>Not answered.</p>'}</div>"
        )
    return "".join(parts)


def _rubric(task: Task, done: TaskGrade | None = None, longest: int = 0) -> str:
    """The criteria as a table; with somebody's brief, what it was given, too."""
    names = _level_names()
    each = [shown(round(most(task) * n / (len(LEVELS) - 1), 2)) for n in range(len(LEVELS))]
    heads = "".join(
        f'<th scope="col">{SIGNS[level]} {escape(names[level])} <small>({points})</small></th>'
        for level, points in zip(LEVELS, each, strict=True)
    )
    rows = [_criterion(task, c, done, longest) for c in task.criteria]
    given = '<th scope="col">Given</th>' if done is not None and done.marks else ""
    return (
        f"<div class=wide><table class=rubric><caption>Each criterion is worth {shown(round(most(task), 2))} "
        f'{plural(round(most(task), 2), "point")}</caption><thead><tr><th scope="col">Criterion</th>{heads}{given}</tr>'
        f"</thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _criterion(task: Task, criterion: Criterion, done: TaskGrade | None, longest: int) -> str:
    mark = done.marks.get(criterion.id) if done else None
    own = by_item(task, done.layer).get(f"rate-{criterion.id}") if done else None
    cells = []
    for level in LEVELS:
        told = ""
        if mark and mark.level == level:
            told += "<strong class=reached>✓ reached</strong> "
        if mark and isinstance(own, Rating) and own.level == level:
            told += "<small>(your own rating)</small> "
        cells.append(f"<td>{told}{escape(criterion.levels.get(level, ''))}</td>")
    given = ""
    if done is not None and done.marks:
        points = f"{shown(round(mark.points, 2))} of {shown(round(most(task), 2))}" if mark else ""
        text = readable(mark.comment) if mark else ""
        cut = " …" if len(text) > longest else ""
        comment = f"<blockquote dir=auto>{escape(text[:longest])}{cut}</blockquote>" if text else ""
        given = f"<td><span class=points>{points}</span>{comment}</td>"
    return f'<tr><th scope="row">{escape(criterion.name)}</th>{"".join(cells)}{given}</tr>'


def _samples(case: Case, task: Task) -> str:
    names = _level_names()
    parts = []
    for prompt in task.prompts:
        held = [s for s in case.key.samples.get(task.id, ()) if s.prompt == prompt.id]
        held.sort(key=lambda s: LEVELS.index(s.level))
        rows = "".join(
            f"<li><p><strong>{SIGNS[s.level]} {escape(names[s.level])}</strong></p>"
            f"<blockquote>{escape(s.text)}</blockquote><p>{escape(s.why)}</p></li>"
            for s in held
        )
        parts.append(f"<h4>{escape(prompt.question)}</h4><ul class=samples>{rows}</ul>")
    return "".join(parts)


def _level_names() -> dict[str, str]:
    return {level: codebook().name("level", level) for level in LEVELS}


# ---- the reader's page


def reader_page(title: str, file: str, cases: Sequence[tuple[Case, Task]], held: Sequence[Reading], bank) -> str:
    """The body of the page: for each brief its criteria, samples and comments, and below them every text.

    `file` is the name of the table that the reader fills in. No name of a student stands here.
    """
    waiting = sum(r.open for r in held)
    parts = [
        f"<header><h1>To read: {escape(title)}</h1>",
        f"<p class=total><strong>{waiting}</strong> of {len(held)} {plural(len(held), 'text')} to read</p>",
        (
            f"<p>Write a level (weak, partial, strong) or points into <b>{escape(file)}</b>, one row for each text and "
            "criterion, and a comment if you like: a comment of the bank by its number alone, as #3. Where a level "
            "and points both stand there, the points count. Then run <code>kit grade</code> again. Names are left out "
            "here, so that nobody is read by theirs.</p></header>"
        ),
    ]
    for case, task in cases:
        parts.append(_brief_to_read(case, task, [r for r in held if r.done.task.id == task.id], bank))
    return "\n".join(parts)


def _brief_to_read(case: Case, task: Task, held: list[Reading], bank: Iterable[Comment]) -> str:
    places = {r.who: f"{task.id}-{n}" for n, r in enumerate(held, 1)}
    links = ", ".join(f'<a href="#{escape(places[r.who])}">{escape(r.who)}</a>' for r in held if r.open)
    texts = "".join(_to_read(r, places[r.who]) for r in held)
    return (
        f'<section id="{escape(task.id)}"><h2>{escape(task.title)} <small>({escape(task.id)})</small></h2>'
        f"<p>{escape(task.prompt)}</p><p>Still to read: {links or 'nothing'}.</p>"
        f"<details><summary>The article</summary>{article_html(case.article)}</details>"
        f'<div class=desk><div class=texts>{texts}</div><aside tabindex="0" aria-label="Criteria, samples, comments">'
        f"<h3>Criteria</h3>{_rubric(task)}{_bank(task, bank)}"
        f"<details><summary>Samples</summary>{_samples(case, task)}</details></aside></div></section>"
    )


def _to_read(reading: Reading, place: str) -> str:
    task, count = reading.done.task, len(reading.marks)
    if not reading.open:
        total = shown(round(sum(m.points for m in reading.marks.values()), 2))
        state = f"✓ read: {total} of {shown(task.points)} points"
    else:
        state = f"○ to read: {count} of {len(task.criteria)} criteria done" if count else "○ to read"
    names = {c.id: c.name for c in task.criteria}
    given = "".join(
        f"<li>{escape(names[id])}: {escape(given_words(mark.level, mark.points, mark.comment))}</li>"
        for id, mark in reading.marks.items()
    )
    old = "".join(f"<li>{escape(names.get(id, id))}: {escape(words)}</li>" for id, words in reading.earlier)
    stale = f"<p>The text has changed. Given to an earlier one, and not counted:</p><ul>{old}</ul>" if old else ""
    return (
        f'<article id="{escape(place)}"><h3>{escape(reading.who)} <small>{escape(reading.digest)}</small></h3>'
        f"<p class=summary>{state}</p>{_texts(reading.done, 10_000)}{f'<ul>{given}</ul>' if given else ''}{stale}"
        "</article>"
    )


def given_words(level: str, points: float | None, comment: str) -> str:
    """What was given, in one line."""
    amount = None if points is None else f"{shown(round(points, 2))} {plural(round(points, 2), 'point')}"
    return "; ".join(filter(None, (level, amount, readable(comment)))) or "nothing"


def _bank(task: Task, bank: Iterable[Comment]) -> str:
    bank = list(bank)
    parts = []
    for id, name in (*((c.id, c.name) for c in task.criteria), ("", "For any criterion")):
        rows = "".join(
            f"<li><b>#{c.number}</b> {escape(readable(c.text))} <small>(used {c.used}×)</small></li>"
            for c in sorted(bank, key=lambda c: (-c.used, c.number))
            if c.criterion == id
        )
        if rows:
            parts.append(f"<h4>{escape(name)}</h4><ul class=bank>{rows}</ul>")
    none = "<p>It grows from the comments that you write.</p>"
    return f"<h3>Comment bank</h3>{''.join(parts) or none}"


BRIEF_STYLE = """
blockquote{margin:.3rem 0;padding:.2rem 0 .2rem .8rem;border-left:3px solid var(--line);white-space:pre-wrap}
.written{max-width:46rem;margin-top:.9rem}.written h4{margin-bottom:0}
.wide{overflow-x:auto}.rubric th,.rubric td{vertical-align:top;min-width:9rem;font-size:.95rem}
.rubric th{font-weight:600}.reached{color:var(--right);display:block}
.samples{list-style:none;padding:0;display:grid;gap:.75rem 1.5rem;
grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr))}
.samples p{margin:.2rem 0}
""".replace("\n", "")
READER_STYLE = """
main{max-width:96rem}h2{display:block}h2 small,h3 small{font-weight:400}
details{margin:.75rem 0}summary{cursor:pointer;font-weight:600}
.desk{display:grid;gap:2rem;align-items:start;grid-template-columns:minmax(0,1fr)}
aside h3{margin:1rem 0 .25rem}aside table{margin:0}
aside .rubric th,aside .rubric td{font-size:.85rem;line-height:1.35;min-width:7.5rem;padding-right:.75rem}
.bank{list-style:none;padding:0;margin:.25rem 0 .75rem}.bank li{margin:.3rem 0}
article{border-top:1px solid var(--line);padding-bottom:1rem}
article:target{outline:2px solid var(--right);outline-offset:.4rem}
@media (min-width:70rem){.desk{grid-template-columns:minmax(0,1fr) minmax(0,36rem)}
aside{position:sticky;top:0;max-height:100vh;overflow:auto}}
@media print{aside{position:static;max-height:none}article{break-inside:avoid}}
""".replace("\n", "")
