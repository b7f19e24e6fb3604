"""Stated numbers as a reader meets them: where each stands, what was searched for, what lies behind one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pandas as pd

from tumen import facts
from tumen.dates import read_aloud
from tumen.evidence import NumberToken
from tumen.figures import HEDGE_WORDS
from tumen.measures.ledger import placed
from tumen.quantity import Quantity
from tumen.references import place_in_document

_DIGEST_SHOWN = 24
"""Characters of a digest that are shown."""


def trail(row: pd.Series, anchor: pd.Series, place: Callable[[str], str] = place_in_document) -> pd.DataFrame:
    """Return what the data hold behind one stated number, step by step, for readers.

    ``row`` is its row in the table of stated numbers, ``anchor`` the row of its anchor; each has its name as index.
    """
    steps = {
        "Name in the data": row.name,
        "What it is": row["title"],
        "Where it stands": place(row["anchor_id"]),
        "Line of the text": str(anchor["line"]),
        "Characters of the text": f"{anchor['start']} to {anchor['end']}",
        "Digest of the words, its beginning": f"{anchor['sha256'][:_DIGEST_SHOWN]}…",
        "How it is read": {"implied": "implied"}.get(row["reading"], f"in {row['reading']}"),
        "Hedge": HEDGE_WORDS[row["qualifier"]].strip() or "none",
        "Period": read_aloud(row["period"]) if isinstance(row["period"], str) else "not said",
        "Remark": row["note"] if isinstance(row["note"], str) else "none",
    }
    return pd.DataFrame({"step": list(steps), "held": list(steps.values())})


def degree_words(note: str | None) -> str | None:
    """Return the words of degree that a note on a row without a number begins with.

    ``"Nearly in full; rhetorical, not measured."`` → ``"nearly in full"``
    """
    if not isinstance(note, str):
        return None
    words = re.split(r"[.;,(]", note)[0].strip()
    return words[:1].lower() + words[1:]


def stated_rows(
    quantities: pd.DataFrame,
    where: pd.DataFrame,
    figure: Callable[[str], Quantity] = facts.stated,
    place: Callable[[str], str] = place_in_document,
) -> pd.DataFrame:
    """Return every stated number for readers, in the order of the documents.

    Parameters
    ----------
    quantities, where
        The table of stated numbers, and `places`.
    figure
        Makes the quantity of a row that has a number; rows of mere degree show their words instead.
    place
        Says where an anchor stands; the document, up to the comma, is left out, as a heading names it.
    """
    rows = placed(quantities, where)
    return pd.DataFrame(
        {
            "quantity_id": rows["quantity_id"],
            "document_id": rows["document_id"],
            "section_id": rows["section_id"],
            "figure": [
                degree_words(row.note) if row.reading == "degree" else figure(row.quantity_id)
                for row in rows.itertuples()
            ],
            "title": rows["title"],
            "period": [read_aloud(period) if isinstance(period, str) else None for period in rows["period"]],
            "place": [place(anchor).split(", ")[-1].replace(" ", "\N{NO-BREAK SPACE}") for anchor in rows["anchor_id"]],
        }
    )


def scanned(tokens: Sequence[NumberToken], said: dict[str, float]) -> pd.DataFrame:
    """Return the numbers found in a text, what each may mean, and which of the rows ``said`` accounts for it."""
    rows = []
    for token in tokens:
        by = [name for name, number in said.items() if token.means(number)]
        meanings = " or ".join(f"{value:,g}" if value < 1e6 else f"{value:,.0f}" for value in sorted(token.values))
        rows.append({"found": token.text, "meanings": meanings, "by": ", ".join(by) or "nothing: the check fails"})
    return pd.DataFrame(rows, columns=["found", "meanings", "by"])
