"""Feedback names the words and the reason, and keeps what is still to be found until the second check."""

import dataclasses

import pytest

from kit.codebook import codebook
from kit.feedback import Judged, explain
from kit.model import Alternative, Assessment, Choice, Layer, Pair
from kit.scoring import score


@pytest.fixture
def tell(mill):
    """Feedback on some annotations; `key` layer, task and case parts may be changed."""

    def run(task_id, *made, show=True, key=None, **changes):
        task = dataclasses.replace(mill.task(task_id), **changes)
        facts = dataclasses.replace(mill.key, layer=key) if key else mill.key
        layer = Layer(made)
        names = {v.id: v.name for v in mill.voice_list}
        judged = score(task, mill.article, facts.layer, layer)
        return explain(Judged(task, mill.article, facts, layer, judged, codebook(), show, names))

    return run


def note(feedback, tone):
    """The one note of this tone."""
    (found,) = [n for n in feedback.notes if n.tone == tone]
    return found


def pair(id, relation, dimension=None):
    """An answer to a pair."""
    a, b = id.split("+")
    return Pair(id=id, a=a, b=b, relation=relation, dimension=dimension)


# ---- attributions


def test_what_was_found_is_confirmed_with_the_keys_reason(tell, highlight):
    """Its words in the heading, the why below, and no remark about anything."""
    got = note(tell("who", highlight("h", [(6, 9)], [(5, 5)], [(0, 4), (10, 13)], quote="direct")), "right")
    assert got.title == "Found: Ada Rill, the miller: “The wheel broke on Monday … and nobody saw it”"
    assert got.text == "Her own words stand in marks." and (got.answer, got.key, got.sentence) == ("h", "a1", "p1s1")


def test_a_wrong_label_is_told_by_name_with_its_own_reason(tell, highlight):
    """The key's reason against this very label where it has one, else what the right label means."""
    made = {"source": [(6, 9)], "cue": [(5, 5)], "content": [(0, 4), (10, 13)]}
    names = {label: codebook().name("quote", label).lower() for label in ("mixed", "direct", "indirect")}
    text = note(tell("who", highlight("h", **made, quote="mixed")), "half").text
    assert f"you chose “{names['mixed']}”, the key has “{names['direct']}”. All of it stands in marks." in text
    text = note(tell("who", highlight("h", **made, quote="indirect")), "half").text
    direct = codebook()["quote"].label("direct")
    assert f"“{names['indirect']}”" in text
    assert f"“{direct.name}” means: {direct.definition[0].lower()}{direct.definition[1:]}" in text
    text = note(tell("who", highlight("h", **made)), "half").text
    assert f"not answered; the key has “{names['direct']}”" in text


def test_edges_name_the_words_to_add_and_to_leave_out(tell, highlight):
    """Word by word, per role, and only where something differs."""
    got = note(tell("who", highlight("h", [(7, 9)], [(22, 22)], [(23, 29)], quote="indirect")), "half")
    assert "Content: leave out “that”." in got.text
    assert "Source: add “A neighbour” and leave out “Rill, the miller”." in got.text and "Cue" not in got.text


def test_a_voice_is_told_by_its_name(tell, highlight):
    """Voices are the case's own and stand in no codebook."""
    made = highlight("h", [(6, 9)], [(5, 5)], [(0, 4), (10, 13)], voice="neighbour")
    text = note(tell("who", made, fields=("voice",)), "half").text
    assert "Voice: you chose “a neighbour”, the key has “Ada Rill”." in text
    empty = dataclasses.replace(made, voice=None)
    assert "not answered; the key has “Ada Rill”" in note(tell("who", empty, fields=("voice",)), "half").text


def test_the_first_check_gives_only_the_paragraph_away(tell, mill):
    """Not one word of what is missed, nor its sentence or its number in the key."""
    got = tell("who", show=False)
    assert [n.tone for n in got.notes] == ["missed", "missed"]
    assert ["Paragraph 1" in got.notes[0].text, "Paragraph 2" in got.notes[1].text] == [True, True]
    told = " ".join(n.title + n.text for n in got.notes) + got.summary
    for a in mill.key.layer.attributions:
        for span in a.spans:
            assert mill.article.words(span) not in told
        assert a.why not in told
    assert all(n.key is None and n.sentence is None and n.answer is None for n in got.notes)


def test_the_second_check_shows_roles_words_and_reason(tell):
    """In the words of the text, in their own case."""
    got = tell("who", show=True).notes
    assert got[0].text == (
        "Source “Ada Rill, the miller”, cue “said” and content “The wheel broke on Monday … and nobody saw it”. "
        "Her own words stand in marks."
    )
    assert got[1].title == "Missed: A neighbour: “the wheel had broken on Sunday”" and got[1].key == "a2"


