import re

import pytest
from tumen import facts
from tumen.cards import card, cards
from tumen.data import load_table
from tumen.errors import UnknownNameError
from tumen.measures import trade
from tumen.quantity import parameter


def test_a_stated_figure_keeps_its_hedge_and_footnote():
    coal = facts.stated("z-coal-value-2013")
    assert coal.qualifier == "about"
    assert coal.lower < coal.value < coal.upper
    assert coal.lineage.references == ("z-n09",)


def test_every_stated_and_outside_figure_can_be_shown_with_its_card():
    figures = facts.all_stated()
    assert len(figures) > 100
    for figure in figures:
        assert figure.title in card(figure) or "&#x27;" in card(figure)
    for table in ("context/trade", "context/partner_totals", "context/workers", "context/rajin_transit"):
        for figure in facts.all_outside(table):
            assert "Source" in card(figure) or "Stated in" in card(figure)


def test_a_card_leads_to_document_page_footnote_and_public_words():
    text = card(facts.stated("z-coal-value-2013"))
    assert "Zakharova, page 18" in text
    assert "Footnote 9" in text
    assert "#:~:text=" in text
    assert "15-evidence.html#z-coal-value-2013" in text


def test_the_card_of_a_derived_figure_links_its_inputs_and_their_cards_come_along():
    share = trade.export_share(facts.stated("z-turnover-2013"), facts.stated("z-trade-surplus-2013"))
    found = cards([share])
    assert set(found) >= {share.id, "z-turnover-2013", "z-trade-surplus-2013"}
    assert 'data-evidence="z-turnover-2013"' in found[share.id]


def test_figures_can_be_chosen_by_their_columns():
    known = {figure.id for figure in facts.all_stated(indicator="turnover", document_id="zakharova")}
    assert {"z-turnover-2000", "z-turnover-2013"} <= known
    assert "t-turnover-peak" not in known


def test_an_unknown_figure_suggests_the_closest():
    with pytest.raises(UnknownNameError, match="z-turnover-2013"):
        facts.stated("z-turnover-2103")
    with pytest.raises(UnknownNameError, match="context/trade"):
        facts.outside("context/trades", "x")


def test_a_word_of_degree_is_no_figure():
    with pytest.raises(UnknownNameError):
        facts.stated("t-trade-trend")


def test_an_outside_figure_worked_back_from_a_rough_remark_is_only_about_right():
    assert facts.outside("context/trade", "turnover-1992-hankyung_2001").qualifier == "about"
    assert facts.outside("context/trade", "turnover-2010-emb_en_2012").qualifier == "exact"


def test_the_row_behind_a_figure_is_that_of_its_table_and_none_where_there_is_none():
    assert facts.row_behind(facts.stated("z-turnover-2013"))["anchor_id"].startswith("z")
    assert facts.row_behind(facts.outside("context/trade", "turnover-2013-rfa_2015"))["reporter"] == "kotra"
    assert facts.row_behind(parameter("growth", 5, "percent", "Assumed growth")) == {}
    assert facts.row_behind(facts.stated("z-coal-value-2013", slack=0.2)) == {}


def test_every_reporter_and_scope_of_the_tables_has_a_name_for_readers():
    trade_rows, totals = load_table("context/trade"), load_table("context/partner_totals")
    reporters = set(trade_rows["reporter"]) | set(totals["reporter"])
    assert reporters - {"article", "press", "other"} <= set(facts.REPORTERS)
    assert set(trade_rows["scope"]) | set(totals["counting"].dropna()) == set(facts.SCOPES)


def test_every_outside_figure_has_a_title_for_readers():
    for table, key in facts.CONTEXT_KEYS.items():
        for row in load_table(table).dropna(subset="value").to_dict("records"):
            series = row.get("indicator") or row.get("series")
            assert row[key] in facts.ROW_TITLES or series in facts.SERIES_TITLES, row[key]


def test_no_figure_of_the_data_shows_a_code_in_its_title():
    figures = facts.all_stated() + [figure for table in facts.CONTEXT_KEYS for figure in facts.all_outside(table)]
    assert not [figure.title for figure in figures if re.search(r"_|^[a-z]|primorye|\brok\b|-rajin", figure.title)]


def test_one_thing_has_one_title_in_every_table():
    outcome = facts.outside("context/project_outcomes", "labour-permits-2017")
    assert outcome.title == facts.outside("context/workers", "permit-holders-2017").title
    assert facts.outside("context/rajin_transit", "investment-usd-nknews").title.endswith("terminal at Rajin")
