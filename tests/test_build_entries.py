"""Entries of the glossary: everything the data name, once, described from the data alone."""

from __future__ import annotations

import re

import pytest
from tumen.build.entries import KINDS, MISREADINGS, all_entries
from tumen.data import load_table
from tumen.dates import read_aloud

ENTRIES = {entry.id: entry for entry in all_entries()}
TABLES = {"actors": ("actor_id", "name"), "projects": ("project_id", "name"), "places": ("place_id", "name")}
TABLES |= {"terms": ("term_id", "term")}


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_its_entry_under_its_own_or_its_prefixed_id(table):
    key, name = TABLES[table]
    for row in load_table(table).to_dict("records"):
        found = [ENTRIES.get(each) for each in (row[key], *(f"{kind}-{row[key]}" for kind in KINDS))]
        assert row[name] in {entry.name for entry in found if entry}, row[key]


def test_entries_are_sorted_by_name_and_each_id_stands_once():
    entries = all_entries()
    names = [entry.name.casefold() for entry in entries]
    assert names == sorted(names)
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(re.fullmatch(r"[a-z0-9-]+", entry.id) for entry in entries)


def test_a_region_that_acts_and_is_a_place_is_one_entry_with_what_both_tables_say():
    tatarstan = ENTRIES["tatarstan"]
    assert "place-tatarstan" not in ENTRIES
    assert tatarstan.kind == "place"
    assert "Republic of Tatarstan" in tatarstan.aliases
    assert "subject of the Russian Federation" in tatarstan.text


def test_two_things_under_one_id_are_parted_and_refer_to_each_other():
    body, project = ENTRIES["business-council"], ENTRIES["project-business-council"]
    assert (body.kind, project.kind) == ("body", "project")
    assert project.id in body.see
    assert body.id in project.see


def test_what_an_entry_refers_to_is_there():
    assert [(entry.id, name) for entry in ENTRIES.values() for name in entry.see if name not in ENTRIES] == []


def test_an_actor_is_described_by_kind_country_and_role():
    assert ENTRIES["kogas"].text == "Company (Republic of Korea): South Korean party to the gas pipeline talks."
    assert ENTRIES["china"].text == "State."


def test_a_place_says_what_its_note_tells_of_it_but_not_of_its_coordinates():
    assert ENTRIES["omsk"].text == "City (Russia). Home of NPO Mostovik."
    assert ENTRIES["kazan"].text == "City (Russia). Named only within the university's name."
    assert not [entry.id for entry in ENTRIES.values() if "oordinates" in entry.text or "errat" in entry.text]


def test_a_project_names_its_parties_and_its_latest_status_by_each_source_with_the_date():
    text = ENTRIES["gas-pipeline"].text
    assert text.startswith("Trilateral project in the field of gas (Russia, DPRK, Republic of Korea). Status: ")
    assert "wanted, April 2019 (slides)" in text
    assert "discussed, June 2018 (outside sources)" in text
    assert ENTRIES["gas-pipeline"].references == ("sputnik_2018_kogas", "reuters_2018_gaz")


def test_a_project_shows_no_number_but_the_dates_of_its_statuses():
    rows = [*load_table("project_status").itertuples(), *load_table("context/project_status").itertuples()]
    dates = {read_aloud(row.as_of) for row in rows}
    for entry in (entry for entry in ENTRIES.values() if entry.kind == "project"):
        rest = entry.text
        for date in sorted(dates, key=len, reverse=True):
            rest = rest.replace(date, "")
        assert not re.search(r"\d", rest), entry.text


def test_every_entry_is_described_in_whole_sentences():
    for entry in ENTRIES.values():
        assert re.fullmatch(r"[A-Z(].*\.", entry.text), entry.id
        assert "  " not in entry.text
        assert "nan" not in entry.text.lower().split()


def test_a_misreading_is_kept_apart_from_the_other_spellings():
    korea = ENTRIES["rok"]
    assert "Kazakhstan" in korea.misreadings
    assert "Kazakhstan" not in korea.aliases
    assert {name for entry in ENTRIES.values() for name in entry.misreadings} == MISREADINGS


def test_states_capitals_and_words_of_the_method_are_everyday():
    everyday = {entry.id for entry in ENTRIES.values() if entry.is_everyday}
    assert {"dprk", "russia", "moscow", "pyongyang", "verdict"} <= everyday
    assert not {"rajin", "gazprom", "victory", "clearing"} & everyday
