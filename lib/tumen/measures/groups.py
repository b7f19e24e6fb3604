"""Groups of codes, such as the statuses that make a stage: finding the group that takes one in."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def group_that_takes_in(code: str, groups: Mapping[str, Collection[str]], what: str) -> str:
    """Return the name of the first of ``groups`` that holds ``code``.

    Raises
    ------
    ValueError
        No group does; ``what`` says in the message what was looked for, e.g. ``"stage"``.
    """
    for name, codes in groups.items():
        if code in codes:
            return name
    raise ValueError(f"no {what} takes in {code!r}; there are {', '.join(groups)}")
