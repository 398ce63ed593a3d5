"""Components: typed, escaped, accessible."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError

from linli.foundation.ui.components.base import STATE_SHAPES, TONES
from linli.foundation.ui.components.figures import Bar
from linli.foundation.ui.components.lists import TimelineItem

NOW = datetime(2026, 10, 7, 1, 0, tzinfo=UTC)
BAD = "<script>alert(1)</script>\"'"


def show(source: str, **ctx: Any) -> str:
    ctx.setdefault("request", SimpleNamespace(at=NOW))
    return Template("{% load linli %}" + source).render(Context(ctx))


@pytest.mark.parametrize(
    "source",
    [
        '{% badge lable="x" %}',
        '{% badge label="x" colour="red" %}',
        '{% button lable="x" %}',
        '{% stat label="x" %}',
        '{% card titel="x" %}{% endcard %}',
        '{% empty_state "x" %}',
        '{% list_row title="x" %}{% endlist_row %}',
        '{% state_badge word="x" %}',
    ],
)
def test_a_misspelt_or_missing_attribute_is_a_syntax_error(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        show(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% badge label=bad %}",
        '{% state_badge word=bad shape="new" %}',
        "{% button label=bad %}",
        "{% button label=bad href=bad %}",
        "{% card title=bad %}{{ bad }}{% endcard %}",
        "{% alert title=bad %}{{ bad }}{% endalert %}",
        "{% page_header title=bad lead=bad back_url=bad back_label=bad %}{% endpage_header %}",
        "{% person_chip name=bad post=bad body=bad href=bad %}",
        "{% place_path leaf=bad above=names href=bad %}",
        "{% empty_state title=bad why=bad action_label=bad action_url=bad %}",
        "{% list_row href=bad title=bad pick=bad %}{{ bad }}{% endlist_row %}",
        "{% cell label=bad %}{{ bad }}{% endcell %}",
        "{% data_table columns=names caption=bad %}{% enddata_table %}",
        "{% copy value=bad label=bad %}",
        "{% stat label=bad value=bad unit=bad href=bad note=bad %}",
        "{% stepper steps=names current=1 %}",
        "{% count_line count=3 noun=bad scope=bad %}",
        "{% tile href=bad icon='who' title=bad note=bad %}",
        "{% bars rows=bars unit=bad label=bad %}",
        "{% histogram rows=bars label=bad %}",
        "{% timeline items=items %}",
        "{% dialog label=bad %}{{ bad }}{% enddialog %}",
        "{% deadline due=now steps=names %}",
        "{% tabs items=tabs label=bad %}",
        "{% move_buttons moves=tabs %}",
        '{% say "ui.fault_code" code=bad %}',
    ],
)
def test_what_people_type_is_never_markup(source: str) -> None:
    html = show(
        source,
        bad=BAD,
        names=[BAD],
        bars=[Bar(BAD, 3, BAD)],
        items=[TimelineItem(NOW, BAD, BAD, BAD, BAD)],
        tabs=[{"label": BAD, "url": BAD}],
        now=NOW,
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "\"'" not in html


def test_every_tone_and_shape_renders() -> None:
    for tone in TONES:
        assert f"tone-{tone}" in show(f'{{% badge label="x" tone="{tone}" %}}') or not tone
    for shape in STATE_SHAPES:
        assert "<use" in show(f'{{% state_badge word="x" shape="{shape}" %}}')


def test_an_unknown_tone_raises() -> None:
    with pytest.raises(ValueError, match="pink"):
        show('{% badge label="x" tone="pink" %}')


def test_a_block_keeps_the_markup_inside() -> None:
    html = show('{% page_header title="a" %}{% button label="b" %}{% endpage_header %}')
    assert "<button" in html
    assert "&lt;" not in html


def test_a_path_and_a_count_keep_their_markup() -> None:
    html = show('{% place_path leaf="c" above=above %}', above=["a", "b"])
    assert html.count('<span class="above">') == 2
    count = show('{% count_line count=1234 noun="n" scope="s" exact=False %}')
    assert "<b data-linli-count>1,234+</b>" in count
    assert "10月7日（周三）09:00" in count


class Sample(forms.Form):
    """Two fields, both faulty when empty."""

    words = forms.CharField(label="W", help_text="H")
    kind = forms.ChoiceField(label="K", choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_faulty_field_is_tied_to_its_hint_and_fault() -> None:
    form = Sample({})
    html = show(
        "{% error_summary form=form %}{% field form.words %}{% field form.kind %}", form=form
    )
    assert 'aria-describedby="id_words-hint id_words-fault"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_words-fault"' in html
    assert '<a href="#id_words">' in html
    assert '<a href="#id_kind">' in html
    assert "<legend>K" in html
    assert html.count('role="alert"') == 1


def test_no_summary_without_faults() -> None:
    assert show("{% error_summary form=form %}", form=Sample()).strip() == ""


def test_an_optional_field_says_so() -> None:
    form = Sample()
    form.fields["words"].required = False
    assert "（选填）" in show("{% field form.words %}", form=form)


def test_a_deadline_explains_itself_and_shows_its_state_in_words() -> None:
    steps = ["第一步", "第二步"]
    html = show("{% deadline due=due steps=steps %}", due=NOW - timedelta(days=1), steps=steps)
    assert "<details" in html
    assert html.count("<li>") == 2
    assert "已超" in html
    assert "没有时限" in show("{% deadline due=None %}")


def test_paging_shows_nothing_on_one_page() -> None:
    assert show("{% key_pagination %}").strip() == ""
    html = show('{% key_pagination next_url="?after=1" previous_url="?before=1" %}')
    assert html.count("<a ") == 2


def test_moves_that_act_at_once_are_forms_with_a_token() -> None:
    moves = [
        {"label": "签收", "url": "/m/", "method": "post", "tone": "primary", "key": "a"},
        {"label": "退单", "url": "/b/"},
    ]
    html = show('{% move_buttons moves=moves token="k1" %}', moves=moves, csrf_token="secret")
    assert html.count('<form method="post"') == 1
    assert 'name="csrfmiddlewaretoken" value="secret"' in html
    assert 'name="key" value="k1"' in html
    assert 'data-linli-key="a"' in html
    assert '<a class="button secondary" href="/b/"' in html


def test_bars_start_at_zero_and_say_their_figures() -> None:
    html = show('{% bars rows=rows unit="件" %}', rows=[Bar("a", 200), Bar("b", 50, grey=True)])
    assert 'width="100.0%"' in html
    assert 'width="25.0%"' in html
    assert "fill-grey" in html
    assert "200&#8201;件" in html


def test_a_figure_without_a_value_is_a_dash() -> None:
    assert "–" in show('{% stat label="a" value=None %}')
    assert "<a href" not in show('{% stat label="a" value=3 %}')
