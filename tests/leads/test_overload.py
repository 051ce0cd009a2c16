"""When nobody has room the duty head hears of it; a hand-over shows the load and shares by it."""

from __future__ import annotations

from datetime import timedelta

from django.utils import translation

from leads.choices import Role
from leads.desk.due_pages import due_page
from leads.desk.people_pages import hand_over_page
from leads.models import Lead, Mail, Officer
from leads.services.hand_over import propose_hand_over
from leads.services.intake import submit_lead
from tests.leads.conftest import NOW, Cast, a_submission, did, person
from tests.leads.test_desk_views import signed_in


def arrive(number: int, days: int = 0) -> Lead:
    sent = a_submission(sector="software", submission_key=f"k{number}", contact_email=f"a{number}@x.example")
    lead, _ = did(lambda: submit_lead(submission=sent, by=None, now=NOW + timedelta(days=days)))
    return lead


def test_the_duty_head_is_told_once_a_day_and_reads_it_in_what_is_due(cast: Cast) -> None:
    Officer.objects.update(capacity=1)
    Officer.objects.filter(pk=cast.chi.pk).update(on_duty=False)
    arrive(1)
    assert not Mail.objects.filter(kind="overload").exists()  # Bình has room
    assert due_page(cast.vu.user, NOW).full is None
    arrive(2)
    arrive(3)
    (mail,) = Mail.objects.filter(kind="overload")
    assert mail.to == cast.vu.user.email
    assert "2 cán bộ đang có mặt" in mail.body
    full = due_page(cast.vu.user, NOW).full
    assert full is not None
    assert (full.officers, full.open_leads, full.capacity) == (2, 3, 2)
    assert due_page(cast.an.user, NOW).full is None
    arrive(4, days=1)
    assert Mail.objects.filter(kind="overload").count() == 2


def test_the_page_of_what_is_due_shows_the_alarm(cast: Cast) -> None:
    Officer.objects.exclude(pk=cast.vu.pk).update(capacity=0)
    page = signed_in(cast.vu.user).get("/admin/desk/due/", headers={"accept-language": "en"}).content.decode()
    assert "Nobody present has room for another lead." in page


def test_a_hand_over_to_each_shows_the_load_and_shares_by_it_above_capacity(cast: Cast) -> None:
    leads = [arrive(number) for number in range(4)]
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(owner=cast.an)
    Officer.objects.update(capacity=0)
    other = person("off_dung", "Đỗ Văn Dũng (mẫu)", "so_khcn", Role.OFFICER, sectors=["software"], capacity=1)
    Officer.objects.filter(pk__in=[cast.binh.pk, other.pk]).update(capacity=1)
    given = {"officer": cast.an, "taker": None, "why": "Nghỉ ốm", "departs_on": None, "by": cast.vu.user, "now": NOW}
    change_set = propose_hand_over(**given)
    page = hand_over_page(change_set, cast.an)
    assert [(one.count, one.before, one.after, one.capacity) for one in page.takers] == [(2, 0, 2, 1), (2, 0, 2, 1)]
    client = signed_in(cast.vu.user)
    shown = client.get(f"/admin/desk/hand-over/{change_set.pk}/", headers={"accept-language": "en"})
    with translation.override("en"):
        assert "open: 0 → 2, at most 1" in shown.content.decode()
