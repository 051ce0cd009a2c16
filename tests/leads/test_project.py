"""Sector, country, land and question of a lead that came without a match: shown, noted later, read by everything."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from leads.choices import EventKind
from leads.desk.build import lead_page
from leads.desk.log import log_of
from leads.models import Lead
from leads.services.access import ReadOnly
from leads.services.asked import facts_to_route, project_lines
from leads.services.desk_lock import StaleLead
from leads.services.gates import missing_for
from leads.services.intake import submit_lead
from leads.services.project import AreaUnfit, ProjectFacts, describe_project
from leads.services.recompute import read
from leads.services.words import ChoiceUnknown
from tests.leads.conftest import NOW, Cast, a_match, a_submission, did, seq_of
from tests.leads.test_desk_views import signed_in

KNOWN = ProjectFacts("data_centre", "KR", "eia", Decimal("2.5"), Decimal(12))


@pytest.fixture
def caller(cast: Cast) -> Lead:
    """Somebody who only called: no match behind it."""
    given = {"country": "JP", "sector": "software", "question": "land_lease", "organisation_name": "", "spoken": True}
    lead, _ = did(lambda: submit_lead(submission=a_submission(**given), by=cast.an.user, now=NOW))
    return lead


def noted(lead: Lead, cast: Cast, project: ProjectFacts, **more: Any) -> Lead:
    given = {"lead": lead, "project": project, "seen_seq": seq_of(lead), "by": cast.an.user, "now": NOW} | more
    return did(lambda: describe_project(**given))


def profile(lead: Lead, cast: Cast) -> dict[str, str]:
    with translation.override("en"):
        return dict(lead_page(cast.an.user, Lead.objects.get(pk=lead.pk), NOW).asked)


def test_what_the_entry_said_stands_in_the_profile(caller: Lead, cast: Cast) -> None:
    shown = profile(caller, cast)
    assert (shown["Sector"], shown["Country"]) == ("Sector software", "Japan")
    assert shown["Asks about"]


def test_what_is_noted_later_counts_everywhere_and_is_undone_by_noting_again(caller: Lead, cast: Cast) -> None:
    before = profile(caller, cast)
    noted(caller, cast, KNOWN)
    shown = profile(caller, cast)
    assert (shown["Sector"], shown["Country"], shown["Land"]) == (
        "Sector data_centre",
        "South Korea",
        "2.5\xa0ha – 12\xa0ha",
    )
    lead = Lead.objects.get()
    facts = facts_to_route(lead, NOW)
    assert (facts["origin"], facts["area_m2"], facts["question"]) == ("KR", 25000, "eia")
    assert lead.priority == "high"  # a key sector
    assert not {"g_sector", "g_size", "g_origin"} & set(missing_for(lead, "qualified", NOW))
    page = signed_in(cast.an.user).get("/admin/desk/?whose=visible&sector=data_centre").content.decode()
    assert lead.reference in page
    with translation.override("en"):
        assert "Country: South Korea" in log_of(lead)[0].detail
    noted(lead, cast, ProjectFacts("software", "JP", "land_lease"))
    assert profile(lead, cast) == before
    assert Lead.objects.get().priority == caller.priority
    assert lead.events.filter(kind=EventKind.DESCRIBED).count() == 2
    noted(lead, cast, ProjectFacts("software", "JP", "land_lease"))
    assert lead.events.filter(kind=EventKind.DESCRIBED).count() == 2


def test_the_second_reckoning_reads_the_priority_too(caller: Lead, cast: Cast) -> None:
    noted(caller, cast, KNOWN)
    rows = [(row.kind, row.data, row.at) for row in caller.events.order_by("seq")]
    assert read(rows).priority == Lead.objects.get().priority


@pytest.mark.parametrize(
    ("project", "refusal"),
    [
        (ProjectFacts(sector="none_such"), ChoiceUnknown),
        (ProjectFacts(country="XX"), ChoiceUnknown),
        (ProjectFacts(question="none_such"), ChoiceUnknown),
        (ProjectFacts(area_min_ha=Decimal(0)), AreaUnfit),
        (ProjectFacts(area_max_ha=Decimal(-1)), AreaUnfit),
        (ProjectFacts(area_max_ha=Decimal(1001)), AreaUnfit),
        (ProjectFacts(area_min_ha=Decimal(5), area_max_ha=Decimal(2)), AreaUnfit),
    ],
)
def test_what_cannot_be_is_refused(caller: Lead, cast: Cast, project: ProjectFacts, refusal: type) -> None:
    with pytest.raises(refusal):
        noted(caller, cast, project)


def test_a_stale_tab_and_a_reader_change_nothing(caller: Lead, cast: Cast) -> None:
    seen = seq_of(caller)
    noted(caller, cast, KNOWN)
    with pytest.raises(StaleLead):
        noted(caller, cast, ProjectFacts(), seen_seq=seen)
    with pytest.raises(ReadOnly):
        noted(caller, cast, ProjectFacts(), by=cast.leader)


def test_the_form_of_the_file_reads_the_readers_figures(caller: Lead, cast: Cast) -> None:
    client, url = signed_in(cast.an.user), f"/admin/desk/{caller.pk}/project/"
    assert url in client.get(f"/admin/desk/{caller.pk}/").content.decode()
    data = {"seen_seq": seq_of(caller), "sector": "data_centre", "country": "KR", "area_min_ha": "0,5"}
    assert client.post(url, data, headers={"accept-language": "vi"}).status_code == 302
    lead = Lead.objects.get()
    assert (lead.sector_id, lead.country, lead.question, lead.area_min_m2) == ("data_centre", "KR", "", 5000)
    wrong = client.post(url, {**data, "seen_seq": seq_of(lead), "area_min_ha": "0"})
    assert wrong.status_code == 422


def test_a_match_keeps_its_figures_until_an_officer_knows_better(lead: Lead, cast: Cast) -> None:
    noted(lead, cast, ProjectFacts(sector="software", country="VN"))
    with translation.override("en"):
        assert dict(project_lines(Lead.objects.get()))["Land"].startswith("5,000")
    noted(lead, cast, ProjectFacts(sector="software", country="VN", area_max_ha=Decimal(3)))
    assert facts_to_route(Lead.objects.get(), NOW)["area_max_m2"] == 30000


def test_the_country_of_a_match_and_of_an_entry_is_the_leads(cast: Cast) -> None:
    run = a_match(project={"origin": "KR"})
    made, _ = did(lambda: submit_lead(submission=a_submission(run, country=""), by=None, now=NOW))
    assert made.country == "KR"
