import math

import pandas as pd
import pytest
from tumen import facts, paths
from tumen.checks import Verdict, judge, run_checks
from tumen.data import load_references, load_table
from tumen.evidence import NumberToken
from tumen.figures import without_marks
from tumen.measures import ledger
from tumen.quantity import BOUND_RULES, QUALIFIERS, Evidence, derive, from_print, parameter
from tumen.schema import Package


@pytest.fixture(scope="module")
def where():
    return ledger.places(load_table("anchors"), load_table("sections"))


def quantity(value, qualifier="exact", name="row", unit="USD"):
    return from_print(value, unit, name.capitalize(), Evidence("quantities", name), qualifier=qualifier)


# --- places and parts ------------------------------------------------------------------------------


def test_places_find_the_section_by_document_and_line():
    anchors = pd.DataFrame(
        {
            "anchor_id": ["a", "b", "c"],
            "document_id": ["zakharova", "toloraya", "zakharova"],
            "page": [15, 1, 99],
            "line": [8, 8, 500],
            "start": [0, 0, 9],
        }
    )
    sections = pd.DataFrame(
        {
            "section_id": ["z1", "s01"],
            "document_id": ["zakharova", "toloraya"],
            "line_first": [7, 6],
            "line_last": [9, 11],
        }
    )
    found = ledger.places(anchors, sections)["section_id"]
    assert found["a"] == "z1"
    assert found["b"] == "s01"
    assert pd.isna(found["c"])


def test_every_stated_number_stands_in_exactly_one_part(where):
    sections = load_table("sections")
    rows = ledger.stated_rows(load_table("quantities"), where)
    parts = [name for _, part in ledger.by_part(rows, sections) for name in part["quantity_id"]]
    assert sorted(parts) == sorted(load_table("quantities")["quantity_id"])


def test_the_section_a_row_names_wins_over_its_line(where):
    rows = ledger.stated_rows(load_table("quantities"), where).set_index("quantity_id")
    assert rows.loc["z-chart-years", "section_id"] == "z3"


# --- counts ----------------------------------------------------------------------------------------


def test_section_counts_add_up_to_the_tables(where):
    quantities, errata = load_table("quantities"), load_table("errata")
    counts = ledger.section_counts(load_table("sections"), where, quantities, errata=errata)
    assert counts[list(ledger.READINGS)].to_numpy().sum() == len(quantities)
    assert counts["errata"].sum() == len(errata)


def test_totals_stand_below_the_sections_of_their_document():
    counts = pd.DataFrame(
        {
            "document_id": ["d", "d", "e"],
            "section_id": ["1", "2", "3"],
            "title": ["One", "Two", "Three"],
            "digits": [2, 3, 0],
        }
    )
    totals = ledger.with_totals(counts, {"d": "First", "e": "Second"})
    assert list(totals["title"]) == ["One", "Two", "First, all sections", "Three", "Second, all sections"]
    assert [figure.value for figure in totals["digits"]] == [2, 3, 5, 0, 0]


def test_counts_of_zero_are_not_drawn():
    counts = pd.DataFrame(
        {"document_id": ["d"], "section_id": ["1"], "title": ["One: more"], "digits": [2], "words": [0]}
    )
    drawn = ledger.count_long(counts, {"d": "First"})
    assert drawn.to_dict("records") == [
        {"document": "First", "section": "One", "title": "One: more", "kind": "In digits", "count": 2}
    ]


# --- stated numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("Nearly in full; rhetorical, not measured.", "nearly in full"),
        ("Ever upward (erratum S7).", "ever upward"),
        (None, None),
    ],
)
def test_words_of_degree_are_the_beginning_of_the_note(note, words):
    assert ledger.degree_words(note) == words


def test_rows_of_degree_show_words_and_all_others_a_figure(where):
    quantities = load_table("quantities")
    rows = ledger.stated_rows(quantities, where).set_index("quantity_id")["figure"]
    for name, reading in zip(quantities["quantity_id"], quantities["reading"], strict=True):
        assert isinstance(rows[name], str) == (reading == "degree"), name


def test_a_scanned_number_without_a_row_is_named_as_a_fault():
    tokens = [
        NumberToken(0, 4, "1907", frozenset({1907.0})),
        NumberToken(5, 11, "1.5 million", frozenset({1.5, 1.5e6})),
    ]
    found = ledger.scanned(tokens, {"freight": 1.5e6})
    assert list(found["by"]) == ["nothing: the check fails", "freight"]
    assert found["meanings"][1] == "1.5 or 1,500,000"


