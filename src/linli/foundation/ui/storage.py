"""Hashed and compressed static files."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class LinliStatic(CompressedManifestStaticFilesStorage):
    """Rewrites only `url()` and `@import` in style sheets.

    Source maps are not installed, so `sourceMappingURL` must not be followed; modules import
    nothing from each other, so scripts need no rewriting either.
    """

    patterns = tuple(
        (glob, [p for p in patterns if "sourceMappingURL" not in str(p)])
        for glob, patterns in CompressedManifestStaticFilesStorage.patterns
        if glob == "*.css"
    )
