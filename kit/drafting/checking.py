"""What a draft still lacks: the checks of every case, on the case as it would be written, told by steps."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from kit.authoring import check_case
from kit.case import Case
from kit.drafting import evidence, planning, review
from kit.drafting.naming import NAMES
from kit.drafting.numbering import numbered
from kit.drafting.suggested import leans
from kit.drafting.writing import case_files
from kit.errors import KitError
from kit.feedback.told import join
from kit.files import write_whole
from kit.model import Annotation, Assessment, Attribution, Chain, Key, Layer, Pair, Reading, Verdict

if TYPE_CHECKING:
    from kit.drafting import Draft

STEP_OF = {
    Attribution: "attributions",
    Pair: "pairs",
    Assessment: "assessments",
    Verdict: "verdicts",
    Chain: "chains",
}


NO_REASON = "no reason is written yet."
FEW = 3
"""Reasons that are not written yet, up to this many, are told one by one."""


@dataclass(frozen=True)
class Lack:
    """One thing that is missing or wrong."""

    step: str
    """Where to mend it: a name of `NAMES`."""
    text: str

    def __str__(self) -> str:
        return f"{NAMES[self.step]}: {self.text}"


@dataclass(frozen=True)
class Checked:
    """What was found; nothing, where the case is fit for use."""

    name: str
    lacks: tuple[Lack, ...]

    @property
    def fit(self) -> bool:
        """Whether the draft can be saved."""
        return not self.lacks

    def _by_step(self) -> list[tuple[str, list[str]]]:
        found = [(step, [lack.text for lack in self.lacks if lack.step == step]) for step in NAMES]
        return [(NAMES[step], texts) for step, texts in found if texts]

    def __str__(self) -> str:
        if self.fit:
            return f"{self.name}: nothing is lacking. It can be saved."
        lines = [f"{step}\n" + "\n".join(f"- {text}" for text in texts) for step, texts in self._by_step()]
        return f"{self.name}: {len(self.lacks)} to mend before it can be saved.\n\n" + "\n\n".join(lines)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        if self.fit:
            return f"<p><strong>✓ {escape(self.name)}: nothing is lacking.</strong> It can be saved.</p>"
        parts = [
            f"<h4>{escape(step)}</h4><ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"
            for step, texts in self._by_step()
        ]
        return f"<p><strong>{len(self.lacks)} to mend before it can be saved.</strong></p>{''.join(parts)}"


def check(draft: Draft) -> Checked:
    """Everything that keeps a draft from being a case, each with the step in which to mend it."""
    if missing := draft.missing():
        return Checked(draft.name, (Lack("source", f"Still missing: {join(missing)}."),))
    case, key = drafted(draft)
    found = [*_unread(draft), *_unfinished(draft, case, key)]
    # Without a reading a case's other checks would not be made; it is asked for above.
    key = key if key.readings else replace(key, readings=(Reading("nobody yet", "2000-01-01", "not read yet"),))
    found += _checked(draft, case, key)
    return Checked(draft.name, tuple(_gathered(dict.fromkeys(found))))


def _gathered(found: Iterable[Lack]) -> Iterator[Lack]:
    """Many reasons that are not written yet are one thing to mend: the step itself shows which."""
    found = list(found)
    unwritten = [lack for lack in found if lack.text.endswith(NO_REASON)]
    few = len(unwritten) <= FEW
    yield from (lack for lack in found if few or lack not in unwritten)
    if not few:
        first = unwritten[0].text.removesuffix(f": {NO_REASON}")
        yield Lack("reasons", f"{len(unwritten)} reasons are not written yet. The first is that of {first}.")


def drafted(draft: Draft) -> tuple[Case, Key]:
    """The case and the key as they would be written."""
    layer = draft.layer
    return numbered(replace(draft.case, tasks=planning.tasks(draft)), planning.key_of(draft, layer))


def _unread(draft: Draft) -> Iterator[Lack]:
    if not planning.readings(draft):
        yield Lack("tasks", "Who read the text for this key, and on which day? Only a reading that was really made.")


def _unfinished(draft: Draft, case: Case, key: Key) -> Iterator[Lack]:
    """What the steps ask and a file could not hold, or would hold empty."""
    if not key.layer.attributions:
        yield Lack("attributions", "Nobody is credited with anything yet.")
    for claim in case.claim_list:
        if not claim.gist:
            yield Lack("claims", f"“{claim.words}” has no restatement in plain words.")
        elif word := leans(claim.gist, claim.span, case.article):
            yield Lack("claims", f"“{claim.gist}” needs the text: say in plain words what “{word}” stands for.")
    if draft.pack.fault:
        yield Lack("verdicts", evidence.told(draft.pack.fault))
    facts = draft.facts
    for voice in case.voice_list:
        said = facts.get(voice.id)
        if said is None or not (said.kind and said.stake and said.why):
            lacking = [part for part in ("kind", "stake", "why") if not getattr(said, part, "")]
            yield Lack("voices", f"{voice.name}: {', '.join(lacking)} missing.")
    if not case.tasks:
        yield Lack("tasks", "No task is asked.")
    asked = {id for task in case.tasks for id in task.sentences}
    for id in review.silent(draft):
        if id in asked and not key.unattributed.get(id):
            yield Lack("reasons", f"Sentence {id}, which credits nobody: {NO_REASON}")


def saved_files(draft: Draft, case: Case, key: Key) -> dict[str, str | bytes]:
    """Name of each file of the case's folder to what stands in it, those of a sound evidence pack among them."""
    pack = evidence.pack_files(draft.folder / evidence.FOLDER) if case.documents else {}
    return case_files(case, key) | pack


