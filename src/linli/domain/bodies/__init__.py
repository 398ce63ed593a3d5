"""Organisations, posts, appointments and office hours."""
