"""Does everything that a file names exist? One way to say so, with the nearest name that does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from kit.errors import KitError, nearest
from kit.model import Annotation

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""An id that can stand in a file's name and in the name of a pair."""
LABELLED = (
    *("quote", "stance", "naming", "basis", "attitude", "relation", "dimension"),
    *("checkability", "reasons", "sourcing", "evidence", "verdict", "level"),
)
"""Fields of annotations whose values are labels of the codebook."""
NAMING = ("voice", "voices", "document", "option", "spans")
"""Fields whose values name what belongs to the case: checked where the case is known."""


def check_labels(a: Annotation, labels: Mapping[str, tuple[str, ...]], where: str) -> None:
    """Raise KitError where an annotation carries a label that the codebook does not have."""
    for name in labelled(type(a)):
        value = getattr(a, name)
        if value is not None and value != ():
            given = value if isinstance(value, tuple) else (value,)
            known(given, labels["verdict" if name == "before" else name], f"{where}, {name}", "label")
    for other in (*a.accept, *a.wrong):
        known([other.field], [n for n in (*LABELLED, *NAMING) if hasattr(a, n)], f"{where}, accept and wrong", "field")
        if other.field in LABELLED:
            known([other.label], labels[other.field], f"{where}, {other.field}", "label")


@cache
def labelled(kind: type[Annotation]) -> tuple[str, ...]:
    """The fields of a kind of annotation that hold labels of the codebook."""
    return tuple(name for name in (*LABELLED, "before") if name in kind.__dataclass_fields__)


def check_front(written: object, where: str) -> None:
    """Raise KitError where a task's or deck's title, prompt or objective is empty, or its points are none."""
    for name in ("title", "prompt", "objective"):
        if not getattr(written, name).strip():
            raise KitError(f"{where}, {name}", "it is empty", "Write it")
    points = written.points
    if not 0 <= points < float("inf"):
        raise KitError(f"{where}, points", f"{points} is no number of points", "Write 0 or more")


def known(given: Iterable[str], among: Iterable[str], where: str, what: str) -> None:
    """Raise KitError, with the nearest one that there is, for a name that is not `among` these."""
    among = list(among)
    for id in given:
        if id not in among:
            raise KitError(where, f'there is no {what} "{id}"', nearest(id, among))


def unique(records, where: str) -> None:
    """Raise KitError for an id that is not plain, or given twice."""
    for record in records:
        if not PLAIN.fullmatch(record.id):
            raise KitError(where, f'"{record.id}" is no plain id', "Use letters, digits, - and _ only")
    unique_ids(records, where)


def unique_ids(records, where: str) -> None:
    """Raise KitError for an id given twice."""
    seen: set[str] = set()
    for record in records:
        if record.id in seen:
            raise KitError(where, f'the id "{record.id}" is given twice', "Give one of them another id")
        seen.add(record.id)
