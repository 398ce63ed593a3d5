"""Kinds of bodies, roles of posts, and what this area lets people do."""

from enum import StrEnum


class BodyKind(StrEnum):
    """What sort of organisation a body is; the place it sits on says of which level."""

    PARTY_COMMITTEE = "party_committee"  # 党委, 县委, 市委
    WORK_COMMITTEE = "work_committee"  # 党工委
    BRANCH = "branch"  # 党支部, 村（社区）党组织
    GOVERNMENT = "government"  # 市、县（区）人民政府
    SUBDISTRICT_OFFICE = "subdistrict_office"  # 街道办事处
    TOWN_GOVERNMENT = "town_government"  # 镇、乡人民政府
    ZONE_COMMITTEE = "zone_committee"  # 开发区等的管理委员会
    BUREAU = "bureau"  # 局、大队、中心 of a government
    STREET_UNIT = "street_unit"  # 街道（乡镇）内设机构：社区办、便民服务中心
    ENFORCEMENT_TEAM = "enforcement_team"  # 综合行政执法队
    STATIONED_OFFICE = "stationed_office"  # 派出所、司法所
    COMMUNITY_COMMITTEE = "community_committee"  # 社区居民委员会
    VILLAGE_COMMITTEE = "village_committee"  # 村民委员会
    MEDIATION_COMMITTEE = "mediation_committee"  # 人民调解委员会
    COMMAND_CENTRE = "command_centre"  # 县区、市指挥中心
    HOTLINE_CENTRE = "hotline_centre"  # 12345
    CHANNEL = "channel"  # 纪检监察、信访、法院、检察院: another way, never a handler here
    INSTITUTION = "institution"
    COMPANY = "company"
    JOINT_COMMITTEE = "joint_committee"  # 街道大工委、社区大党委、商圈综合党委
    ALLIANCE = "alliance"  # 党建联盟、联席会议
    TASK_FORCE = "task_force"  # 专班: a temporary body
    PARTNER_UNIT = "partner_unit"  # 共建单位: works with a community, has no posts here yet


# Party bodies carry the Party mark on pages; they are bodies like any other otherwise.
PARTY_KINDS = frozenset({BodyKind.PARTY_COMMITTEE, BodyKind.WORK_COMMITTEE, BodyKind.BRANCH})

# Bodies on which units sit that are not subordinate to each other.
COMMITTEES = frozenset({BodyKind.JOINT_COMMITTEE, BodyKind.ALLIANCE})

# What may be founded for a time: 专班, 临时党支部.
TEMPORARY = (BodyKind.TASK_FORCE, BodyKind.BRANCH)

# The body of these kinds that is seated at a place receives the cases raised there.
DESK_KINDS = (
    BodyKind.COMMUNITY_COMMITTEE,
    BodyKind.VILLAGE_COMMITTEE,
    BodyKind.SUBDISTRICT_OFFICE,
    BodyKind.TOWN_GOVERNMENT,
    BodyKind.ZONE_COMMITTEE,
    BodyKind.COMMAND_CENTRE,
)


# What a term change renews: the bodies of villages and communities that are elected for a term.
ELECTED = (BodyKind.BRANCH, BodyKind.VILLAGE_COMMITTEE, BodyKind.COMMUNITY_COMMITTEE)


class Role(StrEnum):
    """What a post is for; config/roles.py says what each role may do."""

    MEMBER = "member"  # 兼职委员: sits on a committee, and may do nothing by it
    BUILDING_LEADER = "building_leader"
    MICRO_GRID_LEADER = "micro_grid_leader"
    GRID_WORKER = "grid_worker"
    GRID_HEAD = "grid_head"
    GRID_ADVISER = "grid_adviser"
    COMMUNITY_DESK = "community_desk"
    COMMUNITY_SECRETARY = "community_secretary"
    SUBDISTRICT_DESK = "subdistrict_desk"
    SUBDISTRICT_SECRETARY = "subdistrict_secretary"
    LEADER_IN_CHARGE = "leader_in_charge"
    HANDLER = "handler"
    DEPARTMENT_HEAD = "department_head"
    ENFORCEMENT_OFFICER = "enforcement_officer"
    STATIONED_OFFICER = "stationed_officer"
    MEDIATOR = "mediator"
    VERIFIER = "verifier"
    CALL_BACK_OFFICER = "call_back_officer"
    PUBLICATION_CHECKER = "publication_checker"
    COUNTY_DESK = "county_desk"
    CITY_DESK = "city_desk"
    HOTLINE_OFFICER = "hotline_officer"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


# Three hands, three people: who configures, who lets in, who watches both.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class Permission(StrEnum):
    """Permissions of this area."""

    MANAGE = "bodies.manage"
    ROTA = "bodies.rota"  # make the duty rota of a body, read its duty book
    DUTY = "bodies.duty"  # a person's own duty: the rota gives it, nobody's post does
    COVER = "bodies.cover"  # say who stands in for whom, enter leave for others
    ASK_OPINION = "bodies.ask_opinion"  # ask the street about the head of an office stationed there
    GIVE_OPINION = "bodies.give_opinion"  # answer it for the street


