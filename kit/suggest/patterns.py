"""Verbs as cues: one function for each way in which English puts speaker, verb and words together."""

from __future__ import annotations

import re

from kit.suggest.chunks import clause_before, explained_before, noun_phrase_after, noun_phrase_before, with_appositive
from kit.suggest.complements import AGAIN, FINITE, SPEECH, complement, quoted_before
from kit.suggest.contents import to_the_left, to_the_right
from kit.suggest.cues import Cue
from kit.suggest.found import Found
from kit.suggest.verbs import Verb, earlier_subject, is_finite, subject_of, verb_at
from kit.suggest.words import Stretch

NAMES_A_SOURCE = 4
"""Words after “citing” up to which they name somebody; longer ones tell a thing."""
PASSED_ON_WITH = frozenset({"for", "as"})
"""Prepositions after a verb of judging in the passive: was criticised for, was described as."""
CONTRACTED = re.compile("[’'](?:s|re|m)$")
AUTHOR_AND_READER = re.compile(r"(?:i|we|you)(?:[’'](?:m|ve|d|ll|re))?")


def read_verb(stretch: Stretch, at: int, cue: Cue, earlier: list[Found]) -> Found | None:
    """The attribution that the verb at `at` makes."""
    verb = verb_at(stretch, at, cue, earlier)
    if verb is None:
        return None
    if "n" in cue.form and verb.is_with_be:
        return passive(verb)
    if cue.form == "g" and not verb.is_with_be:
        return progressive(verb) if verb.before == "r" else participle(verb)
    if verb.before == "t" and "b" in cue.form:
        return None
    return inverted(verb) or finite(verb)


def inverted(verb: Verb) -> Found | None:
    """“…,” said NAME."""
    stretch, tags = verb.stretch, verb.stretch.tags
    if verb.before not in (",", ">") or not verb.frame.builds & SPEECH:
        return None
    phrase = noun_phrase_after(stretch, verb.last)
    if not phrase or tags[phrase[0]] in "#yj" or tags[phrase[1] : phrase[1] + 1] not in (*",.;:<c(-pas", ""):
        return None
    end = with_appositive(stretch, phrase[1])
    if not quoted_before(stretch, verb.first):
        closed = tags[end : end + 1] in ("", ".") and "o" not in verb.frame.builds
        if not FINITE.search(tags, 0, verb.first - 1) or (explained_before(stretch, verb.first) and not closed):
            return None
    again = to_the_right(stretch, end) if AGAIN.match(tags, end) else []
    return verb.made(to_the_left(stretch, verb.first) + again, (phrase[0], end), "inverted")


def finite(verb: Verb) -> Found | None:
    """SUBJECT said …; …, SUBJECT said."""
    if not is_finite(verb):
        return None
    source, subject = subject_of(verb)
    if not source or AUTHOR_AND_READER.fullmatch(verb.stretch.lower[source[1] - 1]):
        return None
    return complement(verb, source, subject)


def progressive(verb: Verb) -> Found | None:
    """He’s claiming …"""
    pronoun = verb.first - 1
    if not CONTRACTED.search(verb.stretch.lower[pronoun]):
        return None
    return complement(verb, (pronoun, verb.first), "plain")


def participle(verb: Verb) -> Found | None:
    """…, saying that …; by saying …; before asking …; footage of somebody saying: “…”"""
    if verb.before == "," and verb.frame.lemma == "cite" and verb.earlier:
        return citing(verb)
    if verb.before in (",", "p", "s"):
        return complement(verb, earlier_subject(verb), "earlier")
    following = verb.stretch.tags[verb.last : verb.last + 2]
    if verb.before and verb.before in "nN" and (following[:1] in ("T", "<") or following in (",<", ":<")):
        return complement(verb, noun_phrase_before(verb.stretch, verb.first), "plain")
    return None


def citing(verb: Verb) -> Found | None:
    """A reports, citing B, that …: B is credited with the same words, inside A’s."""
    outer, source = verb.earlier[-1], noun_phrase_after(verb.stretch, verb.last)
    # “…, A reported, citing B”: the citing itself is not among the words that are said.
    said = [part for part in outer.content if not part[0] <= verb.first < part[1]]
    if not source or source[1] - source[0] > NAMES_A_SOURCE or not said:
        return complement(verb, earlier_subject(verb), "earlier")
    outer.content = said
    found = verb.made(list(said), source, "citing")
    if found:
        found.parent = outer
    return found


def passive(verb: Verb) -> Found | None:
    """SUBJECT is expected to …; is accused of …; was praised by SOURCE; it is feared that …"""
    stretch, builds, here = verb.stretch, verb.frame.builds, verb.after
    word = stretch.lower[verb.last] if verb.last < len(stretch.lower) else ""
    subject = clause_before(stretch, verb.first)
    subjects = [subject] if subject else []
    if word == "by":
        source = noun_phrase_after(stretch, verb.last + 1)
        return verb.made(subjects, source, "passive") if source and builds & {"o", "c"} else None
    if here in "Tq<" and builds & SPEECH:
        return verb.made(to_the_right(stretch, verb.last), None, "passive")
    if here == "t" and builds & {"i", "c", "h"}:
        told = "h" in builds and "c" not in builds
        return verb.made(([] if told else subjects) + to_the_right(stretch, verb.last), None, "passive")
    held = verb.frame.prepositions or (PASSED_ON_WITH if builds & {"o", "n"} else ())
    if word in held or (here in "<d" and "n" in builds):
        return verb.made(subjects + to_the_right(stretch, verb.last), None, "passive")
    return None
