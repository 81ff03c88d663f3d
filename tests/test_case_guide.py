"""The guide to a case of one's own is true: its commands and places, what it says of its article, the case's key."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from drafts import choose, send, tokens, write
from test_guide import CALL, COURSE, anchors

from kit.authoring import check_case
from kit.case import load
from kit.cli import _parser
from kit.drafting import Draft, review
from kit.drafting.planning import tasks
from kit.drafting.reasons import reason_items
from kit.model import Chain

GUIDE = COURSE / "docs" / "making-a-case.md"
TEXT = GUIDE.read_text(encoding="utf-8")
PROSE = " ".join(TEXT.split())
BLOCKS = re.findall(r"(?ms)^ *```\n(.*?)^ *```$", TEXT)
ARTICLE = next(block for block in BLOCKS if block.startswith("The open-air pool"))
COMMANDS = [
    line.strip().removeprefix(CALL) for block in BLOCKS for line in block.splitlines() if line.strip().startswith(CALL)
]
MADE = ("pool", "article.txt", "submissions.zip")
"""What its reader makes, or gets."""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_one_that_the_kit_takes(command):
    """By the parser of the command line itself."""
    _parser().parse_args(shlex.split(command))


def test_commands_were_found():
    """All that a reader types is among them."""
    assert {command.split()[0] for command in COMMANDS} == {"new", "agree", "check", "release", "grade", "export"}


def test_every_link_and_every_place_is_there():
    """Headings, files, and the course's own folders; what the reader makes is not there yet."""
    links = [target.partition("#") for target in re.findall(r"\]\(([^)]+)\)", TEXT) if not target.startswith("http")]
    lost = [(place, head) for place, _, head in links if not (GUIDE.parent / place).exists()]
    lost += [head for place, _, head in links if head and head not in anchors(GUIDE.parent / place if place else GUIDE)]
    named = re.findall(r"`((?:exercises|solutions|notebooks|kit|docs)/[^` ]*)`", TEXT)
    lost += [n for n in named if not (COURSE / n).exists() and not any(made in n for made in MADE)]
    assert lost == [] and len(links) > 5 and len(named) > 3


def test_what_the_page_names_stands_on_the_page_of_the_notebook():
    """Buttons and questions, as the widgets' scripts have them."""
    scripts = "".join(path.read_text(encoding="utf-8") for path in (COURSE / "kit/widgets").rglob("*.js"))
    named = ("Take this text", "Begin with this", "Check the case", "Save the case", "Make a graded exercise")
    for name in (*named, "Another answer"):
        assert f"*{name.partition(' ')[0]}" in TEXT and name in PROSE and name in scripts, name


# ---- the article, and what the machine says of it


@pytest.fixture
def draft(tmp_path) -> Draft:
    """The draft of the guide's article, with the first step done as the guide says."""
    made = Draft("pool", tmp_path / "pool")
    step = made.source()
    send(step, "given.1", {"type": "text", "prompt": "given", "text": ARTICLE})
    title, source, licence = re.search(r"title \*(.+?)\*, an invented text, “(.+?)”, licence “(.+?)”", PROSE).groups()
    write(step, title=title, kind="invented", source=source, licence=licence, level="easy")
    return made


def test_the_article_is_as_long_as_the_guide_advises_and_comes_out_as_it_says(draft):
    """Its sentences are its lines, and its paragraphs those of the page."""
    assert [s.text for s in draft.article.sentences] == [line for line in ARTICLE.splitlines() if line]
    counts = re.search(r"come out right, (\d+) in (\d+) paragraphs", PROSE).groups()
    assert counts == (str(len(draft.article.sentences)), str(len(draft.paragraphs)))
    least, most = map(int, re.search(r"Take a text of (\d+) to (\d+) words", PROSE).groups())
    assert least <= len(ARTICLE.split()) <= most


def test_the_machine_is_wrong_where_the_guide_says_so(draft):
    """Of its suggestions one is to be corrected and one to be refused."""
    made = draft.attributions().view()["suggestions"]
    article = draft.article
    words = [[" ".join(_words(article, part) for part in s["value"][role]) for role in ROLES] for s in made]
    right, wrong = [w for w in words if w in ACCEPTED], [w for w in words if w not in ACCEPTED]
    assert re.search(r"Of our (\d+) suggestions (\d+) are right", PROSE).groups() == (str(len(made)), str(len(right)))
    assert wrong == [
        ["the town council", "said", "that invites everybody to the opening"],
        ["nobody", "has asked", "what becomes of the rest"],
    ]
    assert "“that invites everybody to the opening” for what is said" in PROSE and "“nobody has asked”" in PROSE
    inner = next(s for s in made if _words(article, s["value"]["source"][0]) == "The keeper")
    assert inner["value"]["parent"] and inner["value"]["voice"] == "keeper"


