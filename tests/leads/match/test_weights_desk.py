"""The province's weights: who reads and who publishes them, what is tried first, and what old results keep."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from leads.choices import Role
from leads.matching.values import VERSION_1, Weight, WeightTable
from leads.models import MatchRun, ScoreWeights
from leads.services.matching import run_match
from leads.services.organisation import ChangedMeanwhile
from leads.services.replay import replay
from leads.services.weights import (
    NotWeightKeeper,
    WeightsReversed,
    WeightsUnchanged,
    publish_weights,
    weights_on,
)
from leads.services.weights_trial import samples, try_weights
from leads.services.words import FieldMissing
from sitepages.figures import PARK_TIME
from tests.leads.match.conftest import LOADED
from tests.leads.match.test_portal_result import OSAT, text_of
from tests.leads.test_desk_views import signed_in

pytestmark = pytest.mark.usefixtures("park")
ROWS = {key: (row.weight, row.zero, row.one) for key, row in VERSION_1.rows.items()}
DEARER = ROWS | {"price": (60, 150, 60)}
CHANGE = "/admin/desk/weights/change/"


def somebody(role: Role) -> User:
    user = User.objects.create_user(f"w_{role}", "w@demo.example", "x", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


def at_the_desk(role: Role) -> Client:
    return signed_in(somebody(role))


def typed(rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    data = {f"{key}_{part}": figure for key, row in rows.items() for part, figure in zip(PARTS, row, strict=True)}
    day = timezone.now().astimezone(PARK_TIME).date()
    return {**data, "seen": "1", "valid_from": day.isoformat(), "note": "Quyết định 12", **more}


PARTS = ("weight", "zero", "one")


class TestWho:
    @pytest.mark.parametrize("role", [Role.OFFICER, Role.DUTY_HEAD, Role.LEADER, Role.EDITOR, Role.JURIST])
    def test_no_other_role_publishes(self, role: Role) -> None:
        assert at_the_desk(role).post(CHANGE, typed(DEARER, publish="")).status_code == 302
        assert not ScoreWeights.objects.exists()

    def test_the_service_refuses_too(self) -> None:
        head = somebody(Role.DUTY_HEAD)
        with pytest.raises(NotWeightKeeper):
            publish_weights(rows=DEARER, valid_from=LOADED.date(), note="x", by=head, now=LOADED)


class TestPublish:
    def test_the_administrator_publishes_and_the_page_tells_the_change(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        client, before = at_the_desk(Role.ADMIN), run_match(request=OSAT, source="site", now=LOADED)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(CHANGE, typed(DEARER, publish=""))
        assert response.status_code == 302
        made = ScoreWeights.objects.get()
        assert (made.version, made.rows["price"], made.note) == (2, [60, 150, 60], "Quyết định 12")
        page = text_of(client.get("/admin/desk/weights/").content.decode())
        assert "Quyết định 12" in page
        assert weights_on(made.valid_from).version == 2
        assert before.versions["weights"] == 1
        assert replay(before).match == "same"

    def test_tried_first_nothing_is_stored_and_the_rankings_stand_side_by_side(self) -> None:
        run_match(request=OSAT, source="site", now=LOADED)
        response = at_the_desk(Role.ADMIN).post(CHANGE, typed(DEARER, note="", **{"try": ""}))
        assert response.status_code == 200
        page = text_of(response.content.decode())
        assert samples()[0]["en"] in page or samples()[0]["vi"] in page
        assert not ScoreWeights.objects.exists()
        assert 'value="60' in response.content.decode()

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"price_weight": "-1"}, "price_weight"),
            ({"price_weight": "nan"}, "price_weight"),
            ({"frontage_one": "inf"}, "frontage_one"),
            ({"water_zero": "x"}, "water_zero"),
            ({"price_zero": "60", "price_one": "150"}, "price_zero"),
            ({"price_zero": "60"}, "price_weight"),
            ({"note": ""}, "note"),
            ({"note": "x" * 301}, "note"),
            ({"valid_from": "2020-01-01"}, None),
            ({"seen": "7"}, None),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(self, wrong: Any, field: str | None) -> None:
        response = at_the_desk(Role.ADMIN).post(CHANGE, typed(DEARER, publish="", **wrong))
        form = response.context["form"]
        assert response.status_code in {409, 422}
        assert list(form.errors) == [field or "__all__"]
        assert form.data["power_weight"] == "8"
        assert not ScoreWeights.objects.exists()

    def test_all_weights_zero_make_no_score(self) -> None:
        nothing = {key: (0, *row[1:]) for key, row in ROWS.items()}
        assert at_the_desk(Role.ADMIN).post(CHANGE, typed(nothing, publish="")).status_code == 422


class TestService:
    def test_bounds_the_other_way_round(self) -> None:
        with pytest.raises(WeightsReversed):
            publish_weights(
                rows=ROWS | {"price": (20, 60, 150)}, valid_from=LOADED.date(), note="x", by=None, now=LOADED
            )

    def test_the_same_weights_again(self) -> None:
        with pytest.raises(WeightsUnchanged):
            publish_weights(rows=ROWS, valid_from=LOADED.date(), note="x", by=None, now=LOADED)

    def test_without_a_reason(self) -> None:
        with pytest.raises(FieldMissing):
            publish_weights(rows=DEARER, valid_from=LOADED.date(), note=" ", by=None, now=LOADED)

    def test_published_meanwhile(self) -> None:
        publish_weights(rows=DEARER, valid_from=LOADED.date(), note="x", by=None, now=LOADED)
        with pytest.raises(ChangedMeanwhile):
            publish_weights(rows=ROWS, valid_from=LOADED.date(), note="x", by=None, now=LOADED, seen=1)

    def test_a_version_to_come_does_not_count_yet(self) -> None:
        day = LOADED.date() + timedelta(days=30)
        publish_weights(rows=DEARER, valid_from=day, note="x", by=None, now=LOADED)
        assert (weights_on(LOADED.date()).version, weights_on(day).version) == (1, 2)


class TestTrial:
    def test_the_same_weights_move_nothing(self) -> None:
        run_match(request=OSAT, source="site", now=LOADED)
        trial = try_weights(before=VERSION_1, after=VERSION_1, on=LOADED.date())
        assert all(one.same_order and not one.other_first for one in trial.samples)
        assert (trial.asked, trial.other_first) == (1, 0)

    def test_only_price_counting_puts_the_cheapest_first(self) -> None:
        only = {key: Weight(100 if key == "price" else 0, row.zero, row.one) for key, row in VERSION_1.rows.items()}
        trial = try_weights(before=VERSION_1, after=WeightTable(2, only), on=LOADED.date())
        assert any(not one.same_order for one in trial.samples)
        for one in trial.samples:
            assert [place.score for place in one.after] == sorted((place.score for place in one.after), reverse=True)

    def test_every_sample_has_an_option_on_the_demo_land(self) -> None:
        trial = try_weights(before=VERSION_1, after=VERSION_1, on=LOADED.date())
        assert all(one.before for one in trial.samples)
        assert MatchRun.objects.count() == 0
