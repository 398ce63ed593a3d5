"""Addresses of ui."""

from django.urls import path

from linli.foundation.ui import views

app_name = "ui"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("elder/", views.elder, name="elder"),
    path("theme/", views.theme, name="theme"),
    path("worker.js", views.worker, name="worker"),
    path("offline/", views.offline, name="offline"),
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/<slug:name>/", views.gallery_frame, name="gallery_frame"),
]
