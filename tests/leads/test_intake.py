"""Arrival: one lead per submission, whole or not at all."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest
from django.db import connections

from leads.choices import DueKind, MailState, Stage
from leads.models import Consent, ConsentText, Due, Lead, LeadEvent, LeadLink, Mail, MatchRun, Organisation
from leads.services import intake
from leads.services.events import Assigned, PackIssued, Received, history
from leads.services.intake import ConsentMissing, KeyTaken, Submission, submit_lead
from leads.services.links import lead_for_token
from leads.services.references import next_reference
from leads.services.words import ChoiceUnknown, EmailInvalid, FieldMissing, TextTooLong
from sitepages.refusal import Refused
from tests.leads.conftest import NOW, Cast, a_match, a_submission, at, did, furnish, hire

EVERYTHING = (Lead, LeadEvent, LeadLink, Consent, Mail, Due, Organisation)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in EVERYTHING}


def send(submission: Submission, now: Any = NOW) -> tuple[Lead, bool]:
    return did(lambda: submit_lead(submission=submission, by=None, now=now))


def test_an_arrival_writes_everything_at_once(cast: Cast) -> None:
    run = a_match()
    lead, created = send(a_submission(run, consents=frozenset({"answer_request", "newsletter"})))
    assert created
    assert lead.reference == "YB-2026-0001"
    assert (lead.stage, lead.owner, lead.department_id) == (Stage.NEW, cast.an, "so_khcn")
    assert (lead.due_at, lead.due_clock) == (at("2026-11-25 11:00"), "first_reply")
    received, assigned, pack = (row.event for row in history(lead))
    assert isinstance(pack, PackIssued)
    assert isinstance(received, Received)
    assert (received.country, received.match_run) == ("VN", run.pk)
    assert isinstance(assigned, Assigned)
    assert assigned.reason
    assert counts() == {
        "Lead": 1,
        "LeadEvent": 3,
        "LeadLink": 1,
        "Consent": 2,
        "Mail": 3,  # one asks to confirm the newsletter
        "Due": 5,
        "Organisation": 1,
    }
    assert set(Due.objects.values_list("kind", "target")) == {
        *((DueKind.SEND_MAIL, str(mail.pk)) for mail in Mail.objects.all()),
        (DueKind.ESCALATE, f"{lead.pk}:first_reply"),
        (DueKind.ESCALATE, f"{lead.pk}:full_answer"),
    }


def test_consents_keep_the_text_they_agreed_to(cast: Cast) -> None:
    newer = ConsentText.objects.create(
        purpose="answer_request", version=2, text_vi="mới", text_en="new", valid_from=NOW.date()
    )
    ConsentText.objects.create(purpose="answer_request", version=3, text_vi="x", text_en="x", valid_from="2027-01-01")
    lead, _ = send(a_submission(language="ko", shown_in="vi", source="fair"))
    consent = lead.consents.get()
    assert (consent.text, consent.language, consent.channel, consent.given_at) == (newer, "vi", "fair", NOW)


@pytest.mark.parametrize(
    ("language", "written_in"), [("vi", "vi"), ("en", "en"), ("ko", "en"), ("ja", "en"), ("zh", "en")]
)
def test_the_confirmation_is_whole_and_in_the_investors_language(cast: Cast, language: str, written_in: str) -> None:
    lead, _ = send(a_submission(a_match(), language=language))
    mail = Mail.objects.get(kind="confirmation")
    assert (mail.to, mail.language, mail.state) == (lead.contact_email, written_in, MailState.QUEUED)
    assert lead.reference in mail.subject
    assert cast.an.name.removesuffix(" (mẫu)") in mail.body
    assert ("(mẫu)" in mail.body) == (written_in == "vi")
    assert "SX-23" in mail.body
    assert lead.message not in mail.body  # nobody proved that the address is the writer's
    assert lead.contact_name not in mail.body
    assert "UTC+7" in mail.body
    assert ("11:00, 25/11/2026" if written_in == "vi" else "11:00, 25 Nov 2026") in mail.body
    assert ("Sở Khoa học và Công nghệ" if written_in == "vi" else "Department of Science and Technology") in mail.body
    assert ("our answers come in English" in mail.body) == (language in {"ko", "ja", "zh"})
    token = (
        next(line for line in mail.body.splitlines() if f"/{written_in}/lead/" in line).rstrip("/").rpartition("/")[2]
    )
    assert lead_for_token(token, NOW) == lead


def test_the_officer_is_told_in_vietnamese(cast: Cast) -> None:
    lead, _ = send(a_submission(a_match(), language="ko"))
    mail = Mail.objects.get(kind="assigned")
    assert (mail.to, mail.language) == ("off_an@demo.example", "vi")
    for words in (
        lead.contact_shown,
        "Công ty mẫu Phần mềm Lạc Hồng Thử (mẫu)",
        "한국어",
        "11:00, 25/11/2026",
        "SX-23",
    ):
        assert words in mail.body
    assert f"/admin/desk/{lead.pk}/" in mail.body


@pytest.mark.parametrize(
    "answer",
    [{}, {"match": None}, {"match": {"options": []}}, {"match": {"options": [{"plots": []}, "x", {"lease_usd": 1}]}}],
)
def test_a_mail_is_written_whatever_the_stored_answer_holds(cast: Cast, answer: dict[str, Any]) -> None:
    run = a_match()
    MatchRun.objects.filter(pk=run.pk).update(answer=answer)
    run.refresh_from_db()
    send(a_submission(run, message=""))
    body = Mail.objects.get(kind="confirmation").body
    assert "Chưa có phương án" in body
    assert "None" not in body


def test_an_enquiry_without_a_match_goes_to_the_duty_head(cast: Cast) -> None:
    lead, _ = send(a_submission(None, organisation_name="", message="we want place for factory", language="en"))
    assert (lead.owner, lead.organisation) == (cast.vu, None)
    assert "we want place for factory" in Mail.objects.get(kind="assigned").body
    assert "behind the link below" in Mail.objects.get(kind="confirmation").body


def test_a_subject_is_one_line_whatever_was_typed(cast: Cast) -> None:
    send(a_submission(a_match(), contact_name="A\r\nBcc: x@y.example"))
    assert all("\n" not in mail.subject and "\r" not in mail.subject for mail in Mail.objects.all())
    assert Lead.objects.get().contact_name == "A Bcc: x@y.example"


# --- Once ---


def test_sent_twice_is_one_lead(cast: Cast) -> None:
    run = a_match()
    first, _ = send(a_submission(run))
    before = counts()
    for again in (
        a_submission(run),
        a_submission(run, submission_key="form-2"),
        a_submission(run, submission_key="form-3", contact_email="  LEAD01@LacHongThu.example "),
    ):
        lead, created = send(again)
        assert (lead, created) == (first, False)
    assert counts() == before


@pytest.mark.parametrize(
    "other",
    [
        {"contact_email": "mai@khac.example"},
        {"contact_name": "Another"},
        {"message": "Khác"},
        {"consents": frozenset({"answer_request", "newsletter"})},
    ],
)
def test_a_key_belongs_to_what_came_with_it(cast: Cast, other: dict[str, Any]) -> None:
    run, another = a_match(), a_match(land={"area_min_m2": 1})
    first, _ = send(a_submission(run))
    before = counts()
    for submission in (a_submission(run, **other), a_submission(another)):
        with pytest.raises(KeyTaken):
            send(submission)
    assert counts() == before
    assert send(a_submission(run, shown_in="en")) == (first, False)  # the page's language is nothing said


def test_another_match_or_another_person_is_another_lead(cast: Cast) -> None:
    run = a_match()
    send(a_submission(run))
    for number, other in enumerate((a_submission(a_match()), a_submission(run, contact_email="b@lachongthu.example"))):
        _, created = send(replace(other, submission_key=f"other-{number}"))
        assert created
    assert Lead.objects.count() == 3
    assert Organisation.objects.count() == 1


def in_threads(jobs: list[Any]) -> list[Any]:
    """Run all jobs at one moment, each on its own connection; what one raises is its result."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(number: int) -> None:
        try:
            gate.wait()
            results[number] = jobs[number]()
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_copies_at_one_moment_are_one_lead(shared_database: None) -> None:
    furnish()
    hire()
    run = a_match()
    twins = [a_submission(run), a_submission(run), a_submission(run, submission_key="form-2"), a_submission(run)]
    results = in_threads([lambda s=s: submit_lead(submission=s, by=None, now=NOW) for s in twins])
    assert sorted(created for _, created in results) == [False, False, False, True]
    assert len({lead.pk for lead, _ in results}) == 1
    assert counts()["Lead"] == 1
    assert counts()["Mail"] == 2
    did(lambda: None)


