"""The rooms beside the leads: holds, records, the calendar, the people."""

from __future__ import annotations

from tests.yenbinh.addresses.visitors import (
    Address,
    desk_readers,
    handers,
    heads,
    merger,
    people_of,
    readers,
    readers_or_home,
    rule_keepers,
    rule_readers,
    staff,
    workers,
)

LAND_HELD = (
    Address("admin/desk/holds/", "/admin/desk/holds/?which=waiting", desk_readers()),
    Address("admin/desk/overlap/", "/admin/desk/overlap/", desk_readers()),
    Address("admin/desk/plots/<plot:code>/", "/admin/desk/plots/{wanted}/", desk_readers()),
    Address("admin/desk/plots/<plot:code>/", "/admin/desk/plots/none/", desk_readers(404)),
    Address("admin/desk/<int:pk>/hold/", "/admin/desk/{lead}/hold/", workers(200)),
    Address(
        "admin/desk/<int:pk>/hold/",
        "/admin/desk/{lead}/hold/",
        workers(),
        "POST",
        {"plots": "SX-12", "until": "{next_week}", "queue": "on"},
    ),
    Address("admin/desk/<int:pk>/hold/<int:hold>/", "/admin/desk/{lead}/hold/{hold}/", readers()),
    Address("admin/desk/<int:pk>/hold/<int:hold>/", "/admin/desk/{free}/hold/{hold}/", staff(404)),
    Address(
        "admin/desk/<int:pk>/hold/<int:hold>/extend/",
        "/admin/desk/{lead}/hold/{hold}/extend/",
        workers(),
        "POST",
        {"until": "{in_three_weeks}", "reason": "Chờ ngân hàng"},
    ),
    Address(
        "admin/desk/<int:pk>/hold/<int:hold>/release/", "/admin/desk/{lead}/hold/{hold}/release/", workers(), "POST"
    ),
    Address(
        "admin/desk/<int:pk>/hold/<int:hold>/approve/", "/admin/desk/{lead}/hold/{big_hold}/approve/", heads(), "POST"
    ),
    Address(
        "admin/desk/<int:pk>/hold/<int:hold>/refuse/",
        "/admin/desk/{lead}/hold/{big_hold}/refuse/",
        heads(),
        "POST",
        {"reason": "Vốn chưa rõ"},
    ),
)
MEET = "/admin/desk/{lead}/meet/{meet}/"
APPOINTMENTS = (
    Address("admin/desk/appointments/", "/admin/desk/appointments/?whose=mine", desk_readers()),
    Address("admin/desk/<int:pk>/meet/", "/admin/desk/{lead}/meet/?kind=visit", workers(200)),
    Address(
        "admin/desk/<int:pk>/meet/",
        "/admin/desk/{lead}/meet/",
        workers(),
        "POST",
        {"kind": "video", "slot": "{slot}"},
    ),
    Address("admin/desk/<int:pk>/meet/<int:number>/", MEET, readers()),
    Address("admin/desk/<int:pk>/meet/<int:number>/", "/admin/desk/{free}/meet/{meet}/", staff(404)),
    Address("admin/desk/<int:pk>/meet/<int:number>/move/", f"{MEET}move/", workers(), "POST", {"slot": "{slot}"}),
    Address("admin/desk/<int:pk>/meet/<int:number>/cancel/", f"{MEET}cancel/", workers(), "POST"),
    Address("admin/desk/<int:pk>/meet/<int:number>/place/", f"{MEET}place/", workers(), "POST", {"place": "Cổng"}),
    Address("admin/desk/<int:pk>/meet/<int:number>/outcome/", f"{MEET}outcome/", workers(409), "POST", {"how": "held"}),
)
RECORDS = (
    Address("admin/desk/organisations/", "/admin/desk/organisations/?q=sao", desk_readers()),
    Address("admin/desk/organisations/<int:pk>/", "/admin/desk/organisations/{company}/", readers_or_home()),
    Address("admin/desk/organisations/<int:pk>/", "/admin/desk/organisations/999999/", desk_readers(404)),
    Address(
        "admin/desk/organisations/<int:pk>/",
        "/admin/desk/organisations/{company}/",
        readers_or_home(302, leader=403),
        "POST",
        {"name": "Công ty mẫu", "country": "VN"},
    ),
    Address(
        "admin/desk/organisations/<int:pk>/checked/",
        "/admin/desk/organisations/{company}/checked/",
        readers_or_home(302),
        "POST",
    ),
    Address("admin/desk/contacts/", "/admin/desk/contacts/", desk_readers()),
    Address("admin/desk/contacts/<int:pk>/", "/admin/desk/contacts/{writer}/", readers_or_home()),
    Address("admin/desk/merge/", "/admin/desk/merge/", staff(302, head=404, other_head=404, duty_head=404), "POST"),
    Address("admin/desk/merge/<int:pk>/", "/admin/desk/merge/{merge}/", merger()),
    Address("admin/desk/merge/<int:pk>/apply/", "/admin/desk/merge/{merge}/apply/", merger(302), "POST"),
    Address("admin/desk/merge/<int:pk>/undo/", "/admin/desk/merge/{merge}/undo/", merger(302), "POST"),
)
DESK_READERS = ("officer", "colleague", "other_officer", "head", "other_head", "leader")
CALENDAR = (
    Address("admin/desk/targets/", "/admin/desk/targets/", people_of(**dict.fromkeys(DESK_READERS, 200))),
    Address("admin/desk/targets/", "/admin/desk/targets/", people_of(422), "POST"),
    Address("admin/desk/due/", "/admin/desk/due/", staff(302, duty_head=200, **dict.fromkeys(DESK_READERS, 200))),
    Address("admin/desk/<int:pk>/acknowledge/", "/admin/desk/{lead}/acknowledge/", readers(302), "POST"),
    Address("admin/desk/calendar/", "/admin/desk/calendar/", people_of(**dict.fromkeys(DESK_READERS, 200))),
    Address(
        "admin/desk/calendar/<int:year>/",
        "/admin/desk/calendar/2027/",
        people_of(**dict.fromkeys(DESK_READERS, 200)),
    ),
    Address("admin/desk/calendar/<int:year>/", "/admin/desk/calendar/2027/", people_of(422), "POST"),
    Address("admin/desk/calendar/<int:year>/decision/", "/admin/desk/calendar/2027/decision/", people_of()),
    Address("admin/desk/calendar/<int:year>/decision/", "/admin/desk/calendar/2027/decision/", people_of(422), "POST"),
    Address("admin/desk/calendar/hours/", "/admin/desk/calendar/hours/", people_of()),
    Address("admin/desk/calendar/hours/", "/admin/desk/calendar/hours/", people_of(422), "POST"),
    Address("admin/desk/calendar/change/<int:pk>/", "/admin/desk/calendar/change/{year_change}/", people_of()),
    Address(
        "admin/desk/calendar/change/<int:pk>/apply/",
        "/admin/desk/calendar/change/{year_change}/apply/",
        staff(302),
        "POST",
    ),
    Address(
        "admin/desk/calendar/change/<int:pk>/undo/",
        "/admin/desk/calendar/change/{year_change}/undo/",
        staff(302),
        "POST",
    ),
)
ORGANISATION = (
    Address("admin/desk/people/", "/admin/desk/people/", people_of(head=200, other_head=200)),
    Address("admin/desk/people/invite/", "/admin/desk/people/invite/", people_of()),
    Address("admin/desk/people/invite/", "/admin/desk/people/invite/", people_of(422), "POST"),
    Address("admin/desk/people/invited/<int:pk>/", "/admin/desk/people/invited/{invited}/", staff(302), "POST"),
    Address("admin/desk/people/<int:pk>/", "/admin/desk/people/{person}/", people_of(officer=200, head=200)),
    Address("admin/desk/people/<int:pk>/edit/", "/admin/desk/people/{person}/edit/", people_of()),
    Address("admin/desk/people/<int:pk>/edit/", "/admin/desk/people/{person}/edit/", people_of(422), "POST"),
    Address(
        "admin/desk/people/<int:pk>/mail/",
        "/admin/desk/people/{person}/mail/",
        people_of(422, officer=422, head=422),
        "POST",
        {"mail_style": "none"},
    ),
    Address(
        "admin/desk/people/<int:pk>/leave/",
        "/admin/desk/people/{person}/leave/",
        people_of(422, officer=422, head=422),
        "POST",
    ),
    Address("admin/desk/people/leave/<int:pk>/cancel/", "/admin/desk/people/leave/{leave}/cancel/", staff(302), "POST"),
    # An administrator opens no lead, so hands none over.
    Address("admin/desk/people/<int:pk>/hand-over/", "/admin/desk/people/{person}/hand-over/", handers()),
    Address("admin/desk/people/<int:pk>/hand-over/", "/admin/desk/people/{person}/hand-over/", handers(422), "POST"),
    Address("admin/desk/hand-over/<int:pk>/", "/admin/desk/hand-over/{hand_over}/", handers()),
    Address("admin/desk/hand-over/<int:pk>/apply/", "/admin/desk/hand-over/{hand_over}/apply/", staff(302), "POST"),
    Address("admin/desk/hand-over/<int:pk>/undo/", "/admin/desk/hand-over/{hand_over}/undo/", staff(302), "POST"),
    Address("admin/desk/roster/", "/admin/desk/roster/", people_of(head=200, other_head=200)),
    Address("admin/desk/roster/", "/admin/desk/roster/", people_of(422, head=422, other_head=422), "POST"),
    Address("admin/desk/roster/<int:pk>/end/", "/admin/desk/roster/{turn}/end/", staff(302), "POST"),
    Address("admin/desk/rules/", "/admin/desk/rules/", rule_readers()),
    Address("admin/desk/rules/begin/", "/admin/desk/rules/begin/", rule_keepers(302), "POST"),
    Address("admin/desk/rules/draft/", "/admin/desk/rules/draft/", rule_keepers()),
    Address("admin/desk/rules/draft/new/", "/admin/desk/rules/draft/new/", rule_keepers()),
    Address("admin/desk/rules/draft/new/", "/admin/desk/rules/draft/new/", rule_keepers(422), "POST"),
    Address("admin/desk/rules/draft/tried/", "/admin/desk/rules/draft/tried/", rule_keepers()),
    Address("admin/desk/rules/draft/publish/", "/admin/desk/rules/draft/publish/", rule_keepers(422), "POST"),
    Address("admin/desk/rules/draft/drop/", "/admin/desk/rules/draft/drop/", rule_keepers(302), "POST"),
    Address("admin/desk/rules/draft/rule/<slug:key>/", "/admin/desk/rules/draft/rule/r_last/", rule_keepers()),
    Address(
        "admin/desk/rules/draft/rule/<slug:key>/", "/admin/desk/rules/draft/rule/r_last/", rule_keepers(422), "POST"
    ),
    Address(
        "admin/desk/rules/draft/rule/<slug:key>/remove/",
        "/admin/desk/rules/draft/rule/r_last/remove/",
        rule_keepers(302),
        "POST",
    ),
    Address(
        "admin/desk/rules/draft/rule/<slug:key>/<str:where>/",
        "/admin/desk/rules/draft/rule/r_last/up/",
        rule_keepers(302),
        "POST",
    ),
    Address("admin/desk/departments/", "/admin/desk/departments/", people_of()),
    Address("admin/desk/departments/new/", "/admin/desk/departments/new/", people_of()),
    Address("admin/desk/departments/new/", "/admin/desk/departments/new/", people_of(422), "POST"),
    Address("admin/desk/departments/<slug:key>/", "/admin/desk/departments/so_khcn/", people_of()),
    Address("admin/desk/departments/<slug:key>/", "/admin/desk/departments/so_khcn/", people_of(422), "POST"),
    Address("admin/desk/pools/", "/admin/desk/pools/", people_of()),
    Address("admin/desk/pools/new/", "/admin/desk/pools/new/", people_of()),
    Address("admin/desk/pools/new/", "/admin/desk/pools/new/", people_of(422), "POST"),
    Address("admin/desk/pools/<slug:key>/", "/admin/desk/pools/han_nhat/", people_of()),
    Address("admin/desk/pools/<slug:key>/", "/admin/desk/pools/han_nhat/", people_of(422), "POST"),
)
