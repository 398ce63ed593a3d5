"""Notices are put into inboxes, gathered into lists, read, and sent out."""

from linli.foundation.notices.actions.forgetting import forget_lists
from linli.foundation.notices.actions.lists import make_lists
from linli.foundation.notices.actions.passing import passed, ring, take_unread
from linli.foundation.notices.actions.reading import read, read_about, read_all
from linli.foundation.notices.actions.sending import send_due
from linli.foundation.notices.actions.telling import take_back, tell
from linli.foundation.notices.actions.texting import send_texts, text, text_now
from linli.foundation.notices.actions.wishing import wish

__all__ = [
    "forget_lists",
    "make_lists",
    "passed",
    "read",
    "read_about",
    "read_all",
    "ring",
    "send_due",
    "send_texts",
    "take_back",
    "take_unread",
    "tell",
    "text",
    "text_now",
    "wish",
]
