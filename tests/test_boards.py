"""Boards: every chip stands in its column and its row, and readers can pick rows."""

from __future__ import annotations

import pandas as pd
import pytest
from tumen.boards import MARKS, _lines, board
from tumen.charts import NARROW_WIDTH, WIDTH, picture, specification
from tumen.theme import LIGHT

COLUMNS = {"article": "In the article", "slides": "On the slides"}
PIPE = "Gas pipeline across the DPRK to the south of the peninsula"
CELLS = pd.DataFrame(
    [
        ("Road bridge", "Transport", "article", "wished for", "ring", "Zakharova", "bilateral forward"),
        ("Road bridge", "Transport", "slides", "wished for in later years", "ring", "Toloraya", "bilateral forward"),
        (PIPE, "Energy", "article", "prepared", "triangle", "Zakharova", "trilateral back"),
        (PIPE, "Energy", "slides", "not named", None, "outside", "trilateral back"),
    ],
    columns=["row", "group", "column", "word", "mark", "colour", "tags"],
)
both_widths = pytest.mark.parametrize("width", [WIDTH, NARROW_WIDTH])


def lines(width):
    stacked = width < WIDTH
    return _lines(CELLS, COLUMNS, width, 0 if stacked else 300, 21, stacked)


@both_widths
def test_chips_of_a_row_stand_apart_and_within_the_plot(width):
    chips = lines(width).query("kind == 'chip'")
    for _, row in chips.groupby("line"):
        ends = row.sort_values("left")[["left", "right"]].to_numpy().ravel()
        assert list(ends) == sorted(ends)
    assert chips["left"].min() >= 0
    assert chips["right"].max() <= width + 0.01


@both_widths
def test_only_the_first_record_of_a_line_takes_room(width):
    found = lines(width)
    assert (found[found["room"] > 0].groupby("line").size() == 1).all()
    assert set(found.loc[found["room"] > 0, "line"]) == set(found["line"])


@both_widths
def test_no_word_of_a_name_or_a_chip_is_lost(width):
    found = lines(width)
    for kind, column in (("name", "row"), ("chip", "word")):
        shown = {" ".join(text.split()) for text in found.loc[found["kind"] == kind, "text"]}
        assert shown == set(CELLS.loc[CELLS["mark"].notna(), column])


def test_a_field_without_a_mark_has_its_word_and_no_chip():
    silent = lines(WIDTH).query("kind == 'silent'")
    assert silent["text"].tolist() == ["not named"]


def test_a_heading_bears_the_tags_of_all_its_rows():
    headings = lines(WIDTH).query("kind == 'group'").set_index("text")["tags"]
    assert headings["Energy"].split() == ["back", "trilateral"]


@both_widths
def test_it_draws_with_a_menu_of_picks(width):
    spec = specification(board(CELLS, COLUMNS, "Status", width=width, picks={"gone back": "back"}))
    assert [param["bind"]["options"] for param in spec["params"]] == [["all", "gone back"]]
    shown = picture(spec, LIGHT)
    assert "Road bridge" in shown
    assert spec["title"] == "Status"


def test_what_a_column_or_a_mark_is_called_must_be_known():
    with pytest.raises(ValueError, match="margin"):
        board(CELLS.replace({"slides": "margin"}), COLUMNS, "Status")
    with pytest.raises(ValueError, match="moon"):
        board(CELLS.replace({"ring": "moon"}), COLUMNS, "Status")


def test_a_mark_is_filled_or_hollow():
    assert {is_full for _, is_full in MARKS.values()} == {True, False}