def test_the_copy_that_loses_the_race_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other copy commits between our look and our write: the unique constraint decides."""
    run = a_match()
    first, _ = send(a_submission(run))
    before = counts()
    looks = iter([None, first])
    monkeypatch.setattr(intake, "already_sent", lambda submission: next(looks))
    assert send(a_submission(run)) == (first, False)
    assert counts() == before


def test_numbers_follow_each_other_also_from_many_hands(shared_database: None) -> None:
    results = in_threads([lambda: next_reference(now=NOW) for _ in range(8)])
    assert sorted(results, key=str) == [f"YB-2026-{number:04d}" for number in range(1, 9)]


def test_the_year_of_a_number_is_the_provinces(db: None) -> None:
    assert next_reference(now=at("2027-01-01 00:30")) == "YB-2027-0001"
    assert next_reference(now=at("2026-12-31 23:30")) == "YB-2026-0001"
    assert next_reference(now=at("2027-06-01 00:30")) == "YB-2027-0002"


# --- Or not at all ---

BAD: list[tuple[dict[str, Any], type[Refused], dict[str, Any]]] = [
    ({"consents": frozenset()}, ConsentMissing, {}),
    ({"consents": frozenset({"newsletter"})}, ConsentMissing, {}),
    ({"consents": frozenset({"answer_request", "sell"})}, ChoiceUnknown, {"field": "consents", "value": "sell"}),
    ({"contact_name": " \x00 "}, FieldMissing, {"field": "contact_name"}),
    ({"contact_email": ""}, FieldMissing, {"field": "contact_email"}),
    ({"submission_key": ""}, FieldMissing, {"field": "submission_key"}),
    ({"contact_email": "nobody"}, EmailInvalid, {"field": "contact_email"}),
    ({"message": "x" * 5001}, TextTooLong, {"field": "message", "limit": 5000}),
    ({"contact_name": "x" * 121}, TextTooLong, {"field": "contact_name", "limit": 120}),
    ({"organisation_name": "x" * 2_000_000}, TextTooLong, {"field": "organisation_name", "limit": 200}),
    ({"language": "fr"}, ChoiceUnknown, {"field": "language", "value": "fr"}),
    ({"country": "KOREA"}, ChoiceUnknown, {"field": "country", "value": "KOREA"}),
]


@pytest.mark.parametrize(("wrong", "refusal", "facts"), BAD)
def test_bad_input_is_refused_by_name_and_nothing_is_written(
    cast: Cast, wrong: dict[str, Any], refusal: type[Refused], facts: dict[str, Any]
) -> None:
    with pytest.raises(refusal) as refused:
        send(a_submission(a_match(), **wrong))
    assert refused.value.facts == facts
    assert set(counts().values()) == {0}


def test_whatever_breaks_on_the_way_nothing_is_half_written(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def burst(**_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(intake, "tell_owner", burst)
    with pytest.raises(RuntimeError):
        send(a_submission(a_match()))
    assert set(counts().values()) == {0}
    monkeypatch.undo()
    assert send(a_submission(a_match()))[0].reference == "YB-2026-0001"


def test_texts_are_tidied(cast: Cast) -> None:
    lead, _ = send(a_submission(contact_name="  Nguye\u0302\u0303n   A ", message="một\r\n\r\nhai\x07", country=" vn "))
    assert lead.contact_name == "Nguyễn A"
    assert lead.message == "một\n\nhai"
    assert lead.organisation
    assert lead.organisation.country == "VN"


def test_the_same_organisation_is_found_without_case_and_accents(cast: Cast) -> None:
    send(a_submission(organisation_name="Công ty Điện  Sao"))
    for number, (name, country) in enumerate(
        (("CONG TY DIEN SAO", "VN"), ("Công ty Điện Sao", "KR"), ("Điện Sao", "VN"))
    ):
        again = a_submission(organisation_name=name, country=country, submission_key=f"org-{number}")
        send(again)
    assert sorted(Organisation.objects.values_list("name", "country")) == [
        ("Công ty Điện Sao", "KR"),
        ("Công ty Điện Sao", "VN"),
        ("Điện Sao", "VN"),
    ]
