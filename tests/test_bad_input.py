"""Bad input is answered by one sentence with file, place and the nearest right thing, and never by another error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.authoring import check_case
from kit.case import read_case
from kit.errors import KitError

FAULTS = [
    # what a claim or a key says of the text
    ("claims.yaml", "had broken on Sunday", "had broken on Monday",
     "mill/claims.yaml, c2", "does not stand in p2s1", "“the wheel had broken on Sunday”"),
    ("claims.yaml", "the wheel had broken on Sunday", "he wheel had broken",
     "mill/claims.yaml, c2", "does not stand in p2s1", "the wheel had broken"),
    ("claims.yaml", "sentence: p2s1", "sentence: p2s11", "mill/claims.yaml, c2", "no sentence", '"p2s1"'),
    ("article.md", "It turns", "It turns 12 times a minute. It turns", "mill/claims.yaml, c4", "stands 2 times in p2s2",
     "occurrence"),
    ("key.yaml", "source: [A neighbour]", "source: [a neighbor]",
     "mill/key.yaml, a2, source", "“a neighbor” does not stand in p2s1", "“A neighbour”"),
    ("key.yaml", "cue: [said]", "cue: [{sentence: p1s1, words: said, occurrence: 2}]",
     "mill/key.yaml, a1, cue", "does not stand", "“said”"),
    # labels and references
    ("key.yaml", "contradiction, dim", "contradicton, dim", "mill/key.yaml, x1, relation", "no label",
     '"contradiction"'),
    ("key.yaml", "stance: neutral", "stance: neutrl", "mill/key.yaml, a1, stance", "no label", '"neutral"'),
    ("key.yaml", "[no-access]", "[no-acces]", "mill/key.yaml, s1, reasons", "no label", '"no-access"'),
    ("key.yaml", "{id: ada, kind: resident", "{id: ada, kind: residnt", "mill/key.yaml, ada, kind", "no label",
     '"resident"'),
    ("key.yaml", "label: mixed", "label: mixt", "mill/key.yaml, a1, quote", "no label", '"mixed"'),
    ("key.yaml", "{field: quote, label: mixed", "{field: qoute, label: mixed", "mill/key.yaml, a1", "no field",
     '"quote"'),
    ("key.yaml", "voice: ada", "voice: adda", "mill/key.yaml, a1, voice", "no voice", '"ada"'),
    ("key.yaml", "{field: quote, label: mixed", "{field: voice, label: adda", "mill/key.yaml, a1, voice", "no voice",
     '"ada"'),
    ("key.yaml", "voice: neighbour", "voice: neighbour\n    parent: a11", "mill/key.yaml, a2, parent", "no attribution",
     '"a1"'),
    ("key.yaml", "{id: x1, a: c1", "{id: x1, a: c11", "mill/key.yaml, x1", "no claim", '"c1"'),
    ("key.yaml", "claim: c4", "claim: c44", "mill/key.yaml, s4", "no claim", '"c4"'),
    ("key.yaml", "c4: speed", "c44: speed", "mill/key.yaml, events", "no claim", '"c4"'),
    ("key.yaml", "{p1s2: The paper", "{p1s22: The paper", "mill/key.yaml, unattributed", "no sentence", '"p1s2"'),
    # ids given twice
    ("claims.yaml", "id: c2", "id: c1", "mill/claims.yaml", 'the id "c1" is given twice', "another id"),
    ("voices.yaml", "id: paper", "id: ada", "mill/voices.yaml", 'the id "ada" is given twice', "another id"),
    ("tasks.yaml", "id: check", "id: who", "mill/tasks.yaml", 'the id "who" is given twice', "another id"),
    ("key.yaml", "id: x2", "id: x1", "mill/key.yaml", 'the id "x1" is given twice', "another id"),
    ("key.yaml", "{id: neighbour", "{id: ada", "mill/key.yaml", 'the id "ada" is given twice', "another id"),
    # types
    ("claims.yaml", "words: the wheel had broken on Sunday", "words: 750", "mill/claims.yaml, c2, words", '"750"',
     "quotation marks"),
    ("key.yaml", "source: [A neighbour]", "source: [750]", "mill/key.yaml, a2, source, item 1", '"750"',
     "text is needed"),
    ("claims.yaml", "words: the wheel had broken on Sunday", "words: true", "mill/claims.yaml, c2, words", "true",
     "quotation marks"),
    ("claims.yaml", "words: the wheel had broken on Sunday", "words: [a]", "mill/claims.yaml, c2, words", "a list",
     "text is needed"),
    ("claims.yaml", "gist: The mill is by the river.", "gist: ", "mill/claims.yaml, c3, gist", "nothing",
     "text is needed"),
    ("claims.yaml", "gist: The mill", "gits: The mill", "mill/claims.yaml, c3", 'no field "gits"', '"gist"'),
    ("claims.yaml", ", gist: The mill is by the river.", "", "mill/claims.yaml, c3", '"gist" is missing', "Add it"),
    ("tasks.yaml", "points: 10", "points: ten", "mill/tasks.yaml, who, points", '"ten"', "a number is needed"),
    ("tasks.yaml", "points: 10", "points: .nan", "mill/tasks.yaml, who, points", "nan", "0 or more"),
    ("tasks.yaml", "points: 10", "points: -1", "mill/tasks.yaml, who, points", "-1", "0 or more"),
    ("tasks.yaml", "fields: [quote]", "fields: quote", "mill/tasks.yaml, who, fields", '"quote"', "a list is needed"),
    ("key.yaml", "events: {c1: break", "events: {c1: 5", "mill/key.yaml, events, c1", '"5"', "text is needed"),
    ("key.yaml", "id: a2", "id: 2", "mill/key.yaml, 2, id", '"2"', "text is needed"),
    # YAML
    ("voices.yaml", "name: Ada Rill}", "name: Ada Rill", "mill/voices.yaml, line", "", "indentation"),
    ("key.yaml", "pairs:", "attributions:", "mill/key.yaml, line", 'duplicate key "attributions"', ""),
    # the article
    ("article.md", "---\ntitle", "title", "mill/article.md", "the front matter is missing", "Begin the file with ---"),
    ("article.md", "none\n---\n", "none\n", "mill/article.md", "the front matter is missing", "--- again"),
    ("article.md", "title: The mill", "tittle: The mill", "mill/article.md", 'no field "tittle"', '"title"'),
    ("article.md", "kind: invented", "kind: novel", "mill/article.md, kind", '"novel"',
     "report, retelling or invented"),
    ("article.md", "level: first steps\n", "", "mill/article.md", '"level" is missing', "Add it"),
    # the tasks
    ("tasks.yaml", "[p1s1, p1s2", "[p1s1, p1s22", "mill/tasks.yaml, who, sentences", "no sentence", '"p1s2"'),
    ("tasks.yaml", "[[c1, c2]", "[[c1, c22]", "mill/tasks.yaml, pairs, pairs", "no claim", '"c2"'),
    ("tasks.yaml", "claims: [c1", "claims: [c11", "mill/tasks.yaml, check, claims", "no claim", '"c1"'),
    ("tasks.yaml", "fields: [quote]", "fields: [qoute]", "mill/tasks.yaml, who, fields", "no field", '"quote"'),
    ("tasks.yaml", "fields: [dimension]", "fields: [quote]", "mill/tasks.yaml, pairs, fields", "no field", "dimension"),
    ("tasks.yaml", "kind: pairs", "kind: pares", "mill/tasks.yaml, pairs, kind", "no kind of task", '"pairs"'),
    ("tasks.yaml", "[[c1, c2]", "[[c1, c1]", "mill/tasks.yaml, pairs, pairs", "not a pair of two claims", "two claims"),
    ("tasks.yaml", "[[c1, c2]", "[[c1, c2, c3]", "mill/tasks.yaml, pairs, pairs", "not a pair of two claims",
     "two claims"),
    ("tasks.yaml", "  claims: [c1, c2, c3, c4]\n", "", "mill/tasks.yaml, check", "the task has no claims",
     "List its claims"),
    ("tasks.yaml", "fields: [quote]", "fields: [quote]\n  given: [{id: g, cue: [{sentence: p1s1, words: sayd}]}]",
     "mill/tasks.yaml, who, given, cue", "does not stand", "“said”"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what", "todo"), FAULTS, ids=[f"{f[0]}: {f[2][:40].strip()}" for f in FAULTS]
)
def test_a_fault_is_told_with_place_reason_and_remedy(broken, file, old, new, where, what, todo):
    """One line: where it is, what is wrong, and what is nearest or to be done."""
    fault = broken(file, old, new)
    assert fault.where.startswith(where)
    told = str(fault)
    assert what in told and todo in told and fault.todo and "\n" not in told


@pytest.mark.parametrize("file", ["article.md", "voices.yaml", "claims.yaml", "tasks.yaml", "key.yaml"])
def test_a_missing_file_and_a_foreign_encoding_are_told(tmp_path, write_case, file):
    """For each of the five files, by its name."""
    argument = file.replace(".", "_")
    for content, told in [(None, "the file is missing"), ("Zoë".encode("latin-1"), "is not UTF-8")]:
        folder = write_case(tmp_path / str(content is None) / "mill", **{argument: content})
        (folder / file).unlink() if content is None and (folder / file).exists() else None
        with pytest.raises(KitError, match=told) as raised:
            read_case(folder, folder / "key.yaml")
        assert raised.value.where.startswith(f"mill/{file}")


@pytest.mark.parametrize("file", ["article.md", "voices.yaml", "claims.yaml", "tasks.yaml", "key.yaml"])
@pytest.mark.parametrize(
    "text", ["", "\n", "null", "5", "abc", "[5]", "{}", "{a: b}", "[[]]", "[[[", "&a [*a]", "\x00"]
)
def test_a_file_of_something_else_is_told(tmp_path, write_case, file, text):
    """An empty file, a number, a word, a list of the wrong things."""
    folder = write_case(tmp_path / "mill", **{file.replace(".", "_"): text})
    with pytest.raises(KitError) as raised:
        read_case(folder, folder / "key.yaml")
    assert raised.value.where.startswith("mill/"), "the place is named"


def test_an_article_of_front_matter_alone_is_told(tmp_path, write_case, mill_files):
    """There is nothing to read in it."""
    front = mill_files["article.md"].split("“")[0]
    folder = write_case(tmp_path / "mill", article_md=front + "\n  \n")
    with pytest.raises(KitError, match="there is no text after the front matter"):
        read_case(folder, None)


def test_check_tells_a_fault_in_reading_instead_of_raising_it(tmp_path, write_case):
    """A teacher who checks gets a list."""
    folder = write_case(tmp_path / "mill", voices_yaml=None)
    (told,) = check_case(folder)
    assert "voices.yaml" in str(told)


TOKENS = st.sampled_from(
    ["", "null", "750", "true", "[]", "{}", "[a]", "{a: b}", '""', "p1s1", "c1", "a1", "no", "12:30", "~", ".inf",
        "!!int x",
     "*x", "&x", "- ", ": ", "\n", "  ", "'", '"', "“", "---", "#", "|", ">", "\t", "🙂", "%", "@", "?", "<<: *x",
      "0x1f", "\ud7ff"]
)  # fmt: skip


@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_whatever_is_done_to_a_case_it_loads_or_tells(tmp_path, write_case, mill_files, data):
    """Words swapped, cut out, doubled or replaced in any file: a case or a KitError, never anything else."""
    file = data.draw(st.sampled_from(sorted(mill_files)))
    text = mill_files[file]
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 25)))
        put = data.draw(TOKENS | st.just(text[start:end] * 2) | st.text(max_size=4))
        text = text[:start] + put + text[end:]
    try:
        data_bytes = text.encode()
    except UnicodeEncodeError:
        data_bytes = text.encode("utf-8", "surrogatepass")
    folder = write_case(tmp_path / "mill", **{file.replace(".", "_"): data_bytes})
    try:
        read_case(folder, folder / "key.yaml")
    except KitError as fault:
        assert "\n" not in str(fault)
