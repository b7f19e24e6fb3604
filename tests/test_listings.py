import json
import math
from itertools import pairwise

import pandas as pd
import pytest
from tumen import facts, listings, paths
from tumen.checks import CHECKS, Figures, Kind, Verdict, judge, run_checks
from tumen.data import load_references, load_table
from tumen.evidence import NumberToken
from tumen.figures import without_marks
from tumen.listings.hedges import OPEN_END
from tumen.measures import ledger
from tumen.quantity import BOUND_RULES, Evidence, from_print
from tumen.schema import Package


@pytest.fixture(scope="module")
def where():
    return ledger.places(load_table("anchors"), load_table("sections"))


def quantity(value, qualifier="exact", name="row", unit="USD"):
    return from_print(value, unit, name.capitalize(), Evidence("quantities", name), qualifier=qualifier)


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Nearly in full; rhetorical, not measured.", "nearly in full"),
        ("Ever upward (erratum S7).", "ever upward"),
        (None, None),
    ],
)
def test_words_of_degree_are_the_beginning_of_the_note(note, words):
    assert listings.degree_words(note) == words


def test_rows_of_degree_show_words_and_all_others_a_figure(where):
    quantities = load_table("quantities")
    rows = listings.stated_rows(quantities, where).set_index("quantity_id")["figure"]
    for name, reading in zip(quantities["quantity_id"], quantities["reading"], strict=True):
        assert isinstance(rows[name], str) == (reading == "degree"), name


def test_a_scanned_number_without_a_row_is_named_as_a_fault():
    tokens = [
        NumberToken(0, 4, "1907", frozenset({1907.0})),
        NumberToken(5, 11, "1.5 million", frozenset({1.5, 1.5e6})),
    ]
    found = listings.scanned(tokens, {"freight": 1.5e6})
    assert list(found["by"]) == ["nothing: the check fails", "freight"]
    assert found["meanings"][1] == "1.5 or 1,500,000"


def test_the_trail_of_a_figure_keeps_place_and_digest_but_no_words():
    row = load_table("quantities").set_index("quantity_id").loc["z-coal-value-2013"]
    anchor = load_table("anchors").set_index("anchor_id").loc[row["anchor_id"]]
    trail = listings.trail(row, anchor).set_index("step")["held"]
    assert trail["Where it stands"] == "Zakharova, page 18"
    assert trail["Hedge"] == "about"
    assert anchor["sha256"].startswith(trail["Digest of the words, its beginning"].rstrip("…"))
    assert anchor["fragment"] not in set(trail)


def test_against_claims_gives_multiples_of_the_claimed_number():
    check = judge("some-claim", "A claim.", quantity(50, "almost"), quantity(100, "up_to", "claim"))
    row = listings.against_claims([check]).iloc[0]
    assert (row["claimed_lower"], row["claimed_end"]) == (0, 1)
    assert (row["computed_lower"], row["computed_end"]) == (0.45, 0.5)
    assert row["furthest"] == 1


def test_an_open_end_is_drawn_beyond_everything_else():
    open_ended = judge("a", "A.", quantity(95), quantity(90, "more_than", "claim"))
    far = judge("b", "B.", quantity(400), quantity(100, name="claim"))
    frame = listings.against_claims([open_ended, far])
    assert frame.loc[0, "claimed_end"] > frame["furthest"].max() == 4
    assert not frame[["claimed_end", "computed_end"]].isin([math.inf]).any(axis=None)


@pytest.mark.parametrize("function", [listings.against_claims, listings.check_rows])
def test_no_checks_give_an_empty_frame_with_its_columns(function):
    assert len(function([])) == 0
    assert list(function([]).columns) == list(function(run_checks()).columns)


def test_a_claim_of_zero_has_no_multiples():
    check = judge("zero", "Zero.", quantity(0), quantity(0, name="claim"))
    assert listings.against_claims([check]).empty


