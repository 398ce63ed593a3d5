"""Addresses of portal."""

from django.urls import path

from linli.portal.views import (
    audit,
    board,
    changes,
    grid,
    handing,
    home,
    leader,
    leaving,
    opening,
    posters,
    search,
    today,
    trial,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("phones/", home.phones, name="phones"),
    path("grid/", grid.today, name="grid_today"),
    path("grid/mine/", grid.mine, name="grid_mine"),
    path("today/", today.today, name="today"),
    path("changes/", changes.changes, name="changes"),
    path("changes/<uuid:about>/", changes.changes, name="changes_of"),
    path("changes/leaving/", leaving.find, name="leavers"),
    path("changes/leaving/<int:person>/", leaving.leaver, name="leaver"),
    path("handover/<uuid:pk>/", handing.hand_over, name="hand_over"),
    path("handover/<uuid:pk>/<slug:how>/", handing.sign, name="hand_over_sign"),
    path("search/", search.search, name="search"),
    path("board/", board.board, name="board"),
    path("board/behind/", board.behind, name="behind"),
    path("opening/", opening.checklist, name="opening"),
    path("opening/links/", opening.links, name="opening_links"),
    path("opening/trial/", trial.trial, name="trial"),
    path("opening/<slug:name>/", opening.table, name="opening_table"),
    path("opening/<slug:name>/template/", opening.template, name="opening_template"),
    path("posters/", posters.posters, name="posters"),
    path("posters/<uuid:run_id>/", posters.run, name="poster_run"),
    path("posters/one/<int:place>/", posters.one, name="poster_one"),
    path("audit/", audit.audit, name="audit"),
    path("leader/", leader.leader, name="leader"),
]
