"""One key, one text, in both languages."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation
from django.utils.safestring import mark_safe

from linli.foundation.ui import catalogs, formats
from linli.foundation.ui.management.commands import messages
from linli.foundation.ui.text import TextMissing, named, say, say_lazy

NOW = datetime(2026, 10, 7, 1, 0, tzinfo=UTC)  # Wednesday 9:00 in Shanghai


def test_says_in_the_language_in_force() -> None:
    later = say_lazy("ui.back")
    with translation.override("zh-hans"):
        assert str(later) == say("ui.back") == "返回"
    with translation.override("en"):
        assert str(later) == say("ui.back") == "Back"


def test_an_unknown_language_is_chinese() -> None:
    with translation.override("fr"):
        assert say("ui.back") == "返回"


def test_a_missing_key_or_value_raises_while_people_develop() -> None:
    with pytest.raises(TextMissing, match="no words"):
        say("ui.no_such_key")
    with pytest.raises(TextMissing, match="fault_code"):
        say("ui.fault_code")


def test_a_missing_key_is_shown_as_it_is_once_people_work(settings: Any) -> None:
    settings.TEXT_STRICT = False
    assert say("ui.no_such_key") == "ui.no_such_key"
    assert "{code}" in say("ui.fault_code")


def test_values_are_escaped_only_where_something_is_marked_up() -> None:
    marked = say("ui.count", number=mark_safe("<b>3</b>"), noun="<i>")
    assert "<b>3</b>" in marked
    assert "&lt;i&gt;" in marked


def test_one_of_a_thing_has_its_own_word_in_english() -> None:
    with translation.override("en"):
        assert formats.duration(3600) == "1 hour"
        assert formats.duration(7300) == "2 hours"


def test_names_fall_back_to_chinese() -> None:
    thing = SimpleNamespace(name="演武社区", name_en="Yanwu community")
    with translation.override("en"):
        assert named(thing) == "Yanwu community"
        assert named(SimpleNamespace(name="演武社区", name_en="")) == "演武社区"
    assert named(thing) == "演武社区"
    assert named(None) == ""


def test_a_deadline_is_date_weekday_and_what_is_left() -> None:
    due = formats.due(datetime(2026, 10, 9, 9, 30, tzinfo=UTC), NOW)
    thin = "\u2009"
    assert due.text.replace(thin, "") == "10月9日（周五）17:30前，还剩2天"
    assert due.tone == "calm"
    with translation.override("en"):
        told = formats.due(datetime(2026, 10, 9, 9, 30, tzinfo=UTC), NOW)
        assert told.text == "by Fri 9 Oct, 17:30, 2 days left"


@pytest.mark.parametrize(("hours", "tone"), [(-1, "late"), (0, "soon"), (24, "soon"), (25, "calm")])
def test_a_deadline_is_late_soon_or_calm(hours: int, tone: str) -> None:
    assert formats.due(NOW + timedelta(hours=hours), NOW).tone == tone


def test_a_day_of_another_year_says_its_year() -> None:
    assert formats.day(date(2027, 1, 4), date(2026, 10, 7)).startswith("2027年1月4日（周一）")
    assert formats.day(date(2026, 1, 5), date(2026, 10, 7)) == "1月5日（周一）"


def test_a_late_evening_in_london_is_the_next_day_here() -> None:
    assert formats.moment(datetime(2026, 10, 7, 17, 0, tzinfo=UTC), NOW) == "10月8日（周四）01:00"


def test_the_catalogs_of_our_area_are_whole() -> None:
    ours = ("ui.", "accounts.", "refusal.login_")
    assert [f for f in messages.faults() if f.startswith(ours)] == []


def test_the_check_finds_missing_one_sided_and_unused_keys(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    files = {
        "zh_Hans": 'msgid "ui.back"\nmsgstr "返回 {a}"\n\nmsgid "x.only"\nmsgstr "只"\n',
        "en": 'msgid "ui.back"\nmsgstr "Back {b}"\n\nmsgid "x.none"\nmsgstr "No"\n',
    }
    for language, text in files.items():
        (tmp_path / f"{language}.po").write_text(text)
    monkeypatch.setattr(catalogs, "files", lambda language: [tmp_path / f"{language}.po"])
    found = "\n".join(messages.faults())
    assert "ui.home: used in" in found
    assert "x.only: only in zh_Hans" in found
    assert "x.none: only in en" in found
    assert "x.only: unused" in found
    assert "ui.back: other values" in found


def test_compiled_catalogs_say_the_same(tmp_path: Any) -> None:
    source = catalogs.files("en")[0]
    copy = tmp_path / "django.po"
    copy.write_bytes(source.read_bytes())
    messages.compile_one(copy)
    assert copy.with_suffix(".mo").exists()
    assert catalogs._compiled(copy) == catalogs.read(copy)
