"""Persons who work in the system."""
