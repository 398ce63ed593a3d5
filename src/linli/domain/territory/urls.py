"""Addresses of territory."""

from django.urls import path

from linli.domain.territory import views

app_name = "territory"
urlpatterns = [
    path("", views.index, name="index"),
    path("pick/", views.pick, name="pick"),
    path("compare/", views.compare, name="compare"),
    path("<slug:code>/", views.place, name="place"),
]
