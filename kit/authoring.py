"""Is a case fit for use? Everything that can be checked without a second reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kit.case import Case, read_case
from kit.codebook import codebook
from kit.errors import KitError
from kit.files import read_text
from kit.model import ROLES, Article, Attribution, Key, Layer, Task
from kit.scoring import in_play, items, score
from kit.scoring.cheats import LIMIT, cheats


def check_case(folder: Path, key: Path | None = None) -> list[KitError]:
    """Every fault of a case folder, in the order of its files.

    A fault in reading ends the list, since what is not read cannot be checked further.
    """
    own = folder / "key.yaml"
    key = key or (own if own.exists() else None)
    try:
        case = read_case(folder, key)
    except KitError as fault:
        return [fault]
    faults = [*_unused_files(folder), *_notes_faults(folder)]
    if case.key is not None:
        faults += [*_key_faults(case, case.key), *_task_faults(case, case.key)]
    return faults


KNOWN_FILES = {"article.md", "voices.yaml", "claims.yaml", "tasks.yaml", "key.yaml", "notes.md", "evidence"}


def _unused_files(folder: Path) -> Iterator[KitError]:
    for path in sorted(folder.iterdir()):
        if path.name not in KNOWN_FILES and not path.name.startswith("."):
            yield KitError(f"{folder.name}/{path.name}", "no part of a case has this name", "Remove or rename it")


def _notes_faults(folder: Path) -> Iterator[KitError]:
    try:
        read_text(folder / "notes.md")
    except KitError as fault:
        yield fault


# ---- the key


def _key_faults(case: Case, key: Key) -> Iterator[KitError]:
    where = f"{case.id}, key"
    if not key.readings:
        yield KitError(where, "`readings` is empty", "Say who read the text, when and how; only readings really made")
    for a in key.layer.annotations:
        if not a.why.strip():
            yield KitError(f"{where}, {a.id}", "the `why` is missing", "Give the reason in one or two sentences")
        for other in (*a.accept, *a.wrong):
            if not other.why.strip():
                yield KitError(f"{where}, {a.id}", f"{other.label} has no `why`", "Give the reason")
    for a in key.layer.attributions:
        yield from _attribution_faults(case.article, key, a, f"{where}, {a.id}")
    yield from _coverage_faults(case, key, where)
    for p in key.layer.pairs:
        clash = p.relation in ("contradiction", "tension")
        if p.relation is None or clash != (p.dimension is not None):
            yield KitError(
                f"{where}, {p.id}",
                "a contradiction or tension has a dimension, the other relations have none",
                "Give or remove the dimension",
            )


ANNOTATED = ("quote", "stance", "naming", "basis", "attitude")


def _attribution_faults(article: Article, key: Key, a: Attribution, where: str) -> Iterator[KitError]:
    for field in ANNOTATED:
        if getattr(a, field) is None:
            yield KitError(f"{where}, {field}", "the label is missing", "Choose one from the codebook")
    roles = [article.token_ids(getattr(a, role)) for role in ROLES]
    if not roles[1] or not roles[2]:
        yield KitError(where, "the cue or the content is missing", "An attribution has both")
    for i, one in enumerate(roles):
        for other in roles[i + 1 :]:
            if one & other:
                word = article.words(article.tokens[min(one & other)])
                yield KitError(where, f"“{word}” has two roles", "Within one attribution a word has one")
    if (a.voice is None) != (not a.source and a.naming == "none"):
        yield KitError(
            where, "voice, source and naming do not fit", "With nobody named: source [], naming none, voice null"
        )
    parent = key.layer.get(a.parent) if a.parent else None
    if parent is not None and not article.token_ids(a.content) & article.token_ids(parent.content):
        yield KitError(
            where, f"it does not lie inside the content of its parent {parent.id}", "Correct parent or content"
        )


def _coverage_faults(case: Case, key: Key, where: str) -> Iterator[KitError]:
    assessed = [s.claim for s in key.layer.assessments]
    for claim in case.claim_list:
        if claim.id not in assessed:
            yield KitError(f"{where}, {claim.id}", "the claim has no assessment", "Each claim has one")
        if claim.id not in key.events:
            yield KitError(f"{where}, events", f"{claim.id} has no event", "Say what it is about")
    for voice in case.voice_list:
        if voice.id not in key.voices:
            yield KitError(f"{where}, voices", f"nothing is said of {voice.id}", "Give its kind and stake")
    for s in key.layer.assessments:
        if s.checkability is None or s.evidence is None:
            yield KitError(f"{where}, {s.id}", "checkability or evidence is missing", "Give both")
        if (s.checkability == "not") != bool(s.reasons):
            yield KitError(f"{where}, {s.id}", "“not” needs reasons, and only “not” has them", "Correct one of the two")


# ---- the tasks


def _task_faults(case: Case, key: Key) -> Iterator[KitError]:
    labels = codebook().ids()
    for task in case.tasks:
        where = f"{case.id}/tasks.yaml, {task.id}"
        missing = _without_key(task, key)
        if missing:
            yield KitError(where, f"the key has no answer to {', '.join(missing)}", "Add it to the key")
            continue
        yield from _balance_faults(case, task, key, where)
        itself = score(task, case.article, key.layer, Layer(in_play(task, case.article, key.layer)))
        if itself.credit < 0.9999:
            yield KitError(where, f"the key against itself earns {itself.credit:.0%}", "Correct the key")
        given = score(task, case.article, key.layer, Layer(task.given)).credit
        if given > 0:
            yield KitError(where, f"what is `given` earns {given:.0%} as it stands", "Give less")
        for cheat, credit in cheats(task, case.article, key.layer, labels).items():
            if credit > LIMIT:
                yield KitError(
                    where,
                    f"the cheat “{cheat}” earns {credit:.0%}, more than {LIMIT:.0%}",
                    "Mix in more sound items or other classes",
                )


def _without_key(task: Task, key: Key) -> list[str]:
    if task.kind == "attributions":
        return []
    answered = items.by_item(task, key.layer)
    return [id for id in items.item_ids(task) if id not in answered]


def _balance_faults(case: Case, task: Task, key: Key, where: str) -> Iterator[KitError]:
    """At least half of what is asked is sound, or the kit teaches only suspicion."""
    detection = score(task, case.article, key.layer, Layer()).detection
    if task.kind == "attributions":
        if not detection.noises and len(task.sentences) > 1:
            yield KitError(where, "every sentence credits somebody", "Add sentences that credit nobody")
    elif detection.signals > detection.noises:
        total = detection.signals + detection.noises
        yield KitError(where, f"{detection.signals} of {total} items are flawed", "At least half must be sound")
