"""Boards: every chip stands in its column and its row, and readers can pick rows."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from tumen.boards import (
    MARKS,
    _bullet_places,
    _dot_places,
    _dot_words,
    _lines,
    _span_places,
    board,
    bullets,
    dots,
    spans,
    tally,
)
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
    return _lines(CELLS, COLUMNS, width, 300, stacked)


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
def test_names_and_chips_stay_within_their_line_and_apart(width):
    found = lines(width)
    chips, names = found.query("kind == 'chip'"), found.query("kind == 'name'").set_index("line")
    assert (chips["down"] - chips["half"] >= 0).all()
    assert (chips["down"] + chips["half"] <= chips["tall"]).all()
    if width < WIDTH:
        name_foot = names["down"] + (names["lines"] + 1) * 7
        assert (chips["down"] - chips["half"] >= name_foot[chips["line"]].to_numpy()).all()


@both_widths
def test_it_draws_with_a_menu_of_picks(width):
    spec = specification(board(CELLS, COLUMNS, "Status", width=width, picks={"gone back": "back"}))
    assert [param["bind"]["options"] for param in spec["params"] if "bind" in param] == [["all", "gone back"]]
    shown = picture(spec, LIGHT)
    assert "Road bridge" in shown
    assert spec["title"] == "Status"


def test_a_board_is_as_tall_as_the_rows_that_are_picked():
    """Few rows of many would otherwise stand above a screen of nothing."""

    picks = {"gone back": "back", "moved": "back forward"}
    shown = {name: picture(specification(board(CELLS, COLUMNS, "S", picks=picks, first=name)), LIGHT) for name in picks}
    heights = {name: int(re.search(r'height="(\d+)"', svg)[1]) for name, svg in shown.items()}
    assert heights["gone back"] < heights["moved"]
    assert "Road bridge" in shown["moved"]
    assert "Road bridge" not in shown["gone back"]


def test_what_a_column_or_a_mark_is_called_must_be_known():
    with pytest.raises(ValueError, match="margin"):
        board(CELLS.replace({"slides": "margin"}), COLUMNS, "Status")
    with pytest.raises(ValueError, match="moon"):
        board(CELLS.replace({"ring": "moon"}), COLUMNS, "Status")


def test_a_mark_is_filled_or_hollow():
    assert {is_full for _, is_full in MARKS.values()} == {True, False}


# --- dots, counts, parts -----------------------------------------------------------------------------------

THINGS = pd.DataFrame(
    [("two", "back", "article", True)] * 7
    + [("two", "silent", "slides", False)] * 30
    + [("three", "back", "article", True)],
    columns=["row", "column", "voice", "full"],
)
ROWS, FATES = {"two": "two sides", "three": "three sides"}, {"back": "Back", "silent": "No later\nreport"}
VOICES = {"article": "Zakharova", "slides": "Toloraya"}


@pytest.mark.parametrize(("width", "gap"), [(WIDTH, 17), (NARROW_WIDTH, 13)])
def test_no_two_dots_stand_in_one_place_and_all_within_the_plot(width, gap):
    places, height = _dot_places(THINGS, list(ROWS), FATES, width, gap)
    spots = places["dots"]
    assert len(spots) == len(THINGS)
    assert not spots.duplicated(["x", "y"]).any()
    assert spots["x"].between(0, width).all()
    assert spots["y"].between(0, height).all()


def test_each_field_says_how_many_dots_it_has_also_where_there_are_none():
    places, _ = _dot_places(THINGS, list(ROWS), FATES, WIDTH, 17)
    counted = _dot_words(THINGS, ROWS, FATES, places).query("kind == 'count'")["text"]
    assert counted.tolist() == ["7", "30", "1", "0"]


@both_widths
def test_dots_draw_and_refuse_what_has_no_column(width):
    shown = picture(specification(dots(THINGS, ROWS, FATES, VOICES, "Fates", width=width)), LIGHT)
    assert "three sides" in shown
    with pytest.raises(ValueError, match="lost"):
        dots(THINGS.replace({"back": "lost"}), ROWS, FATES, VOICES, "Fates", width=width)


@both_widths
def test_a_tally_names_every_row_and_writes_every_count(width):
    counts = pd.DataFrame(
        [("sanctions", "article", 3, "Zakharova"), ("sanctions", "any", 17, None), ("closed border", "any", 2, None)],
        columns=["row", "column", "count", "colour"],
    )
    shown = picture(specification(tally(counts, {"article": "Article", "any": "Any"}, "Obstacles", width=width)), LIGHT)
    assert all(f">{word}<" in shown for word in ("sanctions", "closed border", "17", "3", "2"))


PARTS = pd.DataFrame(
    [
        ("Coal to Rajin, more than three quarters of the plan", 74.7, True),
        ("Wheat", None, False),
        ("Trade", 4.3, False),
    ],
    columns=["label", "part", "is_open"],
)


def test_what_has_no_part_stands_below_a_heading():
    placed = _bullet_places(PARTS, "Unknown:", 95)
    assert placed["label"].tolist() == [PARTS["label"][0], "Trade", "Unknown:", "Wheat"]
    assert placed["is_heading"].tolist() == [False, False, True, False]


@pytest.mark.parametrize("letters", [95, 30])
def test_labels_and_bars_never_overlap(letters):
    placed = _bullet_places(PARTS, "Unknown:", letters)
    feet = [0, *placed["foot"][:-1]]
    assert (placed["top"] >= feet).all()
    bars = placed[placed["part"].notna()]
    text_ends = bars["top"] + (bars["label"].str.count("\n") + 1) * 15
    assert (bars["top_of_bar"] >= text_ends).all()
    assert (bars["end_of_bar"] <= bars["foot"]).all()


def test_without_unknown_parts_there_is_no_heading():
    assert not _bullet_places(PARTS.dropna(), "Unknown:", 95)["is_heading"].any()


@both_widths
def test_bullets_draw_frames_bars_and_the_mark(width):
    shown = picture(specification(bullets(PARTS, "Parts", "Part, percent", "Unknown:", mark=70, width=width)), LIGHT)
    assert "Unknown:" in shown


TIMES = pd.DataFrame(
    [
        (
            "Gas pipeline",
            "A roadmap for gas through the DPRK is signed by both firms",
            2011.67,
            2011.75,
            "article",
            False,
        ),
        ("Gas pipeline", "Contracts are to follow", 2012.0, 2013.0, "article", True),
        ("Railway", "Hope", 1999.0, 10000.0, "slides", False),
    ],
    columns=["group", "label", "start", "end", "voice", "hollow"],
)


@pytest.mark.parametrize(("letters", "stacked"), [(45, False), (30, True)])
def test_names_and_bars_of_spans_follow_one_another_without_overlap(letters, stacked):
    placed = _span_places(TIMES, 2000, 2020, letters, stacked)
    assert placed["label"].iloc[[0, 3]].tolist() == ["Gas pipeline", "Railway"]
    text_end = placed["top"] + (placed["label"].str.count("\n") + 1) * 14
    assert (placed["top"].to_numpy()[1:] >= placed["foot"].to_numpy()[:-1]).all()
    if stacked:
        bars = ~placed["is_heading"]
        assert (placed.loc[bars, "above"] >= text_end[bars] - 1).all()


def test_what_runs_beyond_the_axis_is_cut_there_and_said_to_be_open():
    hope = _span_places(TIMES, 2000, 2020, 45, False).set_index("label").loc["Hope"]
    assert (hope["start"], hope["end"], hope["at"], hope["is_open"]) == (2000, 2020, 2000, True)


@both_widths
def test_spans_draw_with_a_slider(width):
    spec = specification(spans(TIMES, VOICES, "Times", first=2000, last=2020, until=("as_of", "As of"), width=width))
    assert spec["params"][0]["bind"]["max"] == 2019
    assert "Hope" in picture(spec, LIGHT)


def test_what_is_not_firm_has_a_broken_border():
    soft = CELLS.assign(firm=[True, False, True, True])
    assert 'stroke-dasharray="3,2"' not in picture(specification(board(CELLS, COLUMNS, "Status")), LIGHT)
    assert picture(specification(board(soft, COLUMNS, "Status")), LIGHT).count('stroke-dasharray="3,2"') == 1
