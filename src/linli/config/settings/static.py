"""Static files: our own and those npm installed."""

import sys
from pathlib import Path

from linli.config.settings import base, env

STATIC_URL = "/static/"
STATIC_ROOT = base.VAR / "static"
NODE_MODULES = env.folder(
    "LINLI_NODE_MODULES", str(Path(__file__).parents[4] / "node_modules")
)  # npm ci puts them beside package.json
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "linli.foundation.ui.npm.NpmFinder",
    "linli.foundation.ui.bundle.BundleFinder",
]

# Tests and DEBUG read files where they lie; otherwise `linli collectstatic` has hashed them.
_AS_THEY_LIE = base.DEBUG or "pytest" in sys.modules
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if _AS_THEY_LIE
        else "linli.foundation.ui.storage.LinliStatic"
    },
}
WHITENOISE_USE_FINDERS = _AS_THEY_LIE
WHITENOISE_AUTOREFRESH = _AS_THEY_LIE
WHITENOISE_MAX_AGE = 60 * 60 * 24
