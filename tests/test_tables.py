"""The tables of a case: the same columns with and without a key, and what they say."""

import pytest

import kit
from kit.errors import KitError

pd = pytest.importorskip("pandas")

COLUMNS = {
    "sentences": ("id", ["paragraph", "text"]),
    "voices": ("id", ["name", "kind", "part_of", "stake"]),
    "claims": ("id", ["sentence", "text", "gist", "event"]),
    "attributions": (
        "id",
        ["sentence", "source", "cue", "content", "quote", "stance", "naming", "basis", "voice", "parent", "hops"],
    ),
    "chains": ("attribution", ["step", "voice"]),
    "pairs": ("id", ["a", "b", "relation", "dimension", "why"]),
    "assessments": ("id", ["claim", "checkability", "reasons", "sourcing", "verdict", "why"]),
    "evidence": ("id", ["claim", "kind", "holder", "confirms", "refutes"]),
}


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("keyed", [True, False])
def test_each_table_has_its_columns_with_and_without_a_key(mill, mill_unkeyed, name, keyed):
    """So that code written in a lesson runs on a graded case too."""
    table = getattr(mill if keyed else mill_unkeyed, name)
    index, columns = COLUMNS[name]
    assert isinstance(table, pd.DataFrame) and table.index.name == index and list(table.columns) == columns
    if keyed:
        assert len(table) > 0


def test_without_a_key_nothing_of_it_shows(mill_unkeyed):
    """What answers something is empty: rows where they come from the key, cells where the row is the learner's."""
    for name in ("attributions", "chains", "pairs", "assessments", "evidence"):
        assert len(getattr(mill_unkeyed, name)) == 0
    assert mill_unkeyed.voices[["kind", "part_of", "stake"]].isna().all(axis=None)
    assert mill_unkeyed.claims["event"].isna().all()
    assert len(mill_unkeyed.who_says_what) == 0


def test_words_stand_in_the_tables_as_in_the_text(mill):
    """Parts of a role are joined by an ellipsis."""
    row = mill.attributions.loc["a1"]
    assert row["content"] == "The wheel broke on Monday … and nobody saw it" and row["sentence"] == "p1s1"
    assert (
        mill.claims.loc["c2", "text"] == "the wheel had broken on Sunday" and mill.claims.loc["c2", "event"] == "break"
    )
    assert mill.assessments.loc["s1", "reasons"] == "no-access"
    assert mill.evidence.loc["s4", "kind"] == "measurement"


@pytest.fixture
def chained(variant):
    """The neighbour's statement carries another one, and that one a nameless third."""
    more = """
  - id: a3
    sentence: p2s1
    source: [the wheel]
    cue: [had broken]
    content: [on Sunday]
    voice: ada
    parent: a2
    why: For a test.
  - id: a4
    sentence: p2s1
    cue: [had broken]
    content: [on Sunday]
    naming: none
    parent: a3
    why: For a test.
pairs:"""
    return variant(("key.yaml", "\npairs:", more))


def test_a_chain_begins_with_the_publisher_and_counts_its_hops(chained):
    """One less than its length; a step with nobody named is still a step."""
    voices = chained.chains.groupby("attribution")["voice"].agg(list)
    assert voices["a1"] == ["paper", "ada"] and voices["a3"] == ["paper", "neighbour", "ada"]
    assert voices["a4"] == ["paper", "neighbour", "ada", "(nobody named)"]
    assert chained.attributions["hops"].to_dict() == {"a1": 1, "a2": 1, "a3": 2, "a4": 3}
    assert chained.chains.loc["a3", "step"].tolist() == [0, 1, 2]


def test_a_chain_that_bites_its_tail_is_refused(variant):
    """Also where it is voices that belong to each other: a wrong key must not hang a notebook."""
    with pytest.raises(KitError, match="its parent leads in a circle"):
        variant(
            ("key.yaml", "voice: neighbour", "voice: neighbour\n    parent: a1"),
            ("key.yaml", "voice: ada\n", "voice: ada\n    parent: a2\n"),
        )
    with pytest.raises(KitError, match="its part_of leads in a circle"):
        variant(
            ("key.yaml", "{id: ada, kind: resident,", "{id: ada, kind: resident, part_of: neighbour,"),
            ("key.yaml", "{id: neighbour, kind: resident,", "{id: neighbour, kind: resident, part_of: ada,"),
        )


def test_what_the_publisher_says_itself_has_no_hop(variant):
    """Its chain is the publisher alone."""
    case = variant(("key.yaml", "voice: neighbour", "voice: paper"))
    assert case.attributions.loc["a2", "hops"] == 0


ACCOUNTS = """
accounts:
  - {event: break, voice: ada, facet: time, says: Monday, claim: c1}
  - {event: break, voice: neighbour, facet: time, says: Sunday, claim: c2}
  - {event: break, voice: ada, facet: actor, says: nobody saw it, claim: c1}
  - {event: speed, voice: paper, facet: number, says: 12 a minute, claim: c4}
unattributed:"""


def test_who_says_what_shows_the_cells_that_disagree(variant):
    """In words: ≠ where the key has a contradiction of this very dimension, nothing elsewhere."""
    table = variant(("key.yaml", "\nunattributed:", ACCOUNTS)).who_says_what
    assert list(table.columns) == ["about", "When", "How many, how much", "Who"]
    rows = table.reset_index().set_index(["about", "voice"])
    assert rows.loc[("break", "Ada Rill"), "When"] == "≠ Monday"
    assert rows.loc[("break", "a neighbour"), "When"] == "≠ Sunday"
    assert rows.loc[("break", "Ada Rill"), "Who"] == "nobody saw it"
    assert rows.loc[("speed", "the paper"), "How many, how much"] == "12 a minute"
    assert rows.loc[("break", "a neighbour"), "Who"] == ""


def test_one_event_needs_no_column_of_its_own():
    """The real case is about one death: voices against facets, and nothing else."""
    assert "about" not in kit.load("heir").who_says_what.columns


def test_a_tension_is_marked_more_mildly_and_never_over_a_contradiction(variant):
    """~ for uneasy; where both hold, ≠ stays."""
    case = variant(
        ("key.yaml", "\nunattributed:", ACCOUNTS),
        ("key.yaml", "relation: contradiction, dimension: time", "relation: tension, dimension: time"),
    )
    table = case.who_says_what
    assert sorted(t for t in table["When"] if t) == ["~ Monday", "~ Sunday"]
