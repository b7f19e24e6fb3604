"""Each measure against a number counted by hand in the slides or in the sources beside them."""

import pandas as pd
import pytest
from tumen.data import load_table
from tumen.facts import outside, stated
from tumen.measures import statements
from tumen.quantity import parameter


@pytest.fixture
def slides():
    table = load_table("statements")
    return table[table["document_id"] == "toloraya"]


@pytest.fixture
def groups():
    table = load_table("sections")
    return table[table["document_id"] == "toloraya"]


@pytest.fixture
def turnover():
    return {year: outside("context/trade", f"turnover-{year}-rfa_2018") for year in ("2014", "2015", "2016")}


@pytest.mark.parametrize(
    ("counted", "sanctions", "settlement"), [("all", -8, 16), ("firm", -11, 5), ("asserted", -10, 5)]
)
def test_balances_of_the_slides_on_sanctions_and_on_a_settlement(slides, groups, counted, sanctions, settlement):
    balanced = statements.balances(statements.tally(slides, groups, counted))
    assert balanced["Under sanctions"].value == sanctions
    assert balanced["After a settlement: value chains and a fund"].value == settlement


@pytest.mark.parametrize("counted", statements.MODALITIES)
def test_the_mood_turns_at_the_sanctions_however_statements_are_counted(slides, groups, counted):
    balanced = statements.balances(statements.tally(slides, groups, counted))
    assert statements.steepest_turn(balanced)[1] == "Under sanctions"


def test_a_tally_leaves_out_what_is_neutral_and_what_is_not_counted(slides, groups):
    tallied = statements.tally(slides, groups, "asserted")
    expected = slides[(slides["modality"] == "asserted") & (slides["polarity"] != 0)]
    assert tallied["claims"].abs().sum() == len(expected)
    assert set(tallied["firmness"]) == {statements.FIRM}


def test_a_balance_names_the_two_counts_it_comes_from(slides, groups):
    balance = statements.balances(statements.tally(slides, groups, "all"))["Under sanctions"]
    assert [count.value for count in balance.lineage.inputs] == [4, 12]


def test_no_hope_before_the_sanctions_is_hedged(slides):
    before = slides[slides["section_id"] < "s05"]
    assert statements.soft_share(before, "Soft").value == 0


def test_soft_share_needs_a_hopeful_statement(slides):
    with pytest.raises(ValueError, match="no statement"):
        statements.soft_share(slides[slides["polarity"] == -1], "Soft")


# --- kinds, holders and forces ------------------------------------------------------------------------


def test_every_kind_of_the_data_has_one_purpose():
    kinds = [kind for group in statements.PURPOSES.values() for kind in group]
    assert len(kinds) == len(set(kinds))
    assert {statements.purpose(kind) for kind in load_table("statements")["kind"]} == set(statements.PURPOSES)


def test_an_unknown_kind_has_no_purpose():
    with pytest.raises(ValueError, match="rumour"):
        statements.purpose("rumour")


def test_count_by_gives_every_pair_and_shares_that_add_up(slides):
    counted = statements.count_by(slides, "holder", "kind")
    assert len(counted) == slides["holder"].nunique() * slides["kind"].nunique()
    assert counted["claims"].sum() == len(slides)
    shares = counted.groupby("holder")["share"].agg(lambda group: sum(share.value for share in group))
    assert shares.tolist() == pytest.approx([100] * len(shares))


def test_count_by_counts_the_wishes_of_pyongyang(slides):
    counted = statements.count_by(slides, "holder", "kind").set_index(["holder", "kind"])
    assert counted.loc[("dprk", "motive"), "count"].value == 6
    assert counted.loc[("dprk", "motive"), "share"].value == pytest.approx(100 * 6 / 11)
    assert counted.loc[("dprk", "proposal"), "claims"] == 0


@pytest.fixture
def forces(slides):
    taken = slides[slides["section_id"] == "s02"]
    return taken.assign(past=taken["topic"].isin(["history", "aid"]), implied=taken["modality"] == "implied")


def weights(past, implied):
    values = {"past": past, "implied": implied}
    return {name: parameter(name, value, "times", f"Weight: {name}") for name, value in values.items()}


@pytest.mark.parametrize(
    ("past", "implied", "net"),
    [(1, 1, 3 - 6), (0, 1, 3 - 3), (1, 0, 2 - 5), (0.5, 0.5, 2.5 - (3 + 1 + 0.25))],
)
def test_net_force_multiplies_the_weights_that_apply(forces, past, implied, net):
    assert statements.net_force(forces, weights(past, implied)).value == pytest.approx(net)


def test_net_force_opens_the_counts_and_the_weights_behind_it(forces):
    inputs = statements.net_force(forces, weights(1, 1)).lineage.inputs
    assert {"Weight: past", "Weight: implied"} <= {figure.title for figure in inputs}
    assert sum(figure.value for figure in inputs if figure.unit == "item") == 9


