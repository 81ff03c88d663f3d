"""`kit check` finds what makes a case unfit for use, and leaves a fit one alone."""

import pytest

from kit.authoring import check_case


def test_a_fit_case_has_no_faults(mill_folder):
    """The mill is one."""
    assert check_case(mill_folder) == []


def test_a_case_without_a_key_is_checked_as_far_as_it_goes(mill_folder):
    """And with a key from elsewhere, wholly."""
    apart = mill_folder.parent / "key-of-mill.yaml"
    (mill_folder / "key.yaml").rename(apart)
    assert check_case(mill_folder) == []
    apart.write_text(apart.read_text().replace("why: A map shows it.", 'why: ""'))
    assert [f.what for f in check_case(mill_folder, apart)] == ["the `why` is missing"]


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("key.yaml", "readings: [{coder: test, date: 2026-11-22, note: for a test}]", "readings: []",
         "`readings` is empty"),
        ("key.yaml", "why: A map shows it.", "why: ' '", "mill, key, s3: the `why` is missing"),
        ("key.yaml", "why: All of it stands in marks.", "why: ''", "mill, key, a1: mixed has no `why`"),
        ("key.yaml", "stance: neutral", "stance:", "mill, key, a1, stance: the label is missing"),
        ("key.yaml", "cue: [said]", "cue: []", "the cue or the content is missing"),
        ("key.yaml", "cue: [said]", "cue: [said Ada Rill]", "“Ada” has two roles"),
        ("key.yaml", "voice: ada\n", "voice: null\n", "voice, source and naming do not fit"),
        ("key.yaml", "voice: neighbour", "voice: neighbour\n    parent: a1", "inside the content of its parent a1"),
        ("key.yaml",
         "  - {id: s4, claim: c4, checkability: elsewhere, evidence: measurement, why: Anybody can count.}\n", "",
         "c4: the claim has no assessment"),
        ("key.yaml", "{id: s4, claim: c4", "{id: s4, claim: c3", "c3 is judged twice"),
        ("key.yaml", "  - {id: x4, a: c1, b: c4", "  - {id: x4, a: c2, b: c1", "c1 and c2 is judged twice"),
        ("tasks.yaml", "claims: [c1, c2, c3, c4]", "claims: [c1, c2, c3, c3]", "claims: one of them is named twice"),
        ("tasks.yaml", "fields: [reasons]", "fields: [reasons]\n  given: [{id: c9, claim: c9, evidence: record}]",
         'there is no item of this task "c9"'),
        ("tasks.yaml", "fields: [reasons]", "fields: [reasons]\n  given: [{id: c3, claim: c3, evidence: recrd}]",
         'there is no label "recrd"'),
        ("key.yaml", ", c4: speed", "", "c4 has no event"),
        ("key.yaml", "  - {id: neighbour, kind: resident, stake: unknown, why: Lives near.}\n", "",
         "nothing is said of neighbour"),
        ("key.yaml", "checkability: elsewhere, evidence: imagery", "checkability: elsewhere",
         "checkability or evidence is missing"),
        ("key.yaml", "elsewhere, evidence: imagery", "elsewhere, reasons: [vague], evidence: imagery",
         "only “not” has them"),
        ("key.yaml", "not, reasons: [no-access]", "not", "“not” needs reasons"),
        ("key.yaml", "relation: contradiction, dimension: time", "relation: contradiction", "has a dimension"),
        ("key.yaml", "relation: compatible", "relation: compatible, dimension: time", "the other relations have none"),
        ("key.yaml", "  - {id: x4, a: c1, b: c4", "  - {id: x4, a: c2, b: c4", "the key has no answer to c1+c4"),
        ("tasks.yaml", "sentences: [p1s1, p1s2, p2s1, p2s2, p2s3]", "sentences: [p1s1, p2s1]",
         "every sentence credits somebody"),
        ("tasks.yaml", "[[c1, c2], [c1, c3], [c3, c4], [c1, c4]]", "[[c1, c2]]", "1 of 1 items are flawed"),
        ("tasks.yaml", "fields: [reasons]",
         "fields: [reasons]\n  given: [{id: c3, claim: c3, checkability: elsewhere}]",
         "what is `given` earns 25% as it stands"),
    ],
)  # fmt: skip
def test_each_fault_is_found_and_told_in_a_line(tmp_path, write_case, mill_files, file, old, new, told):
    """With its place and what to do."""
    assert old in mill_files[file], "the fixture no longer holds it"
    folder = write_case(tmp_path / "mill", **{file.replace(".", "_"): mill_files[file].replace(old, new, 1)})
    lines = [str(fault) for fault in check_case(folder)]
    assert any(told in line for line in lines), lines
    assert all("\n" not in line and line.endswith((".", "?", "!")) for line in lines)


def test_a_file_that_is_no_part_of_a_case_is_told(mill_folder):
    """A copy or a stray draft is noticed; hidden files and notes are none of it."""
    (mill_folder / "key-Copy1.yaml").write_text("x")
    (mill_folder / ".DS_Store").write_text("x")
    (mill_folder / "notes.md").write_text("x")
    assert [f.where for f in check_case(mill_folder)] == ["mill/key-Copy1.yaml"]


def test_a_nested_statement_inside_its_parent_is_in_order(tmp_path, write_case, mill_files):
    """A chain that the text carries is no fault."""
    text = mill_files["key.yaml"]
    nested = (
        "  - {id: a3, sentence: p2s1, source: [the wheel], cue: [had broken], content: [on Sunday], quote: indirect, "
        "stance: neutral, naming: bare, basis: not-given, attitude: said, voice: ada, "
        "parent: a2, why: For a test.}\npairs:"
    )
    folder = write_case(tmp_path / "mill", key_yaml=text.replace("pairs:", nested, 1))
    assert check_case(folder) == []


@pytest.mark.parametrize(("notes", "told"), [(None, "the file is missing"), (b"\xff", "byte 1 is not UTF-8")])
def test_the_notes_for_the_teacher_belong_to_a_case(tmp_path, write_case, notes, told):
    """Missing or unreadable, they are told like any other part."""
    [fault] = check_case(write_case(tmp_path / "mill", notes_md=notes))
    assert fault.where == "mill/notes.md" and told in fault.what
