"""Views, layers and feedback of the chain and the brief: an invented town and its invented closed bridge."""

from __future__ import annotations

from harness import marker_view, tokens

STORY = [
    [
        "The footbridge in Dimbleford will stay closed until June, the council said on Monday.",
        "It cites a report by the engineer Ivo Brand, who found rust in two of the cables.",
    ],
    [
        "According to the council, Brand wrote that a crowd could bring the deck down.",
        "The bridge was painted green in spring.",
    ],
    [
        "A baker said her sales have fallen by half.",
        "The traders’ association, quoting its members, put the loss at a third.",
    ],
]

VOICES = [
    {"id": "council", "name": "County council"},
    {"id": "engineer", "name": "Ivo Brand, the engineer"},
    {"id": "baker", "name": "a baker (P3)"},
    {"id": "association", "name": "the traders’ association of Dimbleford"},
    {"id": "members", "name": "members of the association, not named"},
]

TEXT = marker_view(STORY)


def statement(id: str, sentence: str, words: str, gist: str) -> dict:
    """A claim as a view carries it, found in STORY by its sentence and words."""
    number, order = int(sentence[1]), int(sentence[3])
    text = STORY[number - 1][order - 1]
    before, _, after = text.partition(words)
    place = {"id": id, "claim": id, "sentence": sentence, "paragraph": number, "gist": gist}
    return place | {"before": before, "words": words, "after": after, "tokens": tokens(TEXT, words)}


STATEMENTS = [
    statement("c1", "p1s1", "will stay closed until June", "The bridge opens in June at the earliest."),
    statement("c2", "p1s2", "rust in two of the cables", "Two cables have rust."),
    statement("c3", "p2s1", "a crowd could bring the deck down", "The deck may not bear a crowd."),
    statement("c4", "p2s2", "The bridge was painted green in spring", "It was painted this year."),
    statement("c5", "p3s2", "put the loss at a third", "Shops lost a third."),
]


def chain_view(fields=("origins",), **more) -> dict:
    """Five statements, and the question how many origins they have."""
    return {
        "task": "footbridge/through-1",
        "kind": "chains",
        "title": "Through whom did it reach you?",
        "prompt": "Put the voices in order through which each statement reached you, the nearest first.",
        "points": 10,
        "lang": "en",
        "labels": {},
        "questions": {},
        "fields": list(fields),
        "digest": "d1",
        "checkable": True,
        "confidence": [50, 60, 70, 80, 90, 100],
        "notice": "",
        "journal": "w1/footbridge/through-1",
        "paragraphs": TEXT["paragraphs"],
        "items": STATEMENTS,
        "voices": VOICES,
    } | more


def chain(id: str, *voices: str, **more) -> dict:
    """A chain as the browser draws it."""
    empty = {"confidence": None, "given": False}
    return {"id": id, "type": "chain", "claim": id, "voices": list(voices)} | empty | more


def origins(option: str | None) -> dict:
    """The answer to the question about origins."""
    return {"id": "origins", "type": "choice", "item": "origins", "option": option, "given": False}


HALF_CHAINS = [chain("c1", "council"), chain("c2", "council", "engineer", confidence=80)]
ALL_CHAINS = [
    chain("c1", "council", confidence=90),
    chain("c2", "engineer", "council", confidence=80),
    chain("c3", "council", "engineer"),
    chain("c4", confidence=100),
    chain("c5", "association", "members"),
    origins("4"),
]
CHAIN_FEEDBACK = {
    "checks": 1,
    "summary": "You put 3 of 5 chains in order, and 1 of 2 that have more than one voice.",
    "checked": ALL_CHAINS,
    "notes": [
        {"tone": "right", "annotation": "c1", "title": "Right", "text": "The council speaks for itself."},
        {
            "tone": "half",
            "annotation": "c2",
            "title": "The right voices, the other way round",
            "text": "The paper has it from the council, and the council from the engineer’s report.",
        },
        {"tone": "right", "annotation": "c3", "title": "Right", "text": "The council quotes the engineer."},
        {"tone": "right", "annotation": "c4", "title": "Right", "text": "Nobody is credited here."},
        {
            "tone": "wrong",
            "annotation": "c5",
            "title": "One voice too many",
            "text": "The association is quoted; its members say nothing themselves.",
        },
        {
            "tone": "wrong",
            "annotation": "origins",
            "title": "At most 3, as far as the text shows",
            "text": "The engineer, the article itself and the association.",
        },
    ],
}


