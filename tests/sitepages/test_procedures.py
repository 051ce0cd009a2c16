"""The way to a start of work: no step before what it waits for, and the longest chain is the longest."""

from __future__ import annotations

import re
from datetime import datetime
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leads.services.pack_procedure import procedure_of
from sitepages.models import ProcedureNote, ProcedureStep
from sitepages.procedures.path import Circle, Step, bridged, way
from sitepages.services.editing import grant_editing
from sitepages.services.seed_procedures import load_procedures

pytestmark = pytest.mark.once


@st.composite
def networks(draw: st.DrawFn) -> list[Step]:
    """Up to eight steps, each waiting for some of those before it, in a shuffled order."""
    count = draw(st.integers(1, 8))
    steps = []
    for number in range(count):
        after = draw(st.sets(st.integers(0, number - 1))) if number else set()
        days = draw(st.one_of(st.none(), st.integers(0, 40)))
        steps.append(Step(f"s{number}", days, draw(st.booleans()), tuple(f"s{one}" for one in sorted(after))))
    return draw(st.permutations(steps))


def longest(steps: list[Step]) -> Fraction:
    """By walking every chain."""
    known = {step.key: step for step in steps}

    def end(step: Step) -> Fraction:
        return step.length + max((end(known[key]) for key in step.after), default=Fraction(0))

    return max(map(end, steps))


@given(networks())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_total_is_the_longest_of_all_chains(steps: list[Step]) -> None:
    found = way(steps)
    assert found.total == ceil(longest(steps))
    bars = {bar.key: bar for bar in found.bars}
    for step in steps:
        assert bars[step.key].start == max((bars[key].end for key in step.after), default=0)
        assert bars[step.key].end - bars[step.key].start == step.length


@given(networks())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_marked_steps_hold_a_chain_from_start_to_end_without_a_gap(steps: list[Step]) -> None:
    found = way(steps)
    critical = sorted((bar for bar in found.bars if bar.critical), key=lambda bar: (bar.start, bar.end))
    reached = Fraction(0)
    for bar in critical:
        assert bar.start <= reached  # another of the same length may run beside it
        reached = max(reached, bar.end)
    assert reached == longest(steps)
    assert {step.key for step in steps if step.days is None} == set(found.unknown)


def test_steps_without_known_days_in_a_row_are_marked_too() -> None:
    steps = [
        Step("base", 1, False, ()),
        Step("asked", None, False, ("base",)),
        Step("given", None, False, ("asked",)),
        Step("built", 1, False, ("given",)),
    ]
    assert all(bar.critical for bar in way(steps).bars)


def test_steps_that_wait_for_each_other_are_named() -> None:
    with pytest.raises(Circle, match="a -> b -> a"):
        way([Step("a", 1, True, ("b",)), Step("b", 1, True, ("a",))])


def test_a_step_left_out_passes_its_wait_on() -> None:
    after = {"a": (), "b": ("a",), "c": ("b",), "d": ("c", "a"), "x": ("y",), "y": ("x",), "e": ("x",)}
    assert bridged(after, {"a", "d", "e"}) == {"a": (), "d": ("a",), "e": ()}


# --- the page ---


SMALL_DOMESTIC = (
    "investor_kind=domestic&lane=normal&lessor=developer&policy_approval=province&irc=not_required&eia=none"
    "&env_permit=permit&new_company=true&build=new_building&fire_design=authority&permit=exempt"
    "&foreign_workers=true&duty_free_imports=false"
)


def test_nothing_is_sub_leased_before_the_plot_is_reserved(whole_site: datetime, client: Client) -> None:
    """Without a certificate the company, the account and the sub-lease wait for what the certificate waited for."""
    shown = client.get(f"/en/procedures/?{SMALL_DOMESTIC}").context["way"]
    span = {row.name: tuple(map(int, row.span.split("–"))) for row in shown.steps}
    by_key = {step.key: span[step.name_en] for step in ProcedureStep.objects.all() if step.name_en in span}
    assert by_key["sublease_contract"][0] >= by_key["plot_reservation"][-1] > 0
    assert shown.total == 63  # 7 + 23.8 + 4.2 + 14 + 5.6 + 8.4; fire acceptance comes after construction
    assert by_key["fire_acceptance"] == (63, 77)


def test_each_case_has_its_way_in_both_languages(whole_site: datetime, client: Client) -> None:
    for case in ("foreign_green_sublease", "foreign_normal_state_lease", "domestic_sublease_small"):
        for lang in ("vi", "en"):
            response = client.get(f"/{lang}/procedures/?case={case}")
            assert response.status_code == 200
            assert not response.cookies


def test_papers_and_fees_nobody_found_are_said(whole_site: datetime, client: Client) -> None:
    """Of a step that is an act; a dash stands for none only where a milestone needs none."""
    ProcedureStep.objects.update(documents_vi="", documents_en="", fee_vi="", fee_en="")
    html = client.get("/en/procedures/").content.decode()
    acts = html.count('data-name="Documents and fee"')
    dashes = len(re.findall(r'data-name="Documents and fee">\s*–', html))
    assert 0 < dashes < acts
    assert html.count("documents not found") == html.count("fee not found") == acts - dashes


