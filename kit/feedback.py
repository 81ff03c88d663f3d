"""A score becomes sentences for the learner: what was right, what was not, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kit.codebook import Codebook
from kit.model import ROLES, Article, Attribution, Judgement, Key, Layer, Score, Task
from kit.scoring import attributions as spans
from kit.scoring.items import KINDS, id_by_item, item_ids, item_of


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence or two about one thing."""

    tone: str
    """The judgement's verdict."""
    title: str
    text: str
    answer: str | None = None
    """Id in the learner's layer, or of the item that the note is about."""
    key: str | None = None
    """Id in the key, where the learner may see it."""
    sentence: str | None = None
    points: float = 0.0
    weighty: bool = True
    """False for a remark that cost nothing."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the learner is told at one check."""

    summary: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """All that an explanation draws on."""

    task: Task
    article: Article
    key: Key
    answers: Layer
    score: Score
    codebook: Codebook
    show: bool
    """Whether to show what was missed (from the second check on, and in a graded page) or only hint at it."""
    voices: Mapping[str, str] = field(default_factory=dict)
    """Voice id to name; needed where a task asks for the voice."""


def explain(judged: Judged) -> Feedback:
    """The summary, and a note for each judgement in the order of the text."""
    if judged.task.kind == "attributions":
        in_text_order = sorted(judged.score.judgements, key=lambda j: _subject(judged, j).spans[0])
        notes = [_attribution(judged, j) for j in in_text_order]
    else:
        notes = [_item(judged, j) for j in judged.score.judgements]
        places = {id: n for n, id in enumerate(item_ids(judged.task))}
        notes.sort(key=lambda note: places.get(note.answer or "", 0))
    return Feedback(summary(judged), tuple(notes))


# ---- both halves


WORDS = {
    "pairs": (
        "caught",
        "accused",
        "clashing pair",
        "clashing pairs",
        "pair that does not clash",
        "pairs that do not clash",
    ),
    "assessments": (
        "recognised",
        "gave up on",
        "claim that no reader can check",
        "claims that no reader can check",
        "claim that can be checked",
        "claims that can be checked",
    ),
}
"""Kind of task to the words for a hit, a false alarm, one and several flawed items, one and several sound ones."""


def summary(judged: Judged) -> str:
    """Hits and false alarms as counts, in plain words."""
    d = judged.score.detection
    if judged.task.kind == "attributions":
        return _attribution_summary(judged)
    made = [j for j in judged.score.judgements if j.verdict not in ("blank", "incomplete")]
    if not made:
        return "Nothing is answered yet."
    caught, accused, one_flawed, flawed, one_sound, sound = WORDS[judged.task.kind]
    flawed = f"{d.signals} {one_flawed if d.signals == 1 else flawed}"
    sound = f"{d.noises} {one_sound if d.noises == 1 else sound}"
    both = [f"You {caught} {d.hits} of {flawed}."]
    also = f"You also {accused} {d.false_alarms} of {sound}."
    both.append(also if d.false_alarms else f"Of {sound} you {accused} none.")
    left = len(judged.score.judgements) - len(made)
    return " ".join([*both, *([f"{left} still unanswered or incomplete."] if left else [])])


def _attribution_summary(judged: Judged) -> str:
    d = judged.score.detection
    if not d.signals:
        return "No sentence here credits anybody." if judged.score.credit else "Is there an attribution here at all?"
    found = f"You found {d.hits} of {d.signals} {_plural(d.signals, 'attribution')}."
    invented = sum(j.verdict == "invented" for j in judged.score.judgements)
    if d.noises:
        alone = d.noises - d.false_alarms
        other = (
            f"{d.noises} {_plural(d.noises, 'sentence')} here {'credits' if d.noises == 1 else 'credit'} nobody: "
            f"you left {alone} alone" + (f" and highlighted {d.false_alarms}." if d.false_alarms else ".")
        )
    else:
        other = f"{invented} of your highlights {'has' if invented == 1 else 'have'} no match." if invented else ""
    return f"{found} {other}".strip()


def _plural(n: int, word: str) -> str:
    return word if n == 1 else word + "s"


# ---- attributions


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
    sentences = [*_fields(judged, j, wanted), *_edges(judged, j, wanted, made), wanted.why]
    return f"Found: {_brief(judged.article, wanted)}", " ".join(sentences)


