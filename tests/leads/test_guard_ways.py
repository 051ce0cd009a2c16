"""Whatever strangers did with an address or behind a network, a person goes on; no page promises what does not come."""

from __future__ import annotations

from typing import Any

import pytest

from leads.models import CasesLink, Lead, MatchRun
from leads.services.cases import ask_for_cases
from leads.services.link_share import forward_link, send_again
from leads.services.links import LinkRevoked, close_links, link_for_token, live_link, token_for
from leads.services.mail_wishes import FIRST_A_DAY, FirstMailsOver, may_write_first
from tests.leads.conftest import NOW, Cast
from tests.leads.test_guard import Sender, Watch, asked, clock, run, sender  # noqa: F401 (fixtures)


def test_a_form_that_came_back_as_stale_goes_when_pressed_at_once(sender: Sender) -> None:  # noqa: F811
    assert sender.send(wait=30 * 3600).status_code == 403
    assert sender.send(wait=0).status_code == 302


def test_where_strangers_used_up_the_mails_the_form_stays_and_a_proof_sends_it(
    run: MatchRun,  # noqa: F811
    clock: Watch,  # noqa: F811
    settings: Any,
) -> None:
    settings.GUARD_MAILS_PER_HOUR = 1
    sender = Sender(run, clock)  # noqa: F811
    for _ in range(2):
        sender.open()
        sender.send(wait=0)
        sender.send()
    words = sender.page.content.decode()
    assert (sender.page.status_code, "Kim Thử (demo)" in words) == (429, True)
    assert 'tabindex="-1" autofocus' in words
    assert sender.send(wait=1, altcha=sender.proof()).status_code == 302


def test_the_notice_of_the_guard_has_the_focus(sender: Sender) -> None:  # noqa: F811
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


def test_closing_closes_every_link_of_the_file(sender: Sender, cast: Cast) -> None:  # noqa: F811
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
