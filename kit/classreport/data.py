"""A gradebook, read the other way round: not what one student did, but what happened at each thing that was asked.

A *thing* is what can be got right: an attribution, a sentence that credits nobody, a pair, a claim, a question. A
*slip* is one wrong answer to it, with everybody who gave it. People are numbers here (their place in the gradebook), so
that two of one name stay two; only the report gives them names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from kit.case import Case
from kit.codebook import codebook
from kit.feedback import Judged, explain
from kit.feedback.told import CASE_OWN, clip
from kit.feedback.words import WORDS
from kit.grading import Gradebook, TaskGrade
from kit.lines import answer_words, item_words
from kit.model import ROLES, Annotation, Attribution, Chain, Choice, Detection, Judgement, Pair, Spans, Task
from kit.progresspage import COUNTED, disputed, measure
from kit.render import quoted
from kit.scoring import detection, in_play
from kit.scoring.about import ORIGINS, by_item, chain_label, id_by_item, is_answer, item_of
from kit.scoring.attributions import home
from kit.scoring.decks import OTHERWISE
from kit.scoring.items import KINDS

LONGEST = 90
"""Characters of an answer in a report."""
CLASHES = KINDS["pairs"].flawed


@dataclass(frozen=True)
class Thing:
    """What can be got right, and what the key says of it."""

    id: str
    kind: str
    """`attribution`, `silent` (a sentence that credits nobody), `item`, or `near` (words that miss their statement)."""
    words: str
    sentences: tuple[str, ...]
    right: str
    why: str
    disputed: bool = False
    """Whether careful readers part on it: left out of difficulty, discrimination and agreement."""


@dataclass(frozen=True)
class Slip:
    """One wrong answer, and who gave it."""

    part: str
    """Id of the task or form."""
    thing: Thing
    how: str
    """`missed`, `invented`, `wrong`, or `detail` where only what belongs to the answer was wrong."""
    said: str
    why: str
    """The key's own reason against this answer; may be empty."""
    who: tuple[int, ...]
    asked: int
    """How many could have made it."""
    question: str = ""
    """Which part of the answer it is, where it is a detail."""
    right: str = ""
    """The key's answer to that question."""

    @property
    def share(self) -> float:
        return len(self.who) / self.asked if self.asked else 0.0


@dataclass
class Part:
    """One task, or one form of a test."""

    case: Case
    task: Task
    done: dict[int, TaskGrade] = field(default_factory=dict)
    """Whoever answered anything in it."""
    empty: list[int] = field(default_factory=list)
    """Whoever handed it in without an answer."""
    things: dict[str, Thing] = field(default_factory=dict)
    right: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Thing to who has it right."""
    blank: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    slips: list[Slip] = field(default_factory=list)
    detection: Detection | None = None
    """Hits and false alarms of all together, without what is disputed."""
    sure: list[tuple[int, bool]] = field(default_factory=list)


def read_parts(gradebook: Gradebook) -> list[Part]:
    """Everything that was asked, in the order of the assignment; briefs have no right and wrong."""
    parts = {id: Part(case, task) for id, (case, task) in gradebook.parts.items() if task.kind in WORDS}
    for n, grade in enumerate(gradebook.grades):
        for done in grade.tasks:
            part = parts.get(done.task.id)
            if part is None or done.score is None:
                continue
            none_here = done.task.kind == "attributions" and any(c.item == "none-here" for c in done.layer.of(Choice))
            made = in_play(done.task, done.case.article, done.layer)
            if none_here or any(isinstance(a, Attribution) or is_answer(done.task, a) for a in made):
                part.done[n] = done
            else:
                part.empty.append(n)
    for part in parts.values():
        _fill(part)
    return list(parts.values())


def _fill(part: Part) -> None:
    part.things = {thing.id: thing for thing in _things(part)}
    held: dict[Wrong, list[int]] = defaultdict(list)
    reasons: dict[Wrong, Counter] = defaultdict(Counter)
    counted = []
    for n, done in part.done.items():
        for id, right in _outcomes(part, done):
            held_by = part.blank if right is None else part.right if right else {}
            if right is not False:
                held_by[id].add(n)
        for wrong, why in _wrongs(part, done):
            held[wrong].append(n)
            reasons[wrong][why] += 1
        caught, sure = measure(part.case, part.task, done.layer)
        counted.append(caught)
        part.sure += sure
    part.detection = detection.total(filter(None, counted))
    for wrong, who in held.items():
        why = min(reasons[wrong].items(), key=lambda entry: (-entry[1], entry[0]))[0]
        asked = len(part.right[wrong.thing]) if wrong.how == "detail" else len(part.done)
        thing = part.things[wrong.thing]
        about = {"question": wrong.question, "right": wrong.right or thing.right}
        part.slips.append(Slip(part.task.id, thing, wrong.how, wrong.said, why, tuple(who), asked, **about))
    order = {id: n for n, id in enumerate(part.things)}
    part.slips.sort(key=lambda s: (-len(s.who), order[s.thing.id], s.how, s.question, s.said))


# ---- what is asked


def _things(part: Part) -> Iterator[Thing]:
    case, task, key = part.case, part.task, part.case.key
    if task.kind != "attributions":
        yield from _items(case, task)
        return
    silent, wanted = silent_sentences(case, task), in_play(task, case.article, key.layer)
    for id in task.sentences:
        words = case.article.sentence(id).text
        if id in silent:
            why = key.unattributed.get(id, "The text says it in its own voice: no words pass it on from anybody.")
            yield Thing(id, "silent", words, (id,), "nobody is credited here", why)
            continue
        yield Thing(f"near {id}", "near", words, (id,), "", "")
        for a in wanted:
            if home(case.article, a) == id and not a.optional:
                parts = " · ".join(f"{role} {quoted(case.article, a, role)}" for role in ROLES if getattr(a, role))
                yield Thing(a.id, "attribution", _who_what(case, a), (id,), parts, a.why, disputed(a))


def silent_sentences(case: Case, task: Task) -> frozenset[str]:
    """The task's sentences that credit nobody with anything."""
    wanted = in_play(task, case.article, case.key.layer)
    touched = {case.article.at(span.start).id for a in wanted for span in a.spans}
    return frozenset(task.sentences) - touched


