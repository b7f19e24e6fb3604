"""Figures of the data as quantities: what the documents state, and what outside sources say beside them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pandas as pd

from tumen.data import LIST_SEPARATOR, load_table
from tumen.errors import UnknownNameError
from tumen.quantity import SLACK, Derivation, Evidence, Quantity, from_print
from tumen.references import row_of
from tumen.schema import unknown

CONTEXT_KEYS = {
    "context/trade": "trade_id",
    "context/partner_totals": "total_id",
    "context/debt_and_target": "fact_id",
    "context/project_outcomes": "outcome_id",
    "context/rajin_transit": "transit_id",
    "context/workers": "workers_id",
}
"""Context tables with one figure a row, and their keys."""

_COARSEST_STEP = 1e8
"""Outside figures are read as printed to the last digit that is not zero, but no coarser than a hundred million."""


def stated(quantity_id: str, *, slack: float = SLACK) -> Quantity:
    """Return a number that one of the two documents states, with its hedge as bounds.

    Parameters
    ----------
    quantity_id
        Row of the table ``quantities``, e.g. ``"z-turnover-2013"``.
    slack
        Share by which "about" and "almost" may be off; see `tumen.quantity.SLACK`.

    Raises
    ------
    UnknownNameError
        No such row, or a row of mere degree without a number.
    """
    rows = _stated_rows()
    if quantity_id not in rows:
        raise UnknownNameError(unknown("stated number", quantity_id, list(rows)))
    usual = _from_row(rows[quantity_id], SLACK)
    if slack == SLACK:
        return usual
    formula = f"{{0}}, its hedge read with a slack of {slack:.3g}"
    return replace(_from_row(rows[quantity_id], slack), lineage=Derivation(formula, (usual,)))


def all_stated(**columns: str) -> list[Quantity]:
    """Return every stated number whose row has these values, in the order of the documents.

    ``all_stated(indicator="turnover", document_id="zakharova")``
    """
    rows = _stated_rows().values()
    return [_from_row(row, SLACK) for row in rows if all(row[name] == value for name, value in columns.items())]


@cache
def _stated_rows() -> dict[str, dict]:
    table = load_table("quantities")
    return {row["quantity_id"]: row for row in _records(table[table["value"].notna()])}


def _from_row(row: dict, slack: float) -> Quantity:
    return from_print(
        row["value"],
        row["unit"],
        row["title"],
        Evidence(
            "quantities",
            row["quantity_id"],
            document=row["document_id"],
            references=(row["footnote_id"],) if row["footnote_id"] else (),
            note=row["note"],
        ),
        qualifier=row["qualifier"],
        value_upper=row["value_upper"],
        resolution=row["resolution"] or 0.0,
        period=row["period"],
        slack=slack,
    )


def outside(table: str, row_id: str) -> Quantity:
    """Return a figure of a context table, with the references and the confidence of its row.

    Raises
    ------
    UnknownNameError
        No such table or row, or a row without a number.
    """
    if table not in CONTEXT_KEYS:
        raise UnknownNameError(unknown("context table of figures", table, list(CONTEXT_KEYS)))
    rows = _outside_rows(table)
    if row_id not in rows:
        raise UnknownNameError(unknown(f"figure in {table}", row_id, list(rows)))
    return rows[row_id]


def all_outside(table: str, **columns: str | list[str]) -> list[Quantity]:
    """Return every figure of a context table whose row has these values, in the order of the table.

    ``all_outside("context/trade", indicator="turnover", scope=["goods", "goods_and_services"])``
    """
    frame = load_table(table)
    for name, value in columns.items():
        frame = frame[frame[name].isin([value] if isinstance(value, str) else value)]
    rows = _outside_rows(table)
    return [rows[row_id] for row_id in frame[CONTEXT_KEYS[table]] if row_id in rows]


@cache
def _outside_rows(table: str) -> dict[str, Quantity]:
    frame = load_table(table)
    rows = _records(frame[frame["value"].notna()])
    return {row[CONTEXT_KEYS[table]]: _from_context(table, row) for row in rows}


def row_behind(quantity: Quantity) -> dict:
    """Return the row of data that states a figure, with None for what is missing.

    Empty for what stands in no table of single figures: a parameter, a computed figure, one chosen among rivals.
    """
    origin = quantity.lineage
    if not isinstance(origin, Evidence):
        return {}
    key = "quantity_id" if origin.table == "quantities" else CONTEXT_KEYS.get(origin.table)
    return row_of(origin.table, key, origin.row) if key else {}


def _from_context(table: str, row: dict) -> Quantity:
    return from_print(
        row["value"],
        row["unit"],
        _title(row, row[CONTEXT_KEYS[table]]),
        Evidence(
            table,
            row[CONTEXT_KEYS[table]],
            references=tuple(row["reference_ids"].split(LIST_SEPARATOR)),
            confidence=row["confidence"],
            note=_joined(row),
        ),
        qualifier=row.get("qualifier") or ("about" if _is_rough(row) else "exact"),
        value_upper=row.get("value_upper"),
        resolution=_printed_step(row["value"]),
        period=row["period"],
    )


def _title(row: dict, row_id: str) -> str:
    """Return what a row measures: by its own name where its series holds several things, else by its series."""
    series = row.get("indicator") or row.get("series") or row["outcome"]
    return ROW_TITLES.get(row_id) or SERIES_TITLES.get(series) or series.replace("_", " ").capitalize()


def _is_rough(row: dict) -> bool:
    return row["basis"] == "estimate" or (row["basis"] == "derived" and row["confidence"] == "low")


def _joined(row: dict) -> str | None:
    parts = [row["basis"], row.get("derivation"), row.get("note"), row.get("outcome")]
    return "; ".join(part for part in parts if part) or None


SERIES_TITLES = {
    "turnover": "Trade turnover between Russia and the DPRK",
    "russian_exports": "Russian exports to the DPRK",
    "russian_imports": "Russian imports from the DPRK",
    "prk_exports": "DPRK exports to Russia",
    "prk_imports": "DPRK imports from Russia",
    "prk_imports_cif": "DPRK imports from Russia, freight included",
    "balance": "Russian trade surplus with the DPRK",
    "china_trade": "Trade of the DPRK with China",
    "inter_korean_trade": "Inter-Korean trade",
    "total_trade": "Foreign trade of the DPRK",
    "dprk_exports": "Exports of the DPRK",
    "dprk_imports": "Imports of the DPRK",
    "workers_in_russia": "North Korean workers in Russia",
    "workers_in_primorye": "North Korean workers in Primorye",
    "workers_requested_by_primorye": "North Korean workers that Primorye asked for",
    "valid_work_permits": "Work permits of North Koreans in force in Russia",
    "nationals_with_valid_permits": "North Koreans in Russia with valid work permits",
    "workers_remaining_permits_revoked": "North Korean workers left in Russia, their permits revoked",
    "quota": "Quota for North Korean workers in Russia",
    "extension_quota": "North Koreans whose work permits in Russia may be extended",
    "coal_to_rajin": "Coal carried by rail to Rajin",
    "coal_via_rajin": "Russian coal handled at Rajin",
    "coal_to_rajin_plan": "Coal planned to go to Rajin",
    "coal_via_rajin_target": "Coal the operator aimed to handle at Rajin",
    "pilot_coal_shipment_to_rok": "Coal in the pilot shipment by Rajin to the ROK",
    "all_rail_cargo_to_dprk": "All cargo by rail from Russia to the DPRK",
    "freight_khasan_tumangang": "Freight across the border from Khasan to Tumangang",
    "capacity": "Capacity of the line to Rajin and its terminal",
    "investment": "Russian investment in the railway and terminal",
    "section_length": "Length of the restored railway from Khasan to Rajin",
    "debt_before_settlement": "Debt of the DPRK to Russia before the settlement",
    "share_written_off": "Share of the debt forgiven",
    "debt_remainder": "Debt left to be repaid",
    "trade_target_2015": "Target for trade turnover between Russia and the DPRK",
    "trade_target_2020": "Target for trade turnover between Russia and the DPRK",
    "share_of_target_reached": "Trade turnover as a share of the target of 2020",
    "gap_to_target": "Trade turnover lacking to the target of 2020",
    "turnover_peak": "Trade turnover between Russia and the DPRK at its peak",
}
"""Readers' names for the series of the context tables, those of the documents for the same things; others are spelled
from their code."""

ROW_TITLES = {
    "investment-usd-nknews": "Russian investment in the terminal at Rajin",
    "workers-2010-zakharova": "North Korean workers recruited to Russia",
    "khasan-rajin-coal-2017": SERIES_TITLES["coal_via_rajin"],
    "victory-rzd-line-2015": "Line from Namyang to Rajin to be rebuilt",
    "road-bridge-length-tass-2025": "Length of the road bridge between Russia and the DPRK",
    "road-bridge-length-espreso-2025": "Length of the road bridge between Russia and the DPRK",
    "road-bridge-length-approaches-2025": "Length of the road bridge with its approaches",
    "road-bridge-width-2025": "Width of the roadway on the road bridge",
    "labour-permits-2017": SERIES_TITLES["nationals_with_valid_permits"],
    "labour-permits-2018": SERIES_TITLES["nationals_with_valid_permits"],
    "labour-remaining-2020": SERIES_TITLES["workers_remaining_permits_revoked"],
    "trade-target-2020-actual": SERIES_TITLES["turnover"],
    "trade-target-2020-share": SERIES_TITLES["share_of_target_reached"],
    "bilateral-trade-2021": SERIES_TITLES["turnover"],
    "bilateral-trade-2023": SERIES_TITLES["turnover"],
    "bilateral-trade-oil-2022-2023": "Russian oil products delivered to the DPRK",
}
"""Readers' names for rows whose series holds several things, or that have none."""

