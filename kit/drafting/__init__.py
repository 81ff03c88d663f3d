"""A draft: a case on its way, from a pasted text to a folder that learners can be given.

Every step of it keeps what its author answers as learners' answers are kept (`kit.answers.Sheet`), so a draft survives
whatever a sheet survives, and is taken up again on any other day. The whole of it lies in one folder:

    drafts/bakery/source.txt                      the text as it was given, never altered
    drafts/bakery/answers/bakery/<step>.jsonl     one sheet for each of `STEPS`
    drafts/bakery/evidence/                       the evidence pack, if its author puts one there
"""

from __future__ import annotations

import os
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kit.answers import Sheet, layer_of
from kit.article import Article, build_article
from kit.case import Case
from kit.drafting.following import followed
from kit.drafting.naming import NAMES, Waiting
from kit.errors import KitError
from kit.model import Claim, Document, Layer, Voice, VoiceFacts

if TYPE_CHECKING:
    from kit.drafting.checking import Checked
    from kit.drafting.evidence import Pack
    from kit.drafting.exercise import Made
    from kit.drafting.saving import Saved
    from kit.tasks import Exercise

STEPS = (
    *("source", "attributions", "voices", "claims", "pairs", "assessments", "verdicts", "chains", "reasons", "tasks"),
)
"""What an author is led through, in this order; each has a sheet of its own."""
FRONT = ("title", "kind", "source", "licence", "language", "level", "content_note")
"""The questions of the step `source`, as the front matter of `article.md` has them."""
NEEDED = {
    "title": "a title",
    "kind": "what the text is",
    "source": "where it comes from",
    "licence": "its licence",
}
"""Those of them that have to be answered, and what they ask for."""
USUAL = {"language": "en", "level": "medium", "content_note": "none"}
"""What stands for the others until they are answered."""
AGAIN = "Click into the cell above this and press Shift+Enter, and it is shown here."
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def drafts_folder() -> Path:
    """Where drafts are kept: `KIT_DRAFTS`, or `drafts` beside the notebook."""
    return Path(os.environ.get("KIT_DRAFTS") or "drafts")


def draft(name: str) -> Draft:
    """The draft of this name, begun or taken up again. Raises KitError where it cannot be a case's name."""
    return Draft(name)


NOTEBOOK = Path("solutions") / "new-case.ipynb"
"""The notebook that leads an author through a draft, in the course's own folder."""


def begin(name: str, path: Path | None = None) -> list[str]:
    """Begin a draft where that notebook finds it, with a file's text if one is given, for those with a terminal.

    Gives what to tell of it. Raises KitError, also where the draft has a text already and a file is given.
    """
    from kit.drafting import source

    there = NOTEBOOK.parent / "drafts" if NOTEBOOK.is_file() and "KIT_DRAFTS" not in os.environ else drafts_folder()
    made = Draft(name, there / name)
    told = []
    if path is not None:
        if made.paragraphs:
            raise KitError(made.name, f"this draft has a text already, in {made.folder}", "Choose another name")
        told += source.take_file(made, path).notes
    made.folder.mkdir(parents=True, exist_ok=True)
    size = f", {sum(map(len, made.paragraphs))} sentences" if made.paragraphs else ""
    told.insert(0, f"The draft is in {made.folder}{size}.")
    return [*told, f"Open {NOTEBOOK.as_posix()} in JupyterLab, and write {name} into its first cell."]


