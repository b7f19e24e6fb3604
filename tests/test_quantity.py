"""The promises of the Quantity: true values stay within bounds, units do not mix, lineage is never lost."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tumen.errors import UnitError
from tumen.figures import without_marks
from tumen.quantity import QUALIFIERS, Evidence, Quantity, derive, from_print, parameter

VALUES = st.floats(min_value=0.01, max_value=1e12, allow_nan=False)
SHARES = st.floats(min_value=0, max_value=1)
HEDGES = st.sampled_from([name for name in QUALIFIERS if name != "between"])


def printed(value: float, unit: str = "USD", name: str = "a", **options) -> Quantity:
    return from_print(value, unit, name, Evidence("quantities", name), **options)


@st.composite
def quantities_with_truth(draw, unit="USD", name="a"):
    """A quantity as printed, and a true value that its hedge and rounding allow."""
    value = draw(VALUES)
    quantity = printed(value, unit, name, qualifier=draw(HEDGES), resolution=value * draw(SHARES))
    top = quantity.upper if math.isfinite(quantity.upper) else quantity.lower * 3 + 1
    truth = quantity.lower + draw(SHARES) * (top - quantity.lower)
    return quantity, min(max(truth, quantity.lower), top)


def holds(quantity: Quantity, truth: float) -> bool:
    slack = 1e-9 * max(1.0, abs(truth))
    return quantity.lower - slack <= truth <= quantity.upper + slack


@given(quantities_with_truth(name="a"), quantities_with_truth(name="b"))
def test_true_value_stays_within_the_bounds_of_sum_and_difference(first, second):
    (a, true_a), (b, true_b) = first, second
    assert holds(a + b, true_a + true_b)
    assert holds(a - b, true_a - true_b)


@given(quantities_with_truth(name="a"), quantities_with_truth(unit="t", name="b"))
def test_true_value_stays_within_the_bounds_of_product_and_quotient(first, second):
    (a, true_a), (b, true_b) = first, second
    assert holds(a * b, true_a * true_b)
    assume(true_b > 0)
    assert holds(a / b, true_a / true_b)


@given(quantities_with_truth(name="a"), quantities_with_truth(name="b"), st.integers(1, 30))
def test_true_value_stays_within_the_bounds_of_growth(first, second, years):
    (a, true_a), (b, true_b) = first, second
    assume(true_b > 0)
    growth = (a / b).power(Fraction(1, years)) - 1
    assert holds(growth, (true_a / true_b) ** (1 / years) - 1)


@given(quantities_with_truth(unit="percent", name="a"), quantities_with_truth(name="b"))
def test_a_share_of_dollars_is_in_dollars_and_within_bounds(first, second):
    (share, true_share), (total, true_total) = first, second
    part = share * total
    assert part.unit == "USD"
    assert holds(part, true_share / 100 * true_total)


@given(quantities_with_truth(unit="percent"))
def test_one_less_a_share_counts_one_as_the_whole(pair):
    share, truth = pair
    assert holds(1 - share, 1 - truth / 100)


@pytest.mark.parametrize("other", ["t", "SUR", "person", "percent", "USD/year", "rank"])
def test_mixing_units_is_refused(other):
    dollars, stranger = printed(5), printed(5, other, "b")
    for operation in (lambda: dollars + stranger, lambda: dollars - stranger, lambda: stranger - dollars):
        with pytest.raises(UnitError, match="do not mix"):
            operation()


def test_a_plain_number_is_added_only_to_a_plain_number():
    with pytest.raises(UnitError, match="plain"):
        printed(5) + 1
    assert (printed(50, "percent") + 1).value == 1.5


def test_currencies_do_not_convert():
    with pytest.raises(UnitError):
        printed(5).to("SUR")


def test_an_unknown_unit_is_refused():
    with pytest.raises(UnitError, match="dolars"):
        printed(5, "dolars")


@given(st.lists(VALUES, min_size=2, max_size=6))
def test_lineage_is_never_lost(values):
    inputs = [printed(value, name=f"row-{i}") for i, value in enumerate(values)]
    total = sum(inputs[1:], start=inputs[0]).named("Total")
    share = (inputs[0] / total).named("Share", unit="percent")
    found = {quantity.id for quantity in share.ancestors()}
    assert {quantity.id for quantity in inputs} <= found
    assert total.id in found


def test_a_named_result_stands_in_formulas_as_one_input():
    exports = ((printed(10, name="turnover") + printed(6, name="surplus")) / 2).named("Exports")
    assert exports.lineage.spelled() == "([turnover] + [surplus]) ÷ 2"
    assert (exports / printed(10, name="turnover")).lineage.spelled() == "[Exports] ÷ [turnover]"


def test_an_input_used_twice_is_named_once():
    a, b = printed(10, name="a"), printed(4, name="b")
    assert len(((a + b) / (a - b)).lineage.inputs) == 2


def test_equal_derivations_have_equal_ids_and_different_ones_do_not():
    a, b = printed(10, name="a"), printed(4, name="b")
    assert (a + b).named("Sum").id == (a + b).named("Sum").id
    assert (a + b).named("Sum").id != (b + a).named("Sum").id


@pytest.mark.parametrize(
    ("qualifier", "lower", "upper"),
    [
        ("exact", 112.65, 112.75),
        ("about", 101.43, 123.97),
        ("almost", 101.43, 112.7),
        ("slightly_more_than", 112.7, 135.24),
        ("more_than", 112.7, math.inf),
        ("less_than", 0, 112.7),
        ("up_to", 0, 112.7),
    ],
)
def test_each_hedge_has_its_bounds(qualifier, lower, upper):
    quantity = printed(112.7, qualifier=qualifier, resolution=0.1)
    assert quantity.lower == pytest.approx(lower)
    assert quantity.upper == pytest.approx(upper)


def test_the_slack_of_hedges_is_a_parameter():
    assert printed(100, qualifier="about", slack=0.05).bounds_text().replace("\N{NO-BREAK SPACE}", " ") == "$95 to $105"


def test_between_has_both_ends():
    share = printed(25, "percent", qualifier="between", value_upper=50)
    assert (share.lower, share.upper) == (25, 50)
    assert "25" in str(share)
    assert "50" in str(share)


def test_an_unknown_qualifier_is_refused():
    with pytest.raises(ValueError, match="roughly"):
        printed(5, qualifier="roughly")


def test_hedges_survive_computation():
    value, weight = printed(19.9e6, qualifier="about"), printed(170_000, "t", "b", qualifier="more_than")
    assert str(value / 2).startswith("about ")
    assert str(value / weight).startswith("less than about ")
    assert str(weight * 2).startswith("more than ")


def test_an_f_string_reads_plainly_and_carries_its_evidence():
    text = f"It came to {printed(112.7e6, resolution=1e5)}."
    assert without_marks(text).replace("\N{NO-BREAK SPACE}", " ") == "It came to $112.7 m."
    assert text != without_marks(text)
    assert f"{printed(5)!s}" == "$5"


def test_dividing_by_what_may_be_zero_is_refused():
    zero = printed(1, name="a") - printed(1, name="b")
    with pytest.raises(ZeroDivisionError, match="may be zero"):
        printed(5) / zero


def test_growth_of_a_negative_ratio_is_refused():
    with pytest.raises(UnitError, match="negative"):
        (printed(1, name="a") / printed(2, name="b") - 3).power(2)


def test_parameters_and_counts_are_exact_and_say_where_they_come_from():
    assert parameter("growth", 5, "percent", "Growth").id == "parameter:growth"
    count = derive("Rows", "rows of the table", (), 12, "item")
    assert (str(count), count.lower, count.upper) == ("12", 12, 12)


def test_a_one_sided_input_never_ends_as_an_exact_result():
    whole, part = printed(100, name="a"), printed(50, name="b", qualifier="up_to")
    assert str(whole + part).startswith("less than")
    assert str(whole - part).startswith("more than")
    low, high = printed(20, name="c", qualifier="more_than"), printed(10, name="d", qualifier="more_than")
    assert str(low / high).startswith("about")
    assert str(low - high).startswith("about")


def test_a_share_keeps_its_own_unit_in_the_evidence_of_a_product():
    share = printed(90, "percent", "share")
    part = (share * printed(11e9, name="debt")).named("Written off")
    assert next(each for each in part.ancestors() if each.id == "share").unit == "percent"
