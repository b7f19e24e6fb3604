"""The central contradiction in numbers: what the peak leaves to third countries, and Russia's rank."""

import pytest
from tumen.facts import outside, stated
from tumen.measures import partners
from tumen.quantity import derive


def figure(value, title="Trade"):
    return derive(title, "a test", (), value * 1e6, "USD")


@pytest.fixture
def peak():
    return stated("t-turnover-peak")


@pytest.fixture
def ceiling():
    return stated("z-turnover-ceiling-21st-century")


def test_direct_and_indirect_part_make_up_the_peak(peak):
    direct = stated("z-turnover-2013")
    assert partners.indirect_part(peak, direct).value + direct.value == pytest.approx(peak.value)


@pytest.mark.parametrize(("peak_m", "direct_m", "percent"), [(900, 250, 72.2), (1000, 112.7, 88.7), (1000, 49, 95.1)])
def test_the_share_left_for_third_countries(peak_m, direct_m, percent):
    share = partners.indirect_share(figure(peak_m), figure(direct_m))
    assert share.unit == "percent"
    assert share.value == pytest.approx(percent, abs=0.06)


def test_even_the_smallest_peak_over_the_ceiling_leaves_most_to_third_countries(peak, ceiling):
    share = partners.indirect_share(peak, ceiling)
    assert share.lower == pytest.approx(72.2, abs=0.05)
    assert share.upper == pytest.approx(100)
    assert partners.holds_most(share) is True


def test_a_share_with_far_bounds_is_shown_by_them(peak, ceiling):
    assert str(partners.as_range(partners.indirect_share(peak, ceiling))).startswith("72")
    with pytest.raises(ValueError, match="no bound"):
        partners.as_range(stated("t-russian-goods-via-third-countries"))


def test_most_is_more_than_half_and_open_where_bounds_straddle_it(peak):
    assert partners.holds_most(partners.indirect_share(figure(1000), figure(510))) is False
    assert partners.holds_most(partners.indirect_share(figure(1000), figure(490))) is True
    assert partners.holds_most(partners.indirect_share(peak, figure(480))) is None


def test_a_partner_known_by_a_multiple_keeps_its_hedge():
    china = partners.scaled(stated("z-partner-trade-multiple-china-201x"), stated("z-turnover-2013"), "China")
    assert china.unit == "USD"
    assert china.lower == pytest.approx(45 * 112.65e6)
    assert china.upper == pytest.approx(50 * 112.75e6)


def test_the_rank_counts_those_who_are_larger_and_no_equals():
    assert str(partners.rank(figure(100), [figure(5600), figure(1700)])) == "3rd"
    assert str(partners.rank(figure(100), [figure(5600), figure(100)])) == "2nd"
    assert str(partners.rank(figure(100), [])) == "1st"


def test_the_rank_is_open_where_bounds_overlap(peak):
    place = partners.rank(peak, [figure(5000), figure(950)])
    assert (place.lower, place.upper) == (2, 3)
    assert str(place) == "2nd to 3rd"


def test_an_uncounted_rest_can_only_push_a_rank_down():
    alone = partners.rank(figure(100), [figure(5600)])
    pushed = partners.rank(figure(100), [figure(5600)], rest=figure(350))
    assert (alone.lower, alone.upper) == (2, 2)
    assert (pushed.lower, pushed.upper) == (2, 5)


@pytest.mark.parametrize(("rest", "worst"), [(0, 1), (100, 1), (200, 2), (201, 3)])
def test_a_part_of_the_rest_must_be_larger_to_count(rest, worst):
    assert partners.rank(figure(100), [], rest=figure(rest)).upper == worst


def test_a_trade_that_may_be_nothing_has_no_worst_rank(ceiling):
    with pytest.raises(ValueError, match="no worst rank"):
        partners.rank(ceiling, [], rest=figure(100))


def test_what_is_not_named_is_the_rest_of_the_total():
    rest = partners.unnamed(figure(7340), [figure(6545), figure(113)])
    assert rest.value == pytest.approx(682e6)
    with pytest.raises(ValueError, match="more than"):
        partners.unnamed(figure(100), [figure(90), figure(20)])


def test_a_yearly_series_has_one_sound_figure_for_each_whole_year():
    rok = partners.yearly("inter_korean_trade")
    assert "2006-01/2006-09" not in rok
    assert rok["2013"] == outside("context/partner_totals", "inter_korean_trade-2013-sisafocus_2014")
    assert partners.yearly("dprk_exports")["2007"].value == 919e6  # the other figure is a misprint
    assert set(partners.yearly("total_trade", counting="incl_inter_korean")) == {"2004", "2010"}


def test_a_supposed_year_shows_what_the_peak_would_need(peak):
    years = {"2000": figure(46), "2013": figure(113)}
    china = {"2000": figure(488), "2013": figure(6545), "2014": figure(6390)}
    supposed = partners.suppose_peak(peak, years, china, {"2013": figure(1149)}, {"2013": figure(7340)})
    assert list(supposed["year"]) == ["2000", "2013"]
    early, late = supposed.to_dict("records")
    assert early["strain"].lower > 100  # more than all that China traded
    assert early["rank"] is None
    assert late["strain"].value == pytest.approx(13.6, abs=0.1)
    assert "to" in str(late["strain"])  # shown as a range, since the peak is one
    assert (str(late["rank"]), str(late["rank_with_rok"])) == ("2nd", "3rd")


def test_years_fit_by_rank_and_by_what_china_can_have_carried(peak):
    direct = {"2002": figure(60), "2004": figure(210), "2013": figure(113)}
    china = {"2002": figure(738), "2004": figure(1385), "2013": figure(6545)}
    rok = {"2002": figure(641), "2004": figure(697), "2013": figure(1149)}
    total = {"2002": figure(2260), "2004": figure(2857), "2013": figure(7340)}
    supposed = partners.suppose_peak(peak, direct, china, rok, total)
    second = stated("t-russia-rank-among-partners")
    assert list(partners.fitting_years(supposed, "rank", second)["year"]) == ["2004", "2013"]
    assert list(partners.fitting_years(supposed, "rank_with_rok", second)["year"]) == ["2004"]


def test_shares_of_a_partner_in_two_years_are_told_apart_by_their_years():
    china = partners.yearly("china_trade")
    part = partners.indirect_part(figure(950), figure(100))
    assert partners.share_of_partner(part, china["2012"]).period == "2012"
