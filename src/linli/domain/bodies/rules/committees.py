"""Units and part-time members of a committee as a table."""

from __future__ import annotations

from linli.foundation.exchange.rules.columns import Column, Kind, Spec

MEMBERS = Spec(
    (
        Column("unit", ("成员单位", "Member unit", "单位", "共建单位"), required=True, most=120),
        Column("person", ("兼职委员", "Part-time member", "姓名"), most=60),
        Column("since", ("起始日期", "From", "从哪天起"), Kind.DATE),
        Column("basis", ("依据", "Basis", "文号"), most=200),
    ),
    most_rows=5_000,
)
