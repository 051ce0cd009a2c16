"""Breaches and the register: who, the law's hours, who hears of it, a log that is only added to; cookies are named."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from leads.choices import BreachStep, DueKind, Role
from leads.desk.due_pages import due_page
from leads.models import Breach, BreachNote, Due, Mail
from leads.records.privacy import breach_steps_up
from leads.services.breach import (
    BreachClosed,
    MinistryTold,
    NoticedWhen,
    NotTheRegistrar,
    PersonsNotSettled,
    may_register,
    note_step,
    remind_of_breach,
    report_breach,
)
from leads.services.words import ChoiceUnknown, FieldMissing
from tests.leads.conftest import NOW, Cast
from tests.leads.test_desk_views import signed_in

NOTICED = NOW - timedelta(hours=2)


def reported(cast: Cast, **more: Any) -> Breach:
    given = {"noticed_at": NOTICED, "what": "Gửi nhầm danh sách", "whom": "Ba nhà đầu tư", "by": cast.vu.user}
    return report_breach(now=NOW, **(given | more))


def test_the_hours_of_the_law_run_from_when_it_was_noticed(cast: Cast) -> None:
    breach = reported(cast)
    assert breach.due_at == NOTICED + timedelta(hours=72)
    assert reported(cast) == breach
    rows = Due.objects.filter(kind=DueKind.BREACH, target__startswith=f"{breach.pk}:").order_by("due_at")
    assert [row.due_at for row in rows] == [
        NOTICED + timedelta(hours=72) * percent / 100 for _level, percent, _to in breach_steps_up()
    ]
    assert [one.pk for one in due_page(cast.vu.user, NOW).breaches] == [breach.pk]
    assert due_page(cast.an.user, NOW).breaches == ()


def test_reminders_go_to_the_duty_head_and_at_last_to_the_leader_until_the_ministry_is_told(cast: Cast) -> None:
    breach = reported(cast)
    last = breach_steps_up()[-1][0]
    remind_of_breach(target=f"{breach.pk}:1", now=NOW)
    assert [mail.to for mail in Mail.objects.filter(kind="breach")] == [cast.vu.user.email]
    remind_of_breach(target=f"{breach.pk}:{last}", now=breach.due_at)
    assert {mail.to for mail in Mail.objects.filter(kind="breach")} == {cast.vu.user.email, cast.leader.email}
    assert "Gửi nhầm" not in Mail.objects.filter(kind="breach")[0].body
    note_step(breach=breach, step=BreachStep.TOLD, text="Gửi Mẫu số 08", by=cast.vu.user, now=NOW)
    count = Mail.objects.count()
    remind_of_breach(target=f"{breach.pk}:{last}", now=breach.due_at)
    assert Mail.objects.count() == count
    assert due_page(cast.vu.user, NOW).breaches == ()


def test_the_log_is_added_to_and_ends(cast: Cast) -> None:
    breach, by = reported(cast), {"by": cast.vu.user, "now": NOW}
    first = note_step(breach=breach, step=BreachStep.NOTE, text="Thu hồi thư", **by)
    assert note_step(breach=breach, step=BreachStep.NOTE, text="Thu hồi thư", **by) == first
    note_step(breach=breach, step=BreachStep.TOLD, text="Mẫu 08", **by)
    with pytest.raises(MinistryTold):
        note_step(breach=breach, step=BreachStep.TOLD, text="Lần nữa", **by)
    with pytest.raises(PersonsNotSettled):
        note_step(breach=breach, step=BreachStep.CLOSED, text="Xong", **by)
    note_step(breach=breach, step=BreachStep.PERSONS, text="Gọi điện cho cả ba", **by)
    note_step(breach=breach, step=BreachStep.CLOSED, text="Xong", **by)
    with pytest.raises(BreachClosed):
        note_step(breach=breach, step=BreachStep.NOTE, text="Thêm", **by)
    assert BreachNote.objects.count() == 4


def test_why_the_persons_concerned_need_not_be_told_is_written_down_and_shown(cast: Cast) -> None:
    breach, by = reported(cast), {"by": cast.vu.user, "now": NOW}
    address = f"/admin/desk/privacy/breach/{breach.pk}/"
    assert "chưa xác định: đã báo, hay vì sao không" in signed_in(cast.vu.user).get(address).content.decode()
    note_step(breach=breach, step=BreachStep.UNNEEDED, text="Dữ liệu đã mã hóa", **by)
    assert "Không cần báo cho người bị ảnh hưởng" in signed_in(cast.vu.user).get(address).content.decode()
    note_step(breach=breach, step=BreachStep.CLOSED, text="Xong", **by)
    breach.refresh_from_db()
    assert breach.closed_at == NOW


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"noticed_at": NOW + timedelta(minutes=1)}, NoticedWhen),
        ({"noticed_at": NOW - timedelta(days=400)}, NoticedWhen),
        ({"what": " "}, FieldMissing),
        ({"whom": ""}, FieldMissing),
    ],
)
def test_what_is_refused_leaves_nothing(cast: Cast, more: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        reported(cast, **more)
    assert not Breach.objects.exists()


def test_only_the_duty_head_reads_and_writes(cast: Cast) -> None:
    breach = reported(cast)
    for role, user in cast.users.items():
        assert may_register(user) == (role == Role.DUTY_HEAD)
        if role != Role.DUTY_HEAD:
            with pytest.raises(NotTheRegistrar):
                reported(cast, by=user)
            with pytest.raises(NotTheRegistrar):
                note_step(breach=breach, step=BreachStep.NOTE, text="x", by=user, now=NOW)
            assert signed_in(user).get(f"/admin/desk/privacy/breach/{breach.pk}/").status_code == 302
    with pytest.raises(ChoiceUnknown):
        note_step(breach=breach, step="forget", text="x", by=cast.vu.user, now=NOW)
    page = signed_in(cast.vu.user).get("/admin/desk/privacy/register/").content.decode()
    assert f"/admin/desk/privacy/breach/{breach.pk}/" in page
    assert "72" in page


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_cookie_is_named_on_the_public_page(client: Client, whole_site: Any, lang: str) -> None:
    page = client.get(f"/{lang}/privacy/").content.decode()
    for path in ("", "plots/", "match/", "match/ask/", "plots/SX-16/report/", "privacy/"):
        client.get(f"/{lang}/{path}")
    assert set(client.cookies) <= {"csrftoken", "sessionid"}
    assert all(f"<code>{name}</code>" in page for name in ("csrftoken", "sessionid"))
