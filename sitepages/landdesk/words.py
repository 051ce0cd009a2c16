"""What the fields of a plot are called in the admin."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sitepages.explorer.plot_page import field_name


def field_words(field: str) -> str:
    """A field of a plot by its name on the plot's page."""
    own = {
        "zone": _("Functional zone"),
        "status": _("Status"),
        "ring": _("Boundary"),
        "area_computed_m2": _("Area from the boundary"),
        "land_use_vi": _("Land use, Vietnamese"),
        "land_use_en": _("Land use, English"),
    }
    return own[field] if field in own else field_name(field)
