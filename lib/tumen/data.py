"""The tables: reading them, describing them, and checking every rule they are under."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from pathlib import Path

import pandas as pd

from tumen import paths
from tumen.dates import is_edtf
from tumen.errors import DataError, Fault, UnitError
from tumen.reads import note
from tumen.schema import Field, Package, Table
from tumen.units import parse_unit

REFERENCES_FILE = "references.json"
LIST_SEPARATOR = ";"
_ENTRIES = {"actors": "actor_id", "projects": "project_id", "places": "place_id", "terms": "term_id"}
"""What a term may refer to, table by table, with the column of its ids."""

_PANDAS_TYPES = {"string": "string", "number": "Float64", "integer": "Int64", "boolean": "boolean"}


def load_table(name: str, folder: Path = paths.DATA) -> pd.DataFrame:
    """Return one checked table of the data package.

    One row is one observation; `describe` says of what. The whole file is checked on every call, so no
    notebook runs on a broken table.

    Parameters
    ----------
    name
        As in datapackage.json, e.g. ``"quantities"`` or ``"context-trade"``; `list_tables` gives all.
    folder
        The folder of the data package.

    Returns
    -------
    pandas.DataFrame
        Columns in the order of the file, rows too, index 0..n-1. Text and codes are ``string``, counts
        ``Int64``, measures ``Float64`` in base units, truth values ``boolean``. Missing is ``<NA>``.

    Raises
    ------
    UnknownNameError
        No such table; the message names the closest ones.
    DataError
        The file breaks its schema; every fault with file, line, column, value and rule.

    Sources: each row names its own, in references.json or by its anchor.
    """
    path = folder / Package(folder).table(name).path
    if not path.exists():
        raise DataError([Fault(path.name, None, None, None, "the file is missing", "datapackage.json names it.")])
    return _load(name, folder, note(path).stat().st_mtime_ns).copy()


@cache
def _load(name: str, folder: Path, _changed: int) -> pd.DataFrame:
    table = Package(folder).table(name)
    faults = check_table(table, folder)
    if faults:
        raise DataError(faults)
    frame = pd.read_csv(folder / table.path, dtype="string", keep_default_na=False, na_values=[""])
    return frame.astype(
        {field.name: _PANDAS_TYPES[field.type] for field in table.fields if field.type != "boolean"}
    ).assign(
        **{
            f.name: frame[f.name].map({"true": True, "false": False}).astype("boolean")
            for f in table.fields
            if f.type == "boolean"
        }
    )


def list_tables(folder: Path = paths.DATA) -> list[str]:
    """Return the names of all tables."""
    return list(Package(folder).tables)


def describe(name: str, folder: Path = paths.DATA) -> pd.DataFrame:
    """Return the dictionary of one table: a row a column, with type, unit, what it means, how full it is."""
    table, frame = Package(folder).table(name), load_table(name, folder)
    rows = [
        {
            "column": field.name,
            "type": field.type,
            "unit": field.unit or "",
            "meaning": field.description,
            "filled": int(frame[field.name].notna().sum()),
        }
        for field in table.fields
    ]
    return pd.DataFrame(rows)


# --- checking --------------------------------------------------------------------------------------


def check_package(folder: Path = paths.DATA) -> list[Fault]:
    """Return every fault of every table: encoding, hidden characters, header, types, constraints, keys, rules."""
    try:
        package = Package(folder)
        reference_ids(folder)
    except DataError as error:
        return error.faults
    faults = [fault for table in package.tables.values() for fault in check_table(table, folder)]
    faults += _hidden_in_json(folder / "datapackage.json")
    return faults + _check_foreign_keys(package) + _check_entry_ids(package) + _check_strays(package)


def check_table(table: Table, folder: Path) -> list[Fault]:
    """Return the faults of one table, its foreign keys left out."""
    path = folder / table.path
    if not path.exists():
        return [Fault(table.path, None, None, None, "the file is missing", "datapackage.json names it.")]
    undecodable = _check_encoding(table.path, path)
    if undecodable:
        return undecodable
    return _check_by_schema(table, folder) + _hidden_in_table(table, folder) + _check_own_rules(table, folder)


def _check_encoding(name: str, path: Path) -> list[Fault]:
    faults = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            value = line[error.start : error.end].hex(" ")
            rule = f"byte {error.start + 1} of the line is not UTF-8"
            faults.append(Fault(name, number, None, value, rule, "Save the file as UTF-8."))
    return faults


_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\ufff0-\uffff\ud800-\udfff"  # controls, line ends, no characters, half ones
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that no font draws: controls, and what Unicode calls default-ignorable (zero width, direction, tags).

They could hide text from whoever reviews the data, or pass for the marks of a figure's evidence (`tumen.figures`).
"""

