"""The words of a case: states, moves, hands, clocks, permissions (words.md C3, C5)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a case stands."""

    FILED = "filed"
    REFUSED = "refused"
    REFERRED = "referred"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    RETURNED = "returned"
    IN_HAND = "in_hand"
    WAITING = "waiting"
    HANDLED = "handled"
    REPORTED_BACK = "reported_back"
    EXPLAINED = "explained"
    CLOSED = "closed"
    RE_OPENED = "re_opened"
    WITHDRAWN = "withdrawn"
    JOINED = "joined"  # the same matter is worked in another case
    CLEARED = "cleared"  # filed in a trial run that ended so; hidden, its words erased
    OBJECTED = "objected"
    DISMISSED = "dismissed"
    GRANTED = "granted"


class MoveName(StrEnum):
    """What is done to a case; `file` is the first entry and has no state before it."""

    FILE = "file"
    ACCEPT = "accept"
    REFER = "refer"
    REFUSE = "refuse"
    DISPATCH = "dispatch"
    RE_DISPATCH = "re_dispatch"
    SIGN_FOR = "sign_for"
    SEND_BACK = "send_back"
    ADJUDICATE = "adjudicate"
    ASK_REPORTER = "ask_reporter"
    SUPPLEMENT = "supplement"
    SUPPLEMENT_BY_DESK = "supplement_by_desk"
    RESUME = "resume"
    HANDLE = "handle"
    EXPLAIN = "explain"
    VERIFY_PASS = "verify_pass"  # noqa: S105 - a move, not a password
    VERIFY_FAIL = "verify_fail"
    REPORT_BACK = "report_back"
    RATE = "rate"
    CALL_BACK = "call_back"
    CLOSE = "close"
    CLOSE_BY_DESK = "close_by_desk"
    RE_OPEN = "re_open"
    RE_OPEN_BY_DESK = "re_open_by_desk"
    RE_OPEN_BY_REPORTER = "re_open_by_reporter"
    WITHDRAW = "withdraw"
    ESCALATE = "escalate"
    ESCALATE_MISSED = "escalate_missed"
    RECOUNT = "recount"
    ANSWERED_ELSEWHERE = "answered_elsewhere"
    SETTLE_ON_SPOT = "settle_on_spot"
    PASS_ON = "pass_on"  # noqa: S105
    TOLD = "told"
    NOT_REACHED = "not_reached"
    OBJECT = "object"
    MARK_OBJECTION = "mark_objection"
    UPHOLD = "uphold"
    DISMISS = "dismiss"
    GRANT = "grant"
    CORRECT = "correct"
    ERASE = "erase"
    JOIN = "join"
    CLEAR = "clear"


class UploadState(StrEnum):
    """Where a file that was handed in stands."""

    LOOKING = "looking"
    LOOKED = "looked"
    TAKING = "taking"
    TAKEN = "taken"


class Note(StrEnum):
    """What is written of an order, or of a grid's change of hands; a note changes no state."""

    RECEIVED = "order_received"
    CHANGED = "order_changed"
    ANSWERED = "order_answered"
    RATED = "order_rated"
    HANDED_OVER = "hand_over"


class Hand(StrEnum):
    """Whose hand a move needs; the case row knows which body that is."""

    DESK = "desk"
    LEAD = "lead"
    VERIFIER = "verifier"
    TELLER = "teller"  # the desk that took it: it tells by call or visit
    CALLER = "caller"  # who asks the reporter, never who handled: the desk, or the level above
    GRID = "grid"  # a grid worker of the place; no body of its own
    ORDERS = "orders"  # who takes orders from above in, of whatever body the place has
    REPORTER = "reporter"
    SYSTEM = "system"


class Source(StrEnum):
    """By which way a case came in."""

    WEB = "web"
    SIGN = "sign"  # a code on a wall
    PHONE = "phone"
    COUNTER = "counter"
    GRID = "grid"
    HOTLINE = "hotline"
    PLATFORM = "platform"  # another platform that gives orders
    IMPORTED = "imported"


