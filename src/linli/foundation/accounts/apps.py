"""Registers the area with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in."""

    name = "linli.foundation.accounts"
    label = "accounts"
