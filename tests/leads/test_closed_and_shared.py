"""The investor's page when the file is closed, when a colleague reads it, and on the investor's own clock."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.utils import timezone, translation

from leads.choices import LinkRights, Stage
from leads.desk.mail_names import mail_name
from leads.models import AnswerPack, Lead, LeadLink, Mail
from leads.services.asked import lines_of
from leads.services.case_end import end_case
from leads.services.desk import record_reply
from leads.services.lead_search import write_lines
from leads.services.link_desk import FileClosed
from leads.services.link_share import forward_link, send_again
from leads.services.links import live_link, token_for
from leads.services.messages import write_message
from leads.services.packs import issue_pack, promises_of
from leads.services.profile_change import change_profile
from sitepages.explorer.plot_lines import dated_words
from tests.leads.bookings import booked
from tests.leads.conftest import NOW, Cast, did
from tests.leads.desk_acts import TOMORROW, act


@pytest.fixture
def link(lead: Lead) -> LeadLink:
    return live_link(lead=lead, now=NOW)


@pytest.fixture(autouse=True)
def at_arrival(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return " ".join(unescape(re.sub("<[^>]+>", " ", response.content.decode())).split())


# --- Closed ---


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("vi", "Để mở lại, xin viết cho cán bộ trên trang hồ sơ"),
        ("en", "To have it opened again, write to the officer"),
    ],
)
def test_a_closed_file_says_so_and_how_it_is_opened_again(
    client: Client, lead: Lead, link: LeadLink, lang: str, said: str
) -> None:
    did(lambda: end_case(lead=lead, link=link, why="cancelled", by=None, now=NOW))
    lead.refresh_from_db()
    assert lead.stage == Stage.LOST
    page, packs = f"/{lang}/lead/{token_for(link)}/", AnswerPack.objects.count()
    assert said in text_of(client, page)
    assert said in text_of(client, f"{page}change/", 409)
    assert said in text_of(client, f"{page}forward/")
    sent = client.post(f"{page}change/", {"sector": "software", "unit": "m2"})
    assert (sent.status_code, said in sent.content.decode()) == (409, True)
    passed = client.post(f"{page}forward/", {"c-contact_name": "Bạn", "c-contact_email": "ban@x.example"})
    assert passed.status_code == 409
    assert AnswerPack.objects.count() == packs
    assert not lead.links.filter(rights=LinkRights.GUEST).exists()
    for refused in (
        lambda: change_profile(lead=lead, link=link, request={"sector": "software"}, by=None, now=NOW),
        lambda: forward_link(link=link, name="B", email="b@x.example", lang="vi", by=None, now=NOW),
    ):
        with pytest.raises(FileClosed):
            refused()
    write_message(lead=lead, link=link, text="Xin mở lại", by=None, now=NOW)  # the way that was named


def test_the_link_of_a_colleague_can_be_withdrawn_from_a_closed_file(
    client: Client, lead: Lead, link: LeadLink
) -> None:
    guest = forward_link(link=link, name="Bạn", email="ban@x.example", lang="vi", by=None, now=NOW)
    end_case(lead=lead, link=link, why="cancelled", by=None, now=NOW)
    page = f"/vi/lead/{token_for(link)}/forward/"
    assert client.post(page, {"withdraw": guest.pk}).status_code == 302
    guest.refresh_from_db()
    assert guest.revoked_at


# --- A colleague's link ---

OF_THE_READER = {
    "vi": ("Quý vị đã", "hồ sơ của quý vị", "tin nhắn của quý vị"),
    "en": ("You wrote", "You agreed", "your file", "your mail", "Your answer pack", "with you"),
}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_to_a_colleague_the_page_speaks_of_the_investor(
    client: Client, cast: Cast, lead: Lead, link: LeadLink, settings: Any, tmp_path: Path, lang: str
) -> None:
    settings.PRIVATE_ROOT = tmp_path / "private"
    from leads.services.messages import Upload
    from tests.leads.uploads import PDF

    guest = forward_link(link=link, name="Bạn", email="ban@x.example", lang=lang, by=None, now=NOW)
    write_message(lead=lead, link=link, text="Kèm tài liệu", files=[Upload("plan.pdf", PDF)], by=None, now=NOW)
    act(record_reply, lead, cast, text="Đã trả lời.", now=NOW)
    own = text_of(client, f"/{lang}/lead/{token_for(link)}/")
    read = text_of(client, f"/{lang}/lead/{token_for(guest)}/").partition("</main>")[0]
    assert any(words in own for words in OF_THE_READER[lang])
    assert [words for words in OF_THE_READER[lang] if words in read] == []
    assert {"vi": "được chuyển cho quý vị", "en": "passed on to you"}[lang] in read
    assert {"vi": "Nhà đầu tư đã gửi tài liệu", "en": "The investor sent documents"}[lang] in read
    assert {"vi": "chỉ mở bằng đường dẫn riêng của nhà đầu tư", "en": "by the investor's own link only"}[lang] in read


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_mail_that_goes_out_by_itself_carries_what_was_typed(lead: Lead, link: LeadLink, lang: str) -> None:
    """Whoever holds a link may have typed it for somebody else's address."""
    Lead.objects.filter(pk=lead.pk).update(contact_name="Claim the prize now", language=lang)
    write_lines(Lead.objects.all())
    lead.refresh_from_db()
    link.refresh_from_db()
    forward_link(link=link, name="Answer at once", email="ban@x.example", lang=lang, by=None, now=NOW)
    send_again(lead=lead, by=None, now=NOW)
    booked(lead, link, words="Pay here first")
    mails = Mail.objects.filter(kind__in=["link_passed", "link_again", "meeting"])
    assert mails.count() == 3
    for mail in mails:
        whole = mail.subject + mail.body + mail.calendar
        assert [typed for typed in ("prize", "Answer at once", "Pay here") if typed in whole] == []


