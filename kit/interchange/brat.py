"""brat standoff in: a text and the `.ann` file beside it.

Read are text-bound annotations (`T1  Source 0 9  The mayor`; `;` parts one that is split) and events that join them
(`E1  Attribution:T4 Source:T1 Cue:T2 Content:T3`; a role given twice carries a number, `Content2`), as PolNeAR
(Newell, Margolin & Ruths 2018) uses them. The format: https://brat.nlplab.org/standoff.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kit.article import Span
from kit.errors import KitError
from kit.model import ROLES, Attribution

TEXT_BOUND = re.compile(r"(?P<id>T\d+)\t(?P<type>\S+) (?P<places>\d+ \d+(?:;\d+ \d+)*)\t(?P<words>.*)")
EVENT = re.compile(r"(?P<id>E\d+)\t(?P<parts>\S+:[TE]\d+(?: \S+:[TE]\d+)*)\s*")
KNOWN = "TERAM#*"
"""First characters of the lines that brat writes: text-bound, event, relation, attribute (A, M), note, equivalence."""


def read_brat(text: str, standoff: str, where: str) -> tuple[Attribution, ...]:
    """The attributions of a brat document, in the order of its events; spans in code points of `text`.

    An event counts whose name begins with "Attribution". Other annotations are not of the kit and are left out.
    Raises KitError, with the line, for what is no brat and for words that do not stand where it says.
    """
    bound: dict[str, tuple[Span, ...]] = {}
    events: list[tuple[str, str]] = []
    for number, line in enumerate(standoff.splitlines(), start=1):
        here = f"{where}, line {number}"
        if line.startswith("T"):
            id, spans = _text_bound(text, line, here)
            bound[id] = spans
        elif line.startswith("E"):
            match = EVENT.fullmatch(line)
            if not match:
                raise KitError(here, "this is no event of brat", "It reads: E1, a tab, Name:T1 Role:T2 …")
            events.append((here, line))
        elif line.strip() and line[0] not in KNOWN:
            raise KitError(here, f"no line of brat begins with “{line[:12]}”", "Choose the .ann file of the document")
    made = [_attribution(EVENT.fullmatch(line), bound, here) for here, line in events]
    return tuple(a for a in made if a is not None)


def _text_bound(text: str, line: str, where: str) -> tuple[str, tuple[Span, ...]]:
    match = TEXT_BOUND.fullmatch(line)
    if not match:
        raise KitError(where, "this is no text-bound annotation of brat", "It reads: T1, a tab, Name 0 5, a tab, words")
    places = [place.split() for place in match["places"].split(";")]
    spans = tuple(Span(int(start), int(end)) for start, end in places)
    # brat writes a line break inside an annotation as a space, and joins the parts by one.
    there = " ".join(text[span.start : span.end] for span in spans).replace("\n", " ")
    if there != match["words"] or any(span.end > len(text) or span.start >= span.end for span in spans):
        what = f"“{_short(match['words'])}” does not stand at {match['places']}; there stands “{_short(there)}”"
        raise KitError(where, what, "Text and .ann file must belong together, and the text must be unchanged")
    return match["id"], spans


def _attribution(event: re.Match, bound: Mapping[str, tuple[Span, ...]], where: str) -> Attribution | None:
    (name, _), *parts = [part.split(":") for part in event["parts"].split(" ")]
    if not name.startswith("Attribution"):
        return None
    roles: dict[str, list[Span]] = {role: [] for role in ROLES}
    for role, id in parts:
        role = role.rstrip("0123456789").lower()
        if role not in roles:
            continue
        if id not in bound:
            raise KitError(where, f"{id} is not there", "The .ann file is not whole; export it again")
        roles[role] += bound[id]
    return Attribution(id=event["id"].lower(), **{role: tuple(sorted(spans)) for role, spans in roles.items()})


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:57] + "…"
