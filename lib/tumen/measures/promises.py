"""Promises: what was promised of each initiative, how far it came by whom, and what stood in the way."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from tumen.data import LIST_SEPARATOR, load_references, load_table
from tumen.dates import read_aloud, span
from tumen.facts import stated
from tumen.measures.groups import group_that_takes_in
from tumen.measures.timeline import with_span
from tumen.quantity import Derivation, Quantity, derive
from tumen.references import place_in_document

STAGES = {
    "wished for": ("idea", "proposed", "wanted", "uncertain"),
    "talked about": ("discussed",),
    "prepared": ("agreed", "planned", "study", "preparation"),
    "standing still": ("suspended", "shelved", "stagnating"),
    "under way": ("construction", "pilot", "operating"),
    "completed": ("completed",),
}
"""Stages of a project in order, and the statuses each takes in. What stands still was begun once, so it
is further along than what was only prepared."""

ENDED = "ended"
"""Closed, left, or out of time. It is no rung of the ladder; from any stage the way to it leads back."""

DOCUMENTS = {"zakharova": "article", "toloraya": "slides"}
OUTSIDE = "outside"
SOURCES = (*DOCUMENTS.values(), OUTSIDE)
"""Who reports on an initiative, in the order of time."""

FORWARD, BACK, STAYED, SILENT = "forward", "back", "unchanged", "no later report"
FATES = (BACK, STAYED, FORWARD, SILENT)
_FATE_WORDS = {BACK: "gone back", STAYED: "unchanged", FORWARD: "moved forward", SILENT: SILENT}

MARKS = {
    "ended": "cross",
    "wished for": "ring",
    "talked about": "diamond",
    "prepared": "triangle",
    "standing still": "square",
    "under way": "arrow",
    "completed": "disc",
}
"""The shape that stands for a stage; see `tumen.boards.MARKS`."""

COLOURS = {"article": "Zakharova", "slides": "Toloraya", "outside": "outside"}
"""The colour of each source, as a name of `tumen.theme.COLOURS`."""

SECTOR_GROUPS = {
    "Transport": ("transport",),
    "Energy": ("energy", "gas"),
    "Trade and finance": ("trade", "finance"),
    "Labour, visas, technology": ("labour", "visas", "technology"),
    "Farming": ("agriculture",),
    "Mining and industry": ("mining", "industry"),
    "Institutions and aid": ("institutions", "aid"),
    "Region-building": ("region-building",),
}
"""Sectors in groups, in the order in which to list them."""

BLOCKERS = {
    "sanctions": "sanctions",
    "no_settlement": "no political settlement",
    "organisation": "poor organisation",
    "tension": "tension on the peninsula",
    "nuclear_programme": "the nuclear programme",
    "failed_talks": "failed six-party talks",
    "us_objections": "objections of the United States",
    "partner_absent": "a partner that stays out or leaves",
    "too_little_to_trade": "too little to trade or carry",
    "payments": "no way to pay",
    "no_payer": "nobody to pay",
    "fear_of_penalties": "fear of penalties",
    "closed_border": "the closed border",
    "contractor_failed": "a contractor that fails",
}
"""What stands in the way, in words."""


# --- stages ------------------------------------------------------------------------------------------


def stage(status: str) -> str:
    """Return the stage, one of `STAGES` or `ENDED`, that takes in a status.

    Raises
    ------
    ValueError
        No stage takes it in.
    """
    return ENDED if status == ENDED else group_that_takes_in(status, STAGES, "stage")


def height(reached: str) -> int:
    """Return the place of a stage on the ladder, 0 for what has ended."""
    return 0 if reached == ENDED else 1 + list(STAGES).index(reached)


def moved(before: str, after: str) -> str:
    """Return whether a project went ``forward``, ``back`` or stayed ``unchanged``, by `STAGES`."""
    change = height(after) - height(before)
    return STAYED if change == 0 else FORWARD if change > 0 else BACK


def stages_in(project_status: pd.DataFrame, document_id: str, year: int) -> dict[str, str]:
    """Return the furthest stage of each project that a document reports for dates ending in ``year``."""
    reached: dict[str, str] = {}
    for row in project_status[project_status["document_id"] == document_id].itertuples():
        if span(row.as_of)[1].year == year:
            now = stage(row.status)
            reached[row.project_id] = max(reached.get(row.project_id, now), now, key=height)
    return reached


# --- reports -----------------------------------------------------------------------------------------


def reports(project_status: pd.DataFrame, outside_status: pd.DataFrame, today: int) -> pd.DataFrame:
    """Return every report on every initiative: those of both documents, and outside ones up to a year.

    Parameters
    ----------
    project_status, outside_status
        Rows of the tables ``project_status`` and ``context/project_status``.
    today
        Last year of which outside reports are taken in.

    Returns
    -------
    pandas.DataFrame
        One row a report: ``project_id, source`` (one of `SOURCES`), ``as_of, status, stage, detail, anchor_id,
        reference_ids``, the days ``first`` and ``last`` that the date may mean, and `timeline.with_span`.
    """
    told = project_status.assign(source=project_status["document_id"].map(DOCUMENTS))
    since = outside_status.assign(source=OUTSIDE)
    since = since[[span(text)[1].year <= today for text in since["as_of"]]]
    columns = ["project_id", "source", "as_of", "status", "stage", "detail", "anchor_id", "reference_ids"]
    both = pd.concat([told, since], ignore_index=True)
    both["stage"] = both["status"].map(stage)
    both["first"], both["last"] = zip(*both["as_of"].map(span), strict=True)
    return with_span(both[[*columns, "first", "last"]], "as_of")


def latest(found: pd.DataFrame) -> pd.DataFrame:
    """Return the latest report of each source on each initiative; of several in its last year the furthest stage.

    Outside reports are dated one by one, so that of theirs simply the last is taken. See `reports`.
    """
    rows = []
    for (_, source), group in found.groupby(["project_id", "source"], sort=False):
        if source == OUTSIDE:
            ranked = sorted(group.itertuples(), key=lambda row: (row.last, height(row.stage)))
        else:
            ranked = sorted(group.itertuples(), key=lambda row: (row.last.year, height(row.stage), row.last))
        rows.append(ranked[-1].Index)
    return found.loc[rows].reset_index(drop=True)


def fates(found: pd.DataFrame) -> pd.DataFrame:
    """Return for each initiative where the first document left it, where it was last seen, and which way that is.

    Only a report that surely comes later counts: its time must begin after that of the first one ends.

    Returns
    -------
    pandas.DataFrame
        One row an initiative, by the order of their names: ``project_id, then, then_as_of, then_source, now,
        now_as_of, now_source, fate``; ``fate`` is one of `FATES`, and without a later report ``now`` is missing.
    """
    last = latest(found)
    rows = []
    for project, group in last.groupby("project_id"):
        by_source = {row.source: row for row in group.itertuples()}
        begun = by_source.get("article") or by_source.get("slides")
        if begun is None:
            continue
        later = [row for row in by_source.values() if row.first > begun.last]
        seen = max(later, key=lambda row: row.last, default=None)
        rows.append(
            {
                "project_id": project,
                "then": begun.stage,
                "then_as_of": begun.as_of,
                "then_source": begun.source,
                "now": seen.stage if seen else None,
                "now_as_of": seen.as_of if seen else None,
                "now_source": seen.source if seen else None,
                "fate": moved(begun.stage, seen.stage) if seen else SILENT,
            }
        )
    return pd.DataFrame(rows)


def count_fates(frame: pd.DataFrame, by: str) -> dict[tuple[str, str], Quantity]:
    """Return how many initiatives met each fate, by the values of a column and over ``"all"`` of them.

    Parameters
    ----------
    frame
        Rows of `fates`, with the column ``by``.
    """
    groups = {"all": frame} | dict(iter(frame.groupby(by)))
    return {
        (str(name), fate): derive(
            f"{str(name).capitalize()} initiatives: {_FATE_WORDS[fate]}",
            "rows of the tables of status, counted",
            (),
            int((rows["fate"] == fate).sum()),
            "item",
        )
        for name, rows in groups.items()
        for fate in FATES
    }


def years(as_of: str) -> str:
    """Return the years of an EDTF date, short enough for a mark: ``"2016"``, ``"2012–15"``, ``"1990s"``."""
    if as_of.endswith("X"):
        return read_aloud(as_of)
    first, last = span(as_of)
    return f"{first.year}" if first.year == last.year else f"{first.year}–{last.year % 100:02}"


def board(projects: pd.DataFrame, found: pd.DataFrame, own_years: Mapping[str, int]) -> pd.DataFrame:
    """Return one row for each initiative and source, whether or not the source reports on it.

    Parameters
    ----------
    projects, found
        Rows of the table ``projects``, and `reports`.
    own_years
        The year of each document; a report dated otherwise, or from outside, shows its own years.

    Returns
    -------
    pandas.DataFrame
        ``project_id, name`` (without what stands in brackets), ``sector, group, format, source, stage, as_of,
        detail, word, who``; groups in order, names within them; ``word`` is the stage with its years, or says that
        the source is silent, and ``who`` names the page or the outside sources.
    """
    groups = {sector: group for group, sectors in SECTOR_GROUPS.items() for sector in sectors}
    last = {(row["project_id"], row["source"]): row for row in latest(found).to_dict("records")}
    rows = []
    for project in projects.itertuples():
        for source in SOURCES:
            report = last.get((project.project_id, source))
            known = report is not None
            rows.append(
                {
                    "project_id": project.project_id,
                    "name": re.sub(r" \([^)]*\)", "", project.name),
                    "sector": project.sector,
                    "group": groups[project.sector],
                    "format": project.format,
                    "source": source,
                    "stage": report["stage"] if known else "silent",
                    "as_of": report["as_of"] if known else None,
                    "detail": report["detail"] if known else None,
                    "word": _word(report, own_years.get(source)) if known else _SILENCE[source],
                    "who": who_says(report) if known else None,
                }
            )
    frame = pd.DataFrame(rows)
    frame["group"] = pd.Categorical(frame["group"], list(SECTOR_GROUPS))
    frame = frame.sort_values(["group", "name"], kind="stable", ignore_index=True)
    return frame.astype({"group": str})


_SILENCE = {"article": "not named", "slides": "not named", OUTSIDE: "no source"}


def _word(report: Mapping[str, Any], own_year: int | None) -> str:
    is_own = own_year is not None and span(report["as_of"])[1].year == own_year
    return report["stage"] if is_own else f"{report['stage']} {years(report['as_of'])}"


def cells(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a `board`, with the column ``fate``, as fields of a chart; see `tumen.boards.board`.

    Rows can be picked by their format and their fate.
    """
    said = rows["stage"] != "silent"
    frame = pd.DataFrame(
        {
            "row": rows["name"],
            "group": rows["group"],
            "column": rows["source"],
            "word": rows["word"],
            "mark": rows["stage"].map(MARKS).where(said, None),
            "colour": rows["source"].map(COLOURS),
            "tags": rows["format"] + " " + rows["fate"].str.replace(" ", "-"),
            "date": rows["as_of"].map(read_aloud, na_action="ignore"),
            "what": rows["detail"],
            "source": rows["who"],
        }
    )
    return frame.astype(object).where(frame.notna(), None)


