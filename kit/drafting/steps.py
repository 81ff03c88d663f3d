"""The steps that turn suggestions into a key, each a task without a key in the widgets that learners use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from importlib import import_module
from itertools import combinations
from typing import TYPE_CHECKING, Any

from kit.answers import layer_of, own_values
from kit.case import Case
from kit.codebook import codebook
from kit.drafting import review
from kit.drafting.following import followed
from kit.drafting.naming import NAMES
from kit.drafting.reasons import reason_items
from kit.drafting.suggested import REFUSED, first_gist, is_refusal, open_ones, statements, suggested, worth_checking
from kit.drafting.wording import STAKES
from kit.incoming import LONGEST
from kit.model import Annotation, Attribution, Chain, Choice, Layer, Pair, Spans, Task, Text
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

    step = "attributions"
    prompt = ""
    kind = "attributions"
    """The kind of task whose parts of a view it has."""
    shows = "Marker"
    """The widget's name; its module has the same in small letters."""
    fields: tuple[str, ...] = ()

    def __init__(self, draft: Draft, case: Case, **asked: Any) -> None:
        """`asked` is what a task of its kind asks about; without it, the whole text."""
        self.draft = draft
        asked = asked or {"sentences": tuple(s.id for s in case.article.sentences)}
        made = Task(self.step, draft.name, self.kind, NAMES[self.step], self.prompt, "", 0, fields=self.fields, **asked)
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

    def receive(self, operation: Mapping) -> tuple[list[dict], dict]:
        """As of every exercise; what later steps show is told to be older."""
        before = len(self.sheet.operations)
        told = super().receive(operation)
        if len(self.sheet.operations) > before:
            self.draft.tell_later(self.step)
        return told

    def widget(self):
        """The live view. Made anew each time, so that two cells may show the same step."""
        made = getattr(import_module(f"kit.widgets.{self.shows.lower()}"), self.shows)
        shown = made(view=self.view(), layer=self.drawn(), on_op=self.receive, on_check=self.check)
        self.draft.shown[shown] = self.step
        return shown


def _suggestion(drawn: dict, s: Annotation, texts: Mapping[str, str] | None = None) -> dict:
    """A suggestion as the queue shows it; how sure it is belongs to the suggestion and not to the answer."""
    hints = [{"label": o.label, "why": o.why} for o in s.accept if o.field == "voice"]
    value = drawn | {"confidence": None}
    return {
        "id": s.id,
        "value": value,
        "texts": texts or {},
        "tier": tier(s.confidence or 0),
        "why": s.why,
        "hints": hints,
    }


class Attributions(Step):
    """Who says what. An accepted suggestion is an attribution under the suggestion's id, a refused one a choice."""

    step = "attributions"
    prompt = (
        "Look at each suggestion: A accepts it, R refuses it, E takes it over to correct it. What nobody suggested, "
        "highlight yourself: select words, then press S, C or T. Nothing here is right because it was suggested."
    )
    fields = LABELS

    def fits(self, made: Annotation) -> bool:
        """Attributions, refusals, and names of voices that were not in the list."""
        return isinstance(made, Attribution) or _refuses(made) or _written(made, ("name",))

    def drawn(self) -> list[dict]:
        """With what only an author is asked."""
        held = {a.id: a for a in layer_of(self.values(), self.case.article)[0].attributions}
        joined = review.merged(self.draft)
        return [d | (_authored(held[d["id"]], joined) if d["id"] in held else {}) for d in super().drawn()]

    def view(self) -> dict:
        """With the suggestions, and the question which highlight carries another."""
        article = self.case.article
        made = open_ones(suggested(article).attributions, self.layer, article)
        joined = review.merged(self.draft)
        view = super().view()
        return view | {
            "fields": [*view["fields"], "parent"],
            "questions": view["questions"] | {"parent": "Said inside another highlight? Which one carries it?"},
            "adds": True,
            "suggestions": [_suggestion(drawn_annotation(article, a, False) | _authored(a, joined), a) for a in made],
        }


def _authored(a: Attribution, joined: Mapping[str, str]) -> dict[str, str | None]:
    """What a learner's browser is not told, and the voice that was joined with another."""
    return {"attitude": a.attitude, "parent": a.parent, "voice": joined.get(a.voice or "", a.voice)}


def _refuses(made: Annotation) -> bool:
    return is_refusal(made) and made.id == f"{made.item}.{REFUSED}"


def _written(made: Annotation, parts: Iterable[str]) -> bool:
    """Whether it is a text of one of these parts, under an id of its own, and of a sane length."""
    known = isinstance(made, Text) and made.prompt.rpartition(".")[2] in parts and made.prompt.rpartition(".")[0]
    return bool(known) and made.id == made.prompt and len(made.text) <= LONGEST