class SwapState(StrEnum):
    """Where a swap of duty stands."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class SwapMove(StrEnum):
    """What is done about a swap of duty."""

    AGREE = "agree"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"  # one of the two leaves


class BookLine(StrEnum):
    """What a line of the duty book is."""

    CALL = "call"  # somebody rang or came
    DONE = "done"  # what was done
    HANDED_OVER = "handed_over"  # what the next shift must know


class LeaveKind(StrEnum):
    """Why somebody is away, no finer than others must know; never whether they are ill."""

    LEAVE = "leave"  # 请假、休假
    BUSINESS = "business"  # 出差
    TRAINING = "training"  # 学习培训
    LENT = "lent"  # 抽调、借调 for some days


class Stands(StrEnum):
    """Why somebody acts for a post on a day."""

    OWN = "own"
    STAND_IN = "stand_in"  # named for this leave
    DEPUTY = "deputy"  # the post's standing deputy
    UNCOVERED = "uncovered"  # away, and nobody could stand in: the holder keeps it


class Acts(StrEnum):
    """How somebody holds a post without being appointed to it for good; it always ends."""

    LEADS = "leads"  # 主持工作: somebody of the same body leads without the post
    CARES = "cares"  # 代管: somebody of another body looks after it


def acts_of(*, acting: bool, care: bool) -> str:
    """Return how a post is held; "" by its holder."""
    return ("", Acts.LEADS.value, Acts.CARES.value)[acting + (acting and care)]


class HandOverWhy(StrEnum):
    """What a hand-over list is for."""

    TERM = "term"  # 换届
    LEAVING = "leaving"  # 离任


class Paper(StrEnum):
    """Who signs a hand-over list, and how."""

    GIVE = "give"
    TAKE = "take"
    ON_PAPER = "on_paper"


class QuotaKind(StrEnum):
    """What kind of quota (编制) a person may sit on."""

    ADMINISTRATIVE = "administrative"  # 行政编制
    ENFORCEMENT = "enforcement"  # 行政执法专项编制
    LEGAL = "legal"  # 政法专项编制
    SERVICE = "service"  # 事业编制
    WORKER = "worker"  # 工勤编制


class QuotaAct(StrEnum):
    """What a paper does with quotas."""

    APPROVE = "approve"  # 核定、核增、核减: the sum changes
    MOVE = "move"  # 划转、下沉: each kind's sum stays


# Of an office stationed at a street: whose appointment the street may have to be heard on.
HEADS = frozenset({Role.DEPARTMENT_HEAD})


class Decides(StrEnum):
    """Who decides something about an office that answers to two lines."""

    LINE = "line"  # the body above it (条)
    HEARD = "heard"  # the body above it, once the street was heard
    LOCAL = "local"  # the street or town (块)


class Subject(StrEnum):
    """What is decided about a stationed office: people, money, work, how it is judged."""

    STAFFING = "staffing"
    MONEY = "money"
    DUTIES = "duties"
    APPRAISAL = "appraisal"


class HearingAct(StrEnum):
    """What the street is asked about."""

    APPOINT = "appoint"
    REMOVE = "remove"


class HearingState(StrEnum):
    """Where the street's opinion on the head of a stationed office stands."""

    ASKED = "asked"
    AGREED = "agreed"
    DISAGREED = "disagreed"
    UNANSWERED = "unanswered"  # the limit has passed: silence is no consent
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class HearingMove(StrEnum):
    """What is done about such an opinion."""

    AGREE = "agree"
    DISAGREE = "disagree"
    LAPSE = "lapse"
    DECIDE = "decide"
    WITHDRAW = "withdraw"


# What waits for the street's answer, and for the line's decision.
TO_ANSWER = (HearingState.ASKED, HearingState.UNANSWERED)
TO_DECIDE = (HearingState.AGREED, HearingState.DISAGREED, HearingState.UNANSWERED)


class LentKind(StrEnum):
    """Why somebody works in another body for a time."""

    SECONDED = "seconded"  # 借调
    FIRST_SECRETARY = "first_secretary"  # 驻村第一书记
    TOWN_TEAM = "town_team"  # 驻镇帮镇扶村工作队
    GRADUATE = "graduate"  # 一村一名大学生
    SPECIALIST = "specialist"  # 农村科技特派员
    VOLUNTEER = "volunteer"  # “三支一扶”、高校毕业生志愿者
    FINANCE = "finance"  # 金融助理


class LentState(StrEnum):
    """Where a paper about lending somebody stands; that it is over its last day says."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LentMove(StrEnum):
    """What is done with a paper about lending somebody."""

    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    END = "end"


# changes of organisations that an instrument is given by a form (others come in its file)
CHANGED = ("rename", "merge", "move", "abolish")


class Covering(StrEnum):
    """How a firm or place is covered."""

    ORGANISATION = "organisation"  # a party organisation of its own, or a joint one
    WORK = "work"  # an instructor (党建工作指导员), no organisation


class CoverageOf(StrEnum):
    """Of what the coverage is counted."""

    FIRMS = "firms"
    ESTATES = "estates"
    BUILDINGS = "buildings"
    GRIDS = "grids"
