"""A deck of short questions: `decks/<deck>.yaml` with its prompts, `decks/<deck>.key.yaml` with the answers.

A deck is a case of its own kind: its texts make one article, a paragraph an item, so that words, answers, scores and
feedback work as they do everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kit.article import Article, Span, build_article
from kit.case import Case, load
from kit.errors import KitError, nearest
from kit.files import read_yaml
from kit.model import Alternative, Choice, Item, Key, Layer, Option, Reading, Spans, Task
from kit.references import check_front, known, unique, unique_ids
from kit.scoring.decks import NOT_GIVEN, OTHERWISE, places
from kit.structure import structure
from kit.text import words as words_in

SHELF = Path(__file__).parent / "decks"
"""Where the kit's own decks stand."""
ASKS = ("choice", "end", "words")


@dataclass(frozen=True, kw_only=True)
class _WrittenItem:
    id: str
    ask: str
    question: str
    text: tuple[str, ...]
    changed: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _WrittenDeck:
    title: str
    prompt: str
    objective: str
    language: str
    kind: str
    licence: str
    points: float
    items: tuple[_WrittenItem, ...]
    options: tuple[Option, ...] = ()


def decks() -> list[str]:
    """The names of the kit's own decks."""
    return sorted(path.stem for path in SHELF.glob("*.yaml") if not path.stem.endswith(".key"))


def load_deck(id: str, folder: Path = SHELF, key: str | Path | None = None) -> Case:
    """The deck of this name in a folder, as a case with one task.

    Its key is the `.key.yaml` beside it, or the file that `key` names. Raises KitError for the first fault found.
    """
    path = folder / f"{id}.yaml"
    if id.endswith(".key") or not path.is_file():
        there = sorted(p.stem for p in folder.glob("*.yaml") if not p.stem.endswith(".key"))
        raise KitError("", f'there is no deck "{id}"', nearest(id, there))
    own = Path(key) if key is not None else folder / f"{id}.key.yaml"
    own = None if key is None and not own.exists() else own
    stamps = tuple(p.stat().st_mtime_ns if p.exists() else 0 for p in (path, *([own] if own else [])))
    return _load(path.resolve(), own.resolve() if own else None, stamps)


def find_task(name: str | Path, key: str | Path | None = None) -> tuple[Case, Task]:
    """The case and the task of "case/task", of a case folder with the task's id behind it, or of "decks/deck".

    Raises KitError.
    """
    place, _, id = str(name).replace("\\", "/").rpartition("/")
    if not place:
        raise KitError(str(name), "the case is missing", 'Write "case/task", for example "heir/who-1"')
    if place.rpartition("/")[2] == "decks":
        case = load_deck(id, SHELF if place == "decks" else Path(place), key)
    else:
        case = load(place, key)
    return case, case.task(id)


@lru_cache(maxsize=32)
def _load(path: Path, key: Path | None, stamps: tuple) -> Case:
    """Cached by the files' times, as cases are."""
    return read_deck(path, key)


def read_deck(path: Path, key: Path | None) -> Case:
    """Read and check a deck, with its key if there is one. Raises KitError for the first fault."""
    where = f"decks/{path.name}"
    written = structure(read_yaml(path), _WrittenDeck, where)
    if written.kind not in ("report", "retelling", "invented"):
        raise KitError(f"{where}, kind", f'"{written.kind}" is no kind of text', "Write report, retelling or invented")
    check_front(written, where)
    if not written.items:
        raise KitError(f"{where}, items", "there are no questions", "Write at least one")
    unique(written.items, where)
    for item in written.items:
        _check_item(item, written.options, f"{where}, {item.id}")
    article = build_article(
        f"decks/{path.stem}",
        [[*item.text, *item.changed] for item in written.items],
        title=written.title,
        language=written.language,
        kind=written.kind,
        source="",
        licence=written.licence,
        level="",
        content_note="",
    )
    task = Task(
        id=path.stem,
        case="decks",
        kind="items",
        title=written.title,
        prompt=written.prompt,
        objective=written.objective,
        points=written.points,
        items=tuple(_item(w, n, written.options) for n, w in enumerate(written.items, start=1)),
    )
    return Case(f"decks/{path.stem}", article, (), (), (task,), _read_key(key, task, article) if key else None)


def _check_item(item: _WrittenItem, shared: tuple[Option, ...], where: str) -> None:
    known([item.ask], ASKS, f"{where}, ask", "way of asking")
    for part in (item.question, *item.text, *item.changed):
        if not part.strip():
            raise KitError(where, "a question or sentence is empty", "Write it, or take it out")
    if item.changed and item.changed == item.text:
        raise KitError(f"{where}, changed", "nothing is changed in it", "Write the edited version, or take it out")
    if not item.text:
        raise KitError(f"{where}, text", "there is no text", "Give at least one sentence")
    options = item.options or shared
    if item.ask == "choice" and len(options) < 2:
        raise KitError(f"{where}, options", "there is nothing to choose from", "Give at least two options")
    if item.ask != "choice" and item.options:
        raise KitError(f"{where}, options", "words are clicked here", "Take the options out")
    unique_ids(options, f"{where}, options")