def test_every_verdict_has_its_mark():
    assert set(listings.VERDICT_MARKS) == set(Verdict)


def test_changed_verdicts_lists_only_changes():
    checks = run_checks()
    assert listings.changed_verdicts(checks, checks).empty
    trial = run_checks(lambda name: facts.stated(name, slack=0.05))
    changed = listings.changed_verdicts(checks, trial)
    assert len(changed) == sum(a.verdict != b.verdict for a, b in zip(checks, trial, strict=True))


def test_hedge_spans_say_open_ends_in_words():
    spans = listings.hedge_spans(ledger.hedge_rules(ledger.usual_slack(), ledger.usual_slack())).set_index("hedge")
    assert without_marks(spans.loc["about", "usual"]) == "90\N{NO-BREAK SPACE}% to 110\N{NO-BREAK SPACE}%"
    assert without_marks(spans.loc["more than", "trial"]) == "100\N{NO-BREAK SPACE}% or more"
    assert spans.loc["(exact)", "usual"] == "rounding only"


def test_every_entry_of_the_errata_has_one_row_with_its_id(where):
    rows = listings.errata_entries(load_table("errata"), where)
    assert rows["erratum_id"].is_unique
    assert set(rows["erratum_id"]) == {f"erratum-{entry}" for entry in load_table("errata")["entry"]}


def test_entries_are_in_the_order_of_their_numbers(where):
    entries = list(listings.errata_entries(load_table("errata"), where)["entry"])
    assert entries.index("A9") < entries.index("A10") < entries.index("S1")


def test_places_of_one_entry_are_lettered_and_shared_texts_stand_once():
    where = pd.DataFrame(
        {"document_id": "zakharova", "page": [17, 18, 19], "line": 1, "start": [1, 2, 3], "section_id": "z2"},
        index=["a", "b", "c"],
    )
    errata = pd.DataFrame(
        {
            "entry": "A12",
            "anchor_id": ["c", "a", "b"],
            "problem": ["Cut.", "Southern.", "Southern."],
            "reading": ["Whole.", "Ri.", "Pak."],
            "effect": ["none", "changes_data", "changes_data"],
            "effect_note": [pd.NA, "Name.", "Name."],
        }
    )
    row = listings.errata_entries(errata, where).iloc[0]
    assert row["pages"] == "(a) 17 (b) 18 (c) 19"
    assert row["problem"] == "(a, b) Southern. (c) Cut."
    assert row["reading"] == "(a) Ri. (b) Pak. (c) Whole."
    assert row["effect"] == "(a, b) Changes the data: Name. (c) No effect."


def test_decisions_are_sentences(where):
    rows = listings.decision_rows(load_table("decisions"), where)
    assert len(rows) == len(load_table("decisions"))
    for name in ("first_reading", "second_reading", "decision"):
        assert rows[name].str.match(r".*[.?!]$").all()
        assert not rows[name].str.contains("_").any()


def test_exclusions_are_counted_by_reason(where):
    groups = listings.exclusion_groups(load_table("exclusions"), where)
    assert sum(figure.value for figure in groups["count"]) == len(load_table("exclusions"))
    assert list(groups["count"].map(lambda figure: -figure.value)) == sorted(
        groups["count"].map(lambda figure: -figure.value)
    )


def test_every_reason_and_effect_of_the_schema_has_words():
    fields = {f.name: f for t in ("exclusions", "errata") for f in Package(paths.DATA).table(t).fields}
    assert set(fields["reason"].constraints["enum"]) == set(listings.REASONS)
    assert set(fields["effect"].constraints["enum"]) == set(listings.EFFECTS)


def test_a_damaged_address_is_shown_as_printed_and_as_repaired(where):
    footnotes = load_table("footnotes")
    text = listings.footnote_list(footnotes[footnotes["number"] == 4], where, load_references(), cite=lambda name: name)
    assert "<code>http://www.mter-fax.ra/" in text
    assert 'href="http://www.interfax.ru/txt.asp?id=288966&amp;sec=1483"' in text
    assert 'href="#erratum-A53"' in text


