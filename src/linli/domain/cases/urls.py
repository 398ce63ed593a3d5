"""Addresses of cases: the resident's pages first, the desk's after them."""

from django.urls import path

from linli.domain.cases.views import desk, listing

app_name = "cases"

DESK = [
    path("", listing.case_list, name="list"),
    path("export/", listing.export, name="export"),
    path("bulk/", listing.bulk_accept, name="bulk"),
    path("<uuid:case_id>/", desk.case_page, name="case"),
    path("<uuid:case_id>/contact/", desk.contact, name="contact"),
    path("<uuid:case_id>/<slug:name>/", desk.move, name="move"),
]

urlpatterns = [*DESK]
