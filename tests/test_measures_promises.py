"""Each measure against a number or a fact looked up in the documents or in the sources beside them."""

import pandas as pd
import pytest
from tumen.boards import MARKS
from tumen.data import load_table
from tumen.facts import outside, stated
from tumen.measures import promises
from tumen.measures.statements import MODALITIES
from tumen.quantity import parameter


@pytest.fixture
def found():
    return promises.reports(load_table("project_status"), load_table("context/project_status"), 2025)


@pytest.fixture
def fates(found):
    return promises.fates(found).set_index("project_id")


# --- the tables ----------------------------------------------------------------------------------------


def test_every_outside_status_rests_on_rows_that_exist_and_on_their_sources():
    keys = {"project_outcomes": "outcome_id", "rajin_transit": "transit_id", "workers": "workers_id"}
    for row in load_table("context/project_status").itertuples():
        sources = set()
        for place in row.rests_on.split(";"):
            table, name = place.removeprefix("context/").split(":")
            rows = load_table(f"context/{table}").set_index(keys[table])
            sources |= set(rows.loc[name, "reference_ids"].split(";"))
        assert set(row.reference_ids.split(";")) <= sources, row.status_id


def test_every_obstacle_has_exactly_one_source():
    blockers = load_table("project_blockers")
    columns = ["statement_id", "event_id", "outcome_id", "act_id"]
    assert (blockers[columns].notna().sum(axis=1) == 1).all()


def test_every_obstacle_has_words_and_every_sector_a_group():
    assert set(load_table("project_blockers")["blocker"]) == set(promises.BLOCKERS)
    grouped = [sector for sectors in promises.SECTOR_GROUPS.values() for sector in sectors]
    assert len(grouped) == len(set(grouped))
    assert set(load_table("projects")["sector"]) <= set(grouped)


def test_every_part_in_a_frame_has_exactly_one_source():
    memberships = load_table("memberships")
    assert (memberships[["statement_id", "outcome_id"]].notna().sum(axis=1) == 1).all()


# --- stages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["project_status", "context/project_status"])
def test_every_status_of_the_data_has_a_stage(table):
    known = {*promises.STAGES, promises.ENDED}
    assert {promises.stage(status) for status in load_table(table)["status"]} <= known


def test_an_unknown_status_has_no_stage():
    with pytest.raises(ValueError, match="mislaid"):
        promises.stage("mislaid")


def test_a_standstill_outranks_the_wish_to_end_it():
    table = load_table("project_status")
    assert promises.stages_in(table, "toloraya", 2019)["khasan-rajin"] == "standing still"
    assert promises.stages_in(table, "zakharova", 2014)["khasan-rajin"] == "under way"


@pytest.mark.parametrize(
    ("before", "after", "way"),
    [
        ("under way", "standing still", "back"),
        ("talked about", "completed", "forward"),
        ("wished for", "ended", "back"),
        ("completed", "completed", "unchanged"),
    ],
)
def test_moved(before, after, way):
    assert promises.moved(before, after) == way


# --- reports ---------------------------------------------------------------------------------------------


def test_outside_reports_later_than_today_are_left_out():
    early = promises.reports(load_table("project_status"), load_table("context/project_status"), 2024)
    bridge = promises.latest(early).set_index(["project_id", "source"]).loc["road-bridge"]
    assert bridge.loc["outside", ["stage", "as_of"]].tolist() == ["prepared", "2024-06"]


def test_of_a_document_the_furthest_stage_of_its_last_year_counts(found):
    last = promises.latest(found).set_index(["project_id", "source"])["stage"]
    assert last["gas-pipeline", "article"] == "talked about"  # 2014, although prepared in 2011 and suspended in 2012
    assert last["trilateral-rail", "slides"] == "wished for"


def test_of_outside_reports_the_last_counts_even_where_an_earlier_one_was_further(found):
    last = promises.latest(found).set_index(["project_id", "source"])["stage"]
    assert last["labour", "outside"] == "ended"
    assert last["road-bridge", "outside"] == "under way"


