"""Every measure from which the land's checks speak, in one place. Pure.

Neighbours of one survey overlap by up to 0.06 m2 from rounding, plots and roads of the demo park by
29 m2 in all: a finding begins at 1 m2 or 5 cm.
"""

from __future__ import annotations

import math
from datetime import date

SIDE_M = 0.05  # listed side against the distance of its two points
SAME_POINT_M = 0.002  # surveys give millimetres
WRITTEN_M = 0.001  # a survey in metres is written to the millimetre ...
DEGREES_M = 0.01  # ... and in degrees to the seventh decimal: nearer than that an outline is the same
AREA_SHARE = 0.001  # declared against computed area
OVERLAP_M2 = 1.0
OUTSIDE_M2 = 1.0
EDGE_M = 0.05  # how far an outline may run along the other side of the park's boundary
SLIVER_M = 0.5  # gaps up to this between two plots are nobody's road ...
SLIVER_M2 = 1.0  # ... and are told from this area

MOVED_M = 0.2  # a whole survey that lies this far beside the last one is told ...
SPREAD_M = 0.05  # ... where its plots moved alike within this

LAYER_AREA_M2 = 1.0  # a layer of areas below this, or of lines below the length, is empty
LAYER_LENGTH_M = 0.1
LAYER_FAR_M = 1_000.0  # from the park's land: asked
LAYER_ON_PLOTS_M2 = 100.0  # roads, green, water on plots: asked from this in all

MIN_SHARED_M = 5.0  # two plots are contiguous from this much common boundary ...
MAX_GAP_M = 0.5  # ... over gaps up to this
ROUNDING_M = 0.001  # exactly 5 m or 0.5 m stays so in whichever direction it lies
MAX_ANGLE_COS = math.cos(math.radians(20))  # edges steeper to one another than this meet, they do not run along

# The surroundings of the park, +-8 km around the working point (domain facts, section 6), EPSG:9213.
NORTHING = (2_360_000.0, 2_376_000.0)
EASTING = (433_000.0, 448_000.0)

FIRST_SURVEY = date(1990, 1, 1)  # no record of the park's land is older: an earlier day is a slip of the pen

# What a file may hold before it is read at all.
MAX_FILE_BYTES = 20_000_000
MAX_UNZIPPED_BYTES = 100_000_000
MAX_WORDS_BYTES = 30_000_000  # of a workbook's table of words
MAX_ZIP_ENTRIES = 2_000
MAX_ZIP_RATIO = 200  # of an entry above 1 MB; a bomb's is 1,000 and more
MAX_PLOTS = 20_000
MAX_VERTICES = 5_000  # of one plot
MAX_ROWS = 300_000
MAX_COLUMNS = 200
MAX_FINDINGS = 500  # kept of one change set; nobody mends more before looking again


def in_window(easting: float, northing: float) -> bool:
    """Whether a point lies in the surroundings of the park."""
    return EASTING[0] <= easting <= EASTING[1] and NORTHING[0] <= northing <= NORTHING[1]
