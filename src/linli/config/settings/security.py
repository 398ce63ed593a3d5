"""Secrets, hosts, cookies; the content security policy is foundation/ui's.

Behind HTTPS set LINLI_HTTPS=1; behind a proxy that ends it, LINLI_PROXY_HTTPS=1 as well, and only
there: the header it trusts could otherwise be sent by anyone.
"""

import os
import secrets
from pathlib import Path

from linli.config.settings import base, env


def _kept_secret(path: Path) -> str:
    """Return the secret in a file, made at first use; the file is for its owner alone."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(48))
    try:
        os.link(fresh, path)  # fails if another process was first: then its secret counts
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()


SECRET_KEY = env.text("LINLI_SECRET_KEY") or _kept_secret(base.VAR / "secret")
ALLOWED_HOSTS = env.text("LINLI_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in env.text("LINLI_ORIGINS").split(",") if o]

_https = env.flag("LINLI_HTTPS")
SECURE_SSL_REDIRECT = _https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _https
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
if env.flag("LINLI_PROXY_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # a working day at a shared desk
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
