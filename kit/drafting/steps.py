"""The steps that turn suggestions into a key, each a task without a key in the widgets that learners use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from kit.answers import layer_of, own_values
from kit.case import Case
from kit.codebook import codebook
from kit.drafting import review
from kit.drafting.following import followed
from kit.drafting.reasons import reason_items
from kit.drafting.suggested import REFUSED, is_refusal, open_ones, statements, suggested, worth_checking
from kit.incoming import LONGEST
from kit.model import Annotation, Attribution, Choice, Layer, Pair, Spans, Task, Text
from kit.suggest import tier
from kit.tasks import Exercise
from kit.views import drawn_annotation

if TYPE_CHECKING:
    from kit.drafting import Draft

LABELS = ("quote", "stance", "naming", "basis", "attitude", "voice")
"""What an author says of an attribution; learners are asked all of it but `attitude`."""
WORTH_NAMES = {
    "hedge": "Hedge",
    "figure": "Figure",
    "date": "Date",
    "place": "Place",
    "unnamed": "Nobody named",
}


class Step(Exercise):
    """One step of a draft: an exercise whose answers make a key."""

    kind = "attributions"
    """The kind of task whose parts of a view it has."""
    shows = "Marker"
    """The widget's name; its module has the same in small letters."""
    fields: tuple[str, ...] = ()

    def __init__(self, draft: Draft, step: str, case: Case, title: str, prompt: str, **asked: Any) -> None:
        self.draft = draft
        made = Task(step, draft.name, self.kind, title, prompt, "", 0, fields=self.fields, **asked)
        super().__init__(case, made, draft.answers)

    def values(self) -> dict[str, dict]:
        """As of every exercise, each with the sentences that its words stand in now."""
        return followed(super().values(), self.case.article)

    @property
    def layer(self) -> Layer:
        """The author's own annotations."""
        own = own_values(self.sheet.operations, self._given)
        return layer_of(followed(own, self.case.article), self.case.article)[0]

    def view(self) -> dict:
        """What the widget shows: nobody is asked how sure they are, and nothing waits for a teacher."""
        return super().view() | {"confidence": [], "kept": "Kept in your draft"}

    def _lines(self) -> list[str]:
        """The answers in lines, where they are no highlights of attributions and no items."""
        return self._item_lines()

    def _answers_html(self) -> str:
        if self.shows == "Marker":
            return super()._answers_html()
        return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in self._lines()) + "</ul>"

    def _answers_text(self) -> str:
        return super()._answers_text() if self.shows == "Marker" else "\n".join(f"- {line}" for line in self._lines())

    def widget(self):
        """The live view. Made anew each time, so that two cells may show the same step."""
        made = getattr(import_module(f"kit.widgets.{self.shows.lower()}"), self.shows)
        return made(view=self.view(), layer=self.drawn(), on_op=self.receive, on_check=self.check)


def _suggestion(drawn: dict, s: Annotation, texts: Mapping[str, str] | None = None) -> dict:
    """A suggestion as the queue shows it; how sure it is belongs to the suggestion and not to the answer."""
    hints = [{"label": o.label, "why": o.why} for o in s.accept if o.field == "voice"]
    value = drawn | {"confidence": None}
    return {"id": s.id, "value": value, "texts": texts or {}, "tier": tier(s.confidence), "why": s.why, "hints": hints}


class Attributions(Step):
    """Who says what. An accepted suggestion is an attribution under the suggestion's id, a refused one a choice."""

    fields = LABELS

    def fits(self, made: Annotation) -> bool:
        """Attributions, refusals, and names of voices that were not in the list."""
        return isinstance(made, Attribution) or _refuses(made) or _written(made, ("name",))

    def drawn(self) -> list[dict]:
        """With what only an author is asked."""
        held = {a.id: a for a in layer_of(self.values(), self.case.article)[0].attributions}
        return [d | (_authored(held[d["id"]]) if d["id"] in held else {}) for d in super().drawn()]

    def view(self) -> dict:
        """With the suggestions, and the question which highlight carries another."""
        article = self.case.article
        made = open_ones(suggested(article).attributions, self.layer, article)
        view = super().view()
        return view | {
            "fields": [*view["fields"], "parent"],
            "questions": view["questions"] | {"parent": "Said inside another highlight? Which one carries it?"},
            "adds": True,
            "suggestions": [_suggestion(drawn_annotation(article, a, False) | _authored(a), a) for a in made],
        }


