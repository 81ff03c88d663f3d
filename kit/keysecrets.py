"""What a graded key holds that nobody else may: its sentences and its answers, in a form that can be looked for.

Keys are read as plain YAML and not as records: a key with a fault hides as much as one without.
"""

from __future__ import annotations

import contextlib
import csv
import html
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kit.errors import KitError
from kit.files import read_text, read_yaml

RUN = 8
"""Words in a row that nobody writes twice by chance."""
SHORT = 20
"""Characters below which a reason may stand in a text by chance."""
SENTENCES = {"why", "holder", "confirms", "refutes", "unattributed", "otherwise", "samples"}
"""Parts of a key whose texts give answers away; in a deck's key also the texts of `accept` and `wrong`."""
FACTS = {
    "pair": ("relation", "dimension"),
    "assessment": ("checkability", "reasons", "sourcing", "evidence"),
    "verdict": ("verdict", "document"),
    "chain": ("voices",),
    "voice": ("kind", "part_of", "stake"),
    "event": ("event",),
    "attribution": ("source", "cue", "quote", "stance", "naming", "basis", "attitude", "voice"),
    "choice": ("option",),
    "words": ("words",),
}
"""Kind of answer to the fields that answer something."""
PARTS = {"pairs": "pair", "assessments": "assessment", "verdicts": "verdict", "chains": "chain", "voices": "voice"}
PUBLIC = {".md", ".yaml", ".csv", ".svg"}
"""Kinds of file that a case's text and evidence are written in."""
ASKED = ("claims.yaml", "tasks.yaml", "voices.yaml")
"""Files of a case whose words are the author's and not the text's."""
RELATIONS = {"contradiction", "tension", "compatible", "different-event"}
PLACES = {"here", "elsewhere", "not"}
VERDICTS = {"supported", "refuted", "conflicting", "not-enough-evidence"}
LABELS = RELATIONS | VERDICTS
NOTHING = "not given"
"""What stands for the words of an item that asks for some, where there are none."""

Fields = dict[str, str]
"""Names of fields to labels, each in its plainest form."""
Answer = tuple[str, str, tuple[tuple[str, str], ...]]
"""A kind of answer, its item, and the fields that are given."""


@dataclass
class Secrets:
    """What one graded key holds and nobody else may."""

    id: str
    where: str
    title: str = ""
    runs: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Words in a row that stand in the key and not in the text, to the sentence that they come from."""
    short: dict[str, str] = field(default_factory=dict)
    facts: dict[str, dict[str, Fields]] = field(default_factory=dict)
    """Kind of answer, then item, to its right labels."""

    matter: frozenset[str] = frozenset()
    """Words of the case's own text (without it, of the key) that are not every text's."""

    def specific(self, tokens) -> bool:
        """Whether these words speak of this case, and could not stand in any key."""
        return not self.matter.isdisjoint(tokens)

    def of_line(self, tokens: frozenset[str]) -> Iterator[Answer]:
        """What a line answers that names one item and one label, in whatever order."""
        claims = {*self.facts["assessment"], *(c for both in self.facts["pair"] for c in both.split())}
        cut = tokens | {part for token in tokens if token not in LABELS for part in token.split("-")}
        named = cut & claims
        for kind, items, labels in (
            ("pair", {" ".join(sorted(named))}, RELATIONS),
            ("assessment", named, PLACES),
            ("verdict", named, VERDICTS),
            ("choice", tokens & self.facts["choice"].keys(), self.options),
        ):
            given = (tokens & labels) - items
            if len(given) == 1 and len(items) == 1:
                yield kind, *items, ((FACTS[kind][0], *given),)

    @property
    def options(self) -> set[str]:
        return {truth["option"] for truth in self.facts["choice"].values()}

    def is_about(self, path: str, text: str) -> bool:
        """Whether a file says, by its path or in its text, that it belongs to this case."""
        stems = [part.split(".")[0] for part in re.split(r"[/\\]", path.casefold())]
        if any(stem == self.id or stem.startswith(f"{self.id}-") for stem in stems):
            return True
        named = re.search(rf"(?:cases|decks|keys)[/\\]{re.escape(self.id)}(?![\w-])", text)
        return bool(named) or (len(self.title) > 9 and self.title in text)


@cache
def ordinary() -> frozenset[str]:
    """Words of more than one lesson's text: what is made of them alone says nothing of a graded one."""
    kit = Path(__file__).parent
    groups = [folder.rglob("*.*") for folder in sorted((kit / "cases").iterdir()) if folder.is_dir()]
    groups += [[deck, deck.with_suffix(".key.yaml")] for deck in (kit / "decks").glob("*.yaml")]
    seen = Counter()
    for group in groups:
        paths = [p for p in group if p.suffix in (".md", ".yaml") and p.is_file()]
        seen.update({word for path in paths for word in words(read_text(path))})
    common = {word for word, count in seen.items() if count > 1}
    return frozenset(common.union(words(read_text(kit / "codebook.yaml"))))


