"""What is told about highlights: found, missed, invented, and why."""

from __future__ import annotations

from collections.abc import Iterator

from kit.article import Article
from kit.feedback.told import Judged, Note, clip, fields, join, plural, upper
from kit.model import ROLES, Attribution, Judgement
from kit.scoring import attributions as spans


def notes(judged: Judged) -> list[Note]:
    """A note for each judgement, in the order of the text."""
    in_text_order = sorted(judged.score.judgements, key=lambda j: _subject(judged, j).spans[0])
    return [_attribution(judged, j) for j in in_text_order]


def summary(judged: Judged) -> str:
    """Both halves, as counts."""
    d = judged.score.detection
    if not d.signals:
        return "No sentence here credits anybody." if judged.score.credit else "Is there an attribution here at all?"
    found = f"You found {d.hits} of {d.signals} {plural(d.signals, 'attribution')}."
    invented = sum(j.verdict == "invented" for j in judged.score.judgements)
    if d.noises:
        alone = d.noises - d.false_alarms
        other = (
            f"{d.noises} {plural(d.noises, 'sentence')} here {'credits' if d.noises == 1 else 'credit'} nobody: "
            f"you left {alone} alone" + (f" and highlighted {d.false_alarms}." if d.false_alarms else ".")
        )
    else:
        other = f"{invented} of your highlights {'has' if invented == 1 else 'have'} no match." if invented else ""
    return f"{found} {other}".strip()


def _subject(judged: Judged, j: Judgement) -> Attribution:
    """The attribution that a judgement is about: the key's, or the learner's where the key has none."""
    return judged.key.layer.get(j.key) if j.key else judged.answers.get(j.answer)


def _attribution(judged: Judged, j: Judgement) -> Note:
    wanted = judged.key.layer.get(j.key) if j.key else None
    made = judged.answers.get(j.answer) if j.answer else None
    place = spans.home(judged.article, _subject(judged, j))
    note = {"missed": _missed, "invented": _invented, "optional": _optional}.get(j.verdict, _found)
    title, text = note(judged, j, wanted, made)
    shown = j.key if j.verdict != "missed" or judged.show else None
    return Note(j.verdict, title, text, j.answer, shown, place if shown or made else None, j.points)


def _found(judged: Judged, j: Judgement, wanted: Attribution, made: Attribution) -> tuple[str, str]:
    sentences = [*fields(judged, j, wanted), *_edges(judged, j, wanted, made), wanted.why]
    return f"Found: {_brief(judged.article, wanted)}", " ".join(sentences)


def _missed(judged: Judged, j: Judgement, wanted: Attribution, made) -> tuple[str, str]:
    paragraph = judged.article.sentence(spans.home(judged.article, wanted)).paragraph
    if not judged.show:
        return (
            "Not highlighted yet",
            f"Paragraph {paragraph} holds an attribution that you have not highlighted. Read it again.",
        )
    roles = [f"{role} “{_words(judged.article, wanted, role)}”" for role in ROLES if getattr(wanted, role)]
    return f"Missed: {_brief(judged.article, wanted)}", f"{upper(join(roles))}. {wanted.why}"


def _optional(judged: Judged, j: Judgement, wanted: Attribution, made) -> tuple[str, str]:
    return f"Not counted: {_brief(judged.article, wanted)}", f"It costs and earns nothing either way. {wanted.why}"


def _invented(judged: Judged, j: Judgement, wanted, made: Attribution) -> tuple[str, str]:
    title = f"No match: {_brief(judged.article, made)}"
    return title, _nearly(judged, made) or _nobody_credited(judged, made)


def _nearly(judged: Judged, made: Attribution) -> str:
    """Why a highlight that touches an attribution of the key does not find it; empty if it touches none."""
    article, ours = judged.article, spans.words(judged.article, made)
    taken = {j.key for j in judged.score.judgements if j.answer and j.key}
    touching = []
    for wanted in spans.in_play(judged.task, article, judged.key.layer):
        theirs = spans.words(article, wanted)
        shared = len((ours.source | ours.cue | ours.content) & (theirs.source | theirs.cue | theirs.content))
        if shared:
            touching.append((shared, wanted, theirs))
    if not touching:
        return ""
    _, wanted, theirs = max(touching, key=lambda t: t[0])
    if spans.matches(theirs, ours) and wanted.id in taken:
        return "You highlighted this attribution twice; the other one fits better. Remove this one."
    if spans.iou(ours.content, theirs.content) >= spans.OVERLAP:
        return "What is said fits, but who says it is missing: highlight at least the source or the cue as well."
    if not ours.content:
        return "The content is missing: highlight the words that are passed on as somebody's."
    if ours.source & theirs.source or ours.cue & theirs.cue:
        size = "too little" if len(ours.content) < len(theirs.content) else "more than what is passed on"
        return f"Somebody is credited here, but your content covers {size}. {_rule(judged, 'content')}"
    return f"These words touch an attribution but mix up its parts. {judged.codebook['roles'].question}"


def _nobody_credited(judged: Judged, made: Attribution) -> str:
    place = spans.home(judged.article, made)
    known = judged.key.unattributed.get(place)
    words = judged.article.words(made.spans[0])
    return known or (
        f"“{clip(words)}” is credited to nobody in the key: the text says it in its own voice. "
        f"{judged.codebook['roles'].label('source').advice}"
    )


def _rule(judged: Judged, role: str) -> str:
    return judged.codebook["roles"].label(role).advice


def _edges(judged: Judged, j: Judgement, wanted: Attribution, made: Attribution) -> Iterator[str]:
    """Which words a role lacks, and which it has too many."""
    ours, theirs = spans.words(judged.article, made), spans.words(judged.article, wanted)
    for role in ROLES:
        have, need = getattr(ours, role), getattr(theirs, role)
        if have == need:
            continue
        parts = []
        if need - have:
            parts.append(f"add “{clip(_run(judged.article, need - have))}”")
        if have - need:
            parts.append(f"leave out “{clip(_run(judged.article, have - need))}”")
        yield f"{role.capitalize()}: {' and '.join(parts)}."


def _run(article: Article, ids: frozenset[int]) -> str:
    """The words of these numbers; " … " where some lie between."""
    runs: list[list[int]] = []
    for id in sorted(ids):
        if runs and runs[-1][-1] == id - 1:
            runs[-1].append(id)
        else:
            runs.append([id])
    return " … ".join(article.text[article.tokens[r[0]].start : article.tokens[r[-1]].end] for r in runs)


def _words(article: Article, a: Attribution, role: str) -> str:
    return " … ".join(article.words(span) for span in getattr(a, role))


def _brief(article: Article, a: Attribution) -> str:
    """Who and what, short enough for a heading."""
    who = _words(article, a, "source") or _words(article, a, "cue")
    what = _words(article, a, "content")
    return f"{clip(who, 40)}: “{clip(what, 60)}”" if who and what else f"“{clip(who or what, 60)}”"
