"""Pictures: well-formed, for everybody, from nowhere else; and their tables say the same."""

import doctest
import re
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import pictures
from kit.pictures import Panel, Row, calibration, calibration_svg, calibration_table, multiples, panel_svg, panel_table
from kit.scoring.calibration import bins

ANSWERS = [(70, n < 7) for n in range(10)] + [(100, n < 3) for n in range(4)]
PANEL = Panel(
    "Can both be true?",
    "caught clashing pairs",
    "accused pairs that do not clash",
    (Row("First <two> & more", "The mill", 2, 3, 1, 4), Row("Later", "", 0, 0, 0, 5)),
)


def drawn(svg):
    """The picture as XML: it would not parse if anything were left open or not escaped."""
    return ElementTree.fromstring(svg)


def words(html):
    """Everything a page says."""
    said = []
    parser = HTMLParser()
    parser.handle_data = said.append
    parser.feed(html)
    return " ".join(" ".join(said).split())


@pytest.mark.parametrize("svg", [calibration_svg(bins(ANSWERS)), calibration_svg(()), panel_svg(PANEL)])
def test_a_picture_has_a_role_a_name_and_a_description(svg):
    """And is one element that a screen reader meets once."""
    root = drawn(svg)
    assert root.tag == "svg" and root.get("role") == "img"
    title, description = root.find("title").text, root.find("desc").text
    assert title and description and root.get("aria-label") == f"{title}. {description}"


@pytest.mark.parametrize("html", [calibration(bins(ANSWERS)), multiples([PANEL, PANEL])])
def test_a_picture_needs_nothing_from_anywhere(html):
    """No script, no address, no handler, no id that a second picture would give again."""
    assert not re.search(r"<script|https?:|url\(|@import|\bon\w+=|\bid=|<style|<image|href", html)


@pytest.mark.parametrize("html", [calibration_svg(bins(ANSWERS)), panel_svg(PANEL)])
def test_words_take_the_colour_of_the_text_around_them(html):
    """So they read on a light page and on a dark one."""
    root = drawn(html)
    assert {e.get("fill") for e in root.iter("text")} == {"currentColor"}
    assert {e.get("stroke") for e in root.iter("line")} <= {"currentColor"}
    assert "var(--jp-ui-font-color1, currentColor)" in root.get("style")


@pytest.mark.parametrize("colour", [pictures.SOLID, pictures.OUTLINE])
@pytest.mark.parametrize("page", ["#ffffff", "#212121", "#111111"])
def test_the_two_colours_stand_out_on_light_and_dark(colour, page):
    """Three to one, as for every shape that carries something (WCAG 2, 1.4.11)."""

    def luminance(code):
        parts = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        parts = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    light, dark = sorted([luminance(colour), luminance(page)], reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 3


def test_the_calibration_picture_has_a_point_for_each_step_and_its_table_the_numbers():
    """Larger where there are more answers, on the height of what was right."""
    root = drawn(calibration_svg(bins(ANSWERS)))
    points = [(float(c.get("cx")), float(c.get("cy")), float(c.get("r"))) for c in root.iter("circle")]
    assert (
        len(points) == 2 and points[0][0] < points[1][0] and points[0][1] > points[1][1] and points[0][2] > points[1][2]
    )
    assert "70 % sure: 7 of 10 right; 100 % sure: 3 of 4 right" in root.find("desc").text
    assert "70 % 10 7 of 10" in words(calibration_table(bins(ANSWERS)))
    assert calibration(bins(ANSWERS)).count("<table") == 1, "the table is always beside it"


def test_a_panel_has_a_square_for_each_item_and_its_table_the_numbers():
    """Filled for caught, crossed for accused, a dot for the rest."""
    root = drawn(panel_svg(PANEL))
    filled = [r for r in root.iter("rect") if r.get("fill") == pictures.SOLID]
    crossed = [r for r in root.iter("rect") if r.get("fill") == "none"]
    assert (len(filled) - 1, len(crossed) - 1) == (2, 1), "one of each explains what they mean"
    assert len(list(root.iter("circle"))) == (3 - 2) + (4 - 1) + 5
    assert "First <two> & more (The mill): caught clashing pairs 2 of 3" in root.find("desc").text
    assert "First <two> & more (The mill) 2 of 3 1 of 4 Later none there 0 of 5" in words(panel_table(PANEL))
    assert multiples([PANEL, PANEL]).count("<svg") == multiples([PANEL, PANEL]).count("<table") == 2


def test_what_is_written_by_others_is_escaped():
    """A title is text."""
    html = pictures.table(["<b>"], [["<i>", "&"]], "<u>") + pictures.text(0, 0, "<script>")
    assert not re.search(r"<(b|i|u|script)>", html)


def test_the_examples_in_the_docstrings_hold():
    """They are the shortest lesson."""
    assert doctest.testmod(pictures).failed == 0


# ---- whatever is to be drawn

ROWS = st.builds(
    lambda name, hits, more, alarms, rest: Row(name, "", hits, hits + more, alarms, alarms + rest),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=80),
    *[st.integers(0, 40)] * 4,
)


@given(st.lists(ROWS, max_size=5), st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=80))
def test_a_panel_keeps_within_its_frame(rows, title):
    """However many items, however long the title."""
    root = drawn(panel_svg(Panel(title, "caught", "accused", tuple(rows))))
    wide, high = float(root.get("width")), float(root.get("height"))
    for shape in root.iter("rect"):
        assert 0 <= float(shape.get("x")) <= float(shape.get("x")) + float(shape.get("width")) <= wide
        assert 0 <= float(shape.get("y")) <= float(shape.get("y")) + float(shape.get("height")) <= high
    for shape in root.iter("text"):
        assert float(shape.get("x")) <= wide - 60 and float(shape.get("y")) <= high


@given(st.lists(st.tuples(st.integers(50, 100), st.booleans()), max_size=40))
def test_points_keep_within_the_picture(pairs):
    """Whatever was answered."""
    root = drawn(calibration_svg(bins(pairs)))
    wide, high = float(root.get("width")), float(root.get("height"))
    for shape in root.iter("circle"):
        x, y, r = (float(shape.get(name)) for name in ("cx", "cy", "r"))
        assert r <= x <= wide - r and r <= y <= high - r