def words(text: str) -> list[str]:
    """The words of a text, without the accidents of letters, signs and breaks.

    >>> words("“Same boat,\\n same _ACCIDENT_.”")
    ['same', 'boat', 'same', 'accident']
    """
    plain = unicodedata.normalize("NFKC", html.unescape(text)).translate({0xAD: None, 0x200B: None, 0x5F: " "})
    return re.findall(r"\w+", plain.casefold())


# ---- what a text answers

VALUE = r"""\[[^\]]*\]|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|(?:\n[ \t]*-[ \t]+[\w-]+(?=[ \t]*(?:\n|$)))+|[^\n,}\]]*"""
FIELD = re.compile(
    r"""(?:(\{\s*|-[ \t]+)|(?<![\w-]))["']?\b(id|item|claim|a|b|sentence|content|right|not_given|"""
    + "|".join(sorted({n for names in FACTS.values() for n in names}))
    + rf""")["']?\s*[:=][ \t]*({VALUE})"""
)
"""A field and its value, as YAML, JSON and Python write them."""


def answers_in(text: str) -> set[Answer]:
    """Every answer to anything that the fields of a text or the rows of a table give."""
    records = [*_records(text), *_rows(text)]
    return {answer for record in records for answer in _answers(record)}


def _records(text: str) -> Iterator[dict[str, str]]:
    """Fields that stand together; a new record begins where one opens or where a field comes again."""
    record: dict[str, str] = {}
    for opens, name, value in FIELD.findall(text):
        if record and (opens or name in record):
            yield record
            record = {}
        record[name] = value
    yield record


def _rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of a table with a head."""
    head = text[:1000].partition("\n")[0]
    if not {"a", "claim", "id", "item", "content"} & set(words(head)):
        return
    for sign in (s for s in ",;\t|" if s in head):
        with contextlib.suppress(csv.Error):
            for row in csv.DictReader(io.StringIO(text), delimiter=sign):
                yield {(n or "").strip().casefold(): v for n, v in row.items() if isinstance(v, str)}


def lines_in(text: str) -> set[frozenset[str]]:
    """The words of each short line, or each part of a longer one that may be an answer of its own."""
    lines = text.casefold().split("\n") + re.split(r"[\n;{}]|(?<=[\w\"']),(?=\s*[\"']?[a-z]\d)", text.casefold())
    short = {frozenset(re.findall(r"[\w-]+", line)) for line in lines if len(line) < 400}
    return {tokens for tokens in short if 1 < len(tokens) < 60}


def _answers(record: dict) -> Iterator[Answer]:
    """What a record answers; its fields are of one kind, and it may be read as several."""
    plain = {n: _plain(v) for n, v in record.items() if v is not None}
    if "right" in plain:
        plain["option"] = plain["right"]
    if plain.get("not_given") == "true":
        plain["words"] = NOTHING
    items = {"pair": pair(plain.get("a", ""), plain.get("b", ""))}
    items |= {kind: plain.get("claim", "") for kind in ("assessment", "verdict", "chain", "event")}
    items |= {kind: plain.get("id", "") for kind in ("voice", "event")} if "claim" not in plain else {}
    items |= {kind: plain.get("item", plain.get("id", "")) for kind in ("choice", "words")}
    items["attribution"] = _place(record.get("content", ""))
    for kind, item in items.items():
        fields = tuple((n, plain[n]) for n in FACTS[kind] if n in plain)
        if item and fields:
            yield kind, item, fields


def pair(a, b) -> str:
    """Two claims as one item, whichever comes first."""
    return " ".join(sorted((str(a or ""), str(b or "")))).strip()


def _plain(value) -> str:
    """A label or a list of them, from a file or a text, in its plainest form.

    >>> _plain(["no-access", "future"]), _plain('["no-access",\\n "future"]'), _plain(None)
    ('no-access future', 'no-access future', '')
    """
    made = " ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    made = re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), made)
    found = re.findall(r"[\w-]+", unicodedata.normalize("NFKC", made).casefold())
    return " ".join(word for word in found if word not in ("null", "none", "-"))


def _place(content) -> str:
    """Where a statement stands, by its words alone: sentence ids and the names of fields left out."""
    text = re.sub(r"occurrence\W+\d+", " ", str(content))
    return " ".join(w for w in words(text) if w not in ("sentence", "words") and not re.fullmatch(r"p\d+s\d+", w))


# ---- the keys


def read_secrets(keys: Path, exercises: Path | None = None) -> list[Secrets]:
    """What each key of a folder (and of its decks/) hides. Raises KitError for one that cannot be read."""
    exercises = exercises or keys.parent.parent / "exercises"
    made = []
    for path in sorted(keys.glob("*.yaml")):
        made.append(read_secret(path, path.stem, exercises / "cases" / path.stem))
    for path in sorted((keys / "decks").glob("*.key.yaml")):
        id = path.name.removesuffix(".key.yaml")
        made.append(read_secret(path, id, exercises / "decks" / f"{id}.yaml"))
    return made


def read_secret(path: Path, id: str, text: Path) -> Secrets:
    """What the key in this file hides, given its case's folder or its deck. Raises KitError."""
    written = read_text(path)
    where = f"solutions/keys/{path.name}" if path.parent.name != "decks" else f"solutions/keys/decks/{path.name}"
    key = read_yaml(path)
    if not isinstance(key, dict):
        raise KitError(where, "it is no key", "Write the answers, part by part")
    made = Secrets(id.casefold(), where, facts=_facts(key))
    evidence = sorted((text / "evidence").glob("*"))
    public = [read_text(p) for p in (text, text / "article.md", *evidence) if p.is_file() and p.suffix in PUBLIC]
    if title := re.search(r"^title: *[\"“]?(.+?)[\"”]?$", "".join(public[:1]), re.MULTILINE):
        made.title = title[1]
    given = [words(part) for part in public]
    known = [*public] or [*_sentences(key, "items" in key)]
    made.matter = frozenset(word for part in known for word in words(part)) - ordinary()
    asked = [words(read_text(p)) for name in ASKED if (p := text / name).is_file()]
    _hide(made, [*_sentences(key, "items" in key), *_comments(written)], given, asked)
    return made


