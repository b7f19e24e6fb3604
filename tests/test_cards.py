"""What a click on a figure shows: value, bounds, where it comes from, and who says otherwise."""

from __future__ import annotations

import re
from html import unescape

import pytest
from axe_playwright_python.sync_playwright import Axe
from tumen import cards as module
from tumen import paths
from tumen.cards import card, cards, control, element_id
from tumen.errors import UnknownNameError
from tumen.facts import CONTEXT_KEYS, all_outside, all_stated, outside, stated
from tumen.measures import trade
from tumen.quantity import Evidence, from_print, parameter
from tumen.references import row_of

STYLES = paths.LIBRARY / "build" / "assets" / "css"


def text_of(markup):
    return unescape(re.sub(r"<[^>]+>", "", markup)).replace("\N{NO-BREAK SPACE}", " ")


def rows_of(quantity):
    """Return the lines of a card by name, as a reader sees them."""
    lines = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", card(quantity))
    return {unescape(name): text_of(line) for name, line in lines}


def is_closed(found):
    """Whether every control in some cards has its card among them."""
    targets = set(re.findall(r'popovertarget="([^"]+)"', "".join(found.values())))
    return targets == {element_id(name) for name in found}


# --- the lines of a card -----------------------------------------------------------------------------


def test_a_card_begins_with_what_is_measured_and_how_much():
    shown = card(stated("z-coal-value-2013"))
    assert "Value of coking coal delivered under the Raspadskaya contract" in text_of(shown)
    assert '<p class="evidence-value">about $19.9\N{NO-BREAK SPACE}m</p>' in shown
    assert rows_of(stated("z-coal-value-2013"))["Period"] == "2013"


def test_a_stated_figure_names_page_section_and_footnote_and_links_to_the_words_and_its_row():
    rows = rows_of(stated("z-coal-value-2013"))
    assert rows["Stated in"].startswith("Zakharova, page 18, “Bilateral trade”")
    assert "Federal Customs Service" in rows["Footnote 9"]
    shown = card(stated("z-coal-value-2013"))
    assert "#:~:text=" in shown
    assert 'href="15-evidence.html#z-coal-value-2013"' in shown


def test_the_title_of_a_footnote_is_linked_to_its_address():
    shown = card(stated("z-long-term-visas-order-2014"))
    assert re.search(r'<a href="http://minvostokrazvitia\.ru[^"]*"><i>North Korea for the first time', shown)
    assert "Available at" not in shown


@pytest.mark.parametrize(
    ("name", "bounds"),
    [
        ("z-turnover-2013", "$112.65 m to $112.75 m, by the rounding of the print"),
        ("z-coal-value-2013", "$17.9 m to $21.9 m, “about” read as 10 % either way"),
        ("t-turnover-peak", "$900 m to $1 bn, “almost” read as 10 % below at most"),
        ("z-turnover-2013-rounded", "$100 m to $120 m, “a little more than” read as 20 % above at most"),
        ("z-coal-delivered-2013", "at least 170,000 t, as only a lower limit is given"),
        ("z-turnover-ceiling-21st-century", "$0 to $250 m, as only an upper limit is given"),
    ],
)
def test_bounds_come_with_the_reason_for_them(name, bounds):
    assert rows_of(stated(name))["Lies within"] == bounds


def test_bounds_that_would_only_repeat_the_figure_are_left_out():
    assert "Lies within" not in rows_of(stated("z-worker-quota-2013"))
    assert "Lies within" not in rows_of(stated("z-soviet-share-1970s-1980s"))
    assert rows_of(outside("context/project_outcomes", "road-bridge-length-espreso-2025"))["In full"] == "1.005 km"


def test_another_slack_shows_in_the_bounds():
    rows = rows_of(stated("z-coal-value-2013", slack=0.2))
    assert rows["Lies within"].endswith("“about” read as 20 % either way")
    assert "slack of 0.2" in rows["Computed as"]


def test_a_preferred_figure_says_that_its_rivals_bound_it():
    preferred = next(figure for figure in trade.recommended_turnovers() if figure.period == "2012")
    assert rows_of(preferred)["Lies within"].endswith("from the lowest to the highest that its sources allow")


def test_the_subject_is_named_where_the_title_leaves_it_open():
    assert rows_of(stated("z-debt-share-written-off-2012"))["About"] == "DPRK debt to Russia"
    assert "About" not in rows_of(stated("z-turnover-2013"))
    assert rows_of(outside("context/project_outcomes", "victory-rzd-line-2015"))["About"].startswith("RZD announces")
    assert "About" not in rows_of(outside("context/project_outcomes", "labour-permits-2017"))


