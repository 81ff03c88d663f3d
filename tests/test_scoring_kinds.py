"""What holds of the scores of chains, found pairs, verdicts, decks and briefs, whatever the key and the answers."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.article import Span, build_article
from kit.model import (
    Alternative,
    Chain,
    Choice,
    Criterion,
    Item,
    Layer,
    Option,
    Pair,
    Rating,
    Spans,
    Task,
    Verdict,
    VoiceFacts,
)
from kit.origins import origins, root
from kit.scoring import score
from kit.scoring.about import ORIGINS, by_item, chain_label, chain_of, item_ids
from kit.scoring.chains import NUMBER, PARTLY, links, overlap
from kit.scoring.rubric import credit

FRONT = dict.fromkeys(("title", "language", "kind", "source", "licence", "level", "content_note"), "x")
ARTICLE = build_article("plain", [["one two three four five six"] for _ in range(6)], **FRONT)
VOICES = ("a", "b", "c", "d")
CLAIMS = tuple(f"c{n}" for n in range(6))


def task(kind, **parts):
    """A task of seven points."""
    front = {"id": "t", "case": "plain", "title": "", "prompt": "", "objective": "", "points": 7}
    return Task(kind=kind, **{**front, **parts})


def judged(asked, key, made):
    """The score of a layer against a key."""
    return score(asked, ARTICLE, Layer(tuple(key)), Layer(tuple(made)))


chains = st.lists(st.sampled_from(VOICES), max_size=3, unique=True).map(tuple)
verdicts = st.sampled_from(["supported", "refuted", "conflicting", "not-enough-evidence"])
relations = st.sampled_from(["contradiction", "tension", "compatible", "different-event"])


@st.composite
def keyed(draw):
    """A task of one of the kinds, its key, and some answers."""
    kind = draw(st.sampled_from(["chains", "verdicts", "items", "open"]))
    if kind == "chains":
        asked = task("chains", claims=CLAIMS, fields=(ORIGINS,))
        key = [Chain(id=f"k{c}", claim=c, voices=draw(chains)) for c in CLAIMS]
        key.append(Choice(id="origins/t", item="origins/t", option=str(len({k.voices[-1:] for k in key}))))
        made = [Chain(id=c, claim=c, voices=draw(chains)) for c in CLAIMS if draw(st.booleans())]
        made += [Choice(id=ORIGINS, item=ORIGINS, option=draw(st.sampled_from("123456")))]
    elif kind == "verdicts":
        asked = task("verdicts", claims=CLAIMS, fields=("document",))
        key = [
            Verdict(id=f"k{c}", claim=c, verdict=draw(verdicts), document=draw(st.sampled_from("xy"))) for c in CLAIMS
        ]
        made = [Verdict(id=c, claim=c, verdict=draw(verdicts), document=draw(st.sampled_from("xy"))) for c in CLAIMS]
        made = [m for m in made if draw(st.booleans())]
    elif kind == "items":
        asked, key, made = draw(decks())
    else:
        asked = task("pairs", claims=CLAIMS)
        pairs = draw(st.lists(st.sampled_from(item_ids(asked)), min_size=1, unique=True))
        key = [Pair(id=f"k{p}", a=p[:2], b=p[3:], relation=draw(relations)) for p in pairs]
        key.append(dataclasses.replace(key[0], relation="contradiction"))
        key = key[1:]
        own = draw(st.lists(st.sampled_from(item_ids(asked)), unique=True))
        made = [Pair(id=p, a=p[:2], b=p[3:], relation=draw(relations)) for p in own]
    return asked, key, made


OPTIONS = tuple(Option(id, id) for id in "pqr")


@st.composite
def decks(draw):
    """Six items of the three ways of asking."""
    asks = [draw(st.sampled_from(["choice", "end", "words"])) for _ in range(6)]
    items = tuple(
        Item(f"i{n}", ask, "?", (f"p{n + 1}s1",), (), OPTIONS if ask == "choice" else ()) for n, ask in enumerate(asks)
    )
    key = [answer(draw, item, n) for n, item in enumerate(items)]
    made = [answer(draw, item, n) for n, item in enumerate(items) if draw(st.booleans())]
    return task("items", items=items), key, made


def answer(draw, item, n):
    """An answer to an item in the way in which it asks."""
    sound = draw(st.booleans())
    if item.ask == "choice":
        return Choice(id=item.id, item=item.id, option=draw(st.sampled_from("pqr")), sound=sound)
    if item.ask == "words" and draw(st.booleans()):
        return Spans(id=item.id, item=item.id, none=True, sound=sound)
    words = ARTICLE.tokens[6 * n : 6 * n + 6]
    first, last = sorted((draw(st.integers(0, 5)), draw(st.integers(0, 5))))
    return Spans(id=item.id, item=item.id, spans=(Span(words[first].start, words[last].end),), sound=sound)


@given(keyed())
def test_a_score_stays_within_its_bounds(case):
    """From nothing to all, with counts that fit."""
    asked, key, made = case
    got = judged(asked, key, made)
    assert 0 <= got.credit <= 1 and got.points == pytest.approx(got.credit * asked.points)
    d = got.detection
    assert 0 <= d.hits <= d.signals and 0 <= d.false_alarms <= d.noises


@given(keyed())
def test_a_key_earns_everything_and_a_blank_sheet_nothing(case):
    """Whatever the key holds."""
    asked, key, _ = case
    own = Layer(tuple(by_item(asked, Layer(tuple(key))).values()))
    whole = score(asked, ARTICLE, Layer(tuple(key)), own)
    assert whole.credit == pytest.approx(1) and whole.detection.false_alarms == 0
    assert whole.detection.hits == whole.detection.signals
    assert judged(asked, key, []).credit == 0


@given(keyed(), st.randoms())
def test_the_order_of_answers_changes_nothing(case, random):
    """Neither in the key nor in the sheet."""
    asked, key, made = case
    mixed_key, mixed = random.sample(key, len(key)), random.sample(made, len(made))
    assert judged(asked, mixed_key, mixed).credit == pytest.approx(judged(asked, key, made).credit)


@given(keyed())
def test_the_points_of_the_parts_are_the_points_of_the_whole(case):
    """Each judgement says what it added, where nothing was held at 0."""
    got = judged(*case)
    total = sum(j.points for j in got.judgements)
    assert got.points == pytest.approx(max(0.0, total)) or total > got.points >= 0


@given(keyed())
def test_a_right_answer_more_is_never_worth_less(case):
    """Adding the key's own answer to a blank item does not cost."""
    asked, key, made = case
    wanted, there = by_item(asked, Layer(tuple(key))), by_item(asked, Layer(tuple(made)))
    before = judged(asked, key, made).credit
    for id in wanted:
        if id not in there:
            assert judged(asked, key, [*made, wanted[id]]).credit >= before - 1e-9


