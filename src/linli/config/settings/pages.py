"""What the pages need to know: texts, menu, language cookie."""

import sys

from linli.config.settings import base

# A missing text or a missing value of one is a bug: raise while people develop, show the key
# rather than an error page once they work.
TEXT_STRICT = base.DEBUG or "pytest" in sys.modules

LINLI_MENU = "linli.portal.navigation.menu"  # request -> list of ui.shell.MenuItem
LINLI_MARKS = "linli.portal.navigation.marks"  # request -> list of ui.shell.Mark
LINLI_SHELL = "linli.portal.navigation.shell"  # request -> ui.shell.Shell
LANGUAGE_COOKIE_NAME = "linli_language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linli.foundation.ui.faults.csrf"
