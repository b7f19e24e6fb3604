"""What the overview shows, against the data and against small tables made by hand."""

import math

import pandas as pd
import pytest
from tumen.checks import Verdict, run_checks
from tumen.data import load_table
from tumen.facts import all_outside, stated
from tumen.figures import HEDGE_WORDS
from tumen.measures import overview
from tumen.quantity import QUALIFIERS


def test_every_document_holds_what_its_rows_say():
    rows = pd.DataFrame({"document_id": ["zakharova", "zakharova", "toloraya"]})
    held = overview.holdings({"Things": rows})["Things"]
    assert (held["zakharova"].value, held["toloraya"].value) == (2, 1)
    assert held["toloraya"].title == "Things in the slides"


def test_the_best_stated_year_came_to_a_tenth_of_the_soviet_level():
    share = overview.share_of_level(stated("z-turnover-2005"), stated("z-soviet-turnover-1990"))
    assert share.value == pytest.approx(10.59, abs=0.01)
    assert share.period == "2005"


def test_the_base_year_is_exactly_its_own_level():
    base = stated("z-soviet-turnover-1990")
    share = overview.share_of_level(base, base)
    assert (share.lower, share.value, share.upper) == (100, 100, 100)


@pytest.fixture
def events():
    return load_table("events")


def test_a_phase_spans_its_events_with_the_year_at_its_middle(events):
    names = {"zakharova": {"Decline": ["z-ev-trade-reversal-2006", "z-ev-trade-low-2009"]}}
    [phase] = overview.phases(events, names).to_dict("records")
    assert (phase["start"], round(phase["end"], 1)) == (2005.5, 2009.5)
    assert (phase["date"], phase["dated"]) == ("2006 to 2009", "by its words")


def test_a_phase_that_only_its_context_dates_says_so(events):
    names = {"toloraya": {"Sanctions": ["t-ev-trade-possibilities-disappear"]}}
    assert overview.phases(events, names)["dated"].tolist() == ["by its context"]


def test_phases_of_a_year_name_their_documents(events):
    names = {
        "zakharova": {"Growth": ["z-ev-trade-growth-2000-2005"]},
        "toloraya": {"Talks": ["t-ev-barter-interest-2019"]},
    }
    found = overview.phases(events, names)
    assert overview.phases_of_year(2005, found) == "Growth (article)"
    assert overview.phases_of_year(1999, found) == ""


def test_every_hedge_can_be_explained_and_ordered():
    assert set(overview.HEDGES) == set(QUALIFIERS) == set(HEDGE_WORDS)


def test_the_hedge_table_gives_the_bounds_of_the_rule():
    figures = [stated(name) for name in ("z-turnover-2013", "z-turnover-target-multiple", "z-export-share-2013")]
    table = overview.hedge_table(figures)
    assert table["hedge"].tolist() == ["no hedge", "almost", "more than"]
    assert str(table["lower"][0]) == "$112.65\N{NO-BREAK SPACE}m"
    assert (table["lower"][1].value, table["upper"][1].value) == (9, 10)
    assert table["upper"][2] == "open"


def test_verdicts_are_counted_and_an_empty_one_is_said_to_be_empty():
    checks = run_checks()
    table = overview.verdict_table(checks, list(Verdict)).set_index("verdict")
    assert sum(number.value for number in table["number"]) == len(checks)
    empty = overview.verdict_table([], list(Verdict))
    assert set(empty["claim"]) == {"None at present."}


def test_levels_of_confidence_that_occur_are_explained():
    table = overview.confidence_table(all_outside("context/trade"))
    assert table["confidence"].tolist()[0] == "high"
    assert table["confidence"].tolist()[-1] == "suspect"
    assert all(number.value > 0 for number in table["number"])
    fields = load_table("context/trade_recommended")["confidence"].dropna()
    assert set(fields) <= set(overview.CONFIDENCE)


def test_the_two_peaks_are_far_apart_even_at_their_nearest():
    ratio = overview.least_ratio(stated("t-turnover-peak"), stated("z-turnover-ceiling-21st-century"), "Nearest")
    assert ratio.value == pytest.approx(3.6)


def test_an_open_bound_has_no_nearest_approach():
    with pytest.raises(ValueError, match="no nearest approach"):
        overview.least_ratio(stated("z-export-share-2013"), stated("z-farm-products-export-share"), "None")


def test_events_of_one_year_are_counted_once_and_plans_not_at_all():
    rows = [
        ("zakharova", "2014-03", False),
        ("zakharova", "2014-03/2014-10", False),
        ("zakharova", "2013/2014", False),
        ("zakharova", "2014", True),
        ("toloraya", "2019-04", False),
    ]
    counted = overview.events_by_year(pd.DataFrame(rows, columns=["document_id", "date", "is_planned"]))
    assert [(row.document, row.year, row.events.value) for row in counted.itertuples()] == [
        ("Article", 2014, 2),
        ("Slides", 2019, 1),
    ]


SERIES = {
    "03-trade": {"title": "03 · Trade: how large?", "tumen": {"section": "z3", "summary": "On trade."}},
    "10-sanctions": {"title": "10 · Sanctions: what closed?", "tumen": {"section": "s05-s06", "summary": "On both."}},
    "15-evidence": {"title": "15 · Evidence: where?", "tumen": {"section": "-", "summary": "All of it."}},
}


def test_links_lead_only_to_notebooks_that_exist():
    assert overview.see(SERIES, "01-legacy") == ""
    assert overview.see(SERIES, "01-legacy", "03-trade") == "Worked out in: [Trade](03-trade.ipynb)."


@pytest.mark.parametrize("section", ["s05-s06", "s05;s06", "s05 s06", "s05, s06", "s05…s06"])
def test_the_map_joins_the_sections_of_one_notebook(section):
    series = SERIES | {"10-sanctions": {"title": "10 · Sanctions", "tumen": {"section": section, "summary": "."}}}
    sections = pd.DataFrame(
        {
            "section_id": ["z2", "z3", "s05", "s06"],
            "document_id": ["zakharova", "zakharova", "toloraya", "toloraya"],
            "title": ["Milestones", "Trade", "Closed", "Talks"],
        }
    )
    found = overview.map_of_series(sections, series)
    assert found["zakharova"] == [
        "- Milestones → *still to come*",
        "- Trade → [03 · Trade: how large?](03-trade.ipynb)",
    ]
    assert found["toloraya"] == ["- Closed; Talks → [10 · Sanctions](10-sanctions.ipynb)"]
    assert found["both"] == ["- [15 · Evidence: where?](15-evidence.ipynb): All of it."]


def test_a_share_of_an_open_figure_is_open():
    share = overview.share_of_level(stated("z-turnover-2013"), stated("z-turnover-ceiling-21st-century"))
    assert math.isinf(share.upper)
