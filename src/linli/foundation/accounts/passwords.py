"""What a password must be, said in our own words where Django's have no Chinese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator

from linli.foundation.ui.text import say


class LongEnough(MinimumLengthValidator):
    """At least so many characters; Django 5.2 has lost the Chinese of this message."""

    def get_error_message(self) -> str:
        """Return what is told when a password is shorter."""
        return say("accounts.password.short", count=self.min_length)
