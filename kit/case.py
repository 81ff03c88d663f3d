"""A case folder becomes a Case: its records, and its tables in pandas."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kit.codebook import codebook
from kit.errors import KitError, nearest
from kit.files import parse_yaml, read_text, read_yaml
from kit.model import (
    Account,
    Annotation,
    Article,
    Claim,
    Key,
    Layer,
    Reading,
    Task,
    Voice,
    VoiceFacts,
    build_article,
)
from kit.render import Annotated
from kit.scoring.items import item_ids, item_of
from kit.structure import Words, annotation, place, structure

SHELF = Path(__file__).parent / "cases"
"""Where the kit's own cases stand."""
FRONT = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""An id that can stand in a file's name and in the name of a pair."""
KINDS = {"attributions": "attribution", "pairs": "pair", "assessments": "assessment"}
"""Kind of task to kind of annotation."""


@dataclass(frozen=True)
class Case:
    """An article, who speaks in it, what is claimed, what is asked; and the key, where there is one.

    The tables (`sentences`, `voices`, `claims`, `attributions`, `chains`, `pairs`, `assessments`, `evidence`,
    `who_says_what`) are pandas frames, empty of rows where they come from a key that is not there.
    """

    id: str
    article: Article
    voice_list: tuple[Voice, ...]
    claim_list: tuple[Claim, ...]
    tasks: tuple[Task, ...]
    key: Key | None = field(repr=False, default=None)

    def task(self, id: str) -> Task:
        """The task of this id, without the case's name. Raises KitError."""
        return _by_id(self.tasks, id, f"{self.id}/tasks.yaml", "task")

    def claim(self, id: str) -> Claim:
        """The claim of this id. Raises KitError."""
        return _by_id(self.claim_list, id, f"{self.id}/claims.yaml", "claim")

    def voice(self, id: str) -> Voice:
        """The voice of this id. Raises KitError."""
        return _by_id(self.voice_list, id, f"{self.id}/voices.yaml", "voice")

    @property
    def voice_names(self) -> dict[str, str]:
        """Voice id to the name that readers see."""
        return {voice.id: voice.name for voice in self.voice_list}

    def annotated(self, layer: Layer | None = None) -> Annotated:
        """The article with a layer's highlights in the text; without a layer, the key's.

        Raises KitError where there is neither.
        """
        if layer is None and self.key is None:
            raise KitError(self.id, "this case carries no key", "Name the layer to show, or load the case with `key=`")
        return Annotated(self.article, layer or self.key.layer)

    def __repr__(self) -> str:
        key = "with its key" if self.key else "without a key"
        counts = f"{len(self.article.sentences)} sentences, {len(self.claim_list)} claims, {len(self.tasks)} tasks"
        return f"<case {self.id}: {self.article.title} ({counts}, {key})>"

    def __getattr__(self, name: str):
        from kit import tables

        if name in tables.TABLES:
            return tables.TABLES[name](self)
        raise AttributeError(f"a case has no {name!r}; " + nearest(name, [*tables.TABLES, "article", "key", "tasks"]))

    def __dir__(self) -> Iterable[str]:
        from kit import tables

        return [*super().__dir__(), *tables.TABLES]


def _by_id(records, id: str, where: str, what: str):
    for record in records:
        if record.id == id:
            return record
    raise KitError(where, f'there is no {what} "{id}"', nearest(id, [r.id for r in records]))


def cases() -> list[str]:
    """The names of the kit's own cases, in the order of the alphabet."""
    return sorted(folder.name for folder in SHELF.iterdir() if (folder / "article.md").is_file())


def load(name: str | Path, key: str | Path | None = None) -> Case:
    """A case of the kit by its name, or any case by the path of its folder.

    A key is never searched for: it is the folder's own `key.yaml`, or the file that `key` names.
    Raises KitError for the first fault found; `kit check` lists them all.
    """
    folder = folder_of(name)
    files = [folder / part for part in ("article.md", "voices.yaml", "claims.yaml", "tasks.yaml")]
    own = Path(key) if key is not None else folder / "key.yaml"
    if key is None and not own.exists():
        own = None
    stamps = tuple((str(f), f.stat().st_mtime_ns if f.exists() else 0) for f in [*files, *([own] if own else [])])
    return _load(folder.resolve(), own.resolve() if own else None, stamps)


