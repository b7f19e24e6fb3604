"""Sentences with numbers: every figure in them opens its evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from IPython.display import display

from tumen.cards import cards, control
from tumen.errors import UnknownNameError
from tumen.facts import references_of
from tumen.figures import replace_marks, without_marks
from tumen.markup import render_markdown
from tumen.quantity import REMEMBERED, Quantity

MIME_PROSE = "application/vnd.tumen.prose+json"

_STOP_AFTER_FIGURE = re.compile(r'(<button class="figure"[^>]*>[^<]*</button>)([.,;:!?)%”]+|’s?)')
"""A line may break after a button, so a stop that follows one has to be kept with it."""

_STYLE_IN_JUPYTERLAB = (
    "<style>button.figure {font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; "
    "text-decoration: underline dotted} .evidence-card {max-width: 34rem} .evidence-card dt {opacity: 0.7}</style>"
)


def prose(text: str) -> None:
    """Show Markdown whose figures were written in by an f-string, each with its evidence one click away.

    ``tm.prose(f"In 2013 exports came to {exports}, or {share} of the trade.")``
    """
    markup, shown = link_figures(render_markdown(text, with_data=True))
    show_html(markup, shown, without_marks(text), is_sentence=True)


def show_html(
    markup: str, shown: Sequence[Quantity], plain: str, *, cited: Sequence[str] = (), is_sentence: bool = False
) -> None:
    """Show HTML with the evidence of its figures: apart for the page, each card once; in one for JupyterLab.

    Parameters
    ----------
    shown
        The figures in ``markup``.
    cited
        Ids of references that ``markup`` names beside those its figures rest on.
    is_sentence
        Whether the figures stand in sentences, which tell what a run with other parameters changed.
    """
    evidence = cards(shown)
    content = {"html": markup, "cards": evidence, "references": sorted({*cited, *references_of(shown)})}
    if is_sentence:
        content["figures"] = [
            {"title": figure.title, "period": figure.period or "", "text": figure.text()}
            for figure in shown
            if getattr(figure.lineage, "table", None) != "parameter"  # what one chose oneself is no finding
        ]
    bundle = {
        MIME_PROSE: content,
        "text/html": _STYLE_IN_JUPYTERLAB + markup + "".join(evidence.values()),
        "text/plain": plain,
    }
    display(bundle, raw=True)


def link_figures(markup: str) -> tuple[str, list[Quantity]]:
    """Return HTML with its marked figures made into controls, and the quantities behind them."""
    shown: list[Quantity] = []

    def link(figure: str, evidence_id: str) -> str:
        if evidence_id not in REMEMBERED:
            raise UnknownNameError(f"the figure {figure!r} carries evidence {evidence_id!r} that nothing here made")
        shown.append(REMEMBERED[evidence_id])
        return control(shown[-1], unescape(figure))

    return _STOP_AFTER_FIGURE.sub(r'<span class="kept">\1\2</span>', replace_marks(markup, link)), shown
