"""An evidence pack is a list and its files; what is amiss is told, and nothing in it can run or load anything."""

import pytest

from kit.documents import document_html, drawn_document
from kit.errors import KitError
from kit.model import Document
from kit.pack import read_pack

PACK = """\
- {id: minutes, title: Minutes, kind: Minutes, source: Council, licence: CC BY 4.0, note: Invented., file: minutes.md}
- {id: counts, title: Counts, kind: Table, source: Council, licence: CC BY 4.0, note: Invented., file: counts.csv}
- {id: plan, title: Plan, kind: Map, source: Council, licence: CC BY 4.0, note: Invented., file: plan.svg,
   alt: A bridge over a river.}
"""
FILES = {
    "pack.yaml": PACK,
    "minutes.md": "# Item 4\n\nThe bridge is **closed**.\n- cracks & rust\n- piers\n\n> “At most *three* tonnes”\n",
    "counts.csv": "Day,Cars\nMonday,12\nTuesday,<b>9</b>\n",
    "plan.svg": '<svg xmlns="x" viewBox="0 0 9 9"><rect width="9" height="9" fill="url(#g)"/></svg>',
}


@pytest.fixture
def folder(tmp_path):
    """A pack on disk."""
    made = tmp_path / "mill" / "evidence"
    made.mkdir(parents=True)
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def test_a_pack_is_read_in_its_order(folder):
    """Text, table and picture, each in its own form."""
    documents = read_pack(folder)
    assert [(d.id, d.form) for d in documents] == [("minutes", "text"), ("counts", "table"), ("plan", "image")]
    assert read_pack(folder.parent / "nowhere") == ()


def test_documents_are_drawn_with_all_text_escaped(folder):
    """Headings, lists, quotations and bold; a table with its head; a picture as a picture."""
    minutes, counts, plan = read_pack(folder)
    html = document_html(minutes)
    assert "<h5>Item 4</h5>" in html and "<strong>closed</strong>" in html and "<li>cracks &amp; rust</li>" in html
    assert "<blockquote>“At most <em>three</em> tonnes”</blockquote>" in html
    assert "&lt;b&gt;9&lt;/b&gt;" in document_html(counts) and '<th scope="col">Day</th>' in document_html(counts)
    drawn = drawn_document(plan)
    assert drawn["src"].startswith("data:image/svg+xml;base64,") and drawn["alt"] and "html" not in drawn


def test_a_text_cannot_smuggle_anything_in():
    """Whatever stands in a document, no tag of it survives."""
    evil = "# <script>x</script>\n\n- <img src=x onerror=y>\n\n> <b>\n\n**<i>** a*b*"
    html = document_html(Document("d", "t", "k", "s", "l", "n", "d.md", body=evil))
    assert "<script" not in html and "<img" not in html and "<b>" not in html and "<i>" not in html


FAULTS = [
    ("pack.yaml", "file: counts.csv", "file: count.csv", "count.csv", "missing"),
    ("pack.yaml", "file: counts.csv", "file: ../counts.csv", "no document of a pack", ".md, .csv or .svg"),
    ("pack.yaml", "file: counts.csv", "file: counts.html", "no document of a pack", ".md, .csv or .svg"),
    ("pack.yaml", "id: counts", "id: none", "“none” means", "another id"),
    ("pack.yaml", "id: counts", "id: plan", "given twice", "another id"),
    ("pack.yaml", "note: Invented., file: minutes.md", 'note: "", file: minutes.md', "it is empty", "comes from"),
    ("pack.yaml", "alt: A bridge over a river.", 'alt: ""', "the picture has no words", "Say in `alt`"),
    ("pack.yaml", "title: Plan, ", "", '"title" is missing', "Add it"),
    ("counts.csv", "Monday,12", "Monday", "its rows differ in length", "a cell for each heading"),
    ("minutes.md", FILES["minutes.md"], " \n", "the document is empty", "take it out"),
    ("plan.svg", "<rect", "<script>1</script><rect", "“script”", "nothing that runs"),
    ("plan.svg", "<rect", '<rect onload="x"', "“onload”", "nothing that runs"),
    ("plan.svg", "url(#g)", "url(//x)", "“fill”", "nothing that runs"),
    ("plan.svg", "<rect", '<a href="x"/><rect', "“a”", "nothing that runs"),
    ("plan.svg", "<rect", "<style>@import 'x'</style><rect", "“style”", "nothing that runs"),
    ("plan.svg", "<rect", '<rect xmlns:l="y" l:href="x"', "“href”", "nothing that runs"),
    ("plan.svg", "</svg>", "", "the drawing is not whole", "plain SVG"),
    ("plan.svg", "<svg", '<?xml version="1.0"?><!DOCTYPE svg><svg', "document type", "nothing that runs"),
    ("counts.csv", FILES["counts.csv"], "Day;Cars\nMonday;12\n", "parted by semicolons", "commas"),
    ("pack.yaml", "licence: CC BY 4.0, note: Invented., file: counts", 'licence: "", note: Invented., file: counts',
     "it is empty", "comes from"),
    ("plan.svg", "<svg", "hello <svg", "it is no drawing", "plain SVG"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "what", "todo"), FAULTS, ids=[f[3] for f in FAULTS])
def test_a_mistake_is_told_with_its_place(folder, file, old, new, what, todo):
    """In one sentence; the pack is named by its case."""
    text = FILES[file]
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KitError) as raised:
        read_pack(folder)
    assert what in str(raised.value) and todo in str(raised.value) and "evidence" in str(raised.value)


def test_a_file_that_the_list_does_not_name_is_told(folder):
    """It would be handed out and never shown."""
    (folder / "draft.md").write_text("x", encoding="utf-8")
    with pytest.raises(KitError, match=r"draft\.md is not named"):
        read_pack(folder)