def _who_what(case: Case, a: Attribution) -> str:
    who = " … ".join(case.article.words(s) for s in a.source or a.cue)
    return f"{who}: {quoted(case.article, a, 'content')}"


def _items(case: Case, task: Task) -> Iterator[Thing]:
    asked = {item.id: item for item in task.items}
    for id, wanted in by_item(task, case.key.layer).items():
        if task.open and _free(wanted):
            continue
        if id in asked:
            sentences, words = (*asked[id].sentences, *asked[id].changed), asked[id].question
        else:
            sentences = tuple(case.claim(c).sentence for c in id.split("+") if c in case.claims_by_id)
            words = item_words(case, task, id)
        yield Thing(id, "item", words, sentences, _main_words(case, task, wanted), wanted.why, disputed(wanted))


def _main_words(case: Case, task: Task, wanted: Annotation) -> str:
    """The key's answer to the main question, without what belongs to it."""
    return answer_words(case, replace(task, fields=()), wanted)


def _free(pair: Pair) -> bool:
    """Careful readers part on whether it clashes at all (as in `scoring.found_pairs`)."""
    return any((label in CLASHES) != (pair.relation in CLASHES) for label in pair.right_labels("relation"))


# ---- what was answered


def _outcomes(part: Part, done: TaskGrade) -> Iterator[tuple[str, bool | None]]:
    """Thing, and whether somebody has it right: found, left alone, or the main question; of a chain, all of it.

    None where an item is not answered.
    """
    full = ("right",) if part.task.kind == "chains" else ("right", "half")
    verdicts = {_id(part, j): j.verdict for j in done.score.judgements if j.key}
    accused = {home(part.case.article, done.layer.get(j.answer)) for j in _invented(part, done)}
    for id, thing in part.things.items():
        if thing.kind == "silent":
            yield id, id not in accused
        elif thing.kind != "near":
            verdict = verdicts.get(id, "right" if part.task.open else "blank")  # a look-alike that was let alone
            yield id, None if verdict in ("blank", "incomplete") else verdict in full


def _invented(part: Part, done: TaskGrade) -> list[Judgement]:
    if part.task.kind != "attributions":
        return []
    return [j for j in done.score.judgements if j.verdict == "invented"]


def _id(part: Part, j: Judgement) -> str:
    """The thing that a judgement is about."""
    if part.task.kind == "attributions":
        return j.key
    return id_by_item(part.task).get(item_of(part.case.key.layer.get(j.key)), ORIGINS)


