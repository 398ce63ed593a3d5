"""Addresses of portal."""

from django.urls import path

from linli.portal.views import board, today

app_name = "portal"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("search/", today.search, name="search"),
    path("board/", board.board, name="board"),
    path("board/behind/", board.behind, name="behind"),
    path("leader/", board.leader, name="leader"),
]
