"""Composition root: settings, urls, roles, wiring."""