# ---- chains


def test_links_say_where_a_chain_begins():
    """So a chain that stops too early shares no end with the whole one."""
    assert overlap(("a", "b"), ("a",)) == pytest.approx(2 / 5) and overlap(("a",), ("b",)) == 0
    assert len(links(())) == 1 and chain_of(chain_label(("a", "b"))) == ("a", "b") and chain_of("") == ()


def test_a_chain_with_one_wrong_link_earns_half_of_the_others():
    """It leads to another origin."""
    asked = task("chains", claims=("c0",))
    key = [Chain(id="k", claim="c0", voices=("a", "b"))]
    got = judged(asked, key, [Chain(id="c0", claim="c0", voices=("a",))])
    assert got.judgements[0].verdict == "half" and got.credit == pytest.approx(PARTLY * 2 / 5)
    assert judged(asked, key, [Chain(id="c0", claim="c0", voices=("c",))]).judgements[0].verdict == "wrong"


def test_a_further_accepted_chain_earns_everything():
    """What careful readers dispute costs nobody anything."""
    asked = task("chains", claims=("c0",))
    accept = (Alternative("voices", "a > b", "It can be read so."), Alternative("voices", "", "Or so."))
    key = [Chain(id="k", claim="c0", voices=("a",), accept=accept)]
    for voices in (("a",), ("a", "b"), ()):
        assert judged(asked, key, [Chain(id="c0", claim="c0", voices=voices)]).credit == 1


def test_the_number_of_origins_counts_as_far_as_the_chains_are_right():
    """A number alone can be guessed."""
    asked = task("chains", claims=("c0", "c1"), fields=(ORIGINS,))
    key = [Chain(id="k0", claim="c0", voices=("a",)), Chain(id="k1", claim="c1", voices=("b",))]
    key.append(Choice(id="origins/t", item="origins/t", option="2"))
    number = Choice(id=ORIGINS, item=ORIGINS, option="2")
    assert judged(asked, key, [number]).credit == 0
    half = [Chain(id="c0", claim="c0", voices=("a",)), number]
    assert judged(asked, key, half).credit == pytest.approx(0.5 * (1 - NUMBER) + 0.5 * NUMBER)


def test_voices_that_belong_together_are_one_origin():
    """A spokeswoman and her ministry; a circle of belonging does not hang."""
    facts = {
        "a": VoiceFacts("a", "authority", "b", "unknown", "", ""),
        "b": VoiceFacts("b", "authority", None, "unknown", "", ""),
        "c": VoiceFacts("c", "authority", "d", "unknown", "", ""),
        "d": VoiceFacts("d", "authority", "c", "unknown", "", ""),
    }
    told = [Chain(id=str(n), claim=f"c{n}", voices=v) for n, v in enumerate([("a",), ("x", "b"), (), ("b", "a")])]
    assert origins(told, facts) == {"b": ["c0", "c1", "c3"], "": ["c2"]}
    assert root("c", facts) in "cd" and root("nobody", facts) == "nobody"


# ---- found pairs


def pair(id, relation, **more):
    """A pair of two claims."""
    return Pair(id=id, a=id[:2], b=id[3:], relation=relation, **more)


