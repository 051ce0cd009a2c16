"""Who only reads the law sees all of it and no button; whoever posts all the same is refused and nothing changes."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from leads.choices import Role
from leads.services.roles import role_group
from sitepages.models import ExchangeRate, ImpactRun, IncentiveVersion, LegalAnswer, RuleAct, SourceChange, SourceCheck
from sitepages.services import policy
from tests.sitepages.desk_people import desk_people, drafted

pytestmark = pytest.mark.once  # who may do what is decided in Python

READERS = (Role.OFFICER, Role.HEAD_OF_DEPARTMENT, Role.DUTY_HEAD, Role.LEADER)
WORKERS = {Role.EDITOR: "draft", Role.JURIST: "check", Role.APPROVER: "approve"}
ROWS = (IncentiveVersion, RuleAct, ExchangeRate, LegalAnswer, SourceChange, SourceCheck, ImpactRun)
RATE = {"pair": "USD_VND", "value": "26100", "day": "2026-01-05", "source": "SBV"}
SOURCE = {"key": "ND1", "seen": "0", "title": "Nghị định 1", "kind": "secondary", "where": "Báo"}


@pytest.fixture
def draft(whole_site: datetime) -> IncentiveVersion:
    return drafted(desk_people(timezone.now()), "CIT_SECTOR_10_15")


def client_of(role: Role) -> Client:
    user = User.objects.create_user(f"one-{role.value}")
    user.groups.add(role_group(role))
    client = Client()
    client.force_login(user)
    return client


def pages(draft: IncentiveVersion) -> list[str]:
    names = (
        "",
        "shared/",
        "rates/",
        "sources/",
        "stale/",
        "questions/",
        "rule/CIT_CDTZ_10_15/",
        "rule/CIT_SECTOR_10_15/",
    )
    return [*(f"/admin/law/{name}" for name in names), f"/admin/law/version/{draft.pk}/"]


def posts(draft: IncentiveVersion) -> list[tuple[str, dict[str, str]]]:
    """Every act of the policy desk with data a form would send."""
    page = f"/admin/law/version/{draft.pk}/"
    signed = {"seen": str(policy.last_seq(draft)), "digest": policy.digest_of(draft), "note": ""}
    return [
        *((f"{page}{verb}/", signed) for verb in ("check", "approve", "send-back", "discard")),
        (f"{page}impact/", {}),
        (f"{page}with/CIT_CDTZ_10_15/", {}),
        (f"{page}undo/", {}),
        (f"{page}edit/", signed),
        ("/admin/law/rule/CIT_CDTZ_10_15/begin/", {}),
        ("/admin/law/new/", {"key": "NEW_RULE", "kind": "benefit"}),
        ("/admin/law/rates/", RATE),
        (f"/admin/law/rates/{ExchangeRate.objects.first().pk}/withdraw/", {"why": "Nhầm"}),
        ("/admin/law/source/TNDN/", {"works": "yes"}),
        ("/admin/law/sources/new/", SOURCE),
        ("/admin/law/sources/TNDN/", SOURCE),
        ("/admin/law/questions/zone_status/", {"text": "Rồi", "source": "CV 1", "source_date": "2026-01-05"}),
    ]


def forms_of(html: str) -> set[str]:
    """Where the forms of the page's own content go; the admin's frame has forms of its own."""
    main = html.partition('<div class="yb">')[2]
    return {action or "" for action in re.findall(r'<form method="post"(?: action="([^"]*)")?', main)}


@pytest.mark.parametrize("role", READERS)
def test_a_reader_reads_every_page_without_a_button(draft: IncentiveVersion, role: Role) -> None:
    client = client_of(role)
    for address in pages(draft):
        page = client.get(address)
        assert page.status_code == 200, address
        html = page.content.decode()
        assert forms_of(html) == set(), address
        assert not re.search(r'href="/admin/law/(?:new|sources/new|version/\d+/edit)/"', html), address
    menu = (
        client.get("/admin/law/").content.decode().partition('id="wagtail-sidebar-props"')[2].partition("</script>")[0]
    )
    assert '"url": "/admin/law/"' in menu


@pytest.mark.parametrize("role", READERS)
def test_what_a_reader_posts_is_refused_and_changes_nothing(draft: IncentiveVersion, role: Role) -> None:
    client = client_of(role)
    before = [list(model.objects.order_by("pk").values()) for model in ROWS]
    for address, data in posts(draft):
        page = client.post(address, data)
        assert page.status_code in {302, 403, 409, 422}, (address, page.status_code)
    assert [list(model.objects.order_by("pk").values()) for model in ROWS] == before


@pytest.mark.parametrize("role", WORKERS)
def test_a_button_is_drawn_if_and_only_if_its_post_is_taken(draft: IncentiveVersion, role: Role) -> None:
    client = client_of(role)
    drawn = {action for address in pages(draft) for action in forms_of(client.get(address).content.decode())}
    for address, data in posts(draft):
        if address.endswith(("edit/", "new/", "undo/", "/sources/TNDN/")) or "/with/" in address:
            continue  # pages of their own, or offered only for what stands against the draft
        count = [model.objects.count() for model in ROWS]
        state = list(IncentiveVersion.objects.filter(pk=draft.pk).values())
        client.post(address, data)
        rate = ExchangeRate.objects.filter(withdrawn_at__isnull=False).exists()
        taken = (
            count != [model.objects.count() for model in ROWS]
            or state != list(IncentiveVersion.objects.filter(pk=draft.pk).values())
            or ("withdraw" in address and rate)
        )
        assert (address in drawn) == taken, address
        if taken and address.startswith(f"/admin/law/version/{draft.pk}/") and "impact" not in address:
            break  # what was signed, sent back or put aside is another page


def test_an_administrator_and_the_land_manager_sign_nothing(draft: IncentiveVersion) -> None:
    assert client_of(Role.ADMIN).get("/admin/law/").status_code == 302
    land = client_of(Role.LAND_MANAGER)
    assert forms_of(land.get(f"/admin/law/version/{draft.pk}/").content.decode()) == set()