def test_the_restart_of_the_coal_traffic_comes_after_its_stop_early_in_the_same_year(found):
    last = promises.latest(found).set_index(["project_id", "source"])
    assert last.loc[("khasan-rajin", "outside"), ["stage", "as_of"]].tolist() == ["under way", "2018-09-05"]


def test_the_bridge_went_forward_and_the_railway_to_rajin_back(fates):
    assert fates.loc["road-bridge", ["then", "now", "fate"]].tolist() == ["wished for", "under way", "forward"]
    assert fates.loc["khasan-rajin", ["then", "now", "fate"]].tolist() == ["under way", "standing still", "back"]


def test_a_report_on_the_same_years_is_no_later_report(fates):
    assert fates.loc["resources-for-infrastructure", "fate"] == promises.SILENT
    assert fates.loc["greater-tumen-initiative", "fate"] == promises.SILENT


def test_every_initiative_has_one_fate(fates):
    assert sorted(fates.index) == sorted(load_table("projects")["project_id"])
    assert set(fates["fate"]) <= set(promises.FATES)


def test_none_of_the_trilateral_ones_went_forward(fates):
    frame = fates.reset_index().merge(load_table("projects")[["project_id", "format"]], on="project_id")
    counts = promises.count_fates(frame, "format")
    assert [counts["trilateral", fate].value for fate in promises.FATES] == [5, 0, 0, 1]
    assert sum(counts["all", fate].value for fate in promises.FATES) == 50


@pytest.mark.parametrize(
    ("as_of", "shown"), [("2016-02-10", "2016"), ("2012/2015", "2012–15"), ("199X", "1990s"), ("2014-41", "2014")]
)
def test_years_are_short(as_of, shown):
    assert promises.years(as_of) == shown


def test_the_board_has_a_field_for_every_voice_and_says_where_it_is_silent(found):
    board = promises.board(load_table("projects"), found, {"article": 2014, "slides": 2019})
    assert len(board) == 3 * 50
    fields = board.set_index(["project_id", "source"])["word"]
    assert fields["road-bridge"].tolist() == ["wished for", "wished for", "under way 2025"]
    assert fields["barter-trade"].tolist() == ["not named", "wished for", "no source"]
    assert fields["victory", "slides"] == "prepared 2012–15"


def test_the_names_of_the_board_leave_out_brackets_and_keep_what_follows(found):
    board = promises.board(load_table("projects"), found, {"article": 2014, "slides": 2019})
    names = board.set_index("project_id")["name"]
    assert set(names["victory"]) == {"Victory: railways and mining of the DPRK"}


def test_who_says_it_is_a_page_or_the_outside_sources_without_the_documents():
    page = pd.Series({"anchor_id": "z89-66-129", "reference_ids": None})
    assert promises.who_says(page) == "article, page 19"
    press = pd.Series({"anchor_id": None, "reference_ids": "nknews_2020;toloraya"})
    assert promises.who_says(press) == "NK News, 2020"


def test_the_fields_of_the_board_bear_a_known_mark_unless_the_source_is_silent(found, fates):
    board = promises.board(load_table("projects"), found, {"article": 2014, "slides": 2019})
    board["fate"] = board["project_id"].map(fates["fate"])
    fields = promises.cells(board)
    assert set(fields["mark"].dropna()) <= set(MARKS)
    assert fields.loc[fields["word"].isin(["not named", "no source"]), "mark"].isna().all()
    assert fields["mark"].isna().sum() == fields["word"].isin(["not named", "no source"]).sum()


def test_side_by_side_has_one_row_an_initiative_with_who_says_it(found, fates):
    board = promises.board(load_table("projects"), found, {"article": 2014, "slides": 2019})
    board["fate"] = board["project_id"].map(fates["fate"])
    wide = promises.side_by_side(board).set_index("project_id")
    assert len(wide) == 50
    assert wide.loc["road-bridge", "slides"] == "wished for (slide 6)"
    assert pd.isna(wide.loc["barter-trade", "article"])


