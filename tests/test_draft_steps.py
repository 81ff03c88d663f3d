"""The review steps of a draft: what the browser says in them becomes voices, claims and a key with reasons."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from secrets import token_hex

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import suggest
from kit.article import Span, plain_article
from kit.drafting import Draft, review, steps, suggested
from kit.drafting.numbering import numbered
from kit.model import Alternative, Attribution, Chain, Key, Layer, Pair, Spans, Task, Voice

TEXT = [
    [
        "The oven at Mill Lane burned for two hours, Ada Rill said on Monday.",
        "It is the only bakery in Orlebeck.",
    ],
    [
        "“We lost nothing,” said Tom Venn, who owns the shop.",
        "He told the Echo that a neighbour had seen smoke at six.",
        "The council said the oven burned for five hours.",
    ],
]

NAMES = ["attributions", "voices_step", "claims_step", "pairs", "assessments", "chains", "reasons"]


def span(text: str, words: str) -> Span:
    """Where words stand first in a text."""
    at = text.index(words)
    return Span(at, at + len(words))


def made_layer(text: str, sentences=None) -> Layer:
    """Hand-made suggestions, on whatever of their words are in the text."""

    def attribution(id, source, cue, content, voice, **more):
        if all(words in text for words in (source, cue, content)):
            roles = {"source": (span(text, source),), "cue": (span(text, cue),), "content": (span(text, content),)}
            found.append(Attribution(id=id, **roles, voice=voice, attitude="said", **more))

    found: list = []
    attribution(
        *("m1", "Ada Rill", "said on", "The oven at Mill Lane burned for two hours", "rill"),
        quote="indirect", stance="neutral", naming="named", basis="not-given", confidence=95,
        why="“Said” stands behind a name.",
    )  # fmt: skip
    attribution(
        "m2", "Tom Venn", "said Tom", "We lost nothing", "venn", quote="direct", confidence=75, why="A quotation."
    )
    attribution(
        *("m3", "He", "told", "a neighbour had seen smoke at six", "venn"),
        confidence=60, why="“Told” has a clause.", accept=(Alternative("voice", "rill", "“He” may be another."),),
    )  # fmt: skip
    attribution("m4", "a neighbour", "had seen", "smoke at six", None, parent="m3", confidence=60, why="Inside.")
    for n, words in enumerate(("burned for two hours", "burned for five hours"), start=1):
        if words in text:
            found.append(
                Spans(id=f"c{n}", item="claim", spans=(span(text, words),), confidence=75, why="It names a number.")
            )
    if "two" in text:
        found.append(Spans(id="f1", item="figure", spans=(span(text, "two"),), confidence=90, why="It can be counted."))
    found.append(Pair(id="p1", a="c1", b="c2", dimension="number", confidence=80, why="Two numbers of one thing."))
    return Layer(tuple(found), hashlib.sha256(text.encode()).hexdigest()[:16])


def made_voices(text: str, layer: Layer) -> tuple[Voice, ...]:
    return (Voice("rill", "Ada Rill"), Voice("venn", "Tom Venn"))


@pytest.fixture
def draft(tmp_path, monkeypatch) -> Draft:
    """A draft with a text and its front matter, and hand-made suggestions for it."""
    monkeypatch.setenv("KIT_ANSWERS", str(tmp_path / "answers"))
    monkeypatch.setattr(suggested, "suggest_article", lambda article: made_layer(article.text))
    monkeypatch.setattr(review, "suggested_voices", made_voices)
    suggested.suggested.cache_clear()
    made = Draft("bakery", tmp_path / "drafts" / "bakery")
    front = {"title": "The bakery", "kind": "invented", "source": "Written for a test.", "licence": "CC BY 4.0"}
    for prompt, text in front.items():
        write(made, prompt, text)
    set_text(made, TEXT)
    yield made
    suggested.suggested.cache_clear()


def write(draft: Draft, prompt: str, text: str) -> None:
    value = {"type": "text", "id": prompt, "prompt": prompt, "text": text}
    draft.sheet("source").append({"op": "put", "op_id": token_hex(8), "id": prompt, "value": value})


def set_text(draft: Draft, paragraphs: list[list[str]]) -> None:
    write(draft, "sentences", "\n\n".join("\n".join(p) for p in paragraphs))


class Browser:
    """Says to a step what its widget would say."""

    def __init__(self, step: steps.Step) -> None:
        self.step, self.view = step, step.view()

    def say(self, op: str, id: str, value: dict | None = None, **more) -> str:
        """One operation; returns the problem that is told."""
        digest = self.step.case.article.digest
        told = {"op": op, "op_id": token_hex(8), "id": id, "digest": digest, "value": value, **more}
        _, saved = self.step.receive({k: v for k, v in told.items() if v is not None})
        assert saved["ops"], saved
        return saved["problem"]

    def put(self, id: str, value: dict, **more) -> str:
        return self.say("put", id, value, **more)

    def text(self, prompt: str, text: str) -> str:
        return self.put(prompt, {"type": "text", "prompt": prompt, "text": text})

    def choose(self, item: str, option: str) -> str:
        return self.put(item, {"type": "choice", "item": item, "option": option})

    def refuse(self, id: str) -> str:
        return self.put(f"{id}.refused", {"type": "choice", "item": id, "option": "refused"})

    def accept(self, n: int) -> str:
        """The n-th suggestion, counted from 0, as a key press on A takes it over."""
        one = self.view["suggestions"][n]
        assert not self.put(one["id"], one["value"])
        for field, words in one["texts"].items():
            assert not self.text(f"{one['id']}.{field}", words)
        return one["id"]

    def tokens(self, words: str) -> list[int]:
        """The first and last token of some words."""
        article = self.step.case.article
        ids = sorted(article.token_ids([span(article.text, words)]))
        return [ids[0], ids[-1]]


def claims_taken(draft: Draft) -> list[str]:
    """Both claims taken over and given one happening; their ids."""
    browser = Browser(draft.claims_step())
    ids = [browser.accept(0), browser.accept(1)]
    for id in ids:
        assert not browser.text(f"{id}.event", "The fire")
    return ids


# ---------------------------------------------------------------------------------------- attributions


def test_a_suggestion_comes_with_its_labels_its_reason_and_its_tier(draft):
    """What the queue shows is the annotation as it would be kept; how sure it is stays with the suggestion."""
    one = draft.attributions().view()["suggestions"][0]
    assert one["value"]["quote"] == "indirect" and one["value"]["attitude"] == "said"
    assert one["value"]["confidence"] is None and one["value"]["id"] == one["id"]
    assert one["why"] == "“Said” stands behind a name." and one["tier"] == steps.tier(95)


def test_an_accepted_suggestion_is_an_attribution_and_a_refused_one_is_none(draft):
    """Both are kept under the suggestion's id, and stand after the next start."""
    browser = Browser(draft.attributions())
    first = browser.accept(0)
    refused = browser.view["suggestions"][1]["id"]
    assert not browser.refuse(refused)
    (made,) = draft.layer.attributions
    assert made.id == first and draft.article.words(made.content[0]) == "The oven at Mill Lane burned for two hours"
    assert (made.quote, made.attitude, made.voice, made.confidence) == ("indirect", "said", "rill", None)
    again = {d["id"]: d for d in draft.attributions().drawn()}
    assert again[f"{refused}.refused"]["option"] == "refused"
    assert again[first]["attitude"] == "said"


