"""Where a draft stands: each step with what is done in it, for whoever goes on with it on another day."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from kit.drafting.naming import NAMES

if TYPE_CHECKING:
    from kit.drafting import Draft


def standing(draft: Draft) -> list[tuple[str, str]]:
    """Title of each step, in their order, and how far it is."""
    return [(name, draft.step(step).progress_words()) for step, name in NAMES.items()]


def bundle(draft: Draft) -> dict[str, str]:
    """The same by mime type."""
    title = draft.front.get("title")
    head = f"Draft {draft.name}{f': {title}' if title else ''}"
    kept = f"Kept in {draft.folder.as_posix()}"
    rows = [(f"{n}. {name}", progress) for n, (name, progress) in enumerate(standing(draft), start=1)]
    lines = "\n".join(f"- {name}: {progress}" for name, progress in rows)
    left = ' style="text-align: left"'
    table = "".join(
        f"<tr><td{left}>{escape(name)}</td><td{left}>{escape(progress)}</td></tr>" for name, progress in rows
    )
    page = f"<p><strong>{escape(head)}</strong><br>{escape(kept)}</p>"
    table = f"<table><thead><tr><th{left}>Step</th><th{left}>How far</th></tr></thead><tbody>{table}</tbody></table>"
    return {"text/plain": f"{head}\n{kept}\n{lines}", "text/html": page + table}