REPORTERS = {
    "china_customs": "Chinese customs",
    "comtrade": "UN Comtrade",
    "cow": "Correlates of War",
    "embassy": "Russian embassy in the DPRK",
    "fcs": "Russian customs",
    "imf": "International Monetary Fund",
    "itc": "International Trade Centre",
    "jetro": "JETRO, the Japanese agency for trade",
    "kdi": "Korea Development Institute",
    "kita": "Korea International Trade Association",
    "korea_customs": "South Korean customs",
    "kotra": "KOTRA, the South Korean agency for trade",
    "ministry": "a Russian ministry",
    "mou": "Ministry of Unification of the ROK",
    "mti": "a South Korean ministry of trade",
}
"""Whose statistics a context table gives; of "article", "press" and "other" the source says enough."""

SCOPES = {
    "aircraft_only": "aircraft only",
    "excl_inter_korean": "trade between the Koreas left out",
    "excluding_aircraft": "goods, aircraft left out",
    "far_east_region": "trade of the Russian Far East only",
    "goods": "goods only",
    "goods_and_services": "goods and services",
    "incl_inter_korean": "trade between the Koreas included",
    "partial_year": "part of a year",
    "petroleum_only": "petroleum only",
    "unspecified": "not said whether services count",
}
"""What a context table counts, in words."""


