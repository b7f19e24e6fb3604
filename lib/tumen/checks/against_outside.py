"""Claims of both documents against figures and dates from elsewhere."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tumen import facts
from tumen.checks.inputs import Figures, at_least, at_most, days_between, falls_within, follows, reading
from tumen.checks.verdicts import Kind, Pair, claims_of
from tumen.measures import trade
from tumen.quantity import Quantity, derive

claim = claims_of(Kind.OUTSIDE)

RUSSIA = {
    "2010": "turnover-2010-emb_en_2012",
    "2011": "turnover-2011-emb_en_2012",
    "2012": "turnover-2012-rfa_2015",
    "2013": "turnover-2013-zakharova",
}
"""The best-founded figure of Russia's trade with the DPRK in each year of the multiples."""

CHINA = {
    "2010": "china_trade-2010-dailynk_2013",
    "2011": "china_trade-2011-dailynk_2013",
    "2012": "china_trade-2012-dailynk_2013",
    "2013": "china_trade-2013-sisafocus_2014",
}
ROK = {
    "2010": "inter_korean_trade-2010-mbn_2011",
    "2012": "inter_korean_trade-2012-jjan_2015",
    "2013": "inter_korean_trade-2013-sisafocus_2014",
}

_STANDSTILL = (90, 110)
"""Trade of a year in percent of the year before that still counts as standing still: a tenth either way, as "about"."""


def _partner(of: Figures, row: str) -> Quantity:
    return of.outside("context/partner_totals", row)


def _trade(of: Figures, row: str) -> Quantity:
    return of.outside("context/trade", row)


# --- the Soviet level ------------------------------------------------------------------------------------


def _implied_total(of: Figures) -> Quantity:
    total = trade.implied_total(of.stated("z-soviet-turnover-1990"), of.stated("z-soviet-share-1990"))
    return total.named("Foreign trade of the DPRK, implied")


@claim("soviet-share-1990")
def soviet_share_kotra(of: Figures) -> Pair:
    """Trade with the USSR and its share of all DPRK trade in 1990 imply a total that agrees with KOTRA's."""
    return _implied_total(of), _partner(of, "total_trade-1990-hankyung_2002")


@claim(
    "soviet-share-1990-jetro", "KOTRA is the South Korean, JETRO the Japanese agency for trade; their totals differ."
)
def soviet_share_jetro(of: Figures) -> Pair:
    """Trade with the USSR and its share of all DPRK trade in 1990 imply a total that agrees with JETRO's."""
    return _implied_total(of), _partner(of, "total_trade-1990-hankook_1992")


# --- the trade, year by year -------------------------------------------------------------------------------


@claim("turnover-1995")
def turnover_1995(of: Figures) -> Pair:
    """The turnover of 1995 agrees with what partners report (Correlates of War, estimated)."""
    return _trade(of, "turnover-1995-cow_trade_v4"), of.stated("z-turnover-1995")


@claim("turnover-2000", "KOTRA counts goods alone; an equal Russian figure takes in what North Korean workers earned.")
def turnover_2000(of: Figures) -> Pair:
    """The turnover of 2000 agrees with KOTRA's."""
    return _trade(of, "turnover-2000-voa_2011"), of.stated("z-turnover-2000")


@claim("turnover-2005")
def turnover_2005(of: Figures) -> Pair:
    """The turnover of 2005 agrees with KOTRA's."""
    return _trade(of, "turnover-2005-voa_2011"), of.stated("z-turnover-2005")


@claim("reversal-2006", "Supports our reading of a broken sentence, in which the year stands in the wrong half (A15).")
def reversal_2006(of: Figures) -> Pair:
    """The trade of 2006 was below that of 2005, by KOTRA's figures."""
    ratio = _trade(of, "turnover-2006-voa_2011") / _trade(of, "turnover-2005-voa_2011")
    return ratio.named("Trade of 2006 over that of 2005", unit="percent"), reading("A fall", 0, 100, "percent")


@claim("turnover-2009", "Why they differ is not known.")
def turnover_2009(of: Figures) -> Pair:
    """The turnover of 2009 agrees with KOTRA's."""
    return _trade(of, "turnover-2009-voa_2011"), of.stated("z-turnover-2009")


