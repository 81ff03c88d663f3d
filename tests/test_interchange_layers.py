"""Layer files, and whatever else is read as a layer: nothing is dropped in silence, and bad input has its sentence."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from layers import layers

from kit.answers import Sheet
from kit.article import Article, Span, build_article
from kit.case import Case
from kit.errors import KitError
from kit.interchange.layerfile import layer_of_json, layer_text
from kit.interchange.reading import key_of, layers_of, read_layer
from kit.interchange.w3c import w3c_text
from kit.model import Attribution, Layer, Spans
from kit.structure import written

FRONT = dict.fromkeys(("title", "language", "kind", "source", "licence", "level", "content_note"), "")
MILL = build_article(
    "mill",
    [
        ["“The wheel broke on Monday,” said Ada Rill, the miller (her words).", "She said she said it."],
        ["A neighbour claimed that the wheel had broken on Sunday."],
    ],
    **FRONT,
)


def value_of(layer: Layer, article: Article = MILL, **changes) -> dict:
    made = json.loads(layer_text(layer, article, case="mill", coder="Ada", date="2026-11-28"))
    return made | changes


@settings(max_examples=150)
@given(layers(MILL))
def test_a_layer_file_holds_every_layer(layer):
    """Whatever stands in it, and words that stand there twice, comes back as it was."""
    coding = layer_of_json(value_of(layer), MILL, "x.json", "mill")
    assert coding.layer == layer and coding.notes == ()
    assert (coding.coder, coding.date) == ("Ada", "2026-11-28")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"format": "x"}, "this is no layer file of the kit"),
        ({"version": 2}, "it has version 2, here 1 is read"),
        ({"version": True}, "it has version True, here 1 is read"),
        ({"mood": 1}, 'there is no field "mood"'),
        ({"coder": 7}, "x.json, coder: it is missing, or no text"),
        ({"coder": " \u202e"}, "x.json, coder: nobody is named"),
        ({"date": None}, "x.json, date: it is missing, or no text"),
        ({"annotations": {}}, "x.json, annotations: the list is missing"),
        ({"annotations": [0] * 20_001}, "x.json, annotations: more than 20000 are not read"),
        ({"case": "barn", "digest": "0" * 16}, "it is a layer on another case, barn"),
    ],
)
def test_what_is_no_layer_file_is_refused_with_its_reason(change, told):
    """The whole file, since nothing in it can be trusted."""
    with pytest.raises(KitError) as raised:
        layer_of_json(value_of(Layer()) | change, MILL, "x.json", "mill")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("x", "x.json, annotation 2: an annotation is a group of fields"),
        ({"type": "mood", "id": "m"}, 'x.json, m: "mood" is no type of annotation'),
        ({"type": "pair", "id": "p", "a": "c1"}, 'the field "b" is missing'),
        ({"type": "pair", "id": "p", "a": "c1", "b": "c2", "relation": "war"}, 'there is no label "war"'),
        ({"type": "pair", "id": "p", "a": "c1", "b": "c2", "confidence": 101}, "101 per cent is no confidence"),
        ({"type": "pair", "id": "s1", "a": "c1", "b": "c2"}, "another annotation has this id"),
        ({"type": "pair", "id": "", "a": "c1", "b": "c2"}, "its id is empty"),
        ({"type": "attribution", "id": "a"}, "it has no words in the text"),
        ({"type": "attribution", "id": "a", "sentence": "p1s1", "cue": ["cried"]}, "“cried” does not stand in p1s1"),
        ({"type": "attribution", "id": "a", "sentence": "p1s2", "cue": ["said"]}, "“said” stands 2 times in p1s2"),
        ({"type": "attribution", "id": "a", "sentence": "p9s9", "cue": ["said"]}, 'there is no sentence "p9s9"'),
        ({"type": "text", "id": "t", "prompt": "p", "text": "\ud83d"}, "it holds half a sign"),
        ({"type": "text", "id": ["t"], "prompt": "p"}, "annotation 2"),
    ],
)
def test_one_bad_annotation_costs_itself_alone_and_is_listed(entry, told):
    """With its place; the others are taken in."""
    value = value_of(Layer((Spans(id="s1", item="date"),)))
    value["annotations"].append(entry)
    coding = layer_of_json(value, MILL, "x.json", "mill")
    assert [a.id for a in coding.layer.annotations] == ["s1"]
    (note,) = coding.notes
    assert told in note and note.startswith("x.json")


def test_on_a_changed_text_what_is_found_exactly_is_kept_and_the_rest_is_listed():
    """The second "said" of a sentence that has changed is not guessed; words that are still unique keep their place."""
    twice = MILL.text.index("said it")
    layer = Layer(
        (
            Attribution(id="a1", content=(Span(1, 26),), cue=(Span(twice, twice + 4),)),
            Attribution(id="a2", content=(Span(1, 26),)),
        )
    )
    changed = build_article("mill", [["He said: “The wheel broke on Monday.”", "She said what she said."]], **FRONT)
    coding = layer_of_json(value_of(layer), changed, "x.json", "mill")
    assert [a.id for a in coding.layer.annotations] == ["a2"] and coding.layer.digest == changed.digest
    assert changed.words(coding.layer.attributions[0].content[0]) == "The wheel broke on Monday"
    assert "The text was changed" in coding.notes[0] and "“said” stands 2 times" in coding.notes[1]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=10,
)
ENTRY = st.dictionaries(
    st.sampled_from(["type", "id", "item", "spans", "cue", "accept", "votes", "why", "claim", "a", "b", "confidence"]),
    JSON | st.sampled_from(["attribution", "pair", "spans", "text", "p1s1"]),
)


@settings(max_examples=300)
@given(st.lists(ENTRY | JSON, max_size=4))
def test_whatever_entries_hold_nothing_is_raised_but_a_sentence(entries):
    """Hostile until read: as many sentences as entries that are not taken in."""
    coding = layer_of_json(value_of(Layer(), annotations=entries), MILL, "x.json", "mill")
    assert len(coding.notes) + len(coding.layer.annotations) == len(entries)


# ---- one way to read them all


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    return tmp_path / "files"


def kept(case: Case, folder: Path, task: str, *made) -> Sheet:
    """A sheet with these answers."""
    sheet = Sheet(f"{case.id}/{task}", folder)
    for n, a in enumerate(made):
        value = written(a, case.article)
        value.pop("id")
        about = {"digest": case.article.digest, "at": f"2026-11-2{n}T10:00:00Z"}
        sheet.append({"op": "put", "op_id": f"{task}{n}", "id": a.id, "value": value, **about})
    return sheet


def test_a_key_is_a_layer_like_any_other(mill, mill_folder):
    """From its file, or the one that the case carries."""
    coding = read_layer(mill_folder / "key.yaml", mill)
    assert coding.layer == mill.key.layer == key_of(mill).layer and coding.coder == "the key"
    with pytest.raises(KitError, match="carries no key"):
        key_of(dataclasses.replace(mill, key=None))


def test_layer_files_and_w3c_annotations_are_known_by_what_stands_in_them(mill, folder):
    """Not by their names."""
    about = {"case": "mill", "coder": "Ben"}
    (folder / "a.json").write_text(layer_text(mill.key.layer, mill.article, **about), "utf-8-sig")
    (folder / "b.json").write_text(w3c_text(mill.key.layer, mill.article, **about), "utf-8")
    for name in ("a.json", "b.json"):
        coding = read_layer(folder / name, mill)
        assert coding.layer == mill.key.layer and coding.coder == "Ben" and not coding.notes


def test_a_sheet_and_a_folder_of_sheets_are_layers(mill, folder):
    """Every task's answers, each under an id of its own; a torn last line costs itself only."""
    key = mill.key.layer
    kept(mill, folder, "who", key.get("a1"))
    kept(mill, folder, "check", dataclasses.replace(key.get("s1"), id="c1"))
    kept(mill, folder, "pairs", dataclasses.replace(key.get("x1"), id="c1"))
    with (folder / "mill" / "who.jsonl").open("a") as file:
        file.write('{"op": "put", "op_id')
    coding = read_layer(folder / "mill", mill)
    assert sorted(a.id for a in coding.layer.annotations) == ["a1", "c1", "pairs-c1"]
    assert coding.layer.attributions == (key.get("a1"),) and coding.date == "2026-11-20" and not coding.notes
    assert read_layer(folder / "mill" / "who.jsonl", mill).layer.attributions == (key.get("a1"),)


