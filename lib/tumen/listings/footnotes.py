"""Footnotes: what each cites, its address as printed and as repaired, what is odd about it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from tumen.markup import escape, sanitise
from tumen.references import citation


def footnote_list(
    footnotes: pd.DataFrame,
    where: pd.DataFrame,
    references: dict[str, dict],
    cite: Callable[[str], str] = citation,
) -> str:
    """Return the footnotes as an HTML list: source, printed address where it is damaged, odd points.

    Links can lead to each: ``#footnote-17``.

    Parameters
    ----------
    footnotes, where
        The table of footnotes, and `places`.
    references
        The references by id; ``custom.printed_url`` is the address as printed.
    cite
        Sets one reference as HTML.
    """
    items = []
    for row in footnotes.itertuples():
        parts = [f"<b>{_footnote_name(row)}</b>, {_called_from(row, where)}"]
        if isinstance(row.reference_id, str):
            source = re.sub(r" Available at: \S+$", "", cite(row.reference_id))
            parts += [source, *_addresses(references[row.reference_id])]
        if isinstance(row.note, str):
            parts.append(f"<em>Odd:</em> {_with_errata(row.note)}")
        items.append(f'<li id="{_element_id(row)}">{sanitise("<br>".join(parts))}</li>')
    return f'<ul class="references">{"".join(items)}</ul>'


def _with_errata(note: str) -> str:
    """Link each entry of the list of errata (A31, S21) to its row."""
    return re.sub(r"\b([AS]\d{1,2})\b", r'<a href="#erratum-\1">\1</a>', escape(note))


def _element_id(row) -> str:
    return f"footnote-{row.footnote_id.removeprefix('z-n').removeprefix('-').lstrip('0')}"


def _footnote_name(row) -> str:
    if not pd.isna(row.number):
        return f"Note {row.number}" + (" (a comment)" if row.kind == "comment" else "")
    return f"{'Grant' if row.footnote_id.endswith('grant') else 'Editor'}’s note"


def _called_from(row, where: pd.DataFrame) -> str:
    if not isinstance(row.call_anchor_id, str):
        return "called nowhere in the text"
    return f"called on page {where.loc[row.call_anchor_id, 'page']}"


def _addresses(reference: dict) -> list[str]:
    """Return the address as printed, if there is one, and what became of it."""
    printed, repaired = reference.get("custom", {}).get("printed_url"), reference.get("URL")
    if not printed:
        return ["No address is printed."]
    if printed == repaired:
        return [f'Address, as printed: <a href="{escape(repaired)}">{escape(repaired)}</a>']
    lines = [f"Printed: <code>{escape(printed)}</code>"]
    return [*lines, f'Repaired: <a href="{escape(repaired)}">{escape(repaired)}</a>' if repaired else "Not repaired."]


def repairs(footnotes: pd.DataFrame, references: dict[str, dict]) -> dict[str, int]:
    """Return how many addresses of the footnotes are sound, repaired, beyond repair, or not printed."""
    found = {"sound": 0, "repaired": 0, "lost": 0, "absent": 0}
    for name in footnotes["reference_id"].dropna():
        printed, url = references[name].get("custom", {}).get("printed_url"), references[name].get("URL")
        state = "absent" if not printed else "lost" if not url else "sound" if printed == url else "repaired"
        found[state] += 1
    return found
