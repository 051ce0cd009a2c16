"""Watches and newsletters beside a file: the room, the rights over one's data, the desk; and the pages' doors."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from leads.choices import ConsentPurpose, LinkRights, PrivacyRight, WishEnd
from leads.models import Lead, LeadLink, Mail, Subscription, Watch
from leads.services.erasure import erase
from leads.services.intake import submit_lead
from leads.services.links import live_link, token_for
from leads.services.mail_wishes import token_for as wish_token
from leads.services.matching import run_match
from leads.services.newsletter import confirm_newsletter
from leads.services.personal_data import as_json, sections_of
from leads.services.privacy import Asked, ask_by_link
from leads.services.privacy_desk import carry_out
from leads.services.profile_change import change_profile
from leads.services.watch_round import tell_address
from leads.services.watched import watched
from leads.services.watches import ask_watch, confirm_watch
from leads.services.wish_counts import wish_counts
from sitepages.choices import PlotStatus
from sitepages.models import Plot
from tests.leads.conftest import a_submission, did, hire

DAY = timedelta(days=1)
ASK: dict[str, Any] = {"sector": "software", "land": {"area_min_m2": 5000, "area_max_m2": 40_000}}


@pytest.fixture
def lead(whole_site: datetime) -> Lead:
    """A file with a real result, that agreed to the newsletter, too."""
    hire()
    run = run_match(request=dict(ASK), source="site", now=whole_site)
    consents = frozenset({"answer_request", "newsletter"})
    made, _new = submit_lead(submission=a_submission(run, consents=consents), by=None, now=whole_site)
    return made


def a_watch(lead: Lead, email: str = "", now: datetime | None = None) -> Watch:
    at = now or lead.received_at
    run = lead.match_run
    assert run
    to = email or lead.contact_email
    ask_watch(run=run, email=to, agreed=True, lang="vi", shown_in="vi", lead=lead, now=at)
    return confirm_watch(watch=Watch.objects.latest("pk"), now=at)


def told(watch: Watch, now: datetime) -> Mail:
    run = Watch.objects.get(pk=watch.pk).told
    assert run
    best = run.answer["match"]["options"][0]["plots"]
    Plot.objects.filter(code__in=best).update(status=PlotStatus.LEASED)
    tell_address(mark=watch.mark, now=now)
    return Mail.objects.filter(kind="watch_news", to=watch.email).latest("pk")


# --- The room ---


def test_the_room_asks_with_the_address_of_the_file_and_shows_what_is_watched(lead: Lead, client: Client) -> None:
    now = timezone.now()
    token = token_for(live_link(lead=lead, now=now))
    form = client.get(f"/vi/lead/{token}/watch/")
    assert f'value="{lead.contact_email}"' in form.content.decode()
    assert "checked" not in form.content.decode().partition('name="agreed"')[2].partition(">")[0]
    refused = client.post(f"/vi/lead/{token}/watch/", {"contact_email": lead.contact_email, "language": "vi"})
    assert refused.status_code == 422
    given = {"contact_email": lead.contact_email, "language": "vi", "agreed": "on"}
    assert client.post(f"/vi/lead/{token}/watch/", given).status_code == 302
    watch = Watch.objects.get()
    assert (watch.lead, watch.confirmed_at) == (lead, None)
    assert "Đang theo dõi" not in client.get(f"/vi/lead/{token}/").content.decode()
    page = client.post(f"/vi/watch/{wish_token(watch)}/", {"do": "confirm"}, follow=True)
    assert page.status_code == 200
    assert wish_token(watch) in client.get(f"/vi/lead/{token}/").content.decode()


def test_a_colleagues_link_asks_for_nothing(lead: Lead, client: Client) -> None:
    now = timezone.now()
    link = LeadLink.objects.create(
        lead=lead, nonce="n" * 22, created_at=now, expires_at=now + DAY, rights=LinkRights.GUEST
    )
    given = {"contact_email": "x@watch.example", "language": "vi", "agreed": "on"}
    assert client.post(f"/vi/lead/{token_for(link)}/watch/", given).status_code == 403
    assert not Watch.objects.exists()


def test_the_mail_opens_the_room_at_the_files_own_address_alone(lead: Lead) -> None:
    own, other = a_watch(lead), a_watch(lead, "boss@watch.example")
    at = lead.received_at + DAY
    link = token_for(live_link(lead=lead, now=at))
    assert f"/vi/lead/{link}/" in told(own, at).body
    assert "/lead/" not in told(other, at).body


def test_asked_otherwise_behind_the_link_the_new_question_is_watched(lead: Lead) -> None:
    watch = a_watch(lead)
    now = lead.received_at + timedelta(hours=1)
    wider = ASK | {"land": {"area_min_m2": 6000, "area_max_m2": 50_000}}
    run = did(lambda: change_profile(lead=lead, link=live_link(lead=lead, now=now), request=wider, by=None, now=now))
    watch.refresh_from_db()
    assert (watch.told, watch.ended_at) == (run, None)
    again = ASK | {"land": {"area_min_m2": 6500, "area_max_m2": 50_000}}
    second = a_watch(Lead.objects.get(pk=lead.pk), now=now)  # the same question and address: no second watch
    assert second.pk == watch.pk
    did(lambda: change_profile(lead=lead, link=live_link(lead=lead, now=now), request=again, by=None, now=now))
    assert Watch.objects.filter(ended_at=None).count() == 1


# --- Rights over one's data ---


def test_taking_the_consent_back_ends_the_watch_and_another_consent_does_not(lead: Lead) -> None:
    watch, now = a_watch(lead), lead.received_at + timedelta(hours=1)
    reader = Subscription.objects.get(lead=lead)
    confirm_newsletter(reader=reader, now=now)
    link = live_link(lead=lead, now=now)
    for purpose, ended in ((ConsentPurpose.NEWSLETTER, (False, True)), (ConsentPurpose.ANSWER_REQUEST, (True, True))):
        asked = Asked(PrivacyRight.WITHDRAW, purpose=purpose.value)
        did(partial(ask_by_link, link=link, asked=asked, lang="vi", by=None, now=now))
        watch.refresh_from_db()
        reader.refresh_from_db()
        assert (watch.ended_at is not None, reader.ended_at is not None) == ended
    assert {watch.ended_how, reader.ended_how} == {WishEnd.WITHDRAWN}
    assert (watch.email, reader.email) == ("", "")


def test_a_restriction_ends_both(lead: Lead) -> None:
    watch, now = a_watch(lead), lead.received_at + timedelta(hours=1)
    confirm_newsletter(reader=Subscription.objects.get(lead=lead), now=now)
    link = live_link(lead=lead, now=now)
    request = ask_by_link(link=link, asked=Asked(PrivacyRight.RESTRICT), lang="vi", by=None, now=now)
    head = User.objects.get(username="demo_head")
    did(lambda: carry_out(request=request, by=head, now=now))
    assert Watch.objects.get(pk=watch.pk).ended_how == WishEnd.RESTRICTED
    assert Subscription.objects.get().ended_how == WishEnd.RESTRICTED


def test_erasing_takes_every_address_and_leaves_the_proof(lead: Lead) -> None:
    own, other = a_watch(lead), a_watch(lead, "boss@watch.example")
    mails = [told(one, lead.received_at + DAY) for one in (own, other)]
    Mail.objects.update(state="sent")
    did(lambda: erase(lead=lead, by=None, now=lead.received_at + 2 * DAY))
    for watch in (own, other):
        watch.refresh_from_db()
        assert (watch.email, watch.told, watch.ended_how) == ("", None, WishEnd.ERASED)
        assert watch.confirmed_at
        assert watch.text.purpose == ConsentPurpose.WATCH
    assert not Subscription.objects.exists()  # never confirmed: nothing to prove
    for mail in mails:
        mail.refresh_from_db()
        assert (mail.to, mail.subject, mail.body, mail.stop) == ("", "", "", "")


def test_the_copy_of_ones_data_names_watches_and_their_mails(lead: Lead) -> None:
    told(a_watch(lead), lead.received_at + DAY)
    copy = as_json(sections_of(lead, timezone.now(), "en"))
    assert [(one["kind"], one["email"]) for one in copy["watches"]] == [
        ("watch", lead.contact_email),
        ("newsletter", lead.contact_email),
    ]
    assert all(one["text"] for one in copy["watches"])
    sent = "\n".join(one["text"] for one in copy["mails_sent"])
    assert "KHÁC VỚI KẾT QUẢ" in sent
    assert "/watch/" not in sent


# --- The desk ---


def test_the_desk_sees_that_a_file_is_watched_and_counts_but_no_address(lead: Lead, client: Client) -> None:
    assert watched(lead) is None
    watch = a_watch(lead, "boss@watch.example")
    told(watch, lead.received_at + DAY)
    seen = watched(lead)
    assert seen
    assert (seen.since, seen.told_at) == (lead.received_at, lead.received_at + DAY)
    client.force_login(User.objects.get(username="demo_head"))
    page = client.get(f"/admin/desk/{lead.pk}/").content.decode()
    assert f"/match/{seen.result}/" in page
    assert "boss@watch.example" not in page
    before = wish_counts()
    confirm_newsletter(reader=Subscription.objects.get(lead=lead), now=lead.received_at)
    after = wish_counts()
    assert (after.readers, after.waiting) == (before.readers + 1, before.waiting - 1)
    assert after.sectors["software"] == before.sectors["software"] + 1
    client.force_login(User.objects.get(username="demo_editor"))
    counted = client.get("/admin/desk/readers/")
    assert counted.status_code == 200
    assert "@" not in counted.content.decode().partition('class="yb"')[2].partition("</main>")[0]


# --- Doors ---


def test_opening_a_link_changes_nothing_and_one_post_stops(lead: Lead, client: Client) -> None:
    watch = a_watch(lead)
    address = f"/en/watch/{wish_token(watch)}/stop/"
    for _scanner in range(2):
        page = client.get(address)
        assert page.status_code == 200
        assert page["Cache-Control"] == "private, no-store"
        assert page["Referrer-Policy"] == "strict-origin"
        assert page["X-Robots-Tag"] == "noindex, nofollow"
    client.get(f"/en/watch/{wish_token(watch)}/")
    assert Watch.objects.get(pk=watch.pk).ended_at is None
    strict = Client(enforce_csrf_checks=True)
    for _twice in range(2):
        assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Watch.objects.get(pk=watch.pk).ended_how == WishEnd.STOPPED
    assert client.post(f"/en/watch/{wish_token(watch)}/", {"do": "renew"}).status_code == 410


def test_a_link_is_one_watch_and_one_kind_wide(lead: Lead, client: Client) -> None:
    watch, reader = a_watch(lead), Subscription.objects.get(lead=lead)
    token = wish_token(watch)
    number, nonce, signature = token.replace(".", "-", 1).split("-", 1)[0], watch.nonce, token.rpartition(".")[2]
    wrong = [
        wish_token(reader),
        wish_token(watch, everything=True),
        token_for(live_link(lead=lead, now=timezone.now())),
        f"{int(number) + 1}-{nonce}.{signature}",
        f"{number}-{nonce}.",
        token[:-1],
        "none",
    ]
    for one in wrong:
        assert client.post(f"/en/watch/{one}/stop/").status_code == 404
        assert client.get(f"/en/watch/{one}/").status_code == 404
    assert client.post(f"/en/newsletter/{token}/stop/").status_code == 404
    Watch.objects.filter(pk=watch.pk).update(nonce="another")
    assert client.get(f"/en/watch/{token}/").status_code == 404
    assert Watch.objects.get(pk=watch.pk).ended_at is None


def test_the_result_offers_the_watch_above_all_where_nothing_fits(whole_site: datetime, client: Client) -> None:
    run = run_match(request={"sector": "software", "land": {"area_min_m2": 4_000_000}}, source="site", now=whole_site)
    run.created_at = timezone.now()
    run.save()
    page = client.get(f"/vi/match/{run.token}/").content.decode()
    assert page.count(f"/vi/match/{run.token}/watch/") == 2
    assert 'id="watch-title"' in page
    fits = run_match(request=dict(ASK), source="site", now=timezone.now())
    assert client.get(f"/vi/match/{fits.token}/").content.decode().count(f"/vi/match/{fits.token}/watch/") == 1
