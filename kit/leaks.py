"""Does anything that students get give a graded key away? One search, for exercises/, the class bundle and the wheel.

What it finds, in every file of a folder, zip or wheel, through zips and gzips inside it, a notebook's strings and what
stands there in base64:

- **sentences** of a key: reasons, reasons why not, samples, what would settle a claim, comments; from eight words in a
  row on, whatever the letters, breaks, signs and tags. Words that the case's own text holds are no secret.
- **answers**: files that read as a layer by the key. Records (YAML, JSON, CSV, code) and lines that give an item and
  its right label: relations, options, words, statements, chains, verdicts, classes of claims, facts on voices, events.
- **places and kinds** that nobody expects: where keys lie; kinds of file that are not on the list; no text; a link;
  locked; too large to be read whole.

What it cannot find: answers in other words, or drawn as a picture; a key that is encrypted, or in a code of its own. In
a file that does not say which case it is about (by its path, the case's path or its title) answers are found only where
there are too many for chance, and sentences only where they hold a word of the case's own: turns of phrase such as
“Nothing stands outside the quotation marks” stand in lessons too. Part of a reason that a case's own claims, tasks or
voices take up passes for a part of the question; a whole one does not. It guards against slips, not against somebody
who wants to hide a key.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import io
import json
import math
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kit.errors import KitError
from kit.keysecrets import RUN, Answer, Secrets, answers_in, lines_in, read_secrets, words

KINDS = {".py", ".yaml", ".yml", ".toml", ".lock", ".md", ".ipynb", ".csv", ".svg", ".js", ".css"}
"""Kinds of file that a bundle or a wheel is made of; all of them are UTF-8 text."""
NAMES = {"LICENSE", "LICENSE-CONTENT", "METADATA", "WHEEL", "RECORD", "entry_points.txt", "package-lock.json"}
"""Files that are on the list by their whole name."""
LARGEST = 30_000_000
"""Bytes of one file, packed or unpacked, that are looked through."""
DEEPEST = 6
"""Archives within archives that are opened."""
ENCODED = re.compile(r"(?:[A-Za-z0-9+/]{60,}(?:\\n|\s)*)+[A-Za-z0-9+/]*={0,2}")
"""What may be base64."""
TELLING = {"assessment": 2, "voice": 2, "event": 2}
"""Right answers that are needed in a file about the case, where one alone may be chance."""
SURE = math.log(10_000)
"""How much likelier a file's answers must be by the key than by chance, where it does not say what it is about."""


def scan(
    path: Path, keys: Path, exercises: Path | None = None, kinds: set[str] | None = KINDS
) -> tuple[list[KitError], int]:
    """Look through a folder, zip, wheel or file for graded keys: the faults, and how many files were read.

    `keys` is the folder of the keys, `exercises` the one with their texts (without it, the one beside solutions/), and
    `kinds` the endings that are expected (None: any). Raises KitError where there is nothing to look through, or no key
    to look for, or one that cannot be read.
    """
    secrets = read_secrets(keys, exercises)
    if not secrets:
        raise KitError(str(keys), "there is no key in this folder, so nothing can be searched", "Name the keys' folder")
    if not path.exists():
        raise KitError(str(path), "there is no such folder or file", "Check the path")
    faults, read = [], 0
    for name, data, what in members(path):
        read += 1
        found = [KitError(name, what, "Take it out")] if what else []
        outermost = not path.is_dir() and name == path.name and zipfile.is_zipfile(path)
        found += _kind_faults(name, data, kinds) if kinds is not None and not outermost else ()
        faults += [*found, *place_faults(name, secrets), *told(name, data, secrets)]
    return list({str(fault): fault for fault in faults}.values()), read


# ---- the files


def members(path: Path) -> Iterator[tuple[str, bytes, str]]:
    """Every file, the archives opened: its path, its bytes, and why it could not be read whole (or nothing)."""
    if not path.is_dir():
        yield from _opened(path.name, _head(path.open("rb")), 0)
        return
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_symlink():
            yield name, b"", "it is a link, and nobody knows what it leads to elsewhere"
        elif not file.is_dir():
            try:
                data = _head(file.open("rb")) if file.is_file() else b""
            except OSError as fault:
                yield name, b"", f"it cannot be read ({fault.strerror})"
                continue
            yield from _opened(name, data, 0)


