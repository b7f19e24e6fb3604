"""The measures of the regions against numbers worked out by hand from the article."""

import pandas as pd
import pytest
from tumen.data import load_table
from tumen.facts import stated
from tumen.measures import regions
from tumen.quantity import parameter

NAMES = ("primorsky-krai", "st-petersburg", "kemerovo-region")


@pytest.fixture
def leaders():
    return [stated(f"z-regional-turnover-{name}") for name in NAMES]


@pytest.fixture
def whole():
    return stated("z-turnover-2013")


@pytest.fixture
def ties():
    return load_table("region_ties")


def dollars(value):
    return parameter("sum", value, "USD", "A sum")


def table(*rows):
    return pd.DataFrame(rows, columns=["place_id", "sector", "tie"])


def test_the_three_leaders_together_trade_almost_sixty_six_million(leaders):
    total = regions.together(leaders, "Together")
    assert total.value == pytest.approx(65.9e6)
    assert (total.lower, total.upper) == (pytest.approx(65.75e6), pytest.approx(66.05e6))


def test_the_three_leaders_hold_fifty_eight_and_a_half_percent_of_the_trade_of_2013(leaders, whole):
    share = regions.concentration(leaders, whole)
    assert share.value == pytest.approx(58.47, abs=0.01)
    assert share.unit == "percent"
    assert share.lower == pytest.approx(100 * 65.75 / 112.75)
    assert share.upper == pytest.approx(100 * 66.05 / 112.65)


def test_one_leader_alone_holds_a_fifth(leaders, whole):
    assert regions.concentration(leaders[:1], whole).value == pytest.approx(20.76, abs=0.01)


def test_a_share_never_exceeds_the_whole():
    rough = stated("z-workers-recruited-2010")
    capped = regions.concentration([rough], parameter("all", 21_500, "person", "All"))
    assert capped.upper == 100
    assert capped.value == pytest.approx(100 * 21_000 / 21_500)
    with pytest.raises(ValueError, match="exceed the whole"):
        regions.concentration([dollars(3)], dollars(2))


def test_the_leaders_leave_less_than_forty_seven_million(leaders, whole):
    rest = regions.remainder(leaders, whole)
    assert rest.value == pytest.approx(46.8e6)
    assert rest.lower == pytest.approx(46.6e6)
    assert rest.period == "2013"
    with pytest.raises(ValueError, match="exceed the whole"):
        regions.remainder([dollars(3)], dollars(2))


def test_the_other_regions_average_less_than_one_and_a_quarter_million(leaders, whole):
    rest = regions.remainder(leaders, whole)
    average = regions.each_of_the_rest(rest, stated("z-regions-cooperating-2014"), 3)
    assert average.value == pytest.approx(46.8e6 / 37)
    assert average.qualifier == "less_than"
    assert average.lower == 0


def test_regions_with_firm_ties_come_first_and_no_named_region_last(ties):
    order = regions.region_order(ties)
    assert order[0] == "primorsky-krai"
    assert set(order[:3]) == set(NAMES)
    assert set(order[-2:]) == set(regions.UNNAMED)
    assert len(order) == ties["place_id"].nunique()


def test_more_ties_decide_between_equally_firm_ones():
    few = table(("a", "trade", "trade"), ("b", "trade", "trade"), ("b", "oil", "talks"), ("c", "oil", "talks"))
    assert regions.region_order(few) == ["b", "a", "c"]


def test_ties_are_named_for_readers_and_say_where_they_stand(ties):
    named = regions.named_ties(ties, load_table("places"))
    assert len(named) == len(ties)
    assert named[["region", "field", "kind", "when", "page"]].notna().all().all()
    firms = named.set_index("tie_id").loc["khabarovsk-krai-firms"]
    assert (firms["region"], firms["field"], firms["kind"]) == ("Khabarovsk Krai", "Firms", "firms at work")
    assert firms["page"] == "page\N{NO-BREAK SPACE}20"


def test_the_marks_of_a_cell_stand_side_by_side_around_its_column(ties):
    placed = regions.cells(regions.named_ties(ties, load_table("places")))
    amur = placed[(placed["region"] == "Amur Region") & (placed["field"] == "Farming")]
    assert list(amur["kind"]) == ["agreement", "talks"]
    assert list(amur["column"]) == pytest.approx([0.8, 1.2])
    alone = placed[(placed["region"] == "St Petersburg")]
    assert list(alone["column"]) == [0]


def test_ties_of_one_kind_in_a_cell_share_a_mark(ties):
    placed = regions.cells(regions.named_ties(ties, load_table("places")))
    khabarovsk = placed[(placed["region"] == "Khabarovsk Krai") & (placed["field"] == "Farming")]
    assert len(khabarovsk) == 1
    assert "lease" in khabarovsk["told"].iloc[0]
    assert "Middle East" in khabarovsk["told"].iloc[0]


def test_only_one_region_has_both_a_trade_figure_and_a_plan(ties):
    plans = ("agreement", "talks", "intention")
    assert regions.regions_with(ties, ["trade"], "Trade").value == 3
    assert regions.regions_with(ties, plans, "Plans").value == 8
    assert regions.regions_with_both(ties, ["trade"], plans, "Both").value == 1
    assert regions.regions_with(ties, ["labour"], "Workers").value == 0
