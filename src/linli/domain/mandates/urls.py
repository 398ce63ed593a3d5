"""Addresses of matters and mandates."""

from django.urls import path

from linli.domain.mandates import views

app_name = "mandates"
urlpatterns = [
    path("", views.who, name="who"),
    path("catalogue/", views.catalogue, name="catalogue"),
    path("limits/", views.limits, name="limits"),
    path("gaps/", views.gaps, name="gaps"),
    path("body/<int:pk>/", views.body, name="body"),
]
