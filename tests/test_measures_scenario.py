"""The scenario measures against numbers worked out by hand."""

import pytest
from tumen.data import load_table
from tumen.facts import stated
from tumen.measures import scenario
from tumen.quantity import parameter


def percent(value):
    return parameter("chance", value, "percent", "A chance")


def fund(size=1e9, share=100.0, beside=0.0):
    return (
        parameter("size", size, "USD", "Fund"),
        parameter("share", share, "percent", "Share"),
        parameter("beside", beside, "times", "Beside"),
    )


@pytest.fixture
def slides():
    return load_table("statements").query("document_id == 'toloraya'")


def test_three_even_chances_in_a_row_leave_one_in_eight():
    joint = scenario.joint_chance([percent(50)] * 3, "All")
    assert (joint.value, joint.unit) == (pytest.approx(12.5), "percent")
    assert scenario.joint_chance([percent(30)], "One").value == pytest.approx(30)


def test_what_is_no_chance_is_refused():
    with pytest.raises(ValueError, match="no chance"):
        scenario.joint_chance([percent(50), percent(101)], "All")
    with pytest.raises(ValueError, match="at least one"):
        scenario.joint_chance([], "None")


def test_the_even_chance_multiplies_back_to_the_joint_one():
    each = scenario.even_chance(percent(50), 3)
    assert each.value == pytest.approx(79.37, abs=0.01)
    assert scenario.joint_chance([each] * 3, "All").value == pytest.approx(50)


def test_others_money_comes_on_top_of_the_share_invested():
    assert scenario.at_work(*fund(1e9, 50, 2)).value == pytest.approx(1.5e9)
    assert scenario.at_work(*fund()).unit == "USD"


def test_a_billion_pays_three_khasan_rajins_and_a_twenty_fifth_of_victory():
    money = scenario.at_work(*fund())
    line, victory = stated("z-investment-cost-khasan-rajin"), stated("z-investment-cost-victory")
    assert scenario.times_paid(money, line).value == pytest.approx(10 / 3)
    share = scenario.share_paid(money, victory)
    assert (share.value, share.unit, share.qualifier) == (pytest.approx(4), "percent", "about")
    assert share.lower < 3.7 < 4.4 < share.upper


def test_the_remainder_of_the_debt_pays_four_percent_of_victory():
    share = scenario.share_paid(stated("z-debt-remainder-2012"), stated("z-investment-cost-victory"))
    assert share.value == pytest.approx(4.36)


def test_the_fund_needed_pays_exactly_the_cost():
    victory = stated("z-investment-cost-victory")
    _, share, beside = fund(share=40, beside=1.5)
    needed = scenario.size_needed(victory, share, beside)
    assert needed.value == pytest.approx(25e9)
    assert scenario.at_work(needed, share, beside).value == pytest.approx(victory.value)
    assert scenario.size_needed(victory, *fund(share=50)[1:]).value == pytest.approx(50e9)


def test_victory_is_eighty_three_and_a_third_blocks_of_khasan_rajin():
    cut = scenario.blocks(stated("z-investment-cost-victory"), stated("z-investment-cost-khasan-rajin"), 14)
    assert len(cut) == 84
    assert cut["part"].sum() == pytest.approx(25 / 0.3)
    assert cut["part"].iloc[-1] == pytest.approx(1 / 3)
    assert (cut["column"].max(), cut["row"].max()) == (13, 5)


def test_blocks_that_fit_exactly_leave_no_empty_one():
    whole, block = fund(0.9)[0], fund(0.3)[0]
    assert list(scenario.blocks(whole, block, 2)["part"]) == pytest.approx([1, 1, 1])


def test_the_slides_are_firm_up_to_the_trilateral_pilots(slides):
    shares = scenario.soft_shares(slides, load_table("sections"))
    assert list(shares) == [f"s{number:02}" for number in range(1, 11)]
    assert shares["s09"].value == pytest.approx(100 * 11 / 16)
    assert shares["s10"].value == pytest.approx(100 * 11 / 13)
    assert scenario.last_firm(shares) == "s08"


def test_counting_assertions_alone_makes_what_is_implied_weak(slides):
    sections = load_table("sections").query("section_id == 's02'")
    assert scenario.soft_shares(slides, sections)["s02"].value == 0
    assert scenario.soft_shares(slides, sections, "asserted")["s02"].value == pytest.approx(30)


def test_a_deck_that_begins_weakly_has_no_firm_part():
    with pytest.raises(ValueError, match="weakly"):
        scenario.last_firm({"s01": percent(60)})


def test_no_claim_on_the_future_is_asserted_on_the_last_two_slides(slides):
    last = slides[slides["section_id"].isin(["s09", "s10"])]
    asserted, claims = scenario.asserted_of(last, "Claims on the future")
    assert (asserted.value, claims.value) == (0, 22)
    asserted, claims = scenario.asserted_of(slides[slides["section_id"] == "s01"], "Claims on the future")
    assert asserted.value == claims.value == 7


def test_stacked_claims_stand_firm_ones_first_and_lose_none(slides):
    placed = scenario.stacked(slides)
    assert len(placed) == len(slides)
    ninth = placed[placed["section_id"] == "s09"]
    assert list(ninth["place"]) == list(range(1, 17))
    assert list(ninth["modality"])[:5] == ["asserted"] * 5
    assert set(ninth["modality"].iloc[-3:]) == {"conditional"}
