"""Addresses of the site; each area keeps its own."""

from django.urls import include, path

from linli.config.wiring import PARTS
from linli.domain.bodies.urls import duty, grids, lent, roster, staffing
from linli.domain.cases.urls import NEAR
from linli.domain.cases.views import sign
from linli.domain.mandates.queries import threshold
from linli.domain.territory.urls import CHANGES

urlpatterns = [
    path("q/<str:code>", sign.by_sign, name="sign"),  # printed on walls: it must stay as it is
    path("account/", include("linli.foundation.accounts.urls")),
    path("account/", include("allauth.account.urls")),
    path("account/two-factor/", include("allauth.mfa.urls")),
    path("", include("linli.foundation.ui.urls")),
    path("inbox/", include("linli.foundation.notices.urls")),
    path("files/", include("linli.foundation.attachments.urls")),
    path("places/", include("linli.domain.territory.urls")),
    path("map/changes/", include((CHANGES, "changes")), {"parts": PARTS}),
    path("people/", include("linli.domain.people.urls")),
    path("bodies/", include("linli.domain.bodies.urls")),
    path("duty/", include(duty)),
    path("grids/", include(grids)),
    path("staffing/", include(staffing)),
    path("staffing/roster/", include(roster), {"threshold": threshold}),
    path("staffing/lent/", include(lent), {"threshold": threshold}),
    path("who/", include("linli.domain.mandates.urls")),
    path("cases/", include("linli.domain.cases.urls")),
    path("near/", include((NEAR, "near"))),
    path("figures/", include("linli.domain.measures.urls")),
    path("", include("linli.portal.urls")),
]

handler400 = "linli.foundation.ui.faults.bad_request"
handler403 = "linli.foundation.ui.faults.forbidden"
handler404 = "linli.foundation.ui.faults.not_found"
handler500 = "linli.foundation.ui.faults.broken"
