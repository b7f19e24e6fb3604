"""Events in time, against dates and counts worked out by hand from the article."""

from datetime import date

import pandas as pd
import pytest
from tumen.data import load_table
from tumen.dates import span
from tumen.measures import timeline

SIDES = {
    "federal": ["russia", "yuri-trutnev", "alexander-galushka"],
    "regional": ["oleg-kozhemyako", "vladimir-miklushevsky", "vyacheslav-shport"],
}


@pytest.fixture
def milestones():
    events = load_table("events")
    return events[events["section_id"] == "z2"]


def some_events(*dates, kind="visit", planned=False):
    return pd.DataFrame({"date": dates, "kind": kind, "is_planned": planned, "title": "Someone visits someone"})


def count_in(events, half_year):
    return timeline.events_per_half_year(events, 2010, 2015)[half_year]


# --- dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012-09-17", "day"),
        ("2014-10-28?", "day"),
        ("2014-02", "month"),
        ("2014-22", "part of a year"),
        ("2014-41", "part of a year"),
        ("2014-09/2014-10", "part of a year"),
        ("2014~", "year"),
        ("2012", "year"),
        ("2011/2012", "longer"),
        ("2008/..", "longer"),
        ("../2014-09", "longer"),
    ],
)
def test_precision_follows_the_days_a_date_spans(text, expected):
    assert timeline.precision(text) == expected


def test_days_between_known_days():
    lag = timeline.days_between("2016-03-02", "2016-12-30", "From resolution to decree")
    assert (lag.value, lag.lower, lag.upper, lag.qualifier) == (303, 303, 303, "exact")


def test_days_to_a_month_take_in_all_its_days():
    lag = timeline.days_between("2016-11-30", "2017-10", "From resolution to decree")
    assert (lag.lower, lag.upper, lag.qualifier) == (305, 335, "about")


def test_days_do_not_run_backwards():
    with pytest.raises(ValueError, match="before"):
        timeline.days_between("2017", "2016-12-30", "Backwards")
    with pytest.raises(ValueError, match="before"):
        timeline.days_between("2017", "2016-12-30", "Backwards", in_order=True)


def test_a_known_order_keeps_overlapping_dates_from_running_backwards():
    with pytest.raises(ValueError, match="before"):
        timeline.days_between("2014", "2014-41", "Promise to visas")
    assert timeline.days_between("2014", "2014-41", "Promise to visas", in_order=True).lower == 0


def test_the_debt_agreement_waited_595_days_for_its_law(milestones):
    lag = timeline.lag(milestones, "z-ev-debt-agreement-2012", "z-ev-debt-ratification-law-2014")
    assert (lag.value, lag.qualifier) == (595, "exact")
    assert "settling" in lag.title


def test_a_lag_between_months_is_a_range(milestones):
    lag = timeline.lag(milestones, "z-ev-correspondent-accounts-2014-06", "z-ev-first-rouble-settlements-2014-10")
    assert (lag.lower, lag.upper) == (93, 152)
    assert lag.text().startswith("93")


def test_a_lag_of_an_unknown_event_is_an_error(milestones):
    with pytest.raises(KeyError):
        timeline.lag(milestones, "z-ev-debt-agreement-2012", "z-ev-nothing")


def test_a_year_spans_one_unit_of_the_axis():
    spanned = timeline.with_span(pd.DataFrame({"period": ["2014", "2017?"]}), "period")
    assert list(spanned["start"]) == [2014, 2017]
    assert list(spanned["end"]) == [2015, 2018]


def test_an_open_end_reaches_beyond_every_axis():
    spanned = timeline.with_span(pd.DataFrame({"period": ["2008/.."]}), "period")
    assert spanned["start"].iloc[0] == 2008
    assert spanned["end"].iloc[0] > 9000


def test_decimal_year_of_midsummer():
    assert timeline.decimal_year(date(2014, 7, 2)) == pytest.approx(2014.5, abs=0.002)


# --- counting ------------------------------------------------------------------------------------------


def test_an_event_of_a_month_surely_falls_into_its_half_year():
    figure = count_in(some_events("2014-03"), "2014-40")
    assert (figure.lower, figure.upper) == (1, 1)
    assert count_in(some_events("2014-03"), "2014-41").upper == 0


def test_an_event_of_a_year_may_fall_into_either_half():
    for half_year in ("2014-40", "2014-41"):
        figure = count_in(some_events("2014"), half_year)
        assert (figure.lower, figure.upper, figure.qualifier) == (0, 1, "between")


