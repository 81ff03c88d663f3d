"""A draft from a pasted text to its last reason, through the messages that a browser sends; nothing is suggested."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from pathlib import Path

from kit.drafting import Draft
from kit.text import occurrences

TEXT = """\
The bakery in Mill Lane, Lower Quill, has been closed since Monday, and its ovens are cold. A fire had started in the \
chimney at four in the morning, the town council said. “I smelt smoke at three,” said Ada Finch, who lives next door. \
The lane was full of water when it grew light, and the school stayed shut.

Nobody was hurt. Flour was the only thing that burned, the baker Tom Rusk told this paper. He sells 200 loaves on a \
usual day, and most of them before nine. Two engines came within ten minutes, said a spokesman for the fire brigade.

“It took them half an hour,” Finch said. The chimney had not been swept for six years, the brigade’s report says \
according to the council. On every first of March he had it swept, Rusk said. The lane was open again by noon. Buses \
went round by the mill until then.

That the bakery will open in May is what Rusk hopes. It is the best bakery in the county, said Finch. The repair will \
cost 12,000 crowns, and the insurance will pay 9,000 of them. The council meets on Thursday.
"""
FRONT = {
    "title": "A fire in Mill Lane",
    "kind": "invented",
    "source": "Written for a test. Lower Quill and its people do not exist.",
    "licence": "CC0",
    "level": "easy",
}
SAID = "quote=indirect stance=neutral naming=named basis=not-given attitude=said"
ATTRIBUTIONS = {
    "m1": ("the town council", "said", "A fire had started in the chimney at four in the morning", "council", SAID),
    "m2": ("Ada Finch, who lives next door", "said", "I smelt smoke at three", "finch", "quote=direct basis=witnessed"),
    "m3": ("the baker Tom Rusk", "told", "Flour was the only thing that burned", "rusk", ""),
    "m4": ("a spokesman for the fire brigade", "said", "Two engines came within ten minutes", "brigade", ""),
    "m5": ("Finch", "said", "It took them half an hour", "finch", "quote=direct basis=witnessed"),
    "m6": (
        "the council",
        "according to",
        "The chimney had not been swept for six years, the brigade’s report says",
        "council",
        "basis=documents",
    ),
    "m7": (
        "the brigade’s report",
        "says",
        "The chimney had not been swept for six years",
        "report",
        "naming=described parent=m6",
    ),
    "m8": ("Rusk", "said", "On every first of March he had it swept", "rusk", ""),
    "m9": ("Rusk", "hopes", "the bakery will open in May", "rusk", "attitude=want"),
    "m10": ("Finch", "said", "It is the best bakery in the county", "finch", ""),
}
"""Id to source, cue, content, voice, and labels other than `SAID`."""
VOICES = {
    "paper": ("the paper itself", "publisher", None),
    "council": ("the town council", "authority", None),
    "finch": ("Ada Finch", "resident", None),
    "rusk": ("Tom Rusk, the baker", "company", None),
    "brigade": ("the fire brigade", "authority", None),
    "report": ("the brigade’s report", "document", "brigade"),
}
CLAIMS = {
    "c1": ("A fire had started in the chimney at four in the morning", "The fire began at four.", "the fire"),
    "c2": ("I smelt smoke at three", "Ada Finch smelt smoke at three.", "the fire"),
    "c3": ("Two engines came within ten minutes", "Two engines were there within ten minutes.", "the engines"),
    "c4": ("It took them half an hour", "The engines took half an hour.", "the engines"),
    "c5": ("The chimney had not been swept for six years", "The chimney was last swept six years ago.", "the chimney"),
    "c6": ("On every first of March he had it swept", "The chimney was swept every spring.", "the chimney"),
    "c7": ("the bakery will open in May", "The bakery opens in May.", "opening"),
    "c8": ("It is the best bakery in the county", "No bakery in the county is better.", "the bakery"),
    "c9": ("the insurance will pay 9,000 of them", "The insurance pays 9,000 crowns.", "the repair"),
    "c10": ("Flour was the only thing that burned", "Nothing but flour burned.", "the fire"),
}
PAIRS = {
    ("c3", "c4"): ("contradiction", "time"),
    ("c5", "c6"): ("contradiction", "status"),
    ("c1", "c2"): ("compatible", None),
    ("c1", "c10"): ("compatible", None),
    ("c7", "c9"): ("different-event", None),
    ("c3", "c9"): ("different-event", None),
}
ASSESSED = {
    **dict.fromkeys(("c1", "c3", "c4", "c5", "c6", "c9", "c10"), ("elsewhere", (), "record")),
    "c2": ("not", ("no-access",), "witness"),
    "c7": ("not", ("future",), "none"),
    "c8": ("not", ("value",), "none"),
}
_numbers = itertools.count()


def send(step, id: str, value: dict | None) -> None:
    """One message of the browser; a problem that is told fails the test."""
    op = {"op": "put" if value else "drop", "op_id": f"s{next(_numbers)}", "id": id, "digest": step.case.article.digest}
    told = step.receive(op | ({"value": value} if value else {}))[1]
    assert not told["problem"] and told["ops"], (id, told)


def write(step, **texts: str) -> None:
    """Texts, each under its prompt; two underlines stand for a dot."""
    for name, text in texts.items():
        prompt = name.replace("__", ".")
        send(step, prompt, {"type": "text", "prompt": prompt, "text": text})


def choose(step, item: str, option: str) -> None:
    send(step, item, {"type": "choice", "item": item, "option": option})


def tokens(draft: Draft, words: str, near: str = "") -> list[list[int]]:
    """The words' numbers, in the sentence that also holds `near`."""
    article = draft.article
    for s in article.sentences:
        if near in s.text and (places := occurrences(words, s.text)):
            start, end = (s.start + at for at in places[-1])
            found = [n for n, t in enumerate(article.tokens) if start < t.end and t.start < end]
            return [[found[0], found[-1]]]
    raise AssertionError(f"the text does not say: {words}")