# ---- the checks that every case undergoes


def _checked(draft: Draft, case: Case, key: Key) -> list[Lack]:
    with tempfile.TemporaryDirectory(prefix="kit-draft-") as there:
        folder = Path(there) / draft.name
        for name, content in saved_files(draft, case, key).items():
            write_whole(folder / name, content)
        faults = check_case(folder)
    shown = _Shown(draft, case, key.layer)
    return [lack for fault in faults if (lack := shown.lack(fault)) is not None]


class _Shown:
    """Faults of files as an author meets them: by steps and words, not by files and ids."""

    def __init__(self, draft: Draft, case: Case, layer: Layer) -> None:
        self.case = case
        self.of = {a.id: a for a in layer.annotations}
        self.claims = case.claims_by_id
        self.voices = case.voice_names
        said = draft.facts
        self.half = {v.id for v in case.voice_list if v.id not in said or not (said[v.id].kind and said[v.id].stake)}

    def lack(self, fault: KitError) -> Lack | None:
        """The same for the author; None where it was told better before."""
        parts = [part.strip() for part in fault.where.replace("/key.yaml", ", key").split(",")]
        text = f"{_sentence(fault.what)} {_sentence(fault.todo)}".strip()
        if "key" not in parts[1:]:
            step = {"voices": "voices", "claims": "claims", "tasks": "tasks"}.get(_stem(parts[0]), "source")
            return Lack(step, f"{', '.join(parts[1:])}: {text}" if parts[1:] else text)
        about = parts[parts.index("key") + 1 :]
        return self._of_key(about[0] if about else "", about[1:], fault, text)

    def _of_key(self, id: str, field: list[str], fault: KitError, text: str) -> Lack | None:
        if fault.what in ("`readings` is empty",) or (id == "voices" and fault.what.startswith("nothing is said of")):
            return None
        if id in self.of:
            a = self.of[id]
            if isinstance(a, Verdict) and "why" not in fault.what:
                return Lack("verdicts", f"{self.named(a)}: say which document settles it.")
            step = "reasons" if "why" in fault.what else STEP_OF.get(type(a), "reasons")
            if step == "reasons" and "missing" in fault.what:
                return Lack(step, f"{self.named(a)}: {NO_REASON}")
            name = f"{self.named(a)}{f' ({field[0]})' if field else ''}"
            return Lack(step, f"{name}: {text}")
        if id in self.claims:
            return Lack("assessments", f"“{self.claims[id].gist or self.claims[id].words}”: {text}")
        if id in self.voices or id == "voices":
            return None if id in self.half else Lack("voices", f"{self.voices.get(id, 'Voices')}: {text}")
        return Lack("tasks", text)

    def named(self, a: Annotation) -> str:
        """An annotation by its words."""
        match a:
            case Attribution():
                return f"“{_short(' … '.join(self.case.article.words(span) for span in a.spans))}”"
            case Pair():
                return f"{self._gist(a.a)} and {self._gist(a.b)}"
            case Assessment() | Verdict() | Chain():
                return self._gist(a.claim)
        return a.id

    def _gist(self, id: str) -> str:
        claim = self.claims.get(id)
        return f"“{_short(claim.gist or claim.words)}”" if claim else id


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:]}" + ("" if not text or text[-1] in ".!?”" else ".")


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77].rsplit(" ", 1)[0] + " …"


def refuse(checked: Checked) -> None:
    """Raises KitError where something is lacking."""
    if not checked.fit:
        first = _first(checked.lacks)
        raise KitError(checked.name, f"{len(checked.lacks)} to mend before it can be saved\n{first}\n", "See check()")


def _first(lacks: Iterable[Lack]) -> str:
    lines = [f"- {lack}" for lack in lacks]
    return "\n".join(lines[:10] + ([f"- and {len(lines) - 10} more"] if len(lines) > 10 else []))
