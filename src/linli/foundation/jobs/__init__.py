"""Background work: periodic, retried, recovered (`from linli.foundation import jobs`)."""

from linli.foundation.jobs.declare import Job, job, periodic

__all__ = ["Job", "job", "periodic"]
