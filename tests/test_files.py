"""Files are UTF-8, YAML is 1.2 and strict, and a write is whole."""

import pytest

from kit.errors import KitError
from kit.files import parse_yaml, read_text, read_yaml, sweep, whole, write_whole


def test_yaml_keeps_text_that_older_readers_change():
    """`no`, a time and a date stay text; numbers, true and null are what they look like."""
    found = parse_yaml("{a: no, b: 12:30, c: 2026-11-22, d: 7, e: true, f: null, g: 2026-11-22T10:00:00Z}", "x")
    assert found == {
        "a": "no", "b": "12:30", "c": "2026-11-22", "d": 7, "e": True, "f": None, "g": "2026-11-22T10:00:00Z"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\na: 2\n", "line 2"),
        ("a: b: c", "line 1"),
        ("- [1, 2", "line"),
        ("x\ty: !!python/object:os.system {}", "line 1"),
        ("- !!int abc", "abc"),
        ("- !!float abc", "abc"),
        ("[" * 5000, "cannot be read"),
        ("a: \x01", "#x0001"),
        ("- *nowhere", "nowhere"),
        ("--- a\n--- b", "line 2"),
    ],
)
def test_yaml_that_cannot_be_read_is_told_in_one_sentence(text, told):
    """Never by another kind of error, and never on several lines."""
    with pytest.raises(KitError) as raised:
        parse_yaml(text, "case/voices.yaml")
    assert str(raised.value).startswith("case/voices.yaml") and told in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_missing_file_is_named_with_its_folder(tmp_path):
    """The last two parts of its path are enough to find it."""
    with pytest.raises(KitError, match=r"^heir/key\.yaml: the file is missing"):
        read_yaml(tmp_path / "heir" / "key.yaml")


def test_a_file_in_another_encoding_is_refused_with_the_byte(tmp_path):
    """Nothing is guessed about encodings."""
    path = tmp_path / "a.md"
    path.write_bytes("Zoë".encode("latin-1"))
    with pytest.raises(KitError, match="byte 3 is not UTF-8"):
        read_text(path)


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path):
    """As a sentence, too."""
    with pytest.raises(KitError, match="cannot be read"):
        read_text(tmp_path)


def test_windows_files_read_the_same(tmp_path):
    """A byte order mark and carriage returns leave no trace."""
    path = tmp_path / "a.md"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    assert read_text(path) == "one\ntwo\n"


def test_a_write_replaces_the_whole_file_and_leaves_nothing_beside_it(tmp_path):
    """Folders are made on the way."""
    path = tmp_path / "deep" / "a.txt"
    write_whole(path, "one")
    write_whole(path, b"two")
    assert path.read_text() == "two" and [p.name for p in path.parent.iterdir()] == ["a.txt"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    """A crash before the last step costs nothing that was there."""
    path = tmp_path / "a.txt"
    write_whole(path, "old")

    def crash(*_):
        raise OSError("no space left")

    monkeypatch.setattr("kit.files.os.replace", crash)
    with pytest.raises(OSError, match="no space left"):
        write_whole(path, "new")
    assert path.read_text() == "old"


def test_a_file_that_is_written_line_by_line_is_whole_or_not_there(tmp_path):
    """Also where its lines break off; and its ends of lines are as they were given."""
    path = tmp_path / "new" / "a.csv"
    with whole(path) as file:
        file.write("é\r\n")
        assert not path.exists()
    with pytest.raises(ZeroDivisionError), whole(path) as file:
        file.write("half")
        raise ZeroDivisionError
    assert [(p.name, p.read_bytes()) for p in path.parent.iterdir()] == [("a.csv", "é\r\n".encode())]


def test_what_a_killed_write_left_is_swept_up_and_nothing_else(tmp_path, monkeypatch):
    """Beside one file or in a whole folder; what looks much like it may be somebody's."""
    monkeypatch.setattr("kit.files.os.replace", lambda *_: None)
    for name in ("a.txt", "b.txt"):
        write_whole(tmp_path / name, "half")
    kept = {".env.local", ".a.txt.half-written", ".a.txt.17", "a.txt.17.half-written"}
    for name in kept:
        (tmp_path / name).write_text("mine", encoding="utf-8")
    sweep(tmp_path, "a.txt")
    assert len(list(tmp_path.iterdir())) == len(kept) + 1
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == kept
