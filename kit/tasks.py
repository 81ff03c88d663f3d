"""Where case, widget, answers and score meet: `kit.task("heir/who-1")`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from kit.answers import Sheet, last_checked, layer_of, own_values, workspace
from kit.case import Case
from kit.codebook import codebook
from kit.deck import find_task
from kit.errors import KitError
from kit.feedback import Feedback, Judged, explain
from kit.files import write_whole
from kit.inbrowser import forgets, only_held
from kit.incoming import belongs, incomplete, kept_operation
from kit.lines import answer_words, item_lines, item_words
from kit.model import LEVELS, ROLES, Annotation, Attribution, Choice, Layer, Sample, Task
from kit.render import article_html, article_text, attributions_html, attributions_text
from kit.scoring import in_play, score
from kit.scoring.about import by_item, is_answer, item_ids, unrated_ids
from kit.structure import written
from kit.views import drawn_annotation, drawn_roles, shown_sentences, task_view

log = logging.getLogger(__name__)
WIDGETS = {
    "attributions": "Marker",
    "pairs": "Pairs",
    "assessments": "Sorter",
    "chains": "Chain",
    "verdicts": "Evidence",
    "items": "Items",
    "brief": "Brief",
}
"""Kind of task to the widget that shows it."""


def task(name: str | Path, key: str | Path | None = None) -> Exercise:
    """The exercise of this name, ready to be worked on.

    `name` is "case/task", or a path to a case folder with the task's id behind it; "decks/credited" is a deck of
    short questions. With a key, Check explains at once; without one the answers are kept for the teacher.
    Raises KitError.
    """
    return Exercise(*find_task(name, key))


def worked(name: str | Path, key: str | Path | None = None) -> Worked:
    """A worked example: the same task, solved, with the reason for each answer. Raises KitError without a key."""
    exercise = task(name, key)
    if exercise.case.key is None:
        raise KitError(str(name), "this case carries no key, so it cannot be shown solved", "Ask your teacher")
    return Worked(exercise.case, exercise.task)


class Exercise:
    """One task, its sheet of answers and its widget. Show it by ending a cell with it."""

    def __init__(self, case: Case, task: Task, folder: Path | None = None) -> None:
        self.case, self.task = case, task
        self.sheet = Sheet(task.name, folder)
        self._given = tuple((g.id, written(g, case.article)) for g in task.given)
        self._lock = threading.RLock()

    # ---- what is answered

    def values(self) -> dict[str, dict]:
        """Id to annotation as it stands now, in the form in which it is stored."""
        return self.sheet.values(self._given)

    @property
    def layer(self) -> Layer:
        """The learner's own annotations; what the task had filled in counts once it was worked on."""
        return layer_of(own_values(self.sheet.operations, self._given), self.case.article)[0]

    def progress(self) -> tuple[int, int | None]:
        """How much is answered, and of how many; None where the number is part of the question."""
        layer = self.layer
        if self.task.kind == "attributions":
            return len(in_play(self.task, self.case.article, layer)), None
        asked_ids = unrated_ids(self.task)
        made = by_item(self.task, layer)
        done = [id for id in asked_ids if is_answer(self.task, made.get(id))]
        return len(done), None if self.task.open else len(asked_ids)

    def progress_words(self) -> str:
        """The same in words."""
        done, of = self.progress()
        if of is not None:
            return f"{done} of {of} answered"
        if self.task.open:
            return f"{done} pair{'s' if done != 1 else ''} found" if done else "no pair found yet"
        if not done and any(a.item == "none-here" for a in self.layer.of(Choice)):
            return "“nobody is credited in this text” chosen"
        return "nothing highlighted yet" if not done else f"{done} attribution{'s' if done != 1 else ''} highlighted"

    # ---- what the browser says

    def receive(self, operation: Mapping) -> tuple[list[dict], dict]:
        """Keep one operation of the browser: on disk first, then acknowledged.

        Returns the layer as the browser draws it, and what was saved. An operation that makes no sense is
        acknowledged (or it would come back for ever) and told about, and changes nothing.
        """
        with self._lock:
            problem = ""
            try:
                kept = kept_operation(self.case, self.task, self.prepared(operation), self.fits)
                if self.sheet.append(kept):
                    self._write_readable()
                problem = self._without_place(kept)
            except (KitError, ValueError) as fault:
                problem = str(fault if isinstance(fault, KitError) else incomplete())
                log.warning("operation refused: %s", fault)
            except OSError as fault:
                # Not acknowledged: the browser keeps it and sends it again.
                where = self.sheet.path
                return self.drawn(), _saved([], f"The answer could not be written to {where}: {fault.strerror}.")
            known = operation.get("op_id") if isinstance(operation, Mapping) else None
            return self.drawn(), _saved([known] if isinstance(known, str) else [], problem or only_held())

    def prepared(self, operation: Mapping) -> Mapping:
        """An operation before it is judged and kept. Raises KitError or OSError, as keeping it does."""
        return operation

    def fits(self, made: Annotation) -> bool:
        """Whether an answer is about something that is asked here."""
        return belongs(self.case, self.task, made)

    def _without_place(self, kept: Mapping) -> str:
        """What to tell of an answer that was kept and cannot be drawn; empty if it can."""
        if "value" not in kept or not layer_of({kept["id"]: kept["value"]}, self.case.article)[1]:
            return ""
        parts = [part["words"] for role in (*ROLES, "spans") for part in kept["value"].get(role) or ()]
        return (
            f"The text was changed since you gave this answer, and “{' … '.join(parts)}” has no sure place in it. "
            f"It is kept in {self.sheet.path}; highlight it again."
        )

    def check(self, item: str | None = None) -> dict:
        """Judge the answers as they stand and say why; noted in the sheet, so that first checks can be told apart.

        `item` checks that one alone, in a deck of short questions.
        """
        if self.case.key is None:
            return {}
        with self._lock:
            try:
                self.sheet.did("checked", item if item in item_ids(self.task) else None)
            except OSError as fault:
                log.warning("a check could not be noted: %s", fault)
            return self._feedback()

    def _feedback(self) -> dict:
        feedback = self.judge(show=self.sheet.checks > 1)
        return {
            "checks": self.sheet.checks,
            "summary": feedback.summary,
            "notes": [self._drawn_note(note) for note in feedback.notes],
            "samples": [asdict(s) | {"name": codebook().name("level", s.level)} for s in feedback.samples],
        }

    def judge(self, show: bool = True) -> Feedback:
        """What is told about the answers as they stand; `show` tells what was missed as well. Needs a key."""
        case, task, layer = self.case, self.task, self.layer
        if task.kind == "items":
            # A card that was not checked yet stays closed, whatever was checked beside it.
            layer, task = self._checked_part()
        judged = score(task, case.article, case.key.layer, layer)
        known = (case.names, case.claims_by_id)
        return explain(Judged(task, case.article, case.key, layer, judged, codebook(), show, *known))

    def _checked_part(self) -> tuple[Layer, Task]:
        """The answers that stand as they were when they were last checked, and the task with their items alone."""
        last, now = last_checked(self.sheet.operations), self.values()
        done = {id for id, value in last.items() if now.get(id) == value}
        layer = Layer(tuple(a for a in self.layer.annotations if a.id in done), self.layer.digest)
        return layer, replace(self.task, items=tuple(i for i in self.task.items if i.id in done))

    def _drawn_note(self, note) -> dict:
        known = self.case.key.layer.get(note.key) if note.key else None
        tokens = None
        if isinstance(known, Attribution):
            tokens = drawn_roles(self.case.article, known)
        return {
            "tone": note.tone,
            "annotation": note.answer,
            "sentence": note.sentence,
            "tokens": tokens,
            "title": note.title,
            "text": note.text,
            "compare": [{"question": question, "key": words} for question, words in note.compare],
        }

    # ---- what the browser draws

    def drawn(self) -> list[dict]:
        """The layer in token numbers, and what could not be placed left out."""
        layer, _ = layer_of(self.values(), self.case.article)
        own = own_values(self.sheet.operations, self._given)
        return [drawn_annotation(self.case.article, a, a.id not in own) for a in layer.annotations]

    def view(self) -> dict:
        """What the widget shows: the part of the text in play, the items, the labels."""
        view = task_view(self.case, self.task) | {
            "journal": f"{workspace()}/{self.task.name}",
            "notice": self.notice(),
        }
        return view | ({"opened": self.sheet.done("opened")} if self.task.kind == "verdicts" else {})

    def notice(self) -> str:
        """What the learner has to be told about the kept answers; empty if nothing."""
        unplaced = layer_of(self.values(), self.case.article)[1]
        told = [one for one in (forgets(), self.sheet.notice) if one]
        if unplaced:
            told.append(
                f"{len(unplaced)} of your earlier answers could not be placed on this text; "
                f"they are kept in {self.sheet.path}. The first: {next(iter(unplaced.values()))}"
            )
        return " ".join(told)

    # ---- what is shown

    def widget(self):
        """The live view. Made anew each time, so that two cells may show the same exercise."""
        name = WIDGETS[self.task.kind]
        made = getattr(import_module(f"kit.widgets.{name.lower()}"), name)(
            view=self.view(), layer=self.drawn(), on_op=self.receive, on_check=self.check
        )
        if self.sheet.checks and self.case.key is not None:
            made.feedback = self._feedback()
        return made

    def _ipython_display_(self) -> None:
        """The live view, and beside it a plain one that can be read with no kernel."""
        from IPython.display import display

        display(self.widget())
        display(self.static(), raw=True)

    def static(self) -> dict[str, str]:
        """The answers as they stand, by mime type."""
        moment = datetime.now().strftime("%H:%M")
        head = f"{self.task.title} ({self.progress_words()}, as of {moment} when this cell ran)"
        back = "Run > Run All Cells brings the exercise back."
        text = f"{head}\n{back}\n\n{self._answers_text()}"
        page = f"<details><summary>{escape(head)}</summary><p>{escape(back)}</p>{self._answers_html()}</details>"
        return {"text/html": page, "text/plain": text}

    def _answers_html(self) -> str:
        if self.task.kind == "attributions":
            shown = attributions_html(self.case.article, self.layer, codebook().name, self.task.fields)
            return article_html(self.case.article, self.layer, self._shown()) + shown
        return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in self._item_lines()) + "</ul>"

    def _answers_text(self) -> str:
        if self.task.kind == "attributions":
            text = article_text(self.case.article, self._shown())
            return f"{text}\n\n{attributions_text(self.case.article, self.layer, codebook().name, self.task.fields)}"
        return "\n".join(f"- {line}" for line in self._item_lines())

    def _shown(self) -> list[str]:
        return [s.id for s in shown_sentences(self.case.article, self.task)]

    def _item_lines(self) -> list[str]:
        return item_lines(self.case, self.task, self.layer)

    def _write_readable(self) -> None:
        """The current answers beside the log, for anybody to read."""
        moment = datetime.now().strftime("%Y-%m-%d %H:%M")
        head = f"# {self.task.title} ({self.task.name})\n\n{self.progress_words()}, {moment}\n\n"
        try:
            write_whole(self.sheet.path.with_suffix(".md"), head + self._answers_text() + "\n")
        except OSError as fault:
            # The log holds the answers; this copy is a convenience.
            log.warning("the readable copy could not be written: %s", fault)


