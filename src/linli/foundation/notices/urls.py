"""Addresses of the inbox."""

from django.urls import path

from linli.foundation.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read/", views.read_all, name="read_all"),
    path("wishes/", views.wishes, name="wishes"),
    path("counts/", views.counts, name="counts"),
    path("<uuid:notice_id>/read/", views.read, name="read"),
]