_JSON_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def _hidden_in_table(table: Table, folder: Path) -> list[Fault]:
    """Return a fault for each cell, those of the header included, with a character that nobody sees."""
    with (folder / table.path).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        faults = [_hidden(table.path, 1, None, label) for label in header]
        for cells in reader:
            pairs = zip_longest(header, cells, fillvalue="")
            faults += [_hidden(table.path, reader.line_num, _spelled_out(column), cell) for column, cell in pairs]
    return [fault for fault in faults if fault]


def _hidden_in_json(path: Path) -> list[Fault]:
    """Do the same for a JSON file with one member a line; a character written as an escape is found as well."""
    faults = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        strings = [json.loads(string) for string in _JSON_STRING.findall(line)]
        faults += [_hidden(path.name, number, _spelled_out(strings[0]), string) for string in strings]
    return [fault for fault in faults if fault]


def _hidden(file: str, line: int, column: str | None, text: str) -> Fault | None:
    found = _HIDDEN.findall(text)
    if not found:
        return None
    names = ", ".join(f"U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip() for sign in dict.fromkeys(found))
    return Fault(file, line, column, _spelled_out(text), f"a hidden character: {names}", "Delete it.")


def _spelled_out(text: str) -> str:
    return _HIDDEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def _check_by_schema(table: Table, folder: Path) -> list[Fault]:
    from frictionless import Resource  # half a second to import, so only where it is used

    descriptor = json.loads(json.dumps(table.descriptor))
    descriptor["schema"].pop("foreignKeys", None)
    for field in descriptor["schema"]["fields"]:
        if field["type"] == "boolean":  # Table Schema would also take True and 1, the loader would not
            field |= {"trueValues": ["true"], "falseValues": ["false"]}
    report = Resource.from_descriptor(descriptor, basepath=str(folder)).validate(limit_errors=100_000)
    errors = list(report.errors) + [error for task in report.tasks for error in task.errors]
    return [_fault_from(error, table) for error in errors]


def _fault_from(error, table: Table) -> Fault:
    """Word an error of frictionless for people; it counts rows as we count lines, the header being 1."""
    line = getattr(error, "row_number", None)
    column = getattr(error, "field_name", None) or None
    value = getattr(error, "cell", None) or None
    advice = _ADVICE.get(error.type, "See the table's description in datapackage.json.")
    rule = f"{error.title.removesuffix(' Error').lower()}: {error.note}".rstrip(": ")
    if error.type == "incorrect-label":
        line, value = 1, error.label
        rule, advice = (
            f"the header should say {column!r} here",
            "Rename the column back, or change datapackage.json.",
        )
    elif error.type in ("primary-key",):
        column = " + ".join(table.primary_key)
        value = ", ".join(error.cells[table.field_names.index(key)] for key in table.primary_key)
    elif error.type in ("extra-label", "missing-label", "blank-header", "duplicate-label"):
        line, value = 1, getattr(error, "label", None)
    return Fault(table.path, line, column, value, rule, advice)


_ADVICE = {
    "type-error": "Put a value of this type, or leave the cell empty.",
    "constraint-error": "Correct the value; the allowed ones stand in datapackage.json.",
    "primary-key": "Give each row a key of its own, or delete the double.",
    "missing-cell": "The row has too few cells; look for a missing comma.",
    "extra-cell": "The row has too many cells; quote text that contains a comma.",
    "missing-label": "Restore the column.",
    "extra-label": "Remove the column, or describe it in datapackage.json.",
    "blank-row": "Delete the empty line.",
}


def _rows(folder: Path, table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and cells of each row as text; rows of the wrong width are the schema check's business."""
    with (folder / table.path).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader, [])
        for cells in reader:
            if len(cells) == len(header):
                yield reader.line_num, dict(zip(header, cells, strict=True))


def _check_own_rules(table: Table, folder: Path) -> list[Fault]:
    """Check what Table Schema cannot say: EDTF dates, units, lists of references."""
    ruled = [field for field in table.fields if field.rule]
    faults = []
    for line, row in _rows(folder, table) if ruled else ():
        for field in ruled:
            value = row.get(field.name)
            if value and (fault := _break_of(field, value, folder)):
                faults.append(Fault(table.path, line, field.name, value, *fault))
    return faults


def _break_of(field: Field, value: str, folder: Path) -> tuple[str, str] | None:
    if field.rule == "edtf" and not is_edtf(value):
        return "no possible EDTF date", "Write 2014, 2014-03, 2014-09-17, 199X, 2014-41 or 2005/2013."
    if field.rule == "unit":
        try:
            parse_unit(value)
        except UnitError as error:
            return "unknown unit", f"{error}."
    if field.rule == "references":
        missing = [name for name in value.split(LIST_SEPARATOR) if name not in reference_ids(folder)]
        if missing:
            return (
                f"no such reference in {REFERENCES_FILE}: {', '.join(missing)}",
                "Add it there, or correct the id.",
            )
    return None


def _check_foreign_keys(package: Package) -> list[Fault]:
    faults = []
    for table in package.tables.values():
        for key in table.foreign_keys:
            known = _column(package, key.target, key.target_field)
            for line, row in _readable_rows(package, table):
                for value in filter(None, [row.get(key.field)]):
                    if value not in known:
                        rule = f"no row of {key.target} has this {key.target_field}"
                        advice = "Correct it, or add the row it names."
                        faults.append(Fault(table.path, line, key.field, value, rule, advice))
    return faults


def _check_entry_ids(package: Package) -> list[Fault]:
    """Check lists of ids that may come from any of the tables of entries, which no foreign key can say."""
    known = set().union(*(_column(package, *entries) for entries in _ENTRIES.items() if entries[0] in package.tables))
    faults = []
    for table in package.tables.values():
        lists = [field.name for field in table.fields if field.rule == "entries"]
        for line, row in _readable_rows(package, table) if lists else ():
            for column, value in ((name, row[name]) for name in lists if row.get(name)):
                unknown = [name for name in value.split(LIST_SEPARATOR) if name not in known]
                if unknown:
                    rule = f"no row of {', '.join(_ENTRIES)} has this id: {', '.join(unknown)}"
                    faults.append(Fault(table.path, line, column, value, rule, "Correct the id, or add its row."))
    return faults


def _column(package: Package, table_name: str, field: str) -> set[str]:
    return {row.get(field, "") for _, row in _readable_rows(package, package.table(table_name))}


def _readable_rows(package: Package, table: Table) -> list[tuple[int, dict[str, str]]]:
    path = package.folder / table.path
    if not path.exists() or _check_encoding(table.path, path):
        return []
    return list(_rows(package.folder, table))


def _check_strays(package: Package) -> list[Fault]:
    """A CSV file that the descriptor does not name would never be checked or shown."""
    named = {table.path for table in package.tables.values()}
    found = {str(path.relative_to(package.folder)) for path in package.folder.rglob("*.csv")}
    rule, advice = "datapackage.json does not name this file", "Describe it there, or remove it."
    return [Fault(name, None, None, None, rule, advice) for name in sorted(found - named)]


def reference_ids(folder: Path = paths.DATA) -> frozenset[str]:
    """Return the ids of every reference; raise `DataError` where references.json is broken."""
    return frozenset(load_references(folder))


def load_references(folder: Path = paths.DATA) -> dict[str, dict]:
    """Return the CSL-JSON items by id."""
    path = folder / REFERENCES_FILE
    if not path.exists():
        raise DataError([Fault(path.name, None, None, None, "the file is missing", f"Expected at {folder}.")])
    return _load_references(folder, note(path).stat().st_mtime_ns)


@cache
def _load_references(folder: Path, _changed: int) -> dict[str, dict]:
    path = folder / REFERENCES_FILE
    try:
        items = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None)
        raise DataError(
            [Fault(path.name, line, None, None, f"not complete JSON: {error}", "Restore the file.")]
        ) from error
    if hidden := _hidden_in_json(path):
        raise DataError(hidden)
    twice = sorted({item["id"] for item in items if sum(other["id"] == item["id"] for other in items) > 1})
    if twice:
        raise DataError(
            [Fault(path.name, None, "id", name, "two references have this id", "Rename one.") for name in twice]
        )
    return {item["id"]: item for item in items}
