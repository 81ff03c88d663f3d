"""A case's evidence pack: `evidence/pack.yaml` and the documents that it names."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

from kit.errors import KitError
from kit.files import read_text, read_yaml
from kit.model import Document, Layer, Verdict
from kit.references import known, unique
from kit.structure import structure

LIST = "pack.yaml"
KINDS = (".md", ".csv", ".svg")
UNSAFE = re.compile(r"<script|<foreignObject|<image|<a[\s>]|\bon\w+\s*=|href\s*=|url\s*\(\s*(?![\"']?#)|<!ENTITY", re.I)
"""What a drawing of a pack must not hold: nothing that runs, links or loads."""


def read_pack(folder: Path) -> tuple[Document, ...]:
    """The documents of a pack, in their order; none where there is no folder. Raises KitError for the first fault."""
    if not folder.is_dir():
        return ()
    where = f"{folder.parent.name}/evidence/{LIST}"
    written = structure(read_yaml(folder / LIST), tuple[Document, ...], where)
    unique(written, where)
    made = tuple(_document(w, folder, f"{where}, {w.id}") for w in written)
    named = {LIST, *(d.file for d in made)}
    for path in sorted(folder.iterdir()):
        if path.name not in named and not path.name.startswith("."):
            raise KitError(where, f"{path.name} is not named in it", "Add it to the list, or remove the file")
    return made


def _document(w: Document, folder: Path, where: str) -> Document:
    if Path(w.file).name != w.file or Path(w.file).suffix not in KINDS:
        raise KitError(f"{where}, file", f"{w.file} is no document of a pack", "Name a .md, .csv or .svg beside it")
    if w.id == "none":
        raise KitError(where, "“none” means that no document settles a claim", "Give the document another id")
    for name in ("title", "kind", "source", "note"):
        if not getattr(w, name).strip():
            raise KitError(f"{where}, {name}", "it is empty", "Say what the document is and where it comes from")
    body = read_text(folder / w.file)
    fault = _fault(w, body)
    if fault:
        raise KitError(f"{where}, {w.file}", *fault)
    return replace(w, body=body)


def _fault(w: Document, body: str) -> tuple[str, str] | None:
    if not body.strip():
        return "the document is empty", "Write it, or take it out of the list"
    if w.file.endswith(".csv"):
        widths = {len(row) for row in csv.reader(body.splitlines()) if row}
        return None if len(widths) == 1 else ("its rows differ in length", "Give each row a cell for each heading")
    if w.file.endswith(".svg"):
        if not w.alt.strip():
            return "the picture has no words", "Say in `alt` all that it tells"
        if not body.lstrip().startswith(("<svg", "<?xml")):
            return "it is no drawing", "Save it as plain SVG"
        if found := UNSAFE.search(body):
            return f"the drawing holds “{found[0]}”", "Use shapes and text only: nothing that runs, links or loads"
    return None


def check_documents(layer: Layer, documents: tuple[Document, ...], where: str) -> None:
    """Raise KitError where a verdict names a document that the pack does not have."""
    ids = ["none", *(d.id for d in documents)]
    for v in layer.of(Verdict):
        others = [o.label for o in (*v.accept, *v.wrong) if o.field == "document"]
        known([v.document or "none", *others], ids, f"{where}, {v.id}, document", "document in the pack")
