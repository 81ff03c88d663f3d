"""The step `tasks`: what learners will be asked, proposed from what a draft holds, each with its balance."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from kit.answers import now
from kit.article import Article
from kit.authoring import task_faults
from kit.case import Case
from kit.drafting.naming import numbered_name
from kit.drafting.review import choices, texts
from kit.drafting.steps import Step, count
from kit.errors import KitError
from kit.model import Annotation, Chain, Choice, Key, Layer, Reading, Task, Text, Verdict
from kit.scoring import in_play, score
from kit.scoring.attributions import home

if TYPE_CHECKING:
    from kit.drafting import Draft

SPEAKING, SILENT = 4, 2
"""How many attributions, and sentences that credit nobody, a task of attributions goes on to find, paragraph by
paragraph."""
FEWEST, MOST = 3, 8
"""Items of a task of pairs, assessments or chains."""
FEWEST_CHAINS = 5
PACK = "pack-1"
"""The task that only a case with documents can have."""
LABELS = ("quote", "naming")
"""What is asked of an attribution where it has to be."""
ON, OFF = "on", "off"
SAVE, EXERCISE = "save", "exercise"
"""What the step's buttons ask for beside a check."""
PROMPT = (
    "These tasks are proposed from what you have answered. Leave one out, or give it your own title and words. A good "
    "task holds at least as much that is sound as is not. Then say who read the text for this key, and save."
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
        PACK,
        "verdicts",
        "What do the documents show?",
        "Say first what the text alone tells you: is the claim supported, refuted, is the evidence conflicting, or is "
        "there not enough? Then open the pack, decide again, and name the document that settles it. Some claims stay "
        "open, and some documents settle nothing.",
        "decide-with-evidence",
        ("document",),
        "At least three claims with a verdict are needed, one of them supported, and no more refuted than sound.",
    ),
    Kind(
        "chain-1",
        "chains",
        "Through whom did it come?",
        "For each claim, put the voices in order through which it reached you: nearest to you first, the one who said "
        "it first last. The text itself is not counted. If the text says it by itself, say so.",
        "trace-the-chain",
        (),
        "At least five claims that came in different ways are needed, one of them through more than one voice.",
    ),
)
"""What may be proposed, in this order."""


# ---- what is proposed


@dataclass(frozen=True)
class Proposal:
    """A task that a draft holds enough for, and what makes it unfit all the same."""

    task: Task
    faults: tuple[KitError, ...]


def proposals(draft: Draft) -> tuple[Proposal, ...]:
    """Every task that the draft holds enough for, with its own title and words. Raises KitError without a text."""
    own = texts(draft.step_layer("tasks"))
    made = _proposals(draft.case, _bare(draft.layer))
    return tuple(replace(p, task=_titled(p.task, own)) for p in made)


def tasks(draft: Draft) -> tuple[Task, ...]:
    """Those that are asked: what its author chose, and without a choice those that are fit."""
    chosen = choices(draft.step_layer("tasks"))
    return tuple(p.task for p in proposals(draft) if chosen.get(p.task.id, OFF if p.faults else ON) == ON)


def _titled(task: Task, own: dict[str, str]) -> Task:
    return replace(
        task, title=own.get(f"{task.id}.title", task.title), prompt=own.get(f"{task.id}.prompt", task.prompt)
    )


def _bare(layer: Layer) -> Layer:
    """The layer without its reasons, on which no task depends."""
    return replace(layer, annotations=tuple(replace(a, why="") for a in layer.annotations))


@lru_cache(maxsize=8)
def _proposals(case: Case, layer: Layer) -> tuple[Proposal, ...]:
    made = [
        *_of_attributions(case, layer),
        _of_pairs(case, layer),
        _of_assessments(case, layer),
        _of_verdicts(case, layer),
        _of_chains(case, layer),
    ]
    return tuple(p for p in made if p is not None)


def _proposal(case: Case, layer: Layer, id: str, **parts: Any) -> Proposal:
    kind = next(kind for kind in KINDS if kind.id == id)
    front = {"title": kind.title, "prompt": kind.prompt, "objective": kind.objective, "points": 10}
    task = Task(id, case.id, kind.kind, **front, **({"fields": kind.fields} | parts))
    key = Key(layer, {}, {}, (), {}, ())
    return Proposal(task, tuple(task_faults(replace(case, tasks=(task,)), key)))