class Draft:
    """A case without a key, whose author's answers become the key."""

    def __init__(self, name: str, folder: Path | None = None) -> None:
        """`folder` holds this draft alone; without it, the one of this name in `drafts_folder()`."""
        if not isinstance(name, str) or not NAME.fullmatch(name) or len(name) > 40:
            what = f"“{name}” cannot name a case"
            raise KitError("the draft", what, "Use small letters, digits and single hyphens, such as bakery-fire")
        self.name = name
        self.folder = folder or drafts_folder() / name
        # What was read and placed, until the disk holds something else: steps ask for it hundreds of times.
        self._sheets: dict[str, tuple] = {}
        self._layers: dict[str, tuple] = {}
        self._text: tuple | None = None
        self._pack: tuple | None = None
        self.shown: WeakKeyDictionary = WeakKeyDictionary()
        """The live views of steps, each with the name of its step."""
        if (self.folder / "saved.json").exists():
            from kit.drafting import saving

            saving.settle_all(self)

    def __repr__(self) -> str:
        return f"<draft {self.name} in {self.folder}>"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """Where it stands."""
        from kit.drafting import overview

        return overview.bundle(self)

    # ---- what is kept

    def sheet(self, step: str) -> Sheet:
        """What was answered in one of `STEPS`, as it stands on the disk now. Raises KeyError for another name."""
        if step not in STEPS:
            raise KeyError(step)
        path = self.answers / self.name / f"{step}.jsonl"
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size)
        except OSError:
            stamp = None
        held, sheet = self._sheets.get(step, (None, None))
        if sheet is None or held != stamp:
            sheet = Sheet(f"{self.name}/{step}", self.answers)
            self._sheets[step] = (stamp, sheet)
        return sheet

    @property
    def answers(self) -> Path:
        """The folder of the sheets: what an `Exercise` of a step is given as its own."""
        return self.folder / "answers"

    def step_layer(self, step: str) -> Layer:
        """The annotations of one step, on the article as it stands now; what has no place on it is left out."""
        sheet, article = self.sheet(step), self.article
        made_of = (sheet, len(sheet.operations), article)
        if self._layers.get(step, (None,))[0] != made_of:
            self._layers[step] = made_of, layer_of(followed(sheet.values(), article), article)[0]
        return self._layers[step][1]

    # ---- the text

    @property
    def front(self) -> dict[str, str]:
        """The front matter as far as it is answered: field of `FRONT` to text."""
        written = self._source_texts()
        return {field: text for field in FRONT if (text := " ".join(written.get(field, "").split()))}

    @property
    def paragraphs(self) -> list[list[str]]:
        """The sentences as they stand now, paragraph by paragraph; none before there is a text."""
        blocks = re.split(r"\n[ \t]*\n", self._source_texts().get("sentences", ""))
        kept = [[line.strip() for line in block.split("\n") if line.strip()] for block in blocks]
        return [lines for lines in kept if lines]

    def _source_texts(self) -> dict[str, str]:
        """Prompt of the step `source` to what was written there."""
        values = [(v.get("prompt"), v.get("text")) for v in self.sheet("source").values().values()]
        return {prompt: text for prompt, text in values if isinstance(prompt, str) and isinstance(text, str)}

    def missing(self) -> list[str]:
        """What the step `source` still lacks, in words."""
        front = self.front
        lacking = [words for field, words in NEEDED.items() if field not in front]
        return lacking if self.paragraphs else ["a text", *lacking]

    @property
    def article(self) -> Article:
        """The text with its numbered sentences. Raises KitError while the text or a needed answer is missing."""
        sheet = self.sheet("source")
        made_of = (sheet, len(sheet.operations))
        if self._text is None or self._text[0] != made_of:
            if lacking := self.missing():
                what = f"the text is not ready: {', '.join(lacking)} missing"
                raise KitError(self.name, what, "Give it in the step “The text”")
            self._text = made_of, self._article()
        return self._text[1]

    def _article(self) -> Article:
        front = dict.fromkeys(FRONT, "") | USUAL | self.front
        front["content_note"] = "" if front["content_note"].lower() == "none" else front["content_note"]
        return build_article(self.name, self.paragraphs, **front)

    # ---- what the later steps made of it

    @property
    def case(self) -> Case:
        """What there is so far as a case without a key and without tasks. Raises KitError as `article` does."""
        return Case(self.name, self.article, self.voices, self.claims, (), documents=self.documents)

    @property
    def pack(self) -> Pack:
        """The evidence pack in the folder `evidence`, as it stands there now, or what is wrong with it."""
        from kit.drafting import evidence

        folder = self.folder / evidence.FOLDER
        stamp = evidence.stamp(folder)
        if self._pack is None or self._pack[0] != stamp:
            self._pack = stamp, evidence.read(folder)
        return self._pack[1]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents of the pack; none where there is no pack, or where it has a fault."""
        return self.pack.documents

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Who speaks, by the step `voices` and what was suggested."""
        from kit.drafting import review

        return review.voices(self)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The statements picked in the step `claims`, in text order."""
        from kit.drafting import review

        return review.claims(self)

    @property
    def layer(self) -> Layer:
        """Everything annotated so far, with its reasons: what the key will hold."""
        from kit.drafting import review

        return review.layer(self)

    @property
    def facts(self) -> dict[str, VoiceFacts]:
        """Voice id to what the step `voices` says of it; a voice of which nothing is said yet is left out."""
        from kit.drafting import review

        return review.facts(self)

    @property
    def events(self) -> dict[str, str]:
        """Claim id to what it is about, as far as the step `claims` says so."""
        from kit.drafting import review

        return review.events(self)

    @property
    def unattributed(self) -> dict[str, str]:
        """Sentence id to the reason why it credits nobody, as far as the step `reasons` says so."""
        from kit.drafting import review

        return review.unattributed(self)

    def tell_later(self, changed: str) -> None:
        """Tell the views of later steps that this one has changed since they were drawn."""
        if changed == "reasons":
            return  # no task depends on them, and the check reads them anew
        told = f"Step {STEPS.index(changed) + 1}, “{NAMES[changed]}”, has changed since. {AGAIN}"
        for view, step in list(self.shown.items()):
            if STEPS.index(step) > STEPS.index(changed) and view.news != told:
                view.news = told

    # ---- the steps, each to end a cell with

    def step(self, name: str) -> Exercise | Waiting:
        """One of `STEPS`; while there is no text, what stands in its place. Raises KeyError for another name."""
        if name not in STEPS:
            raise KeyError(name)
        missing = self.missing()
        if missing and name != "source":
            return Waiting.for_text(NAMES[name], missing)
        room = {"source": "source", "verdicts": "evidence", "tasks": "planning"}.get(name, "steps")
        return getattr(import_module(f"kit.drafting.{room}"), name if room == "steps" else "step")(self)

    def source(self) -> Exercise:
        """A text comes in, what it is, and its sentences."""
        return self.step("source")

    def attributions(self) -> Exercise | Waiting:
        """Who says what: suggestions to accept, correct or refuse."""
        return self.step("attributions")

    def voices_step(self) -> Exercise | Waiting:
        """Who they are."""
        return self.step("voices")

    def claims_step(self) -> Exercise | Waiting:
        """Which statements will be asked about."""
        return self.step("claims")

    def pairs(self) -> Exercise | Waiting:
        """What two claims are to each other."""
        return self.step("pairs")

    def assessments(self) -> Exercise | Waiting:
        """Whether a claim can be checked."""
        return self.step("assessments")

    def verdicts(self) -> Exercise | Waiting:
        """What the evidence pack makes of the claims, where there is one."""
        return self.step("verdicts")

    def chains(self) -> Exercise | Waiting:
        """Through whom each claim reached the reader, as the attributions say."""
        return self.step("chains")

    def reasons(self) -> Exercise | Waiting:
        """The reasons that learners will read."""
        return self.step("reasons")

    def tasks(self) -> Exercise | Waiting:
        """What learners are asked, and who read the text; the case is checked and saved there."""
        return self.step("tasks")

    # ---- the end of it

    def check(self) -> Checked:
        """What is lacking or wrong, each with the step in which to mend it; nothing is written."""
        from kit.drafting import checking

        return checking.check(self)

    def save(self, to: Path | str | None = None) -> Saved:
        """Write the case's folder whole: `cases/<name>` beside the notebook, or `to`. Raises KitError, and writes

        nothing, where something is lacking, or where that folder is not this draft's own.
        """
        from kit.drafting import saving

        return saving.save(self, Path(to) if to is not None else None)

    def exercise(self, name: str | None = None, course: Path | str | None = None) -> Made:
        """Make a graded exercise of it in the course around this folder. Raises KitError as `save` does."""
        from kit.drafting import exercise

        return exercise.make(self, name, Path(course) if course is not None else None)
