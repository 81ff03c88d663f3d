"""A case folder becomes a Case: its records, and its tables in pandas."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from kit.article import Article, build_article
from kit.chain_map import ChainMap
from kit.errors import KitError, nearest
from kit.files import parse_yaml, read_text, read_yaml
from kit.inbrowser import unreadable
from kit.key import check_tasks_of, read_key
from kit.model import Chain, Claim, Document, Key, Layer, Task, Voice
from kit.origins import root, with_origins
from kit.pack import check_documents, read_pack
from kit.references import known, unique
from kit.render import Annotated
from kit.structure import Words, place, structure
from kit.taskfile import read_tasks

SHELF = Path(__file__).parent / "cases"
"""Where the kit's own cases stand."""
LAYERS = "layers"
"""The folder of a case in which the layers of its coders stand, one file each."""
FRONT = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)


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
    documents: tuple[Document, ...] = ()
    """The evidence pack, in the order in which it is shown."""

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

    @property
    def names(self) -> dict[str, str]:
        """What readers see for the id of a voice or a document."""
        return self.voice_names | {d.id: d.title for d in self.documents} | {"none": "none of them"}

    @property
    def claims_by_id(self) -> dict[str, Claim]:
        return {claim.id: claim for claim in self.claim_list}

    def annotated(self, layer: Layer | None = None) -> Annotated:
        """The article with a layer's highlights in the text; without a layer, the key's.

        Raises KitError where there is neither.
        """
        if layer is None and self.key is None:
            raise KitError(self.id, "this case carries no key", "Name the layer to show, or load the case with `key=`")
        return Annotated(self.article, layer or self.key.layer)

    def chain_map(self) -> ChainMap:
        """The key's chains of all statements as one picture, and in words. Raises KitError without a key."""
        if self.key is None:
            raise KitError(self.id, "this case carries no key", "Load the case with `key=`")
        from kit import tables

        carried = {a.parent for a in self.key.layer.attributions}
        ends = [a for a in self.key.layer.attributions if a.id not in carried and not a.optional]
        names, chains = dict(self.voice_names), []
        for a in ends:
            # Whoever is not named may be anybody: each of them is an origin of its own.
            steps = [v if v in self.voice_names else f"?{a.id}" for v in tables.chain(self, a)[1:]]
            names |= {v: "nobody named" for v in steps if v not in names}
            chains.append(tuple(steps))
        return ChainMap(tuple(chains), names, {v.id: root(v.id, self.key.voices) for v in self.voice_list})

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
    files += sorted((folder / "evidence").glob("*"))
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
        todo = unreadable() or "Check the path; it starts from where this notebook is"
        raise KitError(str(name), "there is no such case folder", todo)
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
        unique(records, f"{id}/{name}")
    tasks = read_tasks(folder / "tasks.yaml", article, claims)
    documents = read_pack(folder / "evidence")
    if not documents and any(task.kind == "verdicts" for task in tasks):
        raise KitError(f"{id}/tasks.yaml", "it asks for verdicts, and there is no pack", "Add evidence/pack.yaml")
    linkable = [v.id for v in voices if not v.publisher]
    for task in tasks:
        named = [voice for g in task.given if isinstance(g, Chain) for voice in g.voices]
        known(named, linkable, f"{id}/tasks.yaml, {task.id}, given", "voice that a chain can have")
    answers = read_key(key, article, voices, claims) if key else None
    if answers is not None:
        check_documents(answers.layer, documents, f"{id}, key")
        check_tasks_of(answers, tasks, f"{id}, key")
        answers = with_origins(answers, tasks, {v.id: v.name for v in voices})
    return Case(id, article, voices, claims, tasks, answers, documents)


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