def test_a_nested_suggestion_names_the_one_that_carries_it_as_long_as_that_is_there(draft):
    """Its parent comes along; where the carrier is refused, it stands by itself."""
    browser = Browser(draft.attributions())
    outer, inner = browser.accept(2), browser.accept(3)
    assert [a.parent for a in draft.layer.attributions] == [None, outer]
    browser.say("drop", outer)
    assert [(a.id, a.parent) for a in draft.layer.attributions] == [(inner, None)]


def test_parents_in_a_circle_are_no_parents(draft):
    """Two highlights that carry each other leave a key that can be read."""
    browser = Browser(draft.attributions())
    first, second = browser.view["suggestions"][:2]
    browser.put(first["id"], first["value"] | {"parent": second["id"]})
    browser.put(second["id"], second["value"] | {"parent": first["id"]})
    assert [a.parent for a in draft.layer.attributions] == [None, None]


def test_a_suggestion_that_repeats_what_was_highlighted_by_hand_is_not_shown(draft):
    """More than half of its content is content already, under another id."""
    browser = Browser(draft.attributions())
    value = browser.view["suggestions"][0]["value"]
    browser.put("mine", value | {"id": "mine", "content": [browser.tokens("at Mill Lane burned for two hours")]})
    assert len(draft.attributions().view()["suggestions"]) == len(browser.view["suggestions"]) - 1