class Wrong(NamedTuple):
    """One wrong answer, as it is counted together."""

    thing: str
    how: str
    said: str
    question: str = ""
    right: str = ""


def _wrongs(part: Part, done: TaskGrade) -> Iterator[tuple[Wrong, str]]:
    """Each wrong answer of one student, and the key's reason against it."""
    case, task = part.case, part.task
    yield from _made_up(part, done)
    for j in done.score.judgements:
        thing = part.things.get(_id(part, j)) if j.key else None
        if thing is None or j.verdict in ("blank", "incomplete", "optional"):
            continue
        if j.verdict == "missed":
            yield Wrong(thing.id, "missed", "not highlighted" if task.kind == "attributions" else "not found"), ""
            continue
        wanted, answer = case.key.layer.get(j.key), done.layer.get(j.answer)
        for f in j.fields:
            # A chain without voices and words without a label are answers; a label that was not chosen is none.
            if f.credit == 1 or (f.answer in (None, ()) and f.field not in ("voices", "spans")):
                continue
            said, why = _said(case, task, f.field, f.answer, answer), _why_not(wanted, f.field, f.answer, f.key)
            if f.field == COUNTED[type(wanted)]:
                yield Wrong(thing.id, "wrong", said), why
            else:
                right = _said(case, task, f.field, f.key, wanted) if f.key else "nothing"
                yield Wrong(thing.id, "detail", said, question_name(f.field), right), why


def _made_up(part: Part, done: TaskGrade) -> Iterator[tuple[Wrong, str]]:
    """Highlights and pairs that match nothing, once for each place, with the commonest reason."""
    made = [j for j in done.score.judgements if j.verdict == "invented"]
    if not made:
        return
    case = part.case
    known = (case.names, case.claims_by_id)
    judged = Judged(part.task, case.article, case.key, done.layer, done.score, codebook(), True, *known)
    notes = {note.answer: note.text for note in explain(judged).notes if note.tone == "invented"}
    places = {}
    for j in made:
        answer = done.layer.get(j.answer)
        if part.task.kind == "attributions":
            place = home(case.article, answer)
            id = place if place in part.things else f"near {place}"
        else:
            id = id_by_item(part.task)[item_of(answer)]
            if id not in part.things:
                sentences = tuple(case.claim(c).sentence for c in id.split("+"))
                words = item_words(case, part.task, id)
                part.things[id] = Thing(id, "near", words, sentences, "no clash", "")
        places.setdefault(id, notes.get(j.answer, ""))
    for id, why in places.items():
        said = "highlighted" if part.task.kind == "attributions" else "accused"
        yield Wrong(id, "invented", said), "" if part.things[id].kind == "silent" else why


def _said(case: Case, task: Task, field: str, label: Any, answer: Annotation) -> str:
    """A wrong answer in words: in those of the case, the codebook or the text, never in a student's own."""
    if isinstance(answer, Chain) and not set(answer.voices) <= case.voice_names.keys():
        return FOREIGN
    if (
        isinstance(answer, Choice)
        and answer.item == ORIGINS
        and not (answer.option.isdigit() and len(answer.option) < 4)
    ):
        return FOREIGN
    if isinstance(answer, (Chain, Choice, Spans)):
        words = answer_words(case, task, answer)
    else:
        words = "; ".join(_name(case, field, one) for one in (label if isinstance(label, tuple) else (label,)))
    return clip(words, LONGEST)


FOREIGN = "something that is not among the answers"
"""A hand-in file may hold what no form offers; whatever it is, it does not come upon a wall."""


def _name(case: Case, field: str, label: str) -> str:
    return case.names.get(label, FOREIGN) if field in CASE_OWN else codebook().name(field, label).lower()


def _why_not(wanted: Annotation, field: str, label: Any, key: Any) -> str:
    if field == "voices":
        return wanted.why_not(field, chain_label(label))
    if field == "spans":
        return wanted.why_not(field, label) or wanted.why_not(field, OTHERWISE)
    own = key if isinstance(key, tuple) else (key,)
    labels = label if isinstance(label, tuple) else (label,)
    return " ".join(filter(None, (wanted.why_not(field, one) for one in labels if one not in own)))


def question_name(field: str) -> str:
    """A question's name as learners read it."""
    return {"voices": "Chain", **CASE_OWN}.get(field) or codebook()[field].name
