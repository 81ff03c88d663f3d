"""The labels of an attribution, as the codebook's rules give them: form of the quotation, naming and basis."""

from __future__ import annotations

import re

from kit.suggest.chunks import Range
from kit.suggest.cues import DOCUMENTS
from kit.suggest.found import Found
from kit.suggest.wordlists import listed
from kit.suggest.words import Stretch

PERSONAL = listed("he she who")
PRONOUNS = PERSONAL | listed("they it which that i we you these those this")
CROWD = listed(
    """people residents critics experts sources officials observers locals analysts insiders neighbours neighbors
    others witnesses supporters opponents fans colleagues friends some many most few several everyone everybody
    someone somebody nobody anyone source insider shopkeepers voters reports rumours rumors those"""
)
"""Heads of bare sources."""
GROUPS = ("ans", "ats", "ists", "ives", "ers", "ors")
"""Endings of many members of a group: Wexabyans, Democrats."""
INDEFINITE = listed("some many several few most other")
SPOKEN_FOR = re.compile(r"spokes(?:man|woman|person|people)")
SAW = listed("saw watched heard witnessed waited stood drove walked looked counted found met took felt")
TOLD = listed("told heard")


class Names:
    """Which names a text has given so far, read in its order."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._last = "described"

    def naming(self, stretch: Stretch, source: Range | None, *, nested: bool) -> str:
        """`named`, `described`, `bare` or `none`: what the words of a source stand for at this place of the text."""
        if source is None:
            return "none"
        head = _head(stretch, source)
        words = stretch.lower[head[0] : head[1]]
        if len(words) == 1 and _bare_word(words[0]) in PRONOUNS:
            person = _bare_word(words[0]) in PERSONAL
            return ("named" if self._known else "described") if person else self._last
        label = self._label(stretch, head, words)
        if label == "named":
            self._known.update(stretch.lower[source[0] : _before_relative(stretch, source)])
        if not nested:
            self._last = label
        return label

    def _label(self, stretch: Stretch, head: Range, words: list[str]) -> str:
        tags = stretch.tags[head[0] : head[1]]
        last = words[-1]
        if last in DOCUMENTS and not tags.endswith("N"):
            return "described"
        group = len(words) == 1 and (last in CROWD or (last.endswith(GROUPS) and last not in self._known))
        if (tags[-1] == "N" and not group) or (tags[:1] == "d" and words[0] in ("the", "this") and last in self._known):
            return "named"
        plural = last.endswith("s") or last in CROWD
        open_crowd = tags[:1] not in ("d", "P", "#") or words[0] in INDEFINITE
        if ((last in CROWD or words[0] in CROWD) and words[0] not in ("the", "his", "her", "its", "their")) or (
            plural and open_crowd
        ):
            return "bare"
        return "described"


def _bare_word(word: str) -> str:
    return re.split("[’']", word)[0]


def _before_relative(stretch: Stretch, source: Range) -> int:
    at = stretch.tags.find("q", *source)
    return at if at >= 0 else source[1]


def _head(stretch: Stretch, source: Range) -> Range:
    """The head noun phrase, without what of, other prepositions and commas add; a name after a comma counts."""
    first, last = source
    tags = stretch.tags
    if stretch.lower[first : first + 2] in (["some", "of"], ["many", "of"], ["most", "of"], ["one", "of"]):
        return first, first + 1
    appositive = re.compile(r"[^,]*,([NN']+)$").match(tags, first, last)
    if appositive:
        return appositive.span(1)
    end = re.compile(r"[po,qT(<v]").search(tags, first + 1, last)
    return first, end.start() if end else last


def form(stretch: Stretch, found: Found) -> str:
    """`direct`, `indirect` or `mixed`, by the content alone."""
    tags = "".join(stretch.tags[first:last] for first, last in found.content)
    marked = "Q" in tags or bool(found.extra)
    unmarked = bool(re.search(r"[^Q<>,.;:'()\-]", tags))
    return "mixed" if marked and unmarked else "direct" if marked else "indirect"


def basis(stretch: Stretch, found: Found, inner: list[tuple[Stretch, Found]]) -> str:
    """How the source knows, as far as words show it; else `not-given`."""
    source = set(stretch.lower[found.source[0] : found.source[1]]) if found.source else set()
    content = [word for first, last in found.content for word in stretch.lower[first:last]]
    if (("i" in content or "we" in content) and SAW & set(content)) or ("who" in source and SAW & source):
        return "witnessed"
    if any(_is_document(*one) for one in [(stretch, found), *inner]):
        return "documents"
    if any(TOLD & set(within.lower[one.cue[0] : one.cue[1]]) for within, one in inner):
        return "told-by"
    if any(SPOKEN_FOR.fullmatch(word) for word in source):
        return "official-role"
    return "not-given"


def _is_document(stretch: Stretch, found: Found) -> bool:
    return found.source is not None and stretch.lower[_head(stretch, found.source)[1] - 1] in DOCUMENTS
