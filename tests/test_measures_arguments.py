"""What follows when a claim fails: by small invented arguments, then by the links of the data."""

import pandas as pd
import pytest
from tumen.data import load_table
from tumen.measures import arguments


def linked(*rows):
    frame = pd.DataFrame(rows, columns=["source_id", "relation", "target_id", "basis"])
    return frame[["source_id", "target_id", "relation", "basis"]]


@pytest.fixture
def house():
    """A house: the roof requires walls, walls require a floor; a beam supports the roof, rain hinders building."""
    return linked(
        ("roof", "requires", "walls", "stated"),
        ("walls", "requires", "floor", "implied"),
        ("roof", "serves", "comfort", "stated"),
        ("beam", "supports", "roof", "ours"),
        ("rain", "hinders", "floor", "ours"),
    )


def effects(links, *failing):
    touched = arguments.consequences(links, failing)
    return dict(zip(touched["statement_id"], touched["effect"], strict=True))


def test_what_requires_a_failing_claim_cannot_hold_however_long_the_chain(house):
    assert effects(house, "floor") == {
        "floor": arguments.FAILS,
        "walls": arguments.FALLS,
        "roof": arguments.FALLS,
        "comfort": arguments.WEAKENED,
    }


def test_what_a_failing_claim_requires_is_untouched(house):
    assert effects(house, "roof") == {"roof": arguments.FAILS, "comfort": arguments.WEAKENED}


def test_a_lost_reason_weakens_but_does_not_fell(house):
    assert effects(house, "beam")["roof"] == arguments.WEAKENED


def test_what_requires_a_weakened_claim_is_weakened_too():
    chain = linked(("prop", "supports", "wall", "ours"), ("roof", "requires", "wall", "ours"))
    assert effects(chain, "prop")["roof"] == arguments.WEAKENED


def test_a_hindrance_passes_no_failure_on(house):
    assert effects(house, "rain") == {"rain": arguments.FAILS}


def test_steps_are_counted_along_the_shortest_way_that_has_the_effect():
    links = linked(
        ("top", "requires", "middle", "ours"), ("middle", "requires", "base", "ours"), ("base", "serves", "top", "ours")
    )
    touched = arguments.consequences(links, ["base"]).set_index("statement_id")
    assert touched.loc["top"].tolist() == [arguments.FALLS, 2]


def test_an_end_may_be_reached_in_a_circle_of_support_without_running_on_for_ever():
    circle = linked(("a", "supports", "b", "ours"), ("b", "supports", "a", "ours"))
    assert effects(circle, "a") == {"a": arguments.FAILS, "b": arguments.WEAKENED}


def test_falling_marks_what_fails_and_what_cannot_hold_but_not_what_is_weakened(house):
    assert arguments.falling(house, {"no floor": ["floor"], "no beam": ["beam"]}) == {
        "no floor": ["floor", "walls", "roof"],
        "no beam": ["beam"],
    }


def test_reach_counts_one_effect(house):
    assert arguments.reach(house, ["floor"], "Felled").value == 2
    assert arguments.reach(house, ["floor"], "Weakened", arguments.WEAKENED).value == 1


def test_hindered_names_what_an_obstacle_stands_before(house):
    assert arguments.hindered(house, "rain") == ["floor"]
    assert arguments.hindered(house, "beam") == []


@pytest.mark.parametrize(("basis", "number"), [("all", 5), ("implied", 3), ("stated", 2)])
def test_counted_keeps_the_links_of_a_basis_and_of_what_is_firmer(house, basis, number):
    assert len(arguments.counted(house, basis)) == number


def test_counted_keeps_links_with_both_ends_among_the_claims(house):
    kept = arguments.counted(house, "all", {"roof", "walls"})
    assert kept[["source_id", "target_id"]].to_numpy().tolist() == [["roof", "walls"]]


def test_an_unknown_basis_is_refused_with_the_choices(house):
    with pytest.raises(ValueError, match="all, implied, stated"):
        arguments.counted(house, "guessed")


def test_each_bearer_stands_below_all_that_it_bears(house):
    assert arguments.layers(house) == {"comfort": 0, "roof": 1, "walls": 2, "beam": 2, "floor": 3, "rain": 4}


def test_layers_of_a_circle_are_refused_by_name():
    circle = linked(("a", "requires", "b", "ours"), ("b", "requires", "a", "ours"), ("b", "serves", "end", "ours"))
    with pytest.raises(ValueError, match="a, b"):
        arguments.layers(circle)


def test_a_claim_of_the_article_leads_to_its_page_and_one_of_the_slides_names_its_own():
    table = load_table("statements").set_index("statement_id", drop=False)
    placed = arguments.with_places(table.loc[["z-z6-12", "t-s01-01"]])
    assert placed["place"].tolist() == ["page 21", "slide 1"]
    assert placed.loc["z-z6-12", "link"].startswith("https://elib.jp/")
    assert placed.loc["t-s01-01", "link"] is None


def test_a_share_of_claims_names_the_two_counts_it_comes_from():
    share = arguments.share_of_rows(pd.Series([True, False, False, True, True]), "Own")
    assert (share.unit, share.value) == ("percent", pytest.approx(60))
    assert [count.value for count in share.lineage.inputs] == [3, 5]


def test_no_claims_have_no_share():
    with pytest.raises(ValueError, match="no claims"):
        arguments.share_of_rows(pd.Series([], dtype=bool), "Own")


# --- the links of the data -------------------------------------------------------------------------------


@pytest.fixture
def article():
    links = load_table("statement_links")
    return links[links["source_id"].str.startswith("z-")]


def test_no_argument_of_the_article_runs_in_a_circle(article):
    assert min(arguments.layers(article).values()) == 0


def test_a_link_joins_two_claims_of_one_document():
    links = load_table("statement_links")
    assert (links["source_id"].str[0] == links["target_id"].str[0]).all()


def test_the_lead_of_private_firms_falls_with_either_demand_on_pyongyang_by_the_words_alone(article):
    stated = arguments.counted(article, "stated")
    for demand in ("z-z6-13", "z-z6-14"):
        assert effects(stated, demand)["z-z6-12"] == arguments.FALLS


def test_that_the_target_hangs_on_these_demands_is_our_reading_not_the_articles(article):
    assert effects(article, "z-z6-13")["z-z2-22"] == arguments.FALLS
    assert "z-z2-22" not in effects(arguments.counted(article, "implied"), "z-z6-13")
