"""What holds of every score, whatever the key and whatever the answers."""

import dataclasses

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kit.article import Span, build_article
from kit.codebook import codebook
from kit.model import Alternative, Assessment, Attribution, Choice, Layer, Pair, Task, Vote
from kit.scoring import score

FRONT = dict.fromkeys(("title", "language", "kind", "source", "licence", "level", "content_note"), "x")
SENTENCES, WORDS = 4, 9
ARTICLE = build_article(
    "plain",
    [[" ".join(f"w{s}{n}" for n in range(WORDS)) for s in range(2)] for _ in range(SENTENCES // 2 + 1)],
    **FRONT,
)
QUIET = [s.id for s in ARTICLE.sentences][SENTENCES:]
"""Sentences in which no key below marks anything."""
LOUD = range(SENTENCES * WORDS)
LABELS = codebook().ids
WHO = Task(
    id="t",
    case="plain",
    kind="attributions",
    title="",
    prompt="",
    objective="",
    points=7,
    sentences=tuple(s.id for s in ARTICLE.sentences),
    fields=("quote", "naming"),
)
NONE_HERE = Choice(id="none", item="none-here", option="yes")


def spans(ids):
    """Runs of neighbouring words as spans."""
    made = []
    for id in sorted(ids):
        token = ARTICLE.tokens[id]
        touches = made and id - 1 in ids and ARTICLE.at(made[-1].start) == ARTICLE.at(token.start)
        made[-1:] = [Span(made[-1].start, token.end)] if touches else [*made[-1:], token]
    return tuple(made)


@st.composite
def attributions(draw, id="a", among=LOUD, whole=False):
    """An attribution on some of the words; `whole` ones have a cue and content and no word in two roles."""
    words = st.sets(st.sampled_from(list(among)), max_size=8)
    content = draw(st.sets(st.sampled_from(list(among)), min_size=1 if whole else 0, max_size=12))
    cue, source = draw(words), draw(words)
    if whole:
        content, source = set(content), source - content
        cue = cue - content - source
        assume(cue)
    labels = {f: draw(st.none() | st.sampled_from(LABELS[f])) for f in ("quote", "naming")}
    attitude = draw(st.sampled_from(["said", "believed", "want"])) if whole else None
    return Attribution(id=id, source=spans(source), cue=spans(cue), content=spans(content), attitude=attitude, **labels)


def layers(prefix, most=4, **options):
    """Layers of attributions with ids of their own."""
    numbers = st.integers(0, most)
    return numbers.flatmap(lambda n: st.tuples(*(attributions(f"{prefix}{i}", **options) for i in range(n)))).map(Layer)


keys, answers = layers("k", whole=True), layers("a")


def invented(n):
    """An attribution where the key has none."""
    quiet = [i for i, t in enumerate(ARTICLE.tokens) if ARTICLE.at(t.start).id in QUIET]
    return attributions(f"z{n}", among=quiet).filter(lambda a: a.spans)


@given(keys)
def test_the_key_against_itself_earns_all(key):
    """Wherever it asks for anything."""
    got = score(WHO, ARTICLE, key, key)
    if [a for a in key.attributions if not a.optional]:
        assert got.credit == pytest.approx(1) and got.points == pytest.approx(WHO.points)
    else:
        assert score(WHO, ARTICLE, key, Layer((NONE_HERE,))).credit == 1


@given(keys, answers)
def test_a_credit_is_a_share_and_its_parts_add_up(key, made):
    """Between 0 and 1, points likewise, and the judgements' points sum to the score."""
    got = score(WHO, ARTICLE, key, made)
    assert 0 <= got.credit <= 1 + 1e-9 and got.points == pytest.approx(got.credit * WHO.points)
    assert sum(j.points for j in got.judgements) == pytest.approx(got.points)
    assert sorted(j.key for j in got.judgements if j.key) == sorted(a.id for a in key.attributions)
    answered = [j.answer for j in got.judgements if j.answer]
    assert sorted(answered) == sorted(a.id for a in made.attributions if a.spans)


@given(keys)
def test_blank_earns_nothing(key):
    """Also on an empty key."""
    assert score(WHO, ARTICLE, key, Layer()).credit == 0


@given(keys, answers, invented(0))
def test_one_more_invented_attribution_never_helps(key, made, extra):
    """Highlighting more where nothing is cannot raise a score."""
    before = score(WHO, ARTICLE, key, made).credit
    after = score(WHO, ARTICLE, key, Layer((*made.annotations, extra))).credit
    assert after <= before + 1e-12
    if before:
        assert after < before, "crying wolf costs"


@given(keys, st.data())
def test_removing_a_found_attribution_never_helps(key, data):
    """Of answers that mark nothing twice, each one found is worth keeping."""
    mixed = [dataclasses.replace(a, id=f"a{n}", quote=None, naming=None) for n, a in enumerate(key.attributions)]
    extra = data.draw(st.lists(invented(0), max_size=1))
    made = (*mixed, *extra)
    before = score(WHO, ARTICLE, key, Layer(made))
    found = [j.answer for j in before.judgements if j.answer and j.credit]
    assume(found)
    gone = data.draw(st.sampled_from(found))
    rest = score(WHO, ARTICLE, key, Layer(tuple(a for a in made if a.id != gone)))
    # Where the key's own attributions overlap, another answer may take the place of the one removed.
    assume(len([j for j in rest.judgements if j.answer and j.credit]) < len(found))
    assert rest.credit <= before.credit + 1e-12


@given(keys, answers, st.randoms(use_true_random=False))
def test_the_order_of_annotations_changes_nothing(key, made, chance):
    """Neither of the key's nor of the answers'."""
    before = score(WHO, ARTICLE, key, made)
    turned = []
    for layer in (key, made):
        annotations = list(layer.annotations)
        chance.shuffle(annotations)
        turned.append(Layer(tuple(annotations)))
    after = score(WHO, ARTICLE, *turned)
    assert after.credit == pytest.approx(before.credit)
    assert {(j.verdict, j.answer, j.key) for j in after.judgements} == {
        (j.verdict, j.answer, j.key) for j in before.judgements
    }


@given(answers)
def test_on_an_empty_key_only_none_here_is_right(made):
    """None here earns all, blank nothing, and anything marked nothing."""
    drawn = [a for a in made.attributions if a.spans]
    assert score(WHO, ARTICLE, Layer(), Layer((*made.annotations, NONE_HERE))).credit == (0 if drawn else 1)
    assert score(WHO, ARTICLE, Layer(), made).credit == 0


# ---- pairs and assessments


def item_task(kind, ids, fields):
    """A task on these items."""
    base = {"id": "t", "case": "plain", "kind": kind, "title": "", "prompt": "", "objective": "", "points": 5}
    if kind == "pairs":
        return Task(**base, fields=fields, pairs=tuple(tuple(id.split("+")) for id in ids))
    return Task(**base, fields=fields, claims=tuple(ids))


def item(kind, id, main, **details):
    """An annotation of an item."""
    if kind == "pairs":
        a, b = id.split("+")
        return Pair(id=id, a=a, b=b, relation=main, **details)
    return Assessment(id=id, claim=id, checkability=main, **details)


@st.composite
def item_tasks(draw, classes=1):
    """A task of pairs or assessments and its key, of at least so many classes."""
    kind = draw(st.sampled_from(["pairs", "assessments"]))
    n = draw(st.integers(2, 7))
    if kind == "pairs":
        ids, fields = [f"c{i}+d{i}" for i in range(n)], draw(st.sampled_from([(), ("dimension",)]))
        made = []
        for id in ids:
            relation = draw(st.sampled_from(LABELS["relation"]))
            clash = relation in ("contradiction", "tension")
            made.append(
                item(kind, id, relation, dimension=draw(st.sampled_from(LABELS["dimension"])) if clash else None)
            )
    else:
        ids = [f"c{i}" for i in range(n)]
        fields = tuple(draw(st.sets(st.sampled_from(["reasons", "sourcing", "evidence"]))))
        made = []
        for id in ids:
            main = draw(st.sampled_from(LABELS["checkability"]))
            made.append(item(kind, id, main, **draw(assessment_details(reasons=main == "not"))))
    main_of = "relation" if kind == "pairs" else "checkability"
    assume(len({getattr(a, main_of) for a in made}) >= classes)
    return item_task(kind, ids, fields), Layer(tuple(made))


@st.composite
def assessment_details(draw, reasons=True):
    """Reasons (or none), sourcing gaps and a kind of evidence."""
    subset = lambda field, least=0: tuple(  # noqa: E731
        sorted(draw(st.sets(st.sampled_from(LABELS[field]), min_size=least, max_size=2)))
    )
    return {
        "reasons": subset("reasons", 1) if reasons else (),
        "sourcing": subset("sourcing"),
        "evidence": draw(st.sampled_from(LABELS["evidence"])),
    }


@st.composite
def item_answers(draw, task):
    """Any answers to some of the task's items."""
    made = []
    for id in ["+".join(p) for p in task.pairs] or task.claims:
        if draw(st.booleans()):
            continue
        if task.kind == "pairs":
            dimension = draw(st.none() | st.sampled_from(LABELS["dimension"]))
            made.append(item("pairs", id, draw(st.none() | st.sampled_from(LABELS["relation"])), dimension=dimension))
        else:
            main = draw(st.none() | st.sampled_from(LABELS["checkability"]))
            made.append(item("assessments", id, main, **draw(assessment_details(reasons=draw(st.booleans())))))
    return tuple(made)


@given(item_tasks(classes=2), st.data())
def test_every_constant_answer_earns_nothing(task_and_key, data):
    """The same label for every item, with whatever details: chance is corrected away."""
    task, key = task_and_key
    main = data.draw(st.sampled_from(LABELS["relation" if task.kind == "pairs" else "checkability"]))
    if task.kind == "pairs":
        details = {"dimension": data.draw(st.none() | st.sampled_from(LABELS["dimension"]))}
    else:
        details = data.draw(assessment_details(reasons=data.draw(st.booleans())))
    ids = ["+".join(p) for p in task.pairs] or task.claims
    constant = Layer(tuple(item(task.kind, id, main, **details) for id in ids))
    assert score(task, ARTICLE, key, constant).credit == pytest.approx(0, abs=1e-9)


@given(item_tasks())
def test_an_item_key_against_itself_earns_all_and_blank_nothing(task_and_key):
    """Whatever its classes and details."""
    task, key = task_and_key
    assert score(task, ARTICLE, key, key).credit == pytest.approx(1)
    blank = score(task, ARTICLE, key, Layer())
    assert blank.credit == 0 and {j.verdict for j in blank.judgements} == {"blank"}


@given(item_tasks(), st.data())
def test_an_item_score_is_the_sum_of_its_parts_held_between_0_and_1(task_and_key, data):
    """Judgements' points add up to the score where it is not held, and order changes nothing."""
    task, key = task_and_key
    made = data.draw(item_answers(task))
    got = score(task, ARTICLE, key, Layer(made))
    total = sum(j.points for j in got.judgements)
    assert got.points == pytest.approx(min(task.points, max(0, total)), abs=1e-9)
    assert got.credit == pytest.approx(got.points / task.points)
    turned = score(task, ARTICLE, Layer(key.annotations[::-1]), Layer(made[::-1]))
    assert turned.credit == pytest.approx(got.credit)
    d = got.detection
    assert 0 <= d.hits <= d.signals and 0 <= d.false_alarms <= d.noises and d.signals + d.noises == len(key.annotations)


@given(item_tasks(classes=2), st.data())
def test_an_accepted_or_voted_class_earns_what_the_key_does(task_and_key, data):
    """Where no details are asked: the label beside the key's own is worth the same."""
    task, key = task_and_key
    task = dataclasses.replace(task, fields=())
    main = "relation" if task.kind == "pairs" else "checkability"
    chosen = data.draw(st.sampled_from(key.annotations))
    other = data.draw(st.sampled_from([label for label in LABELS[main] if label != getattr(chosen, main)]))
    if data.draw(st.booleans()):
        softened = dataclasses.replace(chosen, accept=(Alternative(main, other, "why"),))
    else:
        cast = [other, getattr(chosen, main), getattr(chosen, main)]
        softened = dataclasses.replace(chosen, votes=tuple(Vote("c", "2026-11-22", main, label) for label in cast))
    soft = Layer(tuple(softened if a is chosen else a for a in key.annotations))
    made = Layer(tuple(dataclasses.replace(a, **{main: other}) if a is chosen else a for a in key.annotations))
    assert score(task, ARTICLE, soft, made).credit == pytest.approx(1)
    assert score(task, ARTICLE, key, made).credit < 1
