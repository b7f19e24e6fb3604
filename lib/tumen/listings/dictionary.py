"""Dictionary of the data: every table with its columns, their meaning and their keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from tumen.quantity import derive
from tumen.schema import Package


def dictionary(package: Package, load: Callable[[str], pd.DataFrame]) -> Iterator[tuple[str, str, pd.DataFrame, str]]:
    """Yield each table of the package: title, introduction with the number of rows, columns, and keys.

    The introduction is a sentence for ``tumen.prose``: its figure carries evidence.
    """
    for table in package.tables.values():
        rows = derive(f"Rows of {table.name}", "number of rows of the file", (), len(load(table.name)), "item")
        columns = [
            {
                "column": field.name,
                "type": field.type,
                "unit": field.unit or field.rule or None,
                "meaning": field.description + _allowed(field.constraints),
            }
            for field in table.fields
        ]
        keys = [f"Key: {', '.join(table.primary_key)}."]
        keys += [f"{key.field} names a row of {key.target}." for key in table.foreign_keys]
        introduction = f"{table.description} The file is `{table.path}`; rows: {rows}."
        yield table.title, introduction, pd.DataFrame(columns), " ".join(keys)


def _allowed(constraints: dict) -> str:
    return f" One of: {', '.join(constraints['enum'])}." if "enum" in constraints else ""
