"""What a hit, a false alarm and the two kinds of items are called, for each kind of task."""

from __future__ import annotations

from kit.scoring.detection import Words

WORDS = {
    "attributions": Words(
        *("found", "highlighted something in"),
        *("attribution", "attributions", "sentence that credits nobody", "sentences that credit nobody"),
        *("highlight more than is there", "leave a statement out"),
    ),
    "items": Words(
        *("saw through", "stumbled over"),
        *("question with a catch", "questions with a catch", "plain question", "plain questions"),
        *("look for a catch where there is none", "overlook a catch"),
    ),
    "chains": Words(
        *("followed", "lengthened"),
        *("statement that comes through somebody else", "statements that come through somebody else"),
        *("statement that comes straight", "statements that come straight"),
        *("add a voice that is not there", "take a statement as coming straight"),
    ),
    "pairs": Words(
        *("caught", "accused"),
        *("clashing pair", "clashing pairs", "pair that does not clash", "pairs that do not clash"),
        *("see a clash where both can be true", "let a clash pass"),
    ),
    "assessments": Words(
        *("recognised", "gave up on"),
        *("claim that no reader can check", "claims that no reader can check"),
        *("claim that can be checked", "claims that can be checked"),
        *("give up on claims that can be checked", "count on a check that nobody can make"),
    ),
    "verdicts": Words(
        *("caught", "accused"),
        *("statement that the pack speaks against", "statements that the pack speaks against"),
        *("other statement", "other statements"),
        *("hear the pack speak against a statement", "let a statement pass that the pack speaks against"),
    ),
}
"""Kind of task to its words; a brief has no right and wrong."""
