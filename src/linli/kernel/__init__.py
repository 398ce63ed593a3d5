"""Pure Python: what is true without a database (procedures, time, codes, access, digests)."""
