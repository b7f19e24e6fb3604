"""Contents of the data: every table, what one of its rows is, where it is kept and how long it is."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tumen.quantity import derive
from tumen.schema import Package


def contents(package: Package, load: Callable[[str], pd.DataFrame]) -> pd.DataFrame:
    """Return one row a table of the package: ``title, meaning, file``, and the number of its ``rows`` as a figure."""
    return pd.DataFrame(
        [
            {
                "title": table.title,
                "meaning": table.description,
                "file": table.path,
                "rows": derive(
                    f"Rows of the table “{table.title}”",
                    "number of rows of the file",
                    (),
                    len(load(table.name)),
                    "item",
                ),
            }
            for table in package.tables.values()
        ]
    )
