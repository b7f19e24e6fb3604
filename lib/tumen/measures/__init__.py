"""Pure functions: quantities in, quantities or frames out."""
