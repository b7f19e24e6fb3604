"""Each measure of the projects against a number worked out by hand from the article."""

import pytest
from tumen.facts import stated
from tumen.measures import projects


@pytest.fixture
def rajin():
    return projects.cost_per_km(stated("z-investment-cost-khasan-rajin"), stated("z-railway-length-khasan-rajin"))


@pytest.fixture
def victory():
    return projects.cost_per_km(stated("z-investment-cost-victory"), stated("z-railway-length-victory"))


def test_a_kilometre_to_rajin_cost_five_and_a_half_million(rajin):
    assert rajin.value == pytest.approx(5.556e6, rel=0.001)
    assert rajin.unit == "USD/km"


def test_a_kilometre_of_victory_was_to_cost_seven_million(victory):
    assert victory.value == pytest.approx(7.143e6, rel=0.001)


def test_about_stays_about(rajin, victory):
    assert str(rajin).startswith("about $5.56")
    assert rajin.lower < 5.1e6 < 6.0e6 < rajin.upper
    assert (victory / rajin).qualifier == "about"


def test_victory_would_take_the_trade_of_2013_more_than_two_hundred_times():
    years = projects.years_of_trade(stated("z-investment-cost-victory"), stated("z-turnover-2013"))
    assert years.value == pytest.approx(221.8, abs=0.1)
    assert years.unit == "times"
