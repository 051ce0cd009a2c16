"""A published version of law stays as it is: the database refuses what the services never do."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from sitepages.models import IncentiveVersion
from sitepages.services.law_guard import put_up, take_down
from tests.sitepages.desk_people import Desk, desk_people, drafted, published

KEY = "CIT_SECTOR_10_15"
SEED: dict[str, Any] = {
    "record": {},
    "valid_from": date(2020, 1, 1),
    "certainty": "unconfirmed",
    "verified_on": date(2020, 1, 1),
    "name_vi": "Khác",
    "summary_en": "Other",
    "decided_by": "discretionary",
    "number": 9,
    "published_at": None,
    "reason": "Khác",
    "origin": "desk",
    "schema_version": 3,
}


@pytest.fixture
def desk(park: datetime) -> Desk:
    return desk_people(park)


def of_seed() -> IncentiveVersion:
    return IncentiveVersion.objects.get(incentive__key=KEY, published_at__isnull=False)


@pytest.mark.parametrize("column", SEED)
def test_no_column_of_a_published_row_changes_by_a_bulk_update(park: datetime, column: str) -> None:
    version = of_seed()
    before = getattr(version, column)
    with pytest.raises(IntegrityError, match="never changed or deleted: publish a new version"), transaction.atomic():
        IncentiveVersion.objects.filter(pk=version.pk).update(**{column: SEED[column]})
    version.refresh_from_db()
    assert getattr(version, column) == before


def test_a_version_of_the_desk_keeps_its_signatures(desk: Desk) -> None:
    version = published(desk, KEY, note={"vi": "Ghi chú.", "en": "A note."})
    for column, value in (("checked_by", desk.editor), ("approved_by", desk.everything), ("discarded_at", desk.now)):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            IncentiveVersion.objects.filter(pk=version.pk).update(**{column: value})


def test_neither_save_nor_delete_nor_sql_by_hand_gets_round_it(park: datetime) -> None:
    version = of_seed()
    version.name_vi = "Khác"
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        version.save()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        IncentiveVersion.objects.filter(pk=version.pk).delete()
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE sitepages_incentiveversion SET summary_vi = 'x'")


def test_an_open_validity_may_be_closed_once(park: datetime) -> None:
    rows = IncentiveVersion.objects.filter(pk=of_seed().pk)
    assert rows.update(valid_to=date(2030, 1, 1)) == 1
    for other in (None, date(2031, 1, 1)):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            rows.update(valid_to=other)


def test_a_draft_is_edited_and_put_aside_as_before(desk: Desk) -> None:
    draft = drafted(desk, KEY, note={"vi": "Ghi chú.", "en": "A note."})
    assert IncentiveVersion.objects.filter(pk=draft.pk).update(reason="Lần hai") == 1
    draft.acts.all().delete()
    assert IncentiveVersion.objects.filter(pk=draft.pk).delete()[0] == 1


def test_the_guard_is_put_up_again_after_each_migration(park: datetime) -> None:
    take_down(connection)
    assert IncentiveVersion.objects.filter(pk=of_seed().pk).update(reason="Khác") == 1
    call_command("migrate", verbosity=0, stdout=StringIO())
    put_up(connection)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        IncentiveVersion.objects.filter(pk=of_seed().pk).update(reason="Lần hai")
