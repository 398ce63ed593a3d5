"""Words are matched to a matter by the catalogue's own keywords."""

from __future__ import annotations

import pytest

from linli.domain.mandates.rules.suggest import suggest

MATTERS = (
    ("01", ("环境", "卫生")),
    ("02/02", ("路灯", "不亮", "照明")),
    ("06/02", ("楼道", "堆物", "飞线", "充电", "电动车")),
    ("06/02/02", ("飞线", "充电", "电动车", "冒烟")),
)


@pytest.mark.parametrize(
    ("words", "matter", "keywords"),
    [
        ("3号楼门口的路灯不亮", "02/02", ("路灯", "不亮")),
        ("楼道堆了电动车，有人飞线充电", "06/02", ("楼道", "飞线", "充电", "电动车")),
        ("飞线充电，电动车昨天冒烟了", "06/02/02", ("飞线", "充电", "电动车", "冒烟")),
        ("飞线", "06/02", ("飞线",)),  # of two alike the broader
    ],
)
def test_the_matter_with_most_of_its_words_is_suggested(
    words: str, matter: str, keywords: tuple[str, ...]
) -> None:
    found = suggest(words, MATTERS)
    assert found is not None
    assert (found.matter, found.keywords) == (matter, keywords)


@pytest.mark.parametrize("words", ["", "谢谢", "想问一件事"])
def test_nothing_is_suggested_where_no_keyword_stands(words: str) -> None:
    assert suggest(words, MATTERS) is None
