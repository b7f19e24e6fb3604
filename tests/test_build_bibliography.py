"""The page of references: every source once, with an address that is safe to follow and what rests on it."""

from __future__ import annotations

import gzip
import re

import jinja2
from tumen import paths
from tumen.build.bibliography import (
    GROUPS,
    LANGUAGES,
    bibliography_context,
    reference_address,
    rows_by_reference,
)
from tumen.build.record import Record
from tumen.data import load_references, load_table
from tumen.listings.footnotes import repairs

TEMPLATES = paths.LIBRARY / "build" / "templates" / "tumen"
BEHIND_NO_ROW = {"natural_earth"}
"""What base maps come from; no row of a table names it."""


def record(name, title, references):
    return Record(name, title, "", "both", (), tuple(references), (), ())


PAGES = [
    record("03-bilateral-trade", "03 · Bilateral trade: how large?", ["kbs_fr_2016", "zakharova"]),
    record("14-promises", "14 · Promises: what became of them?", ["kbs_fr_2016", "natural_earth"]),
]


def shown(records=PAGES):
    """Return the entries by id."""
    return {entry["id"]: entry for group in bibliography_context(records)["groups"] for entry in group["entries"]}


def render(records=PAGES):
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    site = {"series": records, "version": "0"}
    return environment.get_template("references.html.j2").render(site=site, **bibliography_context(records))


def test_every_reference_stands_once_under_its_address():
    html = render()
    for name in load_references():
        assert html.count(f'id="{reference_address(name).partition("#")[2]}"') == 1


def test_the_groups_are_the_documents_the_footnotes_by_number_and_the_rest_by_the_alphabet():
    groups = {group["id"]: group["entries"] for group in bibliography_context([])["groups"]}
    assert list(groups) == list(GROUPS)
    assert {entry["id"] for entry in groups["documents"]} == {"ref-zakharova", "ref-toloraya"}
    notes = load_table("footnotes").dropna(subset=["number", "reference_id"])
    assert [entry["number"] for entry in groups["footnotes"]] == sorted(notes["number"])
    authors = [re.sub(r"\W", "", entry["citation"]).lower() for entry in groups["outside"]]
    assert authors[0].startswith("afp")
    assert [author[:4] for author in authors] == sorted(author[:4] for author in authors)


def test_every_reference_has_a_row_that_rests_on_it_and_is_otherwise_said_to_be_consulted():
    assert set(load_references()) - set(rows_by_reference()) == BEHIND_NO_ROW
    counts = [render(records).count("Consulted; no figure rests on it.") for records in (PAGES, PAGES[:1])]
    assert counts == [0, 1]  # the base map is named on a page, or not


def test_rows_are_counted_by_name_by_footnote_and_by_the_words_of_a_document():
    counts = rows_by_reference()
    trade = load_table("context/trade")["reference_ids"].str.split(";")
    rivals = counts["cow_trade_v4"]["Russia-DPRK trade, rival figures"]
    assert rivals == sum("cow_trade_v4" in names for names in trade)
    assert counts["z-n21"] == {"Stated numbers": 1, "Dated events": 1, "Status of projects": 1}
    stated = load_table("quantities")["document_id"].value_counts()
    assert {name: counts[name]["Stated numbers"] for name in ("zakharova", "toloraya")} == dict(stated)
    assert "Errata" not in counts["zakharova"]


def test_a_reference_leads_back_to_the_pages_that_name_it():
    pages = shown()["ref-kbs_fr_2016"]["pages"]
    assert pages == [("03-bilateral-trade", "03 · Bilateral trade"), ("14-promises", "14 · Promises")]
    assert shown()["ref-z-n01"]["pages"] == []


def test_a_damaged_address_is_shown_as_printed_with_what_became_of_it():
    entries = shown()
    assert entries["ref-z-n04"]["printed_address"].startswith("http://www.mter-fax.ra/")
    assert entries["ref-z-n04"]["address"].startswith("http://www.interfax.ru/")
    assert entries["ref-z-n04"]["is_repaired"]
    assert entries["ref-z-n22"]["address"] is None
    assert not entries["ref-z-n22"]["is_repaired"]
    assert entries["ref-z-n16"]["printed_address"] is None
    html, counts = render(), repairs(load_table("footnotes"), load_references())
    assert html.count("(repaired)") == counts["repaired"]
    assert html.count("(beyond repair)") == counts["lost"]


def test_a_citation_has_no_address_in_it_and_italics_are_set():
    entries = shown()
    assert "Available at" not in "".join(entry["citation"] for entry in entries.values())
    assert "<i>Aju News</i>" in render()


def test_the_language_of_a_source_is_told_once():
    entries = shown()
    assert {item.get("language", "en") for item in load_references().values()} <= set(LANGUAGES)
    assert entries["ref-z-n04"]["language"] == "Russian"
    assert entries["ref-aju_2018"]["language"] is None
    assert "Page in Korean" in entries["ref-aju_2018"]["note"]
    assert entries["ref-zakharova"]["language"] is None


def test_a_remark_leads_to_the_errata_it_names():
    assert '<a href="15-evidence.html#erratum-A53">A53</a>' in shown()["ref-z-n04"]["note"]


def test_the_page_is_light():
    pages = [record(f"{n:02}-a-page-of-the-series", f"{n:02} · A page: what?", load_references()) for n in range(16)]
    assert len(gzip.compress(render(pages).encode())) < 120_000
