"""Addresses of the site; each area keeps its own."""

from django.urls import include, path

urlpatterns = [
    path("account/", include("linli.foundation.accounts.urls")),
    path("gallery/", include("linli.foundation.ui.urls")),
    path("inbox/", include("linli.foundation.notices.urls")),
    path("files/", include("linli.foundation.attachments.urls")),
    path("places/", include("linli.domain.territory.urls")),
    path("bodies/", include("linli.domain.bodies.urls")),
    path("who/", include("linli.domain.mandates.urls")),
    path("cases/", include("linli.domain.cases.urls")),
    path("figures/", include("linli.domain.measures.urls")),
    path("", include("linli.portal.urls")),
]
