"""What this area lets people do."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of this area."""

    MANAGE = "people.manage"


class Education(StrEnum):
    """How far somebody's schooling went, no finer than the figures need."""

    SCHOOL = "school"  # 高中（中专）及以下
    COLLEGE = "college"  # 大专
    BACHELOR = "bachelor"  # 本科
    POSTGRADUATE = "postgraduate"  # 研究生
