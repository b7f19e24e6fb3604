"""Who said it: citations, links into the public page, the way back to the words."""

from __future__ import annotations

import pytest
from tumen.errors import UnknownNameError
from tumen.references import citation, page_link, place_in_document, row_of

COAL = row_of("quantities", "quantity_id", "z-coal-value-2013")["anchor_id"]
PEAK = row_of("quantities", "quantity_id", "t-turnover-peak")["anchor_id"]


def test_a_citation_names_author_year_and_title():
    assert citation("zakharova").startswith("Zakharova, L.V.")
    assert "Economic relations between Russia and the DPRK" in citation("zakharova")


def test_a_source_without_author_goes_by_its_publisher():
    assert not citation("onecorea_2021").startswith("(")


def test_an_unknown_reference_suggests_the_closest():
    with pytest.raises(UnknownNameError, match="zakharova"):
        citation("zakarova")


def test_words_of_the_article_are_linked_and_those_of_the_slides_cannot_be():
    assert "elib.jp" in page_link(COAL)
    assert page_link(PEAK) is None


def test_a_place_is_named_as_a_reader_would():
    assert place_in_document(COAL) == "Zakharova, page 18"
    assert place_in_document(PEAK).startswith("Toloraya, slide ")