ROLES = ("source", "cue", "content")
ACCEPTED = [
    [
        "Odile Frant, the plumber who mended the pump and put a grating before its door",
        "said",
        "A family of ducks had moved into the pump house",
    ],
    ["she", "added", "The keeper had told her that he switched the pump on by hand on the morning of 21 March"],
    ["The keeper", "had told", "that he switched the pump on by hand on the morning of 21 March"],
    [
        "Ruben Sall, the keeper, who has held the only key to the pump house for nine years",
        "said",
        "he had spent all of 21 March in Oster with his sister",
    ],
    ["its minutes", "According to", "the council had set aside 2,500 crowns for the pool in January"],
    [
        "Tilda Oke, who sells ices at the gate and has painted her stall blue",
        "said",
        "Half the town has been in a bad temper since March",
    ],
    ["she", "said", "Her ices sold badly in February, too"],
    ["The council", "believes", "that most people will be glad of the water"],
]


def _words(article, part: list[int]) -> str:
    return article.text[article.tokens[part[0]].start : article.tokens[part[1]].end]


# ---- the case that the guide makes of it

VOICES = {
    "paper": ("publisher", "none-shown", None),
    "frant": ("resident", "none-shown", None),
    "sall": ("resident", "none-shown", None),
    "town-council": ("authority", "none-shown", None),
    "minutes": ("document", "none-shown", "town-council"),
    "oke": ("company", "party", None),
}
CLAIMS = {
    "weeks": ("eleven weeks of repair", "From 21 March to 6 June are eleven weeks.", "the closing"),
    "emptied": ("It had been emptied on Saturday, 21 March", "The pool was emptied on 21 March.", "the closing"),
    "pump": (
        "he switched the pump on by hand on the morning of 21 March",
        "On the morning of 21 March Ruben Sall switched the pump on by hand.",
        "the pump",
    ),
    "oster": ("he had spent all of 21 March in Oster", "Ruben Sall spent all of 21 March in Oster.", "the pump"),
    "cost": ("The repair cost 1,840 crowns", "The repair of the pool cost 1,840 crowns.", "the bill"),
    "parts": ("1,200 crowns were for the pump and 640 for new tiles", "1,200 and 640 are 1,840 crowns.", "the bill"),
    "aside": ("the council had set aside 2,500 crowns", "In January the council set aside 2,500 crowns.", ""),
    "temper": ("Half the town has been in a bad temper", "Half the town has been in a bad temper since March.", ""),
    "ices": ("Her ices sold badly in February", "Tilda Oke’s ices sold badly in February.", ""),
    "glad": ("most people will be glad of the water", "Most people will be glad of the water.", ""),
    "finest": ("It is the finest pool in the county", "No pool in the county is finer than this.", ""),
}
PAIRS = {
    ("pump", "oster"): ("contradiction", "place"),
    ("weeks", "emptied"): ("compatible", None),
    ("cost", "parts"): ("compatible", None),
    ("cost", "aside"): ("different-event", None),
    ("temper", "ices"): ("different-event", None),
}
HERE, NOT = ("weeks", "parts"), {"temper": "vague", "glad": "future", "finest": "value"}


def attribute(draft: Draft) -> None:
    """Step 2: accept, correct one, refuse one."""
    step = draft.attributions()
    for s in step.view()["suggestions"]:
        value, content = s["value"], _words(draft.article, s["value"]["content"][0])
        if "becomes of the rest" in content:
            choose_refused(step, s["id"])
            continue
        if content.startswith("that invites"):
            value = value | {"content": tokens(draft, "The repair cost 1,840 crowns")}
        send(step, s["id"], value)


def choose_refused(step, id: str) -> None:
    send(step, f"{id}.refused", {"type": "choice", "item": id, "option": "refused"})


