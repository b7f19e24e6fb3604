"""Where things lie in a checkout of the project."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""Top folder of the checkout."""

DATA = ROOT / "data"
"""The data package: datapackage.json, one CSV per table, references.json."""

NOTEBOOKS = ROOT / "notebooks"
"""The series, without outputs."""

LIBRARY = Path(__file__).resolve().parent
"""This package."""

LOCK = ROOT / "requirements.lock"
"""Every dependency, pinned."""

CITATION = ROOT / "CITATION.cff"
"""How the project is cited: authors, version, date."""

SITE = ROOT / "site"
"""What `make report` builds; not in git."""
