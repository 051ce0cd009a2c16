"""Merge and undo: every row as it was, but for the events, whatever graph of records stood there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from leads.models import (
    Consent,
    Contact,
    HeldPlot,
    Hold,
    Lead,
    LeadEvent,
    LeadLink,
    Mail,
    Organisation,
    WantedPlot,
)
from leads.services.access import ReadOnly
from leads.services.contact_records import contact_of
from leads.services.duplicates import Ground, contacts_like, organisations_like
from leads.services.events import state_of
from leads.services.holds import hold_plots
from leads.services.intake import submit_lead
from leads.services.organisations import (
    RecordHidden,
    RecordMerged,
    keys_of,
    mark_checked,
    organisation_named,
    save_organisation,
)
from leads.services.record_merge import (
    MergeDone,
    MergesNothing,
    MergeTooOld,
    NotAMerger,
    RowsChanged,
    TaxCodesDiffer,
    apply_merge,
    propose_merge,
    undo_merge,
)
from leads.services.record_rules import POINTERS
from leads.services.words import FieldMissing
from sitepages.models import ChangeSet
from tests.leads.conftest import NOW, Cast, a_submission, did, furnish, hire, seq_of
from tests.leads.land import HA, lay_out

SOON = NOW + timedelta(minutes=20)
TABLES: tuple[type[models.Model], ...] = (
    Organisation,
    Contact,
    Lead,
    Hold,
    HeldPlot,
    Mail,
    Consent,
    LeadLink,
    WantedPlot,
)


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table a merge may touch, bit for bit."""
    return {model.__name__: list(model._default_manager.order_by("pk").values_list()) for model in TABLES}


def events() -> list[tuple[Any, ...]]:
    return list(LeadEvent.objects.order_by("pk").values_list())


def arrives(key: str, organisation: str, email: str, **more: Any) -> Lead:
    given = {"submission_key": key, "organisation_name": organisation, "contact_email": email, **more}
    lead, _ = submit_lead(submission=a_submission(None, **given), by=None, now=NOW)
    return lead


# --- Any graph ---

NAMES = ["Sao Mai", "Công ty TNHH Sao Mai", "SAO MAI CO LTD", "Linden", ""]
MAILS = ["a@saomai.example", "b@saomai.example", "c@linden.example", "d@gmail.com"]
ENQUIRY = st.tuples(st.sampled_from(NAMES), st.sampled_from(MAILS), st.sampled_from(["VN", "KR"]), st.booleans())
MERGE = st.tuples(st.sampled_from(["organisation", "person"]), st.integers(0, 9), st.integers(0, 9))


class AnyGraph(TestCase):
    """Random organisations, people, leads, holds and mails; random merges; undone in any order that is allowed."""

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ENQUIRY, min_size=2, max_size=6), st.lists(MERGE, min_size=1, max_size=5), st.randoms())
    def test_merge_then_undo_restores_every_row(self, enquiries: Any, merges: Any, chance: Any) -> None:
        furnish()
        cast = hire()
        head = cast.vu.user
        lay_out(A1=HA, A2=HA)
        for number, (name, mail, country, holds) in enumerate(enquiries):
            lead = arrives(f"g{number}", name, mail, country=country)
            if holds:
                codes, until = ["A1"], (NOW + timedelta(days=9)).date()
                by = {"queue": True, "seen_seq": seq_of(lead), "by": head, "now": NOW}
                hold_plots(lead=lead, plots=codes, until=until, **by)
        before, said = everything(), events()
        stack: list[tuple[ChangeSet, Any]] = []
        for what, first, second in merges:
            rows = list((Organisation if what == "organisation" else Contact).objects.order_by("pk"))
            if not rows:
                continue
            keep, gone = rows[first % len(rows)], rows[second % len(rows)]
            state = everything()
            try:
                with transaction.atomic():
                    change_set = propose_merge(what=what, keep=keep, gone=gone, by=head, now=SOON)
                    apply_merge(change_set=change_set, by=head, now=SOON)
            except (MergesNothing, RecordMerged, TaxCodesDiffer):
                assert everything() == state
                continue
            stack.append((change_set, state))
        while stack:
            place = chance.randrange(len(stack))
            change_set, state = stack[place]
            now = everything()
            try:
                with transaction.atomic():
                    undo_merge(change_set=change_set, by=head, now=SOON)
            except RowsChanged:
                assert place < len(stack) - 1, "the last merge can always be taken back"
                assert everything() == now
                continue
            stack.pop(place)
        assert everything() == before
        after = events()
        assert after[: len(said)] == said
        assert {row[3] for row in after[len(said) :]} <= {"merged", "unmerged"}
        for lead in Lead.objects.all():
            state_of(lead)


# --- One by one ---


@pytest.fixture
def pair(cast: Cast) -> tuple[Lead, Lead]:
    """Two software enquiries of one company under two names; the second knows the tax code."""
    one = arrives("one", "Sao Mai", "a@saomai.example", sector="software")
    two = arrives("two", "Công ty TNHH Sao Mai", "b@saomai.example", sector="software")
    values = {"name": "Công ty TNHH Sao Mai", "country": "VN", "tax_code": "0100-000", "domain": "saomai.example"}
    save_organisation(organisation=two.organisation, values=values, by=cast.vu.user, now=NOW)
    return Lead.objects.get(pk=one.pk), Lead.objects.get(pk=two.pk)


