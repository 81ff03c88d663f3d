"""Sources that nobody could find by what is said of them: formulas of anonymity, and crowds that “say”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kit.article import Span
from kit.suggest.hedges import Found, by_first_word, find, kind
from kit.suggest.stems import CLOSED
from kit.suggest.wordlists import listed

CROWD = listed(
    """source sources insider insiders critics experts observers analysts officials aides advisers advisors
    commentators supporters opponents locals residents witnesses onlookers activists campaigners sceptics
    skeptics detractors pundits strategists operatives allies neighbours neighbors colleagues friends
    eyewitnesses bystanders shopkeepers parents fans visitors villagers drivers"""
)
"""Nouns that fit almost anybody."""
_SAYING = (
    r"(?: (?:have|has|also|who|now|had|in the \w+))?"
    r" (?:sa(?:y|id|ys)|(?:claim|warn|fear|insist|suggest|complain|add)(?:s|ed)?|(?:believe|argue|note|agree)[sd]?"
    r"|told|tells?|thinks?|thought|point(?:ed)? out|worr(?:y|ied))\b"
)
SAYING = re.compile(_SAYING)
SAID_BEFORE = re.compile(
    r"(?:\b(?:say|said|says|added)|\baccording to) (?:the |an? |some |his |her |their )?(?:\w+ )?$"
)
QUALIFIED = re.compile(
    r"(?:\b(?P<how>some|many|several|most|others?|a few|few|unnamed|anonymous|senior|various|the|his|her|its|their"
    r"|one|two|three|an?) (?:of (?:the|his|her|its|their) )?)?(?P<adjective>\b[a-z-]+ )?$",
    re.IGNORECASE,
)
LOOK = 48
"""Characters looked back at for what stands before a crowd word."""

FORMULAS = by_first_word(
    (
        kind(
            "on under",
            r"\w+ (?:the )?condition of anonymity",
            "says that readers are not given the name: ask why, and who checked what is said.",
        ),
        kind(
            "who which ask asked asking wanted want preferred spoke speaking whose",
            r"(?:who |which )?(?:(?:ask(?:ed|ing)?|want(?:ed)?|preferred) not to be (?:named|identified|quoted)"
            r"|(?:declined|refused) to (?:be (?:named|identified)|give (?:his|her|their|a) names?)"
            r"|(?:was|were|is|are) not (?:authori[sz]ed|allowed|permitted) to (?:speak|talk|comment|discuss)\w*"
            r"|(?:did not|didn[’']t|does not) want to be (?:named|identified)|(?:spoke|speaking) anonymously)"
            r"|whose names? (?:we|this paper) withholds?",
            "says that readers are not given the name: ask why, and who checked what is said.",
        ),
        kind(
            "people person source sources official officials aide aides insider insiders someone somebody",
            r"\w+ (?:familiar with|close to|with (?:direct )?knowledge of|briefed on)",
            "tells how near the source was, not who it is: ask how they could know.",
        ),
        kind(
            "some many others several most",
            r"(?:(?:some|many|most|several) (?:people|of them|others)(?: in the \w+)?|some|many|others|several)"
            rf"(?={_SAYING})",
            "could be anybody: ask who, and how many were asked.",
        ),
        kind(
            "unnamed anonymous unidentified",
            r"\w+ (?:[a-z]+ )?(?:sources?|officials?|aides?|persons?|people|insiders?|witness(?:es)?|employees?)\b",
            "has no name: ask what makes this source worth believing.",
        ),
    )
)
CROWD_ASK = "fits almost anybody: ask who, and how many were asked."


def find_unnamed(text: str) -> Iterator[Found]:
    """The sources without a name in their order, as the words themselves show them."""
    found = sorted([*find(text, FORMULAS), *find(text, _CROWDS)])
    end = 0
    for item in found:
        crowd = item.ask == CROWD_ASK
        span = _crowd(text, item.span) if crowd else item.span
        if span and span.start >= end:
            end = span.end
            yield Found(span, item.ask)


_CROWDS = by_first_word((kind(" ".join(CROWD), r"\w+", CROWD_ASK),))


def _crowd(text: str, noun: Span) -> Span | None:
    """A crowd word with what qualifies it, where it says something; None where it does not."""
    low = max(0, noun.start - LOOK)
    if not SAYING.match(text, noun.end) and not SAID_BEFORE.search(text, low, noun.start):
        return None
    before = QUALIFIED.search(text, low, noun.start)
    if before["how"]:
        return Span(before.start("how"), noun.end)
    adjective = before["adjective"]
    return Span(before.start("adjective"), noun.end) if adjective and adjective.strip().lower() not in CLOSED else noun