def test_a_dot_is_full_only_where_a_later_report_is_known(fates):
    projects = load_table("projects")
    frame = fates.reset_index().merge(projects[["project_id", "format"]], on="project_id")
    dots = promises.things(frame, projects)
    assert len(dots) == 50
    assert (dots["full"] == (dots["column"] != promises.SILENT)).all()
    assert dots.loc[~dots["full"], "later"].eq("nothing later known").all()


def test_last_seen_is_the_later_report_or_else_the_first(fates):
    seen = promises.last_seen(fates.reset_index())
    assert seen["labour"] == "ended (March 2020)"
    assert seen["barter-trade"] == "wished for (April 2019)"


# --- numbers ---------------------------------------------------------------------------------------------


def test_victory_promised_a_sum_a_length_stages_and_a_time():
    figures = promises.figures_of(load_table("project_quantities"))["victory"]
    assert {figure.unit for figure in figures} == {"USD", "km", "item", "year"}


def test_a_quota_is_allowed_and_not_promised():
    links = load_table("project_quantities")
    assert "labour" not in promises.figures_of(links)
    assert promises.figures_of(links, ["allowed"])["labour"][0].value == 35_000


def test_only_three_initiatives_had_a_date():
    due = promises.due(load_table("project_events"), load_table("events"))
    assert set(due["project_id"]) == {"gas-pipeline", "khasan-rajin-trilateral", "trade-target-1bn"}


def test_milestones_of_even_growth():
    start, target = stated("z-turnover-2013"), parameter("target", 1e9, "USD", "Target")
    half = promises.milestone(start, target, 0.5, 2016)
    assert half.value == pytest.approx((112.7e6 * 1e9) ** 0.5)
    assert half.lower < half.value < half.upper
    assert promises.milestone(start, target, 0, 2013).value == pytest.approx(start.value)
    assert promises.milestone(start, target, 2.5, 2030).value == pytest.approx(1e9)


def test_the_gap_of_the_target_year():
    actual = outside("context/trade", "turnover-2020-onecorea_2021")
    assert promises.gap(actual, stated("z-turnover-target-2020")).value == pytest.approx(957.3e6, rel=1e-3)


# --- obstacles -------------------------------------------------------------------------------------------


def test_all_voices_name_the_sanctions_and_the_article_alone_poor_organisation():
    counts = promises.count_obstacles(promises.obstacles(load_table("project_blockers"))).set_index("word")
    assert counts.index[0] == "sanctions"
    assert counts.loc["sanctions", ["article", "slides", "outside"]].notna().all()
    assert counts.loc["poor organisation", ["slides", "outside"]].isna().all()


def test_an_initiative_counts_once_however_many_sources_name_the_obstacle():
    counts = promises.count_obstacles(promises.obstacles(load_table("project_blockers"))).set_index("word")
    blockers = load_table("project_blockers")
    expected = blockers.loc[blockers["blocker"] == "sanctions", "project_id"].nunique()
    assert counts.loc["sanctions", "any"].value == expected < (blockers["blocker"] == "sanctions").sum()


def test_a_source_that_never_names_an_obstacle_has_no_count():
    counts = promises.count_obstacles(promises.obstacles(load_table("project_blockers"))).set_index("word")
    assert counts.loc["objections of the United States", "article"] is None


def test_named_obstacles_are_those_that_a_source_ties_to_the_initiative_itself():
    blockers = load_table("project_blockers")
    named = promises.obstacles(blockers, "named")
    assert 0 < len(named) < len(promises.obstacles(blockers)) == len(blockers)
    assert set(named["scope"]) == {"named"}


def test_the_foremost_obstacles_of_a_source_may_be_several():
    counts = promises.count_obstacles(promises.obstacles(load_table("project_blockers"), "named"))
    words, most = promises.foremost(counts, "slides")
    assert all(counts.set_index("word").loc[word, "slides"].value == most.value for word in words)
    assert len(words) > 1


def test_every_count_of_an_obstacle_becomes_a_field_and_sums_have_no_colour():
    counts = promises.count_obstacles(promises.obstacles(load_table("project_blockers")))
    fields = promises.obstacle_cells(counts)
    assert len(fields) == counts[["article", "slides", "outside", "any"]].notna().sum().sum()
    assert fields.loc[fields["column"] == "any", "colour"].isna().all()
    assert list(dict.fromkeys(fields["row"])) == list(counts["word"])


