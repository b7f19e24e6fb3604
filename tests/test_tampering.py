"""`tumen check` on data and texts that were tampered with: each fault is named by file, line, column, value, rule."""

from __future__ import annotations

import csv
import re

import pytest
from tumen.cli import app
from typer.testing import CliRunner

runner = CliRunner()


def check(data, texts=None):
    arguments = ["check", "--data", str(data)] + (["--sources", str(texts)] if texts else [])
    result = runner.invoke(app, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def edit(path, before, after, count=1):
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{before!r} is not in {path.name}; the test has nothing to tamper with"
    path.write_text(text.replace(before, after, count), encoding="utf-8")


def read_rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def change_cell(path, key, column, value):
    """Put ``value`` into the row whose first cell is ``key``; return the line it stands on."""
    rows = read_rows(path)
    line = next(number for number, row in enumerate(rows, start=1) if row[0] == key)
    rows[line - 1][rows[0].index(column)] = value
    write_rows(path, rows)
    return line


def test_the_true_data_pass_and_say_that_anchors_were_not_verified(data_copy):
    result = check(data_copy)
    assert result.exit_code == 0
    assert "not verified again" in result.output


def test_the_true_texts_pass_with_full_coverage(data_copy, texts_copy):
    result = check(data_copy, texts_copy)
    assert result.exit_code == 0
    assert re.search(r"every number is accounted for: \d+ of zakharova and \d+ of toloraya", result.output)


def test_a_changed_figure_in_a_text_is_named(data_copy, texts_copy):
    edit(texts_copy / "zakharova.txt", "$112.7 million", "$113.7 million")
    result = check(data_copy, texts_copy)
    assert result.exit_code == 1
    assert re.search(r"anchors\.csv:\d+, column sha256: .*zakharova\.txt, line 77", result.output)
    assert "quantities.csv" in result.output
    assert "'113.7 million': no row says this number" in result.output


def test_a_longer_text_does_not_put_everything_behind_it_at_fault(data_copy, texts_copy):
    edit(texts_copy / "zakharova.txt", "$83 million", "$9,983 million")
    result = check(data_copy, texts_copy)
    assert result.exit_code == 1
    assert 1 <= len(re.findall(r"are not the anchored ones", result.output)) <= 8


def test_a_number_added_to_a_text_is_found_uncovered(data_copy, texts_copy):
    with (texts_copy / "toloraya.txt").open("a", encoding="utf-8") as file:
        file.write("\n- Seven more projects")
    result = check(data_copy, texts_copy)
    assert "toloraya.txt:75: 'Seven': no row says this number" in result.output


def test_a_deleted_row_leaves_its_number_uncovered(data_copy, texts_copy):
    path = data_copy / "quantities.csv"
    write_rows(path, [row for row in read_rows(path) if row[0] != "z-fdi-stock-dprk-2008"])
    result = check(data_copy, texts_copy)
    assert result.exit_code == 1
    assert "zakharova.txt:93: '2.505 million': no row says this number" in result.output


def test_a_changed_value_no_longer_stands_in_its_words(data_copy, texts_copy):
    line = change_cell(data_copy / "quantities.csv", "z-turnover-2009", "value", "94000000")
    result = check(data_copy, texts_copy)
    assert re.search(
        rf"quantities\.csv:{line}, column value: '94000000': the words of z77-\S+ do not say", result.output
    )


@pytest.mark.parametrize(("figure", "value"), [("z-turnover-2013", "112.7"), ("z-debt-share-written-off-2012", "9000")])
def test_a_value_off_by_its_scale_does_not_stand_in_its_words(data_copy, texts_copy, figure, value):
    line = change_cell(data_copy / "quantities.csv", figure, "value", value)
    assert f"quantities.csv:{line}, column value: '{value}'" in check(data_copy, texts_copy).output


@pytest.mark.parametrize(("column", "value"), [("line", "80"), ("fragment", "other words"), ("page", "21")])
def test_a_place_that_does_not_fit_its_span_is_named(data_copy, texts_copy, column, value):
    path = data_copy / "anchors.csv"
    anchor = next(row[3] for row in read_rows(data_copy / "quantities.csv") if row[0] == "z-turnover-2013")
    change_cell(path, anchor, column, value)
    assert f", column {column}: " in check(data_copy, texts_copy).output


@pytest.mark.parametrize("file", ["goods.csv", "references.json"])
def test_a_missing_file_is_named_with_the_texts_at_hand_too(data_copy, texts_copy, file):
    (data_copy / file).unlink()
    assert f"{file}: the file is missing" in check(data_copy, texts_copy).output


def test_a_wrong_rounding_step_is_named(data_copy, texts_copy):
    line = change_cell(data_copy / "quantities.csv", "z-turnover-2013", "resolution", "1000000")
    assert f"quantities.csv:{line}, column resolution" in check(data_copy, texts_copy).output


def test_a_missing_text_is_named(data_copy, texts_copy):
    (texts_copy / "toloraya.txt").unlink()
    result = check(data_copy, texts_copy)
    assert result.exit_code == 1
    assert "toloraya.txt: the text is missing" in result.output


@pytest.mark.parametrize(
    ("table", "key", "column", "value", "rule"),
    [
        ("quantities.csv", "z-turnover-2009", "value", "a lot", "type"),
        ("quantities.csv", "z-turnover-2009", "qualifier", "roughly", "enum"),
        ("quantities.csv", "z-turnover-2009", "unit", "dolars", "unknown unit"),
        ("quantities.csv", "z-turnover-2009", "period", "2009-02-30", "no possible EDTF date"),
        ("quantities.csv", "z-turnover-2009", "anchor_id", "z99-1-2", "no row of anchors has this anchor_id"),
        ("quantities.csv", "z-turnover-2009", "title", "", "required"),
        ("events.csv", "z-ev-debt-agreement-2012", "date", "2012-13", "no possible EDTF date"),
        ("events.csv", "z-ev-debt-agreement-2012", "is_planned", "perhaps", "type"),
        ("events.csv", "z-ev-debt-agreement-2012", "is_planned", "True", "type"),
        ("events.csv", "z-ev-debt-agreement-2012", "date", "2014-37", "no possible EDTF date"),
        ("quantities.csv", "z-turnover-2009", "unit", "USD/", "unknown unit"),
        ("footnotes.csv", "z-n03", "reference_id", "nobody", "no such reference"),
        ("places.csv", "rajin", "latitude", "95", "maximum"),
    ],
)
def test_a_broken_cell_is_named_with_its_rule(data_copy, table, key, column, value, rule):
    line = change_cell(data_copy / table, key, column, value)
    result = check(data_copy)
    assert result.exit_code == 1
    named = [fault for fault in result.output.splitlines() if fault.startswith(f"{table}:{line}, column {column}")]
    assert any(rule in fault and value in fault for fault in named), result.output


def test_a_duplicate_key_is_named(data_copy):
    path = data_copy / "places.csv"
    rows = read_rows(path)
    write_rows(path, [*rows, rows[1]])
    result = check(data_copy)
    assert f"places.csv:{len(rows) + 1}, column place_id: '{rows[1][0]}'" in result.output


def test_bytes_that_are_not_utf8_are_named(data_copy):
    path = data_copy / "goods.csv"
    lines = path.read_bytes().split(b"\n")
    lines[4] = lines[4][:10] + b"\xe9" + lines[4][10:]
    path.write_bytes(b"\n".join(lines))
    result = check(data_copy)
    assert "goods.csv:5: 'e9': byte 11 of the line is not UTF-8" in result.output


def test_a_renamed_column_is_named(data_copy):
    edit(data_copy / "events.csv", "date_basis", "basis_of_date")
    result = check(data_copy)
    assert "events.csv:1, column date_basis: 'basis_of_date': the header should say 'date_basis' here" in result.output


def test_a_truncated_descriptor_is_named(data_copy):
    path = data_copy / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8")[:5000], encoding="utf-8")
    result = check(data_copy)
    assert result.exit_code == 1
    assert re.search(r"datapackage\.json:\d+: not complete JSON", result.output)


def test_a_truncated_references_file_is_named(data_copy):
    path = data_copy / "references.json"
    path.write_text(path.read_text(encoding="utf-8")[:5000], encoding="utf-8")
    assert re.search(r"references\.json:\d+: not complete JSON", check(data_copy).output)


def test_a_row_with_a_missing_and_one_with_an_extra_cell_are_named(data_copy):
    path = data_copy / "goods.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].rsplit(",", 1)[0] if '"' not in lines[1] else "x,y"
    lines[2] += ",surplus"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    output = check(data_copy).output
    assert re.search(r"goods\.csv:2, column note: missing cell", output)
    assert re.search(r"goods\.csv:3.*'surplus': extra cell", output)


def test_a_missing_table_and_a_stray_one_are_named(data_copy):
    (data_copy / "goods.csv").rename(data_copy / "wares.csv")
    output = check(data_copy).output
    assert "goods.csv: the file is missing" in output
    assert "wares.csv: datapackage.json does not name this file" in output


def test_all_faults_are_reported_at_once(data_copy):
    change_cell(data_copy / "quantities.csv", "z-turnover-2009", "value", "a lot")
    change_cell(data_copy / "events.csv", "z-ev-debt-agreement-2012", "date", "2012-13")
    change_cell(data_copy / "places.csv", "rajin", "latitude", "95")
    (data_copy / "goods.csv").write_bytes(b"\xff\xfe")
    output = check(data_copy).output
    for file in ("quantities.csv", "events.csv", "places.csv", "goods.csv"):
        assert file in output
