"""Is a case fit for use? Everything that can be checked without a second reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kit.article import Article
from kit.case import LAYERS, Case, load
from kit.codebook import codebook
from kit.deck import read_deck
from kit.errors import KitError
from kit.files import read_text
from kit.model import LEVELS, ROLES, Attribution, Chain, Key, Layer, Task, Verdict
from kit.scoring import in_play, score
from kit.scoring.about import by_item, item_ids
from kit.scoring.cheats import LIMIT, cheats
from kit.scoring.decks import OTHERWISE
from kit.tables import chain


def check_case(folder: Path, key: Path | None = None) -> list[KitError]:
    """Every fault of a case folder, in the order of its files.

    A fault in reading ends the list, since what is not read cannot be checked further.
    """
    own = folder / "key.yaml"
    key = key or (own if own.exists() else None)
    try:
        case = load(folder, key)
    except KitError as fault:
        return [fault]
    faults = [*_unused_files(folder), *_notes_faults(folder), *_layer_faults(folder, case)]
    if case.key is not None:
        faults += [*_key_faults(case, case.key), *task_faults(case, case.key)]
    return faults


KNOWN_FILES = {"article.md", "voices.yaml", "claims.yaml", "tasks.yaml", "key.yaml", "notes.md", "evidence", LAYERS}


def _unused_files(folder: Path) -> Iterator[KitError]:
    for path in sorted(folder.iterdir()):
        if path.name not in KNOWN_FILES and not path.name.startswith("."):
            yield KitError(f"{folder.name}/{path.name}", "no part of a case has this name", "Remove or rename it")


def _notes_faults(folder: Path) -> Iterator[KitError]:
    try:
        read_text(folder / "notes.md")
    except KitError as fault:
        yield fault


def _layer_faults(folder: Path, case: Case) -> Iterator[KitError]:
    """The layers of the case's coders: each is read, and nothing in it lacks its place."""
    for path in sorted((folder / LAYERS).glob("*")):
        # Most cases have none, and every grading loads this room.
        from kit.interchange.reading import read_layer

        where = f"{folder.name}/{LAYERS}/{path.name}"
        if path.suffix != ".json":
            yield KitError(where, "no layer has such a name", "Give it the ending .json, or remove it")
            continue
        try:
            notes = read_layer(path, case).notes
        except KitError as fault:
            notes = (str(fault),)
        yield from (KitError(f"{folder.name}/{LAYERS}", note, "Correct it, or export the layer anew") for note in notes)


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
    for c in key.layer.of(Chain):
        yield from _chain_faults(case, key, c, f"{where}, {c.id}")
    for v in key.layer.of(Verdict):
        if v.verdict is None or (v.verdict == "not-enough-evidence") != (v.document == "none"):
            yield KitError(
                f"{where}, {v.id}",
                "a document settles a claim, or there is not enough evidence",
                "Give the document, or `document: null` with not-enough-evidence",
            )
    for p in key.layer.pairs:
        clash = p.relation in ("contradiction", "tension")
        if p.relation is None or clash != (p.dimension is not None):
            yield KitError(
                f"{where}, {p.id}",
                "a contradiction or tension has a dimension, the other relations have none",
                "Give or remove the dimension",
            )


def check_deck(path: Path, key: Path | None = None) -> list[KitError]:
    """Every fault of a deck of short questions; one in reading ends the list."""
    own = path.with_suffix(".key.yaml")
    key = key or (own if own.exists() else None)
    try:
        deck = read_deck(path, key)
    except KitError as fault:
        return [fault]
    if deck.key is None:
        return []
    return [*_deck_faults(deck, deck.key), *task_faults(deck, deck.key)]


def _deck_faults(deck: Case, key: Key) -> Iterator[KitError]:
    if not key.readings:
        yield KitError(f"{deck.id}, key", "`readings` is empty", "Say who answered the questions, when and how")
    for item in deck.tasks[0].items:
        answer, where = key.layer.get(item.id), f"{deck.id}, key, {item.id}"
        told = {a.label: a.why for a in (*answer.accept, *answer.wrong)}
        if not answer.why.strip() or not all(why.strip() for why in told.values()):
            yield KitError(where, "a `why` is missing", "Give the reason in one or two sentences")
        others = [o.id for o in item.options if o.id != answer.option] if item.options else [OTHERWISE]
        for label in others:
            if label not in told:
                what = f"nothing says why not {label}" if item.options else "nothing says why not other words"
                yield KitError(where, what, "Write it under `wrong`" if item.options else "Write it as `otherwise`")


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
        if voice.id in key.voices and voice.publisher != (key.voices[voice.id].kind == "publisher"):
            todo = "Write `publisher: true` beside the text's own voice in voices.yaml, and kind publisher in the key"
            yield KitError(f"{where}, {voice.id}", "case and key disagree on who publishes the text", todo)
        if voice.id not in key.voices:
            yield KitError(f"{where}, voices", f"nothing is said of {voice.id}", "Give its kind and stake")
    for s in key.layer.assessments:
        if s.checkability is None or s.evidence is None:
            yield KitError(f"{where}, {s.id}", "checkability or evidence is missing", "Give both")
        if (s.checkability == "not") != bool(s.reasons):
            yield KitError(f"{where}, {s.id}", "“not” needs reasons, and only “not” has them", "Correct one of the two")