def _of_attributions(case: Case, layer: Layer) -> Iterator[Proposal]:
    """Up to two runs of whole paragraphs, the second behind the first."""
    left = list(_paragraphs(case.article))
    for id in ("who-1", "who-2"):
        lengths = _lengths(case.article, layer, left)
        tried = [(n, p) for n in lengths for p in _asked(case, layer, id, tuple(chain(*left[:n])))]
        if not tried:
            return
        length, best = next(((n, p) for n, p in tried if not p.faults), tried[0])
        yield best
        left = left[length:]


def _asked(case: Case, layer: Layer, id: str, sentences: tuple[str, ...]) -> Iterator[Proposal]:
    """The task on these sentences; where it can be cheated, also with labels asked, which a cheat does not know."""
    first = _proposal(case, layer, id, sentences=sentences)
    yield first
    if first.faults and not first.task.fields:
        yield _proposal(case, layer, id, sentences=sentences, fields=LABELS)


def _lengths(article: Article, layer: Layer, left: list[list[str]]) -> list[int]:
    """How many of the paragraphs hold enough attributions, and enough sentences that credit nobody."""
    homes = [home(article, a) for a in layer.attributions if a.spans and not a.optional]
    touched = {article.at(span.start).id for a in layer.attributions for span in a.spans}
    found = []
    for n in range(1, len(left) + 1):
        sentences = set(chain(*left[:n]))
        if sum(h in sentences for h in homes) >= SPEAKING and len(sentences - touched) >= SILENT:
            found.append(n)
    return found


def _paragraphs(article: Article) -> Iterable[list[str]]:
    found: dict[int, list[str]] = {}
    for s in article.sentences:
        found.setdefault(s.paragraph, []).append(s.id)
    return found.values()


def _of_pairs(case: Case, layer: Layer) -> Proposal | None:
    clash = ("contradiction", "tension")
    tried = _half_sound(layer.pairs, lambda p: p.relation in clash, lambda p: p.relation)
    return _first_fit(_proposal(case, layer, "pairs-1", pairs=tuple((p.a, p.b) for p in chosen)) for chosen in tried)


def _of_assessments(case: Case, layer: Layer) -> Proposal | None:
    tried = _half_sound(layer.assessments, lambda a: a.checkability == "not", lambda a: (a.checkability, a.reasons))
    return _first_fit(_proposal(case, layer, "checked-1", claims=tuple(a.claim for a in chosen)) for chosen in tried)


def _of_verdicts(case: Case, layer: Layer) -> Proposal | None:
    """All of them where that is fit: that a pack refutes little or nothing is no fault of it."""
    made = layer.of(Verdict)
    tried = [made[:MOST]] if len(made) >= FEWEST else []
    tried += _half_sound(made, lambda v: v.verdict in ("refuted", "conflicting"), lambda v: v.verdict)
    supported = (chosen for chosen in tried if any(v.verdict == "supported" for v in chosen))
    return _first_fit(_proposal(case, layer, PACK, claims=tuple(v.claim for v in chosen)) for chosen in supported)


def _first_fit(tried: Iterable[Proposal]) -> Proposal | None:
    """The first without faults, else the first; None where there is none."""
    first = None
    for p in tried:
        if not p.faults:
            return p
        first = first or p
    return first


