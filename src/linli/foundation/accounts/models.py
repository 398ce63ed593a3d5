"""Logins."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Someone who signs in; what they may do comes from the posts their person holds."""
