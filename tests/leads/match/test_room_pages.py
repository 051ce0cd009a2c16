"""The investor's room through its doors: forms behind the link, documents, links that expire, end, or only read."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as of_the_site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from leads.choices import EventKind, LinkRights, Stage
from leads.mailroom.address import tagged
from leads.models import AccessRecord, AnswerPack, Incoming, Lead, LeadFile, LeadLink, LeadMessage, Mail
from leads.portal.room_page import FILE_MINUTES, file_url
from leads.services import desk
from leads.services.incoming import accept_mail, process_incoming
from leads.services.link_share import forward_link
from leads.services.links import LIFETIME, live_link, revoke_link, token_for
from leads.services.profile_change import AN_HOUR, NothingChanged, change_profile
from tests.leads.conftest import did, seq_of
from tests.leads.mails import DESK, a_mail
from tests.leads.match.test_pack import REQUEST, a_lead, the_lead
from tests.leads.match.test_portal_money_full import text_of
from tests.leads.uploads import HOSTILE, PDF, cells

pytestmark = pytest.mark.once

Clock = Callable[[datetime], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, whole_site: datetime) -> Clock:
    """What the doors take for now."""

    def to(now: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    to(whole_site)
    return to


@pytest.fixture
def now(clock: Clock, whole_site: datetime, settings: Any, tmp_path: Path) -> datetime:
    settings.PRIVATE_ROOT = tmp_path / "private"
    return whole_site


@pytest.fixture
def lead(now: datetime) -> Lead:
    return the_lead(now)


@pytest.fixture
def room(lead: Lead, now: datetime) -> str:
    return f"/en/lead/{token_for(live_link(lead=lead, now=now))}/"


@pytest.fixture
def guest(lead: Lead, now: datetime) -> str:
    made = forward_link(
        link=live_link(lead=lead, now=now), name="Ann", email="ann@x.example", lang="en", by=None, now=now
    )
    return f"/en/lead/{token_for(made)}/"


def upload(name: str = "needs.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="application/octet-stream")


def write(client: Client, room: str, text: str = "Is there fibre?", *files: SimpleUploadedFile) -> HttpResponse:
    return client.post(f"{room}message/", {"text": text, "files": list(files)})


# --- By mail ---


def by_mail(lead: Lead, now: datetime, sender: str, text: str, **more: Any) -> Incoming:
    to = tagged(DESK, lead.reference, of_the_site.SECRET_KEY)
    raw = a_mail(text, sender=sender, message_id=f"<{text[:4]}@x.example>", **more)
    row, _new = accept_mail(raw=raw, recipients=[to], now=now)
    did(lambda: process_incoming(pk=row.pk, now=now))
    return Incoming.objects.get(pk=row.pk)


def test_the_investors_own_mail_stands_in_the_room_with_what_was_refused(
    client: Client, room: str, guest: str, lead: Lead, now: datetime
) -> None:
    files = (("plan.pdf", PDF), ("prices.xlsx", cells('WEBSERVICE("http://x")')))
    row = by_mail(lead, now, lead.contact_email, "Please see attached.", files=files)
    by_mail(lead, now, "other@x.example", "Secret of somebody else.")
    by_mail(lead, now, lead.contact_email, "Away until May.", **{"Auto-Submitted": "auto-replied"})
    page = text_of(client.get(room).content.decode())
    assert "Please see attached." in page
    assert f"{lead.contact_shown}, by mail" in page
    assert "prices.xlsx" in page
    assert "it holds a formula that fetches or runs something" in page
    assert "Secret of somebody else." not in page
    assert "Away until May." not in page
    kept = row.files.get(refused="")
    address = file_url(kept, room.split("/")[3])
    assert client.get(address.replace("/vi/", "/en/")).status_code == 200
    assert "Please see attached." not in text_of(client.get(guest).content.decode())


# --- Talking ---


def test_a_message_with_a_file_stands_on_the_page_and_the_officers_reply_too(
    client: Client, room: str, lead: Lead, now: datetime
) -> None:
    response = write(client, room, "Is there fibre?", upload())
    assert response["Location"] == f"{room}#talk"
    assert lead.owner is not None
    reply = {"text": "Yes, 100 Gbps.", "by": lead.owner.user, "now": now}
    did(lambda: desk.record_reply(lead=lead, seen_seq=seq_of(lead), **reply))
    page = client.get(room).content.decode()
    assert "Is there fibre?" in page
    assert "Yes, 100 Gbps." in page
    assert "needs.pdf" in page
    talk = page[page.index('id="talk"') :]
    assert "/lead/" not in re.sub(r'(?:href|action)="[^"]+"', "", talk)  # the reply's own link is taken out


def test_what_is_refused_is_said_beside_its_field_with_the_words_kept(client: Client, room: str) -> None:
    response = write(client, room, "See the file", upload("macro.exe", b"MZ\x90"))
    body = response.content.decode()
    assert response.status_code == 422
    assert 'href="#m-files"' in body
    assert "See the file" in body
    assert "macro.exe" in body
    assert "Nothing was sent" in body
    assert not LeadMessage.objects.exists()
    assert write(client, room, "").status_code == 422


@pytest.mark.parametrize("name", [name for name, data, _why in HOSTILE if data])
def test_hostile_uploads_are_refused_with_a_clear_message(client: Client, room: str, name: str) -> None:
    data = next(data for other, data, _why in HOSTILE if other == name)
    response = write(client, room, "", upload(name, data))
    assert response.status_code == 422
    assert "was not taken" in response.content.decode()
    assert not LeadFile.objects.exists()


def test_fifty_megabytes_are_refused_and_a_body_beyond_bounds_is_not_read(client: Client, room: str) -> None:
    big = write(client, room, "", upload("big.pdf", PDF + b"0" * 50_000_000))
    assert big.status_code == 422
    assert "larger than 15 MB" in big.content.decode()
    huge = client.post(f"{room}message/", {"text": "x"}, CONTENT_LENGTH="90000000")
    assert huge.status_code == 413
    assert huge["Cache-Control"] == "private, no-store"
    assert not LeadMessage.objects.exists()


def test_a_stale_token_gives_the_words_back(room: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = write(strict, room, "Keep these words")
    assert response.status_code == 403
    assert "Keep these words" in response.content.decode()


# --- Documents ---


def test_a_document_opens_for_half_an_hour_behind_its_own_link_and_is_noted(
    client: Client, room: str, lead: Lead, now: datetime, clock: Clock
) -> None:
    write(client, room, "", upload())
    found = re.search(r'href="(/en/lead/[^"]+/file/[^"]+)"', client.get(room).content.decode())
    assert found
    response = client.get(found[1])
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "private, no-store"
    fetch = AccessRecord.objects.get()
    assert (fetch.by, fetch.link, fetch.lead) == (None, live_link(lead=lead, now=now), lead)
    assert client.get(found[1][:-3] + "abc/").status_code == 404
    clock(now + timedelta(minutes=FILE_MINUTES + 1))


def test_a_document_is_no_key_to_another_file(client: Client, room: str, lead: Lead, guest: str, now: datetime) -> None:
    write(client, room, "", upload())
    file = LeadFile.objects.get()
    other = a_lead(now, submission_key="form-2", contact_email="other@example.com")
    token = token_for(live_link(lead=other, now=now))
    assert client.get(file_url(file, token)).status_code == 404  # signed for this link, but another lead's file
    mine = file_url(file, room.split("/")[3])
    assert client.get(mine.replace(room.split("/")[3], token)).status_code == 404  # signed for another link
    assert client.get(file_url(file, guest.split("/")[3])).status_code == 403
    assert not AccessRecord.objects.exists()
    assert "/file/" not in client.get(guest).content.decode()


# --- Asking otherwise ---


def test_a_changed_profile_is_a_new_pack_with_the_difference(
    client: Client, room: str, lead: Lead, now: datetime
) -> None:
    first = lead.match_run
    page = client.get(f"{room}change/").content.decode()
    assert 'value="1,300"' in page
    response = client.post(
        f"{room}change/",
        {
            "sector": "semiconductor_packaging_testing",
            "unit": "ha",
            "land.area_min_m2": "2",
            "land.area_max_m2": "3",
            "land.combine": "on",
            "land.max_plots": "3",
            "needed_by": "2028-06-30",
            "utilities.power_kva": "1,500",
            "utilities.water_m3_day": "70",
            "project.origin": "KR",
            "project.capital_usd": "45,000,000",
            "project.first_revenue": "2028",
            "project.first_profit": "2030",
            "project.annual_profit_usd": "6,000,000",
        },
    )
    assert response["Location"] == f"{room}pack/"
    lead.refresh_from_db()
    assert lead.match_run != first
    assert [pack.number for pack in AnswerPack.objects.order_by("number")] == [1, 2]
    assert lead.events.get(kind=EventKind.PROFILE_CHANGED).data == {
        "match_run": lead.match_run_id,
        "was": first.pk if first else 0,
    }
    text = text_of(client.get(response["Location"]).content.decode())
    assert "What changed from your last result" in text
    assert "1,300 kVA" in text
    assert "1,500 kVA" in text
    assert Mail.objects.get(kind="room_news").subject.endswith("sửa nhu cầu")
    assert client.get(f"{room}pack/1/").status_code == 200


def test_the_same_again_changes_nothing_and_wrong_answers_are_said(
    client: Client, room: str, lead: Lead, now: datetime
) -> None:
    link = live_link(lead=lead, now=now)
    with pytest.raises(NothingChanged):
        change_profile(lead=lead, link=link, request=REQUEST, by=None, now=now)
    for number in range(AN_HOUR):
        request = REQUEST | {"limit": number + 1}
        did(lambda request=request: change_profile(lead=lead, link=link, request=request, by=None, now=now))
    response = client.post(f"{room}change/", {"sector": "software", "unit": "ha"})
    assert response.status_code == 429
    assert "Not more than 10 times" in response.content.decode()
    assert client.post(f"{room}change/", {"sector": ""}).status_code == 422


# --- Who may what ---


def test_wrong_words_are_told_in_the_sites_own(client: Client, room: str) -> None:
    long = client.post(f"{room}message/", {"text": "a" * 30_000})
    assert "At most 5,000 characters." in long.content.decode()
    assert "Write a message, or attach a file." in client.post(f"{room}message/", {"text": ""}).content.decode()
    empty = client.post(f"{room}forward/", {}).content.decode()
    assert "Enter your colleague&#x27;s name." in empty or "Enter your colleague's name." in empty
    assert "This field is required" not in empty


def test_a_colleagues_link_reads_only(client: Client, guest: str, room: str) -> None:
    page = client.get(guest).content.decode()
    assert "This link was passed on to you" in page
    assert "<form" not in page[page.index("<main") : page.index("</main")]
    assert client.get(f"{guest}pack/").status_code == 200
    for path in ("change/", "forward/", "end/", "consent/"):
        assert client.get(f"{guest}{path}").status_code == 403
    for path in ("message/", "remind/", "answered/", "again/"):
        assert client.post(f"{guest}{path}", {"text": "x", "verdict": "yes"}).status_code == 403
    assert not LeadMessage.objects.exists()


def test_links_are_passed_on_and_withdrawn_on_the_page(client: Client, room: str, lead: Lead, now: datetime) -> None:
    for odd in ("²", "①", "9" * 5000):
        assert client.post(f"{room}forward/", {"withdraw": odd}).status_code == 404
    wrong = client.post(f"{room}forward/", {"contact_name": "Ann", "contact_email": "ann"})
    assert wrong.status_code == 422
    assert 'href="#c-contact_email"' in wrong.content.decode()
    client.post(f"{room}forward/", {"contact_name": "Ann", "contact_email": "ann@x.example"})
    made = LeadLink.objects.get(rights=LinkRights.GUEST)
    assert "Ann (ann@x.example)" in client.get(f"{room}forward/").content.decode()
    theirs = f"/vi/lead/{token_for(made)}/"
    assert client.get(theirs).status_code == 200
    client.post(f"{room}forward/", {"withdraw": str(made.pk)})
    assert client.get(theirs).status_code == 410
    assert client.post(f"{room}forward/", {"withdraw": "x"}).status_code == 404


# --- Links: guess, reuse, expiry, revoke, two leads, cache, referrer ---


def test_a_link_opens_its_own_lead_whoever_else_is_open_in_the_browser(
    client: Client, room: str, lead: Lead, now: datetime
) -> None:
    other = a_lead(now, submission_key="form-2", contact_email="other@example.com")
    theirs = f"/en/lead/{token_for(live_link(lead=other, now=now))}/"
    for first, second, mine, not_mine in ((room, theirs, lead, other), (theirs, room, other, lead)):
        client.get(second)
        page = client.get(first).content.decode()
        assert mine.reference in page
        assert not_mine.reference not in page
    write(client, theirs, "For the other file only")
    assert LeadMessage.objects.get().lead == other


@pytest.mark.parametrize("path", ["", "pack/", "change/", "forward/", "end/", "close/", "consent/", "pack/1/pack.pdf"])
def test_no_page_behind_the_link_is_kept_or_told_on(client: Client, room: str, path: str) -> None:
    response = client.get(f"{room}{path}")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] in {"no-referrer", "strict-origin"}
    assert "noindex" in response["X-Robots-Tag"]
    assert "Set-Cookie" not in response or "csrftoken" in response["Set-Cookie"]


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t.swapcase(), lambda t: "1-x" + t[3:], lambda t: "x"])
def test_a_guess_opens_nothing(client: Client, room: str, change: Callable[[str], str]) -> None:
    wrong = change(room.split("/")[3])
    assert client.get(f"/en/lead/{wrong}/").status_code == 404
    assert client.post(f"/en/lead/{wrong}/message/", {"text": "x"}).status_code == 404
    assert client.post(f"/en/lead/{wrong}/again/").status_code == 404


def test_an_expired_link_offers_a_new_one_by_mail_and_a_closed_one_does_not(
    client: Client, room: str, lead: Lead, now: datetime, clock: Clock
) -> None:
    clock(now + LIFETIME + timedelta(days=1))
    gone = client.get(room)
    assert gone.status_code == 410
    assert f'action="{room}again/"' in gone.content.decode()
    assert client.get(f"{room}pack/").status_code == 410
    assert client.post(f"{room}message/", {"text": "x"}).status_code == 410
    assert client.post(f"{room}again/").status_code == 200
    mail = Mail.objects.get(kind="link_again")
    assert mail.to == lead.contact_email
    fresh = re.search(r"(/en/lead/\S+/)\n", mail.body)
    assert fresh
    assert client.get(fresh[1]).status_code == 200
    revoke_link(link=LeadLink.objects.order_by("pk")[0], now=now)
    closed = client.get(room)
    assert closed.status_code == 410
    assert "again/" not in closed.content.decode()
    assert client.post(f"{room}again/").status_code == 410


# --- Reminding, judging, ending ---


def test_reminding_before_time_is_refused_and_after_it_works(
    client: Client, room: str, lead: Lead, now: datetime, clock: Clock
) -> None:
    assert client.post(f"{room}remind/").status_code == 409
    assert f'action="{room}remind/"' not in client.get(room).content.decode()
    clock(now + timedelta(days=2))
    assert f'action="{room}remind/"' in client.get(room).content.decode()
    assert client.post(f"{room}remind/")["Location"] == room
    assert "You reminded us at" in client.get(room).content.decode()


def test_the_one_question_is_asked_after_the_full_answer(
    client: Client, room: str, lead: Lead, now: datetime, clock: Clock
) -> None:
    assert "answered/" not in client.get(room).content.decode()
    assert lead.owner is not None
    reply = {"text": "All of it.", "answers_all": True, "by": lead.owner.user, "now": now}
    step = desk.Step("Gọi", now + timedelta(days=3))
    did(lambda: desk.record_reply(lead=lead, seen_seq=seq_of(lead), step=step, **reply))
    assert f'action="{room}answered/' in client.get(room).content.decode()
    assert client.post(f"{room}answered/", {"text": "x"}).status_code == 422
    done = client.post(f"{room}answered/", {"verdict": "no", "text": "And the fee?"})
    assert done["Location"] == f"{room}#answered"
    page = client.get(room).content.decode()
    assert "You told us already" in page
    assert "And the fee?" in page
    assert "Write in the box below" not in page
    mail = Mail.objects.filter(lead=lead, kind="reply").latest("pk")
    assert "Did we answer everything?" in mail.body
    assert f"{room}#answered" in mail.body
    assert "All of it." in page
    assert "#answered" not in text_of(page)


def test_a_no_without_words_is_told_to_the_officer_and_asks_for_words(
    client: Client, room: str, lead: Lead, now: datetime, clock: Clock
) -> None:
    assert lead.owner is not None
    reply = {"text": "All of it.", "answers_all": True, "by": lead.owner.user, "now": now}
    step = desk.Step("Gọi", now + timedelta(days=3))
    did(lambda: desk.record_reply(lead=lead, seen_seq=seq_of(lead), step=step, **reply))
    client.post(f"{room}answered/", {"verdict": "no", "text": ""})
    assert Mail.objects.filter(lead=lead, kind="room_news", body__contains="chưa").exists()
    assert "Write in the box below what is missing" in client.get(room).content.decode()


def test_ending_the_case(client: Client, room: str, lead: Lead) -> None:
    wrong = client.post(f"{room}end/", {"reason": "later", "come_back_on": ""})
    assert wrong.status_code == 422
    assert 'href="#end-come_back_on"' in wrong.content.decode()
    assert client.post(f"{room}end/", {"reason": "cancelled"})["Location"] == room
    lead.refresh_from_db()
    assert lead.stage == Stage.LOST
    page = client.get(room).content.decode()
    assert "end/" not in page
    assert client.post(f"{room}end/", {"reason": "cancelled"}).status_code == 422
