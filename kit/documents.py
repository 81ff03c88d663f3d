"""A document of an evidence pack as a page shows it: escaped HTML, a table, or a picture that can run nothing."""

from __future__ import annotations

import base64
import csv
import re
from collections.abc import Iterator
from html import escape
from itertools import groupby
from typing import Any

from kit.model import Document


def drawn_document(document: Document) -> dict[str, Any]:
    """What a widget shows: `html` for texts and tables, `src` and `alt` for pictures."""
    names = ("id", "title", "kind", "source", "note", "form", "alt")
    drawn = {name: getattr(document, name) for name in names}
    if document.form == "image":
        return drawn | {"src": picture(document)}
    return drawn | {"html": document_html(document)}


def document_html(document: Document) -> str:
    """The document as HTML, all of its text escaped."""
    if document.form == "table":
        return _table(document)
    if document.form == "image":
        return f'<img src="{picture(document)}" alt="{escape(document.alt)}">'
    return "".join(_blocks(document.body))


def picture(document: Document) -> str:
    """A drawing as an address that holds it; as a picture, it can neither run nor load anything."""
    return "data:image/svg+xml;base64," + base64.b64encode(document.body.encode()).decode()


def _table(document: Document) -> str:
    head, *rows = [row for row in csv.reader(document.body.strip().splitlines()) if row]
    cells = "".join(f'<th scope="col">{escape(cell.strip())}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell.strip())}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table>"


BULLET = re.compile(r"\s*(?:[-*]|\d+\.)\s+")


def _blocks(text: str) -> Iterator[str]:
    """Headings, lists, quotations and paragraphs: all that a document of a pack may have of Markdown."""
    for block in re.split(r"\n\s*\n", text.strip()):
        for kind, lines in groupby(block.splitlines(), key=_kind):
            held = [line.strip() for line in lines]
            if kind == "heading":
                yield from (f"<h5>{_inline(line.lstrip('# '))}</h5>" for line in held)
            elif kind == "list":
                items = "".join(f"<li>{_inline(BULLET.sub('', line, count=1))}</li>" for line in held)
                yield f"<ul>{items}</ul>"
            elif kind == "quote":
                yield f"<blockquote>{_inline(' '.join(line.lstrip('> ') for line in held))}</blockquote>"
            else:
                yield f"<p>{_inline(' '.join(held))}</p>"


def _kind(line: str) -> str:
    if line.startswith("#"):
        return "heading"
    if line.startswith(">"):
        return "quote"
    return "list" if BULLET.match(line) else "text"


def _inline(text: str) -> str:
    bold = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text))
    return re.sub(r"\*(.+?)\*", r"<em>\1</em>", bold)