def test_every_footnote_has_an_address_of_its_own(where):
    text = listings.footnote_list(load_table("footnotes"), where, load_references(), cite=lambda name: name)
    names = [f"footnote-{number}" for number in (*range(1, 24), "editor", "grant")]
    assert [name for name in names if text.count(f'id="{name}"') != 1] == []


def test_a_note_without_a_call_says_so(where):
    footnotes = load_table("footnotes")
    text = listings.footnote_list(footnotes[footnotes["number"] == 6], where, load_references(), cite=lambda name: name)
    assert "called nowhere in the text" in text


def test_addresses_are_sorted_by_what_became_of_them():
    footnotes = load_table("footnotes")
    found = listings.repairs(footnotes, load_references())
    assert sum(found.values()) == footnotes["reference_id"].notna().sum()
    assert found["lost"] == 1


def test_a_stated_number_is_placed_by_page_or_slide(where):
    places = listings.stated_rows(load_table("quantities"), where).set_index("quantity_id")["place"]
    assert (places["z-turnover-2013"], places["t-turnover-peak"]) == (
        "page\N{NO-BREAK SPACE}18",
        "slide\N{NO-BREAK SPACE}4",
    )


def test_the_contents_name_every_table_with_its_length():
    package = Package(paths.DATA)
    found = listings.contents(package, load_table).set_index("file")
    assert list(found.index) == [table.path for table in package.tables.values()]
    assert found["rows"]["footnotes.csv"].value == len(load_table("footnotes"))
    assert found["meaning"]["footnotes.csv"].startswith("One row is one note")


def test_a_margin_carries_both_figures_and_is_absent_where_they_meet():
    check = judge("gap", "A gap.", quantity(80), quantity(100, name="claim"))
    margin = listings.margin(check)
    assert margin.value == pytest.approx(20)
    assert margin.lineage.inputs == (check.computed, check.claimed)
    assert listings.margin(judge("none", "None.", quantity(100), quantity(100, name="claim"))) is None
    assert listings.margin(judge("zero", "Zero.", quantity(1), quantity(0, name="claim"))) is None


def test_a_margin_between_dates_is_in_days():
    margins = {check.name: listings.margin(check) for check in run_checks()}
    assert str(margins["consul-general-note"]) == "293\N{NO-BREAK SPACE}days"
    assert margins["victory-contractor"].unit == "percent"


def test_a_claim_is_followed_by_the_dates_compared_and_by_the_remark():
    claims = listings.check_rows(run_checks()).set_index("check_id")["claim"]
    power = claims["check-power-note"]
    assert power.startswith("The note on the minister's words about electricity is not older than the words. Minister")
    assert ": October 2014; Footnote 17: 6 February 2013. The printed date" in power
    assert claims["check-victory-contractor"].endswith(
        "February 2015. It was reported bankrupt within months; another firm took over."
    )
    assert claims["check-turnover-2005"] == "The turnover of 2005 agrees with KOTRA's."


def test_a_margin_is_rounded_as_a_reader_needs_it():
    margins = {check.name: str(listings.margin(check)) for check in run_checks()}
    assert (margins["target-multiple"], margins["share-2010"]) == ("1.4\N{NO-BREAK SPACE}%", "18\N{NO-BREAK SPACE}%")


def test_outside_sources_name_every_row_from_outside_and_no_other():
    names = listings.outside_sources()
    assert {"hankyung_2002", "lenta_2007", "interfax_2015_02"} <= set(names) <= set(load_references())
    assert "pronkina_2007" not in names


def test_every_check_has_a_row_a_dot_and_a_link_to_the_row():
    checks = run_checks()
    rows, dots = listings.check_rows(checks), listings.dots(checks)
    assert rows["check_id"].is_unique
    assert set(dots["link"]) == {f"#{name}" for name in rows["check_id"]}
    assert not dots.duplicated(["place", "column"]).any()
    assert set(dots["place"]) <= set(listings.dot_places())