def test_a_figure_without_a_year_says_so():
    assert rows_of(stated("t-turnover-peak"))["Period"] == "not given"


def test_an_implied_figure_tells_the_rule_it_was_read_by():
    assert rows_of(stated("z-trilateral-projects"))["Read by rule"].startswith("count of the projects listed")


def test_a_derived_figure_shows_its_formula_in_letters_and_leads_to_its_inputs():
    price = trade.unit_price(stated("z-coal-value-2013"), stated("z-coal-delivered-2013"))
    shown = card(price)
    assert "<i>a</i> ÷ <i>b</i>" in shown
    assert 'popovertarget="evidence-z-coal-delivered-2013"' in shown
    assert rows_of(price)["Lies within"].endswith("as its inputs allow")
    assert set(cards([price])) == {price.id, "z-coal-value-2013", "z-coal-delivered-2013"}


def test_an_outside_figure_names_and_links_its_source_and_says_how_far_to_trust_it():
    figure = outside("context/trade", "turnover-2013-rfa_2015")
    assert rows_of(figure) | {"Other figures": "", "Why they differ": "", "Lies within": ""} == {
        "Lies within": "",
        "Period": "2013",
        "Source": "Park Jung-woo 2015, Radio Free Asia",
        "Figures of": "KOTRA, the South Korean agency for trade",
        "Counted": "goods only",
        "Basis": "stands in the source",
        "Confidence": "medium",
        "Note": "preliminary; printed growth 49 percent, the figures give 37.3",
        "Other figures": "",
        "Why they differ": "",
    }
    assert re.search(r'<a href="https?://[^"]*rfa\.org[^"]*">Park Jung-woo 2015', card(figure))


def test_an_estimate_shows_what_it_was_worked_out_from():
    assert rows_of(outside("context/trade", "turnover-2013-cow_trade_v4"))["Basis"] == "an estimate: 9+114/1.10"
    assert rows_of(outside("context/trade", "turnover-2010-emb_en_2012"))["Basis"] == "derived: 113.7/1.154"


def test_an_outside_table_that_repeats_a_document_leads_to_its_page():
    rows = rows_of(outside("context/debt_and_target", "debt-before-settlement-2012"))
    assert rows["Stated in"].startswith("Zakharova, page 16")
    assert rows["Source"] == "Reuters 2012, Townhall"


def test_notes_name_sources_as_readers_know_them_and_link_to_errata():
    note = rows_of(outside("context/project_outcomes", "road-bridge-length-espreso-2025"))["Note"]
    assert note.endswith("CONFLICT with 0.85 km (TASS 2025)")
    assert 'href="15-evidence.html#erratum-A15"' in card(stated("z-turnover-2005"))


def test_a_parameter_says_that_the_reader_chose_it():
    assert "<code>growth</code>" in card(parameter("growth", 5, "percent", "Assumed growth"))


# --- rivals ------------------------------------------------------------------------------------------


def test_rivals_are_named_with_source_trust_and_scope_and_the_reason_they_differ():
    rows = rows_of(stated("z-turnover-2013"))
    assert "$104 m KOTRA, in Yonhap 2014; medium confidence; goods only" in rows["Other figures"]
    assert "$101.27 m Russian customs, in Lee Kyung-ha 2018; suspect" in rows["Other figures"]
    assert "preliminary customs data" in rows["Why they differ"]


def test_a_rival_of_another_time_or_scope_or_kind_says_so():
    assert "since 2009" in rows_of(stated("z-russia-share-dprk-trade-2011"))["Other figures"]
    assert "terminal only" in rows_of(stated("z-investment-cost-khasan-rajin"))["Other figures"]
    assert "at its peak" in rows_of(stated("z-turnover-ceiling-21st-century"))["Other figures"]
    assert "goods only" not in rows_of(outside("context/trade", "turnover-2009-voa_2011"))["Other figures"]


def test_a_figure_without_rivals_has_no_line_for_them():
    assert not {"Other figures", "Why they differ"} & set(rows_of(stated("z-worker-quota-2013")))


def test_the_cards_of_rivals_come_along_and_no_control_leads_nowhere():
    found = cards([stated("z-turnover-2013")])
    assert "context/trade:turnover-2013-rfa_2018" in found
    assert is_closed(found)
    known = all_stated() + [figure for table in CONTEXT_KEYS for figure in all_outside(table)]
    assert is_closed(cards([*known, *trade.recommended_turnovers()]))


