"""A notebook run in this process, fast enough for every parameter: what a reader would read of it."""

from __future__ import annotations

import calendar
import re
import sys
from dataclasses import dataclass, field
from html import unescape

import nbformat
import tumen  # noqa: F401  (its parts are looked up among the loaded modules)
import vl_convert
from tumen import theme
from tumen.build.parameters import parameters_of
from tumen.charts import MIME_CHART
from tumen.data import load_table
from tumen.quantity import REMEMBERED, Derivation
from tumen.sentences import MIME_PROSE

_MONTH = "|".join(calendar.month_name[1:])


@dataclass
class Reading:
    """Sentences and tables as HTML, charts as the page gets them."""

    sentences: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    charts: list[dict] = field(default_factory=list)

    def add(self, bundle, raw=True):
        """Take what a notebook displays."""
        if MIME_CHART in bundle:
            self.charts.append(bundle[MIME_CHART])
            return
        markup = bundle[MIME_PROSE]["html"]
        is_table = "<table" in markup or 'class="references"' in markup
        (self.tables if is_table else self.sentences).append(markup)


def read(path, values, monkeypatch):
    """Run the cells of a notebook with some parameters changed; a chart is compiled, but not drawn."""
    reading = Reading()
    for name in ("sentences", "charts"):
        monkeypatch.setattr(sys.modules[f"tumen.{name}"], "display", reading.add)
    monkeypatch.setattr(sys.modules["tumen.charts"], "picture", compile_chart)
    space = {"__name__": "__main__"}
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, f"{path.stem}:{cell.id}", "exec"), space)
            if "parameters" in cell.metadata.get("tags", []):
                space.update(values)
    return reading


def compile_chart(spec, paper):
    vl_convert.vegalite_to_vega(spec, vl_version=theme.VEGA_LITE)
    return "<svg/>"


def ends_of_parameters(path):
    """Yield each parameter of a notebook with each end of its range, or each of its choices."""
    for parameter in parameters_of(nbformat.read(path, as_version=4)).values():
        if parameter.type == "bool":
            ends = (True, False)
        else:
            kind = {"int": int, "float": float, "str": str}[parameter.type]
            ends = [kind(end) for end in parameter.choices or (parameter.low, parameter.high)]
        for value in ends:
            yield parameter.name, value


def figures_with_evidence(markup):
    """Return the numbers in a sentence that open their evidence."""
    return [text for text in re.findall(r'class="figure"[^>]*>(.*?)</button>', markup, re.S) if re.search(r"\d", text)]


def computed_figures(markup):
    """Return the figures in a sentence that are computed, and so bear a title that this project gave them."""
    shown = [REMEMBERED[unescape(name)] for name in re.findall(r'class="figure"[^>]*data-evidence="([^"]*)"', markup)]
    return [figure for figure in shown if isinstance(figure.lineage, Derivation)]


def naked_numbers(markup):
    """Return the numbers in a sentence that open no evidence; years, dates, names of resolutions are none."""
    text = re.sub(r'<button[^>]*class="figure".*?</button>|<code>.*?</code>|<a\b.*?</a>', " ", markup, flags=re.S)
    text = unescape(re.sub(r"<[^>]+>", " ", text))
    text = re.sub(rf"\b\d{{1,2}} (?={_MONTH})", "", text)
    numbers = [number.rstrip(".,") for number in re.findall(r"(?<![\w.])\d[\d.,]*", text)]
    resolutions = set(re.findall(r"\d{4}", " ".join(load_table("context/sanctions")["act"])))
    return [number for number in numbers if not re.fullmatch(r"(19|20)\d\d", number) and number not in resolutions]


def plain(markup):
    """Return the text of a piece of HTML, as it reads."""
    return unescape(re.sub(r"<[^>]+>", "", markup)).replace("\N{NO-BREAK SPACE}", " ")
