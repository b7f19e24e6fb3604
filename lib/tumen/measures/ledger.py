"""Ledger: what the data hold of each document, counted and put in the order of the text.

`places` comes first: it says where each anchor stands, and the others look there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from tumen.figures import HEDGE_WORDS
from tumen.quantity import BOUND_RULES, SLACK, Quantity, derive

READINGS = {
    "digits": "In digits",
    "words": "In words",
    "implied": "Implied",
    "degree": "Of degree",
}
"""How a stated number is read, as a heading."""

OTHER_KINDS = {"events": "Events", "statements": "Claims", "errata": "Errata", "exclusions": "No figures"}
"""Tables counted beside the stated numbers, as headings."""

RULE_WORDS = {
    "exact": "as printed, give or take half of its last digit",
    "between": "from the lower to the upper number, each give or take half of its last digit",
    "about": "off by the slack at most, to either side",
    "almost": "below the number by the slack at most",
    "slightly_more_than": "above the number by twice the slack at most",
    "more_than": "at least the number, with no upper end",
    "less_than": "from zero to the number",
    "up_to": "from zero to the number",
}
"""The reading of each hedge in words; the arithmetic is `tumen.quantity.BOUND_RULES`."""

VERDICTS = ("consistent", "approximate", "inconsistent", "undecidable")


def places(anchors: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Return where each anchor stands, by anchor: document, section, line and page.

    Lines outside of every section, such as those a web site has added, have none.
    """
    columns = ["document_id", "page", "line", "start"]
    found = anchors.set_index("anchor_id")[columns].copy()
    found["section_id"] = pd.Series(pd.NA, index=found.index, dtype="string")
    for section in sections.itertuples():
        inside = found["line"].between(section.line_first, section.line_last)
        found.loc[inside & (found["document_id"] == section.document_id), "section_id"] = section.section_id
    return found


