"""Each measure of the debt against a number worked out by hand from the article."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tumen.facts import stated
from tumen.measures import debt
from tumen.quantity import Quantity, parameter


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
    assert "instalments" in burden.title
    assert burden.lower < 48.2 < 48.5 < burden.upper


def test_what_is_left_implies_a_debt_of_ten_point_nine_billion(left, share):
    implied = debt.implied_debt(left, share)
    assert implied.value == pytest.approx(10.9e9)
    assert (implied.lower, implied.upper) == (pytest.approx(10.85e9), pytest.approx(10.95e9))


def test_the_steps_of_the_waterfall_hang_together(owed, share, left):
    steps = debt.waterfall(owed, share, left).set_index("step")
    gone, computed = steps.loc["Written off, computed"], steps.loc["Left, computed"]
    assert gone["top"] == steps.loc["Debt, as stated", "top"] == 11e9
    assert gone["foot"] == pytest.approx(computed["top"])
    assert computed["top"] - steps.loc["Left, as stated", "top"] == pytest.approx(0.01e9)


# --- repayment and present value -----------------------------------------------------------------------


def number(name, value):
    return parameter(name, value, "item", name)


def percent(value):
    return parameter("discount_rate", value, "percent", "Interest a year")


def worth(left, rate, instalments=40, first=1):
    return debt.present_value(left, number("instalments", instalments), percent(rate), number("first", first))


def test_the_schedule_falls_in_forty_steps_to_nothing(left, size):
    plan = debt.schedule(left, stated("z-debt-instalments"), number("first", 1))
    owed = [figure.value for figure in plan["outstanding"]]
    assert len(plan) == 41
    assert (owed[0], owed[-1]) == (left.value, 0)
    assert [a - b for a, b in pairwise(owed)] == pytest.approx([27.25e6] * 40)


def test_a_late_first_instalment_leaves_the_debt_untouched_until_then(left):
    plan = debt.schedule(left, number("instalments", 4), number("first", 3))
    assert list(plan["instalments_left"]) == [4, 4, 4, 3, 2, 1, 0]
    assert list(plan["wait"]) == [2, 1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(("rate", "millions", "effective"), [(5, 684.05, 93.78), (10, 467.585, 95.75)])
def test_present_value_and_effective_write_off_at_known_rates(owed, left, rate, millions, effective):
    value = worth(left, rate)
    assert value.value == pytest.approx(millions * 1e6, rel=2e-5)
    assert debt.effective_write_off(owed, value).value == pytest.approx(effective, abs=0.005)


@given(st.floats(0.01, 30), st.integers(1, 60), st.integers(1, 20))
def test_present_value_agrees_with_the_annuity_formula(rate, instalments, first):
    left, step = stated("z-debt-remainder-2012"), 1 + rate / 200
    annuity = left.value / instalments * (1 - step**-instalments) / (step - 1) * step ** (1 - first)
    assert worth(left, rate, instalments, first).value == pytest.approx(annuity)


@given(st.floats(0, 30), st.floats(0, 30))
def test_present_value_falls_as_the_rate_rises(one, other):
    left = stated("z-debt-remainder-2012")
    low, high = sorted((one, other))
    assert worth(left, high).value <= worth(left, low).value * (1 + 1e-12)


@given(st.integers(1, 60), st.integers(1, 20))
def test_without_interest_present_value_is_what_is_repaid(instalments, first):
    left = stated("z-debt-remainder-2012")
    value = worth(left, 0, instalments, first)
    assert (value.lower, value.value, value.upper) == pytest.approx((left.lower, left.value, left.upper))


def test_present_value_carries_the_rounding_of_the_debt_and_of_the_rate(left):
    exact = worth(left, 5)
    assert (exact.lower, exact.upper) == (
        pytest.approx(exact.value * 1.085 / 1.09),
        pytest.approx(exact.value * 1.095 / 1.09),
    )
    vague = Quantity(5, 4, 6, "percent", "Interest a year", percent(5).lineage)
    wide = debt.present_value(left, number("instalments", 40), vague, number("first", 1))
    assert wide.lower == pytest.approx(worth(left, 6).lower)
    assert wide.upper == pytest.approx(worth(left, 4).upper)


def test_waiting_longer_for_the_first_instalment_lowers_its_worth(left):
    assert worth(left, 5, first=20).value == pytest.approx(worth(left, 5).value / 1.025**19)


def test_a_negative_rate_and_broken_numbers_are_refused(left):
    with pytest.raises(ValueError, match="negative"):
        worth(left, -1)
    with pytest.raises(ValueError, match="whole"):
        worth(left, 5, instalments=2.5)
    with pytest.raises(ValueError, match="whole"):
        debt.schedule(left, number("instalments", 40), number("first", 0))


# --- the transit fee -----------------------------------------------------------------------------------


def test_the_transit_fee_covers_the_instalments_nearly_twice(size):
    fee = debt.in_one_year(stated("z-gas-transit-fee"))
    due = debt.due_in_a_year(size, stated("z-debt-instalments-per-year"))
    assert (fee.value, fee.unit) == (100e6, "USD")
    assert debt.cover(fee, due, "Fee over instalments").value == pytest.approx(100 / 54.5)


def test_the_transit_fee_comes_close_to_the_trade_of_2013():
    fee = debt.in_one_year(stated("z-gas-transit-fee"))
    share = debt.share_of(fee, stated("z-turnover-2013"), "Fee as a share of the trade")
    assert share.value == pytest.approx(88.73, abs=0.01)
    assert (share.title, share.unit, share.period) == ("Fee as a share of the trade", "percent", "2013")


def test_a_share_bears_the_period_of_the_part_if_that_has_one(left):
    share = debt.share_of(stated("z-turnover-2013"), left, "Trade over what is left")
    assert share.period == "2013" != left.period
