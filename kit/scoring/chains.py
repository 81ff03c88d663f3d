"""Chains: through which voices a claim reached the reader, and how many independent origins there are.

After the source chains of FactBank (Saurí & Pustejovsky 2009). A chain is judged by its links, the last of
which says where it begins; a chain with one wrong link leads to another origin, so it earns half of what its links
would. The shares are ours.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from kit.article import Article
from kit.model import Chain, Choice, Detection, FieldJudgement, Judgement, Layer, Score, Task
from kit.scoring.about import ORIGINS, by_item, chain_label, chain_of

PARTLY = 0.5
"""What the right links of a chain that is not right as a whole are worth."""
NUMBER = 0.15
"""Share of a task's credit for the number of origins, where asked: earned as far as the chains are right, since a
number alone can be guessed."""


def links(voices: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    """Each step of a chain from the reader's end, and where it begins.

    >>> sorted(links(("council", "engineer")))
    [('', 'council'), ('council', 'engineer'), ('engineer', '')]
    """
    return frozenset(pairwise(("", *voices, "")))


def overlap(key: tuple[str, ...], made: tuple[str, ...]) -> float:
    """Harmonic mean of precision and recall on links.

    >>> overlap(("council", "engineer"), ("council", "engineer"))
    1.0
    >>> overlap(("council",), ())
    0.0
    """
    ours, theirs = links(made), links(key)
    return 2 * len(ours & theirs) / (len(ours) + len(theirs))


def score(task: Task, article: Article, key: Layer, answers: Layer) -> Score:
    """The mean credit of the chains, and the number of origins."""
    wanted, made = by_item(task, key), by_item(task, answers)
    asked = {id: a for id, a in wanted.items() if isinstance(a, Chain)}
    number = wanted.get(ORIGINS)
    share = (1 - NUMBER if number else 1) / max(1, len(asked))
    judgements = [judge(a, made.get(id)) for id, a in asked.items()]
    judgements = [replace(j, points=j.credit * share * task.points) for j in judgements]
    mean = sum(j.credit for j in judgements) / max(1, len(asked))
    credit = mean * (1 - NUMBER if number else 1)
    if number:
        judgement = _number(number, made.get(ORIGINS), mean)
        judgements.append(replace(judgement, points=judgement.credit * NUMBER * task.points))
        credit += judgement.credit * NUMBER
    credit = min(1.0, round(credit, 12))
    return Score(task.name, credit, task.points * credit, task.points, tuple(judgements), _detection(asked, made))


def judge(wanted: Chain, answer: Chain | None) -> Judgement:
    """One chain: 1 as the key has it or accepts it, else half of the share of its links that are right."""
    if not isinstance(answer, Chain):
        return Judgement("blank", None, wanted.id, 0.0)
    accepted = chain_label(answer.voices) in {chain_label(chain_of(a)) for a in wanted.right_labels("voices")}
    right = answer.voices == wanted.voices or accepted
    credit = 1.0 if right else PARTLY * overlap(wanted.voices, answer.voices)
    field = FieldJudgement("voices", answer.voices, wanted.voices, credit, accepted and answer.voices != wanted.voices)
    verdict = "right" if right else "half" if credit else "wrong"
    return Judgement(verdict, answer.id, wanted.id, credit, fields=(field,))


def _number(wanted: Choice, answer: Choice | None, worth: float) -> Judgement:
    if not isinstance(answer, Choice):
        return Judgement("blank", None, wanted.id, 0.0)
    right = answer.option == wanted.option or answer.option in wanted.right_labels("option")
    field = FieldJudgement("option", answer.option, wanted.option, float(right))
    return Judgement("right" if right else "wrong", answer.id, wanted.id, worth if right else 0.0, fields=(field,))


def _detection(asked, made) -> Detection:
    """Statements that come through somebody else, and straight ones that were made longer than they are."""
    hits = signals = alarms = noises = 0
    for id, wanted in asked.items():
        answer = made.get(id)
        long = isinstance(answer, Chain) and len(answer.voices) > 1
        accepted = isinstance(answer, Chain) and judge(wanted, answer).verdict == "right"
        if len(wanted.voices) > 1:
            signals += 1
            hits += long or accepted
        else:
            noises += 1
            alarms += long and not accepted
    return Detection(hits, signals, alarms, noises)
