"""Example views of a deck and of an evidence pack, for the tests of these two widgets."""

from __future__ import annotations

from urllib.parse import quote

from harness import marker_view, tokens

from kit.codebook import codebook
from kit.text import words

COMMON = {
    "points": 10,
    "lang": "en",
    "digest": "d1",
    "checkable": True,
    "fields": [],
    "questions": {},
    "labels": {},
    "confidence": [50, 60, 70, 80, 90, 100],
    "notice": "",
}

# ------------------------------------------------------------------------------------------ the deck


def sentences(item: str, *texts: str, start: int | None = 0, part: str = "t") -> list[dict]:
    """Sentences as words with their numbers; `start=None` leaves the numbers out."""
    out, number = [], start
    for k, text in enumerate(texts, 1):
        pieces, at = [], 0
        for a, b in words(text):
            pieces += [[None, text[at:a]]] if a > at else []
            pieces.append([number, text[a:b]])
            number, at = (None if number is None else number + 1), b
        pieces += [[None, text[at:]]] if text[at:] else []
        out.append({"id": f"{item}-{part}{k}", "pieces": pieces})
    return out


YES_NO = [
    {"id": "yes", "text": "Yes: somebody is credited with a statement"},
    {"id": "no", "text": "No: nobody is credited with anything"},
    {"id": "maybe", "text": "It depends on who reads it"},
]
EDIT = [
    {"id": "same", "text": "Nothing: the reader learns the same"},
    {"id": "doubt", "text": "The writer now keeps away from what is said"},
    {"id": "vouch", "text": "The writer now vouches for what is said"},
]
IS_IT = "Is a statement credited to somebody here?"


def question(id: str, ask: str, text: str, *texts: str, **more) -> dict:
    view = {"id": id, "ask": ask, "question": text, "text": sentences(id, *texts), "options": []}
    return view | more


ITEMS = [
    question("i1", "choice", IS_IT, "The mayor declined to comment on the bridge.", options=YES_NO, changed=[]),
    question(
        "i2",
        "choice",
        "What did this edit change?",
        "The harbour office said the bridge was safe, and two piers had been looked at.",
        changed=sentences(
            "i2",
            "The harbour office claimed the bridge was “safe”, and two piers had been looked at.",
            part="c",
            start=100,
        ),
        options=EDIT,
    ),
    question(
        "i3",
        "end",
        "Where does Mara Lind’s statement end?",
        "Mara Lind, the harbour’s engineer, said two piers were cracked, which were built in 1961 by her grandfather.",
        "The ferry was full by nine.",
    ),
    question(
        "i4",
        "words",
        "How does the source know?",
        "A diver who had been down twice on Monday told the paper that the second pier was cracked from top to bottom.",
    ),
    question("i5", "words", "How does the source know?", "The bolts were loose, a spokesman said."),
    question("i6", "choice", IS_IT, "So-called “experts” looked at it.", options=YES_NO),
]


def deck_view(**more) -> dict:
    """Six questions of all kinds."""
    return (
        COMMON
        | {
            "task": "decks/is-it",
            "kind": "items",
            "title": "Is anybody credited here?",
            "prompt": "One short question at a time. Decide, say how sure you are, and check.",
            "journal": "w1/decks/is-it",
            "items": ITEMS,
        }
        | more
    )


def chosen(id: str, option: str | None, **more) -> dict:
    value = {"id": id, "type": "choice", "item": id, "option": option, "confidence": None, "given": False}
    return value | more


def spans(id: str, *tokens: list[int], none: bool = False, **more) -> dict:
    value = {"id": id, "type": "spans", "item": id, "tokens": list(tokens), "none": none}
    return value | {"confidence": None, "given": False} | more


DECK_LAYER = [
    chosen("i1", "no", confidence=80),
    chosen("i2", "same", confidence=60),
    spans("i3", [9, 9]),
    spans("i4", [1, 8], [13, 14]),
    spans("i5", none=True),
    chosen("i6", "yes", confidence=100),
]


def note(tone: str, annotation: str, title: str, text: str) -> dict:
    return {"tone": tone, "annotation": annotation, "sentence": None, "tokens": None, "title": title, "text": text}


DECK_FEEDBACK = {
    "checks": 5,
    "summary": "You were right in 3 of 5. Of 2 sound passages you accused none.",
    "checked": DECK_LAYER,
    "notes": [
        note("right", "i1", "Right", "To decline to comment is to say nothing, so nothing is credited."),
        note("wrong", "i2", "Not so", "“Claimed” and the quotation marks keep the writer at a distance."),
        note("right", "i3", "Right", "“Cracked” is her last word; who built them is told by the paper."),
        note("half", "i4", "Nearly", "“Had been down twice” tells it; “the second pier” is what he knows, not how."),
        note("right", "i5", "Right", "Nothing says how the spokesman knows."),
    ],
}

# ------------------------------------------------------------------------------------------ the evidence


