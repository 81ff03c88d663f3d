"""A key is written as it was read."""

from __future__ import annotations

from dataclasses import replace

import pytest

import kit
from kit.case import read_case
from kit.keyfile import key_text
from kit.model import Alternative, Layer, Text, Vote


def again(case, key, folder):
    """The key as it is read from what was written of it."""
    path = folder / "key.yaml"
    path.write_text(key_text(case, key), encoding="utf-8")
    return read_case(kit.case.folder_of(case.id), path).key


@pytest.mark.parametrize("name", kit.cases())
def test_a_key_comes_back_from_its_file(name, tmp_path):
    """Every part of it: readings, voices, events, accounts, annotations, origins, samples."""
    case = kit.load(name)
    assert again(case, case.key, tmp_path) == case.key


def test_votes_and_reasons_that_are_not_written_yet_come_back(tmp_path):
    """A label that two coders differ on is kept with its votes; its empty reason is for `kit check` to find."""
    case = kit.load("goat")
    first, *others = case.key.layer.annotations
    other = Alternative("basis", "told-by", "")
    first = replace(first, accept=(other,), votes=(Vote("ada", "2026-11-28", "basis", "told-by"),))
    key = replace(case.key, layer=replace(case.key.layer, annotations=(first, *others)))
    assert again(case, key, tmp_path).layer.annotations[0] == first


def test_what_has_no_part_in_a_key_is_left_out(tmp_path):
    """What somebody wrote, or highlighted for an item, answers nothing in a key."""
    case = kit.load("goat")
    more = (*case.key.layer.annotations, Text(id="t", prompt="p", text="x"))
    assert again(case, replace(case.key, layer=Layer(more, case.article.digest)), tmp_path) == case.key


def test_it_reads_as_people_write_it():
    """Words of the annotation's own sentence stand bare, the reason comes last, an alternative has one line."""
    lines = key_text(kit.load("goat"), kit.load("goat").key).splitlines()
    start = next(n for n, line in enumerate(lines) if line.strip() == "attributions:")
    assert lines[0].startswith("# The answers to")
    assert lines[start + 1].strip() == "- id: a1"
    assert lines[start + 3].strip().startswith('source: ["')
