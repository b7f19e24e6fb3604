"""What a click on a figure shows: value, bounds, and where it comes from."""

from __future__ import annotations

import re

import pytest
from tumen.cards import card, cards, control, element_id
from tumen.errors import UnknownNameError
from tumen.facts import outside, stated
from tumen.measures import trade
from tumen.quantity import Evidence, from_print, parameter


def text_of(markup):
    return re.sub(r"<[^>]+>", " ", markup).replace("\N{NO-BREAK SPACE}", " ")


def test_a_stated_figure_names_its_page_and_footnote_and_links_to_the_words():
    shown = card(stated("z-coal-value-2013"))
    assert "Zakharova, page 18" in shown
    assert "Footnote 9" in shown
    assert "#:~:text=" in shown
    assert 'href="15-evidence.html#z-coal-value-2013"' in shown


def test_a_hedged_figure_shows_the_bounds_its_hedge_allows():
    assert "$17.9 m to $21.9 m" in text_of(card(stated("z-coal-value-2013")))


def test_a_derived_figure_shows_its_formula_in_letters_and_leads_to_its_inputs():
    price = trade.unit_price(stated("z-coal-value-2013"), stated("z-coal-delivered-2013"))
    shown = card(price)
    assert "<i>a</i> ÷ <i>b</i>" in shown
    assert 'popovertarget="evidence-z-coal-delivered-2013"' in shown
    assert set(cards([price])) == {price.id, "z-coal-value-2013", "z-coal-delivered-2013"}


def test_an_outside_figure_names_its_source_and_how_far_to_trust_it():
    shown = text_of(card(outside("context/trade", "turnover-2020-onecorea_2021")))
    assert "Confidence" in shown
    assert "Radio Free Asia" in shown


def test_a_parameter_says_that_the_reader_chose_it():
    assert "<code>growth</code>" in card(parameter("growth", 5, "percent", "Assumed growth"))


def test_a_note_links_to_the_errata_it_names():
    assert 'href="15-evidence.html#erratum-A15"' in card(stated("z-turnover-2005"))


def test_a_control_opens_the_card_of_its_figure():
    figure = stated("z-turnover-2013")
    assert f'popovertarget="{element_id(figure.id)}"' in control(figure)
    assert f'id="{element_id(figure.id)}"' in card(figure)


def test_a_title_cannot_smuggle_in_markup():
    figure = from_print(1, "USD", "<script>x</script>", Evidence("parameter", "<b>"))
    assert "<script>" not in card(figure)
    assert "<b>" not in card(figure)


def test_a_figure_of_no_row_is_refused():
    with pytest.raises(UnknownNameError, match="z-turnover-2013"):
        card(from_print(1, "USD", "Turnover", Evidence("quantities", "z-turnover-2031")))
