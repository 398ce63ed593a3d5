"""The one database: PostgreSQL, the packaged server's socket or DATABASE_URL."""

from urllib.parse import unquote, urlsplit

from linli.config.settings import env

_url = urlsplit(env.text("DATABASE_URL", "postgresql://linli:linli@127.0.0.1:5432/linli"))

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _url.path.lstrip("/"),
        "USER": unquote(_url.username or ""),
        "PASSWORD": unquote(_url.password or ""),
        "HOST": _url.hostname or "",
        "PORT": str(_url.port or ""),
        "CONN_MAX_AGE": 0,
    }
}
