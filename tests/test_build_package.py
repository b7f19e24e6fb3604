"""The data package as one file to take away."""

from __future__ import annotations

import io
import json
import os
import zipfile

import pytest
from frictionless import Package
from tumen import paths
from tumen.build.package import package_zip
from tumen.data import check_package


@pytest.fixture
def folder(data_copy):
    (data_copy / "README.md").write_text("# The data of Tumen\n", encoding="utf-8")
    return data_copy


def opened(content):
    return zipfile.ZipFile(io.BytesIO(content))


def test_what_is_unpacked_is_a_sound_data_package(folder, tmp_path):
    opened(package_zip(folder)).extractall(tmp_path / "unpacked")
    package = Package(str(tmp_path / "unpacked" / "datapackage.json"))
    assert package.get_resource("documents").read_rows()[0]["document_id"] == "zakharova"
    assert check_package(tmp_path / "unpacked") == []


def test_frictionless_opens_the_zip_as_it_is(folder, tmp_path):
    (tmp_path / "tumen-data.zip").write_bytes(package_zip(folder))
    names = Package(str(tmp_path / "tumen-data.zip")).resource_names
    assert names == [r["name"] for r in json.loads((folder / "datapackage.json").read_text())["resources"]]


def test_the_terms_and_the_readme_travel_with_the_data(folder):
    archive = opened(package_zip(folder))
    assert archive.read("README.md").startswith(b"# The data")
    assert b"CC BY 4.0" in archive.read("LICENSE-DATA")
    assert archive.read("CITATION.cff") == (paths.ROOT / "CITATION.cff").read_bytes()


def test_every_resource_is_in_it_and_nothing_else(folder):
    (folder / ".cache").mkdir()
    for stray in (".DS_Store", ".cache/rows.csv", "geo/prepare.pyc", "notes.txt"):
        (folder / stray).write_bytes(b"stray")
    resources = {r["path"] for r in json.loads((folder / "datapackage.json").read_text())["resources"]}
    assert set(opened(package_zip(folder)).namelist()) == resources | {
        *("datapackage.json", "README.md", "LICENSE-DATA", "CITATION.cff")
    }


def test_the_same_data_give_the_same_bytes_whenever_and_however_they_were_written(folder):
    first = package_zip(folder)
    for path in folder.rglob("*.csv"):
        path.chmod(0o600)
        os.utime(path, (1, 10**9))
    assert package_zip(folder) == first
    entries = opened(first).infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {(entry.date_time, entry.external_attr >> 16, entry.create_system) for entry in entries} == {
        ((1980, 1, 1, 0, 0, 0), 0o100644, 3)
    }
