"""What agrees, what moved, what each document heeds: counted from the tables."""

import pandas as pd
import pytest
from tumen.data import load_table
from tumen.measures import comparisons


@pytest.fixture(scope="module")
def compared():
    return load_table("comparisons")


@pytest.fixture(scope="module")
def statements():
    return load_table("statements")


def test_every_relation_of_the_data_has_a_mark_of_its_own(compared):
    assert set(compared["relation"]) <= set(comparisons.RELATIONS)
    marks = [mark for mark, _ in comparisons.RELATIONS.values()]
    assert len(set(marks)) == len(marks)
    assert comparisons.marked("reverses") == "▼\N{NO-BREAK SPACE}reverses"


def test_no_subject_is_lost_or_counted_twice(compared):
    tallied = comparisons.tally(compared)
    assert tallied["number"].sum() == len(compared)
    assert sum(comparisons.in_words(compared, name).value for name in comparisons.RELATIONS) == len(compared)
    assert sum(figure.value for figure in comparisons.matrix(tallied)["all"]) == len(compared)


def test_the_matrix_puts_the_largest_theme_first_and_leaves_empty_cells_empty(compared):
    wide = comparisons.matrix(comparisons.tally(compared))
    sizes = [figure.value for figure in wide["all"]]
    assert sizes == sorted(sizes, reverse=True)
    energy = wide.set_index("theme").loc["energy"]
    assert energy["contradicts"] is None
    assert energy["updates"].value == energy["all"].value == 2


def test_a_theme_is_counted_with_and_without_a_relation(compared):
    trade = compared[compared["theme"] == "trade"]
    assert comparisons.of_themes(compared, ["trade"]).value == len(trade)
    contradicted = comparisons.of_themes(compared, ["trade"], "contradicts")
    assert contradicted.value == (trade["relation"] == "contradicts").sum() > 0


def test_each_point_has_its_page_and_a_silent_document_has_none(compared):
    placed = comparisons.places(compared).set_index("comparison_id")
    peak = placed.loc["c-trade-peak"]
    assert [peak[f"{side}_place"].split() for side in ("article", "slides")] == [["page", "17"], ["slide", "4"]]
    assert "#:~:text=" in peak["article_link"]
    silent = placed.loc["c-trade-third-countries"]
    assert (silent["article_place"], silent["article_link"]) == (None, None)


def test_shares_of_attention_add_up_to_the_whole_of_each_document(statements):
    shares = comparisons.attention(statements)
    for _, rows in shares.groupby("side"):
        assert sum(share.value for share in rows["article"]) == pytest.approx(100)
        assert sum(share.value for share in rows["slides"]) == pytest.approx(100)


def test_attention_by_hand():
    table = pd.DataFrame(
        {
            "document_id": ["zakharova", "zakharova", "toloraya", "toloraya"],
            "topic": ["trade", "aid", "trade", "trade"],
            "polarity": [1, -1, 1, -1],
            "modality": ["asserted", "asserted", "asserted", "hedged"],
        }
    )
    shares = comparisons.attention(table).set_index(["side", "topic"])
    assert shares.loc[("all claims", "trade"), "gain"] == pytest.approx(50)
    assert shares.loc[("claims against", "aid"), "article"].value == 100
    assert str(shares.loc[("all claims", "aid"), "article"]) == "50\N{NO-BREAK SPACE}%"
    with pytest.raises(ValueError, match="toloraya has none of: claims against"):
        comparisons.attention(table, "asserted")


def test_a_story_told_twice_keeps_the_order_of_the_slides():
    pairs = {
        "t-ev-outstanding-issues-settled": ("debt", ["z-ev-debt-agreement-2012"]),
        "t-ev-kim-jong-il-president-2011": ("meeting", []),
        "t-ev-trilateral-projects-shelved": ("shelved", ["z-ev-inter-korean-tension-2008"]),
    }
    told = comparisons.two_tellings(load_table("events"), pairs, 2000, 2019)
    assert list(told["label"]) == ["debt", "debt", "meeting", "shelved", "shelved"]
    assert list(told["document"]) == ["Slides", "Article", "Slides", "Slides", "Article"]
    assert list(told["fade"]) == ["both", "none", "none", "both", "right"]
    assert list(told["is_point"]) == [False, True, False, False, False]
    assert told.loc[1, "start"] == pytest.approx(2012.71, abs=0.01)
    assert told.loc[4, "end"] == 2020  # open in the data, cut at the end of the axis


@pytest.mark.parametrize(
    ("text", "basis", "sides"),
    [
        ("2012-09-17", "stated", "none"),
        ("2008/..", "stated", "right"),
        ("2000~/2005", "stated", "left"),
        ("2001/2011", "context", "both"),
        ("2014?", "stated", "both"),
    ],
)
def test_a_date_is_soft_where_the_document_leaves_it_open(text, basis, sides):
    events = pd.DataFrame({"event_id": ["e"], "title": ["E"], "date": [text], "date_basis": [basis]})
    assert comparisons.two_tellings(events, {"e": ("label", [])}, 2000, 2019)["fade"].tolist() == [sides]
