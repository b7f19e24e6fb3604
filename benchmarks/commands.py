"""Commands that a benchmark runs, and what is said of those that fail."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path


class Failed(Exception):
    """A command did not succeed; the message is the last error that it named."""


def call(command: Sequence[str | Path], folder: Path, **surroundings: str | Path) -> str:
    """Run a command in a folder, with further environment variables, and return what it printed."""
    environment = os.environ | {name: str(value) for name, value in surroundings.items()}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        input="y\n",  # jupyter-cache asks whether it may begin
    )
    if done.returncode:
        raise Failed(last_error(done.stdout + done.stderr) or f"exit status {done.returncode}")
    return done.stdout


def last_error(text: str) -> str:
    """Return the last line that speaks of an error with what follows it, in one short line fit for a table."""
    lines = [line.strip() for line in text.splitlines() if any(map(str.isalpha, line.replace("[0m", "")))]
    errors = [number for number, line in enumerate(lines) if "error" in line.lower()]
    words = " ".join(lines[errors[-1] if errors else -1 :])
    return words.replace("|", "/")[:200]