@claim("turnover-2013", "KOTRA's figure is preliminary.")
def turnover_2013(of: Figures) -> Pair:
    """The turnover of 2013 agrees with KOTRA's."""
    return _trade(of, "turnover-2013-yonhap_2014"), of.stated("z-turnover-2013")


@claim(
    "turnover-2013-customs",
    "That figure lies below the exports of the same report alone: almost certainly a slip of the press.",
)
def turnover_2013_customs(of: Figures) -> Pair:
    """The turnover of 2013 agrees with the customs figure as the press gave it later."""
    return _trade(of, "turnover-2013-rfa_2018"), of.stated("z-turnover-2013")


def _flows_2013(of: Figures) -> Pair:
    return trade.exports_and_imports(of.stated("z-turnover-2013"), of.stated("z-trade-surplus-2013"))


@claim("exports-2013")
def exports_2013(of: Figures) -> Pair:
    """Turnover and surplus of 2013 imply the exports that the customs report."""
    return _flows_2013(of)[0], _trade(of, "russian_exports-2013-rfa_2018")


@claim("imports-2013")
def imports_2013(of: Figures) -> Pair:
    """Turnover and surplus of 2013 imply the imports that the International Trade Centre reports."""
    return _flows_2013(of)[1], _trade(of, "russian_imports-2013-nocut_2016")


# --- shares and multiples ----------------------------------------------------------------------------------


def _share(of: Figures, own: Quantity, total: str) -> Quantity:
    whole = _partner(of, total)
    return (own / whole).named("Russian share of DPRK trade", unit="percent", period=whole.period)


@claim("share-2005")
def share_2005(of: Figures) -> Pair:
    """About 2005 Russia's share was as the article says, by KOTRA's total."""
    share = _share(of, of.stated("z-turnover-2005"), "total_trade-2005-nkecon_2006")
    return share, of.stated("z-share-of-dprk-trade-2005")


@claim("share-2009")
def share_2009(of: Figures) -> Pair:
    """In 2009 Russia's share was below the article's bound, by KOTRA's total."""
    share = _share(of, of.stated("z-turnover-2009"), "total_trade-2009-dailynkjp_2016")
    return share, of.stated("z-share-of-dprk-trade-since-2009")


@claim("share-2010", "KOTRA's usual total.")
def share_2010(of: Figures) -> Pair:
    """In 2010 Russia's share was below the article's bound, trade between the Koreas left out."""
    share = _share(of, _trade(of, RUSSIA["2010"]), "total_trade-2010-mbn_2011")
    return share, of.stated("z-share-of-dprk-trade-since-2009")


@claim("share-2010-with-rok", "The article does not say which total it means.")
def share_2010_with_rok(of: Figures) -> Pair:
    """In 2010 Russia's share was below the article's bound, trade between the Koreas counted."""
    share = _share(of, _trade(of, RUSSIA["2010"]), "total_trade-incl-2010-joins_2011")
    return share, of.stated("z-share-of-dprk-trade-since-2009")


@claim("share-2011", "For 2011 no total is at hand; China's part of it bounds the share from above.")
def share_2011(of: Figures) -> Pair:
    """In 2011 Russia's share was no larger than trade with China alone allows."""
    multiple = trade.over_russia(_partner(of, CHINA["2011"]), _trade(of, RUSSIA["2011"]))
    largest = (1 / (1 + multiple)).named("Russia over Russia and China", unit="percent", period="2011")
    return of.stated("z-russia-share-dprk-trade-2011"), at_most(largest, "The largest share that China's trade allows")


@claim("share-2013")
def share_2013(of: Figures) -> Pair:
    """In 2013 Russia's share was below the article's bound, by KOTRA's total."""
    share = _share(of, of.stated("z-turnover-2013"), "total_trade-2013-yonhap_2014")
    return share, of.stated("z-share-of-dprk-trade-since-2009")


def _share_without_growth(of: Figures, year: str) -> Pair:
    share = _share(of, of.stated(f"z-turnover-{year}"), "total_trade-2005-nkecon_2006")
    bound = of.stated("z-share-of-dprk-trade-since-2009")
    return share.named(f"Share of {year} had other trade not grown"), at_least(bound, "The bound missed", bound.upper)


