"""Addresses of organisations."""

from django.urls import path

from linli.domain.bodies import views

app_name = "bodies"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.body, name="body"),
]
