"""How much memory a build holds with all its processes; Linux only."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

from contenders import Contender


def peak_memory(tumen: Contender) -> float | None:
    """Return the most memory that a cold build and all its processes held at once, in MB; Linux only."""
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    tumen.start_afresh()
    checkout = tumen.checkout
    surroundings = os.environ | {name: str(value) for name, value in checkout.surroundings.items()}
    command = [str(part) for part in checkout.build(tumen.folder / "site")]
    peak = 0
    with subprocess.Popen(command, cwd=checkout.folder, env=surroundings) as process:
        while process.poll() is None:
            peak = max(peak, sum(map(held, family(process.pid))))
            time.sleep(0.1)
    return None if process.returncode else peak / 1e6


def family(ancestor: int) -> set[int]:
    """Return a process and all its descendants."""
    parents = dict(filter(None, map(with_parent, Path("/proc").glob("[0-9]*/stat"))))
    found, new = {ancestor}, {ancestor}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def with_parent(stat: Path) -> tuple[int, int] | None:
    """Return the number of a process and of its parent, if it is still there."""
    try:
        return int(stat.parent.name), int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return None


def held(process: int) -> int:
    """Return the bytes of a process, of what it shares its share."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
