"""`python -m tumen` is the command `tumen`."""

from tumen.cli import app

app()
