"""All tables of a case as files: the same rows, no formulas, and a dictionary that tells each column."""

from __future__ import annotations

import csv
import io
import json

import pytest

import kit
from kit.cli import main
from kit.interchange.tablefiles import COLUMNS, table_files
from kit.interchange.w3cin import layer_of_w3c
from kit.tables import TABLES


def rows_of(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("name", kit.cases())
def test_csv_and_json_hold_every_row_of_every_table(name):
    """The cells are those of the frames; what has no value is empty in CSV and null in JSON."""
    case = kit.load(name)
    as_csv, as_json = table_files(case, "csv"), table_files(case, "json")
    for table in TABLES:
        frame = getattr(case, table).reset_index()
        rows = json.loads(as_json[f"{table}.json"])
        assert len(rows) == len(frame) and all(list(row) == list(frame.columns) for row in rows)
        flat = [{k: "" if v is None else str(v) for k, v in row.items()} for row in rows]
        assert rows_of(as_csv[f"{table}.csv"]) == flat
        assert [r[frame.columns[0]] for r in rows] == list(frame[frame.columns[0]])


@pytest.mark.parametrize("name", [*kit.cases(), "unkeyed"])
def test_the_dictionary_tells_every_column_and_no_other(name, mill_unkeyed):
    """From one place, with the codebook's labels in it, also for tables that are empty."""
    case = mill_unkeyed if name == "unkeyed" else kit.load(name)
    files = table_files(case, "csv")
    told = {(r["table"], r["column"]): r["meaning"] for r in rows_of(files["columns.csv"])}
    heads = {t: next(csv.reader([files[f"{t}.csv"].removeprefix("\ufeff").splitlines()[0]])) for t in TABLES}
    head = [(t, column) for t, columns in heads.items() for column in columns]
    assert list(told) == head and all(told.values())
    assert "contradiction | tension" in told["pairs", "relation"] and not any("{" in text for text in told.values())
    assert table_files(case, "json").keys() == {n.replace(".csv", ".json") for n in files}


def test_every_table_is_in_the_dictionary_with_its_own_columns():
    """A column that is added to a table and not told fails here."""
    case = kit.load("heir")
    for table in TABLES:
        columns = list(getattr(case, table).reset_index().columns)
        known = [c for c in COLUMNS[table] if c != "*"]
        assert columns[: len(known)] == known or table == "who_says_what"


def test_no_cell_is_a_formula(variant):
    """Words that begin with a sign of a formula stand behind an apostrophe, as everywhere in the kit's CSV."""
    case = variant(("article.md", "Rain had fallen all week.", "=HYPERLINK() was the name of the boat."))
    text = table_files(case, "csv")["sentences.csv"]
    assert "'=HYPERLINK" in text and ",=HYPERLINK" not in text
    assert '"=HYPERLINK' in table_files(case, "json")["sentences.json"]


def test_another_kind_of_file_is_refused(mill):
    """By its name, with what there is."""
    with pytest.raises(ValueError, match="csv"):
        table_files(mill, "csw")


# ---- the command


def test_export_writes_tables_and_annotations(tmp_path, mill_folder, mill, capsys):
    """`kit export`, three ways; it says that the answers are in it."""
    for kind, names in (("csv", {"pairs.csv", "columns.csv"}), ("json", {"pairs.json"}), ("w3c", {"the-key.jsonld"})):
        out = tmp_path / kind
        assert main(["export", str(mill_folder), "--to", kind, "--out", str(out)]) == 0
        assert names <= {path.name for path in out.iterdir()}
        assert "answers" in capsys.readouterr().out
    value = json.loads((tmp_path / "w3c" / "the-key.jsonld").read_text("utf-8"))
    assert layer_of_w3c(value, mill.article, "x").layer == mill.key.layer
    assert (tmp_path / "csv" / "sentences.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_export_takes_another_layer(tmp_path, mill_folder, capsys):
    """The key by its file, or any layer that can be read; without a key there is nothing to annotate."""
    key = (mill_folder / "key.yaml").rename(tmp_path / "key.yaml")
    assert main(["export", str(mill_folder), "--to", "w3c", "--out", str(tmp_path)]) == 2
    assert "carries no key" in capsys.readouterr().err
    assert main(["export", str(mill_folder), f"Ada={key}", "--to", "w3c", "--out", str(tmp_path)]) == 0
    assert "Ada" in (tmp_path / "ada.jsonld").read_text("utf-8")
    assert main(["export", str(mill_folder), "--to", "csv", "--out", str(tmp_path)]) == 0
    assert rows_of((tmp_path / "pairs.csv").read_text("utf-8")) == []
