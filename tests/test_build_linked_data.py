"""What search engines and catalogues read of a page and of the data."""

from __future__ import annotations

import json
import re

from tumen import paths
from tumen.build.citing import project
from tumen.build.linked_data import front_data, page_data
from tumen.build.package import PACKAGE_FILE
from tumen.build.record import Record
from tumen.markup import script_json
from tumen.schema import Package

TRADE = Record(
    "03-bilateral-trade", "03 · Bilateral trade: how large?", "By source.", "zakharova", (), (), (), ("record", "flows")
)
EVIDENCE = Record("15-evidence", "15 · Evidence", "All of it.", "both", (), (), (), ())
BASE = "https://example.org/tumen/"


def parts(content):
    return {part["@type"]: part for part in content["@graph"]}


def addresses(content):
    text = json.dumps(content)
    return re.findall(r'"(?:@id|url|contentUrl)": "([^"]+)"', text)


def test_a_page_is_a_report_with_title_summary_version_and_authors():
    report = page_data(TRADE)
    assert (report["@context"], report["@type"]) == ("https://schema.org", "Report")
    assert report["name"] == report["headline"] == "Bilateral trade: how large?"
    assert (report["description"], report["inLanguage"]) == ("By source.", "en-GB")
    assert (report["version"], report["datePublished"]) == (project().version, project().released)
    assert report["author"] == [{"@type": "Organization", "name": "The Tumen authors"}]
    assert report["license"] == ["https://spdx.org/licenses/MIT.html", "https://spdx.org/licenses/CC-BY-4.0.html"]


def test_a_page_names_its_charts_and_the_two_documents():
    report = page_data(TRADE)
    assert [image["contentUrl"] for image in report["image"]] == [
        "charts/03-bilateral-trade/record.svg",
        "charts/03-bilateral-trade/flows.svg",
    ]
    assert [document["author"][0]["name"] for document in report["citation"]] == ["L. V. Zakharova", "Georgy Toloraya"]
    assert [document.get("url", "")[:16] for document in report["citation"]] == ["https://elib.jp/", ""]


def test_pages_series_and_data_refer_to_one_another_by_id():
    front = front_data([TRADE, EVIDENCE])
    series, dataset = parts(front)["CreativeWorkSeries"], parts(front)["Dataset"]
    for record, entry in zip([TRADE, EVIDENCE], series["hasPart"], strict=True):
        page = page_data(record)
        assert entry["@id"] == page["@id"]
        assert page["isPartOf"]["@id"] == series["@id"]
        assert page["isBasedOn"]["@id"] == dataset["@id"]


def test_the_dataset_says_what_is_needed_to_find_and_use_it():
    dataset = parts(front_data([]))["Dataset"]
    assert dataset["name"] == Package(paths.DATA).descriptor["title"]
    assert 50 <= len(dataset["description"]) <= 5000, "what Google's dataset search takes"
    assert dataset["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert dataset["distribution"]["contentUrl"] == PACKAGE_FILE
    assert dataset["distribution"]["encodingFormat"] == "application/zip"
    assert "North Korean workers in Russia" in dataset["variableMeasured"]
    assert "Number words" not in dataset["variableMeasured"]
    assert [country["name"] for country in dataset["spatialCoverage"]] == ["Russia", "DPRK"]


def test_the_years_covered_are_those_of_the_data_without_plans():
    first, last = parts(front_data([]))["Dataset"]["temporalCoverage"].split("/")
    assert first == "1989", "the first year of the trade record"
    assert last == "2025", "the last report on a project; plans reach further"


def test_addresses_are_relative_unless_the_site_has_one():
    relative, absolute = ([page_data(TRADE, base), front_data([TRADE], base)] for base in (None, BASE))
    outside = {"https://elib.jp/m/articles/view/ECONOMIC-RELATIONS-BETWEEN-RUSSIA-AND-THE-DPRK-IN-THE-XXI-CENTURY"}
    assert [address for address in addresses(relative) if ":" in address and address not in outside] == []
    assert [address for address in addresses(absolute) if not address.startswith(BASE) and address not in outside] == []


def test_no_title_can_end_the_script_it_stands_in():
    hostile = Record("x", "</script><!-- <script> & \u2028", "]]>", "both", (), (), (), ())
    text = script_json(page_data(hostile))
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text)["name"] == hostile.title
