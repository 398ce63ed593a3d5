"""Words on pages: one key, one text in each language."""

from __future__ import annotations

from typing import Any, Protocol

from django.conf import settings
from django.utils.functional import lazy
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from linli.foundation.ui import catalogs


class TextMissing(LookupError):  # noqa: N818 - says what is wrong
    """A key without words, or words whose value was not given."""


class Named(Protocol):
    """Whatever has a Chinese and an English name."""

    @property
    def name(self) -> str:
        """The Chinese name."""

    @property
    def name_en(self) -> str:
        """The English name, empty where there is none."""


def language() -> str:
    """Return the catalog of the language in force: 'en' or 'zh_Hans'."""
    return "en" if (get_language() or "").startswith("en") else "zh_Hans"


def has(key: str) -> bool:
    """Tell whether a key has words in the language in force."""
    return key in catalogs.words(language())


def _words(key: str, params: dict[str, Any]) -> str:
    texts = catalogs.words(language())
    if params.get("count") == 1 and f"{key}.one" in texts:
        return texts[f"{key}.one"]
    if key in texts:
        return texts[key]
    if settings.TEXT_STRICT:
        raise TextMissing(f"no words for {key!r} in {language()}")
    return key


def _fill(text: str, params: dict[str, Any], key: str) -> str:
    try:
        return text.format_map(params)
    except (KeyError, IndexError) as missing:
        if settings.TEXT_STRICT:
            raise TextMissing(f"{key!r} needs the value {missing}") from missing
        return text


def say(key: str, **params: Any) -> str:
    """Return a key's words in the language in force, its `{name}` places filled.

    `<key>.one`, where a language has it, is taken when `count` is 1. Raises TextMissing under
    TEXT_STRICT (tests, DEBUG); otherwise answers with the key.
    """
    text = _words(key, params)
    if not any(hasattr(v, "__html__") for v in params.values()):
        return _fill(text, params, key)
    return say_html(key, **params)


def say_html(key: str, **params: Any) -> SafeString:
    """Return a key's words as HTML: words and plain values escaped, marked-up values kept."""
    safe = {k: conditional_escape(v) for k, v in params.items()}
    return mark_safe(_fill(escape(_words(key, params)), safe, key))  # noqa: S308 - all escaped


say_lazy = lazy(say, str)


def named(thing: Named | None) -> str:
    """Return a thing's name in the language in force; Chinese where it has no English one."""
    if thing is None:
        return ""
    other = getattr(thing, "name_en", "") if language() == "en" else ""
    return str(other or thing.name)


def either(chinese: str, english: str) -> str:
    """Return the one of two names that the language in force asks for; Chinese without a choice."""
    return english if language() == "en" and english else chinese
