"""The learner's answers, the machine's and the key's, side by side, and why the machine's differ from the key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

from kit.article import Article
from kit.case import Case
from kit.errors import KitError
from kit.lines import answer_words
from kit.machine.counts import Tally, in_the_cases_voices, is_pronoun, right_voice, stopped_at, tally
from kit.machine.shown import CELL, Shown, table_html
from kit.model import ROLES, Attribution, Layer, Task
from kit.render import LETTERS, quoted, sentence_html
from kit.scoring import in_play
from kit.scoring.about import by_item
from kit.scoring.attributions import home, words
from kit.tasks import Exercise, task

CLASHES = ("contradiction", "tension")
KEY_OF_LETTERS = (
    "S: source, who says it. C: cue, by which words. T: content, what is said. Numbers are each layer’s own."
)


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


@dataclass(frozen=True, repr=False)
class NotYet(Shown):
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
class BesideText(Shown):
    """A task of attributions with three layers: yours, the machine's, the key's."""

    case: Case
    task: Task
    own: Layer

    def layers(self) -> dict[str, Layer]:
        """Whose it is, to what of it is in play."""
        held = {"You": self.own, "Machine": in_the_cases_voices(self.case), "Key": self.case.key.layer}
        return {who: Layer(in_play(self.task, self.case.article, layer), layer.digest) for who, layer in held.items()}

    def tally(self, layer: Layer) -> Tally:
        """What a layer has of what this task asks for."""
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
        for who, name in (("You", "You"), ("The machine", "Machine")):
            pairs = self.tally(layers[name]).pairs
            right = sum(right_voice(a, layers[name].get(pairs.get(a.id, ""))) for a in asked)
            yield f"{who} knew who “he” or “she” is {right} of {len(asked)} times."

    def reasons(self) -> list[tuple[str, str]]:
        """What the machine missed, made up or gave to another voice, each with a reason."""
        article, layers = self.case.article, self.layers()
        key, made = layers["Key"], layers["Machine"]
        found = self.tally(made)
        told = []
        for a in key.attributions:
            theirs = made.get(found.pairs.get(a.id, ""))
            if a.id in found.missed:
                told.append((f"Missed: {_brief(article, a)}", f"{_why_missed(article, a, key, made)} {a.why}"))
            elif theirs and "voice" in self.task.fields and a.voice and not right_voice(a, theirs):
                told.append((f"Another voice: {_brief(article, a)}", f"{self._taken_for(theirs)} {a.why}"))
        told += [(f"Made up: {_brief(article, a)}", _why_made_up(self.case, a)) for a in map(made.get, found.made_up)]
        return told

    def _taken_for(self, theirs: Attribution) -> str:
        if theirs.voice is None:
            return "The machine does not say whose voice it is."
        return f"The machine takes it for the voice of {self._name(theirs.voice)}."

    def _name(self, voice: str) -> str:
        named = self.case.voice_names.get(voice)
        return f"“{named}”" if named else voice

    def rows(self) -> Iterator[tuple[str, list[tuple[str, Layer]]]]:
        """Each sentence with its layers, those that say the same taken together."""
        article, layers = self.case.article, self.layers()
        for id in self.task.sentences:
            held: dict[frozenset, tuple[list[str], Layer]] = {}
            for who, layer in layers.items():
                said = frozenset((*_print(article, a), self._meant(a)) for a in _touching(article, id, layer))
                held.setdefault(said, ([], layer))[0].append(who)
            yield id, [(_joint(names), layer) for names, layer in held.values()]

    def _meant(self, a: Attribution) -> str:
        """Whom only "he" or "she" stands for, where that is asked; else empty."""
        if "voice" not in self.task.fields or not is_pronoun(self.case.article, a):
            return ""
        return f"{self.case.article.words(a.source[0]).lower()}: {self._name(a.voice) if a.voice else 'not said'}"

    def _aside(self, id: str, layer: Layer) -> str:
        """What stands in brackets behind a sentence: whom it means, or that nobody is credited."""
        held = _touching(self.case.article, id, layer)
        return "; ".join(dict.fromkeys(filter(None, map(self._meant, held)))) if held else "nobody"

    def __str__(self) -> str:
        article = self.case.article
        lines = list(self.counts())
        for id, rows in self.rows():
            lines += ["", article.sentence(id).text]
            for who, layer in rows:
                told = [_listed(article, _touching(article, id, layer)), self._aside(id, layer)]
                lines.append(f"  {who}: {' · '.join(filter(None, told))}")
        return "\n".join([*lines, "", *(f"- {title} {why}" for title, why in self.reasons())])

    def _repr_html_(self) -> str:
        counts = "".join(f"<li>{escape(line)}</li>" for line in self.counts())
        body = "".join(
            self._row_html(id, who, layer, first=place == 0)
            for id, rows in self.rows()
            for place, (who, layer) in enumerate(rows)
        )
        return (
            f'<section lang="{escape(self.case.article.language)}" style="max-width:52em;line-height:1.7">'
            f"<ul>{counts}</ul><table><caption>{KEY_OF_LETTERS}</caption><tbody>{body}</tbody></table>"
            f"{_reasons_html(self.reasons())}</section>"
        )

    def _row_html(self, id: str, who: str, layer: Layer, first: bool) -> str:
        line = ";border-top:1px solid currentColor" if first else ""
        aside = self._aside(id, layer)
        return (
            f'<tr style="background:none"><th scope="row" style="{CELL};white-space:nowrap{line}">{escape(who)}</th>'
            f'<td style="{CELL};white-space:normal{line}">{sentence_html(self.case.article, id, layer)}'
            f"{f' <em>({escape(aside)})</em>' if aside else ''}</td></tr>"
        )


def _touching(article: Article, sentence: str, layer: Layer) -> list[Attribution]:
    held = article.sentence(sentence)
    return [a for a in layer.attributions if any(s.start < held.end and held.start < s.end for s in a.spans)]


def _print(article: Article, a: Attribution) -> tuple:
    shown = words(article, a)
    return tuple(tuple(sorted(getattr(shown, role))) for role in ROLES)


def _joint(names: list[str]) -> str:
    """`You`, `You, key`, `All three`."""
    if len(names) == 3:
        return "All three"
    return names[0] if len(names) == 1 else f"{names[0]}, {names[1].lower()}"


def _listed(article: Article, held: Iterable[Attribution]) -> str:
    parts = [
        " · ".join(f"{LETTERS[role]} {quoted(article, a, role)}" for role in ROLES if getattr(a, role)) for a in held
    ]
    return " | ".join(parts)


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
    against = case.key.unattributed.get(
        home(case.article, a), "No attribution of the key has these words in these parts."
    )
    return f"{own}{'' if own.endswith('.') else '.'} {against}"


# ---- pairs worth a look


def _clash(number: int, of: str) -> str:
    return f"{number or 'none'} of {of} clash{'' if number > 1 else 'es'}"


@dataclass(frozen=True, repr=False)
class BesidePairs(Shown):
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
        stopped = f"The machine stops at {sum(looked)} of {len(looked)} pairs; {_clash(both, 'them')}."
        return [stopped, f"In the key {_clash(sum(clash), 'these pairs')}; the machine goes past {sum(clash) - both}."]

    def __str__(self) -> str:
        rows = (f"- {c}\n  You: {own}. Machine: {m}. Key: {key}. {why}" for c, own, m, key, why in self.rows())
        return "\n".join([*self.counts(), *rows])

    def _repr_html_(self) -> str:
        counts = "".join(f"<li>{escape(line)}</li>" for line in self.counts())
        return f"<ul>{counts}</ul>" + table_html(("claims", "you", "machine", "key", "why"), self.rows())
