"""The machine's layer beside the learner's and the key: what each found, missed and made up, and why the machine did.

    from kit.machine import beside, machine_table
    beside("clock/who-1")               three layers in the text, once the learner has checked their own
    beside("clock/pairs-1")             the pairs at which the machine would stop, and those that clash
    machine_table("bridge", "flood")    how the machine fares on whole articles
    says("The swan is back, she said.")  what it makes of a few words

Every figure is counted from the layers as they are; the scorer is the one that judges learners.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import NamedTuple

from kit.article import Article, Span
from kit.case import Case, load
from kit.errors import KitError
from kit.lines import answer_words
from kit.model import ROLES, Attribution, Layer, Spans, Task
from kit.render import LETTERS, quoted, sentence_html
from kit.scoring import in_play, score
from kit.scoring.about import by_item
from kit.scoring.attributions import pair_up, words
from kit.suggest import suggest_layer, tier, voices
from kit.tasks import Exercise, task
from kit.text import words as word_spans

PRONOUNS = frozenset({"he", "she", "it", "they", "his", "her", "their"})
"""Sources that stand for somebody named elsewhere."""
CLASHES = ("contradiction", "tension")


@lru_cache(maxsize=32)
def machine_layer(article: Article) -> Layer:
    """What the suggester says of an article, told where its sentences end."""
    paragraphs = groupby(article.sentences, key=lambda s: s.paragraph)
    return suggest_layer(article.text, [[Span(s.start, s.end) for s in held] for _, held in paragraphs])


def beside(exercise: str | Exercise) -> BesideText | BesidePairs | NotYet:
    """The learner's answers, the machine's and the key's, side by side, once the learner's have been checked.

    `exercise` is one of attributions or of listed pairs, or its name. Raises KitError for another kind, or without
    a key.
    """
    exercise = task(exercise) if isinstance(exercise, str) else exercise
    case, asked = exercise.case, exercise.task
    if case.key is None:
        raise KitError(asked.name, "this case carries no key, so nothing can be laid beside it", "Ask your teacher")
    if asked.kind not in ("attributions", "pairs") or asked.open:
        what = "the machine highlights statements and stops at pairs; it answers no other exercise"
        raise KitError(asked.name, what, "Choose an exercise of highlights or of listed pairs")
    if not exercise.sheet.checks:
        return NotYet(asked.title)
    return (BesideText if asked.kind == "attributions" else BesidePairs)(case, asked, exercise.layer)


# ---- counting


@dataclass(frozen=True)
class Tally:
    """What one layer has of the attributions that a task asks for."""

    pairs: Mapping[str, str]
    """Id in the key to the id in the layer that finds it."""
    missed: tuple[str, ...]
    """Ids in the key, in text order."""
    made_up: tuple[str, ...]
    """Ids in the layer that fit nothing in the key, in text order."""
    silent: int
    """How many sentences that credit nobody hold one of these."""

    @property
    def asked(self) -> int:
        return len(self.missed) + len(self.pairs)

    def words(self, who: str) -> str:
        """In a sentence: "The machine found 14 of 19 attributions and made up 2." """
        told = f"{who} found {len(self.pairs)} of {self.asked} attribution{'s' if self.asked != 1 else ''}"
        if not self.made_up:
            return f"{told} and made up none."
        where = f", {self.silent} of them" if 0 < self.silent < len(self.made_up) else ""
        rest = f"{where} in {_count(self.silent, 'a sentence', 'sentences')} crediting nobody" if self.silent else ""
        return f"{told} and made up {len(self.made_up)}{rest}."


def tally(asked: Task, article: Article, key: Layer, layer: Layer) -> Tally:
    """Count by the scorer that judges learners; wishes and plans, which nobody need highlight, are left out."""
    judged = score(replace(asked, fields=()), article, key, layer)
    counted = [j for j in judged.judgements if j.verdict != "optional"]
    return Tally(
        pairs={j.key: j.answer for j in counted if j.key and j.answer},
        missed=tuple(j.key for j in counted if j.key and not j.answer),
        made_up=tuple(j.answer for j in counted if j.verdict == "invented"),
        silent=judged.detection.false_alarms,
    )


def known_voices(case: Case) -> dict[str, str]:
    """The machine's voices and which of the case's each is: by what both credit to a named one, else by the name."""
    article, key, made = case.article, case.key.layer, machine_layer(case.article)
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


def is_pronoun(article: Article, a: Attribution) -> bool:
    """Whether only "he", "she" or the like stands for whoever speaks."""
    return [article.words(span).lower() for span in a.source] in [[p] for p in PRONOUNS]


def _capitals(name: str) -> frozenset[str]:
    held = {name[start:end] for start, end in word_spans(name)}
    return frozenset(w.removesuffix("’s") for w in held if w[:1].isupper()) - {"The", "A", "An"}


def _right_voice(known: Mapping[str, str], ours: Attribution, theirs: Attribution | None) -> bool:
    said = known.get(theirs.voice or "") if theirs else None
    return said is not None and said in {ours.voice, *ours.right_labels("voice")}


# ---- three layers in a text


class _Shown:
    """What shows itself as HTML in a notebook and as text elsewhere."""

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, repr=False)
class NotYet(_Shown):
    """What stands there until the learner's own layer has been checked: who looks first, finds the machine's."""

    title: str

    def __str__(self) -> str:
        return (
            f"Your own layer comes first: answer “{self.title}” above and press Check there. "
            "Then run this cell again (click it, and press Shift and Enter), and the machine’s stands beside yours."
        )

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>"


@dataclass(frozen=True, repr=False)
class BesideText(_Shown):
    """A task of attributions with three layers: yours, the machine's, the key's."""

    case: Case
    task: Task
    own: Layer

    def layers(self) -> dict[str, Layer]:
        """Whose it is, to what of it is in play."""
        held = {"You": self.own, "Machine": machine_layer(self.case.article), "Key": self.case.key.layer}
        return {
            who: Layer(in_play(self.task, self.case.article, layer), layer.digest) for who, layer in held.items()
        }

    def tally(self, layer: Layer) -> Tally:
        return tally(self.task, self.case.article, self.case.key.layer, layer)

    def counts(self) -> list[str]:
        """What you and the machine found, in sentences; and whom each took "he" for, where that was asked."""
        layers = self.layers()
        told = [self.tally(layers["You"]).words("You"), self.tally(layers["Machine"]).words("The machine")]
        return [*told, *self._who_is_meant(layers)]

    def _who_is_meant(self, layers: Mapping[str, Layer]) -> Iterator[str]:
        article = self.case.article
        asked = [a for a in layers["Key"].attributions if is_pronoun(article, a) and not a.optional]
        if not asked or "voice" not in self.task.fields:
            return
        known = known_voices(self.case)
        own = {v.id: v.id for v in self.case.voice_list}
        for who, names in (("You", own), ("The machine", known)):
            layer = layers["You" if who == "You" else "Machine"]
            pairs = self.tally(layer).pairs
            right = sum(_right_voice(names, a, layer.get(pairs.get(a.id, ""))) for a in asked)
            yield f"{who} knew {right} of {len(asked)} times whom “he” or “she” stands for."

    def reasons(self) -> list[tuple[str, str]]:
        """What the machine missed, made up or gave to another voice, each with a reason."""
        article, layers = self.case.article, self.layers()
        key, made = layers["Key"], layers["Machine"]
        found, known = self.tally(made), known_voices(self.case)
        told = []
        for a in key.attributions:
            theirs = made.get(found.pairs.get(a.id, ""))
            if a.id in found.missed:
                told.append((f"Missed: {_brief(article, a)}", f"{_why_missed(article, a, key, made)} {a.why}"))
            elif theirs and "voice" in self.task.fields and a.voice and not _right_voice(known, a, theirs):
                told.append((f"Another voice: {_brief(article, a)}", f"{self._whom(theirs, known)} {a.why}"))
        told += [
            (f"Made up: {_brief(article, a)}", _why_made_up(self.case, a)) for a in map(made.get, found.made_up)
        ]
        return told

    def _whom(self, theirs: Attribution, known: Mapping[str, str]) -> str:
        names = {v.id: v.name for v in voices(self.case.article.text, machine_layer(self.case.article))}
        if theirs.voice is None:
            return "The machine does not say whose voice it is."
        taken = self.case.voice_names.get(known.get(theirs.voice, "")) or names.get(theirs.voice, theirs.voice)
        return f"The machine takes it for the voice of “{taken}”."

    def rows(self) -> Iterator[tuple[str, list[tuple[str, Layer]]]]:
        """Each sentence with its layers, those that have the same words highlighted taken together."""
        article, layers = self.case.article, self.layers()
        for id in self.task.sentences:
            held: dict[frozenset, tuple[list[str], Layer]] = {}
            for who, layer in layers.items():
                print_of = frozenset(_print(article, a) for a in _touching(article, id, layer))
                held.setdefault(print_of, ([], layer))[0].append(who)
            yield id, [(_joint(names), layer) for names, layer in held.values()]

    def __str__(self) -> str:
        article = self.case.article
        lines = list(self.counts())
        for id, rows in self.rows():
            lines += ["", article.sentence(id).text]
            lines += [f"  {who}: {_listed(article, _touching(article, id, layer))}" for who, layer in rows]
        return "\n".join([*lines, "", *(f"- {title} {why}" for title, why in self.reasons())])

    def _repr_html_(self) -> str:
        article = self.case.article
        counts = "".join(f"<li>{escape(line)}</li>" for line in self.counts())
        body = "".join(
            f'<tr style="background:none"><th scope="row" style="{CELL};white-space:nowrap">{escape(who)}</th>'
            f'<td style="{CELL};white-space:normal">{_marked(article, id, layer)}</td></tr>'
            for id, rows in self.rows()
            for who, layer in rows
        )
        return (
            f'<section lang="{escape(article.language)}" style="max-width:52em;line-height:1.7">'
            f"<ul>{counts}</ul><table><caption>{KEY_OF_LETTERS}</caption><tbody>{body}</tbody></table>"
            f"{_reasons_html(self.reasons())}</section>"
        )


CELL = "text-align:left;vertical-align:top;padding:.2em .6em"
KEY_OF_LETTERS = "S: source, who says it. C: cue, by which words. T: content, what is said. Numbers are each layer’s own."


def _touching(article: Article, sentence: str, layer: Layer) -> list[Attribution]:
    held = article.sentence(sentence)
    return [a for a in layer.attributions if any(s.start < held.end and held.start < s.end for s in a.spans)]


def _print(article: Article, a: Attribution) -> tuple:
    shown = words(article, a)
    return tuple(tuple(sorted(getattr(shown, role))) for role in ROLES)


def _joint(names: list[str]) -> str:
    """`You`, `You and the key`, `All three`."""
    if len(names) == 3:
        return "All three"
    return names[0] if len(names) == 1 else f"{names[0]}, {names[1].lower()}"


def _marked(article: Article, id: str, layer: Layer) -> str:
    shown = sentence_html(article, id, layer)
    return shown if _touching(article, id, layer) else f"{shown} <em>(nobody)</em>"


def _listed(article: Article, held: Iterable[Attribution]) -> str:
    parts = [
        " · ".join(f"{LETTERS[role]} {quoted(article, a, role)}" for role in ROLES if getattr(a, role)) for a in held
    ]
    return " | ".join(parts) or "nobody"


def _reasons_html(reasons: list[tuple[str, str]]) -> str:
    if not reasons:
        return "<p>Here the machine’s layer and the key say the same.</p>"
    items = "".join(f"<li><strong>{escape(title)}</strong><br>{escape(why)}</li>" for title, why in reasons)
    return f"<h4>Where the machine differs from the key, and why</h4><ul>{items}</ul>"


def _brief(article: Article, a: Attribution) -> str:
    who = quoted(article, a, "source") if a.source else "nobody named"
    return f"{who} · {quoted(article, a, 'content')}"


def _why_missed(article: Article, a: Attribution, key: Layer, made: Layer) -> str:
    """What the machine did in this place instead, in a sentence."""
    cue, content = article.token_ids(a.cue), article.token_ids(a.content)
    near = [m for m in made.attributions if article.token_ids(m.cue) & cue]
    if near:
        return f"It saw that somebody speaks here, and took {quoted(article, near[0], 'content')} for what is said."
    outer = next((m for m in made.attributions if content <= article.token_ids(m.content)), None)
    if a.parent and outer:
        return "It found the outer voice, and not the one inside."
    missing = "" if a.source else " Nobody stands there who says it."
    return f"{quoted(article, a, 'cue')} was no cue for its rules.{missing}"


def _why_made_up(case: Case, a: Attribution) -> str:
    """The machine's own reason, and the key's why not where the sentence credits nobody."""
    own = f"Its reason: {a.why}" if a.why else "It gives no reason."
    place = case.article.at((a.cue or a.spans)[0].start).id
    against = case.key.unattributed.get(place, "No attribution of the key has these words in these parts.")
    return f"{own}{'' if own.endswith('.') else '.'} {against}"


# ---- a few words


@dataclass(frozen=True, repr=False)
class Said(_Shown):
    """What the machine makes of short texts: each with its suggestions and their reasons."""

    texts: tuple[str, ...]

    def lines(self) -> Iterator[tuple[str, list[str]]]:
        """Each text, and a line for each statement that the machine suggests in it."""
        for text in self.texts:
            layer = suggest_layer(text)
            names = {v.id: v.name for v in voices(text, layer)}
            lines = [f"{suggestion(text, a, names)}{_how_sure(a)}" for a in layer.attributions]
            yield text, lines or ["nothing to highlight"]

    def __str__(self) -> str:
        return "\n".join("\n".join([text, *(f"  {line}" for line in lines)]) for text, lines in self.lines())

    def _repr_html_(self) -> str:
        items = (
            f"<li>{escape(text)}<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul></li>"
            for text, lines in self.lines()
        )
        return f'<ol style="max-width:46em">{"".join(items)}</ol>'


def says(*texts: str) -> Said:
    """What the machine suggests in each of these texts, whatever stands in them."""
    return Said(texts)


def _how_sure(a: Attribution) -> str:
    return f" ({tier(a.confidence)})" if a.confidence is not None else ""


def suggestion(text: str, a: Attribution, names: Mapping[str, str]) -> str:
    """A suggestion in words: its parts as they stand in `text`, without the marks around them, and who "he" is.

    `names` are the voices' names by id.
    """
    parts = [f"{role} {_bare(text, getattr(a, role))}" for role in ROLES if getattr(a, role)]
    sources = [text[s.start : s.end].lower() for s in a.source]
    meant = f", and that is {names.get(a.voice, a.voice)}" if a.voice and sources in [[p] for p in PRONOUNS] else ""
    return "; ".join([parts[0] + meant, *parts[1:]])


def _bare(text: str, spans: Iterable[Span]) -> str:
    return "“" + " … ".join(text[s.start : s.end].strip("“”\"‘’,. ") for s in spans) + "”"


# ---- pairs worth a look


@dataclass(frozen=True, repr=False)
class BesidePairs(_Shown):
    """A task of listed pairs: yours, whether the machine stops there, and the key's."""

    case: Case
    task: Task
    own: Layer

    def rows(self) -> Iterator[tuple[str, str, str, str, str]]:
        """For each pair the two claims, your answer, the machine's, the key's, and the key's why."""
        stops = stopped_at(self.case)
        own, key = by_item(self.task, self.own), by_item(self.task, self.case.key.layer)
        for a, b in self.task.pairs:
            id = f"{a}+{b}"
            claims = " / ".join(self.case.claim(c).gist for c in (a, b))
            machine = "worth a look" if frozenset((a, b)) in stops else "goes past"
            yield claims, self._said(own.get(id)), machine, self._said(key[id]), key[id].why

    def _said(self, answer) -> str:
        return answer_words(self.case, self.task, answer)

    def counts(self) -> list[str]:
        """At how many pairs the machine stops, and how many of these clash."""
        stops, key = stopped_at(self.case), by_item(self.task, self.case.key.layer)
        looked = [frozenset(pair) in stops for pair in self.task.pairs]
        clash = [key[f"{a}+{b}"].relation in CLASHES for a, b in self.task.pairs]
        both = sum(s and c for s, c in zip(looked, clash, strict=True))
        return [
            f"The machine stops at {sum(looked)} of {len(looked)} pairs; {both} of them clash{'es' if both == 1 else ''}.",
            f"In the key {sum(clash)} of {len(clash)} clash{'es' if sum(clash) == 1 else ''}; "
            f"the machine goes past {sum(clash) - both}.",
        ]

    def __str__(self) -> str:
        rows = (f"- {c}\n  You: {own}. Machine: {m}. Key: {key}. {why}" for c, own, m, key, why in self.rows())
        return "\n".join([*self.counts(), *rows])

    def _repr_html_(self) -> str:
        counts = "".join(f"<li>{escape(line)}</li>" for line in self.counts())
        return f"<ul>{counts}</ul>" + _table_html(("claims", "you", "machine", "key", "why"), self.rows())


