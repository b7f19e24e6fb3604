"""Claims of the article against its own figures."""

from __future__ import annotations

from dataclasses import replace

from tumen.checks.inputs import Figures, at_least, at_most, reading
from tumen.checks.verdicts import Kind, Pair, claims_of
from tumen.measures import debt, trade
from tumen.quantity import Quantity, derive

claim = claims_of(Kind.ARITHMETIC)


@claim("soviet-record-share")
def soviet_record_share(of: Figures) -> Pair:
    """The Soviet share of the DPRK's trade in 1990 is at least as high as in the two decades before."""
    before = of.stated("z-soviet-share-1970s-1980s")
    highest = at_least(before, "The highest share of the 1970s and 1980s", before.upper)
    return of.stated("z-soviet-share-1990"), replace(highest, resolution=1.0)


@claim("freeze-1990s", "The article says it of relations as a whole; “almost” is read by the rule of the series.")
def freeze(of: Figures) -> Pair:
    """Measured by trade, the freeze of the early nineties was almost complete."""
    left = of.stated("z-turnover-1995") / of.stated("z-soviet-turnover-1990")
    fall = (1 - left).named("Fall of the trade, 1990 to 1995", unit="percent")
    return fall, reading("Almost complete", 90, 100, "percent")


@claim("debt-remainder", "Meets only because the debt is a rounded figure; the remainder implies slightly less.")
def debt_remainder(of: Figures) -> Pair:
    """The debt less the share written off leaves the stated remainder."""
    left = debt.remainder(of.stated("z-debt-2012"), of.stated("z-debt-share-written-off-2012"))
    return left, of.stated("z-debt-remainder-2012")


@claim("instalments")
def instalments(of: Figures) -> Pair:
    """Half-yearly payments over the stated term make the stated number of instalments."""
    payments = of.stated("z-debt-repayment-term") * of.stated("z-debt-instalments-per-year")
    return payments.named("Half-yearly payments over the term"), of.stated("z-debt-instalments")


@claim("turnover-ceiling")
def turnover_ceiling(of: Figures) -> Pair:
    """No stated yearly turnover of this century exceeds the ceiling given for direct trade."""
    years = [of.stated(f"z-turnover-{year}") for year in (2000, 2005, 2009, 2013)]
    return max(years, key=lambda figure: figure.upper), of.stated("z-turnover-ceiling-21st-century")


@claim("turnover-2013-twice")
def turnover_twice(of: Figures) -> Pair:
    """The rounded and the exact turnover of 2013 agree."""
    return of.stated("z-turnover-2013"), of.stated("z-turnover-2013-rounded")


@claim("target-multiple", "The claim fits the rounded figure of the same page, not the exact one of the next.")
def target_multiple(of: Figures) -> Pair:
    """The target for 2020 is almost ten times the turnover of 2013, by the customs figure."""
    factor = of.stated("z-turnover-target-2020") / of.stated("z-turnover-2013")
    return factor.named("Target over the turnover of 2013"), of.stated("z-turnover-target-multiple")


@claim("target-multiple-rounded")
def target_multiple_rounded(of: Figures) -> Pair:
    """The target for 2020 is almost ten times the turnover of 2013, by the rounded figure."""
    factor = of.stated("z-turnover-target-2020") / of.stated("z-turnover-2013-rounded")
    return factor.named("Target over the rounded turnover of 2013"), of.stated("z-turnover-target-multiple")


@claim("target-term")
def target_term(of: Figures) -> Pair:
    """From the year of the base to that of the target it is the stated term."""
    start, end = of.stated("z-turnover-2013"), of.stated("z-turnover-target-2020")
    years = int(end.period) - int(start.period)
    term = derive("Years from base to target", "{1} − {0}, by their years", (start, end), years, "year")
    return term, of.stated("z-turnover-target-term")


@claim("partial-recovery")
def partial_recovery(of: Figures) -> Pair:
    """By 2013 trade had made good a part, not the whole, of its fall from 2005 to 2009."""
    top, low, now = (of.stated(f"z-turnover-{year}") for year in (2005, 2009, 2013))
    regained = ((now - low) / (top - low)).named("Part of the fall made good", unit="percent")
    return regained, reading("In part", 0, 100, "percent")


@claim("surplus-2005", "This is what ties the peak figure to 2005, although the sentence is cut in two.")
def surplus_2005(of: Figures) -> Pair:
    """Russia's surplus in 2005 does not exceed the turnover of that year."""
    return of.stated("z-trade-surplus-2005"), at_most(of.stated("z-turnover-2005"), "Turnover, the most of a surplus")


@claim("surplus-2013")
def surplus_2013(of: Figures) -> Pair:
    """Russia's surplus in 2013 does not exceed the turnover of that year."""
    return of.stated("z-trade-surplus-2013"), at_most(of.stated("z-turnover-2013"), "Turnover, the most of a surplus")


