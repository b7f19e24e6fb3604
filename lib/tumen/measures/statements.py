"""Statements and what they are held against: mood, kinds, forces, and steps in a series."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import pairwise

import pandas as pd

from tumen.data import load_table
from tumen.dates import read_aloud
from tumen.facts import all_outside
from tumen.measures.groups import group_that_takes_in
from tumen.measures.timeline import days_between, with_span
from tumen.quantity import Derivation, Quantity, derive

MODALITIES = {
    "all": ("asserted", "implied", "hedged", "conditional", "reported"),
    "firm": ("asserted", "implied"),
    "asserted": ("asserted",),
}
"""Which statements count under each choice; *firm* leaves out what is hedged, conditional or reported."""

FIRM, SOFT = "put firmly", "hedged, conditional or reported"
FOR, AGAINST = "for closer relations", "against"

PURPOSES = {
    "describes": ("fact", "cause", "model", "motive", "obstacle"),
    "wants": ("goal", "means", "proposal"),
    "looks ahead": ("forecast", "condition"),
}
"""What statements do, and the kinds that do it."""

WHOLE_TRADE = ["goods", "goods_and_services", "excluding_aircraft", "unspecified"]
"""Scopes of figures that hold for the whole of the trade, not for a region or a part of a year."""

NEAREST = 0.02
"""Share by which a recommended figure, which may be rounded, may differ from the one it rests on."""


# --- mood --------------------------------------------------------------------------------------------


def tally(statements: pd.DataFrame, sections: pd.DataFrame, counted: str) -> pd.DataFrame:
    """Return how many statements of each section speak for closer relations, and how many against.

    Neutral statements are left out.

    Parameters
    ----------
    statements, sections
        Rows of the tables of these names, of one document.
    counted
        One of `MODALITIES`.

    Returns
    -------
    pandas.DataFrame
        A row for each section, side and firmness that occurs: ``section_id, position, section, side,
        firmness, claims``; claims against are negative.
    """
    kept = statements[statements["modality"].isin(MODALITIES[counted]) & (statements["polarity"] != 0)]
    marked = kept.assign(
        side=kept["polarity"].map({1: FOR, -1: AGAINST}),
        firmness=kept["modality"].isin(MODALITIES["firm"]).map({True: FIRM, False: SOFT}),
    )
    counts = marked.groupby(["section_id", "side", "firmness"], as_index=False)["polarity"].sum()
    named = sections[["section_id", "position", "title"]].rename(columns={"title": "section"})
    joined = counts.rename(columns={"polarity": "claims"}).merge(named, on="section_id", validate="m:1")
    return joined.sort_values(["position", "side", "firmness"], ascending=[True, False, True], ignore_index=True)


def balances(tallied: pd.DataFrame) -> dict[str, Quantity]:
    """Return for each section the statements for closer relations less those against; see `tally`."""
    found = {}
    for section, rows in tallied.groupby("section", sort=False):
        pro, contra = (
            _count(f"Statements {side}: {section}", int(rows.loc[rows["side"] == side, "claims"].abs().sum()))
            for side in (FOR, AGAINST)
        )
        found[section] = (pro - contra).named(f"Balance of statements: {section}")
    return found


def steepest_turn(balanced: Mapping[str, Quantity]) -> tuple[str, str]:
    """Return the two neighbouring sections between which the balance falls most."""
    return min(pairwise(balanced), key=lambda pair: balanced[pair[1]].value - balanced[pair[0]].value)


def soft_share(statements: pd.DataFrame, title: str) -> Quantity:
    """Return the share of the statements for closer relations that are hedged, conditional or reported.

    Raises
    ------
    ValueError
        No statement speaks for closer relations.
    """
    hopeful = statements[statements["polarity"] == 1]
    if hopeful.empty:
        raise ValueError("no statement speaks for closer relations")
    soft = _count(f"Such statements: {title}", int((~hopeful["modality"].isin(MODALITIES["firm"])).sum()))
    share = soft / _count(f"All statements: {title}", len(hopeful))
    return share.named(title, unit="percent")


def _count(title: str, number: int) -> Quantity:
    return derive(title, "rows of the table of statements, counted", (), number, "item")


# --- kinds, holders and forces ------------------------------------------------------------------------


def purpose(kind: str) -> str:
    """Return the purpose, one of `PURPOSES`, that takes in a kind of statement.

    Raises
    ------
    ValueError
        No purpose takes it in.
    """
    return group_that_takes_in(kind, PURPOSES, "purpose of a statement")


def count_by(statements: pd.DataFrame, whole: str, part: str) -> pd.DataFrame:
    """Return how many statements have each pair of values in two columns, and their share of the first value's.

    Parameters
    ----------
    statements
        Rows of the table ``statements``, perhaps with further columns.
    whole, part
        Names of columns; a share is that of one ``part`` in all statements of one ``whole``.

    Returns
    -------
    pandas.DataFrame
        One row for each pair, also where there is none: ``whole`` and ``part`` under their own names, ``claims``,
        and the `Quantity` columns ``count`` and ``share`` (percent).
    """
    table = pd.crosstab(statements[whole], statements[part])
    rows = []
    for name, counts in table.iterrows():
        everything = _count(f"Statements: {name}", int(counts.sum()))
        for other, number in counts.items():
            count = _count(f"Statements: {name}, {other}", int(number))
            share = (count / everything).named(f"Share of all statements: {name}, {other}", unit="percent")
            rows.append({whole: name, part: other, "claims": int(number), "count": count, "share": share})
    return pd.DataFrame(rows)


def net_force(statements: pd.DataFrame, weights: Mapping[str, Quantity]) -> Quantity:
    """Return the statements for closer relations less those against, some of them counted with a weight.

    Parameters
    ----------
    statements
        Rows of the table ``statements``, with one boolean column for each weight: whether it applies to the row.
        A row to which several apply counts with their product, a row to which none applies as one.
    weights
        The weights, dimensionless, by the name of their column.

    Raises
    ------
    ValueError
        No statement is for or against.
    """
    taken = statements[statements["polarity"] != 0]
    if taken.empty:
        raise ValueError("no statement is for or against closer relations")
    sides: dict[int, Quantity] = {}
    for (polarity, *applies), rows in taken.groupby(["polarity", *weights], sort=True):
        names = [name for name, does in zip(weights, applies, strict=True) if does]
        title = f"Statements {FOR if polarity > 0 else AGAINST}"
        force = _count(title + (f" ({', '.join(names)})" if names else ""), len(rows))
        for name in names:
            force = force * weights[name]
        sides[polarity] = sides[polarity] + force if polarity in sides else force
    nothing = _count("None on the other side", 0)
    net = sides.get(1, nothing) - sides.get(-1, nothing)
    return net.named("Claims for closer relations less those against, weighted")


def uncaused(links: pd.DataFrame, gone: Collection[str]) -> list[str]:
    """Return the statements that have causes among the links, but none left once some statements are gone.

    What loses all its causes is itself gone as a cause. The statements in ``gone`` are not returned.

    Parameters
    ----------
    links
        Rows of the table ``statement_links``; only the relation ``causes`` is followed.
    """
    causes = links[links["relation"] == "causes"].groupby("target_id")["source_id"].agg(set)
    lost, before = set(gone), -1
    while len(lost) != before:
        before = len(lost)
        lost |= {effect for effect, sources in causes.items() if sources <= lost}
    return sorted(lost - set(gone))


# --- steps in a series ---------------------------------------------------------------------------------


def recorded(indicator: str, first_year: int, last_year: int) -> dict[str, Quantity]:
    """Return for each year the figure of an outside source that comes nearest to the recommended one.

    Parameters
    ----------
    indicator
        ``turnover``, ``russian_exports`` or ``russian_imports``.
    first_year, last_year
        Both included; years for which nothing is recommended are left out.

    Raises
    ------
    ValueError
        For a year no figure lies within `NEAREST` of the recommended one.
    """
    preferred = load_table("context/trade_recommended").set_index("year")[indicator].dropna()
    rivals = all_outside("context/trade", indicator=indicator, scope=WHOLE_TRADE)
    found = {}
    for year, value in preferred.loc[first_year:last_year].items():
        of_year = [figure for figure in rivals if figure.period == str(year)]
        nearest = min(of_year, key=lambda figure: abs(figure.value - value))
        if abs(nearest.value - value) > NEAREST * value:
            raise ValueError(f"no figure for {indicator} in {year} is near the recommended {value:,.0f}")
        found[str(year)] = nearest
    return found


def yearly_changes(figures: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """Return the change on the year before, in percent, for each year whose year before is known too."""
    return {
        year: (figure / figures[before] - 1).named(f"{figure.title}: yearly change", unit="percent", period=year)
        for year, figure in figures.items()
        if (before := str(int(year) - 1)) in figures
    }


def largest_fall(figures: Mapping[str, Quantity]) -> Quantity:
    """Return the largest fall from one year to the next, with the later year as its period.

    Raises
    ------
    ValueError
        No year lies below the year before.
    """
    falls = [
        (figures[before] - figure).named(f"{figure.title}: fall on the year before", period=year)
        for year, figure in figures.items()
        if (before := str(int(year) - 1)) in figures and figure.value < figures[before].value
    ]
    if not falls:
        raise ValueError("the series never falls")
    return max(falls, key=lambda fall: fall.value)


def part_left(now: Quantity, before: Quantity) -> Quantity:
    """Return what ``now`` is of ``before``, in percent."""
    title = f"{now.title}, share left since {read_aloud(before.period)}"
    return (now / before).named(title, unit="percent", period=now.period)


def part_lost(now: Quantity, before: Quantity) -> Quantity:
    """Return what of ``before`` is gone, in percent; negative where ``now`` is larger."""
    title = f"{now.title}, share lost since {read_aloud(before.period)}"
    return (1 - now / before).named(title, unit="percent", period=now.period)


def standstill(band: Quantity) -> Quantity:
    """Return "no change" as a claim to hold a change against: zero, give or take ``band`` percent."""
    width = band.to("percent").value
    return Quantity(0.0, -width, width, "percent", "No change", Derivation("0 ± {0}", (band,)), "between")


def use_of_capacity(carried: Quantity, capacity: Quantity) -> Quantity:
    """Return the freight of one year as a share, in percent, of a capacity given per year."""
    a_year = derive("One year", "the length of the period", (), 1, "year")
    full = (capacity * a_year).named(f"{capacity.title.removesuffix(' in a year')}, one year", unit=carried.unit)
    return (carried / full).named(f"{carried.title} as a share of the capacity", unit="percent", period=carried.period)


# --- acts of sanctions ---------------------------------------------------------------------------------


def dated_acts(sanctions: pd.DataFrame) -> pd.DataFrame:
    """Return acts of sanctions ready to draw.

    Parameters
    ----------
    sanctions
        Rows of the table ``context/sanctions``.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``kind`` (UN resolution, Russian decree, Russian draft), a ``short`` name, the ``day`` in
        words, and the columns of `with_span`.
    """
    kind = sanctions["issuer"].map({"UNSC": "UN resolution", "RU": "Russian decree"})
    short = sanctions["act"].str.replace("UNSC resolution", "UN")
    short = short.str.replace("Presidential decree on resolution", "Decree on")
    short = short.str.replace("Draft presidential decree.*", "Draft decree", regex=True)
    named = sanctions.assign(
        kind=kind.where(sanctions["status"] == "adopted", "Russian draft"),
        short=short,
        day=sanctions["date"].map(read_aloud),
    )
    return with_span(named, "date")


def carried_out(sanctions: pd.DataFrame) -> pd.DataFrame:
    """Return each UN resolution with the Russian act that carries it out, and the days in between.

    An act belongs to the resolutions whose numbers stand in its name.

    Returns
    -------
    pandas.DataFrame
        The rows of the resolutions, with ``number``, ``date_home``, ``status_home`` and the `Quantity` ``lag``;
        these are missing where no Russian act is known.
    """
    acts = sanctions[sanctions["issuer"] == "RU"]
    home = acts.assign(number=acts["act"].str.findall(r"\b\d{4}\b")).explode("number")
    resolutions = sanctions[sanctions["issuer"] == "UNSC"]
    resolutions = resolutions.assign(number=resolutions["act"].str.extract(r"(\d{4})$", expand=False))
    pairs = resolutions.merge(
        home[["number", "date", "status"]], on="number", how="left", suffixes=("", "_home"), validate="1:1"
    )
    lags = [
        days_between(pair.date, pair.date_home, f"From {pair.act} to the Russian act")
        if isinstance(pair.date_home, str)
        else None
        for pair in pairs.itertuples()
    ]
    return pairs.assign(lag=pd.Series(lags, index=pairs.index, dtype=object))
