"""Editing of the guide's questions, cases and notes, and of the prices of the location, through the admin's pages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from leads.services.location_cost import prices
from sitepages.models import LocationPrice, ProcedureCase, ProcedureFact, ProcedureNote
from sitepages.services.editing import grant_editing, grant_law_checking
from sitepages.services.seed_prices import load_location_prices
from tests.sitepages.desk_people import signed


def user_with(name: str, grant: Any) -> User:
    group = Group.objects.create(name=name)
    grant(group=group)
    user = User.objects.create_user(name)
    user.groups.add(group)
    return user


@pytest.fixture
def editor(whole_site: datetime) -> Client:
    return signed(user_with("p-editor", grant_editing))


def filled(client: Client, address: str) -> dict[str, Any]:
    form = client.get(address).context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None}


def test_a_case_is_written_added_and_taken_away(editor: Client, client: Client) -> None:
    address = "/admin/procedure-cases/edit/domestic_sublease_small/"
    sent = filled(editor, address)
    twice = editor.post(address, {**sent, "answers": [*sent["answers"], "lane=green", "lane=normal"]})
    assert twice.context["form"].errors["answers"]
    answers = [one for one in sent["answers"] if not one.startswith("lane=")]
    assert (
        editor.post(address, {**sent, "name_en": "A small shop", "answers": [*answers, "lane=green"]}).status_code
        == 302
    )
    assert ProcedureCase.objects.get(key="domestic_sublease_small").facts["lane"] == "green"
    assert "A small shop" in client.get("/en/procedures/").content.decode()
    new = {**sent, "key": "my_case", "order": 9, "name_vi": "Ca mới", "name_en": "New case"}
    assert editor.post("/admin/procedure-cases/new/", new).status_code == 302
    assert client.get("/vi/procedures/?case=my_case").status_code == 200
    assert editor.post("/admin/procedure-cases/delete/my_case/").status_code == 302
    assert not ProcedureCase.objects.filter(key="my_case").exists()


def test_the_key_of_a_case_stays(editor: Client) -> None:
    address = "/admin/procedure-cases/edit/domestic_sublease_small/"
    editor.post(address, {**filled(editor, address), "key": "other"})
    assert ProcedureCase.objects.filter(key="domestic_sublease_small").exists()
    assert not ProcedureCase.objects.filter(key="other").exists()


@pytest.mark.parametrize(
    "choices",
    [
        "normal | thông thường | normal",
        "normal | a\ngreen | b | c",
        "normal | a | b\nnormal | c | d",
        "A B | a | b\ngreen|c|d",
    ],
)
def test_a_question_keeps_the_answers_that_are_used_and_its_form(editor: Client, choices: str) -> None:
    address = "/admin/procedure-questions/edit/lane/"
    refused = editor.post(address, {**filled(editor, address), "choices": choices})
    assert refused.context["form"].errors["choices"]


def test_a_question_gets_an_answer_and_a_step_can_hang_on_it(editor: Client, client: Client) -> None:
    address = "/admin/procedure-questions/edit/lane/"
    sent = filled(editor, address)
    choices = sent["choices"] + "\nwhite | làn trắng | white lane"
    assert editor.post(address, {**sent, "choices": choices}).status_code == 302
    assert ProcedureFact.objects.get(key="lane").values[-1] == {"value": "white", "vi": "làn trắng", "en": "white lane"}
    assert "white lane" in client.get("/en/procedures/").content.decode()
    assert editor.post("/admin/procedure-questions/delete/lane/").status_code == 302
    assert ProcedureFact.objects.filter(key="lane").exists()


def test_a_note_is_written(editor: Client, client: Client) -> None:
    note = ProcedureNote.objects.first()
    address = f"/admin/procedure-notes/edit/{note.pk}/"
    assert editor.post(address, {**filled(editor, address), "text_en": "Ask first."}).status_code == 302
    assert "Ask first." in client.get("/en/procedures/").content.decode()


# --- prices ---


def test_the_parks_own_price_goes_before_a_neighbours_and_the_newer_before_the_older(whole_site: datetime) -> None:
    shared = {"currency": "VND", "source": "s", "certainty": "confirmed", "verified_on": "2026-11-24"}
    water = {"kind": "water", **shared}
    LocationPrice.objects.create(**water, low=18000, high=18000, place="Điềm Thụy", year=2025)
    assert (prices()["water"].place, prices()["water"].own) == ("Điềm Thụy", False)
    LocationPrice.objects.create(**water, low=9000, high=9500, place="Yên Bình", year=2024, own=True)
    assert (prices()["water"].place, float(prices()["water"].high)) == ("Yên Bình", 9500)
    assert prices()["power"].place == "Sông Công I"


def test_an_editor_enters_a_price_and_a_wrong_range_is_refused(editor: Client) -> None:
    sent = {
        "kind": "power",
        "low": "1700",
        "high": "1600",
        "currency": "VND",
        "own": "on",
        "place": "Yên Bình",
        "year": "2026",
        "source": "QĐ 1/2026",
        "certainty": "confirmed",
        "verified_on": "2026-11-24",
    }
    refused = editor.post("/admin/location-prices/new/", sent)
    assert refused.context["form"].errors["high"]
    assert editor.post("/admin/location-prices/new/", {**sent, "high": "3100"}).status_code == 302
    assert prices()["power"].own
    assert editor.get(f"/admin/location-prices/history/{LocationPrice.objects.get(year=2026).pk}/").status_code == 200


def test_a_jurist_edits_neither_guide_nor_prices(whole_site: datetime) -> None:
    jurist = signed(user_with("p-jurist", grant_law_checking))
    for name in ("procedures", "procedure-cases", "procedure-questions", "procedure-notes", "location-prices"):
        assert jurist.get(f"/admin/{name}/").status_code == 302


def test_loading_prices_twice_adds_nothing(whole_site: datetime) -> None:
    load_location_prices()
    assert LocationPrice.objects.count() == 4
