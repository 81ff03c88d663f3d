"""A case's evidence pack: `evidence/pack.yaml` and the documents that it names."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

from kit.errors import KitError, nearest
from kit.files import read_text, read_yaml
from kit.model import Document, Layer, Verdict
from kit.references import known, unique
from kit.structure import structure

LIST = "pack.yaml"
KINDS = (".md", ".csv", ".svg")
SHAPES = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "defs",
        "marker",
        "pattern",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
    ]
)
"""All that a drawing of a pack may be made of."""
UNSAFE_ATTRIBUTE = re.compile(r"(^|\})on|href$", re.IGNORECASE)
UNSAFE_VALUE = re.compile(r"url\s*\(\s*(?![\"']?#)|@import|javascript:|^https?:", re.IGNORECASE)


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
    if w.body:
        raise KitError(where, 'there is no field "body"', "The text stands in the file")
    for name in ("title", "kind", "source", "licence", "note"):
        if not getattr(w, name).strip():
            raise KitError(f"{where}, {name}", "it is empty", "Say what the document is and where it comes from")
    try:
        body = read_text(folder / w.file)
    except KitError as fault:
        there = [path.name for path in folder.iterdir() if path.suffix in KINDS]
        todo = nearest(w.file, there) if not (folder / w.file).is_file() else fault.todo
        raise KitError(f"{where}, file", f"{w.file}: {fault.what}", todo) from None
    fault = _fault(w, body)
    if fault:
        raise KitError(f"{where}, {w.file}", *fault)
    return replace(w, body=body)


def _fault(w: Document, body: str) -> tuple[str, str] | None:
    if not body.strip():
        return "the document is empty", "Write it, or take it out of the list"
    if w.file.endswith(".csv"):
        widths = {len(row) for row in csv.reader(body.splitlines()) if row}
        if widths == {1} and ";" in body:
            return "its cells are parted by semicolons", "Save it with commas between the cells"
        return None if len(widths) == 1 else ("its rows differ in length", "Give each row a cell for each heading")
    if w.file.endswith(".svg"):
        if not w.alt.strip():
            return "the picture has no words", "Say in `alt` all that it tells"
        if not body.lstrip().startswith(("<svg", "<?xml")):
            return "it is no drawing", "Save it as plain SVG"
        return _unsafe(body)
    return None


def _unsafe(body: str) -> tuple[str, str] | None:
    """What a drawing holds beside shapes and words, told with what to do; None if nothing."""
    todo = "Use shapes and text only: nothing that runs, links or loads"
    if "<!" in body.replace("<!--", ""):
        return "the drawing declares entities or a document type", todo
    try:
        elements = list(ElementTree.fromstring(body).iter())
    except ElementTree.ParseError as fault:
        return f"the drawing is not whole ({fault})", "Save it as plain SVG once more"
    for element in elements:
        name = str(element.tag).rpartition("}")[2]
        if name not in SHAPES:
            return f"the drawing holds “{name}”", todo
        for attribute, value in element.attrib.items():
            if UNSAFE_ATTRIBUTE.search(attribute) or UNSAFE_VALUE.search(value):
                return f"the drawing holds “{attribute.rpartition('}')[2]}”", todo
    return None


def check_documents(layer: Layer, documents: tuple[Document, ...], where: str) -> None:
    """Raise KitError where a verdict names a document that the pack does not have."""
    ids = ["none", *(d.id for d in documents)]
    for v in layer.of(Verdict):
        others = [o.label for o in (*v.accept, *v.wrong) if o.field == "document"]
        known([v.document or "none", *others], ids, f"{where}, {v.id}, document", "document in the pack")
