"""The step `source`: a text comes in, is told about, and its sentences are corrected."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.answers import replay
from kit.article import build_article
from kit.case import Case
from kit.drafting.opening import (
    LARGEST,
    MOST_WORDS,
    Opened,
    check_ending,
    check_length,
    open_file,
    open_text,
)
from kit.drafting.steps import Step
from kit.errors import KitError
from kit.files import write_whole
from kit.model import Annotation, Prompt, Text

if TYPE_CHECKING:
    from kit.drafting import Draft

KINDS = {
    "report": ("a report", "Words as they were published; real people in it stand as they were reported."),
    "retelling": ("a retelling", "Something that happened, told anew in your own words."),
    "invented": ("an invented text", "People, places and events do not exist, and the text says so."),
}
"""Kind of text to its name and what it means."""
LEVELS = {
    "easy": "Short sentences, everyday words, few voices.",
    "medium": "As a good local paper writes.",
    "hard": "Long sentences, or many voices inside one another.",
}
CAUTION = (
    "Whose text is it? In many countries you may read a copyrighted article with your own class and may not pass it "
    "on: then keep the case to yourself. Under a free licence, with the owner’s leave, or retold in your own words it "
    "can travel. Words that a real person said stay exactly as they stand, and nobody real is given words of yours."
)
PROMPT = (
    "Paste this morning’s article or choose a file, say what it is, and look through its sentences. Everything is kept "
    "as you go: you may stop at any time and go on another day."
)
SENTENCE_END = re.compile(r"[.!?…][)\]”\"’'»]*\s*$")
LONGEST_ANSWER = 2_000
"""Characters of an answer about the text."""
OTHERS = ("sentences", "notes", "given")
"""What is kept beside the answers: the sentences, what was told about the text, and each text as it was given."""


QUESTIONS = (
    ("title", "title", "What is its title?", ""),
    ("kind", "kind of text", "What is it?", ""),
    (
        "source",
        "source",
        "Where does it come from?",
        "Who published it, when and where; of a text of your own, that you wrote it, and whether it is invented.",
    ),
    (
        "licence",
        "licence",
        "Under which licence may it be used?",
        "Such as “CC BY 4.0”, “my own text”, or “all rights reserved, for my class only”.",
    ),
    ("level", "level", "How hard is it for your class?", ""),
    (
        "language",
        "language",
        "In which language is it?",
        "Two letters: en for English, de for German. Left empty, it is English.",
    ),
    (
        "content_note",
        "content note",
        "Is there anything in it that may disturb a reader?",
        "One calm sentence that readers see first, such as “A child is hurt.” Leave it empty if there is nothing.",
    ),
)
"""Field, its name, what is asked, and a word on what to answer."""


def _questions() -> list[dict[str, Any]]:
    """The questions as the page asks them."""
    from kit.drafting import NEEDED, USUAL

    kinds = [{"id": id, "name": name, "hint": hint} for id, (name, hint) in KINDS.items()]
    options = {"kind": kinds, "level": [{"id": id, "name": id, "hint": hint} for id, hint in LEVELS.items()]}
    made = []
    for id, name, question, note in QUESTIONS:
        item = {"id": id, "name": name, "question": question, "note": note, "needed": NEEDED.get(id)}
        made.append(item | ({"options": options[id], "usual": USUAL.get(id)} if id in options else {}))
    return made


class Source(Step):
    """The first step of a draft. It needs no article, since it makes one."""

    step, prompt = "source", PROMPT
    kind, shows = "brief", "Source"

    def __init__(self, draft: Draft) -> None:
        self._questions = _questions()
        prompts = [Prompt(q["id"], q["question"], 10) for q in self._questions]
        prompts += [Prompt(id, id, 10) for id in OTHERS]
        blank = dict.fromkeys(("title", "kind", "source", "licence", "level", "content_note"), "")
        empty = build_article(draft.name, (), language="en", **blank)
        super().__init__(draft, Case(draft.name, empty, (), (), ()), prompts=tuple(prompts))

    # ---- what comes in

    def prepared(self, operation: Mapping) -> Mapping:
        """A text that comes in is opened first, and what follows from it kept; so is what undoing it brings back."""
        if not isinstance(operation, Mapping) or not isinstance(operation.get("op_id"), str):
            return operation
        id, value = operation.get("id"), operation.get("value")
        if not isinstance(id, str) or id.partition(".")[0] not in ("given", "file"):
            return operation
        if operation.get("op") == "drop":
            for follows in self._before(operation["op_id"], id):
                self.sheet.append(follows)
            return operation
        if operation.get("op") != "put" or not isinstance(value, Mapping) or not isinstance(value.get("text"), str):
            return operation
        return self._taken(operation, value)

    def _taken(self, operation: Mapping, value: Mapping) -> Mapping:
        if value.get("prompt") == "file":
            name = Path(str(value.get("name") or "text.txt").replace("\\", "/")).name
            ending, data = _bytes(name, value["text"])
            opened = open_file(name, data)
            text = opened.text
        else:
            text = value["text"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            opened, ending, data = open_text(text), ".txt", text.encode()
        keep_given(self.draft.folder, ending, data)
        for follows in self._following(operation["op_id"], opened):
            self.sheet.append(follows)
        return {**operation, "value": {"type": "text", "prompt": "given", "text": text}}

    def _following(self, op_id: str, opened: Opened) -> Iterator[dict]:
        """What follows from a text: its sentences, what is told about it, and answers that nobody has given yet."""
        known = self.draft.front
        follows = {"sentences": sentences_of(opened), "notes": "\n".join(opened.notes)}
        follows |= {f: text for f, text in opened.front.items() if f not in known and self._answers(f, text)}
        for prompt, text in follows.items():
            yield _put(op_id, prompt, text)

    def _before(self, op_id: str, id: str) -> Iterator[dict]:
        """Sentences and notes as they stood when the text of this id came in."""
        made = self.sheet.operations
        first = next((n for n, op in enumerate(made) if op["op"] == "put" and op["id"] == id), None)
        if first is None:
            return
        # What follows from a text was kept right before it.
        cause = made[first]["op_id"]
        old = replay(op for op in made[:first] if not op["op_id"].startswith(f"{cause}."))
        for prompt in ("sentences", "notes"):
            yield _put(op_id, prompt, old.get(prompt, {}).get("text", ""))

    def fits(self, made: Annotation) -> bool:
        """Texts of the step's prompts, each of a sane length and, where there are options, one of them."""
        if not isinstance(made, Text) or made.prompt not in {p.id for p in self.task.prompts}:
            return False
        if made.prompt in OTHERS:
            if made.text and made.prompt == "sentences":
                check_length("the sentences", made.text)
            return made.id.partition(".")[0] in ("given", "file") if made.prompt == "given" else made.id == made.prompt
        return made.id == made.prompt and self._answers(made.prompt, made.text)

    def _answers(self, field: str, text: str) -> bool:
        """Whether a text can answer a question: one of its options, where it has some, and of a sane length."""
        options = {q["id"]: {o["id"] for o in q["options"]} for q in self._questions if q.get("options")}
        return text in options.get(field, (text,)) and len(text) <= LONGEST_ANSWER

    # ---- what is drawn

    def drawn(self) -> list[dict]:
        """The texts but for those as given, which nobody reads here."""
        return [a for a in super().drawn() if a.get("prompt") != "given"]

    def view(self) -> dict:
        """The questions and limits; the text itself is an answer."""
        return super().view() | {
            "kind": "source",
            "lang": "en",
            "caution": CAUTION,
            "questions": self._questions,
            "limits": {"words": MOST_WORDS, "bytes": LARGEST},
        }

    def progress_words(self) -> str:
        """What is missing, in words."""
        missing = self.draft.missing()
        return f"still missing: {', '.join(missing)}" if missing else "ready"

    def _lines(self) -> list[str]:
        front = [f"{q['question']} {self.draft.front.get(q['id'], 'not answered')}" for q in self._questions]
        numbered = enumerate(self.draft.paragraphs, start=1)
        return front + [f"p{p}s{s}: {line}" for p, lines in numbered for s, line in enumerate(lines, start=1)]