@dataclass(frozen=True)
class Worked:
    """A task solved, as plain HTML and text."""

    case: Case
    task: Task

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}

    def _solved(self) -> Layer:
        return Layer(in_play(self.task, self.case.article, self.case.key.layer), self.case.article.digest)

    def _samples(self) -> Iterator[tuple[str, list[Sample]]]:
        """A brief has no one solution: each question with its samples, the weakest first."""
        held = sorted(self.case.key.samples.get(self.task.id, ()), key=lambda s: LEVELS.index(s.level))
        for prompt in self.task.prompts:
            yield prompt.question, [s for s in held if s.prompt == prompt.id]

    def html(self) -> str:
        """The solution with the reason for each part."""
        article, layer = self.case.article, self._solved()
        if self.task.kind == "attributions":
            listed = attributions_html(article, layer, codebook().name, self.task.fields)
            return article_html(article, layer, self.task.sentences) + listed
        if self.task.kind == "brief":
            return "".join(
                f"<p><strong>{escape(question)}</strong></p><ul>{''.join(map(_sample_html, samples))}</ul>"
                for question, samples in self._samples()
            )
        rows = [
            f"<li>{escape(item_words(self.case, self.task, id))}<br>"
            f"<strong>{escape(answer_words(self.case, self.task, a))}</strong><br>{escape(a.why)}</li>"
            for id, a in by_item(self.task, layer).items()
        ]
        return f"<ol>{''.join(rows)}</ol>"

    def text(self) -> str:
        """The same as plain text."""
        article, layer = self.case.article, self._solved()
        if self.task.kind == "attributions":
            reasons = "\n".join(f"   {a.why}" for a in layer.attributions)
            return f"{article_text(article, self.task.sentences)}\n\n{attributions_text(article, layer)}\n{reasons}"
        if self.task.kind == "brief":
            return "\n".join(
                "\n".join([question, *(f"- {_level(s)}: {s.text}\n  {s.why}" for s in samples)])
                for question, samples in self._samples()
            )
        return "\n".join(
            f"- {item_words(self.case, self.task, id)}: {answer_words(self.case, self.task, a)}. {a.why}"
            for id, a in by_item(self.task, layer).items()
        )


def _level(sample: Sample) -> str:
    return codebook().name("level", sample.level)


def _sample_html(sample: Sample) -> str:
    parts = (_level(sample), sample.text, sample.why)
    return "<li><strong>{}</strong><br>{}<br><em>{}</em></li>".format(*map(escape, parts))


def _saved(ops: list[str], problem: str = "") -> dict:
    return {"ops": ops, "at": datetime.now().strftime("%H:%M"), "problem": problem}
