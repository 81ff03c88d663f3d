"""Suggested attributions against a corpus of people's attributions, and how fast they are found.

    python benchmarks/suggest.py PATH [--resamples 1000]

PATH is a folder with `text/NAME.txt` and `attributions/NAME_CODER.ann` (brat; the layout of PolNeAR). Of several coders
the first by name is the measure. The corpus codes outermost attributions, wants among them; so of the suggestions those
without a parent are measured. "Content alone": half of the words of the content (intersection over union) are shared,
one to one. "Strict", as in a task: a word of the source or the cue is shared as well. Intervals are the middle 95 % of
resamples of the articles. "Even" are the articles whose name's SHA-256 is an even number: the suggester's rules were
made on these; "odd" are held out, and `kit.suggest.reasons.TIERS` are measured on them.

Speed needs no corpus: an invented report, repeated; the time for a word at 200,000 words over that at 10,000.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from kit.article import Article, plain_article  # noqa: E402
from kit.interchange.brat import read_brat  # noqa: E402
from kit.model import ROLES, Attribution  # noqa: E402
from kit.scoring.attributions import pair_up, words  # noqa: E402
from kit.suggest.attributions import find_attributions  # noqa: E402
from kit.suggest.quotations import find_quotations  # noqa: E402
from kit.suggest.sentences import split_sentences  # noqa: E402

KINDS = ("direct", "mixed", "indirect")
LENGTHS = (1_000, 10_000, 100_000, 200_000)
REPORT = """“The bridge is safe for feet but not for wheels,” Hanna Vorley, the engineer, told this paper on Monday.
Many bridges of its age had such cracks, she added. Fennelby Town Council said it had written to all 14 shops in Bridge
Street. According to the council, a report shows that 4,000 vehicles cross the bridge every day. The barriers went up at
six in the morning, and nobody was there to see it. Some shopkeepers fear that they will have to close.
""".replace("\n", " ")


@dataclass(frozen=True)
class Counts:
    """Of one article, by kind: attributions in the corpus, found among them, suggested, right among those."""

    even: bool
    content: dict[str, tuple[int, int, int, int]]
    strict: dict[str, tuple[int, int, int, int]]
    tokens: dict[str, tuple[int, int, int]]
    """By role: words in both, in the corpus, in the suggestions."""
    tiers: dict[int, tuple[int, int]]
    """By confidence: suggested, right by content alone."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("path", type=Path, nargs="?", default=Path("polnear-dev"))
    parser.add_argument("--resamples", type=int, default=1000)
    options = parser.parse_args()
    speed()
    if not (options.path / "text").is_dir() or not (options.path / "attributions").is_dir():
        print(f"\nNo corpus at {options.path}: text/ and attributions/ are not there. Nothing is compared.")
        return
    counts = [measured(*document) for document in documents(options.path)]
    for name, part in (
        ("even", [c for c in counts if c.even]),
        ("odd", [c for c in counts if not c.even]),
        ("all", counts),
    ):
        if part:
            report(name, part, options.resamples)


def documents(path: Path) -> Iterable[tuple[str, str, tuple[Attribution, ...]]]:
    """Name, text and first coder's attributions of each article that somebody has coded; every coding is read."""
    files, attributions = 0, 0
    for file in sorted((path / "text").glob("*.txt")):
        text = file.read_bytes().decode()
        coded = sorted((path / "attributions").glob(f"{file.stem}_*.ann"))
        codings = [read_brat(text, coding.read_bytes().decode(), coding.name) for coding in coded]
        files, attributions = files + len(codings), attributions + sum(map(len, codings))
        if codings:
            yield file.stem, text, codings[0]
    print(f"\n{files} files read as brat, without an error; {attributions} attributions in them.")


def measured(name: str, text: str, gold: tuple[Attribution, ...]) -> Counts:
    """The counts of one article."""
    paragraphs = split_sentences(text)
    article = plain_article(name, text, paragraphs)
    made = [a for a in find_attributions(text, paragraphs) if a.parent is None]
    quoted = quoted_words(article, paragraphs)
    wanted_words = {f"g{n}": words(article, a) for n, a in enumerate(gold)}
    made_words = {f"m{n}": words(article, a) for n, a in enumerate(made)}
    kinds = {id: kind(w.content, quoted) for id, w in (wanted_words | made_words).items()}
    alone = pair_up(wanted_words, made_words, content_alone=True)
    tokens = {}
    for role in ROLES:
        ours, theirs = union(wanted_words, role), union(made_words, role)
        tokens[role] = (len(ours & theirs), len(ours), len(theirs))
    tiers: dict[int, tuple[int, int]] = {}
    for n, a in enumerate(made):
        number, right = tiers.get(a.confidence, (0, 0))
        tiers[a.confidence] = (number + 1, right + (f"m{n}" in alone.values()))
    even = int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 0
    return Counts(even, by_kind(kinds, alone), by_kind(kinds, pair_up(wanted_words, made_words)), tokens, tiers)


