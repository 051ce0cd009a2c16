"""How a plot's code stands in an address."""

from __future__ import annotations

from sitepages.land.codes import from_address, in_address


class PlotCodeInPath:
    """A path converter, registered as `plot`: every stored code has an address, also one that is none (land.codes)."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        return from_address(value)

    def to_url(self, value: str) -> str:
        return in_address(str(value))