def merged(keep: Lead, gone: Lead, by: User) -> ChangeSet:
    change_set = propose_merge(what="organisation", keep=keep.organisation, gone=gone.organisation, by=by, now=SOON)
    return did(lambda: apply_merge(change_set=change_set, by=by, now=SOON))


def test_duplicates_are_found_by_tax_code_then_domain_then_name(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    assert [(found.other, found.ground) for found in organisations_like(one.organisation)] == [
        (two.organisation_id, Ground.DOMAIN)
    ]
    third = organisation_named(name="SAO MAI JSC", country="KR")
    Organisation.objects.filter(pk=third.pk).update(tax_key="0100000")
    near = organisation_named(name="Sao Mại Ltd", country="JP", domain="gmail.com")
    typo = organisation_named(name="Sao Mai Electronics", country="JP")
    grounds = {
        found.other: found.ground for found in organisations_like(Organisation.objects.get(name__startswith="Công"))
    }
    assert grounds == {
        third.pk: Ground.TAX_CODE,
        one.organisation_id: Ground.DOMAIN,
        near.pk: Ground.NAME,
    }
    Organisation.objects.filter(pk=typo.pk).update(core="sao mái")
    Organisation.objects.filter(pk=near.pk).update(tax_key="999", core="sao mai")
    assert near.pk not in {
        found.other for found in organisations_like(Organisation.objects.get(name__startswith="Công"))
    }


def test_a_merge_moves_leads_and_people_fills_what_was_empty_and_says_so_in_each_history(
    pair: tuple[Lead, Lead], cast: Cast
) -> None:
    one, two = pair
    change_set = merged(one, two, cast.head_khcn.user)
    two.refresh_from_db()
    assert two.organisation == one.organisation
    kept = Organisation.objects.get(pk=one.organisation_id)
    assert (kept.name, kept.tax_code, kept.tax_key) == ("Sao Mai", "0100-000", "0100000")
    assert set(Contact.objects.values_list("organisation", flat=True)) == {kept.pk}
    assert two.events.last().kind == "merged"
    assert two.events.last().data["change_set"] == change_set.pk
    assert not one.events.filter(kind="merged").exists()
    again = organisation_named(name="Công ty TNHH Sao Mai", country="VN")
    assert again == kept  # whoever writes under the old name now belongs to the one that stays


def test_an_undo_gives_everything_back_and_adds_an_event(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    before = everything()
    change_set = merged(one, two, cast.vu.user)
    did(lambda: undo_merge(change_set=change_set, by=cast.vu.user, now=SOON + timedelta(days=29)))
    assert everything() == before
    assert [row.kind for row in two.events.order_by("seq")][-2:] == ["merged", "unmerged"]
    with pytest.raises(MergeDone):
        undo_merge(change_set=change_set, by=cast.vu.user, now=SOON)


def test_an_undo_is_refused_whole_with_the_rows_that_changed_since(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    change_set = merged(one, two, cast.vu.user)
    other = organisation_named(name="Linden", country="DE")
    Lead.objects.filter(pk=two.pk).update(organisation=other)
    values = {"name": "Sao Mai", "country": "VN", "tax_code": "", "domain": "saomai.example"}
    save_organisation(organisation=one.organisation, values=values, by=cast.vu.user, now=SOON)
    now = everything()
    with pytest.raises(RowsChanged) as refused, transaction.atomic():
        undo_merge(change_set=change_set, by=cast.vu.user, now=SOON)
    assert refused.value.facts["rows"] == ["Sao Mai: tax_code", "Sao Mai: tax_key", two.reference]
    assert everything() == now


def test_an_undo_has_thirty_days(pair: tuple[Lead, Lead], cast: Cast) -> None:
    change_set = merged(*pair, cast.vu.user)
    with pytest.raises(MergeTooOld):
        undo_merge(change_set=change_set, by=cast.vu.user, now=SOON + timedelta(days=31))


def test_a_preview_that_has_aged_is_not_applied(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    preview = propose_merge(
        what="organisation", keep=one.organisation, gone=two.organisation, by=cast.vu.user, now=SOON
    )
    late = arrives("late", "Công ty TNHH Sao Mai", "b@saomai.example", sector="software")
    with pytest.raises(RowsChanged) as refused, transaction.atomic():
        apply_merge(change_set=preview, by=cast.vu.user, now=SOON)
    assert refused.value.facts["rows"] == [late.reference]
    assert ChangeSet.objects.get(pk=preview.pk).state == "previewed"


def test_two_tax_codes_are_two_bodies(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    Organisation.objects.filter(pk=one.organisation_id).update(**keys_of("Sao Mai", "0200"), tax_code="0200")
    one = Lead.objects.get(pk=one.pk)
    with pytest.raises(TaxCodesDiffer):
        merged(one, two, cast.vu.user)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        (lambda cast: cast.an.user, NotAMerger),
        (lambda cast: cast.leader, NotAMerger),
        (lambda cast: cast.chi.user, RecordHidden),
    ],
)
def test_only_a_head_merges(
    pair: tuple[Lead, Lead], cast: Cast, who: Callable[[Cast], User], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        merged(*pair, who(cast))


def test_a_head_of_department_merges_only_what_is_wholly_the_departments(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    arrives("far", "Sao Mai", "z@saomai.example", sector="electronics_hardware")
    with pytest.raises(NotAMerger):
        merged(one, two, cast.head_khcn.user)
    merged(one, two, cast.vu.user)


def test_nothing_is_merged_with_itself_or_twice(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, two = pair
    with pytest.raises(MergesNothing):
        merged(one, one, cast.vu.user)
    gone = two.organisation
    merged(one, two, cast.vu.user)
    with pytest.raises(RecordMerged):
        propose_merge(what="organisation", keep=one.organisation, gone=gone, by=cast.vu.user, now=SOON)


# --- People ---


def test_a_person_is_found_again_by_mail_or_by_number_and_name(cast: Cast) -> None:
    first = arrives("one", "Sao Mai", "Kim@SaoMai.example", contact_name="Kim")
    again = arrives("two", "Sao Mai", "kim@saomai.example", contact_name="Kim Min-su")
    assert first.contact == again.contact
    assert (again.contact.name, again.contact_name) == ("Kim", "Kim Min-su")
    called = {"email": "", "language": "vi"}
    one = contact_of(name="Lê An", phone="+84 912 345 678", **called)
    assert contact_of(name="le an", phone="0912.345.678", **called) == one
    assert contact_of(name="Lê Bình", phone="0912.345.678", **called) != one
    assert Contact.objects.count() == 3


def test_people_who_may_be_one_are_found_and_merged(cast: Cast) -> None:
    one = arrives("one", "Sao Mai", "kim@saomai.example", contact_name="Kim Min-su", contact_phone="")
    two = arrives("two", "Sao Mai", "min.kim@saomai.example", contact_name="KIM MIN-SU", contact_phone="0912345678")
    arrives("three", "Linden", "kim@linden.example", contact_name="Kim Min-su")
    assert [(found.other, found.ground) for found in contacts_like(one.contact)] == [(two.contact_id, Ground.NAME)]
    before = everything()
    head = cast.vu.user
    change_set = propose_merge(what="person", keep=one.contact, gone=two.contact, by=head, now=SOON)
    did(lambda: apply_merge(change_set=change_set, by=head, now=SOON))
    two.refresh_from_db()
    assert two.contact == one.contact
    assert Contact.objects.get(pk=one.contact_id).phone == "0912345678"
    assert contact_of(name="x", email="min.kim@saomai.example", phone="", language="") == one.contact
    did(lambda: undo_merge(change_set=change_set, by=head, now=SOON))
    assert everything() == before


# --- The record itself ---


def test_an_officer_who_works_on_a_lead_corrects_its_organisation(pair: tuple[Lead, Lead], cast: Cast) -> None:
    one, _two = pair
    values = {"name": "Sao Mai Điện tử", "country": "vn", "tax_code": "01 00", "domain": "SaoMai.Example"}
    saved = save_organisation(organisation=one.organisation, values=values, by=one.owner.user, now=SOON)
    assert (saved.core, saved.tax_key, saved.country, saved.domain) == (
        "sao mai dien tu",
        "0100",
        "VN",
        "saomai.example",
    )
    with pytest.raises(FieldMissing):
        save_organisation(organisation=one.organisation, values={"name": ""}, by=one.owner.user, now=SOON)
    with pytest.raises(ReadOnly):
        save_organisation(organisation=one.organisation, values=values, by=cast.leader, now=SOON)
    with pytest.raises(RecordHidden):
        save_organisation(organisation=one.organisation, values=values, by=cast.chi.user, now=SOON)
    assert mark_checked(organisation=one.organisation, by=one.owner.user, now=SOON).checked_at == SOON


# --- Guards ---


def pointers() -> set[str]:
    """Every foreign key of our models to a lead, an organisation or a person of an investor."""
    found = set()
    for model in apps.get_models():
        if model.__module__.split(".")[0] not in {"leads", "sitepages"}:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model in (Lead, Organisation, Contact):
                found.add(f"{model.__name__}.{field.name}")
    return found


def test_every_pointer_says_what_merge_and_retention_do_with_it() -> None:
    new = sorted(pointers() - POINTERS.keys())
    assert not new, (
        "New foreign keys to a lead, an organisation or a person. Add a line to leads/services/record_rules.py "
        f"(POINTERS) for each: does a merge move it, and what does erasing personal data do with its row? {new}"
    )
    gone = sorted(POINTERS.keys() - pointers())
    assert not gone, f"These foreign keys are gone; take their lines out of POINTERS: {gone}"


def test_the_guard_sees_a_new_pointer() -> None:
    assert {"Lead.organisation", "Hold.lead", "Contact.merged_into"} <= pointers()
