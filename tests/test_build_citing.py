"""The reference of a page, as programs for references and readers take it."""

from __future__ import annotations

import json
import re
from datetime import date
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tumen.build import citing
from tumen.build.citing import cite_files, cite_sentence, project
from tumen.build.record import Record
from tumen.references import citation, set_entry

NAME = "03-bilateral-trade"
TITLES = st.text(st.sampled_from("aZ é東·?:,.'\"&%#_${}\\~^<>|@-\n"), min_size=1).filter(str.strip)
SIGNS = {
    r"\textbraceleft{}": "{",
    r"\textbraceright{}": "}",
    r"\textbackslash{}": "\\",
    r"\textasciitilde{}": "~",
    r"\textasciicircum{}": "^",
    r"\textless{}": "<",
    r"\textgreater{}": ">",
    r"\textbar{}": "|",
    '{"}': '"',
    **{f"\\{sign}": sign for sign in "&%#_$"},
}
SIGN = re.compile("|".join(map(re.escape, SIGNS)))


def page(title="03 · Bilateral trade: how large was it, and who says so?"):
    return Record(NAME, title, "What is known.", "zakharova", (), (), (), ("record",))


def files(record, **changed):
    return {name.rpartition(".")[2]: text for name, text in cite_files(record, changed).items()}


def read_bibtex(text):
    """Read one entry as BibTeX does: a value ends where its braces balance, with or without backslashes."""
    kind, key, body = re.fullmatch(r"@(\w+)\{([^,\s{}]+),\n(.*)\n\}\n", text, re.DOTALL).groups()
    fields = {}
    while body:
        name, body = re.match(r"\s*(\w+) = (.*)", body, re.DOTALL).groups()
        end, depth = 0, 0
        while end < len(body) and (depth or body[end] != ","):
            depth += {"{": 1, "}": -1}.get(body[end], 0)
            assert depth >= 0
            end += 1
        assert depth == 0
        fields[name], body = body[:end], body[end + 1 :]
    return kind, key, fields


def read_latex(value):
    return SIGN.sub(lambda match: SIGNS[match[0]], value)


def read_ris(text):
    lines = [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups() for line in text.removesuffix("\n").split("\n")]
    assert (lines[0][0], lines[-1]) == ("TY", ("ER", ""))
    return lines


def test_every_format_names_authors_title_series_version_and_date():
    found = files(page())
    source = project()
    kind, key, bibtex = read_bibtex(found["bib"])
    assert (kind, key) == ("misc", "tumen-03-bilateral-trade")
    assert bibtex["author"] == "{{The Tumen authors}}"
    assert bibtex["howpublished"] == f"{{{source.title}}}"
    year, month, day = source.released.split("-")
    assert (bibtex["year"], bibtex["month"]) == (year, date.fromisoformat(source.released).strftime("%b").lower())
    assert bibtex["note"] == f"{{Version {source.version}}}"
    ris = dict(read_ris(found["ris"]))
    assert (ris["AU"], ris["T2"], ris["ET"]) == ("The Tumen authors", source.title, source.version)
    assert ris["DA"] == f"{year}/{month}/{day}"
    (item,) = json.loads(found["json"])
    assert (item["title"], item["container-title"]) == (ris["TI"], source.title)
    assert item["issued"] == {"date-parts": [[int(year), int(month), int(day)]]}
    assert ris["TI"] == "Bilateral trade: how large was it, and who says so?"


def test_the_files_are_named_for_the_page():
    assert sorted(cite_files(page(), {})) == [f"cite/{NAME}.bib", f"cite/{NAME}.json", f"cite/{NAME}.ris"]


@given(TITLES)
def test_any_title_survives_every_format(title):
    found = files(page(title))
    expected = " ".join(re.sub(r"^\d+ · ", "", title).split())
    assert read_latex(read_bibtex(found["bib"])[2]["title"][2:-2]) == expected
    assert dict(read_ris(found["ris"]))["TI"] == expected
    assert json.loads(found["json"])[0]["title"] == expected


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "Coal & <ore>: 5 % of “it”?", "who's"])
def test_the_sentence_shows_any_title_as_text(title):
    sentence = cite_sentence(page(title), {})
    assert "<script" not in sentence
    assert f") {title}, {project().title}. Version {project().version}." in unescape(re.sub(r"</?i>", "", sentence))


def test_the_sentence_is_set_like_the_references_of_the_site():
    assert re.match(r"The Tumen authors \(\d{4}\) <i>Bilateral trade.*</i>, <i>Tumen: ", cite_sentence(page(), {}))
    assert re.match(r"Zakharova, L\.V\. \(", citation("zakharova"))


def test_the_csl_item_is_one_that_citeproc_sets():
    (item,) = json.loads(files(page())["json"])
    assert set_entry(item) == cite_sentence(page(), {}).removesuffix(f" Version {project().version}.")


def test_a_page_with_other_parameters_is_cited_with_them():
    changed = {"use_log": True, "first_year": 1990}
    found = files(page(), **changed)
    said = "with first_year=1990, use_log=true"
    assert said in read_latex(read_bibtex(found["bib"])[2]["note"])
    assert ("N1", said) in read_ris(found["ris"])
    assert json.loads(found["json"])[0]["note"] == said
    assert cite_sentence(page(), changed).endswith(f"Version {project().version}, {said}.")


def test_pages_with_other_parameters_can_stand_in_one_bibliography():
    keys = {read_bibtex(files(page(), **changed)["bib"])[1] for changed in ({}, {"base": 1990}, {"base": 1991})}
    assert len(keys) == 3


def test_persons_a_long_version_and_an_address_are_taken_from_the_citation_file(tmp_path, monkeypatch):
    file = tmp_path / "CITATION.cff"
    file.write_text(
        "title: Works & days\nversion: 1.10\ndate-released: 2027-03-05\nlicense: MIT\nurl: https://example.org/t/\n"
        "authors:\n  - family-names: Ågren\n    given-names: Eva B.\n  - name: The rest\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(citing, "project", lambda: project(file))
    found = files(page())
    bibtex = read_bibtex(found["bib"])[2]
    assert bibtex["author"] == "{Ågren, Eva B. and {The rest}}"
    assert (bibtex["note"], bibtex["copyright"]) == ("{Version 1.10}", "{MIT}")
    assert bibtex["url"] == "{https://example.org/t/03-bilateral-trade.html}"
    assert [value for tag, value in read_ris(found["ris"]) if tag == "AU"] == ["Ågren, Eva B.", "The rest"]
    assert "Ågren, E.B. and The rest (2027)" in cite_sentence(page(), {})
    assert "https://example.org/t/03-bilateral-trade.html" in cite_sentence(page(), {})
