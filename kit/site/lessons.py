"""A lesson as the browser's Python can run it.

There the tables of the second door have no pandas, unless the site's builder gave one. A cell that needs it says so in
a sentence instead of an error, the cells behind it run all the same, and what JupyterLab would show stands beneath it.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

from kit.tables import TABLES

IMPORT = "import pandas as pd"
SHOWN = "*In JupyterLab this shows:*"


def for_the_browser(notebook: str, tables: bool) -> str:
    """A notebook's text, its cells that make tables fit for a Python without pandas; with `tables` there may be one."""
    book = json.loads(notebook)
    wanted = _needing(["".join(c["source"]) if c["cell_type"] == "code" else "" for c in book["cells"]])
    cells: list[dict[str, Any]] = []
    for cell, needs in zip(book["cells"], wanted, strict=True):
        cells += _without_pandas(cell, tables) if needs else [cell]
    return json.dumps({**book, "cells": cells}, indent=1, ensure_ascii=False) + "\n"


def _without_pandas(cell: dict[str, Any], tables: bool) -> list[dict[str, Any]]:
    hidden = cell["metadata"].get("jupyter", {}).get("source_hidden", False)
    if hidden and not tables:
        # Whoever does not code meets a table here and no code: the table is what counts.
        return [_shown(cell, cell["id"])]
    source = "".join(cell["source"])
    # Pyodide loads a package where a cell's own text imports it, and nowhere else. Where there is none, this line
    # fails, and is told (see `inbrowser`).
    source = source if IMPORT in source else f"{IMPORT}\n\n{source}"
    code = {**cell, "source": source.splitlines(keepends=True)}
    if tables:
        return [code]
    return [{**code, "outputs": [], "execution_count": None}, _shown(cell, f"{cell['id']}-shown", SHOWN)]


def _shown(cell: dict[str, Any], id: str, head: str = "") -> dict[str, Any]:
    """A cell of text with what the code cell has shown."""
    parts = [head] if head else []
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "text/html" in data:
            html = re.sub(r"<style.*?</style>", "", "".join(data["text/html"]), flags=re.DOTALL)
            # A blank line would end the table and begin a paragraph.
            parts.append("\n".join(line.strip() for line in html.splitlines() if line.strip()))
        elif "text/plain" in data:
            parts.append(f"<pre>{escape(''.join(data['text/plain']))}</pre>")
    text = "\n\n".join(parts)
    return {"cell_type": "markdown", "id": id, "metadata": {}, "source": text.splitlines(keepends=True)}


# ---- which cells make tables


def _needing(sources: Iterable[str]) -> list[bool]:
    """Of each cell, whether it needs pandas: it imports it, asks a case for a table, or works on what did."""
    known: set[str] = set()
    found = []
    for source in sources:
        needs = False
        for statement in _statements(source):
            of_pandas = _is_of_pandas(statement, known)
            needs |= of_pandas
            if isinstance(statement, ast.Assign):
                names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
                known = known | names if of_pandas else known - names
            elif isinstance(statement, ast.Import):
                known |= {alias.asname or alias.name for alias in statement.names if alias.name == "pandas"}
        found.append(needs)
    return found


def _statements(source: str) -> list[ast.stmt]:
    """Those of a cell; none where it holds what only a notebook understands, such as `%pip`."""
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def _is_of_pandas(statement: ast.stmt, known: set[str]) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in TABLES)
        or (isinstance(node, ast.Name) and node.id in known)
        or (isinstance(node, ast.alias) and node.name == "pandas")
        for node in ast.walk(statement)
    )
