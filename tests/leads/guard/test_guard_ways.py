"""Whatever strangers did with an address or behind a network, a person goes on; no page promises what does not come."""

from __future__ import annotations

from typing import Any

import pytest

from leads.models import CasesLink, Lead, MatchRun
from leads.services.cases import ask_for_cases
from leads.services.link_share import forward_link, send_again
from leads.services.links import LinkRevoked, close_links, link_for_token, live_link, token_for
from leads.services.mail_wishes import FIRST_A_DAY, FirstMailsOver, may_write_first
from sitepages.models import ParkSettings
from tests.leads.conftest import NOW, Cast, a_match
from tests.leads.guard.senders import Sender, Watch, asked


def test_a_form_that_came_back_as_stale_goes_when_pressed_at_once(sender: Sender) -> None:
    assert sender.send(wait=30 * 3600).status_code == 403
    assert sender.send(wait=0).status_code == 302


def test_where_strangers_used_up_the_mails_the_form_stays_and_a_proof_sends_it(
    run: MatchRun,
    clock: Watch,
    settings: Any,
) -> None:
    settings.GUARD_MAILS_PER_HOUR = 1
    sender = Sender(run, clock)
    for _ in range(2):
        sender.open()
        sender.send(wait=0)
        sender.send()
    words = sender.page.content.decode()
    assert (sender.page.status_code, "Kim Thử (demo)" in words) == (429, True)
    assert 'tabindex="-1" autofocus' in words
    assert sender.send(wait=1, altcha=sender.proof()).status_code == 302


def by_mail_from(address: str, mail: str, clock: Watch) -> int:
    """The status of the last press without scripts."""
    one = Sender(a_match(), clock, address=address)
    one.open()
    one.send(wait=0, contact_email=mail)
    return one.send(wait=0, contact_email=mail).status_code


def test_what_strangers_sent_in_a_persons_name_leaves_the_person_a_way(cast: Cast, clock: Watch) -> None:
    """Three from each of two other networks; the person without scripts goes on from the own one."""
    for address in ("198.51.100.1", "198.51.100.2"):
        assert [by_mail_from(address, "vic@x.example", clock) for _ in range(4)] == [200, 200, 200, 429]
    assert by_mail_from("192.0.2.9", "vic@x.example", clock) == 200


def test_past_a_larger_ceiling_pauses_grow_and_end(cast: Cast, clock: Watch, settings: Any) -> None:
    settings.GUARD_MAILS_IN_ALL_PER_HOUR = 2
    clock.time = clock.time.replace(minute=0, second=0)
    assert [by_mail_from(f"198.51.100.{n}", "vic@x.example", clock) for n in range(3)] == [200, 200, 429]
    clock.move(seconds=61)
    assert [by_mail_from(f"198.51.100.{n}", "vic@x.example", clock) for n in (3, 4)] == [200, 429]
    clock.move(seconds=61)
    assert by_mail_from("198.51.100.5", "vic@x.example", clock) == 429
    clock.move(seconds=60)
    assert by_mail_from("198.51.100.5", "vic@x.example", clock) == 200


def test_a_flood_from_a_network_makes_a_colleague_wait_minutes_not_the_hour(
    cast: Cast,
    clock: Watch,
    settings: Any,
) -> None:
    settings.SEND_RATE_PER_HOUR = 3
    clock.time = clock.time.replace(minute=0, second=0)
    assert [by_mail_from("203.0.113.7", f"p{n}@x.example", clock) for n in range(4)] == [200, 200, 200, 429]
    clock.move(seconds=61)
    assert by_mail_from("203.0.113.7", "colleague@company.example", clock) == 200


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_way_out_names_only_what_there_is(
    run: MatchRun,
    clock: Watch,
    settings: Any,
    lang: str,
) -> None:
    settings.GUARD_MAILS_PER_HOUR = 0
    none_yet = {"vi": "Tỉnh chưa cung cấp số điện thoại hay thư điện tử", "en": "has not given a telephone number"}

    def told() -> str:
        one = Sender(run, clock, lang=lang)
        one.open()
        one.send(wait=0)
        assert one.send(wait=0).status_code == 429
        return one.page.content.decode()

    assert none_yet[lang] in told()
    park = ParkSettings.load()
    park.desk_phone = "0208 3855 000"
    park.save()
    words = told()
    assert none_yet[lang] not in words
    assert {"vi": "bàn đón nhà đầu tư theo: 0208 3855 000", "en": "reached too: 0208 3855 000"}[lang] in words


def test_a_closed_link_names_the_ways_there_are(sender: Sender) -> None:
    sender.send()
    lead, now = Lead.objects.get(), sender.clock()
    own = live_link(lead=lead, now=now)
    close_links(link=own, now=now)
    words = sender.client.get(f"/vi/lead/{token_for(own)}/").content.decode()
    assert "Xin viết cho bàn đón" not in words
    assert "Tỉnh chưa cung cấp số điện thoại hay thư điện tử" in words
    assert "/vi/my-cases/" in words


def test_the_notice_of_the_guard_has_the_focus(sender: Sender) -> None:
    assert asked(sender.send(wait=0))
    assert 'role="status" tabindex="-1" autofocus' in sender.page.content.decode()


@pytest.mark.django_db
def test_first_mails_of_who_proved_the_work_are_counted_apart_and_no_silence_is_kept() -> None:
    for _ in range(FIRST_A_DAY):
        assert may_write_first("a@watch.example", NOW, proven=True)
    with pytest.raises(FirstMailsOver):
        may_write_first("a@watch.example", NOW, proven=True)
    assert may_write_first("a@watch.example", NOW)


@pytest.mark.django_db
def test_links_to_all_files_asked_by_strangers_leave_the_persons_own() -> None:
    for proven, rows in ((False, 3), (True, 6)):
        for _ in range(4):
            ask_for_cases(email="a@cases.example", lang="vi", proven=proven, now=NOW)
        assert CasesLink.objects.count() == rows


def test_closing_closes_every_link_of_the_file(sender: Sender, cast: Cast) -> None:
    sender.send()
    lead, now = Lead.objects.get(), sender.clock()
    own = live_link(lead=lead, now=now)
    anew = send_again(lead=lead, by=None, now=now)
    guest = forward_link(link=own, name="B", email="b@x.example", lang="vi", by=None, now=now)
    close_links(link=guest, now=now)
    link_for_token(token_for(anew), now)
    assert "passed on" in sender.client.get(f"/en/lead/{token_for(own)}/close/").content.decode()
    close_links(link=anew, now=now)
    for one in (own, anew, guest):
        with pytest.raises(LinkRevoked):
            link_for_token(token_for(one), now)
