"""What a page looks like where its address is shared."""

from __future__ import annotations

import re

import nbformat
import pytest
import vl_convert
from pixels import box_of, pixels_of
from tumen.build.plan import all_notebooks
from tumen.build.share import share_drawing, share_picture, share_properties

TITLE = "03 · Bilateral trade: how large was it, and who says so?"
SERIES = [nbformat.read(path, as_version=4).metadata for path in all_notebooks()]
LONGEST = sorted(SERIES, key=lambda metadata: len(metadata["title"]))[-6:]
ACCENT, PALE, WHITE, GREEN = (31, 95, 153), (211, 227, 241), (255, 255, 255), (0, 160, 0)
PANEL = 480


def chart(width, height, inside=""):
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<rect width="{width}" height="{height}" fill="#00a000"/>{inside}</svg>'
    )


def drawn(svg=None, title=TITLE, summary=""):
    return pixels_of(vl_convert.svg_to_png(share_drawing(title, summary, svg)))[..., :3]


def test_the_picture_has_the_size_that_is_announced_and_is_the_same_each_time():
    properties = dict(share_properties("T", "D", "share/x.jpg", "A", "x.html"))
    height, width = drawn(chart(640, 400)).shape[:2]
    assert (properties["og:image:width"], properties["og:image:height"]) == (str(width), str(height))
    first = share_picture(TITLE, "The chart is lost.", chart(640, 400))
    assert first.startswith(b"\xff\xd8\xff"), "the JPEG that og:image:type announces"
    assert share_picture(TITLE, "The chart is lost.", chart(640, 400)) == first


def test_a_picture_full_of_marks_stays_light():
    marks = "".join(
        f'<text x="{30 + 120 * (n % 5)}" y="{20 + 11 * (n // 5)}" font-size="10">mark {n} of it</text>'
        for n in range(260)
    )
    assert len(share_picture(TITLE, "", chart(650, 600, marks))) < 300_000, "what messengers still show"


@pytest.mark.parametrize(("width", "height"), [(640, 400), (780, 200), (650, 670)])
def test_a_chart_is_shown_whole_and_undistorted_beside_the_panel(width, height):
    left, top, right, bottom = box_of(drawn(chart(width, height)), GREEN)
    assert PANEL < left < right < 1200
    assert 0 < top < bottom < 630
    assert (right - left) / (bottom - top) == pytest.approx(width / height, rel=0.01)
    assert right - left > 500, "large enough to be seen"


def test_a_very_tall_chart_fades_out_at_the_bottom_instead_of_shrinking():
    pixels = drawn(chart(640, 2000, '<linearGradient id="fade"><stop stop-color="#000"/></linearGradient>'))
    left, top, right, _ = box_of(pixels, GREEN)
    assert right - left > 600
    middle = pixels[:, 840, 0].astype(int)
    assert list(middle[top:500]) == [0] * (500 - top)
    assert all(middle[510:629] <= middle[511:630]), "evenly to the paper, whatever ids the chart has"
    assert middle[629] > 250


@pytest.mark.parametrize("metadata", LONGEST, ids=lambda metadata: metadata["title"][:2])
def test_the_longest_titles_of_the_series_stay_within_their_panel(metadata):
    pixels = drawn(chart(640, 400), metadata["title"], metadata["tumen"]["summary"])[:, :PANEL]
    _, top, right, bottom = box_of(pixels[120:], WHITE)
    assert right < PANEL - 45
    assert top < 120, "the headline stands below the name of the series"
    assert bottom < 630 - 120 - 50


def test_the_question_is_the_headline_and_the_subject_stands_above_it():
    parted, question = (drawn(title=title)[110:] for title in ("03 · Coal: who pays?", "Who pays?"))
    assert box_of(parted, WHITE) == box_of(question, WHITE)
    changed = box_of(parted.astype(int) - question + ACCENT, PALE)
    assert changed[3] < box_of(question, WHITE)[1]


def test_the_name_of_the_site_stands_once():
    words = re.findall(r">([^<]+)</text>", share_drawing("Tumen: evidence first", "", None))
    assert words[:2] == ["Tumen", "Evidence first"]


def test_the_summary_is_left_out_if_it_has_no_room():
    long = "word " * 60
    assert (drawn(chart(640, 400), summary=f"{long}. Short.") == drawn(chart(640, 400))).all()
    assert (drawn(chart(640, 400), summary="Short. Other.") != drawn(chart(640, 400))).any()


def test_a_page_without_a_chart_is_all_panel():
    pixels = drawn()
    assert tuple(pixels[5, 1195]) == tuple(pixels[5, 5]) == ACCENT


def test_a_title_may_hold_any_sign_and_be_of_any_length():
    drawn(title='A <b> & "c"')
    pixels = drawn(chart(640, 400), title="05 · Long: " + "a very long title " * 30)[:, :PANEL]
    assert box_of(pixels[120:], WHITE)[3] < 630 - 120 - 50


def test_the_properties_hold_what_a_preview_needs():
    properties = dict(
        share_properties("Trade", "By source.", "share/03.jpg", "Dots.", "03.html", "https://example.org/t/")
    )
    assert properties["og:title"] == "Trade"
    assert properties["og:description"] == "By source."
    assert properties["og:image"] == "https://example.org/t/share/03.jpg"
    assert properties["og:url"] == "https://example.org/t/03.html"
    assert properties["og:image:alt"] == "Dots."
    assert (properties["og:type"], properties["og:locale"]) == ("article", "en_GB")
    assert properties["twitter:card"] == "summary_large_image"


def test_without_an_address_the_properties_are_relative_and_claim_none():
    properties = dict(share_properties("Trade", "By source.", "share/03.jpg", "Dots.", "03.html"))
    assert properties["og:image"] == "share/03.jpg"
    assert "og:url" not in properties
