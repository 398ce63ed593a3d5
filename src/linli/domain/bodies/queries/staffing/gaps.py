"""What of staffing stands among the changes of people: bodies over their quotas."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, IntegerField, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from linli.domain.bodies.models import QuotaLine
from linli.domain.bodies.queries.arranging import Arranged
from linli.domain.bodies.queries.gaps import Gap, Gaps, Page, cut
from linli.domain.bodies.queries.staffing.quotas import seated_on
from linli.domain.bodies.rules.staffing import Quota


def over_quota(scope: Arranged, on: date, page: Page) -> Gaps:
    """Return the bodies with more people on a kind of quota than is approved; one query.

    The title of each is its kind, its key how many are approved and filled.
    """
    lines = QuotaLine.objects.on(on).filter(body=OuterRef("body"), kind=OuterRef("kind")).order_by()
    approved = Subquery(
        lines.values("body").annotate(n=Sum("change")).values("n"), output_field=IntegerField()
    )
    rows = (
        seated_on(on)
        .filter(scope.bodies("body__"))
        .order_by("body_id", "kind")
        .values_list("body__seat_id", "body_id", "body__name", "body__name_en", "kind")
        .annotate(approved=Coalesce(approved, 0), filled=Count("id"))
        .filter(filled__gt=F("approved"))
    )
    found = [
        Gap(seat, body, name, name_en, None, kind, kind, key=Quota(has, sit))
        for seat, body, name, name_en, kind, has, sit in rows
    ]
    return cut(found, page)
