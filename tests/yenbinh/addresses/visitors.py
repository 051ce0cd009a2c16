"""Who visits, what each may expect, and the shape of a line of the table."""

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


def reporters() -> Expected:
    """Who reads the monthly report: whoever sees more than the own leads."""
    return staff(302, head=200, other_head=200, duty_head=200, leader=200)


def rule_keepers(status: int = 200) -> Expected:
    """Who changes the routing rules."""
    return staff(302, duty_head=status)


def rule_readers() -> Expected:
    """Who reads them: whoever works at the desk, and the administrator."""
    desk = ("officer", "colleague", "other_officer", "head", "other_head", "duty_head", "leader", "admin")
    return staff(302, **dict.fromkeys(desk, 200))


def count_readers() -> Expected:
    """Who reads how many watch results and read the newsletter: the desk, editors, administrators."""
    desk = ("officer", "colleague", "other_officer", "head", "other_head", "duty_head", "leader")
    return staff(302, **dict.fromkeys((*desk, "editor", "admin"), 200))


def handers(status: int = 200) -> Expected:
    """Who hands an officer's leads over."""
    return staff(302, head=status, duty_head=status)


def listing() -> Expected:
    """Read-only lists of the supply side; who may not is sent back to the dashboard."""
    return staff(302, jurist=200, approver=200, land_manager=200, editor=200)


def law_list(status: int = 200) -> Expected:
    """Who reads rules of law: everybody of desk and editing but the administrator."""
    return staff(302, **dict.fromkeys(LAW, status))


OF_ONE = ("edit", "history", "history-results", "usage")  # Wagtail's views of one row
LAW_READERS = ("officer", "colleague", "other_officer", "head", "other_head", "duty_head", "leader", "land_manager")
LAW = (*LAW_READERS, "jurist", "approver", "editor")


def drafter(status: int = 200) -> Expected:
    """Who drafts law: the editor; whoever else reads it is refused, the others are sent back."""
    return staff(302, **(dict.fromkeys(LAW, 403) | {"editor": status}))


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
