"""The plan for paper: the same drawing, with its colours written in, since a PDF knows no page's styles."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitepages.choices import status_words
from sitepages.land.plan_options import DrawnLand
from sitepages.services.plan import park_plan

# identity: colours of the light page.
HATCHES = (
    '<pattern id="h-reserved" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect fill="#f7e3cf" width="14" height="14"/><path stroke="#c07a4c" d="M4 0V14" stroke-width="3.5"/></pattern>'
    '<pattern id="h-leased" width="12" height="12" patternUnits="userSpaceOnUse"><rect fill="#d3d9d6" width="12" '
    'height="12"/><path stroke="#6b7b72" d="M-1 6H13" stroke-width="1.3"/></pattern>'
    '<pattern id="h-clearance" width="16" height="16" patternUnits="userSpaceOnUse"><rect fill="#fff" width="16" '
    'height="16"/><circle fill="#6b7b72" cx="4" cy="4" r="1.9"/><circle fill="#6b7b72" cx="12" cy="12" r="1.9"/>'
    "</pattern>"
    '<pattern id="h-none" width="14" height="14" patternUnits="userSpaceOnUse"><rect fill="#e9eeea" width="14" '
    'height="14"/><path stroke="#c8d2ca" d="M0 7H14M7 0V14" stroke-width="2"/></pattern>'
    '<pattern id="h-open" width="24" height="12" patternUnits="userSpaceOnUse"><rect fill="#fff" width="24" '
    'height="12"/><path stroke="#c07a4c" d="M0 3H8M12 9H20" stroke-width="2"/></pattern>'
)
GROUNDS = {
    "reserved": "#f7e3cf",
    "leased": "#d3d9d6",
    "clearance": "#fff",
    "not_for_lease": "#e9eeea",
    "not_verified": "#fff",
}
TEXT = 'font-family="Source Sans 3" text-anchor="middle"'
CODE = f'fill="#13211a" font-size="13" {TEXT}'
HALO = 'paint-order="stroke" stroke-width="4" stroke-linejoin="round"'
LOOKS = {
    "road": 'fill="#fff"',
    "green": 'fill="#d5e8d3"',
    "lake": 'fill="#bfe1ec" stroke="#6fb0c6" stroke-width="3"',
    "edge": 'fill="none" stroke="#13211a" stroke-width="3" stroke-dasharray="11 6"',
    "edge edge--solid": 'fill="none" stroke="#13211a" stroke-width="3"',
    "tick": 'fill="none" stroke="#6b7b72" stroke-width="2"',
    "p p-available": 'fill="#7ccb9b" stroke="#fff" stroke-width="2"',
    "p p-reserved": 'fill="url(#h-reserved)" stroke="#fff" stroke-width="2"',
    "p p-leased": 'fill="url(#h-leased)" stroke="#fff" stroke-width="2"',
    "p p-clearance": 'fill="url(#h-clearance)" stroke="#6b7b72" stroke-width="2" stroke-dasharray="10 8"',
    "p p-not_for_lease": 'fill="url(#h-none)" stroke="#fff" stroke-width="2"',
    "p p-not_verified": 'fill="url(#h-open)" stroke="#8a3a0c" stroke-width="2" stroke-dasharray="10 8"',
    "p yours": 'fill="#ffd23f" stroke="#13211a" stroke-width="4" stroke-linejoin="round"',
    "code": CODE,
    **{f"code halo-{status}": f'{CODE} {HALO} stroke="{ground}"' for status, ground in GROUNDS.items()},
    "code on-y": f'fill="#13211a" font-size="16" font-weight="600" {TEXT}',
    "len": f'fill="#13211a" font-size="11" {TEXT}',
    "vx": 'fill="#fff" stroke="#13211a" stroke-width="1.6"',
    "mark": 'fill="none" stroke="#13211a" stroke-width="2"',
    "mark-t": 'fill="#13211a" font-size="10" font-family="Source Sans 3"',
}
# The whole park at a third of a page: only the options are named, and everything drawn is larger.
WHOLE = LOOKS | {
    "p alt": 'fill="#fff3bf" stroke="#13211a" stroke-width="6" stroke-linejoin="round"',
    "p yours": 'fill="#ffd23f" stroke="#13211a" stroke-width="7" stroke-linejoin="round"',
    "code on-y": f'fill="#13211a" font-size="34" font-weight="600" {TEXT}',
    "code on-alt": f'fill="#13211a" font-size="28" font-weight="600" {TEXT}',
    "pin": 'fill="#13211a"',
    "pin-t": f'fill="#fff" font-size="40" font-weight="600" {TEXT}',
    "edge": 'fill="none" stroke="#13211a" stroke-width="5" stroke-dasharray="22 12"',
    "edge edge--solid": 'fill="none" stroke="#13211a" stroke-width="5"',
    "water-t": f'fill="#1d5266" font-size="34" font-style="italic" {TEXT}',
    "mark": 'fill="none" stroke="#13211a" stroke-width="4"',
    "mark-t": 'fill="#13211a" font-size="30" font-family="Source Sans 3"',
    "dim": 'opacity=".45"',
}
UNNAMED = re.compile(
    r'<(?:path class="main [^>]*>.*?</path|text class="(?:code|zone-t|frame-t)"[^>]*>[^<]*</text)>|</?a\b[^>]*>'
)
LEFT_OUT = re.compile(
    r'<(?:path class="main [^>]*>.*?</path|text class="(?:water-t|zone-t|frame-t)"[^>]*>[^<]*</text)>'
)
CLASS = re.compile(r' class="([^"]*)"')
HATCHED = re.compile(rf'(class="p p-({"|".join(GROUNDS)})"[^>]*/><text class="code)(?=")')
PATTERNED = re.compile(rf'<path class="p (?:many )?p-({"|".join(GROUNDS)})[^"]*" (d="[^"]*")/>')


def plot_on_paper(land: DrawnLand, code: str, label: str) -> str:
    """The cut-out around a plot as an SVG file of its own."""
    svg = str(park_plan(land, yours=(code,), crop=code, label=label, linked=False))
    svg = HATCHED.sub(r"\1 halo-\2", LEFT_OUT.sub("", svg))  # a code can be read over a pattern
    return _with_ground(_painted(svg, LOOKS))


def park_on_paper(svg: str) -> str:
    """A drawing of the whole park as an SVG file of its own; links fall away."""
    svg = UNNAMED.sub("", svg).replace('role="group"', 'role="img"', 1)
    return _with_ground(_painted(svg, WHOLE))


def swatches() -> dict[str, str]:
    """Status -> a small drawing of its fill, for the legend."""
    box = '<svg viewBox="0 0 44 28"><path class="p p-{}" d="M2 2H42V26H2Z"/></svg>'
    return {status: _with_ground(_painted(box.format(status), LOOKS)) for status in status_words()}


def _painted(svg: str, looks: Mapping[str, str]) -> str:
    """Classes exchanged for what they look like; of a large park, many plots of one look are one path.

    Under a pattern lies its ground: between the tiles of a pattern some readers of PDF leave white seams.
    """
    svg = PATTERNED.sub(lambda path: f'<path fill="{GROUNDS[path[1]]}" {path[2]}/>{path[0]}', svg)

    def paint(name: re.Match[str]) -> str:
        look = looks.get(name[1].replace("p many ", "p "))
        return f" {look}" if look else ""

    return CLASS.sub(paint, svg)


def _with_ground(svg: str) -> str:
    """The drawing's ground and hatches first; a file of its own names its language."""
    head, rest = svg.split(">", 1)
    box = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', head)
    x, y, width, height = box.groups() if box else ("0", "0", "100%", "100%")
    ground = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="#f2f6f2"/>'
    return f'{head} xmlns="http://www.w3.org/2000/svg"><defs>{HATCHES}</defs>{ground}{rest}'
