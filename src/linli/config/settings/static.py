"""Static files: our own and those npm installed."""

STATIC_URL = "/static/"