def finish(draft: Draft) -> None:
    """The other steps, as the guide tells them."""
    attribute(draft)
    step = draft.voices_step()
    choose(step, "keeper.same", "sall")
    for id, (kind, stake, part_of) in VOICES.items():
        choose(step, f"{id}.kind", kind)
        choose(step, f"{id}.stake", stake)
        write(step, **{f"{id}__why": step.view()["starts"][stake]})
        if part_of:
            choose(step, f"{id}.part_of", part_of)
    lost = tokens(draft, "Her ices sold badly in February")
    send(step, "oke.words", {"type": "spans", "item": "oke.words", "tokens": lost})
    step = draft.claims_step()
    for id, (words, gist, event) in CLAIMS.items():
        send(step, id, {"type": "spans", "item": id, "tokens": tokens(draft, words)})
        write(step, **{f"{id}__gist": gist, f"{id}__event": event})
    step = draft.pairs()
    for (a, b), (relation, dimension) in PAIRS.items():
        value = {"type": "pair", "a": a, "b": b, "same_event": relation != "different-event"}
        send(step, f"{a}+{b}", value | {"relation": relation, "dimension": dimension})
    step = draft.assessments()
    for id in CLAIMS:
        where = "here" if id in HERE else "not" if id in NOT else "elsewhere"
        evidence = {"here": "reference", "not": "none", "elsewhere": "document"}[where]
        value = {"type": "assessment", "claim": id, "checkability": where, "evidence": evidence}
        send(step, id, value | {"reasons": [NOT[id]] if id in NOT else []})
    step = draft.reasons()
    for item in reason_items(draft):
        write(step, **{f"{item['id']}__why": item["suggested"]})
    write(draft.tasks(), coder="A. Teacher", date="2026-11-28")


def test_the_guides_own_case_is_fit_and_has_all_five_tasks(draft, tmp_path):
    """With the reasons that are suggested to begin with; and it is as the guide tells it, step by step."""
    finish(draft)
    checked = draft.check()
    assert checked.fit, str(checked)
    silent = re.search(r"Five sentences have no speaker, .*?: (.+?)\.", PROSE)[1]
    assert re.findall(r"p\ds\d", silent) == review.silent(draft)
    suggested = len(draft.claims_step().view()["suggestions"])
    told = re.search(r"Of the (\d+) suggested we accept (\d+) and pick two of our own", PROSE)
    asked = len(Draft("pool", _copy(tmp_path)).claims_step().view()["suggestions"])
    assert int(told[1]) == asked and suggested < asked and int(told[2]) + 2 == len(draft.claims)
    relations = Counter(p.relation for p in draft.layer.pairs)
    assert relations["contradiction"] == 1 and "Of our five pairs one is a contradiction" in PROSE
    assert {p.dimension for p in draft.layer.pairs} == {"place", None} and len(draft.layer.pairs) == 5
    made, asked = draft.layer, tasks(draft)
    held = (made.attributions, draft.voices, draft.claims, made.pairs, made.of(Chain), reason_items(draft))
    outcome = re.search(r"\*\*What comes of it:\*\* (.+?)\.", PROSE)[1]
    points = int(sum(task.points for task in asked))
    assert re.findall(r"\d+", outcome) == [str(len(part)) for part in held] + [str(points)]
    assert "our text gives all five" in PROSE and len(asked) == 5


def _copy(tmp_path: Path) -> Path:
    """A draft with the first step alone."""
    made = tmp_path / "first" / "answers" / "pool"
    made.mkdir(parents=True)
    sheet = (tmp_path / "pool" / "answers" / "pool" / "source.jsonl").read_text(encoding="utf-8")
    (made / "source.jsonl").write_text(sheet, encoding="utf-8")
    return tmp_path / "first"


def test_the_guides_own_case_is_saved_and_passes_the_check_of_every_case(draft, tmp_path, monkeypatch):
    """Where the guide says, beside the notebook; each reason is one that learners could read."""
    finish(draft)
    monkeypatch.chdir(tmp_path)
    assert draft.save().lines()[0] == "Saved in cases/pool." and "`solutions/cases/pool/`" in TEXT
    assert check_case(tmp_path / "cases" / "pool") == []
    whys = [a.why for a in load("cases/pool").key.layer.annotations]
    assert all(len(why) > 15 and why.endswith((".", "”")) and "None" not in why for why in whys)


def test_the_pack_that_it_shows_is_one(draft):
    """In the folder that it names, with the two documents that its list names; and the step opens."""
    folder = draft.folder / "evidence"
    folder.mkdir()
    assert "`solutions/drafts/pool/evidence/`" in PROSE
    (folder / "pack.yaml").write_text(next(b for b in BLOCKS if b.startswith("- {id: ")), encoding="utf-8")
    (folder / "bill.csv").write_text("For,Crowns\nPump,1200\nTiles,640\n", encoding="utf-8")
    (folder / "poster.md").write_text("We open on 6 June.\n", encoding="utf-8")
    assert draft.pack.fault is None and [d.id for d in draft.documents] == ["bill", "poster"]
    assert draft.verdicts().progress_words() == "waits for claims"


def test_its_sums_are_right():
    """The weeks, the weekdays and the parts of the bill."""
    emptied, opened = date(2026, 3, 21), date(2026, 6, 6)
    days = (opened - emptied).days
    assert days == 7 * 11 and f"{days} days" in PROSE
    assert emptied.strftime("%A") == opened.strftime("%A") == "Saturday"
    assert 1_200 + 640 == 1_840 and "1,200 and 640" in PROSE
