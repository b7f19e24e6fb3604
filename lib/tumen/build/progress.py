"""How a build shows what it does: a live line for each running notebook, plain lines, lines of JSON, or nothing."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.live import Live
from rich.text import Text

from tumen.build.site import Event, Report, Result

_one_line_at_a_time = threading.Lock()  # events come from several threads


@contextmanager
def shown(console: Console, *, quiet: bool, as_json: bool) -> Iterator[Report]:
    """Give the function that a build reports to."""
    if as_json:
        yield lambda event: _print_json(asdict(event))
    elif quiet:
        yield lambda event: None
    elif console.is_terminal:
        with Live(console=console, auto_refresh=False, transient=True) as live:
            yield _Lines(console, live).hear
    else:
        yield lambda event: _print_plain(console, event)


def summary(console: Console, result: Result, seconds: float, *, quiet: bool, as_json: bool) -> None:
    """Say at the end what was not built anew, how long the rest took, and where the site is."""
    if as_json:
        _print_json({"kind": "result", **asdict(result), "seconds": round(seconds, 3)})
        return
    if quiet:
        return
    if result.unchanged:
        console.print(f"unchanged: {', '.join(result.unchanged)}", markup=False)
    count = len(result.built)
    console.print(f"{count} {'page' if count == 1 else 'pages'} built in {seconds:.1f} s. Open {result.index}")


class _Lines:
    """One line for each notebook that is running, with the cell it is at."""

    def __init__(self, console: Console, live: Live):
        self._console, self._live = console, live
        self._running: dict[str, str] = {}

    def hear(self, event: Event) -> None:
        if event.kind == "cell":
            self._running[event.page] = f"  {event.page}  cell {event.cell} of {event.cells}"
        elif event.kind == "ran":
            self._running[event.page] = f"  {event.page}  making the page"
        elif event.kind in ("built", "failed"):
            self._running.pop(event.page, None)
            _print_plain(self._console, event)
        elif event.kind == "shared":
            self._running[""] = "  front page, glossary, references, search"
        self._live.update(Text("\n".join(self._running.values()), style="dim"), refresh=True)


def _print_plain(console: Console, event: Event) -> None:
    if event.kind in ("built", "failed"):
        console.print(f"  {event.kind} {event.page}: {event.text.splitlines()[0]}", style="dim", markup=False)


def _print_json(content: dict) -> None:
    with _one_line_at_a_time:
        sys.stdout.write(json.dumps(content, ensure_ascii=False, default=str) + "\n")
        sys.stdout.flush()