# Ways on which residents file for themselves; all others need a post.
RESIDENTS_OWN = frozenset({Source.WEB, Source.SIGN})
# Ways by which a platform gives orders; a case that came so is tracked there, not here.
FROM_ABOVE = frozenset({Source.HOTLINE, Source.PLATFORM})


class ClockKind(StrEnum):
    """What a clock measures."""

    RESPOND = "respond"  # filed -> the person is told who acts
    SIGN = "sign"  # dispatched -> signed for or sent back
    RESOLVE = "resolve"  # accepted -> handled, pauses left out
    ADJUDICATE = "adjudicate"  # sent back -> dispatched again
    WAIT = "wait"  # asked -> the reporter answers
    VERIFY = "verify"  # handled -> verified
    CLOSE = "close"  # reported back -> rated; the case closes when it runs out
    DECIDE = "decide"  # a second bad rating -> a person decides
    CHASE = "chase"  # after a missed resolve: the level above, then the next
    TELL = "tell"  # something to tell -> told by call or visit
    MARK = "mark"  # objected -> taken note of by the desk above
    REVIEW = "review"  # objected, or asked for one's own data -> decided
    THEIR_SIGN = "their_sign"  # the platform above: received -> accepted here
    THEIR_DUE = "their_due"  # the platform above: received -> answered there


# What the platform above counts: shown and sorted by, chased and judged by no rule of ours.
# It runs on whatever ends here, until the platform is answered.
THEIRS = (ClockKind.THEIR_SIGN, ClockKind.THEIR_DUE)
OURS = tuple(kind for kind in ClockKind if kind not in THEIRS)


class InvolvementRole(StrEnum):
    """Why a body may see a case that does not lie in its place."""

    DESK = "desk"
    LEAD = "lead"
    HELPER = "helper"
    VERIFIER = "verifier"
    TELLER = "teller"


class TellBy(StrEnum):
    """How someone filed for wishes to be told (they choose)."""

    CALL = "call"
    VISIT = "visit"
    SMS = "sms"
    NONE = "none"


class Whose(StrEnum):
    """Whose contact stands in a case that was filed for someone."""

    OWN = "own"
    PROXY = "proxy"


class Reached(StrEnum):
    """Who was told by call or visit."""

    SELF = "self"
    FAMILY = "family"
    PROXY = "proxy"
    NOTE = "note"  # a written note at the door


class Papers(StrEnum):
    """What a desk saw before it took a request about someone's own data."""

    IDENTITY = "identity"
    PROXY = "proxy"  # both persons' papers and a written authority
    KNOWN = "known"  # number and tracking code, and known to the desk in person


class Asked(StrEnum):
    """What someone asks for with their own data."""

    CORRECT = "correct"
    ERASE = "erase"


class Verification(StrEnum):
    """How a result is checked (the matter's data)."""

    NONE = "none"
    SAMPLE = "sample"
    CALL = "call"
    SITE = "site"


class Checks(StrEnum):
    """Where the check of the present result stands."""

    NONE = "none"
    DUE = "due"
    PASSED = "passed"
    FAILED = "failed"


class Channel(StrEnum):
    """Channels of their own that a case is referred to (Beijing ordinance, article 11)."""

    EMERGENCY = "emergency"  # 110, 119, 120, 122
    DISCIPLINE = "discipline"
    PETITION = "petition"
    LITIGATION = "litigation"
    ARBITRATION = "arbitration"
    RECONSIDERATION = "reconsideration"
    DISCLOSURE = "disclosure"
    MARKET = "market"


class RefusalGround(StrEnum):
    """Why a case is not taken up."""

    SAME_MATTER = "same_matter"  # already answered, no new facts
    BEYOND_DUTY = "beyond_duty"
    UNLAWFUL = "unlawful"
    SECRET = "secret"  # noqa: S105
    NOT_ENOUGH = "not_enough"  # nothing to act on and nobody to ask


