"""What is written down, and where: one line per event to standard error."""

from linli.config.settings import env

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "linli": {"level": env.text("LINLI_LOG_LEVEL", "INFO")},
        # answers of 4xx are the asker's business; errors come through the root
        "django.request": {"level": "ERROR"},
    },
}
