"""Claims of the documents that can be tested, one small function each.

Every check computes what a claim implies and compares it with what the claim says, bounds against bounds.
A check takes its figures from a function, `facts.stated` by default, so that a test can tamper with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tumen import facts
from tumen.facts import outside
from tumen.measures import debt, trade
from tumen.quantity import Quantity, derive

TOLERANCE = 0.10
"""Gap between computed and claimed bounds, as a share of the claim, that still counts as approximate."""

Figures = Callable[[str], Quantity]


class Verdict(StrEnum):
    """What the comparison of computed and claimed bounds says."""

    CONSISTENT = "consistent"
    APPROXIMATE = "approximate"
    INCONSISTENT = "inconsistent"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True)
class Check:
    """One claim with its test."""

    name: str
    claim: str
    computed: Quantity
    claimed: Quantity
    verdict: Verdict
    margin: float
    """Gap between the bounds as a share of the claim's nearest bound; 0 where they meet."""
    note: str


def judge(name: str, claim: str, computed: Quantity, claimed: Quantity, note: str = "") -> Check:
    """Compare ``computed`` with ``claimed``, in the unit of the claim.

    Bounds that meet are consistent; bounds a little apart (`TOLERANCE`) are approximate; wider apart they
    are inconsistent. Where the computed bounds are open and reach beyond the claim, nothing is decided.
    """
    computed = computed.to(claimed.unit)
    gap = max(claimed.lower - computed.upper, computed.lower - claimed.upper, 0.0)
    nearest = claimed.lower if computed.upper < claimed.lower else claimed.upper
    margin = 0.0 if gap <= 1e-9 * abs(nearest) else (gap / abs(nearest) if nearest else math.inf)
    return Check(name, claim, computed, claimed, _verdict(computed, claimed, margin), margin, note)


def _verdict(computed: Quantity, claimed: Quantity, margin: float) -> Verdict:
    if margin > TOLERANCE:
        return Verdict.INCONSISTENT
    if margin > 0:
        return Verdict.APPROXIMATE
    is_open = math.isinf(computed.upper) or math.isinf(computed.lower)
    is_inside = claimed.lower <= computed.lower and computed.upper <= claimed.upper
    return Verdict.UNDECIDABLE if is_open and not is_inside else Verdict.CONSISTENT


def run_checks(stated: Figures = facts.stated) -> list[Check]:
    """Return every check, in the order of the article and then of the slides."""
    return [check(stated) for check in CHECKS]


# --- claims within the article ---------------------------------------------------------------------


def soviet_share_1990(stated: Figures) -> Check:
    """The Soviet part and its share imply a total that an outside count should know."""
    total = trade.implied_total(stated("z-soviet-turnover-1990"), stated("z-soviet-share-1990"))
    return judge(
        "soviet-share-1990",
        "Trade with the USSR and its share of all DPRK trade in 1990 imply a total that agrees with KOTRA's.",
        total.named("Foreign trade of the DPRK, implied"),
        outside("context/partner_totals", "total_trade-1990-hankyung_2002"),
    )


def debt_written_off(stated: Figures) -> Check:
    """What is left of the debt after the write-off."""
    return judge(
        "debt-remainder",
        "The debt less the share written off leaves the stated remainder.",
        debt.remainder(stated("z-debt-2012"), stated("z-debt-share-written-off-2012")),
        stated("z-debt-remainder-2012"),
        "Meets only because the debt is a rounded figure; the remainder implies slightly less.",
    )


def instalments(stated: Figures) -> Check:
    """Years times payments a year."""
    payments = stated("z-debt-repayment-term") * stated("z-debt-instalments-per-year")
    return judge(
        "instalments",
        "Half-yearly payments over the stated term make the stated number of instalments.",
        payments.named("Half-yearly payments over the term"),
        stated("z-debt-instalments"),
    )


def highest_turnover(stated: Figures) -> Check:
    """The peak of the stated years stays below the stated ceiling."""
    years = [stated(f"z-turnover-{year}") for year in (2000, 2005, 2009, 2013)]
    return judge(
        "turnover-ceiling",
        "No stated yearly turnover of this century exceeds the ceiling given for direct trade.",
        max(years, key=lambda figure: figure.upper),
        stated("z-turnover-ceiling-21st-century"),
    )


def target_multiple(stated: Figures) -> Check:
    """The target against the customs figure for 2013."""
    factor = stated("z-turnover-target-2020") / stated("z-turnover-2013")
    return judge(
        "target-multiple",
        "The target for 2020 is almost ten times the turnover of 2013, by the customs figure.",
        factor.named("Target over the turnover of 2013"),
        stated("z-turnover-target-multiple"),
        "The claim fits the rounded figure of the same page, not the exact one of the next.",
    )


def target_multiple_rounded(stated: Figures) -> Check:
    """The target against the rounded figure for 2013."""
    factor = stated("z-turnover-target-2020") / stated("z-turnover-2013-rounded")
    return judge(
        "target-multiple-rounded",
        "The target for 2020 is almost ten times the turnover of 2013, by the rounded figure.",
        factor.named("Target over the rounded turnover of 2013"),
        stated("z-turnover-target-multiple"),
    )


def target_term(stated: Figures) -> Check:
    """The years left from the base to the target."""
    start, end = stated("z-turnover-2013"), stated("z-turnover-target-2020")
    years = derive(
        "Years from base to target",
        "{1} − {0}, by their years",
        (start, end),
        _year(end) - _year(start),
        "year",
    )
    return judge(
        "target-term",
        "The target leaves the stated number of years.",
        years,
        stated("z-turnover-target-term"),
    )


