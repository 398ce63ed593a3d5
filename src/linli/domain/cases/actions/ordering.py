"""One order and its case: linked, changed, answered, moved with the case that is joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from linli.domain.cases.actions.noting import note, received_data
from linli.domain.cases.models import Case, Order, OrderSource
from linli.domain.cases.queries.facts import Known, local_day
from linli.domain.cases.queries.scope import visible_to
from linli.domain.cases.rules import orders as rules
from linli.domain.cases.rules.filing import clean_line
from linli.domain.cases.rules.tokens import tokens_of
from linli.domain.cases.states import Note, Permission
from linli.foundation.exchange.rules.tables import Row
from linli.kernel.access import Actor, Target, can
from linli.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from linli.kernel.ids import read_case_number

_NO_TEXTS: Mapping[str, str] = {}
_WORDS = """
UPDATE cases_casewords SET tokens = tokens || array_to_tsvector(%s) WHERE case_id = %s
"""


def numbered(text: str, *, by: Actor, field: str) -> Case:
    """Return the case of a number of ours that the actor may know of; raises NotFound."""
    number = read_case_number(text)
    found = Case.objects.filter(number=number).first() if number else None
    if found is None or not visible_to(by).sees(found.id):
        raise NotFound("order_case_unknown", field=field, number=text.strip()[:20])
    return found


@transaction.atomic
def attach(
    *,
    by: Actor,
    at: datetime,
    case_id: UUID,
    order: Order,
    texts: Mapping[str, str] = _NO_TEXTS,
    from_case: UUID | None = None,
) -> Case:
    """Let a case answer an order too, one matter of two sources; raises `order_case_busy`."""
    case = locked(case_id)
    order.case = case
    order.save()
    data: dict[str, Any] = received_data(order)
    if from_case:
        data["from_case"] = from_case
    note(case, Note.RECEIVED, order, by=by, at=at, data=data, texts=texts)
    if words := texts.get("order_words"):
        _add_words(case, words)
    return case


def change(
    *,
    by: Actor,
    at: datetime,
    order: Order,
    row: Row,
    times: rules.Times,
    marks: Mapping[str, str],
    fields: Sequence[str],
) -> None:
    """Take over what a platform says otherwise now; what was answered awaits an answer again."""
    case = locked(order.case_id)
    order.received_at = times.received
    if "sign_by" in fields:
        order.sign_by = times.sign_by
    if "due" in fields:
        order.due_at = times.due
    kept = {f: m for f, m in order.marks.items() if f not in fields}
    order.marks = kept | {f: marks[f] for f in fields if f in marks}
    order.changed_at, order.open = at, True
    order.save()
    texts = {n: t for n, t in rules.texts_of(row).items() if _field_of(n) in fields}
    data: dict[str, Any] = {"changed": fields}
    if "due" in fields and order.due_at:
        data["their_due"] = order.due_at
    if "sign_by" in fields and order.sign_by:
        data["sign_by"] = order.sign_by
    phone, _ = rules.phone_of(row)
    if "phone" in fields and phone:
        texts["contact_phone"], case.reachable, data["reachable"] = phone, True, True
    if "name" in fields and row.values.get("name"):
        texts["contact_name"] = clean_line(str(row["name"]), name="name")
    note(case, Note.CHANGED, order, by=by, at=at, data=data, texts=texts)
    if words := texts.get("order_words"):
        _add_words(case, words)


@transaction.atomic
def answered(*, by: Actor, at: datetime, order_id: UUID) -> Order:
    """Note that the platform has our answer; done twice it is done once.

    Raises NotFound outside the scope, NotPermitted, Conflict `order_not_ready` while the case has
    no result to tell.
    """
    order = Order.objects.select_related("source").filter(pk=order_id).first()
    if order is None or not visible_to(by).sees(order.case_id):
        raise NotFound("order_not_found")
    case = locked(order.case_id)
    order.refresh_from_db()
    permit(by, case, at)
    if not order.open:
        return order
    if case.state not in rules.READY:
        raise Conflict("order_not_ready", number=order.number)
    order.open, order.answered_at = False, at
    order.save()
    note(case, Note.ANSWERED, order, by=by, at=at)
    return order


@transaction.atomic
def link_petition(*, by: Actor, at: datetime, case_id: UUID, number: str, link: str = "") -> Order:
    """Keep the number, and perhaps the address, of a petition about the same matter; no words.

    Raises NotFound, NotPermitted, Invalid (number missing, or held by another case).
    """
    case = visible_to(by).get(case_id)
    permit(by, case, at)
    clean = clean_line(number, name="number")
    if not clean:
        raise Invalid("words_missing", field="number")
    if link and not link.startswith(("http://", "https://")):
        raise Invalid("order_link_unreadable", field="link")
    source = OrderSource.objects.filter(link_only=True).order_by("id").first()
    if source is None:
        raise Invalid("order_source_unknown", code="xinfang")
    held = Order.objects.select_for_update().filter(source=source, number=clean).first()
    if held is not None and held.case_id != case_id:
        raise Conflict("order_number_held", field="number", number=clean)
    if held is not None:
        return held
    order = Order(
        source=source, number=clean[:60], received_at=at, came_at=at, open=False, link=link[:500]
    )
    attach(by=by, at=at, case_id=case_id, order=order)
    return order


def permit(by: Actor, case: Case, at: datetime) -> None:
    """Refuse who may not handle orders where a case lies; raises NotPermitted."""
    standing = Known(local_day(at)).standing(case)
    target = Target(
        places=standing.path,
        bodies=frozenset({case.desk_id}),
        matter=case.matter1,
        barred=standing.barred,
    )
    if not can(by, Permission.ORDERS, target):
        raise NotPermitted("order_outside_scope")


def locked(case_id: UUID) -> Case:
    """Lock a case, or say that somebody works on it: two who wait for each other never end."""
    rows = Case.objects.select_for_update(of=("self",), skip_locked=True)
    case = rows.filter(pk=case_id).first()
    if case is None:
        raise Conflict("order_case_busy")
    return case


def _field_of(name: str) -> str:
    return next(field for field, text in rules.TEXTS.items() if text == name)


def _add_words(case: Case, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [tokens_of(words), case.id])
