"""The data package as one file to take away."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from tumen import paths
from tumen.schema import Package

PACKAGE_FILE = "data/tumen-data.zip"
"""Where it lies within the site."""

_DESCRIPTOR, _README = "datapackage.json", "README.md"
_TERMS = ("CITATION.cff", "LICENSE-DATA")
"""Files from the top of the checkout, without which the data should not travel."""

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can hold: the same data give the same bytes."""
_UNIX, _READABLE = 3, 0o100644


def package_zip(folder: Path = paths.DATA) -> bytes:
    """Return the data package in ``folder`` as a zip: what its descriptor names, read-me, licence, citation.

    Anything else in the folder stays out. The descriptor lies at the top, where programs that open a zipped
    data package look for it.
    """
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, path in sorted(_members(folder).items()):
            archive.writestr(_entry(name), path.read_bytes(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return content.getvalue()


def _members(folder: Path) -> dict[str, Path]:
    resources = [resource["path"] for resource in Package(folder).descriptor["resources"]]
    readme = [_README] if (folder / _README).exists() else []
    members = {name: folder / name for name in (_DESCRIPTOR, *readme, *resources)}
    return members | {name: paths.ROOT / name for name in _TERMS}


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIXED_TIME)
    entry.create_system, entry.external_attr = _UNIX, _READABLE << 16
    return entry