def side_by_side(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a `board`, with the column ``fate``, as one row an initiative.

    Columns: ``project_id, name, sector, format``, one for each of `SOURCES` (the word with who says it; missing
    where the source is silent), ``fate``.
    """
    told = rows.assign(told=(rows["word"] + " (" + rows["who"] + ")").where(rows["stage"] != "silent"))
    by = ["project_id", "name", "sector", "format", "fate"]
    wide = told.pivot_table("told", by, "source", aggfunc="first", sort=False).reset_index()
    return wide.reindex(columns=[*by[:-1], *SOURCES, "fate"])


def things(found: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `fates` with a column ``format`` as dots of a chart; see `tumen.boards.dots`.

    The ``voice`` is that of who spoke last.
    """
    names = projects.set_index("project_id")["name"]
    frame = pd.DataFrame(
        {
            "row": found["format"],
            "column": found["fate"],
            "voice": found["now_source"].fillna(found["then_source"]),
            "full": found["fate"] != SILENT,
            "name": found["project_id"].map(names),
            "then": found["then"],
            "later": found["now"].fillna("nothing later known"),
        }
    )
    return frame.sort_values(["column", "voice", "then"], kind="stable", ignore_index=True)


def last_seen(found: pd.DataFrame) -> pd.Series:
    """Return where each initiative was last seen and when, by project: ``"ended (March 2020)"``; see `fates`."""
    stages, dates = found["now"].fillna(found["then"]), found["now_as_of"].fillna(found["then_as_of"])
    texts = [f"{reached} ({read_aloud(date)})" for reached, date in zip(stages, dates, strict=True)]
    return pd.Series(texts, index=found["project_id"])


# --- numbers -----------------------------------------------------------------------------------------


def figures_of(links: pd.DataFrame, standings: Sequence[str] = ("promised",)) -> dict[str, list[Quantity]]:
    """Return the stated numbers of each project, in the order of the table ``project_quantities``.

    ``standings`` are those of the table: promised, allowed, recorded.
    """
    found: dict[str, list[Quantity]] = {}
    for row in links[links["standing"].isin(list(standings))].itertuples():
        found.setdefault(row.project_id, []).append(stated(row.quantity_id))
    return found


def due(project_events: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return what was still to come, with a time by which it was to come: ``project_id, event_id, date, title``.

    A proposal bears the date on which it was made, and what has no end has no due date; neither is among them.
    """
    planned = events[events["is_planned"] & (events["kind"] != "proposal") & ~events["date"].str.endswith("..")]
    return project_events.merge(planned, on="event_id", validate="m:1")[["project_id", "event_id", "date", "title"]]


def milestone(start: Quantity, target: Quantity, share_of_time: float, year: int) -> Quantity:
    """Return what even growth from ``start`` to ``target`` has come to after a share of the time.

    start^(1 − s) · target^s, in which each stands once, so that the bounds are no wider than theirs. From the end
    of the time on, ``share_of_time`` of 1 and more, it is the target.
    """
    target = target.to(start.unit)
    share = min(max(share_of_time, 0.0), 1.0)
    value, lower, upper = (
        getattr(start, end) ** (1 - share) * getattr(target, end) ** share for end in ("value", "lower", "upper")
    )
    formula = f"{{0}} ^ {1 - share:.3g} × {{1}} ^ {share:.3g}"
    lineage = Derivation(formula, (start, target))
    return Quantity(
        value, lower, upper, start.unit, "Trade turnover by even growth towards the target", lineage, "exact", str(year)
    )


def gap(actual: Quantity, target: Quantity) -> Quantity:
    """Return what the actual figure lacks of the target."""
    return (target - actual).named("Trade turnover lacking to the target", period=actual.period)


# --- obstacles ---------------------------------------------------------------------------------------


def obstacles(blockers: pd.DataFrame, scope: str = "all") -> pd.DataFrame:
    """Return what stood in the way of each initiative, with who says so, when, and in which words of ours.

    Parameters
    ----------
    blockers
        Rows of the table ``project_blockers``.
    scope
        ``"named"`` leaves out what a source says only of a kind of thing to which the initiative belongs.

    Returns
    -------
    pandas.DataFrame
        The rows, with ``source`` (one of `SOURCES`), ``period`` (EDTF, may be missing), ``says``, ``word`` for the
        blocker (see `BLOCKERS`), ``anchor_id`` and ``reference_ids``, of which one is missing.
    """
    kept = blockers if scope == "all" else blockers[blockers["scope"] == scope]
    tables = {
        "statement_id": load_table("statements").set_index("statement_id"),
        "event_id": load_table("events").set_index("event_id"),
        "outcome_id": load_table("context/project_outcomes").set_index("outcome_id"),
        "act_id": load_table("context/sanctions").set_index("act_id"),
    }
    found = []
    for row in kept.itertuples():
        key = next(name for name in tables if isinstance(getattr(row, name), str))
        found.append(_SAYS[key](tables[key].loc[getattr(row, key)]))
    described = pd.DataFrame(
        found, index=kept.index, columns=["source", "period", "says", "anchor_id", "reference_ids"]
    )
    return kept.assign(word=kept["blocker"].map(BLOCKERS)).join(described)


_SAYS = {
    "statement_id": lambda row: (DOCUMENTS[row["document_id"]], row["period"], row["text"], row["anchor_id"], None),
    "event_id": lambda row: (DOCUMENTS[row["document_id"]], row["date"], row["title"], row["anchor_id"], None),
    "outcome_id": lambda row: (OUTSIDE, row["period"], row["outcome"], None, row["reference_ids"]),
    "act_id": lambda row: (OUTSIDE, row["date"], f"{row['act']}: {row['measures']}", None, row["reference_ids"]),
}


def count_obstacles(found: pd.DataFrame) -> pd.DataFrame:
    """Return in how many initiatives each obstacle stands, by each source and by any of them.

    Parameters
    ----------
    found
        See `obstacles`.

    Returns
    -------
    pandas.DataFrame
        One row an obstacle, the most frequent first: ``word, any``, then one column for each of `SOURCES`; the
        cells are quantities, missing where a source names it for none.
    """
    rows = []
    for word, group in found.groupby("word"):
        row = {"word": word, "any": _initiatives(word, "any source", group)}
        for source in SOURCES:
            own = group[group["source"] == source]
            row[source] = _initiatives(word, source, own) if len(own) else None
        rows.append(row)
    order = list(BLOCKERS.values())
    rows.sort(key=lambda row: (-row["any"].value, order.index(row["word"])))
    return pd.DataFrame(rows)


def foremost(counted: pd.DataFrame, source: str) -> tuple[list[str], Quantity]:
    """Return the obstacles that a source names most often, and for how many initiatives; see `count_obstacles`.

    ``source`` is one of `SOURCES` or ``"any"``.
    """
    named = counted[counted[source].notna()]
    most = max(named[source], key=lambda figure: figure.value)
    return [word for word, figure in zip(named["word"], named[source], strict=True) if figure.value == most.value], most


def obstacle_cells(counted: pd.DataFrame) -> pd.DataFrame:
    """Return the counts of `count_obstacles` as fields of a chart; see `tumen.boards.tally`."""
    long = counted.melt("word", [*SOURCES, "any"], "column", "figure", ignore_index=False).dropna(subset=["figure"])
    long = long.sort_index(kind="stable")
    return pd.DataFrame(
        {
            "row": long["word"],
            "column": long["column"],
            "count": [int(figure.value) for figure in long["figure"]],
            "colour": long["column"].map(COLOURS).astype(object).where(long["column"] != "any", None),
        }
    )


def in_the_way(found: pd.DataFrame) -> pd.Series:
    """Return the obstacles of each initiative with who names them, by project; see `obstacles`."""
    who = [_source(row) for _, row in found.iterrows()]
    told = found.assign(who=who).drop_duplicates(["project_id", "word", "who"])
    told = told.groupby(["project_id", "word"], sort=False)["who"].agg("; ".join).reset_index()
    texts = told["word"].str[:1].str.upper() + told["word"].str[1:] + " (" + told["who"] + ")."
    return texts.groupby(told["project_id"]).agg(" ".join)


def _act(says: str) -> str:
    return says.split(":")[0].replace("UNSC resolution", "UN resolution")


_BY = {name: f"the {name}" for name in DOCUMENTS.values()} | {OUTSIDE: "outside sources"}


def _initiatives(word: str, source: str, rows: pd.DataFrame) -> Quantity:
    title = f"Initiatives with {word} in the way, by {_BY.get(source, source)}"
    formula = "initiatives in the rows of the table project_blockers, counted once each"
    return derive(title, formula, (), rows["project_id"].nunique(), "item")


def who_says(row: pd.Series | Mapping[str, Any]) -> str:
    """Return who says something, for readers: the page of a document, or the outside sources.

    ``row`` has an ``anchor_id`` or ``reference_ids``: ``"article, page 19"``, ``"TASS, 2025; Espreso, 2025"``.
    """
    if isinstance(row["anchor_id"], str):
        return place_in_document(row["anchor_id"]).replace("Zakharova", "article").replace("Toloraya, ", "")
    names = row["reference_ids"].split(LIST_SEPARATOR)
    return "; ".join(_short_citation(name) for name in names if name not in DOCUMENTS)


def _short_citation(reference_id: str) -> str:
    item = load_references()[reference_id]
    names = [name.get("literal") or name.get("family") for name in item.get("author", [])]
    year = item.get("issued", {}).get("date-parts", [[None]])[0][0]
    who = names[0] if names else item.get("container-title") or item["title"]
    return f"{who}, {year}" if year else who


def veto_cells(found: pd.DataFrame, things: Mapping[str, str], actors: Mapping[str, str]) -> pd.DataFrame:
    """Return who stands in whose way by which source, as fields of a chart; see `tumen.boards.board`.

    Parameters
    ----------
    found
        See `obstacles`; rows of other projects than those in ``things`` are left out.
    things, actors
        Short names of the projects, the first three of which make up "all three", and of the actors.

    Returns
    -------
    pandas.DataFrame
        One row an obstacle and source, obstacles in the order of `BLOCKERS`. The word says who, what and when; the
        mark is a cross where the source speaks of the projects themselves, a ring where only of their kind.
    """
    kept = found[found["project_id"].isin(list(things))]
    rows = []
    for word in [word for word in BLOCKERS.values() if word in set(kept["word"])]:
        for source in SOURCES:
            group = kept[(kept["word"] == word) & (kept["source"] == source)]
            if group.empty:
                continue
            own = (group["scope"] == "named").any()
            rows.append(
                {
                    "row": word[:1].upper() + word[1:],
                    "column": source,
                    "word": _who_bars_what(group, things, actors),
                    "mark": "cross" if own else "ring",
                    "colour": COLOURS[source],
                    "firm": own,
                    "says": " ".join(dict.fromkeys(group["says"])),
                    "source": "; ".join(dict.fromkeys(_source(row) for _, row in group.iterrows())),
                }
            )
    return pd.DataFrame(rows)


def _who_bars_what(group: pd.DataFrame, things: Mapping[str, str], actors: Mapping[str, str]) -> str:
    by = group[["actor_id", "period"]].fillna("").agg("|".join, axis=1)
    texts = []
    for key, rows in group.groupby(by, sort=False):
        actor, period = key.split("|")
        names = [name for project, name in things.items() if project in set(rows["project_id"])]
        if names[:3] == list(things.values())[:3]:
            names = ["all three", *names[3:]]
        what = ", ".join(names)
        text = f"{actors[actor]}: {what}" if actor else what
        texts.append(f"{text} ({read_aloud(period)})" if period else text)
    return "; ".join(texts)


def _source(row: pd.Series) -> str:
    return _act(row["says"]) if isinstance(row["act_id"], str) else who_says(row)


# --- frames of cooperation ---------------------------------------------------------------------------


def parts(memberships: pd.DataFrame, modalities: Sequence[str]) -> pd.DataFrame:
    """Return who belongs to which frame, with how firmly that is put and by whom.

    Parameters
    ----------
    memberships
        Rows of the table ``memberships``.
    modalities
        Modalities of statements that count, as in `statements.MODALITIES`; later facts always do.

    Returns
    -------
    pandas.DataFrame
        The rows that count, with ``modality`` (or ``"fact"``), ``source``, ``says``, ``period``.
    """
    said = load_table("statements").set_index("statement_id")
    facts = load_table("context/project_outcomes").set_index("outcome_id")
    rows = []
    for row in memberships.itertuples():
        if isinstance(row.statement_id, str):
            claim = said.loc[row.statement_id]
            rows.append((claim["modality"], DOCUMENTS[claim["document_id"]], claim["text"], claim["period"]))
        else:
            fact = facts.loc[row.outcome_id]
            rows.append(("fact", OUTSIDE, fact["outcome"], fact["period"]))
    described = pd.DataFrame(rows, index=memberships.index, columns=["modality", "source", "says", "period"])
    joined = memberships.join(described)
    return joined[joined["modality"].isin([*modalities, "fact"])].reset_index(drop=True)


PARTS = {
    "promoter": ("wants it", "arrow"),
    "party": ("a party", "disc"),
    "part": ("nearby areas only", "ring"),
    "investor": ("as an investor", "diamond"),
    "hub": ("as the hub", "triangle"),
    "kept_out": ("unable to join", "square"),
    "objector": ("objects", "cross"),
    "absent": ("has left", "square"),
}
"""What each part in a frame is called, and the shape that stands for it; see `tumen.boards.MARKS`."""


def part_cells(taken: pd.DataFrame, actors: Mapping[str, str]) -> pd.DataFrame:
    """Return who belongs to which frame as fields of a chart; see `parts` and `tumen.boards.board`.

    ``actors`` are names by id, in the order of the rows; a part that is hedged or conditional is not firm.
    """
    ordered = taken.assign(place=taken["actor_id"].map({name: place for place, name in enumerate(actors)}))
    ordered = ordered.sort_values("place", kind="stable", ignore_index=True)
    return pd.DataFrame(
        {
            "row": ordered["actor_id"].map(actors),
            "column": ordered["arrangement"],
            "word": [PARTS[role][0] for role in ordered["role"]],
            "mark": [PARTS[role][1] for role in ordered["role"]],
            "colour": ordered["source"].map(COLOURS),
            "firm": ~ordered["modality"].isin(["hedged", "conditional"]),
            "says": ordered["says"],
        }
    )
