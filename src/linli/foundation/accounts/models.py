"""Logins."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """Someone who signs in; what they may do comes from the posts their person holds.

    `access_until` is the last local day on which they may; None while no end is known.
    """

    access_until = models.DateField(null=True, blank=True)