def _authored(a: Attribution) -> dict[str, str | None]:
    return {"attitude": a.attitude, "parent": a.parent}


def _refuses(made: Annotation) -> bool:
    return is_refusal(made) and made.id == f"{made.item}.{REFUSED}"


def _written(made: Annotation, parts: Iterable[str]) -> bool:
    """Whether it is a text of one of these parts, under an id of its own, and of a sane length."""
    known = isinstance(made, Text) and made.prompt.rpartition(".")[2] in parts and made.prompt.rpartition(".")[0]
    return bool(known) and made.id == made.prompt and len(made.text) <= LONGEST


def attributions(draft: Draft) -> Attributions:
    """Who says what: suggestions to accept, correct or refuse. Raises KitError while there is no text."""
    case = replace(draft.case, voice_list=review.offered(draft))
    title, prompt = "Who says what", (
        "Look at each suggestion: A accepts it, R refuses it, E takes it over to correct it. What nobody suggested, highlight yourself: "
        "select words, then press S, C or T. Nothing here is right because it was suggested."
    )
    return Attributions(draft, "attributions", case, title, prompt, sentences=_all(case))


def _all(case: Case) -> tuple[str, ...]:
    return tuple(s.id for s in case.article.sentences)


class Claims(Step):
    """Which statements will be asked about: their words, a neutral restatement, and what they are about."""

    shows = "Claims"

    def fits(self, made: Annotation) -> bool:
        """Words of one claim, its texts, and refusals."""
        own = isinstance(made, Spans) and made.item == made.id and not made.none
        return own or _refuses(made) or _written(made, ("gist", "event"))

    def view(self) -> dict:
        """With the candidates, and with what else is worth checking."""
        article, layer = self.case.article, suggested(self.case.article)
        made = open_ones(statements(layer), self.layer, article)
        tellers = review.attributions(self.draft)
        names = self.case.voice_names
        return super().view() | {
            "texts": [
                {"field": "gist", "label": "The same in neutral words, with who says it"},
                {"field": "event", "label": "What is it about? Claims with the same name here can be compared"},
            ],
            "suggestions": [
                _suggestion(self._as_claim(s), s, {"gist": _first_gist(s, tellers, names, self.case)}) for s in made
            ],
            "worth": [self._worth(s) for s in worth_checking(layer)],
        }

    def _as_claim(self, s: Spans) -> dict:
        return drawn_annotation(self.case.article, replace(s, item=s.id), False)

    def _worth(self, s: Spans) -> dict:
        tokens = drawn_annotation(self.case.article, s, False)["tokens"]
        return {"id": s.id, "item": s.item, "name": WORTH_NAMES[s.item], "tokens": tokens, "why": s.why}

    def progress_words(self) -> str:
        """How many claims there are."""
        return _count(len(review.claims(self.draft)), "claim")

    def _lines(self) -> list[str]:
        return [f"{c.gist or 'no restatement yet'} (“{c.words}”)" for c in review.claims(self.draft)]


def _first_gist(s: Spans, tellers: Iterable[Attribution], names: Mapping[str, str], case: Case) -> str:
    """A restatement to begin with: who says it, and the words as they stand."""
    words = case.article.token_ids(s.spans)
    around = [a for a in tellers if words & case.article.token_ids(a.content)]
    inner = min(around, key=lambda a: len(case.article.token_ids(a.content)), default=None)
    teller = "The text" if inner is None else names.get(inner.voice or "", "Somebody not named")
    said = " … ".join(case.article.words(span) for span in s.spans)
    return f"{teller[:1].upper()}{teller[1:]}: {said.rstrip('.,;')}."


