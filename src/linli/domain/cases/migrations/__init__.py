"""Schema of cases."""
