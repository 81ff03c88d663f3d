"""Who has come up in a text so far: found again by name, by role, or as whoever a pronoun may mean."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from kit.article import Span
from kit.suggest.mentions import Mention, gender_of, initials
from kit.suggest.stems import stem

RECENT = 24
"""How many mentions back a pronoun is looked for."""
GENDERS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
GENDERED = re.compile(rf"\b(?:{'|'.join(GENDERS)})\b", re.IGNORECASE)
BREAK = re.compile(r"[.!?…][”\"’')\]]*\s|\n")


@dataclass(eq=False)
class Somebody:
    """A person, a group or a thing that speaks, as far as the text has been read."""

    name: str
    """The fullest mention."""
    person: bool | None
    """None where a single word does not tell."""
    gender: str | None = None
    """`f`, `m`, or None where the text does not tell."""
    many: bool = False
    short: str = ""
    """What the id is made of."""
    roles: set[str] = field(default_factory=set)
    """Stems of what they are called: `mayor`, `council`."""
    spoke: bool = False
    """Whether they were a source already."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A mention of somebody at a place of the text."""

    at: int
    who: Somebody
    spoken: bool
    """Whether as a source."""


class Cast:
    """Everybody who came up, while a text is read from its beginning to its end."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.breaks = [match.start() for match in BREAK.finditer(text)]
        self.genders = self._genders([m for m in mentions if m.person])
        self.by_name: dict[str, Somebody] = {}
        self.by_role: dict[str, Somebody] = {}
        self.recent: deque[Seen] = deque(maxlen=RECENT)

    def meet(self, mention: Mention, *, source: bool = False) -> Somebody | None:
        """A name was read: who it is, with what it adds.

        A single word may be anything, so that it makes somebody new only as a source.
        """
        who = self._named(mention)
        if who is None:
            if mention.person is None and not source:
                return None
            who = self.add(Somebody(mention.name, mention.person, short=mention.name))
        self._learn(who, mention)
        self.recent.append(Seen(mention.span.start, who, False))
        return who

    def add(self, who: Somebody) -> Somebody:
        """Somebody new, found again by all their words and by each role."""
        last = who.name.split()[-1] if who.name.split() else ""
        who.gender = who.gender or (self.genders.get(last) if who.person is not False else None)
        self.by_name[who.name.lower()] = who
        for role in who.roles:
            self.by_role[role] = who
        return who

    def speak(self, who: Somebody, at: int) -> None:
        """They are a source at this place."""
        who.spoke = True
        self.recent.append(Seen(at, who, True))

    def _named(self, mention: Mention) -> Somebody | None:
        """Who has this name, or its last word and no other first one: “Vorley” is Hanna Vorley, “Ana Vorley” is not."""
        words = mention.name.split()
        who = self.by_name.get(mention.name.lower()) or self.by_name.get(words[-1].lower())
        if who is None or len(words) == 1:
            return who
        known = who.name.partition(",")[0].split()
        return who if len(known) == 1 or words[0] in known else None

    def _learn(self, who: Somebody, mention: Mention) -> None:
        """What a mention adds: a fuller name, roles, a gender."""
        if len(mention.name.split()) > len(who.short.split()):
            who.name = who.short = mention.name
        if mention.told and mention.person and who.name == mention.name:
            who.name = f"{mention.name}, {mention.told}"
        who.person = mention.person if who.person is None else who.person
        who.gender = who.gender or gender_of(f"{self.text[mention.span.start : mention.span.end]}, {mention.told}")
        who.roles |= mention.roles
        last = mention.name.split()[-1]
        self.by_name[mention.name.lower()] = self.by_name[last.lower()] = who
        for role in mention.roles | ({stem(last)} if mention.person is False else set()):
            self.by_role[role] = who
        for letters in initials(mention.name) if mention.person is False else ():
            self.by_name.setdefault(letters.lower(), who)

    # ---- pronouns

    def candidates(self, wanted: str, at: int, statement: Sequence[Span] = ()) -> list[Somebody]:
        """Who may be meant at `at`, best first: near before far, a source before others, nobody of another gender.

        `wanted` is `f`, `m`, `person`, `thing` or `many`. Whoever comes up within the `statement` itself is seldom the
        one who makes it.
        """
        best: dict[Somebody, tuple[float, int]] = {}
        for age, seen in enumerate(reversed(self.recent)):
            if seen.at < at and fits(seen.who, wanted):
                sentences = bisect_left(self.breaks, at) - bisect_left(self.breaks, seen.at)
                talked_about = any(part.start <= seen.at < part.end for part in statement)
                score = 1.5 * seen.spoken + (seen.who.gender == wanted) - sentences - 2 * talked_about
                # Two capitals in a row may be a museum: whoever has a role or has spoken is somebody.
                score += 0.75 * bool(seen.who.roles or seen.who.spoke)
                best[seen.who] = max(best.get(seen.who, (score, -age)), (score, -age))
        return sorted(best, key=best.get, reverse=True)

    def standing(self, who: Somebody) -> str:
        """What speaks for a candidate, in words."""
        seen = list(reversed(self.recent))
        if who is next((s.who for s in seen if s.spoken), None):
            return "the last to speak before it"
        if who is next((s.who for s in seen if s.who.person), None):
            return "the last person named before it"
        return "who spoke before it" if who.spoke else "named before it"

    def _genders(self, people: list[Mention]) -> dict[str, str]:
        """Last words of names to the gender that “he” or “she” tells most often after the only person of a sentence."""
        votes: dict[str, list[str]] = {}
        starts = [m.span.start for m in people]
        for match in GENDERED.finditer(self.text):
            place = bisect_left(self.breaks, match.start())
            first = bisect_left(starts, self.breaks[place - 1] if place else 0)
            last = bisect_left(starts, match.start())
            names = {m.name.split()[-1] for m in people[max(first, last - 3) : last]}
            if len(names) == 1:
                votes.setdefault(names.pop(), []).append(GENDERS[match[0].lower()])
        return {name: max(sorted(set(cast)), key=cast.count) for name, cast in votes.items()}


def fits(who: Somebody, wanted: str) -> bool:
    """Whether a pronoun of this kind can mean somebody; where the text does not tell a gender, either can."""
    if wanted == "many":
        return who.many or who.person is not True
    if wanted == "thing":
        return not who.person and not who.many
    return who.person is not False and not who.many and (wanted == "person" or who.gender in (None, wanted))
