"""Signing in: who may, how strong, how often, how long."""

import sys

from linli.config.settings import base, env

_TESTS = "pytest" in sys.modules
ORIGIN = env.text("LINLI_ORIGIN", "http://127.0.0.1:8000")  # how people reach this installation

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "linli.foundation.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False  # a shared PC forgets when the browser closes
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
}

MFA_ADAPTER = "linli.foundation.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Linli 邻里"
# Staff prove themselves twice; the demo's one-click roles and other areas' tests do not.
SECOND_FACTOR = env.flag("LINLI_SECOND_FACTOR", default=not (base.DEMO or _TESTS))

LINLI_DEMO_ROLES = "linli.portal.navigation.demo_roles"  # request -> list of accounts.demo.DemoRole

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "linli.foundation.accounts.passwords.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Only what limits signing in is kept here, so that all web processes count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "linli_cache",
        "KEY_FUNCTION": "linli.foundation.accounts.queries.cache_key",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# a browser that is in both spaces of one machine keeps them apart
SESSION_COOKIE_NAME = f"linli_{base.SPACE}_session" if base.SPACE else "linli_session"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
