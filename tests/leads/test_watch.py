"""Watching a result: asked for, confirmed, told, renewed, stopped; who may what; what ends it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.utils import timezone

from leads.choices import ConsentPurpose, DueKind, MailState, WishEnd
from leads.models import ConsentText, Due, Incoming, Mail, MatchRun, StoredNeed, Watch
from leads.services import watch_round
from leads.services.bad_addresses import is_bad, mark_bad
from leads.services.due import do_one
from leads.services.forgetting import plan_forgetting
from leads.services.incoming import accept_mail
from leads.services.mail_wishes import (
    FIRST_A_DAY,
    FirstMailsOver,
    WishEnded,
    WishNotAgreed,
    WishNotOffered,
    WishUnknown,
)
from leads.services.mail_wishes import token_for as wish_token
from leads.services.matching import run_match
from leads.services.result_keeping import GRACE, KEPT, forget_results, kept_until, result_at
from leads.services.watch_round import plan_addresses, plan_watching, state_of, tell_address
from leads.services.watches import LASTS, ask_watch, confirm_watch, end_old_watches, renew_watch, stop_watch
from leads.services.words import EmailInvalid
from sitepages.choices import PlotStatus, ZoneStatus
from sitepages.models import IncentiveVersion, LegalCategory, ParkSettings, Plot, PlotReceipt
from tests.leads.conftest import NOW
from tests.leads.watched import CODES, a_watch, lay_the_park, news, seen_last, watches_in, work

ASK: dict[str, Any] = {"sector": "software", "land": {"area_min_m2": 5000, "area_max_m2": 9000}}
HUGE: dict[str, Any] = {"sector": "software", "land": {"area_min_m2": 400_000}}
DAY = timedelta(days=1)


@pytest.fixture
def park(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_the_park(monkeypatch)


@pytest.fixture
def run(park: None) -> MatchRun:
    return run_match(request=dict(ASK), source="site", now=NOW)


def ask(run: MatchRun, email: str = "one@watch.example", **more: Any) -> Watch:
    given: dict[str, Any] = {"agreed": True, "lang": "en", "shown_in": "en", "now": NOW} | more
    ask_watch(run=run, email=email, **given)
    return Watch.objects.latest("pk")


def a_round(day: int) -> list[Mail]:
    """The morning so many days later; the mails it wrote."""
    before = len(news())
    plan_watching(now=NOW)
    work(NOW + day * DAY)
    return news()[before:]


def lease_out(*codes: str) -> None:
    Plot.objects.filter(code__in=codes).update(status=PlotStatus.LEASED)


# --- Asked for and confirmed ---


def test_nothing_is_watched_before_the_button_of_the_first_mail(run: MatchRun) -> None:
    watch = ask(run, "One@Watch.Example")
    assert (watch.email, watch.confirmed_at, watch.told) == ("one@watch.example", None, run)
    assert (watch.text.purpose, watch.shown_in, watch.asked_at) == (ConsentPurpose.WATCH, "en", NOW)
    lease_out("SX-01")
    assert a_round(1) == []
    confirm_watch(watch=watch, now=NOW + DAY)
    assert len(a_round(2)) == 1
    mail = Mail.objects.get(kind="watch_confirm")
    assert f"/en/watch/{wish_token(watch)}/" in mail.body
    assert mail.stop.endswith(f"/en/watch/{wish_token(watch)}/stop/")


@pytest.mark.parametrize(("email", "agreed", "refusal"), [("no", True, EmailInvalid), ("a@b.vn", False, WishNotAgreed)])
def test_without_an_address_or_a_consent_nothing_is_kept(
    run: MatchRun, email: str, agreed: bool, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        ask(run, email, agreed=agreed)
    assert not Watch.objects.exists()
    assert not Mail.objects.exists()


def test_asked_twice_it_is_one_watch_and_nobody_learns_of_the_first(run: MatchRun, client: Client) -> None:
    again = run_match(request=ASK | {"lang": "vi", "on": "2026-11-20"}, source="site", now=NOW)  # the same question
    form = {"contact_email": "one@watch.example", "language": "en", "agreed": "on"}
    answers = [client.post(f"/en/match/{one.token}/watch/", form) for one in (run, again, run)]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/en/watch/asked/")}
    watch = Watch.objects.get()
    confirm_watch(watch=watch, now=timezone.now())
    known = client.post(f"/en/match/{run.token}/watch/", form)
    assert (known.status_code, known["Location"]) == (302, "/en/watch/asked/")
    assert Watch.objects.get().confirmed_at
    mails = Mail.objects.filter(kind="watch_confirm").order_by("pk")
    assert ["already" in one.subject for one in mails] == [False, False, False, True]
    ask(run_match(request=HUGE, source="site", now=NOW))
    assert Watch.objects.count() == 2


def test_without_the_wording_nothing_is_asked(run: MatchRun, client: Client) -> None:
    ConsentText.objects.all().delete()
    with pytest.raises(WishNotOffered):
        ask(run)
    assert client.get(f"/vi/match/{run.token}/watch/").status_code == 404
    assert client.get("/vi/newsletter/").status_code == 404


def test_a_box_cannot_be_filled_with_first_mails(park: None) -> None:
    for number in range(FIRST_A_DAY + 3):
        with pytest.raises(FirstMailsOver) if number >= FIRST_A_DAY else nullcontext():
            ask(run_match(request=ASK | {"land": {"area_min_m2": 5000 + number}}, source="site", now=NOW))
    assert Mail.objects.count() == FIRST_A_DAY
    mark_bad(address="bad@watch.example", reason="550", mail=None, now=NOW)
    ask(run_match(request=HUGE, source="site", now=NOW), "bad@watch.example")
    assert not Watch.objects.filter(email="bad@watch.example").exists()


def test_what_nobody_confirmed_goes_after_a_week_with_its_mail(run: MatchRun) -> None:
    ask(run)
    Mail.objects.update(state=MailState.SENT)
    plan_forgetting(now=NOW)
    for day in (6, 9):
        for _row in range(20):
            do_one(NOW + day * DAY)
        assert Watch.objects.exists() == (day == 6)
    assert set(Mail.objects.filter(kind="watch_confirm").values_list("to", "body", "stop")) == {("", "", "")}


def test_a_late_button_confirms_nothing(run: MatchRun) -> None:
    watch = ask(run)
    with pytest.raises(WishUnknown):
        confirm_watch(watch=watch, now=NOW + 8 * DAY)
    stop_watch(watch=watch, now=NOW)
    assert not Watch.objects.exists()  # never confirmed, nothing to prove


# --- What is told ---


def test_the_mail_says_what_differs_and_where_the_new_result_is(park: None) -> None:
    watch = a_watch(ASK)
    first = seen_last(watch)
    lease_out("SX-01")
    (mail,) = a_round(1)
    new = seen_last(watch)
    assert (new.previous, new.source, new.on) == (first, watch_round.SOURCE, (NOW + DAY).date())
    assert f"/en/match/{new.token}/" in mail.body
    assert "- No longer there: SX-01 (SX-01: Leased)." in mail.body
    assert "goes from rank" not in mail.body  # the others only moved up
    assert watches_in(mail) == [watch.pk]
    sent = next(one for one in outbox.outbox if one.subject == mail.subject)
    assert sent.extra_headers["List-Unsubscribe"] == f"<{mail.stop}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert StoredNeed.objects.filter(run__in=[first, new]).count() == 1  # one project, however often it is asked
    assert a_round(2) == []


def test_in_vietnamese_too_and_where_nothing_fits_the_nearest_change_counts(park: None) -> None:
    a_watch({"sector": "software", "land": {"area_min_m2": 12_000, "max_plots": 1}}, lang="vi")
    assert a_round(1) == []
    Plot.objects.filter(code="SX-08").update(area_m2=10_500)
    (mail,) = a_round(2)
    assert "KHÁC VỚI KẾT QUẢ NGÀY 25/11/2026" in mail.body
    told = mail.body.replace("\xa0", " ")
    assert (
        "Phương án gần nhất trước đây là: SX-08 hợp nếu giảm diện tích tối thiểu từ 1,20 ha xuống 9.200,0 m²." in told
    )
    assert "Nay là: SX-08 hợp nếu giảm diện tích tối thiểu từ 1,20 ha xuống 1,05 ha." in told
    assert "Kính gửi quý vị" in mail.body


def test_there_and_back_between_two_rounds_is_no_news_nor_is_what_does_not_show(park: None) -> None:
    watch = a_watch(ASK)
    a_round(1)
    lease_out("SX-01")
    Plot.objects.filter(code="SX-01").update(status=PlotStatus.AVAILABLE)
    Plot.objects.update(land_use_vi="Đất khác")
    assert a_round(2) == []
    assert seen_last(watch).source == "site"
    assert watch.state == state_of((NOW + 2 * DAY).date())


ALTERS: dict[str, Callable[[], Any]] = {
    "the zone is established": lambda: ParkSettings.objects.update(zone_status=ZoneStatus.ESTABLISHED),
    "a fact runs out": lambda: PlotReceipt.objects.filter(field="area_m2").update(valid_until=(NOW + DAY).date()),
    "a rule ends": lambda: close("CIT_SECTOR_10_15"),
}


def close(key: str) -> None:
    IncentiveVersion.objects.filter(incentive__key=key).update(valid_to=(NOW + 2 * DAY).date())


@pytest.mark.parametrize("what", ALTERS)
def test_each_of_these_alone_is_noticed_on_its_day(park: None, what: str) -> None:
    a_watch(ASK)
    ParkSettings.load()
    a_round(1)
    ALTERS[what]()
    assert len(a_round(2) + a_round(3)) == 1


def test_what_a_result_rests_on_names_its_state_and_what_it_does_not_does_not(park: None) -> None:
    day = NOW.date()
    states = [state_of(day)]
    for change in (
        lambda: lease_out("SX-02"),
        lambda: ParkSettings.objects.update(zone_status=ZoneStatus.ESTABLISHED),
        lambda: LegalCategory.objects.filter(pk=LegalCategory.objects.first().pk).update(ask="khác"),
        lambda: close("CIT_SECTOR_10_15"),
    ):
        ParkSettings.load()
        change()
        states.append(state_of(day))
    assert len(set(states)) == len(states)
    assert state_of(day + 2 * DAY) != state_of(day + DAY)  # the day a version ends
    assert state_of(day + 3 * DAY) == state_of(day + 2 * DAY)
    assert state_of(day) == states[-1]


def test_several_watches_of_an_address_come_in_one_mail_with_one_stop_for_all(park: None, client: Client) -> None:
    watches = [a_watch(ASK), a_watch(ASK | {"land": {"area_min_m2": 5500}}), a_watch(ASK, "two@watch.example")]
    lease_out(*CODES)
    mails = {one.to: one for one in a_round(1)}
    assert watches_in(mails["one@watch.example"]) == [watches[0].pk, watches[1].pk]
    assert watches_in(mails["two@watch.example"]) == [watches[2].pk]
    every = mails["one@watch.example"].stop
    assert every.endswith("/stop/all/")
    assert client.get(every).status_code == 200
    assert Watch.objects.filter(ended_at=None).count() == 3
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(every, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [one.pk for one in Watch.objects.filter(ended_at=None)] == [watches[2].pk]


def test_one_digest_a_day_and_what_came_after_it_is_told_with_the_next(park: None) -> None:
    watch = a_watch(ASK)
    lease_out("SX-01")
    assert len(a_round(1)) == 1
    lease_out("SX-02")
    at = NOW + DAY + timedelta(hours=3)
    assert plan_addresses(now=at) == 1
    tell_address(mark=watch.mark, now=at)
    assert len(news()) == 1
    assert len(a_round(2)) == 1


def test_a_worker_that_dies_in_the_middle_tells_once(park: None, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = a_watch(ASK)
    first = seen_last(watch)
    lease_out("SX-01")
    tell = watch_round.tell_news

    def dies(**given: Any) -> Mail:
        tell(**given)
        raise OSError("the worker was killed")

    monkeypatch.setattr(watch_round, "tell_news", dies)
    assert a_round(1) == []
    assert seen_last(watch) == first
    monkeypatch.setattr(watch_round, "tell_news", tell)
    work(NOW + DAY + timedelta(hours=2))
    assert len(news()) == 1


def test_one_address_that_fails_hinders_no_other(park: None) -> None:
    broken, sound = a_watch(ASK, "a@watch.example"), a_watch(ASK, "b@watch.example")
    MatchRun.objects.filter(pk=seen_last(broken).pk).update(request={"sector": "software", "land": 5})
    lease_out("SX-01")
    assert [watches_in(one) for one in a_round(1)] == [[sound.pk]]
    assert Due.objects.get(kind=DueKind.WATCH, target=broken.mark).last_error


def test_a_quiet_morning_asks_nothing_again(park: None, django_assert_max_num_queries: Any) -> None:
    a_watch(ASK)
    a_round(1)
    with django_assert_max_num_queries(15):
        assert plan_addresses(now=NOW + 2 * DAY) == 0


# --- Its end ---


def test_it_lasts_a_year_says_so_before_and_can_be_renewed(park: None) -> None:
    watch = a_watch(ASK)
    assert watch.ends_at == NOW + LASTS
    end_old_watches(now=NOW + LASTS - 20 * DAY)
    end_old_watches(now=NOW + LASTS - 19 * DAY)
    warned = Mail.objects.get(kind="watch_ends")
    assert "/en/watch/" in warned.body
    watch.refresh_from_db()
    renew_watch(watch=watch, now=NOW + LASTS - 18 * DAY)
    assert end_old_watches(now=NOW + LASTS + DAY) == 0
    assert end_old_watches(now=NOW + 2 * LASTS) == 1
    watch.refresh_from_db()
    assert (watch.email, watch.told, watch.ended_how) == ("", None, WishEnd.OVER)
    with pytest.raises(WishEnded):
        renew_watch(watch=watch, now=NOW + 2 * LASTS)


def test_a_bounce_ends_every_watch_of_the_address(park: None) -> None:
    watch = a_watch(ASK)
    lease_out("SX-01")
    (mail,) = a_round(1)
    report = (
        "From: mailer-daemon@mx.example\r\nTo: desk@yenbinh.example\r\nSubject: failure\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
        "Final-Recipient: rfc822; one@watch.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {mail.message_id}\r\n\r\n--x--\r\n"
    )
    accept_mail(raw=report.encode(), recipients=["desk@yenbinh.example"], now=NOW + DAY)
    work(NOW + DAY + timedelta(minutes=30))
    assert Incoming.objects.get().state == "bounce"
    watch.refresh_from_db()
    assert (watch.email, watch.ended_how) == ("", WishEnd.BOUNCED)
    lease_out("SX-02")
    assert a_round(2) == []


def test_a_watched_result_stays_and_its_page_does_not_say_why(park: None) -> None:
    watch = a_watch(ASK)
    told, later = seen_last(watch), NOW + KEPT + GRACE + DAY
    other = run_match(request=HUGE, source="site", now=NOW)
    assert kept_until(told) == kept_until(other)
    forget_results(now=later)
    assert list(MatchRun.objects.values_list("pk", flat=True)) == [told.pk]
    assert result_at(told.token, later) == told
    stop_watch(watch=watch, now=later)
    assert forget_results(now=later) == 1


# --- What is kept of its address ---


def kept_of(address: str) -> int:
    return sum(address in f"{mail.to} {mail.subject} {mail.body}" for mail in Mail.objects.all())


def test_stopped_the_address_goes_from_its_mails_at_once_and_none_leaves_any_more(park: None) -> None:
    watch, other = a_watch(ASK), a_watch(ASK | {"land": {"area_min_m2": 5500}})
    work(NOW)
    lease_out("SX-01")
    a_round(1)
    lease_out("SX-02")
    plan_addresses(now=NOW + 2 * DAY)
    tell_address(mark=watch.mark, now=NOW + 2 * DAY)
    queued = Mail.objects.get(state=MailState.QUEUED)
    stop_watch(watch=watch, now=NOW + 2 * DAY)
    queued.refresh_from_db()
    assert queued.to  # it tells of the other one, too
    assert [mail.kind for mail in Mail.objects.filter(to=other.email).order_by("pk")] == ["watch_confirm", "watch_news"]
    outbox.outbox.clear()
    stop_watch(watch=other, now=NOW + 2 * DAY)
    work(NOW + 2 * DAY)
    assert outbox.outbox == []
    assert kept_of("one@watch.example") == 0
    assert not Due.objects.filter(kind=DueKind.SEND_MAIL, done_at=None).exists()
    watch.refresh_from_db()
    assert len(watch.mark) == 40  # the proof stays


def test_a_refused_address_that_asks_again_is_tried_once_a_day_until_its_button_is_pressed(run: MatchRun) -> None:
    address = "bad@watch.example"
    mark_bad(address=address, reason="550", mail=None, now=NOW)
    mails = Mail.objects.filter(kind="watch_confirm", to=address)
    for hours, count in ((1, 0), (25, 1), (26, 1), (50, 2)):
        at = NOW + timedelta(hours=hours)
        ask_watch(run=run, email=address, agreed=True, lang="en", shown_in="en", now=at)
        work(at)
        assert mails.filter(state=MailState.SENT).count() == count
    assert is_bad(address)
    confirm_watch(watch=Watch.objects.get(), now=NOW + 3 * DAY)
    assert not is_bad(address)
