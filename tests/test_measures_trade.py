"""Each measure against a number worked out by hand from the article."""

import pytest
from tumen.data import load_table
from tumen.errors import UnitError
from tumen.facts import all_outside, outside, stated, turnovers
from tumen.measures import trade
from tumen.quantity import parameter


@pytest.fixture
def turnover():
    return {year: stated(f"z-turnover-{year}") for year in (2000, 2005, 2009, 2013)}


def test_the_surplus_fell_because_russia_sold_less(turnover):
    before, after = ((turnover[year], stated(f"z-trade-surplus-{year}")) for year in (2005, 2013))
    fall, exports, imports, share = trade.fall_of_surplus(before, after)
    assert fall.value == pytest.approx(125.4e6)
    assert (exports.value, imports.value) == (pytest.approx(122.85e6), pytest.approx(2.55e6))
    assert exports.value + imports.value == pytest.approx(fall.value)
    assert share.value == pytest.approx(100 * 122.85 / 125.4)
    assert share.upper - share.lower < 1, "each figure stands once in the formula, so the bounds stay narrow"


def test_the_parts_of_the_fall_are_those_of_the_flows(turnover):
    years = {year: (turnover[year], stated(f"z-trade-surplus-{year}")) for year in (2005, 2013)}
    flows = {year: trade.exports_and_imports(*pair) for year, pair in years.items()}
    _, exports, imports, _ = trade.fall_of_surplus(years[2005], years[2013])
    assert exports.value == pytest.approx(flows[2005][0].value - flows[2013][0].value)
    assert imports.value == pytest.approx(flows[2013][1].value - flows[2005][1].value)


def test_exports_and_imports_add_up_to_the_turnover_and_differ_by_the_surplus(turnover):
    exports, imports = trade.exports_and_imports(turnover[2005], stated("z-trade-surplus-2005"))
    assert (exports.value, imports.value) == (226_250_000, 6_750_000)
    assert exports.lower < 226_250_000 < exports.upper


def test_export_share_is_as_narrow_as_the_rounding_allows(turnover):
    share = trade.export_share(turnover[2013], stated("z-trade-surplus-2013"))
    assert share.unit == "percent"
    assert share.value == pytest.approx(91.748, abs=0.001)
    assert share.upper - share.lower < 0.09


@pytest.mark.parametrize(("first", "last", "percent"), [(2000, 2005, 17.3), (2005, 2009, -32.3), (2009, 2013, 23.1)])
def test_annual_growth_between_the_stated_years(turnover, first, last, percent):
    growth = trade.annual_growth(turnover[first], turnover[last], last - first)
    assert growth.value == pytest.approx(percent, abs=0.05)


def test_a_decline_is_the_growth_turned_round(turnover):
    fall = trade.annual_decline(turnover[2005], turnover[2009], 4)
    growth = trade.annual_growth(turnover[2005], turnover[2009], 4)
    assert fall.value == pytest.approx(-growth.value)


def test_required_growth_reaches_the_target(turnover):
    needed = trade.required_growth(turnover[2013], stated("z-turnover-target-2020"), 7)
    assert needed.value == pytest.approx(36.6, abs=0.05)
    assert trade.grown(turnover[2013], needed, 7).value == pytest.approx(1e9)


def test_growth_needs_a_year(turnover):
    with pytest.raises(ValueError, match="at least one year"):
        trade.annual_growth(turnover[2000], turnover[2005], 0)


def test_implied_total_of_1990():
    total = trade.implied_total(stated("z-soviet-turnover-1990"), stated("z-soviet-share-1990"))
    assert total.value == pytest.approx(4.13e9, rel=0.001)


def test_the_coal_price_is_an_upper_bound():
    price = trade.unit_price(stated("z-coal-value-2013"), stated("z-coal-delivered-2013"))
    assert price.value == pytest.approx(117, abs=0.1)
    assert price.lower == 0
    assert str(price).startswith("less than")


def test_spread_is_the_highest_over_the_lowest(turnover):
    assert trade.spread([turnover[2009], turnover[2005]]).value == pytest.approx(375.5, abs=0.1)
    with pytest.raises(ValueError, match="two rival figures"):
        trade.spread([turnover[2009]])


def test_an_envelope_takes_in_all_its_figures(turnover):
    hull = trade.envelope(list(turnover.values()), "All years")
    assert hull.lower == turnover[2009].lower
    assert hull.upper == turnover[2005].upper
    assert {q.id for q in turnover.values()} <= {q.id for q in hull.ancestors()}


def test_figures_are_grouped_by_year_in_order(turnover):
    assert list(trade.by_period(list(turnover.values()))) == ["2000", "2005", "2009", "2013"]


def test_shortfall_in_percent_of_the_target(turnover):
    assert trade.shortfall(turnover[2013], stated("z-turnover-target-2020")).value == pytest.approx(11.27)


def test_shares_pair_each_part_with_every_whole_of_its_year():
    parts = [stated("z-soviet-turnover-1990"), stated("z-turnover-1995")]
    wholes = all_outside("context/partner_totals", series="total_trade")
    found = trade.shares(parts, wholes, "Share")
    assert [share.period for share in found] == ["1990", "1990"]
    assert sorted(share.value for share in found) == pytest.approx([46.05, 52.76], abs=0.01)


def test_a_part_of_a_sum_never_exceeds_the_sum():
    sold, bought = (outside("context/trade", f"russian_{flow}-1998-cow_trade_v4") for flow in ("exports", "imports"))
    share = trade.part_of_sum(sold, bought, "Sold")
    assert (share.unit, share.value) == ("percent", pytest.approx(53.6 / 61.6 * 100))
    assert share.value < share.upper < 100


