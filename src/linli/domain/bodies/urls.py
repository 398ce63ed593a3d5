"""Addresses of organisations, and of their duty (a room of its own: `/duty/`)."""

from django.urls import path

from linli.domain.bodies import views
from linli.domain.bodies.views import (
    acting,
    attaching,
    changing,
    committees,
    cover,
    coverage,
    duty_rules,
    grid_codes,
    grid_files,
    hearings,
    lines,
    mechanisms,
    rota,
    shifts,
    templates,
    temporary,
    terms,
)
from linli.domain.bodies.views import duty as on_duty
from linli.domain.bodies.views import grids as grid_pages
from linli.domain.bodies.views.staffing import growing, lending, papers, quotas, rosters

app_name = "bodies"
urlpatterns = [
    path("", views.index, name="index"),
    path("<int:pk>/", views.body, name="body"),
    path("<int:pk>/stationing/", lines.stationing, name="stationing"),
    path("<int:pk>/stationing/end/", lines.stationing_end, name="stationing_end"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/export/", coverage.export, name="coverage_export"),
    path("coverage/import/", attaching.bring_in, name="coverage_import"),
    path("coverage/template/", attaching.template, name="coverage_template"),
    path("coverage/rules/", attaching.rules, name="coverage_rules"),
    path("coverage/<int:pk>/end/", attaching.detach, name="detach"),
    path("mechanisms/", mechanisms.mechanisms, name="mechanisms"),
    path("temporary/", temporary.index, name="temporary"),
    path("<int:pk>/charter/", temporary.extend, name="extend"),
    path("<int:pk>/members/", committees.members, name="members"),
    path("<int:pk>/members/import/", committees.bring_in, name="members_import"),
    path("members/<int:pk>/end/", committees.dismiss, name="dismiss"),
    path("members/template/", committees.template, name="members_template"),
    path("<int:pk>/coverage/", attaching.branch, name="branch"),
    path("opinions/<uuid:pk>/", hearings.hearing, name="hearing"),
    path("opinions/<uuid:pk>/<slug:name>/", hearings.move, name="hearing_move"),
    path("<int:office>/opinion/", hearings.ask, name="hearing_ask"),
    path("leave/", cover.mine, name="leave"),
    path("leave/<int:person>/", cover.of, name="leave_of"),
    path("leave/end/<int:pk>/", cover.back, name="leave_end"),
    path("deputy/<int:post>/", cover.deputy, name="deputy"),
    path("acting/<int:post>/", acting.acting, name="acting"),
    path("acting/end/<int:pk>/", acting.end, name="acting_end"),
    path("templates/", templates.templates, name="templates"),
    path("changes/<int:key>/<str:verb>/", changing.change, name="change"),
    path("terms/", terms.bring_in, name="terms"),
    path("terms/template/", terms.template, name="terms_template"),
]

grids = (
    [
        path("", grid_pages.index, name="index"),
        path("draw/", grid_pages.draw, name="draw"),
        path("<int:pk>/draw/", grid_pages.redraw, name="redraw"),
        path("import/", grid_files.bring_in, name="import"),
        path("export/", grid_files.export, name="export"),
        path("codes/", grid_codes.codes, name="codes"),
    ],
    "grids",
)

duty = (
    [
        path("", on_duty.index, name="index"),
        path("import/", rota.bring_in, name="import"),
        path("template/", rota.template, name="template"),
        path("sheet/", rota.sheet, name="sheet"),
        path("missing/", rota.missing, name="missing"),
        path("rules/", duty_rules.rules, name="rules"),
        path("new/", shifts.new, name="new"),
        path("<uuid:shift_id>/edit/", shifts.edit, name="edit"),
        path("<uuid:shift_id>/", on_duty.shift, name="shift"),
        path("<uuid:shift_id>/note/", on_duty.note, name="note"),
        path("<uuid:shift_id>/sign/", on_duty.sign, name="sign"),
        path("<uuid:shift_id>/swap/", on_duty.swap, name="swap"),
        path("swaps/<uuid:swap_id>/<slug:move>/", on_duty.answer, name="answer"),
    ],
    "duty",
)

staffing = (
    [
        path("", quotas.index, name="index"),
        path("export/", quotas.export, name="export"),
        path("<int:pk>/", quotas.body, name="body"),
        path("seat/<int:person>/", quotas.seat, name="seat"),
        path("mine/", growing.mine, name="mine"),
        path("mentors/", growing.mentors, name="mentors"),
        path("mentors/<int:pk>/end/", growing.end, name="mentor_end"),
        path("reserves/", growing.reserves, name="reserves"),
        path("reserves/<int:pk>/withdraw/", growing.withdraw, name="reserve_withdraw"),
        path("papers/", papers.index, name="papers"),
        path("papers/new/", papers.new, name="paper_new"),
        path("papers/template/", papers.template, name="paper_template"),
        path("papers/<int:pk>/", papers.paper, name="paper"),
    ],
    "staffing",
)

lent = (
    [
        path("", lending.index, name="index"),
        path("about/<uuid:about>/", lending.index, name="about"),
        path("export/", lending.export, name="export"),
        path("new/", lending.new, name="new"),
        path("<int:pk>/", lending.one, name="one"),
        path("<int:pk>/<slug:move>/", lending.answer, name="answer"),
    ],
    "lent",
)

roster = (
    [
        path("", rosters.index, name="index"),
        path("figures/", rosters.export_figures, name="figures"),
        path("people/", rosters.export_people, name="people"),
        path("mine/", rosters.mine, name="mine"),
    ],
    "roster",
)