STORY = marker_view()


def claim(id: str, paragraph: int, before: str, said: str, after: str, gist: str) -> dict:
    place = {"id": id, "claim": id, "sentence": f"p{paragraph}s1", "paragraph": paragraph}
    return place | {"before": before, "words": said, "after": after, "gist": gist, "tokens": tokens(STORY, said)}


CLAIMS = [
    claim("c1", 1, "", "The bridge at Oster Sound will close at noon on Friday",
          ", the harbour office said on Tuesday.", "The bridge closes at noon on Friday."),
    claim("c2", 2, "She told reporters that a diver had said ", "two piers were cracked", ".",
          "Two piers have cracks."),
    claim("c3", 3, "The shipping company Nordhav claimed the closure would cost it ", "“a great deal of money”", ".",
          "The closure costs Nordhav much money."),
]  # fmt: skip

MAP = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 220'><rect width='400' height='220' fill='#eef3f7'/>"
    "<path d='M0 60 Q200 20 400 70 V150 Q200 110 0 160Z' fill='#bcd6ea'/>"
    "<path d='M190 20 V200' stroke='#333' stroke-width='8'/>"
    "<circle cx='190' cy='70' r='9' fill='#a33'/><circle cx='190' cy='125' r='9' fill='#a33'/>"
    "<text x='205' y='75' font-size='15'>pier 1: cracks</text>"
    "<text x='205' y='130' font-size='15'>pier 2: cracks</text></svg>"
)
INVENTED = "Invented for this exercise."
DOCUMENTS = [
    {
        "id": "notice",
        "title": "Notice of closure, second version",
        "kind": "Correction",
        "source": "Harbour office of Oster Sound (invented)",
        "note": INVENTED,
        "form": "text",
        "html": "<h2>Closure of the coast bridge</h2><p>The notice of Tuesday is <strong>withdrawn</strong>. The "
        "bridge closes on Friday at <strong>ten in the morning</strong>, not at noon.</p>"
        "<ul><li>Lorries: from eight.</li><li>Walkers: until six in the evening.</li></ul>"
        "<blockquote><p>The tide left us no choice.</p></blockquote>",
    },
    {
        "id": "dive",
        "title": "The diver’s sketch",
        "kind": "Map",
        "source": "Oster Diving (invented)",
        "note": INVENTED,
        "form": "image",
        "src": f"data:image/svg+xml,{quote(MAP)}",
        "alt": "A sketch of the bridge from above. Pier 1 and pier 2 are both circled and labelled “cracks”.",
    },
    {
        "id": "tolls",
        "title": "Crossings of the bridge by month",
        "kind": "Table",
        "source": "Harbour office of Oster Sound (invented)",
        "note": INVENTED,
        "form": "table",
        "html": "<table><thead><tr><th>Month</th><th>Lorries</th><th>Cars</th><th>Remark</th></tr></thead><tbody>"
        "<tr><td>March</td><td>1,204</td><td>9,880</td><td>storm on two days</td></tr>"
        "<tr><td>April</td><td>1,377</td><td>10,021</td><td></td></tr></tbody></table>",
    },
]


def evidence_view(**more) -> dict:
    """Three claims and a pack of three documents."""
    labels = codebook()["verdict"].labels
    return (
        COMMON
        | {
            "task": "bridge/pack-1",
            "kind": "verdicts",
            "title": "What does the pack settle?",
            "prompt": "Say what the text alone tells you. Then open the pack and decide again.",
            "journal": "w1/bridge/pack-1",
            "fields": ["document"],
            "questions": {"verdict": codebook()["verdict"].question},
            "labels": {"verdict": [{"id": x.id, "name": x.name, "hint": x.definition} for x in labels]},
            "items": CLAIMS,
            "documents": DOCUMENTS,
            "opened": [],
            "paragraphs": STORY["paragraphs"],
        }
        | more
    )


def verdict(id: str, **more) -> dict:
    empty = {"before": None, "verdict": None, "document": None, "confidence": None, "given": False}
    return {"id": id, "type": "verdict", "claim": id} | empty | more


EVIDENCE_LAYER = [
    verdict("c1", before="supported", verdict="refuted", document="notice", confidence=90),
    verdict("c2", before="not-enough-evidence", verdict="supported", document="dive", confidence=70),
    verdict("c3", before="not-enough-evidence", verdict="not-enough-evidence", document="none"),
]
EVIDENCE_FEEDBACK = {
    "checks": 1,
    "summary": "You were right about 2 of 3 claims. Of 2 sound claims you accused none.",
    "checked": EVIDENCE_LAYER,
    "notes": [
        note("right", "c1", "Right", "The second notice withdraws the first: ten, not noon."),
        note("wrong", "c2", "Not so", "The sketch shows where he looked. It does not show what he saw."),
        note("right", "c3", "Right", "Nothing in the pack says what a lost day costs."),
    ],
}
