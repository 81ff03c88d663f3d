"""The learner's own page: what they have done, and how hits, false alarms and calibration moved.

All of it is drawn from the answer sheets, which are only read. What counts is how an answer stood when it was first
checked; of what is to be found (attributions, open pairs) all of it counts, of other tasks the answered items.
Left out is what was first checked after "what was missed" had been shown, and what careful readers dispute: an item for
which the key accepts another answer to the very question that is counted. (That another stance is accepted as well does
not put in doubt that somebody is credited.)
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Any

from kit import pictures
from kit.answers import SAFE, answers_folder, first_checked, header_fault, is_operation, layer_of, own_values
from kit.article import Article
from kit.case import Case
from kit.deck import find_task
from kit.errors import KitError
from kit.feedback.words import WORDS
from kit.model import (
    Annotation,
    Assessment,
    Attribution,
    Chain,
    Choice,
    Detection,
    Judgement,
    Layer,
    Pair,
    Score,
    Spans,
    Task,
    Verdict,
)
from kit.scoring import calibration, detection, in_play, score
from kit.scoring.about import by_item, chain_label, is_answer, unrated_ids
from kit.structure import written

log = logging.getLogger(__name__)
SHOWN = 2
"""The check that shows the answers to what was left blank."""
HINTS = 1
"""The check that hints at what was not found yet; where things are to be found, it is the last that counts."""
COUNTED = {
    Attribution: "attitude",
    Pair: "relation",
    Assessment: "checkability",
    Chain: "voices",
    Verdict: "verdict",
    Choice: "option",
    Spans: "spans",
}
"""Record to the field that decides between hit, miss and false alarm."""


TITLES = {
    "attributions": "Who is speaking?",
    "items": "Short questions",
    "chains": "Through whom?",
    "pairs": "Can both be true?",
    "assessments": "Can it be checked?",
    "verdicts": "With the pack open",
}
"""Kinds of task in the order of the course; a brief has no right and wrong."""


@dataclass(frozen=True)
class Work:
    """What one sheet tells."""

    kind: str
    title: str
    place: str
    """The title of the text that it belongs to; empty for a deck."""
    answered: str
    checked: str
    at: str = ""
    """When it was first checked, in UTC; empty where it was not."""
    detection: Detection | None = None
    sure: tuple[tuple[int, bool], ...] = ()
    """Confidence and whether the answer was right, for each that says how sure."""

    @property
    def name(self) -> str:
        """Title of the exercise, and where it belongs."""
        return f"{self.title} ({self.place or 'short questions'})"


@dataclass(frozen=True)
class Section:
    """A part of the page: sentences, then a picture in HTML, or the same in lines of text."""

    title: str
    sentences: tuple[str, ...] = ()
    picture: str = ""
    lines: tuple[str, ...] = ()


def progress(folder: str | Path | None = None) -> Progress:
    """Your own page, from the answers in a folder; from the usual one if none is named. Nothing in it is changed.

    A sheet that cannot be read, or belongs to something else, is named on the page and costs nothing more.
    """
    where = Path(folder) if folder is not None else answers_folder()
    works, faults = [], []
    for path in sorted(where.rglob("*.jsonl")) if where.is_dir() else ():
        name = path.relative_to(where).as_posix()
        if ".aside-" in path.name:
            faults.append(f"{name}: these answers were put aside, since they could not be read here. They are kept.")
            continue
        try:
            works.append(read_work(path, where))
        except (KitError, OSError) as fault:
            what = fault.strerror if isinstance(fault, OSError) else str(fault)
            faults.append(f"{name}: {what}")
        except Exception:
            # A page about everything must not fall over one sheet, whatever is in it.
            log.exception("a sheet could not be read: %s", name)
            faults.append(f"{name}: it cannot be read. It was left as it is.")
    works.sort(key=lambda work: (not work.at, work.at, work.name))
    return Progress(str(where), tuple(works), tuple(faults))


# ---- one sheet


def read_work(path: Path, folder: Path) -> Work:
    """What a sheet tells. Raises KitError and OSError; the file is only read."""
    header, *rest = path.read_bytes().split(b"\n")
    if fault := header_fault(header):
        raise KitError("", fault, "It was left as it is")
    name = str(json.loads(header).get("task"))
    parts = [SAFE.sub("_", part) or "_" for part in name.split("/")]
    if path != folder.joinpath(*parts[:-1], parts[-1] + ".jsonl"):
        raise KitError("", f"it is a copy, or in another place than the answers to {name}", "It was left as it is")
    try:
        case, task = find_task(name)
    except KitError:
        raise KitError("", "the exercise is not among those of the lessons", "Your answers are kept") from None
    operations = list(_operations(rest))
    given = tuple((g.id, written(g, case.article)) for g in task.given)
    layer = layer_of(own_values(operations, given), case.article)[0]
    place = "" if task.kind == "items" else case.article.title
    work = Work(task.kind, task.title, place, answered(task, case.article, layer), "not yet")
    if case.key is None:
        return replace(work, checked="saved for your teacher")
    checks = [op for op in operations if _is_check(op)]
    if not checks:
        return work
    first = first_checked(_before_shown(task, operations), given, lambda id, value: _complete(case, task, id, value))
    counted, sure = measure(case, task, layer_of(first, case.article)[0])
    at = next((op["at"] for op in checks if isinstance(op.get("at"), str)), "")
    return replace(work, checked=_checked(task, checks), at=at, detection=counted, sure=sure)


def _complete(case: Case, task: Task, id: str, value: dict) -> bool:
    """Whether a stored answer is a whole one; what is to be found in a text is whole as it stands."""
    made = layer_of({id: value}, case.article)[0].annotations
    wanted = by_item(task, case.key.layer).get(id) if task.kind in TITLES and task.kind != "attributions" else None
    if task.open or wanted is None or not made:
        return True
    return is_answer(task, made[0]) and id in _whole(case, task, {id: wanted}, {id: made[0]})


def _operations(lines: Iterable[bytes]) -> Iterable[dict]:
    """Each operation once; a line that is none, as a crash leaves it, costs that one."""
    seen: set[str] = set()
    for line in lines:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if is_operation(value) and value["op_id"] not in seen:
            seen.add(value["op_id"])
            yield value


def _before_shown(task: Task, operations: Iterable[dict]) -> list[dict]:
    """What was done up to the check that told of what was missed. In a deck a check shows nothing of other cards."""
    kept, checks = [], 0
    last = HINTS if task.kind == "attributions" or task.open else SHOWN
    for op in operations:
        kept.append(op)
        checks += _is_check(op)
        if checks == last and task.kind != "items":
            break
    return kept


def _is_check(op: dict) -> bool:
    return op["op"] == "did" and op.get("what") == "checked"


def answered(task: Task, article: Article, layer: Layer) -> str:
    """How much of a task is answered, in words."""
    if task.kind == "attributions":
        made = len(in_play(task, article, layer))
        if not made and any(a.item == "none-here" for a in layer.of(Choice)):
            return "“nobody is credited”"
        return f"{made} highlighted"
    asked = unrated_ids(task)
    made = by_item(task, layer)
    done = sum(is_answer(task, made.get(id)) for id in asked)
    if task.open:
        return f"{done} pair{'s' * (done != 1)} found"
    return f"{done} of {len(asked)}"


def _checked(task: Task, checks: Sequence[dict]) -> str:
    ids = {op["id"] for op in checks if "id" in op}
    if task.kind == "items" and len(ids) and all("id" in op for op in checks):
        return f"{len(ids)} of {len(task.items)} questions"
    return {1: "once", 2: "twice"}.get(len(checks), f"{len(checks)} times")


def measure(case: Case, task: Task, first: Layer) -> tuple[Detection | None, tuple[tuple[int, bool], ...]]:
    """Hits and false alarms of the answers as they were first checked, and how sure they were against right or not."""
    if task.kind not in TITLES:
        return None, ()
    key = case.key.layer
    if task.kind == "attributions":
        # An optional attribution is neither missed nor false: the place of a disputed one.
        undecided = (replace(a, attitude="want") if disputed(a) else a for a in key.attributions)
        judged = score(task, case.article, Layer(tuple(undecided)), first)
        return judged.detection, _sure(judged.judgements, first)
    wanted, made = by_item(task, key), by_item(task, first)
    held = {id: a for id, a in wanted.items() if not disputed(a)}
    if task.open:
        made = {id: a for id, a in made.items() if id in held or id not in wanted}
    else:
        held = _whole(case, task, {id: a for id, a in held.items() if is_answer(task, made.get(id))}, made)
        made = {id: made[id] for id in held}
    answers = Layer(tuple(made.values()))
    judged = score(task, case.article, Layer(tuple(held.values())), answers)
    return judged.detection, _sure(judged.judgements, answers)


def sureness(case: Case, judged: Score, answers: Layer) -> tuple[tuple[int, bool], ...]:
    """Of answers that are judged already, how sure each was and whether it was right, as `measure` has it."""
    settled = (j for j in judged.judgements if not j.key or not disputed(case.key.layer.get(j.key)))
    return _sure(settled, answers)


def disputed(a: Annotation) -> bool:
    """Whether careful readers dispute what is counted of a key's annotation."""
    field = COUNTED.get(type(a), "")
    own = chain_label(a.voices) if isinstance(a, Chain) else getattr(a, field, None)
    return any(label != own for label in a.right_labels(field))


