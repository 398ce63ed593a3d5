"""Addresses of territory."""

from django.urls import path

from linli.domain.territory import views
from linli.domain.territory.views import changes, checked, halves

app_name = "territory"
urlpatterns = [
    path("", views.index, name="index"),
    path("pick/", views.pick, name="pick"),
    path("compare/", views.compare, name="compare"),
    path("<slug:code>/", views.place, name="place"),
]

# Instruments that change the map; the composition root names the areas that take part.
CHANGES = [
    path("", changes.index, name="index"),
    path("new/", changes.new, name="new"),
    path("template/", changes.template, name="template"),
    path("<int:key>/", changes.one, name="one"),
    path("<int:key>/head/", changes.new, name="head"),
    path("<int:key>/add/<str:verb>/", changes.add, name="add"),
    path("<int:key>/remove/<int:number>/", changes.remove, name="remove"),
    path("<int:key>/file/", changes.upload, name="upload"),
    path("<int:key>/check/", changes.check, name="check"),
    path("halves.xlsx", halves.template, name="halves_template"),
    path("<int:key>/halves/", halves.halves, name="halves"),
    path("<int:key>/check/all.xlsx", checked.file, name="moving_file"),
    path("<int:key>/check/<str:kind>/", checked.kind, name="moving"),
    path("<int:key>/enact/", changes.enact, name="enact"),
    path("<int:key>/revoke/", changes.revoke, name="revoke"),
    path("<int:key>/drop/", changes.drop, name="drop"),
]
