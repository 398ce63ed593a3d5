"""Addresses of accounts."""

from django.urls import path

from linli.foundation.accounts import views

app_name = "accounts"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("address/", views.address, name="address"),
    path("here/", views.here, name="here"),
    path("another/", views.another, name="another"),
    path("switch/<int:user_id>/", views.switch, name="switch"),
    path("leave/<int:user_id>/", views.leave, name="leave"),
    path("demo/", views.demo_roles, name="demo"),
]
