"""A reader reports a wrong fact; an editor checks and answers; the page and the mail say so."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from leads.models import Due, Mail
from leads.services.due import do_one
from leads.services.retention import plan_erasures
from sitepages.choices import ReportState
from sitepages.models import ChangeSet, FactReport, Plot, PlotReceipt
from sitepages.post import weekday_from
from sitepages.services.changes import undo_change_set
from sitepages.services.editing import grant_editing
from sitepages.services.fact_reports import (
    AnswerMissing,
    NotCorrected,
    ReportClosed,
    Said,
    answer_report,
    report_fact,
    take_up,
)
from sitepages.services.land_facts import ReceiptGiven, record_fact, seen_of, verify_facts

pytestmark = pytest.mark.usefixtures("whole_site")
SENT = {"field": "power_kva", "said": "Điện của lô là 800 kVA", "email": "lin@yushan.example"}


@pytest.fixture
def editor(whole_site: datetime) -> User:
    group = Group.objects.create(name="editors of the test")
    grant_editing(group=group)
    user = User.objects.create_user("editor_of_the_test", password="x", first_name="Lê")
    user.groups.add(group)
    return user


def sent(client: Client, **changed: str) -> str:
    """Through the form, as a reader; the address of the page that follows it."""
    page = client.get("/vi/plots/SX-12/report/?fact=power_kva").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    answer = client.post("/vi/plots/SX-12/report/", {"key": key[1], **SENT, **changed})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def written_anew(report: FactReport, by: User, field: str = "power_kva") -> ChangeSet:
    plot, now = Plot.objects.get(code=report.code), report.received_at + timedelta(minutes=1)
    given = ReceiptGiven("Thư điện lực", report.received_at.date())
    return record_fact(plot=plot, field=field, values=["800"], given=given, seen=seen_of(plot, field), by=by, now=now)


def test_a_report_reaches_the_inbox_with_the_day_of_its_answer(client: Client) -> None:
    page = client.get(sent(client)).content.decode()
    report = FactReport.objects.get()
    assert report.shown.endswith("kVA")
    assert f"{report.promised_on:%d/%m/%Y}" in page
    assert SENT["said"] in page
    assert client.get(sent(client)).headers["Cache-Control"] == "private, no-store"


def test_three_working_days_skip_weekends_and_holidays(whole_site: datetime) -> None:
    def promised(received: datetime) -> date:
        said = Said(key=str(received), field="", said="x")
        return report_fact(plot=Plot.objects.get(code="SX-12"), said=said, by=None, now=received).promised_on

    assert promised(datetime(2026, 11, 19, 3, tzinfo=UTC)) == date(2026, 11, 25)  # Thursday; 24 Nov is a holiday
    assert promised(datetime(2026, 12, 7, 3, tzinfo=UTC)) == date(2026, 12, 10)
    assert weekday_from(date(2026, 12, 11), 3) == date(2026, 12, 16)


def test_sent_twice_it_is_one_report(client: Client) -> None:
    page = client.get("/vi/plots/SX-12/report/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    first, second = (client.post("/vi/plots/SX-12/report/", {"key": key[1], **SENT}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert FactReport.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"said": ""}, {"email": "no"}, {"field": "colour"}, {"said": "x" * 2_001}])
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(client: Client, wrong: dict[str, str]) -> None:
    answer = client.post("/en/plots/SX-12/report/", {"key": "k", **SENT, **wrong})
    assert answer.status_code == 422
    assert 'class="err"' in answer.content.decode()
    assert not FactReport.objects.exists()


def test_too_many_from_one_address_wait(client: Client, settings: object) -> None:
    settings.REPORT_RATE_PER_HOUR = 1  # type: ignore[attr-defined]
    codes = [client.post("/en/plots/SX-12/report/", {"key": f"k{n}", **SENT}).status_code for n in range(2)]
    assert codes[-1] == 429
    assert FactReport.objects.count() <= 1


def test_while_checked_the_page_says_so_and_the_answer_ends_it(client: Client, editor: User) -> None:
    address, desk = sent(client), Client()
    desk.force_login(editor)
    report = FactReport.objects.get()
    assert "SX-12" in desk.get("/admin/fact-reports/").content.decode()
    inbox = f"/admin/fact-reports/{report.pk}/"
    assert SENT["said"] in desk.get(inbox).content.decode()
    assert "reported as wrong" not in client.get("/en/plots/SX-12/").content.decode()
    assert desk.post(inbox, {"do": "take"}).status_code == 302
    assert "reported as wrong" in client.get("/en/plots/SX-12/").content.decode()
    assert desk.post(inbox, {"do": "answer", "outcome": "corrected", "answer": ""}).status_code == 422
    words = {"do": "answer", "outcome": "corrected", "answer": "Đã sửa theo thư điện lực."}
    written_anew(report, editor)
    assert desk.post(inbox, words).status_code == 302
    assert desk.post(inbox, words).status_code == 409
    assert "reported as wrong" not in client.get("/en/plots/SX-12/").content.decode()
    assert words["answer"] in client.get(address).content.decode()
    assert words["answer"] in desk.get(inbox).content.decode()


def test_corrected_is_said_only_of_a_fact_written_anew_since(client: Client, editor: User) -> None:
    sent(client)
    report = FactReport.objects.get()
    now, desk = report.received_at + timedelta(minutes=2), Client()
    desk.force_login(editor)
    words = {"do": "answer", "outcome": "corrected", "answer": "Đã sửa."}
    unchanged = "has not been changed since the report came"

    def refused() -> None:
        with pytest.raises(NotCorrected):
            answer_report(report=report, outcome=ReportState.CORRECTED, answer="Đã sửa.", by=editor, now=now)
        report.refresh_from_db()
        assert report.open
        assert not Mail.objects.filter(kind="fact_report").exists()

    inbox = f"/admin/fact-reports/{report.pk}/"
    assert unchanged in desk.get(inbox, headers={"accept-language": "en"}).content.decode()
    assert desk.post(inbox, words).status_code == 422
    refused()
    given = ReceiptGiven("Đã xem lại", report.received_at.date())
    verify_facts(facts=[("SX-12", "power_kva")], given=given, by=editor, now=now)
    written_anew(report, editor, "fibre_gbps")
    refused()
    undo_change_set(change_set=written_anew(report, editor), by=editor, now=now)
    refused()
    written_anew(report, editor)
    assert unchanged not in desk.get(inbox, headers={"accept-language": "en"}).content.decode()
    assert desk.post(inbox, words).status_code == 302
    assert Mail.objects.filter(kind="fact_report").exists()


def test_the_answer_goes_out_as_one_mail_in_the_readers_language(
    client: Client, editor: User, mailoutbox: list[object], whole_site: datetime
) -> None:
    sent(client)
    report = FactReport.objects.get()
    now = report.received_at + timedelta(minutes=1)
    answer_report(report=report, outcome=ReportState.WAS_RIGHT, answer="1.000 kVA là đúng.", by=editor, now=now)
    mail = Mail.objects.get(kind="fact_report")
    assert mail.language == "vi"
    assert "1.000 kVA là đúng." in mail.body
    Due.objects.exclude(target=str(mail.pk)).delete()
    assert do_one(now + timedelta(minutes=1))
    assert [message.to for message in mailoutbox] == [["lin@yushan.example"]]  # type: ignore[attr-defined]


def test_two_editors_at_once_are_told(client: Client, editor: User) -> None:
    sent(client)
    report, now = FactReport.objects.get(), FactReport.objects.get().received_at
    take_up(report=report, by=editor, now=now)
    with pytest.raises(ReportClosed):
        take_up(report=report, by=editor, now=now)
    with pytest.raises(AnswerMissing):
        answer_report(report=report, outcome=ReportState.CORRECTED, answer=" ", by=editor, now=now)
    with pytest.raises(AnswerMissing):
        answer_report(report=report, outcome=ReportState.CHECKING, answer="x", by=editor, now=now)


def test_a_second_open_report_keeps_the_mark(client: Client, editor: User) -> None:
    for _ in range(2):
        sent(client)
    one, other = FactReport.objects.order_by("pk")
    for report in (one, other):
        take_up(report=report, by=editor, now=report.received_at)
    disputed = PlotReceipt.objects.filter(plot__code="SX-12", field="power_kva").exclude(disputed_on=None)
    answer_report(report=one, outcome=ReportState.SET_ASIDE, answer="x", by=editor, now=one.received_at)
    assert disputed.exists()
    answer_report(report=other, outcome=ReportState.WAS_RIGHT, answer="x", by=editor, now=one.received_at)
    assert not disputed.exists()


def test_an_address_made_up_opens_no_report(client: Client) -> None:
    address = sent(client)
    assert client.get(address.replace("SX-12", "SX-13")).status_code == 404
    assert client.get("/en/plots/SX-12/report/1.x/").status_code == 404


def test_a_report_about_the_status_is_named_in_words_and_marked_on_the_page(client: Client, editor: User) -> None:
    sent(client, field="status")
    report, desk = FactReport.objects.get(), Client()
    User.objects.filter(pk=editor.pk).update(is_superuser=True)  # who may change the land too
    desk.force_login(editor)
    inbox = desk.get(f"/admin/fact-reports/{report.pk}/", headers={"accept-language": "en"}).content.decode()
    assert report.shown == Plot.objects.get(code="SX-12").status
    assert f"<dd>{report.shown}</dd>" not in inbox
    assert "/admin/land/plots/SX-12/#status" in inbox
    take_up(report=report, by=editor, now=report.received_at)
    assert "being checked" in client.get("/en/plots/SX-12/").content.decode()


def test_the_address_of_whoever_reported_goes_three_months_after_the_answer(client: Client, editor: User) -> None:
    sent(client)
    report = FactReport.objects.get()
    now = report.received_at + timedelta(minutes=1)
    plan_erasures(now=now + timedelta(days=100))
    assert FactReport.objects.get().email == SENT["email"]  # not answered yet
    answer_report(report=report, outcome=ReportState.WAS_RIGHT, answer="1.000 kVA là đúng.", by=editor, now=now)
    plan_erasures(now=now + timedelta(days=80))
    assert FactReport.objects.get().email == SENT["email"]
    plan_erasures(now=now + timedelta(days=100))
    report.refresh_from_db()
    assert (report.email, report.said) == ("", SENT["said"])
