"""The first page of a site: what there is to read, and what becomes of the answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from kit.assignment import read_assignment

HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
TIME = re.compile(r"\*\*Time:\*\* ([^.,\n]+)")
QUESTION = re.compile(r"\*\*(?:The question|Question):\*\* (.+)")
LABEL = re.compile(r"\W*(\d\d)\b")
SETTINGS = '<script id="jupyter-config-data" type="application/json">{}</script>'
"""The pages of JupyterLite read this element of the first one."""
STYLE = """
:root{color-scheme:light dark;--ink:#1b1b1f;--soft:#55555f;--page:#fff;--panel:#f5f5f7;--line:#c6c6cf;--link:#0b57a4}
@media (prefers-color-scheme:dark){:root{--ink:#ececf1;--soft:#b4b4c0;--page:#17171a;--panel:#222227;--line:#4a4a55;
--link:#8ec1ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:1.0625em/1.55 system-ui,sans-serif;overflow-wrap:break-word}
main{max-width:46em;margin:0 auto;padding:1.5em 1.1em 4em}
h1{font-size:1.8em;line-height:1.2;margin:.4em 0 .3em}
h2{font-size:1.25em;line-height:1.3;margin:2.2em 0 .6em}
ol,ul.list{list-style:none;margin:0;padding:0}
.list li{border-top:1px solid var(--line);padding:.75em 0}
.list li:last-child{border-bottom:1px solid var(--line)}
.list a{font-weight:600;font-size:1.06em;display:inline-block;padding:.15em 0}
.list p{margin:.1em 0 0;color:var(--soft)}
.number{color:var(--soft);font-variant-numeric:tabular-nums;margin-right:.5em}
a{color:var(--link)}
:focus-visible{outline:3px solid var(--link);outline-offset:3px;border-radius:2px}
.note{background:var(--panel);border-left:.3em solid var(--line);padding:.7em 1em;margin:1.2em 0}
.note p{margin:.3em 0}
footer{color:var(--soft);margin-top:3em;font-size:.95em}
"""


@dataclass(frozen=True)
class Entry:
    """A notebook on the first page."""

    path: str
    title: str
    number: str
    minutes: str
    question: str


def first_page(bundle: Path) -> str:
    """The page as HTML. `bundle` is the folder of the class bundle."""
    lessons = list(_entries(bundle, sorted((bundle / "notebooks").glob("*.ipynb"))))
    exercises = list(_entries(bundle, sorted((bundle / "exercises").glob("*/*.ipynb"), key=_tests_last)))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Media Verification Kit</title><style>{STYLE}</style>"
        f'<script src="guard.js"></script>{SETTINGS}</head><body><main>'
        "<h1>Media Verification Kit</h1>"
        "<p>Read a news article. Who says this, and through whom? Which statements cannot both be true, and which only "
        "look so? What can no reader check, and what would settle it?</p>"
        '<div class="note"><p><strong>Nothing to install.</strong> A lesson opens in this browser. The first time this '
        "takes up to a minute, because 20 to 30 MB come over the line; after that it is quicker. Then choose "
        "<strong>Run &gt; Run All Cells</strong>.</p></div>"
        f"<h2>Lessons</h2>{_list(lessons)}"
        "<h2>Graded exercises</h2><p>If your teacher asks for one: its last cell makes a small file, which you hand in."
        f"</p>{_list(exercises)}"
        "<h2>Where your answers are</h2>"
        "<p>They are kept in this browser, on this device, as you give them, and nowhere else: nobody is told what you "
        "read or answer. So come back with the same browser on the same device. They are gone if you clear the "
        "browser’s data for this site, and when a private window is closed; on some devices also after some weeks "
        "without a visit. What counts, hand in, or keep as a file (<em>File &gt; Download</em>).</p>"
        '<p><a href="lab/index.html">All files, in JupyterLab</a>: to fetch or remove what you have made.</p>'
        "<footer><p>The articles are invented, and say so; one retells a real case. Texts: CC BY 4.0. Code: MIT."
        "</p></footer></main></body></html>\n"
    )


def _tests_last(notebook: Path) -> tuple[int, str]:
    """Exercises by name, then the tests in the order in which they are given."""
    assignment = read_assignment(notebook.parent)
    return (1 + assignment.occasion if assignment.forms else 0, notebook.name)


def _entries(bundle: Path, paths: list[Path]) -> Iterator[Entry]:
    for path in paths:
        cells = json.loads(path.read_bytes())["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells[:3] if c["cell_type"] == "markdown")
        found = [match[1] if (match := pattern.search(text)) else "" for pattern in (HEADING, TIME, QUESTION)]
        number = match[1] if (match := LABEL.match(path.name)) else ""
        yield Entry(path.relative_to(bundle).as_posix(), found[0] or path.stem, number, found[1], found[2])


def _list(entries: list[Entry]) -> str:
    return f'<ul class="list">{"".join(map(_item, entries))}</ul>'


def _item(entry: Entry) -> str:
    number = f'<span class="number">{entry.number}</span>' if entry.number else ""
    about = ". ".join(part[:1].upper() + part[1:] for part in (entry.minutes, entry.question) if part)
    told = f"<p>{escape(about)}</p>" if about else ""
    link = f"notebooks/index.html?path={quote(entry.path)}"
    return f'<li>{number}<a href="{link}">{escape(entry.title)}</a>{told}</li>'
