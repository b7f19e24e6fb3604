"""The measures of labour against numbers worked out by hand from the article."""

import pytest
from tumen.data import load_table
from tumen.facts import outside, stated
from tumen.measures import labour, trade
from tumen.quantity import parameter


@pytest.fixture
def hired():
    return stated("z-workers-recruited-2010")


@pytest.fixture
def quota():
    return stated("z-worker-quota-2013")


@pytest.fixture
def workers():
    return load_table("context/workers")


def test_the_hired_of_2010_are_about_three_fifths_of_the_quota_of_2013(hired, quota):
    share = labour.stock_over_quota(hired, quota)
    assert share.value == pytest.approx(60)
    assert (share.lower, share.upper) == (pytest.approx(54), pytest.approx(66))
    assert (share.unit, share.qualifier, share.period) == ("percent", "about", None)
    assert share.title == "Workers of 2010 as a share of the quota of 2013"


def test_a_stock_and_a_quota_of_one_year_have_one_period(quota):
    assert labour.stock_over_quota(stated("z-worker-quota-2013"), quota).period == "2013"


def test_a_hundred_dollars_a_month_make_twenty_five_million_a_year(hired):
    a_month = parameter("a_month", 100, "USD/person", "Sent home in a month")
    sent = labour.sent_in_a_year(a_month, hired)
    assert (sent.value, sent.unit) == (pytest.approx(25.2e6), "USD")
    assert sent.lower == pytest.approx(0.9 * 25.2e6)


def test_thirty_seven_dollars_a_month_make_up_all_the_goods_sold_to_russia(hired):
    _, sold = trade.exports_and_imports(stated("z-turnover-2013"), stated("z-trade-surplus-2013"))
    needed = labour.needed_a_month(sold, hired)
    assert needed.value == pytest.approx(9.3e6 / 21_000 / 12)
    assert needed.unit == "USD/person"
    assert labour.sent_in_a_year(needed, hired).value == pytest.approx(sold.value)


def test_figures_for_workers_stand_in_order_of_time_each_with_its_kind(workers):
    found = labour.by_kind(workers, 2020)
    assert list(found["row"])[:2] == ["workers-2010-zakharova", "quota-2013-zakharova"]
    kinds = found.set_index("row")["kind"]
    assert kinds["workers-2010-zakharova"] == labour.KINDS["hired"]
    assert kinds["workers-2018-01-kbs"] == labour.KINDS["guess"]
    assert kinds["workers-2018-12-matsegora"] == labour.KINDS["heads"]
    assert kinds["workers-remaining-2020"] == labour.KINDS["left"]
    assert labour.kinds_counted(found).value == 7


def test_figures_of_a_single_region_and_words_without_a_number_are_left_out(workers):
    rows = set(labour.by_kind(workers, 2020)["row"])
    assert not rows & {"workers-primorye-2018", "primorye-request-2018", "workers-2018-07-matsegora"}


def test_figures_after_the_last_year_are_left_out(workers):
    assert list(labour.by_kind(workers, 2013)["row"]) == ["workers-2010-zakharova", "quota-2013-zakharova"]
    figure = labour.by_kind(workers, 2020)["figure"].iloc[-2]
    assert figure.value == outside("context/workers", "workers-remaining-2020").value == 511


def test_a_figure_whose_year_is_doubtful_stands_last_and_without_a_date(workers):
    last = labour.by_kind(workers, 2020).iloc[-1]
    assert last["row"] == "workers-peak-matsegora"
    assert last["date"] == labour.UNDATED
