"""Commands of cases: verify cases."""
