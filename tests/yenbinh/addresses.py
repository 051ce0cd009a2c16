"""Every address of the project, and what each kind of visitor gets there.

A new URL without a line here fails tests/house/test_addresses.py, which prints the line to add.
`{lead}`, `{officers_lead}` and so on are filled in by tests/yenbinh/test_addresses.py (`the_things`).
An address listed with GET alone must refuse POST with 405, and the other way round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

ANONYMOUS = "anonymous"
# Visitor -> account of the demo. The lead of the table belongs to off_an of so_khcn.
ACCOUNTS = {
    "officer": "off_an",
    "colleague": "off_binh",  # same department, not the owner
    "other_officer": "off_chi",  # another department
    "head": "head_khcn",
    "other_head": "head_tai_chinh",
    "duty_head": "demo_head",
    "leader": "demo_leader",
    "jurist": "demo_jurist",
    "approver": "demo_approver",
    "land_manager": "demo_land",
    "editor": "demo_editor",
    "admin": "demo_admin",
}
VISITORS = (ANONYMOUS, *ACCOUNTS)

Expected = Mapping[str, int]


def everyone(status: int = 200) -> Expected:
    return dict.fromkeys(VISITORS, status)


def staff(others: int, **by_visitor: int) -> Expected:
    """In /admin/: a stranger is sent to the login, these visitors get this, all others get `others`."""
    unknown = set(by_visitor) - set(ACCOUNTS)
    if unknown:
        raise ValueError(f"No such visitor: {unknown}")
    return {**dict.fromkeys(ACCOUNTS, others), ANONYMOUS: 302, **by_visitor}


def readers(status: int = 200) -> Expected:
    """Who sees the lead: its owner, the owner's head, the duty head, the leader. Others find nothing there."""
    return staff(404, officer=status, head=status, duty_head=status, leader=status)


def workers(status: int = 302) -> Expected:
    """Who works on the lead; the leader reads and is told so."""
    return staff(404, officer=status, head=status, duty_head=status, leader=403)


def heads(status: int = 302) -> Expected:
    """What only the heads may do to the lead."""
    return staff(404, officer=403, head=status, duty_head=status, leader=403)


def desk_readers(status: int = 200) -> Expected:
    """Everybody who reads leads at all; each sees what the own scope shows."""
    desk = ("officer", "colleague", "other_officer", "head", "other_head", "duty_head", "leader")
    return staff(302, **dict.fromkeys(desk, status))


def readers_or_home(status: int = 200, **more: int) -> Expected:
    """A record of the lead's: who sees the lead sees it, others at the desk find nothing, the rest go home."""
    others = dict.fromkeys(("colleague", "other_officer", "other_head"), 404)
    return staff(302, **(others | dict.fromkeys(("officer", "head", "duty_head", "leader"), status) | more))


def merger(status: int = 200) -> Expected:
    """A merge of records whose leads are in so_khcn."""
    return staff(302, head=status, duty_head=status, other_head=404)


def enterers(status: int = 200) -> Expected:
    """Who types an enquiry in: officers and heads."""
    desk = ("officer", "colleague", "other_officer", "head", "other_head", "duty_head")
    return staff(302, **dict.fromkeys(desk, status))


def template_writers(status: int = 200) -> Expected:
    """Who writes templates of replies."""
    return staff(302, head=status, other_head=status, duty_head=status, editor=status)


def people_of(status: int = 200, **more: int) -> Expected:
    """The organisation: duty head and administrator, and whoever is named; others go back to the dashboard."""
    return staff(302, duty_head=status, admin=status, **more)


REFERRAL = "/admin/desk/{asked}/referral/{referral}/"  # to the Department of Finance


def asked(status: int = 200, **more: int) -> Expected:
    """Who opens a question put to Finance: whoever sees the lead, and Finance."""
    seen_by = ("officer", "head", "duty_head", "leader", "other_officer", "other_head")
    return staff(404, **(dict.fromkeys(seen_by, status) | more))


def rule_keepers(status: int = 200) -> Expected:
    """Who changes the routing rules."""
    return staff(302, duty_head=status)