def _head(stream) -> bytes:
    with stream:
        return stream.read(LARGEST + 1)


def _opened(name: str, data: bytes, depth: int) -> Iterator[tuple[str, bytes, str]]:
    """A file and, where it is an archive, all that is in it; of a zip's own bytes those that are no member's."""
    zipped, gzipped = zipfile.is_zipfile(io.BytesIO(data)), data.startswith(b"\x1f\x8b")
    what = f"it has more than {LARGEST // 1_000_000} MB, which are not read" if len(data) > LARGEST else ""
    if (zipped or gzipped) and depth == DEEPEST:
        zipped, gzipped, what = False, False, f"there are more than {DEEPEST} archives within archives"
    if not zipped:
        yield name, data, what
    try:
        if zipped:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield name, _between(archive, data), what
                for member in sorted(archive.infolist(), key=lambda m: m.filename):
                    if not member.is_dir():
                        inner = f"{name} > {member.filename}"
                        yield from _opened(inner, _head(archive.open(member)), depth + 1)
                        yield from [(f"{inner} (comment)", member.comment, "")] if member.comment else []
        elif gzipped:
            inner = name.rpartition(" > ")[2].removesuffix(".gz")
            with gzip.open(io.BytesIO(data)) as stream:
                yield from _opened(f"{name} > {PurePosixPath(inner).name}", _head(stream), depth + 1)
    except (OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zipfile.BadZipFile, zlib.error) as fault:
        yield f"{name} >", b"", f"it cannot be opened, so nobody knows what it holds ({type(fault).__name__})"


def _between(archive: zipfile.ZipFile, data: bytes) -> bytes:
    """What stands in a zip beside its members: before, between and behind them."""
    kept, at = [], 0
    for member in sorted(archive.infolist(), key=lambda m: m.header_offset):
        start = member.header_offset
        head = data[start : start + 30]
        kept.append(data[at:start])
        at = max(
            at, start + 30 + sum(int.from_bytes(head[i : i + 2], "little") for i in (26, 28)) + member.compress_size
        )
    return b" ".join([*kept, data[at:]])


def place_faults(name: str, secrets: list[Secrets]) -> Iterator[KitError]:
    """Whether a file lies or is named where only keys do."""
    *folders, last = re.split(r"[/\\]| > ", name)
    graded = "exercises" in folders or {s.id for s in secrets} & set(folders)
    if (last == "key.yaml" and graded) or (last.endswith(".key.yaml") and "exercises" in folders):
        yield KitError(name, "students get this, and it is a key", "Move it to solutions/keys")
    elif graded and "layers" in folders:
        yield KitError(name, "students get this, and it is a coder’s layer", "Keep layers beside the key")
    elif {"solutions", "keys"} & set(folders):
        yield KitError(name, "students get this, and it lies where the keys do", "Take it out")


def _kind_faults(name: str, data: bytes, kinds: set[str]) -> Iterator[KitError]:
    last = PurePosixPath(name.rpartition(" > ")[2])
    if name.endswith((" (comment)", " >")):
        return
    if last.suffix not in kinds and last.name not in NAMES:
        yield KitError(name, "no file of this kind is expected here", "Take it out, or put its kind on the list")
    elif _is_no_text(data):
        yield KitError(name, "it is no UTF-8 text, so nobody knows what it holds", "Save it as UTF-8, or take it out")


def _is_no_text(data: bytes) -> bool:
    try:
        return "\0" in data[:LARGEST].decode()
    except UnicodeDecodeError:
        return len(data) <= LARGEST


# ---- the search


