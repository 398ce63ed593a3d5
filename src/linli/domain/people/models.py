"""Persons who work in the system. A resident needs no row here to report or to track."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from linli.domain.people.states import Education
from linli.foundation.database.tenure import TenureQuerySet, in_order, no_overlap


class Person(models.Model):
    """Someone who can hold posts; their login, if any, is `user`.

    The work phone is sealed. A person who has left (`valid_to`) keeps the row: old entries
    name it.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
    )
    name = models.CharField(max_length=60)
    name_en = models.CharField(max_length=120, blank=True)
    work_phone = models.BinaryField(default=b"", blank=True)
    email = models.EmailField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [in_order("person_tenure_in_order")]

    def __str__(self) -> str:
        return self.name


class RosterFact(models.Model):
    """What the figures of rosters need of a person, for nothing else: year of birth, education.

    Read by those figures and by the person alone, never shown beside a name, and gone with the
    person. No date of birth, no school, no subject.
    """

    person = models.OneToOneField(
        Person, models.CASCADE, primary_key=True, related_name="roster_fact"
    )
    born = models.PositiveSmallIntegerField(null=True)
    education = models.CharField(
        max_length=12, blank=True, choices=[(e.value, e.value) for e in Education]
    )

    def __str__(self) -> str:
        return f"{self.person_id}"


class PhoneConsent(models.Model):
    """A private number that its owner has allowed in writing to be published, until withdrawn.

    The number stands here and nowhere else: without a consent there is none to print.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="phone_consents")
    phone = models.BinaryField()
    document = models.CharField(max_length=120)  # where the signed paper lies
    taken_by_id = models.BigIntegerField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        ordering = ["person", "id"]
        constraints = [
            in_order("phoneconsent_tenure_in_order"),
            no_overlap("phoneconsent_one_at_a_time", "person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.document}"