def _hide(made: Secrets, sentences: list[str], given: list[list[str]], asked: list[list[str]]) -> None:
    """Keep what is to be looked for: each run of words, and each short text, that is not given to learners.

    A reason may also take up some words of a question or claim; one that stands there whole has slipped in.
    """
    told, soft = _runs(given), _runs(asked)
    open_texts = [f" {' '.join(tokens)} " for tokens in given]
    for sentence in sentences:
        tokens = words(sentence)
        plain = " ".join(tokens)
        if len(tokens) < RUN and len(sentence) >= SHORT and not any(f" {plain} " in text for text in open_texts):
            made.short[plain] = sentence
        hidden = _runs([tokens]) - told
        for run in hidden - soft or hidden:
            made.runs.setdefault(run, sentence)


def _runs(texts: list[list[str]]) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + RUN]) for tokens in texts for i in range(len(tokens) - RUN + 1)}


def _sentences(value, deck: bool, inside: bool = False) -> Iterator[str]:
    """Every text of a key that gives a reason."""
    if isinstance(value, dict):
        for name, part in value.items():
            opens = name in SENTENCES or (deck and name in ("accept", "wrong") and isinstance(part, dict))
            yield from _sentences(part, deck, inside or opens)
    elif isinstance(value, list):
        for part in value:
            yield from _sentences(part, deck, inside)
    elif inside and isinstance(value, str):
        yield value


def _comments(text: str) -> Iterator[str]:
    """What stands behind # at the beginning of lines, each point as one text."""
    block = " ".join(line.strip().lstrip("#") for line in text.splitlines() if line.strip().startswith("#"))
    yield from (point for point in re.split(r"\s- ", block) if point.strip())


def _facts(key: dict) -> dict[str, dict[str, Fields]]:
    facts: dict[str, dict[str, Fields]] = {kind: {} for kind in FACTS}

    def add(kind: str, item: str, record: dict) -> None:
        if item:
            facts[kind][item] = {n: _plain(record.get(n)) for n in FACTS[kind]}

    for part, kind in PARTS.items():
        for record in _mappings(key.get(part)):
            item = record.get("id") if kind == "voice" else record.get("claim")
            add(kind, pair(record.get("a"), record.get("b")) if kind == "pair" else str(item or ""), record)
    for record in _mappings(key.get("attributions")):
        add("attribution", _place(record.get("content", "")), record)
    events = key.get("events")
    for claim, event in events.items() if isinstance(events, dict) else ():
        add("event", str(claim), {"event": event})
    for record in _mappings(key.get("items")):
        if "right" in record:
            add("choice", str(record.get("id", "")), {"option": record["right"]})
        else:
            stretches = record.get("words") or [NOTHING]
            plain = [s.get("words", "") if isinstance(s, dict) else s for s in stretches]
            add("words", str(record.get("id", "")), {"words": plain})
    return facts


def _mappings(value) -> list[dict]:
    return [record for record in value if isinstance(record, dict)] if isinstance(value, list) else []
