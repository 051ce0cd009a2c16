"""The copy of a person's data holds all that names their file, or says what it leaves out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone, translation

from leads.choices import EndReason, Role
from leads.models import Lead
from leads.services.case_end import end_case
from leads.services.erasure_events import KeptLonger
from leads.services.events import StageChanged, record
from leads.services.intake import submit_lead
from leads.services.links import live_link
from leads.services.personal_data import as_json, sections_of
from leads.services.personal_state import COPIED, LEFT_OUT
from tests.leads.conftest import Cast, a_match, a_submission, did

pytestmark = pytest.mark.django_db


def test_every_table_that_names_a_file_is_in_the_copy_or_left_out_with_a_reason() -> None:
    tables = {
        model.__name__
        for model in apps.get_app_config("leads").get_models()
        if any(one.related_model is Lead for one in model._meta.get_fields() if one.many_to_one or one.one_to_one)
    }
    assert set(LEFT_OUT) <= {model.__name__ for model in apps.get_app_config("leads").get_models()}
    missing = tables - COPIED.keys() - LEFT_OUT.keys()
    assert not missing, (
        f"Say in leads/services/personal_state.py where the copy has them, or why not: {sorted(missing)}"
    )


def test_words_at_the_end_packs_and_land_offered_are_in_the_copy(cast: Cast) -> None:
    now = timezone.now()
    given = a_submission(a_match(), message="How much power is there?")
    lead, _new = submit_lead(submission=given, by=None, now=now)
    day = (now + timedelta(days=90)).date()
    link = live_link(lead=lead, now=now)
    did(
        lambda: end_case(
            lead=lead, link=link, why=EndReason.LATER.value, come_back_on=day, text="Board decides", by=None, now=now
        )
    )
    with translation.override("en"):
        copy = as_json(sections_of(Lead.objects.get(pk=lead.pk), now, "en"))
    assert copy["course"][-1]["words"] == "Board decides"
    assert copy["course"][-1]["come_back_on"] == day.isoformat()
    assert copy["state"]["stage"] == "parked"
    assert {"packs", "land"} <= copy.keys()


def test_the_copy_says_why_data_are_kept_longer_and_lists_no_step_of_the_product_as_the_persons_own(cast: Cast) -> None:
    now = timezone.now()
    lead, _new = submit_lead(submission=a_submission(a_match()), by=None, now=now)
    record(lead=lead, event=StageChanged(old="new", new="in_contact"), by=None, at=now)
    until = (now + timedelta(days=800)).date()
    record(
        lead=lead,
        event=KeptLonger(kept_until=until, reason="A complaint is open"),
        by=cast.users[Role.DUTY_HEAD],
        at=now,
    )
    with translation.override("en"):
        copy = as_json(sections_of(Lead.objects.get(pk=lead.pk), now, "en"))
    assert copy["state"]["kept_until"] == until.isoformat()
    assert copy["state"]["kept_why"] == "A complaint is open"
    assert not copy.get("course")


def test_the_public_page_tells_terms_and_times(client: Client) -> None:
    said = client.get("/en/privacy/").content.decode()
    for words in (
        "24 months",
        "2 working days",
        "within 10 days",
        "put off once by at most 15 days",
        "How long it is kept",
        "Answering whoever reports a wrong fact",
        "Passing a file on to a colleague",
        "90 days, unless it is sent or watched",
        "30 days after the last answer",
        "Who has no file, only a watch or the newsletter",
    ):
        assert words in said, words
