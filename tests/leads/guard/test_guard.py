"""The guard of public forms, through the doors: no person is ever locked out, and a machine pays or proves a mail."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.signing import Signer
from django.http import HttpResponse
from django.test import Client

from leads.models import ConsentText, Lead, Mail, MatchRun
from leads.services.forgetting import ROUNDS
from leads.services.links import revoke_link
from sitepages.models import FactReport, PendingForm
from sitepages.services.pending_forms import (
    PendingOver,
    PendingRefused,
    PendingUnknown,
    confirm_pending,
    pending_for,
    signer,
)
from tests.leads.conftest import Cast, a_match
from tests.leads.guard.senders import Sender, Watch, asked, link_in, value_in
from tests.leads.match.test_portal_send import filled
from tests.sitepages.test_guarding import solved

# --- A person sees nothing of it ---


def test_a_person_sees_and_notices_nothing(sender: Sender) -> None:
    assert "altcha" not in sender.page.content.decode()
    assert sender.send().status_code == 302
    assert Lead.objects.count() == 1


def test_who_types_slowly_or_comes_back_after_lunch_sends_as_always(sender: Sender) -> None:
    assert sender.send(wait=5 * 3600).status_code == 302


def test_a_form_of_yesterday_is_given_back_once_and_then_sent(sender: Sender) -> None:
    back = sender.send(wait=30 * 3600)
    assert back.status_code == 403
    assert "Kim Thử (demo)" in back.content.decode()
    assert Lead.objects.count() == 0
    assert sender.send().status_code == 302


def test_a_browser_that_fills_everything_in_at_once_is_not_asked(sender: Sender) -> None:
    assert sender.send(wait=3).status_code == 302


def test_one_who_corrects_a_mistake_again_and_again_is_not_counted(sender: Sender) -> None:
    for _ in range(8):
        assert sender.send(wait=5, contact_name="").status_code == 200
    assert sender.send(wait=5).status_code == 302


def test_the_trap_is_out_of_reach_of_eyes_screen_readers_keys_and_autofill(sender: Sender) -> None:
    words = sender.page.content.decode()
    trap = re.search(r'<div class="trap"([^>]*)>.*?</div>', words, re.DOTALL)
    assert trap
    assert {"aria-hidden", "inert"} <= set(re.findall(r"[\w-]+", trap[1]))
    assert 'tabindex="-1"' in trap[0]
    assert 'autocomplete="off"' in trap[0]


# --- Suspicious: the browser works, the person presses once more ---


@pytest.mark.parametrize("sign", [{"wait": 0}, {"guard-more": "http://spam.example"}, {"guard-stamp": "made.up"}])
def test_a_suspicious_form_is_asked_for_a_proof_and_then_sent(sender: Sender, sign: dict[str, Any]) -> None:
    assert asked(sender.send(**sign))
    assert Lead.objects.count() == PendingForm.objects.count() == Mail.objects.count() == 0
    assert sender.send(wait=1, altcha=sender.proof()).status_code == 302
    assert Lead.objects.count() == 1


def test_a_machine_that_sends_without_ever_opening_the_form_gets_nothing(run: MatchRun, clock: Watch) -> None:
    answer = Client().post(f"/vi/match/{run.token}/send/", filled("key-of-a-machine"))
    assert asked(answer)
    assert Lead.objects.count() == 0


def test_autofill_that_fell_into_the_trap_costs_one_press(sender: Sender) -> None:
    assert asked(sender.send(**{"guard-more": "Hãng Thử"}))
    assert 'name="guard-more" type="text"' in sender.page.content.decode()  # drawn empty again
    assert sender.send(altcha=sender.proof()).status_code == 302


def test_a_proof_is_not_good_twice_nor_with_another_form(sender: Sender, run: MatchRun, clock: Watch) -> None:
    sender.send(wait=0)
    kept, work = sender.page, sender.proof()
    assert sender.send(altcha=work).status_code == 302
    sender.page = kept
    replayed = sender.send(altcha=work, contact_email="another@example.com")
    assert "another@example.com" in replayed.content.decode()  # by mail then, as without a proof
    other = Sender(run, clock)
    other.open()
    other.send(wait=0)
    assert other.send(altcha=work, contact_email="third@example.com").status_code == 200
    assert Lead.objects.count() == 1


def test_after_a_refusal_the_next_proof_is_asked_for_or_not_but_nothing_typed_is_lost(sender: Sender) -> None:
    sender.send(wait=0)
    back = sender.send(altcha=sender.proof(), **{"consent-answer_request": None})
    assert back.status_code == 200
    assert "Kim Thử (demo)" in back.content.decode()
    assert sender.send().status_code == 302


def test_a_whole_company_behind_one_address_sends_all_it_wants(
    cast: Cast, run: MatchRun, clock: Watch, settings: Any
) -> None:
    settings.GUARD_ADDRESS_PER_HOUR, settings.SEND_RATE_PER_HOUR = 2, 5
    for number in range(8):
        one = Sender(a_match(), clock)
        one.open()
        mail = f"person{number}@company.example"
        answer = one.send(contact_email=mail)
        if number >= 2:
            assert asked(answer)
            answer = one.send(contact_email=mail, altcha=one.proof())
        assert answer.status_code in {302, 200}, answer.content.decode()
    # the first two as always, five by proof, the last by mail: the hour's limit refuses nobody
    assert (Lead.objects.count(), PendingForm.objects.count()) == (7, 1)


def test_one_mail_address_and_one_match_are_counted_across_network_addresses(
    run: MatchRun, clock: Watch, settings: Any
) -> None:
    settings.GUARD_SUBJECT_PER_HOUR = 2
    answers = []
    for number in range(3):
        one = Sender(run, clock, address=f"198.51.100.{number}")
        one.open()
        answers.append(one.send(contact_email=f"a{number}@example.com"))
    assert [asked(answer) for answer in answers] == [False, False, True]
    for number in range(3):
        one = Sender(a_match(), clock, address=f"192.0.2.{number}")
        one.open()
        answers.append(one.send(contact_email="one@example.com"))
    assert [asked(answer) for answer in answers[3:]] == [False, False, True]


# --- Without scripts: a mail ---


def by_mail(sender: Sender, **more: Any) -> Mail:
    sender.send(wait=0, **more)
    answer = sender.send(**more)
    assert answer.status_code == 200
    assert Lead.objects.count() == 0
    return Mail.objects.get(kind="confirm_form")


@pytest.mark.parametrize(("lang", "says"), [("vi", "xác nhận"), ("en", "confirm")])
def test_without_scripts_a_mail_confirms_and_only_then_there_is_a_lead(
    run: MatchRun, clock: Watch, lang: str, says: str
) -> None:
    sender = Sender(run, clock, lang)
    sender.open()
    mail = by_mail(sender, good_from="09:00", good_to="11:00", confidential="on")
    assert mail.to == "kim@example.com"
    assert (mail.language, says in mail.subject.lower()) == (lang, True)
    assert "Kim Thử" not in mail.body  # the mail may reach somebody else
    link = link_in(mail)
    page = sender.client.get(link)
    assert page.status_code == 200
    shown = page.content.decode()
    for typed in ("Kim Thử (demo)", "kim@example.com", "09:00–11:00"):
        assert typed in shown  # before it is sent in the person's name
    assert Lead.objects.count() == 0  # a mail scanner that opens every link sends nothing
    answer = Client().post(link)  # on another device
    lead = Lead.objects.get()
    assert (lead.contact_name, lead.match_run, str(lead.good_from)) == ("Kim Thử (demo)", run, "09:00:00")
    assert lead.code_name
    assert answer.status_code == 302
    assert lead.reference in Client().get(answer["Location"]).content.decode()


def test_confirmed_twice_is_one_lead_and_the_words_are_kept_no_longer(sender: Sender) -> None:
    link = link_in(by_mail(sender))
    first, second = (Client().post(link)["Location"] for _ in range(2))
    assert first == second
    assert Lead.objects.count() == 1
    assert PendingForm.objects.get().typed == {}
    assert "form" in Client().get(link).content.decode()


def test_after_a_day_it_is_gone_and_says_so(sender: Sender, clock: Watch) -> None:
    mail = by_mail(sender)
    clock.move(hours=24)
    for answer in (Client().get(link_in(mail)), Client().post(link_in(mail))):
        assert answer.status_code == 410
    ROUNDS["pending"][0](now=clock())
    assert PendingForm.objects.count() == Lead.objects.count() == 0
    mail.refresh_from_db()
    assert Client().get("/vi/confirm/none/").status_code == 404


def test_a_link_of_a_file_that_was_closed_is_not_opened_again_by_the_mail(sender: Sender, clock: Watch) -> None:
    link = link_in(by_mail(sender))
    Client().post(link)
    for one in Lead.objects.get().links.all():
        revoke_link(link=one, now=clock())
    assert "/lead/" not in Client().post(link)["Location"]


def test_so_many_mails_an_hour_go_to_one_address(run: MatchRun, clock: Watch, settings: Any) -> None:
    settings.GUARD_MAILS_PER_HOUR = 1
    sender = Sender(run, clock)
    for wanted in (200, 429):
        sender.open()
        sender.send(wait=0)
        assert sender.send().status_code == wanted
        sender.clock.move(seconds=1)
    assert Mail.objects.filter(kind="confirm_form").count() == 1


def test_what_is_wrong_is_said_before_a_mail_is_sent(sender: Sender) -> None:
    sender.send(wait=0)
    answer = sender.send(**{"consent-answer_request": None})
    assert "Kim Thử (demo)" in answer.content.decode()
    assert Mail.objects.count() == PendingForm.objects.count() == 0


def test_a_link_that_was_changed_or_is_too_old_or_of_no_form_is_told_apart(sender: Sender, clock: Watch) -> None:
    token = link_in(by_mail(sender)).rstrip("/").rpartition("/")[2]
    kept, now = PendingForm.objects.get(), clock()
    for wrong in (
        "",
        "x",
        token[:-1],
        signer().sign(f"{kept.pk}-other"),
        signer().sign("x-y"),
        lead_token(kept.pk),
    ):
        with pytest.raises(PendingUnknown):
            pending_for(wrong, now)
    with pytest.raises(PendingOver):
        pending_for(token, now + timedelta(days=1))
    PendingForm.objects.update(form="gone")
    with pytest.raises(PendingOver):
        confirm_pending(token=token, now=now)


def test_what_can_no_longer_be_made_is_told_and_kept_for_another_try(sender: Sender, clock: Watch) -> None:
    token = link_in(by_mail(sender)).rstrip("/").rpartition("/")[2]
    text = ConsentText.objects.filter(purpose="answer_request").latest("version")
    ConsentText.objects.create(
        purpose=text.purpose, version=text.version + 1, text_vi="Mới", text_en="New", valid_from=text.valid_from
    )
    with pytest.raises(PendingRefused):
        confirm_pending(token=token, now=clock())
    answer = Client().post(f"/vi/confirm/{token}/")
    assert answer.status_code == 409
    assert "Xin gửi lại biểu mẫu" in answer.content.decode()
    assert Lead.objects.count() == 0
    assert PendingForm.objects.get().typed


def lead_token(number: int) -> str:
    return Signer(salt="leads.link", sep=".").sign(f"{number}-nonce")


# --- The report of a wrong fact ---


def reported(client: Client, page: HttpResponse, **more: str) -> HttpResponse:
    data = {"key": value_in(page, "key"), "guard-stamp": value_in(page, "guard-stamp"), "field": "", "said": "Sai rồi"}
    return client.post("/vi/plots/SX-12/report/", data | more)


@pytest.mark.usefixtures("whole_site")
def test_a_report_is_guarded_the_same_way(client: Client, clock: Watch) -> None:
    page = client.get("/vi/plots/SX-12/report/")
    page = reported(client, page)
    assert page.status_code == 422
    assert "Sai rồi" in page.content.decode()
    found = re.search(r'data-challenge="([^"]*)"', page.content.decode())
    assert found
    assert reported(client, page, altcha=solved(unescape(found[1]))).status_code == 302
    assert FactReport.objects.count() == 1


@pytest.mark.usefixtures("whole_site")
def test_a_report_without_scripts_is_confirmed_by_mail_or_taken_as_unproven(client: Client, clock: Watch) -> None:
    page = reported(client, client.get("/vi/plots/SX-12/report/"))
    assert reported(client, page, email="lin@yushan.example").status_code == 200
    assert FactReport.objects.count() == 0
    assert "Sai rồi" in client.get(link_in(Mail.objects.get(kind="confirm_form"))).content.decode()
    answer = client.post(link_in(Mail.objects.get(kind="confirm_form")))
    assert FactReport.objects.get().said == "Sai rồi"
    assert "Sai rồi" in client.get(answer["Location"]).content.decode()
    page = reported(client, client.get("/vi/plots/SX-12/report/"))
    assert reported(client, page).status_code == 302
    assert list(FactReport.objects.order_by("pk").values_list("unproven", flat=True)) == [False, True]
