"""The state row of a case: written with its entry, rebuildable from the journal."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from linli.domain.cases.states import Checks, Source, State, TellBy, Whose
from linli.kernel.ids import uuid7

# Level of a place (territory's Level) -> the column that holds the id of the place at that level.
LEVEL_COLUMNS = {
    2: "prefecture_id",
    3: "county_id",
    4: "town_id",
    5: "community_id",
    6: "grid_id",
}

# What a scope leaves out whatever the leg.
EXCLUDED = ["confidential", "barred_ids"]


def _leg_indexes() -> list[models.Index]:
    """Return the indexes of the place legs: each level column × each sort that is offered.

    Filters stand behind the sort key, so that they are tested inside the index, and what a scope
    leaves out stands beside it, so that open work is counted from the index alone.
    """
    indexes: list[models.Index] = []
    for column in LEVEL_COLUMNS.values():
        short = column.removesuffix("_id")
        indexes += [
            models.Index(
                fields=[column, "due_at", "id", "state", "matter1"],
                name=f"case_{short}_due",
                condition=Q(open=True),
            ),
            models.Index(
                fields=[column, "filed_at", "id", "state", "matter1", "due_at"],
                name=f"case_{short}_open",
                condition=Q(open=True),
                include=EXCLUDED,
            ),
            models.Index(
                fields=[column, "filed_at", "id", "state", "matter1"], name=f"case_{short}_all"
            ),
        ]
    return indexes


class Case(models.Model):
    """Where a case stands now; places and bodies are ids, their rows last for ever.

    `desk_id` is the body that answers for the case's way (首接负责), `lead_id` the body that acts,
    `hand_id` the one whose move is awaited (null: the reporter's or a grid worker's), `due_at` the
    next thing due. Once closed both stay as they were last: columns that are empty on closed rows
    mislead the planner's guess of how much of an open list is still to come. `teller_id` is the
    body that took a case for someone who is told by call or visit, `telling` says that there is
    something to tell, open or not. `origin_id` is the case whose data a request is about. `seq` is
    the number of the last entry: who moves a case says which one they saw. Words, contact and
    result stand in the journal's particulars.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12)
    tracking_hash = models.BinaryField(max_length=32)
    procedure = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=[(s.value, s.value) for s in State])
    open = models.BooleanField(default=True)
    seq = models.PositiveIntegerField(default=1)
    matter = models.CharField(max_length=8)
    matter1 = models.CharField(max_length=2)
    place_id = models.BigIntegerField()
    prefecture_id = models.BigIntegerField(null=True)
    county_id = models.BigIntegerField(null=True)
    town_id = models.BigIntegerField(null=True)
    community_id = models.BigIntegerField(null=True)
    grid_id = models.BigIntegerField(null=True)
    source = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Source])
    filed_at = models.DateTimeField()
    filed_by_id = models.BigIntegerField(null=True)  # a person on duty; null for a resident
    filed_for = models.BooleanField(default=False)  # 代办: a hand files for another
    reachable = models.BooleanField(default=False)  # a contact stands in the particulars
    tell_by = models.CharField(
        max_length=8, blank=True, default="", choices=[(t.value, t.value) for t in TellBy]
    )
    whose = models.CharField(  # whose contact it is, where a hand filed for another
        max_length=8, blank=True, default="", choices=[(w.value, w.value) for w in Whose]
    )
    origin_id = models.UUIDField(null=True)
    erased = models.BooleanField(default=False)  # words, contact and pictures are gone, as asked
    confidential = models.BooleanField(default=False)
    barred_ids = ArrayField(models.BigIntegerField(), default=list)  # bodies complained about
    desk_id = models.BigIntegerField()
    lead_id = models.BigIntegerField(null=True)
    hand_id = models.BigIntegerField(null=True)
    verifier_id = models.BigIntegerField(null=True)
    teller_id = models.BigIntegerField(null=True)
    telling = models.BooleanField(default=False)
    handled_by_id = models.BigIntegerField(null=True)  # the person who said done, or no
    urgency = models.CharField(max_length=10)
    verification = models.CharField(max_length=8)
    checks = models.CharField(
        max_length=8, default=Checks.NONE, choices=[(c.value, c.value) for c in Checks]
    )
    returns = models.PositiveSmallIntegerField(default=0)
    re_opens = models.PositiveSmallIntegerField(default=0)
    solved = models.BooleanField(null=True)
    satisfied = models.BooleanField(null=True)
    due_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    re_open_until = models.DateTimeField(null=True)
    trial_id = models.BigIntegerField(null=True)  # filed in a trial run: counts in no measure
    history = models.BooleanField(default=False)  # imported as it was: no clock runs, none is told

    class Meta:
        ordering = ["-filed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["number"], name="case_number_once"),
        ]
        indexes = [
            *_leg_indexes(),
            models.Index(
                fields=["hand_id", "due_at", "id"], name="case_hand_due", condition=Q(open=True)
            ),
            models.Index(fields=["lead_id", "filed_at", "id"], name="case_lead_all"),
            models.Index(
                fields=["trial_id", "id"],
                name="case_of_trial",
                condition=Q(trial_id__isnull=False),
            ),
            models.Index(
                fields=["filed_by_id", "due_at", "id"],
                name="case_mine_due",
                condition=Q(open=True, filed_by_id__isnull=False),
            ),
            models.Index(
                fields=["filed_by_id", "filed_at", "id", "state", "matter1", "due_at"],
                name="case_mine_open",
                condition=Q(open=True, filed_by_id__isnull=False),
                include=EXCLUDED,
            ),
            models.Index(
                fields=["filed_by_id", "filed_at", "id"],
                name="case_mine_all",
                condition=Q(filed_by_id__isnull=False),
            ),
            models.Index(
                fields=["teller_id", "due_at", "id"],
                name="case_telling",
                condition=Q(telling=True),
            ),
            models.Index(
                fields=["origin_id", "id"],
                name="case_origin",
                condition=Q(origin_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number
