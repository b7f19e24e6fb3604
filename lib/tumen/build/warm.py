"""All that notebooks and pages need, imported once: the processes of a build are forked from one that has done so.

V8, which draws the charts, does not survive a fork: nothing here may draw.
"""

import gc
import sys
from contextlib import suppress
from functools import cache

# jsonschema would compile a grammar of web addresses, a second's work, for a format that no schema here uses.
sys.modules.setdefault("rfc3987_syntax", None)

import altair.utils.schemapi
import nbclient  # noqa: F401
import nbconvert.exporters  # noqa: F401
import nbformat
import papermill  # noqa: F401

import tumen
import tumen.build.export
from tumen.build.engine import register
from tumen.data import list_tables, load_table
from tumen.errors import TumenError


class _FromDict(altair.utils.schemapi._FromDict):
    """Altair's way from words like ``"year:O"`` to its classes, which hashes their schemas for each word anew."""

    def __init__(self, classes):
        self.class_dict = _by_schema(tuple(classes))


@cache
def _by_schema(classes):
    return _hash_schemas(classes).class_dict


_hash_schemas = altair.utils.schemapi._FromDict
altair.utils.schemapi._FromDict = _FromDict

for name in tumen.__all__:
    getattr(tumen, name)
register()
nbformat.validate(nbformat.v4.new_notebook())  # which compiles the schema of notebooks
with suppress(TumenError):  # data that break their rules are reported by whoever reads them
    for name in list_tables():
        load_table(name)
gc.collect()
gc.freeze()  # what is here stays, and shall not be copied because a collector counts it
