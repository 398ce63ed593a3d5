"""Addresses of accounts."""

from django.urls import path

from linli.foundation.accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
]
