"""Every check must come out as the sources have it, and otherwise when they are tampered with."""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from dataclasses import replace

import pytest
from tumen import facts
from tumen.checks import CHECKS, Kind, Moment, Verdict, against_outside, dated, inputs, judge, run_checks, verdicts
from tumen.data import load_table
from tumen.errors import UnknownNameError
from tumen.quantity import Evidence, from_print

FOUND = {
    # every verdict that is not consistent
    "target-multiple": Verdict.APPROXIMATE,
    "turnover-2013": Verdict.APPROXIMATE,
    "rajin-length": Verdict.APPROXIMATE,
    "share-fall-2009": Verdict.UNDECIDABLE,
    "peak-century": Verdict.UNDECIDABLE,
    "rajin-terminal": Verdict.UNDECIDABLE,
}
FOUND |= dict.fromkeys(
    (
        "power-note",
        "consul-general-note",
        "peak-against-ceiling",
        "rank-with-rok",
        "soviet-built-metals",
        "debt-date",
        "third-summit",
        "gas-shelved",
        "victory-goods",
        "soviet-share-1990-jetro",
        "turnover-2000",
        "turnover-2009",
        "turnover-2013-customs",
        "share-2010",
        "growth-needed-2009",
        "china-multiple-2010",
        "china-multiple-2012",
        "china-multiple-2013",
        "rok-multiple-2010",
        "rok-multiple-2012",
        "rok-multiple-2013",
        "peak-in-record",
        "standstill-2018",
        "standstill-2019",
        "possibilities-lost",
        "target-2020",
        "russia-joins-sanctions",
        "victory-contractor",
    ),
    Verdict.INCONSISTENT,
)

TRADE, TOTALS, RAJIN, WORKERS = (f"context/{name}" for name in ("trade", "partner_totals", "rajin_transit", "workers"))
CHINA, ROK = "z-partner-trade-multiple-china-201x", "z-partner-trade-multiple-rok-201x"
BOUND = "z-share-of-dprk-trade-since-2009"

