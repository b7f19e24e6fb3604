"""All that notebooks and pages need, imported once: the processes of a build are forked from one that has done so.

V8, which draws the charts, does not survive a fork: nothing here may draw.
"""

import gc
import sys
from contextlib import suppress

# jsonschema would compile a grammar of web addresses, a second's work, for a format that no schema here uses.
sys.modules.setdefault("rfc3987_syntax", None)

import altair  # noqa: F401
import nbclient  # noqa: F401
import nbconvert.exporters  # noqa: F401
import papermill  # noqa: F401

import tumen
import tumen.build.export
from tumen.build.engine import register
from tumen.data import list_tables, load_table
from tumen.errors import TumenError

for name in tumen.__all__:
    getattr(tumen, name)
register()
with suppress(TumenError):  # data that break their rules are reported by whoever reads them
    for name in list_tables():
        load_table(name)
gc.collect()
gc.freeze()  # what is here stays, and shall not be copied because a collector counts it
