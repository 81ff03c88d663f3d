"""Every label once: its name, plain definition, example, near miss and advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import escape
from pathlib import Path
from types import MappingProxyType

from kit.errors import KitError, nearest
from kit.files import read_yaml
from kit.structure import structure

PATH = Path(__file__).parent / "codebook.yaml"


@dataclass(frozen=True, kw_only=True)
class Label:
    """One answer that can be given."""

    id: str
    name: str
    """As it stands on a button."""
    definition: str
    example: str
    near_miss: str
    advice: str
    key: str | None = None
    """The key that gives a role in the marker."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question, and the labels that answer it."""

    id: str
    name: str
    question: str
    of: str
    many: bool
    """Whether several labels can hold at once."""
    scheme: str
    """Where the distinction comes from."""
    labels: tuple[Label, ...]

    def label(self, id: str) -> Label:
        """The label of this id. Raises KitError with the nearest one."""
        for label in self.labels:
            if label.id == id:
                return label
        known = [label.id for label in self.labels]
        raise KitError(f"codebook, {self.id}", f'there is no label "{id}"', nearest(id, known))

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(label.id for label in self.labels)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule that a second coder needs to reach the same key."""

    id: str
    rule: str
    example: str


@dataclass(frozen=True, kw_only=True)
class Codebook:
    """All fields and rules."""

    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]

    def __getitem__(self, field: str) -> Field:
        for known in self.fields:
            if known.id == field:
                return known
        hint = nearest(field, [f.id for f in self.fields])
        raise KitError("codebook", f'there is no field "{field}"', hint)

    def rule(self, id: str) -> Rule:
        """The rule of this id. Raises KeyError."""
        return {rule.id: rule for rule in self.rules}[id]

    def name(self, field: str, label: str) -> str:
        """A label's name as learners read it."""
        return self[field].label(label).name

    @cached_property
    def ids(self) -> Mapping[str, tuple[str, ...]]:
        """Field id to its label ids."""
        return MappingProxyType({field.id: field.ids for field in self.fields})


@lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The kit's codebook."""
    return structure(read_yaml(PATH), Codebook, PATH.name)


def glossary(field: str | None = None) -> Glossary:
    """What the labels mean: of one field ("stance"), or of all. Raises KitError for an unknown field."""
    book = codebook()
    return Glossary((book[field],) if field else book.fields)


@dataclass(frozen=True)
class Glossary:
    """Fields of the codebook, to be read."""

    fields: tuple[Field, ...]

    def __str__(self) -> str:
        lines = []
        for field in self.fields:
            lines += [f"{field.name}: {field.question}"]
            lines += [f"  {label.name}: {label.definition} Example: {label.example}" for label in field.labels]
        return "\n".join(lines)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return "".join(_field_html(field) for field in self.fields)


def _field_html(field: Field) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(label.name)}</th>"
        + "".join(
            f"<td style='text-align:left'>{escape(text)}</td>"
            for text in (label.definition, label.example, label.near_miss, label.advice)
        )
        + "</tr>"
        for label in field.labels
    )
    head = "".join(
        f"<th scope='col' style='text-align:left'>{name}</th>"
        for name in ("", "What it means", "Example", "Near miss", "When unsure")
    )
    caption = f"<caption>{escape(field.name)}: {escape(field.question)}</caption>"
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