def test_obstacles_are_told_with_who_names_them():
    told = promises.in_the_way(promises.obstacles(load_table("project_blockers")))
    assert told["labour"] == "Sanctions (UN resolution 2375; UN resolution 2397)."
    assert told["victory"].startswith("A contractor that fails (Interfax, 2015)")
    assert told["gas-pipeline"].startswith("Tension on the peninsula (article, page 16; slide 3).")


def test_an_obstacle_knows_who_says_it_and_when():
    found = promises.obstacles(load_table("project_blockers")).set_index("block_id")
    assert found.loc["gas-pipeline-tension-z-z2-10", ["source", "period"]].tolist() == ["article", "2012"]
    assert found.loc["labour-sanctions-unsc-2397-2017", ["source", "period"]].tolist() == ["outside", "2017-12-22"]
    assert "page 16" in promises.who_says(found.loc["gas-pipeline-tension-z-z2-10"])


# --- frames ------------------------------------------------------------------------------------------------


def test_asserted_claims_alone_leave_no_member_in_the_regional_order():
    firm = promises.parts(load_table("memberships"), ["asserted"])
    assert firm.loc[firm["arrangement"] == "regional_order", "actor_id"].tolist() == ["russia"]


def test_later_facts_count_however_claims_are_counted():
    kept = promises.parts(load_table("memberships"), [])
    assert kept[["actor_id", "role", "modality", "source", "period"]].to_numpy().tolist() == [
        ["dprk", "absent", "fact", "outside", "2009"]
    ]


def test_hedged_parts_are_not_firm_and_rows_follow_the_actors():
    actors = {"usa": "United States", "russia": "Russia", "dprk": "DPRK", "rok": "ROK", "china": "China"}
    actors |= {"japan": "Japan", "greater-tumen-initiative": "Tumen Initiative"}
    fields = promises.part_cells(promises.parts(load_table("memberships"), MODALITIES["all"]), actors)
    assert fields["row"].iloc[0] == "United States"
    soft = fields[~fields["firm"]]
    assert set(soft["row"]) == {"DPRK", "ROK", "China", "Japan", "Tumen Initiative"}
    assert set(soft["column"]) == {"regional_order"}
    assert set(fields["mark"]) <= set(MARKS)


def test_every_role_has_a_word_and_a_mark():
    assert set(load_table("memberships")["role"]) <= set(promises.PARTS)


def test_a_veto_says_who_bars_what_and_since_when():
    things = {"trilateral-rail": "rail", "gas-pipeline": "gas", "power-grid-korea": "power"}
    actors = {"usa": "the US", "dprk": "the DPRK", "dprk-and-rok": "both Koreas", "rok-government": "Seoul"}
    actors |= {"six-party-talks": "the six", "kogas": "KOGAS"}
    found = promises.obstacles(load_table("project_blockers"))
    fields = promises.veto_cells(found, things, actors).set_index(["row", "column"])["word"]
    assert fields["Objections of the United States", "slides"] == "the US: all three"
    assert "both Koreas: all three (since 2008)" in fields["Tension on the peninsula", "article"]
    assert "KOGAS: gas (June 2018)" in fields["The nuclear programme", "outside"]
    assert ("Objections of the United States", "article") not in fields


def test_a_veto_on_all_three_names_what_else_it_bars():
    things = {"trilateral-rail": "rail", "gas-pipeline": "gas", "power-grid-korea": "power"}
    things |= {"khasan-rajin-trilateral": "Rajin"}
    found = promises.obstacles(load_table("project_blockers")).query("statement_id in ['z-z2-06', 'z-z4-06']")
    fields = promises.veto_cells(found, things, {"dprk-and-rok": "both Koreas"})
    assert fields["word"].tolist() == ["both Koreas: all three, Rajin (since 2008)"]


def test_hostility_between_north_and_south_is_laid_at_neither_door():
    found = promises.obstacles(load_table("project_blockers"))
    assert set(found.loc[found["statement_id"] == "t-s03-14", "actor_id"]) == {"dprk-and-rok"}
