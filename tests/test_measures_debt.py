"""Each measure of the debt against a number worked out by hand from the article."""

import pytest
from tumen.facts import stated
from tumen.measures import debt


@pytest.fixture
def owed():
    return stated("z-debt-2012")


@pytest.fixture
def share():
    return stated("z-debt-share-written-off-2012")


@pytest.fixture
def left():
    return stated("z-debt-remainder-2012")


@pytest.fixture
def size(left):
    return debt.instalment(left, stated("z-debt-instalments"))


def test_what_is_written_off_and_what_is_left_make_the_debt(owed, share):
    assert debt.written_off(owed, share).value == pytest.approx(9.9e9)
    assert debt.remainder(owed, share).value == pytest.approx(1.1e9)
    assert debt.written_off(owed, share).unit == "USD"


def test_the_rounding_of_the_debt_reaches_into_what_was_written_off(owed, share):
    gone = debt.written_off(owed, share)
    assert gone.lower == pytest.approx(0.9 * owed.lower)
    assert gone.upper == pytest.approx(0.9 * owed.upper)


def test_an_instalment_is_twenty_seven_and_a_quarter_million(size):
    assert size.value == pytest.approx(27.25e6)
    assert size.unit == "USD/item"
    assert size.text(2) == "$27.25\N{NO-BREAK SPACE}m each"


def test_two_instalments_fall_into_a_year_and_make_a_sum(size):
    due = debt.due_in_a_year(size, stated("z-debt-instalments-per-year"))
    assert due.value == pytest.approx(54.5e6)
    assert due.unit == "USD"


def test_the_instalments_of_a_year_come_to_nearly_half_the_trade_of_2013(size):
    due = debt.due_in_a_year(size, stated("z-debt-instalments-per-year"))
    burden = debt.burden(due, stated("z-turnover-2013"))
    assert burden.value == pytest.approx(48.36, abs=0.01)
    assert (burden.unit, burden.period) == ("percent", "2013")
    assert burden.lower < 48.2 < 48.5 < burden.upper