def stopped_at(case: Case) -> frozenset[frozenset[str]]:
    """The pairs of the case's claims that the machine calls worth a look."""
    article, made = case.article, machine_layer(case.article)
    tokens = {c.id: article.token_ids([c.span]) for c in case.claim_list}
    meant: dict[str, list[str]] = {}
    for claim in made.of(Spans):
        own = article.token_ids(claim.spans)
        shares = {id: len(own & held) for id, held in tokens.items()}
        meant[claim.id] = [id for id, held in tokens.items() if 2 * shares[id] >= min(len(own), len(held)) > 0]
    found = (
        frozenset((a, b)) for p in made.pairs for a in meant.get(p.a, ()) for b in meant.get(p.b, ()) if a != b
    )
    return frozenset(found)


# ---- whole articles


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


@dataclass(frozen=True, repr=False)
class MachineTable(_Shown):
    """How the machine fares on whole articles. `pandas.DataFrame(table.rows)` has the same as numbers."""

    rows: tuple[Figures, ...]

    def lines(self) -> Iterator[tuple[str, ...]]:
        """A row each, in words."""
        for r in self.rows:
            shares = (r.found, r.asked), (r.direct_found, r.direct), (r.other_found, r.other)
            told = (f"{part} of {whole}" for part, whole in (*shares, (r.pronouns_right, r.pronouns)))
            found, *rest = told
            yield (load(r.case).article.title, found, str(r.made_up), *rest)

    def __str__(self) -> str:
        return "\n".join(" | ".join(line) for line in (COLUMNS, *self.lines()))

    def _repr_html_(self) -> str:
        return _table_html(COLUMNS, self.lines())


