"""What people and the system do to cases: file, and move by the procedure's table."""

from linli.domain.cases.actions.exporting import note_export
from linli.domain.cases.actions.filing import file
from linli.domain.cases.actions.intake import file_draft
from linli.domain.cases.actions.looking import contact_of
from linli.domain.cases.actions.moving import move
from linli.domain.cases.actions.own_data import ask
from linli.domain.cases.actions.own_data import copy as own_copy
from linli.domain.cases.actions.proving import prove, send_code
from linli.domain.cases.actions.publishing import me_too, publish, retract
from linli.domain.cases.actions.ringing import ring
from linli.domain.cases.actions.trials import end_trial, start_trial
from linli.domain.cases.rules.filing import Contact, Filed, Filing

__all__ = [
    "Contact",
    "Filed",
    "Filing",
    "ask",
    "contact_of",
    "end_trial",
    "file",
    "file_draft",
    "me_too",
    "move",
    "note_export",
    "own_copy",
    "prove",
    "publish",
    "retract",
    "ring",
    "send_code",
    "start_trial",
]