TAMPERED = {
    # name of a check: what to change (a figure and a factor; a date; a table), enough to turn its verdict:
    # into inconsistent, or from inconsistent into consistent
    "soviet-record-share": ("z-soviet-share-1990", 0.5),
    "freeze-1990s": ("z-turnover-1995", 10),
    "debt-remainder": ("z-debt-remainder-2012", 2),
    "instalments": ("z-debt-repayment-term", 2),
    "turnover-ceiling": ("z-turnover-2005", 2),
    "turnover-2013-twice": ("z-turnover-2013", 2),
    "target-multiple": ("z-turnover-2013", 2),
    "target-multiple-rounded": ("z-turnover-2013-rounded", 2),
    "target-term": ("z-turnover-target-term", 2),
    "partial-recovery": ("z-turnover-2013", 3),
    "surplus-2005": ("z-trade-surplus-2005", 2),
    "surplus-2013": ("z-trade-surplus-2013", 2),
    "surplus-fall": ("z-turnover-2013", 1.8),
    "export-share-2013": ("z-trade-surplus-2013", 0.1),
    "share-of-dprk-trade": ("z-russia-share-dprk-trade-2011", 5),
    "share-and-multiples": (CHINA, 3),
    "share-fall-2009": ("z-turnover-2009", 3),
    "coal-and-kemerovo": ("z-coal-value-2013", 2),
    "leading-regions": ("z-regional-turnover-st-petersburg", 5),
    "joint-venture": ("z-joint-venture-share-russia", 2),
    "share-open-to-rok": ("z-joint-venture-share-open-to-rok", 1.3),
    "khabarovsk-enterprises": ("z-khabarovsk-offices-2014", 2),
    "latest-source": ("footnotes", "z-n14", "2016-11-06"),
    "unfavourable-years": ("events", "z-ev-relations-freeze-1990s", "1980/1984"),
    "debt-ratified": ("events", "z-ev-debt-ratification-law-2014", "2012-05-05"),
    "ratification-note": ("footnotes", "z-n03", "2014-05-06"),
    "tatarstan-note": ("footnotes", "z-n06", "2014-04-21"),
    "rouble-note": ("footnotes", "z-n07", "2014-09-20"),
    "visa-note": ("footnotes", "z-n08", "2014-06-30"),
    "ten-day-visit": ("z-ri-su-yong-visit-days-2014", 0.1),
    "two-years-of-interest": ("events", "z-ev-coal-contract-2012", "2010-12"),
    "road-note": ("footnotes", "z-n11", "2013-03-28"),
    "rajin-announced": ("events", "z-ev-trans-korean-announcement-2006", "2009"),
    "pilot-trains-note": ("footnotes", "z-n12", "2014-05-01"),
    "trial-shipment-note": ("footnotes", "z-n14", "2015-01-06"),
    "victory-note": ("footnotes", "z-n16", "2014-12-22"),
    "power-note": ("footnotes", "z-n17", "2014-10-28"),
    "regions-note": ("footnotes", "z-n18", "2013-08-14"),
    "passengers-note": ("footnotes", "z-n21", "2013-08-01"),
    "amur-note": ("footnotes", "z-n22", "2010-10-19"),
    "consul-general-note": ("footnotes", "z-n23", "2013-06-20"),
    "peak-against-ceiling": ("t-turnover-peak", 0.2),
    "peak-century": ("quantities", "t-turnover-peak", "1985"),
    "third-country-majority": ("z-turnover-ceiling-21st-century", 3),
    "rank-with-rok": (ROK, 0.01),
    "rank-without-rok": (CHINA, 0.01),
    "never-recovered": ("z-turnover-2005", 20),
    "soviet-built-electricity": ("z-soviet-built-electricity-early-1990s", 0.5),
    "soviet-built-metals": ("z-soviet-built-ferrous-metals-early-1990s", 1.5),
    "debt-date": ("events", "z-ev-debt-agreement-2012", "2001-09-17"),
    "debt-after-restoration": ("events", "z-ev-debt-agreement-2012", "1999-09-17"),
    "third-summit": ("events", "z-ev-kim-jong-il-visit-russia-2002", "2001"),
    "summit-2011": ("events", "z-ev-medvedev-kim-summit-ulan-ude-2011", "2010-08"),
    "gas-shelved": ("events", "z-ev-gas-talks-suspended-2012", "2011"),
    "trilateral-number": ("t-trilateral-projects-named", 2),
    "trilateral-shelved": ("t-trilateral-shelved-share", 0.5),
    "victory-launch": ("events", "z-ev-victory-launch-2014-10", "2016-10"),
    "victory-goods": ("goods", lambda goods: goods[goods["good_id"] != "rare-earth-victory-kp-ru"]),
    "soviet-share-1990": ("z-soviet-turnover-1990", 2),
    "soviet-share-1990-jetro": (TOTALS, "total_trade-1990-hankook_1992", 0.87),
    "turnover-1995": (TRADE, "turnover-1995-cow_trade_v4", 2),
    "turnover-2000": (TRADE, "turnover-2000-voa_2011", 105 / 46),
    "turnover-2005": (TRADE, "turnover-2005-voa_2011", 0.5),
    "reversal-2006": (TRADE, "turnover-2006-voa_2011", 1.5),
    "turnover-2009": (TRADE, "turnover-2009-voa_2011", 49 / 62),
    "turnover-2013": (TRADE, "turnover-2013-yonhap_2014", 2),
    "turnover-2013-customs": (TRADE, "turnover-2013-rfa_2018", 112.7 / 101.27),
    "exports-2013": (TRADE, "russian_exports-2013-rfa_2018", 2),
    "imports-2013": (TRADE, "russian_imports-2013-nocut_2016", 2),
    "share-2005": (TOTALS, "total_trade-2005-nkecon_2006", 2),
    "share-2009": (TOTALS, "total_trade-2009-dailynkjp_2016", 0.5),
    "share-2010": (TOTALS, "total_trade-2010-mbn_2011", 2),
    "share-2010-with-rok": (TOTALS, "total_trade-incl-2010-joins_2011", 0.5),
    "share-2011": (TOTALS, "china_trade-2011-dailynk_2013", 5),
    "share-2013": (TOTALS, "total_trade-2013-yonhap_2014", 0.5),
    "growth-needed-2009": (TOTALS, "total_trade-2005-nkecon_2006", 0.5),
    "growth-needed-2013": (TOTALS, "total_trade-2005-nkecon_2006", 3),
    "china-multiple-2010": (TOTALS, "china_trade-2010-dailynk_2013", 1.4),
    "china-multiple": (TOTALS, "china_trade-2011-dailynk_2013", 2),
    "china-multiple-2012": (TOTALS, "china_trade-2012-dailynk_2013", 0.6),
    "china-multiple-2013": (TOTALS, "china_trade-2013-sisafocus_2014", 0.8),
    "rok-multiple": (ROK, 4),
    "rok-multiple-2010": (TOTALS, "inter_korean_trade-2010-mbn_2011", 15 / 19.4),
    "rok-multiple-2012": (TOTALS, "inter_korean_trade-2012-jjan_2015", 15 / 26),
    "rok-multiple-2013": (TOTALS, "inter_korean_trade-2013-sisafocus_2014", 15 / 10.2),
    "peak-in-record": (TRADE, "turnover-1992-hankyung_2001", 1.5),
    "standstill-2018": (TRADE, "turnover-2018-rfa_2019", 2.3),
    "standstill-2019": (TRADE, "turnover-2019-hankyung_2020", 0.7),
    "possibilities-lost": (TRADE, "turnover-2019-hankyung_2020", 0),
    "target-2020": (TRADE, "turnover-2020-onecorea_2021", 1e9 / 42.74e6),
    "russia-joins-sanctions": ("context/sanctions", "ru-decree-1718-2007", "2016-05"),
    "legal-ties": ("context/project_outcomes", "ruble-settlement-sputnik-channel", "2020/2021"),
    "rajin-exempt": ("context/sanctions", "unsc-2270-2016", "2021"),
    "rajin-length": (RAJIN, "section-length-trudost", 0.5),
    "rajin-terminal": (RAJIN, "investment-usd-nknews", 2),
    "rajin-coal": (RAJIN, "coal-via-rajin-2017", 4),
    "trial-shipment-sailed": (RAJIN, "pilot-shipment-rok-2014", "2015-02"),
    "victory-contractor": ("context/project_outcomes", "victory-mostovik-bankrupt-2015", "2034"),
    "workers-rise": (WORKERS, "permit-holders-2017", 0.5),
    "quota-and-peak": (WORKERS, "workers-peak-matsegora", 2),
}