def test_the_trail_of_a_figure_keeps_place_and_digest_but_no_words():
    row = load_table("quantities").set_index("quantity_id").loc["z-coal-value-2013"]
    anchor = load_table("anchors").set_index("anchor_id").loc[row["anchor_id"]]
    trail = ledger.trail(row, anchor).set_index("step")["held"]
    assert trail["Where it stands"] == "Zakharova, page 18"
    assert trail["Hedge"] == "about"
    assert anchor["sha256"].startswith(trail["Digest of the words, its beginning"].rstrip("…"))
    assert anchor["fragment"] not in set(trail)


# --- checks ----------------------------------------------------------------------------------------


def test_against_claims_gives_multiples_of_the_claimed_number():
    check = judge("some-claim", "A claim.", quantity(50, "almost"), quantity(100, "up_to", "claim"))
    row = ledger.against_claims([check]).iloc[0]
    assert (row["claimed_lower"], row["claimed_end"]) == (0, 1)
    assert (row["computed_lower"], row["computed_end"]) == (0.45, 0.5)
    assert row["furthest"] == 1


def test_an_open_end_is_drawn_beyond_everything_else():
    open_ended = judge("a", "A.", quantity(95), quantity(90, "more_than", "claim"))
    far = judge("b", "B.", quantity(400), quantity(100, name="claim"))
    frame = ledger.against_claims([open_ended, far])
    assert frame.loc[0, "claimed_end"] > frame["furthest"].max() == 4
    assert not frame[["claimed_end", "computed_end"]].isin([math.inf]).any(axis=None)


@pytest.mark.parametrize("function", [ledger.against_claims, ledger.check_rows])
def test_no_checks_give_an_empty_frame_with_its_columns(function):
    assert len(function([])) == 0
    assert list(function([]).columns) == list(function(run_checks()).columns)


def test_a_claim_of_zero_has_no_multiples():
    check = judge("zero", "Zero.", quantity(0), quantity(0, name="claim"))
    assert ledger.against_claims([check]).empty


def test_verdict_counts_add_up():
    counts = ledger.verdict_counts(run_checks())
    assert sum(counts[verdict].value for verdict in Verdict) == counts["total"].value


def test_every_verdict_has_its_mark():
    assert set(ledger.VERDICT_MARKS) == set(Verdict)


def test_changed_verdicts_lists_only_changes():
    checks = run_checks()
    assert ledger.changed_verdicts(checks, checks).empty
    trial = run_checks(lambda name: facts.stated(name, slack=0.05))
    changed = ledger.changed_verdicts(checks, trial)
    assert len(changed) == sum(a.verdict != b.verdict for a, b in zip(checks, trial, strict=True))


def test_a_margin_carries_both_figures():
    check = judge("gap", "A gap.", quantity(80), quantity(100, name="claim"))
    margin = ledger.margin(check)
    assert margin.value == pytest.approx(20)
    assert margin.lineage.inputs == (check.computed, check.claimed)


def test_outside_sources_name_the_references_of_context_tables_only():
    names = ledger.outside_sources(run_checks())
    assert "hankyung_2002" in names
    assert set(names) <= set(load_references())


@pytest.mark.parametrize(
    ("name", "label"),
    [("share-of-dprk-trade", "Share of DPRK trade"), ("instalments", "Instalments"), ("rok-multiple", "ROK multiple")],
)
def test_names_of_checks_become_labels(name, label):
    assert ledger.check_label(name) == label


# --- hedges ----------------------------------------------------------------------------------------


def test_every_qualifier_has_a_rule_in_words():
    assert set(ledger.RULE_WORDS) == set(QUALIFIERS)


def test_hedge_rules_follow_the_code():
    trial = parameter("trial_slack", 5.0, "percent", "Slack on trial")
    rules = ledger.hedge_rules(trial, ledger.usual_slack()).set_index("hedge")
    about = rules.loc["about"]
    assert (about["lower"].value, about["upper"].value) == pytest.approx((90, 110))
    assert (about["trial_lower"].value, about["trial_upper"].value) == pytest.approx((95, 105))
    assert rules.loc["more than", "upper"] == "open"
    assert len(rules) == len(BOUND_RULES) + 2


def test_hedge_spans_say_open_ends_in_words():
    spans = ledger.hedge_spans(ledger.hedge_rules(ledger.usual_slack(), ledger.usual_slack())).set_index("hedge")
    assert without_marks(spans.loc["about", "usual"]) == "90\N{NO-BREAK SPACE}% to 110\N{NO-BREAK SPACE}%"
    assert without_marks(spans.loc["more than", "trial"]) == "100\N{NO-BREAK SPACE}% or more"
    assert spans.loc["(exact)", "usual"] == "rounding only"