def folder_of(name: str | Path) -> Path:
    """The folder that a case's name or path means. Raises KitError."""
    if isinstance(name, str) and "/" not in name and "\\" not in name:
        if name in cases():
            return SHELF / name
        raise KitError("", f'there is no case "{name}"', nearest(name, cases()))
    folder = Path(name)
    if not folder.is_dir():
        raise KitError(
            str(name), "there is no such case folder", "Check the path; it starts from where this notebook is"
        )
    return folder


@lru_cache(maxsize=32)
def _load(folder: Path, key: Path | None, stamps: tuple) -> Case:
    """Cached by the files' times, so that ten tasks of one case read it once."""
    return read_case(folder, key)


def read_case(folder: Path, key: Path | None) -> Case:
    """Read and check a case folder, with the key file if there is one. Raises KitError for the first fault."""
    id = folder.resolve().name
    article = read_article(folder / "article.md")
    voices = structure(read_yaml(folder / "voices.yaml"), tuple[Voice, ...], f"{id}/voices.yaml")
    claims = _claims(folder / "claims.yaml", article)
    for records, name in ((voices, "voices.yaml"), (claims, "claims.yaml")):
        _unique(records, f"{id}/{name}")
    tasks = _tasks(folder / "tasks.yaml", article, claims)
    answers = read_key(key, article, voices, claims) if key else None
    return Case(id, article, voices, claims, tasks, answers)


def read_article(path: Path) -> Article:
    """`article.md`: front matter between two lines of ---, then one sentence a line. Raises KitError."""
    where = f"{path.resolve().parent.name}/{path.name}"
    match = FRONT.match(read_text(path))
    if not match:
        raise KitError(where, "the front matter is missing", "Begin the file with --- , the fields, and --- again")
    front = structure(parse_yaml(match[1], where), _Front, where)
    if front.kind not in ("report", "retelling", "invented"):
        raise KitError(f"{where}, kind", f'"{front.kind}" is no kind of text', "Write report, retelling or invented")
    paragraphs = [block.split("\n") for block in re.split(r"\n\s*\n", match[2].strip("\n")) if block.strip()]
    if not paragraphs:
        raise KitError(where, "there is no text after the front matter", "Write one sentence a line")
    note = "" if front.content_note.lower() in ("none", "") else front.content_note
    return build_article(
        path.resolve().parent.name,
        [[line.strip() for line in paragraph if line.strip()] for paragraph in paragraphs],
        **{name: getattr(front, name) for name in ("title", "language", "kind", "source", "licence", "level")},
        content_note=note,
    )


@dataclass(frozen=True, kw_only=True)
class _Front:
    title: str
    language: str
    kind: str
    source: str
    licence: str
    level: str
    content_note: str


@dataclass(frozen=True, kw_only=True)
class _WrittenClaim(Words):
    id: str
    gist: str


def _claims(path: Path, article: Article) -> tuple[Claim, ...]:
    where = f"{path.resolve().parent.name}/{path.name}"
    written = structure(read_yaml(path), tuple[_WrittenClaim, ...], where)
    return tuple(Claim(c.id, c.sentence, place(c, article, f"{where}, {c.id}"), c.words, c.gist) for c in written)


@dataclass(frozen=True, kw_only=True)
class _WrittenTask:
    id: str
    kind: str
    title: str
    prompt: str
    objective: str
    points: float
    sentences: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    claims: tuple[str, ...] = ()
    given: tuple[dict, ...] = ()


ASKABLE = {
    "attributions": ("quote", "stance", "naming", "basis", "voice"),
    "pairs": ("dimension",),
    "assessments": ("reasons", "sourcing", "evidence"),
}
"""Kind of task to the fields that it may ask beside the main answer."""


def _tasks(path: Path, article: Article, claims: tuple[Claim, ...]) -> tuple[Task, ...]:
    where = f"{path.resolve().parent.name}/{path.name}"
    written = structure(read_yaml(path), tuple[_WrittenTask, ...], where)
    _unique(written, where)
    return tuple(_task(w, article, claims, f"{where}, {w.id}") for w in written)


