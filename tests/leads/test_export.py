"""Leads as a table to take away: whose right it is, what stands in it, that it says where it ends."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.utils.translation import override

from leads.choices import AccessKind, Role
from leads.desk.access_log_pages import where_of
from leads.models import AccessRecord, Lead
from leads.services import export
from leads.services.confidential import conceal
from leads.services.export import MayNotExport, TooManyRows, as_text, export_lines
from leads.services.roles import role_group
from tests.leads.conftest import NOW, Cast, did, seq_of
from tests.leads.land import a_lead
from tests.leads.test_desk_views import signed_in

LATER = NOW + timedelta(minutes=2)


def taken(by: Any, lang: str = "en") -> list[list[str]]:
    lines = export_lines(leads=Lead.objects.all(), lang=lang, asked={"filter": ""}, by=by, now=NOW, clock=lambda: LATER)
    text = "".join(lines)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";" if lang == "vi" else ","))


@pytest.fixture
def duty(cast: Cast) -> Any:
    """With the rights of the group, as every start gives them."""
    user = cast.users[Role.DUTY_HEAD]
    user.groups.add(role_group(Role.DUTY_HEAD))
    return type(user).objects.get(pk=user.pk)


FIRST = ["=1+1", "+84 912", "-2", "@SUM(A1)", "\t=1", " =1", "\r+1"]
WIDE_OR_HIDDEN = ["＝1", "＋1", "－1", "＠A", "\u200b=1", "\ufeff @A"]


@pytest.mark.parametrize("cell", FIRST + WIDE_OR_HIDDEN)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert as_text(cell).startswith("'")


@pytest.mark.parametrize("name", ["Cty; =1+1", 'Cty,"@SUM(A1)"', "Cty;\u200b＝1", "Cty\n=1"])
@pytest.mark.parametrize("separator", [";", ","])
def test_no_part_is_one_when_opened_with_the_other_separator(name: str, separator: str) -> None:
    parts = re.split(f"[{separator}\n]", as_text(name))
    assert [part for part in parts if re.match(r"[\s\u200b\"]*[=+@＝-]", part)] == []


def test_a_plain_cell_stays_as_it_is() -> None:
    for cell in ("Nguyễn – An", "Cty A-B, C; D", "an@x.example", "YB-2026-1"):
        assert as_text(cell) == cell


def test_every_lead_once_and_the_last_line_says_whole(cast: Cast, duty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    leads = [a_lead(f"row{number}") for number in range(5)]
    rows = taken(duty)
    assert [row[0] for row in rows[1:-1]] == [lead.reference for lead in leads]
    assert rows[-1][0].startswith("END: the file is whole. Rows: 5.")
    noted = AccessRecord.objects.get(kind=AccessKind.EXPORT)
    assert (noted.by, noted.facts["rows"]) == (duty, 5)


def test_in_vietnamese_too_after_the_request_has_ended(cast: Cast, duty: Any) -> None:
    a_lead("mot")
    rows = taken(duty, "vi")
    assert rows[0][1] == "Tiếp nhận lúc"
    assert len({len(row) for row in rows[:-1]}) == 1


def test_what_breaks_off_says_so_and_where(cast: Cast, duty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "BATCH", 2)
    for number in range(4):
        a_lead(f"row{number}")
    seen: list[int] = []
    true_cells = export.cells

    def failing(lead: Lead, lang: str, unnamed: bool) -> list[str]:
        seen.append(lead.pk)
        if len(seen) > 3:
            raise RuntimeError("the disk is gone")
        return true_cells(lead, lang, unnamed)

    monkeypatch.setattr(export, "cells", failing)
    rows = taken(duty)
    assert rows[-1] == ["BROKEN OFF: this file is not whole. Rows written: 2."]
    noted = AccessRecord.objects.filter(kind=AccessKind.EXPORT).latest("pk")
    assert (noted.facts["rows"], noted.facts["of"], noted.facts["broken_off"]) == (2, 4, True)
    with override("en"):
        assert where_of(noted).endswith("broken off, 2 of 4 rows written")


def test_who_goes_away_in_the_middle_is_noted_with_what_was_taken(
    cast: Cast, duty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 1)
    for number in range(3):
        a_lead(f"row{number}")
    lines = export_lines(
        leads=Lead.objects.all(), lang="en", asked={"filter": ""}, by=duty, now=NOW, clock=lambda: LATER
    )
    for _line in range(3):  # titles and two rows; the second was asked for and may not have arrived
        next(lines)
    lines.close()
    assert AccessRecord.objects.filter(kind=AccessKind.EXPORT).latest("pk").facts["rows"] == 1


def test_a_confidential_project_stands_under_its_code_name(cast: Cast, duty: Any) -> None:
    lead = a_lead("geheim")
    did(lambda: conceal(lead=lead, code_name="Hoa Sen", seen_seq=seq_of(lead), by=lead.owner.user, now=NOW))
    text = "\n".join(";".join(row) for row in taken(duty))
    assert "Hoa Sen" in text
    for secret in (lead.contact_name, lead.contact_email, lead.organisation.name):
        assert secret not in text


def test_only_with_the_right_and_only_what_one_sees(cast: Cast, duty: Any) -> None:
    a_lead("eins")
    for role in (Role.HEAD_OF_DEPARTMENT, Role.LEADER, Role.ADMIN, Role.EDITOR):
        with pytest.raises(MayNotExport):
            taken(cast.users[role])
    admin = cast.users[Role.ADMIN]
    admin.user_permissions.add(Permission.objects.get(codename="export_lead"))
    with pytest.raises(MayNotExport):
        taken(type(admin).objects.get(pk=admin.pk))  # the right alone, without a seat at the desk


def test_too_many_rows_are_refused_before_anything_is_noted(
    cast: Cast, duty: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "MOST", 1)
    a_lead("eins")
    a_lead("zwei")
    with pytest.raises(TooManyRows):
        taken(duty)
    assert not AccessRecord.objects.filter(kind=AccessKind.EXPORT).exists()


def test_by_the_page(cast: Cast, duty: Any) -> None:
    lead = a_lead("eins")
    client = signed_in(duty)
    assert "desk/export/" in client.get("/admin/desk/?whose=visible&state=all").content.decode()
    assert client.get("/admin/desk/export/?whose=visible&state=all").status_code == 200
    answer = client.post("/admin/desk/export/", {"query": "whose=visible&state=all"})
    assert "no-store" in answer["Cache-Control"]
    assert lead.reference in b"".join(answer.streaming_content).decode()
    nothing = client.post("/admin/desk/export/", {"query": "whose=visible&state=all&q=khong-co"})
    assert lead.reference not in b"".join(nothing.streaming_content).decode()
    facts = AccessRecord.objects.filter(kind=AccessKind.EXPORT).latest("pk").facts
    assert facts["searched"] is True
    assert "khong-co" not in str(facts)
    assert AccessRecord.objects.filter(at__gte=NOW - timedelta(days=1)).exists()