@claim("surplus-fall", "The part that falls away if the trade of 2005 had been made up like that of 2013.")
def surplus_fall(of: Figures) -> Pair:
    """The larger part of the fall of Russia's surplus is due to the smaller volume of trade."""
    volume = of.stated("z-turnover-2005") / of.stated("z-turnover-2013") - 1
    surplus = of.stated("z-trade-surplus-2005") / of.stated("z-trade-surplus-2013") - 1
    part = (volume / surplus).named("Part of the fall due to volume", unit="percent")
    return part, reading("For the larger part", 50, 100, "percent")


@claim("export-share-2013")
def export_share(of: Figures) -> Pair:
    """More than nine tenths of the turnover of 2013 were Russian exports."""
    share = trade.export_share(of.stated("z-turnover-2013"), of.stated("z-trade-surplus-2013"))
    return share, of.stated("z-export-share-2013")


@claim("share-of-dprk-trade")
def share_of_dprk_trade(of: Figures) -> Pair:
    """The share of Russia in DPRK trade given for 2011 fits the one given for the years since 2009."""
    return of.stated("z-russia-share-dprk-trade-2011"), of.stated("z-share-of-dprk-trade-since-2009")


@claim(
    "share-and-multiples",
    "Russia, China and the ROK together are no more than the whole; what others traded is left open.",
)
def share_and_multiples(of: Figures) -> Pair:
    """Russia's share in 2011 is no larger than its distance from China and the ROK allows."""
    china, rok = (of.stated(f"z-partner-trade-multiple-{partner}-201x") for partner in ("china", "rok"))
    largest = (1 / (1 + china + rok)).named("Russia over Russia, China and the ROK", unit="percent")
    return of.stated("z-russia-share-dprk-trade-2011"), at_most(largest, "The largest share that the multiples allow")


@claim(
    "share-fall-2009",
    "The first share is a lower bound only, so the article's figures leave it open; outside figures decide it below.",
)
def share_fall(of: Figures) -> Pair:
    """The fall of Russia's own trade from 2005 to 2009 is enough to take its share below the stated bound."""
    own_fall = of.stated("z-turnover-2009") / of.stated("z-turnover-2005")
    share = of.stated("z-share-of-dprk-trade-2005") * own_fall
    return share.named("Share had only Russia's trade changed", unit="percent"), of.stated(
        "z-share-of-dprk-trade-since-2009"
    )


@claim(
    "coal-and-kemerovo", "The two figures may cover different years, and regions register trade where the firm sits."
)
def coal_and_kemerovo(of: Figures) -> Pair:
    """The coal delivered in 2013 is worth no more than the whole trade of the Kemerovo Region."""
    region = of.stated("z-regional-turnover-kemerovo-region")
    return of.stated("z-coal-value-2013"), at_most(region, "Turnover as the most its coal can be")


@claim("leading-regions", "Their year is not named; it is calendar 2013 or the twelve months to mid-2014.")
def leading_regions(of: Figures) -> Pair:
    """The three leading regions together trade no more than all of Russia in 2013."""
    names = ("primorsky-krai", "st-petersburg", "kemerovo-region")
    first, second, third = (of.stated(f"z-regional-turnover-{name}") for name in names)
    together = (first + second + third).named("Trade of the three leading regions")
    return together, at_most(of.stated("z-turnover-2013"), "Turnover of all of Russia")


@claim("joint-venture")
def joint_venture(of: Figures) -> Pair:
    """The shares of RasonKonTrans add up."""
    whole = of.stated("z-joint-venture-share-dprk") + of.stated("z-joint-venture-share-russia")
    return whole.named("Shares together"), derive("The whole of the shares", "all shares", (), 100, "percent")


@claim("share-open-to-rok")
def share_open_to_rok(of: Figures) -> Pair:
    """What South Korean firms could buy of RasonKonTrans is no more than the Russian share."""
    russian = of.stated("z-joint-venture-share-russia")
    return of.stated("z-joint-venture-share-open-to-rok"), at_most(russian, "The Russian share as the most for sale")


@claim("khabarovsk-enterprises", "The sum fits only if the offices count as enterprises.")
def khabarovsk_enterprises(of: Figures) -> Pair:
    """Wholly owned firms, the joint venture and the offices make up the enterprises in Khabarovsk Territory."""
    parts = [of.stated(f"z-khabarovsk-{part}-2014") for part in ("wholly-owned", "joint-venture", "offices")]
    return _sum(parts, "Firms, joint venture and offices together"), of.stated("z-khabarovsk-enterprises-2014")


def _sum(parts: list[Quantity], title: str) -> Quantity:
    first, *others = parts
    for other in others:
        first = first + other
    return first.named(title)