def _task(w: _WrittenTask, article: Article, claims: tuple[Claim, ...], where: str) -> Task:
    if w.kind not in ASKABLE:
        raise KitError(f"{where}, kind", f'there is no kind of task "{w.kind}"', nearest(w.kind, ASKABLE))
    _known(w.fields, ASKABLE[w.kind], f"{where}, fields", "field that such a task can ask")
    _known(w.sentences, [s.id for s in article.sentences], f"{where}, sentences", "sentence")
    if not 0 <= w.points < float("inf"):
        raise KitError(f"{where}, points", f"{w.points} is no number of points", "Write 0 or more")
    claim_ids = [c.id for c in claims]
    _known(w.claims, claim_ids, f"{where}, claims", "claim")
    for pair in w.pairs:
        _known(pair, claim_ids, f"{where}, pairs", "claim")
        if len(set(pair)) != 2:
            raise KitError(f"{where}, pairs", f"[{', '.join(pair)}] is not a pair of two claims", "Name two claims")
    needed = {"attributions": w.sentences, "pairs": w.pairs, "assessments": w.claims}[w.kind]
    if not needed:
        part = {"attributions": "sentences", "pairs": "pairs", "assessments": "claims"}[w.kind]
        raise KitError(where, f"the task has no {part}", f"List its {part}")
    for name, things in (("sentences", w.sentences), ("claims", w.claims), ("pairs", [frozenset(p) for p in w.pairs])):
        if len(set(things)) < len(things):
            raise KitError(f"{where}, {name}", "one of them is named twice", "Take one out")
    given = tuple(annotation(g, article, f"{where}, given", KINDS[w.kind]) for g in w.given)
    _unique_ids(given, f"{where}, given")
    for g in given:
        check_labels(g, codebook().ids(), f"{where}, given, {g.id}")
    made = _made_task(w, article, claim_ids, given)
    for g in given:
        if w.kind != "attributions":
            _known([g.id], item_ids(made), f"{where}, given", "item of this task")
    return made


def _made_task(w: _WrittenTask, article: Article, claim_ids: list[str], given: tuple[Annotation, ...]) -> Task:
    return Task(
        id=w.id,
        case=article.id,
        kind=w.kind,
        title=w.title,
        prompt=w.prompt,
        objective=w.objective,
        points=w.points,
        sentences=w.sentences,
        fields=w.fields,
        pairs=_shuffled(w, [tuple(sorted(p, key=claim_ids.index)) for p in w.pairs]),
        claims=_shuffled(w, w.claims),
        given=given,
    )


def _shuffled(w: _WrittenTask, things: Iterable) -> tuple:
    """The same order for everybody, and none that gives the answers away."""
    things = list(things)
    random.Random(w.id).shuffle(things)
    return tuple(things)


@dataclass(frozen=True, kw_only=True)
class _WrittenVoiceFacts:
    id: str
    kind: str
    stake: str
    why: str
    part_of: str | None = None
    words: Words | None = None


@dataclass(frozen=True, kw_only=True)
class _WrittenKey:
    readings: tuple[Reading, ...]
    voices: tuple[_WrittenVoiceFacts, ...]
    events: dict[str, str]
    attributions: tuple[dict, ...]
    pairs: tuple[dict, ...]
    assessments: tuple[dict, ...]
    accounts: tuple[Account, ...] = ()
    unattributed: dict[str, str] | None = None


def read_key(path: Path, article: Article, voices: tuple[Voice, ...], claims: tuple[Claim, ...]) -> Key:
    """A key file, checked against its case and the codebook. Raises KitError for the first fault."""
    where = f"{path.resolve().parent.name}/{path.name}"
    written = structure(read_yaml(path), _WrittenKey, where)
    made: list[Annotation] = []
    for part, kind in KINDS.items():
        for place_no, value in enumerate(getattr(written, part), start=1):
            name = value.get("id", f"{kind} {place_no}")
            made.append(annotation(value, article, f"{where}, {name}", kind))
    for records in (made, written.voices):
        _unique(records, where)
    facts = {v.id: _facts(v, article, f"{where}, {v.id}") for v in written.voices}
    key = Key(
        layer=Layer(tuple(made), article.digest),
        voices=facts,
        events=written.events,
        accounts=written.accounts,
        unattributed=written.unattributed or {},
        readings=written.readings,
    )
    _check_references(key, article, voices, claims, where)
    return key