def placed(table: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table with the place of their anchor, see `places`, in the order of the documents.

    A section named by the row itself wins: the lost chart stands among the pages of the section before its own.
    """
    named = [name for name in where if name not in table]
    joined = table.join(where[named], on="anchor_id", validate="m:1")
    slides_last = joined["document_id"].map({"zakharova": 0}).fillna(1)
    return joined.assign(_document=slides_last).sort_values(["_document", "start"], kind="stable", ignore_index=True)


def by_part(frame: pd.DataFrame, sections: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield heading and rows of each part: every section of the article by itself, the slides as one.

    ``frame`` has the columns ``document_id`` and ``section_id``; parts without rows are left out.
    """
    for section in sections[sections["document_id"] == "zakharova"].itertuples():
        rows = frame[frame["section_id"] == section.section_id]
        if len(rows):
            yield section.title, rows
    slides = frame[frame["document_id"] == "toloraya"]
    if len(slides):
        yield "The slides", slides


def document_counts(
    where: pd.DataFrame, documents: dict[str, str], quantities: pd.DataFrame, **others: pd.DataFrame
) -> pd.DataFrame:
    """Return how many rows each document has, as figures: stated numbers by reading, then other tables.

    Parameters
    ----------
    where
        See `places`.
    documents
        What to call each document, by its id.
    quantities
        The table of stated numbers.
    others
        Tables with an anchor or a document, by name, of `OTHER_KINDS`.

    Returns
    -------
    pandas.DataFrame
        One row a document: ``document``, then one column for each reading and each of the other tables.
    """
    tables = {reading: quantities[quantities["reading"] == reading] for reading in READINGS} | others
    owners = {kind: _documents_of(table, where) for kind, table in tables.items()}
    return pd.DataFrame(
        [
            {"document": name}
            | {kind: _count(kind, name, int((owner == document).sum())) for kind, owner in owners.items()}
            for document, name in documents.items()
        ]
    )


def _documents_of(table: pd.DataFrame, where: pd.DataFrame) -> pd.Series:
    return table["document_id"] if "document_id" in table else table["anchor_id"].map(where["document_id"])


def _count(kind: str, document: str, number: int) -> Quantity:
    table = f"quantities with the reading {kind}" if kind in READINGS else kind
    title = f"{(READINGS | OTHER_KINDS)[kind]}: {document}"
    return derive(title, f"number of rows of the table {table} for this document", (), number, "item")


def row_counts(**tables: pd.DataFrame) -> dict[str, Quantity]:
    """Return the number of rows of each table as a figure."""
    return {
        name: derive(f"Rows of {name.replace('_', ' ')}", f"number of rows of the table {name}", (), len(table), "item")
        for name, table in tables.items()
    }


def verdict_counts(checks: Sequence[Any], where: str = "in all") -> dict[str, Quantity]:
    """Return how many checks end in each verdict, and the ``total``, as figures; ``where`` says which checks."""
    found = {"total": derive(f"Claims tested, {where}", "number of tests", (), len(checks), "item")}
    for verdict in VERDICTS:
        number = sum(check.verdict == verdict for check in checks)
        title = f"Claims found {verdict}, {where}"
        found[verdict] = derive(title, "number of tests with this verdict", (), number, "item")
    return found


def usual_slack() -> Quantity:
    """Return the slack by which this series reads the soft hedges, in percent."""
    return derive("Slack used in this series", "set in tumen.quantity", (), 100 * SLACK, "percent")


def hedge_rules(slack: Quantity, usual: Quantity) -> pd.DataFrame:
    """Return the rule of each hedge: in words, and as bounds in percent of the printed number.

    Parameters
    ----------
    slack, usual
        Two choices of the slack, in percent, side by side.

    Returns
    -------
    pandas.DataFrame
        Columns ``hedge, rule``; ``lower, upper`` under ``usual`` and ``trial_lower, trial_upper`` under ``slack``,
        as figures, or as a word where the end is open.
    """
    rows = []
    for qualifier, words in HEDGE_WORDS.items():
        row: dict[str, object] = {"hedge": words.strip() or f"({qualifier})", "rule": RULE_WORDS[qualifier]}
        for prefix, share in (("", usual), ("trial_", slack)):
            lower, upper = _share_bounds(qualifier, share)
            row |= {f"{prefix}lower": lower, f"{prefix}upper": upper}
        rows.append(row)
    return pd.DataFrame(rows)


def _share_bounds(qualifier: str, slack: Quantity) -> tuple[Quantity | str, Quantity | str]:
    if qualifier not in BOUND_RULES:
        return "rounding", "rounding"
    bounds = BOUND_RULES[qualifier](1.0, slack.value / 100)
    names = ("Lower", "Upper")
    formula = f"{RULE_WORDS[qualifier]}, with {{0}}, in percent of the printed number"
    figures = [
        "open"
        if math.isinf(bound)
        else derive(f"{name} bound of {_hedge(qualifier, slack)}", formula, (slack,), 100 * bound, "percent")
        for name, bound in zip(names, bounds, strict=True)
    ]
    return figures[0], figures[1]


def _hedge(qualifier: str, slack: Quantity) -> str:
    return f"“{HEDGE_WORDS[qualifier].strip()}” with a slack of {slack!s}"


def ends(figure: Quantity, read_again: Quantity, slack: Quantity) -> tuple[Quantity, Quantity | None]:
    """Return the bounds of a stated figure when it is read with a slack, as figures of their own; None if open.

    ``read_again`` is the same figure under ``slack``. It must not be shown itself: it has the name of ``figure``
    and would take the place of its evidence.
    """
    lower = _end("Lower bound", figure, read_again.lower, slack)
    return lower, None if math.isinf(read_again.upper) else _end("Upper bound", figure, read_again.upper, slack)


def _end(which: str, figure: Quantity, bound: float, slack: Quantity) -> Quantity:
    end = derive(
        f"{which} with a slack of {slack!s}: {figure.label}", "{0}, read with {1}", (figure, slack), bound, figure.unit
    )
    is_finer = figure.resolution and figure.qualifier in ("exact", "about")
    return replace(end, resolution=figure.resolution / 10) if is_finer else end
