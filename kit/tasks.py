"""Where case, widget, answers and score meet: `kit.task("heir/who-1")`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib import import_module
from pathlib import Path
from typing import Any

from kit.answers import Sheet, layer_of, own_values, workspace
from kit.case import Case, check_labels, load
from kit.codebook import codebook
from kit.errors import KitError
from kit.feedback import Feedback, Judged, explain
from kit.files import write_whole
from kit.model import ROLES, Annotation, Attribution, Choice, Layer, Span, Task
from kit.render import answer_words as _answer_words
from kit.render import article_html, article_text, attributions_html, attributions_text, item_words
from kit.scoring import asked, in_play, score
from kit.scoring.items import KINDS, by_item, item_ids
from kit.structure import annotation, name_words, read_annotation, written
from kit.text import occurrences
from kit.views import drawn_annotation, drawn_roles, shown_sentences, task_view

log = logging.getLogger(__name__)
WIDGETS = {"attributions": "Marker", "pairs": "Pairs", "assessments": "Sorter"}


def task(name: str | Path, key: str | Path | None = None) -> Exercise:
    """The exercise of this name, ready to be worked on.

    `name` is "case/task", or a path to a case folder with the task's id behind it. With a key, Check explains at
    once; without one the answers are kept for the teacher. Raises KitError.
    """
    place, _, id = str(name).replace("\\", "/").rpartition("/")
    if not place:
        raise KitError(str(name), "the case is missing", 'Write "case/task", for example "heir/who-1"')
    case = load(place, key)
    return Exercise(case, case.task(id))


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
        main = KINDS[self.task.kind].main
        done = [a for a in by_item(self.task, layer).values() if getattr(a, main)]
        return len(done), len(item_ids(self.task))

    def progress_words(self) -> str:
        """The same in words."""
        done, of = self.progress()
        if of is not None:
            return f"{done} of {of} answered"
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
                kept = self._stored(operation)
                if self.sheet.append(kept):
                    self._write_readable()
                problem = self._without_place(kept)
            except (KitError, ValueError) as fault:
                problem = str(fault if isinstance(fault, KitError) else _incomplete())
                log.warning("operation refused: %s", fault)
            except OSError as fault:
                # Not acknowledged: the browser keeps it and sends it again.
                where = self.sheet.path
                return self.drawn(), _saved([], f"The answer could not be written to {where}: {fault.strerror}.")
            known = operation.get("op_id") if isinstance(operation, Mapping) else None
            return self.drawn(), _saved([known] if isinstance(known, str) else [], problem)

    def _stored(self, operation: Mapping) -> dict:
        """The operation as the sheet keeps it: words in place of token numbers."""
        if not isinstance(operation, Mapping) or operation.get("op") not in ("put", "drop"):
            raise _incomplete()
        kept = {name: operation.get(name) for name in ("op", "op_id", "at", "digest", "id")}
        kept = {name: value for name, value in kept.items() if isinstance(value, str) and value}
        if not {"op_id", "id"} <= set(kept):
            raise _incomplete()
        if kept["op"] == "put":
            kept["value"] = self._stored_value(operation)
        return kept

    def _stored_value(self, operation: Mapping) -> dict:
        if not isinstance(operation.get("value"), Mapping):
            raise _incomplete()
        value = dict(operation["value"])
        value.pop("given", None)
        value["id"] = operation["id"]
        if value.get("type") == "attribution":
            moved = operation.get("digest") not in (None, self.case.article.digest)
            for role in ROLES:
                ranges = value.get(role) or []
                value[role] = self._by_words(operation, role, ranges) if moved else self._by_tokens(ranges)
            if moved:
                # What has no sure place is kept all the same, and listed.
                read_annotation(value, "this answer")
                return value
        made = annotation(value, self.case.article, "this answer")
        if not asked(self.task, made):
            raise KitError("this answer", "it is about something that is not asked here", "Run all cells again")
        check_labels(made, codebook().ids(), "this answer")
        return written(made, self.case.article)

    def _without_place(self, kept: Mapping) -> str:
        """What to tell of an answer that was kept and cannot be drawn; empty if it can."""
        if "value" not in kept or not layer_of({kept["id"]: kept["value"]}, self.case.article)[1]:
            return ""
        parts = [part["words"] for role in ROLES for part in kept["value"].get(role) or ()]
        return (
            f"The text was changed since you gave this answer, and “{' … '.join(parts)}” has no sure place in it. "
            f"It is kept in {self.sheet.path}; highlight it again."
        )

    def _by_tokens(self, ranges) -> list[dict]:
        tokens, article = self.case.article.tokens, self.case.article
        parts = []
        for pair in ranges if isinstance(ranges, (list, tuple)) else [ranges]:
            if not (isinstance(pair, (list, tuple)) and len(pair) == 2 and all(type(n) is int for n in pair)):
                raise KitError("this answer", "its words cannot be read", "Highlight them once more")
            first, last = pair
            if not 0 <= first <= last < len(tokens):
                raise KitError("this answer", "its words lie outside the text", "Highlight them once more")
            parts += name_words(Span(tokens[first].start, tokens[last].end), article)
        return parts

    def _by_words(self, operation: Mapping, role: str, ranges) -> list[dict]:
        """An answer that waited in the browser while the text was changed: kept where its words are unique."""
        named = operation.get("words")
        listed = (named.get(role) if isinstance(named, Mapping) else None) or []
        if not isinstance(listed, (list, tuple)) or bool(listed) != bool(ranges):
            raise KitError("this answer", "the text was changed, and its words cannot be read", "Highlight it again")
        parts = []
        for words in listed:
            places = [s.id for s in self.case.article.sentences for _ in occurrences(str(words), s.text)]
            parts.append({"sentence": places[0] if len(places) == 1 else "the changed text", "words": str(words)})
        return parts

    def check(self) -> dict:
        """Judge the answers as they stand and say why; noted in the sheet, so that first checks can be told apart."""
        if self.case.key is None:
            return {}
        with self._lock:
            try:
                self.sheet.did("checked")
            except OSError as fault:
                log.warning("a check could not be noted: %s", fault)
            return self._feedback()

    def _feedback(self) -> dict:
        feedback = self.judge(show=self.sheet.checks > 1)
        return {
            "checks": self.sheet.checks,
            "summary": feedback.summary,
            "notes": [self._drawn_note(note) for note in feedback.notes],
        }

    def judge(self, show: bool = True) -> Feedback:
        """What is told about the answers as they stand; `show` tells what was missed as well. Needs a key."""
        case, layer = self.case, self.layer
        judged = score(self.task, case.article, case.key.layer, layer)
        return explain(Judged(self.task, case.article, case.key, layer, judged, codebook(), show, case.voice_names))

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
        }

    # ---- what the browser draws

    def drawn(self) -> list[dict]:
        """The layer in token numbers, and what could not be placed left out."""
        layer, _ = layer_of(self.values(), self.case.article)
        own = own_values(self.sheet.operations, self._given)
        return [drawn_annotation(self.case.article, a, a.id not in own) for a in layer.annotations]

    def view(self) -> dict:
        """What the widget shows: the part of the text in play, the items, the labels."""
        return task_view(self.case, self.task) | {
            "journal": f"{workspace()}/{self.task.name}",
            "notice": self.notice(),
        }

    def notice(self) -> str:
        """What the learner has to be told about the kept answers; empty if nothing."""
        unplaced = layer_of(self.values(), self.case.article)[1]
        told = [self.sheet.notice] if self.sheet.notice else []
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
            return f"{text}\n\n{attributions_text(self.case.article, self.layer)}"
        return "\n".join(f"- {line}" for line in self._item_lines())

    def _shown(self) -> list[str]:
        return [s.id for s in shown_sentences(self.case.article, self.task)]

    def _item_lines(self) -> list[str]:
        made = by_item(self.task, self.layer)
        return [f"{item_words(self.case, id)}: {answer_words(self.task, made.get(id))}" for id in item_ids(self.task)]

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

    def html(self) -> str:
        """The solution with the reason for each part."""
        article, layer = self.case.article, self._solved()
        if self.task.kind == "attributions":
            listed = attributions_html(article, layer, codebook().name, self.task.fields)
            return article_html(article, layer, self.task.sentences) + listed
        rows = [
            f"<li>{escape(item_words(self.case, id))}<br><strong>{escape(answer_words(self.task, a))}</strong>"
            f"<br>{escape(a.why)}</li>"
            for id, a in by_item(self.task, layer).items()
        ]
        return f"<ol>{''.join(rows)}</ol>"

    def text(self) -> str:
        """The same as plain text."""
        article, layer = self.case.article, self._solved()
        if self.task.kind == "attributions":
            reasons = "\n".join(f"   {a.why}" for a in layer.attributions)
            return f"{article_text(article, self.task.sentences)}\n\n{attributions_text(article, layer)}\n{reasons}"
        return "\n".join(
            f"- {item_words(self.case, id)}: {answer_words(self.task, a)}. {a.why}"
            for id, a in by_item(self.task, layer).items()
        )


def answer_words(task: Task, answer: Annotation | None) -> str:
    """An answer to a pair or a claim, by the names of its labels."""
    return _answer_words(task, answer, codebook().name)


def _incomplete() -> KitError:
    return KitError("this answer", "it is not complete", "Make it once more")


def _saved(ops: list[str], problem: str = "") -> dict:
    return {"ops": ops, "at": datetime.now().strftime("%H:%M"), "problem": problem}
