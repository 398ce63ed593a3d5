"""What is filled in when a place is opened: bodies, posts, people, office hours, partner units.

Each table is declared once: the template given out and the reading of what comes back.
"""

from __future__ import annotations

from linli.domain.bodies.rules.staffing import QUOTA_KINDS
from linli.domain.bodies.states import ADMINISTRATORS, BodyKind, Role
from linli.domain.people.states import Education
from linli.foundation.exchange.rules.columns import Column, Kind, Spec

KINDS = {
    "街道办事处": BodyKind.SUBDISTRICT_OFFICE,
    "Subdistrict office": BodyKind.SUBDISTRICT_OFFICE,
    "乡镇人民政府": BodyKind.TOWN_GOVERNMENT,
    "Town government": BodyKind.TOWN_GOVERNMENT,
    "管理委员会": BodyKind.ZONE_COMMITTEE,
    "Zone committee": BodyKind.ZONE_COMMITTEE,
    "社区居民委员会": BodyKind.COMMUNITY_COMMITTEE,
    "Residents' committee": BodyKind.COMMUNITY_COMMITTEE,
    "村民委员会": BodyKind.VILLAGE_COMMITTEE,
    "Villagers' committee": BodyKind.VILLAGE_COMMITTEE,
    "党工委": BodyKind.WORK_COMMITTEE,
    "Party working committee": BodyKind.WORK_COMMITTEE,
    "党委": BodyKind.PARTY_COMMITTEE,
    "Party committee": BodyKind.PARTY_COMMITTEE,
    "党支部": BodyKind.BRANCH,
    "Party branch": BodyKind.BRANCH,
    "内设机构": BodyKind.STREET_UNIT,
    "Unit of the office": BodyKind.STREET_UNIT,
    "综合行政执法队": BodyKind.ENFORCEMENT_TEAM,
    "Enforcement team": BodyKind.ENFORCEMENT_TEAM,
    "派驻机构": BodyKind.STATIONED_OFFICE,
    "Stationed office": BodyKind.STATIONED_OFFICE,
    "人民调解委员会": BodyKind.MEDIATION_COMMITTEE,
    "Mediation committee": BodyKind.MEDIATION_COMMITTEE,
    "政府部门": BodyKind.BUREAU,
    "Bureau": BodyKind.BUREAU,
    "人民政府": BodyKind.GOVERNMENT,
    "Government": BodyKind.GOVERNMENT,
    "指挥中心": BodyKind.COMMAND_CENTRE,
    "Command centre": BodyKind.COMMAND_CENTRE,
    "12345热线中心": BodyKind.HOTLINE_CENTRE,
    "12345 centre": BodyKind.HOTLINE_CENTRE,
    "专门渠道": BodyKind.CHANNEL,
    "Channel of its own": BodyKind.CHANNEL,
    "事业单位、群团": BodyKind.INSTITUTION,
    "Institution": BodyKind.INSTITUTION,
    "企业": BodyKind.COMPANY,
    "Company": BodyKind.COMPANY,
}

EDUCATION = {
    "高中及以下": Education.SCHOOL,
    "高中": Education.SCHOOL,
    "中专": Education.SCHOOL,
    "初中": Education.SCHOOL,
    "School": Education.SCHOOL,
    "大专": Education.COLLEGE,
    "专科": Education.COLLEGE,
    "College": Education.COLLEGE,
    "本科": Education.BACHELOR,
    "大学本科": Education.BACHELOR,
    "Bachelor": Education.BACHELOR,
    "研究生": Education.POSTGRADUATE,
    "硕士": Education.POSTGRADUATE,
    "博士": Education.POSTGRADUATE,
    "Postgraduate": Education.POSTGRADUATE,
}

ROLES = {
    "网格长": Role.GRID_HEAD,
    "Grid head": Role.GRID_HEAD,
    "网格员": Role.GRID_WORKER,
    "Grid worker": Role.GRID_WORKER,
    "网格指导员": Role.GRID_ADVISER,
    "Grid adviser": Role.GRID_ADVISER,
    "微网格长": Role.MICRO_GRID_LEADER,
    "Micro-grid leader": Role.MICRO_GRID_LEADER,
    "楼栋长": Role.BUILDING_LEADER,
    "Building leader": Role.BUILDING_LEADER,
    "社区（村）坐席": Role.COMMUNITY_DESK,
    "Community desk": Role.COMMUNITY_DESK,
    "社区（村）书记": Role.COMMUNITY_SECRETARY,
    "Community secretary": Role.COMMUNITY_SECRETARY,
    "街道（乡镇）坐席": Role.SUBDISTRICT_DESK,
    "Subdistrict desk": Role.SUBDISTRICT_DESK,
    "街道（乡镇）书记": Role.SUBDISTRICT_SECRETARY,
    "Subdistrict secretary": Role.SUBDISTRICT_SECRETARY,
    "分管领导": Role.LEADER_IN_CHARGE,
    "Leader in charge": Role.LEADER_IN_CHARGE,
    "承办人": Role.HANDLER,
    "Handler": Role.HANDLER,
    "部门负责人": Role.DEPARTMENT_HEAD,
    "Head of a department": Role.DEPARTMENT_HEAD,
    "执法队员": Role.ENFORCEMENT_OFFICER,
    "Enforcement officer": Role.ENFORCEMENT_OFFICER,
    "派驻人员": Role.STATIONED_OFFICER,
    "Stationed officer": Role.STATIONED_OFFICER,
    "调解员": Role.MEDIATOR,
    "Mediator": Role.MEDIATOR,
    "核查员": Role.VERIFIER,
    "Verifier": Role.VERIFIER,
    "回访员": Role.CALL_BACK_OFFICER,
    "Call-back officer": Role.CALL_BACK_OFFICER,
    "县区坐席": Role.COUNTY_DESK,
    "County desk": Role.COUNTY_DESK,
    "市坐席": Role.CITY_DESK,
    "City desk": Role.CITY_DESK,
    "12345联络员": Role.HOTLINE_OFFICER,
    "Hotline officer": Role.HOTLINE_OFFICER,
}
if ADMINISTRATORS & set(ROLES.values()):
    raise ValueError("administrators are appointed one by one, never from a table")

