"""What the steps of a draft are called, and what stands in the place of one that has to wait."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from kit.feedback.told import join

NAMES = {
    "source": "The text",
    "attributions": "Who says what",
    "voices": "Who they are",
    "claims": "What is claimed",
    "pairs": "Do they clash?",
    "assessments": "Can it be checked?",
    "verdicts": "What the pack settles",
    "chains": "How it reached the reader",
    "reasons": "Why it is so",
    "tasks": "What learners are asked",
}
"""Step to the title that its author sees."""


def numbered_name(step: str) -> str:
    """A step as the notebook's headings have it.

    >>> numbered_name("source")
    '1. The text'
    """
    return f"{list(NAMES).index(step) + 1}. {NAMES[step]}"


@dataclass(frozen=True)
class Waiting:
    """A step with nothing to ask yet, as its cell shows it: words, so that the cells behind it run on."""

    text: str
    progress: str
    """The same in a few words."""

    @classmethod
    def for_text(cls, name: str, missing: list[str]) -> Waiting:
        """A step of this name, while these are still missing in the first one."""
        text = f"“{name}” waits for the first step. Still missing there: {join(missing)}."
        return cls(text, "waits for the text")

    def progress_words(self) -> str:
        """What it waits for."""
        return self.progress

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": f"<p>{escape(str(self))}</p>"}
