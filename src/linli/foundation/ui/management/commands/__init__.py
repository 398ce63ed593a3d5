"""Commands of ui."""