# ---------------------------------------------------------------------------------------- the brief

PROMPTS = [
    {"id": "known", "question": "What is known, and how?", "words": 40},
    {"id": "claimed", "question": "Who claims the rest?", "words": 40},
    {"id": "unknowable", "question": "What can nobody outside know?", "words": 30},
]
LEVELS = [("weak", "Weak"), ("partial", "Partial"), ("strong", "Strong")]


def criterion(id: str, name: str, *definitions: str) -> dict:
    """A criterion with what each level looks like."""
    pairs = zip(LEVELS, definitions, strict=True)
    return {"id": id, "name": name, "levels": [{"id": i, "name": n, "definition": d} for (i, n), d in pairs]}


CRITERIA = [
    criterion(
        "attribution",
        "Every claim has its source",
        "Claims stand as facts, with nobody behind them.",
        "Some claims name a source; others stand alone.",
        "Each claim names who makes it, and through whom it came.",
    ),
    criterion(
        "measure",
        "As sure as the text allows",
        "Everything is certain, or everything is doubted.",
        "Some doubt is in the right place.",
        "What is shown, claimed and open are told apart.",
    ),
    criterion(
        "limits",
        "Says what stays open",
        "Nothing is said to be open.",
        "Something is open, but not why.",
        "It says what nobody outside can know, and why.",
    ),
]


def brief_view(**more) -> dict:
    """Three prompts and three criteria."""
    return {
        "task": "footbridge/brief-1",
        "kind": "brief",
        "title": "Three sentences for a friend",
        "prompt": "Write what is known about the footbridge, who claims the rest, and what stays open.",
        "points": 9,
        "lang": "en",
        "labels": {},
        "questions": {},
        "fields": [],
        "digest": "d1",
        "checkable": True,
        "confidence": [],
        "notice": "",
        "journal": "w1/footbridge/brief-1",
        "prompts": PROMPTS,
        "criteria": CRITERIA,
    } | more


def text(prompt: str, words: str) -> dict:
    """The learner's own text under a prompt."""
    return {"id": prompt, "type": "text", "prompt": prompt, "text": words}


def rating(criterion: str, level: str) -> dict:
    """The learner's own rating."""
    return {"id": f"rate-{criterion}", "type": "rating", "criterion": criterion, "level": level}


OWN = {
    "known": "The footbridge is closed; the council says so, and anybody can go and see the fence.",
    "claimed": "The engineer found rust, the council says. Traders speak of a loss.",
    "unknowable": "Whether the bridge would have held a crowd.",
}
HALF_TEXTS = [text("known", OWN["known"])]
ALL_TEXTS = [text(id, words) for id, words in OWN.items()]
RATINGS = [rating("attribution", "strong"), rating("measure", "partial")]

SAMPLE = {
    "known": [
        "The bridge is broken and closed.",
        "The bridge is closed, says the council.",
        "The bridge is closed, which anybody can see; that it stays so until June is what the council says.",
    ],
    "claimed": [
        "Experts found rust.",
        "An engineer found rust in two cables.",
        "That two cables have rust comes from Ivo Brand, through the council; the association says a third is lost.",
    ],
    "unknowable": [
        "Nobody knows anything for sure.",
        "It is not known what would have happened.",
        "What the bridge would have done under a crowd can be estimated, never observed, while it is closed.",
    ],
}
WHY = ["Nobody stands behind it.", "One source is named, the way is not.", "Source, way and limit are all there."]
SAMPLES = [
    {"prompt": prompt, "level": level, "name": name, "text": words, "why": why}
    for prompt, texts in SAMPLE.items()
    for (level, name), words, why in zip(LEVELS, texts, WHY, strict=True)
]
BRIEF_FEEDBACK = {
    "checks": 1,
    "summary": "Compare each of your texts with the samples beneath it, then rate your own.",
    "checked": ALL_TEXTS,
    "notes": [],
    "samples": SAMPLES,
}
