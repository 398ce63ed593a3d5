"""Hand-over lists: made when a holder changes, signed by both, or on paper by who manages."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from linli.domain.bodies import queries
from linli.domain.bodies.actions.recording import record
from linli.domain.bodies.models import HandOver, Post
from linli.domain.bodies.states import HandOverWhy, Paper
from linli.kernel.access import Actor
from linli.kernel.errors import Conflict, NotFound, NotPermitted


def list_hand_over(
    *,
    by: Actor,
    at: datetime,
    post: Post,
    giver: int,
    taker: int | None,
    why: HandOverWhy,
    on: date,
) -> HandOver:
    """Make the list of a post that one hands to another on a day; the same again is the same list.

    Another taker than before replaces that one as long as nobody has signed.
    """
    row, made = HandOver.objects.get_or_create(
        post=post, giver_id=giver, on=on, defaults={"taker_id": taker, "why": why}
    )
    if not made and (row.taker_id == taker or row.given_at or row.taken_at):
        return row
    if not made:
        row.taker_id = taker
        row.save(update_fields=["taker"])
    data = {"list": row.pk, "post": post.pk, "giver": giver, "taker": taker, "on": on}
    record(by=by, at=at, body=post.body, move="list_hand_over", data=data)
    return row


@transaction.atomic
def sign_hand_over(*, by: Actor, at: datetime, hand_over_id: UUID, how: Paper) -> HandOver:
    """Sign a list as giver or taker, or note that both signed on paper (who manages there).

    Without a taker, whoever manages there takes it for the body. Raises NotFound, NotPermitted,
    Conflict where it is signed already.
    """
    row = HandOver.objects.select_for_update().filter(pk=hand_over_id).first()
    if row is None:
        raise NotFound("unknown_hand_over")
    post = Post.objects.select_related("body").get(pk=row.post_id)
    _permit(by, row, post, how, timezone.localdate(at))
    if how is not Paper.TAKE:
        _once(row.given_at if how is Paper.GIVE else row.given_at and row.taken_at)
        row.given_at = row.given_at or at
    if how is not Paper.GIVE:
        _once(row.taken_at if how is Paper.TAKE else None)
        row.taken_by_id = row.taken_by_id or (row.taker_id if how is Paper.ON_PAPER else by.person)
        row.taken_at = row.taken_at or at
    row.on_paper = row.on_paper or how is Paper.ON_PAPER
    row.save(update_fields=["given_at", "taken_at", "taken_by", "on_paper"])
    data = {"list": row.pk, "person": by.person, "how": how}
    record(by=by, at=at, body=post.body, move="sign_hand_over", data=data)
    return row


def _once(signed: datetime | None) -> None:
    if signed is not None:
        raise Conflict("hand_over_signed")


def _permit(by: Actor, row: HandOver, post: Post, how: Paper, today: date) -> None:
    mine = {Paper.GIVE: row.giver_id, Paper.TAKE: row.taker_id, Paper.ON_PAPER: None}[how]
    if mine is not None:
        if by.person != mine:
            raise NotPermitted("hand_over_not_yours")
        return
    queries.permit_cover(by, post, today)