def attributions(draft: Draft) -> Attributions:
    """Who says what: suggestions to accept, correct or refuse. Raises KitError while there is no text."""
    return Attributions(draft, replace(draft.case, voice_list=review.offered(draft)))


class Claims(Step):
    """Which statements will be asked about: their words, a neutral restatement, and what they are about."""

    step = "claims"
    prompt = (
        "Pick the statements that are worth asking about: those that others contradict, and as many that nobody does. "
        "Select words and press C, or take over what is suggested with A. Put each into plain words that can be "
        "understood without the text and do not tell who says it; give one name to those about the same happening."
    )
    shows = "Claims"

    def fits(self, made: Annotation) -> bool:
        """Words of one claim, its texts, and refusals."""
        own = isinstance(made, Spans) and made.item == made.id and not made.none
        return own or _refuses(made) or _written(made, ("gist", "event"))

    def view(self) -> dict:
        """With the candidates, and with what else is worth checking."""
        article, layer = self.case.article, suggested(self.case.article)
        made = open_ones(statements(layer), self.layer, article)
        return super().view() | {
            "texts": [
                {"field": "gist", "label": "The same in plain words, to be understood without the text"},
                {
                    "field": "event",
                    "label": "Is another about the same? One name for both, or none",
                    "again": True,
                },
            ],
            "suggestions": [_suggestion(self._as_claim(s), s, {"gist": first_gist(s.spans[0], article)}) for s in made],
            "worth": [self._worth(s) for s in worth_checking(layer)],
        }

    def _as_claim(self, s: Spans) -> dict:
        return drawn_annotation(self.case.article, replace(s, item=s.id), False)

    def _worth(self, s: Spans) -> dict:
        tokens = drawn_annotation(self.case.article, s, False)["tokens"]
        return {"id": s.id, "item": s.item, "name": WORTH_NAMES[s.item], "tokens": tokens, "why": s.why}

    def progress_words(self) -> str:
        """How many claims there are."""
        return count(len(review.claims(self.draft)), "claim")

    def _lines(self) -> list[str]:
        return [f"{c.gist or 'no restatement yet'} (“{c.words}”)" for c in review.claims(self.draft)]


def claims(draft: Draft) -> Claims:
    """Which statements will be asked about. Raises KitError while there is no text."""
    return Claims(draft, draft.case)


class Voices(Step):
    """Who they are: an answer of its own for each question about each voice."""

    step = "voices"
    prompt = (
        "Say of each voice what kind it is and whether the text shows a stake; where two names mean the same, say so. "
        "Learners see the names only: keep them free of what answers a question."
    )
    shows = "Voices"
    fields = ("voice-kind", "stake")

    def fits(self, made: Annotation) -> bool:
        """Names and reasons; labels of the codebook; other voices; words that show a stake."""
        match made:
            case Choice(item=item, option=option):
                part = item.rpartition(".")[2]
                if part in ("part_of", "same"):
                    return made.id == item and option in review.everybody(self.draft)
                labels = codebook().ids.get({"kind": "voice-kind", "stake": "stake"}.get(part, ""), ())
                return made.id == item and option in labels
            case Spans(item=item):
                return made.id == item and item.endswith(".words") and not made.none
        return _written(made, ("name", "why"))

    def view(self) -> dict:
        """The voices, with where they speak."""
        speaks: dict[str, list] = {}
        for a in review.attributions(self.draft):
            drawn = drawn_annotation(self.case.article, a, False)
            speaks.setdefault(a.voice or "", []).append(
                next(iter([*drawn["source"], *drawn["cue"], *drawn["content"]]))
            )
        return super().view() | {
            "starts": STAKES,
            "items": [
                {"id": v.id, "name": v.name, "publisher": v.publisher, "speaks": words, "highlights": len(words)}
                for v in self.case.voice_list
                for words in (speaks.get(v.id, []),)
            ],
        }

    def progress_words(self) -> str:
        """How many voices there are."""
        return count(len(review.voices(self.draft)), "voice")

    def _lines(self) -> list[str]:
        said = review.facts(self.draft)
        kinds = {id: codebook().name("voice-kind", f.kind) if f.kind else "no kind yet" for id, f in said.items()}
        return [f"{v.name}: {kinds.get(v.id, 'nothing yet')}" for v in review.voices(self.draft)]


def voices(draft: Draft) -> Voices:
    """Who the voices are. Raises KitError while there is no text."""
    return Voices(draft, draft.case)


