"""The history of a lead by kind, who is named in a note, who else looks, why a lead is lost and why it is urgent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from leads.choices import EventKind, Stage
from leads.desk.log import LineKind
from leads.models import Lead, Look, Mail
from leads.services.access import LeadHidden
from leads.services.contact import record_contact
from leads.services.desk import change_stage, write_note
from leads.services.intake import submit_lead
from leads.services.looking import look_at, others_looking
from leads.services.loss import LossDetailMissing, asked_name, loss_facts
from leads.services.mentions import MentionUnfit, mentionable, mentioned_in
from leads.services.priority_words import facts_that_count, published_reason
from leads.services.stages import pipeline
from leads.services.words import ChoiceUnknown
from tests.leads.conftest import NOW, Cast, a_match, a_submission, seq_of
from tests.leads.desk_acts import act
from tests.leads.test_desk_views import lead as plain_lead
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.django_db
plain = plain_lead


# --- The filter ---


def test_the_history_is_filtered_by_kind(cast: Cast, plain: Lead) -> None:
    now = timezone.now()
    given: dict[str, Any] = {"lead": plain, "by": cast.an.user, "now": now}
    write_note(text="Xem lại", seen_seq=seq_of(plain), **given)
    for channel in ("phone", "meeting"):
        record_contact(channel=channel, text=f"Về {channel}", seen_seq=seq_of(plain), **given)
    client = signed_in(cast.an.user)
    page = client.get(f"/admin/desk/{plain.pk}/").context["page"]
    held = {tab.query: tab.count for tab in page.kinds}
    assert held[""] == len(page.log)
    assert (held["note"], held["call"], held["meeting"]) == (1, 1, 1)
    assert sum(count for kind, count in held.items() if kind not in {"", "file"}) == held[""]
    for kind, count in held.items():
        shown = client.get(f"/admin/desk/{plain.pk}/?show={kind}").context["page"].log
        assert len(shown) == count
        assert {line.kind for line in shown} == ({LineKind(kind)} if kind else {line.kind for line in page.log})


# --- Mentions ---


def note(cast: Cast, lead: Lead, text: str, **more: Any) -> None:
    act(write_note, lead, cast, text=text, **more)


@pytest.mark.parametrize("named", ["@Bùi Quản Lý", "@bùi quản lý (mẫu)", "@head_khcn", "hỏi @Bùi Quản Lý, gấp"])
def test_who_is_named_is_told_once(cast: Cast, lead: Lead, named: str) -> None:
    seen = seq_of(lead)
    note(cast, lead, named, seen_seq=seen)
    note(cast, lead, named, seen_seq=seen)  # the form sent twice
    told = Mail.objects.get(kind="mention")
    assert (told.to, told.lead) == (cast.head_khcn.user.email, lead)
    assert named in told.body


def test_an_address_and_oneself_are_no_mention(cast: Cast, lead: Lead) -> None:
    note(cast, lead, "Gửi tới lin@yushan.example, @nobody, @Nguyễn Hà An")
    assert not Mail.objects.filter(kind="mention").exists()


def test_who_cannot_open_the_file_is_not_told_of_it(cast: Cast, lead: Lead) -> None:
    with pytest.raises(MentionUnfit):
        note(cast, lead, "@Lê Mai Chi xem giúp")
    assert not lead.events.filter(kind=EventKind.NOTE_WRITTEN).exists()
    assert {officer.key for officer in mentionable(lead)} == {"off_an", "head_khcn", "demo_head"}


def test_the_longer_name_wins(cast: Cast) -> None:
    cast.binh.person.name = "Nguyễn Hà An Bình (mẫu)"
    cast.binh.person.save()
    assert [officer.key for officer in mentioned_in("@Nguyễn Hà An Bình")] == ["off_binh"]
    assert [officer.key for officer in mentioned_in("@Nguyễn Hà An, @Nguyễn Hà An Bình")] == ["off_binh", "off_an"]


# --- Who else looks ---


def test_the_others_are_seen_for_three_minutes(cast: Cast, lead: Lead) -> None:
    look_at(lead=lead, by=cast.an.user, now=NOW)
    look_at(lead=lead, by=cast.vu.user, now=NOW)
    assert others_looking(lead, cast.an.user, NOW) == (cast.vu.name,)
    assert others_looking(lead, cast.an.user, NOW + timedelta(minutes=4)) == ()
    look_at(lead=lead, by=cast.vu.user, now=NOW + timedelta(seconds=5))
    assert Look.objects.get(user=cast.vu.user).at == NOW  # not written at every glance
    with pytest.raises(LeadHidden):
        look_at(lead=lead, by=cast.chi.user, now=NOW)


def test_the_page_says_who_else_has_it_open(cast: Cast, plain: Lead) -> None:
    an, vu = signed_in(cast.an.user), signed_in(cast.vu.user)
    vu.get(f"/admin/desk/{plain.pk}/")
    assert f"{cast.vu.name} cũng đang mở" in an.get(f"/admin/desk/{plain.pk}/").content.decode()
    assert cast.an.name in vu.get(f"/admin/desk/{plain.pk}/looking/").content.decode()


# --- Losses ---


def test_every_question_of_a_reason_has_words_in_both_languages() -> None:
    asked = {key for rule in pipeline().loss_reasons.values() for key in rule.asks}
    with translation.override("vi"):
        vi = {key: asked_name(key) for key in asked}
    with translation.override("en"):
        en = {key: asked_name(key) for key in asked}
    assert all(vi[key] != en[key] != key for key in asked)


@pytest.mark.parametrize("reason", sorted(pipeline().loss_reasons))
def test_a_reason_gets_what_it_asks_or_says_what_is_missing(reason: str) -> None:
    asks = set(pipeline().loss_reasons[reason].asks)
    if asks:
        with pytest.raises(LossDetailMissing):
            loss_facts(reason, "", "")
    kept = loss_facts(reason, "Bắc Ninh", "chưa rõ")
    assert asks <= set(kept)


def test_a_loss_says_where_the_project_went(cast: Cast, lead: Lead) -> None:
    with pytest.raises(LossDetailMissing):
        act(change_stage, lead, cast, to=Stage.LOST, loss_reason="chose_domestic_rival")
    with pytest.raises(ChoiceUnknown):
        act(change_stage, lead, cast, to=Stage.LOST, loss_reason="weather")
    act(change_stage, lead, cast, to=Stage.LOST, loss_reason="chose_domestic_rival", lost_to_place="Bắc Ninh")
    assert lead.events.get(kind=EventKind.STAGE_CHANGED).data["stated"] == {"lost_to_place": "Bắc Ninh"}


def test_the_form_of_a_loss_asks_and_the_history_tells(cast: Cast, plain: Lead) -> None:
    client, path = signed_in(cast.an.user), f"/admin/desk/{plain.pk}/stage/lost/"
    page = client.get(path).content.decode()
    assert "Chọn nơi nào" in page
    form = {"loss_reason": "power_short", "seen_seq": seq_of(plain)}
    refused = client.post(path, form)
    assert refused.status_code == 422
    assert "Công suất điện cần" in refused.content.decode()
    assert client.post(path, form | {"loss_detail": "9.000", "lost_to_place": "Hải Phòng"}).status_code == 302
    page = client.get(f"/admin/desk/{plain.pk}/").content.decode()
    assert "Công suất điện cần, kVA: 9.000" in page
    assert "Chọn nơi nào: Hải Phòng" in page


# --- Priority ---


def test_a_priority_gives_its_published_reason_and_the_facts_that_count(cast: Cast) -> None:
    run = a_match("data_centre", project={"capital_usd": 30_000_000})
    high, _new = submit_lead(submission=a_submission(run), by=None, now=NOW)
    plain, _new = submit_lead(submission=a_submission(submission_key="plain"), by=None, now=NOW)
    with translation.override("en"):
        assert set(facts_that_count(high, NOW)) == {"capital", "sector"}
    assert facts_that_count(plain, NOW) == ()
    with translation.override("vi"):
        assert "ngành trọng điểm" in published_reason("high")
