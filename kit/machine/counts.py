"""What the machine says of an article, and how much of it the key says too; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from kit.article import Article
from kit.case import Case
from kit.model import Attribution, Layer, Spans, Task
from kit.scoring import score
from kit.scoring.attributions import home, pair_up, words
from kit.suggest import suggest_article, voices
from kit.text import words as word_spans

PRONOUNS = frozenset({"he", "she", "it", "they", "his", "her", "their"})
"""Sources that stand for somebody named elsewhere."""


@dataclass(frozen=True)
class Tally:
    """What one layer has of the attributions that a task asks for."""

    pairs: Mapping[str, str]
    """Id in the key to the id in the layer that finds it."""
    missed: tuple[str, ...]
    """Ids in the key, in text order."""
    made_up: tuple[str, ...]
    """Ids in the layer that fit nothing in the key, in text order."""
    out_of_nothing: int
    """How many of these stand in a sentence that credits nobody."""

    @property
    def asked(self) -> int:
        return len(self.missed) + len(self.pairs)

    def words(self, who: str) -> str:
        """In a sentence: "The machine found 14 of 19 attributions and made up 2." """
        told = f"{who} found {len(self.pairs)} of {self.asked} attribution{'s' if self.asked != 1 else ''}"
        if not self.made_up:
            return f"{told} and made up none."
        where = f", {self.out_of_nothing} of them where nobody is credited" if self.out_of_nothing else ""
        return f"{told} and made up {len(self.made_up)}{where}."


def tally(asked: Task, article: Article, key: Layer, layer: Layer) -> Tally:
    """Count by the scorer that judges learners; wishes and plans, which nobody need highlight, are left out."""
    judged = score(replace(asked, fields=()), article, key, layer)
    counted = [j for j in judged.judgements if j.verdict != "optional"]
    made_up = tuple(j.answer for j in counted if j.verdict == "invented")
    credited = {article.at(span.start).id for a in key.attributions for span in a.spans}
    return Tally(
        pairs={j.key: j.answer for j in counted if j.key and j.answer},
        missed=tuple(j.key for j in counted if j.key and not j.answer),
        made_up=made_up,
        out_of_nothing=sum(home(article, layer.get(id)) not in credited for id in made_up),
    )


def known_voices(case: Case) -> dict[str, str]:
    """The machine's voices and which of the case's each is: by what both credit to a named one, else by the name."""
    article, key, made = case.article, case.key.layer, suggest_article(case.article)
    found = pair_up(*({a.id: words(article, a) for a in layer.attributions} for layer in (key, made)))
    votes: dict[str, Counter] = {}
    for key_id, made_id in found.items():
        ours, theirs = key.get(key_id), made.get(made_id)
        if ours.voice and theirs.voice and not is_pronoun(article, ours):
            votes.setdefault(theirs.voice, Counter())[ours.voice] += 1
    names = {v.id: _capitals(v.name) for v in case.voice_list if not v.publisher}
    known = {}
    for voice in voices(article.text, made):
        named = [id for id, held in names.items() if held & _capitals(voice.name)]
        if voice.id in votes:
            known[voice.id] = votes[voice.id].most_common(1)[0][0]
        elif len(named) == 1:
            known[voice.id] = named[0]
    return known


def in_the_cases_voices(case: Case) -> Layer:
    """The machine's layer, its voices named as the case names them; one that the case does not have, in marks."""
    made, known = suggest_article(case.article), known_voices(case)
    own = {v.id: f"“{v.name}”" for v in voices(case.article.text, made)} | known
    told = (replace(a, voice=own.get(a.voice or "")) if isinstance(a, Attribution) else a for a in made.annotations)
    return Layer(tuple(told), made.digest)


def is_pronoun(article: Article, a: Attribution) -> bool:
    """Whether only "he", "she" or the like stands for whoever speaks."""
    return len(a.source) == 1 and article.words(a.source[0]).lower() in PRONOUNS


def _capitals(name: str) -> frozenset[str]:
    held = {name[start:end] for start, end in word_spans(name)}
    return frozenset(w.removesuffix("’s") for w in held if w[:1].isupper()) - {"The", "A", "An"}


def right_voice(ours: Attribution, theirs: Attribution | None) -> bool:
    """Whether `theirs` is given to the voice of the key's `ours`, or to one that is accepted there."""
    return theirs is not None and theirs.voice in {ours.voice, *ours.right_labels("voice")}


def stopped_at(case: Case) -> frozenset[frozenset[str]]:
    """The pairs of the case's claims that the machine calls worth a look."""
    article, made = case.article, suggest_article(case.article)
    tokens = {c.id: article.token_ids([c.span]) for c in case.claim_list}
    meant: dict[str, list[str]] = {}
    for claim in made.of(Spans):
        own = article.token_ids(claim.spans)
        shares = {id: len(own & held) for id, held in tokens.items()}
        meant[claim.id] = [id for id, held in tokens.items() if 2 * shares[id] >= min(len(own), len(held)) > 0]
    found = (frozenset((a, b)) for p in made.pairs for a in meant.get(p.a, ()) for b in meant.get(p.b, ()) if a != b)
    return frozenset(found)


class Figures(NamedTuple):
    """One article, as numbers of attributions."""

    case: str
    asked: int
    """In the key, wishes and plans left out."""
    found: int
    made_up: int
    direct: int
    """Those that the key calls direct, and how many of them are found."""
    direct_found: int
    other: int
    other_found: int
    pronouns: int
    """Those whose source is only "he", "she" or the like, and how many the machine gives to the key's voice."""
    pronouns_right: int


def figures(case: Case) -> Figures:
    """The machine on the whole of a case's article, held against its key."""
    article, key, made = case.article, case.key.layer, in_the_cases_voices(case)
    asked = Task("all", case.id, "attributions", "", "", "", 1, sentences=tuple(s.id for s in article.sentences))
    got = tally(asked, article, key, made)
    wanted = [key.get(id) for id in (*got.pairs, *got.missed)]
    direct = [a.id in got.pairs for a in wanted if a.quote == "direct"]
    other = [a.id in got.pairs for a in wanted if a.quote != "direct"]
    meant = [right_voice(a, made.get(got.pairs.get(a.id, ""))) for a in wanted if is_pronoun(article, a)]
    counts = (number for held in (direct, other, meant) for number in (len(held), sum(held)))
    return Figures(case.id, got.asked, len(got.pairs), len(got.made_up), *counts)
