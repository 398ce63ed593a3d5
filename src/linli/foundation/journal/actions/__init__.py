"""Write, take back, look, read onwards, act once, erase."""

from linli.foundation.journal.actions.keeping import Beside, erase, make_months, replay_erasures
from linli.foundation.journal.actions.looking import look
from linli.foundation.journal.actions.reading import Span, begin_epoch, deliver, entries_in, span
from linli.foundation.journal.actions.repeating import KEPT_FOR_EVER, forget_answers, once
from linli.foundation.journal.actions.writing import reverse, write, write_draft, write_many
from linli.foundation.journal.drafts import Draft

__all__ = [
    "KEPT_FOR_EVER",
    "Beside",
    "Draft",
    "Span",
    "begin_epoch",
    "deliver",
    "entries_in",
    "erase",
    "forget_answers",
    "look",
    "make_months",
    "once",
    "replay_erasures",
    "reverse",
    "span",
    "write",
    "write_draft",
    "write_many",
]