def claims(draft: Draft) -> Claims:
    """Which statements will be asked about. Raises KitError while there is no text."""
    case = draft.case
    title, prompt = "What is claimed", (
        "Pick the statements that are worth asking about: those that others contradict, and as many that nobody does. Select words and "
        "press C, or take over what is suggested with A. Give each a plain restatement, and the same name to those about the same happening."
    )
    return Claims(draft, "claims", case, title, prompt, sentences=_all(case))


class Voices(Step):
    """Who they are: an answer of its own for each question about each voice."""

    shows = "Voices"
    fields = ("voice-kind", "stake")

    def fits(self, made: Annotation) -> bool:
        """Names and reasons; labels of the codebook; other voices; words that show a stake."""
        match made:
            case Choice(item=item, option=option):
                part = item.rpartition(".")[2]
                others = part in ("part_of", "same")
                labels = codebook().ids.get({"kind": "voice-kind"}.get(part, part), ())
                return made.id == item and (others or (part in ("kind", "stake") and option in labels))
            case Spans(item=item):
                return made.id == item and item.endswith(".words") and not made.none
        return _written(made, ("name", "why"))

    def view(self) -> dict:
        """The voices, with where they speak."""
        speaks: dict[str, list] = {}
        for a in review.attributions(self.draft):
            drawn = drawn_annotation(self.case.article, a, False)
            speaks.setdefault(a.voice or "", []).extend([*drawn["source"], *drawn["content"]][:2])
        return super().view() | {
            "items": [
                {"id": v.id, "name": v.name, "publisher": v.publisher, "speaks": speaks.get(v.id, [])}
                for v in self.case.voice_list
            ]
        }

    def progress_words(self) -> str:
        """How many voices there are."""
        return _count(len(review.voices(self.draft)), "voice")

    def _lines(self) -> list[str]:
        said = review.facts(self.draft)
        kinds = {id: codebook().name("voice-kind", f.kind) if f.kind else "no kind yet" for id, f in said.items()}
        return [f"{v.name}: {kinds.get(v.id, 'nothing yet')}" for v in review.voices(self.draft)]


def voices(draft: Draft) -> Voices:
    """Who the voices are. Raises KitError while there is no text."""
    case = draft.case
    title, prompt = "Who they are", (
        "Say of each voice what kind it is and whether the text shows a stake; where two names mean the same, say so. Learners see the "
        "names only: keep them free of what answers a question."
    )
    return Voices(draft, "voices", case, title, prompt, sentences=_all(case))


class Pairs(Step):
    """What two claims are to each other: the learner's task in which pairs are to be found, with candidates made."""

    kind, shows, fields = "pairs", "Pairs", ("dimension",)

    def drawn(self) -> list[dict]:
        """A candidate comes with the reason why it is one."""
        reasons = {f"{p.a}+{p.b}": p.why for p in candidates(self.draft)}
        return [d | ({"why": reasons.get(d["id"], "")} if d["given"] else {}) for d in super().drawn()]


def pairs(draft: Draft) -> Pairs:
    """What two claims are to each other. Raises KitError while there is no text."""
    case = draft.case
    given = tuple(Pair(id=f"{p.a}+{p.b}", a=p.a, b=p.b) for p in candidates(draft))
    title, prompt = "What two claims are to each other", (
        "The pairs that are here already were suggested, or are about the same happening: judge them, or take them apart. Make others "
        "yourself. At least half of what learners will be asked should be sound: look-alikes that go well together."
    )
    return Pairs(draft, "pairs", case, title, prompt, claims=tuple(c.id for c in case.claim_list), given=given)