def rule_readers() -> Expected:
    """Who reads them: whoever works at the desk, and the administrator."""
    desk = ("officer", "colleague", "other_officer", "head", "other_head", "duty_head", "leader", "admin")
    return staff(302, **dict.fromkeys(desk, 200))


def handers(status: int = 200) -> Expected:
    """Who hands an officer's leads over."""
    return staff(302, head=status, duty_head=status)


def listing() -> Expected:
    """Read-only lists of the supply side; who may not is sent back to the dashboard."""
    return staff(302, jurist=200, approver=200, land_manager=200, editor=200)


OF_ONE = ("edit", "history", "history-results", "usage")  # Wagtail's views of one row
LAW = ("jurist", "approver", "land_manager", "editor")  # who reads rules of law


def land_work(status: int = 200) -> Expected:
    """What changes the land: land managers and editors; others are sent back to the dashboard."""
    return staff(302, land_manager=status, editor=status)


@dataclass(frozen=True)
class Address:
    """`route` as Django writes it, with <lang> for the language; `path` is one example of it."""

    route: str
    path: str
    expected: Expected
    method: str = "GET"
    data: Mapping[str, object] = field(default_factory=dict)
    json: bool = False
    open_methods: bool = False  # a view of Django's, Wagtail's or ninja's that says for itself what it takes
    holds: bool = True  # what a stranger sends to /admin/ comes back on a page (403); not a file, which is not read

    def answers(self, visitor: str) -> int:
        """The status this visitor gets; a stranger who asks for a page of the admin goes to the login instead."""
        status = self.expected[visitor]
        to_login = visitor == ANONYMOUS and status == 302 and self.path.startswith("/admin/")
        return 403 if to_login and self.method == "POST" and self.holds else status


