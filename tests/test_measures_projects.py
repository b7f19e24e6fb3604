"""Each measure of the projects against a number worked out by hand from the article."""

import pandas as pd
import pytest
from tumen.data import load_table
from tumen.facts import outside, stated
from tumen.measures import debt, projects
from tumen.quantity import parameter


@pytest.fixture
def rajin_cost():
    return stated("z-investment-cost-khasan-rajin"), stated("z-railway-length-khasan-rajin")


@pytest.fixture
def rajin(rajin_cost):
    return projects.cost_per_km(*rajin_cost)


@pytest.fixture
def victory():
    return projects.cost_per_km(stated("z-investment-cost-victory"), stated("z-railway-length-victory"))


@pytest.fixture
def yearly():
    return projects.cost_in_a_year(stated("z-investment-cost-victory"), stated("z-victory-term"))


@pytest.fixture
def repaid():
    left, instalments = stated("z-debt-remainder-2012"), stated("z-debt-instalments")
    return debt.due_in_a_year(debt.instalment(left, instalments), stated("z-debt-instalments-per-year"))


def percent(value):
    return parameter("share", value, "percent", "A share")


# --- costs -------------------------------------------------------------------------------------------


def test_a_kilometre_to_rajin_cost_five_and_a_half_million(rajin):
    assert rajin.value == pytest.approx(5.556e6, rel=0.001)
    assert rajin.unit == "USD/km"


def test_a_kilometre_of_victory_was_to_cost_seven_million(victory):
    assert victory.value == pytest.approx(7.143e6, rel=0.001)


def test_about_stays_about(rajin, victory):
    assert str(rajin).startswith("about $5.56")
    assert rajin.lower < 5.1e6 < 6.0e6 < rajin.upper
    assert (victory / rajin).qualifier == "about"


def test_a_cost_that_pays_for_more_than_the_line_is_an_upper_end(rajin_cost, rajin):
    most = projects.most_per_km(*rajin_cost)
    assert str(most).startswith("up to about $5.56")
    assert most.lower == 0
    assert most.upper == rajin.upper


def test_the_line_alone_cost_at_most_the_rest_over_its_length(rajin_cost):
    cost, length = rajin_cost
    terminal = outside("context/rajin_transit", "investment-usd-nknews")  # more than $250 m
    rest = projects.most_of_rest_per_km(cost, terminal, length)
    assert rest.value == pytest.approx((330e6 - 250e6) / 53.5)
    assert (rest.lower, rest.upper, rest.qualifier) == (0, rest.value, "up_to")


def test_a_part_dearer_than_the_whole_is_an_error(rajin_cost):
    cost, length = rajin_cost
    with pytest.raises(ValueError, match="one of the two is wrong"):
        projects.most_of_rest_per_km(cost, stated("z-investment-cost-victory"), length)


def test_what_is_left_after_a_share_went_elsewhere(rajin_cost):
    left = projects.without_share(rajin_cost[0], percent(40), "Line alone")
    assert left.value == pytest.approx(180e6)
    assert left.title == "Line alone"


def test_a_year_of_victory_was_to_cost_one_and_a_quarter_billion(yearly):
    assert yearly.value == pytest.approx(1.25e9)
    assert yearly.unit == "USD"
    assert (yearly.lower, yearly.upper) == pytest.approx((1.125e9, 1.375e9))


def test_victory_would_take_the_trade_of_2013_more_than_two_hundred_times():
    years = projects.years_of_trade(stated("z-investment-cost-victory"), stated("z-turnover-2013"))
    assert years.value == pytest.approx(221.8, abs=0.1)
    assert years.unit == "times"


# --- who pays, who owns ------------------------------------------------------------------------------


def test_the_debt_fund_pays_a_twentieth_of_victory(yearly, repaid):
    assert repaid.value == pytest.approx(54.5e6)
    paid = projects.paid_by(repaid, yearly, "Part")
    assert paid.value == pytest.approx(4.36)
    assert (paid.unit, paid.qualifier) == ("percent", "about")
    assert (yearly / repaid).value == pytest.approx(22.94, abs=0.01)


def test_the_whole_trade_of_a_year_pays_a_tenth_of_victory(yearly):
    assert projects.paid_by(stated("z-turnover-2013"), yearly, "Part").value == pytest.approx(9.016, abs=0.001)


def test_half_of_the_fund_pays_half_as_much(yearly, repaid):
    half = projects.invested(repaid, percent(50))
    assert half.value == pytest.approx(27.25e6)
    assert projects.left_to_pay(yearly, half, "Rest").value == pytest.approx(1.25e9 - 27.25e6)


@pytest.fixture
def shares():
    return {"DPRK": stated("z-joint-venture-share-dprk"), "Russia": stated("z-joint-venture-share-russia")}