def test_answers_to_other_texts_and_without_a_place_are_listed(mill, folder):
    """A folder may hold more than this case."""
    lost = kept(mill, folder, "who", mill.key.layer.get("a1"))
    value = {"type": "attribution", "cue": [{"sentence": "p1s1", "words": "cried"}]}
    lost.append({"op": "put", "op_id": "x", "id": "a9", "value": value})
    lost.append({"op": "put", "op_id": "y", "id": "a8", "value": {"type": "attribution"}})
    Sheet("barn/who", folder).append({"op": "drop", "op_id": "1", "id": "a"})
    (folder / "notes.jsonl").write_text("my notes\n")
    notes = "\n".join(read_layer(folder, mill).notes)
    assert "barn/who, which mill does not have" in notes and "who, a9: " in notes and "“cried”" in notes
    assert "who, a8: it has no words." in notes and "notes.jsonl: it is not an answer file of this kit" in notes


def test_a_hand_in_file_is_a_layer(mill, folder):
    """By its student's name; entries that are no answers are counted."""
    sheet = kept(mill, folder, "who", mill.key.layer.get("a1"))
    tasks = [{"task": "mill/who", "digest": mill.article.digest, "operations": [*sheet.operations, 7]}, "x"]
    value = {"format": 1, "assignment": "m", "student": {"name": "Ann\u202e Lee", "number": "7"}, "tasks": tasks}
    (folder / "m_7.json").write_text(json.dumps(value))
    coding = read_layer(folder / "m_7.json", mill)
    assert coding.coder == "Ann Lee" and coding.layer.attributions == (mill.key.layer.get("a1"),)
    assert len(coding.notes) == 2
    assert (
        "1 entries are no answers" in coding.notes[0] and "a task without its answers was left out" in coding.notes[1]
    )


