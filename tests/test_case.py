"""A case folder becomes a Case, and a key comes only where it was asked for or lies beside."""

import os
import shutil

import pytest

import kit
from kit.case import cases, load
from kit.errors import KitError


def test_a_folder_loads_with_its_own_key(mill_folder):
    """Article, voices, claims, tasks and key are there under their names."""
    case = load(mill_folder)
    assert case.id == "mill" and case.article.title == "The mill"
    assert case.voice("ada").name == "Ada Rill" and case.claim("c3").sentence == "p1s2"
    assert case.task("who").name == "mill/who" and case.key.layer.get("a1").voice == "ada"


def test_a_claim_stands_where_its_words_stand(mill):
    """Its span cuts exactly its words out of the text."""
    for claim in mill.claim_list:
        assert mill.article.words(claim.span) == claim.words


def test_without_a_key_file_there_is_no_key(mill_folder):
    """None is invented and none is looked for elsewhere."""
    (mill_folder / "key.yaml").rename(mill_folder.parent / "key.yaml")
    assert load(mill_folder).key is None


def test_a_key_elsewhere_is_read_when_named(mill_folder):
    """As a teacher keeps it apart from the case."""
    apart = mill_folder.parent / "keys.yaml"
    (mill_folder / "key.yaml").rename(apart)
    assert load(mill_folder, key=apart).key.layer.get("x1").relation == "contradiction"
    with pytest.raises(KitError, match="the file is missing"):
        load(mill_folder, key=mill_folder.parent / "other.yaml")


def test_a_changed_file_is_read_again(mill_folder):
    """The cache never shows yesterday's case."""
    assert load(mill_folder) is load(mill_folder)
    path = mill_folder / "article.md"
    path.write_text(path.read_text().replace("title: The mill", "title: Another"))
    os.utime(path, ns=(1, 1))
    assert load(mill_folder).article.title == "Another"


def test_two_folders_of_one_name_are_two_cases(mill_folder, tmp_path, monkeypatch):
    """A relative path means the folder from where the notebook is now, although the cache has seen the same words."""
    other = tmp_path / "elsewhere" / "mill"
    shutil.copytree(mill_folder, other)
    text = (other / "article.md").read_text().replace("title: The mill", "title: Another")
    (other / "article.md").write_text(text)
    for file in mill_folder.iterdir():
        os.utime(file, ns=(1, 1))
        os.utime(other / file.name, ns=(1, 1))
    monkeypatch.chdir(mill_folder.parent)
    assert load("./mill").article.title == "The mill"
    monkeypatch.chdir(other.parent)
    assert load("./mill").article.title == "Another"


def test_an_unknown_case_names_the_nearest(monkeypatch):
    """A slip in the name is told as such."""
    known = cases()
    assert known, "the kit has cases"
    with pytest.raises(KitError, match=f'Did you mean "{known[0]}"'):
        load(known[0] + "x")
    with pytest.raises(KitError, match="there is no such case folder"):
        load("./nowhere")


def test_tasks_show_their_items_in_an_order_that_gives_nothing_away(variant, mill):
    """The same for everybody, and independent of the order in which the author wrote them."""
    again = variant()
    assert [t.pairs for t in again.tasks] == [t.pairs for t in mill.tasks]
    turned = variant(
        ("tasks.yaml", "[[c1, c2], [c1, c3], [c3, c4], [c1, c4]]", "[[c1, c4], [c3, c1], [c4, c3], [c2, c1]]")
    )
    assert {frozenset(p) for p in turned.task("pairs").pairs} == {frozenset(p) for p in mill.task("pairs").pairs}
    assert set(turned.task("pairs").pairs) == set(mill.task("pairs").pairs), "a pair's claims stand in the text's order"


def test_blank_lines_make_paragraphs_and_nothing_else(variant):
    """More of them, or with spaces in them, at the beginning, between or at the end, change no sentence id."""
    case = variant(
        ("article.md", "---\n“The", "---\n\n  \n“The"),
        ("article.md", "river.\n\n", "river.\n \n\n\n"),
        ("article.md", "week.\n", "week.\n\n   \n"),
    )
    assert [s.id for s in case.article.sentences] == ["p1s1", "p1s2", "p2s1", "p2s2", "p2s3"]
    assert all(s.text.strip() for s in case.article.sentences)


def test_a_content_note_of_none_is_empty(variant, mill):
    """And one that says something is kept."""
    assert mill.article.content_note == ""
    case = variant(("article.md", "content_note: none", "content_note: A wheel breaks."))
    assert case.article.content_note == "A wheel breaks."


def test_a_misspelt_table_names_the_nearest(mill):
    """`case.claim_s` is answered with what there is."""
    with pytest.raises(AttributeError, match='Did you mean "sentences"'):
        mill.sentenses  # noqa: B018


def test_the_shop_window_holds_what_it_says():
    """Every name of `kit` can be fetched, has a description, and a wrong one is told."""
    for name in kit.__all__:
        if name == "hand_in":
            pytest.importorskip("kit.handin")
        assert getattr(kit, name).__doc__
    assert len(kit.__all__) <= 12 and dir(kit) == kit.__all__
    with pytest.raises(AttributeError, match="kit has no 'tasc'"):
        kit.tasc  # noqa: B018