COLUMNS = ("text", "found", "made up", "direct: found", "not direct: found", "“he”, “she”: right")


def machine_table(*names: str) -> MachineTable:
    """The machine on these cases, held against their keys. Raises KitError."""
    return MachineTable(tuple(_figures(load(name)) for name in names))


def _figures(case: Case) -> Figures:
    article, key, made = case.article, case.key.layer, machine_layer(case.article)
    asked = Task("all", case.id, "attributions", "", "", "", 1, sentences=tuple(s.id for s in article.sentences))
    got, known = tally(asked, article, key, made), known_voices(case)
    wanted = [key.get(id) for id in (*got.pairs, *got.missed)]
    direct = [a.id in got.pairs for a in wanted if a.quote == "direct"]
    other = [a.id in got.pairs for a in wanted if a.quote != "direct"]
    meant = [_right_voice(known, a, made.get(got.pairs.get(a.id, ""))) for a in wanted if is_pronoun(article, a)]
    counts = (number for held in (direct, other, meant) for number in (len(held), sum(held)))
    return Figures(case.id, got.asked, len(got.pairs), len(got.made_up), *counts)


def _count(number: int, one: str, many: str) -> str:
    return one if number == 1 else f"{number} {many}"


def _table_html(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = "".join(f'<th scope="col" style="{CELL}">{escape(c)}</th>' for c in columns)
    body = "".join(
        "<tr>" + "".join(f'<td style="{CELL};white-space:normal">{escape(cell)}</td>' for cell in row) + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