@claim(
    "growth-needed-2009", "The article explains the small share by that growth; for 2009 Russia's own fall is enough."
)
def growth_needed_2009(of: Figures) -> Pair:
    """Without growth of the DPRK's other trade since 2005, Russia's share of 2009 would not be below the bound."""
    return _share_without_growth(of, "2009")


@claim("growth-needed-2013")
def growth_needed_2013(of: Figures) -> Pair:
    """Without growth of the DPRK's other trade since 2005, Russia's share of 2013 would not be below the bound."""
    return _share_without_growth(of, "2013")


def _claim_multiple(partner: str, year: str, name: str, sentence: str) -> None:
    """Register the test of one of the article's multiples in one year; the article names none."""
    row = {"china": CHINA, "rok": ROK}[partner][year]

    @claim(name, sentence=sentence)
    def multiple_in_a_year(of: Figures) -> Pair:
        found = trade.over_russia(_partner(of, row), _trade(of, RUSSIA[year]))
        return found, of.stated(f"z-partner-trade-multiple-{partner}-201x")


for _year in CHINA:
    _claim_multiple(
        "china",
        _year,
        "china-multiple" if _year == "2011" else f"china-multiple-{_year}",
        f"DPRK trade with China in {_year} was almost fifty times its trade with Russia.",
    )


@claim("rok-multiple", "No single year is named; the years with figures lie on both sides of the claim.")
def rok_multiple(of: Figures) -> Pair:
    """In the early 2010s DPRK trade with the ROK was fifteen times its trade with Russia."""
    years = [trade.over_russia(_partner(of, row), _trade(of, RUSSIA[year])) for year, row in ROK.items()]
    title = "Inter-Korean trade over trade with Russia, years together"
    return trade.envelope(years, title), of.stated("z-partner-trade-multiple-rok-201x")


for _year in ROK:
    _claim_multiple(
        "rok",
        _year,
        f"rok-multiple-{_year}",
        f"DPRK trade with the ROK in {_year} was fifteen times its trade with Russia.",
    )


# --- the peak, the standstill, the end -------------------------------------------------------------------


@claim("peak-in-record", "That highest figure is itself rough: a year said to have been six times another.")
def peak_in_record(of: Figures) -> Pair:
    """The highest turnover that any outside source gives for a year since 1992 comes close to the slides' peak."""
    record = [_trade(of, row) for row in _record()]
    return max(record, key=lambda figure: figure.upper), of.stated("t-turnover-peak")


@cache
def _record() -> list[str]:
    """Return the rows of every outside turnover since the end of the USSR."""
    return [figure.lineage.row for figure in facts.turnovers(1992, 2019)]


def _against_the_year_before(of: Figures, year: str, before: str) -> Pair:
    ratio = _trade(of, year) / _trade(of, before)
    title = f"Trade of {year.split('-')[1]} over that of the year before"
    return ratio.named(title, unit="percent"), reading("Standing still, within a tenth", *_STANDSTILL, "percent")


@claim(
    "standstill-2018",
    "The last full year before the slides. Standing still is read as a change of no more than a tenth.",
)
def standstill_2018(of: Figures) -> Pair:
    """In 2018 the trade stood still, as the slides have it."""
    return _against_the_year_before(of, "turnover-2018-rfa_2019", "turnover-2017-rfa_2018")


@claim("standstill-2019", "The year of the slides, whose figures were not yet known.")
def standstill_2019(of: Figures) -> Pair:
    """In 2019 the trade stood still, as the slides have it."""
    return _against_the_year_before(of, "turnover-2019-hankyung_2020", "turnover-2018-rfa_2019")


@claim("possibilities-lost", "Possibilities are not trade; but where none is left, no trade is left.")
def possibilities_lost(of: Figures) -> Pair:
    """From 2013 to 2019 the trade vanished, as the slides' lost possibilities would have it."""
    left = _trade(of, "turnover-2019-hankyung_2020") / of.stated("z-turnover-2013")
    fall = (1 - left).named("Fall of the trade, 2013 to 2019", unit="percent")
    return fall, of.stated("t-possibilities-lost-share")


