"""The gaps are a list and a measure: counted once a day, only what changed, summed up the tree."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from linli.domain.mandates import queries
from linli.domain.mandates.actions import count_gaps, take_back
from linli.domain.mandates.models import Mandate
from linli.domain.mandates.states import InstrumentKind, ListKind, MandateRole
from linli.domain.measures import queries as measures
from linli.domain.measures.actions import fold
from linli.foundation.journal.models import Entry
from linli.kernel.access import ANONYMOUS, SYSTEM
from linli.kernel.errors import NotPermitted
from tests.domain.bodies.city import AT, TODAY, Places
from tests.domain.mandates.powers import administrator, bureau, enact, listed, said
from tests.domain.mandates.test_pages import page
from tests.foundation.journal.test_reading import settle

ITEMS = (
    said(2, "A1", name="没有主责的事项（示例）"),
    said(3, "A2", name="两家都管的事项（示例）", lead="甲局示例"),
)


def laid(places: Places) -> None:
    """Publish two lists of a county: one item without a lead, one with two."""
    county = places["140403"]
    for name in ("甲局示例", "乙局示例"):
        bureau(name, county)
    enact(listed(county, ListKind.DUTIES), InstrumentKind.LIST, TODAY, list(ITEMS))
    other = said(2, "B1", name="两家都管的事项（示例）", lead="乙局示例")
    enact(listed(county, ListKind.TERRITORIAL), InstrumentKind.LIST, TODAY, [other])


@pytest.mark.django_db
def test_items_with_no_lead_or_two_are_on_the_page(client: Client, city: Places) -> None:
    laid(city)
    found = queries.item_gaps([city["140403"].pk], TODAY)
    assert [(g.code, g.is_double) for g in found] == [("A1", False), ("A2", True), ("B1", True)]
    client.force_login(administrator(city["1404"]))
    text = page(client, f"/who/gaps/?place={city['140403'].pk}")
    for word in ("没有主责的事项（示例）", "没有主责", "两个主责"):
        assert word in text
    assert queries.item_gaps([city["140403"].pk], TODAY - timedelta(days=1)) == []


@pytest.mark.django_db
def test_counted_again_nothing_is_written(city: Places) -> None:
    laid(city)
    before = queries.gap_counts(TODAY)
    assert before[city["140403"].pk] == 3
    written = count_gaps(by=SYSTEM, at=AT)
    assert written == len(before)
    assert count_gaps(by=SYSTEM, at=AT) == 0
    street = city["140403003"].pk
    lead = Mandate.objects.filter(matter__code="03", role=MandateRole.LEAD)
    for row in lead:
        take_back(by=SYSTEM, at=AT, mandate=row, on=TODAY)
    grown = queries.gap_counts(TODAY)[street] - before.get(street, 0)
    assert grown > 0
    count_gaps(by=SYSTEM, at=AT)
    last = Entry.objects.filter(procedure="power_gaps", place_id=street).order_by("seq").last()
    assert last is not None
    assert last.value == grown
    with pytest.raises(NotPermitted):
        count_gaps(by=ANONYMOUS, at=AT)


@pytest.mark.django_db(transaction=True)
def test_as_a_measure_it_is_the_sum_of_what_is_below(city: Places) -> None:
    laid(city)
    counts = queries.gap_counts(TODAY)
    count_gaps(by=SYSTEM, at=AT)
    settle()
    fold()
    ids = [city[c].pk for c in ("1404", "140403", "140403003")]
    found = measures.figures(ids, date(2026, 1, 1), TODAY)
    below = {"140403", "140403003", "140403100", "140403400"}
    assert found[ids[2]].gaps == counts.get(ids[2], 0)
    assert found[ids[1]].gaps == sum(counts.get(city[c].pk, 0) for c in below)
    assert found[ids[0]].gaps == sum(counts.values())