@pytest.mark.parametrize(("bought", "holder"), [(19, "Russia"), (20, None), (50, None), (51, "ROK"), (70, "ROK")])
def test_a_majority_changes_hands_at_twenty_and_at_fifty_percent(shares, bought, holder):
    after = projects.after_buy_in(shares, "Russia", "ROK", percent(bought))
    assert sum(share.value for share in after.values()) == 100
    assert after["DPRK"].value == 30
    assert projects.majority_holder(after) == holder


def test_nobody_sells_more_than_they_hold(shares):
    with pytest.raises(ValueError, match="cannot sell"):
        projects.after_buy_in(shares, "Russia", "ROK", percent(71))


def test_russia_can_sell_twenty_percent(shares):
    assert projects.sellable(shares["Russia"]).value == 20


def test_the_best_year_reached_two_fifths_of_what_was_planned_at_most():
    plan = stated("z-coal-transit-rajin-planned")
    used = projects.share_of_ceiling(outside("context/rajin_transit", "coal-via-rajin-2017"), plan)
    assert str(used) == "about 40.0\N{NO-BREAK SPACE}%"
    least = projects.share_of_ceiling(outside("context/rajin_transit", "coal-to-rajin-2015-rzdpartner"), plan)
    assert least.qualifier == "more_than"
    assert least.lower == pytest.approx(22.4)


# --- where they lie ----------------------------------------------------------------------------------


def test_seoul_and_pyongyang_lie_two_hundred_kilometres_apart():
    apart = projects.distance(load_table("places").set_index("place_id"), "seoul", "pyongyang")
    assert apart.value == pytest.approx(195, abs=3)
    assert apart.qualifier == "about"


def test_a_rough_position_makes_a_rough_distance():
    places = load_table("places").set_index("place_id")
    rough, fine = (projects.distance(places, "nampo", name) for name in ("jaedong", "kangdong"))
    assert rough.upper - rough.lower == pytest.approx(2 * 0.22 * 111.2)
    assert rough.upper - rough.lower > 5 * (fine.upper - fine.lower)
    here = projects.distance(places, "rajin", "rajin")
    assert (here.value, here.lower) == (0, 0)


# --- how far they had come ---------------------------------------------------------------------------


def statuses(*rows):
    return pd.DataFrame(rows, columns=["project_id", "as_of", "status"]).assign(detail="")


def test_the_latest_year_counts_and_of_its_statuses_the_furthest():
    rows = statuses(
        ("line", "2013-09", "completed"), ("line", "2018", "suspended"), ("line", "2018-09-05", "operating")
    )
    assert projects.states_at(rows, 2017)["state"].tolist() == ["at work"]
    assert projects.states_at(rows, 2018)[["status", "when"]].to_numpy().tolist() == [["operating", "5 September 2018"]]


def test_of_two_statuses_of_one_state_the_later_in_order_counts():
    rows = statuses(("line", "2014-11", "preparation"), ("line", "2014-11", "planned"))
    assert projects.states_at(rows, 2014)["status"].tolist() == ["preparation"]


def test_a_status_of_several_years_belongs_to_the_last_of_them():
    rows = statuses(("line", "2001/2011", "shelved"))
    assert projects.states_at(rows, 2010).empty
    assert projects.states_at(rows, 2011)["state"].tolist() == ["stopped"]


def test_the_line_to_rajin_went_from_plan_to_work_to_standstill():
    rows = pd.concat([load_table("project_status"), load_table("context/project_status")])
    rows = rows[rows["project_id"] == "khasan-rajin"]
    states = [projects.states_at(rows, year)["state"].item() for year in (2006, 2008, 2013, 2014, 2019)]
    assert states == ["prepared", "being built", "at work", "at work", "stopped"]


def test_every_status_of_the_data_has_a_state():
    used = {*load_table("project_status")["status"], *load_table("context/project_status")["status"]} - {"none"}
    assert {projects.state(status) for status in used} == set(projects.STATES)
    with pytest.raises(ValueError, match="no state"):
        projects.state("none")


def test_obstacles_named_for_a_kind_of_projects_stand_in_brackets():
    rows = pd.DataFrame(
        [
            ("line", "sanctions", "class"),
            ("line", "tension", "named"),
            ("line", "tension", "class"),
            ("dam", "payments", "class"),
        ],
        columns=["project_id", "blocker", "scope"],
    )
    found = projects.obstacles(rows)
    assert found == {"line": "tension between the Koreas (sanctions)", "dam": "(no way to pay)"}


def test_every_obstacle_of_the_data_has_words():
    assert set(load_table("project_blockers")["blocker"]) <= set(projects.OBSTACLES)
