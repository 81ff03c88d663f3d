"""What a browser says becomes what a sheet keeps: words in place of token numbers, nothing that is not asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kit.article import Article, Span
from kit.case import Case
from kit.codebook import codebook
from kit.errors import KitError
from kit.model import ROLES, Annotation, Chain, Choice, Spans, Task, Text, Verdict
from kit.references import check_labels
from kit.scoring import asked
from kit.scoring.about import ORIGINS, id_by_item, item_of
from kit.structure import annotation, name_words, read_annotation, written
from kit.text import occurrences

LONGEST = 20_000
"""Characters of free text that one answer keeps."""
HIGHLIGHTED = {"attribution": {role: role for role in ROLES}, "spans": {"tokens": "spans"}}
"""Type of annotation to its words: how the browser calls them, and how a sheet does."""


def kept_operation(case: Case, task: Task, operation: Mapping, fits: Callable[[Annotation], bool]) -> dict:
    """The operation as the sheet keeps it. Raises KitError for one that makes no sense.

    `fits` says whether an annotation is about something that is asked, under the id that its answer carries.
    """
    if not isinstance(operation, Mapping) or operation.get("op") not in ("put", "drop", "did"):
        raise incomplete()
    kept = {name: operation.get(name) for name in ("op", "op_id", "at", "digest", "id", "what")}
    kept = {name: value for name, value in kept.items() if isinstance(value, str) and value}
    if not {"op_id", "id"} <= set(kept):
        raise incomplete()
    if kept["op"] == "did":
        _check_done(case, kept)
    elif kept["op"] == "put":
        kept["value"] = _kept_value(case, operation, fits)
    return kept


def _check_done(case: Case, kept: Mapping) -> None:
    """A browser reports one thing that was done: that a document was opened."""
    if kept.get("what") != "opened" or kept["id"] not in {d.id for d in case.documents}:
        raise KitError("this document", "it is not in the pack", "Run all cells again")


def _kept_value(case: Case, operation: Mapping, fits: Callable[[Annotation], bool]) -> dict:
    if not isinstance(operation.get("value"), Mapping):
        raise incomplete()
    value = dict(operation["value"])
    value.pop("given", None)
    value["id"] = operation["id"]
    roles = HIGHLIGHTED.get(kind) if isinstance(kind := value.get("type"), str) else None
    if roles:
        moved = operation.get("digest") not in (None, case.article.digest)
        for drawn, part in roles.items():
            ranges = value.pop(drawn, None) or []
            value[part] = _by_words(case, operation, drawn, ranges) if moved else _by_tokens(case.article, ranges)
        if moved:
            # What has no sure place is kept all the same, and listed.
            read_annotation(value, "this answer")
            return value
    made = annotation(value, case.article, "this answer")
    if not fits(made):
        raise KitError("this answer", "it is about something that is not asked here", "Run all cells again")
    if made.confidence is not None and not 0 <= made.confidence <= 100:
        raise KitError("this answer", f"{made.confidence} per cent is no confidence", "Choose it once more")
    check_labels(made, codebook().ids, "this answer")
    return written(made, case.article)


def belongs(case: Case, task: Task, made: Annotation) -> bool:
    """Whether an answer is about something that its task asks."""
    return asked(task, made) and _known(case, task, made) and _own_id(task, made)


def _own_id(task: Task, made: Annotation) -> bool:
    """An answer to an item carries the item's id, so that no item has two."""
    return task.kind == "attributions" or id_by_item(task).get(item_of(made)) == made.id


def _known(case: Case, task: Task, made: Annotation) -> bool:
    """Whether the voices, documents and options that it names are there, and its text is of a sane length."""
    match made:
        case Chain():
            linkable = {v.id for v in case.voice_list if not v.publisher}
            return set(made.voices) <= linkable and len(set(made.voices)) == len(made.voices)
        case Verdict():
            return made.document in (None, "none", *(d.id for d in case.documents))
        case Choice(item=item) if item == ORIGINS and task.kind == "chains":
            return made.option.isdecimal() and len(made.option) < 4
        case Choice() if task.kind == "items":
            return any(made.option in {o.id for o in i.options} for i in task.items if i.id == made.item)
        case Spans():
            own = {s for i in task.items if i.id == made.item for s in (*i.sentences, *i.changed)}
            return {case.article.at(span.start).id for span in made.spans} <= own and not (made.spans and made.none)
        case Text():
            return len(made.text) <= LONGEST
    return True


def _by_tokens(article: Article, ranges: Any) -> list[dict]:
    tokens = article.tokens
    parts = []
    for pair in ranges if isinstance(ranges, (list, tuple)) else [ranges]:
        if not (isinstance(pair, (list, tuple)) and len(pair) == 2 and all(type(n) is int for n in pair)):
            raise KitError("this answer", "its words cannot be read", "Highlight them once more")
        first, last = pair
        if not 0 <= first <= last < len(tokens):
            raise KitError("this answer", "its words lie outside the text", "Highlight them once more")
        parts += name_words(Span(tokens[first].start, tokens[last].end), article)
    return parts


def _by_words(case: Case, operation: Mapping, role: str, ranges: Any) -> list[dict]:
    """An answer that waited in the browser while the text was changed: kept where its words are unique."""
    named = operation.get("words")
    listed = (named.get(role) if isinstance(named, Mapping) else None) or []
    if not isinstance(listed, (list, tuple)) or bool(listed) != bool(ranges):
        raise KitError("this answer", "the text was changed, and its words cannot be read", "Highlight it again")
    parts = []
    for words in listed:
        places = [s.id for s in case.article.sentences for _ in occurrences(str(words), s.text)]
        parts.append({"sentence": places[0] if len(places) == 1 else "the changed text", "words": str(words)})
    return parts


def incomplete() -> KitError:
    """What is said of an answer that lacks a part."""
    return KitError("this answer", "it is not complete", "Make it once more")