def test_brat_is_a_layer_on_the_same_sentences(mill, folder):
    """With its text beside it, by the same name, or by the name to which a coder's was added."""
    (folder / "mill.txt").write_bytes(b"A neighbour claimed that the wheel had broken on Sunday.\r\n")
    lines = "T1\tSource 0 11\tA neighbour\r\nT2\tCue 12 19\tclaimed\r\nE1\tAttribution:T2 Source:T1 Cue:T2\r\n"
    (folder / "mill_ben.ann").write_text(lines)
    coding = read_layer(folder / "mill_ben.ann", mill)
    assert coding.layer.attributions[0].source == mill.key.layer.get("a2").source and coding.coder == "mill_ben"
    (folder / "mill.txt").unlink()
    with pytest.raises(KitError, match="the file is missing"):
        read_layer(folder / "mill_ben.ann", mill)


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("x.json", b"", "breaks off"),
        ("x.json", b"[" * 100_000, "nested too deeply"),
        ("x.json", b'{"a": ' + b"[" * 70 + b"]" * 70 + b"}", "nested too deeply"),
        ("x.json", b'{"format": NaN}', "a number that no answer has"),
        ("x.json", b'{"format": 1e999}', "a number that no answer has"),
        ("x.json", b"\xff\xfe{", "not UTF-8"),
        ("x.json", b"{}", "nobody knows what this file is"),
        ("x.json", b"[1, 2]", "nobody knows what this file is"),
        ("x.jsonl", b"{}\n", "it is not an answer file of this kit"),
        ("x.jsonl", b'{"format": 1, "task": "barn/who"}\n', "there are no answers to a task of mill in it"),
        ("x.pdf", b"%PDF-1.4", "breaks off"),
        ("x.ann", b"", "the file is empty"),
    ],
)
def test_what_is_no_layer_is_refused_in_words(mill, folder, name, data, told):
    """A sentence, whatever the bytes."""
    (folder / name).write_bytes(data)
    with pytest.raises(KitError) as raised:
        read_layer(folder / name, mill)
    assert told in str(raised.value)


def test_what_is_not_there_or_too_large_is_refused_in_words(mill, folder, monkeypatch):
    """Before it is read."""
    with pytest.raises(KitError, match="cannot be read"):
        read_layer(folder / "nothing.json", mill)
    with pytest.raises(KitError, match="there is no sheet of answers"):
        read_layer(folder, mill)
    monkeypatch.setattr("kit.interchange.reading.LARGEST", 3)
    (folder / "x.json").write_text("[1, 2]")
    with pytest.raises(KitError, match="are not read"):
        read_layer(folder / "x.json", mill)


def test_a_case_folder_carries_the_layers_of_its_coders(mill, mill_folder):
    """In `layers/`, one file each; `kit check` reads them all, and tells what has no place."""
    from kit.authoring import check_case

    shelf = mill_folder / "layers"
    shelf.mkdir()
    for coder in ("ben", "ada"):
        text = layer_text(mill.key.layer, mill.article, case="mill", coder=coder)
        (shelf / f"{coder}.json").write_text(text, "utf-8")
    assert [c.coder for c in layers_of(mill_folder, mill)] == ["ada", "ben"]
    assert not [f for f in check_case(mill_folder) if "layers" in str(f)]
    (shelf / "ada.json").write_text((shelf / "ada.json").read_text("utf-8").replace("claimed", "cried"), "utf-8")
    (shelf / "notes.txt").write_text("x")
    shutil.copy(mill_folder / "claims.yaml", shelf / "ben.json")
    faults = "\n".join(str(f) for f in check_case(mill_folder))
    assert (
        "“cried” does not stand in p2s1" in faults and "notes.txt" in faults and "ben.json: it is not whole" in faults
    )
