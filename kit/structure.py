"""What files say becomes records: one strict step for cases, keys and answers alike.

Files name words (sentence, exact words, which occurrence), records hold spans. Nothing is guessed: words that
do not stand in the sentence exactly once are an error that shows the nearest text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from typing import Any, get_args, get_origin

import cattrs
from cattrs.errors import ClassValidationError, ForbiddenExtraKeysError, IterableValidationError
from cattrs.gen import make_dict_structure_fn, make_mapping_structure_fn

from kit.article import Article, Span
from kit.errors import KitError, nearest
from kit.model import (
    ROLES,
    Annotation,
    AnnotationBase,
    Assessment,
    Attribution,
    Chain,
    Choice,
    Pair,
    Rating,
    Spans,
    Text,
    Verdict,
)
from kit.text import NotFound, NotUnique, find, occurrences, trim


@dataclass(frozen=True, kw_only=True)
class Words:
    """Words as a file names them."""

    sentence: str
    words: str
    occurrence: int | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenAttribution(AnnotationBase):
    """An `Attribution` as files hold it: its parts are words. The other records stand in files as they are."""

    sentence: str | None = None
    """Where parts given as bare words stand."""
    source: tuple[str | Words, ...] = ()
    cue: tuple[str | Words, ...] = ()
    content: tuple[str | Words, ...] = ()
    quote: str | None = None
    stance: str | None = None
    naming: str | None = None
    basis: str | None = None
    attitude: str | None = None
    voice: str | None = None
    parent: str | None = None


@dataclass(frozen=True, kw_only=True)
class WrittenSpans(AnnotationBase):
    """`Spans` as files hold them."""

    item: str
    sentence: str | None = None
    spans: tuple[str | Words, ...] = ()
    none: bool = False
    sound: bool = True


WRITTEN: Mapping[str, type] = {
    "attribution": WrittenAttribution,
    "spans": WrittenSpans,
    **{kind.__name__.lower(): kind for kind in (Pair, Assessment, Chain, Verdict, Choice, Text, Rating)},
}
PARTS: Mapping[type, tuple[str, ...]] = {Attribution: ROLES, Spans: ("spans",)}
"""Kind of record to the fields that are words in files and spans in memory."""
PLACED: Mapping[type, type] = {WrittenAttribution: Attribution, WrittenSpans: Spans}


def _strict(value: Any, kind: type) -> Any:
    """No silent change of type: YAML's 750 is not the word "750"."""
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise TypeError(value, kind)
    return value


def _part(value: Any, _: type) -> str | Words:
    return CONVERTER.structure(value, Words) if isinstance(value, Mapping) else _strict(value, str)


def _list(value: Any, kind: Any) -> tuple:
    """A tuple from a list only: a text would fall apart into its letters, a group of fields into their names."""
    if not isinstance(value, (list, tuple)):
        raise TypeError(value, list)
    return tuple(CONVERTER.structure(value, list[get_args(kind)[0]]))


