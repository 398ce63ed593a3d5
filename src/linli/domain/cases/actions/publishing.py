"""Publishing a case and taking it back; counting who has the same trouble."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from linli.domain.cases.models import Case, MeToo, Publication
from linli.domain.cases.queries.publications import known_of, standing
from linli.domain.cases.queries.scope import visible_to
from linli.domain.cases.rules.filing import clean_line, clean_words
from linli.domain.cases.rules.publishing import check_texts, check_until, public_place
from linli.domain.cases.states import PUBLISHABLE, Permission, PublicationState, RetractGround
from linli.domain.territory import queries as territory
from linli.foundation.journal import actions as journal
from linli.foundation.keys.lookup import fingerprint
from linli.kernel.access import Actor, Target, can
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted

SUBJECT = "publication"
PUBLIC = frozenset({"appeal", "grid_event"})  # what somebody asks about their own data is not


@transaction.atomic
def publish(
    *, by: Actor, at: datetime, case_id: UUID, title: str, words: str, until: date
) -> Publication:
    """Show a case to everybody until a day, in words that give nobody away.

    Raises NotFound, NotPermitted (no right, or the hand that settled it: a second person reads
    what is published), Invalid (state, confidential, complaint about an office, texts, day),
    Conflict if it is published already.
    """
    visible_to(by).get(case_id)
    case = Case.objects.select_for_update().get(pk=case_id)
    today = timezone.localdate(at)
    path = territory.path_ids(case.place_id, None) or frozenset({case.place_id})
    _permit(by, path, case)
    check_case(case)
    title, words = clean_line(title, name="title"), clean_words(words)
    check_texts(title, words, known=known_of(case.pk))
    check_until(until, today)
    tree = territory.atlas()
    nodes = tree.path(case.place_id)
    place = public_place([(i, int(tree.level(i))) for i in nodes])
    row = Publication(
        case=case,
        place_id=place,
        county_id=case.county_id,
        town_id=case.town_id,
        community_id=case.community_id,
        title=title,
        words=words,
        state=PublicationState.PUBLISHED,
        published_by_id=by.person or 0,
        published_at=at,
        until=until,
    )
    try:
        with transaction.atomic():
            # one whose day has passed makes room for a new one
            Publication.objects.filter(
                case=case, state=PublicationState.PUBLISHED, until__lt=today
            ).update(state=PublicationState.RETRACTED, words="", title="")
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict("published_already") from None
    _record(by, at, row, "publish", {"case": case.pk, "place": place, "until": until})
    return row


@transaction.atomic
def retract(*, by: Actor, at: datetime, publication: UUID, ground: RetractGround) -> None:
    """Take a publication back for a reason; its words are gone at once. Again changes nothing."""
    row = Publication.objects.select_for_update().select_related("case").filter(pk=publication)
    held = row.first()
    if held is None:
        raise NotFound("publication_not_found")
    _permit(by, territory.path_ids(held.place_id, None), None)
    if held.state == PublicationState.RETRACTED:
        return
    held.state, held.ground = PublicationState.RETRACTED, ground
    held.retracted_by_id, held.retracted_at = by.person, at
    held.title, held.words = "", ""
    held.save()
    _record(by, at, held, "retract", {"case": held.case_id, "ground": ground.value})


def check_case(case: Case) -> None:
    """Raise Invalid for a case that is never published, or not yet."""
    if case.confidential:
        raise Invalid("publish_confidential")
    if case.barred_ids:
        raise Invalid("publish_complaint")
    if case.erased or case.state not in PUBLISHABLE or case.procedure not in PUBLIC:
        raise Invalid("publish_state")


def me_too(*, by: Actor, at: datetime, publication: UUID, browser: str, kind: str = "too") -> bool:
    """Count a browser that has the same trouble (or says that it gives somebody away), once.

    `by` is nobody in particular and is not kept. Returns whether it is new; NotFound for what is
    not published.
    """
    row = standing(timezone.localdate(at)).filter(pk=publication).first()
    if row is None:
        raise NotFound("publication_not_found")
    token = fingerprint(browser.encode() + row.pk.bytes, "cases.me-too")
    column = "me_toos" if kind == "too" else "flags"
    try:
        with transaction.atomic():
            MeToo.objects.create(publication=row, token=token, kind=kind, at=at)
            Publication.objects.filter(pk=row.pk).update(**{column: F(column) + 1})
    except IntegrityError:
        return False
    return True


def _permit(by: Actor, path: frozenset[int], case: Case | None) -> None:
    target = Target(places=path, matter=case.matter1 if case else "")
    if not can(by, Permission.PUBLISH, target):
        raise NotPermitted("not_permitted", permission=Permission.PUBLISH.value)
    if case is not None and by.person is not None and case.handled_by_id == by.person:
        raise NotPermitted("publish_own_work")


def _record(by: Actor, at: datetime, row: Publication, move: str, data: dict[str, object]) -> None:
    journal.write(
        by=by,
        at=at,
        subject_kind=SUBJECT,
        subject_id=row.pk,
        seq=1 if move == "publish" else 2,
        place_id=row.place_id,
        body_id=None,
        procedure="publication",
        move=move,
        from_state=None if move == "publish" else PublicationState.PUBLISHED,
        to_state=row.state,
        data=data,
    )