def test_accusing_every_pair_does_not_pay():
    """Found against accused: two clashes among fifteen pairs."""
    asked = task("pairs", claims=CLAIMS)
    key = [pair("c0+c1", "contradiction"), pair("c2+c3", "tension"), pair("c4+c5", "compatible")]
    every = [pair(id, "contradiction") for id in item_ids(asked)]
    got = judged(asked, key, every)
    assert got.credit == pytest.approx(2 * 1 / (2 + 15)) and got.detection.false_alarms == 1
    assert {j.verdict for j in got.judgements} == {"right", "wrong", "invented"}


def test_setting_a_look_alike_aside_is_free():
    """Whoever writes down that two statements go together loses nothing, right or not."""
    asked = task("pairs", claims=CLAIMS)
    key = [pair("c0+c1", "contradiction"), pair("c4+c5", "compatible")]
    found = pair("c0+c1", "contradiction")
    for relation in ("compatible", "different-event"):
        assert judged(asked, key, [found, pair("c4+c5", relation), pair("c1+c2", relation)]).credit == 1
    assert judged(asked, key, [found, pair("c4+c5", "tension")]).credit == pytest.approx(2 / 3)


def test_a_pair_that_readers_dispute_neither_earns_nor_costs():
    """Whether it clashes at all is open, so nobody has to find it."""
    asked = task("pairs", claims=CLAIMS)
    disputed = pair("c2+c3", "tension", accept=(Alternative("relation", "compatible", "It can be read so."),))
    key = [pair("c0+c1", "contradiction"), disputed]
    found = pair("c0+c1", "contradiction")
    assert judged(asked, key, [found]).credit == judged(asked, key, [found, pair("c2+c3", "tension")]).credit == 1
    assert judged(asked, key, [found]).detection.signals == 1


def test_a_pair_is_the_same_in_either_order():
    """The browser writes it in the order of the text, a hand in any."""
    asked = task("pairs", claims=CLAIMS)
    turned = Pair(id="x", a="c1", b="c0", relation="contradiction")
    assert judged(asked, [pair("c0+c1", "contradiction")], [turned]).credit == 1


# ---- decks


def test_words_fit_by_half_and_ends_by_the_last_word():
    """Boundaries are a matter of taste; where a statement ends is the question itself."""
    items = (Item("i0", "words", "?", ("p1s1",)), Item("i1", "end", "?", ("p2s1",)))
    words = ARTICLE.tokens
    asked = task("items", items=items)
    key = [
        Spans(id="i0", item="i0", spans=(Span(words[0].start, words[2].end),)),
        Spans(id="i1", item="i1", spans=(words[9],)),
    ]
    fits = Spans(id="i0", item="i0", spans=(Span(words[1].start, words[2].end),))
    upto = Spans(id="i1", item="i1", spans=(Span(words[6].start, words[9].end),))
    assert judged(asked, key, [fits, upto]).credit == 1
    far = Spans(id="i1", item="i1", spans=(Span(words[6].start, words[10].end),))
    assert judged(asked, key, [fits, far]).credit == pytest.approx(0.5)


@pytest.mark.parametrize("option", ["p", "q", "r"])
def test_always_the_same_option_earns_nothing(option):
    """Also where one option is right far more often."""
    items = tuple(Item(f"i{n}", "choice", "?", (f"p{n + 1}s1",), (), OPTIONS) for n in range(6))
    key = [Choice(id=f"i{n}", item=f"i{n}", option=o) for n, o in enumerate("ppppqr")]
    made = [Choice(id=f"i{n}", item=f"i{n}", option=option) for n in range(6)]
    assert judged(task("items", items=items), key, made).credit == pytest.approx(0)


def test_an_answer_of_another_kind_is_no_answer():
    """Words where an option is asked, an option that is not offered."""
    items = (Item("i0", "choice", "?", ("p1s1",), (), OPTIONS),)
    key = [Choice(id="i0", item="i0", option="p")]
    for made in (Spans(id="i0", item="i0", none=True), Choice(id="i0", item="i0", option="z")):
        assert judged(task("items", items=items), key, [made]).judgements[0].verdict == "blank"


# ---- briefs

RUBRIC = task("brief", criteria=tuple(Criterion(c, c, {}) for c in "xyz"))


def test_a_rubric_adds_up_its_levels():
    """Weak is nothing, strong is all; what was not rated counts nothing."""
    assert credit(RUBRIC, {}) == 0 and credit(RUBRIC, dict.fromkeys("xyz", "strong")) == 1
    assert credit(RUBRIC, {"x": "strong", "y": "partial"}) == pytest.approx(0.5)
    with pytest.raises(ValueError):
        credit(RUBRIC, {"x": "superb"})


def test_a_learners_own_rating_is_their_score():
    """And nothing that they wrote is judged."""
    got = judged(RUBRIC, [], [Rating(id="rate-x", criterion="x", level="strong")])
    assert got.credit == pytest.approx(1 / 3) and [j.verdict for j in got.judgements] == ["rated", "blank", "blank"]
