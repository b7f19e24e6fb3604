"""The data package as its descriptor describes it: tables, fields, keys. No data are read here."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from tumen.errors import DataError, Fault, UnknownNameError
from tumen.reads import note


@dataclass(frozen=True)
class Field:
    """One column: its Table Schema type, what it means, its unit, and the rule of ours it follows, if any."""

    name: str
    type: str
    description: str
    unit: str | None
    rule: str | None
    constraints: dict[str, Any]


@dataclass(frozen=True)
class ForeignKey:
    """Values of ``field`` must stand in ``target_field`` of the table ``target``."""

    field: str
    target: str
    target_field: str


@dataclass(frozen=True)
class Table:
    """One table of the package."""

    name: str
    path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    descriptor: dict[str, Any]

    @property
    def field_names(self) -> list[str]:
        """Names of the columns, in the order of the file."""
        return [field.name for field in self.fields]


class Package:
    """The data package in ``folder``.

    Raises
    ------
    DataError
        datapackage.json is missing, not UTF-8, or broken off.
    """

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        path = note(self.folder / "datapackage.json")
        self.descriptor, self.tables = _read(path, path.stat().st_mtime_ns if path.exists() else 0)
        """The descriptor as it stands, and every table by name, in the order of the descriptor."""

    def table(self, name: str) -> Table:
        """Return one table; an unknown name raises `UnknownNameError` with the closest ones."""
        if name not in self.tables:
            raise UnknownNameError(unknown("table", name, list(self.tables)))
        return self.tables[name]


def unknown(what: str, name: str, known: list[str]) -> str:
    """Return the message for a name that does not exist, with what was probably meant."""
    close = get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there are {len(known)}, e.g. {', '.join(known[:3])}"
    return f"no {what} is called {name!r}; {hint}"


@cache
def _read(path: Path, _changed: int) -> tuple[dict[str, Any], dict[str, Table]]:
    descriptor = _read_descriptor(path)
    resources = [r for r in descriptor["resources"] if r.get("type") == "table"]
    return descriptor, {resource["name"]: _table(resource) for resource in resources}


def _read_descriptor(path: Path) -> dict[str, Any]:
    def fault(line: int | None, value: str | None, rule: str, advice: str) -> DataError:
        return DataError([Fault(path.name, line, None, value, rule, advice)])

    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise fault(None, None, "the file is missing", f"Expected at {path.parent}.") from error
    except UnicodeDecodeError as error:
        raise fault(None, None, f"not UTF-8 at byte {error.start}", "Save the file as UTF-8.") from error
    except json.JSONDecodeError as error:
        rule = f"not complete JSON: {error.msg} at column {error.colno}"
        raise fault(error.lineno, None, rule, "Restore the file from version control.") from error
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        raise fault(1, None, "no resources in it", "A Data Package lists its tables under 'resources'.")
    for resource in descriptor["resources"]:
        if resource.get("type") == "table":
            missing = [key for key in ("name", "path", "title", "description", "schema") if key not in resource]
            missing += [key for key in ("fields", "primaryKey") if key not in resource.get("schema", {})]
            if missing:
                rule = f"the table lacks {', '.join(missing)}"
                raise fault(None, resource.get("name"), rule, "Describe it as its neighbours are.")
    return descriptor


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    return Table(
        name=resource["name"],
        path=resource["path"],
        title=resource["title"],
        description=resource["description"],
        fields=tuple(_field(field) for field in schema["fields"]),
        primary_key=tuple(schema["primaryKey"]),
        foreign_keys=tuple(_foreign_key(key) for key in schema.get("foreignKeys", [])),
        descriptor=resource,
    )


def _field(field: dict[str, Any]) -> Field:
    return Field(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        unit=field.get("unit"),
        rule=field.get("rule"),
        constraints=field.get("constraints", {}),
    )


def _foreign_key(key: dict[str, Any]) -> ForeignKey:
    reference = key["reference"]
    return ForeignKey(key["fields"][0], reference["resource"], reference["fields"][0])
