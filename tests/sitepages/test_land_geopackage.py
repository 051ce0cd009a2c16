"""A GeoPackage is a database with SQL of its own: what would run on reading is refused, nothing in it ever runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from sitepages.land.importers import gis
from sitepages.land.importers.read import LandFile, Survey, read_files
from tests.cases.land import forms
from tests.sitepages import park_files

RINGS = {code: park_files.demo().rings[code] for code in ("SX-01", "HT-01")}
WRITABLE = "PRAGMA writable_schema = ON"


def geopackage(folder: Path, *statements: str) -> bytes:
    path = folder / "given.gpkg"
    path.write_bytes(forms.gpkg_bytes(RINGS))
    database = sqlite3.connect(path)
    for statement in statements:
        database.execute(statement)
    database.commit()
    database.close()
    return path.read_bytes()


def read(data: bytes) -> Survey:
    return read_files([LandFile("plots.gpkg", data)], park_files.ZONES)


AS_TABLE = "UPDATE sqlite_master SET type = 'table' WHERE type = 'view'"
DISGUISES: dict[str, Sequence[str]] = {
    "a view": ("CREATE VIEW more AS SELECT * FROM plots",),
    "a view that calls itself a table": ("CREATE VIEW more AS SELECT * FROM plots", WRITABLE, AS_TABLE),
    "the layer is a view that calls itself a table": (
        "ALTER TABLE plots RENAME TO hidden",
        "CREATE VIEW plots AS SELECT * FROM hidden",
        "UPDATE gpkg_geometry_columns SET table_name = 'plots'",
        WRITABLE,
        AS_TABLE,
    ),
    "a virtual table": ("CREATE VIRTUAL TABLE more USING fts5(words)",),
    "a virtual table that says rtree in a name": ('CREATE VIRTUAL TABLE "x USING rtree(" USING fts5(words)',),
    "a column worked out on reading": ("ALTER TABLE plots ADD COLUMN more TEXT AS (hex(zeroblob(9)))",),
    "a layer that is no table": ("UPDATE gpkg_geometry_columns SET table_name = 'rtree_plots_geom'",),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_what_runs_when_it_is_read_is_refused_before_gdal_opens_it(
    disguise: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gis.pyogrio, "read_info", lambda *_args, **_more: pytest.fail("GDAL was asked"))
    survey = read(geopackage(tmp_path, *DISGUISES[disguise]))
    # SQLite of today calls a schema that lies about its views damaged; that is as good.
    assert [finding.code for finding in survey.findings] in (["database_views"], ["unreadable_file"])
    assert not survey.rings


def test_triggers_lie_still_and_the_file_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fired = "INSERT INTO fired VALUES ('x')"
    events = [
        f"CREATE TRIGGER t_{table}_{event} AFTER {event} ON {table} BEGIN {fired}; END"
        for table in ("plots", "gpkg_contents", "gpkg_ogr_contents", "gpkg_extensions", "gpkg_geometry_columns")
        for event in ("INSERT", "UPDATE", "DELETE")
    ]
    data = geopackage(tmp_path, "CREATE TABLE fired (what TEXT)", *events)
    seen = []
    features = gis._features

    def looked_at(path: Path, *args: object) -> None:
        features(path, *args)  # type: ignore[arg-type]
        seen.append(path.read_bytes())

    monkeypatch.setattr(gis, "_features", looked_at)
    survey = read(data)
    assert survey.findings == []
    assert survey.rings.keys() == RINGS.keys()
    assert seen == [data]


def test_a_layer_with_a_name_of_two_words_has_its_index_as_others_do(tmp_path: Path) -> None:
    renamed = ('ALTER TABLE plots RENAME TO "lô đất"', 'ALTER TABLE rtree_plots_geom RENAME TO "rtree_lô đất_geom"')
    names = (
        "UPDATE gpkg_geometry_columns SET table_name = 'lô đất'",
        "UPDATE gpkg_contents SET table_name = 'lô đất'",
    )
    drop = [
        f"DROP TRIGGER {name}" for name in ("trigger_insert_feature_count_plots", "trigger_delete_feature_count_plots")
    ]
    survey = read(geopackage(tmp_path, "PRAGMA foreign_keys = OFF", *drop, *renamed, *names))
    assert survey.findings == []
    assert survey.rings.keys() == RINGS.keys()
