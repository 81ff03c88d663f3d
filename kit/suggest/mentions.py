"""Who is mentioned in a text by name: people and groups, with what the text says of them beside the name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kit.article import Span
from kit.suggest.dates import MONTHS, WEEKDAYS
from kit.suggest.places import COUNTRIES, KINDLY, KNOWN
from kit.suggest.stems import CLOSED, stem
from kit.suggest.wordlists import any_of, in_order, listed

MALE = listed(
    """mr sir lord king prince duke baron father brother son husband uncle nephew grandfather spokesman chairman
    businessman policeman fireman congressman councilman alderman salesman statesman cameraman waiter actor boy
    man widower he him his himself"""
)
FEMALE = listed(
    """mrs ms miss lady dame queen princess duchess mother sister daughter wife aunt niece grandmother spokeswoman
    chairwoman businesswoman policewoman congresswoman councilwoman saleswoman stateswoman waitress actress girl
    woman widow she her hers herself"""
)
"""Words that tell a gender, as the text gives it."""
TITLES = in_order(
    """Mr Mrs Ms Miss Mx Dr Prof Professor Sir Dame Lord Lady Rev Reverend Father Sister King Queen Prince Princess
    President Chancellor Minister Mayor Councillor Senator Sen Rep Representative Congressman Congresswoman
    Governor Gov Judge Justice Attorney General Gen Colonel Col Major Captain Capt Commander Lieutenant Lt
    Sergeant Sgt Inspector Constable Officer Chief Superintendent Detective Secretary Ambassador Bishop
    Archbishop Pope Rabbi Imam Sheikh Baroness Baron Count Countess Coach Director Chairman Chairwoman Speaker
    Premier Alderman Democrat Republican CEO CFO Vice Deputy Acting Former"""
)
"""What stands before a person's name and is no part of it."""
NOT_QUITE = listed("Vice Deputy Acting Former")
GROUPS = listed(
    """Council University College School Institute Ministry Department Office Agency Authority Committee Commission
    Court Party Union Association Federation Society Trust Foundation Circle Club League Group Company
    Corporation Corp Inc Ltd Plc Bank Buses Tramways Railways Airlines Airways Radio Television News Press Times
    Post Herald Courier Lantern Tribune Gazette Journal Chronicle Observer Guardian Mail Telegraph Police Army
    Navy Brigade Service Services Hospital Museum Library Church Parliament Congress Senate House Government
    Board Bureau Centre Center Observatory Network Intelligence State Nations Forces Coalition Campaign Team
    Works Water Energy Industries Systems Partners Associates Holdings Media Studios Organization Organisation
    Fund Alliance Front Movement Assembly Cabinet Republicans Democrats Americans"""
)
CAPITAL = "A-ZÀ-ÖØ-ÞĆČĎĐĞİŁŃŇŘŚŞŠŤŹŻŽ"
"""Capitals of names in texts in English."""
_WORD = rf"[{CAPITAL}][^\W\d_]*(?:[’'-][^\W\d_]+)*(?<![’']s)"
_TITLE = rf"(?:{any_of(TITLES)})\b\.?"
_NEXT = rf"(?! {_TITLE} [{CAPITAL}])(?: (?:(?:of|for)(?: the)?|de|van|von|bin|la) {_WORD}| (?:[A-Z]\. )?{_WORD})"
NAME = re.compile(
    rf"(?<![\w.’'-])(?:(?P<title>{_TITLE}(?: {_TITLE})*) )?(?P<name>(?:(?:[A-Z]\.)+ )*{_WORD}{_NEXT}{{0,5}})"
)
ROLE_BEFORE = re.compile(r"(?:\b(?:the|an?|its|his|her|their|our)|[’']s?|[A-Z]\w+) (?:[a-z-]+ ){0,2}?([a-z]{3,}),? $")
ROLE_AFTER = re.compile(
    r",(?: \d\d?,)? (?!who |which )(?P<whole>(?:an?|the|its|his|her|their|one of"
    r"|(?:[\w’']+ ){0,3}[\w’']+[’']s?) (?:[\w’'-]+ ){0,4}?(?P<head>[a-z][\w-]*))"
    r"(?= (?:of|in|at|for|who|which|with|from|to|on|and)\b|[,.;:!?”\"\n]|$)"
)
NO_NAMES = frozenset(MONTHS + WEEKDAYS)
LOOK = 60
"""Characters looked at on either side of a name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text."""

    span: Span
    """The name with its title, half-open, in code points of the text."""
    name: str
    """Without the title."""
    person: bool | None
    """Whether somebody is named who could be “he” or “she”; None where one word does not tell."""
    roles: frozenset[str]
    """Stems of what the person is called beside the name: `mayor`, `engineer`."""
    told: str
    """The words that follow and say who it is: “the engineer”; empty if none."""


