"""All tables of a case as CSV or JSON, with a dictionary that says what each column holds.

CSV is written as spreadsheet programs save it (UTF-8 with its mark, nothing that such a program takes for a formula);
a cell without a value is empty. JSON is a list of rows, a row without a value has null.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from kit.case import Case
from kit.codebook import codebook
from kit.csvfile import Record, table_text
from kit.errors import nearest
from kit.tables import TABLES

ROLES = "the exact words; parts that lie apart are joined by “ … ”"
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "sentences": {
        "id": "paragraph and sentence, both counted from 1: p6s1",
        "paragraph": "number of the paragraph, from 1",
        "text": "the sentence as it stands in the article",
    },
    "voices": {
        "id": "short name of the voice",
        "name": "the name that readers see",
        "kind": "from the key: {voice-kind}",
        "part_of": "from the key: id of the voice that this one belongs to, so that both are one origin",
        "stake": "from the key: {stake}",
    },
    "claims": {
        "id": "short name of the statement",
        "sentence": "id of its sentence",
        "text": "its exact words",
        "gist": "the same in neutral words",
        "event": "from the key: what it is about; only statements of one event can be compared",
    },
    "attributions": {
        "id": "short name of the attribution",
        "sentence": "id of the sentence of its cue",
        "source": f"who says it: {ROLES}",
        "cue": f"the words that show that something is passed on: {ROLES}",
        "content": f"what is said: {ROLES}",
        "quote": "{quote}",
        "stance": "{stance}",
        "naming": "{naming}",
        "basis": "{basis}",
        "voice": "id of the voice; empty where nobody is named",
        "parent": "id of the attribution that carries this one: A reports that B said it",
        "hops": "voices between the publisher and this statement",
    },
    "chains": {
        "attribution": "id of the attribution that the chain ends in",
        "step": "place in the chain; 0 is the publisher",
        "voice": "id of the voice at this place",
    },
    "pairs": {
        "id": "short name of the pair",
        "a": "id of one statement",
        "b": "id of the other",
        "relation": "{relation}",
        "dimension": "what they differ in: {dimension}",
        "why": "the reason",
    },
    "assessments": {
        "id": "short name of the assessment",
        "claim": "id of the statement",
        "checkability": "{checkability}",
        "reasons": "why not, several parted by commas: {reasons}",
        "sourcing": "gaps in the sourcing, several parted by commas: {sourcing}",
        "verdict": "what the evidence pack makes of it, where there is one: {verdict}",
        "why": "the reason",
    },
    "evidence": {
        "id": "short name of the assessment",
        "claim": "id of the statement",
        "kind": "what would settle it: {evidence}",
        "holder": "who holds that evidence",
        "confirms": "which result would show that it is right",
        "refutes": "which result would show that it is wrong",
    },
    "who_says_what": {
        "voice": "the name of the voice",
        "about": "what the account is about; only where there are several events",
        "*": "what this voice says of the {dimension}; ≠ before it: contradicts another voice; ~ before it: in tension",
    },
}
"""Table to column to what stands in it, the first one being its key. `{field}` becomes the codebook's labels of that
field, and `*` stands for columns named as the codebook names a dimension."""


def table_files(case: Case, kind: str) -> dict[str, str]:
    """Name of a file to its text: every table of the case as `csv` or `json`, and `columns`, its dictionary.

    Tables that come from a key have no rows where the case carries none. Raises ValueError for another kind.
    """
    if kind not in ("csv", "json"):
        raise ValueError(f"{kind}: {nearest(kind, ('csv', 'json'))}")
    tables = {name: list(_rows(case, name)) for name in TABLES}
    meanings = [{"table": t, "column": c, "meaning": told} for t, rows in tables.items() for c, told in _told(t, rows)]
    write = _csv if kind == "csv" else _json
    return {f"{name}.{kind}": write(_columns(name, rows), rows) for name, rows in tables.items()} | {
        f"columns.{kind}": write(list(meanings[0]), meanings)
    }


def _rows(case: Case, name: str) -> Iterator[dict[str, Any]]:
    table = TABLES[name](case).reset_index()
    for row in table.itertuples(index=False):
        # pandas writes a missing value as NaN or None, by what else stands in its column.
        yield {c: None if value != value else value for c, value in zip(table.columns, row, strict=True)}


def _columns(name: str, rows: list[dict]) -> list[str]:
    return list(rows[0]) if rows else [column for column in COLUMNS[name] if column != "*"]


def _told(name: str, rows: list[dict]) -> Iterator[tuple[str, str]]:
    """Each column that the table has here, with its meaning in words."""
    known = COLUMNS[name]
    named = {label.name: label.name.lower() for label in codebook()["dimension"].labels}
    for column in _columns(name, rows):
        told = known.get(column) or known["*"].replace("{dimension}", named[column])
        for field in codebook().ids:
            told = told.replace(f"{{{field}}}", " | ".join(codebook().ids[field]))
        yield column, told


def _csv(columns: list[str], rows: list[dict]) -> str:
    cells = ({c: "" if row[c] is None else str(row[c]) for c in columns} for row in rows)
    return table_text(columns, (Record(number, row) for number, row in enumerate(cells, start=2)))


def _json(_: list[str], rows: list[dict]) -> str:
    return json.dumps(rows, ensure_ascii=False, indent=1) + "\n"