MANY = 5
"""A happening with more claims than this is left to the author: its pairs would be too many to look at."""


def candidates(draft: Draft) -> tuple[Pair, ...]:
    """Pairs of claims worth judging, the earlier claim first: those suggested, and those about the same happening."""
    order = [c.id for c in draft.claims]
    found: dict[tuple[str, str], str] = {}
    for p in suggested(draft.article).pairs:
        if {p.a, p.b} <= set(order):
            found[tuple(sorted((p.a, p.b), key=order.index))] = p.why
    about: dict[str, list[str]] = {}
    for claim, event in review.events(draft).items():
        about.setdefault(event, []).append(claim)
    for together in about.values():
        if len(together) <= MANY:
            for i, a in enumerate(together):
                for b in together[i + 1 :]:
                    found.setdefault((a, b), "You gave both the same happening.")
    return tuple(Pair(id=f"{a}+{b}", a=a, b=b, why=why) for (a, b), why in found.items())


class Assessments(Step):
    """Whether a claim can be checked: the learner's task, over all claims."""

    kind, shows = "assessments", "Sorter"
    fields = ("reasons", "sourcing", "evidence", "holder", "refutes")


def assessments(draft: Draft) -> Assessments:
    """Whether each claim can be checked, and what would settle it. Raises KitError while there is no text."""
    case = draft.case
    title, prompt = "Can it be checked?", (
        "Answer for each claim as you want learners to. You need not answer all: only those with an answer can be asked."
    )
    return Assessments(draft, "assessments", case, title, prompt, claims=tuple(c.id for c in case.claim_list))


class Chains(Step):
    """Through whom a claim reached the reader: what follows from the attributions, to be corrected where it is wrong."""

    kind, shows = "chains", "Chain"


def chains(draft: Draft) -> Chains:
    """The chains of the claims that somebody is credited with. Raises KitError while there is no text."""
    case, derived = draft.case, review.derived_chains(draft)
    title, prompt = "How it reached the reader", (
        "These chains follow from who says what. Where one is wrong, the attribution mostly is: correct it there, or change the chain here."
    )
    given = tuple(replace(c, id=c.claim) for c in derived)
    return Chains(draft, "chains", case, title, prompt, claims=tuple(c.claim for c in derived), given=given)


class Reasons(Step):
    """Why each answer is right: what learners read as feedback."""

    shows = "Reasons"

    def fits(self, made: Annotation) -> bool:
        """Reasons for what is there, and for further right and usual wrong labels of it."""
        if not isinstance(made, Text) or made.id != made.prompt or len(made.text) > LONGEST:
            return False
        id, _, part = made.prompt.partition(".")
        known = {item["id"] for item in reason_items(self.draft)}
        return id in known and (part == "why" or part.startswith(("accept.", "wrong.")))

    def view(self) -> dict:
        """One item for each reason that is wanted."""
        return super().view() | {"items": reason_items(self.draft)}

    def progress_words(self) -> str:
        """How many reasons are written."""
        written = review.texts(self.layer)
        wanted = [f"{item['id']}.why" for item in reason_items(self.draft)]
        return f"{sum(prompt in written for prompt in wanted)} of {len(wanted)} reasons written"

    def _lines(self) -> list[str]:
        written = review.texts(self.layer)
        why = {item["name"]: written.get(f"{item['id']}.why", "no reason yet") for item in reason_items(self.draft)}
        return [f"{name}: {reason}" for name, reason in why.items()]


def reasons(draft: Draft) -> Reasons:
    """The reasons that learners will read. Raises KitError while there is no text."""
    case = draft.case
    title, prompt = "Why it is so", (
        "Write for each answer why it is right, in a sentence or two that a learner understands. Where careful readers may differ, add the "
        "other answer with its reason; where a wrong one is usual, say why it is wrong."
    )
    return Reasons(draft, "reasons", case, title, prompt, sentences=_all(case))


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' if n != 1 else ''}"
