"""Background work: periodic, retried, recovered."""