def paste(draft: Draft, text: str = TEXT, front: dict[str, str] = FRONT) -> None:
    """The first step."""
    step = draft.source()
    send(step, "given.1", {"type": "text", "prompt": "given", "text": text})
    write(step, **front)


def attribute(draft: Draft, only: Iterable[str] = tuple(ATTRIBUTIONS)) -> None:
    """Who says what."""
    step = draft.attributions()
    for id in only:
        source, cue, content, voice, more = ATTRIBUTIONS[id]
        labels = dict(pair.split("=") for pair in (SAID + " " + more).split())
        roles = {"source": tokens(draft, source, content), "cue": tokens(draft, cue, content)}
        roles["content"] = tokens(draft, content)
        send(step, id, {"type": "attribution", **roles, **labels, "voice": voice})


def complete(draft: Draft) -> Draft:
    """Every step, to the end."""
    paste(draft)
    step = draft.attributions()
    for id, (name, _, _) in VOICES.items():
        send(step, f"{id}.name", {"type": "text", "prompt": f"{id}.name", "text": name})
    attribute(draft)
    voices = draft.voices_step()
    for id, (_, kind, part_of) in VOICES.items():
        choose(voices, f"{id}.kind", kind)
        choose(voices, f"{id}.stake", "none-shown")
        if part_of:
            choose(voices, f"{id}.part_of", part_of)
        write(voices, **{f"{id}__why": f"The text shows who {id} is."})
    claims = draft.claims_step()
    for id, (words, gist, event) in CLAIMS.items():
        send(claims, id, {"type": "spans", "item": id, "tokens": tokens(draft, words)})
        write(claims, **{f"{id}__gist": gist, f"{id}__event": event})
    pairs = draft.pairs()
    for (a, b), (relation, dimension) in PAIRS.items():
        same = relation != "different-event"
        value = {"type": "pair", "a": a, "b": b, "same_event": same, "relation": relation, "dimension": dimension}
        send(pairs, f"{a}+{b}", value)
    assessments = draft.assessments()
    for claim, (checkability, reasons, evidence) in ASSESSED.items():
        value = {"type": "assessment", "claim": claim, "checkability": checkability, "reasons": list(reasons)}
        send(assessments, claim, value | {"evidence": evidence})
    reason(draft)
    write(draft.tasks(), coder="A. Teacher", date="2026-11-28")
    return draft


def reason(draft: Draft) -> None:
    """A reason for whatever wants one."""
    from kit.drafting.reasons import reason_items

    step = draft.reasons()
    for item in reason_items(draft):
        write(step, **{f"{item['id']}__why": f"By the words of the text ({item['name']})."})


def files(folder: Path) -> dict[str, str]:
    """Name of each file in a folder, and what stands in it."""
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}
