"""The records: what a case, a layer and a score are made of. Frozen, and free of disk and browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kit.article import Span


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose words a text carries. What a learner sees: the name, and nothing that answers a question."""

    id: str
    name: str
    publisher: bool = False
    """Whether the text itself speaks with this voice: where every chain begins."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that can be asked about."""

    id: str
    sentence: str
    span: Span
    words: str
    """Exactly as in the sentence."""
    gist: str
    """The same in neutral words."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A label beside the key's own: a further right one (`accept`) or a usual wrong one (`wrong`)."""

    field: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class Vote:
    """What one coder really answered."""

    coder: str
    date: str
    field: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationBase:
    """What every annotation has."""

    id: str
    why: str = ""
    """The reason; in keys always there."""
    accept: tuple[Alternative, ...] = ()
    wrong: tuple[Alternative, ...] = ()
    votes: tuple[Vote, ...] = ()
    confidence: int | None = None
    """How sure, in per cent; None where not said."""

    @property
    def soft(self) -> bool:
        """True where careful readers dispute the answer."""
        return bool(self.accept)

    def right_labels(self, field: str) -> frozenset[str]:
        """The labels beside the key's own that earn full credit: accepted, or with a third of the votes."""
        cast = [vote.label for vote in self.votes if vote.field == field]
        voted = {label for label in cast if 3 * cast.count(label) >= len(cast)}
        return frozenset(a.label for a in self.accept if a.field == field) | voted

    def why_not(self, field: str, label: str) -> str:
        """The key's own reason against a usual wrong answer; empty if it has none."""
        return next((a.why for a in self.wrong if (a.field, a.label) == (field, label)), "")