def test_net_force_of_one_side_alone(forces):
    assert statements.net_force(forces[forces["polarity"] == -1], weights(1, 1)).value == -6


def test_net_force_needs_a_side(forces):
    with pytest.raises(ValueError, match="for or against"):
        statements.net_force(forces[forces["polarity"] == 0], weights(1, 1))


def chain(*pairs, relation="causes"):
    return pd.DataFrame([(*pair, relation) for pair in pairs], columns=["source_id", "target_id", "relation"])


def test_an_effect_stands_as_long_as_one_cause_is_left():
    links = chain(("a", "c"), ("b", "c"))
    assert statements.uncaused(links, {"a"}) == []
    assert statements.uncaused(links, {"a", "b"}) == ["c"]


def test_what_loses_all_its_causes_is_gone_as_a_cause():
    assert statements.uncaused(chain(("a", "b"), ("b", "c"), ("c", "d")), {"a"}) == ["b", "c", "d"]


def test_only_causes_are_followed():
    assert statements.uncaused(chain(("a", "b"), relation="hinders"), {"a"}) == []


def test_fear_alone_explains_the_exempt_line():
    assert statements.uncaused(load_table("statement_links"), {"t-s05-10"}) == ["t-s05-09"]


def test_yearly_changes_start_with_the_second_year_and_skip_gaps(turnover):
    changes = statements.yearly_changes({**turnover, "2019": outside("context/trade", "turnover-2019-hankyung_2020")})
    assert list(changes) == ["2015", "2016"]
    assert changes["2016"].value == pytest.approx((76.84 / 84.04 - 1) * 100)


def test_largest_fall_names_its_year(turnover):
    fall = statements.largest_fall(turnover)
    assert (fall.period, fall.value) == ("2015", pytest.approx(8_140_000))


def test_a_series_that_only_rises_has_no_fall(turnover):
    rising = {"2015": turnover["2016"], "2016": turnover["2015"]}
    with pytest.raises(ValueError, match="never falls"):
        statements.largest_fall(rising)


def test_what_is_left_and_what_is_lost_make_the_whole(turnover):
    left, lost = (part(turnover["2016"], turnover["2014"]) for part in (statements.part_left, statements.part_lost))
    assert left.value + lost.value == pytest.approx(100)
    assert left.value == pytest.approx(83.36, abs=0.01)


def test_the_recorded_figures_are_the_recommended_ones_with_their_sources():
    figures = statements.recorded("turnover", 2013, 2023)
    assert list(figures) == [str(year) for year in range(2013, 2024)]
    assert figures["2013"].lineage.row == "turnover-2013-zakharova"
    assert figures["2017"].value == pytest.approx(77_880_000, rel=0.001)


def test_no_record_is_made_up_where_none_is_recommended():
    assert "2022" not in statements.recorded("russian_exports", 2013, 2023)


def test_standstill_is_zero_give_or_take_the_band():
    claim = statements.standstill(parameter("flat_band", 10.0, "percent", "Band"))
    assert (claim.lower, claim.value, claim.upper) == (-10, 0, 10)


def test_use_of_capacity_compares_a_year_with_a_rate():
    carried = outside("context/rajin_transit", "coal-via-rajin-2017")
    used = statements.use_of_capacity(carried, outside("context/rajin_transit", "capacity"))
    assert (used.unit, used.value) == ("percent", pytest.approx(40))


def test_the_slides_claim_that_everything_was_lost():
    assert stated("t-possibilities-lost-share").value == 100


def test_acts_are_named_shortly_and_told_apart():
    acts = statements.dated_acts(load_table("context/sanctions")).set_index("act_id")
    assert acts.loc["unsc-2397-2017", ["short", "kind", "day"]].tolist() == [
        "UN 2397",
        "UN resolution",
        "22 December 2017",
    ]
    assert acts.loc["ru-decree-2270-2016", ["short", "kind"]].tolist() == ["Decree on 2270", "Russian decree"]
    assert acts.loc["ru-draft-decree-2018", ["short", "kind"]].tolist() == ["Draft decree", "Russian draft"]


def test_one_russian_draft_carries_out_three_resolutions():
    pairs = statements.carried_out(load_table("context/sanctions")).set_index("number")
    assert pairs.loc[["2371", "2375", "2397"], "date_home"].eq("2018-03-06").all()
    assert pairs.loc["2270", "lag"].value == 303
    assert pairs.loc["2356", "lag"] is None


def test_what_is_lost_says_of_what_and_since_when_in_words():
    held, later = (outside("context/workers", f"permit-holders-{year}") for year in ("2017", "2018"))
    lost = statements.part_lost(later, held)
    assert lost.title == "North Koreans in Russia with valid work permits, share lost since December 2017"
