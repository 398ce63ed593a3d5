"""Lists of powers as dated sets of items, and the instruments that move them in bulk."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.domain.mandates.models.catalogue import Matter
from linli.domain.mandates.states import (
    InstrumentKind,
    InstrumentState,
    ItemSort,
    LineAct,
    ListKind,
)
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class PowerList(models.Model):
    """A published list of a place: powers and duties, delegated, territorial, grid, village."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in ListKind])
    place = models.ForeignKey(
        "territory.Place", on_delete=models.PROTECT, related_name="power_lists"
    )
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "kind"], name="powerlist_one_of_a_kind")
        ]

    def __str__(self) -> str:
        return self.name


class PowerItem(models.Model):
    """An item of a list, for ever known by its code; what it says is a `PowerTerm`.

    `came_from` is the item of a predecessor's list that it goes on with since the map changed.
    """

    id = models.BigAutoField(primary_key=True)
    power_list = models.ForeignKey(PowerList, on_delete=models.PROTECT, related_name="items")
    code = models.CharField(max_length=40)
    came_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="went_to"
    )

    class Meta:
        ordering = ["power_list_id", "code"]
        constraints = [
            models.UniqueConstraint(fields=["power_list", "code"], name="poweritem_one_code")
        ]

    def __str__(self) -> str:
        return self.code


class PowerInstrument(models.Model):
    """A document that moves items of one list on a day; drafted, checked, enacted, revoked.

    `digest` is of what its lines say: the same file again is the same instrument.
    """

    id = models.BigAutoField(primary_key=True)
    power_list = models.ForeignKey(PowerList, on_delete=models.PROTECT, related_name="instruments")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in InstrumentKind])
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=80)
    decided_by = models.CharField(max_length=120)
    effective_on = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=10,
        default=InstrumentState.DRAFTED,
        choices=[(s.value, s.value) for s in InstrumentState],
    )
    digest = models.CharField(max_length=64)
    seq = models.PositiveIntegerField(default=0)
    drafted_at = models.DateTimeField()
    enacted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-effective_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["power_list", "number", "effective_on"],
                condition=~Q(state__in=["revoked", "dropped"]),
                name="powerinstrument_one_number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class PowerLine(models.Model):
    """A line of an instrument: what it does to one item. Part of the item's history."""

    id = models.BigAutoField(primary_key=True)
    instrument = models.ForeignKey(PowerInstrument, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, null=True, related_name="lines")
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    act = models.CharField(max_length=8, choices=[(a.value, a.value) for a in LineAct])
    said = models.JSONField(default=dict)

    class Meta:
        ordering = ["instrument_id", "row"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "row"], name="powerline_one_row")
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.code} {self.act}"


class PowerTerm(models.Model):
    """What an item says from a day to a day: basis, lead, steps, in whose name, who answers.

    `source` is the body that held it before. What `resolve` reads are the mandates made of it.
    """

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(PowerItem, on_delete=models.PROTECT, related_name="terms")
    name = models.CharField(max_length=300)
    name_en = models.CharField(max_length=400, blank=True)
    sort = models.CharField(max_length=12, choices=[(s.value, s.value) for s in ItemSort])
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, null=True, related_name="powers")
    basis = models.CharField(max_length=200)
    basis_en = models.CharField(max_length=300, blank=True)
    mode = models.CharField(max_length=12, choices=[(k.value, k.value) for k in InstrumentKind])
    lead = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, null=True, related_name="powers_led"
    )
    source = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, null=True, related_name="powers_given"
    )
    in_name_of = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, null=True, related_name="powers_lent_name"
    )
    answers_suit = models.ForeignKey(
        "bodies.Body", on_delete=models.PROTECT, null=True, related_name="powers_answered"
    )
    duty = models.CharField(max_length=200, blank=True)
    steps = models.CharField(max_length=2000, blank=True)
    roles = models.CharField(max_length=500, blank=True)
    limit = models.CharField(max_length=100, blank=True)
    supervision = models.CharField(max_length=500, blank=True)
    disclosure = models.CharField(max_length=500, blank=True)
    begun_by = models.ForeignKey(
        PowerInstrument, on_delete=models.PROTECT, related_name="terms_begun"
    )
    ended_by = models.ForeignKey(
        PowerInstrument, on_delete=models.PROTECT, null=True, related_name="terms_ended"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["item_id", "valid_from", "id"]
        constraints = [
            in_order("powerterm_tenure_in_order"),
            no_overlap("powerterm_one_at_a_time", "item"),
        ]

    def __str__(self) -> str:
        return self.name


class PowerHelper(models.Model):
    """Who helps with an item, and with what, in words."""

    id = models.BigAutoField(primary_key=True)
    term = models.ForeignKey(PowerTerm, on_delete=models.PROTECT, related_name="helpers")
    body = models.ForeignKey("bodies.Body", on_delete=models.PROTECT, related_name="powers_helped")
    duty = models.CharField(max_length=200)

    class Meta:
        ordering = ["term_id", "id"]
        constraints = [models.UniqueConstraint(fields=["term", "body"], name="powerhelper_once")]

    def __str__(self) -> str:
        return self.duty
