"""Every page type of the site and every view of the desk: a new page needs one line here.

`{lang}` becomes vi and en. `{fits}`, `{nothing}`, `{near}` are results, `{sent}` is a lead's signed link, and
`{lead}`, `{late}` are leads at the desk: all made once by tests/browser/conftest.py.
"""

from __future__ import annotations

PUBLIC = (
    "/{lang}/",
    "/{lang}/plots/",
    "/{lang}/plots/?zone=SX&status=available&price=80-100&sort=price",
    "/{lang}/plots/?q=nothing-like-it",
    "/{lang}/plots/SX-16/",
    "/{lang}/plots/SX-04/",
    "/{lang}/plots/compare/?pick=SX-16&pick=DC-02",
    "/{lang}/plots/SX-16/report/",
    "/{lang}/shortlist/",
    "/{lang}/shortlist/?pick=SX-16&pick=SX-12~SX-13",
    "/{lang}/procedures/",
    "/{lang}/incentives/",
    "/{lang}/incentives/?on=2025-06-30",
    "/{lang}/incentives/cit-cdtz-10-15/",
    "/{lang}/match/",
    "/{lang}/match/weights/",
    "/{lang}/match/ask/",
    "/{lang}/match/ask/{triage}/what/",
    "/{lang}/match/ask/{triage}/land/",
    "/{lang}/match/ask/{triage}/more/",
    "/{lang}/match/{fits}/",
    "/{lang}/match/{fits}/money/",
    "/{lang}/match/{fits}/cost/",
    "/{lang}/match/{nothing}/",
    "/{lang}/match/{near}/",
    "/{lang}/match/{fits}/send/",
    "/{lang}/lead/{sent}/",
    "/{lang}/lead/{sent}/pack/",
    "/{lang}/lead/{sent}/change/",
    "/{lang}/lead/{sent}/forward/",
    "/{lang}/lead/{sent}/end/",
    "/{lang}/lead/{sent}/close/",
    "/{lang}/lead/{sent}/consent/",
    "/{lang}/lead/no-such-link/",
    "/{lang}/plots/no-such-plot/",
)
VI = ("/vi/ve-khu-yen-binh/", "/vi/tin-tuc/")
EN = ("/en/about/", "/en/news/")

# (who looks, address); what Wagtail draws around our views is not checked, see ADMIN_PART.
DESK = (
    ("off_chi", "/admin/desk/"),
    ("demo_head", "/admin/desk/?whose=visible&state=all"),
    ("off_chi", "/admin/desk/{late}/"),
    ("demo_head", "/admin/desk/{late}/"),
    ("off_chi", "/admin/desk/new/"),
    ("off_chi", "/admin/desk/lists/"),
    ("demo_head", "/admin/desk/holds/"),
    ("off_chi", "/admin/desk/overlap/"),
    ("demo_head", "/admin/desk/plots/SX-20/"),
    ("off_chi", "/admin/desk/{late}/hold/"),
    ("demo_head", "/admin/desk/organisations/"),
    ("demo_head", "/admin/desk/organisations/1/"),
    ("off_chi", "/admin/desk/contacts/"),
    ("off_chi", "/admin/desk/tasks/"),
    ("demo_head", "/admin/desk/board/"),
    ("demo_head", "/admin/desk/inbox/"),
    ("demo_editor", "/admin/desk/templates/"),
    ("demo_editor", "/admin/desk/templates/1/"),
    ("demo_head", "/admin/desk/people/"),
    ("off_chi", "/admin/desk/people/"),
    ("demo_head", "/admin/desk/people/invite/"),
    ("demo_head", "/admin/desk/people/1/edit/"),
    ("demo_head", "/admin/desk/people/1/hand-over/"),
    ("demo_head", "/admin/desk/roster/"),
    ("demo_head", "/admin/desk/departments/so_khcn/"),
    ("demo_head", "/admin/desk/pools/"),
    ("demo_head", "/admin/desk/rules/"),
    ("off_chi", "/admin/desk/referrals/"),
    ("demo_head", "/admin/desk/weights/"),
    ("demo_admin", "/admin/desk/weights/change/"),
    ("off_chi", "/admin/desk/calendar/"),
    ("demo_head", "/admin/desk/targets/"),
    ("off_chi", "/admin/desk/due/"),
    ("demo_head", "/admin/desk/due/"),
    ("demo_leader", "/admin/desk/due/"),
    ("demo_head", "/admin/desk/calendar/2027/"),
    ("demo_head", "/admin/desk/calendar/hours/"),
)
ADMIN_PART = ".yb"