def scaled(quantity, factor):
    return replace(
        quantity, value=quantity.value * factor, lower=quantity.lower * factor, upper=quantity.upper * factor
    )


def verdict_after(name, *change):
    """Return the verdict of one check after one change; see `TAMPERED`."""
    hits = []

    def stated(row):
        hit = change[0] == row
        hits.append(hit)
        return scaled(facts.stated(row), change[1]) if hit else facts.stated(row)

    def outside(table, row):
        hit = change[:2] == (table, row)
        hits.append(hit)
        return scaled(facts.outside(table, row), change[2]) if hit else facts.outside(table, row)

    def at_another_date(table, row):
        hit = change[:2] == (table, row)
        hits.append(hit)
        moment = dated(table, row)
        return replace(moment, date=change[2]) if hit else moment

    def table(table):
        hit = change[0] == table
        hits.append(hit)
        return change[1](load_table(table)) if hit else load_table(table)

    check = next(check for check in CHECKS if check.name == name)
    verdict = check(inputs.Figures(stated, outside, at_another_date, table)).verdict
    assert any(hits), f"{name} does not use what was changed"
    return verdict


# --- the verdicts --------------------------------------------------------------------------------------


def test_verdicts_on_the_true_figures():
    verdicts = {check.name: check.verdict for check in run_checks()}
    assert verdicts == {name: FOUND.get(name, Verdict.CONSISTENT) for name in verdicts}