def _whole(case: Case, task: Task, held: dict[str, Annotation], made: dict[str, Annotation]) -> dict[str, Annotation]:
    """Those of the key's whose answer is complete: "not checkable" without a reason is none."""
    judged = score(task, case.article, Layer(tuple(held.values())), Layer(tuple(made[id] for id in held)))
    lacking = {j.key for j in judged.judgements if j.verdict in ("blank", "incomplete")}
    return {id: a for id, a in held.items() if a.id not in lacking}


def _sure(judgements: Iterable[Judgement], answers: Layer) -> tuple[tuple[int, bool], ...]:
    """Right is who has the main question right, or found the attribution; of a chain, all of it."""
    pairs = []
    for j in judgements:
        made = answers.get(j.answer) if j.answer else None
        if made is None or made.confidence is None or j.verdict not in ("right", "half", "wrong", "invented"):
            continue
        if calibration.LOW <= made.confidence <= calibration.HIGH:
            right = j.verdict == "right" or (j.verdict == "half" and not isinstance(made, Chain))
            pairs.append((made.confidence, right))
    return tuple(pairs)


# ---- the page


@dataclass(frozen=True)
class Progress:
    """What one learner has done, to be looked at. No points, no badges, nobody to be compared with."""

    folder: str
    works: tuple[Work, ...]
    faults: tuple[str, ...] = ()

    def sections(self) -> list[Section]:
        """The parts of the page in their order."""
        rest = [Section("Not counted here", self.faults)] if self.faults else []
        if not self.works:
            return [Section("Nothing is here yet", (BEGIN,)), *rest]
        return [self._head(), self._done(), *self._caught(), self._sure(), *rest]

    def _head(self) -> Section:
        moment = datetime.now().strftime("%H:%M")
        drawn = f"Drawn at {moment} from the answers in “{self.folder}”. Run the cell again to draw it anew."
        return Section("", (drawn, WHAT_COUNTS))

    def _done(self) -> Section:
        head = ("exercise", "answered", "checked")
        rows = [(w.name, w.answered, w.checked) for w in self.works]
        lines = tuple(f"{name}: {done}; checked: {checked}" for name, done, checked in rows)
        return Section("What you have done", (), pictures.table(head, rows), lines)

    def _caught(self) -> list[Section]:
        title = "What you caught, and what you left alone"
        held = {
            kind: [w for w in self.works if w.kind == kind and w.detection and detection.items(w.detection)]
            for kind in TITLES
        }
        held = {kind: works for kind, works in held.items() if works}
        if not held:
            checked = any(w.detection is not None for w in self.works)
            return [Section(title, (NOTHING_COUNTED if checked else NOT_CHECKED,))]
        blocks = [self._block(kind, works) for kind, works in held.items()]
        return [
            Section(
                title,
                (BOTH,),
                pictures.beside(*(block.picture for block in blocks)),
                tuple(line for block in blocks for line in block.lines),
            )
        ]

    def _block(self, kind: str, works: Sequence[Work]) -> Section:
        title, words, parts = TITLES[kind], WORDS[kind], [w.detection for w in works]
        first, *more = detection.told(detection.total(parts), words)
        told = [t for t in (first, detection.moved(parts, words), *more) if t]
        rows = tuple(
            pictures.Row(w.title, w.place, d.hits, d.signals, d.false_alarms, d.noises)
            for w, d in zip(works, parts, strict=True)
        )
        panel = pictures.Panel(title, f"{words.caught} {words.flaws}", f"{words.accused} {words.sounds}", rows)
        picture = f"<h4>{escape(title)}</h4>{_paragraphs(told, 22)}{pictures.multiples([panel])}"
        lines = [f"{w.name}: {detection.counts(d, words)}" for w, d in zip(works, parts, strict=True)]
        return Section(title, tuple(told), picture, (f"{title} {' '.join(told)}", *(f"  {x}" for x in lines)))

    def _sure(self) -> Section:
        title = "How sure, and how often right"
        pairs = [pair for work in self.works for pair in work.sure]
        if not pairs:
            return Section(title, (HOW_SURE,))
        table = calibration.bins(pairs)
        drawn = pictures.calibration if len(pairs) >= calibration.ENOUGH else pictures.calibration_table
        first, *more = calibration.told(pairs)
        sentences = tuple(s for s in (first, calibration.moved(pairs), *more, RIGHT) if s)
        lines = tuple(f"{b.name} sure: {b.right} of {b.count} right" for b in table)
        return Section(title, sentences, drawn(table), lines)

    def _repr_html_(self) -> str:
        return f'<section class="kit-progress" style="max-width:62em">{"".join(map(_html, self.sections()))}</section>'

    def __str__(self) -> str:
        return "\n\n".join(map(_text, self.sections()))

    __repr__ = __str__

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


