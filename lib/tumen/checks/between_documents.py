"""Claims of one document against the other."""

from __future__ import annotations

from tumen.checks.inputs import Figures, at_its_highest, falls_within, follows, reading
from tumen.checks.verdicts import Kind, Pair, claims_of
from tumen.quantity import Quantity, derive

claim = claims_of(Kind.DOCUMENTS)


@claim(
    "peak-against-ceiling",
    "The slides do not say whether trade through third countries is included; that would reconcile the two.",
)
def peak_against_ceiling(of: Figures) -> Pair:
    """The peak turnover of the slides stays within the ceiling the article gives for direct trade."""
    return of.stated("t-turnover-peak"), of.stated("z-turnover-ceiling-21st-century")


@claim("peak-century", "The peak has no date. Only if it belongs there do the two documents contradict each other.")
def peak_century(of: Figures) -> Pair:
    """The peak of the slides belongs to the century for which the article gives its ceiling."""
    peak, ceiling = (of.dated("quantities", row) for row in ("t-turnover-peak", "z-turnover-ceiling-21st-century"))
    return falls_within(peak, ceiling)


@claim("third-country-majority", "The slides say it of Russian goods, without a year.")
def third_country_majority(of: Figures) -> Pair:
    """If the direct part of the slides' peak stays within the article's ceiling, most of it came by third countries."""
    direct = at_its_highest(of.stated("z-turnover-ceiling-21st-century")) / of.stated("t-turnover-peak")
    rest = (1 - direct).named("Part of the peak beyond the ceiling", unit="percent")
    return rest, of.stated("t-russian-goods-via-third-countries")


@claim("rank-with-rok", "The multiples are of the early 2010s, the rank is of the undated peak.")
def rank_with_rok(of: Figures) -> Pair:
    """By the article's multiples Russia was the DPRK's second partner, trade between the Koreas counted."""
    partners = [of.stated(f"z-partner-trade-multiple-{partner}-201x") for partner in ("china", "rok")]
    return _rank(partners), of.stated("t-russia-rank-among-partners")


@claim("rank-without-rok", "Two partners are all the article compares; a third could have come between.")
def rank_without_rok(of: Figures) -> Pair:
    """By the article's multiples Russia was the DPRK's second partner, trade between the Koreas left out."""
    return _rank([of.stated("z-partner-trade-multiple-china-201x")]), of.stated("t-russia-rank-among-partners")


def _rank(multiples: list[Quantity]) -> Quantity:
    """Return Russia's place among itself and partners whose trade is given as a multiple of its own."""
    ahead = sum(multiple.lower > 1 for multiple in multiples)
    listed = ", ".join(f"{{{place}}}" for place in range(len(multiples)))
    formula = f"one more than the number of multiples above one among {listed}"
    return derive("Russia's place among these partners", formula, tuple(multiples), 1 + ahead, "rank")


@claim("never-recovered", "The slides speak of relations and name no measure; trade is ours.")
def never_recovered(of: Figures) -> Pair:
    """The best year in the article since stayed below the trade of 1990: no full recovery, as the slides have it."""
    best = of.stated("z-turnover-2005") / of.stated("z-soviet-turnover-1990")
    return best.named("Trade of 2005 over that of 1990", unit="percent"), reading("Short of full", 0, 100, "percent")


@claim("soviet-built-electricity", "One branch proves nothing of the whole.")
def soviet_built_electricity(of: Figures) -> Pair:
    """Electricity fits the slides' claim that the USSR created most of the DPRK's potential."""
    return of.stated("z-soviet-built-electricity-early-1990s"), of.stated("t-soviet-built-share")


@claim("soviet-built-metals", "One branch refutes nothing of the whole.")
def soviet_built_metals(of: Figures) -> Pair:
    """Ferrous metals fit the slides' claim that the USSR created most of the DPRK's potential."""
    return of.stated("z-soviet-built-ferrous-metals-early-1990s"), of.stated("t-soviet-built-share")


@claim("debt-date", "The stricter reading: the sentence puts the debt right beside these years.")
def debt_date(of: Figures) -> Pair:
    """The debt was settled in the years to which the slides date the restoration of relations."""
    agreement, restored = (
        of.dated("events", event) for event in ("z-ev-debt-agreement-2012", "t-ev-relations-restored-2000-2001")
    )
    return falls_within(agreement, restored)


@claim("debt-after-restoration", "The looser reading of the same sentence.")
def debt_after_restoration(of: Figures) -> Pair:
    """The debt was settled after relations had been restored."""
    agreement, restored = (
        of.dated("events", event) for event in ("z-ev-debt-agreement-2012", "t-ev-relations-restored-2000-2001")
    )
    return follows(agreement, restored)


@claim("third-summit", "The slides date the restoration, for which the first two visits suffice.")
def third_summit(of: Figures) -> Pair:
    """The last of the three summit visits in the article falls in the years of the slides."""
    visit = of.dated("events", "z-ev-kim-jong-il-visit-russia-2002")
    return falls_within(visit, of.dated("events", "t-ev-summit-visits-2000-2001"))


@claim("summit-2011")
def summit_2011(of: Figures) -> Pair:
    """The summit of Ulan-Ude falls in the year of the slides' unnamed meeting."""
    summit = of.dated("events", "z-ev-medvedev-kim-summit-ulan-ude-2011")
    return falls_within(summit, of.dated("events", "t-ev-kim-jong-il-president-2011"))


@claim("gas-shelved", "These years are ours: the slides give none, but tell the shelving before the meeting of 2011.")
def gas_shelved(of: Figures) -> Pair:
    """The gas talks broke off in the years into which the slides put the shelving of the trilateral projects."""
    stop = of.dated("events", "z-ev-gas-talks-suspended-2012")
    return falls_within(stop, of.dated("events", "t-ev-trilateral-projects-shelved"))


@claim("trilateral-number")
def trilateral_number(of: Figures) -> Pair:
    """Both documents name the same number of trilateral projects."""
    return of.stated("t-trilateral-projects-named"), of.stated("z-trilateral-projects")


@claim("trilateral-shelved")
def trilateral_shelved(of: Figures) -> Pair:
    """The projects that the slides call shelved are those the article has not yet seen begun."""
    shelved = of.stated("t-trilateral-shelved-share") * of.stated("t-trilateral-projects-named")
    waiting = of.stated("z-trilateral-projects") - of.stated("z-trilateral-projects-started")
    return shelved.named("Projects shelved, by the slides"), waiting.named("Projects not begun, by the article")


@claim("victory-launch")
def victory_launch(of: Figures) -> Pair:
    """Victory was launched in the years of the exchange model it stands for."""
    launch = of.dated("events", "z-ev-victory-launch-2014-10")
    return falls_within(launch, of.dated("events", "t-ev-exchange-model-2012-2015"))


@claim("victory-goods", "The article names rare earths and coal, the slides coal alone; on coal they agree.")
def victory_goods(of: Figures) -> Pair:
    """Slides and article name the same number of goods that pay for Victory."""
    return _goods(of, "toloraya", "by the slides"), _goods(of, "zakharova", "by the article")


def _goods(of: Figures, document: str, by: str) -> Quantity:
    """Return how many goods a document names as payment for Victory; "minerals", which takes in the rest, is none."""
    goods = of.table("goods").query("direction == 'KP>RU' and good != 'minerals'")
    named = goods[goods["good_id"].str.contains("victory") & (goods["document_id"] == document)]
    formula = "number of rows of the table goods for Victory, minerals as a whole left out"
    return derive(f"Goods that pay for Victory, {by}", formula, (), len(named), "item")