@pytest.mark.parametrize("name", sorted(TAMPERED))
def test_each_check_turns_when_something_it_uses_is_tampered_with(name):
    usual = FOUND.get(name, Verdict.CONSISTENT)
    expected = Verdict.CONSISTENT if usual is Verdict.INCONSISTENT else Verdict.INCONSISTENT
    assert verdict_after(name, *TAMPERED[name]) is expected


def test_every_check_has_a_tampering_test():
    assert {check.name for check in CHECKS} == set(TAMPERED)


def test_there_are_many_checks_of_every_kind_in_the_order_of_the_kinds():
    kinds = [check.kind for check in run_checks()]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert len(kinds) >= 48
    assert min(Counter(kinds)[kind] for kind in Kind) >= 12


def test_no_two_checks_compare_the_same_things():
    sides = Counter((check.computed.id, check.claimed.id) for check in run_checks())
    assert [pair for pair, number in sides.items() if number > 1] == []


def test_every_claim_is_a_sentence_and_every_note_too():
    for check in CHECKS:
        for text in (check.sentence, *([check.note] if check.note else [])):
            assert text[0].isupper() or text[0].isdigit(), check.name
            assert text.endswith("."), check.name
            assert len(text) <= 130, check.name


def test_every_figure_of_a_check_carries_evidence_or_a_formula():
    for check in run_checks():
        for quantity in (check.computed, check.claimed):
            assert quantity.title, check.name
            assert all(each.title for each in quantity.ancestors()), check.name


def test_a_name_is_taken_once():
    taken = verdicts.claims_of(Kind.DATES)("instalments")
    with pytest.raises(ValueError, match="two claims are called 'instalments'"):
        taken(lambda of: None)


def test_checks_take_their_inputs_from_the_figures_alone():
    """What goes past `Figures` cannot be tampered with; only the list of outside turnovers may."""
    calls = [
        ast.unparse(node.func)
        for module in ("within_article", "dates", "between_documents", "against_outside")
        for node in ast.walk(ast.parse(inspect.getsource(__import__(f"tumen.checks.{module}", fromlist=["x"]))))
        if isinstance(node, ast.Call)
    ]
    assert [call for call in calls if call.startswith(("facts.", "load_table"))] == ["facts.turnovers"]


def test_the_years_of_the_multiples_have_one_figure_for_russia_each():
    assert set(against_outside.CHINA) | set(against_outside.ROK) == set(against_outside.RUSSIA)


# --- how bounds become a verdict -------------------------------------------------------------------------


def figure(value, qualifier="exact", unit="USD"):
    return from_print(value, unit, "figure", Evidence("quantities", f"{value}-{qualifier}"), qualifier=qualifier)


@pytest.mark.parametrize(
    ("computed", "claimed", "verdict"),
    [
        (figure(100), figure(100), Verdict.CONSISTENT),
        (figure(100, "about"), figure(105), Verdict.CONSISTENT),
        (figure(100), figure(109), Verdict.APPROXIMATE),
        (figure(100), figure(120), Verdict.INCONSISTENT),
        (figure(80, "more_than"), figure(100), Verdict.UNDECIDABLE),
        (figure(120, "more_than"), figure(100, "more_than"), Verdict.CONSISTENT),
        (figure(200, "more_than"), figure(100), Verdict.INCONSISTENT),
        (figure(100, unit="day"), figure(101, unit="day"), Verdict.INCONSISTENT),
    ],
)
def test_how_bounds_become_a_verdict(computed, claimed, verdict):
    assert judge("name", "claim", computed, claimed).verdict is verdict


