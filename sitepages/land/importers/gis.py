"""Plots out of a zipped Shapefile or a GeoPackage: all that GDAL may open, and only from a folder of ours. Pure.

The stranger's names never become paths: parts are written under names of our own and gone afterwards.
"""

from __future__ import annotations

import json
import re
import sqlite3
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import shapely

from sitepages.land.importers import crs
from sitepages.land.importers.attributes import code_titles, column_of
from sitepages.land.importers.geojson import Mark, add_plot
from sitepages.land.importers.reading import FileRefused, Reading
from sitepages.land.importers.sniff import checked_zip, members, unpacked
from sitepages.land.tolerances import MAX_PLOTS

import pyogrio  # isort: skip  # sitepages.land has set GDAL_SKIP before this
import pyogrio.raw  # isort: skip

NAME = r"""(?:"[^"]*"|'[^']*'|\[[^\]]*\]|[^\s"'\[]\S*)"""
RTREE = re.compile(rf"\s*CREATE\s+VIRTUAL\s+TABLE\s+{NAME}\s+USING\s+rtree\s*\(", re.IGNORECASE)
COMPUTED = {2, 3}  # of PRAGMA table_xinfo: a column worked out when it is read
PARTS = ("shp", "shx", "dbf", "prj", "cpg")
GDAL_ERRORS = (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError, ValueError)


def read_shapefile(data: bytes, reading: Reading) -> None:
    """The one Shapefile of an archive; its text is UTF-8 or what its .cpg says, else Windows-1258."""
    archive = checked_zip(reading.name, data)
    found: dict[str, list[str]] = {}
    for entry in members(archive):
        ending = PurePosixPath(entry.filename).suffix.lstrip(".").lower()
        if ending in PARTS:
            found.setdefault(ending, []).append(entry.filename)
    if any(len(found.get(part, ())) != 1 for part in PARTS[:3]) or any(len(names) > 1 for names in found.values()):
        raise FileRefused("shapefile_parts", file=reading.name)
    with tempfile.TemporaryDirectory() as folder:
        for part, (name,) in found.items():
            Path(folder, f"plots.{part}").write_bytes(unpacked(archive, name, reading.name))
        _features(Path(folder, "plots.shp"), "plots", reading, recode="cpg" not in found)


def read_gpkg(data: bytes, reading: Reading) -> None:
    """The only layer of polygons of a GeoPackage without views, virtual tables or computed columns of its own.

    It is opened for reading only, here and by GDAL: what triggers it holds never run.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plots.gpkg")
        path.write_bytes(data)
        _features(path, _only_layer(path, reading.name), reading)


def _only_layer(path: Path, name: str) -> str:
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        try:
            database.execute("PRAGMA trusted_schema = OFF")
            tables = _tables(database)
            rows = database.execute("SELECT table_name, geometry_type_name FROM gpkg_geometry_columns").fetchall()
        finally:
            database.close()
    except (sqlite3.Error, UnicodeError) as error:
        raise FileRefused("unreadable_file", file=name, form="GeoPackage") from error
    if tables is None or any(str(table).lower() not in tables for table, _kind in rows):
        raise FileRefused("database_views", file=name)
    layers = [str(table) for table, kind in rows if str(kind).upper() in {"POLYGON", "MULTIPOLYGON", "GEOMETRY"}]
    if len(layers) != 1:
        raise FileRefused("several_tables", file=name, count=len(layers))
    return layers[0]


def _tables(database: sqlite3.Connection) -> frozenset[str] | None:
    """Names of the plain tables; None where anything runs a stranger's SQL when it is read.

    SQLite says what each is: the words of its schema are the stranger's, and a view may call itself a table there.
    """
    plain = set()
    own = {str(row[0]): str(row[1]) for row in database.execute("SELECT name, coalesce(sql, '') FROM sqlite_master")}
    for _schema, table, kind, *_rest in database.execute("PRAGMA main.table_list").fetchall():
        if kind == "virtual" and RTREE.match(own.get(table, "")):
            continue  # the index of its places; its shadow tables are not read
        columns = database.execute("SELECT hidden FROM pragma_table_xinfo(?)", (table,)).fetchall()
        if kind in {"view", "virtual"} or any(hidden in COMPUTED for (hidden,) in columns):
            return None
        if kind == "table":
            plain.add(str(table).lower())
    return frozenset(plain)


def _features(path: Path, layer: str, reading: Reading, recode: bool = False) -> None:
    form = "GeoPackage" if path.suffix == ".gpkg" else "Shapefile"
    try:
        count = pyogrio.read_info(str(path), layer=layer)["features"]
        if count > MAX_PLOTS:
            raise FileRefused("too_much", file=reading.name, limit=MAX_PLOTS)
        meta, _ids, shapes, columns = pyogrio.raw.read(str(path), layer=layer, force_2d=True)
        outlines = shapely.from_wkb(shapes)
    except (*GDAL_ERRORS, shapely.errors.ShapelyError, OSError) as error:
        raise FileRefused("unreadable_file", file=reading.name, form=form) from error
    reading.crs = crs.stated_by(str(meta["crs"] or ""), reading)
    if recode and meta["encoding"] == "ISO-8859-1":  # what GDAL takes a table for that does not say
        columns, encoding = _recoded(columns)
        reading.states("encoding", encoding=encoding)
    if not any(column_of(name) == "code" for name in meta["fields"]):
        reading.found("no_code_column", file=reading.name, titles=code_titles())
        return
    for index, outline in enumerate(outlines):
        raw = {str(name): _plain(column[index]) for name, column in zip(meta["fields"], columns, strict=True)}
        code = next((str(value) for name, value in raw.items() if column_of(name) == "code" and value), "")
        add_plot(Mark(code.strip(), raw, _geometry(outline), str(index + 1)), reading)
    if not reading.plots and not reading.findings:
        raise FileRefused("nothing_inside", file=reading.name)


def _recoded(columns: Sequence[Any]) -> tuple[list[Any], str]:
    """Texts read byte by byte, read again as UTF-8 or else Windows-1258 (GDAL's own recoding cuts the last letter)."""
    for encoding in ("utf-8", "cp1258"):
        try:
            out = [[_again(value, encoding) for value in column] for column in columns]
        except UnicodeDecodeError:
            continue
        return out, "UTF-8" if encoding == "utf-8" else "Windows-1258"
    raise FileRefused("wrong_encoding", file="DBF")


def _again(value: Any, encoding: str) -> Any:
    return value.encode("latin-1").decode(encoding) if isinstance(value, str) else value


def _geometry(outline: Any) -> Mapping[str, Any]:
    return json.loads(shapely.to_geojson(outline)) if outline is not None and not outline.is_empty else {}


def _plain(value: Any) -> Any:
    """A numpy value as Python's own; not a number and not a time are unknown."""
    if value is None or value != value:
        return None
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if hasattr(value, "astype") and value.dtype.kind == "M":
        return str(value.astype("datetime64[D]"))
    return value.item() if hasattr(value, "item") else value
