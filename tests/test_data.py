"""The true data: they follow their rules, and known figures stand where the documents put them."""

from __future__ import annotations

import csv
import json
import re

import pytest
from tumen import paths
from tumen.data import check_package, check_table, describe, list_tables, load_references, load_table
from tumen.errors import DataError, UnknownNameError
from tumen.figures import mark
from tumen.schema import Package

TABLES = list_tables()
NOTEBOOKS = sorted(paths.NOTEBOOKS.glob("*.ipynb"))


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


# --- the read-me of the package --------------------------------------------------------------------

README = (paths.DATA / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_everything_in_the_package_and_its_version():
    descriptor = Package(paths.DATA).descriptor
    assert {resource["name"] for resource in descriptor["resources"] if f"`{resource['name']}`" not in README} == set()
    assert f"version {descriptor['version']}" in README


@pytest.mark.parametrize(
    "snippet", re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL), ids=["pandas", "frictionless"]
)
def test_the_snippets_of_the_readme_run_in_the_folder_of_the_data(snippet, monkeypatch, capsys):
    monkeypatch.chdir(paths.DATA)
    exec(snippet, {})
    printed = capsys.readouterr().out
    assert "False" not in printed
    assert "Trade turnover" in printed or "Soviet share" in printed


# --- terms and spellings ---------------------------------------------------------------------------

NAMED = {"actors": "name", "places": "name", "projects": "name", "terms": "term"}


@pytest.mark.parametrize("table", NAMED)
def test_spellings_are_few_and_none_is_there_twice(table):
    for name, aliases in load_table(table)[[NAMED[table], "aliases"]].dropna().itertuples(index=False):
        spellings = [name, *aliases.split(";")]
        assert len(spellings) <= 7, spellings
        assert len({spelling.casefold() for spelling in spellings}) == len(spellings), spellings
        assert all(spelling == spelling.strip() for spelling in spellings), spellings


@pytest.mark.parametrize(
    ("table", "spelling", "row"),
    [
        ("actors", "Lee Su-yong", "ri-su-yong"),
        ("actors", "Kim Jong-un", "kim-jong-un"),
        ("actors", "Park Bong-ju", "pak-pong-ju"),
        ("actors", "Yury Trutnev", "yuri-trutnev"),
        ("actors", "AIIB", "aiib"),
        ("actors", "GTI", "greater-tumen-initiative"),
        ("places", "Najin", "rajin"),
        ("places", "Rajin-Sonbong", "rason"),
        ("places", "P'yŏngyang", "pyongyang"),
        ("projects", "Pobeda", "victory"),
        ("projects", "Victory", "victory"),
        ("projects", "Khasan-Rajin", "khasan-rajin"),
        ("terms", "mirror statistics", "mirror-data"),
    ],
)
def test_a_name_is_found_by_the_spellings_people_type(table, spelling, row):
    frame = load_table(table)
    found = frame[frame["aliases"].fillna("").str.split(";").map(lambda spellings: spelling in spellings)]
    assert row in set(found.iloc[:, 0])


def test_a_definition_is_short_and_no_term_refers_to_itself():
    for row in load_table("terms").fillna("").to_dict("records"):
        assert 15 <= len(row["definition"].split()) <= 45, row["term_id"]
        assert row["term_id"] not in row["see"].split(";")


