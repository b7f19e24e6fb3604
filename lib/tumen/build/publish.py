"""Writing a site: the whole new one beside the old one, put in its place at the end."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import filelock

from tumen.build.inputs import Inputs
from tumen.build.record import Record
from tumen.errors import BuildError

MANIFEST = "manifest.json"
GENERATOR = "tumen"
"""Mark in the manifest without which a folder is not taken for a site of ours, and never replaced."""


@dataclass(frozen=True)
class Entry:
    """A page that stands in a site: what it was made from, and its files."""

    title: str
    files: tuple[str, ...]
    run: Inputs
    """What its run depended on; empty if the run failed."""
    page: Inputs
    """What the page depends on beside its run."""


@dataclass(frozen=True)
class Published:
    """A site as it stands in its folder."""

    folder: Path
    pages: dict[str, Entry] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    """Files that belong to no page alone."""
    shared_inputs: Inputs = field(default_factory=dict)
    """What those were made from, and the data as they were last checked."""

    def is_whole(self) -> bool:
        """Whether the files that belong to no page alone are all there."""
        return bool(self.shared) and all((self.folder / name).exists() for name in self.shared)

    def record(self, name: str) -> Record:
        """Return what the site keeps of a page."""
        return Record.load((self.folder / record_file(name)).read_text(encoding="utf-8"))


def record_file(name: str) -> str:
    """Return where a site keeps the record of a page."""
    return f"records/{name}.json"


def drawings_file(name: str) -> str:
    """Return where a site keeps the drawings of a page for the next build."""
    return f"drawings/{name}.json"


def notebook_file(name: str) -> str:
    """Return where a site keeps the executed notebook of a page."""
    return f"notebooks/{name}.ipynb"


def read(folder: Path) -> Published:
    """Return the site in a folder; refuse a folder that holds anything else, because it would be replaced.

    Pages of which a file is missing count as not there.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return Published(folder)
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        is_ours = content["generator"] == GENERATOR
        pages = {name: Entry(**{**entry, "files": tuple(entry["files"])}) for name, entry in content["pages"].items()}
        shared, inputs = tuple(content["shared"]), dict(content["shared_inputs"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        is_ours = False
    if not is_ours:
        raise BuildError(f"{folder} is not empty and holds no site of this version; remove it or use --out")
    known = {MANIFEST, *shared, *(file for entry in pages.values() for file in entry.files)}
    found = {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
    }
    if strange := sorted(found - known):
        raise BuildError(f"{folder} holds files that are not the site's, e.g. {strange[0]}; move them or use --out")
    whole = {name: entry for name, entry in pages.items() if found.issuperset(entry.files)}
    return Published(folder, whole, shared if whole == pages else (), inputs)  # those name pages that are not there


# --- the new site, beside the old one ----------------------------------------------------------------


@contextmanager
def stage(folder: Path) -> Iterator[Path]:
    """Give an empty folder beside a site for the new one, and remove it again if the new one did not take its place."""
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-new-", dir=folder.parent))
    new.chmod(0o755)  # which mkdtemp leaves to its owner alone
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files by their path within a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)  # it may be a second name of a file of the old site; see `keep`
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))


def keep(old: Path, new: Path, files: Iterable[str]) -> None:
    """Take files over from the old site, without copying where the file system lets two names share one file."""
    for name in files:
        (new / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(old / name, new / name)
        except OSError:
            shutil.copy2(old / name, new / name)


def replace(folder: Path, new: Path, pages: Mapping[str, Entry], shared: Iterable[str], shared_inputs: Inputs) -> None:
    """Put a new site, all of whose files are written, in the place of the old one."""
    content = {
        "generator": GENERATOR,
        "pages": {name: asdict(entry) for name, entry in pages.items()},
        "shared": sorted(shared),
        "shared_inputs": shared_inputs,
    }
    write(new, {MANIFEST: json.dumps(content, indent=1, sort_keys=True) + "\n"})
    trash = _trash(folder)
    shutil.rmtree(trash, ignore_errors=True)
    if folder.exists():
        folder.rename(trash)
    try:
        new.rename(folder)
    except OSError:
        recover(folder)
        raise
    shutil.rmtree(trash, ignore_errors=True)


def _trash(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-old")


def recover(folder: Path) -> None:
    """Clean up after a build that was killed: bring back the old site if need be, remove what was half written."""
    if _trash(folder).exists() and not folder.exists():
        _trash(folder).rename(folder)
    for left in (_trash(folder), *folder.parent.glob(f".{folder.name}-new-*")):
        shutil.rmtree(left, ignore_errors=True)


# --- one build at a time -----------------------------------------------------------------------------


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a site against another build for as long as this one runs; the lock of a killed build holds nobody."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        lock = filelock.FileLock(folder.with_name(f".{folder.name}.lock"))
        holder = folder.with_name(f".{folder.name}.lock.holder")
        with lock.acquire(timeout=0):
            holder.write_text(f"process {os.getpid()}, since {datetime.now(UTC):%H:%M:%S} UTC", encoding="utf-8")
            try:
                yield
            finally:
                holder.unlink(missing_ok=True)
    except filelock.Timeout as error:
        who = f" ({holder.read_text(encoding='utf-8')})" if holder.exists() else ""
        raise BuildError(f"another build{who} is writing {folder}; wait for it to end") from error