BEGIN = (
    "Open the lesson “Start here” (00-start.ipynb), do its exercise and choose Check. Then come back and run this cell "
    "again: what you answered will be here."
)
WHAT_COUNTS = (
    "It shows how your answers stood when you first checked them. Changing them afterwards is practice, and is not "
    "counted. Answers on which careful readers differ are left out."
)
BOTH = "Reading well is two things: to catch what does not hold, and to leave alone what does."
NOT_CHECKED = "Nothing is checked yet. Choose Check in an exercise, and it will be here."
NOTHING_COUNTED = "What you have checked so far holds no whole answer that can be counted."
HOW_SURE = (
    "Under an answer you can say how sure you are. It never costs anything. Once you have done so and checked, you can "
    "see here how far your “sure” can be trusted."
)
RIGHT = (
    "Right means here that the main question is right. In a chain it is the whole chain; with highlights, that the "
    "attribution is found."
)


def _paragraphs(sentences: Iterable[str], wide: int) -> str:
    return "".join(f'<p style="max-width:{wide}em">{escape(s)}</p>' for s in sentences)


def _html(section: Section) -> str:
    title = f"<h3>{escape(section.title)}</h3>" if section.title else ""
    return title + _paragraphs(section.sentences, 46) + section.picture


def _text(section: Section) -> str:
    head = [section.title, "-" * len(section.title)] if section.title else []
    return "\n".join([*head, *section.sentences, *section.lines])
