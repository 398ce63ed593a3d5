"""Registers the area with Django."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """Files that belong to a subject, encrypted."""

    name = "linli.foundation.attachments"
    label = "attachments"
