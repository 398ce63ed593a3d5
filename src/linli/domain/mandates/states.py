"""Words of mandates: roles, instruments, ways of verifying, urgencies, permissions."""

from enum import StrEnum

ROOT = "00"  # every matter: the catalogue's root, on which territorial fallback (属地) is written
OTHER = "99"


class MandateRole(StrEnum):
    """What a body is to a matter."""

    LEAD = "lead"
    ASSIST = "assist"
    ENFORCE = "enforce"
    SUPERVISE = "supervise"


class Instrument(StrEnum):
    """By what a mandate came to a body."""

    STATUTE = "statute"
    DELEGATED = "delegated"  # 下放: in its own name
    ENTRUSTED = "entrusted"  # 委托: in the name of the entrusting body
    STATIONED = "stationed"  # 派驻
    TAKEN_BACK = "taken_back"  # 收回
    LIST = "list"  # a published list of powers and duties
    PROPOSAL = "proposal"  # the template's proposal (方案), until the place decides


class ListKind(StrEnum):
    """What a published list is about."""

    DUTIES = "duties"  # 权责清单
    GRANTED = "granted"  # 赋权清单
    TERRITORIAL = "territorial"  # 属地事项清单
    GRID = "grid"  # 网格事项准入清单
    VILLAGE = "village"  # 小微权力清单
    BASIC = "basic"  # 基本履职事项
    ASSISTING = "assisting"  # 配合履职事项
    WITHDRAWN = "withdrawn"  # 上级部门收回事项
    CLEARED = "cleared"  # 已清理的责任状、一票否决


# The items of these lists say who must act, so they become mandates.
MANDATING = frozenset(ListKind) - {ListKind.GRID, ListKind.VILLAGE, ListKind.CLEARED}


class InstrumentKind(StrEnum):
    """What a document does with the items of a list."""

    LIST = "list"  # 公布清单
    STATUTE = "statute"  # 法定
    DELEGATE = "delegate"  # 下放: in its own name
    ENTRUST = "entrust"  # 委托: in the name of the entrusting body
    STATION = "station"  # 派驻
    ASSESS = "assess"  # 承接评估
    ADJUST = "adjust"  # 调整
    TAKE_BACK = "take_back"  # 收回


# What a mandate is said to have come by, for each way an item may be held.
HELD_BY = {
    InstrumentKind.LIST: Instrument.LIST,
    InstrumentKind.ADJUST: Instrument.LIST,
    InstrumentKind.STATUTE: Instrument.STATUTE,
    InstrumentKind.DELEGATE: Instrument.DELEGATED,
    InstrumentKind.ENTRUST: Instrument.ENTRUSTED,
    InstrumentKind.STATION: Instrument.STATIONED,
    InstrumentKind.TAKE_BACK: Instrument.TAKEN_BACK,
}
HANDING_OVER = frozenset({InstrumentKind.DELEGATE, InstrumentKind.ENTRUST, InstrumentKind.STATION})


class InstrumentState(StrEnum):
    """Where an instrument stands."""

    DRAFTED = "drafted"
    CHECKED = "checked"
    ENACTED = "enacted"
    REVOKED = "revoked"
    DROPPED = "dropped"


class InstrumentMove(StrEnum):
    """What is done with an instrument."""

    CHECK = "check"
    ENACT = "enact"
    REVOKE = "revoke"
    DROP = "drop"


class LineAct(StrEnum):
    """What a line of an instrument does to its item."""

    SET = "set"
    END = "end"
    ASSESS = "assess"


class AdmissionState(StrEnum):
    """Where a request to put a matter on the grid stands."""

    ASKED = "asked"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    ADMITTED = "admitted"
    EXITED = "exited"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN_ADMISSIONS = frozenset(
    s.value
    for s in (
        AdmissionState.ASKED,
        AdmissionState.REVIEWED,
        AdmissionState.PUBLISHED,
        AdmissionState.ADMITTED,
    )
)


class AdmissionMove(StrEnum):
    """What is done with a request to put a matter on the grid."""

    REVIEW = "review"
    PUBLISH = "publish"
    ADMIT = "admit"
    CHECK = "check"
    EXIT = "exit"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class DemandKind(StrEnum):
    """What a body puts to a subdistrict."""

    LETTER = "letter"  # 责任状
    VETO = "veto"  # 一票否决
    OTHER = "other"


class ItemSort(StrEnum):
    """What sort of power an item is."""

    PENALTY = "penalty"  # 行政处罚
    LICENCE = "licence"  # 行政许可
    COERCION = "coercion"  # 行政强制
    INSPECTION = "inspection"  # 行政检查
    GRANT = "grant"  # 行政给付
    CONFIRMATION = "confirmation"  # 行政确认
    SERVICE = "service"  # 公共服务
    SMALL = "small"  # 小微权力
    OTHER = "other"


class Verification(StrEnum):
    """How a result is checked before it is told."""

    NONE = "none"
    SAMPLE = "sample"
    CALL = "call"
    SITE = "site"


class Urgency(StrEnum):
    """Four urgencies."""

    EXTREME = "extreme"  # 特急
    URGENT = "urgent"  # 紧急
    ORDINARY = "ordinary"  # 一般
    HARD = "hard"  # 疑难


# These wait for no office to open: their limits run by the clock, whoever is on duty is told.
PRESSING = frozenset({Urgency.EXTREME, Urgency.URGENT})


class CalendarKind(StrEnum):
    """Which time a limit runs in."""

    CLOCK = "clock"
    OFFICE = "office"
    WORKDAY = "workday"


class ThresholdKind(StrEnum):
    """What the text of a threshold is read as."""

    LIMIT = "limit"  # what a clock counts: 30min, 4wh, 5wd, 60d
    SPAN = "span"  # plain time without a calendar: 15d, 24h, 10min
    NUMBER = "number"  # a whole number, one or more
    SHARE = "share"  # a part of the whole in per cent: 20%
    TIME = "time"  # a time of the day: 08:30


class Visibility(StrEnum):
    """Who may see that a case of this matter exists."""

    PUBLIC = "public"  # neighbours may see place and matter
    PRIVATE = "private"  # only those who act on it
    CONFIDENTIAL = "confidential"  # fewer still: the complained-about body never


class Permission(StrEnum):
    """Permissions of this area."""

    MANAGE = "mandates.manage"
    OBJECT = "mandates.object"  # object for one's own body to what departments ask
    ASK = "mandates.ask"  # ask for a matter on the grid, put a demand to a subdistrict
