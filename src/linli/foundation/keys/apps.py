"""Registers the area with Django."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    """The master key, wrapped data keys, encryption and look-up hashes."""

    name = "linli.foundation.keys"
    label = "keys"