def find_mentions(text: str) -> Iterator[Mention]:
    """The names of a text in their order; days, months and places are left out."""
    for match in NAME.finditer(text):
        start, name = _without_opener(match)
        who, _, of_what = name.partition(" of ")
        if of_what and is_person(who, match["title"]):
            # “Jory Pask of the Passengers’ Circle”: who, and then of what.
            name = who
        if (
            len(name) < 2
            or name in NO_NAMES
            or ((KNOWN.fullmatch(name) or KINDLY.fullmatch(name)) and not match["title"])
        ):
            continue
        yield _mention(text, match, start, name)


def _without_opener(match: re.Match) -> tuple[int, str]:
    """Where the name begins, and its words, without a word that a sentence began with (“When Vorley”) and a “Jr”."""
    start, name = match.start("name"), match["name"]
    if match["title"] and GROUPS & set(name.partition(" of ")[0].split()):
        # “The Republican National Committee” has no title.
        return match.start(), match[0]
    while name and not match["title"]:
        first, _, rest = name.partition(" ")
        if first.lower() not in CLOSED and first not in NO_NAMES:
            break
        start, name = start + len(first) + 1, rest
    return match.start() if match["title"] else start, name.removesuffix(" Jr").removesuffix(" Sr")


def _mention(text: str, match: re.Match, start: int, name: str) -> Mention:
    end = text.index(name, start) + len(name)
    after = ROLE_AFTER.match(text, end, end + 2 * LOOK)
    before = ROLE_BEFORE.search(text, max(0, start - LOOK), start)
    titles = {title.strip(".") for title in (match["title"] or "").split()}
    # “The president” is not who was called vice president.
    roles = set() if titles & NOT_QUITE else {stem(title) for title in titles}
    roles |= {stem(after["head"])} if after else set()
    roles |= {stem(before[1])} - CLOSED if before else set()
    return Mention(
        Span(start, end), name, is_person(name, match["title"]), frozenset(roles), after["whole"] if after else ""
    )


def is_person(name: str, title: str | None = None) -> bool | None:
    """Whether a name is somebody's; None where it is a single word that may be anything.

    >>> is_person("Hanna Vorley"), is_person("Fennelby Town Council"), is_person("Vorley")
    (True, False, None)
    """
    words = name.split()
    if title and not GROUPS & set(words):
        return True
    if (
        GROUPS & set(words)
        or set(words) & {"of", "for", "and"}
        or any(w.isupper() and len(w) > 1 and "." not in w for w in words)
    ):
        return False
    if set(words) & set(COUNTRIES) or (words[-1].endswith("s") and words[-1][:-1] in GROUPS):
        return False
    return True if 2 <= len(words) <= 4 else None


def gender_of(words: str) -> str | None:
    """`f` or `m` where a word tells it, else None.

    >>> gender_of("a spokeswoman for the company"), gender_of("Mr Hollin"), gender_of("the engineer")
    ('f', 'm', None)
    """
    for word in re.findall(r"[a-z]+", words.lower()):
        if word in FEMALE or word in MALE:
            return "f" if word in FEMALE else "m"
    return None


def initials(name: str) -> set[str]:
    """What the name may be shortened to.

    >>> sorted(initials("Voice of America")), initials("Radio")
    (['VA', 'VOA'], set())
    """
    words = name.split()
    short = {"".join(w[0] for w in words).upper(), "".join(w[0] for w in words if w[0].isupper())}
    return {letters for letters in short if len(letters) > 1}