@pytest.mark.parametrize("slack", [0.0, 50.0])
def test_hedge_bars_are_finite_and_mark_open_ends(slack):
    rules = ledger.hedge_rules(parameter("trial_slack", slack, "percent", "Slack"), ledger.usual_slack())
    bars = ledger.hedge_bars(rules, {"": "usual", "trial_": "trial"})
    assert len(bars) == 2 * len(BOUND_RULES)
    assert set(bars.loc[bars["hedge"] == "more than", "says"]) == {"open ▸"}
    closed = bars[bars["says"] == ""]
    assert bars["end"].max() > closed["end"].max()


def test_bounds_under_another_slack_are_figures_of_their_own():
    figure = facts.stated("z-coal-value-2013")
    slack = parameter("trial_slack", 5.0, "percent", "Slack on trial")
    lower, upper = ledger.ends(figure, facts.stated("z-coal-value-2013", slack=0.05), slack)
    assert (lower.value, upper.value) == pytest.approx((0.95 * figure.value, 1.05 * figure.value))
    assert figure.id not in (lower.id, upper.id)
    assert without_marks(ledger.span_in_words(lower, upper)) == f"between {lower!s} and {upper!s}"


def test_an_open_bound_is_said_to_be_open():
    figure = facts.stated("z-coal-delivered-2013")
    lower, upper = ledger.ends(figure, figure, ledger.usual_slack())
    assert upper is None
    assert without_marks(ledger.span_in_words(lower, upper)) == f"at {lower!s} or anywhere above"


# --- errata, decisions, exclusions -----------------------------------------------------------------


def test_every_entry_of_the_errata_has_one_row_with_its_id(where):
    rows = ledger.errata_entries(load_table("errata"), where)
    assert rows["erratum_id"].is_unique
    assert set(rows["erratum_id"]) == {f"erratum-{entry}" for entry in load_table("errata")["entry"]}


def test_entries_are_in_the_order_of_their_numbers(where):
    entries = list(ledger.errata_entries(load_table("errata"), where)["entry"])
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
    row = ledger.errata_entries(errata, where).iloc[0]
    assert row["pages"] == "(a) 17 (b) 18 (c) 19"
    assert row["problem"] == "(a, b) Southern. (c) Cut."
    assert row["reading"] == "(a) Ri. (b) Pak. (c) Whole."
    assert row["effect"] == "(a, b) Changes the data: Name. (c) No effect."


def test_decisions_are_sentences(where):
    rows = ledger.decision_rows(load_table("decisions"), where)
    assert len(rows) == len(load_table("decisions"))
    for name in ("first_reading", "second_reading", "decision"):
        assert rows[name].str.match(r".*[.?!]$").all()
        assert not rows[name].str.contains("_").any()


def test_exclusions_are_counted_by_reason(where):
    groups = ledger.exclusion_groups(load_table("exclusions"), where)
    assert sum(figure.value for figure in groups["count"]) == len(load_table("exclusions"))
    assert list(groups["count"].map(lambda figure: -figure.value)) == sorted(
        groups["count"].map(lambda figure: -figure.value)
    )


def test_every_reason_and_effect_of_the_schema_has_words():
    fields = {f.name: f for t in ("exclusions", "errata") for f in Package(paths.DATA).table(t).fields}
    assert set(fields["reason"].constraints["enum"]) == set(ledger.REASONS)
    assert set(fields["effect"].constraints["enum"]) == set(ledger.EFFECTS)


# --- footnotes and dictionary ----------------------------------------------------------------------


def test_a_damaged_address_is_shown_as_printed_and_as_repaired(where):
    footnotes = load_table("footnotes")
    text = ledger.footnote_list(footnotes[footnotes["number"] == 4], where, load_references(), cite=lambda name: name)
    assert "<code>http://www.mter-fax.ra/" in text
    assert 'href="http://www.interfax.ru/txt.asp?id=288966&amp;sec=1483"' in text
    assert 'href="#erratum-A53"' in text


def test_a_note_without_a_call_says_so(where):
    footnotes = load_table("footnotes")
    text = ledger.footnote_list(footnotes[footnotes["number"] == 6], where, load_references(), cite=lambda name: name)
    assert "called nowhere in the text" in text


def test_addresses_are_sorted_by_what_became_of_them():
    footnotes = load_table("footnotes")
    found = ledger.repairs(footnotes, load_references())
    assert sum(found.values()) == footnotes["reference_id"].notna().sum()
    assert found["lost"] == 1


def test_the_dictionary_describes_every_column_of_every_table():
    package = Package(paths.DATA)
    described = {title: columns for title, _, columns, _ in ledger.dictionary(package, load_table)}
    for table in package.tables.values():
        assert list(described[table.title]["column"]) == table.field_names


def test_row_counts_are_figures_with_a_lineage():
    count = ledger.row_counts(things=pd.DataFrame({"a": [1, 2]}))["things"]
    assert count.value == 2
    assert count.id == derive("Rows of things", "number of rows of the table things", (), 2, "item").id