def test_a_highlight_where_nobody_is_credited_is_told_why(tell, highlight):
    """By the key's own reason for this sentence, or by naming the words."""
    known = tell("who", highlight("h", [(14, 15)], [(16, 16)], [(17, 19)]))
    assert note(known, "invented").text == "The paper tells this itself."
    other = note(tell("who", highlight("h", content=[(30, 35)])), "invented")
    assert "“It turns 12 times a minute” is credited to nobody" in other.text and other.sentence == "p2s2"


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ({"content": [(24, 29)]}, "who says it is missing"),
        ({"source": [(20, 21)], "cue": [(22, 22)]}, "The content is missing"),
        ({"source": [(20, 21)], "cue": [(22, 22)], "content": [(28, 29)]}, "your content covers too little"),
        ({"source": [(20, 21)], "content": [(22, 40)]}, "your content covers more than what is passed on"),
        ({"source": [(24, 29)], "content": [(20, 21)]}, "mix up its parts"),
    ],
)
def test_a_near_miss_is_told_by_what_it_lacks(tell, highlight, made, told):
    """Nobody is told that nobody is credited where somebody is."""
    assert told in note(tell("who", highlight("h", **made), show=False), "invented").text


def test_marking_the_same_twice_is_told_as_that(tell, highlight):
    """The poorer one is to be removed."""
    got = tell("who", highlight("h1", [(20, 21)], [(22, 22)], [(24, 29)]), highlight("h2", [(20, 21)], [], [(24, 28)]))
    assert "twice" in note(got, "invented").text and note(got, "invented").answer == "h2"


def test_a_bare_want_costs_and_earns_nothing_and_is_told_so(tell, mill):
    """Found or not."""
    key = Layer(
        tuple(dataclasses.replace(a, attitude="want") if a.id == "a2" else a for a in mill.key.layer.attributions)
    )
    got = note(tell("who", key=key), "optional")
    assert got.title.startswith("Not counted: A neighbour") and "nothing either way" in got.text


def test_notes_stand_in_the_order_of_the_text(tell, highlight):
    """Whatever the order of the answers."""
    made = [highlight("h2", [(20, 21)], [(22, 22)], [(24, 29)]), highlight("x", content=[(14, 19)])]
    assert [n.sentence for n in tell("who", *made).notes] == ["p1s1", "p1s2", "p2s1"]


def test_the_summary_of_attributions_says_both_halves(tell, highlight):
    """What was found, and what was left alone that credits nobody."""
    good = highlight("h1", [(6, 9)], [(5, 5)], [(0, 4), (10, 13)])
    assert tell("who", good).summary == (
        "You found 1 of 2 attributions. 3 sentences here credit nobody: you left 3 alone."
    )
    wolf = highlight("h2", [(14, 15)], [(16, 16)], [(17, 19)])
    assert tell("who", good, wolf).summary.endswith("you left 2 alone and highlighted 1.")


def test_where_nobody_is_credited_the_summary_says_so_only_when_it_was_seen(tell):
    """Before that it asks."""
    quiet = {"sentences": ("p1s2", "p2s2")}
    none = Choice(id="none", item="none-here", option="yes")
    assert tell("who", none, **quiet).summary == "No sentence here credits anybody."
    assert tell("who", **quiet).summary.endswith("?")


# ---- pairs and assessments


def test_a_wrong_relation_is_explained(tell):
    """Both by name, and why."""
    got = note(tell("pairs", pair("c1+c2", "compatible")), "wrong")
    right, wrong = (codebook().name("relation", r).lower() for r in ("contradiction", "compatible"))
    assert f"you chose “{wrong}”, the key has “{right}”." in got.text and got.text.endswith(
        "It broke on one of two days."
    )
    assert got.answer == "c1+c2"


def test_a_wrong_detail_leaves_the_answer_right_and_is_told(tell):
    """Right, but look again: with the dimension by name."""
    got = note(tell("pairs", pair("c1+c2", "contradiction", "place")), "half")
    place, time = (codebook().name("dimension", d).lower() for d in ("place", "time"))
    assert got.title == "Right, but look again" and f"you chose “{place}”, the key has “{time}”" in got.text


def test_an_accepted_label_is_told_as_such_with_its_reason(tell, mill):
    """The learner is right and hears of the other reading."""
    soft = (Alternative("relation", "tension", "One may doubt it."),)
    key = Layer(tuple(dataclasses.replace(a, accept=soft) if a.id == "x4" else a for a in mill.key.layer.annotations))
    got = note(tell("pairs", pair("c1+c4", "tension", "time"), key=key), "right")
    assert "is accepted as well. One may doubt it." in got.text


