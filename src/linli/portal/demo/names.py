"""Invented people of the demo: names, telephone numbers nobody can dial, estates and roads."""

from __future__ import annotations

from random import Random

SURNAMES = "程申郭牛崔宋韩冯路暴栗苗贾史段常魏秦原卫连靳平侯孟郝裴武任霍"
FIRST = "文海春雪建立青山玉秋明安永新月向东金思宏景长星亦乐书望"
SECOND = "平芳宁霞强岩莉波静辉伟燕峰兰洋红军萍涛勤梅航琴良"
ESTATES = [
    "和顺苑",
    "锦绣家园",
    "紫坊小区",
    "兴华院",
    "太行花园",
    "北苑小区",
    "惠民家园",
    "长兴苑",
    "育才院",
    "南苑小区",
    "机床厂家属院",
    "供销社家属院",
    "清华苑",
    "东福苑",
    "府后院",
    "城西小区",
    "捉马小区",
    "容海小区",
    "淮海院",
    "景家庄小区",
]
ROADS = [
    "健康路",
    "长兴路",
    "太行街",
    "延安路",
    "东大街",
    "西大街",
    "新华巷",
    "胜利路",
    "建设路",
    "府后街",
    "学府路",
    "环城路",
]
SPOTS = [
    "第二小学",
    "农贸市场",
    "卫生服务站",
    "文化广场",
    "公交站",
    "菜市场",
    "老年活动室",
    "便民超市",
    "幼儿园",
    "戏台",
]


def person(rng: Random) -> str:
    """Return an invented name of two or three characters."""
    return rng.choice(SURNAMES) + rng.choice(FIRST) * (rng.random() < 0.8) + rng.choice(SECOND)


def phone(number: int) -> str:
    """Return a telephone number in the undialable 100 block: eleven digits, distinct by number."""
    return f"100{number % 100_000_000:08d}"


def scene(rng: Random) -> dict[str, str]:
    """Return the places that a demo text names."""
    return {
        "estate": rng.choice(ESTATES),
        "building": str(rng.randint(1, 24)),
        "road": rng.choice(ROADS),
        "spot": rng.choice(SPOTS),
    }
