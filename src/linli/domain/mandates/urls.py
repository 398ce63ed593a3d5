"""Addresses of matters and mandates."""

from django.urls import path

from linli.domain.mandates import views

app_name = "mandates"
urlpatterns = [
    path("", views.who, name="who"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("limits/", views.limits, name="limits"),
    path("limits/<str:key>/", views.set_limit, name="set_limit"),
    path("gaps/", views.gaps, name="gaps"),
    path("body/<int:pk>/", views.body, name="body"),
    path("lists/", views.lists, name="lists"),
    path("lists/open/", views.open_list, name="list_open"),
    path("lists/places/", views.places, name="list_places"),
    path("lists/template/", views.powers_template, name="list_template"),
    path("lists/<int:pk>/", views.one_list, name="list"),
    path("lists/<int:pk>/days/", views.days, name="list_days"),
    path("lists/<int:pk>/export/", views.list_export, name="list_export"),
    path("lists/<int:pk>/draft/", views.draft, name="list_draft"),
    path("lists/<int:pk>/items/<path:code>/", views.item, name="item"),
    path("admissions/", views.admissions, name="admissions"),
    path("admissions/<uuid:about>/", views.admissions, name="admissions_of"),
    path("admissions/ask/", views.admission_ask, name="admission_ask"),
    path("admissions/<int:pk>/", views.admission, name="admission"),
    path("demands/", views.demands, name="demands"),
    path("demands/<int:pk>/", views.demand, name="demand"),
    path("objections/<slug:kind>/<int:pk>/", views.object_to, name="object"),
    path("objections/<int:pk>/answer/", views.answer, name="objection_answer"),
    path("instruments/<int:pk>/", views.instrument, name="instrument"),
    path("instruments/<int:pk>/move/", views.move, name="instrument_move"),
]
