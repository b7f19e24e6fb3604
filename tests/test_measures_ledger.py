import pandas as pd
import pytest
from tumen import facts, listings
from tumen.checks import Verdict, run_checks
from tumen.data import load_table
from tumen.figures import without_marks
from tumen.measures import ledger
from tumen.quantity import BOUND_RULES, QUALIFIERS, derive, parameter


@pytest.fixture(scope="module")
def where():
    return ledger.places(load_table("anchors"), load_table("sections"))


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


def test_the_section_a_row_names_wins_over_its_line(where):
    rows = listings.stated_rows(load_table("quantities"), where).set_index("quantity_id")
    assert rows.loc["z-chart-years", "section_id"] == "z3"


def test_every_stated_number_stands_in_exactly_one_part(where):
    sections = load_table("sections")
    rows = listings.stated_rows(load_table("quantities"), where)
    parts = [name for _, part in ledger.by_part(rows, sections) for name in part["quantity_id"]]
    assert sorted(parts) == sorted(load_table("quantities")["quantity_id"])


def test_the_counts_of_both_documents_add_up_to_the_tables(where):
    names = {"zakharova": "Article", "toloraya": "Slides"}
    quantities, others = load_table("quantities"), {name: load_table(name) for name in ("errata", "exclusions")}
    counts = ledger.document_counts(where, names, quantities, **others)
    assert list(counts["document"]) == ["Article", "Slides"]
    assert sum(figure.value for figure in counts[list(ledger.READINGS)].to_numpy().flat) == len(quantities)
    for name, table in others.items():
        assert sum(figure.value for figure in counts[name]) == len(table)
    assert counts["digits"][0].value > counts["digits"][1].value == 0


def test_row_counts_are_figures_with_a_lineage():
    count = ledger.row_counts(things=pd.DataFrame({"a": [1, 2]}))["things"]
    assert count.value == 2
    assert count.id == derive("Rows of things", "number of rows of the table things", (), 2, "item").id


def test_verdict_counts_add_up():
    counts = ledger.verdict_counts(run_checks())
    assert sum(counts[verdict].value for verdict in Verdict) == counts["total"].value > 0


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


def test_bounds_under_another_slack_are_figures_of_their_own():
    figure = facts.stated("z-coal-value-2013")
    slack = parameter("trial_slack", 5.0, "percent", "Slack on trial")
    lower, upper = ledger.ends(figure, facts.stated("z-coal-value-2013", slack=0.05), slack)
    assert (lower.value, upper.value) == pytest.approx((0.95 * figure.value, 1.05 * figure.value))
    assert figure.id not in (lower.id, upper.id)
    assert without_marks(listings.span_in_words(lower, upper)) == f"between {lower!s} and {upper!s}"


def test_bounds_have_one_digit_more_than_the_figure():
    figure = facts.stated("z-turnover-2013")
    lower, upper = ledger.ends(figure, figure, ledger.usual_slack())
    assert [str(end) for end in (lower, upper)] == ["$112.65\N{NO-BREAK SPACE}m", "$112.75\N{NO-BREAK SPACE}m"]


def test_bounds_that_coincide_are_one():
    figure = facts.stated("z-coal-value-2013")
    none = parameter("trial_slack", 0.0, "percent", "Slack on trial")
    lower, upper = ledger.ends(figure, facts.stated("z-coal-value-2013", slack=0), none)
    assert without_marks(listings.span_in_words(lower, upper)) == f"only at {lower!s}"


def test_an_open_bound_is_said_to_be_open():
    figure = facts.stated("z-coal-delivered-2013")
    lower, upper = ledger.ends(figure, figure, ledger.usual_slack())
    assert upper is None
    assert without_marks(listings.span_in_words(lower, upper)) == f"at {lower!s} or anywhere above"


def test_every_verdict_is_counted():
    assert set(ledger.VERDICTS) == set(Verdict)


def test_counts_of_some_checks_are_other_figures_than_those_of_all():
    checks = run_checks()
    assert ledger.verdict_counts(checks)["total"].id != ledger.verdict_counts(checks, "by dates")["total"].id


def test_no_count_of_rows_shows_a_name_of_the_code():
    counts = ledger.row_counts(linked_anchors=pd.DataFrame({"a": [1]}))
    assert counts["linked_anchors"].title == "Rows of linked anchors"