def told(name: str, data: bytes, secrets: list[Secrets], answers: bool = True) -> list[KitError]:
    """What this file tells of the keys: a fault for each key's sentences, and one for its answers.

    Without `answers`, only sentences are looked for (learners' own files hold right answers, too).
    """
    texts = list(_texts(name, data))
    spaced = " ".join(texts)
    tokens = words(spaced)
    runs = {tuple(tokens[i : i + RUN]) for i in range(len(tokens) - RUN + 1)}
    joined = f" {' '.join(tokens)} "
    given = set().union(*map(answers_in, texts)) if answers else set()
    lines = set().union(*map(lines_in, texts)) if answers else set()
    faults = []
    for secret in secrets:
        about = secret.is_about(name, spaced)
        if leaked := _sentence(secret, runs, joined, about):
            what = f"it holds “{leaked[:60].strip()}…”, which stands in {secret.where}"
            faults.append(KitError(name, what, "Students get this file: take it out"))
        in_lines = {answer for line in lines for answer in secret.of_line(line)} if lines else set()
        right = _right(secret, given, about, name) or _right(secret, in_lines, about, name, least=2)
        if right:
            what = f"it gives the right answer to {right}, as {secret.where} does"
            faults.append(KitError(name, what, "Students get this file: take it out"))
    return faults


def _sentence(secret: Secrets, runs: set, joined: str, about: bool) -> str:
    """The first sentence of a key that stands here."""
    found = {secret.runs[run] for run in runs & secret.runs.keys() if about or secret.specific(run)}
    for plain, sentence in secret.short.items():
        if f" {plain} " in joined and (about or secret.specific(plain.split())):
            found.add(sentence)
    return min(found, default="")


def _right(secret: Secrets, given: set[Answer], about: bool, name: str, least: int = 1) -> str:
    """What is answered as the key does, in words; nothing where it is not, or not more than chance would have it."""
    weight, right = 0.0, Counter()
    for kind, item, fields in given:
        truth = secret.facts[kind].get(item)
        if name.endswith("tasks.yaml"):
            # A task may give its learners words or part of a chain to begin with, and never a label.
            fields = tuple((n, v) for n, v in fields if n not in ("source", "cue", "voices"))
        if truth is None or not fields:
            continue
        chance = _chance(secret, kind, fields)
        if all(truth[n] == label for n, label in fields):
            weight += math.log(0.95 / chance)
            right[kind] += 1
        else:
            weight += math.log(0.05 / (1 - chance))
    enough = about and any(n >= max(least, TELLING.get(kind, 1)) for kind, n in right.items())
    if weight <= (0 if enough else SURE):
        return ""
    return ", ".join(f"{n} {kind}{'s' if n > 1 and kind != 'words' else ''}" for kind, n in sorted(right.items()))


def _chance(secret: Secrets, kind: str, fields: tuple) -> float:
    """How often somebody would give these labels by chance: as often as the key's most frequent ones."""
    chance = 0.3 if kind in ("pair", "attribution") else 1.0
    for n, _ in fields:
        labels = Counter(truth[n] for truth in secret.facts[kind].values())
        chance *= max(labels.values()) / labels.total()
    return min(max(chance, 0.02), 0.9)


def _texts(name: str, data: bytes, depth: int = 0) -> Iterator[str]:
    """The file's text, and what else it can be read as: its tags gone, JSON's strings, what stands there in base64."""
    text = data[:LARGEST].decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    yield text
    if "</" in text:
        yield re.sub(r"<[^<>]{1,500}>", " ", text)
        yield re.sub(r"<[^<>]{1,500}>", "", text)
    if text.lstrip()[:1] in ("{", "[", '"'):
        with contextlib.suppress(ValueError, RecursionError):
            yield "\n\n".join(_strings(json.loads(text)))
    for found in ENCODED.findall(text) if depth < DEEPEST else ():
        whole = re.sub(r"\s|\\n", "", found)
        inside = base64.b64decode(whole[: len(whole) // 4 * 4])
        for _, part, _ in _opened(name, inside, DEEPEST - 2):
            if not _is_no_text(part):
                yield from _texts(name, part, depth + 1)


def _strings(value) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        # A cell's lines belong together: a sentence may run over two of them.
        yield "".join(part for part in value if isinstance(part, str))
        for part in value:
            yield from _strings(part)
    elif isinstance(value, str):
        yield value