def test_the_voices_offered_are_those_suggested_and_those_added_by_name(draft):
    """A voice that is named in a card is offered from then on, under the id that was made of its name."""
    browser = Browser(draft.attributions())
    assert [v["id"] for v in browser.view["voices"]] == ["paper", "rill", "venn"]
    assert not browser.text("the-neighbour.name", "a neighbour")
    assert Voice("the-neighbour", "a neighbour") in review.offered(draft)


@pytest.mark.parametrize(
    "value",
    [
        {"type": "choice", "item": "m1", "option": "liked"},
        {"type": "text", "prompt": "x.gist", "text": "not here"},
        {"type": "text", "prompt": "x.name", "text": "n" * 20_001},
        {"type": "pair", "a": "c1", "b": "c2"},
        {"type": "attribution", "source": [[0, 1]], "quote": "shouted"},
    ],
    ids=["an option", "another part", "too long", "another kind", "an unknown label"],
)
def test_what_the_step_does_not_ask_is_told_and_not_kept(draft, value):
    """A message that makes no sense changes nothing."""
    browser = Browser(draft.attributions())
    assert browser.put(value.get("prompt", "m1.refused"), value)
    assert draft.attributions().drawn() == []


# ---------------------------------------------------------------------------- after the text was corrected


def test_highlights_stay_with_their_words_when_sentences_are_corrected(draft):
    """A paragraph put in front, a sentence cut in two, a sentence joined: the words are where they are now."""
    browser = Browser(draft.attributions())
    ids = [browser.accept(n) for n in range(4)]
    before = [[draft.article.words(s) for s in a.spans] for a in draft.layer.attributions]
    cut = ["The oven at Mill Lane burned for two hours, Ada Rill said on Monday. It is the only bakery in Orlebeck."]
    set_text(draft, [["A new beginning."], cut, [TEXT[1][0], TEXT[1][1][:3], TEXT[1][1][3:], TEXT[1][2]]])
    after = draft.layer.attributions
    assert {a.id for a in after} == set(ids)
    assert [[draft.article.words(s) for s in a.spans] for a in after] == before
    assert draft.attributions().notice() == ""


def test_a_refusal_and_an_acceptance_outlive_a_correction_elsewhere(draft):
    """Ids are made of words: what was decided is not asked again because a sentence was put in front."""
    browser = Browser(draft.attributions())
    browser.accept(0)
    browser.refuse(browser.view["suggestions"][1]["id"])
    ids = [s["id"] for s in browser.view["suggestions"]]
    set_text(draft, [["A new beginning."], *TEXT])
    assert [s["id"] for s in draft.attributions().view()["suggestions"]] == ids


def test_words_that_were_taken_out_are_told(draft):
    """Nothing is guessed: the answer is kept, and the step says that it has no place."""
    Browser(draft.attributions()).accept(0)
    set_text(draft, [TEXT[0][1:], TEXT[1]])
    assert draft.layer.attributions == ()
    assert "could not be placed" in draft.attributions().notice()


def test_a_claim_that_waited_in_the_browser_is_placed_by_its_words(draft):
    """The text was corrected while an answer was on its way: token numbers of the old text would be other words."""
    browser = Browser(draft.claims_step())
    tokens = [browser.tokens("burned for two hours")]
    set_text(draft, [["A new beginning."], *TEXT])
    late = Browser(draft.claims_step())
    value = {"type": "spans", "item": "x", "tokens": tokens}
    assert not late.put("x", value, digest=browser.step.case.article.digest, words={"tokens": ["burned for two hours"]})
    assert [c.words for c in draft.claims] == ["burned for two hours"]


