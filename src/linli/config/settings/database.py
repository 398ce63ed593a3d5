"""The one database: PostgreSQL, the packaged server's socket or DATABASE_URL.

`LINLI_DB_ROLE` is set by what runs: `owner` to migrate, `app` to serve, empty for a developer.
`LINLI_DB_POOL` is the number of connections that one web process keeps; 0 keeps none.
"""

import os
from typing import Any

from linli.config.settings import env
from linli.foundation.database import address

DATABASE_FOLDER = address.folder(os.environ)
DATABASE_PACKAGED = address.is_packaged(os.environ)
DATABASE_ROLE = env.text("LINLI_DB_ROLE")

_here = address.resolve(os.environ)
_as_app = address.resolve({**os.environ, "LINLI_DB_ROLE": "app"})
# the role that gets the rights of linli_app; the organisation may have named it otherwise
DATABASE_APP_ROLE = _as_app.user if env.text("DATABASE_OWNER_URL") else address.APP

_default: dict[str, Any] = _here.settings()
_pool = env.number("LINLI_DB_POOL", 0)
if _pool:
    _default["OPTIONS"]["pool"] = {"min_size": 1, "max_size": _pool, "timeout": 10}
    _default["CONN_HEALTH_CHECKS"] = True  # a connection of a restarted server is not handed out

DATABASES = {"default": _default}
