"""Addresses of portal."""

from django.urls import path

from linli.portal.views import board, grid, home, search, today

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("phones/", home.phones, name="phones"),
    path("grid/", grid.today, name="grid_today"),
    path("grid/mine/", grid.mine, name="grid_mine"),
    path("today/", today.today, name="today"),
    path("search/", search.search, name="search"),
    path("board/", board.board, name="board"),
    path("board/behind/", board.behind, name="behind"),
    path("leader/", board.leader, name="leader"),
]
