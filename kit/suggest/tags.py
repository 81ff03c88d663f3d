"""The tag of a word: a light reading by closed-class words, endings and capitals.

Every word and sign has a tag of one character, so that the grammar of a stretch is a string, and a phrase of it a
regular expression over that string:

| tag | what | tag | what |
|---|---|---|---|
| `d` | determiner | `a` | adverb, and adjectives that behave so |
| `r` | pronoun as subject | `v` | verb form that is no noun |
| `q` | who, which, whether, how … | `b` | noun or verb (`claims`, `plan`) |
| `T` | that | `i` | -ing |
| `t` | to | `n` | other word in lower case |
| `p`, `o` | preposition, of | `N` | other word with a capital |
| `x`, `m` | be, have, do; modal | `#` | number |
| `g` | not, never | `y` | word of time |
| `c` | and, or, but | `P` | a name or noun with ’s |
| `s` | because, when … | `j` | pronoun as object |
| `,` `;` `:` `.` `-` `(` `)` | signs | `<` `>` | quotation marks |
| `Q` | a word in a quotation | `'` | a sign without a role |
"""

from __future__ import annotations

import re

from kit.suggest.cues import NOUNISH, VERBS
from kit.suggest.inflection import IRREGULAR, forms
from kit.suggest.wordlists import listed

CLOSED = {
    "d": """
        the a an this these those my your our its his their some any many most several all both each every no
        another such few more less one two three four five six seven eight nine ten half other much what's either
        neither""",
    "r": """
        he she they we i you it who's he's she's it's they're we're you're i'm everyone everybody someone somebody
        nobody anyone anybody there he'd she'd they'd i'd we'd i've we've they've you've he'll she'll they'll we'll
        i'll it'll""",
    "j": "him her them us me himself herself themselves itself ourselves myself yourself",
    "q": "who which whose whom whether how why what where if whatever whoever",
    "T": "that",
    "t": "to",
    "o": "of",
    "p": """
        in on at by for from with without about against into over under through between during among across behind
        beyond near inside outside toward towards upon within along around like unlike despite amid throughout via
        per above below off onto beside besides concerning regarding including following versus""",
    "x": """
        is are was were be been being am has have had having do does did isn't aren't wasn't weren't hasn't haven't
        hadn't don't doesn't didn't""",
    "m": """
        will would can could may might must shall should won't wouldn't can't cannot couldn't shouldn't mustn't""",
    "g": "not never n't",
    "c": "and or but nor &",
    "s": "because when while although though as after before since until till unless once than so whereas",
    "a": """
        also then again now still just even only already often later earlier once ever yet too first instead always
        sometimes soon perhaps maybe however rather quite very almost nearly long far well here there twice back
        further moreover meanwhile nevertheless thus therefore indeed alone together else ago""",
    "y": """
        monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight noon midnight
        mondays tuesdays wednesdays thursdays fridays saturdays sundays""",
}  # fmt: skip
TAGS = {word: tag for tag, words in reversed(CLOSED.items()) for word in words.split()}
COMMON_VERBS = """
    use ask work help start move turn play live happen lose include continue change follow stop create open walk
    grow spend appear remain raise pass require pull receive serve die expect kill face cause close visit join
    arrive lack reach contain seem become end carry occur involve cross last cover cut sound take make give get go
    come do keep let bring put run sit stand hold have meet pay lead win hear leave mean
"""
"""Verbs, beside the cues and the irregular ones, that show where a clause has its verb."""
NO_VERB_ED = listed("red bed shed hundred naked sacred wicked need seed speed feed indeed embed used")
ADVERB_LY = re.compile(r"[a-z]{3,}ly")
NO_ADVERB_LY = listed(
    """family only early daily weekly monthly yearly friendly elderly supply reply july assembly italy ally"""
)
SIGNS = {",": ",", ";": ";", ":": ":", ".": ".", "!": ".", "?": ".", "…": ".", "—": "-", "–": "-", "―": "-", "(": "(",
         ")": ")", "[": "(", "]": ")", "“": "<", "”": ">", "&": "c"}  # fmt: skip
POSSESSIVE = re.compile(r".+(?:[’']s|s[’'])")


def _verb_forms() -> dict[str, str]:
    """Tags of known verb forms: `b` where it can be a noun, too."""
    lemmas = [entry.partition(":")[0] for entry in IRREGULAR.split()] + COMMON_VERBS.split()
    lemmas += [frame.lemma for cue in VERBS.values() for frame in cue.frames]
    tags: dict[str, str] = {}
    for lemma in dict.fromkeys(lemmas):
        for form, letters in forms(lemma).items():
            nounish = lemma in NOUNISH and set(letters) & set("bs")
            tags[form] = "b" if nounish or tags.get(form) == "b" else "i" if letters == "g" else "v"
    return tags


VERB_TAGS = _verb_forms()
_cache: dict[str, str] = {}
CACHED = 50_000
"""Words remembered with their tags, at most."""


def tag(word: str) -> str:
    """The tag of a word or sign by itself."""
    known = _cache.get(word)
    if known is None:
        if len(_cache) >= CACHED:
            _cache.clear()
        known = _cache[word] = _tag(word)
    return known


def _tag(word: str) -> str:
    if not word[0].isalnum() and word[0] not in "$€£#@":
        return SIGNS.get(word[0], "'") if word not in ("''", "``") else "'"
    if any(character.isdigit() for character in word):
        return "#"
    lower = word.lower().replace("’", "'")
    if lower in TAGS:
        return TAGS[lower] if word not in ("May", "Will") else "N"
    if POSSESSIVE.fullmatch(word):
        return "P"
    if word[0].isupper() and not word.isupper() and lower not in VERB_TAGS:
        return "N"
    if lower in VERB_TAGS:
        return VERB_TAGS[lower]
    if word[0].isupper():
        return "N"
    if lower.endswith("ing") and len(lower) > 5:
        return "i"
    if lower.endswith("ed") and len(lower) > 3 and lower not in NO_VERB_ED:
        return "v"
    if ADVERB_LY.fullmatch(lower) and lower not in NO_ADVERB_LY:
        return "a"
    return "n"


def title_case(words: list[str]) -> bool:
    """Whether nearly all words have a capital, as in a headline, so that a capital makes no name."""
    long = [word for word in words[:30] if len(word) > 3 and word[0].isalpha()]
    return len(long) >= 3 and sum(word[0].isupper() for word in long) >= 0.75 * len(long)