def test_every_term_is_met_in_a_notebook_or_in_the_data():
    sources = [cell["source"] for path in NOTEBOOKS for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    tables = [path.read_text(encoding="utf-8") for path in paths.DATA.rglob("*.csv") if path.name != "terms.csv"]
    met = " ".join(["".join(source) for source in sources] + tables).replace("*", "").casefold()
    for row in load_table("terms").fillna("").to_dict("records"):
        assert any(form.casefold() in met for form in [row["term"], *row["aliases"].split(";")] if form), row["term"]


def test_a_term_that_refers_to_nothing_is_named(data_copy):
    line = tamper(data_copy / "terms.csv", "see", "turnover;no-such-thing")
    fault = next(fault for fault in check_package(data_copy) if fault.file == "terms.csv")
    assert (fault.line, fault.column, fault.value) == (line, "see", "turnover;no-such-thing")
    assert "has this id: no-such-thing" in fault.rule


# --- characters that nobody sees -------------------------------------------------------------------

CONTROLS = ["\x00", "\x07", "\t", "\n", "\r", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\ufffd", "\uffff"]
WIDTHLESS = ["\xad", "\u034f", "\u200b", "\u200c", "\u200d", "\u2060", "\u2063", "\u2064", "\ufeff", "\ufe0f", "\u3164"]
DIRECTIONS = ["\u061c", "\u200e", "\u200f", "\u202a", "\u202e", "\u2066", "\u2069"]
TAGS = ["\U000e0000", "\U000e0001", "\U000e0041", "\U000e007f", "\U000e0100"]
SEEN = "Kim Chŏng-ŭn, P'yŏngyang, “§ 5 − 3 %”, Раджин, 라진, 羅津, 5\N{NO-BREAK SPACE}km"


def tamper(path, column, value):
    """Put ``value`` into the last row of ``column``; return its line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[-1][rows[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    return sum(1 for _ in path.open(encoding="utf-8", newline=""))


def hidden_faults(faults):
    return [fault for fault in faults if fault.rule.startswith("a hidden character")]


@pytest.mark.parametrize("sign", [*CONTROLS, *WIDTHLESS, *DIRECTIONS, *TAGS], ids=lambda sign: f"U+{ord(sign):04X}")
def test_a_hidden_character_is_shown_by_its_code_point(data_copy, sign):
    line = tamper(data_copy / "actors.csv", "note", f"be{sign}fore")
    (fault,) = hidden_faults(check_table(Package(data_copy).table("actors"), data_copy))
    code = f"U+{ord(sign):04X}"
    assert (fault.file, fault.line, fault.column, fault.value) == ("actors.csv", line, "note", f"be<{code}>fore")
    assert code in fault.rule
    assert str(fault).isprintable()


def test_letters_of_any_script_and_signs_that_are_seen_pass(data_copy):
    tamper(data_copy / "actors.csv", "note", SEEN)
    assert load_table("actors", data_copy).iloc[-1]["note"] == SEEN


@pytest.mark.parametrize("name", TABLES)
def test_a_hidden_character_is_named_in_any_column_of_any_table(data_copy, name):
    table = Package(data_copy).table(name)
    expected = {(tamper(data_copy / table.path, column, "a\u200bb"), column) for column in table.field_names}
    found = hidden_faults(check_table(table, data_copy))
    assert {(fault.line, fault.column) for fault in found} == expected
    assert {(fault.file, fault.value) for fault in found} == {(table.path, "a<U+200B>b")}


def test_a_figure_cannot_be_given_evidence_by_hidden_marks(data_copy):
    tamper(data_copy / "statements.csv", "text", f"Trade came to {mark('$9 bn', 'z-turnover-2013')}.")
    with pytest.raises(DataError, match=r"statements\.csv:\d+, column text: .*hidden character"):
        load_table("statements", data_copy)


def test_a_hidden_character_in_a_header_or_a_surplus_cell_is_named(data_copy):
    path = data_copy / "goods.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(["\ufeff" + lines[0], lines[1] + ",\u200b", *lines[2:]]) + "\n", encoding="utf-8")
    assert [fault.line for fault in hidden_faults(check_table(Package(data_copy).table("goods"), data_copy))] == [1, 2]


@pytest.mark.parametrize("as_escape", [True, False])
@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\ufeff", "\U000e0041", "\ufffd"])
def test_a_hidden_character_in_the_references_is_named_and_refused(data_copy, sign, as_escape):
    path = data_copy / "references.json"
    lines = path.read_text(encoding="utf-8").split("\n")
    index = next(index for index, line in enumerate(lines) if '"title"' in line)
    written = json.dumps(sign)[1:-1] if as_escape else sign
    lines[index] = lines[index].replace('": "', f'": "{written}')
    path.write_text("\n".join(lines), encoding="utf-8")
    (fault,) = check_package(data_copy)
    assert (fault.file, fault.line, fault.column) == ("references.json", index + 1, "title")
    assert fault.value.startswith(f"<U+{ord(sign):04X}>")
    with pytest.raises(DataError, match="hidden character"):
        load_references(data_copy)


@pytest.mark.parametrize(
    ("name", "escape"),
    [
        ("references.json", "\\ud800"),
        ("references.json", "\\u0000"),
        ("references.json", "\\n"),
        ("datapackage.json", "\\ud800"),
    ],
)
def test_half_characters_and_controls_written_as_escapes_are_named_in_json(data_copy, name, escape):
    path = data_copy / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"title": "', f'"title": "{escape}', 1), encoding="utf-8")
    assert [(fault.file, fault.column) for fault in hidden_faults(check_package(data_copy))] == [(name, "title")]
