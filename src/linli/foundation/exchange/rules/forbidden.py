"""Columns that are never read: what no service needs and the law guards most (PIPL 28)."""

from __future__ import annotations

import re

from linli.kernel.codes import plain

_CHINESE = re.compile(
    "民族|宗教|信仰|教派|政治面貌|政治倾向|政治观点|信访史|上访|DNA|基因|指纹|掌纹|虹膜|声纹|人脸|血型"
    "|性取向|性生活|征信|信用分|信用评分|计划生育|计生|生育史|孕检|避孕|病史|疾病|健康状况|残疾类别"
    "|重点人员|人员类别标签"
)
_ENGLISH = re.compile(
    r"\b(ethnic(ity)?|religio(n|us)|belief|politic(s|al)?|petition(s|er)?|fingerprints?|iris"
    r"|biometrics?|face (template|image)|blood (type|group)|sex(ual)? (life|orientation)"
    r"|credit (score|rating)|family planning|medical history|disease|health)\b",
    re.IGNORECASE,
)


def is_forbidden(title: str) -> bool:
    """Tell whether a column's title names data that must not be collected."""
    clean = plain(title).replace("_", " ")
    return bool(_CHINESE.search(re.sub(r"\s", "", clean)) or _ENGLISH.search(clean))
