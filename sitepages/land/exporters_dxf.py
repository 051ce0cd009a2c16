"""Plots as DXF for those who draw: closed polylines in metres, and a block per plot that carries its facts. Pure.

X of the drawing is the easting, Y the northing (VN-2000 / TM-3 106-30). Attributes are those of plots.csv,
as tags of the block PLOT inserted inside each outline.
"""

from __future__ import annotations

import io

import ezdxf.filemanagement
from ezdxf.document import Drawing
from ezdxf.enums import TextEntityAlignment
from shapely.geometry import Polygon

from sitepages.land.exporters import COLUMNS, attributes
from sitepages.land.facts import LandFacts

OUTLINES, LABELS, BLOCK = "PLOTS", "PLOT_FACTS", "PLOT"
COLOURS = {"available": 3, "reserved": 30, "leased": 8, "clearance": 7, "not_for_lease": 9}  # AutoCAD's indexed colours
LABEL_M = 6.0
METRES = 6


def plots_dxf(land: LandFacts, title: str) -> bytes:
    """An unknown fact is an empty attribute; reading it back gives unknown again."""
    drawing = _empty_drawing(title)
    space = drawing.modelspace()
    for plot in land.plots:
        space.add_lwpolyline(
            plot.ring, close=True, dxfattribs={"layer": OUTLINES, "color": COLOURS.get(plot.status, 7)}
        )
        inside = Polygon(plot.ring).representative_point()
        block = space.add_blockref(BLOCK, (inside.x, inside.y), dxfattribs={"layer": LABELS})
        values = attributes(plot, land)
        block.add_auto_attribs({column.upper(): _shown(values[column]) for column in COLUMNS})
    out = io.StringIO()
    drawing.write(out)
    return out.getvalue().encode(drawing.output_encoding, errors="dxfreplace")


def _empty_drawing(title: str) -> Drawing:
    drawing = ezdxf.filemanagement.new("R2010")
    drawing.header["$INSUNITS"] = METRES
    drawing.header["$MEASUREMENT"] = 1
    drawing.header.custom_vars.append("Title", title)
    drawing.header.custom_vars.append("CRS", "EPSG:9213 VN-2000 / TM-3 106-30")
    drawing.layers.add(OUTLINES)
    drawing.layers.add(LABELS)
    block = drawing.blocks.new(BLOCK)
    for line, column in enumerate(COLUMNS):
        code = column == "code"
        tag = block.add_attdef(
            column.upper(), dxfattribs={"height": LABEL_M, "layer": LABELS, "invisible": not code, "prompt": column}
        )
        tag.set_placement((0, -line * LABEL_M * 1.5), align=TextEntityAlignment.MIDDLE_CENTER)
    return drawing


def _shown(value: object) -> str:
    return "" if value is None else str(value)