def _half_sound(made: Iterable, flawed: Callable[[Any], bool], kind: Callable[[Any], Any]) -> Iterator[tuple]:
    """Choices of items, the largest first, no more of them flawed than sound; none where either is missing.

    What careful readers dispute comes last, and the classes take turns, so that no class alone earns much.
    """
    made = tuple(made)
    bad = _in_turn([m for m in made if flawed(m)], kind)
    good = _in_turn([m for m in made if not flawed(m)], kind)
    sizes = {(min(len(bad), size // 2), min(len(good), size - size // 2)) for size in range(MOST, FEWEST - 1, -1)}
    for many, few in sorted(((g, b) for b, g in sizes if b and g >= b), reverse=True):
        chosen = bad[:few] + good[:many]
        yield tuple(m for m in made if m in chosen)


def _in_turn(items: list, kind: Callable[[Any], Any]) -> list:
    """Items with their classes by turns: the first of each, then the second of each."""
    seen: Counter = Counter()
    turns = []
    for item in sorted(items, key=lambda m: m.soft):
        turns.append((item.soft, seen[kind(item)], len(turns), item))
        seen[kind(item)] += 1
    return [item for *_, item in sorted(turns, key=lambda turn: turn[:3])]


def _of_chains(case: Case, layer: Layer) -> Proposal | None:
    """A claim for each different chain: of one that came twice, who always says it would earn too much."""
    different = {c.voices: c for c in reversed(layer.of(Chain))}
    chosen = [c for c in layer.of(Chain) if different[c.voices] is c][:MOST]
    if len(chosen) < FEWEST_CHAINS or not any(len(c.voices) > 1 for c in chosen):
        return None
    return _proposal(case, layer, "chain-1", claims=tuple(c.claim for c in chosen))


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


def balance(article: Article, task: Task, layer: Layer) -> str:
    """How much of a task is sound, in words."""
    if task.kind == "attributions":
        spoken = len(in_play(task, article, layer))
        silent = score(task, article, layer, Layer()).detection.noises
        return f"{count(spoken, 'attribution')} in {count(len(task.sentences), 'sentence')}; {silent} credit nobody"
    if task.kind == "chains":
        through = [c for c in layer.of(Chain) if c.claim in task.claims and len(c.voices) > 1]
        return f"{len(through)} through more than one voice"
    d = score(task, article, layer, Layer()).detection
    return f"{d.noises} of {d.noises + d.signals} are sound"


# ---- the step


class Tasks(Step):
    """Which tasks there are, their titles and words, and who read the text."""

    step, prompt = "tasks", PROMPT
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
        made = {p.task.id: p for p in proposals(self.draft)}
        shown = [self._shown(kind, made[kind.id]) for kind in KINDS if kind.id in made]
        lacking = [{"title": kind.title, "wants": kind.wants} for kind in self._possible() if kind.id not in made]
        told = {"planned": shown, "lacking": lacking, "today": now()[:10]}
        return super().view() | {"kind": "plan", "checkable": True, **told}

    def _possible(self) -> list[Kind]:
        """Without documents, nobody is told that there could be some."""
        return [kind for kind in KINDS if kind.id != PACK or self.draft.documents]

    def _shown(self, kind: Kind, p: Proposal) -> dict:
        told = {"what": _what(p.task), "balance": balance(self.draft.article, p.task, self.draft.layer)}
        # One cheat that pays is enough to tell.
        cheats = [fault for fault in p.faults if fault.what.startswith("the cheat")]
        faults = [_told(fault) for fault in p.faults if fault not in cheats[1:]]
        return {"id": kind.id, "title": kind.title, "prompt": kind.prompt, "faults": faults, **told}

    def check(self, item: str | None = None) -> dict:
        """What is lacking, told by steps; with nothing lacking, `save` and `exercise` do what their buttons say."""
        with self._lock:
            checked = self.draft.check()
            notes = [
                {"tone": "incomplete", "title": numbered_name(lack.step), "text": lack.text} for lack in checked.lacks
            ]
            if notes:
                verb = {SAVE: "Not saved: ", EXERCISE: "Not made: "}.get(item or "", "")
                return {"summary": f"{verb}{len(notes)} to mend, each in the step that is named.", "notes": notes}
            made = {SAVE: self.draft.save, EXERCISE: self.draft.exercise}.get(item or "")
            lines = made().lines() if made else ["Nothing is lacking. The case can be saved."]
            return {"summary": " ".join(lines), "notes": []}

    def progress_words(self) -> str:
        """How many tasks there are."""
        return count(len(tasks(self.draft)), "task")

    def _lines(self) -> list[str]:
        layer = self.draft.layer
        return [f"{t.title} ({_what(t)}): {balance(self.draft.article, t, layer)}" for t in tasks(self.draft)]


def _told(fault: KitError) -> str:
    """A fault as an author meets it, who chooses tasks and not items."""
    if fault.what.startswith("the cheat"):
        more = "Leave it out. A longer or more varied text, or more answers unlike these, makes it harder."
        return f"Too easy to guess: {fault.what}. {more}"
    return f"{fault.what[:1].upper()}{fault.what[1:]}. {fault.todo}."


def _what(task: Task) -> str:
    """What a task is about, in a few words."""
    if task.kind == "attributions":
        return f"sentences {task.sentences[0]} to {task.sentences[-1]}"
    return count(len(task.pairs), "pair") if task.pairs else count(len(task.claims), "claim")


def _is_day(text: str) -> bool:
    try:
        return bool(DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def step(draft: Draft) -> Tasks:
    """What learners are asked. Raises KitError while there is no text."""
    return Tasks(draft, replace(draft.case, tasks=()))
