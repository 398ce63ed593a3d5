"""Addresses of attachments."""

from django.urls import path

from linli.foundation.attachments import views

app_name = "attachments"
urlpatterns = [
    path("<uuid:attachment_id>/", views.show, name="show"),
    path("<uuid:attachment_id>/thumb/", views.thumb, name="thumb"),
]
