"""The records: what a case, a layer and a score are made of. Frozen, and free of disk and browser."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kit import text as words_of


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of an article's text."""

    start: int
    """First character, in Python code points of `Article.text`, counted from 0."""
    end: int
    """One past the last character: `[start, end)`."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, as it stands on its line in `article.md`."""

    id: str
    """`p6s1`: paragraph 6, sentence 1, both counted from 1."""
    paragraph: int
    text: str
    start: int
    """Where it begins in `Article.text`, in code points."""

    @property
    def end(self) -> int:
        """One past its last character in `Article.text`."""
        return self.start + len(self.text)


@dataclass(frozen=True)
class Article:
    """A text with numbered paragraphs and sentences, and what is known about where it comes from."""

    id: str
    title: str
    language: str
    kind: str
    """`report`, `retelling` or `invented`."""
    source: str
    licence: str
    level: str
    content_note: str
    """What may disturb a reader, in one sentence; empty if nothing."""
    sentences: tuple[Sentence, ...]
    text: str = field(repr=False, default="")
    """Sentences joined by a space, paragraphs by two line breaks."""

    @cached_property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of the text's SHA-256: another text has another digest."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def sentence(self, id: str) -> Sentence:
        """The sentence of this id. Raises KeyError."""
        return self._by_id[id]

    def at(self, offset: int) -> Sentence:
        """The sentence that holds the character at `offset`."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, offset) - 1)]

    def words(self, span: Span) -> str:
        """The words of a span, exactly as they stand."""
        return self.text[span.start : span.end]

    @cached_property
    def tokens(self) -> tuple[Span, ...]:
        """Every word of the article in text order; a word's number is its place here."""
        return tuple(
            Span(sentence.start + start, sentence.start + end)
            for sentence in self.sentences
            for start, end in words_of.words(sentence.text)
        )

    def token_ids(self, spans: Iterable[Span]) -> frozenset[int]:
        """The numbers of all words that the spans touch."""
        found: set[int] = set()
        for span in spans:
            first = bisect_right(self._token_ends, span.start)
            found.update(range(first, bisect_left(self._token_starts, span.end)))
        return frozenset(found)

    @cached_property
    def _by_id(self) -> Mapping[str, Sentence]:
        return {sentence.id: sentence for sentence in self.sentences}

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def _token_starts(self) -> list[int]:
        return [token.start for token in self.tokens]

    @cached_property
    def _token_ends(self) -> list[int]:
        return [token.end for token in self.tokens]

    def __str__(self) -> str:
        from kit.render import article_text

        return article_text(self)

    def _repr_pretty_(self, printer, cycle: bool) -> None:
        printer.text(str(self))

    def _repr_html_(self) -> str:
        from kit.render import article_html

        return article_html(self)


def build_article(id: str, paragraphs: Iterable[Iterable[str]], **front: str) -> Article:
    """An article from paragraphs of sentences; `front` holds the other fields of `Article`."""
    sentences, pieces, at = [], [], 0
    for number, paragraph in enumerate(paragraphs, start=1):
        if pieces:
            pieces.append("\n\n")
            at += 2
        for place, sentence in enumerate(paragraph, start=1):
            if place > 1:
                pieces.append(" ")
                at += 1
            sentences.append(Sentence(f"p{number}s{place}", number, sentence, at))
            pieces.append(sentence)
            at += len(sentence)
    return Article(id=id, sentences=tuple(sentences), text="".join(pieces), **front)


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose words a text carries. What a learner sees: the name, and nothing that answers a question."""

    id: str
    name: str


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
    verdict: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(AnnotationBase):
    """An option chosen. `item="none-here"` is the explicit answer that a task's sentences hold no attribution."""

    item: str
    option: str


Annotation = Attribution | Pair | Assessment | Choice


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


@dataclass(frozen=True, slots=True)
class Task:
    """What a learner is asked to do."""

    id: str
    """Within its case: `who-1`."""
    case: str
    kind: str
    """`attributions`, `pairs` or `assessments`."""
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
