"""Addresses of persons: their consent to publish a private number."""

from django.urls import path

from linli.domain.people import views

app_name = "people"
urlpatterns = [
    path("phone/", views.mine, name="my_phone"),
    path("phones/", views.phones, name="phones"),
    path("<int:pk>/phone/", views.phone, name="phone"),
]