def test_a_summer_straddles_the_halves_and_an_uncertain_month_is_never_sure():
    assert [count_in(some_events("2014-22"), f"2014-{half}").upper for half in (40, 41)] == [1, 1]
    figure = count_in(some_events("2014-10?"), "2014-41")
    assert (figure.lower, figure.upper) == (0, 1)


def test_plans_and_long_spans_are_not_counted():
    assert count_in(some_events("2014-03", planned=True), "2014-40").upper == 0
    assert count_in(some_events("2013-12/2014-02", "2008/.."), "2014-40").upper == 0


def test_the_first_half_of_2014_is_the_busiest_and_2013_is_empty(milestones):
    counts = timeline.events_per_half_year(milestones, 2000, 2014)
    assert max(counts, key=lambda half_year: counts[half_year].lower) == "2014-40"
    assert (counts["2014-40"].lower, counts["2014-40"].upper) == (16, 21)
    assert counts["2013-40"].upper == counts["2013-41"].upper == 0


def test_sure_and_possible_counts_enclose_the_number_of_events(milestones):
    counts = timeline.events_per_half_year(milestones, 2000, 2014)
    number = len(timeline.happened(milestones))
    assert sum(figure.lower for figure in counts.values()) < number
    assert number < sum(figure.upper for figure in counts.values())


def test_groups_make_up_all_kinds_in_every_half_year(milestones):
    frame = timeline.half_year_frame(milestones, 2011, 2014)
    whole = frame[frame["group"] == "all kinds"].set_index("period")
    parts = frame[frame["group"] != "all kinds"].groupby("period")
    assert parts["sure"].sum().equals(whole["sure"].sort_index())
    assert parts["possible"].sum().equals(whole["possible"].sort_index())


def test_every_kind_of_event_of_the_schema_has_one_group():
    known = [kind for kinds in timeline.KIND_GROUPS.values() for kind in kinds]
    assert len(known) == len(set(known))
    assert all(timeline.group_of(kind) for kind in load_table("events")["kind"].unique())
    with pytest.raises(ValueError, match="no group"):
        timeline.group_of("party")


def test_the_section_tells_of_many_talks_and_of_three_deeds(milestones):
    kinds = timeline.events_by_kind(milestones)
    assert kinds["deeds"].value == 3
    assert kinds["visits and talks"].value == 22
    assert sum(figure.value for figure in kinds.values()) == len(timeline.happened(milestones))


def test_most_of_the_section_falls_into_its_last_year(milestones):
    assert timeline.share_in_year(milestones, 2014).value == pytest.approx(100 * 30 / 49)
    with pytest.raises(ValueError, match="counted"):
        timeline.share_in_year(milestones[:0], 2014)


def test_the_longest_silence_lasts_eight_years(milestones):
    silence = timeline.longest_silence(timeline.events_per_half_year(milestones, 2000, 2014))
    assert (silence.value, silence.unit, silence.period) == (8, "year", "2003-01/2010-12")


def test_without_silence_there_is_no_longest_one():
    events = some_events("2014-03", "2014-09")
    with pytest.raises(ValueError, match="every"):
        timeline.longest_silence(timeline.events_per_half_year(events, 2014, 2014))


# --- drawing -------------------------------------------------------------------------------------------


def test_every_topic_of_the_events_has_a_lane():
    assert set(load_table("events")["topic"]) == set(timeline.LANES)


def test_an_event_stands_in_the_lane_of_its_topic(milestones):
    lane = timeline.lanes(milestones, 2000, 2020).set_index("event_id")["lane"]
    assert lane["z-ev-gas-memorandum-2011"] == "Gas pipeline"
    assert lane["z-ev-debt-repayment-planned"] == "Old debt"
    assert lane["z-ev-turnover-target-2020"] == "Trade"
    assert lane["z-ev-putin-visit-pyongyang-2000"] == "Leaders and policy"


def test_lanes_come_in_the_order_of_the_topics(milestones):
    found = list(dict.fromkeys(timeline.lanes(milestones, 2000, 2014)["lane"]))
    assert found == [lane for lane in timeline.LANES.values() if lane in found]


def test_what_began_no_one_says_when_is_drawn_as_hedged(milestones):
    hedged = timeline.lanes(milestones, 2000, 2014).set_index("event_id")["hedged"]
    assert hedged["z-ev-project-working-group-set-up"]
    assert hedged["z-ev-rouble-settlement-decision-2014"]
    assert not hedged["z-ev-inter-korean-tension-2008"]