# ----------------------------------------------------------------------------------------------- claims


def test_a_claim_has_its_words_a_restatement_to_begin_with_and_what_it_is_about(draft):
    """The first restatement is its words alone: who says it is what learners find out. The author changes it."""
    Browser(draft.attributions()).accept(0)
    browser = Browser(draft.claims_step())
    first = browser.accept(0)
    assert [(c.id, c.sentence, c.words, c.gist) for c in draft.claims] == [
        (first, "p1s1", "burned for two hours", "Burned for two hours.")
    ]
    browser.text(f"{first}.gist", "Ada Rill: the fire took two hours.")
    browser.text(f"{first}.event", "The fire at Mill Lane")
    assert draft.claims[0].gist == "Ada Rill: the fire took two hours."
    assert draft.events == {first: "the-fire-at-mill-lane"}


@pytest.mark.parametrize(
    ("words", "gist", "leans"),
    [
        ("he had spent the day in Oster", "He had spent the day in Oster.", "He"),
        ("It is the finest pool", "It is the finest pool.", "It"),
        ("the town hopes that we wait", "The town hopes that we wait.", "we"),
        ("the town loves its pool", "The town loves its pool.", ""),
        ("he had spent the day in Oster", "Ruben Sall was in Oster. He stayed.", ""),
    ],
)
def test_a_restatement_that_is_still_the_texts_must_not_lean_on_it(words, gist, leans):
    """“He” means nothing without the text; what an author wrote is the author's affair."""
    text, start = f"They say {words}.", len("They say ")
    article = plain_article("bakery", text, [[Span(0, len(text))]])
    assert suggested.leans(gist, Span(start, start + len(words)), article) == leans


def test_a_claim_without_a_name_is_about_something_of_its_own(draft):
    """Its first words name it, and never the same as another's."""
    a, b = claims_taken(draft)
    browser = Browser(draft.claims_step())
    for id in (a, b):
        browser.text(f"{id}.event", "")
        browser.text(f"{id}.gist", "The oven burned for a while.")
    assert draft.events == {a: "the-oven-burned-for-a", b: "the-oven-burned-for-a-2"}


def test_a_claim_of_ones_own_stands_among_the_others_in_text_order(draft):
    """Its restatement is empty until it is written."""
    claims_taken(draft)
    browser = Browser(draft.claims_step())
    assert not browser.put("own", {"type": "spans", "item": "own", "tokens": [browser.tokens("We lost nothing")]})
    assert [c.words for c in draft.claims] == ["burned for two hours", "We lost nothing", "burned for five hours"]
    assert draft.claims[1].gist == ""


def test_what_else_is_worth_checking_is_shown_with_its_reason(draft):
    """Figures and hedges are no claims by themselves."""
    (figure,) = draft.claims_step().view()["worth"]
    assert (figure["name"], figure["why"]) == ("Figure", "It can be counted.")


# ----------------------------------------------------------------------------------------------- voices


def test_voices_are_the_paper_those_that_speak_and_those_added(draft):
    """A suggested voice that nobody was given is none of the case."""
    Browser(draft.attributions()).accept(1)
    assert [v.id for v in draft.voices] == ["paper", "venn"]
    assert draft.voices[0].publisher
    Browser(draft.voices_step()).text("mayor.name", "the mayor")
    assert [v.id for v in draft.voices] == ["paper", "venn", "mayor"]


def test_what_is_said_of_a_voice_becomes_its_facts(draft):
    """Kind, stake with its words, whom it belongs to, and why; the paper's kind is known."""
    attributions = Browser(draft.attributions())
    attributions.accept(0)
    attributions.accept(1)
    browser = Browser(draft.voices_step())
    for item, option in {"kind": "resident", "stake": "party", "part_of": "rill"}.items():
        assert not browser.choose(f"venn.{item}", option)
    words = {"type": "spans", "item": "venn.words", "tokens": [browser.tokens("who owns the shop")]}
    assert not browser.put("venn.words", words)
    assert not browser.text("venn.why", "He owns it.")
    assert not browser.choose("paper.stake", "none-shown")
    facts = draft.facts
    assert set(facts) == {"venn", "paper"} and facts["paper"].kind == "publisher"
    venn = facts["venn"]
    assert (venn.kind, venn.stake, venn.part_of, venn.words, venn.why) == (
        *("resident", "party", "rill", "who owns the shop"),
        "He owns it.",
    )