@claim("target-2020")
def target_2020(of: Figures) -> Pair:
    """The trade of 2020 reached the target set for it in 2014."""
    return _trade(of, "turnover-2020-onecorea_2021"), of.stated("z-turnover-target-2020")


@claim(
    "russia-joins-sanctions",
    "These years are ours, from the order of the slides. They mean the stricter measures; decrees began earlier.",
)
def russia_joins_sanctions(of: Figures) -> Pair:
    """Russia's first decree on UN sanctions falls in the years into which the slides put its joining."""
    decree = of.dated("context/sanctions", "ru-decree-1718-2007")
    return falls_within(decree, of.dated("events", "t-ev-russia-joins-sanctions"))


@claim("legal-ties")
def legal_ties(of: Figures) -> Pair:
    """The last legal channel for payments that is known of was closed when the slides found none open."""
    channel = of.dated("context/project_outcomes", "ruble-settlement-sputnik-channel")
    return follows(of.dated("documents", "toloraya"), channel.end())


# --- projects and people -----------------------------------------------------------------------------------


@claim("rajin-exempt")
def rajin_exempt(of: Figures) -> Pair:
    """The resolution that exempts coal through Rajin precedes the slides."""
    return follows(of.dated("documents", "toloraya"), of.dated("context/sanctions", "unsc-2270-2016"))


@claim("rajin-length", "TASS gives the article's figure.")
def rajin_length(of: Figures) -> Pair:
    """The line from Khasan to Rajin is as long as the article says, by a rival report."""
    return of.outside("context/rajin_transit", "section-length-trudost"), of.stated("z-railway-length-khasan-rajin")


@claim("rajin-terminal", "The report of the terminal's cost has no upper end.")
def rajin_terminal(of: Figures) -> Pair:
    """What the terminal at Rajin alone cost fits into the article's cost of line and terminal."""
    whole = at_most(of.stated("z-investment-cost-khasan-rajin"), "Line and terminal, the most a part can cost")
    return of.outside("context/rajin_transit", "investment-usd-nknews"), whole


@claim("rajin-coal", "An upper limit is kept by falling short of it, too.")
def rajin_coal(of: Figures) -> Pair:
    """Coal through Rajin in 2017, the best year known, stayed within what was planned for a year."""
    one_year = derive("One year", "a span of one year", (), 1, "year")
    rate = of.stated("z-coal-transit-rajin-planned")
    planned = replace((rate * one_year).named("Coal planned for one year"), resolution=rate.resolution)
    return of.outside("context/rajin_transit", "coal-via-rajin-2017"), planned


@claim("trial-shipment-sailed")
def trial_shipment_sailed(of: Figures) -> Pair:
    """The trial shipment to the ROK, still ahead in the article, left in the quarter for which it was planned."""
    sailed = of.dated("context/rajin_transit", "pilot-shipment-rok-2014")
    return falls_within(sailed, of.dated("events", "z-ev-trial-coal-to-rok-2014-q4"))


@claim("victory-contractor", "It was reported bankrupt within months; another firm took over.")
def victory_contractor(of: Figures) -> Pair:
    """The contractor of Victory lasted for the term of the project."""
    launch = of.dated("events", "z-ev-victory-launch-2014-10")
    end = of.dated("context/project_outcomes", "victory-mostovik-bankrupt-2015")
    return days_between(launch, end), of.stated("z-victory-term")


@claim(
    "workers-rise",
    "Holders of permits on a day are not people hired in a year; a rise of this size is not proved by the two.",
)
def workers_rise(of: Figures) -> Pair:
    """At the end of 2017 more North Koreans worked in Russia than were taken on in 2010."""
    hired = of.stated("z-workers-recruited-2010")
    return of.outside("context/workers", "permit-holders-2017"), at_least(hired, "More than in 2010", hired.lower)


@claim("quota-and-peak", "The quota is of 2013, the number of a later, uncertain year.")
def quota_and_peak(of: Figures) -> Pair:
    """The largest number of workers that A. Matsegora named later stays within the quota of 2013."""
    quota = at_most(of.stated("z-worker-quota-2013"), "Quota as the most that may work")
    return of.outside("context/workers", "workers-peak-matsegora"), quota