def _chain_faults(case: Case, key: Key, c: Chain, where: str) -> Iterator[KitError]:
    """A chain is one that the key's attributions of the claim's words make, too."""
    claim = case.claim(c.claim)
    words = case.article.token_ids([claim.span])
    over = [a for a in key.layer.attributions if 2 * len(words & case.article.token_ids(a.content)) > len(words)]
    made = {chain(case, a)[1:] for a in over} or {()}
    # Voices that the attributions leave out (nobody named) are left out of chains, too.
    named = {tuple(v for v in voices if v in case.voice_names) for voices in made}
    longest = max(named, key=len)
    if c.voices not in named or len(c.voices) < len(longest):
        shown = " > ".join(longest) or "nobody: the article says it itself"
        yield KitError(where, f"the attributions of {c.claim} make another chain: {shown}", "Correct one of the two")


# ---- the tasks


def task_faults(case: Case, key: Key) -> Iterator[KitError]:
    """What makes a task unfit: no answer in the key, too little that is sound, a cheat that pays."""
    labels = {**codebook().ids, **case_labels(case)}
    for task in case.tasks:
        where = case.id if task.kind == "items" else f"{case.id}/tasks.yaml, {task.id}"
        missing = _without_key(task, key)
        if missing:
            yield KitError(where, f"the key has no answer to {', '.join(missing)}", "Add it to the key")
            continue
        yield from _kind_faults(case, task, key, where)
        if task.kind == "brief":
            continue
        yield from _balance_faults(case, task, key, where)
        itself = score(task, case.article, key.layer, Layer(in_play(task, case.article, key.layer)))
        if itself.credit < 0.9999:
            yield KitError(where, f"the key against itself earns {itself.credit:.0%}", "Correct the key")
        given = score(task, case.article, key.layer, Layer(task.given))
        # A chain that is begun has right links and is no answer yet; untouched, it never counts.
        done = any(j.verdict == "right" for j in given.judgements) if task.kind == "chains" else given.credit > 0
        if done:
            yield KitError(where, f"what is `given` earns {given.credit:.0%} as it stands", "Give less")
        for cheat, credit in cheats(task, case.article, key.layer, labels).items():
            if credit > LIMIT:
                yield KitError(
                    where,
                    f"the cheat “{cheat}” earns {credit:.0%}, more than {LIMIT:.0%}",
                    "Mix in more sound items or other classes",
                )


def case_labels(case: Case) -> dict[str, tuple[str, ...]]:
    """What a case has to choose from beside the codebook."""
    voices = tuple(v.id for v in case.voice_list if not v.publisher)
    return {"voices": voices, "document": ("none", *(d.id for d in case.documents))}


def _without_key(task: Task, key: Key) -> list[str]:
    if task.kind in ("attributions", "brief") or task.open:
        return []
    answered = by_item(task, key.layer)
    return [id for id in item_ids(task) if id not in answered]


def _kind_faults(case: Case, task: Task, key: Key, where: str) -> Iterator[KitError]:
    """What only one kind of task has to hold."""
    if task.kind == "brief":
        for prompt in task.prompts:
            there = {s.level: s for s in key.samples.get(task.id, ()) if s.prompt == prompt.id}
            lacking = [level for level in LEVELS if level not in there or not there[level].why.strip()]
            if lacking:
                todo = "Give each prompt a weak, a partial and a strong sample, each with its why"
                yield KitError(where, f"{prompt.id} has no {lacking[0]} sample", todo)
    elif task.kind == "chains":
        chains = [a for a in by_item(task, key.layer).values() if isinstance(a, Chain)]
        if not any(len(c.voices) > 1 for c in chains):
            yield KitError(where, "no statement comes through more than one voice", "Add one that does")
    elif task.kind == "verdicts":
        if not any(v.verdict == "supported" for v in by_item(task, key.layer).values()):
            yield KitError(where, "the pack supports no statement", "Add one that it supports")
    elif task.open:
        plain = [p for p in by_item(task, key.layer).values() if p.relation in ("compatible", "different-event")]
        clashes = len(by_item(task, key.layer)) - len(plain)
        if not clashes or len(plain) < clashes:
            what = f"{clashes} pairs clash and {len(plain)} only look so"
            yield KitError(where, what, "Look-alikes in the key are at least as many as clashes, and there is a clash")


def _balance_faults(case: Case, task: Task, key: Key, where: str) -> Iterator[KitError]:
    """At least half of what is asked is sound, or the kit teaches only suspicion."""
    detection = score(task, case.article, key.layer, Layer()).detection
    if task.kind == "attributions":
        if not detection.noises and len(task.sentences) > 1:
            yield KitError(where, "every sentence credits somebody", "Add sentences that credit nobody")
    elif detection.signals > detection.noises and not task.open:
        total = detection.signals + detection.noises
        yield KitError(where, f"{detection.signals} of {total} items are flawed", "At least half must be sound")
