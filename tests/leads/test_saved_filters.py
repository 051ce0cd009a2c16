"""Filters under a name: one's own, and those a head shares; what they show is the reader's own to see."""

from __future__ import annotations

import pytest

from leads.choices import Role
from leads.models import SavedFilter
from leads.services.access import NotAHead, ReadOnly
from leads.services.organisation import NameTaken
from leads.services.saved_filters import (
    MOST,
    FilterUnknown,
    TooManyFilters,
    drop_filter,
    filters_for,
    save_filter,
)
from leads.services.words import ChoiceUnknown, FieldMissing, TextTooLong
from tests.leads.conftest import NOW, Cast
from tests.leads.test_desk_list import leads as few_leads
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
leads = few_leads


def save(cast: Cast, role: Role = Role.OFFICER, name: str = "Bán dẫn", share: str = "nobody") -> SavedFilter:
    return save_filter(name=name, query="whose=visible", share=share, by=cast.users[role], now=NOW)


def names(cast: Cast, role: Role) -> list[str]:
    return [row.name for row in filters_for(cast.users[role])]


def test_ones_own_filter_is_ones_own(cast: Cast) -> None:
    save(cast)
    assert names(cast, Role.OFFICER) == ["Bán dẫn"]
    assert names(cast, Role.DUTY_HEAD) == []
    assert save(cast).pk == save(cast).pk  # the same name is replaced


def test_a_head_shares_with_the_department_the_duty_head_with_all(cast: Cast) -> None:
    save(cast, Role.HEAD_OF_DEPARTMENT, "Của Sở", "department")
    save(cast, Role.DUTY_HEAD, "Của bàn", "all")
    assert names(cast, Role.OFFICER) == ["Của Sở", "Của bàn"] or set(names(cast, Role.OFFICER)) == {"Của Sở", "Của bàn"}
    assert [row.name for row in filters_for(cast.chi.user)] == ["Của bàn"]
    with pytest.raises(NameTaken):
        save(cast, name="Của Sở")


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    for share in ("department", "all"):
        with pytest.raises(NotAHead):
            save(cast, share=share)
    with pytest.raises(ChoiceUnknown):
        save(cast, share="world")
    with pytest.raises(FieldMissing):
        save(cast, name=" ")
    with pytest.raises(TextTooLong):
        save(cast, name="x" * 61)
    with pytest.raises(ReadOnly):
        save(cast, Role.EDITOR)
    for number in range(MOST):
        save(cast, name=f"Bộ lọc {number}")
    with pytest.raises(TooManyFilters):
        save(cast, name="Một nữa")


def test_only_its_owner_takes_it_away(cast: Cast) -> None:
    row = save(cast, Role.DUTY_HEAD, share="all")
    with pytest.raises(FilterUnknown):
        drop_filter(pk=row.pk, by=cast.an.user)
    drop_filter(pk=row.pk, by=cast.vu.user)
    assert not SavedFilter.objects.exists()


def test_a_shared_filter_shows_each_reader_only_what_is_theirs(cast: Cast, leads: dict[str, object]) -> None:
    save_filter(name="Tất cả", query="whose=visible&state=all", share="all", by=cast.vu.user, now=NOW)
    client = signed_in(cast.chi.user)  # of another department
    page = client.get("/admin/desk/").content.decode()
    assert "Tất cả" in page
    assert client.get("/admin/desk/?whose=visible&state=all").context["page"].total.n == 0


def test_the_doors(cast: Cast) -> None:
    client = signed_in(cast.an.user)
    form = {"name": "Đến hạn", "query": "state=due&unknown=1&stage=none", "next": "/admin/desk/board/"}
    assert client.post("/admin/desk/filters/", form).headers["Location"] == "/admin/desk/board/"
    row = SavedFilter.objects.get()
    assert row.query == "whose=mine&state=due"
    assert client.post(f"/admin/desk/filters/{row.pk}/drop/").status_code == 302
    assert client.post(f"/admin/desk/filters/{row.pk}/drop/").status_code == 404
    assert client.post("/admin/desk/filters/", {"name": "", "query": ""}).status_code == 302