class Pairs(Step):
    """What two claims are to each other: the learner's task in which pairs are to be found, with candidates made."""

    step = "pairs"
    prompt = (
        "The pairs that are here already were suggested, or are about the same happening: judge them, or take them "
        "apart. Make others yourself. At least half of what learners will be asked should be sound: look-alikes that "
        "go well together."
    )
    kind, shows, fields = "pairs", "Pairs", ("dimension",)

    def drawn(self) -> list[dict]:
        """A candidate comes with the reason why it is one."""
        reasons = {f"{p.a}+{p.b}": p.why for p in candidates(self.draft)}
        return [d | ({"why": reasons.get(d["id"], "")} if d["given"] else {}) for d in super().drawn()]


def pairs(draft: Draft) -> Pairs:
    """What two claims are to each other. Raises KitError while there is no text."""
    case = draft.case
    given = tuple(Pair(id=f"{p.a}+{p.b}", a=p.a, b=p.b) for p in candidates(draft))
    return Pairs(draft, case, claims=tuple(c.id for c in case.claim_list), given=given)


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
            for pair in combinations(together, 2):
                found.setdefault(pair, "You gave both the same happening.")
    return tuple(Pair(id=f"{a}+{b}", a=a, b=b, why=why) for (a, b), why in found.items())


class Assessments(Step):
    """Whether a claim can be checked: the learner's task, over all claims."""

    step = "assessments"
    prompt = "Answer for each claim as you want learners to. A claim without an answer is asked nobody."
    kind, shows = "assessments", "Sorter"
    fields = ("reasons", "sourcing", "evidence", "holder", "refutes")


def assessments(draft: Draft) -> Assessments:
    """Whether each claim can be checked, and what would settle it. Raises KitError while there is no text."""
    case = draft.case
    return Assessments(draft, case, claims=tuple(c.id for c in case.claim_list))


class Chains(Step):
    """Through whom a claim reached the reader: what follows from the attributions, to be corrected."""

    step = "chains"
    prompt = (
        "These chains follow from who says what. Where one is wrong, the attribution mostly is: correct it there, or "
        "change the chain here."
    )
    kind, shows = "chains", "Chain"

    def view(self) -> dict:
        """What follows from the attributions stands as it is, and says so."""
        return super().view() | {"follows": "This follows from who says what."}

    def progress_words(self) -> str:
        """How many there are, and how many of them are the author's own."""
        changed = len(self.layer.of(Chain))
        return f"{count(len(self._given), 'chain')}, {changed or 'none'} changed"


def chains(draft: Draft) -> Chains:
    """The chains of the claims that somebody is credited with. Raises KitError while there is no text."""
    derived = review.derived_chains(draft)
    given = tuple(replace(c, id=c.claim) for c in derived)
    return Chains(draft, draft.case, claims=tuple(c.claim for c in derived), given=given)


class Reasons(Step):
    """Why each answer is right: what learners read as feedback."""

    step = "reasons"
    prompt = (
        "Write for each answer why it is right, in a sentence or two that a learner understands. Where careful readers "
        "may differ, add the other answer with its reason; where a wrong one is usual, say why it is wrong."
    )
    shows = "Reasons"

    def __init__(self, draft: Draft, case: Case) -> None:
        super().__init__(draft, case)
        self.items = reason_items(draft)
        """What wants a reason, as it was when this step was made."""

    def fits(self, made: Annotation) -> bool:
        """Reasons for what is there, and for further right and usual wrong labels of it."""
        if not isinstance(made, Text) or made.id != made.prompt or len(made.text) > LONGEST:
            return False
        id, _, part = made.prompt.partition(".")
        known = {item["id"] for item in self.items}
        return id in known and (part == "why" or part.startswith(("accept.", "wrong.")))

    def view(self) -> dict:
        """One item for each reason that is wanted."""
        return super().view() | {"items": self.items}

    def progress_words(self) -> str:
        """How many reasons are written."""
        written = review.texts(self.layer)
        wanted = [f"{item['id']}.why" for item in self.items]
        return f"{sum(prompt in written for prompt in wanted)} of {len(wanted)} reasons written"

    def _lines(self) -> list[str]:
        written = review.texts(self.layer)
        why = {item["name"]: written.get(f"{item['id']}.why", "no reason yet") for item in self.items}
        return [f"{name}: {reason}" for name, reason in why.items()]


def reasons(draft: Draft) -> Reasons:
    """The reasons that learners will read. Raises KitError while there is no text."""
    return Reasons(draft, draft.case)


def count(n: int, noun: str) -> str:
    """A number of things in words."""
    return f"{n} {noun}{'s' if n != 1 else ''}"