def test_two_names_of_one_voice_become_one(draft):
    """Its attributions are the other's; two that are each the other stay two."""
    attributions = Browser(draft.attributions())
    attributions.accept(0)
    attributions.accept(1)
    browser = Browser(draft.voices_step())
    assert not browser.choose("venn.same", "rill")
    assert [a.voice for a in draft.layer.attributions] == ["rill", "rill"]
    assert [v.id for v in draft.voices] == ["paper", "rill"]
    assert not browser.choose("rill.same", "venn")
    assert [a.voice for a in draft.layer.attributions] == ["rill", "venn"]


@pytest.mark.parametrize(
    ("item", "option"),
    [("paper.stake", "enormous"), ("rill.kind", "none-shown"), ("rill.same", "nobody"), ("rill.colour", "red")],
)
def test_what_no_voice_can_be_is_refused(draft, item, option):
    """Labels are those of the codebook, and other voices are there."""
    assert Browser(draft.voices_step()).choose(item, option)
    assert draft.facts == {} and review.merged(draft) == {}


def test_a_step_says_that_an_earlier_one_has_changed_since(draft):
    """The views behind the one in which something is answered, and none before it; run anew, a view says nothing."""
    views = {name: getattr(draft, name)().widget() for name in ("source", "attributions", "claims_step")}
    assert {view.news for view in views.values()} == {""}
    step = draft.attributions()
    step.receive({"op": "drop", "op_id": "x", "id": "nothing"})
    assert views["source"].news == views["attributions"].news == ""
    assert views["claims_step"].news.startswith("Step 2, “Who says what”, has changed since.")
    assert draft.claims_step().widget().news == ""


# ---------------------------------------------------------------------------- pairs, assessments, chains


def test_candidate_pairs_are_those_suggested_and_those_about_one_happening(draft):
    """A candidate is no answer: it is given with its reason, and the key has it once it is judged."""
    a, b = claims_taken(draft)
    step = draft.pairs()
    (candidate,) = step.drawn()
    assert (candidate["id"], candidate["given"], candidate["why"]) == (f"{a}+{b}", True, "Two numbers of one thing.")
    assert draft.layer.pairs == ()
    judged = {"type": "pair", "a": a, "b": b, "relation": "contradiction", "dimension": "number", "same_event": True}
    assert not Browser(step).put(f"{a}+{b}", judged)
    (pair,) = draft.layer.pairs
    assert (pair.relation, pair.dimension) == ("contradiction", "number")


def test_claims_of_one_happening_are_paired_without_a_suggestion(draft):
    """The reason says so; of a happening with very many claims no pairs are made."""
    claims_taken(draft)
    browser = Browser(draft.claims_step())
    browser.put("own", {"type": "spans", "item": "own", "tokens": [browser.tokens("We lost nothing")]})
    browser.text("own.event", "the FIRE")
    assert len(steps.candidates(draft)) == 3
    assert {p.why for p in steps.candidates(draft)} == {
        "Two numbers of one thing.",
        "You gave both the same happening.",
    }


def test_an_assessment_is_kept_for_its_claim_and_goes_with_it(draft):
    """A claim that is taken away takes its pair and its assessment along, and brings them back."""
    a, _ = claims_taken(draft)
    value = {"type": "assessment", "claim": a, "checkability": "elsewhere", "evidence": "record"}
    assert not Browser(draft.assessments()).put(a, value)
    assert [s.claim for s in draft.layer.assessments] == [a]
    claims = Browser(draft.claims_step())
    claims.say("drop", a)
    assert draft.layer.assessments == ()