PUBLIC = (
    Address("healthz", "/healthz", everyone(), open_methods=True),
    Address("robots.txt", "/robots.txt", everyone(), open_methods=True),
    Address("sitemap.xml", "/sitemap.xml", everyone(), open_methods=True),
    Address("favicon.ico", "/favicon.ico", everyone(302), open_methods=True),
    Address("media/<path:path>", "/media/none.png", everyone(404), open_methods=True),
    Address(r"documents/^(\d+)/(.*)$", "/documents/1/none.pdf", everyone(404), open_methods=True),
    Address(
        "documents/authenticate_with_password/<int:restriction_id>/",
        "/documents/authenticate_with_password/1/",
        everyone(404),
        open_methods=True,
    ),
    Address("<lang>/plots/", "/vi/plots/", everyone()),
    Address("<lang>/plots/<str:code>/", "/en/plots/SX-12/", everyone()),
    Address("<lang>/plots/compare/", "/en/plots/compare/?pick=SX-12&pick=SX-13", everyone()),
    Address("<lang>/plots/<str:code>/report/", "/en/plots/SX-12/report/", everyone()),
    Address("<lang>/plots/<str:code>/report/", "/en/plots/SX-12/report/", everyone(422), "POST", {"said": ""}),
    Address("<lang>/plots/<str:code>/report/<str:token>/", "/en/plots/SX-12/report/none/", everyone(404)),
    Address("<lang>/plots/<str:code>/<str:name>", "/en/plots/SX-12/boundary.kml", everyone()),
    Address("<lang>/plots/<str:code>/<str:name>", "/en/plots/SX-12/none.pdf", everyone(404)),
    Address("<lang>/shortlist/<str:token>/<str:name>", "/en/shortlist/none/boundary.kml", everyone(404)),
    Address("<lang>/shortlist/", "/en/shortlist/", everyone()),
    Address("<lang>/shortlist/", "/en/shortlist/?pick=SX-12", everyone(302)),
    Address("<lang>/shortlist/<str:token>/", "/vi/shortlist/none/", everyone(404)),
    Address("<lang>/incentives/", "/vi/incentives/", everyone()),
    Address("<lang>/incentives/<slug:slug>/check/", "/en/incentives/cit-sector-10-15/check/", everyone()),
    Address(
        "<lang>/incentives/<slug:slug>/check/",
        "/vi/incentives/cit-sector-10-15/check/",
        everyone(),
        "POST",
        {"sector": "software"},
    ),
    Address("<lang>/procedures/", "/vi/procedures/?lane=green", everyone()),
    Address("<lang>/incentives/<slug:slug>/", "/en/incentives/cit-cdtz-10-15/", everyone()),
    Address(r"<lang>/^((?:[\w\-]+/)*)$", "/vi/", everyone(), open_methods=True),
    Address(r"<lang>/^((?:[\w\-]+/)*)$", "/en/about/", everyone(), open_methods=True),
    Address(r"<lang>/^((?:[\w\-]+/)*)$", "/vi/tin-tuc/", everyone(), open_methods=True),
    Address(r"<lang>/^((?:[\w\-]+/)*)$", "/vi/khong-co/", everyone(404), open_methods=True),
    Address(
        "<lang>/_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        "/vi/_util/authenticate_with_password/1/1/",
        everyone(404),
        open_methods=True,
    ),
    Address("<lang>/_util/login/", "/vi/_util/login/", everyone(), open_methods=True),
)
PORTAL = (
    Address("<lang>/match/", "/vi/match/", everyone()),
    Address("<lang>/match/", "/en/match/", everyone(302), "POST", {"sector": "software"}),
    Address("<lang>/match/weights/", "/vi/match/weights/", everyone()),
    Address("<lang>/match/weights/<int:version>/", "/en/match/weights/1/", everyone()),
    Address("<lang>/match/weights/<int:version>/", "/vi/match/weights/9/", everyone(404)),
    Address("<lang>/match/<str:token>/", "/en/match/{match}/", everyone()),
    Address("<lang>/match/<str:token>/", "/en/match/none/", everyone(404)),
    Address("<lang>/match/ask/", "/vi/match/ask/", everyone()),
    Address("<lang>/match/ask/", "/en/match/ask/", everyone(302), "POST", {"sector": "software"}),
    Address("<lang>/match/ask/<str:token>/", "/vi/match/ask/{triage}/", everyone(302)),
    Address("<lang>/match/ask/<str:token>/<slug:step>/", "/en/match/ask/{triage}/land/", everyone()),
    Address("<lang>/match/ask/<str:token>/<slug:step>/", "/vi/match/ask/{triage}/when/", everyone(302), "POST"),
    Address("<lang>/match/ask/<str:token>/more/", "/vi/match/ask/{triage}/more/", everyone(302)),
    Address("<lang>/match/ask/<str:token>/more/", "/en/match/ask/{triage}/more/", everyone(302), "POST"),
    Address("<lang>/match/<str:token>/cost/", "/vi/match/{match}/cost/", everyone()),
    Address("<lang>/match/<str:token>/cost/", "/vi/match/{match}/cost/", everyone(302), "POST", {"years": "5"}),
    Address("<lang>/match/<str:token>/cost/<str:sheet>/", "/en/match/{match}/cost/{sheet}/", everyone()),
    Address(
        "<lang>/match/<str:token>/cost/<str:sheet>/cost.xlsx", "/vi/match/{match}/cost/{sheet}/cost.xlsx", everyone()
    ),
    Address("<lang>/match/<str:token>/money/", "/vi/match/{match}/money/", everyone()),
    Address("<lang>/match/<str:token>/money.xlsx", "/en/match/{match}/money.xlsx", everyone()),
    Address("<lang>/match/<str:token>/money.pdf", "/vi/match/{match}/money.pdf", everyone()),
    Address("<lang>/match/<str:token>/adjust/", "/en/match/{match}/adjust/", everyone(405)),
    Address("<lang>/match/<str:token>/adjust/", "/en/match/{match}/adjust/", everyone(302), "POST", {"order": "cost"}),
    Address("<lang>/match/<str:token>/send/", "/vi/match/{match}/send/", everyone()),
    Address("<lang>/match/<str:token>/send/", "/vi/match/{match}/send/", everyone(200), "POST", {"contact_name": "x"}),
    Address("<lang>/lead/<str:token>/", "/vi/lead/{link}/", everyone()),
    Address("<lang>/lead/<str:token>/", "/vi/lead/none/", everyone(404)),
    Address("<lang>/lead/<str:token>/consent/", "/vi/lead/{link}/consent/", everyone()),
    Address("<lang>/lead/<str:token>/consent/", "/vi/lead/{link}/consent/", everyone(302), "POST"),
    Address("<lang>/lead/<str:token>/pack/", "/vi/lead/{link}/pack/", everyone()),
    Address("<lang>/lead/<str:token>/pack/<int:number>/", "/vi/lead/{link}/pack/1/", everyone()),
    Address("<lang>/lead/<str:token>/pack/<int:number>/pack.pdf", "/vi/lead/{link}/pack/1/pack.pdf", everyone()),
    Address("<lang>/lead/<str:token>/message/", "/vi/lead/{link}/message/", everyone(422), "POST"),
    Address("<lang>/lead/<str:token>/message/", "/vi/lead/{link}/message/", everyone(405)),
    Address("<lang>/lead/<str:token>/file/<str:signed>/", "/vi/lead/{link}/file/none/", everyone(404)),
    Address("<lang>/lead/<str:token>/remind/", "/vi/lead/{link}/remind/", everyone(409), "POST"),
    Address("<lang>/lead/<str:token>/answered/", "/vi/lead/{link}/answered/", everyone(422), "POST"),
    Address("<lang>/lead/<str:token>/change/", "/vi/lead/{link}/change/", everyone()),
    Address("<lang>/lead/<str:token>/change/", "/vi/lead/{link}/change/", everyone(422), "POST"),
    Address("<lang>/lead/<str:token>/forward/", "/vi/lead/{link}/forward/", everyone()),
    Address("<lang>/lead/<str:token>/forward/", "/vi/lead/{link}/forward/", everyone(422), "POST"),
    Address("<lang>/lead/<str:token>/again/", "/vi/lead/none/again/", everyone(404), "POST"),
    Address("<lang>/lead/<str:token>/end/", "/vi/lead/{link}/end/", everyone()),
    Address("<lang>/lead/<str:token>/end/", "/vi/lead/{link}/end/", everyone(422), "POST"),
    Address("<lang>/lead/<str:token>/close/", "/vi/lead/{link}/close/", everyone()),
    Address("<lang>/lead/<str:token>/close/", "/vi/lead/{link}/close/", everyone(302), "POST"),
)
API = (
    Address("api/", "/api/", everyone(404), open_methods=True),
    Address("api/docs", "/api/docs", everyone(), open_methods=True),
    Address("api/openapi.json", "/api/openapi.json", everyone(), open_methods=True),
    Address("api/match", "/api/match", everyone(), "POST", {"sector": "software"}, json=True),
    Address("api/match", "/api/match", everyone(422), "POST", {"sector": "none"}, json=True),
    Address("api/consents", "/api/consents", everyone()),
    Address("api/leads", "/api/leads", everyone(422), "POST", {"submission_key": "walk-walk"}, json=True),
    Address("api/plots.geojson", "/api/plots.geojson", everyone()),
    Address("api/plots", "/api/plots?zone=SX", everyone()),
    Address("api/plots", "/api/plots?zone=none", everyone(422)),
    Address("api/plots/<code>", "/api/plots/SX-12", everyone()),
    Address("api/incentives", "/api/incentives", everyone()),
    Address("api/incentives/schema", "/api/incentives/schema", everyone()),
)
DESK = (
    Address(
        "admin/desk/",
        "/admin/desk/",
        staff(302, officer=200, colleague=200, other_officer=200, head=200, other_head=200, duty_head=200, leader=200),
    ),
    Address(
        "admin/desk/plot/",
        "/admin/desk/plot/?plot={wanted}&status=leased",
        staff(302, officer=200, colleague=200, other_officer=200, head=200, other_head=200, duty_head=200, leader=200),
    ),
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
    # Mails without a file are the duty head's.
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
        {"contact_name": "Ngô Thử", "contact_phone": "0912", "channel": "phone"},
    ),
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
LAND_HELD = (
    Address("admin/desk/holds/", "/admin/desk/holds/?which=waiting", desk_readers()),
    Address("admin/desk/overlap/", "/admin/desk/overlap/", desk_readers()),
    Address("admin/desk/plots/<str:code>/", "/admin/desk/plots/{wanted}/", desk_readers()),
    Address("admin/desk/plots/<str:code>/", "/admin/desk/plots/none/", desk_readers(404)),
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
LISTS = (
    Address("admin/land/imports/", "/admin/land/imports/", listing()),
    Address("admin/land/imports/new/", "/admin/land/imports/new/", land_work()),
    Address("admin/land/imports/new/", "/admin/land/imports/new/", land_work(422), "POST", holds=False),
    Address("admin/land/imports/<int:pk>/", "/admin/land/imports/{change}/", listing()),
    Address("admin/land/imports/<int:pk>/apply/", "/admin/land/imports/{change}/apply/", land_work(409), "POST"),
    Address("admin/land/imports/<int:pk>/discard/", "/admin/land/imports/{change}/discard/", land_work(409), "POST"),
    Address("admin/land/imports/<int:pk>/undo/", "/admin/land/imports/{change}/undo/", land_work(409), "POST"),
    Address("admin/land/park/", "/admin/land/park/", listing()),
    Address("admin/land/park/facts/<slug:key>/", "/admin/land/park/facts/tel_latency/", land_work()),
    Address("admin/land/park/facts/<slug:key>/", "/admin/land/park/facts/tel_latency/", land_work(422), "POST"),
    Address("admin/land/park/evidence/<slug:key>/", "/admin/land/park/evidence/park_eia/", land_work()),
    Address("admin/land/park/evidence/<slug:key>/", "/admin/land/park/evidence/park_eia/", land_work(422), "POST"),
    Address("admin/land/freshness/", "/admin/land/freshness/", listing()),
    Address("admin/land/verify/", "/admin/land/verify/", land_work(422), "POST"),
    Address("admin/land/plots/<slug:code>/", "/admin/land/plots/SX-01/", listing()),
    Address("admin/land/plots/<slug:code>/status/", "/admin/land/plots/SX-01/status/", land_work(422), "POST"),
    Address(
        "admin/land/plots/<slug:code>/facts/<slug:field>/", "/admin/land/plots/SX-01/facts/power_kva/", land_work()
    ),
    Address(
        "admin/land/plots/<slug:code>/facts/<slug:field>/",
        "/admin/land/plots/SX-01/facts/power_kva/",
        land_work(422),
        "POST",
    ),
    Address(
        "admin/land/plots/<slug:code>/evidence/<slug:key>/", "/admin/land/plots/SX-01/evidence/photos/", land_work()
    ),
    Address(
        "admin/land/plots/<slug:code>/evidence/<slug:key>/",
        "/admin/land/plots/SX-01/evidence/photos/",
        land_work(422),
        "POST",
    ),
    Address("admin/plots/", "/admin/plots/", listing()),
    Address("admin/plots/results/", "/admin/plots/results/", listing()),
    Address("admin/fact-reports/", "/admin/fact-reports/", staff(302, land_manager=200, editor=200)),
    Address("admin/fact-reports/results/", "/admin/fact-reports/results/", staff(302, land_manager=200, editor=200)),
    Address("admin/fact-reports/<int:pk>/", "/admin/fact-reports/999999/", staff(302, land_manager=404, editor=404)),
    Address(
        "admin/fact-reports/<int:pk>/",
        "/admin/fact-reports/999999/",
        staff(302, land_manager=404, editor=404),
        "POST",
        {"do": "take"},
    ),
    # the procedure guide's steps, by Wagtail's own views
    *(
        Address(
            f"admin/procedures/{route}",
            f"/admin/procedures/{path}",
            staff(302, editor=200),
            open_methods=True,
        )
        for route, path in (
            ("", ""),
            ("results/", "results/"),
            ("new/", "new/"),
            ("edit/<int:pk>/", "edit/1/"),
            ("history/<int:pk>/", "history/1/"),
            ("history-results/<int:pk>/", "history-results/1/"),
            ("usage/<int:pk>/", "usage/1/"),
        )
    ),
    *(
        Address(f"admin/{name}/{route}", f"/admin/{name}/{path}", staff(302, editor=200), open_methods=True)
        for name, pk, example, verbs in (
            (
                "procedure-cases",
                "str",
                "foreign_green_sublease",
                (*OF_ONE, "delete"),
            ),
            ("procedure-questions", "str", "lane", OF_ONE),
            ("procedure-notes", "str", "{note}", (*OF_ONE, "delete")),
            ("location-prices", "int", "{price}", OF_ONE),
        )
        for route, path in (
            ("", ""),
            ("results/", "results/"),
            ("new/", "new/"),
            *((f"{verb}/<{pk}:pk>/", f"{verb}/{example}/") for verb in verbs),
        )
    ),
    Address(
        "admin/procedure-questions/delete/<str:pk>/",
        "/admin/procedure-questions/delete/lane/",
        staff(302),
        open_methods=True,
    ),
    Address(
        "admin/location-prices/delete/<int:pk>/",
        "/admin/location-prices/delete/{price}/",
        staff(302),
        open_methods=True,
    ),
    Address("admin/procedures/delete/<int:pk>/", "/admin/procedures/delete/1/", staff(302), open_methods=True),
    # the policy desk: who may not read is sent back; a signature without what was on the screen is 422
    Address("admin/law/", "/admin/law/", listing()),
    Address("admin/law/stale/", "/admin/law/stale/", listing()),
    Address("admin/law/shared/", "/admin/law/shared/", listing()),
    Address("admin/law/rates/", "/admin/law/rates/", listing()),
    Address("admin/law/rates/", "/admin/law/rates/", staff(302, **dict.fromkeys(LAW, 422)), "POST"),
    Address("admin/law/rates/<int:pk>/withdraw/", "/admin/law/rates/{rate}/withdraw/", staff(302), "POST"),
    Address("admin/law/source/<slug:key>/", "/admin/law/source/TNDN/", staff(302), "POST", {"works": "yes"}),
    Address("admin/law/questions/", "/admin/law/questions/", listing()),
    Address(
        "admin/law/questions/<slug:key>/",
        "/admin/law/questions/zone_status/",
        staff(302, **dict.fromkeys(LAW, 422)),
        "POST",
        {"text": "Chưa"},
    ),
    Address("admin/law/new/", "/admin/law/new/", listing()),
    Address("admin/law/new/", "/admin/law/new/", staff(302, **dict.fromkeys(LAW, 422)), "POST"),
    Address("admin/law/rule/<slug:key>/", "/admin/law/rule/CIT_SECTOR_10_15/", listing()),
    Address("admin/law/rule/<slug:key>/begin/", "/admin/law/rule/CIT_SECTOR_10_15/begin/", staff(302), "POST"),
    Address("admin/law/version/<int:pk>/", "/admin/law/version/{draft}/", listing()),
    Address("admin/law/version/<int:pk>/edit/", "/admin/law/version/{draft}/edit/", staff(302, editor=200)),
    Address("admin/law/version/<int:pk>/edit/", "/admin/law/version/{draft}/edit/", staff(302, editor=422), "POST"),
    Address(
        "admin/law/version/<int:pk>/with/<slug:key>/",
        "/admin/law/version/{draft}/with/CIT_SECTOR_10_15/",
        staff(302),
        "POST",
    ),
    Address("admin/law/version/<int:pk>/impact/", "/admin/law/version/{draft}/impact/", staff(302), "POST"),
    Address("admin/law/version/<int:pk>/undo/", "/admin/law/version/{draft}/undo/", staff(302), "POST"),
    *(
        Address(
            f"admin/law/version/<int:pk>/{verb}/",
            f"/admin/law/version/{{draft}}/{verb}/",
            staff(302, **dict.fromkeys(LAW, 422)),
            "POST",
        )
        for verb in ("check", "approve", "send-back", "discard")
    ),
)

ADDRESSES: tuple[Address, ...] = PUBLIC + PORTAL + API + DESK + LAND_HELD + RECORDS + CALENDAR + ORGANISATION + LISTS
