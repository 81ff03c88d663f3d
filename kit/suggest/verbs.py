"""A verb as a cue in its stretch: is it a verb at all, is it finite, and who is its subject?"""

from __future__ import annotations

from dataclasses import dataclass

from kit.suggest.chunks import Range, explained_before, first_subject, noun_phrase_before, verb_group
from kit.suggest.cues import ADVERBS, DOCUMENTS, VERBS, Cue, Frame
from kit.suggest.found import Found
from kit.suggest.wordlists import listed
from kit.suggest.words import Stretch

BE = listed("is are was were be been being isn't isn’t aren't aren’t wasn't wasn’t weren't weren’t")
PLURALS = listed("people men women police media children officials staff few many most some all both")
NEAR = 3
"""Attributions looked back over for who speaks on."""
ALONE = listed("some many most few all both several each others")
TAKES_THAT = "TtqdrN<,:P#jb."
"""Tags after a word in -s that make it a verb and no noun in the plural."""


@dataclass(slots=True)
class Verb:
    """A cue verb with its group."""

    stretch: Stretch
    at: int
    first: int
    """Where its group begins."""
    last: int
    """One past its particle, or past itself."""
    cue: Cue
    frame: Frame
    earlier: list[Found]
    """What was found before it in the stretch."""

    @property
    def before(self) -> str:
        """The tag before its group; empty at the beginning."""
        return self.stretch.tags[self.first - 1] if self.first else ""

    @property
    def after(self) -> str:
        """The tag after it; a full stop at the end."""
        return self.stretch.tags[self.last : self.last + 1] or "."

    @property
    def is_with_be(self) -> bool:
        return any(word in BE for word in self.stretch.lower[self.first : self.at])

    def made(self, content: list[Range], source: Range | None, pattern: str, subject: str = "plain") -> Found | None:
        """What was found, if it says anything."""
        if not content:
            return None
        adverbs = [word for word in self.stretch.lower[self.first : self.at] if word in ADVERBS]
        stance = ADVERBS[adverbs[0]] if adverbs else self.frame.stance
        return Found((self.first, self.last), content, source, pattern, subject, self.frame.attitude, stance)


def verb_at(stretch: Stretch, at: int, cue: Cue, earlier: list[Found]) -> Verb | None:
    """The verb at `at`; None where it passes something on only with a particle that is not there."""
    following = stretch.lower[at + 1] if at + 1 < len(stretch.lower) else ""
    frame = next((frame for frame in cue.frames if frame.particle and frame.particle == following), None)
    last = at + 2 if frame else at + 1
    frame = frame or next((frame for frame in cue.frames if not frame.particle), None)
    return Verb(stretch, at, verb_group(stretch, at), last, cue, frame, earlier) if frame else None


def is_finite(verb: Verb) -> bool:
    """Whether it is a verb with a subject, and no noun, infinitive or participle."""
    tags, at, before, form = verb.stretch.tags, verb.at, verb.before, verb.cue.form
    if any(tag in "mx" for tag in tags[verb.first : at]):
        return True
    if before in ("d", "P", "p", "o") and tags[max(0, verb.first - 2) : verb.first] != "od" and not _stands_alone(verb):
        return False
    if before == "c" and "b" in form and "d" not in form:
        return bool(verb.earlier) and "b" in VERBS.get(verb.stretch.lower[verb.earlier[-1].cue[1] - 1], verb.cue).form
    return tags[at] == "v" or _is_no_noun(verb)


def _stands_alone(verb: Verb) -> bool:
    """“All agreed”: a determiner that needs no noun."""
    return verb.stretch.tags[verb.at] == "v" and verb.stretch.lower[verb.first - 1] in ALONE


def _is_no_noun(verb: Verb) -> bool:
    """`claims`, `plan`: whether the neighbours make a verb of what can be a noun."""
    before, after, form = verb.before, verb.after, verb.cue.form
    if verb.stretch.words[verb.at][0].isupper() and not verb.stretch.title:
        return False
    if before == "" or before in ",;:.(-":
        return before == "," and "s" in form
    if before in "rq":
        return True
    noun = verb.stretch.lower[verb.first - 1]
    if "s" in form:
        allowed = TAKES_THAT + "ny" if before != "n" or noun in DOCUMENTS else TAKES_THAT
        return before in "nTN')," and after in allowed
    if "d" in form:
        return after in ":T<,"
    word = verb.stretch.lower[verb.first - 1]
    return (
        before in "nNjd"
        and (word.endswith("s") or word in PLURALS or before == "N")
        and after in "TtqdrN<P" + "n" * verb.stretch.title
    )


def subject_of(verb: Verb) -> tuple[Range | None, str]:
    """Who does what the verb says, and where that was found (`Found.subject`)."""
    if verb.before in ("q", "T"):
        return (verb.first - 1, verb.first), "relative"
    if verb.before == "c":
        return earlier_subject(verb), "earlier"
    if verb.before == ",":
        aside = verb.earlier[-1] if verb.earlier else None
        if aside and aside.cue[1] == verb.first - 1 and aside.source and aside.source[0] > 1:
            # “The brigade, he added, had told him”
            return noun_phrase_before(verb.stretch, aside.source[0] - 1), "plain"
        explained = explained_before(verb.stretch, verb.first)
        return (explained, "explained") if explained else (earlier_subject(verb), "earlier")
    phrase = noun_phrase_before(verb.stretch, verb.first)
    if phrase and verb.earlier and phrase[0] < verb.earlier[-1].cue[1] < phrase[1]:
        # “The email shows officers knew”
        return (verb.earlier[-1].cue[1], phrase[1]), "plain"
    return phrase, "plain"


def earlier_subject(verb: Verb) -> Range | None:
    """Who the clause before speaks of: the last source found, else the first noun phrase of the stretch."""
    near = verb.earlier[-NEAR:]
    # What an inner voice does is no news of who speaks on: “Lodd insisted he knew nothing and accused the paper.”
    last = next((one for one in near if one.holds(near[-1])), near[-1]) if near else None
    if last and last.source and last.source[1] <= verb.first:
        return last.source
    return first_subject(verb.stretch, verb.first)