def test_at_the_pace_of_the_recovery_the_target_takes_half_as_long_again(turnover):
    target = stated("z-turnover-target-2020")
    pace = trade.annual_growth(turnover[2009], turnover[2013], 4)
    years = trade.years_to_reach(turnover[2013], target, pace)
    assert (years.unit, years.value) == ("year", pytest.approx(10.5, abs=0.05))
    assert years.lower < years.value < years.upper
    assert trade.grown(turnover[2013], pace, 1).value * (1 + pace.value / 100) ** (years.value - 1) == pytest.approx(
        1e9
    )


@pytest.mark.parametrize("growth", [0.0, -5.0])
def test_no_years_lead_to_the_target_without_growth(turnover, growth):
    with pytest.raises(ValueError, match="does not lead"):
        trade.years_to_reach(
            turnover[2013], stated("z-turnover-target-2020"), parameter("g", growth, "percent", "Growth")
        )


def test_the_two_directions_of_trade_are_paired_within_one_source_and_one_currency():
    year = ["1991", "1998", "1999"]
    sold, bought = (
        all_outside("context/trade", indicator=f"russian_{way}", period=year) for way in ("exports", "imports")
    )
    found = trade.by_same_source(sold, bought, "Sold")
    assert [(share.period, round(share.value, 1)) for share in found] == [
        ("1991", 6.1),
        ("1998", 87.0),
        ("1998", 87.1),
        ("1999", 87.3),
    ]


def test_a_rouble_is_worth_what_makes_both_figures_the_same_trade():
    roubles, dollars = outside("context/trade", "turnover-1990-hankyung_1992"), stated("z-soviet-turnover-1990")
    worth = trade.worth_of_rouble(dollars, roubles)
    assert (worth.unit, worth.value) == ("USD", pytest.approx(2200 / 1499))
    assert trade.in_dollars(roubles, worth).value == pytest.approx(dollars.value)


def test_dollars_are_not_turned_into_dollars():
    with pytest.raises(UnitError):
        trade.in_dollars(stated("z-turnover-1995"), parameter("rate", 1.5, "USD", "Rate")) + stated("z-turnover-1995")


@pytest.fixture
def record():
    figures = trade.recommended_turnovers()
    return {figure.period: figure for figure in figures}


def test_a_recommended_turnover_lies_between_its_rivals(record):
    assert (record["2000"].lower, record["2000"].upper) == (46_000_000, 105_000_000)
    assert record["2013"].lower <= 112_700_000 <= record["2013"].upper
    assert record["2013"].text() == "$112.7\N{NO-BREAK SPACE}m"


def test_an_estimate_is_about_and_without_rivals_has_the_slack(record):
    assert record["1996"].qualifier == "about"
    assert record["1996"].lower == pytest.approx(0.9 * record["1996"].value)
    wide = trade.recommended_turnovers(slack=0.3)
    assert next(f for f in wide if f.period == "1996").upper == pytest.approx(1.3 * record["1996"].value)


def test_recommended_turnovers_name_their_sources(record):
    assert "emb_en_2012" in record["2011"].lineage.references
    assert record["2011"].lineage.confidence == "high"


def test_the_multiple_of_the_partners_is_that_of_the_article_in_one_year_only():
    claim = stated("z-partner-trade-multiple-china-201x")
    multiples = {figure.period: figure for figure in trade.recommended_multiples("china_trade")}
    assert multiples["2011"].value == pytest.approx(5620 / 113.7, rel=1e-3)
    early = [year for year in ("2010", "2011", "2012", "2013") if claim.lower <= multiples[year].value <= claim.upper]
    assert early == ["2011"]


def test_rival_figures_of_a_partner_widen_the_multiple():
    multiples = {figure.period: figure for figure in trade.recommended_multiples("china_trade")}
    assert multiples["2018"].lower <= 2431 / 34.07 < 2720 / 34.07 <= multiples["2018"].upper


def test_a_multiple_needs_a_figure_for_both():
    years = {figure.period for figure in trade.recommended_multiples("inter_korean_trade")}
    assert "1989" not in years
    assert "2011" not in years


def test_every_year_with_rival_turnovers_has_a_reason_for_the_gap():
    rivals = trade.by_period(turnovers(1990, 2023))
    disputed = {int(year) for year, figures in rivals.items() if len({figure.value for figure in figures}) > 1}
    assert disputed == set(load_table("context/trade_disagreements")["year"])


# --- titles ----------------------------------------------------------------------------------------------


def test_a_share_of_a_target_tells_the_target_of_a_document_from_the_one_that_is_chosen(turnover):
    chosen = parameter("target", 1e9, "USD", "Target")
    assert trade.shortfall(turnover[2013], stated("z-turnover-target-2020")).title.endswith("the target of 2020")
    assert trade.shortfall(turnover[2013], chosen).title.endswith("the chosen target")


def test_trade_grown_at_two_rates_has_two_titles_and_the_year_it_is_grown_to(turnover):
    slow, fast = (trade.grown(turnover[2013], parameter("g", rate, "percent", "Growth"), 7) for rate in (5, 10))
    assert slow.title != fast.title
    assert slow.period == fast.period == "2020"


def test_the_worth_of_a_rouble_names_the_trade_that_implies_it():
    roubles = outside("context/trade", "turnover-1990-hankyung_1992")
    worth = [trade.worth_of_rouble(parameter("t", 1e9 * n, "USD", "Trade"), roubles) for n in (1, 2)]
    assert worth[0].title != worth[1].title


def test_a_partner_is_set_against_the_trade_with_russia_by_name():
    multiple = trade.recommended_multiples("china_trade")[0]
    assert multiple.title == "Trade of the DPRK with China over trade with Russia"
