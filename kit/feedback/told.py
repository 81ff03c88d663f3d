"""What the learner is told: the records, and the sentences that every kind of task uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kit.article import Article
from kit.codebook import Codebook
from kit.model import Annotation, Claim, FieldJudgement, Judgement, Key, Layer, Sample, Score, Task


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence or two about one thing."""

    tone: str
    """The judgement's verdict."""
    title: str
    text: str
    answer: str | None = None
    """Id in the learner's layer, or of the item that the note is about."""
    key: str | None = None
    """Id in the key, where the learner may see it."""
    sentence: str | None = None
    points: float = 0.0
    weighty: bool = True
    """False for a remark that cost nothing."""
    compare: tuple[tuple[str, str], ...] = ()
    """Questions answered in free text, and the key's own words, to lay one's own beside."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What the learner is told at one check."""

    summary: str
    notes: tuple[Note, ...]
    samples: tuple[Sample, ...] = ()
    """Sample answers to a brief's prompts, to compare one's own with."""


@dataclass(frozen=True, slots=True)
class Judged:
    """All that an explanation draws on."""

    task: Task
    article: Article
    key: Key
    answers: Layer
    score: Score
    codebook: Codebook
    show: bool
    """Whether to show what was missed (from the second check on, and in a graded page) or only hint at it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """Id to name, of voices and documents."""
    claims: Mapping[str, Claim] = field(default_factory=dict)


def fields(judged: Judged, j: Judgement, wanted: Annotation) -> Iterator[str]:
    """What each asked label got wrong, or got right by another way."""
    for f in j.fields:
        name = field_name(judged, f.field)
        if f.accepted:
            why = next((a.why for a in wanted.accept if a.field == f.field and a.label in labels_in(f.answer)), "")
            yield f"{name}: {labels(judged, f.field, f.answer)} is accepted as well. {why}".strip()
        elif f.credit < 1:
            yield wrong_label(judged, f, wanted)


def wrong_label(judged: Judged, f: FieldJudgement, wanted: Annotation) -> str:
    """What was chosen, what the key has, and the key's own reason against it."""
    name, right = field_name(judged, f.field), labels(judged, f.field, f.key)
    given = labels_in(f.answer)
    if not given:
        return f"{name}: not answered; the key has {right}."
    wrong = [label for label in given if label not in labels_in(f.key)]
    reasons = [wanted.why_not(f.field, label) for label in wrong]
    lacking = [label for label in labels_in(f.key) if label not in given]
    if not any(reasons) and lacking and f.field not in CASE_OWN:
        label = judged.codebook[f.field].label(lacking[0])
        reasons = [f"“{label.name}” means: {label.definition[:1].lower()}{label.definition[1:]}"]
    told = " ".join(r for r in reasons if r)
    return f"{name}: you chose {labels(judged, f.field, f.answer)}, the key has {right}. {told}".strip()


def labels(judged: Judged, field: str, ids) -> str:
    """The names of labels, in quotation marks."""
    names = [f"“{label_name(judged, field, id)}”" for id in labels_in(ids)]
    return join(names) if names else "none"


CASE_OWN = {"voice": "Voice", "document": "Document"}
"""Fields whose answers are the case's own and not in the codebook, and their names."""


def field_name(judged: Judged, field: str) -> str:
    """What a question is called."""
    return CASE_OWN.get(field) or judged.codebook[field].name


def label_name(judged: Judged, field: str, id: str) -> str:
    """A label's name within a sentence."""
    if field in CASE_OWN:
        return judged.names.get(id, id)
    return judged.codebook.name(field, id).lower()


def labels_in(value: object) -> tuple[str, ...]:
    """One label, several or none, as a tuple."""
    return value if isinstance(value, tuple) else () if value is None else (value,)


def clip(text: str, size: int = 90) -> str:
    """The text, cut at a word where it is longer than `size`."""
    return text if len(text) <= size else text[: size - 1].rsplit(" ", 1)[0] + " …"


def upper(text: str) -> str:
    """A capital at the beginning; the words of the text stay as they are."""
    return text[:1].upper() + text[1:]


def join(parts: list[str]) -> str:
    """A list in words.

    >>> join(["a", "b", "c"])
    'a, b and c'
    """
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def plural(n: int, word: str) -> str:
    """The word for one or several."""
    return word if n == 1 else word + "s"
