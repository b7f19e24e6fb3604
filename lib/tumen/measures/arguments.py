"""Arguments: how claims hang together, and what becomes of the others when one of them fails."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping

import pandas as pd

from tumen.quantity import Quantity, derive
from tumen.references import page_link, place_in_document

BASES = {"all": ("stated", "implied", "ours"), "implied": ("stated", "implied"), "stated": ("stated",)}
"""Which links count under each choice: all, those that at least follow from the words, those in words alone."""

FAILS, FALLS, WEAKENED = "fails", "cannot hold", "loses support"
"""What becomes of a claim: it is the one that fails, it needs one that does, or it loses what spoke for it."""

HINDRANCE = "hinders"
NEED = "requires"
SUPPORT = ("serves", "causes", "supports", "part_of")
"""Relations in which the source bears the target; in `NEED` the target bears the source."""


def counted(links: pd.DataFrame, basis: str, claims: Collection[str] | None = None) -> pd.DataFrame:
    """Return the links that count under a choice of `BASES`.

    Parameters
    ----------
    links
        Rows of the table ``statement_links``.
    basis
        One of `BASES`.
    claims
        If given, only links whose two ends are both among these statement ids.

    Raises
    ------
    ValueError
        No such choice.
    """
    if basis not in BASES:
        raise ValueError(f"{basis!r} is no choice of links; use one of {', '.join(BASES)}")
    kept = links[links["basis"].isin(BASES[basis])]
    if claims is not None:
        kept = kept[kept["source_id"].isin(claims) & kept["target_id"].isin(claims)]
    return kept.reset_index(drop=True)


def with_places(statements: pd.DataFrame) -> pd.DataFrame:
    """Return statements with the ``place`` of their words (``"page 17"``) and a ``link`` to it, None if not public."""
    anchors = list(statements["anchor_id"])
    added = {
        "place": [place_in_document(anchor).split(", ")[-1] for anchor in anchors],
        "link": [page_link(anchor) for anchor in anchors],
    }
    return statements.assign(
        **{name: pd.Series(cells, statements.index, dtype=object) for name, cells in added.items()}
    )


def consequences(links: pd.DataFrame, failing: Collection[str]) -> pd.DataFrame:
    """Return every claim that is touched when some claims fail, with what becomes of it.

    A claim that requires one which fails, or cannot hold, cannot hold itself. A claim that is served, caused,
    supported or made up by one that is lost or weakened loses support, and so does one that requires a weakened
    one. A hindrance passes nothing on.

    Parameters
    ----------
    links
        Rows of the table ``statement_links``; see `counted`.
    failing
        Ids of the statements that fail.

    Returns
    -------
    pandas.DataFrame
        ``statement_id, effect, steps``: the failing claims first (0 steps), then by distance; within one distance
        those that cannot hold come first. Each claim stands once, with the heavier effect.
    """
    lost = _spread(dict.fromkeys(failing, 0), _bearers(links, (NEED,)))
    touched = _spread(lost, _bearers(links, (NEED, *SUPPORT)))
    steps = touched | lost
    effect = {claim: FAILS if claim in failing else FALLS if claim in lost else WEAKENED for claim in steps}
    order = [FAILS, FALLS, WEAKENED]
    rows = sorted(steps, key=lambda claim: (steps[claim], order.index(effect[claim]), claim))
    frame = {"statement_id": rows, "effect": [effect[name] for name in rows], "steps": [steps[name] for name in rows]}
    return pd.DataFrame(frame)


def falling(links: pd.DataFrame, choices: Mapping[str, Collection[str]]) -> dict[str, list[str]]:
    """Return for each choice of failing claims all that fail or cannot hold, as `tumen.graphs.graph` wants them."""
    found = {}
    for name, failing in choices.items():
        touched = consequences(links, failing)
        found[name] = list(touched.loc[touched["effect"] != WEAKENED, "statement_id"])
    return found


def hindered(links: pd.DataFrame, obstacle: str) -> list[str]:
    """Return the claims that an obstacle hinders, if any; they fail as long as it lasts."""
    return list(links.loc[(links["source_id"] == obstacle) & (links["relation"] == HINDRANCE), "target_id"])


def reach(links: pd.DataFrame, failing: Collection[str], title: str, effect: str = FALLS) -> Quantity:
    """Return how many claims meet an effect when some claims fail; see `consequences`."""
    number = int((consequences(links, failing)["effect"] == effect).sum())
    return derive(title, "claims followed along the links, counted", (), number, "item")


def share_of_rows(chosen: pd.Series, title: str) -> Quantity:
    """Return the share, in percent, of the claims that are marked true.

    Raises
    ------
    ValueError
        There is no claim at all.
    """
    if chosen.empty:
        raise ValueError(f"no claims to take a share of: {title}")
    part, whole = (
        derive(f"{name}: {title}", "rows of the table of statements, counted", (), number, "item")
        for name, number in (("Such claims", int(chosen.sum())), ("All claims", len(chosen)))
    )
    return (part / whole).named(title, unit="percent")


def layers(links: pd.DataFrame) -> dict[str, int]:
    """Return the layer of each claim: 0 for what bears no other, and each bearer below all that it bears.

    A hindrance stands below what it hinders, like a support.

    Raises
    ------
    ValueError
        The links run in a circle.
    """
    above: dict[str, set[str]] = {claim: set() for claim in [*links["source_id"], *links["target_id"]]}
    for bearer, borne in _bearers(links, (NEED, HINDRANCE, *SUPPORT)).items():
        above[bearer].update(borne)
    found: dict[str, int] = {}
    while len(found) < len(above):
        ready = [claim for claim in above if claim not in found and above[claim] <= found.keys()]
        if not ready:
            circle = ", ".join(sorted(above.keys() - found.keys()))
            raise ValueError(f"these links run in a circle, in which stand: {circle}")
        found |= {claim: 1 + max((found[upper] for upper in above[claim]), default=-1) for claim in ready}
    return found


def _bearers(links: pd.DataFrame, relations: Collection[str]) -> dict[str, list[str]]:
    """Return for each claim those that it bears, by links of these relations."""
    borne: dict[str, list[str]] = {}
    for link in links[links["relation"].isin(relations)].itertuples():
        ends = (link.target_id, link.source_id) if link.relation == NEED else (link.source_id, link.target_id)
        borne.setdefault(ends[0], []).append(ends[1])
    return borne


def _spread(start: Mapping[str, int], borne: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Return everything reached from the start, with the fewest steps."""
    steps = dict(start)
    waiting = deque(sorted(steps, key=steps.get))
    while waiting:
        claim = waiting.popleft()
        for other in borne.get(claim, ()):
            if other not in steps or steps[claim] + 1 < steps[other]:
                steps[other] = steps[claim] + 1
                waiting.append(other)
    return steps
