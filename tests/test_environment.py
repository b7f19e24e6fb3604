"""The three ways to install give the same versions."""

from __future__ import annotations

import re

import yaml
from tumen import paths

PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)((?: ; .*?)?)(?: \\)?$", re.MULTILINE)


def pins(name):
    text = (paths.ROOT / name).read_text(encoding="utf-8")
    return {(package, version, marker.strip()) for package, version, marker in PIN.findall(text)}


def test_every_requirement_in_the_lock_has_hashes_and_no_address():
    text = paths.LOCK.read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert len(blocks) == len(pins("requirements.lock")) > 100
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text
    assert "--index" not in text


def test_the_constraints_are_the_lock_without_hashes():
    assert pins("constraints.txt") == pins("requirements.lock")
    assert "--hash" not in (paths.ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_conda_installs_python_and_then_the_package_with_the_versions_of_the_lock():
    environment = yaml.safe_load((paths.ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [entry for entry in environment["dependencies"] if isinstance(entry, str)]
    pip = next(entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict))
    assert sorted(re.split(r"[<>=]", entry)[0] for entry in conda) == ["pip", "python"]
    assert pip == ["--constraint constraints.txt", "--editable .[dev]"]


def test_every_dependency_of_the_package_is_pinned_and_explained_in_the_readme():
    project = (paths.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    block = project[project.index("dependencies = [") : project.index("[project.scripts]")]
    names = {re.split(r"[<>=]", name)[0] for name in re.findall(r'"([a-z][a-z0-9-]+[^"]*)"', block)}
    pinned = {package for package, _, _ in pins("requirements.lock")}
    readme = (paths.ROOT / "README.md").read_text(encoding="utf-8")
    assert names <= pinned
    assert [name for name in sorted(names) if name not in readme] == []
