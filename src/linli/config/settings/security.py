"""Secrets, cookies, content security policy."""

from linli.config.settings import env

SECRET_KEY = env.text("LINLI_SECRET_KEY", "replaced-below")
ALLOWED_HOSTS = env.text("LINLI_HOSTS", "127.0.0.1,localhost").split(",")
