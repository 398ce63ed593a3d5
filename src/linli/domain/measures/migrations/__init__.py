"""Database changes of measures."""