def _facts(v: _WrittenVoiceFacts, article: Article, where: str) -> VoiceFacts:
    words = article.words(place(v.words, article, where)) if v.words else ""
    return VoiceFacts(v.id, v.kind, v.part_of, v.stake, words, v.why)


def _check_references(key: Key, article: Article, voices, claims, where: str) -> None:
    """Every label in the codebook, every voice, claim and parent there."""
    labels = codebook().ids()
    voice_ids, claim_ids = [v.id for v in voices], [c.id for c in claims]
    for id, facts in key.voices.items():
        _known([id], voice_ids, f"{where}, {id}", "voice")
        others = [voice for voice in voice_ids if voice != id]
        _known([facts.part_of] if facts.part_of else [], others, f"{where}, {id}, part_of", "voice")
        _known([facts.kind], labels["voice-kind"], f"{where}, {id}, kind", "label")
        _known([facts.stake], labels["stake"], f"{where}, {id}, stake", "label")
    _known(key.events, claim_ids, f"{where}, events", "claim")
    _known(key.unattributed, [s.id for s in article.sentences], f"{where}, unattributed", "sentence")
    for account in key.accounts:
        _known([account.voice], voice_ids, f"{where}, accounts", "voice")
        _known([account.claim], claim_ids, f"{where}, accounts", "claim")
        _known([account.facet], labels["dimension"], f"{where}, accounts", "label")
        _known([account.event], set(key.events.values()), f"{where}, accounts", "event")
    attribution_ids = [a.id for a in key.layer.attributions]
    for a in key.layer.annotations:
        check_labels(a, labels, f"{where}, {a.id}")
        for other in (*a.accept, *a.wrong):
            _known([other.field], [n for n in LABELLED if hasattr(a, n)], f"{where}, {a.id}", "field of its kind")
    items = [item_of(a) for a in (*key.layer.pairs, *key.layer.assessments)]
    if len(set(items)) < len(items):
        twice = next(i for i in items if items.count(i) > 1)
        named = " and ".join(sorted(twice)) if isinstance(twice, frozenset) else twice
        raise KitError(where, f"{named} is judged twice", "Keep one of the two")
    for a in key.layer.attributions:
        _known([a.voice] if a.voice else [], voice_ids, f"{where}, {a.id}, voice", "voice")
        others = [id for id in attribution_ids if id != a.id]
        _known([a.parent] if a.parent else [], others, f"{where}, {a.id}, parent", "attribution")
    for p in key.layer.pairs:
        _known([p.a, p.b], claim_ids, f"{where}, {p.id}", "claim")
    for s in key.layer.assessments:
        _known([s.claim], claim_ids, f"{where}, {s.id}", "claim")


LABELLED = (
    *("quote", "stance", "naming", "basis", "attitude", "relation", "dimension"),
    *("checkability", "reasons", "sourcing", "evidence", "verdict"),
)


def check_labels(a: Annotation, labels: Mapping[str, tuple[str, ...]], where: str) -> None:
    """Raise KitError where an annotation carries a label that the codebook does not have."""
    for name in LABELLED:
        value = getattr(a, name, None)
        given = value if isinstance(value, tuple) else () if value is None else (value,)
        _known(given, labels[name], f"{where}, {name}", "label")
    for other in (*a.accept, *a.wrong):
        _known([other.field], LABELLED, f"{where}, accept and wrong", "field")
        _known([other.label], labels[other.field], f"{where}, {other.field}", "label")


def _known(given: Iterable[str], known: Iterable[str], where: str, what: str) -> None:
    known = list(known)
    for id in given:
        if id not in known:
            raise KitError(where, f'there is no {what} "{id}"', nearest(id, known))


def _unique(records, where: str) -> None:
    for record in records:
        if not PLAIN.fullmatch(record.id):
            raise KitError(where, f'"{record.id}" is no plain id', "Use letters, digits, - and _ only")
    _unique_ids(records, where)


def _unique_ids(records, where: str) -> None:
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise KitError(where, f'the id "{record.id}" is given twice', "Give one of them another id")
        seen.add(record.id)