def test_a_blank_item_gives_nothing_away_at_first(tell, mill):
    """Neither its label nor its reason; then both."""
    first = " ".join(n.title + n.text for n in tell("pairs", show=False).notes)
    second = " ".join(n.text for n in tell("pairs", show=True).notes)
    for a in mill.key.layer.pairs:
        assert a.why not in first and codebook().name("relation", a.relation).lower() not in first.lower()
        assert a.why in second and codebook().name("relation", a.relation).lower() in second


def test_an_incomplete_item_says_what_is_missing(tell):
    """And does not say whether the rest is right."""
    bare = Assessment(id="c1", claim="c1", checkability="not")
    also = Assessment(id="c3", claim="c3", checkability="not")
    got = [n for n in tell("check", bare, also, show=False).notes if n.tone == "incomplete"]
    assert len(got) == 2 and len({n.text for n in got}) == 1 and "needs a reason" in got[0].text


def test_several_labels_are_told_by_their_names(tell):
    """One of two reasons is right."""
    made = Assessment(id="c1", claim="c1", checkability="not", reasons=("no-access", "vague"))
    got = note(tell("check", made), "half")
    for id in ("no-access", "vague"):
        assert f"“{codebook().name('reasons', id).lower()}”" in got.text


def test_the_summaries_of_items_say_both_halves(tell):
    """Caught and accused, recognised and given up on, and how many are left."""
    got = tell("pairs", pair("c1+c2", "tension"), pair("c1+c3", "tension")).summary
    assert got == (
        "You caught 1 of 1 clashing pair. You also accused 1 of 1 pair that does not clash. "
        "2 still unanswered or incomplete."
    )
    assert tell("pairs", pair("c1+c2", "tension")).summary.startswith("You caught 1 of 1 clashing pair. 3 still")
    got = tell("check", Assessment(id="c3", claim="c3", checkability="not", reasons=("vague",))).summary
    assert got.startswith("You gave up on 1 of 1 claim that can be checked. 3 still")
    begun = tell("check", Assessment(id="c1", claim="c1", checkability="not")).summary
    assert begun == "1 begun, and none complete yet."
    assert tell("check").summary == "Nothing is answered yet."


def test_an_answer_without_its_reason_is_not_counted_as_recognised(tell):
    """It is incomplete, and the summary does not praise it."""
    bare = Assessment(id="c1", claim="c1", checkability="not")
    got = tell("check", bare, Assessment(id="c3", claim="c3", checkability="elsewhere"), show=False)
    assert got.summary.startswith("You gave up on none of 1 claim that can be checked. 3 still unanswered")
    assert note(got, "incomplete").text == "“Not checkable” needs a reason: it is part of the answer."


def test_what_is_hinted_at_stands_where_it_is_in_the_text(tell, highlight):
    """A hint of paragraph 2 comes after what was found in paragraph 1."""
    found = highlight("h", [(6, 9)], [(5, 5)], [(0, 4), (10, 13)])
    assert [n.tone for n in tell("who", found, show=False).notes] == ["half", "missed"]


def test_no_label_id_stands_where_a_name_should(tell, highlight, mill):
    """Every asked field, every wrong label: the text speaks in names."""
    book = codebook()
    ids = {i for f in book.fields for i in f.ids if "-" in i}
    texts = []
    for label in book["basis"].ids:
        made = highlight("h", [(6, 9)], [(5, 5)], [(0, 4), (10, 13)], basis=label, voice="neighbour")
        texts += [n.text for n in tell("who", made, fields=("basis", "voice", "stance", "naming")).notes]
    for relation in book["relation"].ids:
        texts += [n.text for n in tell("pairs", pair("c1+c4", relation, "time")).notes]
    for reason in book["reasons"].ids:
        made = Assessment(id="c1", claim="c1", checkability="not", reasons=(reason,), evidence="none")
        texts += [n.text for n in tell("check", made, fields=("reasons", "sourcing", "evidence")).notes]
    quoted = {part.split("”")[0] for text in texts for part in text.split("“")[1:]}
    leaked = {
        q for q in quoted if q in ids and q not in {label.name.lower() for f in book.fields for label in f.labels}
    }
    assert not leaked and not any("c1" in text or "None" in text for text in texts)


def test_the_words_of_the_text_keep_their_case(tell, highlight, mill):
    """Whatever stands in marks after a role or in a heading stands so in the text."""
    made = [highlight("h1", [(6, 7)], [], [(0, 4)]), highlight("h2", content=[(36, 40)])]
    for n in tell("who", *made).notes:
        if n.tone == "missed" or n.title.startswith(("Found", "No match")):
            for part in n.title.split("“")[1:]:
                for words in part.split("”")[0].split(" … "):
                    assert words in mill.article.text