WORD_OF_KIND = {kind: word for word, kind in reversed(KINDS.items()) if not word.isascii()}

_BODY = ("组织", "Body", "所在组织", "单位")
_PLACE = ("所在区域", "Seat", "驻地")

BODIES = Spec(
    (
        Column("name", ("组织名称", "Name", "名称"), required=True, most=120),
        Column("kind", ("类型", "Kind"), Kind.CHOICE, required=True, choices=KINDS),
        Column("seat", _PLACE, required=True, most=200),
        Column("superior", ("上级组织", "Superior"), most=120),
        Column("phone", ("值班电话", "Phone", "电话"), Kind.PHONE),
        Column("line", ("事项线", "Line"), Kind.CODE, most=30),
        Column("name_en", ("英文名称", "English name"), most=200),
    ),
    name="bodies",
    most_rows=5_000,
    example={
        "name": "示例社区居民委员会",
        "kind": "社区居民委员会",
        "seat": "示例社区",
        "superior": "示例街道办事处",
        "phone": "0355-0000000",
        "line": "committee",
    },
)

POSTS = Spec(
    (
        Column("body", _BODY, required=True, most=120),
        Column("title", ("岗位名称", "Post", "岗位"), required=True, most=60),
        Column("role", ("职责", "Role"), Kind.CHOICE, required=True, choices=ROLES),
        Column("place", ("管辖区域", "Place", "网格"), most=200),
        Column("quota", ("人数", "How many"), Kind.WHOLE, least=1, most=500),
    ),
    name="posts",
    most_rows=5_000,
    example={
        "body": "示例社区居民委员会",
        "title": "楼栋长",
        "role": "楼栋长",
        "place": "示例社区/第一网格",
        "quota": "3",
    },
)

PEOPLE = Spec(
    (
        Column("name", ("姓名", "Name"), required=True, most=60),
        Column("phone", ("工作电话", "Work phone", "手机", "联系电话"), Kind.PHONE),
        Column("body", _BODY, required=True, most=120),
        Column("post", ("岗位", "Post", "岗位名称", "职务"), required=True, most=60),
        Column("place", ("管辖网格", "Place", "网格", "管辖区域"), most=200),
        Column("login", ("登录名", "Login", "用户名"), Kind.CODE, most=60),
        Column("opens", ("开通登录", "May sign in"), Kind.YES_NO),
        Column("name_en", ("英文名", "English name"), most=120),
        Column("quota", ("编制类型", "Kind of quota"), Kind.CHOICE, choices=QUOTA_KINDS),
        Column("quota_body", ("编制所在单位", "Whose quota"), most=120),
        Column("born", ("出生年份", "Year of birth"), Kind.WHOLE, least=1900, most=2100),
        Column("education", ("学历", "Education"), Kind.CHOICE, choices=EDUCATION),
    ),
    name="people",
    most_rows=5_000,
    example={
        "name": "张示例",
        "phone": "0355-0000000",
        "body": "示例社区居民委员会",
        "post": "网格员",
        "place": "示例社区/第一网格",
        "login": "zhangshili",
        "opens": "是",
    },
)

HOURS = Spec(
    (
        Column("body", _BODY, required=True, most=120),
        Column("windows", ("办公时间", "Office hours"), required=True, most=60),
        Column("months", ("月份", "Months"), most=40),
        Column("weekdays", ("星期", "Weekdays"), most=20),
    ),
    name="hours",
    most_rows=5_000,
    example={
        "body": "示例街道办事处",
        "windows": "08:00-12:00 15:00-18:30",
        "months": "6-9",
        "weekdays": "1-5",
    },
)

PARTNERS = Spec(
    (
        Column("name", ("单位名称", "Name", "名称"), required=True, most=120),
        Column("seat", ("共建社区", "Partner of", "所在区域"), required=True, most=200),
        Column("phone", ("联系电话", "Phone", "电话"), Kind.PHONE),
        Column("uscc", ("统一社会信用代码", "USCC"), Kind.USCC),
        Column("name_en", ("英文名称", "English name"), most=200),
    ),
    name="partners",
    most_rows=5_000,
    example={"name": "示例中学党总支", "seat": "示例社区", "phone": "0355-0000000"},
)
