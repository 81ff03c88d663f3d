"""What a pattern finds, before it has spans, ids and labels."""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.article import Span
from kit.suggest.chunks import Range


@dataclass(eq=False, slots=True)
class Found:
    """An attribution as token ranges of its stretch."""

    cue: Range
    content: list[Range]
    source: Range | None
    pattern: str
    """How it is built: a key of `reasons.REASONS`."""
    subject: str = "plain"
    """Where the source was found: `plain` beside the cue, `explained` before an appositive, `relative` (who, which), or
    `earlier`, in the clause before."""
    attitude: str = "said"
    stance: str = "neutral"
    parent: Found | None = field(default=None, repr=False)
    extra: list[Span] = field(default_factory=list)
    """Content in other stretches: the rest of a quotation."""

    def holds(self, other: Found) -> bool:
        """Whether the cue of `other` stands in what this one says."""
        return other is not self and any(first <= other.cue[0] < last for first, last in self.content)

    def describes(self, other: Found) -> bool:
        """Whether the cue of `other` stands in the words for this one’s source: “Jory Pask, who said …, added”."""
        return other is not self and self.source is not None and self.source[0] <= other.cue[0] < self.source[1]

    @property
    def carriers(self) -> list[Found]:
        """Those that carry this one, nearest first."""
        line, outer = [], self.parent
        while outer:
            line.append(outer)
            outer = outer.parent
        return line

    @property
    def size(self) -> tuple[int, bool]:
        """How many words it holds; of two with the same content the inner one is smaller."""
        return sum(last - first for first, last in self.content), self.parent is None
