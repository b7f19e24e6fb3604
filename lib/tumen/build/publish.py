"""Writing a site: the whole new one beside the old one, put in its place at the end."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import filelock

from tumen.build.record import Record
from tumen.errors import BuildError

MANIFEST = "manifest.json"
GENERATOR = "tumen"
"""Mark in the manifest without which a folder is not taken for a site of ours, and never replaced."""


@dataclass(frozen=True)
class Entry:
    """A page that stands in a site: what it was made from, and its files."""

    run_digest: str
    digest: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Published:
    """A site as it stands in its folder."""

    folder: Path
    pages: dict[str, Entry]
    shared: tuple[str, ...]
    """Files that belong to no page alone."""

    def is_whole(self) -> bool:
        """Whether the files that belong to no page alone are all there."""
        return bool(self.shared) and all((self.folder / name).exists() for name in self.shared)

    def record(self, name: str) -> Record:
        """Return what the site keeps of a page."""
        return Record.load((self.folder / record_file(name)).read_text(encoding="utf-8"))


def record_file(name: str) -> str:
    """Return where a site keeps the record of a page."""
    return f"records/{name}.json"


def read(folder: Path) -> Published:
    """Return the site in a folder; refuse a folder that holds anything else, because it would be replaced.

    Pages of which a file is missing count as not there.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return Published(folder, {}, ())
    try:
        record = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        is_ours = record["generator"] == GENERATOR
        pages = {name: Entry(**{**entry, "files": tuple(entry["files"])}) for name, entry in record["pages"].items()}
        shared = tuple(record["shared"])
    except (OSError, ValueError, KeyError, TypeError):
        is_ours = False
    if not is_ours:
        raise BuildError(f"{folder} is not empty and holds no site of this version; remove it or use --out")
    known = {MANIFEST, *shared, *(file for entry in pages.values() for file in entry.files)}
    found = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    strange = [name for name in found if name not in known]
    if strange:
        raise BuildError(f"{folder} holds files that are not the site's, e.g. {strange[0]}; move them or use --out")
    whole = {name: entry for name, entry in pages.items() if all((folder / file).exists() for file in entry.files)}
    return Published(folder, whole, shared)


def replace(
    old: Published,
    kept: Mapping[str, Entry],
    new: Mapping[str, tuple[Entry, Mapping[str, str | bytes]]],
    shared: Mapping[str, str | bytes],
) -> None:
    """Put a new site in the place of the old one: pages kept from it, new pages and shared files written."""
    stage = old.folder.with_name(f".{old.folder.name}-new")
    shutil.rmtree(stage, ignore_errors=True)
    for name in (file for entry in kept.values() for file in entry.files):
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(old.folder / name, stage / name)
    for _, files in new.values():
        _write(stage, files)
    entries = {**kept, **{name: entry for name, (entry, _) in new.items()}}
    record = {
        "generator": GENERATOR,
        "pages": {name: asdict(entry) for name, entry in entries.items()},
        "shared": sorted(shared),
    }
    _write(stage, {**shared, MANIFEST: json.dumps(record, indent=1, sort_keys=True) + "\n"})
    trash = _trash(old.folder)
    shutil.rmtree(trash, ignore_errors=True)
    if old.folder.exists():
        old.folder.rename(trash)
    stage.rename(old.folder)
    shutil.rmtree(trash, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def _trash(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-old")


def recover(folder: Path) -> None:
    """Bring back the old site if a build was killed between the two renames of `replace`."""
    if _trash(folder).exists() and not folder.exists():
        _trash(folder).rename(folder)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a site against another build for as long as this one runs."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = filelock.FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        with lock.acquire(timeout=0):
            yield
    except filelock.Timeout as error:
        raise BuildError(f"another build is writing {folder}; wait for it to end") from error
