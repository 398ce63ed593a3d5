"""Roles are code: what each post's role may do, and how far that reaches."""
