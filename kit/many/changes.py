"""Whose points changed since the last run of a very large class, and why: two stores side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kit.errors import KitError
from kit.files import whole
from kit.grading import shown
from kit.many.rows import Row
from kit.many.store import Store, reading
from kit.regrade import BOOK, FILE, GONE, NEW, STORE, Change, summed, why, written


def write_changes(store: Store, out: Path) -> tuple[bool, list[str]]:
    """Write `changes.csv` where points are otherwise than in the run that lies in `out`.

    Gives whether it was written, and what is to be told.
    """
    path = out / STORE
    if not path.is_file():
        told = "What changed since the last run cannot be told: that one was not graded as a very large class."
        return False, [told] if (out / BOOK).is_file() else []
    try:
        with reading(path) as earlier:
            before = earlier.about()
    except KitError as fault:
        return False, [f"{fault.where}: {fault.what}; so what changed since the last run cannot be told."]
    now = store.about()
    if before["assignment"] != now["assignment"]:
        other = before["assignment"]
        return False, [f"The gradebook that was here is of another exercise ({other}): nothing was compared."]
    return _written(_changes(store, path, before, now), out)


def _written(changes: Iterator[Change], out: Path) -> tuple[bool, list[str]]:
    first = next(changes, None)
    if first is None:
        return False, ["No points changed since the last run."]

    def all_of_them() -> Iterator[Change]:
        yield first
        yield from changes

    with whole(out / FILE) as file:
        return True, summed(written(all_of_them(), file))


def _changes(store: Store, path: Path, before: dict[str, Any], now: dict[str, Any]) -> Iterator[Change]:
    for was, row in store.beside(path):
        if row is None:
            yield from _gone(was, before["columns"])
            continue
        body = json.loads(row.body)
        earlier = _points(was, before["columns"]) if was else {}
        points = _points(row, now["columns"])
        for name in [*now["columns"], *(n for n in earlier if n not in now["columns"])]:
            if earlier.get(name, "") != points.get(name, ""):
                # A task that is asked no longer had points once.
                task = body["tasks"][now["columns"].index(name)][0] if name in points else name
                cause = why("", task, _record(before, was), _record(now, row)) if was else NEW
                who = body["number"] or row.file
                yield Change(who, body["name"], name, earlier.get(name, ""), points.get(name, ""), cause)


def _gone(was: Row, columns: list[str]) -> Iterator[Change]:
    body = json.loads(was.body)
    for name, points in _points(was, columns).items():
        if points:
            yield Change(body["number"] or was.file, body["name"], name, points, "", GONE)


def _points(row: Row, columns: list[str]) -> dict[str, str]:
    """Column to points, as tables show them."""
    return dict(zip(columns, (shown(points) for _, points, *_ in json.loads(row.body)["tasks"]), strict=False))


def _record(about: dict[str, Any], row: Row) -> dict[str, Any]:
    """What the grade of this one line rests on, as `regrade` keeps it of a class."""
    made = {id: hashes for id, _, _, _, *hashes in json.loads(row.body)["tasks"]}
    return {"kit": about["kit"], "tasks": about["tasks"], "students": {"": made}}
