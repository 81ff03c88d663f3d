"""How sure a suggestion is, and why it was made, in one plain sentence for a teacher."""

from __future__ import annotations

from kit.suggest.found import Found
from kit.suggest.words import Stretch

TIERS = {"sure": 97, "likely": 83, "worth a look": 65}
"""Per cent of suggestions that were right, by tier: as `benchmarks/suggest.py` measures them on the odd half of
PolNeAR's development set, on which no rule was made (178, 332 and 357 suggestions; outermost attributions, content
alone). On the other half they are 98, 87 and 72."""
REASONS = {
    "left": "What is said comes first; “{cue}” follows it with its speaker.",
    "inverted": "What is said comes first; “{cue}” and then its speaker follow it.",
    "quote": "“{cue}” leads up to a quotation.",
    "that": "“{cue}” is followed by a clause that tells what is said.",
    "bare": "“{cue}” is followed by a whole clause: what is said.",
    "object": "“{cue}” names what is spoken about, without a sentence of the speaker’s.",
    "to": "“{cue}” is followed by “to”: what somebody promises, refuses, asks for or wants.",
    "preposition": "“{cue}” tells what was spoken about.",
    "announced": "“{cue}” and a colon announce the words that follow.",
    "citing": "“{cue}” names from whom the speaker has it.",
    "passive": "“{cue}” passes it on in the passive.",
    "according": "“{cue}” names where this comes from.",
    "adverb": "“{cue}” passes this on and names nobody.",
    "noun": "The noun “{cue}” stands for something said or thought.",
    "adjective": "“{cue}” tells what somebody thinks or wants.",
    "colon": "A name and a colon stand before it, as in a headline or a transcript.",
    "signed": "A dash and a name follow the quotation.",
    "unclaimed": "No verb of saying stands by this quotation; the nearest speaker and verb are suggested.",
    "introduced": "This quotation has no cue of its own; the sentence before it is about the speaker suggested.",
}
FROM_BEFORE = " Who says it is taken from the clause before."
QUOTATION = frozenset({"left", "inverted", "quote", "signed", "announced"})
CLAUSE = frozenset({"left", "inverted", "quote", "that", "bare", "according", "signed", "announced", "citing"})


def confidence(found: Found, form: str) -> int:
    """Per cent, by tier: a quotation with its cue is surest, a clause next, all else is worth a look."""
    said = found.attitude == "said" and found.subject in ("plain", "explained")
    if said and form == "direct" and found.pattern in QUOTATION:
        return TIERS["sure"]
    return TIERS["likely" if said and found.pattern in CLAUSE else "worth a look"]


def reason(stretch: Stretch, found: Found) -> str:
    """Why it was suggested."""
    words = stretch.text[slice(stretch.starts[found.cue[0]], stretch.ends[found.cue[1] - 1])]
    why = REASONS[found.pattern].format(cue=words[:1].upper() + words[1:])
    return why + FROM_BEFORE if found.subject == "earlier" and found.source else why