@pytest.mark.parametrize(
    ("tolerance", "verdict"), [(0.0, Verdict.INCONSISTENT), (0.05, Verdict.APPROXIMATE), (0.5, Verdict.APPROXIMATE)]
)
def test_the_tolerance_decides_what_is_approximate(tolerance, verdict):
    assert judge("name", "claim", figure(100), figure(104), tolerance=tolerance).verdict is verdict
    found = {check.name: check.verdict for check in run_checks(tolerance=tolerance)}
    assert found["rajin-length"] is verdict


def test_a_gap_of_days_is_given_in_days():
    check = judge("name", "claim", figure(130, unit="day"), figure(100, unit="day"))
    assert check.margin == 30


# --- dates -----------------------------------------------------------------------------------------------

MARCH = Moment("March", "2014-03")


def days(moment):
    quantity, _ = inputs.follows(moment, MARCH)
    return quantity.lower, quantity.upper


def test_days_between_take_the_earliest_and_the_latest_day_each_date_may_mean():
    assert days(Moment("day", "2014-04-05")) == (5, 35)
    assert days(Moment("month", "2014-02")) == (-58, -1)


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        ("2014-04", Verdict.CONSISTENT),
        ("2014-03", Verdict.CONSISTENT),
        ("2014-02", Verdict.INCONSISTENT),
        ("../2015", Verdict.UNDECIDABLE),
        (None, Verdict.UNDECIDABLE),
    ],
)
def test_whether_one_date_follows_another(later, verdict):
    assert judge("name", "claim", *inputs.follows(Moment("later", later), MARCH)).verdict is verdict


@pytest.mark.parametrize(
    ("day", "verdict", "margin"),
    [
        ("2014-03-31", Verdict.CONSISTENT, 0),
        ("2014", Verdict.CONSISTENT, 0),
        ("2014-04-02", Verdict.INCONSISTENT, 2),
        ("2014-02-27", Verdict.INCONSISTENT, 2),
        (None, Verdict.UNDECIDABLE, 0),
    ],
)
def test_whether_a_date_falls_within_a_span(day, verdict, margin):
    check = judge("name", "claim", *inputs.falls_within(Moment("day", day), MARCH))
    assert (check.verdict, check.margin) == (verdict, margin)


def test_a_span_without_an_end_takes_in_what_comes_after_its_beginning():
    since = Moment("since", "2011/..")
    inside, before = (inputs.falls_within(Moment("day", day), since) for day in ("2014-03-31", "2010"))
    assert judge("name", "claim", *inside).verdict is Verdict.CONSISTENT
    assert judge("name", "claim", *before).verdict is Verdict.INCONSISTENT


def test_the_end_of_a_span_is_its_last_day():
    assert days(Moment("half-year", "2014-40").end()) == (91, 121)
    assert days(Moment("undated", None).end()) == (float("-inf"), float("inf"))


def test_a_footnote_has_its_date_as_printed_not_as_repaired():
    assert dated("footnotes", "z-n17") == Moment("Footnote 17", "2013-02-06")
    assert dated("footnotes", "z-n01").date == "2008"
    assert dated("footnotes", "z-n13").date is None
    assert dated("footnotes", "z-n10").date is None


def test_an_unknown_date_names_the_closest():
    with pytest.raises(UnknownNameError, match="z-ev-debt-agreement-2012"):
        dated("events", "z-ev-debt-agreement-2011")
    with pytest.raises(UnknownNameError, match="table of dates"):
        dated("goods", "coal")


# --- claims as quantities --------------------------------------------------------------------------------


def test_a_limit_is_the_outer_end_of_its_bounds():
    limit = figure(100, "about")
    assert (inputs.at_most(limit, "limit").lower, inputs.at_most(limit, "limit").upper) == (0, 110)
    assert inputs.at_least(limit, "limit", limit.lower).upper == float("inf")
    assert inputs.at_its_highest(limit).value == pytest.approx(110)