def _group(kind: Any) -> Callable:
    """A reader of records and mappings that takes nothing but a group of fields."""
    read = (make_dict_structure_fn if is_dataclass(kind) else make_mapping_structure_fn)(kind, CONVERTER)

    def group(value: Any, kind: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(value, dict)
        return read(value, kind)

    return group


CONVERTER = cattrs.Converter(forbid_extra_keys=True)
for _kind in (str, int, float, bool):
    CONVERTER.register_structure_hook(_kind, _strict)
CONVERTER.register_structure_hook(str | Words, _part)
CONVERTER.register_structure_hook_func(lambda kind: get_origin(kind) is tuple, _list)
CONVERTER.register_structure_hook_factory(
    lambda kind: is_dataclass(kind) or kind is dict or get_origin(kind) is dict, _group
)


def structure(value: Any, kind: Any, where: str) -> Any:
    """`value`, as YAML or JSON gives it, as a record of `kind`.

    Raises KitError with file, place and what was expected: for a missing or unknown field, or a wrong type.
    """
    try:
        return CONVERTER.structure(value, kind)
    except Exception as fault:
        place, what, todo = _explain(fault, value)
        raise KitError(f"{where}{place}", what, todo) from None


def _explain(fault: BaseException, value: Any) -> tuple[str, str, str]:
    """Walk down to the first fault: the place, what is wrong, what to do."""
    place = ""
    while isinstance(fault, (ClassValidationError, IterableValidationError)):
        # A misspelt field is missing as well: the unknown name is the better hint.
        unknown = [e for e in fault.exceptions if isinstance(e, ForbiddenExtraKeysError)]
        inner = (unknown or fault.exceptions)[0]
        if isinstance(fault, IterableValidationError):
            index = next((note.index for note in getattr(inner, "__notes__", []) if hasattr(note, "index")), 0)
            named, value = isinstance(value, Mapping), _item(value, index)
            place += f", {index if named else _label(value, index)}"
        elif not isinstance(inner, ForbiddenExtraKeysError):
            note = next((n for n in getattr(inner, "__notes__", []) if hasattr(n, "name")), None)
            if note is not None and not isinstance(inner, KeyError):
                place += f", {note.name}"
                value = value.get(note.name) if isinstance(value, Mapping) else None
        fault = inner
    if isinstance(fault, ForbiddenExtraKeysError):
        unknown = sorted(map(str, fault.extra_fields))[0]
        return place, f'there is no field "{unknown}"', nearest(unknown, [f.name for f in fields(fault.cl)])
    if isinstance(fault, KeyError):
        return place, f'the field "{fault.args[0]}" is missing', "Add it"
    return place, *_type_fault(fault, value)


def _type_fault(fault: BaseException, value: Any) -> tuple[str, str]:
    wanted = fault.args[1] if isinstance(fault, TypeError) and len(fault.args) == 2 else None
    found = fault.args[0] if wanted is not None else value
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    names |= {list: "a list", dict: "a group of fields"}
    what = f"here stands {_shown(found)}, where {names.get(wanted, 'something else')} is needed"
    return what, "Put quotation marks around it" if wanted is str and not isinstance(
        found, (list, dict)
    ) else "Correct it"


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "a group of fields"
    return "a list" if isinstance(value, (list, tuple)) else f'"{str(value)[:60]}"'


def _item(value: Any, index: Any) -> Any:
    if isinstance(value, Mapping):
        return value.get(index)
    return value[index] if isinstance(value, (list, tuple)) and index < len(value) else None


def _label(value: Any, index: int) -> str:
    id = value.get("id") if isinstance(value, Mapping) else None
    return str(id) if id is not None else f"item {index + 1}"


# ---- words and spans


def place(words: Words, article: Article, where: str) -> Span:
    """The span of words that a file names. Raises KitError with the nearest text, or asking for the occurrence."""
    try:
        sentence = article.sentence(words.sentence)
    except KeyError:
        hint = nearest(words.sentence, [s.id for s in article.sentences])
        raise KitError(where, f'there is no sentence "{words.sentence}"', hint) from None
    try:
        start, end = find(words.words, sentence.text, words.occurrence)
    except NotFound as fault:
        raise KitError(
            where, f"“{words.words}” does not stand in {sentence.id}", f"The nearest text there is “{fault.near}”"
        ) from None
    except NotUnique as fault:
        raise KitError(
            where,
            f"“{words.words}” stands {fault.args[0]} times in {sentence.id}",
            "Say which one with `occurrence`, counted from 1",
        ) from None
    return Span(sentence.start + start, sentence.start + end)


def name_words(span: Span, article: Article) -> list[dict]:
    """A span as a file names it: one entry for each sentence that it touches."""
    named = []
    for sentence in article.sentences:
        start, end = max(span.start, sentence.start), min(span.end, sentence.end)
        if start >= end:
            continue
        start, end = trim(start - sentence.start, end - sentence.start, sentence.text)
        words = sentence.text[start:end]
        entry: dict = {"sentence": sentence.id, "words": words}
        places = occurrences(words, sentence.text)
        if len(places) > 1 and (start, end) in places:
            entry["occurrence"] = places.index((start, end)) + 1
        named.append(entry)
    return named


# ---- annotations


def annotation(value: Mapping, article: Article, where: str, kind: str | None = None) -> Annotation:
    """One annotation of a key or an answer sheet, on its text.

    `kind` is the name of its record in small letters; without it the value's own `type` says so.
    Raises KitError.
    """
    read = read_annotation(value, where, kind)
    return _placed(read, article, where) if type(read) in PLACED else read


def read_annotation(value: Mapping, where: str, kind: str | None = None) -> Any:
    """The same before its words are looked for in a text. Raises KitError."""
    if not isinstance(value, Mapping):
        raise KitError(where, "an annotation is a group of fields", "Correct it")
    kind = kind or value.get("type")
    if not isinstance(kind, str) or kind not in WRITTEN:
        raise KitError(where, f'"{kind}" is no type of annotation', nearest(str(kind), WRITTEN))
    return structure({k: v for k, v in value.items() if k != "type"}, WRITTEN[kind], where)


def _placed(written: WrittenAttribution | WrittenSpans, article: Article, where: str) -> Attribution | Spans:
    """The record with spans for its words."""
    kind = PLACED[type(written)]
    same = {f.name: getattr(written, f.name) for f in fields(kind) if f.name not in PARTS[kind]}
    parts = {
        part: tuple(sorted(_spans(getattr(written, part), written.sentence, article, f"{where}, {part}")))
        for part in PARTS[kind]
    }
    return kind(**same, **parts)


def _spans(parts: Iterable[str | Words], sentence: str | None, article: Article, where: str) -> Iterable[Span]:
    for part in parts:
        if isinstance(part, str):
            if sentence is None:
                raise KitError(where, "bare words need the annotation's `sentence`", "Add it")
            part = Words(sentence=sentence, words=part)
        yield place(part, article, where)


def written(annotation: Annotation, article: Article) -> dict:
    """An annotation as answer sheets store it: words instead of spans, what is empty left out."""
    value: dict = {"type": type(annotation).__name__.lower()}
    for item in fields(annotation):
        content = getattr(annotation, item.name)
        empty = item.default is not MISSING and content == item.default
        if item.name == "id" or not empty:
            value[item.name] = content
    for part in PARTS.get(type(annotation), ()):
        if part in value:
            value[part] = [entry for span in value[part] for entry in name_words(span, article)]
    for name in ("accept", "wrong", "votes"):
        if name in value:
            value[name] = [asdict(entry) for entry in value[name]]
    return {k: list(v) if isinstance(v, tuple) else v for k, v in value.items()}


assert set(WRITTEN) == {kind.__name__.lower() for kind in get_args(Annotation)}