def test_a_long_list_of_rivals_is_cut_and_says_where_the_rest_is(monkeypatch):
    monkeypatch.setattr(module, "MOST_RIVALS", 2)
    monkeypatch.setattr(module, "_card_as_stated", module._card)
    figure = stated("z-turnover-2013")
    assert '<a href="03-bilateral-trade.html">3 more, in the record by source</a>' in card(figure)
    assert is_closed(cards([figure]))


# --- hostile data ------------------------------------------------------------------------------------


def test_a_title_cannot_smuggle_in_markup():
    figure = from_print(1, "USD", "<script>x</script>", Evidence("parameter", "<b>"))
    assert "<script>" not in card(figure)
    assert "<b>" not in card(figure)


def test_no_note_period_or_source_can_smuggle_in_markup(monkeypatch):
    image = "<img src=x onerror=alert(1)>"
    monkeypatch.setattr(module, "short_citation", lambda name: image)
    monkeypatch.setattr(module, "citation", lambda name: f"{image} (2014) <i>{image}</i>")
    monkeypatch.setattr(module, "row_of", lambda *name: {**row_of(*name), "title": image, "note": image})
    for origin in (
        Evidence("quantities", "z-coal-value-2013", references=("z-n09",), note=image),
        Evidence("context/trade_recommended", "2013", references=("rfa_2015",), note=image),
    ):
        shown = card(from_print(1, "USD", image, origin, period=image))
        assert "<img" not in shown
        assert "&lt;img" in shown


def test_a_figure_of_no_row_is_refused():
    with pytest.raises(UnknownNameError, match="z-turnover-2013"):
        card(from_print(1, "USD", "Turnover", Evidence("quantities", "z-turnover-2031")))


# --- in a browser ------------------------------------------------------------------------------------


def test_a_control_opens_the_card_of_its_figure():
    figure = stated("z-turnover-2013")
    assert f'popovertarget="{element_id(figure.id)}"' in control(figure)
    assert f'id="{element_id(figure.id)}"' in card(figure)


@pytest.fixture
def page(browser, tmp_path):
    """A page with one sentence and its evidence, as a reader without JavaScript meets it on a small phone."""
    exports, _ = trade.exports_and_imports(stated("z-turnover-2013"), stated("z-trade-surplus-2013"))
    found = "".join(cards([exports]).values())
    styles = "".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("base", "evidence"))
    html = (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Exports</title><style>{styles}</style>'
        f"<main><h1>Exports</h1><p>They came to {control(exports)}.</p></main>"
        f'<section class="evidence">{found}</section>'
    )
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    yield page
    context.close()


def is_focused(control):
    return control.evaluate("element => element === document.activeElement")


@pytest.mark.browser
def test_from_the_keyboard_one_card_leads_to_the_next_and_escape_back_to_the_sentence(page):
    figure = page.locator("main button.figure")
    figure.focus()
    page.keyboard.press("Enter")
    first = page.locator(f"[id='{figure.get_attribute('popovertarget')}']")
    assert first.is_visible()
    page.keyboard.press("Tab")
    assert is_focused(first.locator(".close"))
    page.keyboard.press("Tab")
    assert is_focused(first.locator("button.figure").first)
    page.keyboard.press("Enter")
    assert page.locator("#evidence-z-turnover-2013").is_visible()
    page.keyboard.press("Escape")
    assert first.is_visible()
    assert not page.locator("#evidence-z-turnover-2013").is_visible()
    page.keyboard.press("Escape")
    assert not first.is_visible()
    assert is_focused(figure)


@pytest.mark.browser
def test_a_card_fits_a_small_phone_and_scrolls_in_itself(page):
    page.emulate_media(reduced_motion="reduce")
    page.locator("main button.figure").click()
    page.locator("[popover]:popover-open button.figure").first.click()
    card = page.locator("#evidence-z-turnover-2013")
    box = card.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320
    assert box["y"] + box["height"] <= 640
    assert card.evaluate("element => element.scrollWidth <= element.clientWidth")
    assert card.evaluate("element => element.scrollHeight > element.clientHeight")
    card.locator(".close").click()
    assert not card.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_open_card_has_no_accessibility_violation(browser, page, scheme):
    address = page.url
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    scripted = context.new_page()
    scripted.goto(address)
    scripted.locator("main button.figure").click()
    found = Axe().run(scripted)
    context.close()
    assert [violation["id"] for violation in found.response["violations"]] == []


@pytest.mark.browser
def test_in_print_the_card_is_a_numbered_note_in_one_paragraph(page):
    page.emulate_media(media="print")
    card = page.locator(".evidence-card").first
    assert card.is_visible()
    assert not card.locator(".close").is_visible()
    assert card.locator("dt").first.evaluate("element => getComputedStyle(element).display") == "inline"
