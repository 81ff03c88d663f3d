"""Every label is said once, in full, and everything else reads it there."""

import pytest

import kit
from kit.codebook import codebook
from kit.errors import KitError
from kit.references import LABELLED
from kit.taskfile import ASKABLE

BOOK = codebook()
EVERY = [(field.id, label) for field in BOOK.fields for label in field.labels]
LABELS = {
    "roles": "source cue content",
    "quote": "direct indirect mixed",
    "stance": "neutral distancing endorsing conceding forceful",
    "naming": "named described bare none",
    "basis": "witnessed documents told-by expertise official-role not-given",
    "attitude": "said believed want",
    "relation": "contradiction tension compatible different-event",
    "dimension": "action number time place actor cause status wording",
    "checkability": "here elsewhere not",
    "reasons": "no-access future private value vague no-baseline cannot-be-false",
    "sourcing": "nobody-named no-basis single-interested",
    "evidence": "record document data imagery measurement witness publication reference none",
    "verdict": "supported refuted conflicting not-enough-evidence",
    "level": "weak partial strong",
    "voice-kind": "publisher medium authority service armed-group company organisation expert resident "
    "document unknown",
    "stake": "party none-shown unknown",
}


def test_the_labels_are_the_agreed_ones():
    """A label that is renamed or lost breaks keys that were made with it."""
    assert {field: " ".join(ids) for field, ids in BOOK.ids.items()} == LABELS


@pytest.mark.parametrize(("field", "label"), EVERY, ids=[f"{f}-{label.id}" for f, label in EVERY])
def test_each_label_is_said_in_full(field, label):
    """Name, definition, example, near miss and advice; none a copy of another."""
    texts = [label.name, label.definition, label.example, label.near_miss, label.advice]
    assert all(text.strip() and text == text.strip() for text in texts) and len(set(texts)) == len(texts)


@pytest.mark.parametrize("field", BOOK.fields, ids=lambda f: f.id)
def test_the_labels_of_a_field_can_be_told_apart(field):
    """Ids, names, definitions and keys stand once; each field asks a question."""
    for part in ("id", "name", "definition"):
        values = [getattr(label, part) for label in field.labels]
        assert len(set(values)) == len(values)
    keys = [label.key for label in field.labels if label.key]
    assert len(set(keys)) == len(keys) and field.question.endswith("?") and field.scheme


def test_every_field_that_a_task_asks_or_a_key_holds_is_in_the_codebook():
    """But for what is the case's own, and free text."""
    own = {"voice", "origins", "document", "holder", "refutes"}
    asked = {field for fields in ASKABLE.values() for field in fields} - own
    assert asked | set(LABELLED) <= set(BOOK.ids)


def test_each_role_has_a_key_of_its_own():
    """The marker's hotkeys come from here."""
    assert len({label.key for label in BOOK["roles"].labels}) == 3


def test_an_unknown_field_or_label_names_the_nearest():
    """As everywhere."""
    with pytest.raises(KitError, match='Did you mean "stance"'):
        BOOK["stanze"]
    with pytest.raises(KitError, match='Did you mean "neutral"'):
        BOOK["stance"].label("neutrl")


def test_the_glossary_reads_as_text_and_as_a_table():
    """Of one field or of all, every label with its definition."""
    text, page = str(kit.glossary("stance")), kit.glossary("stance")._repr_html_()
    for label in BOOK["stance"].labels:
        assert f"{label.name}: {label.definition}" in text and page.count(f">{label.name}</th>") == 1
    assert all(field.question in str(kit.glossary()) for field in BOOK.fields)
    with pytest.raises(KitError):
        kit.glossary("stanze")


def test_rules_are_said_once_and_with_an_example():
    """A second coder needs them to reach the same key."""
    ids = [rule.id for rule in BOOK.rules]
    assert len(set(ids)) == len(ids) >= 20 and all(rule.rule.strip() and rule.example.strip() for rule in BOOK.rules)
    assert BOOK.rule("denials").id == "denials"