def test_lanes_leave_out_what_lies_beyond_the_years_and_cut_the_rest(milestones):
    placed = timeline.lanes(milestones, 2011, 2014)
    assert placed["start"].min() >= 2011
    assert placed["end"].max() <= 2015
    assert "z-ev-friendship-treaty-2000" not in set(placed["event_id"])
    assert "z-ev-turnover-target-2020" not in set(placed["event_id"])
    assert "z-ev-turnover-target-2020" in set(timeline.lanes(milestones, 2011, 2020)["event_id"])


def test_open_ends_point_outward(milestones):
    opens = timeline.lanes(milestones, 2000, 2014).set_index("event_id")["opens"]
    assert opens["z-ev-inter-korean-tension-2008"] == "right"
    assert opens["z-ev-debt-talks-until-2012"] == "left"
    assert opens["z-ev-debt-agreement-2012"] == ""


@pytest.mark.parametrize(("first_year", "last_year"), [(2000, 2014), (2013, 2014), (2000, 2020)])
def test_rows_of_a_lane_stay_together_and_packed_marks_do_not_overlap(milestones, first_year, last_year):
    placed = timeline.lanes(milestones, first_year, last_year)
    assert placed["row"].is_unique
    assert placed["row"].is_monotonic_increasing
    for _, sharing in placed.groupby("packed"):
        assert len(set(sharing["lane"])) == 1
        ordered = sharing.sort_values("start")
        assert (ordered["start"].iloc[1:].to_numpy() > ordered["end"].iloc[:-1].to_numpy()).all()


def test_the_name_of_a_lane_has_a_packed_row_of_its_own_only_where_marks_would_run_into_it(milestones):
    placed = timeline.lanes(milestones, 2000, 2014)
    own_row = placed["packed"].groupby(placed["lane"]).min() > placed.groupby("lane")["named"].min()
    assert own_row["Old debt"]  # whose first thread begins before the chart does
    assert not own_row["Delegations"]  # which all fall into the last year
    first_rows = placed.groupby("lane", sort=False)["named"].min()
    last_rows = placed.groupby("lane", sort=False)["packed"].max()
    assert (first_rows.iloc[1:].to_numpy() > last_rows.iloc[:-1].to_numpy()).all()


def test_a_title_stands_where_it_has_room(milestones):
    side = timeline.lanes(milestones, 2000, 2014).set_index("event_id")["side"]
    assert side["z-ev-friendship-treaty-2000"] == "right"
    assert side["z-ev-debt-ratification-law-2014"] == "left"
    assert side["z-ev-korean-policy-projects-2000s"] == "above"


# --- who took part -------------------------------------------------------------------------------------


@pytest.fixture
def found():
    events = load_table("events")
    return timeline.contacts(events[events["document_id"] == "zakharova"], SIDES, 2014)


def test_three_governors_travelled_with_the_deputy_prime_minister(found):
    trip = found[found["event_id"] == "z-ev-trutnev-visit-2014-04"]
    assert sorted(trip["level"]) == ["federal", "regional", "regional", "regional"]
    assert set(trip["form"]) == {"travelled"}
    assert set(trip["where"]) == {"DPRK"}


def test_contacts_name_the_other_side_and_keep_to_the_year(found):
    talks = found.set_index("event_id").loc["z-ev-trutnev-talks-2014-04"]
    assert talks["partners"] == "Kim Yong Nam, Pak Pong Ju"
    assert {span(text)[0].year for text in found["date"]} == {2014}
    assert "z-ev-debt-ratification-law-2014" not in set(found["event_id"])


def test_a_contact_counts_once_under_its_highest_level(found):
    counted = timeline.by_highest_level(found, list(SIDES))
    assert sum(figure.value for figure in counted.values()) == found["event_id"].nunique()
    assert counted["regional"].value == 3


def test_contacts_of_one_month_stand_side_by_side_within_it(found):
    placed = timeline.in_cells(found)
    assert placed["first_month"].notna().all()
    assert len(placed) < len(found)
    april = placed[(placed["actor_id"] == "oleg-kozhemyako") & (placed["first_month"] == 4)]
    assert april["month"].is_unique
    assert april["month"].between(4, 5).all()
    autumn = placed[placed["event_id"].str.startswith("z-ev-ri-su-yong")]
    assert sorted(autumn["month"]) == pytest.approx([9.75, 10.25])


def test_days_from_a_span_of_years_run_from_its_start_as_a_period_that_can_be_read():
    assert timeline.days_between("2000/2001", "2012-09-17", "From one to the other").period == "2000/2012-09-17"
