"""How the texts were read: damages, decisions between two readings, numbers that are no figures."""

from __future__ import annotations

from string import ascii_lowercase

import pandas as pd

from tumen.measures.ledger import placed
from tumen.quantity import derive

REASONS = {
    "page_mark": "mark of a page's end",
    "footnote_call": "call of a footnote",
    "address": "part of an address",
    "publication_data": "data of the publication",
    "site_text": "text of the hosting site",
    "date_wording": "wording of a date that a row holds",
    "pronoun": "pronoun",
    "superlative": "part of a superlative",
    "name_part": "part of a name",
    "list_label": "label in a list",
    "idiom": "turn of phrase",
    "damaged": "damaged, and read otherwise",
}
"""Why a number is no figure, in words."""

EFFECTS = {"changes_data": "changes the data", "guards_data": "guards the data", "none": "none"}
"""What an erratum does to the data, in words."""


def errata_entries(errata: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the errata with one row an entry of the list; several places of an entry are lettered.

    ``erratum_id`` is the id of the row in a page, ``"erratum-A31"``, which notes of the data link to.
    """
    rows = placed(errata, where)
    names = rows["entry"].drop_duplicates().sort_values(key=lambda names: names.map(_entry_order))
    return pd.DataFrame([_entry_row(name, rows[rows["entry"] == name]) for name in names])


def _entry_order(name: str) -> tuple[str, int]:
    return name[0], int(name[1:])


def _entry_row(name: str, rows: pd.DataFrame) -> dict[str, object]:
    first = rows.iloc[0]
    cases = [
        (case, group)
        for case, group in rows.fillna({"effect_note": ""}).groupby(
            ["problem", "reading", "effect", "effect_note"], sort=False
        )
    ]
    return {
        "erratum_id": f"erratum-{name}",
        "entry": name,
        "document_id": first["document_id"],
        "section_id": first["section_id"],
        "pages": _lettered([_pages(group) for _, group in cases]),
        "problem": _lettered([case[0] for case, _ in cases]),
        "reading": _lettered([case[1] for case, _ in cases]),
        "effect": _lettered([_effect(case[2], case[3]) for case, _ in cases]),
    }


def _lettered(texts: list[str]) -> str:
    """Join the texts of the cases a, b, c…, each text once; a text that all cases share has no letter."""
    cases: dict[str, list[str]] = {}
    for letter, text in zip(ascii_lowercase, texts, strict=False):
        cases.setdefault(text, []).append(letter)
    if len(texts) > len(ascii_lowercase):
        raise ValueError(f"{len(texts)} cases of one entry; there are letters for {len(ascii_lowercase)}")
    if len(cases) == 1:
        return texts[0]
    return " ".join(f"({_runs(letters)}) {text}" for text, letters in cases.items())


def _runs(letters: list[str]) -> str:
    """Return letters with runs of three and more drawn together: ``"a, c–f"``."""
    runs: list[list[str]] = []
    for letter in letters:
        if runs and ord(letter) == ord(runs[-1][-1]) + 1:
            runs[-1].append(letter)
        else:
            runs.append([letter])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def _effect(effect: str, note: str) -> str:
    if effect == "none":
        return note or "No effect."
    return f"{EFFECTS[effect].capitalize()}: {note}" if note else f"{EFFECTS[effect].capitalize()}."


def _pages(rows: pd.DataFrame) -> str:
    return ", ".join(str(page) for page in dict.fromkeys(rows["page"]))


def decision_rows(decisions: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the places where two readings differed, in the order of the documents, for readers."""
    rows = placed(decisions, where)
    return rows.assign(
        page=rows["page"].astype("string"),
        first_reading=rows["first_reading"].map(_sentence),
        second_reading=rows["second_reading"].map(_sentence),
        decision=[f"{_sentence(row.decision)} {_sentence(row.reason)}" for row in rows.itertuples()],
    )


def _sentence(text: str) -> str:
    """Return a phrase, or a code such as ``up_to``, with a capital and a full stop."""
    start = (text[:1].upper() + text[1:]).replace("_", " ")
    return start if start.endswith((".", "?", "!")) else f"{start}."


def exclusion_groups(exclusions: pd.DataFrame, where: pd.DataFrame) -> pd.DataFrame:
    """Return the numbers that are no figures by reason, the most frequent first.

    Columns: ``reason`` in words, ``count`` as a figure, ``lines`` (document, line of its text), ``remarks``.
    """
    rows = placed(exclusions, where)
    rows["line_text"] = [f"{row.document_id.capitalize()} {row.line}" for row in rows.itertuples()]
    groups = sorted(rows.groupby("reason"), key=lambda group: (-len(group[1]), group[0]))
    return pd.DataFrame([_exclusion_group(reason, group) for reason, group in groups])


def _exclusion_group(reason: str, rows: pd.DataFrame) -> dict[str, object]:
    title = f"Numbers that are no figures: {REASONS[reason]}"
    formula = f"number of rows of the table exclusions with the reason {reason}"
    return {
        "reason": REASONS[reason],
        "count": derive(title, formula, (), len(rows), "item"),
        "lines": _lines(rows),
        "remarks": "; ".join(dict.fromkeys(note.rstrip(".") for note in rows["note"].dropna())) or None,
    }


def _lines(rows: pd.DataFrame) -> str:
    parts = []
    for document, group in rows.groupby("document_id", sort=False):
        lines = ", ".join(str(line) for line in dict.fromkeys(group["line"]))
        parts.append(f"{document.capitalize()}: {lines}")
    return "; ".join(parts)
