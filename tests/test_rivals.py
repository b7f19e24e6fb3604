"""Which figures stand against each other, in what order, and why they differ."""

from __future__ import annotations

import pytest
from tumen.facts import CONTEXT_KEYS, all_outside, all_stated, outside, row_behind, stated
from tumen.measures import trade
from tumen.quantity import derive
from tumen.rivals import as_stated, rivals, why_they_differ


def ids(quantity):
    return [rival.id.removeprefix("context/trade:") for rival in rivals(quantity)]


def test_the_turnover_of_2013_has_all_its_rivals_the_document_first_and_the_slip_last():
    assert ids(stated("z-turnover-2013")) == [
        "z-turnover-2013-rounded",
        "turnover-2013-cow_trade_v4",
        "turnover-2013-rfa_2015",
        "turnover-2013-yonhap_2014",
        "turnover-2013-rfa_2018",
    ]
    assert rivals(stated("z-turnover-2013"))[-1].lineage.confidence == "suspect"


def test_a_table_that_repeats_the_article_is_no_rival_of_it():
    assert "turnover-2013-zakharova" not in ids(stated("z-turnover-2013"))
    assert rivals(stated("z-trade-surplus-2013")) == []
    assert rivals(stated("z-debt-remainder-2012")) == []
    assert as_stated(outside("context/trade", "turnover-2013-zakharova")).id == "z-turnover-2013"
    assert as_stated(outside("context/trade", "turnover-2013-yonhap_2014")) is None


def test_another_source_for_the_same_sum_is_shown_beside_the_article():
    for name, other in (
        ("z-debt-2012", "context/debt_and_target:debt-before-settlement-2012"),
        ("z-debt-share-written-off-2012", "context/debt_and_target:debt-share-written-off-2012"),
        ("z-turnover-target-2020", "context/debt_and_target:trade-target-2020-set-2014"),
        ("z-investment-cost-khasan-rajin", "context/rajin_transit:investment-usd-nknews"),
    ):
        assert [rival.id for rival in rivals(stated(name))] == [other]


@pytest.mark.parametrize(
    "name",
    [
        "z-worker-quota-2013",  # the article's own figure, repeated in a table
        "z-workers-recruited-2010",  # hired in a year, not working in Russia in that year
        "z-joint-venture-share-dprk",  # shares of one capital, not two views of one share
        "z-partner-trade-multiple-china-201x",  # of another partner than the multiple beside it
        "z-coal-transit-rajin-planned",  # a plan, not a capacity
        "t-regional-regime-members",  # set against the article by a comparison, but of another matter
    ],
)
def test_what_only_looks_alike_is_no_rival(name):
    assert rivals(stated(name)) == []


def test_parts_of_trade_are_not_set_against_the_whole():
    assert rivals(outside("context/trade", "turnover-2005-petrov_2008")) == []
    assert "turnover-2005-petrov_2008" not in ids(stated("z-turnover-2005"))
    assert rivals(outside("context/partner_totals", "total_trade-incl-2004-dailynk_2005")) == []


def test_roubles_are_not_set_against_dollars():
    assert rivals(outside("context/trade", "turnover-1990-hankyung_1992")) == []
    assert ids(stated("z-soviet-turnover-1990")) == ["turnover-1990-natenc_1", "turnover-1990-primidi_wiki"]


def test_coal_is_compared_within_one_year_and_a_bound_on_a_share_with_each_year_it_covers():
    assert [
        rival.lineage.row for rival in rivals(outside("context/rajin_transit", "coal-to-rajin-2015-rzdpartner"))
    ] == ["coal-via-rajin-2015-kommersant"]
    assert ids(stated("z-russia-share-dprk-trade-2011")) == ["z-share-of-dprk-trade-since-2009"]
    assert rivals(stated("z-share-of-dprk-trade-2005")) == []


def test_the_two_documents_are_set_against_each_other_where_the_comparisons_do_so():
    ceiling, peak = stated("z-turnover-ceiling-21st-century"), stated("t-turnover-peak")
    assert (ids(ceiling), ids(peak)) == ([peak.id], [ceiling.id])
    assert "fourfold" in why_they_differ(ceiling)
    assert why_they_differ(peak) == why_they_differ(ceiling)


def test_the_reason_says_whether_a_source_gives_it():
    assert why_they_differ(stated("z-turnover-2013")).endswith("(A source says so.)")
    assert why_they_differ(stated("z-turnover-2009")).endswith("(Our inference.)")
    assert why_they_differ(stated("z-debt-2012")) is None
    assert why_they_differ(stated("z-worker-quota-2013")) is None


def test_what_the_article_lets_one_compute_is_set_against_what_others_give():
    exports, imports = trade.exports_and_imports(stated("z-turnover-2013"), stated("z-trade-surplus-2013"))
    assert ids(exports)[0] == "russian_exports-2013-rfa_2018"
    assert "russian_exports-2013-zakharova" not in ids(exports)
    assert ids(imports)[0] == "russian_imports-2013-nocut_2016"
    assert rivals(exports / 2) == rivals(derive("Rows", "counted", (), 3, "item")) == []


def test_a_preferred_figure_has_those_it_was_preferred_to():
    preferred = next(figure for figure in trade.recommended_turnovers() if figure.period == "2009")
    assert ids(preferred) == ["turnover-2009-voa_2011", "turnover-2009-cow_trade_v4"]


def test_rivals_share_unit_and_never_their_source_with_the_value():
    known = all_stated() + [figure for table in CONTEXT_KEYS for figure in all_outside(table)]
    pairs = [(figure, rival) for figure in known for rival in rivals(figure)]
    assert len(pairs) > 200
    for figure, rival in pairs:
        assert rival.unit == figure.unit
        assert rival.id != figure.id
        assert row_behind(rival)
        has_other_source = set(rival.lineage.references) - set(figure.lineage.references)
        assert rival.value != figure.value or has_other_source or rival.lineage.document != figure.lineage.document