ROLES = ("source", "cue", "content")
"""The parts of an attribution (Pareti's PARC 3.0)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution(AnnotationBase):
    """Who says something, by which words, and what: the three roles of Pareti's PARC 3.0, each in one or more parts."""

    source: tuple[Span, ...] = ()
    cue: tuple[Span, ...] = ()
    content: tuple[Span, ...] = ()
    quote: str | None = None
    stance: str | None = None
    naming: str | None = None
    basis: str | None = None
    attitude: str | None = None
    voice: str | None = None
    parent: str | None = None
    """The attribution that carries this one: A reports that B said it."""

    @property
    def spans(self) -> tuple[Span, ...]:
        """All its parts in text order."""
        return tuple(sorted(self.source + self.cue + self.content))

    @property
    def optional(self) -> bool:
        """A bare want or plan: neither missed nor false."""
        return self.attitude == "want"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair(AnnotationBase):
    """What two claims are to each other."""

    a: str
    b: str
    same_event: bool | None = None
    """Whether both speak about the same happening; implied by a relation."""
    relation: str | None = None
    dimension: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(AnnotationBase):
    """Whether a claim can be checked, why not, and what would settle it."""

    claim: str
    checkability: str | None = None
    reasons: tuple[str, ...] = ()
    sourcing: tuple[str, ...] = ()
    evidence: str | None = None
    holder: str = ""
    confirms: str = ""
    refutes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(AnnotationBase):
    """The voices through which a claim reached the reader (FactBank's source chains, Saurí & Pustejovsky 2009)."""

    claim: str
    voices: tuple[str, ...] = ()
    """Nearest to the reader first, the publisher left out; none: the article says it itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict(AnnotationBase):
    """What an evidence pack makes of a claim (AVeriTeC's verdicts), and the document that settles it."""

    claim: str
    verdict: str | None = None
    document: str | None = None
    """A document's id, or `none` where none of them settles it."""
    before: str | None = None
    """What the learner said from the text alone; never scored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(AnnotationBase):
    """An option chosen. `item="none-here"` is the explicit answer that a task's sentences hold no attribution."""

    item: str
    option: str
    sound: bool = True
    """In the key of a deck: whether the plain reading is right, or there is a catch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans(AnnotationBase):
    """Words that answer an item; `none` is the explicit answer that there are none."""

    item: str
    spans: tuple[Span, ...] = ()
    none: bool = False
    sound: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(AnnotationBase):
    """What a learner wrote to a prompt."""

    prompt: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(AnnotationBase):
    """The level that a text reaches in one criterion of a rubric."""

    criterion: str
    level: str | None = None


Annotation = Attribution | Pair | Assessment | Chain | Verdict | Choice | Spans | Text | Rating


@dataclass(frozen=True, slots=True)
class Layer:
    """Everything that one reader says about a case."""

    annotations: tuple[Annotation, ...] = ()
    digest: str = ""
    """Of the text that it was made on."""

    def of(self, kind: type) -> tuple:
        """The annotations of one type, in their order."""
        return tuple(a for a in self.annotations if isinstance(a, kind))

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        return self.of(Attribution)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return self.of(Pair)

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        return self.of(Assessment)

    def get(self, id: str) -> Annotation | None:
        """The annotation of this id, or None."""
        return next((a for a in self.annotations if a.id == id), None)


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """What the key says of a voice."""

    id: str
    kind: str
    part_of: str | None
    stake: str
    words: str
    """The words of the text that show the stake; empty if none."""
    why: str


@dataclass(frozen=True, slots=True)
class Account:
    """One cell of the "who says what" table."""

    event: str
    voice: str
    facet: str
    """A dimension: action, place, time, number, ..."""
    says: str
    claim: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading that was really made of a text."""

    coder: str
    date: str
    note: str


@dataclass(frozen=True, slots=True)
class Key:
    """The answers: a layer, and what else the learner is not shown."""

    layer: Layer
    voices: Mapping[str, VoiceFacts]
    events: Mapping[str, str]
    """Claim id to the id of what it is about; claims of one event can be compared."""
    accounts: tuple[Account, ...]
    unattributed: Mapping[str, str]
    """Sentence id to the reason why it credits nobody with anything."""
    readings: tuple[Reading, ...]
    origins: Mapping[str, tuple[tuple[Alternative, ...], tuple[Alternative, ...]]] = field(default_factory=dict)
    """Task id to the numbers of origins accepted, and the usual wrong ones, beside the one that its chains make."""
    samples: Mapping[str, tuple[Sample, ...]] = field(default_factory=dict)
    """Task id to the sample answers of its prompts."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A weak, partial or strong answer to a prompt, to compare one's own with."""

    prompt: str
    level: str
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a case's evidence pack."""

    id: str
    title: str
    kind: str
    """For the learner: Map, Minutes, Correction."""
    source: str
    licence: str
    note: str
    """That it is invented, or where its figures come from."""
    file: str
    alt: str = ""
    """What a picture tells, in words."""
    body: str = field(repr=False, default="")
    """The file's text."""

    @property
    def form(self) -> str:
        """`text`, `table` or `image`."""
        return {"md": "text", "csv": "table", "svg": "image"}[self.file.rpartition(".")[2]]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that an item offers."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One short question of a deck."""

    id: str
    ask: str
    """`choice` of an option, `end` (the last word of a statement) or `words`."""
    question: str
    sentences: tuple[str, ...]
    """Ids of what is asked about."""
    changed: tuple[str, ...] = ()
    """Ids of the edited version, if there is one."""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question of a brief."""

    id: str
    question: str
    words: int
    """About how many words are expected."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a rubric."""

    id: str
    name: str
    levels: Mapping[str, str]
    """Level to what it looks like."""


LEVELS = ("weak", "partial", "strong")
"""The levels of a rubric, lowest first."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a learner is asked to do."""

    id: str
    """Within its case: `who-1`."""
    case: str
    kind: str
    """`attributions`, `pairs`, `assessments`, `chains`, `verdicts`, `items` or `brief`."""
    title: str
    prompt: str
    objective: str
    points: float
    sentences: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    claims: tuple[str, ...] = ()
    given: tuple[Annotation, ...] = ()
    """What is filled in already; worth nothing as it stands."""
    items: tuple[Item, ...] = ()
    prompts: tuple[Prompt, ...] = ()
    criteria: tuple[Criterion, ...] = ()

    @property
    def open(self) -> bool:
        """Whether the learner chooses the pairs."""
        return self.kind == "pairs" and not self.pairs

    @property
    def name(self) -> str:
        """`heir/who-1`."""
        return f"{self.case}/{self.id}"


@dataclass(frozen=True, slots=True)
class FieldJudgement:
    """One asked label: what was answered, what the key says, and how right that is."""

    field: str
    answer: str | tuple[str, ...] | None
    key: str | tuple[str, ...] | None
    credit: float
    """0 to 1."""
    accepted: bool = False
    """Right by a further accepted label, not by the key's own."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """One thing found, missed, invented, right or wrong."""

    verdict: str
    """`right`, `half`, `wrong`, `missed`, `invented`, `optional`, `blank` or `incomplete`."""
    answer: str | None
    """Id in the learner's layer."""
    key: str | None
    """Id in the key."""
    credit: float
    """0 to 1 of what this one could earn; negative where a wrong answer costs."""
    points: float = 0.0
    """What it added to the task's points, before the task is held at 0."""
    fields: tuple[FieldJudgement, ...] = ()
    boundaries: Mapping[str, float] = field(default_factory=dict)
    """Role to F1 on words, for attributions."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Both halves of telling sound from unsound, as counts."""

    hits: int
    signals: int
    """Flawed items (or attributions) in the key."""
    false_alarms: int
    noises: int
    """Sound items (or sentences that credit nobody)."""


@dataclass(frozen=True, slots=True)
class Score:
    """A layer judged against a key within a task."""

    task: str
    credit: float
    """0 to 1."""
    points: float
    out_of: float
    judgements: tuple[Judgement, ...]
    detection: Detection