def _printed_step(value: float) -> float:
    """Return the place value of the last digit that is not zero."""
    if value == 0 or abs(value) < 1000:
        return 0.0
    step = 1.0
    while step < _COARSEST_STEP and math.isclose(value % (step * 10), 0, abs_tol=1e-6):
        step *= 10
    return step


def _records(frame: pd.DataFrame) -> list[dict]:
    """Return rows as dictionaries with None for what is missing."""
    plain = frame.astype(object)
    return plain.where(frame.notna(), None).to_dict("records")


def references_of(quantities: Iterable[Quantity]) -> list[str]:
    """Return the ids of everything that figures rest on: the documents that state them, the outside sources."""
    found: set[str] = set()
    for quantity in quantities:
        for origin in (each.lineage for each in quantity.ancestors()):
            if isinstance(origin, Evidence) and origin.document:
                found.add(origin.document)
            elif isinstance(origin, Evidence):
                found.update(origin.references)
    return sorted(found)


def turnovers(first_year: int, last_year: int) -> list[Quantity]:
    """Return every outside figure in dollars for the whole trade of a whole year, slips of the sources left out."""
    whole = ["goods", "goods_and_services", "excluding_aircraft", "unspecified"]
    figures = all_outside("context/trade", indicator="turnover", unit="USD", scope=whole)
    return [
        figure
        for figure in figures
        if figure.period.isdigit()
        and first_year <= int(figure.period) <= last_year
        and figure.lineage.confidence != "suspect"
    ]
