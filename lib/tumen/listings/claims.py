"""Claims and their verdicts for readers: as rows of a table, as marks to draw, with the sources they rest on."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd

from tumen import facts
from tumen.checks import CHECKS, Check, Figures, Kind, Verdict, dated, lies_between_dates, run_checks
from tumen.data import LIST_SEPARATOR, load_table
from tumen.figures import HEDGE_WORDS, NBSP
from tumen.quantity import Quantity, derive

KINDS = {
    Kind.ARITHMETIC: "Within the article",
    Kind.DATES: "Text and footnote dates",
    Kind.DOCUMENTS: "Between the documents",
    Kind.OUTSIDE: "Against other sources",
}
"""What a claim is held against, as a heading."""

VERDICT_MARKS = {"consistent": "●", "approximate": "◆", "inconsistent": "■", "undecidable": "▲"}
"""The shape that stands for a verdict, in tables as in charts."""

_PROPER = {"dprk": "DPRK", "rok": "ROK", "jetro": "JETRO", "soviet": "Soviet", "russia": "Russia"}
_PROPER |= {name: name.capitalize() for name in ("china", "kemerovo", "khabarovsk", "tatarstan", "amur", "rajin")}
_BEYOND = 1.15
"""Where an open end is drawn, as a multiple of the furthest number."""
_SOFT = {qualifier for qualifier in HEDGE_WORDS if qualifier in ("about", "almost", "slightly_more_than")}
"""Hedges whose bounds depend on the slack."""


def check_label(name: str) -> str:
    """Return the name of a check as a label: ``"share-of-dprk-trade"`` → ``"Share of DPRK trade"``."""
    words = [_PROPER.get(word, word) for word in name.split("-")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def margin(check: Check) -> Quantity | None:
    """Return the gap between the two sides, None where they meet: in days for dates, else in percent of the claim."""
    if not check.margin or math.isinf(check.margin):
        return None
    title, inputs = f"Margin of the check: {check_label(check.name)}", (check.computed, check.claimed)
    if check.claimed.unit == "day":
        return derive(title, "days between the bounds of {0} and of {1}", inputs, check.margin, "day")
    formula = "gap between the bounds of {0} and of {1}, as a share of the nearest bound of {1}"
    gap = derive(title, formula, inputs, check.margin * 100, "percent")
    return replace(gap, resolution=0.1 if gap.value < 10 else 1.0)


def check_rows(checks: Sequence[Check]) -> pd.DataFrame:
    """Return the checks for readers: claim with remark, computed and claimed figure, verdict with its mark, margin.

    Between the claim and the remark of a check of dates stand the dates.
    """
    rows = [
        {
            "check_id": f"check-{check.name}",
            "kind": str(check.kind),
            "label": check_label(check.name),
            "claim": _with_remark(check),
            "computed": check.computed,
            "claimed": check.claimed,
            "verdict": _marked(check.verdict),
            "margin": margin(check),
        }
        for check in checks
    ]
    columns = ["check_id", "kind", "label", "claim", "computed", "claimed", "verdict", "margin"]
    return pd.DataFrame(rows, columns=columns)


def _marked(verdict: str) -> str:
    return f"{VERDICT_MARKS[verdict]}{NBSP}{verdict}"


def _with_remark(check: Check) -> str:
    dates = f"{check.computed.title}." if lies_between_dates(check.computed) else ""
    return " ".join(text for text in (check.claim, dates, check.note) if text)


def by_kind(checks: Sequence[Check]) -> dict[str, list[Check]]:
    """Return the checks under the heading of their kind, in the order of `KINDS`."""
    return {heading: [check for check in checks if check.kind == kind] for kind, heading in KINDS.items()}


def tally(counts: Mapping[str, Mapping[str, Quantity]]) -> pd.DataFrame:
    """Return counts of verdicts, see `tumen.measures.ledger.verdict_counts`, as one row a ``kind``."""
    return pd.DataFrame([{"kind": kind, **found} for kind, found in counts.items()])


def changed_verdicts(usual: Sequence[Check], trial: Sequence[Check]) -> pd.DataFrame:
    """Return the checks whose verdict differs between two runs, with both verdicts."""
    pairs = [(one, other) for one, other in zip(usual, trial, strict=True) if one.verdict != other.verdict]
    rows = [
        {"claim": one.claim, "usual": _marked(one.verdict), "trial": _marked(other.verdict)} for one, other in pairs
    ]
    return pd.DataFrame(rows, columns=["claim", "usual", "trial"])


# --- to draw -------------------------------------------------------------------------------------------


def dots(checks: Sequence[Check], lines: int = 3) -> pd.DataFrame:
    """Return one dot a check: those of a kind in ``lines`` lines, sorted by verdict.

    Returns
    -------
    pandas.DataFrame
        Columns ``name, label, claim, verdict, place, column, link``: ``place`` is the kind's heading and the number of
        the line, joined by a bar; ``link`` leads to the row of the check in the page.
    """
    rows = []
    for heading, own in by_kind(checks).items():
        ranked = sorted(own, key=lambda check: list(Verdict).index(check.verdict))
        rows += [
            {
                "name": check.name,
                "label": check_label(check.name),
                "claim": check.claim,
                "verdict": str(check.verdict),
                "place": f"{heading}|{number % lines}",
                "column": number // lines,
                "link": f"#check-{check.name}",
            }
            for number, check in enumerate(ranked)
        ]
    return pd.DataFrame(rows)


def dot_places(lines: int = 3) -> list[str]:
    """Return every ``place`` of `dots` from top to bottom, with an empty one between two kinds."""
    places = [f"{heading}|{line}" for heading in KINDS.values() for line in range(lines + 1)]
    return places[:-1]


def against_claims(checks: Sequence[Check]) -> pd.DataFrame:
    """Return the bounds of each check as multiples of the claimed number, to draw.

    Returns
    -------
    pandas.DataFrame
        One row a check: ``label, claim, verdict``; for each side ``…_lower, …_end, …_value, …_text``; ``furthest``, the
        largest number of the row; and ``link``. An open end is put beyond everything drawn. Days, and a claim of
        zero, have no multiples and are left out.
    """
    rows = [_multiples(check) for check in checks if check.claimed.value and check.claimed.unit != "day"]
    sides = [f"{side}_{part}" for side in ("claimed", "computed") for part in ("lower", "end", "value", "text")]
    frame = pd.DataFrame(rows, columns=["label", "claim", "verdict", *sides, "furthest", "link"])
    edge = _BEYOND * frame["furthest"].max()
    ends = ["claimed_end", "computed_end"]
    return frame.assign(**frame[ends].replace(math.inf, edge))


def _multiples(check: Check) -> dict[str, object]:
    unit = abs(check.claimed.value)
    row: dict[str, object] = {"label": check_label(check.name), "claim": check.claim, "verdict": str(check.verdict)}
    for side, quantity in (("claimed", check.claimed), ("computed", check.computed)):
        parts = {"lower": quantity.lower / unit, "end": quantity.upper / unit, "value": quantity.value / unit}
        row |= {f"{side}_{part}": value for part, value in parts.items()} | {f"{side}_text": quantity.text()}
    ends = (check.claimed.upper, check.claimed.value, check.computed.upper, check.computed.value)
    furthest = max(end for end in ends if not math.isinf(end)) / unit
    return row | {"furthest": furthest, "link": f"#check-{check.name}"}


def verdicts_by_slack(slacks: Sequence[float], tolerance: float) -> pd.DataFrame:
    """Return the verdict of each check under each slack, of those checks whose verdict the slack can change.

    Parameters
    ----------
    slacks
        In percent.
    tolerance
        As a share; see `tumen.checks.run_checks`.

    Returns
    -------
    pandas.DataFrame
        Columns ``label, slack, verdict``.
    """
    rows = []
    for test, usual in zip(CHECKS, run_checks(), strict=True):
        if not _is_soft(usual):
            continue
        verdicts = [str(test(_read_with(slack / 100), tolerance).verdict) for slack in slacks]
        if len(set(verdicts)) > 1:
            pairs = zip(slacks, verdicts, strict=True)
            rows += [{"label": check_label(test.name), "slack": slack, "verdict": verdict} for slack, verdict in pairs]
    return pd.DataFrame(rows, columns=["label", "slack", "verdict"])


def verdict_spans(strip: pd.DataFrame) -> pd.DataFrame:
    """Return `verdicts_by_slack` with equal verdicts in a row drawn together: ``label, verdict, slacks``."""
    rows = []
    for (label, verdict), run in groupby(strip.to_dict("records"), key=lambda row: (row["label"], row["verdict"])):
        slacks = [row["slack"] for row in run]
        span = f"{slacks[0]:g} to {slacks[-1]:g}" if len(slacks) > 1 else f"{slacks[0]:g}"
        rows.append({"label": label, "verdict": verdict, "slacks": span})
    return pd.DataFrame(rows, columns=["label", "verdict", "slacks"])


def _is_soft(check: Check) -> bool:
    figures = [*check.computed.ancestors(), *check.claimed.ancestors()]
    return any(figure.qualifier in _SOFT for figure in figures)


def _read_with(slack: float) -> Figures:
    return Figures(stated=lambda name: facts.stated(name, slack=slack))


# --- sources -------------------------------------------------------------------------------------------


def outside_sources() -> list[str]:
    """Return the references of every row from outside, figure or date, that the checks take in."""
    used: set[tuple[str, str]] = set()

    def noted(source: Callable) -> Callable:
        def look_up(table: str, row: str):
            used.add((table, row))
            return source(table, row)

        return look_up

    run_checks(outside=noted(facts.outside), dated=noted(dated))
    return sorted({name for table, row in used if table.startswith("context/") for name in _references(table, row)})


def _references(table: str, row: str) -> list[str]:
    frame = load_table(table)
    found = frame[frame.iloc[:, 0] == row].iloc[0]
    return found["reference_ids"].split(LIST_SEPARATOR)
