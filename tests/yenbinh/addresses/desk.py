"""The desk: leads and what is done to them."""

from __future__ import annotations

from tests.yenbinh.addresses.visitors import (
    REFERRAL,
    Address,
    asked,
    count_readers,
    desk_readers,
    enterers,
    heads,
    people_of,
    readers,
    reporters,
    rule_readers,
    staff,
    template_writers,
    workers,
)

AT_DESK = dict.fromkeys(
    ("officer", "colleague", "other_officer", "head", "other_head", "duty_head", "leader"), 404
)  # a figure nobody knows

DESK = (
    Address(
        "admin/desk/",
        "/admin/desk/",
        staff(302, officer=200, colleague=200, other_officer=200, head=200, other_head=200, duty_head=200, leader=200),
    ),
    Address(
        "admin/desk/search/",
        "/admin/desk/search/?q=demo",
        staff(302, officer=200, colleague=200, other_officer=200, head=200, other_head=200, duty_head=200, leader=200),
    ),
    Address(
        "admin/desk/plot/",
        "/admin/desk/plot/?plot={wanted}&status=leased",
        staff(302, officer=200, colleague=200, other_officer=200, head=200, other_head=200, duty_head=200, leader=200),
    ),
    Address("admin/desk/figures/", "/admin/desk/figures/", desk_readers()),
    Address("admin/desk/figures/funnel/", "/admin/desk/figures/funnel/?by=sector&only=country:KR", desk_readers()),
    Address("admin/desk/figures/times/", "/admin/desk/figures/times/?period=3", desk_readers()),
    Address("admin/desk/figures/unmet/", "/admin/desk/figures/unmet/?period=month", desk_readers()),
    Address("admin/desk/figures/outcome/", "/admin/desk/figures/outcome/", desk_readers()),
    Address("admin/desk/figures/leads/", "/admin/desk/figures/leads/?measure=received", desk_readers()),
    Address("admin/desk/figures/leads/", "/admin/desk/figures/leads/?measure=none", staff(302, **AT_DESK)),
    Address("admin/desk/figures/report/", "/admin/desk/figures/report/?month=2026-10", reporters()),
    Address("admin/desk/figures/report.xlsx", "/admin/desk/figures/report.xlsx?lang=en", reporters()),
    Address("admin/desk/figures/report.pdf", "/admin/desk/figures/report.pdf?month=no&lang=xx", reporters()),
    Address("admin/desk/readers/", "/admin/desk/readers/", count_readers()),
    Address("admin/desk/weights/", "/admin/desk/weights/", rule_readers()),
    Address("admin/desk/weights/change/", "/admin/desk/weights/change/", staff(302, admin=200)),
    Address("admin/desk/weights/change/", "/admin/desk/weights/change/", staff(302, admin=422), "POST"),
    Address("admin/desk/<int:pk>/", "/admin/desk/{lead}/", readers() | {"admin": 302}),  # asked for a reason
    Address("admin/desk/log/", "/admin/desk/log/?tab=changed&on=2026-11-25", people_of()),
    Address("admin/desk/open/", "/admin/desk/open/?reference=x", staff(302, admin=200)),
    Address("admin/desk/open/", "/admin/desk/open/", staff(302, admin=422), "POST", {"reason": "x"}),
    Address("admin/desk/<int:pk>/", "/admin/desk/999999/", staff(404)),
    Address("admin/desk/new/", "/admin/desk/new/", enterers()),
    Address("admin/desk/new/", "/admin/desk/new/", enterers(422), "POST"),
    Address("admin/desk/export/", "/admin/desk/export/", staff(302, duty_head=200)),
    Address("admin/desk/export/", "/admin/desk/export/", staff(302, duty_head=200), "POST"),
    Address("admin/desk/lists/", "/admin/desk/lists/", enterers()),
    Address("admin/desk/lists/", "/admin/desk/lists/", enterers(422), "POST", holds=False),
    Address("admin/desk/lists/empty.xlsx", "/admin/desk/lists/empty.xlsx", enterers()),
    Address("admin/desk/lists/<int:pk>/", "/admin/desk/lists/{list}/", {**enterers(302), "officer": 200}),
    Address("admin/desk/lists/<int:pk>/take-in/", "/admin/desk/lists/{list}/take-in/", enterers(302), "POST"),
    Address("admin/desk/lists/<int:pk>/put-aside/", "/admin/desk/lists/{list}/put-aside/", enterers(302), "POST"),
    Address(
        "admin/desk/<int:pk>/contact/",
        "/admin/desk/{lead}/contact/",
        workers(),
        "POST",
        {"channel": "phone", "text": "Đã gọi"},
    ),
    Address("admin/desk/<int:pk>/conceal/", "/admin/desk/{lead}/conceal/", workers(), "POST"),
    Address("admin/desk/<int:pk>/release/", "/admin/desk/{lead}/release/", workers(409), "POST"),
    Address("admin/desk/referrals/", "/admin/desk/referrals/", desk_readers()),
    Address(
        "admin/desk/<int:pk>/refer/",
        "/admin/desk/{lead}/refer/",
        workers(),
        "POST",
        {"department": "so_nnmt", "question_asked": "Đất đã bồi thường xong chưa?"},
    ),
    Address("admin/desk/<int:pk>/referral/<int:number>/", REFERRAL, asked()),
    Address(
        "admin/desk/<int:pk>/referral/<int:number>/answer/",
        f"{REFERRAL}answer/",
        asked(302, leader=403),
        "POST",
        {"answer": "Không cần."},
    ),
    Address(
        "admin/desk/<int:pk>/referral/<int:number>/back/",
        f"{REFERRAL}back/",
        asked(302, officer=403, head=403, leader=403),
        "POST",
        {"reason": "Thuộc đơn vị khác"},
    ),
    Address(
        "admin/desk/<int:pk>/referral/<int:number>/end/",
        f"{REFERRAL}end/",
        asked(302, other_officer=403, other_head=403, leader=403),
        "POST",
    ),
    Address(
        "admin/desk/<int:pk>/referral/<int:number>/name/",
        f"{REFERRAL}name/",
        asked(302, officer=403, head=403, other_officer=302, leader=403),
        "POST",
        {"officer": "off_chi"},
    ),
    Address(
        "admin/desk/<int:pk>/referral/<int:number>/take/",
        f"{REFERRAL}take/",
        asked(403, other_officer=302, other_head=302, duty_head=422),
        "POST",
    ),
    Address(
        "admin/desk/<int:pk>/take-back/",
        "/admin/desk/{lead}/take-back/",
        staff(404, officer=403, head=409, duty_head=409, leader=403),  # its promise has not passed
        "POST",
    ),
    Address(
        "admin/desk/<int:pk>/consent/",
        "/admin/desk/{lead}/consent/",
        workers(409),  # the lead of the table has agreed
        "POST",
        {"channel": "phone"},
    ),
    Address("admin/desk/<int:pk>/note/", "/admin/desk/{lead}/note/", workers(), "POST", {"text": "Ghi chú"}),
    Address("admin/desk/<int:pk>/reply/", "/admin/desk/{lead}/reply/", workers(), "POST", {"text": "Xin chào"}),
    Address(
        "admin/desk/<int:pk>/step/",
        "/admin/desk/{lead}/step/",
        workers(),
        "POST",
        {"what": "Gọi lại", "due": "2031-01-06T09:00"},
    ),
    Address(
        "admin/desk/<int:pk>/pause/",
        "/admin/desk/{lead}/pause/",
        workers(),
        "POST",
        {"reason": "waiting_investor", "until": "{tomorrow}"},
    ),
    Address("admin/desk/<int:pk>/resume/", "/admin/desk/{paused}/resume/", workers(), "POST"),
    Address(
        "admin/desk/<int:pk>/assign/",
        "/admin/desk/{lead}/assign/",
        heads(),
        "POST",
        {"officer": "off_binh", "reason": "Quá tải"},
    ),
    Address(
        "admin/desk/<int:pk>/hand-back/",
        "/admin/desk/{lead}/hand-back/",
        staff(404, officer=302, head=403, duty_head=403, leader=403),
        "POST",
        {"reason": "Quá tải"},
    ),
    Address(
        "admin/desk/<int:pk>/take/",
        "/admin/desk/{free}/take/",
        # A head without a place in the rota takes no leads; a free lead is open to every officer of its department.
        staff(404, officer=302, colleague=302, head=422, duty_head=302, leader=403),
        "POST",
    ),
    Address(
        "admin/desk/board/",
        "/admin/desk/board/?whose=visible",
        staff(302, officer=200, colleague=200, other_officer=200, head=200, other_head=200, duty_head=200, leader=200),
    ),
    Address("admin/desk/filters/", "/admin/desk/filters/", staff(302), "POST", {"name": "Đến hạn"}),
    # A filter of the duty head's: nobody else takes it away; who sees no leads is sent back to the dashboard.
    Address(
        "admin/desk/filters/<int:pk>/drop/",
        "/admin/desk/filters/{filter}/drop/",
        staff(302, officer=404, colleague=404, other_officer=404, head=404, other_head=404, leader=404),
        "POST",
    ),
    Address("admin/desk/register/", "/admin/desk/register/", staff(302, duty_head=200)),
    Address("admin/desk/breach/new/", "/admin/desk/breach/new/", staff(302, duty_head=422), "POST"),
    Address("admin/desk/breach/<int:pk>/", "/admin/desk/breach/{breach}/", staff(302, duty_head=200)),
    Address("admin/desk/breach/<int:pk>/", "/admin/desk/breach/999999/", staff(302, duty_head=404)),
    Address("admin/desk/breach/<int:pk>/step/", "/admin/desk/breach/{breach}/step/", staff(302, duty_head=422), "POST"),
    Address("admin/desk/privacy/", "/admin/desk/privacy/", desk_readers()),
    Address("admin/desk/privacy/<int:pk>/", "/admin/desk/privacy/{correction}/", readers()),
    Address("admin/desk/privacy/<int:pk>/", "/admin/desk/privacy/999999/", staff(404)),
    Address("admin/desk/privacy/<int:pk>/do/", "/admin/desk/privacy/{correction}/do/", workers(), "POST"),
    Address("admin/desk/privacy/<int:pk>/do/", "/admin/desk/privacy/{erasure}/do/", heads(), "POST"),
    Address(
        "admin/desk/privacy/<int:pk>/correct/",
        "/admin/desk/privacy/{correction}/correct/",
        workers(),
        "POST",
        {"contact_name": "Tên đúng", "contact_email": "dung@walk.example", "channel": "mail"},
    ),
    Address(
        "admin/desk/privacy/<int:pk>/refuse/",
        "/admin/desk/privacy/{correction}/refuse/",
        heads(),
        "POST",
        {"ground": "Luật"},
    ),
    Address(
        "admin/desk/privacy/<int:pk>/longer/",
        "/admin/desk/privacy/{restriction}/longer/",
        workers(),
        "POST",
        {"put_off_for": "Hỏi bên nhận"},
    ),
    Address(
        "admin/desk/<int:pk>/privacy/",
        "/admin/desk/{lead}/privacy/",
        staff(404, officer=200, head=200, duty_head=200, leader=302),
    ),
    Address(
        "admin/desk/<int:pk>/privacy/",
        "/admin/desk/{lead}/privacy/",
        workers(),
        "POST",
        {"right": "access", "channel": "phone"},
    ),
    Address("admin/desk/<int:pk>/use-again/", "/admin/desk/{lead}/use-again/", readers(302), "POST"),
    # Mails without a file are the duty head's.
    Address("admin/desk/retention/", "/admin/desk/retention/", staff(302, duty_head=200)),
    Address(
        "admin/desk/<int:pk>/keep/",
        "/admin/desk/{lead}/keep/",
        staff(404, officer=422, head=422, duty_head=422, leader=422),
        "POST",
        {"reason": "x"},
    ),
    Address("admin/desk/inbox/", "/admin/desk/inbox/", staff(302, duty_head=200)),
    Address(
        "admin/desk/inbox/<int:pk>/file/", "/admin/desk/inbox/{mail}/file/", staff(302), "POST", {"reference": "x"}
    ),
    Address("admin/desk/inbox/<int:pk>/lead/", "/admin/desk/inbox/{mail}/lead/", staff(302), "POST"),
    Address("admin/desk/inbox/<int:pk>/aside/", "/admin/desk/inbox/{mail}/aside/", staff(302), "POST"),
    Address("admin/desk/inbox/files/<int:number>/", "/admin/desk/inbox/files/{mail_file}/", staff(302, duty_head=200)),
    Address("admin/desk/<int:pk>/file/<int:number>/", "/admin/desk/{lead}/file/{file}/", readers()),
    Address("admin/desk/<int:pk>/file/<int:number>/", "/admin/desk/{lead}/file/{mail_file}/", staff(404)),
    Address(
        "admin/desk/<int:pk>/reach/",
        "/admin/desk/{lead}/reach/",
        workers(),
        "POST",
        {"contact_name": "Ngô Thử", "contact_phone": "0912 000 111", "channel": "phone"},
    ),
    Address("admin/desk/<int:pk>/project/", "/admin/desk/{lead}/project/", workers(), "POST", {"country": "KR"}),
    Address("admin/desk/<int:pk>/looking/", "/admin/desk/{lead}/looking/", readers()),
    Address("admin/desk/<int:pk>/path/", "/admin/desk/{lead}/path/", readers()),
    Address(
        "admin/desk/<int:pk>/path/choose/", "/admin/desk/{lead}/path/choose/", workers(422) | {"leader": 422}, "POST"
    ),
    # Who may not mark is told so on the page itself.
    Address(
        "admin/desk/<int:pk>/path/<slug:step>/begun/",
        "/admin/desk/{lead}/path/plot_reservation/begun/",
        readers(302),
        "POST",
        {"on": "2026-11-16"},
    ),
    Address(
        "admin/desk/<int:pk>/path/<slug:step>/done/",
        "/admin/desk/{lead}/path/plot_reservation/done/",
        readers(302),
        "POST",
        {"on": "2026-11-16"},
    ),
    Address(
        "admin/desk/<int:pk>/path/<slug:step>/clear/",
        "/admin/desk/{lead}/path/plot_reservation/clear/",
        readers(302),
        "POST",
    ),
    # Templates: heads and editors; whoever only reads the desk is sent back to the dashboard.
    Address("admin/desk/templates/", "/admin/desk/templates/", template_writers()),
    Address("admin/desk/templates/new/", "/admin/desk/templates/new/?of=first_answer", template_writers()),
    Address("admin/desk/templates/new/", "/admin/desk/templates/new/", template_writers(422), "POST"),
    Address(
        "admin/desk/templates/<int:pk>/",
        "/admin/desk/templates/{template}/",
        staff(302, duty_head=200, editor=200),  # this one is for the whole desk: no head's of a department
    ),
    Address(
        "admin/desk/templates/<int:pk>/",
        "/admin/desk/templates/{template}/",
        staff(302, duty_head=422, editor=422),
        "POST",
    ),
    Address("admin/desk/templates/<int:pk>/end/", "/admin/desk/templates/{template}/end/", staff(302), "POST"),
    Address(
        "admin/desk/<int:pk>/reply/insert/",
        "/admin/desk/{lead}/reply/insert/",
        workers(200),
        "POST",
        {"text": "Xin chào", "template": "{template}"},
    ),
    Address(
        "admin/desk/tasks/",
        "/admin/desk/tasks/",
        staff(302, officer=200, colleague=200, other_officer=200, head=200, other_head=200, duty_head=200, leader=200),
    ),
    Address(
        "admin/desk/<int:pk>/task/",
        "/admin/desk/{lead}/task/",
        workers(),
        "POST",
        {"title": "Gọi", "due": "2031-01-06T09:00"},
    ),
    Address(
        "admin/desk/<int:pk>/task/<int:number>/",
        "/admin/desk/{lead}/task/{task}/",
        # A leader is sent back to the file with the reason.
        staff(404, officer=200, head=200, duty_head=200, leader=302),
    ),
    Address(
        "admin/desk/<int:pk>/task/<int:number>/",
        "/admin/desk/{lead}/task/{task}/",
        workers() | {"leader": 302},
        "POST",
        {"title": "Gọi", "due": "2031-01-06T09:00"},
    ),
    Address(
        "admin/desk/<int:pk>/task/<int:number>/done/", "/admin/desk/{lead}/task/{task}/done/", readers(302), "POST"
    ),
    Address(
        "admin/desk/<int:pk>/task/<int:number>/reopen/", "/admin/desk/{lead}/task/{task}/reopen/", readers(302), "POST"
    ),
    Address("admin/desk/<int:pk>/stage/<str:to>/", "/admin/desk/{lead}/stage/lost/", workers(200)),
    Address(
        "admin/desk/<int:pk>/stage/<str:to>/",
        "/admin/desk/{lead}/stage/lost/",
        workers(),
        "POST",
        {"loss_reason": "silent"},
    ),
)