def test_chains_follow_from_voices_and_parents_unless_they_are_changed(draft):
    """Nearest to the reader first; where somebody on the way is not known, no chain is told."""
    attributions = Browser(draft.attributions())
    for n in range(4):
        attributions.accept(n)
    browser = Browser(draft.claims_step())
    browser.accept(0)
    browser.put("inner", {"type": "spans", "item": "inner", "tokens": [browser.tokens("smoke at six")]})
    first, _ = (c.id for c in draft.claims)
    chains = draft.layer.of(Chain)
    assert [(c.claim, c.voices) for c in chains] == [(first, ("rill",))]
    inner = attributions.view["suggestions"][3]
    attributions.put(inner["id"], inner["value"] | {"voice": "a-neighbour"})
    attributions.text("a-neighbour.name", "a neighbour")
    assert [c.voices for c in draft.layer.of(Chain)] == [("rill",), ("venn", "a-neighbour")]
    Browser(draft.chains()).put(first, {"type": "chain", "claim": first, "voices": ["venn", "rill"]})
    assert [c.voices for c in draft.layer.of(Chain)] == [("venn", "rill"), ("venn", "a-neighbour")]


# ---------------------------------------------------------------------------------------------- reasons


def test_everything_that_a_key_holds_wants_a_reason(draft):
    """Attributions first, with a reason to begin with; then silent sentences, pairs, assessments, chains."""
    first = Browser(draft.attributions()).accept(0)
    claims_taken(draft)
    a, b = (c.id for c in draft.claims)
    Browser(draft.pairs()).put(f"{a}+{b}", {"type": "pair", "a": a, "b": b, "relation": "tension"})
    items = draft.reasons().view()["items"]
    assert [i["id"] for i in items] == [first, "p1s2", "p2s1", "p2s2", "p2s3", f"{a}+{b}", f"n-{a}", f"n-{b}"]
    assert items[0]["suggested"].startswith("“Said on” is the cue, and “Ada Rill” the source. No quotation marks")
    assert items[1]["suggested"] == "No cue stands here: the paper tells it itself."
    assert items[-2]["suggested"] == "The paper has it from Ada Rill."
    assert "Tension" in items[5]["answer"]


def test_reasons_and_other_labels_become_part_of_the_key(draft):
    """`why`, further right labels and usual wrong ones, each with its own reason."""
    first = Browser(draft.attributions()).accept(0)
    browser = Browser(draft.reasons())
    assert not browser.text(f"{first}.why", "Her words are told and not quoted.")
    assert not browser.text(f"{first}.accept.naming.described", "The name alone may not be enough.")
    assert not browser.text(f"{first}.accept.voice.venn", "He was there too.")
    assert not browser.text(f"{first}.wrong.quote.direct", "There are no marks.")
    assert not browser.text("p1s2.why", "The paper tells it itself.")
    (a,) = draft.layer.attributions
    assert a.why == "Her words are told and not quoted."
    assert a.accept == (
        Alternative("naming", "described", "The name alone may not be enough."),
        Alternative("voice", "venn", "He was there too."),
    )
    assert a.wrong == (Alternative("quote", "direct", "There are no marks."),)
    assert draft.unattributed == {"p1s2": "The paper tells it itself."}
    assert draft.reasons().progress_words() == "2 of 5 reasons written"


def test_a_reason_for_what_is_not_there_is_refused(draft):
    """A key cannot be given reasons of things that it does not hold."""
    assert Browser(draft.reasons()).text("nothing.why", "Because.")


# --------------------------------------------------------------------------------------------- numbering