def step(draft: Draft) -> Source:
    """The step in which a text comes in."""
    return Source(draft)


def take_file(draft: Draft, path: Path) -> Opened:
    """Take a file's text into a draft, as the step does with one that is chosen. Raises KitError."""
    check_ending(path.name)
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise KitError(path.name, f"the file cannot be read ({fault.strerror})", "Check its name and folder") from None
    step, opened = Source(draft), open_file(path.name, data)
    op_id = f"file-{len(step.sheet.operations)}"
    value = {"type": "text", "prompt": "file", "name": path.name, "text": base64.b64encode(data).decode()}
    told = step.receive({"op": "put", "op_id": op_id, "id": f"file.{op_id}", "value": value})[1]
    if told["problem"]:
        raise KitError(path.name, told["problem"], "")
    return opened


def sentences_of(opened: Opened) -> str:
    """One sentence a line, an empty line between paragraphs."""
    if opened.lines:
        return opened.text
    blocks = re.split(r"\n[^\S\n]*\n\s*", opened.text.strip())
    lines = [_split(block) for block in blocks] if _stacked(blocks) else [[p] for p in _split(opened.text)]
    paragraphs = [[sentence for line in block for sentence in line] for block in lines]
    return "\n\n".join("\n".join(paragraph) for paragraph in paragraphs if paragraph)


def _split(text: str) -> list[list[str]]:
    from kit.suggest.sentences import split_sentences

    return [[" ".join(text[s.start : s.end].split()) for s in paragraph] for paragraph in split_sentences(text)]


def _stacked(blocks: list[str]) -> bool:
    """Whether sentences stand below one another and blank lines between paragraphs, as in a case's `article.md`.

    Else a line break ends a paragraph, as in most of what is copied from a page.
    """
    lines = [line for block in blocks for line in block.split("\n")]
    return len(lines) > len(blocks) > 1 and all(SENTENCE_END.search(line) for line in lines)


def keep_given(folder: Path, ending: str, data: bytes) -> Path:
    """Keep a text as it was given: `source.txt`, and for another one `source-2.txt`. Raises OSError."""
    number = 1
    while True:
        path = folder / f"source{'' if number == 1 else f'-{number}'}{ending}"
        if not path.exists():
            write_whole(path, data)
            return path
        if path.read_bytes() == data:
            return path
        number += 1


def _bytes(name: str, text: str) -> tuple[str, bytes]:
    check_ending(name)
    ending = "." + name.rpartition(".")[2].lower()
    try:
        return ending, base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KitError(name, "it did not arrive whole", "Choose it again") from None


def _put(op_id: str, prompt: str, text: str) -> dict:
    """An operation that follows from another one: the same one again is the same."""
    if not text:
        return {"op": "drop", "op_id": f"{op_id}.{prompt}", "id": prompt}
    value = {"type": "text", "id": prompt, "prompt": prompt, "text": text}
    return {"op": "put", "op_id": f"{op_id}.{prompt}", "id": prompt, "value": value}