def _missed(judged: Judged, j: Judgement, wanted: Attribution, made) -> tuple[str, str]:
    paragraph = judged.article.sentence(spans.home(judged.article, wanted)).paragraph
    if not judged.show:
        return (
            "Not highlighted yet",
            f"Paragraph {paragraph} holds an attribution that you have not highlighted. Read it again.",
        )
    roles = [f"{role} “{_words(judged.article, wanted, role)}”" for role in ROLES if getattr(wanted, role)]
    return f"Missed: {_brief(judged.article, wanted)}", f"{_upper(_join(roles))}. {wanted.why}"


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
        f"“{_clip(words)}” is credited to nobody in the key: the text says it in its own voice. "
        f"{judged.codebook['roles'].label('source').advice}"
    )


def _rule(judged: Judged, role: str) -> str:
    return judged.codebook["roles"].label(role).advice


def _fields(judged: Judged, j: Judgement, wanted) -> Iterator[str]:
    """What each asked label got wrong, or got right by another way."""
    for f in j.fields:
        name = _field_name(judged, f.field)
        if f.accepted:
            why = next((a.why for a in wanted.accept if a.field == f.field and a.label in _tuple(f.answer)), "")
            yield f"{name}: {_labels(judged, f.field, f.answer)} is accepted as well. {why}".strip()
        elif f.credit < 1:
            yield _wrong_label(judged, f, wanted)


def _wrong_label(judged: Judged, f, wanted) -> str:
    name, right = _field_name(judged, f.field), _labels(judged, f.field, f.key)
    given = _tuple(f.answer)
    if not given:
        return f"{name}: not answered; the key has {right}."
    wrong = [label for label in given if label not in _tuple(f.key)]
    reasons = [wanted.why_not(f.field, label) for label in wrong]
    lacking = [label for label in _tuple(f.key) if label not in given]
    if not any(reasons) and lacking and f.field != "voice":
        label = judged.codebook[f.field].label(lacking[0])
        reasons = [f"“{label.name}” means: {label.definition[:1].lower()}{label.definition[1:]}"]
    told = " ".join(r for r in reasons if r)
    return f"{name}: you chose {_labels(judged, f.field, f.answer)}, the key has {right}. {told}".strip()


def _labels(judged: Judged, field: str, ids) -> str:
    names = [f"“{_label_name(judged, field, id)}”" for id in _tuple(ids)]
    return _join(names) if names else "none"


def _field_name(judged: Judged, field: str) -> str:
    """A question's name; who speaks is the case's own matter and not in the codebook."""
    return "Voice" if field == "voice" else judged.codebook[field].name


def _label_name(judged: Judged, field: str, id: str) -> str:
    return judged.voices.get(id, id) if field == "voice" else judged.codebook.name(field, id).lower()


def _tuple(value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _edges(judged: Judged, j: Judgement, wanted: Attribution, made: Attribution) -> Iterator[str]:
    """Which words a role lacks, and which it has too many."""
    ours, theirs = spans.words(judged.article, made), spans.words(judged.article, wanted)
    for role in ROLES:
        have, need = getattr(ours, role), getattr(theirs, role)
        if have == need:
            continue
        parts = []
        if need - have:
            parts.append(f"add “{_clip(_run(judged.article, need - have))}”")
        if have - need:
            parts.append(f"leave out “{_clip(_run(judged.article, have - need))}”")
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
    return f"{_clip(who, 40)}: “{_clip(what, 60)}”" if who and what else f"“{_clip(who or what, 60)}”"


def _clip(text: str, size: int = 90) -> str:
    return text if len(text) <= size else text[: size - 1].rsplit(" ", 1)[0] + " …"


def _upper(text: str) -> str:
    """A capital at the beginning; the words of the text stay as they are."""
    return text[:1].upper() + text[1:]


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


# ---- pairs and assessments


def _item(judged: Judged, j: Judgement) -> Note:
    wanted = judged.key.layer.get(j.key)
    kind = KINDS[judged.task.kind]
    title = {"right": "Right", "half": "Right, but look again", "wrong": "Not so"}.get(j.verdict, "Not answered yet")
    main = getattr(wanted, kind.main)
    if j.verdict == "blank" and not judged.show:
        text = "Choose an answer; you can change it as often as you like."
    elif j.verdict == "incomplete" and not judged.show:
        text = {
            "pairs": "Both are about the same event, you say: now choose how they stand to each other.",
            "assessments": "“Not checkable” needs a reason: it is part of the answer.",
        }[judged.task.kind]
    elif j.verdict in ("blank", "incomplete"):
        text = f"The key has {_labels(judged, kind.main, main)}. {wanted.why}"
    else:
        text = " ".join([*_fields(judged, j, wanted), wanted.why])
    return Note(j.verdict, title, text, _item_id(judged, wanted), j.key, None, j.points)


def _item_id(judged: Judged, wanted) -> str:
    """The id that answers to this item carry: "c1+c2" in the task's order, or the claim's."""
    return id_by_item(judged.task)[item_of(wanted)]
