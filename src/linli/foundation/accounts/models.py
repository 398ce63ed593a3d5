"""Logins, and how often something was tried."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Someone who signs in; what they may do comes from the posts their person holds.

    `access_until` is the last local day on which they may; None while no end is known.
    """

    access_until = models.DateField(null=True, blank=True)


class Tries(models.Model):
    """How often something was tried until a moment, by all web processes together.

    The key is a keyed hash of what was tried and by whom: no address, session or number is kept.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    number = models.PositiveIntegerField()
    until = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["until"], name="accounts_tries_until")]

    def __str__(self) -> str:
        return f"{self.number} until {self.until:%F %H:%M}"
