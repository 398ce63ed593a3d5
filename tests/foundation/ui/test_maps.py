"""The map: five steps, the list in the same order, outlines where they belong."""

import re

from django.template import Context, Template

from linli.foundation.ui.components.maps import Region, _breaks, _step


def square(west: float, north: float, size: float = 1.0) -> dict[str, object]:
    east, south = west + size, north - size
    ring = [[west, north], [east, north], [east, south], [west, south], [west, north]]
    return {"type": "Polygon", "coordinates": [ring]}


def draw(regions: list[Region]) -> str:
    source = '{% load linli %}{% region_map regions=regions label="x" unit="件" %}'
    return Template(source).render(Context({"regions": regions}))


def test_more_is_darker_and_first_in_the_list() -> None:
    values = [3.0, 90.0, None, 40.0, 7.0, 12.0]
    regions = [Region(f"r{n}", v, square(110 + n, 36), f"/{n}/") for n, v in enumerate(values)]
    html = draw(regions)
    order = re.findall(r"<li><a href=\"/(\d)/\"", html)
    assert order == ["1", "3", "5", "4", "0", "2"]
    steps = [int(s) for s in re.findall(r'<path class="step-(\d)"', html)]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] == 5
    assert steps[-1] == 0
    assert "没有数据" in html


def test_each_step_holds_some_and_the_same_figure_has_one_colour() -> None:
    values = [float(v) for v in range(1, 13)]
    breaks = _breaks(values)
    held = [_step(v, breaks) for v in values]
    assert set(held) == {1, 2, 3, 4, 5}
    assert held == sorted(held)
    assert _breaks([4.0, 4.0]) == [4.0, 4.0]
    assert _step(4.0, _breaks([4.0, 4.0])) == 5
    assert _breaks([]) == []


def test_outlines_keep_their_proportions_and_stay_in_the_frame() -> None:
    html = draw([Region("a", 1.0, square(112, 37, 2))])
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', html).groups())  # type: ignore[union-attr]
    assert 1.2 < height / width < 1.3  # a degree of longitude is 0.81 of one of latitude here
    numbers = [float(n) for n in re.findall(r"-?\d+\.\d", html.split(' d="')[1].split('"')[0])]
    assert min(numbers) == 0
    assert max(numbers) <= height + 1


def test_nothing_to_draw_draws_nothing() -> None:
    assert "<path" not in draw([])
