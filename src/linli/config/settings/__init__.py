"""Settings, split by subject; values come from the environment (LINLI_*, DATABASE_URL)."""

from linli.config.settings.accounts import *  # noqa: F403
from linli.config.settings.base import *  # noqa: F403
from linli.config.settings.database import *  # noqa: F403
from linli.config.settings.jobs import *  # noqa: F403
from linli.config.settings.logging import *  # noqa: F403
from linli.config.settings.pages import *  # noqa: F403
from linli.config.settings.security import *  # noqa: F403
from linli.config.settings.static import *  # noqa: F403
