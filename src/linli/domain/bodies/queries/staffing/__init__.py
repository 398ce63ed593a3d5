"""How bodies are staffed on a day."""

from linli.domain.bodies.queries.staffing.quotas import (
    PlaceQuotas,
    Sitting,
    by_kind,
    guests_of,
    lines_of_body,
    lines_of_paper,
    may_see_staff,
    paper_called,
    papers_at,
    quotas,
    quotas_at,
    seat_of_person,
    sitting_on,
    unposted,
)

__all__ = [
    "PlaceQuotas",
    "Sitting",
    "by_kind",
    "guests_of",
    "lines_of_body",
    "lines_of_paper",
    "may_see_staff",
    "paper_called",
    "papers_at",
    "quotas",
    "quotas_at",
    "seat_of_person",
    "sitting_on",
    "unposted",
]