def test_an_answer_in_the_address_changes_the_steps(whole_site: datetime, client: Client) -> None:
    green = client.get("/en/procedures/?case=foreign_green_sublease").content.decode()
    normal = client.get("/en/procedures/?case=foreign_green_sublease&lane=normal").content.decode()
    assert "under the special investment procedure" in green
    assert "under the special investment procedure" not in normal
    strange = client.get("/en/procedures/?lane=%00x&case=none&x=1")
    assert strange.status_code == 200
    assert "Left out: case, lane, x." in strange.content.decode()
    assert "Left out" not in green + normal


def test_what_an_editor_changes_shows_and_a_circle_is_refused(whole_site: datetime, client: Client) -> None:
    group = Group.objects.create(name="editors")
    grant_editing(group=group)
    editor = User.objects.create_user("p-editor")
    editor.groups.add(group)
    desk = Client()
    desk.force_login(editor)
    step, last = ProcedureStep.objects.get(key="plot_reservation"), ProcedureStep.objects.get(key="ready_to_build")
    page = desk.get(f"/admin/procedures/edit/{step.pk}/")
    assert page.status_code == 200
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    sent = {**data, "days": 6, "name_en": "Reserve the land"}
    assert desk.post(f"/admin/procedures/edit/{step.pk}/", sent).status_code == 302
    assert "Reserve the land" in client.get("/en/procedures/").content.decode()
    refused = desk.post(f"/admin/procedures/edit/{step.pk}/", {**sent, "after": [last.pk]})
    assert refused.status_code == 200
    assert refused.context["form"].errors["after"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_drawing_has_every_name_whole_and_no_line_on_another(
    whole_site: datetime, client: Client, lang: str
) -> None:
    way_shown = client.get(f"/{lang}/procedures/").context["way"]
    bars = way_shown.drawing.bars
    assert [" ".join(line for line, _y in bar.label) for bar in bars] == [row.name for row in way_shown.steps]
    assert max(len(bar.label) for bar in bars) > 1
    lines = [int(y) for bar in bars for _line, y in bar.label]
    assert all(after - before >= 16 for before, after in pairwise(lines))
    assert lines[-1] < way_shown.drawing.bottom


def test_loading_twice_adds_nothing(whole_site: datetime) -> None:
    before = ProcedureStep.objects.count()
    load_procedures()
    assert ProcedureStep.objects.count() == before == 30


@pytest.mark.parametrize(
    ("answers", "asked", "said"),
    [
        ("case=foreign_normal_state_lease&irc=not_required", "Law 143/2025 Art. 26(1)", "not required"),
        ("case=foreign_normal_state_lease&policy_approval=none", "Law 143/2025 Art. 24(8)", "none"),
    ],
)
def test_answers_that_do_not_go_together_are_kept_and_said(
    whole_site: datetime, client: Client, answers: str, asked: str, said: str
) -> None:
    response = client.get(f"/en/procedures/?{answers}")
    (found,) = response.context["way"].contradictions
    assert found.note.clause.startswith(asked)
    assert said in {answer for _question, answer in found.answers}
    html = response.content.decode()
    assert "These answers do not go together" in html
    chosen = {one.name for question in response.context["way"].questions for one in question.choices if one.chosen}
    assert said in chosen


def test_no_typical_case_contradicts_the_law(whole_site: datetime, client: Client) -> None:
    for case in ("foreign_green_sublease", "foreign_normal_state_lease", "domestic_sublease_small"):
        assert client.get(f"/en/procedures/?case={case}").context["way"].contradictions == ()
    for origin in ("VN", "JP"):
        for status in ("planned", "established"):
            facts = procedure_of(origin=origin, zone_status=status)["facts"]
            assert client.get("/en/procedures/", facts).context["way"].contradictions == ()


def test_an_editor_says_what_contradicts_a_note(whole_site: datetime, client: Client) -> None:
    group = Group.objects.create(name="note editors")
    grant_editing(group=group)
    editor = User.objects.create_user("n-editor")
    editor.groups.add(group)
    desk = Client()
    desk.force_login(editor)
    page = desk.get("/admin/procedure-notes/edit/green_not_for_developer/")
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    sent = {**data, "answers": ["lane=green", "lessor=state"]}
    assert desk.post("/admin/procedure-notes/edit/green_not_for_developer/", sent).status_code == 302
    way_shown = client.get("/en/procedures/?case=foreign_green_sublease&lessor=state").context["way"]
    assert [one.note.clause for one in way_shown.contradictions] == [
        ProcedureNote.objects.get(key="green_not_for_developer").clause_en
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_on_a_phone_names_stand_above_their_bars_and_nothing_lies_beyond_the_edge(
    whole_site: datetime, client: Client, lang: str
) -> None:
    way_shown = client.get(f"/{lang}/procedures/?case=foreign_normal_state_lease").context["way"]
    drawing = way_shown.narrow
    assert drawing.width <= 358
    assert [" ".join(line for line, _y in bar.label) for bar in drawing.bars] == [row.name for row in way_shown.steps]
    for bar, following in pairwise(drawing.bars):
        assert int(bar.label[-1][1]) < int(bar.y) < int(bar.y) + 17 < int(following.label[0][1]) - 9
    assert all(float(bar.x) + float(bar.width) + 30 <= drawing.width for bar in drawing.bars)
    assert max(float(bar.width) for bar in drawing.bars) > 60
