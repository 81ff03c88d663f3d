"""Two layers become a key: each difference is a question, its answer is kept as all answers are, and all is merged.

What both coders say alike is taken. Where they differ, somebody who has read the text decides: one reading, the other,
both (a difference that careful readers can have: the other label is accepted as well, and both votes are kept), or
neither. Nothing is decided in silence: what is open blocks, and what is left to write is listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from kit.answers import SAFE
from kit.coders.compared import FIELDS, FOLLOWS, FOUND, WORDS, Compared, Difference, Unit
from kit.coders.figures import NAMES, question
from kit.coders.words import asked, described, meanings, subject
from kit.errors import KitError
from kit.feedback.told import clip
from kit.files import write_whole
from kit.interchange.layerfile import layer_text
from kit.interchange.reading import KEY, MACHINE
from kit.keyfile import key_text
from kit.model import (
    ROLES,
    Alternative,
    Annotation,
    Assessment,
    Attribution,
    Choice,
    Item,
    Layer,
    Option,
    Pair,
    Reading,
    Task,
    Verdict,
    Vote,
)
from kit.tasks import Exercise

FIRST, SECOND, BOTH, NEITHER = "first", "second", "both", "neither"
"""The four decisions."""
SIDES = {FIRST: "for the first", SECOND: "for the second", BOTH: "for both", NEITHER: "for neither"}
WRITTEN_LATER = "Neither: I shall write it myself"
DEFENDED = "Both: careful readers can differ here"
NEEDED = {Pair: "relation", Assessment: "checkability", Verdict: "verdict"}
"""Kind of annotation to the label without which it says nothing."""


@dataclass(frozen=True)
class Merged:
    """What decisions made of two layers."""

    layer: Layer
    to_write: tuple[str, ...]
    """What a person still has to write or look at before it is a key, in sentences."""


@dataclass(frozen=True)
class Outcome:
    """How far an adjudication is, in a sentence and a list."""

    head: str
    lines: tuple[str, ...]

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.head)}</p><ul>" + "".join(f"<li>{escape(line)}</li>" for line in self.lines) + "</ul>"

    def __str__(self) -> str:
        return "\n".join([self.head, *(f"- {line}" for line in self.lines)])

    __repr__ = __str__


class Adjudication:
    """The differences of two coders, to be decided. Show it by ending a cell with it; the answers are kept."""

    def __init__(self, compared: Compared, folder: Path | None = None) -> None:
        """`folder` is where answers are kept, as for every exercise."""
        self.compared = compared
        self._folder = folder
        self.notes = (*compared.notes, *(f"{c.coder}: {n}" for c in (compared.first, compared.second) for n in c.notes))

    @cached_property
    def exercise(self) -> Exercise:
        """The questions in the widget that asks short questions. There is no key to them, so nothing is checked."""
        case = replace(self.compared.case, key=None)
        names = [self.compared.first.coder, self.compared.second.coder]
        task = Task(
            id="-".join(["adjudicate", *(SAFE.sub("_", name).lower() for name in names)])[:120],
            case=case.id,
            kind="items",
            title=f"Two readings: {names[0]} and {names[1]}",
            prompt="This text was read twice, and here the two readings differ. Which one do its words carry? The "
            "readings stand in no order and without names, so that nobody’s name decides.",
            objective="",
            points=0,
            items=tuple(_item(self.compared, d) for d in self.compared.differences),
        )
        return _Decisions(case, task, self._folder)

    @property
    def decisions(self) -> dict[str, str]:
        """Id of a difference to its decision, of those that are decided."""
        ids = {d.id for d in self.compared.differences}
        return {a.item: a.option for a in self.exercise.layer.of(Choice) if a.item in ids}

    @property
    def undecided(self) -> tuple[Difference, ...]:
        """The differences that still wait for a decision."""
        return tuple(d for d in self.compared.differences if d.id not in self.decisions)

    def merged(self) -> Merged:
        """The layer that the decisions make, and what is left to write. Raises KitError while anything is open."""
        if self.undecided:
            n = len(self.undecided)
            first = subject(self.compared.case, self.undecided[0].unit)
            what = f"{n} difference{'s are' if n > 1 else ' is'} not decided yet, the first of them on {first}"
            raise KitError("adjudication", what, "Decide each, if need be with “neither”")
        return merge(self.compared, self.decisions)

    def save(self, path: str | Path, coder: str, date: str = "") -> Path:
        """Write the merged layer as a layer file, and return its path. Raises KitError while anything is open.

        `coder` is who decided.
        """
        if not coder.strip():
            raise KitError("adjudication", "nobody is named", "Say who decided")
        case, path = self.compared.case, Path(path)
        text = layer_text(self.merged().layer, case.article, case=case.id, coder=coder.strip(), date=date)
        write_whole(path, text)
        return path

    def save_key(self, path: str | Path, coder: str, date: str = "") -> Path:
        """Write the case's key with the merged layer in it, under a name that is free, and return its path.

        What a layer does not hold (voices, events, accounts) stays as it is in the key that the case has. Who coded,
        and who decided what, is added to `readings`; the key and the machine are no coders. Raises KitError while
        anything is open, where the case has no key yet, and where a file of this name is there.
        """
        case, path = self.compared.case, Path(path)
        if not coder.strip():
            raise KitError("adjudication", "nobody is named", "Say who decided")
        if case.key is None:
            raise KitError(
                case.id, "the case has no key yet, with its voices and events", "Save it from its draft first"
            )
        if path.exists():
            raise KitError(str(path), "there is a file of this name", "Choose another; compare the two, then rename it")
        layer = self.merged().layer
        credited = {case.article.at(span.start).id for a in layer.attributions for span in a.spans}
        silent = {sentence: why for sentence, why in case.key.unattributed.items() if sentence not in credited}
        readings = (*case.key.readings, *self._readings(coder.strip(), date))
        write_whole(path, key_text(case, replace(case.key, layer=layer, unattributed=silent, readings=readings)))
        return path

    def _readings(self, coder: str, date: str) -> Iterator[Reading]:
        """What to note of the readings that were made here, each once."""
        chosen = Counter(self.decisions.values())
        told = ", ".join(f"{chosen[side]} {name}" for side, name in SIDES.items() if chosen[side])
        pair = f"{self.compared.first.coder} and {self.compared.second.coder}"
        found = f"{len(self.compared.differences)} differences between {pair}" + (f" ({told})" if told else "")
        known = {reading.coder for reading in self.compared.case.key.readings}
        for coding in (self.compared.first, self.compared.second):
            if coding.coder not in (KEY, MACHINE, *known):
                yield Reading(coding.coder, coding.date, "Coded the text; the layer was laid beside another.")
        yield Reading(coder, date, f"Decided {found}; no reading of its own.")

    @property
    def outcome(self) -> Outcome:
        """What is still open, or what is left to write when all is decided; to be looked at."""
        if not self.undecided:
            return Outcome(f"{self} This is left to write or to look at:", self.merged().to_write or ("Nothing.",))
        case = self.compared.case
        open_ = [f"{subject(case, d.unit)} {asked(d)}" for d in self.undecided]
        return Outcome(f"{self} These are open:", tuple(open_))

    # ---- what is shown

    def _ipython_display_(self) -> None:
        from IPython.display import display

        if not self.compared.differences:
            display({"text/html": f"<p>{escape(str(self))}</p>", "text/plain": str(self)}, raw=True)
            return
        self.exercise._ipython_display_()

    def __str__(self) -> str:
        found = len(self.compared.differences)
        if not found:
            return "The two layers do not differ in anything that both of them did."
        return f"{found - len(self.undecided)} of {found} difference{'s' if found > 1 else ''} decided."

    __repr__ = __str__


# ---- the questions


class _Decisions(Exercise):
    """An exercise that nobody hands in."""

    def view(self) -> dict:
        return super().view() | {"kept": "Each decision is kept at once"}


def _item(compared: Compared, d: Difference) -> Item:
    """One difference as a question with the two readings in words."""
    said = dict(zip((FIRST, SECOND), meanings(compared, d), strict=True))
    # Which stands first is drawn by lot, and the same at every look.
    order = (FIRST, SECOND) if int(d.id[-1], 16) % 2 else (SECOND, FIRST)
    options = [Option(side, said[side]) for side in order]
    options += [Option(BOTH, DEFENDED)] if _both_possible(d) else []
    kind = NAMES[type(d.unit.one)].removesuffix("s").capitalize()
    about = f"{kind}: {described(compared.case, d)} {asked(d)}"
    return Item(d.id, "choice", about, compared.sentences(d.unit), options=(*options, Option(NEITHER, WRITTEN_LATER)))


def _both_possible(d: Difference) -> bool:
    """Whether a key can accept the second reading beside the first: a label can be, other words cannot."""
    return d.field not in (FOUND, WORDS, "parent") and "" not in d.labels


# ---- merging


def merge(compared: Compared, decisions: dict[str, str]) -> Merged:
    """The layer of a key from two layers and the decision on each difference. Every difference must have one."""
    return _Merge(compared, decisions).merged()


class _Merge:
    """One run of it: what is kept, under which id, and what is left to write."""

    def __init__(self, compared: Compared, decisions: dict[str, str]) -> None:
        self.compared, self.decisions = compared, decisions
        self.differs: dict[Unit, dict[str, Difference]] = {}
        for d in compared.differences:
            self.differs.setdefault(d.unit, {})[d.field] = d
        self.to_write: list[str] = []
        self.untaken = 0
        self.ids: dict[tuple[str, str], str] = {}
        self.taken = {a.id for a in compared.first.layer.annotations}

    def merged(self) -> Merged:
        kept = [(unit, made) for unit in self.compared.units if (made := self._unit(unit)) is not None]
        layer = self._without_circles([self._with_parent(unit, made) for unit, made in kept])
        layer += [
            a for coding, kind, _ in self.compared.alone for a in self._alone(coding.layer.of(kind), kind, coding)
        ]
        for a in layer:
            needed = NEEDED.get(type(a))
            if needed and getattr(a, needed) is None:
                self.to_write.append(f"{a.id}: its {question(needed).lower()} is not said.")
        if n := self.untaken:
            self.to_write.append(f"{n} labels that one coder accepts beside the one chosen were not taken over.")
        return Merged(Layer(tuple(layer), self.compared.case.article.digest), tuple(dict.fromkeys(self.to_write)))

    def _unit(self, unit: Unit) -> Annotation | None:
        """What becomes of one unit; None where it is left out."""
        differs = self.differs.get(unit, {})
        choice = self._decision(differs, FOUND) or self._decision(differs, WORDS)
        if choice == NEITHER:
            shown = subject(self.compared.case, unit)
            self.to_write.append(f"{clip(shown)}: neither reading was right, so it is left out; write it anew.")
            return None
        if unit.first is None or unit.second is None:
            own = FIRST if unit.first is not None else SECOND
            if choice is not None and choice != own:
                return None
            if choice is None:
                coder = (self.compared.first if own == FIRST else self.compared.second).coder
                self.to_write.append(f"{self._id(unit, own)}: judged by {coder} alone; read it once more.")
            return replace(unit.one, id=self._id(unit, own))
        return self._of_two(unit, differs, choice or FIRST)

    def _decision(self, differs: dict[str, Difference], field: str) -> str | None:
        return self.decisions[differs[field].id] if field in differs else None

    def _of_two(self, unit: Unit, differs: dict[str, Difference], words: str) -> Annotation:
        first, second = unit.first, unit.second
        assert first is not None and second is not None, "both coders have it"
        made = replace(first, id=self._id(unit, FIRST), confidence=None)
        if words == SECOND:
            parts = ROLES if isinstance(first, Attribution) else ("spans",)
            made = replace(made, **{part: getattr(second, part) for part in parts})
        sides: dict[str, str] = {}
        for field in FIELDS[type(first)]:
            sides[field] = self._decision(differs, field) or sides.get(FOLLOWS.get(field, ""), "")
        made = self._with_alternatives(made, first, second, sides)
        for field in sides.keys() - {"parent"}:
            made = self._with_label(made, first, second, field, sides[field], differs.get(field))
        return self._told(made, second, sides.values(), words)

    def _with_alternatives(self, made, first, second, sides: dict[str, str]):
        """Further answers go with the label that they stand beside; those of the reading not taken are counted."""
        for name in ("accept", "wrong"):
            mine = [o for o in getattr(first, name) if sides.get(o.field) != SECOND]
            theirs = [o for o in getattr(second, name) if sides.get(o.field) == SECOND]
            made = replace(made, **{name: tuple(o for o in (*mine, *theirs) if self._known(o))})
        held = {(o.field, o.label) for o in made.accept}
        both = [o for o in (*first.accept, *second.accept) if self._known(o)]
        self.untaken += len({(o.field, o.label) for o in both} - held)
        return made

    def _known(self, other: Alternative) -> bool:
        """Whether a further voice is one of the case's."""
        return other.field != "voice" or other.label in self.compared.case.voice_names

    def _with_label(self, made, first, second, field: str, side: str, d: Difference | None):
        mine, theirs = getattr(first, field), getattr(second, field)
        if side == NEITHER:
            self.to_write.append(f"{made.id}, {question(field)}: neither label was right; choose it.")
            return replace(made, **{field: () if isinstance(mine, tuple) else None})
        # Where one said nothing, the other's word stands: there is nothing that it contradicts.
        value = theirs if side == SECOND or (mine in (None, ()) and not side) else mine
        made = replace(made, **{field: value})
        if side == BOTH and d is not None:
            made = self._with_both(made, field, d)
        return _without_own(made, field)

    def _with_both(self, made, field: str, d: Difference):
        own, other = d.labels
        extra = [label for label in _each(field, other) if label not in _each(field, own)]
        told = f"{made.id}, {question(field)}: write why “{', '.join(extra)}” can be defended as well."
        self.to_write += [told] if extra else []
        accept = (*made.accept, *(Alternative(field, label, "") for label in extra))
        coders = (self.compared.first, self.compared.second)
        votes = [
            Vote(coder.coder, coder.date, field, label)
            for coder, said in zip(coders, d.labels, strict=True)
            for label in _each(field, said)
        ]
        return replace(made, accept=accept, votes=(*made.votes, *votes))

    def _told(self, made, second, sides: Iterable[str], words: str):
        """The reason goes with the reading: one that was written for the other is looked at again."""
        if SECOND not in (*sides, words):
            return made
        self.to_write.append(
            f"{made.id}, why: it was decided otherwise than one coder has it; see that the reason fits."
        )
        return replace(made, why=second.why or made.why)

    # ---- ids and parents

    def _id(self, unit: Unit, side: str) -> str:
        """The id that a unit keeps: the first coder's, or the second's where that is free."""
        for own, a in ((FIRST, unit.first), (SECOND, unit.second)):
            if a is not None:
                self.ids.setdefault((own, a.id), "")
        a = unit.first if side == FIRST else unit.second
        assert a is not None, "this side has it"
        id = self.ids[side, a.id] or (a.id if side == FIRST else self._free(a.id))
        for own, held in ((FIRST, unit.first), (SECOND, unit.second)):
            if held is not None:
                self.ids[own, held.id] = id
        return id

    def _free(self, id: str) -> str:
        number, made = 1, id
        while made in self.taken:
            number += 1
            made = f"{id}-{number}"
        self.taken.add(made)
        return made

    def _with_parent(self, unit: Unit, made: Annotation) -> Annotation:
        if not isinstance(made, Attribution):
            return made
        choice = self._decision(self.differs.get(unit, {}), "parent")
        if choice == NEITHER:
            self.to_write.append(f"{made.id}, {question('parent')}: neither reading was right; say who carries it.")
            return replace(made, parent=None)
        sides = [(FIRST, unit.first), (SECOND, unit.second)]
        held = [(side, a.parent) for side, a in sides if isinstance(a, Attribution) and choice in (None, side)]
        side, parent = next(((s, p) for s, p in held if p), (FIRST, None))
        if parent is None:
            return replace(made, parent=None)
        id = self.ids.get((side, parent))
        if not id or id == made.id:
            self.to_write.append(f"{made.id}: what carried it was left out, so it stands alone; look at it.")
        return replace(made, parent=id if id != made.id else None)

    def _without_circles(self, layer: list[Annotation]) -> list[Annotation]:
        """Two readings, each without one, can make a circle of carriers together: it is cut, and told."""
        parents = {a.id: a.parent for a in layer if isinstance(a, Attribution)}
        for id in parents:
            seen, at = {id}, parents[id]
            while at is not None and at not in seen:
                seen.add(at)
                at = parents.get(at)
            if at == id:
                parents[id] = None
                self.to_write.append(f"{id}: its carriers led in a circle, so it stands alone; look at it.")
        return [replace(a, parent=parents[a.id]) if isinstance(a, Attribution) else a for a in layer]

    def _alone(self, made: Iterable[Annotation], kind: type, coding) -> Iterator[Annotation]:
        """A kind of annotation that one coder alone made: taken as it is, and told."""
        made = list(made)
        self.to_write.append(f"{len(made)} {NAMES[kind]} are by {coding.coder} alone and taken as they are; read them.")
        for a in made:
            id = a.id if coding is self.compared.first else self._free(a.id)
            yield replace(a, id=id)


def _each(field: str, label: Any) -> tuple[str, ...]:
    """A label, or each of several, as a key's `accept` names them: a chain is one label in one line."""
    if not isinstance(label, tuple):
        return (label,) if label else ()
    return (" > ".join(label),) if field == "voices" else label


def _without_own(made: Annotation, field: str) -> Annotation:
    """Without alternatives that say what the label says now, or that are accepted and wrong at once."""
    own = _each(field, getattr(made, field))
    accept = tuple(o for o in made.accept if o.field != field or o.label not in own)
    accepted = {(o.field, o.label) for o in accept}
    wrong = (o for o in made.wrong if (o.field, o.label) not in accepted and (o.field != field or o.label not in own))
    return replace(made, accept=accept, wrong=tuple(wrong))
