"""Dates of the article against each other, above all the text against its footnotes.

A footnote can only report what has happened, and news of an event appears when it is news. Where the text names a
month or a half-year, the note's date should fall within it.
"""

from __future__ import annotations

from tumen.checks.inputs import Figures, at_most, days_between, falls_within, follows, reading
from tumen.checks.verdicts import Kind, Pair, claims_of

claim = claims_of(Kind.DATES)

_DATED_NOTES = tuple(f"z-n{number:02d}" for number in (*range(1, 9), 11, 12, *range(14, 19), *range(20, 24)))
"""Footnotes with a date or at least a year."""


@claim(
    "latest-source", "The year of the article is itself inferred, from the latest source and the number of the grant."
)
def latest_source(of: Figures) -> Pair:
    """No source of the article is dated later than the article."""
    latest = max((of.dated("footnotes", note) for note in _DATED_NOTES), key=lambda moment: moment.days)
    return follows(of.dated("documents", "zakharova"), latest)


@claim("unfavourable-years", "Counted to the date of the footnote.")
def unfavourable_years(of: Figures) -> Pair:
    """Twenty years before the embassy took up its work, relations were frozen."""
    freeze, note = of.dated("events", "z-ev-relations-freeze-1990s"), of.dated("footnotes", "z-n04")
    return days_between(freeze, note), of.stated("z-unfavourable-situation-years")


@claim("debt-ratified")
def debt_ratified(of: Figures) -> Pair:
    """The debt agreement was ratified after it had been signed."""
    signed, ratified = (of.dated("events", f"z-ev-debt-{what}") for what in ("agreement-2012", "ratification-law-2014"))
    return follows(ratified, signed)


@claim("ratification-note")
def ratification_note(of: Figures) -> Pair:
    """Text and footnote give the ratification the same day."""
    return falls_within(of.dated("footnotes", "z-n03"), of.dated("events", "z-ev-debt-ratification-law-2014"))


@claim("tatarstan-note")
def tatarstan_note(of: Figures) -> Pair:
    """The news of the visit from Tatarstan is of the month of the visit."""
    return falls_within(of.dated("footnotes", "z-n06"), of.dated("events", "z-ev-minnikhanov-visit-2014-03"))


@claim("rouble-note")
def rouble_note(of: Figures) -> Pair:
    """The news of the first rouble settlements is of their month."""
    return falls_within(of.dated("footnotes", "z-n07"), of.dated("events", "z-ev-first-rouble-settlements-2014-10"))


@claim("visa-note")
def visa_note(of: Figures) -> Pair:
    """The news of the first long-term visas is of the half-year in which they were issued."""
    return falls_within(of.dated("footnotes", "z-n08"), of.dated("events", "z-ev-long-term-visas-2014"))


@claim("ten-day-visit", "It then began between 22 and 30 September.")
def ten_day_visit(of: Figures) -> Pair:
    """A visit of the stated length can lie in September and October and touch both."""
    first, last = of.dated("events", "z-ev-ri-su-yong-visit-2014").days
    claimed = reading("At least a day in each month, at most both months", 2, last - first + 1, "day")
    return of.stated("z-ri-su-yong-visit-days-2014"), claimed


@claim("two-years-of-interest", "Counted back from the latest source.")
def two_years_of_interest(of: Figures) -> Pair:
    """The coal contract, the first example, falls within the two years of interest before the writing."""
    contract, note = of.dated("events", "z-ev-coal-contract-2012"), of.dated("footnotes", "z-n14")
    return days_between(contract, note), at_most(of.stated("z-companies-interest-years"), "Years before the writing")


@claim("road-note")
def road_note(of: Figures) -> Pair:
    """The news of the accord on road transport is of the month of the accord."""
    return falls_within(of.dated("footnotes", "z-n11"), of.dated("events", "z-ev-road-transport-accord-2014-03"))


@claim("rajin-announced")
def rajin_announced(of: Figures) -> Pair:
    """The railway to Rajin was announced before work on it began."""
    announced = of.dated("events", "z-ev-trans-korean-announcement-2006")
    return follows(of.dated("events", "z-ev-khasan-rajin-start-2008"), announced)


@claim("pilot-trains-note", "The note looks ahead, the text back; the month of the trains leaves room for both.")
def pilot_trains_note(of: Figures) -> Pair:
    """The note that announces the pilot coal trains is not later than the trains."""
    return follows(of.dated("events", "z-ev-pilot-trains-2014-04"), of.dated("footnotes", "z-n12"))


@claim("trial-shipment-note")
def trial_shipment_note(of: Figures) -> Pair:
    """When the last source was printed, the quarter of the trial shipment was not over."""
    return falls_within(of.dated("footnotes", "z-n14"), of.dated("events", "z-ev-trial-coal-to-rok-2014-q4"))


@claim("victory-note")
def victory_note(of: Figures) -> Pair:
    """The news of the Victory project is of the month of its launch."""
    return falls_within(of.dated("footnotes", "z-n16"), of.dated("events", "z-ev-victory-launch-2014-10"))


@claim("power-note", "The printed date is that of another note, so one of the two was copied by mistake (A45).")
def power_note(of: Figures) -> Pair:
    """The note on the minister's words about electricity is not older than the words."""
    statement = of.dated("events", "z-ev-galushka-power-statement-2014-10")
    return follows(of.dated("footnotes", "z-n17"), statement)


@claim("regions-note")
def regions_note(of: Figures) -> Pair:
    """The year of the regional figures was over when their source was printed."""
    year = of.dated("quantities", "z-regional-turnover-primorsky-krai")
    return follows(of.dated("footnotes", "z-n18"), year.end())


@claim("passengers-note")
def passengers_note(of: Figures) -> Pair:
    """The half-year of the passenger count was over when its source was printed."""
    half_year = of.dated("events", "z-ev-air-koryo-growth-2014-h1")
    return follows(of.dated("footnotes", "z-n21"), half_year.end())


@claim("amur-note")
def amur_note(of: Figures) -> Pair:
    """The talks with the Amur Region are reported within the time for which they are said to go on."""
    return falls_within(of.dated("footnotes", "z-n22"), of.dated("events", "z-ev-amur-talks-2011"))


@claim(
    "consul-general-note",
    "One of the two years is wrong; the data follow the note (A44). Mid-2013 is read as May to August.",
)
def consul_general_note(of: Figures) -> Pair:
    """The news of the consul general's meeting is of the time of the meeting."""
    return falls_within(of.dated("footnotes", "z-n23"), of.dated("printed", "consul-general-meeting"))
