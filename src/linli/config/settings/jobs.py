"""Background work."""

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"  # each area declares its own there