def test_dots_of_a_kind_are_sorted_by_verdict():
    order = [list(Verdict).index(verdict) for verdict in listings.dots(run_checks())["verdict"]]
    falls = sum(later < earlier for earlier, later in pairwise(order))
    assert falls <= len(Kind) - 1


def test_every_kind_has_a_heading_and_all_checks_stand_under_one():
    assert set(listings.KINDS) == set(Kind)
    checks = run_checks()
    assert [check for group in listings.by_kind(checks).values() for check in group] == checks


def test_verdicts_by_slack_are_those_of_the_checks_and_leave_none_out_that_changes():
    slacks = [0.0, 10.0, 50.0]
    frame = listings.verdicts_by_slack(slacks, 0.1)
    changing = set()
    for test in CHECKS:
        found = [test(Figures(lambda name, slack=slack: facts.stated(name, slack=slack / 100))) for slack in slacks]
        if len({check.verdict for check in found}) > 1:
            label = listings.check_label(test.name)
            changing.add(label)
            assert list(frame[frame["label"] == label]["verdict"]) == [str(check.verdict) for check in found]
    assert set(frame["label"]) == changing
    assert "Target multiple" in changing


def test_equal_verdicts_in_a_row_are_drawn_together():
    verdicts = ["approximate", "consistent", "consistent", "inconsistent"]
    strip = pd.DataFrame({"label": list("aaab"), "slack": [0.0, 2.5, 5.0, 0.0], "verdict": verdicts})
    assert listings.verdict_spans(strip).to_numpy().tolist() == [
        ["a", "approximate", "0"],
        ["a", "consistent", "2.5 to 5"],
        ["b", "inconsistent", "0"],
    ]


def test_the_tally_has_one_row_a_kind():
    checks = run_checks()
    counts = {kind: ledger.verdict_counts(group, kind) for kind, group in listings.by_kind(checks).items()}
    tally = listings.tally(counts)
    assert list(tally["kind"]) == list(listings.KINDS.values())
    assert sum(figure.value for figure in tally["total"]) == len(checks)


@pytest.mark.parametrize(
    ("name", "label"),
    [("share-of-dprk-trade", "Share of DPRK trade"), ("instalments", "Instalments"), ("rok-multiple", "ROK multiple")],
)
def test_names_of_checks_become_labels(name, label):
    assert listings.check_label(name) == label


@pytest.mark.parametrize("slack", [0.0, 10.0, 37.0, 50.0])
def test_the_bars_of_the_hedges_follow_their_rules_under_every_slack(slack):
    both = listings.hedge_bars("usual", "trial")
    bars = both[both["choice"] == "trial"].to_dict("records")
    for (lower, upper), bar in zip((rule(1.0, slack / 100) for rule in BOUND_RULES.values()), bars, strict=True):
        assert bar["lower"] + slack * bar["lower_per"] == pytest.approx(100 * lower)
        end = OPEN_END if math.isinf(upper) else 100 * upper
        assert bar["end"] + slack * bar["end_per"] == pytest.approx(end)
        assert (bar["says"] != "") == math.isinf(upper)
        assert end <= OPEN_END


def test_the_usual_bars_are_those_of_the_slack_of_the_series():
    bars = listings.hedge_bars("usual", "trial").query("choice == 'usual'").set_index("hedge")
    assert (bars.loc["about", "lower"], bars.loc["about", "end"]) == pytest.approx((90, 110))
    assert not bars[["lower_per", "end_per"]].any(axis=None)


def test_what_is_drawn_is_finite_and_can_be_written_as_json():
    for frame in (listings.against_claims(run_checks()), listings.hedge_bars("a", "b"), listings.dots(run_checks())):
        json.dumps(frame.to_dict("records"), allow_nan=False)