def rounded_turnover(stated: Figures) -> Check:
    """Two statements of one figure, a page apart."""
    return judge(
        "turnover-2013-twice",
        "The rounded and the exact turnover of 2013 agree.",
        stated("z-turnover-2013"),
        stated("z-turnover-2013-rounded"),
    )


def surplus_within_turnover(stated: Figures) -> Check:
    """A balance cannot exceed the trade it is the balance of."""
    turnover = stated("z-turnover-2005")
    return judge(
        "surplus-2005",
        "Russia's surplus in 2005 does not exceed the turnover of that year.",
        stated("z-trade-surplus-2005"),
        _at_most(turnover, "Turnover as the most a surplus can be"),
        "This is what ties the peak figure to 2005, although the sentence is cut in two.",
    )


def export_share(stated: Figures) -> Check:
    """Exports from turnover and surplus."""
    return judge(
        "export-share-2013",
        "More than nine tenths of the turnover of 2013 were Russian exports.",
        trade.export_share(stated("z-turnover-2013"), stated("z-trade-surplus-2013")),
        stated("z-export-share-2013"),
    )


def shares_of_dprk_trade(stated: Figures) -> Check:
    """Two statements of Russia's share after 2009."""
    return judge(
        "share-of-dprk-trade",
        "The share of Russia in DPRK trade given for 2011 fits the one given for the years since 2009.",
        stated("z-russia-share-dprk-trade-2011"),
        stated("z-share-of-dprk-trade-since-2009"),
    )


def coal_within_kemerovo(stated: Figures) -> Check:
    """The coal comes from one region, whose whole trade is stated too."""
    return judge(
        "coal-and-kemerovo",
        "The coal delivered in 2013 is worth no more than the whole trade of the Kemerovo Region.",
        stated("z-coal-value-2013"),
        _at_most(stated("z-regional-turnover-kemerovo-region"), "Turnover as the most its coal can be"),
        "The two figures may cover different years, and regions register trade where the firm sits.",
    )


def joint_venture_shares(stated: Figures) -> Check:
    """Two partners own the whole."""
    whole = stated("z-joint-venture-share-dprk") + stated("z-joint-venture-share-russia")
    hundred = derive("The whole of the shares", "all shares", (), 100, "percent")
    return judge("joint-venture", "The shares of RasonKonTrans add up.", whole.named("Shares together"), hundred)


def khabarovsk_enterprises(stated: Figures) -> Check:
    """The parts of the enterprises."""
    names = ("z-khabarovsk-wholly-owned-2014", "z-khabarovsk-joint-venture-2014", "z-khabarovsk-offices-2014")
    owned, joint, offices = (stated(name) for name in names)
    return judge(
        "khabarovsk-enterprises",
        "Wholly owned firms, the joint venture and the offices make up the enterprises in Khabarovsk Territory.",
        (owned + joint + offices).named("Firms, joint venture and offices together"),
        stated("z-khabarovsk-enterprises-2014"),
        "The sum fits only if the offices count as enterprises.",
    )


# --- the article against outside figures -------------------------------------------------------------


def china_multiple(stated: Figures) -> Check:
    """Trade with China against trade with Russia, 2011."""
    china = outside("context/partner_totals", "china_trade-2011-dailynk_2013")
    russia = outside("context/trade", "turnover-2011-emb_en_2012")
    return judge(
        "china-multiple",
        "DPRK trade with China in 2011 was almost fifty times its trade with Russia.",
        trade.multiple(china, russia),
        stated("z-partner-trade-multiple-china-201x"),
    )


def rok_multiple(stated: Figures) -> Check:
    """Trade with the ROK against trade with Russia, over the years with figures for both."""
    pairs = (
        ("inter_korean_trade-2010-mbn_2011", "turnover-2010-emb_en_2012"),
        ("inter_korean_trade-2012-jjan_2015", "turnover-2012-rfa_2015"),
        ("inter_korean_trade-2013-sisafocus_2014", "turnover-2013-zakharova"),
    )
    multiples = [
        trade.multiple(outside("context/partner_totals", rok), outside("context/trade", russia))
        for rok, russia in pairs
    ]
    return judge(
        "rok-multiple",
        "In the early 2010s DPRK trade with the ROK was fifteen times its trade with Russia.",
        trade.envelope(multiples, "Inter-Korean trade as a multiple of Russian trade, 2010, 2012 and 2013"),
        stated("z-partner-trade-multiple-rok-201x"),
        "No single year is named; the years with figures lie on both sides of the claim.",
    )


# --- document against document ----------------------------------------------------------------------


def peak_against_ceiling(stated: Figures) -> Check:
    """The central contradiction of the two documents."""
    return judge(
        "peak-against-ceiling",
        "The peak turnover of the slides stays within the ceiling the article gives for direct trade.",
        stated("t-turnover-peak"),
        stated("z-turnover-ceiling-21st-century"),
        "The slides do not say whether trade through third countries is included; that would reconcile the two.",
    )


def _at_most(quantity: Quantity, title: str) -> Quantity:
    """Return ``quantity`` as an upper limit."""
    limit = derive(title, "no more than {0}", (quantity,), quantity.upper, quantity.unit)
    return Quantity(limit.value, 0.0, quantity.upper, limit.unit, title, limit.lineage, "up_to", quantity.period)


def _year(quantity: Quantity) -> int:
    return int(str(quantity.period)[:4])


CHECKS: tuple[Callable[[Figures], Check], ...] = (
    soviet_share_1990,
    debt_written_off,
    instalments,
    highest_turnover,
    target_multiple,
    target_multiple_rounded,
    target_term,
    rounded_turnover,
    surplus_within_turnover,
    export_share,
    shares_of_dprk_trade,
    coal_within_kemerovo,
    joint_venture_shares,
    khabarovsk_enterprises,
    china_multiple,
    rok_multiple,
    peak_against_ceiling,
)
"""Every check."""
