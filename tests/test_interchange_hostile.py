"""Files of every kind with parts of them replaced, renamed or cut: a layer or a sentence, and all else still works."""

from __future__ import annotations

import copy
import json
import random

import pytest

from kit import coders
from kit.adjudication import BOTH, FIRST, NEITHER, SECOND, Adjudication, merge
from kit.coders.compared import compare
from kit.errors import KitError
from kit.interchange.layerfile import Coding, layer_text
from kit.interchange.reading import read_layer
from kit.interchange.w3c import w3c_text
from kit.structure import written

JUNK = (
    *(None, True, 0, -1, 1e300, 10**20, "", "x", "\ud800", "c1", "#", "claim/", "Annotation", "urn:x#a1"),
    *([], {}, [[]], {"a": 1}, ["x"], [None], {"id": []}, {"source": {}}),
)
NAMES = ("type", "id", "body", "target", "accept", "wrong", "source", "x")


def files(case) -> dict[str, str]:
    """The mill's key as a layer file, as W3C annotations, as a hand-in file and as a sheet."""
    about = {"case": "mill", "coder": "Ada"}
    values = [written(a, case.article) for a in case.key.layer.annotations if a.id in ("a1", "a2")]
    operations = [
        {"op": "put", "op_id": v["id"], "id": v["id"], "value": {k: part for k, part in v.items() if k != "id"}}
        for v in values
    ]
    head = {"format": 1, "task": "mill/who"}
    tasks = [{"task": "mill/who", "operations": operations}]
    return {
        "layer.json": layer_text(case.key.layer, case.article, **about),
        "w3c.json": w3c_text(case.key.layer, case.article, claims=case.claim_list, **about),
        "handin.json": json.dumps({"format": 1, "assignment": "m", "student": {"name": "Ada"}, "tasks": tasks}),
        "sheet.jsonl": "\n".join(json.dumps(line) for line in (head, *operations)) + "\n",
    }


def places(value, path=()):
    """The path of everything within a JSON value."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(part, (*path, key))


def spoil(value, dice: random.Random) -> None:
    """Replace, take out or rename a few parts, wherever they are."""
    for path in dice.sample(found := list(places(value)), min(len(found), dice.randint(1, 4))):
        held = value
        try:
            for key in path[:-1]:
                held = held[key]
            chance = dice.random()
            if chance < 0.6:
                held[path[-1]] = copy.deepcopy(dice.choice(JUNK))
            elif chance < 0.8:
                del held[path[-1]]
            else:
                held[dice.choice(NAMES)] = held.pop(path[-1])
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took its place away


def spoilt(text: str, dice: random.Random) -> bytes:
    lines = text.splitlines() if text.count("\n{") else [text]
    n = dice.randrange(len(lines))
    value = json.loads(lines[n])
    spoil(value, dice)
    data = bytearray("\n".join([*lines[:n], json.dumps(value), *lines[n + 1 :], ""]).encode())
    for _ in range(3 if dice.random() < 0.2 else 0):
        data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("name", ["layer.json", "w3c.json", "handin.json", "sheet.jsonl"])
def test_a_spoilt_file_gives_a_layer_or_a_sentence(mill, tmp_path, name):
    """Whatever was done to it: nothing else is raised, and a layer that is read can be written, compared and merged."""
    text, dice, read = files(mill)[name], random.Random(name), 0
    for _ in range(150):
        (tmp_path / name).write_bytes(spoilt(text, dice))
        try:
            coding = read_layer(tmp_path / name, mill)
        except KitError as fault:
            assert str(fault)
            continue
        read += 1
        about = {"case": "mill", "coder": coding.coder}
        assert layer_text(coding.layer, mill.article, **about).encode()
        assert w3c_text(coding.layer, mill.article, **about).encode()
        assert coders.agree(mill, "key", coding).page().encode()
        compared = compare(mill, Coding("the key", mill.key.layer), coding)
        merge(compared, {d.id: dice.choice((FIRST, SECOND, BOTH, NEITHER)) for d in compared.differences})
        assert Adjudication(compared).exercise.view()
    assert read > 30, "most files have to get past the door, or nothing behind it was tried"