def quoted_words(article: Article, paragraphs) -> frozenset[int]:
    """The numbers of the words that stand in quotation marks."""
    marked = [find_quotations(article.text, p[0].start, p[-1].end) for p in paragraphs]
    return article.token_ids(span for quotations in marked for span in quotations)


def kind(content: frozenset[int], quoted: frozenset[int]) -> str:
    """All of the content in marks, some of it, or none."""
    return "indirect" if not content & quoted else "direct" if content <= quoted else "mixed"


def by_kind(kinds: dict[str, str], found: dict[str, str]) -> dict[str, tuple[int, int, int, int]]:
    right = {*found, *found.values()}
    counts = {}
    for name in KINDS:
        gold = [id for id, k in kinds.items() if k == name and id[0] == "g"]
        made = [id for id, k in kinds.items() if k == name and id[0] == "m"]
        counts[name] = (len(gold), sum(id in right for id in gold), len(made), sum(id in right for id in made))
    return counts


def union(attributions: dict, role: str) -> frozenset[int]:
    return frozenset().union(*(getattr(w, role) for w in attributions.values()))


def rates(counts: Iterable[tuple[int, int, int, int]]) -> tuple[float, float, float]:
    """Precision, recall and F1, in per cent."""
    gold, found, made, right = (sum(column) for column in zip(*counts, strict=True))
    precision, recall = right / max(made, 1), found / max(gold, 1)
    return 100 * precision, 100 * recall, 200 * precision * recall / max(precision + recall, 1e-9)


def report(name: str, counts: list[Counts], resamples: int) -> None:
    """One half of the corpus, or all of it."""
    print(f"\n{name}: {len(counts)} articles")
    for title, pick in (("content alone", lambda c: c.content), ("strict", lambda c: c.strict)):
        for row in (*KINDS, "all"):
            chosen = KINDS if row == "all" else (row,)
            each = [[pick(c)[k] for k in chosen] for c in counts]
            precision, recall, f1 = rates([one for article in each for one in article])
            low, high = interval(each, resamples)
            gold, made = (sum(one[n] for article in each for one in article) for n in (0, 2))
            print(
                f"  {title:13} {row:8} precision {precision:5.1f} of {made:4}  recall {recall:5.1f} of {gold:4}"
                f"  F1 {f1:5.1f} [{low:.1f}, {high:.1f}]"
            )
    for role in ROLES:
        both, ours, theirs = (sum(c.tokens[role][n] for c in counts) for n in range(3))
        print(f"  words         {role:8} F1 {200 * both / max(ours + theirs, 1):5.1f}")
    for tier in sorted({t for c in counts for t in c.tiers}, reverse=True):
        number, right = (sum(c.tiers.get(tier, (0, 0))[n] for c in counts) for n in range(2))
        print(f"  confidence    {tier:8} right {100 * right / number:5.1f} of {number:4}")


def interval(articles: list[list[tuple[int, int, int, int]]], resamples: int) -> tuple[float, float]:
    """The middle 95 % of F1 over resamples of the articles, always the same."""
    chance = random.Random(1)
    drawn = sorted(
        rates([one for article in chance.choices(articles, k=len(articles)) for one in article])[2]
        for _ in range(resamples)
    )
    return drawn[int(0.025 * resamples)], drawn[min(int(0.975 * resamples), resamples - 1)]


def speed() -> None:
    """Words a second, and how the time for a word grows with the length."""
    size = len(REPORT.split())
    per_word: dict[int, float] = {}
    find_attributions(REPORT, split_sentences(REPORT))
    for length in LENGTHS:
        text = "\n\n".join([REPORT] * (length // size))
        began = time.process_time()
        find_attributions(text, split_sentences(text))
        per_word[length] = (time.process_time() - began) / (length // size * size)
        print(f"{length:8} words: {1 / per_word[length]:9,.0f} words a second")
    short, long = LENGTHS[1], LENGTHS[-1]
    print(f"time for a word at {long:,} words over {short:,}: {per_word[long] / per_word[short]:.2f}")


if __name__ == "__main__":
    main()