class DataGround(StrEnum):
    """Why a request about one's own data is not granted."""

    NOT_THEIRS = "not_theirs"  # the papers do not show that it is about them
    STILL_NEEDED = "still_needed"  # work, review or suit still needs it
    MUST_KEEP = "must_keep"  # a law says how long it is kept
    IS_RIGHT = "is_right"  # what stands there is right


class ReturnGround(StrEnum):
    """Why a body sends a case back."""

    NOT_OUR_MATTER = "not_our_matter"
    NOT_OUR_PLACE = "not_our_place"
    MANDATE_CHANGED = "mandate_changed"


class PublicationState(StrEnum):
    """Where a publication stands; one whose day has passed is not shown and needs no move."""

    PUBLISHED = "published"
    RETRACTED = "retracted"


class RetractGround(StrEnum):
    """Why a publication is taken back."""

    PRIVACY = "privacy"  # it gives somebody away
    WRONG = "wrong"
    ASKED = "asked"  # the reporter asked for it
    OTHER = "other"


# States in which a case may be published: taken up, and not sent another way.
PUBLISHABLE = frozenset(
    {
        State.ACCEPTED,
        State.DISPATCHED,
        State.IN_HAND,
        State.HANDLED,
        State.REPORTED_BACK,
        State.EXPLAINED,
        State.CLOSED,
        State.RE_OPENED,
    }
)


class Permission(StrEnum):
    """What a post may grant on cases."""

    SEE = "cases.see"
    FILE = "cases.file"
    ACCEPT = "cases.accept"
    REFER = "cases.refer"
    REFUSE = "cases.refuse"
    DISPATCH = "cases.dispatch"
    ADJUDICATE = "cases.adjudicate"
    ESCALATE = "cases.escalate"
    SIGN = "cases.sign"
    ASK = "cases.ask"
    HANDLE = "cases.handle"
    EXPLAIN = "cases.explain"
    VERIFY = "cases.verify"
    CALL_BACK = "cases.call_back"
    RE_OPEN = "cases.re_open"
    CONTACT = "cases.contact"
    EXPORT = "cases.export"
    TELL = "cases.tell"  # tell by call or visit who was filed for
    REVIEW = "cases.review"  # decide on objections
    DATA = "cases.data"  # take and decide requests about one's own data
    PUBLISH = "cases.publish"
    REPORT = "cases.report"  # file, settle and pass on grid events
    ORDERS = "cases.orders"  # take orders from above in, answer them, join two cases of one matter
    TRIAL = "trial.run"  # start and end a trial run
    OWN = "cases.own"  # the reporter's own case: nobody's post grants it
    RUN = "cases.run"  # what the system does by itself: nobody's post grants it


class TrialEnd(StrEnum):
    """What becomes of the cases of a trial run."""

    KEPT = "kept"
    CLEARED = "cleared"


class Part(StrEnum):
    """The parts of a working day."""

    CAME = "came"  # nobody of mine has taken it up yet
    DUE = "due"  # in my hand
    BACK = "back"  # returned, re-opened, not passed, not solved
    WAITING = "waiting"  # mine, and in another's hand
    TELL = "tell"  # who was filed for must be called or visited


class Sort(StrEnum):
    """The orders that have an index; `due` only where closed cases are left out."""

    DUE = "due"
    NEWEST = "newest"
    OLDEST = "oldest"


# How a state is drawn beside its word: a shape, so that colour never stands alone.
SHAPES: Mapping[str, str] = {
    State.FILED: "new",
    State.ACCEPTED: "new",
    State.DISPATCHED: "new",
    State.RETURNED: "check",
    State.IN_HAND: "active",
    State.RE_OPENED: "late",
    State.WAITING: "waiting",
    State.HANDLED: "check",
    State.REPORTED_BACK: "check",
    State.EXPLAINED: "check",
    State.CLOSED: "closed",
    State.REFUSED: "refused",
    State.REFERRED: "refused",
    State.WITHDRAWN: "refused",
    State.JOINED: "closed",
    State.CLEARED: "refused",
    State.OBJECTED: "check",
    State.DISMISSED: "refused",
    State.GRANTED: "closed",
}