# --- Clocks and packs ---


def test_the_room_shows_the_investors_clock_beside_the_provinces(client: Client, lead: Lead, link: LeadLink) -> None:
    Lead.objects.filter(pk=lead.pk).update(country="KR", time_zone="")
    page = f"/en/lead/{token_for(link)}/"
    assert "13:00, 25 Nov 2026 (South Korea, UTC+9)" in text_of(client, page)
    Lead.objects.filter(pk=lead.pk).update(time_zone="Europe/Berlin", good_from="09:00", good_to="10:00")
    assert "05:00, 25 Nov 2026" in text_of(client, page)
    Lead.objects.filter(pk=lead.pk).update(country="VN", time_zone="", good_from=None, good_to=None)
    assert "UTC+9" not in text_of(client, page)


def test_every_pack_has_the_next_due_time_there_is(cast: Cast, lead: Lead, link: LeadLink) -> None:
    act(record_reply, lead, cast, text="Trả lời đủ.", now=NOW, answers_all=True, step=TOMORROW)
    write_message(lead=lead, link=link, text="Còn phí hạ tầng?", by=None, now=NOW)
    lead.refresh_from_db()
    pack = issue_pack(lead=lead, by=None, now=NOW)
    assert pack is not None
    assert lead.due_at in [one.at for one in promises_of(pack.data)]
    assert pack.data["officer"]["name"]


# --- The desk's history ---


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_kind_of_mail_has_a_name_in_words(lang: str) -> None:
    folder = Path(configured.BASE_DIR) / "templates/emails"
    kinds = {path.name.partition(".")[0] for path in folder.glob("*.txt")}
    assert len(kinds) > 30
    with translation.override(lang):
        names = {kind: mail_name(kind) for kind in kinds}
    assert [name for kind, name in names.items() if "_" in name or (lang == "vi" and name == kind)] == []
    assert len(set(names.values())) == len(kinds)


@pytest.mark.django_db
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_two_lines_of_a_project_have_one_label(lang: str) -> None:
    facts = {"origin": "KR", "water_m3_day": 300, "wastewater_m3_day": 240, "power_kva": 1300, "jobs": 50}
    with translation.override(lang):
        labels = [label for label, _value in lines_of(facts)]
    assert len(labels) == len(set(labels)) == len(facts)


@pytest.mark.parametrize(
    ("lang", "illustrative", "said"),
    [
        ("vi", True, "ghi ngày 27/11/2026"),
        ("vi", False, "xác minh 27/11/2026"),
        ("en", True, "recorded 27 Nov 2026"),
        ("en", False, "verified 27 Nov 2026"),
    ],
)
def test_an_invented_figure_is_recorded_not_verified(lang: str, illustrative: bool, said: str) -> None:
    with translation.override(lang):
        assert dated_words(date(2026, 11, 27), lang, illustrative=illustrative) == said
