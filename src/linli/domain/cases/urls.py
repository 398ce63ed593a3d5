"""Addresses of cases: the resident's pages first, the desk's after them."""

from django.urls import path

from linli.domain.cases.views import (
    behalf,
    desk,
    event,
    handing,
    listing,
    locating,
    mine,
    near,
    order_files,
    orders,
    pictures,
    publishing,
    report,
    rights,
    ringing,
    track,
)

app_name = "cases"

RESIDENT = [
    path("report/", report.words, name="report"),
    path("report/place/", report.place, name="report_place"),
    path("report/locate/", locating.locate, name="report_locate"),
    path("report/contact/", report.contact, name="report_contact"),
    path("report/done/", report.done, name="report_done"),
    path("report/all/", report.one_page, name="report_one_page"),
    path("report/pictures/", pictures.add, name="report_picture"),
    path("report/pictures/drop/", pictures.drop, name="report_drop_picture"),
    path("track/", track.find, name="find"),
    path("track/<uuid:case_id>/", track.show_case, name="track"),
    path("track/<uuid:case_id>/mine/", mine.mine, name="mine"),
    path("track/<uuid:case_id>/mine/code/", mine.code, name="mine_code"),
    path("track/<uuid:case_id>/mine/prove/", mine.prove, name="mine_prove"),
    path("track/<uuid:case_id>/mine/copy/", mine.copy, name="mine_copy"),
    path("track/<uuid:case_id>/mine/ask/<slug:asked>/", mine.ask, name="mine_ask"),
    path("track/<uuid:case_id>/<slug:name>/", track.move, name="track_move"),
]

DUTY = [
    path("event/", event.event, name="event"),
    path("behalf/", behalf.behalf, name="behalf"),
    path("behalf/done/", behalf.done, name="behalf_done"),
]

ORDERS = [
    path("orders/", orders.orders, name="orders"),
    path("orders/replies/", orders.export, name="order_replies"),
    path("orders/answered/", orders.answered, name="orders_answered"),
    path("orders/rates/", orders.rates, name="order_rates"),
    path("orders/file/", order_files.hand_in, name="order_hand_in"),
    path("orders/file/<uuid:upload_id>/", order_files.file, name="order_file"),
    path("orders/file/<uuid:upload_id>/faults/", order_files.faults, name="order_faults"),
]

# Under an address of its own: config/urls.py
NEAR = [
    path("", near.index, name="index"),
    path("<uuid:publication>/", near.one, name="one"),
    path("<uuid:publication>/too/", near.me_too, name="too"),
]

DESK = [
    path("publications/", publishing.index, name="publications"),
    path("publications/<uuid:publication>/retract/", publishing.retract, name="retract"),
    path("<uuid:case_id>/publish/", publishing.publish, name="publish"),
    path("", listing.case_list, name="list"),
    path("export/", listing.export, name="export"),
    path("bulk/", listing.bulk_accept, name="bulk"),
    path("hand-over/", handing.hand_over, name="hand_over"),
    path("<uuid:case_id>/", desk.case_page, name="case"),
    path("<uuid:case_id>/petition/", orders.petition, name="petition"),
    path("<uuid:case_id>/contact/", desk.contact, name="contact"),
    path("<uuid:case_id>/rang/", ringing.rang, name="rang"),
    path("<uuid:case_id>/rights/", rights.rights, name="rights"),
    path("<uuid:case_id>/<slug:name>/", desk.move, name="move"),
]

urlpatterns = [*RESIDENT, *DUTY, *ORDERS, *DESK]