def test_a_key_has_ids_that_people_read(draft):
    """Numbered in text order, and whatever named them names them still."""
    attributions = Browser(draft.attributions())
    for n in range(4):
        attributions.accept(n)
    a, b = claims_taken(draft)
    pair = {"type": "pair", "a": a, "b": b, "relation": "contradiction"}
    assert not Browser(draft.pairs()).put(f"{a}+{b}", pair)
    assert not Browser(draft.assessments()).put(a, {"type": "assessment", "claim": a, "checkability": "here"})
    task = Task("pairs-1", "bakery", "pairs", "T", "P", "o", 10, pairs=((a, b),))
    key = Key(draft.layer, draft.facts, draft.events, (), {}, ())
    case, key = numbered(replace(draft.case, tasks=(task,)), key)
    assert [c.id for c in case.claim_list] == ["c1", "c2"] and case.tasks[0].pairs == (("c1", "c2"),)
    assert [(x.id, x.parent) for x in key.layer.attributions] == [
        ("a1", None),
        ("a2", None),
        ("a3", None),
        ("a4", "a3"),
    ]
    assert [(p.id, p.a, p.b) for p in key.layer.pairs] == [("x1", "c1", "c2")]
    assert [(s.id, s.claim) for s in key.layer.assessments] == [("s1", "c1")]
    assert [(c.id, c.claim) for c in key.layer.of(Chain)] == [("n1", "c1"), ("n2", "c2")]
    assert set(key.events) == {"c1", "c2"}


# ------------------------------------------------------------------------------------------- every step


@pytest.mark.parametrize("name", NAMES)
def test_every_step_shows_itself_with_nothing_answered(draft, name):
    """As a widget, and in words that can be read without one."""
    step = getattr(draft, name)()
    widget = step.widget()
    assert widget.view["kept"] == "Kept in your draft" and widget.view["confidence"] == []
    assert step.task.title in step.static()["text/plain"] and "<details>" in step.static()["text/html"]


anything = st.none() | st.booleans() | st.integers(-2, 9) | st.sampled_from(["", "m1", "rill", "x.name", "🦊", "none"])
values = st.dictionaries(
    st.sampled_from(
        ["type", "id", "item", "option", "prompt", "text", "tokens", "content", "source", "voice", "parent", "a", "b"]
    ),
    anything
    | st.sampled_from(["attribution", "choice", "spans", "text", "pair", "rill.kind", "c1.gist"])
    | st.lists(st.lists(anything, max_size=3), max_size=2)
    | st.just([[0, 3]]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.sampled_from(["a", "x.name", "rill.kind", "c1", "c1.gist"]), values, st.booleans())
def test_whatever_arrives_a_draft_goes_on(draft, name, id, value, moved):
    """No message of a browser brings an error, in this step or in any that reads it."""
    step = getattr(draft, name)()
    digest = "another text" if moved else draft.article.digest
    told = {"op": "put", "op_id": token_hex(8), "id": id, "value": value, "digest": digest, "words": {"content": ["x"]}}
    drawn, saved = step.receive(told)
    assert saved["ops"] == [told["op_id"]] and isinstance(saved["problem"], str)
    assert getattr(draft, name)().drawn() == drawn
    known = {v.id for v in draft.voices}
    assert (
        "paper" in known and set(draft.facts) <= known and {a.voice for a in draft.layer.attributions} <= {*known, None}
    )
    assert set(draft.events) <= {c.id for c in draft.claims} and draft.unattributed == {}
    assert [getattr(draft, other)().view()["task"] for other in NAMES]


@pytest.mark.parametrize(
    "text",
    ["x", "قال الوزير إن المصنع آمن.", "🦊 🦊", "“‘«[(“", "She said “", "said said said", "1961", "-"],
    ids=["a letter", "right to left", "foxes", "brackets", "open", "cues", "a number", "a dash"],
)
def test_every_step_takes_any_text(draft, monkeypatch, text):
    """With the kit's own suggestions, whatever they are."""
    monkeypatch.setattr(suggested, "suggest_article", suggest.suggest_article)
    monkeypatch.setattr(review, "suggested_voices", suggest.voices)
    suggested.suggested.cache_clear()
    set_text(draft, [[text]])
    for name in NAMES:
        step = getattr(draft, name)()
        assert step.view()["paragraphs"][0]["sentences"][0]["id"] == "p1s1" and step.drawn() == []
        assert step.static()["text/plain"]


def test_a_step_asks_for_the_text_first(tmp_path):
    """Without one its cell shows what is missing in the first step, and the cells behind it run on."""
    shown = Draft("bakery", tmp_path).attributions()
    assert "Still missing there: a text, a title" in shown._repr_mimebundle_()["text/plain"]
