"""The built pages in a real browser: offline, without errors, readable, operable, evidence behind every figure."""

from __future__ import annotations

import re
from functools import partial

import filelock
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from tumen import paths
from tumen.build import site
from tumen.build.plan import all_notebooks, make_plan
from tumen.data import load_table

NAMES = [path.stem for path in all_notebooks()]
PAGES = ["index", *NAMES]
each_page = pytest.mark.parametrize("name", PAGES)
each_notebook_page = pytest.mark.parametrize("name", NAMES)
pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def built_site():
    """The site as `make report` leaves it; what is up to date is not built again."""
    plan = make_plan([], [])
    turn = filelock.FileLock(paths.ROOT / ".site-tests.lock")  # builds exclude each other, test processes wait here
    with turn, site.worker_pool(site.default_workers(len(plan))) as executor:
        return site.build(plan, paths.SITE, executor=executor).index.parent


@pytest.fixture
def visit(browser, built_site):
    """Open a page; collect what a reader must never meet: errors, and requests that leave the folder."""
    contexts = []

    def open_page(name, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda message: page.problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("request", lambda request: note_request(page, request))
        page.goto((built_site / f"{name}.html").as_uri())
        return page

    def note_request(page, request):
        if not request.url.startswith(("data:", "blob:", built_site.as_uri())):
            page.problems.append(f"request to {request.url}")

    yield open_page
    for context in contexts:
        context.close()


def scroll_through(page):
    """Bring every chart into view, and wait until all are live."""
    charts = page.locator("figure.chart")
    for number in range(charts.count()):
        charts.nth(number).scroll_into_view_if_needed()
    expect(page.locator("figure.chart:not(.is-live)")).to_have_count(0, timeout=20_000)


@each_page
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_opens_offline_without_errors_and_fits_the_screen(visit, name, width, scheme):
    page = visit(name, width, color_scheme=scheme, offline=True)
    scroll_through(page)
    assert page.problems == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@each_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(visit, name, scheme):
    page = visit(name, color_scheme=scheme)
    scroll_through(page)
    results = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    found = [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in results.response["violations"]]
    assert found == []


@each_notebook_page
def test_every_figure_has_its_card_once(visit, name):
    page = visit(name)
    targets = page.eval_on_selector_all("[popovertarget]", "all => all.map(each => each.getAttribute('popovertarget'))")
    cards = page.eval_on_selector_all("[popover]", "all => all.map(each => each.id)")
    assert len(cards) == len(set(cards))
    assert set(targets) <= set(cards)
    assert page.locator("main [data-evidence]").count() > 5


@each_notebook_page
def test_links_within_the_site_lead_somewhere(visit, built_site, name):
    page = visit(name)
    links = page.eval_on_selector_all("a[href]", "all => all.map(each => each.getAttribute('href'))")
    for link in {link for link in links if not re.match(r"\w+:", link)}:
        file, _, fragment = link.partition("#")
        target = built_site / (file or f"{name}.html")
        assert target.exists(), link
        if fragment:
            assert f'id="{fragment}"' in target.read_text(encoding="utf-8"), link


@each_notebook_page
def test_a_figure_opens_its_evidence_by_click_and_by_keyboard_without_javascript(visit, name):
    for javascript in (True, False):
        page = visit(name, java_script_enabled=javascript)
        figure = page.locator("main .computed p button.figure").first
        card = page.locator(f"[id='{figure.get_attribute('popovertarget')}']")
        assert not card.is_visible()
        figure.click()
        assert card.is_visible()
        page.keyboard.press("Escape")
        assert not card.is_visible()
        figure.focus()
        page.keyboard.press("Enter")
        assert card.is_visible()


@each_notebook_page
def test_without_javascript_every_chart_is_there_as_a_picture(visit, name):
    page = visit(name, java_script_enabled=False)
    charts = page.locator("figure.chart")
    for number in range(charts.count()):
        picture = charts.nth(number).locator("img")
        picture.scroll_into_view_if_needed()
        assert picture.is_visible()
        assert picture.get_attribute("alt")
        assert picture.bounding_box()["height"] > 80


@each_notebook_page
def test_in_print_the_pictures_stand_in_light_colours(visit, name):
    page = visit(name, color_scheme="dark")
    scroll_through(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for picture in page.locator("figure.chart .static").all():
        assert picture.is_visible()
    for live in page.locator("figure.chart .live").all():
        assert not live.is_visible()


@each_notebook_page
def test_every_control_changes_its_chart(visit, name):
    """Move each slider to its ends, choose each option: the drawing must answer, and without an error."""
    page = visit(name)
    scroll_through(page)
    for chart in page.locator("figure.chart").all():
        for control in chart.locator(".vega-bind").all():
            drawings, restore = {drawn(chart)}, restoring(control)
            for change in changes(control):
                change()
                page.wait_for_timeout(150)
                drawings.add(drawn(chart))
            restore()  # or a slider at its end may leave the next control nothing to change
            page.wait_for_timeout(150)
            assert len(drawings) > 1, f"{chart.get_attribute('id')}: {control.inner_text()}"
    assert page.problems == []


def drawn(chart):
    return chart.locator(".live svg").inner_html()


def restoring(control):
    """Return the function that brings a control back to where it stands."""
    if control.locator("input[type=range]").count():
        slider = control.locator("input[type=range]")
        return partial(slider.fill, slider.input_value())
    if control.locator("select").count():
        menu = control.locator("select")
        return partial(menu.select_option, menu.input_value())
    if control.locator("input[type=radio]").count():
        value = control.locator("input[type=radio]:checked").input_value()
        return control.locator(f'input[type=radio][value="{value}"]').click
    return control.locator("input[type=checkbox]").click


def changes(control):
    """Return what a reader can do to a control, as functions."""
    for slider in control.locator("input[type=range]").all():
        for end in (slider.get_attribute("min"), slider.get_attribute("max")):
            yield partial(slider.fill, end)
    for button in control.locator("input[type=radio], input[type=checkbox]").all():
        yield partial(button.click)
    for menu in control.locator("select").all():
        for option in menu.locator("option").all():
            yield partial(menu.select_option, option.get_attribute("value"))


@each_notebook_page
def test_menus_keep_the_rows_they_name_and_print_shows_all(visit, name):
    page = visit(name)
    for table in page.locator("table[data-filter]").all():
        rows = table.locator("tbody tr")
        frame = table.locator("xpath=ancestor::div[contains(@class, 'table-frame')]")
        menus = frame.locator("xpath=preceding-sibling::p[@class='filters'][1]").locator("select")
        columns = [int(column) for column in table.get_attribute("data-filter").split()]
        assert menus.count() == len(columns)
        for place, column in enumerate(columns):
            value = menus.nth(place).locator("option").nth(1).get_attribute("value")
            menus.nth(place).select_option(value)
            shown = [row.locator("td, th").nth(column).inner_text() for row in rows.all() if row.is_visible()]
            assert set(shown) == {value}
            assert len(shown) < rows.count()
            page.emulate_media(media="print")
            assert all(row.is_visible() for row in rows.all())
            page.emulate_media(media="screen")
            menus.nth(place).select_option("")
        assert all(row.is_visible() for row in rows.all())


def test_the_evidence_page_holds_every_stated_number(visit):
    page = visit("15-evidence")
    ids = set(page.eval_on_selector_all("tr[id]", "all => all.map(each => each.id)"))
    assert set(load_table("quantities")["quantity_id"]) <= ids
    assert {f"erratum-{entry}" for entry in load_table("errata")["entry"]} <= ids


def test_the_contents_name_every_page_and_the_neighbours_follow_the_order(visit):
    page = visit("index")
    assert page.locator("ol.series a").count() == len(NAMES)
    first = visit(NAMES[0])
    assert first.locator("a[rel=next]").get_attribute("href") == f"{NAMES[1]}.html"
    assert first.locator("nav.contents a[href^='#']").count() >= 3
