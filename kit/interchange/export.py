"""A case's tables and layers written into a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kit.case import Case
from kit.csvfile import Record, table_text
from kit.files import write_whole
from kit.interchange.reading import coding_of
from kit.interchange.tablefiles import table_files
from kit.interchange.w3c import w3c_text

KEY = "key"


def export(case: Case, to: str, layers: Sequence[str], out: Path) -> list[Path]:
    """Write all tables (`csv`, `json`), or the layers as W3C annotations (`w3c`), one file each. Returns the paths.

    `layers` are files, NAME=FILE, or "key"; none is the key's. Raises KitError where one cannot be read.
    """
    return _written(_annotations(case, layers or (KEY,)) if to == "w3c" else table_files(case, to), out)


def write_csv(tables: Mapping[str, list[dict]], out: Path) -> list[Path]:
    """Write tables, given as rows, as CSV. Returns the paths."""
    made = {}
    for name, rows in tables.items():
        cells = [{c: "" if value is None else str(value) for c, value in row.items()} for row in rows]
        records = (Record(number, row) for number, row in enumerate(cells, start=2))
        made[f"{name}.csv"] = table_text(list(cells[0]) if cells else [], records)
    return _written(made, out)


def _annotations(case: Case, layers: Sequence[str]) -> dict[str, str]:
    made: dict[str, str] = {}
    for source in layers:
        coding = coding_of(source, case)
        stem = re.sub(r"[^a-z0-9]+", "-", coding.coder.lower()).strip("-") or "layer"
        number = sum(name.rpartition(".")[0].rstrip("0123456789").rstrip("-") == stem for name in made)
        about = {"case": case.id, "coder": coding.coder, "date": coding.date}
        text = w3c_text(coding.layer, case.article, claims=case.claim_list, voices=case.voice_names, **about)
        made[f"{stem}{f'-{number + 1}' if number else ''}.jsonld"] = text
    return made


def _written(files: Mapping[str, str], out: Path) -> list[Path]:
    for name, text in files.items():
        write_whole(out / name, text)
    return [out / name for name in files]
