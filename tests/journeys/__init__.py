"""Journeys of people through the pages, in a real browser."""
