"""What the suggester finds beside attributions, on the shipped lessons and on any folder of texts.

    python benchmarks/suggest_facts.py [FOLDER]

On the lessons, with the attributions of their keys: voices as in the key, claims of the case among the statements,
contradictions and tensions of the key among the pairs worth a look, by what they part on. On the .txt files of a
folder: facts, and pairs worth a look, per 1,000 words, and words a second of each part.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import kit  # noqa: E402
from kit.article import Span  # noqa: E402
from kit.case import Case  # noqa: E402
from kit.model import Attribution, Pair, Spans  # noqa: E402
from kit.suggest import suggest_layer  # noqa: E402
from kit.suggest.attributions import find_attributions  # noqa: E402
from kit.suggest.claims import Statement, find_statements  # noqa: E402
from kit.suggest.clashes import find_clashes  # noqa: E402
from kit.suggest.facts import find_facts  # noqa: E402
from kit.suggest.sentences import split_sentences  # noqa: E402
from kit.suggest.voices import PRONOUNS, name_voices  # noqa: E402

LESSONS = ("bridge", "flood", "goat", "heir", "naps", "trams")
CLASHING = ("contradiction", "tension")


def main() -> int:
    """Print the figures; 0 also where no folder is named."""
    print("The lessons, with the attributions of their keys")
    seen: Counter[str] = Counter()
    for lesson in LESSONS:
        seen += of_lesson(kit.load(lesson))
    print(f"  sources in words: {seen['named right']} of {seen['named']} voices as in the key")
    print(
        f"  pronouns: best {seen['pronoun right']}, among the candidates {seen['pronoun offered']} of {seen['pronoun']}"
    )
    print(f"  statements that are a claim of the case: {seen['claim right']} of {seen['claim']}")
    print(f"  pairs let through {seen['pair']}: {seen['pair right']} clash, {seen['pair known']} more are in the key")
    for name in sorted(name for name in seen if name.startswith("wanted ")):
        dimension = name.removeprefix("wanted ")
        print(f"  recall, {dimension}: {seen['found ' + dimension]} of {seen[name]}")
    if len(sys.argv) < 2:
        print("No folder of texts is named: nothing is measured beyond the lessons.")
        return 0
    of_texts([path.read_text(encoding="utf-8") for path in sorted(Path(sys.argv[1]).glob("*.txt"))])
    return 0


def of_lesson(case: Case) -> Counter[str]:
    """The counts of one case."""
    key = [replace(a, voice=None, accept=()) for a in case.key.layer.attributions]
    named, _ = name_voices(case.article.text, key)
    return of_voices(case, named) + of_pairs(case, named)


def of_voices(case: Case, named: list[Attribution]) -> Counter[str]:
    """A suggested voice stands for the voice of the key that most of its sources in words have."""
    seen: Counter[str] = Counter()
    meant: dict[str, Counter[str]] = {}
    both = [(k, m) for k, m in zip(case.key.layer.attributions, named, strict=True) if k.voice and k.source]
    plain = [(k, m) for k, m in both if case.article.words(k.source[0]).lower() not in PRONOUNS]
    for wanted, made in plain:
        meant.setdefault(made.voice or "", Counter())[wanted.voice] += 1
    stands_for = {id: votes.most_common(1)[0][0] for id, votes in meant.items()}
    for wanted, made in both:
        kind = "named" if (wanted, made) in plain else "pronoun"
        right = [stands_for.get(id, id) for id in (made.voice, *(a.label for a in made.accept))]
        seen[kind] += 1
        seen[f"{kind} right"] += right[0] == wanted.voice
        seen[f"{kind} offered"] += wanted.voice in right
    return seen


def of_pairs(case: Case, named: list[Attribution]) -> Counter[str]:
    """Statements and pairs against the claims and pairs of the case; a statement is a claim by half of their words."""
    text, seen = case.article.text, Counter()
    statements = find_statements(text, paragraphs(case), named, find_facts(text))
    claims = [claim_of(case, statement) for statement in statements]
    seen["claim"], seen["claim right"] = len(claims), sum(claim is not None for claim in claims)
    key = {frozenset((p.a, p.b)): p for p in case.key.layer.pairs}
    found = {frozenset((claims[c.a], claims[c.b])) for c in find_clashes(text, statements)}
    clashing = {ids: pair for ids, pair in key.items() if pair.relation in CLASHING}
    seen["pair"], seen["pair right"] = len(find_clashes(text, statements)), len(found & clashing.keys())
    seen["pair known"] = len(found & key.keys()) - seen["pair right"]
    for ids, pair in clashing.items():
        seen[f"wanted {pair.dimension}"] += 1
        seen[f"found {pair.dimension}"] += ids in found
    return seen


def paragraphs(case: Case) -> list[list[Span]]:
    """The sentences of a case's article."""
    made: dict[int, list[Span]] = {}
    for sentence in case.article.sentences:
        made.setdefault(sentence.paragraph, []).append(Span(sentence.start, sentence.end))
    return list(made.values())


def claim_of(case: Case, statement: Statement) -> str | None:
    """The case's claim that these words are, if they are one."""
    ours = case.article.token_ids([statement.span])
    for claim in case.claim_list:
        theirs = case.article.token_ids([claim.span])
        if 2 * len(ours & theirs) >= len(ours | theirs):
            return claim.id
    return None


def of_texts(texts: list[str]) -> None:
    """Facts and flags per 1,000 words, and the speed of each part."""
    words = sum(len(text.split()) for text in texts)
    print(f"{len(texts)} texts, {words} words")
    layers = [suggest_layer(text) for text in texts]
    items = Counter(a.item for layer in layers for a in layer.of(Spans))
    items["pair worth a look"] = sum(len(layer.of(Pair)) for layer in layers)
    for item, count in sorted(items.items()):
        print(f"  {item}: {count}, {1000 * count / words:.2f} per 1,000 words")
    for part, seconds in timed(texts):
        print(f"  {part}: {words / seconds:,.0f} words a second")


def timed(texts: list[str]) -> Iterator[tuple[str, float]]:
    """Seconds of processor time of each part over all texts."""
    split = each(split_sentences, texts)
    found = each(find_attributions, texts, split.made)
    named = each(name_voices, texts, found.made)
    facts = each(find_facts, texts)
    voiced = [attributions for attributions, _ in named.made]
    said = each(find_statements, texts, split.made, voiced, facts.made)
    clashes = each(find_clashes, texts, said.made)
    parts = ("sentences", "attributions", "voices", "facts", "statements", "pairs")
    yield from zip(parts, (done.seconds for done in (split, found, named, facts, said, clashes)), strict=True)


class Done(NamedTuple):
    """What a part made of each text, and how long it took for all."""

    made: list
    seconds: float


def each(part: Callable, *inputs: list) -> Done:
    """A part of the suggester, on one text after the other."""
    start = time.process_time()
    made = [part(*given) for given in zip(*inputs, strict=True)]
    return Done(made, time.process_time() - start)


if __name__ == "__main__":
    raise SystemExit(main())
