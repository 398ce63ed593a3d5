"""The append-only entries, their particulars, idempotency and horizons."""
