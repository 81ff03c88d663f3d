"""What a teacher takes into the next lesson: what to discuss, the text with its stumbling stones, the wrong answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from kit.classreport import figures
from kit.classreport.data import FOREIGN, Part, Slip, Thing
from kit.feedback.told import clip
from kit.model import Attribution

Names = Callable[[Iterable[int]], str] | None
"""Turns people into their names; None where names are hidden."""
MOST_CARDS, OF_ONE_TASK = 6, 3
"""Slips that are laid out for discussion: what a lesson has room for."""
LEAST = 0.1
"""The share of students below which a slip is not laid out. Ours."""
SHARED = 2
"""Students who must share a wrong answer for it to be listed, or shown on a wall: nobody is held up alone."""
LISTED = 6
"""Wrong answers of one task in the list."""


@dataclass(frozen=True)
class Section:
    """A part of the report: its title, what it says, and the same as lines of text."""

    id: str
    title: str
    html: str
    lines: tuple[str, ...] = ()


# ---- what to discuss


def discuss(parts: Sequence[Part]) -> Section:
    """The slips that most of the class share, each with what it takes to talk about it."""
    slips, title = chosen(parts), "To discuss"
    if not slips:
        told = "No wrong answer is shared by enough students to discuss it with all of them."
        return Section("discuss", title, f"<p>{told}</p>", (told,))
    by_id = {part.task.id: part for part in parts}
    cards = "".join(_card(by_id[slip.part], slip) for slip in slips)
    intro = "What many got wrong in the same way, the most frequent first, with the key’s own reason."
    lines = tuple(f"{n}. {_headline(s)} {_subject(s)} {_reasons(s)}" for n, s in enumerate(slips, start=1))
    return Section("discuss", title, f'<p>{intro}</p><ol class="cards">{cards}</ol>', lines)


def chosen(parts: Sequence[Part]) -> list[Slip]:
    """The slips of most students, one for each thing, and not all of one task.

    They are ranked by heads: where few had a form, or found a statement, a share says little.
    """
    held: list[Slip] = []
    found = (s for part in parts for s in part.slips if s.said != FOREIGN)
    ranked = sorted(found, key=lambda s: (-len(s.who), -s.share))
    for slip in ranked:
        same = any((h.part, h.thing.id) == (slip.part, slip.thing.id) for h in held)
        full = sum(h.part == slip.part for h in held) >= OF_ONE_TASK
        if len(slip.who) >= SHARED and slip.share >= LEAST and not same and not full and len(held) < MOST_CARDS:
            held.append(slip)
    return held


ASK = {
    "missed": "Ask: by which words does the text pass this on, and whose word is it?",
    "silent": "Ask: who says this here? Point at the words that show it.",
    "near": "Ask: where does the statement begin and end, and who answers for it?",
    "attributions": "Ask: which words of the sentence decide it?",
    "pairs": "Ask: is it the same event? Then try to tell a story in which both are true.",
    "assessments": "Ask: what would you look at, who holds it, and what would it show if the claim were false?",
    "chains": "Ask: from whom does the article have it, and from whom does that voice?",
    "verdicts": "Ask: which line of which document decides it?",
    "items": "Ask: which words of the text decide it?",
}
"""What to ask a class before the reason is told."""


def _card(part: Part, slip: Slip) -> str:
    thing = slip.thing
    kind = thing.kind if thing.kind in ("silent", "near") else "missed" if slip.how == "missed" else part.task.kind
    ask = ASK[part.task.kind if part.task.kind != "attributions" else kind]
    disputed = "<p>Careful readers part on this one.</p>" if thing.disputed else ""
    key = f"<p><b>The key:</b> {escape(slip.right)}.</p>" if slip.how in ("missed", "detail") and slip.right else ""
    place = join_dots(part.task.title, slip.question)
    reasons = "".join(f"<p>{escape(reason)}</p>" for reason in (slip.why, thing.why) if reason)
    return (
        f'<li><h3>{escape(_headline(slip))}</h3><p class="place">{escape(place)}</p>'
        f"{_passage(part, slip)}{figures.shares(camps(part, slip))}"
        f'<p class="ask">{escape(ask)}</p>{key}{reasons}{disputed}</li>'
    )


def join_dots(*parts: str) -> str:
    """The parts that are there, a dot between them."""
    return " · ".join(filter(None, parts))


def _headline(slip: Slip) -> str:
    many = f"{len(slip.who)} of {slip.asked}"
    if slip.how == "missed":
        return f"{many} missed this" + (" statement" if slip.thing.kind == "attribution" else " pair")
    if slip.thing.kind == "silent":
        return f"{many} highlighted a statement where nobody is credited"
    if slip.how == "invented":
        return f"{many} {slip.said} something that is not there"
    found = " who found it" if slip.thing.kind == "attribution" else " who had the rest right"
    return f"{many}{found if slip.how == 'detail' else ''} answered “{slip.said}”"


def _subject(slip: Slip) -> str:
    return f"({clip(slip.thing.words, 160)})"


def _reasons(slip: Slip) -> str:
    return " ".join(reason for reason in (slip.why, slip.thing.why) if reason)


def _passage(part: Part, slip: Slip) -> str:
    """What it is about, in the words of the text, those in question marked."""
    case, thing = part.case, slip.thing
    if part.task.kind == "attributions":
        wanted = case.key.layer.get(thing.id)
        spans = wanted.spans if isinstance(wanted, Attribution) else ()
        return _quoted(figures.marked(case.article, thing.sentences[0], spans))
    if part.task.kind == "items":
        item = next(i for i in part.task.items if i.id == thing.id)
        held = [" ".join(figures.marked(case.article, s, ()) for s in ids) for ids in (item.sentences, item.changed)]
        after = f"<br><small>After the edit</small> {held[1]}" if held[1] else ""
        return f"<p>{escape(item.question)}</p>{_quoted(held[0] + after)}"
    claims = [case.claim(c) for c in thing.id.split("+") if c in case.claims_by_id]
    if not claims:
        return f"<p>{escape(thing.words)}</p>"
    return "".join(_quoted(figures.marked(case.article, c.sentence, [c.span])) for c in claims)


def _quoted(html: str) -> str:
    return f'<p class="quote">{html}</p>'


def camps(part: Part, slip: Slip) -> list[tuple[str, int, str]]:
    """Who stands where: as the key, as this slip, elsewhere, nowhere."""
    thing, own, n = slip.thing, len(slip.who), slip.asked
    if thing.kind == "near":
        return [(slip.said, own, "own"), ("did not", n - own, "key")]
    if slip.how == "missed":
        return [("found it", len(part.right[thing.id]), "key"), ("missed it", own, "own"), *_rest(part, slip)]
    if thing.kind == "silent":
        return [("left it alone", n - own, "key"), ("highlighted something", own, "own")]
    if slip.how == "detail":
        others = sum(len(s.who) for s in part.slips if _beside(s, slip))
        return [
            (f"as the key: “{slip.right}”, or left open", max(0, n - own - others), "key"),
            (f"“{slip.said}”", own, "own"),
            ("another slip in it", min(others, n - own), "rest"),
        ]
    return [
        (f"as the key: “{thing.right}”", len(part.right[thing.id]), "key"),
        (f"“{slip.said}”", own, "own"),
        *_rest(part, slip),
    ]


def _beside(other: Slip, slip: Slip) -> bool:
    return other is not slip and other.thing.id == slip.thing.id and other.how == slip.how


def _rest(part: Part, slip: Slip) -> list[tuple[str, int, str]]:
    blank = len(part.blank[slip.thing.id])
    rest = slip.asked - len(part.right[slip.thing.id]) - len(slip.who) - blank
    return [("something else", rest, "rest"), ("no answer", blank, "blank")]


# ---- the text

SLIPPED = {
    "attribution": "missed it",
    "silent": "highlighted it",
    "near": "highlighted other words",
    "pairs": "wrong on a pair",
    "assessments": "wrong on a claim",
    "chains": "wrong on the chain",
    "verdicts": "wrong on a verdict",
    "items": "wrong",
}
"""Kind of thing or of task to what is said behind the number."""


@dataclass(frozen=True)
class Stumble:
    """All who slipped over one thing in a sentence, in whichever way."""

    thing: Thing
    how: str
    who: frozenset[int]
    asked: int

    @property
    def share(self) -> float:
        return len(self.who) / self.asked

    @property
    def told(self) -> str:
        """`11 of 30`."""
        return f"{len(self.who)} of {self.asked}"

    @property
    def heat(self) -> figures.Heat:
        """As the map shows it."""
        return figures.Heat(len(self.who), self.asked, self.how)


def texts(parts: Sequence[Part], names: Names) -> Iterator[Section]:
    """A map for each text: of a case all its tasks together, of a test each form."""
    held: dict[str, list[Part]] = {}
    for part in parts:
        if part.done:
            held.setdefault(part.case.id, []).append(part)
    for n, own in enumerate(held.values(), start=1):
        title = "Which sentence fooled whom" if names else "Which sentence fooled how many"
        yield _text(own, f"text{n}", title if len(held) == 1 else f"{title}: {own[0].task.title}", names)


def _text(parts: list[Part], id: str, title: str, names: Names) -> Section:
    article = parts[0].case.article
    asked = {s for part in parts for thing in part.things.values() for s in thing.sentences}
    heats, rows, lines = {}, [], []
    for sentence in (s for s in article.sentences if s.id in asked):
        found = [s for s in stumbles(parts, sentence.id) if names or len(s.who) >= SHARED]
        heats[sentence.id] = found[0].heat if found else figures.Heat(0, 0, "")
        if found:
            first = f'<span id="{id}-{sentence.id}">{escape(sentence.text)}</span>'
            rows.append([first, "".join(_told(stumble, names) for stumble in found)])
            lines.append(f"{sentence.id}: {found[0].told} {found[0].heat.what}. {sentence.text}")
    if not rows:
        told = "No sentence fooled anybody." if names else "No slip in a sentence is shared by two students."
        return Section(id, title, f"<p>{told}</p>", (told,))
    questions = {article.sentence(i.sentences[0]).paragraph: i.question for p in parts for i in p.task.items}
    head, caption = ("sentence", "what happened there"), "The same as a table: each sentence with a slip"
    table = figures.table(head, rows, caption, html=True)
    intro = (
        "The stronger the shade of a sentence, the more students share one slip in it. The number says how many, of "
        "those who answered the task. Pale sentences were not asked about."
    )
    drawn = figures.text_map(article, heats, id, questions)
    return Section(id, title, f"<p>{intro}</p>{figures.legend()}{drawn}{table}", tuple(lines))


def stumbles(parts: Sequence[Part], sentence: str) -> list[Stumble]:
    """What was slipped over in a sentence, the most widely shared first. An item left blank fooled nobody."""
    made = []
    for part in parts:
        for thing in part.things.values():
            if sentence not in thing.sentences or not part.done:
                continue
            own = (s for s in part.slips if s.thing.id == thing.id and s.how != "detail")
            who = frozenset(n for s in own for n in s.who)
            how = SLIPPED.get(thing.kind) or SLIPPED[part.task.kind]
            if who:
                made.append(Stumble(thing, how, who, len(part.done)))
    return sorted(made, key=lambda s: -s.share)


def _told(stumble: Stumble, names: Names) -> str:
    """One slip in the table; who made it is folded away, for nobody is to read it over a shoulder."""
    words = clip(stumble.thing.words, 140) if stumble.thing.kind in ("attribution", "item") else ""
    told = f"<b>{stumble.told}</b> {stumble.how}{f': {escape(words)}' if words else ''}"
    return f'<div class="slip">{told}{folded(names, sorted(stumble.who))}</div>'


def folded(names: Names, who: Iterable[int]) -> str:
    """Who it was, folded away; nothing where names are hidden."""
    return f"<details><summary>who</summary>{escape(names(who))}</details>" if names else ""


# ---- the wrong answers


def frequent(parts: Sequence[Part], names: Names) -> Section | None:
    """What was answered instead, task by task, with the key's reason against it."""
    pieces, lines = [], []
    for part in parts:
        slips = [s for s in part.slips if s.how != "missed" and len(s.who) >= SHARED]
        if not slips:
            continue
        rows = []
        for s in slips[:LISTED]:
            reason = s.why or s.thing.why
            right = f"{escape(s.right)}<br>" if s.right else ""
            asked = f'<br><span class="why">{escape(s.question)}</span>' if s.question else ""
            cells = [escape(clip(s.thing.words, 120)), f"<b>{escape(s.said)}</b>{asked}"]
            cells += [f'<span class="num">{len(s.who)} of {s.asked}</span>{folded(names, s.who)}']
            rows.append([*cells, f'{right}<span class="why">{escape(reason)}</span>'])
            lines.append(f"{_headline(s)} {_subject(s)} {reason}")
        head = ["about", "wrong answer", "given by", "the key, and its reason"]
        more = len(slips) - LISTED
        rest = f'<p class="soft">And {more} more that at least two students share.</p>' if more > 0 else ""
        pieces.append(figures.table(head, rows, part.task.title, html=True) + rest)
    if not pieces:
        return None
    return Section("frequent", "The most frequent wrong answers", "".join(pieces), tuple(lines))
