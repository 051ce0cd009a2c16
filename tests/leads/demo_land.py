"""The demo park as an engine's catalogue, from its files: no database."""

from leads.demo_park import demo_catalogue, demo_land

__all__ = ["demo_catalogue", "demo_land"]
