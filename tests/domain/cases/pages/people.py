"""Sign someone of the small city in, as their post lets them act."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.test import Client

from linli.domain.people.models import Person
from tests.domain.cases.world import World


def user_of(world: World, name: str) -> AbstractUser:
    """Return the login of one of the city's people, made when first asked for."""
    user, _ = get_user_model().objects.get_or_create(username=name)
    Person.objects.filter(pk=world.persons[name]).update(user=user)
    return user


def signed_in(world: World, name: str) -> Client:
    """Return a browser in which that person is signed in."""
    client = Client()
    client.force_login(user_of(world, name))
    return client
