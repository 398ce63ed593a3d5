"""Orders from above: the outside side of a case, what the other platform calls it and awaits."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from linli.domain.cases.states import Source
from linli.kernel.ids import uuid7


class OrderSource(models.Model):
    """A platform that gives orders, and how its files look (`rules/platforms.py` reads `form`).

    A `link_only` source gives a number and a link, never words or times (petitions).
    """

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    way = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Source])
    link_only = models.BooleanField(default=False)
    form = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.code


class Order(models.Model):
    """One order: their number, the case that answers it, their times, whether it is answered.

    A case may have several (told to 12345 and to the grid's platform). Their words are particulars
    of the case. `marks` are keyed digests of their fields, by which a changed row is known;
    `open` says that the platform still awaits an answer.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(OrderSource, on_delete=models.PROTECT, db_index=False)
    number = models.CharField(max_length=60)
    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="orders", db_index=False
    )
    received_at = models.DateTimeField()
    sign_by = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    marks = models.JSONField(default=dict)
    link = models.URLField(max_length=500, blank=True)
    open = models.BooleanField(default=True)
    came_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["came_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="order_number_once")
        ]
        indexes = [
            models.Index(fields=["case"], name="order_case"),
            models.Index(fields=["due_at", "id"], name="order_open_due", condition=Q(open=True)),
            models.Index(fields=["source", "came_at", "id"], name="order_source_came"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_changed_after_answer(self) -> bool:
        """Tell whether the platform changed it after it was answered."""
        return bool(self.answered_at and self.changed_at and self.changed_at > self.answered_at)


class OrderRating(models.Model):
    """What the platform heard when it called back: theirs, in no measure of ours."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(
        Order, on_delete=models.CASCADE, related_name="ratings", db_index=False
    )
    called_at = models.DateTimeField()
    solved = models.BooleanField(null=True)
    satisfied = models.BooleanField(null=True)
    came_at = models.DateTimeField()

    class Meta:
        ordering = ["called_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "called_at"], name="order_rating_once")
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.called_at:%F}"


class OrderRate(models.Model):
    """A platform's own rates of a place for a month, in hundredths of a per cent: theirs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    source = models.ForeignKey(OrderSource, on_delete=models.PROTECT, db_index=False)
    place_id = models.BigIntegerField()
    month = models.DateField()
    total = models.PositiveIntegerField(null=True)
    responded = models.PositiveSmallIntegerField(null=True)
    solved = models.PositiveSmallIntegerField(null=True)
    satisfied = models.PositiveSmallIntegerField(null=True)
    came_at = models.DateTimeField()

    class Meta:
        ordering = ["-month", "place_id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "place_id", "month"], name="order_rate_once")
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.month:%Y-%m}"


class OrderUpload(models.Model):
    """A file that was handed in on the page: looked at first, taken in when a person says so.

    File and outcome are sealed (they hold people's words) and go after some days; `grants` are
    what the person's posts gave when the file was handed in, for the job that takes it in.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8)  # orders, ratings
    source_code = models.SlugField(max_length=20)
    root_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    grants = models.JSONField(default=list)
    file = models.BinaryField()
    rows = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8)  # looking, looked, taking, taken
    outcome = models.BinaryField(null=True)
    came_at = models.DateTimeField()

    class Meta:
        ordering = ["-came_at", "-id"]
        indexes = [models.Index(fields=["person_id", "-came_at"], name="order_upload_person")]

    def __str__(self) -> str:
        return f"{self.source_code} {self.came_at:%F %H:%M}"