def _item(w: _WrittenItem, paragraph: int, shared: tuple[Option, ...]) -> Item:
    ids = [f"p{paragraph}s{n}" for n in range(1, len(w.text) + len(w.changed) + 1)]
    options = (w.options or shared) if w.ask == "choice" else ()
    return Item(w.id, w.ask, w.question, tuple(ids[: len(w.text)]), tuple(ids[len(w.text) :]), options)


# ---- the key


@dataclass(frozen=True, kw_only=True)
class _Stretch:
    words: str
    occurrence: int | None = None
    why: str = ""

    @property
    def label(self) -> str:
        return f"{self.words}#{self.occurrence}" if self.occurrence else self.words


@dataclass(frozen=True, kw_only=True)
class _WrittenChoice:
    id: str
    sound: bool
    right: str
    why: str
    accept: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class _WrittenWords:
    id: str
    sound: bool
    why: str
    words: tuple[_Stretch, ...] = ()
    not_given: bool = False
    accept: tuple[_Stretch, ...] = ()
    wrong: tuple[_Stretch, ...] = ()
    otherwise: str = ""


@dataclass(frozen=True, kw_only=True)
class _WrittenAnswers:
    readings: tuple[Reading, ...] = ()
    items: tuple[dict, ...] = ()


def _read_key(path: Path, task: Task, article: Article) -> Key:
    where = f"decks/{path.name}"
    written = structure(read_yaml(path), _WrittenAnswers, where)
    items = {item.id: item for item in task.items}
    for number, value in enumerate(written.items, start=1):
        if not isinstance(value.get("id"), str):
            raise KitError(f"{where}, item {number}", 'the field "id" is missing', "Add it")
    ids = [value["id"] for value in written.items]
    known(ids, items, where, "item in the deck")
    known(items, ids, where, "answer to the item")
    made = tuple(
        _answer(value, items[id], article, f"{where}, {id}") for id, value in zip(ids, written.items, strict=True)
    )
    unique_ids(made, where)
    return Key(Layer(made, article.digest), {}, {}, (), {}, written.readings)


def _answer(value: dict, item: Item, article: Article, where: str) -> Choice | Spans:
    if item.ask == "choice":
        return _choice(structure(value, _WrittenChoice, where), item, where)
    listed = value.get("words") or []
    if isinstance(listed, str):
        listed = [listed]
    if isinstance(listed, list):
        listed = [{"words": w} if isinstance(w, str) else w for w in listed]
    value = value | {"words": listed}
    return _spans(structure(value, _WrittenWords, where), item, article, where)


def _choice(a: _WrittenChoice, item: Item, where: str) -> Choice:
    known([a.right], [o.id for o in item.options], f"{where}, right", "option")
    others = [o.id for o in item.options if o.id != a.right]
    known([*a.accept, *a.wrong], others, f"{where}, accept and wrong", "other option")
    accept, wrong = (tuple(Alternative("option", *entry) for entry in part.items()) for part in (a.accept, a.wrong))
    return Choice(id=a.id, item=a.id, option=a.right, sound=a.sound, why=a.why, accept=accept, wrong=wrong)


def _spans(a: _WrittenWords, item: Item, article: Article, where: str) -> Spans:
    if bool(a.words) == a.not_given:
        what = "it gives words, and says that none are given" if a.words else "the words are missing"
        raise KitError(where, what, "Give `words`, or `not_given: true`")
    if item.ask == "end" and (len(a.words) != 1 or len(words_in(a.words[0].words)) != 1):
        raise KitError(where, "the last word of a statement is one word", "Give it in `words`")
    if {w.label for w in a.words} & {w.label for w in (*a.accept, *a.wrong)}:
        raise KitError(where, "the right words stand under `accept` or `wrong` as well", "Take them out there")
    spans = tuple(sorted(_placed(w, item, article, where) for w in a.words))
    for other in (*a.accept, *a.wrong):
        _placed(other, item, article, where)
    accept, wrong = (tuple(Alternative("spans", o.label, o.why) for o in part) for part in (a.accept, a.wrong))
    if a.otherwise:
        wrong += (Alternative("spans", OTHERWISE, a.otherwise),)
    return Spans(
        id=a.id, item=a.id, spans=spans, none=a.not_given, sound=a.sound, why=a.why, accept=accept, wrong=wrong
    )


def _placed(stretch: _Stretch, item: Item, article: Article, where: str) -> Span:
    if stretch.words == NOT_GIVEN:
        return Span(0, 0)
    there = len(places(stretch.words, item, article))
    if stretch.occurrence is not None and there and not 1 <= stretch.occurrence <= there:
        what = f"“{stretch.words}” stands {there} times in {item.id}, and occurrence is {stretch.occurrence}"
        raise KitError(where, what, "Count from 1")
    found = places(stretch.label, item, article)
    if len(found) == 1:
        return found[0]
    if found:
        what = f"“{stretch.words}” stands {len(found)} times in the text of {item.id}"
        raise KitError(where, what, "Say which one with `occurrence`, counted from 1")
    raise KitError(where, f"“{stretch.words}” does not stand in the text of {item.id}", "Copy the words exactly")
