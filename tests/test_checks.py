"""Every check must come out as the sources have it, and otherwise when they are tampered with."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tumen import facts
from tumen.checks import CHECKS, Verdict, judge, run_checks
from tumen.quantity import Evidence, from_print

EXPECTED = {
    "target-multiple": Verdict.APPROXIMATE,
    "peak-against-ceiling": Verdict.INCONSISTENT,
}

TAMPERED = {
    # name of the check: (figure to change, factor), enough to break the claim
    "soviet-share-1990": ("z-soviet-turnover-1990", 2),
    "debt-remainder": ("z-debt-remainder-2012", 2),
    "instalments": ("z-debt-repayment-term", 2),
    "turnover-ceiling": ("z-turnover-2005", 2),
    "target-multiple": ("z-turnover-2013", 2),
    "target-multiple-rounded": ("z-turnover-2013-rounded", 2),
    "target-term": ("z-turnover-target-term", 2),
    "turnover-2013-twice": ("z-turnover-2013", 2),
    "surplus-2005": ("z-trade-surplus-2005", 2),
    "export-share-2013": ("z-trade-surplus-2013", 0.1),
    "share-of-dprk-trade": ("z-russia-share-dprk-trade-2011", 5),
    "coal-and-kemerovo": ("z-coal-value-2013", 2),
    "joint-venture": ("z-joint-venture-share-russia", 2),
    "khabarovsk-enterprises": ("z-khabarovsk-offices-2014", 2),
    "china-multiple": ("z-partner-trade-multiple-china-201x", 2),
    "rok-multiple": ("z-partner-trade-multiple-rok-201x", 4),
}


def scaled(quantity, factor):
    return replace(
        quantity, value=quantity.value * factor, lower=quantity.lower * factor, upper=quantity.upper * factor
    )


def test_verdicts_on_the_true_figures():
    verdicts = {check.name: check.verdict for check in run_checks()}
    expected = {name: EXPECTED.get(name, Verdict.CONSISTENT) for name in verdicts}
    assert verdicts == expected


@pytest.mark.parametrize("name", sorted(TAMPERED))
def test_each_check_fails_on_a_tampered_figure(name):
    figure, factor = TAMPERED[name]

    def tampered(quantity_id):
        quantity = facts.stated(quantity_id)
        return scaled(quantity, factor) if quantity_id == figure else quantity

    verdict = next(check.verdict for check in run_checks(tampered) if check.name == name)
    assert verdict is Verdict.INCONSISTENT


def test_the_contradiction_of_the_peak_vanishes_if_the_peak_were_lower():
    def lower_peak(quantity_id):
        quantity = facts.stated(quantity_id)
        return scaled(quantity, 0.2) if quantity_id == "t-turnover-peak" else quantity

    verdict = next(check.verdict for check in run_checks(lower_peak) if check.name == "peak-against-ceiling")
    assert verdict is Verdict.CONSISTENT


def test_every_check_has_a_tampering_test():
    names = {check.name for check in run_checks()}
    assert names == set(TAMPERED) | {"peak-against-ceiling"}
    assert len(names) == len(CHECKS)


def figure(value, qualifier="exact"):
    return from_print(value, "USD", "figure", Evidence("quantities", f"{value}-{qualifier}"), qualifier=qualifier)


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
    ],
)
def test_how_bounds_become_a_verdict(computed, claimed, verdict):
    assert judge("name", "claim", computed, claimed).verdict is verdict
