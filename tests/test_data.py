"""The true data: they follow their rules, and known figures stand where the documents put them."""

from __future__ import annotations

import csv
import json

import pytest
from tumen import paths
from tumen.data import check_package, describe, list_tables, load_references, load_table
from tumen.errors import DataError, UnknownNameError
from tumen.schema import Package

TABLES = list_tables()


def test_the_data_follow_all_their_rules():
    assert check_package() == []


@pytest.mark.parametrize("name", TABLES)
def test_every_table_loads_with_the_columns_of_its_schema_in_order(name):
    assert list(load_table(name).columns) == Package(paths.DATA).table(name).field_names


@pytest.mark.parametrize("name", TABLES)
def test_every_table_and_column_is_described(name):
    table = Package(paths.DATA).table(name)
    assert len(table.description) > 20
    assert all(len(field.description) > 4 for field in table.fields)
    assert list(describe(name)["column"]) == table.field_names


def test_columns_of_the_same_name_have_the_same_type_everywhere():
    types: dict[str, set[str]] = {}
    for table in Package(paths.DATA).tables.values():
        for field in table.fields:
            types.setdefault(field.name, set()).add(field.type)
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_the_package_is_a_data_package_2():
    descriptor = json.loads((paths.DATA / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert {resource["path"] for resource in descriptor["resources"]} == {
        str(path.relative_to(paths.DATA))
        for path in paths.DATA.rglob("*")
        if path.suffix in (".csv", ".json", ".geojson")
    } - {"datapackage.json"}


@pytest.mark.parametrize(
    ("table", "key", "row", "column", "value"),
    [
        ("quantities", "quantity_id", "z-turnover-2013", "value", 112_700_000),
        ("quantities", "quantity_id", "z-debt-remainder-2012", "value", 1_090_000_000),
        ("quantities", "quantity_id", "z-worker-quota-2013", "value", 35_000),
        ("quantities", "quantity_id", "z-workers-recruited-2010", "qualifier", "about"),
        ("quantities", "quantity_id", "t-turnover-peak", "qualifier", "almost"),
        ("events", "event_id", "z-ev-debt-agreement-2012", "date", "2012-09-17"),
        ("documents", "document_id", "zakharova", "language", "en"),
        ("context/trade_recommended", "year", 2005, "turnover", 233_000_000),
        ("context/sanctions", "act_id", "unsc-2397-2017", "date", "2017-12-22"),
    ],
)
def test_known_values_stand_in_the_data(table, key, row, column, value):
    frame = load_table(table).set_index(key)
    assert frame.loc[row, column] == value


def test_the_peak_of_the_slides_has_no_year():
    peak = load_table("quantities").set_index("quantity_id").loc["t-turnover-peak"]
    assert peak.isna()["period"]


def test_stock_and_quota_of_workers_are_different_measures():
    rows = load_table("quantities").set_index("quantity_id")
    assert rows.loc["z-workers-recruited-2010", "indicator"] != rows.loc["z-worker-quota-2013", "indicator"]


def test_both_documents_are_covered_as_widely_as_they_are():
    quantities, events = load_table("quantities"), load_table("events")
    statements = load_table("statements")
    assert (quantities["document_id"] == "zakharova").sum() >= 80
    assert (quantities["document_id"] == "toloraya").sum() >= 45
    assert (events["document_id"] == "zakharova").sum() >= 100
    assert (events["document_id"] == "toloraya").sum() >= 20
    assert (statements["document_id"] == "zakharova").sum() >= 55
    assert (statements["document_id"] == "toloraya").sum() >= 100
    assert len(load_table("comparisons")) >= 60


def test_all_footnotes_and_the_editors_note_are_there():
    notes = load_table("footnotes")
    assert sorted(notes["number"].dropna()) == list(range(1, 24))
    assert "editor_note" in set(notes["kind"])
    assert notes.set_index("footnote_id")["call_anchor_id"].isna()["z-n06"]


def test_every_erratum_of_both_texts_is_recorded():
    entries = set(load_table("errata")["entry"])
    assert {f"A{n}" for n in range(1, 56)} <= entries
    assert {f"S{n}" for n in range(1, 45)} <= entries


def test_the_texts_of_the_documents_stay_out_of_the_data():
    fragments = load_table("anchors")["fragment"].dropna()
    assert fragments.str.split().str.len().max() <= 6


def test_references_say_what_was_printed_where_an_address_was_repaired():
    note = load_references()["z-n04"]
    assert note["URL"].startswith("http://www.interfax.ru/")
    assert "mter-fax" in note["custom"]["printed_url"]


def test_an_unknown_table_suggests_the_closest():
    with pytest.raises(UnknownNameError, match="quantities"):
        load_table("quantites")


def test_text_that_looks_like_a_number_or_missing_stays_text(data_copy):
    path = data_copy / "actors.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow(["007", "NA", "person", "NA", *[""] * (lines[0].count(",") - 3)])
    row = load_table("actors", data_copy).iloc[-1]
    assert (row["actor_id"], row["name"], row["country"]) == ("007", "NA", "NA")


def test_missing_is_missing_and_never_zero():
    quantities = load_table("quantities")
    degrees = quantities[quantities["reading"] == "degree"]
    assert degrees["value"].isna().all()


def test_a_notebook_cannot_load_a_broken_table(data_copy):
    path = data_copy / "places.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("42.235", "much", 1), encoding="utf-8")
    with pytest.raises(DataError, match=r"places\.csv:\d+, column latitude: 'much'"):
        load_table("places", data_copy)
