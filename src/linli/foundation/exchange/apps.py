"""Registers the area with Django."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Excel and CSV in and out."""

    name = "linli.foundation.exchange"
    label = "exchange"
