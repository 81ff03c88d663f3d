"""The step `tasks`: what learners will be asked, proposed from what a draft holds, each with its balance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kit.answers import now
from kit.article import Article
from kit.authoring import task_faults
from kit.case import Case
from kit.drafting.review import choices, texts
from kit.drafting.steps import Step
from kit.errors import KitError
from kit.model import Annotation, Chain, Choice, Key, Layer, Reading, Task, Text
from kit.scoring import in_play, score
from kit.scoring.attributions import home

if TYPE_CHECKING:
    from kit.drafting import Draft

SPEAKING, SILENT = 4, 2
"""How many attributions, and sentences that credit nobody, a task of attributions goes on to find, paragraph by
paragraph."""
MOST = 8
"""Items of a task of pairs, assessments or chains."""
ON, OFF = "on", "off"
TITLE = "What learners are asked"
PROMPT = (
    "These tasks are proposed from what you have answered. Leave one out, or give it your own title and words. A good "
    "task holds at least as much that is sound as is not. At the end say who read the text for this key, and when."
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Kind:
    """One task that may be proposed."""

    id: str
    kind: str
    title: str
    prompt: str
    objective: str
    fields: tuple[str, ...]
    wants: str
    """What is lacking where it cannot be proposed."""


KINDS = (
    Kind(
        "who-1",
        "attributions",
        "Who is speaking?",
        "Highlight who says something (source), the words that show it (cue) and what is said (content). Some "
        "sentences credit nobody: leave those alone.",
        "name-the-source",
        (),
        "No paragraphs yet that hold attributions and also a sentence that credits nobody.",
    ),
    Kind(
        "who-2",
        "attributions",
        "In whose words?",
        "The same in other sentences. Say also whether the words are the source’s own, and how exactly the source is "
        "named. Leave alone what the text tells by itself.",
        "direct-or-indirect",
        ("quote", "naming"),
        "The text is too short for a second task of this kind.",
    ),
    Kind(
        "pairs-1",
        "pairs",
        "Do they clash?",
        "Two claims side by side. Ask first whether both are about the same event. If they are, ask whether both can "
        "be true. Not every pair clashes.",
        "contradiction-or-lookalike",
        (),
        "No judged pairs yet of both kinds: at least one that clashes, and as many that only look like it.",
    ),
    Kind(
        "checked-1",
        "assessments",
        "Here, elsewhere, or not at all?",
        "Could a reader find out whether each claim is true: here, with this text, arithmetic and a work of reference; "
        "somewhere else; or not at all? If not at all, say why. Then choose what kind of evidence would settle it.",
        "here-elsewhere-not",
        ("reasons", "evidence"),
        "No assessed claims yet of both kinds: some that can be checked, and some that cannot.",
    ),
    Kind(
        "chain-1",
        "chains",
        "Through whom did it come?",
        "For each claim, put the voices in order through which it reached you: nearest to you first, the one who said "
        "it first last. The text itself is not counted. If the text says it by itself, say so.",
        "trace-the-chain",
        (),
        "No claim yet that comes through more than one voice.",
    ),
)
"""What may be proposed, in this order."""


# ---- what is proposed


def proposed(draft: Draft, layer: Layer | None = None) -> tuple[Task, ...]:
    """Every task that the draft holds enough for, with its own title and words. Raises KitError without a text."""
    layer = layer if layer is not None else draft.layer
    parts = _parts(draft.article, layer)
    own = texts(draft.step_layer("tasks"))
    return tuple(_task(draft.name, kind, parts[kind.id], own) for kind in KINDS if kind.id in parts)


def _task(case: str, kind: Kind, parts: dict[str, Any], own: dict[str, str]) -> Task:
    title, prompt = own.get(f"{kind.id}.title", kind.title), own.get(f"{kind.id}.prompt", kind.prompt)
    return Task(kind.id, case, kind.kind, title, prompt, kind.objective, 10, fields=kind.fields, **parts)


def tasks(draft: Draft) -> tuple[Task, ...]:
    """Those of them that are not left out."""
    left_out = {item for item, option in choices(draft.step_layer("tasks")).items() if option == OFF}
    return tuple(task for task in proposed(draft) if task.id not in left_out)


def _parts(article: Article, layer: Layer) -> dict[str, dict[str, Any]]:
    """Id of a kind to what its task asks about."""
    parts: dict[str, dict[str, Any]] = {}
    blocks = _blocks(article, layer)
    parts |= {id: {"sentences": block} for id, block in zip(("who-1", "who-2"), blocks, strict=False)}
    pairs = _half_sound(layer.pairs, lambda p: p.relation in ("contradiction", "tension"))
    if pairs:
        parts["pairs-1"] = {"pairs": tuple((p.a, p.b) for p in pairs)}
    assessed = _half_sound(layer.assessments, lambda a: a.checkability == "not")
    if assessed:
        parts["checked-1"] = {"claims": tuple(a.claim for a in assessed)}
    chains = _chained(layer)
    if chains:
        parts["chain-1"] = {"claims": chains}
    return parts


def _blocks(article: Article, layer: Layer) -> list[tuple[str, ...]]:
    """Up to two runs of whole paragraphs, each with attributions and with sentences that credit nobody."""
    homes = [home(article, a) for a in layer.attributions if a.spans and not a.optional]
    touched = {article.at(span.start).id for a in layer.attributions for span in a.spans}
    blocks: list[list[str]] = [[]]
    for paragraph in _paragraphs(article):
        blocks[-1] += paragraph
        speaking, silent = sum(h in blocks[-1] for h in homes), sum(s not in touched for s in blocks[-1])
        if speaking >= SPEAKING and silent >= SILENT:
            blocks.append([])
    return [tuple(b) for b in blocks[:2] if any(h in b for h in homes) and any(s not in touched for s in b)]


def _paragraphs(article: Article) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for s in article.sentences:
        found.setdefault(s.paragraph, []).append(s.id)
    return list(found.values())


def _half_sound(made: Iterable, flawed) -> tuple:
    """In their order as many as a task holds, no more that are flawed than are sound; none if either is missing."""
    made = tuple(made)
    bad = [m for m in made if flawed(m)]
    good = [m for m in made if not flawed(m)]
    bad = bad[: min(len(good), MOST // 2)]
    good = good[: MOST - len(bad)]
    return tuple(m for m in made if m in bad or m in good) if bad and good else ()


def _chained(layer: Layer) -> tuple[str, ...]:
    """Claims with chains, those through several voices among them."""
    chains = layer.of(Chain)
    long = [c for c in chains if len(c.voices) > 1][: MOST // 2]
    rest = [c for c in chains if len(c.voices) < 2][: MOST - len(long)]
    return tuple(c.claim for c in chains if c in long or c in rest) if long and rest else ()


# ---- the case as it would be


def key_of(draft: Draft, layer: Layer) -> Key:
    """The key as it would be written, as far as it goes."""
    facts = {id: f for id, f in draft.facts.items() if f.kind and f.stake}
    return Key(layer, facts, draft.events, (), draft.unattributed, readings(draft))


def readings(draft: Draft) -> tuple[Reading, ...]:
    """The one reading that was really made, once its reader and day are given."""
    own = texts(draft.step_layer("tasks"))
    if not own.get("coder") or not DATE.fullmatch(own.get("date", "")):
        return ()
    note = own.get("note") or "made together with the text, with suggestions looked at one by one"
    return (Reading(own["coder"], own["date"], note),)


def faults_of(draft: Draft, task: Task, layer: Layer) -> list[KitError]:
    """What makes one task unfit."""
    case = Case(draft.name, draft.article, draft.voices, draft.claims, (task,))
    return list(task_faults(case, key_of(draft, layer)))


def balance(article: Article, task: Task, layer: Layer) -> str:
    """How much of a task is sound, in words."""
    if task.kind == "attributions":
        spoken = len(in_play(task, article, layer))
        silent = score(task, article, layer, Layer()).detection.noises
        return f"{_count(spoken, 'attribution')} in {_count(len(task.sentences), 'sentence')}; {silent} credit nobody"
    if task.kind == "chains":
        return _count(len(task.claims), "claim")
    d = score(task, article, layer, Layer()).detection
    return f"{d.noises} of {d.noises + d.signals} are sound"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' if n != 1 else ''}"


# ---- the step


class Tasks(Step):
    """Which tasks there are, their titles and words, and who read the text."""

    step, title, prompt = "tasks", TITLE, PROMPT
    kind, shows = "brief", "Plan"

    def fits(self, made: Annotation) -> bool:
        """Whether a task is asked, its title and prompt, and the first reader's name and day."""
        ids = {kind.id for kind in KINDS}
        if isinstance(made, Choice):
            return made.id == made.item and made.item in ids and made.option in (ON, OFF)
        if not isinstance(made, Text) or made.id != made.prompt or len(made.text) > 2_000:
            return False
        id, _, part = made.prompt.partition(".")
        if made.prompt == "date" and made.text and not _is_day(made.text):
            raise KitError("the day", f"“{made.text}” is no day", "Write it as 2026-11-28")
        return made.prompt in ("coder", "date", "note") or (id in ids and part in ("title", "prompt"))

    def view(self) -> dict:
        """The tasks proposed, with balance and faults, and what is lacking for the others."""
        layer, draft = self.draft.layer, self.draft
        ready = {task.id: task for task in proposed(draft, layer)}
        shown = [self._shown(kind, ready[kind.id], layer) for kind in KINDS if kind.id in ready]
        lacking = [{"title": kind.title, "wants": kind.wants} for kind in KINDS if kind.id not in ready]
        return super().view() | {"kind": "plan", "planned": shown, "lacking": lacking, "today": now()[:10]}

    def _shown(self, kind: Kind, task: Task, layer: Layer) -> dict:
        faults = [f"{fault.what}. {fault.todo}." for fault in faults_of(self.draft, task, layer)]
        told = {"balance": balance(self.draft.article, task, layer), "faults": faults}
        return {"id": kind.id, "title": kind.title, "prompt": kind.prompt, "what": _what(task), **told}

    def progress_words(self) -> str:
        """How many tasks there are."""
        return _count(len(tasks(self.draft)), "task")

    def _lines(self) -> list[str]:
        layer = self.draft.layer
        return [f"{t.title} ({_what(t)}): {balance(self.draft.article, t, layer)}" for t in tasks(self.draft)]


def _what(task: Task) -> str:
    """What a task is about, in a few words."""
    if task.kind == "attributions":
        return f"sentences {task.sentences[0]} to {task.sentences[-1]}"
    return _count(len(task.pairs), "pair") if task.pairs else _count(len(task.claims), "claim")


def _is_day(text: str) -> bool:
    try:
        return bool(DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def step(draft: Draft) -> Tasks:
    """What learners are asked. Raises KitError while there is no text."""
    return Tasks(draft, replace(draft.case, tasks=()))
